//! What other contracts tell the licence token.

use crate::{
    abi::Word,
    fields::Layout as _,
    host::{CallFailed, call},
    licence::{Licence, LicenceLayout},
    words::Words,
};
use ink::{Address, H160, codegen::sol::selector_bytes};
use rules::{Account, Bytes32, split_version::Versions};

/// What a sale has to know of a record that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordState {
    /// The owner.
    pub owner: Account,
    /// Raised by every change of owner.
    pub epoch: u32,
    /// Raised when the record's content is replaced.
    pub generation: u32,
    /// What the record's kind is priced by.
    pub units: u64,
    /// The sum of the parents' shares, in basis points.
    pub parents_share: u16,
    /// From which Unix second on it is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
    /// A number of [`rules::standing::Standing`].
    pub standing: u8,
}

/// Tells the licence token how a record stands now: the record, then the fields of
/// [`RecordState`] in their order.
///
/// # Errors
/// [`CallFailed`].
pub fn push_record(licence_token: &Address, words: &mut Words) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("pushRecord(uint256,address,uint32,uint32,uint64,uint16,uint64,uint8)");
    let [] = call(licence_token, SELECTOR, words, 0)?;
    Ok(())
}

/// Asks whether a licence lets its holder register a derivative of a record now: a reason (0
/// if so, else a number of [`rules::licence::Coverage`]) and the least part of the
/// derivative's gross income that its terms ask for, in basis points.
///
/// # Errors
/// [`CallFailed`].
pub fn derivation(
    licence_token: &Address,
    licence: u64,
    record: &Bytes32,
    holder: &Account,
) -> Result<(u8, u16), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("derivation(uint256,uint256,address)");
    let [reason, share] =
        call(licence_token, SELECTOR, Words::new().push(licence).push(*record).push(H160(*holder)), 0)?;
    Ok((u8::from_word(&reason).ok_or(CallFailed)?, u16::from_word(&share).ok_or(CallFailed)?))
}

/// Asks for a licence, by its number as a word. The field [`RECORD`](crate::licence::RECORD) is
/// zero where there is none.
///
/// # Errors
/// [`CallFailed`].
pub fn licence(licence_token: &Address, licence: &Bytes32) -> Result<Licence, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("licence(uint256)");
    let words: [Bytes32; LicenceLayout::WIDTHS.len()] = call(licence_token, SELECTOR, Words::new().push(*licence), 0)?;
    Ok(Licence::from_words(&words))
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
