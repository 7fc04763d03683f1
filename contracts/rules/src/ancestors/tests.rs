//! The walk against a plain recursion.

use super::*;
use crate::limits::MAX_PARENTS;
use alloc::collections::BTreeMap;
use proptest::prelude::*;

/// Records by their number, each with the numbers of its parents.
type Graph = BTreeMap<u16, Vec<u16>>;

fn id(record: u16) -> Bytes32 {
    let mut id = [0; 32];
    id[30..].copy_from_slice(&record.to_be_bytes());
    id
}

fn number(id: &Bytes32) -> u16 {
    u16::from_be_bytes([id[30], id[31]])
}

/// The links of a record. Share and licence say which link it is.
fn links(graph: &Graph, record: u16) -> Vec<Parent> {
    let parents = graph.get(&record).cloned().unwrap_or_default();
    let link = |(position, parent): (usize, &u16)| {
        let licence = u64::from(record) << 8 | position as u64;
        Parent { record: id(*parent), share: position as u16, licence }
    };
    parents.iter().enumerate().map(link).collect()
}

/// What the walk gives as a whole, with the path of each link.
fn model(graph: &Graph, record: u16, path: &[u8], out: &mut Vec<(Vec<u8>, Ancestor)>) {
    if path.len() == MAX_ANCESTRY {
        return;
    }
    for (position, Parent { record: parent, share, licence }) in links(graph, record).into_iter().enumerate() {
        let path = [path, &[position as u8]].concat();
        let depth = path.len() as u8;
        out.push((path.clone(), Ancestor { child: id(record), parent, share, licence, depth }));
        model(graph, number(&parent), &path, out);
    }
}

fn whole(graph: &Graph, record: u16) -> Vec<(Vec<u8>, Ancestor)> {
    let mut out = Vec::new();
    model(graph, record, &[], &mut out);
    out
}

/// One page, and how often the source was asked.
fn ask(graph: &Graph, record: u16, cursor: &[u8], limit: u16) -> (Result<Page, PageError>, usize) {
    let mut asked = 0;
    let page = page(&id(record), cursor, limit, |record| {
        asked += 1;
        Ok(links(graph, number(record)))
    });
    (page, asked)
}

/// What an auditor does: pages until there is no next one.
fn read_all(graph: &Graph, record: u16, limit: u16) -> Vec<Ancestor> {
    let (mut all, mut cursor) = (Vec::new(), Vec::new());
    loop {
        let page = ask(graph, record, &cursor, limit).0.unwrap();
        all.extend(page.links);
        if page.next.is_empty() {
            return all;
        }
        cursor = page.next;
    }
}

fn links_of(graph: &Graph, record: u16) -> Vec<Ancestor> {
    whole(graph, record).into_iter().map(|(_, link)| link).collect()
}

/// A chain: 0 derives from 1, 1 from 2, and so on, with so many links.
fn chain(length: u16) -> Graph {
    (0..length).map(|record| (record, vec![record + 1])).collect()
}

#[test]
fn a_record_without_parents_has_no_ancestors() {
    assert_eq!(ask(&Graph::new(), 1, &[], 32), (Ok(Page::default()), 1));
}

#[test]
fn a_shared_ancestor_comes_once_for_each_path() {
    // 1 derives from 2 and 3, both from 4.
    let graph = Graph::from([(1, vec![2, 3]), (2, vec![4]), (3, vec![4])]);
    let (page, asked) = ask(&graph, 1, &[], 32);
    let page = page.unwrap();
    let pairs: Vec<_> = page.links.iter().map(|link| (number(&link.child), number(&link.parent), link.depth)).collect();
    assert_eq!(pairs, [(1, 2, 1), (2, 4, 2), (1, 3, 1), (3, 4, 2)]);
    assert_eq!(page.links[2], Ancestor { child: id(1), parent: id(3), share: 1, licence: 0x101, depth: 1 });
    assert!(page.next.is_empty());
    // 4 is asked about once, though it is met twice.
    assert_eq!(asked, 4);
}

#[test]
fn the_next_path_is_that_of_the_first_link_left_out() {
    let graph = Graph::from([(1, vec![2, 3]), (2, vec![4, 5]), (5, vec![6])]);
    let nexts: Vec<_> = (1..=5).map(|limit| ask(&graph, 1, &[], limit).0.unwrap().next).collect();
    assert_eq!(nexts, [vec![0, 0], vec![0, 1], vec![0, 1, 0], vec![1], vec![]]);
}

#[test]
fn a_path_may_be_of_the_askers_own_making() {
    let graph = Graph::from([(1, vec![2, 3]), (2, vec![4, 5]), (5, vec![6])]);
    for (at, (path, _)) in whole(&graph, 1).iter().enumerate() {
        assert_eq!(ask(&graph, 1, path, 32).0.unwrap().links, links_of(&graph, 1)[at..]);
    }
}

#[test]
fn a_path_that_leads_nowhere_is_refused() {
    let graph = Graph::from([(1, vec![2, 3]), (2, vec![4])]);
    for path in [&[2][..], &[255], &[0, 1], &[0, 0, 0], &[1, 0], &[2, 0], &[0; 33], &[0; 300]] {
        assert_eq!(ask(&graph, 1, path, 1).0, Err(PageError::Path), "{path:?}");
    }
    // One that is too long is not followed at all.
    assert_eq!(ask(&chain(40), 0, &[0; 33], 1), (Err(PageError::Path), 0));
    assert_eq!(ask(&Graph::new(), 1, &[0], 1).0, Err(PageError::Path));
}

#[test]
fn a_page_has_1_to_32_links() {
    for limit in [0, 33, u16::MAX] {
        assert_eq!(ask(&chain(3), 0, &[], limit), (Err(PageError::Size(limit)), 0));
    }
    assert_eq!(ask(&chain(40), 0, &[], 32).0.unwrap().links.len(), 32);
    assert_eq!(ask(&chain(40), 0, &[], 1).0.unwrap().links.len(), 1);
}

#[test]
fn the_walk_goes_32_links_deep_and_goes_on_from_there() {
    let graph = chain(40);
    let first = read_all(&graph, 0, 7);
    assert_eq!(first.len(), 32);
    let last = first.last().unwrap();
    assert_eq!((last.depth, number(&last.parent)), (32, 32));
    assert_eq!(read_all(&graph, number(&last.parent), 7).len(), 8);
    // The deepest path is still one.
    let deepest = ask(&graph, 0, &[0; 32], 32).0.unwrap();
    assert_eq!((deepest.links.len(), deepest.next.len()), (1, 0));
}

#[test]
fn a_circle_ends_at_the_greatest_depth() {
    // A struck record's heir may name a descendant as parent of the new generation.
    let graph = Graph::from([(1, vec![2]), (2, vec![1])]);
    assert_eq!(read_all(&graph, 1, 5).len(), 32);
    assert_eq!(ask(&graph, 1, &[], 32).1, 2);
}

/// A chain of so many records, each with 15 parents of its own besides the next.
fn brush(length: u16) -> Graph {
    let parents = |record: u16| {
        let next = std::iter::once(record + 1);
        (record, next.chain((1..MAX_PARENTS as u16).map(|bristle| 1_000 + 16 * record + bristle)).collect())
    };
    (0..length).map(parents).collect()
}

#[test]
fn x12_a_page_ends_when_it_has_asked_about_enough_records() {
    let graph = brush(32);
    let all = whole(&graph, 0);
    assert_eq!(all.len(), 32 * 16);
    // After 31 steps, each next link is of a record not met yet.
    let at = all.iter().position(|(path, _)| path.len() == 31 && path[30] == 1).unwrap();
    let (page, asked) = ask(&graph, 0, &all[at].0, 32);
    let page = page.unwrap();
    assert_eq!((asked, page.links.len()), (MAX_ASKED, MAX_ASKED - 31));
    assert_eq!(page.next, all[at + page.links.len()].0);
    // The most a page asks, wherever it begins; and it gets on.
    for (at, (path, _)) in all.iter().enumerate() {
        let (page, asked) = ask(&graph, 0, path, MAX_PAGE);
        let count = page.unwrap().links.len();
        assert!(asked <= MAX_ASKED, "{asked}");
        assert!(count > 0 && (count == 32 || asked == MAX_ASKED || at + count == all.len()), "{path:?} {count}");
    }
    for limit in [1, 31, 32] {
        assert_eq!(read_all(&graph, 0, limit), links_of(&graph, 0));
    }
    const { assert!(MAX_ASKED > MAX_ANCESTRY) };
}

#[test]
fn what_the_source_says_is_passed_on() {
    #[derive(Debug, PartialEq)]
    enum Fault {
        Page(PageError),
        Gone(u16),
    }
    impl From<PageError> for Fault {
        fn from(error: PageError) -> Self {
            Self::Page(error)
        }
    }
    let source = |record: &Bytes32| match number(record) {
        1 => Ok(vec![Parent { record: id(2), share: 1, licence: 0 }]),
        gone => Err(Fault::Gone(gone)),
    };
    assert_eq!(page(&id(7), &[], 1, source), Err(Fault::Gone(7)));
    assert_eq!(page(&id(1), &[], 1, source), Err(Fault::Gone(2)));
    assert_eq!(page(&id(1), &[1], 1, source), Err(Fault::Page(PageError::Path)));
}

/// Graphs without circles whose walks stay short: each record derives from later ones only.
fn graphs() -> impl Strategy<Value = Graph> {
    proptest::collection::vec(proptest::collection::vec(1u16..4, 0..4), 1..9).prop_map(|steps| {
        let record = |(at, steps): (usize, Vec<u16>)| {
            let mut parents: Vec<_> = steps.into_iter().map(|step| at as u16 + step).collect();
            let mut seen = Vec::new();
            parents.retain(|parent| {
                !seen.contains(parent) && {
                    seen.push(*parent);
                    true
                }
            });
            (at as u16, parents)
        };
        steps.into_iter().enumerate().map(record).collect()
    })
}

proptest! {
    #[test]
    fn pages_of_any_size_add_up_to_the_walk(graph in graphs(), limit in 1..=MAX_PAGE) {
        prop_assert_eq!(read_all(&graph, 0, limit), links_of(&graph, 0));
    }

    #[test]
    fn a_page_begins_where_its_path_says(graph in graphs(), at in any::<prop::sample::Index>(), limit in 1..=MAX_PAGE) {
        let walk = whole(&graph, 0);
        prop_assume!(!walk.is_empty());
        let at = at.index(walk.len());
        let end = walk.len().min(at + usize::from(limit));
        let (page, asked) = ask(&graph, 0, &walk[at].0, limit);
        let expected = walk[at..end].iter().map(|(_, link)| *link).collect();
        let next = walk.get(end).map(|(path, _)| path.clone()).unwrap_or_default();
        prop_assert_eq!(page, Ok(Page { links: expected, next }));
        prop_assert!(asked <= walk[at].0.len() + usize::from(limit));
    }

    #[test]
    fn any_other_path_is_refused(graph in graphs(), path in proptest::collection::vec(0u8..4, 1..9)) {
        let exists = whole(&graph, 0).iter().any(|(known, _)| *known == path);
        prop_assert_eq!(ask(&graph, 0, &path, 1).0.is_ok(), exists);
    }
}
