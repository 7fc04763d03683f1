//! What the licence token refuses. A refused message changes nothing.

use ink::Address;
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
        /// The message is another contract's of ours.
        NotModule(caller: Address),
        /// The offer does not sell this order; the reason is a number of `rules::offer::Refusal`.
        OfferRefused(offer: u64, reason: u8),
        /// A basket has at least one item, and at most as many as `rules::limits::MAX_BASKET`; of
        /// its payments at most `rules::limits::MAX_DEPOSITS` go through the splitter.
        BasketSize(items: u32),
        /// A basket is paid in one currency, and this offer asks for another.
        CurrencyMixed(offer: u64),
        /// The total (first) is more than the buyer wants to pay.
        TotalAboveMax(total: u128, max_total: u128),
        /// The value sent (first) is not exactly the total, or is sent where an ERC-20 is paid.
        WrongValue(value: Id, total: u128),
        /// The offer is not of the licence's record and generation, or asks for another currency
        /// than what is credited.
        NotSuccessor(offer: u64),
        /// The licence's terms do not allow a transfer.
        LicenceNotTransferable(licence: Id),
        /// This contract of ours failed, so nothing happened.
        CallFailed(callee: Address),
    }
}

impl From<Error> for erc721::Or<Error> {
    fn from(error: Error) -> Self {
        Self::Own(error)
    }
}
