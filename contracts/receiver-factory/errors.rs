//! What the factory refuses. A refused message changes nothing.

use ink::Address;
use interfaces::{abi::Id, errors};
use rules::work::WorkError;

errors! {
    /// Errors of the factory.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// The contract at this address could not be asked.
        CallFailed(callee: Address),
        /// A pool without a root, without leaves or without weight divides nothing.
        PoolEmpty,
        /// There is a pool of just this.
        PoolKnown,
        /// There is no basis of this number.
        BasisUnknown(basis: u8),
        /// The URI is longer than 160 bytes.
        UriTooLong,
        /// The URI has a character other than printable ASCII.
        UriInvalid,
        /// The digest has no record.
        RecordUnknown(record: Id),
        /// The record has this inbox.
        InboxKnown(inbox: Address),
    }
}

impl Error {
    /// Names what was wrong with a URI.
    pub fn of_uri(error: WorkError) -> Self {
        if error == WorkError::UriTooLong { Self::UriTooLong } else { Self::UriInvalid }
    }
}
