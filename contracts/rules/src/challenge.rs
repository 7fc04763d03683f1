//! Challenges: who disputes a record posts a bond and evidence, the owner may answer, and an
//! arbiter decides within a deadline.
//!
//! [`TRANSITIONS`] is the whole state machine; [`next`] reads it, and `docs/arbitration.md`
//! draws it. What it does not say is who may do each act and when: [`Windows`] says when.
//!
//! A lost bond is halved: the smaller half is the record's owner's, the larger is burned, so
//! that of an odd bond the odd unit is burned.

use crate::limits::{ANSWER_WINDOW, DECISION_WINDOW};

/// What has become of a challenge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// There is no such challenge.
    #[default]
    None = 0,
    /// Undecided; the owner has not answered.
    Open = 1,
    /// Undecided; the owner has answered.
    Answered = 2,
    /// Rejected by the arbiter, or by nobody's decision in time. The bond is lost.
    Rejected = 3,
    /// It passed: the record has a new generation, with the challenger as owner.
    Passed = 4,
    /// It struck the record.
    Struck = 5,
    /// A decision on another challenge ended the generation before this one was decided. The
    /// bond can be had back.
    Ended = 6,
    /// The same, and the bond went back.
    Returned = 7,
}

impl State {
    /// Every state, by its number.
    pub const ALL: [State; 8] = [
        State::None,
        State::Open,
        State::Answered,
        State::Rejected,
        State::Passed,
        State::Struck,
        State::Ended,
        State::Returned,
    ];

    /// The state of a number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Whether nothing was decided yet.
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Open | Self::Answered)
    }
}

/// What is done to a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Anyone opens it, with the bond.
    Open,
    /// The record's owner answers.
    Answer,
    /// The arbiter rejects it.
    Reject,
    /// The arbiter lets it pass.
    Pass,
    /// The arbiter strikes the record.
    Strike,
    /// Anyone says that the arbiter let the deadline pass.
    Expire,
    /// A decision on another challenge ends the generation. Nobody does this to a challenge:
    /// it happens to all that are undecided at once.
    End,
    /// Anyone has the bond credited to the challenger again.
    Reclaim,
}

/// Every transition there is: in that state, that act leads to that state. All else is
/// refused.
pub const TRANSITIONS: [(State, Act, State); 13] = [
    (State::None, Act::Open, State::Open),
    (State::Open, Act::Answer, State::Answered),
    (State::Open, Act::Reject, State::Rejected),
    (State::Open, Act::Pass, State::Passed),
    (State::Open, Act::Strike, State::Struck),
    (State::Open, Act::Expire, State::Rejected),
    (State::Open, Act::End, State::Ended),
    (State::Answered, Act::Reject, State::Rejected),
    (State::Answered, Act::Pass, State::Passed),
    (State::Answered, Act::Strike, State::Struck),
    (State::Answered, Act::Expire, State::Rejected),
    (State::Answered, Act::End, State::Ended),
    (State::Ended, Act::Reclaim, State::Returned),
];

/// The state that an act leads to; `None` where it is not allowed in that state.
pub fn next(state: State, act: Act) -> Option<State> {
    TRANSITIONS.iter().find(|(from, done, _)| *from == state && *done == act).map(|(_, _, to)| *to)
}

/// The state of a challenge as it stands: one that is kept as undecided has [ended](State::Ended)
/// if its generation has.
pub fn standing(kept: State, generation_ended: bool) -> State {
    if generation_ended { next(kept, Act::End).unwrap_or(kept) } else { kept }
}

/// What the arbiter decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Decision {
    /// The challenge is wrong.
    Reject = 0,
    /// The record is the challenger's.
    Pass = 1,
    /// The record is nobody's who could be named here, or must not be licensed at all.
    Strike = 2,
}

impl Decision {
    /// The decision of a number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Reject),
            1 => Some(Self::Pass),
            2 => Some(Self::Strike),
            _ => None,
        }
    }

    /// What the arbiter does by it.
    pub const fn act(self) -> Act {
        match self {
            Self::Reject => Act::Reject,
            Self::Pass => Act::Pass,
            Self::Strike => Act::Strike,
        }
    }
}

/// Why an act comes too early or too late. Each names the second from which it is, or was no
/// more, allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untimely {
    /// The owner had until this second to answer.
    AnswerWindowOver(u64),
    /// The owner may answer until this second, and has not.
    AnswerWindowOpen(u64),
    /// The arbiter had until this second to decide.
    DecisionWindowOver(u64),
    /// The arbiter may decide until this second.
    DecisionWindowOpen(u64),
}

/// The deadlines of a challenge, in Unix seconds. A window is over from its last second on:
/// an act is in time at `until - 1`, and late at `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Until when the owner may answer.
    pub answer_until: u64,
    /// Until when the arbiter may decide.
    pub decide_until: u64,
}

impl Windows {
    /// The deadlines of a challenge opened at a Unix second.
    pub const fn of(opened_at: u64) -> Self {
        let answer_until = opened_at.saturating_add(ANSWER_WINDOW);
        Self { answer_until, decide_until: answer_until.saturating_add(DECISION_WINDOW) }
    }

    /// Checks that an act is in time, on a challenge in that (undecided) state. Only the
    /// owner's answer, the arbiter's decision and the expiry have a time.
    ///
    /// # Errors
    /// [`Untimely`].
    pub fn check(&self, act: Act, state: State, now: u64) -> Result<(), Untimely> {
        let Self { answer_until, decide_until } = *self;
        match act {
            Act::Answer if now >= answer_until => Err(Untimely::AnswerWindowOver(answer_until)),
            Act::Reject | Act::Pass | Act::Strike if now >= decide_until => {
                Err(Untimely::DecisionWindowOver(decide_until))
            }
            Act::Reject | Act::Pass | Act::Strike if state == State::Open && now < answer_until => {
                Err(Untimely::AnswerWindowOpen(answer_until))
            }
            Act::Expire if now < decide_until => Err(Untimely::DecisionWindowOpen(decide_until)),
            _ => Ok(()),
        }
    }
}

/// How often a bond doubles: it is at most 8 times the base.
const MAX_DOUBLINGS: u32 = 3;

/// The highest base of a bond, in EVM units: eight times it still fits.
pub const MAX_BASE_BOND: u128 = u128::MAX >> MAX_DOUBLINGS;

/// Whether a base can be the bond of a first challenge: not zero, since then it would cost
/// nothing to block a record's sales for weeks, and at most [`MAX_BASE_BOND`].
pub const fn is_base_bond(base: u128) -> bool {
    base != 0 && base <= MAX_BASE_BOND
}

/// What a challenge costs who has lost this many on the record, in EVM units: the base,
/// doubled by each, at most eight times the base. `None` where that does not fit.
pub fn bond(base: u128, lost: u32) -> Option<u128> {
    base.checked_mul(1u128.checked_shl(lost.min(MAX_DOUBLINGS))?)
}

/// Where a lost bond goes, in EVM units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LostBond {
    /// The record's owner's: half, rounded down.
    pub to_owner: u128,
    /// Nobody's for ever: the rest, with the odd unit.
    pub burned: u128,
}

/// Divides a lost bond.
pub const fn lose(bond: u128) -> LostBond {
    let to_owner = bond / 2;
    LostBond { to_owner, burned: bond.saturating_sub(to_owner) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::String, vec::Vec};
    use proptest::prelude::*;

    const ACTS: [Act; 8] =
        [Act::Open, Act::Answer, Act::Reject, Act::Pass, Act::Strike, Act::Expire, Act::End, Act::Reclaim];

    #[test]
    fn numbers_and_values_agree() {
        for number in 0..=u8::MAX {
            assert_eq!(State::from_number(number).map(|state| state as u8), (number < 8).then_some(number));
            assert_eq!(Decision::from_number(number).map(|decided| decided as u8), (number < 3).then_some(number));
        }
        assert_eq!(State::default(), State::None);
    }

    #[test]
    fn an_act_in_a_state_leads_to_one_state_or_none() {
        for state in State::ALL {
            for act in ACTS {
                let listed: Vec<State> =
                    TRANSITIONS.iter().filter(|row| row.0 == state && row.1 == act).map(|row| row.2).collect();
                assert!(listed.len() <= 1, "{state:?} {act:?}");
                assert_eq!(next(state, act), listed.first().copied());
            }
        }
    }

    #[test]
    fn every_state_is_reached_and_five_are_final() {
        let mut reached = alloc::vec![State::None];
        for (from, _, to) in TRANSITIONS {
            assert!(reached.contains(&from), "the table lists a state before what leaves it: {from:?}");
            reached.push(to);
        }
        assert!(State::ALL.iter().all(|state| reached.contains(state)));
        let is_final = |state: &&State| ACTS.iter().all(|act| next(**state, *act).is_none());
        let finals: Vec<_> = State::ALL.iter().filter(is_final).copied().collect();
        assert_eq!(finals, [State::Rejected, State::Passed, State::Struck, State::Returned]);
    }

    #[test]
    fn only_an_undecided_challenge_ends_with_its_generation() {
        for state in State::ALL {
            assert_eq!(standing(state, false), state);
            assert_eq!(standing(state, true), if state.is_undecided() { State::Ended } else { state });
            assert_eq!(state.is_undecided(), next(state, Act::End).is_some());
        }
        for act in [Decision::Reject, Decision::Pass, Decision::Strike].map(Decision::act) {
            assert_eq!(next(State::Ended, act), None);
        }
    }

    #[test]
    fn windows_end_to_the_second() {
        use Untimely::*;
        let windows = Windows::of(1_000);
        assert_eq!(windows, Windows { answer_until: 605_800, decide_until: 3_197_800 });
        let check = |act, state, now| windows.check(act, state, now);
        assert_eq!(check(Act::Answer, State::Open, 605_799), Ok(()));
        assert_eq!(check(Act::Answer, State::Open, 605_800), Err(AnswerWindowOver(605_800)));
        for act in [Act::Reject, Act::Pass, Act::Strike] {
            assert_eq!(check(act, State::Answered, 1_000), Ok(()), "an answer ends the waiting");
            assert_eq!(check(act, State::Open, 605_799), Err(AnswerWindowOpen(605_800)));
            for state in [State::Open, State::Answered] {
                assert_eq!(check(act, state, 605_800), Ok(()));
                assert_eq!(check(act, state, 3_197_799), Ok(()));
                assert_eq!(check(act, state, 3_197_800), Err(DecisionWindowOver(3_197_800)));
            }
        }
        for state in [State::Open, State::Answered] {
            assert_eq!(check(Act::Expire, state, 3_197_799), Err(DecisionWindowOpen(3_197_800)));
            assert_eq!(check(Act::Expire, state, 3_197_800), Ok(()));
        }
        assert_eq!(check(Act::Reclaim, State::Ended, 0), Ok(()), "a bond waits for ever");
        assert_eq!(Windows::of(u64::MAX).decide_until, u64::MAX);
    }

    #[test]
    fn a_bond_doubles_three_times() {
        let bonds: Vec<_> = [0, 1, 2, 3, 4, 5, u32::MAX].iter().map(|lost| bond(7, *lost).unwrap()).collect();
        assert_eq!(bonds, [7, 14, 28, 56, 56, 56, 56]);
        assert_eq!(bond(MAX_BASE_BOND, 9), Some(MAX_BASE_BOND * 8));
        assert_eq!(bond(MAX_BASE_BOND + 1, 3), None);
        assert_eq!(bond(MAX_BASE_BOND + 1, 2), Some((MAX_BASE_BOND + 1) * 4));
        assert!(is_base_bond(1) && is_base_bond(MAX_BASE_BOND));
        assert!(!is_base_bond(0) && !is_base_bond(MAX_BASE_BOND + 1));
    }

    #[test]
    fn the_odd_unit_of_a_lost_bond_is_burned() {
        assert_eq!(lose(10), LostBond { to_owner: 5, burned: 5 });
        assert_eq!(lose(11), LostBond { to_owner: 5, burned: 6 });
        assert_eq!(lose(1), LostBond { to_owner: 0, burned: 1 });
        assert_eq!(lose(0), LostBond::default());
    }

    /// The edges of the diagram in the documentation: from, to, act; `[*]` is no state.
    fn drawn() -> Vec<(String, String, String)> {
        let page = include_str!("../../../docs/arbitration.md");
        let (_, from_diagram) = page.split_once("```mermaid\nstateDiagram-v2\n").expect("the page has a state diagram");
        let (diagram, _) = from_diagram.split_once("```").expect("the diagram ends");
        let edge = |line: &str| {
            let (from, rest) = line.split_once("-->")?;
            let (to, act) = rest.split_once(':').unwrap_or((rest, ""));
            Some((from.trim().into(), to.trim().into(), act.trim().into()))
        };
        let lines = diagram.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| edge(line).unwrap_or_else(|| panic!("no edge: {line}"))).collect()
    }

    #[test]
    fn the_diagram_draws_the_table() {
        let name = |state: State| if state == State::None { "[*]".into() } else { format!("{state:?}") };
        let edges = TRANSITIONS.map(|(from, act, to)| (name(from), name(to), format!("{act:?}").to_lowercase()));
        let ends = State::ALL
            .into_iter()
            .filter(|state| TRANSITIONS.iter().all(|(from, _, _)| from != state))
            .map(|state| (name(state), "[*]".into(), String::new()));
        let table: Vec<_> = edges.into_iter().chain(ends).collect();
        assert_eq!(drawn(), table, "docs/arbitration.md has the edges of TRANSITIONS, in their order, and no others");
    }

    proptest! {
        #[test]
        fn s2_nothing_of_a_lost_bond_is_lost_or_made(bond in any::<u128>()) {
            let LostBond { to_owner, burned } = lose(bond);
            prop_assert_eq!(to_owner.checked_add(burned), Some(bond));
            prop_assert!(burned == to_owner || burned == to_owner + 1);
        }

        #[test]
        fn a_bond_rises_with_what_was_lost_and_is_bounded(base in 1..=MAX_BASE_BOND, lost in any::<u32>()) {
            let now = bond(base, lost).unwrap();
            let after = bond(base, lost.saturating_add(1)).unwrap();
            prop_assert!(now >= base && now <= after && after <= base * 8);
            prop_assert_eq!(after, if lost < 3 { now * 2 } else { now });
        }

        /// From the owner's first second to eternity somebody can always end a challenge.
        #[test]
        fn no_moment_is_without_somebody_who_can_end_it(opened in any::<u64>(), after in any::<u64>(), answered: bool) {
            let (windows, now) = (Windows::of(opened), opened.saturating_add(after));
            let state = if answered { State::Answered } else { State::Open };
            let can = |act| next(state, act).is_some() && windows.check(act, state, now).is_ok();
            let waiting_for_an_answer = can(Act::Answer);
            let decidable = can(Act::Reject);
            prop_assert_eq!(decidable, can(Act::Pass));
            prop_assert_eq!(decidable, can(Act::Strike));
            prop_assert_eq!([waiting_for_an_answer, decidable, can(Act::Expire)].iter().filter(|can| **can).count(), 1);
        }
    }
}
