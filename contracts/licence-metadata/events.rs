//! What the module tells indexers and auditors.

use ink::{Address, sol::FixedBytes};
use interfaces::{host, words::Words};
use rules::Bytes32;

/// The module knows the factory of receivers, for ever.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The factory of receivers.
    pub factory: Address,
    /// Its code's Keccak-256 hash.
    pub factory_code: FixedBytes<32>,
}

/// Emits [`Bound`].
pub fn bound(factory: Address, code: Bytes32) {
    host::emit::<Bound>(&[], Words::new().push(factory).push(code));
}
