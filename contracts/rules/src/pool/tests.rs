use super::*;
use crate::{
    catalogue, manifest,
    merkle::{Builder, Prover, Tree, leaf_hash, path_length},
    selection,
};
use alloc::{collections::BTreeSet, vec, vec::Vec};
use primitive_types::U256;
use proptest::prelude::*;
use sha3::Digest;

fn keccak(bytes: &[u8]) -> Bytes32 {
    sha3::Keccak256::digest(bytes).into()
}

fn any_share() -> impl Strategy<Value = Share> {
    any::<(Account, u64)>().prop_map(|(account, weight)| Share { account, weight })
}

/// Numbers of every size, and those at the ends.
fn amount() -> impl Strategy<Value = u128> {
    let any_size = (any::<u128>(), 0u32..128).prop_map(|(number, cut)| number >> cut);
    prop_oneof![8 => any_size, 1 => Just(u128::MAX), 1 => Just(u128::MAX - 1)]
}

fn weight() -> impl Strategy<Value = u64> {
    let any_size = (any::<u64>(), 0u32..64).prop_map(|(number, cut)| number >> cut);
    prop_oneof![8 => any_size, 1 => Just(u64::MAX), 1 => Just(u64::MAX - 1)]
}

/// A total of weights and its parts.
fn weights() -> impl Strategy<Value = (u64, Vec<u64>)> {
    (1u64.., prop::collection::vec(weight(), 0..30)).prop_map(|(total, cuts)| {
        let mut points: Vec<u64> = cuts.into_iter().filter(|cut| *cut < total).chain([0, total]).collect();
        points.sort_unstable();
        points.dedup();
        (total, points.windows(2).map(|pair| pair[1] - pair[0]).collect())
    })
}

fn read(bytes: &[u8; LEAF_BYTES]) -> Share {
    assert_eq!(&bytes[..4], DOMAIN);
    Share { account: bytes[4..24].try_into().unwrap(), weight: u64::from_be_bytes(bytes[24..].try_into().unwrap()) }
}

fn exact(received: u128, weight: u64, total: u64) -> u128 {
    (U256::from(received) * U256::from(weight) / U256::from(total)).try_into().unwrap()
}

#[test]
fn the_bytes_are_in_the_documented_places() {
    let share = Share { account: [7; 20], weight: 0x0102_0304_0506_0708 };
    let expected = [&b"pool"[..], &[7; 20], &[1, 2, 3, 4, 5, 6, 7, 8]].concat();
    assert_eq!(share.to_bytes().as_slice(), expected);
}

/// No two kinds of leaf, and no leaf and node (65 bytes with the prefix), have as many bytes.
#[test]
fn r3_kinds_of_leaves_have_different_lengths() {
    let lengths = [LEAF_BYTES, manifest::LEAF_BYTES, catalogue::LEAF_BYTES, selection::LEAF_BYTES, 64];
    assert_eq!(BTreeSet::from(lengths).len(), lengths.len());
}

#[test]
fn earnings_round_down() {
    assert_eq!(earned(100, 1, 3), 33);
    assert_eq!(earned(100, 2, 3), 66);
    assert_eq!(earned(100, 3, 3), 100);
    assert_eq!(earned(2, 1, 3), 0);
    assert_eq!(earned(0, 3, 3), 0);
    assert_eq!(earned(100, 0, 3), 0);
}

#[test]
fn s3_earnings_at_the_ends_of_the_numbers() {
    assert_eq!(earned(u128::MAX, u64::MAX, u64::MAX), u128::MAX);
    // 2^128 - 1 = (2^64 + 1) x (2^64 - 1)
    assert_eq!(earned(u128::MAX, 1, u64::MAX), u128::from(u64::MAX) + 2);
    assert_eq!(earned(u128::MAX, u64::MAX - 1, u64::MAX), u128::MAX - u128::from(u64::MAX) - 2);
    assert_eq!(earned(u128::MAX, 1, 1), u128::MAX);
    assert_eq!(earned(u128::from(u64::MAX) - 1, u64::MAX - 1, u64::MAX), u128::from(u64::MAX) - 2);
}

#[test]
fn a_pool_that_lies_about_its_weight_earns_no_leaf_more_than_all() {
    assert_eq!(earned(100, 5, 4), 100);
    assert_eq!(earned(u128::MAX, u64::MAX, 1), u128::MAX);
    assert_eq!(earned(100, 5, 0), 0);
    assert_eq!(earned(100, 0, 0), 0);
}

/// Every amount, every total and every way to divide it among three, of a small domain.
#[test]
fn s3_exhaustive_small_domain() {
    for total in 1..=16u64 {
        for first in 0..=total {
            for second in 0..=total - first {
                let weights = [first, second, total - first - second];
                for received in 0..60 {
                    let sum: u128 = weights.iter().map(|weight| earned(received, *weight, total)).sum();
                    assert!(sum <= received && received - sum < 3, "{received} by {weights:?}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn r3_different_shares_have_different_preimages(share in any_share()) {
        prop_assert_eq!(read(&share.to_bytes()), share);
        prop_assert_eq!(share.hash(&keccak), leaf_hash(&keccak, &share.to_bytes()));
    }

    #[test]
    fn r3_every_field_of_a_share_counts(a in any_share(), b in any_share()) {
        for other in [Share { account: b.account, ..a }, Share { weight: b.weight, ..a }] {
            prop_assert_eq!(other == a, other.to_bytes() == a.to_bytes());
            prop_assert_eq!(other == a, other.hash(&keccak) == a.hash(&keccak));
        }
    }

    #[test]
    fn a_share_is_in_its_place_of_its_pool_only(
        shares in prop::collection::btree_set(any_share(), 1..40), which: prop::sample::Index, stranger in any_share(),
    ) {
        let shares: Vec<Share> = shares.into_iter().collect();
        let index = which.index(shares.len());
        let (mut tree, mut builder) = (Tree::new(keccak), Builder::new(keccak));
        let mut prover = Prover::new(keccak, [index as u64], []);
        for share in &shares {
            let hash = share.hash(&keccak);
            tree.push_hash(hash);
            builder.push_hash(hash);
            prover.push_hash(hash);
        }
        let (root, count) = (tree.root().unwrap(), tree.count());
        prop_assert_eq!(builder.root(), Some(root));
        let proof = prover.inclusion_proof(index as u64).unwrap();
        prop_assert_eq!(Some(proof.clone()), tree.inclusion_proof(index as u64));
        prop_assert_eq!(path_length(index as u64, count), Some(proof.len()));
        for place in 0..count {
            for (position, share) in shares.iter().enumerate() {
                let there = place == index as u64 && position == index;
                prop_assert_eq!(share.is_in(&keccak, &root, count, place, &proof), there);
            }
            if !shares.contains(&stranger) {
                prop_assert!(!stranger.is_in(&keccak, &root, count, place, &proof));
            }
        }
        prop_assert!(!shares[index].is_in(&keccak, &root, 0, 0, &[]));
    }

    #[test]
    fn s3_earnings_are_the_exact_floor(received in amount(), weight in weight(), total in weight()) {
        let total = total.max(1);
        prop_assert_eq!(earned(received, weight, total), exact(received, weight.min(total), total));
    }

    #[test]
    fn s3_a_pool_never_earns_more_than_it_received(received in amount(), (total, weights) in weights()) {
        let sum: u128 = weights.iter().map(|weight| earned(received, *weight, total)).sum();
        prop_assert!(sum <= received);
        prop_assert!(received - sum < weights.len() as u128);
    }

    #[test]
    fn s4_more_money_never_earns_less(received in amount(), more in amount(), weight in weight(), total in weight()) {
        let later = received.saturating_add(more);
        prop_assert!(earned(received, weight, total) <= earned(later, weight, total));
        prop_assert!(earned(received, weight, total) <= earned(received, weight.saturating_add(1), total));
    }

    #[test]
    fn s5_cutting_income_up_changes_nothing_for_a_leaf(
        income in prop::collection::vec((0u128..1 << 100, any::<bool>()), 1..50), (total, weights) in weights(),
    ) {
        let whole: u128 = income.iter().map(|(amount, _)| amount).sum();
        let mut released = vec![0; weights.len()];
        let mut received = 0;
        for (amount, claims) in income.into_iter().chain([(0, true)]) {
            received += amount;
            for (weight, released) in weights.iter().zip(&mut released).filter(|_| claims) {
                let due = earned(received, *weight, total).checked_sub(*released);
                prop_assert!(due.is_some(), "a due is never negative");
                *released += due.unwrap();
            }
        }
        let at_once: Vec<u128> = weights.iter().map(|weight| exact(whole, *weight, total)).collect();
        prop_assert_eq!(released, at_once);
    }
}
