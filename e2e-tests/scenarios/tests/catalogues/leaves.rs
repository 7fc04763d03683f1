//! Works of catalogues: what proves that they are in one, and the records of their own.

use crate::support::{
    Leaves, NO_SALT, SALT, age, edition, first_edition, id, leaf, next_edition, open, own_record, parents, question,
    record_of, reveal, told, told_of, tree,
};
use alloy_primitives::{Address, B256, U256};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::limits::COMMIT_TTL;
use scenarios::World;
use story::{
    abi::{Catalogues, LicenceToken, Offers, ProvenanceRegistry as Registry},
    calls::address,
    protocol::Question,
};

// ------------------------------------------------------------------------------------- proofs

/// Whether an edition has what a registration says that it has.
fn is_there(world: &World<'_>, call: &Catalogues::registerLeafCall) -> bool {
    world.view(world.protocol.catalogues, &question(call))
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_a_work_is_proved_in_its_place_of_its_edition_only() {
    let (mut world, cast) = World::new(client.chain());
    let editions = [tree(1..=3), tree(1..=5), tree(1..=8)];
    let (record, _) = open(&mut world, &cast.ada, &editions[0]);
    for [before, works] in [[&editions[0], &editions[1]], [&editions[1], &editions[2]]] {
        reveal(&mut world, &cast.ada, &next_edition(record, works, before.count(), SALT));
    }
    for (number, works) in (1..).zip(&editions) {
        for index in 0..works.count() {
            let call = own_record(record, (number, 1), works, index, index + 1);
            assert!(is_there(&world, &call), "{index} of {number}");
            for other in (0..5).filter(|other| *other != number) {
                let call = Catalogues::registerLeafCall { edition: other, ..call.clone() };
                assert!(!is_there(&world, &call), "{index} of {number} is in {other}");
            }
            for place in (0..9).chain([u64::MAX]).filter(|place| *place != index) {
                let call = Catalogues::registerLeafCall { index: place, ..call.clone() };
                assert!(!is_there(&world, &call), "{index} of {number} is at {place}");
            }
        }
    }
}

/// All ways in which what is said of a work can be wrong.
fn altered(call: &Catalogues::registerLeafCall) -> Vec<Catalogues::registerLeafCall> {
    let with_proof = |proof: Vec<B256>| Catalogues::registerLeafCall { proof, ..call.clone() };
    let mut flipped = call.proof.clone();
    flipped[0].0[0] ^= 1;
    vec![
        Catalogues::registerLeafCall { record: id(77), ..call.clone() },
        Catalogues::registerLeafCall { kind: call.kind + 1, ..call.clone() },
        Catalogues::registerLeafCall { origin: call.origin + 1, ..call.clone() },
        Catalogues::registerLeafCall { units: call.units + 1, ..call.clone() },
        Catalogues::registerLeafCall { metadata: B256::ZERO, ..call.clone() },
        Catalogues::registerLeafCall { index: call.index + 1, ..call.clone() },
        with_proof(vec![]),
        with_proof(flipped),
        with_proof(call.proof[1..].to_vec()),
        with_proof([&call.proof[..], &[B256::ZERO]].concat()),
        with_proof(call.proof.iter().rev().copied().collect()),
    ]
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_a_leaf_says_every_field_of_its_record() {
    let (mut world, cast) = World::new(client.chain());
    let works = tree(1..=5);
    let (record, _) = open(&mut world, &cast.ada, &works);
    let call = own_record(record, (1, 1), &works, 1, 2);
    for altered in altered(&call) {
        assert!(!is_there(&world, &altered));
        world.refused(&cast.ada, world.protocol.catalogues, &altered, Catalogues::ProofInvalid {});
    }
    let edition = Catalogues::registerLeafCall { edition: 2, ..call.clone() };
    let unknown = Catalogues::EditionUnknown { edition: 2 };
    world.refused(&cast.ada, world.protocol.catalogues, &edition, unknown);
    world.send(&cast.ada, world.protocol.catalogues, &call);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_an_inner_node_is_no_work() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let works = tree(1..=4);
    let hashes = works.leaf_hashes().to_vec();
    let left = tree(1..=2).root().unwrap();
    let right = tree(3..=4).root().unwrap();
    // Said as it is, and as if the two inner nodes were all its works.
    let (honest, _) = open(&mut world, &cast.ada, &works);
    let call = Catalogues::registerCatalogueCall { count: 2, ..first_edition(&works, &cast.ben, SALT) };
    // The root has one record, so the second is refused.
    let exists = Registry::RecordExists { record: honest };
    world.refused(&cast.ben, catalogues, &Catalogues::registerCatalogueCall { salt: NO_SALT, ..call }, exists);
    let lied = tree(11..=14);
    let call = Catalogues::registerCatalogueCall { count: 2, ..first_edition(&lied, &cast.ben, SALT) };
    reveal(&mut world, &cast.ben, &call);
    let lied_right = tree(13..=14).root().unwrap();
    let lied_left = tree(11..=12).root().unwrap();

    let node = |catalogue: U256, node: [u8; 32], sibling: [u8; 32]| Catalogues::registerLeafCall {
        record: U256::from_be_bytes(node),
        proof: vec![sibling.into()],
        ..own_record(catalogue, (1, 1), &works, 0, 1)
    };
    let halves = |catalogue: U256, [one, two]: [[u8; 32]; 2], sibling: [u8; 32]| Catalogues::registerLeafCall {
        // The preimage of a node, laid over the fields of a leaf.
        kind: two[0],
        origin: two[1],
        units: u64::from_be_bytes(two[2..10].try_into().unwrap()),
        metadata: B256::from_slice(&[&two[10..], &[0; 10]].concat()),
        ..node(catalogue, one, sibling)
    };
    let lied_record = record_of(&lied);
    for (who, call) in [
        (&cast.ada, node(honest, left, right)),
        (&cast.ada, halves(honest, [hashes[0], hashes[1]], right)),
        (&cast.ada, halves(honest, [left, right], right)),
        (&cast.ben, node(lied_record, lied_left, lied_right)),
        (&cast.ben, halves(lied_record, [lied.leaf_hashes()[0], lied.leaf_hashes()[1]], lied_right)),
        // The real works of a catalogue that said it had fewer cannot be proved either.
        (&cast.ben, own_record(lied_record, (1, 1), &lied, 0, 11)),
    ] {
        assert!(!is_there(&world, &call));
        world.refused(who, catalogues, &call, Catalogues::ProofInvalid {});
    }
    // The root itself is no work of a catalogue of one.
    let mut one = node(honest, works.root().unwrap(), right);
    one.proof.clear();
    world.refused(&cast.ada, catalogues, &one, Catalogues::ProofInvalid {});
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_the_last_work_is_not_there_twice() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    // In some trees an odd leaf at the end stands for two: then index 3 would have work 3, too.
    let works = tree(1..=3);
    let (record, _) = open(&mut world, &cast.ada, &works);
    let first_two = B256::from(tree(1..=2).root().unwrap());
    let last = B256::from(works.leaf_hashes()[2]);
    for proof in [vec![last, first_two], vec![first_two], vec![first_two, last], vec![last], vec![]] {
        let call = Catalogues::registerLeafCall { index: 3, proof, ..own_record(record, (1, 1), &works, 2, 3) };
        assert!(!is_there(&world, &call));
        world.refused(&cast.ada, catalogues, &call, Catalogues::ProofInvalid {});
    }
    // Nor is its place that of the tree in which it is repeated.
    let repeated = tree([1, 2, 3, 3]);
    let call = own_record(record, (1, 1), &repeated, 2, 3);
    world.refused(&cast.ada, catalogues, &call, Catalogues::ProofInvalid {});
    // A work that really is in two places has one record.
    let (twice, _) = open(&mut world, &cast.ada, &repeated);
    world.send(&cast.ada, catalogues, &own_record(twice, (1, 1), &repeated, 2, 3));
    let again = own_record(twice, (1, 1), &repeated, 3, 3);
    assert!(is_there(&world, &again));
    world.refused(&cast.ada, catalogues, &again, Registry::RecordExists { record: id(3) });
}

// ------------------------------------------------------------------------------------- records

/// Asserts what the record of a work is that a catalogue's owner has just registered.
#[track_caller]
fn registers(
    world: &mut World<'_>,
    who: &chain::Account,
    call: &Catalogues::registerLeafCall,
    priority: u64,
    done: bool,
) {
    let receipt = world.send(who, world.protocol.catalogues, call).receipt;
    let owner = address(who.address());
    let registered = Registry::Registered {
        record: call.record,
        owner,
        generation: 1,
        kind: call.kind,
        units: call.units,
        origin: call.origin,
        metadata: call.metadata,
        uri: call.uri.clone(),
        parents: vec![],
        priority,
        committed: done,
        catalogue: call.catalogue,
    };
    let leaf = Catalogues::LeafRegistered {
        catalogue: call.catalogue,
        record: call.record,
        index: call.index,
        edition: call.first,
    };
    let mut expected = vec![told(world.protocol.catalogues, &leaf)];
    expected.extend(told_of(world.protocol.registry, Address::ZERO, registered));
    assert_eq!(receipt.events, expected);
    let found = world.record(call.record);
    assert_eq!((found.owner, found.epoch, found.generation), (owner, 1, 1));
    assert_eq!((found.kind, found.units, found.origin), (call.kind, call.units, call.origin));
    assert_eq!((found.metadata, found.catalogue), (call.metadata, call.catalogue));
    assert_eq!((found.priority, found.registered_at), (priority, receipt.timestamp));
    assert_eq!((found.committed, found.provisional), (done, !done));
    assert_eq!(parents(world, call.record, 1), []);
    let uri = world.view(world.protocol.registry, &Registry::tokenURICall { tokenId: call.record });
    assert_eq!(uri, call.uri);
    let (weight, deposit) = (receipt.contract_weight, receipt.deposit);
    println!("registerLeaf: {} us, {} proof, deposit {deposit}", weight.ref_time() / 1_000_000, weight.proof_size());
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_work_of_a_committed_edition_is_final_at_once_and_sells() {
    let (mut world, cast) = World::new(client.chain());
    let works = tree(1..=100);
    let (record, made) = open(&mut world, &cast.ada, &works);
    for index in [0, 41, 99] {
        registers(&mut world, &cast.ada, &own_record(record, (1, 1), &works, index, index + 1), made.0, true);
    }
    // It is offered and sold like any record, and the price is its owner's.
    let offer = world.offer(&cast.ada, id(42), TOKEN);
    let before = world.chain.balance(cast.ada.address());
    let licence = world.buy(&cast.orion, offer).value;
    assert_eq!(world.chain.balance(cast.ada.address()), before + TOKEN);
    let sold = world.view(world.protocol.licence_token, &LicenceToken::licenceCall { licence });
    assert_eq!((sold.core.record, sold.core.generation, sold.core.price), (id(42), 1, TOKEN));
    let at = world.chain.now();
    let question = Question { licence, record: id(42), account: cast.orion.address(), user: 1, uses: 1, at };
    assert_eq!(world.protocol.covers(world.chain, &question).unwrap(), 0);
    let of_another = Question { record: id(1), ..question };
    assert_eq!(world.protocol.covers(world.chain, &of_another).unwrap(), 2);
    // And so is the record itself.
    world.transfer(world.protocol.registry, &cast.ada, &cast.ben, id(42));
    assert_eq!(world.record(id(42)).catalogue, record);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_work_of_an_open_edition_is_final_when_the_edition_is_an_hour_old() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let (record, _) = open(&mut world, &cast.ada, &tree(1..=3));
    let works = tree(1..=8);
    let at = world.chain.now();
    world.send(&cast.ada, catalogues, &next_edition(record, &works, 3, NO_SALT));
    // Young: as provisional as any record that nobody committed to, for an hour of its own.
    registers(&mut world, &cast.ada, &own_record(record, (2, 2), &works, 3, 4), at, false);
    age(&mut world, at, COMMIT_TTL);
    registers(&mut world, &cast.ada, &own_record(record, (2, 2), &works, 4, 5), at, false);
    assert!(!world.record(id(5)).committed);
    // Old: the block is one later than the hour.
    assert!(world.chain.now() > at + COMMIT_TTL);
    registers(&mut world, &cast.ada, &own_record(record, (2, 2), &works, 5, 6), at, true);
    world.offer(&cast.ada, id(6), 5);
    let terms = world.terms(&cast.ada, None, true);
    let offer = story::protocol::NewOffer { record: id(5), terms, unit_price: 1, ..Default::default() }.call();
    let refusal = Offers::RecordProvisional { record: id(5) };
    world.refused(&cast.ada, world.protocol.offers, &offer, refusal);
    let registered = world.record(id(5)).registered_at;
    age(&mut world, registered, COMMIT_TTL + 1);
    world.send(&cast.ada, world.protocol.offers, &offer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_works_of_a_catalogue_that_nobody_committed_to_are_final_with_it() {
    let (mut world, cast) = World::new(client.chain());
    let works = tree(1..=5);
    let at = world.chain.now();
    world.send(&cast.ada, world.protocol.catalogues, &first_edition(&works, &cast.ada, NO_SALT));
    age(&mut world, at, COMMIT_TTL + 1);
    registers(&mut world, &cast.ada, &own_record(record_of(&works), (1, 1), &works, 2, 3), at, true);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_works_priority_is_that_of_the_first_edition_that_has_it() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let editions: [Leaves; 3] = [tree(1..=3), tree(1..=5), tree(1..=8)];
    let (record, first) = open(&mut world, &cast.ada, &editions[0]);
    world.chain.advance_time(5_000);
    let (_, second) = reveal(&mut world, &cast.ada, &next_edition(record, &editions[1], 3, SALT));
    world.chain.advance_time(5_000);
    let (_, third) = reveal(&mut world, &cast.ada, &next_edition(record, &editions[2], 5, SALT));
    assert!(first.0 + 5_000 < second.0 && second.0 + 5_000 < third.0);
    // Every other edition than the first is refused, wherever the proof is from.
    for (index, right) in [(0, 1), (2, 1), (3, 2), (4, 2), (5, 3), (7, 3)] {
        for number in right..=3 {
            for other in (0..=4).chain([u32::MAX]).filter(|other| *other != right) {
                let call = own_record(record, (number, other), &editions[number as usize - 1], index, index + 1);
                world.refused(&cast.ada, catalogues, &call, Catalogues::NotFirstEdition { edition: other });
            }
        }
    }
    // The proof can be of any edition that has the work.
    let of = |number: u32, first: u32, index: u64| {
        own_record(record, (number, first), &editions[number as usize - 1], index, index + 1)
    };
    registers(&mut world, &cast.ada, &of(1, 1, 0), first.0, true);
    registers(&mut world, &cast.ada, &of(3, 1, 2), first.0, true);
    registers(&mut world, &cast.ada, &of(2, 2, 3), second.0, true);
    registers(&mut world, &cast.ada, &of(3, 2, 4), second.0, true);
    registers(&mut world, &cast.ada, &of(3, 3, 7), third.0, true);
    assert_eq!(edition(&world, record, 2).priority, second.0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_work_with_a_final_record_is_refused_naming_it() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let works = tree(1..=5);
    // One that was there before, one that came later, one of the catalogue's own.
    world.work(&cast.ben, 1);
    let (record, made) = open(&mut world, &cast.ada, &works);
    world.work(&cast.ben, 2);
    registers(&mut world, &cast.ada, &own_record(record, (1, 1), &works, 2, 3), made.0, true);
    for work in 1..=3 {
        let call = own_record(record, (1, 1), &works, work - 1, work);
        world.refused(&cast.ada, catalogues, &call, Registry::RecordExists { record: id(work) });
        // The proof is good all the same: it is evidence.
        assert!(is_there(&world, &call));
    }
    assert!(world.record(id(2)).priority > made.0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r4_what_a_leaf_says_is_checked_like_a_registration() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, ada) = (world.protocol.catalogues, &cast.ada);
    let mut works = tree(1..=1);
    let bad = [
        rules::catalogue::Leaf { kind: 9, ..leaf(2) },
        rules::catalogue::Leaf { origin: 4, ..leaf(3) },
        rules::catalogue::Leaf { units: 0, ..leaf(4) },
        rules::catalogue::Leaf { digest: [0; 32], ..leaf(5) },
    ];
    bad.iter().for_each(|leaf| works.push(&leaf.to_bytes()));
    let (record, _) = open(&mut world, ada, &works);
    let call = |index: usize| {
        let leaf = bad[index];
        let of = own_record(record, (1, 1), &works, index as u64 + 1, index as u64 + 2);
        Catalogues::registerLeafCall {
            record: U256::from_be_bytes(leaf.digest),
            kind: leaf.kind,
            origin: leaf.origin,
            units: leaf.units,
            ..of
        }
    };
    for index in 0..4 {
        assert!(is_there(&world, &call(index)));
    }
    world.refused(ada, catalogues, &call(0), Registry::KindUnknown { kind: 9 });
    world.refused(ada, catalogues, &call(1), Registry::OriginUnknown { origin: 4 });
    world.refused(ada, catalogues, &call(2), Registry::UnitsZero {});
    world.refused(ada, catalogues, &call(3), Registry::DigestZero {});
    let good = own_record(record, (1, 1), &works, 0, 1);
    let with = Catalogues::registerLeafCall { uri: "u".repeat(161), ..good.clone() };
    world.refused(ada, catalogues, &with, Registry::UriTooLong {});
    let with = Catalogues::registerLeafCall { uri: "a b".into(), ..good.clone() };
    world.refused(ada, catalogues, &with, Registry::UriInvalid {});
    world.send(ada, catalogues, &good);
}
