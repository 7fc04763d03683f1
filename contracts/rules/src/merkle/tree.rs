//! A tree that fits in memory.

use super::{
    Builder, Hasher, leaf_hash,
    path::{self, Node},
};
use crate::Bytes32;
use alloc::vec::Vec;

/// A tree that holds the hashes of all its leaves and can prove anything about them.
///
/// Roots and proofs are computed anew when asked for, in time linear in the number of leaves.
#[derive(Clone, Debug)]
pub struct Tree<H> {
    hasher: H,
    leaves: Vec<Bytes32>,
}

impl<H: Hasher> Tree<H> {
    /// A tree without leaves.
    pub const fn new(hasher: H) -> Self {
        Self::from_hashes(hasher, Vec::new())
    }

    /// A tree of leaves with these hashes.
    pub const fn from_hashes(hasher: H, leaves: Vec<Bytes32>) -> Self {
        Self { hasher, leaves }
    }

    /// Adds a leaf at the end.
    pub fn push(&mut self, leaf: &[u8]) {
        self.push_hash(leaf_hash(&self.hasher, leaf));
    }

    /// Adds a leaf at the end by its hash.
    pub fn push_hash(&mut self, leaf_hash: Bytes32) {
        self.leaves.push(leaf_hash);
    }

    /// The hashes of the leaves.
    pub fn leaf_hashes(&self) -> &[Bytes32] {
        &self.leaves
    }

    /// How many leaves it has.
    pub const fn count(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The root; `None` if there are no leaves.
    pub fn root(&self) -> Option<Bytes32> {
        self.root_of_first(self.count())
    }

    /// The root that the tree had when it had `count` leaves; `None` if that is zero or it never
    /// had so many.
    pub fn root_of_first(&self, count: u64) -> Option<Bytes32> {
        self.root_of(self.leaves.get(..usize::try_from(count).ok()?)?)
    }

    /// The inclusion proof of the leaf at `index` (from 0), from the leaf up (RFC 9162, section
    /// 2.1.3.1); `None` if there is no such leaf.
    pub fn inclusion_proof(&self, index: u64) -> Option<Vec<Bytes32>> {
        path::inclusion(index, self.count())?.map(|node| self.hash(node)).collect()
    }

    /// The proof that the tree begins with its first `old_count` leaves (RFC 9162, section
    /// 2.1.4.1); `None` if that is zero or more than it has. Empty if it is all it has.
    pub fn consistency_proof(&self, old_count: u64) -> Option<Vec<Bytes32>> {
        path::consistency(old_count, self.count())?.map(|node| self.hash(node)).collect()
    }

    fn hash(&self, node: Node) -> Option<Bytes32> {
        let width = 1usize.checked_shl(node.level)?;
        let position = usize::try_from(node.position).ok()?;
        self.root_of(self.leaves.chunks(width).nth(position)?)
    }

    fn root_of(&self, leaves: &[Bytes32]) -> Option<Bytes32> {
        let mut builder = Builder::new(|bytes: &[u8]| self.hasher.hash(bytes));
        leaves.iter().for_each(|leaf| builder.push_hash(*leaf));
        builder.root()
    }
}
