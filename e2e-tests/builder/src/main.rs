//! Builds the contracts, and prints what they weigh.

use builder::{Contract, Error, Kind, Project, build_all, discover};
use clap::Parser;
use std::{path::PathBuf, process::ExitCode};

/// Builds the contracts into target/ink: blobs, ABIs and metadata. Those that did not change
/// since are left alone. Fails if a blob is larger than it may be.
#[derive(Parser)]
#[command(name = "builder")]
struct Arguments {
    /// Build these only; all without any
    contracts: Vec<String>,
    /// Print JSON, and nothing else, on stdout
    #[arg(long)]
    json: bool,
    /// Leave out the contracts that only tests use
    #[arg(long)]
    product: bool,
    /// A further contract's folder, or a folder of contracts, for tests
    #[arg(long, value_name = "DIR")]
    manifest_dir: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = Project::here()?;
    let contracts = chosen(arguments, discover(&project, &arguments.manifest_dir)?)?;
    let report = build_all(&project, &contracts)?;
    if arguments.json {
        println!("{}", report.json()?);
    } else {
        print!("{report}");
    }
    report.check()
}

/// Those of the contracts that the arguments name.
fn chosen(arguments: &Arguments, mut all: Vec<Contract>) -> Result<Vec<Contract>, Error> {
    for name in &arguments.contracts {
        if !all.iter().any(|contract| contract.name == *name) {
            let known: Vec<_> = all.iter().map(|contract| contract.name.as_str()).collect();
            return Err(Error::UnknownContract { name: name.clone(), known: known.join(", ") });
        }
    }
    all.retain(|contract| match arguments.contracts.as_slice() {
        [] => !arguments.product || contract.kind == Kind::Product,
        names => names.contains(&contract.name),
    });
    Ok(all)
}
