//! What the registry keeps, and its rules.
//!
//! Methods take the caller, the time and the block as arguments: they live outside the
//! contract and test without a chain. They check first and write last, and return what the
//! contract is to emit. (A reveal takes its commitment before what it reveals is checked: a
//! refusal undoes both.)

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

pub use crate::record::Record;
pub use interfaces::provenance_registry::Work;

use crate::{
    commitments::{self, Added},
    errors::Error,
};
use erc721::{Error as TokenError, Holders, Or};
use ink::{Address, H160, prelude::vec::Vec, storage::Mapping};
use interfaces::{abi::Id, cells::Cells, stored::Stored};
use rules::{
    Account, Bytes32,
    commitment::Commitment,
    limits::{MAX_PARENTS, PARENTS_PER_CELL},
    parents::{self, Parent},
    standing::{Change, Standing},
    work,
};

/// Where in the chain a message is being executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Unix seconds.
    pub now: u64,
    /// The block's number.
    pub block: u32,
}

/// A link from a child to one of its parents.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The parent's position among the child's parents.
    pub position: u8,
    /// Its part of the child's gross income, in basis points.
    pub share: u16,
    /// The child's owner.
    pub child_owner: Account,
}

/// The other contracts with the hashes of their codes: licence token, catalogues,
/// reservations, arbitration.
pub type Bindings = [(Address, Bytes32); 4];

/// How a registration is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Who registers.
    pub registrant: Account,
    /// The commitment that is revealed, or that of the catalogue that the work comes out of;
    /// `None` for a provisional registration.
    pub made: Option<Commitment>,
    /// The Unix second that counts in a dispute.
    pub priority: u64,
    /// The catalogue that the work comes out of; zero for none.
    pub catalogue: Bytes32,
}

/// The registry's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Registry {
    deployer: Account,
    licence_token: Account,
    catalogues: Account,
    reservations: Account,
    arbitration: Account,
    issued: u64,
    records: Mapping<Bytes32, Stored<Record>>,
    /// By record, generation and cell; a cell holds up to eight.
    links: Mapping<(Bytes32, u32, u8), Stored<Vec<Parent>>>,
    holders: Holders,
}

impl Registry {
    /// An empty registry that `deployer` may bind.
    pub fn new(deployer: Address) -> Self {
        Self { deployer: deployer.0, ..Self::default() }
    }

    /// The licence token.
    ///
    /// # Errors
    /// [`Error::NotBound`].
    pub fn licence_token(&self) -> Result<Address, Error> {
        if self.licence_token == [0; 20] { Err(Error::NotBound) } else { Ok(H160(self.licence_token)) }
    }

    /// Learns the other contracts' addresses, once.
    ///
    /// # Errors
    /// [`Error::NotDeployer`], [`Error::AlreadyBound`].
    pub fn bind(&mut self, caller: Address, bindings: &Bindings) -> Result<(), Error> {
        if self.licence_token != [0; 20] {
            return Err(Error::AlreadyBound);
        }
        if caller.0 != self.deployer {
            return Err(Error::NotDeployer);
        }
        let [(licence_token, _), (catalogues, _), (reservations, _), (arbitration, _)] = bindings;
        (self.licence_token, self.catalogues) = (licence_token.0, catalogues.0);
        (self.reservations, self.arbitration) = (reservations.0, arbitration.0);
        Ok(())
    }

    /// Checks that the caller is the module that admits catalogues, their works, and batches.
    ///
    /// # Errors
    /// [`Error::NotModule`].
    pub fn check_catalogues(&self, caller: Address) -> Result<(), Error> {
        if caller.0 == self.catalogues { Ok(()) } else { Err(Error::NotModule(caller)) }
    }

    /// How many records there are.
    pub fn issued(&self) -> u64 {
        self.issued
    }

    /// A record; `None` where the digest has none.
    #[inline(never)]
    pub fn record(&self, record: &Bytes32) -> Option<Record> {
        self.records.load(*record)
    }

    /// A record's parents in a generation.
    pub fn parents(&self, record: &Bytes32, generation: u32) -> Vec<Parent> {
        let mut parents = Vec::new();
        // A cell that is not full is the last.
        while parents.len() < MAX_PARENTS && parents.len().is_multiple_of(PARENTS_PER_CELL) {
            match self.links.load((*record, generation, cells(parents.len()))) {
                Some(links) => parents.extend(links),
                None => break,
            }
        }
        parents
    }

    /// Keeps a commitment of `caller`; one that is still good keeps its time. Says whether it
    /// is new.
    ///
    /// # Errors
    /// [`Error::TooManyCommitments`].
    pub fn commit(&mut self, caller: Address, commitment: &Bytes32, moment: Moment) -> Result<bool, Error> {
        let mut holder = self.holders.holder(&caller.0);
        match commitments::add(&mut holder.notes, commitment, Commitment { at: moment.now, block: moment.block }) {
            Added::Known => Ok(false),
            Added::Full => Err(Error::TooManyCommitments),
            Added::New => {
                self.holders.set_holder(&caller.0, holder);
                Ok(true)
            }
        }
    }

    /// Takes a commitment of `registrant` that is to be revealed. It can be revealed once.
    ///
    /// # Errors
    /// [`Error::CommitmentMissing`], [`Error::CommitmentTooYoung`],
    /// [`Error::CommitmentExpired`].
    pub fn reveal(&mut self, registrant: &Account, commitment: &Bytes32, moment: Moment) -> Result<Commitment, Error> {
        let mut holder = self.holders.holder(registrant);
        let made = commitments::take(&mut holder.notes, commitment, moment.now).ok_or(Error::CommitmentMissing)?;
        made.check_reveal(moment.now, moment.block)?;
        self.holders.set_holder(registrant, holder);
        Ok(made)
    }

    /// Registers a work. Without a commitment the record is provisional. One that takes over
    /// a provisional or a struck record begins a new generation. Returns the record, and who
    /// owned it before; zero for a new one.
    ///
    /// The licences of its parents are checked by the caller.
    ///
    /// # Errors
    /// Everything of [`Error`] but what speaks of binding, commitments, licences and pushing;
    /// `ERC721InvalidReceiver` where the owner is zero.
    #[inline(never)]
    pub fn register(&mut self, work: &Work, claim: &Claim, moment: Moment) -> Result<(Record, Account), Or<Error>> {
        work::check(&work.digest, work.kind, work.units, work.origin, &work.uri)
            .map_err(|error| Error::of_work(error, work.kind, work.origin))?;
        if work.owner.is_zero() {
            return Err(TokenError::ERC721InvalidReceiver(work.owner).into());
        }
        let before = self.record(&work.digest);
        if before.as_ref().is_some_and(|record| !takes_over(record, claim, moment)) {
            return Err(Or::Own(Error::RecordExists(Id(work.digest))));
        }
        let before = before.unwrap_or_default();
        if before.is_struck() && !work.parents.is_empty() {
            return Err(Or::Own(Error::TooManyParents));
        }
        let from = before.owner();
        let generation = before.generation().saturating_add(1);
        let parents_share = self.check_parents(&work.parents, moment.now)?;

        for (cell, links) in work.parents.chunks(PARENTS_PER_CELL).enumerate() {
            self.links.save((work.digest, generation, cell as u8), &links.to_vec());
        }
        let mut record = Record::new(&work.uri);
        record.set_owner(work.owner.0);
        record.set_epoch(before.epoch().saturating_add(1));
        record.set_generation(generation);
        record.set_units(work.units);
        record.set_registered_at(moment.now);
        record.set_registered_block(moment.block);
        record.set_priority(claim.priority);
        record.set_metadata(work.metadata);
        record.set_catalogue(claim.catalogue);
        record.set_parents_share(parents_share);
        record.set_parents(work.parents.len() as u8);
        record.set_kind(work.kind);
        record.set_origin(work.origin);
        record.set_committed(claim.made.is_some());
        self.holders.move_one(&from, &work.owner.0);
        if generation == 1 {
            self.issued = self.issued.saturating_add(1);
        }
        Ok((self.set_record(&work.digest, record), from))
    }

    /// Stores a record, and gives it back.
    #[inline(never)]
    fn set_record(&mut self, id: &Bytes32, record: Record) -> Record {
        self.records.save(*id, &record);
        record
    }

    /// Checks that parents can be parents, and adds up their shares.
    fn check_parents(&self, list: &[Parent], now: u64) -> Result<u16, Error> {
        let sum = parents::check(list)?;
        for parent in list {
            let id = Id(parent.record);
            let record = self.record(&parent.record).ok_or(Error::ParentUnknown(id))?;
            if record.is_provisional(now) {
                return Err(Error::ParentProvisional(id));
            }
            if record.is_struck() {
                return Err(Error::ParentStruck(id));
            }
        }
        Ok(sum)
    }

    /// Changes a record's standing, as the module says that decides on it.
    ///
    /// - [`Change::Withdrawal`]: from the Unix second `at` on; zero reinstates it.
    /// - [`Change::Manager`]: `account` may make and close offers.
    /// - the others: `account` is the new owner, or the heir of a struck record.
    ///
    /// Returns the record and who owned it before.
    ///
    /// # Errors
    /// [`Error::NotModule`], [`Error::RecordProvisional`], [`Error::RecordStruck`],
    /// `ERC721NonexistentToken`.
    pub fn change(
        &mut self,
        caller: Address,
        record: &Bytes32,
        change: Change,
        account: Address,
        at: u64,
        moment: Moment,
    ) -> Result<(Record, Account), Or<Error>> {
        if caller.0 != if change.is_owners() { self.reservations } else { self.arbitration } {
            return Err(Or::Own(Error::NotModule(caller)));
        }
        let mut found = self.settled(record, moment.now)?;
        let from = found.owner();
        match change {
            Change::Withdrawal => found.set_withdrawn_from(at),
            Change::Manager => found.set_deputy(account.0),
            Change::Challenged => found.set_standing(Standing::Challenged as u8),
            Change::Cleared => found.set_standing(Standing::Clear as u8),
            Change::Struck => {
                found.set_standing(Standing::Struck as u8);
                found.set_deputy(account.0);
            }
            Change::Passed => {
                found.hand_over(account.0);
                found.set_generation(found.generation().saturating_add(1));
                found.set_parents(0);
                found.set_parents_share(0);
                found.set_registered_at(moment.now);
                found.set_withdrawn_from(0);
                found.set_standing(Standing::Clear as u8);
                found.set_committed(true);
                self.holders.move_one(&from, &account.0);
            }
        }
        Ok((self.set_record(record, found), from))
    }

    /// A record that its owner can do something with: it exists, is final and not struck.
    fn settled(&self, record: &Bytes32, now: u64) -> Result<Record, Or<Error>> {
        let found = self.record(record).ok_or(TokenError::ERC721NonexistentToken(Id(*record)))?;
        if found.is_provisional(now) {
            return Err(Or::Own(Error::RecordProvisional(Id(*record))));
        }
        if found.is_struck() {
            return Err(Or::Own(Error::RecordStruck(Id(*record))));
        }
        Ok(found)
    }

    /// Moves a record to a new owner, and ends its approval and its manager. Returns it.
    ///
    /// # Errors
    /// Those of ERC-721; [`Error::RecordProvisional`], [`Error::RecordStruck`].
    pub fn transfer(
        &mut self,
        caller: Address,
        from: Address,
        to: Address,
        record: &Bytes32,
        now: u64,
    ) -> Result<Record, Or<Error>> {
        let mut found = self.settled(record, now)?;
        self.holders.check_transfer(caller, from, to, Id(*record), &found.holding())?;
        found.hand_over(to.0);
        self.holders.move_one(&from.0, &to.0);
        Ok(self.set_record(record, found))
    }

    /// Lets an account transfer a record, or (zero) nobody. Returns the owner.
    ///
    /// # Errors
    /// Those of ERC-721; [`Error::RecordProvisional`], [`Error::RecordStruck`].
    pub fn approve(
        &mut self,
        caller: Address,
        approved: Address,
        record: &Bytes32,
        now: u64,
    ) -> Result<Address, Or<Error>> {
        let mut found = self.settled(record, now)?;
        self.holders.check_approve(caller, &found.holding())?;
        found.set_approved(approved.0);
        Ok(H160(self.set_record(record, found).owner()))
    }

    /// Balances and operators.
    pub fn holders(&self) -> &Holders {
        &self.holders
    }

    /// Balances and operators, to change.
    pub fn holders_mut(&mut self) -> &mut Holders {
        &mut self.holders
    }

    /// How the income of a child's generation reaches a parent, and the parent's record; `None`
    /// where there is no such link.
    pub fn lineage(&self, child: &Bytes32, generation: u32, parent: &Bytes32) -> Option<(Link, Record)> {
        let links = self.parents(child, generation);
        let position = links.iter().position(|link| link.record == *parent)?;
        let share = links.get(position)?.share;
        let child_owner = self.record(child)?.owner();
        Some((Link { position: position as u8, share, child_owner }, self.record(parent)?))
    }
}

/// Whether a registration takes over a record that there is: a provisional one that came
/// after its commitment was made, or a struck one whose heir reveals it. A work of a catalogue
/// counts from before its registration, so the commitment must not be later than that either.
fn takes_over(record: &Record, claim: &Claim, moment: Moment) -> bool {
    let Some(made) = claim.made else { return false };
    if record.is_struck() {
        record.deputy() == claim.registrant
    } else {
        record.is_provisional(moment.now) && made.precedes(record.registered_block()) && made.at <= record.priority()
    }
}

/// How many cells a number of parents fills.
fn cells(parents: usize) -> u8 {
    parents.div_ceil(PARENTS_PER_CELL) as u8
}
