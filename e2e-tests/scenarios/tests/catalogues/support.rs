//! Works, trees and calls that the tests of catalogues share.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{SolCall, SolEvent};
use chain::{Account, ContractEvent, H160, H256};
use rules::{catalogue::Leaf, cid::cid, merkle::Tree};
use scenarios::{World, digest};
use story::{
    abi::{
        Catalogues::{self, CatalogueParent, registerCatalogueCall, registerManyCall},
        ERC721, ProvenanceRegistry as Registry,
    },
    calls::{Done, address},
    protocol::{Protocol, record_id},
};

/// No commitment.
pub(crate) const NO_SALT: B256 = B256::ZERO;

/// The salt of commitments where it does not matter which.
pub(crate) const SALT: B256 = B256::repeat_byte(7);

/// The tree of a catalogue, with the chain's hash.
pub(crate) type Leaves = Tree<fn(&[u8]) -> [u8; 32]>;

fn keccak(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

/// The record of the work of this number.
pub(crate) fn id(work: u64) -> U256 {
    record_id(&digest(work))
}

/// The work of this number as a leaf.
pub(crate) fn leaf(work: u64) -> Leaf {
    Leaf { digest: digest(work), kind: 4, origin: 1, units: 1_000 + work, metadata: digest(work + 1_000_000) }
}

/// A tree over these works, in their order.
pub(crate) fn tree(works: impl IntoIterator<Item = u64>) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    works.into_iter().for_each(|work| tree.push(&leaf(work).to_bytes()));
    tree
}

/// Hashes as the ABI has them.
pub(crate) fn words(hashes: Option<Vec<[u8; 32]>>) -> Vec<B256> {
    hashes.unwrap().into_iter().map(B256::from).collect()
}

/// The root of a tree.
pub(crate) fn root(tree: &Leaves) -> B256 {
    tree.root().unwrap().into()
}

/// The record of the catalogue whose first edition is this tree.
pub(crate) fn record_of(tree: &Leaves) -> U256 {
    record_id(&tree.root().unwrap())
}

// ---------------------------------------------------------------------------------------- calls

/// A work of a batch.
pub(crate) fn entry(work: u64) -> Catalogues::Work {
    Catalogues::Work {
        record: id(work),
        kind: 2,
        units: 60 + work,
        origin: 3,
        metadata: B256::repeat_byte(4),
        uri: format!("ipfs://{work}"),
        parents: Vec::new(),
    }
}

/// A link to a parent of a work of a batch.
pub(crate) fn link(record: U256, share: u16) -> CatalogueParent {
    CatalogueParent { record, share, licence: U256::ZERO }
}

/// The registration of a batch.
pub(crate) fn batch(works: Vec<Catalogues::Work>, owner: &Account, salt: B256) -> registerManyCall {
    registerManyCall { works, owner: address(owner.address()), salt }
}

/// The registration of a catalogue.
pub(crate) fn first_edition(tree: &Leaves, owner: &Account, salt: B256) -> registerCatalogueCall {
    registerCatalogueCall {
        root: root(tree),
        count: tree.count(),
        owner: address(owner.address()),
        kind: 5,
        units: 7 * tree.count(),
        origin: 2,
        metadata: B256::repeat_byte(3),
        uri: "https://catalogue.example/1".into(),
        salt,
    }
}

/// A further edition, after one of `before` works.
pub(crate) fn next_edition(catalogue: U256, tree: &Leaves, before: u64, salt: B256) -> Catalogues::addEditionCall {
    Catalogues::addEditionCall {
        catalogue,
        root: root(tree),
        count: tree.count(),
        units: 7 * tree.count(),
        metadata: B256::repeat_byte(5),
        uri: "https://catalogue.example/2".into(),
        proof: words(tree.consistency_proof(before)),
        salt,
    }
}

/// The registration of the work of this number, which lies at `index` in `tree`.
pub(crate) fn own_record(
    catalogue: U256,
    (edition, first): (u32, u32),
    tree: &Leaves,
    index: u64,
    work: u64,
) -> Catalogues::registerLeafCall {
    let Leaf { digest, kind, origin, units, metadata } = leaf(work);
    Catalogues::registerLeafCall {
        catalogue,
        edition,
        first,
        index,
        record: record_id(&digest),
        kind,
        origin,
        units,
        metadata: metadata.into(),
        uri: "https://leaf.example".into(),
        proof: words(tree.inclusion_proof(index)),
    }
}

/// The question whether an edition has what a registration says that it has.
pub(crate) fn question(call: &Catalogues::registerLeafCall) -> Catalogues::verifyLeafCall {
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

// ---------------------------------------------------------------------------------------- doing

/// Commits to a call of a contract. Gives the time and the block that count.
#[track_caller]
pub(crate) fn commit(world: &mut World<'_>, who: &Account, contract: H160, call: &impl SolCall) -> (u64, u32) {
    let made = (world.chain.now(), world.chain.block_number());
    let commitment = Protocol::commitment_to(contract, who.address(), call);
    world.send(who, world.protocol.registry, &Registry::commitCall { commitment });
    made
}

/// Commits to a call of the module of catalogues, and makes it in a later block. Gives what was
/// done, and the time and the block that count.
#[track_caller]
pub(crate) fn reveal<C: SolCall>(world: &mut World<'_>, who: &Account, call: &C) -> (Done<C::Return>, (u64, u32)) {
    let made = commit(world, who, world.protocol.catalogues, call);
    world.chain.next_block();
    (world.send(who, world.protocol.catalogues, call), made)
}

/// Registers a catalogue, with a commitment. Gives its record, and when it was committed to.
#[track_caller]
pub(crate) fn open(world: &mut World<'_>, who: &Account, tree: &Leaves) -> (U256, (u64, u32)) {
    let (_, made) = reveal(world, who, &first_edition(tree, who, SALT));
    (record_of(tree), made)
}

/// Moves to the moment in which something that happened at `since` is this old.
pub(crate) fn age(world: &mut World<'_>, since: u64, seconds: u64) {
    let now = world.chain.now();
    world.chain.advance_time(since + seconds - now);
}

// --------------------------------------------------------------------------------------- asking

/// A catalogue.
#[track_caller]
pub(crate) fn catalogue(world: &World<'_>, record: U256) -> Catalogues::Catalogue {
    world.view(world.protocol.catalogues, &Catalogues::catalogueCall { record })
}

/// An edition of a catalogue.
#[track_caller]
pub(crate) fn edition(world: &World<'_>, catalogue: U256, edition: u32) -> Catalogues::Edition {
    world.view(world.protocol.catalogues, &Catalogues::editionCall { catalogue, edition })
}

/// What is answered where there is no catalogue.
pub(crate) fn no_catalogue() -> Catalogues::Catalogue {
    Catalogues::Catalogue { generation: 0, editions: 0, count: 0, root: B256::ZERO }
}

/// What is answered where there is no edition.
pub(crate) fn no_edition() -> Catalogues::Edition {
    Catalogues::Edition {
        root: B256::ZERO,
        count: 0,
        units: 0,
        metadata: B256::ZERO,
        priority: 0,
        block: 0,
        committed: false,
    }
}

/// The parents of a record's generation.
#[track_caller]
pub(crate) fn parents(world: &World<'_>, record: U256, generation: u32) -> Vec<Registry::Parent> {
    world.view(world.protocol.registry, &Registry::parentsCall { record, generation })
}

// --------------------------------------------------------------------------------------- events

/// An event as the chain has it.
pub(crate) fn told(contract: H160, event: &impl SolEvent) -> ContractEvent {
    let log = event.encode_log_data();
    let topics = log.topics().iter().map(|topic| H256(topic.0)).collect();
    ContractEvent { address: contract, topics, data: log.data.to_vec() }
}

/// What the registry tells of a registration: three events.
pub(crate) fn told_of(registry: H160, from: Address, registered: Registry::Registered) -> [ContractEvent; 3] {
    let Registry::Registered { record, owner, .. } = registered;
    let commit = Registry::Commit {
        recorder: owner,
        assetCid: keccak256(cid(&record.to_be_bytes())),
        commitData: registered.uri.clone(),
    };
    let transfer = ERC721::Transfer { from, to: owner, tokenId: record };
    [told(registry, &registered), told(registry, &commit), told(registry, &transfer)]
}
