//! Better terms at once, for what is left of the price of the present ones.

use crate::{
    market::{ADA, BEN, DAY, MONTH, Market, ORION, Outcome, STRANGER, signed},
    support::{AGAIN, ARBITER, PRICE, UPGRADE, UPGRADED, left, log, logs, moved},
};
use alloy_primitives::{Address, B256, U256};
use chain::{Account, Chain};
use rules::{
    challenge::Decision,
    licence::Coverage,
    offer::Refusal,
    terms::Duration,
    uses::{DERIVE, FINE_TUNE, TRAIN_GENERATIVE},
};
use story::{
    abi::{Deals, LicenceToken},
    calls::address,
    protocol::NewOffer,
};

/// What the better licence costs.
const DEAR: u128 = 3 * PRICE + 7;

/// A market with a record of Ada's that is offered under the usual terms, and under better ones
/// to who has the usual ones.
struct Shop<'a> {
    market: Market<'a>,
    record: U256,
    usual: u64,
    terms: B256,
    better: B256,
}

impl<'a> Shop<'a> {
    fn open(chain: &'a mut Chain, duration: Duration) -> Result<Self, Box<dyn std::error::Error>> {
        let mut market = Market::with_arbiter(chain, &ARBITER)?;
        let record = market.record(&ADA)?;
        let terms = market.terms_with(|terms| terms.duration = duration)?;
        let usual = market.offer_under(record, terms, PRICE)?;
        let better = market.terms_with(|terms| {
            (terms.uses, terms.duration) = (TRAIN_GENERATIVE | FINE_TUNE | DERIVE, Duration::Seconds(12 * MONTH));
        })?;
        Ok(Self { market, record, usual, terms, better })
    }

    /// An offer of the better terms to who has the usual ones.
    fn upgrade_for(&mut self, price: u128) -> u64 {
        let from = self.terms;
        self.market.offer_made(self.record, self.better, price, |offer| offer.upgrades_from = from).unwrap()
    }

    fn buy(&mut self, buyer: &Account) -> U256 {
        let usual = self.usual;
        self.market.buy(buyer, usual, PRICE).unwrap().value
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l2_l8_an_upgrade_costs_the_price_less_what_is_left_and_burns_the_old_licence() -> Outcome {
    let mut shop = Shop::open(client.chain(), Duration::Seconds(MONTH))?;
    let offer = shop.upgrade_for(DEAR);
    let old = shop.buy(&ORION);
    let Shop { mut market, record, .. } = shop;
    let term = market.term(old);
    let now = term.0 + 11 * DAY + 4_321;
    market.wait_until(now);
    let credit = left(PRICE, term, now);
    assert!(credit * u128::from(MONTH) < PRICE * u128::from(term.1 - now), "it is rounded");
    assert_eq!(market.deal_quote(old, UPGRADE, offer)?, (0, DEAR, credit));

    let before = market.chain.balance(ADA.address());
    let (done, paid) = market.paid_by(&ORION, |market| market.upgrade(&ORION, old, offer, DEAR - credit))?;
    assert_eq!((done.receipt.timestamp, paid), (now, signed(DEAR - credit)));
    assert_eq!(market.chain.balance(ADA.address()) - before, DEAR - credit);
    market.owes(0);
    let new = done.value;
    assert_eq!(market.term(new), (now, now + 12 * MONTH));
    assert_eq!((market.licence(new).core.price, market.offer_of(offer)?.price.taken), (DEAR, DEAR));

    let (holder, token) = (address(ORION.address()), market.protocol.licence_token);
    let expected = [
        log(token, &moved(None, Some(&ORION), new)),
        log(token, &moved(Some(&ORION), None, old)),
        log(token, &LicenceToken::LicenceAmended { licence: old, status: UPGRADED, perpetual: false, expiry: now }),
        log(token, &LicenceToken::MetadataUpdate { tokenId: old }),
        log(
            token,
            &LicenceToken::Purchased {
                licence: new,
                record,
                buyerReference: AGAIN,
                offer,
                buyer: holder,
                licensee: holder,
                price: DEAR,
                start: now,
                perpetual: false,
                expiry: now + 12 * MONTH,
                version: 0,
                direct: true,
            },
        ),
        log(
            token,
            &LicenceToken::Particulars {
                licence: new,
                predecessor: old,
                way: UPGRADE,
                credit,
                quantity: 0,
                selection: B256::ZERO,
                referrer: Address::ZERO,
                inEscrow: false,
            },
        ),
    ];
    assert_eq!(logs(&done.receipt), expected);

    market.burned(old, &ORION, 1);
    assert_eq!((market.term(old), market.status(old)), ((term.0, now), UPGRADED));
    let past = [
        (term.0 - 1, Coverage::NotYet),
        (term.0, Coverage::Covered),
        (now - 1, Coverage::Covered),
        (now, Coverage::Upgraded),
        (term.1, Coverage::Upgraded),
    ];
    market.covers(old, &ORION, &past);
    market.covers(new, &ORION, &[(now - 1, Coverage::NotYet), (now, Coverage::Covered)]);
    // What was credited is credited once.
    market.refused(Deals::LicenceUnknown { licence: old }, |market| market.upgrade(&ORION, old, offer, DEAR));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_the_credit_is_never_more_than_the_new_price() -> Outcome {
    let mut shop = Shop::open(client.chain(), Duration::Seconds(MONTH))?;
    let cheap = shop.upgrade_for(PRICE / 3);
    let old = shop.buy(&ORION);
    let mut market = shop.market;
    let before = market.chain.balance(ADA.address());
    assert_eq!(market.deal_quote(old, UPGRADE, cheap)?, (0, PRICE / 3, PRICE / 3));
    let (done, paid) = market.paid_by(&ORION, |market| market.upgrade(&ORION, old, cheap, 0))?;
    assert_eq!((paid, market.chain.balance(ADA.address())), (0, before), "nobody gets anything back");
    let told: LicenceToken::Particulars = crate::market::only(&done.receipt);
    assert_eq!(told.credit, PRICE / 3);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_all_of_a_perpetual_licences_price_is_credited_once() -> Outcome {
    let mut shop = Shop::open(client.chain(), Duration::Perpetual)?;
    let offer = shop.upgrade_for(DEAR);
    let old = shop.buy(&ORION);
    let best = shop.market.terms_with(|terms| terms.uses = TRAIN_GENERATIVE | DERIVE)?;
    let from = shop.better;
    let next = shop.market.offer_made(shop.record, best, DEAR, |offer| offer.upgrades_from = from)?;
    let mut market = shop.market;
    market.chain.advance_time(900 * DAY);
    assert_eq!(market.deal_quote(old, UPGRADE, offer)?, (0, DEAR, PRICE));
    let done = market.upgrade(&ORION, old, offer, DEAR - PRICE)?;
    let now = done.receipt.timestamp;
    market.covers(old, &ORION, &[(now - 1, Coverage::Covered), (now, Coverage::Upgraded)]);
    let refused = Deals::LicenceUnknown { licence: old };
    market.refused(refused, |market| market.upgrade(&ORION, old, offer, DEAR - PRICE));
    // The next upgrade credits what is left of the new licence's price, credit and all.
    let (new, at) = (done.value, now + 5 * MONTH);
    market.wait_until(at);
    let credit = left(DEAR, (now, now + 12 * MONTH), at);
    assert_eq!(market.deal_quote(new, UPGRADE, next)?, (0, DEAR, credit));
    market.upgrade(&ORION, new, next, DEAR - credit)?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_an_upgrade_that_is_not_to_be_had_leaves_the_licence_alone() -> Outcome {
    let mut shop = Shop::open(client.chain(), Duration::Seconds(MONTH))?;
    let offer = shop.upgrade_for(DEAR);
    let old = shop.buy(&ORION);
    let (record, usual, terms) = (shop.record, shop.usual, shop.terms);
    let mut market = shop.market;
    // By an offer that is no upgrade, or one of other terms; and nobody buys an upgrade alone.
    market.unsold(usual, Refusal::UpgradeOnly, |market| market.upgrade(&ORION, old, usual, PRICE));
    let other = market.terms_with(|terms| terms.attribution = true)?;
    let others = market.offer_made(record, shop.better, DEAR, |offer| offer.upgrades_from = other)?;
    market.unsold(others, Refusal::UpgradeOnly, |market| market.upgrade(&ORION, old, others, DEAR));
    assert_eq!(market.deal_quote(old, UPGRADE, others)?, (Refusal::UpgradeOnly as u8, 0, 0));
    market.unsold(offer, Refusal::UpgradeOnly, |market| market.buy(&STRANGER, offer, DEAR));
    market.unsold(offer, Refusal::UpgradeOnly, |market| market.extend(&ORION, old, offer, DEAR));
    // Another currency credits nothing.
    let token = crate::market::tokens::Token::deploy(market.chain, &STRANGER, &crate::market::tokens::Habit::Plain);
    let foreign = market.offer_made(record, shop.better, DEAR, |offer| {
        (offer.upgrades_from, offer.currency) = (terms, token);
    })?;
    let call = Deals::upgradeCall { licence: old, offer: foreign, quantity: 0, maxTotal: DEAR, buyerReference: AGAIN };
    market.refused(LicenceToken::NotSuccessor { offer: foreign }, |market| market.deal(&ORION, &call, 0));
    // Neither does another record.
    let elsewhere = market.record(&ADA)?;
    let elsewhere = market.offer_made(elsewhere, shop.better, DEAR, |offer| offer.upgrades_from = terms)?;
    let paid = DEAR - left(PRICE, market.term(old), market.chain.now());
    let error = LicenceToken::NotSuccessor { offer: elsewhere };
    market.refused(error, |market| market.upgrade(&ORION, old, elsewhere, paid));
    // Neither is quoted.
    for offer in [foreign, elsewhere] {
        let refused = market.deal_quote(old, UPGRADE, offer).unwrap_err();
        assert_eq!(refused.error(), Some(Deals::NotSuccessor { offer }), "{refused}");
    }

    let caller = address(STRANGER.address());
    market.refused(Deals::NotHolder { caller }, |market| market.upgrade(&STRANGER, old, offer, DEAR));
    let value = market.deal_quote(old, UPGRADE, offer)?.2;
    let error = LicenceToken::WrongValue { value: U256::from(DEAR), total: DEAR - value };
    let call = Deals::upgradeCall { licence: old, offer, quantity: 0, maxTotal: DEAR, buyerReference: AGAIN };
    market.refused(error, |market| market.deal(&ORION, &call, DEAR));

    // Nor a new generation.
    let challenge = market.challenge(&BEN, record)?;
    market.decide(challenge, Decision::Pass)?;
    let new = NewOffer { record, terms: shop.better, unit_price: DEAR, upgrades_from: terms, ..NewOffer::default() };
    let new = market.protocol.create_offer(market.chain, &BEN, &new)?.value;
    let refused = market.deal_quote(old, UPGRADE, new).unwrap_err();
    assert_eq!(refused.error(), Some(Deals::NotSuccessor { offer: new }), "{refused}");
    let paid = DEAR - left(PRICE, market.term(old), market.chain.now());
    market.refused(LicenceToken::NotSuccessor { offer: new }, |market| market.upgrade(&ORION, old, new, paid));
    assert_eq!(market.status(old), 0);

    market.wait_until(market.term(old).1);
    market.refused(Deals::LicenceEnded { licence: old }, |market| market.upgrade(&ORION, old, new, DEAR));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_a_renewed_licence_is_not_upgraded_and_its_renewal_is() -> Outcome {
    let mut shop = Shop::open(client.chain(), Duration::Seconds(MONTH))?;
    let offer = shop.upgrade_for(DEAR);
    let old = shop.buy(&ORION);
    let mut market = shop.market;
    let (start, end) = market.term(old);
    let new = market.renew(&ORION, old, PRICE)?.value;
    market.refused(Deals::LicenceBusy { licence: old }, |market| market.upgrade(&ORION, old, offer, DEAR));
    // It has not begun, so all of it is left.
    assert_eq!(market.deal_quote(new, UPGRADE, offer)?, (0, DEAR, PRICE));
    let done = market.upgrade(&ORION, new, offer, DEAR - PRICE)?;
    let now = done.receipt.timestamp;
    assert_eq!(market.term(done.value), (now, now + 12 * MONTH));
    market.covers(new, &ORION, &[(now, Coverage::NotYet), (end, Coverage::Upgraded)]);
    market.covers(old, &ORION, &[(start, Coverage::Covered), (end - 1, Coverage::Covered)]);
    market.burned(new, &ORION, 2);
    Ok(())
}
