//! Writes ct_merkle.txt: consistency proofs by the crate ct-merkle, an implementation that is not
//! this one.
//!
//! It is no part of the workspace, which does not depend on ct-merkle. In an empty folder:
//!
//! ```text
//! cargo init --name vectors
//! cargo add ct-merkle@=0.2.0 sha2@0.10 sha3@0.10
//! cp .../ct_merkle_vectors.rs src/main.rs
//! cargo run > .../ct_merkle.txt
//! ```
//!
//! The leaf at index i is i bytes of value i. The lines:
//!
//! ```text
//! HASH consistency OLD_COUNT NEW_COUNT PROOF ...
//! ```

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use sha2::digest::{Digest, FixedOutputReset};

const NEW_COUNTS: [usize; 11] = [1, 2, 3, 5, 7, 8, 11, 16, 21, 32, 33];

fn write<H: Digest + FixedOutputReset>(name: &str) {
    for new in NEW_COUNTS {
        let mut tree = MemoryBackedTree::<H, Vec<u8>>::new();
        (0..new).for_each(|index| tree.push(vec![index as u8; index]));
        let mut olds = vec![1, 2, 3, 4, new / 2, new / 2 + 1, new - 1, new];
        olds.retain(|old| (1..=new).contains(old));
        olds.sort_unstable();
        olds.dedup();
        for old in olds {
            let proof = tree.prove_consistency(new - old);
            let mut line = format!("{name} consistency {old} {new}");
            for hash in proof.as_bytes().chunks(32) {
                line.push(' ');
                hash.iter().for_each(|byte| line.push_str(&format!("{byte:02x}")));
            }
            println!("{line}");
        }
    }
}

fn main() {
    println!("# By ct-merkle 0.2.0; see ct_merkle_vectors.rs.");
    write::<sha2::Sha256>("sha256");
    write::<sha3::Keccak256>("keccak256");
}
