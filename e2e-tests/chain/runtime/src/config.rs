//! How each pallet is set up.
//!
//! Four things differ from Polkadot Hub on purpose. Database weights are RocksDB's, which are
//! dearer than those of Hub's in-memory trie cache, so costs err on the high side. The fee
//! multiplier stays at one, so that a fee does not depend on how many blocks came before. Fees and
//! what is burned simply vanish, for there is no treasury. Who creates an asset chooses its number,
//! which Hub counts up.

use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    traits::{AsEnsureOriginWithArg, ConstBool, ConstU8, ConstU32, ConstU64, VariantCountOf},
    weights::{ConstantMultiplier, constants::RocksDbWeight},
};
use frame_system::{
    EnsureRoot, EnsureSigned,
    limits::{BlockLength, BlockWeights},
};
use pallet_assets_precompiles::{ERC20, InlineIdConfig};
use pallet_revive::evm::fees::{BlockRatioFee, Info as FeeInfo};
use pallet_transaction_payment::{ConstFeeMultiplier, FungibleAdapter, Multiplier};
use scale::Compact;
use sp_runtime::traits::{AccountIdLookup, One};
use sp_version::RuntimeVersion;

use crate::{
    AccountId, Address, Balance, Balances, Block, EthExtraImpl, Hash, Nonce, PalletInfo, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, RuntimeOrigin, RuntimeTask, Signature, System, Timestamp,
    VERSION, constants::*,
};

parameter_types! {
    /// The runtime's version.
    pub const Version: RuntimeVersion = VERSION;
    /// What the classes of extrinsics may use of a block.
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
        .base_block(BLOCK_EXECUTION_WEIGHT)
        .for_class(DispatchClass::all(), |weights| weights.base_extrinsic = EXTRINSIC_BASE_WEIGHT)
        .for_class(DispatchClass::Normal, |weights| {
            weights.max_total = Some(NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
        })
        .for_class(DispatchClass::Operational, |weights| {
            weights.max_total = Some(MAXIMUM_BLOCK_WEIGHT);
            weights.reserved =
                Some(MAXIMUM_BLOCK_WEIGHT - NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
        })
        .avg_block_initialization(AVERAGE_ON_INITIALIZE_RATIO)
        .build_or_panic();
    /// How long the extrinsics of a block may be together.
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(MAXIMUM_BLOCK_LENGTH)
        .modify_max_length_for_class(DispatchClass::Normal, |length| {
            *length = NORMAL_DISPATCH_RATIO * *length;
        })
        .build();
    /// The prefix of Polkadot's addresses in text form.
    pub const SS58Prefix: u8 = 0;
    /// The fee multiplier, which stays at one.
    pub FeeMultiplier: Multiplier = Multiplier::one();
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type BlockWeights = RuntimeBlockWeights;
    type BlockLength = RuntimeBlockLength;
    type AccountId = AccountId;
    type Lookup = AccountIdLookup<AccountId, ()>;
    type Nonce = Nonce;
    type Hash = Hash;
    type DbWeight = RocksDbWeight;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type SS58Prefix = SS58Prefix;
    type MaxConsumers = ConstU32<64>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
    type OnNewAccount = pallet_revive::AutoMapper<Runtime>;
    type OnKilledAccount = pallet_revive::AutoMapper<Runtime>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = ();
    type MinimumPeriod = ConstU64<0>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_balances::Config for Runtime {
    type MaxLocks = ConstU32<50>;
    type Balance = Balance;
    type RuntimeEvent = RuntimeEvent;
    type DustRemoval = ();
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
    type MaxReserves = ConstU32<50>;
    type ReserveIdentifier = [u8; 8];
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = ();
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, ()>;
    type WeightToFee = BlockRatioFee<FEE_NUMERATOR, FEE_DENOMINATOR, Self, Balance>;
    type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
    type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl pallet_assets::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Balance = Balance;
    type RemoveItemsLimit = ConstU32<1_000>;
    type AssetId = u32;
    type AssetIdParameter = Compact<u32>;
    type ReserveData = ();
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
    type ForceOrigin = EnsureRoot<AccountId>;
    type AssetDeposit = AssetDeposit;
    type AssetAccountDeposit = AssetAccountDeposit;
    type MetadataDepositBase = AssetMetadataDepositBase;
    type MetadataDepositPerByte = AssetMetadataDepositPerByte;
    type ApprovalDeposit = AssetApprovalDeposit;
    type StringLimit = ConstU32<50>;
    type Freezer = ();
    type Holder = ();
    type Extra = ();
    type CallbackHandle = ();
    type AssetIdAllocator = ();
    type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
}

impl pallet_assets_precompiles::PermitConfig for Runtime {
    type ChainId = ConstU64<CHAIN_ID>;
    type WeightInfo = pallet_assets_precompiles::weights::SubstrateWeight<Runtime>;
}

impl pallet_revive::Config for Runtime {
    type Time = Timestamp;
    type Balance = Balance;
    type Currency = Balances;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type RuntimeOrigin = RuntimeOrigin;
    type RuntimeHoldReason = RuntimeHoldReason;
    type DepositPerItem = DepositPerItem;
    type DepositPerChildTrieItem = DepositPerChildTrieItem;
    type DepositPerByte = DepositPerByte;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type WeightInfo = pallet_revive::weights::SubstrateWeight<Self>;
    type Precompiles = (ERC20<Self, InlineIdConfig<ASSETS_PRECOMPILE>>,);
    type AddressMapper = pallet_revive::AccountId32Mapper<Self>;
    type RuntimeMemory = ConstU32<{ 128 * 1024 * 1024 }>;
    type PVFMemory = ConstU32<{ 512 * 1024 * 1024 }>;
    type UploadOrigin = EnsureSigned<AccountId>;
    type InstantiateOrigin = EnsureSigned<AccountId>;
    type ChainId = ConstU64<CHAIN_ID>;
    type NativeToEthRatio = ConstU32<NATIVE_TO_ETH_RATIO>;
    type FindAuthor = ();
    type AllowEVMBytecode = ConstBool<true>;
    type FeeInfo = FeeInfo<Address, Signature, EthExtraImpl>;
    type Deposit = ();
    type MaxEthExtrinsicWeight = MaxEthExtrinsicWeight;
    type DebugEnabled = ConstBool<false>;
    type AutoMap = ConstBool<true>;
    type GasScale = ConstU32<80_000>;
    type OnBurn = ();
}
