//! The binary `calldata` as people use it: run on files, and what it prints sent to a chain.

// Every file of tests uses a part of it.
#![allow(dead_code)]

use alloy_primitives::{Address, hex};
use chain::{Account, Chain, H160, Receipt, TOKEN};
use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};
use story::{calls::address, protocol::Protocol};

/// A folder of its own for a test, gone at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("story-calldata-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).expect("a file for the test");
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs it with these arguments.
pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_calldata")).args(arguments).output().expect("it runs")
}

/// What it prints with these arguments, as JSON.
pub(crate) fn printed(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}

/// Sends a call as a wallet does: data and value to the address that was printed.
pub(crate) fn sent(chain: &mut Chain, who: &Account, document: &Value, position: usize) -> Receipt {
    let call = &document["calls"][position];
    let text = |key: &str| call[key].as_str().expect("a string");
    let to: Address = text("to").parse().expect("an address");
    let data = hex::decode(text("data")).expect("hexadecimal digits");
    let value = text("value").parse().expect("a number");
    chain.call(who, H160(to.into_array()), data, value).expect("the contracts take it")
}

/// The contracts, people with money, and a document that says where the contracts are.
pub(crate) fn market(folder: &Folder) -> (Chain, Protocol, String) {
    let mut chain = Chain::new();
    let deployer = Account::substrate("Deployer");
    for who in [&deployer, &Account::ethereum("Ada"), &Account::ethereum("Orion")] {
        chain.endow(who, 10_000 * TOKEN);
    }
    let protocol = Protocol::deploy(&mut chain, &deployer).expect("scripts/build has run");
    let rows: Vec<Value> = protocol
        .contracts()
        .iter()
        .map(|(name, contract)| serde_json::json!({"name": name, "address": address(*contract).to_string()}))
        .collect();
    let document = serde_json::json!({ "contracts": rows }).to_string();
    (chain, protocol, folder.file("deployment.json", &document))
}
