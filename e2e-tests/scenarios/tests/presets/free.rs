//! Free for everyone, as long as the maker is named; and that no preset was forgotten.

use crate::shop::Shop;
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage::{Covered, NotHolder, UseNotLicensed, UserNotLicensed},
    presets::{FREE, PRESETS, Way},
    uses::{ALL_USERS, ALL_USES},
};
use scenarios::digest;
use story::{
    abi::ERC721,
    protocol::{NewRecord, Order, record_id},
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_free_with_attribution_for_everyone_and_everything() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, thief) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.thief.clone());
    let record = shop.world.work(&ada, 1);
    let offer = shop.offer(&ada, &FREE, (record, 0), |_| {});
    for buyer in [&orion, &thief] {
        let licence = shop.sell(buyer, &Order::of(offer), 0, &[(ada.address(), 0)]);
        let found = shop.licence(licence);
        assert!(found.grant.attribution && found.grant.transferable && found.core.perpetual);
        let now = shop.world.chain.now();
        let covers = |user, uses| shop.covers_user(licence, record, buyer, (user, uses), now);
        assert_eq!(covers(ALL_USERS, ALL_USES), Covered);
        assert_eq!((covers(ALL_USERS, 0), covers(0, ALL_USES)), (UseNotLicensed, UserNotLicensed));
        assert_eq!(shop.covers(licence, record, &ada, ALL_USES, now), NotHolder);
    }
    // Whoever has it may pass it on.
    let token = shop.world.protocol.licence_token;
    let first = alloy_primitives::U256::from(1);
    shop.world.transfer(token, &orion, &ada, first);
    let owner = shop.world.view(token, &ERC721::ownerOfCall { tokenId: first });
    assert_eq!(owner, story::calls::address(ada.address()));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l10_an_offer_pins_every_clause_of_its_preset() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    for (work, preset) in (1..).zip(&PRESETS) {
        let kind = preset.kind.unwrap_or(rules::work::Kind::Text) as u8;
        shop.world.register(&ada, &NewRecord { kind, units: 3, ..NewRecord::new(digest(work), &ada) });
        let offer = shop.offer(&ada, preset, (record_id(&digest(work)), 1_000), |offer| {
            if preset.way == Way::NamedBuyer {
                offer.buyer = orion.address();
            }
        });
        let call = story::abi::LicenceToken::offerCall { offer };
        let found = shop.world.view(shop.world.protocol.licence_token, &call);
        assert_eq!(found.price.unit, preset.unit as u8, "{}", preset.name);
        let (grant, clauses) = (found.grant, preset.clauses);
        let (perpetual, duration) = clauses.duration.to_pair();
        let (revocable, notice) = clauses.revocation.to_pair();
        assert_eq!((grant.uses, grant.users), (clauses.uses, clauses.users), "{}", preset.name);
        assert_eq!((grant.perpetual, grant.duration), (perpetual, duration), "{}", preset.name);
        assert_eq!((grant.revocable, grant.notice), (revocable, notice), "{}", preset.name);
        let flags = (grant.exclusive, grant.transferable, grant.attribution);
        assert_eq!(flags, (clauses.exclusive, clauses.transferable, clauses.attribution), "{}", preset.name);
        let shares = (grant.derivativeShare, grant.resaleRoyalty);
        assert_eq!(shares, (clauses.derivative_share, clauses.resale_royalty), "{}", preset.name);
    }
}
