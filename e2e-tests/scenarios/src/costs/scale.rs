//! Chains too large to be made by transactions: their state is written directly.

use super::{Bench, FILLING};
use crate::digest;
use alloy_primitives::U256;
use chain::{H160, TOKEN};
use std::collections::BTreeMap;
use story::protocol::record_id;

/// How many records are made by transactions; what is above is written.
pub(super) const BY_TRANSACTIONS: u64 = 10_000;

/// What a contract has stored, by hashed key.
type State = BTreeMap<Vec<u8>, Vec<u8>>;

impl Bench<'_> {
    /// Makes the chain one with so many records, and as many licences where they are more than transactions
    /// would be sent for.
    ///
    /// # Panics
    /// Where the contracts refuse, or store otherwise than is known here.
    pub(super) fn grow(&mut self, records: u64) {
        self.fill(records.min(BY_TRANSACTIONS));
        if records > BY_TRANSACTIONS {
            self.copy_licences(records);
            self.copy_records(records);
        }
    }

    /// Registers one more work, and writes what that stored once more for each record that is missing.
    fn copy_records(&mut self, records: u64) {
        let (registry, ben) = (self.world.protocol.registry, self.cast.ben.clone());
        let before = self.world.chain.state_of(registry);
        let one = FILLING + self.records();
        let record = self.world.work(&ben, one);
        let after = self.world.chain.state_of(registry);
        let id = |record: U256| record.to_be_bytes::<32>().to_vec();
        let missing = (self.records()..records).map(|number| id(record_id(&digest(FILLING + number + 1))));
        self.copy(registry, &new_cells(&before, &after, &id(record)), missing);
        self.count(registry, &before, &after, records);
        assert_eq!(self.records(), records, "the registry counts the records that were written");
    }

    /// Sells one licence, and writes what that stored once more for each that is missing.
    fn copy_licences(&mut self, licences: u64) {
        let (token, orion) = (self.world.protocol.licence_token, self.cast.orion.clone());
        let ben = self.cast.ben.clone();
        let record = self.world.work(&ben, 2 * FILLING);
        let offer = self.world.offer(&ben, record, TOKEN);
        let before = self.world.chain.state_of(token);
        let sold = self.world.buy(&orion, offer).value.to::<u64>();
        let after = self.world.chain.state_of(token);
        let id = |licence: u64| licence.to_le_bytes().to_vec();
        self.copy(token, &new_cells(&before, &after, &id(sold)), (sold + 1..=licences).map(id));
        self.count(token, &before, &after, licences);
    }

    /// Writes cells once more for each of `ids`.
    fn copy(&mut self, contract: H160, cells: &[(Vec<u8>, Vec<u8>)], ids: impl Iterator<Item = Vec<u8>>) {
        assert!(!cells.is_empty(), "something is stored under the id");
        let copies = ids.flat_map(|id| {
            // Of a key only where it begins is the field's; the id is the rest.
            cells.iter().map(move |(field, value)| ([&field[..], &id].concat(), value.clone()))
        });
        self.world.chain.construct(contract, copies);
    }

    /// Sets the number in a contract's root cell that went up by one between two states.
    fn count(&mut self, contract: H160, before: &State, after: &State, count: u64) {
        let root = |state: &State| state.iter().find(|(key, _)| super::is_root(key)).map(|(_, value)| value.clone());
        let (before, mut root) = (root(before).unwrap_or_default(), root(after).unwrap_or_default());
        let number = |cell: &[u8], at: usize| cell[at..].first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
        let is_count = |at: &usize| {
            let (was, is) = (number(&before, *at), number(&root, *at));
            was.is_some() && was.and_then(|was| was.checked_add(1)) == is
        };
        let found: Vec<usize> = (0..root.len()).filter(is_count).collect();
        let [.., at] = found[..] else { panic!("the root cell counts") };
        root[at..at + 8].copy_from_slice(&count.to_le_bytes());
        self.world.chain.construct(contract, [(0u32.to_le_bytes().to_vec(), root)]);
    }
}

/// The cells that are only in the later state and whose key ends with an id: the key's field, and the value.
fn new_cells(before: &State, after: &State, id: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let is_new = |key: &&Vec<u8>| !before.contains_key(*key) && key.ends_with(id);
    // A stored key is 16 bytes of a hash and the key itself.
    let field = |key: &Vec<u8>| key[16..key.len() - id.len()].to_vec();
    after.keys().filter(is_new).map(|key| (field(key), after[key].clone())).collect()
}
