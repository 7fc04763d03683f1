//! What the terms book keeps, and its rules.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{prelude::vec::Vec, storage::Mapping};
use interfaces::{
    cells::Cells,
    stored::{Cell, Reader, Stored},
};
use rules::{
    Bytes32,
    terms::{Duration, Revocation, Terms},
};

/// Terms as a storage cell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Entry(pub Terms);

impl Cell for Entry {
    fn write(&self, cell: &mut Vec<u8>) {
        let terms = &self.0;
        let (perpetual, seconds) = terms.duration.to_pair();
        let (revocable, notice) = terms.revocation.to_pair();
        cell.extend_from_slice(&terms.uses.to_le_bytes());
        cell.extend_from_slice(&[terms.users, perpetual.into()]);
        cell.extend_from_slice(&seconds.to_le_bytes());
        let flags = [terms.exclusive, terms.transferable, terms.attribution, revocable];
        cell.extend_from_slice(&flags.map(u8::from));
        cell.extend_from_slice(&notice.to_le_bytes());
        cell.extend_from_slice(&terms.derivative_share.to_le_bytes());
        cell.extend_from_slice(&terms.resale_royalty.to_le_bytes());
        cell.extend_from_slice(&terms.document);
        cell.extend_from_slice(&terms.uri);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let uses = u16::from_le_bytes(cell.take());
        let [users, perpetual] = cell.take();
        let seconds = cell.u64();
        let [exclusive, transferable, attribution, revocable] = cell.take::<4>().map(|flag| flag != 0);
        let notice = cell.u32();
        Self(Terms {
            uses,
            users,
            duration: if perpetual != 0 { Duration::Perpetual } else { Duration::Seconds(seconds) },
            exclusive,
            transferable,
            attribution,
            revocation: if revocable { Revocation::AfterNotice(notice) } else { Revocation::Irrevocable },
            derivative_share: u16::from_le_bytes(cell.take()),
            resale_royalty: u16::from_le_bytes(cell.take()),
            document: cell.take(),
            uri: cell.rest(),
        })
    }
}

/// The terms book's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Book {
    terms: Mapping<Bytes32, Stored<Entry>>,
}

impl Book {
    /// Keeps terms under their id. Says whether they are new.
    ///
    /// # Errors
    /// Every one of [`Error`].
    pub fn publish(&mut self, id: &Bytes32, terms: &Terms) -> Result<bool, Error> {
        terms.check().map_err(|error| Error::of_terms(error, terms))?;
        if self.terms(id).is_some() {
            return Ok(false);
        }
        self.terms.save(*id, &Entry(terms.clone()));
        Ok(true)
    }

    /// The terms of an id.
    pub fn terms(&self, id: &Bytes32) -> Option<Terms> {
        self.terms.load(*id).map(|entry| entry.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::{limits::MAX_URI, uses};

    fn terms() -> Terms {
        Terms {
            uses: uses::ALL_USES,
            users: uses::ALL_USERS,
            duration: Duration::Seconds(7),
            exclusive: false,
            transferable: true,
            attribution: false,
            revocation: Revocation::Irrevocable,
            derivative_share: 500,
            resale_royalty: 10_000,
            document: [9; 32],
            uri: [b'a'; MAX_URI].to_vec(),
        }
    }

    #[test]
    fn r10_the_largest_terms_fit_their_cell() {
        interfaces::stored::assert_round_trip(&Entry(terms()));
        for others in [
            Terms { duration: Duration::Perpetual, ..terms() },
            Terms { exclusive: true, transferable: false, ..terms() },
            Terms { attribution: true, derivative_share: 0, ..terms() },
            Terms { revocation: Revocation::AfterNotice(u32::MAX), resale_royalty: 0, ..terms() },
        ] {
            interfaces::stored::assert_round_trip(&Entry(others));
        }
    }

    #[ink::test]
    fn publishing_twice_is_publishing_once() {
        let mut book = Book::default();
        assert_eq!(book.publish(&[1; 32], &terms()), Ok(true));
        assert_eq!(book.publish(&[1; 32], &terms()), Ok(false));
        assert_eq!(book.terms(&[1; 32]), Some(terms()));
        assert_eq!(book.terms(&[2; 32]), None);
    }

    #[ink::test]
    fn wrong_terms_are_named_and_not_kept() {
        let mut book = Book::default();
        let wrong = Terms { users: 0, ..terms() };
        assert_eq!(book.publish(&[1; 32], &wrong), Err(Error::UsersInvalid(0)));
        let wrong = Terms { duration: Duration::Seconds(0), ..terms() };
        assert_eq!(book.publish(&[1; 32], &wrong), Err(Error::DurationInvalid(false, 0)));
        let wrong = Terms { revocation: Revocation::AfterNotice(1), ..terms() };
        assert_eq!(book.publish(&[1; 32], &wrong), Err(Error::RevocationInvalid(true, 1)));
        let wrong = Terms { derivative_share: 10_001, ..terms() };
        assert_eq!(book.publish(&[1; 32], &wrong), Err(Error::DerivativeShareInvalid(10_001)));
        let wrong = Terms { resale_royalty: 10_001, ..terms() };
        assert_eq!(book.publish(&[1; 32], &wrong), Err(Error::ResaleRoyaltyInvalid(10_001)));
        assert_eq!(book.terms(&[1; 32]), None);
    }

    #[test]
    fn x11_the_keys_of_storage_are_distinct_and_stay() {
        let keys = interfaces::layout::root_keys::<Book>();
        let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
        assert_eq!(keys, [("terms", 0x81e4_3e79)]);
    }
}
