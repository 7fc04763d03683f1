//! The calldata that a message is tried with: every way we know to be wrong, and some to be right.

use crate::{
    chance::{Chance, Values},
    shapes::{Role, Shape, Value, WORD, Written},
};
use alloy_primitives::U256;

/// In which way it is unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// It ends early.
    Short,
    /// Of more than 12, 16 or 64 KiB, by bytes that are appended or by what it says.
    Long,
    /// A word is no value of its type, or padding is not zero.
    Dirty,
    /// A value is at a bound of its type; this is canonical.
    Boundary,
    /// A list or string is as long as one may be, or longer; this is canonical.
    Size,
    /// Something lies elsewhere: overlapping, backwards, far away.
    Offset,
    /// A length says something else than what follows.
    Length,
    /// Any words, or any parameters.
    Random,
    /// A call that works with some bytes changed.
    Mutant,
}

pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) data: Vec<u8>,
}

/// What all cases of a message are made from.
pub(crate) struct Source<'a> {
    pub(crate) selector: [u8; 4],
    pub(crate) shape: &'a Shape,
    /// The parameters of a call that works, or else some.
    pub(crate) base: Value,
    pub(crate) values: Values<'a>,
}

/// The bounds of the contracts' lists, and what is next to them.
const COUNTS: [usize; 15] = [0, 1, 2, 4, 5, 12, 13, 16, 17, 32, 33, 45, 50, 51, 300];
/// The same of strings and bytes, and of words.
const LENGTHS: [usize; 12] = [0, 1, 31, 32, 33, 63, 160, 161, 416, 417, 1_000, 4_096];
/// Around the contracts' own bound for batches, around ink!'s, and as long as 64 KiB.
const TOTALS: [usize; 6] = [12_288, 12_289, 16_384, 16_385, 20_000, 65_536];

const LONGEST: usize = 100_000;

fn word(value: U256) -> [u8; WORD] {
    value.to_be_bytes()
}

fn power(exponent: usize) -> U256 {
    U256::from(1) << exponent
}

impl Source<'_> {
    /// All cases: those that are listed, and by chance as many more as make `count`.
    pub(crate) fn cases(&mut self, count: usize) -> Vec<Case> {
        let base = self.shape.write(&self.base);
        let mut cases = Vec::new();
        self.short(&base, &mut cases);
        self.long(&base, &mut cases);
        self.words(&base, &mut cases);
        self.sizes(&mut cases);
        let listed = cases.len();
        for number in 0..count.saturating_sub(listed).max(24) {
            let case = if number % 2 == 0 { self.random() } else { self.mutant(&base) };
            cases.push(case);
        }
        cases
    }

    fn case(&self, kind: Kind, parameters: &[u8]) -> Case {
        Case { kind, data: [&self.selector, parameters].concat() }
    }

    fn chance(&mut self) -> &mut Chance {
        self.values.chance
    }

    /// Every length of a prefix, by what is cut: in the selector, at a word, beside one.
    fn short(&mut self, base: &Written, cases: &mut Vec<Case>) {
        for length in 0..4 {
            cases.push(Case { kind: Kind::Short, data: self.selector[..length].to_vec() });
        }
        let words = base.bytes.len() / WORD;
        for end in 0..words {
            // Of long calls every second word, and of the ways to miss a word one.
            if words > 24 && end % 2 == 1 {
                continue;
            }
            let beside = *self.chance().pick(&[1, 16, WORD - 1]);
            for length in [end * WORD, end * WORD + beside] {
                cases.push(self.case(Kind::Short, &base.bytes[..length]));
            }
        }
    }

    fn long(&mut self, base: &Written, cases: &mut Vec<Case>) {
        let appended = [1, WORD - 1, WORD].map(|more| base.bytes.len() + more);
        for length in appended.into_iter().chain(TOTALS.map(|total| total - 4)) {
            if length <= base.bytes.len() {
                continue;
            }
            let mut bytes = base.bytes.clone();
            let more = length - bytes.len();
            let tail = if self.chance().one_in(2) { vec![0; more] } else { self.chance().bytes(more) };
            bytes.extend(tail);
            cases.push(self.case(Kind::Long, &bytes));
        }
    }

    /// What there is to do with each word.
    fn words(&mut self, base: &Written, cases: &mut Vec<Case>) {
        let bytes = &base.bytes;
        let offsets: Vec<usize> = (0..base.roles.len()).filter(|at| base.roles[*at] == Role::Offset).collect();
        let value_at = |at: usize| U256::from_be_slice(&bytes[at * WORD..(at + 1) * WORD]);
        for (at, role) in base.roles.iter().enumerate() {
            let now: [u8; WORD] = bytes[at * WORD..(at + 1) * WORD].try_into().unwrap();
            let value = value_at(at);
            let (kind, words) = match role {
                Role::Plain(shape) => {
                    for word in boundaries(shape, self.chance()) {
                        cases.push(self.case(Kind::Boundary, &with(bytes, at, &word)));
                    }
                    (Kind::Dirty, dirty(shape, &now, self.chance()))
                }
                Role::Content(length) => (Kind::Dirty, dirty_padding(&now, *length)),
                Role::Offset => {
                    let end = U256::from(bytes.len());
                    let step = U256::from(WORD);
                    let mut others = vec![U256::ZERO, end, end - step, power(32) | value, power(64) | value];
                    others.extend([power(255), U256::MAX, value + step, value + U256::from(1)]);
                    others.push(value.saturating_sub(step));
                    // Where something else lies.
                    others.push(value_at(*self.chance().pick(&offsets)));
                    (Kind::Offset, others.into_iter().map(word).collect())
                }
                Role::Length => {
                    let one = U256::from(1);
                    let mut others = vec![U256::ZERO, value + one, value.saturating_sub(one), power(16), power(31)];
                    others.extend([power(32) - one, power(32) | value, power(64), power(255) | value, U256::MAX]);
                    // That times 32 is a little number, in 32 bits.
                    others.push(power(27) + value);
                    (Kind::Length, others.into_iter().map(word).collect())
                }
            };
            let words: Vec<[u8; WORD]> = words;
            for word in words.into_iter().filter(|word| *word != now) {
                cases.push(self.case(kind, &with(bytes, at, &word)));
            }
        }
    }

    /// Lists and strings that are really that long.
    fn sizes(&mut self, cases: &mut Vec<Case>) {
        let mut which = 0;
        loop {
            let mut text = None;
            // Finds out what list this is.
            if !resize(self.shape, &mut self.base.clone(), &mut { which }, &mut |_, is_text| text = Some(is_text)) {
                return;
            }
            let (lengths, long): (&[usize], [usize; 3]) = match text.unwrap() {
                Some(_) => (&LENGTHS, [12_500, 17_000, 64_000]),
                None => (&COUNTS, [130, 300, 1_000]),
            };
            let sizes = lengths.iter().map(|size| (Kind::Size, *size)).chain(long.map(|size| (Kind::Long, size)));
            for (kind, size) in sizes {
                let mut value = self.base.clone();
                let Self { values, shape, .. } = self;
                resize(shape, &mut value, &mut { which }, &mut |place, _| match place {
                    Place::Content(bytes, text) => *bytes = values.content(text, size),
                    Place::Elements(element, elements) => {
                        elements.truncate(size);
                        while elements.len() < size {
                            elements.push(values.any(element, 1));
                        }
                    }
                });
                let written = self.shape.write(&value);
                // The chain itself takes no more than 128 KiB.
                if written.bytes.len() <= LONGEST {
                    cases.push(self.case(kind, &written.bytes));
                }
            }
            which += 1;
        }
    }

    /// Any words, or canonical parameters of any values.
    fn random(&mut self) -> Case {
        let bytes = if self.chance().one_in(3) {
            let most = if self.chance().one_in(8) { 200 } else { 16 };
            let count = self.chance().below(most);
            (0..count).flat_map(|_| self.chance().word()).collect()
        } else {
            let length = self.chance().below(5);
            let value = self.values.any(self.shape, length);
            self.shape.write(&value).bytes
        };
        self.case(Kind::Random, &bytes)
    }

    /// Bits flipped, words exchanged, or words from other calls put in.
    fn mutant(&mut self, base: &Written) -> Case {
        let mut bytes = base.bytes.clone();
        let words = bytes.len() / WORD;
        if words == 0 {
            let bytes = self.chance().bytes(WORD);
            return self.case(Kind::Mutant, &bytes);
        }
        for _ in 0..=self.chance().below(3) {
            let at = WORD * self.chance().below(words);
            let word = match self.chance().below(4) {
                0 => {
                    let from = WORD * self.chance().below(words);
                    bytes[from..from + WORD].try_into().unwrap()
                }
                1 => *self.values.chance.pick(self.values.known),
                2 => self.chance().word(),
                _ => {
                    let mut word: [u8; WORD] = bytes[at..at + WORD].try_into().unwrap();
                    let bit = self.chance().below(8 * WORD);
                    word[bit / 8] ^= 1 << (bit % 8);
                    word
                }
            };
            bytes[at..at + WORD].copy_from_slice(&word);
        }
        self.case(Kind::Mutant, &bytes)
    }
}

/// The encoding with another word at this place.
fn with(bytes: &[u8], at: usize, word: &[u8; WORD]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at * WORD..(at + 1) * WORD].copy_from_slice(word);
    bytes
}

/// Zero, one, the largest, the one below, and a power of two.
fn boundaries(shape: &Shape, chance: &mut Chance) -> Vec<[u8; WORD]> {
    let (max, shift) =
        (U256::from_be_bytes(shape.max()), if let Shape::Fixed(bytes) = shape { 8 * (WORD - bytes) } else { 0 });
    let one = U256::from(1) << shift;
    let bits = max.bit_len() - shift;
    let mut words: Vec<_> = [U256::ZERO, one, max, max - one, one << chance.below(bits)].map(word).to_vec();
    words.sort_unstable();
    words.dedup();
    words
}

/// Words that no value of the type has: the highest bit that is too much, the lowest, and all.
fn dirty(shape: &Shape, now: &[u8; WORD], chance: &mut Chance) -> Vec<[u8; WORD]> {
    let mut words = vec![[0xff; WORD]];
    for bit in [0, 255, chance.below(256)] {
        let mut word = *now;
        word[bit / 8] |= 0x80 >> (bit % 8);
        words.push(word);
    }
    let max = U256::from_be_bytes(shape.max());
    if let Shape::Number(_) | Shape::Bool | Shape::Address = shape {
        words.push(word(max.wrapping_add(U256::from(1)) | U256::from_be_bytes(*now)));
    }
    words.retain(|word| !shape.has(word));
    words
}

fn dirty_padding(now: &[u8; WORD], length: usize) -> Vec<[u8; WORD]> {
    let set = |at: usize, bit: u8| {
        let mut word = *now;
        word[at] |= bit;
        word
    };
    if length == WORD { Vec::new() } else { vec![set(length, 0x80), set(WORD - 1, 1)] }
}

/// What can have another length.
enum Place<'a> {
    Content(&'a mut Vec<u8>, bool),
    Elements(&'a Shape, &'a mut Vec<Value>),
}

/// Changes the list or string of this number, in the order of the types. Says also whether it is text
/// (nothing: a list). Whether there is one.
fn resize(
    shape: &Shape,
    value: &mut Value,
    which: &mut usize,
    change: &mut dyn FnMut(Place<'_>, Option<bool>),
) -> bool {
    let is_this = |which: &mut usize| {
        let is_this = *which == 0;
        *which = which.wrapping_sub(1);
        is_this
    };
    match (shape, value) {
        (Shape::Bytes { text }, Value::Bytes(bytes)) => {
            let found = is_this(which);
            if found {
                change(Place::Content(bytes, *text), Some(*text));
            }
            found
        }
        (Shape::List(element, length), Value::Many(values)) => {
            if length.is_none() && is_this(which) {
                change(Place::Elements(element, values), None);
                return true;
            }
            // One element stands for all.
            values.iter_mut().take(1).any(|value| resize(element, value, which, change))
        }
        (Shape::Tuple(members), Value::Many(values)) => {
            members.iter().zip(values).any(|(member, value)| resize(member, value, which, change))
        }
        _ => false,
    }
}
