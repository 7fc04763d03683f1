//! What the reservations tell indexers and auditors: enough to rebuild every view.

use crate::data::Entry;
use ink::{Address, U256, sol::FixedBytes};
use interfaces::{host, words::Words};
use rules::Bytes32;

/// The reservations know the other contracts, for ever.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// The module of challenges.
    pub arbitration: Address,
    /// Its code's Keccak-256 hash.
    pub arbitration_code: FixedBytes<32>,
}

/// An owner said what may be done without a licence.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferencesSet {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// The generation that it holds for.
    pub generation: u32,
    /// Two bits per use: see `rules::preferences`.
    pub preferences: u32,
    /// Since when it holds, in Unix seconds.
    pub at: u64,
}

/// An owner opted out: no new licences from a second on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// The generation that it holds for.
    pub generation: u32,
    /// The first Unix second without new licences.
    pub from: u64,
    /// When the owner said so, in Unix seconds.
    pub at: u64,
}

/// An owner took a withdrawal back.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reinstated {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// The generation that it holds for.
    pub generation: u32,
    /// When, in Unix seconds.
    pub at: u64,
}

/// Emits [`Bound`].
pub fn bound(registry: Address, registry_code: Bytes32, arbitration: Address, arbitration_code: Bytes32) {
    host::emit::<Bound>(&[], Words::new().push(registry).push(registry_code).push(arbitration).push(arbitration_code));
}

/// Emits [`PreferencesSet`].
pub fn preferences_set(record: &Bytes32, entry: &Entry) {
    host::emit::<PreferencesSet>(
        &[*record],
        Words::new().push(entry.generation).push(entry.preferences).push(entry.at),
    );
}

/// Emits [`Withdrawn`].
pub fn withdrawn(record: &Bytes32, entry: &Entry) {
    host::emit::<Withdrawn>(&[*record], Words::new().push(entry.generation).push(entry.withdrawn_from).push(entry.at));
}

/// Emits [`Reinstated`].
pub fn reinstated(record: &Bytes32, entry: &Entry) {
    host::emit::<Reinstated>(&[*record], Words::new().push(entry.generation).push(entry.at));
}
