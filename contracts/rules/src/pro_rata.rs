//! What is left of a licence's price when it ends early: credit for an upgrade, refund of a
//! revocation.

use crate::licence::Expiry;

/// When a licence runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its first second.
    pub start: u64,
    /// Its end.
    pub expiry: Expiry,
}

impl Term {
    /// The part of `price` for the time from `at` on: `price x remaining / duration`, rounded
    /// down. All of it before the licence begins, and of one without an end; nothing once it has
    /// ended.
    pub fn remaining(&self, price: u128, at: u64) -> u128 {
        let Expiry::At(end) = self.expiry else { return price };
        let duration = u128::from(end.saturating_sub(self.start));
        let remaining = u128::from(end.saturating_sub(at.max(self.start)));
        // Both remainders are below 2^64, so nothing overflows.
        let (Some(whole), Some(rest)) = (price.checked_div(duration), price.checked_rem(duration)) else { return 0 };
        let part = rest.saturating_mul(remaining).checked_div(duration).unwrap_or_default();
        whole.saturating_mul(remaining).saturating_add(part)
    }

    /// The part of `price` that is refunded when the licence ends at `at` instead: for the time
    /// from then on, rounded up, so that who loses the licence loses no unit.
    pub fn refund(&self, price: u128, at: u64) -> u128 {
        let Expiry::At(end) = self.expiry else { return price };
        if at <= self.start {
            return price;
        }
        // What was used, rounded down, is the part of the time up to `at`.
        let used = Term { start: 0, expiry: Expiry::At(end.saturating_sub(self.start)) };
        price.saturating_sub(used.remaining(price, end.saturating_sub(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{MAX_DURATION, MAX_RECEIVED};
    use proptest::prelude::*;

    const YEAR: Term = Term { start: 1_000, expiry: Expiry::At(1_365) };

    #[test]
    fn a_part_is_the_days_that_are_left() {
        assert_eq!(YEAR.remaining(3_650, 1_000), 3_650);
        assert_eq!(YEAR.remaining(3_650, 1_100), 2_650);
        assert_eq!(YEAR.remaining(3_650, 1_364), 10);
        assert_eq!(YEAR.remaining(3_650, 1_365), 0);
        assert_eq!(YEAR.remaining(3_650, 9_999), 0);
        assert_eq!(YEAR.remaining(3_650, 0), 3_650, "before it begins");
        assert_eq!(YEAR.remaining(1_000, 1_100), 726, "726.03 rounded down");
        assert_eq!(YEAR.refund(1_000, 1_100), 727, "and up");
        assert_eq!(YEAR.refund(3_650, 1_100), 2_650);
        assert_eq!(YEAR.refund(3_650, 0), 3_650);
    }

    #[test]
    fn without_an_end_it_is_all() {
        let perpetual = Term { start: 1_000, expiry: Expiry::Never };
        assert_eq!(perpetual.remaining(77, u64::MAX), 77);
        assert_eq!(perpetual.refund(77, u64::MAX), 77);
    }

    #[test]
    fn a_term_without_length_is_worth_nothing() {
        assert_eq!(Term { start: 5, expiry: Expiry::At(5) }.remaining(9, 5), 0);
    }

    proptest! {
        #[test]
        fn parts_are_exact_and_never_more_than_the_price(
            price in 0..=MAX_RECEIVED, start in 0u64..1 << 40, duration in 1..=MAX_DURATION, part in 0u64..=10_000,
        ) {
            let term = Term { start, expiry: Expiry::At(start + duration) };
            let at = start + (u128::from(duration) * u128::from(part) / 10_000) as u64;
            let remaining = start + duration - at;
            let exact = primitive_types::U256::from(price) * primitive_types::U256::from(remaining);
            let floor = exact / primitive_types::U256::from(duration);
            prop_assert_eq!(primitive_types::U256::from(term.remaining(price, at)), floor);
            let refund = term.refund(price, at);
            prop_assert!(refund <= price);
            let ceiling = (exact + primitive_types::U256::from(duration - 1)) / primitive_types::U256::from(duration);
            prop_assert_eq!(primitive_types::U256::from(refund), ceiling);
        }
    }
}
