//! Random disputes, each step compared with a model in plain Rust and with a replay of the events.
//!
//! `SEED=7 cargo test -p scenarios --test challenges model` lives one life again.

use crate::court::{BOND, Court, DAY, decision, evidence, transfer, windows};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use chain::{Account, Receipt, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{
    challenge::{Decision, State},
    standing::Standing,
};
use scenarios::World;
use std::collections::{BTreeMap, BTreeSet};
use story::{
    abi::{Arbitration, ProvenanceRegistry as Registry},
    calls::{Done, address, event, send},
};

/// The lives that are always lived.
const SEEDS: [u64; 3] = [1, 7, 2_026];

/// How much happens in one.
const STEPS: usize = 140;

/// The splitmix64 generator: enough chance for a test, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((number ^ (number >> 31)) % bound as u64) as usize
    }
}

// ----------------------------------------------------------------------------------- the model

#[derive(Clone, Debug, PartialEq)]
struct Dispute {
    record: U256,
    generation: u32,
    challenger: Address,
    evidence: u64,
    answered: bool,
    bond: u128,
    opened_at: u64,
    state: State,
}

#[derive(Clone, Debug)]
struct Work {
    owner: Address,
    generation: u32,
    struck: bool,
    /// Who won each generation that ended, and when.
    ended: BTreeMap<u32, (u64, Address)>,
}

#[derive(Default)]
struct Model {
    works: BTreeMap<U256, Work>,
    disputes: Vec<Dispute>,
    lost: BTreeMap<(U256, Address), u32>,
    used: BTreeSet<(U256, u64)>,
    credits: BTreeMap<Address, u128>,
    burned: u128,
}

impl Model {
    fn bond(&self, record: U256, who: Address) -> u128 {
        BOND << self.lost.get(&(record, who)).copied().unwrap_or_default().min(3)
    }

    fn open(&self, record: U256, generation: u32) -> u32 {
        let undecided = |dispute: &&Dispute| {
            dispute.record == record && dispute.generation == generation && dispute.state.is_undecided()
        };
        self.disputes.iter().filter(undecided).count() as u32
    }

    /// Bonds that somebody can still get, and credits.
    fn owed(&self) -> u128 {
        let held = |state: State| state.is_undecided() || state == State::Ended;
        let bonds = self.disputes.iter().filter(|dispute| held(dispute.state)).map(|dispute| dispute.bond);
        bonds.sum::<u128>() + self.credits.values().sum::<u128>()
    }

    fn credit(&mut self, who: Address, amount: u128) {
        *self.credits.entry(who).or_default() += amount;
    }

    fn reject(&mut self, position: usize) {
        let Dispute { record, challenger, bond, .. } = self.disputes[position];
        self.disputes[position].state = State::Rejected;
        *self.lost.entry((record, challenger)).or_default() += 1;
        self.credit(self.works[&record].owner, bond / 2);
        self.burned += bond - bond / 2;
    }

    fn win(&mut self, position: usize, decided: Decision, now: u64) {
        let Dispute { record, generation, challenger, bond, .. } = self.disputes[position];
        for other in self.disputes.iter_mut().filter(|other| other.record == record && other.state.is_undecided()) {
            other.state = State::Ended;
        }
        self.credit(challenger, bond);
        let work = self.works.get_mut(&record).expect("the model knows its works");
        work.ended.insert(generation, (now, challenger));
        if decided == Decision::Pass {
            self.disputes[position].state = State::Passed;
            (work.owner, work.generation) = (challenger, generation + 1);
        } else {
            self.disputes[position].state = State::Struck;
            work.struck = true;
        }
    }

    fn standing(&self, record: U256) -> Standing {
        let work = &self.works[&record];
        match (work.struck, self.open(record, work.generation)) {
            (true, _) => Standing::Struck,
            (false, 0) => Standing::Clear,
            (false, _) => Standing::Challenged,
        }
    }
}

// ----------------------------------------------------------------------------------- the replay

/// What the events alone say.
#[derive(Default)]
struct Replay {
    disputes: BTreeMap<u64, Dispute>,
    ended: BTreeMap<(U256, u32), (u64, Address)>,
    credits: BTreeMap<Address, u128>,
    standings: BTreeMap<U256, u8>,
    burned: u128,
}

impl Replay {
    fn take(&mut self, receipt: &Receipt) {
        for log in &receipt.events {
            if let Some(opened) = event::<Arbitration::ChallengeOpened>(log) {
                let number = (0..1_000).find(|number| evidence(*number) == opened.evidence).expect("ours");
                let dispute = Dispute {
                    record: opened.record,
                    generation: opened.generation,
                    challenger: opened.challenger,
                    evidence: number,
                    answered: false,
                    bond: opened.bond,
                    opened_at: receipt.timestamp,
                    state: State::Open,
                };
                assert_eq!((opened.answerUntil, opened.decideUntil), windows(receipt.timestamp));
                self.disputes.insert(opened.challenge, dispute);
            }
            if let Some(answered) = event::<Arbitration::ChallengeAnswered>(log) {
                let dispute = self.disputes.get_mut(&answered.challenge).expect("it was opened");
                (dispute.answered, dispute.state) = (true, State::Answered);
            }
            if let Some(closed) = event::<Arbitration::ChallengeClosed>(log) {
                let state = State::from_number(closed.state).expect("a state");
                let dispute = self.disputes.get_mut(&closed.challenge).expect("it was opened");
                dispute.state = state;
                let Dispute { record, generation, challenger, .. } = *dispute;
                self.burned += closed.burned;
                if matches!(state, State::Passed | State::Struck) {
                    self.ended.insert((record, generation), (receipt.timestamp, challenger));
                    for other in self.disputes.values_mut() {
                        if (other.record, other.generation) == (record, generation) && other.state.is_undecided() {
                            other.state = State::Ended;
                        }
                    }
                }
            }
            if let Some(credited) = event::<Arbitration::Credited>(log) {
                *self.credits.entry(credited.account).or_default() += credited.amount;
            }
            if let Some(collected) = event::<Arbitration::Collected>(log) {
                let credit = self.credits.insert(collected.account, 0);
                assert_eq!(credit, Some(collected.amount), "all that was due");
            }
            if let Some(changed) = event::<Registry::StandingChanged>(log) {
                self.standings.insert(changed.record, [9, 1, 0, 0, 2][usize::from(changed.change)]);
            }
        }
    }
}

// ------------------------------------------------------------------------------------- the life

struct Life<'a> {
    court: Court<'a>,
    chance: Chance,
    model: Model,
    replay: Replay,
    actors: Vec<Account>,
    /// What was done, and what was refused.
    done: usize,
    refused: usize,
}

impl<'a> Life<'a> {
    fn begin(chain: &'a mut chain::Chain, seed: u64) -> Self {
        let (mut court, _) = Court::sits(chain);
        let actors: Vec<Account> = (0..4).map(|number| Account::ethereum(&format!("Actor {number}"))).collect();
        for actor in &actors {
            court.chain.endow(actor, 1_000_000 * TOKEN);
        }
        let mut model = Model::default();
        for number in 0..3 {
            let owner = &actors[number % 2];
            let record = court.work(owner, number as u64);
            court.offer(owner, record, TOKEN);
            let owner = address(owner.address());
            model.works.insert(record, Work { owner, generation: 1, struck: false, ended: BTreeMap::new() });
        }
        Self { court, chance: Chance(seed), model, replay: Replay::default(), actors, done: 0, refused: 0 }
    }

    fn actor(&mut self) -> Account {
        self.actors[self.chance.below(self.actors.len())].clone()
    }

    fn record(&mut self) -> U256 {
        let position = self.chance.below(self.model.works.len());
        *self.model.works.keys().nth(position).expect("there are works")
    }

    /// One of the later challenges, if there is any.
    fn dispute(&mut self) -> Option<(u64, usize)> {
        let count = self.model.disputes.len();
        let position = count.checked_sub(1 + self.chance.below(7.min(count.max(1))))?;
        Some((position as u64 + 1, position))
    }

    /// Sends what the model expects to be done (true) or refused (false).
    fn attempt<C: SolCall>(&mut self, who: &Account, call: &C, value: u128, expected: bool) -> Option<Done<C::Return>> {
        let to = self.court.protocol.arbitration;
        if !expected {
            self.court.refused_raw(who, to, call.abi_encode(), value);
            self.refused += 1;
            return None;
        }
        let World { chain, .. } = &mut self.court.world;
        let done = send(*chain, who, to, call, value).unwrap_or_else(|refused| panic!("{refused}"));
        self.replay.take(&done.receipt);
        self.done += 1;
        Some(done)
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..30 => self.open(),
            30..42 => self.answer(),
            42..62 => self.decide(),
            62..70 => self.expire(),
            70..78 => self.reclaim(),
            78..84 => self.collect(),
            84..88 => self.transfer(),
            _ => {
                let seconds = [60, DAY, 4 * DAY, 8 * DAY, 31 * DAY][self.chance.below(5)];
                self.court.chain.advance_time(seconds);
            }
        }
    }

    fn open(&mut self) {
        let (who, record, number) = (self.actor(), self.record(), self.chance.below(300) as u64);
        let challenger = address(who.address());
        let bond = self.model.bond(record, challenger);
        let value = if self.chance.below(8) == 0 { bond - 1 } else { bond };
        let work = self.model.works[&record].clone();
        let expected = !work.struck && value == bond && !self.model.used.contains(&(record, number));
        let (call, opened_at) = (crate::court::opening(record, number), self.court.chain.now());
        let Some(done) = self.attempt(&who, &call, value, expected) else { return };
        self.model.used.insert((record, number));
        self.model.disputes.push(Dispute {
            record,
            generation: work.generation,
            challenger,
            evidence: number,
            answered: false,
            bond,
            opened_at,
            state: State::Open,
        });
        assert_eq!(done.value, self.model.disputes.len() as u64);
    }

    fn answer(&mut self) {
        let Some((challenge, position)) = self.dispute() else { return };
        let dispute = self.model.disputes[position].clone();
        let owner = self.model.works[&dispute.record].owner;
        let who = if self.chance.below(4) == 0 {
            self.actor()
        } else {
            self.actors.iter().find(|actor| address(actor.address()) == owner).expect("owners are actors").clone()
        };
        let in_time = self.court.chain.now() < windows(dispute.opened_at).0;
        let expected = dispute.state == State::Open && in_time && address(who.address()) == owner;
        let call = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(7) };
        if self.attempt(&who, &call, 0, expected).is_some() {
            (self.model.disputes[position].state, self.model.disputes[position].answered) = (State::Answered, true);
        }
    }

    fn decide(&mut self) {
        let Some((challenge, position)) = self.dispute() else { return };
        let dispute = self.model.disputes[position].clone();
        // Rather a rejection, and seldom a strike: it leaves nothing to dispute.
        let decided = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2][self.chance.below(10)];
        let decided = Decision::from_number(decided).expect("a decision");
        let who = if self.chance.below(8) == 0 { self.actor() } else { self.court.arbiter.clone() };
        let (now, (answer_until, decide_until)) = (self.court.chain.now(), windows(dispute.opened_at));
        let expected = who.address() == self.court.arbiter.address()
            && dispute.state.is_undecided()
            && now < decide_until
            && (dispute.state == State::Answered || now >= answer_until);
        if self.attempt(&who, &decision(challenge, decided, Address::ZERO), 0, expected).is_none() {
            return;
        }
        match decided {
            Decision::Reject => self.model.reject(position),
            Decision::Pass | Decision::Strike => self.model.win(position, decided, now),
        }
    }

    fn expire(&mut self) {
        let Some((challenge, position)) = self.dispute() else { return };
        let dispute = self.model.disputes[position].clone();
        let late = self.court.chain.now() >= windows(dispute.opened_at).1;
        let (who, expected) = (self.actor(), dispute.state.is_undecided() && late);
        if self.attempt(&who, &Arbitration::expireChallengeCall { challenge }, 0, expected).is_some() {
            self.model.reject(position);
        }
    }

    fn reclaim(&mut self) {
        let ended = self.model.disputes.iter().position(|dispute| dispute.state == State::Ended);
        let Some((challenge, position)) =
            ended.map(|position| (position as u64 + 1, position)).or_else(|| self.dispute())
        else {
            return;
        };
        let Dispute { challenger, bond, state, .. } = self.model.disputes[position];
        let who = self.actor();
        let call = Arbitration::reclaimBondCall { challenge };
        if self.attempt(&who, &call, 0, state == State::Ended).is_some() {
            self.model.disputes[position].state = State::Returned;
            self.model.credit(challenger, bond);
        }
    }

    fn collect(&mut self) {
        let (who, account) = (self.actor(), self.actor());
        let before = self.court.wealth(&account);
        let due = self.model.credits.get(&address(account.address())).copied().unwrap_or_default();
        let call = Arbitration::collectCall { account: address(account.address()) };
        if let Some(done) = self.attempt(&who, &call, 0, due > 0) {
            assert_eq!(done.value, due);
            self.model.credits.insert(address(account.address()), 0);
            let fee = if who.address() == account.address() {
                done.receipt.fee_in_evm_units().wrapping_add_signed(done.receipt.deposit_in_evm_units())
            } else {
                0
            };
            assert_eq!(self.court.wealth(&account), before + due - fee);
        }
    }

    /// The owner sells the record, challenged or not.
    fn transfer(&mut self) {
        let (record, to) = (self.record(), self.actor());
        let work = self.model.works[&record].clone();
        let from = self.actors.iter().find(|actor| address(actor.address()) == work.owner).expect("owners are actors");
        let (from, registry) = (from.clone(), self.court.protocol.registry);
        let call = transfer(&from, &to, record);
        if work.struck {
            self.court.refused(&from, registry, &call, Registry::RecordStruck { record });
            return;
        }
        let done = self.court.send(&from, registry, &call);
        self.replay.take(&done.receipt);
        self.model.works.get_mut(&record).expect("it is there").owner = address(to.address());
    }

    /// That the views say what the model says, and the events what both say.
    fn compare(&self) {
        let Self { court, model, replay, .. } = self;
        court.owes(model.owed(), model.burned);
        assert_eq!(replay.burned, model.burned);
        let arbitration = court.protocol.arbitration;
        assert_eq!(court.view(arbitration, &Arbitration::challengesCall {}), model.disputes.len() as u64);
        for (number, dispute) in (1..).zip(&model.disputes) {
            let expected = Arbitration::Challenge {
                record: dispute.record,
                generation: dispute.generation,
                challenger: dispute.challenger,
                evidence: evidence(dispute.evidence),
                answer: if dispute.answered { B256::repeat_byte(7) } else { B256::ZERO },
                bond: dispute.bond,
                openedAt: dispute.opened_at,
                state: dispute.state as u8,
            };
            assert_eq!(court.challenge_of(number), expected, "challenge {number}");
            assert_eq!(replay.disputes.get(&number), Some(dispute), "the events of challenge {number}");
        }
        for (record, work) in &model.works {
            let (record, found) = (*record, court.record(*record));
            let standing = model.standing(record) as u8;
            assert_eq!((found.owner, found.generation, found.standing), (work.owner, work.generation, standing));
            assert_eq!(court.sale_state(record).facts.standing, standing);
            assert_eq!(replay.standings.get(&record).copied().unwrap_or_default(), standing);
            for generation in 1..=work.generation {
                let (ended_at, winner) = work.ended.get(&generation).copied().unwrap_or_default();
                let open = if ended_at == 0 { model.open(record, generation) } else { 0 };
                let found = court.outcome(record, generation);
                assert_eq!((found.open, found.endedAt, found.winner), (open, ended_at, winner));
                // A struck record has no further generation, unless its heir registers it.
                let struck = generation == work.generation && standing == Standing::Struck as u8;
                assert_eq!(found.struck && generation == work.generation, struck);
                assert_eq!(replay.ended.get(&(record, generation)).copied().unwrap_or_default(), (ended_at, winner));
            }
            for actor in &self.actors {
                assert_eq!(court.bond_of(record, actor), model.bond(record, address(actor.address())));
            }
        }
        for actor in &self.actors {
            let who = address(actor.address());
            let credit = model.credits.get(&who).copied().unwrap_or_default();
            assert_eq!(court.credit(actor), credit);
            assert_eq!(replay.credits.get(&who).copied().unwrap_or_default(), credit);
        }
    }
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

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s1_s2_x5_x6_disputes_are_what_the_model_and_the_events_say() {
    let seeds = match std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => vec![seed],
        None => SEEDS.to_vec(),
    };
    for number in seeds {
        let seed = Seed(number);
        let mut chain = chain::Chain::new();
        let mut life = Life::begin(&mut chain, number);
        for _ in 0..STEPS {
            life.step();
            life.compare();
        }
        drop(seed);
        // Something did happen.
        let states: BTreeSet<u8> = life.model.disputes.iter().map(|dispute| dispute.state as u8).collect();
        let happened = (life.done, life.refused, states.len());
        assert!(happened.0 > 30 && happened.1 > 10 && happened.2 > 3, "an idle life: {happened:?}");
        drop(life);
    }
    drop(client);
}
