//! What the contracts store, cell by cell: in which contract, under which field, and of what.

use crate::contract::Contract;
use alloy_primitives::U256;
use chain::{ContractState, H160};
use scenarios::{
    World,
    ledger_cells::{LEDGERS, LedgerCell, version_key},
};
use std::collections::{BTreeMap, BTreeSet};

/// Everything about every contract.
pub(crate) type States = BTreeMap<H160, ContractState>;

/// The fields that are kept apart, by ink!'s number of each; 0 is the contract's root. A test of each contract
/// says that the numbers stay.
const FIELDS: &[(Contract, u32, &str)] = &[
    (Contract::Registry, 0xb9da_9de6, "records"),
    (Contract::Registry, 0x0e4c_e73c, "links"),
    (Contract::Registry, 0x713c_882f, "accounts"),
    (Contract::Registry, 0xe6c4_4bf8, "operators"),
    (Contract::Token, 0xbbcd_e6e7, "offers"),
    (Contract::Token, 0x409a_e3c9, "licences"),
    (Contract::Token, 0x188c_21cd, "sale_states"),
    (Contract::Token, 0x713c_882f, "accounts"),
    (Contract::Token, 0xe6c4_4bf8, "operators"),
    (Contract::Splitter, 0x33e4_cdd5, "heads"),
    (Contract::Splitter, LEDGERS, "ledgers"),
    (Contract::Splitter, 0x4bb1_2674, "tokens_owed"),
    (Contract::Arbitration, 0x0c3d_7c7a, "challenges"),
    (Contract::Arbitration, 0x85c6_0545, "outcomes"),
    (Contract::Arbitration, 0xe994_a48b, "lost"),
    (Contract::Arbitration, 0x62ac_e818, "evidence"),
    (Contract::Arbitration, 0x853f_cf9b, "credits"),
    (Contract::Catalogues, 0xe8b6_c399, "heads"),
    (Contract::Catalogues, 0x9020_41d7, "later"),
    (Contract::Reservations, 0x49e5_e631, "heads"),
    (Contract::Reservations, 0x4c8e_7fb1, "entries"),
    (Contract::Pool, 0x3843_ad26, "tokens_claimed"),
    (Contract::Pool, 0xd571_e53e, "claimed"),
    (Contract::Receivers, 0x98f3_599e, "inboxes"),
    (Contract::Usage, 0xbcf0_a432, "drawn"),
    (Contract::Usage, 0x2404_8375, "runs"),
];

/// How many bytes of a root say whom a contract knows and what it is: they never change. What follows are sums.
pub(crate) fn fixed_part(contract: Contract) -> usize {
    match contract {
        Contract::Registry => 5 * 20,
        Contract::Token => 6 * 20,
        Contract::Splitter => 4 * 20,
        Contract::Arbitration => 2 * 20 + 16,
        Contract::Pool => 32 + 8 + 8,
        _ => usize::MAX,
    }
}

/// A cell that is not what it was.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// The contract.
    pub(crate) contract: Contract,
    /// `balance`, `root`, or the field's name; of the terms book, which has one field only, `terms`.
    pub(crate) field: &'static str,
    /// The key in the field.
    pub(crate) key: Vec<u8>,
    /// What was there.
    pub(crate) before: Option<Vec<u8>>,
    /// What is there.
    pub(crate) after: Option<Vec<u8>>,
}

impl Change {
    /// `contract.field`.
    pub(crate) fn name(&self) -> String {
        format!("{:?}.{}", self.contract, self.field)
    }

    /// The number of 256 bits that the key begins with: a record.
    pub(crate) fn record(&self) -> U256 {
        U256::from_be_slice(&self.key[..32])
    }

    /// The number of 64 bits that the key begins with: an offer, a licence, a challenge, a place in a pool.
    pub(crate) fn number(&self) -> u64 {
        u64::from_le_bytes(self.key[..8].try_into().unwrap())
    }

    /// The address at a place of the key.
    pub(crate) fn account(&self, at: usize) -> H160 {
        H160::from_slice(&self.key[at..at + 20])
    }
}

/// The name and the key of what a contract stores under this hashed key.
pub(crate) fn field_of(contract: Contract, raw: &[u8]) -> (&'static str, Vec<u8>) {
    let path = &raw[16..];
    let number = u32::from_le_bytes(path[..4].try_into().unwrap());
    if number == 0 && path.len() == 4 {
        return ("root", Vec::new());
    }
    if contract == Contract::Book {
        return ("terms", path[4..].to_vec());
    }
    let known = FIELDS.iter().find(|(of, key, _)| (*of, *key) == (contract, number));
    let (_, _, name) = known.unwrap_or_else(|| panic!("{contract:?} has a field {number:#x} that is not named here"));
    (name, path[4..].to_vec())
}

/// All of the contracts that have addresses of their own.
pub(crate) fn by_address(world: &World<'_>) -> BTreeMap<H160, Contract> {
    Contract::ALL.iter().copied().map(|contract| (contract.address(world), contract)).collect()
}

/// A field, a key in it, and what is there.
type Part = (&'static str, Vec<u8>, Option<Vec<u8>>);

/// What a cell says, field by field: the splitter's payees stand in a cell with a ledger.
fn parts(field: &'static str, key: Vec<u8>, cell: Option<&Vec<u8>>) -> Vec<Part> {
    if field != "ledgers" {
        return vec![(field, key, cell.cloned())];
    }
    let LedgerCell { payees, sums } = LedgerCell::of(cell);
    vec![("payees", version_key(&key), payees), ("ledgers", key, sums)]
}

/// The entries of a contract's field.
pub(crate) fn entries(states: &States, at: H160, contract: Contract, field: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    states[&at]
        .storage
        .iter()
        .flat_map(|(raw, cell)| {
            let (name, key) = field_of(contract, raw);
            parts(name, key, Some(cell))
        })
        .filter_map(|(name, key, cell)| Some((key, cell.filter(|_| name == field)?)))
        .collect()
}

/// What differs, and the addresses of contracts that are not among ours and differ, or are new or gone.
pub(crate) fn changes(known: &BTreeMap<H160, Contract>, before: &States, after: &States) -> (Vec<Change>, Vec<H160>) {
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    let addresses: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for address in addresses {
        let (old, new) = (before.get(address), after.get(address));
        if old == new {
            continue;
        }
        let (Some(contract), Some(old), Some(new)) = (known.get(address), old, new) else {
            others.push(*address);
            continue;
        };
        assert_eq!(old.code_hash, new.code_hash, "{contract:?} has another code");
        let change = |field, key, before, after| Change { contract: *contract, field, key, before, after };
        if old.balance != new.balance {
            ours.push(change("balance", Vec::new(), None, None));
        }
        let keys: BTreeSet<_> = old.storage.keys().chain(new.storage.keys()).collect();
        for raw in keys {
            let (before, after) = (old.storage.get(raw), new.storage.get(raw));
            if before != after {
                let (field, key) = field_of(*contract, raw);
                let [before, after] = [before, after].map(|cell| parts(field, key.clone(), cell));
                for ((field, key, before), (.., after)) in before.into_iter().zip(after) {
                    if before != after {
                        ours.push(change(field, key, before, after));
                    }
                }
            }
        }
    }
    (ours, others)
}
