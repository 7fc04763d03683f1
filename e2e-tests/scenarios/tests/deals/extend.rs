//! A licence of another offer of the record, from the end of the present one on.

use crate::{
    market::{ADA, BEN, DAY, Market, ORION, Outcome, STRANGER, only, order, signed},
    support::{ARBITER, CONTINUED, EXTEND, PRICE},
};
use rules::{challenge::Decision, licence::Coverage, terms::Duration};
use story::{
    abi::{Deals, LicenceToken},
    calls::address,
    protocol::NewOffer,
};

/// Six years of 365 days.
const SIX_YEARS: u64 = 6 * 365 * DAY;

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l12_a_licence_is_extended_by_six_years() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let long = market.terms_with(|terms| terms.duration = Duration::Seconds(SIX_YEARS))?;
    let price = 7 * PRICE + 1;
    let years = market.offer_under(record, long, price)?;
    let old = market.buy(&ORION, offer, PRICE)?.value;
    let (_, end) = market.term(old);
    assert_eq!(market.deal_quote(old, EXTEND, years)?, (0, price, 0));

    let before = market.chain.balance(ADA.address());
    let (done, paid) = market.paid_by(&ORION, |market| market.extend(&ORION, old, years, price))?;
    assert_eq!((paid, market.chain.balance(ADA.address()) - before), (signed(price), price));
    let new = done.value;
    assert_eq!((market.term(new), market.status(old)), ((end, end + SIX_YEARS), CONTINUED));
    let told: LicenceToken::Particulars = only(&done.receipt);
    assert_eq!((told.licence, told.predecessor, told.way, told.credit), (new, old, EXTEND, 0));
    let sold: LicenceToken::Purchased = only(&done.receipt);
    assert_eq!((sold.offer, sold.price, sold.start, sold.expiry), (years, price, end, end + SIX_YEARS));
    market.covers(old, &ORION, &[(end - 1, Coverage::Covered), (end, Coverage::Expired)]);
    let edges = [
        (end - 1, Coverage::NotYet),
        (end, Coverage::Covered),
        (end + SIX_YEARS - 1, Coverage::Covered),
        (end + SIX_YEARS, Coverage::Expired),
    ];
    market.covers(new, &ORION, &edges);
    market.refused(Deals::LicenceBusy { licence: old }, |market| market.extend(&ORION, old, years, price));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_an_offer_of_another_record_or_generation_extends_nothing() -> Outcome {
    let mut market = Market::with_arbiter(client.chain(), &ARBITER)?;
    let record = market.record(&ADA)?;
    let other = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let elsewhere = market.offer(&ADA, other, PRICE)?;
    let terms = market.terms_with(|terms| terms.duration = Duration::Seconds(SIX_YEARS))?;
    let years = market.offer_under(record, terms, PRICE)?;
    let licence = market.buy(&ORION, years, PRICE)?.value;
    market.refused(LicenceToken::NotSuccessor { offer: elsewhere }, |market| {
        market.extend(&ORION, licence, elsewhere, PRICE)
    });
    let refused = market.deal_quote(licence, EXTEND, elsewhere).unwrap_err();
    assert_eq!(refused.error(), Some(Deals::NotSuccessor { offer: elsewhere }), "{refused}");
    let caller = address(STRANGER.address());
    market.refused(Deals::NotHolder { caller }, |market| market.extend(&STRANGER, licence, offer, PRICE));
    let reason = rules::offer::Refusal::Unknown;
    market.unsold(77, reason, |market| market.extend(&ORION, licence, 77, PRICE));

    let challenge = market.challenge(&BEN, record)?;
    market.decide(challenge, Decision::Pass)?;
    let terms = market.terms()?;
    let new = NewOffer { record, terms, unit_price: PRICE, ..NewOffer::default() };
    let new = market.protocol.create_offer(market.chain, &BEN, &new)?.value;
    market.refused(LicenceToken::NotSuccessor { offer: new }, |market| market.extend(&ORION, licence, new, PRICE));
    assert_eq!(market.status(licence), 0);
    // It sells to everybody all the same, and to the holder of the old one as well.
    market.order(&ORION, &order(&ORION, new, PRICE), PRICE)?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_an_extension_is_for_as_many_uses_as_are_paid() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let by_use = market.offer_with(&ADA, record, |offer| (offer.unit_price, offer.unit) = (1_000_003, 3))?;
    let old = market.buy(&ORION, offer, PRICE)?.value;
    let total = 41 * 1_000_003;
    let call = Deals::extendCall {
        licence: old,
        offer: by_use,
        quantity: 41,
        maxTotal: total,
        buyerReference: alloy_primitives::B256::ZERO,
    };
    let quote = Deals::quoteCall { licence: old, way: EXTEND, offer: by_use, quantity: 41 };
    let quote = story::calls::view(market.chain, market.protocol.deals, &quote)?;
    assert_eq!(quote, Deals::FollowQuote { reason: 0, total, credit: 0 });
    let done = market.deal(&ORION, &call, total)?;
    let new = market.licence(done.value);
    assert_eq!((new.scope.metered, new.scope.quantity, new.core.price), (true, 41, total));
    // It is renewed for as many again.
    let again = market.renew(&ORION, done.value, total)?.value;
    assert_eq!(market.licence(again).scope.quantity, 41);
    Ok(())
}
