//! What was built, as a table or as JSON.

use crate::{Contract, Error, Kind, Project};
use contract_build::code_hash;
use serde::Serialize;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// A contract's build output. Paths are relative to the project where they are inside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Built {
    /// The package's name.
    pub contract: String,
    /// The size of the blob.
    pub bytes: u64,
    /// The most bytes the blob may have, if there is a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// The hash by which pallet-revive knows the code: keccak-256 of the blob.
    pub code_hash: String,
    /// The PolkaVM blob.
    pub blob: PathBuf,
    /// The Solidity-compatible ABI, JSON.
    pub abi: PathBuf,
    /// ABI, documentation, versions of compiler and language, JSON.
    pub metadata: PathBuf,
}

impl Built {
    /// Reads a contract's build output.
    pub fn read(project: &Project, contract: &Contract) -> Result<Self, Error> {
        let blob = path(project, contract, "polkavm");
        let code = fs::read(&blob).map_err(|e| Error::io(&blob, e))?;
        let relative = |path: &Path| path.strip_prefix(&project.root).unwrap_or(path).to_owned();
        let hex = |hash: [u8; 32]| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Ok(Self {
            contract: contract.name.clone(),
            bytes: code.len() as u64,
            limit: contract.limit(),
            code_hash: format!("0x{}", hex(code_hash(&code))),
            blob: relative(&blob),
            abi: relative(&path(project, contract, "abi")),
            metadata: relative(&path(project, contract, "json")),
        })
    }

    /// Whether the blob is larger than it may be.
    pub fn too_large(&self) -> bool {
        self.limit.is_some_and(|limit| self.bytes > limit)
    }
}

/// Where `contract-build` puts a contract's file of this kind.
pub fn path(project: &Project, contract: &Contract, extension: &str) -> PathBuf {
    let file = format!("{}.{extension}", contract.file_name());
    project.output().join(file)
}

/// All that was built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The project's contracts.
    pub contracts: Vec<Built>,
    /// Contracts that only tests use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub test_contracts: Vec<Built>,
}

impl Report {
    /// Reads the build output of these contracts.
    pub fn read(project: &Project, contracts: &[Contract]) -> Result<Self, Error> {
        let mut report = Self::default();
        for contract in contracts {
            let list = match contract.kind {
                Kind::Product => &mut report.contracts,
                Kind::TestOnly => &mut report.test_contracts,
            };
            list.push(Built::read(project, contract)?);
        }
        Ok(report)
    }

    /// The same as JSON.
    pub fn json(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(self).map_err(Error::Json)
    }

    /// An error if a blob is over its limit.
    pub fn check(&self) -> Result<(), Error> {
        let large = self.contracts.iter().filter(|built| built.too_large());
        let large: Vec<String> = large
            .filter_map(|built| {
                let over = built.bytes.checked_sub(built.limit?)?;
                Some(format!("{} is {over} B over its limit", built.contract))
            })
            .collect();
        if large.is_empty() {
            return Ok(());
        }
        Err(Error::TooLarge(large.join(", ")))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kib = |bytes: u64| format!("{:.1} KiB", bytes as f64 / 1024.0);
        let row = |built: &Built| {
            [
                built.contract.clone(),
                built.bytes.to_string(),
                kib(built.bytes),
                built.limit.map_or("-".into(), kib),
                built.code_hash.clone(),
                built.blob.display().to_string(),
            ]
        };
        for (title, list) in [("contract", &self.contracts), ("test contract", &self.test_contracts)] {
            if list.is_empty() {
                continue;
            }
            let head = [title, "bytes", "", "limit", "code hash", "blob"].map(String::from);
            let rows: Vec<_> = std::iter::once(head).chain(list.iter().map(row)).collect();
            let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
            let [name, bytes, size, limit, hash, _] = std::array::from_fn(width);
            for [a, b, c, d, e, path] in &rows {
                writeln!(f, "{a:name$}  {b:>bytes$}  {c:>size$}  {d:>limit$}  {e:hash$}  {path}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn built(contract: &str, bytes: u64, limit: Option<u64>) -> Built {
        Built {
            contract: contract.into(),
            bytes,
            limit,
            code_hash: "0xab".into(),
            blob: format!("target/ink/{contract}.polkavm").into(),
            abi: format!("target/ink/{contract}.abi").into(),
            metadata: format!("target/ink/{contract}.json").into(),
        }
    }

    #[test]
    fn a_blob_may_be_as_large_as_its_limit() {
        let mut report =
            Report { contracts: vec![built("a", 2048, Some(2048))], test_contracts: vec![built("c", 1 << 20, None)] };
        assert!(report.check().is_ok());
        report.contracts.push(built("b", 2049, Some(2048)));
        let error = report.check().unwrap_err().to_string();
        assert_eq!(error, "too large: b is 1 B over its limit");
    }

    #[test]
    fn table() {
        let report = Report {
            contracts: vec![built("a", 512, Some(65_536)), built("long-name", 31_744, Some(32_768))],
            test_contracts: vec![built("c", 1024, None)],
        };
        let expected = "\
contract   bytes               limit  code hash  blob
a            512   0.5 KiB  64.0 KiB  0xab       target/ink/a.polkavm
long-name  31744  31.0 KiB  32.0 KiB  0xab       target/ink/long-name.polkavm
test contract  bytes           limit  code hash  blob
c               1024  1.0 KiB      -  0xab       target/ink/c.polkavm
";
        assert_eq!(report.to_string(), expected);
    }
}
