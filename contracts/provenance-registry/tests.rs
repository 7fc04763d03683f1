//! The registry's rules over its storage, without a chain.

use crate::{
    data::{Moment, Moved, Record, Registry, Work},
    errors::Error,
};
use erc721::{Error as TokenError, Or};
use ink::{Address, H160};
use interfaces::abi::Id;
use rules::{
    Bytes32,
    limits::{COMMIT_TTL, MAX_PARENTS, MAX_URI},
    parents::Parent,
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

/// Registers a work finally, committed in block 1 and revealed in block 2.
fn register(registry: &mut Registry, work: Work) {
    let commitment = work.digest;
    assert!(registry.commit(&commitment, at(100, 1)));
    registry.register(work, Some(commitment), at(106, 2)).unwrap();
}

#[test]
fn r10_the_largest_record_fits_its_cell() {
    interfaces::stored::assert_round_trip(&Record {
        owner: [1; 20],
        approved: [2; 20],
        epoch: 3,
        generation: 4,
        kind: 5,
        origin: 6,
        units: 7,
        metadata: [8; 32],
        parents: 9,
        parents_share: 10,
        registered_at: 11,
        registered_block: 12,
        priority: 13,
        committed: true,
        uri: vec![b'a'; MAX_URI],
    });
}

#[ink::test]
fn a_reveal_is_final_with_the_commitments_time() {
    let mut registry = Registry::new(ALICE);
    register(&mut registry, work(5, ALICE));
    let record = registry.record(&[5; 32]).unwrap();
    assert_eq!((record.owner, record.priority, record.registered_at), (ALICE.0, 100, 106));
    assert!(!record.is_provisional(106));
    assert_eq!(registry.issued(), 1);
    assert_eq!(registry.holders().balance_of(ALICE), Ok(1));
}

#[ink::test]
fn r2_a_reveal_takes_a_later_provisional_record_over() {
    let mut registry = Registry::new(ALICE);
    assert!(registry.commit(&COMMITMENT, at(100, 1)));
    let stolen = Work { parents: Vec::new(), uri: b"thief://".to_vec(), ..work(5, THIEF) };
    registry.register(stolen, None, at(106, 2)).unwrap();
    let (moved, _) = registry.register(work(5, ALICE), Some(COMMITMENT), at(106, 2)).unwrap();
    assert_eq!(moved, Moved { from: THIEF.0, to: ALICE.0, epoch: 2 });
    let record = registry.record(&[5; 32]).unwrap();
    assert_eq!((record.owner, record.generation, record.uri.as_slice()), (ALICE.0, 2, &b"ipfs://x"[..]));
    assert_eq!(registry.holders().balance_of(THIEF), Ok(0));
    assert_eq!(registry.issued(), 1);
}

#[ink::test]
fn r1_a_commitment_that_came_later_takes_nothing_over() {
    let mut registry = Registry::new(ALICE);
    registry.register(work(5, ALICE), None, at(100, 1)).unwrap();
    registry.commit(&COMMITMENT, at(106, 2));
    let refused = Err(Or::Own(Error::RecordExists(Id([5; 32]))));
    assert_eq!(registry.register(work(5, THIEF), Some(COMMITMENT), at(112, 3)).map(|_| ()), refused);
    // Nor does one of the same block.
    registry.commit(&[7; 32], at(100, 1));
    assert_eq!(registry.register(work(5, THIEF), Some([7; 32]), at(112, 3)).map(|_| ()), refused);
}

#[ink::test]
fn commitments_keep_their_first_time_until_they_expire() {
    let mut registry = Registry::new(ALICE);
    assert!(registry.commit(&COMMITMENT, at(100, 1)));
    assert!(!registry.commit(&COMMITMENT, at(200, 2)));
    assert!(!registry.commit(&COMMITMENT, at(100 + COMMIT_TTL, 3)));
    assert!(registry.commit(&COMMITMENT, at(101 + COMMIT_TTL, 4)));
    let mut reveal = |moment| registry.register(work(5, ALICE), Some(COMMITMENT), moment).map(|_| ());
    assert_eq!(reveal(at(101 + COMMIT_TTL, 4)), Err(Or::Own(Error::CommitmentTooYoung)));
    assert_eq!(reveal(at(102 + 2 * COMMIT_TTL, 5)), Err(Or::Own(Error::CommitmentExpired)));
    assert_eq!(reveal(at(101 + 2 * COMMIT_TTL, 5)), Ok(()));
    let missing = registry.register(work(6, ALICE), Some([0xDD; 32]), at(5, 5)).map(|_| ());
    assert_eq!(missing, Err(Or::Own(Error::CommitmentMissing)));
}

#[ink::test]
fn a_provisional_record_does_nothing_for_an_hour() {
    let mut registry = Registry::new(ALICE);
    registry.register(work(5, ALICE), None, at(100, 1)).unwrap();
    let refused = Or::Own(Error::RecordProvisional(Id([5; 32])));
    assert_eq!(registry.transfer(ALICE, ALICE, THIEF, &[5; 32], 101), Err(refused));
    assert_eq!(registry.approve(ALICE, THIEF, &[5; 32], 100 + COMMIT_TTL), Err(refused));
    let child = Work { parents: vec![Parent { record: [5; 32], share: 1 }], ..work(6, ALICE) };
    let refused = Or::Own(Error::ParentProvisional(Id([5; 32])));
    assert_eq!(registry.register(child.clone(), None, at(101, 2)).map(|_| ()), Err(refused));
    assert!(registry.register(child, None, at(101 + COMMIT_TTL, 3)).is_ok());
    assert!(registry.transfer(ALICE, ALICE, THIEF, &[5; 32], 101 + COMMIT_TTL).is_ok());
}

#[ink::test]
fn r6_parents_are_kept_in_cells_in_their_order() {
    let mut registry = Registry::new(ALICE);
    let parents: Vec<Parent> =
        (0..MAX_PARENTS as u8).map(|i| Parent { record: [i + 1; 32], share: u16::from(i) }).collect();
    for parent in &parents {
        register(&mut registry, work(parent.record[0], ALICE));
    }
    register(&mut registry, Work { parents: parents.clone(), ..work(99, ALICE) });
    assert_eq!(registry.parents(&[99; 32]), parents);
    let link = registry.lineage(&[99; 32], &[12; 32]).unwrap();
    assert_eq!((link.position, link.share, link.parent_owner), (11, 11, ALICE.0));
    assert_eq!(registry.lineage(&[99; 32], &[99; 32]), None);
    let own = Work { parents: vec![Parent { record: [50; 32], share: 1 }], ..work(50, ALICE) };
    let refused = Or::Own(Error::ParentUnknown(Id([50; 32])));
    assert_eq!(registry.register(own, None, at(1, 1)).map(|_| ()), Err(refused), "no work is its own parent");
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
    assert_eq!(moved, Moved { from: ALICE.0, to: bob.0, epoch: 2 });
    assert_eq!(registry.record(&id.0).unwrap().approved, [0; 20]);
    assert_eq!(registry.transfer(THIEF, bob, THIEF, &id.0, 200), stranger);
    let wrong = Err(Or::Token(TokenError::ERC721IncorrectOwner(ALICE, id, bob)));
    assert_eq!(registry.transfer(bob, ALICE, bob, &id.0, 200), wrong);
    registry.holders_mut().set_operator(bob, THIEF, true).unwrap();
    assert!(registry.transfer(THIEF, bob, ALICE, &id.0, 200).is_ok());
    assert_eq!(registry.holders().balance_of(ALICE), Ok(1));
    assert_eq!(registry.holders().balance_of(bob), Ok(0));
}
