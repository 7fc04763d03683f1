//! Income: whose it is, how it comes in beside sales, and how it goes out.

use crate::{
    life::{Chance, Expect, Life, Outcome, payable},
    tale::Ledger,
};
use alloy_primitives::{Address, U256};
use chain::H160;
use story::{
    abi::{RoyaltySplitter, RoyaltySplitter::Source, Settlements},
    calls::{address, h160},
};

/// The flags of ledgers: see `rules::ledger`.
pub(crate) const HELD: u32 = 0x8000_0000;
pub(crate) const NET: u32 = 0x4000_0000;
pub(crate) const ESCROW: u32 = 0x2000_0000;

impl Life<'_> {
    /// An owner divides a record's income, now and then in a way that there is not; or somebody else.
    pub(crate) fn split(&mut self, chance: &mut Chance) -> Outcome {
        let record = self.some_record(chance);
        let owner = self.owner(record);
        let who = self.by(chance, owner);
        let count = 1 + chance.below(4);
        let mut payees: Vec<Settlements::Payee> = Vec::new();
        for share in chance.shares(count, 10_000) {
            let account = address(self.payee(chance));
            payees.push(Settlements::Payee { account, share });
        }
        let mut repeated =
            (0..count).any(|place| payees[..place].iter().any(|payee| payee.account == payees[place].account));
        if chance.once_in(8) {
            payees[0].share = payees[0].share.saturating_sub(1);
            repeated = true;
        }
        if chance.once_in(12) {
            payees[0].account = [Address::ZERO, address(self.base.protocol.registry)][chance.below(2)];
            repeated = true;
        }
        let versions = &self.seen.records[&record].versions;
        let wrong = repeated || who.address != owner || self.is_provisional(record) || self.standing(record) == 2;
        let wrong = wrong || versions.locked;
        self.say(format!("split of {record:x} by {}: {payees:?}", who.name));
        let call = Settlements::setSplitCall { record, payees };
        self.attempt(&who, self.base.protocol.settlements, &call, 0, Expect::unless(wrong, Expect::Done))?;
        Ok(())
    }

    /// An owner locks a split.
    pub(crate) fn lock(&mut self, chance: &mut Chance) -> Outcome {
        let record = self.some_record(chance);
        let owner = self.owner(record);
        let who = self.by(chance, owner);
        let none = self.seen.records[&record].versions.last == 0;
        let wrong = who.address != owner || none || self.is_provisional(record) || self.standing(record) == 2;
        self.say(format!("lock of {record:x} by {}", who.name));
        let call = Settlements::lockCall { record };
        self.attempt(&who, self.base.protocol.settlements, &call, 0, Expect::unless(wrong, Expect::Any))?;
        Ok(())
    }

    /// A payee gives its place away, or somebody else would.
    pub(crate) fn move_payee(&mut self, chance: &mut Chance) -> Outcome {
        let records: Vec<U256> = self.tale.splits.keys().map(|(record, _)| *record).collect();
        let Some(record) = chance.pick(&records) else { return self.split(chance) };
        let seen = self.seen.records[&record].clone();
        let versions = seen.versions.last;
        if versions == 0 {
            return Ok(());
        }
        let version = 1 + chance.below(versions as usize) as u32;
        let payees = &seen.payees[version as usize - 1];
        let from = payees[chance.below(payees.len())].account;
        let who = self.by(chance, h160(from));
        let to = address(self.payee(chance));
        self.say(format!("movePayee of {record:x} version {version} by {}", who.name));
        let theirs = payees.iter().any(|payee| payee.account == address(who.address));
        let twice = to != address(who.address) && payees.iter().any(|payee| payee.account == to);
        let call = Settlements::movePayeeCall { record, generation: seen.record.generation, version, to };
        let expect = Expect::unless(!theirs || twice, Expect::Any);
        self.attempt(&who, self.base.protocol.settlements, &call, 0, expect)?;
        Ok(())
    }

    fn some_currency(&self, chance: &mut Chance) -> Address {
        if chance.once_in(3) { address(self.base.coin) } else { Address::ZERO }
    }

    /// Somebody pays for a record outside a sale.
    pub(crate) fn deposit(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        // Rather for one with parents, or that is challenged.
        let of_interest = |seen: &crate::seen::SeenRecord| !seen.parents.is_empty() || seen.record.standing == 1;
        let of_interest = self.seen.records.iter().filter(|(_, seen)| of_interest(seen)).map(|(id, _)| *id);
        let of_interest: Vec<U256> = of_interest.collect();
        let some = chance.pick(&of_interest).filter(|_| chance.once_in(2));
        let record = some.unwrap_or_else(|| self.some_record(chance));
        let currency = self.some_currency(chance);
        let amount = payable(&who.signer, chance.price() % chain::TOKEN);
        let value = if currency.is_zero() { amount } else { 0 };
        self.say(format!("deposit of {amount} for {record:x} by {}", who.name));
        let has = currency.is_zero() || self.base.people.iter().any(|person| person.address == who.address);
        let wrong = amount == 0 || !has || self.is_provisional(record) || self.standing(record) == 2;
        let call = Settlements::depositCall { record, currency, amount };
        self.attempt(&who, self.base.protocol.settlements, &call, value, Expect::unless(wrong, Expect::Done))?;
        Ok(())
    }

    /// Anyone has a parent's part move on, along one link or a path.
    pub(crate) fn settle(&mut self, chance: &mut Chance) -> Outcome {
        let links: Vec<(U256, u32, U256)> = self
            .tale
            .links
            .iter()
            .flat_map(|((child, generation), parents)| {
                parents.iter().map(|parent| (*child, *generation, parent.record))
            })
            .collect();
        // Rather of one that has earned something.
        let earned = |(child, generation, _): &&(U256, u32, U256)| {
            self.tale.ledgers.iter().any(|ledger| (ledger.0, ledger.1) == (*child, *generation))
        };
        let earning: Vec<(U256, u32, U256)> = links.iter().filter(earned).copied().collect();
        let any = chance.pick(&links);
        let Some((child, generation, parent)) = chance.pick(&earning).or(any) else { return Ok(()) };
        let who = if chance.once_in(3) { self.base.stranger.clone() } else { self.somebody(chance) };
        let currency = self.some_currency(chance);
        let settlements = self.base.protocol.settlements;
        self.say(format!("settle {child:x} to {parent:x} by {}", who.name));
        if chance.once_in(3) {
            let next = self.seen.records[&parent].parents.first().map(|link| link.record);
            let path = match next {
                Some(next) => vec![parent, next],
                None if chance.once_in(4) => vec![parent, self.some_record(chance)],
                None => vec![parent],
            };
            let call = Settlements::settlePathCall { child, generation, path, currency };
            self.attempt(&who, settlements, &call, 0, Expect::Perhaps)?;
        } else {
            let call = Settlements::settleCall { child, generation, parent, currency };
            self.attempt(&who, settlements, &call, 0, Expect::Perhaps)?;
        }
        Ok(())
    }

    /// Some ledger that there is.
    fn some_ledger(&self, chance: &mut Chance) -> Option<Ledger> {
        let all: Vec<Ledger> = self.tale.ledgers.iter().copied().collect();
        chance.pick(&all)
    }

    /// The payees of a ledger.
    pub(crate) fn payees_of(&self, (record, generation, version, owner, _): &Ledger) -> Vec<(Address, u16)> {
        let number = version & !(HELD | NET | ESCROW);
        if version & (HELD | ESCROW) != 0 {
            return Vec::new();
        }
        if number == 0 {
            return vec![(*owner, 10_000)];
        }
        let split = self.tale.splits.get(&(*record, *generation));
        let payees = split.and_then(|split| split.versions.get(number as usize - 1)).cloned().unwrap_or_default();
        payees.into_iter().map(|payee| (payee.account, payee.share)).collect()
    }

    /// Anyone has payees paid, or one has itself paid elsewhere.
    pub(crate) fn release(&mut self, chance: &mut Chance) -> Outcome {
        if chance.once_in(3) {
            self.deposit(chance)?;
        }
        let Some(ledger) = self.some_ledger(chance) else { return self.deposit(chance) };
        let (record, generation, version, owner, currency) = ledger;
        let payees = self.payees_of(&ledger);
        let payee = chance.pick(&payees).map_or(owner, |(payee, _)| payee);
        let who = if chance.once_in(3) { self.base.stranger.clone() } else { self.by(chance, h160(payee)) };
        let splitter = self.base.protocol.splitter;
        let way = chance.below(5);
        // Nobody but the payee itself is of use in the first way.
        let payee_itself = self.actor(h160(payee)).filter(|_| way == 0 && !chance.once_in(4));
        let who = payee_itself.unwrap_or(who);
        self.say(format!("release in way {way} of {ledger:?} for {} by {}", self.name(h160(payee)), who.name));
        match way {
            0 => {
                let to = address(self.payee(chance));
                let theirs = payees.iter().any(|(payee, _)| *payee == address(who.address));
                let call = RoyaltySplitter::releaseToCall { record, generation, version, currency, to };
                let theirs = theirs || version & !NET == 0;
                self.attempt(&who, splitter, &call, 0, Expect::unless(!theirs, Expect::Perhaps))?;
            }
            1 => {
                let call = RoyaltySplitter::distributeCall { record, generation, version, owner, currency };
                self.attempt(&who, splitter, &call, 0, Expect::Perhaps)?;
            }
            2 => {
                let ledgers: Vec<Ledger> = self
                    .tale
                    .ledgers
                    .iter()
                    .filter(|ledger| self.payees_of(ledger).iter().any(|(account, _)| *account == payee))
                    .take(5)
                    .copied()
                    .collect();
                let source = |(record, generation, version, _, currency): Ledger| Source {
                    record,
                    generation,
                    version,
                    currency,
                };
                let call =
                    RoyaltySplitter::releaseManyCall { payee, ledgers: ledgers.into_iter().map(source).collect() };
                self.attempt(&who, splitter, &call, 0, Expect::Perhaps)?;
            }
            _ => {
                let call = RoyaltySplitter::releaseCall { record, generation, version, payee, currency };
                self.attempt(&who, splitter, &call, 0, Expect::Perhaps)?;
            }
        }
        Ok(())
    }

    /// Anyone moves what was held.
    pub(crate) fn move_held(&mut self, chance: &mut Chance) -> Outcome {
        let held: Vec<Ledger> =
            self.tale.ledgers.iter().filter(|(_, _, version, _, _)| version & HELD != 0).copied().collect();
        let some = if chance.once_in(6) { self.some_ledger(chance) } else { chance.pick(&held) };
        let Some((record, generation, version, owner, currency)) = some else { return Ok(()) };
        let who = if chance.once_in(2) { self.base.stranger.clone() } else { self.somebody(chance) };
        self.say(format!("moveHeld of {record:x} by {}", who.name));
        let version = version & !(HELD | NET | ESCROW);
        let call = Settlements::moveHeldCall { record, generation, version, owner, currency };
        self.attempt(&who, self.base.protocol.settlements, &call, 0, Expect::Perhaps)?;
        Ok(())
    }

    /// Somebody gives a contract money that no ledger knows of.
    pub(crate) fn force(&mut self, chance: &mut Chance) -> Outcome {
        let contracts = self.base.protocol.contracts();
        let to =
            if chance.once_in(2) { self.base.protocol.splitter } else { contracts[chance.below(contracts.len())].1 };
        let giver = self.base.people[1].clone();
        let amount = chain::EVM_UNITS_PER_PLANCK * (1 + u128::from(chance.number() % 1_000));
        self.say(format!("force of {amount} on {to:?}"));
        // A template is a pool, and what it has is its income, or an inbox.
        self.give(&giver.signer, to, amount)?;
        self.forced.entry(to).or_default()[0] += amount;
        Ok(())
    }

    /// Money goes by the balances pallet or a plain transaction.
    pub(crate) fn give(&mut self, giver: &chain::Account, to: H160, amount: u128) -> Outcome {
        self.chain.transfer(giver, to, amount).map_err(|failure| failure.to_string())?;
        self.state = self.chain.contracts();
        self.look(Some(&std::collections::BTreeSet::new()))?;
        self.before = self.seen.clone();
        Ok(())
    }
}
