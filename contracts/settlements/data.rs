//! What the settlements keep, and their rules.
//!
//! They keep nothing but the other contracts' addresses: splits and ledgers are the
//! splitter's, records the registry's, challenges the arbitration's.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160, prelude::vec::Vec};
use interfaces::{
    abi::Id,
    arbitration::Outcome,
    provenance_registry::{Lineage, SaleFacts},
    royalty_splitter::{Destination, Held, ParentPlace, Split},
};
use rules::{
    Account, Bytes32,
    ledger::{HELD, NET, version_of},
    limits::MAX_PATH,
    split::{self, Payee},
    standing::Standing,
};

/// The other contracts with the hashes of their codes: registry, licence token, splitter,
/// arbitration.
pub type Bindings = [(Address, Bytes32); 4];

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Others {
    registry: Account,
    licence_token: Account,
    splitter: Account,
    arbitration: Account,
}

impl Others {
    /// Knows the other contracts.
    pub fn new([(registry, _), (licence_token, _), (splitter, _), (arbitration, _)]: &Bindings) -> Self {
        Self { registry: registry.0, licence_token: licence_token.0, splitter: splitter.0, arbitration: arbitration.0 }
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

    /// Checks the payees of a split: none of them is a contract of ours, `this` one included.
    ///
    /// # Errors
    /// Those of [`split::check`].
    pub fn check_payees(&self, this: Address, payees: &[Payee]) -> Result<(), Error> {
        let ours = [this.0, self.registry, self.licence_token, self.splitter, self.arbitration];
        Ok(split::check(payees, &ours)?)
    }
}

/// Checks that the caller may say how the record's income is split.
///
/// # Errors
/// [`Error::RecordUnknown`], [`Error::RecordProvisional`], [`Error::RecordStruck`],
/// [`Error::NotOwner`].
pub fn check_owner(caller: Address, record: &Bytes32, facts: &SaleFacts) -> Result<(), Error> {
    check_standing(record, facts)?;
    if facts.owner == caller.0 { Ok(()) } else { Err(Error::NotOwner(caller)) }
}

/// Checks that there is a record that earns.
fn check_standing(record: &Bytes32, facts: &SaleFacts) -> Result<(), Error> {
    let id = Id(*record);
    if facts.owner == [0; 20] {
        return Err(Error::RecordUnknown(id));
    }
    if facts.provisional {
        return Err(Error::RecordProvisional(id));
    }
    if facts.standing == Standing::Struck as u8 {
        return Err(Error::RecordStruck(id));
    }
    Ok(())
}

/// A split in which a new version is announced at `now`.
///
/// # Errors
/// [`Error::SplitIsLocked`], [`Error::VersionsUsedUp`].
pub fn announce(record: &Bytes32, split: &Split, now: u64) -> Result<Split, Error> {
    check_open(record, split)?;
    let versions = split.versions.announce(now).ok_or(Error::VersionsUsedUp)?;
    Ok(Split { versions, locked: false })
}

/// A split that stays as it is, with what is announced, for as long as the generation lasts.
///
/// # Errors
/// [`Error::SplitIsLocked`], [`Error::NoSplit`].
pub fn lock(record: &Bytes32, split: &Split) -> Result<Split, Error> {
    check_open(record, split)?;
    if split.versions.last == 0 { Err(Error::NoSplit(Id(*record))) } else { Ok(Split { locked: true, ..*split }) }
}

fn check_open(record: &Bytes32, split: &Split) -> Result<(), Error> {
    if split.locked { Err(Error::SplitIsLocked(Id(*record))) } else { Ok(()) }
}

/// The payees with another account in the place of one.
///
/// # Errors
/// [`Error::NotPayee`].
pub fn replace_payee(payees: &[Payee], from: Address, to: Address) -> Result<Vec<Payee>, Error> {
    let mut payees = payees.to_vec();
    let place = payees.iter_mut().find(|payee| payee.account == from.0).ok_or(Error::NotPayee(from))?;
    place.account = to.0;
    Ok(payees)
}

/// Where money goes that somebody brings for a record: to its own ledger, or, while a challenge is
/// open, to a held one. The version of the split that applies is still to be added.
///
/// # Errors
/// [`Error::RecordUnknown`], [`Error::RecordProvisional`], [`Error::RecordStruck`].
pub fn income_destination(record: &Bytes32, facts: &SaleFacts) -> Result<Destination, Error> {
    check_standing(record, facts)?;
    let to = Destination {
        record: *record,
        generation: facts.generation,
        version: 0,
        owner: facts.owner,
        parents_share: facts.parents_share,
    };
    let held = Destination { version: HELD, parents_share: 0, ..to };
    Ok(if facts.standing == Standing::Challenged as u8 { held } else { to })
}

/// Checks the length of a path that is settled.
///
/// # Errors
/// [`Error::PathLength`].
pub fn check_path(path: &[Id]) -> Result<(), Error> {
    if path.is_empty() || path.len() > MAX_PATH { Err(Error::PathLength) } else { Ok(()) }
}

/// Checks that the registry knows a parent of the child.
///
/// # Errors
/// [`Error::NotParent`].
pub fn check_parent(child: &Bytes32, parent: &Bytes32, link: &Lineage) -> Result<(), Error> {
    if link.parent_owner == [0; 20] { Err(Error::NotParent(Id(*child), Id(*parent))) } else { Ok(()) }
}

/// Where a parent's part of a child's income goes, and whether it is paid out at once. The
/// version of the split that applies there is still to be added: of `record` in `generation`.
///
/// - a parent whose standing is clear: to its own ledger;
/// - one that is challenged: to a held ledger of it, which is nobody's;
/// - one that was struck: to the child's own payees, without a parents' part.
pub fn parents_destination(place: &ParentPlace, parent: &Bytes32, link: &Lineage) -> (Destination, bool) {
    let to_parent = Destination {
        record: *parent,
        generation: link.parent_generation,
        version: 0,
        owner: link.parent_owner,
        parents_share: link.parent_parents_share,
    };
    match Standing::from_number(link.parent_standing) {
        Some(Standing::Clear) => (to_parent, true),
        Some(Standing::Challenged) => (Destination { version: HELD, parents_share: 0, ..to_parent }, false),
        Some(Standing::Struck) | None => {
            let to_child = Destination {
                record: place.child,
                generation: place.generation,
                version: NET,
                owner: link.child_owner,
                parents_share: 0,
            };
            (to_child, true)
        }
    }
}

/// The held ledger beside the one of a version, or under version 0 of an owner.
pub fn held(version: u32, owner: Account, currency: Account) -> Held {
    let version = version_of(version);
    Held { ledger: version | HELD, owner: if version == 0 { owner } else { [0; 20] }, currency }
}

/// Where what was held of a record's generation goes: to the ledger that it would have gone
/// to, or, where a decision ended the generation, to a ledger of the challenger alone. The
/// parents' share of the former is still to be added.
///
/// # Errors
/// [`Error::ChallengeOpen`].
pub fn held_destination(
    record: &Bytes32,
    generation: u32,
    held: &Held,
    outcome: &Outcome,
) -> Result<Destination, Error> {
    let to = Destination { record: *record, generation, version: NET, owner: outcome.winner, parents_share: 0 };
    if outcome.is_ended() {
        return Ok(to);
    }
    if outcome.open > 0 {
        return Err(Error::ChallengeOpen(Id(*record)));
    }
    Ok(Destination { version: version_of(held.ledger), owner: held.owner, ..to })
}
