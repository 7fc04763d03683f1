//! A contract as a project of its own, whose dependencies are pinned by `Cargo.lock`.
//!
//! `contract-build` compiles a member of a workspace in a temporary folder where cargo doesn't
//! find the workspace's `Cargo.lock`, and takes the newest versions of everything. The lock
//! file of a project that is no workspace it does copy. So each contract is staged as such a
//! project in `target/ink/stage`: a manifest with nothing inherited and no relative path, and
//! the lock file.

use crate::{Contract, Error, Project, contract::read_manifest};
use std::{
    fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// What the program by which `contract-build` gets the ABI depends on, as in its manifest.
/// Named in the staged manifest for no target at all, so that the lock file keeps them.
const METADATA_DEPENDENCIES: &str = r#"
serde = "1.0"
serde_json = "1.0"
tokio = { version = "1", features = ["net"], default-features = false }
"#;

/// Writes the contract's staged project, and returns its `Cargo.toml`.
pub fn stage(project: &Project, contract: &Contract) -> Result<PathBuf, Error> {
    let folder = folder(project, contract);
    fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
    let lock = project.root.join("Cargo.lock");
    let lock = fs::read(&lock).map_err(|e| Error::io(&lock, e))?;
    let manifest = manifest(contract, &project.workspace()?)?.to_string();
    for (name, content) in [("Cargo.lock", lock), ("Cargo.toml", manifest.into_bytes())] {
        let path = folder.join(name);
        fs::write(&path, content).map_err(|e| Error::io(&path, e))?;
    }
    Ok(folder.join("Cargo.toml"))
}

/// The contract's folder under `target/ink/stage`.
pub fn folder(project: &Project, contract: &Contract) -> PathBuf {
    project.output().join("stage").join(&contract.name)
}

/// Checks, after a build, that cargo took every version from `Cargo.lock`.
pub fn check_lock(project: &Project, contract: &Contract) -> Result<(), Error> {
    let pinned = packages(&project.root.join("Cargo.lock"))?;
    let used = packages(&folder(project, contract).join("Cargo.lock"))?;
    let new: Vec<String> = used.into_iter().filter(|name| !pinned.contains(name)).collect();
    if new.is_empty() {
        return Ok(());
    }
    Err(Error::NotLocked { contract: contract.name.clone(), packages: new.join(", ") })
}

/// The packages of a lock file that come from a registry or a repository.
fn packages(lock: &Path) -> Result<Vec<String>, Error> {
    let table = read_manifest(lock)?;
    let packages = table.get("package").and_then(Value::as_array);
    let field = |package: &Value, name: &str| package.get(name)?.as_str().map(str::to_owned);
    Ok(packages
        .ok_or_else(|| Error::manifest(lock, "no packages"))?
        .iter()
        .filter(|package| package.get("source").is_some())
        .filter_map(|package| Some(field(package, "name")? + " " + &field(package, "version")?))
        .collect())
}

/// The contract's manifest with nothing inherited and no relative path.
fn manifest(contract: &Contract, workspace: &Table) -> Result<Table, Error> {
    let fault = |reason: String| Error::manifest(&contract.folder.join("Cargo.toml"), reason);
    let mut manifest = contract.manifest.clone();
    manifest.remove("dev-dependencies");
    manifest.insert("workspace".into(), Table::new().into());

    let library = table(&mut manifest, "lib").map_err(fault)?;
    let source = library.get("path").and_then(Value::as_str).unwrap_or("src/lib.rs");
    let source = absolute(&contract.folder, source);
    library.insert("path".into(), source);

    for (name, dependency) in table(&mut manifest, "dependencies").map_err(fault)? {
        if let Value::Table(dependency) = dependency {
            inherit(name, dependency, workspace).map_err(fault)?;
            if let Some(path) = dependency.get("path").and_then(Value::as_str) {
                let path = absolute(&contract.folder, path);
                dependency.insert("path".into(), path);
            }
        }
    }

    let kept: Table = METADATA_DEPENDENCIES.parse().map_err(|e| fault(format!("{e}")))?;
    let no_target = table(&mut manifest, "target").and_then(|t| table(t, "cfg(any())"));
    no_target.map_err(fault)?.insert("dependencies".into(), kept.into());
    Ok(manifest)
}

fn absolute(folder: &Path, path: &str) -> Value {
    let path = folder.join(path);
    let path = path.canonicalize().unwrap_or(path);
    Value::String(path.to_string_lossy().into_owned())
}

/// The table of this name in `parent`; an empty one is made where there is none.
fn table<'a>(parent: &'a mut Table, name: &str) -> Result<&'a mut Table, String> {
    let value = parent.entry(name).or_insert_with(|| Table::new().into());
    value.as_table_mut().ok_or_else(|| format!("`{name}` is not a table"))
}

/// Puts what `workspace = true` stands for into a dependency, by cargo's rules: features add
/// up, everything else is as the workspace has it unless the dependency says so itself.
fn inherit(name: &str, dependency: &mut Table, workspace: &Table) -> Result<(), String> {
    if dependency.remove("workspace") != Some(Value::Boolean(true)) {
        return Ok(());
    }
    let inherited = workspace.get("dependencies").and_then(|all| all.get(name));
    let inherited = match inherited {
        Some(Value::Table(inherited)) => inherited.clone(),
        Some(version) => Table::from_iter([("version".into(), version.clone())]),
        None => return Err(format!("the workspace has no dependency `{name}`")),
    };
    if inherited.contains_key("path") {
        return Err(format!("`{name}` has a path: write it out, `cargo contract` can't inherit it"));
    }
    for (key, value) in inherited {
        match (dependency.get_mut(&key), value) {
            (Some(Value::Array(own)), Value::Array(more)) => own.extend(more),
            (Some(_), _) => {}
            (None, value) => drop(dependency.insert(key, value)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Kind;

    fn staged(manifest_text: &str) -> Result<Table, Error> {
        let workspace = r#"
            [dependencies]
            ink = { version = "=6.0.0", default-features = false, features = ["a"] }
            plain = "1"
            here = { path = "x" }
        "#;
        let contract = Contract {
            name: "one".into(),
            folder: "/project/contracts/one".into(),
            kind: Kind::Product,
            manifest: manifest_text.parse().unwrap(),
        };
        manifest(&contract, &workspace.parse().unwrap())
    }

    #[test]
    fn nothing_is_inherited_and_no_path_relative() {
        let staged = staged(
            r#"
            package.name = "one"
            [dependencies]
            ink = { workspace = true, features = ["b"] }
            plain = { workspace = true, optional = true }
            rules = { path = "../rules", default-features = false }
            [dev-dependencies]
            proptest = "1"
            "#,
        )
        .unwrap();
        let expected = r#"
            [dependencies]
            ink = { version = "=6.0.0", default-features = false, features = ["b", "a"] }
            plain = { version = "1", optional = true }
            rules = { path = "/project/contracts/one/../rules", default-features = false }
        "#;
        let expected: Table = expected.parse().unwrap();
        assert_eq!(staged["dependencies"], expected["dependencies"]);
        assert_eq!(staged["lib"]["path"].as_str(), Some("/project/contracts/one/src/lib.rs"));
        assert!(staged.contains_key("workspace") && !staged.contains_key("dev-dependencies"));
        assert!(staged["target"]["cfg(any())"]["dependencies"].get("tokio").is_some());
    }

    #[test]
    fn what_cannot_be_inherited_is_an_error() {
        for dependency in ["unknown", "here"] {
            let text = format!("dependencies.{dependency}.workspace = true");
            assert!(matches!(staged(&text), Err(Error::Manifest { .. })), "{dependency}");
        }
    }
}
