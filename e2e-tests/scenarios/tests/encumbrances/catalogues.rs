//! What a decision leaves of a catalogue: the module learns from the registry when a generation began.

use crate::binding::Bound;
use alloy_primitives::{B256, keccak256};
use ink_e2e::{ChainClient, Hub};
use rules::{challenge::Decision, merkle::Tree};
use scenarios::{Cast, SALT, digest};
use story::{
    abi::{Catalogues, ProvenanceRegistry as Registry},
    calls::address,
    protocol::{Protocol, record_id},
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_catalogue_that_changes_hands_by_a_decision_keeps_its_first_edition() {
    let mut bound = Bound::new(client.chain());
    let Cast { ben, delta, .. } = bound.cast.clone();
    let module = bound.world.protocol.catalogues;
    let tree = Tree::from_hashes(|bytes: &[u8]| keccak256(bytes).0, (1..=5).map(digest).collect());
    let (root, grown) = (tree.root_of_first(3).unwrap(), tree.root().unwrap());
    let register = Catalogues::registerCatalogueCall {
        root: root.into(),
        count: 3,
        owner: address(ben.address()),
        kind: 0,
        units: 3,
        origin: 0,
        metadata: B256::ZERO,
        uri: String::new(),
        salt: SALT.into(),
    };
    let commit = Registry::commitCall { commitment: Protocol::commitment_to(module, ben.address(), &register) };
    let committed_at = bound.world.send(&ben, bound.world.protocol.registry, &commit).receipt.timestamp;
    bound.world.send(&ben, module, &register);
    let catalogue = record_id(&root);
    let edition = Catalogues::addEditionCall {
        catalogue,
        root: grown.into(),
        count: 5,
        units: 5,
        metadata: B256::ZERO,
        uri: String::new(),
        proof: tree.consistency_proof(3).unwrap().iter().map(|hash| (*hash).into()).collect(),
        salt: B256::ZERO,
    };
    assert_eq!(bound.world.send(&ben, module, &edition).value, 2);
    let view = Catalogues::catalogueCall { record: catalogue };
    let state = |generation, editions, count, root: [u8; 32]| Catalogues::Catalogue {
        generation,
        editions,
        count,
        root: root.into(),
    };
    assert_eq!(bound.world.view(module, &view), state(1, 2, 5, grown));

    bound.challenge(&delta, catalogue);
    bound.world.chain.advance_time(7 * 86_400);
    bound.decide(1, Decision::Pass);
    assert_eq!(bound.world.record(catalogue).owner, address(delta.address()));
    // What the former owner added is gone; what was registered, with its priority, is the challenger's.
    assert_eq!(bound.world.view(module, &view), state(2, 1, 3, root));
    let first = bound.world.view(module, &Catalogues::editionCall { catalogue, edition: 1 });
    assert_eq!((first.root, first.count, first.priority), (root.into(), 3, committed_at));
    assert_eq!(bound.world.view(module, &Catalogues::editionCall { catalogue, edition: 2 }).count, 0);
    assert_eq!(bound.world.send(&delta, module, &edition).value, 2);
    assert_eq!(bound.world.view(module, &view), state(2, 2, 5, grown));
}
