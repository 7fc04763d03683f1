//! What the module tells indexers and auditors: every offer, as it was made.

use crate::data::{Bindings, Conditions, NewOffer, Price};
use ink::{Address, U256, sol::FixedBytes};
use interfaces::{
    abi::{Rows, number},
    args::Group,
    host,
    words::Words,
};
use rules::offer::Tier;

/// The module knows its contracts.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
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
    /// The catalogues.
    pub catalogues: Address,
    /// Its code's Keccak-256 hash.
    pub catalogues_code: FixedBytes<32>,
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
    /// At what price.
    pub price: Group<Price>,
    /// Under which conditions.
    pub conditions: Group<Conditions>,
    /// The volume tiers.
    pub tiers: Rows<Tier>,
    /// The record's epoch.
    pub epoch: u32,
    /// Who made it: the record's owner or manager.
    pub maker: Address,
}

/// An offer was closed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferClosed {
    /// The offer's number.
    #[ink(topic)]
    pub offer: u64,
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
pub fn offer_created(id: u64, new: &NewOffer, epoch: u32, maker: Address) {
    let mut words = Words::new();
    new.price.write(&mut words);
    new.conditions.write(&mut words);
    words.rows(&new.tiers).push(epoch).push(maker);
    host::emit::<OfferCreated>(&[number(id.into()), new.record, new.terms], &mut words);
}

/// Emits [`OfferClosed`].
pub fn offer_closed(id: u64) {
    host::emit::<OfferClosed>(&[number(id.into())], &mut Words::new());
}
