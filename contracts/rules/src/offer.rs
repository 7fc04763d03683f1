//! Offers: this record, under these terms, at this price, under these conditions.

use crate::{
    Account,
    standing::{Standing, is_withdrawn},
};

/// What the price of an offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
#[repr(u8)]
pub enum PriceUnit {
    /// The licence.
    Flat,
    /// Each of the record's units: items, seconds, words (see [`crate::work::Kind`]).
    PerUnit,
}

impl PriceUnit {
    /// The unit of that number; `None` where there is none.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Flat),
            1 => Some(Self::PerUnit),
            _ => None,
        }
    }

    /// What a licence costs, in EVM units, exactly; `None` where that is more than a `u128`
    /// holds.
    pub fn total(self, unit_price: u128, units: u64) -> Option<u128> {
        match self {
            Self::Flat => Some(unit_price),
            Self::PerUnit => unit_price.checked_mul(units.into()),
        }
    }
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
        assert_eq!(PriceUnit::Flat.total(7, 1_000), Some(7));
        assert_eq!(PriceUnit::PerUnit.total(7, 1_000), Some(7_000));
        assert_eq!(PriceUnit::PerUnit.total(0, u64::MAX), Some(0));
        assert_eq!(PriceUnit::PerUnit.total(u128::MAX, 1), Some(u128::MAX));
        assert_eq!(PriceUnit::PerUnit.total(u128::MAX, 2), None);
        assert_eq!(PriceUnit::from_number(1), Some(PriceUnit::PerUnit));
        assert_eq!(PriceUnit::from_number(2), None);
    }
}
