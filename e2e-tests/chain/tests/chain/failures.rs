//! What goes wrong is on the chain, is told in words, and changes nothing else.

use chain::{Account, Chain, Failure, H256, Limits, NotIncluded, TOKEN, Weight, runtime};

use crate::{chain_with_both, deploy, notary, number};

#[test]
fn a_refusal_gives_its_data_and_changes_no_contract() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        chain.call(who, contract, vec![notary::COUNT], 0).expect("it counts");
        let before = chain.contracts();
        for what in [notary::REFUSE, notary::WRITE_AND_REFUSE] {
            let block = chain.block_number();
            let failure = chain.call(who, contract, vec![what], TOKEN).expect_err("it refuses");
            assert_eq!(failure.revert_data().map(number), Some(42), "{failure}");
            let receipt = failure.receipt().expect("it is included");
            assert_eq!(receipt.block_number, block);
            assert!(receipt.fee > 0 && receipt.weight.ref_time() > 0);
            assert!(receipt.events.is_empty());
            assert_eq!(chain.block_number(), block + 1);
        }
        assert_eq!(chain.contracts(), before);
    }
}

#[test]
fn a_broken_off_execution_says_which_error_it_was() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        let before = chain.contracts();
        for (what, expected) in [(notary::TRAP, "Revive::InvalidInstruction"), (notary::LOOP, "Revive::OutOfGas")] {
            let failure = chain.call(who, contract, vec![what], 0).expect_err("it breaks off");
            let Failure::Trapped { error, receipt } = &failure else { panic!("{failure:?}") };
            assert_eq!(error, expected);
            assert!(receipt.fee > 0);
        }
        assert_eq!(chain.contracts(), before);
    }
}

#[test]
fn limits_are_kept() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    let count = vec![notary::COUNT];

    let limits = Limits { weight: Some(Weight::from_parts(1_000, 1_000)), ..Limits::default() };
    let failure = chain.call_with(&alice, contract, count.clone(), 0, limits).expect_err("too little weight");
    assert!(matches!(&failure, Failure::Trapped { error, .. } if error == "Revive::OutOfGas"));

    let limits = Limits { deposit: Some(1), ..Limits::default() };
    let failure = chain.call_with(&alice, contract, count.clone(), 0, limits).expect_err("too little deposit");
    assert!(
        matches!(&failure, Failure::Trapped { error, .. } if error == "Revive::StorageDepositLimitExhausted"),
        "{failure:?}"
    );

    let limits = Limits { gas: Some(1), ..Limits::default() };
    let failure = chain.call_with(&buyer, contract, count, 0, limits).expect_err("too little gas");
    assert_eq!(failure, NotIncluded::CannotPay.into());
}

#[test]
fn a_wrong_nonce_is_not_included() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        let (block, nonce, root) = (chain.block_number(), chain.nonce(who), chain.state_root());
        for (wrong, reason) in [(nonce - 1, NotIncluded::StaleNonce), (nonce + 1, NotIncluded::FutureNonce)] {
            let limits = Limits { nonce: Some(wrong), ..Limits::default() };
            let failure =
                chain.call_with(who, contract, vec![notary::COUNT], 0, limits).expect_err("the nonce is wrong");
            assert_eq!(failure, reason.into(), "{who:?}");
        }
        assert_eq!(chain.state_root(), root);
        assert_eq!((chain.block_number(), chain.nonce(who)), (block, nonce));
    }
}

#[test]
fn who_cannot_pay_is_not_included() {
    let (mut chain, [alice, _]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    for who in [Account::substrate("poor"), Account::ethereum("poor")] {
        chain.endow(&who, 1_000_000_000);
        let root = chain.state_root();
        let failure = chain.call(&who, contract, vec![notary::COUNT], 0).expect_err("it cannot pay");
        assert_eq!(failure, NotIncluded::CannotPay.into());
        assert_eq!(chain.state_root(), root);
    }
}

#[test]
fn who_does_not_exist_is_not_included() {
    let (mut chain, [alice, _]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    for who in [Account::substrate("nobody"), Account::ethereum("nobody")] {
        let failure = chain.call(&who, contract, vec![notary::COUNT], 0).expect_err("nobody");
        assert!(failure.receipt().is_none(), "{who:?}: {failure:?}");
        assert!(!chain.account_exists(who.address()));
    }
}

#[test]
fn more_value_than_there_is_fails_on_chain() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        let failure =
            chain.call(who, contract, vec![notary::VALUE], 2_000 * TOKEN).expect_err("it does not have that much");
        let before = chain.balance(contract);
        assert_eq!(before, 0);
        assert!(!failure.to_string().is_empty(), "{failure}");
    }
}

#[test]
fn bad_code_is_refused() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        for code in [&b"PVM\0nonsense"[..], &[0xFE]] {
            let failure = chain.deploy(who, code, vec![], 0).expect_err("it is not code");
            assert!(!matches!(failure, Failure::Reverted { .. }), "{failure:?}");
        }
    }
    assert!(chain.contracts().is_empty());
}

#[test]
fn a_forged_extrinsic_is_not_included() {
    let mut chain = Chain::new();
    let mut payload = vec![0; 100];
    payload[0] = 2;
    let call = runtime::RuntimeCall::Revive(pallet_revive::Call::<runtime::Runtime>::eth_transact { payload });
    let extrinsic = sp_runtime::generic::UncheckedExtrinsic::new_bare(call).into();
    let failure = chain.submit(extrinsic).expect_err("it is no transaction");
    assert!(failure.receipt().is_none());
    assert_eq!(chain.block_number(), 1);
    assert_ne!(chain.state_root(), H256::zero());
}
