//! What the module refuses. A refused message changes nothing.

use ink::{Address, sol::FixedBytes};
use interfaces::{abi::Id, errors};

errors! {
    /// Errors of the module.
    pub enum Error {
        /// The account at this address has other code than expected.
        WrongCode(account: Address),
        /// The contract at this address could not be asked.
        CallFailed(callee: Address),
        /// There is no such licence.
        LicenceUnknown(licence: Id),
        /// The licence does not cover the use: a number of `rules::licence::Coverage`.
        NotCovered(reason: u8),
        /// A run has a name other than zero.
        RunZero,
        /// A use has at least one unit.
        UnitsZero,
        /// The licence is for fewer uses: so many are left.
        UsedUp(left: u64, asked: u64),
        /// The caller has declared this run already.
        RunDeclared(run: FixedBytes<32>),
        /// The caller has not declared this run.
        RunUnknown(run: FixedBytes<32>),
        /// A manifest has a root other than zero.
        ManifestZero,
        /// A manifest has at least one entry.
        CountZero,
        /// No use at all, or a bit that means none.
        UsesInvalid(uses: u16),
        /// A model has a digest other than zero.
        ModelZero,
        /// The run's model is declared: this one.
        ModelDeclared(model: FixedBytes<32>),
    }
}
