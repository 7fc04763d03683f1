//! The refund of a revoked licence reaches whoever holds it.

use crate::{
    market::{ADA, BEN, CHLOE, DAY, Market, ORION, Outcome, STRANGER, evm, only, order},
    support::{PRICE, log, logs},
};
use alloy_primitives::U256;
use chain::{Chain, H160};
use rules::{ledger::NET, terms::Revocation};
use story::{
    abi::{Deals, ERC721, RoyaltySplitter},
    calls::address,
    protocol::NATIVE,
};

/// A licence of a record of Ada's that she revoked with a day's notice.
struct Notice<'a> {
    market: Market<'a>,
    record: U256,
    licence: U256,
    refund: u128,
    /// When the refund is due.
    end: u64,
}

/// Has a licence revoked that was bought for `holder`.
fn revoked(chain: &mut Chain, holder: H160) -> Result<Notice<'_>, Box<dyn std::error::Error>> {
    let mut market = Market::open(chain)?;
    let record = market.record(&ADA)?;
    let terms = market.terms_with(|terms| terms.revocation = Revocation::AfterNotice(86_400))?;
    let offer = market.offer_under(record, terms, PRICE)?;
    let mut order = order(&ORION, offer, PRICE);
    order.recipient = address(holder);
    let licence = market.order(&ORION, &order, PRICE)?.value;
    market.chain.advance_time(3 * DAY);
    let (refund, end) = market.revocation(licence)?;
    market.revoke(&ADA, licence, refund)?;
    Ok(Notice { market, record, licence, refund, end })
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_the_refund_is_the_holders_when_the_notice_has_ended() -> Outcome {
    let Notice { mut market, record, licence, refund, end } = revoked(client.chain(), ORION.address())?;
    market.refused(Deals::NoticeRuns { until: end }, |market| market.collect_refund(&ORION, licence));
    market.wait_until(end - 1);
    let collect = Deals::collectRefundCall { licence };
    market.would_refuse(&ORION, market.protocol.deals, &collect, &Deals::NoticeRuns { until: end });
    market.wait_until(end);
    let before = market.chain.balance(ORION.address());
    // Anybody may send it.
    let done = market.collect_refund(&STRANGER, licence)?;
    assert_eq!((done.value, market.chain.balance(ORION.address()) - before), (refund, refund));
    let (splitter, holder) = (market.protocol.splitter, address(ORION.address()));
    let expected = [
        log(
            splitter,
            &RoyaltySplitter::Deposited {
                record,
                generation: 1,
                version: NET,
                owner: holder,
                parentsShare: 0,
                amount: refund,
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
                amount: refund,
                currency: NATIVE,
                to: holder,
            },
        ),
        log(market.protocol.deals, &Deals::Refunded { licence, holder, amount: refund }),
    ];
    assert_eq!(logs(&done.receipt), expected);
    market.owes(0);
    market.account(record, NET, ORION.address(), [refund, refund, refund]);
    market.refused(RoyaltySplitter::NothingDue {}, |market| market.collect_refund(&ORION, licence));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l11_l14_the_refund_goes_with_the_licence() -> Outcome {
    let Notice { mut market, licence, refund, end, .. } = revoked(client.chain(), ORION.address())?;
    market.transfer(market.protocol.licence_token, &ORION, CHLOE.address(), licence)?;
    market.wait_until(end);
    // After the end, too: it is still a token.
    market.transfer(market.protocol.licence_token, &CHLOE, BEN.address(), licence)?;
    let accounts = [ORION.address(), CHLOE.address(), BEN.address()];
    let before = market.balances(&accounts);
    let done = market.collect_refund(&STRANGER, licence)?;
    let told: Deals::Refunded = only(&done.receipt);
    assert_eq!((told.holder, told.amount), (address(BEN.address()), refund));
    let after = market.balances(&accounts);
    assert_eq!(after[..2], before[..2]);
    assert_eq!(after[2] - before[2], refund);
    market.owes(0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_holder_who_cannot_be_paid_keeps_the_refund_due() -> Outcome {
    let nobody = H160::repeat_byte(0x77);
    let Notice { mut market, record, licence, refund, end } = revoked(client.chain(), nobody)?;
    market.wait_until(end);
    let done = market.collect_refund(&STRANGER, licence)?;
    assert_eq!((done.value, done.receipt.deposit >= 0), (refund, true));
    assert_eq!(done.events::<RoyaltySplitter::Released>().count(), 0);
    market.owes(refund);
    market.account(record, NET, nobody, [refund, refund, 0]);
    let released = market.protocol.release(market.chain, &STRANGER, record, (1, NET), nobody)?;
    assert_eq!((released.value, market.chain.balance(nobody)), (refund, refund));
    market.owes(0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_s9_a_hostile_holder_harms_only_itself() -> Outcome {
    let chain = client.chain();
    chain.endow(&STRANGER, 1_000 * chain::TOKEN);
    let wallet = evm::wallet(&evm::Habit::Loop);
    let holder = chain.deploy(&STRANGER, &wallet, Vec::new(), 0)?.address;
    let Notice { mut market, record, licence, refund, end } = revoked(chain, holder)?;
    market.wait_until(end);
    market.collect_refund(&STRANGER, licence)?;
    market.owes(refund);
    market.account(record, NET, holder, [refund, refund, 0]);
    market.refused(RoyaltySplitter::NothingDue {}, |market| market.collect_refund(&STRANGER, licence));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_only_a_revoked_licence_has_a_refund() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let offer = market.offer(&ADA, record, PRICE)?;
    let licence = market.buy(&ORION, offer, PRICE)?.value;
    market.refused(Deals::NotRevoked { licence }, |market| market.collect_refund(&ORION, licence));
    let nothing = U256::from(9);
    market.refused(Deals::LicenceUnknown { licence: nothing }, |market| market.collect_refund(&ORION, nothing));
    let (_, end) = market.term(licence);
    market.wait_until(end);
    market.refused(Deals::NotRevoked { licence }, |market| market.collect_refund(&ORION, licence));
    let owner = ERC721::ownerOfCall { tokenId: licence };
    assert_eq!(story::calls::view(market.chain, market.protocol.licence_token, &owner)?, address(ORION.address()));
    Ok(())
}
