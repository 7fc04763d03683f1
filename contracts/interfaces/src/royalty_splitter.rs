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

/// Money for a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The ledger.
    pub to: Destination,
    /// Zero for the chain's own token, else the ERC-20.
    pub currency: Address,
    /// How much, in the currency's smallest unit.
    pub amount: u128,
    /// Whom an ERC-20 is taken from. As a contract it is not paid: it may be waiting for this.
    pub buyer: Address,
    /// Whether the payees are paid at once.
    pub pay_out: bool,
    /// Who brought the buyer; zero for nobody.
    pub referrer: Address,
    /// Their part of what is left after the parents, in basis points.
    pub referral: u16,
}

/// The account that stands for a licence where its ledger is nobody's yet: its number.
pub fn escrow_account(licence: u64) -> Account {
    let mut account = [0; 20];
    if let Some(low) = account.last_chunk_mut() {
        *low = licence.to_be_bytes();
    }
    account
}

/// Sends money to the splitter, or has it take an ERC-20 from the buyer.
///
/// # Errors
/// [`CallFailed`].
pub fn deposit(splitter: &Address, payment: &Payment) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] =
        selector_bytes("deposit(uint256,uint32,uint32,address,uint16,address,uint128,address,bool,address,uint16)");
    let Payment { to, currency, amount, buyer, pay_out, referrer, referral } = payment;
    let [] = call(
        splitter,
        SELECTOR,
        Words::new()
            .push(to.record)
            .push(to.generation)
            .push(to.version)
            .push(H160(to.owner))
            .push(to.parents_share)
            .push(*currency)
            .push(*amount)
            .push(*buyer)
            .push(*pay_out)
            .push(*referrer)
            .push(*referral),
        if currency.is_zero() { *amount } else { 0 },
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
