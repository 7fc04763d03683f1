//! An offer and a record's sale state: their fields, as the licence token keeps them and as
//! its views `offer` and `saleState` answer them.

use crate::{
    fields::{Fields, Layout, starts},
    licence_token::RecordState,
};
use rules::{
    offer::{Conditions, Tier},
    split_version::Versions,
};

/// What it offers.
pub const RECORD: usize = 0;
/// Under which terms.
pub const TERMS: usize = 1;
/// What it is paid in: zero for the chain's own token, else an ERC-20.
pub const CURRENCY: usize = 2;
/// The price of a unit, in the currency's smallest unit.
pub const UNIT_PRICE: usize = 3;
/// A number of [`rules::offer::PriceUnit`].
pub const UNIT: usize = 4;
/// How many licences may be sold; zero for any number.
pub const SUPPLY: usize = 5;
/// How many were sold.
pub const SOLD: usize = 6;
/// From when it sells, in Unix seconds.
pub const OPENS: usize = 7;
/// From when it sells no more; zero for never.
pub const CLOSES: usize = 8;
/// The one account that may buy; zero for anyone.
pub const BUYER: usize = 9;
/// How much it may bring in; zero for any sum.
pub const CEILING: usize = 10;
/// How much it brought in.
pub const TAKEN: usize = 11;
/// The record's epoch in which it was made: it sells in no other.
pub const EPOCH: usize = 12;
/// Whether its maker closed it.
pub const CLOSED: usize = 13;
/// The past Unix second that its licences begin at; zero where they begin when they are
/// bought.
pub const SINCE: usize = 14;
/// Of a catalogue, the last edition that it is for; zero for every one.
pub const EDITION: usize = 15;
/// Who is paid for having brought the buyer; zero for whom the buyer names.
pub const REFERRER: usize = 16;
/// The referrer's part of what is left after the parents, in basis points; zero for none.
pub const REFERRAL: usize = 17;
/// For how many seconds after a purchase its price waits for challenges; zero for none.
pub const ESCROW: usize = 18;
/// The terms of the licences that it upgrades; zero where it is no upgrade.
pub const UPGRADES_FROM: usize = 19;
/// What the terms allow to do.
pub const USES: usize = 20;
/// What the terms say of who may.
pub const USERS: usize = 21;
/// Whether a licence has no end.
pub const PERPETUAL: usize = 22;
/// How long it lasts, in seconds, where it has one.
pub const DURATION: usize = 23;
/// The least part of a derivative's gross income, in basis points.
pub const DERIVATIVE_SHARE: usize = 24;
/// The record owner's part of a resale, in basis points.
pub const RESALE_ROYALTY: usize = 25;
/// Whether a licence may be transferred.
pub const TRANSFERABLE: usize = 26;
/// Whether it is exclusive in its uses.
pub const EXCLUSIVE: usize = 27;
/// Whether the licensor must be named.
pub const ATTRIBUTION: usize = 28;
/// Whether the licensor may revoke it for a refund.
pub const REVOCABLE: usize = 29;
/// With how many seconds' notice.
pub const NOTICE: usize = 30;
/// The volume tiers, each a quantity and the unit price from it on.
pub const TIERS: usize = 31;

/// The layout of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferLayout {}

impl Layout for OfferLayout {
    const STARTS: &'static [u16] = &starts::<40>(&[
        32, 32, 20, 16, 1, 4, 4, 8, 8, 20, 16, 16, 4, 1, 8, 4, 20, 2, 4, 32, 2, 1, 1, 8, 2, 2, 1, 1, 1, 1, 4, 8, 16, 8,
        16, 8, 16, 8, 16,
    ]);
}

/// An offer. `RECORD` is zero where there is none.
pub type Offer = Fields<OfferLayout>;

impl Offer {
    /// When and to whom it sells.
    pub fn conditions(&self) -> Conditions {
        Conditions {
            epoch: self.number(EPOCH) as u32,
            closed: self.flag(CLOSED),
            supply: self.number(SUPPLY) as u32,
            sold: self.number(SOLD) as u32,
            opens: self.u64(OPENS),
            closes: self.u64(CLOSES),
            buyer: self.account(BUYER),
        }
    }

    /// The price of a unit where this many are bought: that of the last tier that the quantity
    /// reaches.
    pub fn unit_price(&self, quantity: u64) -> u128 {
        let mut price = self.number(UNIT_PRICE);
        for field in (TIERS..Offer::FIELDS).step_by(2) {
            let tier = Tier { from: self.u64(field), unit_price: self.number(field.saturating_add(1)) };
            if tier.applies(quantity) {
                price = tier.unit_price;
            }
        }
        price
    }
}

/// The record's owner: the licensor.
pub const STATE_OWNER: usize = 0;
/// Raised by every change of owner.
pub const STATE_EPOCH: usize = 1;
/// The record's generation.
pub const STATE_GENERATION: usize = 2;
/// What the record's kind is priced by.
pub const STATE_UNITS: usize = 3;
/// The sum of the shares of the record's parents, in basis points.
pub const STATE_PARENTS_SHARE: usize = 4;
/// From which Unix second on the record is withdrawn; zero where it is not.
pub const STATE_WITHDRAWN_FROM: usize = 5;
/// A number of [`rules::standing::Standing`].
pub const STATE_STANDING: usize = 6;
/// The version of the record's split.
pub const STATE_VERSION: usize = 7;
/// The announced version, or zero.
pub const STATE_NEXT_VERSION: usize = 8;
/// From when the announced version applies.
pub const STATE_APPLIES_AT: usize = 9;
/// Use by use, the latest end of any licence (its first second without).
pub const STATE_LICENSED: usize = 10;
/// Use by use, the latest end of any exclusive licence.
pub const STATE_EXCLUSIVE: usize = 20;

/// The layout of a sale state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaleStateLayout {}

impl Layout for SaleStateLayout {
    const STARTS: &'static [u16] =
        &starts::<31>(&[20, 4, 4, 8, 2, 8, 1, 4, 4, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8]);
}

/// What a sale has to know of a record: copied when its first offer is made, and pushed by
/// the registry and the splitter whenever it changes. `STATE_OWNER` is zero where it was never
/// offered.
pub type SaleState = Fields<SaleStateLayout>;

impl SaleState {
    /// Takes over how the record stands.
    pub fn set_record(&mut self, record: &RecordState) {
        self.set_account(STATE_OWNER, &record.owner);
        self.set_number(STATE_EPOCH, record.epoch.into());
        self.set_number(STATE_GENERATION, record.generation.into());
        self.set_number(STATE_UNITS, record.units.into());
        self.set_number(STATE_PARENTS_SHARE, record.parents_share.into());
        self.set_number(STATE_WITHDRAWN_FROM, record.withdrawn_from.into());
        self.set_number(STATE_STANDING, record.standing.into());
    }

    /// Takes over the versions of the record's split.
    pub fn set_versions(&mut self, versions: &Versions) {
        self.set_number(STATE_VERSION, versions.current.into());
        self.set_number(STATE_NEXT_VERSION, versions.next.into());
        self.set_number(STATE_APPLIES_AT, versions.applies_at.into());
    }

    /// The versions of the record's split.
    pub fn versions(&self) -> Versions {
        Versions {
            current: self.number(STATE_VERSION) as u32,
            next: self.number(STATE_NEXT_VERSION) as u32,
            applies_at: self.u64(STATE_APPLIES_AT),
            last: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::assert_round_trip;
    use rules::{limits::MAX_TIERS, uses::USES as TABLE};

    #[test]
    fn r10_the_largest_offer_and_sale_state_fit_their_cells() {
        assert_eq!(Offer::FIELDS, TIERS + 2 * MAX_TIERS);
        assert_eq!(SaleState::FIELDS, STATE_EXCLUSIVE + TABLE.len());
        assert_eq!(STATE_EXCLUSIVE, STATE_LICENSED + TABLE.len());
        assert_round_trip(&Offer::new(&[0xff; 416][..Offer::SIZE]));
        assert_round_trip(&SaleState::new(&[0xff; 416][..SaleState::SIZE]));
    }

    #[test]
    fn the_last_tier_that_is_reached_counts() {
        let mut offer = Offer::default();
        offer.set_number(UNIT_PRICE, 100);
        assert_eq!(offer.unit_price(u64::MAX), 100);
        offer.set_number(TIERS, 10);
        offer.set_number(TIERS + 1, 90);
        offer.set_number(TIERS + 2, 1_000);
        offer.set_number(TIERS + 3, 50);
        let prices = [1, 9, 10, 999, 1_000, u64::MAX].map(|quantity| offer.unit_price(quantity));
        assert_eq!(prices, [100, 100, 90, 90, 50, 50]);
    }
}
