//! Checking proofs against roots: the part that runs on the chain.
//!
//! Both go up level by level with two numbers: the `position` of the node that is proved
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
/// The count is no part of a root, so the caller keeps the two together. Index and count fix the
/// way up: even under a false count, each index below it has at most one leaf that can ever be
/// proved, though maybe not the one that the true tree has there.
pub fn root_of_inclusion(
    hasher: &impl Hasher,
    leaf_hash: &Bytes32,
    index: u64,
    count: u64,
    proof: &[Bytes32],
) -> Option<Bytes32> {
    let last = count.checked_sub(1)?;
    climb(hasher, (index, last), leaf_hash, None, proof)
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

/// How many hashes the inclusion proof of the leaf at `index` (from 0) among `count` has: the
/// only length with which [`root_of_inclusion`] finds a root, so that proofs can be told apart
/// that come one after the other. At most [`super::MAX_PROOF`]; `None` if there is no such leaf.
pub fn path_length(index: u64, count: u64) -> Option<usize> {
    let last = count.checked_sub(1)?;
    if index > last {
        return None;
    }
    // On the levels below the first node over both this leaf and the last one, there is a
    // sibling on each; from there up it is the last of its level, which has one on the left alone.
    let shared = u64::BITS.saturating_sub((index ^ last).leading_zeros());
    let above = index.checked_shr(shared).unwrap_or_default().count_ones();
    usize::try_from(shared.saturating_add(above)).ok()
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
    if old_count >= new_count {
        return old_count == new_count && old_count != 0 && old_root == new_root && proof.is_empty();
    }
    let (Some(mut position), Some(mut last)) = (old_count.checked_sub(1), new_count.checked_sub(1)) else {
        return false;
    };
    // The climb begins at the largest node that ends where the old tree ends: both trees have it.
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    // An old tree that is full is that node, and the proof does not repeat its root.
    let (start, siblings) = match proof.split_first() {
        _ if position == 0 => (old_root, proof),
        Some(start_and_siblings) => start_and_siblings,
        None => return false,
    };
    let mut old = *start;
    climb(hasher, (position, last), start, Some(&mut old), siblings).as_ref() == Some(new_root) && old == *old_root
}

/// Goes up from a node at a position of a level whose last position is given, and tells the root.
/// `older` goes with it from the same node to the root of the tree that ends there, which has only
/// the left siblings.
///
/// `None` if the position is beyond the last, or there are fewer or more siblings than levels
/// with one.
fn climb(
    hasher: &impl Hasher,
    (mut position, mut last): (u64, u64),
    start: &Bytes32,
    mut older: Option<&mut Bytes32>,
    siblings: &[Bytes32],
) -> Option<Bytes32> {
    if position > last {
        return None;
    }
    let mut hash = *start;
    let mut siblings = siblings.iter();
    while last != 0 {
        if position & 1 == 1 {
            let left = siblings.next()?;
            hash = node_hash(hasher, left, &hash);
            if let Some(older) = older.as_deref_mut() {
                *older = node_hash(hasher, left, older);
            }
        } else if position != last {
            hash = node_hash(hasher, &hash, siblings.next()?);
        }
        position >>= 1;
        last >>= 1;
    }
    siblings.next().is_none().then_some(hash)
}
