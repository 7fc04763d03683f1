//! Challenges, and what was held meanwhile.

use crate::{
    life::{Life, Outcome, Verdict},
    model::{Destination, HELD, Key, NET, Standing, signed},
};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolCall;
use chain::{Account, H160};
use rules::limits::{ANSWER_WINDOW, DECISION_WINDOW};
use scenarios::lives::Chance;
use std::collections::BTreeMap;
use story::{
    abi::{Arbitration, RoyaltySplitter, Settlements},
    calls::{Done, address},
};

/// What a first challenge costs: see [`crate::market::Market::with_arbiter`].
const BOND: u128 = chain::TOKEN;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Answered,
    Rejected,
    Won,
    Ended,
    Returned,
}

#[derive(Clone, Debug)]
struct Challenge {
    record: U256,
    generation: u32,
    challenger: H160,
    bond: u128,
    opened_at: u64,
    state: State,
}

/// How a decision ended a generation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    pub(crate) winner: H160,
    pub(crate) struck: bool,
}

/// All challenges, and what became of the bonds.
#[derive(Clone, Default)]
pub(crate) struct Disputes {
    challenges: Vec<Challenge>,
    ends: BTreeMap<(U256, u32), End>,
    lost: BTreeMap<(U256, H160), u32>,
    credits: BTreeMap<H160, u128>,
}

impl Disputes {
    /// How a generation ended, if it has.
    pub(crate) fn ended(&self, record: U256, generation: u32) -> Option<End> {
        self.ends.get(&(record, generation)).copied()
    }

    /// How many challenges of a generation are undecided.
    pub(crate) fn open(&self, record: U256, generation: u32) -> usize {
        let undecided = |challenge: &&Challenge| {
            (challenge.record, challenge.generation) == (record, generation)
                && matches!(challenge.state, State::Open | State::Answered)
        };
        self.challenges.iter().filter(undecided).count()
    }

    fn bond(&self, record: U256, who: H160) -> u128 {
        BOND << self.lost.get(&(record, who)).copied().unwrap_or_default().min(3)
    }
}

impl Life<'_> {
    fn arbitrate<C: SolCall>(
        &mut self,
        who: &Account,
        call: &C,
        value: u128,
        allowed: bool,
    ) -> Outcome<Option<Done<C::Return>>> {
        let arbitration = self.market.protocol.arbitration;
        self.attempt(who, arbitration, call, value, if allowed { &Verdict::Done } else { &Verdict::Fails })
    }

    /// Somebody challenges a record.
    pub(crate) fn challenge(&mut self, chance: &mut Chance) -> Outcome {
        let (who, work) = (self.somebody(chance), self.some_work(chance));
        self.open_challenge(&who, work.id)
    }

    pub(crate) fn open_challenge(&mut self, who: &Account, record: U256) -> Outcome {
        self.say(format!("challenge of {record:x} by {}", who.name()));
        let work = self.model.work(record)?.clone();
        let bond = self.disputes.bond(record, who.address());
        let evidence = keccak256((self.disputes.challenges.len() as u64).to_be_bytes());
        let opened_at = self.now();
        let call = Arbitration::openChallengeCall { record, evidence };
        let allowed = work.standing != Standing::Struck;
        if self.arbitrate(who, &call, bond, allowed)?.is_none() {
            return Ok(());
        }
        let arbitration = self.market.protocol.arbitration;
        self.model.flow(0, who.address(), arbitration, bond);
        self.model.work_mut(record)?.standing = Standing::Challenged;
        self.disputes.challenges.push(Challenge {
            record,
            generation: work.generation,
            challenger: who.address(),
            bond,
            opened_at,
            state: State::Open,
        });
        Ok(())
    }

    fn some_challenge(&self, chance: &mut Chance) -> Option<(usize, Challenge)> {
        let challenges = &self.disputes.challenges;
        let undecided: Vec<usize> = (0..challenges.len())
            .filter(|place| matches!(challenges[*place].state, State::Open | State::Answered))
            .collect();
        let all: Vec<usize> = (0..challenges.len()).collect();
        let any = undecided.is_empty() || chance.once_in(8);
        let place = chance.pick(if any { &all } else { &undecided })?;
        Some((place, challenges[place].clone()))
    }

    /// The challenges that can be decided now.
    fn ripe(&self, now: u64) -> Vec<usize> {
        let challenges = self.disputes.challenges.iter().enumerate();
        let is_ripe = |challenge: &Challenge| match challenge.state {
            State::Open => now >= challenge.opened_at + ANSWER_WINDOW,
            State::Answered => true,
            _ => false,
        };
        challenges.filter(|(_, challenge)| is_ripe(challenge)).map(|(place, _)| place).collect()
    }

    /// An owner answers.
    pub(crate) fn answer(&mut self, chance: &mut Chance) -> Outcome {
        let Some((place, challenge)) = self.some_challenge(chance) else { return Ok(()) };
        let owner = self.model.work(challenge.record)?.owner;
        let who = if chance.once_in(5) { Some(self.somebody(chance)) } else { self.cast.person(owner) };
        let Some(who) = who else { return Ok(()) };
        self.say(format!("answer to challenge {} by {}", place + 1, who.name()));
        let in_time = self.now() < challenge.opened_at + ANSWER_WINDOW;
        let allowed = challenge.state == State::Open && in_time && who.address() == owner;
        let call = Arbitration::answerChallengeCall { challenge: place as u64 + 1, answer: B256::repeat_byte(7) };
        if self.arbitrate(&who, &call, 0, allowed)?.is_some() {
            self.disputes.challenges[place].state = State::Answered;
        }
        Ok(())
    }

    /// The arbiter decides, or somebody who is none.
    pub(crate) fn decide(&mut self, chance: &mut Chance) -> Outcome {
        let ripe = self.ripe(self.now());
        let some = if chance.once_in(6) { None } else { chance.pick(&ripe) };
        let some = some.map(|place| (place, self.disputes.challenges[place].clone()));
        let Some((place, challenge)) = some.or_else(|| self.some_challenge(chance)) else { return Ok(()) };
        let decision = [0, 0, 0, 1, 1, 2][chance.below(6)];
        let who = if chance.once_in(10) { self.somebody(chance) } else { self.cast.arbiter.clone() };
        self.say(format!("decision {decision} on challenge {} by {}", place + 1, who.name()));
        let (now, answer_until) = (self.now(), challenge.opened_at + ANSWER_WINDOW);
        let allowed = who.address() == self.cast.arbiter.address()
            && matches!(challenge.state, State::Open | State::Answered)
            && now < answer_until + DECISION_WINDOW
            && (challenge.state == State::Answered || now >= answer_until);
        let call = Arbitration::decideChallengeCall { challenge: place as u64 + 1, decision, heir: Address::ZERO };
        if self.arbitrate(&who, &call, 0, allowed)?.is_none() {
            return Ok(());
        }
        if decision == 0 { self.is_rejected(place) } else { self.is_won(place, decision == 2) }
    }

    fn is_rejected(&mut self, place: usize) -> Outcome {
        let Challenge { record, generation, challenger, bond, .. } = self.disputes.challenges[place].clone();
        self.disputes.challenges[place].state = State::Rejected;
        *self.disputes.lost.entry((record, challenger)).or_default() += 1;
        let open = self.disputes.open(record, generation);
        let work = self.model.work_mut(record)?;
        *self.disputes.credits.entry(work.owner).or_default() += bond / 2;
        if open == 0 {
            work.standing = Standing::Clear;
        }
        Ok(())
    }

    fn is_won(&mut self, place: usize, struck: bool) -> Outcome {
        let Challenge { record, generation, challenger, bond, .. } = self.disputes.challenges[place].clone();
        for other in self.disputes.challenges.iter_mut() {
            if other.record == record && matches!(other.state, State::Open | State::Answered) {
                other.state = State::Ended;
            }
        }
        self.disputes.challenges[place].state = State::Won;
        *self.disputes.credits.entry(challenger).or_default() += bond;
        self.disputes.ends.insert((record, generation), End { winner: challenger, struck });
        let work = self.model.work_mut(record)?;
        if struck {
            work.standing = Standing::Struck;
        } else {
            (work.owner, work.standing) = (challenger, Standing::Clear);
            (work.generation, work.epoch) = (generation + 1, work.epoch + 1);
        }
        Ok(())
    }

    /// Anyone says that the arbiter let the deadline pass, has a bond given back, or a credit
    /// paid.
    pub(crate) fn bonds(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        if chance.once_in(3) {
            return self.collect(&who, chance);
        }
        let expires = chance.once_in(2);
        let Some((place, Challenge { challenger, bond, opened_at, state, .. })) = self.some_challenge(chance) else {
            return Ok(());
        };
        let challenge = place as u64 + 1;
        if expires {
            self.say(format!("expiry of challenge {challenge}"));
            let late = self.now() >= opened_at + ANSWER_WINDOW + DECISION_WINDOW;
            let allowed = late && matches!(state, State::Open | State::Answered);
            if self.arbitrate(&who, &Arbitration::expireChallengeCall { challenge }, 0, allowed)?.is_some() {
                self.is_rejected(place)?;
            }
            return Ok(());
        }
        self.say(format!("reclaim of the bond of challenge {challenge}"));
        let call = Arbitration::reclaimBondCall { challenge };
        if self.arbitrate(&who, &call, 0, state == State::Ended)?.is_some() {
            self.disputes.challenges[place].state = State::Returned;
            *self.disputes.credits.entry(challenger).or_default() += bond;
        }
        Ok(())
    }

    fn collect(&mut self, who: &Account, chance: &mut Chance) -> Outcome {
        let credited: Vec<H160> = self.disputes.credits.keys().copied().collect();
        let credited = if chance.once_in(4) { None } else { chance.pick(&credited) };
        // Only people: ours cannot be paid.
        let account = credited.filter(|account| self.cast.person(*account).is_some());
        let account = account.unwrap_or_else(|| self.somebody(chance).address());
        let due = self.disputes.credits.remove(&account).unwrap_or_default();
        self.say(format!("collect {due} of {}", self.cast.name(account)));
        let call = Arbitration::collectCall { account: address(account) };
        let done = self.arbitrate(who, &call, 0, due > 0)?;
        if done.is_some_and(|done| done.value != due) {
            return Err("another credit".into());
        }
        let arbitration = self.market.protocol.arbitration;
        self.model.gain(0, arbitration, -signed(due));
        self.model.gain(0, account, signed(due));
        Ok(())
    }

    /// Anyone moves what was held to where it belongs.
    pub(crate) fn move_held(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let held: Vec<Key> = self.model.ledgers.keys().filter(|key| key.version & HELD != 0).copied().collect();
        let full: Vec<Key> = held.iter().filter(|key| self.model.kept_back(key) > 0).copied().collect();
        let from = if full.is_empty() || chance.once_in(6) { &held } else { &full };
        let any = self.some_work(chance);
        let nothing = Key::new(any.id, any.generation, HELD, any.owner, 0);
        let key = chance.pick(from).unwrap_or(nothing);
        self.move_held_ledger(&who, key)
    }

    pub(crate) fn move_held_ledger(&mut self, who: &Account, key: Key) -> Outcome {
        self.say(format!("moveHeld of {key:?}"));
        let Key { record, generation, owner, currency, .. } = key;
        let ended = self.disputes.ended(record, generation);
        let amount = self.model.kept_back(&key);
        let verdict = if ended.is_none() && self.disputes.open(record, generation) > 0 {
            Verdict::refused(Settlements::ChallengeOpen { record })
        } else if amount == 0 {
            Verdict::refused(RoyaltySplitter::NothingDue {})
        } else {
            Verdict::Done
        };
        let version = key.split_version();
        let (owner, token) = (address(owner), self.token(currency));
        let call = Settlements::moveHeldCall { record, generation, version, owner, currency: token };
        let settlements = self.market.protocol.settlements;
        let Some(done) = self.attempt(who, settlements, &call, 0, &verdict)? else { return Ok(()) };
        self.model.take_all(&key);
        let to = match ended {
            Some(end) => Destination { key: Key::new(record, generation, NET, end.winner, currency), parents_share: 0 },
            None => Destination {
                key: Key::new(record, generation, version, key.owner, currency),
                parents_share: self.model.work(record)?.parents_share(),
            },
        };
        if done.value != amount {
            return Err(format!("{} moved in place of {amount}", done.value));
        }
        self.credit(&to, amount, (H160::zero(), 0), true, &done.receipt)
    }
}
