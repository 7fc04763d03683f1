//! The chain's host functions that ink! 6.0.0-beta.1 does not offer, or not as a contract
//! that must not trap needs them.
//!
//! | function | why not ink!'s |
//! |---|---|
//! | [`calldata`] and its parts | not offered |
//! | [`call`] | ink!'s typed calls panic when a callee reverts with fewer than four bytes |
//! | [`pay`] | ink!'s `transfer` gives all gas away; its calls cannot send empty calldata |
//! | [`account_exists`] | the same host call, without three cases |
//!
//! Off the chain (in native unit tests) there is no host: [`call`] and [`pay`] fail,
//! [`calldata`] is empty.

use alloc::vec::Vec;
use ink::{Address, U256};
use rules::Bytes32;

/// A call that reverted, trapped, ran out of its limits or answered something else than
/// expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFailed;

/// The calldata of a call to one of our contracts.
#[derive(Clone, Debug)]
pub struct Call(Vec<u8>);

impl Call {
    /// A call of the message with this selector.
    pub fn new(selector: [u8; 4]) -> Self {
        let mut bytes = Vec::with_capacity(4 + 32 * 6);
        bytes.extend_from_slice(&selector);
        Self(bytes)
    }

    /// Appends a static parameter.
    #[inline(never)]
    pub fn word(mut self, word: &Bytes32) -> Self {
        self.0.extend_from_slice(word);
        self
    }

    /// Appends raw bytes (of a dynamic parameter, already padded).
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Makes the call with all gas that is left, and reads `N` words.
    ///
    /// # Errors
    /// [`CallFailed`], also when the answer has another length. Nothing the callee did then
    /// remains.
    pub fn send<const N: usize>(self, callee: &Address, value: u128) -> Result<[Bytes32; N], CallFailed> {
        let mut answer = [[0; 32]; N];
        engine::call(callee, u64::MAX, u64::MAX, value, &self.0, answer.as_flattened_mut())?;
        Ok(answer)
    }
}

/// Sends `value` (EVM units) to an account with empty calldata and bounded gas
/// ([`rules::limits::PAYOUT_REF_TIME`], [`rules::limits::PAYOUT_PROOF_SIZE`]). Says whether
/// it arrived.
pub fn pay(account: &Address, value: u128) -> bool {
    use rules::limits::{PAYOUT_PROOF_SIZE, PAYOUT_REF_TIME};
    engine::call(account, PAYOUT_REF_TIME, PAYOUT_PROOF_SIZE, value, &[], &mut []).is_ok()
}

/// Whether the account exists: paying one that does not costs the sender of the transaction
/// the chain's existential deposit.
pub fn account_exists(account: &Address) -> bool {
    engine::code_hash(account) != [0; 32]
}

/// The hash of the code at an address: zero where there is no account, that of no bytes
/// where the account is not a contract.
pub fn code_hash(account: &Address) -> Bytes32 {
    engine::code_hash(account)
}

/// The call's calldata, selector included, as it was sent.
pub fn calldata() -> Vec<u8> {
    calldata_part(0, engine::calldata_size() as u32)
}

/// A word of the calldata, from this byte on; zeros beyond the end.
#[inline(never)]
pub fn calldata_word(offset: u32) -> Bytes32 {
    let mut word = [0; 32];
    engine::copy_calldata(&mut word, offset);
    word
}

/// A part of the calldata; zeros beyond the end.
pub fn calldata_part(offset: u32, length: u32) -> Vec<u8> {
    let mut bytes = alloc::vec![0; length as usize];
    engine::copy_calldata(&mut bytes, offset);
    bytes
}

/// Bytes of the call's calldata.
pub fn calldata_size() -> u64 {
    engine::calldata_size()
}

/// A value that came with a call, or a balance, as the protocol counts: `None` above
/// `u128`.
pub fn amount(value: U256) -> Option<u128> {
    (value.bits() <= 128).then(|| value.low_u128())
}

#[cfg(target_arch = "riscv64")]
mod engine {
    use super::{Bytes32, CallFailed};
    use ink::Address;
    use pallet_revive_uapi::{CallFlags, HostFn, HostFnImpl as host};

    /// No limit of its own on the storage deposit: the transaction's holds.
    const ANY_DEPOSIT: Bytes32 = [0xff; 32];

    pub(super) fn call(
        callee: &Address,
        ref_time: u64,
        proof_size: u64,
        value: u128,
        input: &[u8],
        answer: &mut [u8],
    ) -> Result<(), CallFailed> {
        let mut little_endian = [0; 32];
        little_endian[..16].copy_from_slice(&value.to_le_bytes());
        let expected = answer.len();
        let mut output = answer;
        // Without room for an answer none is asked for: what a payee returns is not read.
        let room = if expected == 0 { None } else { Some(&mut output) };
        host::call(CallFlags::empty(), &callee.0, ref_time, proof_size, &ANY_DEPOSIT, &little_endian, input, room)
            .map_err(|_| CallFailed)?;
        if output.len() == expected { Ok(()) } else { Err(CallFailed) }
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
}

#[cfg(not(target_arch = "riscv64"))]
mod engine {
    use super::{Bytes32, CallFailed};
    use ink::Address;

    pub(super) fn call(_: &Address, _: u64, _: u64, _: u128, _: &[u8], _: &mut [u8]) -> Result<(), CallFailed> {
        Err(CallFailed)
    }

    pub(super) fn code_hash(_: &Address) -> Bytes32 {
        [0; 32]
    }

    pub(super) fn copy_calldata(_: &mut [u8], _: u32) {}

    pub(super) fn calldata_size() -> u64 {
        0
    }
}
