//! Who is paid of a sale: parents, who brought the buyer, and the payees, in this order.

use crate::{
    court::{events, only},
    support::{ODD, Shop, brought, units},
};
use alloy_primitives::Address;
use ink_e2e::{ChainClient, Hub};
use rules::{
    ledger::NET,
    offer::{PriceUnit, Refusal},
};
use story::{
    abi::{
        LicenceToken::{Particulars, Purchased},
        Offers,
        RoyaltySplitter::{Deposited, ParentsEarned, Released},
    },
    calls::address,
    protocol::{NewOffer, Order},
};

/// What parents with a quarter leave, and a tenth of that.
const LEFT: u128 = ODD * 7_500 / 10_000;
const FEE: u128 = LEFT * 1_000 / 10_000;

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l11_a_referrer_has_their_part_of_what_the_parents_leave_to_the_last_unit() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, chloe, orion, delta) = (
        shop.cast.ada.clone(),
        shop.cast.ben.clone(),
        shop.cast.chloe.clone(),
        shop.cast.orion.clone(),
        shop.cast.delta.clone(),
    );
    let protocol = shop.protocol;
    let parent = shop.record(&ben);
    let record = shop.child(&ada, &[(parent, 2_500)]);
    let named = shop.offer_with(&ada, record, |new| {
        (new.unit_price, new.referrer, new.referral) = (ODD, chloe.address(), 1_000);
    });
    let anyone = shop.offer_with(&ada, record, |new| (new.unit_price, new.referral) = (ODD, 1_000));
    // The named one is paid whether the buyer names them or not.
    let mut owed = 0;
    for (order, referrer) in
        [(Order::of(named), &chloe), (brought(named, &chloe), &chloe), (brought(anyone, &delta), &delta)]
    {
        let before = [&ada, referrer].map(|who| shop.wealth(who));
        let done = shop.sells(&orion, &order, ODD);
        assert_eq!([shop.wealth(&ada) - before[0], shop.wealth(referrer) - before[1]], [LEFT - FEE, FEE]);
        owed += ODD - LEFT;
        shop.splitter_owes(owed);
        let earned: ParentsEarned = only(&done.receipt);
        assert_eq!((earned.record, earned.generation, earned.amount), (record, 1, ODD));
        let deposits: Vec<_> = events::<Deposited>(&done.receipt)
            .into_iter()
            .map(|event| (event.version, event.owner, event.parentsShare, event.amount))
            .collect();
        let (owner, to) = (address(ada.address()), address(referrer.address()));
        assert_eq!(deposits, [(NET, owner, 0, LEFT - FEE), (NET, to, 0, FEE)]);
        let paid: Vec<_> =
            events::<Released>(&done.receipt).into_iter().map(|event| (event.payee, event.amount)).collect();
        assert_eq!(paid, [(owner, LEFT - FEE), (to, FEE)]);
        let said: Particulars = only(&done.receipt);
        assert_eq!((said.licence, said.referrer, said.quantity, said.inEscrow), (done.value, to, 0, false));
        assert!(!only::<Purchased>(&done.receipt).direct);
    }
    // Nobody brought the buyer: the usual ledgers.
    let before = shop.wealth(&ada);
    let done = shop.sells(&orion, &Order::of(anyone), ODD);
    assert_eq!(shop.wealth(&ada) - before, LEFT);
    assert_eq!(events::<Particulars>(&done.receipt), []);
    // The parent has a quarter of every price, counted together; the rest is dust.
    let due = 4 * ODD / 4;
    assert_eq!(protocol.parent_account(shop.chain, record, parent).unwrap().due, due);
    let before = shop.wealth(&ben);
    assert_eq!(protocol.settle(shop.chain, &delta, record, parent).unwrap().value, due);
    assert_eq!(shop.wealth(&ben) - before, due);
    let dust = 4 * ODD - 4 * LEFT - due;
    assert!(dust < 4, "{dust}");
    shop.splitter_owes(dust);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l11_a_split_has_what_the_referrer_leaves_and_keeps_its_dust() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, chloe, orion, delta) = (
        shop.cast.ada.clone(),
        shop.cast.ben.clone(),
        shop.cast.chloe.clone(),
        shop.cast.orion.clone(),
        shop.cast.delta.clone(),
    );
    let record = shop.record(&ada);
    let version = shop.split(&ada, record, &[(&ben, 3_333), (&chloe, 6_667)]);
    let offer = shop.offer_with(&ada, record, |new| {
        (new.unit_price, new.unit, new.referral) = (ODD, PriceUnit::PerUse as u8, 333);
    });
    let (mut received, mut paid) = (0, [0, 0]);
    for quantity in [1, 7, 1_000] {
        let total = ODD * u128::from(quantity);
        let fee = total * 333 / 10_000;
        received += total - fee;
        let earned = [3_333, 6_667].map(|share| received * share / 10_000);
        let payees = [&ben, &chloe, &delta];
        let before = payees.map(|who| shop.wealth(who));
        let order = Order { referrer: delta.address(), ..units(offer, quantity) };
        let done = shop.sells(&orion, &order, total);
        let after = payees.map(|who| shop.wealth(who));
        let gains = [0, 1, 2].map(|payee| after[payee] - before[payee]);
        assert_eq!(gains, [earned[0] - paid[0], earned[1] - paid[1], fee]);
        paid = earned;
        shop.splitter_owes(received - earned[0] - earned[1]);
        let said: Particulars = only(&done.receipt);
        assert_eq!((said.quantity, said.referrer), (quantity, address(delta.address())));
        assert_eq!(shop.account(record, (1, version | NET), &ben), [received, earned[0], earned[0]]);
    }
    assert_eq!(shop.account(record, (1, version), &ben), [0, 0, 0]);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l9_a_wrong_referrer_is_refused_and_so_is_oneself() {
    let mut shop = Shop::open(client.chain());
    let (ada, chloe, orion, delta) =
        (shop.cast.ada.clone(), shop.cast.chloe.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let named = shop.offer_with(&ada, record, |new| {
        (new.unit_price, new.referrer, new.referral) = (ODD, chloe.address(), 1);
    });
    let anyone = shop.offer_with(&ada, record, |new| (new.unit_price, new.referral) = (ODD, 1_000));
    let none = shop.offer_with(&ada, record, |new| new.unit_price = ODD);
    for (offer, referrer) in [(named, &delta), (named, &orion), (anyone, &orion), (none, &delta), (none, &orion)] {
        shop.refuses(&orion, &brought(offer, referrer), Refusal::ReferrerInvalid);
    }
    // Whom the licensor names is paid, be it the buyer.
    let before = shop.wealth(&ada);
    let done = shop.sells(&chloe, &Order::of(named), ODD);
    assert_eq!(shop.wealth(&ada) - before, ODD - ODD / 10_000);
    let paid: Vec<_> = events::<Released>(&done.receipt).into_iter().map(|event| event.payee).collect();
    assert_eq!(paid, [ada.address(), chloe.address()].map(address));
    // Nobody has to be named; and the price goes straight to the owner then.
    let done = shop.sells(&orion, &Order::of(anyone), ODD);
    assert!(only::<Purchased>(&done.receipt).direct);
    shop.splitter_owes(0);

    let terms = shop.terms_with(|_| {});
    for (referrer, referral) in [(chloe.address(), 0), (Default::default(), 1_001), (chloe.address(), 1_001)] {
        let call = NewOffer { record, terms, referrer, referral, ..NewOffer::default() }.call();
        let offers = shop.protocol.offers;
        shop.refused(&ada, offers, &call, Offers::ReferralInvalid { referral });
    }
    assert_eq!(shop.offer_of(none).conditions.referrer, Address::ZERO);
}
