//! The terms book: licence terms by the hash of what they say. Anyone publishes; nobody
//! changes or removes.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the results that its ABI has.
#![allow(clippy::type_complexity)]

pub mod content;
pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod calldata_tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod terms_book {
    use crate::{
        content::{self, Content},
        data::Book,
        errors::Error,
        events,
    };
    use ink::{prelude::string::String, sol::FixedBytes};
    use interfaces::{
        args::{Arg, Tail, Tuple, static_parameters},
        host,
    };
    use rules::Bytes32;

    /// The terms book.
    #[ink(storage)]
    pub struct TermsBook {
        book: Book,
    }

    impl TermsBook {
        /// An empty book.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self { book: Book::default() }
        }

        /// Publishes terms and returns their id: the Keccak-256 of what they say (see
        /// `rules::terms`). The same terms again give the same id, and nothing happens.
        ///
        /// `terms` is a tuple:
        /// - `uses`, `users`: bit sets of `rules::uses`.
        /// - `perpetual`, `duration`: `(true, 0)`, or `(false, seconds)` of at most 100 years.
        /// - `exclusive`: nobody else has a licence for any of these uses while it lasts.
        /// - `transferable`, `attribution`: whether a licence may be transferred, and whether the
        ///   licensor must be named.
        /// - `revocable`, `notice`: `(false, 0)`, or `(true, seconds)` of 1 to 365 days.
        /// - `derivativeShare`: the least part of a derivative's gross income that the licensor
        ///   asks for, in basis points; only with the use `derive`.
        /// - `resaleRoyalty`: the record owner's part of a resale, in basis points.
        /// - `document`, `uri`: SHA-256 and place (160 bytes of printable ASCII at most) of
        ///   the document for what no machine enforces; both may be empty.
        ///
        /// # Errors
        /// `UsesInvalid`, `UsersInvalid`, `DurationInvalid`, `RevocationInvalid`,
        /// `DerivativeShareInvalid`, `ResaleRoyaltyInvalid`, `UriTooLong`, `UriInvalid`.
        ///
        /// # Events
        /// `TermsPublished`, if they are new.
        #[ink(message, name = "publishTerms")]
        pub fn publish_terms(&mut self, terms: Arg<Tuple<Content>, 0>) -> Result<FixedBytes<32>, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(1);
                let content = terms.read(&mut tail);
                tail.finish();
                let terms = content.terms()?;
                let id = host::keccak256(&terms.preimage());
                if self.book.publish(&id, &terms)? {
                    events::terms_published(id, &terms);
                }
                words.push(id);
                Ok(())
            })
        }

        /// Terms: uses (zero where there are none of that id), users, perpetual, duration in
        /// seconds, exclusive, transferable, attribution, revocable, notice in seconds, the
        /// least part of a derivative's gross income and the record owner's part of a resale in
        /// basis points, the document's SHA-256.
        #[ink(message)]
        pub fn terms(
            &self,
            terms: Arg<Bytes32, 0>,
        ) -> Result<(u16, u8, bool, u64, bool, bool, bool, bool, u32, u16, u16, FixedBytes<32>), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                match self.book.terms(&terms.read()) {
                    Some(found) => content::write(&found, words),
                    None => (0..12).for_each(|_| {
                        words.push(0u8);
                    }),
                }
                Ok(())
            })
        }

        /// Where the terms' document is; empty where there is none.
        #[ink(message, name = "termsURI")]
        pub fn terms_uri(&self, terms: Arg<Bytes32, 0>) -> Result<String, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                words.bytes(&self.book.terms(&terms.read()).map(|found| found.uri).unwrap_or_default());
                Ok(())
            })
        }
    }
}
