//! What the binary `calldata` prints for pools: decoded by its ABI, with proofs that hold.

mod program;

use alloy_primitives::{Address, B256, hex};
use alloy_sol_types::SolCall;
use chain::{Account, H160};
use program::{Folder, market, printed, run, sent};
use rules::{
    merkle::{Tree, path_length},
    pool::Share,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use story::{
    abi::{ReceiverFactory, RoyaltyPool},
    calls::{address, event},
    catalogue::{Hash, keccak},
};

const POOL: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

fn decoded<C: SolCall>(call: &Value) -> C {
    assert_eq!((&call["function"], &call["value"], &call["view"]), (&C::SIGNATURE.into(), &"0".into(), &false.into()));
    let data = hex::decode(call["data"].as_str().expect("a string")).expect("hexadecimal digits");
    C::abi_decode_validate(&data).expect("exactly encoded")
}

fn account(number: u8) -> String {
    format!("0x{}", format!("{number:02x}").repeat(20))
}

/// A hundred places: every tenth is of account 1, and one of account 2.
fn shares() -> Vec<Share> {
    let account = |place: u64| if place % 10 == 3 { 1 } else { place as u8 + 100 };
    let of = |place: u64| Share { account: [if place == 42 { 2 } else { account(place) }; 20], weight: place + 7 };
    (0..100).map(of).collect()
}

fn content() -> String {
    let line = |share: Share| format!("0x{},{}\n", hex::encode(share.account), share.weight);
    format!("account,weight\n{}", shares().into_iter().map(line).collect::<String>())
}

fn root() -> [u8; 32] {
    let mut tree: Tree<Hash> = Tree::new(keccak);
    shares().iter().for_each(|share| tree.push(&share.to_bytes()));
    tree.root().expect("it has leaves")
}

#[test]
fn s3_a_list_opens_its_pool() {
    let folder = Folder::new("pool-open");
    let list = folder.file("list.csv", &content());
    let factory =
        r#"{"contracts": [{"name": "receiver-factory", "address": "0x0707070707070707070707070707070707070707"}]}"#;
    let deployment = folder.file("deployment.json", factory);
    let opening = ["pool", &*list, "--basis", "seconds", "--uri", "https://example.org/march.csv"];
    let document = printed(&[&opening[..], &["--deployment", &*deployment]].concat());
    let digest: [u8; 32] = Sha256::digest(content()).into();
    let weight: u64 = (7..107).sum();
    assert_eq!(document["root"], format!("0x{}", hex::encode(root())));
    assert_eq!(document["list"], format!("0x{}", hex::encode(digest)));
    assert_eq!((&document["count"], &document["weight"]), (&"100".into(), &weight.to_string().into()));
    let [call] = &document["calls"].as_array().expect("a list")[..] else { panic!("one call") };
    assert_eq!((&call["contract"], &call["to"]), (&"receiver-factory".into(), &account(7).into()));
    let expected = ReceiverFactory::openPoolCall {
        root: root().into(),
        count: 100,
        weight,
        basis: 1,
        list: digest.into(),
        uri: "https://example.org/march.csv".into(),
    };
    assert_eq!(decoded::<ReceiverFactory::openPoolCall>(call), expected);
    for (basis, number) in [("items", 0), ("use", 2)] {
        let document = printed(&["pool", &*list, "--basis", basis, "--uri", ""]);
        assert!(document["calls"][0]["to"].is_null());
        assert_eq!(decoded::<ReceiverFactory::openPoolCall>(&document["calls"][0]).basis, number);
    }
}

#[test]
fn s3_one_place_is_claimed_with_its_proof() {
    let folder = Folder::new("pool-one");
    let list = folder.file("list.csv", &content());
    let of = account(2);
    let document = printed(&["claim", &*list, "--account", &of, "--pool", POOL]);
    assert_eq!(document["places"], serde_json::json!([{"index": "42", "weight": "49"}]));
    assert_eq!(document["root"], format!("0x{}", hex::encode(root())));
    assert_eq!(document["calls"].as_array().map(Vec::len), Some(1));
    let call = &document["calls"][0];
    assert_eq!((&call["contract"], &call["to"]), (&"royalty-pool".into(), &POOL.into()));
    let claim = decoded::<RoyaltyPool::claimCall>(call);
    assert_eq!((claim.index, claim.weight), (42, 49));
    assert_eq!((claim.account, claim.currency), (Address::repeat_byte(2), Address::ZERO));
    let proof: Vec<[u8; 32]> = claim.proof.iter().map(|hash| hash.0).collect();
    assert!(shares()[42].is_in(&keccak, &root(), 100, 42, &proof));
    let text = run(&["claim", &*list, "--account", &of, "--pool", POOL]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("\nplace 42: weight 49\n\n1. Pay what place 42 is due.\n"), "{text}");
}

#[test]
fn s3_several_places_are_claimed_in_one_call() {
    let folder = Folder::new("pool-many");
    let list = folder.file("list.csv", &content());
    let arguments = ["claim", &*list, "--account", &account(1), "--pool", POOL, "--currency", &account(9)];
    let document = printed(&arguments);
    assert_eq!(document["places"].as_array().map(Vec::len), Some(10));
    assert_eq!(document["calls"].as_array().map(Vec::len), Some(1));
    let claim = decoded::<RoyaltyPool::claimManyCall>(&document["calls"][0]);
    assert_eq!(claim.currency, Address::repeat_byte(9));
    let mut proofs: Vec<[u8; 32]> = claim.proofs.iter().map(|hash: &B256| hash.0).collect();
    for (number, leaf) in (0..).zip(&claim.leaves) {
        assert_eq!((leaf.index, leaf.account), (10 * number + 3, Address::repeat_byte(1)));
        let share = Share { account: leaf.account.into_array(), weight: leaf.weight };
        let rest = proofs.split_off(path_length(leaf.index, 100).expect("it is there"));
        assert!(share.is_in(&keccak, &root(), 100, leaf.index, &proofs));
        proofs = rest;
    }
    assert!(proofs.is_empty());
}

#[test]
fn s3_what_is_printed_opens_a_pool_and_claims_from_it() {
    let folder = Folder::new("pool-whole");
    let (mut chain, protocol, deployment) = market(&folder);
    let (ada, orion) = (Account::ethereum("Ada"), Account::ethereum("Orion"));
    let [adas, orions] = [&ada, &orion].map(|who| address(who.address()).to_string());
    let list = folder.file("list.csv", &format!("{adas},5\n{orions},3\n{adas},2\n"));
    let open = printed(&["pool", &list, "--basis", "items", "--uri", "", "--deployment", &deployment]);
    let opened = sent(&mut chain, &ada, &open, 0);
    let opened = opened.events.iter().find_map(event::<ReceiverFactory::PoolOpened>).expect("a pool is opened");
    let pool = H160(opened.pool.into_array());
    assert_eq!((opened.count, opened.weight, chain.code_hash(pool)), (3, 10, chain.code_hash(protocol.pool_template)));
    chain.transfer(&orion, pool, 1_000).expect("it takes money");

    for (who, amount) in [(&orion, 300), (&ada, 700)] {
        let of = address(who.address()).to_string();
        let claim = printed(&["claim", &list, "--account", &of, "--pool", &opened.pool.to_string()]);
        let receipt = sent(&mut chain, &ada, &claim, 0);
        let claimed: Vec<_> = receipt.events.iter().filter_map(event::<RoyaltyPool::Claimed>).collect();
        assert!(claimed.iter().all(|claim| claim.to == address(who.address())));
        assert_eq!(claimed.iter().map(|claim| claim.amount).sum::<u128>(), amount);
    }
    assert_eq!(chain.balance(pool), 0);
}

#[test]
fn r4_a_bad_list_or_argument_has_its_message_and_prints_no_call() {
    let folder = Folder::new("pool-bad");
    let (good, bad) = (folder.file("good.csv", &content()), folder.file("bad.csv", &format!("{},0\n", account(1))));
    let list = &*good;
    let open =
        |list: &str, basis: &str, uri: &str| ["pool", list, "--basis", basis, "--uri", uri].map(str::to_owned).to_vec();
    let claim = |of: &str, pool: &str| ["claim", list, "--account", of, "--pool", pool].map(str::to_owned).to_vec();
    let cases = [
        (open(&bad, "items", ""), "line 1: a weight of zero is paid nothing"),
        (open("missing.csv", "items", ""), "missing.csv: it can't be read"),
        (open(list, "words", ""), "words: there is no such basis; there are: items, seconds, use"),
        (open(list, "use", "a b"), "this URI can't be used: UriInvalid"),
        (open(list, "use", &"x".repeat(161)), "this URI can't be used: UriTooLong"),
        (claim("Ada", POOL), "Ada: an account is 0x and 40"),
        (claim(POOL, "pool"), "pool: an account is 0x and 40"),
        (claim(POOL, POOL), "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed is not in this list"),
    ];
    for (arguments, message) in cases {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.starts_with("error: ") && said.contains(message), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
