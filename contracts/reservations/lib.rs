//! The reservations: what the owner of a record says to those without a licence, use by use,
//! and the opt-out from new licences; with the whole history, so that what was reserved at a
//! past time can be proved.
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
mod reservations {
    use crate::{
        data::{self, Entry, History, NOTHING_SAID},
        errors::Error,
        events,
    };
    use ink::sol::FixedBytes;
    use interfaces::{
        abi::Id,
        arbitration,
        args::{Arg, static_parameters},
        host,
        provenance_registry::{self, SaleFacts},
    };
    use rules::{Bytes32, standing::Change};

    /// The reservations.
    #[ink(storage)]
    pub struct Reservations {
        history: History,
    }

    impl Reservations {
        /// Nobody has said anything: every use of every work is only by licence.
        ///
        /// - `registry`, `arbitration`: the other contracts, each with the Keccak-256 hash of
        ///   its code.
        ///
        /// # Errors
        /// `WrongCode` if one has other code than said.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(
            registry: Address,
            registry_code: FixedBytes<32>,
            arbitration: Address,
            arbitration_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            for (account, code) in [(registry, registry_code), (arbitration, arbitration_code)] {
                if !host::runs(&account, &code.0) {
                    return Err(Error::WrongCode(account));
                }
            }
            events::bound(registry, registry_code.0, arbitration, arbitration_code.0);
            Ok(Self { history: History::new(registry, arbitration) })
        }

        /// Says what may be done with the caller's work without a licence, from now on. It
        /// closes no offer and touches no licence.
        ///
        /// - `preferences`: two bits per use: see `rules::preferences`.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`,
        /// `PreferencesInvalid`, `CallFailed`.
        ///
        /// # Events
        /// `PreferencesSet`.
        #[ink(message, name = "setPreferences")]
        pub fn set_preferences(&mut self, record: Arg<Id, 0>, preferences: Arg<u32, 1>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(2);
                let (record, preferences) = (record.read().0, preferences.read());
                let facts = self.facts(&record)?;
                let entry = self.history.set_preferences(host::caller(), &record, preferences, &facts, host::now())?;
                events::preferences_set(&record, &entry);
                Ok(())
            })
        }

        /// Opts the caller's record out of new licences, after a notice in seconds (zero to
        /// 180 days); in the same transaction the licence token learns of it. Licences already
        /// sold run on. A withdrawal that is only announced is replaced.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `NoticeTooLong`,
        /// `AlreadyWithdrawn`, `CallFailed`; those of the registry's `change`.
        ///
        /// # Events
        /// `Withdrawn`.
        #[ink(message)]
        pub fn withdraw(&mut self, record: Arg<Id, 0>, notice: Arg<u64, 1>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(2);
                let (record, notice) = (record.read().0, notice.read());
                let facts = self.facts(&record)?;
                let entry = self.history.withdraw(host::caller(), &record, notice, &facts, host::now())?;
                events::withdrawn(&record, &entry);
                self.change(&record, &entry);
                Ok(())
            })
        }

        /// Takes a withdrawal of the caller's record back, in effect or only announced.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `NotWithdrawn`,
        /// `CallFailed`; those of the registry's `change`.
        ///
        /// # Events
        /// `Reinstated`.
        #[ink(message)]
        pub fn reinstate(&mut self, record: Arg<Id, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(1);
                let record = record.read().0;
                let facts = self.facts(&record)?;
                let entry = self.history.reinstate(host::caller(), &record, &facts, host::now())?;
                events::reinstated(&record, &entry);
                self.change(&record, &entry);
                Ok(())
            })
        }

        /// Names who else may make and close offers of the caller's record, and nothing else:
        /// an agency, an estate's lawyer; zero for nobody. It ends when the record changes hands.
        ///
        /// # Errors
        /// `RecordUnknown`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `CallFailed`;
        /// those of the registry's `change`.
        ///
        /// # Events
        /// The registry's `StandingChanged`.
        #[ink(message, name = "setManager")]
        pub fn set_manager(&mut self, record: Arg<Id, 0>, manager: Arg<Address, 1>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(2);
                let (record, manager) = (record.read().0, manager.read().0);
                data::check_owner(host::caller(), &record, &self.facts(&record)?)?;
                provenance_registry::change(&self.history.registry(), &record, Change::Manager, &manager, 0);
                Ok(())
            })
        }

        /// What may be done now without a licence: two bits per use (`rules::preferences`).
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message)]
        pub fn preferences(&self, record: Arg<Id, 0>) -> Result<u32, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let (preferences, _) = self.reserved(&record.read().0, host::now())?;
                words.push(preferences);
                Ok(())
            })
        }

        /// What held at a Unix second: the preferences, and whether the record was withdrawn.
        /// Of the changes in that second, the last counts. Before the first change, and from
        /// the second on in which a decision ended the generation of the last one, nothing was
        /// said: every use was only by licence. For a time to come: what will hold if nothing
        /// changes.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message, name = "reservedAt")]
        pub fn reserved_at(&self, record: Arg<Id, 0>, at: Arg<u64, 1>) -> Result<(u32, bool), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let (preferences, withdrawn) = self.reserved(&record.read().0, at.read())?;
                words.push(preferences).push(withdrawn);
                Ok(())
            })
        }

        /// How many changes there were of a record: they are numbered from 1.
        #[ink(message)]
        pub fn changes(&self, record: Arg<Id, 0>) -> Result<u32, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                words.push(self.history.head(&record.read().0).count);
                Ok(())
            })
        }

        /// A change: when it was made (zero where there is none of that number), in which
        /// generation, and what has held since: the preferences, and from when the record is
        /// withdrawn (zero: it is not).
        #[ink(message)]
        pub fn entry(&self, record: Arg<Id, 0>, number: Arg<u32, 1>) -> Result<(u64, u32, u32, u64), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let Entry { at, generation, preferences, withdrawn_from } =
                    self.history.entry(&record.read().0, number.read());
                words.push(at).push(generation).push(preferences).push(withdrawn_from);
                Ok(())
            })
        }

        fn facts(&self, record: &Bytes32) -> Result<SaleFacts, Error> {
            let registry = self.history.registry();
            provenance_registry::sale_facts(&registry, record).map_err(|_| Error::CallFailed(registry))
        }

        /// Tells the registry from when a record is withdrawn. Where it refuses, so does the
        /// message.
        fn change(&self, record: &Bytes32, entry: &Entry) {
            let registry = self.history.registry();
            provenance_registry::change(&registry, record, Change::Withdrawal, &[0; 20], entry.withdrawn_from);
        }

        fn reserved(&self, record: &Bytes32, at: u64) -> Result<(u32, bool), Error> {
            let Some(entry) = self.history.at(record, at) else { return Ok(NOTHING_SAID) };
            let arbitration = self.history.arbitration();
            let outcome = arbitration::outcome(&arbitration, record, entry.generation)
                .map_err(|_| Error::CallFailed(arbitration))?;
            Ok(entry.reserved(outcome.ended_at, at))
        }
    }
}
