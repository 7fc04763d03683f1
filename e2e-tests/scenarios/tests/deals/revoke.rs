//! A licensor gives notice: when, at what cost, and what the licence covers until its end.

use crate::{
    market::{ADA, BEN, DAY, MONTH, Market, ORION, Outcome, STRANGER, signed},
    support::{ARBITER, IN_ESCROW, PRICE, REVOKED, left_up, log, logs},
};
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolCall;
use chain::Chain;
use rules::{
    challenge::Decision,
    ledger::{ESCROW, licence_account},
    licence::Coverage,
    terms::{Duration, Revocation},
    uses::{DERIVE, TRAIN_GENERATIVE},
};
use story::{
    abi::{Deals, LicenceToken, ProvenanceRegistry, RoyaltySplitter},
    calls::{Done, address, send},
    protocol::{NATIVE, NewRecord},
};

/// The usual notice: two days.
const NOTICE: u64 = 2 * DAY;

/// A market with a record of Ada's whose licences for a month she may revoke.
struct Shop<'a> {
    market: Market<'a>,
    record: U256,
    terms: B256,
}

impl<'a> Shop<'a> {
    fn open(chain: &'a mut Chain) -> Result<Self, Box<dyn std::error::Error>> {
        let mut market = Market::with_arbiter(chain, &ARBITER)?;
        let record = market.record(&ADA)?;
        let terms = market.terms_with(|terms| {
            terms.revocation = Revocation::AfterNotice(NOTICE as u32);
            terms.uses = TRAIN_GENERATIVE | DERIVE;
        })?;
        Ok(Self { market, record, terms })
    }

    /// Sells a licence of Orion's at this price.
    fn sell(&mut self, price: u128) -> U256 {
        let offer = self.market.offer_under(self.record, self.terms, price).unwrap();
        self.market.buy(&ORION, offer, price).unwrap().value
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_l12_who_revokes_sends_exactly_what_is_left_at_the_end_of_the_notice() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let licence = shop.sell(PRICE);
    let Shop { mut market, record, .. } = shop;
    let term = market.term(licence);
    let now = term.0 + 7 * DAY + 77;
    let end = now + NOTICE;
    market.wait_until(now);
    let refund = left_up(PRICE, term, end);
    assert!(refund * u128::from(MONTH) > PRICE * u128::from(term.1 - end), "it is rounded");
    assert_eq!(market.revocation(licence)?, (refund, end));

    let (done, paid) = market.paid_by(&ADA, |market| market.revoke(&ADA, licence, refund))?;
    assert_eq!((done.receipt.timestamp, paid), (now, signed(refund)));
    market.owes(refund);
    let token = market.protocol.licence_token;
    let expected = [
        log(market.protocol.deals, &Deals::Revoked { licence, licensor: address(ADA.address()), refund, end }),
        log(token, &LicenceToken::LicenceAmended { licence, status: REVOKED, perpetual: false, expiry: end }),
        log(token, &LicenceToken::MetadataUpdate { tokenId: licence }),
        log(
            market.protocol.splitter,
            &RoyaltySplitter::Deposited {
                record,
                generation: 1,
                version: ESCROW,
                owner: licence_account(licence.to()).into(),
                parentsShare: 0,
                amount: refund,
                currency: NATIVE,
            },
        ),
    ];
    assert_eq!(logs(&done.receipt), expected);
    assert_eq!((market.status(licence), market.term(licence)), (REVOKED, (term.0, end)));
    let edges = [
        (term.0, Coverage::Covered),
        (end - 1, Coverage::Covered),
        (end, Coverage::Revoked),
        (term.1 - 1, Coverage::Revoked),
    ];
    market.covers(licence, &ORION, &edges);
    market.refused(Deals::LicenceBusy { licence }, |market| market.revoke(&ADA, licence, refund));
    // Under notice it is not continued.
    market.refused(Deals::LicenceBusy { licence }, |market| market.renew(&ORION, licence, PRICE));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_a_revocation_that_is_refused_changes_nothing() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let licence = shop.sell(PRICE);
    let Shop { mut market, record, .. } = shop;
    let plain = market.offer(&ADA, record, PRICE)?;
    let firm = market.buy(&ORION, plain, PRICE)?.value;
    market.refused(Deals::NotRevocable { licence: firm }, |market| market.revoke(&ADA, firm, PRICE));
    let nothing = U256::from(99);
    market.refused(Deals::LicenceUnknown { licence: nothing }, |market| market.revoke(&ADA, nothing, PRICE));
    for who in [&*STRANGER, &*ORION] {
        let caller = address(who.address());
        market.refused(Deals::NotLicensor { caller }, |market| market.revoke(who, licence, PRICE));
    }
    let now = market.term(licence).0 + DAY;
    for (number, wrong) in [-1i128, 1, -signed(PRICE)].into_iter().enumerate() {
        market.wait_until(now + 100 * number as u64);
        let (refund, _) = market.revocation(licence)?;
        let value = signed(refund).saturating_add(wrong).max(0).unsigned_abs();
        let error = Deals::WrongValue { value: U256::from(value), refund };
        market.refused(error, |market| market.revoke(&ADA, licence, value));
    }
    market.owes(0);
    // In its last two days a notice would end after it does.
    let (_, end) = market.term(licence);
    market.wait_until(end - NOTICE);
    market.refused(Deals::NothingToRevoke { licence }, |market| market.revoke(&ADA, licence, 1));
    market.covers(licence, &ORION, &[(end - 1, Coverage::Covered), (end, Coverage::Expired)]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l12_a_notice_that_ends_a_second_before_the_licence_is_a_notice() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let licence = shop.sell(PRICE);
    let Shop { mut market, .. } = shop;
    let (start, end) = market.term(licence);
    market.wait_until(end - NOTICE - 1);
    let refund = PRICE.div_ceil(u128::from(MONTH));
    market.revoke(&ADA, licence, refund)?;
    assert_eq!(market.term(licence), (start, end - 1));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l3_the_licensor_is_who_owns_the_licensed_generation() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let [first, second] = [shop.sell(PRICE), shop.sell(PRICE)];
    let Shop { mut market, record, .. } = shop;
    market.transfer(market.protocol.registry, &ADA, BEN.address(), record)?;
    let caller = address(ADA.address());
    market.refused(Deals::NotLicensor { caller }, |market| market.revoke(&ADA, first, PRICE));
    let chloe = &*crate::market::CHLOE;
    market.transfer(market.protocol.registry, &BEN, chloe.address(), record)?;
    let (refund, _) = market.revocation(first)?;
    market.revoke(chloe, first, refund)?;
    assert_eq!((market.status(first), market.status(second)), (REVOKED, 0));

    let challenge = market.challenge(&STRANGER, record)?;
    market.decide(challenge, Decision::Pass)?;
    for who in [chloe, &*STRANGER] {
        let caller = address(who.address());
        market.refused(Deals::NotLicensor { caller }, |market| market.revoke(who, second, PRICE));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_a_licence_in_escrow_is_not_revoked() -> Outcome {
    let Shop { mut market, record, terms } = Shop::open(client.chain())?;
    let offer = market.offer_made(record, terms, PRICE, |offer| offer.escrow = 3 * DAY as u32)?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    assert_eq!(market.status(licence), IN_ESCROW);
    market.refused(Deals::LicenceBusy { licence }, |market| market.revoke(&ADA, licence, PRICE));
    market.chain.advance_time(3 * DAY);
    market.refused(Deals::LicenceBusy { licence }, |market| market.revoke(&ADA, licence, PRICE));
    market.settle_escrow(&STRANGER, licence)?;
    let (refund, _) = market.revocation(licence)?;
    market.revoke(&ADA, licence, refund)?;
    market.owes(refund);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l14_a_revoked_licence_allows_no_new_derivative() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let licence = shop.sell(0);
    let Shop { mut market, record, .. } = shop;
    let (_, end) = market.revocation(licence)?;
    market.revoke(&ADA, licence, 0)?;
    let child = |market: &mut Market<'_>| {
        let parents = vec![ProvenanceRegistry::Parent { record, share: 0, licence }];
        ProvenanceRegistry::registerCall { parents, ..NewRecord::new(market.new_digest(), &ORION).call([0; 32]) }
    };
    let attempt = |market: &mut Market<'_>, call: &ProvenanceRegistry::registerCall| {
        let done = send(market.chain, &ORION, market.protocol.registry, call, 0)?;
        Ok(Done { value: (), receipt: done.receipt })
    };
    // Until the notice ends it is a licence like any other.
    let [before, after, late] = [child(&mut market), child(&mut market), child(&mut market)];
    attempt(&mut market, &before)?;
    let error = ProvenanceRegistry::LicenceInvalid { licence: licence.to(), reason: Coverage::Revoked as u8 };
    market.wait_until(end - 1);
    let trial = market.chain.dry_run(&ORION, market.protocol.registry, after.abi_encode(), 0).result;
    assert!(trial.is_ok(), "{trial:?}");
    market.wait_until(end);
    market.would_refuse(&ORION, market.protocol.registry, &after, &error);
    market.refused(error, |market| attempt(market, &late));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_a_free_licence_is_revoked_at_no_cost() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let licence = shop.sell(0);
    let Shop { mut market, .. } = shop;
    let error = Deals::WrongValue { value: U256::from(1), refund: 0 };
    market.refused(error, |market| market.revoke(&ADA, licence, 1));
    let (done, paid) = market.paid_by(&ADA, |market| market.revoke(&ADA, licence, 0))?;
    assert_eq!((paid, done.receipt.events.len()), (0, 3), "nothing is deposited");
    let (_, end) = market.term(licence);
    market.wait_until(end);
    let nothing = RoyaltySplitter::NothingDue {};
    market.refused(nothing, |market| market.collect_refund(&ORION, licence));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_a_perpetual_licence_is_refunded_whole() -> Outcome {
    let Shop { mut market, record, .. } = Shop::open(client.chain())?;
    let terms = market.terms_with(|terms| {
        (terms.duration, terms.revocation) = (Duration::Perpetual, Revocation::AfterNotice(NOTICE as u32));
    })?;
    let offer = market.offer_under(record, terms, PRICE)?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    market.chain.advance_time(1_000 * DAY);
    let now = market.chain.now();
    assert_eq!(market.revocation(licence)?, (PRICE, now + NOTICE));
    let done = market.revoke(&ADA, licence, PRICE)?;
    let told: LicenceToken::LicenceAmended = crate::market::only(&done.receipt);
    assert_eq!((told.perpetual, told.expiry), (false, now + NOTICE));
    market.covers(licence, &ORION, &[(now + NOTICE - 1, Coverage::Covered), (now + NOTICE, Coverage::Revoked)]);
    market.wait_until(now + NOTICE);
    let (done, got) = market.paid_by(&ORION, |market| market.collect_refund(&ORION, licence))?;
    assert_eq!((done.value, got), (PRICE, -signed(PRICE)));
    market.owes(0);
    Ok(())
}
