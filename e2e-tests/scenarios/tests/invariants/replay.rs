//! The events, replayed from the first on, are the views.

use crate::{
    life::{Life, Outcome},
    seen::Eye,
    tale::{ToldSplit, is_open},
};
use alloy_primitives::{Address, U256};
use story::{
    abi::{Arbitration, Catalogues, ERC721, RoyaltySplitter::Payee},
    calls::address,
};

/// Records, their owners, texts, links and who is approved.
pub(crate) fn i16_records(life: &mut Life<'_>) -> Outcome<usize> {
    for (id, told) in &life.tale.records {
        let seen = &life.seen.records[id];
        let approved = life.tale.record_approvals.get(id).copied().unwrap_or_default();
        if seen.record != told.record || (&seen.uri, &seen.parents) != (&told.uri, &told.parents) {
            return Err(format!("{id:x} is {seen:?} in place of {told:?}"));
        }
        if seen.approved != approved {
            return Err(format!("{} is approved for {id:x} in place of {approved}", seen.approved));
        }
        let entries = life.tale.entries.get(id).map_or(&[][..], Vec::as_slice);
        // A strike ends what was said, too.
        let of_generation =
            |entry: &&crate::tale::Said| entry.generation == seen.record.generation && seen.record.standing != 2;
        let said = entries.iter().rev().find(of_generation).map_or(0, |entry| entry.preferences);
        if (seen.changes as usize, seen.preferences) != (entries.len(), said) {
            return Err(format!("{id:x} says {:b} in place of {said:b}, {} times", seen.preferences, entries.len()));
        }
    }
    for ((contract, owner, operator), approved) in &life.tale.operators {
        let call = ERC721::isApprovedForAllCall { owner: *owner, operator: *operator };
        if life.ask(*contract, &call)? != *approved {
            return Err(format!("{operator} is no operator of {owner} with {contract:?}, or is one"));
        }
    }
    Ok(life.tale.records.len())
}

/// Offers and licences.
pub(crate) fn i16_sales(life: &mut Life<'_>) -> Outcome<usize> {
    for (place, (told, seen)) in life.tale.offers.iter().zip(&life.seen.offers).enumerate() {
        let (price, conditions) = (&seen.price, &seen.conditions);
        let found = (
            (price.record, price.terms, price.currency, price.unitPrice, price.unit, price.supply, price.ceiling),
            (price.opens, price.closes, price.buyer, conditions.epoch, conditions.since, conditions.edition),
            (conditions.referrer, conditions.referral, conditions.escrow, conditions.upgradesFrom, conditions.closed),
        );
        let (of, on) = (&told.price, &told.conditions);
        let expected = (
            (told.record, told.terms, of.currency, of.unitPrice, of.unit, on.supply, on.ceiling),
            (on.opens, on.closes, on.buyer, told.epoch, on.since, on.edition),
            (on.referrer, on.referral, on.escrow, on.upgradesFrom, life.tale.closed.contains(&told.offer)),
        );
        let tiers: Vec<(u64, u128)> =
            seen.tiers.iter().filter(|tier| tier.from > 0).map(|tier| (tier.from, tier.unitPrice)).collect();
        let of_tiers: Vec<(u64, u128)> = told.tiers.iter().map(|tier| (tier.from, tier.unitPrice)).collect();
        if found != expected || tiers != of_tiers || told.offer != place as u64 + 1 {
            return Err(format!("offer {} is {seen:?} in place of {told:?}", place + 1));
        }
    }
    for (place, (told, seen)) in life.tale.licences.iter().zip(&life.seen.licences).enumerate() {
        let core = &seen.core;
        let burned = seen.grant.status & (8 | 16) != 0;
        let holder = if burned { Address::ZERO } else { core.owner };
        let approved = life.tale.licence_approvals.get(&U256::from(place + 1)).copied().unwrap_or_default();
        let found = (core.record, core.offer, core.price, core.start, core.perpetual, core.expiry, core.boughtAt);
        let expected = (told.record, told.offer, told.price, told.start, told.perpetual, told.expiry, told.bought_at);
        let rest = (seen.grant.status, seen.scope.selection, holder, core.approved);
        if found != expected || rest != (told.status, told.selection, told.holder(), approved) {
            return Err(format!("licence {} is {seen:?} in place of {told:?}", place + 1));
        }
    }
    Ok(life.tale.offers.len() + life.tale.licences.len())
}

/// Challenges, credits, splits of all generations, and editions.
pub(crate) fn i16_others(life: &mut Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    for (place, (told, seen)) in life.tale.challenges.iter().zip(&life.seen.challenges).enumerate() {
        things += 1;
        let found = (seen.record, seen.generation, seen.challenger, seen.bond, seen.answer, seen.state);
        let expected = (told.record, told.generation, told.challenger, told.bond, told.answer, told.state);
        if found != expected {
            return Err(format!("challenge {} is {seen:?} in place of {told:?}", place + 1));
        }
    }
    let arbitration = life.base.protocol.arbitration;
    for (account, due) in &life.tale.credits {
        if life.ask(arbitration, &Arbitration::creditCall { account: *account })? != *due {
            return Err(format!("{account} has another credit than {due}"));
        }
    }
    for (id, seen) in &life.seen.records {
        let generation = seen.record.generation;
        let call = Arbitration::outcomeCall { record: *id, generation };
        let open = life.tale.challenges.iter().filter(|told| (told.record, told.generation) == (*id, generation));
        let open = open.filter(|told| is_open(told.state)).count();
        if life.ask(arbitration, &call)?.open as usize != open {
            return Err(format!("{id:x} has not {open} challenges"));
        }
    }
    for ((record, generation), told) in &life.tale.splits {
        things += 1;
        let (versions, payees) = life.eye().splits(*record, *generation).map_err(|refused| refused.to_string())?;
        let ToldSplit { versions: announced, applies_at, locked } = told;
        let list = |payees: &Vec<story::abi::Settlements::Payee>| -> Vec<Payee> {
            payees.iter().map(|payee| Payee { account: payee.account, share: payee.share }).collect()
        };
        let expected: Vec<Vec<Payee>> = announced.iter().map(list).collect();
        let last = announced.len() as u32;
        if payees != expected || (versions.last, versions.appliesAt, versions.locked) != (last, *applies_at, *locked) {
            return Err(format!("the split of {record:x} is {versions:?}, {payees:?} in place of {told:?}"));
        }
    }
    for ((catalogue, generation), editions) in &life.tale.editions {
        if life.seen.records[catalogue].record.generation != *generation {
            continue;
        }
        for told in editions {
            things += 1;
            let call = Catalogues::editionCall { catalogue: *catalogue, edition: told.edition };
            let found = life.ask(life.base.protocol.catalogues, &call)?;
            let (is, was) = (
                (found.root, found.count, found.units, found.metadata, found.priority, found.committed),
                (told.root, told.count, told.units, told.metadata, told.priority, told.committed),
            );
            if is != was {
                return Err(format!("edition {} of {catalogue:x} is {found:?} in place of {told:?}", told.edition));
            }
        }
    }
    for (record, inbox) in &life.tale.inboxes {
        things += 1;
        let call = story::abi::ReceiverFactory::inboxOfCall { record: *record };
        if life.ask(life.base.protocol.receivers, &call)? != address(*inbox) {
            return Err(format!("the inbox of {record:x} is not {inbox:?}"));
        }
    }
    Ok(things)
}

/// What was seen bit by bit, of contracts that had changed, is what is seen when everything is looked at anew.
pub(crate) fn i38_whole(life: &mut Life<'_>) -> Outcome<usize> {
    let mut anew = life.seen.clone();
    let eye = Eye { chain: life.chain, base: &life.base, tale: &life.tale, changed: None };
    eye.look(&mut anew, &life.everybody).map_err(|refused| refused.to_string())?;
    for (id, seen) in &anew.records {
        if life.seen.records[id] != *seen {
            return Err(format!("{id:x} is {seen:?} in place of {:?}", life.seen.records[id]));
        }
    }
    if anew == life.seen { Ok(anew.records.len()) } else { Err("something else has changed".into()) }
}
