//! Manifests of training runs: which works went in, and under which licence each, as the leaves
//! of one Merkle tree ([`crate::merkle`]), by Keccak-256.
//!
//! Who trains builds the tree from works that stream by, with [`crate::merkle::Builder`] for
//! the root and [`crate::merkle::Prover`] for proofs, from the leaves' hashes. Only root and
//! count are published; who is shown a leaf with its proof knows that it was there.

use crate::{
    Bytes32,
    merkle::{Hasher, leaf_hash, verify_inclusion},
};
use alloc::vec::Vec;

/// What a leaf begins with.
pub const DOMAIN: &[u8; 8] = b"manifest";

/// How many bytes a leaf has: different from those of catalogues and selections.
pub const LEAF_BYTES: usize = 72;

/// A work that went into a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The SHA-256 digest of the work.
    pub digest: Bytes32,
    /// The licence for it.
    pub licence: u64,
}

impl Entry {
    /// The leaf's canonical bytes: `"manifest" (8) ‖ digest (32) ‖ licence (32, big-endian)`.
    ///
    /// Every field has its fixed place, so two different entries never have the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LEAF_BYTES);
        bytes.extend_from_slice(DOMAIN);
        bytes.extend_from_slice(&self.digest);
        bytes.extend_from_slice(&[0; 24]);
        bytes.extend_from_slice(&self.licence.to_be_bytes());
        bytes
    }

    /// The leaf's hash in the tree.
    pub fn hash(&self, hasher: &impl Hasher) -> Bytes32 {
        leaf_hash(hasher, &self.to_bytes())
    }

    /// Whether the manifest of this root and count names this work with this licence at `index`
    /// (from 0). No manifest of zero entries does.
    pub fn is_in(&self, hasher: &impl Hasher, root: &Bytes32, count: u64, index: u64, proof: &[Bytes32]) -> bool {
        verify_inclusion(hasher, root, count, index, &self.hash(hasher), proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue,
        merkle::{Builder, Prover, Tree},
        selection,
    };
    use proptest::prelude::*;
    use sha3::Digest;

    fn keccak(bytes: &[u8]) -> Bytes32 {
        sha3::Keccak256::digest(bytes).into()
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        any::<(Bytes32, u64)>().prop_map(|(digest, licence)| Entry { digest, licence })
    }

    fn read(bytes: &[u8]) -> Entry {
        assert_eq!((&bytes[..8], &bytes[40..64], bytes.len()), (&DOMAIN[..], &[0; 24][..], LEAF_BYTES));
        let licence = u64::from_be_bytes(bytes[64..].try_into().unwrap());
        Entry { digest: bytes[8..40].try_into().unwrap(), licence }
    }

    #[test]
    fn the_bytes_are_in_the_documented_places() {
        let entry = Entry { digest: [7; 32], licence: 0x0102_0304_0506_0708 };
        let expected = [&b"manifest"[..], &[7; 32], &[0; 24], &[1, 2, 3, 4, 5, 6, 7, 8]].concat();
        assert_eq!(entry.to_bytes(), expected);
    }

    /// No two kinds of leaf, and no leaf and node (65 bytes with the prefix), have as many bytes.
    #[test]
    fn r3_kinds_of_leaves_have_different_lengths() {
        let mut lengths = [LEAF_BYTES, catalogue::LEAF_BYTES, selection::LEAF_BYTES, 64];
        lengths.sort_unstable();
        assert!(lengths.windows(2).all(|two| two[0] != two[1]));
    }

    proptest! {
        #[test]
        fn r3_different_entries_have_different_preimages(entry in any_entry()) {
            prop_assert_eq!(read(&entry.to_bytes()), entry);
        }

        #[test]
        fn r3_every_field_of_an_entry_counts(a in any_entry(), b in any_entry()) {
            for other in [Entry { digest: b.digest, ..a }, Entry { licence: b.licence, ..a }] {
                prop_assert_eq!(other == a, other.to_bytes() == a.to_bytes());
                prop_assert_eq!(other == a, other.hash(&keccak) == a.hash(&keccak));
            }
        }

        #[test]
        fn an_entry_is_in_its_place_of_its_manifest_only(
            entries in proptest::collection::btree_set(any_entry(), 1..40),
            which: proptest::sample::Index,
            stranger in any_entry(),
        ) {
            let entries: Vec<Entry> = entries.into_iter().collect();
            let index = which.index(entries.len());
            let (mut tree, mut builder) = (Tree::new(keccak), Builder::new(keccak));
            let mut prover = Prover::new(keccak, [index as u64], []);
            for entry in &entries {
                let hash = entry.hash(&keccak);
                tree.push_hash(hash);
                builder.push_hash(hash);
                prover.push_hash(hash);
            }
            let (root, count) = (tree.root().unwrap(), tree.count());
            prop_assert_eq!(builder.root(), Some(root));
            let proof = prover.inclusion_proof(index as u64).unwrap();
            prop_assert_eq!(Some(proof.clone()), tree.inclusion_proof(index as u64));
            for place in 0..count {
                for (position, entry) in entries.iter().enumerate() {
                    let there = place == index as u64 && position == index;
                    prop_assert_eq!(entry.is_in(&keccak, &root, count, place, &proof), there);
                }
                if !entries.contains(&stranger) {
                    prop_assert!(!stranger.is_in(&keccak, &root, count, place, &proof));
                }
            }
            prop_assert!(!entries[index].is_in(&keccak, &root, 0, 0, &[]));
        }
    }
}
