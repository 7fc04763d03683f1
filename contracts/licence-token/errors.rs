//! What the licence token refuses. A refused message changes nothing.

use ink::{Address, sol::FixedBytes};
use interfaces::{abi::Id, errors};

errors! {
    /// Errors of the licence token's own messages; ERC-721's are in the `erc721` crate.
    pub enum Error {
        /// The contracts do not know each other yet.
        NotBound,
        /// They do, and for ever.
        AlreadyBound,
        /// Only who deployed the contract can bind it.
        NotDeployer,
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// Only the registry says who owns a record.
        NotRegistry(caller: Address),
        /// Only the splitter says how a record's income is split.
        NotSplitter(caller: Address),
        /// There is no record of this id.
        RecordUnknown(record: Id),
        /// The record can still be taken over, so it cannot be offered.
        RecordProvisional(record: Id),
        /// The caller does not own the record.
        NotOwner(caller: Address),
        /// There are no terms of this id.
        TermsUnknown(terms: FixedBytes<32>),
        /// There is no price unit of this number.
        PriceUnitUnknown(unit: u8),
        /// The total would be more than a ledger can receive.
        PriceTooHigh,
        /// The window ends before it begins, or has ended.
        WindowInvalid,
        /// There is no offer of this number.
        OfferUnknown(offer: u64),
        /// The offer is closed already.
        OfferAlreadyClosed(offer: u64),
        /// The offer does not sell; the reason is a number of `rules::offer::Refusal`.
        OfferRefused(offer: u64, reason: u8),
        /// The total (first) is more than the buyer wants to pay.
        TotalAboveMax(total: u128, max_total: u128),
        /// The value sent (first) is not exactly the total.
        WrongValue(value: Id, total: u128),
        /// The licence's terms do not allow a transfer.
        LicenceNotTransferable(licence: Id),
        /// The licence would end beyond the end of time.
        ExpiryOverflow,
        /// This contract of ours failed, so nothing happened.
        CallFailed(callee: Address),
    }
}

impl From<Error> for erc721::Or<Error> {
    fn from(error: Error) -> Self {
        Self::Own(error)
    }
}
