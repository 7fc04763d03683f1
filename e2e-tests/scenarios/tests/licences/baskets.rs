//! Baskets: many licences in one purchase, all or none.

use crate::{
    court::events,
    support::{MONTH, ODD, REFERENCE, Shop, units},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;
use chain::{Account, Receipt, TOKEN, Weight, runtime::constants::MAXIMUM_BLOCK_WEIGHT};
use ink_e2e::{ChainClient, Hub};
use rules::{
    limits::{MAX_BASKET, MAX_DEPOSITS, MAX_PARENTS, MAX_PAYEES},
    offer::{PriceUnit, Refusal},
};
use std::fmt::Debug;
use story::{
    abi::{
        ERC721,
        LicenceToken::{
            self, BasketSize, CurrencyMixed, Item, OfferRefused, Purchased, TotalAboveMax, WrongValue, purchaseManyCall,
        },
        RoyaltySplitter::{Deposited, Released},
    },
    calls::{Done, address},
    protocol::Order,
};

/// An item without quantity or selection.
fn item(offer: u64) -> Item {
    Item { offer, quantity: 0, selection: B256::ZERO }
}

/// A basket for oneself.
fn basket(buyer: &Account, items: Vec<Item>, max_total: u128) -> purchaseManyCall {
    purchaseManyCall {
        items,
        maxTotal: max_total,
        recipient: address(buyer.address()),
        referrer: Address::ZERO,
        buyerReference: REFERENCE.into(),
    }
}

/// Buys a basket that has to sell.
#[track_caller]
fn buy(shop: &mut Shop<'_>, buyer: &Account, items: Vec<Item>, total: u128) -> Done<U256> {
    let token = shop.protocol.licence_token;
    shop.pay(buyer, token, &basket(buyer, items, total), total)
}

/// That a basket is refused, and nothing of it is left.
#[track_caller]
fn refuse<E: SolError + Debug>(shop: &mut Shop<'_>, buyer: &Account, items: Vec<Item>, value: u128, error: E) {
    let token = shop.protocol.licence_token;
    let sold = shop.sold();
    shop.refused_pay(buyer, token, &basket(buyer, items, value), value, error);
    assert_eq!(shop.sold(), sold);
}

/// The offers of the licences that a basket says it sold, and the sum of their prices.
fn sold(receipt: &Receipt) -> (Vec<u64>, u128) {
    let purchased: Vec<Purchased> = events(receipt);
    let sum = purchased.iter().map(|sale| sale.price).sum();
    (purchased.iter().map(|sale| sale.offer).collect(), sum)
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l9_a_basket_of_any_size_is_one_licence_each_in_sequence_at_the_exact_total() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let token = shop.protocol.licence_token;
    // Each at a price of its own.
    let offers: Vec<u64> = (0..50u64)
        .map(|number| shop.offer_with(&ada, record, |new| new.unit_price = ODD + u128::from(number)))
        .collect();
    let mut first = 1;
    for size in [1, 3, 20, 50] {
        let items: Vec<Item> = offers[..size].iter().copied().map(item).collect();
        let total: u128 = (0..size as u128).map(|number| ODD + number).sum();
        for value in [total - 1, total + 1] {
            let error = WrongValue { value: U256::from(value), total };
            shop.refused_pay(&orion, token, &basket(&orion, items.clone(), total), value, error);
        }
        let error = TotalAboveMax { total, maxTotal: total - 1 };
        shop.refused_pay(&orion, token, &basket(&orion, items.clone(), total - 1), total, error);

        let (before, held) = (shop.wealth(&ada), shop.balance_of(token, &orion));
        let done = buy(&mut shop, &orion, items, total);
        assert_eq!(done.value, U256::from(first));
        // One payment does for all: there is nothing but the licences' own events.
        assert_eq!(shop.wealth(&ada) - before, total);
        assert_eq!(shop.balance_of(token, &orion), held + size as u64);
        assert_eq!(done.receipt.events.len(), 2 * size);
        let minted: Vec<ERC721::Transfer> = events(&done.receipt);
        let purchased: Vec<Purchased> = events(&done.receipt);
        for (number, (minted, said)) in (0..).zip(minted.iter().zip(&purchased)) {
            let (licence, offer) = (U256::from(first + number), offers[number as usize]);
            let buyer = address(orion.address());
            let expected = ERC721::Transfer { from: Address::ZERO, to: buyer, tokenId: licence };
            assert_eq!(*minted, expected);
            let at = done.receipt.timestamp;
            let expected = Purchased {
                licence,
                record,
                buyerReference: REFERENCE.into(),
                offer,
                buyer,
                licensee: buyer,
                price: ODD + u128::from(number),
                start: at,
                perpetual: false,
                expiry: at + MONTH,
                version: 0,
                direct: true,
            };
            assert_eq!(*said, expected);
            let core = shop.licence_of(licence).core;
            assert_eq!((core.offer, core.price, core.owner), (offer, expected.price, buyer));
        }
        first += size as u64;
        assert_eq!(shop.sold(), first - 1);
    }
    shop.splitter_owes(0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l11_what_goes_the_same_way_is_paid_at_once_and_the_rest_where_it_belongs() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, chloe, orion, delta) = (
        shop.cast.ada.clone(),
        shop.cast.ben.clone(),
        shop.cast.chloe.clone(),
        shop.cast.orion.clone(),
        shop.cast.delta.clone(),
    );
    let plain = shop.record(&ada);
    let bens = shop.record(&ben);
    let child = shop.child(&ada, &[(bens, 2_500)]);
    let divided = shop.record(&chloe);
    let version = shop.split(&chloe, divided, &[(&chloe, 3_333), (&delta, 6_667)]);
    let offers = [(&ada, plain), (&ben, bens), (&ada, child), (&chloe, divided)]
        .map(|(owner, record)| shop.offer_with(owner, record, |new| new.unit_price = ODD));
    let [of_plain, of_bens, of_child, of_divided] = offers;
    // Twice in a row each, and the first once more at the end: another payment.
    let order = [of_plain, of_plain, of_bens, of_child, of_child, of_divided, of_divided, of_plain];
    let owners = [&ada, &ben, &chloe, &delta];
    let before = owners.map(|who| shop.wealth(who));
    let done = buy(&mut shop, &orion, order.map(item).into(), 8 * ODD);
    assert_eq!(sold(&done.receipt), (order.into(), 8 * ODD));
    let after = owners.map(|who| shop.wealth(who));
    let left = 2 * ODD * 7_500 / 10_000;
    let [chloes, deltas] = [3_333, 6_667].map(|share| 2 * ODD * share / 10_000);
    assert_eq!([0, 1, 2, 3].map(|who| after[who] - before[who]), [3 * ODD + left, ODD, chloes, deltas]);
    let deposits: Vec<_> = events::<Deposited>(&done.receipt)
        .into_iter()
        .map(|event| (event.record, event.version, event.parentsShare, event.amount))
        .collect();
    assert_eq!(deposits, [(child, 0, 2_500, 2 * ODD), (divided, version, 0, 2 * ODD)]);
    let paid: Vec<_> = events::<Released>(&done.receipt).into_iter().map(|event| (event.payee, event.amount)).collect();
    let [to_ada, to_chloe, to_delta] = [&ada, &chloe, &delta].map(|who| address(who.address()));
    assert_eq!(paid, [(to_ada, left), (to_chloe, chloes), (to_delta, deltas)]);
    let direct: Vec<_> = events::<Purchased>(&done.receipt).into_iter().map(|sale| sale.direct).collect();
    assert_eq!(direct, [true, true, true, false, false, false, false, true]);
    shop.splitter_owes(4 * ODD - left - chloes - deltas);
    let protocol = shop.protocol;
    assert_eq!(protocol.parent_account(shop.chain, child, bens).unwrap().due, 2 * ODD * 2_500 / 10_000);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x5_one_item_that_is_refused_and_nothing_is_bought() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, orion) = (shop.cast.ada.clone(), shop.cast.ben.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let divided = shop.record(&ben);
    shop.split(&ben, divided, &[(&ada, 5_000), (&ben, 5_000)]);
    let good = shop.offer_with(&ada, record, |new| new.unit_price = ODD);
    let split = shop.offer_with(&ben, divided, |new| new.unit_price = ODD);
    let closed = shop.offer_with(&ada, record, |new| new.unit_price = ODD);
    let protocol = shop.protocol;
    protocol.close_offer(shop.chain, &ada, closed).unwrap();
    let single = shop.offer_with(&ada, record, |new| (new.unit_price, new.supply) = (ODD, 1));
    let capped = shop.offer_with(&ada, record, |new| (new.unit_price, new.ceiling) = (ODD, 2 * ODD));
    let terms = shop.terms_with(|terms| terms.exclusive = true);
    let other = shop.record(&ada);
    let exclusive = shop.offer_with(&ada, other, |new| (new.unit_price, new.terms) = (ODD, terms));
    let of_other = shop.offer_with(&ada, other, |new| new.unit_price = ODD);
    for (offers, refused, refusal) in [
        (vec![good, split, good, closed], closed, Refusal::Closed),
        (vec![closed, good], closed, Refusal::Closed),
        (vec![good, split, 99], 99, Refusal::Unknown),
        (vec![single, single], single, Refusal::SoldOut),
        (vec![single, good, split, single], single, Refusal::SoldOut),
        (vec![capped, capped, capped], capped, Refusal::CeilingReached),
        (vec![exclusive, exclusive], exclusive, Refusal::Exclusive),
        (vec![exclusive, of_other], of_other, Refusal::Exclusive),
        (vec![of_other, good, exclusive], exclusive, Refusal::Exclusive),
    ] {
        let value = ODD * offers.len() as u128;
        let error = OfferRefused { offer: refused, reason: refusal as u8 };
        refuse(&mut shop, &orion, offers.into_iter().map(item).collect(), value, error);
    }
    let value = 2 * ODD;
    let error = OfferRefused { offer: good, reason: Refusal::QuantityInvalid as u8 };
    refuse(&mut shop, &orion, vec![item(good), Item { quantity: 2, ..item(good) }], value, error);
    // What each of them allows sells together.
    let done = buy(&mut shop, &orion, vec![item(single), item(capped), item(exclusive), item(capped)], 4 * ODD);
    assert_eq!(sold(&done.receipt).0, [single, capped, exclusive, capped]);
    assert_eq!(shop.offer_of(capped).price.taken, 2 * ODD);
    for (offer, refusal) in [
        (single, Refusal::SoldOut),
        (capped, Refusal::CeilingReached),
        (exclusive, Refusal::Exclusive),
        (of_other, Refusal::Exclusive),
    ] {
        shop.refuses(&orion, &Order::of(offer), refusal);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l9_x12_no_item_and_51_items_are_no_basket_and_currencies_do_not_mix() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let offer = shop.offer_with(&ada, record, |new| new.unit_price = TOKEN);
    for size in [0, 51, 60] {
        let items = vec![item(offer); size];
        refuse(&mut shop, &delta, items, TOKEN * size as u128, BasketSize { items: size as u32 });
    }
    // Any contract is a currency that an offer can ask for.
    let currency = shop.protocol.terms_book;
    let in_tokens = shop.offer_with(&ada, record, |new| (new.unit_price, new.currency) = (TOKEN, currency));
    let free_in_tokens = shop.offer_with(&ada, record, |new| new.currency = currency);
    let free = shop.offer_with(&ada, record, |_| {});
    for (offers, mixed) in [
        (vec![offer, in_tokens], in_tokens),
        (vec![in_tokens, offer], offer),
        (vec![offer, offer, free_in_tokens], free_in_tokens),
        (vec![free_in_tokens, free], free),
    ] {
        let items = offers.into_iter().map(item).collect();
        refuse(&mut shop, &orion, items, 2 * TOKEN, CurrencyMixed { offer: mixed });
    }
    let done = buy(&mut shop, &orion, vec![item(free_in_tokens); 2], 0);
    assert_eq!(events::<Purchased>(&done.receipt).len(), 2);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_items_have_quantities_of_their_own_and_one_referrer() {
    let mut shop = Shop::open(client.chain());
    let (ada, chloe, orion) = (shop.cast.ada.clone(), shop.cast.chloe.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let offer = shop.offer_with(&ada, record, |new| {
        (new.unit_price, new.unit, new.referral) = (ODD, PriceUnit::PerUse as u8, 1_000);
    });
    let items: Vec<_> = [3, 1, 7].map(|quantity| Item { quantity, ..item(offer) }).into();
    let call = purchaseManyCall { referrer: address(chloe.address()), ..basket(&orion, items, 11 * ODD) };
    let before = [&ada, &chloe].map(|who| shop.wealth(who));
    let token = shop.protocol.licence_token;
    let done = shop.pay(&orion, token, &call, 11 * ODD);
    let fee = 11 * ODD / 10;
    assert_eq!([shop.wealth(&ada) - before[0], shop.wealth(&chloe) - before[1]], [11 * ODD - fee, fee]);
    assert_eq!(events::<Deposited>(&done.receipt).len(), 2, "one payment for all three");
    let said: Vec<_> = events::<LicenceToken::Particulars>(&done.receipt)
        .into_iter()
        .map(|said| (said.licence.to::<u64>(), said.quantity, said.referrer))
        .collect();
    let to = address(chloe.address());
    assert_eq!(said, [(1, 3, to), (2, 1, to), (3, 7, to)]);
    assert_eq!(shop.sells(&chloe, &units(offer, 1), ODD).value, U256::from(4));
    shop.splitter_owes(0);
}

/// Ada's offers of so many records, each with as many parents as can be and this many payees of its
/// split, and a part for who brought the buyer.
fn worst(shop: &mut Shop<'_>, records: usize, payees: u16) -> Vec<Item> {
    let (ada, ben) = (shop.cast.ada.clone(), shop.cast.ben.clone());
    let parents: Vec<_> = (0..MAX_PARENTS).map(|_| (shop.record(&ben), 100)).collect();
    let payees: Vec<_> = (0..payees).map(|number| Account::ethereum(&format!("Payee {number}"))).collect();
    payees.iter().for_each(|payee| shop.chain.endow(payee, 1));
    let share = |position: usize| if position == 0 { 10_000 - 500 * (payees.len() as u16 - 1) } else { 500 };
    let shares: Vec<_> = payees.iter().enumerate().map(|(position, payee)| (payee, share(position))).collect();
    let items = (0..records).map(|_| {
        let record = shop.child(&ada, &parents);
        if !shares.is_empty() {
            shop.split(&ada, record, &shares);
        }
        let offer = shop.offer_with(&ada, record, |new| {
            (new.unit_price, new.unit, new.referral) = (ODD, PriceUnit::PerUse as u8, 1_000);
            new.tiers = vec![(2, ODD), (3, ODD), (4, ODD), (5, ODD)];
        });
        Item { quantity: 1, ..item(offer) }
    });
    items.collect()
}

/// Buys a basket with somebody who brought the buyer, and gives how many payments the splitter made in it
/// and what it took.
fn measured(shop: &mut Shop<'_>, items: Vec<Item>) -> (usize, Weight) {
    let (chloe, orion) = (shop.cast.chloe.clone(), shop.cast.orion.clone());
    let (token, total) = (shop.protocol.licence_token, ODD * items.len() as u128);
    let call = purchaseManyCall { referrer: address(chloe.address()), ..basket(&orion, items, total) };
    let done = shop.pay(&orion, token, &call, total);
    assert_eq!(sold(&done.receipt).1, total);
    let payments = events::<Released>(&done.receipt).len();
    println!("{payments} payments: {:?}", done.receipt.weight);
    (payments, done.receipt.weight)
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_a_full_basket_of_licences_of_one_record_fits_half_a_block_and_so_does_one_of_owners_without_a_split() {
    let half = MAXIMUM_BLOCK_WEIGHT / 2;
    let mut shop = Shop::open(client.chain());
    let (chloe, orion) = (shop.cast.chloe.clone(), shop.cast.orion.clone());
    let [worst] = worst(&mut shop, 1, MAX_PAYEES as u16).try_into().unwrap();
    let (payments, weight) = measured(&mut shop, vec![worst; MAX_BASKET]);
    assert_eq!(payments, MAX_PAYEES + 1, "each payee once, and who brought the buyer");
    assert!(weight.all_lt(half), "{weight:?}");

    let offers = (0..MAX_BASKET).map(|_| {
        let record = shop.record(&chloe);
        item(shop.offer_with(&chloe, record, |new| new.unit_price = ODD))
    });
    let (items, total) = (offers.collect(), ODD * MAX_BASKET as u128);
    let before = shop.wealth(&chloe);
    let weight = buy(&mut shop, &orion, items, total).receipt.weight;
    assert_eq!(shop.wealth(&chloe) - before, total);
    assert!(weight.all_lt(half), "{weight:?}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_the_worst_basket_fits_half_a_block() {
    let half = MAXIMUM_BLOCK_WEIGHT / 2;
    let mut shop = Shop::open(client.chain());
    let (chloe, orion) = (shop.cast.chloe.clone(), shop.cast.orion.clone());
    // Of the dearest, each of another record, these many are paid at once; one more is refused.
    let mut items = worst(&mut shop, MAX_DEPOSITS + 1, MAX_PAYEES as u16);
    let total = ODD * items.len() as u128;
    refuse(&mut shop, &orion, items.clone(), total, BasketSize { items: items.len() as u32 });
    items.pop();
    let (payments, weight) = measured(&mut shop, items.clone());
    assert_eq!(payments, MAX_DEPOSITS * (MAX_PAYEES + 1));
    assert!(weight.all_lt(half), "{weight:?}");
    // And the basket may be filled with others, whose owners are paid directly. An Ethereum account may
    // send no more than this; each of the rest takes 39 KB.
    let filled = MAX_DEPOSITS + 15;
    for _ in items.len()..filled {
        let record = shop.record(&chloe);
        items.push(item(shop.offer_with(&chloe, record, |new| new.unit_price = ODD)));
    }
    let weight = buy(&mut shop, &orion, items, ODD * filled as u128).receipt.weight;
    let full = weight.proof_size() + 39_000 * (MAX_BASKET - filled) as u64;
    assert!(full < half.proof_size(), "{weight:?}");
}
