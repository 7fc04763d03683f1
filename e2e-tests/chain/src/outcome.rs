//! What became of an extrinsic.

use sp_core::{H160, H256};
use sp_runtime::Weight;

use crate::to_evm_units;

/// An event that a contract emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractEvent {
    /// The contract.
    pub address: H160,
    /// The indexed part. In Solidity's encoding the first is the hash of the event's signature.
    pub topics: Vec<H256>,
    /// The rest, encoded.
    pub data: Vec<u8>,
}

/// What contracts touched while an extrinsic was executed, also where it failed in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The size of the code that was loaded, in bytes: of every frame, since the chain charges
    /// each anew.
    pub blob_bytes: u64,
    /// How many different storage keys of contracts were read or written: each is charged as a
    /// cold one once.
    pub keys: u64,
}

/// What an included extrinsic did and cost. Taken from its execution, not from an estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What the called contract returned. Empty where none ran, and where it failed without data.
    pub output: Vec<u8>,
    /// The contracts' events, in the order in which they were emitted. None if the extrinsic failed.
    pub events: Vec<ContractEvent>,
    /// The weight charged for the whole extrinsic: picoseconds and bytes of proof.
    pub weight: Weight,
    /// The part of the weight that the contracts used.
    pub contract_weight: Weight,
    /// What the contracts touched of code and storage.
    pub touched: Touched,
    /// Storage deposit in planck: what the sender paid, or if negative got back.
    pub deposit: i128,
    /// The fee in planck, without the deposit. For an Ethereum transaction it includes what is
    /// lost by rounding up to whole gas.
    pub fee: u128,
    /// The number of the block.
    pub block_number: u32,
    /// The extrinsic's place in the block. The first, 0, sets the time.
    pub extrinsic_index: u32,
    /// The block's time, in seconds since 1970.
    pub timestamp: u64,
}

impl Receipt {
    /// The fee in EVM units.
    pub fn fee_in_evm_units(&self) -> u128 {
        to_evm_units(self.fee)
    }

    /// The storage deposit in EVM units, signed as [`Receipt::deposit`] is.
    pub fn deposit_in_evm_units(&self) -> i128 {
        let amount = to_evm_units(self.deposit.unsigned_abs());
        i128::try_from(amount).unwrap_or(i128::MAX).saturating_mul(self.deposit.signum())
    }
}

/// A contract that was deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Where it lives.
    pub address: H160,
    /// What the deployment did and cost.
    pub receipt: Receipt,
}

/// Why an extrinsic did not do what was asked. Its sender has paid for it, unless it was not
/// included.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The contract refused, and said why in its own encoding. Nothing it did remains.
    #[error("the contract refused with 0x{}", sp_core::bytes::to_hex(data, false).trim_start_matches("0x"))]
    Reverted {
        /// The encoded reason.
        data: Vec<u8>,
        /// What the attempt cost.
        receipt: Box<Receipt>,
    },
    /// The execution was broken off. Nothing it did remains.
    #[error("the execution was broken off: {error}")]
    Trapped {
        /// The pallet and the name of its error, for instance `Revive::OutOfGas`.
        error: String,
        /// What the attempt cost.
        receipt: Box<Receipt>,
    },
    /// The chain did not take the transaction. It cost nothing and did nothing.
    #[error("the transaction was not included: {0}")]
    NotIncluded(#[from] NotIncluded),
}

impl Failure {
    /// What the attempt cost, if it was included.
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Reverted { receipt, .. } | Self::Trapped { receipt, .. } => Some(receipt),
            Self::NotIncluded(_) => None,
        }
    }

    /// The encoded reason, if the contract gave one.
    pub fn revert_data(&self) -> Option<&[u8]> {
        match self {
            Self::Reverted { data, .. } => Some(data),
            Self::Trapped { .. } | Self::NotIncluded(_) => None,
        }
    }
}

/// Why the chain did not take a transaction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotIncluded {
    /// Its nonce has been used.
    #[error("its nonce has been used")]
    StaleNonce,
    /// A transaction with a lower nonce is missing.
    #[error("a transaction with a lower nonce is missing")]
    FutureNonce,
    /// The sender cannot pay the fee.
    #[error("the sender cannot pay the fee")]
    CannotPay,
    /// The signature is not the sender's.
    #[error("the signature is not the sender's")]
    BadSignature,
    /// It does not fit into the block.
    #[error("it does not fit into the block")]
    BlockFull,
    /// A Substrate account can send whole planck only.
    #[error("{value} EVM units are not whole planck, and a Substrate account sends nothing finer")]
    NotWholePlanck {
        /// The value in EVM units.
        value: u128,
    },
    /// Something else, in the runtime's words.
    #[error("{0}")]
    Other(String),
}
