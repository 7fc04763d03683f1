//! The embedded chain as a backend of `ink_e2e`, so that tests read like any ink! project's.
//!
//! A crate of tests takes this crate under the name of `ink_e2e`
//! (`ink_e2e = { package = "ink-client", .. }`) and finds all of it here. One thing differs: the
//! contracts are not built anew for every test, and with debugging; the blobs that the project's
//! builder has left in `target/ink` are what is tested.
//!
//! ```text
//! #[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
//! async fn it_works() -> Result<(), Box<dyn std::error::Error>> { .. }
//! ```
//!
//! As everywhere in `ink_e2e`, `value` and `storage_deposit_limit` are in the native token's
//! smallest unit, the planck. What a transaction did and cost is its `chain::Receipt`, which takes
//! the place of `ink_e2e`'s event log.
//!
//! `ink_e2e` belongs to another release of polkadot-sdk than the chain. The two releases' types
//! meet in the module `convert` only, as bytes.

mod client;
mod contracts;
mod convert;

use std::path::PathBuf;

pub use chain;
pub use client::{ChainClient, Error, Hub};
pub use ink_e2e::*;

/// What `ink_e2e` calls to have the contracts built. They are, so there is nothing to do.
pub fn build_root_and_contract_dependencies(_features: Vec<String>) -> Vec<PathBuf> {
    Vec::new()
}
