//! What other contracts ask the terms book.

use crate::{
    abi::Word,
    host::{CallFailed, call},
    words::Words,
};
use ink::{Address, codegen::sol::selector_bytes};
use rules::{Bytes32, terms::Duration};

/// What a licence takes over from its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What may be done; zero where there are no terms of that id.
    pub uses: u16,
    /// By which classes of user.
    pub users: u8,
    /// For how long.
    pub duration: Duration,
    /// Whether it is exclusive in its uses.
    pub exclusive: bool,
    /// Whether the licence may be transferred.
    pub transferable: bool,
    /// Whether the licensor must be named.
    pub attribution: bool,
    /// Whether the licensor may revoke it for a refund.
    pub revocable: bool,
    /// With how many seconds' notice; zero where it is not revocable.
    pub notice: u32,
    /// The least part of a derivative's gross income, in basis points.
    pub derivative_share: u16,
    /// The record owner's part of a resale, in basis points.
    pub resale_royalty: u16,
}

/// Asks what terms grant.
///
/// # Errors
/// [`CallFailed`].
pub fn grant(terms_book: &Address, terms: &Bytes32) -> Result<Grant, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("terms(bytes32)");
    let [
        uses,
        users,
        perpetual,
        seconds,
        exclusive,
        transferable,
        attribution,
        revocable,
        notice,
        derivative_share,
        resale_royalty,
    ] = call(terms_book, SELECTOR, Words::new().push(*terms), 0)?;
    let uses = u16::from_word(&uses).ok_or(CallFailed)?;
    let perpetual = bool::from_word(&perpetual).ok_or(CallFailed)?;
    let seconds = u64::from_word(&seconds).ok_or(CallFailed)?;
    Ok(Grant {
        uses,
        users: u8::from_word(&users).ok_or(CallFailed)?,
        duration: if perpetual { Duration::Perpetual } else { Duration::Seconds(seconds) },
        exclusive: bool::from_word(&exclusive).ok_or(CallFailed)?,
        transferable: bool::from_word(&transferable).ok_or(CallFailed)?,
        attribution: bool::from_word(&attribution).ok_or(CallFailed)?,
        revocable: bool::from_word(&revocable).ok_or(CallFailed)?,
        notice: u32::from_word(&notice).ok_or(CallFailed)?,
        derivative_share: u16::from_word(&derivative_share).ok_or(CallFailed)?,
        resale_royalty: u16::from_word(&resale_royalty).ok_or(CallFailed)?,
    })
}
