//! Bonds and evidence: what a challenge costs, where a lost bond goes, what is refused.

use crate::court::{self, BOND, Court, DAY, evidence, only, opening};
use alloy_primitives::{Address, B256, U256};
use chain::{H160, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::challenge::State;
use scenarios::digest;
use story::{
    abi::{Arbitration, LicenceToken},
    calls::address,
    protocol::record_id,
};

/// What is burned of a lost bond: half, and the odd unit.
fn burned(bond: u128) -> u128 {
    bond - bond / 2
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s2_bonds_double_with_each_loss_of_a_challenger_on_a_record() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, other) = (court.work(&cast.ada, 1), court.work(&cast.ada, 2));
    let (mut credit, mut gone) = (0, 0);
    for (number, times) in (1..).zip([1, 2, 4, 8, 8, 8]) {
        let bond = BOND * times;
        assert_eq!(court.bond_of(record, &cast.chloe), bond);
        // Nobody else pays for it, nor does she on another record.
        assert_eq!((court.bond_of(record, &cast.orion), court.bond_of(other, &cast.chloe)), (BOND, BOND));
        let arbitration = court.protocol.arbitration;
        for wrong in [0, bond - 1, bond + 1, bond / 2, bond * 2] {
            let error = Arbitration::WrongValue { value: U256::from(wrong), bond };
            court.refused_pay(&cast.chloe, arbitration, &opening(record, number), wrong, error);
        }
        let wealth = court.wealth(&cast.chloe);
        let opened = court.pay(&cast.chloe, arbitration, &opening(record, number), bond);
        let costs = opened.receipt.fee_in_evm_units() + opened.receipt.deposit_in_evm_units().unsigned_abs();
        assert_eq!(court.wealth(&cast.chloe), wealth - bond - costs);
        assert_eq!(only::<Arbitration::ChallengeOpened>(&opened.receipt).bond, bond);
        court.owes(credit + bond, gone);
        court.answer(&cast.ada, opened.value);
        court.reject(opened.value);
        (credit, gone) = (credit + bond / 2, gone + burned(bond));
        court.owes(credit, gone);
        assert_eq!(court.credit(&cast.ada), credit);
    }
    // Who never lost pays the bond of a first one.
    let challenge = court.challenge(&cast.orion, record, 100);
    assert_eq!(court.challenge_of(challenge).bond, BOND);
    court.owes(credit + BOND, gone);
    // The owner's halves, whoever asks for it, to the unit.
    let wealth = court.wealth(&cast.ada);
    let paid = court.collect(&cast.delta, &cast.ada);
    assert_eq!(paid.value, credit);
    let account = address(cast.ada.address());
    assert_eq!(only::<Arbitration::Collected>(&paid.receipt), Arbitration::Collected { account, amount: credit });
    assert_eq!(court.wealth(&cast.ada), wealth + credit);
    court.owes(BOND, gone);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_bond_is_what_it_was_when_the_challenge_was_opened() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    let [first, second] = [1, 2].map(|number| court.challenge(&cast.chloe, record, number));
    court.owes(2 * BOND, 0);
    court.reject(first);
    assert_eq!(court.bond_of(record, &cast.chloe), 2 * BOND);
    court.reject(second);
    assert_eq!(court.bond_of(record, &cast.chloe), 4 * BOND);
    court.owes(2 * (BOND / 2), 2 * burned(BOND));
    // A won challenge does not count, and neither the doubling nor the evidence ends with the generation.
    let third = court.challenge(&cast.orion, record, 3);
    court.pass(third);
    assert_eq!((court.bond_of(record, &cast.orion), court.bond_of(record, &cast.chloe)), (BOND, 4 * BOND));
    let arbitration = court.protocol.arbitration;
    for number in [1, 2, 3] {
        let repeated = Arbitration::EvidenceRepeated { evidence: evidence(number) };
        court.refused_pay(&cast.delta, arbitration, &opening(record, number), TOKEN, repeated);
    }
    assert_eq!(
        court.challenge_of(court.view(arbitration, &Arbitration::challengesCall {})).challenger,
        address(cast.orion.address())
    );
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn who_challenges_the_own_record_and_loses_burns_half() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    let challenge = court.challenge(&cast.ada, record, 1);
    court.answer(&cast.ada, challenge);
    court.reject(challenge);
    court.owes(BOND / 2, burned(BOND));
    assert_eq!(court.bond_of(record, &cast.ada), 2 * BOND);
    assert_eq!(court.collect(&cast.ada, &cast.ada).value, BOND / 2);
    court.owes(0, burned(BOND));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_same_evidence_counts_once_on_a_record_and_again_on_another() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, other) = (court.work(&cast.ada, 1), court.work(&cast.ada, 2));
    let arbitration = court.protocol.arbitration;
    court.challenge(&cast.chloe, record, 1);
    let repeated = Arbitration::EvidenceRepeated { evidence: evidence(1) };
    // While it is open and after, for its challenger and for everybody.
    for who in [&cast.chloe, &cast.orion] {
        court.refused_pay(who, arbitration, &opening(record, 1), BOND, repeated.clone());
    }
    court.reject(1);
    let bond = court.bond_of(record, &cast.chloe);
    court.refused_pay(&cast.chloe, arbitration, &opening(record, 1), bond, repeated.clone());
    court.refused_pay(&cast.orion, arbitration, &opening(record, 1), BOND, repeated);
    let second = court.challenge(&cast.orion, other, 1);
    assert_eq!((court.state(second), court.outcome(other, 1).open), (State::Open, 1));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_what_can_not_be_challenged_is_refused() {
    let (mut court, cast) = Court::sits(client.chain());
    let arbitration = court.protocol.arbitration;
    let unknown = record_id(&digest(99));
    let error = Arbitration::RecordUnknown { record: unknown };
    court.refused_pay(&cast.chloe, arbitration, &opening(unknown, 1), BOND, error);
    let record = court.provisional(&cast.ada, 2);
    let error = Arbitration::RecordProvisional { record };
    court.refused_pay(&cast.chloe, arbitration, &opening(record, 1), BOND, error);
    let nothing = Arbitration::openChallengeCall { record, evidence: B256::ZERO };
    court.refused_pay(&cast.chloe, arbitration, &nothing, BOND, Arbitration::EvidenceZero {});
    // An hour later it is final, and can be.
    court.chain.advance_time(DAY);
    court.challenge(&cast.chloe, record, 1);
    court.strike(1, None);
    court.refused_pay(&cast.chloe, arbitration, &opening(record, 2), BOND, Arbitration::RecordStruck { record });
    court.owes(BOND, 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn without_an_arbiter_nothing_can_be_challenged() {
    let (mut world, cast) = court::deploy(client.chain(), H160::zero(), BOND);
    let (record, arbitration) = (world.work(&cast.ada, 1), world.protocol.arbitration);
    assert_eq!(world.view(arbitration, &Arbitration::arbiterCall {}), Address::ZERO);
    for value in [0, BOND, 2 * BOND] {
        let error = Arbitration::NoArbiter {};
        world.refused_pay(&cast.chloe, arbitration, &opening(record, 1), value, error);
    }
    let decide = court::decision(1, rules::challenge::Decision::Pass, Address::ZERO);
    let error = Arbitration::NotArbiter { caller: address(cast.thief.address()) };
    world.refused(&cast.thief, arbitration, &decide, error);
    let offer = world.offer(&cast.ada, record, 1);
    world.buy(&cast.orion, offer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s10_nobody_collects_what_is_not_due_nor_twice() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration) = (court.work(&cast.ada, 1), court.protocol.arbitration);
    let challenge = court.challenge(&cast.chloe, record, 1);
    let collect = |who: Address| Arbitration::collectCall { account: who };
    let everybody: Vec<Address> = cast.everybody().iter().map(|who| address(who.address())).collect();
    // An open bond is nobody's to collect.
    for who in everybody.iter().copied().chain([Address::ZERO, address(arbitration)]) {
        court.refused(&cast.thief, arbitration, &collect(who), Arbitration::NothingDue {});
    }
    court.reject(challenge);
    let thief = court.wealth(&cast.thief);
    let paid = court.collect(&cast.thief, &cast.ada);
    assert_eq!(paid.value, BOND / 2);
    let costs = i128::try_from(paid.receipt.fee_in_evm_units()).unwrap() + paid.receipt.deposit_in_evm_units();
    let lost = i128::try_from(thief).unwrap() - i128::try_from(court.wealth(&cast.thief)).unwrap();
    assert_eq!(lost, costs, "who calls gets nothing");
    for who in everybody {
        court.refused(&cast.thief, arbitration, &collect(who), Arbitration::NothingDue {});
    }
    court.owes(0, burned(BOND));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s7_an_account_that_can_not_be_paid_keeps_its_credit() {
    let (mut court, cast) = Court::sits(client.chain());
    // The licence token takes no plain payment: a record that it owns has an owner who can't be paid.
    let (registry, token) = (court.protocol.registry, court.protocol.licence_token);
    let record = court.work(&cast.ada, 1);
    let (from, to) = (address(cast.ada.address()), address(token));
    court.send(&cast.ada, registry, &story::abi::ERC721::transferFromCall { from, to, tokenId: record });
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.reject(challenge);
    court.owes(BOND / 2, burned(BOND));
    let arbitration = court.protocol.arbitration;
    let failed = Arbitration::PaymentFailed { account: to };
    court.refused(&cast.delta, arbitration, &Arbitration::collectCall { account: to }, failed);
    assert_eq!(court.view(arbitration, &Arbitration::creditCall { account: to }), BOND / 2);
    court.owes(BOND / 2, burned(BOND));
    // It stops nobody.
    let challenge = court.challenge(&cast.orion, record, 2);
    court.pass(challenge);
    assert_eq!(court.collect(&cast.delta, &cast.orion).value, BOND);
    court.owes(BOND / 2, burned(BOND));
    let offer = court.offer(&cast.orion, record, TOKEN);
    assert_eq!(court.buy(&cast.delta, offer).events::<LicenceToken::Purchased>().count(), 1);
}
