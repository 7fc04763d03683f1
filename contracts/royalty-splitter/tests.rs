//! The splitter's rules over its storage, without a chain.

use crate::{
    data::{Key, Splitter},
    errors::Error,
};
use ink::{Address, H160};
use interfaces::{
    provenance_registry::{Lineage, SaleFacts},
    royalty_splitter::Destination,
};
use rules::{
    Bytes32,
    ledger::{HELD, NET},
    limits::{MAX_RECEIVED, SPLIT_NOTICE},
    split::Payee,
};

const RECORD: Bytes32 = [1; 32];
const OWNER: Address = H160([2; 20]);
const SPLITTER: Address = H160([3; 20]);
const FACTS: SaleFacts = SaleFacts {
    owner: OWNER.0,
    epoch: 1,
    generation: 1,
    units: 1,
    parents_share: 0,
    provisional: false,
    withdrawn_from: 0,
    standing: 0,
};

fn payees() -> [Payee; 3] {
    [(10, 5_000), (11, 3_333), (12, 1_667)].map(|(account, share)| Payee { account: [account; 20], share })
}

fn to(version: u32, parents_share: u16) -> Destination {
    Destination { record: RECORD, generation: 1, version, owner: OWNER.0, parents_share }
}

/// A splitter with the split of [`payees`] as version 1.
fn splitter() -> Splitter {
    let mut splitter = Splitter::new(OWNER);
    let versions = splitter.set_split(OWNER, SPLITTER, &RECORD, &FACTS, &payees(), 100).unwrap();
    assert_eq!((versions.last, versions.at(100)), (1, 1));
    splitter
}

fn receive(splitter: &mut Splitter, to: &Destination, amount: u128) {
    splitter.owe(amount);
    splitter.receive(to, amount).unwrap();
}

#[ink::test]
fn binding_is_the_deployers_and_once() {
    let mut splitter = Splitter::new(OWNER);
    let (registry, token) = (H160([8; 20]), H160([9; 20]));
    let bindings = [registry, token, H160([7; 20])].map(|account| (account, [0; 32]));
    assert_eq!(splitter.check_bound(), Err(Error::NotBound));
    assert_eq!(splitter.bind(SPLITTER, &bindings), Err(Error::NotDeployer));
    splitter.bind(OWNER, &bindings).unwrap();
    assert_eq!(splitter.bind(OWNER, &bindings), Err(Error::AlreadyBound));
    assert_eq!(splitter.check_licence_token(token), Ok(()));
    assert_eq!(splitter.check_licence_token(registry), Err(Error::NotLicenceToken(registry)));
}

#[ink::test]
fn s3_dues_are_exact_and_dust_stays() {
    let mut splitter = splitter();
    let key = Key::of(&to(1, 0));
    receive(&mut splitter, &to(1, 0), 100);
    let payments = splitter.dues(&key, &payees());
    assert_eq!(payments.iter().map(|payment| payment.amount).collect::<Vec<_>>(), [50, 33, 16]);
    splitter.book(&key, &payments);
    assert_eq!(splitter.owed(), 1);
    assert!(splitter.dues(&key, &payees()).is_empty());
    // The dust counts with the next deposit.
    receive(&mut splitter, &to(1, 0), 100);
    let second: Vec<u128> = splitter.dues(&key, &payees()).iter().map(|payment| payment.amount).collect();
    assert_eq!(second, [50, 33, 17]);
}

#[ink::test]
fn s8_a_payment_that_failed_is_due_again() {
    let mut splitter = splitter();
    let key = Key::of(&to(1, 0));
    receive(&mut splitter, &to(1, 0), 1_000);
    let payments = splitter.dues(&key, &payees());
    splitter.book(&key, &payments);
    splitter.unbook(&key, &payments[1..2]);
    assert_eq!(splitter.owed(), 1_000 - 500 - 166);
    let left = splitter.dues(&key, &payees());
    assert_eq!((left.len(), left[0].account, left[0].amount), (1, [11; 20], 333));
    assert_eq!(splitter.due(&key, H160([11; 20])).unwrap(), left[0]);
    assert_eq!(splitter.due(&key, H160([10; 20])), Err(Error::NothingDue));
    assert_eq!(splitter.due(&key, OWNER), Err(Error::NotPayee(OWNER)));
}

#[ink::test]
fn s11_money_stays_under_its_version() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 0), 1_000);
    let alone = [Payee { account: [20; 20], share: 10_000 }];
    let versions = splitter.set_split(OWNER, SPLITTER, &RECORD, &FACTS, &alone, 200).unwrap();
    assert_eq!(versions.at(199 + SPLIT_NOTICE), 1);
    assert_eq!(versions.at(200 + SPLIT_NOTICE), 2);
    assert_eq!(splitter.head(&RECORD, 1).versions, versions);
    assert_eq!(splitter.account(&Key::of(&to(1, 0)), &[10; 20]).due(), 500);
    receive(&mut splitter, &to(2, 0), 70);
    assert_eq!(splitter.account(&Key::of(&to(2, 0)), &[20; 20]).due(), 70);
    assert_eq!(splitter.account(&Key::of(&to(2, 0)), &[10; 20]).due(), 0);
}

#[ink::test]
fn a_new_generation_has_no_split() {
    let splitter = splitter();
    assert_eq!(splitter.head(&RECORD, 2).versions.at(u64::MAX), 0);
}

#[ink::test]
fn without_a_split_the_ledger_is_the_owners_of_the_time() {
    let mut splitter = Splitter::new(OWNER);
    receive(&mut splitter, &to(0, 0), 10);
    let next = Destination { owner: [7; 20], ..to(0, 0) };
    receive(&mut splitter, &next, 5);
    assert_eq!(splitter.account(&Key::new(RECORD, 1, 0, OWNER.0), &OWNER.0).due(), 10);
    assert_eq!(splitter.account(&Key::new(RECORD, 1, 0, [7; 20]), &[7; 20]).due(), 5);
}

#[ink::test]
fn s12_parents_take_their_part_once() {
    let mut splitter = splitter();
    let link = Lineage { position: 2, share: 1_500, parent_owner: [9; 20], parent_generation: 1, ..Lineage::default() };
    receive(&mut splitter, &to(1, 2_000), 999);
    assert_eq!(splitter.account(&Key::of(&to(1, 0)), &[10; 20]).earned, 399);
    assert_eq!(splitter.take_parents_due(&RECORD, 1, &link), Ok(149));
    assert_eq!(splitter.take_parents_due(&RECORD, 1, &link), Err(Error::NothingDue));
    // Another version of the split does not matter to parents.
    receive(&mut splitter, &to(2, 2_000), 1);
    assert_eq!(splitter.take_parents_due(&RECORD, 1, &link), Ok(1));
    // Nothing left the contract.
    assert_eq!(splitter.owed(), 1_000);
}

#[ink::test]
fn a_full_ledger_refuses() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 0), MAX_RECEIVED);
    assert_eq!(splitter.receive(&to(1, 0), 1), Err(Error::LedgerFull));
}

#[ink::test]
fn only_the_owner_splits_a_final_record() {
    let mut splitter = Splitter::new(OWNER);
    let mut set = |caller, facts| splitter.set_split(caller, SPLITTER, &RECORD, &facts, &payees(), 1);
    assert_eq!(set(SPLITTER, FACTS), Err(Error::NotOwner(SPLITTER)));
    let id = interfaces::abi::Id(RECORD);
    assert_eq!(set(OWNER, SaleFacts { provisional: true, ..FACTS }), Err(Error::RecordProvisional(id)));
    assert_eq!(set(OWNER, SaleFacts { owner: [0; 20], ..FACTS }), Err(Error::RecordUnknown(id)));
    assert!(set(OWNER, FACTS).is_ok());
}

#[ink::test]
fn a_locked_split_stays_for_its_generation() {
    let mut splitter = splitter();
    let id = interfaces::abi::Id(RECORD);
    let unsplit = SaleFacts { generation: 2, ..FACTS };
    assert_eq!(splitter.lock(OWNER, &RECORD, &unsplit), Err(Error::NoSplit(id)));
    assert_eq!(splitter.lock(SPLITTER, &RECORD, &FACTS), Err(Error::NotOwner(SPLITTER)));
    splitter.lock(OWNER, &RECORD, &FACTS).unwrap();
    assert_eq!(splitter.lock(OWNER, &RECORD, &FACTS), Err(Error::SplitIsLocked(id)));
    let mut set = |facts| splitter.set_split(OWNER, SPLITTER, &RECORD, &facts, &payees(), 200).map(|v| v.last);
    assert_eq!(set(FACTS), Err(Error::SplitIsLocked(id)));
    assert_eq!(set(unsplit), Ok(1));
    assert_eq!(set(SaleFacts { standing: 2, ..FACTS }), Err(Error::RecordStruck(id)));
}

#[ink::test]
fn s11_what_is_held_is_nobodys_and_moves_once() {
    let mut splitter = splitter();
    let held = Destination { version: 1 | HELD, ..to(1, 0) };
    let key = Key::of(&held);
    receive(&mut splitter, &held, 90);
    assert_eq!(splitter.due(&key, H160([10; 20])), Err(Error::NotPayee(H160([10; 20]))));
    assert_eq!(splitter.account(&Key::of(&to(1, 0)), &[10; 20]).due(), 0);
    assert_eq!(splitter.take_held(&key), Ok(90));
    assert_eq!(splitter.take_held(&key), Err(Error::NothingDue));
    receive(&mut splitter, &held, 7);
    assert_eq!(splitter.take_held(&key), Ok(7));
    // Without parents' part, the payees of the version share the whole.
    let net = Destination { version: 1 | NET, ..to(1, 0) };
    receive(&mut splitter, &net, 10_000);
    assert_eq!(splitter.account(&Key::of(&net), &[12; 20]).due(), 1_667);
}
