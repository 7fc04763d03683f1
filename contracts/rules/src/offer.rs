//! Offers: this record, under these terms, at this price, under these conditions.

use crate::{
    Account,
    limits::{MAX_RECEIVED, MAX_TIERS},
    standing::{Standing, is_withdrawn},
    work::Kind,
};

/// What the price of an offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
#[repr(u8)]
pub enum PriceUnit {
    /// The licence.
    Flat = 0,
    /// Each of the record's units, where they are no seconds: items, words (see
    /// [`crate::work::Kind`]).
    PerItem = 1,
    /// Each of the record's units, where they are seconds.
    PerSecond = 2,
    /// Each use that the licence is for.
    PerUse = 3,
}

impl PriceUnit {
    /// The unit of that number; `None` where there is none.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Flat),
            1 => Some(Self::PerItem),
            2 => Some(Self::PerSecond),
            3 => Some(Self::PerUse),
            _ => None,
        }
    }

    /// Whether a record of this kind has such units.
    pub const fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Flat | Self::PerUse => true,
            Self::PerItem => !kind.is_timed(),
            Self::PerSecond => kind.is_timed(),
        }
    }

    /// How many units an order is for: what was asked for, and zero stands for the whole of the
    /// record. `None` where the offer does not sell that:
    ///
    /// - flat: one licence of the record;
    /// - per item: of a selection as many as were selected, else the whole record;
    /// - per second: the whole record;
    /// - per use: at least one.
    pub const fn quantity(self, asked: u64, selection: bool, units: u64) -> Option<u64> {
        match self {
            Self::Flat if asked <= 1 && !selection => Some(1),
            Self::PerItem if selection && asked > 0 => Some(asked),
            Self::PerItem | Self::PerSecond if !selection && (asked == 0 || asked == units) => Some(units),
            Self::PerUse if !selection && asked > 0 => Some(asked),
            _ => None,
        }
    }
}

/// A volume tier: who buys at least so many units pays this price for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The least quantity.
    pub from: u64,
    /// The price of each unit, in the currency's smallest unit.
    pub unit_price: u128,
}

impl Tier {
    /// Whether a quantity reaches the tier. None is no tier.
    pub const fn applies(&self, quantity: u64) -> bool {
        self.from != 0 && quantity >= self.from
    }
}

/// Whether a list of tiers has an order: at most [`MAX_TIERS`], from two units on, each from
/// more units than the one before.
pub fn tiers_are_ordered(tiers: &[Tier]) -> bool {
    let mut last = 1;
    for tier in tiers {
        if tier.from <= last {
            return false;
        }
        last = tier.from;
    }
    tiers.len() <= MAX_TIERS
}

/// What units cost, exactly; `None` where that is more than a ledger can receive.
pub fn total(unit_price: u128, quantity: u64) -> Option<u128> {
    unit_price.checked_mul(quantity.into()).filter(|total| *total <= MAX_RECEIVED)
}

/// Why an offer does not sell, as the number that `quote` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Refusal {
    /// There is no such offer.
    Unknown = 1,
    /// Its maker closed it.
    Closed = 2,
    /// The record has changed hands since.
    Stale = 3,
    /// Its window has not opened.
    NotOpenYet = 4,
    /// Its window has ended.
    Ended = 5,
    /// As many licences as it allows are sold.
    SoldOut = 6,
    /// It is for another buyer.
    NotForBuyer = 7,
    /// The record is withdrawn: its owner opted out of new licences.
    Withdrawn = 8,
    /// The record is challenged, and the challenge undecided.
    Challenged = 9,
    /// A decision struck the record.
    Struck = 10,
    /// An exclusive licence overlaps in a use; or it is exclusive, and any licence does.
    Exclusive = 11,
    /// It would bring in more than it may.
    CeilingReached = 12,
    /// It does not sell this quantity, or no selections.
    QuantityInvalid = 13,
    /// It pays another referrer, or none; or its referrer is the buyer.
    ReferrerInvalid = 14,
    /// It upgrades licences, and was not asked to; or it does not upgrade this one.
    UpgradeOnly = 15,
    /// The total is more than a ledger can receive.
    PriceTooHigh = 16,
    /// A licence would end beyond the end of time.
    ExpiryOverflow = 17,
}

impl Refusal {
    /// Every reason, by its number.
    pub const ALL: [(Refusal, &'static str); 17] = [
        (Refusal::Unknown, "no such offer"),
        (Refusal::Closed, "closed"),
        (Refusal::Stale, "the record has changed hands since"),
        (Refusal::NotOpenYet, "not open yet"),
        (Refusal::Ended, "ended"),
        (Refusal::SoldOut, "sold out"),
        (Refusal::NotForBuyer, "for another buyer"),
        (Refusal::Withdrawn, "the record is withdrawn"),
        (Refusal::Challenged, "the record is challenged"),
        (Refusal::Struck, "the record is struck"),
        (Refusal::Exclusive, "excluded by another licence"),
        (Refusal::CeilingReached, "its revenue ceiling is reached"),
        (Refusal::QuantityInvalid, "not sold in this quantity"),
        (Refusal::ReferrerInvalid, "not with this referrer"),
        (Refusal::UpgradeOnly, "only upgrades certain licences"),
        (Refusal::PriceTooHigh, "price too high"),
        (Refusal::ExpiryOverflow, "would end beyond the end of time"),
    ];
}

/// Who is to be paid for having brought the buyer, and which part of what is left after the
/// parents, in basis points: `named` in the offer, or whom the buyer names if nobody is.
///
/// # Errors
/// [`Refusal::ReferrerInvalid`] if the buyer asks for another one than the named, for one where
/// the offer pays none, or for themselves.
pub fn referral(share: u16, named: &Account, asked: &Account, buyer: &Account) -> Result<(Account, u16), Refusal> {
    let nobody = [0; 20];
    let referrer = if *asked == nobody { named } else { asked };
    if *referrer == nobody {
        return Ok((nobody, 0));
    }
    let another = *named != nobody && named != referrer;
    if share == 0 || another || (*named == nobody && referrer == buyer) {
        return Err(Refusal::ReferrerInvalid);
    }
    Ok((*referrer, share))
}

/// Checks that a record as it stands can be licensed.
///
/// `standing` is a number of [`Standing`], `withdrawn_from` the Unix second from which a
/// withdrawal holds, or zero.
///
/// # Errors
/// [`Refusal::Struck`], [`Refusal::Challenged`], [`Refusal::Withdrawn`], in this order.
pub fn check_record(standing: u8, withdrawn_from: u64, now: u64) -> Result<(), Refusal> {
    match Standing::from_number(standing) {
        Some(Standing::Clear) if is_withdrawn(withdrawn_from, now) => Err(Refusal::Withdrawn),
        Some(Standing::Clear) => Ok(()),
        Some(Standing::Challenged) => Err(Refusal::Challenged),
        Some(Standing::Struck) | None => Err(Refusal::Struck),
    }
}

/// The number `quote` answers for an offer that sells.
pub const SELLS: u8 = 0;

/// The conditions under which an offer sells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Conditions {
    /// The record's epoch in which the offer was made: it sells in no other.
    pub epoch: u32,
    /// Whether its maker closed it.
    pub closed: bool,
    /// How many licences may be sold; zero for any number.
    pub supply: u32,
    /// How many were sold.
    pub sold: u32,
    /// From when it sells, in Unix seconds.
    pub opens: u64,
    /// From when it sells no more, in Unix seconds; zero for never.
    pub closes: u64,
    /// The one account that may buy; zero for anyone.
    pub buyer: Account,
}

impl Conditions {
    /// Whether the window could ever be open: it ends after it begins and after now.
    pub fn window_is_possible(&self, now: u64) -> bool {
        self.closes == 0 || (self.closes > self.opens && self.closes > now)
    }

    /// Checks that the offer sells to `buyer` now, while the record is in `epoch`.
    ///
    /// # Errors
    /// The first [`Refusal`] that applies, in the order of its variants.
    pub fn check(&self, epoch: u32, now: u64, buyer: &Account) -> Result<(), Refusal> {
        if self.closed {
            Err(Refusal::Closed)
        } else if self.epoch != epoch {
            Err(Refusal::Stale)
        } else if now < self.opens {
            Err(Refusal::NotOpenYet)
        } else if self.closes != 0 && now >= self.closes {
            Err(Refusal::Ended)
        } else if self.supply != 0 && self.sold >= self.supply {
            Err(Refusal::SoldOut)
        } else if self.buyer != [0; 20] && self.buyer != *buyer {
            Err(Refusal::NotForBuyer)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUYER: Account = [3; 20];

    fn open() -> Conditions {
        Conditions { epoch: 2, closed: false, supply: 2, sold: 1, opens: 100, closes: 200, buyer: [0; 20] }
    }

    #[test]
    fn an_open_offer_sells() {
        assert_eq!(open().check(2, 100, &BUYER), Ok(()));
        assert_eq!(open().check(2, 199, &BUYER), Ok(()));
        assert_eq!(Conditions { closes: 0, ..open() }.check(2, u64::MAX, &BUYER), Ok(()));
        assert_eq!(Conditions { supply: 0, sold: u32::MAX, ..open() }.check(2, 150, &BUYER), Ok(()));
        assert_eq!(Conditions { buyer: BUYER, ..open() }.check(2, 150, &BUYER), Ok(()));
    }

    #[test]
    fn each_condition_refuses_with_its_reason() {
        let cases = [
            (Conditions { closed: true, ..open() }, 150, Refusal::Closed),
            (Conditions { epoch: 1, ..open() }, 150, Refusal::Stale),
            (Conditions { epoch: 3, ..open() }, 150, Refusal::Stale),
            (open(), 99, Refusal::NotOpenYet),
            (open(), 200, Refusal::Ended),
            (Conditions { sold: 2, ..open() }, 150, Refusal::SoldOut),
            (Conditions { buyer: [4; 20], ..open() }, 150, Refusal::NotForBuyer),
        ];
        for (conditions, now, reason) in cases {
            assert_eq!(conditions.check(2, now, &BUYER), Err(reason));
        }
    }

    #[test]
    fn a_record_sells_while_it_stands_clear() {
        assert_eq!(check_record(0, 0, u64::MAX), Ok(()));
        assert_eq!(check_record(0, 100, 99), Ok(()));
        assert_eq!(check_record(0, 100, 100), Err(Refusal::Withdrawn));
        assert_eq!(check_record(1, 100, 100), Err(Refusal::Challenged));
        assert_eq!(check_record(2, 0, 0), Err(Refusal::Struck));
        assert_eq!(check_record(3, 0, 0), Err(Refusal::Struck), "what is unknown is not sold");
    }

    #[test]
    fn impossible_windows() {
        assert!(open().window_is_possible(199));
        assert!(!open().window_is_possible(200));
        assert!(!Conditions { closes: 100, ..open() }.window_is_possible(1));
        assert!(Conditions { closes: 0, ..open() }.window_is_possible(u64::MAX));
    }

    #[test]
    fn totals_are_exact_or_refused() {
        assert_eq!(total(7, 1_000), Some(7_000));
        assert_eq!(total(0, u64::MAX), Some(0));
        assert_eq!(total(MAX_RECEIVED, 1), Some(MAX_RECEIVED));
        assert_eq!(total(MAX_RECEIVED, 2), None);
        assert_eq!(total(u128::MAX, 2), None);
    }

    #[test]
    fn what_each_unit_sells() {
        use PriceUnit::*;
        let cases = [
            (Flat, 0, false, Some(1)),
            (Flat, 1, false, Some(1)),
            (Flat, 2, false, None),
            (Flat, 1, true, None),
            (PerItem, 0, false, Some(500)),
            (PerItem, 500, false, Some(500)),
            (PerItem, 499, false, None),
            (PerItem, 3, true, Some(3)),
            (PerItem, 0, true, None),
            (PerSecond, 0, false, Some(500)),
            (PerSecond, 3, true, None),
            (PerUse, 0, false, None),
            (PerUse, 7, false, Some(7)),
            (PerUse, 7, true, None),
        ];
        for (unit, asked, selection, sold) in cases {
            assert_eq!(unit.quantity(asked, selection, 500), sold, "{unit:?} {asked} {selection}");
        }
        for number in 0..=u8::MAX {
            assert_eq!(PriceUnit::from_number(number).map(|unit| unit as u8), (number < 4).then_some(number));
        }
    }

    #[test]
    fn units_fit_what_a_kind_counts() {
        assert!(PriceUnit::PerSecond.fits(Kind::LongVideo) && !PriceUnit::PerItem.fits(Kind::LongVideo));
        assert!(PriceUnit::PerItem.fits(Kind::Image) && !PriceUnit::PerSecond.fits(Kind::Image));
        assert!(PriceUnit::Flat.fits(Kind::Audio) && PriceUnit::PerUse.fits(Kind::Text));
    }

    #[test]
    fn tiers_have_an_order() {
        let tier = |from| Tier { from, unit_price: 1 };
        assert!(tiers_are_ordered(&[]));
        assert!(tiers_are_ordered(&[tier(2), tier(3), tier(10), tier(11)]));
        assert!(!tiers_are_ordered(&[tier(1)]));
        assert!(!tiers_are_ordered(&[tier(0)]));
        assert!(!tiers_are_ordered(&[tier(2), tier(2)]));
        assert!(!tiers_are_ordered(&[tier(3), tier(2)]));
        assert!(!tiers_are_ordered(&[tier(2), tier(3), tier(4), tier(5), tier(6)]));
        assert!(!tier(0).applies(0) && !tier(0).applies(1), "none is no tier");
        for (quantity, applies) in [(0, false), (1, false), (9, false), (10, true), (11, true), (u64::MAX, true)] {
            assert_eq!(tier(10).applies(quantity), applies, "{quantity}");
        }
    }

    #[test]
    fn who_is_paid_for_a_referral() {
        let (nobody, ann, bob) = ([0; 20], [7; 20], [8; 20]);
        assert_eq!(referral(0, &nobody, &nobody, &BUYER), Ok((nobody, 0)));
        assert_eq!(referral(500, &nobody, &nobody, &BUYER), Ok((nobody, 0)), "nobody brought the buyer");
        assert_eq!(referral(500, &nobody, &ann, &BUYER), Ok((ann, 500)));
        assert_eq!(referral(500, &ann, &nobody, &BUYER), Ok((ann, 500)), "the named one is paid in any case");
        assert_eq!(referral(500, &ann, &ann, &BUYER), Ok((ann, 500)));
        assert_eq!(referral(500, &ann, &bob, &BUYER), Err(Refusal::ReferrerInvalid));
        assert_eq!(referral(0, &nobody, &ann, &BUYER), Err(Refusal::ReferrerInvalid));
        assert_eq!(referral(500, &nobody, &BUYER, &BUYER), Err(Refusal::ReferrerInvalid), "no rebate to oneself");
        assert_eq!(referral(500, &BUYER, &nobody, &BUYER), Ok((BUYER, 500)), "unless the licensor says so");
    }

    #[test]
    fn reasons_are_numbered_as_listed() {
        for (position, (refusal, _)) in Refusal::ALL.iter().enumerate() {
            assert_eq!(*refusal as usize, position + 1);
        }
    }
}
