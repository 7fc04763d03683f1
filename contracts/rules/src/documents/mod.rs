//! Documents about records that are read and written off the chain.
//!
//! Preferences in the words of public vocabularies, one module each: [`cawg`], [`rsl`],
//! [`plus`], [`tdmrep`], [`aipref`]; and the document that a record's metadata URI points to:
//! [`metadata`].
//!
//! Each vocabulary's words for our uses are in [`crate::uses::USES`] and nowhere else. Three
//! rules hold for all of them:
//!
//! - **Nothing allows by silence.** A use that a document does not speak of is only by
//!   licence, and what is read as allowed was said to be.
//! - **Writing is never more lenient than the preferences.** Where several uses share one word,
//!   the strictest of them is written.
//! - **Reading is never more lenient than the document.** Where a document says two things of a
//!   use, the stricter holds.
//!
//! So what is written and read back is, for each use that the vocabulary has words for, at
//! least as strict as it was. What a vocabulary has no word for is lost, and reads as only by
//! licence; [`Imported::onto`] keeps what was known of it before.

pub mod aipref;
pub mod cawg;
mod dictionary;
mod location;
pub mod metadata;
pub mod plus;
pub mod rsl;
pub mod tdmrep;

#[cfg(test)]
mod tests;

use crate::{
    preferences::{Preference, Preferences},
    uses::{USES, Use},
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// Bytes of a document that is read.
pub const MAX_DOCUMENT: usize = 64 * 1024;

/// Bytes of a URL in a document.
pub const MAX_URL: usize = 2048;

/// What a document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The preference for each use; only by licence for those in no bit of `said`.
    pub preferences: Preferences,
    /// The uses that the document speaks of: bits of [`crate::uses`].
    pub said: u16,
    /// Where a licence can be had, or what else the document says of that.
    pub licence: Option<String>,
    /// What was read but has no meaning here, as the document spells it.
    pub ignored: Vec<String>,
}

impl Imported {
    /// `base` with what the document says written over it.
    #[must_use]
    pub fn onto(&self, base: Preferences) -> Preferences {
        self.preferences
            .iter()
            .filter(|(bit, _)| is_in(self.said, *bit))
            .fold(base, |all, (bit, preference)| all.with(bit, preference).unwrap_or(all))
    }

    /// Notes what is said of a use. The stricter of two sayings holds.
    fn say(&mut self, entry: &Use, preference: Preference) {
        let before = if is_in(self.said, entry.bit) { self.preferences.of(entry.bit) } else { None };
        let now = before.map_or(preference, |before| before.stricter(preference));
        self.preferences = self.preferences.with(entry.bit, now).unwrap_or(self.preferences);
        self.said |= 1u16.checked_shl(entry.bit.into()).unwrap_or(0);
    }

    /// Notes the same of every use that `covers` names.
    fn say_all(&mut self, covers: impl Fn(&Use) -> bool, preference: Preference) {
        for entry in USES.iter().filter(|entry| covers(entry)) {
            self.say(entry, preference);
        }
    }

    /// Keeps the first that is said of where a licence can be had.
    fn licence_at(&mut self, licence: &str) {
        if self.licence.is_none() && !licence.is_empty() {
            self.licence = Some(licence.to_string());
        }
    }
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Longer than [`MAX_DOCUMENT`], or than another bound that is given.
    #[error("{what} is too long: {size}, at most {limit}")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// How long it is.
        size: usize,
        /// How long it may be.
        limit: usize,
    },
    /// Not JSON, or not of the form that the vocabulary has.
    #[error("JSON: {0}")]
    Json(String),
    /// Not well-formed XML.
    #[error("XML: {0}")]
    Xml(String),
    /// Not a dictionary of structured fields (RFC 9651).
    #[error("structured field: {expected} expected at byte {at}")]
    Dictionary {
        /// Where.
        at: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// Something that has to be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A value that the field cannot have.
    #[error("{field} cannot be {value:?}")]
    Value {
        /// The field.
        field: String,
        /// Its value, as the document spells it.
        value: String,
    },
}

impl DocumentError {
    /// The error for a value that the field cannot have.
    fn value(field: impl ToString, value: impl ToString) -> Self {
        let value: String = value.to_string().chars().take(80).collect();
        Self::Value { field: field.to_string(), value }
    }
}

/// Whether a set of uses has the one of that bit.
fn is_in(uses: u16, bit: u8) -> bool {
    uses.checked_shr(bit.into()).is_some_and(|rest| rest & 1 == 1)
}

/// The preference for an entry of the table.
fn preference(preferences: Preferences, entry: &Use) -> Preference {
    preferences.of(entry.bit).unwrap_or_default()
}

/// The strictest preference for the uses that `covers` names; `None` where it names none.
fn strictest(preferences: Preferences, covers: impl Fn(&Use) -> bool) -> Option<Preference> {
    USES.iter().filter(|entry| covers(entry)).map(|entry| preference(preferences, entry)).reduce(Preference::stricter)
}

/// The words that a column of the table has, each once, in the table's order.
fn words(column: impl Fn(&Use) -> Option<&'static str>) -> Vec<&'static str> {
    let mut words = Vec::new();
    for word in USES.iter().filter_map(column) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Refuses what is longer than a document may be.
fn check_size(document: &str) -> Result<(), DocumentError> {
    check_length("the document", document.len(), MAX_DOCUMENT)
}

/// Refuses what is longer than `limit`.
fn check_length(what: &'static str, size: usize, limit: usize) -> Result<(), DocumentError> {
    if size > limit { Err(DocumentError::TooLong { what, size, limit }) } else { Ok(()) }
}

/// Refuses what can be no URL: an empty one, one too long, or one with a character that is
/// not printable ASCII (RFC 3986) and would break out of a header, say.
fn check_url(field: &'static str, url: &str) -> Result<(), DocumentError> {
    check_length(field, url.len(), MAX_URL)?;
    if url.is_empty() || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(DocumentError::value(field, url));
    }
    Ok(())
}

/// The same, where there may be none.
fn check_optional_url(field: &'static str, url: Option<&str>) -> Result<(), DocumentError> {
    url.map_or(Ok(()), |url| check_url(field, url))
}
