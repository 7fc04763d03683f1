//! Roots and proofs of leaves that stream by.

use crate::{
    inclusion::leaves,
    oracle::{self, keccak256, sha256},
};
use proptest::prelude::*;
use rules::{
    Bytes32,
    merkle::{Builder, Prover, Tree, leaf_hash},
};

fn leaf_hashes(leaves: &[Vec<u8>]) -> Vec<Bytes32> {
    leaves.iter().map(|leaf| leaf_hash(&sha256, leaf)).collect()
}

#[test]
fn a_builder_holds_one_hash_for_each_bit_of_the_count() {
    let mut builder = Builder::new(keccak256);
    assert_eq!((builder.count(), builder.root(), builder.hashes()), (0, None, 0));
    let leaves = leaves(300);
    for (before, leaf) in leaves.iter().enumerate() {
        builder.push_hash(*leaf);
        assert_eq!(builder.count(), before as u64 + 1);
        assert_eq!(builder.hashes() as u32, builder.count().count_ones());
        assert_eq!(builder.root(), Some(oracle::root(&keccak256, &leaves[..=before])));
    }
}

/// Everything asked for, everything proved, at every count on the way.
#[test]
fn a_prover_proves_all_it_was_asked_at_any_time() {
    let leaves = leaves(40);
    let mut prover = Prover::new(keccak256, 0..40, 0..=40);
    let mut tree = Tree::new(keccak256);
    for leaf in leaves {
        prover.push_hash(leaf);
        tree.push_hash(leaf);
        assert_eq!((prover.count(), prover.root()), (tree.count(), tree.root()));
        for index in 0..=41 {
            assert_eq!(prover.inclusion_proof(index), tree.inclusion_proof(index), "{index}");
            assert_eq!(prover.consistency_proof(index), tree.consistency_proof(index), "{index}");
        }
    }
}

#[test]
fn a_prover_that_was_not_asked_does_not_answer() {
    let mut prover = Prover::new(keccak256, [3], []);
    assert_eq!(prover.hashes(), 0);
    leaves(8).into_iter().for_each(|leaf| prover.push_hash(leaf));
    assert_eq!(prover.hashes(), 4, "leaf 2, the nodes over 0 and 1 and over 4 to 7, and the root");
    assert!(prover.inclusion_proof(3).is_some());
    for index in [0, 1, 4, 7] {
        assert_eq!(prover.inclusion_proof(index), None);
    }
    assert_eq!(prover.consistency_proof(3), None);
    assert_eq!(prover.consistency_proof(5), None);
}

proptest! {
    #[test]
    fn a_builders_root_is_the_rfcs(leaves in prop::collection::vec(any::<Vec<u8>>(), 1..80)) {
        let mut builder = Builder::new(sha256);
        let mut tree = Tree::new(sha256);
        for leaf in &leaves {
            builder.push(leaf);
            tree.push(leaf);
        }
        let root = oracle::root(&sha256, &leaf_hashes(&leaves));
        prop_assert_eq!(builder.root(), Some(root));
        prop_assert_eq!(tree.root(), Some(root));
    }

    #[test]
    fn a_provers_proofs_are_a_trees(
        count in 1u64..1_500, indices in prop::collection::vec(0u64..1_600, 0..6),
        olds in prop::collection::vec(0u64..1_600, 0..4),
    ) {
        let tree = Tree::from_hashes(keccak256, leaves(count));
        let mut prover = Prover::new(keccak256, indices.clone(), olds.clone());
        tree.leaf_hashes().iter().for_each(|leaf| prover.push_hash(*leaf));
        prop_assert_eq!(prover.root(), tree.root());
        for index in &indices {
            prop_assert_eq!(prover.inclusion_proof(*index), tree.inclusion_proof(*index));
        }
        for old in &olds {
            prop_assert_eq!(prover.consistency_proof(*old), tree.consistency_proof(*old));
        }
        let levels = 12;
        prop_assert!(prover.hashes() <= levels + indices.len() * levels + olds.len() * (levels + 1));
    }
}
