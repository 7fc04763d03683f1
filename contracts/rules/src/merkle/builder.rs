//! The root of leaves that stream by.

use super::{Hasher, leaf_hash, node_hash, path::Node};
use crate::Bytes32;
use alloc::vec::Vec;

/// Computes a root from leaves that come one after the other.
///
/// It holds the roots of the full trees that the leaves so far divide into, one for each bit of
/// their count: at most 64 hashes, whatever the count.
#[derive(Clone, Debug)]
pub struct Builder<H> {
    pub(super) hasher: H,
    /// The roots of the full trees, from the largest to the smallest, from left to right.
    peaks: Vec<Bytes32>,
    count: u64,
}

impl<H: Hasher> Builder<H> {
    /// A builder that has seen no leaf.
    pub const fn new(hasher: H) -> Self {
        Self { hasher, peaks: Vec::new(), count: 0 }
    }

    /// Takes the next leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        self.push_hash(leaf_hash(&self.hasher, leaf));
    }

    /// Takes the next leaf by its hash.
    pub fn push_hash(&mut self, leaf_hash: Bytes32) {
        self.push_hash_seen(leaf_hash, |_, _| ());
    }

    /// Takes the next leaf by its hash and shows every node that is full with it, from the leaf
    /// up.
    pub(super) fn push_hash_seen(&mut self, leaf_hash: Bytes32, mut seen: impl FnMut(Node, &Bytes32)) {
        let mut node = Node { level: 0, position: self.count };
        let mut hash = leaf_hash;
        seen(node, &hash);
        // At an odd position the last peak is the left sibling.
        while node.position & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = node_hash(&self.hasher, &left, &hash);
            node = Node { level: node.level.saturating_add(1), position: node.position >> 1 };
            seen(node, &hash);
        }
        self.peaks.push(hash);
        self.count = self.count.saturating_add(1);
    }

    /// How many leaves it has taken.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The root of the leaves so far; `None` if there are none. More leaves may follow.
    pub fn root(&self) -> Option<Bytes32> {
        self.root_of_peaks(self.peaks.len())
    }

    /// The hash over the leaves at the end that are too few to fill a node on `level`; `None` if
    /// there are none.
    pub(super) fn root_of_rest(&self, level: u32) -> Option<Bytes32> {
        let in_full_nodes = Node::over(self.count, level).position.count_ones();
        let peaks = self.count.count_ones().saturating_sub(in_full_nodes);
        self.root_of_peaks(usize::try_from(peaks).ok()?)
    }

    /// The hash over the last peaks.
    fn root_of_peaks(&self, how_many: usize) -> Option<Bytes32> {
        let last = self.peaks.iter().rev().take(how_many).copied();
        last.reduce(|right, left| node_hash(&self.hasher, &left, &right))
    }

    /// How many hashes it holds.
    pub const fn hashes(&self) -> usize {
        self.peaks.len()
    }
}
