//! What the demo reports: the text's tables and the JSON document are made from this.
//!
//! The keys are the document's and stay as they are while `version` is 1. Amounts are
//! decimal strings of EVM units, 10^`decimals` of which are one token; shares are basis
//! points; times follow RFC 3339; addresses, hashes and digests are hexadecimal with `0x`,
//! and a record is named by its digest.

mod rows;
mod words;

pub use rows::{
    AccountRow, Amount, CatalogueRow, CheckRow, ClaimRow, ContractRow, Currency, FlowRow, LeafRow, LicenceRow,
    OfferRow, PartyRow, PoolRow, ShareRow, SignedAmount, TermsRow, TotalsRow, TransactionRow, WorkRow,
};

use crate::{audit::Audit, journal::Journal, money, tale::Story, time::rfc_3339};
use serde::Serialize;
use words::{Words, check, prefixed, totals};

/// Everything.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Of this format: 1.
    pub version: u32,
    /// Whether every check passed.
    pub passed: bool,
    /// What amounts are in.
    pub currency: Currency,
    /// When the audit was made, in the chain's time.
    pub audited_at: String,
    /// Who took part.
    pub accounts: Vec<AccountRow>,
    /// The contracts.
    pub contracts: Vec<ContractRow>,
    /// The files and their records.
    pub works: Vec<WorkRow>,
    /// The files as one catalogue.
    pub catalogue: CatalogueRow,
    /// The terms on offer.
    pub terms: Vec<TermsRow>,
    /// The offers.
    pub offers: Vec<OfferRow>,
    /// The licences.
    pub licences: Vec<LicenceRow>,
    /// The pools that stand for contributors, and what these claimed.
    pub pools: Vec<PoolRow>,
    /// The money of each record: what came and what became of it.
    pub flows: Vec<FlowRow>,
    /// The sums.
    pub totals: TotalsRow,
    /// Every transaction.
    pub transactions: Vec<TransactionRow>,
    /// What was checked.
    pub checks: Vec<CheckRow>,
    /// What the story left out, and why.
    pub notes: Vec<String>,
}

impl Report {
    /// Puts what the audit found into words.
    pub fn new(story: &Story, journal: &Journal, audit: &Audit) -> Self {
        let Story { cast, protocol, notes } = story;
        let words = Words { cast, audit };
        let chain = journal.chain();
        Self {
            version: 1,
            passed: audit.passed(),
            currency: Currency { symbol: money::SYMBOL, decimals: money::DECIMALS },
            audited_at: rfc_3339(audit.at),
            accounts: cast.everybody().into_iter().map(|(role, who)| words.account(role, who, journal)).collect(),
            contracts: protocol
                .contracts()
                .into_iter()
                .map(|(name, contract)| ContractRow {
                    name,
                    address: prefixed(&contract.0),
                    code_hash: prefixed(&chain.code_hash(contract).unwrap_or_default().0),
                })
                .collect(),
            works: audit.works.iter().map(|work| words.work(work)).collect(),
            catalogue: words.catalogue(&audit.catalogue),
            terms: audit.terms.iter().map(|terms| words.terms(terms)).collect(),
            offers: audit.offers.iter().map(|offer| words.offer(offer)).collect(),
            licences: audit.licences.iter().map(|licence| words.licence(licence)).collect(),
            pools: audit.pools.iter().map(|pool| words.pool(pool)).collect(),
            flows: audit.flows.iter().map(|flow| words.flow(flow)).collect(),
            totals: totals(audit),
            transactions: journal.transactions().iter().map(|entry| words.transaction(protocol, entry)).collect(),
            checks: audit.checks.iter().map(check).collect(),
            notes: notes.clone(),
        }
    }
}
