//! What the module keeps, and its rules.
//!
//! It keeps nothing but the other contracts' addresses: offers are with the licence token, which
//! sells by them.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160, prelude::vec::Vec, sol::FixedBytes};
use interfaces::{
    abi::Id,
    args::{Head, Static},
    licence_token::RecordState,
    offer::{self, Offer, SaleState},
    provenance_registry::Profile,
    terms_book::Grant,
    words::Words,
};
use rules::{
    Account, Bytes32,
    limits::{MAX_ESCROW, MAX_REFERRAL},
    offer::{PriceUnit, Tier, tiers_are_ordered, total},
    split_version::Versions,
    standing::Standing,
    work::Kind,
};

/// The other contracts with the hashes of their codes: licence token, registry, splitter, terms
/// book, catalogues.
pub type Bindings = [(Address, Bytes32); 5];

/// What an offer costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Price {
    /// Zero for the chain's own token, else an ERC-20.
    pub currency: Account,
    /// The price of a unit, in the currency's smallest unit.
    pub unit_price: u128,
    /// A number of [`PriceUnit`].
    pub unit: u8,
}

impl Static for Price {
    const NAME: &'static str = "(address,uint128,uint8)";
    const WORDS: usize = 3;

    fn read(members: &mut Head) -> Self {
        Self { currency: members.value::<Address>().0, unit_price: members.value(), unit: members.value() }
    }
}

impl Price {
    /// Appends the members.
    pub fn write(&self, words: &mut Words) {
        words.push(H160(self.currency)).push(self.unit_price).push(self.unit);
    }
}

/// When and to whom an offer sells, and what else goes with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conditions {
    /// How many licences may be sold; zero for any number.
    pub supply: u32,
    /// From when it sells, in Unix seconds.
    pub opens: u64,
    /// From when it sells no more; zero for never.
    pub closes: u64,
    /// The one account that may buy; zero for anyone.
    pub buyer: Account,
    /// How much it may bring in, in the currency's smallest unit; zero for any sum.
    pub ceiling: u128,
    /// The past Unix second that its licences begin at; zero where they begin when they are
    /// bought.
    pub since: u64,
    /// Of a catalogue, the last edition that it is for; zero for every one.
    pub edition: u32,
    /// Who is paid for having brought the buyer; zero for whom the buyer names.
    pub referrer: Account,
    /// The referrer's part of what is left after the parents, in basis points; zero for none.
    pub referral: u16,
    /// For how many seconds after a purchase its price waits for challenges; zero for none.
    pub escrow: u32,
    /// The terms of the licences that it upgrades; zero where it is no upgrade.
    pub upgrades_from: Bytes32,
}

impl Static for Conditions {
    const NAME: &'static str = "(uint32,uint64,uint64,address,uint128,uint64,uint32,address,uint16,uint32,bytes32)";
    const WORDS: usize = 11;

    fn read(members: &mut Head) -> Self {
        Self {
            supply: members.value(),
            opens: members.value(),
            closes: members.value(),
            buyer: members.value::<Address>().0,
            ceiling: members.value(),
            since: members.value(),
            edition: members.value(),
            referrer: members.value::<Address>().0,
            referral: members.value(),
            escrow: members.value(),
            upgrades_from: members.value(),
        }
    }
}

impl Conditions {
    /// Appends the members.
    pub fn write(&self, words: &mut Words) {
        words
            .push(self.supply)
            .push(self.opens)
            .push(self.closes)
            .push(H160(self.buyer))
            .push(self.ceiling)
            .push(self.since)
            .push(self.edition)
            .push(H160(self.referrer))
            .push(self.referral)
            .push(self.escrow)
            .push(self.upgrades_from);
    }
}

/// What a licensor asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewOffer {
    /// What is offered.
    pub record: Bytes32,
    /// Under which terms.
    pub terms: Bytes32,
    /// At what price.
    pub price: Price,
    /// Under which conditions.
    pub conditions: Conditions,
    /// Who buys more pays less for each.
    pub tiers: Vec<Tier>,
}

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Others {
    licence_token: Account,
    registry: Account,
    splitter: Account,
    terms_book: Account,
    catalogues: Account,
}

impl Others {
    /// Knows the other contracts.
    pub fn new(bindings: &Bindings) -> Self {
        let [licence_token, registry, splitter, terms_book, catalogues] = bindings.map(|(account, _)| account.0);
        Self { licence_token, registry, splitter, terms_book, catalogues }
    }

    /// The licence token.
    pub fn licence_token(&self) -> Address {
        H160(self.licence_token)
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

    /// The catalogues.
    pub fn catalogues(&self) -> Address {
        H160(self.catalogues)
    }
}

/// Checks that `caller` may make and close offers of a record.
///
/// # Errors
/// [`Error::RecordUnknown`], [`Error::NotOwner`].
pub fn check_licensor(caller: Address, record: &Bytes32, profile: &Profile) -> Result<(), Error> {
    if profile.facts.owner == [0; 20] {
        return Err(Error::RecordUnknown(Id(*record)));
    }
    let is_manager = profile.manager != [0; 20] && caller.0 == profile.manager;
    if caller.0 == profile.facts.owner || is_manager { Ok(()) } else { Err(Error::NotOwner(caller)) }
}

/// Checks that licences of a record can be offered at all.
///
/// # Errors
/// [`Error::RecordProvisional`], [`Error::RecordStruck`].
pub fn check_record(record: &Bytes32, profile: &Profile) -> Result<(), Error> {
    if profile.facts.provisional {
        return Err(Error::RecordProvisional(Id(*record)));
    }
    if profile.facts.standing == Standing::Struck as u8 {
        return Err(Error::RecordStruck(Id(*record)));
    }
    Ok(())
}

/// Checks an offer of a record, under terms that grant `grant`.
///
/// # Errors
/// Those of [`Error`] from `TermsUnknown` on, in their order, but for what has to be asked of
/// other contracts.
pub fn check(new: &NewOffer, profile: &Profile, grant: &Grant, now: u64) -> Result<(), Error> {
    let NewOffer { price, conditions, tiers, .. } = new;
    if grant.uses == 0 {
        return Err(Error::TermsUnknown(FixedBytes(new.terms)));
    }
    let kind = Kind::ALL.get(usize::from(profile.kind));
    let unit = PriceUnit::from_number(price.unit)
        .filter(|unit| kind.is_some_and(|kind| unit.fits(*kind)))
        .ok_or(Error::PriceUnitInvalid(price.unit, profile.kind))?;
    let quantity = match unit {
        PriceUnit::Flat | PriceUnit::PerUse => 1,
        PriceUnit::PerItem | PriceUnit::PerSecond => profile.facts.units,
    };
    if total(price.unit_price, quantity).is_none() {
        return Err(Error::PriceTooHigh);
    }
    if !tiers_are_ordered(tiers) || (unit == PriceUnit::Flat && !tiers.is_empty()) {
        return Err(Error::TiersInvalid);
    }
    let window = rules::offer::Conditions {
        epoch: 0,
        closed: false,
        supply: 0,
        sold: 0,
        opens: conditions.opens,
        closes: conditions.closes,
        buyer: [0; 20],
    };
    if !window.window_is_possible(now) {
        return Err(Error::WindowInvalid);
    }
    if conditions.since >= now {
        return Err(Error::SinceInvalid(conditions.since));
    }
    let named = conditions.referrer != [0; 20];
    if conditions.referral > MAX_REFERRAL || (named && conditions.referral == 0) {
        return Err(Error::ReferralInvalid(conditions.referral));
    }
    let whom_the_buyer_names = conditions.referral > 0 && !named;
    if conditions.escrow > MAX_ESCROW || (conditions.escrow > 0 && whom_the_buyer_names) {
        return Err(Error::EscrowInvalid(conditions.escrow));
    }
    if grant.exclusive && (conditions.since != 0 || profile.catalogue != [0; 32]) {
        return Err(Error::ExclusiveInvalid);
    }
    Ok(())
}

/// The offer as the licence token keeps it.
pub fn compose(new: &NewOffer, profile: &Profile, grant: &Grant) -> Offer {
    let NewOffer { price, conditions, tiers, .. } = new;
    let (perpetual, duration) = grant.duration.to_pair();
    let mut composed = Offer::default();
    composed.set(offer::RECORD, &new.record);
    composed.set(offer::TERMS, &new.terms);
    composed.set(offer::UPGRADES_FROM, &conditions.upgrades_from);
    composed.set_account(offer::CURRENCY, &price.currency);
    composed.set_account(offer::BUYER, &conditions.buyer);
    composed.set_account(offer::REFERRER, &conditions.referrer);
    for (field, value) in [
        (offer::UNIT_PRICE, price.unit_price),
        (offer::UNIT, price.unit.into()),
        (offer::SUPPLY, conditions.supply.into()),
        (offer::OPENS, conditions.opens.into()),
        (offer::CLOSES, conditions.closes.into()),
        (offer::CEILING, conditions.ceiling),
        (offer::EPOCH, profile.facts.epoch.into()),
        (offer::SINCE, conditions.since.into()),
        (offer::EDITION, conditions.edition.into()),
        (offer::REFERRAL, conditions.referral.into()),
        (offer::ESCROW, conditions.escrow.into()),
        (offer::USES, grant.uses.into()),
        (offer::USERS, grant.users.into()),
        (offer::PERPETUAL, perpetual.into()),
        (offer::DURATION, duration.into()),
        (offer::DERIVATIVE_SHARE, grant.derivative_share.into()),
        (offer::RESALE_ROYALTY, grant.resale_royalty.into()),
        (offer::TRANSFERABLE, grant.transferable.into()),
        (offer::EXCLUSIVE, grant.exclusive.into()),
        (offer::ATTRIBUTION, grant.attribution.into()),
        (offer::REVOCABLE, grant.revocable.into()),
        (offer::NOTICE, grant.notice.into()),
    ] {
        composed.set_number(field, value);
    }
    for (tier, field) in tiers.iter().zip((offer::TIERS..).step_by(2)) {
        composed.set_number(field, tier.from.into());
        composed.set_number(field.saturating_add(1), tier.unit_price);
    }
    composed
}

/// What sales have to know of a record.
pub fn sale_state(profile: &Profile, versions: &Versions) -> SaleState {
    let facts = &profile.facts;
    let mut state = SaleState::default();
    state.set_record(&RecordState {
        owner: facts.owner,
        epoch: facts.epoch,
        generation: facts.generation,
        units: facts.units,
        parents_share: facts.parents_share,
        withdrawn_from: facts.withdrawn_from,
        standing: facts.standing,
    });
    state.set_versions(versions);
    state
}
