//! Offers, sales, and prices that wait.

use crate::{
    life::{Life, Outcome, Verdict},
    market::order,
    model::{Currency, Destination, ESCROW, Key, NET, Referral, Standing},
};
use alloy_primitives::U256;
use chain::{Account, H160, Receipt};
use rules::ledger::licence_account;
use scenarios::lives::Chance;
use story::{
    abi::{Deals, LicenceToken, RoyaltySplitter},
    calls::address,
    protocol::NewOffer,
};

/// How long a price waits, in seconds.
const ESCROW_WINDOW: u32 = 3 * 86_400;

/// The numbers of refusals that an offer can have.
const STALE: u8 = 3;
const SOLD_OUT: u8 = 6;
const CHALLENGED: u8 = 9;
const STRUCK: u8 = 10;
/// The number of the refusal of a buyer who names themselves, or where nobody can be named.
const REFERRER_INVALID: u8 = rules::offer::Refusal::ReferrerInvalid as u8;

/// An offer.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    number: u64,
    record: U256,
    epoch: u32,
    price: u128,
    currency: Currency,
    left: Option<u32>,
    /// Zero where the buyer names the referrer.
    referrer: H160,
    referral: u16,
    escrow: u32,
}

/// A price that waits.
#[derive(Clone, Debug)]
pub(crate) struct Escrow {
    licence: u64,
    holder: H160,
    until: u64,
    record: U256,
    generation: u32,
    version: u32,
    licensor: H160,
    currency: Currency,
    referral: Referral,
}

impl Life<'_> {
    /// The owner of a record offers it.
    pub(crate) fn offer(&mut self, chance: &mut Chance) -> Outcome {
        let Some(record) = chance.pick(&self.model.works).map(|work| work.id) else { return Ok(()) };
        let mut currency = if chance.once_in(2) { 0 } else { chance.below(self.cast.currencies()) };
        // The one with a fee sells only where the fee is rounded to nothing.
        if self.cast.takes_fee(currency) && !chance.once_in(3) {
            currency = 1;
        }
        let mut new = NewOffer { record, terms: self.terms, ..NewOffer::default() };
        new.currency = self.cast.token(currency);
        new.unit_price = chance.price();
        new.supply = if chance.once_in(4) { 1 + chance.below(3) as u32 } else { 0 };
        if chance.once_in(3) {
            new.referral = 1 + chance.below(crate::actors::Cast::max_referral()) as u16;
            if chance.once_in(2) {
                new.referrer = chance.pick(&self.cast.payees).map(|actor| actor.address).unwrap_or_default();
            }
        }
        if chance.once_in(3) && (new.referral == 0 || !new.referrer.is_zero()) {
            new.escrow = ESCROW_WINDOW;
        }
        self.make_offer(&new, currency)
    }

    pub(crate) fn make_offer(&mut self, new: &NewOffer, currency: Currency) -> Outcome {
        let work = self.model.work(new.record)?.clone();
        let Some(owner) = self.cast.person(work.owner) else { return Ok(()) };
        self.say(format!(
            "offer of {:x} at {} of currency {currency}, referral {} of {:?}, escrow {}",
            new.record, new.unit_price, new.referral, new.referrer, new.escrow
        ));
        let verdict = match work.standing {
            Standing::Struck => Verdict::refused(story::abi::Offers::RecordStruck { record: new.record }),
            _ => Verdict::Done,
        };
        let offers = self.market.protocol.offers;
        let Some(done) = self.attempt(&owner, offers, &new.call(), 0, &verdict)? else { return Ok(()) };
        self.offers.push(Offer {
            number: done.value,
            record: new.record,
            epoch: work.epoch,
            price: new.unit_price,
            currency,
            left: (new.supply > 0).then_some(new.supply),
            referrer: new.referrer,
            referral: new.referral,
            escrow: new.escrow,
        });
        Ok(())
    }

    /// Somebody buys, rather by one of the later offers.
    pub(crate) fn buy(&mut self, chance: &mut Chance) -> Outcome {
        let mut buyer = self.somebody(chance);
        let named = if chance.once_in(2) { chance.pick(&self.cast.payees).map(|actor| actor.address) } else { None };
        let wrong_value = chance.once_in(12);
        let sells = |offer: &Offer| self.sale_verdict(offer, &buyer, H160::zero(), false) == Ok(Verdict::Done);
        let selling: Vec<usize> = (0..self.offers.len()).filter(|place| sells(&self.offers[*place])).collect();
        let waiting: Vec<usize> = selling.iter().filter(|place| self.offers[**place].escrow > 0).copied().collect();
        let any = chance.below(self.offers.len());
        let from = if chance.once_in(4) { &waiting } else { &selling };
        let place = if chance.once_in(5) { any } else { chance.pick(from).unwrap_or(any) };
        let Some(offer) = self.offers.get(place).cloned() else { return Ok(()) };
        let fine = offer.currency == 0 && !offer.price.is_multiple_of(chain::EVM_UNITS_PER_PLANCK);
        if fine && !buyer.is_ethereum() {
            buyer = self.cast.people[0].clone();
        }
        let asked = if offer.referral == 0 { H160::zero() } else { named.unwrap_or_default() };
        self.say(format!(
            "buy {offer:?} by {} with referrer {}{}",
            self.cast.name(buyer.address()),
            self.cast.name(asked),
            if wrong_value { ", too cheap" } else { "" }
        ));
        let mut call = order(&buyer, offer.number, offer.price);
        call.referrer = address(asked);
        let verdict = self.sale_verdict(&offer, &buyer, asked, wrong_value)?;
        let value = match (offer.currency, wrong_value) {
            (0, true) => offer.price.saturating_sub(chain::EVM_UNITS_PER_PLANCK),
            (0, false) => offer.price,
            _ => 0,
        };
        let token = self.market.protocol.licence_token;
        let Some(done) = self.attempt(&buyer, token, &call, value, &verdict)? else { return Ok(()) };
        self.licences += 1;
        if done.value != U256::from(self.licences) {
            return Err(format!("licence {} is not {}", done.value, self.licences));
        }
        if let Some(left) = self.offers.get_mut(place).and_then(|offer| offer.left.as_mut()) {
            *left -= 1;
        }
        let referrer = if asked.is_zero() { offer.referrer } else { asked };
        self.is_sold(&offer, &buyer, referrer, &done.receipt)
    }

    fn sale_verdict(&self, offer: &Offer, buyer: &Account, asked: H160, wrong_value: bool) -> Outcome<Verdict> {
        let work = self.model.work(offer.record)?;
        let another = !offer.referrer.is_zero() && !asked.is_zero() && asked != offer.referrer;
        let reason = if offer.epoch != work.epoch {
            STALE
        } else if offer.left == Some(0) {
            SOLD_OUT
        } else if work.standing == Standing::Struck {
            STRUCK
        } else if work.standing == Standing::Challenged {
            CHALLENGED
        } else if another || (offer.referrer.is_zero() && asked == buyer.address()) {
            REFERRER_INVALID
        } else {
            0
        };
        if reason != 0 {
            return Ok(Verdict::refused(LicenceToken::OfferRefused { offer: offer.number, reason }));
        }
        if wrong_value && offer.currency == 0 && offer.price > 0 {
            let value = U256::from(offer.price.saturating_sub(chain::EVM_UNITS_PER_PLANCK));
            return Ok(Verdict::refused(LicenceToken::WrongValue { value, total: offer.price }));
        }
        let arrived = self.cast.arrives(offer.currency, offer.price);
        if arrived < offer.price {
            return Ok(Verdict::refused(RoyaltySplitter::TokenTookFee { arrived, due: offer.price }));
        }
        Ok(Verdict::Done)
    }

    /// Where the price of a sale goes.
    fn is_sold(&mut self, offer: &Offer, buyer: &Account, referrer: H160, receipt: &Receipt) -> Outcome {
        let Offer { price, currency, .. } = *offer;
        let work = self.model.work(offer.record)?;
        let (owner, generation, parents_share) = (work.owner, work.generation, work.parents_share());
        let version = work.version(generation, receipt.timestamp);
        let referral = if referrer.is_zero() { (H160::zero(), 0) } else { (referrer, offer.referral) };
        let waits = offer.escrow > 0 && price > 0;
        let direct = currency == 0 && version == 0 && parents_share == 0 && referral.1 == 0 && !waits;
        if price == 0 || direct {
            // Owners who are no people have no offers, and people can be paid.
            self.model.flow(currency, buyer.address(), owner, price);
            return if self.releases(receipt)?.is_empty() { Ok(()) } else { Err("the splitter paid".into()) };
        }
        let splitter = self.market.protocol.splitter;
        self.model.flow(currency, buyer.address(), splitter, price);
        self.model.deposit(currency, price);
        if waits {
            let account = H160(licence_account(self.licences));
            let key = Key::new(offer.record, generation, ESCROW, account, currency);
            self.escrows.push(Escrow {
                licence: self.licences,
                holder: buyer.address(),
                until: receipt.timestamp + u64::from(offer.escrow),
                record: offer.record,
                generation,
                version,
                licensor: owner,
                currency,
                referral: if offer.referrer.is_zero() { (H160::zero(), 0) } else { referral },
            });
            return self.credit(&Destination { key, parents_share: 0 }, price, (H160::zero(), 0), false, receipt);
        }
        let key = Key::new(offer.record, generation, version, owner, currency);
        self.credit(&Destination { key, parents_share }, price, referral, true, receipt)
    }

    /// Somebody has a price that waits go where it belongs.
    pub(crate) fn settle_escrow(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        if self.escrows.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let ready = |escrow: &Escrow| escrow.until <= now && self.disputes.open(escrow.record, escrow.generation) == 0;
        let ready: Vec<usize> = (0..self.escrows.len()).filter(|place| ready(&self.escrows[*place])).collect();
        let any = chance.below(self.escrows.len());
        let place = if chance.once_in(5) { any } else { chance.pick(&ready).unwrap_or(any) };
        let waiting = self.escrows[place].clone();
        self.say(format!("escrow of {waiting:?}"));
        let Escrow { licence, record, generation, currency, until, .. } = waiting;
        let work = self.model.work(record)?.clone();
        let ended = self.disputes.ended(record, generation);
        let open = self.disputes.open(record, generation);
        let verdict = if ended.is_none() && now < until {
            Verdict::refused(Deals::EscrowRuns { until })
        } else if ended.is_none() && open > 0 {
            Verdict::refused(Deals::ChallengeOpen { record })
        } else {
            Verdict::Done
        };
        let call = Deals::settleEscrowCall { licence: U256::from(licence) };
        let deals = self.market.protocol.deals;
        let Some(done) = self.attempt(&who, deals, &call, 0, &verdict)? else { return Ok(()) };
        self.escrows.remove(place);
        let nobody = (H160::zero(), 0);
        let (key, parents_share, referral) = match ended {
            Some(end) if end.struck => (Key::new(record, generation, NET, waiting.holder, currency), 0, nobody),
            Some(_) => {
                let version = work.version(work.generation, now);
                let key = Key::new(record, work.generation, version, work.owner, currency);
                (key, work.parents_share(), nobody)
            }
            None => {
                let key = Key::new(record, generation, waiting.version, waiting.licensor, currency);
                (key, work.parents_share(), waiting.referral)
            }
        };
        let account = H160(licence_account(licence));
        let amount = self.model.take_all(&Key::new(record, generation, ESCROW, account, currency));
        if done.value != amount {
            return Err(format!("{} moved in place of {amount}", done.value));
        }
        self.credit(&Destination { key, parents_share }, amount, referral, true, &done.receipt)
    }
}
