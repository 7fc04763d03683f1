//! How fast and in how much memory the root of a large catalogue or pool is made, proofs included.
//!
//! ```text
//! cargo run --release -p rules --example merkle_bench -- [LEAVES] [--json]
//! ```
//!
//! LEAVES leaves (10 000 000 if not said) of a catalogue, by Keccak-256 and then by SHA-256, and
//! then of a pool, are made from their indices and stream by once. The proofs of five of them, and
//! of the first half as an older edition, are collected on the way and verified at the end.

use rules::{
    Bytes32,
    catalogue::Leaf,
    merkle::{Prover, verify_consistency, verify_inclusion},
    pool::Share,
    work::{Kind, Origin},
};
use sha2::Digest;
use std::{process::ExitCode, time::Instant};

const USAGE: &str = "usage: merkle_bench [LEAVES] [--json]   (LEAVES: a whole number from 1, default 10000000)";

type Hash = fn(&[u8]) -> Bytes32;

/// A tree to be measured.
struct Case {
    /// What it is the tree of.
    tree: &'static str,
    hash_name: &'static str,
    hash: Hash,
    /// The hash of the leaf at an index, which differs from all others.
    leaf: fn(u64, Hash) -> Bytes32,
}

struct Measured {
    tree: &'static str,
    hash: &'static str,
    leaves: u64,
    root: Bytes32,
    seconds: f64,
    /// By the tree's builder and the proofs that it collects.
    hashes_held: usize,
    bytes_held: usize,
    proofs_verified: usize,
    /// Of the inclusion proofs.
    longest_proof: usize,
    /// By the whole process so far, in kibibytes, where the system tells.
    peak_resident: Option<u64>,
}

fn main() -> ExitCode {
    let (leaves, json) = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprintln!("{wrong}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let keccak: Hash = |bytes| sha3::Keccak256::digest(bytes).into();
    let sha: Hash = |bytes| sha2::Sha256::digest(bytes).into();
    let cases = [
        Case { tree: "catalogue", hash_name: "keccak256", hash: keccak, leaf: work },
        Case { tree: "catalogue", hash_name: "sha256", hash: sha, leaf: work },
        Case { tree: "pool", hash_name: "keccak256", hash: keccak, leaf: share },
    ];
    for case in cases {
        match measure(&case, leaves) {
            Ok(measured) if json => measured.print_json(),
            Ok(measured) => measured.print_lines(),
            Err(wrong) => {
                eprintln!("{} by {}: {wrong}", case.tree, case.hash_name);
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn arguments(given: impl Iterator<Item = String>) -> Result<(u64, bool), String> {
    let (mut leaves, mut json) = (None, false);
    for argument in given {
        if argument == "--json" {
            json = true;
        } else if leaves.is_some() {
            return Err(format!("one argument too many: {argument}"));
        } else {
            leaves = Some(argument.parse().ok().filter(|leaves| *leaves > 0).ok_or(format!("not LEAVES: {argument}"))?);
        }
    }
    Ok((leaves.unwrap_or(10_000_000), json))
}

/// A work of a catalogue; its digest is made, not hashed, so that only the tree is measured.
fn work(index: u64, hash: Hash) -> Bytes32 {
    let mut digest = [0xd1; 32];
    digest[..8].copy_from_slice(&index.to_be_bytes());
    Leaf { digest, kind: Kind::Image as u8, origin: Origin::Human as u8, units: 1, metadata: [0; 32] }.hash(&hash)
}

/// A contributor to a pool.
fn share(index: u64, hash: Hash) -> Bytes32 {
    let mut account = [0xd1; 20];
    account[..8].copy_from_slice(&index.to_be_bytes());
    Share { account, weight: index.saturating_add(1) }.hash(&hash)
}

fn measure(Case { tree, hash_name, hash, leaf }: &Case, leaves: u64) -> Result<Measured, String> {
    let hash = *hash;
    let mut sample = vec![0, leaves / 4, leaves / 2, leaves / 4 * 3, leaves - 1];
    sample.dedup();
    let old_count = leaves.div_ceil(2);

    let start = Instant::now();
    let mut prover = Prover::new(hash, sample.iter().copied(), [old_count]);
    let mut old_root = None;
    for index in 0..leaves {
        prover.push_hash(leaf(index, hash));
        if prover.count() == old_count {
            old_root = prover.root();
        }
    }
    let root = prover.root().ok_or("no root")?;
    let seconds = start.elapsed().as_secs_f64();

    let mut longest_proof = 0;
    for index in sample.iter().copied() {
        let proof = prover.inclusion_proof(index).ok_or(format!("no proof of leaf {index}"))?;
        if !verify_inclusion(&hash, &root, leaves, index, &leaf(index, hash), &proof) {
            return Err(format!("the proof of leaf {index} does not verify"));
        }
        longest_proof = longest_proof.max(proof.len());
    }
    let proof = prover.consistency_proof(old_count).ok_or("no consistency proof")?;
    if !verify_consistency(&hash, &old_root.ok_or("no old root")?, old_count, &root, leaves, &proof) {
        return Err("the consistency proof does not verify".into());
    }
    Ok(Measured {
        tree,
        hash: hash_name,
        leaves,
        root,
        seconds,
        hashes_held: prover.hashes(),
        bytes_held: size_of_val(&prover) + prover.hashes() * size_of::<Bytes32>(),
        proofs_verified: sample.len() + 1,
        longest_proof,
        peak_resident: peak_resident(),
    })
}

/// The most memory that the process ever had, in kibibytes; Linux only.
fn peak_resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn hex(bytes: &Bytes32) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Measured {
    fn leaves_per_second(&self) -> f64 {
        self.leaves as f64 / self.seconds
    }

    fn print_lines(&self) {
        println!("{} by {}", self.tree, self.hash);
        println!("  leaves              {:>14}", self.leaves);
        println!("  seconds             {:>14.2}", self.seconds);
        println!("  leaves per second   {:>14.0}", self.leaves_per_second());
        println!("  nanoseconds a leaf  {:>14.0}", self.nanoseconds_per_leaf());
        println!("  proofs verified     {:>14}", self.proofs_verified);
        println!("  hashes of a proof   {:>14}", self.longest_proof);
        println!("  hashes held         {:>14}", self.hashes_held);
        println!("  bytes held          {:>14}", self.bytes_held);
        let peak = self.peak_resident.map_or("unknown".into(), |peak| peak.to_string());
        println!("  peak resident, KiB  {peak:>14}");
        println!("  root                {}", hex(&self.root));
    }

    fn nanoseconds_per_leaf(&self) -> f64 {
        self.seconds * 1e9 / self.leaves as f64
    }

    /// One object on a line.
    /// A row of the form that `scripts/bench --json` has for all operations.
    fn print_json(&self) {
        println!(
            "{{\"operation\":\"tree_{}_{}\",\"system\":\"ours\",\"ref_time_ps\":null,\"proof_bytes\":null,\"deposit\":null,\"fee\":null,\
             \"blob_bytes\":null,\"cold_keys\":null,\"wall_us\":{:.0},\"leaves\":{},\"seconds\":{:.3},\"leaves_per_second\":{:.0},\
             \"nanoseconds_per_leaf\":{:.0},\"proofs_verified\":{},\"longest_proof\":{},\"hashes_held\":{},\"bytes_held\":{},\"peak_resident_kib\":{},\"root\":\"{}\"}}",
            self.tree,
            self.hash,
            self.seconds * 1e6,
            self.leaves,
            self.seconds,
            self.leaves_per_second(),
            self.nanoseconds_per_leaf(),
            self.proofs_verified,
            self.longest_proof,
            self.hashes_held,
            self.bytes_held,
            self.peak_resident.map_or("null".into(), |peak| peak.to_string()),
            hex(&self.root)
        );
    }
}
