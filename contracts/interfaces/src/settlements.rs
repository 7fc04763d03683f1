//! What other contracts send the settlements.

use crate::{
    abi::Word,
    host::{call, pass_on},
    words::{Words, selector},
};
use ink::{Address, H160};
use rules::{Account, Bytes32};

/// Pays an amount into the ledger of a record, as its income: of the chain's own token (currency
/// zero, in EVM units) the value goes with the call, of an ERC-20 the splitter takes the amount from
/// this contract, which has allowed it to. Answers how much was credited.
///
/// A refusal of the settlements ends the running message with the same error.
pub fn deposit_or_pass_on(settlements: &Address, record: &Bytes32, currency: &Account, amount: u128) -> u128 {
    const SELECTOR: [u8; 4] = selector("deposit", &["uint256", "address", "uint128"]);
    let value = if *currency == [0; 20] { amount } else { 0 };
    let mut words = Words::new();
    words.push(*record).push(H160(*currency)).push(amount);
    let [credited] = call(settlements, SELECTOR, &mut words, value).unwrap_or_else(|_| pass_on());
    u128::from_word(&credited).unwrap_or_default()
}
