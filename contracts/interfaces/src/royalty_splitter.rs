//! What other contracts ask and send the royalty splitter.

use crate::{
    abi::Word,
    host::{CallFailed, call, call_or_pass_on, pass_on},
    words::Words,
};
use ink::{Address, H160, codegen::sol::selector_bytes};
use rules::{Account, Bytes32, split::Payee, split_version::Versions};

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
    pub destination: Destination,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Account,
    /// How much, in EVM units or the token's smallest unit.
    pub amount: u128,
    /// Who pays: of ERC-20s the splitter takes the amount from here. If it is a contract it is
    /// not paid in the same call, since it may be waiting for it.
    pub buyer: Account,
    /// Whether the payees are paid at once, as far as they can be.
    pub pay_out: bool,
    /// Who is paid for bringing the buyer; zero for nobody.
    pub referrer: Account,
    /// Their part of what is left after the parents, in basis points.
    pub referral: u16,
}

/// Sends a record's income to the splitter; the chain's own token goes with the call. Of an
/// ERC-20 the splitter takes the amount from the buyer, who has allowed it to.
///
/// # Errors
/// [`CallFailed`]; [`crate::host::pass_on`] then says what the splitter said.
#[inline(never)]
pub fn deposit(splitter: &Address, payment: &Payment) -> Result<(), CallFailed> {
    let to = &payment.destination;
    let value = if payment.currency == [0; 20] { payment.amount } else { 0 };
    let mut words = Words::new();
    words
        .push(to.record)
        .push(to.generation)
        .push(to.version)
        .push(H160(to.owner))
        .push(to.parents_share)
        .push(H160(payment.currency))
        .push(payment.amount)
        .push(H160(payment.buyer))
        .push(payment.pay_out)
        .push(H160(payment.referrer))
        .push(payment.referral);
    deposit_words(splitter, &mut words, value)
}

/// As [`deposit`], with the words of the fields of a [`Payment`] in their order, and the value that
/// goes with the call.
///
/// # Errors
/// [`CallFailed`].
pub fn deposit_words(splitter: &Address, words: &mut Words, value: u128) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] =
        selector_bytes("deposit(uint256,uint32,uint32,address,uint16,address,uint128,address,bool,address,uint16)");
    let [] = call(splitter, SELECTOR, words, value)?;
    Ok(())
}

/// As [`deposit`]; a refusal of the splitter ends the running message with the same error.
pub fn deposit_or_pass_on(splitter: &Address, payment: &Payment) {
    deposit(splitter, payment).unwrap_or_else(|_| pass_on());
}

/// A ledger that is nobody's, held or in escrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The ledger's number: the version of the split with its flag (see [`rules::ledger`]).
    pub ledger: u32,
    /// Whose it is under version 0: of a ledger in escrow the licence
    /// ([`rules::ledger::licence_account`]).
    pub owner: Account,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Account,
}

/// Moves all that a ledger that is nobody's holds to another of the same record, and pays the
/// payees there if a `bystander` is named (zero: none), but for the bystander if it is a
/// contract. The ledger is of generation `generation`. Answers how much moved, in EVM units or
/// the token's smallest unit.
///
/// A refusal of the splitter (`NothingDue`, `LedgerFull`) ends the running message with the
/// same error.
pub fn move_ledger(
    splitter: &Address,
    generation: u32,
    from: &Held,
    to: &Destination,
    bystander: &Account,
    referrer: &Account,
    referral: u16,
) -> u128 {
    const SELECTOR: [u8; 4] = selector_bytes(
        "moveLedger(uint256,uint32,uint32,address,address,uint32,uint32,address,uint16,address,address,uint16)",
    );
    let [amount] = call_or_pass_on(
        splitter,
        SELECTOR,
        Words::new()
            .push(to.record)
            .push(generation)
            .push(from.ledger)
            .push(H160(from.owner))
            .push(H160(from.currency))
            .push(to.generation)
            .push(to.version)
            .push(H160(to.owner))
            .push(to.parents_share)
            .push(H160(*bystander))
            .push(H160(*referrer))
            .push(referral),
    );
    u128::from_word(&amount).unwrap_or_default()
}

/// A parent's place among those of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParentPlace {
    /// The child.
    pub child: Bytes32,
    /// The child's generation.
    pub generation: u32,
    /// The parent's position among the child's parents.
    pub position: u8,
    /// The parent's part of the child's gross income, in basis points.
    pub share: u16,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Account,
}

/// Moves what a parent is due of a child's income to a ledger, and pays the payees there if a
/// `bystander` is named (zero: none), but for the bystander if it is a contract. Answers how
/// much moved, in EVM units or the token's smallest unit.
///
/// A refusal of the splitter (`NothingDue`, `LedgerFull`) ends the running message with the
/// same error.
pub fn move_parent(splitter: &Address, from: &ParentPlace, to: &Destination, bystander: &Account) -> u128 {
    const SELECTOR: [u8; 4] =
        selector_bytes("moveParent(uint256,uint32,uint8,uint16,address,uint256,uint32,uint32,address,uint16,address)");
    let [amount] = call_or_pass_on(
        splitter,
        SELECTOR,
        Words::new()
            .push(from.child)
            .push(from.generation)
            .push(from.position)
            .push(from.share)
            .push(H160(from.currency))
            .push(to.record)
            .push(to.generation)
            .push(to.version)
            .push(H160(to.owner))
            .push(to.parents_share)
            .push(H160(*bystander)),
    );
    u128::from_word(&amount).unwrap_or_default()
}

/// Asks for what a child's generation received that its parents earn from, and what of it has
/// moved to the parent at a position, in EVM units or the token's smallest unit.
///
/// # Errors
/// [`CallFailed`].
pub fn parent_ledger(
    splitter: &Address,
    child: &Bytes32,
    generation: u32,
    position: u8,
    currency: &Account,
) -> Result<(u128, u128), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("parentLedger(uint256,uint32,uint8,address)");
    let [received, settled] =
        call(splitter, SELECTOR, Words::new().push(*child).push(generation).push(position).push(H160(*currency)), 0)?;
    Ok((u128::from_word(&received).ok_or(CallFailed)?, u128::from_word(&settled).ok_or(CallFailed)?))
}

/// Announces a split of a record's generation, whose payees have been checked. Answers its
/// version, and from which Unix second on it applies.
///
/// A refusal of the splitter (`SplitIsLocked`, `VersionsUsedUp`) ends the running message with
/// the same error.
pub fn put_split(splitter: &Address, record: &Bytes32, generation: u32, payees: &[Payee]) -> (u32, u64) {
    const SELECTOR: [u8; 4] = selector_bytes("putSplit(uint256,uint32,(address,uint16)[])");
    let [version, applies_at] =
        call_or_pass_on(splitter, SELECTOR, Words::new().push(*record).push(generation).rows(payees));
    (u32::from_word(&version).unwrap_or_default(), u64::from_word(&applies_at).unwrap_or_default())
}

/// Leaves the split of a record's generation as it is, with what is announced, for ever.
///
/// A refusal of the splitter (`NoSplit`, `SplitIsLocked`) ends the running message with the
/// same error.
pub fn put_lock(splitter: &Address, record: &Bytes32, generation: u32) {
    const SELECTOR: [u8; 4] = selector_bytes("putLock(uint256,uint32)");
    let [] = call_or_pass_on(splitter, SELECTOR, Words::new().push(*record).push(generation));
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
