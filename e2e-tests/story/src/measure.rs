//! What kind of work a file is, and of how many units, told from its bytes as they stream by.
//!
//! Only what the bytes say simply and surely is used: pictures by their first bytes, sound
//! by a WAV header, text by being UTF-8 without control characters. Everything else is of
//! the kind *other* and one item.

use rules::work::Kind;

/// Reads a file's bytes once, in order, and keeps a few of them.
#[derive(Debug, Default)]
pub struct Measure {
    beginning: Option<Beginning>,
    text: Text,
}

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginning {
    Picture,
    Sound { seconds: u64 },
    Unknown,
}

impl Measure {
    /// Takes the next bytes. The first call should bring as many as the caller can hold.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.beginning.is_none() {
            self.beginning = Some(beginning(bytes));
        }
        self.text.feed(bytes);
    }

    /// The kind and the number of its units: at least one.
    pub fn finish(self) -> (Kind, u64) {
        match self.beginning {
            Some(Beginning::Picture) => (Kind::Image, 1),
            Some(Beginning::Sound { seconds }) => (Kind::Audio, seconds),
            _ => match self.text.words() {
                Some(words) if words > 0 => (Kind::Text, words),
                _ => (Kind::Other, 1),
            },
        }
    }
}

fn beginning(bytes: &[u8]) -> Beginning {
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    let picture = at(0, b"\x89PNG\r\n\x1a\n")
        || at(0, b"\xff\xd8\xff")
        || at(0, b"GIF87a")
        || at(0, b"GIF89a")
        || (at(0, b"BM") && at(6, &[0; 4]))
        || at(0, b"II*\0")
        || at(0, b"MM\0*")
        || (at(0, b"RIFF") && at(8, b"WEBP"))
        || at(4, b"ftypavif")
        || at(4, b"ftypheic");
    if picture {
        Beginning::Picture
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        wave_seconds(bytes).map_or(Beginning::Unknown, |seconds| Beginning::Sound { seconds })
    } else {
        Beginning::Unknown
    }
}

/// The length of a WAV sound, a begun second counted as one: size of its data by bytes per
/// second. `None` where the header does not say both.
fn wave_seconds(bytes: &[u8]) -> Option<u64> {
    let mut per_second = 0u64;
    let mut rest = bytes.get(12..)?;
    loop {
        let (name, size) = (rest.get(..4)?, number(rest.get(4..8)?)?);
        let content = rest.get(8..)?;
        match name {
            b"fmt " => per_second = number(content.get(8..12)?)?,
            b"data" if per_second > 0 && size > 0 => return Some(size.div_ceil(per_second)),
            _ => {}
        }
        // Chunks begin at even offsets.
        rest = content.get(usize::try_from(size + size % 2).ok()?..)?;
    }
}

fn number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(|bytes| u32::from_le_bytes(bytes).into())
}

/// Counts the words of a text, which are what white space separates.
#[derive(Debug, Default)]
struct Text {
    /// The bytes of a character that is not complete yet.
    begun: Vec<u8>,
    words: u64,
    in_word: bool,
    is_none: bool,
}

impl Text {
    fn feed(&mut self, mut bytes: &[u8]) {
        while !self.begun.is_empty() && !self.is_none {
            let Some((first, rest)) = bytes.split_first() else { return };
            bytes = rest;
            let mut character = std::mem::take(&mut self.begun);
            character.push(*first);
            self.read(&character);
        }
        if !self.is_none {
            self.read(bytes);
        }
    }

    /// Reads whole characters and keeps the beginning of the last.
    fn read(&mut self, bytes: &[u8]) {
        let (text, begun) = match str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) => {
                self.is_none = error.error_len().is_some();
                let (whole, begun) = bytes.split_at(error.valid_up_to());
                (str::from_utf8(whole).unwrap_or_default(), begun)
            }
        };
        for character in text.chars() {
            self.is_none |= character.is_control() && !character.is_whitespace();
            let in_word = !character.is_whitespace();
            self.words += u64::from(in_word && !self.in_word);
            self.in_word = in_word;
        }
        self.begun = begun.to_vec();
    }

    fn words(&self) -> Option<u64> {
        (!self.is_none && self.begun.is_empty()).then_some(self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(bytes: &[u8]) -> (Kind, u64) {
        measure_in_pieces(bytes, bytes.len().max(1))
    }

    fn measure_in_pieces(bytes: &[u8], size: usize) -> (Kind, u64) {
        let mut measure = Measure::default();
        bytes.chunks(size).for_each(|piece| measure.feed(piece));
        measure.finish()
    }

    #[test]
    fn pictures_by_their_first_bytes() {
        for magic in [&b"\x89PNG\r\n\x1a\n...."[..], b"\xff\xd8\xff\xe0", b"GIF89a", b"BM\x10\0\0\0\0\0\0\0", b"II*\0"]
        {
            assert_eq!(measure(magic), (Kind::Image, 1));
        }
    }

    #[test]
    fn words_of_a_text() {
        assert_eq!(measure(b"one two\n three"), (Kind::Text, 3));
        assert_eq!(measure("naïve café 日本".as_bytes()), (Kind::Text, 3));
        assert_eq!(measure(b"BM is how this text begins"), (Kind::Text, 6));
        assert_eq!(measure(b" \n\t "), (Kind::Other, 1));
    }

    #[test]
    fn words_do_not_depend_on_how_the_text_is_cut() {
        let text = "naïve  café\u{3000}日本 𝄞𝄞 ende".as_bytes();
        for size in 1..text.len() {
            assert_eq!(measure_in_pieces(text, size), (Kind::Text, 5), "in pieces of {size}");
        }
    }

    #[test]
    fn what_is_not_text_is_other() {
        for bytes in [&b"ab\0cd"[..], b"\xff\xfe", b"abc\xc3", b"\x1b[31m", b"%PDF-1.7\n\xe2\xe3"] {
            assert_eq!(measure(bytes), (Kind::Other, 1), "{bytes:?}");
            assert_eq!(measure_in_pieces(bytes, 1), (Kind::Other, 1), "{bytes:?}");
        }
    }

    fn wave(per_second: u32, data: u32) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0\x01\0\x01\0\0\0\0\0".to_vec();
        bytes.extend_from_slice(&per_second.to_le_bytes());
        bytes.extend_from_slice(b"\x02\0\x10\0data");
        bytes.extend_from_slice(&data.to_le_bytes());
        bytes
    }

    #[test]
    fn seconds_of_a_sound() {
        assert_eq!(measure(&wave(16_000, 32_000)), (Kind::Audio, 2));
        assert_eq!(measure(&wave(16_000, 32_001)), (Kind::Audio, 3));
        assert_eq!(measure(&wave(16_000, 1)), (Kind::Audio, 1));
    }

    #[test]
    fn a_broken_sound_is_other() {
        assert_eq!(measure(&wave(0, 32_000)), (Kind::Other, 1));
        assert_eq!(measure(&wave(16_000, 0)), (Kind::Other, 1));
        let whole = wave(16_000, 32_000);
        for length in 13..whole.len() {
            assert_eq!(measure(&whole[..length]), (Kind::Other, 1), "cut to {length}");
        }
    }
}
