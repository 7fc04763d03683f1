//! Batches: up to 32 works in one transaction, all of them or none.

use crate::support::{NO_SALT, SALT, batch, commit, entry, id, link, parents, reveal, told_of};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use chain::{ContractEvent, Receipt, runtime::constants::MAXIMUM_BLOCK_WEIGHT};
use ink_e2e::{ChainClient, Hub};
use rules::limits::MAX_CALLDATA;
use scenarios::World;
use story::abi::{Catalogues, ERC721, ProvenanceRegistry as Registry};

/// What the registry tells of a batch of works that had no records.
fn told_of_batch(world: &World<'_>, call: &Catalogues::registerManyCall, priority: u64) -> Vec<ContractEvent> {
    let of_work = |work: &Catalogues::Work| {
        let registered = Registry::Registered {
            record: work.record,
            owner: call.owner,
            generation: 1,
            kind: work.kind,
            units: work.units,
            origin: work.origin,
            metadata: work.metadata,
            uri: work.uri.clone(),
            parents: links(work),
            priority,
            committed: call.salt != NO_SALT,
            catalogue: U256::ZERO,
        };
        told_of(world.protocol.registry, Address::ZERO, registered)
    };
    call.works.iter().flat_map(of_work).collect()
}

/// A work's links as the registry has them.
fn links(work: &Catalogues::Work) -> Vec<Registry::Parent> {
    let link = |link: &Catalogues::CatalogueParent| Registry::Parent {
        record: link.record,
        share: link.share,
        licence: link.licence,
    };
    work.parents.iter().map(link).collect()
}

/// Asserts that every work of a batch has exactly the record that the batch asked for.
#[track_caller]
fn has_records(world: &World<'_>, call: &Catalogues::registerManyCall, priority: u64, registered_at: u64) {
    for work in &call.works {
        let record = world.record(work.record);
        assert_eq!((record.owner, record.epoch, record.generation), (call.owner, 1, 1));
        assert_eq!((record.kind, record.units, record.origin), (work.kind, work.units, work.origin));
        assert_eq!((record.metadata, record.catalogue), (work.metadata, U256::ZERO));
        assert_eq!((record.priority, record.registered_at), (priority, registered_at));
        let committed = call.salt != NO_SALT;
        assert_eq!((record.committed, record.provisional), (committed, !committed));
        assert_eq!(parents(world, work.record, 1), links(work));
        let uri = world.view(world.protocol.registry, &Registry::tokenURICall { tokenId: work.record });
        assert_eq!(uri, work.uri);
        assert_eq!(world.owner_of(world.protocol.registry, work.record), call.owner);
    }
}

fn shown(what: &str, receipt: &Receipt) {
    let (weight, deposit) = (receipt.contract_weight, receipt.deposit);
    println!("{what}: {} us, {} bytes of proof, deposit {deposit}", weight.ref_time() / 1_000_000, weight.proof_size());
}

// ------------------------------------------------------------------------------------- how many

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x6_a_batch_of_1_10_or_32_works_is_told_exactly() {
    let (mut world, cast) = World::new(client.chain());
    let (registry, mut owned) = (world.protocol.registry, 0);
    for (first, count, salt) in [(1, 1, SALT), (11, 10, NO_SALT), (21, 10, SALT), (101, 32, SALT), (201, 32, NO_SALT)] {
        // Ben registers for Chloe, who need not do anything.
        let call = batch((first..first + count).map(entry).collect(), &cast.chloe, salt);
        let mut priority = world.chain.now();
        let done = if salt == NO_SALT {
            world.send(&cast.ben, world.protocol.catalogues, &call)
        } else {
            let (done, made) = reveal(&mut world, &cast.ben, &call);
            priority = made.0;
            done
        };
        assert_eq!(done.receipt.events, told_of_batch(&world, &call, priority));
        has_records(&world, &call, priority, done.receipt.timestamp);
        owned += count;
        assert_eq!(world.balance_of(registry, &cast.chloe), owned);
        assert_eq!(world.view(registry, &ERC721::totalSupplyCall {}), U256::from(owned));
        shown(&format!("registerMany, {count} works"), &done.receipt);
    }
    assert_eq!(world.balance_of(registry, &cast.ben), 0);
    // What was committed to does what a record does.
    world.offer(&cast.chloe, id(132), 5);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_no_work_and_33_works_are_no_batch() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    for (count, salt) in [(0, NO_SALT), (33, NO_SALT), (0, SALT), (33, SALT)] {
        let call = batch((0..count).map(entry).collect(), &cast.ada, salt);
        if salt == SALT {
            commit(&mut world, &cast.ada, catalogues, &call);
        }
        assert!(call.abi_encoded_size() as u64 <= MAX_CALLDATA);
        world.refused(&cast.ada, catalogues, &call, Catalogues::BatchSize { works: count as u32 });
    }
    assert_eq!(world.balance_of(world.protocol.registry, &cast.ada), 0);
}

/// 32 works whose calldata has 12 260 bytes: with one word more it would have 12 292.
fn largest() -> Vec<Catalogues::Work> {
    let with_uri = |work: u64, words: usize| Catalogues::Work { uri: "u".repeat(32 * words), ..entry(work) };
    (1..=32).map(|work| with_uri(work, if work <= 11 { 5 } else { usize::from(work == 12) * 4 })).collect()
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_calldata_ends_at_12_288_bytes() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    // Calldata comes in whole words after the selector, so these are the sizes around the bound.
    let call = batch(largest(), &cast.ada, SALT);
    assert_eq!(call.abi_encode().len(), 12_260);
    let longer = |words: usize| {
        let mut works = largest();
        works[31].uri = "u".repeat(32 * words);
        batch(works, &cast.ada, NO_SALT)
    };
    for (words, bytes) in [(1, 12_292), (2, 12_324), (5, 12_420)] {
        world.refused(&cast.ada, catalogues, &longer(words), Catalogues::CalldataTooLong { bytes });
    }
    // Up to the 16 KiB that a call may have at all.
    let works = (1..=32).map(|work| Catalogues::Work { uri: "u".repeat(100), ..entry(work) }).collect();
    let call_of_14_k = batch(works, &cast.ada, NO_SALT);
    let bytes = call_of_14_k.abi_encode().len() as u64;
    world.refused(&cast.ada, catalogues, &call_of_14_k, Catalogues::CalldataTooLong { bytes });

    let (done, (priority, _)) = reveal(&mut world, &cast.ada, &call);
    has_records(&world, &call, priority, done.receipt.timestamp);
    assert_eq!(world.balance_of(world.protocol.registry, &cast.ada), 32);
    shown("registerMany, largest calldata", &done.receipt);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_the_largest_batch_fits_half_a_block() {
    let (mut world, cast) = World::new(client.chain());
    let call = batch(largest(), &cast.ada, SALT);
    let (done, _) = reveal(&mut world, &cast.ada, &call);
    assert!(done.receipt.weight.all_lt(MAXIMUM_BLOCK_WEIGHT / 2), "{:?}", done.receipt.weight);
}

// ------------------------------------------------------------------------------- all or nothing

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x5_one_bad_work_in_the_middle_and_nothing_is_registered() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let (taken, open) = (world.work(&cast.ben, 50), world.provisional(&cast.ben, 51));
    let bad: Vec<(Catalogues::Work, [u8; 4])> = vec![
        // Twice in the batch: the first is at position 0.
        (entry(1), Registry::RecordExists::SELECTOR),
        (Catalogues::Work { record: taken, ..entry(3) }, Registry::RecordExists::SELECTOR),
        (Catalogues::Work { record: open, ..entry(3) }, Registry::RecordExists::SELECTOR),
        (Catalogues::Work { record: U256::ZERO, ..entry(3) }, Registry::DigestZero::SELECTOR),
        (Catalogues::Work { kind: 9, ..entry(3) }, Registry::KindUnknown::SELECTOR),
        (Catalogues::Work { origin: 4, ..entry(3) }, Registry::OriginUnknown::SELECTOR),
        (Catalogues::Work { units: 0, ..entry(3) }, Registry::UnitsZero::SELECTOR),
        (Catalogues::Work { uri: "u".repeat(161), ..entry(3) }, Registry::UriTooLong::SELECTOR),
        (Catalogues::Work { uri: "a b".into(), ..entry(3) }, Registry::UriInvalid::SELECTOR),
        (with_parents(3, &[link(id(60), 1)]), Registry::ParentUnknown::SELECTOR),
        (with_parents(3, &[link(id(3), 1)]), Registry::ParentUnknown::SELECTOR),
        (with_parents(3, &[link(id(5), 1)]), Registry::ParentUnknown::SELECTOR),
        (with_parents(3, &[link(open, 1)]), Registry::ParentProvisional::SELECTOR),
        (with_parents(3, &[link(taken, 1), link(taken, 1)]), Registry::ParentRepeated::SELECTOR),
        (with_parents(3, &[link(taken, 10_001)]), Registry::ParentSharesTooHigh::SELECTOR),
        (
            with_parents(3, &(100..117).map(|work| link(id(work), 1)).collect::<Vec<_>>()),
            Registry::TooManyParents::SELECTOR,
        ),
        (
            with_parents(3, &[Catalogues::CatalogueParent { licence: U256::from(9), ..link(taken, 1) }]),
            Registry::LicenceInvalid::SELECTOR,
        ),
    ];
    for (work, selector) in bad {
        for position in [1, 3] {
            let mut works = vec![entry(1), entry(2), entry(4), entry(5)];
            works.insert(position, work.clone());
            let error = Registry::WorkRefused { position: position as u32, error: selector.into() };
            world.refused(&cast.ada, catalogues, &batch(works, &cast.ada, NO_SALT), error);
        }
    }
    for work in 1..6 {
        assert_eq!(world.record(id(work)).owner, Address::ZERO);
    }
    assert_eq!(world.balance_of(world.protocol.registry, &cast.ada), 0);
    assert_eq!(world.view(world.protocol.registry, &ERC721::totalSupplyCall {}), U256::from(2));
}

fn with_parents(work: u64, parents: &[Catalogues::CatalogueParent]) -> Catalogues::Work {
    Catalogues::Work { parents: parents.to_vec(), ..entry(work) }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x5_the_first_and_the_last_work_count_and_the_commitment_is_kept() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let unknown = Registry::KindUnknown::SELECTOR.into();
    for position in [0, 1, 31] {
        let mut works: Vec<_> = (1..=32).map(entry).collect();
        works[position].kind = 9;
        let call = batch(works, &cast.ada, SALT);
        commit(&mut world, &cast.ada, catalogues, &call);
        let error = Registry::WorkRefused { position: position as u32, error: unknown };
        world.refused(&cast.ada, catalogues, &call, error.clone());
        // It is still there to be revealed, if anything comes of it.
        world.refused(&cast.ada, catalogues, &call, error);
    }
    // The first of two that are refused.
    let mut works: Vec<_> = (1..=5).map(entry).collect();
    (works[2].units, works[3].kind) = (0, 9);
    let error = Registry::WorkRefused { position: 2, error: Registry::UnitsZero::SELECTOR.into() };
    world.refused(&cast.ada, catalogues, &batch(works, &cast.ada, NO_SALT), error);
    // A batch has one owner.
    let to_nobody =
        Catalogues::registerManyCall { owner: Address::ZERO, ..batch(vec![entry(1), entry(2)], &cast.ada, NO_SALT) };
    let error = Registry::WorkRefused { position: 0, error: ERC721::ERC721InvalidReceiver::SELECTOR.into() };
    world.refused(&cast.ada, catalogues, &to_nobody, error);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_a_work_alone_is_refused_with_its_own_error() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, ada) = (world.protocol.catalogues, &cast.ada);
    let record = world.work(&cast.ben, 50);
    let open = world.provisional(&cast.ben, 51);
    let alone = |work: Catalogues::Work| batch(vec![work], ada, NO_SALT);
    let call = alone(Catalogues::Work { record, ..entry(1) });
    world.refused(ada, catalogues, &call, Registry::RecordExists { record });
    world.refused(ada, catalogues, &alone(Catalogues::Work { kind: 9, ..entry(1) }), Registry::KindUnknown { kind: 9 });
    let call = alone(Catalogues::Work { origin: 4, ..entry(1) });
    world.refused(ada, catalogues, &call, Registry::OriginUnknown { origin: 4 });
    world.refused(ada, catalogues, &alone(Catalogues::Work { units: 0, ..entry(1) }), Registry::UnitsZero {});
    let call = alone(Catalogues::Work { record: U256::ZERO, ..entry(1) });
    world.refused(ada, catalogues, &call, Registry::DigestZero {});
    let call = alone(Catalogues::Work { uri: "u".repeat(161), ..entry(1) });
    world.refused(ada, catalogues, &call, Registry::UriTooLong {});
    let call = alone(with_parents(1, &[link(id(60), 1)]));
    world.refused(ada, catalogues, &call, Registry::ParentUnknown { record: id(60) });
    let call = alone(with_parents(1, &[link(open, 1)]));
    world.refused(ada, catalogues, &call, Registry::ParentProvisional { record: open });
    let nobody = Catalogues::registerManyCall { owner: Address::ZERO, ..alone(entry(1)) };
    world.refused(ada, catalogues, &nobody, ERC721::ERC721InvalidReceiver { receiver: Address::ZERO });
    let call = Catalogues::registerManyCall { salt: SALT, ..alone(entry(1)) };
    world.refused(ada, catalogues, &call, Registry::CommitmentMissing {});
}

// -------------------------------------------------------------------------------------- parents

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r6_works_of_a_batch_are_parents_of_later_ones() {
    let (mut world, cast) = World::new(client.chain());
    let outside = world.work(&cast.ben, 50);
    let works = vec![
        entry(1),
        with_parents(2, &[link(id(1), 2_500)]),
        with_parents(3, &[link(outside, 100), link(id(2), 300), link(id(1), 0)]),
    ];
    let call = batch(works, &cast.ada, SALT);
    let (done, (priority, _)) = reveal(&mut world, &cast.ada, &call);
    assert_eq!(done.receipt.events, told_of_batch(&world, &call, priority));
    has_records(&world, &call, priority, done.receipt.timestamp);
    assert_eq!([1, 2, 3].map(|work| world.record(id(work)).parents_share), [0, 2_500, 400]);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r6_a_parent_in_a_batch_comes_first_and_is_final() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let refused = |position: u32, selector: [u8; 4]| Registry::WorkRefused { position, error: selector.into() };
    // What is provisional is no parent, in a batch as elsewhere.
    let works = vec![entry(1), with_parents(2, &[link(id(1), 1)])];
    let error = refused(1, Registry::ParentProvisional::SELECTOR);
    world.refused(&cast.ada, catalogues, &batch(works, &cast.ada, NO_SALT), error);
    // A child before its parent, and two of each other.
    for works in [
        vec![with_parents(1, &[link(id(2), 1)]), entry(2)],
        vec![with_parents(1, &[link(id(2), 1)]), with_parents(2, &[link(id(1), 1)])],
    ] {
        let call = batch(works, &cast.ada, SALT);
        commit(&mut world, &cast.ada, catalogues, &call);
        world.refused(&cast.ada, catalogues, &call, refused(0, Registry::ParentUnknown::SELECTOR));
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r10_a_work_with_16_parents_and_the_longest_uri_is_registered_in_a_batch() {
    let (mut world, cast) = World::new(client.chain());
    let first = batch((101..=116).map(entry).collect(), &cast.ben, SALT);
    reveal(&mut world, &cast.ben, &first);
    let parents: Vec<_> = (101..=116).map(|work| link(id(work), 625)).collect();
    let large = |work: u64| Catalogues::Work {
        units: u64::MAX,
        metadata: B256::repeat_byte(0xff),
        uri: "~".repeat(160),
        ..with_parents(work, &parents)
    };
    let call = batch((1..=5).map(large).collect(), &cast.ada, SALT);
    let (done, (priority, _)) = reveal(&mut world, &cast.ada, &call);
    has_records(&world, &call, priority, done.receipt.timestamp);
    shown("registerMany, 5 works of 16 parents", &done.receipt);
}
