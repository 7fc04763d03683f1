//! What is compared: the world after an honest call, and after the same call with a counterparty of bad habits.

use crate::chameleon::{Chameleon, Kind};
use crate::contract::Contract;
use crate::ledgers::{Cell, field_of, places, sums};
use chain::{ContractState, EVM_UNITS_PER_PLANCK, H160};
use scenarios::World;
use std::collections::{BTreeMap, BTreeSet};

/// All contracts but the chameleon, and everybody's money.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) contracts: BTreeMap<H160, ContractState>,
    money: BTreeMap<H160, i128>,
    /// What the chameleon has.
    its: i128,
    /// What the splitter has of the chameleon's token beyond what it owes, where it is one.
    pub(crate) surplus: i128,
}

impl End {
    /// As it is now. What the caller paid for storage is not counted.
    pub(crate) fn of(world: &World<'_>, it: H160, people: &[H160], caller: H160, deposit: i128) -> Self {
        let has = |who: H160| i128::try_from(world.chain.balance(who)).unwrap();
        let of = |who: H160| {
            let deposit = if who == caller { deposit * EVM_UNITS_PER_PLANCK as i128 } else { 0 };
            has(who) + deposit
        };
        let mut contracts = world.chain.contracts();
        contracts.remove(&it);
        Self { contracts, money: people.iter().map(|who| (*who, of(*who))).collect(), its: has(it), surplus: 0 }
    }

    /// Whether a call with bad habits ended as the honest one, or so that what the chameleon did not take is still
    /// due to it and to nobody else, and nothing else differs. Gives how much that is.
    pub(crate) fn keeps_due(&self, world: &World<'_>, it: &Chameleon, bad: &Self) -> Result<u128, String> {
        let honest = self;
        if it.kind == Kind::Token {
            return honest.differs_in_token_only(world, it, bad).map(|()| 0);
        }
        if let Some((who, had)) = honest.money.iter().find(|(who, had)| bad.money[*who] != **had) {
            return Err(format!("{who:?} has {} and not {had}", bad.money[who]));
        }
        // The splitter keeps it, or the pool.
        let mut keeper = world.protocol.splitter;
        let (mut due, mut owed) = (0i128, 0i128);
        for (address, field, key, cells) in differences(world, honest, bad)? {
            let here = format!("{address:?} {field} {key:?}");
            let is_ours = address == world.protocol.splitter;
            let [old, new] = cells;
            match field {
                "root" if is_ours => owed = number(&new, 80) - number(&old, 80),
                "ledgers" => due += kept(world, honest, it.address, &key, &old, &new).ok_or(here)?,
                "root" if is_pool(&old) => (keeper, owed) = (address, number(&old, 48) - number(&new, 48)),
                // The chameleon's place in a pool is the second.
                "claimed" if key[..8] == [1, 0, 0, 0, 0, 0, 0, 0] => due += number(&old, 0) - number(&new, 0),
                _ => return Err(format!("{here} differs")),
            }
        }
        let balance = |end: &Self, who: &H160| i128::try_from(end.contracts[who].balance.as_u128()).unwrap();
        let others = honest.contracts.keys().filter(|who| **who != keeper);
        for who in others {
            if balance(honest, who) != balance(bad, who) {
                return Err(format!("{who:?} has another balance"));
            }
        }
        let [kept, missing] = [balance(bad, &keeper) - balance(honest, &keeper), honest.its - bad.its];
        if due < 0 || [owed, kept] != [due, due] || missing != due {
            return Err(format!("due {due}, owed {owed}, kept {kept}, not taken {missing}"));
        }
        Ok(due.unsigned_abs())
    }

    /// With the currency itself at fault: only sums in that currency differ.
    fn differs_in_token_only(&self, world: &World<'_>, it: &Chameleon, bad: &Self) -> Result<(), String> {
        let has_native = |end: &Self| end.contracts.values().map(|contract| contract.balance).collect::<Vec<_>>();
        if self.money != bad.money || has_native(self) != has_native(bad) {
            return Err("somebody has another sum of the chain's own token".into());
        }
        for (address, field, key, _) in differences(world, self, bad)? {
            let currency = match field {
                "ledgers" => H160::from_slice(&key[60..80]),
                "tokens_owed" | "tokens_claimed" => H160::from_slice(&key[..20]),
                "claimed" => H160::from_slice(&key[8..28]),
                _ => return Err(format!("{address:?} {field} {key:?} differs")),
            };
            if currency != it.address {
                return Err(format!("{address:?} {field} of the currency {currency:?} differs"));
            }
        }
        Ok(())
    }
}

/// A cell that differs: its contract, field and key, and what is in it in the one end and the other.
type Difference = (H160, &'static str, Vec<u8>, [Cell; 2]);

/// The cells that differ, by their contract and field.
fn differences(world: &World<'_>, honest: &End, bad: &End) -> Result<Vec<Difference>, String> {
    let addresses = |end: &End| end.contracts.keys().copied().collect::<BTreeSet<_>>();
    if addresses(honest) != addresses(bad) {
        return Err("there are other contracts".into());
    }
    let mut found = Vec::new();
    for (address, old) in &honest.contracts {
        let new = &bad.contracts[address];
        if old.code_hash != new.code_hash {
            return Err(format!("{address:?} has another code"));
        }
        if old.storage == new.storage {
            continue;
        }
        let keys: BTreeSet<_> = old.storage.keys().chain(new.storage.keys()).collect();
        for raw in keys {
            let cells = [old.storage.get(raw).cloned(), new.storage.get(raw).cloned()];
            if cells[0] != cells[1] {
                let contract = Contract::ALL.iter().copied().find(|contract| contract.address(world) == *address);
                let (field, key) = field_of(contract, raw);
                found.push((*address, field, key, cells));
            }
        }
    }
    Ok(found)
}

/// The number of 128 bits at a place of a cell.
fn number(cell: &Cell, at: usize) -> i128 {
    cell.as_ref().map_or(0, |cell| i128::from_le_bytes(cell[at..at + 16].try_into().unwrap()))
}

/// Whether this is a pool's root: a tree's root, two counts, and what was claimed.
fn is_pool(root: &Cell) -> bool {
    root.as_ref().is_some_and(|root| root.len() == 64)
}

/// How much more a ledger owes the chameleon; nothing where it differs otherwise.
fn kept(world: &World<'_>, honest: &End, it: H160, key: &[u8], old: &Cell, new: &Cell) -> Option<i128> {
    let payees = places(&honest.contracts[&world.protocol.splitter], key);
    let ((received, paid), (now_received, now_paid)) = (sums(old), sums(new));
    let more = now_received - received;
    // Of its own ledger all that came in is its due: a sale that could not pay it there paid it directly else.
    if more != 0 && payees != [it] {
        return None;
    }
    let mut due = more;
    for position in 0..paid.len().max(now_paid.len()) {
        let at = |sums: &[i128]| sums.get(position).copied().unwrap_or_default();
        let less = at(&paid) - at(&now_paid);
        if less != 0 && payees.get(position) != Some(&it) {
            return None;
        }
        due += less;
    }
    Some(due)
}
