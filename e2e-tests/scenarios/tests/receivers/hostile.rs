//! Accounts of bad habits among a pool's leaves.

use crate::{
    market::{Market, ORION, Outcome, STRANGER, calldata, evm, only},
    support::{Pool, claims},
};
use alloy_sol_types::SolError as _;
use chain::{H160, TOKEN};
use story::{
    abi::RoyaltyPool::{Claimed, PaymentFailed},
    calls::address,
    protocol::NATIVE,
};

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_hostile_account_is_passed_over_and_keeps_its_due() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let good = market.payees(2);
    for habit in [evm::Habit::Revert(64), evm::Habit::Break, evm::Habit::Loop, evm::Habit::Write(2)] {
        let hostile = market.deploy(&evm::wallet(&habit))?;
        let pool = Pool::open(&mut market, &[(good[0], 1), (hostile, 2), (good[1], 1)]);
        market.chain.transfer(&ORION, pool.address, 4 * TOKEN)?;
        let before = market.balances(&good);
        let done = pool.send(&mut market, &STRANGER, &pool.claim_many(&[0, 1, 2], NATIVE))?;
        assert_eq!(done.value, 2 * TOKEN, "{habit:?}");
        let expected = [pool.claimed(0, NATIVE, good[0], TOKEN), pool.claimed(2, NATIVE, good[1], TOKEN)];
        assert_eq!(claims(&done.receipt), expected);
        let after = market.balances(&good);
        assert_eq!([after[0] - before[0], after[1] - before[1]], [TOKEN, TOKEN]);
        assert_eq!(pool.sums(&market, 1, NATIVE), [4 * TOKEN, 2 * TOKEN, 0, 2 * TOKEN]);
        assert_eq!((market.chain.balance(pool.address), market.chain.balance(hostile)), (2 * TOKEN, 0));
        // By itself it has its money sent elsewhere.
        let data = evm::through(pool.address, &calldata(&pool.claim_to(1, NATIVE, good[0])));
        let receipt = market.chain.call(&STRANGER, hostile, data, 0)?;
        assert_eq!(only::<Claimed>(&receipt), pool.claimed(1, NATIVE, good[0], 2 * TOKEN));
        assert_eq!(market.chain.balance(pool.address), 0);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_contract_that_takes_money_is_paid() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (takes, writes) =
        (market.deploy(&evm::wallet(&evm::Habit::Take))?, market.deploy(&evm::wallet(&evm::Habit::Write(2)))?);
    let pool = Pool::open(&mut market, &[(takes, 1), (writes, 1)]);
    market.chain.transfer(&ORION, pool.address, 2 * TOKEN)?;
    assert_eq!(pool.send(&mut market, &STRANGER, &pool.claim_many(&[0], NATIVE))?.value, TOKEN);
    // What it stores is at the cost of who claims for it alone.
    assert_eq!(pool.send(&mut market, &STRANGER, &pool.claim(1, NATIVE))?.value, TOKEN);
    assert_eq!(market.balances(&[takes, writes]), [TOKEN, TOKEN]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s9_who_is_paid_can_claim_nothing_meanwhile() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let good = market.payees(1)[0];
    // The pool's address depends on the thief's, and its calls on the pool's: so it calls another
    // pool of the same kind that stands before it, and its own through a second thief.
    let first = Pool::open(&mut market, &[(good, 1)]);
    market.chain.transfer(&ORION, first.address, TOKEN)?;
    let helper = market.deploy(&evm::wallet(&evm::Habit::Take))?;
    let inner = calldata(&first.claim(0, NATIVE));
    let calls = vec![(first.address, inner.clone()), (helper, evm::through(first.address, &inner))];
    let thief = market.deploy(&evm::wallet(&evm::Habit::Call(calls)))?;
    let pool = Pool::open(&mut market, &[(thief, 1), (good, 1)]);
    market.chain.transfer(&ORION, pool.address, 2 * TOKEN)?;
    let done = pool.send(&mut market, &STRANGER, &pool.claim(0, NATIVE))?;
    // The other pool paid its own leaf once, this one its own.
    assert_eq!((done.value, market.chain.balance(thief)), (TOKEN, TOKEN));
    assert_eq!((market.chain.balance(first.address), market.chain.balance(pool.address)), (0, TOKEN));
    assert_eq!(claims(&done.receipt).len(), 2);
    assert_eq!(pool.sums(&market, 1, NATIVE)[3], TOKEN);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s9_a_contract_that_waits_for_its_claim_is_not_entered() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (wallet, good): (H160, H160) = (market.deploy(&evm::wallet(&evm::Habit::Take))?, market.payees(1)[0]);
    let pool = Pool::open(&mut market, &[(wallet, 1), (good, 1)]);
    market.chain.transfer(&ORION, pool.address, 2 * TOKEN)?;
    let before = market.chain.contracts();
    let data = evm::through(pool.address, &calldata(&pool.claim(0, NATIVE)));
    let failure = market.chain.call(&STRANGER, wallet, data, 0).unwrap_err();
    assert_eq!(failure.revert_data().unwrap(), PaymentFailed { account: address(wallet) }.abi_encode());
    assert!(market.chain.contracts() == before);
    // With others it is passed over.
    let data = evm::through(pool.address, &calldata(&pool.claim_many(&[0, 1], NATIVE)));
    let receipt = market.chain.call(&STRANGER, wallet, data, 0)?;
    assert_eq!(claims(&receipt), [pool.claimed(1, NATIVE, good, TOKEN)]);
    assert_eq!(pool.sums(&market, 0, NATIVE), [2 * TOKEN, TOKEN, 0, TOKEN]);
    Ok(())
}
