//! Whether the splitter's ledgers are right: each worked out again from the events alone.

use super::{
    Check, Party, Subject,
    facts::{Facts, Seen},
};
use crate::{
    abi::RoyaltySplitter::Account,
    calls::{Refused, h160},
};
use alloy_primitives::{Address, U256};
use rules::{
    limits::BASIS_POINTS,
    split::{earned, earned_by_parent},
};
use std::collections::BTreeMap;

/// What the ledgers owe.
#[derive(Clone, Debug, Default)]
pub(super) struct Dues {
    /// To whom from which record, in EVM units.
    pub(super) due: BTreeMap<(U256, Party), u128>,
    /// How many payees and parents there are: rounding costs each less than one unit.
    pub(super) parts: u128,
}

/// Names a ledger. The owner is zero but under version 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    record: U256,
    generation: u32,
    version: u32,
    owner: Address,
}

#[derive(Clone, Debug, Default)]
struct Ledger {
    received: u128,
    parents_share: u16,
    released: BTreeMap<Address, u128>,
}

pub(super) fn check(subject: &Subject, facts: &Facts) -> Result<(Dues, Check), Refused> {
    let mut check = Check::new("shares_recomputed", "Every share, worked out again from the events, is the splitter's");
    let mut dues = Dues::default();
    let mut gross = BTreeMap::<(U256, u32), u128>::new();
    for (key, ledger) in read(facts) {
        *gross.entry((key.record, key.generation)).or_default() += ledger.received;
        check_payees(subject, facts, (&key, &ledger), &mut dues, &mut check)?;
    }
    for ((record, generation), received) in gross {
        check_parents(subject, facts, (record, generation), received, &mut dues, &mut check)?;
    }
    Ok((dues, check))
}

fn read(facts: &Facts) -> BTreeMap<Key, Ledger> {
    let mut ledgers = BTreeMap::<Key, Ledger>::new();
    for Seen { event, .. } in &facts.deposited {
        let key =
            Key { record: event.record, generation: event.generation, version: event.version, owner: event.owner };
        let ledger = ledgers.entry(key).or_default();
        ledger.received += event.amount;
        ledger.parents_share = event.parentsShare;
    }
    for Seen { event, .. } in &facts.released {
        let owner = if event.version == 0 { event.payee } else { Address::ZERO };
        let key = Key { record: event.record, generation: event.generation, version: event.version, owner };
        *ledgers.entry(key).or_default().released.entry(event.payee).or_default() += event.amount;
    }
    ledgers
}

fn check_payees(
    subject: &Subject,
    facts: &Facts,
    (key, ledger): (&Key, &Ledger),
    dues: &mut Dues,
    check: &mut Check,
) -> Result<(), Refused> {
    let Key { record, generation, version, owner } = *key;
    let payees = facts.payees(record, generation, version, owner);
    let shares: u32 = payees.iter().map(|(_, share)| u32::from(*share)).sum();
    check.same("the sum of a split's shares", &shares, &BASIS_POINTS.into());
    let parents = facts.parents(record, generation).iter().map(|parent| u32::from(parent.share)).sum();
    check.same("the parents' shares of a deposit", &u32::from(ledger.parents_share), &parents);
    for paid in ledger.released.keys() {
        check.that(payees.iter().any(|(payee, _)| payee == paid), || format!("{paid} was paid without being a payee"));
    }
    for (payee, share) in payees {
        let released = ledger.released.get(&payee).copied().unwrap_or_default();
        let expected = account(ledger.received, earned(ledger.received, share, ledger.parents_share), released);
        let found = subject.protocol.account(subject.journal, record, (generation, version), h160(payee))?;
        check.same(&format!("the account of {payee}"), &Some(&found), &expected.as_ref());
        *dues.due.entry((record, Party::Account(h160(payee)))).or_default() += found.due;
        dues.parts += 1;
    }
    Ok(())
}

fn check_parents(
    subject: &Subject,
    facts: &Facts,
    (child, generation): (U256, u32),
    received: u128,
    dues: &mut Dues,
    check: &mut Check,
) -> Result<(), Refused> {
    for parent in facts.parents(child, generation) {
        let settled = facts
            .settled
            .iter()
            .map(|seen| &seen.event)
            .filter(|event| (event.child, event.childGeneration, event.parent) == (child, generation, parent.record))
            .map(|event| event.amount)
            .sum();
        let expected = account(received, earned_by_parent(received, parent.share), settled);
        let found = subject.protocol.parent_account(subject.journal, child, parent.record)?;
        check.same("the account of a parent", &Some(&found), &expected.as_ref());
        *dues.due.entry((child, Party::Record(parent.record))).or_default() += found.due;
        dues.parts += 1;
    }
    Ok(())
}

fn account(received: u128, earned: u128, released: u128) -> Option<Account> {
    Some(Account { received, earned, released, due: earned.checked_sub(released)? })
}
