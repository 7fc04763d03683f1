//! What other contracts ask and send the royalty splitter.

use crate::{
    abi::{Named, Row, Word},
    host::{CallFailed, call, call_all_rows, pass_on, returned},
    stored::{Cell, Reader, append},
    words::Words,
};
use alloc::vec::Vec;
use ink::{Address, H160, codegen::sol::selector_bytes};
use rules::{
    Account, Bytes32,
    ledger::PARENTS,
    limits::{BASIS_POINTS, MAX_PAYEES},
    split::Payee,
    split_version::Versions,
};

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

/// The words of a [`Destination`].
pub enum To {}

impl Named for To {
    const NAME: &'static str = "(uint256,uint32,uint32,address,uint16)";
}

/// A currency and an amount of it.
pub enum Money {}

impl Named for Money {
    const NAME: &'static str = "(address,uint128)";
}

/// Who pays, and whether the payees are paid at once.
pub enum Buyer {}

impl Named for Buyer {
    const NAME: &'static str = "(address,bool)";
}

/// What moves: record, generation, ledger, owner, currency, position, and part in basis points.
pub enum From {}

impl Named for From {
    const NAME: &'static str = "(uint256,uint32,uint32,address,address,uint8,uint16)";
}

/// The split of one generation of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Split {
    /// Its versions.
    pub versions: Versions,
    /// Whether they are as they are for ever.
    pub locked: bool,
}

impl Cell for Split {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.versions.current.to_le_bytes());
        append(cell, &self.versions.next.to_le_bytes());
        append(cell, &self.versions.last.to_le_bytes());
        append(cell, &self.versions.applies_at.to_le_bytes());
        append(cell, &[self.locked.into()]);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (current, next, last) = (cell.u32(), cell.u32(), cell.u32());
        Self { versions: Versions { current, next, last, applies_at: cell.u64() }, locked: cell.flag() }
    }
}

impl Split {
    /// Its cell, as a word with zeros at the end.
    pub fn pack(&self) -> Bytes32 {
        let (mut cell, mut word) = (Vec::new(), [0; 32]);
        self.write(&mut cell);
        word.iter_mut().zip(cell).for_each(|(to, from)| *to = from);
        word
    }

    /// The split of a word.
    pub fn unpack(word: &Bytes32) -> Self {
        Self::read(&mut Reader::new(word))
    }
}

/// A ledger that an account is paid from: whose it is under version 0 is that account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The record that earned it.
    pub record: Bytes32,
    /// The record's generation.
    pub generation: u32,
    /// The version of the record's split, or 0, with the flags of [`rules::ledger`].
    pub version: u32,
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Account,
}

impl Row for Source {
    const ARRAY: &'static str = "(uint256,uint32,uint32,address)[]";
    const WORDS: u32 = 4;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (record, generation, version, currency) = (word(), word(), word(), word());
        Some(Self {
            record,
            generation: u32::from_word(&generation)?,
            version: u32::from_word(&version)?,
            currency: Address::from_word(&currency)?.0,
        })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.record);
        word(&self.generation.to_word());
        word(&self.version.to_word());
        word(&H160(self.currency).to_word());
    }
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
/// ERC-20 the splitter takes the amount from the buyer, who has allowed it to. Answers how much was
/// credited, as a word.
///
/// # Errors
/// [`CallFailed`]; [`crate::host::pass_on`] then says what the splitter said.
#[inline(never)]
pub fn deposit(splitter: &Address, payment: &Payment) -> Result<Bytes32, CallFailed> {
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
    let [credited] = call(splitter, DEPOSIT, &mut words, value)?;
    Ok(credited)
}

/// As [`deposit`], with the words of the fields of a [`Payment`] in their order, and the value that
/// goes with the call.
///
/// # Errors
/// [`CallFailed`].
pub fn deposit_words(splitter: &Address, words: &mut Words, value: u128) -> Result<(), CallFailed> {
    let [] = call(splitter, DEPOSIT, words, value)?;
    Ok(())
}

const DEPOSIT: [u8; 4] =
    selector_bytes("deposit((uint256,uint32,uint32,address,uint16),(address,uint128),(address,bool),address,uint16)");

/// As [`deposit`]; a refusal of the splitter ends the running message with the same error. Answers
/// how much was credited.
pub fn deposit_or_pass_on(splitter: &Address, payment: &Payment) -> u128 {
    moved(&deposit(splitter, payment).unwrap_or_else(|_| pass_on()))
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
    let place = ParentPlace { child: to.record, generation, position: 0, share: BASIS_POINTS, currency: from.currency };
    let owner = &from.owner;
    moved(
        &move_due(splitter, &place, from.ledger, owner, to, &[bystander, referrer], referral)
            .unwrap_or_else(|_| pass_on()),
    )
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
pub fn move_parent_or_pass_on(splitter: &Address, from: &ParentPlace, to: &Destination, bystander: &Account) -> u128 {
    moved(&move_due(splitter, from, PARENTS, &[0; 20], to, &[bystander, &[0; 20]], 0).unwrap_or_else(|_| pass_on()))
}

/// As [`move_parent_or_pass_on`], but where nothing is due nothing moves.
pub fn move_parent(splitter: &Address, from: &ParentPlace, to: &Destination, bystander: &Account) -> u128 {
    const NOTHING_DUE: [u8; 4] = selector_bytes("NothingDue()");
    match move_due(splitter, from, PARENTS, &[0; 20], to, &[bystander, &[0; 20]], 0) {
        Ok(amount) => moved(&amount),
        Err(CallFailed) if returned() == NOTHING_DUE => 0,
        Err(CallFailed) => pass_on(),
    }
}

fn moved(amount: &Bytes32) -> u128 {
    u128::from_word(amount).unwrap_or_default()
}

#[inline(never)]
fn move_due(
    splitter: &Address,
    from: &ParentPlace,
    ledger: u32,
    owner: &Account,
    to: &Destination,
    [bystander, referrer]: &[&Account; 2],
    referral: u16,
) -> Result<Bytes32, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes(concat!(
        "moveDue((uint256,uint32,uint32,address,address,uint8,uint16),",
        "(uint256,uint32,uint32,address,uint16),address,address,uint16)"
    ));
    let [amount] = call(
        splitter,
        SELECTOR,
        Words::new()
            .push(from.child)
            .push(from.generation)
            .push(ledger)
            .push(H160(*owner))
            .push(H160(from.currency))
            .push(from.position)
            .push(from.share)
            .push(to.record)
            .push(to.generation)
            .push(to.version)
            .push(H160(to.owner))
            .push(to.parents_share)
            .push(H160(**bystander))
            .push(H160(**referrer))
            .push(referral),
        0,
    )?;
    Ok(amount)
}

/// What a ledger received and paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerFacts {
    /// All that it received, in EVM units or the token's smallest unit.
    pub received: u128,
    /// The sum of the shares of the record's parents, in basis points.
    pub parents_share: u16,
    /// What each payee, by position, was paid of it.
    pub released: [u128; MAX_PAYEES],
}

/// Asks for a ledger, which under version 0 is that of `owner`.
///
/// # Errors
/// [`CallFailed`].
pub fn ledger(splitter: &Address, source: &Source, owner: &Account) -> Result<LedgerFacts, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("ledger(uint256,uint32,uint32,address,address)");
    let answer: [Bytes32; MAX_PAYEES + 2] = call(
        splitter,
        SELECTOR,
        Words::new()
            .push(source.record)
            .push(source.generation)
            .push(source.version)
            .push(H160(*owner))
            .push(H160(source.currency)),
        0,
    )?;
    let [received, parents_share, sums @ ..] = answer;
    let mut released = [0; MAX_PAYEES];
    for (sum, word) in released.iter_mut().zip(&sums) {
        *sum = u128::from_word(word).ok_or(CallFailed)?;
    }
    Ok(LedgerFacts {
        received: u128::from_word(&received).ok_or(CallFailed)?,
        parents_share: u16::from_word(&parents_share).ok_or(CallFailed)?,
        released,
    })
}

/// Asks for all that the ledgers of a currency owe, dust included.
///
/// # Errors
/// [`CallFailed`].
pub fn owed(splitter: &Address, currency: &Address) -> Result<u128, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("owed(address)");
    let [owed] = call(splitter, SELECTOR, Words::new().push(*currency), 0)?;
    u128::from_word(&owed).ok_or(CallFailed)
}

/// Writes the split of a record's generation and, unless there are none, the payees of one
/// version; all of it has been checked.
///
/// # Errors
/// [`CallFailed`].
pub fn put_split(
    splitter: &Address,
    (record, generation): &(Bytes32, u32),
    version: u32,
    split: &Split,
    payees: &[Payee],
) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("putSplit(uint256,uint32,uint32,bytes32,bytes)");
    let mut cells = Vec::new();
    payees.iter().for_each(|payee| Cell::write(payee, &mut cells));
    let [] = call(
        splitter,
        SELECTOR,
        Words::new().push(*record).push(*generation).push(version).push(split.pack()).bytes(&cells),
        0,
    )?;
    Ok(())
}

/// Asks for the split of a record's generation.
///
/// # Errors
/// [`CallFailed`].
pub fn split(splitter: &Address, record: &Bytes32, generation: u32) -> Result<Split, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("versions(uint256,uint32)");
    let [current, next, applies_at, locked, last] =
        call(splitter, SELECTOR, Words::new().push(*record).push(generation), 0)?;
    Ok(Split {
        versions: Versions {
            current: u32::from_word(&current).ok_or(CallFailed)?,
            next: u32::from_word(&next).ok_or(CallFailed)?,
            applies_at: u64::from_word(&applies_at).ok_or(CallFailed)?,
            last: u32::from_word(&last).ok_or(CallFailed)?,
        },
        locked: bool::from_word(&locked).ok_or(CallFailed)?,
    })
}

/// Asks for the payees of a version of a record's split, of which there are at most 16; none where
/// the version is no split's.
///
/// # Errors
/// [`CallFailed`].
pub fn payees(splitter: &Address, record: &Bytes32, generation: u32, version: u32) -> Result<Vec<Payee>, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("payees(uint256,uint32,uint32)");
    call_all_rows(splitter, SELECTOR, Words::new().push(*record).push(generation).push(version), MAX_PAYEES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::assert_round_trip;

    #[test]
    fn r10_a_split_fits_its_cell_and_a_word_and_reads_back() {
        let versions = Versions { current: 1, next: u32::MAX, applies_at: u64::MAX, last: 4 };
        for split in [Split { versions, locked: true }, Split::default()] {
            assert_round_trip(&split);
            assert_eq!(Split::unpack(&split.pack()), split);
        }
    }
}
