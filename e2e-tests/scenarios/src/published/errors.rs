//! The errors that a contract hands on: it calls another of the contracts, and ends with what that
//! one says.

use super::declared;
use alloy_json_abi::{Error, JsonAbi, Param};

/// Contracts, each with another one and those of its errors that it hands on.
pub const HANDED_ON: [(&str, &str, &[&str]); 10] = [
    // `admit`.
    ("catalogues", "provenance-registry", ADMIT),
    // `change`, for the owner and for the arbiter.
    ("reservations", "provenance-registry", CHANGE),
    ("arbitration", "provenance-registry", CHANGE),
    // `transferFrom`.
    ("encumbrances", "provenance-registry", TRANSFER),
    // `deposit`, `moveDue`.
    ("settlements", "royalty-splitter", INCOME),
    // `deposit` of the settlements, and of the splitter through them.
    ("record-inbox", "settlements", &["RecordUnknown", "RecordProvisional", "RecordStruck", "CallFailed"]),
    ("record-inbox", "royalty-splitter", INCOME),
    // `deposit` of a sale's money.
    ("licence-token", "royalty-splitter", SALE),
    // `deposit` and `moveDue`; and what `sellTo` of the token hands on.
    ("deals", "royalty-splitter", MONEY),
    ("deals", "licence-token", SELL_TO),
];

const ADMIT: &[&str] = &[
    "NotBound",
    "NotModule",
    "CommitmentMissing",
    "CommitmentTooYoung",
    "CommitmentExpired",
    "WorkRefused",
    "RecordExists",
    "DigestZero",
    "KindUnknown",
    "OriginUnknown",
    "TooManyParents",
    "ParentUnknown",
    "ParentProvisional",
    "ParentStruck",
    "ParentRepeated",
    "ParentSharesTooHigh",
    "LicenceInvalid",
    "ShareBelowLicence",
    "PushFailed",
    "ERC721InvalidReceiver",
];

const CHANGE: &[&str] = &["NotBound", "NotModule", "PushFailed", "ERC721NonexistentToken"];

const TRANSFER: &[&str] = &[
    "NotBound",
    "RecordProvisional",
    "RecordStruck",
    "PushFailed",
    "ERC721NonexistentToken",
    "ERC721IncorrectOwner",
    "ERC721InvalidReceiver",
    "ERC721InsufficientApproval",
];

/// Of income, what arrives is credited, so that no token's fee is too much.
const INCOME: &[&str] = &["NotBound", "CallerNotAllowed", "TokenFailed", "LedgerFull"];

/// Of a sale, all has to arrive.
const SALE: &[&str] = &["CallerNotAllowed", "TokenFailed", "TokenTookFee", "LedgerFull"];

const MONEY: &[&str] = &["NotBound", "CallerNotAllowed", "NothingDue", "TokenFailed", "TokenTookFee", "LedgerFull"];

const SELL_TO: &[&str] =
    &["NotModule", "OfferRefused", "TotalAboveMax", "ERC721InvalidReceiver", "ERC721NonexistentToken"];

/// Adds what a contract hands on.
pub(super) fn add_handed_on(contract: &str, abi: &mut JsonAbi) {
    for (_, from, names) in HANDED_ON.iter().filter(|(to, ..)| *to == contract) {
        for error in declared(from).iter().flat_map(JsonAbi::errors).filter(|error| names.contains(&&*error.name)) {
            let known = abi.errors.entry(error.name.clone()).or_default();
            if known.iter().all(|known| known.selector() != error.selector()) {
                known.push(Error { name: error.name.clone(), inputs: error.inputs.iter().map(plain).collect() });
            }
        }
    }
}

/// A parameter without what only solc knows of it.
fn plain(parameter: &Param) -> Param {
    Param {
        ty: parameter.ty.clone(),
        name: parameter.name.clone(),
        components: parameter.components.iter().map(plain).collect(),
        internal_type: None,
    }
}
