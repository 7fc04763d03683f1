//! Lives that are planned, lived, and, where one fails, cut down to what its end needs.

use crate::{chance::Chance, life::Life};
use chain::Chain;
use std::{
    collections::BTreeMap,
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

/// After how many acts everybody is told what they are due, and not only the payees of ledgers that
/// were touched.
const LOOK_AT_ALL: usize = 20;

/// How long a failing life is cut down at most, in seconds, unless `CUT` says another time.
const CUTTING: u64 = 90;

/// How often which kind of act was done, and refused.
pub(crate) type Tally = BTreeMap<String, [usize; 2]>;

/// A number that the environment gives.
pub(crate) fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// The acts of a life, by their numbers.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    seed: u64,
    acts: Vec<usize>,
}

/// How a life failed: at which of its acts, why, and what had happened until then.
#[derive(Debug)]
pub(crate) struct End {
    place: usize,
    why: String,
    story: Vec<String>,
}

impl Plan {
    pub(crate) fn of(seed: u64, steps: usize) -> Self {
        let kept = env::var("KEEP").ok();
        let kept = kept.map(|kept| kept.split(',').filter_map(|act| act.trim().parse().ok()).collect());
        Self { seed, acts: kept.unwrap_or_else(|| (0..steps).collect()) }
    }

    /// Lives it in a world of its own.
    pub(crate) fn live(&self) -> Result<Tally, End> {
        let mut story = Vec::new();
        let mut place = 0;
        let lived = catch_unwind(AssertUnwindSafe(|| self.live_until(&mut place, &mut story)));
        let result = lived.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            Err(text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).into())).unwrap_or_default())
        });
        result.map_err(|why| End { place, why, story })
    }

    fn live_until(&self, place: &mut usize, story: &mut Vec<String>) -> Result<Tally, String> {
        let mut chain = Chain::new();
        let mut life = Life::begin(&mut chain)?;
        life.check(true).map_err(|why| format!("at the beginning: {why}"))?;
        for (number, act) in self.acts.iter().enumerate() {
            *place = number;
            life.say("nothing");
            let mut done = life.step(&mut Chance::of_act(self.seed, *act));
            story.push(format!("{act}: {}", life.act));
            if done.is_ok() {
                done = life.check((number + 1) % LOOK_AT_ALL == 0);
            }
            done?;
        }
        life.check_end()?;
        Ok(life.tally)
    }

    /// Cuts a failing life down, and tells what is left of it.
    pub(crate) fn explain(&self, end: End) -> String {
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
                match shorter.live() {
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

pub(crate) fn add(sum: &mut Tally, tally: Tally) {
    for (kind, [done, refused]) in tally {
        let counts = sum.entry(kind).or_default();
        (counts[0], counts[1]) = (counts[0] + done, counts[1] + refused);
    }
}

/// That everything that can happen did.
pub(crate) fn assert_not_idle(happened: &Tally) {
    for kind in ["buy", "offer", "split", "lock", "settle", "release", "transfer", "challenge", "moveHeld", "escrow"] {
        let [done, _] = happened.get(kind).copied().unwrap_or_default();
        assert!(done > 0, "no {kind} in all lives: {happened:?}");
    }
}
