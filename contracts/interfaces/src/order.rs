//! Orders: what somebody buys by an offer, and what that comes to.

use crate::{
    licence::{self, Licence},
    licence_token::Item,
    offer::{self, Offer, SaleState},
};
use rules::{
    Account, Bytes32,
    exclusivity::{Taken, until},
    licence::Expiry,
    offer::{PriceUnit, Refusal, check_record, referral},
    terms::Duration,
    uses,
};

/// What holds for all items of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// Who shall hold the licences.
    pub recipient: Account,
    /// Who pays.
    pub buyer: Account,
    /// Who brought the buyer; zero for nobody, or whom the offer names.
    pub referrer: Account,
    /// From when a licence shall hold; zero for as its offer says.
    pub start: u64,
    /// The terms of the licence that is upgraded; zero for none.
    pub upgrades_from: Bytes32,
    /// What is left of that licence's price.
    pub credit: u128,
}

/// What an item of an order comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Priced {
    /// The price in the currency's smallest unit.
    pub total: u128,
    /// For how many units that is.
    pub quantity: u64,
    /// When the licence begins, in Unix seconds.
    pub start: u64,
    /// When it ends.
    pub expiry: Expiry,
    /// Who is paid for having brought the buyer; zero for nobody.
    pub referrer: Account,
    /// Their part of what is left after the parents, in basis points.
    pub referral: u16,
}

/// What an item of an order comes to now, if the offer sells that.
///
/// # Errors
/// The first [`Refusal`] that applies, in the order of the checks below.
pub fn price(offer: &Offer, state: &SaleState, item: &Item, order: &Order, now: u64) -> Result<Priced, Refusal> {
    if offer.word(offer::RECORD) == [0; 32] {
        return Err(Refusal::Unknown);
    }
    offer.conditions().check(state.number(offer::STATE_EPOCH) as u32, now, &order.buyer)?;
    let standing = state.number(offer::STATE_STANDING) as u8;
    check_record(standing, state.u64(offer::STATE_WITHDRAWN_FROM), now)?;
    if offer.word(offer::UPGRADES_FROM) != order.upgrades_from {
        return Err(Refusal::UpgradeOnly);
    }
    let exclusive = offer.flag(offer::EXCLUSIVE);
    let selection = item.selection != [0; 32];
    let quantity = PriceUnit::from_number(offer.number(offer::UNIT) as u8)
        .and_then(|unit| unit.quantity(item.quantity, selection, state.u64(offer::STATE_UNITS)))
        .filter(|_| !(exclusive && selection))
        .ok_or(Refusal::QuantityInvalid)?;
    let total = rules::offer::total(offer.unit_price(quantity), quantity).ok_or(Refusal::PriceTooHigh)?;
    let ceiling = offer.number(offer::CEILING);
    if ceiling != 0 && offer.number(offer::TAKEN).saturating_add(total) > ceiling {
        return Err(Refusal::CeilingReached);
    }
    let (referrer, referral) =
        referral(offer.number(offer::REFERRAL) as u16, &offer.account(offer::REFERRER), &order.referrer, &order.buyer)?;
    let mut start = if order.start != 0 { order.start } else { offer.u64(offer::SINCE) };
    if start == 0 {
        start = now;
    }
    let duration = match offer.flag(offer::PERPETUAL) {
        true => Duration::Perpetual,
        false => Duration::Seconds(offer.u64(offer::DURATION)),
    };
    let expiry = Expiry::after(start, duration).ok_or(Refusal::ExpiryOverflow)?;
    for bit in bits(offer.number(offer::USES) as u16) {
        if taken(state, bit).blocks(exclusive, start) {
            return Err(Refusal::Exclusive);
        }
    }
    Ok(Priced { total, quantity, start, expiry, referrer, referral })
}

impl Item {
    /// What renews a licence: the same again.
    pub fn again(found: &Licence) -> Self {
        Self {
            offer: found.u64(licence::OFFER),
            quantity: found.u64(licence::QUANTITY),
            selection: found.word(licence::SELECTION),
        }
    }
}

/// The bits of a set of uses, by their position.
fn bits(set: u16) -> impl Iterator<Item = usize> {
    (0..uses::USES.len()).filter(move |bit| set.checked_shr(*bit as u32).is_some_and(|rest| rest & 1 == 1))
}

/// Until when a use of a record is taken.
fn taken(state: &SaleState, bit: usize) -> Taken {
    Taken {
        licensed: state.u64(offer::STATE_LICENSED.saturating_add(bit)),
        exclusive: state.u64(offer::STATE_EXCLUSIVE.saturating_add(bit)),
    }
}

/// Takes the uses of a licence until its end, or, if it is shortened to `end`, until then. Says
/// whether that changes anything.
#[inline(never)]
pub fn take(state: &mut SaleState, licence: &Licence, shortened: Option<u64>) -> bool {
    let exclusive = licence.flag(licence::EXCLUSIVE);
    let until = until(licence.expiry());
    let mut changed = false;
    for bit in bits(licence.number(licence::USES) as u16) {
        let before = taken(state, bit);
        let now = match shortened {
            None => before.with(exclusive, until),
            // A licence yet to begin follows on one that still holds.
            Some(end) => before.shortened(until, end.max(licence.u64(licence::START))),
        };
        changed |= before != now;
        state.set_number(offer::STATE_LICENSED.saturating_add(bit), now.licensed.into());
        state.set_number(offer::STATE_EXCLUSIVE.saturating_add(bit), now.exclusive.into());
    }
    changed
}
