//! A small FRAME runtime set up as Polkadot Hub is, as far as contracts can tell: accounts,
//! balances, fees, block limits, storage deposits, and `pallet-revive` with its benchmarked
//! weights. It takes extrinsics signed by sr25519 accounts and Ethereum transactions alike.
//!
//! It has no consensus, no governance and no other chains to talk to. This crate runs it natively, in
//! process; `e2e-tests/node/runtime` compiles the same modules to Wasm, for a node.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]

extern crate alloc;

pub mod apis;
pub mod config;
pub mod constants;
pub mod extension;
mod pallets;
#[cfg(test)]
mod tests;
mod types;

pub use extension::{EthExtraImpl, TxExtension};
pub use pallets::*;
pub use types::*;
