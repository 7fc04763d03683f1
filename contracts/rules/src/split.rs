//! How a record's income is divided.
//!
//! One rule for everyone: a payee's due is `floor(received x numerator / denominator) -
//! released`, where `received` only grows. A payee's fraction is
//! `share x (10 000 - parents' shares) / 10 000^2`, a parent's is `share / 10 000`.
//!
//! What this gives, and where it is tested:
//! - *exact*: dues plus releases never exceed what was received, and the rest ("dust") is
//!   less than one unit per payee and parent;
//! - *no starvation*: a due depends on the sum received, never on how it was cut up, so many
//!   small deposits pay as much as one large one;
//! - *monotone*: a deposit never lowers a due;
//! - *no overflow*: received sums are bounded by [`MAX_RECEIVED`].

use crate::{
    Account,
    limits::{BASIS_POINTS, MAX_PAYEES, MAX_RECEIVED},
};

/// Basis points in a whole, as amounts are calculated with.
const WHOLE: u128 = BASIS_POINTS as u128;

/// A payee of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Payee {
    /// Who is paid.
    pub account: Account,
    /// Its part of what is left after the parents, in basis points.
    pub share: u16,
}

/// What is wrong with a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitError {
    /// None, or more than [`MAX_PAYEES`].
    PayeeCount,
    /// One of the chain's own addresses, or a barred account.
    PayeeInvalid(Account),
    /// An account stands in the list twice.
    PayeeRepeated(Account),
    /// A payee with nothing.
    ShareZero(Account),
    /// The shares do not add up to exactly 10 000; this is their sum.
    SharesNotWhole(u32),
}

/// Whether an address is one of the chain's own: the zero address and those below 2^16, where
/// the precompiles are. To pay one is to lose the money, or breaks the payment off.
pub fn is_reserved(account: &Account) -> bool {
    account.iter().take(18).all(|byte| *byte == 0)
}

/// Checks the payees of a split. The accounts `barred` cannot be paid: the contracts themselves.
///
/// # Errors
/// The first of [`SplitError`] that applies.
pub fn check(payees: &[Payee], barred: &[Account]) -> Result<(), SplitError> {
    if payees.is_empty() || payees.len() > MAX_PAYEES {
        return Err(SplitError::PayeeCount);
    }
    let mut sum: u32 = 0;
    for (position, payee) in payees.iter().enumerate() {
        if is_reserved(&payee.account) || barred.contains(&payee.account) {
            return Err(SplitError::PayeeInvalid(payee.account));
        }
        if payees.iter().take(position).any(|before| before.account == payee.account) {
            return Err(SplitError::PayeeRepeated(payee.account));
        }
        if payee.share == 0 {
            return Err(SplitError::ShareZero(payee.account));
        }
        sum = sum.saturating_add(payee.share.into());
    }
    if sum != u32::from(BASIS_POINTS) {
        return Err(SplitError::SharesNotWhole(sum));
    }
    Ok(())
}

/// The sum received after a deposit; `None` where it would pass [`MAX_RECEIVED`].
#[inline(never)]
pub fn receive(received: u128, amount: u128) -> Option<u128> {
    received.checked_add(amount).filter(|sum| *sum <= MAX_RECEIVED)
}

/// All that a payee has earned: `floor(received x share x (10 000 - parents_share) /
/// 10 000^2)`, rounded down.
///
/// `received` is at most [`MAX_RECEIVED`] and shares at most 10 000, so nothing overflows;
/// outside those bounds the result saturates.
#[inline(never)]
pub fn earned(received: u128, share: u16, parents_share: u16) -> u128 {
    let left = BASIS_POINTS.saturating_sub(parents_share);
    let numerator = u128::from(share).saturating_mul(left.into());
    received.saturating_mul(numerator) / (WHOLE * WHOLE)
}

/// All that a parent has earned: `floor(received x share / 10 000)`, rounded down.
#[inline(never)]
pub fn earned_by_parent(received: u128, share: u16) -> u128 {
    received.saturating_mul(share.into()) / WHOLE
}

/// How money with a referrer is divided: what its record's parents do not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referred {
    /// The payees' part.
    pub payees: u128,
    /// The referrer's.
    pub referrer: u128,
}

/// Divides an amount that came by a referrer, whose part is `referral` basis points of what is
/// left after the parents. Both roundings are down: what is left is `floor(amount x (10 000 -
/// parents_share) / 10 000)`, the referrer's part of it `floor(left x referral / 10 000)`, and
/// the payees have the rest. Each parent earns on the whole amount.
///
/// `amount` is at most [`MAX_RECEIVED`] and shares at most 10 000; outside those bounds the
/// parts are smaller, never larger.
pub fn refer(amount: u128, parents_share: u16, referral: u16) -> Referred {
    let left = earned_by_parent(amount, BASIS_POINTS.saturating_sub(parents_share));
    let referrer = earned_by_parent(left, referral.min(BASIS_POINTS));
    Referred { payees: left.saturating_sub(referrer), referrer }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_REFERRAL;
    use alloc::{vec, vec::Vec};
    use proptest::prelude::*;

    const SPLITTER: Account = [0xAA; 20];

    fn payees(shares: &[u16]) -> Vec<Payee> {
        shares.iter().enumerate().map(|(i, share)| Payee { account: [i as u8 + 1; 20], share: *share }).collect()
    }

    #[test]
    fn s6_what_a_split_must_be() {
        assert_eq!(check(&payees(&[10_000]), &[[0xBB; 20], SPLITTER]), Ok(()));
        assert_eq!(check(&payees(&[1, 9_999]), &[[0xBB; 20], SPLITTER]), Ok(()));
        assert_eq!(check(&payees(&[625; 16]), &[[0xBB; 20], SPLITTER]), Ok(()));
        assert_eq!(check(&[], &[[0xBB; 20], SPLITTER]), Err(SplitError::PayeeCount));
        assert_eq!(check(&payees(&[588; 17]), &[[0xBB; 20], SPLITTER]), Err(SplitError::PayeeCount));
        assert_eq!(check(&payees(&[5_000, 4_999]), &[[0xBB; 20], SPLITTER]), Err(SplitError::SharesNotWhole(9_999)));
        assert_eq!(check(&payees(&[5_000, 5_001]), &[[0xBB; 20], SPLITTER]), Err(SplitError::SharesNotWhole(10_001)));
        assert_eq!(
            check(&payees(&[u16::MAX; 16]), &[[0xBB; 20], SPLITTER]),
            Err(SplitError::SharesNotWhole(16 * 65_535))
        );
        assert_eq!(check(&payees(&[10_000, 0]), &[[0xBB; 20], SPLITTER]), Err(SplitError::ShareZero([2; 20])));
        let mut list = payees(&[5_000, 5_000]);
        list[1].account = [1; 20];
        assert_eq!(check(&list, &[[0xBB; 20], SPLITTER]), Err(SplitError::PayeeRepeated([1; 20])));
        list[1].account = SPLITTER;
        assert_eq!(check(&list, &[[0xBB; 20], SPLITTER]), Err(SplitError::PayeeInvalid(SPLITTER)));
        list[1].account = [0; 20];
        assert_eq!(check(&list, &[[0xBB; 20], SPLITTER]), Err(SplitError::PayeeInvalid([0; 20])));
        list[1].account[18] = 0xff;
        assert_eq!(check(&list, &[]), Err(SplitError::PayeeInvalid(list[1].account)));
        list[1].account[17] = 1;
        assert_eq!(check(&list, &[]), Ok(()));
    }

    #[test]
    fn earnings_round_down() {
        assert_eq!(earned(1_000, 3_333, 0), 333);
        assert_eq!(earned(1_000, 10_000, 2_500), 750);
        assert_eq!(earned(3, 5_000, 0), 1);
        assert_eq!(earned_by_parent(19_999, 1), 1);
        assert_eq!(earned_by_parent(9_999, 1), 0);
        assert_eq!(earned(MAX_RECEIVED, 10_000, 0), MAX_RECEIVED);
        assert_eq!(earned_by_parent(MAX_RECEIVED, 10_000), MAX_RECEIVED);
    }

    #[test]
    fn a_referrer_is_paid_of_what_is_left_after_the_parents() {
        assert_eq!(refer(1_000, 0, 1_000), Referred { payees: 900, referrer: 100 });
        assert_eq!(refer(1_000, 2_500, 1_000), Referred { payees: 675, referrer: 75 });
        assert_eq!(refer(999, 2_500, 1_000), Referred { payees: 675, referrer: 74 });
        assert_eq!(refer(9, 0, 1_000), Referred { payees: 9, referrer: 0 });
        assert_eq!(refer(1_000, 10_000, 1_000), Referred { payees: 0, referrer: 0 });
        assert_eq!(
            refer(MAX_RECEIVED, 0, 1),
            Referred { payees: MAX_RECEIVED - MAX_RECEIVED / 10_000, referrer: MAX_RECEIVED / 10_000 }
        );
        let parts = refer(u128::MAX, 0, u16::MAX);
        assert!(parts.payees.checked_add(parts.referrer).is_some());
    }

    #[test]
    fn s3_a_ledger_takes_no_more_than_its_bound() {
        assert_eq!(receive(0, MAX_RECEIVED), Some(MAX_RECEIVED));
        assert_eq!(receive(MAX_RECEIVED, 1), None);
        assert_eq!(receive(1, u128::MAX), None);
    }

    /// Every amount and every pair of shares of a small domain.
    #[test]
    fn s3_exhaustive_small_domain() {
        for parents_share in (0..=10_000).step_by(1_250) {
            for share in (1..10_000).step_by(77) {
                for received in 0..60 {
                    let parts = earned(received, share, parents_share)
                        + earned(received, 10_000 - share, parents_share)
                        + earned_by_parent(received, parents_share);
                    assert!(parts <= received && received - parts < 3, "{received} {share} {parents_share}");
                }
            }
        }
    }

    fn shares() -> impl Strategy<Value = Vec<u16>> {
        // Cut 10 000 at distinct points.
        proptest::collection::btree_set(1u16..10_000, 0..16).prop_map(|cuts| {
            let mut points: Vec<u16> = vec![0];
            points.extend(cuts);
            points.push(10_000);
            points.windows(2).map(|pair| pair[1] - pair[0]).collect()
        })
    }

    proptest! {
        #[test]
        fn s3_conservation_and_dust(
            shares in shares(), parents in shares(), parents_kept in 0usize..16, received in 0..=MAX_RECEIVED,
        ) {
            let parents: Vec<u16> = parents.into_iter().take(parents_kept).collect();
            let parents_share: u16 = parents.iter().sum();
            let to_payees: u128 = shares.iter().map(|share| earned(received, *share, parents_share)).sum();
            let to_parents: u128 = parents.iter().map(|share| earned_by_parent(received, *share)).sum();
            let total = to_payees + to_parents;
            prop_assert!(total <= received);
            prop_assert!(received - total < (shares.len() + parents.len()) as u128);
        }

        #[test]
        fn s3_conservation_and_dust_with_a_referrer(
            parents in shares(), parents_kept in 0usize..16, amount in 0..=MAX_RECEIVED, referral in 0u16..=MAX_REFERRAL,
        ) {
            let parents: Vec<u16> = parents.into_iter().take(parents_kept).collect();
            let parents_share: u16 = parents.iter().sum();
            let to_parents: u128 = parents.iter().map(|share| earned_by_parent(amount, *share)).sum();
            let Referred { payees, referrer } = refer(amount, parents_share, referral);
            let total = to_parents + payees + referrer;
            prop_assert!(total <= amount);
            prop_assert!(amount - total < parents.len() as u128 + 2);
            // The referrer never gets more than its part of the whole, and the parents lose nothing.
            prop_assert!(referrer <= earned_by_parent(amount, referral));
            prop_assert!(payees + referrer <= amount - earned_by_parent(amount, parents_share));
        }

        #[test]
        fn s3_many_sales_with_a_referrer_stay_within_what_came_in(
            sales in proptest::collection::vec((0u128..u128::from(u64::MAX), 0u16..=MAX_REFERRAL), 1..20),
            shares in shares(), parents in shares(), parents_kept in 0usize..16,
        ) {
            // Parents earn on the sum, the payees on the sum of what was left for them.
            let parents: Vec<u16> = parents.into_iter().take(parents_kept).collect();
            let parents_share: u16 = parents.iter().sum();
            let parts = sales.iter().map(|(amount, referral)| refer(*amount, parents_share, *referral));
            let (mut left, mut referrers) = (0, 0);
            for part in parts {
                left += part.payees;
                referrers += part.referrer;
            }
            let whole: u128 = sales.iter().map(|(amount, _)| amount).sum();
            let paid: u128 = shares.iter().map(|share| earned(left, *share, 0)).sum::<u128>()
                + parents.iter().map(|share| earned_by_parent(whole, *share)).sum::<u128>()
                + referrers;
            prop_assert!(paid <= whole);
        }

        #[test]
        fn s4_s5_cutting_a_deposit_up_changes_nothing(
            deposits in proptest::collection::vec(0u128..1_000_000, 1..50), share in 1u16..=10_000, parents_share in 0u16..=10_000,
        ) {
            let whole: u128 = deposits.iter().sum();
            let mut received = 0;
            let mut released = 0;
            for deposit in deposits {
                received = receive(received, deposit).unwrap();
                let due = earned(received, share, parents_share).checked_sub(released);
                prop_assert!(due.is_some(), "a due is never negative");
                released += due.unwrap();
            }
            prop_assert_eq!(released, earned(whole, share, parents_share));
        }

        #[test]
        fn s3_ledgers_of_versions_and_parents_together_stay_within_what_came_in(
            first in 0u128..u128::from(u64::MAX), second in 0u128..u128::from(u64::MAX),
            a in shares(), b in shares(), parents in shares(), parents_kept in 0usize..16,
        ) {
            // Parents earn on the sum, payees of each version on their version's part.
            let parents: Vec<u16> = parents.into_iter().take(parents_kept).collect();
            let parents_share: u16 = parents.iter().sum();
            let paid: u128 = a.iter().map(|share| earned(first, *share, parents_share)).sum::<u128>()
                + b.iter().map(|share| earned(second, *share, parents_share)).sum::<u128>()
                + parents.iter().map(|share| earned_by_parent(first + second, *share)).sum::<u128>();
            prop_assert!(paid <= first + second);
        }
    }

    #[test]
    fn r10_the_largest_split_and_ledger_fit_their_cells() {
        use crate::limits::MAX_CELL;
        assert!(scale::Encode::encoded_size(&payees(&[1; MAX_PAYEES])) <= MAX_CELL);
        let ledger = (u128::MAX, vec![u128::MAX; MAX_PAYEES]);
        assert!(scale::Encode::encoded_size(&ledger) <= MAX_CELL);
    }
}
