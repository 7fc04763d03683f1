//! The record of a work, as the registry stores it.

use erc721::Holding;
use ink::prelude::vec::Vec;
use interfaces::stored::{Cell, Reader};
use rules::{Account, Bytes32, commitment::provisional, standing::Standing};

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
    /// When this generation began, in Unix seconds.
    pub registered_at: u64,
    /// In which block.
    pub registered_block: u32,
    /// The Unix second that counts in a dispute.
    pub priority: u64,
    /// Whether it was final at once: revealed from a commitment, taken out of a catalogue
    /// that is final, or decided.
    pub committed: bool,
    /// What most records never have.
    pub extras: Extras,
    /// Where the metadata document is.
    pub uri: Vec<u8>,
}

/// What most records never have: it takes no room in the cell until one has it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Extras {
    /// Who else may make and close offers; zero for nobody.
    pub manager: Account,
    /// From which Unix second on the record is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
    /// A number of [`Standing`].
    pub standing: u8,
    /// Who may register a struck digest anew; zero for nobody.
    pub heir: Account,
    /// The catalogue that the record came out of; zero for none.
    pub catalogue: Bytes32,
}

/// Bits of the cell's byte of flags.
const COMMITTED: u8 = 1;
const EXTRAS: u8 = 2;

impl Cell for Record {
    fn write(&self, cell: &mut Vec<u8>) {
        let extras = self.extras != Extras::default();
        let flags = if self.committed { COMMITTED } else { 0 } | if extras { EXTRAS } else { 0 };
        cell.extend_from_slice(&self.owner);
        cell.extend_from_slice(&self.approved);
        cell.extend_from_slice(&self.epoch.to_le_bytes());
        cell.extend_from_slice(&self.generation.to_le_bytes());
        cell.extend_from_slice(&[self.kind, self.origin, self.parents, flags]);
        cell.extend_from_slice(&self.units.to_le_bytes());
        cell.extend_from_slice(&self.metadata);
        cell.extend_from_slice(&self.parents_share.to_le_bytes());
        cell.extend_from_slice(&self.registered_at.to_le_bytes());
        cell.extend_from_slice(&self.registered_block.to_le_bytes());
        cell.extend_from_slice(&self.priority.to_le_bytes());
        if extras {
            let Extras { manager, withdrawn_from, standing, heir, catalogue } = &self.extras;
            cell.extend_from_slice(manager);
            cell.extend_from_slice(&withdrawn_from.to_le_bytes());
            cell.extend_from_slice(&[*standing]);
            cell.extend_from_slice(heir);
            cell.extend_from_slice(catalogue);
        }
        cell.extend_from_slice(&self.uri);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (owner, approved) = (cell.take(), cell.take());
        let (epoch, generation) = (cell.u32(), cell.u32());
        let [kind, origin, parents, flags] = cell.take();
        Self {
            owner,
            approved,
            epoch,
            generation,
            kind,
            origin,
            parents,
            committed: flags & COMMITTED != 0,
            units: cell.u64(),
            metadata: cell.take(),
            parents_share: u16::from_le_bytes(cell.take()),
            registered_at: cell.u64(),
            registered_block: cell.u32(),
            priority: cell.u64(),
            extras: if flags & EXTRAS == 0 { Extras::default() } else { Extras::read(cell) },
            uri: cell.rest(),
        }
    }
}

impl Extras {
    fn read(cell: &mut Reader<'_>) -> Self {
        let (manager, withdrawn_from, [standing]) = (cell.take(), cell.u64(), cell.take());
        Self { manager, withdrawn_from, standing, heir: cell.take(), catalogue: cell.take() }
    }
}

impl Record {
    /// Whether an older commitment can still take the record over.
    pub fn is_provisional(&self, now: u64) -> bool {
        !self.committed && provisional(self.registered_at, now)
    }

    /// Whether a decision struck it.
    pub fn is_struck(&self) -> bool {
        self.extras.standing == Standing::Struck as u8
    }

    /// The owner and the approved account.
    pub fn holding(&self) -> Holding {
        Holding { owner: self.owner, approved: self.approved }
    }
}
