//! Chance that is the same at every run, and by `SEED=` another one.

use crate::shapes::{Shape, Value, WORD};
use alloy_primitives::{U256, keccak256};
use proptest::{
    prelude::Rng as _,
    test_runner::{RngAlgorithm, TestRng},
};
use std::env;

/// A number that the environment gives, or else this one.
pub(crate) fn given(name: &str, otherwise: u64) -> u64 {
    let text = env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

pub(crate) struct Chance(TestRng);

impl Chance {
    /// Depends on the seed and on what it is for.
    pub(crate) fn of(seed: u64, what: &str) -> Self {
        let seed = keccak256([&seed.to_be_bytes(), what.as_bytes()].concat());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &seed.0))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u64() % bound as u64) as usize
    }

    pub(crate) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A word: dense, sparse, a power of two, or small.
    pub(crate) fn word(&mut self) -> [u8; WORD] {
        let word = match self.below(4) {
            0 => return self.bytes(WORD).try_into().unwrap(),
            1 => U256::from(self.below(256)) << (8 * self.below(WORD)),
            2 => U256::from(1) << self.below(256),
            _ => U256::from(self.below(70)),
        };
        word.to_be_bytes()
    }
}

/// Values as they may come: from the words of calls that work, from the bounds of the types, and
/// any others.
pub(crate) struct Values<'a> {
    pub(crate) chance: &'a mut Chance,
    /// The words of calls that work.
    pub(crate) known: &'a [[u8; WORD]],
}

impl Values<'_> {
    /// A value, with lists and strings of this length.
    pub(crate) fn any(&mut self, shape: &Shape, length: usize) -> Value {
        match shape {
            Shape::Bytes { text } => Value::Bytes(self.content(*text, length)),
            Shape::List(element, fixed) => {
                Value::Many((0..fixed.unwrap_or(length)).map(|_| self.any(element, length)).collect())
            }
            Shape::Tuple(members) => Value::Many(members.iter().map(|member| self.any(member, length)).collect()),
            _ => Value::Word(self.word(shape)),
        }
    }

    pub(crate) fn content(&mut self, text: bool, length: usize) -> Vec<u8> {
        let mut content = self.chance.bytes(length);
        if text {
            content.iter_mut().for_each(|byte| *byte = b'a' + *byte % 26);
        }
        content
    }

    fn word(&mut self, shape: &Shape) -> [u8; WORD] {
        if self.chance.one_in(2) {
            let start = self.chance.below(self.known.len());
            let mut known = self.known[start..].iter().chain(&self.known[..start]);
            return known.find(|word| shape.has(word)).copied().unwrap_or([0; WORD]);
        }
        let max = shape.max();
        // A word of any kind, cut to what the type has room for.
        let mut word = self.chance.word();
        if let Shape::Fixed(bytes) = shape {
            word.rotate_left(if self.chance.one_in(2) { WORD - bytes } else { 0 });
        }
        word.iter_mut().zip(max).for_each(|(byte, max)| *byte &= max);
        word
    }
}
