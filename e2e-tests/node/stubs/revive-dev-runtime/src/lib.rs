//! Our runtime, where `pallet-revive-eth-rpc` looks for its authors'.

pub use node_runtime::Runtime;
