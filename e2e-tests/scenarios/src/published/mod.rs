//! The contracts' ABI as wallets and dapps load it: `contracts/abi/<contract>.json`.
//!
//! It is what was built. ink! writes no names for the members of tuples and the fields of errors, and
//! names like `token_id`; both are taken from the interfaces in [`story::abi`], which have to agree
//! with what was built in every type. And a contract that lets a refusal of another one through has
//! that one's errors too, so that a wallet can read every refusal.

mod diff;
mod errors;
mod names;

use alloy_json_abi::{Error, JsonAbi};
use chain::H160;
use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use story::{
    abi::{
        Arbitration, Catalogues, Deals, ERC721, Encumbrances, LicenceMetadata, LicenceToken, Offers,
        ProvenanceRegistry, ReceiverFactory, RecordInbox, Reservations, RoyaltyPool, RoyaltySplitter, Settlements,
        Statements, TermsBook, UsageLedger,
    },
    blobs,
    protocol::Protocol,
};

pub use diff::difference;
pub use errors::HANDED_ON;
pub use names::camel;

/// The contracts of the product, in their order in the folder.
pub const CONTRACTS: [&str; 17] = [
    "arbitration",
    "catalogues",
    "deals",
    "encumbrances",
    "licence-metadata",
    "licence-token",
    "offers",
    "provenance-registry",
    "receiver-factory",
    "record-inbox",
    "reservations",
    "royalty-pool",
    "royalty-splitter",
    "settlements",
    "statements",
    "terms-book",
    "usage-ledger",
];

/// What keeps the ABI from being written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// A file can't be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file is no ABI.
    #[error("{}: {error}", path.display())]
    Json {
        /// Which.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
    /// What was built is not what `story::abi` declares.
    #[error("{contract}: {what} is not as it is declared in e2e-tests/story/src/abi.rs")]
    Undeclared {
        /// Which contract.
        contract: &'static str,
        /// A message, an event or an error.
        what: String,
    },
}

/// The interfaces that a contract has, as they are declared.
fn declared(contract: &str) -> Vec<JsonAbi> {
    match contract {
        "arbitration" => vec![Arbitration::abi::contract()],
        "catalogues" => vec![Catalogues::abi::contract()],
        "deals" => vec![Deals::abi::contract()],
        "encumbrances" => vec![Encumbrances::abi::contract()],
        "licence-metadata" => vec![LicenceMetadata::abi::contract()],
        "licence-token" => vec![LicenceToken::abi::contract(), ERC721::abi::contract()],
        "offers" => vec![Offers::abi::contract()],
        "provenance-registry" => vec![ProvenanceRegistry::abi::contract(), ERC721::abi::contract()],
        "receiver-factory" => vec![ReceiverFactory::abi::contract()],
        "record-inbox" => vec![RecordInbox::abi::contract()],
        "reservations" => vec![Reservations::abi::contract()],
        "royalty-pool" => vec![RoyaltyPool::abi::contract()],
        "royalty-splitter" => vec![RoyaltySplitter::abi::contract()],
        "settlements" => vec![Settlements::abi::contract()],
        "statements" => vec![Statements::abi::contract()],
        "terms-book" => vec![TermsBook::abi::contract()],
        "usage-ledger" => vec![UsageLedger::abi::contract()],
        _ => Vec::new(),
    }
}

/// The ABI that was built.
///
/// # Errors
/// [`Unwritten`].
pub fn built(contract: &str) -> Result<JsonAbi, Unwritten> {
    read(&blobs::target().join("ink").join(contract.replace('-', "_")).with_extension("abi"))
}

/// The ABI as it is to be published.
///
/// # Errors
/// [`Unwritten`].
pub fn made(contract: &'static str) -> Result<JsonAbi, Unwritten> {
    let mut abi = names::named(contract, built(contract)?, &declared(contract))?;
    errors::add_handed_on(contract, &mut abi);
    Ok(abi)
}

/// The text of a published ABI.
///
/// # Errors
/// [`Unwritten`].
pub fn text(contract: &'static str) -> Result<String, Unwritten> {
    let abi = made(contract)?;
    let text = serde_json::to_string_pretty(&abi);
    text.map(|text| text + "\n").map_err(|error| Unwritten::Json { path: path(contract), error })
}

/// The folder of the published ABIs.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/abi")
}

/// Where a contract's published ABI is.
pub fn path(contract: &str) -> PathBuf {
    folder().join(contract).with_extension("json")
}

/// The published ABI.
///
/// # Errors
/// [`Unwritten`].
pub fn published(contract: &str) -> Result<JsonAbi, Unwritten> {
    read(&path(contract))
}

fn read(path: &Path) -> Result<JsonAbi, Unwritten> {
    let text = fs::read_to_string(path).map_err(|error| Unwritten::File { path: path.to_owned(), error })?;
    serde_json::from_str(&text).map_err(|error| Unwritten::Json { path: path.to_owned(), error })
}

/// Whether a refusal can be read with the published ABI of the contract at this address; of any other
/// address, yes. Fewer than four bytes name no error: so says ink! that there is no such message, and
/// so says a call that was broken off nothing.
pub fn is_readable(protocol: &Protocol, at: H160, reason: &[u8]) -> bool {
    static ERRORS: OnceLock<HashMap<&'static str, Vec<Error>>> = OnceLock::new();
    let errors = ERRORS.get_or_init(|| {
        let errors_of = |contract| Some((contract, published(contract).ok()?.errors().cloned().collect()));
        CONTRACTS.into_iter().filter_map(errors_of).collect()
    });
    let Some(selector) = reason.first_chunk::<4>() else { return true };
    let contract = protocol.contracts().into_iter().find(|(_, address)| *address == at);
    let known = contract.and_then(|(name, _)| errors.get(name));
    known.is_none_or(|known| known.iter().any(|error| error.selector() == *selector))
}
