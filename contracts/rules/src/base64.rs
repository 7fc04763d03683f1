//! Base64 (RFC 4648, section 4), for `data:` URIs.

use alloc::vec::Vec;

const ALPHABET: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How many characters stand for this many bytes.
pub const fn length(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

/// Appends the characters for `bytes`, padded to whole groups of four.
pub fn encode(bytes: &[u8], text: &mut Vec<u8>) {
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0, |bits: u32, byte| bits << 8 | u32::from(*byte));
        // A group that is short is filled up with zeros behind.
        let bits = match group.len() {
            1 => bits << 16,
            2 => bits << 8,
            _ => bits,
        };
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let character = ALPHABET.get((bits >> shift & 63) as usize).filter(|_| place <= group.len());
            text.push(character.copied().unwrap_or(b'='));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        encode(bytes, &mut text);
        text
    }

    /// The bytes that the text stands for, a character after the other.
    fn decoded(text: &[u8]) -> Vec<u8> {
        let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::new());
        for character in text.iter().filter(|character| **character != b'=') {
            bits = bits << 6 | ALPHABET.iter().position(|letter| letter == character).unwrap() as u32;
            count += 6;
            if count >= 8 {
                count -= 8;
                bytes.push((bits >> count) as u8);
                bits &= (1 << count) - 1;
            }
        }
        assert_eq!(bits, 0, "what fills up the last group is zero");
        bytes
    }

    #[test]
    fn the_vectors_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encoded(bytes.as_bytes()), text.as_bytes());
        }
        assert_eq!(encoded(&[0xfb, 0xff, 0xbf]), b"+/+/");
    }

    proptest! {
        #[test]
        fn what_is_encoded_can_be_decoded(bytes: Vec<u8>) {
            let text = encoded(&bytes);
            prop_assert_eq!(text.len(), length(bytes.len()));
            prop_assert_eq!(decoded(&text), bytes);
        }
    }
}
