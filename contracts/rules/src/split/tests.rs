//! The rule by examples and properties; [`exhaustive`] has all of a small domain, and [`oracle`] a
//! second computation, exact.

mod exhaustive;
mod oracle;

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
    assert_eq!(check(&payees(&[u16::MAX; 16]), &[[0xBB; 20], SPLITTER]), Err(SplitError::SharesNotWhole(16 * 65_535)));
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

/// Every small amount, with shares that 10 000 does not divide by.
#[test]
fn s3_every_small_amount_of_two_payees_and_a_parent() {
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
    fn s3_the_division_is_the_general_one(value: u128, shift in 0u32..128, by in 1u32..) {
        for by in [by, 1, 10_000, 100_000_000, u32::MAX] {
            let divisor = NonZeroU64::new(by.into()).unwrap();
            prop_assert_eq!(divide(value >> shift, divisor), (value >> shift) / u128::from(by));
            prop_assert_eq!(divide(u128::MAX, divisor), u128::MAX / u128::from(by));
        }
    }

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
