//! CAWG training and data mining assertion 1.1 (label `cawg.training-mining`), in JSON.
//!
//! | here | there |
//! |---|---|
//! | allowed | `allowed` |
//! | only by licence | `constrained`, with the licence's URL as `constraint_info` |
//! | not allowed | `notAllowed` |
//!
//! **Lost.** `index`, `search`, `evaluate`, `synthesise` and `derive` have no entry.
//! `train_generative` and `fine_tune` share one, which says the stricter of the two. Where no
//! URL is known, only by licence reads back as not allowed, because the standard takes a
//! constraint without information for `notAllowed`. Entries of others are not interpreted.

use super::{DocumentError, Imported, check_optional_url, check_size, strictest, words};
use crate::preferences::{Preference, Preferences};
use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
};
use serde::{Deserialize, Serialize};

/// The assertion's label in a C2PA manifest.
pub const LABEL: &str = "cawg.training-mining";

#[derive(Serialize, Deserialize)]
struct Assertion {
    entries: BTreeMap<String, Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(rename = "use")]
    usage: String,
    // The standard's schema says `constraint_info`, its prose `constraints_info`.
    #[serde(alias = "constraints_info", skip_serializing_if = "Option::is_none")]
    constraint_info: Option<String>,
}

/// The assertion's data as JSON. `licence` is the URL where a licence can be had.
///
/// # Errors
/// [`DocumentError::Value`] or [`DocumentError::TooLong`] if `licence` is no URL.
pub fn export(preferences: Preferences, licence: Option<&str>) -> Result<String, DocumentError> {
    check_optional_url("licence", licence)?;
    let entries = words(|entry| entry.cawg).into_iter().filter_map(|word| {
        let (usage, info) = match strictest(preferences, |entry| entry.cawg == Some(word))? {
            Preference::Allowed => ("allowed", None),
            Preference::OnlyByLicence => ("constrained", licence),
            Preference::NotAllowed => ("notAllowed", None),
        };
        let entry = Entry { usage: usage.to_string(), constraint_info: info.map(ToString::to_string) };
        Some((word.to_string(), entry))
    });
    serde_json::to_string(&Assertion { entries: entries.collect() }).map_err(json)
}

/// Reads the assertion's data.
///
/// # Errors
/// [`DocumentError`], naming the entry whose `use` is none of the three.
pub fn import(document: &str) -> Result<Imported, DocumentError> {
    check_size(document)?;
    let assertion: Assertion = serde_json::from_str(document).map_err(json)?;
    let mut imported = Imported::default();
    let known = words(|entry| entry.cawg);
    for (name, entry) in assertion.entries {
        let info = entry.constraint_info.as_deref().map(str::trim).filter(|info| !info.is_empty());
        let preference = match (entry.usage.as_str(), info) {
            ("allowed", _) => Preference::Allowed,
            ("constrained", Some(_)) => Preference::OnlyByLicence,
            ("constrained", None) | ("notAllowed", _) => Preference::NotAllowed,
            (other, _) => return Err(DocumentError::value(format!("{name}.use"), other)),
        };
        if !known.contains(&name.as_str()) {
            imported.ignored.push(name);
            continue;
        }
        imported.say_all(|entry| entry.cawg == Some(name.as_str()), preference);
        if let (Preference::OnlyByLicence, Some(info)) = (preference, info) {
            imported.licence_at(info);
        }
    }
    Ok(imported)
}

fn json(error: serde_json::Error) -> DocumentError {
    DocumentError::Json(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uses::{DATA_MINING, FINE_TUNE, INFERENCE_INPUT, TRAIN_GENERATIVE, TRAIN_OTHER};

    #[test]
    fn a_photographer_sells_training_and_forbids_the_rest() {
        let read = import(
            r#"{"entries": {
                "cawg.ai_generative_training": {"use": "constrained", "constraint_info": "https://photos.example/buy"},
                "cawg.ai_training": {"use": "constrained", "constraints_info": "see the agency"},
                "cawg.ai_inference": {"use": "notAllowed"},
                "cawg.data_mining": {"use": "allowed"},
                "com.example.print": {"use": "allowed"}
            }}"#,
        )
        .unwrap();
        use Preference::{Allowed, NotAllowed, OnlyByLicence};
        let expected = [OnlyByLicence, OnlyByLicence, OnlyByLicence, NotAllowed, OnlyByLicence, OnlyByLicence, Allowed];
        for (bit, preference) in expected.into_iter().enumerate() {
            assert_eq!(read.preferences.of(bit as u8), Some(preference), "use {bit}");
        }
        assert_eq!(read.said, TRAIN_GENERATIVE | TRAIN_OTHER | FINE_TUNE | INFERENCE_INPUT | DATA_MINING);
        assert_eq!(read.licence.as_deref(), Some("https://photos.example/buy"));
        assert_eq!(read.ignored, ["com.example.print"]);
    }

    #[test]
    fn a_constraint_without_information_is_a_refusal() {
        for info in ["", r#", "constraint_info": null"#, r#", "constraint_info": "  ""#] {
            let document = format!(r#"{{"entries": {{"cawg.data_mining": {{"use": "constrained"{info}}}}}}}"#);
            assert_eq!(import(&document).unwrap().preferences.of(6), Some(Preference::NotAllowed), "{info}");
        }
    }

    #[test]
    fn what_is_written_is_the_standards_form() {
        let mixed = Preferences::default()
            .with(0, Preference::Allowed)
            .and_then(|p| p.with(2, Preference::NotAllowed))
            .and_then(|p| p.with(3, Preference::Allowed))
            .unwrap();
        assert_eq!(
            export(mixed, Some("https://x.example/l")).unwrap(),
            concat!(
                r#"{"entries":{"cawg.ai_generative_training":{"use":"notAllowed"},"#,
                r#""cawg.ai_inference":{"use":"allowed"},"#,
                r#""cawg.ai_training":{"use":"constrained","constraint_info":"https://x.example/l"},"#,
                r#""cawg.data_mining":{"use":"constrained","constraint_info":"https://x.example/l"}}}"#,
            )
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = import(r#"{"entries": {"cawg.data_mining": {"use": "maybe"}}}"#).unwrap_err();
        assert_eq!(error, DocumentError::value("cawg.data_mining.use", "maybe"));
        assert_eq!(error.to_string(), r#"cawg.data_mining.use cannot be "maybe""#);
        for (document, named) in [("", "EOF"), ("{}", "entries"), (r#"{"entries":{"a":{}}}"#, "use"), ("[1]", "array")]
        {
            let DocumentError::Json(text) = import(document).unwrap_err() else { panic!("{document}") };
            assert!(text.contains(named) || named == "array", "{document}: {text}");
        }
        assert!(matches!(export(Preferences::default(), Some("a b")), Err(DocumentError::Value { .. })));
    }
}
