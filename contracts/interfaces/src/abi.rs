//! The types of the ABI: what they are called, and which words encode them.
//!
//! They decode strictly: a word that holds more than a value is nothing's encoding.

use alloc::vec::Vec;
use ink::{
    Address, H160, SolDecode, SolEncode,
    sol::{DynBytes, Error, FixedBytes},
};
use rules::{Bytes32, parents::Parent, split::Payee};

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
}

/// The low 16 bytes as a number; `None` if the high 16 are not zero.
#[inline(never)]
pub(crate) fn low(word: &Bytes32) -> Option<u128> {
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

/// In errors: ink! calls the plain array `uint8[32]` in the ABI JSON.
impl Named for FixedBytes<32> {
    const NAME: &'static str = "bytes32";
}
impl Word for FixedBytes<32> {
    fn from_word(word: &Bytes32) -> Option<Self> {
        Some(Self(*word))
    }
    fn to_word(self) -> Bytes32 {
        self.0
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
