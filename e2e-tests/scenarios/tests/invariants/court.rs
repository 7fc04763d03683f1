//! Challenges, bonds, and what was struck.

use crate::{
    life::{Life, Outcome},
    tokens::changed_records,
};
use rules::challenge::State;

/// What may follow on a state: a list of our own (`docs/arbitration.md`).
const WAYS: [(State, &[State]); 3] = [
    (State::Open, &[State::Answered, State::Rejected, State::Passed, State::Struck, State::Ended]),
    (State::Answered, &[State::Rejected, State::Passed, State::Struck, State::Ended]),
    (State::Ended, &[State::Returned]),
];

/// A challenge goes its way and never back; and never changes but for its state and its one answer.
pub(crate) fn i19_states(life: &Life<'_>) -> Outcome<usize> {
    for (place, (before, after)) in life.before.challenges.iter().zip(&life.seen.challenges).enumerate() {
        let mut same = after.clone();
        (same.state, same.answer) = (before.state, before.answer);
        let ways = WAYS.iter().find(|(from, _)| *from as u8 == before.state);
        let goes = before.state == after.state
            || ways.is_some_and(|(_, ways)| ways.iter().any(|way| *way as u8 == after.state));
        let answered =
            before.answer == after.answer || (before.answer.is_zero() && after.state == State::Answered as u8);
        if same != *before || !goes || !answered {
            return Err(format!("challenge {} was {before:?} and is {after:?}", place + 1));
        }
    }
    Ok(life.seen.challenges.len())
}

/// `balance of the arbitration = bonds of what is undecided or not reclaimed + credits + burned + forced`.
pub(crate) fn i19_bonds(life: &Life<'_>) -> Outcome<usize> {
    let held = [State::Open, State::Answered, State::Ended].map(|state| state as u8);
    let open = life.seen.challenges.iter().filter(|challenge| held.contains(&challenge.state));
    let bonds: u128 = open.map(|challenge| challenge.bond).sum();
    let owed = bonds + life.tale.credits.values().sum::<u128>();
    let arbitration = life.base.protocol.arbitration;
    let forced = life.forced.get(&arbitration).copied().unwrap_or_default()[0];
    let has = life.chain.balance(arbitration);
    if (life.seen.bonds, life.seen.burned) != (owed, life.tale.burned) || has != owed + life.tale.burned + forced {
        return Err(format!(
            "{has} are there; {owed} owed, {} burned: {}, {}",
            life.tale.burned, life.seen.bonds, life.seen.burned
        ));
    }
    Ok(life.seen.challenges.len())
}

/// A struck record stays as it is until its heir begins a new generation; it is sold no more.
pub(crate) fn i35_struck(life: &Life<'_>) -> Outcome<usize> {
    let struck = life.before.records.values().filter(|seen| seen.record.standing == 2).count();
    for (id, before, after) in changed_records(life).filter(|(_, before, _)| before.record.standing == 2) {
        let same = before.record == after.record
            && before.approved == after.approved
            && before.preferences == after.preferences;
        let inherited = after.record.generation == before.record.generation + 1 && after.record.parents == 0;
        let split = (before.versions.last, before.versions.locked) == (after.versions.last, after.versions.locked);
        let rests = same && split && before.catalogue == after.catalogue;
        if !inherited && !rests {
            return Err(format!("{id:x} was struck, and changed: {before:?}, {after:?}"));
        }
    }
    for licence in life.seen.licences.iter().skip(life.before.licences.len()) {
        let standing = life.before.records[&licence.core.record].record.standing;
        if standing != 0 {
            return Err(format!("a record of standing {standing} was sold: {licence:?}"));
        }
    }
    Ok(struck)
}
