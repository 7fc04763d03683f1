//! An inbox's rules, without a chain.

use crate::{
    data::{Inbox, check_amount},
    errors::Error,
    record_inbox::RecordInbox,
};
use ink::{H160, U256};
use interfaces::{
    abi::number,
    host::off_chain::{Ended, run},
    words::selector,
};

fn inbox() -> RecordInbox {
    RecordInbox::new(U256::from(7), H160([2; 20]), H160([3; 20]))
}

fn answered(data: Vec<u8>) -> Ended {
    Ended { reverted: false, data }
}

fn refused(error: &str) -> Ended {
    Ended { reverted: true, data: selector(error, &[]).to_vec() }
}

#[test]
fn each_contract_has_its_address() {
    let inbox = Inbox::new(number(1), H160([2; 20]), H160([3; 20]));
    assert_eq!((inbox.record(), inbox.settlements().0, inbox.splitter().0), (number(1), [2; 20], [3; 20]));
}

#[test]
fn an_inbox_says_whose_it_is() {
    let inbox = inbox();
    assert_eq!(run(&[0; 4], || inbox.record()).unwrap_err(), answered(number(7).to_vec()));
}

#[test]
fn s11_a_plain_transfer_is_taken_and_what_follows_the_selector_refused() {
    assert_eq!(selector("wycpnbqcyf", &[]), [0; 4]);
    for calldata in [&[][..], &[0; 4]] {
        let mut inbox = inbox();
        assert_eq!(run(calldata, || inbox.wycpnbqcyf()).unwrap_err(), answered(Vec::new()));
    }
    for calldata in [&[0; 1][..], &[0; 3], &[0; 5], &[0; 36]] {
        let mut inbox = inbox();
        assert_eq!(run(calldata, || inbox.wycpnbqcyf()).unwrap_err(), refused("CalldataLength"));
    }
}

#[test]
fn an_empty_inbox_hands_nothing_on() {
    assert_eq!(check_amount(0), Err(Error::NothingDue));
    assert_eq!(check_amount(1), Ok(1));
}
