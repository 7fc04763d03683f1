//! Who may do what: nobody but the arbiter decides, and the arbiter can do nothing else.

use crate::court::{
    self, BOND, Court, DAY, approval,
    calldata::{Sample, assert_only_canonical, assert_takes_no_money},
    decision, naming, offering, opening, split, transfer,
};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolValue as _;
use chain::{H160, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{challenge::Decision, preferences::Preferences, standing::Change};
use story::{
    abi::{
        Arbitration, ERC721, Encumbrances, LicenceToken, Offers, ProvenanceRegistry as Registry, Reservations,
        RoyaltySplitter as Splitter, Settlements,
    },
    blobs,
    calls::address,
    protocol::NATIVE,
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_nobody_but_the_arbiter_decides() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration) = (court.work(&cast.ada, 1), court.protocol.arbitration);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.answer(&cast.ada, challenge);
    assert_eq!(court.view(arbitration, &Arbitration::arbiterCall {}), address(court.arbiter.address()));
    // The owner, the challenger, the deployer, bystanders; on what is there and what is not.
    let judge = court.arbiter.address();
    for who in cast.everybody().into_iter().filter(|who| who.address() != judge) {
        let caller = address(who.address());
        for decided in [Decision::Reject, Decision::Pass, Decision::Strike] {
            for number in [challenge, 99] {
                let call = decision(number, decided, Address::ZERO);
                court.refused(who, arbitration, &call, Arbitration::NotArbiter { caller });
            }
        }
    }
    court.pass(challenge);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_nobody_but_the_owner_answers() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration) = (court.work(&cast.ada, 1), court.protocol.arbitration);
    let (registry, reservations) = (court.protocol.registry, court.protocol.reservations);
    court.send(&cast.ada, registry, &approval(&cast.thief, record));
    court.send(&cast.ada, reservations, &naming(record, &cast.delta));
    let challenge = court.challenge(&cast.chloe, record, 1);
    let answer = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) };
    let arbiter = court.arbiter.clone();
    for who in [&cast.ben, &cast.chloe, &cast.orion, &cast.delta, &cast.thief, &cast.deployer, &arbiter] {
        let caller = address(who.address());
        court.refused(who, arbitration, &answer, Arbitration::NotOwner { caller });
    }
    court.send(&cast.ada, arbitration, &answer);
}

/// The messages that one contract sends another are for that one alone.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_x10_messages_between_contracts_are_for_nobody_else() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    court.offer(&cast.ada, record, TOKEN);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.answer(&cast.ada, challenge);
    let (registry, token, splitter) = (court.protocol.registry, court.protocol.licence_token, court.protocol.splitter);
    let arbiter = court.arbiter.clone();
    for who in [&arbiter, &cast.ada, &cast.chloe, &cast.thief, &cast.deployer] {
        let caller = address(who.address());
        for number in 0..=5 {
            assert!(Change::from_number(number).is_some());
            for at in [0, 1] {
                let change = Registry::changeCall { record, change: number, account: caller, at };
                court.refused(who, registry, &change, Registry::NotModule { caller });
            }
        }
        let unknown = Registry::changeCall { record, change: 6, account: caller, at: 0 };
        court.refused(who, registry, &unknown, Registry::ChangeUnknown { change: 6 });
        let admit = Registry::admitCall {
            registrant: caller,
            commitment: B256::ZERO,
            at: 0,
            block: 0,
            catalogue: U256::ZERO,
            works: Bytes::new(),
        };
        court.refused(who, registry, &admit, Registry::NotModule { caller });
        let push = LicenceToken::pushRecordCall {
            record,
            state: LicenceToken::PushedRecord {
                owner: caller,
                epoch: 9,
                generation: 9,
                units: 1,
                parentsShare: 0,
                withdrawnFrom: 0,
                standing: 0,
            },
        };
        court.refused(who, token, &push, LicenceToken::NotModule { caller });
        let push = LicenceToken::pushSplitCall { record, version: 1, nextVersion: 0, appliesAt: 0 };
        court.refused(who, token, &push, LicenceToken::NotModule { caller });
        let deposit = Splitter::depositCall {
            to: Splitter::To { record, generation: 1, version: 0, owner: caller, parentsShare: 0 },
            money: Splitter::Money { currency: NATIVE, amount: TOKEN },
            buyer: Splitter::Buyer { account: caller, payOut: true },
            referrer: NATIVE,
            referral: 0,
        };
        court.refused_pay(who, splitter, &deposit, TOKEN, Splitter::CallerNotAllowed { caller });
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_the_arbiter_can_do_nothing_but_decide() {
    let (mut court, cast) = Court::sits(client.chain());
    let offers = court.protocol.offers;
    let record = court.work(&cast.ada, 1);
    let offer = court.offer(&cast.ada, record, TOKEN);
    let licence = court.buy(&cast.orion, offer).value;
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.answer(&cast.ada, challenge);
    let settlements = court.protocol.settlements;
    let (registry, token, splitter) = (court.protocol.registry, court.protocol.licence_token, court.protocol.splitter);
    let (reservations, encumbrances) = (court.protocol.reservations, court.protocol.encumbrances);
    let arbiter = court.arbiter.clone();
    let caller = address(arbiter.address());

    let insufficient = ERC721::ERC721InsufficientApproval { operator: caller, tokenId: record };
    court.refused(&arbiter, registry, &transfer(&cast.ada, &arbiter, record), insufficient);
    let invalid = ERC721::ERC721InvalidApprover { approver: caller };
    court.refused(&arbiter, registry, &approval(&arbiter, record), invalid.clone());
    let insufficient = ERC721::ERC721InsufficientApproval { operator: caller, tokenId: licence };
    court.refused(&arbiter, token, &transfer(&cast.orion, &arbiter, licence), insufficient);
    court.refused(&arbiter, token, &approval(&arbiter, licence), invalid);
    let terms = court.terms(&cast.ada, None, true);
    court.refused(&arbiter, offers, &offering(record, terms, 1), Offers::NotOwner { caller });
    court.refused(&arbiter, offers, &Offers::closeOfferCall { offer }, Offers::NotOwner { caller });
    court.refused(&arbiter, settlements, &split(record, &[(&arbiter, 10_000)]), Settlements::NotOwner { caller });
    court.refused(&arbiter, settlements, &Settlements::lockCall { record }, Settlements::NotOwner { caller });
    let release = Splitter::releaseCall { record, generation: 1, version: 0, payee: caller, currency: NATIVE };
    court.refused(&arbiter, splitter, &release, Splitter::NothingDue {});
    let moving = Settlements::moveHeldCall { record, generation: 1, version: 0, owner: caller, currency: NATIVE };
    court.refused(&arbiter, settlements, &moving, Settlements::ChallengeOpen { record });
    let not_owner = Reservations::NotOwner { caller };
    let preferences = Preferences::default().to_number();
    let preferences = Reservations::setPreferencesCall { record, preferences };
    court.refused(&arbiter, reservations, &preferences, not_owner.clone());
    court.refused(&arbiter, reservations, &Reservations::withdrawCall { record, notice: 0 }, not_owner.clone());
    court.refused(&arbiter, reservations, &Reservations::reinstateCall { record }, not_owner.clone());
    court.refused(&arbiter, reservations, &naming(record, &arbiter), not_owner);
    let sale = Encumbrances::transferCall { record, to: caller, expected: B256::ZERO };
    court.refused(&arbiter, encumbrances, &sale, Encumbrances::NotOwner { caller });
    // Where nobody disputes anything, there is nothing to decide either.
    let arbitration = court.protocol.arbitration;
    court.reject(challenge);
    for decided in [Decision::Reject, Decision::Pass, Decision::Strike] {
        let closed = Arbitration::NotOpen { challenge, state: 3 };
        court.refused(&arbiter, arbitration, &decision(challenge, decided, Address::ZERO), closed);
    }
    let nothing = Arbitration::NothingDue {};
    court.refused(&arbiter, arbitration, &Arbitration::collectCall { account: caller }, nothing);
}

/// A valid call of every message that changes anything.
fn samples(court: &mut Court<'_>, cast: &scenarios::Cast) -> Vec<Sample> {
    let [late, ended, answered, open, fresh] = [1, 2, 3, 4, 5].map(|work| court.work(&cast.ada, work));
    let late = court.challenge(&cast.chloe, late, 1);
    court.chain.advance_time(37 * DAY);
    let (winner, ended) = (court.challenge(&cast.chloe, ended, 1), court.challenge(&cast.orion, ended, 2));
    court.pass(winner);
    let answered = court.challenge(&cast.chloe, answered, 1);
    court.answer(&cast.ada, answered);
    let open = court.challenge(&cast.chloe, open, 1);
    let arbiter = court.arbiter.clone();
    let answer = Arbitration::answerChallengeCall { challenge: open, answer: B256::repeat_byte(1) };
    let heir = address(cast.ben.address());
    vec![
        Sample::with(&cast.chloe, &opening(fresh, 1), BOND),
        Sample::new(&cast.ada, &answer),
        Sample::new(&arbiter, &decision(answered, Decision::Strike, heir)),
        Sample::new(&cast.thief, &Arbitration::expireChallengeCall { challenge: late }),
        Sample::new(&cast.thief, &Arbitration::reclaimBondCall { challenge: ended }),
        Sample::new(&cast.thief, &Arbitration::collectCall { account: address(cast.chloe.address()) }),
    ]
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_arbitration_refuses_what_is_not_canonical() {
    let (mut court, cast) = Court::sits(client.chain());
    let samples = samples(&mut court, &cast);
    let arbitration = court.protocol.arbitration;
    assert_only_canonical(&mut court, arbitration, &samples);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_the_arbitration_takes_no_money_but_bonds() {
    let (mut court, cast) = Court::sits(client.chain());
    let samples: Vec<Sample> = samples(&mut court, &cast).into_iter().skip(1).collect();
    let arbitration = court.protocol.arbitration;
    assert_takes_no_money(&mut court, arbitration, &samples);
    let account = address(cast.ada.address());
    let views = [
        Sample::new(&cast.ada, &Arbitration::challengeCall { challenge: 1 }),
        Sample::new(&cast.ada, &Arbitration::outcomeCall { record: U256::ONE, generation: 1 }),
        Sample::new(&cast.ada, &Arbitration::bondOfCall { record: U256::ONE, challenger: account }),
        Sample::new(&cast.ada, &Arbitration::creditCall { account }),
        Sample::new(&cast.ada, &Arbitration::arbiterCall {}),
        Sample::new(&cast.ada, &Arbitration::challengesCall {}),
        Sample::new(&cast.ada, &Arbitration::owedCall {}),
        Sample::new(&cast.ada, &Arbitration::burnedCall {}),
    ];
    assert_takes_no_money(&mut court, arbitration, &views);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_x4_a_constructor_takes_no_money_and_checks_what_it_is_told() {
    let (world, cast) = court::deploy(client.chain(), H160::zero(), BOND);
    let code = blobs::load("arbitration").unwrap();
    let registry = world.protocol.registry;
    let hash = B256::from(world.chain.code_hash(registry).unwrap().0);
    let arguments = |account: H160, code: B256, bond: u128| {
        (address(account), code, address(cast.ada.address()), bond).abi_encode_params()
    };
    let before = world.chain.contracts();
    let wrong = [
        (arguments(registry, hash, BOND), TOKEN),
        (arguments(registry, B256::ZERO, BOND), 0),
        (arguments(world.protocol.splitter, hash, BOND), 0),
        (arguments(registry, hash, 0), 0),
        (arguments(registry, hash, u128::MAX / 8 + 1), 0),
    ];
    for (arguments, value) in wrong {
        let money = world.chain.total_balance(cast.ben.address());
        let failure = world.chain.deploy(&cast.ben, &code, arguments, value).unwrap_err();
        let fee = failure.receipt().unwrap().fee_in_evm_units();
        assert_eq!(money - world.chain.total_balance(cast.ben.address()), fee);
        assert!(world.chain.contracts() == before);
    }
    world.chain.deploy(&cast.ben, &code, arguments(registry, hash, u128::MAX / 8), 0).unwrap();
}

/// A change of a record's standing and the sale state are one transaction.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x10_every_change_is_in_the_sale_state_in_its_own_transaction() {
    let (mut court, cast) = Court::sits(client.chain());
    let (registry, reservations) = (court.protocol.registry, court.protocol.reservations);
    let record = court.work(&cast.ada, 1);
    court.offer(&cast.ada, record, TOKEN);
    let check = |court: &Court<'_>| {
        let (found, state) = (court.record(record), court.sale_state(record));
        assert_eq!(
            (state.facts.owner, state.facts.epoch, state.facts.generation),
            (found.owner, found.epoch, found.generation)
        );
        assert_eq!((state.facts.units, state.facts.parentsShare), (found.units, found.parents_share));
        assert_eq!((state.facts.withdrawnFrom, state.facts.standing), (found.withdrawn_from, found.standing));
        (state.facts.epoch, state.facts.generation, state.facts.withdrawnFrom != 0, state.facts.standing)
    };
    assert_eq!(check(&court), (1, 1, false, 0));
    court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice: DAY });
    assert_eq!(check(&court), (1, 1, true, 0));
    court.send(&cast.ada, reservations, &Reservations::reinstateCall { record });
    assert_eq!(check(&court), (1, 1, false, 0));
    let challenge = court.challenge(&cast.chloe, record, 1);
    assert_eq!(check(&court), (1, 1, false, 1));
    court.transfer(registry, &cast.ada, &cast.ben, record);
    assert_eq!(check(&court), (2, 1, false, 1));
    court.send(&cast.ben, reservations, &Reservations::withdrawCall { record, notice: 0 });
    assert_eq!(check(&court), (2, 1, true, 1));
    court.reject(challenge);
    assert_eq!(check(&court), (2, 1, true, 0));
    let challenge = court.challenge(&cast.orion, record, 2);
    court.pass(challenge);
    assert_eq!(check(&court), (3, 2, false, 0));
    let challenge = court.challenge(&cast.ada, record, 3);
    court.strike(challenge, None);
    assert_eq!(check(&court), (3, 2, false, 2));
}
