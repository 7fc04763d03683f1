//! `demo`: registers files, licenses them, pays everybody, and audits all of it.

use clap::Parser;
use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};
use story::{
    audit::{self, Subject},
    blobs::{self, Blobs},
    journal::Journal,
    report::Report,
    samples, tale, text, works,
};

/// Registers works on a chain in memory, licenses them to two buyers, pays everybody, and
/// audits all of it from the files and the chain alone.
///
/// Ends with 0 if every check holds, with 1 if one fails or the chain refuses something,
/// with 2 if an argument is not good: then nothing was sent.
#[derive(Parser)]
#[command(name = "demo", bin_name = "scripts/demo")]
struct Arguments {
    /// Print one JSON document, and nothing else, on standard output
    #[arg(long)]
    json: bool,
    /// The works; three sample works that are made under target/demo if there are none
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Arguments { json, files } = Arguments::parse();
    match run(json, files) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Failure::Files(errors)) => {
            for error in errors {
                eprintln!("error: {error}");
            }
            eprintln!("Nothing was sent.");
            ExitCode::from(2)
        }
        Err(Failure::Other(error)) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}

enum Failure {
    Files(Vec<works::WorkError>),
    Other(Box<dyn std::error::Error>),
}

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Does everything; says whether every check holds.
fn run(json: bool, files: Vec<PathBuf>) -> Result<bool, Failure> {
    let files = if files.is_empty() {
        let folder = blobs::target().join("demo");
        say(&format!("making sample works in {}", folder.display()));
        samples::write(&folder)?
    } else {
        files
    };
    say(&match files.len() {
        1 => "hashing the file".into(),
        count => format!("hashing {count} files"),
    });
    let works = works::examine_all(&files).map_err(Failure::Files)?;
    let blobs = Blobs::load()?;
    let mut journal = Journal::new();
    let story = tale::tell(&mut journal, &blobs, works, say)?;
    say("auditing");
    let subject = Subject { files: &files, journal: &journal, protocol: story.protocol, blobs: &blobs };
    let audit = audit::run(&subject)?;
    print(&Report::new(&story, &journal, &audit), json)?;
    Ok(audit.passed())
}

fn print(report: &Report, json: bool) -> io::Result<()> {
    let mut out = String::new();
    if json {
        out = serde_json::to_string_pretty(report)?;
        out.push('\n');
    } else {
        text::write(&mut out, report).map_err(io::Error::other)?;
    }
    io::stdout().lock().write_all(out.as_bytes())
}

fn say(step: &str) {
    eprintln!("demo: {step}");
}
