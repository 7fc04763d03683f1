//! Cells of many fields, read and changed in place.
//!
//! Decoding a cell of twenty fields into a struct, and a struct into the words of a view, is
//! more code than most messages have. Here a cell stays the bytes it is. Its layout says
//! where each field begins; a field is read by its position in that list, as the ABI word it
//! is. So one function reads every field of every cell, and a view is the cell with each field
//! padded to a word.

use crate::{
    abi::{Word, number},
    stored::{Cell, Reader},
    words::Words,
};
use alloc::vec::Vec;
use core::{marker::PhantomData, ops::Range};
use ink::{Address, H160};
use rules::{Account, Bytes32};

/// The layout of a cell. Numbers are big-endian.
pub trait Layout {
    /// Where each field begins, in order, and after the last where the cell ends: see [`starts`].
    const STARTS: &'static [u16];
}

/// Where fields of these widths begin, and where the last ends: `N` is one more than there are.
///
/// A field is read some hundred times in a sale, so its place is not added up each time.
pub const fn starts<const N: usize>(widths: &[u8]) -> [u16; N] {
    let mut starts = [0; N];
    let mut field = 0;
    while field < widths.len() {
        starts[field + 1] = starts[field] + widths[field] as u16;
        field += 1;
    }
    starts
}

/// A cell with the layout `L`.
pub struct Fields<L> {
    bytes: Vec<u8>,
    layout: PhantomData<L>,
}

/// Where a field begins and ends; nowhere if there is none.
fn place(starts: &[u16], field: usize) -> Range<usize> {
    match starts.get(field..) {
        Some([start, end, ..]) => usize::from(*start)..usize::from(*end),
        _ => 0..0,
    }
}

/// The part of a word that a field of this width is.
fn low(width: usize) -> Range<usize> {
    32usize.saturating_sub(width)..32
}

/// Copies as many bytes as both have.
fn copy(to: Option<&mut [u8]>, from: Option<&[u8]>) {
    if let (Some(to), Some(from)) = (to, from)
        && to.len() == from.len()
    {
        to.copy_from_slice(from);
    }
}

/// The field at a position, as a word.
#[inline(never)]
fn get(bytes: &[u8], starts: &[u16], field: usize) -> Bytes32 {
    let mut word = [0; 32];
    let place = place(starts, field);
    copy(word.get_mut(low(place.len())), bytes.get(place));
    word
}

/// Changes the field at a position to the low bytes of a word.
#[inline(never)]
fn set(bytes: &mut [u8], starts: &[u16], field: usize, word: &Bytes32) {
    let place = place(starts, field);
    copy(bytes.get_mut(place.clone()), word.get(low(place.len())));
}

impl<L: Layout> Fields<L> {
    /// How many bytes the cell has.
    pub const SIZE: usize = L::STARTS[L::STARTS.len() - 1] as usize;

    /// How many fields it has.
    pub const FIELDS: usize = L::STARTS.len() - 1;

    /// A cell of these bytes: what is missing is zero, what is too much is left out.
    pub fn new(bytes: &[u8]) -> Self {
        Self::of(bytes.to_vec())
    }

    /// The same, of bytes that nobody needs any more.
    #[inline(never)]
    pub fn of(mut bytes: Vec<u8>) -> Self {
        bytes.resize(Self::SIZE, 0);
        Self { bytes, layout: PhantomData }
    }

    /// The cell whose fields are these words, as far as there are.
    pub fn from_words(words: &[Bytes32]) -> Self {
        let mut cell = Self::default();
        words.iter().enumerate().for_each(|(field, word)| cell.set(field, word));
        cell
    }

    /// The cell's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A field as a word.
    #[inline(never)]
    pub fn word(&self, field: usize) -> Bytes32 {
        get(&self.bytes, L::STARTS, field)
    }

    /// A field as an address.
    #[inline(never)]
    pub fn account(&self, field: usize) -> Account {
        let word = self.word(field);
        word.last_chunk().copied().unwrap_or_default()
    }

    /// A field as an address.
    #[inline(never)]
    pub fn address(&self, field: usize) -> Address {
        H160(self.account(field))
    }

    /// A field as a number; of a wider field its low 16 bytes.
    #[inline(never)]
    pub fn number(&self, field: usize) -> u128 {
        let word = self.word(field);
        word.last_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
    }

    /// A field as a number; of a wider field its low 8 bytes.
    #[inline(never)]
    pub fn u64(&self, field: usize) -> u64 {
        self.number(field) as u64
    }

    /// A field as a yes or no.
    #[inline(never)]
    pub fn flag(&self, field: usize) -> bool {
        self.number(field) != 0
    }

    /// Changes a field.
    #[inline(never)]
    pub fn set(&mut self, field: usize, word: &Bytes32) {
        set(&mut self.bytes, L::STARTS, field, word);
    }

    /// Changes a field to a number, or its low bytes where the field is narrower.
    #[inline(never)]
    pub fn set_number(&mut self, field: usize, value: u128) {
        self.set(field, &number(value));
    }

    /// Changes a field to an address.
    #[inline(never)]
    pub fn set_account(&mut self, field: usize, account: &Account) {
        self.set(field, &H160(*account).to_word());
    }

    /// Appends every field as a word.
    pub fn push(&self, words: &mut Words) {
        for field in 0..Self::FIELDS {
            words.push(self.word(field));
        }
    }
}

impl<L: Layout> Default for Fields<L> {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl<L> Clone for Fields<L> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), layout: PhantomData }
    }
}

impl<L> PartialEq for Fields<L> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<L> Eq for Fields<L> {}

impl<L: Layout> core::fmt::Debug for Fields<L> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_list().entries((0..Self::FIELDS).map(|field| self.word(field))).finish()
    }
}

impl<L: Layout> Cell for Fields<L> {
    /// Zeros at the end are left out: what is stored is paid for by the byte.
    fn write(&self, cell: &mut Vec<u8>) {
        let length = self.bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
        cell.extend_from_slice(self.bytes.get(..length).unwrap_or_default());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self::of(cell.rest())
    }
}

#[cfg(feature = "std")]
impl<L: Layout + 'static> scale_info::TypeInfo for Fields<L> {
    type Identity = Vec<u8>;

    fn type_info() -> scale_info::Type {
        <Vec<u8> as scale_info::TypeInfo>::type_info()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::assert_round_trip;

    enum Sample {}

    impl Layout for Sample {
        const STARTS: &'static [u16] = &starts::<6>(&[20, 1, 8, 32, 2]);
    }

    fn sample() -> Fields<Sample> {
        let mut cell = Fields::<Sample>::default();
        cell.set_account(0, &[7; 20]);
        cell.set_number(1, 1);
        cell.set_number(2, u64::MAX.into());
        cell.set(3, &[9; 32]);
        cell.set_number(4, 513);
        cell
    }

    #[test]
    fn fields_are_read_as_they_were_set_and_leave_the_others_alone() {
        let cell = sample();
        assert_eq!(Fields::<Sample>::SIZE, 63);
        assert_eq!(cell.account(0), [7; 20]);
        assert!(cell.flag(1));
        assert_eq!(cell.u64(2), u64::MAX);
        assert_eq!(cell.word(3), [9; 32]);
        assert_eq!(cell.number(4), 513);
        assert_eq!(cell.word(5), [0; 32], "there is no such field");
        assert_eq!(cell.bytes()[61..], [2, 1], "numbers are big-endian");
    }

    #[test]
    fn a_cell_survives_the_way_through_storage_and_words() {
        assert_round_trip(&sample());
        let words: Vec<Bytes32> = (0..5).map(|field| sample().word(field)).collect();
        assert_eq!(Fields::<Sample>::from_words(&words), sample());
        assert_eq!(Fields::<Sample>::new(sample().bytes()), sample());
    }

    #[test]
    fn what_is_missing_is_zero() {
        let cell = Fields::<Sample>::new(&[7; 3]);
        assert_eq!(cell.account(0)[..4], [7, 7, 7, 0]);
        assert_eq!(cell.number(4), 0);
    }
}
