//! Deals that differ in what they allow: research, training, fine-tuning, retrieval.

use crate::shop::{CENT, Shop, YEAR, prices};
use alloy_primitives::{B256, U256};
use chain::{Account, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage::{Covered, Expired, NotHolder, NotYet, UseNotLicensed, UserNotLicensed},
    offer::Refusal,
    presets::{FINE_TUNING, RESEARCH, RETRIEVAL, TRAINING},
    uses::{
        ALL_USES, COMMERCIAL, DATA_MINING, DERIVE, EDUCATION, EVALUATE, FINE_TUNE, INDEX, INFERENCE_INPUT,
        NON_COMMERCIAL, SEARCH, TRAIN_GENERATIVE, TRAIN_OTHER,
    },
    work::Kind,
};
use scenarios::{SALT, digest};
use story::{
    abi::{
        ProvenanceRegistry::{self, LicenceInvalid, Parent, ShareBelowLicence},
        UsageLedger::{self, recordUseCall},
    },
    protocol::{NewRecord, Order, record_id},
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l13_research_a_fifth_of_what_the_model_earns_reaches_the_contributors() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let pool = Account::ethereum("Contributors' pool");
    shop.world.chain.endow(&pool, 1);
    let protocol = shop.world.protocol;
    let record = shop.world.work(&ada, 1);
    let split = [(pool.address(), 8_000), (ada.address(), 2_000)];
    protocol.set_split(shop.world.chain, &ada, record, &split).unwrap();

    // The laboratory that the offer names gets the work for nothing; nobody else gets it.
    let offer = shop.offer(&ada, &RESEARCH, (record, 0), |offer| offer.buyer = orion.address());
    shop.unsold(&delta, &Order::of(offer), 0, Refusal::NotForBuyer);
    let licence = shop.sell(&orion, &Order::of(offer), 0, &[(pool.address(), 0), (ada.address(), 0)]);

    let now = shop.world.chain.now();
    let of = |shop: &Shop<'_>, user, uses| shop.covers_user(licence, record, &orion, (user, uses), now);
    for user in [NON_COMMERCIAL, EDUCATION, NON_COMMERCIAL | EDUCATION] {
        assert_eq!(of(&shop, user, TRAIN_GENERATIVE | TRAIN_OTHER | EVALUATE | DERIVE), Covered);
    }
    assert_eq!(of(&shop, COMMERCIAL, TRAIN_GENERATIVE), UserNotLicensed);
    assert_eq!(of(&shop, COMMERCIAL | EDUCATION, TRAIN_GENERATIVE), UserNotLicensed);
    for uses in [FINE_TUNE, SEARCH, TRAIN_GENERATIVE | FINE_TUNE, ALL_USES] {
        assert_eq!(of(&shop, EDUCATION, uses), UseNotLicensed);
    }
    assert_eq!(shop.covers_user(licence, record, &delta, (EDUCATION, EVALUATE), now), NotHolder);

    // The model is registered as a derivative, which owes a fifth: no less, and nobody else's.
    let model = |who: &Account, share| {
        let parents = vec![Parent { record, share, licence }];
        let work = NewRecord { kind: Kind::Model as u8, units: 7_000, ..NewRecord::new(digest(2), who) };
        ProvenanceRegistry::registerCall { parents, ..work.call(SALT) }
    };
    let number = licence.to();
    let low = ShareBelowLicence { licence: number, least: 2_000 };
    let registry = protocol.registry;
    let uncommitted = |call| ProvenanceRegistry::registerCall { salt: B256::ZERO, ..call };
    shop.world.refused(&orion, registry, &uncommitted(model(&orion, 1_999)), low);
    let not_held = LicenceInvalid { licence: number, reason: NotHolder as u8 };
    shop.world.refused(&delta, registry, &uncommitted(model(&delta, 2_000)), not_held);
    shop.world.reveal(&orion, registry, &model(&orion, 2_000));

    // Later it earns. Four fifths are the laboratory's; a fifth is divided as the record's split says.
    let model = record_id(&digest(2));
    let price = 900 * TOKEN + 7;
    let fifth = price / 5;
    let sale = shop.offer(&orion, &TRAINING, (model, price), |_| {});
    let chloe = shop.cast.chloe.clone();
    let kept = price.div_ceil(5);
    shop.earned(&[(orion.address(), price - kept), (protocol.splitter, kept)], |shop| {
        shop.spent(&chloe, price, |shop| protocol.purchase(shop.world.chain, &chloe, sale, price, [1; 32]).unwrap())
    });
    let pools = fifth * 8 / 10;
    let adas = fifth * 2 / 10;
    shop.earned(&[(pool.address(), pools), (ada.address(), adas)], |shop| {
        assert_eq!(protocol.settle(shop.world.chain, &delta, model, record).unwrap().value, fifth);
    });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l11_training_a_book_for_three_years_half_of_it_the_authors() {
    let mut shop = Shop::open(client.chain());
    // The publisher owns the record, and the author has half of what comes in.
    let (publisher, author) = (shop.cast.ada.clone(), shop.cast.chloe.clone());
    let (orion, delta) = (shop.cast.orion.clone(), shop.cast.delta.clone());
    let book = NewRecord { kind: Kind::Text as u8, units: 80_000, ..NewRecord::new(digest(1), &publisher) };
    shop.world.register(&publisher, &book);
    let record = record_id(&digest(1));
    let split = [(publisher.address(), 5_000), (author.address(), 5_000)];
    shop.world.protocol.set_split(shop.world.chain, &publisher, record, &split).unwrap();

    let [price, high] = prices(&TRAINING);
    assert_eq!((price, high), (900 * TOKEN, 900 * TOKEN), "5 000 USD a title");
    let offer = shop.offer(&publisher, &TRAINING, (record, price), |_| {});
    let half = 450 * TOKEN;
    // As others may: both buyers, each for itself.
    for buyer in [&orion, &delta] {
        let paid = [(publisher.address(), half), (author.address(), half)];
        let licence = shop.sell(buyer, &Order::of(offer), price, &paid);
        let (start, end) = shop.term(licence);
        assert_eq!(end - start, 3 * YEAR);
        let covers = |uses, at| shop.covers(licence, record, buyer, uses, at);
        assert_eq!(covers(TRAIN_GENERATIVE | TRAIN_OTHER | FINE_TUNE, start), Covered);
        assert_eq!(covers(FINE_TUNE, end - 1), Covered);
        assert_eq!((covers(FINE_TUNE, end), covers(FINE_TUNE, start - 1)), (Expired, NotYet));
        for uses in [INFERENCE_INPUT, SEARCH, DATA_MINING, DERIVE, TRAIN_OTHER | DERIVE] {
            assert_eq!(covers(uses, start), UseNotLicensed);
        }
        assert_eq!(shop.covers_user(licence, record, buyer, (EDUCATION, FINE_TUNE), start), UserNotLicensed);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_fine_tuning_for_a_year_and_no_model_from_the_beginning() {
    let mut shop = Shop::open(client.chain());
    let (ben, orion) = (shop.cast.ben.clone(), shop.cast.orion.clone());
    let record = shop.world.work(&ben, 1);
    let price = 25_000 * CENT;
    let offer = shop.offer(&ben, &FINE_TUNING, (record, price), |_| {});
    let licence = shop.sell(&orion, &Order::of(offer), price, &[(ben.address(), price)]);
    let (start, end) = shop.term(licence);
    assert_eq!(end - start, YEAR);
    let covers = |uses, at| shop.covers(licence, record, &orion, uses, at);
    assert_eq!(
        [covers(FINE_TUNE, start), covers(FINE_TUNE, end - 1), covers(FINE_TUNE, end)],
        [Covered, Covered, Expired]
    );
    for uses in [TRAIN_GENERATIVE, TRAIN_OTHER, FINE_TUNE | TRAIN_GENERATIVE, INFERENCE_INPUT] {
        assert_eq!(covers(uses, start), UseNotLicensed);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l11_retrieval_paid_by_use_and_used_up() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.world.work(&ada, 1);
    // A fifth of a cent for an answer; who buys a million pays half.
    let offer = shop.offer(&ada, &RETRIEVAL, (record, CENT / 5), |offer| offer.tiers = vec![(1_000_000, CENT / 10)]);
    shop.unsold(&orion, &Order::of(offer), 0, Refusal::QuantityInvalid);
    let order = Order { quantity: 1_000, ..Order::of(offer) };
    let price = 200 * CENT;
    let licence = shop.sell(&orion, &order, price, &[(ada.address(), price)]);
    let many = Order { quantity: 1_000_000, ..order };
    let quote = shop.world.protocol.quote_order(shop.world.chain, &many, orion.address()).unwrap();
    assert_eq!(quote.total, 100_000 * CENT);

    let found = shop.licence(licence);
    assert!(found.scope.metered && found.grant.attribution);
    assert_eq!(found.scope.quantity, 1_000);
    let now = shop.world.chain.now();
    let covers = |uses| shop.covers(licence, record, &orion, uses, now);
    assert_eq!(covers(INFERENCE_INPUT | INDEX | SEARCH), Covered);
    for uses in [TRAIN_GENERATIVE, FINE_TUNE, EVALUATE, SEARCH | TRAIN_OTHER] {
        assert_eq!(covers(uses), UseNotLicensed);
    }

    // Each answer is written down, and there are as many as were paid for.
    let ledger = shop.world.protocol.usage_ledger;
    let used = |units| recordUseCall { licence, run: B256::repeat_byte(1), uses: INFERENCE_INPUT, units };
    shop.world.send(&orion, ledger, &used(999));
    shop.world.refused(&orion, ledger, &used(2), UsageLedger::UsedUp { left: 1, asked: 2 });
    shop.world.send(&orion, ledger, &used(1));
    shop.world.refused(&orion, ledger, &used(1), UsageLedger::UsedUp { left: 0, asked: 1 });
    let training = recordUseCall { uses: TRAIN_GENERATIVE, ..used(1) };
    let error = UsageLedger::NotCovered { reason: UseNotLicensed as u8 };
    shop.world.refused(&orion, ledger, &training, error);
    let drawn = shop.world.view(ledger, &UsageLedger::usedCall { licence });
    assert_eq!((drawn.used, drawn.receipts), (1_000, 2));
    assert_ne!(licence, U256::ZERO);
}
