//! A thief who sees a pending reveal, and what comes of all they do in front of it.

use crate::support::{
    NO_SALT, SALT, batch, catalogue, commit, edition, entry, first_edition, id, next_edition, no_catalogue, no_edition,
    open, own_record, parents, question, record_of, reveal, root, told, told_of, tree,
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use chain::{Account, Chain, H160};
use ink_e2e::{ChainClient, Hub};
use scenarios::{Cast, World, digest};
use story::{
    abi::{Catalogues, ERC721, Offers, ProvenanceRegistry as Registry, Settlements},
    calls::{Done, address, send},
    protocol::{NewRecord, Protocol},
};

/// Asserts that a call within a block is refused with this error.
#[track_caller]
fn refused<E: SolError + PartialEq + std::fmt::Debug>(
    chain: &mut Chain,
    who: &Account,
    to: H160,
    call: &impl SolCall,
    error: E,
) {
    let Err(refused) = send(chain, who, to, call, 0) else { panic!("it is not refused") };
    assert_eq!(refused.error(), Some(error), "{refused}");
}

/// Sends a call that has to succeed within a block.
#[track_caller]
fn sent<C: SolCall>(chain: &mut Chain, who: &Account, to: H160, call: &C) -> Done<C::Return> {
    send(chain, who, to, call, 0).unwrap()
}

/// What a thief tries with a record that is theirs for the moment.
fn nothing_is_done_with(chain: &mut Chain, protocol: &Protocol, thief: &Account, record: U256, terms: B256) {
    let me = address(thief.address());
    let offer = story::protocol::NewOffer { record, terms, unit_price: 1, ..Default::default() }.call();
    refused(chain, thief, protocol.offers, &offer, Offers::RecordProvisional { record });
    let payees = vec![Settlements::Payee { account: me, share: 10_000 }];
    let split = Settlements::setSplitCall { record, payees };
    refused(chain, thief, protocol.settlements, &split, Settlements::RecordProvisional { record });
    let approve = ERC721::approveCall { approved: me, tokenId: record };
    refused(chain, thief, protocol.registry, &approve, Registry::RecordProvisional { record });
    let transfer = ERC721::transferFromCall { from: me, to: Address::repeat_byte(9), tokenId: record };
    refused(chain, thief, protocol.registry, &transfer, Registry::RecordProvisional { record });
}

/// Asserts that a record is its owner's in a second generation, final, and as old as the
/// commitment.
#[track_caller]
fn taken_over(world: &World<'_>, record: U256, owner: &Account, priority: u64) {
    let found = world.record(record);
    assert_eq!(found.owner, address(owner.address()));
    assert_eq!((found.epoch, found.generation), (2, 2));
    assert_eq!((found.priority, found.committed, found.provisional), (priority, true, false));
    assert_eq!((found.catalogue, found.deputy, found.standing), (U256::ZERO, Address::ZERO, 0));
    assert_eq!((found.parents, found.parents_share), (0, 0));
    assert_eq!(parents(world, record, 2), []);
    let registry = world.protocol.registry;
    assert_eq!(world.view(registry, &ERC721::getApprovedCall { tokenId: record }), Address::ZERO);
    assert_eq!(world.owner_of(registry, record), address(owner.address()));
}

fn both(cast: &Cast) -> (Address, Address) {
    (address(cast.thief.address()), address(cast.ada.address()))
}

// ------------------------------------------------------------------------------------ catalogues

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_who_copies_a_catalogues_reveal_gains_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, thief) = (world.protocol, &cast.thief);
    let terms = world.terms(thief, None, true);
    let (works, longer) = (tree(1..=5), tree(1..=9));
    let (call, record) = (first_edition(&works, &cast.ada, SALT), record_of(&works));
    let made = commit(&mut world, &cast.ada, protocol.catalogues, &call);
    world.chain.next_block();

    // What the thief would have: the same root, and all else to their liking.
    let loot = Catalogues::registerCatalogueCall {
        count: 4,
        kind: 0,
        units: 77,
        origin: 0,
        metadata: B256::repeat_byte(9),
        uri: "https://thief.example".into(),
        ..first_edition(&works, thief, SALT)
    };
    let before = world.chain.contracts();
    let done = world.chain.in_one_block(|chain| {
        let to = protocol.catalogues;
        // The calldata as it is, and with the thief as owner: neither was committed to by them.
        refused(chain, thief, to, &call, Registry::CommitmentMissing {});
        let mine = Catalogues::registerCatalogueCall { owner: loot.owner, ..call.clone() };
        refused(chain, thief, to, &mine, Registry::CommitmentMissing {});
        assert!(chain.contracts() == before);
        // A commitment in this block is too young to be revealed.
        let commitment = Protocol::commitment_to(to, thief.address(), &loot);
        sent(chain, thief, protocol.registry, &Registry::commitCall { commitment });
        refused(chain, thief, to, &loot, Registry::CommitmentTooYoung {});
        // Without one they get a catalogue, but not one that does anything.
        sent(chain, thief, to, &Catalogues::registerCatalogueCall { salt: NO_SALT, ..loot.clone() });
        nothing_is_done_with(chain, &protocol, thief, record, terms);
        let provisional = Catalogues::RecordProvisional { record };
        refused(chain, thief, to, &next_edition(record, &longer, 5, NO_SALT), provisional.clone());
        refused(chain, thief, to, &own_record(record, (1, 1), &works, 0, 1), provisional);
        // And here comes the reveal.
        sent(chain, &cast.ada, to, &call)
    });
    let (thiefs, owner) = both(&cast);
    let registered = Registry::Registered {
        record,
        owner,
        generation: 2,
        kind: 5,
        units: 35,
        origin: 2,
        metadata: B256::repeat_byte(3),
        uri: call.uri.clone(),
        parents: vec![],
        priority: made.0,
        committed: true,
        catalogue: U256::ZERO,
    };
    let added = Catalogues::EditionAdded {
        catalogue: record,
        generation: 2,
        edition: 1,
        root: root(&works),
        count: 5,
        units: 35,
        metadata: B256::repeat_byte(3),
        uri: call.uri.clone(),
        priority: made.0,
        committed: true,
    };
    let mut expected = told_of(protocol.registry, thiefs, registered).to_vec();
    expected.push(told(protocol.catalogues, &added));
    assert_eq!(done.receipt.events, expected);

    taken_over(&world, record, &cast.ada, made.0);
    assert_eq!(world.balance_of(protocol.registry, thief), 0);
    let expected = Catalogues::Catalogue { generation: 2, editions: 1, count: 5, root: root(&works) };
    assert_eq!(catalogue(&world, record), expected);
    let expected = Catalogues::Edition {
        root: root(&works),
        count: 5,
        units: 35,
        metadata: B256::repeat_byte(3),
        priority: made.0,
        block: made.1,
        committed: true,
    };
    assert_eq!(edition(&world, record, 1), expected);
    assert_eq!(edition(&world, record, 2), no_edition());
    // Their own commitment is old enough by now, and too late; and they own nothing.
    world.refused(thief, protocol.catalogues, &loot, Registry::RecordExists { record });
    let no_owner = Catalogues::NotOwner { caller: thiefs };
    world.refused(thief, protocol.catalogues, &next_edition(record, &longer, 5, NO_SALT), no_owner);
    // The owner does with it what one does.
    world.send(&cast.ada, protocol.catalogues, &next_edition(record, &longer, 5, NO_SALT));
    world.send(&cast.ada, protocol.catalogues, &own_record(record, (2, 1), &longer, 0, 1));
    let offer = world.offer(&cast.ada, record, 5);
    world.buy(&cast.orion, offer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_root_that_a_thief_registers_as_a_work_is_taken_over() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, thief) = (world.protocol, &cast.thief);
    let parent = world.work(thief, 90);
    for (first, in_batch) in [(1, false), (11, true)] {
        let works = tree(first..first + 5);
        let (call, record) = (first_edition(&works, &cast.ada, SALT), record_of(&works));
        let made = commit(&mut world, &cast.ada, protocol.catalogues, &call);
        world.chain.next_block();
        world.chain.in_one_block(|chain| {
            if in_batch {
                let parents = vec![crate::support::link(parent, 10_000)];
                let work = Catalogues::Work { record, parents, ..entry(1) };
                sent(chain, thief, protocol.catalogues, &batch(vec![work], thief, NO_SALT));
            } else {
                let parents = vec![(digest(90), 10_000)];
                let work = NewRecord { parents, ..NewRecord::new(record.to_be_bytes(), thief) };
                sent(chain, thief, protocol.registry, &work.call([0; 32]));
            }
            sent(chain, &cast.ada, protocol.catalogues, &call)
        });
        taken_over(&world, record, &cast.ada, made.0);
        let expected = Catalogues::Catalogue { generation: 2, editions: 1, count: 5, root: root(&works) };
        assert_eq!(catalogue(&world, record), expected);
        world.send(&cast.ada, protocol.catalogues, &own_record(record, (1, 1), &works, 2, first + 2));
    }
    assert_eq!(world.balance_of(protocol.registry, thief), 1);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_thiefs_catalogue_is_gone_where_a_work_takes_it_over() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, thief) = (world.protocol, &cast.thief);
    let works = tree(1..=5);
    let record = record_of(&works);
    // Ada's file has just the digest that a root has: the thief saw it, and says it is one.
    let work = NewRecord::new(record.to_be_bytes(), &cast.ada).call(SALT.0);
    let (at, _) = commit(&mut world, &cast.ada, protocol.registry, &work);
    world.chain.next_block();
    world.chain.in_one_block(|chain| {
        sent(chain, thief, protocol.catalogues, &first_edition(&works, thief, NO_SALT));
        sent(chain, &cast.ada, protocol.registry, &work)
    });
    taken_over(&world, record, &cast.ada, at);
    assert_eq!(catalogue(&world, record), no_catalogue());
    assert_eq!(edition(&world, record, 1), no_edition());
    let leaf = own_record(record, (1, 1), &works, 0, 1);
    assert!(!world.view(protocol.catalogues, &question(&leaf)));
    for who in [thief, &cast.ada] {
        world.refused(who, protocol.catalogues, &leaf, Catalogues::NotCatalogue { record });
    }
}

// ---------------------------------------------------------------------------------------- batches

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_who_copies_a_batchs_reveal_gains_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, thief) = (world.protocol, &cast.thief);
    let terms = world.terms(thief, None, true);
    world.work(thief, 90);
    // The thief has a catalogue ready, to add whatever works they see.
    let (net, _) = open(&mut world, thief, &tree(91..=93));
    let call = batch((1..=5).map(entry).collect(), &cast.ada, SALT);
    let (at, _) = commit(&mut world, &cast.ada, protocol.catalogues, &call);
    world.chain.next_block();

    let catch = tree([91, 92, 93, 4]);
    let fresh = tree([5, 94]);
    let mine = batch(call.works.clone(), thief, SALT);
    let before = world.chain.contracts();
    let done = world.chain.in_one_block(|chain| {
        let to = protocol.catalogues;
        refused(chain, thief, to, &call, Registry::CommitmentMissing {});
        refused(chain, thief, to, &mine, Registry::CommitmentMissing {});
        assert!(chain.contracts() == before);
        let commitment = Protocol::commitment_to(to, thief.address(), &mine);
        sent(chain, thief, protocol.registry, &Registry::commitCall { commitment });
        refused(chain, thief, to, &mine, Registry::CommitmentTooYoung {});
        // Work 1 alone, with a parent of the thief's; 2 and 3 in a batch.
        let work = NewRecord { parents: vec![(digest(90), 10_000)], ..NewRecord::new(digest(1), thief) };
        sent(chain, thief, protocol.registry, &work.call([0; 32]));
        sent(chain, thief, to, &batch([3, 2].map(entry).to_vec(), thief, NO_SALT));
        // Work 4 out of the catalogue that was there before, by an edition that has it.
        sent(chain, thief, to, &next_edition(net, &catch, 3, NO_SALT));
        sent(chain, thief, to, &own_record(net, (2, 2), &catch, 3, 4));
        // Work 5 out of one that is new: it does nothing yet.
        sent(chain, thief, to, &first_edition(&fresh, thief, NO_SALT));
        let record = record_of(&fresh);
        refused(chain, thief, to, &own_record(record, (1, 1), &fresh, 0, 5), Catalogues::RecordProvisional { record });
        for work in 1..=4 {
            nothing_is_done_with(chain, &protocol, thief, id(work), terms);
        }
        sent(chain, &cast.ada, to, &call)
    });
    let (thiefs, owner) = both(&cast);
    let from = |work: u64| if work == 5 { Address::ZERO } else { thiefs };
    let moved: Vec<_> =
        (1..=5).map(|work| ERC721::Transfer { from: from(work), to: owner, tokenId: id(work) }).collect();
    assert_eq!(done.events::<ERC721::Transfer>().collect::<Vec<_>>(), moved);
    for work in 1..=4 {
        taken_over(&world, id(work), &cast.ada, at);
        let (found, entry) = (world.record(id(work)), entry(work));
        assert_eq!((found.kind, found.units, found.origin), (entry.kind, entry.units, entry.origin));
        assert_eq!(found.metadata, entry.metadata);
    }
    assert_eq!((world.record(id(5)).owner, world.record(id(5)).generation), (owner, 1));
    assert_eq!(world.balance_of(protocol.registry, &cast.ada), 5);
    // Work 90 and two catalogues are the thief's own.
    assert_eq!(world.balance_of(protocol.registry, thief), 3);

    // Neither their commitment nor their catalogue gets them anything later.
    let exists = Registry::WorkRefused { position: 0, error: Registry::RecordExists::SELECTOR.into() };
    world.refused(thief, protocol.catalogues, &mine, exists);
    world.chain.advance_time(3_601);
    let leaf = own_record(net, (2, 2), &catch, 3, 4);
    world.refused(thief, protocol.catalogues, &leaf, Registry::RecordExists { record: id(4) });
    let leaf = own_record(record_of(&fresh), (1, 1), &fresh, 0, 5);
    world.refused(thief, protocol.catalogues, &leaf, Registry::RecordExists { record: id(5) });
    for work in 1..=5 {
        world.offer(&cast.ada, id(work), 5);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_batch_that_finds_one_final_record_takes_nothing_over() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let call = batch((1..=3).map(entry).collect(), &cast.ada, SALT);
    commit(&mut world, &cast.ada, catalogues, &call);
    world.provisional(&cast.thief, 1);
    world.work(&cast.ben, 2);
    let error = Registry::WorkRefused { position: 1, error: Registry::RecordExists::SELECTOR.into() };
    world.refused(&cast.ada, catalogues, &call, error);
    assert_eq!(world.owner_of(world.protocol.registry, id(1)), address(cast.thief.address()));
    // Her commitment is still open, but it is for all three.
    let rest = batch([1, 3].map(entry).to_vec(), &cast.ada, SALT);
    let (at, _) = commit(&mut world, &cast.ada, catalogues, &rest);
    let error = Registry::WorkRefused { position: 0, error: Registry::RecordExists::SELECTOR.into() };
    world.refused(&cast.ada, catalogues, &rest, error);
    assert!(at > world.record(id(1)).priority, "a younger commitment takes nothing over");
}

// ----------------------------------------------------------------------------------------- leaves

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_leaf_takes_over_what_a_thief_registered_after_the_catalogue() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, thief) = (world.protocol, &cast.thief);
    let works = tree(1..=5);
    let (record, made) = open(&mut world, &cast.ada, &works);
    world.chain.advance_time(100_000);
    world.provisional(thief, 3);
    world.send(thief, protocol.catalogues, &batch(vec![entry(4)], thief, NO_SALT));
    for index in [2, 3] {
        let done = world.send(&cast.ada, protocol.catalogues, &own_record(record, (1, 1), &works, index, index + 1));
        let (from, to) = both(&cast);
        let moved = ERC721::Transfer { from, to, tokenId: id(index + 1) };
        assert_eq!(done.events::<ERC721::Transfer>().collect::<Vec<_>>(), [moved]);
        let found = world.record(id(index + 1));
        assert_eq!((found.owner, found.epoch, found.generation), (to, 2, 2));
        assert_eq!((found.priority, found.committed, found.provisional), (made.0, true, false));
        assert_eq!((found.catalogue, found.units), (record, 1_001 + index));
    }
    assert_eq!(world.balance_of(protocol.registry, thief), 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_leaf_takes_over_nothing_that_was_there_before_its_edition() {
    let (mut world, cast) = World::new(client.chain());
    let protocol = world.protocol;
    let works = tree(1..=5);
    world.provisional(&cast.ben, 1);
    let (record, _) = open(&mut world, &cast.ada, &works);
    let leaf = own_record(record, (1, 1), &works, 0, 1);
    world.refused(&cast.ada, protocol.catalogues, &leaf, Registry::RecordExists { record: id(1) });
    // An edition that nobody committed to is no older than what comes within its hour.
    let longer = tree(1..=7);
    world.send(&cast.ada, protocol.catalogues, &next_edition(record, &longer, 5, NO_SALT));
    world.provisional(&cast.ben, 6);
    let leaf = own_record(record, (2, 2), &longer, 5, 6);
    world.refused(&cast.ada, protocol.catalogues, &leaf, Registry::RecordExists { record: id(6) });
    // Nor does a later edition give an older one's place to it.
    let (_, made) = reveal(&mut world, &cast.ada, &next_edition(record, &tree(1..=9), 7, SALT));
    assert!(made.0 > world.record(id(6)).priority);
    let leaf = own_record(record, (3, 3), &tree(1..=9), 5, 6);
    world.refused(&cast.ada, protocol.catalogues, &leaf, Catalogues::NotFirstEdition { edition: 3 });
    world.chain.advance_time(3_601);
    for work in [1, 6] {
        world.offer(&cast.ben, id(work), 5);
    }
}
