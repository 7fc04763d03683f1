use super::*;
use Preference::{Allowed, NotAllowed, OnlyByLicence};

const PAGE: &str = "https://paper.example/news/1";

fn document(content: &str) -> String {
    format!(r#"<rsl xmlns="https://rslstandard.org/rsl"><content url="/news/*">{content}</content></rsl>"#)
}

fn read(content: &str) -> Imported {
    import(&document(content), PAGE).unwrap()
}

/// The preferences for ai-train (by its first use), ai-input, ai-index, search.
fn four(imported: &Imported) -> [Preference; 4] {
    [0, 3, 4, 5].map(|bit| imported.preferences.of(bit).unwrap())
}

#[test]
fn a_newspaper_is_found_for_free_and_sells_training() {
    let imported = read(
        "<license><permits type=\"usage\">search <!-- all engines --> ai-index</permits></license>
         <license>
           <permits type=\"usage\">ai-train</permits>
           <payment type=\"subscription\"><standard>https://paper.example/rates</standard>
             <amount currency=\"EUR\">100</amount></payment>
           <legal type=\"warranty\">ownership</legal>
         </license>
         <copyright type=\"organization\">Paper</copyright>",
    );
    assert_eq!(four(&imported), [OnlyByLicence, OnlyByLicence, Allowed, Allowed]);
    assert_eq!(imported.said, 0b11_0111);
    assert_eq!(imported.licence.as_deref(), Some("https://paper.example/rates"));
    assert!(imported.ignored.is_empty());
}

#[test]
fn a_prohibition_outweighs_every_permission() {
    let free = "<license><permits type=\"usage\">all</permits></license>";
    let none = "<license><prohibits type=\"usage\">ai-train,ai-input</prohibits></license>";
    for content in [format!("{free}{none}"), format!("{none}{free}")] {
        assert_eq!(four(&read(&content)), [NotAllowed, NotAllowed, Allowed, Allowed]);
    }
    let all =
        read("<license><permits type=\"usage\">search</permits><prohibits type=\"usage\">all</prohibits></license>");
    assert_eq!(all.preferences, Preferences::all(NotAllowed));
}

#[test]
fn wide_tokens_permit_less_than_they_prohibit() {
    let said =
        |name: &str, token: &str| read(&format!("<license><{name} type=\"usage\">{token}</{name}></license>")).said;
    assert_eq!((said("permits", "all"), said("prohibits", "all")), (0b0_0111_1111, 0b11_1111_1111));
    assert_eq!((said("permits", "ai-all"), said("prohibits", "ai-all")), (0b0_0001_1111, 0b1_1001_1111));
}

#[test]
fn a_permission_with_a_condition_is_only_by_licence() {
    let permits = "<permits type=\"usage\">search</permits>";
    for condition in [
        "<payment type=\"attribution\"/>",
        "<payment type=\"acme:metered\"/>",
        "<payment type=\"free\"/><payment type=\"purchase\"/>",
        "<payment type=\"purchase\"/><payment type=\"free\"/>",
        "<permits type=\"user\">education</permits>",
        "<prohibits type=\"geo\">XX</prohibits>",
        "<reporting type=\"audit\"/>",
    ] {
        assert_eq!(
            read(&format!("<license>{permits}{condition}</license>")).preferences.of(5),
            Some(OnlyByLicence),
            "{condition}"
        );
    }
    for free in ["", "<payment/>", "<payment type=\"free\"/>", "<x:payment xmlns:x=\"urn:x\" type=\"purchase\"/>"] {
        assert_eq!(read(&format!("<license>{permits}{free}</license>")).preferences.of(5), Some(Allowed), "{free}");
    }
    let server =
        document(&format!("<license>{permits}</license>")).replace("<content", "<content server=\"https://l.example\"");
    let imported = import(&server, PAGE).unwrap();
    assert_eq!(
        (imported.preferences.of(5), imported.licence.as_deref()),
        (Some(OnlyByLicence), Some("https://l.example"))
    );
}

#[test]
fn what_is_not_interpreted_is_reported() {
    let imported = read(
        "<license><permits type=\"usage\">acme:sing train-ai</permits><permits type=\"user\">education</permits></license>",
    );
    assert_eq!((imported.said, imported.preferences), (0, Preferences::default()));
    assert_eq!(imported.ignored, ["permits user: education", "permits usage: acme:sing", "permits usage: train-ai"]);
}

#[test]
fn only_content_that_covers_the_work_counts() {
    let content = document("<license><prohibits type=\"usage\">all</prohibits></license>");
    for (pattern, url, covers) in [
        ("/news/*", "/news/1", true),
        ("/news/*", "https://paper.example/sport", false),
        ("https://paper.example/news/", PAGE, true),
        ("https://other.example/", PAGE, false),
        ("https://paper.example/news/", "/news/1", true),
        ("", PAGE, true),
    ] {
        let said = import(&content.replace("/news/*", pattern), url).unwrap().said;
        assert_eq!(said != 0, covers, "{pattern} {url}");
    }
}

#[test]
fn what_is_written_is_the_standards_form() {
    let mixed = [(0, NotAllowed), (5, Allowed), (6, NotAllowed)]
        .into_iter()
        .fold(Preferences::default(), |all, (bit, preference)| all.with(bit, preference).unwrap());
    assert_eq!(
        export(mixed, "/w?a=1&b=<2>", Some("https://x.example/?a&b")).unwrap(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<rsl xmlns=\"https://rslstandard.org/rsl\">
  <content url=\"/w?a=1&amp;b=&lt;2&gt;\">
    <license><permits type=\"usage\">search</permits><prohibits type=\"usage\">ai-train</prohibits><payment type=\"free\"/></license>
    <license><permits type=\"usage\">ai-input ai-index</permits><prohibits type=\"usage\">ai-train</prohibits><payment type=\"purchase\"><custom>https://x.example/?a&amp;b</custom></payment></license>
  </content>
</rsl>
"
    );
    let none = export(Preferences::all(NotAllowed), "/", None).unwrap();
    assert!(none.contains("    <license><prohibits type=\"usage\">all</prohibits></license>\n"), "{none}");
    // Data mining alone has no word, and `all` would allow evaluation too.
    let nearly = Preferences::all(Allowed).with(7, OnlyByLicence).unwrap();
    assert!(export(nearly, "/", None).unwrap().contains(">ai-train ai-input ai-index search</permits>"));
}

#[test]
fn what_is_wrong_is_named() {
    for (document, text) in [
        ("<rsl/>", "the root element cannot be"),
        ("<x xmlns=\"https://rslstandard.org/rsl\"/>", "the root element cannot be"),
        ("<rsl xmlns=\"https://rslstandard.org/rsl\"><content/></rsl>", "url of content is missing"),
        ("<rsl", "XML: "),
        ("<!DOCTYPE rsl [<!ENTITY a \"b\">]><rsl/>", "XML: "),
        (&document("<license><permits>all</permits></license>"), "type of permits is missing"),
        (&document("<license><prohibits>all</prohibits></license>"), "type of prohibits is missing"),
    ] {
        let error = import(document, PAGE).unwrap_err().to_string();
        assert!(error.starts_with(text), "{error}");
    }
    assert!(matches!(export(Preferences::default(), "", None), Err(DocumentError::Value { .. })));
}
