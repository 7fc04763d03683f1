//! What is asked of ERC-20 tokens (EIP-20), none of which is trusted.
//!
//! A token that reverts, runs out of its gas, answers `false` or something that is no answer
//! has failed, and none of that ends the running message. Only one thing does, as with every
//! call: a token that is waiting for this very call, since re-entry is denied with a trap here.

use crate::{
    abi::Word,
    host::{Answer, Gas, call_foreign},
    words::{Words, selector},
};
use ink::Address;

/// What an account has of a token, in the token's smallest unit; `None` if the token does not
/// say so in exactly one word, or it is more than 128 bits.
pub fn balance_of(token: &Address, account: &Address) -> Option<u128> {
    const SELECTOR: [u8; 4] = selector("balanceOf", &["address"]);
    match call_foreign(token, Gas::ALL, SELECTOR, Words::new().push(*account)) {
        Ok(Answer::Word(word)) => u128::from_word(&word),
        _ => None,
    }
}

/// Sends an amount, in the token's smallest unit, with at most this gas (and, unless it is all
/// that is left, without a storage deposit). Says whether the token says that it did.
///
/// An account without code takes every call and answers nothing: whoever calls this has seen
/// [`balance_of`] answered before.
pub fn transfer(token: &Address, to: &Address, amount: u128, gas: Gas) -> bool {
    const SELECTOR: [u8; 4] = selector("transfer", &["address", "uint256"]);
    succeeded(call_foreign(token, gas, SELECTOR, Words::new().push(*to).push(amount)))
}

/// Moves an amount that `from` allowed this contract to take, in the token's smallest unit.
/// Says whether the token says that it did; as with [`transfer`], an account without code
/// seems to.
pub fn transfer_from(token: &Address, from: &Address, to: &Address, amount: u128) -> bool {
    const SELECTOR: [u8; 4] = selector("transferFrom", &["address", "address", "uint256"]);
    succeeded(call_foreign(token, Gas::ALL, SELECTOR, Words::new().push(*from).push(*to).push(amount)))
}

/// Allows an account to take up to this amount of what this contract has, in the token's smallest
/// unit. Says whether the token says that it did; as with [`transfer`], an account without code
/// seems to. Some tokens refuse this while another amount above zero is allowed.
pub fn approve(token: &Address, spender: &Address, amount: u128) -> bool {
    const SELECTOR: [u8; 4] = selector("approve", &["address", "uint256"]);
    succeeded(call_foreign(token, Gas::ALL, SELECTOR, Words::new().push(*spender).push(amount)))
}

/// Some tokens answer nothing where they succeed.
fn succeeded<E>(answer: Result<Answer, E>) -> bool {
    match answer {
        Ok(Answer::Nothing) => true,
        Ok(Answer::Word(word)) => bool::from_word(&word) == Some(true),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{abi::number, host::CallFailed};

    #[test]
    fn s15_only_true_or_nothing_is_success() {
        assert!(succeeded::<CallFailed>(Ok(Answer::Nothing)));
        assert!(succeeded::<CallFailed>(Ok(Answer::Word(number(1)))));
        for word in [number(0), number(2), [0xff; 32]] {
            assert!(!succeeded::<CallFailed>(Ok(Answer::Word(word))));
        }
        assert!(!succeeded::<CallFailed>(Ok(Answer::Other)));
        assert!(!succeeded(Err(CallFailed)));
    }

    #[test]
    fn selectors_are_those_of_the_standard() {
        assert_eq!(selector("balanceOf", &["address"]), [0x70, 0xa0, 0x82, 0x31]);
        assert_eq!(selector("transfer", &["address", "uint256"]), [0xa9, 0x05, 0x9c, 0xbb]);
        assert_eq!(selector("approve", &["address", "uint256"]), [0x09, 0x5e, 0xa7, 0xb3]);
        assert_eq!(selector("transferFrom", &["address", "address", "uint256"]), [0x23, 0xb8, 0x72, 0xdd]);
    }
}
