//! What a node may ask of the runtime. Natively, only the trait implementations matter.

#![allow(missing_docs, reason = "the macro writes items without documentation")]

use alloc::vec::Vec;

use frame_support::weights::Weight;
use sp_api::impl_runtime_apis;
use sp_core::OpaqueMetadata;
use sp_runtime::{ExtrinsicInclusionMode, traits::Block as BlockT};
use sp_version::RuntimeVersion;

use crate::{AccountId, Balance, Block, BlockNumber, Executive, Header, Nonce, Runtime, RuntimeCall, VERSION};

pallet_revive::impl_runtime_apis_plus_revive_traits!(
    Runtime,
    Revive,
    Executive,
    EthExtraImpl,

    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            VERSION
        }
        fn execute_block(block: <Block as BlockT>::LazyBlock) {
            Executive::execute_block(block)
        }
        fn initialize_block(header: &Header) -> ExtrinsicInclusionMode {
            Executive::initialize_block(header)
        }
    }

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            OpaqueMetadata::new(Runtime::metadata().into())
        }
        fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
            Runtime::metadata_at_version(version)
        }
        fn metadata_versions() -> Vec<u32> {
            Runtime::metadata_versions()
        }
    }
);
