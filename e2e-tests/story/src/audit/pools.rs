//! Whether pools divide what they get: each worked out again from the works' owners, which are its
//! contributors, and the events.

use super::{
    Check, Subject, WorkFound,
    facts::{Facts, Seen},
};
use crate::{
    abi::RoyaltyPool,
    calls::{Refused, h160, view},
    pool::{contributors, tree, weight},
    protocol::NATIVE,
};
use alloy_primitives::B256;
use chain::H160;
use rules::pool::earned;

/// A pool. Amounts are in EVM units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolFound {
    /// Where it is.
    pub address: H160,
    /// All that it got.
    pub received: u128,
    /// What it still has.
    pub kept: u128,
    /// Its contributors, each with its weight and what it claimed.
    pub claims: Vec<(H160, u64, u128)>,
}

/// Finds the pools, and checks that their contributors are the owners of the files' records.
pub(super) fn check(subject: &Subject, facts: &Facts, works: &[WorkFound]) -> Result<(Vec<PoolFound>, Check), Refused> {
    let mut check =
        Check::new("pools_divided", "A pool's contributors are the works' owners, and each claimed its part exactly");
    let Subject { journal, protocol, .. } = subject;
    let shares = contributors(works.iter().map(|work| h160(work.record.owner)));
    let total = weight(&shares);
    let mut found = Vec::new();
    for Seen { event, .. } in &facts.pools {
        let pool = h160(event.pool);
        let code = |contract| journal.chain().code_hash(contract);
        check.same("the code of a pool", &code(pool), &code(protocol.pool_template));
        let root = B256::from(tree(&shares).root().unwrap_or_default());
        check.same("the root of a pool", &event.root, &root);
        let said = (event.count, event.weight);
        check.same("the number of contributors, and their weight", &said, &(shares.len() as u64, total));

        let to_pool = |paid: &&Seen<crate::abi::RoyaltySplitter::Released>| {
            paid.event.to == event.pool && paid.event.currency == NATIVE
        };
        let received: u128 = facts.released.iter().filter(to_pool).map(|paid| paid.event.amount).sum();
        let mut claims = Vec::new();
        for (index, share) in (0u64..).zip(&shares) {
            let of_leaf = facts.claimed.iter().filter(|claim| (claim.0, claim.1.event.index) == (pool, index));
            let claimed: u128 = of_leaf.map(|(_, claim)| claim.event.amount).sum();
            let call = RoyaltyPool::accountCall { index, weight: share.weight, currency: NATIVE };
            let said = view(*journal, pool, &call)?;
            let mine = earned(received, share.weight, total);
            check.same(
                "what a pool says of a contributor",
                &(said.received, said.earned, said.released),
                &(received, mine, claimed),
            );
            claims.push((H160(share.account), share.weight, claimed));
        }
        let kept = received - claims.iter().map(|(_, _, claimed)| claimed).sum::<u128>().min(received);
        check.same("what a pool has", &journal.chain().balance(pool), &kept);
        found.push(PoolFound { address: pool, received, kept, claims });
    }
    Ok((found, check))
}
