//! Trying things out changes nothing and tells the truth.

use chain::{Refusal, TOKEN};

use crate::{chain_with_both, deploy, notary, number};

#[test]
fn trials_change_nothing() {
    let (mut chain, accounts) = chain_with_both();
    let contract = deploy(&mut chain, &accounts[0]);
    let (root, issuance) = (chain.state_root(), chain.total_issuance());
    for who in &accounts {
        for what in [notary::COUNT, notary::REFUSE, notary::TRAP, notary::RECEIVE] {
            let _ = chain.dry_run(who, contract, vec![what], TOKEN);
            let _ = chain.view(contract, vec![what]);
        }
        let _ = chain.dry_run_deploy(who, &notary::init_code(), vec![], 0);
    }
    assert_eq!((chain.state_root(), chain.total_issuance()), (root, issuance));
}

#[test]
fn a_trial_foretells_the_call() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        for what in [notary::COUNT, notary::COUNT, notary::CLEAR, notary::VALUE] {
            let trial = chain.dry_run(who, contract, vec![what], TOKEN);
            let receipt = chain.call(who, contract, vec![what], TOKEN).expect("it succeeds");
            assert_eq!(trial.result, Ok(receipt.output));
            assert_eq!(trial.deposit, receipt.deposit);
            assert_eq!(trial.weight, receipt.contract_weight, "{who:?} does {what}");
            assert!(trial.weight.all_lt(receipt.weight));
        }
    }
}

#[test]
fn a_trial_says_why_not() {
    let (mut chain, [alice, _]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    let refused = chain.dry_run(&alice, contract, vec![notary::REFUSE], 0).result;
    assert!(matches!(&refused, Err(Refusal::Reverted(data)) if number(data) == 42));
    let broken = chain.view(contract, vec![notary::TRAP]);
    assert_eq!(broken, Err(Refusal::Trapped("Revive::InvalidInstruction".into())));
}

#[test]
fn a_view_may_even_write_and_is_asked_by_nobody() {
    let (mut chain, [alice, _]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    for _ in 0..2 {
        let output = chain.view(contract, vec![notary::COUNT]).expect("it counts");
        assert_eq!(number(&output), 1);
    }
    let caller = chain.view(contract, vec![notary::CALLER]).expect("it answers");
    assert_eq!(caller, [0; 32]);
}
