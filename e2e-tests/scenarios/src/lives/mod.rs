//! Random lives: what a test that lets anything happen, and compares after each act, is made of.
//!
//! An act's chance depends on nothing but the seed and the act's number, so a life without some of
//! its acts still is one. A life that fails is lived again without the acts that its end does not
//! need, and prints `SEED=.. KEEP=..`, by which it is lived once more.
//!
//! What the environment says: `SEED=7` lives that life alone, with `KEEP=3,9,41` only those acts of
//! it; `RUNS=100 STEPS=200` lives so many, and so long; `CUT=30` is for how many seconds a life that
//! fails is cut down.

mod chance;
mod plan;

pub use chance::Chance;
pub use plan::{Plan, live_all, number};

use chain::Chain;
use std::collections::BTreeMap;

/// How an act ends, or a comparison: an error says what is not as it should be.
pub type Outcome<T = ()> = Result<T, String>;

/// How often which kind of act was done, and refused.
pub type Tally = BTreeMap<String, [usize; 2]>;

/// A life.
pub trait Life {
    /// Something happens.
    fn step(&mut self, chance: &mut Chance) -> Outcome;
    /// Compares, after so many acts: 0 at the beginning.
    fn check(&mut self, acts: usize) -> Outcome;
    /// Compares at the end.
    fn end(&mut self) -> Outcome;
    /// What happened last, in words of which the first is the kind.
    fn act(&self) -> &str;
    /// How often what happened.
    fn tally(&self) -> Tally;
}

/// How lives of a kind begin.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The chain that a life is lived on.
    pub chain: fn() -> Chain,
    /// The life.
    pub begin: for<'a> fn(&'a mut Chain) -> Outcome<Box<dyn Life + 'a>>,
}

/// Adds what happened in one life to what happened in all.
pub fn add(sum: &mut Tally, tally: Tally) {
    for (kind, [done, refused]) in tally {
        let counts = sum.entry(kind).or_default();
        (counts[0], counts[1]) = (counts[0] + done, counts[1] + refused);
    }
}

/// Asserts that each of these kinds of acts, with spaces between them, was done.
///
/// # Panics
/// One was not.
pub fn assert_not_idle(happened: &Tally, kinds: &str) {
    for kind in kinds.split_whitespace() {
        let [done, _] = happened.get(kind).copied().unwrap_or_default();
        assert!(done > 0, "no {kind} in all lives: {happened:?}");
    }
}
