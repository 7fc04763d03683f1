//! The module's rules, without a chain.

use crate::{
    data::{
        Others, announce, check_owner, check_parent, check_path, held, held_destination, income_destination, lock,
        parents_destination, replace_payee,
    },
    errors::Error,
};
use ink::{Address, H160};
use interfaces::{
    abi::Id,
    arbitration::Outcome,
    provenance_registry::{Lineage, SaleFacts},
    royalty_splitter::{Destination, Held, ParentPlace, Split},
};
use rules::{
    Bytes32,
    ledger::{ESCROW, HELD, NET},
    limits::SPLIT_NOTICE,
    split::Payee,
    split_version::Versions,
};

const RECORD: Bytes32 = [1; 32];
const PARENT: Bytes32 = [2; 32];
const ALICE: Address = H160([1; 20]);
const THIEF: Address = H160([2; 20]);
const THIS: Address = H160([9; 20]);
const TOKEN: [u8; 20] = [0x20; 20];
const FACTS: SaleFacts = SaleFacts {
    owner: ALICE.0,
    epoch: 1,
    generation: 1,
    units: 1,
    parents_share: 0,
    provisional: false,
    withdrawn_from: 0,
    standing: 0,
};
const PLACE: ParentPlace = ParentPlace { child: RECORD, generation: 4, position: 2, share: 1_500, currency: TOKEN };

fn others() -> Others {
    Others::new(&[10, 11, 12, 13].map(|byte| (H160([byte; 20]), [byte; 32])))
}

fn link(standing: u8) -> Lineage {
    Lineage {
        position: 2,
        share: 1_500,
        parent_owner: [7; 20],
        parent_generation: 5,
        parent_parents_share: 300,
        parent_standing: standing,
        child_owner: [8; 20],
    }
}

#[test]
fn each_contract_has_its_address() {
    let others = others();
    assert_eq!([others.registry(), others.splitter(), others.arbitration()], [10, 12, 13].map(|byte| H160([byte; 20])));
}

#[test]
fn s6_no_contract_of_ours_is_a_payee() {
    let others = others();
    let check = |account| others.check_payees(THIS, &[Payee { account, share: 10_000 }]);
    for account in [[9; 20], [10; 20], [11; 20], [12; 20], [13; 20], [0; 20]] {
        assert_eq!(check(account), Err(Error::PayeeInvalid(H160(account))));
    }
    assert_eq!(check(ALICE.0), Ok(()));
    assert_eq!(others.check_payees(THIS, &[]), Err(Error::PayeeCount));
}

#[test]
fn only_the_owner_splits_a_final_record() {
    let id = Id(RECORD);
    assert_eq!(check_owner(ALICE, &RECORD, &FACTS), Ok(()));
    assert_eq!(check_owner(THIEF, &RECORD, &FACTS), Err(Error::NotOwner(THIEF)));
    let provisional = SaleFacts { provisional: true, ..FACTS };
    assert_eq!(check_owner(ALICE, &RECORD, &provisional), Err(Error::RecordProvisional(id)));
    assert_eq!(check_owner(ALICE, &RECORD, &SaleFacts { standing: 2, ..FACTS }), Err(Error::RecordStruck(id)));
    assert_eq!(check_owner(ALICE, &RECORD, &SaleFacts { standing: 1, ..FACTS }), Ok(()));
    let unknown = SaleFacts { owner: [0; 20], ..FACTS };
    assert_eq!(check_owner(H160([0; 20]), &RECORD, &unknown), Err(Error::RecordUnknown(id)));
}

#[test]
fn s12_a_parents_part_goes_to_the_parent() {
    let (to, paid_out) = parents_destination(&PLACE, &PARENT, &link(0));
    let expected = Destination { record: PARENT, generation: 5, version: 0, owner: [7; 20], parents_share: 300 };
    assert_eq!((to, paid_out), (expected, true));
    assert_eq!(check_parent(&RECORD, &PARENT, &link(0)), Ok(()));
    let stranger = Lineage::default();
    assert_eq!(check_parent(&RECORD, &PARENT, &stranger), Err(Error::NotParent(Id(RECORD), Id(PARENT))));
}

#[test]
fn s12_a_challenged_parents_part_is_held_and_nobody_is_paid() {
    let (to, paid_out) = parents_destination(&PLACE, &PARENT, &link(1));
    let expected = Destination { record: PARENT, generation: 5, version: HELD, owner: [7; 20], parents_share: 0 };
    assert_eq!((to, paid_out), (expected, false));
}

#[test]
fn s12_a_struck_parents_part_falls_to_the_childs_payees() {
    for standing in [2, 3] {
        let (to, paid_out) = parents_destination(&PLACE, &PARENT, &link(standing));
        let expected = Destination { record: RECORD, generation: 4, version: NET, owner: [8; 20], parents_share: 0 };
        assert_eq!((to, paid_out), (expected, true));
    }
}

#[test]
fn s11_what_is_held_goes_where_it_would_have_gone_or_to_the_challenger() {
    let outcome = Outcome { open: 0, ended_at: 0, winner: [0; 20], struck: false };
    let split = held(3, ALICE.0, TOKEN);
    assert_eq!(split, Held { ledger: 3 | HELD, owner: [0; 20], currency: TOKEN });
    let to = held_destination(&RECORD, 4, &split, &outcome).unwrap();
    assert_eq!(to, Destination { record: RECORD, generation: 4, version: 3, owner: [0; 20], parents_share: 0 });
    let owners = held(0, ALICE.0, TOKEN);
    assert_eq!(held_destination(&RECORD, 4, &owners, &outcome).unwrap().owner, ALICE.0);
    assert_eq!(
        held_destination(&RECORD, 4, &split, &Outcome { open: 1, ..outcome }),
        Err(Error::ChallengeOpen(Id(RECORD)))
    );
    let ended = Outcome { open: 0, ended_at: 9, winner: [6; 20], struck: false };
    let to = held_destination(&RECORD, 4, &split, &ended).unwrap();
    assert_eq!(to, Destination { record: RECORD, generation: 4, version: NET, owner: [6; 20], parents_share: 0 });
}

#[test]
fn no_flags_make_a_held_ledger_of_what_is_in_escrow() {
    for flags in [ESCROW, NET, HELD, ESCROW | NET | HELD] {
        assert_eq!(held(2 | flags, ALICE.0, TOKEN).ledger, 2 | HELD);
        assert_eq!(held(flags, ALICE.0, TOKEN), Held { ledger: HELD, owner: ALICE.0, currency: TOKEN });
    }
}

#[test]
fn s11_a_split_is_announced_until_it_is_locked() {
    let id = Id(RECORD);
    let first = announce(&RECORD, &Split::default(), 100).unwrap();
    assert_eq!(first, Split { versions: Versions { current: 1, next: 0, applies_at: 100, last: 1 }, locked: false });
    let second = announce(&RECORD, &first, 200).unwrap();
    assert_eq!(second.versions, Versions { current: 1, next: 2, applies_at: 200 + SPLIT_NOTICE, last: 2 });
    let locked = lock(&RECORD, &second).unwrap();
    assert_eq!(locked, Split { locked: true, ..second });
    assert_eq!(announce(&RECORD, &locked, 300), Err(Error::SplitIsLocked(id)));
    assert_eq!(lock(&RECORD, &locked), Err(Error::SplitIsLocked(id)));
    assert_eq!(lock(&RECORD, &Split::default()), Err(Error::NoSplit(id)));
    let last = Split { versions: Versions { last: u32::MAX, ..first.versions }, locked: false };
    assert_eq!(announce(&RECORD, &last, 300), Err(Error::VersionsUsedUp));
}

#[test]
fn s11_a_payees_place_is_its_own_to_give() {
    let payees = [(1, 2_500), (2, 7_500)].map(|(byte, share)| Payee { account: [byte; 20], share });
    let moved = replace_payee(&payees, THIEF, THIS).unwrap();
    assert_eq!(moved, [payees[0], Payee { account: THIS.0, share: 7_500 }]);
    assert_eq!(replace_payee(&payees, THIS, ALICE), Err(Error::NotPayee(THIS)));
    // Two places of one account are no split: the check of payees says so.
    let twice = replace_payee(&payees, THIEF, ALICE).unwrap();
    assert_eq!(others().check_payees(THIS, &twice), Err(Error::PayeeRepeated(ALICE)));
}

#[test]
fn s13_income_goes_to_the_records_own_ledger_or_is_held() {
    let facts = SaleFacts { parents_share: 250, ..FACTS };
    let own = Destination { record: RECORD, generation: 1, version: 0, owner: ALICE.0, parents_share: 250 };
    assert_eq!(income_destination(&RECORD, &facts), Ok(own));
    let challenged = income_destination(&RECORD, &SaleFacts { standing: 1, ..facts });
    assert_eq!(challenged, Ok(Destination { version: HELD, parents_share: 0, ..own }));
    let id = Id(RECORD);
    for (facts, error) in [
        (SaleFacts { standing: 2, ..facts }, Error::RecordStruck(id)),
        (SaleFacts { provisional: true, ..facts }, Error::RecordProvisional(id)),
        (SaleFacts { owner: [0; 20], ..facts }, Error::RecordUnknown(id)),
    ] {
        assert_eq!(income_destination(&RECORD, &facts), Err(error));
    }
}

#[test]
fn x12_a_path_has_1_to_16_steps() {
    assert_eq!(check_path(&[]), Err(Error::PathLength));
    assert_eq!(check_path(&[Id(PARENT); 16]), Ok(()));
    assert_eq!(check_path(&[Id(PARENT); 17]), Err(Error::PathLength));
}
