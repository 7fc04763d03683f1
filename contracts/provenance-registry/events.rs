//! What the registry tells indexers and auditors: enough to rebuild every view.

use crate::data::Registration;
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{
    abi::{Pairs, Uri, Word},
    host,
    words::Words,
};
use rules::{Bytes32, parents::Parent};

/// The registry and the licence token know each other.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
}

/// Something was committed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commitment.
    #[ink(topic)]
    pub commitment: FixedBytes<32>,
    /// From when it counts, in Unix seconds.
    pub at: u64,
}

/// A work has a record, or (from generation 2 on) its record has new content.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The record: the work's SHA-256.
    #[ink(topic)]
    pub record: U256,
    /// Its owner.
    #[ink(topic)]
    pub owner: Address,
    /// 1, and one more each time the content is replaced.
    pub generation: u32,
    /// See `rules::work::Kind`.
    pub kind: u8,
    /// What the kind is priced by.
    pub units: u64,
    /// See `rules::work::Origin`.
    pub origin: u8,
    /// SHA-256 of the metadata document; zero for none.
    pub metadata: FixedBytes<32>,
    /// Where that document is.
    pub uri: Uri,
    /// The parents with their shares in basis points.
    pub parents: Pairs<Parent>,
    /// The Unix second that counts in a dispute: of the commitment, or of this registration.
    pub priority: u64,
    /// Whether it was revealed from a commitment; if not, it can be taken over for an hour.
    pub committed: bool,
}

/// Emits [`Bound`].
pub fn bound(licence_token: Address, code: Bytes32) {
    host::emit::<Bound>(&[], Words::new().push(licence_token).push(code));
}

/// Emits [`Committed`].
pub fn committed(commitment: Bytes32, at: u64) {
    host::emit::<Committed>(&[commitment], Words::new().push(at));
}

/// Emits [`Registered`].
pub fn registered(registration: &Registration) {
    let Registration { digest, record, parents } = registration;
    host::emit::<Registered>(
        &[*digest, H160(record.owner).to_word()],
        Words::new()
            .push(record.generation)
            .push(record.kind)
            .push(record.units)
            .push(record.origin)
            .push(record.metadata)
            .bytes(&record.uri)
            .pairs(parents)
            .push(record.priority)
            .push(record.committed),
    );
}
