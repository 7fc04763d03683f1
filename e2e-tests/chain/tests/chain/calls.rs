//! Deploying and calling, by both kinds of account.

use chain::{Account, Chain, H256, TOKEN};

use crate::{chain_with_both, deploy, notary, number};

#[test]
fn both_kinds_deploy_and_call() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        assert!(chain.code_hash(contract).is_some());
        let receipt = chain.call(who, contract, vec![notary::COUNT], 0).expect("it counts");
        assert_eq!(number(&receipt.output), 1);
        assert_eq!(chain.state_of(contract).len(), 1);
        let receipt = chain.call(who, contract, vec![notary::CALLER], 0).expect("it answers");
        assert_eq!(&receipt.output[12..], who.address().as_bytes());
    }
}

#[test]
fn a_contract_is_known_by_one_address_per_deployment() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let mut addresses: Vec<_> = [&alice, &alice, &buyer, &buyer].iter().map(|who| deploy(&mut chain, who)).collect();
    assert_eq!(chain.contracts().len(), 4);
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), 4);
}

#[test]
fn events_come_in_order() {
    let (mut chain, accounts) = chain_with_both();
    for who in &accounts {
        let contract = deploy(&mut chain, who);
        let receipt = chain.call(who, contract, vec![notary::COUNT], 0).expect("it counts");
        let topics: Vec<_> = receipt.events.iter().map(|event| event.topics.clone()).collect();
        let topic = |n| vec![H256::from_low_u64_be(n)];
        assert_eq!(topics, [topic(1), topic(7)]);
        for event in &receipt.events {
            assert_eq!(event.address, contract);
            assert_eq!(number(&event.data), 1);
        }
    }
}

#[test]
fn nonces_rise() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    // One for the extrinsic, one for the contract.
    assert_eq!(chain.nonce(&alice), 2);
    for expected in 1..4 {
        chain.call(&buyer, contract, vec![notary::COUNT], 0).expect("it counts");
        assert_eq!(chain.nonce(&buyer), expected);
    }
    let _ = chain.call(&buyer, contract, vec![notary::REFUSE], 0);
    assert_eq!(chain.nonce(&buyer), 4);
}

#[test]
fn names_give_keys_for_good() {
    assert_eq!(Account::ethereum("buyer").address(), Account::ethereum("buyer").address());
    assert_ne!(Account::ethereum("buyer").address(), Account::ethereum("seller").address());
    assert_ne!(Account::substrate("a").account_id(), Account::ethereum("a").account_id());
    // The first account of every Ethereum development node.
    let secret = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    let mut bytes = [0; 32];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&secret[2 * i..2 * i + 2], 16).expect("it is hexadecimal");
    }
    let account = Account::from_ethereum_secret("dev", &bytes).expect("it is a key");
    assert_eq!(format!("{:?}", account.address()), "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
}

#[test]
fn accounts_know_the_address_that_the_chain_gives_them() {
    let mut chain = Chain::new();
    for who in [Account::substrate("alice"), Account::ethereum("buyer")] {
        assert!(!chain.account_exists(who.address()));
        chain.endow(&who, TOKEN);
        assert!(chain.account_exists(who.address()));
        assert_eq!(chain.account_of(who.address()), who.account_id());
        assert_eq!(chain.balance(who.address()), TOKEN);
    }
}
