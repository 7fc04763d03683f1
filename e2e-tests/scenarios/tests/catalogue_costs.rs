//! What batches and catalogues cost, and that it does not depend on how many records there are.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{B256, U256, keccak256};
use chain::{Account, Receipt};
use ink_e2e::{ChainClient, Hub};
use rules::{catalogue::Leaf, limits::MAX_BATCH, merkle::Tree};
use scenarios::{Cast, World, digest};
use story::{
    abi::Catalogues,
    calls::address,
    protocol::{NewRecord, record_id},
};

/// How many works the catalogues have, and how many the one that is extended has after that.
const WORKS: u64 = 1_000;
const MORE: u64 = 1_500;

/// A tree with the chain's hash.
type Leaves = Tree<fn(&[u8]) -> [u8; 32]>;

fn keccak(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

fn leaf(work: u64) -> Leaf {
    Leaf { digest: digest(work), kind: 0, origin: 0, units: 1, metadata: [1; 32] }
}

/// A tree of `count` works from this one on.
fn tree(first: u64, count: u64) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    (first..first + count).for_each(|work| tree.push(&leaf(work).to_bytes()));
    tree
}

fn root(tree: &Leaves) -> B256 {
    tree.root().unwrap().into()
}

fn hashes(hashes: Option<Vec<[u8; 32]>>) -> Vec<B256> {
    hashes.unwrap().into_iter().map(B256::from).collect()
}

fn catalogue(tree: &Leaves, owner: &Account) -> Catalogues::registerCatalogueCall {
    Catalogues::registerCatalogueCall {
        root: root(tree),
        count: tree.count(),
        owner: address(owner.address()),
        kind: 0,
        units: tree.count(),
        origin: 0,
        metadata: B256::repeat_byte(1),
        uri: "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi".into(),
        salt: B256::ZERO,
    }
}

fn batch(first: u64, count: u64, owner: &Account) -> Catalogues::registerManyCall {
    let work = |work| Catalogues::Work {
        record: record_id(&digest(work)),
        kind: 0,
        units: 1,
        origin: 0,
        metadata: B256::repeat_byte(1),
        uri: String::new(),
        parents: Vec::new(),
    };
    let works = (first..first + count).map(work).collect();
    Catalogues::registerManyCall { works, owner: address(owner.address()), salt: B256::ZERO }
}

/// Registers works in batches until there are this many records.
fn fill(world: &mut World<'_>, who: &Account, next: &mut u64, records: u64) {
    let count =
        |world: &World<'_>| world.protocol.total_supply(world.chain, world.protocol.registry).unwrap().to::<u64>();
    while count(world) < records {
        let works = (records - count(world)).min(MAX_BATCH as u64);
        world.send(who, world.protocol.catalogues, &batch(*next, works, who));
        *next += works;
    }
    assert_eq!(count(world), records);
}

/// What was asked, and what it cost.
type Cost = (&'static str, Receipt);

/// Makes a call of each kind, with works that nobody has registered.
fn calls(world: &mut World<'_>, cast: &Cast, next: &mut u64) -> Vec<Cost> {
    let (catalogues, who) = (world.protocol.catalogues, &cast.ada);
    let mut costs = Vec::new();
    let alone = NewRecord::new(digest(*next), who);
    costs.push(("register", world.protocol.reveal(world.chain, who, &alone, [0; 32]).unwrap().receipt));
    *next += 1;
    for (works, name) in [(1, "registerMany of 1"), (10, "registerMany of 10"), (32, "registerMany of 32")] {
        costs.push((name, world.send(who, catalogues, &batch(*next, works, who)).receipt));
        *next += works;
    }
    let (short, long) = (tree(*next, WORKS), tree(*next, MORE));
    *next += MORE;
    let record = U256::from_be_bytes(root(&short).0);
    costs.push(("registerCatalogue", world.send(who, catalogues, &catalogue(&short, who)).receipt));
    // Final after an hour, and so are its works.
    world.chain.advance_time(4_000);
    let add = Catalogues::addEditionCall {
        catalogue: record,
        root: root(&long),
        count: MORE,
        units: MORE,
        metadata: B256::repeat_byte(2),
        uri: String::new(),
        proof: hashes(long.consistency_proof(WORKS)),
        salt: B256::ZERO,
    };
    costs.push(("addEdition", world.send(who, catalogues, &add).receipt));
    let mut own = |tree: &Leaves, edition, first, index| {
        let leaf = leaf(*next - MORE + index);
        let call = Catalogues::registerLeafCall {
            catalogue: record,
            edition,
            first,
            index,
            record: record_id(&leaf.digest),
            kind: leaf.kind,
            origin: leaf.origin,
            units: leaf.units,
            metadata: leaf.metadata.into(),
            uri: String::new(),
            proof: hashes(tree.inclusion_proof(index)),
        };
        world.send(who, catalogues, &call).receipt
    };
    costs.push(("registerLeaf", own(&short, 1, 1, 77)));
    costs.push(("registerLeaf of a later edition", own(&long, 2, 2, WORKS + 77)));
    costs
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r9_a_call_costs_the_same_at_10_and_at_1_000_records() {
    let (mut world, cast) = World::new(client.chain());
    // Her account has its cell by then.
    world.provisional(&cast.ada, 0);
    let (mut next, mut at) = (1, Vec::new());
    for records in [10, 1_000] {
        fill(&mut world, &cast.ben, &mut next, records);
        at.push(calls(&mut world, &cast, &mut next));
    }
    println!("{:<32} {:>10} {:>12} {:>10}", "message", "time, us", "proof, bytes", "deposit");
    for ((name, few), (_, many)) in at[0].iter().zip(&at[1]) {
        for receipt in [few, many] {
            let (time, proof) = (receipt.weight.ref_time(), receipt.weight.proof_size());
            println!("{name:<32} {:>10} {proof:>12} {:>10}", time / 1_000_000, receipt.deposit);
        }
        let parts =
            [(few.weight.ref_time(), many.weight.ref_time()), (few.weight.proof_size(), many.weight.proof_size())];
        for (few, many) in parts {
            assert!(few.abs_diff(many) * 50 <= few, "{name}: {few} with few records, {many} with many");
        }
    }
}
