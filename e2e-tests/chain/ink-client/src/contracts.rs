//! Finding the contracts' blobs.

use std::path::Path;

use crate::Error;

/// The blob of the contract called `name`, with `-` and `_` taken as the same, as the project's
/// builder has left it.
pub(crate) fn load(name: &str) -> Result<Vec<u8>, Error> {
    let file_name = name.replace('-', "_");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../target/ink")
        .join(&file_name)
        .join(&file_name)
        .with_extension("polkavm");
    std::fs::read(&path).map_err(|source| Error::NoBlob { name: name.into(), path, source })
}
