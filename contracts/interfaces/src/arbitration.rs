//! What other contracts ask the arbitration.

use crate::{
    abi::Word,
    host::{CallFailed, call},
    words::Words,
};
use ink::{Address, codegen::sol::selector_bytes};
use rules::{Account, Bytes32};

/// What challenges have come to for a generation of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many are undecided.
    pub open: u32,
    /// When a decision ended the generation, in Unix seconds; zero where none did.
    pub ended_at: u64,
    /// Whose challenge ended it; zero where none did.
    pub winner: Account,
}

/// Asks what challenges have come to for a generation of a record.
///
/// # Errors
/// [`CallFailed`].
pub fn outcome(arbitration: &Address, record: &Bytes32, generation: u32) -> Result<Outcome, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("outcome(uint256,uint32)");
    let [open, ended_at, winner] = call(arbitration, SELECTOR, Words::new().push(*record).push(generation), 0)?;
    Ok(Outcome {
        open: u32::from_word(&open).ok_or(CallFailed)?,
        ended_at: u64::from_word(&ended_at).ok_or(CallFailed)?,
        winner: Address::from_word(&winner).ok_or(CallFailed)?.0,
    })
}
