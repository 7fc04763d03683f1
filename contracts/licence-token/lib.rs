//! The licence token: purchases, and the licences that buyers hold as ERC-721 tokens.
//!
//! A purchase is one transaction: exactly the total comes in, the licence is minted, and the
//! price goes to whom it belongs, or nothing happens. Offers are made by the module `offers`
//! and kept here; what ends a licence early is decided by the module `deals`. The contract
//! module below only decodes, asks [`data`], emits and calls out.
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
mod licence_token {
    use crate::{
        data::{Licences, Sale, check_successor, value_due},
        errors::Error,
        events,
    };
    use erc721::{Or, emit_approval, emit_approval_for_all, emit_transfer};
    use ink::{
        H160, U256,
        prelude::{string::String, vec::Vec},
        sol::FixedBytes,
        storage::traits::StorageKey,
    };
    use interfaces::{
        abi::{Id, Rows, Word},
        args::{Arg, Binding, Blob, Tail, bindings, parameter, static_parameters},
        host::{self, CallFailed, Gas},
        licence::{self, Licence},
        licence_metadata::{self, Topic},
        licence_token::{Follows, Item, PushedRecord},
        order::Order,
        royalty_splitter,
        words::Words,
    };
    use rules::{
        Bytes32,
        ledger::ESCROW,
        licence::Question,
        limits::{MAX_BASKET, MAX_DEPOSITS},
    };

    /// The fields of an offer as `offer` answers them.
    type OfferView = (
        (U256, FixedBytes<32>, Address, u128, u8, u32, u32, u64, u64, Address, u128, u128),
        (u32, bool, u64, u32, Address, u16, u32, FixedBytes<32>),
        (u16, u8, bool, u64, u16, u16, bool, bool, bool, bool, u32),
        [(u64, u128); 4],
    );

    /// The fields of a licence as `licence` answers them.
    type LicenceView = (
        (Address, Address, U256, u32, FixedBytes<32>, u64, u128, u64, bool, u64, u64, u64),
        (Address, u16, u8, bool, Address, bool, bool, bool, u32, u16, u16, u8),
        (bool, u32, u32, FixedBytes<32>, u64),
    );

    /// The fields of a sale state as `saleState` answers them.
    type SaleStateView = ((Address, u32, u32, u64, u16, u64, u8, u32, u32, u64), [u64; 10], [u64; 10]);

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

        /// Tells the licence token the other contracts, each by its address and the Keccak-256 of its
        /// code, once and for ever.
        ///
        /// # Errors
        /// `NotDeployer`, `AlreadyBound`, `WrongCode` if an address has other code than
        /// said.
        ///
        /// # Events
        /// `Bound`.
        #[ink(message)]
        pub fn bind(
            &mut self,
            registry: Arg<Binding, 0>,
            splitter: Arg<Binding, 2>,
            offers: Arg<Binding, 4>,
            deals: Arg<Binding, 6>,
            metadata: Arg<Binding, 8>,
        ) -> Result<(), Or<Error>> {
            let _ = (registry, splitter, offers, deals, metadata);
            host::answer::<Or<Error>>(|_| {
                let bindings = bindings();
                self.licences.bind(host::caller(), &bindings)?;
                for (account, code) in &bindings {
                    if !host::runs(account, code) {
                        return Err(Error::WrongCode(*account).into());
                    }
                }
                self.store();
                events::bound(&bindings);
                Ok(())
            })
        }

        /// Takes an offer from the module of offers, which checked it: the bytes of an offer's cell
        /// (`interfaces::offer`), then those of the record's sale state, for where it has none yet.
        /// Returns the offer's number. Where `id` is not zero, it closes that offer instead: it
        /// sells no more.
        ///
        /// # Errors
        /// `NotModule`.
        #[ink(message, name = "admitOffer")]
        pub fn admit_offer(&mut self, id: Arg<u64, 0>, fields: Arg<Blob, 1>) -> Result<u64, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let _ = fields;
                let id = self.licences.admit_offer(host::caller(), id.read())?;
                self.store();
                words.push(id);
                Ok(())
            })
        }

        /// Buys a licence for `recipient`, and returns the licence's id. Exactly the total comes
        /// as value, or, where the offer asks for an ERC-20, is taken from the buyer by the
        /// splitter, which the buyer approved for it. The price goes to whom it belongs in this
        /// same transaction.
        ///
        /// - `quantity`: how many works are selected, or how many uses are bought; zero for the
        ///   whole record, at a flat price or by the unit.
        /// - `selection`: the root over the digests of the works selected out of a catalogue
        ///   (`rules::selection`); zero for the whole record.
        /// - `max_total`: the most to pay, in the currency's smallest unit.
        /// - `referrer`: who brought the buyer, if the offer pays that; else zero.
        /// - `buyer_reference`: the buyer's own, an order or invoice.
        ///
        /// # Errors
        /// `OfferRefused`, `TotalAboveMax`, `WrongValue`, `ERC721InvalidReceiver`, `CallFailed`;
        /// the splitter's `TokenFailed` and `TokenTookFee`.
        ///
        /// # Events
        /// `Transfer`, `Locked` if it can't be transferred, those of the splitter, `Purchased`,
        /// `Particulars` if there are any.
        #[ink(message, payable)]
        pub fn purchase(
            &mut self,
            offer: Arg<u64, 0>,
            quantity: Arg<u64, 1>,
            selection: Arg<Bytes32, 2>,
            max_total: Arg<u128, 3>,
            recipient: Arg<Address, 4>,
            referrer: Arg<Address, 5>,
            buyer_reference: Arg<Bytes32, 6>,
        ) -> Result<U256, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                self.check(Tail::after(7))?;
                let item = Item { offer: offer.read(), quantity: quantity.read(), selection: selection.read() };
                let order = order_of(recipient.read(), referrer.read());
                words.push(self.trade(&[item], &order, max_total.read(), buyer_reference.read(), None)?);
                Ok(())
            })
        }

        /// Buys one licence for each item, all or none, in one currency and with one reference.
        /// Returns the id of the first; the others follow on it.
        ///
        /// # Errors
        /// Those of `purchase`; `BasketSize`, `CurrencyMixed`.
        ///
        /// # Events
        /// Those of `purchase`, for each.
        #[ink(message, payable, name = "purchaseMany")]
        pub fn purchase_many(
            &mut self,
            items: Arg<Rows<Item>, 0>,
            max_total: Arg<u128, 1>,
            recipient: Arg<Address, 2>,
            referrer: Arg<Address, 3>,
            buyer_reference: Arg<Bytes32, 4>,
        ) -> Result<U256, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let mut tail = Tail::after(5);
                let items = items.read(&mut tail);
                self.check(tail)?;
                if items.is_empty() || items.len() > MAX_BASKET {
                    return Err(Error::BasketSize(items.len() as u32).into());
                }
                let order = order_of(recipient.read(), referrer.read());
                words.push(self.trade(&items, &order, max_total.read(), buyer_reference.read(), None)?);
                Ok(())
            })
        }

        /// Sells a licence that follows on another, as the module of deals says: it checked that
        /// `buyer` holds that one, and that it may be followed on. Returns the new licence's id.
        ///
        /// - `way`: 1 renewed, 2 extended: the new one begins at `start`. 3 upgraded: it takes the
        ///   place of the other, whose terms are `upgrades_from`, at once.
        /// - `credit`: what is left of the other's price.
        ///
        /// # Errors
        /// `NotModule`, `NotSuccessor`; those of `purchase`.
        ///
        /// # Events
        /// Those of `purchase`; `LicenceAmended` and `MetadataUpdate` of the other, and
        /// for an upgrade its `Transfer` to the zero address.
        #[ink(message, payable, name = "sellTo")]
        pub fn sell_to(
            &mut self,
            buyer: Arg<Address, 0>,
            follows: Arg<Follows, 1>,
            item: Arg<Item, 6>,
            max_total: Arg<u128, 9>,
            buyer_reference: Arg<Bytes32, 10>,
        ) -> Result<U256, Or<Error>> {
            let _ = (buyer, follows, item, max_total, buyer_reference);
            host::answer::<Or<Error>>(|words| {
                static_parameters(11);
                self.licences.check_deals(host::caller())?;
                // The module read what it was told strictly.
                let number = |position| low(&parameter(position));
                let buyer = parameter(0).last_chunk().copied().unwrap_or_default();
                let item = Item { offer: number(6) as u64, quantity: number(7) as u64, selection: parameter(8) };
                let order = Order {
                    recipient: buyer,
                    buyer,
                    referrer: [0; 20],
                    start: number(3) as u64,
                    upgrades_from: parameter(4),
                    credit: number(5),
                };
                let follows = Some((number(2) as u8, parameter(1)));
                words.push(self.trade(&[item], &order, number(9), parameter(10), follows)?);
                Ok(())
            })
        }

        /// The module of deals sets a licence's bits of status, and, unless `end` is zero, when it
        /// ends (no later than it did). One that is upgraded or refunded is burned.
        ///
        /// # Errors
        /// `NotModule`, `ERC721NonexistentToken`.
        ///
        /// # Events
        /// `LicenceAmended`, `MetadataUpdate`; `Transfer` if it is burned.
        #[ink(message)]
        pub fn amend(&mut self, licence: Arg<Id, 0>, status: Arg<u8, 1>, end: Arg<u64, 2>) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                static_parameters(3);
                let id = licence.read().0;
                let amended = self.licences.amend(host::caller(), &id, status.read(), end.read())?;
                self.tell_end(&id, &amended);
                Ok(())
            })
        }

        /// Whether a licence covers the use of a record by an account, as a class of user,
        /// for all of `uses`, at a Unix second: 0 if so, else the reason why not, a number
        /// of `rules::licence::Coverage`. A time to come is answered as things stand. For a work
        /// of a catalogue, and how much of a metered licence is left, ask the usage ledger.
        #[ink(message)]
        pub fn covers(
            &self,
            licence: Arg<Id, 0>,
            record: Arg<Id, 1>,
            account: Arg<Address, 2>,
            user: Arg<u8, 3>,
            uses: Arg<u16, 4>,
            at: Arg<u64, 5>,
        ) -> Result<u8, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
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

        /// An offer: the fields of `interfaces::offer`, in their order; all zero where there is none
        /// of that number.
        #[ink(message)]
        pub fn offer(&self, offer: Arg<u64, 0>) -> Result<OfferView, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                self.licences.offer(offer.read()).push(words);
                Ok(())
            })
        }

        /// A licence: the fields of `interfaces::licence`, in their order; all zero where there is
        /// none of that id. What was sold stays readable, also of one that was burned.
        #[ink(message)]
        pub fn licence(&self, licence: Arg<Id, 0>) -> Result<LicenceView, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                self.licences.licence(&licence.read().0).push(words);
                Ok(())
            })
        }

        /// What sales know of a record: the fields of `interfaces::offer` that begin with `STATE`,
        /// in their order; all zero where it was never offered.
        #[ink(message, name = "saleState")]
        pub fn sale_state(&self, record: Arg<Id, 0>) -> Result<SaleStateView, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                self.licences.sale_state(&record.read().0).push(words);
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
        ) -> Result<(u8, u16), Or<Error>> {
            host::answer::<Or<Error>>(|words| {
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
        /// `NotModule`.
        #[ink(message, name = "pushRecord")]
        pub fn push_record(&mut self, record: Arg<Id, 0>, state: Arg<PushedRecord, 1>) -> Result<(), Or<Error>> {
            let _ = state;
            host::answer::<Or<Error>>(|_| {
                static_parameters(8);
                Ok(self.licences.push_record(host::caller(), &record.read().0)?)
            })
        }

        /// The splitter says which versions of a record's split there are. Nothing happens
        /// where the record was never offered.
        ///
        /// # Errors
        /// `NotModule`.
        #[ink(message, name = "pushSplit")]
        pub fn push_split(
            &mut self,
            record: Arg<Id, 0>,
            version: Arg<u32, 1>,
            next_version: Arg<u32, 2>,
            applies_at: Arg<u64, 3>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                static_parameters(4);
                let _ = (version, next_version, applies_at);
                Ok(self.licences.push_split(host::caller(), &record.read().0)?)
            })
        }

        /// The licence's holder.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message, name = "ownerOf")]
        pub fn owner_of(&self, token_id: Arg<Id, 0>) -> Result<Address, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let found = self.read_token(token_id)?;
                words.push(found.word(licence::OWNER));
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
                let found = self.read_token(token_id)?;
                words.push(found.word(licence::APPROVED));
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

        /// Whether the licence token implements an interface (EIP-165): ERC-165, ERC-721 with its
        /// metadata, ERC-2981, ERC-4906, ERC-5192.
        #[ink(message, name = "supportsInterface")]
        pub fn supports_interface(&self, interface_id: Arg<[u8; 4], 0>) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                let interface = interface_id.read();
                words.push(erc721::supports_metadata(interface) || rules::erc721::LICENCE.contains(&interface));
                Ok(())
            })
        }

        /// How many licences were sold, whatever became of them: their ids run from 1 to it.
        #[ink(message, name = "totalSupply")]
        pub fn total_supply(&self) -> Result<U256, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(0);
                words.push(self.licences.licence_count());
                Ok(())
            })
        }

        /// The collection's name.
        #[ink(message)]
        pub fn name(&self) -> Result<String, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(0);
                words.bytes(b"AI licences");
                Ok(())
            })
        }

        /// The collection's symbol.
        #[ink(message)]
        pub fn symbol(&self) -> Result<String, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(0);
                words.bytes(b"LICENCE");
                Ok(())
            })
        }

        /// What a licence says, for people and wallets: a `data:` URI with a JSON document.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`, `CallFailed`.
        #[ink(message, name = "tokenURI")]
        pub fn token_uri(&self, token_id: Arg<Id, 0>) -> Result<String, Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                static_parameters(1);
                self.relay(Topic::Description, &token_id.read().0, &[0; 32])
            })
        }

        /// Who gets a royalty from a resale at a price, the record's owner, and how much, rounded
        /// down (EIP-2981).
        ///
        /// # Errors
        /// `ERC721NonexistentToken`, `CallFailed`.
        #[ink(message, name = "royaltyInfo")]
        pub fn royalty_info(&self, token_id: Arg<Id, 0>, sale_price: Arg<Id, 1>) -> Result<(Address, U256), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                static_parameters(2);
                self.relay(Topic::Royalty, &token_id.read().0, &sale_price.read().0)
            })
        }

        /// Whether a licence can't be transferred (EIP-5192).
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message)]
        pub fn locked(&self, token_id: Arg<Id, 0>) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                static_parameters(1);
                self.relay(Topic::Locked, &token_id.read().0, &[0; 32])
            })
        }

        /// The first second in which a licence no longer holds (ERC-5643); the largest number for
        /// one without an end.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message, name = "expiresAt")]
        pub fn expires_at(&self, token_id: Arg<Id, 0>) -> Result<u64, Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                static_parameters(1);
                self.relay(Topic::Expiry, &token_id.read().0, &[0; 32])
            })
        }

        /// Whether a licence's holder can renew it now (ERC-5643).
        ///
        /// # Errors
        /// `ERC721NonexistentToken`, `CallFailed`.
        #[ink(message, name = "isRenewable")]
        pub fn is_renewable(&self, token_id: Arg<Id, 0>) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                static_parameters(1);
                self.relay(Topic::Renewable, &token_id.read().0, &[0; 32])
            })
        }

        /// Answers a question about a licence with what the contract that describes licences says.
        #[inline(never)]
        fn relay(&self, topic: Topic, id: &Bytes32, argument: &Bytes32) -> Result<(), Or<Error>> {
            let found = self.licences.existing(id)?;
            let offer = self.licences.offer(found.u64(licence::OFFER));
            let state = self.licences.sale_state(&found.word(licence::RECORD));
            let metadata = self.licences.metadata();
            licence_metadata::relay_question(&metadata, topic, id, argument, &found, &offer, &state)
                .map_err(|_| Error::CallFailed(metadata).into())
        }

        /// Stores the root cell: `host::answer` leaves that to the messages that change it.
        fn store(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
        }

        /// Refuses calldata that does not end where it should, and everything before `bind`.
        #[inline(never)]
        fn check(&self, tail: Tail) -> Result<(), Error> {
            tail.finish();
            self.licences.check_bound()
        }

        /// The licence that a view of one token asks for.
        fn read_token(&self, token_id: Arg<Id, 0>) -> Result<Licence, Or<Error>> {
            static_parameters(1);
            Ok(self.licences.existing(&token_id.read().0)?)
        }

        /// Sells, is paid, and passes the money on: in this order for all items together. Returns
        /// the id of the first licence.
        #[inline(never)]
        fn trade(
            &mut self,
            items: &[Item],
            order: &Order,
            max_total: u128,
            reference: Bytes32,
            follows: Option<(u8, Bytes32)>,
        ) -> Result<u64, Or<Error>> {
            let (now, buyer, recipient) = (host::now(), H160(order.buyer), H160(order.recipient));
            if recipient.is_zero() {
                return Err(erc721::Error::ERC721InvalidReceiver(recipient).into());
            }
            let before = match &follows {
                Some((way, old)) => Some(self.licences.succeed(old, *way, now)?),
                None => None,
            };
            let mut sales: Vec<Sale> = Vec::with_capacity(items.len());
            let (mut total, mut currency) = (0u128, [0; 32]);
            for item in items {
                let sale = self.licences.sell(item, order, now)?;
                let asked = sale.licence.word(licence::CURRENCY);
                if !sales.is_empty() && currency != asked {
                    return Err(Error::CurrencyMixed(item.offer).into());
                }
                currency = asked;
                total = total.saturating_add(sale.paid());
                emit_transfer(H160::zero(), recipient, &sale.id.to_word());
                if !sale.licence.flag(licence::TRANSFERABLE) {
                    events::locked(sale.id);
                }
                sales.push(sale);
            }
            if total > max_total {
                return Err(Error::TotalAboveMax(total, max_total).into());
            }
            let value = host::value();
            if value != value_due(&currency, total) {
                return Err(Error::WrongValue(Id(value), total).into());
            }
            if let (Some((way, old)), Some(before), Some(sale)) = (&follows, &before, sales.first()) {
                check_successor(before, *way, &sale.licence)?;
                self.tell_end(old, before);
            }
            self.store();
            let mut rest = sales.as_slice();
            let mut deposits = 0;
            while let Some((first, others)) = rest.split_first() {
                // What goes the same way is paid at once.
                let count = others.iter().take_while(|sale| sale.is_paid_with(first)).count();
                let (together, left) = rest.split_at(count.saturating_add(1));
                let amount = together.iter().fold(0u128, |sum, sale| sum.saturating_add(sale.paid()));
                let direct = self.pay_out(first, amount, buyer)?;
                deposits += usize::from(!direct);
                if deposits > MAX_DEPOSITS {
                    return Err(Error::BasketSize(items.len() as u32).into());
                }
                // After the payment, since it says how the money went.
                for sale in together {
                    events::purchased(sale, buyer, reference, direct, &follows);
                }
                rest = left;
            }
            Ok(sales.first().map_or(0, |sale| sale.id))
        }

        /// Tells that a licence's status or end has changed.
        fn tell_end(&self, id: &Bytes32, changed: &Licence) {
            if !changed.is_token() {
                emit_transfer(changed.address(licence::OWNER), H160::zero(), id);
            }
            events::amended(id, changed);
        }

        /// Passes the price of sales on whose money goes the same way. Says whether it went
        /// straight to the owner, which it does where all of it is theirs and their account takes
        /// it. Neither they nor a payee can cost the buyer a deposit.
        #[inline(never)]
        fn pay_out(&self, sale: &Sale, amount: u128, buyer: Address) -> Result<bool, Or<Error>> {
            if amount == 0 {
                return Ok(true);
            }
            let sold = &sale.licence;
            let licensor = sold.address(licence::LICENSOR);
            let licensors = sale.is_licensors();
            let splitter = self.licences.splitter();
            if licensors
                && host::is_payable(&licensor, &[host::address(), buyer])
                && host::pay(&licensor, amount, Gas::PAYOUT)
            {
                return Ok(true);
            }
            // A payee that can't be paid just now, since it waits for this purchase, ends the
            // splitter's call: then none is paid, and the money waits for `release`.
            let pay_out = !licensors && !sale.in_escrow();
            if pay_out && self.deposit(sale, amount, buyer, true).is_ok() {
                return Ok(false);
            }
            if self.deposit(sale, amount, buyer, false).is_ok() {
                return Ok(false);
            }
            host::pass_on_refusal();
            Err(Error::CallFailed(splitter).into())
        }

        /// Hands the price of sales to the splitter, or has it take an ERC-20 from the buyer: for the
        /// ledger of the split or the licensor, or for the licence's own while it is in escrow.
        #[inline(never)]
        fn deposit(&self, sale: &Sale, amount: u128, buyer: Address, pay_out: bool) -> Result<(), CallFailed> {
            let sold = &sale.licence;
            let mut words = Words::new();
            words.push(sold.word(licence::RECORD)).push(sold.word(licence::GENERATION));
            if sale.in_escrow() {
                words.push(ESCROW).push(sale.id).push(0u16);
            } else {
                words.push(sold.word(licence::VERSION)).push(sold.word(licence::LICENSOR)).push(sale.parents_share);
            }
            words.push(sold.word(licence::CURRENCY)).push(amount).push(buyer).push(pay_out);
            if sale.in_escrow() {
                words.push(0u16).push(0u16);
            } else {
                words.push(H160(sale.referrer)).push(sale.referral);
            }
            let value = if sold.flag(licence::CURRENCY) { 0 } else { amount };
            royalty_splitter::deposit_words(&self.licences.splitter(), &mut words, value)
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

    /// A word as a number: its low 16 bytes.
    #[inline(never)]
    fn low(word: &Bytes32) -> u128 {
        word.last_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
    }

    /// An order of the running message's caller.
    fn order_of(recipient: Address, referrer: Address) -> Order {
        Order { recipient: recipient.0, buyer: host::caller().0, referrer: referrer.0, ..Order::default() }
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
}
