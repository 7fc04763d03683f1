//! The terms book: licence terms by the hash of what they say. Anyone publishes; nobody
//! changes or removes.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod data;
pub mod errors;
pub mod events;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod terms_book {
    use crate::{data::Book, errors::Error, events};
    use ink::{prelude::string::String, sol::FixedBytes};
    use interfaces::{
        args::{Arg, Tail, Text, static_parameters},
        host,
    };
    use rules::{
        Bytes32,
        terms::{Duration, Terms},
    };

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
        /// - `uses`, `users`: bit sets of `rules::uses`.
        /// - `perpetual`, `duration`: `(true, 0)`, or `(false, seconds)`.
        /// - `derivative_share`: the least part of a derivative's gross income that the licensor
        ///   asks for, in basis points; only with the use `derive`.
        /// - `document`, `uri`: SHA-256 and place (160 bytes of printable ASCII at most) of
        ///   the document for what no machine enforces; both may be empty.
        ///
        /// # Errors
        /// `UsesInvalid`, `UsersInvalid`, `DurationInvalid`, `DerivativeShareInvalid`, `UriTooLong`, `UriInvalid`.
        ///
        /// # Events
        /// `TermsPublished`, if they are new.
        #[ink(message, name = "publishTerms")]
        pub fn publish_terms(
            &mut self,
            uses: Arg<u16, 0>,
            users: Arg<u8, 1>,
            perpetual: Arg<bool, 2>,
            duration: Arg<u64, 3>,
            transferable: Arg<bool, 4>,
            attribution: Arg<bool, 5>,
            derivative_share: Arg<u16, 6>,
            document: Arg<Bytes32, 7>,
            uri: Arg<Text, 8>,
        ) -> Result<FixedBytes<32>, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(9);
                let (perpetual, seconds) = (perpetual.read(), duration.read());
                let mut terms = Terms {
                    uses: uses.read(),
                    users: users.read(),
                    duration: Duration::Perpetual,
                    transferable: transferable.read(),
                    attribution: attribution.read(),
                    derivative_share: derivative_share.read(),
                    document: document.read(),
                    uri: uri.read(&mut tail),
                };
                tail.finish();
                terms.duration =
                    Duration::from_pair(perpetual, seconds).map_err(|_| Error::DurationInvalid(perpetual, seconds))?;
                let id = host::keccak256(&terms.preimage());
                if self.book.publish(&id, &terms)? {
                    events::terms_published(id, &terms);
                }
                words.push(id);
                Ok(())
            })
        }

        /// Terms: uses (zero where there are none of that id), users, perpetual, duration in
        /// seconds, transferable, attribution, the least part of a derivative's gross income in
        /// basis points, the document's SHA-256.
        #[ink(message)]
        pub fn terms(
            &self,
            terms: Arg<Bytes32, 0>,
        ) -> Result<(u16, u8, bool, u64, bool, bool, u16, FixedBytes<32>), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let found = self.book.terms(&terms.read()).unwrap_or(Terms {
                    uses: 0,
                    users: 0,
                    duration: Duration::Seconds(0),
                    transferable: false,
                    attribution: false,
                    derivative_share: 0,
                    document: [0; 32],
                    uri: Default::default(),
                });
                let (perpetual, seconds) = found.duration.to_pair();
                words
                    .push(found.uses)
                    .push(found.users)
                    .push(perpetual)
                    .push(seconds)
                    .push(found.transferable)
                    .push(found.attribution)
                    .push(found.derivative_share)
                    .push(found.document);
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
