//! Encumbrances: what binds a record, for whoever buys the record itself, and the way up to
//! its ancestors for auditors.
//!
//! The module keeps nothing and decides nothing: it asks the registry, the splitter and the
//! arbitration, and says in one answer, with one digest, what a buyer has to know. Its one
//! message that changes anything has the registry transfer the caller's own record.
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
mod encumbrances {
    use crate::{
        data::{self, Bindings, Others},
        errors::Error,
        events,
    };
    use ink::{
        U256,
        prelude::vec::Vec,
        sol::{DynBytes, FixedBytes},
    };
    use interfaces::{
        abi::{Id, Values},
        arbitration,
        args::{Arg, Blob, Tail, static_parameters},
        host,
        provenance_registry::{self, SaleFacts},
        royalty_splitter,
    };
    use rules::{Bytes32, ancestors, encumbrance::Encumbrance};

    /// The module.
    #[ink(storage)]
    pub struct Encumbrances {
        others: Others,
    }

    impl Encumbrances {
        /// A module that speaks for these contracts, for ever. Each code is the Keccak-256
        /// hash of the contract's code.
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
            arbitration: Address,
            arbitration_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            let bindings: Bindings =
                [(registry, registry_code.0), (splitter, splitter_code.0), (arbitration, arbitration_code.0)];
            for (account, code) in &bindings {
                if !host::runs(account, code) {
                    return Err(Error::WrongCode(*account));
                }
            }
            events::bound(&bindings);
            Ok(Self { others: Others::new(&bindings) })
        }

        /// What binds a record: owner, epoch (an offer sells only in the epoch it was made in),
        /// generation, the sum of the parents' shares of its gross income in basis points, from
        /// which Unix second on it is withdrawn (zero: it is not), its standing
        /// (`rules::standing::Standing`), how many challenges are undecided, the version of its
        /// split (zero: none), the announced version (zero: none), the Unix second from which
        /// that one applies, whether the split is locked; and the digest of all of these and
        /// the record (see `rules::encumbrance`).
        ///
        /// A provisional record can still be taken over, and its epoch and generation with it.
        ///
        /// # Errors
        /// `RecordUnknown`, `CallFailed`.
        #[ink(message)]
        pub fn encumbrances(
            &self,
            record: Arg<Id, 0>,
        ) -> Result<(Address, u32, u32, u16, u64, u8, u32, u32, u32, u64, bool, FixedBytes<32>), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let record = record.read().0;
                let binding = self.binding(&record, &self.facts(&record)?)?;
                for word in binding.words() {
                    words.push(word);
                }
                words.push(digest(&record, &binding));
                Ok(())
            })
        }

        /// Transfers the caller's record to `to` if what binds it has the digest `expected`.
        /// The caller has approved this contract for the record, or for all of theirs, with the
        /// registry; nobody else can use that approval. As with the registry's `transferFrom`,
        /// the receiver is not asked.
        ///
        /// # Errors
        /// `RecordUnknown`, `NotOwner`, `EncumbrancesChanged`, `CallFailed`; those of the
        /// registry's `transferFrom`.
        ///
        /// # Events
        /// None; the registry's `Transfer`.
        #[ink(message)]
        pub fn transfer(
            &mut self,
            record: Arg<Id, 0>,
            to: Arg<Address, 1>,
            expected: Arg<Bytes32, 2>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(3);
                let (record, to, expected) = (record.read().0, to.read(), expected.read());
                let (caller, facts) = (host::caller(), self.facts(&record)?);
                data::check_owner(caller, &facts.owner)?;
                let binding = self.binding(&record, &facts)?;
                data::check_unchanged(digest(&record, &binding), expected)?;
                // From the caller, whoever it is: an approval moves nothing for anybody else.
                provenance_registry::transfer_from(&self.others.registry(), caller, to, &record);
                Ok(())
            })
        }

        /// The links to a record's ancestors, at most `limit` of them (1 to 32), and where to
        /// go on: whoever asks again with `next` as the cursor until it is empty gets all. Each
        /// link names the child, the parent, the parent's part of the child's gross income in
        /// basis points, the licence that allowed the derivation (0: only declared), and how
        /// many links lead to the parent.
        ///
        /// The links are those of the present generations, depth first, each before those of
        /// its parent's own parents. An ancestor comes once for each way that leads to it. The
        /// walk goes 32 links deep: the ancestors of the parent of a link of depth 32 are to be
        /// asked for by starting there. A page whose links lead to many records may have fewer
        /// links than `limit`, and still a next one.
        ///
        /// - `cursor`: the path of the link to begin with: a byte for each step, the position of
        ///   a parent among the parents; empty for the first link. It may be of the asker's own
        ///   making: to pass over what is above a link, the path of the next one beside it.
        ///
        /// # Errors
        /// `PageSize`, `PathInvalid`, `RecordUnknown`, `CallFailed`.
        #[ink(message)]
        pub fn ancestors(
            &self,
            record: Arg<Id, 0>,
            cursor: Arg<Blob, 1>,
            limit: Arg<u16, 2>,
        ) -> Values<(Vec<(U256, U256, u16, U256, u8)>, DynBytes)> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(3);
                let (record, cursor, limit) = (record.read().0, cursor.read(&mut tail), limit.read());
                tail.finish();
                let registry = self.others.registry();
                let page = ancestors::page(&record, &cursor, limit, |record| {
                    provenance_registry::parents(&registry, record)
                        .map_err(|_| Error::CallFailed(registry))?
                        .ok_or(Error::RecordUnknown(Id(*record)))
                })?;
                words.rows(&page.links).bytes(&page.next);
                Ok(())
            })
        }

        /// What the registry says of a record.
        fn facts(&self, record: &Bytes32) -> Result<SaleFacts, Error> {
            let registry = self.others.registry();
            let facts = provenance_registry::sale_facts(&registry, record).map_err(|_| Error::CallFailed(registry))?;
            data::check_known(record, &facts.owner)?;
            Ok(facts)
        }

        /// What binds a record of which the registry says this.
        #[inline(never)]
        fn binding(&self, record: &Bytes32, facts: &SaleFacts) -> Result<Encumbrance, Error> {
            let (splitter, arbitration) = (self.others.splitter(), self.others.arbitration());
            let split = royalty_splitter::split(&splitter, record, facts.generation)
                .map_err(|_| Error::CallFailed(splitter))?;
            let outcome = arbitration::outcome(&arbitration, record, facts.generation)
                .map_err(|_| Error::CallFailed(arbitration))?;
            Ok(data::gather(facts, &outcome, (split.versions, split.locked)))
        }
    }

    /// The digest of what binds a record.
    fn digest(record: &Bytes32, binding: &Encumbrance) -> Bytes32 {
        host::keccak256(&data::preimage(record, binding))
    }
}
