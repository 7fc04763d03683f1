//! What a node begins with.

use frame_support::genesis_builder_helper::{build_state, get_preset};
use pallet_revive::AddressMapper;
use sp_core::H160;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_io::TestExternalities;

use crate::{
    Balances, Revive, Runtime, RuntimeGenesisConfig,
    constants::{EXISTENTIAL_DEPOSIT, NATIVE_TO_ETH_RATIO},
    genesis::{ENDOWMENT, ETHEREUM, accounts, preset},
};

#[test]
fn accounts_of_both_kinds_have_something_in_block_0() {
    TestExternalities::default().execute_with(|| {
        let genesis =
            get_preset::<RuntimeGenesisConfig>(&Some(DEV_RUNTIME_PRESET.into()), preset).expect("there is one");
        build_state::<RuntimeGenesisConfig>(genesis).expect("it is a state");
        assert_eq!(accounts().len(), 16);
        for account in accounts() {
            assert_eq!(Balances::free_balance(&account), ENDOWMENT);
            assert!(<Runtime as pallet_revive::Config>::AddressMapper::is_mapped(&account));
        }
        // In EVM units, without what an account has to keep.
        let spendable = (ENDOWMENT - EXISTENTIAL_DEPOSIT) * u128::from(NATIVE_TO_ETH_RATIO);
        assert_eq!(Revive::evm_balance(&H160(ETHEREUM[0])), spendable.into());
    });
}

#[test]
fn there_is_one_preset() {
    assert!(preset(&"local_testnet".into()).is_none());
}

#[test]
fn the_wasm_is_there() {
    assert!(crate::WASM_BINARY.is_some_and(|wasm| wasm.len() > 100_000));
}
