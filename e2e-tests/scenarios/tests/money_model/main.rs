//! Random lives of all money, with people who mean harm, each act compared with a model in exact
//! numbers of its own.
//!
//! - `SEED=7 cargo test -p scenarios --test money_model` lives one life again; with `KEEP=3,9,41`
//!   only those acts of it.
//! - `RUNS=100 STEPS=200` lives more of them, and longer.
//!
//! A life that fails is lived again without the acts that its end does not need, for a minute and a
//! half or `CUT` seconds.

#[path = "../market/mod.rs"]
mod market;

mod actors;
mod checks;
mod disputes;
mod dues;
mod income;
mod life;
mod model;
mod pools;
mod records;
mod replay;
mod sales;
mod steps;

use scenarios::lives::{self, Kind};

/// The lives that are always lived, and how many acts one has.
const RUNS: u64 = 8;
const STEPS: usize = 150;

/// What has to happen in them.
const KINDS: &str = "answer buy challenge claim claimMany collect decision deposit distribute escrow lock moveHeld \
                     movePayee offer release releaseMany releaseTo settle settlePath split transfer";

#[test]
fn s1_s2_s3_s5_s7_s8_s9_s11_s12_s15_x6_all_money_is_where_the_model_says() {
    let kind = Kind { chain: chain::Chain::new, begin: |chain| Ok(Box::new(life::Life::begin(chain)?)) };
    let (happened, whole) = lives::live_all(&kind, RUNS, STEPS);
    if whole {
        lives::assert_not_idle(&happened, KINDS);
    }
}
