//! The statements: what payees, parents and auditors ask about the splitter's ledgers: what came
//! in, what of it is whose, what was paid, what is due, and what is dust.
//!
//! The module keeps nothing, moves nothing and decides nothing. It stands outside the splitter, so
//! that no sale pays for its code. All amounts are in EVM units, or the smallest unit of the
//! ERC-20 that is named as the currency (zero: the chain's own token).
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::type_complexity)]

pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod statements {
    use crate::{
        data::{self, Account, Bindings, Others},
        errors::Error,
        events,
    };
    use ink::{U256, prelude::vec::Vec, sol::FixedBytes};
    use interfaces::{
        abi::{Id, Values},
        args::{Arg, static_parameters},
        erc20, host, provenance_registry,
        royalty_splitter::{self, LedgerFacts, Source},
        words::Words,
    };
    use rules::{
        Bytes32,
        ledger::{PARENTS, is_nobodys, version_of},
        parents::Parent,
        split::Payee,
    };

    /// The statements.
    #[ink(storage)]
    pub struct Statements {
        others: Others,
    }

    impl Statements {
        /// A module that reads these contracts, for ever. Each code is the Keccak-256 hash of the
        /// contract's code.
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
            splitter: Address,
            splitter_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            let bindings: Bindings = [(registry, registry_code.0), (splitter, splitter_code.0)];
            for (account, code) in &bindings {
                if !host::runs(account, code) {
                    return Err(Error::WrongCode(*account));
                }
            }
            events::bound(&bindings);
            Ok(Self { others: Others::new(&bindings) })
        }

        /// What an account has got from a ledger: what the ledger received, what of it the account
        /// has earned, was paid, and is due. All but the first are zero where it is no payee. Under
        /// version 0 the ledger is that of the account itself.
        ///
        /// # Errors
        /// `CallFailed`.
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
                let source = source(record, generation, version, currency);
                let (ledger, payees) = self.ledger(&source, payee)?;
                let account = data::accounts(&ledger, &payees).find(|account| account.payee == payee.0);
                let Account { earned, released, .. } = account.unwrap_or_default();
                words.push(ledger.received);
                push(words, earned, released);
                Ok(())
            })
        }

        /// The whole of a ledger: what it received; the record's parents' part of that, rounded down;
        /// what is nobody's (dust: less than a unit for each payee and parent); and of each payee
        /// the account, its part in basis points, and what it has earned, was paid, and is due. A
        /// ledger that is held or in escrow has no payees: all of it is nobody's until it moves.
        ///
        /// - `version`: the version of the split, with the flags of `rules::ledger`; under 0 the
        ///   ledger is that of `owner`.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message)]
        pub fn statement(
            &self,
            record: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            version: Arg<u32, 2>,
            owner: Arg<Address, 3>,
            currency: Arg<Address, 4>,
        ) -> Values<(u128, u128, u128, Vec<(ink::Address, u16, u128, u128, u128)>)> {
            host::answer::<Error>(|words| {
                static_parameters(5);
                let source = source(record, generation, version, currency);
                let (ledger, payees) = self.ledger(&source, owner.read())?;
                let accounts: Vec<Account> = data::accounts(&ledger, &payees).collect();
                let (parents, dust) = data::rest(&ledger, &accounts);
                words.push(ledger.received).push(parents).push(dust).rows(&accounts);
                Ok(())
            })
        }

        /// What a parent has got from a generation of a child: what the child received, what of it
        /// the parent has earned, what moved on for the parent, and what is due. All but the first
        /// are zero where it is no parent.
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
                let parent = parent.read().0;
                let (ledger, parents) = self.parents(child.read().0, generation.read(), currency.read())?;
                let link = data::links(&ledger, &parents).find(|link| link.parent == parent).unwrap_or_default();
                words.push(ledger.received);
                push(words, link.earned, link.settled);
                Ok(())
            })
        }

        /// What all parents have got from a generation of a child: what the child received, and of
        /// each parent its record, its part in basis points, what it has earned, what moved on for
        /// it, and what is due.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message, name = "parentStatement")]
        pub fn parent_statement(
            &self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            currency: Arg<Address, 2>,
        ) -> Values<(u128, Vec<(U256, u16, u128, u128, u128)>)> {
            host::answer::<Error>(|words| {
                static_parameters(3);
                let (ledger, parents) = self.parents(child.read().0, generation.read(), currency.read())?;
                let links: Vec<_> = data::links(&ledger, &parents).collect();
                words.push(ledger.received).rows(&links);
                Ok(())
            })
        }

        /// What all ledgers of a currency owe, dust included; what the splitter has of it; and what
        /// it has beyond that: money that was sent to it for no ledger, which is nobody's for ever.
        ///
        /// # Errors
        /// `CallFailed`, `TokenFailed`.
        #[ink(message)]
        pub fn surplus(&self, currency: Arg<Address, 0>) -> Result<(u128, u128, u128), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let (splitter, currency) = (self.others.splitter(), currency.read());
                let owed = royalty_splitter::owed(&splitter, &currency).map_err(|_| Error::CallFailed(splitter))?;
                let balance = if currency.is_zero() {
                    host::balance_of(&splitter)
                } else {
                    erc20::balance_of(&currency, &splitter).ok_or(Error::TokenFailed(currency))?
                };
                words.push(owed).push(balance).push(balance.saturating_sub(owed));
                Ok(())
            })
        }

        /// A ledger and its payees.
        fn ledger(&self, source: &Source, owner: Address) -> Result<(LedgerFacts, Vec<Payee>), Error> {
            let splitter = self.others.splitter();
            let failed = |_| Error::CallFailed(splitter);
            let ledger = royalty_splitter::ledger(&splitter, source, &owner.0).map_err(failed)?;
            let payees = if is_nobodys(source.version) {
                Vec::new()
            } else if version_of(source.version) == 0 {
                data::alone(owner)
            } else {
                let version = version_of(source.version);
                royalty_splitter::payees(&splitter, &source.record, source.generation, version).map_err(failed)?
            };
            Ok((ledger, payees))
        }

        /// What the parents of a child's generation earn from, and they.
        fn parents(
            &self,
            child: Bytes32,
            generation: u32,
            currency: Address,
        ) -> Result<(LedgerFacts, Vec<Parent>), Error> {
            let (registry, splitter) = (self.others.registry(), self.others.splitter());
            let source = Source { record: child, generation, version: PARENTS, currency: currency.0 };
            let ledger =
                royalty_splitter::ledger(&splitter, &source, &[0; 20]).map_err(|_| Error::CallFailed(splitter))?;
            let parents = provenance_registry::parents_of(&registry, &child, generation)
                .map_err(|_| Error::CallFailed(registry))?;
            Ok((ledger, parents))
        }
    }

    /// What was earned, what was paid, and what is due.
    fn push(words: &mut Words, earned: u128, paid: u128) {
        words.push(earned).push(paid).push(earned.saturating_sub(paid));
    }

    /// The ledger that a message's parameters name.
    fn source(record: Arg<Id, 0>, generation: Arg<u32, 1>, version: Arg<u32, 2>, currency: Arg<Address, 4>) -> Source {
        Source {
            record: record.read().0,
            generation: generation.read(),
            version: version.read(),
            currency: currency.read().0,
        }
    }
}
