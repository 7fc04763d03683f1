//! A pool as a payee of a split.

use crate::{
    market::{ADA, Market, ORION, Outcome, STRANGER, only, part},
    support::{Pool, floor},
};
use story::{
    abi::RoyaltySplitter::Released,
    calls::{address, event},
    protocol::NATIVE,
};

/// Divisible by nothing that matters here.
const PRICE: u128 = 123_456_789_012_345_677;

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s3_a_pool_is_paid_in_the_sale_as_any_payee() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let accounts = market.payees(3);
    let pool = Pool::open(&mut market, &[(accounts[0], 1), (accounts[1], 2)]);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(accounts[2], 7_000), (pool.address, 3_000)])?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let cells = market.chain.state_of(pool.address);
    let sale = market.buy(&ORION, offer, PRICE)?;
    let pools = part(PRICE, 3_000, 0);
    let released: Vec<Released> = sale.receipt.events.iter().filter_map(event).collect();
    let to_pool = released.iter().find(|released| released.payee == address(pool.address)).unwrap();
    assert_eq!((to_pool.amount, released.len()), (pools, 2));
    assert_eq!((market.chain.balance(pool.address), pool.received(&market, NATIVE)), (pools, pools));
    assert!(market.chain.state_of(pool.address) == cells, "to be paid stores nothing");
    market.account(record, 1, pool.address, [PRICE, pools, pools]);
    let due = floor(pools, 2, 3);
    let done = pool.send(&mut market, &STRANGER, &pool.claim(1, NATIVE))?;
    assert_eq!((done.value, only::<story::abi::RoyaltyPool::Claimed>(&done.receipt).amount), (due, due));
    Ok(())
}
