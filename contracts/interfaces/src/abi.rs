//! The ABI as the contracts read and write it: strictly, and with little code.
//!
//! ink!'s own decoder cuts off the high bits of a word that does not fit its type (`uint16`
//! of `0x1_0005` reads as 5), reads zeros beyond the end of short calldata, and is a fifth
//! of a contract's code. So the parameters of our messages are [`Arg`]s: ink! puts their
//! types into selector and ABI JSON, decodes nothing, and the message reads each word itself
//! and refuses what is not the canonical encoding of a value.

use crate::{host, words::Words};
use alloc::vec::Vec;
use core::marker::PhantomData;
use ink::{
    Address, H160, SolDecode, SolEncode,
    sol::{DynBytes, Error, FixedBytes},
};
use rules::{Bytes32, parents::Parent, split::Payee};

crate::errors! {
    /// Calldata that is not the canonical encoding of the message's parameters. Every message
    /// of every contract refuses it so, before it looks at anything else.
    pub enum Malformed {
        /// It is longer or shorter than what it says.
        CalldataLength,
        /// The parameter at this position (from 0) is not of its type.
        ParameterInvalid(position: u8),
    }
}

/// Ends the message: the calldata is malformed.
#[inline(never)]
fn refuse(error: Malformed) -> ! {
    host::answer(|_| Err(error))
}

/// Ends the message if there is no value: the parameter at this position is not of its type.
fn expect<T>(value: Option<T>, position: usize) -> T {
    value.unwrap_or_else(|| refuse(Malformed::ParameterInvalid(position as u8)))
}

/// Ends the message unless the calldata is as long as a call with this many static
/// parameters.
#[inline(never)]
pub fn static_parameters(count: usize) {
    Tail::after(count).finish();
}

/// A type that the ABI has a name for.
pub trait Named {
    /// The Solidity type's name.
    const NAME: &'static str;
}

/// A type of one ABI word.
pub trait Word: Named + Copy {
    /// Reads the word; `None` if it is not the encoding of any value.
    fn from_word(word: &Bytes32) -> Option<Self>;
    /// Writes the word.
    fn to_word(self) -> Bytes32;
    /// Appends the word.
    fn write(self, words: &mut Words) {
        words.raw(&self.to_word());
    }
    /// Reads the parameter at a position, or ends the message with
    /// [`Malformed::ParameterInvalid`].
    fn from_calldata(position: usize) -> Self {
        expect(Self::from_word(&host::calldata_word(head(position))), position)
    }
}

/// The low 16 bytes as a number; `None` if the high 16 are not zero.
#[inline(never)]
fn low(word: &Bytes32) -> Option<u128> {
    let (high, low) = word.split_at(16);
    if high.iter().any(|byte| *byte != 0) {
        return None;
    }
    low.try_into().ok().map(u128::from_be_bytes)
}

/// A number as a word.
#[inline(never)]
pub fn number(value: u128) -> Bytes32 {
    let mut word = [0; 32];
    word[16..].copy_from_slice(&value.to_be_bytes());
    word
}

/// The parameter at a position as a number of at most `max`.
#[inline(never)]
fn number_from_calldata(position: usize, max: u128) -> u128 {
    let value = low(&host::calldata_word(head(position)));
    expect(value.filter(|value| *value <= max), position)
}

macro_rules! numbers {
    ($($type:ty => $name:literal),*) => {$(
        impl Named for $type {
            const NAME: &'static str = $name;
        }
        impl Word for $type {
            fn from_word(word: &Bytes32) -> Option<Self> {
                low(word).and_then(|value| value.try_into().ok())
            }
            fn to_word(self) -> Bytes32 {
                number(self.into())
            }
            fn write(self, words: &mut Words) {
                words.number(self.into());
            }
            fn from_calldata(position: usize) -> Self {
                number_from_calldata(position, <$type>::MAX.into()) as $type
            }
        }
    )*};
}
numbers!(u8 => "uint8", u16 => "uint16", u32 => "uint32", u64 => "uint64", u128 => "uint128");

impl Named for bool {
    const NAME: &'static str = "bool";
}
impl Word for bool {
    fn from_word(word: &Bytes32) -> Option<Self> {
        match low(word) {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        }
    }
    fn to_word(self) -> Bytes32 {
        number(self.into())
    }
    fn write(self, words: &mut Words) {
        words.number(self.into());
    }
    fn from_calldata(position: usize) -> Self {
        number_from_calldata(position, 1) == 1
    }
}

impl Named for Address {
    const NAME: &'static str = "address";
}
impl Word for Address {
    #[inline(never)]
    fn from_word(word: &Bytes32) -> Option<Self> {
        let (padding, address) = word.split_at(12);
        padding.iter().all(|byte| *byte == 0).then(|| H160::from_slice(address))
    }
    #[inline(never)]
    fn to_word(self) -> Bytes32 {
        let mut word = [0; 32];
        word[12..].copy_from_slice(&self.0);
        word
    }
    #[inline(never)]
    fn from_calldata(position: usize) -> Self {
        expect(Self::from_word(&host::calldata_word(head(position))), position)
    }
}

impl Named for Bytes32 {
    const NAME: &'static str = "bytes32";
}
impl Word for Bytes32 {
    fn from_word(word: &Bytes32) -> Option<Self> {
        Some(*word)
    }
    fn to_word(self) -> Bytes32 {
        self
    }
}

impl Named for [u8; 4] {
    const NAME: &'static str = "bytes4";
}
impl Word for [u8; 4] {
    fn from_word(word: &Bytes32) -> Option<Self> {
        let (bytes, padding) = word.split_at(4);
        if padding.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.try_into().ok()
    }
    fn to_word(self) -> Bytes32 {
        let mut word = [0; 32];
        word[..4].copy_from_slice(&self);
        word
    }
}

/// A token id: a `uint256` that is only compared, never calculated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(pub Bytes32);

impl Named for Id {
    const NAME: &'static str = "uint256";
}
impl Word for Id {
    fn from_word(word: &Bytes32) -> Option<Self> {
        Some(Self(*word))
    }
    fn to_word(self) -> Bytes32 {
        self.0
    }
}

/// In errors: ink! reads its type for the ABI JSON from here.
impl SolDecode for Id {
    type SolType = FixedBytes<32>;
    const SOL_NAME: &'static str = Self::NAME;

    fn from_sol_type(word: Self::SolType) -> Result<Self, Error> {
        Ok(Self(word.0))
    }
}

/// In errors: ink! reads its type for the ABI JSON from here.
impl SolEncode<'_> for Id {
    type SolType = FixedBytes<32>;
    const SOL_NAME: &'static str = Self::NAME;

    fn to_sol_type(&self) -> Self::SolType {
        FixedBytes(self.0)
    }
}

/// The parameter at position `N` (from 0) of the running message, of type `T`.
pub struct Arg<T, const N: usize>(PhantomData<T>);

impl<T: Named, const N: usize> SolDecode for Arg<T, N> {
    type SolType = ();
    const SOL_NAME: &'static str = T::NAME;

    fn from_sol_type((): ()) -> Result<Self, Error> {
        Ok(Self(PhantomData))
    }
}

/// ink! wants parameters to be encodable for the typed calls it generates. Ours are made by
/// the clients in this crate; nothing is encoded here.
impl<T: Named, const N: usize> SolEncode<'_> for Arg<T, N> {
    type SolType = ();
    const SOL_NAME: &'static str = T::NAME;

    fn to_sol_type(&self) {}
}

impl<T: Word, const N: usize> Arg<T, N> {
    /// Reads the parameter, or ends the message with [`Malformed::ParameterInvalid`].
    pub fn read(self) -> T {
        T::from_calldata(N)
    }
}

/// Where in the calldata the word of a parameter begins.
const fn head(position: usize) -> u32 {
    (4 + 32 * position) as u32
}

/// Walks over the dynamic parameters of the running message in their order, so that each
/// begins where the one before ends and the calldata ends with the last.
pub struct Tail(u32);

impl Tail {
    /// The tail after a head of this many parameters.
    pub const fn after(parameters: usize) -> Self {
        Self(head(parameters))
    }

    /// Ends the message with [`Malformed::CalldataLength`] unless the calldata ends here.
    pub fn finish(self) {
        if host::calldata_size() != u64::from(self.0) {
            refuse(Malformed::CalldataLength);
        }
    }

    /// Reads the length of the dynamic parameter at a position, whose elements have
    /// `element` bytes each. Its bytes are inside the calldata.
    #[inline(never)]
    fn enter(&mut self, position: usize, element: u32) -> u32 {
        let offset = u32::from_calldata(position);
        if offset.checked_add(4) != Some(self.0) {
            refuse(Malformed::ParameterInvalid(position as u8));
        }
        let length: u32 = expect(u32::from_word(&self.word()), position);
        let bytes = length.checked_mul(element).and_then(|bytes| self.0.checked_add(bytes));
        if bytes.is_none_or(|end| u64::from(end) > host::calldata_size()) {
            refuse(Malformed::CalldataLength);
        }
        length
    }

    /// Reads the next word.
    fn word(&mut self) -> Bytes32 {
        let word = host::calldata_word(self.0);
        self.0 += 32;
        word
    }
}

/// A `string` or `bytes`.
pub struct Bytes<const STRING: bool>;

/// A `string` whose bytes a rule checks.
pub type Text = Bytes<true>;
/// A `bytes`.
pub type Blob = Bytes<false>;

impl<const STRING: bool> Named for Bytes<STRING> {
    const NAME: &'static str = if STRING { "string" } else { "bytes" };
}

impl<const STRING: bool, const N: usize> Arg<Bytes<STRING>, N> {
    /// Reads the bytes, which are padded with zeros to whole words, or ends the message with
    /// [`Malformed`].
    pub fn read(self, tail: &mut Tail) -> Vec<u8> {
        read_bytes(N, tail)
    }
}

#[inline(never)]
fn read_bytes(position: usize, tail: &mut Tail) -> Vec<u8> {
    let length = tail.enter(position, 1);
    let mut bytes = host::calldata_part(tail.0, length.next_multiple_of(32));
    tail.0 += length.next_multiple_of(32);
    if bytes.iter().skip(length as usize).any(|byte| *byte != 0) {
        refuse(Malformed::ParameterInvalid(position as u8));
    }
    bytes.truncate(length as usize);
    bytes
}

/// An array of pairs of an id or account and a share in basis points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs<T>(pub Vec<T>);

/// A pair of two words.
pub trait Pair: Sized {
    /// The name of an array of such pairs.
    const ARRAY: &'static str;
    /// Reads the pair.
    fn from_words(first: &Bytes32, second: &Bytes32) -> Option<Self>;
    /// Writes the pair.
    fn to_words(&self) -> (Bytes32, Bytes32);
}

impl Pair for Parent {
    const ARRAY: &'static str = "(uint256,uint16)[]";
    fn from_words(record: &Bytes32, share: &Bytes32) -> Option<Self> {
        Some(Self { record: *record, share: u16::from_word(share)? })
    }
    fn to_words(&self) -> (Bytes32, Bytes32) {
        (self.record, self.share.to_word())
    }
}

impl Pair for Payee {
    const ARRAY: &'static str = "(address,uint16)[]";
    fn from_words(account: &Bytes32, share: &Bytes32) -> Option<Self> {
        Some(Self { account: Address::from_word(account)?.0, share: u16::from_word(share)? })
    }
    fn to_words(&self) -> (Bytes32, Bytes32) {
        (H160(self.account).to_word(), self.share.to_word())
    }
}

impl<T: Pair> Named for Pairs<T> {
    const NAME: &'static str = T::ARRAY;
}

impl<T: Pair, const N: usize> Arg<Pairs<T>, N> {
    /// Reads the pairs, or ends the message with [`Malformed`].
    pub fn read(self, tail: &mut Tail) -> Vec<T> {
        let length = tail.enter(N, 64);
        let mut pairs = Vec::with_capacity(length as usize);
        for _ in 0..length {
            let (first, second) = (tail.word(), tail.word());
            pairs.push(expect(T::from_words(&first, &second), N));
        }
        pairs
    }
}

/// ink! wants the fields of events to be encodable; ours are written by
/// [`crate::words::Words`].
impl<T: Pair> SolEncode<'_> for Pairs<T> {
    type SolType = Vec<(FixedBytes<32>, FixedBytes<32>)>;
    const SOL_NAME: &'static str = T::ARRAY;

    fn to_sol_type(&self) -> Self::SolType {
        self.0
            .iter()
            .map(|pair| {
                let (first, second) = pair.to_words();
                (FixedBytes(first), FixedBytes(second))
            })
            .collect()
    }
}

/// ink! reads an event's signature from here.
impl<T: Pair> SolDecode for Pairs<T> {
    type SolType = Vec<(FixedBytes<32>, FixedBytes<32>)>;
    const SOL_NAME: &'static str = T::ARRAY;

    fn from_sol_type(words: Self::SolType) -> Result<Self, Error> {
        words
            .iter()
            .map(|(first, second)| T::from_words(&first.0, &second.0).ok_or(Error))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// A `string` in an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri(pub Vec<u8>);

impl SolEncode<'_> for Uri {
    type SolType = DynBytes;
    const SOL_NAME: &'static str = "string";

    fn to_sol_type(&self) -> Self::SolType {
        DynBytes(self.0.clone())
    }
}

impl SolDecode for Uri {
    type SolType = DynBytes;
    const SOL_NAME: &'static str = "string";

    fn from_sol_type(bytes: Self::SolType) -> Result<Self, Error> {
        Ok(Self(bytes.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x2_dirty_words_are_refused() {
        assert_eq!(u16::from_word(&number(65_535)), Some(65_535));
        assert_eq!(u16::from_word(&number(65_536)), None);
        assert_eq!(bool::from_word(&number(1)), Some(true));
        assert_eq!(bool::from_word(&number(2)), None);
        assert_eq!(u128::from_word(&[0xff; 32]), None);
        assert_eq!(Address::from_word(&[0xff; 32]), None);
        assert_eq!(<[u8; 4]>::from_word(&[0xff; 32]), None);
        assert_eq!(Parent::from_words(&number(1), &number(65_536)), None);
        assert_eq!(Payee::from_words(&[0xff; 32], &number(1)), None);
    }

    #[test]
    fn values_survive_the_way_there_and_back() {
        assert_eq!(u128::from_word(&u128::MAX.to_word()), Some(u128::MAX));
        assert_eq!(u8::from_word(&7u8.to_word()), Some(7));
        assert_eq!(bool::from_word(&true.to_word()), Some(true));
        assert_eq!(<[u8; 4]>::from_word(&[1, 2, 3, 4].to_word()), Some([1, 2, 3, 4]));
        let account = H160([5; 20]);
        assert_eq!(Address::from_word(&account.to_word()), Some(account));
        let payee = Payee { account: [5; 20], share: 7 };
        let (first, second) = payee.to_words();
        assert_eq!(Payee::from_words(&first, &second), Some(payee));
    }
}
