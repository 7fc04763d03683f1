//! The events of EIP-721.

use ink::{Address, U256};
use interfaces::{abi::Word, host, words::Words};
use rules::Bytes32;

/// The ownership of a token changed; from the zero address when it is minted.
#[ink::event]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// Who owned it.
    #[ink(topic)]
    pub from: Address,
    /// Who owns it.
    #[ink(topic)]
    pub to: Address,
    /// The token.
    #[ink(topic)]
    pub token_id: U256,
}

/// An account was approved for a token, or nobody (the zero address).
#[ink::event]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// The token's owner.
    #[ink(topic)]
    pub owner: Address,
    /// Who may transfer it.
    #[ink(topic)]
    pub approved: Address,
    /// The token.
    #[ink(topic)]
    pub token_id: U256,
}

/// An operator may, or may no longer, manage all tokens of an owner.
#[ink::event]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovalForAll {
    /// The tokens' owner.
    #[ink(topic)]
    pub owner: Address,
    /// The operator.
    #[ink(topic)]
    pub operator: Address,
    /// Whether it may.
    pub approved: bool,
}

/// Emits [`Transfer`].
#[inline(never)]
pub fn emit_transfer(from: Address, to: Address, token: &Bytes32) {
    host::emit::<Transfer>(&[from.to_word(), to.to_word(), *token], &mut Words::new());
}

/// Emits [`Approval`].
pub fn emit_approval(owner: Address, approved: Address, token: &Bytes32) {
    host::emit::<Approval>(&[owner.to_word(), approved.to_word(), *token], &mut Words::new());
}

/// Emits [`ApprovalForAll`].
pub fn emit_approval_for_all(owner: Address, operator: Address, approved: bool) {
    host::emit::<ApprovalForAll>(&[owner.to_word(), operator.to_word()], Words::new().push(approved));
}
