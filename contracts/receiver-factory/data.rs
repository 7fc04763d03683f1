//! What the factory keeps, and its rules.
//!
//! Of pools it keeps nothing: the address of each follows from what it is, so that the chain itself
//! refuses the same pool a second time.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160, prelude::vec::Vec, storage::Mapping};
use interfaces::{
    abi::Id,
    cells::Cells,
    stored::{Cell, Reader, Stored, append},
    words::Words,
};
use rules::{Account, Bytes32, work::check_uri};

/// The other contracts with the hashes of their codes: registry, settlements, splitter, and the
/// templates of pools and inboxes.
pub type Bindings = [(Address, Bytes32); 5];

/// The domain of pools' salts: ASCII, padded with zeros.
pub const DOMAIN: Bytes32 = *b"receiver-factory/pool/1\0\0\0\0\0\0\0\0\0";

/// How many bases there are: items, seconds, declared use.
pub const BASES: u8 = 3;

/// What a pool is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The root of its tree.
    pub root: Bytes32,
    /// The tree's number of leaves.
    pub count: u64,
    /// What their weights add up to.
    pub weight: u64,
    /// What a weight counts: 0 items, 1 seconds, 2 declared use.
    pub basis: u8,
    /// SHA-256 of the list of contributors.
    pub list: Bytes32,
    /// Where the list is; empty where it is not said.
    pub uri: Vec<u8>,
}

impl Opening {
    /// Checks that such a pool can be.
    ///
    /// # Errors
    /// [`Error::PoolEmpty`], [`Error::BasisUnknown`], [`Error::UriTooLong`], [`Error::UriInvalid`].
    pub fn check(&self) -> Result<(), Error> {
        if self.root == [0; 32] || self.count == 0 || self.weight == 0 {
            return Err(Error::PoolEmpty);
        }
        if self.basis >= BASES {
            return Err(Error::BasisUnknown(self.basis));
        }
        check_uri(&self.uri).map_err(Error::of_uri)
    }

    /// What the salt of the pool's address is the Keccak-256 hash of: [`DOMAIN`] and all of this, as
    /// Solidity's `abi.encode` writes them.
    pub fn preimage(&self) -> Vec<u8> {
        let mut words = Words::new();
        words.push(DOMAIN).push(self.root).push(self.count).push(self.weight).push(self.basis);
        words.push(self.list).bytes(&self.uri).finish()
    }

    /// The parameters of the pool's constructor.
    pub fn parameters(&self) -> Words {
        let mut words = Words::new();
        words.push(self.root).push(self.count).push(self.weight);
        words
    }
}

/// A record's inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Inbox(pub Account);

impl Cell for Inbox {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.0);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self(cell.take())
    }
}

/// The factory's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Factory {
    registry: Account,
    settlements: Account,
    splitter: Account,
    pool_code: Bytes32,
    inbox_code: Bytes32,
    inboxes: Mapping<Bytes32, Stored<Inbox>>,
}

impl Factory {
    /// Knows the other contracts.
    pub fn new(bindings: &Bindings) -> Self {
        let [(registry, _), (settlements, _), (splitter, _), (_, pool_code), (_, inbox_code)] = bindings;
        Self {
            registry: registry.0,
            settlements: settlements.0,
            splitter: splitter.0,
            pool_code: *pool_code,
            inbox_code: *inbox_code,
            ..Self::default()
        }
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// The hash of the code that pools get.
    pub fn pool_code(&self) -> Bytes32 {
        self.pool_code
    }

    /// The hash of the code that inboxes get.
    pub fn inbox_code(&self) -> Bytes32 {
        self.inbox_code
    }

    /// The parameters of the constructor of a record's inbox.
    pub fn inbox_parameters(&self, record: &Bytes32) -> Words {
        let mut words = Words::new();
        words.push(*record).push(H160(self.settlements)).push(H160(self.splitter));
        words
    }

    /// A record's inbox; zero where it has none.
    pub fn inbox(&self, record: &Bytes32) -> Address {
        H160(self.inboxes.load(*record).unwrap_or_default().0)
    }

    /// Checks that a record has no inbox yet.
    ///
    /// # Errors
    /// [`Error::InboxKnown`].
    pub fn check_no_inbox(&self, record: &Bytes32) -> Result<(), Error> {
        let inbox = self.inbox(record);
        if inbox == H160([0; 20]) { Ok(()) } else { Err(Error::InboxKnown(inbox)) }
    }

    /// Keeps a record's inbox.
    pub fn put_inbox(&mut self, record: &Bytes32, inbox: &Address) {
        self.inboxes.save(*record, &Inbox(inbox.0));
    }
}

/// Checks that there is a record.
///
/// # Errors
/// [`Error::RecordUnknown`].
pub fn check_known(record: &Bytes32, owner: &Account) -> Result<(), Error> {
    if *owner == [0; 20] { Err(Error::RecordUnknown(Id(*record))) } else { Ok(()) }
}
