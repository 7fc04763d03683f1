//! What differs between records and licences.

use crate::suite::{at, transfer};
use alloy_primitives::{Address, Bytes, FixedBytes};
use chain::SECONDS_PER_BLOCK;
use ink_e2e::{ChainClient, Hub};
use scenarios::World;
use story::{
    abi::{
        ERC721::{self, approveCall, safeTransferFrom_0Call, safeTransferFrom_1Call},
        LicenceToken,
    },
    protocol::NewOffer,
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l3_a_licence_whose_terms_forbid_it_is_not_transferred() {
    let (mut world, cast) = World::new(client.chain());
    let (token, record) = (world.protocol.licence_token, world.work(&cast.ada, 1));
    let terms = world.terms(&cast.ada, None, false);
    let offer = world.make_offer(&cast.ada, &NewOffer { record, terms, ..NewOffer::default() });
    let licence = world.buy(&cast.orion, offer).value;
    let refusal = LicenceToken::LicenceNotTransferable { licence };
    world.send(&cast.orion, token, &approveCall { approved: at(&cast.delta), tokenId: licence });
    for who in [&cast.orion, &cast.delta] {
        world.refused(who, token, &transfer(&cast.orion, &cast.delta, licence), refusal.clone());
        let (from, to) = (at(&cast.orion), at(&cast.delta));
        let safe = safeTransferFrom_0Call { from, to, tokenId: licence };
        world.refused(who, token, &safe, refusal.clone());
        let data = Bytes::from([1]);
        let safe = safeTransferFrom_1Call { from, to, tokenId: licence, data };
        world.refused(who, token, &safe, refusal.clone());
    }
    // Nor to oneself, which would be a new beginning.
    world.refused(&cast.orion, token, &transfer(&cast.orion, &cast.orion, licence), refusal);
    assert_eq!(world.owner_of(token, licence), at(&cast.orion));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l14_an_expired_licence_is_transferred_all_the_same() {
    let (mut world, cast) = World::new(client.chain());
    let (token, record) = (world.protocol.licence_token, world.work(&cast.ada, 1));
    let terms = world.terms(&cast.ada, Some(SECONDS_PER_BLOCK), true);
    let offer = world.make_offer(&cast.ada, &NewOffer { record, terms, ..NewOffer::default() });
    let licence = world.buy(&cast.orion, offer).value;
    // It has expired, and can be transferred all the same.
    world.chain.next_block();
    let now = world.chain.now();
    world.transfer(token, &cast.orion, &cast.delta, licence);
    let found = world.protocol.licence(world.chain, licence).unwrap();
    assert_eq!(found.core.acquiredAt, now);
    assert!(found.core.expiry <= now);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_a_records_transfer_raises_its_epoch_and_the_sale_state_follows() {
    let (mut world, cast) = World::new(client.chain());
    let (registry, token) = (world.protocol.registry, world.protocol.licence_token);
    let record = world.work(&cast.ada, 1);
    let state = |world: &World<'_>| world.view(token, &LicenceToken::saleStateCall { record });
    // Where a record was never offered, sales know nothing of it, before a transfer and after.
    assert_eq!(state(&world).facts.owner, Address::ZERO);
    world.transfer(registry, &cast.ada, &cast.ben, record);
    assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (Address::ZERO, 0));
    assert_eq!(world.record(record).epoch, 2);

    let offer = world.offer(&cast.ben, record, 0);
    assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (at(&cast.ben), 2));
    world.buy(&cast.orion, offer);
    for (from, to, epoch) in [(&cast.ben, &cast.chloe, 3), (&cast.chloe, &cast.chloe, 4), (&cast.chloe, &cast.ben, 5)] {
        world.transfer(registry, from, to, record);
        assert_eq!((world.record(record).owner, world.record(record).epoch), (at(to), epoch));
        assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (at(to), epoch));
        // What was offered in an epoch sells in no other, not even when the owner is the same.
        let reason = rules::offer::Refusal::Stale as u8;
        let quote = world.protocol.quote(world.chain, offer, cast.orion.address()).unwrap();
        assert_eq!(quote.reason, reason);
        let purchase = LicenceToken::purchaseCall {
            offer,
            quantity: 0,
            selection: alloy_primitives::B256::ZERO,
            maxTotal: 0,
            recipient: at(&cast.orion),
            referrer: alloy_primitives::Address::ZERO,
            buyerReference: FixedBytes::ZERO,
        };
        world.refused(&cast.orion, token, &purchase, LicenceToken::OfferRefused { offer, reason });
    }
    // Safe transfers, too.
    let safe = ERC721::safeTransferFrom_0Call { from: at(&cast.ben), to: at(&cast.ada), tokenId: record };
    world.send(&cast.ben, registry, &safe);
    assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (at(&cast.ada), 6));
}
