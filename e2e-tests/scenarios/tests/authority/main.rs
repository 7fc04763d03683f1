//! Nobody but who may changes anything that is somebody's, by any message that the built interfaces have.
#![allow(clippy::unwrap_used, reason = "tests")]

mod cells;
mod checks;
#[allow(dead_code, reason = "the tests of calldata use the rest")]
#[path = "../calldata/contract.rs"]
mod contract;
mod estate;
mod flows;
#[path = "../calldata/modules.rs"]
mod modules;
#[path = "../calldata/receivers.rs"]
mod receivers;
mod rule;
#[allow(dead_code, reason = "the tests of calldata use the rest")]
#[path = "../calldata/samples.rs"]
mod samples;
#[path = "../calldata/states.rs"]
mod states;
mod table;
mod titles;
#[path = "../market/tokens.rs"]
mod tokens;
mod trial;
mod values;

use crate::contract::Contract;
use crate::table::{ALLOWED, Entry, Table};
use crate::trial::{Outcome, Trial, messages};
use chain::Chain;
use ink_e2e::{ChainClient, Hub};
use std::collections::{BTreeMap, BTreeSet};

/// Random calls of each message by each caller.
const ROUNDS: u32 = 8;

/// What our contracts say to each other, and what the deployer said once: nobody else's call of these does anything.
const NOBODYS: [&str; 13] = [
    "Registry.bind",
    "Registry.admit",
    "Registry.change",
    "Token.bind",
    "Token.admitOffer",
    "Token.sellTo",
    "Token.amend",
    "Token.pushRecord",
    "Token.pushSplit",
    "Splitter.bind",
    "Splitter.deposit",
    "Splitter.moveDue",
    "Splitter.putSplit",
];

/// Every sample by everybody. Gives what is wrong, and how often each message did something.
fn valid_calls(chain: &mut Chain, table: &mut Table) -> (Vec<String>, BTreeMap<String, u32>) {
    let mut trial = Trial::new(chain);
    let mut wrong = Vec::new();
    let mut done = BTreeMap::new();
    for number in 0..trial.estate.samples.list.len() {
        for caller in trial.estate.callers.clone() {
            let sample = &trial.estate.samples.list[number];
            let is_rightful = caller.address() == sample.who.address();
            let (data, value, contract) = (sample.data.clone(), sample.value, sample.contract);
            let must_work = is_rightful && sample.refusal.is_none();
            let Outcome { findings, succeeded, answer } = trial.run(table, &caller, contract, data, value);
            if must_work && !succeeded {
                wrong.push(format!("{} by {caller:?} fails: {answer}", trial.estate.name_of(number)));
            }
            if succeeded {
                *done.entry(trial.estate.name_of(number)).or_default() += 1;
            }
            wrong.extend(findings);
        }
    }
    (wrong, done)
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_x7_l3_nobody_but_who_may_changes_anything() {
    let mut table = Table::of(ALLOWED);
    let (wrong, done) = valid_calls(client.chain(), &mut table);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let unused = table.unused();
    assert!(unused.is_empty(), "permissions that nothing needs: {unused:#?}");
    let all: BTreeSet<_> = messages().iter().map(|message| message.name()).collect();
    let expected: BTreeSet<_> = all.iter().filter(|name| !NOBODYS.contains(&name.as_str())).collect();
    assert_eq!(done.keys().collect::<BTreeSet<_>>(), expected, "each message does something for somebody");
    let calls: u32 = done.values().sum();
    println!("{calls} valid calls of {} messages did something, all within the table", done.len());
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_x7_l3_random_arguments_give_nobody_anything() {
    let mut trial = Trial::new(client.chain());
    let mut table = Table::of(ALLOWED);
    let mut wrong = Vec::new();
    let (mut calls, mut done, mut which) = (0, 0, BTreeSet::new());
    for message in messages() {
        for caller in trial.estate.callers.clone() {
            for round in 0..ROUNDS {
                let (data, value) = trial.random_call(&message, round);
                let outcome = trial.run(&mut table, &caller, message.contract, data, value);
                calls += 1;
                if outcome.succeeded {
                    done += 1;
                    which.insert(message.name());
                    if NOBODYS.contains(&message.name().as_str()) {
                        wrong.push(format!("{} does something for {caller:?}", message.name()));
                    }
                }
                wrong.extend(outcome.findings);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(done > 100 && which.len() > 20, "{done} of {calls} random calls did something: {which:?}");
    println!("{calls} random calls of {} messages; {done} of {} did something", messages().len(), which.len());
}

#[test]
fn x7_the_table_speaks_of_messages_that_there_are() {
    let all: BTreeSet<_> = messages().iter().map(|message| message.name()).collect();
    for Entry { messages, effects, why } in ALLOWED {
        assert!(why.ends_with('.') && why.contains(' ') && !effects.is_empty());
        for message in *messages {
            assert!(all.contains(*message), "there is no {message}");
        }
    }
}

/// All of the table but what one message needs.
fn without(message: &'static str) -> &'static [Entry] {
    let entries = ALLOWED.iter().map(|entry| {
        let others: Vec<_> = entry.messages.iter().copied().filter(|other| *other != message).collect();
        Entry { messages: others.leak(), effects: entry.effects, why: entry.why }
    });
    entries.collect::<Vec<_>>().leak()
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_a_message_without_an_entry_is_found() {
    let mut trial = Trial::new(client.chain());
    let named: BTreeSet<_> = ALLOWED.iter().flat_map(|entry| entry.messages.iter().copied()).collect();
    for message in named {
        let mut table = Table::of(without(message));
        let mut findings = Vec::new();
        for number in 0..trial.estate.samples.list.len() {
            let sample = &trial.estate.samples.list[number];
            if trial.estate.name_of(number) != message || sample.refusal.is_some() {
                continue;
            }
            let (caller, contract) = (sample.who.clone(), sample.contract);
            let (data, value) = (sample.data.clone(), sample.value);
            findings.extend(trial.run(&mut table, &caller, contract, data, value).findings);
        }
        assert!(!findings.is_empty(), "without its entry {message} is still allowed");
        assert!(findings.iter().all(|finding| finding.contains(message)), "{findings:?}");
    }
    // A message of tomorrow is one without an entry: with an empty table the rule finds every one that gives or
    // takes anything, and only what is done to one's own is allowed.
    let mut nothing = Table::of(&[]);
    let contracts: BTreeSet<_> = Contract::ALL.iter().map(|contract| format!("{contract:?}")).collect();
    let mut found = BTreeSet::new();
    for number in 0..trial.estate.samples.list.len() {
        let sample = &trial.estate.samples.list[number];
        let (caller, contract) = (sample.who.clone(), sample.contract);
        let (data, value) = (sample.data.clone(), sample.value);
        if !trial.run(&mut nothing, &caller, contract, data, value).findings.is_empty() {
            found.insert(trial.estate.name_of(number));
        }
    }
    let named: BTreeSet<_> =
        ALLOWED.iter().flat_map(|entry| entry.messages.iter().map(|name| name.to_string())).collect();
    assert_eq!(found, named);
    assert!(found.iter().all(|name| contracts.contains(name.split('.').next().unwrap())));
}
