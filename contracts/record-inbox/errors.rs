//! What an inbox refuses. A refused message changes nothing.

use ink::Address;
use interfaces::errors;

errors! {
    /// Errors of the inbox's own; what the settlements refuse is passed on as they say it.
    pub enum Error {
        /// The inbox has nothing of the currency.
        NothingDue,
        /// The contract is no ERC-20 that could be asked, or did not let the splitter take.
        TokenFailed(token: Address),
    }
}
