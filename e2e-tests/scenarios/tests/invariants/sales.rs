//! Terms, offers, and who buys by them.

use crate::{
    base::Actor,
    life::{Chance, Expect, Life, Outcome, payable},
};
use alloy_primitives::{Address, B256, U256};
use chain::H160;
use rules::{
    limits::MAX_RECEIVED,
    terms::{Duration, Revocation, Terms},
    uses::{ALL_USES, COMMERCIAL, DERIVE, FINE_TUNE, TRAIN_GENERATIVE},
};
use story::{
    abi::{
        LicenceToken::{Item, Offer, purchaseManyCall},
        TermsBook,
    },
    calls::{address, h160},
    protocol::{NewOffer, Order, published},
};

/// Nobody has so much: a price above it is no test of money.
pub(crate) const DEAR: u128 = chain::TOKEN;

impl Life<'_> {
    /// Terms that there are from the beginning: for ever and for a month, exclusive and not.
    pub(crate) fn found_terms(&mut self) -> Outcome {
        let who = self.base.people[0].clone();
        for number in 0..4 {
            let terms = Terms {
                uses: if number == 1 { ALL_USES } else { TRAIN_GENERATIVE | FINE_TUNE },
                users: COMMERCIAL,
                duration: if number == 1 { Duration::Perpetual } else { Duration::Seconds(30 * 86_400) },
                exclusive: number == 2,
                transferable: true,
                attribution: false,
                revocation: if number == 3 { Revocation::AfterNotice(86_400) } else { Revocation::Irrevocable },
                derivative_share: 0,
                resale_royalty: 0,
                document: [number; 32],
                uri: Vec::new(),
            };
            self.publish_terms(&who, &terms, Expect::Done)?;
        }
        self.found_offers()
    }

    /// Offers that there are from the beginning: with escrow, an upgrade of that, revocable, of a record with
    /// parents, exclusive, and in coins.
    fn found_offers(&mut self) -> Outcome {
        let of = |number: u8| self.tale.terms.iter().find(|(_, terms)| terms.document == B256::repeat_byte(number));
        let terms = [0, 1, 2, 3].map(|number| of(number).map_or(B256::ZERO, |(id, _)| *id));
        let [month, ever, exclusive, revocable] = terms;
        let offers: [(usize, B256, u128, u32, B256, bool); 10] = [
            (0, month, DEAR / 7, 3_600, B256::ZERO, false),
            (0, month, DEAR / 11, 0, B256::ZERO, false),
            (0, revocable, DEAR / 13, 0, B256::ZERO, false),
            (0, revocable, DEAR / 15, 0, B256::ZERO, false),
            (0, ever, DEAR / 2, 0, month, false),
            (1, revocable, DEAR / 3, 0, B256::ZERO, false),
            (1, revocable, DEAR / 3, 0, B256::ZERO, true),
            (2, month, DEAR / 9, 0, B256::ZERO, false),
            (2, ever, DEAR / 9, 0, B256::ZERO, true),
            (3, exclusive, DEAR / 5, 0, B256::ZERO, false),
        ];
        for (place, terms, unit_price, escrow, upgrades_from, coins) in offers {
            let record = self.tale.order[place];
            let Some(owner) = self.actor(self.owner(record)) else { continue };
            let currency = if coins { self.base.coin } else { H160::zero() };
            // Whole planck: everybody can pay them.
            let unit_price = unit_price / chain::EVM_UNITS_PER_PLANCK * chain::EVM_UNITS_PER_PLANCK;
            let new = NewOffer { record, terms, unit_price, escrow, upgrades_from, currency, ..NewOffer::default() };
            self.attempt(&owner, self.base.protocol.offers, &new.call(), 0, Expect::Done)?;
        }
        Ok(())
    }

    fn publish_terms(&mut self, who: &Actor, terms: &Terms, expect: Expect) -> Outcome {
        let call = TermsBook::publishTermsCall { terms: published(terms) };
        self.attempt(who, self.base.protocol.terms_book, &call, 0, expect)?;
        Ok(())
    }

    /// Somebody publishes terms, now and then such as there can't be.
    pub(crate) fn publish(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let uses = match chance.below(8) {
            0 => chance.number() as u16,
            1 | 2 => DERIVE | TRAIN_GENERATIVE,
            _ => 1 + chance.below(1023) as u16,
        };
        let terms = Terms {
            uses,
            users: if chance.once_in(10) { chance.number() as u8 } else { 1 + chance.below(31) as u8 },
            duration: match chance.below(5) {
                0 => Duration::Perpetual,
                1 => Duration::Seconds(chance.number() % 4_000_000_000),
                _ => Duration::Seconds(1 + chance.below(60 * 86_400) as u64),
            },
            exclusive: chance.once_in(4),
            transferable: !chance.once_in(4),
            attribution: chance.once_in(2),
            revocation: if chance.once_in(3) {
                Revocation::AfterNotice([86_400, 172_800, 5][chance.below(3)])
            } else {
                Revocation::Irrevocable
            },
            derivative_share: if uses & DERIVE != 0 {
                chance.below(3) as u16 * 100
            } else {
                u16::from(chance.once_in(12))
            },
            resale_royalty: [0, 500, 10_001][chance.below(8).min(2)].min(if chance.once_in(4) { 10_001 } else { 500 }),
            document: [chance.below(4) as u8; 32],
            uri: if chance.once_in(10) { vec![b' '; 3] } else { b"https://terms.example".to_vec() },
        };
        self.say(format!("publishTerms of {:x} by {}", terms.uses, who.name));
        let expect = if terms.check().is_ok() { Expect::Done } else { Expect::Refused };
        self.publish_terms(&who, &terms, expect)
    }

    /// An owner or a manager offers a record in one of many ways, or somebody else does.
    pub(crate) fn offer(&mut self, chance: &mut Chance) -> Outcome {
        let record = self.some_record(chance);
        let (owner, seen) = (self.owner(record), self.seen.records[&record].record.clone());
        let manager = h160(seen.deputy);
        let right = if !manager.is_zero() && chance.once_in(2) { manager } else { owner };
        let who = self.by(chance, right);
        let all: Vec<B256> = self.tale.terms.keys().copied().collect();
        let now = self.now();
        let mut new = NewOffer { record, terms: chance.pick(&all).unwrap_or_default(), ..NewOffer::default() };
        new.unit_price = chance.price() % DEAR;
        new.currency = if chance.once_in(4) { self.base.coin } else { H160::zero() };
        if chance.once_in(3) {
            new.unit = [3, 3, if (1..4).contains(&seen.kind) { 2 } else { 1 }][chance.below(3)];
        }
        if chance.once_in(4) {
            new.tiers = vec![(2, new.unit_price / 2), (5, new.unit_price / 3)];
        }
        new.supply = if chance.once_in(3) { 1 + chance.below(3) as u32 } else { 0 };
        if chance.once_in(6) {
            new.opens = now + chance.below(3) as u64 * 1_800;
            new.closes = new.opens + [1, 3_600, 86_400 * 20][chance.below(3)];
        }
        if chance.once_in(10) {
            new.buyer = self.somebody(chance).address;
        }
        if chance.once_in(6) {
            new.ceiling = 1 + new.unit_price * (1 + chance.below(3) as u128);
        }
        if chance.once_in(10) {
            new.since = now - chance.below(100_000) as u64;
        }
        if chance.once_in(8) {
            new.referral = 1 + chance.below(1_001) as u16;
            new.referrer = if chance.once_in(2) { self.payee(chance) } else { H160::zero() };
        }
        if chance.once_in(4) {
            (new.escrow, new.referral) = ([3_600, 86_400 * 5][chance.below(2)], 0);
        }
        if chance.once_in(6) {
            // Rather terms that somebody has a licence under.
            let terms: Vec<B256> = self
                .seen
                .licences
                .iter()
                .filter(|licence| licence.core.record == record)
                .map(|licence| licence.core.terms)
                .collect();
            new.upgrades_from = chance.pick(&terms).unwrap_or_default();
        }
        let right = who.address == owner || (!manager.is_zero() && who.address == manager && seen.standing != 2);
        let wrong = !right || self.is_provisional(record) || seen.standing == 2;
        self.say(format!("offer of {record:x} by {}: {new:?}", who.name));
        self.attempt(&who, self.base.protocol.offers, &new.call(), 0, Expect::unless(wrong, Expect::Any))?;
        Ok(())
    }

    /// An owner or a manager closes an offer, or somebody tries.
    pub(crate) fn close(&mut self, chance: &mut Chance) -> Outcome {
        if self.tale.offers.is_empty() {
            return Ok(());
        }
        let offer = 1 + chance.below(self.tale.offers.len()) as u64;
        let record = self.tale.offers[offer as usize - 1].record;
        let owner = self.owner(record);
        let who = self.by(chance, owner);
        self.say(format!("close of offer {offer} by {}", who.name));
        let deputy = self.seen.records[&record].record.deputy;
        let right = who.address == owner || deputy == address(who.address);
        let closed = self.tale.closed.contains(&offer);
        let call = story::abi::Offers::closeOfferCall { offer };
        let expect = Expect::unless(!right || closed, Expect::Any);
        self.attempt(&who, self.base.protocol.offers, &call, 0, expect)?;
        Ok(())
    }

    /// Somebody buys for themselves or for another: what it costs by our own reckoning, or a unit
    /// more or less.
    pub(crate) fn buy(&mut self, chance: &mut Chance) -> Outcome {
        if self.tale.offers.is_empty() {
            return self.offer(chance);
        }
        let selling = self.selling();
        let any = 1 + chance.below(self.tale.offers.len()) as u64;
        let offer = if chance.once_in(4) { any } else { chance.pick(&selling).unwrap_or(any) };
        let mut buyer = self.somebody(chance);
        let only = self.seen.offers[offer as usize - 1].price.buyer;
        if !only.is_zero() && chance.once_in(2) {
            buyer = self.actor(h160(only)).unwrap_or(buyer);
        }
        // Who sends whole planck only can't pay every price.
        if is_fine(&self.seen.offers[offer as usize - 1]) && !buyer.signer.is_ethereum() && !chance.once_in(6) {
            buyer = self.base.people[0].clone();
        }
        let recipient = if chance.once_in(5) { self.somebody(chance).address } else { buyer.address };
        let found = self.seen.offers[offer as usize - 1].clone();
        let per_use = found.price.unit == 3;
        let quantity = if per_use { chance.below(6) as u64 } else { u64::from(chance.once_in(10)) };
        let mut order = Order { quantity, ..Order::of(offer) };
        if chance.once_in(8) {
            order.selection = B256::repeat_byte(5);
            order.quantity = chance.below(4) as u64;
        }
        if found.conditions.referral > 0 && chance.once_in(2) {
            order.referrer = self.payee(chance);
        }
        let (reasons, total) = self.reckon(&found, &order, buyer.address, B256::ZERO, 0);
        self.say(format!("buy {order:?} by {} at {total}: reasons {reasons:?}", buyer.name));
        let native = found.price.currency.is_zero();
        let mut value = if native { payable(&buyer.signer, total) } else { 0 };
        if chance.once_in(8) {
            value += chain::EVM_UNITS_PER_PLANCK;
        }
        let mut call = order.call(recipient, if chance.once_in(10) { total.saturating_sub(1) } else { total }, [9; 32]);
        if chance.once_in(15) {
            call.recipient = Address::ZERO;
        }
        let expect = self.expect_of_sale(&buyer, &reasons, total, call.maxTotal, value, native);
        let expect = if call.recipient.is_zero() { Expect::Refused } else { expect };
        self.same_quote(offer, &order, &buyer, &reasons, total)?;
        self.attempt(&buyer, self.base.protocol.licence_token, &call, value, expect)?;
        Ok(())
    }

    fn expect_of_sale(
        &self,
        buyer: &Actor,
        reasons: &[u8],
        total: u128,
        max: u128,
        value: u128,
        native: bool,
    ) -> Expect {
        let due = if native { total } else { 0 };
        if !reasons.is_empty() || total > max || value != due {
            Expect::Refused
        } else if !native && total > 0 && !self.base.people.iter().any(|person| person.address == buyer.address) {
            // Wallets and the thief have none of the coin.
            Expect::Refused
        } else {
            Expect::Done
        }
    }

    /// The offers that sell to anyone now.
    pub(crate) fn selling(&self) -> Vec<u64> {
        let numbers = 1..=self.seen.offers.len() as u64;
        let sells = |number: &u64| {
            let offer = &self.seen.offers[*number as usize - 1];
            let quantity = u64::from(offer.price.unit == 3);
            let order = Order { quantity, ..Order::of(*number) };
            self.reckon(offer, &order, self.base.people[0].address, B256::ZERO, 0).0.is_empty()
        };
        numbers.filter(sells).collect()
    }

    /// Our own reckoning: every reason for which an offer does not sell an order now, and what the
    /// order costs. `upgrades` are the terms that it is to upgrade, `start` when the licence is to
    /// begin if not now.
    pub(crate) fn reckon(
        &self,
        offer: &Offer,
        order: &Order,
        buyer: H160,
        upgrades: B256,
        start: u64,
    ) -> (Vec<u8>, u128) {
        let (price, conditions, grant) = (&offer.price, &offer.conditions, &offer.grant);
        let now = self.now();
        let Some(seen) = self.seen.records.get(&price.record) else { return (vec![1], 0) };
        let record = &seen.record;
        let mut reasons = Vec::new();
        let mut no = |reason: u8, when: bool| reasons.extend(when.then_some(reason));
        no(2, conditions.closed);
        no(3, conditions.epoch != record.epoch);
        no(4, now < price.opens);
        no(5, price.closes != 0 && now >= price.closes);
        no(6, price.supply != 0 && price.sold >= price.supply);
        no(7, !price.buyer.is_zero() && price.buyer != address(buyer));
        no(8, record.standing == 0 && record.withdrawn_from != 0 && now >= record.withdrawn_from);
        no(9, record.standing == 1);
        no(10, record.standing == 2);
        no(15, conditions.upgradesFrom != upgrades);
        let chosen = !order.selection.is_zero();
        let quantity = match price.unit {
            0 if order.quantity <= 1 && !chosen => 1,
            1 if chosen => order.quantity,
            1 | 2 if !chosen && (order.quantity == 0 || order.quantity == record.units) => record.units,
            3 if !chosen => order.quantity,
            _ => 0,
        };
        no(13, quantity == 0 || (chosen && grant.exclusive));
        let mut tiers = offer.tiers.iter().filter(|tier| tier.from != 0 && quantity >= tier.from);
        let each = tiers.next_back().map_or(price.unitPrice, |tier| tier.unitPrice);
        let total = U256::from(each) * U256::from(quantity);
        no(16, total > U256::from(MAX_RECEIVED));
        let total: u128 = total.try_into().unwrap_or(u128::MAX);
        no(12, price.ceiling != 0 && price.taken.saturating_add(total) > price.ceiling);
        let (named, asked) = (h160(conditions.referrer), order.referrer);
        let referrer = if asked.is_zero() { named } else { asked };
        let another = !named.is_zero() && referrer != named;
        let themselves = named.is_zero() && referrer == buyer;
        no(14, !referrer.is_zero() && (conditions.referral == 0 || another || themselves));
        let begins = [start, conditions.since, now].into_iter().find(|second| *second != 0).unwrap_or_default();
        let blocks = |bit: &usize| {
            let until = if grant.exclusive { seen.state.licensed[*bit] } else { seen.state.exclusive[*bit] };
            grant.uses >> bit & 1 == 1 && until > begins
        };
        no(11, (0..10).any(|bit| blocks(&bit)));
        (reasons, total)
    }

    /// That the offers' quote is our own reckoning.
    fn same_quote(&self, offer: u64, order: &Order, buyer: &Actor, reasons: &[u8], total: u128) -> Outcome {
        // Of an offer that upgrades, the quote is of the upgrade.
        let reasons: Vec<u8> = reasons.iter().copied().filter(|reason| *reason != 15).collect();
        let quote = self.base.protocol.quote_order(&*self.chain, order, buyer.address);
        let quote = quote.map_err(|refused| refused.to_string())?;
        let fine = if reasons.is_empty() {
            (0, total) == (quote.reason, quote.total)
        } else {
            reasons.contains(&quote.reason)
        };
        if fine { Ok(()) } else { Err(format!("i15 offer {offer} quotes {quote:?} in place of {reasons:?}, {total}")) }
    }

    /// Somebody buys a basket: all of it or nothing.
    pub(crate) fn buy_many(&mut self, chance: &mut Chance) -> Outcome {
        let selling = self.selling();
        let native: Vec<u64> = selling
            .into_iter()
            .filter(|offer| self.seen.offers[*offer as usize - 1].price.currency.is_zero())
            .collect();
        let mut items = Vec::new();
        let buyer = self.somebody(chance);
        let (mut sum, mut wrong) = (0, false);
        let count = 1 + chance.below(4);
        for offer in chance.some(&native, count) {
            let found = self.seen.offers[offer as usize - 1].clone();
            let order = Order { quantity: u64::from(found.price.unit == 3), ..Order::of(offer) };
            let (reasons, total) = self.reckon(&found, &order, buyer.address, B256::ZERO, 0);
            wrong |= !reasons.is_empty();
            sum += total;
            items.push(Item { offer, quantity: order.quantity, selection: B256::ZERO });
        }
        if chance.once_in(6) {
            items.push(Item {
                offer: 1 + chance.below(self.tale.offers.len() + 1) as u64,
                quantity: 0,
                selection: B256::ZERO,
            });
        }
        self.say(format!("basket of {items:?} at {sum} by {}", buyer.name));
        let value = payable(&buyer.signer, sum);
        let none = items.is_empty();
        let call = purchaseManyCall {
            items,
            maxTotal: sum,
            recipient: address(buyer.address),
            referrer: Address::ZERO,
            buyerReference: B256::ZERO,
        };
        let expect = Expect::unless(wrong || none, Expect::Any);
        self.attempt(&buyer, self.base.protocol.licence_token, &call, value, expect)?;
        Ok(())
    }
}

/// Whether a price is finer than a planck, of the chain's own token.
fn is_fine(offer: &Offer) -> bool {
    offer.price.currency.is_zero() && !offer.price.unitPrice.is_multiple_of(chain::EVM_UNITS_PER_PLANCK)
}
