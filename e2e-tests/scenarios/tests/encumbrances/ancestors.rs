//! The way up to a record's ancestors, page by page.

use crate::binding::Bound;
use alloy_primitives::U256;
use alloy_sol_types::SolCall as _;
use chain::runtime::constants::MAXIMUM_BLOCK_WEIGHT;
use ink_e2e::{ChainClient, Hub};
use rules::{
    challenge::Decision,
    limits::{MAX_ANCESTRY, MAX_ASKED},
};
use scenarios::{Cast, digest};
use std::collections::BTreeMap;
use story::{
    abi::Encumbrances::{Ancestor, PageSize, PathInvalid, ancestorsCall, ancestorsReturn},
    calls::{self, Refused, address},
    protocol::{NewOffer, NewRecord, record_id},
};

/// Works by their number, each with the numbers of its parents.
type Graph = BTreeMap<u64, Vec<u64>>;

fn id(work: u64) -> U256 {
    record_id(&digest(work))
}

/// The share of a link: another for each.
fn share(child: u64, position: usize) -> u16 {
    (child as u16 % 100) * 16 + position as u16 + 1
}

/// Registers the works of a graph for Ada; parents have smaller numbers.
fn register(bound: &mut Bound<'_>, graph: &Graph) {
    let ada = bound.cast.ada.clone();
    for (child, parents) in graph {
        let parents = parents.iter().enumerate().map(|(at, parent)| (digest(*parent), share(*child, at))).collect();
        bound.world.register(&ada, &NewRecord { parents, ..NewRecord::new(digest(*child), &ada) });
    }
}

/// All links above a work, each with its path: a plain recursion.
fn model(graph: &Graph, work: u64, path: &[u8], out: &mut Vec<(Vec<u8>, Ancestor)>) {
    for (position, parent) in graph[&work].iter().enumerate().filter(|_| path.len() < 32) {
        let path = [path, &[position as u8]].concat();
        let link = Ancestor {
            child: id(work),
            parent: id(*parent),
            share: share(work, position),
            licence: U256::ZERO,
            depth: path.len() as u8,
        };
        out.push((path.clone(), link));
        model(graph, *parent, &path, out);
    }
}

fn ask(bound: &Bound<'_>, work: u64, cursor: &[u8], limit: u16) -> Result<ancestorsReturn, Refused> {
    let call = ancestorsCall { record: id(work), cursor: cursor.to_vec().into(), limit };
    calls::view(&*bound.world.chain, bound.world.protocol.encumbrances, &call)
}

/// Asserts that a page is that of the model, and that its cursor is that of the first link after it.
fn check_page(bound: &Bound<'_>, work: u64, all: &[(Vec<u8>, Ancestor)], from: usize, limit: u16) -> Vec<u8> {
    let cursor = if from == 0 { &[][..] } else { &all[from].0 };
    let ancestorsReturn { page, next } = ask(bound, work, cursor, limit).unwrap();
    let (full, to) = (all.len().min(from + usize::from(limit)), from + page.len());
    // A page ends early only where it has asked about as many records as it may.
    assert!(to == full || (to < full && page.len() >= MAX_ASKED - MAX_ANCESTRY), "{} links from {from}", page.len());
    let expected: Vec<_> = all[from..to].iter().map(|(_, link)| link.clone()).collect();
    assert_eq!(page, expected, "{limit} links from {from}");
    assert_eq!(next.to_vec(), all.get(to).map(|(path, _)| path.clone()).unwrap_or_default(), "after {to}");
    next.to_vec()
}

/// Asserts that all links above a work, asked for page by page, are those of the model, and so is the page from
/// each link on.
fn check(bound: &Bound<'_>, graph: &Graph, work: u64) -> usize {
    let mut all = Vec::new();
    model(graph, work, &[], &mut all);
    for limit in [1, 3, 32] {
        let (mut links, mut cursor) = (Vec::new(), Vec::new());
        loop {
            let ancestorsReturn { page, next } = ask(bound, work, &cursor, limit).unwrap();
            assert!(page.len() <= limit.into());
            links.extend(page);
            cursor = next.to_vec();
            if cursor.is_empty() {
                break;
            }
        }
        let expected: Vec<_> = all.iter().map(|(_, link)| link.clone()).collect();
        assert_eq!(links, expected, "{limit} at a time");
        for from in 0..all.len() {
            check_page(bound, work, &all, from, limit);
        }
    }
    all.len()
}

// --------------------------------------------------------------------------------------- graphs

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_ancestors_of_a_diamond_come_once_for_each_way_to_them() {
    let mut bound = Bound::new(client.chain());
    // 1 is above 2, 3 and 4, all of which are above 5; 6 derives from 5 and from 1, too.
    let graph =
        Graph::from([(1, vec![]), (2, vec![1]), (3, vec![1]), (4, vec![3, 1]), (5, vec![2, 3, 4]), (6, vec![5, 1])]);
    register(&mut bound, &graph);
    let links = [1, 2, 3, 4, 5, 6].map(|work| check(&bound, &graph, work));
    assert_eq!(links, [0, 1, 1, 3, 8, 10]);
    // Without parents there is one empty page.
    let none = ask(&bound, 1, &[], 1).unwrap();
    assert_eq!((none.page.len(), none.next.len()), (0, 0));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_ancestors_of_a_chain_of_twenty() {
    let mut bound = Bound::new(client.chain());
    let mut graph = Graph::from([(0, vec![])]);
    graph.extend((1..=20).map(|work| (work, vec![work - 1])));
    register(&mut bound, &graph);
    assert_eq!(check(&bound, &graph, 20), 20);
    assert_eq!(check(&bound, &graph, 7), 7);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_walk_ends_after_32_links_and_goes_on_from_there() {
    let mut bound = Bound::new(client.chain());
    let mut graph = Graph::from([(0, vec![])]);
    graph.extend((1..=35).map(|work| (work, vec![work - 1])));
    register(&mut bound, &graph);
    assert_eq!(check(&bound, &graph, 35), 32);
    let last = ask(&bound, 35, &[0; 32], 1).unwrap();
    assert_eq!((last.page[0].parent, last.page[0].depth, last.next.len()), (id(3), 32, 0));
    assert_eq!(check(&bound, &graph, 3), 3);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn sixteen_parents_with_parents_of_their_own() {
    let mut bound = Bound::new(client.chain());
    let mut graph: Graph = (0..4).map(|work| (work, vec![])).collect();
    graph.extend((4..20).map(|work| (work, (0..work % 4).collect())));
    graph.insert(20, (4..20).collect());
    register(&mut bound, &graph);
    // 16, and 0 + 1 + 2 + 3 for every four of them.
    assert_eq!(check(&bound, &graph, 20), 16 + 4 * 6);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_link_names_the_licence_that_allowed_it() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, .. } = bound.cast.clone();
    for number in [1, 2] {
        bound.world.work(&ada, number);
    }
    let terms = bound.world.terms(&ada, None, true);
    let offer = NewOffer { record: id(2), terms, unit_price: 500_000_000, ..NewOffer::default() };
    let offer = bound.world.make_offer(&ada, &offer);
    let licence = bound.world.buy(&ben, offer).value;
    let parents = vec![(digest(1), 10), (digest(2), 20)];
    let mut call = NewRecord { parents, ..NewRecord::new(digest(3), &ben) }.call([0; 32]);
    call.parents[1].licence = licence;
    bound.world.send(&ben, bound.world.protocol.registry, &call);
    let links = ask(&bound, 3, &[], 32).unwrap().page;
    let link = |parent, share, licence| Ancestor { child: id(3), parent: id(parent), share, licence, depth: 1 };
    assert_eq!(links, [link(1, 10, U256::ZERO), link(2, 20, licence)]);
    assert_eq!(licence, U256::from(1));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_links_are_those_of_the_present_generation() {
    let mut bound = Bound::new(client.chain());
    let Cast { delta, .. } = bound.cast.clone();
    let graph = Graph::from([(1, vec![]), (2, vec![1]), (3, vec![2, 1])]);
    register(&mut bound, &graph);
    check(&bound, &graph, 3);
    bound.challenge(&delta, id(2));
    bound.world.chain.advance_time(7 * 86_400);
    bound.decide(1, Decision::Pass);
    assert_eq!(bound.world.owner_of(bound.world.protocol.registry, id(2)), address(delta.address()));
    // The challenger's record has no parents any more; the child's links stay.
    let graph = Graph::from([(1, vec![]), (2, vec![]), (3, vec![2, 1])]);
    assert_eq!([check(&bound, &graph, 2), check(&bound, &graph, 3)], [0, 2]);
}

/// A page that begins at the end of a long path, with eight ways to go on from there: it ends when it has asked about
/// as many records as it may.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_the_largest_page_takes_less_than_half_of_a_block() {
    let mut bound = Bound::new(client.chain());
    // Eight chains of four, all of them above 40, and a chain from there to 67.
    let mut graph: Graph = (0..32).map(|work| (work, if work % 4 == 0 { vec![] } else { vec![work - 1] })).collect();
    graph.insert(40, (0..8).map(|chain| 4 * chain + 3).collect());
    graph.extend((41..=67).map(|work| (work, vec![work - 1])));
    register(&mut bound, &graph);
    let mut all = Vec::new();
    model(&graph, 67, &[], &mut all);
    let from = all.iter().position(|(path, _)| path.len() == 28).unwrap();
    check_page(&bound, 67, &all, from, 32);
    let call = ancestorsCall { record: id(67), cursor: all[from].0.clone().into(), limit: 32 }.abi_encode();
    let trial = bound.world.chain.dry_run(&bound.cast.ada, bound.world.protocol.encumbrances, call, 0);
    let (used, block) = (trial.weight_required, MAXIMUM_BLOCK_WEIGHT);
    assert!(used.ref_time() * 2 < block.ref_time(), "{} ps of {}", used.ref_time(), block.ref_time());
    // Almost all of it is the registry's code, once for each question.
    assert!(used.proof_size() * 2 < block.proof_size(), "{} bytes of {}", used.proof_size(), block.proof_size());
}

// ------------------------------------------------------------------------------ wrong questions

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn wrong_cursors_and_limits_are_refused() {
    let mut bound = Bound::new(client.chain());
    let graph = Graph::from([(1, vec![]), (2, vec![1]), (3, vec![1, 2])]);
    register(&mut bound, &graph);
    for limit in [0, 33, u16::MAX] {
        let refused = ask(&bound, 3, &[], limit).unwrap_err();
        assert_eq!(refused.error(), Some(PageSize { limit }), "{limit}: {refused}");
    }
    for (work, cursor) in [
        // Without parents, beyond the last, below none, and too long.
        (1, &[0][..]),
        (3, &[2]),
        (3, &[255]),
        (3, &[0, 0]),
        (3, &[1, 1]),
        (3, &[1, 0, 0]),
        (3, &[2, 0]),
        (3, &[0; 33]),
        (3, &[0; 100]),
    ] {
        let refused = ask(&bound, work, cursor, 1).unwrap_err();
        assert_eq!(refused.error(), Some(PathInvalid {}), "{cursor:?}: {refused}");
    }
    assert_eq!(ask(&bound, 3, &[1, 0], 1).unwrap().page[0].parent, id(1));
}
