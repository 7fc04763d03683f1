//! What the standards of tokens ask for, of licences that were really bought: EIP-165, EIP-721's
//! metadata, EIP-2981, ERC-4906, EIP-5192, ERC-5643.

use crate::{
    court::{events, only},
    support::{DAY, MONTH, ODD, REFERENCE, Shop, units},
};
use alloy_primitives::{FixedBytes, U256, keccak256};
use alloy_sol_types::SolEvent;
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{
    offer::PriceUnit,
    terms::{Duration, Revocation, Terms},
    uses::{ALL_USERS, ALL_USES},
};
use serde_json::{Value, json};
use story::{
    abi::{
        Deals, ERC721,
        LicenceToken::{self, Locked, MetadataUpdate},
    },
    calls::address,
    protocol::Order,
};

/// The JSON in a `data:` URI.
fn document(uri: &str) -> Value {
    let text = uri.strip_prefix("data:application/json;base64,").unwrap();
    assert_eq!(text.len() % 4, 0);
    let mut bytes: Vec<u8> = Vec::new();
    for group in text.as_bytes().chunks(4) {
        let digits: Vec<u32> = group.iter().filter_map(|letter| digit(*letter)).collect();
        let bits = digits.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - digits.len()));
        bytes.extend(&bits.to_be_bytes()[1..digits.len()]);
    }
    serde_json::from_slice(&bytes).unwrap()
}

/// A digit of Base64 (RFC 4648); none for the padding.
fn digit(letter: u8) -> Option<u32> {
    let digit = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        b'=' => return None,
        other => panic!("no Base64: {other}"),
    };
    Some(digit.into())
}

/// An attribute's values in their order.
fn values(document: &Value, name: &str) -> Vec<Value> {
    let attributes = document["attributes"].as_array().unwrap();
    attributes.iter().filter(|one| one["trait_type"] == name).map(|one| one["value"].clone()).collect()
}

impl Shop<'_> {
    /// A licence's metadata.
    #[track_caller]
    fn metadata(&self, licence: U256) -> Value {
        let uri = self.view(self.protocol.licence_token, &LicenceToken::tokenURICall { tokenId: licence });
        assert!(uri.len() <= 4_117);
        document(&uri)
    }

    /// Who gets what of a resale.
    #[track_caller]
    fn royalty(&self, licence: U256, price: U256) -> (alloy_primitives::Address, U256) {
        let call = LicenceToken::royaltyInfoCall { tokenId: licence, salePrice: price };
        let LicenceToken::Royalty { receiver, amount } = self.view(self.protocol.licence_token, &call);
        (receiver, amount)
    }

    /// When a licence ends and whether it can be renewed.
    #[track_caller]
    fn subscription(&self, licence: U256) -> (u64, bool) {
        let token = self.protocol.licence_token;
        (
            self.view(token, &LicenceToken::expiresAtCall { tokenId: licence }),
            self.view(token, &LicenceToken::isRenewableCall { tokenId: licence }),
        )
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l17_the_metadata_of_a_licence_says_what_was_bought() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let offer = shop.offer_with(&ada, record, |new| {
        (new.unit_price, new.unit) = (ODD, PriceUnit::PerUse as u8);
    });
    let terms = shop.offer_of(offer).price.terms;
    let done = shop.sells(&orion, &units(offer, 12), 12 * ODD);
    let (at, price) = (done.receipt.timestamp, 12 * ODD);
    let said = shop.metadata(done.value);
    assert_eq!(said["name"], "Licence 1");
    let text = said["description"].as_str().unwrap();
    let start = "Allows commercial users to use the record 0x";
    assert!(text.starts_with(&format!("{start}{record:064x} for train_generative and fine_tune, from ")), "{text}");
    assert!(text.contains(&format!(", for 12 units of use. The price was {price} EVM units ")), "{text}");
    for (name, expected) in [
        ("Currency", json!(["native"])),
        ("Use", json!(["train_generative", "fine_tune"])),
        ("User", json!(["commercial"])),
        ("Record", json!([format!("0x{record:064x}")])),
        ("Generation of the record", json!([1])),
        ("Selection", json!([])),
        ("Terms", json!([format!("{terms:#x}")])),
        ("Offer", json!([offer.to_string()])),
        ("Licensor", json!([format!("{:#x}", address(ada.address()))])),
        ("Bought", json!([at])),
        ("Start", json!([at])),
        ("End", json!([at + MONTH])),
        ("Perpetual", json!(["no"])),
        ("Price", json!([price.to_string()])),
        ("Quantity", json!(["12"])),
        ("Metered", json!(["yes"])),
        ("Exclusive", json!(["no"])),
        ("Transferable", json!(["yes"])),
        ("Continued", json!(["no"])),
    ] {
        assert_eq!(json!(values(&said, name)), expected, "{name}");
    }
    let nobodys = U256::from(2);
    let token = shop.protocol.licence_token;
    let error = ERC721::ERC721NonexistentToken { tokenId: nobodys };
    shop.refused(&orion, token, &LicenceToken::tokenURICall { tokenId: nobodys }, error);
}

/// All uses and users, and every clause that there is.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l17_the_longest_licence_is_told_within_the_bound() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let record = shop.record(&ada);
    let terms = shop.terms_with(|terms| {
        *terms = Terms {
            uses: ALL_USES,
            users: ALL_USERS,
            exclusive: true,
            attribution: true,
            transferable: false,
            revocation: Revocation::AfterNotice(31_536_000),
            derivative_share: 10_000,
            resale_royalty: 1_000,
            ..terms.clone()
        }
    });
    let offer = shop.offer_with(&ada, record, |new| {
        (new.terms, new.unit) = (terms, PriceUnit::PerUse as u8);
    });
    let licence = shop.sells(&orion, &units(offer, u64::MAX), 0).value;
    let said = shop.metadata(licence);
    assert_eq!((values(&said, "Use").len(), values(&said, "User").len()), (10, 5));
    assert_eq!(values(&said, "Quantity"), [u64::MAX.to_string()]);
    for (name, value) in [("Exclusive", "yes"), ("Transferable", "no"), ("Attribution", "yes"), ("Revocable", "yes")] {
        assert_eq!(values(&said, name), [value], "{name}");
    }
    assert_eq!(values(&said, "Derivative share"), [10_000]);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l16_a_resale_owes_the_records_owner_the_exact_part_at_any_price() {
    let mut shop = Shop::open(client.chain());
    let (ada, ben, orion, delta) =
        (shop.cast.ada.clone(), shop.cast.ben.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let terms = shop.terms_with(|terms| terms.resale_royalty = 750);
    let offer = shop.offer_with(&ada, record, |new| new.terms = terms);
    let licence = shop.sells(&orion, &Order::of(offer), 0).value;
    let none = shop.offer_with(&ada, record, |_| {});
    let without = shop.sells(&orion, &Order::of(none), 0).value;
    let most = U256::MAX / U256::from(10_000) * U256::from(750)
        + U256::MAX % U256::from(10_000) * U256::from(750) / U256::from(10_000);
    let (registry, token) = (shop.protocol.registry, shop.protocol.licence_token);
    for owner in [&ada, &ben] {
        let to = address(owner.address());
        for (price, amount) in [(0, 0), (1, 0), (13, 0), (14, 1), (10_000, 750), (ODD, ODD * 750 / 10_000)] {
            assert_eq!(shop.royalty(licence, U256::from(price)), (to, U256::from(amount)), "{price}");
            assert_eq!(shop.royalty(without, U256::from(price)), (to, U256::ZERO));
        }
        assert_eq!(shop.royalty(licence, U256::MAX), (to, most));
        // The next owner of the record is who gets it, whoever holds the licence.
        if owner.address() == ada.address() {
            shop.hand_over(registry, &ada, &ben, record);
            shop.hand_over(token, &orion, &delta, licence);
        }
    }
    let nobodys = U256::from(9);
    let call = LicenceToken::royaltyInfoCall { tokenId: nobodys, salePrice: U256::MAX };
    shop.refused(&orion, token, &call, ERC721::ERC721NonexistentToken { tokenId: nobodys });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_a_licence_that_stays_with_its_holder_is_locked_from_the_first() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion, delta) = (shop.cast.ada.clone(), shop.cast.orion.clone(), shop.cast.delta.clone());
    let record = shop.record(&ada);
    let terms = shop.terms_with(|terms| terms.transferable = false);
    let token = shop.protocol.licence_token;
    let (bound, free) = (shop.offer_with(&ada, record, |new| new.terms = terms), shop.offer_with(&ada, record, |_| {}));
    let done = shop.sells(&orion, &Order::of(bound), 0);
    assert_eq!(only::<Locked>(&done.receipt), Locked { tokenId: done.value });
    assert!(shop.view(token, &LicenceToken::lockedCall { tokenId: done.value }));
    let moving = crate::court::transfer(&orion, &delta, done.value);
    shop.refused(&orion, token, &moving, LicenceToken::LicenceNotTransferable { licence: done.value });

    let done = shop.sells(&orion, &Order::of(free), 0);
    assert_eq!(events::<Locked>(&done.receipt), []);
    assert!(!shop.view(token, &LicenceToken::lockedCall { tokenId: done.value }));
    shop.hand_over(token, &orion, &delta, done.value);
    // In a basket each says so after its own transfer.
    let item = |offer| LicenceToken::Item { offer, quantity: 0, selection: Default::default() };
    let (items, protocol) = (vec![item(bound), item(free), item(bound)], shop.protocol);
    let done = protocol.purchase_many(shop.chain, &orion, items, 0, REFERENCE).unwrap();
    let told: Vec<_> = done.events::<Locked>().map(|event| event.tokenId.to::<u64>()).collect();
    assert_eq!(told, [3, 5]);
    let nobodys = U256::from(6);
    let call = LicenceToken::lockedCall { tokenId: nobodys };
    shop.refused(&orion, token, &call, ERC721::ERC721NonexistentToken { tokenId: nobodys });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_l17_a_licence_is_renewable_while_it_runs_and_its_offer_sells_and_a_change_is_told() {
    let mut shop = Shop::open(client.chain());
    let (ada, orion) = (shop.cast.ada.clone(), shop.cast.orion.clone());
    let protocol = shop.protocol;
    let record = shop.record(&ada);
    let buy = |shop: &mut Shop<'_>, change: &dyn Fn(&mut story::protocol::NewOffer)| {
        let offer = shop.offer_with(&ada, record, |new| {
            new.unit_price = TOKEN;
            change(new);
        });
        let done = shop.sells(&orion, &Order::of(offer), TOKEN);
        (offer, done.value, done.receipt.timestamp + MONTH)
    };
    let (closed, licence, end) = buy(&mut shop, &|_| {});
    assert_eq!(shop.subscription(licence), (end, true));
    protocol.close_offer(shop.chain, &ada, closed).unwrap();
    assert_eq!(shop.subscription(licence), (end, false), "a closed offer");

    let (_, licence, end) = buy(&mut shop, &|new| new.supply = 1);
    assert_eq!(shop.subscription(licence), (end, false), "sold out");
    let perpetual = shop.terms_with(|terms| terms.duration = Duration::Perpetual);
    let (_, licence, _) = buy(&mut shop, &|new| new.terms = perpetual);
    assert_eq!(shop.subscription(licence), (u64::MAX, false), "it has no end");

    let (_, licence, end) = buy(&mut shop, &|_| {});
    shop.chain.advance_time(DAY);
    let renewed = protocol.renew(shop.chain, &orion, licence, TOKEN, REFERENCE).unwrap();
    assert_eq!(only::<MetadataUpdate>(&renewed.receipt), MetadataUpdate { tokenId: licence });
    let amended: LicenceToken::LicenceAmended = only(&renewed.receipt);
    assert_eq!((amended.licence, amended.perpetual, amended.expiry), (licence, false, end));
    assert_eq!(shop.subscription(licence), (end, false), "once is enough");
    assert_eq!(values(&shop.metadata(licence), "Continued"), ["yes"]);
    assert_eq!(shop.subscription(renewed.value), (end + MONTH, true));
    shop.wait_until(end + MONTH - 1);
    assert_eq!(shop.subscription(renewed.value), (end + MONTH, true));
    shop.wait_until(end + MONTH);
    assert_eq!(shop.subscription(renewed.value), (end + MONTH, false), "it is over");
    let call = Deals::renewCall { licence: renewed.value, maxTotal: TOKEN, buyerReference: REFERENCE.into() };
    let deals = protocol.deals;
    shop.refused_pay(&orion, deals, &call, TOKEN, Deals::LicenceEnded { licence: renewed.value });
    let gone = U256::from(99);
    let token = protocol.licence_token;
    let error = ERC721::ERC721NonexistentToken { tokenId: gone };
    shop.refused(&orion, token, &LicenceToken::expiresAtCall { tokenId: gone }, error.clone());
    shop.refused(&orion, token, &LicenceToken::isRenewableCall { tokenId: gone }, error);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_the_interfaces_are_those_of_the_standards() {
    let shop = Shop::open(client.chain());
    let token = shop.protocol.licence_token;
    let supports = |id: u32| {
        let interface = FixedBytes(id.to_be_bytes());
        shop.view(token, &ERC721::supportsInterfaceCall { interfaceId: interface })
    };
    // EIP-165, EIP-721, its metadata, EIP-2981, ERC-4906, EIP-5192.
    for id in [0x01ff_c9a7, 0x80ac_58cd, 0x5b5e_139f, 0x2a55_205a, 0x4906_4906, 0xb45a_3c0e] {
        assert!(supports(id), "{id:#x}");
    }
    // EIP-721's enumeration, and ERC-5643, whose renewals go by id alone.
    for id in [0xffff_ffff, 0, 0x780e_9d63, 0x8c65_f84d, 1] {
        assert!(!supports(id), "{id:#x}");
    }
    for (topic, signature) in
        [(Locked::SIGNATURE_HASH, "Locked(uint256)"), (MetadataUpdate::SIGNATURE_HASH, "MetadataUpdate(uint256)")]
    {
        assert_eq!(topic, keccak256(signature));
    }
}
