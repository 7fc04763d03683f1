//! Catalogues, their records and their editions.

use crate::support::{
    NO_SALT, SALT, age, catalogue, edition, first_edition, id, next_edition, no_catalogue, no_edition, open,
    own_record, question, record_of, reveal, root, told, told_of, tree, words,
};
use alloy_primitives::{Address, B256, U256, keccak256};
use chain::{Account, Receipt};
use ink_e2e::{ChainClient, Hub};
use rules::limits::COMMIT_TTL;
use scenarios::World;
use story::{
    abi::{Catalogues, ERC721, Offers, ProvenanceRegistry as Registry},
    calls::address,
};

fn shown(what: &str, receipt: &Receipt) {
    let (weight, deposit) = (receipt.contract_weight, receipt.deposit);
    println!("{what}: {} us, {} bytes of proof, deposit {deposit}", weight.ref_time() / 1_000_000, weight.proof_size());
}

/// What is told of an edition by a call that adds it.
fn added(call: &Catalogues::addEditionCall, generation: u32, edition: u32, priority: u64) -> Catalogues::EditionAdded {
    Catalogues::EditionAdded {
        catalogue: call.catalogue,
        generation,
        edition,
        root: call.root,
        count: call.count,
        units: call.units,
        metadata: call.metadata,
        uri: call.uri.clone(),
        priority,
        committed: call.salt != NO_SALT,
    }
}

/// An edition that a call added.
fn kept(call: &Catalogues::addEditionCall, (priority, block): (u64, u32)) -> Catalogues::Edition {
    let Catalogues::addEditionCall { root, count, units, metadata, .. } = *call;
    Catalogues::Edition { root, count, units, metadata, priority, block, committed: call.salt != NO_SALT }
}

// ----------------------------------------------------------------------------------- catalogues

/// A catalogue of this many works of which nobody has seen the tree.
fn of_works(count: u64, owner: &Account, salt: B256) -> Catalogues::registerCatalogueCall {
    let root = keccak256(count.to_be_bytes());
    Catalogues::registerCatalogueCall { root, count, units: 9 * count, ..first_edition(&tree(1..=2), owner, salt) }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r9_160_million_works_are_registered_in_one_transaction_that_costs_what_one_does() {
    let (mut world, cast) = World::new(client.chain());
    let protocol = world.protocol;
    let mut costs = Vec::new();
    for count in [1, 160_000_000, 13_000_000_000] {
        // Ben registers for Chloe.
        let call = of_works(count, &cast.chloe, SALT);
        let record = U256::from_be_bytes(call.root.0);
        let (done, (priority, block)) = reveal(&mut world, &cast.ben, &call);
        let registered = Registry::Registered {
            record,
            owner: call.owner,
            generation: 1,
            kind: 5,
            units: 9 * count,
            origin: 2,
            metadata: call.metadata,
            uri: call.uri.clone(),
            parents: vec![],
            priority,
            committed: true,
            catalogue: U256::ZERO,
        };
        let mut expected = told_of(protocol.registry, Address::ZERO, registered).to_vec();
        let added = Catalogues::EditionAdded {
            catalogue: record,
            generation: 1,
            edition: 1,
            root: call.root,
            count,
            units: 9 * count,
            metadata: call.metadata,
            uri: call.uri.clone(),
            priority,
            committed: true,
        };
        expected.push(told(protocol.catalogues, &added));
        assert_eq!(done.receipt.events, expected);

        let found = world.record(record);
        assert_eq!((found.owner, found.generation, found.epoch), (address(cast.chloe.address()), 1, 1));
        assert_eq!((found.kind, found.units, found.origin), (5, 9 * count, 2));
        assert_eq!((found.priority, found.registered_at), (priority, done.receipt.timestamp));
        assert_eq!((found.committed, found.provisional, found.catalogue), (true, false, U256::ZERO));
        let uri = world.view(protocol.registry, &Registry::tokenURICall { tokenId: record });
        assert_eq!(uri, call.uri);
        let expected = Catalogues::Catalogue { generation: 1, editions: 1, count, root: call.root };
        assert_eq!(catalogue(&world, record), expected);
        let expected = Catalogues::Edition {
            root: call.root,
            count,
            units: 9 * count,
            metadata: call.metadata,
            priority,
            block,
            committed: true,
        };
        assert_eq!(edition(&world, record, 1), expected);
        for other in [0, 2, u32::MAX] {
            assert_eq!(edition(&world, record, other), no_edition());
        }
        shown(&format!("registerCatalogue, {count} works"), &done.receipt);
        costs.push((done.receipt.contract_weight, done.receipt.deposit));
    }
    // The first also opened the cell of Chloe's balance.
    let [_, (few, few_deposit), (many, many_deposit)] = costs[..] else { panic!() };
    assert_eq!((few.proof_size(), few_deposit), (many.proof_size(), many_deposit));
    assert!(few.ref_time().abs_diff(many.ref_time()) * 50 <= few.ref_time(), "{few:?} {many:?}");
    // It is a record like any other.
    let record = U256::from_be_bytes(keccak256(160_000_000u64.to_be_bytes()).0);
    let offer = world.offer(&cast.chloe, record, 5);
    world.buy(&cast.orion, offer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_catalogue_without_a_commitment_is_provisional_for_an_hour() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, works) = (world.protocol.catalogues, tree(1..=5));
    let (call, record) = (first_edition(&works, &cast.ada, NO_SALT), record_of(&works));
    let done = world.send(&cast.ada, catalogues, &call);
    let (at, block) = (done.receipt.timestamp, done.receipt.block_number);
    let found = world.record(record);
    assert_eq!((found.provisional, found.committed, found.priority), (true, false, at));
    let first = edition(&world, record, 1);
    assert_eq!((first.priority, first.block, first.committed), (at, block, false));
    let told: Vec<_> =
        done.events::<Catalogues::EditionAdded>().map(|added| (added.priority, added.committed)).collect();
    assert_eq!(told, [(at, false)]);

    let more = next_edition(record, &tree(1..=8), 5, NO_SALT);
    let leaf = own_record(record, (1, 1), &works, 0, 1);
    let refusal = Catalogues::RecordProvisional { record };
    age(&mut world, at, COMMIT_TTL - 6);
    world.refused(&cast.ada, catalogues, &more, refusal.clone());
    assert_eq!(world.chain.now(), at + COMMIT_TTL);
    assert!(world.view(catalogues, &question(&leaf)));
    world.refused(&cast.ada, catalogues, &leaf, refusal);
    world.send(&cast.ada, catalogues, &more);
    world.send(&cast.ada, catalogues, &leaf);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_a_catalogue_is_refused_with_the_error_of_what_is_wrong() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, ada) = (world.protocol.catalogues, &cast.ada);
    let call = first_edition(&tree(1..=5), ada, NO_SALT);
    let with = Catalogues::registerCatalogueCall { count: 0, ..call.clone() };
    world.refused(ada, catalogues, &with, Catalogues::CountZero {});
    let with = Catalogues::registerCatalogueCall { root: B256::ZERO, ..call.clone() };
    world.refused(ada, catalogues, &with, Registry::DigestZero {});
    let with = Catalogues::registerCatalogueCall { kind: 9, ..call.clone() };
    world.refused(ada, catalogues, &with, Registry::KindUnknown { kind: 9 });
    let with = Catalogues::registerCatalogueCall { origin: 4, ..call.clone() };
    world.refused(ada, catalogues, &with, Registry::OriginUnknown { origin: 4 });
    let with = Catalogues::registerCatalogueCall { units: 0, ..call.clone() };
    world.refused(ada, catalogues, &with, Registry::UnitsZero {});
    let with = Catalogues::registerCatalogueCall { uri: "u".repeat(161), ..call.clone() };
    world.refused(ada, catalogues, &with, Registry::UriTooLong {});
    let with = Catalogues::registerCatalogueCall { uri: "a\n".into(), ..call.clone() };
    world.refused(ada, catalogues, &with, Registry::UriInvalid {});
    let with = Catalogues::registerCatalogueCall { owner: Address::ZERO, ..call.clone() };
    world.refused(ada, catalogues, &with, ERC721::ERC721InvalidReceiver { receiver: Address::ZERO });
    let record = record_of(&tree(1..=5));
    assert_eq!(catalogue(&world, record), no_catalogue());
    world.send(ada, catalogues, &call);
    world.refused(ada, catalogues, &call, Registry::RecordExists { record });
    // A root is not less of a digest for being a work's already.
    let taken = world.work(&cast.ben, 50);
    let with = Catalogues::registerCatalogueCall { root: taken.into(), ..call };
    world.refused(ada, catalogues, &with, Registry::RecordExists { record: taken });
    assert_eq!(catalogue(&world, taken), no_catalogue());
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_a_work_and_nothing_at_all_are_no_catalogues() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, works) = (world.protocol.catalogues, tree(1..=5));
    let single = world.work(&cast.ada, 50);
    for record in [single, id(51), U256::ZERO, U256::MAX] {
        assert_eq!(catalogue(&world, record), no_catalogue());
        assert_eq!(edition(&world, record, 1), no_edition());
        let (more, leaf) = (next_edition(record, &tree(1..=8), 5, NO_SALT), own_record(record, (1, 1), &works, 0, 1));
        assert!(!world.view(catalogues, &question(&leaf)));
        for who in [&cast.ada, &cast.thief] {
            world.refused(who, catalogues, &more, Catalogues::NotCatalogue { record });
            world.refused(who, catalogues, &leaf, Catalogues::NotCatalogue { record });
        }
    }
}

// ------------------------------------------------------------------------------------- editions

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_catalogue_grows_by_editions_that_begin_with_the_one_before() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let (record, made) = open(&mut world, &cast.ada, &tree(1..=5));
    let before = world.record(record);
    let mut history = vec![(root(&tree(1..=5)), 5, made)];
    // With a commitment and without.
    for (number, (count, salt)) in [(6, SALT), (9, NO_SALT), (16, SALT), (17, NO_SALT)].into_iter().enumerate() {
        let (number, works) = (number as u32 + 2, tree(1..=count));
        let call = next_edition(record, &works, history.last().unwrap().1, salt);
        let (done, made) = if salt == SALT {
            let revealed = reveal(&mut world, &cast.ada, &call);
            assert!(revealed.1.0 < revealed.0.receipt.timestamp);
            revealed
        } else {
            let done = world.send(&cast.ada, catalogues, &call);
            let made = (done.receipt.timestamp, done.receipt.block_number);
            (done, made)
        };
        assert_eq!(done.value, number);
        assert_eq!(done.receipt.events, [told(catalogues, &added(&call, 1, number, made.0))]);
        let expected = Catalogues::Catalogue { generation: 1, editions: number, count, root: root(&works) };
        assert_eq!(catalogue(&world, record), expected);
        assert_eq!(edition(&world, record, number), kept(&call, made));
        assert_eq!(edition(&world, record, number + 1), no_edition());
        history.push((root(&works), count, made));
        shown(&format!("addEdition to {count} works, proof of {} hashes", call.proof.len()), &done.receipt);
    }
    // The ones before are what they were, and so is the record.
    for (number, (root, count, made)) in history.into_iter().enumerate() {
        let found = edition(&world, record, number as u32 + 1);
        assert_eq!((found.root, found.count, (found.priority, found.block)), (root, count, made));
    }
    assert_eq!(world.record(record), before);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_an_edition_that_does_not_begin_with_the_latest_is_refused() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, ada) = (world.protocol.catalogues, &cast.ada);
    let (record, _) = open(&mut world, ada, &tree(1..=5));
    world.send(ada, catalogues, &next_edition(record, &tree(1..=7), 5, NO_SALT));
    let call = next_edition(record, &tree(1..=13), 7, NO_SALT);
    let mut wrong = Vec::new();
    // Of another edition, too short, too long, in another order, with a bit flipped.
    wrong.push(next_edition(record, &tree(1..=13), 5, NO_SALT));
    let with_proof = |proof: Vec<B256>| Catalogues::addEditionCall { proof, ..call.clone() };
    wrong.push(with_proof(vec![]));
    wrong.push(with_proof(call.proof[1..].to_vec()));
    wrong.push(with_proof(call.proof[..call.proof.len() - 1].to_vec()));
    wrong.push(with_proof([&call.proof[..], &[B256::ZERO]].concat()));
    wrong.push(with_proof(call.proof.iter().rev().copied().collect()));
    for flipped in 0..call.proof.len() {
        let mut proof = call.proof.clone();
        proof[flipped].0[31] ^= 1;
        wrong.push(with_proof(proof));
    }
    // Another root, another count.
    wrong.push(Catalogues::addEditionCall { root: B256::repeat_byte(1), ..call.clone() });
    wrong.push(Catalogues::addEditionCall { root: root(&tree(1..=7)), ..call.clone() });
    // A proof is the same for all counts of as many levels: what lies beyond is the owner's word.
    wrong.extend([8, 17, 1 << 40, u64::MAX].map(|count| Catalogues::addEditionCall { count, ..call.clone() }));
    // Works that were there are gone, replaced, or in other places.
    for works in [(2..=14).collect(), (2..=7).chain([1]).chain(8..=13).collect(), vec![1, 2, 3, 4, 5, 6, 99, 8, 9]] {
        let works: Vec<u64> = works;
        wrong.push(next_edition(record, &tree(works), 7, NO_SALT));
    }
    for wrong in wrong {
        world.refused(ada, catalogues, &wrong, Catalogues::ProofInvalid {});
    }
    // Not longer: with the proof that such a pair has, too.
    let shorter = |count: u64, proof: Option<Vec<[u8; 32]>>| Catalogues::addEditionCall {
        count,
        proof: words(proof),
        root: root(&tree(1..=count.max(1))),
        ..call.clone()
    };
    for (count, proof) in [(7, Some(vec![])), (6, Some(vec![])), (5, tree(1..=7).consistency_proof(5))] {
        world.refused(ada, catalogues, &shorter(count, proof), Catalogues::EditionInvalid {});
    }
    world.refused(ada, catalogues, &shorter(0, Some(vec![])), Catalogues::EditionInvalid {});
    let expected = Catalogues::Catalogue { generation: 1, editions: 2, count: 7, root: root(&tree(1..=7)) };
    assert_eq!(catalogue(&world, record), expected);
    world.send(ada, catalogues, &call);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r4_an_edition_says_what_can_be() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, ada) = (world.protocol.catalogues, &cast.ada);
    let (record, _) = open(&mut world, ada, &tree(1..=5));
    let call = next_edition(record, &tree(1..=8), 5, NO_SALT);
    let with = Catalogues::addEditionCall { units: 0, ..call.clone() };
    world.refused(ada, catalogues, &with, Catalogues::UnitsZero {});
    let with = Catalogues::addEditionCall { uri: "u".repeat(161), ..call.clone() };
    world.refused(ada, catalogues, &with, Catalogues::UriTooLong {});
    for uri in ["a b", "caf\u{e9}", "\u{7f}"] {
        let with = Catalogues::addEditionCall { uri: uri.into(), ..call.clone() };
        world.refused(ada, catalogues, &with, Catalogues::UriInvalid {});
    }
    let missing = Catalogues::addEditionCall { salt: SALT, ..call.clone() };
    world.refused(ada, catalogues, &missing, Registry::CommitmentMissing {});
    // The edges of what is good.
    let largest = Catalogues::addEditionCall { units: u64::MAX, uri: "~".repeat(160), ..call };
    world.send(ada, catalogues, &largest);
    assert_eq!(edition(&world, record, 2).units, u64::MAX);
    let smallest = Catalogues::addEditionCall {
        units: 1,
        uri: String::new(),
        metadata: B256::ZERO,
        ..next_edition(record, &tree(1..=9), 8, NO_SALT)
    };
    world.send(ada, catalogues, &smallest);
    assert_eq!((edition(&world, record, 3).units, edition(&world, record, 3).metadata), (1, B256::ZERO));
    let largest_cell = world.chain.state_of(catalogues).values().map(Vec::len).max();
    assert!(largest_cell <= Some(rules::limits::MAX_CELL), "{largest_cell:?}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_editions_are_the_owners_and_go_with_the_record() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, registry) = (world.protocol.catalogues, world.protocol.registry);
    let (record, _) = open(&mut world, &cast.ada, &tree(1..=5));
    let call = next_edition(record, &tree(1..=8), 5, NO_SALT);
    let not_owner = |who: &Account| Catalogues::NotOwner { caller: address(who.address()) };
    // Neither an operator nor who is approved is the owner.
    let operator = ERC721::setApprovalForAllCall { operator: address(cast.chloe.address()), approved: true };
    world.send(&cast.ada, registry, &operator);
    let approve = ERC721::approveCall { approved: address(cast.ben.address()), tokenId: record };
    world.send(&cast.ada, registry, &approve);
    for who in [&cast.ben, &cast.chloe, &cast.thief, &cast.deployer] {
        world.refused(who, catalogues, &call, not_owner(who));
        let leaf = own_record(record, (1, 1), &tree(1..=5), 0, 1);
        world.refused(who, catalogues, &leaf, not_owner(who));
    }
    world.send(&cast.ada, catalogues, &call);
    world.transfer(registry, &cast.ada, &cast.ben, record);
    let next = next_edition(record, &tree(1..=9), 8, SALT);
    world.refused(&cast.ada, catalogues, &next, not_owner(&cast.ada));
    let (done, made) = reveal(&mut world, &cast.ben, &next);
    assert_eq!(done.value, 3);
    assert_eq!(edition(&world, record, 3), kept(&next, made));
    // A transfer starts no generation: what Ada added is there.
    assert_eq!(catalogue(&world, record).generation, 1);
    assert_eq!(edition(&world, record, 2).root, root(&tree(1..=8)));
    // Works of all editions are Ben's to take out.
    let leaf = own_record(record, (3, 2), &tree(1..=9), 5, 6);
    world.send(&cast.ben, catalogues, &leaf);
    assert_eq!(world.record(id(6)).owner, address(cast.ben.address()));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r9_the_twentieth_edition_costs_what_the_third_does() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let (record, _) = open(&mut world, &cast.ada, &tree(1..=1));
    // The first lies beside the catalogue itself, so that the second asks for one cell less.
    world.send(&cast.ada, catalogues, &next_edition(record, &tree(1..=2), 1, NO_SALT));
    let mut costs = Vec::new();
    for count in 3..=20u64 {
        let call = next_edition(record, &tree(1..=count), count - 1, NO_SALT);
        let hashes = call.proof.len();
        let done = world.send(&cast.ada, catalogues, &call);
        costs.push((hashes, done.receipt.contract_weight, done.receipt.deposit));
    }
    // Of those with as many hashes to check.
    let same = |of: usize| costs.iter().filter(move |(hashes, ..)| *hashes == of).collect::<Vec<_>>();
    for hashes in 1..=5 {
        let costs = same(hashes);
        let (Some((_, first, deposit)), Some((_, last, last_deposit))) = (costs.first(), costs.last()) else {
            continue;
        };
        assert_eq!((deposit, first.proof_size()), (last_deposit, last.proof_size()));
        assert!(first.ref_time().abs_diff(last.ref_time()) * 50 <= first.ref_time(), "{first:?} {last:?}");
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_an_offer_of_a_catalogue_is_for_the_record_whatever_editions_come() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let (record, _) = open(&mut world, &cast.ada, &tree(1..=5));
    let terms = world.terms(&cast.ada, None, true);
    let per_unit = story::protocol::NewOffer { record, terms, unit_price: 10, unit: 1, ..Default::default() };
    let offer = world.make_offer(&cast.ada, &per_unit);
    let buyer = address(cast.orion.address());
    let quote = Offers::quoteCall { offer, quantity: 0, selection: B256::ZERO, buyer, referrer: Default::default() };
    assert_eq!(world.view(world.protocol.offers, &quote).total, 350);
    world.send(&cast.ada, catalogues, &next_edition(record, &tree(1..=8), 5, NO_SALT));
    assert_eq!(world.view(world.protocol.offers, &quote).total, 350);
    world.buy(&cast.orion, offer);
}
