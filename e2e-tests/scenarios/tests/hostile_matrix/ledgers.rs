//! The splitter's ledgers as they are stored, and the names of the fields that hold sums of a currency.

use crate::contract::Contract;
use chain::{ContractState, H160};
use scenarios::ledger_cells::{self, LEDGERS, LedgerCell};

/// What is stored under a key, if anything is.
pub(crate) type Cell = Option<Vec<u8>>;

/// Of the splitter's and the pools' fields the numbers that ink! gives them; a test of each contract says that they
/// stay.
const TOKENS_OWED: u32 = 0x4bb1_2674;
const TOKENS_CLAIMED: u32 = 0x3843_ad26;
const CLAIMED: u32 = 0xd571_e53e;

/// Bytes of a ledger before what its payees were paid.
const HEAD: usize = 18;

/// The name of a field, and the key in it. Any contract that is not ours can be a pool that the matrix opened.
pub(crate) fn field_of(contract: Option<Contract>, raw: &[u8]) -> (&'static str, Vec<u8>) {
    let path = &raw[16..];
    let Some(number) = path.get(..4) else { return ("another's", raw.to_vec()) };
    let name = match (contract, u32::from_le_bytes(number.try_into().unwrap())) {
        (Some(Contract::Splitter), LEDGERS) => "ledgers",
        (Some(Contract::Splitter), TOKENS_OWED) => "tokens_owed",
        (None, TOKENS_CLAIMED) => "tokens_claimed",
        (None, CLAIMED) => "claimed",
        (_, 0) => "root",
        _ => "another",
    };
    (name, path[4..].to_vec())
}

/// Who is paid from a ledger, by position.
pub(crate) fn places(splitter: &ContractState, key: &[u8]) -> Vec<H160> {
    ledger_cells::places(key, |key| {
        let wanted = [&LEDGERS.to_le_bytes()[..], key].concat();
        splitter.storage.iter().find(|(raw, _)| raw[16..] == wanted).map(|(_, cell)| cell.clone())
    })
}

/// What a ledger received, and what its payees were paid.
pub(crate) fn sums(cell: &Cell) -> (i128, Vec<i128>) {
    let Some(cell) = LedgerCell::of(cell.as_ref()).sums else { return Default::default() };
    let number = |bytes: &[u8]| i128::from_le_bytes(bytes.try_into().unwrap());
    (number(&cell[..16]), cell[HEAD..].chunks(16).map(number).collect())
}
