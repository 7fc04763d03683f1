//! What it costs to offer, sell, continue and use licences.

use super::{Bench, batch_work};
use crate::{Cast, SALT, digest};
use alloy_primitives::{Address, B256, U256};
use chain::{Account, H160, TOKEN};
use rules::{
    limits::MAX_BATCH,
    offer::PriceUnit,
    uses::{COMMERCIAL, FINE_TUNE},
};
use story::{
    abi::{Catalogues, Deals, ERC721, LicenceToken, Settlements, UsageLedger},
    calls::address,
    protocol::{NewOffer, Order, record_id},
};

/// How many records there are for baskets.
const BASKET: u64 = 50;
/// Numbers of the works that are sold here.
const SOLD: u64 = 3_000_000_000;
/// A month in seconds.
const MONTH: u64 = 30 * 86_400;
/// What everything costs.
pub(super) const PRICE: u128 = TOKEN;

impl Bench<'_> {
    /// Offers, sales, what follows on them, and use.
    pub(super) fn sales(&mut self) {
        let Cast { ben, orion, .. } = self.cast.clone();
        let records = self.stock(&ben, SOLD);
        let terms = self.world.terms(&ben, Some(MONTH), true);
        let offer = |record| NewOffer { record, terms, unit_price: PRICE, ..NewOffer::default() };
        let offers: Vec<u64> = records.iter().map(|record| self.world.make_offer(&ben, &offer(*record))).collect();
        let (Some(record), Some(first), Some(last)) = (records.first(), offers.first(), records.last()) else { return };
        self.measured("createOffer", &ben, self.world.protocol.offers, &offer(*record).call(), 0);

        // The first sale of a record, and of a holder, writes more than those that follow.
        self.world.buy(&orion, *first);
        let licence = self.bought("purchase (one owner, paid directly)", &orion, &Order::of(*first), PRICE);
        for count in [1u16, 5, 10, 16] {
            let record = self.divided(&ben, SOLD, count.into());
            let offer = self.world.make_offer(&ben, &offer(record));
            self.world.buy(&orion, offer);
            let name = format!("purchase (by the splitter, {count} payee{})", if count == 1 { "" } else { "s" });
            self.bought(&name, &orion, &Order::of(offer), PRICE);
        }
        for count in [1, 10, 20, 50] {
            self.basket(&format!("purchaseMany ({count} of one record, each)"), &orion, &vec![*first; count]);
            self.basket(&format!("purchaseMany ({count} of {count} records, each)"), &orion, &offers[..count]);
        }
        let (from, to) = (address(orion.address()), address(self.cast.delta.address()));
        let transfer = ERC721::transferFromCall { from, to, tokenId: licence };
        let again = self.world.buy(&orion, *first).value;
        // Whom it goes to has one already.
        self.world.send(&orion, self.world.protocol.licence_token, &transfer);
        let transfer = ERC721::transferFromCall { tokenId: again, ..transfer };
        self.measured("transferFrom (a licence)", &orion, self.world.protocol.licence_token, &transfer, 0);
        let licence = self.world.buy(&orion, *first).value;

        self.continued(&ben, &orion, licence, (*record, terms));
        self.used(&ben, &orion, *last);
    }

    /// Works that can be offered, with numbers from `from` on.
    pub(super) fn stock(&mut self, owner: &Account, from: u64) -> Vec<U256> {
        let numbers: Vec<u64> = (from..from + BASKET).collect();
        for numbers in numbers.chunks(MAX_BATCH) {
            let works = numbers.iter().map(|number| batch_work(digest(*number))).collect();
            let call = Catalogues::registerManyCall { works, owner: address(owner.address()), salt: SALT.into() };
            self.commit(owner, self.world.protocol.catalogues, &call);
            self.world.send(owner, self.world.protocol.catalogues, &call);
        }
        numbers.iter().map(|number| record_id(&digest(*number))).collect()
    }

    /// A record, with a number from `from` on, whose income is divided among so many accounts.
    pub(super) fn divided(&mut self, owner: &Account, from: u64, count: u64) -> U256 {
        let accounts: Vec<H160> = (0..count)
            .map(|number| {
                let payee = Account::ethereum(&format!("Payee {number} of {count} of {from}"));
                self.world.chain.endow(&payee, 1);
                payee.address()
            })
            .collect();
        self.shared(owner, from + BASKET + count, &accounts)
    }

    /// A record of this number whose income is divided equally.
    pub(super) fn shared(&mut self, owner: &Account, number: u64, accounts: &[H160]) -> U256 {
        let record = self.world.work(owner, number);
        let share = (10_000 / accounts.len().max(1)) as u16;
        let payees = accounts.iter().map(|account| Settlements::Payee { account: address(*account), share }).collect();
        self.world.send(owner, self.world.protocol.settlements, &Settlements::setSplitCall { record, payees });
        record
    }

    /// Buys a licence, and notes what it cost. Gives it.
    fn bought(&mut self, operation: &str, buyer: &Account, order: &Order, total: u128) -> U256 {
        let call = order.call(buyer.address(), total, [0; 32]);
        self.measured(operation, buyer, self.world.protocol.licence_token, &call, total).value
    }

    /// Buys one licence by each of these offers at once, and notes what each cost.
    fn basket(&mut self, operation: &str, buyer: &Account, offers: &[u64]) {
        let count = offers.len().max(1);
        let total = PRICE * count as u128;
        let call = basket(buyer, offers);
        self.measured(operation, buyer, self.world.protocol.licence_token, &call, total);
        if let Some(cost) = self.costs.last_mut() {
            cost.each(count as u64);
        }
    }

    /// Renews a licence, and upgrades one.
    fn continued(&mut self, owner: &Account, holder: &Account, licence: U256, (record, terms): (U256, B256)) {
        let deals = self.world.protocol.deals;
        let renew = Deals::renewCall { licence, maxTotal: PRICE, buyerReference: B256::ZERO };
        self.measured("renew", holder, deals, &renew, PRICE);
        let better = self.world.terms(owner, None, true);
        let upgrade =
            NewOffer { record, terms: better, unit_price: 2 * PRICE, upgrades_from: terms, ..NewOffer::default() };
        let offer = self.world.make_offer(owner, &upgrade);
        let again = NewOffer { record, terms, unit_price: PRICE, ..NewOffer::default() };
        let again = self.world.make_offer(owner, &again);
        let old = self.world.buy(holder, again).value;
        let quote = Deals::quoteCall { licence: old, way: 3, offer, quantity: 0 };
        let Deals::FollowQuote { total, credit, .. } = self.world.view(deals, &quote);
        let call = Deals::upgradeCall { licence: old, offer, quantity: 0, maxTotal: total, buyerReference: B256::ZERO };
        self.measured("upgrade", holder, deals, &call, total.saturating_sub(credit));
    }

    /// Writes down a use of a licence by the use, and asks what it covers.
    fn used(&mut self, owner: &Account, holder: &Account, record: U256) {
        let terms = self.world.terms(owner, None, true);
        let offer =
            NewOffer { record, terms, unit_price: PRICE / 100, unit: PriceUnit::PerUse as u8, ..NewOffer::default() };
        let offer = self.world.make_offer(owner, &offer);
        let order = Order { quantity: 100, ..Order::of(offer) };
        let licence = self.bought("purchase (100 uses)", holder, &order, PRICE);
        let ledger = self.world.protocol.usage_ledger;
        let call = UsageLedger::recordUseCall { licence, run: B256::repeat_byte(1), uses: FINE_TUNE, units: 1 };
        self.measured("recordUse (the first)", holder, ledger, &call, 0);
        self.measured("recordUse", holder, ledger, &call, 0);
        let at = self.world.chain.now();
        let account = address(holder.address());
        let call = LicenceToken::coversCall { licence, record, account, user: COMMERCIAL, uses: FINE_TUNE, at };
        self.measured("covers (asked in a transaction)", holder, self.world.protocol.licence_token, &call, 0);
    }
}

/// One licence by each of these offers, for whoever buys them.
pub(super) fn basket(buyer: &Account, offers: &[u64]) -> LicenceToken::purchaseManyCall {
    let item = |offer: &u64| LicenceToken::Item { offer: *offer, quantity: 0, selection: B256::ZERO };
    LicenceToken::purchaseManyCall {
        items: offers.iter().map(item).collect(),
        maxTotal: PRICE * offers.len() as u128,
        recipient: address(buyer.address()),
        referrer: Address::ZERO,
        buyerReference: B256::ZERO,
    }
}
