//! What the settlements tell indexers and auditors. What they move, the splitter tells too: a
//! `Deposited` says where it went, right before.

use crate::data::Bindings;
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{
    abi::{Rows, Word},
    host,
    royalty_splitter::{Held, ParentPlace, Payment},
    words::Words,
};
use rules::{Bytes32, split::Payee};

/// The settlements know the other contracts, for ever.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The provenance registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
    /// The splitter.
    pub splitter: Address,
    /// Its code's Keccak-256 hash.
    pub splitter_code: FixedBytes<32>,
    /// The arbitration.
    pub arbitration: Address,
    /// Its code's Keccak-256 hash.
    pub arbitration_code: FixedBytes<32>,
}

/// A record's income will be split like this.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitAnnounced {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
    /// The split's version.
    pub version: u32,
    /// From when on, in Unix seconds.
    pub applies_at: u64,
    /// The payees with their shares in basis points.
    pub payees: Rows<Payee>,
}

/// The split of a generation of a record stays as it is, with what is announced.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitLocked {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
}

/// A payee's place in a version of a split, with all that is due there, is another account's.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayeeMoved {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// The payee.
    #[ink(topic)]
    pub from: Address,
    /// Whose the place is now.
    #[ink(topic)]
    pub to: Address,
    /// The record's generation.
    pub generation: u32,
    /// The version of the split.
    pub version: u32,
}

/// Somebody paid for a record outside a sale. Where it went, the splitter's `Deposited` says right
/// before.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeReceived {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// Who paid: an inbox, or anyone.
    #[ink(topic)]
    pub payer: Address,
    /// The record's generation.
    pub generation: u32,
    /// How much was credited, in EVM units or the token's smallest unit.
    pub amount: u128,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Address,
}

/// What was held while a challenge was open moved on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldMoved {
    /// The record.
    #[ink(topic)]
    pub record: U256,
    /// Its generation.
    pub generation: u32,
    /// The held ledger: the version of the split, and the flag.
    pub version: u32,
    /// The owner, if it would have been theirs; zero otherwise.
    pub owner: Address,
    /// How much, in EVM units or the token's smallest unit.
    pub amount: u128,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Address,
}

/// A parent's part of a child's income moved on, to the parent's own ledger, or where it goes
/// while the parent is challenged or after it was struck.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The child.
    #[ink(topic)]
    pub child: U256,
    /// The parent.
    #[ink(topic)]
    pub parent: U256,
    /// The child's generation.
    pub child_generation: u32,
    /// How much, in EVM units or the token's smallest unit.
    pub amount: u128,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Address,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`SplitAnnounced`].
pub fn split_announced(record: &Bytes32, generation: u32, version: u32, applies_at: u64, payees: &[Payee]) {
    host::emit::<SplitAnnounced>(&[*record], Words::new().push(generation).push(version).push(applies_at).rows(payees));
}

/// Emits [`SplitLocked`].
pub fn split_locked(record: &Bytes32, generation: u32) {
    host::emit::<SplitLocked>(&[*record], Words::new().push(generation));
}

/// Emits [`PayeeMoved`].
pub fn payee_moved((record, generation): &(Bytes32, u32), version: u32, from: &Address, to: &Address) {
    host::emit::<PayeeMoved>(&[*record, from.to_word(), to.to_word()], Words::new().push(*generation).push(version));
}

/// Emits [`IncomeReceived`].
pub fn income_received(payment: &Payment) {
    let to = &payment.destination;
    host::emit::<IncomeReceived>(
        &[to.record, H160(payment.buyer).to_word()],
        Words::new().push(to.generation).push(payment.amount).push(H160(payment.currency)),
    );
}

/// Emits [`HeldMoved`].
pub fn held_moved(record: &Bytes32, generation: u32, held: &Held, amount: u128) {
    host::emit::<HeldMoved>(
        &[*record],
        Words::new().push(generation).push(held.ledger).push(H160(held.owner)).push(amount).push(H160(held.currency)),
    );
}

/// Emits [`Settled`].
pub fn settled(place: &ParentPlace, parent: &Bytes32, amount: u128) {
    host::emit::<Settled>(
        &[place.child, *parent],
        Words::new().push(place.generation).push(amount).push(H160(place.currency)),
    );
}
