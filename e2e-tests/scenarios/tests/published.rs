//! The ABIs in `contracts/abi`, which wallets and dapps load: they are what was built, they are
//! complete, and every refusal can be read with them.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_json_abi::{JsonAbi, Param};
use scenarios::published::{self, CONTRACTS, HANDED_ON, built, difference, published, text};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The folder of the contracts.
fn contracts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts")
}

/// The names in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn x13_the_published_abis_are_what_was_built() {
    let mut differences = Vec::new();
    for contract in CONTRACTS {
        let there = fs::read_to_string(published::path(contract)).unwrap_or_default();
        if let Some(difference) = difference(&there, &text(contract).unwrap()) {
            differences.push(format!("contracts/abi/{contract}.json (-), and what was built (+):\n{difference}"));
        }
    }
    assert!(differences.is_empty(), "scripts/abi writes them anew:\n{}", differences.join("\n"));
}

#[test]
fn x13_every_contract_of_the_product_has_a_published_abi_and_nothing_else_has() {
    let is_contract = |name: &String| {
        let manifest = fs::read_to_string(contracts().join(name).join("Cargo.toml")).unwrap_or_default();
        manifest.contains("[package.metadata.ink-lang]")
    };
    let of_product: BTreeSet<_> = names(&contracts()).into_iter().filter(is_contract).collect();
    assert_eq!(of_product, CONTRACTS.map(String::from).into());
    let files: BTreeSet<_> = CONTRACTS.iter().map(|contract| format!("{contract}.json")).collect();
    assert_eq!(names(&published::folder()), files);
}

/// That each has a name that Solidity would take, and each of its members.
fn are_named(parameters: &[Param], of: &str) {
    for parameter in parameters {
        let letters = parameter.name.chars().all(|letter| letter.is_ascii_alphanumeric());
        let first = parameter.name.chars().next().is_some_and(|letter| letter.is_ascii_lowercase());
        assert!(letters && first, "{of} has `{}`", parameter.name);
        are_named(&parameter.components, of);
    }
    let names: BTreeSet<_> = parameters.iter().map(|parameter| &parameter.name).collect();
    assert_eq!(names.len(), parameters.len(), "{of} has a name twice");
}

#[test]
fn l5_everything_in_a_published_abi_has_a_name() {
    for contract in CONTRACTS {
        let abi = published(contract).unwrap();
        for function in abi.functions() {
            let of = format!("{contract} {}", function.signature());
            are_named(&function.inputs, &of);
            // Of several answers each has a name; of one, its members.
            if function.outputs.len() > 1 {
                are_named(&function.outputs, &of);
            }
            function.outputs.iter().for_each(|output| are_named(&output.components, &of));
        }
        for event in abi.events() {
            let of = format!("{contract} {}", event.signature());
            let inputs: Vec<Param> = event
                .inputs
                .iter()
                .map(|input| Param {
                    ty: input.ty.clone(),
                    name: input.name.clone(),
                    components: input.components.clone(),
                    internal_type: None,
                })
                .collect();
            are_named(&inputs, &of);
        }
        for error in abi.errors() {
            are_named(&error.inputs, &format!("{contract} {}", error.signature()));
        }
        are_named(&abi.constructor().unwrap().inputs, contract);
    }
}

/// What selectors and topics are made of, and what else tells a wallet how to call and to read.
fn essence(abi: &JsonAbi) -> BTreeSet<String> {
    let functions = abi.functions().map(|function| {
        let outputs: Vec<_> = function.outputs.iter().map(|output| output.selector_type()).collect();
        format!("function {} {:?} {outputs:?}", function.signature(), function.state_mutability)
    });
    let events = abi.events().map(|event| {
        let indexed: Vec<_> = event.inputs.iter().map(|input| input.indexed).collect();
        format!("event {} {} {indexed:?}", event.signature(), event.anonymous)
    });
    let constructor = abi.constructor().into_iter().map(|constructor| {
        let types: Vec<_> = constructor.inputs.iter().map(|input| input.selector_type()).collect();
        format!("constructor {types:?} {:?}", constructor.state_mutability)
    });
    functions.chain(events).chain(constructor).collect()
}

fn errors(abi: &JsonAbi) -> BTreeSet<String> {
    abi.errors().map(alloy_json_abi::Error::signature).collect()
}

#[test]
fn l5_the_published_abis_call_and_read_what_the_built_ones_do() {
    for contract in CONTRACTS {
        let (built, published) = (built(contract).unwrap(), published(contract).unwrap());
        assert_eq!(essence(&published), essence(&built), "{contract}");
        // Of errors there are those that are handed on, besides.
        let handed_on: BTreeSet<_> = HANDED_ON
            .iter()
            .filter(|(to, ..)| *to == contract)
            .flat_map(|(_, from, names)| {
                let abi = published::built(from).unwrap();
                let found: BTreeSet<_> =
                    abi.errors().filter(|error| names.contains(&&*error.name)).map(|error| error.signature()).collect();
                assert_eq!(found.len(), names.len(), "{from} has all errors that {contract} hands on");
                found
            })
            .collect();
        assert_eq!(errors(&published), &errors(&built) | &handed_on, "{contract}");
        // A wallet finds an error by its selector alone.
        let selectors: BTreeSet<_> = published.errors().map(|error| error.selector()).collect();
        assert_eq!(selectors.len(), published.errors().count(), "{contract}");
    }
}

/// An error that nothing in the contract's sources names is one that it cannot refuse with.
#[test]
fn x4_every_error_of_a_contract_is_used_by_it() {
    for contract in CONTRACTS {
        let mut sources = String::new();
        let mut errors = String::new();
        for name in names(&contracts().join(contract)) {
            let path = contracts().join(contract).join(&name);
            if name == "errors.rs" {
                errors = fs::read_to_string(path).unwrap();
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                sources += &fs::read_to_string(path).unwrap();
            }
        }
        // What is made of a rule's error is written in `errors.rs`, after the list.
        let (_, conversions) = errors.split_once("\n}\n").unwrap();
        sources += conversions;
        for error in built(contract).unwrap().errors() {
            let by_all = ["CalldataLength", "ParameterInvalid"].contains(&&*error.name);
            // Those of ERC-721 are of the crate that both tokens share.
            let used = by_all
                || error.name.starts_with("ERC721")
                || ["Error::", "Self::"].iter().any(|path| sources.contains(&format!("{path}{}", error.name)));
            assert!(used, "{contract} never refuses with {}", error.name);
        }
    }
}
