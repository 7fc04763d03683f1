//! The parameters of the running message, read strictly and with little code.
//!
//! ink!'s own decoder cuts off the high bits of a word that does not fit its type (`uint16`
//! of `0x1_0005` reads as 5), reads zeros beyond the end of short calldata, and is a fifth
//! of a contract's code. So the parameters of our messages are [`Arg`]s: ink! puts their
//! types into selector and ABI JSON, decodes nothing, and the message reads each word itself
//! and refuses what is not the canonical encoding of a value.
//!
//! What is dynamic has to lie where the standard encoder (solc, alloy) puts it: each part
//! begins where the one before ends, and the calldata ends with the last. So there is one
//! calldata for each call, with no gap to hide anything in.

use crate::{
    abi::{Id, Named, Row, Rows, Word, low},
    host,
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use ink::{Address, SolDecode, SolEncode, sol::Error};
use rules::Bytes32;

crate::errors! {
    /// Calldata that is not the canonical encoding of the message's parameters. Every message
    /// of every contract refuses it so.
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

/// The contracts that a `bind` names, each by its address and the Keccak-256 of its code: the
/// message's parameters, two by two.
#[inline(never)]
pub fn bindings<const N: usize>() -> [(Address, Bytes32); N] {
    static_parameters(2 * N);
    let mut bindings = [(Address::zero(), [0; 32]); N];
    for (pair, binding) in bindings.iter_mut().enumerate() {
        *binding = (Address::from_calldata(2 * pair), Bytes32::from_calldata(2 * pair + 1));
    }
    bindings
}

/// A type of one word that a message takes.
pub trait Parameter: Word {
    /// Reads the parameter at a position (from 0), or ends the message with
    /// [`Malformed::ParameterInvalid`].
    fn from_calldata(position: usize) -> Self {
        expect(Self::from_word(&host::calldata_word(head(position))), position)
    }
}

impl Parameter for Bytes32 {}
impl Parameter for [u8; 4] {}
impl Parameter for Id {}

impl Parameter for Address {
    #[inline(never)]
    fn from_calldata(position: usize) -> Self {
        expect(Self::from_word(&host::calldata_word(head(position))), position)
    }
}

impl Parameter for bool {
    fn from_calldata(position: usize) -> Self {
        number_from_calldata(position, 1) == 1
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Parameter for $type {
            fn from_calldata(position: usize) -> Self {
                number_from_calldata(position, <$type>::MAX.into()) as $type
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64, u128);

/// The parameter at a position as a number of at most `max`.
#[inline(never)]
fn number_from_calldata(position: usize, max: u128) -> u128 {
    let value = low(&host::calldata_word(head(position)));
    expect(value.filter(|value| *value <= max), position)
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

impl<T: Parameter, const N: usize> Arg<T, N> {
    /// Reads the parameter, or ends the message with [`Malformed::ParameterInvalid`].
    pub fn read(self) -> T {
        T::from_calldata(N)
    }
}

/// A tuple of static members as a parameter: `(address,uint16)`, say. It has no offset, and its
/// members' words stand in the head as if each were a parameter. So where there is one, the
/// positions of [`Arg`] and [`Tail::after`], and those of [`Malformed::ParameterInvalid`], count
/// the words of the head.
pub struct Tuple<T>(PhantomData<T>);

/// What a tuple of static members is read as.
pub trait Static: Sized {
    /// The tuple's name: its members' types in parentheses.
    const NAME: &'static str;
    /// How many members it has.
    const WORDS: usize;
    /// Reads the members in their order.
    fn read(members: &mut Head) -> Self;
}

impl<T: Static> Named for Tuple<T> {
    const NAME: &'static str = T::NAME;
}

/// The words of the head from one on.
pub struct Head(usize);

impl Head {
    /// Reads the next member, or ends the message with [`Malformed::ParameterInvalid`].
    pub fn value<T: Parameter>(&mut self) -> T {
        let position = self.0;
        self.0 = position.saturating_add(1);
        T::from_calldata(position)
    }
}

impl<T: Static, const N: usize> Arg<Tuple<T>, N> {
    /// Reads the members from word `N` of the head on, or ends the message with
    /// [`Malformed::ParameterInvalid`].
    pub fn read(self) -> T {
        let mut members = Head(N);
        let value = T::read(&mut members);
        debug_assert_eq!(members.0, N.saturating_add(T::WORDS), "a tuple has as many members as it says");
        value
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
    fn enter(&mut self, position: usize, element: u32) -> u32 {
        self.list(&host::calldata_word(head(position)), head(0), element, position)
    }

    /// Ends the message unless an offset from `base` is that of the tail's next byte.
    fn here(&self, offset: &Bytes32, base: u32, position: usize) {
        let offset: u32 = expect(u32::from_word(offset), position);
        if offset.checked_add(base) != Some(self.0) {
            refuse(Malformed::ParameterInvalid(position as u8));
        }
    }

    /// Reads the length of a list that lies at an offset from `base` and has elements of at
    /// least `element` bytes each. They are inside the calldata.
    #[inline(never)]
    fn list(&mut self, offset: &Bytes32, base: u32, element: u32, position: usize) -> u32 {
        self.here(offset, base, position);
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

    /// Reads bytes, which are padded with zeros to whole words.
    #[inline(never)]
    fn bytes(&mut self, length: u32, position: usize) -> Vec<u8> {
        let mut bytes = host::calldata_part(self.0, length.next_multiple_of(32));
        self.0 += length.next_multiple_of(32);
        if bytes.iter().skip(length as usize).any(|byte| *byte != 0) {
            refuse(Malformed::ParameterInvalid(position as u8));
        }
        bytes.truncate(length as usize);
        bytes
    }

    /// Reads rows.
    fn rows<T: Row>(&mut self, length: u32, position: usize) -> Vec<T> {
        let mut rows = Vec::with_capacity(length as usize);
        for _ in 0..length {
            rows.push(expect(T::read(|| self.word()), position));
        }
        rows
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
        let length = tail.enter(N, 1);
        tail.bytes(length, N)
    }
}

impl<T: Row, const N: usize> Arg<Rows<T>, N> {
    /// Reads the rows, or ends the message with [`Malformed`].
    pub fn read(self, tail: &mut Tail) -> Vec<T> {
        let length = tail.enter(N, 32 * T::WORDS);
        tail.rows(length, N)
    }
}

/// An array of tuples with dynamic members.
pub struct Entries<T>(PhantomData<T>);

/// A tuple with dynamic members.
pub trait Entry: Sized {
    /// The name of an array of such tuples.
    const ARRAY: &'static str;
    /// How many members a tuple has: its head has a word for each.
    const MEMBERS: u32;
    /// How many of them are dynamic.
    const DYNAMIC: u32;
    /// Reads the members in their order.
    fn read(members: &mut Members<'_>) -> Self;
}

impl<T: Entry> Named for Entries<T> {
    const NAME: &'static str = T::ARRAY;
}

/// The members of a tuple in their order.
pub struct Members<'a> {
    tail: &'a mut Tail,
    /// Where the tuple begins: its offsets count from here.
    start: u32,
    /// Where in its head the next member stands.
    next: u32,
    /// The position of the parameter that the tuple is a part of.
    position: usize,
}

impl Members<'_> {
    #[inline(never)]
    fn word(&mut self) -> Bytes32 {
        let word = host::calldata_word(self.next);
        self.next += 32;
        word
    }

    /// Reads a member of one word, or ends the message with [`Malformed::ParameterInvalid`].
    pub fn value<T: Word>(&mut self) -> T {
        expect(T::from_word(&self.word()), self.position)
    }

    /// Reads a member that is a `string` or `bytes`, or ends the message with [`Malformed`].
    pub fn bytes(&mut self) -> Vec<u8> {
        let offset = self.word();
        let length = self.tail.list(&offset, self.start, 1, self.position);
        self.tail.bytes(length, self.position)
    }

    /// Reads a member that is an array of rows, or ends the message with [`Malformed`].
    pub fn rows<T: Row>(&mut self) -> Vec<T> {
        let offset = self.word();
        let length = self.tail.list(&offset, self.start, 32 * T::WORDS, self.position);
        self.tail.rows(length, self.position)
    }
}

impl<T: Entry, const N: usize> Arg<Entries<T>, N> {
    /// Reads the tuples, or ends the message with [`Malformed`].
    pub fn read(self, tail: &mut Tail) -> Vec<T> {
        // The least that one takes: its offset, its head, and the lengths of its lists.
        let length = tail.enter(N, 32 * (1 + T::MEMBERS + T::DYNAMIC));
        let base = tail.0;
        tail.0 += 32 * length;
        let mut entries = Vec::with_capacity(length as usize);
        for number in 0..length {
            tail.here(&host::calldata_word(base + 32 * number), base, N);
            let start = tail.0;
            tail.0 += 32 * T::MEMBERS;
            entries.push(T::read(&mut Members { tail: &mut *tail, start, next: start, position: N }));
        }
        entries
    }
}
