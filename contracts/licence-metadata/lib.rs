//! What the licence token says of licences to wallets and marketplaces: the text of `tokenURI`,
//! `royaltyInfo`, `isRenewable`, `locked`, `expiresAt`.
//!
//! The module keeps nothing but whom it asks: the licence token hands it the cells of a licence, of
//! its offer and of its record's sale state, and passes the answer on; the factory of receivers says
//! whether the record has an inbox. It stands outside the licence token, so that who buys a licence
//! does not pay for the code that describes one.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod licence_metadata {
    use crate::{
        data::{self, Others},
        errors::Error,
        events,
    };
    use ink::{U256, prelude::string::String, sol::FixedBytes};
    use interfaces::{
        abi::Id,
        args::{Arg, Blob, Malformed, Tail},
        host,
        licence::{self, Licence},
        offer::{self, Offer, SaleState},
        receiver_factory,
    };
    use rules::{Bytes32, exclusivity::until, royalty};

    /// The module.
    #[ink(storage)]
    pub struct LicenceMetadata {
        others: Others,
    }

    impl LicenceMetadata {
        /// A module that asks this factory of receivers, for ever. The code is the Keccak-256 hash
        /// of the factory's code.
        ///
        /// # Errors
        /// `WrongCode` if the address has other code than said.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(factory: Address, factory_code: FixedBytes<32>) -> Result<Self, Error> {
            if !host::runs(&factory, &factory_code.0) {
                return Err(Error::WrongCode(factory));
            }
            events::bound(factory, factory_code.0);
            Ok(Self { others: Others::new(factory) })
        }

        /// The metadata of the licence `id`, as EIP-721 and the marketplaces want it: a `data:` URI of
        /// a JSON document in Base64, of at most 4 117 characters. Name and description are for
        /// people; of the `attributes`, those of dates are in Unix seconds, of prices in the
        /// currency's smallest unit (of the chain's own token: EVM units), of shares in basis points;
        /// uses and users have the names of `rules::uses`.
        ///
        /// All messages have the same parameters: the licence's id, an argument, and the cells of
        /// the licence (`interfaces::licence`), its offer and its record's sale state
        /// (`interfaces::offer`). What is missing at a cell's end is zero, and what is too much is
        /// left out.
        #[ink(message)]
        pub fn description(
            &self,
            id: Arg<Id, 0>,
            argument: Arg<Id, 1>,
            licence: Arg<Blob, 2>,
            offer: Arg<Blob, 3>,
            state: Arg<Blob, 4>,
        ) -> Result<String, Malformed> {
            host::answer::<Malformed>(|words| {
                let asked = Asked::read(id, argument, licence, offer, state);
                words.bytes(&data::token_uri(&asked.id, asked.licence.bytes()));
                Ok(())
            })
        }

        /// Who gets a royalty from a resale at a price (the argument), and how much, rounded down
        /// (EIP-2981): the record's inbox, which hands it on as the record's income, and where it has
        /// none the record's owner.
        #[ink(message)]
        pub fn royalty(
            &self,
            id: Arg<Id, 0>,
            argument: Arg<Id, 1>,
            licence: Arg<Blob, 2>,
            offer: Arg<Blob, 3>,
            state: Arg<Blob, 4>,
        ) -> Result<(Address, U256), Malformed> {
            host::answer::<Malformed>(|words| {
                let asked = Asked::read(id, argument, licence, offer, state);
                let share = asked.licence.number(licence::RESALE_ROYALTY) as u16;
                let inbox = receiver_factory::inbox_of(&self.others.factory(), &asked.licence.word(licence::RECORD));
                let owner = asked.state.address(offer::STATE_OWNER);
                words.push(data::receiver(inbox.ok(), owner)).push(royalty::royalty(&asked.argument, share));
                Ok(())
            })
        }

        /// Whether the licence's holder can renew it now (ERC-5643): it runs, nothing was decided
        /// about its end, and its offer sells the same to them again.
        #[ink(message)]
        pub fn renewable(
            &self,
            id: Arg<Id, 0>,
            argument: Arg<Id, 1>,
            licence: Arg<Blob, 2>,
            offer: Arg<Blob, 3>,
            state: Arg<Blob, 4>,
        ) -> Result<bool, Malformed> {
            host::answer::<Malformed>(|words| {
                let asked = Asked::read(id, argument, licence, offer, state);
                words.push(data::is_renewable(&asked.licence, &asked.offer, &asked.state, host::now()));
                Ok(())
            })
        }

        /// Whether the licence can't be transferred (EIP-5192).
        #[ink(message)]
        pub fn locked(
            &self,
            id: Arg<Id, 0>,
            argument: Arg<Id, 1>,
            licence: Arg<Blob, 2>,
            offer: Arg<Blob, 3>,
            state: Arg<Blob, 4>,
        ) -> Result<bool, Malformed> {
            host::answer::<Malformed>(|words| {
                let asked = Asked::read(id, argument, licence, offer, state);
                words.push(!asked.licence.flag(licence::TRANSFERABLE));
                Ok(())
            })
        }

        /// The first second in which the licence no longer holds (ERC-5643); the largest number for
        /// one without an end.
        #[ink(message)]
        pub fn expiry(
            &self,
            id: Arg<Id, 0>,
            argument: Arg<Id, 1>,
            licence: Arg<Blob, 2>,
            offer: Arg<Blob, 3>,
            state: Arg<Blob, 4>,
        ) -> Result<u64, Malformed> {
            host::answer::<Malformed>(|words| {
                let asked = Asked::read(id, argument, licence, offer, state);
                words.push(until(asked.licence.expiry()));
                Ok(())
            })
        }
    }

    /// What is asked.
    struct Asked {
        id: Bytes32,
        argument: Bytes32,
        licence: Licence,
        offer: Offer,
        state: SaleState,
    }

    impl Asked {
        #[inline(never)]
        fn read(
            id: Arg<Id, 0>,
            argument: Arg<Id, 1>,
            licence: Arg<Blob, 2>,
            offer: Arg<Blob, 3>,
            state: Arg<Blob, 4>,
        ) -> Self {
            let mut tail = Tail::after(5);
            let asked = Self {
                id: id.read().0,
                argument: argument.read().0,
                licence: Licence::new(&licence.read(&mut tail)),
                offer: Offer::new(&offer.read(&mut tail)),
                state: SaleState::new(&state.read(&mut tail)),
            };
            tail.finish();
            asked
        }
    }
}
