//! The published vectors of Certificate Transparency, with SHA-256.
//!
//! The eight leaves, the hashes of all full nodes and the roots are those of `testonly/constants.go`
//! in github.com/transparency-dev/merkle, the proofs those of its `cmd/proofgen/main.go`.

use crate::{
    oracle::sha256,
    vectors::{bytes, hash},
};
use rules::{
    Bytes32,
    merkle::{Builder, Prover, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion},
};

const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// The full nodes, level by level from the leaves up.
const NODES: [&[&str]; 4] = [
    &[
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
    ],
    &[
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    ],
    &[
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    &["5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
];

/// The roots of the first 1, 2, .. 8 leaves.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Index, count, and the proof.
const INCLUSIONS: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

/// Old count, new count, and the proof.
const CONSISTENCIES: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

fn hashes(hex: &[&str]) -> Vec<Bytes32> {
    hex.iter().map(|hex| hash(hex)).collect()
}

fn root(count: u64) -> Bytes32 {
    hash(ROOTS[count as usize - 1])
}

fn tree(count: u64) -> Tree<fn(&[u8]) -> Bytes32> {
    let mut tree = Tree::new(sha256 as fn(&[u8]) -> Bytes32);
    LEAVES.iter().take(count as usize).for_each(|leaf| tree.push(&bytes(leaf)));
    tree
}

#[test]
fn leaves_and_nodes_hash_as_published() {
    for (leaf, expected) in LEAVES.iter().zip(NODES[0]) {
        assert_eq!(leaf_hash(&sha256, &bytes(leaf)), hash(expected));
    }
    for level in NODES.windows(2) {
        for (halves, expected) in level[0].chunks(2).zip(level[1]) {
            assert_eq!(node_hash(&sha256, &hash(halves[0]), &hash(halves[1])), hash(expected));
        }
    }
}

#[test]
fn roots_are_the_published() {
    let mut builder = Builder::new(sha256);
    assert_eq!(builder.root(), None);
    for (leaf, expected) in LEAVES.iter().zip(ROOTS) {
        builder.push(&bytes(leaf));
        assert_eq!(builder.root(), Some(hash(expected)));
        assert_eq!(tree(builder.count()).root(), Some(hash(expected)));
    }
}

#[test]
fn inclusion_proofs_are_the_published() {
    for (index, count, proof) in INCLUSIONS {
        let proof = hashes(proof);
        let leaf = hash(NODES[0][index as usize]);
        assert!(verify_inclusion(&sha256, &root(count), count, index, &leaf, &proof), "{index} of {count}");
        assert_eq!(tree(count).inclusion_proof(index), Some(proof.clone()));
        let mut prover = Prover::new(sha256, [index], []);
        LEAVES.iter().take(count as usize).for_each(|leaf| prover.push(&bytes(leaf)));
        assert_eq!(prover.inclusion_proof(index), Some(proof));
    }
}

#[test]
fn consistency_proofs_are_the_published() {
    for (old, new, proof) in CONSISTENCIES {
        let proof = hashes(proof);
        assert!(verify_consistency(&sha256, &root(old), old, &root(new), new, &proof), "{old} in {new}");
        assert_eq!(tree(new).consistency_proof(old), Some(proof.clone()));
        let mut prover = Prover::new(sha256, [], [old]);
        LEAVES.iter().take(new as usize).for_each(|leaf| prover.push(&bytes(leaf)));
        assert_eq!(prover.consistency_proof(old), Some(proof));
    }
}
