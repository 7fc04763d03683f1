//! What a pool refuses. A refused message changes nothing.

use ink::Address;
use interfaces::errors;

errors! {
    /// Errors of a pool.
    pub enum Error {
        /// The pool's tree has no such leaf at this index, or the proof is another's.
        LeafInvalid(index: u64),
        /// Nothing is due.
        NothingDue,
        /// The account did not take the money, or the token did not move it.
        PaymentFailed(account: Address),
        /// More is due than the pool has: its weights add up to more than it says.
        PoolShort(due: u128, balance: u128),
        /// The contract is no ERC-20 that could be asked.
        TokenFailed(token: Address),
        /// No leaf, or more than 16.
        ClaimCount,
    }
}
