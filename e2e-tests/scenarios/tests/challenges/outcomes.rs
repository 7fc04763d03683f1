//! The three outcomes, with sales before, during and after; several challenges at once.

use crate::court::{
    BOND, CHALLENGED, Court, STALE, STRUCK, decision, events, evidence, offering, only, opening, standing_changed,
    windows,
};
use alloy_primitives::{Address, B256};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{
    challenge::{Decision, State},
    standing::{Change, Standing},
};
use story::{
    abi::{Arbitration, ERC721, ProvenanceRegistry as Registry},
    calls::address,
};

const PRICE: u128 = 7 * TOKEN + 1;

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_rejected_challenge_stops_sales_only_while_it_is_open() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    let offer = court.offer(&cast.ada, record, PRICE);
    let before = court.buy(&cast.orion, offer).value;

    let opened_at = court.chain.now();
    let arbitration = court.protocol.arbitration;
    let opened = court.pay(&cast.chloe, arbitration, &opening(record, 1), BOND);
    assert_eq!(opened.value, 1);
    let (answer_until, decide_until) = windows(opened_at);
    let challenger = address(cast.chloe.address());
    assert_eq!(
        only::<Arbitration::ChallengeOpened>(&opened.receipt),
        Arbitration::ChallengeOpened {
            challenge: 1,
            record,
            challenger,
            generation: 1,
            evidence: evidence(1),
            bond: BOND,
            answerUntil: answer_until,
            decideUntil: decide_until,
        }
    );
    let challenged = standing_changed(record, Change::Challenged, Address::ZERO, 0);
    assert_eq!(only::<Registry::StandingChanged>(&opened.receipt), challenged);
    assert_eq!(opened.receipt.events.len(), 2);
    // In the same transaction everybody who has to knows.
    assert_eq!(court.record(record).standing, Standing::Challenged as u8);
    assert_eq!(court.sale_state(record).facts.standing, Standing::Challenged as u8);
    court.offer_refused(&cast.orion, offer, CHALLENGED);
    assert_eq!(court.covers(before, record, &cast.orion), 0, "a licence sold before is what it was");
    // An offer can be made meanwhile; it sells nothing yet.
    let later = court.offer(&cast.ada, record, PRICE);
    court.offer_refused(&cast.orion, later, CHALLENGED);
    court.owes(BOND, 0);

    let answered = court.answer(&cast.ada, 1);
    let answer = B256::repeat_byte(0xa5);
    assert_eq!(
        only::<Arbitration::ChallengeAnswered>(&answered),
        Arbitration::ChallengeAnswered { challenge: 1, answer }
    );
    assert_eq!(
        court.challenge_of(1),
        Arbitration::Challenge {
            record,
            generation: 1,
            challenger,
            evidence: evidence(1),
            answer,
            bond: BOND,
            openedAt: opened_at,
            state: State::Answered as u8,
        }
    );
    // Once answered, the arbiter need not wait.
    let closed = court.reject(1);
    assert!(court.chain.now() < answer_until);
    let (to_owner, burned) = (BOND / 2, BOND - BOND / 2);
    let owner = address(cast.ada.address());
    assert_eq!(
        only::<Arbitration::ChallengeClosed>(&closed),
        Arbitration::ChallengeClosed {
            challenge: 1,
            state: State::Rejected as u8,
            heir: Address::ZERO,
            owner,
            toOwner: to_owner,
            burned,
        }
    );
    assert_eq!(only::<Arbitration::Credited>(&closed), Arbitration::Credited { account: owner, amount: to_owner });
    let cleared = standing_changed(record, Change::Cleared, Address::ZERO, 0);
    assert_eq!(only::<Registry::StandingChanged>(&closed), cleared);
    court.owes(to_owner, burned);

    assert_eq!(court.record(record).standing, Standing::Clear as u8);
    for offer in [offer, later] {
        let after = court.buy(&cast.orion, offer).value;
        assert_eq!(court.covers(after, record, &cast.orion), 0);
    }
    assert_eq!(
        court.outcome(record, 1),
        Arbitration::Outcome { open: 0, endedAt: 0, winner: Address::ZERO, struck: false }
    );
    assert_eq!(court.record(record).generation, 1);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_challenge_that_passes_gives_the_record_to_the_challenger() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    let offer = court.offer(&cast.ada, record, PRICE);
    let before = court.buy(&cast.orion, offer).value;
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.offer_refused(&cast.orion, offer, CHALLENGED);

    let closed = court.pass(challenge);
    let (ada, chloe) = (address(cast.ada.address()), address(cast.chloe.address()));
    assert_eq!(
        only::<Arbitration::ChallengeClosed>(&closed),
        Arbitration::ChallengeClosed {
            challenge,
            state: State::Passed as u8,
            heir: Address::ZERO,
            owner: Address::ZERO,
            toOwner: 0,
            burned: 0,
        }
    );
    assert_eq!(only::<Arbitration::Credited>(&closed), Arbitration::Credited { account: chloe, amount: BOND });
    let passed = standing_changed(record, Change::Passed, chloe, 0);
    assert_eq!(only::<Registry::StandingChanged>(&closed), passed);
    assert_eq!(only::<ERC721::Transfer>(&closed), ERC721::Transfer { from: ada, to: chloe, tokenId: record });
    assert_eq!(closed.events.len(), 4);

    let found = court.record(record);
    assert_eq!((found.owner, found.epoch, found.generation), (chloe, 2, 2));
    assert_eq!((found.standing, found.registered_at), (Standing::Clear as u8, closed.timestamp));
    let state = court.sale_state(record);
    assert_eq!(
        (state.facts.owner, state.facts.epoch, state.facts.generation, state.facts.standing),
        (chloe, 2, 2, Standing::Clear as u8)
    );
    let outcome = Arbitration::Outcome { open: 0, endedAt: closed.timestamp, winner: chloe, struck: false };
    assert_eq!(court.outcome(record, 1), outcome);
    assert_eq!(
        court.outcome(record, 2),
        Arbitration::Outcome { open: 0, endedAt: 0, winner: Address::ZERO, struck: false }
    );
    let registry = court.protocol.registry;
    assert_eq!((court.balance_of(registry, &cast.ada), court.balance_of(registry, &cast.chloe)), (0, 1));

    // After: the old offer is stale, a new one sells, and the licence sold before is what it was.
    court.offer_refused(&cast.orion, offer, STALE);
    let offer = court.offer(&cast.chloe, record, PRICE);
    let wealth = court.wealth(&cast.chloe);
    let after = court.buy(&cast.orion, offer).value;
    assert_eq!(court.wealth(&cast.chloe), wealth + PRICE);
    assert_eq!((court.covers(before, record, &cast.orion), court.covers(after, record, &cast.orion)), (0, 0));
    court.owes(BOND, 0);
    assert_eq!(court.collect(&cast.delta, &cast.chloe).value, BOND);
    court.owes(0, 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_struck_record_sells_nothing_any_more() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    let offer = court.offer(&cast.ada, record, PRICE);
    let before = court.buy(&cast.orion, offer).value;
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.offer_refused(&cast.orion, offer, CHALLENGED);

    let closed = court.strike(challenge, Some(&cast.ben));
    let (ben, chloe) = (address(cast.ben.address()), address(cast.chloe.address()));
    let event: Arbitration::ChallengeClosed = only(&closed);
    assert_eq!((event.state, event.heir, event.toOwner, event.burned), (State::Struck as u8, ben, 0, 0));
    assert_eq!(only::<Arbitration::Credited>(&closed), Arbitration::Credited { account: chloe, amount: BOND });
    let struck = standing_changed(record, Change::Struck, ben, 0);
    assert_eq!(only::<Registry::StandingChanged>(&closed), struck);
    assert_eq!(events::<ERC721::Transfer>(&closed), []);

    let found = court.record(record);
    assert_eq!((found.owner, found.epoch, found.generation), (address(cast.ada.address()), 1, 1));
    assert_eq!((found.standing, found.deputy), (Standing::Struck as u8, ben));
    assert_eq!(court.sale_state(record).facts.standing, Standing::Struck as u8);
    assert_eq!(court.outcome(record, 1).winner, chloe);

    court.offer_refused(&cast.orion, offer, STRUCK);
    assert_eq!(court.covers(before, record, &cast.orion), 0, "a licence sold before is what it was");
    // A new offer sells nothing either, and nobody can challenge any more.
    let terms = court.terms(&cast.ada, None, true);
    let (token, arbitration) = (court.protocol.licence_token, court.protocol.arbitration);
    if let Ok(made) = story::calls::send(court.world.chain, &cast.ada, token, &offering(record, terms, 1), 0) {
        court.offer_refused(&cast.orion, made.value, STRUCK);
    }
    court.refused_pay(&cast.orion, arbitration, &opening(record, 2), BOND, Arbitration::RecordStruck { record });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn of_several_challenges_the_last_to_be_rejected_clears_the_record() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    let offer = court.offer(&cast.ada, record, PRICE);
    let challengers = [&cast.chloe, &cast.orion, &cast.chloe];
    let arbitration = court.protocol.arbitration;
    for (number, who) in (1..).zip(challengers) {
        let opened = court.pay(who, arbitration, &opening(record, number), BOND);
        assert_eq!(opened.value, number);
        let told = events::<Registry::StandingChanged>(&opened.receipt).len();
        assert_eq!(told, usize::from(number == 1), "only the first changes the standing");
        assert_eq!(u64::from(court.outcome(record, 1).open), number);
    }
    court.owes(3 * BOND, 0);
    for (challenge, left) in [(2, 2), (3, 1)] {
        let closed = court.reject(challenge);
        assert_eq!(events::<Registry::StandingChanged>(&closed), []);
        assert_eq!(court.outcome(record, 1).open, left);
        court.offer_refused(&cast.orion, offer, CHALLENGED);
    }
    let closed = court.reject(1);
    let cleared = standing_changed(record, Change::Cleared, Address::ZERO, 0);
    assert_eq!(only::<Registry::StandingChanged>(&closed), cleared);
    assert_eq!(court.outcome(record, 1).open, 0);
    court.buy(&cast.orion, offer);
    // And the next one is a first one again.
    let challenge = court.challenge(&cast.orion, record, 4);
    assert_eq!(court.sale_state(record).facts.standing, Standing::Challenged as u8);
    court.reject(challenge);
    assert_eq!(court.sale_state(record).facts.standing, Standing::Clear as u8);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_decision_for_one_challenge_ends_the_others_and_their_bonds_go_back() {
    for struck in [false, true] {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let record = court.work(&cast.ada, 1);
        let (first, second) = (court.challenge(&cast.chloe, record, 1), court.challenge(&cast.orion, record, 2));
        let third = court.challenge(&cast.chloe, record, 3);
        court.answer(&cast.ada, second);
        let arbitration = court.protocol.arbitration;
        for challenge in [first, second, third] {
            let reclaim = Arbitration::reclaimBondCall { challenge };
            court.refused(&cast.orion, arbitration, &reclaim, Arbitration::StillOpen { challenge });
        }
        if struck {
            court.strike(first, None)
        } else {
            court.pass(first)
        };
        assert_eq!(
            [first, second, third].map(|challenge| court.state(challenge) as u8),
            [if struck { 5 } else { 4 }, 6, 6]
        );
        assert_eq!(court.outcome(record, 1).open, 0);
        court.owes(3 * BOND, 0);
        // Nothing can be done to the ended ones but to have their bonds back, once, whoever asks.
        for challenge in [second, third] {
            let ended = Arbitration::NotOpen { challenge, state: State::Ended as u8 };
            let arbiter = court.arbiter.clone();
            for decided in [Decision::Reject, Decision::Pass, Decision::Strike] {
                court.refused(&arbiter, arbitration, &decision(challenge, decided, Address::ZERO), ended.clone());
            }
            let answer = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) };
            court.refused(&cast.ada, arbitration, &answer, ended.clone());
            court.refused(&cast.ada, arbitration, &Arbitration::expireChallengeCall { challenge }, ended);
        }
        let winner = Arbitration::NotOpen { challenge: first, state: if struck { 5 } else { 4 } };
        court.refused(&cast.chloe, arbitration, &Arbitration::reclaimBondCall { challenge: first }, winner);
        for (challenge, who) in [(second, &cast.orion), (third, &cast.chloe)] {
            let credit = court.credit(who);
            let closed = court.reclaim(&cast.thief, challenge);
            let account = address(who.address());
            assert_eq!(only::<Arbitration::Credited>(&closed), Arbitration::Credited { account, amount: BOND });
            let event: Arbitration::ChallengeClosed = only(&closed);
            assert_eq!((event.state, event.owner, event.burned), (State::Returned as u8, Address::ZERO, 0));
            assert_eq!((court.credit(who), court.state(challenge)), (credit + BOND, State::Returned));
            let returned = Arbitration::NotOpen { challenge, state: State::Returned as u8 };
            court.refused(who, arbitration, &Arbitration::reclaimBondCall { challenge }, returned);
        }
        court.owes(3 * BOND, 0);
        assert_eq!(court.collect(&cast.delta, &cast.orion).value, BOND);
        assert_eq!(court.collect(&cast.delta, &cast.chloe).value, 2 * BOND);
        court.owes(0, 0);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn who_buys_a_challenged_record_has_its_challenges() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, registry) = (court.work(&cast.ada, 1), court.protocol.registry);
    court.offer(&cast.ada, record, PRICE);
    let (first, second) = (court.challenge(&cast.chloe, record, 1), court.challenge(&cast.chloe, record, 2));
    court.transfer(registry, &cast.ada, &cast.ben, record);
    assert_eq!(court.sale_state(record).facts.standing, Standing::Challenged as u8);
    assert_eq!(court.outcome(record, 1).open, 2);
    let arbitration = court.protocol.arbitration;
    let answer = Arbitration::answerChallengeCall { challenge: first, answer: B256::repeat_byte(1) };
    let not_owner = Arbitration::NotOwner { caller: address(cast.ada.address()) };
    court.refused(&cast.ada, arbitration, &answer, not_owner);
    court.answer(&cast.ben, first);
    // The owner of the moment gets the half, not the one of the opening.
    court.reject(first);
    assert_eq!((court.credit(&cast.ben), court.credit(&cast.ada)), (BOND / 2, 0));
    let closed = court.pass(second);
    let (from, to) = (address(cast.ben.address()), address(cast.chloe.address()));
    assert_eq!(only::<ERC721::Transfer>(&closed), ERC721::Transfer { from, to, tokenId: record });
}
