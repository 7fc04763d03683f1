//! The rows of the report's tables: the objects of the JSON document.

use serde::Serialize;

/// The chain's token.
#[derive(Clone, Debug, Serialize)]
pub struct Currency {
    /// Its symbol.
    pub symbol: &'static str,
    /// Its decimals in EVM units.
    pub decimals: usize,
}

/// An amount in EVM units, as a decimal string: JSON's numbers would lose digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount(pub u128);

impl Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// As [`Amount`], below zero as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignedAmount(pub i128);

impl Serialize for SignedAmount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// An account that took part.
#[derive(Clone, Debug, Serialize)]
pub struct AccountRow {
    /// Its name in the story.
    pub name: String,
    /// `deployer`, `creator`, `payee` or `buyer`.
    pub role: &'static str,
    /// `Ethereum` or `sr25519`.
    pub key: &'static str,
    /// As contracts know it.
    pub address: String,
    /// The same account in Polkadot's form.
    pub ss58: String,
    /// What it could spend before.
    pub before: Amount,
    /// What it can spend after.
    pub after: Amount,
    /// What it was paid for works.
    pub income: Amount,
    /// What it paid for licences.
    pub spent: Amount,
    /// The fees it paid.
    pub fees: Amount,
}

/// A contract.
#[derive(Clone, Debug, Serialize)]
pub struct ContractRow {
    /// Its name.
    pub name: &'static str,
    /// Where it is.
    pub address: String,
    /// The hash of its code.
    pub code_hash: String,
}

/// A file and its record.
#[derive(Clone, Debug, Serialize)]
pub struct WorkRow {
    /// The path as it was given.
    pub file: String,
    /// The short name.
    pub name: String,
    /// SHA-256 of the file, which is the record's id.
    pub record: String,
    /// The file's bytes.
    pub bytes: u64,
    /// `image`, `text`, `audio`, `other`.
    pub kind: &'static str,
    /// How much of it there is.
    pub units: u64,
    /// In what: `items`, `words`, `seconds`.
    pub counted_in: &'static str,
    /// The record's owner.
    pub owner: PartyRow,
    /// Since when the record has priority.
    pub priority: String,
    /// When it was registered.
    pub registered_at: String,
    /// The works it derives from, with their shares of its gross income.
    pub parents: Vec<ShareRow>,
    /// Who divides the rest, with their shares of that; the owner alone where there is no
    /// split.
    pub payees: Vec<ShareRow>,
}

/// The files as one catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct CatalogueRow {
    /// The root over its leaves, which is its record's id.
    pub record: String,
    /// The record's owner.
    pub owner: PartyRow,
    /// How many works it has.
    pub works: u64,
    /// Since when its record has priority.
    pub priority: String,
    /// The works.
    pub leaves: Vec<LeafRow>,
}

/// A work of a catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct LeafRow {
    /// The file's short name.
    pub name: String,
    /// SHA-256 of the file.
    pub digest: String,
    /// Its place, from 0.
    pub index: u64,
    /// The hashes that prove it, from the leaf on.
    pub proof: Vec<String>,
    /// Whether the chain found the proof right.
    pub proved: bool,
}

/// A pool: one payee that stands for its contributors.
#[derive(Clone, Debug, Serialize)]
pub struct PoolRow {
    /// Where it is.
    pub address: String,
    /// All that it got.
    pub received: Amount,
    /// What nobody claimed yet.
    pub kept: Amount,
    /// The contributors.
    pub claims: Vec<ClaimRow>,
}

/// A contributor of a pool.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimRow {
    /// Who.
    pub party: PartyRow,
    /// Its part of the sum of all weights: here, its works.
    pub weight: u64,
    /// What it claimed.
    pub claimed: Amount,
}

/// A part of an income.
#[derive(Clone, Debug, Serialize)]
pub struct ShareRow {
    /// Whose.
    pub party: PartyRow,
    /// In basis points.
    pub share: u16,
}

/// An account, a record or the splitter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PartyRow {
    /// What people call it.
    pub name: String,
    /// `account`, `record` or `splitter`.
    pub kind: &'static str,
    /// Its address or digest.
    pub id: String,
}

/// Terms.
#[derive(Clone, Debug, Serialize)]
pub struct TermsRow {
    /// A letter for the tables.
    pub letter: String,
    /// Their id.
    pub terms: String,
    /// What may be done.
    pub uses: Vec<&'static str>,
    /// By whom.
    pub users: Vec<&'static str>,
    /// For how many seconds; `null` for ever.
    pub duration: Option<u64>,
    /// Whether nobody else gets a licence for these uses while it lasts.
    pub exclusive: bool,
    /// Whether the licence may be passed on.
    pub transferable: bool,
    /// Whether the creator must be named.
    pub attribution: bool,
    /// With how many seconds' notice the creator may revoke it; `null` where it is not revocable.
    pub notice: Option<u32>,
    /// The least part of a derivative's gross income, in basis points.
    pub derivative_share: u16,
    /// The record owner's part of a resale, in basis points.
    pub resale_royalty: u16,
    /// SHA-256 of the document with the rest.
    pub document: String,
    /// Where that is.
    pub uri: String,
}

/// An offer.
#[derive(Clone, Debug, Serialize)]
pub struct OfferRow {
    /// Its number.
    pub offer: u64,
    /// The record.
    pub record: String,
    /// The file's short name.
    pub name: String,
    /// The terms.
    pub terms: String,
    /// Their letter.
    pub letter: String,
    /// The price of one unit.
    pub unit_price: Amount,
    /// What one unit is: `licence`, `use`, or what the work counts.
    pub per: &'static str,
    /// What a licence costs; `null` where that is by the number of uses.
    pub total: Option<Amount>,
    /// How many were sold.
    pub sold: u32,
}

/// A licence.
#[derive(Clone, Debug, Serialize)]
pub struct LicenceRow {
    /// Its number.
    pub licence: u64,
    /// The record.
    pub record: String,
    /// The file's short name.
    pub name: String,
    /// The terms.
    pub terms: String,
    /// Their letter.
    pub letter: String,
    /// Who holds it.
    pub holder: PartyRow,
    /// Who bought it.
    pub buyer: PartyRow,
    /// The buyer's reference.
    pub reference: String,
    /// What was paid.
    pub price: Amount,
    /// The licence that it follows on; `null` where it follows on none.
    pub follows: Option<u64>,
    /// For how many uses it is; `null` where it is for any number.
    pub uses_bought: Option<u64>,
    /// How many units of use its holders recorded.
    pub uses_recorded: u64,
    /// When it began.
    pub start: String,
    /// The first second after it; `null` if it does not end.
    pub expiry: Option<String>,
    /// What `covers` says of its holder at the time of the audit.
    pub covers: &'static str,
    /// The block of the sale.
    pub block: u32,
}

/// Money that came to a record, or went from it.
#[derive(Clone, Debug, Serialize)]
pub struct FlowRow {
    /// The record.
    pub record: String,
    /// The file's short name.
    pub name: String,
    /// `in` or `out`.
    pub direction: &'static str,
    /// `sale`, `from_child`; `direct`, `in_sale`, `to_parent`, `on_settlement`, `release`,
    /// `due`, `rounding`.
    pub how: &'static str,
    /// Who paid or was paid.
    pub party: PartyRow,
    /// How much.
    pub amount: Amount,
    /// The licence that was paid for.
    pub licence: Option<u64>,
    /// The block.
    pub block: Option<u32>,
}

/// The sums of all money.
#[derive(Clone, Debug, Serialize)]
pub struct TotalsRow {
    /// Paid by buyers.
    pub paid: Amount,
    /// Paid to owners by the sales themselves.
    pub direct: Amount,
    /// Paid to payees by the splitter.
    pub released: Amount,
    /// Moved from children's to parents' ledgers, within the splitter.
    pub settled: Amount,
    /// Still due to somebody.
    pub due: Amount,
    /// Left by rounding down.
    pub rounding: Amount,
    /// What the splitter says that its ledgers hold.
    pub owed: Amount,
    /// What the splitter has.
    pub splitter_balance: Amount,
}

/// A transaction.
#[derive(Clone, Debug, Serialize)]
pub struct TransactionRow {
    /// The block.
    pub block: u32,
    /// Its time.
    pub time: String,
    /// Who signed and paid.
    pub signer: PartyRow,
    /// The contract.
    pub contract: &'static str,
    /// The message; `new` for a deployment.
    pub message: String,
    /// What was sent along.
    pub value: Amount,
    /// The fee.
    pub fee: Amount,
    /// The storage deposit that the signer paid; negative if it came back.
    pub deposit: SignedAmount,
    /// Reference time of the contracts' part, in picoseconds.
    pub ref_time_ps: u64,
    /// Proof size of the contracts' part, in bytes.
    pub proof_bytes: u64,
    /// Why it was refused, if it was.
    pub refused: Option<String>,
}

/// A check.
#[derive(Clone, Debug, Serialize)]
pub struct CheckRow {
    /// Its name.
    pub name: &'static str,
    /// What is claimed.
    pub claim: &'static str,
    /// How many comparisons were made.
    pub compared: usize,
    /// Whether it holds.
    pub passed: bool,
    /// What speaks against it.
    pub failures: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_all_digits_in_json() {
        let json = serde_json::to_string(&Amount(u128::MAX)).expect("a string");
        assert_eq!(json, "\"340282366920938463463374607431768211455\"");
    }
}
