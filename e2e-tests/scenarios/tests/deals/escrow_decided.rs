//! What challenges do to a price in escrow.

use crate::{
    market::{ADA, BEN, CHLOE, DAY, DELTA, Market, ORION, Outcome, STRANGER, only},
    support::{ARBITER, IN_ESCROW, PRICE, REFUNDED, log, logs, moved},
};
use alloy_primitives::U256;
use chain::Chain;
use rules::{challenge::Decision, ledger::NET, licence::Coverage, limits::MAX_ESCROW};
use story::{
    abi::{Deals, LicenceToken, RoyaltySplitter},
    calls::address,
    protocol::NATIVE,
};

/// A market in which Orion bought a licence of a record of Ada's whose price waits this long.
/// A fifth of it would be Ben's, the parent's owner, and a part Chloe's, who brought him.
fn escrow(chain: &mut Chain, window: u64) -> Result<(Market<'_>, U256, U256), Box<dyn std::error::Error>> {
    let mut market = Market::with_arbiter(chain, &ARBITER)?;
    let parent = market.record(&BEN)?;
    let record = market.child(&ADA, &[(parent, 2_000)])?;
    let offer = market.offer_with(&ADA, record, |offer| {
        (offer.unit_price, offer.escrow) = (PRICE, window as u32);
        (offer.referrer, offer.referral) = (CHLOE.address(), 500);
    })?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    market.owes(PRICE);
    Ok((market, record, licence))
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_an_undecided_challenge_keeps_the_price_where_it_is() -> Outcome {
    let (mut market, record, licence) = escrow(client.chain(), 3 * DAY)?;
    let challenge = market.challenge(&STRANGER, record)?;
    let until = market.term(licence).0 + 3 * DAY;
    market.refused(Deals::EscrowRuns { until }, |market| market.settle_escrow(&ADA, licence));
    market.wait_until(until);
    market.refused(Deals::ChallengeOpen { record }, |market| market.settle_escrow(&ADA, licence));
    market.owes(PRICE);
    market.decide(challenge, Decision::Reject)?;
    let before = market.balances(&[ADA.address(), CHLOE.address()]);
    let done = market.settle_escrow(&STRANGER, licence)?;
    assert_eq!(only::<Deals::EscrowSettled>(&done.receipt).ending, 0);
    let left = PRICE * 8_000 / 10_000;
    let fee = left * 500 / 10_000;
    let after = market.balances(&[ADA.address(), CHLOE.address()]);
    assert_eq!((after[0] - before[0], after[1] - before[1]), (left - fee, fee));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l2_l11_a_struck_records_price_goes_back_to_the_holder_and_the_licence_is_burned() -> Outcome {
    let (mut market, record, licence) = escrow(client.chain(), u64::from(MAX_ESCROW))?;
    market.transfer(market.protocol.licence_token, &ORION, DELTA.address(), licence)?;
    let (_, end) = market.term(licence);
    let challenge = market.challenge(&STRANGER, record)?;
    market.decide(challenge, Decision::Strike)?;
    let accounts = [ORION.address(), ADA.address(), BEN.address(), CHLOE.address()];
    let before = (market.balances(&accounts), market.chain.balance(DELTA.address()));
    // At once: nothing can change any more.
    let done = market.settle_escrow(&STRANGER, licence)?;
    let now = done.receipt.timestamp;
    assert!(now < end);
    assert_eq!((done.value, market.balances(&accounts)), (PRICE, before.0));
    assert_eq!(market.chain.balance(DELTA.address()) - before.1, PRICE);
    let (token, splitter, holder) = (market.protocol.licence_token, market.protocol.splitter, address(DELTA.address()));
    let expected = [
        log(token, &moved(Some(&DELTA), None, licence)),
        log(token, &LicenceToken::LicenceAmended { licence, status: REFUNDED, perpetual: false, expiry: now }),
        log(token, &LicenceToken::MetadataUpdate { tokenId: licence }),
        log(
            splitter,
            &RoyaltySplitter::Deposited {
                record,
                generation: 1,
                version: NET,
                owner: holder,
                parentsShare: 0,
                amount: PRICE,
                currency: NATIVE,
            },
        ),
        log(
            splitter,
            &RoyaltySplitter::Released {
                record,
                payee: holder,
                generation: 1,
                version: NET,
                amount: PRICE,
                currency: NATIVE,
                to: holder,
            },
        ),
        log(market.protocol.deals, &Deals::EscrowSettled { licence, ending: 2, amount: PRICE }),
    ];
    assert_eq!(logs(&done.receipt), expected);
    market.owes(0);
    market.burned(licence, &DELTA, 0);
    market.covers(licence, &DELTA, &[(now - 1, Coverage::Covered), (now, Coverage::Revoked)]);
    market.refused(Deals::LicenceUnknown { licence }, |market| market.settle_escrow(&STRANGER, licence));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_a_challenge_that_passes_takes_the_price_with_it() -> Outcome {
    let (mut market, record, licence) = escrow(client.chain(), u64::from(MAX_ESCROW))?;
    let challenge = market.challenge(&STRANGER, record)?;
    market.decide(challenge, Decision::Pass)?;
    let accounts = [STRANGER.address(), ADA.address(), BEN.address(), CHLOE.address()];
    let before = market.balances(&accounts);
    let done = market.settle_escrow(&ORION, licence)?;
    let after = market.balances(&accounts);
    assert_eq!((done.value, after[0] - before[0], &after[1..]), (PRICE, PRICE, &before[1..]));
    let told: RoyaltySplitter::Deposited = only(&done.receipt);
    let owner = address(STRANGER.address());
    assert_eq!((told.generation, told.version, told.owner, told.parentsShare), (2, 0, owner, 0));
    let told: Deals::EscrowSettled = only(&done.receipt);
    assert_eq!(told, Deals::EscrowSettled { licence, ending: 1, amount: PRICE });
    market.owes(0);
    // The licence is what it was.
    let (start, end) = market.term(licence);
    assert_eq!((market.status(licence), market.licence(licence).core.generation), (0, 1));
    market.covers(licence, &ORION, &[(start, Coverage::Covered), (end - 1, Coverage::Covered)]);
    market.refused(Deals::NotInEscrow { licence }, |market| market.settle_escrow(&STRANGER, licence));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_a_new_generations_split_divides_what_passes_to_it() -> Outcome {
    let (mut market, record, licence) = escrow(client.chain(), u64::from(MAX_ESCROW))?;
    let challenge = market.challenge(&STRANGER, record)?;
    market.decide(challenge, Decision::Pass)?;
    let payees = market.payees(2);
    market.split(&STRANGER, record, &[(payees[0], 7_000), (payees[1], 3_000)])?;
    // An offer brings the split into the sale state.
    market.offer(&STRANGER, record, 1)?;
    market.chain.advance_time(DAY);
    assert_eq!(market.status(licence), IN_ESCROW);
    let before = market.balances(&payees);
    let done = market.settle_escrow(&ORION, licence)?;
    let after = market.balances(&payees);
    assert_eq!([after[0] - before[0], after[1] - before[1]], [PRICE * 7 / 10, PRICE * 3 / 10]);
    let told: RoyaltySplitter::Deposited = only(&done.receipt);
    assert_eq!((told.generation, told.version), (2, 1));
    Ok(())
}
