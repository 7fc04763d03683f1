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
mod chance;
mod checks;
mod disputes;
mod dues;
mod income;
mod life;
mod lives;
mod model;
mod pools;
mod records;
mod replay;
mod sales;
mod steps;

use lives::{Plan, number};

/// The lives that are always lived, and how many acts one has.
const RUNS: u64 = 8;
const STEPS: usize = 150;

#[test]
fn s1_s2_s3_s5_s7_s8_s9_s11_s12_s15_x6_all_money_is_where_the_model_says() {
    let steps = number("STEPS").map_or(STEPS, |steps| steps as usize);
    let seeds = match number("SEED") {
        Some(seed) => seed..=seed,
        None => 1..=number("RUNS").unwrap_or(RUNS),
    };
    let mut happened = lives::Tally::new();
    for seed in seeds.clone() {
        let plan = Plan::of(seed, steps);
        match plan.live() {
            Ok(tally) => lives::add(&mut happened, tally),
            Err(end) => panic!("{}", plan.explain(end)),
        }
    }
    println!("{happened:?}");
    if seeds == (1..=RUNS) && steps == STEPS {
        lives::assert_not_idle(&happened);
    }
}
