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

pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod provenance_registry {
    use crate::{
        data::{Moment, Record, Registry, Work},
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
        abi::{Id, Pairs},
        args::{Arg, Blob, Tail, Text, static_parameters},
        host, licence_token,
    };
    use rules::{Bytes32, commitment, parents::Parent};

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

        /// Tells the registry its licence token, once and for ever.
        ///
        /// # Errors
        /// `NotDeployer`, `AlreadyBound`, `WrongCode` if the address has other code than
        /// `licence_token_code` (Keccak-256).
        ///
        /// # Events
        /// `Bound`.
        #[ink(message)]
        pub fn bind(
            &mut self,
            licence_token: Arg<Address, 0>,
            licence_token_code: Arg<Bytes32, 1>,
        ) -> Result<(), Error> {
            host::answer(|_| {
                static_parameters(2);
                let (licence_token, code) = (licence_token.read(), licence_token_code.read());
                self.registry.bind(host::caller(), licence_token)?;
                if !host::runs(&licence_token, &code) {
                    return Err(Error::WrongCode(licence_token));
                }
                self.store();
                events::bound(licence_token, code);
                Ok(())
            })
        }

        /// Commits to a registration that follows within the hour, at the earliest in the
        /// next block. What `commitment` is, `rules::commitment` says: the hash of the
        /// caller and the coming calldata. Committing the same again changes nothing while
        /// the first is good.
        ///
        /// # Errors
        /// `NotBound`.
        ///
        /// # Events
        /// `Committed`, if it is new.
        #[ink(message)]
        pub fn commit(&mut self, commitment: Arg<Bytes32, 0>) -> Result<(), Error> {
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(1))?;
                let commitment = commitment.read();
                let moment = self.moment();
                if self.registry.commit(&commitment, moment) {
                    events::committed(commitment, moment.now);
                }
                Ok(())
            })
        }

        /// Registers a work for `owner`.
        ///
        /// With a `salt` other than zero, this is the reveal of a commitment to exactly this
        /// call by this caller: the record is final, its priority is the commitment's time,
        /// and a provisional record of the digest that came later is taken over. With salt
        /// zero, the record is provisional for an hour.
        ///
        /// - `record`: SHA-256 of the work's bytes.
        /// - `units`: what the kind is priced by (items, seconds, words, ...).
        /// - `metadata`, `uri`: digest and place of the metadata document (160 bytes of
        ///   printable ASCII at most); both may be empty.
        /// - `parents`: works it derives from, at most 16, each with its part of this
        ///   record's gross income in basis points.
        ///
        /// # Errors
        /// `CommitmentMissing`, `CommitmentTooYoung`, `CommitmentExpired`, `RecordExists`,
        /// `ERC721InvalidReceiver`, and one for each wrong field.
        ///
        /// # Events
        /// `Registered`, `Transfer`.
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
            parents: Arg<Pairs<Parent>, 7>,
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
                let digest = work.digest;
                let commitment = (salt.read() != [0; 32]).then(|| self.commitment_now());
                let (moved, registered) = self.registry.register(work, commitment, self.moment())?;
                self.store();
                events::registered(&registered);
                emit_transfer(H160(moved.from), H160(moved.to), &digest);
                Ok(())
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
                words.push(H160(record.owner));
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
                words.push(H160(record.approved));
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
        /// `ERC721NonexistentToken`, `ERC721InvalidApprover`, `RecordProvisional`.
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
        /// `ERC721InsufficientApproval`, `RecordProvisional`, `PushFailed`.
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
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(3))?;
                self.transfer(from.read(), to.read(), &token_id.read().0, None)?;
                Ok(())
            })
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
            host::answer::<Or<Error>>(|_| {
                self.check(Tail::after(3))?;
                self.transfer(from.read(), to.read(), &token_id.read().0, Some(Vec::new()))?;
                Ok(())
            })
        }

        /// Whether the registry implements an interface (EIP-165): ERC-165 and ERC-721.
        #[ink(message, name = "supportsInterface")]
        pub fn supports_interface(&self, interface_id: Arg<[u8; 4], 0>) -> Result<bool, Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                words.push(erc721::supports(interface_id.read()));
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

        /// A record: owner (zero where the digest has none), epoch, generation, kind, units,
        /// origin, metadata digest, parents, the sum of their shares in basis points, when
        /// it was registered, its priority, and whether it is provisional.
        #[ink(message)]
        pub fn record(
            &self,
            record: Arg<Id, 0>,
        ) -> Result<(Address, u32, u32, u8, u64, u8, FixedBytes<32>, u8, u16, u64, u64, bool), Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                let found = self.registry.record(&record.read().0).unwrap_or_default();
                words
                    .push(H160(found.owner))
                    .push(found.epoch)
                    .push(found.generation)
                    .push(found.kind)
                    .push(found.units)
                    .push(found.origin)
                    .push(found.metadata)
                    .push(found.parents)
                    .push(found.parents_share)
                    .push(found.registered_at)
                    .push(found.priority)
                    .push(found.is_provisional(self.moment().now));
                Ok(())
            })
        }

        /// A record's parents with their shares of its gross income in basis points.
        #[ink(message)]
        pub fn parents(&self, record: Arg<Id, 0>) -> Result<Vec<(U256, u16)>, Error> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                let parents = self.registry.parents(&record.read().0);
                words.pairs(&parents);
                Ok(())
            })
        }

        /// What a sale has to know of a record: owner (zero where there is none), epoch,
        /// generation, units, the sum of the parents' shares, whether it is provisional.
        #[ink(message, name = "saleFacts")]
        pub fn sale_facts(&self, record: Arg<Id, 0>) -> Result<(Address, u32, u32, u64, u16, bool), Error> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(1);
                let found = self.registry.record(&record.read().0).unwrap_or_default();
                words
                    .push(H160(found.owner))
                    .push(found.epoch)
                    .push(found.generation)
                    .push(found.units)
                    .push(found.parents_share)
                    .push(found.is_provisional(self.moment().now));
                Ok(())
            })
        }

        /// How a child's income reaches a parent: the child's generation, the parent's
        /// position, its share, its owner (zero where there is no such link), its
        /// generation, the sum of its own parents' shares.
        #[ink(message)]
        pub fn lineage(
            &self,
            child: Arg<Id, 0>,
            parent: Arg<Id, 1>,
        ) -> Result<(u32, u8, u16, Address, u32, u16), Or<Error>> {
            host::answer::<Or<Error>>(|words| {
                static_parameters(2);
                let link = self.registry.lineage(&child.read().0, &parent.read().0).unwrap_or_default();
                words
                    .push(link.generation)
                    .push(link.position)
                    .push(link.share)
                    .push(H160(link.parent_owner))
                    .push(link.parent_generation)
                    .push(link.parent_parents_share);
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
                words.bytes(&record.uri);
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

        /// Transfers a record; with `data` for the receiver, only to one that takes it.
        fn transfer(
            &mut self,
            from: Address,
            to: Address,
            record: &Bytes32,
            data: Option<Vec<u8>>,
        ) -> Result<(), Or<Error>> {
            let caller = host::caller();
            let moved = self.registry.transfer(caller, from, to, record, self.moment().now)?;
            emit_transfer(from, to, record);
            let token = self.registry.licence_token()?;
            licence_token::push_owner(&token, record, &moved.to, moved.epoch).map_err(|_| Error::PushFailed)?;
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
            host::answer::<Or<Error>>(|_| {
                let mut tail = Tail::after(4);
                let data = data.read(&mut tail);
                self.check(tail)?;
                self.transfer(from.read(), to.read(), &token_id.read().0, Some(data))?;
                Ok(())
            })
        }
    }
}
