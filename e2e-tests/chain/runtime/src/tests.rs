//! The pallets' own checks of how they are set up.

use frame_support::traits::IntegrityTest;

use crate::{AllPalletsWithSystem, Runtime, constants::*};

#[test]
fn the_pallets_agree_with_their_settings() {
    <AllPalletsWithSystem as IntegrityTest>::integrity_test();
}

#[test]
fn deposits_are_polkadot_hubs() {
    let item = <Runtime as pallet_revive::Config>::DepositPerItem::get();
    let child_item = <Runtime as pallet_revive::Config>::DepositPerChildTrieItem::get();
    let byte = <Runtime as pallet_revive::Config>::DepositPerByte::get();
    assert_eq!((item, child_item, byte), (UNIT / 5, UNIT / 500, UNIT / 100_000));
    assert_eq!(EXISTENTIAL_DEPOSIT, UNIT / 100);
}

#[test]
fn deposits_of_assets_are_polkadot_hubs() {
    let asset = <Runtime as pallet_assets::Config>::AssetDeposit::get();
    let account = <Runtime as pallet_assets::Config>::AssetAccountDeposit::get();
    let allowance = <Runtime as pallet_assets::Config>::ApprovalDeposit::get();
    assert_eq!((asset, account, allowance), (2_019_000_000, 2_001_600_000, EXISTENTIAL_DEPOSIT));
}
