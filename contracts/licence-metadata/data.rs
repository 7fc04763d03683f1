//! What is said of a licence, and how.
//!
//! All words are this file's, and what is filled in are digits, hexadecimal digits, dates and
//! names of our own tables: whatever a cell holds, nothing has to be escaped in the JSON.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use ink::{Address, H160, prelude::vec::Vec};
use interfaces::licence::{
    ATTRIBUTION, BOUGHT_AT, CONTINUED, CURRENCY, DERIVATIVE_SHARE, EDITION, EXCLUSIVE, EXPIRY, GENERATION, IN_ESCROW,
    LICENSOR, Licence, METERED, NOTICE, OFFER, PERPETUAL, PRICE, QUANTITY, RECORD, RESALE_ROYALTY, REVOCABLE, REVOKED,
    SELECTION, START, TERMS, TRANSFERABLE, UPGRADED, USERS, USES,
};
use interfaces::{
    licence,
    licence_token::Item,
    offer::{Offer, SaleState},
    order::{self, Order},
};
use rules::{
    Account, Bytes32, base64,
    exclusivity::until,
    text::Text,
    uses::{use_names, user_names},
};

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Others {
    factory: Account,
}

impl Others {
    /// Knows the factory of receivers.
    pub fn new(factory: Address) -> Self {
        Self { factory: factory.0 }
    }

    /// The factory of receivers.
    pub fn factory(&self) -> Address {
        H160(self.factory)
    }
}

/// Who gets a royalty: the record's inbox, or where it has none (zero), or nobody says, the owner.
pub fn receiver(inbox: Option<Address>, owner: Address) -> Address {
    inbox.filter(|inbox| *inbox != H160([0; 20])).unwrap_or(owner)
}

/// What stands before the Base64.
pub const PREFIX: &str = "data:application/json;base64,";

/// The most bytes that the JSON document has.
pub const MAX_DOCUMENT: usize = 3_065;

/// The most characters that the URI has.
pub const MAX_TOKEN_URI: usize = PREFIX.len() + base64::length(MAX_DOCUMENT);

/// The `data:` URI of a licence's metadata.
pub fn token_uri(id: &Bytes32, cell: &[u8]) -> Vec<u8> {
    let document = document(id, &Licence::new(cell));
    let mut uri = Vec::with_capacity(MAX_TOKEN_URI);
    uri.extend_from_slice(PREFIX.as_bytes());
    base64::encode(document.bytes(), &mut uri);
    uri
}

/// The metadata of a licence as JSON.
pub fn document(id: &Bytes32, licence: &Licence) -> Text {
    let mut text = Text::new();
    text.say("{\"name\":\"Licence ").word(id).say("\",\"description\":\"");
    allowed(&mut text, licence);
    conditions(&mut text, licence);
    text.say("\",\"attributes\":[");
    attributes(&mut text, licence);
    text.say("]}");
    text
}

/// The sentence about who may do what with which record, and when.
fn allowed(text: &mut Text, licence: &Licence) {
    text.say("Allows ").list(user_names(licence.number(USERS) as u8), "no").say(" users to use ");
    if licence.word(SELECTION) != [0; 32] {
        text.say("the ").number(licence.number(QUANTITY)).say(" selected works of ");
    }
    text.say("the record ").hex(&licence.word(RECORD));
    if licence.number(EDITION) != 0 {
        text.say(" up to its edition ").number(licence.number(EDITION));
    }
    text.say(" for ").list(use_names(licence.number(USES) as u16), "nothing");
    text.say(", from ").date(licence.u64(START));
    if licence.flag(PERPETUAL) {
        text.say(" on, for ever");
    } else {
        text.say(" until ").date(licence.u64(EXPIRY));
    }
    if licence.flag(METERED) {
        text.say(", for ").number(licence.number(QUANTITY)).say(" units of use");
    }
    text.say(". ");
}

/// The sentences about the price and what else was agreed on.
fn conditions(text: &mut Text, licence: &Licence) {
    text.say("The price was ").number(licence.number(PRICE));
    match licence.account(CURRENCY) {
        NATIVE => text.say(" EVM units of the chain's own token. "),
        token => text.say(" of the smallest unit of the token ").hex(&token).say(". "),
    };
    text.say("The licence is ").either(licence.flag(EXCLUSIVE), "exclusive", "not exclusive");
    text.say(", may ").either(licence.flag(TRANSFERABLE), "be transferred", "not be transferred");
    text.say(", asks ").either(licence.flag(ATTRIBUTION), "to name the licensor", "for no attribution");
    if licence.flag(REVOCABLE) {
        text.say(" and may be revoked with a notice of ").number(licence.number(NOTICE)).say(" seconds.");
    } else {
        text.say(" and cannot be revoked.");
    }
}

/// The chain's own token as a currency.
const NATIVE: Account = [0; 20];

/// What an attribute says of a licence.
enum Value {
    /// A number that is one in JSON.
    Number(usize),
    /// A number that may be too large for JSON, in quotes.
    Quoted(usize),
    /// A Unix second that is shown as a date; nothing where it is zero.
    Date(usize),
    /// A yes or no.
    Flag(usize),
    /// A bit of the status.
    Status(u8),
    /// 32 bytes; nothing where they are zero.
    Word(usize),
    /// An address.
    Account(usize),
}

/// The attributes in their order, but for the uses and users, which come first.
const ATTRIBUTES: [(&str, Value); 24] = [
    ("Record", Value::Word(RECORD)),
    ("Generation of the record", Value::Number(GENERATION)),
    ("Edition", Value::Number(EDITION)),
    ("Selection", Value::Word(SELECTION)),
    ("Terms", Value::Word(TERMS)),
    ("Offer", Value::Quoted(OFFER)),
    ("Licensor", Value::Account(LICENSOR)),
    ("Bought", Value::Date(BOUGHT_AT)),
    ("Start", Value::Date(START)),
    ("End", Value::Date(EXPIRY)),
    ("Perpetual", Value::Flag(PERPETUAL)),
    ("Price", Value::Quoted(PRICE)),
    ("Quantity", Value::Quoted(QUANTITY)),
    ("Metered", Value::Flag(METERED)),
    ("Exclusive", Value::Flag(EXCLUSIVE)),
    ("Transferable", Value::Flag(TRANSFERABLE)),
    ("Attribution", Value::Flag(ATTRIBUTION)),
    ("Revocable", Value::Flag(REVOCABLE)),
    ("Derivative share", Value::Number(DERIVATIVE_SHARE)),
    ("Resale royalty", Value::Number(RESALE_ROYALTY)),
    ("In escrow", Value::Status(IN_ESCROW)),
    ("Revoked", Value::Status(REVOKED)),
    ("Continued", Value::Status(CONTINUED)),
    ("Upgraded", Value::Status(UPGRADED)),
];

/// The list of attributes.
fn attributes(text: &mut Text, licence: &Licence) {
    // The first attribute is always there, so that each of the others begins with a comma.
    match licence.account(CURRENCY) {
        NATIVE => quoted(text, "Currency", |text| text.say("native")),
        token => quoted(text, "Currency", |text| text.hex(&token)),
    }
    for name in use_names(licence.number(USES) as u16) {
        text.say(",");
        quoted(text, "Use", |text| text.say(name));
    }
    for name in user_names(licence.number(USERS) as u8) {
        text.say(",");
        quoted(text, "User", |text| text.say(name));
    }
    for (name, value) in &ATTRIBUTES {
        attribute(text, name, value, licence);
    }
}

/// An attribute with a comma before it, if there is something to say.
fn attribute(text: &mut Text, name: &str, value: &Value, licence: &Licence) {
    if matches!(value, Value::Date(field) | Value::Word(field) if licence.word(*field) == [0; 32]) {
        return;
    }
    text.say(",");
    match value {
        Value::Number(field) => bare(text, "number", name, licence.number(*field)),
        Value::Date(field) => bare(text, "date", name, licence.number(*field)),
        Value::Quoted(field) => quoted(text, name, |text| text.number(licence.number(*field))),
        Value::Flag(field) => answer(text, name, licence.flag(*field)),
        Value::Status(bit) => answer(text, name, licence.has(*bit)),
        Value::Word(field) => quoted(text, name, |text| text.hex(&licence.word(*field))),
        Value::Account(field) => quoted(text, name, |text| text.hex(&licence.account(*field))),
    }
}

/// A yes or no.
fn answer(text: &mut Text, name: &str, yes: bool) {
    quoted(text, name, |text| text.either(yes, "yes", "no"));
}

/// An attribute with a text as its value.
fn quoted(text: &mut Text, name: &str, value: impl FnOnce(&mut Text) -> &mut Text) {
    text.say("{\"trait_type\":\"").say(name).say("\",\"value\":\"");
    value(text).say("\"}");
}

/// An attribute with a number as its value, shown as a number or as a date.
fn bare(text: &mut Text, display: &str, name: &str, value: u128) {
    text.say("{\"display_type\":\"").say(display).say("\",\"trait_type\":\"").say(name).say("\",\"value\":");
    text.number(value).say("}");
}

/// Whether a licence's holder can renew it now: it runs and ends, nothing was decided about it,
/// and its offer sells the same to them again, from its end on.
pub fn is_renewable(found: &Licence, offer: &Offer, state: &SaleState, now: u64) -> bool {
    let end = until(found.expiry());
    let order = Order { buyer: found.account(licence::OWNER), start: end, ..Order::default() };
    let runs = !found.flag(licence::PERPETUAL) && !found.flag(licence::STATUS) && end > now;
    runs && order::price(offer, state, &Item::again(found), &order, now).is_ok()
}
