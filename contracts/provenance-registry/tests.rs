//! The registry's rules over its storage, without a chain.

use crate::{
    data::{Claim, Moment, Record, Registry, Work},
    errors::Error,
};
use erc721::{Error as TokenError, Or};
use ink::{Address, H160};
use interfaces::abi::Id;
use rules::{
    Account, Bytes32,
    commitment::Commitment,
    limits::{COMMIT_TTL, MAX_COMMITMENTS, MAX_PARENTS},
    parents::Parent,
    standing::{Change, Standing},
};

const ALICE: Address = H160([1; 20]);
const THIEF: Address = H160([2; 20]);
const COMMITMENT: Bytes32 = [0xC0; 32];

fn at(now: u64, block: u32) -> Moment {
    Moment { now, block }
}

fn work(digest: u8, owner: Address) -> Work {
    Work {
        digest: [digest; 32],
        owner,
        kind: 0,
        units: 1,
        origin: 0,
        metadata: [9; 32],
        uri: b"ipfs://x".to_vec(),
        parents: Vec::new(),
    }
}

/// Registers a work for `who`, as the reveal of a commitment or, without one, provisionally.
fn attempt(
    registry: &mut Registry,
    who: Address,
    work: Work,
    commitment: Option<Bytes32>,
    moment: Moment,
) -> Result<(Record, Account), Or<Error>> {
    let made = commitment.map(|commitment| registry.reveal(&who.0, &commitment, moment)).transpose()?;
    let priority = made.map_or(moment.now, |made| made.at);
    registry.register(&work, &Claim { registrant: who.0, made, priority, catalogue: [0; 32] }, moment)
}

/// Registers a work finally, committed in block 1 and revealed in block 2.
fn register(registry: &mut Registry, work: Work) {
    let (commitment, who) = (work.digest, work.owner);
    assert_eq!(registry.commit(who, &commitment, at(100, 1)), Ok(true));
    attempt(registry, who, work, Some(commitment), at(106, 2)).unwrap();
}

#[ink::test]
fn a_reveal_is_final_with_the_commitments_time() {
    let mut registry = Registry::new(ALICE);
    register(&mut registry, work(5, ALICE));
    let record = registry.record(&[5; 32]).unwrap();
    assert_eq!((record.owner(), record.priority(), record.registered_at()), (ALICE.0, 100, 106));
    assert!(!record.is_provisional(106));
    assert_eq!(registry.issued(), 1);
    assert_eq!(registry.holders().balance_of(ALICE), Ok(1));
}

#[ink::test]
fn r2_a_reveal_takes_a_later_provisional_record_over() {
    let mut registry = Registry::new(ALICE);
    assert_eq!(registry.commit(ALICE, &COMMITMENT, at(100, 1)), Ok(true));
    let stolen = Work { parents: Vec::new(), uri: b"thief://".to_vec(), ..work(5, THIEF) };
    attempt(&mut registry, THIEF, stolen, None, at(106, 2)).unwrap();
    let (taken, from) = attempt(&mut registry, ALICE, work(5, ALICE), Some(COMMITMENT), at(106, 2)).unwrap();
    assert_eq!(from, THIEF.0);
    let record = registry.record(&[5; 32]).unwrap();
    assert_eq!((&record, record.epoch()), (&taken, 2));
    assert_eq!((record.owner(), record.generation(), record.uri()), (ALICE.0, 2, &b"ipfs://x"[..]));
    assert_eq!(registry.holders().balance_of(THIEF), Ok(0));
    assert_eq!(registry.issued(), 1);
}

#[ink::test]
fn r1_a_commitment_that_came_later_takes_nothing_over() {
    let mut registry = Registry::new(ALICE);
    attempt(&mut registry, ALICE, work(5, ALICE), None, at(100, 1)).unwrap();
    registry.commit(THIEF, &COMMITMENT, at(106, 2)).unwrap();
    let refused = Err(Or::Own(Error::RecordExists(Id([5; 32]))));
    assert_eq!(attempt(&mut registry, THIEF, work(5, THIEF), Some(COMMITMENT), at(112, 3)), refused);
    // Nor does one of the same block.
    registry.commit(THIEF, &[7; 32], at(100, 1)).unwrap();
    assert_eq!(attempt(&mut registry, THIEF, work(5, THIEF), Some([7; 32]), at(112, 3)), refused);
}

#[ink::test]
fn r1_a_commitment_later_than_a_works_catalogue_takes_nothing_over() {
    let mut registry = Registry::new(ALICE);
    registry.commit(THIEF, &COMMITMENT, at(60, 2)).unwrap();
    // Out of a catalogue of second 50 that is not final.
    let leaf = Claim { registrant: ALICE.0, made: None, priority: 50, catalogue: [8; 32] };
    let (record, _) = registry.register(&work(5, ALICE), &leaf, at(100, 3)).unwrap();
    assert!(record.is_provisional(100) && record.priority() == 50 && record.catalogue() == [8; 32]);
    let refused = Err(Or::Own(Error::RecordExists(Id([5; 32]))));
    assert_eq!(attempt(&mut registry, THIEF, work(5, THIEF), Some(COMMITMENT), at(110, 4)), refused);
}

#[ink::test]
fn commitments_keep_their_first_time_until_they_expire() {
    let mut registry = Registry::new(ALICE);
    for (moment, is_new) in
        [(at(100, 1), true), (at(200, 2), false), (at(100 + COMMIT_TTL, 3), false), (at(101 + COMMIT_TTL, 4), true)]
    {
        assert_eq!(registry.commit(ALICE, &COMMITMENT, moment), Ok(is_new));
    }
    // A refused reveal changes nothing on the chain; here the commitment has to be kept by hand.
    let young = registry.reveal(&ALICE.0, &COMMITMENT, at(101 + COMMIT_TTL, 4));
    assert_eq!(young, Err(Error::CommitmentTooYoung));
    let expired = registry.reveal(&ALICE.0, &COMMITMENT, at(102 + 2 * COMMIT_TTL, 5));
    assert_eq!(expired, Err(Error::CommitmentExpired));
    let made = registry.reveal(&ALICE.0, &COMMITMENT, at(101 + 2 * COMMIT_TTL, 5));
    assert_eq!(made, Ok(Commitment { at: 101 + COMMIT_TTL, block: 4 }));
    let again = registry.reveal(&ALICE.0, &COMMITMENT, at(101 + 2 * COMMIT_TTL, 5));
    assert_eq!(again, Err(Error::CommitmentMissing), "a commitment is revealed once");
    assert_eq!(registry.reveal(&THIEF.0, &[0xDD; 32], at(5, 5)), Err(Error::CommitmentMissing));
}

#[ink::test]
fn x9_an_account_fills_its_own_commitments_and_nobody_elses() {
    let mut registry = Registry::new(ALICE);
    register(&mut registry, work(5, ALICE));
    for number in 0..MAX_COMMITMENTS as u8 {
        assert_eq!(registry.commit(THIEF, &[number; 32], at(100, 1)), Ok(true));
    }
    assert_eq!(registry.commit(THIEF, &[99; 32], at(100 + COMMIT_TTL, 2)), Err(Error::TooManyCommitments));
    assert_eq!(registry.commit(ALICE, &[99; 32], at(100 + COMMIT_TTL, 2)), Ok(true));
    assert_eq!(registry.commit(THIEF, &[99; 32], at(101 + COMMIT_TTL, 3)), Ok(true));
    assert_eq!(registry.holders().balance_of(ALICE), Ok(1), "the cell they stand in counts records too");
}

#[ink::test]
fn a_provisional_record_does_nothing_for_an_hour() {
    let mut registry = bound();
    attempt(&mut registry, ALICE, work(5, ALICE), None, at(100, 1)).unwrap();
    let refused = Or::Own(Error::RecordProvisional(Id([5; 32])));
    assert_eq!(registry.transfer(ALICE, ALICE, THIEF, &[5; 32], 101), Err(refused));
    assert_eq!(registry.approve(ALICE, THIEF, &[5; 32], 100 + COMMIT_TTL), Err(refused));
    for change in [Change::Withdrawal, Change::Manager, Change::Challenged, Change::Passed, Change::Struck] {
        assert_eq!(changed(&mut registry, change, at(100 + COMMIT_TTL, 2)).map(|_| ()), Err(refused));
    }
    let child = Work { parents: vec![Parent { record: [5; 32], share: 1, licence: 0 }], ..work(6, ALICE) };
    let refused = Or::Own(Error::ParentProvisional(Id([5; 32])));
    assert_eq!(attempt(&mut registry, ALICE, child.clone(), None, at(101, 2)), Err(refused));
    assert!(attempt(&mut registry, ALICE, child, None, at(101 + COMMIT_TTL, 3)).is_ok());
    assert!(registry.transfer(ALICE, ALICE, THIEF, &[5; 32], 101 + COMMIT_TTL).is_ok());
}

const RESERVATIONS: Address = H160([21; 20]);
const ARBITRATION: Address = H160([22; 20]);
const CHALLENGER: Address = H160([23; 20]);

/// A registry that knows its modules.
fn bound() -> Registry {
    let mut registry = Registry::new(ALICE);
    let bindings = [H160([19; 20]), H160([20; 20]), RESERVATIONS, ARBITRATION].map(|account| (account, [0; 32]));
    assert_eq!(registry.bind(THIEF, &bindings), Err(Error::NotDeployer));
    registry.bind(ALICE, &bindings).unwrap();
    assert_eq!(registry.bind(ALICE, &bindings), Err(Error::AlreadyBound));
    registry
}

/// Changes the standing of work 5 for [`CHALLENGER`], as the right module.
fn changed(registry: &mut Registry, change: Change, moment: Moment) -> Result<Record, Or<Error>> {
    let module = if change.is_owners() { RESERVATIONS } else { ARBITRATION };
    registry.change(module, &[5; 32], change, CHALLENGER, 777, moment).map(|(record, _)| record)
}

#[ink::test]
fn x7_each_module_changes_what_it_decides_on_and_nobody_else_anything() {
    let mut registry = bound();
    register(&mut registry, work(5, ALICE));
    for change in (0..).map_while(Change::from_number) {
        let others = [ALICE, THIEF, if change.is_owners() { ARBITRATION } else { RESERVATIONS }];
        for caller in others {
            let refused = registry.change(caller, &[5; 32], change, THIEF, 1, at(200, 3));
            assert_eq!(refused, Err(Or::Own(Error::NotModule(caller))));
        }
    }
    let withdrawn = changed(&mut registry, Change::Withdrawal, at(200, 3)).unwrap();
    assert_eq!((withdrawn.withdrawn_from(), withdrawn.owner()), (777, ALICE.0));
    let managed = changed(&mut registry, Change::Manager, at(200, 3)).unwrap();
    assert_eq!((managed.deputy(), managed.owner()), (CHALLENGER.0, ALICE.0));
    let challenged = changed(&mut registry, Change::Challenged, at(200, 3)).unwrap();
    assert_eq!(challenged.standing(), Standing::Challenged as u8);
    let cleared = changed(&mut registry, Change::Cleared, at(200, 3)).unwrap();
    assert_eq!(cleared, managed, "only the standing changed, and changed back");
}

#[ink::test]
fn a_manager_ends_with_the_owner_who_named_it() {
    let mut registry = bound();
    register(&mut registry, work(5, ALICE));
    changed(&mut registry, Change::Manager, at(200, 3)).unwrap();
    let moved = registry.transfer(ALICE, ALICE, THIEF, &[5; 32], 200).unwrap();
    assert_eq!((moved.owner(), moved.deputy()), (THIEF.0, [0; 20]));
}

#[ink::test]
fn a_pass_begins_a_generation_of_the_challenger_without_anything_of_the_old() {
    let mut registry = bound();
    register(&mut registry, work(9, ALICE));
    let parents = vec![Parent { record: [9; 32], share: 100, licence: 0 }];
    register(&mut registry, Work { parents: parents.clone(), ..work(5, ALICE) });
    registry.approve(ALICE, THIEF, &[5; 32], 200).unwrap();
    changed(&mut registry, Change::Manager, at(200, 3)).unwrap();
    changed(&mut registry, Change::Withdrawal, at(200, 3)).unwrap();
    let before = changed(&mut registry, Change::Challenged, at(200, 3)).unwrap();
    let after = changed(&mut registry, Change::Passed, at(300, 4)).unwrap();
    let mut expected = before;
    expected.set_owner(CHALLENGER.0);
    expected.set_approved([0; 20]);
    expected.set_deputy([0; 20]);
    expected.set_epoch(2);
    expected.set_generation(2);
    expected.set_parents(0);
    expected.set_parents_share(0);
    expected.set_registered_at(300);
    expected.set_withdrawn_from(0);
    expected.set_standing(Standing::Clear as u8);
    assert_eq!(after, expected);
    assert_eq!(registry.parents(&[5; 32], 2), []);
    assert_eq!(registry.parents(&[5; 32], 1), parents, "what the old generation owes stays provable");
    assert_eq!(registry.holders().balance_of(ALICE), Ok(1));
    assert_eq!(registry.holders().balance_of(CHALLENGER), Ok(1));
}

#[ink::test]
fn a_struck_record_does_nothing_and_only_its_heir_registers_the_digest_anew() {
    let mut registry = bound();
    register(&mut registry, work(5, ALICE));
    // The thief's commitment is older than the decision.
    registry.commit(THIEF, &[1; 32], at(290, 4)).unwrap();
    changed(&mut registry, Change::Struck, at(300, 5)).unwrap();
    let struck = Or::Own(Error::RecordStruck(Id([5; 32])));
    assert_eq!(registry.transfer(ALICE, ALICE, THIEF, &[5; 32], 301), Err(struck));
    assert_eq!(registry.approve(ALICE, THIEF, &[5; 32], 301), Err(struck));
    assert_eq!(changed(&mut registry, Change::Cleared, at(301, 6)), Err(struck));
    let child = Work { parents: vec![Parent { record: [5; 32], share: 1, licence: 0 }], ..work(6, ALICE) };
    let refused = Err(Or::Own(Error::ParentStruck(Id([5; 32]))));
    assert_eq!(attempt(&mut registry, ALICE, child, None, at(301, 6)), refused);

    let exists = Err(Or::Own(Error::RecordExists(Id([5; 32]))));
    for who in [ALICE, THIEF, CHALLENGER] {
        assert_eq!(attempt(&mut registry, who, work(5, who), None, at(301, 6)), exists);
    }
    assert_eq!(attempt(&mut registry, THIEF, work(5, THIEF), Some([1; 32]), at(301, 6)), exists);
    registry.commit(CHALLENGER, &[2; 32], at(310, 7)).unwrap();
    let anew = Work { uri: b"anew".to_vec(), ..work(5, CHALLENGER) };
    let (anew, from) = attempt(&mut registry, CHALLENGER, anew, Some([2; 32]), at(320, 8)).unwrap();
    assert_eq!((from, anew.generation(), anew.epoch(), anew.owner()), (ALICE.0, 2, 2, CHALLENGER.0));
    assert_eq!((anew.standing(), anew.deputy(), anew.priority(), anew.uri()), (0, [0; 20], 310, &b"anew"[..]));
    assert_eq!(registry.issued(), 1);
}

#[ink::test]
fn r5_a_struck_digest_is_registered_anew_without_parents() {
    let mut registry = bound();
    register(&mut registry, work(5, ALICE));
    // It was struck after another work had derived from it.
    let child = Work { parents: vec![Parent { record: [5; 32], share: 1, licence: 0 }], ..work(6, ALICE) };
    register(&mut registry, child);
    changed(&mut registry, Change::Struck, at(300, 5)).unwrap();
    registry.commit(CHALLENGER, &[3; 32], at(310, 7)).unwrap();
    let parents = vec![Parent { record: [6; 32], share: 1, licence: 0 }];
    let circle = Work { parents, ..work(5, CHALLENGER) };
    let refused = Err(Or::Own(Error::TooManyParents));
    assert_eq!(attempt(&mut registry, CHALLENGER, circle, Some([3; 32]), at(320, 8)), refused);
}

#[ink::test]
fn r6_parents_are_kept_in_cells_in_their_order() {
    let mut registry = Registry::new(ALICE);
    let parents: Vec<Parent> =
        (0..MAX_PARENTS as u8).map(|i| Parent { record: [i + 1; 32], share: u16::from(i), licence: 0 }).collect();
    for parent in &parents {
        register(&mut registry, work(parent.record[0], ALICE));
    }
    register(&mut registry, Work { parents: parents.clone(), ..work(99, ALICE) });
    assert_eq!(registry.parents(&[99; 32], 1), parents);
    let (link, found) = registry.lineage(&[99; 32], 1, &[12; 32]).unwrap();
    assert_eq!((link.position, link.share, link.child_owner), (11, 11, ALICE.0));
    assert_eq!(Some(found), registry.record(&[12; 32]));
    assert_eq!(registry.lineage(&[99; 32], 1, &[99; 32]), None);
    let own = Work { parents: vec![Parent { record: [50; 32], share: 1, licence: 0 }], ..work(50, ALICE) };
    let refused = Or::Own(Error::ParentUnknown(Id([50; 32])));
    assert_eq!(attempt(&mut registry, ALICE, own, None, at(1, 1)), Err(refused), "no work is its own parent");
}

#[ink::test]
fn l2_l3_transfers_move_the_balance_and_end_the_approval() {
    let mut registry = Registry::new(ALICE);
    register(&mut registry, work(5, ALICE));
    let (bob, id) = (H160([3; 20]), Id([5; 32]));
    let stranger = Err(Or::Token(TokenError::ERC721InsufficientApproval(THIEF, id)));
    assert_eq!(registry.transfer(THIEF, ALICE, THIEF, &id.0, 200), stranger);
    registry.approve(ALICE, THIEF, &id.0, 200).unwrap();
    let moved = registry.transfer(THIEF, ALICE, bob, &id.0, 200).unwrap();
    assert_eq!((moved.owner(), moved.epoch(), moved.approved()), (bob.0, 2, [0; 20]));
    assert_eq!(registry.record(&id.0), Some(moved));
    assert_eq!(registry.transfer(THIEF, bob, THIEF, &id.0, 200), stranger);
    let wrong = Err(Or::Token(TokenError::ERC721IncorrectOwner(ALICE, id, bob)));
    assert_eq!(registry.transfer(bob, ALICE, bob, &id.0, 200), wrong);
    registry.holders_mut().set_operator(bob, THIEF, true).unwrap();
    assert!(registry.transfer(THIEF, bob, ALICE, &id.0, 200).is_ok());
    assert_eq!(registry.holders().balance_of(ALICE), Ok(1));
    assert_eq!(registry.holders().balance_of(bob), Ok(0));
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Registry>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(
        keys,
        [
            ("records", 0xb9da_9de6),
            ("links", 0x0e4c_e73c),
            ("holders.accounts", 0x713c_882f),
            ("holders.operators", 0xe6c4_4bf8)
        ]
    );
}

#[ink::test]
fn x7_the_registry_knows_its_modules_once_it_is_bound() {
    assert_eq!(Registry::new(ALICE).licence_token(), Err(Error::NotBound));
    let (licence_token, catalogues) = (H160([19; 20]), H160([20; 20]));
    let registry = bound();
    assert_eq!(registry.licence_token(), Ok(licence_token));
    assert_eq!(registry.check_catalogues(catalogues), Ok(()));
    for caller in [ALICE, THIEF, licence_token, RESERVATIONS, ARBITRATION] {
        assert_eq!(registry.check_catalogues(caller), Err(Error::NotModule(caller)));
    }
}

#[ink::test]
fn records_are_counted_and_their_owner_is_somebody() {
    let mut registry = Registry::new(ALICE);
    let nobodys = attempt(&mut registry, ALICE, work(5, H160([0; 20])), None, at(100, 1)).unwrap_err();
    assert_eq!(nobodys, TokenError::ERC721InvalidReceiver(H160([0; 20])).into());
    for (digest, issued) in [(5, 1), (6, 2), (7, 3)] {
        register(&mut registry, work(digest, ALICE));
        assert_eq!(registry.issued(), issued);
    }
}
