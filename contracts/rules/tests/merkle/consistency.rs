//! Consistency proofs: every pair of counts of small trees, and arbitrary input.

use crate::{
    inclusion::{MOST, any_count, changed, leaves},
    oracle::{self, keccak256},
};
use proptest::prelude::*;
use rules::{
    Bytes32,
    merkle::{Tree, verify_consistency},
};

#[test]
fn every_pair_of_counts_is_proved_as_defined() {
    for new in 1..=MOST {
        let tree = Tree::from_hashes(keccak256, leaves(new));
        let new_root = oracle::root(&keccak256, tree.leaf_hashes());
        for old in 1..=new {
            let old_root = oracle::root(&keccak256, &tree.leaf_hashes()[..old as usize]);
            let proof = oracle::consistency_proof(&keccak256, old as usize, tree.leaf_hashes());
            assert_eq!(tree.root_of_first(old), Some(old_root));
            assert_eq!(tree.consistency_proof(old), Some(proof.clone()));
            assert!(verify_consistency(&keccak256, &old_root, old, &new_root, new, &proof), "{old} in {new}");
        }
        assert_eq!(tree.consistency_proof(0), None);
        assert_eq!(tree.consistency_proof(new + 1), None);
        assert_eq!(tree.root_of_first(new + 1), None);
    }
}

#[test]
fn every_change_is_refused() {
    for new in 1..=MOST {
        let tree = Tree::from_hashes(keccak256, leaves(new));
        let new_root = tree.root().unwrap();
        for old in 1..=new {
            let old_root = tree.root_of_first(old).unwrap();
            let proof = tree.consistency_proof(old).unwrap();
            let accepts = |old_root: &Bytes32, old, new_root: &Bytes32, proof: &[Bytes32]| {
                verify_consistency(&keccak256, old_root, old, new_root, new, proof)
            };
            assert!(accepts(&old_root, old, &new_root, &proof));
            for changed in changed(&proof) {
                assert!(!accepts(&old_root, old, &new_root, &changed), "{old} in {new}: {changed:02x?}");
            }
            for other in (0..new + 2).chain([u64::MAX]).filter(|other| *other != old) {
                assert!(!accepts(&old_root, other, &new_root, &proof), "{old} in {new} as {other}");
            }
            for byte in 0..32 {
                let (mut other_old, mut other_new) = (old_root, new_root);
                other_old[byte] ^= 1;
                other_new[byte] ^= 1;
                assert!(!accepts(&other_old, old, &new_root, &proof));
                assert!(!accepts(&old_root, old, &other_new, &proof));
            }
            assert!(old == new || !accepts(&new_root, old, &old_root, &proof), "roots swapped");
        }
    }
}

/// An edition that changes, drops or inserts one of the old leaves has no proof, whichever of the
/// two trees the proof is taken from.
#[test]
fn history_that_was_rewritten_is_refused() {
    for new in 2..=33 {
        let honest = Tree::from_hashes(keccak256, leaves(new));
        for old in 1..new {
            let old_root = honest.root_of_first(old).unwrap();
            for at in 0..old as usize {
                let (mut changed, mut dropped, mut inserted) = (leaves(new), leaves(new + 1), leaves(new - 1));
                changed[at] = [9; 32];
                dropped.remove(at);
                inserted.insert(at, [9; 32]);
                for leaves in [changed, dropped, inserted] {
                    let rewritten = Tree::from_hashes(keccak256, leaves);
                    for proof in [honest.consistency_proof(old), rewritten.consistency_proof(old)] {
                        let root = rewritten.root().unwrap();
                        assert!(!verify_consistency(&keccak256, &old_root, old, &root, new, &proof.unwrap()));
                    }
                }
            }
        }
    }
}

#[test]
fn equal_counts_need_equal_roots_and_no_proof() {
    let accepts = |old_root, new_root, count, proof: &[Bytes32]| {
        verify_consistency(&keccak256, &[old_root; 32], count, &[new_root; 32], count, proof)
    };
    for count in [1, 2, 3, 4, 7, u64::MAX] {
        assert!(accepts(1, 1, count, &[]));
        assert!(!accepts(1, 2, count, &[]));
        assert!(!accepts(1, 1, count, &[[1; 32]]));
    }
    assert!(!accepts(1, 1, 0, &[]), "there is no empty tree");
}

proptest! {
    #[test]
    fn arbitrary_input_is_decided_as_the_rfc_says(
        old in any_count(), new in any_count(), roots: (Bytes32, Bytes32),
        proof in prop::collection::vec(any::<Bytes32>(), 0..70),
    ) {
        let accepted = verify_consistency(&keccak256, &roots.0, old, &roots.1, new, &proof);
        let expected = (1..new).contains(&old)
            && oracle::verify_consistency(&keccak256, (&roots.0, old), (&roots.1, new), &proof);
        prop_assert_eq!(accepted, expected);
    }

    /// Counts of any size: roots that are made from the proof, so that it leads to them.
    #[test]
    fn large_counts_verify_as_the_rfc_says(
        counts in (any_count(), any_count()), proof in prop::collection::vec(any::<Bytes32>(), 66),
    ) {
        let (old, new) = (counts.0.min(counts.1).max(1), counts.0.max(counts.1).max(1));
        prop_assume!(old < new);
        let accepted = (0..=proof.len()).filter(|length| {
            let Some((old_root, new_root)) = roots(old, new, &proof[..*length]) else { return false };
            let ours = verify_consistency(&keccak256, &old_root, old, &new_root, new, &proof[..*length]);
            let rfc = oracle::verify_consistency(&keccak256, (&old_root, old), (&new_root, new), &proof[..*length]);
            assert_eq!(ours, rfc);
            ours
        });
        prop_assert_eq!(accepted.count(), 1, "one length is right");
    }
}

/// The roots that a proof leads to, by inclusion: the last old leaf's node is in both trees.
fn roots(old: u64, new: u64, proof: &[Bytes32]) -> Option<(Bytes32, Bytes32)> {
    let level = (old - 1).trailing_ones();
    let (position, last) = ((old - 1) >> level, (new - 1) >> level);
    let (start, siblings) = if position == 0 { ([5; 32], proof) } else { (*proof.first()?, &proof[1..]) };
    let new_root = oracle::root_of_inclusion(&keccak256, &start, position, last + 1, siblings)?;
    // In the old tree the node is the last, and only its left siblings are there.
    let mut lefts = Vec::new();
    let (mut at, mut end, mut siblings) = (position, last, siblings.iter());
    while end != 0 {
        if at & 1 == 1 {
            lefts.push(*siblings.next()?);
        } else if at != end {
            siblings.next()?;
        }
        (at, end) = (at >> 1, end >> 1);
    }
    let old_root = oracle::root_of_inclusion(&keccak256, &start, position, position + 1, &lefts)?;
    Some((old_root, new_root))
}
