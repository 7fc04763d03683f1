//! The registry's events, replayed from the first on, are its views.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{Address, B256, U256};
use chain::{Account, Receipt};
use ink_e2e::{ChainClient, Hub};
use rules::limits::ANSWER_WINDOW;
use scenarios::{
    BOND, Cast, World, digest,
    told::{Told, tell},
};
use std::collections::BTreeMap;
use story::{
    abi::{
        Arbitration, Catalogues,
        ProvenanceRegistry::{parentsCall, tokenURICall},
        Reservations,
    },
    calls::address,
    protocol::{NewRecord, record_id},
};

/// A life in which everything happens that a record can go through. Gives what happened.
fn life(world: &mut World<'_>, cast: &Cast) -> Vec<Receipt> {
    let protocol = world.protocol;
    let Cast { ada, ben, chloe, orion, arbiter, thief, .. } = cast;
    let mut receipts = Vec::new();
    for work in 1..=6 {
        let parents = if work > 4 { vec![(digest(1), 500), (digest(2), 0)] } else { Vec::new() };
        let uri = format!("ipfs://{work}");
        let new = NewRecord { parents, uri, metadata: [work as u8; 32], ..NewRecord::new(digest(work), ada) };
        receipts.push(world.register(ada, &new).receipt);
    }
    // A thief's provisional record is taken over; another's becomes final by itself.
    let new = NewRecord { units: 7, uri: "ipfs://7".into(), ..NewRecord::new(digest(7), ben) };
    protocol.commit(world.chain, ben, &new, scenarios::SALT).unwrap();
    for work in [7, 8] {
        let stolen = NewRecord { kind: 0, uri: "thief".into(), ..NewRecord::new(digest(work), thief) };
        receipts.push(protocol.reveal(world.chain, thief, &stolen, [0; 32]).unwrap().receipt);
    }
    receipts.push(protocol.reveal(world.chain, ben, &new, scenarios::SALT).unwrap().receipt);
    // A batch.
    let work = |work: u64| Catalogues::Work {
        record: record_id(&digest(work)),
        kind: 1,
        units: 2,
        origin: 3,
        metadata: B256::repeat_byte(work as u8),
        uri: "ipfs://batch".into(),
        parents: Vec::new(),
    };
    let many = Catalogues::registerManyCall {
        works: vec![work(20), work(21)],
        owner: address(chloe.address()),
        salt: B256::repeat_byte(7),
    };
    receipts.push(world.reveal(chloe, protocol.catalogues, &many).receipt);
    // What owners say.
    let id = |work: u64| record_id(&digest(work));
    let own = protocol.reservations;
    let manager = address(orion.address());
    for work in [1, 2, 3] {
        receipts.push(world.send(ada, own, &Reservations::setManagerCall { record: id(work), manager }).receipt);
        receipts.push(world.send(ada, own, &Reservations::withdrawCall { record: id(work), notice: 90 }).receipt);
    }
    receipts.push(world.send(ada, own, &Reservations::reinstateCall { record: id(2) }).receipt);
    receipts.push(world.transfer(protocol.registry, ada, ben, id(3)));
    // One challenge is rejected, one passes, one strikes, one stays open.
    let judge = protocol.arbitration;
    let challenge = |world: &mut World<'_>, who: &Account, work: u64| {
        let call = Arbitration::openChallengeCall { record: id(work), evidence: B256::repeat_byte(work as u8) };
        world.pay(who, judge, &call, BOND)
    };
    let opened: Vec<_> = [4, 5, 6, 1].map(|work| challenge(world, chloe, work)).into_iter().collect();
    world.chain.advance_time(ANSWER_WINDOW);
    for (decision, done) in opened.iter().take(3).enumerate() {
        let heir = if decision == 2 { address(orion.address()) } else { Address::ZERO };
        let call = Arbitration::decideChallengeCall { challenge: done.value, decision: decision as u8, heir };
        receipts.push(done.receipt.clone());
        receipts.push(world.send(arbiter, judge, &call).receipt);
    }
    receipts.push(opened[3].receipt.clone());
    // The heir registers anew what was struck.
    let anew = NewRecord { uri: "ipfs://anew".into(), ..NewRecord::new(digest(6), orion) };
    receipts.push(world.register(orion, &anew).receipt);
    receipts
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x6_the_registrys_events_replayed_are_its_views() {
    let (mut world, cast) = World::new(client.chain());
    let receipts = life(&mut world, &cast);
    let registry = world.protocol.registry;
    let mut told = BTreeMap::new();
    for receipt in &receipts {
        tell(&mut told, receipt, registry);
    }
    assert_eq!(told.len(), 10);
    let mut balances = BTreeMap::<Address, u64>::new();
    for (id, Told { record, uri, parents }) in &told {
        assert_eq!(world.record(*id), *record, "record {id}");
        assert_eq!(world.view(registry, &tokenURICall { tokenId: *id }), *uri);
        assert_eq!(world.view(registry, &parentsCall { record: *id, generation: record.generation }), *parents);
        assert_eq!(world.owner_of(registry, *id), record.owner);
        *balances.entry(record.owner).or_default() += 1;
    }
    for who in cast.everybody() {
        let expected = balances.get(&address(who.address())).copied().unwrap_or_default();
        assert_eq!(world.balance_of(registry, who), expected, "{}", who.name());
    }
    let supply = world.protocol.total_supply(world.chain, registry).unwrap();
    assert_eq!(supply, U256::from(told.len()));
    // Everything was there: generations, each standing, a manager, a withdrawal.
    let records = || told.values().map(|told| &told.record);
    assert!(records().any(|record| record.generation == 2 && record.parents == 0));
    assert!(records().any(|record| record.standing == 1) && records().any(|record| record.withdrawn_from > 0));
    assert!(records().any(|record| record.deputy != Address::ZERO));
}
