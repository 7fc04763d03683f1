//! How fast and in how much memory the root of a large catalogue is made, proofs included.
//!
//! ```text
//! cargo run --release -p rules --example merkle_bench -- [LEAVES] [--json]
//! ```
//!
//! For Keccak-256 and SHA-256 in turn, LEAVES catalogue leaves (10 000 000 if not said) are made
//! from their indices and stream by once. The proofs of five of them, and of the first half as an
//! older edition, are collected on the way and verified at the end.

use rules::{
    Bytes32,
    catalogue::Leaf,
    merkle::{Prover, verify_consistency, verify_inclusion},
    work::{Kind, Origin},
};
use sha2::Digest;
use std::{process::ExitCode, time::Instant};

const USAGE: &str = "usage: merkle_bench [LEAVES] [--json]   (LEAVES: a whole number from 1, default 10000000)";

type Hash = fn(&[u8]) -> Bytes32;

struct Measured {
    hash: &'static str,
    leaves: u64,
    root: Bytes32,
    seconds: f64,
    /// By the tree's builder and the proofs that it collects.
    hashes_held: usize,
    bytes_held: usize,
    proofs_verified: usize,
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
    let hashes: [(&str, Hash); 2] = [
        ("keccak256", |bytes| sha3::Keccak256::digest(bytes).into()),
        ("sha256", |bytes| sha2::Sha256::digest(bytes).into()),
    ];
    for (name, hash) in hashes {
        match measure(name, hash, leaves) {
            Ok(measured) if json => measured.print_json(),
            Ok(measured) => measured.print_lines(),
            Err(wrong) => {
                eprintln!("{name}: {wrong}");
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

/// A leaf that differs from all others; its digest is made, not hashed, so that only the tree is
/// measured.
fn leaf(index: u64) -> Leaf {
    let mut digest = [0xd1; 32];
    digest[..8].copy_from_slice(&index.to_be_bytes());
    Leaf { digest, kind: Kind::Image as u8, origin: Origin::Human as u8, units: 1, metadata: [0; 32] }
}

fn measure(name: &'static str, hash: Hash, leaves: u64) -> Result<Measured, String> {
    let mut sample = vec![0, leaves / 4, leaves / 2, leaves / 4 * 3, leaves - 1];
    sample.dedup();
    let old_count = leaves.div_ceil(2);

    let start = Instant::now();
    let mut prover = Prover::new(hash, sample.iter().copied(), [old_count]);
    let mut old_root = None;
    for index in 0..leaves {
        prover.push_hash(leaf(index).hash(&hash));
        if prover.count() == old_count {
            old_root = prover.root();
        }
    }
    let root = prover.root().ok_or("no root")?;
    let seconds = start.elapsed().as_secs_f64();

    for index in sample.iter().copied() {
        let proof = prover.inclusion_proof(index).ok_or(format!("no proof of leaf {index}"))?;
        if !verify_inclusion(&hash, &root, leaves, index, &leaf(index).hash(&hash), &proof) {
            return Err(format!("the proof of leaf {index} does not verify"));
        }
    }
    let proof = prover.consistency_proof(old_count).ok_or("no consistency proof")?;
    if !verify_consistency(&hash, &old_root.ok_or("no old root")?, old_count, &root, leaves, &proof) {
        return Err("the consistency proof does not verify".into());
    }
    Ok(Measured {
        hash: name,
        leaves,
        root,
        seconds,
        hashes_held: prover.hashes(),
        bytes_held: size_of_val(&prover) + prover.hashes() * size_of::<Bytes32>(),
        proofs_verified: sample.len() + 1,
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
        println!("{}", self.hash);
        println!("  leaves              {:>14}", self.leaves);
        println!("  seconds             {:>14.2}", self.seconds);
        println!("  leaves per second   {:>14.0}", self.leaves_per_second());
        println!("  proofs verified     {:>14}", self.proofs_verified);
        println!("  hashes held         {:>14}", self.hashes_held);
        println!("  bytes held          {:>14}", self.bytes_held);
        let peak = self.peak_resident.map_or("unknown".into(), |peak| peak.to_string());
        println!("  peak resident, KiB  {peak:>14}");
        println!("  root                {}", hex(&self.root));
    }

    /// One object on a line.
    fn print_json(&self) {
        println!(
            "{{\"hash\":\"{}\",\"leaves\":{},\"seconds\":{:.3},\"leaves_per_second\":{:.0},\"proofs_verified\":{},\
             \"hashes_held\":{},\"bytes_held\":{},\"peak_resident_kib\":{},\"root\":\"{}\"}}",
            self.hash,
            self.leaves,
            self.seconds,
            self.leaves_per_second(),
            self.proofs_verified,
            self.hashes_held,
            self.bytes_held,
            self.peak_resident.map_or("null".into(), |peak| peak.to_string()),
            hex(&self.root)
        );
    }
}
