//! What the splitter tells indexers and auditors: enough to rebuild every ledger.

use crate::data::{Bindings, Key};
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{abi::Word, host, royalty_splitter::Destination, words::Words};
use rules::Account;

/// The contracts know each other.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
    /// The settlements.
    pub settlements: Address,
    /// Its code's Keccak-256 hash.
    pub settlements_code: FixedBytes<32>,
    /// The deals.
    pub deals: Address,
    /// Its code's Keccak-256 hash.
    pub deals_code: FixedBytes<32>,
}

/// A ledger received money.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposited {
    /// The record that earned it.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
    /// The ledger: the version of the split (0 for an account's) and the flags of
    /// `rules::ledger`.
    pub version: u32,
    /// The account, if the ledger is one's; zero otherwise.
    pub owner: Address,
    /// The sum of the parents' shares, in basis points.
    pub parents_share: u16,
    /// How much, in EVM units or the token's smallest unit, before the parents' part.
    pub amount: u128,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Address,
}

/// A record's parents earn on this sum, of which the record's ledgers received only what is
/// left after the parents: a sale with a referrer.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParentsEarned {
    /// The record whose parents they are.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
    /// How much, in EVM units or the token's smallest unit: the whole, not the parents' part.
    pub amount: u128,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Address,
}

/// A payee was paid from a ledger.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The record that earned it.
    #[ink(topic)]
    pub record: U256,
    /// The payee.
    #[ink(topic)]
    pub payee: Address,
    /// The record's generation.
    pub generation: u32,
    /// The version of the split (0 for an account's ledger) and the flags of `rules::ledger`.
    pub version: u32,
    /// How much, in EVM units or the token's smallest unit.
    pub amount: u128,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Address,
    /// Who got it: the payee, or whom a payee that called `releaseTo` named.
    pub to: Address,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`Deposited`].
pub fn deposited(key: &Key, parents_share: u16, amount: u128) {
    host::emit::<Deposited>(
        &[key.record],
        Words::new()
            .push(key.generation)
            .push(key.version)
            .push(H160(key.owner))
            .push(parents_share)
            .push(amount)
            .push(H160(key.currency)),
    );
}

/// Emits [`ParentsEarned`].
pub fn parents_earned(to: &Destination, currency: &Account, amount: u128) {
    host::emit::<ParentsEarned>(&[to.record], Words::new().push(to.generation).push(amount).push(H160(*currency)));
}

/// Emits [`Released`].
#[inline(never)]
pub fn released(key: &Key, payee: &Account, amount: u128, to: &Address) {
    host::emit::<Released>(
        &[key.record, H160(*payee).to_word()],
        Words::new().push(key.generation).push(key.version).push(amount).push(H160(key.currency)).push(*to),
    );
}
