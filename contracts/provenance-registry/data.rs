//! What the registry keeps, and its rules.
//!
//! Methods take the caller, the time and the block as arguments: they live outside the
//! contract and test without a chain. They check first and write last, and return what the
//! contract is to emit.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use erc721::{Error as TokenError, Holders, Holding, Or};
use ink::{Address, H160, prelude::vec::Vec, storage::Mapping};
use interfaces::{
    abi::Id,
    provenance_registry::Lineage,
    stored::{Cell, Reader, Stored},
};
use rules::{
    Account, Bytes32,
    commitment::{Commitment, provisional},
    limits::PARENTS_PER_CELL,
    parents::{self, Parent},
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

/// The record of a work. One storage cell.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Record {
    /// The owner: the rights holder.
    pub owner: Account,
    /// Who else may transfer it; zero for nobody.
    pub approved: Account,
    /// Raised by every change of owner.
    pub epoch: u32,
    /// Raised when the content is replaced.
    pub generation: u32,
    /// A number of [`rules::work::Kind`].
    pub kind: u8,
    /// A number of [`rules::work::Origin`].
    pub origin: u8,
    /// What the kind is priced by.
    pub units: u64,
    /// SHA-256 of the metadata document; zero for none.
    pub metadata: Bytes32,
    /// How many parents it has.
    pub parents: u8,
    /// The sum of their shares, in basis points.
    pub parents_share: u16,
    /// When this content was registered, in Unix seconds.
    pub registered_at: u64,
    /// In which block.
    pub registered_block: u32,
    /// The Unix second that counts in a dispute.
    pub priority: u64,
    /// Whether the content was revealed from a commitment.
    pub committed: bool,
    /// Where the metadata document is.
    pub uri: Vec<u8>,
}

impl Cell for Record {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.owner);
        cell.extend_from_slice(&self.approved);
        cell.extend_from_slice(&self.epoch.to_le_bytes());
        cell.extend_from_slice(&self.generation.to_le_bytes());
        cell.extend_from_slice(&[self.kind, self.origin, self.parents, self.committed.into()]);
        cell.extend_from_slice(&self.units.to_le_bytes());
        cell.extend_from_slice(&self.metadata);
        cell.extend_from_slice(&self.parents_share.to_le_bytes());
        cell.extend_from_slice(&self.registered_at.to_le_bytes());
        cell.extend_from_slice(&self.registered_block.to_le_bytes());
        cell.extend_from_slice(&self.priority.to_le_bytes());
        cell.extend_from_slice(&self.uri);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (owner, approved) = (cell.take(), cell.take());
        let (epoch, generation) = (cell.u32(), cell.u32());
        let [kind, origin, parents, committed] = cell.take();
        Self {
            owner,
            approved,
            epoch,
            generation,
            kind,
            origin,
            parents,
            committed: committed != 0,
            units: cell.u64(),
            metadata: cell.take(),
            parents_share: u16::from_le_bytes(cell.take()),
            registered_at: cell.u64(),
            registered_block: cell.u32(),
            priority: cell.u64(),
            uri: cell.rest(),
        }
    }
}

impl Record {
    /// Whether an older commitment can still take the record over.
    pub fn is_provisional(&self, now: u64) -> bool {
        !self.committed && provisional(self.registered_at, now)
    }

    fn holding(&self) -> Holding {
        Holding { owner: self.owner, approved: self.approved }
    }
}

/// What someone registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// SHA-256 of the work's bytes.
    pub digest: Bytes32,
    /// Who shall own the record.
    pub owner: Address,
    /// A number of [`rules::work::Kind`].
    pub kind: u8,
    /// What the kind is priced by.
    pub units: u64,
    /// A number of [`rules::work::Origin`].
    pub origin: u8,
    /// SHA-256 of the metadata document; zero for none.
    pub metadata: Bytes32,
    /// Where that document is.
    pub uri: Vec<u8>,
    /// The works it derives from.
    pub parents: Vec<Parent>,
}

/// What was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The record's id.
    pub digest: Bytes32,
    /// The record.
    pub record: Record,
    /// Its parents.
    pub parents: Vec<Parent>,
}

/// A change of a record's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The owner before; zero for a new record.
    pub from: Account,
    /// The owner after.
    pub to: Account,
    /// The record's epoch after.
    pub epoch: u32,
}

/// The registry's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Registry {
    deployer: Account,
    licence_token: Account,
    issued: u64,
    records: Mapping<Bytes32, Stored<Record>>,
    /// By record, generation and cell; a cell holds up to eight.
    links: Mapping<(Bytes32, u32, u8), Stored<Vec<Parent>>>,
    commitments: Mapping<Bytes32, Stored<Commitment>>,
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

    /// Learns the licence token's address, once.
    ///
    /// # Errors
    /// [`Error::NotDeployer`], [`Error::AlreadyBound`].
    pub fn bind(&mut self, caller: Address, licence_token: Address) -> Result<(), Error> {
        if self.licence_token != [0; 20] {
            return Err(Error::AlreadyBound);
        }
        if caller.0 != self.deployer {
            return Err(Error::NotDeployer);
        }
        self.licence_token = licence_token.0;
        Ok(())
    }

    /// How many records there are.
    pub fn issued(&self) -> u64 {
        self.issued
    }

    /// A record; `None` where the digest has none.
    #[inline(never)]
    pub fn record(&self, record: &Bytes32) -> Option<Record> {
        self.records.get(record).map(|cell| cell.0)
    }

    /// A record's parents in its present generation.
    pub fn parents(&self, record: &Bytes32) -> Vec<Parent> {
        let mut parents = Vec::new();
        if let Some(found) = self.record(record) {
            for cell in 0..cells(found.parents.into()) {
                if let Some(links) = self.links.get((*record, found.generation, cell)) {
                    parents.extend(links.0);
                }
            }
        }
        parents
    }

    /// Keeps a commitment; one that is still good keeps its time. Says whether it is new.
    pub fn commit(&mut self, commitment: &Bytes32, moment: Moment) -> bool {
        if self.commitments.get(commitment).is_some_and(|made| !made.0.expired(moment.now)) {
            return false;
        }
        self.commitments.insert(commitment, &Stored(Commitment { at: moment.now, block: moment.block }));
        true
    }

    /// Registers a work, as the reveal of `commitment` or, without one, provisionally.
    ///
    /// # Errors
    /// Everything of [`Error`] but what speaks of binding and pushing;
    /// `ERC721InvalidReceiver` where the owner is zero.
    pub fn register(
        &mut self,
        work: Work,
        commitment: Option<Bytes32>,
        moment: Moment,
    ) -> Result<(Moved, Registration), Or<Error>> {
        let Work { digest, owner, kind, units, origin, metadata, uri, parents } = work;
        work::check(&digest, kind, units, origin, &uri).map_err(|error| Error::of_work(error, kind, origin))?;
        if owner.is_zero() {
            return Err(TokenError::ERC721InvalidReceiver(owner).into());
        }
        let made = self.reveal(commitment, moment)?;
        let before = self.record(&digest);
        let (from, epoch, generation) = match &before {
            None => ([0; 20], 1, 1),
            Some(record)
                if record.is_provisional(moment.now)
                    && made.is_some_and(|made| made.precedes(record.registered_block)) =>
            {
                (record.owner, record.epoch.saturating_add(1), record.generation.saturating_add(1))
            }
            Some(_) => return Err(Or::Own(Error::RecordExists(Id(digest)))),
        };
        let parents_share = self.check_parents(&parents, moment.now)?;
        let priority = made.map_or(moment.now, |made| made.at);

        for (cell, links) in parents.chunks(PARENTS_PER_CELL).enumerate() {
            self.links.insert((digest, generation, cell as u8), &Stored(links.to_vec()));
        }
        let record = Record {
            owner: owner.0,
            approved: [0; 20],
            epoch,
            generation,
            kind,
            origin,
            units,
            metadata,
            uri,
            parents: parents.len() as u8,
            parents_share,
            registered_at: moment.now,
            registered_block: moment.block,
            priority,
            committed: made.is_some(),
        };
        let stored = Stored(record);
        self.records.insert(digest, &stored);
        self.holders.move_one(&from, &owner.0);
        if before.is_none() {
            self.issued = self.issued.saturating_add(1);
        }
        let Stored(record) = stored;
        Ok((Moved { from, to: owner.0, epoch }, Registration { digest, record, parents }))
    }

    /// Finds the commitment that is to be revealed.
    fn reveal(&self, commitment: Option<Bytes32>, moment: Moment) -> Result<Option<Commitment>, Error> {
        let Some(commitment) = commitment else { return Ok(None) };
        let Stored(made) = self.commitments.get(commitment).ok_or(Error::CommitmentMissing)?;
        made.check_reveal(moment.now, moment.block)?;
        Ok(Some(made))
    }

    /// Checks that parents can be parents, and adds up their shares.
    fn check_parents(&self, list: &[Parent], now: u64) -> Result<u16, Error> {
        let sum = parents::check(list)?;
        for parent in list {
            match self.record(&parent.record) {
                None => return Err(Error::ParentUnknown(Id(parent.record))),
                Some(record) if record.is_provisional(now) => {
                    return Err(Error::ParentProvisional(Id(parent.record)));
                }
                Some(_) => {}
            }
        }
        Ok(sum)
    }

    /// A record that can be transferred and approved: it exists and is final.
    fn settled(&self, record: &Bytes32, now: u64) -> Result<Record, Or<Error>> {
        let found = self.record(record).ok_or(TokenError::ERC721NonexistentToken(Id(*record)))?;
        if found.is_provisional(now) {
            return Err(Or::Own(Error::RecordProvisional(Id(*record))));
        }
        Ok(found)
    }

    /// Moves a record to a new owner and ends its approval.
    ///
    /// # Errors
    /// Those of ERC-721; [`Error::RecordProvisional`].
    pub fn transfer(
        &mut self,
        caller: Address,
        from: Address,
        to: Address,
        record: &Bytes32,
        now: u64,
    ) -> Result<Moved, Or<Error>> {
        let mut found = self.settled(record, now)?;
        self.holders.check_transfer(caller, from, to, Id(*record), &found.holding())?;
        found.owner = to.0;
        found.approved = [0; 20];
        found.epoch = found.epoch.saturating_add(1);
        let epoch = found.epoch;
        self.records.insert(record, &Stored(found));
        self.holders.move_one(&from.0, &to.0);
        Ok(Moved { from: from.0, to: to.0, epoch })
    }

    /// Lets an account transfer a record, or (zero) nobody. Returns the owner.
    ///
    /// # Errors
    /// Those of ERC-721; [`Error::RecordProvisional`].
    pub fn approve(
        &mut self,
        caller: Address,
        approved: Address,
        record: &Bytes32,
        now: u64,
    ) -> Result<Address, Or<Error>> {
        let mut found = self.settled(record, now)?;
        self.holders.check_approve(caller, &found.holding())?;
        found.approved = approved.0;
        let owner = H160(found.owner);
        self.records.insert(record, &Stored(found));
        Ok(owner)
    }

    /// Balances and operators.
    pub fn holders(&self) -> &Holders {
        &self.holders
    }

    /// Balances and operators, to change.
    pub fn holders_mut(&mut self) -> &mut Holders {
        &mut self.holders
    }

    /// How a child's income reaches a parent; `None` where there is no such link.
    pub fn lineage(&self, child: &Bytes32, parent: &Bytes32) -> Option<Lineage> {
        let generation = self.record(child)?.generation;
        let links = self.parents(child);
        let position = links.iter().position(|link| link.record == *parent)?;
        let share = links.get(position)?.share;
        let found = self.record(parent)?;
        Some(Lineage {
            generation,
            position: position as u8,
            share,
            parent_owner: found.owner,
            parent_generation: found.generation,
            parent_parents_share: found.parents_share,
        })
    }
}

/// How many cells a number of parents needs.
fn cells(parents: usize) -> u8 {
    parents.div_ceil(PARENTS_PER_CELL) as u8
}
