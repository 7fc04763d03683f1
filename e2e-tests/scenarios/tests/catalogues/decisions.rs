//! What is left of a catalogue after a decision.

use crate::support::{
    NO_SALT, SALT, catalogue, edition, first_edition, id, next_edition, no_catalogue, no_edition, open, own_record,
    question, record_of, reveal, root, tree,
};
use alloy_primitives::{Address, B256, U256};
use chain::{Account, Chain, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{challenge::Decision, limits::ANSWER_WINDOW, standing::Standing};
use scenarios::{Cast, World, digest};
use story::{
    abi::{Arbitration, Catalogues, ProvenanceRegistry as Registry},
    blobs::Blobs,
    calls::address,
    protocol::{Arbiter, NewRecord, Protocol},
};

/// The contracts with an arbiter, who is the cast's deployer.
fn judged(chain: &mut Chain) -> (World<'_>, Cast) {
    let cast = Cast::default();
    for who in cast.everybody() {
        chain.endow(who, 100_000 * TOKEN);
    }
    let arbiter = Arbiter { account: cast.deployer.address(), bond: TOKEN };
    let protocol = Protocol::deploy_with(chain, &cast.deployer, &Blobs::load().unwrap(), arbiter).unwrap();
    protocol.bind(chain, &cast.deployer).unwrap();
    (World { chain, protocol }, cast)
}

/// Challenges a record. Gives the challenge's number.
fn challenge(world: &mut World<'_>, who: &Account, record: U256) -> u64 {
    let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(1) };
    world.pay(who, world.protocol.arbitration, &call, TOKEN).value
}

/// Lets the owner's time pass, and decides.
fn decide(world: &mut World<'_>, cast: &Cast, challenge: u64, decision: Decision, heir: Address) {
    world.chain.advance_time(ANSWER_WINDOW);
    let call = Arbitration::decideChallengeCall { challenge, decision: decision as u8, heir };
    world.send(&cast.deployer, world.protocol.arbitration, &call);
}

/// A catalogue of Ada's with 3, 5 and then 8 works, of which the second edition was not committed
/// to.
fn three_editions(world: &mut World<'_>, cast: &Cast) -> (U256, (u64, u32)) {
    let (record, made) = open(world, &cast.ada, &tree(1..=3));
    world.send(&cast.ada, world.protocol.catalogues, &next_edition(record, &tree(1..=5), 3, NO_SALT));
    reveal(world, &cast.ada, &next_edition(record, &tree(1..=8), 5, SALT));
    (record, made)
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_after_a_decision_the_first_edition_counts_and_no_other() {
    let (mut world, cast) = judged(client.chain());
    let (protocol, chloe) = (world.protocol, &cast.chloe);
    let (record, made) = three_editions(&mut world, &cast);
    let first = edition(&world, record, 1);
    world.send(&cast.ada, protocol.catalogues, &own_record(record, (1, 1), &tree(1..=3), 0, 1));
    let number = challenge(&mut world, chloe, record);
    // What is challenged is Ada's still.
    assert_eq!(catalogue(&world, record).editions, 3);
    world.send(&cast.ada, protocol.catalogues, &own_record(record, (3, 3), &tree(1..=8), 7, 8));
    decide(&mut world, &cast, number, Decision::Pass, Address::ZERO);

    assert_eq!(world.owner_of(protocol.registry, record), address(chloe.address()));
    let expected = Catalogues::Catalogue { generation: 2, editions: 1, count: 3, root: root(&tree(1..=3)) };
    assert_eq!(catalogue(&world, record), expected);
    assert_eq!(edition(&world, record, 1), first);
    assert_eq!((first.priority, first.block), made);
    assert_eq!([2, 3].map(|number| edition(&world, record, number)), [no_edition(), no_edition()]);
    let of = |number: u32, first: u32, works: u64, index: u64| {
        own_record(record, (number, first), &tree(1..=works), index, index + 1)
    };
    let is_there =
        |world: &World<'_>, call: &Catalogues::registerLeafCall| world.view(world.protocol.catalogues, &question(call));
    assert!(is_there(&world, &of(1, 1, 3, 1)));
    assert!(!is_there(&world, &of(2, 1, 5, 1)));
    assert!(!is_there(&world, &of(3, 1, 8, 1)));
    // Ada's other editions are gone for both.
    let unknown = |edition: u32| Catalogues::EditionUnknown { edition };
    world.refused(chloe, protocol.catalogues, &of(2, 2, 5, 3), unknown(2));
    world.refused(chloe, protocol.catalogues, &of(3, 1, 8, 1), unknown(3));
    world.refused(chloe, protocol.catalogues, &of(1, 2, 3, 1), Catalogues::NotFirstEdition { edition: 2 });
    let no_owner = Catalogues::NotOwner { caller: address(cast.ada.address()) };
    world.refused(&cast.ada, protocol.catalogues, &of(1, 1, 3, 1), no_owner.clone());
    world.refused(&cast.ada, protocol.catalogues, &next_edition(record, &tree(1..=9), 8, NO_SALT), no_owner);
    // What Ada took out before stays where it is.
    for work in [1, 8] {
        assert_eq!(world.record(id(work)).owner, address(cast.ada.address()));
    }
    world.refused(chloe, protocol.catalogues, &of(1, 1, 3, 0), Registry::RecordExists { record: id(1) });
    // Chloe goes on from the first, with works of her own.
    let after_eight = next_edition(record, &tree(1..=9), 8, NO_SALT);
    world.refused(chloe, protocol.catalogues, &after_eight, Catalogues::ProofInvalid {});
    let works = tree([1, 2, 3, 91, 92]);
    let (done, made) = reveal(&mut world, chloe, &next_edition(record, &works, 3, SALT));
    assert_eq!(done.value, 2);
    let told: Vec<_> =
        done.events::<Catalogues::EditionAdded>().map(|added| (added.generation, added.edition)).collect();
    assert_eq!(told, [(2, 2)]);
    let found = edition(&world, record, 2);
    assert_eq!((found.root, found.count, (found.priority, found.block)), (root(&works), 5, made));
    assert_eq!(edition(&world, record, 3), no_edition());
    world.send(chloe, protocol.catalogues, &own_record(record, (2, 2), &works, 4, 92));
    world.send(chloe, protocol.catalogues, &own_record(record, (2, 1), &works, 1, 2));
    assert_eq!(world.record(id(92)).priority, made.0);
    assert_eq!(world.record(id(2)).priority, first.priority);
    assert_eq!(world.record(id(2)).owner, address(chloe.address()));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_a_second_decision_leaves_the_first_edition_too() {
    let (mut world, cast) = judged(client.chain());
    let catalogues = world.protocol.catalogues;
    // Of a catalogue that nobody committed to.
    world.send(&cast.ada, catalogues, &first_edition(&tree(1..=3), &cast.ada, NO_SALT));
    let record = record_of(&tree(1..=3));
    world.chain.advance_time(3_601);
    let first = edition(&world, record, 1);
    let decisions = [(2, &cast.chloe, true), (3, &cast.ben, true), (3, &cast.orion, false)];
    for (evidence, (generation, who, decided)) in (1..).zip(decisions) {
        let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(evidence) };
        let number = world.pay(who, world.protocol.arbitration, &call, TOKEN).value;
        let decision = if decided { Decision::Pass } else { Decision::Reject };
        decide(&mut world, &cast, number, decision, Address::ZERO);
        assert_eq!(edition(&world, record, 1), first);
        let found = catalogue(&world, record);
        assert_eq!(found.generation, generation);
        if decided {
            assert_eq!((found.editions, found.count), (1, 3));
            world.send(who, catalogues, &next_edition(record, &tree(1..=4), 3, NO_SALT));
        }
        // A rejected challenge changes nothing.
        assert_eq!((catalogue(&world, record).editions, catalogue(&world, record).count), (2, 4));
    }
    assert_eq!(world.owner_of(world.protocol.registry, record), address(cast.ben.address()));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_a_struck_catalogue_does_nothing_until_its_heir_registers_it() {
    let (mut world, cast) = judged(client.chain());
    let (catalogues, chloe) = (world.protocol.catalogues, &cast.chloe);
    let (record, made) = three_editions(&mut world, &cast);
    let number = challenge(&mut world, chloe, record);
    decide(&mut world, &cast, number, Decision::Strike, address(chloe.address()));
    assert_eq!(world.record(record).standing, Standing::Struck as u8);
    for who in [&cast.ada, chloe, &cast.thief] {
        let more = next_edition(record, &tree(1..=9), 8, NO_SALT);
        world.refused(who, catalogues, &more, Catalogues::RecordStruck { record });
        let leaf = own_record(record, (1, 1), &tree(1..=3), 0, 1);
        world.refused(who, catalogues, &leaf, Catalogues::RecordStruck { record });
    }
    // Nobody else, and not without a commitment.
    for (who, salt) in [(&cast.ada, SALT), (&cast.thief, SALT), (chloe, NO_SALT)] {
        let call = first_edition(&tree(1..=3), who, salt);
        if salt == SALT {
            crate::support::commit(&mut world, who, catalogues, &call);
        }
        world.refused(who, catalogues, &call, Registry::RecordExists { record });
    }
    let (_, anew) = reveal(&mut world, chloe, &first_edition(&tree(1..=3), chloe, SALT));
    assert!(anew.0 > made.0);
    let expected = Catalogues::Catalogue { generation: 2, editions: 1, count: 3, root: root(&tree(1..=3)) };
    assert_eq!(catalogue(&world, record), expected);
    let found = edition(&world, record, 1);
    assert_eq!(((found.priority, found.block), found.committed), (anew, true));
    assert_eq!([2, 3].map(|number| edition(&world, record, number)), [no_edition(), no_edition()]);
    world.send(chloe, catalogues, &own_record(record, (1, 1), &tree(1..=3), 0, 1));
    assert_eq!(world.record(id(1)).priority, anew.0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_a_struck_catalogue_that_its_heir_registers_as_a_work_is_none() {
    let (mut world, cast) = judged(client.chain());
    let chloe = &cast.chloe;
    let (record, _) = three_editions(&mut world, &cast);
    let number = challenge(&mut world, chloe, record);
    decide(&mut world, &cast, number, Decision::Strike, address(chloe.address()));
    world.register(chloe, &NewRecord::new(record.to_be_bytes(), chloe));
    assert_eq!(world.record(record).generation, 2);
    assert_eq!(catalogue(&world, record), no_catalogue());
    assert_eq!(edition(&world, record, 1), no_edition());
    let leaf = own_record(record, (1, 1), &tree(1..=3), 0, 1);
    world.refused(chloe, world.protocol.catalogues, &leaf, Catalogues::NotCatalogue { record });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_a_struck_work_is_its_heirs_to_register_by_a_batch_and_by_nothing_else() {
    let (mut world, cast) = judged(client.chain());
    let (catalogues, chloe) = (world.protocol.catalogues, &cast.chloe);
    let (record, _) = open(&mut world, &cast.ada, &tree(1..=3));
    world.send(&cast.ada, catalogues, &own_record(record, (1, 1), &tree(1..=3), 1, 2));
    let number = challenge(&mut world, chloe, id(2));
    decide(&mut world, &cast, number, Decision::Strike, address(chloe.address()));
    // The catalogue's owner does not get it again.
    let leaf = own_record(record, (1, 1), &tree(1..=3), 1, 2);
    world.refused(&cast.ada, catalogues, &leaf, Registry::RecordExists { record: id(2) });
    let works = [1, 2].map(crate::support::entry).to_vec();
    reveal(&mut world, chloe, &crate::support::batch(works, chloe, SALT));
    let found = world.record(id(2));
    assert_eq!((found.owner, found.generation, found.catalogue), (address(chloe.address()), 2, U256::ZERO));
    assert_eq!(found.standing, Standing::Clear as u8);
    assert_eq!(digest(2), id(2).to_be_bytes::<32>());
}
