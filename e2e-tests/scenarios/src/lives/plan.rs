//! Lives that are planned, lived, and, where one fails, cut down to what its end needs.

use super::{Chance, Kind, Outcome, Tally, add};
use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

/// How long a failing life is cut down at most, in seconds, unless `CUT` says another time.
const CUTTING: u64 = 90;

/// After how many lives something is said.
const SAYING: u64 = 10;

/// A number that the environment gives.
pub fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// The acts of a life, by their numbers.
#[derive(Clone, Debug)]
pub struct Plan {
    seed: u64,
    acts: Vec<usize>,
}

/// How a life failed: at which of its acts, why, and what had happened until then.
#[derive(Debug)]
pub struct End {
    place: usize,
    why: String,
    story: Vec<String>,
}

/// Lives this many lives of so many acts, or what the environment says. Answers what happened, and
/// whether it was all that was asked for here.
///
/// # Panics
/// A life failed.
pub fn live_all(kind: &Kind, runs: u64, steps: usize) -> (Tally, bool) {
    let began = Instant::now();
    let steps_now = number("STEPS").map_or(steps, |steps| steps as usize);
    let seeds = match number("SEED") {
        Some(seed) => seed..=seed,
        None => 1..=number("RUNS").unwrap_or(runs),
    };
    let mut happened = Tally::new();
    for seed in seeds.clone() {
        let plan = Plan::of(seed, steps_now);
        match plan.live(kind) {
            Ok(tally) => add(&mut happened, tally),
            Err(end) => panic!("{}", plan.explain(kind, end)),
        }
        if seed.is_multiple_of(SAYING) {
            println!("life {seed} of {}: {} s", seeds.end(), began.elapsed().as_secs());
        }
    }
    let [done, refused] = happened.values().fold([0, 0], |sum, counts| [sum[0] + counts[0], sum[1] + counts[1]]);
    println!(
        "lives {} to {} of {steps_now} acts: {done} calls done, {refused} refused, in {} s",
        seeds.start(),
        seeds.end(),
        began.elapsed().as_secs()
    );
    println!("{happened:?}");
    let whole = seeds == (1..=runs) && steps_now == steps && env::var("KEEP").is_err();
    (happened, whole)
}

impl Plan {
    /// As many acts, or those that `KEEP` names.
    pub fn of(seed: u64, steps: usize) -> Self {
        let kept = env::var("KEEP").ok();
        let kept = kept.map(|kept| kept.split(',').filter_map(|act| act.trim().parse().ok()).collect());
        Self { seed, acts: kept.unwrap_or_else(|| (0..steps).collect()) }
    }

    /// Lives it in a world of its own.
    ///
    /// # Errors
    /// How it ended before its end.
    pub fn live(&self, kind: &Kind) -> Result<Tally, End> {
        let mut story = Vec::new();
        let mut place = 0;
        let lived = catch_unwind(AssertUnwindSafe(|| self.live_until(kind, &mut place, &mut story)));
        let result = lived.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            Err(text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).into())).unwrap_or_default())
        });
        result.map_err(|why| End { place, why, story })
    }

    fn live_until(&self, kind: &Kind, place: &mut usize, story: &mut Vec<String>) -> Outcome<Tally> {
        let mut chain = (kind.chain)();
        let mut life = (kind.begin)(&mut chain)?;
        life.check(0).map_err(|why| format!("at the beginning: {why}"))?;
        for (number, act) in self.acts.iter().enumerate() {
            *place = number;
            let mut done = life.step(&mut Chance::of_act(self.seed, *act));
            story.push(format!("{act}: {}", life.act()));
            if done.is_ok() {
                done = life.check(number + 1);
            }
            done?;
        }
        life.end()?;
        Ok(life.tally())
    }

    /// Cuts a failing life down, and tells what is left of it.
    pub fn explain(&self, kind: &Kind, end: End) -> String {
        let (began, cutting) = (Instant::now(), Duration::from_secs(number("CUT").unwrap_or(CUTTING)));
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let acts = self.acts.get(..=end.place).unwrap_or_default().to_vec();
        let (mut plan, mut end) = (Self { seed: self.seed, acts }, end);
        let mut size = plan.acts.len().div_ceil(2);
        while size > 0 && began.elapsed() < cutting {
            let mut from = 0;
            while from < plan.acts.len() && began.elapsed() < cutting {
                let mut acts = plan.acts.clone();
                acts.drain(from..(from + size).min(acts.len()));
                let shorter = Self { seed: self.seed, acts };
                match shorter.live(kind) {
                    Err(sooner) => {
                        let acts = shorter.acts.get(..=sooner.place).unwrap_or_default().to_vec();
                        (plan, end) = (Self { seed: self.seed, acts }, sooner);
                    }
                    Ok(_) => from += size,
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
        std::panic::set_hook(hook);
        let kept: Vec<String> = plan.acts.iter().map(ToString::to_string).collect();
        let End { why, story, .. } = end;
        format!("{why}\n{}\nSEED={} KEEP={} is the life that failed", story.join("\n"), self.seed, kept.join(","))
    }
}
