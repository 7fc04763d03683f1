//! The licence token: offers, purchases, and the licences that buyers hold as ERC-721
//! tokens.
//!
//! A purchase is one transaction: exactly the total comes in, the licence is minted, and the
//! price goes to whom it belongs, or nothing happens. The contract module below only
//! decodes, asks [`data`], emits and calls out.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod cells;
pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod licence_token {
    use crate::{
        data::{Licence, Licences, NewOffer, Order, Sale, SaleState},
        errors::Error,
        events,
    };
    use erc721::{Or, emit_approval, emit_approval_for_all, emit_transfer};
    use ink::{H160, U256, prelude::vec::Vec, sol::FixedBytes, storage::traits::StorageKey};
    use interfaces::{
        abi::{Id, Word, number},
        args::{Arg, Blob, Tail, bindings, static_parameters},
        host::{self, Gas},
        licence_token::RecordState,
        provenance_registry,
        royalty_splitter::{self, Payment},
        terms_book,
    };
    use rules::{Bytes32, licence::Question, split_version::Versions};

    /// The licence token.
    #[ink(storage)]
    pub struct LicenceToken {
        licences: Licences,
    }

    impl LicenceToken {
        /// An empty licence token. It does nothing until its deployer binds it.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self { licences: Licences::new(Self::env().caller()) }
        }

        /// Tells the licence token the other contracts, once and for ever.
        ///
        /// # Errors
        /// `NotDeployer`, `AlreadyBound`, `WrongCode` if an address has other code than
        /// said (Keccak-256).
        ///
        /// # Events
        /// `Bound`.
        #[ink(message)]
        pub fn bind(
            &mut self,
            registry: Arg<Address, 0>,
            registry_code: Arg<Bytes32, 1>,
            splitter: Arg<Address, 2>,
            splitter_code: Arg<Bytes32, 3>,
            terms_book: Arg<Address, 4>,
            terms_book_code: Arg<Bytes32, 5>,
        ) -> Result<(), Error> {
            let _ = (registry, splitter, terms_book, registry_code, splitter_code, terms_book_code);
            host::answer::<Error>(|_| {
                let bindings = bindings();
                self.licences.bind(host::caller(), &bindings)?;
                for (account, code) in &bindings {
                    if !host::runs(account, code) {
                        return Err(Error::WrongCode(*account));
                    }
                }
                self.store();
                events::bound(&bindings);
                Ok(())
            })
        }

        /// Offers licences of the caller's record, or of one that the caller is the manager of,
        /// under published terms, and returns the
        /// offer's number. An offer never changes; it can be closed, and sells no more once
        /// the record changes hands.
        ///
        /// - `unit_price`: in EVM units, for the licence (`unit` 0) or for each of the
        ///   record's units (`unit` 1).
        /// - `supply`: how many licences may be sold; zero for any number.
        /// - `opens`, `closes`: the window in Unix seconds; `closes` zero for no end.
        /// - `buyer`: the one account that may buy; zero for anyone.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `NotOwner`, `TermsUnknown`,
        /// `PriceUnitUnknown`, `PriceTooHigh`, `WindowInvalid`, `CallFailed`.
        ///
        /// # Events
        /// `OfferCreated`.
        #[ink(message, name = "createOffer")]
        pub fn create_offer(
            &mut self,
            record: Arg<Id, 0>,
            terms: Arg<Bytes32, 1>,
            unit_price: Arg<u128, 2>,
            unit: Arg<u8, 3>,
            supply: Arg<u32, 4>,
            opens: Arg<u64, 5>,
            closes: Arg<u64, 6>,
            buyer: Arg<Address, 7>,
        ) -> Result<u64, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(8))?;
                let new = NewOffer {
                    record: record.read().0,
                    terms: terms.read(),
                    unit_price: unit_price.read(),
                    unit: unit.read(),
                    supply: supply.read(),
                    opens: opens.read(),
                    closes: closes.read(),
                    buyer: buyer.read().0,
                };
                let state = self.sale_state_of(&new.record)?;
                self.check_licensor(&new.record, &state)?;
                let terms_book = self.licences.terms_book();
                let grant = terms_book::grant(&terms_book, &new.terms).map_err(|_| Error::CallFailed(terms_book))?;
                let (id, offer) = self.licences.create_offer(&new, state, &grant, host::now())?;
                self.store();
                events::offer_created(id, &offer);
                words.push(id);
                Ok(())
            })
        }

        /// Closes an offer of the caller's record, or of one that the caller is the manager of:
        /// it sells no more.
        ///
        /// # Errors
        /// `OfferUnknown`, `NotOwner`, `OfferAlreadyClosed`, `CallFailed`.
        ///
        /// # Events
        /// `OfferClosed`.
        #[ink(message, name = "closeOffer")]
        pub fn close_offer(&mut self, offer: Arg<u64, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(1))?;
                let id = offer.read();
                let offer = self.licences.offer(id).ok_or(Error::OfferUnknown(id))?;
                let state = self.licences.sale_state(&offer.record).unwrap_or_default();
                self.check_licensor(&offer.record, &state)?;
                self.licences.close_offer(id, offer)?;
                events::offer_closed(id);
                Ok(())
            })
        }

        /// What an offer costs a buyer now: a reason (0 if it sells, else a number of
        /// `rules::offer::Refusal`) and the total in EVM units.
        #[ink(message)]
        pub fn quote(&self, offer: Arg<u64, 0>, buyer: Arg<Address, 1>) -> Result<(u8, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let (reason, total) = self.licences.quote(offer.read(), &buyer.read().0, host::now());
                words.push(reason).push(total);
                Ok(())
            })
        }

        /// Buys a licence for `recipient` with exactly the total as value, and returns the
        /// licence's id. The price goes to whom it belongs in this same transaction: to the
        /// record's sole owner directly, else by the splitter to its payees.
        ///
        /// - `max_total`: the most to pay, in EVM units.
        /// - `buyer_reference`: the buyer's own, an order or invoice.
        ///
        /// # Errors
        /// `OfferUnknown`, `OfferRefused`, `TotalAboveMax`, `WrongValue`,
        /// `ERC721InvalidReceiver`, `ExpiryOverflow`, `CallFailed`.
        ///
        /// # Events
        /// `Transfer`, those of the splitter, `Purchased`.
        #[ink(message, payable)]
        pub fn purchase(
            &mut self,
            offer: Arg<u64, 0>,
            max_total: Arg<u128, 1>,
            recipient: Arg<Address, 2>,
            buyer_reference: Arg<Bytes32, 3>,
        ) -> Result<U256, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                self.check(Tail::after(4))?;
                let buyer = host::caller();
                let order = Order {
                    offer: offer.read(),
                    max_total: max_total.read(),
                    recipient: recipient.read(),
                    buyer,
                    value: host::value(),
                };
                let sale = self.licences.sell(&order, host::now())?;
                self.store();
                emit_transfer(H160::zero(), order.recipient, &sale.id.to_word());
                // After the payment, since it says how the money went.
                let direct = self.pay_out(&sale, buyer)?;
                events::purchased(&sale, buyer, buyer_reference.read(), direct);
                words.push(sale.id);
                Ok(())
            })
        }

        /// Whether a licence covers the use of a record by an account, as a class of user,
        /// for all of `uses`, at a Unix second: 0 if so, else the reason why not, a number
        /// of `rules::licence::Coverage`. A time to come is answered as things stand.
        #[ink(message)]
        pub fn covers(
            &self,
            licence: Arg<Id, 0>,
            record: Arg<Id, 1>,
            account: Arg<Address, 2>,
            user: Arg<u8, 3>,
            uses: Arg<u16, 4>,
            at: Arg<u64, 5>,
        ) -> Result<u8, Error> {
            host::answer::<Error>(|words| {
                static_parameters(6);
                let question = Question {
                    record: record.read().0,
                    account: account.read().0,
                    user: user.read(),
                    uses: uses.read(),
                    at: at.read(),
                };
                words.push(self.licences.covers(&licence.read().0, &question) as u8);
                Ok(())
            })
        }

        /// An offer: record (zero where there is none of that number), terms, unit price in
        /// EVM units, unit, supply, sold, opens, closes, buyer, epoch, closed.
        #[ink(message)]
        pub fn offer(
            &self,
            offer: Arg<u64, 0>,
        ) -> Result<(U256, FixedBytes<32>, u128, u8, u32, u32, u64, u64, Address, u32, bool), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                match self.licences.offer(offer.read()) {
                    None => zeros(words, 11),
                    Some(offer) => {
                        let conditions = &offer.conditions;
                        words
                            .push(offer.record)
                            .push(offer.terms)
                            .push(offer.unit_price)
                            .push(offer.unit)
                            .push(conditions.supply)
                            .push(conditions.sold)
                            .push(conditions.opens)
                            .push(conditions.closes)
                            .push(H160(conditions.buyer))
                            .push(conditions.epoch)
                            .push(conditions.closed);
                    }
                }
                Ok(())
            })
        }

        /// A licence: record (zero where there is none of that id), generation, terms,
        /// offer, price in EVM units, start, perpetual, expiry, acquired at, uses, users,
        /// transferable.
        #[ink(message)]
        pub fn licence(
            &self,
            licence: Arg<Id, 0>,
        ) -> Result<(U256, u32, FixedBytes<32>, u64, u128, u64, bool, u64, u64, u16, u8, bool), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                match self.licences.licence(&licence.read().0) {
                    None => zeros(words, 12),
                    Some(found) => {
                        let (perpetual, end) = found.expiry.to_pair();
                        words
                            .push(found.record)
                            .push(found.generation)
                            .push(found.terms)
                            .push(found.offer)
                            .push(found.price)
                            .push(found.start)
                            .push(perpetual)
                            .push(end)
                            .push(found.acquired_at)
                            .push(found.uses)
                            .push(found.users)
                            .push(found.transferable);
                    }
                }
                Ok(())
            })
        }

        /// What sales know of a record: owner (zero where it was never offered), epoch,
        /// generation, units, parents' shares, from when it is withdrawn (zero: it is not), its
        /// standing (`rules::standing::Standing`), and the versions of its split: current,
        /// announced (or 0), and from when the announced one applies.
        #[ink(message, name = "saleState")]
        pub fn sale_state(
            &self,
            record: Arg<Id, 0>,
        ) -> Result<(Address, u32, u32, u64, u16, u64, u8, u32, u32, u64), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let state = self.licences.sale_state(&record.read().0).unwrap_or_default();
                words
                    .push(H160(state.owner))
                    .push(state.epoch)
                    .push(state.generation)
                    .push(state.units)
                    .push(state.parents_share)
                    .push(state.withdrawn_from)
                    .push(state.standing)
                    .push(state.versions.current)
                    .push(state.versions.next)
                    .push(state.versions.applies_at);
                Ok(())
            })
        }

        /// How many offers were made: their numbers run from 1 to it.
        #[ink(message)]
        pub fn offers(&self) -> Result<u64, Error> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.licences.offer_count());
                Ok(())
            })
        }

        /// Whether a licence lets `holder` register a derivative of a record now: a reason (0
        /// if so, else a number of `rules::licence::Coverage`), and the least part of the
        /// derivative's gross income that the terms ask for, in basis points.
        #[ink(message)]
        pub fn derivation(
            &self,
            licence: Arg<Id, 0>,
            record: Arg<Id, 1>,
            holder: Arg<Address, 2>,
        ) -> Result<(u8, u16), Error> {
            host::answer::<Error>(|words| {
                static_parameters(3);
                let (reason, share) =
                    self.licences.derivation(&licence.read().0, record.read().0, holder.read().0, host::now());
                words.push(reason as u8).push(share);
                Ok(())
            })
        }

        /// The registry says how a record stands: owner, epoch, generation, units, the sum of
        /// its parents' shares, from when it is withdrawn, its standing. Nothing happens where
        /// the record was never offered.
        ///
        /// # Errors
        /// `NotRegistry`.
        #[ink(message, name = "pushRecord")]
        pub fn push_record(
            &mut self,
            record: Arg<Id, 0>,
            owner: Arg<Address, 1>,
            epoch: Arg<u32, 2>,
            generation: Arg<u32, 3>,
            units: Arg<u64, 4>,
            parents_share: Arg<u16, 5>,
            withdrawn_from: Arg<u64, 6>,
            standing: Arg<u8, 7>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(8))?;
                let state = RecordState {
                    owner: owner.read().0,
                    epoch: epoch.read(),
                    generation: generation.read(),
                    units: units.read(),
                    parents_share: parents_share.read(),
                    withdrawn_from: withdrawn_from.read(),
                    standing: standing.read(),
                };
                self.licences.push_record(host::caller(), &record.read().0, &state)
            })
        }

        /// The splitter says which versions of a record's split there are. Nothing happens
        /// where the record was never offered.
        ///
        /// # Errors
        /// `NotSplitter`.
        #[ink(message, name = "pushSplit")]
        pub fn push_split(
            &mut self,
            record: Arg<Id, 0>,
            version: Arg<u32, 1>,
            next_version: Arg<u32, 2>,
            applies_at: Arg<u64, 3>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(4))?;
                let versions = Versions {
                    current: version.read(),
                    next: next_version.read(),
                    applies_at: applies_at.read(),
                    last: 0,
                };
                self.licences.push_split(host::caller(), &record.read().0, versions)
            })
        }

        /// The licence's holder.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message, name = "ownerOf")]
        pub fn owner_of(&self, token_id: Arg<Id, 0>) -> Result<Address, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let licence = self.read_token(token_id)?;
                words.push(H160(licence.owner));
                Ok(())
            })
        }

        /// How many licences an account owns.
        ///
        /// # Errors
        /// `ERC721InvalidOwner` for the zero address.
        #[ink(message, name = "balanceOf")]
        pub fn balance_of(&self, owner: Arg<Address, 0>) -> Result<U256, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                let balance = self.licences.holders().balance_of(owner.read())?;
                words.push(balance);
                Ok(())
            })
        }

        /// The account approved for a licence; zero for nobody.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message, name = "getApproved")]
        pub fn get_approved(&self, token_id: Arg<Id, 0>) -> Result<Address, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let licence = self.read_token(token_id)?;
                words.push(H160(licence.approved));
                Ok(())
            })
        }

        /// Whether an operator may manage all licences of an owner.
        #[ink(message, name = "isApprovedForAll")]
        pub fn is_approved_for_all(
            &self,
            owner: Arg<Address, 0>,
            operator: Arg<Address, 1>,
        ) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(2);
                let is_operator = self.licences.holders().is_operator(&owner.read().0, &operator.read().0);
                words.push(is_operator);
                Ok(())
            })
        }

        /// Lets `approved` transfer a licence, or (zero) nobody.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`, `ERC721InvalidApprover`.
        ///
        /// # Events
        /// `Approval`.
        #[ink(message)]
        pub fn approve(&mut self, approved: Arg<Address, 0>, token_id: Arg<Id, 1>) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(2))?;
                let (approved, id) = (approved.read(), token_id.read().0);
                let owner = self.licences.approve(host::caller(), approved, &id)?;
                emit_approval(owner, approved, &id);
                Ok(())
            })
        }

        /// Makes an operator of all the caller's licences, or unmakes it.
        ///
        /// # Errors
        /// `ERC721InvalidOperator` for the zero address.
        ///
        /// # Events
        /// `ApprovalForAll`.
        #[ink(message, name = "setApprovalForAll")]
        pub fn set_approval_for_all(
            &mut self,
            operator: Arg<Address, 0>,
            approved: Arg<bool, 1>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(2))?;
                let (owner, operator, approved) = (host::caller(), operator.read(), approved.read());
                self.licences.holders_mut().set_operator(owner, operator, approved)?;
                emit_approval_for_all(owner, operator, approved);
                Ok(())
            })
        }

        /// Transfers a licence. Its new holder is covered from now on.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`, `ERC721IncorrectOwner`, `ERC721InvalidReceiver`,
        /// `ERC721InsufficientApproval`, `LicenceNotTransferable`.
        ///
        /// # Events
        /// `Transfer`.
        #[ink(message, name = "transferFrom")]
        pub fn transfer_from(
            &mut self,
            from: Arg<Address, 0>,
            to: Arg<Address, 1>,
            token_id: Arg<Id, 2>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(3))?;
                self.transfer(from.read(), to.read(), &token_id.read().0, None)?;
                Ok(())
            })
        }

        /// Transfers a licence, if the receiver is no contract or one that takes it.
        ///
        /// # Errors
        /// Those of `transferFrom`; `ERC721InvalidReceiver`.
        ///
        /// # Events
        /// `Transfer`.
        #[ink(message, name = "safeTransferFrom")]
        pub fn safe_transfer_from(
            &mut self,
            from: Arg<Address, 0>,
            to: Arg<Address, 1>,
            token_id: Arg<Id, 2>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(3))?;
                self.transfer(from.read(), to.read(), &token_id.read().0, Some(Vec::new()))?;
                Ok(())
            })
        }

        /// Whether the licence token implements an interface (EIP-165): ERC-165 and ERC-721.
        #[ink(message, name = "supportsInterface")]
        pub fn supports_interface(&self, interface_id: Arg<[u8; 4], 0>) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                words.push(erc721::supports(interface_id.read()));
                Ok(())
            })
        }

        /// How many licences were sold: their ids run from 1 to it.
        #[ink(message, name = "totalSupply")]
        pub fn total_supply(&self) -> Result<U256, Or<Error>> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.licences.licence_count());
                Ok(())
            })
        }

        /// Stores the root cell: `host::answer` leaves that to the messages that change it.
        fn store(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
        }

        /// Refuses calldata that does not end where it should, and everything before `bind`.
        fn check(&self, tail: Tail) -> Result<(), Error> {
            tail.finish();
            self.licences.check_bound()
        }

        /// The licence that a view of one token asks for.
        fn read_token(&self, token_id: Arg<Id, 0>) -> Result<Licence, Or<Error>> {
            static_parameters(1);
            Ok(self.licences.existing(&token_id.read().0)?.1)
        }

        /// Checks that the caller may make and close offers of a record: its owner, or whom
        /// the owner named as manager.
        fn check_licensor(&self, record: &Bytes32, state: &SaleState) -> Result<(), Error> {
            let caller = host::caller();
            if caller.0 == state.owner {
                return Ok(());
            }
            let registry = self.licences.registry();
            let manager = provenance_registry::manager(&registry, record).map_err(|_| Error::CallFailed(registry))?;
            if caller.0 == manager { Ok(()) } else { Err(Error::NotOwner(caller)) }
        }

        /// A record's sale state: the one that is kept up to date, or, for a record's first
        /// offer, asked for from registry and splitter.
        fn sale_state_of(&self, record: &Bytes32) -> Result<SaleState, Error> {
            if let Some(state) = self.licences.sale_state(record) {
                return Ok(state);
            }
            let (registry, splitter) = (self.licences.registry(), self.licences.splitter());
            let facts = provenance_registry::sale_facts(&registry, record).map_err(|_| Error::CallFailed(registry))?;
            if facts.owner == [0; 20] {
                return Err(Error::RecordUnknown(Id(*record)));
            }
            if facts.provisional {
                return Err(Error::RecordProvisional(Id(*record)));
            }
            let versions = royalty_splitter::versions(&splitter, record, facts.generation)
                .map_err(|_| Error::CallFailed(splitter))?;
            Ok(SaleState {
                owner: facts.owner,
                epoch: facts.epoch,
                generation: facts.generation,
                units: facts.units,
                parents_share: facts.parents_share,
                withdrawn_from: facts.withdrawn_from,
                standing: facts.standing,
                versions,
            })
        }

        /// Passes the price of a sale on. Says whether it went straight to the owner, which
        /// it does where all of it is theirs and their account takes it. Neither they nor a
        /// payee can cost the buyer a deposit.
        fn pay_out(&self, sale: &Sale, buyer: Address) -> Result<bool, Error> {
            let price = sale.licence.price;
            if price == 0 {
                return Ok(true);
            }
            let owner = H160(sale.destination.owner);
            let owners = sale.is_owners();
            let splitter = self.licences.splitter();
            let waiting = [host::address(), buyer];
            if owners && host::is_payable(&owner, &waiting) && host::pay(&owner, price, Gas::PAYOUT) {
                return Ok(true);
            }
            let deposit = |pay_out| {
                let payment = Payment {
                    destination: sale.destination,
                    currency: [0; 20],
                    amount: price,
                    buyer: buyer.0,
                    pay_out,
                    referrer: [0; 20],
                    referral: 0,
                };
                royalty_splitter::deposit(&splitter, &payment)
            };
            // A payee that can't be paid just now, since it waits for this purchase, ends the
            // splitter's call: then none is paid, and the money waits for `release`.
            let kept = (!owners && deposit(true).is_ok()) || deposit(false).is_ok();
            if kept { Ok(false) } else { Err(Error::CallFailed(splitter)) }
        }

        /// Transfers a licence; with `data` for the receiver, only to one that takes it.
        fn transfer(
            &mut self,
            from: Address,
            to: Address,
            id: &Bytes32,
            data: Option<Vec<u8>>,
        ) -> Result<(), Or<Error>> {
            let caller = host::caller();
            self.licences.transfer(caller, from, to, id, host::now())?;
            emit_transfer(from, to, id);
            if let Some(data) = data {
                erc721::check_receiver(caller, &from.0, &to.0, id, &data)?;
            }
            Ok(())
        }
    }

    /// The overload of `safeTransferFrom` with data.
    #[ink(impl, namespace = "with_data")]
    impl LicenceToken {
        /// `safeTransferFrom` with data for the receiver.
        ///
        /// # Errors
        /// Those of `safeTransferFrom`.
        ///
        /// # Events
        /// `Transfer`.
        #[ink(message, name = "safeTransferFrom")]
        pub fn safe_transfer_from_with_data(
            &mut self,
            from: Arg<Address, 0>,
            to: Arg<Address, 1>,
            token_id: Arg<Id, 2>,
            data: Arg<Blob, 3>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                let mut tail = Tail::after(4);
                let data = data.read(&mut tail);
                self.check(tail)?;
                self.transfer(from.read(), to.read(), &token_id.read().0, Some(data))?;
                Ok(())
            })
        }
    }
    /// The answer of a view for what there is not.
    fn zeros(words: &mut interfaces::words::Words, count: usize) {
        for _ in 0..count {
            words.push(number(0));
        }
    }
}
