//! The usage ledger: what licensees say of their training runs, held against their licences.
//!
//! A licensee records the use of a licence (and so draws down one that is for a number of
//! uses), and commits to all that went into a run by the root of its manifest. Whoever audits a
//! run asks whether a work was in it, and whether the licence that the manifest names covered
//! it: also a work of a catalogue, which has no record of its own. The contract module below
//! only decodes, asks [`data`] and [`leaves`], emits and calls out.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod data;
pub mod errors;
pub mod events;
pub mod leaves;

#[cfg(test)]
mod calldata_tests;
#[cfg(test)]
mod leaves_tests;
#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod usage_ledger {
    use crate::{
        data::{self, Bindings, Ledger, Receipt},
        errors::Error,
        events,
        leaves::{self, Asked, AskedOfRun, Others, Shown, Work},
    };
    use ink::sol::FixedBytes;
    use interfaces::{
        abi::{Id, Rows},
        args::{Arg, Group, Tail, static_parameters},
        catalogues::{self, Edition},
        host,
        licence::{Licence, RECORD},
        licence_token,
        provenance_registry::{self, Claim},
    };
    use rules::{Bytes32, licence::Coverage};

    /// The module.
    #[ink(storage)]
    pub struct UsageLedger {
        ledger: Ledger,
    }

    impl UsageLedger {
        /// A ledger of these contracts' licences and works, for ever. Each code is the Keccak-256
        /// hash of the contract's code.
        ///
        /// # Errors
        /// `WrongCode` if an address has other code than said.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(
            licence_token: Address,
            licence_token_code: FixedBytes<32>,
            catalogues: Address,
            catalogues_code: FixedBytes<32>,
            registry: Address,
            registry_code: FixedBytes<32>,
        ) -> Result<Self, Error> {
            let bindings: Bindings =
                [(licence_token, licence_token_code.0), (catalogues, catalogues_code.0), (registry, registry_code.0)];
            for (account, code) in &bindings {
                if !host::runs(account, code) {
                    return Err(Error::WrongCode(*account));
                }
            }
            events::bound(&bindings);
            Ok(Self { ledger: Ledger::new(&bindings) })
        }

        /// Records that the caller, who holds the licence, used now what it is for. A licence for
        /// a number of uses is drawn down by it.
        ///
        /// - `run`: the caller's name for what the use was a part of; it need not be declared.
        /// - `uses`: what was done, a bit set of `rules::uses`; all of it has to be licensed.
        /// - `units`: how many units of use.
        ///
        /// # Errors
        /// `RunZero`, `UnitsZero`, `LicenceUnknown`, `NotCovered`, `UsedUp`, `CallFailed`.
        ///
        /// # Events
        /// `UseRecorded`.
        #[ink(message, name = "recordUse")]
        pub fn record_use(
            &mut self,
            licence: Arg<Id, 0>,
            run: Arg<Bytes32, 1>,
            uses: Arg<u16, 2>,
            units: Arg<u64, 3>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(4);
                let receipt = Receipt {
                    licence: licence.read().0,
                    run: run.read(),
                    uses: uses.read(),
                    units: units.read(),
                    at: host::now(),
                };
                receipt.check()?;
                let (caller, found) = (host::caller(), self.licence(&receipt.licence)?);
                receipt.check_covered(&found, caller)?;
                let used = self.ledger.record(&receipt, &found)?;
                events::use_recorded(caller, found.word(RECORD), &receipt, used);
                Ok(())
            })
        }

        /// Commits the caller to what went into a run, once for each name `run` of theirs.
        ///
        /// - `manifest`, `count`: root and number of entries of the manifest, a Merkle tree of
        ///   works and the licences for them (see `rules::manifest` and `rules::merkle`).
        /// - `model`: SHA-256 of the model that came out; zero where it is not known yet.
        /// - `uses`: what was done, a bit set of `rules::uses`.
        ///
        /// # Errors
        /// `ManifestZero`, `CountZero`, `UsesInvalid`, `RunZero`, `RunDeclared`.
        ///
        /// # Events
        /// `RunCommitted`.
        #[ink(message, name = "declareRun")]
        pub fn declare_run(
            &mut self,
            run: Arg<Bytes32, 0>,
            manifest: Arg<Bytes32, 1>,
            count: Arg<u64, 2>,
            model: Arg<Bytes32, 3>,
            uses: Arg<u16, 4>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(5);
                let (caller, run) = (host::caller(), run.read());
                let declared = data::declared(&manifest.read(), count.read(), &model.read(), uses.read(), host::now())?;
                self.ledger.declare(&caller.0, &run, &declared)?;
                events::run_committed(caller, run, &declared);
                Ok(())
            })
        }

        /// Names the model of a run that the caller declared without one, once.
        ///
        /// - `model`: SHA-256 of the model.
        ///
        /// # Errors
        /// `ModelZero`, `RunUnknown`, `ModelDeclared`.
        ///
        /// # Events
        /// `ModelCommitted`.
        #[ink(message, name = "declareModel")]
        pub fn declare_model(&mut self, run: Arg<Bytes32, 0>, model: Arg<Bytes32, 1>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(2);
                let (caller, run) = (host::caller(), run.read());
                let declared = self.ledger.declare_model(&caller.0, &run, &model.read())?;
                events::model_committed(caller, run, &declared, host::now());
                Ok(())
            })
        }

        /// What was used with a licence: how many units, how many receipts say so, and when the
        /// last one was recorded, in Unix seconds. All zero where there is none.
        #[ink(message)]
        pub fn used(&self, licence: Arg<Id, 0>) -> Result<(u64, u64, u64), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                self.ledger.drawn(&licence.read().0).push(words);
                Ok(())
            })
        }

        /// A run of a licensee: root and number of entries of its manifest (zero where it was
        /// not declared), SHA-256 of the model (zero where it was not declared), uses, and when
        /// it was declared, in Unix seconds.
        #[ink(message)]
        pub fn run(
            &self,
            licensee: Arg<Address, 0>,
            run: Arg<Bytes32, 1>,
        ) -> Result<(FixedBytes<32>, u64, FixedBytes<32>, u16, u64), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                self.ledger.run(&licensee.read().0, &run.read()).push(words);
                Ok(())
            })
        }

        /// Whether the manifest of a run names a work with a licence, by an inclusion proof. No
        /// manifest does where the run was not declared.
        ///
        /// - `index`: the entry's place, from 0.
        /// - `record`: SHA-256 of the work.
        #[ink(message, name = "inManifest")]
        pub fn in_manifest(
            &self,
            licensee: Arg<Address, 0>,
            run: Arg<Bytes32, 1>,
            index: Arg<u64, 2>,
            record: Arg<Id, 3>,
            licence: Arg<Id, 4>,
            proof: Arg<Rows<Bytes32>, 5>,
        ) -> Result<bool, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(6);
                let declared = self.ledger.run(&licensee.read().0, &run.read());
                let (index, record, licence) = (index.read(), record.read().0, licence.read().0);
                let proof = proof.read(&mut tail);
                tail.finish();
                words.push(leaves::is_in_manifest(&host::keccak256, &declared, index, &record, &licence, &proof));
                Ok(())
            })
        }

        /// Whether a licence covers the use of a work that has a place in the catalogue that the
        /// licence is for. Answers 0 if so, else the first reason why not, a number of
        /// `rules::licence::Coverage`: those of the licence token's `covers` but `OtherRecord`
        /// and `SelectionOnly`, `EditionNotLicensed`, `NotInCatalogue`, `NotSelected`,
        /// `LeafHasOwnRecord`. Where the licence is for the work's own record, the answer is that
        /// of `covers`, and no proof is looked at.
        ///
        /// A licence that was bought before a decision made somebody else the catalogue's owner is
        /// for none of the editions that they add.
        ///
        /// - `question`: licence, account, class of user and uses (as in `covers`), and when, in
        ///   Unix seconds.
        /// - `leaf`: the work as the catalogue's leaf says it: SHA-256, kind, origin, units,
        ///   SHA-256 of its metadata.
        /// - `edition`, `index`, `proof`: an edition that has the work, its place there (from 0),
        ///   and the inclusion proof. A work with a record of another owner that is as old as
        ///   this edition or older is not covered: the first edition that has it counts most.
        /// - `selection_index`, `selection_proof`: the same for the selection that the licence is
        ///   for; not looked at where it is for the whole catalogue.
        ///
        /// # Errors
        /// `CallFailed`. In `ParameterInvalid`, positions count words: a tuple has as many as
        /// members.
        #[ink(message, name = "coversLeaf")]
        pub fn covers_leaf(
            &self,
            question: Arg<Group<Asked>, 0>,
            leaf: Arg<Group<Work>, 5>,
            edition: Arg<u32, 10>,
            index: Arg<u64, 11>,
            proof: Arg<Rows<Bytes32>, 12>,
            selection_index: Arg<u64, 13>,
            selection_proof: Arg<Rows<Bytes32>, 14>,
        ) -> Result<u8, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(15);
                let question = question.read();
                let shown = Shown {
                    leaf: leaf.read().0,
                    edition: edition.read(),
                    index: index.read(),
                    proof: proof.read(&mut tail),
                    selection_index: selection_index.read(),
                    selection_proof: selection_proof.read(&mut tail),
                };
                tail.finish();
                words.push(self.covers(&question, &shown)? as u8);
                Ok(())
            })
        }

        /// Whether a licence covered the use of a work in a run: as `coversLeaf`, for the uses and
        /// the time that the run was declared with. `NotInManifest` comes first, where the run's
        /// manifest does not name the work with the licence, or there is no such run.
        ///
        /// - `question`: licence, licensee, the licensee's name for the run, class of user.
        /// - `manifest_index`, `manifest_proof`: the work's place in the manifest (from 0), and
        ///   the inclusion proof.
        /// - all else: as in `coversLeaf`.
        ///
        /// # Errors
        /// `CallFailed`. In `ParameterInvalid`, positions count words: a tuple has as many as
        /// members.
        #[ink(message, name = "coversInRun")]
        pub fn covers_in_run(
            &self,
            question: Arg<Group<AskedOfRun>, 0>,
            leaf: Arg<Group<Work>, 4>,
            edition: Arg<u32, 9>,
            index: Arg<u64, 10>,
            proof: Arg<Rows<Bytes32>, 11>,
            selection_index: Arg<u64, 12>,
            selection_proof: Arg<Rows<Bytes32>, 13>,
            manifest_index: Arg<u64, 14>,
            manifest_proof: Arg<Rows<Bytes32>, 15>,
        ) -> Result<u8, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(16);
                let question = question.read();
                let shown = Shown {
                    leaf: leaf.read().0,
                    edition: edition.read(),
                    index: index.read(),
                    proof: proof.read(&mut tail),
                    selection_index: selection_index.read(),
                    selection_proof: selection_proof.read(&mut tail),
                };
                let (place, proof) = (manifest_index.read(), manifest_proof.read(&mut tail));
                tail.finish();
                let declared = self.ledger.run(&question.licensee, &question.run);
                let (digest, licence) = (&shown.leaf.digest, &question.licence);
                let is_named = leaves::is_in_manifest(&host::keccak256, &declared, place, digest, licence, &proof);
                let answer =
                    if is_named { self.covers(&question.of(&declared), &shown)? } else { Coverage::NotInManifest };
                words.push(answer as u8);
                Ok(())
            })
        }

        /// Whether a licence covers what is asked about a work.
        #[inline(never)]
        fn covers(&self, question: &Asked, shown: &Shown) -> Result<Coverage, Error> {
            leaves::covers(&host::keccak256, self, &self.licence(&question.licence)?, question, shown)
        }

        /// What the licence token says of a licence.
        #[inline(never)]
        fn licence(&self, licence: &Bytes32) -> Result<Licence, Error> {
            let token = self.ledger.licence_token();
            licence_token::licence(&token, licence).map_err(|_| Error::CallFailed(token))
        }
    }

    impl Others for UsageLedger {
        fn claim(&self, record: &Bytes32) -> Result<Claim, Error> {
            let registry = self.ledger.registry();
            provenance_registry::claim(&registry, record).map_err(|_| Error::CallFailed(registry))
        }

        fn edition(&self, catalogue: &Bytes32, number: u32) -> Result<Edition, Error> {
            let catalogues = self.ledger.catalogues();
            catalogues::edition(&catalogues, catalogue, number).map_err(|_| Error::CallFailed(catalogues))
        }
    }
}
