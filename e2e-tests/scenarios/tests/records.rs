//! Records: how works are registered, who can take a registration over, what is refused.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{SolCall as _, SolEvent as _, SolInterface as _, SolValue as _};
use chain::{Account, H160, H256, SECONDS_PER_BLOCK};
use ink_e2e::{ChainClient, Hub};
use rules::limits::COMMIT_TTL;
use scenarios::{Cast, SALT, World, digest};
use story::{
    abi::{ERC721, LicenceToken, Offers, ProvenanceRegistry as Registry, RoyaltySplitter, Settlements},
    calls::{address, send},
    protocol::{NewOffer, NewRecord, Record, record_id},
};

/// No commitment.
const NO_SALT: [u8; 32] = [0; 32];

fn id(work: u64) -> U256 {
    record_id(&digest(work))
}

fn offer_of(record: U256, terms: B256) -> Offers::createOfferCall {
    NewOffer { record, terms, unit_price: 1, ..NewOffer::default() }.call()
}

fn split_to(record: U256, payee: &Account) -> Settlements::setSplitCall {
    let payees = vec![Settlements::Payee { account: address(payee.address()), share: 10_000 }];
    Settlements::setSplitCall { record, payees }
}

/// Moves to the moment in which something that happened at `since` is this old.
fn age(world: &mut World<'_>, since: u64, seconds: u64) {
    let now = world.chain.now();
    world.chain.advance_time(since + seconds - now);
}

/// Commits with [`SALT`]. Gives the time that counts.
fn commit(world: &mut World<'_>, who: &Account, work: &NewRecord) -> u64 {
    let at = world.chain.now();
    world.protocol.commit(world.chain, who, work, SALT).unwrap();
    at
}

// ------------------------------------------------------------------------------ commit and reveal

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_reveal_is_final_at_once_with_the_time_of_its_commitment() {
    let (mut world, cast) = World::new(client.chain());
    for (number, who) in [(1, &cast.ada), (2, &cast.ben)] {
        let work = NewRecord::new(digest(number), who);
        let committed_at = commit(&mut world, who, &work);
        world.chain.advance_time(1_000);
        let revealed_at = world.chain.now();
        world.protocol.reveal(world.chain, who, &work, SALT).unwrap();
        let record = world.record(id(number));
        assert!(!record.provisional);
        assert_eq!((record.priority, record.registered_at), (committed_at, revealed_at));
        assert_eq!((record.epoch, record.generation), (1, 1));
        // Final at once: it can be offered, split and derived from.
        world.offer(who, id(number), 5);
        world.send(who, world.protocol.settlements, &split_to(id(number), who));
        let child = NewRecord { parents: vec![(work.digest, 100)], ..NewRecord::new(digest(number + 10), who) };
        world.register(who, &child);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_digest_has_one_record_and_a_second_registration_changes_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let (registry, record) = (world.protocol.registry, world.work(&cast.ada, 1));
    let again = NewRecord::new(digest(1), &cast.thief);
    let exists = Registry::RecordExists { record };
    world.refused(&cast.thief, registry, &again.call(NO_SALT), exists.clone());
    commit(&mut world, &cast.thief, &again);
    world.refused(&cast.thief, registry, &again.call(SALT), exists.clone());
    world.refused(&cast.ada, registry, &NewRecord::new(digest(1), &cast.ada).call(NO_SALT), exists.clone());

    // Without a commitment, too, who comes first has it: only an older commitment helps.
    let open = world.provisional(&cast.ada, 2);
    let again = NewRecord::new(digest(2), &cast.thief);
    let exists = Registry::RecordExists { record: open };
    world.refused(&cast.thief, registry, &again.call(NO_SALT), exists.clone());
    commit(&mut world, &cast.thief, &again);
    world.refused(&cast.thief, registry, &again.call(SALT), exists);
    assert_eq!(world.owner_of(registry, open), address(cast.ada.address()));
    assert_eq!(world.balance_of(registry, &cast.thief), 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_of_two_commitments_the_first_reveal_wins_for_good() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let (older, younger) = (NewRecord::new(digest(1), &cast.ada), NewRecord::new(digest(1), &cast.ben));
    commit(&mut world, &cast.ada, &older);
    commit(&mut world, &cast.ben, &younger);
    world.protocol.reveal(world.chain, &cast.ben, &younger, SALT).unwrap();
    world.refused(&cast.ada, registry, &older.call(SALT), Registry::RecordExists { record: id(1) });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_commitment_is_revealed_once() {
    let (mut world, cast) = World::new(client.chain());
    let work = NewRecord::new(digest(1), &cast.ada);
    world.register(&cast.ada, &work);
    let registry = world.protocol.registry;
    world.refused(&cast.ada, registry, &work.call(SALT), Registry::CommitmentMissing {});
    // Committed to again, it finds the record that there is.
    commit(&mut world, &cast.ada, &work);
    world.refused(&cast.ada, registry, &work.call(SALT), Registry::RecordExists { record: id(1) });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_reveal_in_the_commitments_own_block_is_too_young() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, work) = (world.protocol, NewRecord::new(digest(1), &cast.ada));
    let World { chain, .. } = &mut world;
    let failure = chain
        .in_one_block(|chain| {
            protocol.commit(chain, &cast.ada, &work, SALT).unwrap();
            protocol.reveal(chain, &cast.ada, &work, SALT)
        })
        .unwrap_err();
    assert_eq!(failure.error(), Some(Registry::CommitmentTooYoung {}), "{failure}");
    assert_eq!(world.record(id(1)).owner, Address::ZERO);
    // In the next block it is old enough.
    world.protocol.reveal(world.chain, &cast.ada, &work, SALT).unwrap();
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_commitment_holds_for_an_hour_to_the_second() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let work = NewRecord::new(digest(1), &cast.ada);
    let at = commit(&mut world, &cast.ada, &work);
    age(&mut world, at, COMMIT_TTL);
    world.protocol.reveal(world.chain, &cast.ada, &work, SALT).unwrap();
    assert_eq!(world.record(id(1)).priority, at);

    let late = NewRecord::new(digest(2), &cast.ada);
    let at = commit(&mut world, &cast.ada, &late);
    age(&mut world, at, COMMIT_TTL + 1);
    world.refused(&cast.ada, registry, &late.call(SALT), Registry::CommitmentExpired {});
    // Committed anew, it counts from then on.
    let at = commit(&mut world, &cast.ada, &late);
    world.protocol.reveal(world.chain, &cast.ada, &late, SALT).unwrap();
    assert_eq!(world.record(id(2)).priority, at);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_commitment_binds_its_caller_and_every_field() {
    let (mut world, cast) = World::new(client.chain());
    let parents = [world.work(&cast.ben, 7), world.work(&cast.ben, 8)];
    let registry = world.protocol.registry;
    let work =
        NewRecord { uri: "ipfs://ab".into(), parents: vec![(digest(7), 100)], ..NewRecord::new(digest(1), &cast.ada) };
    commit(&mut world, &cast.ada, &work);
    let missing = Registry::CommitmentMissing {};
    // Another caller, with the very same calldata.
    world.refused(&cast.thief, registry, &work.call(SALT), missing.clone());
    // The caller, with another salt or any other content.
    let call = work.call(SALT);
    let altered = [
        work.call([8; 32]),
        Registry::registerCall { record: id(2), ..call.clone() },
        Registry::registerCall { owner: address(cast.thief.address()), ..call.clone() },
        Registry::registerCall { kind: call.kind - 1, ..call.clone() },
        Registry::registerCall { units: 2, ..call.clone() },
        Registry::registerCall { origin: 1, ..call.clone() },
        Registry::registerCall { metadata: B256::with_last_byte(1), ..call.clone() },
        Registry::registerCall { uri: "ipfs://ac".into(), ..call.clone() },
        Registry::registerCall { uri: String::new(), ..call.clone() },
        Registry::registerCall { parents: vec![], ..call.clone() },
        Registry::registerCall {
            parents: vec![Registry::Parent { share: 101, ..call.parents[0].clone() }],
            ..call.clone()
        },
        Registry::registerCall {
            parents: vec![Registry::Parent { licence: U256::from(1), ..call.parents[0].clone() }],
            ..call.clone()
        },
        Registry::registerCall {
            parents: vec![Registry::Parent { record: parents[1], ..call.parents[0].clone() }],
            ..call.clone()
        },
    ];
    for altered in altered {
        world.refused(&cast.ada, registry, &altered, missing.clone());
    }
    world.send(&cast.ada, registry, &call);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn committing_again_keeps_the_first_time() {
    let (mut world, cast) = World::new(client.chain());
    let work = NewRecord::new(digest(1), &cast.ada);
    let commitment = world.protocol.commitment(cast.ada.address(), &work.call(SALT));
    let (registry, call) = (world.protocol.registry, Registry::commitCall { commitment });
    let at = world.chain.now();
    let first = world.send(&cast.ada, registry, &call);
    assert_eq!(
        first.events::<Registry::Committed>().collect::<Vec<_>>(),
        [Registry::Committed { commitment, registrant: address(cast.ada.address()), at }]
    );
    assert_eq!(first.receipt.events.len(), 1);

    age(&mut world, at, COMMIT_TTL - SECONDS_PER_BLOCK);
    let before = world.chain.contracts();
    assert_eq!(world.send(&cast.ada, registry, &call).receipt.events, []);
    assert!(world.chain.contracts() == before);
    world.protocol.reveal(world.chain, &cast.ada, &work, SALT).unwrap();
    assert_eq!(world.record(id(1)).priority, at);
}

// ------------------------------------------------------------------------------------ provisional

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_provisional_record_does_nothing_until_an_hour_has_passed() {
    let (mut world, cast) = World::new(client.chain());
    let offers = world.protocol.offers;
    let terms = world.terms(&cast.ada, None, true);
    let Cast { ada, chloe, .. } = &cast;
    let (owner, other) = (address(ada.address()), address(chloe.address()));
    let (registry, settlements) = (world.protocol.registry, world.protocol.settlements);
    let at = world.chain.now();
    let record = world.provisional(ada, 1);
    let facts = world.record(record);
    assert!(facts.provisional);
    assert_eq!((facts.priority, facts.registered_at), (at, at));

    let transfer = ERC721::transferFromCall { from: owner, to: other, tokenId: record };
    let safe = ERC721::safeTransferFrom_0Call { from: owner, to: other, tokenId: record };
    let safe_with_data =
        ERC721::safeTransferFrom_1Call { from: owner, to: other, tokenId: record, data: vec![1].into() };
    let approve = ERC721::approveCall { approved: other, tokenId: record };
    let child = NewRecord { parents: vec![(digest(1), 100)], ..NewRecord::new(digest(2), ada) };
    let refusal = Registry::RecordProvisional { record };
    let (no_offer, no_split) = (Offers::RecordProvisional { record }, Settlements::RecordProvisional { record });
    // At once, and until the last second: there are eight refusals to come, one in a block.
    for seconds in [0, COMMIT_TTL - 1 - 7 * SECONDS_PER_BLOCK] {
        let passed = world.chain.now() - at;
        age(&mut world, at, seconds.max(passed));
        world.refused(ada, registry, &transfer, refusal.clone());
        world.refused(ada, registry, &safe, refusal.clone());
        world.refused(ada, registry, &safe_with_data, refusal.clone());
        world.refused(ada, registry, &approve, refusal.clone());
        world.refused(ada, offers, &offer_of(record, terms), no_offer.clone());
        world.refused(ada, settlements, &split_to(record, ada), no_split.clone());
        world.refused(ada, registry, &child.call(NO_SALT), Registry::ParentProvisional { record });
    }
    assert_eq!(world.chain.now(), at + COMMIT_TTL - 1);
    assert!(world.record(record).provisional);
    world.refused(ada, registry, &approve, refusal);
    assert!(!world.record(record).provisional);
    world.send(ada, registry, &approve);
    world.send(ada, world.protocol.offers, &offer_of(record, terms));
    world.send(ada, settlements, &split_to(record, ada));
    world.register(ada, &child);
    world.send(ada, registry, &transfer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_provisional_record_is_final_when_the_hour_is_over() {
    let (mut world, cast) = World::new(client.chain());
    let at = world.chain.now();
    let record = world.provisional(&cast.ada, 1);
    age(&mut world, at, COMMIT_TTL);
    assert!(world.record(record).provisional);
    world.chain.advance_time(1);
    assert!(!world.record(record).provisional);
    let call = ERC721::approveCall { approved: address(cast.ben.address()), tokenId: record };
    world.send(&cast.ada, world.protocol.registry, &call);
}

// ---------------------------------------------------------------------------------------- a thief

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_copied_reveal_gains_a_thief_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, registry) = (world.protocol, world.protocol.registry);
    let terms = world.terms(&cast.thief, None, true);
    world.work(&cast.ben, 8);
    world.work(&cast.thief, 9);
    let work = NewRecord { parents: vec![(digest(8), 300)], ..NewRecord::new(digest(1), &cast.ada) };
    let committed_at = commit(&mut world, &cast.ada, &work);

    // The reveal is pending; the thief gets in first, in every way there is.
    let loot = NewRecord {
        kind: 0,
        units: 77,
        metadata: [9; 32],
        uri: "https://thief.example".into(),
        parents: vec![(digest(9), 9_999), (digest(8), 1)],
        ..NewRecord::new(digest(1), &cast.thief)
    };
    let before = world.chain.contracts();
    let reveal = world.chain.in_one_block(|chain| {
        // The calldata as it is, and with the thief as owner: neither was committed to by them.
        for call in [work.call(SALT), NewRecord { owner: cast.thief.address(), ..work.clone() }.call(SALT)] {
            let refused = send(chain, &cast.thief, registry, &call, 0).unwrap_err();
            assert_eq!(refused.error(), Some(Registry::CommitmentMissing {}), "{refused}");
        }
        assert!(chain.contracts() == before);
        // A commitment in this block is too young to be revealed.
        protocol.commit(chain, &cast.thief, &loot, SALT).unwrap();
        let refused = protocol.reveal(chain, &cast.thief, &loot, SALT).unwrap_err();
        assert_eq!(refused.error(), Some(Registry::CommitmentTooYoung {}), "{refused}");
        // Without one they get a record, but not one that does anything.
        protocol.reveal(chain, &cast.thief, &loot, NO_SALT).unwrap();
        let record = id(1);
        let refused = send(chain, &cast.thief, protocol.offers, &offer_of(record, terms), 0).unwrap_err();
        assert_eq!(refused.error(), Some(Offers::RecordProvisional { record }), "{refused}");
        let refused = send(chain, &cast.thief, protocol.settlements, &split_to(record, &cast.thief), 0).unwrap_err();
        assert_eq!(refused.error(), Some(Settlements::RecordProvisional { record }), "{refused}");
        let approve = ERC721::approveCall { approved: address(cast.thief.address()), tokenId: record };
        let refused = send(chain, &cast.thief, registry, &approve, 0).unwrap_err();
        assert_eq!(refused.error(), Some(Registry::RecordProvisional { record }), "{refused}");
        assert_eq!(protocol.record(chain, record).unwrap().owner, address(cast.thief.address()));
        // And here comes the reveal.
        protocol.reveal(chain, &cast.ada, &work, SALT).unwrap()
    });
    taken_over(&world, &cast, &work, committed_at);
    let transfer =
        ERC721::Transfer { from: address(cast.thief.address()), to: address(cast.ada.address()), tokenId: id(1) };
    assert_eq!(reveal.events::<ERC721::Transfer>().collect::<Vec<_>>(), [transfer]);

    // Their own commitment is old enough by now, and too late.
    world.refused(&cast.thief, registry, &loot.call(SALT), Registry::RecordExists { record: id(1) });
    world.refused(
        &cast.thief,
        protocol.offers,
        &offer_of(id(1), terms),
        Offers::NotOwner { caller: address(cast.thief.address()) },
    );
    world.offer(&cast.ada, id(1), 5);
}

/// Asserts that the record of work 1 is what Ada revealed, and that nothing of the thief's is left.
fn taken_over(world: &World<'_>, cast: &Cast, work: &NewRecord, committed_at: u64) {
    let registry = world.protocol.registry;
    let call = work.call(SALT);
    let record = world.record(id(1));
    assert_eq!(record.owner, address(cast.ada.address()));
    assert_eq!((record.epoch, record.generation), (2, 2));
    assert_eq!((record.kind, record.units, record.origin), (call.kind, call.units, call.origin));
    assert_eq!((record.metadata, record.priority), (call.metadata, committed_at));
    assert_eq!(usize::from(record.parents), call.parents.len());
    assert_eq!(record.parents_share, call.parents.iter().map(|parent| parent.share).sum::<u16>());
    assert!(!record.provisional);
    assert_eq!(world.view(registry, &Registry::parentsCall { record: id(1), generation: 2 }), call.parents);
    assert_eq!(world.view(registry, &Registry::tokenURICall { tokenId: id(1) }), call.uri);
    assert_eq!(world.view(registry, &ERC721::getApprovedCall { tokenId: id(1) }), Address::ZERO);
    assert_eq!(world.owner_of(registry, id(1)), address(cast.ada.address()));
    // Work 9 is the thief's own.
    assert_eq!((world.balance_of(registry, &cast.ada), world.balance_of(registry, &cast.thief)), (1, 1));
    assert_eq!(
        world.view(registry, &Registry::lineageCall { child: id(1), generation: 2, parent: id(9) }).childOwner,
        Address::ZERO
    );
    assert_eq!(world.view(registry, &ERC721::totalSupplyCall {}), U256::from(3));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_take_over_works_until_the_commitment_expires_and_no_longer() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let in_time = NewRecord::new(digest(1), &cast.ada);
    let at = commit(&mut world, &cast.ada, &in_time);
    world.provisional(&cast.thief, 1);
    age(&mut world, at, COMMIT_TTL);
    world.protocol.reveal(world.chain, &cast.ada, &in_time, SALT).unwrap();
    assert_eq!(world.record(id(1)).owner, address(cast.ada.address()));

    // Who commits after the registration has no older commitment, even while it is provisional.
    let too_late = NewRecord::new(digest(2), &cast.ada);
    let protocol = world.protocol;
    world.chain.in_one_block(|chain| {
        protocol.reveal(chain, &cast.thief, &NewRecord::new(digest(2), &cast.thief), NO_SALT).unwrap();
        protocol.commit(chain, &cast.ada, &too_late, SALT).unwrap();
    });
    let exists = Registry::RecordExists { record: id(2) };
    world.refused(&cast.ada, registry, &too_late.call(SALT), exists.clone());
    world.chain.advance_time(COMMIT_TTL);
    world.refused(&cast.ada, registry, &too_late.call(SALT), Registry::CommitmentExpired {});
    commit(&mut world, &cast.ada, &too_late);
    world.refused(&cast.ada, registry, &too_late.call(SALT), exists);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_who_makes_a_victims_commitment_first_changes_nothing_for_the_victim() {
    let (mut world, cast) = World::new(client.chain());
    let protocol = world.protocol;
    let work = NewRecord::new(digest(1), &cast.ada);
    let commitment = protocol.commitment(cast.ada.address(), &work.call(SALT));
    let call = Registry::commitCall { commitment };
    let at = world.chain.now();
    world.chain.in_one_block(|chain| {
        send(chain, &cast.thief, protocol.registry, &call, 0).unwrap();
        // Everybody's commitments are their own.
        let second = send(chain, &cast.ada, protocol.registry, &call, 0).unwrap();
        let committed = Registry::Committed { commitment, registrant: address(cast.ada.address()), at };
        assert_eq!(second.events::<Registry::Committed>().collect::<Vec<_>>(), [committed]);
    });
    world.refused(&cast.thief, protocol.registry, &work.call(SALT), Registry::CommitmentMissing {});
    world.protocol.reveal(world.chain, &cast.ada, &work, SALT).unwrap();
    let record = world.record(id(1));
    assert_eq!((record.owner, record.priority), (address(cast.ada.address()), at));
    assert!(!record.provisional);
}

// ----------------------------------------------------------------------------- what is registered

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r4_every_field_is_checked() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let good = NewRecord::new(digest(1), &cast.ada).call(NO_SALT);
    let call = || good.clone();
    let refused = |world: &mut World<'_>, call: Registry::registerCall, error: Registry::ProvenanceRegistryErrors| {
        // With a commitment and without.
        for salt in [B256::ZERO, B256::from(SALT)] {
            let call = Registry::registerCall { salt, ..call.clone() };
            if !salt.is_zero() {
                let commitment = world.protocol.commitment(cast.ada.address(), &call);
                world.send(&cast.ada, registry, &Registry::commitCall { commitment });
            }
            let reason = world.refused_raw(&cast.ada, registry, call.abi_encode(), 0);
            assert_eq!(reason.0, error.abi_encode(), "{reason}, not {error:?}");
        }
    };
    use Registry::ProvenanceRegistryErrors as Errors;
    let long = "a".repeat(161);
    let cases = [
        (Registry::registerCall { record: U256::ZERO, ..call() }, Errors::DigestZero(Registry::DigestZero {})),
        (Registry::registerCall { kind: 9, ..call() }, Errors::KindUnknown(Registry::KindUnknown { kind: 9 })),
        (Registry::registerCall { kind: 255, ..call() }, Errors::KindUnknown(Registry::KindUnknown { kind: 255 })),
        (Registry::registerCall { origin: 4, ..call() }, Errors::OriginUnknown(Registry::OriginUnknown { origin: 4 })),
        (Registry::registerCall { units: 0, ..call() }, Errors::UnitsZero(Registry::UnitsZero {})),
        (Registry::registerCall { uri: long, ..call() }, Errors::UriTooLong(Registry::UriTooLong {})),
        (Registry::registerCall { uri: "a b".into(), ..call() }, Errors::UriInvalid(Registry::UriInvalid {})),
        (Registry::registerCall { uri: "caf\u{e9}".into(), ..call() }, Errors::UriInvalid(Registry::UriInvalid {})),
        (Registry::registerCall { uri: "\u{7f}".into(), ..call() }, Errors::UriInvalid(Registry::UriInvalid {})),
    ];
    for (call, error) in cases {
        refused(&mut world, call, error);
    }
    // A refused reveal keeps its commitment, and there are as many now as an account can have.
    world.refused(
        &cast.ada,
        registry,
        &Registry::commitCall { commitment: B256::ZERO },
        Registry::TooManyCommitments {},
    );
    world.chain.advance_time(COMMIT_TTL);
    let nobody = Registry::registerCall { owner: Address::ZERO, ..call() };
    world.refused(&cast.ada, registry, &nobody, ERC721::ERC721InvalidReceiver { receiver: Address::ZERO });

    // The edges of what is good.
    for (record, kind, origin, units) in [(U256::from(1), 0, 0, 1), (U256::MAX, 8, 3, u64::MAX)] {
        let call = Registry::registerCall { record, kind, origin, units, ..call() };
        world.send(&cast.ada, registry, &call);
        let found = world.record(record);
        assert_eq!((found.kind, found.origin, found.units), (kind, origin, units));
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_registration_is_told_exactly() {
    let (mut world, cast) = World::new(client.chain());
    let parents = [world.work(&cast.ben, 8), world.work(&cast.chloe, 9)];
    // Ben registers for Chloe, who need not do anything.
    let work = NewRecord {
        owner: cast.chloe.address(),
        kind: 4,
        units: 123_456,
        origin: 2,
        metadata: [5; 32],
        uri: "https://example.org/~chloe/1.json?v=2#top".into(),
        parents: vec![(digest(8), 2_500), (digest(9), 0)],
        ..NewRecord::new(digest(1), &cast.ben)
    };
    let committed_at = commit(&mut world, &cast.ben, &work);
    let registered_at = world.chain.now();
    let done = world.protocol.reveal(world.chain, &cast.ben, &work, SALT).unwrap();
    let chloe = address(cast.chloe.address());
    let parents = [(parents[0], 2_500), (parents[1], 0)].map(|(record, share)| Registry::Parent {
        record,
        share,
        licence: U256::ZERO,
    });
    let parents = parents.to_vec();
    let registered = Registry::Registered {
        record: id(1),
        owner: chloe,
        generation: 1,
        kind: 4,
        units: 123_456,
        origin: 2,
        metadata: [5; 32].into(),
        uri: work.uri.clone(),
        parents: parents.clone(),
        priority: committed_at,
        committed: true,
        catalogue: U256::ZERO,
    };
    // ERC-7053's, for indexers: the topic is the hash of the work's content identifier.
    let commit =
        done.receipt.events.iter().find(|event| event.topics[0].0 == *Registry::Commit::SIGNATURE_HASH).unwrap();
    let cid = keccak256(rules::cid::cid(&digest(1)));
    assert_eq!(commit.topics[1..], [chloe.into_word(), cid].map(|topic| H256(topic.0)));
    assert_eq!(commit.data, work.uri.abi_encode());
    assert_eq!(done.events::<Registry::Registered>().collect::<Vec<_>>(), [registered]);
    let transfer = ERC721::Transfer { from: Address::ZERO, to: chloe, tokenId: id(1) };
    assert_eq!(done.events::<ERC721::Transfer>().collect::<Vec<_>>(), [transfer]);
    assert_eq!(done.receipt.events.len(), 3);
    assert!(done.receipt.events.iter().all(|event| event.address == world.protocol.registry));

    let expected = Record {
        owner: chloe,
        epoch: 1,
        generation: 1,
        kind: 4,
        units: 123_456,
        origin: 2,
        metadata: [5; 32].into(),
        parents: 2,
        parents_share: 2_500,
        registered_at,
        priority: committed_at,
        provisional: false,
        committed: true,
        withdrawn_from: 0,
        standing: 0,
        catalogue: U256::ZERO,
        deputy: Address::ZERO,
    };
    assert_eq!(world.record(id(1)), expected);
    assert_eq!(world.view(world.protocol.registry, &Registry::parentsCall { record: id(1), generation: 1 }), parents);
    assert_eq!(world.view(world.protocol.registry, &Registry::tokenURICall { tokenId: id(1) }), work.uri);
    let lineage =
        world.view(world.protocol.registry, &Registry::lineageCall { child: id(1), generation: 1, parent: id(9) });
    let expected = Registry::Lineage {
        position: 1,
        share: 0,
        childOwner: chloe,
        owner: chloe,
        epoch: 1,
        generation: 1,
        units: 1,
        parentsShare: 0,
        withdrawnFrom: 0,
        standing: 0,
    };
    assert_eq!(lineage, expected);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_digest_without_a_record_is_answered_with_zeros() {
    let (world, _) = World::new(client.chain());
    let nothing = world.record(id(1));
    assert_eq!((nothing.owner, nothing.generation, nothing.registered_at), (Address::ZERO, 0, 0));
    assert_eq!(world.view(world.protocol.registry, &Registry::parentsCall { record: id(1), generation: 1 }), []);
    let refused = story::calls::view(world.chain, world.protocol.registry, &Registry::tokenURICall { tokenId: id(1) });
    let expected = ERC721::ERC721NonexistentToken { tokenId: id(1) };
    assert_eq!(refused.unwrap_err().error(), Some(expected));
}

// ---------------------------------------------------------------------------------------- parents

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r6_parents_are_distinct_final_and_at_most_16() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    for work in 101..=117 {
        world.work(&cast.ben, work);
    }
    let child = |parents: &[(u64, u16)]| {
        let parents = parents.iter().map(|(work, share)| (digest(*work), *share)).collect();
        NewRecord { parents, ..NewRecord::new(digest(1), &cast.ada) }.call(NO_SALT)
    };
    let seventeen: Vec<_> = (101..=117).map(|work| (work, 1)).collect();
    world.refused(&cast.ada, registry, &child(&seventeen), Registry::TooManyParents {});
    let repeated = Registry::ParentRepeated { record: id(102) };
    world.refused(&cast.ada, registry, &child(&[(102, 1), (101, 1), (102, 1)]), repeated);
    // Also across two cells.
    let mut sixteen: Vec<_> = (101..=116).map(|work| (work, 1)).collect();
    sixteen[15].0 = 101;
    world.refused(&cast.ada, registry, &child(&sixteen), Registry::ParentRepeated { record: id(101) });
    world.refused(&cast.ada, registry, &child(&[(101, 1), (50, 1)]), Registry::ParentUnknown { record: id(50) });
    world.refused(&cast.ada, registry, &child(&[(1, 1)]), Registry::ParentUnknown { record: id(1) });
    let open = world.provisional(&cast.ben, 60);
    world.refused(&cast.ada, registry, &child(&[(60, 1)]), Registry::ParentProvisional { record: open });
    for too_high in [&[(101, 10_001)][..], &[(101, 10_000), (102, 1)], &[(101, 65_535), (102, 65_535)]] {
        world.refused(&cast.ada, registry, &child(too_high), Registry::ParentSharesTooHigh {});
    }
    // The whole income may go to parents, and a parent's part may be nothing.
    world.send(&cast.ada, registry, &child(&[(101, 9_999), (102, 1), (103, 0)]));
    assert_eq!(world.record(id(1)).parents_share, 10_000);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r6_any_number_of_parents_up_to_16_is_kept_in_order() {
    let (mut world, cast) = World::new(client.chain());
    for work in 101..=116 {
        world.work(&cast.ben, work);
    }
    // Around the edges of the cells, which hold eight.
    for (work, count) in [(1, 1), (2, 7), (3, 8), (4, 9), (5, 15), (6, 16)] {
        let parents: Vec<_> = (0..count).map(|parent| (digest(116 - parent), 10 + parent as u16)).collect();
        let child = NewRecord { parents, ..NewRecord::new(digest(work), &cast.ada) };
        world.register(&cast.ada, &child);
        let kept = world.view(world.protocol.registry, &Registry::parentsCall { record: id(work), generation: 1 });
        assert_eq!(kept, child.call(SALT).parents);
        assert_eq!(u64::from(world.record(id(work)).parents), count);
        for (position, parent) in kept.iter().enumerate() {
            let call = Registry::lineageCall { child: id(work), generation: 1, parent: parent.record };
            let link = world.view(world.protocol.registry, &call);
            assert_eq!((usize::from(link.position), link.share), (position, parent.share));
            assert_eq!((link.owner, link.childOwner), (address(cast.ben.address()), address(cast.ada.address())));
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r5_no_record_becomes_its_own_parent_in_a_take_over() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let work = NewRecord { parents: vec![(digest(1), 1)], ..NewRecord::new(digest(1), &cast.ada) };
    commit(&mut world, &cast.ada, &work);
    let record = world.provisional(&cast.ada, 1);
    // The record exists by now, but only as one that can be taken over.
    world.refused(&cast.ada, registry, &work.call(SALT), Registry::ParentProvisional { record });
}

// ------------------------------------------------------------------------------------------- cost

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r9_a_registration_costs_the_same_among_5_records_and_among_200() {
    let (mut world, cast) = World::new(client.chain());
    let cost = |world: &mut World<'_>, existing: std::ops::RangeInclusive<u64>, work: u64| {
        for work in existing {
            world.provisional(&cast.ben, work);
        }
        let done = world.register(&cast.ada, &NewRecord::new(digest(work), &cast.ada));
        (done.receipt.contract_weight, done.receipt.deposit)
    };
    world.work(&cast.ada, 1_000);
    let (few, few_deposit) = cost(&mut world, 1..=4, 1_001);
    let (many, many_deposit) = cost(&mut world, 5..=199, 1_002);
    assert_eq!(few_deposit, many_deposit);
    assert_eq!(few.proof_size(), many.proof_size());
    assert!(few.ref_time().abs_diff(many.ref_time()) * 50 <= few.ref_time(), "{few:?} {many:?}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r10_the_largest_registration_succeeds_and_one_more_of_anything_is_refused() {
    let (mut world, cast) = World::new(client.chain());
    for work in 101..=117 {
        world.work(&cast.ben, work);
    }
    let largest = |work: u64, parents: u64, uri: usize| NewRecord {
        units: u64::MAX,
        metadata: [0xff; 32],
        uri: "~".repeat(uri),
        parents: (0..parents).map(|parent| (digest(101 + parent), 625)).collect(),
        ..NewRecord::new(digest(work), &cast.ada)
    };
    let registry = world.protocol.registry;
    for (longer, error) in [(161, Registry::UriTooLong {}), (1_000, Registry::UriTooLong {})] {
        world.refused(&cast.ada, registry, &largest(1, 16, longer).call(NO_SALT), error);
    }
    world.refused(&cast.ada, registry, &largest(1, 17, 160).call(NO_SALT), Registry::TooManyParents {});
    let work = largest(1, 16, 160);
    world.register(&cast.ada, &work);
    let record = world.record(id(1));
    assert_eq!((record.parents, record.parents_share), (16, 10_000));
    assert_eq!(world.view(registry, &Registry::tokenURICall { tokenId: id(1) }), work.uri);
    assert_eq!(world.view(registry, &Registry::parentsCall { record: id(1), generation: 1 }), work.call(SALT).parents);
    // Also as what is taken over and as what takes over.
    commit(&mut world, &cast.ada, &largest(2, 16, 160));
    let loot = NewRecord { owner: cast.thief.address(), ..largest(2, 16, 160) };
    world.protocol.reveal(world.chain, &cast.thief, &loot, NO_SALT).unwrap();
    world.protocol.reveal(world.chain, &cast.ada, &largest(2, 16, 160), SALT).unwrap();
    assert_eq!(world.record(id(2)).generation, 2);
    let largest_cell = world.chain.state_of(registry).values().map(Vec::len).max();
    assert!(largest_cell <= Some(rules::limits::MAX_CELL), "{largest_cell:?}");
}

// ------------------------------------------------------------------------------------------- bind

/// An address and the hash of its code, as `bind` takes them.
fn binding(world: &World<'_>, contract: H160) -> (Address, B256) {
    (address(contract), world.chain.code_hash(contract).unwrap_or_default().0.into())
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_the_deployer_binds_once_to_the_expected_code_and_has_no_other_power() {
    let (mut world, cast) = World::unbound(client.chain());
    let protocol = world.protocol;
    let [
        registry,
        token,
        splitter,
        _,
        catalogues,
        reservations,
        arbitration,
        _,
        settlements,
        offers,
        deals,
        _,
        metadata,
        ..,
    ] = protocol.contracts().map(|(_, contract)| binding(&world, contract));
    let deployer = &cast.deployer;
    let wrong_code = B256::repeat_byte(1);

    let bind = Registry::bindCall {
        licenceToken: token.0,
        licenceTokenCode: token.1,
        catalogues: catalogues.0,
        cataloguesCode: catalogues.1,
        reservations: reservations.0,
        reservationsCode: reservations.1,
        arbitration: arbitration.0,
        arbitrationCode: arbitration.1,
    };
    world.refused(&cast.thief, protocol.registry, &bind, Registry::NotDeployer {});
    for (wrong, account) in [
        (Registry::bindCall { licenceTokenCode: wrong_code, ..bind.clone() }, token.0),
        (Registry::bindCall { cataloguesCode: wrong_code, ..bind.clone() }, catalogues.0),
        (Registry::bindCall { reservationsCode: wrong_code, ..bind.clone() }, reservations.0),
        (Registry::bindCall { arbitrationCode: wrong_code, ..bind.clone() }, arbitration.0),
    ] {
        world.refused(deployer, protocol.registry, &wrong, Registry::WrongCode { account });
    }
    let stranger = address(cast.ada.address());
    let wrong = Registry::bindCall { licenceToken: stranger, ..bind.clone() };
    world.refused(deployer, protocol.registry, &wrong, Registry::WrongCode { account: stranger });
    let done = world.send(deployer, protocol.registry, &bind);
    let bound = Registry::Bound {
        licenceToken: token.0,
        licenceTokenCode: token.1,
        catalogues: catalogues.0,
        cataloguesCode: catalogues.1,
        reservations: reservations.0,
        reservationsCode: reservations.1,
        arbitration: arbitration.0,
        arbitrationCode: arbitration.1,
    };
    assert_eq!(done.events::<Registry::Bound>().collect::<Vec<_>>(), [bound]);
    for who in [deployer, &cast.thief] {
        world.refused(who, protocol.registry, &bind, Registry::AlreadyBound {});
    }

    let known = |(account, code)| RoyaltySplitter::Binding { account, code };
    let bind =
        RoyaltySplitter::bindCall { licenceToken: known(token), settlements: known(settlements), deals: known(deals) };
    world.refused(&cast.thief, protocol.splitter, &bind, RoyaltySplitter::NotDeployer {});
    for (wrong, account) in [
        (RoyaltySplitter::bindCall { licenceToken: known((token.0, wrong_code)), ..bind.clone() }, token.0),
        (RoyaltySplitter::bindCall { settlements: known((settlements.0, wrong_code)), ..bind.clone() }, settlements.0),
        (RoyaltySplitter::bindCall { deals: known((deals.0, wrong_code)), ..bind.clone() }, deals.0),
    ] {
        world.refused(deployer, protocol.splitter, &wrong, RoyaltySplitter::WrongCode { account });
    }
    let done = world.send(deployer, protocol.splitter, &bind);
    assert_eq!(done.events::<RoyaltySplitter::Bound>().count(), 1);
    for who in [deployer, &cast.thief] {
        world.refused(who, protocol.splitter, &bind, RoyaltySplitter::AlreadyBound {});
    }

    let [registry, splitter, offers, deals, metadata] =
        [registry, splitter, offers, deals, metadata].map(|(account, code)| LicenceToken::Binding { account, code });
    let wrong = |right: &LicenceToken::Binding| LicenceToken::Binding { code: wrong_code, ..right.clone() };
    let bind = LicenceToken::bindCall { registry, splitter, offers, deals, metadata };
    world.refused(&cast.thief, protocol.licence_token, &bind, LicenceToken::NotDeployer {});
    for (wrong, account) in [
        (LicenceToken::bindCall { registry: wrong(&bind.registry), ..bind.clone() }, bind.registry.account),
        (LicenceToken::bindCall { splitter: wrong(&bind.splitter), ..bind.clone() }, bind.splitter.account),
        (LicenceToken::bindCall { offers: wrong(&bind.offers), ..bind.clone() }, bind.offers.account),
        (LicenceToken::bindCall { deals: wrong(&bind.deals), ..bind.clone() }, bind.deals.account),
        (LicenceToken::bindCall { metadata: wrong(&bind.metadata), ..bind.clone() }, bind.metadata.account),
    ] {
        world.refused(deployer, protocol.licence_token, &wrong, LicenceToken::WrongCode { account });
    }
    let done = world.send(deployer, protocol.licence_token, &bind);
    assert_eq!(done.events::<LicenceToken::Bound>().count(), 1);
    for who in [deployer, &cast.thief] {
        world.refused(who, protocol.licence_token, &bind, LicenceToken::AlreadyBound {});
    }
    world.work(&cast.ada, 1);
}
