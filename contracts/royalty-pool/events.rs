//! What a pool tells indexers and auditors. What comes in is told by the chain, by the token, or by
//! who sent it.

use crate::data::Leaf;
use ink::{Address, H160};
use interfaces::{abi::Word, host, words::Words};
use rules::Account;

/// A leaf was paid what it was due.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The leaf's place in the tree, from 0.
    #[ink(topic)]
    pub index: u64,
    /// The leaf's account.
    #[ink(topic)]
    pub account: Address,
    /// The ERC-20 contract; zero for the chain's own token.
    #[ink(topic)]
    pub currency: Address,
    /// Who got the money: the account, or whom it named.
    pub to: Address,
    /// How much, in EVM units or the token's smallest unit.
    pub amount: u128,
}

/// Emits [`Claimed`].
pub fn claimed(leaf: &Leaf, currency: &Account, to: &Address, amount: u128) {
    let indexed = [leaf.index.to_word(), H160(leaf.share.account).to_word(), H160(*currency).to_word()];
    host::emit::<Claimed>(&indexed, Words::new().push(*to).push(amount));
}
