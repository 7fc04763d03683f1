//! What the licence token tells indexers and auditors: enough to rebuild every view.

use crate::data::{Bindings, Licence, Offer, Sale};
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{
    abi::{Word, number},
    host,
    words::Words,
};
use rules::Bytes32;

/// The contracts know each other.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The provenance registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// The royalty splitter.
    pub splitter: Address,
    /// Its code's Keccak-256 hash.
    pub splitter_code: FixedBytes<32>,
    /// The terms book.
    pub terms_book: Address,
    /// Its code's Keccak-256 hash.
    pub terms_book_code: FixedBytes<32>,
}

/// An offer was made. It never changes; it can be closed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferCreated {
    /// The offer's number.
    #[ink(topic)]
    pub offer: u64,
    /// What it offers.
    #[ink(topic)]
    pub record: U256,
    /// Under which terms.
    #[ink(topic)]
    pub terms: FixedBytes<32>,
    /// The price of a unit, in EVM units.
    pub unit_price: u128,
    /// See `rules::offer::PriceUnit`.
    pub unit: u8,
    /// How many licences may be sold; zero for any number.
    pub supply: u32,
    /// From when it sells, in Unix seconds.
    pub opens: u64,
    /// Until when; zero for ever.
    pub closes: u64,
    /// The one account that may buy; zero for anyone.
    pub buyer: Address,
    /// The record's epoch.
    pub epoch: u32,
}

/// An offer was closed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferClosed {
    /// The offer's number.
    #[ink(topic)]
    pub offer: u64,
}

/// A licence was bought and paid for.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchased {
    /// The licence.
    #[ink(topic)]
    pub licence: U256,
    /// The licensed record.
    #[ink(topic)]
    pub record: U256,
    /// The buyer's own reference.
    #[ink(topic)]
    pub buyer_reference: FixedBytes<32>,
    /// The offer.
    pub offer: u64,
    /// Who paid.
    pub buyer: Address,
    /// Who holds the licence.
    pub licensee: Address,
    /// What was paid, in EVM units.
    pub price: u128,
    /// From when the licence holds, in Unix seconds.
    pub start: u64,
    /// Whether it has no end.
    pub perpetual: bool,
    /// The end, if it has one: the first second in which it no longer holds.
    pub expiry: u64,
    /// The version of the split that the money fell under; 0 for the record's owner.
    pub version: u32,
    /// Whether the price went straight to the owner (or there was none). If not, the splitter
    /// took it for the ledger of `version`.
    pub direct: bool,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`OfferCreated`].
pub fn offer_created(id: u64, offer: &Offer) {
    let conditions = &offer.conditions;
    host::emit::<OfferCreated>(
        &[number(id.into()), offer.record, offer.terms],
        Words::new()
            .push(offer.unit_price)
            .push(offer.unit)
            .push(conditions.supply)
            .push(conditions.opens)
            .push(conditions.closes)
            .push(H160(conditions.buyer))
            .push(conditions.epoch),
    );
}

/// Emits [`OfferClosed`].
pub fn offer_closed(id: u64) {
    host::emit::<OfferClosed>(&[number(id.into())], &mut Words::new());
}

/// Emits [`Purchased`].
pub fn purchased(sale: &Sale, buyer: Address, reference: Bytes32, direct: bool) {
    let Licence { record, offer, owner, price, start, expiry, .. } = &sale.licence;
    let (perpetual, end) = expiry.to_pair();
    host::emit::<Purchased>(
        &[sale.id.to_word(), *record, reference],
        Words::new()
            .push(*offer)
            .push(buyer)
            .push(H160(*owner))
            .push(*price)
            .push(*start)
            .push(perpetual)
            .push(end)
            .push(sale.destination.version)
            .push(direct),
    );
}
