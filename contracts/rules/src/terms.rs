//! Licence terms: immutable, addressed by their hash.

use crate::{
    Bytes32,
    limits::{BASIS_POINTS, MAX_DURATION},
    uses::{ALL_USERS, ALL_USES, DERIVE},
    work::{self, WorkError},
};
use alloc::vec::Vec;

/// The domain of terms ids: ASCII, padded with zeros.
pub const DOMAIN: Bytes32 = *b"terms-book/terms/1\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

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
    /// Whether the licence may be transferred.
    pub transferable: bool,
    /// Whether the licensor must be named where the work or what was made from it is shown.
    pub attribution: bool,
    /// The least part of a derivative's gross income that the licensor asks for, in basis
    /// points. Only with the use `derive`.
    pub derivative_share: u16,
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
    /// More than the whole, or asked for without allowing derivatives.
    DerivativeShareInvalid,
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
        let without_derivatives = self.uses & DERIVE == 0;
        if self.derivative_share > BASIS_POINTS || (self.derivative_share > 0 && without_derivatives) {
            return Err(TermsError::DerivativeShareInvalid);
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
        let mut bytes = Vec::with_capacity(self.uri.len().saturating_add(352));
        bytes.extend_from_slice(&DOMAIN);
        for number in [
            self.uses.into(),
            self.users.into(),
            perpetual.into(),
            seconds,
            self.transferable.into(),
            self.attribution.into(),
            self.derivative_share.into(),
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
            transferable: true,
            attribution: false,
            derivative_share: 0,
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

    prop_compose! {
        fn any_terms()(
            uses in any::<u16>(), users in any::<u8>(), duration in prop_oneof![
                Just(Duration::Perpetual), (1u64..).prop_map(Duration::Seconds)],
            transferable in any::<bool>(), attribution in any::<bool>(), derivative_share in any::<u16>(), document in any::<[u8; 32]>(),
            uri in proptest::collection::vec(any::<u8>(), 0..80),
        ) -> Terms {
            Terms { uses, users, duration, transferable, attribution, derivative_share, document, uri }
        }
    }

    proptest! {
        #[test]
        fn r3_different_terms_have_different_preimages(a in any_terms(), b in any_terms()) {
            prop_assert_eq!(a.preimage() == b.preimage(), a == b);
        }
    }
}
