//! What other contracts tell the licence token.

use crate::{
    host::{CallFailed, call},
    words::Words,
};
use ink::{Address, H160, codegen::sol::selector_bytes};
use rules::{Account, Bytes32, split_version::Versions};

/// Tells the licence token that a record changed hands.
///
/// # Errors
/// [`CallFailed`].
pub fn push_owner(licence_token: &Address, record: &Bytes32, owner: &Account, epoch: u32) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("pushOwner(uint256,address,uint32)");
    let [] = call(licence_token, SELECTOR, Words::new().push(*record).push(H160(*owner)).push(epoch), 0)?;
    Ok(())
}

/// Tells the licence token which versions of a record's split there are.
///
/// # Errors
/// [`CallFailed`].
pub fn push_split(licence_token: &Address, record: &Bytes32, versions: &Versions) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("pushSplit(uint256,uint32,uint32,uint64)");
    let [] = call(
        licence_token,
        SELECTOR,
        Words::new().push(*record).push(versions.current).push(versions.next).push(versions.applies_at),
        0,
    )?;
    Ok(())
}
