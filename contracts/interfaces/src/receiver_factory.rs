//! What other contracts ask the factory of receivers.

use crate::{
    abi::Word,
    host::{CallFailed, call},
    words::{Words, selector},
};
use ink::Address;
use rules::Bytes32;

/// Asks for a record's inbox; zero where it has none.
///
/// # Errors
/// [`CallFailed`].
pub fn inbox_of(factory: &Address, record: &Bytes32) -> Result<Address, CallFailed> {
    const SELECTOR: [u8; 4] = selector("inboxOf", &["uint256"]);
    let [inbox] = call(factory, SELECTOR, Words::new().push(*record), 0)?;
    Address::from_word(&inbox).ok_or(CallFailed)
}
