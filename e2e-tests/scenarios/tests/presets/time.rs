//! Deals that differ in their time: for the past, and for six more years.

use crate::shop::{CENT, DAY, Shop, YEAR, prices};
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage::{Covered, Expired, NotYet, UseNotLicensed},
    offer::Refusal,
    presets::{BACK_LICENCE, EXTENSION, TRAINING},
    uses::{EVALUATE, FINE_TUNE, SEARCH, TRAIN_GENERATIVE},
};
use story::{
    abi::{
        Deals,
        LicenceToken::{self, Particulars},
        Offers,
    },
    protocol::{NewOffer, Order},
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_back_licence_for_what_was_trained_before_the_record_was_there() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let trained = shop.world.chain.now();
    shop.world.chain.advance_time(2 * YEAR);
    let record = shop.world.work(&ada, 1);
    let since = trained - DAY;
    let price = 300_000 * CENT;
    let offer = shop.offer(&ada, &BACK_LICENCE, (record, price), |offer| {
        (offer.since, offer.buyer, offer.supply) = (since, orion.address(), 1);
    });
    shop.unsold(&delta, &Order::of(offer), price, Refusal::NotForBuyer);
    let licence = shop.sell(&orion, &Order::of(offer), price, &[(ada.address(), price)]);
    shop.unsold(&orion, &Order::of(offer), price, Refusal::SoldOut);
    assert_eq!(shop.term(licence), (since, since + 3 * YEAR));
    assert!(shop.licence(licence).core.boughtAt > trained + 2 * YEAR);
    let covers = |uses, at| shop.covers(licence, record, &orion, uses, at);
    for at in [since, trained, trained + YEAR, since + 3 * YEAR - 1] {
        assert_eq!(covers(TRAIN_GENERATIVE, at), Covered, "{at}");
    }
    assert_eq!(covers(TRAIN_GENERATIVE, since - 1), NotYet);
    assert_eq!(covers(TRAIN_GENERATIVE, since + 3 * YEAR), Expired, "no new training after that");
    assert_eq!(covers(SEARCH, trained), UseNotLicensed);

    // What begins later is no back-licence.
    let terms = shop.publish(&ada, &BACK_LICENCE);
    let later = NewOffer { record, terms, since: shop.world.chain.now() + DAY, ..NewOffer::default() };
    let error = Offers::SinceInvalid { since: later.since };
    shop.world.refused(&ada, shop.world.protocol.offers, &later.call(), error);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_extension_of_six_years_from_the_end_of_the_deal_that_runs() {
    let mut shop = Shop::open(client.chain());
    let (ben, orion, delta) = (shop.cast.ben.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.world.work(&ben, 1);
    let [first_price, _] = prices(&TRAINING);
    let first = shop.offer(&ben, &TRAINING, (record, first_price), |_| {});
    let licence = shop.sell(&orion, &Order::of(first), first_price, &[(ben.address(), first_price)]);
    let (_, end) = shop.term(licence);
    shop.wait_until(end - 100 * DAY);

    let price = 700_000 * CENT;
    let offer = shop.offer(&ben, &EXTENSION, (record, price), |offer| offer.buyer = orion.address());
    let deals = shop.world.protocol.deals;
    let quote = shop.world.view(deals, &Deals::quoteCall { licence, way: 2, offer, quantity: 0 });
    assert_eq!((quote.reason, quote.total, quote.credit), (0, price, 0));
    let call = Deals::extendCall { licence, offer, quantity: 0, maxTotal: price, buyerReference: [6; 32].into() };
    let error = Deals::NotHolder { caller: story::calls::address(delta.address()) };
    shop.world.refused_pay(&delta, deals, &call, price, error);
    let under = LicenceToken::WrongValue { value: alloy_primitives::U256::from(price - 1), total: price };
    shop.world.refused_pay(&orion, deals, &call, price - 1, under);
    let done = shop.earned(&[(ben.address(), price)], |shop| {
        shop.spent(&orion, price, |shop| shop.world.pay(&orion, deals, &call, price))
    });
    let more = done.value;
    let [told] = &done.events::<Particulars>().collect::<Vec<_>>()[..] else { panic!("one licence follows") };
    assert_eq!((told.licence, told.predecessor, told.way, told.credit), (more, licence, 2, 0));

    assert_eq!(shop.term(more), (end, end + 6 * YEAR), "without a gap, and not a second twice");
    let covers = |licence, at| shop.covers(licence, record, &orion, FINE_TUNE, at);
    assert_eq!((covers(licence, end - 1), covers(licence, end)), (Covered, Expired));
    assert_eq!((covers(more, end - 1), covers(more, end)), (NotYet, Covered));
    assert_eq!((covers(more, end + 6 * YEAR - 1), covers(more, end + 6 * YEAR)), (Covered, Expired));
    assert_eq!(shop.covers(more, record, &orion, EVALUATE, end), UseNotLicensed);
    // Once.
    let busy = Deals::LicenceBusy { licence };
    shop.world.refused_pay(&orion, deals, &call, price, busy);
}
