//! Checking proofs against roots: the part that runs on the chain.
//!
//! Both walks go up level by level with two numbers: the `position` of the node that is proved
//! among its level's nodes, and the `last` position of that level. A node at an odd position has
//! a left sibling; one at an even position has a right sibling, unless it is the last, which is
//! then carried up as it is. Position and last of the next level are the halves of these.

use super::{Hasher, node_hash};
use crate::Bytes32;

/// The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2), for a tree of `count`
/// leaves whose leaf at `index` (from 0) has the hash `leaf_hash`; `proof` is from the leaf up.
///
/// `None` if there is no such index, or the proof is shorter or longer than the path.
///
/// The count is no part of a root, so the caller keeps the two together. Whoever announces a root
/// with a false count gains nothing: index and count fix the way up, so at each index below the
/// count there is at most one leaf that can ever be proved.
pub fn root_of_inclusion(
    hasher: &impl Hasher,
    leaf_hash: &Bytes32,
    index: u64,
    count: u64,
    proof: &[Bytes32],
) -> Option<Bytes32> {
    let mut position = index;
    let mut last = count.checked_sub(1)?;
    if position > last {
        return None;
    }
    let mut hash = *leaf_hash;
    let mut siblings = proof.iter();
    while last != 0 {
        if position & 1 == 1 {
            hash = node_hash(hasher, siblings.next()?, &hash);
        } else if position != last {
            hash = node_hash(hasher, &hash, siblings.next()?);
        }
        position >>= 1;
        last >>= 1;
    }
    siblings.next().is_none().then_some(hash)
}

/// Whether the tree of `count` leaves with this `root` has a leaf of hash `leaf_hash` at `index`
/// (from 0), by an inclusion proof; see [`root_of_inclusion`].
pub fn verify_inclusion(
    hasher: &impl Hasher,
    root: &Bytes32,
    count: u64,
    index: u64,
    leaf_hash: &Bytes32,
    proof: &[Bytes32],
) -> bool {
    root_of_inclusion(hasher, leaf_hash, index, count, proof).as_ref() == Some(root)
}

/// Whether the tree of `new_count` leaves with `new_root` begins with the `old_count` leaves of
/// `old_root`, by a consistency proof (RFC 9162, section 2.1.4.2).
///
/// False for an `old_count` of zero or above `new_count`. Equal counts need equal roots and an
/// empty proof.
pub fn verify_consistency(
    hasher: &impl Hasher,
    old_root: &Bytes32,
    old_count: u64,
    new_root: &Bytes32,
    new_count: u64,
    proof: &[Bytes32],
) -> bool {
    if old_count == new_count {
        return old_count != 0 && old_root == new_root && proof.is_empty();
    }
    roots_of_consistency(hasher, old_root, old_count, new_count, proof)
        .is_some_and(|(old, new)| old == *old_root && new == *new_root)
}

/// The two roots that a consistency proof leads to, for `old_count` below `new_count`; `None` if
/// a count is impossible or the proof is shorter or longer than the path.
fn roots_of_consistency(
    hasher: &impl Hasher,
    old_root: &Bytes32,
    old_count: u64,
    new_count: u64,
    proof: &[Bytes32],
) -> Option<(Bytes32, Bytes32)> {
    let mut position = old_count.checked_sub(1)?;
    let mut last = new_count.checked_sub(1)?;
    if position > last {
        return None;
    }
    // The walk begins at the largest node that ends where the old tree ends: both have it.
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    let mut siblings = proof.iter();
    // An old tree that is full is that node, and the proof does not repeat its root.
    let mut old = if position == 0 { *old_root } else { *siblings.next()? };
    let mut new = old;
    while last != 0 {
        if position & 1 == 1 {
            let left = siblings.next()?;
            old = node_hash(hasher, left, &old);
            new = node_hash(hasher, left, &new);
        } else if position != last {
            new = node_hash(hasher, &new, siblings.next()?);
        }
        position >>= 1;
        last >>= 1;
    }
    siblings.next().is_none().then_some((old, new))
}
