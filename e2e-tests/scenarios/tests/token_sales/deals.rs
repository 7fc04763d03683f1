//! What comes after a sale, in a token.

use crate::{
    market::{
        ADA, CHLOE, DAY, MONTH, Market, ORION, Outcome, STRANGER, only, terms,
        tokens::{Habit, Token},
    },
    support::{PRICE, REFERENCE, open},
};
use alloy_primitives::U256;
use rules::{
    terms::{Duration, Revocation, Terms},
    uses::{DERIVE, FINE_TUNE},
};
use story::{
    abi::{Deals, LicenceToken, RoyaltySplitter},
    calls::{Done, Refused, address, send, view},
};

fn renew(market: &mut Market<'_>, licence: U256, value: u128) -> Result<Done<U256>, Refused> {
    let call = Deals::renewCall { licence, maxTotal: PRICE, buyerReference: REFERENCE.into() };
    send(market.chain, &ORION, market.protocol.deals, &call, value)
}

fn revoke(market: &mut Market<'_>, licence: U256, value: u128) -> Result<Done<()>, Refused> {
    let done = send(market.chain, &ADA, market.protocol.deals, &Deals::revokeCall { licence }, value)?;
    Ok(Done { value: (), receipt: done.receipt })
}

fn collect(market: &mut Market<'_>, licence: U256) -> Result<Done<u128>, Refused> {
    send(market.chain, &STRANGER, market.protocol.deals, &Deals::collectRefundCall { licence }, 0)
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_l9_a_renewal_takes_the_price_from_the_holder() -> Outcome {
    let (mut market, record) = open(client.chain());
    let token = market.token(&Habit::Plain, 2 * PRICE);
    market.open_accounts(token, &[ADA.address()]);
    let offer = market.offer_in(token, record, |_| {});
    let licence = market.buy_in_token(offer)?.value;
    let error = LicenceToken::WrongValue { value: U256::from(PRICE), total: PRICE };
    market.refused(error, |market| renew(market, licence, PRICE));
    market.allow(&ORION, token, PRICE - 1);
    let error = RoyaltySplitter::TokenFailed { currency: address(token) };
    market.refused(error, |market| renew(market, licence, 0));
    market.allow(&ORION, token, PRICE);
    let done = renew(&mut market, licence, 0)?;
    assert_eq!(market.held(token, &[ORION.address(), ADA.address()]), [0, 2 * PRICE + 1]);
    let [old, new] = [market.licence_of(licence), market.licence_of(done.value)];
    assert_eq!((new.core.start, new.core.expiry), (old.core.expiry, old.core.expiry + MONTH));
    market.owes_in(token, 0);
    market.owes(0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_l11_a_refund_is_in_the_currency_of_the_price() -> Outcome {
    let (mut market, record) = open(client.chain());
    let token = market.token(&Habit::Plain, PRICE);
    let revocable = Terms { revocation: Revocation::AfterNotice(86_400), ..terms() };
    let revocable = market.protocol.publish_terms(market.chain, &ADA, &revocable)?.value;
    let offer = market.offer_in(token, record, |offer| offer.terms = revocable);
    market.open_accounts(token, &[ADA.address()]);
    let licence = market.buy_in_token(offer)?.value;
    let (start, end) = (market.licence_of(licence).core.start, market.licence_of(licence).core.expiry);
    let now = start + 5 * DAY + 1;
    market.wait_until(now);
    let refund = (PRICE * u128::from(end - now - DAY)).div_ceil(u128::from(MONTH));
    let found = view(market.chain, market.protocol.deals, &Deals::revocationCall { licence })?;
    assert_eq!((found.refund, found.end), (refund, now + DAY));
    let currency = address(token);
    market.allow(&ADA, token, PRICE);
    market.allow(&ADA, token, 0);
    let missing = RoyaltySplitter::TokenFailed { currency };
    market.refused(missing, |market| revoke(market, licence, 0));
    market.allow(&ADA, token, PRICE);
    let found = view(market.chain, market.protocol.deals, &Deals::revocationCall { licence })?;
    let error = Deals::WrongValue { value: U256::from(found.refund), refund: found.refund };
    market.refused(error, |market| revoke(market, licence, found.refund));

    let Deals::Revocation { refund, end } =
        view(market.chain, market.protocol.deals, &Deals::revocationCall { licence })?;
    let (_, paid) = market.paid_by(&ADA, |market| revoke(market, licence, 0))?;
    assert_eq!((paid, market.held(token, &[ADA.address()])[0]), (0, PRICE + 1 - refund));
    market.owes_in(token, refund);
    market.transfer(market.protocol.licence_token, &ORION, CHLOE.address(), licence)?;
    market.open_accounts(token, &[CHLOE.address()]);
    market.refused(Deals::NoticeRuns { until: end }, |market| collect(market, licence));
    market.wait_until(end);
    let done = collect(&mut market, licence)?;
    let told: Deals::Refunded = only(&done.receipt);
    assert_eq!((told.holder, told.amount, done.value), (address(CHLOE.address()), refund, refund));
    assert_eq!(market.held(token, &[CHLOE.address(), ORION.address()]), [refund + 1, 0]);
    market.owes_in(token, 0);
    market.owes(0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_l11_an_escrow_holds_the_token() -> Outcome {
    let (mut market, record) = open(client.chain());
    let token = market.token(&Habit::Plain, PRICE);
    market.open_accounts(token, &[ADA.address()]);
    let offer = market.offer_in(token, record, |offer| offer.escrow = 86_400);
    let licence = market.buy_in_token(offer)?.value;
    market.owes_in(token, PRICE);
    assert_eq!(market.held(token, &[ADA.address()]), [1]);
    market.chain.advance_time(DAY);
    let call = Deals::settleEscrowCall { licence };
    let done = send(market.chain, &STRANGER, market.protocol.deals, &call, 0)?;
    assert_eq!((done.value, market.held(token, &[ADA.address()])), (PRICE, vec![PRICE + 1]));
    market.owes_in(token, 0);
    assert_eq!(Token::held(market.chain, token, market.protocol.deals), 0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_l11_an_upgrade_credits_and_an_extension_costs_in_the_token() -> Outcome {
    let (mut market, record) = open(client.chain());
    let token = market.token(&Habit::Plain, 20 * PRICE);
    market.open_accounts(token, &[ADA.address()]);
    let usual = market.terms()?;
    let offer = market.offer_in(token, record, |_| {});
    let better = Terms { uses: FINE_TUNE | DERIVE, duration: Duration::Seconds(12 * MONTH), ..terms() };
    let better = market.protocol.publish_terms(market.chain, &ADA, &better)?.value;
    let dear = 3 * PRICE + 7;
    let upgrade = market.offer_in(token, record, |offer| {
        (offer.terms, offer.unit_price, offer.upgrades_from) = (better, dear, usual);
    });
    let native = market.offer_with(&ADA, record, |offer| {
        (offer.terms, offer.unit_price, offer.upgrades_from) = (better, dear, usual);
    })?;
    let old = market.buy_in_token(offer)?.value;
    let (start, end) = (market.licence_of(old).core.start, market.licence_of(old).core.expiry);
    let deals = market.protocol.deals;
    let call = |offer, total| Deals::upgradeCall {
        licence: old,
        offer,
        quantity: 0,
        maxTotal: total,
        buyerReference: REFERENCE.into(),
    };
    let now = start + 11 * DAY + 4_321;
    let credit_at = |at: u64| PRICE * u128::from(end - at) / u128::from(end - start);
    // What was paid in one currency is no credit in another, also at the exact total.
    market.wait_until(now - DAY);
    let quote = Deals::quoteCall { licence: old, way: 3, offer: native, quantity: 0 };
    let refused = view(market.chain, deals, &quote).unwrap_err();
    assert_eq!(refused.error(), Some(Deals::NotSuccessor { offer: native }), "{refused}");
    let rest = dear - credit_at(now - DAY);
    market.refused(LicenceToken::NotSuccessor { offer: native }, |market| {
        send(market.chain, &ORION, deals, &call(native, dear), rest)
    });

    market.wait_until(now);
    let credit = credit_at(now);
    let before = market.held(token, &[ORION.address(), ADA.address()]);
    let done = send(market.chain, &ORION, deals, &call(upgrade, dear), 0)?;
    assert_eq!(done.receipt.timestamp, now);
    let after = market.held(token, &[ORION.address(), ADA.address()]);
    assert_eq!([before[0] - after[0], after[1] - before[1]], [dear - credit; 2]);
    market.owes_in(token, 0);
    let new = done.value;
    assert_eq!(market.licence_of(new).core.price, dear);

    // The better licence goes on for another month, by the offer of the usual terms.
    let until = market.licence_of(new).core.expiry;
    let extend =
        Deals::extendCall { licence: new, offer, quantity: 0, maxTotal: PRICE, buyerReference: REFERENCE.into() };
    let done = send(market.chain, &ORION, deals, &extend, 0)?;
    let extended = market.licence_of(done.value).core;
    assert_eq!((extended.start, extended.expiry, extended.price), (until, until + MONTH, PRICE));
    let last = market.held(token, &[ORION.address(), ADA.address()]);
    assert_eq!([after[0] - last[0], last[1] - after[1]], [PRICE; 2]);
    market.owes_in(token, 0);
    market.owes(0);
    Ok(())
}
