//! The factory of receivers: contracts that take money for many, or for a record.
//!
//! A pool divides among the leaves of a Merkle tree what arrives at its address; an inbox hands on
//! what arrives for a record. Each is a contract of its own, with the code of a template that the
//! factory knows, so that its address alone says what happens with money sent there: nobody owns it,
//! and nothing changes it. Anyone may open one.
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
mod receiver_factory {
    use crate::{
        data::{self, Bindings, Factory, Opening},
        errors::Error,
        events,
    };
    use ink::sol::FixedBytes;
    use interfaces::{
        abi::Id,
        args::{Arg, Tail, Text, static_parameters},
        host::{self, NotMade},
        provenance_registry,
    };
    use rules::Bytes32;

    /// The factory.
    #[ink(storage)]
    pub struct ReceiverFactory {
        factory: Factory,
    }

    impl ReceiverFactory {
        /// A factory for these contracts, for ever. Each code is the Keccak-256 hash of the
        /// contract's code; `pool` and `inbox` are templates, whose code the new ones get.
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
            settlements: Address,
            settlements_code: FixedBytes<32>,
            splitter: Address,
            splitter_code: FixedBytes<32>,
            pool: Address,
            pool_code: FixedBytes<32>,
            inbox: Address,
            inbox_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            let bindings: Bindings = [
                (registry, registry_code.0),
                (settlements, settlements_code.0),
                (splitter, splitter_code.0),
                (pool, pool_code.0),
                (inbox, inbox_code.0),
            ];
            for (account, code) in &bindings {
                if !host::runs(account, code) {
                    return Err(Error::WrongCode(*account));
                }
            }
            events::bound(&bindings);
            Ok(Self { factory: Factory::new(&bindings) })
        }

        /// Opens a pool, and returns its address, which follows from all that is said here (CREATE2,
        /// with the salt of `Opening::preimage`). Anyone may open any pool, also one that says what
        /// is not so: who names it in a split has looked at its list before.
        ///
        /// - `root`, `count`, `weight`: the tree of the pool's leaves, how many it has, and what
        ///   their weights add up to (see `rules::pool`).
        /// - `basis`: what a weight counts: 0 items, 1 seconds, 2 declared use.
        /// - `list`, `uri`: SHA-256 and place (160 bytes of printable ASCII at most, may be empty)
        ///   of the list of contributors.
        ///
        /// # Errors
        /// `PoolEmpty`, `BasisUnknown`, `UriTooLong`, `UriInvalid`, `PoolKnown`.
        ///
        /// # Events
        /// `PoolOpened`.
        #[ink(message, name = "openPool")]
        pub fn open_pool(
            &mut self,
            root: Arg<Bytes32, 0>,
            count: Arg<u64, 1>,
            weight: Arg<u64, 2>,
            basis: Arg<u8, 3>,
            list: Arg<Bytes32, 4>,
            uri: Arg<Text, 5>,
        ) -> Result<Address, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(6);
                let opening = Opening {
                    root: root.read(),
                    count: count.read(),
                    weight: weight.read(),
                    basis: basis.read(),
                    list: list.read(),
                    uri: uri.read(&mut tail),
                };
                tail.finish();
                opening.check()?;
                let salt = host::keccak256(&opening.preimage());
                let made = host::instantiate(&self.factory.pool_code(), &mut opening.parameters(), &salt);
                let pool = made.map_err(of_pool)?;
                events::pool_opened(&pool, &opening);
                words.push(pool);
                Ok(())
            })
        }

        /// Opens the inbox of a record, and returns its address, which follows from the record
        /// (CREATE2, with the record as the salt). Anyone may call.
        ///
        /// # Errors
        /// `InboxKnown`, `RecordUnknown`, `CallFailed`.
        ///
        /// # Events
        /// `InboxOpened`.
        #[ink(message, name = "openInbox")]
        pub fn open_inbox(&mut self, record: Arg<Id, 0>) -> Result<Address, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let (record, registry) = (record.read().0, self.factory.registry());
                self.factory.check_no_inbox(&record)?;
                let facts = provenance_registry::sale_facts(&registry, &record);
                data::check_known(&record, &facts.map_err(|_| Error::CallFailed(registry))?.owner)?;
                let mut parameters = self.factory.inbox_parameters(&record);
                let made = host::instantiate(&self.factory.inbox_code(), &mut parameters, &record);
                let inbox = made.unwrap_or_else(|_| host::pass_on());
                self.factory.put_inbox(&record, &inbox);
                events::inbox_opened(&record, &inbox);
                words.push(inbox);
                Ok(())
            })
        }

        /// A record's inbox; zero where it has none.
        #[ink(message, name = "inboxOf")]
        pub fn inbox_of(&self, record: Arg<Id, 0>) -> Result<Address, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                words.push(self.factory.inbox(&record.read().0));
                Ok(())
            })
        }
    }

    /// Why there is no new pool. Its constructor refuses nothing, so but for one that is known it
    /// ran out of the transaction's limits, which is no error of ours.
    fn of_pool(error: NotMade) -> Error {
        match error {
            NotMade::Known => Error::PoolKnown,
            NotMade::Failed => host::pass_on(),
        }
    }
}
