//! What a pool's leaves get.

use crate::{
    market::{
        ADA, BEN, CHLOE, Market, ORION, Outcome, STRANGER, only,
        tokens::{Habit, Token},
    },
    support::{Pool, claims, floor},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall as _;
use chain::{H160, TOKEN, to_evm_units};
use story::{
    abi::RoyaltyPool::{self, ClaimCount, Claimed, LeafInvalid, NothingDue, PaymentFailed, PoolShort, TokenFailed},
    calls::address,
    protocol::NATIVE,
};

/// Divisible by nothing that matters here.
const ODD: u128 = 123_456_789_012_345_677;

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s3_a_plain_transfer_is_income_and_each_leaf_gets_its_floor() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let accounts = market.payees(5);
    let weights = [1, 2, 3, 5, u64::MAX / 2];
    let shares: Vec<_> = accounts.iter().copied().zip(weights).collect();
    let total = weights.iter().sum();
    let pool = Pool::open(&mut market, &shares);
    let before_cells = market.chain.state_of(pool.address);
    let paid = market.chain.transfer(&ORION, pool.address, ODD)?;
    assert_eq!((paid.events.len(), paid.deposit), (0, 0));
    assert!(market.chain.state_of(pool.address) == before_cells, "to be paid stores nothing");
    assert_eq!((market.chain.balance(pool.address), pool.received(&market, NATIVE)), (ODD, ODD));

    let mut left = ODD;
    for (index, (account, weight)) in shares.iter().enumerate() {
        let due = floor(ODD, *weight, total);
        assert_eq!(pool.sums(&market, index, NATIVE), [ODD, due, 0, due]);
        let before = market.chain.balance(*account);
        if due == 0 {
            market.refused(NothingDue {}, |market| pool.send(market, &STRANGER, &pool.claim(index, NATIVE)));
            continue;
        }
        let done = pool.send(&mut market, &STRANGER, &pool.claim(index, NATIVE))?;
        assert_eq!((done.value, market.chain.balance(*account) - before), (due, due));
        assert_eq!(only::<Claimed>(&done.receipt), pool.claimed(index, NATIVE, *account, due));
        left -= due;
        assert_eq!((market.chain.balance(pool.address), pool.received(&market, NATIVE)), (left, ODD));
        assert_eq!(pool.sums(&market, index, NATIVE), [ODD, due, due, 0]);
    }
    // The dust is less than a unit a leaf, and of the next income.
    assert!(left < 5);
    market.chain.transfer(&ORION, pool.address, ODD)?;
    let due = floor(2 * ODD, weights[4], total) - floor(ODD, weights[4], total);
    assert_eq!(pool.send(&mut market, &STRANGER, &pool.claim(4, NATIVE))?.value, due);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_an_erc20_is_income_by_its_transfer_alone() -> Outcome {
    for habit in [Habit::Plain, Habit::Silent, Habit::Fee(100)] {
        let mut market = Market::open(client.chain())?;
        let accounts = market.payees(2);
        let pool = Pool::open(&mut market, &[(accounts[0], 1), (accounts[1], 2)]);
        let token = Token::deploy(market.chain, &STRANGER, &habit);
        let currency = address(token);
        Token::mint(market.chain, &STRANGER, token, pool.address, ODD);
        assert_eq!((pool.received(&market, currency), pool.received(&market, NATIVE)), (ODD, 0));
        for (index, account) in accounts.iter().enumerate() {
            let due = floor(ODD, index as u64 + 1, 3);
            let done = pool.send(&mut market, &STRANGER, &pool.claim(index, currency))?;
            assert_eq!(done.value, due);
            assert_eq!(only::<Claimed>(&done.receipt), pool.claimed(index, currency, *account, due));
            let fee = if matches!(habit, Habit::Fee(_)) { due / 100 } else { 0 };
            assert_eq!(Token::held(market.chain, token, *account), due - fee, "{habit:?}");
            market.refused(NothingDue {}, |market| pool.send(market, &STRANGER, &pool.claim(index, currency)));
        }
        assert_eq!(Token::held(market.chain, token, pool.address), ODD - floor(ODD, 1, 3) - floor(ODD, 2, 3));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_a_token_that_misbehaves_is_refused_and_touches_nothing_else() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let accounts = market.payees(1);
    let pool = Pool::open(&mut market, &[(accounts[0], 1)]);
    market.chain.transfer(&ORION, pool.address, ODD)?;
    for habit in [Habit::False, Habit::Revert(32), Habit::Trap, Habit::ReturnBomb, Habit::LiesShort, Habit::Huge] {
        let token = Token::deploy(market.chain, &STRANGER, &habit);
        Token::mint(market.chain, &STRANGER, token, pool.address, ODD);
        let call = pool.claim(0, address(token));
        if matches!(habit, Habit::LiesShort | Habit::Huge) {
            let token = address(token);
            market.refused(TokenFailed { token }, |market| pool.send(market, &STRANGER, &call));
        } else if matches!(habit, Habit::Trap) {
            // An invalid opcode of the EVM uses up all gas, and with it the call.
            let before = market.chain.contracts();
            pool.send(&mut market, &STRANGER, &call).unwrap_err();
            assert!(market.chain.contracts() == before);
        } else {
            let account = address(accounts[0]);
            market.refused(PaymentFailed { account }, |market| pool.send(market, &STRANGER, &call));
        }
        assert_eq!(Token::held(market.chain, token, pool.address), ODD, "{habit:?}");
    }
    // An address without code is no token.
    let nobody = Address::repeat_byte(0x77);
    market.refused(TokenFailed { token: nobody }, |market| pool.send(market, &STRANGER, &pool.claim(0, nobody)));
    assert_eq!(pool.send(&mut market, &STRANGER, &pool.claim(0, NATIVE))?.value, ODD);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s10_a_leaf_that_is_named_twice_is_paid_once() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let accounts = market.payees(3);
    let pool = Pool::open(&mut market, &[(accounts[0], 1), (accounts[1], 1), (accounts[2], 2)]);
    market.chain.transfer(&ORION, pool.address, 4 * ODD)?;
    let before = market.balances(&accounts);
    let done = pool.send(&mut market, &STRANGER, &pool.claim_many(&[0, 2, 0, 0], NATIVE))?;
    assert_eq!(done.value, 3 * ODD);
    let expected = [pool.claimed(0, NATIVE, accounts[0], ODD), pool.claimed(2, NATIVE, accounts[2], 2 * ODD)];
    assert_eq!(claims(&done.receipt), expected);
    let after = market.balances(&accounts);
    assert_eq!([after[0] - before[0], after[1] - before[1], after[2] - before[2]], [ODD, 0, 2 * ODD]);
    assert_eq!(market.chain.balance(pool.address), ODD);
    // Of those that have nothing due the others are paid.
    let done = pool.send(&mut market, &STRANGER, &pool.claim_many(&[0, 1, 2], NATIVE))?;
    assert_eq!((done.value, claims(&done.receipt).len()), (ODD, 1));
    market.refused(NothingDue {}, |market| pool.send(market, &STRANGER, &pool.claim_many(&[0, 1, 2], NATIVE)));
    market.refused(NothingDue {}, |market| pool.send(market, &STRANGER, &pool.claim(1, NATIVE)));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn r3_what_the_tree_does_not_say_is_refused() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let accounts = market.payees(5);
    let shares: Vec<_> = accounts.iter().copied().zip([1, 2, 3, 4, 5]).collect();
    let pool = Pool::open(&mut market, &shares);
    market.chain.transfer(&ORION, pool.address, ODD)?;
    let right = pool.claim(1, NATIVE);
    let with = |change: &dyn Fn(&mut RoyaltyPool::claimCall)| {
        let mut wrong = right.clone();
        change(&mut wrong);
        wrong
    };
    let wrongs = [
        with(&|call| call.index = 0),
        with(&|call| call.index = 5),
        with(&|call| call.index = u64::MAX),
        with(&|call| call.weight = 3),
        with(&|call| call.account = address(STRANGER.address())),
        with(&|call| call.proof.clear()),
        with(&|call| call.proof.push(B256::ZERO)),
        with(&|call| call.proof[0] = B256::repeat_byte(1)),
        with(&|call| call.proof.reverse()),
    ];
    for wrong in wrongs {
        let error = LeafInvalid { index: wrong.index };
        market.refused(error, |market| pool.send(market, &STRANGER, &wrong));
    }
    // Only the leaf's account says where else its money goes.
    let call = pool.claim_to(1, NATIVE, STRANGER.address());
    market.refused(LeafInvalid { index: 1 }, |market| pool.send(market, &STRANGER, &call));

    let mut wrong = pool.claim_many(&[0, 1, 4], NATIVE);
    wrong.leaves[1].weight = 3;
    market.refused(LeafInvalid { index: 1 }, |market| pool.send(market, &STRANGER, &wrong));
    let mut wrong = pool.claim_many(&[0, 1, 4], NATIVE);
    wrong.proofs.push(B256::ZERO);
    market.refused(LeafInvalid { index: 4 }, |market| pool.send(market, &STRANGER, &wrong));
    wrong.proofs.truncate(3);
    market.refused(LeafInvalid { index: 1 }, |market| pool.send(market, &STRANGER, &wrong));
    let none = pool.claim_many(&[], NATIVE);
    market.refused(ClaimCount {}, |market| pool.send(market, &STRANGER, &none));
    let too_many = pool.claim_many(&[0; 17], NATIVE);
    market.refused(ClaimCount {}, |market| pool.send(market, &STRANGER, &too_many));
    assert_eq!(pool.sums(&market, 1, NATIVE), [ODD, floor(ODD, 2, 15), 0, floor(ODD, 2, 15)]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s8_a_leafs_account_has_its_money_sent_elsewhere() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let to = market.payees(1)[0];
    let pool = Pool::open(&mut market, &[(ADA.address(), 1), (BEN.address(), 1)]);
    market.chain.transfer(&ORION, pool.address, 2 * ODD)?;
    let before = market.chain.balance(to);
    let done = pool.send(&mut market, &ADA, &pool.claim_to(0, NATIVE, to))?;
    assert_eq!((done.value, market.chain.balance(to) - before), (ODD, ODD));
    assert_eq!(only::<Claimed>(&done.receipt), pool.claimed(0, NATIVE, to, ODD));
    market.refused(NothingDue {}, |market| pool.send(market, &STRANGER, &pool.claim(0, NATIVE)));
    // The chain's own addresses take nothing, nor does the pool itself.
    for nobody in [H160::zero(), H160::from_low_u64_be(9), pool.address] {
        let (error, call) = (PaymentFailed { account: address(nobody) }, pool.claim_to(1, NATIVE, nobody));
        market.refused(error, |market| pool.send(market, &BEN, &call));
    }
    assert_eq!(pool.sums(&market, 1, NATIVE), [2 * ODD, ODD, 0, ODD]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_an_account_that_does_not_exist_is_made_by_who_claims() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let new = [H160([0x51; 20]), H160([0x52; 20])];
    let pool = Pool::open(&mut market, &[(new[0], 1), (new[1], 1)]);
    market.chain.transfer(&ORION, pool.address, 2 * ODD)?;
    assert!(new.iter().all(|account| !market.chain.account_exists(*account)));
    pool.send(&mut market, &STRANGER, &pool.claim(0, NATIVE))?;
    let done = pool.send(&mut market, &STRANGER, &pool.claim_many(&[1], NATIVE))?;
    assert_eq!((done.value, market.balances(&new)), (ODD, vec![ODD, ODD]));
    let existential = to_evm_units(market.chain.existential_deposit());
    assert!(market.chain.total_balance(new[0]) == ODD + existential);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s3_a_tree_that_weighs_more_than_it_says_harms_only_itself() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let accounts = market.payees(3);
    let lying = Pool::with_total(&mut market, &[(accounts[0], 3), (accounts[1], 3), (accounts[2], 1)], 4);
    let honest = Pool::open(&mut market, &[(accounts[0], 1), (accounts[1], 3)]);
    for pool in [lying.address, honest.address] {
        market.chain.transfer(&ORION, pool, 4 * TOKEN)?;
    }
    assert_eq!(lying.send(&mut market, &STRANGER, &lying.claim(0, NATIVE))?.value, 3 * TOKEN);
    let short = PoolShort { due: 3 * TOKEN, balance: TOKEN };
    market.refused(short, |market| lying.send(market, &STRANGER, &lying.claim(1, NATIVE)));
    // In a claim for many it is passed over, and who comes next is paid.
    let done = lying.send(&mut market, &STRANGER, &lying.claim_many(&[1, 2], NATIVE))?;
    assert_eq!(claims(&done.receipt), [lying.claimed(2, NATIVE, accounts[2], TOKEN)]);
    let done = lying.send(&mut market, &STRANGER, &lying.claim_many(&[1], NATIVE))?;
    assert_eq!((done.value, claims(&done.receipt)), (0, Vec::new()));
    assert_eq!(market.chain.balance(lying.address), 0);
    for (index, due) in [(0, TOKEN), (1, 3 * TOKEN)] {
        assert_eq!(honest.send(&mut market, &STRANGER, &honest.claim(index, NATIVE))?.value, due);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s5_what_nobody_claims_stays_and_grows() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let pool = Pool::open(&mut market, &[(CHLOE.address(), 1), (BEN.address(), 2)]);
    for year in 1..=3 {
        market.chain.transfer(&ORION, pool.address, ODD)?;
        market.chain.advance_time(365 * 86_400);
        pool.send(&mut market, &STRANGER, &pool.claim(1, NATIVE))?;
        let due = floor(year * ODD, 1, 3);
        assert_eq!(pool.sums(&market, 0, NATIVE), [year * ODD, due, 0, due]);
    }
    let due = floor(3 * ODD, 1, 3);
    assert_eq!(pool.send(&mut market, &STRANGER, &pool.claim(0, NATIVE))?.value, due);
    assert_eq!(market.chain.balance(pool.address), 0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_a_pool_takes_money_by_no_other_way() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let pool = Pool::open(&mut market, &[(ADA.address(), 1)]);
    // Its selector, spelt out, is the same.
    let call = RoyaltyPool::wycpnbqcyfCall {}.abi_encode();
    assert_eq!(call, [0; 4]);
    market.chain.call(&ORION, pool.address, call, ODD)?;
    assert_eq!(pool.received(&market, NATIVE), ODD);
    for data in [vec![0; 5], vec![1], pool.claim(0, NATIVE).abi_encode()] {
        market.chain.call(&ORION, pool.address, data, ODD).unwrap_err();
    }
    assert_eq!(pool.received(&market, NATIVE), ODD);
    assert_eq!(U256::from(market.chain.balance(pool.address)), U256::from(ODD));
    Ok(())
}
