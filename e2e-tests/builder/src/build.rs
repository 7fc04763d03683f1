//! Building contracts.

use crate::{
    Built, Contract, Error, Project, Report, inputs,
    report::path,
    stage::{self, stage},
    target,
};
use contract_build::{BuildMode, ComposeBuildArgs, ExecuteArgs, ManifestPath, execute};
use std::{fs, time::Instant};

/// Variables that the compiler needs for the contracts' target.
const ENVIRONMENT: [&str; 2] = ["RUSTC_BOOTSTRAP", "CARGO_UNSTABLE_JSON_TARGET_SPEC"];

/// Builds those of these contracts whose inputs changed, one after the other, and says so on
/// stderr. The sizes are not checked: see [`Report::check`].
pub fn build_all(project: &Project, contracts: &[Contract]) -> Result<Report, Error> {
    let output = project.output();
    fs::create_dir_all(&output).map_err(|e| Error::io(&output, e))?;
    let lock = output.join(".lock");
    let lock = fs::File::create(&lock).and_then(|file| file.lock().map(|()| file));
    let _held = lock.map_err(|e| Error::io(&output, e))?;

    let mut note = Some("contract-build will warn that ink! is older than itself; there is no newer, and they do fit");
    for (number, contract) in contracts.iter().enumerate() {
        let mark = stage::folder(project, contract).join("built");
        let inputs = inputs::hash(project, contract)?;
        let noted = fs::read_to_string(&mark).unwrap_or_default();
        if mark_of(project, contract, &inputs).is_ok_and(|now| now == noted) {
            continue;
        }
        let start = Instant::now();
        if let Some(note) = note.take() {
            eprintln!("{note}");
        }
        eprintln!("[{}/{}] {}", number + 1, contracts.len(), contract.name);
        build(project, contract)?;
        eprintln!("      built in {:.0} s", start.elapsed().as_secs_f64());
        // Inputs that changed during the build are not those it was made of.
        if inputs::hash(project, contract)? == inputs {
            let text = mark_of(project, contract, &inputs)?;
            fs::write(&mark, text).map_err(|e| Error::io(&mark, e))?;
        }
    }
    Report::read(project, contracts)
}

/// What is noted when a contract was built: its inputs, and the blob they gave.
fn mark_of(project: &Project, contract: &Contract, inputs: &str) -> Result<String, Error> {
    let built = Built::read(project, contract)?;
    for file in [&built.abi, &built.metadata] {
        let file = project.root.join(file);
        fs::metadata(&file).map_err(|e| Error::io(&file, e))?;
    }
    Ok(format!("inputs {inputs}\nblob {}\n", built.code_hash))
}

fn build(project: &Project, contract: &Contract) -> Result<(), Error> {
    if let Some(missing) = ENVIRONMENT.into_iter().find(|name| std::env::var_os(name).is_none()) {
        return Err(Error::Environment(missing));
    }
    // The ABI can change where the code doesn't, and `contract-build` looks at the code only;
    // and it stops at code without this note of the target it was built for.
    for extension in ["polkavm", "abi", "json"] {
        fs::remove_file(path(project, contract, extension)).ok();
    }
    let note = project.output().join(".target");
    if !note.exists() {
        fs::write(&note, "").map_err(|e| Error::io(&note, e))?;
    }
    target::describe(project, contract)?;

    let fault = |source| Error::Build { contract: contract.name.clone(), source };
    let manifest = stage(project, contract)?;
    let arguments = ExecuteArgs {
        manifest_path: ManifestPath::new(manifest).map_err(fault)?,
        build_mode: BuildMode::Release,
        target_dir: Some(project.target.clone()),
        ..Default::default()
    };
    execute::<NoImage>(arguments).map_err(fault)?;
    stage::check_lock(project, contract)
}

/// Builds are made on this machine, never in an image.
struct NoImage;

impl ComposeBuildArgs for NoImage {
    fn compose_build_args() -> anyhow::Result<Vec<String>> {
        Ok(Vec::new())
    }
}
