//! Whether the accounts' real balances moved as the events say.

use super::{Check, Subject, facts::Facts};
use crate::{calls::h160, cast::short, journal::Transaction, money, protocol::NATIVE};
use chain::{H160, to_evm_units};
use std::collections::BTreeMap;

pub(super) fn check(subject: &Subject, facts: &Facts) -> Check {
    let mut check = Check::new(
        "balances_explained",
        "Every change of every balance is a fee, a deposit, a price or a payout, to the last unit",
    );
    let mut balances = subject.journal.opening().clone();
    for (index, transaction) in subject.journal.transactions().iter().enumerate() {
        let expected = expected(subject, facts, index, transaction);
        let mut accounts: Vec<H160> = transaction.changes.keys().chain(expected.keys()).copied().collect();
        accounts.sort_unstable();
        accounts.dedup();
        for account in accounts {
            let change = |map: &BTreeMap<H160, i128>| map.get(&account).copied().unwrap_or_default();
            let (found, expected) = (change(&transaction.changes), change(&expected));
            check.that(found == expected, || {
                format!(
                    "in block {}, the balance of {} changed by {}, and should have by {}",
                    transaction.block,
                    short(account),
                    signed(found),
                    signed(expected)
                )
            });
            let balance = balances.entry(account).or_default();
            *balance = balance.checked_add_signed(found).unwrap_or_default();
        }
    }
    // Nothing moved between the transactions.
    for (account, balance) in balances {
        let found = subject.journal.chain().balance(account);
        check.that(found == balance, || {
            format!("{} has {}, and should have {}", short(account), money::amount(found), money::amount(balance))
        });
    }
    check
}

/// What a transaction should change.
fn expected(subject: &Subject, facts: &Facts, index: usize, transaction: &Transaction) -> BTreeMap<H160, i128> {
    let mut changes = BTreeMap::<H160, i128>::new();
    let mut add = |account: H160, amount: i128| *changes.entry(account).or_default() += amount;
    add(transaction.signer, -signed_amount(transaction.fee) - transaction.deposit);
    if transaction.refused.is_none() {
        add(transaction.signer, -signed_amount(transaction.value));
        add(transaction.to, signed_amount(transaction.value));
        // Who makes a payment to a new account gives it its existential deposit.
        let existential_deposit = signed_amount(to_evm_units(subject.journal.chain().existential_deposit()));
        for _ in &transaction.created {
            add(transaction.signer, -existential_deposit);
        }
    }
    for seen in facts.purchased.iter().filter(|seen| seen.transaction == index) {
        let sale = &seen.event;
        let receiver = if sale.direct { facts.owner_at(sale.record, index) } else { subject.protocol.splitter };
        // By the module of deals where a licence follows on another.
        let paid = signed_amount(facts.paid(sale));
        add(transaction.to, -paid);
        add(receiver, paid);
    }
    let paid = facts.released.iter().filter(|seen| seen.event.currency == NATIVE);
    for seen in paid.filter(|seen| seen.transaction == index) {
        add(subject.protocol.splitter, -signed_amount(seen.event.amount));
        add(h160(seen.event.to), signed_amount(seen.event.amount));
    }
    let claims = facts.claimed.iter().filter(|(_, seen)| seen.event.currency == NATIVE);
    for (pool, seen) in claims.filter(|(_, seen)| seen.transaction == index) {
        add(*pool, -signed_amount(seen.event.amount));
        add(h160(seen.event.to), signed_amount(seen.event.amount));
    }
    changes.retain(|_, change| *change != 0);
    changes
}

fn signed_amount(amount: u128) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}

fn signed(amount: i128) -> String {
    format!("{}{}", if amount < 0 { "-" } else { "+" }, money::amount(amount.unsigned_abs()))
}
