//! What the splitter tells indexers and auditors: enough to rebuild every ledger.

use crate::data::{Bindings, Key};
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{
    abi::{Rows, Word},
    host,
    words::Words,
};
use rules::{Account, Bytes32, split::Payee};

/// The contracts know each other.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The provenance registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
    /// The arbitration.
    pub arbitration: Address,
    /// Its code's Keccak-256 hash.
    pub arbitration_code: FixedBytes<32>,
}

/// A record's income will be split like this.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitAnnounced {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
    /// The split's version.
    pub version: u32,
    /// From when on, in Unix seconds.
    pub applies_at: u64,
    /// The payees with their shares in basis points.
    pub payees: Rows<Payee>,
}

/// The split of a generation of a record stays as it is, with what is announced.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitLocked {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
}

/// What was held while a challenge was open moved on: a `Deposited` says where to.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldMoved {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
    /// The held ledger: the version of the split, and the flag.
    pub version: u32,
    /// The owner, if it would have been theirs; zero otherwise.
    pub owner: Address,
    /// How much, in EVM units.
    pub amount: u128,
}

/// A ledger received money.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposited {
    /// The record that earned it.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
    /// The ledger: the version of the split (0 for an account's) and the flags of
    /// `rules::ledger`.
    pub version: u32,
    /// The account, if the ledger is one's; zero otherwise.
    pub owner: Address,
    /// The sum of the parents' shares, in basis points.
    pub parents_share: u16,
    /// How much, in EVM units, before the parents' part.
    pub amount: u128,
}

/// A payee was paid from a ledger.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The record that earned it.
    #[ink(topic)]
    pub record: U256,
    /// The payee.
    #[ink(topic)]
    pub payee: Address,
    /// The record's generation.
    pub generation: u32,
    /// The version of the split; 0 for the owner's ledger.
    pub version: u32,
    /// How much, in EVM units.
    pub amount: u128,
}

/// A parent's part of a child's income moved to the parent's own ledger.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The child.
    #[ink(topic)]
    pub child: U256,
    /// The parent.
    #[ink(topic)]
    pub parent: U256,
    /// The child's generation.
    pub child_generation: u32,
    /// How much, in EVM units.
    pub amount: u128,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`SplitLocked`].
pub fn split_locked(record: &Bytes32, generation: u32) {
    host::emit::<SplitLocked>(&[*record], Words::new().push(generation));
}

/// Emits [`HeldMoved`].
pub fn held_moved(key: &Key, amount: u128) {
    host::emit::<HeldMoved>(
        &[key.record],
        Words::new().push(key.generation).push(key.version).push(H160(key.owner)).push(amount),
    );
}

/// Emits [`SplitAnnounced`].
pub fn split_announced(record: &Bytes32, generation: u32, version: u32, applies_at: u64, payees: &[Payee]) {
    host::emit::<SplitAnnounced>(&[*record], Words::new().push(generation).push(version).push(applies_at).rows(payees));
}

/// Emits [`Deposited`].
pub fn deposited(key: &Key, parents_share: u16, amount: u128) {
    host::emit::<Deposited>(
        &[key.record],
        Words::new().push(key.generation).push(key.version).push(H160(key.owner)).push(parents_share).push(amount),
    );
}

/// Emits [`Released`].
pub fn released(key: &Key, payee: &Account, amount: u128) {
    host::emit::<Released>(
        &[key.record, H160(*payee).to_word()],
        Words::new().push(key.generation).push(key.version).push(amount),
    );
}

/// Emits [`Settled`].
pub fn settled(child: &Bytes32, parent: &Bytes32, child_generation: u32, amount: u128) {
    host::emit::<Settled>(&[*child, *parent], Words::new().push(child_generation).push(amount));
}
