//! Valid calls of the modules' messages.

use crate::{contract::Contract, samples::Samples};
use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolError as _;
use chain::Account;
use rules::{
    catalogue::Leaf,
    limits::{ANSWER_WINDOW, DECISION_WINDOW},
    merkle::Tree,
};
use scenarios::{BOND, Cast, World, digest};
use story::{
    abi::{Arbitration, Catalogues, ERC721, Encumbrances, Reservations},
    calls::address,
};

/// No commitment.
const NO_SALT: B256 = B256::ZERO;

fn hash(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

fn leaf(work: u64) -> Leaf {
    Leaf { digest: digest(work), kind: 0, origin: 0, units: 1, metadata: [0; 32] }
}

/// The first edition of the catalogue.
pub(crate) fn two_works() -> Tree<story::catalogue::Hash> {
    let mut tree = Tree::new(hash as fn(&[u8]) -> [u8; 32]);
    for work in [60, 61] {
        tree.push(&leaf(work).to_bytes());
    }
    tree
}

/// Adds a call of each message of the modules, and makes the state for it.
pub(crate) fn add(samples: &mut Samples, world: &mut World<'_>, cast: &Cast) {
    catalogues(samples, world, &cast.ada);
    let record = world.work(&cast.ben, 40);
    reservations(samples, world, &cast.ben, record);
    let challenged = world.work(&cast.ben, 41);
    arbitration(samples, world, cast, challenged);
    encumbrances(samples, world, cast, record);
}

fn catalogues(samples: &mut Samples, world: &mut World<'_>, owner: &Account) {
    let at = world.protocol.catalogues;
    let mut tree = Tree::new(hash);
    for work in [60, 61, 62] {
        tree.push(&leaf(work).to_bytes());
    }
    let root_of = |count| B256::from(tree.root_of_first(count).unwrap());
    let register = Catalogues::registerCatalogueCall {
        root: root_of(2),
        count: 2,
        owner: address(owner.address()),
        kind: 5,
        units: 2,
        origin: 0,
        metadata: B256::ZERO,
        uri: "https://example.org/a-uri-of-more-than-one-word".into(),
        salt: B256::repeat_byte(7),
    };
    let catalogue = U256::from_be_bytes(register.root.0);
    world.reveal(owner, at, &register);
    let work = Catalogues::Work {
        record: U256::from_be_bytes(digest(70)),
        kind: 1,
        units: 2,
        origin: 3,
        metadata: B256::repeat_byte(4),
        uri: "ipfs://a-place".into(),
        parents: vec![Catalogues::CatalogueParent { record: catalogue, share: 5, licence: U256::ZERO }],
    };
    let works = vec![work.clone(), Catalogues::Work { record: U256::from(71), ..work }];
    let many = Catalogues::registerManyCall { works, owner: address(owner.address()), salt: NO_SALT };
    samples.add(Contract::Catalogues, owner, many);
    let another = Catalogues::registerCatalogueCall { root: B256::repeat_byte(9), salt: NO_SALT, ..register };
    samples.add(Contract::Catalogues, owner, another);
    let edition = Catalogues::addEditionCall {
        catalogue,
        root: root_of(3),
        count: 3,
        units: 3,
        metadata: B256::ZERO,
        uri: "ipfs://another-place".into(),
        proof: tree.consistency_proof(2).unwrap().into_iter().map(B256::from).collect(),
        salt: NO_SALT,
    };
    samples.add(Contract::Catalogues, owner, edition);
    let single = Catalogues::registerLeafCall {
        catalogue,
        edition: 1,
        first: 1,
        index: 1,
        record: U256::from_be_bytes(digest(61)),
        kind: 0,
        origin: 0,
        units: 1,
        metadata: B256::ZERO,
        uri: "ipfs://its-own-place".into(),
        proof: two_works().inclusion_proof(1).unwrap().into_iter().map(B256::from).collect(),
    };
    samples.add(Contract::Catalogues, owner, single);
}

fn reservations(samples: &mut Samples, world: &mut World<'_>, owner: &Account, record: U256) {
    let at = world.protocol.reservations;
    samples.add(Contract::Reservations, owner, Reservations::setPreferencesCall { record, preferences: 1 });
    samples.add(Contract::Reservations, owner, Reservations::withdrawCall { record, notice: 60 });
    let manager = address(at);
    samples.add(Contract::Reservations, owner, Reservations::setManagerCall { record, manager });
    let withdrawn = world.work(owner, 42);
    world.send(owner, at, &Reservations::withdrawCall { record: withdrawn, notice: 0 });
    samples.add(Contract::Reservations, owner, Reservations::reinstateCall { record: withdrawn });
}

fn arbitration(samples: &mut Samples, world: &mut World<'_>, cast: &Cast, record: U256) {
    let at = world.protocol.arbitration;
    let Cast { ben: owner, orion: challenger, arbiter, thief, .. } = cast;
    let open = |world: &mut World<'_>, who: &Account, evidence: u8| {
        let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(evidence) };
        world.pay(who, at, &call, BOND).value
    };
    let answer = B256::repeat_byte(0xA5);
    let rejected = open(world, challenger, 1);
    world.send(owner, at, &Arbitration::answerChallengeCall { challenge: rejected, answer });
    let reject = Arbitration::decideChallengeCall { challenge: rejected, decision: 0, heir: Default::default() };
    world.send(arbiter, at, &reject);
    let answered = open(world, thief, 2);
    world.send(owner, at, &Arbitration::answerChallengeCall { challenge: answered, answer });
    let opened_at = world.chain.now();
    let unanswered = open(world, &cast.chloe, 3);

    let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(4) };
    samples.add(Contract::Arbitration, &cast.delta, call).value = BOND;
    let call = Arbitration::answerChallengeCall { challenge: unanswered, answer };
    samples.add(Contract::Arbitration, owner, call);
    let heir = address(thief.address());
    let strike = Arbitration::decideChallengeCall { challenge: answered, decision: 2, heir };
    samples.add(Contract::Arbitration, arbiter, strike);
    let until = opened_at + ANSWER_WINDOW + DECISION_WINDOW;
    let expire = Arbitration::expireChallengeCall { challenge: unanswered };
    samples.add(Contract::Arbitration, thief, expire).refusal =
        Some(Arbitration::DecisionWindowOpen { until }.abi_encode());
    let reclaim = Arbitration::reclaimBondCall { challenge: unanswered };
    samples.add(Contract::Arbitration, thief, reclaim).refusal =
        Some(Arbitration::StillOpen { challenge: unanswered }.abi_encode());
    let collect = Arbitration::collectCall { account: address(owner.address()) };
    samples.add(Contract::Arbitration, thief, collect);
}

fn encumbrances(samples: &mut Samples, world: &mut World<'_>, cast: &Cast, record: U256) {
    let at = world.protocol.encumbrances;
    let approve = ERC721::approveCall { approved: address(at), tokenId: record };
    world.send(&cast.ben, world.protocol.registry, &approve);
    let expected = world.view(at, &Encumbrances::encumbrancesCall { record }).digest;
    let transfer = Encumbrances::transferCall { record, to: address(cast.delta.address()), expected };
    samples.add(Contract::Encumbrances, &cast.ben, transfer);
}
