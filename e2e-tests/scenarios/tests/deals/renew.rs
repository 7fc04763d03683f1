//! The same again, from the end of a licence on.

use crate::{
    market::{ADA, BEN, CHLOE, DAY, MONTH, Market, ORION, Outcome, STRANGER, signed},
    support::{AGAIN, ARBITER, CONTINUED, PRICE, RENEW, log, logs, moved, renewal},
};
use alloy_primitives::{Address, B256, U256};
use rules::{challenge::Decision, licence::Coverage, offer::Refusal, terms::Duration};
use story::{
    abi::{Deals, LicenceToken},
    calls::address,
};

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l12_a_renewed_licence_begins_in_the_second_in_which_the_old_one_ends() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let old = market.buy(&ORION, offer, PRICE)?.value;
    let (start, end) = market.term(old);
    market.wait_until(start + 3 * DAY);
    assert_eq!(market.deal_quote(old, RENEW, offer)?, (0, PRICE, 0));

    let before = market.chain.balance(ADA.address());
    let (done, paid) = market.paid_by(&ORION, |market| market.renew(&ORION, old, PRICE))?;
    assert_eq!((paid, market.chain.balance(ADA.address()) - before), (signed(PRICE), PRICE));
    market.owes(0);

    let new = done.value;
    assert_eq!((new, market.term(new)), (U256::from(2), (end, end + MONTH)));
    let (holder, token) = (ORION.address(), market.protocol.licence_token);
    assert_eq!(market.protocol.holder(market.chain, new)?, holder);
    let expected = [
        log(token, &moved(None, Some(&ORION), new)),
        log(token, &LicenceToken::LicenceAmended { licence: old, status: CONTINUED, perpetual: false, expiry: end }),
        log(token, &LicenceToken::MetadataUpdate { tokenId: old }),
        log(
            token,
            &LicenceToken::Purchased {
                licence: new,
                record,
                buyerReference: AGAIN,
                offer,
                buyer: address(holder),
                licensee: address(holder),
                price: PRICE,
                start: end,
                perpetual: false,
                expiry: end + MONTH,
                version: 0,
                direct: true,
            },
        ),
        log(
            token,
            &LicenceToken::Particulars {
                licence: new,
                predecessor: old,
                way: RENEW,
                credit: 0,
                quantity: 0,
                selection: B256::ZERO,
                referrer: Address::ZERO,
                inEscrow: false,
            },
        ),
    ];
    assert_eq!(logs(&done.receipt), expected);

    // The old one is what it was, but for the mark, and the new one like it.
    let [was, is] = [market.licence(old), market.licence(new)];
    assert_eq!((was.grant.status, is.grant.status), (CONTINUED, 0));
    assert_eq!((was.core.terms, was.core.offer, was.core.price), (is.core.terms, is.core.offer, is.core.price));
    assert_eq!((is.core.boughtAt, is.core.acquiredAt), (start + 3 * DAY, start + 3 * DAY));
    market.covers(old, &ORION, &[(end - 1, Coverage::Covered), (end, Coverage::Expired)]);
    let edges = [
        (end - 1, Coverage::NotYet),
        (end, Coverage::Covered),
        (end + MONTH - 1, Coverage::Covered),
        (end + MONTH, Coverage::Expired),
    ];
    market.covers(new, &ORION, &edges);

    // Once; but the new one can be renewed again before it begins.
    market.refused(Deals::LicenceBusy { licence: old }, |market| market.renew(&ORION, old, PRICE));
    let third = market.renew(&ORION, new, PRICE)?.value;
    assert_eq!(market.term(third), (end + MONTH, end + 2 * MONTH));
    assert_eq!(market.offer_of(offer)?.price.sold, 3);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l12_a_licence_is_renewed_until_its_last_second() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let old = market.buy(&ORION, offer, PRICE)?.value;
    let other = market.buy(&ORION, offer, PRICE)?.value;
    let (_, end) = market.term(old);
    market.wait_until(end - 1);
    let new = market.renew(&ORION, old, PRICE)?.value;
    assert_eq!(market.term(new), (end, end + MONTH));
    market.wait_until(market.term(other).1);
    market.refused(Deals::LicenceEnded { licence: other }, |market| market.renew(&ORION, other, PRICE));
    assert_eq!(market.status(other), 0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_a_licence_that_cannot_be_renewed_stays_as_it_is() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    let nothing = U256::from(99);
    market.refused(Deals::LicenceUnknown { licence: nothing }, |market| market.renew(&ORION, nothing, PRICE));
    let caller = address(STRANGER.address());
    market.refused(Deals::NotHolder { caller }, |market| market.renew(&STRANGER, licence, PRICE));
    // Who was approved for it is not its holder either.
    let approve = story::abi::ERC721::approveCall { approved: caller, tokenId: licence };
    story::calls::send(market.chain, &ORION, market.protocol.licence_token, &approve, 0)?;
    market.refused(Deals::NotHolder { caller }, |market| market.renew(&STRANGER, licence, PRICE));
    let perpetual = market.terms_with(|terms| terms.duration = Duration::Perpetual)?;
    let for_ever = market.offer_under(record, perpetual, PRICE)?;
    let endless = market.buy(&ORION, for_ever, PRICE)?.value;
    market.refused(Deals::LicenceEnded { licence: endless }, |market| market.renew(&ORION, endless, PRICE));
    for value in [0, PRICE - 1, PRICE + 1] {
        let error = LicenceToken::WrongValue { value: U256::from(value), total: PRICE };
        market.refused(error, |market| market.deal(&ORION, &renewal(licence, PRICE), value));
    }
    let error = LicenceToken::TotalAboveMax { total: PRICE, maxTotal: PRICE - 1 };
    market.refused(error, |market| market.deal(&ORION, &renewal(licence, PRICE - 1), PRICE));
    assert_eq!(market.status(licence), 0);
    // Who has it now renews it.
    market.transfer(market.protocol.licence_token, &ORION, CHLOE.address(), licence)?;
    let caller = address(ORION.address());
    market.refused(Deals::NotHolder { caller }, |market| market.renew(&ORION, licence, PRICE));
    market.renew(&CHLOE, licence, PRICE)?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l8_a_renewal_is_a_new_sale_and_the_offer_has_to_sell() -> Outcome {
    let mut market = Market::with_arbiter(client.chain(), &ARBITER)?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    let challenge = market.challenge(&BEN, record)?;
    market.unsold(offer, Refusal::Challenged, |market| market.renew(&ORION, licence, PRICE));
    assert_eq!(market.deal_quote(licence, RENEW, offer)?, (Refusal::Challenged as u8, 0, 0));
    market.decide(challenge, Decision::Reject)?;
    let second = market.renew(&ORION, licence, PRICE)?.value;

    market.withdraw(&ADA, record)?;
    market.unsold(offer, Refusal::Withdrawn, |market| market.renew(&ORION, second, PRICE));
    assert_eq!(market.deal_quote(second, RENEW, offer)?, (Refusal::Withdrawn as u8, 0, 0));

    let other = market.record(&ADA)?;
    let terms = market.terms()?;
    let last = market.offer_made(other, terms, PRICE, |offer| offer.supply = 1)?;
    let closed = market.offer_under(other, terms, PRICE)?;
    let [sold_out, left] = [market.buy(&ORION, last, PRICE)?.value, market.buy(&ORION, closed, PRICE)?.value];
    market.unsold(last, Refusal::SoldOut, |market| market.renew(&ORION, sold_out, PRICE));
    market.protocol.close_offer(market.chain, &ADA, closed)?;
    market.unsold(closed, Refusal::Closed, |market| market.renew(&ORION, left, PRICE));
    // A record in other hands sells by other offers.
    let stale = market.offer_under(other, terms, PRICE)?;
    let licence = market.buy(&ORION, stale, PRICE)?.value;
    market.transfer(market.protocol.registry, &ADA, BEN.address(), other)?;
    market.unsold(stale, Refusal::Stale, |market| market.renew(&ORION, licence, PRICE));
    for licence in [second, sold_out, left, licence] {
        assert_eq!(market.status(licence), 0);
    }
    Ok(())
}
