//! What holds for every vocabulary, over every set of preferences there is.

use super::*;
use proptest::prelude::*;

const URL: &str = "https://works.example/licence?a=1&b=%3C2";
const WORK: &str = "https://works.example/w/1";

type RoundTrip = fn(Preferences, Option<&str>) -> Imported;

/// Each vocabulary, written and read back, and the uses that it has words for.
const VOCABULARIES: [(&str, RoundTrip, u16); 6] = [
    ("cawg", |p, url| cawg::import(&cawg::export(p, url).unwrap()).unwrap(), 0b00_0100_1111),
    ("rsl", |p, url| rsl::import(&rsl::export(p, "/w/*", url).unwrap(), WORK).unwrap(), 0b00_0011_1111),
    ("plus", |p, url| plus_round_trip(p, url), 0b00_0110_0111),
    ("tdmrep", |p, url| tdmrep::import(&tdmrep::export(p, "/w/", url).unwrap(), WORK).unwrap(), 0b00_0100_0000),
    ("tdmrep headers", |p, url| tdmrep_headers(p, url), 0b00_0100_0000),
    ("aipref", |p, _| aipref::import(&aipref::export(p)).unwrap(), 0b00_0010_1101),
];

fn plus_round_trip(preferences: Preferences, url: Option<&str>) -> Imported {
    let written = plus::export(preferences, url).unwrap();
    plus::import(&written.data_mining, written.other_constraints.as_deref()).unwrap()
}

fn tdmrep_headers(preferences: Preferences, url: Option<&str>) -> Imported {
    let (reservation, policy) = tdmrep::export_headers(preferences, url).unwrap();
    tdmrep::import_headers(reservation, policy).unwrap()
}

fn every_set() -> impl Iterator<Item = Preferences> {
    (0..1 << 20).filter_map(Preferences::from_number)
}

fn strictness_of(preferences: Preferences, bit: u8) -> u8 {
    preferences.of(bit).unwrap().strictness()
}

#[test]
fn the_words_are_the_tables() {
    for (name, column) in [
        ("cawg", (|entry| entry.cawg.is_some()) as fn(&Use) -> bool),
        ("rsl", |entry| entry.rsl.is_some_and(|word| word != "all")),
        ("plus", |entry| entry.plus.is_some()),
        ("aipref", |entry| entry.aipref.is_some()),
    ] {
        let bits = USES.iter().filter(|entry| column(entry)).fold(0, |all, entry| all | 1 << entry.bit);
        let (_, _, words) = VOCABULARIES.into_iter().find(|(other, ..)| *other == name).unwrap();
        assert_eq!(bits, words, "{name}");
    }
}

#[test]
fn nothing_becomes_more_lenient_on_the_way() {
    assert_eq!(every_set().count(), 59_049);
    let tdm = USES.iter().filter(|entry| entry.tdm).fold(0, |all, entry| all | 1 << entry.bit);
    for (name, round_trip, words) in VOCABULARIES {
        // A reservation of mining holds for training too, though its absence allows none.
        let words = if name.starts_with("tdmrep") { words | tdm } else { words };
        for url in [Some(URL), None] {
            for before in every_set() {
                let after = round_trip(before, url);
                for bit in 0..10 {
                    let (was, is) = (before.of(bit).unwrap(), after.preferences.of(bit).unwrap());
                    // No consent is made up, whatever the vocabulary has words for.
                    assert!(is != Preference::Allowed || was == is, "{name}: use {bit} of {before:?}");
                    if is_in(words, bit) {
                        assert!(is.strictness() >= was.strictness(), "{name}: use {bit} of {before:?}");
                    }
                }
                // What is known of the other uses is kept by who knows it.
                let kept = after.onto(before);
                assert!(
                    (0..10).all(|bit| strictness_of(kept, bit) >= strictness_of(before, bit)),
                    "{name}: {before:?}"
                );
            }
        }
    }
}

#[test]
fn what_a_document_says_is_written_over_what_held_and_the_rest_stays() {
    use Preference::{Allowed, NotAllowed, OnlyByLicence};
    let base = Preferences::all(NotAllowed).with(1, Allowed).unwrap();
    let preferences = Preferences::all(Allowed).with(2, OnlyByLicence).unwrap();
    let read = Imported { preferences, said: 0b101, ..Imported::default() };
    let after: Vec<Preference> = read.onto(base).iter().map(|(_, preference)| preference).collect();
    assert_eq!(after[..3], [Allowed, Allowed, OnlyByLicence]);
    assert_eq!(after[3..], [NotAllowed; 7]);
    assert_eq!(Imported::default().onto(base), base);
}

/// Where each word stands for uses that agree, what is written is what is read.
#[test]
fn what_the_words_can_say_comes_back_unchanged() {
    let agrees = |p: Preferences, column: fn(&Use) -> Option<&'static str>| {
        USES.iter()
            .all(|a| USES.iter().all(|b| column(a).is_none() || column(a) != column(b) || p.of(a.bit) == p.of(b.bit)))
    };
    let mut compared = [0; 4];
    for before in every_set() {
        let same = |name: &str, url: Option<&str>| {
            let (_, round_trip, words) = VOCABULARIES.into_iter().find(|(other, ..)| *other == name).unwrap();
            let after = round_trip(before, url);
            assert!(
                (0..10).filter(|bit| is_in(words, *bit)).all(|bit| after.preferences.of(bit) == before.of(bit)),
                "{name}: {before:?}"
            );
            assert!(after.licence.is_none() || after.licence.as_deref() == Some(URL), "{name}");
        };
        if agrees(before, |entry| entry.cawg) {
            same("cawg", Some(URL));
            compared[0] += 1;
        }
        if agrees(before, |entry| entry.rsl) {
            same("rsl", Some(URL));
            same("rsl", None);
            compared[1] += 1;
        }
        if agrees(before, |entry| entry.tdm.then_some("tdm")) {
            same("tdmrep", Some(URL));
            same("tdmrep headers", Some(URL));
            compared[2] += 1;
        }
        // AIPREF has no word for a licence.
        let either = USES.iter().all(|e| e.aipref.is_none() || preference(before, e) != Preference::OnlyByLicence);
        if either && agrees(before, |entry| entry.aipref) {
            same("aipref", Some(URL));
            compared[3] += 1;
        }
    }
    // 3 to the number of independent choices: every set that the words can tell is among them.
    assert_eq!(compared, [3usize.pow(9), 3usize.pow(8), 3usize.pow(7), 2usize.pow(3) * 3usize.pow(6)]);
}

#[test]
fn what_is_too_long_is_not_parsed() {
    let long = " ".repeat(MAX_DOCUMENT + 1);
    let error = DocumentError::TooLong { what: "the document", size: MAX_DOCUMENT + 1, limit: MAX_DOCUMENT };
    assert_eq!(cawg::import(&long), Err(error.clone()));
    assert_eq!(rsl::import(&long, "/"), Err(error.clone()));
    assert_eq!(tdmrep::import(&long, "/"), Err(error.clone()));
    assert_eq!(aipref::import(&long), Err(error.clone()));
    assert_eq!(
        metadata::Metadata::from_json(&long).unwrap_err().to_string(),
        "the document is too long: 65537, at most 65536"
    );
    assert_eq!((check_length("it", 5, 5), check_size(&" ".repeat(MAX_DOCUMENT))), (Ok(()), Ok(())));
    assert!(cawg::export(Preferences::default(), Some(&"a".repeat(MAX_URL))).is_ok());
    let url = "a".repeat(MAX_URL + 1);
    assert!(matches!(cawg::export(Preferences::default(), Some(&url)), Err(DocumentError::TooLong { .. })));
}

/// The deepest documents that fit: parsers that call themselves would run out of stack.
#[test]
fn depth_is_no_danger() {
    let xml = "<a>".repeat(MAX_DOCUMENT / 7) + &"</a>".repeat(MAX_DOCUMENT / 7);
    assert!(rsl::import(&xml, "/").is_err());
    let json = "[".repeat(MAX_DOCUMENT);
    assert!(cawg::import(&json).is_err() && tdmrep::import(&json, "/").is_err());
    assert!(aipref::import(&"a=(".repeat(MAX_DOCUMENT / 3)).is_err());
}

proptest! {
    /// Documents with a part cut out, doubled or replaced are read or refused, without a panic.
    #[test]
    fn broken_documents_never_panic(number in 0usize..59_049, at in any::<prop::sample::Index>(), length in 0usize..9, put in ".{0,6}") {
        let preferences = every_set().nth(number).unwrap();
        for document in [
            cawg::export(preferences, Some(URL)).unwrap(),
            rsl::export(preferences, WORK, Some(URL)).unwrap(),
            tdmrep::export(preferences, "/*$", Some(URL)).unwrap(),
            aipref::export(preferences),
        ] {
            let start = at.index(document.len());
            let end = start.saturating_add(length).min(document.len());
            let Some(broken) = document.get(..start).zip(document.get(end..)).map(|(a, b)| [a, &put, b].concat()) else { continue };
            let _ = cawg::import(&broken);
            let _ = rsl::import(&broken, WORK);
            let _ = tdmrep::import(&broken, WORK);
            let _ = aipref::import(&broken);
            let _ = plus::import(&broken, Some(&broken));
        }
    }
}
