//! The royalty splitter: the income of records, divided among payees and parents.
//!
//! It holds only what could not be paid at once: dues of payees who could not take it,
//! parents' parts that nobody has settled yet, and dust. The contract module below only
//! decodes, asks [`data`], emits and calls out.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod cells;
pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod royalty_splitter {
    use crate::{
        data::{Credits, Key, NATIVE, Payout, Referral, Splitter, is_zero},
        errors::Error,
        events,
    };
    use ink::{H160, prelude::vec::Vec, storage::traits::StorageKey};
    use interfaces::{
        abi::{Id, Rows, Word},
        args::{Arg, Binding, Blob, Parameter, Tail, bindings, static_parameters},
        erc20,
        host::{self, Gas},
        licence_token,
        royalty_splitter::{Buyer, Destination, From, Money, Source, Split, To},
    };
    use rules::{
        Account, Bytes32,
        ledger::{NET, version_of},
        limits::{
            CLOSING_PROOF_SIZE, CLOSING_REF_TIME, MAX_PAYEES, MAX_RELEASES, PAYMENT_PROOF_SIZE, PAYMENT_REF_TIME,
            TRANSFER_PROOF_SIZE, TRANSFER_REF_TIME,
        },
        split,
    };

    /// The splitter.
    #[ink(storage)]
    pub struct RoyaltySplitter {
        splitter: Splitter,
    }

    impl RoyaltySplitter {
        /// An empty splitter. It does nothing until its deployer binds it.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self { splitter: Splitter::new(Self::env().caller()) }
        }

        /// Tells the splitter the other contracts, once and for ever.
        ///
        /// # Errors
        /// `NotDeployer`, `AlreadyBound`, `WrongCode` if an address has other code than
        /// said (Keccak-256).
        ///
        /// # Events
        /// `Bound`.
        #[ink(message)]
        pub fn bind(
            &mut self,
            licence_token: Arg<Binding, 0>,
            settlements: Arg<Binding, 2>,
            deals: Arg<Binding, 4>,
        ) -> Result<(), Error> {
            let _ = (licence_token, settlements, deals);
            host::answer::<Error>(|_| {
                let bindings = bindings();
                self.splitter.bind(host::caller(), &bindings)?;
                for (account, code) in &bindings {
                    if !host::runs(account, code) {
                        return Err(Error::WrongCode(*account));
                    }
                }
                self.store();
                events::bound(&bindings);
                Ok(())
            })
        }

        /// Takes money for a ledger and, if asked to, pays its payees at once as far as they can be
        /// paid. Returns how much was credited, in the unit of the money. A buyer that is a contract is not paid: it may be waiting for this very call.
        ///
        /// - `to`: the ledger: record, generation, version (under 0: of the owner that follows),
        ///   owner, and the sum of the shares of the record's parents in basis points; zero for a
        ///   ledger that is nobody's (see `rules::ledger`).
        /// - `money`: zero and EVM units, which come with the call; or an ERC-20 contract and its
        ///   smallest unit, which is taken from the buyer, who has allowed it. If more arrives, only
        ///   the amount is credited; if less, a sale is refused, and of what the settlements bring
        ///   what arrived is credited.
        /// - `buyer`: who pays, and whether the payees are paid.
        /// - `referrer`, `referral`: who brought the buyer (zero: nobody), and their part of what
        ///   is left after the parents in basis points: see `rules::split::refer`. It goes to a
        ///   ledger of theirs, the rest to the payees' ledger of income without a parents' part.
        ///
        /// # Errors
        /// `CallerNotAllowed` unless by the licence token, the deals or the settlements;
        /// `WrongValue`, `TokenFailed`, `TokenTookFee`, `LedgerFull`.
        ///
        /// # Events
        /// `Deposited`, also for the referrer's part, and then `ParentsEarned` if there are
        /// parents; `Released` for each payee that was paid.
        #[ink(message, payable)]
        pub fn deposit(
            &mut self,
            to: Arg<To, 0>,
            money: Arg<Money, 5>,
            buyer: Arg<Buyer, 7>,
            referrer: Arg<Address, 9>,
            referral: Arg<u16, 10>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(11))?;
                let _ = (to, money, buyer);
                let to = destination(0);
                let (currency, mut amount) = (Address::from_calldata(5), u128::from_calldata(6));
                let (buyer, pay_out) = (Address::from_calldata(7), bool::from_calldata(8));
                let referral = (referrer.read().0, referral.read());
                let is_sale = self.splitter.check_depositor(host::caller())?;
                let native = is_zero(&currency.0);
                if host::value() != (if native { amount } else { 0 }).to_word() {
                    return Err(Error::WrongValue);
                }
                if !native {
                    amount = pull(&currency, &buyer, amount, is_sale)?;
                }
                self.splitter.owe(&currency.0, amount);
                let bystander = if pay_out { buyer } else { Address::zero() };
                words.push(amount);
                self.credit(&to, &currency.0, amount, &referral, &bystander)
            })
        }

        /// Moves to another ledger what is due of one that is nobody's, and returns how much, in EVM
        /// units or the currency's smallest unit: all that is held or in escrow, or what a parent
        /// earned of a child's income.
        ///
        /// - `from`: the ledger: record, generation, number (see `rules::ledger`), owner, currency;
        ///   then whose part moves: a parent's position, and its part in basis points; 0 and all of
        ///   them for what moves as a whole.
        /// - `to`: as of `deposit`.
        /// - `bystander`: zero to pay nobody now; otherwise the payees are paid as in a sale
        ///   whose buyer this is.
        /// - `referrer`, `referral`: as of `deposit`.
        ///
        /// # Errors
        /// `CallerNotAllowed` unless by the settlements or the deals; `NothingDue`, also where
        /// the ledger is somebody's; `LedgerFull`.
        ///
        /// # Events
        /// Those of `deposit`.
        #[ink(message, name = "moveDue")]
        pub fn move_due(
            &mut self,
            from: Arg<From, 0>,
            to: Arg<To, 7>,
            bystander: Arg<Address, 12>,
            referrer: Arg<Address, 13>,
            referral: Arg<u16, 14>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(15))?;
                let _ = (from, to);
                let from = Key::from(&source(4), Address::from_calldata(3).0);
                let (position, share) = (u8::from_calldata(5), u16::from_calldata(6));
                let to = destination(7);
                let (bystander, referral) = (bystander.read(), (referrer.read().0, referral.read()));
                self.splitter.check_mover(host::caller())?;
                let amount = self.splitter.take(&from, position, share)?;
                self.credit(&to, &from.currency, amount, &referral, &bystander)?;
                words.push(amount);
                Ok(())
            })
        }

        /// Writes a record's split, which the settlements have checked: the versions of a generation
        /// and, unless there are none, the payees of one version. The licence token learns of new
        /// versions in the same transaction.
        ///
        /// - `head`: what there is of the split (`interfaces::royalty_splitter::Split`), packed.
        /// - `payees`: 22 bytes for each, as a cell has them: the account, then its share in basis
        ///   points, little-endian.
        ///
        /// # Errors
        /// `CallerNotAllowed` unless by the settlements; `CallFailed`.
        ///
        /// # Events
        /// None; the settlements' `SplitAnnounced`, `SplitLocked`, `PayeeMoved`.
        #[ink(message, name = "putSplit")]
        pub fn put_split(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            head: Arg<Bytes32, 3>,
            payees: Arg<Blob, 4>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                let mut tail = Tail::after(5);
                let (record, generation, version) = (record.read().0, generation.read(), version.read());
                let (head, payees) = (Split::unpack(&head.read()), payees.read(&mut tail));
                self.check(tail)?;
                self.splitter.check_settlements(host::caller())?;
                let is_new = self.splitter.put_split((record, generation), version, &head, payees);
                if is_new {
                    let token = self.splitter.licence_token();
                    licence_token::push_split(&token, &record, &head.versions).map_err(|_| Error::CallFailed(token))?;
                }
                Ok(())
            })
        }

        /// Pays an account all that it is due from one ledger, and returns how much, in EVM
        /// units or the currency's smallest unit. Anyone may call. Under version 0 the ledger is
        /// that of the account `payee`.
        ///
        /// A payee that uses up all gas, or is a contract waiting for this very call, ends the
        /// call without a typed error; what it is due stays.
        ///
        /// # Errors
        /// `NotPayee`, `NothingDue`, `PaymentFailed`.
        ///
        /// # Events
        /// `Released`.
        #[ink(message)]
        pub fn release(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            payee: Arg<Address, 3>,
            currency: Arg<Address, 4>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(5))?;
                let _ = (record, generation, version, currency);
                let payee = payee.read();
                words.push(self.release_one(&payee, &payee, 4)?);
                Ok(())
            })
        }

        /// As `release`, of what the caller is due, to another account: for a payee that cannot
        /// take money itself. Not to the chain's own addresses (below 2^16), nor to the splitter.
        ///
        /// # Errors
        /// `NotPayee`, `NothingDue`, `PaymentFailed`.
        ///
        /// # Events
        /// `Released`.
        #[ink(message, name = "releaseTo")]
        pub fn release_to(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            currency: Arg<Address, 3>,
            to: Arg<Address, 4>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(5))?;
                let _ = (record, generation, version, currency);
                let to = to.read();
                // To pay one of the chain's own, or this contract, would end the call.
                if split::is_reserved(&to.0) || to == host::address() {
                    return Err(Error::PaymentFailed(to));
                }
                words.push(self.release_one(&host::caller(), &to, 3)?);
                Ok(())
            })
        }

        /// Pays an account all that it is due from 1 to 32 ledgers, each of a record, a
        /// generation, a version (0: the account's own ledger) and a currency, all or none; dues
        /// in one currency that follow on one another are paid at once. A ledger of which nothing
        /// is due, or that was named before, pays nothing. Anyone may call.
        ///
        /// # Errors
        /// `LedgerCount`, `NotPayee`, `NothingDue` if of none, `PaymentFailed`.
        ///
        /// # Events
        /// `Released` for each ledger that paid.
        #[ink(message, name = "releaseMany")]
        pub fn release_many(&mut self, payee: Arg<Address, 0>, ledgers: Arg<Rows<Source>, 1>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                let mut tail = Tail::after(2);
                let (payee, ledgers) = (payee.read(), ledgers.read(&mut tail));
                self.check(tail)?;
                if ledgers.is_empty() || ledgers.len() > MAX_RELEASES {
                    return Err(Error::LedgerCount);
                }
                self.release_all(&payee, &payee, &ledgers)?;
                Ok(())
            })
        }

        /// Pays all payees of a ledger what they are due, as a sale does: who does not exist yet or
        /// cannot take it keeps it due. Anyone may call.
        ///
        /// - `owner`: whose ledger it is under version 0.
        ///
        /// # Errors
        /// None: where nobody is due anything, nothing happens.
        ///
        /// # Events
        /// `Released` for each payee that was paid.
        #[ink(message)]
        pub fn distribute(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            owner: Arg<Address, 3>,
            currency: Arg<Address, 4>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(5))?;
                let _ = (record, generation, version, currency);
                self.pay_out(&Key::from(&source(4), owner.read().0), &host::caller(), Gas::NOTHING);
                self.store();
                Ok(())
            })
        }

        /// The versions of a record's split in a generation: current (0 for none), announced
        /// (0 for none), from when the announced one applies, whether the split is locked, and the
        /// highest version so far.
        #[ink(message)]
        pub fn versions(
            &self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
        ) -> Result<(u32, u32, u64, bool, u32), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let Split { versions, locked } = self.splitter.split(&(record.read().0, generation.read()));
                words.push(versions.current).push(versions.next).push(versions.applies_at).push(locked);
                words.push(versions.last);
                Ok(())
            })
        }

        /// The payees of a version of a record's split with their shares in basis points.
        #[ink(message)]
        pub fn payees(
            &self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
        ) -> Result<Vec<(Address, u16)>, Error> {
            host::answer::<Error>(|words| {
                static_parameters(3);
                let version = version.read();
                let key = Key::new(record.read().0, generation.read(), version, [0; 20], NATIVE);
                words.rows(&if version_of(version) == 0 { Vec::new() } else { self.splitter.payees(&key) });
                Ok(())
            })
        }

        /// What a ledger received, in EVM units or the currency's smallest unit; the sum of the
        /// shares of the record's parents in basis points; and what was paid of it to each payee, in
        /// the order of the split: of the ledger that parents earn from, what moved on to each parent,
        /// in their order; of what is kept back, what has moved on.
        ///
        /// - `owner`: whose ledger it is under version 0.
        #[ink(message)]
        pub fn ledger(
            &self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            owner: Arg<Address, 3>,
            currency: Arg<Address, 4>,
        ) -> Result<(u128, u16, [u128; MAX_PAYEES]), Error> {
            host::answer::<Error>(|words| {
                static_parameters(5);
                let _ = (record, generation, version, currency);
                let ledger = self.splitter.ledger(&Key::from(&source(4), owner.read().0));
                words.push(ledger.received).push(ledger.parents_share);
                for position in 0..MAX_PAYEES {
                    words.push(ledger.released_to(position));
                }
                Ok(())
            })
        }

        /// All that the ledgers of a currency still owe, dust included, in EVM units or the
        /// currency's smallest unit. The contract's balance of it is never below it, unless an
        /// ERC-20 takes from its holders.
        #[ink(message)]
        pub fn owed(&self, currency: Arg<Address, 0>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                words.push(self.splitter.owed(&currency.read().0));
                Ok(())
            })
        }

        /// Stores the root cell: `host::answer` leaves that to the messages that change it.
        fn store(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
        }

        /// Refuses calldata that does not end where it should, and everything before `bind`.
        fn check(&self, tail: Tail) -> Result<(), Error> {
            tail.finish();
            self.splitter.check_bound()
        }

        /// Pays an account what it is due from the ledger that the message's first three
        /// parameters and the one at `currency` name.
        fn release_one(&mut self, payee: &Address, to: &Address, currency: usize) -> Result<u128, Error> {
            self.release_all(payee, to, &[source(currency)])
        }

        /// Pays an account what it is due from ledgers, to `to`, and returns how much in the last
        /// currency.
        #[inline(never)]
        fn release_all(&mut self, payee: &Address, to: &Address, ledgers: &[Source]) -> Result<u128, Error> {
            let mut sums: Vec<(Account, u128)> = Vec::new();
            for ledger in ledgers {
                let key = Key::from(ledger, payee.0);
                let payout = self.splitter.due(&key, payee)?;
                if payout.amount == 0 {
                    continue;
                }
                self.splitter.book(&key, &[payout], true);
                events::released(&key, &payee.0, payout.amount, to);
                match sums.last_mut() {
                    Some((currency, sum)) if *currency == key.currency => *sum = sum.saturating_add(payout.amount),
                    _ => sums.push((key.currency, payout.amount)),
                }
            }
            self.store();
            for (currency, amount) in &sums {
                if !send(currency, to, *amount, Gas::ALL) {
                    return Err(Error::PaymentFailed(*to));
                }
            }
            sums.last().map(|(_, amount)| *amount).ok_or(Error::NothingDue)
        }

        /// Adds money to the ledgers it is for and, if a bystander is named (zero: none), pays their
        /// payees.
        #[inline(never)]
        fn credit(
            &mut self,
            to: &Destination,
            currency: &Account,
            amount: u128,
            referral: &Referral,
            bystander: &Address,
        ) -> Result<(), Error> {
            let Credits { payees, referrer, is_net } = Credits::of(amount, to.parents_share, referral);
            let mut to = *to;
            if is_net {
                if to.parents_share > 0 {
                    self.splitter.receive_for_parents(&to, currency, amount)?;
                    events::parents_earned(&to, currency, amount);
                }
                (to.version, to.parents_share) = (to.version | NET, 0);
            }
            let key = self.lay(&to, currency, payees)?;
            let has_referrer = referrer > 0;
            if has_referrer {
                (to.version, to.owner) = (NET, referral.0);
                self.lay(&to, currency, referrer)?;
            }
            if !is_zero(&bystander.0) {
                // What the payees use does not keep the referrer from being paid.
                self.pay_out(&key, bystander, if has_referrer { PAYMENT } else { Gas::NOTHING });
                if has_referrer {
                    self.pay_out(&Key::of(&to, *currency), bystander, Gas::NOTHING);
                }
            }
            self.store();
            Ok(())
        }

        /// Adds money to a ledger.
        #[inline(never)]
        fn lay(&mut self, to: &Destination, currency: &Account, amount: u128) -> Result<Key, Error> {
            self.splitter.receive(to, currency, amount)?;
            let key = Key::of(to, *currency);
            events::deposited(&key, to.parents_share, amount);
            Ok(key)
        }

        /// Pays the payees of a ledger what they are due; what is paid after that needs `later`.
        /// Who does not exist yet would cost the sender the existential deposit and is left to
        /// `release`; who cannot take it keeps it due. Paying a contract that is waiting for
        /// this call would end the call: so our own and a `bystander` that is a contract are
        /// left to `release` too. (With an ERC-20 only the token is called.) Each may use the
        /// gas that paying the others does not need, so none can use up theirs; where there is
        /// not enough to pay all, none is paid. How much is left is asked only where a contract is
        /// among them: what accounts with a key need, an estimate of the sale has counted, and where
        /// it is not there the sale fails, so that no buyer can choose not to pay them.
        #[inline(never)]
        fn pay_out(&mut self, key: &Key, bystander: &Address, later: Gas) {
            let payees = self.splitter.payees(key);
            let waiting = [host::address(), host::caller(), *bystander];
            let native = is_zero(&key.currency);
            let payouts = self.splitter.dues(key, &payees, |account| {
                match if native { host::payee(&H160(*account), &waiting) } else { host::Payee::Contract } {
                    host::Payee::None => None,
                    payee => Some(payee == host::Payee::Contract),
                }
            });
            let (mut unpaid, mut any_contract) = (later, false);
            for payout in &payouts {
                unpaid = unpaid.plus(cost(payout));
                any_contract |= payout.needs_gas;
            }
            if payouts.is_empty() || any_contract && spare_gas(unpaid).is_none() {
                return;
            }
            self.splitter.book(key, &payouts, true);
            self.store();
            let mut failed: Vec<Payout> = Vec::new();
            for payout in payouts {
                let account = H160(payout.account);
                let gas = if payout.needs_gas { spare_gas(unpaid) } else { Some(Gas::NOTHING) };
                let Gas { ref_time, proof_size } = cost(&payout);
                unpaid = unpaid.less(ref_time, proof_size);
                if gas.is_some_and(|gas| send(&key.currency, &account, payout.amount, gas)) {
                    events::released(key, &payout.account, payout.amount, &account);
                } else {
                    failed.push(payout);
                }
            }
            if !failed.is_empty() {
                self.splitter.book(key, &failed, false);
            }
        }
    }

    /// The ledger that five words of the message name, from one on.
    #[inline(never)]
    fn destination(from: usize) -> Destination {
        Destination {
            record: Parameter::from_calldata(from),
            generation: Parameter::from_calldata(from.saturating_add(1)),
            version: Parameter::from_calldata(from.saturating_add(2)),
            owner: Address::from_calldata(from.saturating_add(3)).0,
            parents_share: Parameter::from_calldata(from.saturating_add(4)),
        }
    }

    /// Takes an amount of an ERC-20 from the buyer, and says how much of it is to be credited: what
    /// arrived, which is measured, whatever the token says of it. If `all` is to arrive, less is
    /// refused.
    #[inline(never)]
    fn pull(currency: &Address, buyer: &Address, amount: u128, all: bool) -> Result<u128, Error> {
        let this = host::address();
        let balance = || erc20::balance_of(currency, &this).ok_or(Error::TokenFailed(*currency));
        let before = balance()?;
        if !erc20::transfer_from(currency, buyer, &this, amount) {
            return Err(Error::TokenFailed(*currency));
        }
        let arrived = balance()?.saturating_sub(before).min(amount);
        if all && arrived < amount { Err(Error::TokenTookFee(arrived, amount)) } else { Ok(arrived) }
    }

    /// The ledger that the message's first three parameters and the one at `currency` name.
    #[inline(never)]
    fn source(currency: usize) -> Source {
        Source {
            record: Parameter::from_calldata(0),
            generation: Parameter::from_calldata(1),
            version: Parameter::from_calldata(2),
            currency: Address::from_calldata(currency).0,
        }
    }

    /// Sends an amount of a currency to an account. What of `gas` is not all that is left is
    /// bounded: an account with a key needs none, so paying it may leave nothing over; a token
    /// always needs some, and is the same for all payees.
    #[inline(never)]
    fn send(currency: &Account, account: &Address, amount: u128, gas: Gas) -> bool {
        if is_zero(currency) {
            host::pay(account, amount, gas)
        } else {
            erc20::transfer(&H160(*currency), account, amount, if gas == Gas::ALL { gas } else { Gas::PAYOUT })
        }
    }

    /// What a payment to a contract, or in an ERC-20, costs.
    const PAYMENT: Gas = Gas { ref_time: PAYMENT_REF_TIME, proof_size: PAYMENT_PROOF_SIZE };

    /// What a payment to an account with a key costs.
    const TRANSFER: Gas = Gas { ref_time: TRANSFER_REF_TIME, proof_size: TRANSFER_PROOF_SIZE };

    fn cost(payout: &Payout) -> Gas {
        if payout.needs_gas { PAYMENT } else { TRANSFER }
    }

    /// The gas that a payee may use when the payments that are still to be made need this much:
    /// what they and finishing the sale do not need. That can be nothing, which does for an
    /// account with a key: a wallet's exact estimate leaves nothing over. `None` if what is left
    /// is under half of what the payments need.
    #[inline(never)]
    fn spare_gas(need: Gas) -> Option<Gas> {
        let left = host::gas_left();
        if left.ref_time < need.ref_time / 2 || left.proof_size < need.proof_size / 2 {
            return None;
        }
        let spare = left.less(need.ref_time, need.proof_size).less(CLOSING_REF_TIME, CLOSING_PROOF_SIZE);
        Some(spare.at_most(Gas::PAYOUT))
    }
}
