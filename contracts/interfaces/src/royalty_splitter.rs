//! What other contracts ask and send the royalty splitter.

use crate::{
    abi::Word,
    host::{CallFailed, call},
    words::Words,
};
use ink::{Address, H160, codegen::sol::selector_bytes};
use rules::{Account, Bytes32, split_version::Versions};

/// The ledger that a deposit goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The record that earned it.
    pub record: Bytes32,
    /// The record's generation.
    pub generation: u32,
    /// The version of the record's split, or 0 where it has none.
    pub version: u32,
    /// The record's owner: the one payee under version 0.
    pub owner: Account,
    /// The sum of the shares of the record's parents, in basis points.
    pub parents_share: u16,
}

/// Sends a record's income to the splitter, which pays the payees at once if `pay_out`, but
/// for a `buyer` that is a contract.
///
/// # Errors
/// [`CallFailed`].
pub fn deposit(
    splitter: &Address,
    to: &Destination,
    pay_out: bool,
    buyer: Address,
    value: u128,
) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("deposit(uint256,uint32,uint32,address,uint16,bool,address)");
    let [] = call(
        splitter,
        SELECTOR,
        Words::new()
            .push(to.record)
            .push(to.generation)
            .push(to.version)
            .push(H160(to.owner))
            .push(to.parents_share)
            .push(pay_out)
            .push(buyer),
        value,
    )?;
    Ok(())
}

/// Asks for the versions of a record's split.
///
/// # Errors
/// [`CallFailed`].
pub fn versions(splitter: &Address, record: &Bytes32, generation: u32) -> Result<Versions, CallFailed> {
    read_versions(ask_versions(splitter, record, generation)?)
}

/// Asks for the versions of a record's split, and whether it stays as it is for as long as the
/// generation lasts.
///
/// # Errors
/// [`CallFailed`].
pub fn versions_and_lock(
    splitter: &Address,
    record: &Bytes32,
    generation: u32,
) -> Result<(Versions, bool), CallFailed> {
    let [current, next, applies_at, locked] = ask_versions(splitter, record, generation)?;
    let locked = bool::from_word(&locked).ok_or(CallFailed)?;
    Ok((read_versions([current, next, applies_at])?, locked))
}

fn ask_versions<const N: usize>(
    splitter: &Address,
    record: &Bytes32,
    generation: u32,
) -> Result<[Bytes32; N], CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("versions(uint256,uint32)");
    call(splitter, SELECTOR, Words::new().push(*record).push(generation), 0)
}

fn read_versions([current, next, applies_at]: [Bytes32; 3]) -> Result<Versions, CallFailed> {
    Ok(Versions {
        current: u32::from_word(&current).ok_or(CallFailed)?,
        next: u32::from_word(&next).ok_or(CallFailed)?,
        applies_at: u64::from_word(&applies_at).ok_or(CallFailed)?,
        last: 0,
    })
}
