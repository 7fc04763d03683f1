//! Challenges and their bonds.

use crate::{
    life::{Chance, Expect, Life, Outcome, payable},
    tale::{ToldChallenge, is_open},
};
use alloy_primitives::{Address, B256, U256, keccak256};
use chain::H160;
use rules::{
    challenge::State,
    limits::{ANSWER_WINDOW, DECISION_WINDOW},
};
use scenarios::BOND;
use story::{
    abi::Arbitration,
    calls::{address, h160},
};

impl Life<'_> {
    /// Somebody challenges a record with the bond that it costs by our own reckoning, or a unit more.
    pub(crate) fn challenge(&mut self, chance: &mut Chance) -> Outcome {
        let challenged: Vec<U256> =
            self.tale.order.iter().filter(|record| self.standing(**record) == 1).copied().collect();
        let again = chance.pick(&challenged).filter(|_| chance.once_in(2));
        let (record, who) = (again.unwrap_or_else(|| self.some_record(chance)), self.somebody(chance));
        let cost = self.bond_of(record, who.address);
        let more = chance.once_in(8);
        let value = payable(&who.signer, cost) + if more { chain::EVM_UNITS_PER_PLANCK } else { 0 };
        let repeated = chance.once_in(10) && !self.tale.challenges.is_empty();
        let number = if repeated { 0 } else { self.tale.challenges.len() as u64 };
        let evidence = keccak256(number.to_be_bytes());
        // Two at a time end together.
        if again.is_none() && chance.once_in(3) {
            let other = self.base.people[4].clone();
            let evidence = keccak256((1_000 + self.tale.challenges.len() as u64).to_be_bytes());
            let call = Arbitration::openChallengeCall { record, evidence };
            let cost = self.bond_of(record, other.address);
            self.attempt(&other, self.base.protocol.arbitration, &call, cost, Expect::Any)?;
        }
        self.say(format!("challenge of {record:x} by {} at {value}", who.name));
        let wrong = more || self.is_provisional(record) || self.standing(record) == 2;
        let expect = if repeated { Expect::Any } else { Expect::Done };
        let call = Arbitration::openChallengeCall { record, evidence };
        let done = self.attempt(&who, self.base.protocol.arbitration, &call, value, Expect::unless(wrong, expect))?;
        // What comes in now is held.
        if done.is_some() && chance.once_in(2) {
            self.deposit(chance)?;
        }
        Ok(())
    }

    /// What a challenge costs somebody, by our own reckoning.
    fn bond_of(&self, record: U256, who: H160) -> u128 {
        let lost = |challenge: &&ToldChallenge| {
            challenge.record == record
                && challenge.challenger == address(who)
                && challenge.state == State::Rejected as u8
        };
        let lost = self.tale.challenges.iter().filter(lost).count() as u32;
        BOND << lost.min(3)
    }

    /// A challenge, rather one that is undecided.
    fn some_challenge(&self, chance: &mut Chance) -> Option<(u64, ToldChallenge, u64)> {
        let all: Vec<usize> = (0..self.tale.challenges.len()).collect();
        let open: Vec<usize> =
            all.iter().filter(|place| is_open(self.tale.challenges[**place].state)).copied().collect();
        let any = open.is_empty() || chance.once_in(8);
        let place = chance.pick(if any { &all } else { &open })?;
        let opened_at = self.seen.challenges[place].openedAt;
        Some((place as u64 + 1, self.tale.challenges[place].clone(), opened_at))
    }

    /// An owner answers, or somebody else does.
    pub(crate) fn answer(&mut self, chance: &mut Chance) -> Outcome {
        let Some((challenge, told, opened_at)) = self.some_challenge(chance) else { return self.challenge(chance) };
        let owner = self.owner(told.record);
        let who = self.by(chance, owner);
        self.say(format!("answer to {challenge} by {}", who.name));
        let wrong = told.state != State::Open as u8 || who.address != owner || self.now() >= opened_at + ANSWER_WINDOW;
        let call = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(7) };
        self.attempt(&who, self.base.protocol.arbitration, &call, 0, Expect::unless(wrong, Expect::Done))?;
        Ok(())
    }

    /// The arbiter decides, at an edge of the window perhaps; or somebody else would like to.
    pub(crate) fn decide(&mut self, chance: &mut Chance) -> Outcome {
        let Some((challenge, told, opened_at)) = self.some_challenge(chance) else { return self.challenge(chance) };
        let answer_until = opened_at + ANSWER_WINDOW;
        if told.state == State::Open as u8 && !chance.once_in(4) {
            self.wait_until(answer_until - u64::from(chance.once_in(6)));
        }
        let decision = [0, 0, 1, 1, 2, 2, 3][chance.below(7)];
        let heir = match decision {
            2 => address(self.somebody(chance).address),
            _ if chance.once_in(10) => address(self.somebody(chance).address),
            _ => Address::ZERO,
        };
        let who = if chance.once_in(6) { self.by(chance, h160(told.challenger)) } else { self.base.arbiter.clone() };
        self.say(format!("decision {decision} on {challenge} by {}", who.name));
        let now = self.now();
        let ripe = told.state == State::Answered as u8 || now >= answer_until;
        let in_time = ripe && now < answer_until + DECISION_WINDOW;
        let right = is_open(told.state) && in_time && who.address == self.base.arbiter.address && decision < 3;
        let wrong = !right || (decision != 2 && !heir.is_zero());
        let call = Arbitration::decideChallengeCall { challenge, decision, heir };
        let done = self.attempt(&who, self.base.protocol.arbitration, &call, 0, Expect::unless(wrong, Expect::Done))?;
        // What was held can move now, and the bonds of those that ended with it.
        if done.is_some() && !chance.once_in(3) {
            self.move_held(chance)?;
            self.reclaim(chance)?;
        }
        Ok(())
    }

    /// Anyone expires a challenge, reclaims a bond, or has a credit paid.
    pub(crate) fn bonds(&mut self, chance: &mut Chance) -> Outcome {
        let who = if chance.once_in(2) { self.base.stranger.clone() } else { self.somebody(chance) };
        let arbitration = self.base.protocol.arbitration;
        if chance.once_in(3) {
            let credited: Vec<Address> =
                self.tale.credits.iter().filter(|(_, due)| **due > 0).map(|(who, _)| *who).collect();
            let account = chance.pick(&credited).unwrap_or(address(who.address));
            self.say(format!("collect for {} by {}", self.name(h160(account)), who.name));
            let none = self.tale.credits.get(&account).copied().unwrap_or_default() == 0;
            let call = Arbitration::collectCall { account };
            self.attempt(&who, arbitration, &call, 0, Expect::unless(none, Expect::Perhaps))?;
            return Ok(());
        }
        let Some((challenge, told, opened_at)) = self.some_challenge(chance) else { return Ok(()) };
        let ends = self.tale.challenges.iter().any(|told| told.state == State::Ended as u8);
        if chance.once_in(if ends { 4 } else { 2 }) {
            let until = opened_at + ANSWER_WINDOW + DECISION_WINDOW;
            if chance.once_in(2) {
                self.wait_until(until - u64::from(chance.once_in(3)));
            }
            self.say(format!("expiry of {challenge} by {}", who.name));
            let wrong = !is_open(told.state) || self.now() < until;
            let call = Arbitration::expireChallengeCall { challenge };
            self.attempt(&who, arbitration, &call, 0, Expect::unless(wrong, Expect::Done))?;
            return Ok(());
        }
        self.reclaim(chance)
    }

    /// Anyone has the bond of a challenge go back that ended with another, or of one that did not.
    fn reclaim(&mut self, chance: &mut Chance) -> Outcome {
        let ended = |number: &u64| self.tale.challenges[*number as usize - 1].state == State::Ended as u8;
        let ended: Vec<u64> = (1..=self.tale.challenges.len() as u64).filter(ended).collect();
        let any = self.some_challenge(chance).map(|(number, _, _)| number);
        let Some(challenge) = chance.pick(&ended).or(any) else { return Ok(()) };
        let who = self.base.stranger.clone();
        self.say(format!("{}; reclaim of {challenge}", self.act));
        let call = Arbitration::reclaimBondCall { challenge };
        let expect = if ended.contains(&challenge) { Expect::Done } else { Expect::Refused };
        self.attempt(&who, self.base.protocol.arbitration, &call, 0, expect)?;
        Ok(())
    }
}
