//! Whole catalogues: for one buyer alone, and as they grow.

use crate::{
    catalogues::{SALT, next_edition, open, reveal, tree},
    shop::{CENT, DAY, Shop, YEAR, prices},
};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage::{Covered, Expired, NotInCatalogue, NotYet, UseNotLicensed},
    offer::Refusal,
    presets::{EXCLUSIVE_CATALOGUE, RETRIEVAL, SUBSCRIPTION, TRAINING},
    uses::{EVALUATE, FINE_TUNE, INDEX, INFERENCE_INPUT, SEARCH, TRAIN_GENERATIVE},
};
use story::{
    abi::{
        Deals,
        LicenceToken::{Particulars, Purchased},
    },
    protocol::Order,
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l15_exclusive_catalogue_for_one_named_buyer_and_nobody_else() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let works = tree(1..=5);
    let (record, _) = open(&mut shop.world, &ada, &works);
    let price = 25_000_000 * CENT;
    let offer = shop.offer(&ada, &EXCLUSIVE_CATALOGUE, (record, price), |offer| offer.buyer = orion.address());
    let [usual_price, _] = prices(&TRAINING);
    let usual = shop.offer(&ada, &TRAINING, (record, usual_price), |_| {});
    let answers = shop.offer(&ada, &RETRIEVAL, (record, CENT), |_| {});
    shop.unsold(&delta, &Order::of(offer), price, Refusal::NotForBuyer);

    let licence = shop.sell(&orion, &Order::of(offer), price, &[(ada.address(), price)]);
    let (start, end) = shop.term(licence);
    assert_eq!(end - start, 2 * YEAR);
    assert!(shop.licence(licence).grant.exclusive);
    let covers = |shop: &Shop<'_>, uses, at| shop.covers(licence, record, &orion, uses, at);
    assert_eq!(covers(&shop, TRAIN_GENERATIVE | FINE_TUNE, start), Covered);
    assert_eq!(covers(&shop, INFERENCE_INPUT, start), UseNotLicensed);
    assert_eq!(covers(&shop, FINE_TUNE, end), Expired);
    for work in 1..=5 {
        assert_eq!(shop.covers_work(licence, TRAIN_GENERATIVE, (1, &works, work)), Covered);
    }
    assert_eq!(shop.covers_work(licence, SEARCH, (1, &works, 1)), UseNotLicensed);

    // Nobody trains on it beside: not by the offer that was there before, nor by the same one again.
    shop.unsold(&delta, &Order::of(usual), usual_price, Refusal::Exclusive);
    shop.unsold(&orion, &Order::of(offer), price, Refusal::Exclusive);
    // Who wants it for answers is not in the way.
    shop.sell(&delta, &Order { quantity: 10, ..Order::of(answers) }, 10 * CENT, &[(ada.address(), 10 * CENT)]);
    shop.wait_until(end - 60);
    shop.unsold(&delta, &Order::of(usual), usual_price, Refusal::Exclusive);
    shop.wait_until(end);
    shop.sell(&delta, &Order::of(usual), usual_price, &[(ada.address(), usual_price)]);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_subscription_to_a_corpus_that_grows_renewed_for_the_second_year() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let editions = [tree(1..=4), tree(1..=7), tree(1..=12)];
    let (record, _) = open(&mut shop.world, &ada, &editions[0]);
    let [price, high] = prices(&SUBSCRIPTION);
    assert_eq!((price, high), (180_000 * TOKEN, 900_000 * TOKEN), "1 to 5 million USD");
    let offer = shop.offer(&ada, &SUBSCRIPTION, (record, price), |_| {});
    let first = shop.sell(&orion, &Order::of(offer), price, &[(ada.address(), price)]);
    let (start, end) = shop.term(first);
    assert_eq!(end - start, YEAR);
    let of = |shop: &Shop<'_>, licence, (edition, work): (u32, u64)| {
        let tree = &editions[edition as usize - 1];
        shop.covers_work(licence, TRAIN_GENERATIVE | INFERENCE_INPUT | INDEX, (edition, tree, work))
    };
    assert_eq!(of(&shop, first, (1, 4)), Covered);
    assert_eq!(of(&shop, first, (2, 6)), NotInCatalogue, "it has not come yet");

    // What comes in the course of the year is in it.
    shop.wait_until(start + YEAR / 2);
    reveal(&mut shop.world, &ada, &next_edition(record, &editions[1], 4, SALT));
    for work in [5, 6, 7] {
        assert_eq!(of(&shop, first, (2, work)), Covered);
    }
    assert_eq!(of(&shop, first, (2, 1)), Covered, "and what was there before");
    assert_eq!(of(&shop, first, (1, 6)), NotInCatalogue);
    assert_eq!(shop.covers_work(first, EVALUATE, (2, &editions[1], 6)), UseNotLicensed);

    // The same again for the second year.
    shop.wait_until(end - 10 * DAY);
    let deals = shop.world.protocol.deals;
    let quote = shop.world.view(deals, &Deals::quoteCall { licence: first, way: 1, offer: 0, quantity: 0 });
    assert_eq!((quote.reason, quote.total, quote.credit), (0, price, 0));
    let protocol = shop.world.protocol;
    let done = shop.earned(&[(ada.address(), price)], |shop| {
        shop.spent(&orion, price, |shop| protocol.renew(shop.world.chain, &orion, first, price, [2; 32]).unwrap())
    });
    let second = done.value;
    let [bought] = &done.events::<Purchased>().collect::<Vec<_>>()[..] else { panic!("one sale") };
    assert_eq!((bought.licence, bought.offer, bought.price, bought.start), (second, offer, price, end));
    let [told] = &done.events::<Particulars>().collect::<Vec<_>>()[..] else { panic!("one renewal") };
    assert_eq!((told.predecessor, told.way), (first, 1));
    assert_eq!(shop.term(second), (end, end + YEAR));
    assert_eq!(of(&shop, second, (2, 6)), NotYet);

    shop.wait_until(end + YEAR / 2);
    reveal(&mut shop.world, &ada, &next_edition(record, &editions[2], 7, SALT));
    assert_eq!((of(&shop, first, (3, 12)), of(&shop, second, (3, 12))), (Expired, Covered));
    assert_eq!((of(&shop, first, (1, 1)), of(&shop, second, (1, 1))), (Expired, Covered));
    shop.wait_until(end + YEAR);
    assert_eq!(of(&shop, second, (3, 12)), Expired);
}
