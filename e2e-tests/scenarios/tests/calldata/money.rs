//! Money where none is wanted comes back.

use crate::{contract::Contract, malformed::zeros, samples::Samples};
use alloy_json_abi::StateMutability;
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use scenarios::World;
use story::blobs;

// ink! breaks a message off that is paid and takes no money, so there is no typed error here.

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_money_for_a_message_that_takes_none_comes_back() {
    let (mut world, cast) = World::new(client.chain());
    let samples = Samples::new(&mut world, &cast);
    for contract in Contract::ALL.iter().copied() {
        let to = contract.address(&world);
        for function in contract.abi().functions() {
            let sample = samples.of_contract(contract).find(|sample| sample.selector() == function.selector());
            if function.state_mutability == StateMutability::Payable {
                continue;
            }
            let data = sample.map_or_else(|| zeros(function), |sample| sample.data.clone());
            let who = sample.map_or(&cast.orion, |sample| &sample.who);
            println!("{}", function.signature());
            world.failed_raw(who, to, data, TOKEN);
        }
        if contract.is_receiver() {
            continue;
        }
        println!("no message at all");
        world.failed_raw(&cast.orion, to, Vec::new(), TOKEN);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_money_for_a_constructor_comes_back() {
    let (world, cast) = World::unbound(client.chain());
    let blobs = blobs::Blobs::load().unwrap();
    let before = world.chain.contracts();
    // Those whose constructor takes nothing: the others trap on the missing arguments.
    for code in blobs.all() {
        for who in [&cast.ada, &cast.ben] {
            let money = world.chain.total_balance(who.address());
            let failure = world.chain.deploy(who, code, Vec::new(), TOKEN).unwrap_err();
            let fee = failure.receipt().unwrap().fee_in_evm_units();
            assert_eq!(money - world.chain.total_balance(who.address()), fee);
            assert!(world.chain.contracts() == before);
        }
    }
}
