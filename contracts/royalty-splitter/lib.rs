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
        data::{Credits, Head, Key, NATIVE, Payout, Referral, Splitter, is_zero},
        errors::Error,
        events,
    };
    use ink::{H160, prelude::vec::Vec, storage::traits::StorageKey};
    use interfaces::{
        abi::{Id, Rows, Word},
        args::{Arg, Parameter, Tail, bindings, static_parameters},
        erc20,
        host::{self, Gas},
        licence_token,
        royalty_splitter::{Destination, ParentPlace},
    };
    use rules::{
        Account, Bytes32,
        ledger::{NET, version_of},
        limits::{CLOSING_PROOF_SIZE, CLOSING_REF_TIME, PAYMENT_PROOF_SIZE, PAYMENT_REF_TIME},
        split::Payee,
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
            licence_token: Arg<Address, 0>,
            licence_token_code: Arg<Bytes32, 1>,
            settlements: Arg<Address, 2>,
            settlements_code: Arg<Bytes32, 3>,
            deals: Arg<Address, 4>,
            deals_code: Arg<Bytes32, 5>,
        ) -> Result<(), Error> {
            let _ = (licence_token, licence_token_code, settlements, settlements_code, deals, deals_code);
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

        /// Takes the money of a sale for the ledger of `version`, or under version 0 of `owner`,
        /// and, if `pay_out`, pays the payees at once as far as they can be paid. A `buyer` that
        /// is a contract is not paid: it may be waiting for this very call.
        ///
        /// - `parents_share`: the sum of the shares of the record's parents in basis points;
        ///   zero for a ledger that is nobody's (see `rules::ledger`).
        /// - `currency`, `amount`: zero and EVM units, which come with the call; or an ERC-20
        ///   contract and its smallest unit, which is taken from the `buyer`, who has allowed it.
        ///   If more arrives, only the amount is credited.
        /// - `referrer`, `referral`: who brought the buyer (zero: nobody), and their part of what
        ///   is left after the parents in basis points: see `rules::split::refer`. It goes to a
        ///   ledger of theirs, the rest to the payees' ledger of income without a parents' part.
        ///
        /// # Errors
        /// `CallerNotAllowed` unless by the licence token or the deals; `WrongValue`,
        /// `TokenFailed`, `TokenTookFee`, `LedgerFull`.
        ///
        /// # Events
        /// `Deposited`, also for the referrer's part, and then `ParentsEarned` if there are
        /// parents; `Released` for each payee that was paid.
        #[ink(message, payable)]
        pub fn deposit(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            owner: Arg<Address, 3>,
            parents_share: Arg<u16, 4>,
            currency: Arg<Address, 5>,
            amount: Arg<u128, 6>,
            buyer: Arg<Address, 7>,
            pay_out: Arg<bool, 8>,
            referrer: Arg<Address, 9>,
            referral: Arg<u16, 10>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(11))?;
                let _ = (record, generation, version, owner, parents_share);
                let to = destination(0, 1);
                let (currency, amount, buyer) = (currency.read(), amount.read(), buyer.read());
                let (pay_out, referral) = (pay_out.read(), (referrer.read().0, referral.read()));
                self.splitter.check_seller(host::caller())?;
                let native = is_zero(&currency.0);
                if host::value() != (if native { amount } else { 0 }).to_word() {
                    return Err(Error::WrongValue);
                }
                if !native {
                    pull(&currency, &buyer, amount)?;
                }
                self.splitter.owe(&currency.0, amount);
                let bystander = if pay_out { buyer } else { Address::zero() };
                self.credit(&to, &currency.0, amount, &referral, &bystander)
            })
        }

        /// Moves all that a ledger holds that is nobody's, held or in escrow, to another ledger
        /// of the same record, and returns how much, in EVM units or the currency's smallest
        /// unit.
        ///
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
        #[ink(message, name = "moveLedger")]
        pub fn move_ledger(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            ledger: Arg<u32, 2>,
            owner: Arg<Address, 3>,
            currency: Arg<Address, 4>,
            to_generation: Arg<u32, 5>,
            to_version: Arg<u32, 6>,
            to_owner: Arg<Address, 7>,
            parents_share: Arg<u16, 8>,
            bystander: Arg<Address, 9>,
            referrer: Arg<Address, 10>,
            referral: Arg<u16, 11>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(12))?;
                let (record, currency) = (record.read().0, currency.read().0);
                let from = Key::new(record, generation.read(), ledger.read(), owner.read().0, currency);
                let _ = (to_generation, to_version, to_owner, parents_share);
                let to = destination(0, 5);
                let (bystander, referral) = (bystander.read(), (referrer.read().0, referral.read()));
                self.splitter.check_mover(host::caller())?;
                let amount = self.splitter.take_all(&from)?;
                self.credit(&to, &currency, amount, &referral, &bystander)?;
                words.push(amount);
                Ok(())
            })
        }

        /// Moves what a parent is due of the income of a child's generation to a ledger, and
        /// returns how much, in EVM units or the currency's smallest unit.
        ///
        /// - `position`, `share`: the parent's place among the child's parents, and its part in
        ///   basis points.
        /// - `bystander`: as of `moveLedger`.
        ///
        /// # Errors
        /// `CallerNotAllowed` unless by the settlements; `NothingDue`, `LedgerFull`.
        ///
        /// # Events
        /// `Deposited`; `Released` for each payee that was paid.
        #[ink(message, name = "moveParent")]
        pub fn move_parent(
            &mut self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            position: Arg<u8, 2>,
            share: Arg<u16, 3>,
            currency: Arg<Address, 4>,
            record: Arg<Id, 5>,
            to_generation: Arg<u32, 6>,
            to_version: Arg<u32, 7>,
            to_owner: Arg<Address, 8>,
            parents_share: Arg<u16, 9>,
            bystander: Arg<Address, 10>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(11))?;
                let place = ParentPlace {
                    child: child.read().0,
                    generation: generation.read(),
                    position: position.read(),
                    share: share.read(),
                    currency: currency.read().0,
                };
                let _ = (record, to_generation, to_version, to_owner, parents_share);
                let to = destination(5, 6);
                let bystander = bystander.read();
                self.splitter.check_settlements(host::caller())?;
                let amount = self.splitter.take_parents_due(&place)?;
                self.credit(&to, &place.currency, amount, &(NATIVE, 0), &bystander)?;
                words.push(amount);
                Ok(())
            })
        }

        /// Announces a split of a record's generation, whose payees the settlements have
        /// checked, and returns its version and the Unix second from which on it applies. In the
        /// same transaction the licence token learns of it.
        ///
        /// # Errors
        /// `CallerNotAllowed` unless by the settlements; `SplitIsLocked`, `VersionsUsedUp`,
        /// `CallFailed`.
        ///
        /// # Events
        /// None; the settlements' `SplitAnnounced`.
        #[ink(message, name = "putSplit")]
        pub fn put_split(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            payees: Arg<Rows<Payee>, 2>,
        ) -> Result<(u32, u64), Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(3);
                let (record, generation, payees) = (record.read().0, generation.read(), payees.read(&mut tail));
                self.check(tail)?;
                self.splitter.check_settlements(host::caller())?;
                let versions = self.splitter.put_split(&record, generation, payees, host::now())?;
                let token = self.splitter.licence_token();
                licence_token::push_split(&token, &record, &versions).map_err(|_| Error::CallFailed(token))?;
                words.push(versions.last).push(versions.applies_at);
                Ok(())
            })
        }

        /// Leaves the split of a record's generation as it is, with what is announced, for ever.
        ///
        /// # Errors
        /// `CallerNotAllowed` unless by the settlements; `NoSplit`, `SplitIsLocked`.
        ///
        /// # Events
        /// None; the settlements' `SplitLocked`.
        #[ink(message, name = "putLock")]
        pub fn put_lock(&mut self, record: Arg<Id, 0>, generation: Arg<u32, 1>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(2))?;
                let (record, generation) = (record.read().0, generation.read());
                self.splitter.check_settlements(host::caller())?;
                self.splitter.put_lock(&record, generation)
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
                let payee = payee.read();
                let key = Key::new(record.read().0, generation.read(), version.read(), payee.0, currency.read().0);
                let payout = self.splitter.due(&key, payee)?;
                self.splitter.book(&key, &[payout], true);
                self.store();
                events::released(&key, &payout.account, payout.amount);
                if !send(&key.currency, &payee, payout.amount, Gas::ALL) {
                    return Err(Error::PaymentFailed(payee));
                }
                words.push(payout.amount);
                Ok(())
            })
        }

        /// The versions of a record's split in a generation: current (0 for none), announced
        /// (0 for none), from when the announced one applies, and whether the split is locked.
        #[ink(message)]
        pub fn versions(&self, record: Arg<Id, 0>, generation: Arg<u32, 1>) -> Result<(u32, u32, u64, bool), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let Head { versions, locked } = self.splitter.head(&record.read().0, generation.read());
                words.push(versions.current).push(versions.next).push(versions.applies_at).push(locked);
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

        /// What an account has got from a ledger, in EVM units or the currency's smallest unit:
        /// what the ledger received, what of it the account has earned, was paid, and is due.
        /// Under version 0 the ledger is that of the account `payee`.
        #[ink(message)]
        pub fn account(
            &self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            payee: Arg<Address, 3>,
            currency: Arg<Address, 4>,
        ) -> Result<(u128, u128, u128, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(5);
                let payee = payee.read();
                let key = Key::new(record.read().0, generation.read(), version.read(), payee.0, currency.read().0);
                let statement = self.splitter.account(&key, &payee.0);
                words.push(statement.received).push(statement.earned).push(statement.released).push(statement.due());
                Ok(())
            })
        }

        /// What the parents of a child's generation earn from, and what of it moved on to the
        /// parent at a position, in EVM units or the currency's smallest unit.
        #[ink(message, name = "parentLedger")]
        pub fn parent_ledger(
            &self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            position: Arg<u8, 2>,
            currency: Arg<Address, 3>,
        ) -> Result<(u128, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(4);
                let ledger = self.splitter.parent_ledger(&child.read().0, generation.read(), &currency.read().0);
                words.push(ledger.received).push(ledger.released_to(position.read().into()));
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
                self.pay_out(&key, bystander, has_referrer.into());
                if has_referrer {
                    self.pay_out(&Key::of(&to, *currency), bystander, 0);
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

        /// Pays the payees of a ledger what they are due; `later` payments are made after that.
        /// Who does not exist yet would cost the sender the existential deposit and is left to
        /// `release`; who cannot take it keeps it due. Paying a contract that is waiting for
        /// this call would end the call: so our own and a `bystander` that is a contract are
        /// left to `release` too. (With an ERC-20 only the token is called.) Each may use the
        /// gas that paying the others does not need, so none can use up theirs; where there is
        /// not enough to pay all, none is paid.
        #[inline(never)]
        fn pay_out(&mut self, key: &Key, bystander: &Address, later: u64) {
            let payees = self.splitter.payees(key);
            let mut payouts = self.splitter.dues(key, &payees);
            if is_zero(&key.currency) {
                let waiting = [host::address(), host::caller(), *bystander];
                payouts.retain(|payout| host::is_payable(&H160(payout.account), &waiting));
            }
            let mut unpaid = later.saturating_add(payouts.len() as u64);
            if payouts.is_empty() || spare_gas(unpaid).is_none() {
                return;
            }
            self.splitter.book(key, &payouts, true);
            self.store();
            let mut failed: Vec<Payout> = Vec::new();
            for payout in payouts {
                let account = H160(payout.account);
                if spare_gas(unpaid).is_some_and(|gas| send(&key.currency, &account, payout.amount, gas)) {
                    events::released(key, &payout.account, payout.amount);
                } else {
                    failed.push(payout);
                }
                unpaid = unpaid.saturating_sub(1);
            }
            if !failed.is_empty() {
                self.splitter.book(key, &failed, false);
            }
        }
    }

    /// The ledger that the message's parameters name: the record at one position, what else there
    /// is of it from another on.
    #[inline(never)]
    fn destination(record: usize, from: usize) -> Destination {
        Destination {
            record: Parameter::from_calldata(record),
            generation: Parameter::from_calldata(from),
            version: Parameter::from_calldata(from.saturating_add(1)),
            owner: Address::from_calldata(from.saturating_add(2)).0,
            parents_share: Parameter::from_calldata(from.saturating_add(3)),
        }
    }

    /// Takes an amount of an ERC-20 from the buyer. What arrived is measured, whatever the
    /// token says of it.
    #[inline(never)]
    fn pull(currency: &Address, buyer: &Address, amount: u128) -> Result<(), Error> {
        let this = host::address();
        let balance = || erc20::balance_of(currency, &this).ok_or(Error::TokenFailed(*currency));
        let before = balance()?;
        if !erc20::transfer_from(currency, buyer, &this, amount) {
            return Err(Error::TokenFailed(*currency));
        }
        let arrived = balance()?.saturating_sub(before);
        if arrived < amount { Err(Error::TokenTookFee(arrived, amount)) } else { Ok(()) }
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

    /// The gas that a payee may use when these many payments are still to be made: what these
    /// and finishing the sale do not need. That can be nothing, which does for an account with
    /// a key: a wallet's exact estimate leaves nothing over. `None` if what is left is under
    /// half of what the payments need.
    #[inline(never)]
    fn spare_gas(payments: u64) -> Option<Gas> {
        let left = host::gas_left();
        let (ref_time, proof_size) =
            (PAYMENT_REF_TIME.saturating_mul(payments), PAYMENT_PROOF_SIZE.saturating_mul(payments));
        if left.ref_time < ref_time / 2 || left.proof_size < proof_size / 2 {
            return None;
        }
        let spare = left.less(ref_time.saturating_add(CLOSING_REF_TIME), proof_size.saturating_add(CLOSING_PROOF_SIZE));
        Some(spare.at_most(Gas::PAYOUT))
    }
}
