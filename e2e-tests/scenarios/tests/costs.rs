//! What messages cost: no more on a full chain than on an empty one, and never near a block's limit.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{B256, U256};
use alloy_sol_types::SolCall;
use chain::{Receipt, Weight, runtime::constants::MAXIMUM_BLOCK_WEIGHT};
use ink_e2e::{ChainClient, Hub};
use rules::limits::{MAX_BATCH, MAX_CALLDATA, MAX_LICENSED_LINKS, MAX_PARENTS, MAX_URI};
use scenarios::{
    SALT, World,
    costs::{Bench, Budget, batch_work, changed_cells, measure, profile},
    digest,
};
use story::{
    abi::{
        Catalogues::{CatalogueParent, Work, registerManyCall},
        ProvenanceRegistry as Registry,
    },
    blobs,
    calls::{Done, address},
    protocol::{NewRecord, record_id},
};

// --------------------------------------------------------------------------- few records and many

#[test]
fn r9_costs_do_not_grow_with_the_number_of_records() {
    let (few, many) = (measure(10, 10_000, None), measure(1_000, 10_000, None));
    assert_eq!((few.records, many.records), (10, 1_000));
    let operations = |costs: &scenarios::costs::Costs| -> Vec<String> {
        costs.costs.iter().map(|cost| cost.operation.clone()).collect()
    };
    assert_eq!(operations(&few), operations(&many));
    for needed in [
        "commit",
        "register (reveal, for oneself)",
        "register (reveal, for a named owner)",
        "register (without commitment)",
        "registerMany (10, reveal)",
        "registerCatalogue (reveal)",
        "registerLeaf (of 160 000 000: 28 hashes)",
        "transferFrom",
        "createOffer",
        "purchase (one owner, paid directly)",
        "purchase (by the splitter, 5 payees)",
        "purchaseMany (20 of one record, each)",
        "purchaseMany (20 of 20 records, each)",
        "renew",
        "upgrade",
        "recordUse",
        "covers (asked in a transaction)",
        "deposit (1 payee)",
        "deposit (16 payees)",
        "deposit (a pool of 10000)",
        "distribute (to 1 payee)",
        "distribute (to 5 payees)",
        "distribute (to 16 payees)",
        "distribute (to a pool)",
        "release",
        "releaseMany (10 records)",
        "settle",
        "settlePath (9 steps)",
        "openPool",
        "claim (of a pool: 14 hashes)",
    ] {
        assert!(few.of(needed).is_some(), "`{needed}` is not measured");
    }
    for (before, after) in few.costs.iter().zip(&many.costs) {
        let name = &before.operation;
        assert!(before.weight.all_gt(Weight::zero()), "`{name}` is for nothing");
        let (before, after) = (before.weight, after.weight);
        let times = ("time", before.ref_time(), after.ref_time());
        let proofs = ("proof", before.proof_size(), after.proof_size());
        for (what, before, after) in [times, proofs] {
            assert!(before.abs_diff(after) * 100 <= before * 2, "the {what} of `{name}`: {before}, then {after}");
        }
    }
}

#[test]
fn x13_nothing_is_dearer_than_its_snapshot() {
    let snapshot = Budget::load().unwrap_or_else(|error| panic!("{error}"));
    let (dearer, cheaper) = Budget::measured().against(&snapshot);
    println!("cheaper than in the snapshot:\n{}", cheaper.join("\n"));
    let update = "if it has to be: ./scripts/bench --snapshot";
    assert!(dearer.is_empty(), "dearer than in e2e-tests/scenarios/costs.json; {update}\n{}", dearer.join("\n"));
}

#[test]
fn what_a_purchase_spends_its_proof_on_is_all_of_it() {
    let found = profile("purchase", 10_000);
    let sole = found.iter().find(|found| found.operation == "purchase (one owner, paid directly)").unwrap();
    assert!(sole.parts.iter().all(|(contract, ..)| *contract == "licence-token"));
    let spent: u64 = sole.parts.iter().map(|(.., spent)| spent.weight.proof_size()).sum();
    // The code of the outermost frame is loaded before it begins.
    let code = blobs::load("licence_token").unwrap().len() as u64;
    assert_eq!(spent + code, sole.weight.proof_size());
    let times = |name| sole.parts.iter().find(|(_, function, _)| *function == name).map(|(.., spent)| spent.times);
    assert_eq!([times("get_storage"), times("set_storage"), times("call")], [Some(4), Some(5), Some(1)]);
}

// ------------------------------------------------------------------------------ cells that are written

/// How many of the registry's cells a call changes, its root cell aside.
fn cells<C: SolCall>(world: &mut World<'_>, who: &chain::Account, call: &C) -> usize {
    let registry = world.protocol.registry;
    let before = world.chain.contracts();
    world.send(who, registry, call);
    let after = world.chain.contracts();
    for (contract, state) in &after {
        assert!(
            *contract == registry || before[contract].storage == state.storage,
            "another contract stored something"
        );
    }
    changed_cells(&before[&registry].storage, &after[&registry].storage).len()
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r9_a_registration_writes_two_cells_besides_the_root() {
    let (mut world, cast) = World::new(client.chain());
    for (number, who) in [(10, &cast.ada), (20, &cast.ben)] {
        // The first of an account, and a later one; revealed, and without a commitment.
        for number in number..number + 2 {
            let work = NewRecord { uri: "ipfs://ab".into(), ..NewRecord::new(digest(number), who) };
            let commitment = world.protocol.commitment(who.address(), &work.call(SALT));
            // The commitment is in the cell that the account has anyway.
            assert_eq!(cells(&mut world, who, &Registry::commitCall { commitment }), 1);
            assert_eq!(cells(&mut world, who, &work.call(SALT)), 2);
            assert_eq!(cells(&mut world, who, &NewRecord::new(digest(number + 100), who).call([0; 32])), 2);
        }
        // The owner named has a cell, too, and a child one more for its parents.
        let other = NewRecord::new(digest(number + 5), &cast.chloe);
        let commitment = world.protocol.commitment(who.address(), &other.call(SALT));
        world.send(who, world.protocol.registry, &Registry::commitCall { commitment });
        assert_eq!(cells(&mut world, who, &other.call(SALT)), 3);
        let child = NewRecord { parents: vec![(digest(number), 100)], ..NewRecord::new(digest(number + 6), who) };
        assert_eq!(cells(&mut world, who, &child.call([0; 32])), 3);
    }
}

// --------------------------------------------------------------------------------------- the worst batch

/// Asserts that a call took less than half of what a block may use of time and proof.
fn within_half_a_block(receipt: &Receipt) {
    let (used, block) = (receipt.weight, MAXIMUM_BLOCK_WEIGHT);
    assert!(used.ref_time() * 2 < block.ref_time(), "{} ps of {}", used.ref_time(), block.ref_time());
    assert!(used.proof_size() * 2 < block.proof_size(), "{} bytes of {}", used.proof_size(), block.proof_size());
}

/// Reveals a batch of Ben's that is as long as it may be, or not a word longer possible.
fn reveal(bench: &mut Bench<'_>, works: Vec<Work>) -> Receipt {
    let (to, ben) = (bench.world.protocol.catalogues, bench.cast.ben.clone());
    let number = works.len() as u64;
    let before = bench.records();
    let call = registerManyCall { works, owner: address(ben.address()), salt: SALT.into() };
    assert!(call.abi_encoded_size() + 4 <= MAX_CALLDATA as usize);
    bench.commit(&ben, to, &call);
    let Done { receipt, .. } = bench.world.send(&ben, to, &call);
    assert_eq!(bench.records() - before, number);
    receipt
}

/// Bytes of a call with these works.
fn length(works: &[Work]) -> usize {
    registerManyCall { works: works.to_vec(), owner: Default::default(), salt: B256::ZERO }.abi_encoded_size() + 4
}

fn link(parent: u64, licence: U256) -> CatalogueParent {
    CatalogueParent { record: record_id(&digest(parent)), share: 1, licence }
}

/// Adds parents to works, as many as a work and a call can have. Gives how many there are.
fn with_parents(works: &mut [Work], parents: &[CatalogueParent]) -> usize {
    let mut links = 0;
    for work in 0..works.len() {
        for parent in parents.iter().take(MAX_PARENTS) {
            works[work].parents.push(parent.clone());
            if length(works) > MAX_CALLDATA as usize {
                works[work].parents.pop();
                return links;
            }
            links += 1;
        }
    }
    links
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_the_batch_of_most_works_takes_less_than_half_of_a_block() {
    let mut bench = Bench::new(client.chain());
    let ben = bench.cast.ben.clone();
    let parents: Vec<_> = (0..MAX_PARENTS as u64).map(|number| link(number, U256::ZERO)).collect();
    for number in 0..MAX_PARENTS as u64 {
        bench.world.work(&ben, number);
    }
    let bare = |number| Work { uri: String::new(), ..batch_work(digest(number)) };
    // With as many parents as there is room for.
    let mut works: Vec<_> = (0..MAX_BATCH as u64).map(|number| bare(1_000 + number)).collect();
    let links = with_parents(&mut works, &parents);
    assert_eq!((works.len(), links), (MAX_BATCH, 19));
    within_half_a_block(&reveal(&mut bench, works));
    // With the longest texts that there is room for.
    let mut works: Vec<_> = (0..MAX_BATCH as u64).map(|number| bare(2_000 + number)).collect();
    for work in 0..works.len() {
        works[work].uri = "x".repeat(MAX_URI);
        if length(&works) > MAX_CALLDATA as usize {
            works[work].uri.clear();
        }
    }
    assert!(length(&works) + MAX_URI > MAX_CALLDATA as usize);
    within_half_a_block(&reveal(&mut bench, works));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_the_batch_of_most_parents_takes_less_than_half_of_a_block() {
    let mut bench = Bench::new(client.chain());
    let (ben, delta) = (bench.cast.ben.clone(), bench.cast.delta.clone());
    let mut parents = Vec::new();
    for number in 0..MAX_PARENTS as u64 {
        let record = bench.world.work(&delta, number);
        let offer = bench.world.offer(&delta, record, 100_000_000);
        let licence = bench.world.buy(&ben, offer).value;
        parents.push(link(number, licence));
    }
    let declared = parents.iter().map(|parent| CatalogueParent { licence: U256::ZERO, ..parent.clone() }).collect();
    // A call has room for most parents with seven works. For each licence, the licence token is asked.
    for (from, parents) in [(1_000, declared), (2_000, parents)] {
        let bare = |number: u64| Work { uri: String::new(), ..batch_work(digest(from + number)) };
        let licensed = from == 2_000;
        let mut works: Vec<_> = (0..if licensed { 4 } else { 7 }).map(bare).collect();
        let links = with_parents(&mut works, &parents);
        assert_eq!(links, if licensed { MAX_LICENSED_LINKS } else { 103 });
        within_half_a_block(&reveal(&mut bench, works));
    }
}
