//! Every message that pays or asks somebody who is none of ours, with every behaviour of theirs: either it goes as it
//! should for everybody else, and what they did not take is still due to them; or it is refused, and nothing is left.
#![allow(clippy::unwrap_used, reason = "tests")]

mod chameleon;
#[allow(dead_code, reason = "the tests of calldata use the rest")]
#[path = "../calldata/contract.rs"]
mod contract;
#[allow(dead_code, reason = "the tests of authority use the rest")]
#[path = "../authority/estate.rs"]
mod estate;
mod habits;
mod ledgers;
#[path = "../calldata/modules.rs"]
mod modules;
mod outcome;
mod parts;
mod play;
#[path = "../calldata/receivers.rs"]
mod receivers;
#[allow(dead_code, reason = "the tests of calldata use the rest")]
#[path = "../calldata/samples.rs"]
mod samples;
mod stage;
#[path = "../calldata/states.rs"]
mod states;
#[path = "../market/tokens.rs"]
mod tokens;
#[allow(dead_code, reason = "the tests of authority use the rest")]
#[path = "../authority/values.rs"]
mod values;

use crate::chameleon::{Habit, Kind};
use crate::contract::Contract;
use crate::estate::Estate;
use crate::habits::{calls, habits};
use crate::play::{Play, Verdict};
use crate::stage::Row;
use crate::tokens::ERC20;
use alloy_sol_types::SolCall;
use chain::Chain;
use ink_e2e::{ChainClient, Hub};
use scenarios::World;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a token.
const ASKED: [(&str, [u8; 4]); 4] = [
    ("transferFrom", ERC20::transferFromCall::SELECTOR),
    ("transfer", ERC20::transferCall::SELECTOR),
    ("balanceOf", ERC20::balanceOfCall::SELECTOR),
    ("approve", ERC20::approveCall::SELECTOR),
];

/// Whether a call of this kind asks a token that at all.
fn is_asked(message: &str, what: &str) -> bool {
    let takes =
        ["Token.purchase", "Token.purchaseMany", "Deals.renew", "Deals.extend", "Deals.upgrade", "Deals.revoke"];
    let takes = takes.contains(&message) || ["Settlements.deposit", "Inbox.sync"].contains(&message);
    match what {
        "approve" => message == "Inbox.sync",
        "transferFrom" => takes,
        "transfer" => !["Deals.revoke", "Settlements.deposit", "Inbox.sync"].contains(&message),
        _ => true,
    }
}

/// What came of the cells.
#[derive(Default)]
struct Tally {
    ends: BTreeMap<Verdict, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn add(&mut self, row: &Row, habit: &str, end: Result<Verdict, String>) {
        match end {
            Ok(verdict) => *self.ends.entry(verdict).or_default() += 1,
            Err(why) => self.wrong.push(format!("{} ({}), {habit}: {why}", row.message, row.role)),
        }
    }

    fn close(&self, kind: Kind, behaviours: usize, rows: &[Row]) {
        let messages: BTreeSet<_> = rows.iter().map(|row| row.message).collect();
        let cells: usize = self.ends.values().sum();
        let (messages, roles) = (messages.len(), rows.len());
        println!(
            "{kind:?}: {behaviours} behaviours, {messages} messages, {roles} roles, {cells} cells: {:?}",
            self.ends
        );
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}

fn matrix(chain: &mut Chain, kind: Kind) {
    let (mut world, cast) = World::new(chain);
    let play = Play::new(&mut world, &cast, kind);
    let all = habits(kind);
    let mut tally = Tally::default();
    for row in &play.rows {
        let honest = play.honest(chain, row);
        let selectors: Vec<_> = match kind {
            Kind::Token => {
                let asked = ASKED.iter().filter(|(what, _)| is_asked(row.message, what));
                asked.map(|(_, selector)| Some(*selector)).collect()
            }
            _ => vec![None],
        };
        for selector in selectors {
            for habit in &all {
                let end = play.bad(chain, row, &honest, habit, selector);
                tally.add(row, &format!("{habit:?} {selector:?}"), end);
            }
        }
    }
    tally.close(kind, all.len(), &play.rows);
}

/// Every call from within some role, and each role by a part of the calls: `share` says how large.
fn entering(chain: &mut Chain, kind: Kind, share: usize) {
    let (mut world, cast) = World::new(chain);
    let estate = Estate::new(&mut world, &cast);
    let play = Play::new(&mut world, &cast, kind);
    let calls = calls(&world, &estate, play.it.address);
    let mut tally = Tally::default();
    for (number, row) in play.rows.iter().enumerate() {
        let honest = play.honest(chain, row);
        for (place, (name, to, data)) in calls.iter().enumerate() {
            if (number + place) % share == 0 {
                let end = play.bad(chain, row, &honest, &Habit::Enter(*to, data.clone()), None);
                tally.add(row, name, end);
            }
        }
    }
    tally.close(kind, calls.len(), &play.rows);
}

/// That the messages which are in no matrix call nobody but our own contracts: no receiver, payee or token.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x10_all_other_messages_call_nobody_foreign() {
    let chain = client.chain();
    let (mut world, cast) = World::new(chain);
    let evm = Play::new(&mut world, &cast, Kind::Evm).rows;
    let (mut world, cast) = (World { chain: world.chain, protocol: world.protocol }, cast);
    let estate = Estate::new(&mut world, &cast);
    let inside: BTreeSet<_> =
        evm.iter().map(|row| row.message).chain(["Settlements.deposit", "Deals.revoke", "Inbox.sync"]).collect();
    let mut ours: BTreeSet<_> = Contract::ALL.iter().map(|contract| contract.address(&world)).collect();
    ours.extend(world.protocol.contracts().map(|(_, address)| address));
    let mut outside = BTreeSet::new();
    for contract in Contract::ALL.iter().copied() {
        for function in contract.abi().functions() {
            let name = format!("{contract:?}.{}", function.name);
            let samples: Vec<_> = estate
                .samples
                .of_contract(contract)
                .filter(|sample| sample.selector() == function.selector())
                .collect();
            if samples.is_empty() || inside.contains(name.as_str()) {
                continue;
            }
            for sample in samples {
                let calls =
                    world.chain.calls_of(&sample.who, contract.address(&world), sample.data.clone(), sample.value);
                assert!(!calls.is_empty(), "{name} is called");
                for (from, to) in &calls[1..] {
                    // Below 2^16 are the chain's own; what a contract of ours has just made is ours, too.
                    let is_chains = to.0[..18] == [0; 18];
                    let is_new = world.chain.code_hash(*to).is_none() && name.starts_with("Receivers.open");
                    assert!(ours.contains(to) || is_chains || is_new, "{name}: {from:?} calls {to:?}");
                }
            }
            outside.insert(name);
        }
    }
    println!("{} messages call others, {} nobody but us", inside.len(), outside.len());
    assert!(inside.len() >= 20 && outside.len() >= 30);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s7_l6_x5_counterparties_in_evm_bytecode() {
    matrix(client.chain(), Kind::Evm);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s7_l6_x5_counterparties_in_ink() {
    matrix(client.chain(), Kind::Ink);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s15_x5_currencies_of_bad_habits() {
    matrix(client.chain(), Kind::Token);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s9_l7_whoever_is_paid_or_asked_enters_nothing() {
    entering(client.chain(), Kind::Evm, 6);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s9_s15_a_currency_enters_nothing() {
    entering(client.chain(), Kind::Token, 9);
}
