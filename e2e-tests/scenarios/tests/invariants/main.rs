//! Random lives of all the contracts together, with people who mean harm: what has to hold whatever
//! happens, by number and name, checked after every call or every few acts ([`table::INVARIANTS`]).
//!
//! All sums of money are modelled in `money_model`; here money is looked at as a whole.
//!
//! The environment says what is lived: see `scenarios::lives`.

#[path = "../market/mod.rs"]
mod market;

mod access;
mod base;
mod books;
mod catalogues;
mod court;
mod covered;
mod deals;
mod disputes;
mod hostile;
mod life;
mod money;
mod offers_hold;
mod paper;
mod receivers;
mod records;
mod replay;
mod rights;
mod sales;
mod sayings;
mod seen;
mod splits;
mod steps;
mod table;
mod tale;
mod tokens;
mod uses;
mod works;

use base::Base;
use chain::Chain;
use scenarios::lives::{self, Kind};

/// The lives that are always lived, and how many acts one has.
const RUNS: u64 = 50;
const STEPS: usize = 50;

thread_local! {
    /// The world at its beginning.
    static BEGINNING: (Chain, Base) = {
        let mut chain = Chain::new();
        let base = Base::make(&mut chain);
        (chain, base)
    };
}

#[test]
fn x6_s1_s2_l1_whatever_happens_every_invariant_holds() {
    let kind = Kind {
        chain: || BEGINNING.with(|(chain, _)| chain.fork()),
        begin: |chain| {
            let base = BEGINNING.with(|(_, base)| base.clone());
            Ok(Box::new(life::Life::begin(chain, base)?))
        },
    };
    let (happened, whole) = lives::live_all(&kind, RUNS, STEPS);
    table::report(whole);
    if whole {
        lives::assert_not_idle(&happened, steps::KINDS);
    }
}
