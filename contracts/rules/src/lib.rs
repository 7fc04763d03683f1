//! The rules of licensing works for AI training, in plain Rust.
//!
//! Everything here is deterministic, `no_std`, free of storage and of ink!, and tests in
//! seconds; the contracts decode, ask these rules, store and call out.
//!
//! Amounts are `u128` in *EVM units* (18 decimals of the chain's native token), times are
//! Unix seconds, shares are basis points (1/10 000). Every division rounds down.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing))]

extern crate alloc;

pub mod ancestors;
pub mod base64;
pub mod calendar;
pub mod catalogue;
pub mod challenge;
pub mod cid;
pub mod commitment;
#[cfg(feature = "documents")]
pub mod documents;
pub mod encumbrance;
pub mod erc721;
pub mod exclusivity;
pub mod history;
pub mod ledger;
pub mod licence;
pub mod limits;
pub mod manifest;
pub mod merkle;
pub mod offer;
pub mod parents;
pub mod pool;
pub mod preferences;
pub mod presets;
pub mod pro_rata;
pub mod royalty;
pub mod selection;
pub mod split;
pub mod split_version;
pub mod standing;
pub mod terms;
pub mod text;
pub mod usage;
pub mod uses;
pub mod work;

/// An account's 20-byte address on the chain, Ethereum style.
pub type Account = [u8; 20];

/// A SHA-256 digest, a record's token id, or another 32-byte name.
pub type Bytes32 = [u8; 32];
