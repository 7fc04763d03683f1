//! Who may do what when: the answer's window and the decision's deadline, to the second.

use crate::court::{BOND, Court, decision, events, only, windows};
use alloy_primitives::{Address, B256};
use ink_e2e::{ChainClient, Hub};
use rules::{
    challenge::{Decision, State},
    standing::Standing,
};
use story::{
    abi::{Arbitration, ProvenanceRegistry as Registry},
    calls::address,
};

fn answering(challenge: u64) -> Arbitration::answerChallengeCall {
    Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(0xa5) }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_owner_may_answer_until_the_last_second_of_seven_days() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration) = (court.work(&cast.ada, 1), court.protocol.arbitration);
    for (number, late) in [(1, 0), (2, 1)] {
        let opened_at = court.chain.now();
        let challenge = court.challenge(&cast.chloe, record, number);
        let (until, _) = windows(opened_at);
        court.wait_until(until - 1 + late);
        if late == 0 {
            court.answer(&cast.ada, challenge);
            assert_eq!(court.state(challenge), State::Answered);
        } else {
            let over = Arbitration::AnswerWindowOver { until };
            court.refused(&cast.ada, arbitration, &answering(challenge), over);
            assert_eq!(court.state(challenge), State::Open);
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_owner_answers_once_and_says_something() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration) = (court.work(&cast.ada, 1), court.protocol.arbitration);
    let challenge = court.challenge(&cast.chloe, record, 1);
    let nothing = Arbitration::answerChallengeCall { challenge, answer: B256::ZERO };
    court.refused(&cast.ada, arbitration, &nothing, Arbitration::AnswerZero {});
    court.answer(&cast.ada, challenge);
    let again = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) };
    court.refused(&cast.ada, arbitration, &again, Arbitration::AlreadyAnswered { challenge });
    assert_eq!(court.challenge_of(challenge).answer, B256::repeat_byte(0xa5));
    // Answered, it still can't be expired early, and its bond can't be had back.
    let (_, until) = windows(court.challenge_of(challenge).openedAt);
    let expire = Arbitration::expireChallengeCall { challenge };
    court.refused(&cast.ada, arbitration, &expire, Arbitration::DecisionWindowOpen { until });
    let reclaim = Arbitration::reclaimBondCall { challenge };
    court.refused(&cast.chloe, arbitration, &reclaim, Arbitration::StillOpen { challenge });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_the_arbiter_waits_for_the_answer_or_seven_days_to_the_second() {
    for decided in [Decision::Reject, Decision::Pass, Decision::Strike] {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let (record, arbitration, arbiter) =
            (court.work(&cast.ada, 1), court.protocol.arbitration, court.arbiter.clone());
        let opened_at = court.chain.now();
        let challenge = court.challenge(&cast.chloe, record, 1);
        let (until, _) = windows(opened_at);
        let call = decision(challenge, decided, Address::ZERO);
        court.refused(&arbiter, arbitration, &call, Arbitration::AnswerWindowOpen { until });
        court.wait_until(until - 1);
        court.refused(&arbiter, arbitration, &call, Arbitration::AnswerWindowOpen { until });
        // The refusal took a block: the clock goes on from there.
        assert!(court.chain.now() >= until);
        court.send(&arbiter, arbitration, &call);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_the_arbiter_decides_at_the_first_second_after_the_answers_window() {
    for decided in [Decision::Reject, Decision::Pass, Decision::Strike] {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let record = court.work(&cast.ada, 1);
        let opened_at = court.chain.now();
        let challenge = court.challenge(&cast.chloe, record, 1);
        court.wait_until(windows(opened_at).0);
        let (arbiter, arbitration) = (court.arbiter.clone(), court.protocol.arbitration);
        let done = court.send(&arbiter, arbitration, &decision(challenge, decided, Address::ZERO));
        assert_eq!(done.receipt.timestamp, windows(opened_at).0);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_the_arbiter_decides_until_the_last_second_and_then_anyone_expires() {
    for answered in [false, true] {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let (record, arbitration, arbiter) =
            (court.work(&cast.ada, 1), court.protocol.arbitration, court.arbiter.clone());
        let opened_at = court.chain.now();
        let challenge = court.challenge(&cast.chloe, record, 1);
        if answered {
            court.answer(&cast.ada, challenge);
        }
        let (_, until) = windows(opened_at);
        let expire = Arbitration::expireChallengeCall { challenge };
        court.wait_until(until - 1);
        court.refused(&cast.thief, arbitration, &expire, Arbitration::DecisionWindowOpen { until });
        for decided in [Decision::Reject, Decision::Pass, Decision::Strike] {
            let over = Arbitration::DecisionWindowOver { until };
            court.refused(&arbiter, arbitration, &decision(challenge, decided, Address::ZERO), over);
        }
        let closed = court.expire(&cast.thief, challenge);
        let owner = address(cast.ada.address());
        assert_eq!(
            only::<Arbitration::ChallengeClosed>(&closed),
            Arbitration::ChallengeClosed {
                challenge,
                state: State::Rejected as u8,
                heir: Address::ZERO,
                owner,
                toOwner: BOND / 2,
                burned: BOND - BOND / 2,
            }
        );
        assert_eq!(events::<Registry::StandingChanged>(&closed).len(), 1);
        assert_eq!(court.record(record).standing, Standing::Clear as u8);
        let gone = Arbitration::NotOpen { challenge, state: State::Rejected as u8 };
        court.refused(&cast.thief, arbitration, &expire, gone);
        assert_eq!(court.bond_of(record, &cast.chloe), 2 * BOND, "it counts as lost");

        // In the last second the arbiter is in time.
        let opened_at = court.chain.now();
        let challenge = court.challenge(&cast.orion, record, 2);
        court.wait_until(windows(opened_at).1 - 1);
        court.send(&arbiter, arbitration, &decision(challenge, Decision::Pass, Address::ZERO));
        assert_eq!(court.record(record).generation, 2);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_deadline_is_over_in_its_own_second() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration, arbiter) = (court.work(&cast.ada, 1), court.protocol.arbitration, court.arbiter.clone());
    let opened_at = court.chain.now();
    let challenge = court.challenge(&cast.chloe, record, 1);
    let until = windows(opened_at).1;
    court.wait_until(until);
    // Both in the block of that second.
    let protocol = court.protocol;
    let pass = decision(challenge, Decision::Pass, Address::ZERO);
    let (late, expired) = court.chain.in_one_block(|chain| {
        let late = story::calls::send(chain, &arbiter, arbitration, &pass, 0);
        let expire = Arbitration::expireChallengeCall { challenge };
        (late, story::calls::send(chain, &cast.thief, protocol.arbitration, &expire, 0))
    });
    let refused = late.unwrap_err();
    assert_eq!(refused.error(), Some(Arbitration::DecisionWindowOver { until }), "{refused}");
    assert_eq!(refused.receipt().unwrap().timestamp, until);
    assert_eq!(expired.unwrap().receipt.timestamp, until);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_what_is_not_there_can_not_be_answered_or_decided() {
    let (mut court, cast) = Court::sits(client.chain());
    court.work(&cast.ada, 1);
    let (arbitration, arbiter) = (court.protocol.arbitration, court.arbiter.clone());
    for challenge in [0, 1, u64::MAX] {
        let unknown = Arbitration::ChallengeUnknown { challenge };
        court.refused(&cast.ada, arbitration, &answering(challenge), unknown.clone());
        for decided in [Decision::Reject, Decision::Pass, Decision::Strike] {
            let call = decision(challenge, decided, Address::ZERO);
            court.refused(&arbiter, arbitration, &call, unknown.clone());
        }
        court.refused(&cast.ada, arbitration, &Arbitration::expireChallengeCall { challenge }, unknown.clone());
        court.refused(&cast.ada, arbitration, &Arbitration::reclaimBondCall { challenge }, unknown);
        assert_eq!(court.challenge_of(challenge).state, State::None as u8);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_a_decision_has_a_number_and_only_a_strike_an_heir() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration, arbiter) = (court.work(&cast.ada, 1), court.protocol.arbitration, court.arbiter.clone());
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.answer(&cast.ada, challenge);
    for number in [3, 4, u8::MAX] {
        let call = Arbitration::decideChallengeCall { challenge, decision: number, heir: Address::ZERO };
        court.refused(&arbiter, arbitration, &call, Arbitration::DecisionUnknown { decision: number });
    }
    let heir = address(cast.thief.address());
    for decided in [Decision::Reject, Decision::Pass] {
        let call = decision(challenge, decided, heir);
        court.refused(&arbiter, arbitration, &call, Arbitration::HeirWithoutStrike { heir });
    }
    court.strike(challenge, Some(&cast.thief));
}
