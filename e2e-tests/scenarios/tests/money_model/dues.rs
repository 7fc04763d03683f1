//! Payees get what they are due: by anybody's hand, by their own, from many ledgers at once.

use crate::{
    actors::Mood,
    life::{Life, Outcome, Verdict},
    model::{Currency, Key, Paid, signed},
};
use alloy_primitives::Address;
use chain::{Account, H160};
use scenarios::lives::Chance;
use story::{abi::RoyaltySplitter, calls::address};

/// The most ledgers of one `releaseMany`.
const MOST_LEDGERS: usize = 32;

impl Life<'_> {
    /// Anyone has an account paid, rather one that is due something.
    pub(crate) fn release(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let mut all = Vec::new();
        for key in self.model.ledgers.keys() {
            all.extend(self.model.payees(key).into_iter().enumerate().map(|(place, (payee, _))| (*key, place, payee)));
        }
        let is_due = |(key, place, _): &&(Key, usize, H160)| self.model.dues(key).iter().any(|due| due.0 == *place);
        let due: Vec<_> = all.iter().filter(is_due).copied().collect();
        let takes = |(key, _, payee): &&(Key, usize, H160)| {
            !matches!(self.cast.mood(key.currency, *payee), Mood::Refuses | Mood::Breaks)
        };
        let payable: Vec<_> = due.iter().filter(takes).copied().collect();
        let from = match chance.below(6) {
            0 => &all,
            1 => &due,
            _ if payable.is_empty() => &due,
            _ => &payable,
        };
        let Some((key, place, payee)) = chance.pick(from) else { return Ok(()) };
        if chance.once_in(10) {
            let stranger = self.cast.payees[chance.below(self.cast.payees.len())].address;
            return self.release_to_stranger(&who, key, stranger);
        }
        let amount = self.model.dues(&key).iter().find(|due| due.0 == place).map_or(0, |due| due.2);
        let mood = self.cast.mood(key.currency, payee);
        // It takes a while to burn all the gas there is.
        if mood == Mood::Breaks && chance.once_in(2) {
            return Ok(());
        }
        self.say(format!("release of {amount} to {} out of {key:?}", self.cast.name(payee)));
        let verdict = match mood {
            _ if amount == 0 => Verdict::refused(RoyaltySplitter::NothingDue {}),
            Mood::Refuses => Verdict::refused(RoyaltySplitter::PaymentFailed { account: address(payee) }),
            Mood::Breaks => Verdict::Fails,
            Mood::Takes | Mood::TakesAtLeisure | Mood::Perhaps => Verdict::Done,
        };
        let call = self.release_call(&key, payee);
        let unborn = key.currency == 0 && self.cast.unborn.contains(&payee);
        let splitter = self.market.protocol.splitter;
        let Some(done) = self.attempt(&who, splitter, &call, 0, &verdict)? else { return Ok(()) };
        if unborn {
            // The existential deposit is the sender's.
            let deposit = chain::to_evm_units(self.market.chain.existential_deposit());
            self.model.gain(0, who.address(), -signed(deposit));
        }
        self.pay_one(&key, place, payee, amount);
        let seen = self.releases(&done.receipt)?;
        if (done.value, &seen) != (amount, &vec![(payee, amount)]) {
            return Err(format!("{} and {} in place of {amount}", done.value, self.list(&seen)));
        }
        Ok(())
    }

    fn release_call(&self, key: &Key, payee: H160) -> RoyaltySplitter::releaseCall {
        let (payee, currency) = (address(payee), self.token(key.currency));
        let Key { record, generation, version, .. } = *key;
        RoyaltySplitter::releaseCall { record, generation, version, payee, currency }
    }

    /// Who is no payee of a ledger, or of one that is nobody's.
    fn release_to_stranger(&mut self, who: &Account, key: Key, stranger: H160) -> Outcome {
        let payees = self.model.payees(&key);
        self.say(format!("release to the stranger {} out of {key:?}", self.cast.name(stranger)));
        if payees.iter().any(|(payee, _)| *payee == stranger) || key.split_version() == 0 {
            return Ok(());
        }
        let verdict = Verdict::refused(RoyaltySplitter::NotPayee { account: address(stranger) });
        let splitter = self.market.protocol.splitter;
        let call = self.release_call(&key, stranger);
        self.attempt(who, splitter, &call, 0, &verdict).map(|_| ())
    }

    /// What a sender of a payment in a currency to somebody gets to hear.
    fn payment_verdict(&self, currency: Currency, to: H160) -> Verdict {
        match self.cast.mood(currency, to) {
            Mood::Refuses => Verdict::refused(RoyaltySplitter::PaymentFailed { account: address(to) }),
            Mood::Breaks => Verdict::Fails,
            Mood::Takes | Mood::TakesAtLeisure | Mood::Perhaps => Verdict::Done,
        }
    }

    /// Who pays an account that does not exist yet pays its existential deposit, too.
    pub(crate) fn pay_for_birth(&mut self, sender: &Account, currency: Currency, to: H160) {
        if currency == 0 && self.cast.unborn.contains(&to) {
            let deposit = chain::to_evm_units(self.market.chain.existential_deposit());
            self.model.gain(0, sender.address(), -signed(deposit));
        }
    }

    /// A payee has what they are due sent to somebody else.
    pub(crate) fn release_to(&mut self, chance: &mut Chance) -> Outcome {
        let mut all = Vec::new();
        for key in self.model.ledgers.keys() {
            let dues = self.model.dues(key);
            for (place, (payee, _)) in self.model.payees(key).into_iter().enumerate() {
                if let Some(payee) = self.cast.person(payee) {
                    let due = dues.iter().find(|due| due.0 == place).map_or(0, |due| due.2);
                    all.push((*key, place, payee, due));
                }
            }
        }
        let due: Vec<_> = all.iter().filter(|one| one.3 > 0).cloned().collect();
        let from = if due.is_empty() || chance.once_in(4) { &all } else { &due };
        let Some((key, place, payee, due)) = chance.pick(from) else { return Ok(()) };
        let everybody = self.cast.payees.iter().chain(&self.cast.ours);
        let to = chance.pick(&everybody.map(|actor| actor.address).collect::<Vec<_>>()).unwrap_or_default();
        self.say(format!("releaseTo of {due} of {} to {} out of {key:?}", payee.name(), self.cast.name(to)));
        let splitter = self.market.protocol.splitter;
        let verdict = match due {
            _ if to == splitter => Verdict::refused(RoyaltySplitter::PaymentFailed { account: address(to) }),
            0 => Verdict::refused(RoyaltySplitter::NothingDue {}),
            _ => self.payment_verdict(key.currency, to),
        };
        let Key { record, generation, version, .. } = key;
        let (currency, of) = (self.token(key.currency), address(to));
        let call = RoyaltySplitter::releaseToCall { record, generation, version, currency, to: of };
        let Some(done) = self.attempt(&payee, splitter, &call, 0, &verdict)? else { return Ok(()) };
        self.pay_for_birth(&payee, key.currency, to);
        self.model.release(&key, place, due);
        self.pay_from_splitter(key.currency, to, due);
        let seen = self.releases(&done.receipt)?;
        self.same_payments(&seen, &vec![(payee.address(), due)])?;
        if done.value == due { Ok(()) } else { Err(format!("{} in place of {due}", done.value)) }
    }

    pub(crate) fn same_payments(&self, seen: &Paid, expected: &Paid) -> Outcome {
        if seen == expected {
            return Ok(());
        }
        Err(format!("paid were {}, in place of {}", self.list(seen), self.list(expected)))
    }

    /// Anyone has an account paid from many ledgers.
    pub(crate) fn release_many(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let mut places: Vec<(H160, Key, usize)> = Vec::new();
        for key in self.model.ledgers.keys() {
            places
                .extend(self.model.payees(key).into_iter().enumerate().map(|(place, (payee, _))| (payee, *key, place)));
        }
        let due_of = |life: &Self, key: &Key, place: usize| {
            life.model.dues(key).iter().find(|due| due.0 == place).map_or(0, |due| due.2)
        };
        let due: Vec<H160> =
            places.iter().filter(|(_, key, place)| due_of(self, key, *place) > 0).map(|(payee, ..)| *payee).collect();
        let any: Vec<H160> = places.iter().map(|(payee, ..)| *payee).collect();
        let Some(payee) = chance.pick(if due.is_empty() || chance.clone().once_in(4) { &any } else { &due }) else {
            return Ok(());
        };
        let mine: Vec<(Key, usize)> =
            places.iter().filter(|(other, ..)| *other == payee).map(|(_, key, place)| (*key, *place)).collect();
        let mut ledgers = chance.some(&mine, MOST_LEDGERS);
        // Now and then one of them twice, a ledger of somebody else, or too many.
        if chance.once_in(3) {
            ledgers.extend(ledgers.first().copied());
        }
        if chance.once_in(10) {
            let more = std::iter::repeat_n(mine[0], MOST_LEDGERS);
            ledgers.extend(more);
        }
        let foreign: Vec<Key> = self
            .model
            .ledgers
            .keys()
            .filter(|key| key.split_version() > 0 && !mine.iter().any(|(own, _)| own == *key))
            .copied()
            .collect();
        let foreign = if chance.once_in(8) { chance.pick(&foreign) } else { None };
        if ledgers.len() == MOST_LEDGERS + 1 {
            ledgers.truncate(MOST_LEDGERS);
        }
        let mut rows: Vec<Key> = ledgers.iter().map(|(key, _)| *key).collect();
        rows.extend(foreign);
        self.say(format!("releaseMany to {} out of {rows:?}", self.cast.name(payee)));

        // What is due of each ledger the first time that it is named; of one currency after the
        // other, all at once.
        let mut seen_keys = Vec::new();
        let mut groups: Vec<(Currency, u128)> = Vec::new();
        let mut booked = Vec::new();
        for (key, place) in &ledgers {
            let amount = if seen_keys.contains(key) { 0 } else { due_of(self, key, *place) };
            seen_keys.push(*key);
            if amount == 0 {
                continue;
            }
            booked.push((*key, *place, amount));
            match groups.last_mut() {
                Some((currency, sum)) if *currency == key.currency => *sum += amount,
                _ => groups.push((key.currency, amount)),
            }
        }
        let verdict = if rows.is_empty() || rows.len() > MOST_LEDGERS {
            Verdict::refused(RoyaltySplitter::LedgerCount {})
        } else if foreign.is_some() {
            Verdict::refused(RoyaltySplitter::NotPayee { account: address(payee) })
        } else if booked.is_empty() {
            Verdict::refused(RoyaltySplitter::NothingDue {})
        } else {
            let verdicts = groups.iter().map(|(currency, _)| self.payment_verdict(*currency, payee));
            verdicts.into_iter().find(|verdict| *verdict != Verdict::Done).unwrap_or(Verdict::Done)
        };
        let call = RoyaltySplitter::releaseManyCall {
            payee: address(payee),
            ledgers: rows.iter().map(|key| self.row(key)).collect(),
        };
        let splitter = self.market.protocol.splitter;
        let Some(done) = self.attempt(&who, splitter, &call, 0, &verdict)? else { return Ok(()) };
        for (key, place, amount) in &booked {
            self.model.release(key, *place, *amount);
        }
        for (currency, sum) in groups {
            self.pay_for_birth(&who, currency, payee);
            self.pay_from_splitter(currency, payee, sum);
        }
        let expected = booked.iter().map(|(.., amount)| (payee, *amount)).collect();
        self.same_payments(&self.releases(&done.receipt)?, &expected)
    }

    fn row(&self, key: &Key) -> RoyaltySplitter::Source {
        let Key { record, generation, version, .. } = *key;
        RoyaltySplitter::Source { record, generation, version, currency: self.token(key.currency) }
    }

    /// Anyone has all payees of a ledger paid.
    pub(crate) fn distribute(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let all: Vec<Key> = self.model.ledgers.keys().copied().collect();
        let due: Vec<Key> = all.iter().filter(|key| !self.model.dues(key).is_empty()).copied().collect();
        let from = if due.is_empty() || chance.once_in(5) { &all } else { &due };
        let Some(key) = chance.pick(from) else { return Ok(()) };
        self.say(format!("distribute {key:?}"));
        let Key { record, generation, version, owner, .. } = key;
        let currency: Address = self.token(key.currency);
        let call = RoyaltySplitter::distributeCall { record, generation, version, owner: address(owner), currency };
        let splitter = self.market.protocol.splitter;
        let Some(done) = self.attempt(&who, splitter, &call, 0, &Verdict::Done)? else { return Ok(()) };
        let (seen, mut paid) = (self.releases(&done.receipt)?, Paid::new());
        self.pay_payees(&key, &seen, &mut paid);
        self.same_payments(&seen, &paid)
    }
}
