//! What other contracts ask the catalogues.

use crate::{
    abi::Word,
    host::{CallFailed, call},
    words::Words,
};
use ink::{Address, codegen::sol::selector_bytes};
use rules::Bytes32;

/// What somebody has to know of an edition to whom a work in it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// The root over its works.
    pub root: Bytes32,
    /// How many works it has; zero where there is no such edition.
    pub count: u64,
    /// The Unix second that counts in a dispute about its works.
    pub priority: u64,
}

/// Asks for an edition (from 1) of a catalogue in the present generation of its record.
///
/// # Errors
/// [`CallFailed`].
pub fn edition(catalogues: &Address, catalogue: &Bytes32, edition: u32) -> Result<Edition, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("edition(uint256,uint32)");
    let [root, count, _, _, priority] = call(catalogues, SELECTOR, Words::new().push(*catalogue).push(edition), 0)?;
    Ok(Edition {
        root,
        count: u64::from_word(&count).ok_or(CallFailed)?,
        priority: u64::from_word(&priority).ok_or(CallFailed)?,
    })
}
