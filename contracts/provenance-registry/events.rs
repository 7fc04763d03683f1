//! What the registry tells indexers and auditors: enough to rebuild every view.

use crate::data::{Bindings, Registration};
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{
    abi::{Rows, Uri, Word},
    host,
    words::Words,
};
use rules::{Bytes32, cid::cid, parents::Parent, standing::Change};

/// The registry knows the other contracts.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
    /// The module of batches and catalogues.
    pub catalogues: Address,
    /// Its code's Keccak-256 hash.
    pub catalogues_code: FixedBytes<32>,
    /// The module of preferences and withdrawals.
    pub reservations: Address,
    /// Its code's Keccak-256 hash.
    pub reservations_code: FixedBytes<32>,
    /// The module of challenges.
    pub arbitration: Address,
    /// Its code's Keccak-256 hash.
    pub arbitration_code: FixedBytes<32>,
}

/// Something was committed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commitment.
    #[ink(topic)]
    pub commitment: FixedBytes<32>,
    /// Who committed, and alone can reveal.
    #[ink(topic)]
    pub registrant: Address,
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
    /// The parents with their shares in basis points and the licences that allow the
    /// derivation.
    pub parents: Rows<Parent>,
    /// The Unix second that counts in a dispute: of the commitment, or of this registration.
    pub priority: u64,
    /// Whether it is final at once; if not, it can be taken over for an hour.
    pub committed: bool,
    /// The catalogue that the work came out of; zero for none.
    pub catalogue: U256,
}

/// The same for indexers of media (ERC-7053).
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The record's owner.
    #[ink(topic)]
    pub recorder: Address,
    /// The work's content identifier (see `rules::cid`).
    #[ink(topic)]
    pub asset_cid: Uri,
    /// Where the metadata document is.
    pub commit_data: Uri,
}

/// A module changed the record's standing. A change of owner is told by `Transfer` too.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingChanged {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// See `rules::standing::Change`.
    pub change: u8,
    /// The manager, the new owner, or the heir of a struck record; zero otherwise.
    pub account: Address,
    /// The Unix second from which a withdrawal holds; zero otherwise.
    pub at: u64,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`Committed`].
pub fn committed(commitment: Bytes32, registrant: Address, at: u64) {
    host::emit::<Committed>(&[commitment, registrant.to_word()], Words::new().push(at));
}

/// Emits [`Registered`] and [`Commit`].
pub fn registered(registration: &Registration) {
    let Registration { digest, record, parents, .. } = registration;
    let owner = H160(record.owner()).to_word();
    host::emit::<Registered>(
        &[*digest, owner],
        Words::new()
            .push(record.generation())
            .push(record.kind())
            .push(record.units())
            .push(record.origin())
            .push(record.metadata())
            .bytes(record.uri())
            .rows(parents)
            .push(record.priority())
            .push(record.committed())
            .push(record.catalogue()),
    );
    host::emit::<Commit>(&[owner, host::keccak256(&cid(digest))], Words::new().bytes(record.uri()));
}

/// Emits [`StandingChanged`].
pub fn standing_changed(record: &Bytes32, change: Change, account: Address, at: u64) {
    host::emit::<StandingChanged>(&[*record], Words::new().push(change as u8).push(account).push(at));
}
