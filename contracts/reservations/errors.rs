//! What the reservations refuse. A refused message changes nothing.

use ink::Address;
use interfaces::{abi::Id, errors};

errors! {
/// Errors of the reservations.
pub enum Error {
    /// The account at this address has other code than expected.
    WrongCode(account: Address),
    /// Another contract could not be asked, so nothing happened.
    CallFailed(callee: Address),
    /// The digest has no record.
    RecordUnknown(record: Id),
    /// The record can still be taken over and does nothing until then.
    RecordProvisional(record: Id),
    /// A decision struck the record.
    RecordStruck(record: Id),
    /// The caller does not own the record.
    NotOwner(caller: Address),
    /// A pair of bits that is no preference, or a bit that belongs to no use.
    PreferencesInvalid(preferences: u32),
    /// More than 180 days of notice.
    NoticeTooLong(notice: u64),
    /// A withdrawal is in effect.
    AlreadyWithdrawn(record: Id),
    /// No withdrawal is in effect or announced.
    NotWithdrawn(record: Id),
}
}
