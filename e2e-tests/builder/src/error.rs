//! What can go wrong.

use std::path::{Path, PathBuf};

/// Why the contracts could not be built, or should not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A manifest or lock file is not as it has to be.
    #[error("{path}: {reason}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no contract of the name asked for.
    #[error("no contract is called `{name}`; there are: {known}")]
    UnknownContract {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A variable is missing that the blobs' build depends on.
    #[error(
        "{0} is not set, without which the compiler refuses the contracts' target; \
         start this by scripts/build or `cargo run -p builder`, or see [env] in .cargo/config.toml"
    )]
    Environment(&'static str),
    /// A contract does not build.
    #[error("{contract} does not build{}", reason(source))]
    Build {
        /// The contract's name.
        contract: String,
        /// What `contract-build` said; nothing where the compiler has already said it.
        source: anyhow::Error,
    },
    /// A dependency's version was chosen by cargo, and not by `Cargo.lock`.
    #[error("{contract}: Cargo.lock has no {packages}; `cargo update --workspace` adds what is missing")]
    NotLocked {
        /// The contract's name.
        contract: String,
        /// The packages, each with its version.
        packages: String,
    },
    /// The report can't be put into JSON, which has no way to write some file names.
    #[error("no JSON: {0}")]
    Json(serde_json::Error),
    /// Blobs are over their limit.
    #[error("too large: {0}")]
    TooLarge(String),
}

impl Error {
    /// An [`Error::Io`] at this path.
    pub fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    /// An [`Error::Manifest`] for this file.
    pub fn manifest(path: &Path, reason: impl ToString) -> Self {
        Self::Manifest { path: path.to_owned(), reason: reason.to_string() }
    }
}

fn reason(source: &anyhow::Error) -> String {
    match format!("{source:#}").trim() {
        "" => ", see the compiler's messages above".into(),
        reason => format!(": {reason}"),
    }
}
