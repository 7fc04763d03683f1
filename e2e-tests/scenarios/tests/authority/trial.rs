//! Calls that are tried, judged and taken back.

use crate::contract::Contract;
use crate::estate::Estate;
use crate::rule::Before;
use crate::table::Table;
use crate::values::{Value, decode, encode};
use alloy_json_abi::{Function, StateMutability};
use alloy_primitives::U256;
use chain::{Account, Chain, TOKEN};
use proptest::{
    prelude::Rng as _,
    test_runner::{RngAlgorithm, TestRng},
};
use rules::ledger::{ESCROW, HELD, NET, PARENTS};
use scenarios::World;
use std::collections::BTreeMap;
use story::{calls::Reason, protocol::Protocol};

/// A message that changes something.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) contract: Contract,
    pub(crate) function: Function,
}

impl Message {
    /// `Contract.message`.
    pub(crate) fn name(&self) -> String {
        format!("{:?}.{}", self.contract, self.function.name)
    }
}

/// All that the built interfaces have.
pub(crate) fn messages() -> Vec<Message> {
    let changes = |function: &Function| {
        matches!(function.state_mutability, StateMutability::NonPayable | StateMutability::Payable)
    };
    let of = |contract: Contract| {
        let functions: Vec<_> = contract.abi().functions().filter(|function| changes(function)).cloned().collect();
        functions.into_iter().map(move |function| Message { contract, function })
    };
    Contract::ALL.iter().copied().flat_map(of).collect()
}

/// What came of a call.
pub(crate) struct Outcome {
    /// What is wrong with it, in words.
    pub(crate) findings: Vec<String>,
    pub(crate) succeeded: bool,
    /// What it was refused with, in words.
    pub(crate) answer: String,
}

/// A world that is the same after each call.
pub(crate) struct Trial<'a> {
    chain: &'a mut Chain,
    protocol: Protocol,
    pub(crate) estate: Estate,
    before: Before,
    messages: Vec<Message>,
    words: BTreeMap<String, Vec<[u8; 32]>>,
    rng: TestRng,
}

impl<'a> Trial<'a> {
    pub(crate) fn new(chain: &'a mut Chain) -> Self {
        let (mut world, cast) = World::new(chain);
        let mut estate = Estate::new(&mut world, &cast);
        let before = Before::of(&world, &estate.people, &estate.leaves, estate.token);
        let protocol = world.protocol;
        let messages = messages();
        estate.names =
            estate.samples.list.iter().map(|sample| name(&messages, sample.contract, &sample.data)).collect();
        let words = words(&estate, &messages, &before);
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        Self { chain, protocol, estate, before, messages, words, rng }
    }

    /// Makes a call, judges it and takes it back.
    pub(crate) fn run(
        &mut self,
        table: &mut Table,
        who: &Account,
        contract: Contract,
        data: Vec<u8>,
        value: u128,
    ) -> Outcome {
        let (protocol, before) = (self.protocol, &self.before);
        let message = name(&self.messages, contract, &data);
        self.chain.undone(|chain| {
            let to = contract.address(&World { chain, protocol });
            let run = chain.attempt(who, to, data, value);
            let world = World { chain, protocol };
            match run.result {
                Ok(_) => {
                    let findings = before.judge(&world, table, &message, who.address(), run.deposit);
                    Outcome { findings, succeeded: true, answer: String::new() }
                }
                Err(refusal) => {
                    let untouched = world.chain.contracts() == before.states;
                    let findings = if untouched { vec![] } else { vec![format!("a refused {message} does something")] };
                    let answer = match refusal {
                        chain::Refusal::Reverted(data) => Reason(data).to_string(),
                        chain::Refusal::Trapped(error) => error,
                    };
                    Outcome { findings, succeeded: false, answer }
                }
            }
        })
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.rng.next_u64() % bound as u64) as usize
    }

    /// A call of a message whose arguments are those of a sample, but for some words that are others of their type
    /// out of this world. The higher the round, the more of them.
    pub(crate) fn random_call(&mut self, message: &Message, round: u32) -> (Vec<u8>, u128) {
        let samples: Vec<_> = self
            .estate
            .samples
            .of_contract(message.contract)
            .filter(|sample| sample.selector() == message.function.selector())
            .map(|sample| (sample.data.clone(), sample.value))
            .collect();
        let (data, value) = samples[self.below(samples.len())].clone();
        let mut arguments = decode(&message.function, &data);
        assert_eq!(encode(&message.function, &arguments), data, "{} is not read as it is written", message.name());
        self.change_lengths(&mut arguments);
        let count = arguments.words().len();
        let changes = if round % 4 == 3 { count } else { 1 + self.below(2) };
        for number in 0..changes.min(count) {
            let at = if changes >= count { number } else { self.below(count) };
            let ty = arguments.words()[at].0.to_owned();
            let pick = self.below(self.words[&ty].len());
            *arguments.words()[at].1 = self.words[&ty][pick];
        }
        let values = [value, value, 0, 1, TOKEN];
        let value = if message.function.state_mutability == StateMutability::Payable {
            values[self.below(values.len())]
        } else {
            0
        };
        (encode(&message.function, &arguments), value)
    }

    /// Now and then a list has one element twice, or one less.
    fn change_lengths(&mut self, arguments: &mut Value) {
        let Value::Group(members) = arguments else { return };
        for member in members {
            let Value::Group(elements) = member else { continue };
            // Tuples have elements of different kinds.
            let is_list = elements.windows(2).all(|two| two[0].is_like(&two[1]));
            match (self.rng.next_u32() % 8, elements.last().cloned()) {
                (0, Some(last)) if is_list && elements.len() > 1 => elements.push(last),
                _ => {}
            }
        }
    }
}

fn name(messages: &[Message], contract: Contract, data: &[u8]) -> String {
    let selector: [u8; 4] = data[..4].try_into().unwrap();
    let is_it = |message: &&Message| message.contract == contract && message.function.selector() == selector;
    messages.iter().find(is_it).unwrap().name()
}

/// By type, the words of this world: what the samples say, whoever and whatever there is, and the ends of each
/// type's range.
fn words(estate: &Estate, messages: &[Message], before: &Before) -> BTreeMap<String, Vec<[u8; 32]>> {
    let mut words: BTreeMap<String, Vec<[u8; 32]>> = BTreeMap::new();
    let mut add = |ty: &str, number: U256| {
        let word = number.to_be_bytes();
        let known = words.entry(ty.to_owned()).or_default();
        if !known.contains(&word) {
            known.push(word);
        }
    };
    for sample in &estate.samples.list {
        let selector = sample.selector();
        let is_it = |message: &&Message| message.contract == sample.contract && message.function.selector() == selector;
        let function = &messages.iter().find(is_it).unwrap().function;
        for (ty, word) in decode(function, &sample.data).words() {
            add(ty, U256::from_be_bytes(*word));
        }
    }
    for who in estate.people.iter().chain(before.known.keys()).chain([&estate.token]) {
        add("address", U256::from_be_slice(&who.0));
    }
    add("address", U256::ZERO);
    for record in before.titles.records.keys() {
        add("uint256", *record);
    }
    for licence in before.titles.licences.keys() {
        add("uint256", U256::from(*licence));
        add("uint64", U256::from(*licence));
    }
    for offer in before.titles.offers.keys() {
        add("uint64", U256::from(*offer));
    }
    for number in 0..12 {
        add("uint64", U256::from(number));
    }
    for ledger in [0, 1, 2, HELD, NET, ESCROW, PARENTS, HELD | 1, NET | 1, ESCROW | 1] {
        add("uint32", U256::from(ledger));
    }
    for (bits, name) in
        [(8, "uint8"), (16, "uint16"), (32, "uint32"), (64, "uint64"), (128, "uint128"), (256, "uint256")]
    {
        add(name, U256::ZERO);
        add(name, U256::ONE);
        add(name, U256::from(2));
        add(name, U256::MAX >> (256 - bits));
    }
    for share in [1, 250, 1_000, 5_000, 10_000] {
        add("uint16", U256::from(share));
    }
    for amount in [TOKEN, 5 * TOKEN] {
        add("uint128", U256::from(amount));
    }
    add("bytes32", U256::ZERO);
    add("bool", U256::ZERO);
    add("bool", U256::ONE);
    words
}
