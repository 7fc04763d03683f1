//! Every planck is accounted for.

use chain::{Account, Chain, H160, TOKEN, to_evm_units};

use crate::{chain_with_both, deploy, notary, number};

/// What `who` has lost since it had `before`, as a number of EVM units.
fn lost(chain: &Chain, who: &Account, before: u128) -> i128 {
    let after = chain.total_balance(who.address());
    i128::try_from(before).expect("it fits") - i128::try_from(after).expect("it fits")
}

fn signed(amount: u128) -> i128 {
    i128::try_from(amount).expect("it fits")
}

#[test]
fn fee_deposit_and_value_are_all_that_is_paid() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let before = chain.total_balance(who.address());
        let deployed = chain.deploy(who, &notary::init_code(), vec![], 0).expect("it deploys");
        let receipt = &deployed.receipt;
        assert!(receipt.fee > 0 && receipt.deposit > 0);
        assert_eq!(
            lost(&chain, who, before),
            signed(receipt.fee_in_evm_units()) + receipt.deposit_in_evm_units(),
            "{who:?} deploys"
        );

        for (what, value) in [
            (notary::COUNT, 0),
            (notary::COUNT, 0),
            (notary::VALUE, 3 * TOKEN),
            (notary::CLEAR, 0),
            (notary::COUNT, TOKEN),
        ] {
            let before = chain.total_balance(who.address());
            let receipt = chain.call(who, deployed.address, vec![what], value).expect("it does what is asked");
            assert_eq!(
                lost(&chain, who, before),
                signed(receipt.fee_in_evm_units()) + receipt.deposit_in_evm_units() + signed(value),
                "{who:?} does {what}"
            );
        }
        assert_eq!(chain.balance(deployed.address), 4 * TOKEN);
    }
}

#[test]
fn deposits_are_charged_for_new_storage_and_refunded() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        let mut deposit = |what| chain.call(who, contract, vec![what], 0).expect("it does what is asked").deposit;
        let first = deposit(notary::COUNT);
        assert!(first > 0);
        assert_eq!(deposit(notary::COUNT), 0);
        assert_eq!(deposit(notary::CLEAR), -first);
    }
}

#[test]
fn fees_vanish_and_nothing_else_does() {
    let (mut chain, [alice, _]) = chain_with_both();
    let before = chain.total_issuance();
    let deployed = chain.deploy(&alice, &notary::init_code(), vec![], 0).expect("it deploys");
    // A contract is born with an existential deposit out of nothing.
    assert_eq!(chain.total_issuance(), before + chain.existential_deposit() - deployed.receipt.fee);
}

#[test]
fn failed_calls_cost_their_fee_only() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        for what in [notary::REFUSE, notary::WRITE_AND_REFUSE, notary::TRAP, notary::LOOP] {
            let before = chain.total_balance(who.address());
            let failure = chain.call(who, contract, vec![what], 5 * TOKEN).expect_err("it fails");
            let receipt = failure.receipt().expect("it is included");
            assert_eq!(receipt.deposit, 0);
            assert_eq!(lost(&chain, who, before), signed(receipt.fee_in_evm_units()), "{who:?} does {what}");
        }
    }
}

#[test]
fn what_is_finer_than_a_planck_arrives() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &buyer);
    let value = 2 * TOKEN + 12_345_678;
    let before = chain.total_balance(buyer.address());
    let receipt = chain.call(&buyer, contract, vec![notary::VALUE], value).expect("it takes it");
    assert_eq!(number(&receipt.output), value);
    assert_eq!(chain.balance(contract), value);
    assert_eq!(lost(&chain, &buyer, before), signed(receipt.fee_in_evm_units()) + signed(value));
    // A Substrate account cannot say such a value.
    let failure = chain.call(&alice, contract, vec![notary::VALUE], value).expect_err("not whole");
    assert_eq!(failure, chain::NotIncluded::NotWholePlanck { value }.into());
}

#[test]
fn endowments_add_up_to_the_last_unit() {
    let mut chain = Chain::new();
    for who in [Account::substrate("alice"), Account::ethereum("buyer")] {
        chain.endow(&who, 7);
        chain.endow(&who, TOKEN - 3);
        assert_eq!(chain.balance(who.address()), TOKEN + 4);
        let existential = to_evm_units(chain.existential_deposit());
        assert_eq!(chain.total_balance(who.address()), TOKEN + 4 + existential);
    }
}

#[test]
fn transfers_reach_accounts_and_contracts() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    for who in [&alice, &buyer] {
        let before = chain.balance(contract);
        let receipt = chain.transfer(who, contract, TOKEN).expect("it arrives");
        assert!(receipt.events.is_empty() && receipt.fee > 0);
        assert_eq!(chain.balance(contract), before + TOKEN);
    }
    // Money for somebody new first pays the existential deposit: out of the sum where it is a
    // balance transfer, by the sender on top where it is a call.
    let existential = to_evm_units(chain.existential_deposit());
    let (one, other) = (H160::repeat_byte(1), H160::repeat_byte(2));
    chain.transfer(&alice, one, TOKEN).expect("it arrives");
    assert_eq!(chain.balance(one), TOKEN - existential);
    chain.transfer(&buyer, other, TOKEN).expect("it arrives");
    assert_eq!(chain.balance(other), TOKEN);
}
