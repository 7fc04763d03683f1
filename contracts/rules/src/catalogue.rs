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
        bytes[..32].copy_from_slice(&self.digest);
        bytes[32] = self.kind;
        bytes[33] = self.origin;
        bytes[34..42].copy_from_slice(&self.units.to_be_bytes());
        bytes[42..].copy_from_slice(&self.metadata);
        bytes
    }

    /// The leaf's hash in the tree, [`crate::merkle::leaf_hash`] of its bytes, without allocation.
    pub fn hash(&self, hasher: &impl Hasher) -> Bytes32 {
        let mut preimage = [LEAF_PREFIX; LEAF_BYTES + 1];
        preimage[1..].copy_from_slice(&self.to_bytes());
        hasher.hash(&preimage)
    }
}
