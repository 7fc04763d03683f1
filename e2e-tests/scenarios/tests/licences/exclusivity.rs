//! Exclusive licences: no other licence of the record overlaps with one in time and use.

use crate::support::{DAY, MONTH, Shop, units};
use alloy_primitives::{B256, U256};
use chain::Account;
use ink_e2e::{ChainClient, Hub};
use rules::{
    offer::{PriceUnit, Refusal},
    terms::Duration,
    uses::{DATA_MINING, EVALUATE, FINE_TUNE, INDEX, SEARCH, TRAIN_GENERATIVE},
    work::Kind,
};
use story::{
    abi::Offers,
    protocol::{NewCatalogue, NewOffer, Order, record_id},
};

/// An offer of a record for these uses and this long, free.
fn granting(shop: &mut Shop<'_>, owner: &Account, record: U256, exclusive: bool, uses: u16, duration: Duration) -> u64 {
    let terms = shop.terms_with(|terms| (terms.exclusive, terms.uses, terms.duration) = (exclusive, uses, duration));
    shop.offer_with(owner, record, |new| new.terms = terms)
}

const FOR_A_MONTH: Duration = Duration::Seconds(MONTH);

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l15_an_exclusive_licence_is_sold_when_no_other_runs_and_excludes_all_others_until_its_end() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let both = TRAIN_GENERATIVE | SEARCH;
    let plain = granting(&mut shop, &ada, record, false, TRAIN_GENERATIVE, FOR_A_MONTH);
    let exclusive = granting(&mut shop, &ada, record, true, both, FOR_A_MONTH);
    let searching = granting(&mut shop, &ada, record, false, SEARCH | INDEX, FOR_A_MONTH);
    let others = granting(&mut shop, &ada, record, true, FINE_TUNE | EVALUATE, Duration::Perpetual);
    let second = granting(&mut shop, &ada, record, true, SEARCH, FOR_A_MONTH);
    // A licence of one of its uses runs: to the last second.
    let end = shop.sells(&orion, &Order::of(plain), 0).receipt.timestamp + MONTH;
    shop.refuses(&delta, &Order::of(exclusive), Refusal::Exclusive);
    shop.refuses(&orion, &Order::of(exclusive), Refusal::Exclusive);
    shop.wait_until(end - 1);
    shop.refuses(&delta, &Order::of(exclusive), Refusal::Exclusive);
    let done = shop.sells(&delta, &Order::of(exclusive), 0);
    let end = done.receipt.timestamp + MONTH;
    let state = shop.sale_state(record);
    assert_eq!(state.licensed, [end, 0, 0, 0, 0, end, 0, 0, 0, 0]);
    assert_eq!(state.exclusive, [end, 0, 0, 0, 0, end, 0, 0, 0, 0]);
    // Any overlap is refused, be it for its own holder; no overlap is none.
    for offer in [plain, searching, second, exclusive] {
        shop.refuses(&delta, &Order::of(offer), Refusal::Exclusive);
    }
    shop.sells(&orion, &Order::of(others), 0);
    // The offer of the other uses is taken for ever.
    shop.refuses(&orion, &Order::of(others), Refusal::Exclusive);
    shop.wait_until(end - 1);
    shop.refuses(&orion, &Order::of(plain), Refusal::Exclusive);
    assert!(shop.chain.now() >= end, "a block later");
    shop.sells(&orion, &Order::of(plain), 0);
    shop.sells(&orion, &Order::of(searching), 0);
    shop.refuses(&delta, &Order::of(exclusive), Refusal::Exclusive);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_l15_the_second_of_the_end_is_free_and_the_one_before_is_not() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    for (first, next) in [(true, true), (true, false), (false, true)] {
        for late in [false, true] {
            let record = shop.record(&ada);
            let before = granting(&mut shop, &ada, record, first, SEARCH, FOR_A_MONTH);
            let after = granting(&mut shop, &ada, record, next, SEARCH, FOR_A_MONTH);
            let end = shop.sells(&orion, &Order::of(before), 0).receipt.timestamp + MONTH;
            shop.wait_until(if late { end } else { end - 1 });
            if late {
                assert_eq!(shop.sells(&orion, &Order::of(after), 0).receipt.timestamp, end);
            } else {
                shop.refuses(&orion, &Order::of(after), Refusal::Exclusive);
            }
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l15_it_binds_the_next_owner_and_not_who_takes_the_record_over_by_a_challenge() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, chloe, orion, delta) = (
        shop.cast.ada.clone(),
        shop.cast.ben.clone(),
        shop.cast.chloe.clone(),
        shop.cast.orion.clone(),
        shop.cast.delta.clone(),
    );
    let record = shop.record(&ada);
    let registry = shop.protocol.registry;
    let exclusive = granting(&mut shop, &ada, record, true, SEARCH, Duration::Perpetual);
    let licence = shop.sells(&orion, &Order::of(exclusive), 0).value;
    shop.hand_over(registry, &ada, &ben, record);
    shop.refuses(&delta, &Order::of(exclusive), Refusal::Stale);
    let epoch = shop.sale_state(record).facts.epoch;
    for (owner, exclusively) in [(&ben, true), (&ben, false)] {
        let offer = granting(&mut shop, owner, record, exclusively, SEARCH | DATA_MINING, FOR_A_MONTH);
        assert_eq!(shop.offer_of(offer).conditions.epoch, epoch);
        shop.refuses(&delta, &Order::of(offer), Refusal::Exclusive);
    }
    let elsewhere = granting(&mut shop, &ben, record, true, DATA_MINING, FOR_A_MONTH);
    shop.sells(&delta, &Order::of(elsewhere), 0);
    // The holder may sell it on: it goes on to exclude.
    let token = shop.protocol.licence_token;
    shop.hand_over(token, &orion, &delta, licence);
    let plain = granting(&mut shop, &ben, record, false, SEARCH, FOR_A_MONTH);
    shop.refuses(&orion, &Order::of(plain), Refusal::Exclusive);

    let challenge = shop.challenge(&chloe, record, 1);
    shop.pass(challenge);
    let state = shop.sale_state(record);
    assert_eq!((state.facts.generation, state.licensed, state.exclusive), (2, [0; 10], [0; 10]));
    let exclusive = granting(&mut shop, &chloe, record, true, SEARCH | DATA_MINING, FOR_A_MONTH);
    shop.sells(&orion, &Order::of(exclusive), 0);
    shop.refuses(&delta, &Order::of(exclusive), Refusal::Exclusive);
    // The old licence is what it was.
    assert!(shop.licence_of(licence).core.perpetual);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l15_nothing_is_exclusive_of_a_selection_of_a_catalogues_work_or_in_the_past() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let protocol = shop.protocol;
    let tree = crate::catalogues::tree(1..=4);
    let catalogue = NewCatalogue { root: tree.root().unwrap(), count: 4, units: 4, kind: Kind::Dataset };
    protocol.register_catalogue(shop.chain, &ada, &catalogue, [7; 32]).unwrap();
    let record = record_id(&catalogue.root);
    let terms = shop.terms_with(|terms| terms.exclusive = true);
    let offer = shop.offer_with(&ada, record, |new| (new.terms, new.unit) = (terms, PriceUnit::PerItem as u8));
    for quantity in [1, 4] {
        let order = Order { selection: B256::repeat_byte(1), ..units(offer, quantity) };
        shop.refuses(&orion, &order, Refusal::QuantityInvalid);
    }
    // The catalogue as a whole can be exclusive; a work that came out of it can't.
    shop.sells(&orion, &Order::of(offer), 0);
    let own = crate::catalogues::own_record(record, (1, 1), &tree, 2, 3);
    shop.send(&ada, protocol.catalogues, &own);
    let since = shop.chain.now() - DAY;
    let past = shop.record(&ada);
    for (record, since) in [(own.record, 0), (past, since), (past, 1)] {
        let call = NewOffer { record, terms, since, ..NewOffer::default() }.call();
        shop.refused(&ada, protocol.offers, &call, Offers::ExclusiveInvalid {});
    }
}

/// A licence of the model.
#[derive(Clone, Copy, Debug)]
struct Sold {
    exclusive: bool,
    uses: u16,
    start: u64,
    end: u64,
}

impl Sold {
    /// Whether two licences are of one use at one time, and one of them is exclusive.
    fn clashes(&self, other: &Self) -> bool {
        (self.exclusive || other.exclusive)
            && self.uses & other.uses != 0
            && self.start < other.end
            && other.start < self.end
    }
}

/// Numbers that are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// A list of all licences decides what may be sold next: the contract keeps two times per use only.
/// Licences for the past are sold where no exclusive one lasts beyond their start: the contract may
/// refuse more of them than overlap, so there it is only asked that nothing overlaps.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l15_no_exclusive_licence_ever_overlaps_and_what_overlaps_with_none_is_sold() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let mut dice = Dice(0x5eed_cafe_f00d);
    let (mut offers, mut sold): (Vec<(u64, Sold, u64)>, Vec<Sold>) = (Vec::new(), Vec::new());
    let (mut bought, mut refused) = ([0, 0], 0);
    for _ in 0..200 {
        match dice.roll(10) {
            0 | 1 => {
                let uses = 1 << dice.roll(5) | 1 << dice.roll(5);
                let (exclusive, length) = (dice.roll(2) == 0, (1 + dice.roll(40)) * DAY);
                let back = if exclusive { 0 } else { dice.roll(3) * 20 * DAY };
                let since = if back == 0 { 0 } else { shop.chain.now() - back };
                let terms = shop.terms_with(|terms| {
                    (terms.exclusive, terms.uses) = (exclusive, uses);
                    terms.duration = Duration::Seconds(length);
                });
                let offer = shop.offer_with(&ada, record, |new| (new.terms, new.since) = (terms, since));
                offers.push((offer, Sold { exclusive, uses, start: since, end: length }, since));
            }
            2 | 3 => shop.chain.advance_time((1 + dice.roll(12)) * DAY),
            _ if offers.is_empty() => {}
            _ => {
                let (offer, like, since) = offers[dice.roll(offers.len() as u64) as usize];
                let buyer = if dice.roll(2) == 0 { &orion } else { &delta };
                let start = if since == 0 { shop.chain.now() } else { since };
                let wanted = Sold { start, end: start + like.end, ..like };
                let clashes = sold.iter().any(|other| other.clashes(&wanted));
                let blocked = sold.iter().any(|other| {
                    (other.exclusive || wanted.exclusive) && other.uses & wanted.uses != 0 && other.end > start
                });
                assert!(blocked || !clashes);
                assert!(since != 0 || blocked == clashes, "for a licence from now on both are the same");
                if blocked {
                    shop.refuses(buyer, &Order::of(offer), Refusal::Exclusive);
                    refused += 1;
                } else {
                    let done = shop.sells(buyer, &Order::of(offer), 0);
                    let core = shop.licence_of(done.value).core;
                    assert_eq!((core.start, core.expiry), (wanted.start, wanted.end));
                    sold.push(wanted);
                    bought[usize::from(wanted.exclusive)] += 1;
                }
            }
        }
    }
    for (position, one) in sold.iter().enumerate() {
        assert!(sold[position + 1..].iter().all(|other| !one.clashes(other)), "{one:?}");
    }
    println!("{bought:?} plain and exclusive licences sold, {refused} refused");
    assert!(bought[0] > 10 && bought[1] > 10 && refused > 20, "{bought:?} {refused}");
}
