//! The parameters of the running message, read strictly and with little code.
//!
//! ink!'s own decoder cuts off the high bits of a word that does not fit its type (`uint16`
//! of `0x1_0005` reads as 5), reads zeros beyond the end of short calldata, and is a fifth
//! of a contract's code. So the parameters of our messages are [`Arg`]s: ink! puts their
//! types into selector and ABI JSON, decodes nothing, and the message reads each word itself
//! and refuses what is not the canonical encoding of a value.

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

impl<T: Row, const N: usize> Arg<Rows<T>, N> {
    /// Reads the rows, or ends the message with [`Malformed`].
    pub fn read(self, tail: &mut Tail) -> Vec<T> {
        let length = tail.enter(N, 32 * T::WORDS);
        let mut rows = Vec::with_capacity(length as usize);
        for _ in 0..length {
            rows.push(expect(T::read(|| tail.word()), N));
        }
        rows
    }
}
