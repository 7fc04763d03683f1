//! What the module tells indexers and auditors. Licences that follow on others are told by the
//! licence token.

use crate::data::{Bindings, Ending};
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{abi::Word, host, words::Words};
use rules::Bytes32;

/// The module knows its contracts.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
    /// The royalty splitter.
    pub splitter: Address,
    /// Its code's Keccak-256 hash.
    pub splitter_code: FixedBytes<32>,
    /// The arbitration.
    pub arbitration: Address,
    /// Its code's Keccak-256 hash.
    pub arbitration_code: FixedBytes<32>,
}

/// A licensor gave notice, and the refund with it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// The licence.
    #[ink(topic)]
    pub licence: U256,
    /// Who revoked it.
    #[ink(topic)]
    pub licensor: Address,
    /// What its holder gets when the notice ends, in the smallest unit of the licence's currency.
    pub refund: u128,
    /// When the notice ends, and the licence with it, in Unix seconds.
    pub end: u64,
}

/// The refund of a revoked licence went to its holder's ledger, and on to them if they could be
/// paid.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunded {
    /// The licence.
    #[ink(topic)]
    pub licence: U256,
    /// Its holder.
    #[ink(topic)]
    pub holder: Address,
    /// How much, in the smallest unit of the licence's currency.
    pub amount: u128,
}

/// What was paid for a licence is in escrow no longer.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscrowSettled {
    /// The licence.
    #[ink(topic)]
    pub licence: U256,
    /// 0: it went where the price of a sale goes. 1: to the record's new generation. 2: back to
    /// the holder.
    pub ending: u8,
    /// How much, in the smallest unit of the licence's currency.
    pub amount: u128,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`Revoked`].
pub fn revoked(licence: &Bytes32, licensor: Address, refund: u128, end: u64) {
    host::emit::<Revoked>(&[*licence, licensor.to_word()], Words::new().push(refund).push(end));
}

/// Emits [`Refunded`].
pub fn refunded(licence: &Bytes32, holder: &[u8; 20], amount: u128) {
    host::emit::<Refunded>(&[*licence, H160(*holder).to_word()], Words::new().push(amount));
}

/// Emits [`EscrowSettled`].
pub fn escrow_settled(licence: &Bytes32, ending: Ending, amount: u128) {
    host::emit::<EscrowSettled>(&[*licence], Words::new().push(ending as u8).push(amount));
}
