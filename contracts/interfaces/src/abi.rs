//! The types of the ABI: what they are called, and which words encode them.
//!
//! They decode strictly: a word that holds more than a value is nothing's encoding.

use alloc::vec::Vec;
use core::marker::PhantomData;
use ink::{
    Address, H160, SolDecode, SolEncode,
    sol::{DynBytes, Error, FixedBytes, SolResultDecode, SolResultDecodeError, SolResultEncode},
};
use rules::{Bytes32, ancestors::Ancestor, offer::Tier, parents::Parent, split::Payee};

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

/// In errors: ink! calls the plain arrays `uint8[32]` and `uint8[4]` in the ABI JSON.
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

impl Named for FixedBytes<4> {
    const NAME: &'static str = <[u8; 4]>::NAME;
}
impl Word for FixedBytes<4> {
    fn from_word(word: &Bytes32) -> Option<Self> {
        Word::from_word(word).map(Self)
    }
    fn to_word(self) -> Bytes32 {
        self.0.to_word()
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

/// An array of tuples of static members: `(uint256,uint16)[]`, say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<T>(pub Vec<T>);

/// A tuple of `WORDS` words.
pub trait Row: Sized {
    /// The name of an array of such tuples.
    const ARRAY: &'static str;
    /// How many words a tuple has.
    const WORDS: u32;
    /// Reads the tuple from its words in order.
    fn read(word: impl FnMut() -> Bytes32) -> Option<Self>;
    /// Writes the tuple's words in order.
    fn write(&self, word: impl FnMut(&Bytes32));
}

impl Row for Parent {
    const ARRAY: &'static str = "(uint256,uint16,uint256)[]";
    const WORDS: u32 = 3;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (record, share, licence) = (word(), word(), word());
        Some(Self { record, share: u16::from_word(&share)?, licence: u64::from_word(&licence)? })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.record);
        word(&self.share.to_word());
        word(&self.licence.to_word());
    }
}

impl Row for Payee {
    const ARRAY: &'static str = "(address,uint16)[]";
    const WORDS: u32 = 2;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (account, share) = (word(), word());
        Some(Self { account: Address::from_word(&account)?.0, share: u16::from_word(&share)? })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&H160(self.account).to_word());
        word(&self.share.to_word());
    }
}

impl Row for Ancestor {
    const ARRAY: &'static str = "(uint256,uint256,uint16,uint256,uint8)[]";
    const WORDS: u32 = 5;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (child, parent, share, licence, depth) = (word(), word(), word(), word(), word());
        Some(Self {
            child,
            parent,
            share: u16::from_word(&share)?,
            licence: u64::from_word(&licence)?,
            depth: u8::from_word(&depth)?,
        })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.child);
        word(&self.parent);
        word(&self.share.to_word());
        word(&self.licence.to_word());
        word(&self.depth.to_word());
    }
}

impl Row for Tier {
    const ARRAY: &'static str = "(uint64,uint128)[]";
    const WORDS: u32 = 2;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (from, unit_price) = (word(), word());
        Some(Self { from: u64::from_word(&from)?, unit_price: u128::from_word(&unit_price)? })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.from.to_word());
        word(&self.unit_price.to_word());
    }
}

/// Records, one after the other.
impl Row for Id {
    const ARRAY: &'static str = "uint256[]";
    const WORDS: u32 = 1;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        Some(Self(word()))
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.0);
    }
}

/// Nodes of a Merkle proof.
impl Row for Bytes32 {
    const ARRAY: &'static str = "bytes32[]";
    const WORDS: u32 = 1;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        Some(word())
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(self);
    }
}

impl<T: Row> Named for Rows<T> {
    const NAME: &'static str = T::ARRAY;
}

/// ink! wants the fields of events to be encodable; ours are written by
/// [`crate::words::Words`].
impl<T: Row> SolEncode<'_> for Rows<T> {
    type SolType = Vec<Vec<FixedBytes<32>>>;
    const SOL_NAME: &'static str = T::ARRAY;

    fn to_sol_type(&self) -> Self::SolType {
        let words = |row: &T| {
            let mut words = Vec::new();
            row.write(|word| words.push(FixedBytes(*word)));
            words
        };
        self.0.iter().map(words).collect()
    }
}

/// ink! reads an event's signature from here.
impl<T: Row> SolDecode for Rows<T> {
    type SolType = Vec<Vec<FixedBytes<32>>>;
    const SOL_NAME: &'static str = T::ARRAY;

    fn from_sol_type(rows: Self::SolType) -> Result<Self, Error> {
        let row = |words: &Vec<FixedBytes<32>>| {
            let mut words = words.iter();
            T::read(|| words.next().map_or([0; 32], |word| word.0)).ok_or(Error)
        };
        rows.iter().map(row).collect::<Result<_, _>>().map(Self)
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

/// What a message returns that returns several values, of the types in the tuple `T`.
///
/// A tuple would be one value for ink!, so the ABI JSON would say one tuple, whose encoding
/// begins with an offset of its own where a member is dynamic. Such a message ends with
/// `host::answer`, which writes the values as Solidity does; here they only have their names.
pub struct Values<T>(PhantomData<T>);

/// The types without the parentheses that make them one.
const fn members(tuple: &'static str) -> &'static str {
    let (_, members) = tuple.split_at(1);
    members.split_at(members.len() - 1).0
}

impl<'a, T: SolEncode<'a>> SolResultEncode<'a> for Values<T> {
    type SolType = T::SolType;
    const SOL_NAME: &'static str = members(T::SOL_NAME);

    fn encode(&self) -> Vec<u8> {
        Vec::new()
    }
}

/// ink! wants what a message returns to be decodable for the typed calls it generates. Ours
/// are made by the clients in this crate.
impl<T: SolDecode> SolResultDecode for Values<T> {
    type SolType = T::SolType;

    fn decode(_: &[u8], _: bool) -> Result<Self, SolResultDecodeError> {
        Err(SolResultDecodeError::Decode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_row<T: Row>(words: &[Bytes32]) -> Option<T> {
        let mut words = words.iter();
        T::read(|| *words.next().expect("as many words as a row has"))
    }

    fn write_row<T: Row>(row: &T) -> Vec<Bytes32> {
        let mut words = Vec::new();
        row.write(|word| words.push(*word));
        assert_eq!(words.len(), T::WORDS as usize);
        words
    }

    #[test]
    fn x2_dirty_words_are_refused() {
        assert_eq!(u16::from_word(&number(65_535)), Some(65_535));
        assert_eq!(u16::from_word(&number(65_536)), None);
        assert_eq!(bool::from_word(&number(1)), Some(true));
        assert_eq!(bool::from_word(&number(2)), None);
        assert_eq!(u128::from_word(&[0xff; 32]), None);
        assert_eq!(Address::from_word(&[0xff; 32]), None);
        assert_eq!(<[u8; 4]>::from_word(&[0xff; 32]), None);
        assert_eq!(read_row::<Parent>(&[number(1), number(65_536), number(0)]), None);
        assert_eq!(read_row::<Parent>(&[number(1), number(1), number(1 << 64)]), None);
        assert_eq!(read_row::<Payee>(&[[0xff; 32], number(1)]), None);
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
        assert_eq!(read_row(&write_row(&payee)), Some(payee));
        let parent = Parent { record: [6; 32], share: 7, licence: 8 };
        assert_eq!(read_row(&write_row(&parent)), Some(parent));
        let ancestor = Ancestor { child: [6; 32], parent: [7; 32], share: 8, licence: 9, depth: 10 };
        assert_eq!(read_row(&write_row(&ancestor)), Some(ancestor));
    }

    #[test]
    fn several_values_are_no_tuple() {
        type Two = Values<(Vec<(ink::U256, u16)>, DynBytes)>;
        assert_eq!(<Two as SolResultEncode>::SOL_NAME, "(uint256,uint16)[],bytes");
    }
}
