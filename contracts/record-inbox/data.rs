//! What an inbox keeps.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160};
use rules::{Account, Bytes32};

/// An inbox's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Inbox {
    record: Bytes32,
    settlements: Account,
    splitter: Account,
}

impl Inbox {
    /// The inbox of a record, whose income goes to these contracts.
    pub fn new(record: Bytes32, settlements: Address, splitter: Address) -> Self {
        Self { record, settlements: settlements.0, splitter: splitter.0 }
    }

    /// The record.
    pub fn record(&self) -> Bytes32 {
        self.record
    }

    /// The settlements.
    pub fn settlements(&self) -> Address {
        H160(self.settlements)
    }

    /// The splitter.
    pub fn splitter(&self) -> Address {
        H160(self.splitter)
    }
}

/// Checks that there is something to hand on.
///
/// # Errors
/// [`Error::NothingDue`].
pub fn check_amount(balance: u128) -> Result<u128, Error> {
    if balance == 0 { Err(Error::NothingDue) } else { Ok(balance) }
}
