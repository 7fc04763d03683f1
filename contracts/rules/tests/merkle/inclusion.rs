//! Inclusion proofs: every index of every small tree, and arbitrary input.

use crate::oracle::{self, keccak256};
use proptest::prelude::*;
use rules::{
    Bytes32,
    merkle::{MAX_PROOF, Tree, leaf_hash, path_length, root_of_inclusion, verify_inclusion},
};

pub(crate) const MOST: u64 = 70;

/// The hashes of different leaves.
pub(crate) fn leaves(count: u64) -> Vec<Bytes32> {
    (0..count).map(|index| leaf_hash(&keccak256, &index.to_be_bytes())).collect()
}

/// Every proof that is one change away: a hash left out, doubled, added, swapped with another or
/// changed in one bit.
pub(crate) fn changed(proof: &[Bytes32]) -> Vec<Vec<Bytes32>> {
    let mut all = Vec::new();
    for at in 0..=proof.len() {
        let mut longer = proof.to_vec();
        longer.insert(at, [7; 32]);
        all.push(longer);
    }
    for at in 0..proof.len() {
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        all.push(shorter);
        let mut doubled = proof.to_vec();
        doubled.insert(at, proof[at]);
        all.push(doubled);
        let mut flipped = proof.to_vec();
        flipped[at][at % 32] ^= 1 << (at % 8);
        all.push(flipped);
        for other in at + 1..proof.len() {
            let mut swapped = proof.to_vec();
            swapped.swap(at, other);
            all.push(swapped);
        }
    }
    all
}

#[test]
fn every_index_of_every_tree_is_proved_as_defined() {
    for count in 1..=MOST {
        let tree = Tree::from_hashes(keccak256, leaves(count));
        let root = oracle::root(&keccak256, tree.leaf_hashes());
        for (index, leaf) in tree.leaf_hashes().iter().enumerate() {
            let proof = oracle::inclusion_proof(&keccak256, index, tree.leaf_hashes());
            assert_eq!(tree.inclusion_proof(index as u64), Some(proof.clone()));
            assert!(verify_inclusion(&keccak256, &root, count, index as u64, leaf, &proof), "{index} of {count}");
        }
        assert_eq!(tree.inclusion_proof(count), None);
    }
    assert_eq!(Tree::new(keccak256).inclusion_proof(0), None);
    assert_eq!(Tree::new(keccak256).root(), None);
}

#[test]
fn a_paths_length_is_its_proofs() {
    for count in 0..=MOST {
        let tree = Tree::from_hashes(keccak256, leaves(count));
        for index in (0..count + 2).chain([u64::MAX]) {
            let length = tree.inclusion_proof(index).map(|proof| proof.len());
            assert_eq!(path_length(index, count), length, "{index} of {count}");
        }
    }
    assert_eq!(path_length(0, u64::MAX), Some(MAX_PROOF));
    assert_eq!(path_length(u64::MAX - 1, u64::MAX), Some((u64::MAX - 1).count_ones() as usize));
    assert_eq!(path_length(u64::MAX, u64::MAX), None);
}

#[test]
fn every_change_of_a_proof_is_refused() {
    for count in 1..=MOST {
        let tree = Tree::from_hashes(keccak256, leaves(count));
        let root = tree.root().unwrap();
        for index in 0..count {
            let proof = tree.inclusion_proof(index).unwrap();
            let leaf = tree.leaf_hashes()[index as usize];
            let accepts = |root: &Bytes32, index: u64, leaf: &Bytes32, proof: &[Bytes32]| {
                verify_inclusion(&keccak256, root, count, index, leaf, proof)
            };
            assert!(accepts(&root, index, &leaf, &proof));
            for changed in changed(&proof) {
                assert!(!accepts(&root, index, &leaf, &changed), "{index} of {count}: {changed:02x?}");
            }
            for other in (0..count + 2).chain([u64::MAX]).filter(|other| *other != index) {
                assert!(!accepts(&root, other, &leaf, &proof), "{index} of {count} as {other}");
            }
            for other in tree.leaf_hashes().iter().filter(|other| **other != leaf) {
                assert!(!accepts(&root, index, other, &proof), "{index} of {count}, other leaf");
            }
            let (mut other_root, mut other_leaf) = (root, leaf);
            other_root[31] ^= 1;
            other_leaf[0] ^= 0x80;
            assert!(!accepts(&other_root, index, &leaf, &proof));
            assert!(!accepts(&root, index, &other_leaf, &proof));
        }
    }
}

/// A count is no part of a root. Under a false one a leaf may be proved in another place than it
/// has, but a place never holds two leaves, and there are only as many as the count says.
#[test]
fn under_a_false_count_a_place_still_holds_one_leaf() {
    for count in 1..=17 {
        let tree = Tree::from_hashes(keccak256, leaves(count));
        let root = tree.root().unwrap();
        for claimed in (0..40).chain([1 << 20, u64::MAX]) {
            for place in 0..40 {
                let accepted = (0u64..).zip(tree.leaf_hashes()).filter(|(index, leaf)| {
                    let proof = tree.inclusion_proof(*index).unwrap();
                    verify_inclusion(&keccak256, &root, claimed, place, leaf, &proof)
                });
                let most = usize::from(place < claimed);
                assert!(accepted.count() <= most, "{place} of {claimed}, really {count}");
            }
        }
    }
}

#[test]
fn the_longest_path_has_as_many_hashes_as_said() {
    let proof = [[1; 32]; MAX_PROOF + 1];
    let root = |index, count, length| root_of_inclusion(&keccak256, &[2; 32], index, count, &proof[..length]);
    for index in [0, 1, 1 << 63, (1 << 63) - 1] {
        let fits = (0..=MAX_PROOF + 1).filter(|length| root(index, u64::MAX, *length).is_some());
        assert_eq!(fits.collect::<Vec<_>>(), [MAX_PROOF], "{index}");
    }
    assert_eq!(root(u64::MAX, u64::MAX, MAX_PROOF), None);
    assert_eq!(root(0, 0, 0), None);
    assert_eq!(root(0, 1, 0), Some([2; 32]));
}

/// Counts of every size, small ones as often as large ones.
pub(crate) fn any_count() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0u32..64).prop_map(|(bits, shift)| bits >> shift)
}

proptest! {
    #[test]
    fn arbitrary_input_is_decided_as_the_rfc_says(
        index in any_count(), count in any_count(), leaf: Bytes32,
        proof in prop::collection::vec(any::<Bytes32>(), 0..70),
    ) {
        for length in 0..=proof.len() {
            let proof = &proof[..length];
            for index in [index, index % count.max(1), count.saturating_sub(1), count] {
                prop_assert_eq!(
                    root_of_inclusion(&keccak256, &leaf, index, count, proof),
                    oracle::root_of_inclusion(&keccak256, &leaf, index, count, proof)
                );
            }
        }
    }
}
