//! What was reserved at a past time: views, events and a model in plain Rust agree.

use crate::court::{Court, DAY, events, only};
use alloy_primitives::U256;
use chain::{Receipt, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{
    preferences::{Preference, Preferences},
    uses::USES,
};
use scenarios::{World, digest};
use story::{
    abi::{Arbitration, Reservations},
    calls::send,
    protocol::{NewRecord, record_id},
};

/// What was said, in the order in which it was.
type History = Vec<Reservations::Entry>;

/// What an entry of the history says at a time, if its generation ended at `ended_at` or, where
/// that is zero, did not.
fn reserved(history: &History, ended: &[u64], at: u64) -> (u32, bool) {
    let Some(entry) = history.iter().rfind(|entry| entry.at <= at) else { return (0, false) };
    let ended_at = ended.get(entry.generation as usize - 1).copied().unwrap_or_default();
    if ended_at != 0 && at >= ended_at {
        return (0, false);
    }
    (entry.preferences, entry.withdrawnFrom != 0 && at >= entry.withdrawnFrom)
}

/// Adds what the events of a transaction say, and nothing else.
fn replay(history: &mut History, receipt: &Receipt) {
    let last = history.last().cloned();
    let like = |generation: u32, at: u64| match &last {
        Some(last) if last.generation == generation => Reservations::Entry { at, ..last.clone() },
        _ => Reservations::Entry { at, generation, preferences: 0, withdrawnFrom: 0 },
    };
    for said in events::<Reservations::PreferencesSet>(receipt) {
        let Reservations::PreferencesSet { generation, preferences, at, .. } = said;
        history.push(Reservations::Entry { preferences, ..like(generation, at) });
    }
    for said in events::<Reservations::Withdrawn>(receipt) {
        history.push(Reservations::Entry { withdrawnFrom: said.from, ..like(said.generation, said.at) });
    }
    for said in events::<Reservations::Reinstated>(receipt) {
        history.push(Reservations::Entry { withdrawnFrom: 0, ..like(said.generation, said.at) });
    }
}

/// That all views of a record say what the events do, at every second that matters.
#[track_caller]
fn compare(court: &Court<'_>, record: U256, history: &History, ended: &[u64]) {
    let reservations = court.protocol.reservations;
    assert_eq!(court.view(reservations, &Reservations::changesCall { record }), history.len() as u32);
    for (number, entry) in (1..).zip(history) {
        assert_eq!(court.view(reservations, &Reservations::entryCall { record, number }), *entry, "entry {number}");
    }
    for number in [0, history.len() as u32 + 1, u32::MAX] {
        let none = Reservations::Entry { at: 0, generation: 0, preferences: 0, withdrawnFrom: 0 };
        assert_eq!(court.view(reservations, &Reservations::entryCall { record, number }), none, "entry {number}");
    }
    let moments = history.iter().flat_map(|entry| [entry.at, entry.withdrawnFrom]).chain(ended.iter().copied());
    let seconds = moments.flat_map(|second| [second.saturating_sub(1), second, second + 1]);
    for at in seconds.chain([0, court.chain.now(), u64::MAX]) {
        let found = court.view(reservations, &Reservations::reservedAtCall { record, at });
        assert_eq!((found.preferences, found.withdrawn), reserved(history, ended, at), "at {at}");
    }
    let now = court.view(reservations, &Reservations::preferencesCall { record });
    assert_eq!(now, reserved(history, ended, court.chain.now()).0);
}

/// The preferences in which each use has the preference of a digit in base three.
fn numbered(mut number: u64) -> u32 {
    let mut preferences = Preferences::default();
    for bit in 0..USES.len() as u8 {
        let preference = Preference::from_number((number % 3) as u8).unwrap();
        preferences = preferences.with(bit, preference).unwrap();
        number /= 3;
    }
    preferences.to_number()
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn silence_is_only_by_licence_for_every_use_at_any_time() {
    let (mut court, cast) = Court::sits(client.chain());
    let known = [court.work(&cast.ada, 1), court.provisional(&cast.ada, 2), record_id(&digest(99)), U256::ZERO];
    for record in known {
        compare(&court, record, &Vec::new(), &[]);
        let number = court.view(court.protocol.reservations, &Reservations::preferencesCall { record });
        let said = Preferences::from_number(number).unwrap();
        assert!(said.iter().all(|(_, preference)| preference == Preference::OnlyByLicence));
        assert_eq!(said.iter().count(), USES.len());
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x6_views_and_events_agree_on_a_long_history() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let mut history = History::new();
    let mut receipts = Vec::new();
    for step in 0u64..24 {
        let receipt = match step % 6 {
            0 | 2 | 5 => {
                let preferences = numbered(step * 2_741);
                let call = Reservations::setPreferencesCall { record, preferences };
                court.send(&cast.ada, reservations, &call).receipt
            }
            1 | 3 => {
                let notice = DAY * (step % 3 + 1);
                court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice }).receipt
            }
            _ => court.send(&cast.ada, reservations, &Reservations::reinstateCall { record }).receipt,
        };
        replay(&mut history, &receipt);
        receipts.push(receipt);
        compare(&court, record, &history, &[]);
        court.chain.advance_time(step % 4 * 5_000);
    }
    assert_eq!(history.len(), 24);
    // Replayed from the beginning, they say the same.
    let mut again = History::new();
    receipts.iter().for_each(|receipt| replay(&mut again, receipt));
    assert_eq!(again, history);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn of_several_changes_in_a_second_the_last_counts() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let mut history = History::new();
    for round in 0..3 {
        let World { chain, .. } = &mut court.world;
        let receipts = chain.in_one_block(|chain| {
            let mut receipts = Vec::new();
            for number in 0..3 {
                let preferences = numbered(1 + round * 100 + number);
                let call = Reservations::setPreferencesCall { record, preferences };
                receipts.push(send(chain, &cast.ada, reservations, &call, 0).unwrap().receipt);
            }
            let withdraw = Reservations::withdrawCall { record, notice: 0 };
            receipts.push(send(chain, &cast.ada, reservations, &withdraw, 0).unwrap().receipt);
            let reinstate = Reservations::reinstateCall { record };
            receipts.push(send(chain, &cast.ada, reservations, &reinstate, 0).unwrap().receipt);
            receipts
        });
        assert!(receipts.iter().all(|receipt| receipt.timestamp == receipts[0].timestamp));
        receipts.iter().for_each(|receipt| replay(&mut history, receipt));
        compare(&court, record, &history, &[]);
        court.chain.advance_time(DAY);
    }
    let last = history.last().unwrap();
    let found = court.view(reservations, &Reservations::reservedAtCall { record, at: last.at });
    assert_eq!((found.preferences, found.withdrawn), (numbered(203), false));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x6_a_decision_ends_what_was_said_in_its_own_second() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let (mut history, mut ended) = (History::new(), Vec::new());
    let say = |court: &mut Court<'_>, who, preferences| {
        let call = Reservations::setPreferencesCall { record, preferences };
        court.send(who, reservations, &call).receipt
    };
    replay(&mut history, &say(&mut court, &cast.ada, numbered(1)));
    let withdraw = Reservations::withdrawCall { record, notice: 20 * DAY };
    replay(&mut history, &court.send(&cast.ada, reservations, &withdraw).receipt);
    let challenge = court.challenge(&cast.chloe, record, 1);
    compare(&court, record, &history, &ended);
    ended.push(court.pass(challenge).timestamp);
    // Nothing is said, for whoever asks after it; what held before is still to be proved.
    compare(&court, record, &history, &ended);
    assert_eq!(court.outcome(record, 1).endedAt, ended[0]);
    court.chain.advance_time(30 * DAY);
    compare(&court, record, &history, &ended);
    // The new owner speaks of the new generation: nothing is repeated of the old.
    replay(&mut history, &say(&mut court, &cast.chloe, numbered(5)));
    let entry = history.last().unwrap();
    assert_eq!((entry.generation, entry.preferences, entry.withdrawnFrom), (2, numbered(5), 0));
    compare(&court, record, &history, &ended);
    // Struck, and registered anew by the heir.
    let withdraw = Reservations::withdrawCall { record, notice: 0 };
    replay(&mut history, &court.send(&cast.chloe, reservations, &withdraw).receipt);
    let challenge = court.challenge(&cast.orion, record, 2);
    ended.push(court.strike(challenge, Some(&cast.ben)).timestamp);
    compare(&court, record, &history, &ended);
    court.register(&cast.ben, &NewRecord::new(digest(1), &cast.ben));
    compare(&court, record, &history, &ended);
    let withdraw = Reservations::withdrawCall { record, notice: DAY };
    replay(&mut history, &court.send(&cast.ben, reservations, &withdraw).receipt);
    let entry = history.last().unwrap();
    assert_eq!((entry.generation, entry.preferences), (3, 0));
    compare(&court, record, &history, &ended);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn preferences_close_no_offer_and_touch_no_licence() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let offer = court.offer(&cast.ada, record, TOKEN);
    let licence = court.buy(&cast.orion, offer).value;
    for preference in Preference::ALL {
        let preferences = Preferences::all(preference).to_number();
        let at = court.chain.now();
        let call = Reservations::setPreferencesCall { record, preferences };
        let done = court.send(&cast.ada, reservations, &call);
        let said = Reservations::PreferencesSet { record, generation: 1, preferences, at };
        assert_eq!(only::<Reservations::PreferencesSet>(&done.receipt), said);
        assert_eq!(done.receipt.events.len(), 1, "nobody else has to know");
        court.buy(&cast.orion, offer);
        assert_eq!(court.covers(licence, record, &cast.orion), 0);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_a_number_that_is_no_preference_is_refused() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let wrong = (0..10).map(|bit| 3 << (2 * bit)).chain((20..32).map(|bit| 1 << bit)).chain([u32::MAX]);
    for preferences in wrong {
        let call = Reservations::setPreferencesCall { record, preferences };
        court.refused(&cast.ada, reservations, &call, Reservations::PreferencesInvalid { preferences });
    }
    compare(&court, record, &History::new(), &[]);
    // A challenge that is lost ends nothing that was said.
    let call = Reservations::setPreferencesCall { record, preferences: 1 };
    court.send(&cast.ada, reservations, &call);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.reject(challenge);
    assert_eq!(court.view(court.protocol.arbitration, &Arbitration::outcomeCall { record, generation: 1 }).endedAt, 0);
    assert_eq!(court.view(reservations, &Reservations::preferencesCall { record }), 1);
}
