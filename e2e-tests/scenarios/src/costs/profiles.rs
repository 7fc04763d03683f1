//! What the weight of a message's calls is spent on.

use super::Bench;
use chain::{Account, Chain, H160, Spent, Weight};
use std::collections::BTreeMap;

/// What the weight of a call is spent on.
#[derive(Clone, Debug)]
pub struct Profiled {
    /// Of which operation; empty where it is part of the preparations.
    pub operation: String,
    /// In all.
    pub weight: Weight,
    /// By contract and host function.
    pub parts: Vec<(&'static str, &'static str, Spent)>,
}

/// Profiles the calls of a message, by its name, among all that is measured.
///
/// # Panics
/// As [`measure`](super::measure).
pub fn profile(message: &str, contributors: u64) -> Vec<Profiled> {
    let mut chain = Chain::new();
    let mut bench = Bench::new(&mut chain);
    bench.profiled = Some(message.to_owned());
    bench.run(10, contributors);
    bench.profiles
}

impl Bench<'_> {
    pub(super) fn note_profile(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) {
        let (run, profile) = self.world.chain.profile(who, to, data, value);
        let names: BTreeMap<_, _> = self.world.protocol.contracts().map(|(name, contract)| (contract, name)).into();
        let part =
            |((contract, function), spent)| (names.get(&contract).copied().unwrap_or("another"), function, spent);
        let parts = profile.into_iter().map(part).collect();
        self.profiles.push(Profiled { operation: String::new(), weight: run.weight, parts });
    }
}
