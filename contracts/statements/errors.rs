//! What the statements refuse.

use ink::Address;
use interfaces::errors;

errors! {
    /// Errors of the statements.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// This contract of ours could not be asked.
        CallFailed(callee: Address),
        /// The contract is no ERC-20 that could be asked.
        TokenFailed(currency: Address),
    }
}
