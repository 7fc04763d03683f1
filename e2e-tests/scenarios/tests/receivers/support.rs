//! Pools with known leaves.

use crate::market::{Market, STRANGER, only};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolCall;
use chain::{Account, H160, Receipt};
use rules::{merkle::Tree, pool::Share};
use story::{
    abi::{
        ReceiverFactory::{PoolOpened, openPoolCall},
        RoyaltyPool::{self, Claimed, Leaf, claimCall, claimManyCall, claimToCall},
    },
    calls::{Done, Refused, address, event, h160, send, view},
};

/// What the pools here say of their lists.
pub(crate) const LIST: B256 = B256::repeat_byte(0x11);
/// Where the lists are.
pub(crate) const URI: &str = "ipfs://list";

fn hash(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

/// A pool and the tree that it was opened with.
pub(crate) struct Pool {
    pub(crate) address: H160,
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) proofs: Vec<Vec<B256>>,
}

impl Pool {
    /// Opens a pool of these accounts with their weights.
    pub(crate) fn open(market: &mut Market<'_>, shares: &[(H160, u64)]) -> Self {
        let total = shares.iter().map(|(_, weight)| weight).sum();
        Self::with_total(market, shares, total)
    }

    /// Opens a pool that says another total weight.
    pub(crate) fn with_total(market: &mut Market<'_>, shares: &[(H160, u64)], total: u64) -> Self {
        let (call, leaves, proofs) = opening(shares, total);
        let done = send(market.chain, &STRANGER, market.protocol.receivers, &call, 0).unwrap();
        let opened: PoolOpened = only(&done.receipt);
        assert_eq!(opened.pool, done.value);
        Self { address: h160(done.value), leaves, proofs }
    }

    /// A claim for a leaf.
    pub(crate) fn claim(&self, index: usize, currency: Address) -> claimCall {
        let Leaf { index: at, account, weight } = self.leaves[index].clone();
        claimCall { index: at, account, weight, currency, proof: self.proofs[index].clone() }
    }

    /// A claim of a leaf's account for somebody else.
    pub(crate) fn claim_to(&self, index: usize, currency: Address, to: H160) -> claimToCall {
        let Leaf { index: at, weight, .. } = self.leaves[index];
        claimToCall { index: at, weight, currency, to: address(to), proof: self.proofs[index].clone() }
    }

    /// A claim for these leaves.
    pub(crate) fn claim_many(&self, which: &[usize], currency: Address) -> claimManyCall {
        let leaves = which.iter().map(|index| self.leaves[*index].clone()).collect();
        let proofs = which.iter().flat_map(|index| self.proofs[*index].clone()).collect();
        claimManyCall { currency, leaves, proofs }
    }

    /// Received, earned, released and due of a leaf.
    pub(crate) fn sums(&self, market: &Market<'_>, index: usize, currency: Address) -> [u128; 4] {
        let Leaf { index: at, weight, .. } = self.leaves[index];
        let call = RoyaltyPool::accountCall { index: at, weight, currency };
        let found = view(market.chain, self.address, &call).unwrap();
        [found.received, found.earned, found.released, found.due]
    }

    /// All that came in.
    pub(crate) fn received(&self, market: &Market<'_>, currency: Address) -> u128 {
        view(market.chain, self.address, &RoyaltyPool::receivedCall { currency }).unwrap()
    }

    /// Calls the pool.
    pub(crate) fn send<C: SolCall>(
        &self,
        market: &mut Market<'_>,
        who: &Account,
        call: &C,
    ) -> Result<Done<C::Return>, Refused> {
        send(market.chain, who, self.address, call, 0)
    }

    /// The event of a leaf that was paid.
    pub(crate) fn claimed(&self, index: usize, currency: Address, to: H160, amount: u128) -> Claimed {
        let Leaf { index: at, account, .. } = self.leaves[index];
        Claimed { index: at, account, currency, to: address(to), amount }
    }
}

/// What a pool of these accounts is opened with, its leaves, and the proof of each.
pub(crate) fn opening(shares: &[(H160, u64)], total: u64) -> (openPoolCall, Vec<Leaf>, Vec<Vec<B256>>) {
    let mut tree = Tree::new(hash);
    for (account, weight) in shares {
        tree.push_hash(Share { account: account.0, weight: *weight }.hash(&hash));
    }
    let proof = |index: u64| tree.inclusion_proof(index).unwrap().into_iter().map(B256::from).collect();
    let leaf = |(index, (account, weight)): (usize, &(H160, u64))| Leaf {
        index: index as u64,
        account: address(*account),
        weight: *weight,
    };
    let call = openPoolCall {
        root: B256::from(tree.root().unwrap()),
        count: shares.len() as u64,
        weight: total,
        basis: 0,
        list: LIST,
        uri: URI.into(),
    };
    let leaves = shares.iter().enumerate().map(leaf).collect();
    (call, leaves, (0..shares.len() as u64).map(proof).collect())
}

/// A share of an amount, rounded down, by numbers of 256 bits.
pub(crate) fn floor(received: u128, weight: u64, total: u64) -> u128 {
    (U256::from(received) * U256::from(weight) / U256::from(total)).to()
}

/// The claims that a receipt tells of.
pub(crate) fn claims(receipt: &Receipt) -> Vec<Claimed> {
    receipt.events.iter().filter_map(event).collect()
}
