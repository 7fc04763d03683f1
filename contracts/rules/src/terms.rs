//! Licence terms: immutable, addressed by their hash.

use crate::{
    Bytes32,
    limits::{BASIS_POINTS, MAX_DURATION, MAX_REVOCATION_NOTICE, MIN_REVOCATION_NOTICE},
    uses::{ALL_USERS, ALL_USES, DERIVE},
    work::{self, WorkError},
};
use alloc::vec::Vec;

/// The domain of terms ids: ASCII, padded with zeros.
pub const DOMAIN: Bytes32 = *b"terms-book/terms/2\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// How long a licence lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Duration {
    /// Without an end.
    Perpetual,
    /// This many seconds, at least one.
    Seconds(u64),
}

impl Duration {
    /// Reads the pair that the ABI carries: `(true, 0)` or `(false, seconds)`.
    ///
    /// # Errors
    /// [`TermsError::DurationInvalid`] for any other pair, for zero seconds and for more than
    /// [`MAX_DURATION`].
    pub fn from_pair(perpetual: bool, seconds: u64) -> Result<Self, TermsError> {
        match (perpetual, seconds) {
            (true, 0) => Ok(Self::Perpetual),
            (false, 1..=MAX_DURATION) => Ok(Self::Seconds(seconds)),
            _ => Err(TermsError::DurationInvalid),
        }
    }

    /// The pair that the ABI carries.
    pub const fn to_pair(self) -> (bool, u64) {
        match self {
            Self::Perpetual => (true, 0),
            Self::Seconds(seconds) => (false, seconds),
        }
    }
}

/// Whether the licensor may end a licence early, for the refund of what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Revocation {
    /// Never.
    Irrevocable,
    /// This many seconds after saying so: from [`MIN_REVOCATION_NOTICE`] to
    /// [`MAX_REVOCATION_NOTICE`].
    AfterNotice(u32),
}

impl Revocation {
    /// Reads the pair that the ABI carries: `(false, 0)` or `(true, seconds)`.
    ///
    /// # Errors
    /// [`TermsError::RevocationInvalid`] for any other pair, and for a notice out of bounds.
    pub fn from_pair(revocable: bool, notice: u32) -> Result<Self, TermsError> {
        match (revocable, notice) {
            (false, 0) => Ok(Self::Irrevocable),
            (true, MIN_REVOCATION_NOTICE..=MAX_REVOCATION_NOTICE) => Ok(Self::AfterNotice(notice)),
            _ => Err(TermsError::RevocationInvalid),
        }
    }

    /// The pair that the ABI carries.
    pub const fn to_pair(self) -> (bool, u32) {
        match self {
            Self::Irrevocable => (false, 0),
            Self::AfterNotice(notice) => (true, notice),
        }
    }
}

/// What a licence under these terms allows.
#[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Terms {
    /// What may be done: bits of [`crate::uses`].
    pub uses: u16,
    /// By whom: bits of [`crate::uses::USERS`].
    pub users: u8,
    /// For how long.
    pub duration: Duration,
    /// Whether nobody else has a licence of the record for any of these uses while it lasts.
    pub exclusive: bool,
    /// Whether the licence may be transferred.
    pub transferable: bool,
    /// Whether the licensor must be named where the work or what was made from it is shown.
    pub attribution: bool,
    /// Whether and how the licensor may end it early.
    pub revocation: Revocation,
    /// The least part of a derivative's gross income that the licensor asks for, in basis
    /// points. Only with the use `derive`.
    pub derivative_share: u16,
    /// The record owner's part of the price when the licence is sold on, in basis points.
    pub resale_royalty: u16,
    /// SHA-256 of the document that says what no machine enforces (territory, governing
    /// law, channels); zero where there is none.
    pub document: Bytes32,
    /// Where that document is.
    pub uri: Vec<u8>,
}

/// What is wrong with terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsError {
    /// No use at all, or a bit that means none.
    UsesInvalid,
    /// No class of user at all, or a bit that means none.
    UsersInvalid,
    /// Neither perpetual nor a number of seconds within bounds.
    DurationInvalid,
    /// Neither irrevocable nor revocable with a notice within bounds.
    RevocationInvalid,
    /// More than the whole, or asked for without allowing derivatives.
    DerivativeShareInvalid,
    /// More than the whole.
    ResaleRoyaltyInvalid,
    /// The URI is too long.
    UriTooLong,
    /// The URI has a character that a URI has not.
    UriInvalid,
}

impl Terms {
    /// Checks the terms.
    ///
    /// # Errors
    /// The first of [`TermsError`] that applies.
    pub fn check(&self) -> Result<(), TermsError> {
        if self.uses == 0 || self.uses & !ALL_USES != 0 {
            return Err(TermsError::UsesInvalid);
        }
        if self.users == 0 || self.users & !ALL_USERS != 0 {
            return Err(TermsError::UsersInvalid);
        }
        let (perpetual, seconds) = self.duration.to_pair();
        Duration::from_pair(perpetual, seconds)?;
        let (revocable, notice) = self.revocation.to_pair();
        Revocation::from_pair(revocable, notice)?;
        let without_derivatives = self.uses & DERIVE == 0;
        if self.derivative_share > BASIS_POINTS || (self.derivative_share > 0 && without_derivatives) {
            return Err(TermsError::DerivativeShareInvalid);
        }
        if self.resale_royalty > BASIS_POINTS {
            return Err(TermsError::ResaleRoyaltyInvalid);
        }
        match work::check_uri(&self.uri) {
            Ok(()) => Ok(()),
            Err(WorkError::UriTooLong) => Err(TermsError::UriTooLong),
            Err(_) => Err(TermsError::UriInvalid),
        }
    }

    /// What the terms id hashes with Keccak-256: the domain, then each field as a 32-byte
    /// big-endian word, then the URI's length as a word and its bytes.
    pub fn preimage(&self) -> Vec<u8> {
        let (perpetual, seconds) = self.duration.to_pair();
        let (revocable, notice) = self.revocation.to_pair();
        let mut bytes = Vec::with_capacity(self.uri.len().saturating_add(448));
        bytes.extend_from_slice(&DOMAIN);
        for number in [
            self.uses.into(),
            self.users.into(),
            perpetual.into(),
            seconds,
            self.exclusive.into(),
            self.transferable.into(),
            self.attribution.into(),
            revocable.into(),
            notice.into(),
            self.derivative_share.into(),
            self.resale_royalty.into(),
        ] {
            push_word(&mut bytes, number);
        }
        bytes.extend_from_slice(&self.document);
        push_word(&mut bytes, self.uri.len() as u64);
        bytes.extend_from_slice(&self.uri);
        bytes
    }
}

fn push_word(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&[0; 24]);
    bytes.extend_from_slice(&number.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uses::{COMMERCIAL, TRAIN_GENERATIVE};
    use proptest::prelude::*;

    fn sample() -> Terms {
        Terms {
            uses: TRAIN_GENERATIVE,
            users: COMMERCIAL,
            duration: Duration::Seconds(1),
            exclusive: false,
            transferable: true,
            attribution: false,
            revocation: Revocation::Irrevocable,
            derivative_share: 0,
            resale_royalty: 250,
            document: [9; 32],
            uri: b"https://example.org/terms.html".to_vec(),
        }
    }

    #[test]
    fn good_terms_pass() {
        assert_eq!(sample().check(), Ok(()));
        assert_eq!(Terms { duration: Duration::Perpetual, uri: Vec::new(), ..sample() }.check(), Ok(()));
        assert_eq!(Terms { duration: Duration::Seconds(MAX_DURATION), ..sample() }.check(), Ok(()));
        assert_eq!(Terms { uses: ALL_USES, users: ALL_USERS, ..sample() }.check(), Ok(()));
        assert_eq!(Terms { uses: DERIVE, derivative_share: 10_000, ..sample() }.check(), Ok(()));
        assert_eq!(Terms { exclusive: true, resale_royalty: 10_000, ..sample() }.check(), Ok(()));
        assert_eq!(Terms { transferable: false, ..sample() }.check(), Ok(()), "a royalty that nobody pays is no error");
        for notice in [86_400, 31_536_000] {
            assert_eq!(Terms { revocation: Revocation::AfterNotice(notice), ..sample() }.check(), Ok(()));
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        let cases = [
            (Terms { uses: 0, ..sample() }, TermsError::UsesInvalid),
            (Terms { uses: ALL_USES + 1, ..sample() }, TermsError::UsesInvalid),
            (Terms { users: 0, ..sample() }, TermsError::UsersInvalid),
            (Terms { users: ALL_USERS + 1, ..sample() }, TermsError::UsersInvalid),
            (Terms { duration: Duration::Seconds(0), ..sample() }, TermsError::DurationInvalid),
            (Terms { duration: Duration::Seconds(MAX_DURATION + 1), ..sample() }, TermsError::DurationInvalid),
            (Terms { revocation: Revocation::AfterNotice(0), ..sample() }, TermsError::RevocationInvalid),
            (Terms { revocation: Revocation::AfterNotice(86_399), ..sample() }, TermsError::RevocationInvalid),
            (Terms { revocation: Revocation::AfterNotice(31_536_001), ..sample() }, TermsError::RevocationInvalid),
            (Terms { resale_royalty: 10_001, ..sample() }, TermsError::ResaleRoyaltyInvalid),
            (Terms { derivative_share: 1, ..sample() }, TermsError::DerivativeShareInvalid),
            (Terms { uses: DERIVE, derivative_share: 10_001, ..sample() }, TermsError::DerivativeShareInvalid),
            (Terms { uri: [b'a'; 161].to_vec(), ..sample() }, TermsError::UriTooLong),
            (Terms { uri: b"a b".to_vec(), ..sample() }, TermsError::UriInvalid),
        ];
        for (terms, error) in cases {
            assert_eq!(terms.check(), Err(error), "{terms:?}");
        }
    }

    #[test]
    fn l12_perpetual_is_a_variant_of_its_own() {
        assert_eq!(Duration::from_pair(true, 0), Ok(Duration::Perpetual));
        assert_eq!(Duration::from_pair(false, 60), Ok(Duration::Seconds(60)));
        assert_eq!(Duration::from_pair(false, 0), Err(TermsError::DurationInvalid));
        assert_eq!(Duration::from_pair(true, 60), Err(TermsError::DurationInvalid));
    }

    #[test]
    fn irrevocable_is_a_variant_of_its_own() {
        assert_eq!(Revocation::from_pair(false, 0), Ok(Revocation::Irrevocable));
        assert_eq!(Revocation::from_pair(true, 86_400), Ok(Revocation::AfterNotice(86_400)));
        for (revocable, notice) in [(true, 0), (false, 1), (false, 86_400), (true, 86_399), (true, u32::MAX)] {
            let read = Revocation::from_pair(revocable, notice);
            assert_eq!(read, Err(TermsError::RevocationInvalid), "{revocable} {notice}");
        }
    }

    /// Every field has a place of its own, whoever reads it elsewhere.
    #[test]
    fn r3_the_preimage_has_a_word_for_each_field_in_order() {
        let terms = Terms {
            uses: 1,
            users: 2,
            duration: Duration::Seconds(4),
            exclusive: true,
            transferable: false,
            attribution: true,
            revocation: Revocation::AfterNotice(9),
            derivative_share: 10,
            resale_royalty: 11,
            document: [12; 32],
            uri: b"place".to_vec(),
        };
        let preimage = terms.preimage();
        let (words, uri) = preimage.split_at(14 * 32);
        assert_eq!(&words[..32], b"terms-book/terms/2\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        let numbers = words[32..].chunks(32).map(|word| u64::from_be_bytes(*word.last_chunk().unwrap()));
        let document = u64::from_be_bytes([12; 8]);
        assert!(numbers.eq([1, 2, 0, 4, 1, 0, 1, 1, 9, 10, 11, document, 5]));
        assert_eq!(uri, b"place");
    }

    #[test]
    fn r3_every_field_counts() {
        let different = [
            sample(),
            Terms { uses: DERIVE, ..sample() },
            Terms { users: ALL_USERS, ..sample() },
            Terms { duration: Duration::Perpetual, ..sample() },
            Terms { duration: Duration::Seconds(2), ..sample() },
            Terms { exclusive: true, ..sample() },
            Terms { transferable: false, ..sample() },
            Terms { attribution: true, ..sample() },
            Terms { revocation: Revocation::AfterNotice(86_400), ..sample() },
            Terms { revocation: Revocation::AfterNotice(86_401), ..sample() },
            Terms { derivative_share: 1, ..sample() },
            Terms { resale_royalty: 251, ..sample() },
            Terms { document: [8; 32], ..sample() },
            Terms { uri: Vec::new(), ..sample() },
        ];
        let preimages: alloc::collections::BTreeSet<_> = different.iter().map(Terms::preimage).collect();
        assert_eq!(preimages.len(), different.len());
    }

    prop_compose! {
        fn any_terms()(
            uses in any::<u16>(), users in any::<u8>(), duration in prop_oneof![
                Just(Duration::Perpetual), (1u64..).prop_map(Duration::Seconds)],
            (exclusive, transferable, attribution) in any::<(bool, bool, bool)>(),
            revocation in prop_oneof![Just(Revocation::Irrevocable), (1u32..).prop_map(Revocation::AfterNotice)],
            (derivative_share, resale_royalty) in any::<(u16, u16)>(), document in any::<[u8; 32]>(),
            uri in proptest::collection::vec(any::<u8>(), 0..80),
        ) -> Terms {
            Terms {
                uses, users, duration, exclusive, transferable, attribution, revocation, derivative_share, resale_royalty,
                document, uri,
            }
        }
    }

    proptest! {
        #[test]
        fn r3_different_terms_have_different_preimages(a in any_terms(), b in any_terms()) {
            prop_assert_eq!(a.preimage() == b.preimage(), a == b);
        }

        /// Terms that share all but a field differ by that field.
        #[test]
        fn r3_one_other_field_makes_other_terms(a in any_terms(), b in any_terms()) {
            let neighbours = [
                Terms { uses: b.uses, ..a.clone() },
                Terms { users: b.users, ..a.clone() },
                Terms { duration: b.duration, ..a.clone() },
                Terms { exclusive: b.exclusive, ..a.clone() },
                Terms { transferable: b.transferable, ..a.clone() },
                Terms { attribution: b.attribution, ..a.clone() },
                Terms { revocation: b.revocation, ..a.clone() },
                Terms { derivative_share: b.derivative_share, ..a.clone() },
                Terms { resale_royalty: b.resale_royalty, ..a.clone() },
                Terms { document: b.document, ..a.clone() },
                Terms { uri: b.uri, ..a.clone() },
            ];
            for neighbour in neighbours {
                prop_assert_eq!(a.preimage() == neighbour.preimage(), a == neighbour);
            }
        }
    }
}
