//! The embedded chain: the runtime of Polkadot Hub, as contracts see it, run natively in process.
//!
//! [`Chain`] starts with an empty state and a block open. Every [`Chain::call`] and
//! [`Chain::deploy`] signs a real extrinsic, an sr25519 one or an Ethereum transaction, and applies
//! it: fees, nonces, weights, storage deposits and refusals are those of the real pallets. Nothing
//! needs to be installed, and nothing is kept when the value is dropped.
//!
//! Two units of money appear. *EVM units* have 18 decimals; contracts see only them, and so do
//! [`Chain::call`], [`Chain::balance`] and [`Chain::endow`]. *Planck* have 10 decimals; fees,
//! deposits and `native_*` are in planck. One planck is [`EVM_UNITS_PER_PLANCK`] EVM units.

mod accounts;
mod action;
mod assets;
mod block;
mod chain;
mod dry_run;
mod events;
mod extrinsic;
mod ledger;
mod money;
mod outcome;
mod profile;
mod storage;
mod witness;

pub use accounts::{Account, address_of_ss58};
pub use assets::{AssetRefused, erc20_address};
pub use chain::{Chain, GENESIS_TIME, SECONDS_PER_BLOCK};
pub use dry_run::{DryRun, Refusal};
pub use extrinsic::Limits;
pub use hub_runtime as runtime;
pub use money::{EVM_UNITS_PER_PLANCK, TOKEN, to_evm_units};
pub use outcome::{ContractEvent, Deployed, Failure, NotIncluded, Receipt, Touched};
pub use profile::{Profile, Spent};
pub use sp_core::{H160, H256, U256};
pub use sp_runtime::AccountId32;
pub use sp_runtime::Weight;
pub use storage::ContractState;
