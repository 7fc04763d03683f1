//! Calldata of the module of catalogues that alloy would not write: whatever word of it is
//! spoilt, wherever it ends, it is refused as malformed and changes nothing.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::{SolCall, SolError, SolInterface};
use chain::{Account, Refusal};
use ink_e2e::{ChainClient, Hub};
use rules::{catalogue::Leaf, merkle::Tree};
use scenarios::{Cast, World, digest};
use story::{
    abi::{
        Catalogues::{self, CataloguesCalls},
        ProvenanceRegistry as Registry,
    },
    calls::{address, hex},
    protocol::record_id,
};

const WORD: usize = 32;

/// A tree with the chain's hash.
type Leaves = Tree<fn(&[u8]) -> [u8; 32]>;

fn keccak(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

fn leaf(work: u64) -> Leaf {
    Leaf { digest: digest(work), kind: 0, origin: 0, units: 1, metadata: [1; 32] }
}

fn tree(count: u64) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    (0..count).for_each(|work| tree.push(&leaf(work).to_bytes()));
    tree
}

fn root(count: u64) -> B256 {
    tree(count).root().unwrap().into()
}

fn hashes(hashes: Option<Vec<[u8; 32]>>) -> Vec<B256> {
    hashes.unwrap().into_iter().map(B256::from).collect()
}

/// A URI of more than a word, with padding.
const URI: &str = "https://example.org/a-uri-of-more-than-one-word";

fn register(count: u64, owner: &Account) -> Catalogues::registerCatalogueCall {
    Catalogues::registerCatalogueCall {
        root: root(count),
        count,
        owner: address(owner.address()),
        kind: 1,
        units: 3,
        origin: 1,
        metadata: B256::repeat_byte(1),
        uri: URI.into(),
        salt: B256::ZERO,
    }
}

/// Valid calls of every message that changes anything, and of the view that takes a proof.
fn samples(world: &mut World<'_>, cast: &Cast) -> [Vec<u8>; 5] {
    let ada = &cast.ada;
    let parent = world.work(ada, 90);
    let links = vec![
        Catalogues::CatalogueParent { record: parent, share: 100, licence: U256::ZERO },
        Catalogues::CatalogueParent { record: world.work(ada, 91), share: 200, licence: U256::ZERO },
    ];
    let work = |record: u64, uri: &str, parents| Catalogues::Work {
        record: record_id(&digest(record)),
        kind: 1,
        units: 2,
        origin: 3,
        metadata: B256::repeat_byte(4),
        uri: uri.into(),
        parents,
    };
    let works = vec![work(80, URI, links), work(81, "", vec![])];
    let many = Catalogues::registerManyCall { works, owner: address(ada.address()), salt: B256::ZERO };
    world.send(ada, world.protocol.catalogues, &register(3, ada));
    world.chain.advance_time(4_000);
    let catalogue = U256::from_be_bytes(root(3).0);
    let add = Catalogues::addEditionCall {
        catalogue,
        root: root(5),
        count: 5,
        units: 9,
        metadata: B256::repeat_byte(2),
        uri: URI.into(),
        proof: hashes(tree(5).consistency_proof(3)),
        salt: B256::ZERO,
    };
    let leaf = leaf(1);
    let own = Catalogues::registerLeafCall {
        catalogue,
        edition: 1,
        first: 1,
        index: 1,
        record: record_id(&leaf.digest),
        kind: leaf.kind,
        origin: leaf.origin,
        units: leaf.units,
        metadata: leaf.metadata.into(),
        uri: URI.into(),
        proof: hashes(tree(3).inclusion_proof(1)),
    };
    let verify = Catalogues::verifyLeafCall {
        catalogue,
        edition: 1,
        index: 1,
        record: own.record,
        kind: own.kind,
        origin: own.origin,
        units: own.units,
        metadata: own.metadata,
        proof: own.proof.clone(),
    };
    [many.abi_encode(), register(4, ada).abi_encode(), add.abi_encode(), own.abi_encode(), verify.abi_encode()]
}

/// Whether alloy reads it as a call, and would write it just so.
fn is_canonical(data: &[u8]) -> bool {
    CataloguesCalls::abi_decode_validate(data).is_ok_and(|call| call.abi_encode() == data)
}

fn is_malformed(reason: &[u8]) -> bool {
    reason == Catalogues::CalldataLength {}.abi_encode()
        || Catalogues::ParameterInvalid::abi_decode_validate(reason).is_ok()
}

/// Calldata in which one word is another, and calldata that ends elsewhere.
fn spoilt(data: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for at in (4..data.len()).step_by(WORD) {
        let word = U256::from_be_slice(&data[at..at + WORD]);
        let step = U256::from(WORD);
        let others = [
            U256::MAX,
            word | U256::from(1) << 255,
            word | U256::from(1) << 64,
            word.wrapping_add(U256::from(1)),
            word.wrapping_add(step),
            word.wrapping_sub(step),
        ];
        for other in others {
            let mut data = data.to_vec();
            data[at..at + WORD].copy_from_slice(&other.to_be_bytes::<WORD>());
            all.push(data);
        }
        // A word too many, and one too few.
        let (before, after) = data.split_at(at);
        all.push([before, &[0; WORD], after].concat());
        all.push([before, &after[WORD..]].concat());
    }
    all.extend([1, 31, 32, 33].map(|cut| data[..data.len() - cut].to_vec()));
    all.extend([1, 31, 32, 64].map(|more| [data, &[0; 64][..more]].concat()));
    all.retain(|other| other != data);
    all
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_calldata_with_any_word_spoilt_is_refused_and_changes_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let (catalogues, ada) = (world.protocol.catalogues, &cast.ada);
    let [many, register, add, own, verify] = samples(&mut world, &cast);
    for data in [&many, &register, &add, &own, &verify] {
        let run = world.chain.dry_run(ada, catalogues, data.clone(), 0);
        assert!(run.result.is_ok(), "a sample is right: {:?}", run.result);
    }
    let mut refused = 0;
    for data in [many, register, add, own].iter().flat_map(|sample| spoilt(sample)) {
        if is_canonical(&data) {
            continue;
        }
        let reason = world.refused_raw(ada, catalogues, data.clone(), 0).0;
        // What is no text to alloy has bytes that no URI has.
        let no_text = [
            Catalogues::UriInvalid {}.abi_encode(),
            Registry::WorkRefused { position: 0, error: Registry::UriInvalid::SELECTOR.into() }.abi_encode(),
        ];
        assert!(is_malformed(&reason) || no_text.contains(&reason), "0x{}: 0x{}", hex(&data), hex(&reason));
        refused += 1;
    }
    assert!(refused > 400, "{refused}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_view_that_takes_a_proof_reads_it_strictly() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let [.., verify] = samples(&mut world, &cast);
    let (mut refused, mut answered) = (0, 0);
    for data in spoilt(&verify) {
        let canonical = is_canonical(&data);
        match world.chain.view(catalogues, data) {
            Ok(answer) => {
                assert!(canonical);
                assert_eq!(answer, [0; WORD], "no other leaf, place or proof is right");
                answered += 1;
            }
            Err(Refusal::Reverted(reason)) => {
                assert!(!canonical && is_malformed(&reason));
                refused += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(refused > 50 && answered > 20, "{refused}, {answered}");
}
