//! The module's rules, without a chain.

use crate::{
    data::{Others, check_owner, check_parent, held, held_destination, parents_destination},
    errors::Error,
};
use ink::{Address, H160};
use interfaces::{
    abi::Id,
    arbitration::Outcome,
    provenance_registry::{Lineage, SaleFacts},
    royalty_splitter::{Destination, Held, ParentPlace},
};
use rules::{
    Bytes32,
    ledger::{ESCROW, HELD, NET},
    split::Payee,
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
