//! Selections: the works of a catalogue that a buyer chose, as the leaves of one Merkle tree
//! ([`crate::merkle`]), by Keccak-256.
//!
//! A licence of a selection pins the tree's root and count. The leaf is the work's digest: that
//! a work is in the catalogue is proved with the catalogue's own tree.

use crate::{
    Bytes32,
    merkle::{Hasher, leaf_hash, verify_inclusion},
};
use alloc::vec::Vec;

/// What a leaf begins with.
pub const DOMAIN: &[u8; 9] = b"selection";

/// How many bytes a leaf has: different from those of catalogues and manifests.
pub const LEAF_BYTES: usize = 41;

/// The canonical bytes of the leaf of a selected work: `"selection" (9) ‖ digest (32)`.
pub fn leaf(digest: &Bytes32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(LEAF_BYTES);
    bytes.extend_from_slice(DOMAIN);
    bytes.extend_from_slice(digest);
    bytes
}

/// The hash of the leaf of a selected work.
pub fn hash(hasher: &impl Hasher, digest: &Bytes32) -> Bytes32 {
    leaf_hash(hasher, &leaf(digest))
}

/// Whether the selection of this root and count has this work at `index` (from 0).
pub fn contains(
    hasher: &impl Hasher,
    root: &Bytes32,
    count: u64,
    index: u64,
    digest: &Bytes32,
    proof: &[Bytes32],
) -> bool {
    verify_inclusion(hasher, root, count, index, &hash(hasher, digest), proof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::Tree;
    use proptest::prelude::*;
    use sha3::Digest;

    fn keccak(bytes: &[u8]) -> Bytes32 {
        sha3::Keccak256::digest(bytes).into()
    }

    #[test]
    fn the_bytes_are_in_the_documented_places() {
        assert_eq!(leaf(&[7; 32]), [&b"selection"[..], &[7; 32]].concat());
        assert_eq!(leaf(&[7; 32]).len(), LEAF_BYTES);
    }

    proptest! {
        #[test]
        fn r3_different_works_have_different_preimages(a: Bytes32, b: Bytes32) {
            prop_assert_eq!(a == b, leaf(&a) == leaf(&b));
            prop_assert_eq!(a == b, hash(&keccak, &a) == hash(&keccak, &b));
        }

        #[test]
        fn a_work_is_in_its_place_of_its_selection_only(
            digests in proptest::collection::btree_set(any::<Bytes32>(), 1..20),
            stranger: Bytes32,
        ) {
            let digests: Vec<Bytes32> = digests.into_iter().collect();
            let mut tree = Tree::new(keccak);
            digests.iter().for_each(|digest| tree.push_hash(hash(&keccak, digest)));
            let (root, count) = (tree.root().unwrap(), tree.count());
            for (index, digest) in (0..).zip(&digests) {
                let proof = tree.inclusion_proof(index).unwrap();
                prop_assert!(contains(&keccak, &root, count, index, digest, &proof));
                prop_assert!(!contains(&keccak, &root, count, index + 1, digest, &proof));
                prop_assert!(digests.contains(&stranger) || !contains(&keccak, &root, count, index, &stranger, &proof));
                // The bare digest as a leaf is none of a selection.
                prop_assert!(!verify_inclusion(&keccak, &root, count, index, &leaf_hash(&keccak, digest), &proof));
            }
        }
    }
}
