//! What other implementations computed and published: `vectors/`, where each file says how it was
//! made.

use crate::oracle::{keccak256, sha256};
use rules::{
    Bytes32,
    merkle::{Builder, Prover, Tree, leaf_hash, verify_consistency, verify_inclusion},
};

type Hash = fn(&[u8]) -> Bytes32;

pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

pub(crate) fn hash(hex: &str) -> Bytes32 {
    bytes(hex).try_into().unwrap()
}

fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect())
}

fn hasher(name: &str) -> Hash {
    match name {
        "sha256" => sha256,
        "keccak256" => keccak256,
        _ => panic!("no hash {name}"),
    }
}

fn hashes(hex: &[&str]) -> Vec<Bytes32> {
    hex.iter().map(|hex| hash(hex)).collect()
}

/// The leaf at an index in the vectors that were made for this project.
fn leaf(index: u64) -> Vec<u8> {
    vec![index as u8; index as usize]
}

fn tree(hasher: Hash, count: u64) -> Tree<Hash> {
    let mut tree = Tree::new(hasher);
    (0..count).for_each(|index| tree.push(&leaf(index)));
    tree
}

#[test]
fn the_published_verifier_tests_are_decided_as_published() {
    let mut decided = 0;
    for line in lines(include_str!("vectors/certificate_transparency.txt")) {
        let [verdict, kind, name, first, second] = line[..5] else { panic!("{line:?}") };
        let (first, second) = (first.parse::<u64>().unwrap(), second.parse::<u64>().unwrap());
        let hashes = hashes(&line[5..]);
        let accepted = match kind {
            "inclusion" => verify_inclusion(&sha256, &hashes[0], second, first, &hashes[1], &hashes[2..]),
            _ => verify_consistency(&sha256, &hashes[0], first, &hashes[1], second, &hashes[2..]),
        };
        assert_eq!(accepted, verdict == "accept", "{kind} {name}");
        decided += 1;
    }
    assert_eq!(decided, 143);
}

#[test]
fn roots_and_inclusion_proofs_are_pymerkles() {
    let mut proofs = 0;
    for line in lines(include_str!("vectors/pymerkle.txt")) {
        let hasher = hasher(line[0]);
        if line[1] == "root" {
            let count = line[2].parse().unwrap();
            let mut builder = Builder::new(hasher);
            (0..count).for_each(|index| builder.push(&leaf(index)));
            assert_eq!(builder.root(), Some(hash(line[3])), "{line:?}");
            assert_eq!(tree(hasher, count).root(), Some(hash(line[3])), "{line:?}");
            continue;
        }
        let (index, count) = (line[2].parse().unwrap(), line[3].parse().unwrap());
        let (proof, tree) = (hashes(&line[4..]), tree(hasher, count));
        let leaf_hash = leaf_hash(&hasher, &leaf(index));
        assert!(verify_inclusion(&hasher, &tree.root().unwrap(), count, index, &leaf_hash, &proof), "{line:?}");
        let mut prover = Prover::new(hasher, [index], []);
        (0..count).for_each(|index| prover.push(&leaf(index)));
        assert_eq!(prover.inclusion_proof(index), Some(proof.clone()));
        assert_eq!(tree.inclusion_proof(index), Some(proof));
        proofs += 1;
    }
    assert_eq!(proofs, 124);
}

#[test]
fn consistency_proofs_are_ct_merkles() {
    let mut proofs = 0;
    for line in lines(include_str!("vectors/ct_merkle.txt")) {
        let hasher = hasher(line[0]);
        let (old, new) = (line[2].parse().unwrap(), line[3].parse().unwrap());
        let (proof, tree) = (hashes(&line[4..]), tree(hasher, new));
        let (old_root, root) = (tree.root_of_first(old).unwrap(), tree.root().unwrap());
        assert!(verify_consistency(&hasher, &old_root, old, &root, new, &proof), "{line:?}");
        let mut prover = Prover::new(hasher, [], [old]);
        (0..new).for_each(|index| prover.push(&leaf(index)));
        assert_eq!(prover.consistency_proof(old), Some(proof.clone()));
        assert_eq!(tree.consistency_proof(old), Some(proof));
        proofs += 1;
    }
    assert_eq!(proofs, 128);
}
