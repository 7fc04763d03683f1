//! What the licence token keeps, and its rules.
//!
//! Methods take the caller and the time as arguments: they live outside the contract and
//! test without a chain. They check first and write last.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use core::ops::Range;
use erc721::{Error as TokenError, Holders, Holding, Or};
use ink::{Address, H160, storage::Mapping};
use interfaces::{
    abi::{Id, Word, number},
    args::{self, parameter},
    cells::Cells,
    host,
    licence::{self, Licence},
    licence_token::Item,
    offer::{self, Offer, SaleState},
    order::{self, Order, Priced, take},
    stored::Stored,
};
use rules::{
    Account, Bytes32,
    exclusivity::until,
    licence::{Coverage, Question},
    offer::{PriceUnit, Refusal},
    uses::DERIVE,
};

/// The other contracts with the hashes of their codes: registry, splitter, offers, deals,
/// licence metadata.
pub type Bindings = [(Address, Bytes32); 5];

/// The number of the way in which a licence follows on another that it takes the place of at
/// once; else it begins when the other ends.
pub const UPGRADE: u8 = 3;

/// A sale: the licence, and where its price goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// The licence's id.
    pub id: u64,
    /// The licence.
    pub licence: Licence,
    /// The sum of the shares of the record's parents, in basis points.
    pub parents_share: u16,
    /// Who is paid for having brought the buyer; zero for nobody.
    pub referrer: Account,
    /// Their part of what is left after the parents, in basis points.
    pub referral: u16,
    /// What is left of an upgraded licence's price.
    pub credit: u128,
}

impl Sale {
    /// What has to be paid: the price less the credit.
    pub fn paid(&self) -> u128 {
        self.licence.number(licence::PRICE).saturating_sub(self.credit)
    }

    /// Whether the price waits for the end of the offer's challenge window.
    pub fn in_escrow(&self) -> bool {
        self.licence.has(licence::IN_ESCROW)
    }

    /// Whether all of the price is the licensor's alone, in the chain's own token.
    pub fn is_licensors(&self) -> bool {
        !self.licence.flag(licence::VERSION)
            && !self.licence.flag(licence::CURRENCY)
            && self.parents_share == 0
            && self.referral == 0
            && !self.in_escrow()
    }

    /// Whether the money of both goes the same way, so that one payment does for both: of one
    /// record at one time, licensor and version are the same, and a basket has one currency.
    pub fn is_paid_with(&self, other: &Self) -> bool {
        self.licence.word(licence::RECORD) == other.licence.word(licence::RECORD)
            && self.referrer == other.referrer
            && self.referral == other.referral
            && !self.in_escrow()
            && !other.in_escrow()
    }
}

/// The licence token's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Licences {
    deployer: Account,
    registry: Account,
    splitter: Account,
    offers_module: Account,
    deals: Account,
    metadata: Account,
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
        let [registry, splitter, offers, deals, metadata] = bindings.map(|(account, _)| account.0);
        (self.registry, self.splitter, self.offers_module) = (registry, splitter, offers);
        (self.deals, self.metadata) = (deals, metadata);
        Ok(())
    }

    /// Refuses everything before [`Self::bind`].
    ///
    /// # Errors
    /// [`Error::NotBound`].
    pub fn check_bound(&self) -> Result<(), Error> {
        if self.registry == [0; 20] { Err(Error::NotBound) } else { Ok(()) }
    }

    /// The splitter.
    pub fn splitter(&self) -> Address {
        H160(self.splitter)
    }

    /// The contract that describes licences.
    pub fn metadata(&self) -> Address {
        H160(self.metadata)
    }

    /// How many licences were sold: their ids run from 1.
    pub fn licence_count(&self) -> u64 {
        self.licence_count
    }

    /// An offer; all zero where there is none of that number.
    #[inline(never)]
    pub fn offer(&self, offer: u64) -> Offer {
        self.offers.load(offer).unwrap_or_default()
    }

    /// A licence by its token id; all zero where there is none.
    #[inline(never)]
    pub fn licence(&self, id: &Bytes32) -> Licence {
        u64::from_word(id).and_then(|id| self.licences.load(id)).unwrap_or_default()
    }

    /// What is known of a record for its sale; all zero where it was never offered.
    #[inline(never)]
    pub fn sale_state(&self, record: &Bytes32) -> SaleState {
        self.sale_states.load(*record).unwrap_or_default()
    }

    #[inline(never)]
    fn set_offer(&mut self, id: u64, offer: &Offer) {
        self.offers.save(id, offer);
    }

    #[inline(never)]
    fn set_sale_state(&mut self, record: &Bytes32, state: &SaleState) {
        self.sale_states.save(*record, state);
    }

    #[inline(never)]
    fn set_licence(&mut self, id: &Bytes32, licence: &Licence) {
        self.licences.save(u64::from_word(id).unwrap_or_default(), licence);
    }

    /// Takes an offer that the module of offers checked, and, of a record that was never offered
    /// before, how it stands: the running message's second parameter. Returns the offer's number. An offer that is there already (`id` is
    /// not zero) is closed instead.
    ///
    /// # Errors
    /// [`Error::NotModule`].
    pub fn admit_offer(&mut self, caller: Address, mut id: u64) -> Result<u64, Error> {
        self.check_caller(caller, self.offers_module)?;
        // Where the bytes begin that are the message's second parameter.
        let offer_at = args::head(3);
        let state_at = offer_at.saturating_add(Offer::SIZE as u32);
        let mut offer = Offer::of(host::calldata_part(offer_at, Offer::SIZE as u32));
        if id != 0 {
            offer = self.offer(id);
            offer.set_number(offer::CLOSED, 1);
        } else {
            let record = offer.word(offer::RECORD);
            if !self.sale_state(&record).flag(offer::STATE_UNITS) {
                let state = host::calldata_part(state_at, SaleState::SIZE as u32);
                self.set_sale_state(&record, &SaleState::of(state));
            }
            self.offer_count = self.offer_count.saturating_add(1);
            id = self.offer_count;
        }
        self.set_offer(id, &offer);
        Ok(id)
    }

    /// Checks that one of our contracts calls.
    ///
    /// # Errors
    /// [`Error::NotModule`].
    #[inline(never)]
    pub fn check_caller(&self, caller: Address, module: Account) -> Result<(), Error> {
        self.check_bound()?;
        if caller.0 == module { Ok(()) } else { Err(Error::NotModule(caller)) }
    }

    /// Checks that the module of deals calls.
    ///
    /// # Errors
    /// [`Error::NotModule`].
    pub fn check_deals(&self, caller: Address) -> Result<(), Error> {
        self.check_caller(caller, self.deals)
    }

    /// What an item of an order comes to now, if its offer sells that.
    ///
    /// # Errors
    /// The first [`Refusal`] that applies.
    #[inline(never)]
    pub fn price(&self, item: &Item, order: &Order, now: u64) -> Result<(Offer, SaleState, Priced), Refusal> {
        let offer = self.offer(item.offer);
        let state = self.sale_state(&offer.word(offer::RECORD));
        let priced = order::price(&offer, &state, item, order, now)?;
        Ok((offer, state, priced))
    }

    /// Sells a licence: prices the item, and mints. The payment is checked by the caller.
    ///
    /// # Errors
    /// [`Error::OfferRefused`].
    #[inline(never)]
    pub fn sell(&mut self, item: &Item, order: &Order, now: u64) -> Result<Sale, Error> {
        let priced = self.price(item, order, now);
        let (mut offer, mut state, priced) =
            priced.map_err(|refusal| Error::OfferRefused(item.offer, refusal as u8))?;
        let Priced { total, quantity, start, expiry, referrer, referral } = priced;
        let (perpetual, end) = expiry.to_pair();
        let unit = offer.number(offer::UNIT) as u8;

        let mut sold = Licence::default();
        for [to, from] in FROM_OFFER {
            sold.set(usize::from(*to), &offer.word(usize::from(*from)));
        }
        sold.set(licence::GENERATION, &state.word(offer::STATE_GENERATION));
        sold.set(licence::LICENSOR, &state.word(offer::STATE_OWNER));
        sold.set(licence::SELECTION, &item.selection);
        sold.set_account(licence::OWNER, &order.recipient);
        sold.set_number(licence::PRICE, total);
        let version = state.versions().at(now);
        for (field, value) in [
            (licence::OFFER, item.offer),
            (licence::START, start),
            (licence::PERPETUAL, perpetual.into()),
            (licence::EXPIRY, end),
            // Of time that is past, the first holder is the holder.
            (licence::ACQUIRED_AT, now.min(start)),
            (licence::BOUGHT_AT, now),
            (licence::VERSION, version.into()),
            (licence::QUANTITY, if unit == PriceUnit::Flat as u8 { 0 } else { quantity }),
            (licence::METERED, (unit == PriceUnit::PerUse as u8).into()),
            (licence::STATUS, (offer.flag(offer::ESCROW) && total > order.credit).into()),
        ] {
            sold.set_number(field, value.into());
        }

        self.licence_count = self.licence_count.saturating_add(1);
        let id = self.licence_count;
        offer.set_number(offer::SOLD, offer.number(offer::SOLD).saturating_add(1));
        offer.set_number(offer::TAKEN, offer.number(offer::TAKEN).saturating_add(total));
        self.set_offer(item.offer, &offer);
        if take(&mut state, &sold, None) {
            self.set_sale_state(&sold.word(licence::RECORD), &state);
        }
        self.set_licence(&id.to_word(), &sold);
        self.holders.move_one(&[0; 20], &order.recipient);
        let parents_share = state.number(offer::STATE_PARENTS_SHARE) as u16;
        Ok(Sale { id, licence: sold, parents_share, referrer, referral, credit: order.credit.min(total) })
    }

    /// Another licence is about to follow on this one: it is marked, or, if it is upgraded, ends
    /// now, so that its own uses are free.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    pub fn succeed(&mut self, old: &Bytes32, way: u8, now: u64) -> Result<Licence, TokenError> {
        let mut before = self.existing(old)?;
        if way == UPGRADE {
            self.end(&mut before, licence::UPGRADED, now);
        } else {
            before.mark(licence::CONTINUED);
        }
        self.set_licence(old, &before);
        Ok(before)
    }

    /// The module of deals changes a licence's status, and (unless `end` is zero) when it ends.
    /// Returns who held it.
    ///
    /// # Errors
    /// [`Error::NotModule`], `ERC721NonexistentToken`.
    pub fn amend(&mut self, caller: Address, id: &Bytes32, status: u8, end: u64) -> Result<Licence, Or<Error>> {
        self.check_caller(caller, self.deals)?;
        let mut changed = self.existing(id)?;
        changed.set_number(licence::STATUS, status.into());
        if end != 0 {
            self.end(&mut changed, status, end);
        }
        self.set_licence(id, &changed);
        Ok(changed)
    }

    /// Ends a licence at `end`. Of an exclusive one the uses are free from then on. One that was
    /// upgraded or refunded is no token any more.
    #[inline(never)]
    fn end(&mut self, ended: &mut Licence, status: u8, end: u64) {
        let end = end.min(until(ended.expiry()));
        let record = ended.word(licence::RECORD);
        let mut state = self.sale_state(&record);
        let same_generation = state.word(offer::STATE_GENERATION) == ended.word(licence::GENERATION);
        if ended.flag(licence::EXCLUSIVE) && same_generation && take(&mut state, ended, Some(end)) {
            self.set_sale_state(&record, &state);
        }
        ended.mark(status);
        ended.set_number(licence::PERPETUAL, 0);
        ended.set_number(licence::EXPIRY, end.into());
        if !ended.is_token() {
            ended.set_account(licence::APPROVED, &[0; 20]);
            self.holders.burn_one(&ended.account(licence::OWNER));
        }
    }

    /// Whether a licence covers what is asked.
    pub fn covers(&self, id: &Bytes32, question: &Question) -> Coverage {
        let found = self.licence(id);
        if found.flag(licence::OFFER) { found.scope().covers(question) } else { Coverage::UnknownLicence }
    }

    /// Whether a licence lets `holder` register a derivative of a record now, in whatever
    /// class of user, and the least part of its income that the terms ask for, in basis
    /// points.
    pub fn derivation(&self, id: &Bytes32, record: Bytes32, holder: Account, now: u64) -> (Coverage, u16) {
        let found = self.licence(id);
        let user = found.number(licence::USERS) as u8;
        let question = Question { record, account: holder, user, uses: DERIVE, at: now };
        (self.covers(id, &question), found.number(licence::DERIVATIVE_SHARE) as u16)
    }

    /// The registry says how a record stands now: the running message's parameters after the
    /// record are the first fields of the sale state. A split, and what was sold exclusively,
    /// belong to a generation.
    ///
    /// # Errors
    /// [`Error::NotModule`].
    pub fn push_record(&mut self, caller: Address, record: &Bytes32) -> Result<(), Error> {
        self.push(caller, self.registry, record, offer::STATE_OWNER..offer::STATE_VERSION)
    }

    /// The splitter says which versions of a record's split there are: the running message's
    /// parameters after the record are the fields of the sale state from `STATE_VERSION` on.
    ///
    /// # Errors
    /// [`Error::NotModule`].
    pub fn push_split(&mut self, caller: Address, record: &Bytes32) -> Result<(), Error> {
        self.push(caller, self.splitter, record, offer::STATE_VERSION..offer::STATE_LICENSED)
    }

    /// Takes fields of a sale state over from a contract of ours, if there is one.
    #[inline(never)]
    fn push(&mut self, caller: Address, module: Account, record: &Bytes32, fields: Range<usize>) -> Result<(), Error> {
        self.check_caller(caller, module)?;
        let mut state = self.sale_state(record);
        if !state.flag(offer::STATE_UNITS) {
            return Ok(());
        }
        let first = fields.start;
        let pushed = |field: usize| parameter(field.saturating_sub(first).saturating_add(1));
        if first == offer::STATE_OWNER && state.word(offer::STATE_GENERATION) != pushed(offer::STATE_GENERATION) {
            state = SaleState::default();
        }
        for field in fields {
            state.set(field, &pushed(field));
        }
        self.set_sale_state(record, &state);
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
        let mut moved = self.existing(id)?;
        self.holders.check_transfer(caller, from, to, Id(*id), &holding(&moved))?;
        if !moved.flag(licence::TRANSFERABLE) {
            return Err(Error::LicenceNotTransferable(Id(*id)).into());
        }
        moved.set_account(licence::OWNER, &to.0);
        moved.set_account(licence::APPROVED, &[0; 20]);
        // Who has it already has had it all along.
        if from != to {
            moved.set_number(licence::ACQUIRED_AT, now.into());
        }
        self.set_licence(id, &moved);
        self.holders.move_one(&from.0, &to.0);
        Ok(())
    }

    /// Lets an account transfer a licence, or (zero) nobody. Returns the owner.
    ///
    /// # Errors
    /// Those of ERC-721.
    pub fn approve(&mut self, caller: Address, approved: Address, id: &Bytes32) -> Result<Address, TokenError> {
        let mut found = self.existing(id)?;
        self.holders.check_approve(caller, &holding(&found))?;
        found.set_account(licence::APPROVED, &approved.0);
        self.set_licence(id, &found);
        Ok(found.address(licence::OWNER))
    }

    /// A licence that there has to be.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    #[inline(never)]
    pub fn existing(&self, id: &Bytes32) -> Result<Licence, TokenError> {
        let found = self.licence(id);
        if found.is_token() { Ok(found) } else { Err(TokenError::ERC721NonexistentToken(Id(*id))) }
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

/// What a licence takes over from its offer: its own field, and the offer's.
const FROM_OFFER: &[[u8; 2]] = &[
    [licence::RECORD as u8, offer::RECORD as u8],
    [licence::TERMS as u8, offer::TERMS as u8],
    [licence::CURRENCY as u8, offer::CURRENCY as u8],
    [licence::USES as u8, offer::USES as u8],
    [licence::USERS as u8, offer::USERS as u8],
    [licence::TRANSFERABLE as u8, offer::TRANSFERABLE as u8],
    [licence::EXCLUSIVE as u8, offer::EXCLUSIVE as u8],
    [licence::ATTRIBUTION as u8, offer::ATTRIBUTION as u8],
    [licence::REVOCABLE as u8, offer::REVOCABLE as u8],
    [licence::NOTICE as u8, offer::NOTICE as u8],
    [licence::DERIVATIVE_SHARE as u8, offer::DERIVATIVE_SHARE as u8],
    [licence::RESALE_ROYALTY as u8, offer::RESALE_ROYALTY as u8],
    [licence::EDITION as u8, offer::EDITION as u8],
];

/// Checks that a licence may follow on another.
///
/// # Errors
/// [`Error::NotSuccessor`] if it is not of the same record and generation, or for an upgrade in
/// another currency.
pub fn check_successor(before: &Licence, way: u8, new: &Licence) -> Result<(), Error> {
    let currency = if way == UPGRADE { licence::CURRENCY } else { licence::RECORD };
    for field in [licence::RECORD, licence::GENERATION, currency] {
        if before.word(field) != new.word(field) {
            return Err(Error::NotSuccessor(new.u64(licence::OFFER)));
        }
    }
    Ok(())
}

/// The value that has to come with a purchase: the total in the chain's own token, none where
/// an ERC-20 is paid.
pub fn value_due(currency: &Bytes32, total: u128) -> Bytes32 {
    number(if *currency == [0; 32] { total } else { 0 })
}

fn holding(licence: &Licence) -> Holding {
    Holding { owner: licence.account(licence::OWNER), approved: licence.account(licence::APPROVED) }
}
