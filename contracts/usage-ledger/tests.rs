//! The ledger's rules, without a chain.

use crate::{
    data::{Bindings, Ledger, Receipt, Run, declared, drawn, run},
    errors::Error,
};
use ink::{Address, H160, sol::FixedBytes};
use interfaces::{
    abi::{Id, number},
    licence::{
        ACQUIRED_AT, EXPIRY, Licence, METERED, OWNER, PERPETUAL, QUANTITY, RECORD, START, UPGRADED, USERS, USES,
    },
    stored::assert_round_trip,
};
use proptest::prelude::*;
use rules::{
    Bytes32,
    licence::Coverage,
    uses::{ALL_USES, COMMERCIAL, EVALUATE, FINE_TUNE, TRAIN_GENERATIVE},
};

const ORION: Address = H160([1; 20]);
const DELTA: Address = H160([2; 20]);
const RECEIPT: Receipt = Receipt { licence: [7; 32], run: [8; 32], uses: TRAIN_GENERATIVE, units: 5, at: 1_500 };

fn licence() -> Licence {
    let mut licence = Licence::default();
    licence.set(RECORD, &[9; 32]);
    licence.set_account(OWNER, &ORION.0);
    licence.set_number(START, 1_000);
    licence.set_number(ACQUIRED_AT, 1_000);
    licence.set_number(EXPIRY, 2_000);
    licence.set_number(USES, (TRAIN_GENERATIVE | FINE_TUNE).into());
    licence.set_number(USERS, COMMERCIAL.into());
    licence
}

fn metered(quantity: u64) -> Licence {
    let mut licence = licence();
    licence.set_number(METERED, 1);
    licence.set_number(QUANTITY, quantity.into());
    licence
}

fn ledger() -> Ledger {
    let bindings: Bindings = [10, 11, 12].map(|byte| (H160([byte; 20]), [byte; 32]));
    Ledger::new(&bindings)
}

fn a_run() -> Run {
    declared(&[3; 32], 4, &[0; 32], TRAIN_GENERATIVE, 1_500).unwrap()
}

#[test]
fn each_contract_has_its_address() {
    let ledger = ledger();
    let addresses = [ledger.licence_token(), ledger.catalogues(), ledger.registry()];
    assert_eq!(addresses, [10, 11, 12].map(|byte| H160([byte; 20])));
}

#[test]
fn r10_cells_fit_and_read_back() {
    let mut all = crate::data::Drawn::default();
    (0..3).for_each(|field| all.set_number(field, u64::MAX.into()));
    assert_round_trip(&all);
    assert_round_trip(&declared(&[0xff; 32], u64::MAX, &[0xff; 32], ALL_USES, u64::MAX).unwrap());
    assert_eq!(Run::SIZE, 82);
}

#[test]
fn a_receipt_says_something() {
    assert_eq!(RECEIPT.check(), Ok(()));
    assert_eq!(Receipt { run: [0; 32], ..RECEIPT }.check(), Err(Error::RunZero));
    assert_eq!(Receipt { units: 0, ..RECEIPT }.check(), Err(Error::UnitsZero));
}

#[test]
fn a_use_is_recorded_by_who_may_make_it_only() {
    let refused = |reason: Coverage| Err(Error::NotCovered(reason as u8));
    let uses = |uses| Receipt { uses, ..RECEIPT };
    let at = |at| Receipt { at, ..RECEIPT };
    for (receipt, caller, expected) in [
        (RECEIPT, ORION, Ok(())),
        (uses(TRAIN_GENERATIVE | FINE_TUNE), ORION, Ok(())),
        (RECEIPT, DELTA, refused(Coverage::NotHolder)),
        (uses(EVALUATE), ORION, refused(Coverage::UseNotLicensed)),
        (uses(TRAIN_GENERATIVE | EVALUATE), ORION, refused(Coverage::UseNotLicensed)),
        (uses(0), ORION, refused(Coverage::UseNotLicensed)),
        (at(999), ORION, refused(Coverage::NotYet)),
        (at(1_999), ORION, Ok(())),
        (at(2_000), ORION, refused(Coverage::Expired)),
    ] {
        assert_eq!(receipt.check_covered(&licence(), caller), expected, "{receipt:?}");
    }
    let unknown = RECEIPT.check_covered(&Licence::default(), ORION);
    assert_eq!(unknown, Err(Error::LicenceUnknown(Id([7; 32]))));
    let mut upgraded = licence();
    upgraded.mark(UPGRADED);
    assert_eq!(at(2_000).check_covered(&upgraded, ORION), refused(Coverage::Upgraded));
    let mut perpetual = licence();
    perpetual.set_number(PERPETUAL, 1);
    assert_eq!(at(u64::MAX).check_covered(&perpetual, ORION), Ok(()));
    // One of a selection is drawn down as a whole.
    let mut selection = licence();
    selection.set(interfaces::licence::SELECTION, &[1; 32]);
    assert_eq!(RECEIPT.check_covered(&selection, ORION), Ok(()));
}

#[ink::test]
fn a_metered_licence_is_drawn_down_to_the_last_unit() {
    let mut ledger = ledger();
    let licence = metered(12);
    assert_eq!(ledger.record(&RECEIPT, &licence), Ok(5));
    assert_eq!(ledger.record(&Receipt { at: 1_600, ..RECEIPT }, &licence), Ok(10));
    assert_eq!(ledger.record(&RECEIPT, &licence), Err(Error::UsedUp(2, 5)));
    let kept = ledger.drawn(&RECEIPT.licence);
    assert_eq!((kept.u64(drawn::USED), kept.u64(drawn::RECEIPTS), kept.u64(drawn::LAST)), (10, 2, 1_600));
    assert_eq!(ledger.record(&Receipt { units: 2, ..RECEIPT }, &licence), Ok(12));
    assert_eq!(ledger.record(&Receipt { units: 1, ..RECEIPT }, &licence), Err(Error::UsedUp(0, 1)));
    // Another licence is another number of uses.
    assert_eq!(ledger.record(&Receipt { licence: [6; 32], ..RECEIPT }, &licence), Ok(5));
}

#[ink::test]
fn a_licence_that_is_not_metered_is_counted_only() {
    let mut ledger = ledger();
    // How many works were selected is no number of uses.
    let mut licence = licence();
    licence.set_number(QUANTITY, 3);
    assert_eq!(ledger.record(&Receipt { units: u64::MAX - 1, ..RECEIPT }, &licence), Ok(u64::MAX - 1));
    assert_eq!(ledger.record(&RECEIPT, &licence), Err(Error::UsedUp(1, 5)));
    assert_eq!(ledger.record(&Receipt { units: 1, ..RECEIPT }, &licence), Ok(u64::MAX));
}

#[test]
fn a_run_says_what_went_in() {
    let declare = |manifest, count, uses| declared(&manifest, count, &[0; 32], uses, 1);
    assert_eq!(declare([0; 32], 1, 1), Err(Error::ManifestZero));
    assert_eq!(declare([1; 32], 0, 1), Err(Error::CountZero));
    assert_eq!(declare([1; 32], 1, 0), Err(Error::UsesInvalid(0)));
    assert_eq!(declare([1; 32], 1, ALL_USES + 1), Err(Error::UsesInvalid(ALL_USES + 1)));
    let run = declared(&[1; 32], 2, &[3; 32], ALL_USES, 4).unwrap();
    let words: Vec<_> = (0..5).map(|field| run.word(field)).collect();
    assert_eq!(words, [[1; 32], number(2), [3; 32], number(ALL_USES.into()), number(4)]);
}

#[ink::test]
fn a_run_is_declared_once_by_each_licensee() {
    let mut ledger = ledger();
    let name = [5; 32];
    assert_eq!(ledger.declare(&ORION.0, &[0; 32], &a_run()), Err(Error::RunZero));
    assert_eq!(ledger.declare(&ORION.0, &name, &a_run()), Ok(()));
    assert_eq!(ledger.run(&ORION.0, &name), a_run());
    let other = declared(&[9; 32], 9, &[0; 32], FINE_TUNE, 9).unwrap();
    assert_eq!(ledger.declare(&ORION.0, &name, &other), Err(Error::RunDeclared(FixedBytes(name))));
    assert_eq!(ledger.run(&ORION.0, &name), a_run());
    // What somebody else calls so is another run.
    assert_eq!(ledger.run(&DELTA.0, &name), Run::default());
    assert_eq!(ledger.declare(&DELTA.0, &name, &other), Ok(()));
    assert_eq!(ledger.run(&ORION.0, &name), a_run());
    assert_eq!(ledger.run(&DELTA.0, &name), other);
}

#[ink::test]
fn a_model_is_declared_once_and_changes_nothing_else() {
    let mut ledger = ledger();
    let (name, model) = ([5; 32], [6; 32]);
    assert_eq!(ledger.declare_model(&ORION.0, &name, &model), Err(Error::RunUnknown(FixedBytes(name))));
    ledger.declare(&ORION.0, &name, &a_run()).unwrap();
    assert_eq!(ledger.declare_model(&DELTA.0, &name, &model), Err(Error::RunUnknown(FixedBytes(name))));
    assert_eq!(ledger.declare_model(&ORION.0, &name, &[0; 32]), Err(Error::ModelZero));
    let mut expected = a_run();
    expected.set(run::MODEL, &model);
    assert_eq!(ledger.declare_model(&ORION.0, &name, &model), Ok(expected.clone()));
    assert_eq!(ledger.declare_model(&ORION.0, &name, &[7; 32]), Err(Error::ModelDeclared(FixedBytes(model))));
    assert_eq!(ledger.run(&ORION.0, &name), expected);
    // Nor where the run was declared with one.
    ledger.declare(&ORION.0, &[4; 32], &expected).unwrap();
    assert_eq!(ledger.declare_model(&ORION.0, &[4; 32], &model), Err(Error::ModelDeclared(FixedBytes(model))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_recorded_is_the_sum_of_what_was_let_through(name: Bytes32, quantity: u16, asked in proptest::collection::vec(1..5_000u64, 1..40)) {
        ink::env::test::set_callee(H160([99; 20]));
        let mut ledger = ledger();
        let licence = metered(quantity.into());
        let (mut sum, mut receipts) = (0, 0);
        for units in asked {
            if sum + units <= u64::from(quantity) {
                sum += units;
                receipts += 1;
                assert_eq!(ledger.record(&Receipt { units, licence: name, ..RECEIPT }, &licence), Ok(sum));
            } else {
                let left = u64::from(quantity) - sum;
                let refused = ledger.record(&Receipt { units, licence: name, ..RECEIPT }, &licence);
                assert_eq!(refused, Err(Error::UsedUp(left, units)));
            }
            let kept = ledger.drawn(&name);
            assert_eq!((kept.u64(drawn::USED), kept.u64(drawn::RECEIPTS)), (sum, receipts));
        }
    }
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Ledger>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(keys, [("drawn", 0xbcf0_a432), ("runs", 0x2404_8375)]);
}
