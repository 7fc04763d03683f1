//! What the settlements refuse. A refused message changes nothing.

use ink::Address;
use interfaces::{abi::Id, errors};
use rules::split::SplitError;

errors! {
    /// Errors of the settlements' own; what the splitter refuses is passed on as it says it.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// This contract of ours could not be asked, so nothing happened.
        CallFailed(callee: Address),
        /// The digest has no record.
        RecordUnknown(record: Id),
        /// The record can still be taken over, so it takes no split.
        RecordProvisional(record: Id),
        /// A decision struck the record.
        RecordStruck(record: Id),
        /// The caller does not own the record.
        NotOwner(caller: Address),
        /// No payee, or more than 16.
        PayeeCount,
        /// The chain's own addresses (below 2^16), the registry, the licence token, the splitter,
        /// the arbitration and the settlements cannot be payees.
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
        /// The caller is no payee of this version of the record's split.
        NotPayee(caller: Address),
        /// Not exactly the amount came with the call, or something did where the currency is an
        /// ERC-20.
        WrongValue,
        /// Nothing is brought.
        AmountZero,
        /// Nothing is due on the whole path.
        NothingDue,
        /// No step, or more than 16.
        PathLength,
        /// The second record is no parent of the first.
        NotParent(child: Id, parent: Id),
        /// A challenge of the record is undecided: what is held stays held.
        ChallengeOpen(record: Id),
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
