//! PLUS `plus:DataMining` (IPTC photo metadata 2023.1): one value for a whole picture.
//!
//! | value `http://ns.useplus.org/ldf/vocab/DMI-...` | read as |
//! |---|---|
//! | `UNSPECIFIED` | nothing said |
//! | `ALLOWED` | training, data mining and search allowed |
//! | `PROHIBITED-AIMLTRAINING` | all training not allowed |
//! | `PROHIBITED-GENAIMLTRAINING` | generative training and fine-tuning not allowed |
//! | `PROHIBITED-EXCEPTSEARCHENGINEINDEXING` | training and data mining not allowed, search allowed |
//! | `PROHIBITED` | training, data mining and search not allowed |
//! | `PROHIBITED-SEECONSTRAINT`, `-SEEEMBEDDEDRIGHTSEXPR`, `-SEELINKEDRIGHTSEXPR` | the same only by licence where there is something to see, else not allowed |
//!
//! **Written** is the closest value that is no more lenient for anyone who reads it: the two
//! narrow prohibitions only where all else is allowed, since a reader takes the rest for free;
//! only by licence as `SEECONSTRAINT` with the licence's URL in `plus:OtherConstraints`.
//!
//! **Lost.** There is one value, so mixed preferences become the strictest of them (search may
//! still differ). `inference_input`, `index`, `evaluate`, `synthesise` and `derive` are not
//! spoken of. What a narrow prohibition leaves open reads back as only by licence.

use super::{DocumentError, Imported, check_optional_url, strictest};
use crate::{
    preferences::{Preference, Preferences},
    uses::{SEARCH, USES, Use},
};
use alloc::string::{String, ToString};

/// What the values begin with.
pub const VOCABULARY: &str = "http://ns.useplus.org/ldf/vocab/";

const UNSPECIFIED: &str = "DMI-UNSPECIFIED";
const ALLOWED: &str = "DMI-ALLOWED";
const NO_TRAINING: &str = "DMI-PROHIBITED-AIMLTRAINING";
const NO_GENERATIVE_TRAINING: &str = "DMI-PROHIBITED-GENAIMLTRAINING";
const ONLY_SEARCH: &str = "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING";
const PROHIBITED: &str = "DMI-PROHIBITED";
const SEE_CONSTRAINT: &str = "DMI-PROHIBITED-SEECONSTRAINT";
const SEE_EMBEDDED: &str = "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR";
const SEE_LINKED: &str = "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR";

/// The two properties of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plus {
    /// `plus:DataMining`: a URI.
    pub data_mining: String,
    /// `plus:OtherConstraints`: where a licence can be had.
    pub other_constraints: Option<String>,
}

/// The closest value. `licence` is the URL where a licence can be had; without one nothing can
/// be said to be only by licence, and it is prohibited.
///
/// # Errors
/// [`DocumentError::Value`] or [`DocumentError::TooLong`] if `licence` is no URL.
pub fn export(preferences: Preferences, licence: Option<&str>) -> Result<Plus, DocumentError> {
    check_optional_url("licence", licence)?;
    let of = |covers: fn(&Use) -> bool| strictest(preferences, covers).unwrap_or_default();
    let generative = |entry: &Use| entry.plus == Some(NO_GENERATIVE_TRAINING);
    let lenient = |covers: fn(&Use) -> bool| of(covers) == Preference::Allowed;
    let refused = |covers: fn(&Use) -> bool| {
        USES.iter().filter(|e| covers(e)).all(|e| super::preference(preferences, e) == Preference::NotAllowed)
    };
    let value = if lenient(is_covered) {
        ALLOWED
    } else if refused(is_training) && lenient(|entry| is_covered(entry) && !is_training(entry)) {
        NO_TRAINING
    } else if refused(generative) && lenient(|entry| is_covered(entry) && entry.plus != Some(NO_GENERATIVE_TRAINING)) {
        NO_GENERATIVE_TRAINING
    } else if of(is_covered) == Preference::OnlyByLicence && licence.is_some() {
        SEE_CONSTRAINT
    } else if lenient(is_search) {
        ONLY_SEARCH
    } else {
        PROHIBITED
    };
    let other_constraints = if value == SEE_CONSTRAINT { licence.map(ToString::to_string) } else { None };
    Ok(Plus { data_mining: alloc::format!("{VOCABULARY}{value}"), other_constraints })
}

/// Reads the value, as a URI or its last part. `see` is what the value refers to: the text of
/// `plus:OtherConstraints`, or where the embedded or linked rights expression is.
///
/// # Errors
/// [`DocumentError::Value`] for anything but the nine values.
pub fn import(data_mining: &str, see: Option<&str>) -> Result<Imported, DocumentError> {
    use Preference::{Allowed, NotAllowed, OnlyByLicence};
    let data_mining = data_mining.trim();
    let see = see.map(str::trim).filter(|see| !see.is_empty());
    let mut imported = Imported::default();
    match data_mining.strip_prefix(VOCABULARY).unwrap_or(data_mining) {
        UNSPECIFIED => {}
        ALLOWED => imported.say_all(is_covered, Allowed),
        NO_TRAINING => imported.say_all(is_training, NotAllowed),
        NO_GENERATIVE_TRAINING => {
            imported.say_all(|entry| entry.plus == Some(NO_GENERATIVE_TRAINING), NotAllowed);
        }
        ONLY_SEARCH => {
            imported.say_all(|entry| is_covered(entry) && !is_search(entry), NotAllowed);
            imported.say_all(is_search, Allowed);
        }
        PROHIBITED => imported.say_all(is_covered, NotAllowed),
        SEE_CONSTRAINT | SEE_EMBEDDED | SEE_LINKED => {
            imported.say_all(is_covered, if see.is_some() { OnlyByLicence } else { NotAllowed });
            imported.licence_at(see.unwrap_or_default());
        }
        _ => return Err(DocumentError::value("plus:DataMining", data_mining)),
    }
    Ok(imported)
}

/// Whether the vocabulary speaks of the use.
fn is_covered(entry: &Use) -> bool {
    entry.plus.is_some()
}

/// Whether the use is training: what one of the two narrow prohibitions is for.
fn is_training(entry: &Use) -> bool {
    matches!(entry.plus, Some(NO_TRAINING | NO_GENERATIVE_TRAINING))
}

fn is_search(entry: &Use) -> bool {
    super::is_in(SEARCH, entry.bit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Preference::{Allowed, NotAllowed, OnlyByLicence};

    const URL: &str = "https://photos.example/buy";

    /// Preferences by the numbers of training (generative, other, fine-tuning), search, mining.
    fn of(five: [Preference; 5]) -> Preferences {
        [0, 1, 2, 5, 6]
            .into_iter()
            .zip(five)
            .fold(Preferences::default(), |all, (bit, preference)| all.with(bit, preference).unwrap())
    }

    #[test]
    fn all_nine_values_are_read() {
        let cases = [
            ("UNSPECIFIED", None, 0, of([OnlyByLicence; 5])),
            ("ALLOWED", None, 0b110_0111, of([Allowed; 5])),
            (
                "PROHIBITED-AIMLTRAINING",
                None,
                0b111,
                of([NotAllowed, NotAllowed, NotAllowed, OnlyByLicence, OnlyByLicence]),
            ),
            (
                "PROHIBITED-GENAIMLTRAINING",
                None,
                0b101,
                of([NotAllowed, OnlyByLicence, NotAllowed, OnlyByLicence, OnlyByLicence]),
            ),
            (
                "PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
                None,
                0b110_0111,
                of([NotAllowed, NotAllowed, NotAllowed, Allowed, NotAllowed]),
            ),
            ("PROHIBITED", Some(URL), 0b110_0111, of([NotAllowed; 5])),
            ("PROHIBITED-SEECONSTRAINT", Some(URL), 0b110_0111, of([OnlyByLicence; 5])),
            ("PROHIBITED-SEEEMBEDDEDRIGHTSEXPR", Some("odrl"), 0b110_0111, of([OnlyByLicence; 5])),
            ("PROHIBITED-SEELINKEDRIGHTSEXPR", Some(URL), 0b110_0111, of([OnlyByLicence; 5])),
            ("PROHIBITED-SEECONSTRAINT", Some(" "), 0b110_0111, of([NotAllowed; 5])),
            ("PROHIBITED-SEELINKEDRIGHTSEXPR", None, 0b110_0111, of([NotAllowed; 5])),
        ];
        for (name, see, said, preferences) in cases {
            for value in [alloc::format!("DMI-{name}"), alloc::format!("{VOCABULARY}DMI-{name}")] {
                let read = import(&value, see).unwrap();
                assert_eq!((read.preferences, read.said), (preferences, said), "{value}");
                assert_eq!(read.licence.as_deref(), see.filter(|s| *s != " " && name.contains("SEE")), "{value}");
            }
        }
    }

    #[test]
    fn the_closest_value_is_written() {
        let cases = [
            ([Allowed; 5], "ALLOWED"),
            ([NotAllowed, NotAllowed, NotAllowed, Allowed, Allowed], "PROHIBITED-AIMLTRAINING"),
            ([NotAllowed, Allowed, NotAllowed, Allowed, Allowed], "PROHIBITED-GENAIMLTRAINING"),
            ([NotAllowed, NotAllowed, NotAllowed, Allowed, NotAllowed], "PROHIBITED-EXCEPTSEARCHENGINEINDEXING"),
            ([NotAllowed; 5], "PROHIBITED"),
            ([OnlyByLicence; 5], "PROHIBITED-SEECONSTRAINT"),
            ([Allowed, OnlyByLicence, Allowed, Allowed, Allowed], "PROHIBITED-SEECONSTRAINT"),
            ([NotAllowed, NotAllowed, NotAllowed, OnlyByLicence, Allowed], "PROHIBITED"),
            ([NotAllowed, OnlyByLicence, NotAllowed, Allowed, Allowed], "PROHIBITED-EXCEPTSEARCHENGINEINDEXING"),
        ];
        for (five, name) in cases {
            let written = export(of(five), Some(URL)).unwrap();
            assert_eq!(written.data_mining, alloc::format!("{VOCABULARY}DMI-{name}"), "{five:?}");
            assert_eq!(written.other_constraints.is_some(), name.ends_with("SEECONSTRAINT"));
        }
        let without_url = export(Preferences::default(), None).unwrap();
        assert_eq!(without_url.data_mining, alloc::format!("{VOCABULARY}{PROHIBITED}"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for wrong in ["", "DMI-", "DMI-allowed", "http://ns.useplus.org/ldf/vocab/DMI-SOME"] {
            assert_eq!(import(wrong, None), Err(DocumentError::value("plus:DataMining", wrong)));
        }
    }
}
