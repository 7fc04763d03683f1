//! The Merkle tree of catalogues, selections, manifests and pools: the shape of RFC 9162
//! (Certificate Transparency 2.0, section 2.1; RFC 6962 has the same), generic over the hash.
//!
//! A leaf's hash is `H(0x00 ‖ leaf)` and a node's `H(0x01 ‖ left ‖ right)`, so that no node can
//! be shown as a leaf. A tree of `n` leaves divides at the largest power of two below `n`. What
//! stands left and what right follows from index and count and is never sorted, and an odd node
//! is carried up, never doubled: at most `count` leaves can be proved, each in its place only.
//!
//! Leaves are counted from zero, and counts are `u64`. The empty tree has no root here: a
//! catalogue of nothing is nothing.
//!
//! - [`verify_inclusion`], [`root_of_inclusion`], [`path_length`] and [`verify_consistency`] run on
//!   the chain: they take no memory but the stack, loop at most [`MAX_PROOF`] times and never panic.
//! - [`Builder`] computes a root from leaves that stream by, with one hash a level in memory.
//! - [`Prover`] does, and collects the proofs of chosen leaves and older counts in the same pass.
//! - [`Tree`] holds all its leaves' hashes and proves anything, for trees that fit in memory.

mod builder;
mod path;
mod prover;
mod tree;
mod verify;

pub use builder::Builder;
pub use prover::Prover;
pub use tree::Tree;
pub use verify::{path_length, root_of_inclusion, verify_consistency, verify_inclusion};

use crate::Bytes32;
use alloc::vec::Vec;

/// A hash of 32 bytes: Keccak-256 on the chain, SHA-256 in Certificate Transparency.
///
/// Every function from bytes to 32 bytes is one.
pub trait Hasher {
    /// The hash of `bytes`.
    fn hash(&self, bytes: &[u8]) -> Bytes32;
}

impl<F: Fn(&[u8]) -> Bytes32> Hasher for F {
    fn hash(&self, bytes: &[u8]) -> Bytes32 {
        self(bytes)
    }
}

/// The most hashes an inclusion proof can have: the levels of a tree of `u64::MAX` leaves. A
/// consistency proof can have one more.
pub const MAX_PROOF: usize = 64;

/// What is hashed before a leaf.
pub const LEAF_PREFIX: u8 = 0x00;

/// What is hashed before a node's two halves.
pub const NODE_PREFIX: u8 = 0x01;

/// The hash of a leaf: `H(0x00 ‖ leaf)`.
///
/// Allocates for the concatenation; [`crate::catalogue::Leaf::hash`] does not.
pub fn leaf_hash(hasher: &impl Hasher, leaf: &[u8]) -> Bytes32 {
    let mut preimage = Vec::with_capacity(leaf.len().saturating_add(1));
    preimage.push(LEAF_PREFIX);
    preimage.extend_from_slice(leaf);
    hasher.hash(&preimage)
}

/// The hash of a node over two others: `H(0x01 ‖ left ‖ right)`.
pub fn node_hash(hasher: &impl Hasher, left: &Bytes32, right: &Bytes32) -> Bytes32 {
    let mut preimage = [NODE_PREFIX; 65];
    // Whole arrays are assigned, since copying slices compiles to a check of lengths and a panic.
    let [_, halves @ ..] = &mut preimage;
    if let ([to_left, to_right], _) = halves.as_chunks_mut() {
        *to_left = *left;
        *to_right = *right;
    }
    hasher.hash(&preimage)
}
