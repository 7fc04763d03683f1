//! What becomes of a catalogue when its record begins a new generation: by a decision, by a
//! take-over, or by its heir.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolCall;
use chain::{Account, Chain, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{catalogue::Leaf, challenge::Decision, limits::COMMIT_TTL, merkle::Tree};
use scenarios::{Cast, World, digest};
use story::{
    abi::{Arbitration, Catalogues, ProvenanceRegistry as Registry},
    blobs::Blobs,
    calls::{Done, address, send},
    protocol::{Arbiter, NewRecord, Protocol, record_id},
};

const SALT: B256 = B256::repeat_byte(7);
const NO_SALT: B256 = B256::ZERO;

/// What a first challenge costs.
const BOND: u128 = 3 * TOKEN;

// --------------------------------------------------------------------------------------- catalogues

fn keccak(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

fn leaf(work: u64) -> Leaf {
    Leaf { digest: digest(work), kind: 0, origin: 0, units: 1 + work, metadata: [work as u8; 32] }
}

/// A tree with the chain's hash.
type Leaves = Tree<fn(&[u8]) -> [u8; 32]>;

/// A tree of the works below `count`.
fn tree(count: u64) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    (0..count).for_each(|work| tree.push(&leaf(work).to_bytes()));
    tree
}

fn root(count: u64) -> B256 {
    tree(count).root().unwrap().into()
}

fn hashes(hashes: Vec<[u8; 32]>) -> Vec<B256> {
    hashes.into_iter().map(B256::from).collect()
}

/// The record of a catalogue whose first edition has these many works.
fn id(count: u64) -> U256 {
    U256::from_be_bytes(root(count).0)
}

fn register(count: u64, owner: &Account, salt: B256) -> Catalogues::registerCatalogueCall {
    Catalogues::registerCatalogueCall {
        root: root(count),
        count,
        owner: address(owner.address()),
        kind: 0,
        units: 10 * count,
        origin: 0,
        metadata: B256::repeat_byte(count as u8),
        uri: "ipfs://edition".into(),
        salt,
    }
}

fn extend(catalogue: U256, from: u64, to: u64) -> Catalogues::addEditionCall {
    Catalogues::addEditionCall {
        catalogue,
        root: root(to),
        count: to,
        units: 10 * to,
        metadata: B256::repeat_byte(to as u8),
        uri: "ipfs://edition".into(),
        proof: hashes(tree(to).consistency_proof(from).unwrap()),
        salt: NO_SALT,
    }
}

/// The registration of the work at `index` of an edition of `count` works, that it is in first.
fn register_leaf(catalogue: U256, edition: u32, count: u64, index: u64) -> Catalogues::registerLeafCall {
    let leaf = leaf(index);
    Catalogues::registerLeafCall {
        catalogue,
        edition,
        first: edition,
        index,
        record: record_id(&leaf.digest),
        kind: leaf.kind,
        origin: leaf.origin,
        units: leaf.units,
        metadata: leaf.metadata.into(),
        uri: String::new(),
        proof: hashes(tree(count).inclusion_proof(index).unwrap()),
    }
}

fn verify(call: &Catalogues::registerLeafCall) -> Catalogues::verifyLeafCall {
    Catalogues::verifyLeafCall {
        catalogue: call.catalogue,
        edition: call.edition,
        index: call.index,
        record: call.record,
        kind: call.kind,
        origin: call.origin,
        units: call.units,
        metadata: call.metadata,
        proof: call.proof.clone(),
    }
}

fn catalogue(generation: u32, editions: u32, count: u64) -> Catalogues::Catalogue {
    let root = if count == 0 { B256::ZERO } else { root(count) };
    Catalogues::Catalogue { generation, editions, count, root }
}

/// Of what is no catalogue.
fn nothing() -> Catalogues::Catalogue {
    catalogue(0, 0, 0)
}

// -------------------------------------------------------------------------------------------- court

/// A chain with an arbiter: the deployer.
fn court(chain: &mut Chain) -> (World<'_>, Cast) {
    let cast = Cast::default();
    cast.everybody().into_iter().for_each(|who| chain.endow(who, 100_000 * TOKEN));
    let arbiter = Arbiter { account: cast.deployer.address(), bond: BOND };
    let blobs = Blobs::load().unwrap();
    let protocol = Protocol::deploy_with(chain, &cast.deployer, &blobs, arbiter).unwrap();
    protocol.bind(chain, &cast.deployer).unwrap();
    (World { chain, protocol }, cast)
}

fn ask(world: &World<'_>, record: U256) -> Catalogues::Catalogue {
    world.view(world.protocol.catalogues, &Catalogues::catalogueCall { record })
}

fn edition(world: &World<'_>, catalogue: U256, edition: u32) -> Catalogues::Edition {
    world.view(world.protocol.catalogues, &Catalogues::editionCall { catalogue, edition })
}

/// Commits to a call of the module of catalogues. Gives the time that counts.
fn commit(world: &mut World<'_>, who: &Account, call: &impl SolCall) -> u64 {
    let at = world.chain.now();
    let commitment = Protocol::commitment_to(world.protocol.catalogues, who.address(), call);
    world.send(who, world.protocol.registry, &Registry::commitCall { commitment });
    at
}

/// Commits to a call of the module of catalogues and makes it.
fn reveal<C: SolCall>(world: &mut World<'_>, who: &Account, call: &C) -> Done<C::Return> {
    commit(world, who, call);
    world.send(who, world.protocol.catalogues, call)
}

/// Opens a challenge. Gives its number.
fn challenge(world: &mut World<'_>, who: &Account, record: U256) -> u64 {
    let evidence = keccak256(who.address().0);
    let call = Arbitration::openChallengeCall { record, evidence };
    world.pay(who, world.protocol.arbitration, &call, BOND).value
}

/// Has the owner answer and the arbiter decide.
fn decide(world: &mut World<'_>, cast: &Cast, owner: &Account, challenge: u64, decision: Decision, heir: Address) {
    let arbitration = world.protocol.arbitration;
    let answer = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(8) };
    world.send(owner, arbitration, &answer);
    let call = Arbitration::decideChallengeCall { challenge, decision: decision as u8, heir };
    world.send(&cast.deployer, arbitration, &call);
}

/// A catalogue of Ben's of 3, then 6 works, the first edition committed to.
fn bens(world: &mut World<'_>, cast: &Cast) -> U256 {
    reveal(world, &cast.ben, &register(3, &cast.ben, SALT));
    let added = world.send(&cast.ben, world.protocol.catalogues, &extend(id(3), 3, 6));
    assert_eq!(added.value, 2);
    id(3)
}

// ---------------------------------------------------------------------------------------- decisions

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_pass_leaves_the_first_edition_and_gives_it_to_the_new_owner() {
    let (mut world, cast) = court(client.chain());
    let (catalogues, ada, ben) = (world.protocol.catalogues, &cast.ada, &cast.ben);
    let record = bens(&mut world, &cast);
    let first = edition(&world, record, 1);
    assert_eq!(ask(&world, record), catalogue(1, 2, 6));
    let number = challenge(&mut world, ada, record);
    decide(&mut world, &cast, ben, number, Decision::Pass, Address::ZERO);

    assert_eq!(ask(&world, record), catalogue(2, 1, 3));
    assert_eq!(edition(&world, record, 1), first);
    assert_eq!(edition(&world, record, 2).count, 0);
    let (of_first, of_second) = (register_leaf(record, 1, 3, 1), register_leaf(record, 2, 6, 4));
    assert!(world.view(catalogues, &verify(&of_first)));
    assert!(!world.view(catalogues, &verify(&of_second)));

    // Ben has nothing more to say, and what he added is gone.
    let not_owner = Catalogues::NotOwner { caller: address(ben.address()) };
    world.refused(ben, catalogues, &extend(record, 3, 6), not_owner.clone());
    world.refused(ben, catalogues, &of_first, not_owner);
    world.refused(ada, catalogues, &of_second, Catalogues::EditionUnknown { edition: 2 });
    let from_second = Catalogues::ProofInvalid {};
    world.refused(ada, catalogues, &extend(record, 6, 8), from_second);

    // Ada goes on from the first edition.
    world.send(ada, catalogues, &of_first);
    let leaf = world.record(of_first.record);
    assert_eq!((leaf.owner, leaf.priority), (address(ada.address()), first.priority));
    assert!(!leaf.provisional);
    let call = extend(record, 3, 5);
    let added = world.send(ada, catalogues, &call);
    assert_eq!(added.value, 2);
    let event = Catalogues::EditionAdded {
        catalogue: record,
        generation: 2,
        edition: 2,
        root: call.root,
        count: 5,
        units: 50,
        metadata: call.metadata,
        uri: call.uri,
        priority: added.receipt.timestamp,
        committed: false,
    };
    assert_eq!(added.events::<Catalogues::EditionAdded>().collect::<Vec<_>>(), [event]);
    assert_eq!(ask(&world, record), catalogue(2, 2, 5));
    assert!(!world.view(catalogues, &verify(&of_second)), "her second edition is not Ben's");

    // And again: what one generation added, the next has not.
    let number = challenge(&mut world, &cast.chloe, record);
    decide(&mut world, &cast, ada, number, Decision::Pass, Address::ZERO);
    assert_eq!(ask(&world, record), catalogue(3, 1, 3));
    assert_eq!(edition(&world, record, 1), first);
    assert_eq!(edition(&world, record, 2).count, 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_pass_leaves_a_first_edition_that_was_not_committed_to() {
    let (mut world, cast) = court(client.chain());
    let catalogues = world.protocol.catalogues;
    world.send(&cast.ben, catalogues, &register(3, &cast.ben, NO_SALT));
    let record = id(3);
    world.chain.advance_time(COMMIT_TTL);
    let first = edition(&world, record, 1);
    assert!(!first.committed);
    let number = challenge(&mut world, &cast.ada, record);
    decide(&mut world, &cast, &cast.ben, number, Decision::Pass, Address::ZERO);
    assert_eq!(ask(&world, record), catalogue(2, 1, 3));
    assert_eq!(edition(&world, record, 1), first);
    world.send(&cast.ada, catalogues, &register_leaf(record, 1, 3, 0));
    assert_eq!(world.record(record_id(&digest(0))).priority, first.priority);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn an_undecided_or_rejected_challenge_changes_no_catalogue() {
    let (mut world, cast) = court(client.chain());
    let catalogues = world.protocol.catalogues;
    let record = bens(&mut world, &cast);
    let number = challenge(&mut world, &cast.ada, record);
    assert_eq!(ask(&world, record), catalogue(1, 2, 6));
    world.send(&cast.ben, catalogues, &extend(record, 6, 7));
    world.send(&cast.ben, catalogues, &register_leaf(record, 1, 3, 2));
    decide(&mut world, &cast, &cast.ben, number, Decision::Reject, Address::ZERO);
    assert_eq!(ask(&world, record), catalogue(1, 3, 7));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_struck_catalogue_is_shown_and_does_nothing() {
    let (mut world, cast) = court(client.chain());
    let (catalogues, ben) = (world.protocol.catalogues, &cast.ben);
    let record = bens(&mut world, &cast);
    let number = challenge(&mut world, &cast.ada, record);
    decide(&mut world, &cast, ben, number, Decision::Strike, address(cast.chloe.address()));
    assert_eq!(ask(&world, record), catalogue(1, 2, 6));
    assert!(world.view(catalogues, &verify(&register_leaf(record, 2, 6, 4))));
    let struck = Catalogues::RecordStruck { record };
    for who in [ben, &cast.ada, &cast.chloe] {
        world.refused(who, catalogues, &extend(record, 6, 7), struck.clone());
        world.refused(who, catalogues, &register_leaf(record, 1, 3, 0), struck.clone());
    }
    // Nobody but the heir registers it anew, and they only by a commitment.
    let exists = Registry::RecordExists { record };
    for who in [ben, &cast.ada, &cast.chloe] {
        world.refused(who, catalogues, &register(3, who, NO_SALT), exists.clone());
    }
    let call = register(3, ben, SALT);
    commit(&mut world, ben, &call);
    world.refused(ben, catalogues, &call, exists);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_catalogue_that_its_heir_registers_anew_has_nothing_of_the_old() {
    let (mut world, cast) = court(client.chain());
    let (catalogues, heir) = (world.protocol.catalogues, &cast.chloe);
    let record = bens(&mut world, &cast);
    let number = challenge(&mut world, &cast.ada, record);
    decide(&mut world, &cast, &cast.ben, number, Decision::Strike, address(heir.address()));
    let call = Catalogues::registerCatalogueCall { units: 77, ..register(3, heir, SALT) };
    let at = commit(&mut world, heir, &call);
    world.send(heir, catalogues, &call);
    assert_eq!(ask(&world, record), catalogue(2, 1, 3));
    let first = edition(&world, record, 1);
    assert_eq!((first.units, first.priority, first.committed), (77, at, true));
    assert_eq!(edition(&world, record, 2).count, 0);
    world.refused(heir, catalogues, &register_leaf(record, 2, 6, 4), Catalogues::EditionUnknown { edition: 2 });
    // Their second edition takes the place of Ben's.
    assert_eq!(world.send(heir, catalogues, &extend(record, 3, 4)).value, 2);
    assert_eq!(edition(&world, record, 2).count, 4);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_digest_that_its_heir_registers_as_a_work_is_no_catalogue() {
    let (mut world, cast) = court(client.chain());
    let (catalogues, heir) = (world.protocol.catalogues, &cast.chloe);
    let record = bens(&mut world, &cast);
    let number = challenge(&mut world, &cast.ada, record);
    decide(&mut world, &cast, &cast.ben, number, Decision::Strike, address(heir.address()));
    // The same in all that the registry keeps, but for the time.
    let work = NewRecord { kind: 0, units: 30, origin: 0, metadata: [3; 32], ..NewRecord::new(root(3).0, heir) };
    world.register(heir, &work);
    is_no_catalogue(&mut world, heir, record);
    assert!(!world.view(catalogues, &verify(&register_leaf(record, 1, 3, 0))));
}

/// Asserts that a record of `owner` is no catalogue.
fn is_no_catalogue(world: &mut World<'_>, owner: &Account, record: U256) {
    let catalogues = world.protocol.catalogues;
    assert_eq!(world.record(record).owner, address(owner.address()));
    assert_eq!(ask(world, record), nothing());
    for number in [1, 2] {
        assert_eq!(edition(world, record, number).count, 0);
    }
    let refusal = Catalogues::NotCatalogue { record };
    world.refused(owner, catalogues, &extend(record, 3, 6), refusal.clone());
    world.refused(owner, catalogues, &register_leaf(record, 1, 3, 0), refusal);
}

// --------------------------------------------------------------------------------------- take-overs

/// The thief says that a digest is the root of a catalogue, in the block in which `reveal` takes
/// it over. Nothing of that is left.
fn thiefs_catalogue_leaves_nothing(
    chain: &mut Chain,
    registers: impl FnOnce(&World<'_>, &Account) -> (chain::H160, Vec<u8>),
) {
    let (mut world, cast) = World::new(chain);
    let ada = &cast.ada;
    let (to, reveal) = registers(&world, ada);
    let preimage = rules::commitment::preimage(&to.0, &ada.address().0, &reveal);
    let at = world.chain.now();
    world.send(ada, world.protocol.registry, &Registry::commitCall { commitment: keccak256(preimage) });
    let (catalogues, record) = (world.protocol.catalogues, id(3));
    // All as Ada will say it, and more works than there are.
    let theft = Catalogues::registerCatalogueCall { count: 1 << 40, ..register(3, &cast.thief, NO_SALT) };
    world.chain.in_one_block(|chain| {
        send(chain, &cast.thief, catalogues, &theft, 0).unwrap();
        let refused = send(chain, &cast.thief, catalogues, &extend(record, 3, 6), 0).unwrap_err();
        assert_eq!(refused.error(), Some(Catalogues::RecordProvisional { record }), "{refused}");
        let refused = send(chain, &cast.thief, catalogues, &register_leaf(record, 1, 3, 0), 0).unwrap_err();
        assert_eq!(refused.error(), Some(Catalogues::RecordProvisional { record }), "{refused}");
        chain.call(ada, to, reveal, 0).unwrap();
    });
    let taken = world.record(record);
    assert_eq!((taken.generation, taken.priority, taken.provisional), (2, at, false));
    is_no_catalogue(&mut world, ada, record);
    let caller = address(cast.thief.address());
    assert_eq!(taken.owner, address(ada.address()));
    world.refused(&cast.thief, catalogues, &register_leaf(record, 1, 3, 0), Catalogues::NotCatalogue { record });
    assert_eq!(world.view(world.protocol.registry, &story::abi::ERC721::balanceOfCall { owner: caller }), U256::ZERO);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_registration_takes_a_thiefs_catalogue_over_and_leaves_nothing() {
    thiefs_catalogue_leaves_nothing(client.chain(), |world, ada| {
        let work = NewRecord { kind: 0, units: 30, origin: 0, metadata: [3; 32], ..NewRecord::new(root(3).0, ada) };
        (world.protocol.registry, work.call(SALT.0).abi_encode())
    });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r2_a_batch_takes_a_thiefs_catalogue_over_and_leaves_nothing() {
    thiefs_catalogue_leaves_nothing(client.chain(), |world, ada| {
        let work = |record, metadata| Catalogues::Work {
            record,
            kind: 0,
            units: 30,
            origin: 0,
            metadata,
            uri: String::new(),
            parents: Vec::new(),
        };
        let works = vec![work(U256::from(5), B256::ZERO), work(id(3), B256::repeat_byte(3))];
        let call = Catalogues::registerManyCall { works, owner: address(ada.address()), salt: SALT };
        (world.protocol.catalogues, call.abi_encode())
    });
}
