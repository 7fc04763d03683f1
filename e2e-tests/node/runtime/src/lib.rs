//! The embedded chain's runtime, for a node: the modules of `e2e-tests/chain/runtime` as they stand there,
//! with what a node asks of a runtime beyond what running transactions takes, and with accounts to begin
//! with. A crate of its own, since the chain in process needs none of what this one depends on.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
pub mod genesis;

#[path = "../../../chain/runtime/src/config.rs"]
pub mod config;
#[path = "../../../chain/runtime/src/constants.rs"]
pub mod constants;
#[path = "../../../chain/runtime/src/extension.rs"]
pub mod extension;
#[path = "../../../chain/runtime/src/pallets.rs"]
mod pallets;
#[path = "../../../chain/runtime/src/types.rs"]
mod types;

#[cfg(test)]
mod tests;

pub use extension::{EthExtraImpl, TxExtension};
pub use pallets::*;
pub use types::*;

/// A block as a node sees it: it does not know what transactions are made of.
pub type OpaqueBlock = sp_runtime::generic::Block<Header, sp_runtime::OpaqueExtrinsic>;
