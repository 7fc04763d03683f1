//! Commitments: how a creator gets priority over whoever watches pending transactions.
//!
//! A commitment is the hash of who will reveal and of everything that will be revealed:
//! `keccak256(DOMAIN ‖ contract ‖ caller ‖ calldata of the reveal)`, where the first three
//! are 32-byte words and the last is the reveal's whole calldata, selector included. Fixed
//! words come first and there is one variable part, so two different reveals never share a
//! preimage.

use crate::{Account, Bytes32, limits::COMMIT_TTL};
use alloc::vec::Vec;

/// The domain of commitments: ASCII, padded with zeros.
pub const DOMAIN: Bytes32 = *b"provenance-registry/commitment/1";

/// When a commitment was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Commitment {
    /// Unix seconds: the priority of what it reveals.
    pub at: u64,
    /// The block's number.
    pub block: u32,
}

/// Why a commitment cannot be revealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevealError {
    /// It was made in this very block: a reveal comes at least one block later.
    TooYoung,
    /// It is older than [`COMMIT_TTL`].
    Expired,
}

impl Commitment {
    /// Checks that the commitment can be revealed now: at least one block old and at most
    /// [`COMMIT_TTL`] seconds.
    ///
    /// # Errors
    /// [`RevealError::TooYoung`], [`RevealError::Expired`].
    pub fn check_reveal(&self, now: u64, block: u32) -> Result<(), RevealError> {
        if self.block >= block {
            Err(RevealError::TooYoung)
        } else if self.expired(now) {
            Err(RevealError::Expired)
        } else {
            Ok(())
        }
    }

    /// Whether it is too old to be revealed.
    pub fn expired(&self, now: u64) -> bool {
        now > self.at.saturating_add(COMMIT_TTL)
    }

    /// Whether it was made before a registration in `block`: then its reveal takes that
    /// registration over while it is provisional.
    pub fn precedes(&self, block: u32) -> bool {
        self.block < block
    }
}

/// Whether a record registered without a commitment at `registered_at` can still be taken
/// over. Every commitment older than the registration has expired when this turns false.
pub fn provisional(registered_at: u64, now: u64) -> bool {
    now <= registered_at.saturating_add(COMMIT_TTL)
}

/// What a commitment hashes; see the module's documentation. `contract` is the one that will be
/// called: the registry, or the module of batches and catalogues.
pub fn preimage(contract: &Account, caller: &Account, calldata: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(calldata.len().saturating_add(96));
    bytes.extend_from_slice(&DOMAIN);
    for account in [contract, caller] {
        bytes.extend_from_slice(&[0; 12]);
        bytes.extend_from_slice(account);
    }
    bytes.extend_from_slice(calldata);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reveal_waits_a_block_and_comes_within_the_hour() {
        let made = Commitment { at: 1_000, block: 10 };
        assert_eq!(made.check_reveal(1_000, 10), Err(RevealError::TooYoung));
        assert_eq!(made.check_reveal(1_000, 11), Ok(()));
        assert_eq!(made.check_reveal(1_000 + COMMIT_TTL, 11), Ok(()));
        assert_eq!(made.check_reveal(1_001 + COMMIT_TTL, 11), Err(RevealError::Expired));
    }

    #[test]
    fn r2_it_precedes_what_was_registered_in_a_later_block() {
        let made = Commitment { at: 1_000, block: 10 };
        for (block, precedes) in [(0, false), (9, false), (10, false), (11, true), (u32::MAX, true)] {
            assert_eq!(made.precedes(block), precedes, "{block}");
        }
    }

    #[test]
    fn provisional_ends_after_the_hour() {
        assert!(provisional(1_000, 1_000));
        assert!(provisional(1_000, 1_000 + COMMIT_TTL));
        assert!(!provisional(1_000, 1_001 + COMMIT_TTL));
    }

    proptest! {
        /// A commitment that precedes a registration can only be revealed while that
        /// registration is provisional, so a final record is never taken over.
        #[test]
        fn r2_what_can_take_over_expires_before_the_record_is_final(
            at in 0u64..1 << 40, later in 0u64..10_000, now in 0u64..1 << 41, block in 1u32..1000,
        ) {
            let made = Commitment { at, block };
            // Time does not run backwards: what is registered in a later block is at least
            // as late. Two blocks can have the same second.
            let registered_at = at + later;
            if now >= registered_at && made.check_reveal(now, block + 2).is_ok() {
                prop_assert!(provisional(registered_at, now));
            }
        }

        #[test]
        fn r3_different_reveals_have_different_preimages(
            a in any::<([u8; 20], [u8; 20], Vec<u8>)>(), b in any::<([u8; 20], [u8; 20], Vec<u8>)>(),
        ) {
            let same = preimage(&a.0, &a.1, &a.2) == preimage(&b.0, &b.1, &b.2);
            prop_assert_eq!(same, a == b);
        }
    }
}
