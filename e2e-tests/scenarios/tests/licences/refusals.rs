//! Every reason not to sell that a chain can come to. An end beyond the end of time it can't: a
//! licence lasts a hundred years at most, and follows on one that runs.

use crate::{
    court::opening,
    support::{DAY, MONTH, REFERENCE, Shop, brought, units},
};
use alloy_primitives::U256;
use chain::{Account, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage,
    limits::MAX_RECEIVED,
    offer::{PriceUnit, Refusal},
};
use story::{
    abi::{
        Deals,
        LicenceToken::{NotSuccessor, OfferRefused},
        Offers, Reservations,
    },
    protocol::{NewOffer, Order},
};

/// An offer of a new record of Ada's, changed by `change`.
fn offered(shop: &mut Shop<'_>, ada: &Account, change: impl FnOnce(&mut NewOffer)) -> (U256, u64) {
    let record = shop.record(ada);
    let offer = shop.offer_with(ada, record, |new| {
        new.unit_price = TOKEN;
        change(new);
    });
    (record, offer)
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_l9_each_condition_of_an_offer_is_named_where_it_refuses() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    shop.refuses(&orion, &Order::of(0), Refusal::Unknown);
    shop.refuses(&orion, &Order::of(1), Refusal::Unknown);
    shop.refuses(&orion, &Order::of(u64::MAX), Refusal::Unknown);

    let (_, offer) = offered(&mut shop, &ada, |_| {});
    let protocol = shop.protocol;
    protocol.close_offer(shop.chain, &ada, offer).unwrap();
    shop.refuses(&orion, &Order::of(offer), Refusal::Closed);

    let now = shop.chain.now();
    let (_, offer) = offered(&mut shop, &ada, |new| new.opens = now + DAY);
    shop.refuses(&orion, &Order::of(offer), Refusal::NotOpenYet);
    let (_, offer) = offered(&mut shop, &ada, |new| new.closes = now + DAY);
    shop.chain.advance_time(DAY);
    shop.refuses(&orion, &Order::of(offer), Refusal::Ended);
    let (_, offer) = offered(&mut shop, &ada, |new| new.supply = 1);
    shop.sells(&orion, &Order::of(offer), TOKEN);
    shop.refuses(&delta, &Order::of(offer), Refusal::SoldOut);
    let (_, offer) = offered(&mut shop, &ada, |new| new.buyer = delta.address());
    shop.refuses(&orion, &Order::of(offer), Refusal::NotForBuyer);
    let exclusive = shop.terms_with(|terms| terms.exclusive = true);
    let (_, offer) = offered(&mut shop, &ada, |new| new.terms = exclusive);
    shop.sells(&orion, &Order::of(offer), TOKEN);
    shop.refuses(&delta, &Order::of(offer), Refusal::Exclusive);
    let (_, offer) = offered(&mut shop, &ada, |new| new.ceiling = TOKEN - 1);
    shop.refuses(&orion, &Order::of(offer), Refusal::CeilingReached);
    let (_, offer) = offered(&mut shop, &ada, |_| {});
    shop.refuses(&orion, &units(offer, 2), Refusal::QuantityInvalid);
    shop.refuses(&orion, &brought(offer, &delta), Refusal::ReferrerInvalid);
    let dear = |new: &mut NewOffer| (new.unit_price, new.unit) = (MAX_RECEIVED, PriceUnit::PerUse as u8);
    let (_, offer) = offered(&mut shop, &ada, dear);
    shop.refuses(&orion, &units(offer, 2), Refusal::PriceTooHigh);
    shop.refuses(&orion, &units(offer, u64::MAX), Refusal::PriceTooHigh);
    assert_eq!(shop.quoted(&orion, &units(offer, 1)), (0, MAX_RECEIVED));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_l9_what_becomes_of_the_record_refuses() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, orion, chloe) =
        (shop.cast.ada.clone(), shop.cast.ben.clone(), shop.cast.orion.clone(), shop.cast.chloe.clone());
    let protocol = shop.protocol;
    let (record, offer) = offered(&mut shop, &ada, |_| {});
    shop.hand_over(protocol.registry, &ada, &ben, record);
    shop.refuses(&orion, &Order::of(offer), Refusal::Stale);
    // Also where the record comes back.
    shop.hand_over(protocol.registry, &ben, &ada, record);
    shop.refuses(&orion, &Order::of(offer), Refusal::Stale);

    let (record, offer) = offered(&mut shop, &ada, |_| {});
    let at = shop.chain.now() + DAY;
    shop.send(&ada, protocol.reservations, &Reservations::withdrawCall { record, notice: DAY });
    shop.sells(&orion, &Order::of(offer), TOKEN);
    shop.wait_until(at);
    shop.refuses(&orion, &Order::of(offer), Refusal::Withdrawn);
    shop.send(&ada, protocol.reservations, &Reservations::reinstateCall { record });
    shop.sells(&orion, &Order::of(offer), TOKEN);

    let bond = shop.bond_of(record, &chloe);
    let challenge = shop.pay(&chloe, protocol.arbitration, &opening(record, 1), bond).value;
    shop.refuses(&orion, &Order::of(offer), Refusal::Challenged);
    shop.reject(challenge);
    shop.sells(&orion, &Order::of(offer), TOKEN);
    let challenge = shop.challenge(&chloe, record, 2);
    shop.strike(challenge, None);
    shop.refuses(&orion, &Order::of(offer), Refusal::Struck);
}

/// The quote says what the upgrade costs whom it is for; the deals say for which licence.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_l9_an_offer_of_upgrades_sells_to_nobody_else() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let (record, plain) = offered(&mut shop, &ada, |_| {});
    let (from, other) = (shop.terms_with(|_| {}), shop.terms_with(|terms| terms.resale_royalty = 1));
    let upgrade = shop.offer_with(&ada, record, |new| (new.unit_price, new.upgrades_from) = (5 * TOKEN, from));
    let wrong = shop.offer_with(&ada, record, |new| (new.unit_price, new.upgrades_from) = (5 * TOKEN, other));
    assert_eq!(shop.quoted(&orion, &Order::of(upgrade)), (0, 5 * TOKEN));
    shop.refuses_purchase(&orion, &Order::of(upgrade), Refusal::UpgradeOnly);

    let licence = shop.sells(&orion, &Order::of(plain), TOKEN).value;
    let deals = shop.protocol.deals;
    let reason = Refusal::UpgradeOnly as u8;
    // An upgrade by an offer that is none, or one of other terms; a renewal by the next.
    for (way, offer) in [(3, plain), (3, wrong), (2, upgrade)] {
        let quote = shop.view(deals, &Deals::quoteCall { licence, way, offer, quantity: 0 });
        assert_eq!((quote.reason, quote.total, quote.credit), (reason, 0, 0), "{way} {offer}");
    }
    let call = |offer| Deals::upgradeCall {
        licence,
        offer,
        quantity: 0,
        maxTotal: 5 * TOKEN,
        buyerReference: REFERENCE.into(),
    };
    for offer in [plain, wrong] {
        shop.refused_pay(&orion, deals, &call(offer), TOKEN, OfferRefused { offer, reason });
    }
    let (_, elsewhere) = offered(&mut shop, &ada, |new| (new.unit_price, new.upgrades_from) = (0, from));
    shop.refused_pay(&orion, deals, &call(elsewhere), 0, NotSuccessor { offer: elsewhere });
    let quote = shop.view(deals, &Deals::quoteCall { licence, way: 3, offer: upgrade, quantity: 0 });
    assert_eq!((quote.reason, quote.total), (0, 5 * TOKEN));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_a_licence_for_the_past_covers_it_from_its_exact_start_to_its_exact_end() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let since = shop.chain.now() - 10 * DAY;
    let offer = shop.offer_with(&ada, record, |new| (new.unit_price, new.since) = (TOKEN, since));
    let done = shop.sells(&orion, &Order::of(offer), TOKEN);
    let (licence, end) = (done.value, since + MONTH);
    let core = shop.licence_of(licence).core;
    assert_eq!((core.start, core.perpetual, core.expiry), (since, false, end));
    assert_eq!((core.acquiredAt, core.boughtAt), (since, done.receipt.timestamp));
    for (at, answer) in [
        (since - 1, Coverage::NotYet),
        (since, Coverage::Covered),
        (done.receipt.timestamp - 1, Coverage::Covered),
        (end - 1, Coverage::Covered),
        (end, Coverage::Expired),
    ] {
        assert_eq!(shop.covered(licence, record, orion.address(), at), answer as u8, "{at}");
    }
    // The past is the first holder's, and no next one's.
    let token = shop.protocol.licence_token;
    let moved = shop.hand_over(token, &orion, &delta, licence);
    for (account, at, answer) in [
        (&orion, since, Coverage::NotHolder),
        (&delta, since - 1, Coverage::NotYet),
        (&delta, since, Coverage::HeldByAnotherThen),
        (&delta, moved - 1, Coverage::HeldByAnotherThen),
        (&delta, moved, Coverage::Covered),
        (&delta, end, Coverage::Expired),
    ] {
        assert_eq!(shop.covered(licence, record, account.address(), at), answer as u8, "{at}");
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_a_licence_for_the_past_may_be_over_when_it_is_bought_and_begins_before_it_is_offered() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let since = shop.chain.now() - 2 * MONTH;
    let offer = shop.offer_with(&ada, record, |new| new.since = since);
    let licence = shop.sells(&orion, &Order::of(offer), 0).value;
    let now = shop.chain.now();
    for (at, answer) in [
        (since, Coverage::Covered),
        (since + MONTH - 1, Coverage::Covered),
        (since + MONTH, Coverage::Expired),
        (now, Coverage::Expired),
    ] {
        assert_eq!(shop.covered(licence, record, orion.address(), at), answer as u8);
    }
    let terms = shop.terms_with(|_| {});
    for since in [now + 6, now + DAY, u64::MAX] {
        // The refusal before takes a block.
        let since = since.max(shop.chain.now());
        let call = NewOffer { record, terms, since, ..NewOffer::default() }.call();
        let offers = shop.protocol.offers;
        shop.refused(&ada, offers, &call, Offers::SinceInvalid { since });
    }
}
