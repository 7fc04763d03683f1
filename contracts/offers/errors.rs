//! What the module refuses. A refused message changes nothing.

use ink::{Address, sol::FixedBytes};
use interfaces::{abi::Id, errors};

errors! {
    /// Errors of the module.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// The contract at this address could not be asked, or told.
        CallFailed(callee: Address),
        /// There is no record of this id.
        RecordUnknown(record: Id),
        /// The record can still be taken over, so it cannot be offered.
        RecordProvisional(record: Id),
        /// The record was struck: nobody licenses it.
        RecordStruck(record: Id),
        /// The caller is neither the record's owner nor its manager.
        NotOwner(caller: Address),
        /// There are no terms of this id.
        TermsUnknown(terms: FixedBytes<32>),
        /// There is no price unit of this number, or the record's kind has no such units.
        PriceUnitInvalid(unit: u8, kind: u8),
        /// The total would be more than a ledger can receive.
        PriceTooHigh,
        /// Tiers begin with two units, each with more than the one before, there are at most four,
        /// and none at a flat price.
        TiersInvalid,
        /// The currency's address has no contract.
        CurrencyInvalid(currency: Address),
        /// The window ends before it begins, or has ended.
        WindowInvalid,
        /// A back-licence begins in the past.
        SinceInvalid(since: u64),
        /// There is no edition of this number.
        EditionUnknown(edition: u32),
        /// A referral is at most `rules::limits::MAX_REFERRAL`, and more than nothing where a
        /// referrer is named.
        ReferralInvalid(referral: u16),
        /// A challenge window is at most `rules::limits::MAX_ESCROW` seconds, and goes with no
        /// referrer whom the buyer names.
        EscrowInvalid(escrow: u32),
        /// Exclusive terms are not offered for the past, nor on a work that came out of a
        /// catalogue.
        ExclusiveInvalid,
        /// There is no offer of this number.
        OfferUnknown(offer: u64),
        /// The offer is closed already.
        OfferAlreadyClosed(offer: u64),
    }
}
