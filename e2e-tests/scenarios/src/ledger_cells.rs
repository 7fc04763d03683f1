//! The splitter's cells of ledgers: a version's payees stand in one, before what each was paid.

use chain::H160;

/// The number that ink! gives the field of ledgers; a test of the splitter says that it stays.
pub const LEDGERS: u32 = 0x843a_94a2;

/// Bytes of a ledger before its payees: what it received, and the parents' shares.
const HEAD: usize = 18;
/// Bytes of a payee: the account, and its share.
const ROW: usize = 22;
/// Where a key has the account of whom a ledger of no version is.
const OWNER: std::ops::Range<usize> = 40..60;

/// The two things that a cell can have in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerCell {
    /// The payees, one after the other; nothing where they stand elsewhere.
    pub payees: Option<Vec<u8>>,
    /// What came in, the parents' shares, and what was paid to each; nothing before anything came in.
    pub sums: Option<Vec<u8>>,
}

impl LedgerCell {
    /// Takes a cell apart, if there is one.
    pub fn of(cell: Option<&Vec<u8>>) -> Self {
        let Some(cell) = cell else { return Self::default() };
        let (head, rest) = cell.split_at(HEAD);
        let (count, rest) = rest.split_at(1);
        let (payees, paid) = rest.split_at(ROW * usize::from(count[0]));
        let sums = [head, paid].concat();
        Self {
            payees: (!payees.is_empty()).then(|| payees.to_vec()),
            sums: sums.iter().any(|byte| *byte != 0).then_some(sums),
        }
    }
}

/// The key of a version's payees, by the key of the cell: record, generation and version.
pub fn version_key(key: &[u8]) -> Vec<u8> {
    key[..OWNER.start].to_vec()
}

/// Who is paid from a ledger, by position: the cell's key says record, generation, version, owner and currency.
/// `cell` gives what is stored under such a key.
pub fn places(key: &[u8], cell: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Vec<H160> {
    let version = u32::from_le_bytes(key[36..40].try_into().unwrap_or_default());
    if rules::ledger::is_nobodys(version) {
        return Vec::new();
    }
    let version = rules::ledger::version_of(version);
    if version == 0 {
        return vec![H160::from_slice(&key[OWNER])];
    }
    // Few stand in the version's ledger of the chain's own token, many where no owner is.
    let kept = |owner: u8| {
        let at = [&key[..36], &version.to_le_bytes(), &[owner; 20], &[0; 20]].concat();
        LedgerCell::of(cell(&at).as_ref()).payees
    };
    let rows = kept(0).or_else(|| kept(0xff)).unwrap_or_default();
    rows.chunks(ROW).map(|row| H160::from_slice(&row[..20])).collect()
}
