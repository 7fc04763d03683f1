//! What accounts, blocks and transactions are.

use alloc::borrow::Cow;

use sp_runtime::{
    MultiAddress, MultiSignature, generic,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
};
use sp_version::RuntimeVersion;

use crate::{AllPalletsWithSystem, EthExtraImpl, Runtime, apis};

/// A signature of any of the kinds that Substrate knows.
pub type Signature = MultiSignature;
/// The 32 bytes that name an account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An amount of the native token, in planck.
pub type Balance = u128;
/// The number of a block.
pub type BlockNumber = u32;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A block's or an extrinsic's hash.
pub type Hash = sp_core::H256;
/// How an extrinsic names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A signed extrinsic, an inherent, or an Ethereum transaction in its `eth_transact` wrapping.
pub type UncheckedExtrinsic = pallet_revive::evm::runtime::UncheckedExtrinsic<Address, Signature, EthExtraImpl>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// What runs blocks and extrinsics.
pub type Executive =
    frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// What this runtime calls itself.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("hub-like"),
    impl_name: Cow::Borrowed("hub-like"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};
