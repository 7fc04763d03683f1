//! The numbers of a record's ledgers, within one of its generations.
//!
//! A ledger's number is the version of the split that its income falls under (0 for the
//! owner's of the time), and flags for income that is not a plain part of it:
//!
//! - [`HELD`]: what came in while a challenge was open. It is nobody's until the challenge is
//!   decided, and then moves as a whole.
//! - [`ESCROW`]: what one licence cost, kept back until its offer's time for challenges is over.
//!   It is nobody's until then, and moves as a whole. In the place of an owner it has the
//!   licence ([`licence_account`]).
//! - [`NET`]: what has no parents' part in it: a struck parent's part that falls back to the
//!   child's own payees, what was held and a decision gave to somebody, or what a sale with a
//!   referrer left after the parents' part.

use crate::Account;

/// Marks the ledger of what came in while a challenge was open.
pub const HELD: u32 = 1 << 31;

/// Marks a ledger of which the parents have no part.
pub const NET: u32 = 1 << 30;

/// Marks the ledger of what one licence cost while it is kept back.
pub const ESCROW: u32 = 1 << 29;

/// The ledger of what a record's parents earn from, under all versions together: what they have
/// got is kept by their positions. It is no payee's, and never moves as a whole.
pub const PARENTS: u32 = HELD | NET | ESCROW;

/// The highest version of a split.
pub const MAX_VERSION: u32 = ESCROW - 1;

/// The version of the split that divides a ledger; 0 where it is an account's.
pub const fn version_of(ledger: u32) -> u32 {
    ledger & MAX_VERSION
}

/// Whether a ledger is nobody's yet: it has no payees.
pub const fn is_nobodys(ledger: u32) -> bool {
    ledger & (HELD | ESCROW) != 0
}

/// The place of a licence's money among the ledgers: its number, as the last 8 bytes of an
/// account. Nobody is paid there.
pub fn licence_account(licence: u64) -> Account {
    let mut account = [0; 20];
    for (to, from) in account.iter_mut().skip(12).zip(licence.to_be_bytes()) {
        *to = from;
    }
    account
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are stored, and answered by views.
    #[test]
    fn flags_are_these_numbers() {
        assert_eq!([HELD, NET, ESCROW, PARENTS], [0x8000_0000, 0x4000_0000, 0x2000_0000, 0xe000_0000]);
        assert_eq!(MAX_VERSION, 0x1fff_ffff);
    }

    #[test]
    fn flags_and_versions_are_apart() {
        for version in [0, 1, MAX_VERSION] {
            for flags in [0, HELD, NET, ESCROW, HELD | NET, ESCROW | NET] {
                assert_eq!(version_of(version | flags), version);
                assert_eq!(is_nobodys(version | flags), flags & !NET != 0);
            }
        }
    }

    #[test]
    fn what_parents_earn_from_is_nobodys() {
        for version in [0, 1, MAX_VERSION] {
            assert!(is_nobodys(version | PARENTS));
        }
    }

    #[test]
    fn a_licence_has_an_account_of_its_own() {
        assert_eq!(licence_account(0), [0; 20]);
        let account = licence_account(0x0102_0304_0506_0708);
        assert_eq!((&account[..12], &account[12..]), (&[0; 12][..], &[1, 2, 3, 4, 5, 6, 7, 8][..]));
    }
}
