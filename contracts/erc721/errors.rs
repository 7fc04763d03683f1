//! Errors by their ERC-6093 names, so that wallets know them.

use ink::{
    Address,
    prelude::vec::Vec,
    sol::{self, SolErrorDecode, SolErrorEncode},
};
use interfaces::{
    abi::Id,
    errors,
    words::{Refusal, Words},
};

errors! {
    /// What ERC-721 messages refuse.
    pub enum Error {
        /// The zero address owns nothing.
        ERC721InvalidOwner(owner: Address),
        /// There is no token of this id.
        ERC721NonexistentToken(token_id: Id),
        /// The sender named (first) is not the token's owner (last).
        ERC721IncorrectOwner(sender: Address, token_id: Id, owner: Address),
        /// Nothing can be sent to this account.
        ERC721InvalidReceiver(receiver: Address),
        /// The caller may not move this token.
        ERC721InsufficientApproval(operator: Address, token_id: Id),
        /// The caller may not approve anyone for this token.
        ERC721InvalidApprover(approver: Address),
        /// This account cannot be made an operator.
        ERC721InvalidOperator(operator: Address),
    }
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

impl<E: Refusal> Refusal for Or<E> {
    fn write(&self, words: &mut Words) -> [u8; 4] {
        match self {
            Self::Token(error) => error.write(words),
            Self::Own(error) => error.write(words),
        }
    }
}

/// ink! wants the errors of messages to be encodable its way too.
impl<E: SolErrorEncode> SolErrorEncode for Or<E> {
    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Token(error) => error.encode(),
            Self::Own(error) => error.encode(),
        }
    }
}

/// ink! wants the errors of messages to be decodable.
impl<E: SolErrorDecode> SolErrorDecode for Or<E> {
    fn decode(data: &[u8]) -> Result<Self, sol::Error> {
        // ink!'s decoders index the selector without looking whether there is one.
        if data.len() < 4 {
            return Err(sol::Error);
        }
        Error::decode(data).map(Self::Token).or_else(|_| E::decode(data).map(Self::Own))
    }
}
