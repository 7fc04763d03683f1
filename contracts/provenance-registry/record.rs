//! The record of a work, as the registry stores it.
//!
//! A record stays the bytes of its cell: it is read, changed in place and written back
//! without being taken apart, which needs a third of the code.

use erc721::Holding;
use ink::prelude::vec::Vec;
use interfaces::stored::{Cell, Reader};
use rules::{Account, Bytes32, commitment::provisional, standing::Standing};

/// The record of a work. One storage cell.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Record(Vec<u8>);

impl Cell for Record {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.0);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self(cell.rest())
    }
}

/// Copies what there is of `from` from this byte on; beyond its end there are zeros.
#[inline(never)]
fn copy(from: &[u8], at: usize, to: &mut [u8]) {
    for (to, from) in to.iter_mut().zip(from.iter().skip(at)) {
        *to = *from;
    }
}

/// Declares the fields: each with its place in the cell, a way to read and one to change it.
macro_rules! fields {
    ($( $(#[$about:meta])* $get:ident, $set:ident: $type:ty, $size:literal at $at:expr, $read:expr, $write:expr; )*) => {
        impl Record {
            $(
                $(#[$about])*
                pub fn $get(&self) -> $type {
                    let mut bytes = [0; $size];
                    copy(&self.0, $at, &mut bytes);
                    let read: fn([u8; $size]) -> $type = $read;
                    read(bytes)
                }

                /// Changes it.
                pub fn $set(&mut self, value: $type) {
                    let write: fn($type) -> [u8; $size] = $write;
                    let bytes: [u8; $size] = write(value);
                    self.put($at, &bytes);
                }
            )*
        }
    };
}

fields! {
    /// The owner: the rights holder.
    owner, set_owner: Account, 20 at 0, |bytes| bytes, |value| value;
    /// Who else may transfer it; zero for nobody.
    approved, set_approved: Account, 20 at 20, |bytes| bytes, |value| value;
    /// Raised by every change of owner.
    epoch, set_epoch: u32, 4 at 40, u32::from_le_bytes, u32::to_le_bytes;
    /// Raised when the content is replaced.
    generation, set_generation: u32, 4 at 44, u32::from_le_bytes, u32::to_le_bytes;
    /// What the kind is priced by.
    units, set_units: u64, 8 at 48, u64::from_le_bytes, u64::to_le_bytes;
    /// When this generation began, in Unix seconds.
    registered_at, set_registered_at: u64, 8 at 56, u64::from_le_bytes, u64::to_le_bytes;
    /// In which block.
    registered_block, set_registered_block: u32, 4 at 64, u32::from_le_bytes, u32::to_le_bytes;
    /// The Unix second that counts in a dispute.
    priority, set_priority: u64, 8 at 68, u64::from_le_bytes, u64::to_le_bytes;
    /// From which Unix second on the record is withdrawn; zero where it is not.
    withdrawn_from, set_withdrawn_from: u64, 8 at 76, u64::from_le_bytes, u64::to_le_bytes;
    /// SHA-256 of the metadata document; zero for none.
    metadata, set_metadata: Bytes32, 32 at 84, |bytes| bytes, |value| value;
    /// The catalogue that the record came out of; zero for none.
    catalogue, set_catalogue: Bytes32, 32 at 116, |bytes| bytes, |value| value;
    /// Of a struck record, who may register the digest anew; of any other, who else may make
    /// and close offers; zero for nobody.
    deputy, set_deputy: Account, 20 at 148, |bytes| bytes, |value| value;
    /// The sum of the parents' shares, in basis points.
    parents_share, set_parents_share: u16, 2 at 168, u16::from_le_bytes, u16::to_le_bytes;
    /// How many parents it has.
    parents, set_parents: u8, 1 at 170, u8::from_le_bytes, u8::to_le_bytes;
    /// A number of [`rules::work::Kind`].
    kind, set_kind: u8, 1 at 171, u8::from_le_bytes, u8::to_le_bytes;
    /// A number of [`rules::work::Origin`].
    origin, set_origin: u8, 1 at 172, u8::from_le_bytes, u8::to_le_bytes;
    /// A number of [`Standing`].
    standing, set_standing: u8, 1 at 173, u8::from_le_bytes, u8::to_le_bytes;
    /// Whether it was final at once: revealed from a commitment, taken out of a catalogue
    /// that is final, or decided.
    committed, set_committed: bool, 1 at 174, |byte| byte != [0], |value| [value as u8];
}

/// Where the URI begins: it takes the rest of the cell.
const URI: usize = 175;

impl Record {
    /// Writes bytes from a place in the cell on.
    #[inline(never)]
    fn put(&mut self, at: usize, bytes: &[u8]) {
        if self.0.len() < URI {
            self.0.resize(URI, 0);
        }
        for (to, from) in self.0.iter_mut().skip(at).zip(bytes) {
            *to = *from;
        }
    }

    /// Where the metadata document is.
    pub fn uri(&self) -> &[u8] {
        self.0.get(URI..).unwrap_or_default()
    }

    /// Says where the metadata document is.
    pub fn set_uri(&mut self, uri: &[u8]) {
        self.0.resize(URI, 0);
        self.0.extend_from_slice(uri);
    }

    /// Whether an older commitment can still take the record over.
    #[inline(never)]
    pub fn is_provisional(&self, now: u64) -> bool {
        !self.committed() && provisional(self.registered_at(), now)
    }

    /// Whether a decision struck it.
    pub fn is_struck(&self) -> bool {
        self.standing() == Standing::Struck as u8
    }

    /// The owner and the approved account.
    pub fn holding(&self) -> Holding {
        Holding { owner: self.owner(), approved: self.approved() }
    }

    /// Gives it to an account: a new epoch, without the old owner's approval and manager.
    pub fn hand_over(&mut self, owner: Account) {
        self.set_owner(owner);
        self.set_approved([0; 20]);
        self.set_deputy([0; 20]);
        self.set_epoch(self.epoch().saturating_add(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::limits::{MAX_CELL, MAX_URI};

    #[test]
    fn r10_the_largest_record_fits_its_cell() {
        let mut record = Record::default();
        record.set_committed(true);
        record.set_uri(&[b'a'; MAX_URI]);
        assert_eq!(record.0.len(), URI + MAX_URI);
        const { assert!(URI + MAX_URI <= MAX_CELL) };
        interfaces::stored::assert_round_trip(&record);
    }

    /// Every field is changed to a value of its own; none touches another.
    #[test]
    fn fields_are_apart() {
        let mut record = Record::default();
        assert_eq!((record.owner(), record.committed(), record.uri()), ([0; 20], false, &b""[..]));
        record.set_uri(b"ipfs://x");
        record.set_owner([1; 20]);
        record.set_approved([2; 20]);
        record.set_epoch(3);
        record.set_generation(4);
        record.set_units(5);
        record.set_registered_at(6);
        record.set_registered_block(7);
        record.set_priority(8);
        record.set_withdrawn_from(9);
        record.set_metadata([10; 32]);
        record.set_catalogue([11; 32]);
        record.set_deputy([12; 20]);
        record.set_parents_share(13);
        record.set_parents(14);
        record.set_kind(15);
        record.set_origin(16);
        record.set_standing(17);
        record.set_committed(true);
        assert_eq!((record.owner(), record.approved(), record.deputy()), ([1; 20], [2; 20], [12; 20]));
        assert_eq!((record.epoch(), record.generation(), record.units()), (3, 4, 5));
        assert_eq!((record.registered_at(), record.registered_block(), record.priority()), (6, 7, 8));
        assert_eq!((record.withdrawn_from(), record.parents_share(), record.parents()), (9, 13, 14));
        assert_eq!((record.metadata(), record.catalogue()), ([10; 32], [11; 32]));
        assert_eq!((record.kind(), record.origin(), record.standing()), (15, 16, 17));
        assert!(record.committed());
        assert_eq!(record.uri(), b"ipfs://x");
    }
}
