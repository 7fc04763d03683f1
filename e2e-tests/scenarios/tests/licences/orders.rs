//! What an order comes to: units, tiers, ceilings, supplies, windows, and what is frozen by it.

use crate::{
    court::{events, only},
    support::{DAY, MONTH, ODD, REFERENCE, Shop, holder, units},
};
use alloy_primitives::{B256, U256};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage,
    offer::{PriceUnit, Refusal},
    terms::Duration,
    work::Kind,
};
use story::{
    abi::{
        ERC721,
        LicenceToken::{self, Particulars, Purchased},
        Offers,
    },
    calls::address,
    protocol::Order,
};

/// Every unit with a record of its kind: what is asked for, and the quantity that is sold.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_l9_each_unit_sells_its_quantities_at_exactly_the_total() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let pictures = shop.record_of(&ada, Kind::Dataset, 500);
    let film = shop.record_of(&ada, Kind::LongVideo, 5_400);
    let root = B256::repeat_byte(3);
    let cases = [
        (pictures, PriceUnit::Flat, 0, Some(1)),
        (pictures, PriceUnit::Flat, 1, Some(1)),
        (pictures, PriceUnit::Flat, 2, None),
        (pictures, PriceUnit::PerItem, 0, Some(500)),
        (pictures, PriceUnit::PerItem, 500, Some(500)),
        (pictures, PriceUnit::PerItem, 499, None),
        (pictures, PriceUnit::PerItem, 501, None),
        (film, PriceUnit::PerSecond, 0, Some(5_400)),
        (film, PriceUnit::PerSecond, 5_400, Some(5_400)),
        (film, PriceUnit::PerSecond, 1, None),
        (film, PriceUnit::PerUse, 0, None),
        (film, PriceUnit::PerUse, 1, Some(1)),
        (film, PriceUnit::PerUse, 1_000_003, Some(1_000_003)),
    ];
    for (record, unit, asked, sold) in cases {
        let offer = shop.offer_with(&ada, record, |new| (new.unit_price, new.unit) = (ODD, unit as u8));
        let order = units(offer, asked);
        let Some(quantity) = sold else {
            shop.refuses(&orion, &order, Refusal::QuantityInvalid);
            continue;
        };
        let total = ODD * u128::from(quantity);
        for value in [total - 1, total + 1, 0] {
            let error = LicenceToken::WrongValue { value: U256::from(value), total };
            shop.refuses_at(&orion, &order, total, value, error);
        }
        let maximum = total - 1;
        let error = LicenceToken::TotalAboveMax { total, maxTotal: maximum };
        shop.refuses_at(&orion, &order, maximum, total, error);
        let before = shop.wealth(&ada);
        let done = shop.sells(&orion, &order, total);
        assert_eq!(shop.wealth(&ada) - before, total);
        let licence = shop.licence_of(done.value);
        let kept = if unit == PriceUnit::Flat { 0 } else { quantity };
        assert_eq!((licence.core.price, licence.scope.quantity), (total, kept), "{unit:?}");
        assert_eq!(licence.scope.metered, unit == PriceUnit::PerUse);
        let told: Vec<_> = events::<Particulars>(&done.receipt).iter().map(|said| said.quantity).collect();
        assert_eq!(told, if kept == 0 { vec![] } else { vec![kept] });
        let selected = Order { selection: root, ..order };
        if unit != PriceUnit::PerItem {
            shop.refuses(&orion, &selected, Refusal::QuantityInvalid);
        }
    }
    shop.splitter_owes(0);
}

/// What a purchase tells and keeps, to the last field.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l10_a_licence_is_what_the_offer_was_whatever_becomes_of_it_later() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, orion) = (shop.cast.ada.clone(), shop.cast.ben.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let offer = shop.offer_with(&ada, record, |new| new.unit_price = ODD);
    let done = shop.sells(&orion, &Order::of(offer), ODD);
    let at = done.receipt.timestamp;
    let purchased = Purchased {
        licence: U256::from(1),
        record,
        buyerReference: REFERENCE.into(),
        offer,
        buyer: address(orion.address()),
        licensee: address(orion.address()),
        price: ODD,
        start: at,
        perpetual: false,
        expiry: at + MONTH,
        version: 0,
        direct: true,
    };
    assert_eq!(only::<Purchased>(&done.receipt), purchased);
    let minted = ERC721::Transfer { from: address([0; 20].into()), to: purchased.buyer, tokenId: U256::from(1) };
    assert_eq!(only::<ERC721::Transfer>(&done.receipt), minted);
    assert_eq!(done.receipt.events.len(), 2);
    let licence = shop.licence_of(done.value);
    assert!(holder(&licence, &orion));
    assert_eq!((licence.core.record, licence.core.generation, licence.core.offer), (record, 1, offer));
    assert_eq!((licence.core.acquiredAt, licence.core.boughtAt), (at, at));
    assert_eq!(licence.grant.licensor, address(ada.address()));

    // The offer is closed, a dearer one made, the record split, sold, and split again.
    let protocol = shop.protocol;
    protocol.close_offer(shop.chain, &ada, offer).unwrap();
    shop.offer_with(&ada, record, |new| (new.unit_price, new.edition) = (2 * ODD, 0));
    shop.split(&ada, record, &[(&ben, 10_000)]);
    shop.hand_over(protocol.registry, &ada, &ben, record);
    shop.split(&ben, record, &[(&ada, 1), (&ben, 9_999)]);
    shop.chain.advance_time(2 * DAY);
    assert_eq!(shop.licence_of(done.value), licence);
    assert_eq!(shop.covered(done.value, record, orion.address(), at + MONTH - 1), Coverage::Covered as u8);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_a_licence_runs_from_its_second_to_the_one_before_its_end_and_one_without_end_for_ever() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let offer = shop.offer_with(&ada, record, |new| new.unit_price = ODD);
    let done = shop.sells(&orion, &Order::of(offer), ODD);
    let at = done.receipt.timestamp;
    for (time, answer) in [
        (0, Coverage::NotYet),
        (at - 1, Coverage::NotYet),
        (at, Coverage::Covered),
        (at + MONTH - 1, Coverage::Covered),
        (at + MONTH, Coverage::Expired),
        (u64::MAX, Coverage::Expired),
    ] {
        assert_eq!(shop.covered(done.value, record, orion.address(), time), answer as u8, "{time}");
    }
    let perpetual = shop.terms_with(|terms| terms.duration = Duration::Perpetual);
    let offer = shop.offer_with(&ada, record, |new| new.terms = perpetual);
    let done = shop.sells(&orion, &Order::of(offer), 0);
    let core = shop.licence_of(done.value).core;
    assert_eq!((core.perpetual, core.expiry, core.start), (true, 0, done.receipt.timestamp));
    assert_eq!(shop.covered(done.value, record, orion.address(), u64::MAX), Coverage::Covered as u8);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_the_last_tier_that_is_reached_prices_every_unit() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.record_of(&ada, Kind::Dataset, 100);
    let tiers = vec![(2, 97), (10, 90), (1_000, 50), (1_001, 0)];
    let per_use = PriceUnit::PerUse as u8;
    let offer = shop.offer_with(&ada, record, |new| {
        (new.unit_price, new.unit, new.tiers) = (100, per_use, tiers.clone());
    });
    for (quantity, total) in
        [(1, 100), (2, 194), (9, 873), (10, 900), (11, 990), (999, 89_910), (1_000, 50_000), (1_001, 0), (u64::MAX, 0)]
    {
        let done = shop.sells(&orion, &units(offer, quantity), total);
        assert_eq!(shop.licence_of(done.value).core.price, total);
    }
    assert_eq!(shop.offer_of(offer).price.taken, 100 + 194 + 873 + 900 + 990 + 89_910 + 50_000);
    // The units of a whole record reach the tiers as well.
    let per_item = PriceUnit::PerItem as u8;
    for (from, total) in [(100, 3_300), (101, 10_000)] {
        let offer = shop.offer_with(&ada, record, |new| {
            (new.unit_price, new.unit, new.tiers) = (100, per_item, vec![(from, 33)]);
        });
        shop.sells(&orion, &Order::of(offer), total);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l15_an_offer_brings_in_its_ceiling_and_not_a_unit_more() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let price = 7 * TOKEN;
    let offer = shop.offer_with(&ada, record, |new| {
        (new.unit_price, new.unit, new.ceiling) = (price, PriceUnit::PerUse as u8, 15 * price);
    });
    shop.refuses(&orion, &units(offer, 16), Refusal::CeilingReached);
    shop.sells(&orion, &units(offer, 10), 10 * price);
    shop.refuses(&orion, &units(offer, 6), Refusal::CeilingReached);
    shop.sells(&delta, &units(offer, 4), 4 * price);
    shop.refuses(&orion, &units(offer, 2), Refusal::CeilingReached);
    shop.sells(&orion, &units(offer, 1), price);
    let found = shop.offer_of(offer).price;
    assert_eq!((found.taken, found.ceiling, found.sold), (15 * price, 15 * price, 3));
    for buyer in [&orion, &delta] {
        shop.refuses(buyer, &units(offer, 1), Refusal::CeilingReached);
    }
    // One smallest unit below the price: it never sells.
    let offer = shop.offer_with(&ada, record, |new| (new.unit_price, new.ceiling) = (ODD, ODD - 1));
    shop.refuses(&orion, &Order::of(offer), Refusal::CeilingReached);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l15_a_supply_is_sold_to_whom_it_is_for_and_no_more() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let offer = shop.offer_with(&ada, record, |new| (new.unit_price, new.supply) = (TOKEN, 2));
    shop.sells(&orion, &Order::of(offer), TOKEN);
    shop.sells(&delta, &Order::of(offer), TOKEN);
    shop.refuses(&orion, &Order::of(offer), Refusal::SoldOut);
    let found = shop.offer_of(offer).price;
    assert_eq!((found.supply, found.sold, found.taken), (2, 2, 2 * TOKEN));

    let offer = shop.offer_with(&ada, record, |new| (new.unit_price, new.buyer) = (TOKEN, orion.address()));
    shop.refuses(&delta, &Order::of(offer), Refusal::NotForBuyer);
    shop.refuses(&ada, &Order::of(offer), Refusal::NotForBuyer);
    // Who it is for counts by who pays: they may give the licence to another.
    let token = shop.protocol.licence_token;
    let for_delta = Order::of(offer).call(delta.address(), TOKEN, REFERENCE);
    let done = shop.pay(&orion, token, &for_delta, TOKEN);
    assert!(holder(&shop.licence_of(done.value), &delta));
    let purchased: Purchased = only(&done.receipt);
    assert_eq!((purchased.buyer, purchased.licensee), (address(orion.address()), address(delta.address())));
    let nobody = LicenceToken::purchaseCall { recipient: address([0; 20].into()), ..for_delta };
    let receiver = nobody.recipient;
    shop.refused_pay(&orion, token, &nobody, TOKEN, ERC721::ERC721InvalidReceiver { receiver });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_a_window_opens_with_its_second_and_closes_before_its_end() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let noon = shop.chain.now() + DAY;
    // At noon and the second before: each purchase closes a block, so each has its own time.
    for (times, at, refusal) in [
        ((noon + 1, noon + 9), noon, Some(Refusal::NotOpenYet)),
        ((noon + 100, noon + 101), noon + 100, None),
        ((noon, noon + 201), noon + 200, None),
        ((noon, noon + 300), noon + 300, Some(Refusal::Ended)),
        ((noon, 0), noon + 400, None),
    ] {
        let (opens, closes) = times;
        let offer = shop.offer_with(&ada, record, |new| (new.opens, new.closes) = (opens, closes));
        shop.wait_until(at);
        match refusal {
            Some(refusal) => shop.refuses(&orion, &Order::of(offer), refusal),
            None => assert_eq!(shop.sells(&orion, &Order::of(offer), 0).receipt.timestamp, at),
        }
    }
    let past = shop.chain.now();
    let terms = shop.terms_with(|_| {});
    for (opens, closes) in [(0, past), (past + 100, past + 100), (past + 100, past + 99)] {
        let offer = story::protocol::NewOffer { record, terms, opens, closes, ..Default::default() };
        let offers = shop.protocol.offers;
        shop.refused(&ada, offers, &offer.call(), Offers::WindowInvalid {});
    }
}
