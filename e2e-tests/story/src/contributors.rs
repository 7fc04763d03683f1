//! Lists of a pool's contributors, read line by line: ten million lines take no more memory than
//! ten do.
//!
//! A line is `account,weight`: an address with `0x`, and a whole number from 1 to 2^64 - 1. The
//! first may be the heading `account,weight`; lines that are blank, or begin with `#`, say nothing.
//! Contributors are numbered from zero, in the order of the list: that is their index in the
//! pool's tree. An account may stand in several lines, and then has as many leaves.

use crate::{calldata::account, catalogue::keccak};
use rules::{
    merkle::{Builder, Prover},
    pool::Share,
    split::is_reserved,
};
use sha2::{Digest as _, Sha256};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
};

/// The longest line, in bytes: nothing that is a line of a list is nearly as long.
const MAX_LINE: usize = 1_024;

/// Bytes that are read from the file at a time.
const BUFFER: usize = 64 * 1_024;

/// What the first line may say.
const HEADING: [&str; 2] = ["account", "weight"];

/// Why a list cannot become a pool.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The file cannot be read.
    #[error("{}: it can't be read: {source}", path.display())]
    Unreadable {
        /// The list.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line says no contributor.
    #[error("{}, line {line}: {wrong}", path.display())]
    Line {
        /// The list.
        path: PathBuf,
        /// The line's number, from 1.
        line: u64,
        /// What is wrong with it.
        wrong: LineError,
    },
    /// Nobody is in it.
    #[error("{}: there is no contributor in this list", .0.display())]
    Empty(PathBuf),
    /// The account is not in it.
    #[error("{}: {account} is not in this list", path.display())]
    Absent {
        /// The list.
        path: PathBuf,
        /// The account that was looked for.
        account: String,
    },
    /// It was not the same when it was read again.
    #[error("{}: the list changed while it was read", .0.display())]
    Changed(PathBuf),
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It is longer than any contributor.
    #[error("a line has at most {MAX_LINE} bytes")]
    TooLong,
    /// It is not text.
    #[error("this is not UTF-8")]
    NotText,
    /// It has not two fields.
    #[error("`{0}`: a line is an account, a comma and a weight")]
    Fields(String),
    /// The first field is no address.
    #[error(
        "`{0}`: an account is 0x and 40 hexadecimal digits with the capitals of its checksum, or a Substrate address (SS58)"
    )]
    Account(String),
    /// The first field is an address that nobody has.
    #[error("`{0}`: this is one of the chain's own addresses: what it is paid is lost")]
    Reserved(String),
    /// The second field is no number.
    #[error("`{0}`: a weight is a whole number, in decimal digits alone")]
    Weight(String),
    /// The weight is zero.
    #[error("a weight of zero is paid nothing: leave the line out")]
    WeightZero,
    /// The weight is too large.
    #[error("`{0}`: a weight is less than 2^64")]
    WeightTooLarge(String),
    /// The weights so far are too large.
    #[error("the weights up to here add up to 2^64 or more")]
    SumTooLarge,
}

/// A list as a whole: what a pool is opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// The root of the tree over its contributors.
    pub root: [u8; 32],
    /// How many they are.
    pub count: u64,
    /// The sum of their weights.
    pub weight: u64,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
}

/// One contributor with the proof that it is in the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Its number, from zero.
    pub index: u64,
    /// What stands there.
    pub share: Share,
    /// The proof, from the leaf up.
    pub proof: Vec<[u8; 32]>,
}

/// Reads a list from its beginning to its end.
///
/// # Errors
/// All of [`ListError`] but [`ListError::Absent`] and [`ListError::Changed`].
pub fn list(path: &Path) -> Result<List, ListError> {
    let mut builder = Builder::new(keccak);
    let (weight, digest) = each(path, |share| builder.push_hash(share.hash(&keccak)))?;
    let root = builder.root().ok_or_else(|| ListError::Empty(path.into()))?;
    Ok(List { root, count: builder.count(), weight, digest })
}

/// Finds all places of an account in a list, in their order, with their proofs. The list is read
/// twice, since proofs are collected for places that are known before.
///
/// # Errors
/// All of [`ListError`].
pub fn prove(path: &Path, account: [u8; 20]) -> Result<(List, Vec<Proved>), ListError> {
    let (mut count, mut places) = (0u64, Vec::new());
    let (_, first) = each(path, |share| {
        if share.account == account {
            places.push((count, share));
        }
        count = count.saturating_add(1);
    })?;
    let mut prover = Prover::new(keccak, places.iter().map(|(index, _)| *index), []);
    let (weight, digest) = each(path, |share| prover.push_hash(share.hash(&keccak)))?;
    let changed = || ListError::Changed(path.into());
    if digest != first {
        return Err(changed());
    }
    let root = prover.root().ok_or_else(|| ListError::Empty(path.into()))?;
    if places.is_empty() {
        let account = alloy_primitives::Address::from(account).to_string();
        return Err(ListError::Absent { path: path.into(), account });
    }
    let proved = places.into_iter().map(|(index, share)| {
        let proof = prover.inclusion_proof(index).ok_or_else(changed)?;
        Ok(Proved { index, share, proof })
    });
    Ok((List { root, count, weight, digest }, proved.collect::<Result<_, _>>()?))
}

/// Shows every contributor of a list. Answers the sum of their weights and the file's SHA-256.
fn each(path: &Path, mut seen: impl FnMut(Share)) -> Result<(u64, [u8; 32]), ListError> {
    let unreadable = |source| ListError::Unreadable { path: path.into(), source };
    let mut reader = BufReader::with_capacity(BUFFER, File::open(path).map_err(unreadable)?);
    let (mut hasher, mut weight, mut heading) = (Sha256::new(), 0u64, true);
    let mut bytes = Vec::with_capacity(MAX_LINE);
    for line in 1.. {
        bytes.clear();
        // One byte more, with which a line is too long, so that a file without lines is not read as one.
        let length = reader.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut bytes).map_err(unreadable)?;
        if length == 0 {
            break;
        }
        hasher.update(&bytes);
        let wrong = |wrong| ListError::Line { path: path.into(), line, wrong };
        let Some(share) = read(&bytes, &mut heading).map_err(wrong)? else { continue };
        weight = weight.checked_add(share.weight).ok_or_else(|| wrong(LineError::SumTooLarge))?;
        seen(share);
    }
    Ok((weight, hasher.finalize().into()))
}

/// What a line says; `None` for nothing. `heading` is whether one may still come.
fn read(bytes: &[u8], heading: &mut bool) -> Result<Option<Share>, LineError> {
    if bytes.len() > MAX_LINE {
        return Err(LineError::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| LineError::NotText)?.trim();
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    let (name, number) = text.split_once(',').ok_or_else(|| LineError::Fields(text.into()))?;
    let (name, number) = (name.trim(), number.trim());
    if std::mem::take(heading) && [name, number] == HEADING {
        return Ok(None);
    }
    let account = account(name).map_err(|_| LineError::Account(name.into()))?.into_array();
    if is_reserved(&account) {
        return Err(LineError::Reserved(name.into()));
    }
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(LineError::Weight(number.into()));
    }
    // Of digits alone only a number that is too large is none.
    let weight = number.parse().map_err(|_| LineError::WeightTooLarge(number.into()))?;
    if weight == 0 {
        return Err(LineError::WeightZero);
    }
    Ok(Some(Share { account, weight }))
}

#[cfg(test)]
mod tests;
