//! The arbitration's rules over its storage, without a chain.

use crate::{
    data::{Challenge, Challenges, Closed, Outcome},
    errors::Error,
};
use ink::{Address, H160, sol::FixedBytes};
use interfaces::{
    abi::{Id, number},
    provenance_registry::SaleFacts,
    stored::assert_round_trip,
};
use rules::{
    Bytes32,
    challenge::{Act, LostBond, MAX_BASE_BOND, State},
    limits::{ANSWER_WINDOW, DECISION_WINDOW},
    standing::Standing,
};

const REGISTRY: Address = H160([1; 20]);
const ARBITER: Address = H160([2; 20]);
const OWNER: Address = H160([3; 20]);
const RIVAL: Address = H160([4; 20]);
const OTHER: Address = H160([5; 20]);
const RECORD: Bytes32 = [6; 32];
const NOW: u64 = 1_000;
const BOND: u128 = 101;

fn facts() -> SaleFacts {
    SaleFacts {
        owner: OWNER.0,
        epoch: 1,
        generation: 1,
        units: 1,
        parents_share: 0,
        provisional: false,
        withdrawn_from: 0,
        standing: Standing::Clear as u8,
    }
}

fn arbitration() -> Challenges {
    Challenges::new(REGISTRY, ARBITER, BOND).unwrap()
}

/// Opens a challenge with this evidence, for what it costs. Gives its number.
#[track_caller]
fn open(challenges: &mut Challenges, who: Address, evidence: u8) -> u64 {
    let bond = number(challenges.bond_of(&RECORD, &who.0));
    challenges.open(who, &RECORD, &[evidence; 32], &bond, &facts(), NOW).unwrap().number
}

/// Rejects a challenge after the owner's window.
#[track_caller]
fn reject(challenges: &mut Challenges, challenge: u64) -> Closed {
    let ready = challenges.ready(challenge, Act::Reject, NOW + ANSWER_WINDOW).unwrap();
    challenges.reject(challenge, ready, &OWNER.0)
}

/// Lets a challenge pass after the owner's window.
#[track_caller]
fn pass(challenges: &mut Challenges, challenge: u64) -> Closed {
    let now = NOW + ANSWER_WINDOW;
    let ready = challenges.ready(challenge, Act::Pass, now).unwrap();
    challenges.win(challenge, ready, now)
}

#[test]
fn r10_cells_fit_and_read_back() {
    assert_round_trip(&Challenge {
        record: [1; 32],
        generation: 2,
        challenger: [3; 20],
        evidence: [4; 32],
        answer: [5; 32],
        bond: 6,
        opened_at: 7,
        state: 8,
    });
    assert_round_trip(&Outcome { open: u32::MAX, ended_at: u64::MAX, winner: [1; 20], struck: false });
}

#[ink::test]
fn a_bond_costs_something_and_never_overflows() {
    for bond in [0, MAX_BASE_BOND + 1, u128::MAX] {
        assert_eq!(Challenges::new(REGISTRY, ARBITER, bond).unwrap_err(), Error::BondInvalid(bond));
    }
    let challenges = Challenges::new(REGISTRY, ARBITER, MAX_BASE_BOND).unwrap();
    assert_eq!(challenges.bond_of(&RECORD, &RIVAL.0), MAX_BASE_BOND);
    assert_eq!((challenges.registry(), challenges.arbiter()), (REGISTRY, ARBITER));
}

#[ink::test]
fn opening_keeps_what_is_said_and_counts_it() {
    let mut challenges = arbitration();
    let opened = challenges.open(RIVAL, &RECORD, &[7; 32], &number(BOND), &facts(), NOW).unwrap();
    let expected = Challenge {
        record: RECORD,
        generation: 1,
        challenger: RIVAL.0,
        evidence: [7; 32],
        answer: [0; 32],
        bond: BOND,
        opened_at: NOW,
        state: State::Open as u8,
    };
    assert_eq!((opened.number, opened.challenge, opened.is_first), (1, expected, true));
    assert_eq!(challenges.challenge(1), (expected, State::Open));
    assert_eq!((challenges.count(), challenges.owed(), challenges.burned()), (1, BOND, 0));
    let again = challenges.open(RIVAL, &RECORD, &[8; 32], &number(BOND), &facts(), NOW).unwrap();
    assert_eq!((again.number, again.is_first), (2, false));
    assert_eq!(challenges.outcome(&RECORD, 1), Outcome { open: 2, ..Outcome::default() });
    // Another generation and another record are others.
    let later = SaleFacts { generation: 2, ..facts() };
    assert!(challenges.open(RIVAL, &RECORD, &[9; 32], &number(BOND), &later, NOW).unwrap().is_first);
    assert!(challenges.open(RIVAL, &[7; 32], &[7; 32], &number(BOND), &facts(), NOW).unwrap().is_first);
}

#[ink::test]
fn what_cannot_be_challenged_is_named() {
    let mut nobody = Challenges::new(REGISTRY, H160([0; 20]), BOND).unwrap();
    let attempt = |challenges: &mut Challenges, evidence: Bytes32, value: Bytes32, facts: SaleFacts| {
        challenges.open(RIVAL, &RECORD, &evidence, &value, &facts, NOW).unwrap_err()
    };
    assert_eq!(attempt(&mut nobody, [7; 32], number(BOND), facts()), Error::NoArbiter);
    assert_eq!(nobody.check_arbiter(RIVAL), Err(Error::NotArbiter(RIVAL)));

    let mut challenges = arbitration();
    let id = Id(RECORD);
    assert_eq!(attempt(&mut challenges, [0; 32], number(BOND), facts()), Error::EvidenceZero);
    let missing = SaleFacts { owner: [0; 20], ..facts() };
    assert_eq!(attempt(&mut challenges, [7; 32], number(BOND), missing), Error::RecordUnknown(id));
    let provisional = SaleFacts { provisional: true, ..facts() };
    assert_eq!(attempt(&mut challenges, [7; 32], number(BOND), provisional), Error::RecordProvisional(id));
    let struck = SaleFacts { standing: Standing::Struck as u8, ..facts() };
    assert_eq!(attempt(&mut challenges, [7; 32], number(BOND), struck), Error::RecordStruck(id));
    for value in [[0; 32], number(BOND - 1), number(BOND + 1), [0xff; 32]] {
        assert_eq!(attempt(&mut challenges, [7; 32], value, facts()), Error::WrongValue(Id(value), BOND));
    }
    // A multiple of 2^128 is not the bond plus nothing.
    let mut high = number(BOND);
    high[15] = 1;
    assert_eq!(attempt(&mut challenges, [7; 32], high, facts()), Error::WrongValue(Id(high), BOND));
    assert_eq!((challenges.count(), challenges.owed()), (0, 0), "nothing was kept");
    assert_eq!(challenges.outcome(&RECORD, 1), Outcome::default());
}

#[ink::test]
fn the_same_evidence_is_refused_twice_whoever_has_it() {
    let mut challenges = arbitration();
    open(&mut challenges, RIVAL, 7);
    let repeated = Err(Error::EvidenceRepeated(FixedBytes([7; 32])));
    let next_generation = SaleFacts { generation: 2, ..facts() };
    for (who, facts) in [(RIVAL, facts()), (OTHER, facts()), (OTHER, next_generation)] {
        assert_eq!(challenges.open(who, &RECORD, &[7; 32], &number(BOND), &facts, NOW), repeated);
    }
    reject(&mut challenges, 1);
    assert_eq!(challenges.open(OTHER, &RECORD, &[7; 32], &number(BOND), &facts(), NOW), repeated);
    assert!(challenges.open(OTHER, &[9; 32], &[7; 32], &number(BOND), &facts(), NOW).is_ok(), "of another record");
}

#[ink::test]
fn the_owner_answers_once() {
    let mut challenges = arbitration();
    let one = open(&mut challenges, RIVAL, 7);
    let ready = challenges.ready(one, Act::Answer, NOW + ANSWER_WINDOW - 1).unwrap();
    assert_eq!(challenges.answer(RIVAL, one, ready, &[8; 32], &OWNER.0), Err(Error::NotOwner(RIVAL)));
    assert_eq!(challenges.answer(OWNER, one, ready, &[0; 32], &OWNER.0), Err(Error::AnswerZero));
    assert_eq!(challenges.challenge(one).1, State::Open);
    let over = Error::AnswerWindowOver(NOW + ANSWER_WINDOW);
    assert_eq!(challenges.ready(one, Act::Answer, NOW + ANSWER_WINDOW), Err(over));
    assert_eq!(challenges.answer(OWNER, one, ready, &[8; 32], &OWNER.0), Ok(()));
    let (found, state) = challenges.challenge(one);
    assert_eq!((found.answer, state), ([8; 32], State::Answered));
    for now in [NOW, NOW + ANSWER_WINDOW] {
        assert_eq!(challenges.ready(one, Act::Answer, now), Err(Error::AlreadyAnswered(one)));
    }
}

#[ink::test]
fn acts_out_of_place_or_time_are_named() {
    let mut challenges = arbitration();
    for act in [Act::Answer, Act::Reject, Act::Pass, Act::Strike, Act::Expire, Act::Reclaim] {
        assert_eq!(challenges.ready(1, act, NOW), Err(Error::ChallengeUnknown(1)));
        assert_eq!(challenges.ready(0, act, NOW), Err(Error::ChallengeUnknown(0)));
    }
    let one = open(&mut challenges, RIVAL, 7);
    let (answer, decide) = (NOW + ANSWER_WINDOW, NOW + ANSWER_WINDOW + DECISION_WINDOW);
    assert_eq!(challenges.ready(one, Act::Reclaim, decide), Err(Error::StillOpen(one)));
    for act in [Act::Reject, Act::Pass, Act::Strike] {
        assert_eq!(challenges.ready(one, act, answer - 1), Err(Error::AnswerWindowOpen(answer)));
        assert_eq!(challenges.ready(one, act, decide), Err(Error::DecisionWindowOver(decide)));
    }
    assert_eq!(challenges.ready(one, Act::Expire, decide - 1), Err(Error::DecisionWindowOpen(decide)));
    reject(&mut challenges, one);
    for act in [Act::Answer, Act::Reject, Act::Pass, Act::Strike, Act::Expire, Act::Reclaim] {
        assert_eq!(challenges.ready(one, act, answer), Err(Error::NotOpen(one, State::Rejected as u8)));
    }
}

#[ink::test]
fn a_rejected_challenge_loses_its_bond_and_the_next_costs_double() {
    let mut challenges = arbitration();
    let mut burned = 0;
    for (lost, factor) in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 8), (5, 8)] {
        let bond = BOND * factor;
        assert_eq!(challenges.bond_of(&RECORD, &RIVAL.0), bond, "after {lost}");
        assert_eq!(challenges.bond_of(&RECORD, &OTHER.0), BOND, "another's losses");
        assert_eq!(challenges.bond_of(&[9; 32], &RIVAL.0), BOND, "another record");
        let challenge = open(&mut challenges, RIVAL, 10 + lost);
        let closed = reject(&mut challenges, challenge);
        let halves = LostBond { to_owner: bond / 2, burned: bond - bond / 2 };
        let expected =
            Closed { state: State::Rejected, owner: OWNER.0, lost: halves, credited: (OWNER.0, bond / 2), open: 0 };
        assert_eq!(closed, expected);
        burned += halves.burned;
        assert_eq!(challenges.burned(), burned);
    }
    // 1 + 2 + 4 + 8 + 8 + 8 times 101; of the first bond the odd unit is burned.
    assert_eq!((challenges.credit(&OWNER.0), burned), (31 * 101 / 2, 31 * 101 / 2 + 1));
    assert_eq!(challenges.owed(), challenges.credit(&OWNER.0));
    assert_eq!(challenges.credit(&RIVAL.0), 0);
}

#[ink::test]
fn what_wins_ends_the_others_without_touching_them() {
    let mut challenges = arbitration();
    let (one, two, three) =
        (open(&mut challenges, RIVAL, 7), open(&mut challenges, OTHER, 8), open(&mut challenges, RIVAL, 9));
    assert_eq!(reject(&mut challenges, three).open, 2);
    let closed = pass(&mut challenges, one);
    assert_eq!((closed.state, closed.credited, closed.lost), (State::Passed, (RIVAL.0, BOND), LostBond::default()));
    let ended = Outcome { open: 0, ended_at: NOW + ANSWER_WINDOW, winner: RIVAL.0, struck: false };
    assert_eq!(challenges.outcome(&RECORD, 1), ended);
    assert_eq!(challenges.challenge(one).1, State::Passed);
    assert_eq!(challenges.challenge(three).1, State::Rejected, "what was decided stays decided");
    let (kept, state) = challenges.challenge(two);
    assert_eq!((kept.state, state), (State::Open as u8, State::Ended));
    for act in [Act::Answer, Act::Reject, Act::Pass, Act::Strike, Act::Expire] {
        let refused = Err(Error::NotOpen(two, State::Ended as u8));
        assert_eq!(challenges.ready(two, act, NOW + ANSWER_WINDOW + DECISION_WINDOW), refused);
    }
    let ready = challenges.ready(two, Act::Reclaim, NOW).unwrap();
    let closed = challenges.give_back(two, ready);
    assert_eq!((closed.state, closed.credited), (State::Returned, (OTHER.0, BOND)));
    assert_eq!(challenges.challenge(two).1, State::Returned);
    let refused = Err(Error::NotOpen(two, State::Returned as u8));
    assert_eq!(challenges.ready(two, Act::Reclaim, u64::MAX), refused, "a bond goes back once");
    assert_eq!(challenges.outcome(&RECORD, 1), ended);
    // The next generation is untouched by it.
    let later = SaleFacts { generation: 2, ..facts() };
    let opened = challenges.open(OTHER, &RECORD, &[11; 32], &number(BOND), &later, NOW).unwrap();
    assert!(opened.is_first);
    assert_eq!(challenges.challenge(opened.number).1, State::Open);
}

#[ink::test]
fn s1_what_is_owed_is_what_came_in_less_what_is_burned_or_went_out() {
    let mut challenges = arbitration();
    let (one, two) = (open(&mut challenges, RIVAL, 7), open(&mut challenges, OTHER, 8));
    assert_eq!(challenges.owed(), 2 * BOND);
    reject(&mut challenges, two);
    assert_eq!((challenges.owed(), challenges.burned()), (2 * BOND - 51, 51));
    let three = open(&mut challenges, RIVAL, 9);
    pass(&mut challenges, one);
    let ready = challenges.ready(three, Act::Reclaim, NOW).unwrap();
    challenges.give_back(three, ready);
    assert_eq!((challenges.owed(), challenges.burned()), (3 * BOND - 51, 51));
    assert_eq!(challenges.collect(&RIVAL.0), Ok(2 * BOND));
    assert_eq!(challenges.collect(&RIVAL.0), Err(Error::NothingDue));
    assert_eq!(challenges.collect(&OTHER.0), Err(Error::NothingDue));
    assert_eq!(challenges.collect(&OWNER.0), Ok(50));
    assert_eq!((challenges.owed(), challenges.burned()), (0, 51));
}

#[ink::test]
fn a_bond_of_one_unit_is_burned_whole() {
    let mut challenges = Challenges::new(REGISTRY, ARBITER, 1).unwrap();
    let one = open(&mut challenges, RIVAL, 7);
    assert_eq!(reject(&mut challenges, one).credited, (OWNER.0, 0));
    assert_eq!((challenges.owed(), challenges.burned(), challenges.credit(&OWNER.0)), (0, 1, 0));
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Challenges>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(
        keys,
        [
            ("challenges", 0x0c3d_7c7a),
            ("outcomes", 0x85c6_0545),
            ("lost", 0xe994_a48b),
            ("evidence", 0x62ac_e818),
            ("credits", 0x853f_cf9b)
        ]
    );
}
