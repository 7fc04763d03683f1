//! What the module keeps, and its rules.
//!
//! Methods take the hash and the time as arguments: they live outside the contract and test
//! without a chain.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
    edition::{Edition, Head},
    errors::Error,
};
use ink::{Address, H160, storage::Mapping};
use interfaces::{
    abi::Row,
    args::{Entry, Members},
    cells::Cells as _,
    provenance_registry::Work,
    stored::Stored,
};
use rules::{
    Account, Bytes32,
    catalogue::Leaf,
    limits::{MAX_BATCH, MAX_CALLDATA},
    merkle::{self, Hasher},
    parents::Parent,
    work,
};

/// A work of a batch: one without an owner, which the batch has for all.
pub struct BatchWork(Work);

impl BatchWork {
    /// The work for its owner.
    pub fn of(self, owner: Address) -> Work {
        Work { owner, ..self.0 }
    }
}

impl Entry for BatchWork {
    const ARRAY: &'static str = "(uint256,uint8,uint64,uint8,bytes32,string,(uint256,uint16,uint256)[])[]";
    const MEMBERS: u32 = 7;
    const DYNAMIC: u32 = 2;

    fn read(members: &mut Members<'_>) -> Self {
        Self(Work {
            digest: members.value(),
            owner: H160([0; 20]),
            kind: members.value(),
            units: members.value(),
            origin: members.value(),
            metadata: members.value(),
            uri: members.bytes(),
            parents: members.rows(),
        })
    }
}

// The links of a work are the registry's.
const _: () = assert!(Parent::WORDS == 3);

/// Checks a batch's number of works, of licensed links to parents, and of bytes.
///
/// # Errors
/// [`Error::BatchSize`], [`Error::LicensedLinks`], [`Error::CalldataTooLong`].
pub fn check_batch(works: usize, licensed: usize, calldata: u64) -> Result<(), Error> {
    if works == 0 || works > MAX_BATCH {
        return Err(Error::BatchSize(works as u32));
    }
    if licensed > MAX_LICENSED_LINKS {
        return Err(Error::LicensedLinks(licensed as u32));
    }
    if calldata > MAX_CALLDATA {
        return Err(Error::CalldataTooLong(calldata));
    }
    Ok(())
}

/// Checks what a later edition says of itself.
///
/// # Errors
/// [`Error::UnitsZero`], [`Error::UriTooLong`], [`Error::UriInvalid`].
pub fn check_edition(units: u64, uri: &[u8]) -> Result<(), Error> {
    if units == 0 {
        return Err(Error::UnitsZero);
    }
    work::check_uri(uri).map_err(Error::of_uri)
}

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    registry: Account,
    heads: Mapping<Bytes32, Stored<Head>>,
    /// By catalogue and number, from 2 on: the first is in the head.
    later: Mapping<(Bytes32, u32), Stored<Edition>>,
}

impl Store {
    /// No catalogues yet, of this registry.
    pub fn new(registry: Address) -> Self {
        Self { registry: registry.0, ..Self::default() }
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// A catalogue as it was kept last: in the generation of then.
    pub fn head(&self, catalogue: &Bytes32) -> Option<Head> {
        self.heads.load(*catalogue)
    }

    /// Keeps a catalogue with its first edition, in place of what an earlier generation left.
    pub fn open(&mut self, catalogue: &Bytes32, generation: u32, first: Edition) {
        self.heads.save(*catalogue, &Head { generation, editions: 1, first });
    }

    /// An edition of a catalogue.
    ///
    /// # Errors
    /// [`Error::EditionUnknown`].
    #[inline(never)]
    pub fn edition(&self, catalogue: &Bytes32, head: &Head, number: u32) -> Result<Edition, Error> {
        let stored = match number {
            1 => Some(head.first),
            2.. if number <= head.editions => self.later.load((*catalogue, number)),
            _ => None,
        };
        stored.ok_or(Error::EditionUnknown(number))
    }

    /// Checks that the works of `count` and `root` begin with those of the latest edition.
    /// Answers the number that the new edition gets.
    ///
    /// # Errors
    /// [`Error::EditionInvalid`], [`Error::ProofInvalid`], [`Error::EditionsUsedUp`].
    pub fn check_extension(
        &self,
        hasher: &impl Hasher,
        catalogue: &Bytes32,
        head: &Head,
        (root, count): (&Bytes32, u64),
        proof: &[Bytes32],
    ) -> Result<u32, Error> {
        let number = head.editions.checked_add(1).ok_or(Error::EditionsUsedUp)?;
        let latest = self.edition(catalogue, head, head.editions)?;
        if count <= latest.count {
            return Err(Error::EditionInvalid);
        }
        if !merkle::verify_consistency(hasher, &latest.root, latest.count, root, count, proof) {
            return Err(Error::ProofInvalid);
        }
        Ok(number)
    }

    /// Keeps the next edition of a catalogue, of this number.
    pub fn add(&mut self, catalogue: &Bytes32, head: &Head, number: u32, edition: &Edition) {
        self.later.save((*catalogue, number), edition);
        self.heads.save(*catalogue, &Head { editions: number, ..*head });
    }

    /// Checks that an edition has this work in this place (from 0).
    ///
    /// # Errors
    /// [`Error::EditionUnknown`], [`Error::ProofInvalid`].
    pub fn check_leaf(
        &self,
        hasher: &impl Hasher,
        catalogue: &Bytes32,
        head: &Head,
        (number, index): (u32, u64),
        leaf: &Leaf,
        proof: &[Bytes32],
    ) -> Result<(), Error> {
        let edition = self.edition(catalogue, head, number)?;
        if merkle::verify_inclusion(hasher, &edition.root, edition.count, index, &leaf.hash(hasher), proof) {
            Ok(())
        } else {
            Err(Error::ProofInvalid)
        }
    }

    /// The edition of this number, if it is the first that contains the work in this place.
    ///
    /// # Errors
    /// [`Error::NotFirstEdition`].
    pub fn first_edition(&self, catalogue: &Bytes32, head: &Head, number: u32, index: u64) -> Result<Edition, Error> {
        let other = || Error::NotFirstEdition(number);
        let edition = self.edition(catalogue, head, number).map_err(|_| other())?;
        // Before the first there is none, and none contains anything.
        let before = self.edition(catalogue, head, number.saturating_sub(1)).unwrap_or_default();
        if before.count <= index && index < edition.count { Ok(edition) } else { Err(other()) }
    }
}
