//! What the module refuses. A refused message changes nothing.

use ink::{Address, sol::FixedBytes};
use interfaces::{abi::Id, errors};
use rules::ancestors::PageError;

errors! {
    /// Errors of the module's own; what the registry refuses is passed on as it says it.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// The contract at this address could not be asked.
        CallFailed(callee: Address),
        /// The digest has no record.
        RecordUnknown(record: Id),
        /// The caller does not own the record.
        NotOwner(caller: Address),
        /// What binds the record is not what was expected: this is its digest now.
        EncumbrancesChanged(digest: FixedBytes<32>),
        /// No link is at this path, or it is longer than 32 steps.
        PathInvalid,
        /// A page has 1 to 32 links.
        PageSize(limit: u16),
    }
}

impl From<PageError> for Error {
    fn from(error: PageError) -> Self {
        match error {
            PageError::Size(limit) => Self::PageSize(limit),
            PageError::Path => Self::PathInvalid,
        }
    }
}
