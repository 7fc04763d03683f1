//! Builds the contracts: for each a PolkaVM blob, its ABI and its metadata in `target/ink`.
//!
//! The work is done by `contract-build`, the library behind `cargo contract build`. What is
//! added here:
//!
//! - all contracts are found and built in one go, and a blob over its limit is an error;
//! - the versions of all dependencies come from the project's `Cargo.lock` ([`stage`]), so
//!   that the same sources give the same blob, and so the same code hash, anywhere;
//! - the blobs are about a third smaller ([`target`]);
//! - a contract whose inputs did not change is not built again ([`inputs`]).

pub mod build;
pub mod contract;
pub mod error;
pub mod inputs;
pub mod report;
pub mod stage;
pub mod target;

pub use build::build_all;
pub use contract::{Contract, Kind, discover};
pub use error::Error;
pub use report::{Built, Report};

use std::path::{Path, PathBuf};

/// Where the project is, and where its build output goes.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder; the blobs go to `ink` in it.
    pub target: PathBuf,
}

impl Project {
    /// The project this program was compiled in. `CARGO_TARGET_DIR` is honoured.
    pub fn here() -> Result<Self, Error> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().map_err(|e| Error::io(&root, e))?;
        let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        Ok(Self { target: root.join(target), root })
    }

    /// Where blobs, ABIs and metadata are put.
    pub fn output(&self) -> PathBuf {
        self.target.join("ink")
    }

    /// The `[workspace]` table of the project's `Cargo.toml`.
    pub fn workspace(&self) -> Result<toml::Table, Error> {
        let path = self.root.join("Cargo.toml");
        match contract::read_manifest(&path)?.remove("workspace") {
            Some(toml::Value::Table(workspace)) => Ok(workspace),
            _ => Err(Error::manifest(&path, "no [workspace]")),
        }
    }
}
