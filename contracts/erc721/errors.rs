//! Errors by their ERC-6093 names, so that wallets know them.

use ink::{
    Address, U256,
    prelude::vec::Vec,
    sol::{self, SolErrorDecode, SolErrorEncode},
};
use interfaces::abi::Malformed;

/// What ERC-721 messages refuse.
#[ink::error]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The zero address owns nothing.
    ERC721InvalidOwner(Address),
    /// There is no token of this id.
    ERC721NonexistentToken(U256),
    /// The sender named (first) is not the token's owner (last).
    ERC721IncorrectOwner(Address, U256, Address),
    /// Nothing can be sent to this account.
    ERC721InvalidReceiver(Address),
    /// The caller may not move this token.
    ERC721InsufficientApproval(Address, U256),
    /// The caller may not approve anyone for this token.
    ERC721InvalidApprover(Address),
    /// This account cannot be made an operator.
    ERC721InvalidOperator(Address),
}

/// A contract's own error or one of ERC-721, encoded as whichever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Or<E> {
    /// One of ERC-721.
    Token(Error),
    /// The contract's own.
    Own(E),
}

impl<E> From<Error> for Or<E> {
    fn from(error: Error) -> Self {
        Self::Token(error)
    }
}

impl<E: From<Malformed>> From<Malformed> for Or<E> {
    fn from(error: Malformed) -> Self {
        Self::Own(error.into())
    }
}

impl<E: SolErrorEncode> SolErrorEncode for Or<E> {
    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Token(error) => error.encode(),
            Self::Own(error) => error.encode(),
        }
    }
}

impl<E: SolErrorDecode> SolErrorDecode for Or<E> {
    fn decode(data: &[u8]) -> Result<Self, sol::Error> {
        // ink!'s decoders index the selector without looking whether there is one.
        if data.len() < 4 {
            return Err(sol::Error);
        }
        Error::decode(data).map(Self::Token).or_else(|_| E::decode(data).map(Self::Own))
    }
}
