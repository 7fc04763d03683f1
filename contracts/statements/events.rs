//! What the module tells indexers and auditors.

use crate::data::Bindings;
use ink::{Address, sol::FixedBytes};
use interfaces::{host, words::Words};

/// The module knows the other contracts.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// The splitter.
    pub splitter: Address,
    /// Its code's Keccak-256 hash.
    pub splitter_code: FixedBytes<32>,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}
