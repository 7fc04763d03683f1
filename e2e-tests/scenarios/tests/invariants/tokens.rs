//! Tokens and their holders, commitments, cells and code.

use crate::{
    life::{Deed, Life, Outcome},
    seen::SeenRecord,
};
use alloy_primitives::{Address, U256};
use chain::H160;
use rules::limits::{COMMIT_TTL, MAX_CELL, MAX_COMMITMENTS};
use std::collections::BTreeMap;
use story::{abi::ERC721, calls::address};

/// Of both tokens: `balanceOf(a) = number of ids whose ownerOf is a`, and their sum is the number of ids
/// that have an owner. Records that there are always have one; licences that were burned have none.
pub(crate) fn i03_balances(life: &mut Life<'_>) -> Outcome<usize> {
    let ours = life.base.protocol;
    let records: Vec<Address> = life.seen.records.values().map(|seen| seen.record.owner).collect();
    let alive = life.seen.licences.iter().filter(|licence| licence.grant.status & (8 | 16) == 0);
    let licences: Vec<Address> = alive.map(|licence| licence.core.owner).collect();
    let mut things = 0;
    for (contract, owners) in [(ours.registry, records), (ours.licence_token, licences)] {
        let mut sum = U256::ZERO;
        for who in &life.everybody {
            let owner = address(*who);
            let balance = life.ask(contract, &ERC721::balanceOfCall { owner })?;
            let expected = owners.iter().filter(|holder| **holder == owner).count();
            if balance != U256::from(expected) {
                return Err(format!("{} has {balance} tokens of {contract:?} in place of {expected}", life.name(*who)));
            }
            sum += balance;
        }
        if sum != U256::from(owners.len()) {
            return Err(format!("{sum} tokens of {contract:?} have a holder in place of {}", owners.len()));
        }
        things += owners.len();
    }
    for id in &life.tale.order {
        let owner = life.ask(ours.registry, &ERC721::ownerOfCall { tokenId: *id })?;
        if owner != life.seen.records[id].record.owner {
            return Err(format!("{id:x} has two owners"));
        }
    }
    for (place, licence) in life.seen.licences.iter().enumerate() {
        let owner = life.ask(ours.licence_token, &ERC721::ownerOfCall { tokenId: U256::from(place + 1) });
        let burned = licence.grant.status & (8 | 16) != 0;
        if burned != owner.is_err() || owner.is_ok_and(|owner| owner != licence.core.owner) {
            return Err(format!("licence {} has another owner", place + 1));
        }
    }
    Ok(things)
}

/// What changed hands has nobody approved.
pub(crate) fn i04_approvals(life: &Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    for (id, before, after) in changed_records(life) {
        if before.record.epoch != after.record.epoch {
            things += 1;
            if !after.approved.is_zero() || (after.record.standing != 2 && !after.record.deputy.is_zero()) {
                return Err(format!("{id:x} changed hands, and somebody is still approved: {after:?}"));
            }
        }
    }
    for (place, (before, after)) in life.before.licences.iter().zip(&life.seen.licences).enumerate() {
        let moved = before.core.owner != after.core.owner || (before.grant.status ^ after.grant.status) & (8 | 16) != 0;
        things += usize::from(moved);
        if moved && !after.core.approved.is_zero() {
            return Err(format!("licence {} changed hands, and {} is still approved", place + 1, after.core.approved));
        }
    }
    Ok(things)
}

/// The records that there were before, with what they were and are, where that differs.
pub(crate) fn changed_records<'a>(life: &'a Life<'_>) -> impl Iterator<Item = (U256, &'a SeenRecord, &'a SeenRecord)> {
    life.before.records.iter().filter_map(|(id, before)| {
        let after = life.seen.records.get(id)?;
        (before != after).then_some((*id, before, after))
    })
}

/// A record's owner changes by a transfer of who may, by an older commitment to a provisional
/// record's digest or a struck one's heir, or by a decision: and in no other way.
pub(crate) fn i05_owners(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let mut things = 0;
    for (id, before, after) in
        changed_records(life).filter(|(_, before, after)| before.record.owner != after.record.owner)
    {
        things += 1;
        let was_provisional = !before.record.committed && deed.now <= before.record.registered_at + COMMIT_TTL;
        let caller = address(deed.caller);
        let ours = life.base.protocol;
        let right = match deed.name {
            "transferFrom" | "safeTransferFrom" => deed.to == ours.registry && may_transfer(life, deed, before),
            "transfer" => deed.to == ours.encumbrances && before.record.owner == caller,
            "register" | "registerMany" | "registerCatalogue" | "registerLeaf" => {
                let taken =
                    was_provisional && after.record.committed && after.record.priority <= before.record.registered_at;
                let inherited = before.record.standing == 2 && before.record.deputy == caller;
                (taken || inherited) && after.record.generation == before.record.generation + 1
            }
            "decideChallenge" => {
                let challengers = life.before.challenges.iter().filter(|challenge| challenge.record == id);
                deed.caller == life.base.arbiter.address
                    && challengers.map(|challenge| challenge.challenger).any(|who| who == after.record.owner)
            }
            _ => false,
        };
        if !right {
            return Err(format!("{id:x} went from {} to {} by {deed:?}", before.record.owner, after.record.owner));
        }
    }
    Ok(things)
}

fn may_transfer(life: &Life<'_>, deed: &Deed, before: &SeenRecord) -> bool {
    let (owner, caller) = (before.record.owner, address(deed.caller));
    let operator = life.tale.operators.get(&(deed.to, owner, caller)).copied().unwrap_or_default();
    owner == caller || before.approved == caller || operator
}

/// `totalSupply = number of digests that were ever registered`, and nothing that happens once happens
/// twice: a generation, terms, a closing, a run, a model.
pub(crate) fn i06_one_record(life: &Life<'_>) -> Outcome<usize> {
    let (found, expected) = (life.seen.supplies[0], life.tale.order.len());
    if found != U256::from(expected) || life.tale.records.len() != expected {
        return Err(format!("{found} records in place of {expected}"));
    }
    match life.tale.faults.first() {
        Some(fault) => Err(fault.clone()),
        None => Ok(expected),
    }
}

/// An account has nine open commitments at most.
pub(crate) fn i22_commitments(life: &Life<'_>) -> Outcome<usize> {
    for who in life.commits.keys() {
        let open = life.open_commitments(*who);
        if open > MAX_COMMITMENTS {
            return Err(format!("{} has {open} open commitments", life.name(*who)));
        }
    }
    Ok(life.commits.len())
}

/// No cell has more than 416 bytes, and the root cell of a contract has as many as when it was bound.
pub(crate) fn i23_cells(life: &Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    let receivers = life.tale.pools.iter().chain(life.tale.inboxes.values()).copied();
    for contract in life.base.protocol.contracts().map(|(_, contract)| contract).into_iter().chain(receivers) {
        let Some(state) = life.state.get(&contract) else { return Err(format!("{contract:?} is gone")) };
        things += state.storage.len();
        if let Some((key, value)) = state.storage.iter().find(|(_, value)| value.len() > MAX_CELL) {
            return Err(format!("the cell {key:?} of {contract:?} has {} bytes", value.len()));
        }
    }
    for root in &life.base.roots {
        let now = life.state.get(&root.contract).and_then(|state| state.storage.get(&root.key)).map(Vec::len);
        if now != Some(root.bytes) {
            return Err(format!("the root of {:?} has {now:?} bytes in place of {}", root.contract, root.bytes));
        }
    }
    Ok(things)
}

/// The code of every contract is what was deployed; pools and inboxes have that of their templates.
pub(crate) fn i31_code(life: &Life<'_>) -> Outcome<usize> {
    let codes: BTreeMap<H160, chain::H256> =
        life.state.iter().map(|(contract, state)| (*contract, state.code_hash)).collect();
    let ours = life.base.protocol;
    let of = |template: H160, contract: &H160| (*contract, life.base.codes[&template]);
    let pools = life.tale.pools.iter().map(|pool| of(ours.pool_template, pool));
    let inboxes = life.tale.inboxes.values().map(|inbox| of(ours.inbox_template, inbox));
    let expected: BTreeMap<H160, chain::H256> =
        life.base.codes.clone().into_iter().chain(pools).chain(inboxes).collect();
    if codes == expected { Ok(codes.len()) } else { Err("there is other code".into()) }
}

/// Numbers of tokens, offers and challenges only rise, by what was told.
pub(crate) fn i32_numbers(life: &Life<'_>) -> Outcome<usize> {
    let (before, after) = (&life.before, &life.seen);
    if after.supplies[1] != U256::from(life.tale.licences.len()) || after.licences.len() != life.tale.licences.len() {
        return Err(format!("{} licences in place of {}", after.supplies[1], life.tale.licences.len()));
    }
    let sunk = [
        before.records.keys().any(|id| !after.records.contains_key(id)),
        before.licences.len() > after.licences.len(),
        before.offers.len() > after.offers.len(),
        before.challenges.len() > after.challenges.len(),
        after.burned < before.burned,
        (0..2).any(|token| after.supplies[token] < before.supplies[token]),
    ];
    if sunk.contains(&true) { Err(format!("something sank: {sunk:?}")) } else { Ok(sunk.len()) }
}
