//! One encoder for everything the contracts write: calls, replies and events.

use crate::abi::{Id, Row, Word, number};
use alloc::vec::Vec;
use ink::{Address, sol::FixedBytes};
use rules::Bytes32;

/// An error of ours: how it is written as revert data.
///
/// ink!'s derived encoder does the same with three times the code; the macro
/// [`errors!`](crate::errors) makes both from one list.
pub trait Refusal {
    /// Appends the error's parameters, and says its selector.
    fn write(&self, words: &mut Words) -> [u8; 4];
}

/// Declares an enum of errors: each variant is one Solidity custom error.
#[macro_export]
macro_rules! errors {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$about:meta])* $variant:ident $( ( $($field:ident : $type:ty),+ ) )? ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[ink::error]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name {
            $( $(#[$about])* $variant $( ( $($type),+ ) )? ),+
        }

        impl $crate::words::Refusal for $name {
            fn write(&self, words: &mut $crate::words::Words) -> [u8; 4] {
                match self {
                    $( Self::$variant $( ( $($field),+ ) )? => {
                        $( $( words.push(*$field); )+ )?
                        const { $crate::words::selector(stringify!($variant), &[
                            $( $( <$type as $crate::abi::Named>::NAME ),+ )?
                        ]) }
                    } )+
                }
            }
        }
    };
}

/// The selector of a function or error from its name and the types of its parameters.
pub const fn selector(name: &str, types: &[&str]) -> [u8; 4] {
    let mut signature = [0; 128];
    let mut length = append(&mut signature, 0, name);
    length = append(&mut signature, length, "(");
    let mut position = 0;
    while position < types.len() {
        if position > 0 {
            length = append(&mut signature, length, ",");
        }
        length = append(&mut signature, length, types[position]);
        position += 1;
    }
    length = append(&mut signature, length, ")");
    match core::str::from_utf8(signature.split_at(length).0) {
        Ok(signature) => ink::codegen::sol::selector_bytes(signature),
        Err(_) => panic!("a signature is made of names"),
    }
}

const fn append(signature: &mut [u8; 128], at: usize, part: &str) -> usize {
    let mut position = 0;
    while position < part.len() {
        signature[at + position] = part.as_bytes()[position];
        position += 1;
    }
    at + position
}

/// An ABI encoding being written: a head of one word per parameter, and the tails of the
/// dynamic ones in their order.
#[derive(Debug, Default)]
pub struct Words {
    head: Vec<u8>,
    tail: Vec<u8>,
    /// For each dynamic parameter, where its offset stands in the head, and where in the tail
    /// it begins.
    dynamic: Vec<(usize, usize)>,
}

impl Words {
    /// An encoding of no parameters yet.
    #[inline(never)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a static parameter.
    pub fn push(&mut self, value: impl Push) -> &mut Self {
        value.write(self);
        self
    }

    /// Appends a word.
    #[inline(never)]
    pub(crate) fn raw(&mut self, word: &[u8; 32]) {
        self.head.extend_from_slice(word);
    }

    /// Appends a number.
    #[inline(never)]
    pub(crate) fn number(&mut self, value: u128) {
        self.head.extend_from_slice(&number(value));
    }

    /// Leaves room for the offset of a dynamic parameter whose tail begins here.
    fn offset(&mut self) {
        self.dynamic.push((self.head.len(), self.tail.len()));
        self.number(0);
    }

    /// Begins the tail of a dynamic parameter of `length` elements.
    #[inline(never)]
    fn begin(&mut self, length: usize) {
        self.offset();
        self.tail.extend_from_slice(&number(length as u128));
    }

    /// Appends a `string` or `bytes`.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.begin(bytes.len());
        self.tail.extend_from_slice(bytes);
        self.tail.resize(self.tail.len().next_multiple_of(32), 0);
        self
    }

    /// Appends an array of tuples.
    pub fn rows<T: Row>(&mut self, rows: &[T]) -> &mut Self {
        self.begin(rows.len());
        for row in rows {
            row.write(|word| self.tail.extend_from_slice(word));
        }
        self
    }

    /// Appends a tuple with dynamic members: those that were written to `members`.
    pub fn tuple(&mut self, members: &mut Words) -> &mut Self {
        self.offset();
        self.tail.extend_from_slice(&members.finish());
        self
    }

    /// The encoding.
    #[inline(never)]
    pub fn finish(&mut self) -> Vec<u8> {
        let mut bytes = core::mem::take(&mut self.head);
        for (position, start) in &self.dynamic {
            let offset = number(bytes.len().saturating_add(*start) as u128);
            for (to, from) in bytes.iter_mut().skip(*position).zip(offset) {
                *to = from;
            }
        }
        bytes.extend_from_slice(&self.tail);
        bytes
    }
}

/// A type of one word that can be appended.
pub trait Push: Word {
    /// Appends the word.
    fn write(self, words: &mut Words) {
        words.raw(&self.to_word());
    }
}

impl Push for Address {}
impl Push for Bytes32 {}
impl Push for [u8; 4] {}
impl Push for FixedBytes<4> {}
impl Push for FixedBytes<32> {}
impl Push for Id {}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Push for $type {
            fn write(self, words: &mut Words) {
                words.number(self.into());
            }
        }
    )*};
}
numbers!(bool, u8, u16, u32, u64, u128);

#[cfg(test)]
mod tests {
    use super::*;
    use rules::parents::Parent;

    #[test]
    fn selectors_are_those_of_the_standards() {
        // EIP-721 and ERC-6093.
        assert_eq!(selector("ownerOf", &["uint256"]), [0x63, 0x52, 0x21, 0x1e]);
        assert_eq!(selector("ERC721IncorrectOwner", &["address", "uint256", "address"]), [0x64, 0x28, 0x3d, 0x7b]);
        assert_eq!(selector("name", &[]), [0x06, 0xfd, 0xde, 0x03]);
    }

    #[test]
    fn tails_follow_the_head_in_order() {
        let bytes =
            Words::new().push(7u8).bytes(b"ab").rows(&[Parent { record: [9; 32], share: 5, licence: 6 }]).finish();
        let words: Vec<&[u8]> = bytes.chunks(32).collect();
        assert_eq!(words.len(), 3 + 2 + 4);
        assert_eq!(words[0], 7u8.to_word());
        assert_eq!(words[1], 96u8.to_word());
        assert_eq!(words[2], 160u8.to_word());
        assert_eq!(words[3], 2u8.to_word());
        assert_eq!(&words[4][..3], b"ab\0");
        assert_eq!(words[5], 1u8.to_word());
        assert_eq!(words[6], [9; 32]);
        assert_eq!(words[7], 5u8.to_word());
        assert_eq!(words[8], 6u8.to_word());
    }

    #[test]
    fn a_tuple_counts_its_offsets_from_where_it_begins() {
        let members = &mut Words::default();
        members.push(7u8).bytes(b"ab");
        let bytes = Words::new().push(9u8).tuple(members).bytes(b"c").finish();
        let words: Vec<&[u8]> = bytes.chunks(32).collect();
        assert_eq!(words.len(), 3 + 4 + 2);
        assert_eq!(words[..3], [9u8.to_word(), 96u8.to_word(), 224u8.to_word()]);
        assert_eq!(words[3..6], [7u8.to_word(), 64u8.to_word(), 2u8.to_word()]);
        assert_eq!(&words[6][..3], b"ab\0");
        assert_eq!(words[7], 1u8.to_word());
    }
}
