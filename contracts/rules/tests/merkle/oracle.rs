//! The tree as RFC 9162 defines it, by recursion over all leaves' hashes, to measure the walks
//! and streams against; and the two hashes.

use rules::{
    Bytes32,
    merkle::{Hasher, node_hash},
};
use sha2::Digest;

pub(crate) fn sha256(bytes: &[u8]) -> Bytes32 {
    sha2::Sha256::digest(bytes).into()
}

pub(crate) fn keccak256(bytes: &[u8]) -> Bytes32 {
    sha3::Keccak256::digest(bytes).into()
}

/// The largest power of two below `n`, which is at least 2.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// MTH (section 2.1.1) of leaves that are hashed already.
pub(crate) fn root(hasher: &impl Hasher, leaves: &[Bytes32]) -> Bytes32 {
    match leaves {
        [] => panic!("the empty tree has no root here"),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(hasher, &root(hasher, left), &root(hasher, right))
        }
    }
}

/// PATH (section 2.1.3.1).
pub(crate) fn inclusion_proof(hasher: &impl Hasher, index: usize, leaves: &[Bytes32]) -> Vec<Bytes32> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut proof, sibling) = if index < at {
        (inclusion_proof(hasher, index, left), right)
    } else {
        (inclusion_proof(hasher, index - at, right), left)
    };
    proof.push(root(hasher, sibling));
    proof
}

/// PROOF (section 2.1.4.1).
pub(crate) fn consistency_proof(hasher: &impl Hasher, old_count: usize, leaves: &[Bytes32]) -> Vec<Bytes32> {
    sub_proof(hasher, old_count, leaves, true)
}

fn sub_proof(hasher: &impl Hasher, old_count: usize, leaves: &[Bytes32], whole: bool) -> Vec<Bytes32> {
    if old_count == leaves.len() {
        return if whole { Vec::new() } else { vec![root(hasher, leaves)] };
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut proof, sibling) = if old_count <= at {
        (sub_proof(hasher, old_count, left, whole), right)
    } else {
        (sub_proof(hasher, old_count - at, right, false), left)
    };
    proof.push(root(hasher, sibling));
    proof
}
