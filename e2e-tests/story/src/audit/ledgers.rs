//! Whether the splitter's ledgers are right, in every currency: each worked out again from the
//! events alone.

use super::{
    Check, Party, Subject,
    facts::{Facts, Seen},
};
use crate::{
    abi::{RoyaltySplitter, Statements::Account},
    calls::{Refused, h160},
    protocol::NATIVE,
};
use alloy_primitives::{Address, U256};
use rules::{
    ledger::{NET, is_nobodys, version_of},
    limits::BASIS_POINTS,
    split::{earned, earned_by_parent},
};
use std::collections::BTreeMap;

/// What the ledgers owe.
#[derive(Clone, Debug, Default)]
pub(super) struct Dues {
    /// To whom from which record, in EVM units: in the chain's own token.
    pub(super) due: BTreeMap<(U256, Party), u128>,
    /// How many payees and parents there are: rounding costs each less than one unit.
    pub(super) parts: u128,
}

impl Dues {
    fn add(&mut self, currency: Address, to: (U256, Party), due: u128) {
        if currency == NATIVE {
            *self.due.entry(to).or_default() += due;
            self.parts += 1;
        }
    }
}

/// Names a ledger. The owner is zero but under version 0, the currency zero but of an ERC-20.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    record: U256,
    generation: u32,
    version: u32,
    owner: Address,
    currency: Address,
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
    // What parents earn from: what came in before their part, and what is told apart.
    let mut gross = BTreeMap::<(U256, u32, Address), u128>::new();
    for (key, ledger) in read(facts) {
        let earning = if ledger.parents_share > 0 { ledger.received } else { 0 };
        *gross.entry((key.record, key.generation, key.currency)).or_default() += earning;
        check_payees(subject, facts, (&key, &ledger), &mut dues, &mut check)?;
    }
    for Seen { event, .. } in &facts.parents_earned {
        *gross.entry((event.record, event.generation, event.currency)).or_default() += event.amount;
    }
    for (of, received) in gross {
        check_parents(subject, facts, of, received, &mut dues, &mut check)?;
    }
    Ok((dues, check))
}

fn read(facts: &Facts) -> BTreeMap<Key, Ledger> {
    let mut ledgers = BTreeMap::<Key, Ledger>::new();
    for Seen { event, .. } in &facts.deposited {
        let RoyaltySplitter::Deposited { record, generation, version, owner, currency, .. } = *event;
        let key = Key { record, generation, version, owner, currency };
        let ledger = ledgers.entry(key).or_default();
        ledger.received += event.amount;
        ledger.parents_share = event.parentsShare;
    }
    for Seen { event, .. } in &facts.released {
        let RoyaltySplitter::Released { record, generation, version, payee, currency, .. } = *event;
        let owner = if version_of(version) == 0 { payee } else { Address::ZERO };
        let key = Key { record, generation, version, owner, currency };
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
    let Key { record, generation, version, owner, currency } = *key;
    if is_nobodys(version) {
        return Ok(());
    }
    let payees = facts.payees(record, generation, version_of(version), owner);
    let shares: u32 = payees.iter().map(|(_, share)| u32::from(*share)).sum();
    check.same("the sum of a split's shares", &shares, &BASIS_POINTS.into());
    let parents = facts.parents(record, generation).iter().map(|parent| u32::from(parent.share)).sum();
    let parents = if version & NET == 0 { parents } else { 0 };
    check.same("the parents' shares of a deposit", &u32::from(ledger.parents_share), &parents);
    for paid in ledger.released.keys() {
        check.that(payees.iter().any(|(payee, _)| payee == paid), || format!("{paid} was paid without being a payee"));
    }
    for (payee, share) in payees {
        let released = ledger.released.get(&payee).copied().unwrap_or_default();
        let expected = account(ledger.received, earned(ledger.received, share, ledger.parents_share), released);
        let found =
            subject.protocol.account_in(currency, subject.journal, record, (generation, version), h160(payee))?;
        check.same(&format!("the account of {payee}"), &Some(&found), &expected.as_ref());
        dues.add(currency, (record, Party::Account(h160(payee))), found.due);
    }
    Ok(())
}

fn check_parents(
    subject: &Subject,
    facts: &Facts,
    (child, generation, currency): (U256, u32, Address),
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
            .filter(|event| event.currency == currency)
            .map(|event| event.amount)
            .sum();
        let expected = account(received, earned_by_parent(received, parent.share), settled);
        let found = subject.protocol.parent_account_in(currency, subject.journal, child, parent.record)?;
        check.same("the account of a parent", &Some(&found), &expected.as_ref());
        dues.add(currency, (child, Party::Record(parent.record)), found.due);
    }
    Ok(())
}

fn account(received: u128, earned: u128, released: u128) -> Option<Account> {
    Some(Account { received, earned, released, due: earned.checked_sub(released)? })
}
