//! What is done to a licence after it was bought: renewed, extended, upgraded, revoked, settled.

use crate::life::{Chance, Expect, Life, Outcome, payable};
use alloy_primitives::{B256, U256};
use story::{
    abi::{Deals, LicenceToken::Licence},
    calls::h160,
    protocol::Order,
};

const IN_ESCROW: u8 = 1;
const REVOKED: u8 = 2;
const REFERENCE: B256 = B256::repeat_byte(10);

impl Life<'_> {
    /// Some licence, by its number, and what is seen of it.
    pub(crate) fn some_licence(&self, chance: &mut Chance) -> Option<(U256, Licence)> {
        let all = &self.seen.licences;
        if all.is_empty() {
            return None;
        }
        let place = chance.below(all.len());
        Some((U256::from(place + 1), all[place].clone()))
    }

    fn lives(&self, licence: &Licence) -> bool {
        licence.core.perpetual || licence.core.expiry > self.now()
    }

    /// A holder renews, at the same offer's price.
    pub(crate) fn renew(&mut self, chance: &mut Chance) -> Outcome {
        let Some((id, old)) = self.some_living(chance) else { return Ok(()) };
        let holder = h160(old.core.owner);
        let who = self.by(chance, holder);
        let offer = self.seen.offers[old.core.offer as usize - 1].clone();
        let quantity = if offer.price.unit == 3 { old.scope.quantity } else { 0 };
        let order = Order { quantity, selection: old.scope.selection, ..Order::of(old.core.offer) };
        let order = if order.selection.is_zero() { order } else { Order { quantity: old.scope.quantity, ..order } };
        let (reasons, total) = self.reckon(&offer, &order, holder, B256::ZERO, old.core.expiry);
        self.say(format!("renew {id} by {} at {total}: {reasons:?}", who.name));
        let ended = old.core.perpetual || !self.lives(&old) || old.grant.status != 0;
        let wrong = who.address != holder || ended || !reasons.is_empty();
        let value = if offer.price.currency.is_zero() { payable(&who.signer, total) } else { 0 };
        let call = Deals::renewCall { licence: id, maxTotal: total, buyerReference: REFERENCE };
        self.attempt(&who, self.base.protocol.deals, &call, value, Expect::unless(wrong, Expect::Any))?;
        Ok(())
    }

    /// A holder extends by another offer, or upgrades to it.
    pub(crate) fn follow(&mut self, chance: &mut Chance) -> Outcome {
        if self.seen.offers.is_empty() {
            return Ok(());
        }
        let upgrades = chance.once_in(2);
        let fits = |number: u64, old: &Licence| {
            let offer = &self.seen.offers[number as usize - 1];
            let from = if upgrades { old.core.terms } else { B256::ZERO };
            offer.price.record == old.core.record && offer.conditions.upgradesFrom == from && !offer.conditions.closed
        };
        let living = |old: &&Licence| self.lives(old) && old.grant.status == 0 && (upgrades || !old.core.perpetual);
        let numbers = 1..=self.seen.offers.len() as u64;
        let pairs: Vec<(usize, u64)> = (0..self.seen.licences.len())
            .filter(|place| living(&&self.seen.licences[*place]))
            .flat_map(|place| numbers.clone().map(move |number| (place, number)))
            .filter(|(place, number)| fits(*number, &self.seen.licences[*place]))
            .collect();
        let any = (self.some_living(chance), 1 + chance.below(self.seen.offers.len()) as u64);
        let fitting = chance.pick(&pairs).filter(|_| !chance.once_in(6));
        let fitting = fitting.map(|(place, number)| (U256::from(place + 1), self.seen.licences[place].clone(), number));
        let Some((id, old, number)) = fitting.or(any.0.map(|(id, old)| (id, old, any.1))) else { return Ok(()) };
        let holder = h160(old.core.owner);
        let who = self.by(chance, holder);
        let offer = self.seen.offers[number as usize - 1].clone();
        let order = Order { quantity: u64::from(offer.price.unit == 3), ..Order::of(number) };
        let (from, start) = if upgrades { (old.core.terms, 0) } else { (B256::ZERO, old.core.expiry) };
        let (reasons, total) = self.reckon(&offer, &order, holder, from, start);
        let credit = self.left_of(&old).min(total);
        let paid = if upgrades { total - credit } else { total };
        self.say(format!(
            "{} {id} by offer {number} by {} at {paid}",
            if upgrades { "upgrade" } else { "extend" },
            who.name
        ));
        let ended = !self.lives(&old) || old.grant.status != 0 || (!upgrades && old.core.perpetual);
        // An exclusive licence that is upgraded makes room for its successor.
        let wrong = who.address != holder || ended || reasons.iter().any(|reason| *reason != 11);
        let value = if offer.price.currency.is_zero() { payable(&who.signer, paid) } else { 0 };
        let (licence, offer, quantity) = (id, number, order.quantity);
        let expect = Expect::unless(wrong, Expect::Any);
        let deals = self.base.protocol.deals;
        if upgrades {
            let call = Deals::upgradeCall { licence, offer, quantity, maxTotal: paid, buyerReference: REFERENCE };
            self.attempt(&who, deals, &call, value, expect)?;
        } else {
            let call = Deals::extendCall { licence, offer, quantity, maxTotal: paid, buyerReference: REFERENCE };
            self.attempt(&who, deals, &call, value, expect)?;
        }
        Ok(())
    }

    /// A licence that somebody can still do something with, mostly.
    fn some_living(&self, chance: &mut Chance) -> Option<(U256, Licence)> {
        let living: Vec<usize> = (0..self.seen.licences.len())
            .filter(|place| self.lives(&self.seen.licences[*place]) && self.seen.licences[*place].grant.status == 0)
            .collect();
        match chance.pick(&living).filter(|_| !chance.once_in(6)) {
            Some(place) => Some((U256::from(place + 1), self.seen.licences[place].clone())),
            None => self.some_licence(chance),
        }
    }

    /// What is left of a licence's price now, rounded down.
    pub(crate) fn left_of(&self, licence: &Licence) -> u128 {
        let core = &licence.core;
        if core.perpetual {
            return core.price;
        }
        let (left, whole) =
            (core.expiry.saturating_sub(self.now().max(core.start)), core.expiry.saturating_sub(core.start));
        (U256::from(core.price) * U256::from(left) / U256::from(whole.max(1))).to()
    }

    /// A licensor revokes, with the refund that they owe by our own reckoning.
    pub(crate) fn revoke(&mut self, chance: &mut Chance) -> Outcome {
        let is_revocable = |licence: &Licence| {
            let (core, grant) = (&licence.core, &licence.grant);
            let runs_on = core.perpetual || core.expiry > self.now() + u64::from(grant.notice);
            grant.revocable && runs_on && grant.status & (IN_ESCROW | REVOKED) == 0
        };
        let revocable: Vec<usize> =
            (0..self.seen.licences.len()).filter(|place| is_revocable(&self.seen.licences[*place])).collect();
        let any = self.some_licence(chance);
        let some = chance.pick(&revocable).map(|place| (U256::from(place + 1), self.seen.licences[place].clone()));
        let Some((id, licence)) = some.or(any) else { return Ok(()) };
        let owner = self.owner(licence.core.record);
        let who = self.by(chance, owner);
        let end = self.now() + u64::from(licence.grant.notice);
        let core = &licence.core;
        let refund = if core.perpetual {
            core.price
        } else {
            let left = core.expiry.saturating_sub(end.max(core.start));
            let (price, whole) = (U256::from(core.price), U256::from(core.expiry.saturating_sub(core.start)));
            (price * U256::from(left)).div_ceil(whole.max(U256::from(1))).to()
        };
        self.say(format!("revoke {id} by {} for {refund}", who.name));
        let native = licence.grant.currency.is_zero();
        let value = if native { payable(&who.signer, refund) } else { 0 };
        let same = self.seen.records[&core.record].record.generation == core.generation;
        let wrong = who.address != owner || !same || !licence.grant.revocable;
        let wrong = wrong
            || licence.grant.status & (IN_ESCROW | REVOKED | 8 | 16) != 0
            || (!core.perpetual && core.expiry <= end);
        let expect = match (wrong, native && value == refund) {
            (true, _) => Expect::Refused,
            (false, true) => Expect::Done,
            (false, false) => Expect::Any,
        };
        self.attempt(&who, self.base.protocol.deals, &Deals::revokeCall { licence: id }, value, expect)?;
        Ok(())
    }

    /// Anyone has a refund, or a price in escrow, go where it belongs.
    pub(crate) fn settle_deal(&mut self, chance: &mut Chance) -> Outcome {
        let waits = |bit: u8| -> Vec<usize> {
            (0..self.seen.licences.len()).filter(|place| self.seen.licences[*place].grant.status & bit != 0).collect()
        };
        let refund = chance.once_in(2);
        let from = waits(if refund { REVOKED } else { IN_ESCROW });
        let Some(place) = chance.pick(&from).or_else(|| self.some_licence(chance).map(|(id, _)| id.to::<usize>() - 1))
        else {
            return Ok(());
        };
        let who = if chance.once_in(2) { self.base.stranger.clone() } else { self.somebody(chance) };
        let (licence, found) = (U256::from(place + 1), self.seen.licences[place].clone());
        let deals = self.base.protocol.deals;
        // Rather when it can go.
        if chance.once_in(2) {
            let core = &found.core;
            let offer = self.seen.offers.get(core.offer as usize - 1);
            let window = offer.map_or(0, |offer| u64::from(offer.conditions.escrow));
            let until = if refund { core.expiry } else { core.boughtAt + window };
            self.wait_until(until.min(self.now() + 400 * 86_400).saturating_sub(chance.below(2) as u64));
        }
        if refund {
            self.say(format!("collectRefund of {licence} by {}", who.name));
            let early = found.grant.status & REVOKED == 0 || self.now() < found.core.expiry;
            let call = Deals::collectRefundCall { licence };
            self.attempt(&who, deals, &call, 0, Expect::unless(early, Expect::Perhaps))?;
        } else {
            self.say(format!("settleEscrow of {licence} by {}", who.name));
            let none = found.grant.status & IN_ESCROW == 0;
            let call = Deals::settleEscrowCall { licence };
            self.attempt(&who, deals, &call, 0, Expect::unless(none, Expect::Perhaps))?;
        }
        Ok(())
    }
}
