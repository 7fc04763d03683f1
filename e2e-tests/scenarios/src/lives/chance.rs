//! Chance that comes out the same everywhere.

use std::collections::BTreeSet;

/// The splitmix64 generator.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// One act of a life. It depends on nothing that happened before, so that a life without
    /// some of its acts still is one.
    pub fn of_act(seed: u64, act: usize) -> Self {
        let mut chance = Self(seed ^ (act as u64).wrapping_mul(0xA076_1D64_78BD_642F));
        chance.number();
        chance
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }

    /// A number below this; zero where there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound.max(1) as u64) as usize
    }

    /// Whether something that happens once in so many times happens.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these; `None` of none.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())).cloned() }
    }

    /// So many of them at most, none twice, in any order.
    pub fn some<T: Clone>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut left = from.to_vec();
        let mut taken = Vec::new();
        while taken.len() < count && !left.is_empty() {
            taken.push(left.remove(self.below(left.len())));
        }
        taken
    }

    /// This many parts of `whole`, none of them zero.
    pub fn shares(&mut self, count: usize, whole: u16) -> Vec<u16> {
        let mut cuts = BTreeSet::new();
        while cuts.len() + 1 < count {
            cuts.insert(1 + self.below(usize::from(whole) - 1) as u16);
        }
        let ends: Vec<u16> = cuts.iter().copied().chain([whole]).collect();
        let starts = [0].into_iter().chain(cuts.iter().copied());
        ends.iter().zip(starts).map(|(end, start)| end - start).collect()
    }

    /// A price: nothing, a few units, a prime, anything, a round sum.
    pub fn price(&mut self) -> u128 {
        const PRIMES: [u128; 6] =
            [2, 9_973, 1_000_000_007, 999_999_999_989, 99_999_999_999_999_997, 1_000_000_000_000_000_003];
        match self.below(10) {
            0 => 0,
            1 => 1 + u128::from(self.number() % 9),
            2..5 => PRIMES[self.below(PRIMES.len())],
            5..7 => u128::from(self.number()),
            _ => chain::TOKEN / 1_000 * u128::from(1 + self.number() % 50_000),
        }
    }
}
