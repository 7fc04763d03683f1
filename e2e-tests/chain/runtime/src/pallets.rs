//! The pallets, in the order in which their hooks run, with the indices they have on Polkadot Hub.

#![allow(missing_docs, reason = "the macro writes items without documentation")]

// The macro's code names it without a path, and without `std` it is in no prelude.
use alloc::vec::Vec;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Runtime>;
    #[runtime::pallet_index(3)]
    pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
    #[runtime::pallet_index(10)]
    pub type Balances = pallet_balances::Pallet<Runtime>;
    #[runtime::pallet_index(11)]
    pub type TransactionPayment = pallet_transaction_payment::Pallet<Runtime>;
    #[runtime::pallet_index(50)]
    pub type Assets = pallet_assets::Pallet<Runtime>;
    #[runtime::pallet_index(90)]
    pub type Revive = pallet_revive::Pallet<Runtime>;
    // It only counts the nonces of `permit`. It has no calls, so its index need not be Hub's.
    #[runtime::pallet_index(92)]
    pub type AssetsPermit = pallet_assets_precompiles::permit::pallet::Pallet<Runtime>;
}
