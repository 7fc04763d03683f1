//! The story of a platform with 160 million photographs.

use crate::court::{Court, DAY, WITHDRAWN, only};
use alloy_primitives::{B256, U256, keccak256};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{
    preferences::{Preference, Preferences},
    uses::{TRAIN_GENERATIVE, USES},
    work::{Kind, Origin},
};
use scenarios::SALT;
use story::{
    abi::{Catalogues, ProvenanceRegistry as Registry, Reservations},
    calls::address,
    protocol::{NewOffer, Protocol},
};

const PHOTOGRAPHS: u64 = 160_000_000;

/// A price per photograph.
const PRICE: u128 = TOKEN / 1_000_000_000;

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn nobody_trains_on_160_million_photographs_because_nobody_said_no() {
    let (mut court, cast) = Court::sits(client.chain());
    let (registry, catalogues, reservations) =
        (court.protocol.registry, court.protocol.catalogues, court.protocol.reservations);
    let platform = &cast.ben;

    // The platform registers all of them in one call, to which it committed.
    let root = keccak256("160 million photographs");
    let call = Catalogues::registerCatalogueCall {
        root,
        count: PHOTOGRAPHS,
        owner: address(platform.address()),
        kind: Kind::Image as u8,
        units: PHOTOGRAPHS,
        origin: Origin::Human as u8,
        metadata: B256::ZERO,
        uri: "https://photographs.example/catalogue".into(),
        salt: SALT.into(),
    };
    let commitment = Protocol::commitment_to(catalogues, platform.address(), &call);
    court.send(platform, registry, &Registry::commitCall { commitment });
    let registered = court.send(platform, catalogues, &call);
    let record = U256::from_be_bytes(root.0);
    assert_eq!((court.record(record).units, court.record(record).provisional), (PHOTOGRAPHS, false));

    // Nobody has said anything. Every use is only by licence, now and at any time, and nothing sells.
    let said = |court: &Court<'_>, at: u64| {
        let found = court.view(reservations, &Reservations::reservedAtCall { record, at });
        (Preferences::from_number(found.preferences).unwrap(), found.withdrawn)
    };
    let silent_at = registered.receipt.timestamp;
    court.chain.advance_time(365 * DAY);
    for at in [0, silent_at, court.chain.now(), u64::MAX] {
        let (preferences, withdrawn) = said(&court, at);
        assert!(preferences.iter().all(|(_, preference)| preference == Preference::OnlyByLicence) && !withdrawn);
    }
    assert_eq!(court.view(reservations, &Reservations::changesCall { record }), 0);
    assert_eq!(court.protocol.offers(court.chain).unwrap(), 0);

    // Opting in is an act, the platform's own, and of one use.
    let generative = TRAIN_GENERATIVE.trailing_zeros() as u8;
    let opted_in = Preferences::default().with(generative, Preference::Allowed).unwrap();
    let opt_in = Reservations::setPreferencesCall { record, preferences: opted_in.to_number() };
    for who in [&cast.orion, &cast.thief, &court.arbiter.clone(), &cast.deployer] {
        let caller = address(who.address());
        court.refused(who, reservations, &opt_in, Reservations::NotOwner { caller });
    }
    let opted_in_at = court.chain.now();
    let done = court.send(platform, reservations, &opt_in);
    assert_eq!(only::<Reservations::PreferencesSet>(&done.receipt).at, opted_in_at);
    assert_eq!(said(&court, opted_in_at).0.of(generative), Some(Preference::Allowed));
    let others = said(&court, opted_in_at).0.iter().filter(|(_, preference)| *preference == Preference::OnlyByLicence);
    assert_eq!(others.count(), USES.len() - 1);
    // It changes nothing of the time before.
    assert_eq!(said(&court, opted_in_at - 1).0, Preferences::default());

    // It thinks better of that, and sells licences at a price per photograph.
    let back = Reservations::setPreferencesCall { record, preferences: 0 };
    let reserved_at = court.send(platform, reservations, &back).receipt.timestamp;
    assert_eq!(said(&court, reserved_at).0, Preferences::default());
    assert_eq!(said(&court, reserved_at - 1).0, opted_in, "what was allowed then is still to be proved");
    let terms = court.terms(platform, None, true);
    let offer = NewOffer { record, terms, unit_price: PRICE, unit: 1, ..NewOffer::default() };
    let offer = court.make_offer(platform, &offer);
    let wealth = court.wealth(platform);
    let licence = court.buy(&cast.orion, offer).value;
    assert_eq!(court.wealth(platform), wealth + PRICE * u128::from(PHOTOGRAPHS));

    // The opt-out binds at its notice: one call for all of them.
    let from = court.chain.now() + 30 * DAY;
    let withdrawn = court.send(platform, reservations, &Reservations::withdrawCall { record, notice: 30 * DAY });
    assert_eq!(only::<Reservations::Withdrawn>(&withdrawn.receipt).from, from);
    court.wait_until(from - 1);
    court.buy(&cast.delta, offer);
    court.wait_until(from.max(court.chain.now()));
    court.offer_refused(&cast.orion, offer, WITHDRAWN);
    assert_eq!((said(&court, from - 1).1, said(&court, from).1), (false, true));
    assert_eq!(court.covers(licence, record, &cast.orion), 0, "nothing is retroactive");
    // What it costs does not depend on how many they are.
    for (what, receipt) in [("opt in", &done.receipt), ("opt out", &withdrawn.receipt)] {
        println!("{what}: {} ps, {} bytes of proof", receipt.weight.ref_time(), receipt.weight.proof_size());
    }
}
