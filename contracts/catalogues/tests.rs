//! The module's rules over its storage, without a chain.

use crate::{
    data::{Store, check_batch, check_edition},
    edition::{Edition, Head},
    errors::Error,
};
use ink::H160;
use interfaces::{provenance_registry::Dates, stored::assert_round_trip};
use rules::{
    Bytes32,
    catalogue::Leaf,
    commitment::Commitment,
    limits::{COMMIT_TTL, MAX_BATCH, MAX_CALLDATA, MAX_LICENSED_LINKS, MAX_URI},
    merkle::{Tree, leaf_hash},
};
use sha3::{Digest, Keccak256};

/// The record of the catalogue: its first root.
const CATALOGUE: Bytes32 = [0xCA; 32];

fn keccak(bytes: &[u8]) -> Bytes32 {
    Keccak256::digest(bytes).into()
}

fn leaf(number: u64) -> Leaf {
    Leaf { digest: keccak(&number.to_be_bytes()), kind: 0, origin: 1, units: 1 + number, metadata: [2; 32] }
}

/// A tree of these many works. Those of an index from `other` on are other works.
fn tree_from(count: u64, other: u64) -> Tree<fn(&[u8]) -> Bytes32> {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> Bytes32);
    for number in 0..count {
        tree.push(&leaf(if number < other { number } else { 1_000 + number }).to_bytes());
    }
    tree
}

fn tree(count: u64) -> Tree<fn(&[u8]) -> Bytes32> {
    tree_from(count, count)
}

fn edition(count: u64, at: u64, block: u32, committed: bool) -> Edition {
    let root = tree(count).root().unwrap_or_default();
    Edition { root, count, units: 7 * count, metadata: [3; 32], made: Commitment { at, block }, committed }
}

/// A catalogue of 3, then 5, then 8 works.
fn store() -> (Store, Head) {
    let mut store = Store::new(H160([9; 20]));
    store.open(&CATALOGUE, 1, edition(3, 100, 10, true));
    for (number, count) in [(2, 5), (3, 8)] {
        let head = store.head(&CATALOGUE).unwrap();
        let (new, proof) = (tree(count), tree(count).consistency_proof(head_count(&store, &head)).unwrap());
        let extension = (&new.root().unwrap(), count);
        assert_eq!(store.check_extension(&keccak, &CATALOGUE, &head, extension, &proof), Ok(number));
        store.add(&CATALOGUE, &head, number, &edition(count, 100 * u64::from(number), 10 * number, false));
    }
    let head = store.head(&CATALOGUE).unwrap();
    (store, head)
}

fn head_count(store: &Store, head: &Head) -> u64 {
    store.edition(&CATALOGUE, head, head.editions).unwrap().count
}

#[test]
fn r10_the_largest_cells_fit() {
    let edition = Edition {
        root: [1; 32],
        count: u64::MAX,
        units: u64::MAX - 1,
        metadata: [2; 32],
        made: Commitment { at: u64::MAX - 2, block: u32::MAX },
        committed: true,
    };
    assert_round_trip(&edition);
    assert_round_trip(&Edition { committed: false, ..edition });
    assert_round_trip(&Head { generation: u32::MAX, editions: u32::MAX - 1, first: edition });
}

#[test]
fn x12_a_batch_has_its_bounds() {
    assert_eq!(check_batch(0, 0, 4), Err(Error::BatchSize(0)));
    assert_eq!(check_batch(1, 0, 4), Ok(()));
    assert_eq!(check_batch(MAX_BATCH, MAX_LICENSED_LINKS, MAX_CALLDATA), Ok(()));
    assert_eq!(check_batch(MAX_BATCH + 1, 0, 4), Err(Error::BatchSize(33)));
    assert_eq!(check_batch(1, MAX_LICENSED_LINKS + 1, 4), Err(Error::LicensedLinks(65)));
    assert_eq!(check_batch(MAX_BATCH, 0, MAX_CALLDATA + 1), Err(Error::CalldataTooLong(12_289)));
}

#[test]
fn r4_an_edition_says_what_can_be() {
    assert_eq!(check_edition(1, b""), Ok(()));
    assert_eq!(check_edition(u64::MAX, &[b'a'; MAX_URI]), Ok(()));
    assert_eq!(check_edition(0, b""), Err(Error::UnitsZero));
    assert_eq!(check_edition(1, &[b'a'; MAX_URI + 1]), Err(Error::UriTooLong));
    assert_eq!(check_edition(1, b"a b"), Err(Error::UriInvalid));
}

#[ink::test]
fn editions_are_numbered_from_one() {
    let (store, head) = store();
    assert_eq!((head.generation, head.editions), (1, 3));
    assert_eq!(store.edition(&CATALOGUE, &head, 1), Ok(edition(3, 100, 10, true)));
    assert_eq!(store.edition(&CATALOGUE, &head, 2), Ok(edition(5, 200, 20, false)));
    assert_eq!(store.edition(&CATALOGUE, &head, 3), Ok(edition(8, 300, 30, false)));
    for number in [0, 4, u32::MAX] {
        assert_eq!(store.edition(&CATALOGUE, &head, number), Err(Error::EditionUnknown(number)));
    }
    assert_eq!(store.head(&[1; 32]), None);
    assert_eq!(store.registry(), H160([9; 20]));
}

#[ink::test]
fn a_later_edition_begins_with_the_latest() {
    let (store, head) = store();
    let check = |count: u64, root: Bytes32, proof: &[Bytes32]| {
        store.check_extension(&keccak, &CATALOGUE, &head, (&root, count), proof)
    };
    let (longer, root) = (tree(13), tree(13).root().unwrap());
    let proof = longer.consistency_proof(8).unwrap();
    assert_eq!(check(13, root, &proof), Ok(4));
    // Not more works.
    let eight = tree(8).root().unwrap();
    assert_eq!(check(8, eight, &[]), Err(Error::EditionInvalid));
    assert_eq!(check(7, tree(7).root().unwrap(), &[]), Err(Error::EditionInvalid));
    assert_eq!(check(0, root, &proof), Err(Error::EditionInvalid));
    // Another proof, another count, another root, other works.
    let wrong = Err(Error::ProofInvalid);
    assert_eq!(check(13, root, &[]), wrong);
    assert_eq!(check(13, root, &proof[1..]), wrong);
    assert_eq!(check(13, root, &[&proof[..], &[[0; 32]]].concat()), wrong);
    assert_eq!(check(13, root, &longer.consistency_proof(5).unwrap()), wrong, "an older edition is not the latest");
    assert_eq!(check(14, root, &[&proof[..], &[[0; 32]]].concat()), wrong);
    assert_eq!(check(13, eight, &proof), wrong);
    let other = tree_from(13, 7);
    assert_eq!(check(13, other.root().unwrap(), &other.consistency_proof(8).unwrap()), wrong);
    // Works after the latest edition's are free.
    let other = tree_from(13, 8);
    assert_eq!(check(13, other.root().unwrap(), &other.consistency_proof(8).unwrap()), Ok(4));
}

#[ink::test]
fn editions_end_where_their_numbers_do() {
    let (store, head) = store();
    let last = Head { editions: u32::MAX, ..head };
    let result = store.check_extension(&keccak, &CATALOGUE, &last, (&[1; 32], u64::MAX), &[]);
    assert_eq!(result, Err(Error::EditionsUsedUp));
}

#[ink::test]
fn a_work_is_proved_in_its_place_only() {
    let (store, head) = store();
    let check = |number, index, leaf: &Leaf, proof: &[Bytes32]| {
        store.check_leaf(&keccak, &CATALOGUE, &head, (number, index), leaf, proof)
    };
    let wrong = Err(Error::ProofInvalid);
    for (number, count) in [(1, 3), (2, 5), (3, 8)] {
        let tree = tree(count);
        for index in 0..count {
            let proof = tree.inclusion_proof(index).unwrap();
            assert_eq!(check(number, index, &leaf(index), &proof), Ok(()));
            // Of no other edition, in no other place, and no other work.
            for other in (1..=3).filter(|other| *other != number) {
                assert_eq!(check(other, index, &leaf(index), &proof), wrong, "{index} of {number} in {other}");
            }
            for place in (0..9).filter(|place| *place != index) {
                assert_eq!(check(number, place, &leaf(index), &proof), wrong);
            }
            for other in [
                Leaf { kind: 1, ..leaf(index) },
                Leaf { origin: 0, ..leaf(index) },
                Leaf { units: 99, ..leaf(index) },
                Leaf { metadata: [0; 32], ..leaf(index) },
                leaf(index + 1),
            ] {
                assert_eq!(check(number, index, &other, &proof), wrong);
            }
            assert_eq!(check(number, index, &leaf(index), &[&proof[..], &[[0; 32]]].concat()), wrong);
            assert_eq!(check(number, index, &leaf(index), &proof[1..]), wrong);
        }
    }
    assert_eq!(check(4, 0, &leaf(0), &[]), Err(Error::EditionUnknown(4)));
    assert_eq!(check(0, 0, &leaf(0), &[]), Err(Error::EditionUnknown(0)));
}

#[ink::test]
fn r3_a_node_is_no_work() {
    let mut store = Store::new(H160([9; 20]));
    let tree = tree(2);
    let first = Edition { count: 1, ..edition(2, 1, 1, true) };
    store.open(&CATALOGUE, 1, first);
    let head = store.head(&CATALOGUE).unwrap();
    // Whoever says that the root over two works is a catalogue of one shows no leaf: the
    // preimage of a node has other bytes, and another length.
    let [left, right] = [0, 1].map(|index| leaf_hash(&keccak, &leaf(index).to_bytes()));
    assert_eq!(tree.leaf_hashes(), [left, right]);
    let node = Leaf { digest: left, kind: right[0], origin: right[1], units: 0, metadata: right };
    let result = store.check_leaf(&keccak, &CATALOGUE, &head, (1, 0), &node, &[]);
    assert_eq!(result, Err(Error::ProofInvalid));
}

#[ink::test]
fn the_first_edition_is_the_first_that_is_long_enough() {
    let (store, head) = store();
    for (index, first) in
        [(0, Some(1)), (2, Some(1)), (3, Some(2)), (4, Some(2)), (5, Some(3)), (7, Some(3)), (8, None)]
    {
        for number in 0..5 {
            let expected = if Some(number) == first {
                store.edition(&CATALOGUE, &head, number)
            } else {
                Err(Error::NotFirstEdition(number))
            };
            assert_eq!(store.first_edition(&CATALOGUE, &head, number, index), expected, "{index} in {number}");
        }
    }
}

#[test]
fn a_work_is_final_with_a_committed_edition_or_an_old_one() {
    let made = Commitment { at: 100, block: 10 };
    let provisional = Commitment { at: 100, block: 0 };
    for now in [100, 101, 100 + COMMIT_TTL, u64::MAX] {
        assert_eq!(edition(3, 100, 10, true).claim(now), made);
    }
    let open = edition(3, 100, 10, false);
    for now in [100, 101, 100 + COMMIT_TTL] {
        assert_eq!(open.claim(now), provisional);
    }
    assert_eq!(open.claim(101 + COMMIT_TTL), made);
}

#[ink::test]
fn a_decision_leaves_the_first_edition_only() {
    let (mut store, head) = store();
    let decided = Dates { registered_at: 5_000, priority: 100 };
    let after = head.in_generation(2, &decided).unwrap();
    assert_eq!((after.generation, after.editions, after.first), (2, 1, head.first));
    assert_eq!(store.edition(&CATALOGUE, &after, 2), Err(Error::EditionUnknown(2)));
    assert_eq!(store.first_edition(&CATALOGUE, &after, 2, 3), Err(Error::NotFirstEdition(2)));
    // The new owner's second edition goes on from the first.
    let six = tree(6);
    let proof = six.consistency_proof(3).unwrap();
    let number = store.check_extension(&keccak, &CATALOGUE, &after, (&six.root().unwrap(), 6), &proof).unwrap();
    store.add(&CATALOGUE, &after, number, &edition(6, 6_000, 60, true));
    let kept = store.head(&CATALOGUE).unwrap();
    assert_eq!((kept.generation, kept.editions), (2, 2));
    assert_eq!(store.edition(&CATALOGUE, &kept, 2), Ok(edition(6, 6_000, 60, true)));
    assert_eq!(store.edition(&CATALOGUE, &kept, 3), Err(Error::EditionUnknown(3)));
    assert_eq!(kept.in_generation(3, &decided).map(|head| head.editions), Some(1));
}

#[ink::test]
fn r2_what_a_reveal_takes_over_leaves_nothing() {
    // Of a catalogue that was provisional, whatever the record says of its dates.
    let thiefs = Head { generation: 1, editions: 1, first: edition(3, 100, 10, false) };
    for dates in [
        Dates { registered_at: 106, priority: 94 },
        Dates { registered_at: 100 + COMMIT_TTL, priority: 99 },
        // Where blocks are quicker than seconds, both can have the same one.
        Dates { registered_at: 100, priority: 100 },
        Dates { registered_at: 100 + COMMIT_TTL, priority: 100 },
        // A struck digest that its heir registers anew.
        Dates { registered_at: 9_000, priority: 8_990 },
    ] {
        assert_eq!(thiefs.in_generation(2, &dates), None, "{dates:?}");
    }
    // A challenge of a catalogue that was provisional comes later.
    let decided = Dates { registered_at: 101 + COMMIT_TTL, priority: 100 };
    assert!(thiefs.in_generation(2, &decided).is_some());
    // One that was committed to is never taken over; its digest is registered anew at most.
    let committed = Head { first: edition(3, 100, 10, true), ..thiefs };
    assert_eq!(committed.in_generation(2, &Dates { registered_at: 200, priority: 150 }), None);
    assert!(committed.in_generation(2, &Dates { registered_at: 200, priority: 100 }).is_some());
}

#[ink::test]
fn r2_a_catalogue_registered_anew_takes_the_place_of_all_there_was() {
    let (mut store, _) = store();
    store.open(&CATALOGUE, 2, edition(2, 900, 90, true));
    let head = store.head(&CATALOGUE).unwrap();
    assert_eq!(head, Head { generation: 2, editions: 1, first: edition(2, 900, 90, true) });
    for number in [2, 3] {
        assert_eq!(store.edition(&CATALOGUE, &head, number), Err(Error::EditionUnknown(number)));
    }
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Store>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(keys, [("heads", 0xe8b6_c399), ("later", 0x9020_41d7)]);
}
