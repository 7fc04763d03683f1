//! W3C TDM Reservation Protocol, final report of 10 May 2024: the file
//! `/.well-known/tdmrep.json` and the pair of HTTP header fields.
//!
//! What is reserved there is text and data mining in the sense of article 4 of the EU's
//! directive 2019/790, which training is part of: the column `tdm` of the table of uses.
//!
//! | there | read as |
//! |---|---|
//! | `tdm-reservation` 0 | `data_mining` allowed |
//! | 1 with `tdm-policy` | data mining and all training only by licence |
//! | 1 without | data mining and all training not allowed |
//!
//! **Written**: 0 only where data mining and all training are allowed; else 1, with the
//! policy's URL unless one of them is not allowed at all.
//!
//! **Lost.** There is one value for four uses: the strictest. 0 says that mining is not
//! reserved, and is read as consent to no more than its words; so training, if allowed, reads
//! back as only by licence. Without a URL, only by licence reads back as not allowed. All other
//! uses are not spoken of.

use super::{DocumentError, Imported, check_optional_url, check_size, location, strictest};
use crate::{
    preferences::{Preference, Preferences},
    uses::DATA_MINING,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where the file has to be on a server.
pub const PATH: &str = "/.well-known/tdmrep.json";

/// The header fields' names, and the properties' in the file.
pub const RESERVATION: &str = "tdm-reservation";
/// See [`RESERVATION`].
pub const POLICY: &str = "tdm-policy";

// The report lets others add properties, so unknown ones are not refused.
#[derive(Serialize, Deserialize)]
struct Rule {
    location: Option<String>,
    #[serde(rename = "tdm-reservation")]
    reservation: Option<Value>,
    #[serde(rename = "tdm-policy", skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
}

/// The file with one rule, for the works at `location` (a path, in which `*` and `$` mean what
/// they mean in robots.txt). `policy` is the URL of the policy that says how to get a licence.
///
/// # Errors
/// [`DocumentError::Value`] or [`DocumentError::TooLong`] if `policy` or `location` is no URL.
pub fn export(preferences: Preferences, location: &str, policy: Option<&str>) -> Result<String, DocumentError> {
    super::check_url("location", location)?;
    let (reservation, policy) = export_headers(preferences, policy)?;
    let rule = Rule {
        location: Some(location.to_string()),
        reservation: Some(u8::from(reservation == "1").into()),
        policy: policy.map(ToString::to_string),
    };
    serde_json::to_string(&[rule]).map_err(|error| DocumentError::Json(error.to_string()))
}

/// The values of the two header fields; without the second where there is none.
///
/// # Errors
/// [`DocumentError::Value`] or [`DocumentError::TooLong`] if `policy` is no URL.
pub fn export_headers(
    preferences: Preferences,
    policy: Option<&str>,
) -> Result<(&'static str, Option<&str>), DocumentError> {
    check_optional_url(POLICY, policy)?;
    Ok(match strictest(preferences, |entry| entry.tdm).unwrap_or_default() {
        Preference::Allowed => ("0", None),
        Preference::OnlyByLicence => ("1", policy),
        Preference::NotAllowed => ("1", None),
    })
}

/// Reads the file for the work at `url` (a URL or a path). Of several rules that cover it, the
/// strictest holds; where none does, nothing is said.
///
/// # Errors
/// [`DocumentError`], naming what is missing or what value a rule cannot have.
pub fn import(document: &str, url: &str) -> Result<Imported, DocumentError> {
    check_size(document)?;
    let rules: Vec<Rule> = serde_json::from_str(document).map_err(|error| DocumentError::Json(error.to_string()))?;
    let mut imported = Imported::default();
    for rule in rules {
        let location = rule.location.ok_or(DocumentError::Missing("location"))?;
        let reservation = match rule.reservation.ok_or(DocumentError::Missing(RESERVATION))? {
            Value::Number(number) if number.as_u64() == Some(0) => false,
            Value::Number(number) if number.as_u64() == Some(1) => true,
            other => return Err(DocumentError::value(format!("{RESERVATION} of {location}"), other)),
        };
        if location::matches(&location, location::path(url)) {
            say(&mut imported, reservation, rule.policy.as_deref());
        }
    }
    Ok(imported)
}

/// Reads the values of the two header fields.
///
/// # Errors
/// [`DocumentError::Value`] if the reservation is neither 0 nor 1.
pub fn import_headers(reservation: &str, policy: Option<&str>) -> Result<Imported, DocumentError> {
    let reserved = match reservation.trim() {
        "0" => false,
        "1" => true,
        other => return Err(DocumentError::value(RESERVATION, other)),
    };
    let mut imported = Imported::default();
    say(&mut imported, reserved, policy);
    Ok(imported)
}

fn say(imported: &mut Imported, reserved: bool, policy: Option<&str>) {
    let policy = policy.map(str::trim).filter(|policy| !policy.is_empty());
    match (reserved, policy) {
        (false, _) => imported.say_all(|entry| super::is_in(DATA_MINING, entry.bit), Preference::Allowed),
        (true, Some(policy)) => {
            imported.say_all(|entry| entry.tdm, Preference::OnlyByLicence);
            imported.licence_at(policy);
        }
        (true, None) => imported.say_all(|entry| entry.tdm, Preference::NotAllowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Preference::{Allowed, NotAllowed, OnlyByLicence};

    const FILE: &str = r#"[
        {"location": "/news/*", "tdm-reservation": 1, "tdm-policy": "https://paper.example/tdm.json"},
        {"location": "/open/", "tdm-reservation": 0},
        {"location": "/open/letters/", "tdm-reservation": 1, "comment": "kept"}
    ]"#;

    #[test]
    fn a_newspaper_sells_its_news_and_gives_away_a_folder() {
        for (url, generative, mining) in [
            ("https://paper.example/news/1.html", OnlyByLicence, OnlyByLicence),
            ("/open/data.csv", OnlyByLicence, Allowed),
            ("/open/letters/1", NotAllowed, NotAllowed),
            ("/about", OnlyByLicence, OnlyByLicence),
        ] {
            let read = import(FILE, url).unwrap();
            assert_eq!((read.preferences.of(0), read.preferences.of(6)), (Some(generative), Some(mining)), "{url}");
        }
        assert_eq!(import(FILE, "/news/1").unwrap().licence.as_deref(), Some("https://paper.example/tdm.json"));
        assert_eq!(
            (import(FILE, "/news/1").unwrap().said, import(FILE, "/open/1").unwrap().said),
            (0b100_0111, 1 << 6)
        );
        assert_eq!(import(FILE, "/about").unwrap(), Imported::default());
    }

    #[test]
    fn nothing_is_left_unreserved_while_training_is_not_free() {
        let mining_only = Preferences::default().with(6, Allowed).unwrap();
        assert_eq!(
            export(mining_only, "/", Some("https://x.example/p")).unwrap(),
            r#"[{"location":"/","tdm-reservation":1,"tdm-policy":"https://x.example/p"}]"#
        );
        let refused = Preferences::default().with(1, NotAllowed).unwrap();
        assert_eq!(export_headers(refused, Some("https://x.example/p")), Ok(("1", None)));
        assert_eq!(export_headers(Preferences::all(Allowed), None), Ok(("0", None)));
        assert_eq!(
            export(Preferences::all(Allowed), "/a", None).unwrap(),
            r#"[{"location":"/a","tdm-reservation":0}]"#
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (document, error) in [
            (r#"[{"tdm-reservation": 1}]"#, DocumentError::Missing("location")),
            (r#"[{"location": "/a"}]"#, DocumentError::Missing(RESERVATION)),
            (r#"[{"location": "/a", "tdm-reservation": 2}]"#, DocumentError::value("tdm-reservation of /a", "2")),
            (r#"[{"location": "/a", "tdm-reservation": "1"}]"#, DocumentError::value("tdm-reservation of /a", "\"1\"")),
        ] {
            assert_eq!(import(document, "/elsewhere").unwrap_err(), error);
        }
        assert!(matches!(import("{}", "/"), Err(DocumentError::Json(_))));
        assert_eq!(import_headers("yes", None).unwrap_err(), DocumentError::value(RESERVATION, "yes"));
        assert!(export_headers(Preferences::default(), Some("https://x.example/\r\nSet-Cookie: a")).is_err());
    }
}
