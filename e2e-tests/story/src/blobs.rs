//! The built contracts.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The contracts' code.
#[derive(Clone, Debug)]
pub struct Blobs {
    /// `provenance-registry`.
    pub registry: Vec<u8>,
    /// `licence-token`.
    pub licence_token: Vec<u8>,
    /// `royalty-splitter`.
    pub splitter: Vec<u8>,
    /// `terms-book`.
    pub terms_book: Vec<u8>,
    /// `catalogues`.
    pub catalogues: Vec<u8>,
    /// `reservations`.
    pub reservations: Vec<u8>,
    /// `arbitration`.
    pub arbitration: Vec<u8>,
    /// `encumbrances`.
    pub encumbrances: Vec<u8>,
    /// `settlements`.
    pub settlements: Vec<u8>,
    /// `offers`.
    pub offers: Vec<u8>,
    /// `deals`.
    pub deals: Vec<u8>,
    /// `usage-ledger`.
    pub usage_ledger: Vec<u8>,
    /// `licence-metadata`.
    pub licence_metadata: Vec<u8>,
    /// `statements`.
    pub statements: Vec<u8>,
    /// `royalty-pool`.
    pub pool: Vec<u8>,
    /// `record-inbox`.
    pub inbox: Vec<u8>,
    /// `receiver-factory`.
    pub receivers: Vec<u8>,
}

/// A contract that was not built.
#[derive(Debug, thiserror::Error)]
#[error("{} can't be read ({source}): build the contracts with scripts/build", path.display())]
pub struct NotBuilt {
    /// Where its code should be.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

impl Blobs {
    /// All of them, in the order of [`crate::protocol::Protocol::contracts`].
    pub fn all(&self) -> [&Vec<u8>; 17] {
        let Self {
            registry,
            licence_token,
            splitter,
            terms_book,
            catalogues,
            reservations,
            arbitration,
            encumbrances,
            settlements,
            offers,
            deals,
            usage_ledger,
            licence_metadata,
            statements,
            pool,
            inbox,
            receivers,
        } = self;
        [
            registry,
            licence_token,
            splitter,
            terms_book,
            catalogues,
            reservations,
            arbitration,
            encumbrances,
            settlements,
            offers,
            deals,
            usage_ledger,
            licence_metadata,
            statements,
            pool,
            inbox,
            receivers,
        ]
    }

    /// Reads them from where `scripts/build` puts them.
    ///
    /// # Errors
    /// [`NotBuilt`].
    pub fn load() -> Result<Self, NotBuilt> {
        Ok(Self {
            registry: load("provenance_registry")?,
            licence_token: load("licence_token")?,
            splitter: load("royalty_splitter")?,
            terms_book: load("terms_book")?,
            catalogues: load("catalogues")?,
            reservations: load("reservations")?,
            arbitration: load("arbitration")?,
            encumbrances: load("encumbrances")?,
            settlements: load("settlements")?,
            offers: load("offers")?,
            deals: load("deals")?,
            usage_ledger: load("usage_ledger")?,
            licence_metadata: load("licence_metadata")?,
            statements: load("statements")?,
            pool: load("royalty_pool")?,
            inbox: load("record_inbox")?,
            receivers: load("receiver_factory")?,
        })
    }
}

/// The code of one contract, by the name of its crate with underscores.
///
/// # Errors
/// [`NotBuilt`].
pub fn load(name: &str) -> Result<Vec<u8>, NotBuilt> {
    let path = target().join("ink").join(format!("{name}.polkavm"));
    fs::read(&path).map_err(|source| NotBuilt { path, source })
}

/// The workspace's folder for what is built.
pub fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().unwrap_or(root);
    root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
