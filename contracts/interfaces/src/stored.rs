//! Storage cells with a fixed layout.
//!
//! A cell is its fields one after the other, numbers little-endian, as SCALE has them too; a
//! list comes last and takes the rest. Reading one needs no decision, so it needs a quarter
//! of the code of a derived SCALE decoder.

use alloc::vec::Vec;
use rules::{commitment::Commitment, limits::MAX_CELL, parents::Parent, split::Payee};
use scale::{Error, Input, Output};

/// A type with a fixed layout.
pub trait Cell: Sized {
    /// Appends the fields.
    fn write(&self, cell: &mut Vec<u8>);
    /// Reads the fields in the order in which they were written.
    fn read(cell: &mut Reader<'_>) -> Self;
}

/// Appends bytes to a cell or a key. Once, since it is half of what writing one compiles to.
#[inline(never)]
pub fn append(cell: &mut Vec<u8>, bytes: &[u8]) {
    cell.extend_from_slice(bytes);
}

/// What is left to read of a cell. Beyond its end there are zeros.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Takes the next `N` bytes.
    pub fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.copy(&mut bytes);
        bytes
    }

    #[inline(never)]
    fn copy(&mut self, bytes: &mut [u8]) {
        let length = bytes.len().min(self.0.len());
        let (taken, left) = self.0.split_at(length);
        for (to, from) in bytes.iter_mut().zip(taken) {
            *to = *from;
        }
        self.0 = left;
    }

    /// Takes a byte that says yes or no.
    pub fn flag(&mut self) -> bool {
        self.take::<1>() != [0]
    }

    /// Takes the next 4 bytes as a number.
    #[inline(never)]
    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    /// Takes the next 8 bytes as a number.
    #[inline(never)]
    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }

    /// Takes the next 16 bytes as a number.
    #[inline(never)]
    pub fn u128(&mut self) -> u128 {
        u128::from_le_bytes(self.take())
    }

    /// Takes the next `length` bytes, or as many as there are.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = alloc::vec![0; length.min(self.0.len())];
        self.copy(&mut bytes);
        bytes
    }

    /// Takes the next `length` bytes, or as many as there are, as they stand.
    pub fn slice(&mut self, length: usize) -> &'a [u8] {
        let (taken, left) = self.0.split_at(length.min(self.0.len()));
        self.0 = left;
        taken
    }

    /// Takes all that is left.
    pub fn rest(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.0).to_vec()
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A [`Cell`] as the value of an ink! `Mapping`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Stored<T>(pub T);

impl<T: Cell> scale::Encode for Stored<T> {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        let mut cell = Vec::with_capacity(MAX_CELL);
        self.0.write(&mut cell);
        output.write(&cell);
    }
}

impl<T: Cell> scale::EncodeLike for Stored<T> {}

impl<T: Cell> scale::Decode for Stored<T> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut cell = [0; MAX_CELL];
        let length = input.remaining_len()?.unwrap_or_default().min(MAX_CELL);
        let cell = &mut cell[..length];
        input.read(cell)?;
        Ok(Self(T::read(&mut Reader(cell))))
    }
}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> ink::storage::traits::StorageLayout for Stored<T> {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        ink::metadata::layout::Layout::Leaf(ink::metadata::layout::LeafLayout::from_key::<T>((*key).into()))
    }
}

/// A list takes the rest of its cell.
impl<T: Cell> Cell for Vec<T> {
    fn write(&self, cell: &mut Vec<u8>) {
        for item in self {
            item.write(cell);
        }
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let mut items = Vec::new();
        while !cell.is_empty() {
            items.push(T::read(cell));
        }
        items
    }
}

impl Cell for bool {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.push((*self).into());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        cell.flag()
    }
}

impl Cell for u128 {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.to_le_bytes());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        cell.u128()
    }
}

impl Cell for Parent {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.record);
        append(cell, &self.share.to_le_bytes());
        append(cell, &self.licence.to_le_bytes());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { record: cell.take(), share: u16::from_le_bytes(cell.take()), licence: cell.u64() }
    }
}

impl Cell for Payee {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.account);
        append(cell, &self.share.to_le_bytes());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { account: cell.take(), share: u16::from_le_bytes(cell.take()) }
    }
}

impl Cell for Commitment {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.at.to_le_bytes());
        append(cell, &self.block.to_le_bytes());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { at: cell.u64(), block: cell.u32() }
    }
}

/// Checks that a cell reads as it was written and fits its storage value.
#[cfg(any(test, feature = "std"))]
pub fn assert_round_trip<T: Cell + Clone + PartialEq + core::fmt::Debug>(value: &T) {
    let bytes = scale::Encode::encode(&Stored(value.clone()));
    assert!(bytes.len() <= MAX_CELL, "{} bytes are more than a cell holds", bytes.len());
    let read: Stored<T> = scale::DecodeAll::decode_all(&mut &bytes[..]).expect("a cell decodes");
    assert_eq!(&read.0, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::limits::{MAX_PAYEES, PARENTS_PER_CELL};

    #[test]
    fn r10_full_cells_fit_and_read_back() {
        assert_round_trip(&alloc::vec![Parent { record: [1; 32], share: 10_000, licence: u64::MAX }; PARENTS_PER_CELL]);
        assert_round_trip(&alloc::vec![Payee { account: [1; 20], share: 10_000 }; MAX_PAYEES]);
        assert_round_trip(&Commitment { at: u64::MAX, block: 7 });
    }

    #[test]
    fn beyond_the_end_there_are_zeros() {
        let mut reader = Reader(&[1, 2]);
        assert_eq!(reader.u32(), 0x0201);
        assert_eq!(reader.u128(), 0);
        assert!(!reader.flag() && reader.is_empty());
    }
}
