//! What the module keeps, and its rules.
//!
//! It keeps nothing but the other contracts' addresses: what binds a record is with them, and
//! the way up to its ancestors is walked anew for each page (see [`rules::ancestors`]).

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160, sol::FixedBytes};
use interfaces::{abi::Id, arbitration::Outcome, provenance_registry::SaleFacts};
use rules::{
    Account, Bytes32,
    encumbrance::{self, Encumbrance},
    split_version::Versions,
};

/// The other contracts with the hashes of their codes: registry, splitter, arbitration.
pub type Bindings = [(Address, Bytes32); 3];

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Others {
    registry: Account,
    splitter: Account,
    arbitration: Account,
}

impl Others {
    /// Knows the other contracts.
    pub fn new([(registry, _), (splitter, _), (arbitration, _)]: &Bindings) -> Self {
        Self { registry: registry.0, splitter: splitter.0, arbitration: arbitration.0 }
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// The splitter.
    pub fn splitter(&self) -> Address {
        H160(self.splitter)
    }

    /// The arbitration.
    pub fn arbitration(&self) -> Address {
        H160(self.arbitration)
    }
}

/// What binds a record, from what the other contracts say of it.
pub fn gather(facts: &SaleFacts, outcome: &Outcome, (versions, locked): (Versions, bool)) -> Encumbrance {
    Encumbrance {
        owner: facts.owner,
        epoch: facts.epoch,
        generation: facts.generation,
        parents_share: facts.parents_share,
        withdrawn_from: facts.withdrawn_from,
        standing: facts.standing,
        open_challenges: outcome.open,
        version: versions.current,
        next_version: versions.next,
        applies_at: versions.applies_at,
        locked,
    }
}

/// Checks that there is a record.
///
/// # Errors
/// [`Error::RecordUnknown`].
pub fn check_known(record: &Bytes32, owner: &Account) -> Result<(), Error> {
    if *owner == [0; 20] { Err(Error::RecordUnknown(Id(*record))) } else { Ok(()) }
}

/// Checks that the caller owns the record.
///
/// # Errors
/// [`Error::NotOwner`].
pub fn check_owner(caller: Address, owner: &Account) -> Result<(), Error> {
    if caller.0 == *owner { Ok(()) } else { Err(Error::NotOwner(caller)) }
}

/// Checks that what binds the record is what was expected.
///
/// # Errors
/// [`Error::EncumbrancesChanged`].
pub fn check_unchanged(now: Bytes32, expected: Bytes32) -> Result<(), Error> {
    if now == expected { Ok(()) } else { Err(Error::EncumbrancesChanged(FixedBytes(now))) }
}

/// What the digest of a record hashes: see [`rules::encumbrance`].
pub fn preimage(record: &Bytes32, binding: &Encumbrance) -> [u8; encumbrance::PREIMAGE] {
    encumbrance::preimage(record, &binding.words())
}
