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
        abi::{Id, Rows},
        arbitration,
        args::{Arg, Tail, static_parameters},
        host,
        provenance_registry::{self, Lineage, SaleFacts},
        royalty_splitter::{self, Destination, ParentPlace},
    };
    use rules::{
        Bytes32,
        split::{self, Payee},
    };

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
        /// `PayeeInvalid`, `PayeeRepeated`, `ShareZero`, `SharesNotWhole`, `CallFailed`; the
        /// splitter's `SplitIsLocked`, `VersionsUsedUp`.
        ///
        /// # Events
        /// `SplitAnnounced`.
        #[ink(message, name = "setSplit")]
        pub fn set_split(&mut self, record: Arg<Id, 0>, payees: Arg<Rows<Payee>, 1>) -> Result<u32, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(2);
                let (record, payees) = (record.read().0, payees.read(&mut tail));
                tail.finish();
                let generation = self.generation_of_caller(&record)?;
                self.others.check_payees(host::address(), &payees)?;
                let (version, applies_at) =
                    royalty_splitter::put_split(&self.others.splitter(), &record, generation, &payees);
                events::split_announced(&record, generation, version, applies_at, &payees);
                words.push(version);
                Ok(())
            })
        }

        /// Leaves the split of the caller's record as it is, with what is announced, for as
        /// long as the record's generation lasts.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `CallFailed`; the
        /// splitter's `NoSplit`, `SplitIsLocked`.
        ///
        /// # Events
        /// `SplitLocked`.
        #[ink(message)]
        pub fn lock(&mut self, record: Arg<Id, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(1);
                let record = record.read().0;
                let generation = self.generation_of_caller(&record)?;
                royalty_splitter::put_lock(&self.others.splitter(), &record, generation);
                events::split_locked(&record, generation);
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
                data::check_parent(&child, &parent, &link)?;
                let place = ParentPlace { child, generation, position: link.position, share: link.share, currency };
                let (mut to, paid_out) = data::parents_destination(&place, &parent, &link);
                to.version |= self.version(&to)?;
                let bystander = if paid_out { host::caller().0 } else { [0; 20] };
                let amount = royalty_splitter::move_parent(&self.others.splitter(), &place, &to, &bystander);
                events::settled(&place, &parent, amount);
                words.push(amount);
                Ok(())
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

        /// What a parent has got from a generation of a child in one currency (zero: the
        /// chain's own token), in EVM units or the currency's smallest unit: what the child
        /// received, what of it the parent has earned, what moved on for the parent, and what
        /// is due. All zero where it is no parent.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message, name = "parentAccount")]
        pub fn parent_account(
            &self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            parent: Arg<Id, 2>,
            currency: Arg<Address, 3>,
        ) -> Result<(u128, u128, u128, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(4);
                let (child, generation, currency) = (child.read().0, generation.read(), currency.read().0);
                let link = self.lineage(&child, generation, &parent.read().0)?;
                let (received, settled) = if link.parent_owner == [0; 20] {
                    (0, 0)
                } else {
                    let splitter = self.others.splitter();
                    royalty_splitter::parent_ledger(&splitter, &child, generation, link.position, &currency)
                        .map_err(|_| Error::CallFailed(splitter))?
                };
                let earned = split::earned_by_parent(received, link.share);
                words.push(received).push(earned).push(settled).push(earned.saturating_sub(settled));
                Ok(())
            })
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
            let splitter = self.others.splitter();
            let versions = royalty_splitter::versions(&splitter, &to.record, to.generation)
                .map_err(|_| Error::CallFailed(splitter))?;
            Ok(versions.at(host::now()))
        }
    }
}
