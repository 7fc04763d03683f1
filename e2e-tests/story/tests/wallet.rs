//! What the binary `calldata` prints, as a wallet would send it: decoded by its ABI, and run on
//! the embedded chain.

mod program;

use alloy_primitives::{U256, hex};
use alloy_sol_types::SolCall;
use chain::{Account, TOKEN};
use program::{Folder, market, printed, run, sent};
use rules::{
    licence::Coverage,
    presets::{RETRIEVAL, TRAINING},
    uses::{COMMERCIAL, FINE_TUNE},
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::path::Path;
use story::{
    abi::{LicenceToken, Offers, ProvenanceRegistry, TermsBook},
    calls::address,
    protocol::{Question, record_id, terms_id},
};

/// One call of a document, decoded as this message, with its contract and its value.
fn decoded<C: SolCall>(document: &Value, position: usize) -> (C, String, u128) {
    let call = &document["calls"][position];
    let text = |key: &str| call[key].as_str().expect("a string").to_owned();
    assert_eq!(text("function"), C::SIGNATURE);
    let data = hex::decode(text("data")).expect("hexadecimal digits");
    let decoded = C::abi_decode_validate(&data).expect("exactly encoded");
    (decoded, text("contract"), text("value").parse().expect("a number"))
}

#[test]
fn l11_what_is_printed_registers_offers_and_buys() {
    let folder = Folder::new("whole");
    let (mut chain, protocol, deployment) = market(&folder);
    let (ada, orion) = (Account::ethereum("Ada"), Account::ethereum("Orion"));
    let [adas, orions] = [&ada, &orion].map(|who| address(who.address()).to_string());
    let file = folder.file("essay.txt", "five words are in it");
    let digest: [u8; 32] = Sha256::digest("five words are in it").into();

    let document = printed(&["register", &file, "--owner", &adas, "--deployment", &deployment]);
    sent(&mut chain, &ada, &document, 0);
    sent(&mut chain, &ada, &document, 1);
    let (call, contract, value) = decoded::<ProvenanceRegistry::registerCall>(&document, 1);
    assert_eq!((contract.as_str(), value), ("provenance-registry", 0));
    assert_eq!((call.record, call.units, call.owner), (record_id(&digest), 5, address(ada.address())));
    assert_eq!(protocol.record(&chain, record_id(&digest)).expect("it says").owner, address(ada.address()));

    let words = folder.file("terms.txt", "the words");
    let licensing = ["offer", &file, "--preset", "training", "--price", "900.5", "--document", &words];
    let document =
        printed(&[&licensing[..], &["--uri", "https://example.org/t", "--deployment", &deployment]].concat());
    let terms = TRAINING.terms(Sha256::digest("the words").into(), b"https://example.org/t".to_vec());
    assert_eq!(document["terms"], terms_id(&terms).to_string());
    let price = 900 * TOKEN + TOKEN / 2;
    assert_eq!((&document["total"], &document["unit_price"]), (&price.to_string().into(), &price.to_string().into()));
    let (publish, contract, _) = decoded::<TermsBook::publishTermsCall>(&document, 0);
    assert_eq!((contract.as_str(), publish.terms.uses), ("terms-book", TRAINING.clauses.uses));
    let (offer, contract, value) = decoded::<Offers::createOfferCall>(&document, 1);
    assert_eq!((contract.as_str(), value, offer.price.unitPrice), ("offers", 0, price));
    sent(&mut chain, &ada, &document, 0);
    sent(&mut chain, &ada, &document, 1);

    // The buyer checks, and pays exactly what was said.
    let document = printed(&["quote", "1", "--buyer", &orions, "--deployment", &deployment]);
    let (quote, contract, _) = decoded::<Offers::quoteCall>(&document, 0);
    assert_eq!((contract.as_str(), quote.offer, quote.buyer), ("offers", 1, address(orion.address())));
    assert_eq!(document["calls"][0]["view"], true);
    let answer = chain.view(protocol.offers, quote.abi_encode()).expect("it answers");
    let answer = format!("0x{}", hex::encode(answer));
    let said = run(&["quote", "1", "--buyer", &orions, "--answer", &answer]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.trim(), format!("offer 1 sells it for exactly 900.50 UNIT  ({price})"));

    let buying = ["buy", "1", "--recipient", &orions, "--total", "900.5", "--reference", "order 7"];
    let document = printed(&[&buying[..], &["--deployment", &deployment]].concat());
    let (buy, contract, value) = decoded::<LicenceToken::purchaseCall>(&document, 0);
    assert_eq!((contract.as_str(), value, buy.maxTotal), ("licence-token", price, price));
    assert_eq!(&buy.buyerReference[..8], b"order 7\0");
    let before = chain.balance(ada.address());
    let receipt = sent(&mut chain, &orion, &document, 0);
    assert_eq!(chain.balance(ada.address()) - before, price);
    assert_eq!(U256::from_be_slice(&receipt.output), U256::from(1));
    let question = Question {
        licence: U256::from(1),
        record: record_id(&digest),
        account: orion.address(),
        user: COMMERCIAL,
        uses: FINE_TUNE,
        at: chain.now(),
    };
    assert_eq!(protocol.covers(&chain, &question).expect("it says"), Coverage::Covered as u8);
}

#[test]
fn l8_a_price_by_use_or_unit_is_printed_as_it_is_meant() {
    let folder = Folder::new("units");
    let file = folder.file("essay.txt", "five words are in it");
    let document = printed(&["offer", &file, "--preset", "retrieval", "--price", "0.002"]);
    let (offer, ..) = decoded::<Offers::createOfferCall>(&document, 1);
    assert_eq!((offer.price.unit, offer.price.unitPrice), (RETRIEVAL.unit as u8, TOKEN / 500));
    assert!(document.get("total").is_none(), "that is by the number of uses");
    assert!(document["calls"][1]["to"].is_null());
    let video = ["offer", &file, "--preset", "item_long_video", "--price", "0.005"];
    let document = printed(&[&video[..], &["--kind", "long_video", "--units", "3600"]].concat());
    assert_eq!(document["total"], (18 * TOKEN).to_string());
    let buyer = format!("0x{}", "07".repeat(20));
    let document = printed(&["buy", "3", "--recipient", &buyer, "--total", "2", "--quantity", "1000"]);
    let (buy, _, value) = decoded::<LicenceToken::purchaseCall>(&document, 0);
    assert_eq!((buy.offer, buy.quantity, value), (3, 1_000, 2 * TOKEN));
}

#[test]
fn r4_a_bad_argument_has_its_message_and_prints_no_call() {
    let folder = Folder::new("bad");
    let file = folder.file("essay.txt", "five words are in it");
    let empty = folder.file("empty.txt", "");
    let other = folder.file("other.json", "{}");
    let buyer = format!("0x{}", "07".repeat(20));
    let offer = |rest: &[&str]| [&["offer", &file][..], rest].concat().iter().map(|s| (*s).to_owned()).collect();
    let words = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect();
    let cases: Vec<(Vec<String>, &str)> = vec![
        (offer(&["--preset", "all", "--price", "1"]), "all: there is no such preset; there are: research, training,"),
        (offer(&["--preset", "training", "--price", "1,5"]), "1,5: an amount is a number of tokens"),
        (offer(&["--preset", "training", "--price", "99999999999999"]), "the price is higher than anything"),
        (offer(&["--preset", "item_image", "--price", "1", "--kind", "audio"]), "the preset's price is for each item"),
        (offer(&["--preset", "item_long_video", "--price", "1"]), "the preset's price is for each second"),
        (offer(&["--preset", "training", "--price", "1", "--kind", "song"]), "song: there is no such kind of work"),
        (offer(&["--preset", "training", "--price", "1", "--units", "0"]), "the registry would refuse this work"),
        (offer(&["--preset", "research", "--price", "0"]), "this preset is for one buyer"),
        (offer(&["--preset", "research", "--price", "0", "--buyer", "Orion"]), "Orion: an account is 0x and 40"),
        (offer(&["--preset", "back_licence", "--price", "1"]), "a licence for the past begins at a past second"),
        (offer(&["--preset", "training", "--price", "1", "--uri", "a b"]), "these terms can't be published"),
        (offer(&["--preset", "training", "--price", "1", "--deployment", &other]), "this is not the JSON document"),
        (words(&["offer", &empty, "--preset", "training", "--price", "1"]), "the file is empty"),
        (words(&["offer", "missing.txt", "--preset", "training", "--price", "1"]), "there is no such file"),
        (words(&["register", &file, "--owner", &buyer]), "a commitment names the registry"),
        (words(&["register", &file, "--owner", &buyer, "--salt", "0x00"]), "0x00: this is 0x"),
        (words(&["buy", "0", "--recipient", &buyer, "--total", "1"]), "offers are numbered from 1"),
        (
            words(&["buy", "1", "--recipient", &buyer, "--total", "1", "--reference", &"x".repeat(33)]),
            "a reference has",
        ),
        (words(&["quote", "1", "--buyer", &buyer, "--answer", "0x00"]), "0x00: an answer of `quote` is"),
        (words(&["buy", "-1", "--recipient", &buyer, "--total", "1"]), "unexpected argument"),
        (words(&["sell"]), "unrecognized subcommand"),
    ];
    for (arguments, message) in cases {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.starts_with("error: ") && said.contains(message), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert!(!Path::new("missing.txt").exists());
}
