//! What the arbitration tells indexers and auditors: enough to rebuild every view.

use crate::data::{Challenge, Closed};
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{abi::Word, host, words::Words};
use rules::{Account, Bytes32, challenge::Windows};

/// The arbitration knows the registry and who decides, for ever.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// Who decides; zero for nobody.
    pub arbiter: Address,
    /// The bond of a first challenge, in EVM units.
    pub bond: u128,
}

/// Somebody disputes a record.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeOpened {
    /// The challenge's number.
    #[ink(topic)]
    pub challenge: u64,
    /// What is disputed.
    #[ink(topic)]
    pub record: U256,
    /// By whom.
    #[ink(topic)]
    pub challenger: Address,
    /// The record's generation.
    pub generation: u32,
    /// The digest of the evidence.
    pub evidence: FixedBytes<32>,
    /// The bond, in EVM units.
    pub bond: u128,
    /// Until which Unix second the owner may answer.
    pub answer_until: u64,
    /// Until which Unix second the arbiter may decide.
    pub decide_until: u64,
}

/// The record's owner answered.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeAnswered {
    /// The challenge's number.
    #[ink(topic)]
    pub challenge: u64,
    /// The digest of the answer.
    pub answer: FixedBytes<32>,
}

/// A challenge reached its last state. One that passed or struck ended all others of the
/// record's generation that were undecided.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeClosed {
    /// The challenge's number.
    #[ink(topic)]
    pub challenge: u64,
    /// See `rules::challenge::State`.
    pub state: u8,
    /// Who may register the struck digest anew; zero for nobody.
    pub heir: Address,
    /// Who gets half of a lost bond: the record's owner; zero where it was not lost.
    pub owner: Address,
    /// That half, in EVM units.
    pub to_owner: u128,
    /// The rest of it, nobody's, in EVM units.
    pub burned: u128,
}

/// An account is due this much more.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// The account.
    #[ink(topic)]
    pub account: Address,
    /// How much, in EVM units.
    pub amount: u128,
}

/// An account was paid all that it was due.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// The account.
    #[ink(topic)]
    pub account: Address,
    /// How much, in EVM units.
    pub amount: u128,
}

/// Emits [`Bound`].
pub fn bound(registry: Address, registry_code: Bytes32, arbiter: Address, bond: u128) {
    host::emit::<Bound>(&[], Words::new().push(registry).push(registry_code).push(arbiter).push(bond));
}

/// Emits [`ChallengeOpened`].
pub fn challenge_opened(number: u64, challenge: &Challenge) {
    let Windows { answer_until, decide_until } = Windows::of(challenge.opened_at);
    host::emit::<ChallengeOpened>(
        &[number.to_word(), challenge.record, H160(challenge.challenger).to_word()],
        Words::new()
            .push(challenge.generation)
            .push(challenge.evidence)
            .push(challenge.bond)
            .push(answer_until)
            .push(decide_until),
    );
}

/// Emits [`ChallengeAnswered`].
pub fn challenge_answered(number: u64, answer: Bytes32) {
    host::emit::<ChallengeAnswered>(&[number.to_word()], Words::new().push(answer));
}

/// Emits [`ChallengeClosed`], and [`Credited`] if somebody is due money by it.
pub fn challenge_closed(number: u64, closed: &Closed, heir: Address) {
    let Closed { state, owner, lost, credited, .. } = closed;
    host::emit::<ChallengeClosed>(
        &[number.to_word()],
        Words::new().push(*state as u8).push(heir).push(H160(*owner)).push(lost.to_owner).push(lost.burned),
    );
    let (account, amount) = credited;
    if *amount > 0 {
        money::<Credited>(account, *amount);
    }
}

/// Emits [`Collected`].
pub fn collected(account: &Account, amount: u128) {
    money::<Collected>(account, amount);
}

fn money<E: ink::env::Event<ink::abi::Sol>>(account: &Account, amount: u128) {
    host::emit::<E>(&[H160(*account).to_word()], Words::new().push(amount));
}
