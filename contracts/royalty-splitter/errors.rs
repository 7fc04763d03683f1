//! What the splitter refuses. A refused message changes nothing.

use ink::Address;
use interfaces::{abi::Id, errors};
use rules::split::SplitError;

errors! {
    /// Errors of the splitter.
    pub enum Error {
        /// The contracts do not know each other yet.
        NotBound,
        /// They do, and for ever.
        AlreadyBound,
        /// Only who deployed the contract can bind it.
        NotDeployer,
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// Only the licence token deposits the money of sales.
        NotLicenceToken(caller: Address),
        /// The caller does not own the record.
        NotOwner(caller: Address),
        /// There is no record of this id.
        RecordUnknown(record: Id),
        /// The record can still be taken over, so it takes no split.
        RecordProvisional(record: Id),
        /// No payee, or more than 16.
        PayeeCount,
        /// The chain's own addresses (below 2^16), the splitter, the registry and the licence token
        /// cannot be payees.
        PayeeInvalid(account: Address),
        /// An account is a payee twice.
        PayeeRepeated(account: Address),
        /// A payee has no share.
        ShareZero(account: Address),
        /// The shares add up to this, not to 10 000.
        SharesNotWhole(sum: u32),
        /// The record can have no more versions of its split.
        VersionsUsedUp,
        /// The record has no split that could be locked.
        NoSplit(record: Id),
        /// The split is locked for as long as the record's generation lasts.
        SplitIsLocked(record: Id),
        /// A decision struck the record.
        RecordStruck(record: Id),
        /// A challenge of the record is undecided: what is held stays held.
        ChallengeOpen(record: Id),
        /// The ledger cannot receive that much.
        LedgerFull,
        /// The account is no payee of this ledger.
        NotPayee(account: Address),
        /// Nothing is due.
        NothingDue,
        /// The second record is no parent of the first.
        NotParent(child: Id, parent: Id),
        /// The account did not take the money.
        PaymentFailed(account: Address),
        /// This contract of ours failed, so nothing happened.
        CallFailed(callee: Address),
    }
}

impl From<SplitError> for Error {
    fn from(error: SplitError) -> Self {
        match error {
            SplitError::PayeeCount => Self::PayeeCount,
            SplitError::PayeeInvalid(account) => Self::PayeeInvalid(account.into()),
            SplitError::PayeeRepeated(account) => Self::PayeeRepeated(account.into()),
            SplitError::ShareZero(account) => Self::ShareZero(account.into()),
            SplitError::SharesNotWhole(sum) => Self::SharesNotWhole(sum),
        }
    }
}
