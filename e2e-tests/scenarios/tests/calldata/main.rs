//! Calldata that is not the canonical encoding of a message's parameters, and money where none
//! is wanted: refused by every message.
#![allow(clippy::unwrap_used, reason = "tests")]

mod cases;
mod chance;
mod contract;
mod fuzz;
mod malformed;
mod modules;
mod money;
mod receivers;
mod samples;
mod shapes;
mod states;

use crate::{
    chance::{Chance, given},
    contract::Contract,
    fuzz::{NO_MESSAGE, NO_PRECOMPILE},
    malformed::{changes_state, function_of, is_for_modules, length},
    samples::Samples,
    shapes::WORD,
};
use alloy_json_abi::StateMutability;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall as _, SolError as _};
use chain::{Refusal, TOKEN};
use ink_e2e::{ChainClient, Hub};
use scenarios::{World, digest};
use story::{
    abi::{ProvenanceRegistry, RecordInbox, RoyaltyPool, Settlements, Statements},
    calls::{Reason, hex},
    protocol::{NewRecord, record_id},
};

/// The tests that every contract is put to, each contract with a chain of its own.
macro_rules! every_contract {
    ($($contract:ident: $name:ident),* $(,)?) => {
        $(mod $name {
            use super::{Contract, fuzz, malformed};
            use ink_e2e::{ChainClient, Hub};

            #[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
            async fn x1_a_message_takes_what_alloy_writes_and_refuses_the_rest() {
                fuzz::x1_a_message_takes_what_alloy_writes_and_refuses_the_rest(
                    client.chain(),
                    Contract::$contract,
                );
            }

            #[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
            async fn x2_malformed_calldata_is_refused() {
                malformed::x2_malformed_calldata_is_refused(client.chain(), Contract::$contract);
            }
        })*

        #[test]
        fn every_contract_has_these_tests() {
            assert_eq!(Contract::ALL, [$(Contract::$contract),*]);
        }
    };
}

every_contract!(
    Registry: registry,
    Token: licence_token,
    Splitter: splitter,
    Book: terms_book,
    Catalogues: catalogues,
    Reservations: reservations,
    Arbitration: arbitration,
    Encumbrances: encumbrances,
    Settlements: settlements,
    Offers: offers,
    Deals: deals,
    Usage: usage_ledger,
    Metadata: licence_metadata,
    Pool: pool,
    Inbox: inbox,
    Receivers: factory_of_receivers,
    Statements: statements,
);

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn every_message_that_changes_anything_has_a_valid_sample() {
    let (mut world, cast) = World::new(client.chain());
    let samples = Samples::new(&mut world, &cast);
    for contract in Contract::ALL.iter().copied() {
        for function in contract.abi().functions().filter(|function| changes_state(function)) {
            let sample = samples.of_contract(contract).find(|sample| sample.selector() == function.selector());
            let sample = sample.unwrap_or_else(|| panic!("{} has no sample", function.signature()));
            let to = contract.address(&world);
            let expected = match &sample.refusal {
                None => Ok(()),
                Some(refusal) => Err(Refusal::Reverted(refusal.clone())),
            };
            let run = world.chain.dry_run(&sample.who, to, sample.data.clone(), sample.value);
            assert_eq!(run.result.map(|_| ()), expected, "{}", function.signature());
            // Where nothing is to be paid, or the call is refused for something else, no value comes with it.
            let may_be_paid = function.state_mutability == StateMutability::Payable;
            assert!(sample.value == 0 || may_be_paid);
            // Who revokes a licence that cost nothing gives nothing back.
            let costs_nothing = sample.refusal.is_some() || function.name == "revoke";
            assert!(sample.value > 0 || !may_be_paid || costs_nothing);
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_before_bind_nothing_of_the_heart_works_but_bind() {
    let (mut world, cast) = World::unbound(client.chain());
    let ids = [1, 2, 3, 4].map(U256::from);
    let samples = Samples::of(&cast, ids, B256::repeat_byte(2), 1, Address::repeat_byte(3));
    for sample in &samples.list {
        let function = function_of(&sample.contract.abi(), sample);
        if function.name == "bind" || !sample.contract.is_bound() {
            continue;
        }
        let to = sample.contract.address(&world);
        let reason = world.refused_raw(&sample.who, to, sample.data.clone(), sample.value);
        assert_eq!(reason, Reason(ProvenanceRegistry::NotBound {}.abi_encode()), "{}: {reason}", function.signature());
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_a_selector_of_nobodys_is_refused() {
    let (mut world, cast) = World::new(client.chain());
    let _ = Samples::new(&mut world, &cast);
    let mut chance = Chance::of(given("SEED", 1), "selectors");
    for contract in Contract::ALL.iter().copied() {
        let to = contract.address(&world);
        for data in [vec![], vec![1], vec![0xde, 0xad, 0xbe], vec![0xde, 0xad, 0xbe, 0xef], vec![0xde; 100]] {
            if contract.is_receiver() && data.is_empty() {
                continue;
            }
            println!("{contract:?}: 0x{}", hex(&data));
            assert_eq!(world.refused_raw(&cast.orion, to, data, 0).0, NO_MESSAGE);
        }
        // One bit beside those that there are, and any others.
        let abi = contract.abi();
        let selectors: Vec<[u8; 4]> = abi.functions().map(|function| function.selector().0).collect();
        for number in 0..300 {
            let mut selector: [u8; 4] = chance.bytes(4).try_into().unwrap();
            if number % 2 == 0 {
                selector = *chance.pick(&selectors);
                let bit = chance.below(32);
                selector[bit / 8] ^= 1 << (bit % 8);
            }
            if selectors.contains(&selector) {
                continue;
            }
            let words = WORD * chance.below(10);
            let data = [&selector[..], &chance.bytes(words)].concat();
            let answer = world.chain.view(to, data);
            assert_eq!(answer, Err(Refusal::Reverted(NO_MESSAGE.into())), "{contract:?}: 0x{}", hex(&selector));
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_calldata_of_more_than_16_kib_is_refused() {
    let (mut world, cast) = World::new(client.chain());
    let samples = Samples::new(&mut world, &cast);
    for sample in &samples.list {
        let to = sample.contract.address(&world);
        for size in [16 * 1_024 + 1, 20_000] {
            let mut data = sample.data.clone();
            data.resize(size, 0);
            let reason = world.refused_raw(&sample.who, to, data, sample.value);
            // What only a contract of ours says is not read where somebody else says it.
            let unread = sample.refusal.clone().map(Reason).filter(|_| is_for_modules(sample));
            assert!(reason == length() || Some(&reason) == unread.as_ref(), "{reason}");
        }
    }
    // Also where it is what it says: a URI that long.
    let work = NewRecord { uri: "a".repeat(17_000), ..NewRecord::new(digest(50), &cast.ada) };
    let registry = world.protocol.registry;
    world.refused(&cast.ada, registry, &work.call([0; 32]), ProvenanceRegistry::UriTooLong {});
}

/// The chain ends a call that calls the address 10, whatever the caller does about it. Whoever names it as
/// a currency ends their own call so, and nothing is kept; of any other address that is no token, the
/// refusal is typed.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_only_the_precompile_that_there_is_not_ends_a_call_that_asks_a_token() {
    let (mut world, cast) = World::new(client.chain());
    let _ = Samples::new(&mut world, &cast);
    let [pool, inbox] = [Contract::Pool, Contract::Inbox].map(|contract| contract.address(&world));
    let (settlements, statements) = (world.protocol.settlements, world.protocol.statements);
    for number in (1..=40).chain([255, 256, 0x0800, 0x0900]) {
        let currency = Address::left_padding_from(&u16::to_be_bytes(number));
        let record = record_id(&digest(2));
        let calls = [
            (pool, RoyaltyPool::receivedCall { currency }.abi_encode()),
            (inbox, RecordInbox::syncCall { currency }.abi_encode()),
            (statements, Statements::surplusCall { currency }.abi_encode()),
            (settlements, Settlements::depositCall { record, currency, amount: TOKEN }.abi_encode()),
        ];
        for (to, data) in calls {
            let refused = world.chain.dry_run(&cast.orion, to, data.clone(), 0).result.unwrap_err();
            if number == 10 {
                assert_eq!(refused, Refusal::Trapped(NO_PRECOMPILE.into()));
                world.failed_raw(&cast.orion, to, data, 0);
            } else {
                let Refusal::Reverted(reason) = refused else { panic!("{currency}: {refused}") };
                assert_eq!(reason[..4], Statements::TokenFailed::SELECTOR, "{currency}");
            }
        }
    }
}
