//! The events of EIP-721.

use ink::{Address, U256};

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
