//! Exclusive licences that are continued, replaced and ended early: nothing that is sold overlaps
//! with one that still holds.

use crate::{
    market::{ADA, CHLOE, DAY, MONTH, Market, ORION, Outcome, STRANGER},
    support::{EXTEND, PRICE, UPGRADE, left},
};
use alloy_primitives::{B256, U256};
use rules::{
    licence::Coverage,
    offer::Refusal,
    terms::{Duration, Revocation},
};
use story::abi::LicenceToken;

/// A market with a record of Ada's that is offered exclusively and not.
struct Shop<'a> {
    market: Market<'a>,
    record: U256,
    exclusive: u64,
    terms: B256,
    plain: u64,
}

const NOTICE: u32 = 86_400;

impl<'a> Shop<'a> {
    fn open(chain: &'a mut chain::Chain) -> Result<Self, Box<dyn std::error::Error>> {
        let mut market = Market::open(chain)?;
        let record = market.record(&ADA)?;
        let terms = market.terms_with(|terms| {
            (terms.exclusive, terms.revocation) = (true, Revocation::AfterNotice(NOTICE));
        })?;
        let exclusive = market.offer_under(record, terms, PRICE)?;
        let plain = market.offer(&ADA, record, PRICE)?;
        Ok(Self { market, record, exclusive, terms, plain })
    }

    /// Until when uses are taken at the latest, of any licence and of exclusive ones.
    fn taken(&self) -> (u64, u64) {
        let state = self.market.sale_state(self.record).unwrap();
        (*state.licensed.iter().max().unwrap(), *state.exclusive.iter().max().unwrap())
    }

    /// That nobody else is offered a licence now.
    #[track_caller]
    fn excluded(&self) {
        for (offer, buyer) in [(self.plain, &*STRANGER), (self.exclusive, &*CHLOE)] {
            let quote = self.market.protocol.quote(self.market.chain, offer, buyer.address()).unwrap();
            assert_eq!(quote.reason, Refusal::Exclusive as u8, "offer {offer}");
        }
    }

    /// That nobody else gets one, at the end of the open block.
    #[track_caller]
    fn blocked(&mut self) {
        self.excluded();
        for (offer, buyer) in [(self.plain, &*STRANGER), (self.exclusive, &*CHLOE)] {
            self.market.unsold(offer, Refusal::Exclusive, |market| market.buy(buyer, offer, PRICE));
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l15_an_exclusive_holder_extends_without_a_gap_and_keeps_the_others_out() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let exclusive = shop.exclusive;
    let old = shop.market.buy(&ORION, exclusive, PRICE)?.value;
    let (_, end) = shop.market.term(old);
    shop.blocked();
    let again = shop.market.offer_under(shop.record, shop.terms, 2 * PRICE)?;
    assert_eq!(shop.market.deal_quote(old, EXTEND, again)?, (0, 2 * PRICE, 0));
    let new = shop.market.extend(&ORION, old, again, 2 * PRICE)?.value;
    assert_eq!(shop.market.term(new), (end, end + MONTH));
    assert_eq!(shop.taken(), (end + MONTH, end + MONTH));
    shop.blocked();
    for second in [end - 1, end, end + MONTH - 1] {
        shop.market.wait_until(second);
        shop.excluded();
    }
    shop.market.wait_until(end + MONTH);
    let plain = shop.plain;
    shop.market.buy(&STRANGER, plain, PRICE)?;
    // Now the exclusive ones have to wait.
    shop.market.unsold(exclusive, Refusal::Exclusive, |market| market.buy(&ORION, exclusive, PRICE));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l15_an_exclusive_licence_that_is_revoked_frees_its_uses_from_its_end_on() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let exclusive = shop.exclusive;
    let licence = shop.market.buy(&ORION, exclusive, PRICE)?.value;
    let (start, end) = shop.market.term(licence);
    shop.market.wait_until(start + 10 * DAY);
    let stop = start + 11 * DAY;
    let refund = (PRICE * u128::from(end - stop)).div_ceil(u128::from(MONTH));
    shop.market.revoke(&ADA, licence, refund)?;
    assert_eq!(shop.taken(), (stop, stop));
    shop.blocked();
    shop.market.wait_until(stop - 1);
    shop.excluded();
    shop.market.wait_until(stop);
    let next = shop.market.buy(&CHLOE, exclusive, PRICE)?.value;
    assert_eq!(shop.market.term(next), (stop, stop + MONTH));
    shop.market.covers(licence, &ORION, &[(stop - 1, Coverage::Covered), (stop, Coverage::Revoked)]);
    shop.market.covers(next, &CHLOE, &[(stop - 1, Coverage::NotYet), (stop, Coverage::Covered)]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l15_to_revoke_a_renewal_frees_nothing_of_the_licence_before_it() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let exclusive = shop.exclusive;
    let first = shop.market.buy(&ORION, exclusive, PRICE)?.value;
    let (_, end) = shop.market.term(first);
    let second = shop.market.renew(&ORION, first, PRICE)?.value;
    // It ends before it begins, and so all of its price is refunded.
    shop.market.revoke(&ADA, second, PRICE)?;
    assert_eq!(shop.taken(), (end, end), "the first one still runs");
    shop.blocked();
    shop.market.wait_until(end - 1);
    shop.market.covers(first, &ORION, &[(end - 1, Coverage::Covered)]);
    shop.excluded();
    shop.market.wait_until(end);
    let plain = shop.plain;
    shop.market.buy(&STRANGER, plain, PRICE)?;
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l15_an_exclusive_licence_is_upgraded_in_its_own_place() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let (exclusive, from) = (shop.exclusive, shop.terms);
    let longer = shop.market.terms_with(|terms| {
        (terms.exclusive, terms.duration) = (true, Duration::Seconds(2 * MONTH));
    })?;
    let price = 3 * PRICE;
    let better = shop.market.offer_made(shop.record, longer, price, |offer| offer.upgrades_from = from)?;
    let old = shop.market.buy(&ORION, exclusive, PRICE)?.value;
    let term = shop.market.term(old);
    let now = term.0 + 10 * DAY;
    shop.market.wait_until(now);
    let credit = left(PRICE, term, now);
    assert_eq!(shop.market.deal_quote(old, UPGRADE, better)?, (0, price, credit));
    let new = shop.market.upgrade(&ORION, old, better, price - credit)?.value;
    assert_eq!(shop.market.term(new), (now, now + 2 * MONTH));
    assert_eq!(shop.taken(), (now + 2 * MONTH, now + 2 * MONTH));
    shop.market.burned(old, &ORION, 1);
    for second in [now + MONTH, now + 2 * MONTH - 1] {
        shop.market.wait_until(second);
        shop.excluded();
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l15_an_exclusive_upgrade_that_ends_with_the_old_licence_stays_exclusive() -> Outcome {
    let mut shop = Shop::open(client.chain())?;
    let [one, other] = [1, 2].map(|document| {
        shop.market
            .terms_with(|terms| {
                (terms.exclusive, terms.duration, terms.document) = (true, Duration::Perpetual, [document; 32]);
            })
            .unwrap()
    });
    let for_ever = shop.market.offer_under(shop.record, one, PRICE)?;
    let better = shop.market.offer_made(shop.record, other, 2 * PRICE, |offer| offer.upgrades_from = one)?;
    let old = shop.market.buy(&ORION, for_ever, PRICE)?.value;
    assert_eq!(shop.market.deal_quote(old, UPGRADE, better)?, (0, 2 * PRICE, PRICE));
    let done = shop.market.upgrade(&ORION, old, better, PRICE)?;
    let sold: LicenceToken::Purchased = crate::market::only(&done.receipt);
    assert!(sold.perpetual);
    assert_eq!(shop.taken(), (u64::MAX, u64::MAX));
    shop.blocked();
    Ok(())
}
