//! The numbers of Polkadot Hub.
//!
//! They are those of `asset-hub-polkadot` in `polkadot-fellows/runtimes`, release 2.3.2 of July
//! 2026. Where this runtime departs from them, the constant says so.

use frame_support::{
    parameter_types,
    weights::{
        Weight,
        constants::{WEIGHT_REF_TIME_PER_NANOS, WEIGHT_REF_TIME_PER_SECOND},
    },
};
use sp_runtime::{FixedU128, Perbill};

use crate::Balance;

/// One whole native token in its smallest unit, the planck: ten decimals, as DOT has.
pub const UNIT: Balance = 10_000_000_000;
/// A hundredth of [`UNIT`].
pub const CENT: Balance = UNIT / 100;
/// A thousandth of [`CENT`].
pub const MILLICENT: Balance = CENT / 1_000;

/// How many EVM units (18 decimals) make one planck (10 decimals).
pub const NATIVE_TO_ETH_RATIO: u32 = 100_000_000;

/// The least an account must hold to exist, in planck.
pub const EXISTENTIAL_DEPOSIT: Balance = CENT;

/// The EIP-155 chain id. Polkadot Hub's is 420420419; this is another one, so that no transaction
/// signed here is valid there.
pub const CHAIN_ID: u64 = 420_420_420;

/// The price of a byte of an extrinsic, in planck.
pub const TRANSACTION_BYTE_FEE: Balance = MILLICENT / 2;

/// What `items` storage items of together `bytes` bytes cost to keep, in planck.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
    (items as Balance) * UNIT / 5 + (bytes as Balance) * MILLICENT
}

/// How long a block takes, in milliseconds.
pub const MILLISECS_PER_BLOCK: u64 = 6_000;

/// What a block may use: two seconds of one reference core and 10 MiB of proof.
pub const MAXIMUM_BLOCK_WEIGHT: Weight =
    Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2), 10 * 1024 * 1024);

/// The part of a block that ordinary extrinsics may fill.
pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(85);

/// The part of a block that is set aside for what runs at its start.
pub const AVERAGE_ON_INITIALIZE_RATIO: Perbill = Perbill::from_percent(5);

/// The longest block, in bytes.
pub const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

/// The weight of an empty block.
pub const BLOCK_EXECUTION_WEIGHT: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(5_000_000), 0);

/// The weight of an extrinsic that does nothing.
pub const EXTRINSIC_BASE_WEIGHT: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_NANOS.saturating_mul(125_000), 0);

/// The fee per picosecond of reference time is [`FEE_NUMERATOR`] / [`FEE_DENOMINATOR`] planck.
/// The price of proof follows from the block's limits.
pub const FEE_NUMERATOR: u128 = CENT;
/// 200 times the base weight of the relay chain's extrinsics, in picoseconds.
pub const FEE_DENOMINATOR: u128 = 200 * 126_045_000;

/// Where the ERC-20 interfaces of assets are: asset `id` has the address whose first four bytes
/// are `id`, big-endian, whose bytes 16 and 17 are this number, and whose other bytes are zero.
pub const ASSETS_PRECOMPILE: u16 = 0x0120;

parameter_types! {
    /// [`EXISTENTIAL_DEPOSIT`].
    pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
    /// [`TRANSACTION_BYTE_FEE`].
    pub const TransactionByteFee: Balance = TRANSACTION_BYTE_FEE;
    /// For an item in the state's main trie: an account, a contract, a code.
    pub const DepositPerItem: Balance = deposit(1, 0);
    /// For an item that a contract writes.
    pub const DepositPerChildTrieItem: Balance = deposit(1, 0) / 100;
    /// For a byte in either.
    pub const DepositPerByte: Balance = deposit(0, 1);
    /// For an asset. Its creator pays.
    pub const AssetDeposit: Balance = deposit(1, 190);
    /// For an account with an asset that is not sufficient for an account to exist, where
    /// somebody pays to have it opened.
    pub const AssetAccountDeposit: Balance = deposit(1, 16);
    /// For an allowance. Who allows pays, and gets it back when nothing of it is left.
    pub const AssetApprovalDeposit: Balance = EXISTENTIAL_DEPOSIT;
    /// For an asset's name and symbol.
    pub const AssetMetadataDepositBase: Balance = deposit(1, 68);
    /// For a byte of them.
    pub const AssetMetadataDepositPerByte: Balance = deposit(0, 1);
    /// The part of a code's deposit that each of its instances pays.
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
    /// The part of the largest extrinsic that an Ethereum transaction may use.
    pub const MaxEthExtrinsicWeight: FixedU128 = FixedU128::from_rational(5, 10);
}
