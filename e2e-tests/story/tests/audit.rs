//! The story on the real contracts: what is told passes its audit, and what is changed
//! afterwards does not.

use alloy_primitives::U256;
use rules::licence::Coverage;
use std::{
    fs,
    path::{Path, PathBuf},
};
use story::{
    abi::ERC721,
    audit::{self, Audit, How, Subject},
    blobs::Blobs,
    calls::{address, send},
    journal::Journal,
    protocol::Protocol,
    report::Report,
    tale::{self, Story},
    text, works,
};

/// A folder of its own for a test, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("story-audit-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    fn files(&self, count: usize) -> Vec<PathBuf> {
        (0..count)
            .map(|number| {
                let path = self.0.join(format!("{number}.txt"));
                fs::write(&path, format!("work number {number}")).expect("a file for the test");
                path
            })
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tell(files: &[PathBuf]) -> (Journal, Story, Blobs) {
    let blobs = Blobs::load().expect("scripts/build has run");
    let works = works::examine_all(files).expect("good files");
    let mut journal = Journal::new();
    let story = tale::tell(&mut journal, &blobs, works, |_| ()).expect("the story is told");
    (journal, story, blobs)
}

fn audit(files: &[PathBuf], journal: &Journal, story: &Story, blobs: &Blobs) -> Audit {
    audit::run(&Subject { files, journal, protocol: story.protocol, blobs }).expect("the contracts answer")
}

fn failed(audit: &Audit) -> Vec<&'static str> {
    audit.checks.iter().filter(|check| !check.passed()).map(|check| check.name).collect()
}

#[test]
fn any_number_of_files_passes() {
    let folder = Folder::new("number");
    for count in [1, 2, 3, 7] {
        let files = folder.files(count);
        let (journal, story, blobs) = tell(&files);
        let audit = audit(&files, &journal, &story, &blobs);
        for check in &audit.checks {
            assert!(check.passed() && check.compared > 0, "{count} files: {check:?}");
        }
        // To train, to retrieve, to retrieve for another year, and to answer.
        assert_eq!((audit.works.len(), audit.licences.len()), (count, 4 * count));
        let renewed = audit.licences.iter().filter(|licence| !licence.predecessor.is_zero()).count();
        let used: Vec<u64> = audit.licences.iter().map(|licence| licence.used).filter(|used| *used > 0).collect();
        assert_eq!((renewed, used), (count, vec![425; count]));
        let has = |how| audit.flows.iter().any(|flow| flow.how == how);
        assert!(has(How::InSale) && has(How::Release) && has(How::Rounding) && !has(How::Due));
        assert_eq!((has(How::Direct), has(How::ToParent)), (count > 1, count > 1));
    }
}

#[test]
fn licences_that_were_passed_on_or_ended_pass() {
    let folder = Folder::new("passed-on");
    let files = folder.files(2);
    let (mut journal, story, blobs) = tell(&files);
    let [from, to] = [&story.cast.ethereum_buyer, &story.cast.substrate_buyer];
    let transfer =
        ERC721::transferFromCall { from: address(from.address()), to: address(to.address()), tokenId: U256::from(1) };
    send(&mut journal, from, story.protocol.licence_token, &transfer, 0).expect("these terms allow it");
    journal.wait(400 * 86_400);
    let audit = audit(&files, &journal, &story, &blobs);
    assert!(failed(&audit).is_empty(), "{:?}", audit.checks);
    assert_eq!(audit.licences[0].holder, to.address());
    let covers: Vec<_> = audit.licences.iter().map(|licence| licence.covers).collect();
    let [covered, expired] = [Coverage::Covered, Coverage::Expired].map(|coverage| coverage as u8);
    // To train and to answer of each work, then to retrieve, and to retrieve for another year.
    assert_eq!(covers, [covered, covered, covered, covered, expired, expired, expired, expired]);
}

#[test]
fn contracts_of_another_deployment_are_noticed() {
    let folder = Folder::new("other");
    let files = folder.files(1);
    let (mut journal, mut story, blobs) = tell(&files);
    let other = Protocol::deploy_blobs(&mut journal, &story.cast.deployer, &blobs).expect("a second deployment");
    story.protocol.splitter = other.splitter;
    let failed = failed(&audit(&files, &journal, &story, &blobs));
    for check in ["contracts_bound", "sales_in_full", "balances_explained", "totals_agree"] {
        assert!(failed.contains(&check), "{check} holds; these fail: {failed:?}");
    }
}

#[test]
fn a_file_that_changes_is_noticed() {
    let folder = Folder::new("changed");
    let files = folder.files(3);
    let (journal, story, blobs) = tell(&files);
    fs::write(&files[1], "work number 1!").expect("our own file");
    let audit = audit(&files, &journal, &story, &blobs);
    assert!(!audit.passed());
    assert!(failed(&audit).contains(&"files_recorded"), "{:?}", failed(&audit));
}

#[test]
fn a_file_that_goes_is_noticed() {
    let folder = Folder::new("gone");
    let files = folder.files(3);
    let (journal, story, blobs) = tell(&files);
    fs::remove_file(&files[2]).expect("our own file");
    assert!(failed(&audit(&files, &journal, &story, &blobs)).contains(&"files_recorded"));
}

#[test]
fn other_code_is_noticed() {
    let folder = Folder::new("code");
    let files = folder.files(1);
    let (journal, story, mut blobs) = tell(&files);
    blobs.splitter.push(0);
    assert_eq!(failed(&audit(&files, &journal, &story, &blobs)), ["contracts_code", "contracts_bound"]);
}

#[test]
fn the_report_names_everybody_and_every_file() {
    let folder = Folder::new("report");
    let files = folder.files(3);
    let (journal, story, blobs) = tell(&files);
    let report = Report::new(&story, &journal, &audit(&files, &journal, &story, &blobs));
    let mut text = String::new();
    text::write(&mut text, &report).expect("a string takes everything");
    let json: serde_json::Value =
        serde_json::from_str(&serde_json::to_string(&report).expect("a report is JSON")).expect("JSON is JSON");
    for (_, account) in story.cast.everybody() {
        for form in [account.name().to_owned(), account.ss58(), format!("{:?}", account.address())] {
            assert!(text.contains(&form), "{form} is missing in\n{text}");
            assert!(json.to_string().contains(&form), "{form} is missing in the JSON document");
        }
    }
    for file in &files {
        let name = Path::new(file).file_name().expect("a name").to_string_lossy();
        assert!(text.contains(&*name), "{name} is missing in\n{text}");
    }
    assert!(text.ends_with("checks hold.\n"), "{text}");
    assert_eq!(json["passed"], true);
    assert_eq!(json["currency"]["symbol"], "UNIT");
    let paid = json["totals"]["paid"].as_str().and_then(|paid| paid.parse::<u128>().ok());
    assert_eq!(paid, Some(report.totals.paid.0));
}
