//! What stands for the host's functions off the chain.

use super::{Bytes32, CallFailed, Gas, NotMade};
use alloc::vec::Vec;
use ink::Address;

pub(super) fn call(_: &Address, _: Gas, _: u128, _: &[u8], _: &mut [u8]) -> Result<(), CallFailed> {
    Err(CallFailed)
}

pub(super) fn call_for_word(_: &Address, _: Gas, _: &[u8], _: &mut Bytes32) -> Result<u64, CallFailed> {
    Err(CallFailed)
}

pub(super) fn deposit_event(_: &[Bytes32], _: &[u8]) {}

pub(super) fn returned() -> Vec<u8> {
    Vec::new()
}

pub(super) fn caller() -> [u8; 20] {
    [0; 20]
}

pub(super) fn address() -> [u8; 20] {
    [0; 20]
}

pub(super) fn balance() -> Bytes32 {
    [0; 32]
}

pub(super) fn balance_of(_: &Address) -> Bytes32 {
    [0; 32]
}

pub(super) fn instantiate(_: &[u8], _: &Bytes32) -> Result<[u8; 20], NotMade> {
    Err(NotMade::Failed)
}

pub(super) fn now() -> Bytes32 {
    [0; 32]
}

pub(super) fn block_number() -> Bytes32 {
    [0; 32]
}

pub(super) fn value() -> Bytes32 {
    [0; 32]
}

pub(super) fn keccak256(_: &[u8]) -> Bytes32 {
    [0; 32]
}

#[cfg(feature = "std")]
pub(super) use super::off_chain::{calldata_size, copy_calldata, finish};

#[cfg(not(feature = "std"))]
pub(super) fn finish(_: bool, _: &[u8]) -> ! {
    unreachable!("a message runs on the chain")
}

pub(super) fn code_hash(_: &Address) -> Bytes32 {
    [0; 32]
}

#[cfg(not(feature = "std"))]
pub(super) fn copy_calldata(_: &mut [u8], _: u32) {}

#[cfg(not(feature = "std"))]
pub(super) fn calldata_size() -> u64 {
    0
}
