//! The text of licences for wallets and marketplaces: what the licence token's `tokenURI`
//! answers.
//!
//! The module keeps nothing, asks nobody, and can be wrong about nothing but words: the licence
//! token hands it a licence's cell. It stands outside the licence token, so that who buys a
//! licence does not pay for the code that describes one.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod data;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod licence_metadata {
    use crate::data;
    use ink::prelude::string::String;
    use interfaces::{
        abi::Id,
        args::{Arg, Blob, Malformed, Tail},
        host,
    };

    /// The module.
    #[ink(storage)]
    pub struct LicenceMetadata {}

    impl LicenceMetadata {
        /// The module; each is like any other.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self {}
        }

        /// The metadata of the licence `id` whose cell this is, as EIP-721 and the marketplaces
        /// want it: a `data:` URI of a JSON document in Base64, of at most 4 117 characters. Name
        /// and description are for people; of the `attributes`, those of dates are in Unix
        /// seconds, of prices in the currency's smallest unit (of the chain's own token: EVM
        /// units), of shares in basis points; uses and users have the names of `rules::uses`.
        ///
        /// - `cell`: the fields of `interfaces::licence` one after the other; what is missing at
        ///   the end is zero, and what is too much is left out.
        #[ink(message)]
        pub fn describe(&self, id: Arg<Id, 0>, cell: Arg<Blob, 1>) -> Result<String, Malformed> {
            host::answer::<Malformed>(|words| {
                let mut tail = Tail::after(2);
                let (id, cell) = (id.read().0, cell.read(&mut tail));
                tail.finish();
                words.bytes(&data::token_uri(&id, &cell));
                Ok(())
            })
        }
    }
}
