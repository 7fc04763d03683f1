//! What the module refuses besides malformed calldata.

use ink::Address;
use interfaces::errors;

errors! {
    /// Errors of the module's own.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
    }
}
