//! A price that waits until the offer's time for challenges is over, and then goes where the price
//! of a sale goes.

use crate::{
    market::{ADA, BEN, CHLOE, DAY, MONTH, Market, ORION, Outcome, STRANGER, only, signed},
    support::{IN_ESCROW, PRICE, UPGRADE, log, logs, moved},
};
use alloy_primitives::{Address, B256, U256};
use rules::{
    ledger::{ESCROW, NET, licence_account},
    licence::Coverage,
};
use story::{
    abi::{Deals, LicenceToken, RoyaltySplitter},
    calls::{address, view},
    protocol::NATIVE,
};

/// How long a price waits.
const WINDOW: u64 = 3 * DAY;

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_a_price_in_escrow_waits_in_the_splitter_and_is_then_the_owners() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer_with(&ADA, record, |offer| (offer.unit_price, offer.escrow) = (PRICE, WINDOW as u32))?;
    let before = market.chain.balance(ADA.address());
    let (done, paid) = market.paid_by(&ORION, |market| market.buy(&ORION, offer, PRICE))?;
    let (licence, start) = (done.value, done.receipt.timestamp);
    assert_eq!((paid, market.chain.balance(ADA.address())), (signed(PRICE), before));
    market.owes(PRICE);
    market.account(record, 0, ADA.address(), [0, 0, 0]);
    let (token, splitter, holder) = (market.protocol.licence_token, market.protocol.splitter, address(ORION.address()));
    let deposited = RoyaltySplitter::Deposited {
        record,
        generation: 1,
        version: ESCROW,
        owner: licence_account(licence.to()).into(),
        parentsShare: 0,
        amount: PRICE,
        currency: NATIVE,
    };
    let purchased = LicenceToken::Purchased {
        licence,
        record,
        buyerReference: B256::repeat_byte(9),
        offer,
        buyer: holder,
        licensee: holder,
        price: PRICE,
        start,
        perpetual: false,
        expiry: start + MONTH,
        version: 0,
        direct: false,
    };
    let particulars = LicenceToken::Particulars {
        licence,
        predecessor: U256::ZERO,
        way: 0,
        credit: 0,
        quantity: 0,
        selection: B256::ZERO,
        referrer: Address::ZERO,
        inEscrow: true,
    };
    let expected = [
        log(token, &moved(None, Some(&ORION), licence)),
        log(splitter, &deposited),
        log(token, &purchased),
        log(token, &particulars),
    ];
    assert_eq!(logs(&done.receipt), expected);
    assert_eq!(market.status(licence), IN_ESCROW);
    market.covers(licence, &ORION, &[(start, Coverage::Covered)]);

    let until = start + WINDOW;
    let call = Deals::escrowUntilCall { licence };
    assert_eq!(view(market.chain, market.protocol.deals, &call)?, until);
    market.refused(Deals::EscrowRuns { until }, |market| market.settle_escrow(&STRANGER, licence));
    market.wait_until(until - 1);
    let settle = Deals::settleEscrowCall { licence };
    market.would_refuse(&ADA, market.protocol.deals, &settle, &Deals::EscrowRuns { until });
    market.wait_until(until);
    let done = market.settle_escrow(&STRANGER, licence)?;
    assert_eq!((done.value, market.chain.balance(ADA.address()) - before), (PRICE, PRICE));
    let owner = address(ADA.address());
    let expected = [
        log(token, &LicenceToken::LicenceAmended { licence, status: 0, perpetual: false, expiry: start + MONTH }),
        log(token, &LicenceToken::MetadataUpdate { tokenId: licence }),
        log(splitter, &RoyaltySplitter::Deposited { version: 0, owner, ..deposited }),
        log(
            splitter,
            &RoyaltySplitter::Released {
                record,
                payee: owner,
                generation: 1,
                version: 0,
                amount: PRICE,
                currency: NATIVE,
                to: owner,
            },
        ),
        log(market.protocol.deals, &Deals::EscrowSettled { licence, ending: 0, amount: PRICE }),
    ];
    assert_eq!(logs(&done.receipt), expected);
    market.owes(0);
    market.account(record, 0, ADA.address(), [PRICE, PRICE, PRICE]);
    market.refused(Deals::NotInEscrow { licence }, |market| market.settle_escrow(&ADA, licence));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_s12_after_the_escrow_everybody_gets_what_the_sale_would_have_brought() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let parent = market.record(&BEN)?;
    let record = market.child(&ADA, &[(parent, 2_500)])?;
    let payees = market.payees(3);
    market.split(&ADA, record, &[(payees[0], 6_000), (payees[1], 4_000)])?;
    market.chain.advance_time(DAY);
    let offer = market.offer_with(&ADA, record, |offer| {
        (offer.unit_price, offer.escrow) = (PRICE, WINDOW as u32);
        (offer.referrer, offer.referral) = (CHLOE.address(), 1_000);
    })?;
    let done = market.buy(&ORION, offer, PRICE)?;
    let (licence, sold) = (done.value, only::<LicenceToken::Purchased>(&done.receipt));
    let told: LicenceToken::Particulars = only(&done.receipt);
    assert_eq!((sold.version, sold.direct, told.referrer), (1, false, address(CHLOE.address())));
    market.owes(PRICE);
    // What is changed now is for later sales: the split, and who owns the record.
    market.split(&ADA, record, &[(payees[2], 10_000)])?;
    market.transfer(market.protocol.registry, &ADA, STRANGER.address(), record)?;
    market.chain.advance_time(WINDOW);

    let accounts = [payees[0], payees[1], payees[2], CHLOE.address(), ADA.address(), BEN.address()];
    let before = market.balances(&accounts);
    let done = market.settle_escrow(&ORION, licence)?;
    let left = PRICE * 7_500 / 10_000;
    let fee = left * 1_000 / 10_000;
    let net = left - fee;
    let got: Vec<u128> = market.balances(&accounts).iter().zip(&before).map(|(now, then)| now - then).collect();
    assert_eq!(got, [net * 6_000 / 10_000, net * 4_000 / 10_000, 0, fee, 0, 0]);
    assert_eq!(done.value, PRICE);
    let deposited: Vec<_> = done
        .events::<RoyaltySplitter::Deposited>()
        .map(|event| (event.generation, event.version, event.owner, event.amount))
        .collect();
    assert_eq!(deposited, [(1, NET | 1, Address::ZERO, net), (1, NET, address(CHLOE.address()), fee)]);
    let earned: RoyaltySplitter::ParentsEarned = only(&done.receipt);
    assert_eq!(earned.amount, PRICE);
    let due = market.protocol.parent_account(market.chain, record, parent)?;
    assert_eq!((due.received, due.earned, due.due), (PRICE, PRICE / 4, PRICE / 4));
    let settled = market.protocol.settle(market.chain, &STRANGER, record, parent)?;
    assert_eq!(settled.value, PRICE / 4);
    let dust = market.protocol.owed(market.chain)?;
    assert!(dust < 4, "{dust}");
    market.owes(dust);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_a_record_that_changes_hands_leaves_the_escrow_to_who_sold() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer_with(&ADA, record, |offer| (offer.unit_price, offer.escrow) = (PRICE, WINDOW as u32))?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    market.transfer(market.protocol.registry, &ADA, BEN.address(), record)?;
    market.chain.advance_time(WINDOW);
    let accounts = [ADA.address(), BEN.address()];
    let before = market.balances(&accounts);
    market.settle_escrow(&STRANGER, licence)?;
    let after = market.balances(&accounts);
    assert_eq!((after[0] - before[0], after[1] - before[1]), (PRICE, 0));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_a_licence_in_escrow_is_not_continued() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let terms = market.terms()?;
    let offer = market.offer_made(record, terms, PRICE, |offer| offer.escrow = WINDOW as u32)?;
    let other = market.offer_under(record, terms, PRICE)?;
    let better = market.offer_made(record, terms, 2 * PRICE, |offer| {
        (offer.upgrades_from, offer.escrow) = (terms, WINDOW as u32);
    })?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    let busy = || Deals::LicenceBusy { licence };
    market.refused(busy(), |market| market.renew(&ORION, licence, PRICE));
    market.refused(busy(), |market| market.extend(&ORION, licence, other, PRICE));
    market.refused(busy(), |market| market.upgrade(&ORION, licence, better, PRICE));
    // It can be handed on, and after the escrow it is a licence like any other.
    market.transfer(market.protocol.licence_token, &ORION, CHLOE.address(), licence)?;
    market.chain.advance_time(WINDOW);
    market.refused(busy(), |market| market.renew(&CHLOE, licence, PRICE));
    market.settle_escrow(&CHLOE, licence)?;
    market.owes(0);
    let done = market.renew(&CHLOE, licence, PRICE)?;
    let told: LicenceToken::Particulars = only(&done.receipt);
    assert_eq!((told.way, told.inEscrow, market.status(done.value)), (1, true, IN_ESCROW));
    market.owes(PRICE);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_only_what_is_paid_waits_in_escrow() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let terms = market.terms()?;
    let free = market.offer_made(record, terms, 0, |offer| offer.escrow = WINDOW as u32)?;
    let done = market.buy(&ORION, free, 0)?;
    let licence = done.value;
    assert_eq!((market.status(licence), only::<LicenceToken::Purchased>(&done.receipt).direct), (0, true));
    assert_eq!(done.events::<LicenceToken::Particulars>().count(), 0);
    market.refused(Deals::NotInEscrow { licence }, |market| market.settle_escrow(&ADA, licence));
    let nothing = U256::from(99);
    market.refused(Deals::LicenceUnknown { licence: nothing }, |market| market.settle_escrow(&ADA, nothing));

    // Of an upgrade, what is not credited.
    let plain = market.offer_under(record, terms, PRICE)?;
    let longer = market.terms_with(|terms| terms.attribution = true)?;
    for (price, status) in [(PRICE / 2, 0), (2 * PRICE, IN_ESCROW)] {
        let better = market.offer_made(record, longer, price, |offer| {
            (offer.upgrades_from, offer.escrow) = (terms, WINDOW as u32);
        })?;
        let old = market.buy(&ORION, plain, PRICE)?.value;
        let (_, total, credit) = market.deal_quote(old, UPGRADE, better)?;
        let paid = total - credit;
        let new = market.upgrade(&ORION, old, better, paid)?.value;
        assert_eq!(market.status(new), status);
        market.owes(paid);
        if status != 0 {
            market.chain.advance_time(WINDOW);
            assert_eq!(market.settle_escrow(&STRANGER, new)?.value, paid);
        }
    }
    market.owes(0);
    Ok(())
}
