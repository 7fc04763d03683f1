//! What the terms book tells indexers and auditors.

use crate::content::{self, Content};
use ink::sol::FixedBytes;
use interfaces::{args::Tuple, host, words::Words};
use rules::{Bytes32, terms::Terms};

/// Terms were published for the first time.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsPublished {
    /// Their id.
    #[ink(topic)]
    pub terms: FixedBytes<32>,
    /// What they say, as it was published: the fields of [`Content`].
    pub content: Tuple<Content>,
}

/// Emits [`TermsPublished`].
pub fn terms_published(id: Bytes32, terms: &Terms) {
    let mut content = Words::new();
    content::write(terms, &mut content);
    content.bytes(&terms.uri);
    host::emit::<TermsPublished>(&[id], Words::new().tuple(&mut content));
}
