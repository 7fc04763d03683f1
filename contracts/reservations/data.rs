//! What the reservations keep, and their rules.
//!
//! Methods take the caller, the time and what the registry says of a record as arguments:
//! they live outside the contract and test without a chain. They check first and write last.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160, prelude::vec::Vec, storage::Mapping};
use interfaces::{
    abi::Id,
    provenance_registry::SaleFacts,
    stored::{Cell, Reader, Stored},
};
use rules::{
    Account, Bytes32,
    history::last_at,
    limits::MAX_NOTICE,
    preferences::Preferences,
    standing::{Standing, is_withdrawn},
};

/// What an owner said, as a whole: each change repeats what it does not change. One storage
/// cell, never written again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Entry {
    /// When, in Unix seconds.
    pub at: u64,
    /// The record's generation: it holds for no other.
    pub generation: u32,
    /// A number of [`Preferences`].
    pub preferences: u32,
    /// From which Unix second on the record is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
}

impl Cell for Entry {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.at.to_le_bytes());
        cell.extend_from_slice(&self.generation.to_le_bytes());
        cell.extend_from_slice(&self.preferences.to_le_bytes());
        cell.extend_from_slice(&self.withdrawn_from.to_le_bytes());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { at: cell.u64(), generation: cell.u32(), preferences: cell.u32(), withdrawn_from: cell.u64() }
    }
}

impl Entry {
    /// What holds at a Unix second by this entry, the last at or before it, if a decision
    /// ended its generation at `ended_at` (zero: none did): the preferences, and whether the
    /// record is withdrawn.
    pub fn reserved(&self, ended_at: u64, at: u64) -> (u32, bool) {
        if ended_at != 0 && ended_at <= at {
            return NOTHING_SAID;
        }
        (self.preferences, is_withdrawn(self.withdrawn_from, at))
    }
}

/// What holds where nobody said anything: every use only by licence, and not withdrawn.
pub const NOTHING_SAID: (u32, bool) = (0, false);

/// A record's latest entry, and how many there are. One storage cell: a change costs two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Head {
    /// How many: they are numbered from 1.
    pub count: u32,
    /// The latest. It moves to a cell of its own when there is a later one.
    pub latest: Entry,
}

impl Cell for Head {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.count.to_le_bytes());
        self.latest.write(cell);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { count: cell.u32(), latest: Entry::read(cell) }
    }
}

/// Checks that the caller owns a record that is final and not struck.
///
/// # Errors
/// [`Error::RecordUnknown`], [`Error::RecordProvisional`], [`Error::RecordStruck`],
/// [`Error::NotOwner`].
pub fn check_owner(caller: Address, record: &Bytes32, facts: &SaleFacts) -> Result<(), Error> {
    if facts.owner == [0; 20] {
        return Err(Error::RecordUnknown(Id(*record)));
    }
    if facts.provisional {
        return Err(Error::RecordProvisional(Id(*record)));
    }
    if facts.standing == Standing::Struck as u8 {
        return Err(Error::RecordStruck(Id(*record)));
    }
    if facts.owner == caller.0 { Ok(()) } else { Err(Error::NotOwner(caller)) }
}

/// The reservations' storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct History {
    registry: Account,
    arbitration: Account,
    heads: Mapping<Bytes32, Stored<Head>>,
    /// By record and number; not the latest.
    entries: Mapping<(Bytes32, u32), Stored<Entry>>,
}

impl History {
    /// Nobody has said anything.
    pub fn new(registry: Address, arbitration: Address) -> Self {
        Self { registry: registry.0, arbitration: arbitration.0, ..Self::default() }
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// The arbitration.
    pub fn arbitration(&self) -> Address {
        H160(self.arbitration)
    }

    /// A record's latest entry, and how many there are.
    #[inline(never)]
    pub fn head(&self, record: &Bytes32) -> Head {
        self.heads.get(record).map(|cell| cell.0).unwrap_or_default()
    }

    /// An entry by its number; all zero where there is none.
    pub fn entry(&self, record: &Bytes32, number: u32) -> Entry {
        self.entry_of(record, &self.head(record), number)
    }

    fn entry_of(&self, record: &Bytes32, head: &Head, number: u32) -> Entry {
        if number == head.count {
            return head.latest;
        }
        self.entries.get((*record, number)).map(|cell| cell.0).unwrap_or_default()
    }

    /// The last entry at or before a Unix second.
    pub fn at(&self, record: &Bytes32, at: u64) -> Option<Entry> {
        let head = self.head(record);
        match last_at(head.count, at, |number| self.entry_of(record, &head, number).at) {
            0 => None,
            number => Some(self.entry_of(record, &head, number)),
        }
    }

    /// Says what may be done without a licence.
    ///
    /// # Errors
    /// Those of `Self::draft`, [`Error::PreferencesInvalid`].
    pub fn set_preferences(
        &mut self,
        caller: Address,
        record: &Bytes32,
        preferences: u32,
        facts: &SaleFacts,
        now: u64,
    ) -> Result<Entry, Error> {
        let draft = self.draft(caller, record, facts, now)?;
        let preferences =
            Preferences::from_number(preferences).ok_or(Error::PreferencesInvalid(preferences))?.to_number();
        Ok(self.append(record, Entry { preferences, ..draft }))
    }

    /// Withdraws a record after a notice. One that is announced is replaced.
    ///
    /// # Errors
    /// Those of `Self::draft`, [`Error::NoticeTooLong`], [`Error::AlreadyWithdrawn`].
    pub fn withdraw(
        &mut self,
        caller: Address,
        record: &Bytes32,
        notice: u64,
        facts: &SaleFacts,
        now: u64,
    ) -> Result<Entry, Error> {
        let draft = self.draft(caller, record, facts, now)?;
        if notice > MAX_NOTICE {
            return Err(Error::NoticeTooLong(notice));
        }
        if is_withdrawn(draft.withdrawn_from, now) {
            return Err(Error::AlreadyWithdrawn(Id(*record)));
        }
        // Zero would mean that it is not withdrawn.
        let withdrawn_from = now.saturating_add(notice).max(1);
        Ok(self.append(record, Entry { withdrawn_from, ..draft }))
    }

    /// Takes a withdrawal back that is in effect or announced.
    ///
    /// # Errors
    /// Those of `Self::draft`, [`Error::NotWithdrawn`].
    pub fn reinstate(
        &mut self,
        caller: Address,
        record: &Bytes32,
        facts: &SaleFacts,
        now: u64,
    ) -> Result<Entry, Error> {
        let draft = self.draft(caller, record, facts, now)?;
        if draft.withdrawn_from == 0 {
            return Err(Error::NotWithdrawn(Id(*record)));
        }
        Ok(self.append(record, Entry { withdrawn_from: 0, ..draft }))
    }

    /// What the caller's next entry repeats of what holds now. Whether the record is withdrawn,
    /// the registry knows; a new generation begins with neither.
    ///
    /// # Errors
    /// Those of [`check_owner`].
    fn draft(&self, caller: Address, record: &Bytes32, facts: &SaleFacts, now: u64) -> Result<Entry, Error> {
        check_owner(caller, record, facts)?;
        let &SaleFacts { generation, withdrawn_from, .. } = facts;
        let Head { latest, .. } = self.head(record);
        let preferences = if latest.generation == generation { latest.preferences } else { NOTHING_SAID.0 };
        Ok(Entry { at: now, generation, preferences, withdrawn_from })
    }

    /// Adds an entry, and gives it back.
    #[inline(never)]
    fn append(&mut self, record: &Bytes32, entry: Entry) -> Entry {
        let Head { count, latest } = self.head(record);
        if count > 0 {
            self.entries.insert((*record, count), &Stored(latest));
        }
        self.heads.insert(record, &Stored(Head { count: count.saturating_add(1), latest: entry }));
        entry
    }
}
