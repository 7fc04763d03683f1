//! What the terms book tells indexers and auditors.

use ink::sol::FixedBytes;
use interfaces::{abi::Uri, host, words::Words};
use rules::{Bytes32, terms::Terms};

/// Terms were published for the first time. The fields are those of `rules::terms::Terms`.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsPublished {
    /// Their id.
    #[ink(topic)]
    pub terms: FixedBytes<32>,
    /// What may be done.
    pub uses: u16,
    /// By whom.
    pub users: u8,
    /// Whether a licence has no end.
    pub perpetual: bool,
    /// If it has one: after how many seconds.
    pub duration: u64,
    /// Whether a licence may be transferred.
    pub transferable: bool,
    /// Whether the licensor must be named.
    pub attribution: bool,
    /// The least part of a derivative's gross income, in basis points.
    pub derivative_share: u16,
    /// SHA-256 of the terms' document; zero for none.
    pub document: FixedBytes<32>,
    /// Where it is.
    pub uri: Uri,
}

/// Emits [`TermsPublished`].
pub fn terms_published(id: Bytes32, terms: &Terms) {
    let (perpetual, seconds) = terms.duration.to_pair();
    host::emit::<TermsPublished>(
        &[id],
        Words::new()
            .push(terms.uses)
            .push(terms.users)
            .push(perpetual)
            .push(seconds)
            .push(terms.transferable)
            .push(terms.attribution)
            .push(terms.derivative_share)
            .push(terms.document)
            .bytes(&terms.uri),
    );
}
