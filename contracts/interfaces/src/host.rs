//! The chain's host functions that ink! 6.0.0-beta.1 does not offer, or not as a contract
//! that must not trap needs them.
//!
//! | function | why not ink!'s |
//! |---|---|
//! | [`calldata`] and its parts | not offered |
//! | [`call`], [`call_or_pass_on`], [`pass_on`] | ink!'s typed calls panic when a callee reverts with fewer than four bytes |
//! | [`emit`], [`answer`] | ink!'s encoders are most of a small contract's code, and code is paid for in every call |
//! | [`call_foreign`] | ink!'s typed calls panic on answers of another length, as some tokens give |
//! | [`pay`] | ink!'s `transfer` gives all gas away; its calls cannot send empty calldata |
//! | [`is_payable`], [`balance_of`] | not offered |
//! | [`instantiate`] | ink!'s builders encode parameters with code of their own, and panic when a constructor reverts with fewer than four bytes |
//! | [`caller`], [`now`] and the other facts | the same host calls, in a tenth of the code |
//!
//! Off the chain (in native unit tests) there is no host: [`call`] and [`pay`] fail,
//! [`calldata`] is empty, but for what `off_chain::run` gives.

#[cfg(target_arch = "riscv64")]
mod engine;
#[cfg(not(target_arch = "riscv64"))]
mod no_engine;
#[cfg(all(not(target_arch = "riscv64"), feature = "std"))]
pub mod off_chain;

#[cfg(not(target_arch = "riscv64"))]
use no_engine as engine;

use crate::{
    abi::{Row, Word},
    words::{Refusal, Words, selector},
};
use alloc::vec::Vec;
use ink::{Address, H160, abi::Sol, env::Event};
use rules::{
    Bytes32,
    limits::{EMPTY_CODE, PAYOUT_PROOF_SIZE, PAYOUT_REF_TIME},
    split,
};

/// A call that reverted, trapped, ran out of its limits or answered something else than
/// expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFailed;

/// Calls a contract with all gas that is left, and reads an answer of `N` words.
///
/// # Errors
/// [`CallFailed`], also when the answer is shorter (one that is longer is cut off by the
/// host). Nothing the callee did then remains. A callee that is waiting for the running
/// call ends it: re-entry is denied with a trap, here.
pub fn call<const N: usize>(
    callee: &Address,
    selector: [u8; 4],
    parameters: &mut Words,
    value: u128,
) -> Result<[Bytes32; N], CallFailed> {
    let mut answer = [[0; 32]; N];
    send(callee, selector, &parameters.finish(), value, answer.as_flattened_mut())?;
    Ok(answer)
}

/// Calls a contract of ours that speaks for this one: where it refuses, the running message
/// ends with what it said, so that its typed errors reach the caller.
pub fn call_or_pass_on<const N: usize>(callee: &Address, selector: [u8; 4], parameters: &mut Words) -> [Bytes32; N] {
    call(callee, selector, parameters, 0).unwrap_or_else(|_| pass_on())
}

/// Why a contract was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// The same was made before.
    Known,
    /// The constructor refused or trapped, or ran out of its limits.
    Failed,
}

/// Makes a contract of code that the chain has, without value, and answers its address. With the
/// Solidity ABI a constructor has no selector: its parameters are all that it gets.
///
/// The address follows from this contract's address, the code, the parameters and the salt
/// (CREATE2, where code and parameters are what other chains call the init code). The storage
/// deposit is the transaction's, as of every call with all gas.
///
/// # Errors
/// [`NotMade`]. Code that the chain does not have ends the running call.
#[inline(never)]
pub fn instantiate(code: &Bytes32, parameters: &mut Words, salt: &Bytes32) -> Result<Address, NotMade> {
    let parameters = parameters.finish();
    let mut input = Vec::with_capacity(parameters.len().saturating_add(32));
    input.extend_from_slice(code);
    input.extend_from_slice(&parameters);
    engine::instantiate(&input, salt).map(H160)
}

/// Ends the message with what the last callee said, as a refusal.
#[inline(never)]
pub fn pass_on() -> ! {
    engine::finish(true, &engine::returned())
}

/// What the last callee answered, or why it refused.
#[inline(never)]
pub fn returned() -> Vec<u8> {
    engine::returned()
}

/// What a contract that is none of ours answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing.
    Nothing,
    /// Exactly one word.
    Word(Bytes32),
    /// Anything else.
    Other,
}

/// Calls a contract that is none of ours, with at most this gas, whatever it answers.
///
/// # Errors
/// [`CallFailed`] where the call itself failed.
#[inline(never)]
pub fn call_foreign(
    callee: &Address,
    gas: Gas,
    selector: [u8; 4],
    parameters: &mut Words,
) -> Result<Answer, CallFailed> {
    let mut word = [0; 32];
    let size = engine::call_for_word(callee, gas, &input(selector, &parameters.finish()), &mut word)?;
    Ok(match size {
        0 => Answer::Nothing,
        32 => Answer::Word(word),
        _ => Answer::Other,
    })
}

/// The calldata of a call.
fn input(selector: [u8; 4], parameters: &[u8]) -> Vec<u8> {
    let mut input = Vec::with_capacity(parameters.len().saturating_add(4));
    input.extend_from_slice(&selector);
    input.extend_from_slice(parameters);
    input
}

/// Ends the running message with what the callee that just failed said, if it said something:
/// so that its typed errors reach the caller.
pub fn pass_on_refusal() {
    let said = engine::returned();
    if said.len() >= 4 {
        engine::finish(true, &said);
    }
}

/// Ends the running message with what a contract answers to a question, whatever its length.
///
/// # Errors
/// [`CallFailed`].
#[inline(never)]
pub fn relay(callee: &Address, selector: [u8; 4], parameters: &mut Words) -> Result<(), CallFailed> {
    let [] = call(callee, selector, parameters, 0)?;
    engine::finish(false, &engine::returned())
}

/// Calls a contract that answers an array, and reads its rows if there are exactly `count`.
///
/// # Errors
/// [`CallFailed`], also when the answer is another, or not exactly encoded.
pub fn call_rows<T: Row>(
    callee: &Address,
    selector: [u8; 4],
    parameters: &mut Words,
    count: usize,
) -> Result<Vec<T>, CallFailed> {
    // Two words stand before the rows: where the array begins, and how many there are.
    let words = count.saturating_mul(T::WORDS as usize).saturating_add(2);
    let mut answer = alloc::vec![[0; 32]; words];
    send(callee, selector, &parameters.finish(), 0, answer.as_flattened_mut())?;
    rows_of(&answer, count).ok_or(CallFailed)
}

/// Calls a contract that answers an array, and reads its rows if there are at most `max`.
///
/// # Errors
/// [`CallFailed`], also when the answer is another, or not exactly encoded.
pub fn call_all_rows<T: Row>(
    callee: &Address,
    selector: [u8; 4],
    parameters: &mut Words,
    max: usize,
) -> Result<Vec<T>, CallFailed> {
    let [] = call(callee, selector, parameters, 0)?;
    let answer = engine::returned();
    let (words, rest) = answer.as_chunks::<32>();
    let rows = words.len().saturating_sub(2) / T::WORDS as usize;
    if !rest.is_empty() || rows > max || words.len() != rows.saturating_mul(T::WORDS as usize).saturating_add(2) {
        return Err(CallFailed);
    }
    rows_of(words, rows).ok_or(CallFailed)
}

/// The rows of an answer that is one array of `count` rows.
fn rows_of<T: Row>(answer: &[Bytes32], count: usize) -> Option<Vec<T>> {
    let (offset, rest) = answer.split_first()?;
    let (length, rest) = rest.split_first()?;
    if u32::from_word(offset) != Some(32) || u32::from_word(length).map(|length| length as usize) != Some(count) {
        return None;
    }
    let mut words = rest.iter();
    let mut rows = Vec::with_capacity(count);
    for _ in 0..count {
        rows.push(T::read(|| words.next().copied().unwrap_or_default())?);
    }
    Some(rows)
}

#[inline(never)]
fn send(
    callee: &Address,
    selector: [u8; 4],
    parameters: &[u8],
    value: u128,
    answer: &mut [u8],
) -> Result<(), CallFailed> {
    engine::call(callee, Gas::ALL, value, &input(selector, parameters), answer)
}

/// Emits the event `E` with up to three indexed fields and the others.
///
/// ink! has the event's definition (for the ABI JSON) and its topic 0; its own encoder costs
/// several hundred bytes of code for each event.
pub fn emit<E: Event<Sol>>(indexed: &[Bytes32], fields: &mut Words) {
    deposit_event(E::SIGNATURE_TOPIC.unwrap_or_default(), indexed, fields);
}

#[inline(never)]
fn deposit_event(signature: Bytes32, indexed: &[Bytes32], fields: &mut Words) {
    let mut topics = Vec::with_capacity(4);
    topics.push(signature);
    topics.extend_from_slice(indexed);
    engine::deposit_event(&topics, &fields.finish());
}

/// Ends the message with what `body` gives: the encoded answer, or the error as revert data.
///
/// ink!'s own way back writes the contract's root cell again and encodes each type of answer
/// with code of its own. A message that changes a field of the root cell has to store the
/// root cell itself before it ends.
/// Off the chain there is nobody to answer, and it panics.
pub fn answer<E: Refusal>(body: impl FnOnce(&mut Words) -> Result<(), E>) -> ! {
    let mut words = Words::new();
    match body(&mut words) {
        Ok(()) => engine::finish(false, &words.finish()),
        Err(error) => refuse(&error),
    }
}

#[inline(never)]
fn refuse<E: Refusal>(error: &E) -> ! {
    let mut words = Words::default();
    let mut data = error.write(&mut words).to_vec();
    data.extend_from_slice(&words.finish());
    engine::finish(true, &data)
}

/// The caller of the running message.
#[inline(never)]
pub fn caller() -> Address {
    H160(engine::caller())
}

/// The address of the running contract.
#[inline(never)]
pub fn address() -> Address {
    H160(engine::address())
}

/// What the running contract can spend of the chain's own token, in EVM units: without its
/// existential deposit, with the value that came with the call. At most the largest number of
/// 128 bits.
#[inline(never)]
pub fn balance() -> u128 {
    low_u128(&engine::balance())
}

/// What an account can spend of the chain's own token, as [`balance`].
#[inline(never)]
pub fn balance_of(account: &Address) -> u128 {
    low_u128(&engine::balance_of(account))
}

/// The time of the block, in Unix seconds.
#[inline(never)]
pub fn now() -> u64 {
    low_u64(&engine::now())
}

/// The number of the block.
#[inline(never)]
pub fn block_number() -> u32 {
    low_u64(&engine::block_number()) as u32
}

/// The value that came with the call, in EVM units, as an ABI word.
pub fn value() -> Bytes32 {
    let mut word = engine::value();
    word.reverse();
    word
}

/// Keccak-256.
#[inline(never)]
pub fn keccak256(bytes: &[u8]) -> Bytes32 {
    engine::keccak256(bytes)
}

/// The host's numbers are 32 bytes, little-endian.
fn low_u64(number: &Bytes32) -> u64 {
    number.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// As [`low_u64`]; the largest number for one that is larger.
fn low_u128(number: &Bytes32) -> u128 {
    match number.as_chunks() {
        ([low, high], _) if *high == [0; 16] => u128::from_le_bytes(*low),
        _ => u128::MAX,
    }
}

/// What a call may use: reference time in picoseconds, and proof size in bytes. A call whose
/// gas is not all that is left may store nothing at the sender's cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gas {
    /// Picoseconds.
    pub ref_time: u64,
    /// Bytes.
    pub proof_size: u64,
}

impl Gas {
    /// All that is left.
    pub const ALL: Self = Self { ref_time: u64::MAX, proof_size: u64::MAX };

    /// Nothing: enough to pay an account with a key.
    pub const NOTHING: Self = Self { ref_time: 0, proof_size: 0 };

    /// What an account that is paid may use at most where somebody else pays for it.
    pub const PAYOUT: Self = Self { ref_time: PAYOUT_REF_TIME, proof_size: PAYOUT_PROOF_SIZE };

    /// What is left after this much; nothing where there is less.
    pub fn less(self, ref_time: u64, proof_size: u64) -> Self {
        Self {
            ref_time: self.ref_time.saturating_sub(ref_time),
            proof_size: self.proof_size.saturating_sub(proof_size),
        }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_add(other.ref_time),
            proof_size: self.proof_size.saturating_add(other.proof_size),
        }
    }

    /// The smaller of both, each by itself.
    pub fn at_most(self, limit: Self) -> Self {
        Self { ref_time: self.ref_time.min(limit.ref_time), proof_size: self.proof_size.min(limit.proof_size) }
    }
}

/// What the running call may still use; nothing where the chain does not say.
///
/// Asks the System precompile: the host function `ref_time_left` answers in Ethereum gas.
#[inline(never)]
pub fn gas_left() -> Gas {
    const SYSTEM: Address = H160([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0]);
    const SELECTOR: [u8; 4] = selector("weightLeft", &[]);
    let [ref_time, proof_size] = call(&SYSTEM, SELECTOR, &mut Words::new(), 0).unwrap_or([[0; 32]; 2]);
    Gas { ref_time: u64::from_word(&ref_time).unwrap_or(0), proof_size: u64::from_word(&proof_size).unwrap_or(0) }
}

/// Sends `value` (EVM units) to an account with empty calldata and at most this gas. Says
/// whether it arrived.
#[inline(never)]
pub fn pay(account: &Address, value: u128, gas: Gas) -> bool {
    engine::call(account, gas, value, &[], &mut []).is_ok()
}

/// Whether an account can be paid while somebody else pays for the transaction: it exists
/// (or the chain would take its existential deposit from them), and it is none of the chain's
/// own addresses and no contract of those that may be `waiting` for the running call (to pay
/// some of the former or enter one of the latter is denied, and ends the call).
#[inline(never)]
pub fn is_payable(account: &Address, waiting: &[Address]) -> bool {
    payee(account, waiting) != Payee::None
}

/// What kind of account can be paid, if it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payee {
    /// None, now: see [`is_payable`].
    None,
    /// One with a key: to pay it needs no gas but the caller's.
    Account,
    /// A contract, which does what it wants.
    Contract,
}

/// As [`is_payable`], and what the account is.
pub fn payee(account: &Address, waiting: &[Address]) -> Payee {
    if split::is_reserved(&account.0) {
        return Payee::None;
    }
    // Compared as a whole: a pattern is compared byte by byte, in half a kilobyte of code.
    let code = engine::code_hash(account);
    if code == EMPTY_CODE {
        Payee::Account
    } else if code != NO_ACCOUNT && !waiting.contains(account) {
        Payee::Contract
    } else {
        Payee::None
    }
}

/// Whether an address has a contract with this code.
#[inline(never)]
pub fn runs(account: &Address, code: &Bytes32) -> bool {
    *code != NO_ACCOUNT && *code != EMPTY_CODE && engine::code_hash(account) == *code
}

/// Whether an address has a contract, or is one of the chain's own.
pub fn is_contract(account: &Address) -> bool {
    let code = engine::code_hash(account);
    code != NO_ACCOUNT && code != EMPTY_CODE
}

/// The code hash where there is no account.
const NO_ACCOUNT: Bytes32 = [0; 32];

/// The hash of the code at an address: zero where there is no account, that of no bytes
/// where the account is not a contract.
pub fn code_hash(account: &Address) -> Bytes32 {
    engine::code_hash(account)
}

/// Reads the value of a storage key into `buffer`; `None` where there is none.
#[cfg(target_arch = "riscv64")]
#[inline(never)]
pub(crate) fn load<'a>(key: &[u8], buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    engine::load(key, buffer)
}

/// Stores the value of a storage key.
#[cfg(target_arch = "riscv64")]
#[inline(never)]
pub(crate) fn save(key: &[u8], value: &[u8]) {
    engine::save(key, value);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::number;
    use rules::parents::Parent;

    const PARENTS: [Parent; 2] =
        [Parent { record: [1; 32], share: 2, licence: 3 }, Parent { record: [4; 32], share: 5, licence: 6 }];

    fn answer() -> Vec<Bytes32> {
        let bytes = Words::new().rows(&PARENTS).finish();
        bytes.chunks_exact(32).map(|word| word.try_into().unwrap()).collect()
    }

    #[test]
    fn an_array_is_read_as_it_was_written() {
        assert_eq!(rows_of(&answer(), 2), Some(PARENTS.to_vec()));
        assert_eq!(rows_of::<Parent>(&[number(32), number(0)], 0), Some(Vec::new()));
    }

    #[test]
    fn x2_an_array_that_is_another_or_not_exactly_encoded_is_refused() {
        // Of another length than expected: as many words as were asked for say so.
        assert_eq!(rows_of::<Parent>(&answer()[..5], 1), None);
        assert_eq!(rows_of::<Parent>(&answer(), 3), None);
        for (word, wrong) in [(0, number(64)), (1, number(1)), (1, [0xff; 32]), (3, number(65_536)), (7, [0xff; 32])] {
            let mut answer = answer();
            answer[word] = wrong;
            assert_eq!(rows_of::<Parent>(&answer, 2), None, "word {word}");
        }
        assert_eq!(rows_of::<Parent>(&[], 0), None);
    }

    #[test]
    fn a_balance_is_at_most_the_largest_number() {
        let mut balance = [0; 32];
        balance[..16].copy_from_slice(&(u128::MAX - 1).to_le_bytes());
        assert_eq!(low_u128(&balance), u128::MAX - 1);
        balance[16] = 1;
        assert_eq!(low_u128(&balance), u128::MAX);
        assert_eq!(low_u128(&[0; 32]), 0);
    }

    #[test]
    fn without_a_host_a_call_fails() {
        assert_eq!(instantiate(&[1; 32], &mut Words::new(), &[2; 32]), Err(NotMade::Failed));
        assert_eq!(call_rows::<Parent>(&H160([1; 20]), [0; 4], &mut Words::new(), 2), Err(CallFailed));
    }
}
