//! What the module tells indexers and auditors.

use crate::data::{Bindings, Receipt, Run, run};
use ink::{Address, U256, sol::FixedBytes};
use interfaces::{abi::Word as _, host, words::Words};
use rules::Bytes32;

/// The module knows the other contracts.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The licence token.
    pub licence_token: Address,
    /// Its code's Keccak-256 hash.
    pub licence_token_code: FixedBytes<32>,
    /// The catalogues.
    pub catalogues: Address,
    /// Their code's Keccak-256 hash.
    pub catalogues_code: FixedBytes<32>,
    /// The registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
}

/// A licensee says that a run used what a licence is for.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseRecorded {
    /// The licence, which covered the use then.
    #[ink(topic)]
    pub licence: U256,
    /// The licensee's name for the run.
    #[ink(topic)]
    pub run: FixedBytes<32>,
    /// Who held the licence.
    #[ink(topic)]
    pub licensee: Address,
    /// The licensed record.
    pub record: U256,
    /// The uses: a bit set of `rules::uses`.
    pub uses: u16,
    /// How many units were used.
    pub units: u64,
    /// How many have been with the licence so far, these included.
    pub used: u64,
    /// When, in Unix seconds.
    pub at: u64,
}

/// A run was declared.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCommitted {
    /// Who declared it.
    #[ink(topic)]
    pub licensee: Address,
    /// Their name for it.
    #[ink(topic)]
    pub run: FixedBytes<32>,
    /// The root of its manifest.
    pub manifest: FixedBytes<32>,
    /// How many entries the manifest has.
    pub count: u64,
    /// SHA-256 of the model; zero where it is not known yet.
    pub model: FixedBytes<32>,
    /// The uses: a bit set of `rules::uses`.
    pub uses: u16,
    /// When, in Unix seconds.
    pub at: u64,
}

/// The model of a run that was declared without was declared.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCommitted {
    /// Who declared it.
    #[ink(topic)]
    pub licensee: Address,
    /// Their name for the run.
    #[ink(topic)]
    pub run: FixedBytes<32>,
    /// SHA-256 of the model.
    pub model: FixedBytes<32>,
    /// When, in Unix seconds.
    pub at: u64,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`UseRecorded`].
pub fn use_recorded(licensee: Address, record: Bytes32, receipt: &Receipt, used: u64) {
    let Receipt { licence, run, uses, units, at } = *receipt;
    host::emit::<UseRecorded>(
        &[licence, run, licensee.to_word()],
        Words::new().push(record).push(uses).push(units).push(used).push(at),
    );
}

/// Emits [`RunCommitted`].
pub fn run_committed(licensee: Address, name: Bytes32, declared: &Run) {
    let mut words = Words::new();
    declared.push(&mut words);
    host::emit::<RunCommitted>(&[licensee.to_word(), name], &mut words);
}

/// Emits [`ModelCommitted`].
pub fn model_committed(licensee: Address, name: Bytes32, declared: &Run, at: u64) {
    host::emit::<ModelCommitted>(&[licensee.to_word(), name], Words::new().push(declared.word(run::MODEL)).push(at));
}
