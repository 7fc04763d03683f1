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

/// Verifying an inclusion proof, step by step as section 2.1.3.2 has it, up to the root.
pub(crate) fn root_of_inclusion(
    hasher: &impl Hasher,
    leaf: &Bytes32,
    index: u64,
    count: u64,
    proof: &[Bytes32],
) -> Option<Bytes32> {
    if index >= count {
        return None;
    }
    let (mut f, mut s, mut r) = (index, count - 1, *leaf);
    for p in proof {
        if s == 0 {
            return None;
        }
        if f & 1 == 1 || f == s {
            r = node_hash(hasher, p, &r);
            while f & 1 == 0 && f != 0 {
                f >>= 1;
                s >>= 1;
            }
        } else {
            r = node_hash(hasher, &r, p);
        }
        f >>= 1;
        s >>= 1;
    }
    (s == 0).then_some(r)
}

/// Verifying a consistency proof, step by step as section 2.1.4.2 has it, for an old count below
/// the new.
pub(crate) fn verify_consistency(
    hasher: &impl Hasher,
    old: (&Bytes32, u64),
    new: (&Bytes32, u64),
    proof: &[Bytes32],
) -> bool {
    if proof.is_empty() {
        return false;
    }
    let mut path = proof.to_vec();
    if old.1.is_power_of_two() {
        path.insert(0, *old.0);
    }
    let (mut f, mut s) = (old.1 - 1, new.1 - 1);
    while f & 1 == 1 {
        f >>= 1;
        s >>= 1;
    }
    let (mut fr, mut sr) = (path[0], path[0]);
    for c in &path[1..] {
        if s == 0 {
            return false;
        }
        if f & 1 == 1 || f == s {
            fr = node_hash(hasher, c, &fr);
            sr = node_hash(hasher, c, &sr);
            while f & 1 == 0 && f != 0 {
                f >>= 1;
                s >>= 1;
            }
        } else {
            sr = node_hash(hasher, &sr, c);
        }
        f >>= 1;
        s >>= 1;
    }
    fr == *old.0 && sr == *new.0 && s == 0
}
