//! Whether each sale's money went on at once.

use super::{
    Check, Subject,
    facts::{Facts, Seen, in_transaction},
};
use crate::{abi::LicenceToken::Purchased, calls::h160};
use alloy_primitives::U256;
use std::collections::BTreeMap;

pub(super) fn check(subject: &Subject, facts: &Facts) -> Check {
    let mut check =
        Check::new("sales_in_full", "Every buyer paid the price, and all of it went on in the same transaction");
    for (index, transaction) in subject.journal.transactions().iter().enumerate() {
        let sales: Vec<&Purchased> = in_transaction(&facts.purchased, index).collect();
        let sells = transaction.to == subject.protocol.licence_token || !sales.is_empty();
        if sells && transaction.refused.is_none() {
            let prices: u128 = sales.iter().map(|sale| facts.paid(sale)).sum();
            check.same(&format!("what was sent in block {}", transaction.block), &transaction.value, &prices);
        }
        for sale in &sales {
            check.that(h160(sale.buyer) == transaction.signer, || {
                format!("licence {} was not paid for by its buyer", sale.licence)
            });
        }
        // What was deposited came from sales, or from children's ledgers.
        let deposited_by = |sale: &&&Purchased| !sale.direct;
        let from_sales = sales.iter().filter(deposited_by).map(|sale| (sale.record, facts.paid(sale)));
        let from_children = in_transaction(&facts.settled, index).map(|settled| (settled.parent, settled.amount));
        let expected = sums(from_sales.chain(from_children));
        let deposited = sums(in_transaction(&facts.deposited, index).map(|deposit| (deposit.record, deposit.amount)));
        if !expected.is_empty() || !deposited.is_empty() {
            check.same(&format!("what was deposited in block {}", transaction.block), &deposited, &expected);
        }
    }
    check_directly(facts, &mut check);
    check
}

/// Only the sole payee of a record can be paid without the splitter.
fn check_directly(facts: &Facts, check: &mut Check) {
    for Seen { event, .. } in facts.purchased.iter().filter(|seen| seen.event.direct) {
        let alone = event.version == 0
            && facts.registration(event.record).is_some_and(|registration| registration.event.parents.is_empty());
        check.that(alone, || format!("licence {} was paid to the owner, who is not alone", event.licence));
    }
}

fn sums(amounts: impl Iterator<Item = (U256, u128)>) -> BTreeMap<U256, u128> {
    let mut sums = BTreeMap::<U256, u128>::new();
    for (record, amount) in amounts {
        *sums.entry(record).or_default() += amount;
    }
    sums
}
