//! The splitter's ledgers as they are stored, and the names of the fields that hold sums of a currency.

use crate::contract::Contract;
use chain::{ContractState, H160};

/// What is stored under a key, if anything is.
pub(crate) type Cell = Option<Vec<u8>>;

/// Of the splitter's and the pools' fields the numbers that ink! gives them; a test of each contract says that they
/// stay.
const LEDGERS: u32 = 0x843a_94a2;
const PAYEES: u32 = 0x53ac_7c12;
const TOKENS_OWED: u32 = 0x4bb1_2674;
const TOKENS_CLAIMED: u32 = 0x3843_ad26;
const CLAIMED: u32 = 0xd571_e53e;

/// Bytes of a ledger before what its payees were paid.
const HEAD: usize = 18;
/// Bytes of a payee's account and share.
const ROW: usize = 22;

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
    let version = u32::from_le_bytes(key[36..40].try_into().unwrap());
    if rules::ledger::is_nobodys(version) {
        return Vec::new();
    }
    if rules::ledger::version_of(version) == 0 {
        return vec![H160::from_slice(&key[40..60])];
    }
    let wanted = [&PAYEES.to_le_bytes()[..], &key[..36], &rules::ledger::version_of(version).to_le_bytes()].concat();
    let found = splitter.storage.iter().find(|(raw, _)| raw[16..] == wanted);
    found.map(|(_, cell)| cell.chunks(ROW).map(|row| H160::from_slice(&row[..20])).collect()).unwrap_or_default()
}

/// What a ledger received, and what its payees were paid.
pub(crate) fn sums(cell: &Cell) -> (i128, Vec<i128>) {
    let Some(cell) = cell else { return Default::default() };
    let number = |bytes: &[u8]| i128::from_le_bytes(bytes.try_into().unwrap());
    (number(&cell[..16]), cell[HEAD..].chunks(16).map(number).collect())
}
