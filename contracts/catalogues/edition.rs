//! Catalogues and their editions, as the module stores them.

use ink::prelude::vec::Vec;
use interfaces::{
    provenance_registry::Dates,
    stored::{Cell, Reader},
};
use rules::{
    Bytes32,
    commitment::{Commitment, provisional},
};

/// A state of a catalogue that somebody can be shown to be a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Edition {
    /// The root over its works.
    pub root: Bytes32,
    /// How many works it has.
    pub count: u64,
    /// What the catalogue's kind is priced by, of all its works together.
    pub units: u64,
    /// SHA-256 of its metadata document; zero for none.
    pub metadata: Bytes32,
    /// The time and the block from which it counts: of its commitment, or where it has none,
    /// of when it was added.
    pub made: Commitment,
    /// Whether it was committed to.
    pub committed: bool,
}

impl Default for Edition {
    /// None: it has no works.
    fn default() -> Self {
        let made = Commitment { at: 0, block: 0 };
        Self { root: [0; 32], count: 0, units: 0, metadata: [0; 32], made, committed: false }
    }
}

impl Edition {
    /// What a work whose first edition this is counts from. The block is zero where the work's
    /// record is provisional: while somebody may still reveal an older commitment than this
    /// edition, which had none.
    pub fn claim(&self, now: u64) -> Commitment {
        let is_final = self.committed || !provisional(self.made.at, now);
        Commitment { at: self.made.at, block: if is_final { self.made.block } else { 0 } }
    }
}

impl Cell for Edition {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.root);
        cell.extend_from_slice(&self.count.to_le_bytes());
        cell.extend_from_slice(&self.units.to_le_bytes());
        cell.extend_from_slice(&self.metadata);
        self.made.write(cell);
        cell.extend_from_slice(&[self.committed.into()]);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self {
            root: cell.take(),
            count: cell.u64(),
            units: cell.u64(),
            metadata: cell.take(),
            made: Commitment::read(cell),
            committed: cell.flag(),
        }
    }
}

/// A catalogue in one generation of its record. It holds its first edition: most catalogues
/// have no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Head {
    /// The record's generation.
    pub generation: u32,
    /// How many editions it has.
    pub editions: u32,
    /// The first.
    pub first: Edition,
}

impl Head {
    /// The catalogue in a later generation of its record that began as the registry says.
    ///
    /// Where a decision began it, the record still is what was registered, with its priority:
    /// the first edition stays, and those that the former owner added are gone. Where the
    /// digest was registered anew, without its being said to be a catalogue, there is nothing.
    /// A reveal that took the catalogue over came while it was provisional.
    pub fn in_generation(self, generation: u32, dates: &Dates) -> Option<Self> {
        let made = self.first.made.at;
        let taken_over = !self.first.committed && provisional(made, dates.registered_at);
        (dates.priority == made && !taken_over).then_some(Self { generation, editions: 1, ..self })
    }
}

impl Cell for Head {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.generation.to_le_bytes());
        cell.extend_from_slice(&self.editions.to_le_bytes());
        self.first.write(cell);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { generation: cell.u32(), editions: cell.u32(), first: Edition::read(cell) }
    }
}
