//! What the terms book refuses. A refused message changes nothing.

use interfaces::errors;
use rules::terms::{Terms, TermsError};

errors! {
    /// Errors of the terms book.
    pub enum Error {
        /// No use at all, or a bit that means none.
        UsesInvalid(uses: u16),
        /// No class of user at all, or a bit that means none.
        UsersInvalid(users: u8),
        /// Neither perpetual with no seconds nor a number of seconds within bounds.
        DurationInvalid(perpetual: bool, duration: u64),
        /// Neither irrevocable with no notice nor revocable with one within bounds.
        RevocationInvalid(revocable: bool, notice: u32),
        /// More than the whole, or asked for without the use `derive`.
        DerivativeShareInvalid(share: u16),
        /// More than the whole.
        ResaleRoyaltyInvalid(share: u16),
        /// The URI is longer than 160 bytes.
        UriTooLong,
        /// The URI has a character other than printable ASCII.
        UriInvalid,
    }
}

impl Error {
    /// Names what was wrong with terms.
    pub fn of_terms(error: TermsError, terms: &Terms) -> Self {
        match error {
            TermsError::UsesInvalid => Self::UsesInvalid(terms.uses),
            TermsError::UsersInvalid => Self::UsersInvalid(terms.users),
            TermsError::DurationInvalid => {
                let (perpetual, seconds) = terms.duration.to_pair();
                Self::DurationInvalid(perpetual, seconds)
            }
            TermsError::RevocationInvalid => {
                let (revocable, notice) = terms.revocation.to_pair();
                Self::RevocationInvalid(revocable, notice)
            }
            TermsError::DerivativeShareInvalid => Self::DerivativeShareInvalid(terms.derivative_share),
            TermsError::ResaleRoyaltyInvalid => Self::ResaleRoyaltyInvalid(terms.resale_royalty),
            TermsError::UriTooLong => Self::UriTooLong,
            TermsError::UriInvalid => Self::UriInvalid,
        }
    }
}
