//! The files as one catalogue: the leaves that stand for them, and the tree over these.

use crate::works::Work;
use alloy_primitives::keccak256;
use rules::{catalogue::Leaf, merkle::Tree, work::Origin};

/// The chain's hash.
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

/// What a catalogue says of a file.
pub fn leaf(work: &Work) -> Leaf {
    Leaf {
        digest: work.digest,
        kind: work.kind as u8,
        origin: Origin::Human as u8,
        units: work.units,
        metadata: [0; 32],
    }
}

/// Keccak-256.
pub type Hash = fn(&[u8]) -> [u8; 32];

/// The tree over files, in their order.
pub fn tree<'a>(works: impl IntoIterator<Item = &'a Work>) -> Tree<Hash> {
    let mut tree: Tree<Hash> = Tree::new(keccak);
    for work in works {
        tree.push(&leaf(work).to_bytes());
    }
    tree
}
