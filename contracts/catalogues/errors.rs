//! What the module refuses. A refused message changes nothing.

use ink::Address;
use interfaces::{abi::Id, errors};
use rules::work::WorkError;

errors! {
    /// Errors of the module; what the registry refuses comes as the registry says it.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// No work, or more than 32.
        BatchSize(works: u32),
        /// More than `rules::limits::MAX_LICENSED_LINKS` links of the batch's works are licensed.
        LicensedLinks(links: u32),
        /// The call has more than 12 288 bytes.
        CalldataTooLong(bytes: u64),
        /// This contract of ours failed, so nothing happened.
        CallFailed(callee: Address),
        /// A catalogue has at least one work.
        CountZero,
        /// The record is no catalogue.
        NotCatalogue(record: Id),
        /// The caller does not own the record.
        NotOwner(caller: Address),
        /// The record can still be taken over and does nothing until then.
        RecordProvisional(record: Id),
        /// A decision struck the record.
        RecordStruck(record: Id),
        /// The catalogue has no edition of this number.
        EditionUnknown(edition: u32),
        /// Another edition is the first that contains the work.
        NotFirstEdition(edition: u32),
        /// A later edition has more works than the latest.
        EditionInvalid,
        /// The catalogue can have no more editions.
        EditionsUsedUp,
        /// An edition has at least one unit.
        UnitsZero,
        /// The URI is longer than 160 bytes.
        UriTooLong,
        /// The URI has a character other than printable ASCII.
        UriInvalid,
        /// The proof does not lead to the edition's root.
        ProofInvalid,
    }
}

impl Error {
    /// Names what was wrong with a URI.
    pub fn of_uri(error: WorkError) -> Self {
        match error {
            WorkError::UriTooLong => Self::UriTooLong,
            _ => Self::UriInvalid,
        }
    }
}
