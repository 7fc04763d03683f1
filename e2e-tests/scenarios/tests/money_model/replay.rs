//! The ledgers as the events alone give them.

use crate::{
    actors::Cast,
    model::{Currency, Gross, HELD, Key, Model},
    pools::Pool,
};
use alloy_primitives::{Address, U256};
use chain::{H160, Receipt};
use std::collections::BTreeMap;
use story::{
    abi::{Deals, LicenceToken, RoyaltyPool, RoyaltySplitter, Settlements},
    calls::{event, h160},
};

/// A ledger: what it received, the parents' part, what was paid to whom, what moved on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Book {
    received: u128,
    parents_share: u16,
    paid: BTreeMap<H160, u128>,
    moved: u128,
}

#[derive(Clone, Default)]
pub(crate) struct Replay {
    books: BTreeMap<Key, Book>,
    gross: BTreeMap<(U256, u32, Currency), Gross>,
    /// What came in, by the sales that did not go straight to the owners.
    deposited: BTreeMap<Currency, u128>,
    paid: BTreeMap<Currency, u128>,
    /// The currency of each offer, and where the price of each licence waits.
    escrows: BTreeMap<U256, Key>,
    /// What each leaf of each pool claimed.
    claimed: BTreeMap<(H160, usize, Currency), u128>,
}

impl Replay {
    pub(crate) fn take(&mut self, receipt: &Receipt, cast: &Cast) -> Result<(), String> {
        let currency = |token: Address| cast.currency(h160(token)).ok_or_else(|| format!("no currency: {token}"));
        // A sale's currency is its deposit's, which comes right before it.
        let (mut last, mut arrived) = (0, 0);
        for log in &receipt.events {
            if let Some(log) = event::<RoyaltySplitter::Deposited>(log) {
                last = currency(log.currency)?;
                let key = Key {
                    record: log.record,
                    generation: log.generation,
                    version: log.version,
                    owner: h160(log.owner),
                    currency: last,
                };
                arrived = log.amount;
                let book = self.books.entry(key).or_default();
                book.received += log.amount;
                book.parents_share = log.parentsShare;
                if log.parentsShare > 0 {
                    self.gross.entry((log.record, log.generation, last)).or_default().received += log.amount;
                }
                if key.version == crate::model::ESCROW {
                    self.escrows.insert(U256::from_be_slice(&key.owner.0), key);
                }
            }
            if let Some(log) = event::<RoyaltySplitter::ParentsEarned>(log) {
                let place = (log.record, log.generation, currency(log.currency)?);
                self.gross.entry(place).or_default().received += log.amount;
            }
            if let Some(log) = event::<RoyaltySplitter::Released>(log) {
                let (payee, currency) = (h160(log.payee), currency(log.currency)?);
                let key = Key::new(log.record, log.generation, log.version, payee, currency);
                *self.books.entry(key).or_default().paid.entry(payee).or_default() += log.amount;
                *self.paid.entry(currency).or_default() += log.amount;
            }
            if let Some(log) = event::<Settlements::Settled>(log) {
                let gross = self.gross.entry((log.child, log.childGeneration, currency(log.currency)?)).or_default();
                *gross.settled.entry(log.parent).or_default() += log.amount;
            }
            if let Some(log) = event::<Settlements::HeldMoved>(log) {
                let (owner, currency) = (h160(log.owner), currency(log.currency)?);
                let version = log.version | HELD;
                let key = Key { record: log.record, generation: log.generation, version, owner, currency };
                self.books.entry(key).or_default().moved += log.amount;
            }
            if let Some(log) = event::<Settlements::PayeeMoved>(log) {
                // The place keeps what it was paid.
                let of = (log.record, log.generation, log.version);
                for (key, book) in &mut self.books {
                    if (key.record, key.generation, key.split_version()) == of
                        && let Some(paid) = book.paid.remove(&h160(log.from))
                    {
                        book.paid.insert(h160(log.to), paid);
                    }
                }
            }
            if event::<Settlements::IncomeReceived>(log).is_some() {
                *self.deposited.entry(last).or_default() += arrived;
            }
            if let Some(claim) = event::<RoyaltyPool::Claimed>(log) {
                let place = (log.address, claim.index as usize, currency(claim.currency)?);
                *self.claimed.entry(place).or_default() += claim.amount;
            }
            if let Some(log) = event::<Deals::EscrowSettled>(log) {
                let key = self.escrows.get(&log.licence).ok_or("no price waits")?;
                self.books.entry(*key).or_default().moved += log.amount;
            }
            if let Some(log) = event::<LicenceToken::Purchased>(log).filter(|log| !log.direct) {
                *self.deposited.entry(last).or_default() += log.price;
            }
        }
        Ok(())
    }

    /// That the events say what the model says.
    pub(crate) fn compare(&self, model: &Model, pools: &[Pool]) -> Result<(), String> {
        let claimed = pools.iter().flat_map(|pool| {
            pool.claimed.iter().map(|((index, currency), amount)| ((pool.address, *index, *currency), *amount))
        });
        same("claims", &self.claimed, &claimed.collect())?;
        let mut books = BTreeMap::new();
        for (key, ledger) in &model.ledgers {
            let payees = model.payees(key);
            let paid = ledger.released.iter().filter(|(_, amount)| **amount > 0 && !key.is_nobodys());
            let paid = paid.filter_map(|(place, amount)| Some((payees.get(*place)?.0, *amount))).collect();
            let moved = model.ledger(key).received - model.kept_back(key);
            let moved = if key.is_nobodys() { moved } else { 0 };
            books.insert(*key, Book { received: ledger.received, parents_share: ledger.parents_share, paid, moved });
        }
        same("ledgers", &self.books, &books)?;
        let gross: BTreeMap<_, _> = model.gross.iter().filter(|(_, gross)| gross.received > 0).collect();
        let found = self.gross.iter().filter(|(_, gross)| gross.received > 0).collect();
        same("what parents earn from", &found, &gross)?;
        same("what came in", &without_zeros(&self.deposited), &without_zeros(&model.deposited))?;
        same("what went out", &without_zeros(&self.paid), &without_zeros(&model.paid))
    }
}

fn same<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &BTreeMap<K, V>,
    expected: &BTreeMap<K, V>,
) -> Result<(), String> {
    let keys = found.keys().chain(expected.keys());
    match keys.into_iter().find(|key| found.get(key) != expected.get(key)) {
        Some(key) => {
            Err(format!("{what} by the events: {key:?} is {:?} in place of {:?}", found.get(key), expected.get(key)))
        }
        None => Ok(()),
    }
}

fn without_zeros(sums: &BTreeMap<Currency, u128>) -> BTreeMap<Currency, u128> {
    sums.iter().filter(|(_, sum)| **sum > 0).map(|(currency, sum)| (*currency, *sum)).collect()
}
