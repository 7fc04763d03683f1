//! Short ways to do what is done to a licence after it was bought.

use crate::market::{ADA, Market, terms};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use chain::{Account, H160, Receipt, TOKEN};
use rules::{
    challenge::Decision,
    licence::Coverage,
    limits::ANSWER_WINDOW,
    offer::Refusal,
    terms::Terms,
    uses::{COMMERCIAL, TRAIN_GENERATIVE},
};
use std::sync::LazyLock;
use story::{
    abi::{Arbitration, Deals, ERC721, LicenceToken, Reservations},
    calls::{Done, Refused, address, send, view},
    protocol::{NewOffer, Question},
};

/// Who decides on challenges.
pub(crate) static ARBITER: LazyLock<Account> = LazyLock::new(|| Account::ethereum("Arbiter"));

/// A price that is divisible by no time, and finer than a planck.
pub(crate) const PRICE: u128 = 5 * TOKEN + 123_456_789;

/// The reference of a follow-up.
pub(crate) const AGAIN: B256 = B256::repeat_byte(0x0a);

/// Numbers of `interfaces::licence::STATUS`.
pub(crate) const IN_ESCROW: u8 = 1;
pub(crate) const REVOKED: u8 = 2;
pub(crate) const CONTINUED: u8 = 4;
pub(crate) const UPGRADED: u8 = 8;
pub(crate) const REFUNDED: u8 = 16;

/// How a licence follows on another.
pub(crate) const RENEW: u8 = 1;
pub(crate) const EXTEND: u8 = 2;
pub(crate) const UPGRADE: u8 = 3;

impl Market<'_> {
    /// Publishes the usual terms, changed by `change`.
    pub(crate) fn terms_with(&mut self, change: impl FnOnce(&mut Terms)) -> Result<B256, Refused> {
        let mut terms = terms();
        change(&mut terms);
        Ok(self.protocol.publish_terms(self.chain, &ADA, &terms)?.value)
    }

    /// Offers a record of Ada's under these terms for a flat price.
    pub(crate) fn offer_under(&mut self, record: U256, terms: B256, price: u128) -> Result<u64, Refused> {
        self.offer_made(record, terms, price, |_| {})
    }

    /// The same, changed by `change`.
    pub(crate) fn offer_made(
        &mut self,
        record: U256,
        terms: B256,
        price: u128,
        change: impl FnOnce(&mut NewOffer),
    ) -> Result<u64, Refused> {
        let mut offer = NewOffer { record, terms, unit_price: price, ..NewOffer::default() };
        change(&mut offer);
        Ok(self.protocol.create_offer(self.chain, &ADA, &offer)?.value)
    }

    /// Calls the deals.
    pub(crate) fn deal<C: SolCall>(
        &mut self,
        who: &Account,
        call: &C,
        value: u128,
    ) -> Result<Done<C::Return>, Refused> {
        send(self.chain, who, self.protocol.deals, call, value)
    }

    pub(crate) fn renew(&mut self, who: &Account, licence: U256, total: u128) -> Result<Done<U256>, Refused> {
        self.deal(who, &renewal(licence, total), total)
    }

    pub(crate) fn extend(
        &mut self,
        who: &Account,
        licence: U256,
        offer: u64,
        total: u128,
    ) -> Result<Done<U256>, Refused> {
        let call = Deals::extendCall { licence, offer, quantity: 0, maxTotal: total, buyerReference: AGAIN };
        self.deal(who, &call, total)
    }

    /// Upgrades, at what is to be paid.
    pub(crate) fn upgrade(
        &mut self,
        who: &Account,
        licence: U256,
        offer: u64,
        paid: u128,
    ) -> Result<Done<U256>, Refused> {
        let call = Deals::upgradeCall { licence, offer, quantity: 0, maxTotal: paid, buyerReference: AGAIN };
        self.deal(who, &call, paid)
    }

    pub(crate) fn revoke(&mut self, who: &Account, licence: U256, value: u128) -> Result<Done<()>, Refused> {
        let Done { receipt, .. } = self.deal(who, &Deals::revokeCall { licence }, value)?;
        Ok(Done { value: (), receipt })
    }

    pub(crate) fn collect_refund(&mut self, who: &Account, licence: U256) -> Result<Done<u128>, Refused> {
        self.deal(who, &Deals::collectRefundCall { licence }, 0)
    }

    pub(crate) fn settle_escrow(&mut self, who: &Account, licence: U256) -> Result<Done<u128>, Refused> {
        self.deal(who, &Deals::settleEscrowCall { licence }, 0)
    }

    /// What the deals say that a follow-up costs: the reason, the price, the credit.
    pub(crate) fn deal_quote(&self, licence: U256, way: u8, offer: u64) -> Result<(u8, u128, u128), Refused> {
        let call = Deals::quoteCall { licence, way, offer, quantity: 0 };
        let quote = view(self.chain, self.protocol.deals, &call)?;
        Ok((quote.reason, quote.total, quote.credit))
    }

    /// What the deals say that a revocation costs now, and when the licence would end.
    pub(crate) fn revocation(&self, licence: U256) -> Result<(u128, u64), Refused> {
        let found = view(self.chain, self.protocol.deals, &Deals::revocationCall { licence })?;
        Ok((found.refund, found.end))
    }

    /// That a call would be refused with this error in the open block. Unlike an
    /// attempt it lets no time pass.
    #[track_caller]
    pub(crate) fn would_refuse<C: SolCall, E: SolError>(&self, who: &Account, contract: H160, call: &C, error: &E) {
        let trial = self.chain.dry_run(who, contract, call.abi_encode(), 0).result;
        assert_eq!(trial, Err(chain::Refusal::Reverted(error.abi_encode())));
    }

    /// A licence.
    #[track_caller]
    pub(crate) fn licence(&self, licence: U256) -> LicenceToken::Licence {
        self.protocol.licence(self.chain, licence).unwrap()
    }

    /// When a licence begins and ends.
    #[track_caller]
    pub(crate) fn term(&self, licence: U256) -> (u64, u64) {
        let core = self.licence(licence).core;
        (core.start, core.expiry)
    }

    /// A licence's bits of status.
    #[track_caller]
    pub(crate) fn status(&self, licence: U256) -> u8 {
        self.licence(licence).grant.status
    }

    /// That a licence covers its record's use for training by an account at these times so.
    #[track_caller]
    pub(crate) fn covers(&self, licence: U256, account: &Account, expected: &[(u64, Coverage)]) {
        let record = self.licence(licence).core.record;
        for (at, coverage) in expected {
            let question = Question {
                licence,
                record,
                account: account.address(),
                user: COMMERCIAL,
                uses: TRAIN_GENERATIVE,
                at: *at,
            };
            let found = self.protocol.covers(self.chain, &question).unwrap();
            assert_eq!(found, *coverage as u8, "licence {licence} at {at}: {coverage:?}");
        }
    }

    /// That a licence is nobody's token, and its former holder has this many.
    #[track_caller]
    pub(crate) fn burned(&mut self, licence: U256, holder: &Account, balance: u64) {
        let token = self.protocol.licence_token;
        let refused = self.protocol.holder(self.chain, licence).unwrap_err();
        assert_eq!(refused.error(), Some(ERC721::ERC721NonexistentToken { tokenId: licence }));
        let call = ERC721::balanceOfCall { owner: address(holder.address()) };
        assert_eq!(view(self.chain, token, &call).unwrap(), U256::from(balance));
        let call =
            ERC721::transferFromCall { from: address(holder.address()), to: address(ADA.address()), tokenId: licence };
        self.refused(ERC721::ERC721NonexistentToken { tokenId: licence }, |market| {
            let done = send(market.chain, holder, token, &call, 0)?;
            Ok(Done { value: (), receipt: done.receipt })
        });
    }

    /// That a purchase, or a follow-up, is refused by the offer for this reason.
    #[track_caller]
    pub(crate) fn unsold(
        &mut self,
        offer: u64,
        reason: Refusal,
        attempt: impl FnOnce(&mut Self) -> Result<Done<U256>, Refused>,
    ) {
        self.refused(LicenceToken::OfferRefused { offer, reason: reason as u8 }, attempt);
    }

    /// A record's owner takes no more orders.
    pub(crate) fn withdraw(&mut self, owner: &Account, record: U256) -> Result<(), Refused> {
        let call = Reservations::withdrawCall { record, notice: 0 };
        send(self.chain, owner, self.protocol.reservations, &call, 0)?;
        Ok(())
    }

    /// Challenges a record. Gives the challenge's number.
    pub(crate) fn challenge(&mut self, who: &Account, record: U256) -> Result<u64, Refused> {
        let (arbitration, challenger) = (self.protocol.arbitration, address(who.address()));
        let bond = view(self.chain, arbitration, &Arbitration::bondOfCall { record, challenger })?;
        let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(0xee) };
        Ok(send(self.chain, who, arbitration, &call, bond)?.value)
    }

    /// The arbiter decides, as soon as the owner's time to answer is over.
    pub(crate) fn decide(&mut self, challenge: u64, decision: Decision) -> Result<(), Refused> {
        self.chain.advance_time(ANSWER_WINDOW);
        let call = Arbitration::decideChallengeCall { challenge, decision: decision as u8, heir: Address::ZERO };
        send(self.chain, &ARBITER, self.protocol.arbitration, &call, 0)?;
        Ok(())
    }
}

/// A renewal as a call.
pub(crate) fn renewal(licence: U256, total: u128) -> Deals::renewCall {
    Deals::renewCall { licence, maxTotal: total, buyerReference: AGAIN }
}

/// The part of a price for what is left of a time, rounded down.
pub(crate) fn left(price: u128, (start, end): (u64, u64), at: u64) -> u128 {
    let part = U256::from(price) * U256::from(end - at) / U256::from(end - start);
    part.to()
}

/// The same rounded up.
pub(crate) fn left_up(price: u128, (start, end): (u64, u64), at: u64) -> u128 {
    let part = U256::from(price) * U256::from(end - at);
    part.div_ceil(U256::from(end - start)).to()
}

/// An event as it is in a receipt.
pub(crate) fn log<E: SolEvent>(contract: H160, event: &E) -> (H160, Vec<B256>, Vec<u8>) {
    let data = event.encode_log_data();
    (contract, data.topics().to_vec(), data.data.to_vec())
}

/// All events of a receipt, in their order.
pub(crate) fn logs(receipt: &Receipt) -> Vec<(H160, Vec<B256>, Vec<u8>)> {
    let log = |event: &chain::ContractEvent| {
        let topics = event.topics.iter().map(|topic| B256::from(topic.0)).collect();
        (event.address, topics, event.data.clone())
    };
    receipt.events.iter().map(log).collect()
}

/// A move of a licence as its event; nobody is zero.
pub(crate) fn moved(from: Option<&Account>, to: Option<&Account>, licence: U256) -> ERC721::Transfer {
    let of = |who: Option<&Account>| who.map_or(Address::ZERO, |who| address(who.address()));
    ERC721::Transfer { from: of(from), to: of(to), tokenId: licence }
}
