//! Who has what in block 0: accounts whose keys everybody knows, for trying things out.

use alloc::vec::Vec;

use frame_support::build_struct_json_patch;
use hex_literal::hex;
use pallet_revive::AddressMapper;
use serde_json::Value;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, PresetId};
use sp_keyring::Sr25519Keyring;

use crate::{AccountId, Balance, BalancesConfig, ReviveConfig, Runtime, RuntimeGenesisConfig, constants::UNIT};

/// What each account begins with, in planck: a million whole tokens.
pub const ENDOWMENT: Balance = 1_000_000 * UNIT;

/// The first ten accounts of `test test test test test test test test test test test junk`, by the path
/// `m/44'/60'/0'/0/n`: those that Hardhat and Foundry begin with.
pub const ETHEREUM: [[u8; 20]; 10] = [
    hex!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
    hex!("70997970c51812dc3a010c7d01b50e0d17dc79c8"),
    hex!("3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
    hex!("90f79bf6eb2c4f870365e785982e1f101e93b906"),
    hex!("15d34aaf54267db7d7c367839aaf71a00a2c6a65"),
    hex!("9965507d1a55bcc2695c58ba16fb37d819b0a4dc"),
    hex!("976ea74026e726554db657fa54763abd0c3a0aa9"),
    hex!("14dc79964da2c08b23698b3d3cc7ca32193d9955"),
    hex!("23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f"),
    hex!("a0ee7a142d267c1f36714e4a8f75612f20a79720"),
];

/// Everybody who begins with something: `//Alice` and the other well-known Substrate accounts, and those of
/// [`ETHEREUM`].
pub fn accounts() -> Vec<AccountId> {
    let substrate = Sr25519Keyring::well_known().map(|key| key.to_account_id());
    let ethereum =
        ETHEREUM.map(|address| <Runtime as pallet_revive::Config>::AddressMapper::to_account_id(&address.into()));
    substrate.chain(ethereum).collect()
}

/// The genesis of a chain for development. The Substrate accounts are mapped to their addresses.
fn development() -> Value {
    let accounts = accounts();
    let is_mapped = |account: &AccountId| <Runtime as pallet_revive::Config>::AddressMapper::is_mapped(account);
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances: accounts.iter().map(|account| (account.clone(), ENDOWMENT)).collect() },
        revive: ReviveConfig {
            mapped_accounts: accounts.iter().filter(|account| !is_mapped(account)).cloned().collect()
        },
    })
}

/// The genesis of this name, as JSON.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
    (id.as_str() == DEV_RUNTIME_PRESET).then(|| serde_json::to_vec(&development()).unwrap_or_default())
}
