//! Batches and catalogues of works: how somebody with 10 works or 13 billion registers them in
//! one transaction.
//!
//! A catalogue is a record whose fingerprint is the Merkle root over many works (the leaves,
//! see `rules::catalogue`). It grows by editions, each of which provably begins with the one
//! before, and any of its works gets a record of its own when somebody needs it. The module
//! stands outside the registry, so that who registers one work does not pay for it, and hands
//! works over by the registry's `admit`. The contract module below only decodes, asks
//! [`data`], emits and calls out.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod data;
pub mod edition;
pub mod errors;
pub mod events;

#[cfg(test)]
mod calldata_tests;
#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod catalogues {
    use crate::{
        data::{self, BatchWork, Store},
        edition::{Edition, Head},
        errors::Error,
        events,
    };
    use ink::{H160, prelude::vec::Vec, sol::FixedBytes};
    use interfaces::{
        abi::{Id, Rows},
        args::{Arg, Entries, Tail, Text, static_parameters},
        host,
        provenance_registry::{self, Admission, SaleFacts, Work},
    };
    use rules::{
        Bytes32,
        catalogue::Leaf,
        commitment::{self, Commitment},
        standing::Standing,
    };

    /// No commitment but one that is revealed, and no catalogue.
    const NONE: Commitment = Commitment { at: 0, block: 0 };

    /// The module.
    #[ink(storage)]
    pub struct Catalogues {
        store: Store,
    }

    impl Catalogues {
        /// The module of this registry, which has this code (Keccak-256).
        ///
        /// # Errors
        /// `WrongCode`.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(registry: Address, registry_code: FixedBytes<32>) -> Result<Self, Error> {
            if !host::runs(&registry, &registry_code.0) {
                return Err(Error::WrongCode(registry));
            }
            events::bound(registry, registry_code.0);
            Ok(Self { store: Store::new(registry) })
        }

        /// Registers up to 32 works for `owner`: all of them, or none. Each is what it would be
        /// if the registry's `register` had been called for it.
        ///
        /// With a `salt` other than zero, this is the reveal of one commitment to exactly this
        /// call of this contract by this caller. The call has at most 12 288 bytes.
        ///
        /// # Errors
        /// `BatchSize`, `LicensedLinks`, `CalldataTooLong`; the registry's `CommitmentMissing`,
        /// `CommitmentTooYoung`, `CommitmentExpired`, and `WorkRefused`, which names the first
        /// work that is refused and the error's selector. That of a single work comes as it is.
        ///
        /// # Events
        /// The registry's `Registered`, `Commit` (ERC-7053) and `Transfer`, for each work.
        #[ink(message, name = "registerMany")]
        pub fn register_many(
            &mut self,
            works: Arg<Entries<BatchWork>, 0>,
            owner: Arg<Address, 1>,
            salt: Arg<Bytes32, 2>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                let mut tail = Tail::after(3);
                let (owner, salt) = (owner.read(), salt.read());
                let works = works.read(&mut tail);
                tail.finish();
                let works: Vec<Work> = works.into_iter().map(|work| work.of(owner)).collect();
                let licensed = works.iter().flat_map(|work| &work.parents).filter(|link| link.licence != 0).count();
                data::check_batch(works.len(), licensed, host::calldata_size())?;
                self.admit(&salt, NONE, [0; 32], &works);
                Ok(())
            })
        }

        /// Registers a catalogue of `count` works for `owner`. Its record's id is `root`: the
        /// root of the Merkle tree over its leaves, by Keccak-256 (see `rules::catalogue` and
        /// `rules::merkle`). It is the catalogue's first edition.
        ///
        /// - `units`: what the kind is priced by, of all works together.
        /// - `salt`, `metadata`, `uri` and all else: as in the registry's `register`.
        ///
        /// # Errors
        /// `CountZero`, `CallFailed`; those of the registry's `register`.
        ///
        /// # Events
        /// Those of the registry's `register`; `EditionAdded`.
        #[ink(message, name = "registerCatalogue")]
        pub fn register_catalogue(
            &mut self,
            root: Arg<Bytes32, 0>,
            count: Arg<u64, 1>,
            owner: Arg<Address, 2>,
            kind: Arg<u8, 3>,
            units: Arg<u64, 4>,
            origin: Arg<u8, 5>,
            metadata: Arg<Bytes32, 6>,
            uri: Arg<Text, 7>,
            salt: Arg<Bytes32, 8>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                let mut tail = Tail::after(9);
                let (root, count, salt) = (root.read(), count.read(), salt.read());
                let work = Work {
                    digest: root,
                    owner: owner.read(),
                    kind: kind.read(),
                    units: units.read(),
                    origin: origin.read(),
                    metadata: metadata.read(),
                    uri: uri.read(&mut tail),
                    parents: Vec::new(),
                };
                tail.finish();
                if count == 0 {
                    return Err(Error::CountZero);
                }
                // The registry first: it says from when the catalogue counts, and in which
                // generation it is. Nobody can enter meanwhile.
                let works = [work];
                let made = self.admit(&salt, NONE, [0; 32], &works);
                let SaleFacts { generation, .. } = self.ask(&root)?;
                let [Work { units, metadata, uri, .. }] = works;
                let first = Self::edition_of(root, count, units, metadata, made);
                self.store.open(&root, generation, first);
                events::edition_added(&root, generation, 1, &first, &uri);
                Ok(())
            })
        }

        /// Adds an edition to the caller's catalogue: more works after those of the latest
        /// edition, which it provably begins with. Answers the edition's number.
        ///
        /// With a `salt` other than zero, this is the reveal of a commitment to exactly this
        /// call of this contract by this caller: the edition counts from then.
        ///
        /// - `count`, `units`: of the whole edition, all works of the one before included.
        /// - `metadata`, `uri`: digest and place of the edition's metadata document (160 bytes of
        ///   printable ASCII at most); both may be empty.
        /// - `proof`: the consistency proof from the latest edition (RFC 9162, 2.1.4).
        ///
        /// # Errors
        /// `NotCatalogue`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `UnitsZero`,
        /// `UriTooLong`, `UriInvalid`, `EditionInvalid`, `ProofInvalid`, `EditionsUsedUp`,
        /// `CallFailed`; the registry's `CommitmentMissing`, `CommitmentTooYoung`,
        /// `CommitmentExpired`.
        ///
        /// # Events
        /// `EditionAdded`.
        #[ink(message, name = "addEdition")]
        pub fn add_edition(
            &mut self,
            catalogue: Arg<Id, 0>,
            root: Arg<Bytes32, 1>,
            count: Arg<u64, 2>,
            units: Arg<u64, 3>,
            metadata: Arg<Bytes32, 4>,
            uri: Arg<Text, 5>,
            proof: Arg<Rows<Bytes32>, 6>,
            salt: Arg<Bytes32, 7>,
        ) -> Result<u32, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(8);
                let (catalogue, root, count, salt) = (catalogue.read().0, root.read(), count.read(), salt.read());
                let (units, metadata) = (units.read(), metadata.read());
                let (uri, proof) = (uri.read(&mut tail), proof.read(&mut tail));
                tail.finish();
                let (head, _) = self.owned(&catalogue)?;
                data::check_edition(units, &uri)?;
                let number = self.store.check_extension(&host::keccak256, &catalogue, &head, (&root, count), &proof)?;
                // A commitment that is revealed says from when the edition counts.
                let made = if salt == [0; 32] { NONE } else { self.admit(&salt, NONE, [0; 32], &[]) };
                let edition = Self::edition_of(root, count, units, metadata, made);
                self.store.add(&catalogue, &head, number, &edition);
                events::edition_added(&catalogue, head.generation, number, &edition, &uri);
                words.push(number);
                Ok(())
            })
        }

        /// Gives a work of the caller's catalogue a record of its own, for the catalogue's
        /// owner. The record remembers the catalogue, and its priority is that of the first
        /// edition that contains the work. It is final at once if that edition was committed to
        /// or is more than an hour old; else it is provisional like any record.
        ///
        /// - `edition`: that of which `proof` is the inclusion proof (RFC 9162, 2.1.3).
        /// - `first`: the first edition that contains the work.
        /// - `index`: the work's place, from 0.
        /// - `record`, `kind`, `origin`, `units`, `metadata`: what the leaf says.
        /// - `uri`: the place of the work's metadata document.
        ///
        /// # Errors
        /// `NotCatalogue`, `RecordProvisional`, `RecordStruck`, `NotOwner`, `EditionUnknown`,
        /// `ProofInvalid`, `NotFirstEdition`, `CallFailed`; those of the registry's `register`:
        /// `RecordExists` names the record that the work has already.
        ///
        /// # Events
        /// `LeafRegistered`; those of the registry's `register`.
        #[ink(message, name = "registerLeaf")]
        pub fn register_leaf(
            &mut self,
            catalogue: Arg<Id, 0>,
            edition: Arg<u32, 1>,
            first: Arg<u32, 2>,
            index: Arg<u64, 3>,
            record: Arg<Id, 4>,
            kind: Arg<u8, 5>,
            origin: Arg<u8, 6>,
            units: Arg<u64, 7>,
            metadata: Arg<Bytes32, 8>,
            uri: Arg<Text, 9>,
            proof: Arg<Rows<Bytes32>, 10>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                let mut tail = Tail::after(11);
                let (catalogue, edition, first, index) =
                    (catalogue.read().0, edition.read(), first.read(), index.read());
                let leaf = Leaf {
                    digest: record.read().0,
                    kind: kind.read(),
                    origin: origin.read(),
                    units: units.read(),
                    metadata: metadata.read(),
                };
                let (uri, proof) = (uri.read(&mut tail), proof.read(&mut tail));
                tail.finish();
                let (head, facts) = self.owned(&catalogue)?;
                self.store.check_leaf(&host::keccak256, &catalogue, &head, (edition, index), &leaf, &proof)?;
                let claim = self.store.first_edition(&catalogue, &head, first, index)?.claim(host::now());
                events::leaf_registered(&catalogue, &leaf.digest, index, first);
                let Leaf { digest, kind, origin, units, metadata } = leaf;
                let (owner, parents) = (H160(facts.owner), Vec::new());
                let work = Work { digest, owner, kind, units, origin, metadata, uri, parents };
                self.admit(&[0; 32], claim, catalogue, &[work]);
                Ok(())
            })
        }

        /// Whether an edition of a catalogue has this work in this place (from 0), by an
        /// inclusion proof. Nothing has anything where there is no such edition.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message, name = "verifyLeaf")]
        pub fn verify_leaf(
            &self,
            catalogue: Arg<Id, 0>,
            edition: Arg<u32, 1>,
            index: Arg<u64, 2>,
            record: Arg<Id, 3>,
            kind: Arg<u8, 4>,
            origin: Arg<u8, 5>,
            units: Arg<u64, 6>,
            metadata: Arg<Bytes32, 7>,
            proof: Arg<Rows<Bytes32>, 8>,
        ) -> Result<bool, Error> {
            host::answer::<Error>(|words| {
                let mut tail = Tail::after(9);
                let (catalogue, place) = (catalogue.read().0, (edition.read(), index.read()));
                let leaf = Leaf {
                    digest: record.read().0,
                    kind: kind.read(),
                    origin: origin.read(),
                    units: units.read(),
                    metadata: metadata.read(),
                };
                let proof = proof.read(&mut tail);
                tail.finish();
                let is_there = self.present(&catalogue)?.is_some_and(|(head, _)| {
                    self.store.check_leaf(&host::keccak256, &catalogue, &head, place, &leaf, &proof).is_ok()
                });
                words.push(is_there);
                Ok(())
            })
        }

        /// A catalogue in the present generation of its record: that generation, how many
        /// editions it has (zero where the record is no catalogue), and how many works and which
        /// root the latest has.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message)]
        pub fn catalogue(&self, record: Arg<Id, 0>) -> Result<(u32, u32, u64, FixedBytes<32>), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let record = record.read().0;
                let (generation, editions, latest) = match self.present(&record)? {
                    None => (0, 0, Edition::default()),
                    Some((head, _)) => {
                        let latest = self.store.edition(&record, &head, head.editions)?;
                        (head.generation, head.editions, latest)
                    }
                };
                words.push(generation).push(editions).push(latest.count).push(latest.root);
                Ok(())
            })
        }

        /// An edition of a catalogue, of those of the present generation of its record: root,
        /// how many works (zero where there is no such edition), units, metadata digest,
        /// priority, the block from which it counts, and whether it was committed to.
        ///
        /// # Errors
        /// `CallFailed`.
        #[ink(message)]
        pub fn edition(
            &self,
            catalogue: Arg<Id, 0>,
            edition: Arg<u32, 1>,
        ) -> Result<(FixedBytes<32>, u64, u64, FixedBytes<32>, u64, u32, bool), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let (catalogue, number) = (catalogue.read().0, edition.read());
                let found = self.present(&catalogue)?;
                let found = found.and_then(|(head, _)| self.store.edition(&catalogue, &head, number).ok());
                let Edition { root, count, units, metadata, made, committed } = found.unwrap_or_default();
                words.push(root).push(count).push(units).push(metadata).push(made.at).push(made.block).push(committed);
                Ok(())
            })
        }

        /// Has the registry register works for the caller: as the reveal of this very call where
        /// there is a salt, else with what counts in place of a commitment. Answers what counts;
        /// its block is zero where nothing does.
        #[inline(never)]
        fn admit(&self, salt: &Bytes32, made: Commitment, catalogue: Bytes32, works: &[Work]) -> Commitment {
            let registrant = host::caller().0;
            let commitment = if *salt == [0; 32] {
                [0; 32]
            } else {
                host::keccak256(&commitment::preimage(&host::address().0, &registrant, &host::calldata()))
            };
            let admission = Admission { registrant, commitment, made, catalogue };
            provenance_registry::admit(&self.store.registry(), &admission, works)
        }

        /// An edition that counts from the commitment that was revealed, or from now.
        fn edition_of(root: Bytes32, count: u64, units: u64, metadata: Bytes32, made: Commitment) -> Edition {
            let committed = made.block != 0;
            let made = if committed { made } else { Commitment { at: host::now(), block: host::block_number() } };
            Edition { root, count, units, metadata, made, committed }
        }

        /// What the registry says of a record.
        fn ask(&self, record: &Bytes32) -> Result<SaleFacts, Error> {
            let registry = self.store.registry();
            provenance_registry::sale_facts(&registry, record).map_err(|_| Error::CallFailed(registry))
        }

        /// A catalogue in the present generation of its record, and what the registry says of
        /// that; `None` where the record is no catalogue.
        #[inline(never)]
        fn present(&self, record: &Bytes32) -> Result<Option<(Head, SaleFacts)>, Error> {
            let Some(head) = self.store.head(record) else { return Ok(None) };
            let facts = self.ask(record)?;
            if head.generation == facts.generation {
                return Ok(Some((head, facts)));
            }
            let registry = self.store.registry();
            let dates = provenance_registry::dates(&registry, record).map_err(|_| Error::CallFailed(registry))?;
            Ok(head.in_generation(facts.generation, &dates).map(|head| (head, facts)))
        }

        /// A catalogue that the caller owns and can do something with.
        fn owned(&self, catalogue: &Bytes32) -> Result<(Head, SaleFacts), Error> {
            let (head, facts) = self.present(catalogue)?.ok_or(Error::NotCatalogue(Id(*catalogue)))?;
            if facts.provisional {
                return Err(Error::RecordProvisional(Id(*catalogue)));
            }
            if facts.standing == Standing::Struck as u8 {
                return Err(Error::RecordStruck(Id(*catalogue)));
            }
            let caller = host::caller();
            if facts.owner == caller.0 { Ok((head, facts)) } else { Err(Error::NotOwner(caller)) }
        }
    }
}
