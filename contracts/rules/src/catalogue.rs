//! Catalogues: many works under one Merkle root ([`crate::merkle`]), a leaf each.

use crate::{
    Bytes32,
    merkle::{Hasher, LEAF_PREFIX},
    work::{self, WorkError},
};

/// How many bytes a catalogue's leaf has.
pub const LEAF_BYTES: usize = 74;

/// A work as a leaf of a catalogue: what a registration of its own would say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The SHA-256 digest of the work.
    pub digest: Bytes32,
    /// The number of a [`work::Kind`].
    pub kind: u8,
    /// The number of a [`work::Origin`].
    pub origin: u8,
    /// How much of what the kind is counted in ([`work::Kind::unit_name`]).
    pub units: u64,
    /// The SHA-256 digest of the work's metadata, or zero for none.
    pub metadata: Bytes32,
}

impl Leaf {
    /// Checks what the leaf says, as if the work were registered alone.
    ///
    /// # Errors
    /// [`WorkError::DigestZero`], [`WorkError::KindUnknown`], [`WorkError::OriginUnknown`],
    /// [`WorkError::UnitsZero`].
    pub fn check(&self) -> Result<(), WorkError> {
        work::check(&self.digest, self.kind, self.units, self.origin, b"")
    }

    /// The leaf's canonical bytes: `digest (32) ‖ kind (1) ‖ origin (1) ‖ units (8, big-endian)
    /// ‖ metadata (32)`.
    ///
    /// Every field has its fixed place, so two different leaves never have the same bytes.
    pub fn to_bytes(&self) -> [u8; LEAF_BYTES] {
        let mut bytes = [0; LEAF_BYTES];
        self.write(&mut bytes);
        bytes
    }

    /// The leaf's hash in the tree, [`crate::merkle::leaf_hash`] of its bytes, without allocation.
    pub fn hash(&self, hasher: &impl Hasher) -> Bytes32 {
        let mut preimage = [LEAF_PREFIX; LEAF_BYTES + 1];
        let [_, bytes @ ..] = &mut preimage;
        self.write(bytes);
        hasher.hash(&preimage)
    }

    /// Writes the canonical bytes, in whole arrays, since copying slices compiles to a check of
    /// lengths and a panic.
    fn write(&self, bytes: &mut [u8; LEAF_BYTES]) {
        if let Some((digest, rest)) = bytes.split_first_chunk_mut()
            && let [kind, origin, rest @ ..] = rest
            && let Some((units, rest)) = rest.split_first_chunk_mut()
            && let Some(metadata) = rest.first_chunk_mut()
        {
            *digest = self.digest;
            *kind = self.kind;
            *origin = self.origin;
            *units = self.units.to_be_bytes();
            *metadata = self.metadata;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{NODE_PREFIX, leaf_hash, node_hash};
    use proptest::prelude::*;
    use sha2::Digest;

    fn sha256(bytes: &[u8]) -> Bytes32 {
        sha2::Sha256::digest(bytes).into()
    }

    fn any_leaf() -> impl Strategy<Value = Leaf> {
        any::<(Bytes32, u8, u8, u64, Bytes32)>().prop_map(|(digest, kind, origin, units, metadata)| Leaf {
            digest,
            kind,
            origin,
            units,
            metadata,
        })
    }

    /// The leaf that the bytes are of: that there is but one is why leaves never share bytes.
    fn read(bytes: &[u8; LEAF_BYTES]) -> Leaf {
        Leaf {
            digest: bytes[..32].try_into().unwrap(),
            kind: bytes[32],
            origin: bytes[33],
            units: u64::from_be_bytes(bytes[34..42].try_into().unwrap()),
            metadata: bytes[42..].try_into().unwrap(),
        }
    }

    const LEAF: Leaf = Leaf { digest: [1; 32], kind: 4, origin: 2, units: 0x0102_0304_0506_0708, metadata: [9; 32] };

    #[test]
    fn the_bytes_are_in_the_documented_places() {
        let expected = [&[1; 32][..], &[4, 2, 1, 2, 3, 4, 5, 6, 7, 8], &[9; 32]].concat();
        assert_eq!(LEAF.to_bytes().as_slice(), expected);
    }

    #[test]
    fn r4_a_leaf_is_checked_like_a_registration() {
        assert_eq!(LEAF.check(), Ok(()));
        assert_eq!(Leaf { metadata: [0; 32], ..LEAF }.check(), Ok(()));
        assert_eq!(Leaf { digest: [0; 32], ..LEAF }.check(), Err(WorkError::DigestZero));
        assert_eq!(Leaf { kind: work::KINDS, ..LEAF }.check(), Err(WorkError::KindUnknown));
        assert_eq!(Leaf { origin: work::ORIGINS, ..LEAF }.check(), Err(WorkError::OriginUnknown));
        assert_eq!(Leaf { units: 0, ..LEAF }.check(), Err(WorkError::UnitsZero));
    }

    proptest! {
        #[test]
        fn r3_different_leaves_have_different_bytes(leaf in any_leaf()) {
            prop_assert_eq!(read(&leaf.to_bytes()), leaf);
        }

        #[test]
        fn r3_every_field_counts(a in any_leaf(), b in any_leaf()) {
            for other in [
                Leaf { digest: b.digest, ..a },
                Leaf { kind: b.kind, ..a },
                Leaf { origin: b.origin, ..a },
                Leaf { units: b.units, ..a },
                Leaf { metadata: b.metadata, ..a },
            ] {
                prop_assert_eq!(other == a, other.to_bytes() == a.to_bytes());
                prop_assert_eq!(other == a, other.hash(&sha256) == a.hash(&sha256));
            }
        }

        #[test]
        fn the_hash_is_the_trees(leaf in any_leaf()) {
            prop_assert_eq!(leaf.hash(&sha256), leaf_hash(&sha256, &leaf.to_bytes()));
        }

        /// What is hashed for a leaf differs from what is hashed for a node in its first byte and
        /// in its length.
        #[test]
        fn r3_an_inner_node_is_never_a_leafs_preimage(leaf in any_leaf(), left: Bytes32, right: Bytes32) {
            let seen = std::cell::RefCell::new(Vec::new());
            let spy = |bytes: &[u8]| {
                seen.borrow_mut().push(bytes.to_vec());
                sha256(bytes)
            };
            leaf.hash(&spy);
            node_hash(&spy, &left, &right);
            let seen = seen.into_inner();
            prop_assert_eq!((seen[0].len(), seen[0][0]), (1 + LEAF_BYTES, LEAF_PREFIX));
            prop_assert_eq!((seen[1].len(), seen[1][0]), (65, NODE_PREFIX));
        }
    }
}
