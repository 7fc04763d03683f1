//! What other contracts ask the arbitration.

use crate::{
    abi::Word,
    host::{CallFailed, call},
    stored::{Cell, Reader},
    words::Words,
};
use alloc::vec::Vec;
use ink::{Address, codegen::sol::selector_bytes};
use rules::{Account, Bytes32};

/// What challenges have come to for a generation of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Outcome {
    /// How many are undecided.
    pub open: u32,
    /// When a decision ended the generation, in Unix seconds; zero where none did.
    pub ended_at: u64,
    /// Whose challenge ended it; zero where none did.
    pub winner: Account,
    /// Whether it struck the record, rather than passed.
    pub struck: bool,
}

impl Outcome {
    /// Whether a decision ended the generation.
    pub const fn is_ended(&self) -> bool {
        self.ended_at != 0
    }
}

impl Cell for Outcome {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.open.to_le_bytes());
        cell.extend_from_slice(&self.ended_at.to_le_bytes());
        cell.extend_from_slice(&self.winner);
        cell.extend_from_slice(&[self.struck.into()]);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { open: cell.u32(), ended_at: cell.u64(), winner: cell.take(), struck: cell.flag() }
    }
}

/// Asks what challenges have come to for a generation of a record.
///
/// # Errors
/// [`CallFailed`].
pub fn outcome(arbitration: &Address, record: &Bytes32, generation: u32) -> Result<Outcome, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("outcome(uint256,uint32)");
    let [open, ended_at, winner, struck] = call(arbitration, SELECTOR, Words::new().push(*record).push(generation), 0)?;
    Ok(Outcome {
        open: u32::from_word(&open).ok_or(CallFailed)?,
        ended_at: u64::from_word(&ended_at).ok_or(CallFailed)?,
        winner: Address::from_word(&winner).ok_or(CallFailed)?.0,
        struck: bool::from_word(&struck).ok_or(CallFailed)?,
    })
}
