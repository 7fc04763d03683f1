//! Money that comes outside a sale, places that change hands, and money on its way up.

use crate::{
    life::{Life, Outcome, Verdict},
    model::{Destination, HELD, Key, NET, Standing, Work, signed},
};
use chain::H160;
use scenarios::lives::Chance;
use story::{
    abi::{RoyaltySplitter, Settlements},
    calls::address,
};

/// The most steps of a path that is settled at once.
const LONGEST_PATH: usize = 16;

impl Life<'_> {
    /// Somebody pays for a record outside a sale.
    pub(crate) fn deposit(&mut self, chance: &mut Chance) -> Outcome {
        let work = self.some_work(chance);
        let currency = if chance.once_in(2) { 0 } else { chance.below(self.cast.currencies()) };
        let amount = chance.price();
        let wrong_value = chance.once_in(12);
        let mut who = self.somebody(chance);
        if currency == 0 && !amount.is_multiple_of(chain::EVM_UNITS_PER_PLANCK) {
            who = self.cast.people[0].clone();
        }
        let (record, now) = (work.id, self.now());
        self.say(format!("deposit of {amount} of currency {currency} for {record:x} by {}", who.name()));
        let mut value = if currency == 0 { amount } else { 0 };
        if wrong_value {
            value += chain::EVM_UNITS_PER_PLANCK;
        }
        let verdict = if wrong_value {
            Verdict::refused(Settlements::WrongValue {})
        } else if amount == 0 {
            Verdict::refused(Settlements::AmountZero {})
        } else if work.standing == Standing::Struck {
            Verdict::refused(Settlements::RecordStruck { record })
        } else {
            Verdict::Done
        };
        let call = Settlements::depositCall { record, currency: self.token(currency), amount };
        let settlements = self.market.protocol.settlements;
        let Some(done) = self.attempt(&who, settlements, &call, value, &verdict)? else { return Ok(()) };
        let splitter = self.market.protocol.splitter;
        self.move_money(currency, who.address(), splitter, amount);
        let arrived = self.cast.arrives(currency, amount);
        self.model.deposit(currency, arrived);
        let version = work.version(work.generation, now);
        let key = |version| Key::new(record, work.generation, version, work.owner, currency);
        let to = match work.standing {
            Standing::Challenged => Destination { key: key(version | HELD), parents_share: 0 },
            _ => Destination { key: key(version), parents_share: work.parents_share() },
        };
        if done.value != arrived {
            return Err(format!("{} was credited in place of {arrived}", done.value));
        }
        self.credit(&to, arrived, (H160::zero(), 0), false, &done.receipt)
    }

    /// A payee gives their place in a version of a split to another account.
    pub(crate) fn move_payee(&mut self, chance: &mut Chance) -> Outcome {
        let mut who = self.somebody(chance);
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        let mut all = Vec::new();
        for work in &self.model.works {
            for generation in 1..=work.generation {
                for (version, payees) in (1..).zip(&work.splits(generation).versions) {
                    all.push((work.id, generation, version));
                    for (payee, _) in payees {
                        if *payee == who.address() {
                            mine.push((work.id, generation, version));
                        } else if let Some(person) = self.cast.person(*payee) {
                            theirs.push(((work.id, generation, version), person));
                        }
                    }
                }
            }
        }
        if mine.is_empty()
            && let Some((place, person)) = chance.pick(&theirs)
        {
            (mine, who) = (vec![place], person);
        }
        let from = if mine.is_empty() || chance.once_in(6) { &all } else { &mine };
        let Some((record, generation, version)) = chance.pick(from) else { return Ok(()) };
        let ours = if chance.once_in(8) { &self.cast.ours[..] } else { &[] };
        let everybody = self.cast.payees.iter().chain(ours).map(|actor| actor.address);
        let to = chance.pick(&everybody.collect::<Vec<_>>()).unwrap_or_default();
        self.say(format!(
            "movePayee of {} to {} in {record:x}, generation {generation}, version {version}",
            who.name(),
            self.cast.name(to)
        ));
        let mut splits = self.model.work(record)?.splits(generation);
        let payees = &mut splits.versions[version as usize - 1];
        let place = payees.iter().position(|(payee, _)| *payee == who.address());
        let verdict = if place.is_none() {
            Verdict::refused(Settlements::NotPayee { caller: address(who.address()) })
        } else if self.cast.ours.iter().any(|ours| ours.address == to) {
            Verdict::refused(Settlements::PayeeInvalid { account: address(to) })
        } else if to != who.address() && payees.iter().any(|(payee, _)| *payee == to) {
            Verdict::refused(Settlements::PayeeRepeated { account: address(to) })
        } else {
            Verdict::Done
        };
        // The flags of a ledger are no part of the version.
        let flags = if chance.once_in(4) { [NET, HELD][chance.below(2)] } else { 0 };
        let call = Settlements::movePayeeCall { record, generation, version: version | flags, to: address(to) };
        let settlements = self.market.protocol.settlements;
        if self.attempt(&who, settlements, &call, 0, &verdict)?.is_some() {
            if let Some(place) = place.and_then(|place| payees.get_mut(place)) {
                place.0 = to;
            }
            *self.model.work_mut(record)?.splits_of(generation) = splits;
            // The ledgers under that version are looked at.
            let keys = self.model.ledgers.keys().copied();
            let of =
                keys.filter(|key| (key.record, key.generation, key.split_version()) == (record, generation, version));
            let of: Vec<Key> = of.collect();
            self.model.touched.extend(of);
        }
        Ok(())
    }

    /// Anyone settles a line of descent at once.
    pub(crate) fn settle_path(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let currency = if chance.once_in(2) { 0 } else { chance.below(self.cast.currencies()) };
        let with_parents = |work: &&Work| !work.parents(1).is_empty();
        let children: Vec<Work> = self.model.works.iter().filter(with_parents).cloned().collect();
        let Some(first) = chance.pick(&children) else { return Ok(()) };
        let generation = if chance.once_in(8) { first.generation } else { 1 };
        // A walk upwards, which now and then ends too early, goes astray or comes to nothing.
        let (mut path, mut at, mut of) = (Vec::new(), first.clone(), generation);
        while let Some((parent, _)) = chance.pick(at.parents(of)) {
            path.push(parent);
            at = self.model.work(parent)?.clone();
            of = at.generation;
            if chance.once_in(4) {
                break;
            }
        }
        match chance.below(14) {
            0 => path.push(first.id),
            1 => path.clear(),
            2 => path = vec![first.id; LONGEST_PATH + 1],
            _ => (),
        }
        self.say(format!("settlePath of {:x} in generation {generation} in currency {currency}: {path:x?}", first.id));
        let call = Settlements::settlePathCall {
            child: first.id,
            generation,
            path: path.clone(),
            currency: self.token(currency),
        };

        // The model goes first, on a copy, since each step depends on the one before.
        let before = (self.model.clone(), self.cast.unborn.clone(), self.cast.opened.clone());
        let (mut verdict, mut last, mut moved, mut plan) = (Verdict::Done, 0, false, None);
        if path.is_empty() || path.len() > LONGEST_PATH {
            verdict = Verdict::refused(Settlements::PathLength {});
        } else {
            let (mut child, mut of, now) = (first.id, generation, self.now());
            for (step, parent) in path.iter().enumerate() {
                if !self.model.work(child)?.parents(of).iter().any(|(id, _)| id == parent) {
                    verdict = Verdict::refused(Settlements::NotParent { child, parent: *parent });
                    break;
                }
                let link = (child, of, *parent, currency);
                last = self.model.take_parents_due(child, of, *parent, currency);
                let (to, pays) = self.parents_destination(link, now)?;
                if last > 0 {
                    moved = true;
                    if step + 1 == path.len() {
                        // Laid when the receipt says who took it.
                        plan = Some((to, pays));
                    } else {
                        self.model.lay(&to, last, (H160::zero(), 0));
                    }
                }
                (child, of) = (*parent, self.model.work(*parent)?.generation);
            }
            if verdict == Verdict::Done && !moved {
                verdict = Verdict::refused(RoyaltySplitter::NothingDue {});
            }
        }
        let settlements = self.market.protocol.settlements;
        if verdict != Verdict::Done {
            (self.model, self.cast.unborn, self.cast.opened) = before;
            return self.attempt(&who, settlements, &call, 0, &verdict).map(|_| ());
        }
        let Some(done) = self.attempt(&who, settlements, &call, 0, &verdict)? else { return Ok(()) };
        if done.value != last {
            return Err(format!("{} moved in place of {last}", done.value));
        }
        match plan {
            Some((to, pays)) => self.credit(&to, last, (H160::zero(), 0), pays, &done.receipt),
            None => self.same_payments(&self.releases(&done.receipt)?, &Vec::new()),
        }
    }

    /// Somebody gives an account money that nobody has to account for but the account itself.
    pub(crate) fn give(&mut self, chance: &mut Chance, to: H160) -> Outcome<u128> {
        let who = self.cast.people[0].clone();
        let amount = chance.price();
        let given = self.market.chain.call(&who, to, Vec::new(), amount);
        let receipt = given.map_err(|failure| failure.to_string())?;
        let costs = signed(receipt.fee_in_evm_units()) + receipt.deposit_in_evm_units();
        self.model.gain(0, who.address(), -costs);
        self.model.flow(0, who.address(), to, amount);
        Ok(amount)
    }
}
