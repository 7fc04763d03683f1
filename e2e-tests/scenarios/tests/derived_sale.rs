//! Who is paid what for a sale of a derived work: the README's picture, to the last unit.
#![allow(clippy::unwrap_used, reason = "tests")]

mod market;

use alloy_primitives::{Address, B256};
use chain::{Account, H160, TOKEN};
use market::{ADA, BEN, CHLOE, Market, ORION, Outcome, STRANGER, payee};
use rules::{merkle::Tree, pool::Share};
use std::path::Path;
use story::{
    abi::{ReceiverFactory, RoyaltyPool},
    calls::{address, h160, send},
    protocol::{NATIVE, Order},
};

/// What the buyer pays.
const PRICE: u128 = 1_000 * TOKEN;
/// Hundredths of a token.
const CENT: u128 = TOKEN / 100;
/// What everybody gets, in hundredths of a token, in the order of the picture.
const PARTS: [u128; 7] = [15_000, 10_000, 7_500, 47_250, 10_125, 6_075, 4_050];
/// The contributors' items.
const ITEMS: [u64; 3] = [5, 3, 2];

fn keccak(bytes: &[u8]) -> [u8; 32] {
    alloy_primitives::keccak256(bytes).0
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_the_readmes_picture_of_a_derived_sale_is_what_happens() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let people: Vec<Account> = (0..6).map(payee).collect();
    for who in &people {
        market.chain.endow(who, TOKEN);
    }
    let at: Vec<H160> = people.iter().map(Account::address).collect();
    let [agency, referrer, author] = [at[0], at[1], at[2]];

    // The contributors' pool.
    let shares: Vec<Share> =
        at[3..].iter().zip(ITEMS).map(|(account, weight)| Share { account: account.0, weight }).collect();
    let tree = Tree::from_hashes(keccak, shares.iter().map(|share| share.hash(&keccak)).collect());
    let open = ReceiverFactory::openPoolCall {
        root: tree.root().unwrap().into(),
        count: 3,
        weight: ITEMS.iter().sum(),
        basis: 0,
        list: B256::repeat_byte(1),
        uri: String::new(),
    };
    let pool = h160(send(market.chain, &BEN, market.protocol.receivers, &open, 0)?.value);

    // A photograph, and what was made of it.
    let photograph = market.record(&ADA)?;
    market.split(&ADA, photograph, &[(ADA.address(), 6_000), (agency, 4_000)])?;
    let derived = market.child(&BEN, &[(photograph, 2_500)])?;
    market.split(&BEN, derived, &[(author, 7_000), (pool, 3_000)])?;
    let offer = market.offer_with(&BEN, derived, |new| (new.unit_price, new.referral) = (PRICE, 1_000))?;

    let everybody = [ADA.address(), agency, referrer, author, at[3], at[4], at[5]];
    let before = market.balances(&everybody);
    let order = Order { referrer, ..Order::of(offer) };
    market.protocol.purchase_order(market.chain, &ORION, &order, PRICE, [9; 32])?;
    assert_eq!(market.chain.balance(pool), 20_250 * CENT, "in the sale");
    market.protocol.settle(market.chain, &CHLOE, derived, photograph)?;
    for (index, share) in shares.iter().enumerate() {
        let proof = tree.inclusion_proof(index as u64).unwrap();
        let claim = RoyaltyPool::claimCall {
            index: index as u64,
            account: Address::from(share.account),
            weight: share.weight,
            currency: NATIVE,
            proof: proof.into_iter().map(B256::from).collect(),
        };
        send(market.chain, &STRANGER, pool, &claim, 0)?;
    }
    let got: Vec<u128> =
        market.balances(&everybody).iter().zip(before).map(|(after, before)| (after - before) / CENT).collect();
    assert_eq!(got, PARTS);
    assert_eq!(PARTS.iter().sum::<u128>() * CENT, PRICE);
    assert_eq!(market.chain.balance(pool), 0);
    market.owes(0);
    assert_ne!(address(pool), Address::ZERO);

    // And the picture says so.
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(readme)?;
    for part in PARTS {
        let said = format!("{}.{:02} UNIT", part / 100, part % 100);
        assert!(readme.contains(&said), "the README does not say {said}");
    }
    Ok(())
}
