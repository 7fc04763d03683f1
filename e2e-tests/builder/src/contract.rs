//! Which contracts there are, and how large each may be.

use crate::{Error, Project};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// One kilobyte of the limits.
const KB: u64 = 1024;

/// How large the blob of one of the project's contracts may be, in bytes. A call loads the
/// blobs of all contracts on its path, and that is most of what it costs.
pub fn limit_of(contract: &str) -> u64 {
    match contract {
        "provenance-registry" | "royalty-splitter" => 32 * KB,
        "licence-token" => 40 * KB,
        _ => 64 * KB,
    }
}

/// What a contract is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Part of the project; its blob has a limit.
    Product,
    /// Used by the tests only, a hostile caller say; of any size.
    TestOnly,
}

/// A package that is an ink! contract.
#[derive(Clone, Debug)]
pub struct Contract {
    /// The package's name.
    pub name: String,
    /// The package's folder.
    pub folder: PathBuf,
    /// What it is for.
    pub kind: Kind,
    /// Its `Cargo.toml`.
    pub manifest: toml::Table,
}

impl Contract {
    /// The name of the contract's files: the package's, with `_` for `-`.
    pub fn file_name(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The most bytes the blob may have, if there is a limit.
    pub fn limit(&self) -> Option<u64> {
        (self.kind == Kind::Product).then(|| limit_of(&self.name))
    }
}

/// Finds the contracts: those of the project in `contracts/`, those for tests in
/// `e2e-tests/hostile/` and in the folders given besides. A folder given may be a contract's
/// own or one that holds contracts. Sorted by kind and name.
pub fn discover(project: &Project, more: &[PathBuf]) -> Result<Vec<Contract>, Error> {
    let mut found = in_folder(&project.root.join("contracts"), Kind::Product)?;
    let hostile = project.root.join("e2e-tests/hostile");
    if hostile.is_dir() {
        found.extend(in_folder(&hostile, Kind::TestOnly)?);
    }
    for folder in more {
        let folder = folder.canonicalize().map_err(|e| Error::io(folder, e))?;
        match contract_at(&folder, Kind::TestOnly)? {
            Some(contract) => found.push(contract),
            None => found.extend(in_folder(&folder, Kind::TestOnly)?),
        }
    }
    found.sort_by(|a, b| (a.kind, &a.name, &a.folder).cmp(&(b.kind, &b.name, &b.folder)));
    found.dedup_by(|a, b| a.folder == b.folder);
    if let Some(twice) = found.windows(2).find(|two| two[0].name == two[1].name) {
        let path = twice[1].folder.join("Cargo.toml");
        let other = twice[0].folder.display();
        return Err(Error::manifest(&path, format!("has the name of {other}")));
    }
    Ok(found)
}

/// Reads a `Cargo.toml` or `Cargo.lock`.
pub fn read_manifest(path: &Path) -> Result<toml::Table, Error> {
    let text = fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    text.parse().map_err(|e| Error::manifest(path, e))
}

fn in_folder(folder: &Path, kind: Kind) -> Result<Vec<Contract>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        found.extend(contract_at(&path, kind)?);
    }
    Ok(found)
}

fn contract_at(folder: &Path, kind: Kind) -> Result<Option<Contract>, Error> {
    let path = folder.join("Cargo.toml");
    if !path.is_file() {
        return Ok(None);
    }
    let manifest = read_manifest(&path)?;
    let Some(package) = manifest.get("package") else {
        return Ok(None);
    };
    if package.get("metadata").and_then(|m| m.get("ink-lang")).is_none() {
        return Ok(None);
    }
    let name = package.get("name").and_then(|name| name.as_str());
    let name = name.ok_or_else(|| Error::manifest(&path, "the package has no name"))?;
    Ok(Some(Contract { name: name.to_owned(), folder: folder.to_owned(), kind, manifest }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn package(folder: &Path, name: &str, tail: &str) {
        fs::create_dir_all(folder).unwrap();
        let text = format!("[package]\nname = \"{name}\"\n{tail}");
        fs::write(folder.join("Cargo.toml"), text).unwrap();
    }

    #[test]
    fn finds_contracts_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let ink = "[package.metadata.ink-lang]\nabi = \"sol\"\n";
        package(&root.join("contracts/rules"), "rules", "");
        package(&root.join("contracts/b"), "terms-book", ink);
        package(&root.join("contracts/a"), "licence-token", ink);
        package(&root.join("e2e-tests/hostile/c"), "attacker", ink);
        package(&root.join("elsewhere/d"), "other", ink);
        let project = Project { target: root.join("target"), root: root.clone() };

        let names = |more: &[PathBuf]| -> Vec<String> {
            let found = discover(&project, more).unwrap();
            found.into_iter().map(|contract| contract.name).collect()
        };
        assert_eq!(names(&[]), ["licence-token", "terms-book", "attacker"]);
        let more = [root.join("elsewhere"), root.join("elsewhere/d")];
        assert_eq!(names(&more), ["licence-token", "terms-book", "attacker", "other"]);

        package(&root.join("elsewhere/e"), "terms-book", ink);
        assert!(discover(&project, &more).is_ok_and(|found| found.len() == 5));
        package(&root.join("elsewhere/e"), "other", ink);
        assert!(matches!(discover(&project, &more), Err(Error::Manifest { .. })));
    }

    #[test]
    fn limits() {
        assert_eq!(limit_of("provenance-registry"), 32_768);
        assert_eq!(limit_of("royalty-splitter"), 32_768);
        assert_eq!(limit_of("licence-token"), 40_960);
        assert_eq!(limit_of("terms-book"), 65_536);
    }
}
