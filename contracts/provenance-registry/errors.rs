//! What the registry refuses. A refused message changes nothing.

use ink::{Address, sol::FixedBytes};
use interfaces::{abi::Id, errors};
use rules::{commitment::RevealError, parents::ParentsError, work::WorkError};

errors! {
/// Errors of the registry's own messages; ERC-721's are in the `erc721` crate.
pub enum Error {
    /// The contracts do not know each other yet.
    NotBound,
    /// They do, and for ever.
    AlreadyBound,
    /// Only who deployed the contract can bind it.
    NotDeployer,
    /// The account at this address has other code than expected.
    WrongCode(account: Address),
    /// Nothing like this was committed by this caller.
    CommitmentMissing,
    /// The commitment was made in this very block.
    CommitmentTooYoung,
    /// The commitment is more than an hour old.
    CommitmentExpired,
    /// As many commitments of the caller are open as there may be (9): reveal one first.
    TooManyCommitments,
    /// Only the module whose task it is may ask for this.
    NotModule(caller: Address),
    /// The work at this position (from 0) of a batch was refused with the error of this
    /// selector, and so were all.
    WorkRefused(position: u32, error: FixedBytes<4>),
    /// The digest has a record, and this call cannot take it over.
    RecordExists(record: Id),
    /// The record can still be taken over and does nothing until then.
    RecordProvisional(record: Id),
    /// A decision struck the record.
    RecordStruck(record: Id),
    /// There is no change of this number.
    ChangeUnknown(change: u8),
    /// Zero is not the digest of a work.
    DigestZero,
    /// There is no kind of this number.
    KindUnknown(kind: u8),
    /// There is no origin of this number.
    OriginUnknown(origin: u8),
    /// A work has at least one unit.
    UnitsZero,
    /// The URI is longer than 160 bytes.
    UriTooLong,
    /// The URI has a character other than printable ASCII.
    UriInvalid,
    /// More than 16 parents; or any, where a struck digest is registered anew: a work that
    /// derives from it could be among them.
    TooManyParents,
    /// A parent has no record.
    ParentUnknown(record: Id),
    /// A parent can still be taken over.
    ParentProvisional(record: Id),
    /// A decision struck a parent.
    ParentStruck(record: Id),
    /// The licence does not allow the derivation: the reason is a number of
    /// `rules::licence::Coverage`.
    LicenceInvalid(licence: u64, reason: u8),
    /// The licence's terms ask for at least this part of the income, in basis points.
    ShareBelowLicence(licence: u64, least: u16),
    /// A parent is named twice.
    ParentRepeated(record: Id),
    /// The parents' shares add up to more than the whole.
    ParentSharesTooHigh,
    /// The licence token could not be told or asked, so nothing happened.
    PushFailed,
}
}

impl Error {
    /// Names what was wrong with the description of a work.
    pub fn of_work(error: WorkError, kind: u8, origin: u8) -> Self {
        match error {
            WorkError::DigestZero => Self::DigestZero,
            WorkError::KindUnknown => Self::KindUnknown(kind),
            WorkError::OriginUnknown => Self::OriginUnknown(origin),
            WorkError::UnitsZero => Self::UnitsZero,
            WorkError::UriTooLong => Self::UriTooLong,
            WorkError::UriInvalid => Self::UriInvalid,
        }
    }
}

impl From<ParentsError> for Error {
    fn from(error: ParentsError) -> Self {
        match error {
            ParentsError::TooMany => Self::TooManyParents,
            ParentsError::Repeated(record) => Self::ParentRepeated(Id(record)),
            ParentsError::SharesTooHigh => Self::ParentSharesTooHigh,
        }
    }
}

impl From<RevealError> for Error {
    fn from(error: RevealError) -> Self {
        match error {
            RevealError::TooYoung => Self::CommitmentTooYoung,
            RevealError::Expired => Self::CommitmentExpired,
        }
    }
}

impl From<Error> for erc721::Or<Error> {
    fn from(error: Error) -> Self {
        Self::Own(error)
    }
}
