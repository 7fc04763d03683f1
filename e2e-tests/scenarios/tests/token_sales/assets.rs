//! The chain's own assets, by the ERC-20 interface that each has.

use crate::{
    market::{ADA, DELTA, Market, ORION, Outcome, STRANGER, only, order},
    support::open,
};
use chain::{Account, erc20_address};
use story::{
    abi::{LicenceToken, RoyaltySplitter},
    calls::address,
};

/// A number like those of Polkadot Hub's assets.
const DOLLARS: u32 = 1_984;
/// What an account has of it at least.
const MINIMUM: u128 = 10_000;
/// What a licence costs.
const COST: u128 = 123_457;

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_l11_an_asset_of_the_chain_is_paid_like_any_token() -> Outcome {
    let (mut market, record) = open(client.chain());
    let dollars = market.chain.create_asset(DOLLARS, &STRANGER, MINIMUM, true)?;
    let offer = market.offer_in(dollars, record, |offer| offer.unit_price = COST);
    let has = |market: &Market<'_>, who: &Account| market.chain.asset_balance(DOLLARS, who.address());
    for (number, buyer) in [&*ORION, &*DELTA].into_iter().enumerate() {
        market.chain.mint_asset(DOLLARS, buyer.address(), 1_000_000)?;
        let call = order(buyer, offer, COST);
        let error = RoyaltySplitter::TokenFailed { currency: address(dollars) };
        market.refused(error.clone(), |market| market.order(buyer, &call, 0));
        market.allow(buyer, dollars, COST - 1);
        market.refused(error, |market| market.order(buyer, &call, 0));
        // The ledger of assets adds to what is allowed.
        market.allow(buyer, dollars, COST);
        let done = market.order(buyer, &call, 0)?;
        let told: RoyaltySplitter::Released = only(&done.receipt);
        assert_eq!((told.payee, told.amount), (address(ADA.address()), COST));
        assert!(!only::<LicenceToken::Purchased>(&done.receipt).direct);
        let sales = number as u128 + 1;
        assert_eq!((has(&market, buyer), has(&market, &ADA)), (1_000_000 - COST, sales * COST));
        assert_eq!(market.chain.asset_balance(DOLLARS, market.protocol.splitter), 0);
        assert_eq!((market.owed_in(dollars), market.protocol.owed(market.chain)?), (0, 0));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_who_would_have_less_than_an_assets_minimum_waits() -> Outcome {
    let (mut market, record) = open(client.chain());
    let dollars = market.chain.create_asset(DOLLARS, &STRANGER, MINIMUM, true)?;
    market.chain.mint_asset(DOLLARS, ORION.address(), 1_000_000)?;
    market.chain.mint_asset(DOLLARS, market.protocol.splitter, MINIMUM)?;
    let cost = MINIMUM / 2 + 1;
    let offer = market.offer_in(dollars, record, |offer| offer.unit_price = cost);
    market.allow(&ORION, dollars, 2 * cost);
    market.order(&ORION, &order(&ORION, offer, cost), 0)?;
    assert_eq!(market.sums(dollars, record, 0, ADA.address()), [cost, cost, 0]);
    assert_eq!(market.owed_in(dollars), cost);
    market.order(&ORION, &order(&ORION, offer, cost), 0)?;
    assert_eq!(market.sums(dollars, record, 0, ADA.address()), [2 * cost; 3]);
    assert_eq!((market.owed_in(dollars), market.chain.asset_balance(DOLLARS, ADA.address())), (0, 2 * cost));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_an_asset_that_there_is_not_sells_nothing() -> Outcome {
    let (mut market, record) = open(client.chain());
    let nothing = erc20_address(77);
    // The interface answers for every number.
    let offer = market.offer_in(nothing, record, |offer| offer.unit_price = COST);
    let call = order(&ORION, offer, COST);
    let error = RoyaltySplitter::TokenFailed { currency: address(nothing) };
    market.refused(error, |market| market.order(&ORION, &call, 0));
    Ok(())
}
