//! Pools: money for more contributors than a split has payees, as the leaves of one Merkle tree
//! ([`crate::merkle`]) by Keccak-256. A leaf names an account and its weight; what a weight
//! counts (items, seconds, declared uses) is for the pool's list to say.
//!
//! One rule for every leaf: all that it has earned is `floor(received x weight / total)`, where
//! `received` only grows. What this gives, each with its test:
//! - *conservation*: weights that add up to the total earn `received` at most, since a sum of
//!   floors is at most the floor of the sum (`s3_a_pool_never_earns_more_than_it_received`);
//! - *dust*: each floor leaves less than one unit, so all leave less than one unit a leaf (the
//!   same test);
//! - *monotone*: a numerator that grows never lowers a floor (`s4_more_money_never_earns_less`);
//! - *no starvation*: the sum received counts, never how it was cut up
//!   (`s5_cutting_income_up_changes_nothing_for_a_leaf`);
//! - *no overflow*: for every `u128` and `u64` (`s3_earnings_are_the_exact_floor`).
//!
//! An account may have several leaves. Their floors are taken one by one, so it can lose up to
//! one unit a leaf against one leaf of the same weight.

use crate::{
    Account, Bytes32,
    merkle::{Hasher, LEAF_PREFIX, verify_inclusion},
};

/// What a leaf begins with.
pub const DOMAIN: &[u8; 4] = b"pool";

/// How many bytes a leaf has: different from those of catalogues, selections and manifests.
pub const LEAF_BYTES: usize = 32;

/// A contributor's place in a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// Who is paid.
    pub account: Account,
    /// Its part of the pool's total weight.
    pub weight: u64,
}

impl Share {
    /// The leaf's canonical bytes: `"pool" (4) ‖ account (20) ‖ weight (8, big-endian)`.
    ///
    /// Every field has its fixed place, so two different shares never have the same bytes.
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

    /// Whether the pool of this root and count has this share at `index` (from 0). No pool of
    /// zero shares does.
    pub fn is_in(&self, hasher: &impl Hasher, root: &Bytes32, count: u64, index: u64, proof: &[Bytes32]) -> bool {
        verify_inclusion(hasher, root, count, index, &self.hash(hasher), proof)
    }

    /// Writes the canonical bytes, in whole arrays, since copying slices compiles to a check of
    /// lengths and a panic.
    fn write(&self, bytes: &mut [u8; LEAF_BYTES]) {
        if let Some((domain, rest)) = bytes.split_first_chunk_mut()
            && let Some((account, rest)) = rest.split_first_chunk_mut()
            && let Some(weight) = rest.first_chunk_mut()
        {
            *domain = *DOMAIN;
            *account = self.account;
            *weight = self.weight.to_be_bytes();
        }
    }
}

/// All that a leaf of `weight` has earned of what its pool of weight `total` received, in
/// whatever unit that is: `floor(received x weight / total)`, rounded down.
///
/// Exact for all numbers, with 128 bits alone: `received = q x total + r` with `r < total`, so
/// `received x weight / total = q x weight + r x weight / total`, where the first term is whole
/// and at most `received`, and `r x weight < 2^128`.
///
/// A weight above the total counts as the total. A pool without weight earns nobody anything.
#[inline(never)]
pub fn earned(received: u128, weight: u64, total: u64) -> u128 {
    let (weight, total) = (u128::from(weight.min(total)), u128::from(total));
    let (Some(whole), Some(rest)) = (received.checked_div(total), received.checked_rem(total)) else { return 0 };
    let part = rest.saturating_mul(weight).checked_div(total).unwrap_or_default();
    whole.saturating_mul(weight).saturating_add(part)
}

#[cfg(test)]
mod tests;
