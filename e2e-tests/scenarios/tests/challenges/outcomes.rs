//! The three outcomes, with sales before, during and after; several challenges at once.

use crate::court::{BOND, CHALLENGED, Court, evidence, only, opening, standing_changed, windows};
use alloy_primitives::{Address, B256};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{challenge::State, standing::Change, standing::Standing};
use story::{
    abi::{Arbitration, ProvenanceRegistry as Registry},
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
    assert_eq!(court.sale_state(record).standing, Standing::Challenged as u8);
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
    assert_eq!(
        only::<Arbitration::Credited>(&closed),
        Arbitration::Credited { account: owner, amount: to_owner }
    );
    let cleared = standing_changed(record, Change::Cleared, Address::ZERO, 0);
    assert_eq!(only::<Registry::StandingChanged>(&closed), cleared);
    court.owes(to_owner, burned);

    assert_eq!(court.record(record).standing, Standing::Clear as u8);
    for offer in [offer, later] {
        let after = court.buy(&cast.orion, offer).value;
        assert_eq!(court.covers(after, record, &cast.orion), 0);
    }
    assert_eq!(court.outcome(record, 1), Arbitration::Outcome { open: 0, endedAt: 0, winner: Address::ZERO });
    assert_eq!(court.record(record).generation, 1);
}
