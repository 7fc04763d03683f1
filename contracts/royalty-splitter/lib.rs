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
        data::{Head, Key, Payment, Splitter, Statement},
        errors::Error,
        events,
    };
    use ink::{H160, prelude::vec::Vec, storage::traits::StorageKey};
    use interfaces::{
        abi::{Id, Rows, Word},
        arbitration,
        args::{Arg, Tail, bindings, static_parameters},
        host::{self, Gas},
        licence_token,
        provenance_registry::{self, Lineage, SaleFacts},
        royalty_splitter::Destination,
        words::Words,
    };
    use rules::{
        Bytes32,
        ledger::{HELD, NET, version_of},
        limits::{CLOSING_PROOF_SIZE, CLOSING_REF_TIME, PAYMENT_PROOF_SIZE, PAYMENT_REF_TIME},
        split::Payee,
        standing::Standing,
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
            registry: Arg<Address, 0>,
            registry_code: Arg<Bytes32, 1>,
            licence_token: Arg<Address, 2>,
            licence_token_code: Arg<Bytes32, 3>,
            arbitration: Arg<Address, 4>,
            arbitration_code: Arg<Bytes32, 5>,
        ) -> Result<(), Error> {
            let _ = (registry, licence_token, arbitration, registry_code, licence_token_code, arbitration_code);
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

        /// Splits the income of the caller's record among 1 to 16 payees, whose shares in
        /// basis points add up to 10 000, and returns the split's version. A record's first
        /// split applies at once, each later one after a day; what was earned under a
        /// version stays under it. Parents are paid before the payees.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `SplitIsLocked`,
        /// `PayeeCount`, `PayeeInvalid`, `PayeeRepeated`, `ShareZero`, `SharesNotWhole`,
        /// `VersionsUsedUp`, `CallFailed`.
        ///
        /// # Events
        /// `SplitAnnounced`.
        #[ink(message, name = "setSplit")]
        pub fn set_split(&mut self, record: Arg<Id, 0>, payees: Arg<Rows<Payee>, 1>) -> Result<u32, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(2);
                let (record, payees) = (record.read().0, payees.read(&mut tail));
                self.check(tail)?;
                let facts = self.facts(&record)?;
                let versions =
                    self.splitter.set_split(host::caller(), host::address(), &record, &facts, &payees, host::now())?;
                let version = versions.last;
                events::split_announced(&record, facts.generation, version, versions.applies_at, &payees);
                let token = self.splitter.licence_token();
                licence_token::push_split(&token, &record, &versions).map_err(|_| Error::CallFailed(token))?;
                words.push(version);
                Ok(())
            })
        }

        /// Takes the money of a sale for the ledger of `version`, or under version 0 of
        /// `owner`, and, if `pay_out`, pays the payees at once as far as they can be paid. A
        /// `buyer` that is a contract is not paid: it may be waiting for this very call.
        ///
        /// # Errors
        /// `NotLicenceToken`, `LedgerFull`.
        ///
        /// # Events
        /// `Deposited`; `Released` for each payee that was paid.
        #[ink(message, payable)]
        pub fn deposit(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            owner: Arg<Address, 3>,
            parents_share: Arg<u16, 4>,
            pay_out: Arg<bool, 5>,
            buyer: Arg<Address, 6>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(7))?;
                let to = Destination {
                    record: record.read().0,
                    generation: generation.read(),
                    version: version.read(),
                    owner: owner.read().0,
                    parents_share: parents_share.read(),
                };
                let bystander = pay_out.read().then_some(buyer.read());
                self.splitter.check_licence_token(host::caller())?;
                let amount = u128::from_word(&host::value()).ok_or(Error::LedgerFull)?;
                self.splitter.owe(amount);
                self.credit(&to, amount, bystander)
            })
        }

        /// Pays an account all that it is due from one ledger, and returns how much, in EVM
        /// units. Anyone may call. Under version 0 the ledger is that of the owner `payee`.
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
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(4))?;
                let payee = payee.read();
                let key = Key::new(record.read().0, generation.read(), version.read(), payee.0);
                let payment = self.splitter.due(&key, payee)?;
                self.splitter.book(&key, &[payment]);
                self.store();
                events::released(&key, &payment.account, payment.amount);
                if !host::pay(&payee, payment.amount, Gas::ALL) {
                    return Err(Error::PaymentFailed(payee));
                }
                words.push(payment.amount);
                Ok(())
            })
        }

        /// Moves a parent's part of the income of a child's generation to the parent's own
        /// ledger, pays the parent's payees as far as they can be paid, and returns how much
        /// moved, in EVM units. Anyone may call; a second call finds nothing due.
        ///
        /// While a challenge of the parent is open, its part goes to a held ledger of it; the
        /// part of a struck parent goes to the child's own payees, under the split of the time.
        ///
        /// # Errors
        /// `NotParent`, `NothingDue`, `LedgerFull`, `CallFailed`.
        ///
        /// # Events
        /// `Settled`, `Deposited`; `Released` for each payee that was paid.
        #[ink(message)]
        pub fn settle(
            &mut self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            parent: Arg<Id, 2>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(3))?;
                let (child, generation, parent) = (child.read().0, generation.read(), parent.read().0);
                let link = self.lineage(&child, generation, &parent)?;
                if link.parent_owner == [0; 20] {
                    return Err(Error::NotParent(Id(child), Id(parent)));
                }
                let amount = self.splitter.take_parents_due(&child, generation, &link)?;
                events::settled(&child, &parent, generation, amount);
                let now = host::now();
                let version = |record, generation| self.splitter.head(record, generation).versions.at(now);
                let to_parent = Destination {
                    record: parent,
                    generation: link.parent_generation,
                    version: version(&parent, link.parent_generation),
                    owner: link.parent_owner,
                    parents_share: link.parent_parents_share,
                };
                let (to, bystander) = match Standing::from_number(link.parent_standing) {
                    Some(Standing::Clear) => (to_parent, Some(host::caller())),
                    Some(Standing::Challenged) => {
                        (Destination { version: to_parent.version | HELD, parents_share: 0, ..to_parent }, None)
                    }
                    Some(Standing::Struck) | None => {
                        let to_child = Destination {
                            record: child,
                            generation,
                            version: version(&child, generation) | NET,
                            owner: link.child_owner,
                            parents_share: 0,
                        };
                        (to_child, Some(host::caller()))
                    }
                };
                self.credit(&to, amount, bystander)?;
                words.push(amount);
                Ok(())
            })
        }

        /// Moves what a ledger of a record received while a challenge was open, once none is:
        /// to the ledger it would have gone to, or, where a decision ended the generation, to
        /// a ledger of the challenger alone. Returns how much, in EVM units. Anyone may call.
        ///
        /// - `version`, `owner`: as of the ledger that it would have gone to (`owner` only
        ///   under version 0).
        ///
        /// # Errors
        /// `ChallengeOpen`, `NothingDue`, `LedgerFull`, `CallFailed`.
        ///
        /// # Events
        /// `HeldMoved`, `Deposited`; `Released` for each payee that was paid.
        #[ink(message, name = "moveHeld")]
        pub fn move_held(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            owner: Arg<Address, 3>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(4))?;
                let (record, generation) = (record.read().0, generation.read());
                let held = Key::new(record, generation, version_of(version.read()) | HELD, owner.read().0);
                let arbitration = self.splitter.arbitration();
                let outcome = arbitration::outcome(&arbitration, &record, generation)
                    .map_err(|_| Error::CallFailed(arbitration))?;
                let to = if outcome.ended_at != 0 {
                    Destination { record, generation, version: NET, owner: outcome.winner, parents_share: 0 }
                } else if outcome.open > 0 {
                    return Err(Error::ChallengeOpen(Id(record)));
                } else {
                    let parents_share = self.facts(&record)?.parents_share;
                    let version = version_of(held.version);
                    Destination { record, generation, version, owner: held.owner, parents_share }
                };
                let amount = self.splitter.take_held(&held)?;
                events::held_moved(&held, amount);
                self.credit(&to, amount, Some(host::caller()))?;
                words.push(amount);
                Ok(())
            })
        }

        /// Leaves the split of the caller's record as it is, with what is announced, for as
        /// long as the record's generation lasts.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `NoSplit`,
        /// `SplitIsLocked`, `CallFailed`.
        ///
        /// # Events
        /// `SplitLocked`.
        #[ink(message)]
        pub fn lock(&mut self, record: Arg<Id, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                self.check(Tail::after(1))?;
                let record = record.read().0;
                let facts = self.facts(&record)?;
                self.splitter.lock(host::caller(), &record, &facts)?;
                events::split_locked(&record, facts.generation);
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
                let key = Key::new(record.read().0, generation.read(), version, [0; 20]);
                words.rows(&if version_of(version) == 0 { Vec::new() } else { self.splitter.payees(&key) });
                Ok(())
            })
        }

        /// What an account has got from a ledger, in EVM units: what the ledger received,
        /// what of it the account has earned, was paid, and is due. Under version 0 the
        /// ledger is that of the owner `payee`.
        #[ink(message)]
        pub fn account(
            &self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            payee: Arg<Address, 3>,
        ) -> Result<(u128, u128, u128, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(4);
                let payee = payee.read();
                let key = Key::new(record.read().0, generation.read(), version.read(), payee.0);
                write(words, &self.splitter.account(&key, &payee.0));
                Ok(())
            })
        }

        /// What a parent has got from a generation of a child, in EVM units: what the child received, what of
        /// it the parent has earned, what moved to the parent's ledger, and what is due.
        ///
        /// # Errors
        /// `NotBound`, `CallFailed`.
        #[ink(message, name = "parentAccount")]
        pub fn parent_account(
            &self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            parent: Arg<Id, 2>,
        ) -> Result<(u128, u128, u128, u128), Error> {
            host::answer::<Error>(|words| {
                self.check(Tail::after(3))?;
                let (child, generation) = (child.read().0, generation.read());
                let link = self.lineage(&child, generation, &parent.read().0)?;
                let statement = if link.parent_owner == [0; 20] {
                    Statement::default()
                } else {
                    self.splitter.parent_account(&child, generation, &link)
                };
                write(words, &statement);
                Ok(())
            })
        }

        /// All that the ledgers still owe, dust included, in EVM units. The contract's
        /// balance is never below it.
        #[ink(message)]
        pub fn owed(&self) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.splitter.owed());
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

        fn facts(&self, record: &Bytes32) -> Result<SaleFacts, Error> {
            let registry = self.splitter.registry();
            provenance_registry::sale_facts(&registry, record).map_err(|_| Error::CallFailed(registry))
        }

        fn lineage(&self, child: &Bytes32, generation: u32, parent: &Bytes32) -> Result<Lineage, Error> {
            let registry = self.splitter.registry();
            provenance_registry::lineage(&registry, child, generation, parent).map_err(|_| Error::CallFailed(registry))
        }

        /// Adds money to a ledger and, if a bystander is named, pays its payees.
        fn credit(&mut self, to: &Destination, amount: u128, bystander: Option<Address>) -> Result<(), Error> {
            self.splitter.receive(to, amount)?;
            let key = Key::of(to);
            events::deposited(&key, to.parents_share, amount);
            if let Some(bystander) = bystander {
                self.pay_out(&key, bystander);
            }
            self.store();
            Ok(())
        }

        /// Pays the payees of a ledger what they are due. Who does not exist yet would cost
        /// the sender the existential deposit and is left to `release`; who cannot take it
        /// keeps it due. Paying a contract that is waiting for this call would end the call:
        /// so our own and a `bystander` that is a contract are left to `release` too. Each may use the gas that paying the others does not need, so none
        /// can use up theirs; where there is not enough to pay all, none is paid.
        fn pay_out(&mut self, key: &Key, bystander: Address) {
            let payees = self.splitter.payees(key);
            let mut payments = self.splitter.dues(key, &payees);
            let waiting = [host::address(), self.splitter.licence_token(), self.splitter.registry(), bystander];
            payments.retain(|payment| host::is_payable(&H160(payment.account), &waiting));
            let mut unpaid = payments.len() as u64;
            if unpaid == 0 || spare_gas(unpaid).is_none() {
                return;
            }
            self.splitter.book(key, &payments);
            self.store();
            let mut failed: Vec<Payment> = Vec::new();
            for payment in payments {
                let account = H160(payment.account);
                let paid =
                    spare_gas(unpaid).is_some_and(|gas| host::pay(&account, payment.amount, gas.at_most(Gas::PAYOUT)));
                if paid {
                    events::released(key, &payment.account, payment.amount);
                } else {
                    failed.push(payment);
                }
                unpaid = unpaid.saturating_sub(1);
            }
            self.splitter.unbook(key, &failed);
        }
    }

    /// The gas that a payee may use when these many payments are still to be made: what these
    /// and finishing the sale do not need. That can be nothing, which does for an account with
    /// a key: a wallet's exact estimate leaves nothing over. `None` if what is left is under
    /// half of what the payments need.
    fn spare_gas(payments: u64) -> Option<Gas> {
        let left = host::gas_left();
        let (ref_time, proof_size) =
            (PAYMENT_REF_TIME.saturating_mul(payments), PAYMENT_PROOF_SIZE.saturating_mul(payments));
        if left.ref_time < ref_time / 2 || left.proof_size < proof_size / 2 {
            return None;
        }
        Some(left.less(ref_time.saturating_add(CLOSING_REF_TIME), proof_size.saturating_add(CLOSING_PROOF_SIZE)))
    }

    /// A statement as the answer of a view.
    fn write(words: &mut Words, statement: &Statement) {
        words.push(statement.received).push(statement.earned).push(statement.released).push(statement.due());
    }
}
