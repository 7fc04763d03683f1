//! What was measured.

use super::Filled;
use chain::{Receipt, Touched, Weight};
use std::time::Duration;

/// What one operation cost.
#[derive(Clone, Debug)]
pub struct Cost {
    /// The message, and how it was called.
    pub operation: String,
    /// Whose it is.
    pub system: System,
    /// How many transactions it takes.
    pub transactions: u64,
    /// The contracts' part of the weight.
    pub weight: Weight,
    /// The weight that the chain charges for the whole transactions.
    pub extrinsics: Weight,
    /// In EVM units.
    pub fee: u128,
    /// In EVM units; negative where some came back.
    pub deposit: i128,
    /// The code and the storage that was touched.
    pub touched: Touched,
    /// How long the contracts ran natively, without signatures and blocks.
    pub wall: Duration,
}

impl Cost {
    pub(super) fn none(operation: &str, system: System) -> Self {
        Self {
            operation: operation.into(),
            system,
            transactions: 0,
            weight: Weight::zero(),
            extrinsics: Weight::zero(),
            fee: 0,
            deposit: 0,
            touched: Touched::default(),
            wall: Duration::ZERO,
        }
    }

    /// Adds a transaction.
    pub(super) fn add(&mut self, receipt: &Receipt, wall: Duration) {
        self.transactions += 1;
        self.weight += receipt.contract_weight;
        self.extrinsics += receipt.weight;
        self.fee += receipt.fee_in_evm_units();
        self.deposit += receipt.deposit_in_evm_units();
        self.touched.blob_bytes += receipt.touched.blob_bytes;
        self.touched.keys += receipt.touched.keys;
        self.wall += wall;
    }

    /// The part of one of so many; rounded down.
    pub(super) fn each(&mut self, count: u64) {
        let part = |weight: Weight| Weight::from_parts(weight.ref_time() / count, weight.proof_size() / count);
        (self.weight, self.extrinsics) = (part(self.weight), part(self.extrinsics));
        (self.fee, self.deposit) = (self.fee / u128::from(count), self.deposit / i128::from(count));
        self.touched.blob_bytes /= count;
        self.touched.keys /= count;
        self.wall /= u32::try_from(count).unwrap_or(u32::MAX);
    }
}

/// Whose contracts were measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// The contracts here.
    Ours,
    /// A hash and its owner in a mapping.
    HashRegistry,
    /// A sale on OpenZeppelin's ERC-721, and their splitter.
    OpenZeppelin,
}

impl System {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::HashRegistry => "hash-registry",
            Self::OpenZeppelin => "openzeppelin",
        }
    }
}

/// What was measured on one chain.
#[derive(Clone, Debug)]
pub struct Costs {
    /// How many records there were before.
    pub records: u64,
    /// What each message cost, in the order of the calls, and each peer.
    pub costs: Vec<Cost>,
    /// Which of the registry's storage keys, but for its root cell, registering a work for oneself wrote.
    pub cells: Vec<Vec<u8>>,
    /// Blocks full of purchases.
    pub blocks: Vec<Filled>,
    /// The contracts, and the sizes of their code in bytes.
    pub code: Vec<(&'static str, u64)>,
}

impl Costs {
    /// What an operation of ours cost.
    pub fn of(&self, operation: &str) -> Option<&Cost> {
        self.costs.iter().find(|cost| cost.operation == operation && cost.system == System::Ours)
    }
}
