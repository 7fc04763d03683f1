//! The splitter's rules over its storage, without a chain.

use crate::{
    data::{Credits, Key, Ledger, NATIVE, Payout, Splitter},
    errors::Error,
};
use ink::{Address, H160};
use interfaces::{
    royalty_splitter::{Destination, Split},
    stored::Cell,
};
use rules::{
    Account, Bytes32,
    ledger::{ESCROW, HELD, MAX_VERSION, NET, licence_account},
    limits::{BASIS_POINTS, MAX_PAYEES, MAX_RECEIVED, PAYEES_IN_LEDGER, SPLIT_NOTICE},
    split::Payee,
    split_version::Versions,
};

const RECORD: Bytes32 = [1; 32];
const OWNER: Address = H160([2; 20]);
const SPLITTER: Address = H160([3; 20]);
const TOKEN: Account = [0x20; 20];
const OTHER_TOKEN: Account = [0x21; 20];

fn payees() -> [Payee; 3] {
    [(10, 5_000), (11, 3_333), (12, 1_667)].map(|(account, share)| Payee { account: [account; 20], share })
}

fn to(version: u32, parents_share: u16) -> Destination {
    Destination { record: RECORD, generation: 1, version, owner: OWNER.0, parents_share }
}

/// Payees as the settlements hand them over.
fn cells(payees: &[Payee]) -> Vec<u8> {
    let mut cells = Vec::new();
    payees.iter().for_each(|payee| Cell::write(payee, &mut cells));
    cells
}

/// Announces a split, as the settlements do.
fn put(splitter: &mut Splitter, payees: &[Payee], now: u64) -> Versions {
    let versions = splitter.split(&(RECORD, 1)).versions.announce(now).unwrap();
    assert!(splitter.put_split((RECORD, 1), versions.last, &Split { versions, locked: false }, cells(payees)));
    versions
}

/// A splitter with the split of [`payees`] as version 1.
fn splitter() -> Splitter {
    let mut splitter = Splitter::new(OWNER);
    put(&mut splitter, &payees(), 100);
    splitter
}

/// The ledger of a destination in the chain's own token.
fn key(to: &Destination) -> Key {
    Key::of(to, NATIVE)
}

fn receive_in(splitter: &mut Splitter, currency: Account, to: &Destination, amount: u128) {
    splitter.owe(&currency, amount);
    splitter.receive(to, &currency, amount).unwrap();
}

fn receive(splitter: &mut Splitter, to: &Destination, amount: u128) {
    receive_in(splitter, NATIVE, to, amount);
}

/// What an account is due, which is nothing if it is no payee.
fn due(splitter: &Splitter, key: &Key, account: Account) -> u128 {
    splitter.due(key, &H160(account)).map_or(0, |payout| payout.amount)
}

fn amounts(payouts: &[Payout]) -> Vec<u128> {
    payouts.iter().map(|payout| payout.amount).collect()
}

#[ink::test]
fn binding_is_the_deployers_and_once() {
    let mut splitter = Splitter::new(OWNER);
    let [token, settlements, deals] = [8, 9, 10].map(|byte| H160([byte; 20]));
    let bindings = [token, settlements, deals].map(|account| (account, [0; 32]));
    assert_eq!(splitter.check_bound(), Err(Error::NotBound));
    assert_eq!(splitter.bind(SPLITTER, &bindings), Err(Error::NotDeployer));
    splitter.bind(OWNER, &bindings).unwrap();
    assert_eq!(splitter.bind(OWNER, &bindings), Err(Error::AlreadyBound));
    assert_eq!(splitter.check_bound(), Ok(()));
    assert_eq!(splitter.licence_token(), token);
}

#[ink::test]
fn each_message_is_for_whom_it_is_for() {
    let mut splitter = Splitter::new(OWNER);
    let [token, settlements, deals] = [8, 9, 10].map(|byte| H160([byte; 20]));
    splitter.bind(OWNER, &[token, settlements, deals].map(|account| (account, [0; 32]))).unwrap();
    for account in [token, settlements, deals, OWNER, SPLITTER, H160([0; 20])] {
        let refused = Err(Error::CallerNotAllowed(account));
        let allowed = |who: &[Address]| if who.contains(&account) { Ok(()) } else { refused };
        let sells = allowed(&[token, deals, settlements]).map(|()| account != settlements);
        assert_eq!(splitter.check_depositor(account), sells);
        assert_eq!(splitter.check_mover(account), allowed(&[settlements, deals]));
        assert_eq!(splitter.check_settlements(account), allowed(&[settlements]));
    }
}

#[ink::test]
fn s3_dues_are_exact_and_dust_stays() {
    let mut splitter = splitter();
    let key = key(&to(1, 0));
    receive(&mut splitter, &to(1, 0), 100);
    let payouts = splitter.dues(&key, &payees(), |_| Some(true));
    assert_eq!(amounts(&payouts), [50, 33, 16]);
    splitter.book(&key, &payouts, true);
    assert_eq!(splitter.owed(&NATIVE), 1);
    assert!(splitter.dues(&key, &payees(), |_| Some(true)).is_empty());
    // The dust counts with the next deposit.
    receive(&mut splitter, &to(1, 0), 100);
    assert_eq!(amounts(&splitter.dues(&key, &payees(), |_| Some(true))), [50, 33, 17]);
}

#[ink::test]
fn s8_a_payment_that_failed_is_due_again() {
    let mut splitter = splitter();
    let key = key(&to(1, 0));
    receive(&mut splitter, &to(1, 0), 1_000);
    let payouts = splitter.dues(&key, &payees(), |_| Some(true));
    splitter.book(&key, &payouts, true);
    splitter.book(&key, &payouts[1..2], false);
    assert_eq!(splitter.owed(&NATIVE), 1_000 - 500 - 166);
    let left = splitter.dues(&key, &payees(), |_| Some(true));
    assert_eq!((left.len(), left[0].account, left[0].amount), (1, [11; 20], 333));
    assert_eq!(splitter.due(&key, &H160([11; 20])).unwrap(), left[0]);
    assert_eq!(due(&splitter, &key, [10; 20]), 0);
    assert_eq!(splitter.due(&key, &OWNER), Err(Error::NotPayee(OWNER)));
}

#[ink::test]
fn s11_money_stays_under_its_version() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 0), 1_000);
    let alone = [Payee { account: [20; 20], share: 10_000 }];
    let versions = put(&mut splitter, &alone, 200);
    assert_eq!(versions.at(199 + SPLIT_NOTICE), 1);
    assert_eq!(versions.at(200 + SPLIT_NOTICE), 2);
    assert_eq!(splitter.split(&(RECORD, 1)).versions, versions);
    assert_eq!(due(&splitter, &key(&to(1, 0)), [10; 20]), 500);
    receive(&mut splitter, &to(2, 0), 70);
    assert_eq!(due(&splitter, &key(&to(2, 0)), [20; 20]), 70);
    assert_eq!(due(&splitter, &key(&to(2, 0)), [10; 20]), 0);
}

#[ink::test]
fn a_new_generation_has_no_split() {
    let splitter = splitter();
    assert_eq!(splitter.split(&(RECORD, 2)).versions.at(u64::MAX), 0);
}

#[ink::test]
fn without_a_split_the_ledger_is_the_owners_of_the_time() {
    let mut splitter = Splitter::new(OWNER);
    receive(&mut splitter, &to(0, 0), 10);
    let next = Destination { owner: [7; 20], ..to(0, 0) };
    receive(&mut splitter, &next, 5);
    assert_eq!(due(&splitter, &Key::new(RECORD, 1, 0, OWNER.0, NATIVE), OWNER.0), 10);
    assert_eq!(due(&splitter, &Key::new(RECORD, 1, 0, [7; 20], NATIVE), [7; 20]), 5);
}

/// Takes what the parent at position 2 is due, which has 1 500 basis points.
fn take_parents_due(splitter: &mut Splitter, currency: Account) -> Result<u128, Error> {
    splitter.take(&Key::of_parents(&RECORD, 1, &currency), 2, 1_500)
}

/// Takes all of a ledger.
fn take_all(splitter: &mut Splitter, key: &Key) -> Result<u128, Error> {
    splitter.take(key, 0, BASIS_POINTS)
}

#[ink::test]
fn s12_parents_take_their_part_once() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 2_000), 999);
    assert_eq!(due(&splitter, &key(&to(1, 0)), [10; 20]), 399);
    assert_eq!(take_parents_due(&mut splitter, NATIVE), Ok(149));
    assert_eq!(take_parents_due(&mut splitter, NATIVE), Err(Error::NothingDue));
    // Another version of the split does not matter to parents.
    receive(&mut splitter, &to(2, 2_000), 1);
    assert_eq!(take_parents_due(&mut splitter, NATIVE), Ok(1));
    let ledger = splitter.ledger(&Key::of_parents(&RECORD, 1, &NATIVE));
    assert_eq!(
        (ledger.received, ledger.released_to(2), ledger.released_to(0), ledger.released_to(9)),
        (1_000, 150, 0, 0)
    );
    // Nothing left the contract.
    assert_eq!(splitter.owed(&NATIVE), 1_000);
}

#[ink::test]
fn a_full_ledger_refuses() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 0), MAX_RECEIVED);
    assert_eq!(splitter.receive(&to(1, 0), &NATIVE, 1), Err(Error::LedgerFull));
    // A token whose units are worth nothing fills no ledger but its own.
    receive_in(&mut splitter, TOKEN, &to(1, 0), MAX_RECEIVED);
    assert_eq!(splitter.receive(&to(1, 0), &TOKEN, 1), Err(Error::LedgerFull));
    assert_eq!(splitter.receive(&to(1, 0), &OTHER_TOKEN, 1), Ok(()));
}

#[ink::test]
fn s11_a_payees_place_changes_hands_with_what_is_due_there() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 0), 1_000);
    let split = splitter.split(&(RECORD, 1));
    let mut moved = payees().to_vec();
    moved[1].account = [77; 20];
    assert!(!splitter.put_split((RECORD, 1), 1, &split, cells(&moved)), "no new version");
    assert_eq!(splitter.split(&(RECORD, 1)), split);
    for (account, amount) in [(10, 500), (11, 0), (77, 333), (12, 166)] {
        assert_eq!(due(&splitter, &key(&to(1, 0)), [account; 20]), amount);
    }
    // A lock alone leaves the payees.
    let locked = Split { locked: true, ..split };
    assert!(!splitter.put_split((RECORD, 1), 0, &locked, Vec::new()));
    assert_eq!((splitter.split(&(RECORD, 1)), splitter.payees(&key(&to(1, 0)))), (locked, moved));
}

#[ink::test]
fn s11_what_is_held_is_nobodys_and_moves_once() {
    let mut splitter = splitter();
    let held = Destination { version: 1 | HELD, ..to(1, 0) };
    let from = key(&held);
    receive(&mut splitter, &held, 90);
    assert_eq!(splitter.due(&from, &H160([10; 20])), Err(Error::NotPayee(H160([10; 20]))));
    assert_eq!(due(&splitter, &key(&to(1, 0)), [10; 20]), 0);
    assert_eq!(take_all(&mut splitter, &from), Ok(90));
    assert_eq!(take_all(&mut splitter, &from), Err(Error::NothingDue));
    receive(&mut splitter, &held, 7);
    assert_eq!(take_all(&mut splitter, &from), Ok(7));
    // Without parents' part, the payees of the version share the whole.
    let net = Destination { version: 1 | NET, ..to(1, 0) };
    receive(&mut splitter, &net, 10_000);
    assert_eq!(due(&splitter, &key(&net), [12; 20]), 1_667);
}

#[ink::test]
fn what_is_in_escrow_is_nobodys_and_each_licences_alone() {
    let mut splitter = splitter();
    let escrow = |licence| Destination { version: ESCROW, owner: licence_account(licence), ..to(0, 0) };
    receive(&mut splitter, &escrow(7), 90);
    receive(&mut splitter, &escrow(8), 11);
    for account in [OWNER, H160(licence_account(7))] {
        assert_eq!(splitter.due(&key(&escrow(7)), &account), Err(Error::NotPayee(account)));
    }
    // Not by way of the flagless ledger of the same account either.
    let plain = Key::new(RECORD, 1, 0, licence_account(7), NATIVE);
    assert_eq!(due(&splitter, &plain, licence_account(7)), 0);
    assert_eq!(take_all(&mut splitter, &key(&escrow(7))), Ok(90));
    assert_eq!(take_all(&mut splitter, &key(&escrow(7))), Err(Error::NothingDue));
    assert_eq!(take_all(&mut splitter, &key(&escrow(8))), Ok(11));
}

#[ink::test]
fn what_is_somebodys_does_not_move_as_a_whole() {
    let mut splitter = splitter();
    for version in [0, 1, NET, 1 | NET, MAX_VERSION] {
        receive(&mut splitter, &to(version, 0), 50);
        assert_eq!(take_all(&mut splitter, &key(&to(version, 0))), Err(Error::NothingDue), "{version}");
    }
}

#[ink::test]
fn s15_one_currencys_ledgers_never_touch_anothers() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 2_000), 1_000);
    receive_in(&mut splitter, TOKEN, &to(1, 2_000), 70);
    let owed = |splitter: &Splitter| [NATIVE, TOKEN, OTHER_TOKEN].map(|currency| splitter.owed(&currency));
    assert_eq!(owed(&splitter), [1_000, 70, 0]);

    let in_token = Key::of(&to(1, 2_000), TOKEN);
    let payouts = splitter.dues(&in_token, &payees(), |_| Some(true));
    assert_eq!(amounts(&payouts), [28, 18, 9]);
    splitter.book(&in_token, &payouts, true);
    assert_eq!(owed(&splitter), [1_000, 15, 0]);
    splitter.book(&in_token, &payouts[..1], false);
    assert_eq!(owed(&splitter), [1_000, 43, 0]);
    assert_eq!(amounts(&splitter.dues(&key(&to(1, 2_000)), &payees(), |_| Some(true))), [400, 266, 133]);
    assert!(splitter.dues(&Key::of(&to(1, 2_000), OTHER_TOKEN), &payees(), |_| Some(true)).is_empty());

    assert_eq!(take_parents_due(&mut splitter, OTHER_TOKEN), Err(Error::NothingDue));
    assert_eq!(take_parents_due(&mut splitter, TOKEN), Ok(10));
    assert_eq!(take_parents_due(&mut splitter, NATIVE), Ok(150));

    let held = Destination { version: 1 | HELD, ..to(1, 0) };
    receive_in(&mut splitter, TOKEN, &held, 6);
    assert_eq!(take_all(&mut splitter, &key(&held)), Err(Error::NothingDue));
    assert_eq!(take_all(&mut splitter, &Key::of(&held, TOKEN)), Ok(6));
}

#[ink::test]
fn payees_are_kept_whether_few_or_many() {
    let mut splitter = Splitter::new(H160([1; 20]));
    for (version, count) in (1..).zip([1, PAYEES_IN_LEDGER, PAYEES_IN_LEDGER + 1, MAX_PAYEES]) {
        let payees: Vec<_> = (1..=count).map(|n| Payee { account: [n as u8; 20], share: 1 }).collect();
        assert_eq!(put(&mut splitter, &payees, u64::from(version) * 2 * SPLIT_NOTICE).last, version);
        receive(&mut splitter, &to(version, 0), 100_000);
        let in_token = Key::of(&to(version, 0), OTHER_TOKEN);
        let net = Key { version: version | NET, ..key(&to(version, 0)) };
        for key in [key(&to(version, 0)), in_token, net] {
            assert_eq!(splitter.payees(&key), payees, "{count} payees");
        }
        let other = Key { version: version + 1, ..net };
        assert_eq!((splitter.payees(&other), splitter.ledger(&net)), (Vec::new(), Ledger::default()));
        // What came in and went out stays when payees are written again.
        let payouts = splitter.dues(&key(&to(version, 0)), &payees, |_| Some(true));
        splitter.book(&key(&to(version, 0)), &payouts[..1], true);
        let split =
            Split { versions: Versions { current: version, last: version, ..Versions::default() }, locked: true };
        let moved: Vec<_> = payees.iter().map(|payee| Payee { account: [99; 20], ..*payee }).collect();
        splitter.put_split((RECORD, 1), version, &split, cells(&moved));
        let ledger = splitter.ledger(&key(&to(version, 0)));
        assert_eq!(splitter.payees(&key(&to(version, 0))), moved);
        assert_eq!((ledger.received, ledger.released_to(0)), (100_000, payouts[0].amount));
    }
}

#[test]
fn without_a_referrer_all_goes_to_one_ledger() {
    let whole = Credits { payees: 999, referrer: 0, is_net: false };
    for referral in [([0; 20], 1_000), ([5; 20], 0)] {
        assert_eq!(Credits::of(999, 2_000, &referral), whole);
    }
}

#[ink::test]
fn s3_a_referrer_is_paid_after_the_parents_and_nothing_is_lost() {
    let mut splitter = splitter();
    let referrer = [5; 20];
    let credits = Credits::of(999, 2_000, &(referrer, 1_000));
    assert_eq!(credits, Credits { payees: 720, referrer: 79, is_net: true });
    let (net, theirs) = (to(1 | NET, 0), Destination { owner: referrer, ..to(NET, 0) });
    splitter.owe(&NATIVE, 999);
    splitter.receive_for_parents(&to(1, 2_000), &NATIVE, 999).unwrap();
    splitter.receive(&net, &NATIVE, credits.payees).unwrap();
    splitter.receive(&theirs, &NATIVE, credits.referrer).unwrap();
    assert_eq!(amounts(&splitter.dues(&key(&net), &payees(), |_| Some(true))), [360, 239, 120]);
    assert_eq!(splitter.due(&key(&theirs), &H160(referrer)).unwrap().amount, 79);
    assert_eq!(take_parents_due(&mut splitter, NATIVE), Ok(149));
    // A part that is nothing makes no ledger.
    assert_eq!(Credits::of(9, 0, &(referrer, 1_000)), Credits { payees: 9, referrer: 0, is_net: true });
}

#[ink::test]
fn what_parents_earn_from_is_no_payees() {
    let mut splitter = splitter();
    receive(&mut splitter, &to(1, 2_000), 1_000);
    let parents = Key::of_parents(&RECORD, 1, &NATIVE);
    for account in [OWNER, H160([0; 20]), H160([10; 20])] {
        assert_eq!(splitter.due(&parents, &account), Err(Error::NotPayee(account)));
    }
    assert_eq!(take_parents_due(&mut splitter, NATIVE), Ok(150));
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Splitter>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(keys, [("heads", 0x33e4_cdd5), ("ledgers", 0x843a_94a2), ("tokens_owed", 0x4bb1_2674)]);
}
