//! Every case of a small domain: splits, parents, amounts, referrals, and ways to cut money up.

use super::*;

/// All ways to divide `whole` in steps into at most `most` parts, in order.
fn compositions(whole: u16, step: u16, most: usize) -> Vec<Vec<u16>> {
    if whole == 0 {
        return vec![Vec::new()];
    }
    if most == 0 {
        return Vec::new();
    }
    let firsts = (step..=whole).step_by(step.into());
    firsts
        .flat_map(|first| {
            compositions(whole - first, step, most - 1).into_iter().map(move |rest| [vec![first], rest].concat())
        })
        .collect()
}

/// All shares that at most `most` parents can have, in steps.
fn parents(step: u16, most: usize) -> Vec<Vec<u16>> {
    (0..=BASIS_POINTS).step_by(step.into()).flat_map(|sum| compositions(sum, step, most)).collect()
}

/// What each payee and then each parent has earned.
fn all_earned(received: u128, payees: &[u16], parents: &[u16]) -> Vec<u128> {
    let parents_share = parents.iter().sum();
    let payees = payees.iter().map(|share| earned(received, *share, parents_share));
    payees.chain(parents.iter().map(|share| earned_by_parent(received, *share))).collect()
}

#[test]
fn the_domain_is_all_of_it() {
    assert_eq!(compositions(10_000, 2_500, 4).len(), 8);
    assert_eq!(compositions(10_000, 1_000, 4).len(), 1 + 9 + 36 + 84);
    assert_eq!(parents(2_500, 2).len(), 1 + 4 + 6);
    assert!(compositions(10_000, 1_000, 4).iter().all(|shares| check(&payees(shares), &[]).is_ok()));
}

/// Conservation, dust and monotonicity of every split in steps of a tenth among at most four,
/// under at most two parents in steps of a quarter, for every sum up to 300.
#[test]
fn s3_every_small_split_conserves() {
    let parents = parents(2_500, 2);
    for payees in compositions(10_000, 1_000, 4) {
        for parents in &parents {
            let mut before = vec![0; payees.len() + parents.len()];
            for received in 0..=300 {
                let now = all_earned(received, &payees, parents);
                let sum: u128 = now.iter().sum();
                assert!(sum <= received, "{received} by {payees:?} under {parents:?} is {now:?}");
                assert!(received - sum < now.len() as u128, "{received} by {payees:?} under {parents:?} is {now:?}");
                assert!(before.iter().zip(&now).all(|(before, now)| before <= now), "{before:?}, {now:?}");
                before = now;
            }
        }
    }
}

/// Every way to cut `units` of money into deposits and to ask, or not to ask, for payment after
/// each of them: a set of the moments at which a deposit ends, and a set of those at which
/// payment follows.
fn journeys(units: u32) -> impl Iterator<Item = (u32, u32)> {
    let last = 1 << (units - 1);
    (last..last << 1)
        .flat_map(move |ends| (0..last << 1).filter(move |asked| asked & !ends == 0).map(move |asked| (ends, asked)))
}

#[test]
fn the_journeys_are_all_of_them() {
    // Three ways at every moment but the last: no deposit ends, one does, one does and is paid.
    assert_eq!(journeys(7).count(), 2 * 3usize.pow(6));
}

/// Path independence: however 7 units, of one and of three, are cut up and paid out on the way,
/// all have the same in the end, and never more than came in on the way there.
#[test]
fn s4_s5_every_way_to_cut_a_deposit() {
    let parents = parents(2_500, 2);
    for payees in compositions(10_000, 2_500, 4) {
        for parents in &parents {
            for unit in [1, 3] {
                let at_once = all_earned(7 * unit, &payees, parents);
                for (ends, asked) in journeys(7) {
                    let (mut received, mut uncredited) = (0, 0);
                    let mut released = vec![0; at_once.len()];
                    for moment in 0..7 {
                        uncredited += unit;
                        if ends >> moment & 1 == 0 {
                            continue;
                        }
                        received = receive(received, uncredited).unwrap();
                        uncredited = 0;
                        if asked >> moment & 1 == 1 || moment == 6 {
                            for (earned, released) in all_earned(received, &payees, parents).iter().zip(&mut released) {
                                let due = earned.checked_sub(*released).expect("a due is never negative");
                                *released += due;
                            }
                            assert!(released.iter().sum::<u128>() <= received);
                        }
                    }
                    assert_eq!(released, at_once, "{payees:?} under {parents:?}: {ends:b}, {asked:b}");
                }
            }
        }
    }
}

/// Every parents' sum in steps of an eighth, every referral in steps of a percent, every amount up
/// to 400.
#[test]
fn s3_every_small_referral_conserves() {
    for parents in parents(1_250, 2) {
        let parents_share: u16 = parents.iter().sum();
        for referral in (0..=MAX_REFERRAL).step_by(100) {
            let mut before = Referred { payees: 0, referrer: 0 };
            for amount in 0..=400 {
                let to_parents: u128 = parents.iter().map(|share| earned_by_parent(amount, *share)).sum();
                let parts = refer(amount, parents_share, referral);
                let sum = to_parents + parts.payees + parts.referrer;
                assert!(sum <= amount, "{amount} under {parents:?} by {referral}");
                assert!(amount - sum < parents.len() as u128 + 1, "{amount} under {parents:?} by {referral}");
                assert!(before.referrer <= parts.referrer && before.payees <= parts.payees, "{before:?}, {parts:?}");
                before = parts;
            }
        }
    }
}

/// No starvation: who has one basis point under parents that have all but one of theirs, and so one
/// unit of 100 000 000, is paid to the unit by deposits of a thousand each.
#[test]
fn s4_the_smallest_share_is_paid_from_the_smallest_deposits() {
    let (mut received, mut released) = (0, 0);
    for _ in 0..300_000 {
        received = receive(received, 1_000).unwrap();
        let due = earned(received, 1, 9_999) - released;
        assert!(due <= 1);
        released += due;
    }
    assert_eq!(released, 3);
    // The same of a parent of one basis point, and deposits of one unit.
    let (mut received, mut released) = (0, 0);
    for _ in 0..30_000 {
        received = receive(received, 1).unwrap();
        let due = earned_by_parent(received, 1) - released;
        assert!(due <= 1);
        released += due;
    }
    assert_eq!(released, 3);
}
