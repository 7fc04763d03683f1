//! Open commitments: they stand in the cell of the account that made them, beside the number
//! of its records, so that a reveal for oneself needs no storage key of its own for them.

use ink::prelude::vec::Vec;
use interfaces::stored::{Cell, Reader};
use rules::{Bytes32, commitment::Commitment, limits::MAX_COMMITMENTS};

/// A commitment that has not been revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The hash.
    pub commitment: Bytes32,
    /// When it was made.
    pub made: Commitment,
}

impl Cell for Open {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.commitment);
        self.made.write(cell);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { commitment: cell.take(), made: Commitment::read(cell) }
    }
}

/// The open commitments of an account, as its cell holds them.
pub fn read(notes: &[u8]) -> Vec<Open> {
    Vec::read(&mut Reader::new(notes))
}

/// The cell of these commitments.
pub fn write(open: &Vec<Open>) -> Vec<u8> {
    let mut notes = Vec::new();
    open.write(&mut notes);
    notes
}

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
pub fn add(open: &mut Vec<Open>, commitment: &Bytes32, made: Commitment) -> Added {
    open.retain(|other| !other.made.expired(made.at));
    if open.iter().any(|other| other.commitment == *commitment) {
        return Added::Known;
    }
    if open.len() >= MAX_COMMITMENTS {
        return Added::Full;
    }
    open.push(Open { commitment: *commitment, made });
    Added::New
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
        let mut open = Vec::new();
        assert_eq!(add(&mut open, &[1; 32], at(10)), Added::New);
        assert_eq!(add(&mut open, &[1; 32], at(10 + COMMIT_TTL)), Added::Known);
        assert_eq!(open, [Open { commitment: [1; 32], made: at(10) }]);
        assert_eq!(add(&mut open, &[1; 32], at(11 + COMMIT_TTL)), Added::New);
        assert_eq!(open, [Open { commitment: [1; 32], made: at(11 + COMMIT_TTL) }]);
    }

    #[test]
    fn r10_as_many_as_fit_the_cell_and_expired_ones_make_room() {
        let mut open = Vec::new();
        for number in 0..MAX_COMMITMENTS {
            assert_eq!(add(&mut open, &[number as u8; 32], at(100 + number as u64)), Added::New);
        }
        assert_eq!(add(&mut open, &[99; 32], at(200)), Added::Full);
        assert_eq!(open.len(), MAX_COMMITMENTS);
        assert_eq!(read(&write(&open)), open);
        let holder = erc721::Holder { balance: u64::MAX, notes: write(&open) };
        interfaces::stored::assert_round_trip(&holder);
        assert_eq!(add(&mut open, &[99; 32], at(101 + COMMIT_TTL)), Added::New);
        assert_eq!(open.len(), MAX_COMMITMENTS);
    }
}
