use super::*;
use alloc::collections::BTreeSet;
use proptest::prelude::*;
use serde_json::Value;

const PAGE: &str = include_str!("../../../../../docs/metadata.md");
const SCHEMA: &str = include_str!("../../../../../docs/metadata.schema.json");

/// The example of the page.
fn example() -> &'static str {
    let (_, rest) = PAGE.split_once("```json\n").unwrap();
    rest.split_once("```").unwrap().0
}

/// A document with every field.
fn full() -> Metadata {
    let creator = Creator {
        kind: CreatorType::Organization,
        name: "Studio Förde".into(),
        role_name: Some("publisher".into()),
        account: Some("0x00112233445566778899aAbBcCdDeEfF00112233".into()),
        identifier: Some("https://isni.org/isni/0000000000000000".into()),
    };
    Metadata {
        description: Some("Two lines\nof text".into()),
        image: Some("ipfs://cid/1.jpg".into()),
        copyright_notice: Some("© 2026".into()),
        credit_text: Some("Studio".into()),
        date_created: Some("2026-02-28".into()),
        license: Some("https://x.example/terms".into()),
        acquire_license_page: Some("https://x.example/buy".into()),
        encoding_format: Some("image/jpeg".into()),
        sha256: Some("0f".repeat(32)),
        is_based_on: alloc::vec![format!("0x{}", "a0".repeat(32))],
        attributes: alloc::vec![Attribute { trait_type: "Kind".into(), value: "image".into() }],
        ..Metadata::new(Kind::Image, Origin::Human, "Pier", alloc::vec![creator])
    }
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

fn at<'a>(schema: &'a Value, path: &str) -> &'a Value {
    schema.pointer(path).unwrap_or_else(|| panic!("the schema has no {path}"))
}

#[test]
fn the_example_of_the_page_is_a_document() {
    let metadata = Metadata::from_json(example()).unwrap();
    assert_eq!(Metadata::from_json(&metadata.to_json().unwrap()).unwrap(), metadata);
    let (written, shown) = (serde_json::to_value(full()).unwrap(), serde_json::from_str::<Value>(example()).unwrap());
    assert_eq!(keys(&written), keys(&shown), "the example shows every field");
    for field in keys(&written) {
        assert!(PAGE.contains(&format!("| `{field}` |")), "{field} is explained");
    }
}

#[test]
fn the_schema_and_the_struct_have_the_same_fields() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let written = serde_json::to_value(full()).unwrap();
    for (fields, document) in [
        ("", &written),
        ("/$defs/creator", at(&written, "/creator/0")),
        ("/$defs/attribute", at(&written, "/attributes/0")),
    ] {
        assert_eq!(keys(at(&schema, &format!("{fields}/properties"))), keys(document), "{fields}");
        assert_eq!(at(&schema, &format!("{fields}/additionalProperties")), &Value::Bool(false), "{fields}");
        // What the schema requires, and nothing else, is what cannot be left out.
        for field in keys(document) {
            let mut whole = written.clone();
            let place = if fields.is_empty() {
                &mut whole
            } else {
                let list = if fields.ends_with("creator") { "/creator/0" } else { "/attributes/0" };
                whole.pointer_mut(list).unwrap()
            };
            place.as_object_mut().unwrap().remove(&field);
            let required =
                at(&schema, &format!("{fields}/required")).as_array().unwrap().contains(&field.clone().into());
            assert_eq!(Metadata::from_json(&whole.to_string()).is_err(), required, "{field}");
        }
    }
}

#[test]
fn the_schema_and_the_struct_have_the_same_bounds() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    for (path, bound) in [
        ("/properties/name/maxLength", MAX_NAME),
        ("/properties/description/maxLength", MAX_DESCRIPTION),
        ("/properties/copyrightNotice/maxLength", MAX_NOTICE),
        ("/properties/creditText/maxLength", MAX_NOTICE),
        ("/properties/creator/maxItems", MAX_CREATORS),
        ("/properties/isBasedOn/maxItems", MAX_PARENTS),
        ("/properties/attributes/maxItems", MAX_ATTRIBUTES),
        ("/$defs/url/maxLength", super::super::MAX_URL),
        ("/$defs/creator/properties/name/maxLength", MAX_NAME),
        ("/$defs/creator/properties/roleName/maxLength", MAX_NAME),
        ("/$defs/creator/properties/identifier/maxLength", MAX_NAME),
        ("/$defs/attribute/properties/trait_type/maxLength", MAX_NAME),
        ("/$defs/attribute/properties/value/maxLength", MAX_NAME),
    ] {
        assert_eq!(at(&schema, path).as_u64(), Some(bound as u64), "{path}");
    }
    let types = at(&schema, "/properties/@type/enum").as_array().unwrap();
    let of_kinds: BTreeSet<_> = Kind::ALL.into_iter().map(|kind| json_name(WorkType::from(kind))).collect();
    assert_eq!(types.iter().map(|name| name.as_str().unwrap().to_string()).collect::<BTreeSet<_>>(), of_kinds);
    for uri in at(&schema, "/properties/digitalSourceType/enum").as_array().unwrap() {
        assert!(origin_of(uri.as_str().unwrap()).is_some(), "{uri}");
    }
}

fn json_name(kind: WorkType) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_string()
}

#[test]
fn there_is_one_spelling() {
    let json = full().to_json().unwrap();
    assert!(json.starts_with(r#"{"@context":"https://schema.org","@type":"ImageObject","name":"Pier","description":"Two lines\nof text","image":"#), "{json}");
    assert!(json.contains("Studio Förde") && !json.contains("\": ") && !json.contains("null"));
    let least = Metadata::new(Kind::Model, Origin::AiGenerated, "M", full().creator).to_json().unwrap();
    assert!(!least.contains("isBasedOn") && !least.contains("attributes") && !least.contains("description"));
    // Another order and white space change nothing.
    let spread = serde_json::to_string_pretty(&serde_json::to_value(full()).unwrap()).unwrap();
    assert_ne!(spread, json);
    assert_eq!(Metadata::from_json(&spread).unwrap().to_json().unwrap(), json);
}

#[test]
fn each_wrong_field_is_named() {
    let value = DocumentError::value;
    let long = |what, size, limit| DocumentError::TooLong { what, size, limit };
    let creator = |change: fn(&mut Creator)| {
        let mut metadata = full();
        metadata.creator.push(metadata.creator[0].clone());
        change(&mut metadata.creator[1]);
        metadata
    };
    let some = |text: &str| Some(text.to_string());
    let parent = full().is_based_on[0].clone();
    for (metadata, error) in [
        (Metadata { name: String::new(), ..full() }, value("name", "")),
        (Metadata { name: "é".repeat(201), ..full() }, long("name", 201, 200)),
        (Metadata { description: some(&"x".repeat(4001)), ..full() }, long("description", 4001, 4000)),
        (Metadata { copyright_notice: some(""), ..full() }, value("copyrightNotice", "")),
        (Metadata { credit_text: some(&"x".repeat(501)), ..full() }, long("creditText", 501, 500)),
        (Metadata { image: some("a b"), ..full() }, value("image", "a b")),
        (Metadata { license: some(""), ..full() }, value("license", "")),
        (Metadata { acquire_license_page: some(&"x".repeat(2049)), ..full() }, long("acquireLicensePage", 2049, 2048)),
        (Metadata { date_created: some("2026-02-29"), ..full() }, value("dateCreated", "2026-02-29")),
        (Metadata { encoding_format: some("jpeg"), ..full() }, value("encodingFormat", "jpeg")),
        (Metadata { sha256: some("0F"), ..full() }, value("sha256", "0F")),
        (Metadata { digital_source_type: some("human"), ..full() }, value("digitalSourceType", "human")),
        (Metadata { creator: Vec::new(), ..full() }, DocumentError::Missing("creator")),
        (Metadata { creator: alloc::vec![full().creator[0].clone(); 65], ..full() }, long("creator", 65, 64)),
        (Metadata { is_based_on: alloc::vec!["0x1".into()], ..full() }, value("isBasedOn", "0x1")),
        (Metadata { is_based_on: alloc::vec![parent; 17], ..full() }, long("isBasedOn", 17, 16)),
        (Metadata { attributes: alloc::vec![full().attributes[0].clone(); 33], ..full() }, long("attributes", 33, 32)),
        (creator(|c| c.name.clear()), value("creator's name", "")),
        (creator(|c| c.role_name = Some(String::new())), value("roleName", "")),
        (creator(|c| c.identifier = Some("x".repeat(201))), long("identifier", 201, 200)),
        (creator(|c| c.account = Some("0x12".into())), value("creator[1].account", "0x12")),
    ] {
        assert_eq!(metadata.check(), Err(error.clone()));
        assert_eq!(metadata.to_json(), Err(error.clone()));
        assert_eq!(Metadata::from_json(&serde_json::to_string(&metadata).unwrap()), Err(error));
    }
    let mut large = full();
    large.creator = alloc::vec![Creator { name: "\u{1}".repeat(200), ..full().creator[0].clone() }; 64];
    assert!(matches!(large.to_json(), Err(DocumentError::TooLong { what: "the document", .. })));
}

#[test]
fn fields_that_there_are_not_are_named() {
    let json = full().to_json().unwrap();
    for (from, to) in [("\"name\"", "\"title\""), ("roleName", "role"), ("trait_type", "trait")] {
        let Err(DocumentError::Json(text)) = Metadata::from_json(&json.replacen(from, to, 1)) else { panic!("{to}") };
        assert!(text.contains(to.trim_matches('"')), "{text}");
    }
    let twice = json.replacen('{', "{\"name\":\"Other\",", 1);
    let Err(DocumentError::Json(text)) = Metadata::from_json(&twice) else { panic!("{twice}") };
    assert!(text.contains("duplicate field `name`"), "{text}");
}

#[test]
fn accounts_dates_and_media_types_have_their_forms() {
    for account in ["0x00112233445566778899aabbccddeeff00112233", "eip155:1:0xab", "polkadot:91b1:5GrwvaEF.-%41"] {
        assert!(is_account(account), "{account}");
    }
    for account in ["", "0xzz", "eip155:1", "EIP155:1:a", "ab:1:a", "eip155::a", "eip155:1:a b", "toolongname:1:a"] {
        assert!(!is_account(account), "{account}");
    }
    for date in ["2026", "2026-12", "2024-02-29", "2000-02-29", "2026-04-30"] {
        assert!(is_date(date), "{date}");
    }
    for date in
        ["", "26", "2026-13", "2026-00", "2026-1", "1900-02-29", "2026-04-31", "2026-01-00", "2026-01-01T00", "+026"]
    {
        assert!(!is_date(date), "{date}");
    }
    assert!(is_media_type("application/ld+json") && !is_media_type("text/") && !is_media_type("text/a;b=c"));
}

proptest! {
    #[test]
    fn a_document_reads_back_as_itself(
        name in ".{1,40}", description in proptest::option::of("\\PC{1,80}"), person in any::<bool>(), role in proptest::option::of(".{1,20}"),
        digest in any::<[u8; 32]>(), kind in 0usize..9, parents in 0usize..=16,
    ) {
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let creator = Creator {
            kind: if person { CreatorType::Person } else { CreatorType::Organization },
            name: name.clone(), role_name: role, account: None, identifier: None,
        };
        let metadata = Metadata {
            description, sha256: Some(hex.clone()), is_based_on: alloc::vec![format!("0x{hex}"); parents],
            ..Metadata::new(Kind::ALL[kind], Origin::AiAssisted, name, alloc::vec![creator])
        };
        let json = metadata.to_json().unwrap();
        prop_assert_eq!(Metadata::from_json(&json).unwrap(), metadata);
    }
}
