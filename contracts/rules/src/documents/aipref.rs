//! IETF AI preferences: the value of the header field `Content-Usage`.
//!
//! After the working drafts draft-ietf-aipref-vocab-08 and -attach; the labels are columns of
//! the table of uses, so a later draft changes them there. A dictionary of structured fields:
//! `train-ai=n, ai-use=n, search=y`.
//!
//! | here | there | read back |
//! |---|---|---|
//! | allowed | `y` | allowed |
//! | only by licence | `n` | not allowed |
//! | not allowed | `n` | not allowed |
//!
//! A preference there is given or unknown, so only by licence must be written as `n`: who has
//! an agreement goes by that, as the draft says, and everyone else is refused. Unknown reads as
//! only by licence.
//!
//! **Lost.** That there are licences, and where. `train-ai` is training of generative models:
//! `train_generative` and `fine_tune`, the stricter of the two. `train_other`, `index`,
//! `data_mining`, `evaluate`, `synthesise` and `derive` have no label. Search, when allowed,
//! there includes training a model that serves nothing but the search.

use super::{
    DocumentError, Imported, check_size,
    dictionary::{self, Value},
    strictest, words,
};
use crate::preferences::{Preference, Preferences};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// The header field's name.
pub const HEADER: &str = "Content-Usage";

/// The header field's value.
pub fn export(preferences: Preferences) -> String {
    let members = words(|entry| entry.aipref).into_iter().filter_map(|word| {
        let allowed = strictest(preferences, |entry| entry.aipref == Some(word))? == Preference::Allowed;
        Some(format!("{word}={}", if allowed { "y" } else { "n" }))
    });
    members.collect::<Vec<_>>().join(", ")
}

/// Reads the value of one header field or rule. Values other than `y` and `n`, and labels that
/// are not in the table, are unknown and reported as ignored.
///
/// # Errors
/// [`DocumentError::Dictionary`] with the place where the value is no dictionary. The draft has
/// all preferences unknown then.
pub fn import(statement: &str) -> Result<Imported, DocumentError> {
    import_all([statement])
}

/// Reads the values of several header fields or rules, from wherever they were found: one that
/// disallows a use outweighs any that allow it.
///
/// # Errors
/// [`DocumentError::Dictionary`] if one is no dictionary.
pub fn import_all<'a>(statements: impl IntoIterator<Item = &'a str>) -> Result<Imported, DocumentError> {
    let mut imported = Imported::default();
    let known = words(|entry| entry.aipref);
    for statement in statements {
        check_size(statement)?;
        for (key, value) in dictionary::parse(statement)? {
            let preference = match value {
                Value::Token("y") if known.contains(&key) => Preference::Allowed,
                Value::Token("n") if known.contains(&key) => Preference::NotAllowed,
                _ => {
                    imported.ignored.push(key.to_string());
                    continue;
                }
            };
            imported.say_all(|entry| entry.aipref == Some(key), preference);
        }
    }
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uses::{FINE_TUNE, SEARCH, TRAIN_GENERATIVE};

    #[test]
    fn a_site_that_wants_to_be_found_and_not_trained_on() {
        let read = import("train-ai=n, search=y;until=2027, tdm=n").unwrap();
        assert_eq!(read.said, TRAIN_GENERATIVE | FINE_TUNE | SEARCH);
        assert_eq!(read.preferences.of(0), Some(Preference::NotAllowed));
        assert_eq!(read.preferences.of(2), Some(Preference::NotAllowed));
        assert_eq!(read.preferences.of(5), Some(Preference::Allowed));
        assert_eq!(read.preferences.of(3), Some(Preference::OnlyByLicence));
        assert_eq!(read.ignored, ["tdm"]);
        let unknown = import("tdm=y").unwrap();
        assert_eq!((unknown.said, unknown.ignored), (0, vec!["tdm".to_string()]));
    }

    #[test]
    fn any_disallow_wins() {
        for statements in [["search=n", "search=y"], ["search=y", "search=n"]] {
            assert_eq!(import_all(statements).unwrap().preferences.of(5), Some(Preference::NotAllowed));
        }
    }

    #[test]
    fn what_is_neither_y_nor_n_is_unknown() {
        let read = import("train-ai, search=\"y\", ai-use=Y, train-ai=y, train-ai").unwrap();
        assert_eq!((read.said, read.preferences), (0, Preferences::default()));
        assert_eq!(read.ignored, ["ai-use", "search", "train-ai"]);
    }

    #[test]
    fn silence_and_licences_are_written_as_refusals() {
        assert_eq!(export(Preferences::default()), "train-ai=n, ai-use=n, search=n");
        assert_eq!(export(Preferences::all(Preference::Allowed)), "train-ai=y, ai-use=y, search=y");
        let no_fine_tuning = Preferences::all(Preference::Allowed).with(2, Preference::OnlyByLicence).unwrap();
        assert_eq!(export(no_fine_tuning), "train-ai=n, ai-use=y, search=y");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(
            import("Train-AI=n").unwrap_err(),
            DocumentError::Dictionary { at: 0, expected: "a key in lower case" }
        );
        assert_eq!(import("search").unwrap().said, 0);
    }
}
