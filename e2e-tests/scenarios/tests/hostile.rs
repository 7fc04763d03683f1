//! Payees, owners and buyers who mean harm, and buyers who give a sale too little gas.

mod market;

use alloy_primitives::{Address, B256, U256};
use chain::{Account, Chain, Failure, H160, Limits, Receipt, TOKEN, Weight};
use market::{
    ADA, BEN, CHLOE, DELTA, Market, ORION, Outcome, STRANGER, calldata, evm, evm::Habit, only, order, part, signed,
};
use story::{
    abi::{ERC721, LicenceToken, RoyaltySplitter, Settlements},
    calls::{address, h160, send},
    protocol::{NATIVE, NewOffer},
};

/// Of whole planck, and divisible by nothing else that matters.
const PRICE: u128 = 1_234_567_891 * chain::EVM_UNITS_PER_PLANCK;
const SHARES: [u16; 3] = [2_001, 2_999, 5_000];

/// Wallets that cannot be paid, by what they do.
fn refusers(market: &mut Market) -> Result<Vec<(String, H160)>, Failure> {
    let habits = [
        Habit::Revert(0),
        Habit::Revert(2),
        Habit::Revert(4),
        Habit::Revert(1_000),
        Habit::Revert(u16::MAX),
        Habit::Break,
        Habit::Loop,
    ];
    let mut refusers = Vec::new();
    for habit in habits {
        refusers.push((format!("{habit:?}"), market.deploy(&evm::wallet(&habit))?));
    }
    // ink! contracts without a message that a plain transfer reaches.
    refusers.push(("the terms book".into(), market.protocol.terms_book));
    Ok(refusers)
}

/// A record of Ada's with three payees, and an offer of it.
fn shared(market: &mut Market, payees: [H160; 3]) -> Result<(U256, u64), Box<dyn std::error::Error>> {
    let record = market.record(&ADA)?;
    let split: Vec<_> = payees.into_iter().zip(SHARES).collect();
    market.split(&ADA, record, &split)?;
    Ok((record, market.offer(&ADA, record, PRICE)?))
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_payee_who_cannot_be_paid_stops_nobody_else() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(3);
    let mut owed = 0;
    for (number, (name, refuser)) in refusers(&mut market)?.into_iter().enumerate() {
        for position in 0..3 {
            let mut payees = [plain[0], plain[1], plain[2]];
            payees[position] = refuser;
            let (record, offer) = shared(&mut market, payees)?;
            let buyer = if (number + position) % 2 == 0 { &*ORION } else { &*DELTA };
            for round in 1..=2 {
                let before = market.balances(&payees);
                let (sale, paid) = market
                    .paid_by(buyer, |market| market.buy(buyer, offer, PRICE))
                    .map_err(|refused| format!("{name} at {position}, sale {round} to {buyer:?}: {refused}"))?;
                assert_eq!(paid, signed(PRICE), "{name}");
                assert_eq!(sale.events::<RoyaltySplitter::Released>().count(), 2, "{name}");
                let after = market.balances(&payees);
                owed += PRICE;
                for other in 0..3 {
                    let earned = part(round * PRICE, SHARES[other], 0);
                    let is_due = other == position;
                    let got = if is_due { 0 } else { earned - part((round - 1) * PRICE, SHARES[other], 0) };
                    assert_eq!(after[other] - before[other], got, "{name} at {position}");
                    let released = if is_due { 0 } else { earned };
                    market.account(record, 1, payees[other], [round * PRICE, earned, released]);
                    owed -= got;
                }
                market.owes(owed);
            }
        }
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_three_bad_payees_do_not_stop_the_sale() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let refusers: Vec<H160> = refusers(&mut market)?.into_iter().map(|(_, refuser)| refuser).collect();
    let mut owed = 0;
    for (number, bad) in refusers.windows(3).enumerate() {
        let (record, offer) = shared(&mut market, [bad[0], bad[1], bad[2]])?;
        market.buy(&ORION, offer, PRICE).map_err(|refused| format!("those from {number} on: {refused}"))?;
        owed += PRICE;
        market.owes(owed);
        for (payee, share) in bad.iter().zip(SHARES) {
            market.account(record, 1, *payee, [PRICE, part(PRICE, share, 0), 0]);
        }
    }
    // Sixteen who burn all the gas they get.
    let mut burners = Vec::new();
    for _ in 0..16 {
        burners.push((market.deploy(&evm::wallet(&Habit::Loop))?, 625));
    }
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &burners)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    for buyer in [&*DELTA, &*ORION] {
        for _ in 0..2 {
            market.buy(buyer, offer, PRICE).map_err(|refused| format!("{buyer:?} can't buy: {refused}"))?;
            owed += PRICE;
            market.owes(owed);
        }
    }
    Ok(())
}

/// That a payee either can't be in a split, or stops no sale.
fn stops_no_sale(market: &mut Market, plain: &[H160], payee: H160) -> Outcome {
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let split = [(plain[0], 5_000), (payee, 1), (plain[1], 4_999)];
    match market.split(&ADA, record, &split) {
        Err(refused) => {
            let account = address(payee);
            assert_eq!(refused.error(), Some(Settlements::PayeeInvalid { account }), "{refused}");
        }
        Ok(_) => {
            let owed = market.protocol.owed(market.chain)?;
            let before = market.balances(plain);
            for buyer in [&*ORION, &*DELTA] {
                market.buy(buyer, offer, PRICE).map_err(|refused| format!("payee {payee:?}: {refused}"))?;
            }
            let after = market.balances(plain);
            assert_eq!(after[0] - before[0], part(2 * PRICE, 5_000, 0));
            assert_eq!(after[1] - before[1], part(2 * PRICE, 4_999, 0));
            let rest = 2 * PRICE - (after[0] - before[0]) - (after[1] - before[1]);
            let account = market.protocol.account(market.chain, record, (1, 1), payee)?;
            assert_eq!(account.earned, part(2 * PRICE, 1, 0));
            market.owes(owed + rest - account.released);
        }
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_the_licence_token_as_a_payee_stops_no_sale() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let token = market.protocol.licence_token;
    stops_no_sale(&mut market, &plain, token)
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_precompile_as_a_payee_stops_no_sale() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let mut stopped = Vec::new();
    for number in (1..=0x14).chain([0x100, 0x101, 0x900, 0x901, 0x902, 0x903, 0xfff, 0xffff, 0x1_0000, 0x0120_0000]) {
        if let Err(error) = stops_no_sale(&mut market, &plain, H160::from_low_u64_be(number)) {
            stopped.push(error.to_string());
        }
    }
    assert_eq!(stopped, [""; 0]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_the_splitter_as_a_parents_owner_harms_nobody_else() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let splitter = market.protocol.splitter;
    let lost = market.record_with(&STRANGER, |work| work.owner = splitter)?;
    let good = market.record(&BEN)?;
    let child = market.child(&ADA, &[(lost, 5_000), (good, 5_000)])?;
    let offer = market.offer(&ADA, child, PRICE)?;
    market.buy(&ORION, offer, PRICE)?;
    let owed = market.protocol.owed(market.chain)?;
    // Whether it moves or not, the books are right and the other parent is paid.
    let _ = market.protocol.settle(market.chain, &STRANGER, child, lost);
    market.owes(owed);
    let _ = market.protocol.release(market.chain, &STRANGER, lost, (1, 0), splitter);
    market.owes(owed);
    let before = market.chain.balance(BEN.address());
    assert_eq!(market.protocol.settle(market.chain, &STRANGER, child, good)?.value, PRICE / 2);
    assert_eq!(market.chain.balance(BEN.address()) - before, PRICE / 2);
    market.owes(owed - PRICE / 2);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_settlement_pays_whom_it_can() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let mut owed = 0;
    for (name, refuser) in refusers(&mut market)? {
        let payees = [plain[0], refuser, plain[1]];
        let (parent, _) = shared(&mut market, payees)?;
        let child = market.child(&CHLOE, &[(parent, 10_000)])?;
        let offer = market.offer(&CHLOE, child, PRICE)?;
        market.buy(&ORION, offer, PRICE)?;
        let before = market.balances(&payees);
        let settled = market.protocol.settle(market.chain, &STRANGER, child, parent)?;
        assert_eq!(settled.value, PRICE);
        let after = market.balances(&payees);
        owed += PRICE;
        for position in 0..3 {
            let earned = part(PRICE, SHARES[position], 0);
            let got = if position == 1 { 0 } else { earned };
            assert_eq!(after[position] - before[position], got, "{name}");
            market.account(parent, 1, payees[position], [PRICE, earned, got]);
            owed -= got;
        }
        market.owes(owed);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_payee_that_answers_at_length() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let mut owed = 0;
    for size in [0, 32, 10_000, 100_000, 1_000_000] {
        let wallet = market.deploy(&evm::wallet(&Habit::Return(size)))?;
        let (record, offer) = shared(&mut market, [plain[0], wallet, plain[1]])?;
        let before = market.balances(&plain);
        market.buy(&ORION, offer, PRICE)?;
        let after = market.balances(&plain);
        assert_eq!(after[0] - before[0], part(PRICE, SHARES[0], 0));
        assert_eq!(after[1] - before[1], part(PRICE, SHARES[2], 0));
        // Whether it is paid depends on the gas it takes; what it is paid is booked.
        let got = market.chain.balance(wallet);
        let earned = part(PRICE, SHARES[1], 0);
        assert!(got == 0 || got == earned);
        assert!(size > 32 || got == earned);
        market.account(record, 1, wallet, [PRICE, earned, got]);
        owed += PRICE - got - part(PRICE, SHARES[0], 0) - part(PRICE, SHARES[2], 0);
        market.owes(owed);
    }
    Ok(())
}

// ----------------------------------------------------------------------------------- re-entry

/// What the wallet's calls came to, as its events say.
fn successes(receipt: &Receipt, wallet: H160) -> Vec<bool> {
    let own = receipt.events.iter().filter(|event| event.address == wallet);
    own.map(|event| event.data.last() == Some(&1)).collect()
}

/// Calls of the splitter that anyone may make, by way of the settlements too, and views of it.
fn splitter_calls(market: &Market, record: U256, payee: H160, link: (U256, U256)) -> Vec<(H160, Vec<u8>)> {
    let (generation, version, payee) = (1, 1, address(payee));
    let (splitter, settlements) = (market.protocol.splitter, market.protocol.settlements);
    let settle = Settlements::settleCall { child: link.0, generation: 1, parent: link.1, currency: NATIVE };
    let path = Settlements::settlePathCall { child: link.0, generation: 1, path: vec![link.1], currency: NATIVE };
    let ledgers = vec![RoyaltySplitter::Source { record, generation, version, currency: NATIVE }];
    let distribute = RoyaltySplitter::distributeCall { record, generation, version, owner: payee, currency: NATIVE };
    let to = RoyaltySplitter::releaseToCall { record, generation, version, currency: NATIVE, to: payee };
    vec![
        (splitter, calldata(&RoyaltySplitter::releaseCall { record, generation, version, payee, currency: NATIVE })),
        (settlements, calldata(&settle)),
        (splitter, calldata(&RoyaltySplitter::owedCall { currency: NATIVE })),
        (
            splitter,
            calldata(&RoyaltySplitter::ledgerCall { record, generation, version, owner: payee, currency: NATIVE }),
        ),
        (splitter, calldata(&RoyaltySplitter::releaseManyCall { payee, ledgers })),
        (splitter, calldata(&distribute)),
        (settlements, calldata(&path)),
        (splitter, calldata(&to)),
    ]
}

/// Calls of the licence token that anyone may make, and views of it.
fn token_calls(market: &Market, free_offer: u64) -> Vec<(H160, Vec<u8>)> {
    [
        calldata(&LicenceToken::purchaseCall {
            offer: free_offer,
            quantity: 0,
            selection: B256::ZERO,
            maxTotal: 0,
            recipient: address(CHLOE.address()),
            referrer: Address::ZERO,
            buyerReference: B256::ZERO,
        }),
        calldata(&LicenceToken::offerCall { offer: free_offer }),
        calldata(&ERC721::totalSupplyCall {}),
    ]
    .into_iter()
    .map(|data| (market.protocol.licence_token, data))
    .collect()
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s9_nothing_is_entered_twice() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(1)[0];
    // A ledger with something due, a link with something to settle, and a free offer: what a
    // thief would go for.
    let mute = market.deploy(&evm::wallet(&Habit::Revert(0)))?;
    let (prey, offer) = shared(&mut market, [mute, plain, H160::repeat_byte(9)])?;
    market.buy(&ORION, offer, PRICE)?;
    let parent = market.record(&BEN)?;
    let child = market.child(&ADA, &[(parent, 10_000)])?;
    let offer = market.offer(&ADA, child, PRICE)?;
    market.buy(&ORION, offer, PRICE)?;
    let free = market.offer(&ADA, prey, 0)?;

    let thief_at = H160::repeat_byte(9);
    let calls: Vec<_> = splitter_calls(&market, prey, thief_at, (child, parent))
        .into_iter()
        .chain(token_calls(&market, free))
        .collect();
    // One call for each wallet, so that each has all the gas there is.
    for (number, call) in calls.iter().enumerate() {
        let thief = market.deploy(&evm::wallet(&Habit::Call(vec![call.clone()])))?;
        let (record, offer) = shared(&mut market, [plain, thief, mute])?;
        let (owed, supply) = (market.protocol.owed(market.chain)?, supply_of(&market));
        let before = market.balances(&[plain, thief]);
        let sale = market.buy(&ORION, offer, PRICE)?;
        assert!(!successes(&sale.receipt, thief).contains(&true), "call {number} in a sale");
        let after = market.balances(&[plain, thief]);
        assert_eq!(after[0] - before[0], part(PRICE, SHARES[0], 0));
        let (due, got) = (part(PRICE, SHARES[1], 0), after[1] - before[1]);
        assert!(got == 0 || got == due);
        market.account(record, 1, thief, [PRICE, due, got]);
        market.owes(owed + PRICE - got - part(PRICE, SHARES[0], 0));
        assert_eq!(supply_of(&market), supply + U256::from(1), "only the sale's own licence");
    }

    // In a release there is all the gas; in a settlement the licence token is not on the way.
    let enters_splitter = evm::wallet(&Habit::Call(calls[..4].to_vec()));
    let thief = market.deploy(&enters_splitter)?;
    let parent = market.record_with(&ADA, |work| work.owner = thief)?;
    let other_child = market.child(&ADA, &[(parent, 10_000)])?;
    let offer = market.offer(&ADA, other_child, PRICE)?;
    market.buy(&ORION, offer, PRICE)?;
    let owed = market.protocol.owed(market.chain)?;
    let settled = market.protocol.settle(market.chain, &STRANGER, other_child, parent)?;
    assert!(!successes(&settled.receipt, thief).contains(&true));
    let got = market.chain.balance(thief);
    assert!(got == 0 || got == PRICE);
    market.owes(owed - got);
    if got == 0 {
        let released = market.protocol.release(market.chain, &STRANGER, parent, (1, 0), thief)?;
        assert_eq!(successes(&released.receipt, thief), [false; 4]);
        assert_eq!(market.chain.balance(thief), PRICE);
    }
    market.owes(owed - PRICE);
    Ok(())
}

/// How many licences were sold.
fn supply_of(market: &Market) -> U256 {
    market.protocol.total_supply(market.chain, market.protocol.licence_token).expect("it says")
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s9_a_release_is_not_entered_twice() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(1)[0];
    let prey = H160::repeat_byte(9);
    let (other, offer) = shared(&mut market, [plain, H160::repeat_byte(8), prey])?;
    market.buy(&ORION, offer, PRICE)?;
    let parent = market.record(&BEN)?;
    let child = market.child(&ADA, &[(parent, 10_000)])?;
    let offer = market.offer(&ADA, child, PRICE)?;
    market.buy(&ORION, offer, PRICE)?;
    let free = market.offer(&ADA, other, 0)?;
    let calls: Vec<_> =
        splitter_calls(&market, other, prey, (child, parent)).into_iter().chain(token_calls(&market, free)).collect();
    // Too many calls for the gas that it gets in a sale, so that its part is still due.
    let thief = market.deploy(&evm::wallet(&Habit::Call([&calls[..], &calls[..]].concat())))?;
    let (record, offer) = shared(&mut market, [plain, thief, H160::repeat_byte(8)])?;
    market.buy(&ORION, offer, PRICE)?;
    let due = part(PRICE, SHARES[1], 0);
    market.account(record, 1, thief, [PRICE, due, 0]);
    let owed = market.protocol.owed(market.chain)?;
    let released = market.protocol.release(market.chain, &STRANGER, record, (1, 1), thief)?;
    // The splitter is closed to it. The licence token is not on the way, and open to anyone.
    let expected = [[false; 8].as_slice(), &[true; 3]].concat();
    assert_eq!(successes(&released.receipt, thief), [expected.clone(), expected].concat());
    assert_eq!(market.chain.balance(thief), due);
    market.owes(owed - due);
    market.account(record, 1, thief, [PRICE, due, due]);
    market.account(other, 1, prey, [PRICE, part(PRICE, SHARES[2], 0), 0]);
    Ok(())
}

/// Makes a wallet offer a record that it owns.
fn offer_through(
    market: &mut Market,
    wallet: H160,
    record: U256,
    price: u128,
) -> Result<u64, Box<dyn std::error::Error>> {
    let call = NewOffer { record, terms: market.terms()?, unit_price: price, ..NewOffer::default() }.call();
    market.chain.call(&STRANGER, wallet, evm::through(market.protocol.offers, &calldata(&call)), 0)?;
    Ok(market.protocol.offers(market.chain)?)
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s9_an_owner_gains_nothing_by_what_it_does_when_paid() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let prey = H160::repeat_byte(9);
    let (other, offer) = shared(&mut market, [H160::repeat_byte(7), H160::repeat_byte(8), prey])?;
    market.buy(&ORION, offer, PRICE)?;
    let free = market.offer(&ADA, other, 0)?;
    let parent = market.record(&BEN)?;
    let child = market.child(&ADA, &[(parent, 10_000)])?;
    let paid_child = market.offer(&ADA, child, PRICE)?;
    market.buy(&ORION, paid_child, PRICE)?;
    let calls: Vec<_> =
        token_calls(&market, free).into_iter().chain(splitter_calls(&market, other, prey, (child, parent))).collect();
    for (number, call) in calls.iter().enumerate() {
        let owner = market.deploy(&evm::wallet(&Habit::Call(vec![call.clone()])))?;
        let record = market.record_with(&ADA, |work| work.owner = owner)?;
        let offer = offer_through(&mut market, owner, record, PRICE)?;
        let before = supply_of(&market);
        let (sale, paid) = market.paid_by(&ORION, |market| market.buy(&ORION, offer, PRICE))?;
        let event: LicenceToken::Purchased = only(&sale.receipt);
        let got = if event.direct { PRICE } else { 0 };
        assert_eq!(market.chain.balance(owner), got, "call {number}");
        market.account(record, 0, owner, if event.direct { [0; 3] } else { [PRICE, PRICE, 0] });
        assert_eq!(supply_of(&market), before + U256::from(1), "only the sale's own licence");
        if number < 3 {
            assert!(!successes(&sale.receipt, owner).contains(&true), "call {number} of the licence token");
            assert_eq!(paid, signed(PRICE));
        }
        let owed = market.protocol.owed(market.chain)?;
        market.owes(owed);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x10_an_owner_cannot_move_the_record_while_it_is_sold() -> Outcome {
    let mut market = Market::open(client.chain())?;
    // The wallet transfers its own record when it is paid. Both addresses are known beforehand.
    let digest = market.new_digest();
    let record = U256::from_be_bytes(digest);
    let nonce = u64::from(market.chain.nonce(&STRANGER));
    let owner = h160(address(STRANGER.address()).create(nonce));
    let call = ERC721::transferFromCall { from: address(owner), to: address(CHLOE.address()), tokenId: record };
    let split = Settlements::setSplitCall {
        record,
        payees: vec![Settlements::Payee { account: address(CHLOE.address()), share: 10_000 }],
    };
    let calls = vec![(market.protocol.registry, calldata(&call)), (market.protocol.settlements, calldata(&split))];
    assert_eq!(market.deploy(&evm::wallet(&Habit::Call(calls)))?, owner);
    market.record_with(&ADA, |work| (work.digest, work.owner) = (digest, owner))?;
    let offer = offer_through(&mut market, owner, record, PRICE)?;
    let sale = market.buy(&ORION, offer, PRICE)?;
    assert!(!successes(&sale.receipt, owner).contains(&true), "a push into a sale went through");
    assert_eq!(h160(market.protocol.record(market.chain, record)?.owner), owner);
    assert_eq!(market.sale_state(record)?.facts.version, 0);
    Ok(())
}

// ------------------------------------------------------------------------------------- buyers

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_contract_buys_like_anyone() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(3);
    let (record, offer) = shared(&mut market, [payees[0], payees[1], payees[2]])?;
    let token = market.protocol.licence_token;
    for habit in [Habit::Take, Habit::Revert(0), Habit::Loop] {
        let wallet = market.deploy(&evm::wallet(&habit))?;
        let call = LicenceToken::purchaseCall { recipient: address(wallet), ..order(&ORION, offer, PRICE) };
        let owed = market.protocol.owed(market.chain)?;
        let before = market.balances(&payees);
        let receipt = market.chain.call(&ORION, wallet, evm::through(token, &calldata(&call)), PRICE)?;
        let event: LicenceToken::Purchased = only(&receipt);
        assert_eq!((h160(event.buyer), h160(event.licensee)), (wallet, wallet));
        assert_eq!(market.protocol.holder(market.chain, event.licence)?, wallet);
        let after = market.balances(&payees);
        for position in 0..3 {
            let paid = after[position] - before[position];
            assert!(paid.abs_diff(part(PRICE, SHARES[position], 0)) <= 1);
        }
        let dust = market.protocol.owed(market.chain)?;
        assert!(dust <= owed + 2);
        market.owes(dust);
        // With another value, all of it fails, and the money comes back to the contract's caller.
        let before = market.chain.contracts();
        market
            .chain
            .call(&ORION, wallet, evm::through(token, &calldata(&call)), PRICE - 1)
            .expect_err("the value is wrong");
        assert!(market.chain.contracts() == before);
    }
    // A payee that buys when it is paid: the same record, with what it just got.
    let free = market.offer(&ADA, record, 0)?;
    let calls = token_calls(&market, free);
    let wallet = market.deploy(&evm::wallet(&Habit::Call(calls)))?;
    let (_, offer) = shared(&mut market, [wallet, payees[1], payees[2]])?;
    let before = supply_of(&market);
    let sale = market.buy(&DELTA, offer, PRICE)?;
    assert!(!successes(&sale.receipt, wallet).contains(&true));
    assert_eq!(supply_of(&market), before + U256::from(1));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x10_a_sale_deep_in_a_stack_of_calls() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(3);
    let (record, split_offer) = shared(&mut market, [payees[0], payees[1], payees[2]])?;
    let alone = market.record(&ADA)?;
    let direct_offer = market.offer(&ADA, alone, PRICE)?;
    let wallet = market.deploy(&evm::wallet(&Habit::Take))?;
    let (mut sold, mut refused) = (0, 0);
    for offer in [split_offer, direct_offer] {
        for depth in [1, 10, 18, 19, 20, 21, 22, 23, 24, 25, 26] {
            let mut data = calldata(&order(&ORION, offer, PRICE));
            let mut to = market.protocol.licence_token;
            for _ in 0..depth {
                data = evm::through(to, &data);
                to = wallet;
            }
            let before = (market.chain.contracts(), supply_of(&market), market.protocol.owed(market.chain)?);
            let paid_before: u128 = market.balances(&payees).iter().sum::<u128>() + market.chain.balance(ADA.address());
            match market.chain.call(&ORION, wallet, data, PRICE) {
                Ok(_) => {
                    sold += 1;
                    assert_eq!(supply_of(&market), before.1 + U256::from(1));
                    let paid = market.balances(&payees).iter().sum::<u128>() + market.chain.balance(ADA.address())
                        - paid_before;
                    market.owes(before.2 + PRICE - paid);
                }
                Err(_) => {
                    refused += 1;
                    assert!(market.chain.contracts() == before.0, "at depth {depth}");
                }
            }
        }
    }
    assert!(sold > 0 && refused > 0);
    let rest = market.protocol.owed(market.chain)?;
    for payee in payees {
        let account = market.protocol.account(market.chain, record, (1, 1), payee)?;
        if account.due > 0 {
            market.protocol.release(market.chain, &BEN, record, (1, 1), payee)?;
        }
    }
    let alone = market.protocol.account(market.chain, alone, (1, 0), ADA.address())?;
    assert!(market.protocol.owed(market.chain)? <= alone.due + 2 && rest >= alone.due);
    Ok(())
}

/// Buys within limits from far too low to generous. After each try either nothing happened, or
/// all books are right.
fn sweep(market: &mut Market, buyer: &Account, payees: [H160; 3]) -> Result<(u32, u32), Box<dyn std::error::Error>> {
    let (record, offer) = shared(market, payees)?;
    // The first sale makes the cells; it is the second that is measured.
    market.buy(buyer, offer, PRICE)?;
    let token = market.protocol.licence_token;
    let data = calldata(&order(buyer, offer, PRICE));
    let dry = market.chain.dry_run(buyer, token, data.clone(), PRICE);
    let full = market.chain.call(buyer, token, data.clone(), PRICE)?;
    let gas = (full.fee_in_evm_units() + full.deposit_in_evm_units().unsigned_abs()) / market.chain.gas_price();
    let mut received = 2 * PRICE;
    let (mut sold, mut refused) = (0, 0);
    for percent in (6..=130).step_by(4) {
        let share = |whole: u64| whole / 100 * percent;
        let weight = Weight::from_parts(share(dry.weight_required.ref_time()), share(dry.weight_required.proof_size()));
        let limits = if buyer.is_ethereum() {
            Limits { gas: Some(share(u64::try_from(gas)?)), ..Limits::default() }
        } else {
            Limits { weight: Some(weight), deposit: Some(dry.max_deposit * 2), ..Limits::default() }
        };
        let before = market.chain.contracts();
        match market.chain.call_with(buyer, token, data.clone(), PRICE, limits) {
            Ok(receipt) => {
                sold += 1;
                received += PRICE;
                let event: LicenceToken::Purchased = only(&receipt);
                assert_eq!(event.price, PRICE);
            }
            Err(_) => {
                refused += 1;
                assert!(market.chain.contracts() == before, "a sale failed at {percent} % and left something");
            }
        }
        // What the ledger says was paid and what is owed make up all that came in.
        let owed = market.protocol.owed(market.chain)?;
        assert_eq!(market.chain.balance(market.protocol.splitter), owed, "at {percent} %");
        for (payee, share) in payees.iter().zip(SHARES) {
            let account = market.protocol.account(market.chain, record, (1, 1), *payee)?;
            assert_eq!((account.received, account.earned), (received, part(received, share, 0)));
            assert_eq!(account.due + account.released, account.earned);
        }
    }
    Ok((sold, refused))
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s1_s7_too_little_gas_breaks_a_sale_or_nothing() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(3);
    let burner = market.deploy(&evm::wallet(&Habit::Loop))?;
    let reverter = market.deploy(&evm::wallet(&Habit::Revert(4)))?;
    let mut sums = market.protocol.owed(market.chain)?;
    for buyer in [&*ORION, &*DELTA] {
        for payees in [
            [plain[0], plain[1], plain[2]],
            [burner, plain[1], plain[2]],
            [plain[0], burner, plain[2]],
            [reverter, plain[1], burner],
        ] {
            let (sold, refused) = sweep(&mut market, buyer, payees)?;
            assert!(sold > 0 && refused > 0, "{sold} sold, {refused} refused");
            let owed = market.protocol.owed(market.chain)?;
            assert!(owed >= sums);
            sums = owed;
        }
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x9_a_payee_stores_nothing_at_the_buyers_cost() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let mute = market.deploy(&evm::wallet(&Habit::Revert(0)))?;
    // So that the buyer's own cells are there.
    let (_, offer) = shared(&mut market, [plain[0], mute, plain[1]])?;
    market.buy(&ORION, offer, PRICE)?;
    let mut costs = Vec::new();
    let wallets =
        [mute, market.deploy(&evm::wallet(&Habit::Write(1)))?, market.deploy(&evm::wallet(&Habit::Write(8)))?];
    for wallet in wallets {
        let (_, offer) = shared(&mut market, [plain[0], wallet, plain[1]])?;
        let sale = market.buy(&ORION, offer, PRICE)?;
        costs.push(sale.receipt.deposit);
    }
    assert_eq!(
        costs, [costs[0]; 3],
        "storage deposits in planck: of a payee that stores nothing, one cell, eight cells"
    );
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn limits_of_a_wallet_pay_everybody() -> Outcome {
    let mut market = Market::open(client.chain())?;
    for count in [5, 16] {
        let payees = market.payees(count);
        let share = 10_000 / u16::try_from(count)?;
        let mut split: Vec<_> = payees.iter().map(|payee| (*payee, share)).collect();
        split[0].1 = 10_000 - share * (u16::try_from(count)? - 1);
        let record = market.record(&ADA)?;
        market.split(&ADA, record, &split)?;
        for buyer in [&*ORION, &*DELTA] {
            let offer = market.offer(&ADA, record, PRICE)?;
            for _ in 0..2 {
                let sale = market.buy(buyer, offer, PRICE)?;
                assert_eq!(sale.events::<RoyaltySplitter::Released>().count(), count);
            }
        }
    }
    // Two sales in one block, the second estimated before the first is done.
    let payees = market.payees(5);
    let split: Vec<_> = payees.iter().map(|payee| (*payee, 2_000)).collect();
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &split)?;
    let offer = NewOffer { record, terms: market.terms()?, unit_price: 5 * TOKEN, ..NewOffer::default() };
    let protocol = market.protocol;
    let offer = protocol.create_offer(market.chain, &ADA, &offer)?.value;
    let buy = |chain: &mut Chain, who: &Account| {
        send(chain, who, protocol.licence_token, &order(who, offer, 5 * TOKEN), 5 * TOKEN)
    };
    let (first, second) = market.chain.in_one_block(|chain| (buy(chain, &ORION), buy(chain, &DELTA)));
    for sale in [first?, second?] {
        assert_eq!(sale.events::<RoyaltySplitter::Released>().count(), 5);
    }
    market.owes(market.protocol.owed(market.chain)?);
    Ok(())
}

/// A sale within what a wallet allows while the payee behaves, `percent` of the estimate, to a
/// payee that then does not. Answers with the sales that failed, and with those in which
/// another payee was not paid.
fn after_the_estimate(
    market: &mut Market,
    percent: u64,
    position: usize,
) -> Result<[Vec<String>; 2], Box<dyn std::error::Error>> {
    let plain = market.payees(2);
    let good = market.deploy(&evm::wallet(&Habit::Take))?;
    let token = market.protocol.licence_token;
    let among = |payee: H160| {
        let mut payees = plain.clone();
        payees.insert(position, payee);
        [payees[0], payees[1], payees[2]]
    };
    let others: Vec<u16> = (0..3).filter(|other| *other != position).map(|other| SHARES[other]).collect();
    let [mut failed, mut unpaid] = [Vec::new(), Vec::new()];
    for buyer in [&*ORION, &*DELTA] {
        // So that the buyer's own cells are there.
        let (_, offer) = shared(market, among(good))?;
        market.buy(buyer, offer, PRICE)?;
        let (_, offer) = shared(market, among(good))?;
        let estimate = market.chain.dry_run(buyer, token, calldata(&order(buyer, offer, PRICE)), PRICE);
        let sale = market.buy(buyer, offer, PRICE)?.receipt;
        let cost = sale.fee_in_evm_units() + sale.deposit_in_evm_units().unsigned_abs();
        let weight = estimate.weight_required;
        let limits = if buyer.is_ethereum() {
            let gas = u64::try_from(cost / market.chain.gas_price())?;
            Limits { gas: Some(gas * percent / 100), ..Limits::default() }
        } else {
            Limits {
                weight: Some(Weight::from_parts(weight.ref_time() / 100, weight.proof_size() / 100) * percent),
                deposit: Some(estimate.max_deposit * u128::from(percent) / 100),
                ..Limits::default()
            }
        };
        for habit in
            [Habit::Write(1), Habit::Write(4), Habit::Loop, Habit::Break, Habit::Revert(1_000), Habit::Return(100_000)]
        {
            let bad = market.deploy(&evm::wallet(&habit))?;
            let (_, offer) = shared(market, among(bad))?;
            let before = market.balances(&plain);
            let owed = market.protocol.owed(market.chain)?;
            let contracts = market.chain.contracts();
            let data = calldata(&order(buyer, offer, PRICE));
            let case = format!("{habit:?} at {position}, {percent} % of {}'s estimate", buyer.name());
            match market.chain.call_with(buyer, token, data, PRICE, limits) {
                Ok(_) => {
                    let after = market.balances(&plain);
                    for (number, share) in others.iter().enumerate() {
                        if after[number] - before[number] != part(PRICE, *share, 0) {
                            unpaid.push(format!("{case}: another payee got {}", after[number] - before[number]));
                        }
                    }
                    let paid: u128 = after.iter().sum::<u128>() - before.iter().sum::<u128>();
                    market.owes(owed + PRICE - paid - market.chain.balance(bad));
                }
                Err(failure) => {
                    assert!(market.chain.contracts() == contracts, "{case}");
                    failed.push(format!("{case}: {failure}"));
                }
            }
        }
    }
    Ok([failed, unpaid])
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_payee_that_turns_bad_after_the_estimate() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let mut wrong = Vec::new();
    for position in 0..3 {
        wrong.extend(after_the_estimate(&mut market, 125, position)?.concat());
    }
    assert_eq!(wrong, [""; 0]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_payee_that_turns_bad_after_an_exact_estimate_takes_nothing() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let mut wrong = Vec::new();
    for position in 0..3 {
        // An estimate without margin has no gas for what was not estimated: the sale then fails
        // as a whole, for want of gas and nothing else.
        let [failed, _] = after_the_estimate(&mut market, 101, position)?;
        wrong.extend(failed.into_iter().filter(|sale| !sale.ends_with("Revive::OutOfGas")));
    }
    assert_eq!(wrong, [""; 0]);
    Ok(())
}
