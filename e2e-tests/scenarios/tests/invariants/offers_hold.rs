//! Offers and licences keep what they said.

use crate::life::{Life, Outcome};
use story::abi::LicenceToken::{Licence, Offer};

const UPGRADED: u8 = 8;
const REFUNDED: u8 = 16;
const REVOKED: u8 = 2;

/// From when to when a licence keeps others out or is kept out: from its sale on, if it began before.
fn span(licence: &Licence) -> (u64, u64) {
    let end = if licence.core.perpetual { u64::MAX } else { licence.core.expiry };
    (licence.core.start.max(licence.core.boughtAt), end)
}

/// No two licences of a record's generation overlap in time and use where one of them is exclusive.
pub(crate) fn i09_exclusive(life: &Life<'_>) -> Outcome<usize> {
    let all = &life.seen.licences;
    let mut things = 0;
    for (place, exclusive) in all.iter().enumerate().filter(|(_, licence)| licence.grant.exclusive) {
        for (other_place, other) in all.iter().enumerate().filter(|(other, _)| *other != place) {
            let same = (other.core.record, other.core.generation) == (exclusive.core.record, exclusive.core.generation);
            if !same || other.grant.uses & exclusive.grant.uses == 0 {
                continue;
            }
            things += 1;
            let ((from, to), (since, until)) = (span(exclusive), span(other));
            if from.max(since) < to.min(until) {
                return Err(format!("licence {} overlaps with the exclusive {}", other_place + 1, place + 1));
            }
        }
    }
    Ok(things)
}

/// `sold <= supply` and `taken <= ceiling`, where there are any; `sold` is the number of the offer's
/// licences, and `taken` the sum of their prices.
pub(crate) fn i10_caps(life: &Life<'_>) -> Outcome<usize> {
    for (place, offer) in life.seen.offers.iter().enumerate() {
        let number = place as u64 + 1;
        let sales = life.seen.licences.iter().filter(|licence| licence.core.offer == number);
        let (sold, taken) = sales.fold((0, 0), |(sold, taken), licence| (sold + 1, taken + licence.core.price));
        let price = &offer.price;
        let over =
            (price.supply > 0 && price.sold > price.supply) || (price.ceiling > 0 && price.taken > price.ceiling);
        if over || (price.sold, price.taken) != (sold, taken) {
            return Err(format!("offer {number} sold {sold} for {taken}: {price:?}"));
        }
    }
    Ok(life.seen.offers.len())
}

/// A licence never changes but for its holder (and who is approved, and since when), its status, and an end
/// that comes earlier. Status only rises, but that what waits in escrow goes.
pub(crate) fn i12_frozen(life: &Life<'_>) -> Outcome<usize> {
    let pairs = life.before.licences.iter().zip(&life.seen.licences).enumerate();
    for (place, (before, after)) in pairs {
        let mut same = after.clone();
        same.core.owner = before.core.owner;
        same.core.approved = before.core.approved;
        same.core.acquiredAt = before.core.acquiredAt;
        same.grant.status = before.grant.status;
        (same.core.perpetual, same.core.expiry) = (before.core.perpetual, before.core.expiry);
        let until = |licence: &Licence| if licence.core.perpetual { u64::MAX } else { licence.core.expiry };
        let status = (before.grant.status, after.grant.status);
        let fell = status.0 & !status.1 & !1 != 0 || status.1 & !status.0 & 1 != 0;
        let dead = status.0 & (UPGRADED | REFUNDED) != 0 && before != after;
        if same != *before || until(after) > until(before) || fell || dead {
            return Err(format!("licence {} was {before:?} and is {after:?}", place + 1));
        }
    }
    Ok(life.before.licences.len())
}

/// A licence that was just sold is what its offer and the record said: uses, users, end, price's currency, and
/// all else; from now, from the offer's past second, or from the end of what it follows on.
pub(crate) fn i12_minted(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let first = life.before.licences.len();
    for (place, licence) in life.seen.licences.iter().enumerate().skip(first) {
        let (core, grant, told) = (&licence.core, &licence.grant, &life.tale.licences[place]);
        let offer = &life.seen.offers[core.offer as usize - 1];
        let record = &life.before.records[&core.record].record;
        let from = &offer.grant;
        let found = (grant.uses, grant.users, grant.transferable, grant.exclusive, grant.attribution, grant.revocable);
        let expected = (from.uses, from.users, from.transferable, from.exclusive, from.attribution, from.revocable);
        let more = (grant.notice, grant.derivativeShare, grant.resaleRoyalty, grant.currency, core.terms, core.record);
        let of_more = (
            from.notice,
            from.derivativeShare,
            from.resaleRoyalty,
            offer.price.currency,
            offer.price.terms,
            offer.price.record,
        );
        let old = told.predecessor.to::<usize>().checked_sub(1).map(|old| &life.before.licences[old]);
        let follows = old.filter(|_| !matches!(deed.name, "upgrade")).map(|old| old.core.expiry);
        let start = follows.unwrap_or(if offer.conditions.since > 0 { offer.conditions.since } else { deed.now });
        let end = if from.perpetual { (true, 0) } else { (false, start + from.duration) };
        let times = (core.start, (core.perpetual, core.expiry), core.boughtAt);
        let whose = (grant.licensor, core.generation) == (record.owner, record.generation);
        if found != expected || more != of_more || times != (start, end, deed.now) || !whose {
            return Err(format!("licence {} is {licence:?}, of {offer:?}", place + 1));
        }
    }
    Ok(life.seen.licences.len() - first)
}

/// An offer never changes but for what it sold and that it is closed; and a closed one sells nothing.
pub(crate) fn i13_offers(life: &Life<'_>) -> Outcome<usize> {
    for (place, (before, after)) in life.before.offers.iter().zip(&life.seen.offers).enumerate() {
        let mut same: Offer = after.clone();
        (same.price.sold, same.price.taken) = (before.price.sold, before.price.taken);
        same.conditions.closed = before.conditions.closed;
        let was_closed = before.conditions.closed;
        let sank = after.price.sold < before.price.sold || after.price.taken < before.price.taken;
        let sold = after.price.sold != before.price.sold;
        if same != *before || sank || (was_closed && (sold || !after.conditions.closed)) {
            return Err(format!("offer {} was {before:?} and is {after:?}", place + 1));
        }
    }
    Ok(life.before.offers.len())
}

/// For every use of a record's generation: `licensed >= the latest end of its licences` and `exclusive >= that of
/// its exclusive ones`, of those that still are somebody's, or end later.
pub(crate) fn i37_taken(life: &Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    for (place, licence) in life.seen.licences.iter().enumerate() {
        let seen = &life.seen.records[&licence.core.record];
        if seen.record.generation != licence.core.generation {
            continue;
        }
        let (start, end) = (licence.core.start, if licence.core.perpetual { u64::MAX } else { licence.core.expiry });
        if licence.grant.status & (UPGRADED | REFUNDED | REVOKED) != 0 || end <= start {
            continue;
        }
        for bit in (0..10).filter(|bit| licence.grant.uses >> bit & 1 == 1) {
            things += 1;
            let (licensed, exclusive) = (seen.state.licensed[bit], seen.state.exclusive[bit]);
            if licensed < end || (licence.grant.exclusive && exclusive < end) {
                return Err(format!(
                    "use {bit} is taken until {licensed}, {exclusive}; licence {} runs until {end}",
                    place + 1
                ));
            }
        }
    }
    Ok(things)
}
