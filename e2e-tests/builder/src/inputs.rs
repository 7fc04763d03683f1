//! Whether a contract has to be built again: a hash over everything its blob, ABI and metadata
//! are made of.

use crate::{Contract, Error, Project, contract::read_manifest};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use toml::Value;

/// The SHA-256, in hexadecimal, of the contract's inputs: the files of its package and of
/// those it depends on by a path, the project's manifest, lock file and toolchain, the
/// compiler, and this program's sources.
pub fn hash(project: &Project, contract: &Contract) -> Result<String, Error> {
    let mut files = BTreeSet::new();
    let mut seen = BTreeSet::new();
    packages(&contract.folder, &mut seen)?;
    seen.insert(project.root.join("e2e-tests/builder"));
    for folder in seen {
        collect(&folder, &mut files)?;
    }
    for file in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"] {
        files.insert(project.root.join(file));
    }

    let mut hash = Sha256::new();
    hash.update(compiler());
    for file in files {
        let content = fs::read(&file).map_err(|e| Error::io(&file, e))?;
        let name = file.strip_prefix(&project.root).unwrap_or(&file);
        for part in [name.as_os_str().as_encoded_bytes(), &content] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What `rustc` says of itself; nothing if it can't be asked, the build will tell.
fn compiler() -> Vec<u8> {
    let output = Command::new("rustc").arg("-vV").output();
    output.map(|output| output.stdout).unwrap_or_default()
}

/// The folders of a package and of all it depends on by a path.
fn packages(folder: &Path, seen: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
    let folder = folder.canonicalize().map_err(|e| Error::io(folder, e))?;
    if !seen.insert(folder.clone()) {
        return Ok(());
    }
    let manifest = read_manifest(&folder.join("Cargo.toml"))?;
    let dependencies = manifest.get("dependencies").and_then(Value::as_table);
    for dependency in dependencies.into_iter().flatten().map(|(_, value)| value) {
        if let Some(path) = dependency.get("path").and_then(Value::as_str) {
            packages(&folder.join(path), seen)?;
        }
    }
    Ok(())
}

/// All files under a folder, but for build output and what is hidden.
fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        let name = path.file_name().unwrap_or_default();
        if name == "target" || name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Kind;

    #[test]
    fn changes_with_every_input_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let files = [
            "Cargo.toml",
            "Cargo.lock",
            "rust-toolchain.toml",
            ".cargo/config.toml",
            "e2e-tests/builder/src/lib.rs",
            "contracts/one/data.rs",
            "contracts/one/src/lib.rs",
            "contracts/rules/src/lib.rs",
        ];
        for file in files {
            write(file, "");
        }
        write("contracts/one/Cargo.toml", "dependencies.rules.path = \"../rules\"");
        write("contracts/rules/Cargo.toml", "dependencies.one.path = \"../one\"");

        let project = Project { target: root.join("target"), root: root.clone() };
        let contract = Contract {
            name: "one".into(),
            folder: root.join("contracts/one"),
            kind: Kind::Product,
            manifest: toml::Table::new(),
        };
        let mut last = hash(&project, &contract).unwrap();
        for file in files {
            write(file, "# changed");
            let new = hash(&project, &contract).unwrap();
            assert_ne!(new, last, "{file}");
            last = new;
        }
        write("contracts/other/src/lib.rs", "");
        write("contracts/one/target/output", "");
        write("contracts/one/.swap", "");
        assert_eq!(hash(&project, &contract).unwrap(), last);
        fs::rename(root.join("contracts/one/data.rs"), root.join("contracts/one/date.rs")).unwrap();
        assert_ne!(hash(&project, &contract).unwrap(), last);
    }
}
