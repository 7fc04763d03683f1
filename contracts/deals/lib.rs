//! Deals: what happens to a licence after it was bought. Its holder renews, extends or upgrades
//! it; its licensor revokes it, for a refund; what was paid into escrow reaches whom it belongs to.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod deals {
    use crate::{
        data::{self, Bindings, Ending, Others, Way},
        errors::Error,
        events,
    };
    use ink::{U256, sol::FixedBytes};
    use interfaces::{
        abi::{Id, Word, number},
        arbitration,
        args::{Arg, static_parameters},
        host,
        licence::{self, Licence},
        licence_token,
        offer::{self, Offer, SaleState},
        order::{self, Order},
        royalty_splitter::{self, Destination, Held, Payment},
    };
    use rules::Bytes32;

    /// The module of deals.
    #[ink(storage)]
    pub struct Deals {
        others: Others,
    }

    impl Deals {
        /// Knows the contracts that it speaks to, each by its address and the Keccak-256 of its
        /// code.
        ///
        /// # Errors
        /// `WrongCode`.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(
            licence_token: Address,
            licence_token_code: FixedBytes<32>,
            splitter: Address,
            splitter_code: FixedBytes<32>,
            arbitration: Address,
            arbitration_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            let bindings: Bindings =
                [(licence_token, licence_token_code.0), (splitter, splitter_code.0), (arbitration, arbitration_code.0)];
            for (account, code) in &bindings {
                if !host::runs(account, code) {
                    return Err(Error::WrongCode(*account));
                }
            }
            events::bound(&bindings);
            Ok(Self { others: Others::new(&bindings) })
        }

        /// Renews the caller's licence: its offer sells the same again, from the end of the
        /// licence on. Returns the new licence's id. Exactly the total comes as value, or is taken
        /// by the splitter in the offer's ERC-20.
        ///
        /// # Errors
        /// `LicenceUnknown`, `NotHolder`, `LicenceBusy`, `LicenceEnded`, `CallFailed`; those of the
        /// licence token's `sellTo`.
        ///
        /// # Events
        /// None; those of the licence token's `sellTo`.
        #[ink(message, payable)]
        pub fn renew(
            &mut self,
            licence: Arg<Id, 0>,
            max_total: Arg<u128, 1>,
            buyer_reference: Arg<Bytes32, 2>,
        ) -> Result<U256, Error> {
            host::answer::<Error>(|words| {
                static_parameters(3);
                let order = (licence.read().0, max_total.read(), buyer_reference.read());
                words.push(self.follow(Way::Renew, order, (0, 0))?);
                Ok(())
            })
        }

        /// Extends the caller's licence by another offer of the same record: a licence of that
        /// offer, from the end of the present one on. Returns its id.
        ///
        /// - `quantity`: how many uses; zero at a flat price or by the unit.
        ///
        /// # Errors
        /// Those of `renew`; `NotSuccessor`.
        ///
        /// # Events
        /// Those of `renew`.
        #[ink(message, payable)]
        pub fn extend(
            &mut self,
            licence: Arg<Id, 0>,
            offer: Arg<u64, 1>,
            quantity: Arg<u64, 2>,
            max_total: Arg<u128, 3>,
            buyer_reference: Arg<Bytes32, 4>,
        ) -> Result<U256, Error> {
            host::answer::<Error>(|words| {
                static_parameters(5);
                let order = (licence.read().0, max_total.read(), buyer_reference.read());
                words.push(self.follow(Way::Extend, order, (offer.read(), quantity.read()))?);
                Ok(())
            })
        }

        /// Upgrades the caller's licence by an offer that upgrades its terms: a licence of that
        /// offer takes its place at once. What is left of its price is credited, rounded down, up
        /// to the new price. Returns the new licence's id.
        ///
        /// # Errors
        /// Those of `renew`; `NotSuccessor`.
        ///
        /// # Events
        /// Those of `renew`.
        #[ink(message, payable)]
        pub fn upgrade(
            &mut self,
            licence: Arg<Id, 0>,
            offer: Arg<u64, 1>,
            quantity: Arg<u64, 2>,
            max_total: Arg<u128, 3>,
            buyer_reference: Arg<Bytes32, 4>,
        ) -> Result<U256, Error> {
            host::answer::<Error>(|words| {
                static_parameters(5);
                let order = (licence.read().0, max_total.read(), buyer_reference.read());
                words.push(self.follow(Way::Upgrade, order, (offer.read(), quantity.read()))?);
                Ok(())
            })
        }

        /// What its holder would pay now to let a licence follow on theirs: `way` 1 renewed, 2
        /// extended, 3 upgraded. A reason (0 if the offer sells that, else a number of
        /// `rules::offer::Refusal`), the price, and what of it is credited: the rest is to be
        /// paid. All in the smallest unit of the offer's currency; zero if it does not sell.
        ///
        /// # Errors
        /// `WayUnknown`, `LicenceUnknown`, `LicenceBusy`, `LicenceEnded`, `NotSuccessor`, `CallFailed`.
        #[ink(message)]
        pub fn quote(
            &self,
            licence: Arg<Id, 0>,
            way: Arg<u8, 1>,
            offer: Arg<u64, 2>,
            quantity: Arg<u64, 3>,
        ) -> Result<(u8, u128, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(4);
                let (id, way, asked) = (licence.read().0, way.read(), (offer.read(), quantity.read()));
                let way = match way {
                    1 => Way::Renew,
                    2 => Way::Extend,
                    3 => Way::Upgrade,
                    _ => return Err(Error::WayUnknown(way)),
                };
                let old = self.existing(&id)?;
                let holder = old.address(licence::OWNER);
                let (item, follows) = data::follow(way, &id, &old, asked, holder, host::now())?;
                let found = self.offer(item.offer)?;
                let mut state = self.state(&found.word(offer::RECORD))?;
                if found.word(offer::RECORD) != [0; 32] {
                    data::check_successor(way, &old, &item, &found, &state)?;
                }
                if way == Way::Upgrade && old.flag(licence::EXCLUSIVE) {
                    // Its uses are free when it ends.
                    order::take(&mut state, &old, Some(host::now()));
                }
                let order = Order {
                    buyer: holder.0,
                    start: follows.start,
                    upgrades_from: follows.upgrades_from,
                    ..Order::default()
                };
                let (reason, total) = match order::price(&found, &state, &item, &order, host::now()) {
                    Ok(priced) => (0, priced.total),
                    Err(refusal) => (refusal as u8, 0),
                };
                words.push(reason).push(total).push(follows.credit.min(total));
                Ok(())
            })
        }

        /// Revokes a licence whose terms allow it: the caller, who owns its record, gives notice and
        /// sends the refund with it, as value or by the splitter in the licence's ERC-20. The
        /// licence ends with the notice, and the refund is its holder's then.
        ///
        /// # Errors
        /// `LicenceUnknown`, `NotLicensor`, `NotRevocable`, `LicenceBusy`, `NothingToRevoke`,
        /// `WrongValue`, `CallFailed`; the splitter's `TokenFailed` and `TokenTookFee`.
        ///
        /// # Events
        /// `Revoked`; the licence token's `LicenceAmended` and `MetadataUpdate`; the splitter's.
        #[ink(message, payable)]
        pub fn revoke(&mut self, licence: Arg<Id, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(1);
                let (id, caller) = (licence.read().0, host::caller());
                let found = self.existing(&id)?;
                data::check_licensor(caller, &found, &self.state(&found.word(licence::RECORD))?)?;
                let (end, refund) = data::revocation(&id, &found, host::now())?;
                let currency = found.account(licence::CURRENCY);
                let due = number(if currency == [0; 20] { refund } else { 0 });
                if host::value() != due {
                    return Err(Error::WrongValue(Id(host::value()), refund));
                }
                events::revoked(&id, caller, refund, end);
                let status = found.number(licence::STATUS) as u8 | licence::REVOKED;
                self.amend(&id, status, end)?;
                if refund > 0 {
                    let payment = Payment {
                        destination: data::waiting(low(&id), &found),
                        currency,
                        amount: refund,
                        buyer: caller.0,
                        pay_out: false,
                        referrer: [0; 20],
                        referral: 0,
                    };
                    royalty_splitter::deposit_or_pass_on(&self.others.splitter(), &payment);
                }
                Ok(())
            })
        }

        /// What it would cost to revoke a licence now: the refund, in the smallest unit of the
        /// licence's currency, and when it would end.
        ///
        /// # Errors
        /// `LicenceUnknown`, `NotRevocable`, `LicenceBusy`, `NothingToRevoke`, `CallFailed`.
        #[ink(message)]
        pub fn revocation(&self, licence: Arg<Id, 0>) -> Result<(u128, u64), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let id = licence.read().0;
                let (end, refund) = data::revocation(&id, &self.existing(&id)?, host::now())?;
                words.push(refund).push(end);
                Ok(())
            })
        }

        /// Sends the refund of a revoked licence to its holder once the notice has ended, and
        /// returns how much, in the smallest unit of the licence's currency. Anyone may call.
        ///
        /// # Errors
        /// `LicenceUnknown`, `NotRevoked`, `NoticeRuns`, `CallFailed`; the splitter's `NothingDue`.
        ///
        /// # Events
        /// The splitter's `Deposited`, and `Released` if the holder could be paid; `Refunded`.
        #[ink(message, name = "collectRefund")]
        pub fn collect_refund(&mut self, licence: Arg<Id, 0>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let id = licence.read().0;
                let found = self.existing(&id)?;
                data::check_refund(&id, &found, host::now())?;
                let amount = self.move_waiting(&id, &found, &data::holders(&found), &Offer::default());
                events::refunded(&id, &found.account(licence::OWNER), amount);
                words.push(amount);
                Ok(())
            })
        }

        /// Sends what was paid for a licence in escrow to whom it belongs, and returns how much, in
        /// the smallest unit of the licence's currency. Anyone may call, once a decision ended the
        /// generation of the record, or the offer's challenge window is over and no challenge of
        /// the record is undecided.
        ///
        /// # Errors
        /// `LicenceUnknown`, `NotInEscrow`, `EscrowRuns`, `ChallengeOpen`, `CallFailed`; the
        /// splitter's `LedgerFull`.
        ///
        /// # Events
        /// The licence token's `LicenceAmended` and `MetadataUpdate`, and `Transfer` to the zero
        /// address if the record was struck; the splitter's; `EscrowSettled`.
        #[ink(message, name = "settleEscrow")]
        pub fn settle_escrow(&mut self, licence: Arg<Id, 0>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let (id, now) = (licence.read().0, host::now());
                let found = self.existing(&id)?;
                let offer = self.offer(found.u64(licence::OFFER))?;
                let ends = data::escrow_until(&id, &found, &offer)?;
                let record = found.word(licence::RECORD);
                let arbitration = self.others.arbitration();
                let outcome = arbitration::outcome(&arbitration, &record, found.number(licence::GENERATION) as u32)
                    .map_err(|_| Error::CallFailed(arbitration))?;
                let (ending, to) = data::escrow_ending(&found, ends, &outcome, &self.state(&record)?, now)?;
                let status = found.number(licence::STATUS) as u8 & !licence::IN_ESCROW;
                match ending {
                    Ending::Refunded => self.amend(&id, status | licence::REFUNDED, now)?,
                    Ending::Paid | Ending::Passed => self.amend(&id, status, 0)?,
                }
                // A referrer brought the buyer to whom was paid, and to nobody else.
                let referral = if ending == Ending::Paid { offer } else { Offer::default() };
                let amount = self.move_waiting(&id, &found, &to, &referral);
                events::escrow_settled(&id, ending, amount);
                words.push(amount);
                Ok(())
            })
        }

        /// Until which Unix second the price of a licence waits at least.
        ///
        /// # Errors
        /// `LicenceUnknown`, `NotInEscrow`, `CallFailed`.
        #[ink(message, name = "escrowUntil")]
        pub fn escrow_until(&self, licence: Arg<Id, 0>) -> Result<u64, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let id = licence.read().0;
                let found = self.existing(&id)?;
                words.push(data::escrow_until(&id, &found, &self.offer(found.u64(licence::OFFER))?)?);
                Ok(())
            })
        }

        /// Has a licence sold that follows on the caller's. Answers its id.
        fn follow(
            &mut self,
            way: Way,
            (id, max_total, reference): (Bytes32, u128, Bytes32),
            asked: (u64, u64),
        ) -> Result<Bytes32, Error> {
            let (token, caller) = (self.others.licence_token(), host::caller());
            let old = self.existing(&id)?;
            let (item, follows) = data::follow(way, &id, &old, asked, caller, host::now())?;
            let value = u128::from_word(&host::value()).unwrap_or(u128::MAX);
            licence_token::sell_to(&token, caller, &follows, &item, max_total, &reference, value).map_err(|_| {
                host::pass_on_refusal();
                Error::CallFailed(token)
            })
        }

        fn existing(&self, id: &Bytes32) -> Result<Licence, Error> {
            let token = self.others.licence_token();
            data::existing(id, licence_token::licence(&token, id).map_err(|_| Error::CallFailed(token))?)
        }

        fn offer(&self, offer: u64) -> Result<Offer, Error> {
            let token = self.others.licence_token();
            licence_token::offer(&token, offer).map_err(|_| Error::CallFailed(token))
        }

        fn state(&self, record: &Bytes32) -> Result<SaleState, Error> {
            let token = self.others.licence_token();
            licence_token::sale_state(&token, record).map_err(|_| Error::CallFailed(token))
        }

        fn amend(&self, id: &Bytes32, status: u8, end: u64) -> Result<(), Error> {
            let token = self.others.licence_token();
            licence_token::amend(&token, id, status, end).map_err(|_| Error::CallFailed(token))
        }

        /// Moves what waits for a licence's fate on. Answers how much.
        fn move_waiting(&self, id: &Bytes32, found: &Licence, to: &Destination, offer: &Offer) -> u128 {
            let waiting = data::waiting(low(id), found);
            royalty_splitter::move_ledger(
                &self.others.splitter(),
                waiting.generation,
                &Held { ledger: waiting.version, owner: waiting.owner, currency: found.account(licence::CURRENCY) },
                to,
                &host::caller().0,
                &offer.account(offer::REFERRER),
                offer.number(offer::REFERRAL) as u16,
            )
        }
    }

    /// A licence's number.
    fn low(id: &Bytes32) -> u64 {
        u64::from_word(id).unwrap_or_default()
    }
}
