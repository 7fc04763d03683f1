//! Random lives of the market, each step compared with a model of the ledgers in plain Rust.
//!
//! `SEED=7 cargo test -p scenarios --test model` lives one life again.

mod market;

use alloy_primitives::U256;
use chain::{Account, H160, TOKEN};
use market::{DAY, Market, Outcome, evm, evm::Habit, part};
use std::collections::{BTreeMap, BTreeSet};
use story::{
    abi::{ERC721, LicenceToken, Offers, RoyaltySplitter, Statements},
    calls::{Done, address, event, view},
    protocol::NewOffer,
};

/// The lives that are always lived.
const SEEDS: [u64; 3] = [1, 2, 2_026];

/// How much happens in one.
const STEPS: usize = 160;

/// The splitmix64 generator: enough chance for a test, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }

    /// This many parts of `whole`, none of them zero.
    fn shares(&mut self, count: usize, whole: u16) -> Vec<u16> {
        let mut cuts = BTreeSet::new();
        while cuts.len() + 1 < count {
            cuts.insert(1 + self.below(usize::from(whole) - 1) as u16);
        }
        let ends: Vec<u16> = cuts.iter().copied().chain([whole]).collect();
        let starts = [0].into_iter().chain(cuts.iter().copied());
        ends.iter().zip(starts).map(|(end, start)| end - start).collect()
    }
}

// ----------------------------------------------------------------------------------- the model

/// A ledger: by record, version and, under version 0, owner.
type Key = (U256, u32, H160);

#[derive(Clone, Debug, Default)]
struct Ledger {
    received: u128,
    parents_share: u16,
    released: BTreeMap<H160, u128>,
}

#[derive(Clone, Debug)]
struct Work {
    id: U256,
    owner: H160,
    parents: Vec<(U256, u16)>,
    /// The payees of each version from 1 on.
    splits: Vec<Vec<(H160, u16)>>,
    current: u32,
    next: Option<(u32, u64)>,
    /// What the parents earn from, and what each has got.
    received: u128,
    settled: Vec<u128>,
}

impl Work {
    fn version(&self, now: u64) -> u32 {
        match self.next {
            Some((next, applies_at)) if now >= applies_at => next,
            _ => self.current,
        }
    }

    fn parents_share(&self) -> u16 {
        self.parents.iter().map(|(_, share)| share).sum()
    }

    /// A new split: at once if it is the first, else in a day.
    fn announce(&mut self, payees: Vec<(H160, u16)>, now: u64) {
        self.splits.push(payees);
        let version = self.splits.len() as u32;
        if version == 1 {
            self.current = 1;
        } else {
            self.current = self.version(now);
            self.next = Some((version, now + DAY));
        }
    }

    fn payees(&self, version: u32, owner: H160) -> Vec<(H160, u16)> {
        match version {
            0 => vec![(owner, 10_000)],
            _ => self.splits[version as usize - 1].clone(),
        }
    }
}

#[derive(Clone, Debug)]
struct Offer {
    number: u64,
    record: U256,
    owner: H160,
    price: u128,
    left: Option<u32>,
    /// How often the record had changed hands.
    moves: usize,
}

#[derive(Default)]
struct Model {
    works: Vec<Work>,
    moves: BTreeMap<U256, usize>,
    ledgers: BTreeMap<Key, Ledger>,
    offers: Vec<Offer>,
    licences: Vec<H160>,
    /// All that was paid out to each account, by sales, settlements and releases.
    income: BTreeMap<H160, u128>,
    owed: u128,
    /// Accounts that exist and take what they are paid.
    able: BTreeSet<H160>,
}

impl Model {
    fn work(&mut self, id: U256) -> &mut Work {
        self.works.iter_mut().find(|work| work.id == id).expect("the model knows its works")
    }

    fn due(&self, key: &Key, payee: H160, share: u16) -> u128 {
        let ledger = self.ledgers.get(key).cloned().unwrap_or_default();
        let released = ledger.released.get(&payee).copied().unwrap_or_default();
        part(ledger.received, share, ledger.parents_share) - released
    }

    fn pay(&mut self, key: &Key, payee: H160, amount: u128) {
        let ledger = self.ledgers.entry(*key).or_default();
        *ledger.released.entry(payee).or_default() += amount;
        *self.income.entry(payee).or_default() += amount;
        self.owed -= amount;
    }

    /// Money arrives in a record's ledger, and whoever can be paid is. Answers who got what.
    fn credit(&mut self, record: U256, amount: u128, now: u64) -> Vec<(H160, u128)> {
        let work = self.work(record);
        let (version, owner, parents_share) = (work.version(now), work.owner, work.parents_share());
        let payees = work.payees(version, owner);
        if parents_share > 0 {
            work.received += amount;
        }
        let key = (record, version, if version == 0 { owner } else { H160::zero() });
        let ledger = self.ledgers.entry(key).or_default();
        ledger.received += amount;
        ledger.parents_share = parents_share;
        let mut paid = Vec::new();
        for (payee, share) in payees {
            let due = self.due(&key, payee, share);
            if due > 0 && self.able.contains(&payee) {
                self.pay(&key, payee, due);
                paid.push((payee, due));
            }
        }
        paid
    }

    /// Every account of every ledger.
    fn accounts(&self) -> Vec<(Key, H160, u16)> {
        let mut accounts = Vec::new();
        for key in self.ledgers.keys() {
            let work = self.works.iter().find(|work| work.id == key.0).expect("the model knows its works");
            accounts.extend(work.payees(key.1, key.2).into_iter().map(|(payee, share)| (*key, payee, share)));
        }
        accounts
    }
}

// ------------------------------------------------------------------------------------ the life

struct Life<'a> {
    market: Market<'a>,
    chance: Chance,
    model: Model,
    actors: Vec<Account>,
    /// Everybody who can be in a split: the actors and some who never act.
    payees: Vec<H160>,
    newcomers: Vec<H160>,
    /// What those had before who never act.
    passive: Vec<H160>,
    holders: BTreeSet<H160>,
}

type Step = Result<(), Box<dyn std::error::Error>>;

impl<'a> Life<'a> {
    fn begin(chain: &'a mut chain::Chain, seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        let mut market = Market::open(chain)?;
        let actors: Vec<Account> = (0..8)
            .map(|number| {
                let name = format!("Actor {number}");
                if number % 3 == 2 { Account::substrate(&name) } else { Account::ethereum(&name) }
            })
            .collect();
        for actor in &actors {
            market.chain.endow(actor, 1_000_000 * TOKEN);
        }
        let takes = market.deploy(&evm::wallet(&Habit::Take))?;
        let reverts = market.deploy(&evm::wallet(&Habit::Revert(4)))?;
        let newcomers: Vec<H160> = (1..=3).map(H160::repeat_byte).collect();
        let mut able: BTreeSet<H160> = actors.iter().map(Account::address).collect();
        able.insert(takes);
        let passive = [&[takes, reverts], &newcomers[..]].concat();
        let payees = actors.iter().map(Account::address).chain(passive.iter().copied()).collect();
        let model = Model { able, ..Model::default() };
        let holders = actors.iter().map(Account::address).collect();
        Ok(Self { market, chance: Chance(seed), model, actors, payees, newcomers, passive, holders })
    }

    fn actor(&mut self) -> Account {
        self.actors[self.chance.below(self.actors.len())].clone()
    }

    fn account_of(&self, address: H160) -> Account {
        self.actors.iter().find(|actor| actor.address() == address).expect("owners are actors").clone()
    }

    fn step(&mut self) -> Step {
        match self.chance.below(100) {
            _ if self.model.works.len() < 3 => self.register(),
            0..10 => self.register(),
            10..20 => self.set_split(),
            20..35 => self.make_offer(),
            35..65 => self.buy(),
            65..70 => self.move_record(),
            70..77 => self.move_licence(),
            77..83 => {
                let seconds = [60, 3_600, DAY / 2, DAY][self.chance.below(4)];
                self.market.chain.advance_time(seconds);
                Ok(())
            }
            83..92 => self.settle(),
            _ => self.release(),
        }
    }

    fn register(&mut self) -> Step {
        let owner = self.actor();
        let count = self.chance.below(4).min(self.model.works.len());
        let mut parents = BTreeSet::new();
        for _ in 0..count {
            if let Some(parent) = self.chance.pick(&self.model.works) {
                parents.insert(parent.id);
            }
        }
        // Now and then the parents get all there is.
        let whole = [10_000, 3_000, 7][self.chance.below(3)];
        let shares = self.chance.shares(parents.len().max(1), whole);
        let parents: Vec<(U256, u16)> = parents.into_iter().zip(shares).collect();
        let id = self.market.child(&owner, &parents)?;
        let settled = vec![0; parents.len()];
        let owner = owner.address();
        self.model.works.push(Work {
            id,
            owner,
            parents,
            splits: Vec::new(),
            current: 0,
            next: None,
            received: 0,
            settled,
        });
        Ok(())
    }

    fn set_split(&mut self) -> Step {
        let Some(work) = self.chance.pick(&self.model.works).cloned() else { return Ok(()) };
        let count = 1 + self.chance.below(6);
        let mut accounts = BTreeSet::new();
        while accounts.len() < count {
            accounts.insert(self.payees[self.chance.below(self.payees.len())]);
        }
        let shares = self.chance.shares(count, 10_000);
        let payees: Vec<(H160, u16)> = accounts.into_iter().zip(shares).collect();
        let owner = self.account_of(work.owner);
        let now = self.market.chain.now();
        let version = self.market.split(&owner, work.id, &payees)?;
        let work = self.model.work(work.id);
        work.announce(payees, now);
        assert_eq!(version as usize, work.splits.len());
        Ok(())
    }

    fn make_offer(&mut self) -> Step {
        let Some(work) = self.chance.pick(&self.model.works).cloned() else { return Ok(()) };
        let price = match self.chance.below(6) {
            0 => 0,
            1 => 1 + u128::from(self.chance.number() % 9),
            2 => u128::from(self.chance.number()),
            _ => TOKEN / 1_000 * u128::from(1 + self.chance.number() % 50_000),
        };
        let supply = self.chance.below(8).saturating_sub(4) as u32;
        let owner = self.account_of(work.owner);
        let terms = self.market.terms()?;
        let new = NewOffer { record: work.id, terms, unit_price: price, supply, ..NewOffer::default() };
        let number = self.market.protocol.create_offer(self.market.chain, &owner, &new)?.value;
        assert_eq!(number as usize, self.model.offers.len() + 1);
        let moves = self.model.moves.get(&work.id).copied().unwrap_or_default();
        let left = (supply > 0).then_some(supply);
        self.model.offers.push(Offer { number, record: work.id, owner: work.owner, price, left, moves });
        Ok(())
    }

    fn buy(&mut self) -> Step {
        // Rather one of the later offers: they sell.
        let (count, back) = (self.model.offers.len(), 1 + self.chance.below(6));
        if count < back {
            return Ok(());
        }
        let offer = self.model.offers[count - back].clone();
        let mut buyer = self.actor();
        if !offer.price.is_multiple_of(chain::EVM_UNITS_PER_PLANCK) && !buyer.is_ethereum() {
            buyer = self.actors[0].clone();
        }
        let now = self.market.chain.now();
        let stale = offer.moves != self.model.moves.get(&offer.record).copied().unwrap_or_default();
        let sold_out = offer.left == Some(0);
        let quote = self.market.protocol.quote(self.market.chain, offer.number, buyer.address())?;
        let reason = if stale {
            3
        } else if sold_out {
            6
        } else {
            0
        };
        assert_eq!(quote, Offers::Quote { reason, total: if reason == 0 { offer.price } else { 0 } });
        if reason != 0 {
            self.market.refused(LicenceToken::OfferRefused { offer: offer.number, reason }, |market| {
                market.buy(&buyer, offer.number, offer.price)
            });
            return Ok(());
        }
        let (sale, paid) = self.market.paid_by(&buyer, |market| market.buy(&buyer, offer.number, offer.price))?;
        self.model.licences.push(buyer.address());
        assert_eq!(sale.value, U256::from(self.model.licences.len()));
        if let Some(left) = &mut self.model.offers[offer.number as usize - 1].left {
            *left -= 1;
        }
        let work = self.model.work(offer.record);
        let direct = work.version(now) == 0 && work.parents.is_empty();
        let expected = if offer.price == 0 {
            Vec::new()
        } else if direct {
            *self.model.income.entry(offer.owner).or_default() += offer.price;
            vec![(offer.owner, offer.price)]
        } else {
            self.model.owed += offer.price;
            self.model.credit(offer.record, offer.price, now)
        };
        if !direct {
            assert_eq!(releases(&sale), expected, "who was paid in the sale");
        }
        let back: u128 = expected.iter().filter(|(payee, _)| *payee == buyer.address()).map(|(_, sum)| sum).sum();
        assert_eq!(paid, market::signed(offer.price) - market::signed(back), "what the buyer paid");
        Ok(())
    }

    fn move_record(&mut self) -> Step {
        let Some(work) = self.chance.pick(&self.model.works).cloned() else { return Ok(()) };
        let (from, to) = (self.account_of(work.owner), self.actor().address());
        self.market.transfer(self.market.protocol.registry, &from, to, work.id)?;
        self.model.work(work.id).owner = to;
        *self.model.moves.entry(work.id).or_default() += 1;
        Ok(())
    }

    fn move_licence(&mut self) -> Step {
        if self.model.licences.is_empty() {
            return Ok(());
        }
        let position = self.chance.below(self.model.licences.len());
        let (from, to) = (self.account_of(self.model.licences[position]), self.actor().address());
        let id = U256::from(position + 1);
        self.market.transfer(self.market.protocol.licence_token, &from, to, id)?;
        self.model.licences[position] = to;
        Ok(())
    }

    fn settle(&mut self) -> Step {
        let children: Vec<Work> = self.model.works.iter().filter(|work| !work.parents.is_empty()).cloned().collect();
        let Some(child) = self.chance.pick(&children) else { return Ok(()) };
        let position = self.chance.below(child.parents.len());
        let (parent, share) = child.parents[position];
        let earned = child.received * u128::from(share) / 10_000;
        let due = earned - child.settled[position];
        let (who, now) = (self.actor(), self.market.chain.now());
        if due == 0 {
            self.market.refused(RoyaltySplitter::NothingDue {}, |market| {
                market.protocol.settle(market.chain, &who, child.id, parent)
            });
            return Ok(());
        }
        let done = self.market.protocol.settle(self.market.chain, &who, child.id, parent)?;
        assert_eq!(done.value, due);
        self.model.work(child.id).settled[position] = earned;
        assert_eq!(self.model.credit(parent, due, now), releases(&done));
        Ok(())
    }

    fn release(&mut self) -> Step {
        let accounts = self.model.accounts();
        // Rather one that has something due.
        let due: Vec<_> =
            accounts.iter().filter(|(key, payee, share)| self.model.due(key, *payee, *share) > 0).copied().collect();
        let from = if self.chance.below(4) == 0 { &accounts } else { &due };
        let Some((key, payee, share)) = self.chance.pick(from).copied() else { return Ok(()) };
        let due = self.model.due(&key, payee, share);
        let who = self.actor();
        let attempt = |market: &mut Market| market.protocol.release(market.chain, &who, key.0, (1, key.1), payee);
        if due == 0 {
            self.market.refused(RoyaltySplitter::NothingDue {}, attempt);
        } else if self.newcomers.contains(&payee) || self.model.able.contains(&payee) {
            assert_eq!(attempt(&mut self.market)?.value, due);
            self.model.able.insert(payee);
            self.model.pay(&key, payee, due);
        } else {
            let account = address(payee);
            self.market.refused(RoyaltySplitter::PaymentFailed { account }, attempt);
        }
        Ok(())
    }

    /// That the chain says what the model says.
    fn compare(&self) -> Step {
        let Market { chain, protocol, .. } = &self.market;
        self.market.owes(self.model.owed);
        for (key, payee, share) in self.model.accounts() {
            let ledger = &self.model.ledgers[&key];
            let earned = part(ledger.received, share, ledger.parents_share);
            let released = ledger.released.get(&payee).copied().unwrap_or_default();
            self.market.account(key.0, key.1, payee, [ledger.received, earned, released]);
        }
        for child in &self.model.works {
            for ((parent, share), released) in child.parents.iter().zip(&child.settled) {
                let earned = child.received * u128::from(*share) / 10_000;
                let found = protocol.parent_account(*chain, child.id, *parent)?;
                let released = *released;
                let due = earned - released;
                assert_eq!(found, Statements::Account { received: child.received, earned, released, due });
            }
        }
        for account in &self.passive {
            assert_eq!(chain.balance(*account), self.model.income.get(account).copied().unwrap_or_default());
        }
        let owners = self.model.works.iter().map(|work| work.owner).collect();
        self.compare_tokens(protocol.registry, owners)?;
        self.compare_tokens(protocol.licence_token, self.model.licences.clone())?;
        Ok(())
    }

    /// That each account has as many tokens as the model says, and that they are all.
    fn compare_tokens(&self, contract: H160, owners: Vec<H160>) -> Step {
        let mut sum = U256::ZERO;
        for holder in &self.holders {
            let owner = address(*holder);
            let balance = view(self.market.chain, contract, &ERC721::balanceOfCall { owner })?;
            assert_eq!(balance, U256::from(owners.iter().filter(|owner| *owner == holder).count()));
            sum += balance;
        }
        assert_eq!(self.market.protocol.total_supply(self.market.chain, contract)?, sum);
        assert_eq!(sum, U256::from(owners.len()));
        Ok(())
    }
}

/// Who was paid how much by the splitter, in order.
fn releases<T>(done: &Done<T>) -> Vec<(H160, u128)> {
    done.receipt
        .events
        .iter()
        .filter_map(event::<RoyaltySplitter::Released>)
        .map(|released| (H160(released.payee.into_array()), released.amount))
        .collect()
}

/// Says which life it was that failed.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("SEED={} is the life that failed", self.0);
        }
    }
}

fn seeds() -> Vec<u64> {
    match std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => vec![seed],
        None => SEEDS.to_vec(),
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s1_s2_s3_l1_the_books_are_right_whatever_happens() -> Outcome {
    for number in seeds() {
        let seed = Seed(number);
        let mut chain = chain::Chain::new();
        let mut life = Life::begin(&mut chain, number)?;
        for step in 0..STEPS {
            life.step().map_err(|error| format!("SEED={number}, step {step}: {error}"))?;
            life.compare().map_err(|error| format!("SEED={number}, step {step}: {error}"))?;
        }
        drop(seed);
        // Something did happen.
        let Model { licences, works, ledgers, .. } = &life.model;
        let happened = [licences.len(), works.len(), ledgers.len()];
        assert!(happened.iter().all(|count| *count > 5), "an idle life: {happened:?}");
    }
    Ok(())
}
