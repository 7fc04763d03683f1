//! The known ways to forge in Merkle trees of other shapes.

use crate::{
    inclusion::leaves,
    oracle::{self, keccak256},
};
use rules::{
    Bytes32,
    merkle::{Tree, leaf_hash, node_hash, root_of_inclusion, verify_inclusion},
};

/// The two halves of a node as a leaf: what RFC 9162's prefixes are for.
#[test]
fn r3_a_nodes_preimage_is_no_leafs() {
    let (left, right) = (leaf_hash(&keccak256, b"left"), leaf_hash(&keccak256, b"right"));
    let node = node_hash(&keccak256, &left, &right);
    let halves = [left, right].concat();
    let with_prefix = [&[1], &halves[..]].concat();
    assert_eq!(keccak256(&with_prefix), node);
    assert_ne!(leaf_hash(&keccak256, &halves), node);
    assert_ne!(leaf_hash(&keccak256, &with_prefix), node);
}

/// A node's hash is not accepted as a leaf's at any index, with the rest of the path as proof.
#[test]
fn a_node_is_no_leaf_at_any_index() {
    for count in 2..=40 {
        let tree = Tree::from_hashes(keccak256, leaves(count));
        let root = tree.root().unwrap();
        for index in 0..count {
            let proof = tree.inclusion_proof(index).unwrap();
            let mut path: Vec<(Bytes32, &[Bytes32])> = Vec::new();
            for cut in 1..=proof.len() {
                // The node above the leaf after `cut` siblings: some left-right reading of each.
                for sides in 0..1u32 << cut.min(6) {
                    let node = proof[..cut].iter().enumerate().fold(
                        tree.leaf_hashes()[index as usize],
                        |hash, (at, sibling)| match sides >> at & 1 {
                            0 => node_hash(&keccak256, &hash, sibling),
                            _ => node_hash(&keccak256, sibling, &hash),
                        },
                    );
                    path.push((node, &proof[cut..]));
                }
            }
            for (node, rest) in path {
                for place in 0..count {
                    assert!(!verify_inclusion(&keccak256, &root, count, place, &node, rest), "{place} of {count}");
                }
            }
        }
    }
}

/// CVE-2012-2459: a tree that doubles its last odd node has the same root as one over more leaves.
#[test]
fn a_doubled_end_has_another_root() {
    for count in 1..=40usize {
        let honest = leaves(count as u64);
        let root = oracle::root(&keccak256, &honest);
        for doubled in 1..=count {
            let mut longer = honest.clone();
            longer.extend_from_within(count - doubled..);
            let tree = Tree::from_hashes(keccak256, longer);
            assert_ne!(tree.root(), Some(root), "{count} and {doubled} more");
            for index in count..count + doubled {
                let proof = tree.inclusion_proof(index as u64).unwrap();
                let leaf = &tree.leaf_hashes()[index];
                for claimed in [count, count + doubled] {
                    assert!(!verify_inclusion(&keccak256, &root, claimed as u64, index as u64, leaf, &proof));
                }
            }
        }
    }
}

/// A root that was made by doubling odd ends proves no leaf beyond the claimed count, and not
/// the doubled one at its own place.
#[test]
fn a_root_of_a_doubling_tree_proves_nothing_twice() {
    for count in (3..=33usize).filter(|count| !count.is_power_of_two()) {
        let (mut level, mut position, mut proof) = (leaves(count as u64), count - 1, Vec::new());
        let last = level[count - 1];
        while level.len() > 1 {
            if level.len() % 2 == 1 {
                level.extend(level.last().copied());
            }
            proof.push(level[position ^ 1]);
            level = level.chunks(2).map(|pair| node_hash(&keccak256, &pair[0], &pair[1])).collect();
            position /= 2;
        }
        for index in count - 1..2 * count {
            assert!(!verify_inclusion(&keccak256, &level[0], count as u64, index as u64, &last, &proof));
        }
    }
}

/// The same leaf at two places: a proof of the one is none of the other, unless the two are the
/// halves of one node, where the two proofs are the same and both true.
#[test]
fn the_same_leaf_elsewhere_needs_its_own_proof() {
    for count in 2..=24 {
        for first in 0..count {
            for second in (0..count).filter(|second| *second != first) {
                let mut leaves = leaves(count);
                leaves[second as usize] = leaves[first as usize];
                let tree = Tree::from_hashes(keccak256, leaves);
                let (root, leaf) = (tree.root().unwrap(), tree.leaf_hashes()[first as usize]);
                let proof = tree.inclusion_proof(first).unwrap();
                assert!(verify_inclusion(&keccak256, &root, count, first, &leaf, &proof));
                let moved = verify_inclusion(&keccak256, &root, count, second, &leaf, &proof);
                assert_eq!(moved, first ^ 1 == second, "{first} and {second} of {count}");
                assert_eq!(moved, tree.inclusion_proof(second) == Some(proof));
            }
        }
    }
}

/// Sorting the two halves, as some libraries do, would make these two trees one.
#[test]
fn order_matters() {
    let (a, b) = ([1; 32], [2; 32]);
    let root = |leaf, index, sibling| root_of_inclusion(&keccak256, leaf, index, 2, &[sibling]);
    assert_ne!(root(&a, 0, b), root(&a, 1, b));
    assert_eq!(root(&a, 0, b), root(&b, 1, a));
}
