//! Open commitments: they stand in the cell of the account that made them, beside the number
//! of its records, so that a reveal for oneself needs no storage key of its own for them.
//!
//! They stay bytes, one after the other, since that needs less code than a list.

use ink::prelude::vec::Vec;
use interfaces::stored::{Cell, Reader};
use rules::{Bytes32, commitment::Commitment, limits::MAX_COMMITMENTS};

/// Bytes of an open commitment: the hash, and when it was made.
const SIZE: usize = 44;

/// What came of a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It was there, and keeps its time.
    Known,
    /// There is no room: as many as there may be are still good.
    Full,
}

/// Adds a commitment; those that can no longer be revealed make room.
pub fn add(notes: &mut Vec<u8>, commitment: &Bytes32, made: Commitment) -> Added {
    let (known, mut kept) = without(notes, commitment, made.at);
    if known.is_some_and(|known| !known.expired(made.at)) {
        return Added::Known;
    }
    if kept.len() >= SIZE * MAX_COMMITMENTS {
        return Added::Full;
    }
    kept.extend_from_slice(commitment);
    made.write(&mut kept);
    *notes = kept;
    Added::New
}

/// Takes a commitment out, however old it is.
pub fn take(notes: &mut Vec<u8>, commitment: &Bytes32, now: u64) -> Option<Commitment> {
    let (found, kept) = without(notes, commitment, now);
    *notes = kept;
    found
}

/// A commitment, and all others that are still good.
#[inline(never)]
fn without(notes: &[u8], commitment: &Bytes32, now: u64) -> (Option<Commitment>, Vec<u8>) {
    let (mut found, mut kept) = (None, Vec::new());
    for open in notes.chunks_exact(SIZE) {
        let mut reader = Reader::new(open);
        let (hash, made): (Bytes32, _) = (reader.take(), Commitment::read(&mut reader));
        if hash == *commitment {
            found = Some(made);
        } else if !made.expired(now) {
            kept.extend_from_slice(open);
        }
    }
    (found, kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::limits::COMMIT_TTL;

    fn at(at: u64) -> Commitment {
        Commitment { at, block: 1 }
    }

    #[test]
    fn a_commitment_keeps_its_first_time_until_it_expires() {
        let mut notes = Vec::new();
        assert_eq!(add(&mut notes, &[1; 32], at(10)), Added::New);
        assert_eq!(add(&mut notes, &[1; 32], at(10 + COMMIT_TTL)), Added::Known);
        assert_eq!(take(&mut notes.clone(), &[1; 32], 20), Some(at(10)));
        assert_eq!(add(&mut notes, &[1; 32], at(11 + COMMIT_TTL)), Added::New);
        assert_eq!(take(&mut notes, &[1; 32], 20), Some(at(11 + COMMIT_TTL)));
        assert_eq!((take(&mut notes, &[1; 32], 20), notes), (None, Vec::new()));
    }

    #[test]
    fn r10_as_many_as_fit_the_cell_and_expired_ones_make_room() {
        let mut notes = Vec::new();
        for number in 0..MAX_COMMITMENTS {
            assert_eq!(add(&mut notes, &[number as u8; 32], at(100 + number as u64)), Added::New);
        }
        assert_eq!(add(&mut notes, &[99; 32], at(200)), Added::Full);
        assert_eq!(notes.len(), SIZE * MAX_COMMITMENTS);
        interfaces::stored::assert_round_trip(&erc721::Holder { balance: u64::MAX, notes: notes.clone() });
        // The first of them has expired, no other.
        assert_eq!(add(&mut notes, &[99; 32], at(101 + COMMIT_TTL)), Added::New);
        assert_eq!(notes.len(), SIZE * MAX_COMMITMENTS);
        assert_eq!(take(&mut notes.clone(), &[0; 32], 200), None);
        for number in 1..MAX_COMMITMENTS {
            assert_eq!(take(&mut notes.clone(), &[number as u8; 32], 200), Some(at(100 + number as u64)));
        }
    }
}
