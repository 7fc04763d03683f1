//! What who runs a pool, and who has a place in one, want to do, as calls.

use super::{Call, CalldataError, Calls, Deployment, Place};
use crate::{
    abi::{ReceiverFactory, RoyaltyPool},
    calls::hex,
    contributors::{self, List, Proved},
};
use alloy_primitives::{Address, B256};
use rules::{
    limits::{MAX_CALLDATA, MAX_CLAIMS},
    work::check_uri,
};
use std::path::PathBuf;

/// What a pool's weights count, in the order of the factory's numbers.
pub(super) const BASES: [&str; 3] = ["items", "seconds", "use"];

/// A pool that somebody wants to open for the contributors of a list.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The list.
    pub list: PathBuf,
    /// What its weights count: `items`, `seconds` or `use`.
    pub basis: String,
    /// Where the list is to be found.
    pub uri: String,
    /// Where the contracts are.
    pub deployment: Deployment,
}

impl Opening {
    /// The call that opens it, with what a pool says of its list.
    ///
    /// # Errors
    /// [`CalldataError::BasisUnknown`], [`CalldataError::Description`], [`CalldataError::List`].
    pub fn calls(&self) -> Result<Calls, CalldataError> {
        let found = (0..).zip(BASES).find(|(_, name)| *name == self.basis);
        let (basis, _) = found.ok_or_else(|| CalldataError::BasisUnknown(self.basis.clone()))?;
        check_uri(self.uri.as_bytes()).map_err(CalldataError::Uri)?;
        let list = contributors::list(&self.list)?;
        let call = ReceiverFactory::openPoolCall {
            root: B256::from(list.root),
            count: list.count,
            weight: list.weight,
            basis,
            list: B256::from(list.digest),
            uri: self.uri.clone(),
        };
        let does = format!("Open the pool of these {} places; its address is the answer.", list.count);
        Ok(Calls { calls: vec![Call::new(does, "receiver-factory", &self.deployment, &call)], ..about(&list) })
    }
}

/// What an account wants to be paid of a pool.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The pool's list.
    pub list: PathBuf,
    /// Who is paid.
    pub account: Address,
    /// The pool.
    pub pool: Address,
    /// The ERC-20, or zero for the chain's own token.
    pub currency: Address,
}

impl Claim {
    /// The calls that pay all places of the account: `claim` for one place, and `claimMany` for
    /// several, in as few calls as their number and the length of calldata allow.
    ///
    /// # Errors
    /// [`CalldataError::List`].
    pub fn calls(&self) -> Result<Calls, CalldataError> {
        let (list, proved) = contributors::prove(&self.list, self.account.into_array())?;
        let places = proved
            .iter()
            .map(|Proved { index, share, .. }| Place { index: index.to_string(), weight: share.weight.to_string() });
        let places = places.collect();
        let calls = parts(&proved).into_iter().map(|part| self.call(part)).collect();
        Ok(Calls { places, calls, ..about(&list) })
    }

    fn call(&self, places: &[Proved]) -> Call {
        let call = if let [Proved { index, share, proof }] = places {
            let proof = proof.iter().copied().map(B256::from).collect();
            let (index, weight) = (*index, share.weight);
            let call = RoyaltyPool::claimCall { index, account: self.account, weight, currency: self.currency, proof };
            Call::new(format!("Pay what place {index} is due."), "royalty-pool", &Deployment::default(), &call)
        } else {
            let call = many(self.currency, places);
            let numbers: Vec<String> = places.iter().map(|place| place.index.to_string()).collect();
            let does = format!("Pay what places {} are due.", numbers.join(", "));
            Call::new(does, "royalty-pool", &Deployment::default(), &call)
        };
        Call { to: Some(self.pool.to_string()), ..call }
    }
}

fn many(currency: Address, places: &[Proved]) -> RoyaltyPool::claimManyCall {
    let leaf = |Proved { index, share, .. }: &Proved| RoyaltyPool::Leaf {
        index: *index,
        account: Address::from(share.account),
        weight: share.weight,
    };
    let proofs = places.iter().flat_map(|place| &place.proof).copied().map(B256::from);
    RoyaltyPool::claimManyCall { currency, leaves: places.iter().map(leaf).collect(), proofs: proofs.collect() }
}

/// Cuts places into as few parts as fit one call each.
fn parts(mut places: &[Proved]) -> Vec<&[Proved]> {
    /// Selector, head, and the lengths of both lists.
    const FRAME: usize = 4 + 5 * 32;
    let mut parts = Vec::new();
    while !places.is_empty() {
        let mut bytes = FRAME;
        let fit = places.iter().take(MAX_CLAIMS).take_while(|place| {
            bytes += 32 * (3 + place.proof.len());
            bytes as u64 <= MAX_CALLDATA
        });
        // One always fits: a proof has 64 hashes at most.
        let (part, rest) = places.split_at(fit.count().max(1));
        parts.push(part);
        places = rest;
    }
    parts
}

fn about(list: &List) -> Calls {
    Calls {
        root: Some(format!("0x{}", hex(&list.root))),
        count: Some(list.count.to_string()),
        weight: Some(list.weight.to_string()),
        list: Some(format!("0x{}", hex(&list.digest))),
        ..Calls::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolCall as _;
    use rules::pool::Share;

    fn places(count: u64, proof: usize) -> Vec<Proved> {
        let share = Share { account: [7; 20], weight: 1 };
        (0..count).map(|index| Proved { index, share, proof: vec![[1; 32]; proof] }).collect()
    }

    fn lengths(places: &[Proved]) -> Vec<usize> {
        parts(places).into_iter().map(<[Proved]>::len).collect()
    }

    #[test]
    fn claims_are_cut_into_calls_that_fit() {
        assert_eq!(lengths(&places(1, 0)), [1]);
        assert_eq!(lengths(&places(16, 4)), [16]);
        assert_eq!(lengths(&places(35, 4)), [16, 16, 3]);
        // Ten million contributors: 24 hashes each.
        assert_eq!(lengths(&places(16, 24)), [14, 2]);
        assert_eq!(lengths(&places(13, 64)), [5, 5, 3]);
        for proof in 0..=64 {
            let places = places(40, proof);
            for part in parts(&places) {
                let length = many(Address::ZERO, part).abi_encode().len() as u64;
                assert!(length <= MAX_CALLDATA);
                let next = places.get(part.len()).filter(|_| part.len() < MAX_CLAIMS && part[0].index == 0);
                if let Some(next) = next {
                    let longer = [part, std::slice::from_ref(next)].concat();
                    assert!(many(Address::ZERO, &longer).abi_encode().len() as u64 > MAX_CALLDATA);
                }
            }
        }
    }
}
