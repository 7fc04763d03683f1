//! Writes the contracts' ABIs to `contracts/abi`, or says how those there differ from what was built.

use scenarios::published::{CONTRACTS, Unwritten, difference, folder, path, text};
use std::{collections::BTreeSet, fs, path::PathBuf, process::ExitCode};

const USAGE: &str = "usage: abi [--check]
  --check  write nothing; fail and show how the files differ, if they do";

fn main() -> ExitCode {
    let mut check = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--check" => check = true,
            other => {
                eprintln!("error: {other}: there is no such argument\n{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    match if check { differences() } else { write().map(|()| 0) } {
        Ok(0) => ExitCode::SUCCESS,
        Ok(files) => {
            eprintln!("error: {files} of contracts/abi are not what was built; scripts/abi writes them");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the files, and removes those of no contract.
fn write() -> Result<(), Unwritten> {
    let file = |path: PathBuf| move |error| Unwritten::File { path, error };
    fs::create_dir_all(folder()).map_err(file(folder()))?;
    for contract in CONTRACTS {
        let path = path(contract);
        fs::write(&path, text(contract)?).map_err(file(path))?;
    }
    for path in others()? {
        fs::remove_file(&path).map_err(file(path))?;
    }
    Ok(())
}

/// Shows how the files differ from what was built. Says how many do.
fn differences() -> Result<usize, Unwritten> {
    let mut files = 0;
    for contract in CONTRACTS {
        // One that is missing differs in every line.
        let there = fs::read_to_string(path(contract)).unwrap_or_default();
        if let Some(difference) = difference(&there, &text(contract)?) {
            println!("contracts/abi/{contract}.json (-), and what was built (+):\n{difference}");
            files += 1;
        }
    }
    let others = others()?;
    for path in &others {
        println!("{} is of no contract", path.display());
    }
    Ok(files + others.len())
}

/// What is in the folder and is of no contract.
fn others() -> Result<BTreeSet<PathBuf>, Unwritten> {
    let ours = CONTRACTS.map(path);
    let file = |error| Unwritten::File { path: folder(), error };
    let found: Result<BTreeSet<_>, _> =
        fs::read_dir(folder()).map_err(file)?.map(|entry| entry.map(|entry| entry.path())).collect();
    Ok(found.map_err(file)?.into_iter().filter(|path| !ours.contains(path)).collect())
}
