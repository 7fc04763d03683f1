//! Commitments to batches, catalogues and editions: what they bind, and for how long.

use crate::support::{
    NO_SALT, SALT, age, batch, commit, edition, entry, first_edition, id, next_edition, no_catalogue, open, record_of,
    reveal, tree,
};
use alloy_primitives::{Address, B256, U256};
use chain::Account;
use ink_e2e::{ChainClient, Hub};
use rules::limits::{COMMIT_TTL, MAX_COMMITMENTS};
use scenarios::{World, digest};
use story::{
    abi::{Catalogues, ProvenanceRegistry as Registry},
    calls::{address, send},
    protocol::{NewRecord, Protocol},
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_commitment_to_a_batch_binds_its_caller_and_every_byte() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let call = batch((1..=3).map(entry).collect(), &cast.ada, SALT);
    commit(&mut world, &cast.ada, catalogues, &call);
    let missing = Registry::CommitmentMissing {};
    // Another caller, with the very same calldata.
    world.refused(&cast.thief, catalogues, &call, missing.clone());
    let with = |work: Catalogues::Work| {
        let mut works = call.works.clone();
        works[1] = work;
        batch(works, &cast.ada, SALT)
    };
    let altered = [
        batch(call.works.clone(), &cast.thief, SALT),
        batch(call.works.clone(), &cast.ada, B256::repeat_byte(8)),
        batch(call.works[..2].to_vec(), &cast.ada, SALT),
        batch((1..=4).map(entry).collect(), &cast.ada, SALT),
        batch([2, 1, 3].map(entry).to_vec(), &cast.ada, SALT),
        with(Catalogues::Work { record: id(4), ..entry(2) }),
        with(Catalogues::Work { kind: 1, ..entry(2) }),
        with(Catalogues::Work { units: 1, ..entry(2) }),
        with(Catalogues::Work { origin: 1, ..entry(2) }),
        with(Catalogues::Work { metadata: B256::repeat_byte(1), ..entry(2) }),
        with(Catalogues::Work { uri: "ipfs://3".into(), ..entry(2) }),
    ];
    for altered in altered {
        world.refused(&cast.ada, catalogues, &altered, missing.clone());
    }
    world.send(&cast.ada, catalogues, &call);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_commitment_to_a_catalogue_binds_its_caller_and_every_byte() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let call = first_edition(&tree(1..=5), &cast.ada, SALT);
    commit(&mut world, &cast.ada, catalogues, &call);
    let missing = Registry::CommitmentMissing {};
    world.refused(&cast.thief, catalogues, &call, missing.clone());
    let altered = [
        Catalogues::registerCatalogueCall { root: B256::repeat_byte(1), ..call.clone() },
        Catalogues::registerCatalogueCall { count: 6, ..call.clone() },
        Catalogues::registerCatalogueCall { owner: address(cast.thief.address()), ..call.clone() },
        Catalogues::registerCatalogueCall { kind: 4, ..call.clone() },
        Catalogues::registerCatalogueCall { units: 1, ..call.clone() },
        Catalogues::registerCatalogueCall { origin: 1, ..call.clone() },
        Catalogues::registerCatalogueCall { metadata: NO_SALT, ..call.clone() },
        Catalogues::registerCatalogueCall { uri: String::new(), ..call.clone() },
        Catalogues::registerCatalogueCall { salt: B256::repeat_byte(8), ..call.clone() },
    ];
    for altered in altered {
        world.refused(&cast.ada, catalogues, &altered, missing.clone());
    }
    world.send(&cast.ada, catalogues, &call);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_commitment_to_an_edition_binds_every_byte_and_the_owner_reveals() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let (record, _) = open(&mut world, &cast.ada, &tree(1..=5));
    let call = next_edition(record, &tree(1..=8), 5, SALT);
    commit(&mut world, &cast.ada, catalogues, &call);
    let missing = Registry::CommitmentMissing {};
    let longer = next_edition(record, &tree(1..=9), 5, SALT);
    let altered = [
        Catalogues::addEditionCall { units: 1, ..call.clone() },
        Catalogues::addEditionCall { metadata: NO_SALT, ..call.clone() },
        Catalogues::addEditionCall { uri: String::new(), ..call.clone() },
        Catalogues::addEditionCall { salt: B256::repeat_byte(8), ..call.clone() },
        longer,
    ];
    for altered in altered {
        world.refused(&cast.ada, catalogues, &altered, missing.clone());
    }
    let caller = address(cast.thief.address());
    world.refused(&cast.thief, catalogues, &call, Catalogues::NotOwner { caller });
    assert_eq!(world.send(&cast.ada, catalogues, &call).value, 2);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_commitment_is_for_one_contract() {
    let (mut world, cast) = World::new(client.chain());
    let (registry, catalogues) = (world.protocol.registry, world.protocol.catalogues);
    let missing = Registry::CommitmentMissing {};
    let (many, whole) = (batch(vec![entry(1)], &cast.ada, SALT), first_edition(&tree(1..=5), &cast.ada, SALT));
    commit(&mut world, &cast.ada, registry, &many);
    commit(&mut world, &cast.ada, registry, &whole);
    world.refused(&cast.ada, catalogues, &many, missing.clone());
    world.refused(&cast.ada, catalogues, &whole, missing.clone());
    let work = NewRecord::new(digest(1), &cast.ada).call(SALT.0);
    commit(&mut world, &cast.ada, catalogues, &work);
    world.refused(&cast.ada, registry, &work, missing);
    // Each with its own.
    commit(&mut world, &cast.ada, registry, &work);
    world.send(&cast.ada, registry, &work);
    reveal(&mut world, &cast.ada, &whole);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_commitment_is_revealed_once() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let missing = Registry::CommitmentMissing {};
    let many = batch(vec![entry(1), entry(2)], &cast.ada, SALT);
    reveal(&mut world, &cast.ada, &many);
    world.refused(&cast.ada, catalogues, &many, missing.clone());
    let whole = first_edition(&tree(1..=5), &cast.ada, SALT);
    reveal(&mut world, &cast.ada, &whole);
    world.refused(&cast.ada, catalogues, &whole, missing);
    // Committed to anew, they find their own records.
    commit(&mut world, &cast.ada, catalogues, &many);
    let error = Registry::WorkRefused {
        position: 0,
        error: <Registry::RecordExists as alloy_sol_types::SolError>::SELECTOR.into(),
    };
    world.refused(&cast.ada, catalogues, &many, error);
    commit(&mut world, &cast.ada, catalogues, &whole);
    let record = record_of(&tree(1..=5));
    world.refused(&cast.ada, catalogues, &whole, Registry::RecordExists { record });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_reveal_in_the_commitments_own_block_is_too_young() {
    let (mut world, cast) = World::new(client.chain());
    let protocol = world.protocol;
    let (record, _) = open(&mut world, &cast.ada, &tree(11..=13));
    let many = batch(vec![entry(1), entry(2)], &cast.ada, SALT);
    let whole = first_edition(&tree(1..=5), &cast.ada, SALT);
    let more = next_edition(record, &tree(11..=15), 3, SALT);
    let ada = cast.ada.address();
    let commitments = [
        Protocol::commitment_to(protocol.catalogues, ada, &many),
        Protocol::commitment_to(protocol.catalogues, ada, &whole),
        Protocol::commitment_to(protocol.catalogues, ada, &more),
    ];
    world.chain.in_one_block(|chain| {
        for commitment in commitments {
            send(chain, &cast.ada, protocol.registry, &Registry::commitCall { commitment }, 0).unwrap();
        }
        let young = Some(Registry::CommitmentTooYoung {});
        let before = chain.contracts();
        assert_eq!(send(chain, &cast.ada, protocol.catalogues, &many, 0).unwrap_err().error(), young);
        assert_eq!(send(chain, &cast.ada, protocol.catalogues, &whole, 0).unwrap_err().error(), young);
        assert_eq!(send(chain, &cast.ada, protocol.catalogues, &more, 0).unwrap_err().error(), young);
        assert!(chain.contracts() == before);
    });
    // In the next block they are old enough.
    world.send(&cast.ada, protocol.catalogues, &many);
    world.send(&cast.ada, protocol.catalogues, &whole);
    world.send(&cast.ada, protocol.catalogues, &more);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_commitment_holds_for_an_hour_to_the_second() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let many = batch(vec![entry(1), entry(2)], &cast.ada, SALT);
    let (at, _) = commit(&mut world, &cast.ada, catalogues, &many);
    age(&mut world, at, COMMIT_TTL);
    world.send(&cast.ada, catalogues, &many);
    assert_eq!([1, 2].map(|work| world.record(id(work)).priority), [at; 2]);

    let whole = first_edition(&tree(1..=5), &cast.ada, SALT);
    let (at, _) = commit(&mut world, &cast.ada, catalogues, &whole);
    age(&mut world, at, COMMIT_TTL + 1);
    world.refused(&cast.ada, catalogues, &whole, Registry::CommitmentExpired {});
    let (_, made) = reveal(&mut world, &cast.ada, &whole);
    let record = record_of(&tree(1..=5));
    assert_eq!((world.record(record).priority, edition(&world, record, 1).priority), (made.0, made.0));

    let more = next_edition(record, &tree(1..=8), 5, SALT);
    let (at, _) = commit(&mut world, &cast.ada, catalogues, &more);
    age(&mut world, at, COMMIT_TTL + 1);
    world.refused(&cast.ada, catalogues, &more, Registry::CommitmentExpired {});
    let late = first_edition(&tree(21..=25), &cast.ada, SALT);
    assert_eq!(
        world.view(catalogues, &Catalogues::catalogueCall { record: record_of(&tree(21..=25)) }),
        no_catalogue()
    );
    let (at, _) = commit(&mut world, &cast.ada, catalogues, &late);
    age(&mut world, at, COMMIT_TTL);
    world.send(&cast.ada, catalogues, &late);
}

// ------------------------------------------------------------------------------------- how many

/// A commitment to a batch that only this number tells from others.
fn one_of_many(world: &World<'_>, who: &Account, number: u8) -> (Catalogues::registerManyCall, Registry::commitCall) {
    let call = batch(vec![entry(u64::from(number))], who, B256::repeat_byte(number));
    let commitment = Protocol::commitment_to(world.protocol.catalogues, who.address(), &call);
    (call, Registry::commitCall { commitment })
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r10_an_account_has_nine_open_commitments_and_expired_ones_make_room() {
    let (mut world, cast) = World::new(client.chain());
    let (registry, catalogues) = (world.protocol.registry, world.protocol.catalogues);
    assert_eq!(MAX_COMMITMENTS, 9);
    let first_at = world.chain.now();
    for number in 1..=9 {
        let (_, commit) = one_of_many(&world, &cast.ada, number);
        let at = world.chain.now();
        let done = world.send(&cast.ada, registry, &commit);
        let told = Registry::Committed { commitment: commit.commitment, registrant: address(cast.ada.address()), at };
        assert_eq!(done.events::<Registry::Committed>().collect::<Vec<_>>(), [told]);
    }
    let too_many = Registry::TooManyCommitments {};
    let (tenth, commit_tenth) = one_of_many(&world, &cast.ada, 10);
    world.refused(&cast.ada, registry, &commit_tenth, too_many.clone());
    // One that is open is no new one; others have their own.
    let (_, again) = one_of_many(&world, &cast.ada, 5);
    assert_eq!(world.send(&cast.ada, registry, &again).receipt.events, []);
    let (_, of_ben) = one_of_many(&world, &cast.ben, 10);
    world.send(&cast.ben, registry, &of_ben);
    // A reveal makes room for one.
    let (fourth, _) = one_of_many(&world, &cast.ada, 4);
    world.send(&cast.ada, catalogues, &fourth);
    world.send(&cast.ada, registry, &commit_tenth);
    let (_, eleventh) = one_of_many(&world, &cast.ada, 11);
    world.refused(&cast.ada, registry, &eleventh, too_many.clone());
    // The first is good until the hour is over, and then makes room for one.
    age(&mut world, first_at, COMMIT_TTL);
    world.refused(&cast.ada, registry, &eleventh, too_many.clone());
    let (first, _) = one_of_many(&world, &cast.ada, 1);
    world.refused(&cast.ada, catalogues, &first, Registry::CommitmentExpired {});
    world.send(&cast.ada, registry, &eleventh);
    world.refused(&cast.ada, catalogues, &first, Registry::CommitmentMissing {});
    // What is left of them is still good.
    world.send(&cast.ada, catalogues, &tenth);
    assert_eq!(world.record(id(10)).owner, address(cast.ada.address()));
    assert_eq!(world.balance_of(registry, &cast.ada), 2);
    let largest = world.chain.state_of(registry).values().map(Vec::len).max();
    assert!(largest <= Some(rules::limits::MAX_CELL), "{largest:?}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_only_the_module_hands_works_to_the_registry() {
    let (mut world, cast) = World::new(client.chain());
    let call = Registry::admitCall {
        registrant: address(cast.ada.address()),
        commitment: NO_SALT,
        at: 1,
        block: 1,
        catalogue: U256::ZERO,
        works: Vec::new().into(),
    };
    for who in [&cast.thief, &cast.ada, &cast.deployer] {
        let caller = address(who.address());
        assert_ne!(caller, Address::ZERO);
        world.refused(who, world.protocol.registry, &call, Registry::NotModule { caller });
    }
}
