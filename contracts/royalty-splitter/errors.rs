//! What the splitter refuses. A refused message changes nothing.

use ink::Address;
use interfaces::errors;

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
        /// The message is for other contracts of ours.
        CallerNotAllowed(caller: Address),
        /// Not exactly the amount came with the call, or something did where the currency is an
        /// ERC-20.
        WrongValue,
        /// The ledger cannot receive that much.
        LedgerFull,
        /// The account is no payee of this ledger.
        NotPayee(account: Address),
        /// No ledger, or more than 32.
        LedgerCount,
        /// Nothing is due.
        NothingDue,
        /// The account did not take the money, or the token did not move it.
        PaymentFailed(account: Address),
        /// The contract is no ERC-20 that could be asked, or did not move the amount.
        TokenFailed(currency: Address),
        /// Less arrived than was due: the token takes a fee.
        TokenTookFee(arrived: u128, due: u128),
        /// This contract of ours failed, so nothing happened.
        CallFailed(callee: Address),
    }
}
