//! What the licence token keeps, and its rules.
//!
//! Methods take the caller and the time as arguments: they live outside the contract and
//! test without a chain. They check first and write last.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

pub use crate::cells::{Licence, Offer, SaleState};

use crate::errors::Error;
use erc721::{Error as TokenError, Holders, Holding, Or};
use ink::{Address, H160, sol::FixedBytes, storage::Mapping};
use interfaces::{
    abi::{Id, Word, number},
    cells::Cells,
    licence_token::RecordState,
    royalty_splitter::Destination,
    stored::Stored,
    terms_book::Grant,
};
use rules::{
    Account, Bytes32,
    licence::{Coverage, Expiry, Question, Scope},
    limits::MAX_RECEIVED,
    offer::{Conditions, PriceUnit, Refusal, SELLS, check_record},
    split_version::Versions,
    uses::DERIVE,
};

/// The other contracts with the hashes of their codes: registry, splitter, terms book.
pub type Bindings = [(Address, Bytes32); 3];

/// What a record's owner asks for in an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewOffer {
    /// What is offered.
    pub record: Bytes32,
    /// Under which terms.
    pub terms: Bytes32,
    /// The price of a unit, in EVM units.
    pub unit_price: u128,
    /// A number of [`PriceUnit`].
    pub unit: u8,
    /// How many licences may be sold; zero for any number.
    pub supply: u32,
    /// From when it sells, in Unix seconds.
    pub opens: u64,
    /// Until when; zero for ever.
    pub closes: u64,
    /// The one account that may buy; zero for anyone.
    pub buyer: Account,
}

/// What a buyer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The offer.
    pub offer: u64,
    /// The most the buyer wants to pay, in EVM units.
    pub max_total: u128,
    /// Who shall hold the licence.
    pub recipient: Address,
    /// Who pays.
    pub buyer: Address,
    /// What they sent, in EVM units, as an ABI word.
    pub value: Bytes32,
}

/// A sale: the licence, and where its price goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// The licence's id.
    pub id: u64,
    /// The licence.
    pub licence: Licence,
    /// The ledger of the price.
    pub destination: Destination,
}

impl Sale {
    /// Whether all of the price is the owner's alone.
    pub fn is_owners(&self) -> bool {
        self.destination.version == 0 && self.destination.parents_share == 0
    }
}

/// The licence token's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Licences {
    deployer: Account,
    registry: Account,
    splitter: Account,
    terms_book: Account,
    offer_count: u64,
    licence_count: u64,
    offers: Mapping<u64, Stored<Offer>>,
    licences: Mapping<u64, Stored<Licence>>,
    sale_states: Mapping<Bytes32, Stored<SaleState>>,
    holders: Holders,
}

impl Licences {
    /// An empty licence token that `deployer` may bind.
    pub fn new(deployer: Address) -> Self {
        Self { deployer: deployer.0, ..Self::default() }
    }

    /// Learns the other contracts' addresses, once.
    ///
    /// # Errors
    /// [`Error::NotDeployer`], [`Error::AlreadyBound`].
    pub fn bind(&mut self, caller: Address, bindings: &Bindings) -> Result<(), Error> {
        if self.registry != [0; 20] {
            return Err(Error::AlreadyBound);
        }
        if caller.0 != self.deployer {
            return Err(Error::NotDeployer);
        }
        let [(registry, _), (splitter, _), (terms_book, _)] = bindings;
        (self.registry, self.splitter, self.terms_book) = (registry.0, splitter.0, terms_book.0);
        Ok(())
    }

    /// Refuses everything before [`Self::bind`].
    ///
    /// # Errors
    /// [`Error::NotBound`].
    pub fn check_bound(&self) -> Result<(), Error> {
        if self.registry == [0; 20] { Err(Error::NotBound) } else { Ok(()) }
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// The splitter.
    pub fn splitter(&self) -> Address {
        H160(self.splitter)
    }

    /// The terms book.
    pub fn terms_book(&self) -> Address {
        H160(self.terms_book)
    }

    /// How many offers were made: their numbers run from 1.
    pub fn offer_count(&self) -> u64 {
        self.offer_count
    }

    /// How many licences were sold: their ids run from 1.
    pub fn licence_count(&self) -> u64 {
        self.licence_count
    }

    /// An offer.
    #[inline(never)]
    pub fn offer(&self, offer: u64) -> Option<Offer> {
        self.offers.load(offer)
    }

    /// A licence by its token id.
    #[inline(never)]
    pub fn licence(&self, id: &Bytes32) -> Option<Licence> {
        self.licences.load(u64::from_word(id)?)
    }

    /// What is known of a record for its sale.
    #[inline(never)]
    pub fn sale_state(&self, record: &Bytes32) -> Option<SaleState> {
        self.sale_states.load(*record)
    }

    fn set_sale_state(&mut self, record: &Bytes32, state: SaleState) {
        self.sale_states.save(*record, &state);
    }

    fn set_licence(&mut self, id: u64, licence: Licence) {
        self.licences.save(id, &licence);
    }

    /// Makes an offer of a record whose sale state is `state`, under terms that grant
    /// `grant`. Returns its number. Whether the caller may is checked before.
    ///
    /// # Errors
    /// [`Error::TermsUnknown`], [`Error::PriceUnitUnknown`],
    /// [`Error::PriceTooHigh`], [`Error::WindowInvalid`].
    pub fn create_offer(
        &mut self,
        new: &NewOffer,
        state: SaleState,
        grant: &Grant,
        now: u64,
    ) -> Result<(u64, Offer), Error> {
        if grant.uses == 0 {
            return Err(Error::TermsUnknown(FixedBytes(new.terms)));
        }
        let unit = PriceUnit::from_number(new.unit).ok_or(Error::PriceUnitUnknown(new.unit))?;
        if unit.total(new.unit_price, state.units).is_none_or(|total| total > MAX_RECEIVED) {
            return Err(Error::PriceTooHigh);
        }
        let conditions = Conditions {
            epoch: state.epoch,
            closed: false,
            supply: new.supply,
            sold: 0,
            opens: new.opens,
            closes: new.closes,
            buyer: new.buyer,
        };
        if !conditions.window_is_possible(now) {
            return Err(Error::WindowInvalid);
        }
        let offer = Offer {
            record: new.record,
            terms: new.terms,
            unit_price: new.unit_price,
            unit: new.unit,
            conditions,
            uses: grant.uses,
            users: grant.users,
            duration: grant.duration,
            derivative_share: grant.derivative_share,
            transferable: grant.transferable,
        };
        let id = self.offer_count.saturating_add(1);
        self.offer_count = id;
        self.set_sale_state(&new.record, state);
        self.offers.save(id, &offer.clone());
        Ok((id, offer))
    }

    /// Closes an offer. Whether the caller may is checked before.
    ///
    /// # Errors
    /// [`Error::OfferAlreadyClosed`].
    pub fn close_offer(&mut self, id: u64, mut offer: Offer) -> Result<(), Error> {
        if offer.conditions.closed {
            return Err(Error::OfferAlreadyClosed(id));
        }
        offer.conditions.closed = true;
        self.offers.save(id, &offer);
        Ok(())
    }

    /// What an offer costs a buyer now, in EVM units, and whether it sells: [`SELLS`] or a
    /// number of [`Refusal`].
    pub fn quote(&self, id: u64, buyer: &Account, now: u64) -> (u8, u128) {
        let Some(offer) = self.offer(id) else { return (Refusal::Unknown as u8, 0) };
        let state = self.sale_state(&offer.record).unwrap_or_default();
        let reason = sells(&offer, &state, now, buyer).map_or_else(|refusal| refusal as u8, |()| SELLS);
        (reason, total(&offer, &state).unwrap_or(u128::MAX))
    }

    /// Sells a licence: checks the offer and the value, and mints.
    ///
    /// # Errors
    /// [`Error::OfferUnknown`], [`Error::OfferRefused`], [`Error::TotalAboveMax`],
    /// [`Error::WrongValue`], [`Error::ExpiryOverflow`], `ERC721InvalidReceiver`.
    pub fn sell(&mut self, order: &Order, now: u64) -> Result<Sale, Or<Error>> {
        let mut offer = self.offer(order.offer).ok_or(Error::OfferUnknown(order.offer))?;
        let state = self.sale_state(&offer.record).unwrap_or_default();
        sells(&offer, &state, now, &order.buyer.0)
            .map_err(|refusal| Error::OfferRefused(order.offer, refusal as u8))?;
        let price = total(&offer, &state).ok_or(Error::PriceTooHigh)?;
        if price > order.max_total {
            return Err(Error::TotalAboveMax(price, order.max_total).into());
        }
        if order.value != number(price) {
            return Err(Error::WrongValue(Id(order.value), price).into());
        }
        if order.recipient.is_zero() {
            return Err(TokenError::ERC721InvalidReceiver(order.recipient).into());
        }
        let expiry = Expiry::after(now, offer.duration).ok_or(Error::ExpiryOverflow)?;

        let licence = Licence {
            owner: order.recipient.0,
            approved: [0; 20],
            record: offer.record,
            generation: state.generation,
            terms: offer.terms,
            offer: order.offer,
            price,
            start: now,
            expiry,
            acquired_at: now,
            uses: offer.uses,
            users: offer.users,
            derivative_share: offer.derivative_share,
            transferable: offer.transferable,
        };
        let id = self.licence_count.saturating_add(1);
        self.licence_count = id;
        offer.conditions.sold = offer.conditions.sold.saturating_add(1);
        self.offers.save(order.offer, &offer);
        self.set_licence(id, licence.clone());
        self.holders.move_one(&[0; 20], &order.recipient.0);
        let destination = Destination {
            record: licence.record,
            generation: state.generation,
            version: state.versions.at(now),
            owner: state.owner,
            parents_share: state.parents_share,
        };
        Ok(Sale { id, licence, destination })
    }

    /// Whether a licence covers what is asked.
    pub fn covers(&self, id: &Bytes32, question: &Question) -> Coverage {
        match self.licence(id) {
            Some(licence) => scope(&licence).covers(question),
            None => Coverage::UnknownLicence,
        }
    }

    /// Whether a licence lets `holder` register a derivative of a record now, in whatever
    /// class of user, and the least part of its income that the terms ask for, in basis
    /// points.
    pub fn derivation(&self, id: &Bytes32, record: Bytes32, holder: Account, now: u64) -> (Coverage, u16) {
        let Some(licence) = self.licence(id) else { return (Coverage::UnknownLicence, 0) };
        let question = Question { record, account: holder, user: licence.users, uses: DERIVE, at: now };
        (scope(&licence).covers(&question), licence.derivative_share)
    }

    /// The registry says how a record stands now. A split belongs to a generation.
    ///
    /// # Errors
    /// [`Error::NotRegistry`].
    pub fn push_record(&mut self, caller: Address, record: &Bytes32, pushed: &RecordState) -> Result<(), Error> {
        if caller.0 != self.registry {
            return Err(Error::NotRegistry(caller));
        }
        if let Some(before) = self.sale_state(record) {
            let same = before.generation == pushed.generation;
            let versions = if same { before.versions } else { Versions::default() };
            let &RecordState { owner, epoch, generation, units, parents_share, withdrawn_from, standing } = pushed;
            let state =
                SaleState { owner, epoch, generation, units, parents_share, withdrawn_from, standing, versions };
            self.set_sale_state(record, state);
        }
        Ok(())
    }

    /// The splitter says which versions of a record's split there are.
    ///
    /// # Errors
    /// [`Error::NotSplitter`].
    pub fn push_split(&mut self, caller: Address, record: &Bytes32, versions: Versions) -> Result<(), Error> {
        if caller.0 != self.splitter {
            return Err(Error::NotSplitter(caller));
        }
        if let Some(state) = self.sale_state(record) {
            self.set_sale_state(record, SaleState { versions, ..state });
        }
        Ok(())
    }

    /// Moves a licence to a new holder and ends its approval.
    ///
    /// # Errors
    /// Those of ERC-721; [`Error::LicenceNotTransferable`].
    pub fn transfer(
        &mut self,
        caller: Address,
        from: Address,
        to: Address,
        id: &Bytes32,
        now: u64,
    ) -> Result<(), Or<Error>> {
        let (number, mut licence) = self.existing(id)?;
        self.holders.check_transfer(caller, from, to, Id(*id), &holding(&licence))?;
        if !licence.transferable {
            return Err(Error::LicenceNotTransferable(Id(*id)).into());
        }
        licence.owner = to.0;
        licence.approved = [0; 20];
        // Who has it already has had it all along.
        if from != to {
            licence.acquired_at = now;
        }
        self.set_licence(number, licence);
        self.holders.move_one(&from.0, &to.0);
        Ok(())
    }

    /// Lets an account transfer a licence, or (zero) nobody. Returns the owner.
    ///
    /// # Errors
    /// Those of ERC-721.
    pub fn approve(&mut self, caller: Address, approved: Address, id: &Bytes32) -> Result<Address, TokenError> {
        let (number, mut licence) = self.existing(id)?;
        self.holders.check_approve(caller, &holding(&licence))?;
        licence.approved = approved.0;
        let owner = H160(licence.owner);
        self.set_licence(number, licence);
        Ok(owner)
    }

    /// A licence that there has to be, with its number.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    pub fn existing(&self, id: &Bytes32) -> Result<(u64, Licence), TokenError> {
        let licence = self.licence(id).ok_or(TokenError::ERC721NonexistentToken(Id(*id)))?;
        Ok((u64::from_word(id).unwrap_or_default(), licence))
    }

    /// Balances and operators.
    pub fn holders(&self) -> &Holders {
        &self.holders
    }

    /// Balances and operators, to change.
    pub fn holders_mut(&mut self) -> &mut Holders {
        &mut self.holders
    }
}

fn holding(licence: &Licence) -> Holding {
    Holding { owner: licence.owner, approved: licence.approved }
}

/// What a licence allows.
fn scope(licence: &Licence) -> Scope {
    Scope {
        record: licence.record,
        holder: licence.owner,
        uses: licence.uses,
        users: licence.users,
        start: licence.start,
        expiry: licence.expiry,
        acquired_at: licence.acquired_at,
    }
}

/// Checks that an offer sells to a buyer now.
fn sells(offer: &Offer, state: &SaleState, now: u64, buyer: &Account) -> Result<(), Refusal> {
    offer.conditions.check(state.epoch, now, buyer)?;
    check_record(state.standing, state.withdrawn_from, now)
}

/// What a licence of an offer costs, in EVM units.
fn total(offer: &Offer, state: &SaleState) -> Option<u128> {
    PriceUnit::from_number(offer.unit)?.total(offer.unit_price, state.units)
}
