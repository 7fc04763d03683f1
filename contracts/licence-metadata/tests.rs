//! The text of a licence, without a chain.

use crate::data::{MAX_DOCUMENT, MAX_TOKEN_URI, Others, PREFIX, document, is_renewable, receiver, token_uri};
use ink::H160;
use interfaces::{
    licence::*,
    offer::{self, Offer, SaleState},
};
use proptest::prelude::*;
use rules::{
    Bytes32, base64,
    uses::{ALL_USERS, ALL_USES, FINE_TUNE, TRAIN_GENERATIVE},
};
use serde_json::{Value, json};

const JANUARY_2027: u64 = 1_801_353_600;
const YEAR: u64 = 31_536_000;

fn number(value: u64) -> Bytes32 {
    interfaces::abi::number(value.into())
}

/// A plain licence of a year.
fn licence() -> Licence {
    let mut licence = Licence::default();
    licence.set(RECORD, &[0xab; 32]);
    licence.set(TERMS, &[0xcd; 32]);
    licence.set_number(GENERATION, 1);
    licence.set_number(OFFER, 7);
    licence.set_number(PRICE, 1_500_000_000_000_000_000);
    licence.set_number(START, JANUARY_2027.into());
    licence.set_number(EXPIRY, (JANUARY_2027 + YEAR).into());
    licence.set_number(BOUGHT_AT, JANUARY_2027.into());
    licence.set_number(USES, (TRAIN_GENERATIVE | FINE_TUNE).into());
    licence.set_number(USERS, 0b10001);
    licence.set_account(LICENSOR, &[0xef; 20]);
    licence
}

fn parsed(id: &Bytes32, licence: &Licence) -> Value {
    serde_json::from_slice(document(id, licence).bytes()).expect("valid JSON")
}

/// The values of a licence's attributes of this name.
fn values(licence: &Licence, name: &str) -> Vec<Value> {
    let document = parsed(&number(12), licence);
    let attributes = document["attributes"].as_array().unwrap();
    attributes.iter().filter(|one| one["trait_type"] == name).map(|one| one["value"].clone()).collect()
}

fn description(licence: &Licence) -> String {
    parsed(&number(12), licence)["description"].as_str().unwrap().to_owned()
}

#[test]
fn a_licence_is_told_in_plain_words() {
    assert_eq!(parsed(&number(12), &licence())["name"], "Licence 12");
    let record = "ab".repeat(32);
    assert_eq!(
        description(&licence()),
        format!(
            "Allows commercial and personal users to use the record 0x{record} for train_generative and fine_tune, from \
             2027-01-31T00:00:00Z until 2028-01-31T00:00:00Z. The price was 1500000000000000000 EVM units of the \
             chain's own token. The licence is not exclusive, may not be transferred, asks for no attribution and \
             cannot be revoked."
        )
    );
}

#[test]
fn every_condition_has_its_words() {
    let mut licence = licence();
    licence.set_number(PERPETUAL, 1);
    licence.set_number(EXPIRY, 0);
    licence.set_account(CURRENCY, &[0x12; 20]);
    licence.set(SELECTION, &[0x34; 32]);
    licence.set_number(QUANTITY, 120);
    licence.set_number(EDITION, 3);
    for flag in [EXCLUSIVE, TRANSFERABLE, ATTRIBUTION, REVOCABLE] {
        licence.set_number(flag, 1);
    }
    licence.set_number(NOTICE, 86_400);
    let (record, token) = ("ab".repeat(32), "12".repeat(20));
    assert_eq!(
        description(&licence),
        format!(
            "Allows commercial and personal users to use the 120 selected works of the record 0x{record} up to its \
             edition 3 for train_generative and fine_tune, from 2027-01-31T00:00:00Z on, for ever. The price was \
             1500000000000000000 of the smallest unit of the token 0x{token}. The licence is exclusive, may be \
             transferred, asks to name the licensor and may be revoked with a notice of 86400 seconds."
        )
    );
    licence.set(SELECTION, &[0; 32]);
    licence.set_number(METERED, 1);
    assert!(description(&licence).contains("for ever, for 120 units of use. The price"));
    assert!(values(&licence, "End").is_empty());
    assert_eq!(values(&licence, "Perpetual"), ["yes"]);
}

#[test]
fn attributes_are_those_of_marketplaces() {
    let attributes = parsed(&number(12), &licence())["attributes"].clone();
    assert_eq!(
        attributes,
        json!([
            { "trait_type": "Currency", "value": "native" },
            { "trait_type": "Use", "value": "train_generative" },
            { "trait_type": "Use", "value": "fine_tune" },
            { "trait_type": "User", "value": "commercial" },
            { "trait_type": "User", "value": "personal" },
            { "trait_type": "Record", "value": format!("0x{}", "ab".repeat(32)) },
            { "display_type": "number", "trait_type": "Generation of the record", "value": 1 },
            { "display_type": "number", "trait_type": "Edition", "value": 0 },
            { "trait_type": "Terms", "value": format!("0x{}", "cd".repeat(32)) },
            { "trait_type": "Offer", "value": "7" },
            { "trait_type": "Licensor", "value": format!("0x{}", "ef".repeat(20)) },
            { "display_type": "date", "trait_type": "Bought", "value": JANUARY_2027 },
            { "display_type": "date", "trait_type": "Start", "value": JANUARY_2027 },
            { "display_type": "date", "trait_type": "End", "value": JANUARY_2027 + YEAR },
            { "trait_type": "Perpetual", "value": "no" },
            { "trait_type": "Price", "value": "1500000000000000000" },
            { "trait_type": "Quantity", "value": "0" },
            { "trait_type": "Metered", "value": "no" },
            { "trait_type": "Exclusive", "value": "no" },
            { "trait_type": "Transferable", "value": "no" },
            { "trait_type": "Attribution", "value": "no" },
            { "trait_type": "Revocable", "value": "no" },
            { "display_type": "number", "trait_type": "Derivative share", "value": 0 },
            { "display_type": "number", "trait_type": "Resale royalty", "value": 0 },
            { "trait_type": "In escrow", "value": "no" },
            { "trait_type": "Revoked", "value": "no" },
            { "trait_type": "Continued", "value": "no" },
            { "trait_type": "Upgraded", "value": "no" },
        ])
    );
}

#[test]
fn each_bit_of_status_is_an_attribute() {
    let all = [(IN_ESCROW, "In escrow"), (REVOKED, "Revoked"), (CONTINUED, "Continued"), (UPGRADED, "Upgraded")];
    for (bit, name) in all {
        let mut licence = licence();
        licence.mark(bit);
        for (_, other) in all {
            assert_eq!(values(&licence, other), [if other == name { "yes" } else { "no" }]);
        }
    }
}

/// The licence that takes the most words: each field with the most digits, and each yes or no
/// with the answer that has more to say.
fn longest() -> Licence {
    let mut longest = Licence::new(&[0xff; Licence::SIZE]);
    for field in [PERPETUAL, EXCLUSIVE, TRANSFERABLE] {
        longest.set_number(field, 0);
    }
    longest
}

#[test]
fn l17_the_longest_text_is_as_long_as_is_said() {
    assert_eq!(document(&[0xff; 32], &longest()).bytes().len(), MAX_DOCUMENT);
    assert_eq!(token_uri(&[0xff; 32], longest().bytes()).len(), MAX_TOKEN_URI);
    assert_eq!(MAX_TOKEN_URI, 4_117);
    // No yes or no of the others makes it longer.
    for field in [PERPETUAL, TRANSFERABLE, EXCLUSIVE, ATTRIBUTION, REVOCABLE, METERED] {
        let mut other = longest();
        other.set_number(field, if longest().flag(field) { 0 } else { 0xff });
        assert!(document(&[0xff; 32], &other).bytes().len() < MAX_DOCUMENT, "{field}");
    }
    for field in [CURRENCY, SELECTION, EDITION, STATUS, EXPIRY, BOUGHT_AT] {
        let mut other = longest();
        other.set(field, &[0; 32]);
        assert!(document(&[0xff; 32], &other).bytes().len() < MAX_DOCUMENT, "{field}");
    }
    assert_eq!(values(&longest(), "Use").len(), ALL_USES.count_ones() as usize);
    assert_eq!(values(&longest(), "User").len(), ALL_USERS.count_ones() as usize);
}

#[test]
fn a_cell_that_is_none_is_described_too() {
    assert_eq!(token_uri(&number(0), &[]), token_uri(&number(0), &[0; 1_000]));
    assert!(description(&Licence::default()).starts_with("Allows no users to use the record 0x0000"));
}

#[test]
fn a_royalty_goes_to_the_inbox_or_else_to_the_owner() {
    let (inbox, owner) = (H160([1; 20]), H160([2; 20]));
    assert_eq!(Others::new(inbox).factory(), inbox);
    assert_eq!(receiver(Some(inbox), owner), inbox);
    assert_eq!(receiver(Some(H160([0; 20])), owner), owner);
    assert_eq!(receiver(None, owner), owner);
}

/// An offer to the licence's holder alone, of which one more licence can be sold until its end.
fn for_the_holder() -> (Offer, SaleState) {
    let (mut offer, mut state) = (Offer::default(), SaleState::default());
    offer.set(offer::RECORD, &[0xab; 32]);
    offer.set_account(offer::BUYER, &[0x11; 20]);
    for (field, value) in
        [(offer::UNIT_PRICE, 5), (offer::USES, TRAIN_GENERATIVE.into()), (offer::DURATION, YEAR.into())]
    {
        offer.set_number(field, value);
    }
    offer.set_number(offer::EXCLUSIVE, 1);
    // Somebody has licences until this one's end: what is exclusive can begin then, not before.
    state.set_number(offer::STATE_LICENSED, (JANUARY_2027 + YEAR).into());
    (offer, state)
}

#[test]
fn a_licence_that_runs_is_renewable_if_its_offer_sells_the_same_from_its_end_on() {
    let ((offer, state), end) = (for_the_holder(), JANUARY_2027 + YEAR);
    let mut held = licence();
    held.set_account(OWNER, &[0x11; 20]);
    let with = |field, value: u64| {
        let mut changed = held.clone();
        changed.set_number(field, value.into());
        changed
    };
    for (now, renewable) in [(JANUARY_2027, true), (end - 1, true), (end, false), (end + 1, false)] {
        assert_eq!(is_renewable(&held, &offer, &state, now), renewable, "{now}");
    }
    assert!(!is_renewable(&with(PERPETUAL, 1), &offer, &state, JANUARY_2027));
    for status in [IN_ESCROW, REVOKED, CONTINUED] {
        assert!(!is_renewable(&with(STATUS, status.into()), &offer, &state, JANUARY_2027));
    }
    let mut anothers = held.clone();
    anothers.set_account(OWNER, &[0x12; 20]);
    assert!(!is_renewable(&anothers, &offer, &state, JANUARY_2027), "the offer is not to them");
    let mut closed = offer.clone();
    closed.set_number(offer::CLOSED, 1);
    assert!(!is_renewable(&held, &closed, &state, JANUARY_2027));
    let mut later = state.clone();
    later.set_number(offer::STATE_LICENSED, (end + 1).into());
    assert!(!is_renewable(&held, &offer, &later, JANUARY_2027), "another's licence is still in the way");
    assert!(!is_renewable(&with(PERPETUAL, 1), &closed, &state, JANUARY_2027));
}

proptest! {
    #[test]
    fn l17_whatever_a_cell_holds_the_text_is_json_of_a_bounded_length(id: Bytes32, cell: Vec<u8>, zeros in 0..300usize) {
        let cell: Vec<u8> = core::iter::repeat_n(0, zeros).chain(cell).collect();
        let licence = Licence::new(&cell);
        let document = document(&id, &licence);
        prop_assert!(document.bytes().len() <= MAX_DOCUMENT);
        let value: Value = serde_json::from_slice(document.bytes()).unwrap();
        prop_assert!(value["attributes"].as_array().is_some_and(|attributes| attributes.len() >= 19));
        let uri = token_uri(&id, &cell);
        let mut expected = PREFIX.as_bytes().to_vec();
        base64::encode(document.bytes(), &mut expected);
        prop_assert_eq!(uri, expected);
    }

    #[test]
    fn l17_random_fields_are_told_as_they_are(id: u64, fields: [u64; 29]) {
        let words = fields.map(number);
        let licence = Licence::from_words(&words);
        prop_assert_eq!(&parsed(&number(id), &licence)["name"], &json!(format!("Licence {id}")));
        prop_assert_eq!(values(&licence, "Price"), vec![json!(fields[PRICE].to_string())]);
        prop_assert_eq!(values(&licence, "Offer"), vec![json!(fields[OFFER].to_string())]);
        if fields[START] != 0 {
            prop_assert_eq!(values(&licence, "Start"), vec![json!(fields[START])]);
        }
        let all = document(&number(id), &licence);
        prop_assert!(all.bytes().len() <= MAX_DOCUMENT);
    }
}
