//! The host's functions on the chain.

use super::{Bytes32, CallFailed, Gas, NotMade};
use alloc::vec::Vec;
use ink::Address;
use pallet_revive_uapi::{CallFlags, HostFn, HostFnImpl as host, ReturnErrorCode, ReturnFlags, StorageFlags};

pub(super) fn load<'a>(key: &[u8], buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    let mut value = buffer;
    host::get_storage(StorageFlags::empty(), key, &mut value).ok()?;
    Some(value)
}

pub(super) fn save(key: &[u8], value: &[u8]) {
    host::set_storage(StorageFlags::empty(), key, value);
}

pub(super) fn deposit_event(topics: &[Bytes32], data: &[u8]) {
    host::deposit_event(topics, data);
}

#[inline(never)]
pub(super) fn finish(revert: bool, data: &[u8]) -> ! {
    host::return_value(if revert { ReturnFlags::REVERT } else { ReturnFlags::empty() }, data)
}

/// No limit of its own on the storage deposit: the transaction's holds.
const ANY_DEPOSIT: Bytes32 = [0xff; 32];
const NO_DEPOSIT: Bytes32 = [0; 32];

pub(super) fn call(callee: &Address, gas: Gas, value: u128, input: &[u8], answer: &mut [u8]) -> Result<(), CallFailed> {
    let expected = answer.len();
    if enter(callee, gas, value, input, answer)? == expected { Ok(()) } else { Err(CallFailed) }
}

/// The answer's first word, and the size of the whole.
pub(super) fn call_for_word(callee: &Address, gas: Gas, input: &[u8], word: &mut Bytes32) -> Result<u64, CallFailed> {
    enter(callee, gas, 0, input, word)?;
    Ok(host::return_data_size())
}

/// Makes a call, and says how much of the room for the answer was filled.
#[inline(never)]
fn enter(callee: &Address, gas: Gas, value: u128, input: &[u8], answer: &mut [u8]) -> Result<usize, CallFailed> {
    let mut little_endian = [0; 32];
    little_endian[..16].copy_from_slice(&value.to_le_bytes());
    let mut output = answer;
    // Without room for an answer none is asked for: what a payee returns is not read.
    let room = if output.is_empty() { None } else { Some(&mut output) };
    let Gas { ref_time, proof_size } = gas;
    let deposit = if gas == Gas::ALL { &ANY_DEPOSIT } else { &NO_DEPOSIT };
    host::call(CallFlags::empty(), &callee.0, ref_time, proof_size, deposit, &little_endian, input, room)
        .map_err(|_| CallFailed)?;
    Ok(output.len())
}

/// What the last callee answered.
pub(super) fn returned() -> Vec<u8> {
    let mut data = alloc::vec![0; host::return_data_size() as usize];
    host::return_data_copy(&mut data.as_mut_slice(), 0);
    data
}

pub(super) fn caller() -> [u8; 20] {
    let mut address = [0; 20];
    host::caller(&mut address);
    address
}

pub(super) fn address() -> [u8; 20] {
    let mut address = [0; 20];
    host::address(&mut address);
    address
}

/// What this contract can spend, little-endian, in EVM units.
pub(super) fn balance() -> Bytes32 {
    let mut number = [0; 32];
    host::balance(&mut number);
    number
}

/// What an account can spend, little-endian, in EVM units.
pub(super) fn balance_of(account: &Address) -> Bytes32 {
    let mut number = [0; 32];
    host::balance_of(&account.0, &mut number);
    number
}

/// Runs the constructor of code that the chain has: `input` is the code's hash, then the
/// constructor's parameters.
pub(super) fn instantiate(input: &[u8], salt: &Bytes32) -> Result<[u8; 20], NotMade> {
    let mut address = [0; 20];
    let Gas { ref_time, proof_size } = Gas::ALL;
    let (deposit, value) = (&ANY_DEPOSIT, &[0; 32]);
    host::instantiate(ref_time, proof_size, deposit, value, input, Some(&mut address), None, Some(salt)).map_err(
        |code| if code == ReturnErrorCode::DuplicateContractAddress { NotMade::Known } else { NotMade::Failed },
    )?;
    Ok(address)
}

pub(super) fn now() -> Bytes32 {
    let mut number = [0; 32];
    host::now(&mut number);
    number
}

pub(super) fn block_number() -> Bytes32 {
    let mut number = [0; 32];
    host::block_number(&mut number);
    number
}

pub(super) fn value() -> Bytes32 {
    let mut number = [0; 32];
    host::value_transferred(&mut number);
    number
}

pub(super) fn keccak256(bytes: &[u8]) -> Bytes32 {
    let mut hash = [0; 32];
    host::hash_keccak_256(bytes, &mut hash);
    hash
}

pub(super) fn code_hash(account: &Address) -> Bytes32 {
    let mut hash = [0; 32];
    host::code_hash(&account.0, &mut hash);
    hash
}

pub(super) fn copy_calldata(output: &mut [u8], offset: u32) {
    host::call_data_copy(output, offset);
}

pub(super) fn calldata_size() -> u64 {
    host::call_data_size()
}
