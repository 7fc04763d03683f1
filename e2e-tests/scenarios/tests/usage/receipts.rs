//! Receipts of use.

use crate::{
    catalogues::told,
    support::{DURATION, LICENCE, RUN, Usage, deploy_with, field},
};
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolError as _;
use chain::Failure;
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage,
    uses::{ALL_USES, EVALUATE, TRAIN_GENERATIVE},
};
use story::{
    abi::UsageLedger::{self, recordUseCall},
    calls::address,
};

const RECEIPT: recordUseCall = recordUseCall { licence: LICENCE, run: RUN, uses: TRAIN_GENERATIVE, units: 5 };

fn used(usage: &Usage<'_>) -> (u64, u64, u64) {
    let UsageLedger::Used { used, receipts, last } = usage.view(&UsageLedger::usedCall { licence: LICENCE });
    (used, receipts, last)
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_receipt_is_told_and_kept() {
    let mut usage = Usage::new(client.chain());
    let orion = usage.cast.orion.clone();
    let record = usage.world.work(&usage.cast.ada.clone(), 1);
    usage.set(&usage.licence_of(record));
    assert_eq!(used(&usage), (0, 0, 0));
    for (units, sum, number) in [(5, 5, 1), (u64::MAX - 5, u64::MAX, 2)] {
        let done = usage.send(&orion, &recordUseCall { units, ..RECEIPT });
        let at = done.receipt.timestamp;
        let event = UsageLedger::UseRecorded {
            licence: LICENCE,
            run: RUN,
            licensee: address(orion.address()),
            record,
            uses: TRAIN_GENERATIVE,
            units,
            used: sum,
            at,
        };
        assert_eq!(done.receipt.events, [told(usage.ledger, &event)]);
        assert_eq!(used(&usage), (sum, number, at));
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_metered_licence_is_drawn_down_and_no_further() {
    let mut usage = Usage::new(client.chain());
    let (orion, delta) = (usage.cast.orion.clone(), usage.cast.delta.clone());
    let record = usage.world.work(&usage.cast.ada.clone(), 1);
    let metered = usage.licence_of(record).with(field::METERED, 1).with(field::QUANTITY, 12);
    usage.set(&metered);
    usage.send(&orion, &RECEIPT);
    usage.send(&orion, &RECEIPT);
    usage.refused(&orion, &RECEIPT, UsageLedger::UsedUp { left: 2, asked: 5 });
    // Who buys the licence buys what is left of it.
    let now = usage.world.chain.now();
    let sold = metered.with_word(field::OWNER, U256::from_be_slice(&delta.address().0)).with(field::ACQUIRED_AT, now);
    usage.set(&sold);
    let reason = Coverage::NotHolder as u8;
    usage.refused(&orion, &recordUseCall { units: 1, ..RECEIPT }, UsageLedger::NotCovered { reason });
    usage.refused(&delta, &recordUseCall { units: 3, ..RECEIPT }, UsageLedger::UsedUp { left: 2, asked: 3 });
    usage.send(&delta, &recordUseCall { units: 2, ..RECEIPT });
    usage.refused(&delta, &recordUseCall { units: 1, ..RECEIPT }, UsageLedger::UsedUp { left: 0, asked: 1 });
    let (sum, receipts, _) = used(&usage);
    assert_eq!((sum, receipts), (12, 3));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l14_a_licence_that_covers_no_use_has_no_receipt() {
    let mut usage = Usage::new(client.chain());
    let (orion, thief) = (usage.cast.orion.clone(), usage.cast.thief.clone());
    let record = usage.world.work(&usage.cast.ada.clone(), 1);
    usage.refused(&orion, &RECEIPT, UsageLedger::LicenceUnknown { licence: LICENCE });
    let licence = usage.licence_of(record);
    usage.set(&licence);
    let refusal = |reason: Coverage| UsageLedger::NotCovered { reason: reason as u8 };
    usage.refused(&thief, &RECEIPT, refusal(Coverage::NotHolder));
    for uses in [0, EVALUATE, EVALUATE | TRAIN_GENERATIVE, ALL_USES, u16::MAX] {
        usage.refused(&orion, &recordUseCall { uses, ..RECEIPT }, refusal(Coverage::UseNotLicensed));
    }
    usage.refused(&orion, &recordUseCall { run: B256::ZERO, ..RECEIPT }, UsageLedger::RunZero {});
    usage.refused(&orion, &recordUseCall { units: 0, ..RECEIPT }, UsageLedger::UnitsZero {});
    let other = recordUseCall { licence: U256::MAX, ..RECEIPT };
    usage.refused(&orion, &other, UsageLedger::LicenceUnknown { licence: U256::MAX });
    usage.set(&licence.clone().with(field::START, usage.world.chain.now() + DURATION));
    usage.refused(&orion, &RECEIPT, refusal(Coverage::NotYet));
    usage.set(&licence);
    usage.send(&orion, &RECEIPT);
    usage.world.chain.advance_time(DURATION);
    usage.refused(&orion, &RECEIPT, refusal(Coverage::Expired));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_ledger_of_other_code_than_said_is_not_made() {
    let usage = Usage::new(client.chain());
    let contracts = [usage.token, usage.world.protocol.catalogues, usage.world.protocol.registry];
    let right = contracts
        .map(|contract| (address(contract), B256::from(usage.world.chain.code_hash(contract).unwrap_or_default().0)));
    let deployer = usage.cast.deployer.clone();
    for place in 0..3 {
        let mut wrong = right;
        wrong[place].1.0[0] ^= 1;
        let failure = deploy_with(usage.world.chain, &deployer, wrong).unwrap_err();
        let Failure::Reverted { data, .. } = *failure else { panic!("{failure}") };
        assert_eq!(data, UsageLedger::WrongCode { account: right[place].0 }.abi_encode());
    }
    deploy_with(usage.world.chain, &deployer, right).unwrap();
}
