//! The compiler's description of the contracts' target, `riscv64emac-unknown-none-polkavm.json`
//! beside this program's `Cargo.toml`.
//!
//! It is the one of `contract-build` 6.0.0-beta.2, which takes what it finds in `target/ink`,
//! with some things added. They make the larger blobs 38 % smaller, and calls cheaper to load and to
//! run:
//!
//! - `+unaligned-scalar-mem`: PolkaVM loads and stores words at any address, so they need not be
//!   put together from bytes. PolkaVM's own description has said so since polkavm#410.
//! - `-inline-threshold=30`, when all is linked into one: a call takes more room in PolkaVM than
//!   LLVM thinks where it optimises for size, so that more functions are smaller when inlined.
//! - `-enable-merge-functions`: of functions that compile to the same, one is kept.
//! - `--lto-newpm-passes`: LLVM's passes for a whole program, those for size, and the former again. What
//!   one round leaves, a second finds: that alone is 5 % of a blob. A third brings nothing.

use crate::{Contract, Error, Project};
use std::fs;

const NAME: &str = "riscv64emac-unknown-none-polkavm.json";
const DESCRIPTION: &str = include_str!("../riscv64emac-unknown-none-polkavm.json");

/// Puts the description where `contract-build` looks for it: when it is run here, and when it
/// is run by `cargo contract build` on the contract's own folder.
pub fn describe(project: &Project, contract: &Contract) -> Result<(), Error> {
    for folder in [project.output(), project.output().join(contract.file_name())] {
        let path = folder.join(NAME);
        if fs::read_to_string(&path).is_ok_and(|text| text == DESCRIPTION) {
            continue;
        }
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, DESCRIPTION));
        written.map_err(|e| Error::io(&path, e))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::{Value, json};

    /// When `contract-build` brings another description, this one has to follow.
    #[test]
    fn adds_to_the_original_what_is_said_above() {
        let mut original: Value = serde_json::from_str(polkavm_linker::TARGET_JSON_64_BIT_OLD).unwrap();
        let features = original["features"].as_str().unwrap().to_owned() + ",+unaligned-scalar-mem";
        original["features"] = json!(features);
        original["target-pointer-width"] = json!(64);
        let arguments = original["pre-link-args"]["ld"].as_array_mut().unwrap();
        arguments.extend(["-mllvm", "-inline-threshold=30", "-mllvm", "-enable-merge-functions"].map(|it| json!(it)));
        arguments.push(json!("--lto-newpm-passes=lto<O2>,default<Oz>,lto<O2>"));
        assert_eq!(serde_json::from_str::<Value>(DESCRIPTION).unwrap(), original);
    }
}
