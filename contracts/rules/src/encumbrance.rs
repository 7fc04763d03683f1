//! What binds a record, for whoever buys the record itself, and the one digest of all of it.
//!
//! A buyer looks at a record, agrees to what they saw by its digest, and the transfer fails if
//! anything differs by then. So the digest says which record it is of and takes in everything
//! that would bind the buyer, and the owner and the epoch too: a record that changed hands in
//! between may have been licensed by somebody else, even if it came back.
//!
//! Not in it is what ends with the transfer (offers, the manager, approvals), what the new
//! owner can change at once (preferences), and what follows from the generation (parents,
//! metadata, units) or from the version of the split (payees). Nor is time: a notice that
//! runs out changes no digest.

use crate::{Account, Bytes32};

/// The domain of the digests: ASCII, padded with zeros.
pub const DOMAIN: Bytes32 = *b"encumbrances/digest/1\0\0\0\0\0\0\0\0\0\0\0";

/// How many words tell what binds a record.
pub const WORDS: usize = 11;

/// Bytes that a digest hashes: the domain, the record, and the words.
pub const PREIMAGE: usize = 32 * (WORDS + 2);

/// What binds a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encumbrance {
    /// The owner.
    pub owner: Account,
    /// Raised by every change of owner. An offer sells only in the epoch it was made in.
    pub epoch: u32,
    /// Raised when the record's content is replaced.
    pub generation: u32,
    /// The sum of the parents' shares of its gross income, in basis points.
    pub parents_share: u16,
    /// From which Unix second on it is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
    /// A number of [`crate::standing::Standing`].
    pub standing: u8,
    /// How many challenges are undecided.
    pub open_challenges: u32,
    /// The version of its split that applies until `applies_at`; zero for none.
    pub version: u32,
    /// The announced version; zero for none.
    pub next_version: u32,
    /// From when the announced version applies, in Unix seconds.
    pub applies_at: u64,
    /// Whether the split stays as it is for as long as the generation lasts.
    pub locked: bool,
}

impl Encumbrance {
    /// The fields in their order, each as a 32-byte big-endian word.
    pub fn words(&self) -> [Bytes32; WORDS] {
        let mut owner = [0; 32];
        if let Some(place) = owner.last_chunk_mut() {
            *place = self.owner;
        }
        [
            owner,
            word(self.epoch.into()),
            word(self.generation.into()),
            word(self.parents_share.into()),
            word(self.withdrawn_from),
            word(self.standing.into()),
            word(self.open_challenges.into()),
            word(self.version.into()),
            word(self.next_version.into()),
            word(self.applies_at),
            word(self.locked.into()),
        ]
    }
}

/// What the digest of a record hashes with Keccak-256: the domain, the record, and the words
/// of what binds it.
pub fn preimage(record: &Bytes32, words: &[Bytes32; WORDS]) -> [u8; PREIMAGE] {
    let mut bytes = [0; PREIMAGE];
    let parts = [&DOMAIN, record].into_iter().chain(words);
    for (place, part) in bytes.chunks_exact_mut(32).zip(parts) {
        place.copy_from_slice(part);
    }
    bytes
}

#[inline(never)]
fn word(number: u64) -> Bytes32 {
    let mut word = [0; 32];
    if let Some(place) = word.last_chunk_mut() {
        *place = number.to_be_bytes();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Encumbrance {
        Encumbrance {
            owner: [0xA1; 20],
            epoch: 2,
            generation: 3,
            parents_share: 0x0405,
            withdrawn_from: 6,
            standing: 1,
            open_challenges: 8,
            version: 9,
            next_version: 10,
            applies_at: 0x0B0C_0D0E_0F10_1112,
            locked: true,
        }
    }

    #[test]
    fn r3_every_field_has_a_word_of_its_own() {
        let words = sample().words();
        assert_eq!((words[0][..12].to_vec(), words[0][12..].to_vec()), (vec![0; 12], vec![0xA1; 20]));
        let numbers = [2, 3, 0x0405, 6, 1, 8, 9, 10, 0x0B0C_0D0E_0F10_1112, 1u64];
        for (word, number) in words[1..].iter().zip(numbers) {
            assert_eq!((word[..24].to_vec(), word[24..].to_vec()), (vec![0; 24], number.to_be_bytes().to_vec()));
        }
    }

    #[test]
    fn r3_the_preimage_is_the_domain_the_record_and_the_words() {
        let words = sample().words();
        let bytes = preimage(&[7; 32], &words);
        assert_eq!(bytes[..32], DOMAIN);
        assert_eq!(bytes[32..64], [7; 32]);
        assert_eq!(bytes[64..], *words.as_flattened());
        // No other preimage of the protocol begins like this one.
        for other in [crate::commitment::DOMAIN, crate::terms::DOMAIN] {
            assert_ne!(DOMAIN, other);
        }
    }

    prop_compose! {
        fn some()(
            owner in any::<[u8; 20]>(), epoch in any::<u32>(), generation in any::<u32>(),
            parents_share in any::<u16>(), withdrawn_from in any::<u64>(), standing in any::<u8>(),
            open_challenges in any::<u32>(), version in any::<u32>(), next_version in any::<u32>(),
            applies_at in any::<u64>(), locked in any::<bool>(),
        ) -> Encumbrance {
            Encumbrance {
                owner, epoch, generation, parents_share, withdrawn_from, standing, open_challenges, version,
                next_version, applies_at, locked,
            }
        }
    }

    /// The same with one field of another.
    fn with_field(of: Encumbrance, field: usize, other: &Encumbrance) -> Encumbrance {
        match field {
            0 => Encumbrance { owner: other.owner, ..of },
            1 => Encumbrance { epoch: other.epoch, ..of },
            2 => Encumbrance { generation: other.generation, ..of },
            3 => Encumbrance { parents_share: other.parents_share, ..of },
            4 => Encumbrance { withdrawn_from: other.withdrawn_from, ..of },
            5 => Encumbrance { standing: other.standing, ..of },
            6 => Encumbrance { open_challenges: other.open_challenges, ..of },
            7 => Encumbrance { version: other.version, ..of },
            8 => Encumbrance { next_version: other.next_version, ..of },
            9 => Encumbrance { applies_at: other.applies_at, ..of },
            _ => Encumbrance { locked: other.locked, ..of },
        }
    }

    proptest! {
        /// Two that differ in one field at most, or in the record: random ones would differ in
        /// all, and a word left out would not show.
        #[test]
        fn r3_different_encumbrances_have_different_preimages(
            a in some(), b in some(), field in 0..WORDS, records in any::<([u8; 32], [u8; 32])>(), same in any::<bool>(),
        ) {
            let changed = with_field(a, field, &b);
            let second = if same { records.0 } else { records.1 };
            let equal = preimage(&records.0, &a.words()) == preimage(&second, &changed.words());
            prop_assert_eq!(equal, a == changed && records.0 == second);
        }
    }
}
