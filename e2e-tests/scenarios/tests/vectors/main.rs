//! What is said to the contracts and what they say, as bytes and as values: written to
//! `target/vectors.json`, for libraries in other languages to be held against
//! (`e2e-tests/wallets`).
//!
//! The values are those that alloy reads. Calls, answers and events come from the embedded chain;
//! of errors, and of answers and events that no call here brings about, alloy writes one of each
//! kind.
#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "other tests use more of it")]
#[path = "../calldata/contract.rs"]
mod contract;
#[path = "../calldata/modules.rs"]
mod modules;
#[path = "../calldata/receivers.rs"]
mod receivers;
#[allow(dead_code, reason = "other tests use more of it")]
#[path = "../calldata/samples.rs"]
mod samples;
#[path = "../calldata/states.rs"]
mod states;

mod values;

use alloy_dyn_abi::{ErrorExt, EventExt, FunctionExt, JsonAbiExt};
use alloy_json_abi::{Event, Function, JsonAbi, StateMutability};
use alloy_primitives::{B256, U256};
use contract::Contract;
use ink_e2e::{ChainClient, Hub};
use samples::Samples;
use scenarios::{Cast, World, digest, published::published};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fs};
use story::{blobs, calls::hex, protocol::record_id};
use values::{Sampler, all_as_json};

/// What was said to one contract, and what it said.
#[derive(Default)]
struct Vectors {
    calls: Vec<Value>,
    events: Vec<Value>,
    errors: Vec<Value>,
}

impl Vectors {
    /// A call, and the contract's answer if there was one.
    fn call(&mut self, function: &Function, data: &[u8], answer: Option<&[u8]>) {
        let arguments = function.abi_decode_input(&data[4..]).unwrap();
        let results = answer.map(|answer| {
            let results = function.abi_decode_output(answer).unwrap();
            assert_eq!(function.abi_encode_output(&results).unwrap(), answer, "{}", function.signature());
            json!({ "data": text(answer), "values": all_as_json(&results) })
        });
        self.calls.push(json!({
            "signature": function.signature(),
            "data": text(data),
            "values": all_as_json(&arguments),
            "answer": results,
        }));
    }

    fn event(&mut self, event: &Event, topics: &[B256], data: &[u8]) {
        let read = event.decode_log_parts(topics.iter().copied(), data).unwrap();
        let (mut indexed, mut body) = (read.indexed.into_iter(), read.body.into_iter());
        let fields = event.inputs.iter().map(|field| if field.indexed { indexed.next() } else { body.next() }.unwrap());
        let fields: Vec<_> = fields.collect();
        self.events.push(json!({
            "signature": event.signature(),
            "topics": topics.iter().map(|topic| text(&topic.0)).collect::<Vec<_>>(),
            "data": text(data),
            "values": all_as_json(&fields),
        }));
    }

    fn into_json(self) -> Value {
        json!({ "calls": self.calls, "events": self.events, "errors": self.errors })
    }
}

/// What a contract's published interface is called.
fn file(contract: Contract) -> String {
    contract.file().replace('_', "-")
}

fn text(bytes: &[u8]) -> String {
    format!("0x{}", hex(bytes))
}

/// Every call of which there is a sample, each with its answer in the samples' world.
fn changes(world: &World<'_>, samples: &Samples, all: &mut BTreeMap<String, (JsonAbi, Vectors)>) {
    for sample in &samples.list {
        let run = world.chain.dry_run(&sample.who, sample.contract.address(world), sample.data.clone(), sample.value);
        let (abi, vectors) = all.get_mut(&file(sample.contract)).unwrap();
        let function = abi.functions().find(|function| function.selector() == sample.selector()).unwrap();
        vectors.call(function, &sample.data, run.result.ok().as_deref());
    }
}

/// Makes those calls one after the other, and keeps the events.
fn events(world: &mut World<'_>, samples: &Samples, all: &mut BTreeMap<String, (JsonAbi, Vectors)>) {
    let names: BTreeMap<_, _> =
        Contract::ALL.iter().map(|contract| (contract.address(world), file(*contract))).collect();
    for sample in &samples.list {
        let to = sample.contract.address(world);
        // Some are refused, since others came before.
        let Ok(receipt) = world.chain.call(&sample.who, to, sample.data.clone(), sample.value) else { continue };
        for log in &receipt.events {
            let Some((abi, vectors)) = names.get(&log.address).and_then(|name| all.get_mut(name)) else { continue };
            let topics: Vec<B256> = log.topics.iter().map(|topic| topic.0.into()).collect();
            let event = abi.events().find(|event| event.selector() == topics[0]).unwrap();
            vectors.event(event, &topics, &log.data);
        }
    }
}

/// Parameters by their names, and values of which the samples' world knows something.
fn known(cast: &Cast, contract: Contract) -> BTreeMap<&'static str, U256> {
    let [parent, record] = [1, 2].map(|work| record_id(&digest(work)));
    let licence = U256::from(1);
    let token = if contract == Contract::Registry { record } else { licence };
    let who = U256::from_be_slice(cast.ben.address().as_bytes());
    let accounts = ["owner", "operator", "account", "payee", "buyer", "holder"].map(|name| (name, who));
    let numbers =
        ["generation", "version", "edition", "number", "offer", "challenge"].map(|name| (name, U256::from(1)));
    let others = [("record", record), ("child", record), ("parent", parent), ("licence", licence), ("tokenId", token)];
    let zeros = [("currency", U256::ZERO), ("referrer", U256::ZERO), ("selection", U256::ZERO)];
    accounts.into_iter().chain(numbers).chain(others).chain(zeros).collect()
}

/// Asks everything that can be asked, about what there is and about nothing.
fn questions(world: &World<'_>, cast: &Cast, contract: Contract, abi: &JsonAbi, vectors: &mut Vectors) {
    let known = known(cast, contract);
    let views =
        |function: &&Function| matches!(function.state_mutability, StateMutability::View | StateMutability::Pure);
    for function in abi.functions().filter(views) {
        for mut sampler in [Sampler::nothing(), Sampler::numbers(1), Sampler::about(known.clone())] {
            let data = function.abi_encode_input(&sampler.all(&function.inputs)).unwrap();
            let answer = world.chain.view(contract.address(world), data.clone()).ok();
            vectors.call(function, &data, answer.as_deref());
        }
    }
}

/// One of every error, and of every answer and event that has none yet.
fn the_rest(abi: &JsonAbi, vectors: &mut Vectors) {
    let mut sampler = Sampler::numbers(3);
    for function in abi.functions() {
        let is_this = |call: &&Value| call["signature"] == function.signature();
        let calls: Vec<_> = vectors.calls.iter().filter(is_this).collect();
        assert!(!calls.is_empty(), "{} was not called", function.signature());
        if calls.iter().all(|call| call["answer"].is_null()) {
            let data = function.abi_encode_input(&sampler.all(&function.inputs)).unwrap();
            let answer = function.abi_encode_output(&sampler.all(&function.outputs)).unwrap();
            vectors.call(function, &data, Some(&answer));
        }
    }
    for error in abi.errors() {
        let data = error.abi_encode_input(&sampler.all(&error.inputs)).unwrap();
        let read = error.decode_error(&data).unwrap();
        let values = all_as_json(&read.body);
        vectors.errors.push(json!({ "signature": error.signature(), "data": text(&data), "values": values }));
    }
    for event in abi.events() {
        if vectors.events.iter().any(|seen| seen["signature"] == event.signature()) {
            continue;
        }
        let (topics, data) = sampler.log(event);
        vectors.event(event, &topics, &data);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_what_the_contracts_say_is_written_down_for_other_libraries() {
    let (mut world, cast) = World::new(client.chain());
    let samples = Samples::new(&mut world, &cast);
    let mut all = BTreeMap::new();
    for contract in Contract::ALL {
        let (abi, mut vectors) = (published(&file(*contract)).unwrap(), Vectors::default());
        questions(&world, &cast, *contract, &abi, &mut vectors);
        all.insert(file(*contract), (abi, vectors));
    }
    changes(&world, &samples, &mut all);
    events(&mut world, &samples, &mut all);
    let mut written = Map::new();
    for (name, (abi, mut vectors)) in all {
        the_rest(&abi, &mut vectors);
        written.insert(name, vectors.into_json());
    }
    let path = blobs::target().join("vectors.json");
    fs::write(path, serde_json::to_string_pretty(&written).unwrap()).unwrap();
}
