//! The factory's rules, without a chain.

use crate::{
    data::{BASES, Bindings, DOMAIN, Factory, Inbox, Opening, check_known},
    errors::Error,
};
use ink::{Address, H160};
use interfaces::{
    abi::{Id, number},
    stored::assert_round_trip,
};
use rules::{limits::MAX_URI, work::WorkError};

fn factory() -> Factory {
    let bindings: Bindings = [10, 11, 12, 13, 14].map(|byte| (H160([byte; 20]), [byte; 32]));
    Factory::new(&bindings)
}

fn opening() -> Opening {
    Opening { root: [1; 32], count: 2, weight: 3, basis: 1, list: [4; 32], uri: b"ipfs://list".to_vec() }
}

#[test]
fn each_contract_and_code_has_its_place() {
    let factory = factory();
    assert_eq!(factory.registry(), H160([10; 20]));
    assert_eq!((factory.pool_code(), factory.inbox_code()), ([13; 32], [14; 32]));
    let words = factory.inbox_parameters(&[7; 32]).finish();
    let account = |byte| [&[0; 12][..], &[byte; 20]].concat();
    assert_eq!(words, [&[7; 32][..], &account(11), &account(12)].concat());
    assert_round_trip(&Inbox([5; 20]));
}

#[test]
fn a_pool_needs_leaves_weight_a_basis_and_a_uri_that_is_one() {
    assert_eq!(opening().check(), Ok(()));
    assert_eq!(Opening { uri: Vec::new(), list: [0; 32], ..opening() }.check(), Ok(()));
    for basis in 0..BASES {
        assert_eq!(Opening { basis, ..opening() }.check(), Ok(()));
    }
    for (wrong, error) in [
        (Opening { root: [0; 32], ..opening() }, Error::PoolEmpty),
        (Opening { count: 0, ..opening() }, Error::PoolEmpty),
        (Opening { weight: 0, ..opening() }, Error::PoolEmpty),
        (Opening { basis: 3, ..opening() }, Error::BasisUnknown(3)),
        (Opening { uri: [b'a'; MAX_URI + 1].to_vec(), ..opening() }, Error::UriTooLong),
        (Opening { uri: b"a b".to_vec(), ..opening() }, Error::UriInvalid),
    ] {
        assert_eq!(wrong.check(), Err(error));
    }
    assert_eq!(Error::of_uri(WorkError::UriTooLong), Error::UriTooLong);
}

#[test]
fn r3_the_salt_is_of_all_that_is_said_of_a_pool() {
    let bytes = opening().preimage();
    let words: Vec<&[u8]> = bytes.chunks(32).collect();
    assert_eq!(words.len(), 9);
    assert_eq!((words[0], words[1]), (&DOMAIN[..], &[1; 32][..]));
    assert_eq!(words[2..5], [number(2), number(3), number(1)]);
    assert_eq!((words[5], words[6]), (&[4; 32][..], &number(224)[..]));
    assert_eq!((words[7], &words[8][..11]), (&number(11)[..], &b"ipfs://list"[..]));
    let others = [
        Opening { root: [2; 32], ..opening() },
        Opening { count: 3, ..opening() },
        Opening { weight: 2, ..opening() },
        Opening { basis: 2, ..opening() },
        Opening { list: [5; 32], ..opening() },
        Opening { uri: Vec::new(), ..opening() },
    ];
    for other in &others {
        assert_ne!(other.preimage(), bytes, "{other:?}");
    }
    assert_eq!(opening().parameters().finish(), [[1; 32], number(2), number(3)].concat());
}

#[ink::test]
fn a_record_has_one_inbox() {
    let mut factory = factory();
    let (inbox, none) = (H160([9; 20]), Address::zero());
    assert_eq!((factory.inbox(&[7; 32]), factory.check_no_inbox(&[7; 32])), (none, Ok(())));
    factory.put_inbox(&[7; 32], &inbox);
    assert_eq!((factory.inbox(&[7; 32]), factory.inbox(&[8; 32])), (inbox, none));
    assert_eq!(factory.check_no_inbox(&[7; 32]), Err(Error::InboxKnown(inbox)));
}

#[test]
fn a_digest_without_an_owner_has_no_record() {
    assert_eq!(check_known(&[7; 32], &[1; 20]), Ok(()));
    assert_eq!(check_known(&[7; 32], &[0; 20]), Err(Error::RecordUnknown(Id([7; 32]))));
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Factory>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(keys, [("inboxes", 0x98f3_599e)]);
}
