//! Offers: a licensor makes them, closes them, and a buyer asks what they cost.
//!
//! The licence token keeps offers and sells by them; this module checks them first, so that a
//! purchase does not pay for the code that does.
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
mod offers {
    use crate::{
        data::{self, Bindings, Conditions, NewOffer, Others, Price},
        errors::Error,
        events,
    };
    use ink::sol::FixedBytes;
    use interfaces::{
        abi::{Id, Rows},
        args::{Arg, Group, Tail, static_parameters},
        catalogues, host,
        licence_token::{self, Item},
        offer,
        order::{self, Order},
        provenance_registry::{self, Profile},
        royalty_splitter, terms_book,
    };
    use rules::{Bytes32, offer::Tier};

    /// The module of offers.
    #[ink(storage)]
    pub struct Offers {
        others: Others,
    }

    impl Offers {
        /// Knows the contracts that it speaks to, each by its address and the Keccak-256 of its
        /// code.
        ///
        /// # Errors
        /// `WrongCode`.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(
            licence_token: Address,
            licence_token_code: FixedBytes<32>,
            registry: Address,
            registry_code: FixedBytes<32>,
            splitter: Address,
            splitter_code: FixedBytes<32>,
            terms_book: Address,
            terms_book_code: FixedBytes<32>,
            catalogues: Address,
            catalogues_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            let bindings: Bindings = [
                (licence_token, licence_token_code.0),
                (registry, registry_code.0),
                (splitter, splitter_code.0),
                (terms_book, terms_book_code.0),
                (catalogues, catalogues_code.0),
            ];
            for (account, code) in &bindings {
                if !host::runs(account, code) {
                    return Err(Error::WrongCode(*account));
                }
            }
            events::bound(&bindings);
            Ok(Self { others: Others::new(&bindings) })
        }

        /// Offers licences of the caller's record, or of one that the caller is the manager of,
        /// under published terms, and returns the offer's number. An offer never changes; it can
        /// be closed, and sells no more once the record changes hands.
        ///
        /// - `price`: currency (zero for the chain's own token, else an ERC-20), the price of a
        ///   unit in its smallest unit, and the unit (`rules::offer::PriceUnit`): 0 flat, 1 per
        ///   item, 2 per second, 3 per use.
        /// - `conditions`: supply (zero: any number), opens, closes (Unix seconds; zero: never),
        ///   the one buyer (zero: anyone), ceiling of what it may bring in (zero: none), the past
        ///   second that its licences begin at (zero: when bought), the last edition (zero: every
        ///   one), referrer (zero: whom the buyer names), their part in basis points of what is
        ///   left after the parents (zero: none), seconds for which a price waits for challenges
        ///   (zero: none), the terms of the licences that it upgrades (zero: no upgrade).
        /// - `tiers`: up to four; who buys at least `from` units pays that tier's price for each.
        ///
        /// # Errors
        /// Every one of `Error` but `WrongCode`, `OfferUnknown` and `OfferAlreadyClosed`.
        ///
        /// # Events
        /// `OfferCreated`.
        #[ink(message, name = "createOffer")]
        pub fn create_offer(
            &mut self,
            record: Arg<Id, 0>,
            terms: Arg<Bytes32, 1>,
            price: Arg<Group<Price>, 2>,
            conditions: Arg<Group<Conditions>, 5>,
            tiers: Arg<Rows<Tier>, 16>,
        ) -> Result<u64, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(17);
                let new = NewOffer {
                    record: record.read().0,
                    terms: terms.read(),
                    price: price.read(),
                    conditions: conditions.read(),
                    tiers: tiers.read(&mut tail),
                };
                tail.finish();
                let (caller, profile) = (host::caller(), self.profile(&new.record)?);
                data::check_licensor(caller, &new.record, &profile)?;
                data::check_record(&new.record, &profile)?;
                let grant = self.grant(&new.terms)?;
                data::check(&new, &profile, &grant, host::now())?;
                self.check_others(&new)?;
                let splitter = self.others.splitter();
                let versions = royalty_splitter::split(&splitter, &new.record, profile.facts.generation)
                    .map_err(|_| Error::CallFailed(splitter))?
                    .versions;
                let token = self.others.licence_token();
                let (composed, state) = (data::compose(&new, &profile, &grant), data::sale_state(&profile, &versions));
                let id = licence_token::admit_offer(&token, &composed, &state).map_err(|_| Error::CallFailed(token))?;
                // After the call, since it says the number.
                events::offer_created(id, &new, profile.facts.epoch, caller);
                words.push(id);
                Ok(())
            })
        }

        /// Closes an offer of the caller's record, or of one that the caller is the manager of:
        /// it sells no more.
        ///
        /// # Errors
        /// `OfferUnknown`, `RecordUnknown`, `NotOwner`, `OfferAlreadyClosed`, `CallFailed`.
        ///
        /// # Events
        /// `OfferClosed`.
        #[ink(message, name = "closeOffer")]
        pub fn close_offer(&mut self, offer: Arg<u64, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(1);
                let (id, token) = (offer.read(), self.others.licence_token());
                let found = licence_token::offer(&token, id).map_err(|_| Error::CallFailed(token))?;
                let record = found.word(offer::RECORD);
                if record == [0; 32] {
                    return Err(Error::OfferUnknown(id));
                }
                data::check_licensor(host::caller(), &record, &self.profile(&record)?)?;
                if found.flag(offer::CLOSED) {
                    return Err(Error::OfferAlreadyClosed(id));
                }
                events::offer_closed(id);
                licence_token::close_offer(&token, id).map_err(|_| Error::CallFailed(token))
            })
        }

        /// What an order would cost a buyer now: a reason (0 if the offer sells it, else a number
        /// of `rules::offer::Refusal`) and the total, in the smallest unit of the offer's currency
        /// (zero if it does not sell). The parameters are those of the licence token's `purchase`.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message)]
        pub fn quote(
            &self,
            offer: Arg<u64, 0>,
            quantity: Arg<u64, 1>,
            selection: Arg<Bytes32, 2>,
            buyer: Arg<Address, 3>,
            referrer: Arg<Address, 4>,
        ) -> Result<(u8, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(5);
                let item = Item { offer: offer.read(), quantity: quantity.read(), selection: selection.read() };
                let order = Order { buyer: buyer.read().0, referrer: referrer.read().0, ..Order::default() };
                let token = self.others.licence_token();
                let failed = |_| Error::CallFailed(token);
                let found = licence_token::offer(&token, item.offer).map_err(failed)?;
                let state = licence_token::sale_state(&token, &found.word(offer::RECORD)).map_err(failed)?;
                // What an upgrade costs depends on the licence: `deals` says it.
                let order = Order { upgrades_from: found.word(offer::UPGRADES_FROM), ..order };
                let (reason, total) = match order::price(&found, &state, &item, &order, host::now()) {
                    Ok(priced) => (0, priced.total),
                    Err(refusal) => (refusal as u8, 0),
                };
                words.push(reason).push(total);
                Ok(())
            })
        }

        /// What the registry says of a record.
        fn profile(&self, record: &Bytes32) -> Result<Profile, Error> {
            let registry = self.others.registry();
            provenance_registry::profile(&registry, record).map_err(|_| Error::CallFailed(registry))
        }

        /// What terms grant.
        fn grant(&self, terms: &Bytes32) -> Result<terms_book::Grant, Error> {
            let book = self.others.terms_book();
            terms_book::grant(&book, terms).map_err(|_| Error::CallFailed(book))
        }

        /// Checks what has to be asked: the currency's contract, the edition, the terms that are
        /// upgraded.
        fn check_others(&self, new: &NewOffer) -> Result<(), Error> {
            let (currency, conditions) = (ink::H160(new.price.currency), &new.conditions);
            if !currency.is_zero() && !host::is_contract(&currency) {
                return Err(Error::CurrencyInvalid(currency));
            }
            if conditions.edition != 0 {
                let catalogues = self.others.catalogues();
                let edition = catalogues::edition(&catalogues, &new.record, conditions.edition)
                    .map_err(|_| Error::CallFailed(catalogues))?;
                if edition.count == 0 {
                    return Err(Error::EditionUnknown(conditions.edition));
                }
            }
            let from = conditions.upgrades_from;
            if from != [0; 32] && self.grant(&from)?.uses == 0 {
                return Err(Error::TermsUnknown(FixedBytes(from)));
            }
            Ok(())
        }
    }
}
