//! Text that a contract writes: plain ASCII, without the formatting machinery, which is more
//! code than most contracts.

use crate::{Bytes32, calendar::Moment};
use alloc::vec::Vec;

/// Text that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<u8>);

impl Text {
    /// No text yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends these words.
    #[inline(never)]
    pub fn say(&mut self, words: &str) -> &mut Self {
        self.0.extend_from_slice(words.as_bytes());
        self
    }

    /// Appends the one or the other.
    pub fn either(&mut self, yes: bool, then: &str, otherwise: &str) -> &mut Self {
        self.say(if yes { then } else { otherwise })
    }

    /// Appends a number of 256 bits, big-endian, in decimal digits: 78 at most.
    #[inline(never)]
    pub fn word(&mut self, number: &Bytes32) -> &mut Self {
        let mut rest = *number;
        let mut digits = Vec::with_capacity(78);
        while digits.is_empty() || rest != [0; 32] {
            // By hand, from the first byte to the last: what is left over of one goes to the next.
            let mut left = 0u16;
            for byte in &mut rest {
                let value = left << 8 | u16::from(*byte);
                *byte = (value / 10) as u8;
                left = value % 10;
            }
            digits.push(b'0' | left as u8);
        }
        self.0.extend(digits.iter().rev());
        self
    }

    /// Appends a number in decimal digits: 39 at most.
    #[inline(never)]
    pub fn number(&mut self, number: u128) -> &mut Self {
        let mut word = [0; 32];
        let low = number.to_be_bytes();
        word.iter_mut().skip(16).zip(low).for_each(|(to, from)| *to = from);
        self.word(&word)
    }

    /// Appends `0x` and the bytes in hexadecimal digits.
    #[inline(never)]
    pub fn hex(&mut self, bytes: &[u8]) -> &mut Self {
        self.say("0x");
        for byte in bytes {
            self.digit(byte >> 4).digit(byte & 15);
        }
        self
    }

    /// Appends a hexadecimal digit.
    fn digit(&mut self, value: u8) -> &mut Self {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        self.0.extend(DIGITS.get(usize::from(value)));
        self
    }

    /// Appends a number with a zero before it where it has one digit.
    fn two(&mut self, number: u64) -> &mut Self {
        if number < 10 {
            self.say("0");
        }
        self.number(number.into())
    }

    /// Appends a Unix second as RFC 3339 has it in UTC: `2027-01-31T00:00:00Z`. Years after
    /// 9999, which that does not know, have as many digits as they need: 12 at most.
    #[inline(never)]
    pub fn date(&mut self, unix: u64) -> &mut Self {
        let Moment { year, month, day, hour, minute, second } = Moment::of(unix);
        self.number(year.into()).say("-").two(month).say("-").two(day);
        self.say("T").two(hour).say(":").two(minute).say(":").two(second).say("Z")
    }

    /// Appends names, with commas and a last "and" between them, or `nothing` where there are
    /// none.
    #[inline(never)]
    pub fn list<'a>(&mut self, names: impl Iterator<Item = &'a str>, nothing: &str) -> &mut Self {
        let mut names = names.peekable();
        let mut first = true;
        while let Some(name) = names.next() {
            if !first {
                self.either(names.peek().is_some(), ", ", " and ");
            }
            first = false;
            self.say(name);
        }
        if first {
            self.say(nothing);
        }
        self
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, to go on with.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::String};
    use primitive_types::U256;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Text)) -> String {
        let mut text = Text::new();
        write(&mut text);
        String::from_utf8(text.into_bytes()).unwrap()
    }

    #[test]
    fn what_is_written_can_be_looked_at_before_it_is_taken() {
        let mut text = Text::new();
        assert_eq!(text.bytes(), b"");
        text.say("ab").number(7);
        assert_eq!(text.bytes(), b"ab7");
        assert_eq!(text.into_bytes(), b"ab7");
    }

    #[test]
    fn lists_read_as_people_write_them() {
        let list = |names: &[&'static str]| {
            written(|text| {
                text.list(names.iter().copied(), "nothing");
            })
        };
        assert_eq!(list(&[]), "nothing");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn dates_are_written_as_in_rfc_3339() {
        let date = |unix| {
            written(|text| {
                text.date(unix);
            })
        };
        assert_eq!(date(0), "1970-01-01T00:00:00Z");
        assert_eq!(date(1_801_353_600), "2027-01-31T00:00:00Z");
        assert_eq!(date(1_000_000_000), "2001-09-09T01:46:40Z");
        assert_eq!(date(1_002_708_610), "2001-10-10T10:10:10Z");
        assert_eq!(date(u64::MAX), "584554051223-11-09T07:00:15Z");
    }

    #[test]
    fn the_largest_numbers_have_78_and_39_digits() {
        assert_eq!(
            written(|text| {
                text.word(&[0xff; 32]);
            }),
            format!("{}", U256::MAX)
        );
        assert_eq!(
            written(|text| {
                text.word(&[0xff; 32]);
            })
            .len(),
            78
        );
        assert_eq!(
            written(|text| {
                text.number(u128::MAX);
            })
            .len(),
            39
        );
        assert_eq!(
            written(|text| {
                text.number(0);
            }),
            "0"
        );
    }

    proptest! {
        #[test]
        fn numbers_are_those_that_rust_writes(number: u128, word: Bytes32) {
            prop_assert_eq!(written(|text| { text.number(number); }), format!("{number}"));
            prop_assert_eq!(written(|text| { text.word(&word); }), format!("{}", U256::from_big_endian(&word)));
        }

        #[test]
        fn bytes_are_written_in_hexadecimal(bytes: Vec<u8>) {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            prop_assert_eq!(written(|text| { text.hex(&bytes); }), format!("0x{digits}"));
        }
    }
}
