//! A shop to test in: the contracts with an arbiter, and short ways to offer and to buy.

use crate::court::Court;
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolError;
use chain::{Account, Chain, H160};
use rules::{
    offer::Refusal,
    terms::{Duration, Revocation, Terms},
    uses::{COMMERCIAL, FINE_TUNE, TRAIN_GENERATIVE},
    work::Kind,
};
use scenarios::{Cast, digest};
use std::{
    fmt::Debug,
    ops::{Deref, DerefMut},
};
use story::{
    abi::LicenceToken,
    calls::{Done, address},
    protocol::{NewOffer, NewRecord, Order, Question, record_id},
};

/// A day in seconds.
pub(crate) const DAY: u64 = 86_400;
/// How long the usual licence lasts, in seconds.
pub(crate) const MONTH: u64 = 30 * DAY;
/// Divisible by nothing that matters here, and finer than a planck.
pub(crate) const ODD: u128 = 12_345_678_901_234_567;
/// The buyer's own reference.
pub(crate) const REFERENCE: [u8; 32] = [9; 32];

/// The contracts, who decides, and who takes part.
pub(crate) struct Shop<'a> {
    court: Court<'a>,
    pub(crate) cast: Cast,
    works: u64,
}

impl<'a> Deref for Shop<'a> {
    type Target = Court<'a>;

    fn deref(&self) -> &Court<'a> {
        &self.court
    }
}

impl DerefMut for Shop<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.court
    }
}

/// The usual terms: transferable, for a month.
pub(crate) fn terms() -> Terms {
    Terms {
        uses: TRAIN_GENERATIVE | FINE_TUNE,
        users: COMMERCIAL,
        duration: Duration::Seconds(MONTH),
        exclusive: false,
        transferable: true,
        attribution: false,
        revocation: Revocation::Irrevocable,
        derivative_share: 0,
        resale_royalty: 0,
        document: [7; 32],
        uri: b"https://terms.example/1".to_vec(),
    }
}

impl<'a> Shop<'a> {
    /// Deploys everything.
    pub(crate) fn open(chain: &'a mut Chain) -> Self {
        let (court, cast) = Court::sits(chain);
        Self { court, cast, works: 0 }
    }

    /// A new record, of one unit and without parents.
    #[track_caller]
    pub(crate) fn record(&mut self, owner: &Account) -> U256 {
        self.record_with(owner, |_| {})
    }

    /// A new record of a kind with these units.
    #[track_caller]
    pub(crate) fn record_of(&mut self, owner: &Account, kind: Kind, units: u64) -> U256 {
        self.record_with(owner, |work| (work.kind, work.units) = (kind as u8, units))
    }

    /// A new record with parents.
    #[track_caller]
    pub(crate) fn child(&mut self, owner: &Account, parents: &[(U256, u16)]) -> U256 {
        let parents = parents.iter().map(|(parent, share)| (parent.to_be_bytes(), *share)).collect();
        self.record_with(owner, |work| work.parents = parents)
    }

    #[track_caller]
    fn record_with(&mut self, owner: &Account, change: impl FnOnce(&mut NewRecord)) -> U256 {
        self.works += 1;
        let mut work = NewRecord::new(digest(self.works), owner);
        change(&mut work);
        self.register(owner, &work);
        record_id(&work.digest)
    }

    /// Publishes the usual terms, changed by `change`.
    #[track_caller]
    pub(crate) fn terms_with(&mut self, change: impl FnOnce(&mut Terms)) -> B256 {
        let mut content = terms();
        change(&mut content);
        let (protocol, deployer) = (self.protocol, self.cast.deployer.clone());
        let published = protocol.publish_terms(self.chain, &deployer, &content);
        published.unwrap_or_else(|refused| panic!("{refused}")).value
    }

    /// Offers a record under the usual terms, free but for what `change` changes.
    #[track_caller]
    pub(crate) fn offer_with(&mut self, owner: &Account, record: U256, change: impl FnOnce(&mut NewOffer)) -> u64 {
        let mut offer = NewOffer { record, terms: self.terms_with(|_| {}), ..NewOffer::default() };
        change(&mut offer);
        self.make_offer(owner, &offer)
    }

    /// What an order is quoted at: the reason against it, or zero, and the total.
    #[track_caller]
    pub(crate) fn quoted(&self, buyer: &Account, order: &Order) -> (u8, u128) {
        let quote = self.protocol.quote_order(self.chain, order, buyer.address()).unwrap();
        (quote.reason, quote.total)
    }

    /// Buys what is quoted at exactly this total.
    #[track_caller]
    pub(crate) fn sells(&mut self, buyer: &Account, order: &Order, total: u128) -> Done<U256> {
        assert_eq!(self.quoted(buyer, order), (0, total), "what is quoted");
        let token = self.protocol.licence_token;
        self.pay(buyer, token, &order.call(buyer.address(), total, REFERENCE), total)
    }

    /// That an order is neither quoted nor sold, for this reason; the value goes back.
    #[track_caller]
    pub(crate) fn refuses(&mut self, buyer: &Account, order: &Order, refusal: Refusal) {
        assert_eq!(self.quoted(buyer, order), (refusal as u8, 0), "what is quoted");
        self.refuses_purchase(buyer, order, refusal);
    }

    /// That an order is not sold, for this reason.
    #[track_caller]
    pub(crate) fn refuses_purchase(&mut self, buyer: &Account, order: &Order, refusal: Refusal) {
        let error = LicenceToken::OfferRefused { offer: order.offer, reason: refusal as u8 };
        self.refuses_at(buyer, order, chain::TOKEN, chain::TOKEN, error);
    }

    /// That an order with this maximum and this value is refused with an error.
    #[track_caller]
    pub(crate) fn refuses_at<E: SolError + Debug>(
        &mut self,
        buyer: &Account,
        order: &Order,
        max_total: u128,
        value: u128,
        error: E,
    ) {
        let token = self.protocol.licence_token;
        self.refused_pay(buyer, token, &order.call(buyer.address(), max_total, REFERENCE), value, error);
    }

    /// An offer as it stands.
    #[track_caller]
    pub(crate) fn offer_of(&self, offer: u64) -> LicenceToken::Offer {
        self.view(self.protocol.licence_token, &LicenceToken::offerCall { offer })
    }

    /// A licence as it stands.
    #[track_caller]
    pub(crate) fn licence_of(&self, licence: U256) -> LicenceToken::Licence {
        self.view(self.protocol.licence_token, &LicenceToken::licenceCall { licence })
    }

    /// How many licences were sold.
    #[track_caller]
    pub(crate) fn sold(&self) -> u64 {
        let supply = self.protocol.total_supply(self.chain, self.protocol.licence_token);
        supply.unwrap().to()
    }

    /// What the licence token says of an account's training with a record at a time.
    #[track_caller]
    pub(crate) fn covered(&self, licence: U256, record: U256, account: H160, at: u64) -> u8 {
        let question = Question { licence, record, account, user: COMMERCIAL, uses: TRAIN_GENERATIVE, at };
        self.protocol.covers(self.chain, &question).unwrap()
    }

    /// Transfers a record or a licence.
    #[track_caller]
    pub(crate) fn hand_over(&mut self, contract: H160, from: &Account, to: &Account, token: U256) -> u64 {
        let call = crate::court::transfer(from, to, token);
        self.send(from, contract, &call).receipt.timestamp
    }
}

/// An order of so many units.
pub(crate) fn units(offer: u64, quantity: u64) -> Order {
    Order { quantity, ..Order::of(offer) }
}

/// An order that somebody brought the buyer for.
pub(crate) fn brought(offer: u64, referrer: &Account) -> Order {
    Order { referrer: referrer.address(), ..Order::of(offer) }
}

/// The holder of a licence as it says so.
pub(crate) fn holder(licence: &LicenceToken::Licence, account: &Account) -> bool {
    licence.core.owner == address(account.address())
}
