//! Who takes part: people with keys, accounts that never sign, and contracts of every bad habit.

use crate::{
    market::{
        Market, calldata,
        evm::{self, Habit},
        tokens::{self, Token},
    },
    model::Currency,
};
use alloy_primitives::{U256, keccak256};
use alloy_sol_types::SolCall;
use chain::{Account, H160, TOKEN};
use rules::limits::MAX_REFERRAL;
use std::collections::BTreeSet;
use story::{
    abi::{RoyaltySplitter, Settlements},
    calls::address,
    protocol::NATIVE,
};

/// How an account is when it is paid in the chain's own token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Takes it.
    Takes,
    /// Takes it only with all the gas there is, and at the sender's cost.
    TakesAtLeisure,
    /// Takes it at leisure, and with bounded gas perhaps.
    Perhaps,
    /// Refuses.
    Refuses,
    /// Ends the whole call, if it has all the gas there is.
    Breaks,
}

/// One who takes part.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) address: H160,
    pub(crate) mood: Mood,
}

impl Actor {
    /// Whether it calls others when it is paid.
    pub(crate) fn calls(&self) -> bool {
        self.mood == Mood::Perhaps && self.name == "Call"
    }
}

/// A currency other than the chain's own token.
#[derive(Clone, Debug)]
pub(crate) struct Coin {
    pub(crate) token: H160,
    pub(crate) habit: tokens::Habit,
}

/// Everybody.
pub(crate) struct Cast {
    /// Who sign, buy and own records.
    pub(crate) people: Vec<Account>,
    pub(crate) arbiter: Account,
    /// Everybody who can be a payee, the people included.
    pub(crate) payees: Vec<Actor>,
    /// Contracts of ours that own records, and can be no payees.
    pub(crate) ours: Vec<Actor>,
    pub(crate) coins: Vec<Coin>,
    /// Who has, or had, something of a token, and so a place in it.
    pub(crate) opened: BTreeSet<(Currency, H160)>,
    /// Accounts that do not exist yet.
    pub(crate) unborn: BTreeSet<H160>,
}

/// How much everybody who buys has of each token.
const RICH: u128 = 1_000_000_000 * TOKEN;

impl Cast {
    /// Makes everybody, and gives the people money of every kind.
    pub(crate) fn assemble(market: &mut Market<'_>, arbiter: Account) -> Result<Self, String> {
        let people: Vec<Account> = (0..7)
            .map(|number| {
                let name = format!("Person {number}");
                if number % 3 == 2 { Account::substrate(&name) } else { Account::ethereum(&name) }
            })
            .collect();
        for person in &people {
            market.chain.endow(person, 1_000_000 * TOKEN);
        }
        let mut payees: Vec<Actor> =
            people.iter().map(|person| actor(person.name(), person.address(), Mood::Takes)).collect();
        for number in 0..3 {
            let account = Account::ethereum(&format!("Sleeper {number}"));
            market.chain.endow(&account, 1);
            payees.push(actor(account.name(), account.address(), Mood::Takes));
        }
        let unborn: BTreeSet<H160> = (1..=3).map(|byte| H160::repeat_byte(0xA0 + byte)).collect();
        payees.extend(unborn.iter().map(|address| actor("Unborn", *address, Mood::Takes)));
        for (habit, mood) in wallets(market) {
            let address = market.deploy(&evm::wallet(&habit)).map_err(|failure| failure.to_string())?;
            let name = format!("{habit:?}").chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
            payees.push(actor(&name, address, mood));
        }
        let protocol = market.protocol;
        payees.push(actor("TermsBook", protocol.terms_book, Mood::Refuses));
        payees.push(actor("Deals", protocol.deals, Mood::Refuses));
        let ours = vec![
            actor("Splitter", protocol.splitter, Mood::Breaks),
            actor("LicenceToken", protocol.licence_token, Mood::Refuses),
        ];
        let mut cast = Self { people, arbiter, payees, ours, coins: Vec::new(), opened: BTreeSet::new(), unborn };
        cast.mint_coins(market)?;
        Ok(cast)
    }

    /// A token without fault, one that does not pay one of the sleepers, one that takes a fee, and
    /// one that calls the splitter.
    fn mint_coins(&mut self, market: &mut Market<'_>) -> Result<(), String> {
        let paused = self.payees[self.people.len()].address;
        let (target, calldata) = prey(market);
        let habits = [
            tokens::Habit::Plain,
            tokens::Habit::PausedFor(paused),
            tokens::Habit::Fee(100),
            tokens::Habit::Reenter { target, calldata },
        ];
        for (number, habit) in habits.into_iter().enumerate() {
            let token = Token::deploy(market.chain, &crate::market::STRANGER, &habit);
            for person in &self.people {
                Token::mint(market.chain, person, token, person.address(), RICH);
                let value = U256::from(RICH);
                let approve = tokens::ERC20::approveCall { spender: address(market.protocol.splitter), value };
                let approved = market.chain.call(person, token, approve.abi_encode(), 0);
                approved.map_err(|failure| failure.to_string())?;
                self.opened.insert((number + 1, person.address()));
            }
            self.coins.push(Coin { token, habit });
        }
        Ok(())
    }

    pub(crate) fn currencies(&self) -> usize {
        self.coins.len() + 1
    }

    /// The contract of a currency; zero for the chain's own token.
    pub(crate) fn token(&self, currency: Currency) -> H160 {
        currency.checked_sub(1).map_or(H160::zero(), |place| self.coins[place].token)
    }

    /// Which currency an address is.
    pub(crate) fn currency(&self, token: H160) -> Option<Currency> {
        (0..self.currencies()).find(|currency| self.token(*currency) == token)
    }

    /// Whether a currency takes a fee.
    pub(crate) fn takes_fee(&self, currency: Currency) -> bool {
        currency > 0 && matches!(self.coins[currency - 1].habit, tokens::Habit::Fee(_))
    }

    /// Whether a currency calls the splitter before it moves anything.
    pub(crate) fn calls_back(&self, currency: Currency) -> bool {
        currency > 0 && matches!(self.coins[currency - 1].habit, tokens::Habit::Reenter { .. })
    }

    /// What arrives of an amount that is sent.
    pub(crate) fn arrives(&self, currency: Currency, amount: u128) -> u128 {
        match currency.checked_sub(1).map(|place| &self.coins[place].habit) {
            Some(tokens::Habit::Fee(points)) => amount - crate::model::floor(amount, (*points).into(), 10_000),
            _ => amount,
        }
    }

    /// How an account takes a currency. A token is paid to anybody, but at the sender's cost where
    /// somebody had none of it.
    pub(crate) fn mood(&self, currency: Currency, who: H160) -> Mood {
        let Some(place) = currency.checked_sub(1) else {
            if self.unborn.contains(&who) {
                return Mood::TakesAtLeisure;
            }
            let everybody = self.payees.iter().chain(&self.ours);
            return everybody.clone().find(|actor| actor.address == who).map_or(Mood::Takes, |actor| actor.mood);
        };
        match self.coins[place].habit {
            tokens::Habit::PausedFor(paused) if paused == who => Mood::Refuses,
            // The splitter has an account for as long as it has anything.
            _ if self.ours.first().is_some_and(|splitter| splitter.address == who) => Mood::Perhaps,
            // What it does before it moves anything may need too much gas.
            tokens::Habit::Reenter { .. } => Mood::Perhaps,
            _ if self.opened.contains(&(currency, who)) => Mood::Takes,
            _ => Mood::TakesAtLeisure,
        }
    }

    /// Somebody was paid: from now on they have an account.
    pub(crate) fn was_paid(&mut self, currency: Currency, who: H160) {
        if currency == 0 {
            self.unborn.remove(&who);
            // What it had to write is written.
            for actor in self.payees.iter_mut().filter(|actor| actor.address == who) {
                if actor.mood == Mood::TakesAtLeisure {
                    actor.mood = Mood::Perhaps;
                }
            }
        } else {
            self.opened.insert((currency, who));
        }
    }

    pub(crate) fn person(&self, address: H160) -> Option<Account> {
        self.people.iter().find(|person| person.address() == address).cloned()
    }

    pub(crate) fn name(&self, address: H160) -> String {
        let known = self.payees.iter().chain(&self.ours).find(|actor| actor.address == address);
        known.map_or_else(|| format!("{address:?}"), |actor| actor.name.clone())
    }

    /// The largest referral.
    pub(crate) fn max_referral() -> usize {
        usize::from(MAX_REFERRAL)
    }
}

fn actor(name: &str, address: H160, mood: Mood) -> Actor {
    Actor { name: name.to_owned(), address, mood }
}

/// What those who enter the splitter while they are paid are after: a payee's due.
fn prey(market: &Market<'_>) -> (H160, Vec<u8>) {
    let release = RoyaltySplitter::releaseCall {
        record: first_record(1),
        generation: 1,
        version: 1,
        payee: address(Account::ethereum("Sleeper 0").address()),
        currency: NATIVE,
    };
    (market.protocol.splitter, calldata(&release))
}

/// The first records that there will be, by their numbers from 1.
fn first_record(number: u64) -> U256 {
    U256::from_be_bytes(keccak256(number.to_be_bytes()).0)
}

/// Wallets, and how they are when they are paid.
fn wallets(market: &Market<'_>) -> Vec<(Habit, Mood)> {
    let (child, parent) = (first_record(3), first_record(1));
    let settle = Settlements::settleCall { child, generation: 1, parent, currency: NATIVE };
    vec![
        (Habit::Take, Mood::Takes),
        (Habit::Return(32), Mood::Takes),
        (Habit::Revert(0), Mood::Refuses),
        (Habit::Revert(1_000), Mood::Refuses),
        (Habit::Break, Mood::Breaks),
        (Habit::Loop, Mood::Breaks),
        (Habit::Write(2), Mood::TakesAtLeisure),
        (Habit::Call(vec![prey(market)]), Mood::Perhaps),
        (Habit::Call(vec![(market.protocol.settlements, calldata(&settle))]), Mood::Perhaps),
    ]
}
