//! The world that every life begins in. It is made once, and copied for each.

use crate::market::{
    evm::{self, Habit},
    tokens::{self, Token},
};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use chain::{Account, Chain, H160, H256, TOKEN};
use scenarios::{BOND, digest};
use std::collections::BTreeMap;
use story::{
    abi::RoyaltySplitter,
    blobs::Blobs,
    calls::address,
    protocol::{Arbiter, NATIVE, Protocol, record_id},
};

/// What everybody has of each currency.
const RICH: u128 = 1_000_000 * TOKEN;

/// Somebody who calls: with a key, or as a wallet that is a contract, for which somebody else signs.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) address: H160,
    /// Who signs, and pays the fee.
    pub(crate) signer: Account,
}

impl Actor {
    fn of(account: &Account) -> Self {
        Self { name: account.name().into(), address: account.address(), signer: account.clone() }
    }

    pub(crate) fn is_wallet(&self) -> bool {
        self.address != self.signer.address()
    }
}

/// A contract's root cell: the one that its constructor writes.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) contract: H160,
    pub(crate) key: Vec<u8>,
    pub(crate) bytes: usize,
}

/// Who and what there is.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    pub(crate) protocol: Protocol,
    /// Who register, buy and own.
    pub(crate) people: Vec<Actor>,
    /// Contracts of bad habits that do the same.
    pub(crate) wallets: Vec<Actor>,
    /// Copies what is pending.
    pub(crate) thief: Actor,
    /// Owns nothing, and tries everything.
    pub(crate) stranger: Actor,
    pub(crate) arbiter: Actor,
    pub(crate) deployer: Actor,
    /// Everybody else with money, or who may come to some.
    pub(crate) others: Vec<H160>,
    /// An ERC-20 that does not pay the second of the people.
    pub(crate) coin: H160,
    pub(crate) codes: BTreeMap<H160, H256>,
    pub(crate) roots: Vec<Root>,
}

impl Base {
    /// Deploys the contracts, and gives everybody money.
    pub(crate) fn make(chain: &mut Chain) -> Self {
        let people: Vec<Account> = (0..5)
            .map(|number| {
                let name = format!("Person {number}");
                if number % 2 == 1 { Account::substrate(&name) } else { Account::ethereum(&name) }
            })
            .collect();
        let [thief, deployer] = ["Thief", "Deployer"].map(Account::substrate);
        let [stranger, arbiter, mover] = ["Stranger", "Arbiter", "Mover"].map(Account::ethereum);
        for who in people.iter().chain([&thief, &deployer, &stranger, &arbiter, &mover]) {
            chain.endow(who, RICH);
        }
        let sleeper = Account::ethereum("Sleeper");
        chain.endow(&sleeper, 1);
        let blobs = Blobs::load().unwrap_or_else(|error| panic!("{error}"));
        let judge = Arbiter { account: arbiter.address(), bond: BOND };
        let protocol = Protocol::deploy_with(chain, &deployer, &blobs, judge).unwrap_or_else(|error| panic!("{error}"));
        let roots = protocol.contracts().iter().filter_map(|(name, contract)| root(chain, name, *contract)).collect();
        protocol.bind(chain, &deployer).unwrap_or_else(|refused| panic!("{refused}"));
        let coin = Token::deploy(chain, &mover, &tokens::Habit::PausedFor(people[1].address()));
        for person in &people {
            Token::mint(chain, &mover, coin, person.address(), RICH);
            let value = U256::from(RICH);
            let approve = tokens::ERC20::approveCall { spender: address(protocol.splitter), value };
            chain.call(person, coin, approve.abi_encode(), 0).unwrap_or_else(|failure| panic!("{failure}"));
        }
        let wallets = habits(&protocol, sleeper.address()).map(|habit| {
            let code = evm::wallet(&habit);
            let deployed = chain.deploy(&mover, &code, Vec::new(), 0).unwrap_or_else(|failure| panic!("{failure}"));
            let name = format!("{habit:?}").chars().take_while(char::is_ascii_alphabetic).collect();
            Actor { name, address: deployed.address, signer: mover.clone() }
        });
        let codes = chain.contracts().iter().map(|(contract, state)| (*contract, state.code_hash)).collect();
        Self {
            protocol,
            people: people.iter().map(Actor::of).collect(),
            wallets: wallets.to_vec(),
            thief: Actor::of(&thief),
            stranger: Actor::of(&stranger),
            arbiter: Actor::of(&arbiter),
            deployer: Actor::of(&deployer),
            others: vec![sleeper.address(), mover.address(), H160::repeat_byte(0xA1), coin],
            coin,
            codes,
            roots,
        }
    }

    /// Everybody who owns things.
    pub(crate) fn owners(&self) -> Vec<Actor> {
        self.people.iter().chain(&self.wallets).chain([&self.thief]).cloned().collect()
    }

    /// Every account that there is.
    pub(crate) fn everybody(&self) -> Vec<H160> {
        let ours = self.protocol.contracts().map(|(_, contract)| contract);
        let actors = self.owners().into_iter().chain([&self.stranger, &self.arbiter, &self.deployer].map(Clone::clone));
        actors.map(|actor| actor.address).chain(ours).chain(self.others.iter().copied()).collect()
    }
}

/// The only cell that a contract has when it was just deployed; `None` where it has none.
fn root(chain: &Chain, name: &str, contract: H160) -> Option<Root> {
    let cells = chain.state_of(contract);
    assert!(cells.len() <= 1, "{name} begins with {} cells", cells.len());
    cells.into_iter().next().map(|(key, value)| Root { contract, key, bytes: value.len() })
}

/// What the wallets do when they are paid. One tries to enter the splitter.
fn habits(protocol: &Protocol, payee: H160) -> [Habit; 6] {
    let prey = RoyaltySplitter::releaseCall {
        record: record_id(&digest(1)),
        generation: 1,
        version: 1,
        payee: address(payee),
        currency: NATIVE,
    };
    let enter = vec![(protocol.splitter, prey.abi_encode())];
    [Habit::Take, Habit::Revert(4), Habit::Break, Habit::Loop, Habit::Write(2), Habit::Call(enter)]
}
