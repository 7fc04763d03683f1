//! The settlements: what the owners of records and everybody else do with the splitter beyond
//! a sale. Owners announce and lock splits; anyone moves a parent's part of a child's income to
//! the parent, and what was held during a challenge to whom it belongs.
//!
//! The module keeps no money and no ledger. It asks the registry and the arbitration what is
//! allowed, and the splitter, which trusts it, does it.
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
mod settlements {
    use crate::{
        data::{self, Bindings, Others},
        errors::Error,
        events,
    };
    use ink::sol::FixedBytes;
    use interfaces::{
        abi::{Id, Rows, Word},
        arbitration,
        args::{Arg, Tail, static_parameters},
        host,
        provenance_registry::{self, Lineage, SaleFacts},
        royalty_splitter::{self, Destination, ParentPlace, Payment, Split},
    };
    use rules::{Account, Bytes32, ledger::version_of, split::Payee, split_version::Versions};

    /// The settlements.
    #[ink(storage)]
    pub struct Settlements {
        others: Others,
    }

    impl Settlements {
        /// A module that speaks for these contracts, for ever. Each code is the Keccak-256 hash
        /// of the contract's code.
        ///
        /// # Errors
        /// `WrongCode` if an address has other code than said.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(
            registry: Address,
            registry_code: FixedBytes<32>,
            licence_token: Address,
            licence_token_code: FixedBytes<32>,
            splitter: Address,
            splitter_code: FixedBytes<32>,
            arbitration: Address,
            arbitration_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            let bindings: Bindings = [
                (registry, registry_code.0),
                (licence_token, licence_token_code.0),
                (splitter, splitter_code.0),
                (arbitration, arbitration_code.0),
            ];
            for (account, code) in &bindings {
                if !host::runs(account, code) {
                    return Err(Error::WrongCode(*account));
                }
            }
            events::bound(&bindings);
            Ok(Self { others: Others::new(&bindings) })
        }

        /// Splits the income of the caller's record among 1 to 16 payees, whose shares in
        /// basis points add up to 10 000, and returns the split's version. A record's first
        /// split applies at once, each later one after a day; what was earned under a
        /// version stays under it. It holds for all currencies. Parents are paid before the
        /// payees.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `PayeeCount`,
        /// `PayeeInvalid`, `PayeeRepeated`, `ShareZero`, `SharesNotWhole`, `SplitIsLocked`,
        /// `VersionsUsedUp`, `CallFailed`.
        ///
        /// # Events
        /// `SplitAnnounced`.
        #[ink(message, name = "setSplit")]
        pub fn set_split(&mut self, record: Arg<Id, 0>, payees: Arg<Rows<Payee>, 1>) -> Result<u32, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(2);
                let (record, payees) = (record.read().0, payees.read(&mut tail));
                tail.finish();
                let place = (record, self.generation_of_caller(&record)?);
                self.others.check_payees(host::address(), &payees)?;
                let split = data::announce(&record, &self.split(&place)?, host::now())?;
                let Versions { last, applies_at, .. } = split.versions;
                events::split_announced(&record, place.1, last, applies_at, &payees);
                self.put_split(&place, last, &split, &payees)?;
                words.push(last);
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
                static_parameters(1);
                let record = record.read().0;
                let place = (record, self.generation_of_caller(&record)?);
                let split = data::lock(&record, &self.split(&place)?)?;
                events::split_locked(&record, place.1);
                self.put_split(&place, 0, &split, &[])
            })
        }

        /// Gives the caller's place in a version of a record's split to another account, with all
        /// that is due there and will be. Neither a lock nor the owner stands in the way, and nobody
        /// else's part changes. A place in a version that is announced is given by itself.
        ///
        /// # Errors
        /// `NotPayee`, `PayeeInvalid`, `PayeeRepeated`, `CallFailed`.
        ///
        /// # Events
        /// `PayeeMoved`.
        #[ink(message, name = "movePayee")]
        pub fn move_payee(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            to: Arg<Address, 3>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(4);
                let (record, generation, to) = (record.read().0, generation.read(), to.read());
                // A version has its payees under whatever flags a ledger has.
                let version = version_of(version.read());
                let (place, caller, splitter) = ((record, generation), host::caller(), self.others.splitter());
                let payees = royalty_splitter::payees(&splitter, &record, generation, version)
                    .map_err(|_| Error::CallFailed(splitter))?;
                let payees = data::replace_payee(&payees, caller, to)?;
                self.others.check_payees(host::address(), &payees)?;
                let split = self.split(&place)?;
                events::payee_moved(&place, version, &caller, &to);
                self.put_split(&place, version, &split, &payees)
            })
        }

        /// Pays for a record outside a sale: the money goes to the ledger that a sale's would go to,
        /// or a held one while a challenge is open. Nobody is paid at once. Returns how much was
        /// credited, in EVM units or the currency's smallest unit. Anyone may call.
        ///
        /// - `currency`, `amount`: zero and EVM units, which come with the call; or an ERC-20
        ///   contract and its smallest unit, which the caller allowed the splitter to take. What
        ///   arrives of it is credited, at most the amount.
        ///
        /// # Errors
        /// `WrongValue`, `AmountZero`, `RecordUnknown`, `RecordProvisional`, `RecordStruck`,
        /// `CallFailed`; the splitter's `TokenFailed`, `LedgerFull`.
        ///
        /// # Events
        /// The splitter's `Deposited`; `IncomeReceived`.
        #[ink(message, payable)]
        pub fn deposit(
            &mut self,
            record: Arg<Id, 0>,
            currency: Arg<Address, 1>,
            amount: Arg<u128, 2>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(3);
                let (record, currency, amount) = (record.read().0, currency.read().0, amount.read());
                let value = if currency == [0; 20] { amount } else { 0 };
                if host::value() != value.to_word() {
                    return Err(Error::WrongValue);
                }
                if amount == 0 {
                    return Err(Error::AmountZero);
                }
                let mut to = data::income_destination(&record, &self.facts(&record)?)?;
                to.version |= self.version(&to)?;
                let mut payment = Payment {
                    destination: to,
                    currency,
                    amount,
                    buyer: host::caller().0,
                    pay_out: false,
                    referrer: [0; 20],
                    referral: 0,
                };
                payment.amount = royalty_splitter::deposit_or_pass_on(&self.others.splitter(), &payment);
                events::income_received(&payment);
                words.push(payment.amount);
                Ok(())
            })
        }

        /// Moves a parent's part of the income of a child's generation in one currency (zero:
        /// the chain's own token) to the parent's own ledger, pays the parent's payees as far
        /// as they can be paid, and returns how much moved, in EVM units or the currency's
        /// smallest unit. Anyone may call; a second call finds nothing due.
        ///
        /// While a challenge of the parent is open, its part goes to a held ledger of it; the
        /// part of a struck parent goes to the child's own payees, under the split of the time.
        ///
        /// # Errors
        /// `NotParent`, `CallFailed`; the splitter's `NothingDue`, `LedgerFull`.
        ///
        /// # Events
        /// The splitter's `Deposited`, and `Released` for each payee that was paid; `Settled`.
        #[ink(message)]
        pub fn settle(
            &mut self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            parent: Arg<Id, 2>,
            currency: Arg<Address, 3>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(4);
                let (child, generation, parent) = (child.read().0, generation.read(), parent.read().0);
                let currency = currency.read().0;
                let link = self.lineage(&child, generation, &parent)?;
                let (place, to, paid_out) = self.settlement(child, generation, parent, currency, &link)?;
                let bystander = if paid_out { host::caller().0 } else { [0; 20] };
                let amount = royalty_splitter::move_parent_or_pass_on(&self.others.splitter(), &place, &to, &bystander);
                events::settled(&place, &parent, amount);
                words.push(amount);
                Ok(())
            })
        }

        /// Settles 1 to 16 links of a line of descent in one call, from a child's generation
        /// upwards: the first record of the path is the child's parent, each other one the parent of
        /// the one before, in its present generation. Where nothing is due nothing moves. The last
        /// one's payees are paid as far as they can be, the others' dues wait for `distribute` or
        /// `release`. Returns how much the last one got, in EVM units or the currency's smallest
        /// unit. Anyone may call.
        ///
        /// # Errors
        /// `PathLength`, `NotParent`, `NothingDue` if nothing was due anywhere, `CallFailed`; the
        /// splitter's `LedgerFull`.
        ///
        /// # Events
        /// Those of `settle` for each link that moved something.
        #[ink(message, name = "settlePath")]
        pub fn settle_path(
            &mut self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            path: Arg<Rows<Id>, 2>,
            currency: Arg<Address, 3>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(4);
                let (mut child, mut generation) = (child.read().0, generation.read());
                let (path, currency) = (path.read(&mut tail), currency.read().0);
                tail.finish();
                data::check_path(&path)?;
                let (splitter, caller) = (self.others.splitter(), host::caller().0);
                let (mut moved, mut last) = (false, 0);
                let steps = path.len();
                for (step, Id(parent)) in path.into_iter().enumerate() {
                    let link = self.lineage(&child, generation, &parent)?;
                    let (place, to, paid_out) = self.settlement(child, generation, parent, currency, &link)?;
                    let is_last = step.saturating_add(1) == steps;
                    let bystander = if paid_out && is_last { caller } else { [0; 20] };
                    last = royalty_splitter::move_parent(&splitter, &place, &to, &bystander);
                    if last > 0 {
                        events::settled(&place, &parent, last);
                        moved = true;
                    }
                    (child, generation) = (parent, link.parent_generation);
                }
                words.push(last);
                if moved { Ok(()) } else { Err(Error::NothingDue) }
            })
        }

        /// Moves what a ledger of a record received in one currency (zero: the chain's own
        /// token) while a challenge was open, once none is: to the ledger it would have gone to,
        /// or, where a decision ended the generation, to a ledger of the challenger alone.
        /// Returns how much, in EVM units or the currency's smallest unit. Anyone may call.
        ///
        /// - `version`, `owner`: as of the ledger that it would have gone to (`owner` only
        ///   under version 0).
        ///
        /// # Errors
        /// `ChallengeOpen`, `CallFailed`; the splitter's `NothingDue`, `LedgerFull`.
        ///
        /// # Events
        /// The splitter's `Deposited`, and `Released` for each payee that was paid; `HeldMoved`.
        #[ink(message, name = "moveHeld")]
        pub fn move_held(
            &mut self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            owner: Arg<Address, 3>,
            currency: Arg<Address, 4>,
        ) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(5);
                let (record, generation) = (record.read().0, generation.read());
                let held = data::held(version.read(), owner.read().0, currency.read().0);
                let arbitration = self.others.arbitration();
                let outcome = arbitration::outcome(&arbitration, &record, generation)
                    .map_err(|_| Error::CallFailed(arbitration))?;
                let mut to = data::held_destination(&record, generation, &held, &outcome)?;
                if !outcome.is_ended() {
                    to.parents_share = self.facts(&record)?.parents_share;
                }
                let (splitter, caller) = (self.others.splitter(), host::caller().0);
                let amount = royalty_splitter::move_ledger(&splitter, generation, &held, &to, &caller, &[0; 20], 0);
                events::held_moved(&record, generation, &held, amount);
                words.push(amount);
                Ok(())
            })
        }

        /// A parent's place among a child's, and where its part goes.
        fn settlement(
            &self,
            child: Bytes32,
            generation: u32,
            parent: Bytes32,
            currency: Account,
            link: &Lineage,
        ) -> Result<(ParentPlace, Destination, bool), Error> {
            data::check_parent(&child, &parent, link)?;
            let place = ParentPlace { child, generation, position: link.position, share: link.share, currency };
            let (mut to, paid_out) = data::parents_destination(&place, &parent, link);
            to.version |= self.version(&to)?;
            Ok((place, to, paid_out))
        }

        /// The generation of the caller's record, whose split they may change.
        fn generation_of_caller(&self, record: &Bytes32) -> Result<u32, Error> {
            let facts = self.facts(record)?;
            data::check_owner(host::caller(), record, &facts)?;
            Ok(facts.generation)
        }

        fn facts(&self, record: &Bytes32) -> Result<SaleFacts, Error> {
            let registry = self.others.registry();
            provenance_registry::sale_facts(&registry, record).map_err(|_| Error::CallFailed(registry))
        }

        fn lineage(&self, child: &Bytes32, generation: u32, parent: &Bytes32) -> Result<Lineage, Error> {
            let registry = self.others.registry();
            provenance_registry::lineage(&registry, child, generation, parent).map_err(|_| Error::CallFailed(registry))
        }

        /// The version of the split that applies now where money goes.
        fn version(&self, to: &Destination) -> Result<u32, Error> {
            Ok(self.split(&(to.record, to.generation))?.versions.at(host::now()))
        }

        /// The split of a generation of a record.
        fn split(&self, (record, generation): &(Bytes32, u32)) -> Result<Split, Error> {
            let splitter = self.others.splitter();
            royalty_splitter::split(&splitter, record, *generation).map_err(|_| Error::CallFailed(splitter))
        }

        fn put_split(
            &self,
            place: &(Bytes32, u32),
            version: u32,
            split: &Split,
            payees: &[Payee],
        ) -> Result<(), Error> {
            let splitter = self.others.splitter();
            royalty_splitter::put_split(&splitter, place, version, split, payees)
                .map_err(|_| Error::CallFailed(splitter))
        }
    }
}
