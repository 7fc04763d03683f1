//! What the factory tells indexers and auditors.

use crate::data::{Bindings, Opening};
use ink::{Address, U256, sol::FixedBytes};
use interfaces::{
    abi::{Uri, Word},
    host,
    words::Words,
};
use rules::Bytes32;

/// The factory knows the other contracts, and the code of what it makes, for ever.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The provenance registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// The settlements.
    pub settlements: Address,
    /// Its code's Keccak-256 hash.
    pub settlements_code: FixedBytes<32>,
    /// The splitter.
    pub splitter: Address,
    /// Its code's Keccak-256 hash.
    pub splitter_code: FixedBytes<32>,
    /// A pool of nothing: the template.
    pub pool: Address,
    /// The Keccak-256 hash of the code that pools get.
    pub pool_code: FixedBytes<32>,
    /// An inbox of nothing: the template.
    pub inbox: Address,
    /// The Keccak-256 hash of the code that inboxes get.
    pub inbox_code: FixedBytes<32>,
}

/// There is a new pool.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolOpened {
    /// The pool.
    #[ink(topic)]
    pub pool: Address,
    /// The root of its tree.
    #[ink(topic)]
    pub root: FixedBytes<32>,
    /// The tree's number of leaves.
    pub count: u64,
    /// What their weights add up to.
    pub weight: u64,
    /// What a weight counts: 0 items, 1 seconds, 2 declared use.
    pub basis: u8,
    /// SHA-256 of the list of contributors.
    pub list: FixedBytes<32>,
    /// Where the list is; empty where it is not said.
    pub uri: Uri,
}

/// A record has an inbox.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxOpened {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// The inbox.
    #[ink(topic)]
    pub inbox: Address,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`PoolOpened`].
pub fn pool_opened(pool: &Address, opening: &Opening) {
    let mut words = Words::new();
    words.push(opening.count).push(opening.weight).push(opening.basis).push(opening.list).bytes(&opening.uri);
    host::emit::<PoolOpened>(&[pool.to_word(), opening.root], &mut words);
}

/// Emits [`InboxOpened`].
pub fn inbox_opened(record: &Bytes32, inbox: &Address) {
    host::emit::<InboxOpened>(&[*record, inbox.to_word()], &mut Words::new());
}
