//! The provenance registry: one record per work, owned as an ERC-721 token whose id is the
//! SHA-256 of the work.
//!
//! Who has a file has its record's id; who registers it first, by a commitment that nobody
//! can copy, owns the record. The contract module below only decodes, asks [`data`], emits
//! and calls out.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod commitments;
pub mod data;
pub mod errors;
pub mod events;
pub mod record;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod provenance_registry {
    use crate::{
        data::{Claim, Moment, Record, Registry, Work},
        errors::Error,
        events,
    };
    use erc721::{Error as TokenError, Or, emit_approval, emit_approval_for_all, emit_transfer};
    use ink::{
        H160, U256,
        prelude::{string::String, vec::Vec},
        sol::FixedBytes,
        storage::traits::StorageKey,
    };
    use interfaces::{
        abi::{Id, Rows},
        args::{Arg, Blob, Parameter, Tail, Text, bindings, static_parameters},
        host, licence_token,
        stored::{Cell, Reader},
        words::{Refusal, Words},
    };
    use rules::{
        Bytes32,
        commitment::{self, Commitment},
        parents::Parent,
        standing::Change,
    };

    /// What a sale has to know of a record.
    type SaleFacts = (Address, u32, u32, u64, u16, u64, u8, bool);

    /// What else there is to know of it.
    type Description = (u8, u8, u8, bool, u64, u64, FixedBytes<32>, U256, Address);

    /// The registry.
    #[ink(storage)]
    pub struct ProvenanceRegistry {
        registry: Registry,
    }

    impl ProvenanceRegistry {
        /// An empty registry. It does nothing until its deployer binds it.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self { registry: Registry::new(Self::env().caller()) }
        }

        /// Tells the registry the other contracts, once and for ever.
        ///
        /// # Errors
        /// `NotDeployer`, `AlreadyBound`, `WrongCode` if an address has other code than said
        /// (Keccak-256).
        ///
        /// # Events
        /// `Bound`.
        #[ink(message)]
        pub fn bind(
            &mut self,
            licence_token: Arg<Address, 0>,
            licence_token_code: Arg<Bytes32, 1>,
            catalogues: Arg<Address, 2>,
            catalogues_code: Arg<Bytes32, 3>,
            reservations: Arg<Address, 4>,
            reservations_code: Arg<Bytes32, 5>,
            arbitration: Arg<Address, 6>,
            arbitration_code: Arg<Bytes32, 7>,
        ) -> Result<(), Error> {
            let _ = (licence_token, catalogues, reservations, arbitration);
            let _ = (licence_token_code, catalogues_code, reservations_code, arbitration_code);
            host::answer(|_| {
                let bindings = bindings();
                self.registry.bind(host::caller(), &bindings)?;
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

        /// Commits to a registration that follows within the hour, at the earliest in the
        /// next block. What `commitment` is, `rules::commitment` says: the hash of the
        /// contract that will be called, the caller and the coming calldata. Committing the
        /// same again changes nothing while the first is good.
        ///
        /// # Errors
        /// `NotBound`, `TooManyCommitments`.
        ///
        /// # Events
        /// `Committed`, if it is new.
        #[ink(message)]
        pub fn commit(&mut self, commitment: Arg<Bytes32, 0>) -> Result<(), Error> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(1))?;
                let (commitment, caller, moment) = (commitment.read(), host::caller(), self.moment());
                if self.registry.commit(caller, &commitment, moment)? {
                    events::committed(commitment, caller, moment.now);
                }
                Ok(())
            })
        }

        /// Registers a work for `owner`.
        ///
        /// With a `salt` other than zero, this is the reveal of a commitment to exactly this
        /// call by this caller: the record is final, its priority is the commitment's time,
        /// and a provisional record of the digest that came later is taken over, or a struck
        /// one whose heir the caller is. With salt zero, the record is provisional for an hour.
        ///
        /// - `record`: SHA-256 of the work's bytes.
        /// - `units`: what the kind is priced by (items, seconds, words, ...).
        /// - `metadata`, `uri`: digest and place of the metadata document (160 bytes of
        ///   printable ASCII at most); both may be empty.
        /// - `parents`: works it derives from, at most 16, each with its part of this
        ///   record's gross income in basis points, and the licence of `owner` with the use
        ///   `derive` that allows it, or 0 where the link is only declared.
        ///
        /// # Errors
        /// `CommitmentMissing`, `CommitmentTooYoung`, `CommitmentExpired`, `RecordExists`,
        /// `ERC721InvalidReceiver`, `LicenceInvalid`, `ShareBelowLicence`, and one for each
        /// wrong field.
        ///
        /// # Events
        /// `Registered`, `Commit` (ERC-7053), `Transfer`.
        #[ink(message)]
        pub fn register(
            &mut self,
            record: Arg<Id, 0>,
            owner: Arg<Address, 1>,
            kind: Arg<u8, 2>,
            units: Arg<u64, 3>,
            origin: Arg<u8, 4>,
            metadata: Arg<Bytes32, 5>,
            uri: Arg<Text, 6>,
            parents: Arg<Rows<Parent>, 7>,
            salt: Arg<Bytes32, 8>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                let mut tail = Tail::after(9);
                let work = Work {
                    digest: record.read().0,
                    owner: owner.read(),
                    kind: kind.read(),
                    units: units.read(),
                    origin: origin.read(),
                    metadata: metadata.read(),
                    uri: uri.read(&mut tail),
                    parents: parents.read(&mut tail),
                };
                self.check(tail)?;
                let (registrant, moment) = (host::caller().0, self.moment());
                let made = if salt.read() == [0; 32] {
                    None
                } else {
                    Some(self.registry.reveal(&registrant, &self.commitment_now(), moment)?)
                };
                let priority = made.map_or(moment.now, |made| made.at);
                let claim = Claim { registrant, made, priority, catalogue: [0; 32] };
                self.admit_one(&work, &claim, moment)?;
                self.store();
                Ok(())
            })
        }

        /// Registers works that the module of batches and catalogues has read and checked, or,
        /// where there are none, only reveals a commitment. Answers when the commitment that
        /// counts was made, and in which block (0 for none). What the parameters are,
        /// `interfaces::provenance_registry` says: `Admission` and `Work`.
        ///
        /// # Errors
        /// `NotModule`; those of a commitment; those of `register`: of one of several works in
        /// `WorkRefused`.
        ///
        /// # Events
        /// Those of `register`, for each work.
        #[ink(message)]
        pub fn admit(
            &mut self,
            registrant: Arg<Address, 0>,
            commitment: Arg<Bytes32, 1>,
            at: Arg<u64, 2>,
            block: Arg<u32, 3>,
            catalogue: Arg<Id, 4>,
            works: Arg<Blob, 5>,
        ) -> Result<(u64, u32), Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let mut tail = Tail::after(6);
                let works = works.read(&mut tail);
                self.check(tail)?;
                self.registry.check_catalogues(host::caller())?;
                let (registrant, commitment, moment) = (registrant.read().0, commitment.read(), self.moment());
                let mut made = Commitment { at: at.read(), block: block.read() };
                if commitment != [0; 32] {
                    made = self.registry.reveal(&registrant, &commitment, moment)?;
                }
                let claim = Claim {
                    registrant,
                    made: (made.block != 0).then_some(made),
                    priority: if made.at == 0 { moment.now } else { made.at },
                    catalogue: catalogue.read().0,
                };
                let (mut works, mut position) = (Reader::new(&works), 0);
                while !works.is_empty() {
                    if let Err(error) = self.admit_one(&Work::read(&mut works), &claim, moment) {
                        if position == 0 && works.is_empty() {
                            return Err(error);
                        }
                        let selector = FixedBytes(error.write(&mut Words::new()));
                        return Err(Error::WorkRefused(position, selector).into());
                    }
                    position += 1;
                }
                self.store();
                words.push(made.at).push(made.block);
                Ok(())
            })
        }

        /// Changes a record's standing. Only the module that decides on it may: reservations
        /// on a withdrawal and a manager, arbitration on all else.
        ///
        /// - `change`: a number of `rules::standing::Change`.
        /// - `account`: the manager, the new owner, or the heir of a struck record.
        /// - `at`: the Unix second from which a withdrawal holds; zero reinstates.
        ///
        /// # Errors
        /// `NotModule`, `ChangeUnknown`, `ERC721NonexistentToken`, `RecordProvisional`,
        /// `RecordStruck`, `PushFailed`.
        ///
        /// # Events
        /// `StandingChanged`; `Transfer` where the record has a new owner.
        #[ink(message)]
        pub fn change(
            &mut self,
            record: Arg<Id, 0>,
            change: Arg<u8, 1>,
            account: Arg<Address, 2>,
            at: Arg<u64, 3>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(4))?;
                let (record, number, account, at) = (record.read().0, change.read(), account.read(), at.read());
                let change = Change::from_number(number).ok_or(Error::ChangeUnknown(number))?;
                let (found, from) =
                    self.registry.change(host::caller(), &record, change, account, at, self.moment())?;
                events::standing_changed(&record, change, account, at);
                if change == Change::Passed {
                    emit_transfer(H160(from), account, &record);
                }
                Ok(self.push(&record, &found)?)
            })
        }

        /// The record's owner.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message, name = "ownerOf")]
        pub fn owner_of(&self, token_id: Arg<Id, 0>) -> Result<Address, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let record = self.read_token(token_id)?;
                words.push(H160(record.owner()));
                Ok(())
            })
        }

        /// How many records an account owns.
        ///
        /// # Errors
        /// `ERC721InvalidOwner` for the zero address.
        #[ink(message, name = "balanceOf")]
        pub fn balance_of(&self, owner: Arg<Address, 0>) -> Result<U256, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                let balance = self.registry.holders().balance_of(owner.read())?;
                words.push(balance);
                Ok(())
            })
        }

        /// The account approved for a record; zero for nobody.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message, name = "getApproved")]
        pub fn get_approved(&self, token_id: Arg<Id, 0>) -> Result<Address, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let record = self.read_token(token_id)?;
                words.push(H160(record.approved()));
                Ok(())
            })
        }

        /// Whether an operator may manage all records of an owner.
        #[ink(message, name = "isApprovedForAll")]
        pub fn is_approved_for_all(
            &self,
            owner: Arg<Address, 0>,
            operator: Arg<Address, 1>,
        ) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(2);
                let is_operator = self.registry.holders().is_operator(&owner.read().0, &operator.read().0);
                words.push(is_operator);
                Ok(())
            })
        }

        /// Lets `approved` transfer a record, or (zero) nobody.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`, `ERC721InvalidApprover`, `RecordProvisional`,
        /// `RecordStruck`.
        ///
        /// # Events
        /// `Approval`.
        #[ink(message)]
        pub fn approve(&mut self, approved: Arg<Address, 0>, token_id: Arg<Id, 1>) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(2))?;
                let (approved, record) = (approved.read(), token_id.read().0);
                let owner = self.registry.approve(host::caller(), approved, &record, self.moment().now)?;
                emit_approval(owner, approved, &record);
                Ok(())
            })
        }

        /// Makes an operator of all the caller's records, or unmakes it.
        ///
        /// # Errors
        /// `ERC721InvalidOperator` for the zero address.
        ///
        /// # Events
        /// `ApprovalForAll`.
        #[ink(message, name = "setApprovalForAll")]
        pub fn set_approval_for_all(
            &mut self,
            operator: Arg<Address, 0>,
            approved: Arg<bool, 1>,
        ) -> Result<(), Or<Error>> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(2))?;
                let (owner, operator, approved) = (host::caller(), operator.read(), approved.read());
                self.registry.holders_mut().set_operator(owner, operator, approved)?;
                emit_approval_for_all(owner, operator, approved);
                Ok(())
            })
        }

        /// Transfers a record. Its offers no longer sell.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`, `ERC721IncorrectOwner`, `ERC721InvalidReceiver`,
        /// `ERC721InsufficientApproval`, `RecordProvisional`, `RecordStruck`, `PushFailed`.
        ///
        /// # Events
        /// `Transfer`.
        #[ink(message, name = "transferFrom")]
        pub fn transfer_from(
            &mut self,
            from: Arg<Address, 0>,
            to: Arg<Address, 1>,
            token_id: Arg<Id, 2>,
        ) -> Result<(), Or<Error>> {
            let _ = (from, to, token_id);
            host::answer::<Or<Error>>(|_| self.transfer(Tail::after(3), None))
        }

        /// Transfers a record, if the receiver is no contract or one that takes it.
        ///
        /// # Errors
        /// Those of `transferFrom`; `ERC721InvalidReceiver`.
        ///
        /// # Events
        /// `Transfer`.
        #[ink(message, name = "safeTransferFrom")]
        pub fn safe_transfer_from(
            &mut self,
            from: Arg<Address, 0>,
            to: Arg<Address, 1>,
            token_id: Arg<Id, 2>,
        ) -> Result<(), Or<Error>> {
            let _ = (from, to, token_id);
            host::answer::<Or<Error>>(|_| self.transfer(Tail::after(3), Some(Vec::new())))
        }

        /// Whether the registry implements an interface (EIP-165): ERC-165, ERC-721 and its
        /// metadata extension.
        #[ink(message, name = "supportsInterface")]
        pub fn supports_interface(&self, interface_id: Arg<[u8; 4], 0>) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                words.push(erc721::supports_metadata(interface_id.read()));
                Ok(())
            })
        }

        /// How many records there are.
        #[ink(message, name = "totalSupply")]
        pub fn total_supply(&self) -> Result<U256, Or<Error>> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.registry.issued());
                Ok(())
            })
        }

        /// A record: owner (zero where the digest has none), epoch, generation, units, the sum
        /// of its parents' shares in basis points, from which Unix second on it is withdrawn
        /// (zero: it is not), its standing (`rules::standing::Standing`), whether it is
        /// provisional; then its kind, origin, number of parents, whether it
        /// was final at once, when its generation began, its priority, the metadata digest, the
        /// catalogue it came out of, and its manager (of a struck record: its heir).
        #[ink(message)]
        pub fn record(&self, record: Arg<Id, 0>) -> Result<(SaleFacts, Description), Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                let found = self.registry.record(&record.read().0).unwrap_or_default();
                sale_facts(words, &found);
                words
                    .push(found.is_provisional(self.moment().now))
                    .push(found.kind())
                    .push(found.origin())
                    .push(found.parents())
                    .push(found.committed())
                    .push(found.registered_at())
                    .push(found.priority())
                    .push(found.metadata())
                    .push(found.catalogue())
                    .push(H160(found.deputy()));
                Ok(())
            })
        }

        /// The parents of a generation of a record, with their shares of its gross income in
        /// basis points, and the licences that allow the derivation (0: only declared).
        #[ink(message)]
        pub fn parents(&self, record: Arg<Id, 0>, generation: Arg<u32, 1>) -> Result<Vec<(U256, u16, U256)>, Error> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(2);
                words.rows(&self.registry.parents(&record.read().0, generation.read()));
                Ok(())
            })
        }

        /// How the income of a child's generation reaches a parent: the parent's position, its
        /// share in basis points, and the child's owner (zero where there is no such link);
        /// then of the parent its owner, epoch, generation, units, the sum of its own parents'
        /// shares, from when it is withdrawn, its standing.
        #[ink(message)]
        pub fn lineage(
            &self,
            child: Arg<Id, 0>,
            generation: Arg<u32, 1>,
            parent: Arg<Id, 2>,
        ) -> Result<(u8, u16, Address, Address, u32, u32, u64, u16, u64, u8), Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(3);
                let (link, found) =
                    self.registry.lineage(&child.read().0, generation.read(), &parent.read().0).unwrap_or_default();
                words.push(link.position).push(link.share).push(H160(link.child_owner));
                sale_facts(words, &found);
                Ok(())
            })
        }

        /// What the records are called (ERC-721's metadata extension).
        #[ink(message)]
        pub fn name(&self) -> Result<String, Error> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(0);
                words.bytes(b"Provenance Record");
                Ok(())
            })
        }

        /// Their symbol.
        #[ink(message)]
        pub fn symbol(&self) -> Result<String, Error> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(0);
                words.bytes(b"RECORD");
                Ok(())
            })
        }

        /// Where the metadata document of a record is; empty for nowhere.
        ///
        /// # Errors
        /// `ERC721NonexistentToken`.
        #[ink(message, name = "tokenURI")]
        pub fn token_uri(&self, token_id: Arg<Id, 0>) -> Result<String, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                let record = self.read_token(token_id)?;
                words.bytes(record.uri());
                Ok(())
            })
        }

        /// Stores the root cell: `host::answer` leaves that to the messages that change it.
        fn store(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
        }

        fn moment(&self) -> Moment {
            Moment { now: host::now(), block: host::block_number() }
        }

        /// Refuses calldata that does not end where it should, and everything before `bind`.
        fn check(&self, tail: Tail) -> Result<(), Error> {
            tail.finish();
            self.registry.licence_token().map(|_| ())
        }

        /// The record that a view of one token asks for.
        fn read_token(&self, token_id: Arg<Id, 0>) -> Result<Record, Or<Error>> {
            static_parameters(1);
            let id = token_id.read().0;
            Ok(self.registry.record(&id).ok_or(TokenError::ERC721NonexistentToken(Id(id)))?)
        }

        /// What the running call would have had to commit to.
        fn commitment_now(&self) -> Bytes32 {
            let preimage = commitment::preimage(&host::address().0, &host::caller().0, &host::calldata());
            host::keccak256(&preimage)
        }

        /// Registers one work, and tells the world.
        #[inline(never)]
        fn admit_one(&mut self, work: &Work, claim: &Claim, moment: Moment) -> Result<(), Or<Error>> {
            self.check_licences(work)?;
            let (record, from) = self.registry.register(work, claim, moment)?;
            events::registered(work, &record);
            emit_transfer(H160(from), work.owner, &work.digest);
            // A struck record may have been offered before.
            if from != [0; 20] {
                self.push(&work.digest, &record)?;
            }
            Ok(())
        }

        /// Checks that licences allow the derivations for which they are named.
        fn check_licences(&self, work: &Work) -> Result<(), Error> {
            for parent in work.parents.iter().filter(|parent| parent.licence != 0) {
                let token = self.registry.licence_token()?;
                let (reason, least) = licence_token::derivation(&token, parent.licence, &parent.record, &work.owner.0)
                    .map_err(|_| Error::PushFailed)?;
                if reason != 0 {
                    return Err(Error::LicenceInvalid(parent.licence, reason));
                }
                if parent.share < least {
                    return Err(Error::ShareBelowLicence(parent.licence, least));
                }
            }
            Ok(())
        }

        /// Tells the licence token how a record stands now.
        #[inline(never)]
        fn push(&self, record: &Bytes32, found: &Record) -> Result<(), Error> {
            let mut words = Words::new();
            sale_facts(words.push(*record), found);
            licence_token::push_record(&self.registry.licence_token()?, &mut words).map_err(|_| Error::PushFailed)
        }

        /// Transfers a record as the first three parameters say; with `data` for the receiver,
        /// only to one that takes it.
        #[inline(never)]
        fn transfer(&mut self, tail: Tail, data: Option<Vec<u8>>) -> Result<(), Or<Error>> {
            self.check(tail)?;
            let (from, to) = (Address::from_calldata(0), Address::from_calldata(1));
            let record = &Bytes32::from_calldata(2);
            let caller = host::caller();
            let found = self.registry.transfer(caller, from, to, record, self.moment().now)?;
            emit_transfer(from, to, record);
            self.push(record, &found)?;
            if let Some(data) = data {
                erc721::check_receiver(caller, &from.0, &to.0, record, &data)?;
            }
            Ok(())
        }
    }

    /// The overload of `safeTransferFrom` with data.
    #[ink(impl, namespace = "with_data")]
    impl ProvenanceRegistry {
        /// `safeTransferFrom` with data for the receiver.
        ///
        /// # Errors
        /// Those of `safeTransferFrom`.
        ///
        /// # Events
        /// `Transfer`.
        #[ink(message, name = "safeTransferFrom")]
        pub fn safe_transfer_from_with_data(
            &mut self,
            from: Arg<Address, 0>,
            to: Arg<Address, 1>,
            token_id: Arg<Id, 2>,
            data: Arg<Blob, 3>,
        ) -> Result<(), Or<Error>> {
            let _ = (from, to, token_id);
            host::answer::<Or<Error>>(|_| {
                let mut tail = Tail::after(4);
                let data = data.read(&mut tail);
                self.transfer(tail, Some(data))
            })
        }
    }

    /// What a sale has to know of a record: owner, epoch, generation, units, the sum of its
    /// parents' shares, from when it is withdrawn, its standing.
    #[inline(never)]
    fn sale_facts(words: &mut Words, record: &Record) {
        words
            .push(H160(record.owner()))
            .push(record.epoch())
            .push(record.generation())
            .push(record.units())
            .push(record.parents_share())
            .push(record.withdrawn_from())
            .push(record.standing());
    }
}
