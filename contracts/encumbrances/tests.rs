//! The module's rules, without a chain.

use crate::{
    data::{Others, check_known, check_owner, check_unchanged, gather, preimage},
    errors::Error,
};
use ink::{Address, H160, sol::FixedBytes};
use interfaces::{abi::Id, arbitration::Outcome, provenance_registry::SaleFacts};
use rules::{
    ancestors::PageError,
    encumbrance::{self, Encumbrance},
    split_version::Versions,
};

const ALICE: Address = H160([1; 20]);
const THIEF: Address = H160([2; 20]);

fn facts() -> SaleFacts {
    SaleFacts {
        owner: ALICE.0,
        epoch: 2,
        generation: 3,
        units: 4,
        parents_share: 5,
        provisional: false,
        withdrawn_from: 6,
        standing: 7,
    }
}

#[test]
fn each_contract_has_its_address() {
    let [registry, splitter, arbitration] = [10, 11, 12].map(|byte| H160([byte; 20]));
    let others = Others::new(&[(registry, [0; 32]), (splitter, [1; 32]), (arbitration, [2; 32])]);
    assert_eq!((others.registry(), others.splitter(), others.arbitration()), (registry, splitter, arbitration));
}

#[test]
fn what_binds_a_record_is_what_the_others_say() {
    let outcome = Outcome { open: 8, ended_at: 90, winner: [91; 20], struck: false };
    let versions = Versions { current: 9, next: 10, applies_at: 11, last: 92 };
    let expected = Encumbrance {
        owner: ALICE.0,
        epoch: 2,
        generation: 3,
        parents_share: 5,
        withdrawn_from: 6,
        standing: 7,
        open_challenges: 8,
        version: 9,
        next_version: 10,
        applies_at: 11,
        locked: true,
    };
    let gathered = gather(&facts(), &outcome, (versions, true));
    assert_eq!(gathered, expected);
    assert_eq!(preimage(&[5; 32], &gathered), encumbrance::preimage(&[5; 32], &expected.words()));
    // What ends with the transfer or follows from the generation is not in it.
    let other = SaleFacts { units: 40, ..facts() };
    assert_eq!(gather(&other, &outcome, (versions, true)), expected);
    assert!(!gather(&other, &outcome, (versions, false)).locked);
}

#[test]
fn r8_only_the_owner_of_a_record_passes() {
    assert_eq!(check_known(&[9; 32], &ALICE.0), Ok(()));
    assert_eq!(check_known(&[9; 32], &[0; 20]), Err(Error::RecordUnknown(Id([9; 32]))));
    assert_eq!(check_owner(ALICE, &ALICE.0), Ok(()));
    assert_eq!(check_owner(THIEF, &ALICE.0), Err(Error::NotOwner(THIEF)));
}

#[test]
fn a_change_is_told_with_the_digest_of_now() {
    assert_eq!(check_unchanged([1; 32], [1; 32]), Ok(()));
    assert_eq!(check_unchanged([1; 32], [2; 32]), Err(Error::EncumbrancesChanged(FixedBytes([1; 32]))));
}

#[test]
fn a_wrong_question_for_ancestors_is_named() {
    assert_eq!(Error::from(PageError::Size(33)), Error::PageSize(33));
    assert_eq!(Error::from(PageError::Path), Error::PathInvalid);
}
