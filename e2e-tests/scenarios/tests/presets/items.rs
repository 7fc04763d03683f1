//! Works paid for by the piece, by the hour, and out of an archive.

use crate::{
    catalogues::{SALT, first_edition, record_of, reveal, tree, words},
    shop::{CENT, Shop, prices},
};
use alloy_primitives::U256;
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage::{self, Covered, NotSelected, SelectionOnly, UseNotLicensed},
    merkle::Tree,
    offer::Refusal,
    presets::{ITEM_IMAGE, ITEM_LONG_VIDEO, ITEM_PHOTO, ITEM_SHORT_VIDEO, Preset},
    selection,
    uses::{COMMERCIAL, DERIVE, FINE_TUNE, SEARCH, TRAIN_GENERATIVE, TRAIN_OTHER},
    work::Kind,
};
use scenarios::digest;
use story::{
    abi::{Catalogues, Offers},
    protocol::{NewOffer, NewRecord, Order, record_id},
};

/// Registers a work of a kind, with so many units. Gives its record.
fn work(shop: &mut Shop<'_>, number: u64, kind: Kind, units: u64) -> U256 {
    let ada = shop.cast.ada.clone();
    shop.world.register(&ada, &NewRecord { kind: kind as u8, units, ..NewRecord::new(digest(number), &ada) });
    record_id(&digest(number))
}

/// Sells a work at both ends of the preset's range, and asserts what it costs, and that it may be
/// trained on for ever and no more.
#[track_caller]
fn sold_for(shop: &mut Shop<'_>, preset: &Preset, record: U256, totals: [u128; 2]) {
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    for (unit_price, total) in prices(preset).into_iter().zip(totals) {
        let offer = shop.offer(&ada, preset, (record, unit_price), |_| {});
        let licence = shop.sell(&orion, &Order::of(offer), total, &[(ada.address(), total)]);
        assert!(shop.licence(licence).core.perpetual);
        let far = shop.world.chain.now() + 100 * 365 * 86_400;
        let covers = |uses| shop.covers(licence, record, &orion, uses, far);
        assert_eq!(covers(TRAIN_GENERATIVE | TRAIN_OTHER | FINE_TUNE), Covered);
        assert_eq!([covers(SEARCH), covers(DERIVE)], [UseNotLicensed; 2]);
    }
}

/// Asserts that a record of this kind is not offered by the preset.
#[track_caller]
fn unfit(shop: &mut Shop<'_>, preset: &Preset, (record, kind): (U256, Kind)) {
    let ada = shop.cast.ada.clone();
    let terms = shop.publish(&ada, preset);
    let offer = NewOffer { record, terms, unit: preset.unit as u8, ..NewOffer::default() };
    let error = Offers::PriceUnitInvalid { unit: preset.unit as u8, kind: kind as u8 };
    shop.world.refused(&ada, shop.world.protocol.offers, &offer.call(), error);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_images_one_to_two_dollars_each() {
    let mut shop = Shop::open(client.chain());
    let one = work(&mut shop, 1, Kind::Image, 1);
    sold_for(&mut shop, &ITEM_IMAGE, one, [100 * CENT, 200 * CENT]);
    let twelve = work(&mut shop, 2, Kind::Image, 12);
    sold_for(&mut shop, &ITEM_IMAGE, twelve, [1_200 * CENT, 2_400 * CENT]);
    let video = work(&mut shop, 3, Kind::ShortVideo, 12);
    unfit(&mut shop, &ITEM_IMAGE, (video, Kind::ShortVideo));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_short_videos_two_to_four_dollars_each_however_many_seconds() {
    let mut shop = Shop::open(client.chain());
    for (number, seconds) in [(1, 7), (2, 59)] {
        let video = work(&mut shop, number, Kind::ShortVideo, seconds);
        sold_for(&mut shop, &ITEM_SHORT_VIDEO, video, [200 * CENT, 400 * CENT]);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_long_videos_a_hundred_to_three_hundred_dollars_an_hour() {
    let mut shop = Shop::open(client.chain());
    assert_eq!(100 * 100 * CENT, 18 * TOKEN, "100 USD");
    let hour = work(&mut shop, 1, Kind::LongVideo, 3_600);
    sold_for(&mut shop, &ITEM_LONG_VIDEO, hour, [18 * TOKEN, 54 * TOKEN]);
    let film = work(&mut shop, 2, Kind::LongVideo, 5_400);
    sold_for(&mut shop, &ITEM_LONG_VIDEO, film, [27 * TOKEN, 81 * TOKEN]);
    let second = work(&mut shop, 3, Kind::LongVideo, 1);
    sold_for(&mut shop, &ITEM_LONG_VIDEO, second, [TOKEN / 200, TOKEN * 3 / 200]);
    let text = work(&mut shop, 4, Kind::Text, 3_600);
    unfit(&mut shop, &ITEM_LONG_VIDEO, (text, Kind::Text));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_photos_of_an_archive_for_cents_as_many_as_are_selected() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let archive = tree(1..=9);
    let call =
        Catalogues::registerCatalogueCall { kind: Kind::Image as u8, units: 9, ..first_edition(&archive, &ada, SALT) };
    reveal(&mut shop.world, &ada, &call);
    let record = record_of(&archive);
    let [low, high] = prices(&ITEM_PHOTO);
    assert_eq!((low, high), (5 * CENT, 100 * CENT));
    let offer = shop.offer(&ada, &ITEM_PHOTO, (record, low), |_| {});

    // The whole archive, then three photos of it.
    let all = shop.sell(&orion, &Order::of(offer), 45 * CENT, &[(ada.address(), 45 * CENT)]);
    assert_eq!(shop.covers_work(all, FINE_TUNE, (1, &archive, 9)), Covered);
    let keccak = |bytes: &[u8]| alloy_primitives::keccak256(bytes).0;
    let mut chosen = Tree::new(keccak);
    let photos = [2u64, 5, 8];
    photos.iter().for_each(|work| chosen.push_hash(selection::hash(&keccak, &digest(*work))));
    let order = Order { quantity: 3, selection: chosen.root().unwrap().into(), ..Order::of(offer) };
    shop.unsold(&orion, &Order { quantity: 0, ..order }, 0, Refusal::QuantityInvalid);
    let some = shop.sell(&orion, &order, 15 * CENT, &[(ada.address(), 15 * CENT)]);

    let now = shop.world.chain.now();
    assert_eq!(shop.covers_user(some, record, &orion, (COMMERCIAL, FINE_TUNE), now), SelectionOnly);
    let ask = |work: u64, place: u64, uses| -> Coverage {
        let mut call = shop.about_work(some, uses, (1, &archive, work));
        (call.selectionIndex, call.selectionProof) = (place, words(chosen.inclusion_proof(place)));
        shop.ask(&call)
    };
    for (place, work) in (0..).zip(photos) {
        assert_eq!(ask(work, place, FINE_TUNE), Covered);
        assert_eq!(ask(work, place, SEARCH), UseNotLicensed);
        assert_eq!(ask(work + 1, place, FINE_TUNE), NotSelected);
    }
}
