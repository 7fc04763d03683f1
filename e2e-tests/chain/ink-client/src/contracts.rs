//! Finding the contracts' blobs.

use std::path::Path;

use crate::Error;

/// The blob of the contract called `name`, with `-` and `_` taken as the same, as the project's
/// builder has left it.
pub(crate) fn load(name: &str) -> Result<Vec<u8>, Error> {
    let file_name = name.replace('-', "_");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let target = root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
    let path = target.join("ink").join(file_name).with_extension("polkavm");
    std::fs::read(&path).map_err(|source| Error::NoBlob { name: name.into(), path, source })
}
