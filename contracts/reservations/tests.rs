//! The reservations' rules over their storage, without a chain.

use crate::{
    data::{Entry, Head, History, NOTHING_SAID},
    errors::Error,
};
use ink::{Address, H160};
use interfaces::{abi::Id, provenance_registry::SaleFacts, stored::assert_round_trip};
use rules::{
    Bytes32,
    limits::MAX_NOTICE,
    preferences::{Preference, Preferences},
    standing::Standing,
};

const OWNER: Address = H160([3; 20]);
const OTHER: Address = H160([4; 20]);
const RECORD: Bytes32 = [6; 32];
const NOW: u64 = 1_000;

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

fn withdrawn(from: u64) -> SaleFacts {
    SaleFacts { withdrawn_from: from, ..facts() }
}

fn history() -> History {
    History::new(H160([1; 20]), H160([2; 20]))
}

/// What held at a second, where no decision ended a generation.
fn reserved(history: &History, at: u64) -> (u32, bool) {
    history.at(&RECORD, at).map_or(NOTHING_SAID, |entry| entry.reserved(0, at))
}

#[test]
fn r10_cells_fit_and_read_back() {
    let entry = Entry { at: 1, generation: 2, preferences: 3, withdrawn_from: 4 };
    assert_round_trip(&entry);
    assert_round_trip(&Head { count: 5, latest: entry });
}

#[ink::test]
fn silence_is_only_by_licence() {
    let history = history();
    assert_eq!(history.at(&RECORD, u64::MAX), None);
    assert_eq!(reserved(&history, NOW), (0, false));
    assert_eq!(Preferences::default().to_number(), NOTHING_SAID.0);
    assert!(Preferences::default().iter().all(|(_, preference)| preference == Preference::OnlyByLicence));
    assert_eq!(history.entry(&RECORD, 0), Entry::default());
    assert_eq!(history.entry(&RECORD, 1), Entry::default());
}

#[ink::test]
fn every_change_is_kept_and_counts_from_its_second() {
    let mut history = history();
    for (number, at) in [(1, 10), (2, 20), (2 << 2, 20), (1 << 4, 30)] {
        history.set_preferences(OWNER, &RECORD, number, &facts(), at).unwrap();
    }
    let entry = |at, preferences| Entry { at, generation: 1, preferences, withdrawn_from: 0 };
    let expected = [entry(10, 1), entry(20, 2), entry(20, 8), entry(30, 16)];
    for (position, expected) in expected.into_iter().enumerate() {
        assert_eq!(history.entry(&RECORD, position as u32 + 1), expected);
    }
    assert_eq!(history.head(&RECORD), Head { count: 4, latest: expected[3] });
    assert_eq!(history.entry(&RECORD, 0), Entry::default());
    assert_eq!(history.entry(&RECORD, 5), Entry::default());
    let held: Vec<u32> = [9, 10, 19, 20, 29, 30, u64::MAX].map(|at| reserved(&history, at).0).to_vec();
    assert_eq!(held, [0, 1, 1, 8, 8, 16, 16]);
    assert_eq!(history.at(&[7; 32], 20), None, "of another record");
}

#[ink::test]
fn a_withdrawal_holds_from_the_end_of_its_notice() {
    let mut history = history();
    history.set_preferences(OWNER, &RECORD, 2, &facts(), NOW).unwrap();
    let entry = history.withdraw(OWNER, &RECORD, 50, &facts(), NOW).unwrap();
    assert_eq!(entry, Entry { at: NOW, generation: 1, preferences: 2, withdrawn_from: NOW + 50 });
    assert_eq!(reserved(&history, NOW + 49), (2, false));
    assert_eq!(reserved(&history, NOW + 50), (2, true));
    // What is only announced is replaced, by a shorter or a longer notice.
    let replaced = history.withdraw(OWNER, &RECORD, 100, &withdrawn(NOW + 50), NOW + 49).unwrap();
    assert_eq!(replaced.withdrawn_from, NOW + 149);
    assert_eq!(reserved(&history, NOW + 50), (2, false));
    let now = history.withdraw(OWNER, &RECORD, 0, &withdrawn(NOW + 149), NOW + 60).unwrap();
    assert_eq!(now.withdrawn_from, NOW + 60);
    assert_eq!([59, 60, 61].map(|after| reserved(&history, NOW + after).1), [false, true, true]);
}

#[ink::test]
fn a_withdrawal_is_in_effect_once_and_can_be_taken_back() {
    let mut history = history();
    history.withdraw(OWNER, &RECORD, 10, &facts(), NOW).unwrap();
    let again = history.withdraw(OWNER, &RECORD, 0, &withdrawn(NOW + 10), NOW + 10);
    assert_eq!(again, Err(Error::AlreadyWithdrawn(Id(RECORD))));
    let entry = history.reinstate(OWNER, &RECORD, &withdrawn(NOW + 10), NOW + 20).unwrap();
    assert_eq!(entry, Entry { at: NOW + 20, generation: 1, preferences: 0, withdrawn_from: 0 });
    assert_eq!([9, 10, 19, 20].map(|after| reserved(&history, NOW + after).1), [false, true, true, false]);
    assert_eq!(history.reinstate(OWNER, &RECORD, &facts(), NOW + 21), Err(Error::NotWithdrawn(Id(RECORD))));
    // One that is only announced, too.
    history.withdraw(OWNER, &RECORD, 10, &facts(), NOW + 30).unwrap();
    assert!(history.reinstate(OWNER, &RECORD, &withdrawn(NOW + 40), NOW + 35).is_ok());
    assert!(!reserved(&history, NOW + 40).1);
}

#[ink::test]
fn a_notice_is_at_most_180_days_and_its_end_is_never_zero() {
    let mut history = history();
    let longest = history.withdraw(OWNER, &RECORD, MAX_NOTICE, &facts(), NOW).unwrap();
    assert_eq!(longest.withdrawn_from, NOW + 180 * 86_400);
    for notice in [MAX_NOTICE + 1, u64::MAX] {
        let refused = Err(Error::NoticeTooLong(notice));
        assert_eq!(history.withdraw(OWNER, &RECORD, notice, &facts(), NOW), refused);
    }
    assert_eq!(history.withdraw(OWNER, &RECORD, 0, &facts(), 0).unwrap().withdrawn_from, 1);
    assert_eq!(history.withdraw(OWNER, &RECORD, MAX_NOTICE, &facts(), u64::MAX).unwrap().withdrawn_from, u64::MAX);
}

#[ink::test]
fn only_the_owner_of_a_settled_record_says_anything() {
    let mut history = history();
    let id = Id(RECORD);
    let cases = [
        (OTHER, facts(), Error::NotOwner(OTHER)),
        (OWNER, SaleFacts { owner: [0; 20], ..facts() }, Error::RecordUnknown(id)),
        (OWNER, SaleFacts { provisional: true, ..facts() }, Error::RecordProvisional(id)),
        (OWNER, SaleFacts { standing: Standing::Struck as u8, withdrawn_from: 5, ..facts() }, Error::RecordStruck(id)),
    ];
    for (who, facts, error) in cases {
        assert_eq!(history.set_preferences(who, &RECORD, 1, &facts, NOW), Err(error));
        assert_eq!(history.withdraw(who, &RECORD, 0, &facts, NOW), Err(error));
        assert_eq!(history.reinstate(who, &RECORD, &facts, NOW), Err(error));
    }
    for meaningless in [3, 1 << 20, u32::MAX] {
        let refused = Err(Error::PreferencesInvalid(meaningless));
        assert_eq!(history.set_preferences(OWNER, &RECORD, meaningless, &facts(), NOW), refused);
    }
    assert_eq!(history.head(&RECORD), Head::default());
    let challenged = SaleFacts { standing: Standing::Challenged as u8, ..facts() };
    assert!(history.withdraw(OWNER, &RECORD, 0, &challenged, NOW).is_ok(), "a challenge takes nothing from the owner");
}

#[ink::test]
fn a_new_generation_begins_with_nothing_said() {
    let mut history = history();
    history.set_preferences(OWNER, &RECORD, 2, &facts(), 10).unwrap();
    history.withdraw(OWNER, &RECORD, 5, &facts(), 10).unwrap();
    // A decision ends generation 1 in second 20; the new owner withdraws in second 30.
    let ended = |entry: Option<Entry>, at| match entry {
        Some(entry) if entry.generation == 1 => entry.reserved(20, at),
        Some(entry) => entry.reserved(0, at),
        None => NOTHING_SAID,
    };
    let held = |history: &History, at| ended(history.at(&RECORD, at), at);
    assert_eq!([14, 15, 19].map(|at| held(&history, at)), [(2, false), (2, true), (2, true)]);
    assert_eq!([20, 29, 30].map(|at| held(&history, at)), [NOTHING_SAID; 3]);
    let second = SaleFacts { owner: OTHER.0, generation: 2, ..facts() };
    let entry = history.withdraw(OTHER, &RECORD, 0, &second, 30).unwrap();
    assert_eq!(entry, Entry { at: 30, generation: 2, preferences: 0, withdrawn_from: 30 });
    assert_eq!([19, 20, 29, 30].map(|at| held(&history, at)), [(2, true), NOTHING_SAID, NOTHING_SAID, (0, true)]);
}

#[ink::test]
fn an_entry_of_the_second_of_the_decision_holds_for_its_own_generation_alone() {
    let mut history = history();
    history.set_preferences(OWNER, &RECORD, 2, &facts(), 20).unwrap();
    assert_eq!(history.at(&RECORD, 20).unwrap().reserved(20, 20), NOTHING_SAID);
    let second = SaleFacts { owner: OTHER.0, generation: 2, ..facts() };
    history.set_preferences(OTHER, &RECORD, 1, &second, 20).unwrap();
    let entry = history.at(&RECORD, 20).unwrap();
    assert_eq!((entry.generation, entry.reserved(0, 20)), (2, (1, false)));
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::History>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(keys, [("heads", 0x49e5_e631), ("entries", 0x4c8e_7fb1)]);
}

#[ink::test]
fn the_addresses_are_those_it_was_made_with() {
    assert_eq!((history().registry(), history().arbitration()), (H160([1; 20]), H160([2; 20])));
}
