//! What the module refuses. A refused message changes nothing.

use ink::Address;
use interfaces::{abi::Id, errors};

errors! {
    /// Errors of the module's own; what the licence token or the splitter refuses is passed on as
    /// they say it.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// The contract at this address could not be asked, or told.
        CallFailed(callee: Address),
        /// There is no licence of this id, or it was burned.
        LicenceUnknown(licence: Id),
        /// A licence follows on another in one of three ways.
        WayUnknown(way: u8),
        /// The caller does not hold the licence.
        NotHolder(caller: Address),
        /// The caller does not own the licensed record, or another generation of it.
        NotLicensor(caller: Address),
        /// The licence is in escrow, or under notice of revocation, or was continued before.
        LicenceBusy(licence: Id),
        /// The licence has ended, or has no end to be continued from.
        LicenceEnded(licence: Id),
        /// The offer is not of the licence's record and generation, or asks for another currency
        /// than what would be credited.
        NotSuccessor(offer: u64),
        /// The licence's terms do not allow the licensor to revoke it.
        NotRevocable(licence: Id),
        /// The licence ends before a notice given now would.
        NothingToRevoke(licence: Id),
        /// The licence is not under notice of revocation.
        NotRevoked(licence: Id),
        /// The notice runs until this Unix second.
        NoticeRuns(until: u64),
        /// What was paid for the licence is not in escrow.
        NotInEscrow(licence: Id),
        /// The offer's challenge window runs until this Unix second.
        EscrowRuns(until: u64),
        /// A challenge of the record is undecided.
        ChallengeOpen(record: Id),
        /// The value sent (first) is not exactly the refund, or is sent where an ERC-20 is paid.
        WrongValue(value: Id, refund: u128),
    }
}
