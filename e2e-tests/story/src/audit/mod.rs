//! The audit: proves what happened from the files and the chain alone.
//!
//! It knows the files' names, the built contracts and the contracts' addresses, and nothing
//! of the story. It reads the contracts' events and views, and the balances before and
//! after every transaction, works out by itself what must be true, and compares.

mod balances;
mod catalogue;
mod contracts;
mod facts;
mod files;
mod flows;
mod ledgers;
mod licences;
mod pools;
mod sales;
mod successions;
mod uses;

pub use catalogue::CatalogueFound;
pub use files::WorkFound;
pub use flows::{Flow, How, Party, Totals};
pub(crate) use licences::coverage;
pub use licences::{LicenceFound, OfferFound, TermsFound};
pub use pools::PoolFound;

use crate::{blobs::Blobs, calls::Refused, journal::Journal, protocol::Protocol};
use facts::Facts;
use std::path::PathBuf;

/// What an audit looks at.
pub struct Subject<'a> {
    /// The works.
    pub files: &'a [PathBuf],
    /// The chain.
    pub journal: &'a Journal,
    /// Where the contracts are.
    pub protocol: Protocol,
    /// The contracts as they were built.
    pub blobs: &'a Blobs,
}

/// What it found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// When, in Unix seconds of the chain.
    pub at: u64,
    /// The files with their records.
    pub works: Vec<WorkFound>,
    /// The catalogue of the files.
    pub catalogue: CatalogueFound,
    /// The terms that offers name.
    pub terms: Vec<TermsFound>,
    /// The offers.
    pub offers: Vec<OfferFound>,
    /// The licences.
    pub licences: Vec<LicenceFound>,
    /// The pools.
    pub pools: Vec<PoolFound>,
    /// Where money came from and went, record by record.
    pub flows: Vec<Flow>,
    /// The sums.
    pub totals: Totals,
    /// What was checked.
    pub checks: Vec<Check>,
}

impl Audit {
    /// Whether everything is as it must be.
    pub fn passed(&self) -> bool {
        self.checks.iter().all(Check::passed)
    }
}

/// One claim, and what speaks against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// A short name that stays the same.
    pub name: &'static str,
    /// What is claimed, in a sentence.
    pub claim: &'static str,
    /// How many comparisons were made.
    pub compared: usize,
    /// What is not as claimed.
    pub failures: Vec<String>,
}

impl Check {
    fn new(name: &'static str, claim: &'static str) -> Self {
        Self { name, claim, compared: 0, failures: Vec::new() }
    }

    fn that(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        self.compared += 1;
        if !holds {
            self.failures.push(otherwise());
        }
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: &T, expected: &T) {
        self.that(found == expected, || format!("{what} is {found:?}, and should be {expected:?}"));
    }

    /// Whether nothing speaks against it.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Audits everything.
///
/// # Errors
/// [`Refused`] where a contract does not answer at all.
pub fn run(subject: &Subject) -> Result<Audit, Refused> {
    let facts = Facts::read(subject);
    let mut checks = Vec::new();
    checks.extend(contracts::check(subject, &facts));
    let works = files::check(subject, &facts, &mut checks)?;
    let (catalogue, leaves) = catalogue::check(subject, &works)?;
    checks.push(leaves);
    let (terms, offers, licences) = licences::check(subject, &facts, &works, &mut checks)?;
    checks.push(successions::check(&facts, &licences));
    checks.push(uses::check(subject, &facts, &licences)?);
    checks.push(sales::check(subject, &facts));
    let (dues, shares) = ledgers::check(subject, &facts)?;
    let (flows, totals, agree) = flows::check(subject, &facts, &dues)?;
    let (pools, divided) = pools::check(subject, &facts, &works)?;
    checks.extend([shares, divided, balances::check(subject, &facts), agree]);
    let at = subject.journal.chain().now();
    Ok(Audit { at, works, catalogue, terms, offers, licences, pools, flows, totals, checks })
}
