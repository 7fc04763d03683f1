//! What the module tells indexers and auditors. Works and catalogues as records are told by
//! the registry's `Registered`.

use crate::edition::Edition;
use ink::{Address, U256, sol::FixedBytes};
use interfaces::{
    abi::{Uri, Word},
    host,
    words::Words,
};
use rules::Bytes32;

/// The module knows the registry.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
}

/// A catalogue has a further edition, or its first.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionAdded {
    /// The catalogue.
    #[ink(topic)]
    pub catalogue: U256,
    /// The record's generation.
    pub generation: u32,
    /// The edition's number: 1 for the first.
    pub edition: u32,
    /// The root over its works.
    pub root: FixedBytes<32>,
    /// How many works it has.
    pub count: u64,
    /// What the catalogue's kind is priced by, of all its works together.
    pub units: u64,
    /// SHA-256 of its metadata document; zero for none.
    pub metadata: FixedBytes<32>,
    /// Where that document is.
    pub uri: Uri,
    /// The Unix second that counts in a dispute: of the commitment, or of this call.
    pub priority: u64,
    /// Whether it was committed to.
    pub committed: bool,
}

/// A work of a catalogue has a record of its own.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafRegistered {
    /// The catalogue.
    #[ink(topic)]
    pub catalogue: U256,
    /// The work's record.
    #[ink(topic)]
    pub record: U256,
    /// The work's place in the catalogue, from 0.
    pub index: u64,
    /// The first edition that contains it: its priority is the record's.
    pub edition: u32,
}

/// Emits [`Bound`].
pub fn bound(registry: Address, registry_code: Bytes32) {
    host::emit::<Bound>(&[], Words::new().push(registry).push(registry_code));
}

/// Emits [`EditionAdded`].
pub fn edition_added(catalogue: &Bytes32, generation: u32, number: u32, edition: &Edition, uri: &[u8]) {
    host::emit::<EditionAdded>(
        &[*catalogue],
        Words::new()
            .push(generation)
            .push(number)
            .push(edition.root)
            .push(edition.count)
            .push(edition.units)
            .push(edition.metadata)
            .bytes(uri)
            .push(edition.made.at)
            .push(edition.committed),
    );
}

/// Emits [`LeafRegistered`].
pub fn leaf_registered(catalogue: &Bytes32, record: &Bytes32, index: u64, edition: u32) {
    host::emit::<LeafRegistered>(&[*catalogue, record.to_word()], Words::new().push(index).push(edition));
}
