//! Proofs about leaves that stream by.

use super::{
    Builder, Hasher, leaf_hash,
    path::{self, Node},
};
use crate::Bytes32;
use alloc::{collections::BTreeMap, vec::Vec};

/// Computes a root and collects proofs from leaves that come one after the other, in one pass.
///
/// What shall be proved is said before the first leaf. It holds what a [`Builder`] holds and, for
/// each thing to prove, at most one hash a level and one more. A proof is about the leaves so
/// far; more may follow, and proofs be taken again.
#[derive(Clone, Debug)]
pub struct Prover<H> {
    builder: Builder<H>,
    /// The leaves from which proofs lead up to the root, sorted.
    paths: Vec<u64>,
    /// The nodes at which consistency proofs start, sorted.
    starts: Vec<Node>,
    /// The full nodes of the proofs.
    nodes: BTreeMap<Node, Bytes32>,
}

impl<H: Hasher> Prover<H> {
    /// A prover that has seen no leaf, for inclusion proofs of the leaves at `indices` (from 0)
    /// and consistency proofs from each of `old_counts`.
    pub fn new(hasher: H, indices: impl IntoIterator<Item = u64>, old_counts: impl IntoIterator<Item = u64>) -> Self {
        let mut paths: Vec<u64> = indices.into_iter().collect();
        let mut starts = Vec::new();
        for old_count in old_counts {
            paths.extend(old_count.checked_sub(1));
            starts.extend(Node::last_of(old_count));
        }
        paths.sort_unstable();
        paths.dedup();
        starts.sort_unstable();
        Self { builder: Builder::new(hasher), paths, starts, nodes: BTreeMap::new() }
    }

    /// Takes the next leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        self.push_hash(leaf_hash(&self.builder.hasher, leaf));
    }

    /// Takes the next leaf by its hash.
    pub fn push_hash(&mut self, leaf_hash: Bytes32) {
        let Self { builder, paths, starts, nodes } = self;
        builder.push_hash_seen(leaf_hash, |node, hash| {
            if is_over_any(node.sibling(), paths) || starts.binary_search(&node).is_ok() {
                nodes.insert(node, *hash);
            }
        });
    }

    /// How many leaves it has taken.
    pub const fn count(&self) -> u64 {
        self.builder.count()
    }

    /// The root of the leaves so far; `None` if there are none.
    pub fn root(&self) -> Option<Bytes32> {
        self.builder.root()
    }

    /// The inclusion proof of the leaf at `index` among the leaves so far, from the leaf up (RFC
    /// 9162, section 2.1.3.1); `None` if it has not come yet or was not asked for in the beginning.
    pub fn inclusion_proof(&self, index: u64) -> Option<Vec<Bytes32>> {
        path::inclusion(index, self.count())?.map(|node| self.hash(node)).collect()
    }

    /// The proof that the leaves so far begin with the first `old_count` (RFC 9162, section
    /// 2.1.4.1); `None` if that is zero, has not come yet or was not asked for in the beginning.
    pub fn consistency_proof(&self, old_count: u64) -> Option<Vec<Bytes32>> {
        path::consistency(old_count, self.count())?.map(|node| self.hash(node)).collect()
    }

    /// How many hashes it holds.
    pub fn hashes(&self) -> usize {
        self.builder.hashes().saturating_add(self.nodes.len())
    }

    fn hash(&self, node: Node) -> Option<Bytes32> {
        if node.is_full(self.count()) { self.nodes.get(&node).copied() } else { self.builder.root_of_rest(node.level) }
    }
}

/// Whether a node is over any of the leaves at `indices`, which are sorted.
fn is_over_any(node: Node, indices: &[u64]) -> bool {
    let first = indices.partition_point(|index| Node::over(*index, node.level) < node);
    indices.get(first).is_some_and(|index| Node::over(*index, node.level) == node)
}
