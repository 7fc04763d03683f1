//! Works: what kind they are, what they are counted in, where they came from.

use crate::Bytes32;

/// What a work is. The kind says what `units` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A picture; units are items.
    Image,
    /// A video priced by the second as short form; units are seconds.
    ShortVideo,
    /// A video priced by the second as long form; units are seconds.
    LongVideo,
    /// Sound; units are seconds.
    Audio,
    /// Text; units are words.
    Text,
    /// A data set; units are items.
    Dataset,
    /// A model; units are millions of parameters.
    Model,
    /// Software; units are lines.
    Software,
    /// Anything else; units are items.
    Other,
}

impl Kind {
    /// Every kind, by its number.
    pub const ALL: [Kind; 9] = [
        Kind::Image,
        Kind::ShortVideo,
        Kind::LongVideo,
        Kind::Audio,
        Kind::Text,
        Kind::Dataset,
        Kind::Model,
        Kind::Software,
        Kind::Other,
    ];

    /// Whether units are seconds.
    pub const fn is_timed(self) -> bool {
        matches!(self, Kind::ShortVideo | Kind::LongVideo | Kind::Audio)
    }

    /// What one unit of a work of this kind is.
    pub const fn unit_name(self) -> &'static str {
        match self {
            Kind::Image | Kind::Dataset | Kind::Other => "items",
            Kind::ShortVideo | Kind::LongVideo | Kind::Audio => "seconds",
            Kind::Text => "words",
            Kind::Model => "million parameters",
            Kind::Software => "lines",
        }
    }

    /// The kind's name as documents spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Image => "image",
            Kind::ShortVideo => "short_video",
            Kind::LongVideo => "long_video",
            Kind::Audio => "audio",
            Kind::Text => "text",
            Kind::Dataset => "dataset",
            Kind::Model => "model",
            Kind::Software => "software",
            Kind::Other => "other",
        }
    }
}

/// Where a work came from: C2PA's digital source type, coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Origin {
    /// Made by people.
    Human,
    /// Made by people with the help of a model.
    AiAssisted,
    /// Made by a model.
    AiGenerated,
    /// Synthetic data made from licensed works.
    SyntheticFromLicensed,
}

/// How many kinds there are: valid numbers are below.
pub const KINDS: u8 = 9;
/// How many origins there are: valid numbers are below.
pub const ORIGINS: u8 = 4;

/// What is wrong with the description of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkError {
    /// The digest is zero, which is nobody's SHA-256.
    DigestZero,
    /// There is no kind of that number.
    KindUnknown,
    /// There is no origin of that number.
    OriginUnknown,
    /// A work has at least one unit.
    UnitsZero,
    /// The URI is longer than [`crate::limits::MAX_URI`] bytes.
    UriTooLong,
    /// The URI has a character that a URI has not (RFC 3986: printable ASCII).
    UriInvalid,
}

/// Checks what a registration says of a work.
///
/// # Errors
/// The first of [`WorkError`] that applies, in the order of its variants.
pub fn check(digest: &Bytes32, kind: u8, units: u64, origin: u8, uri: &[u8]) -> Result<(), WorkError> {
    if digest.iter().all(|byte| *byte == 0) {
        return Err(WorkError::DigestZero);
    }
    if kind >= KINDS {
        return Err(WorkError::KindUnknown);
    }
    if origin >= ORIGINS {
        return Err(WorkError::OriginUnknown);
    }
    if units == 0 {
        return Err(WorkError::UnitsZero);
    }
    check_uri(uri)
}

/// Checks a URI's length and alphabet; an empty one is allowed and means none.
///
/// # Errors
/// [`WorkError::UriTooLong`], [`WorkError::UriInvalid`].
pub fn check_uri(uri: &[u8]) -> Result<(), WorkError> {
    if uri.len() > crate::limits::MAX_URI {
        return Err(WorkError::UriTooLong);
    }
    if uri.iter().any(|byte| !byte.is_ascii_graphic()) {
        return Err(WorkError::UriInvalid);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_URI;

    const DIGEST: Bytes32 = [7; 32];

    #[test]
    fn numbers_of_kinds_are_their_positions() {
        for (position, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, position);
        }
        assert_eq!(Kind::ALL.len(), KINDS as usize);
        assert_eq!(Origin::SyntheticFromLicensed as u8 + 1, ORIGINS);
        let said = Kind::ALL.map(|kind| (kind.name(), kind.unit_name(), kind.is_timed()));
        assert_eq!(
            said,
            [
                ("image", "items", false),
                ("short_video", "seconds", true),
                ("long_video", "seconds", true),
                ("audio", "seconds", true),
                ("text", "words", false),
                ("dataset", "items", false),
                ("model", "million parameters", false),
                ("software", "lines", false),
                ("other", "items", false),
            ]
        );
    }

    #[test]
    fn r4_every_bound_field_is_checked() {
        assert_eq!(check(&DIGEST, 0, 1, 0, b""), Ok(()));
        assert_eq!(check(&DIGEST, 8, u64::MAX, 3, &[b'a'; MAX_URI]), Ok(()));
        assert_eq!(check(&[0; 32], 0, 1, 0, b""), Err(WorkError::DigestZero));
        assert_eq!(check(&DIGEST, 9, 1, 0, b""), Err(WorkError::KindUnknown));
        assert_eq!(check(&DIGEST, 0, 1, 4, b""), Err(WorkError::OriginUnknown));
        assert_eq!(check(&DIGEST, 0, 0, 0, b""), Err(WorkError::UnitsZero));
        assert_eq!(check(&DIGEST, 0, 1, 0, &[b'a'; MAX_URI + 1]), Err(WorkError::UriTooLong));
    }

    #[test]
    fn l17_a_uri_is_printable_ascii() {
        assert_eq!(check_uri(b"ipfs://bafy/1.json?x=%20#y"), Ok(()));
        for bad in [&b"a b"[..], b"\xff", "é".as_bytes(), b"\0", b"a\n"] {
            assert_eq!(check_uri(bad), Err(WorkError::UriInvalid));
        }
    }
}
