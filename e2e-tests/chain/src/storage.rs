//! What contracts have stored. Has to run inside the chain's state.

use std::collections::BTreeMap;

use frame_support::{
    Blake2_128Concat, StorageHasher,
    storage::{child, storage_prefix},
};
use hub_runtime::{Revive, Runtime};
use pallet_revive::AccountInfo;
use sp_core::{H160, H256, U256};

/// All there is to a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractState {
    /// The hash of its code.
    pub code_hash: H256,
    /// What it can spend, in EVM units.
    pub balance: U256,
    /// Everything it has stored, by hashed key.
    pub storage: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// The contract at `address`, if there is one.
pub(crate) fn contract(address: H160) -> Option<ContractState> {
    let code_hash = code_hash(address)?;
    Some(ContractState { code_hash, balance: Revive::evm_balance(&address), storage: storage_of(address) })
}

/// The hash of the code at `address`, if there is any.
pub(crate) fn code_hash(address: H160) -> Option<H256> {
    AccountInfo::<Runtime>::load_contract(&address).map(|info| info.code_hash)
}

/// The size of the code at `address` in bytes: 0 where there is no contract.
pub(crate) fn code_size(address: H160) -> u64 {
    // A precompile has code for whoever asks, and loads none.
    code_hash(address).map_or(0, |_| Revive::code(&address).len() as u64)
}

/// What the contract at `address` has stored. Empty where there is none.
pub(crate) fn storage_of(address: H160) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut storage = BTreeMap::new();
    let Some(info) = AccountInfo::<Runtime>::load_contract(&address) else {
        return storage;
    };
    let trie = info.child_trie_info();
    let mut key = Vec::new();
    while let Some(next) = sp_io::default_child_storage::next_key(trie.storage_key(), &key) {
        storage.insert(next.clone(), child::get_raw(&trie, &next).unwrap_or_default());
        key = next;
    }
    storage
}

/// Writes cells into the storage of the contract at `address`, if there is one.
pub(crate) fn write(address: H160, cells: impl Iterator<Item = (Vec<u8>, Vec<u8>)>) {
    let Some(info) = AccountInfo::<Runtime>::load_contract(&address) else { return };
    let trie = info.child_trie_info();
    for (key, value) in cells {
        // As `pallet-revive` hashes keys of any length.
        child::put_raw(&trie, &Blake2_128Concat::hash(&key), &value);
    }
}

/// The addresses of all contracts.
pub(crate) fn contracts() -> Vec<H160> {
    let prefix = storage_prefix(b"Revive", b"AccountInfoOf");
    let mut key = prefix.to_vec();
    let mut found = Vec::new();
    while let Some(next) = sp_io::storage::next_key(&key) {
        let Some(address) = next.strip_prefix(&prefix[..]) else { break };
        if let Ok(bytes) = <[u8; 20]>::try_from(address) {
            let address = H160(bytes);
            if code_hash(address).is_some() {
                found.push(address);
            }
        }
        key = next;
    }
    found
}
