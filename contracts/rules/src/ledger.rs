//! The numbers of a record's ledgers, within one of its generations.
//!
//! A ledger's number is the version of the split that its income falls under (0 for the
//! owner's of the time), and two flags for income that is not a plain part of it:
//!
//! - [`HELD`]: what came in while a challenge was open. It is nobody's until the challenge is
//!   decided, and then moves as a whole.
//! - [`NET`]: what has no parents' part in it: a struck parent's part that falls back to the
//!   child's own payees, or what was held and a decision gave to somebody.

/// Marks the ledger of what came in while a challenge was open.
pub const HELD: u32 = 1 << 31;

/// Marks a ledger of which the parents have no part.
pub const NET: u32 = 1 << 30;

/// Marks the ledger of what a licence's buyer paid, or its licensor refunded, until it is due.
pub const ESCROW: u32 = 1 << 29;

/// The highest version of a split.
pub const MAX_VERSION: u32 = ESCROW - 1;

/// The version of the split that divides a ledger; 0 where it is an account's.
pub const fn version_of(ledger: u32) -> u32 {
    ledger & MAX_VERSION
}

/// Whether a ledger is nobody's yet.
pub const fn is_held(ledger: u32) -> bool {
    ledger & HELD != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_versions_are_apart() {
        for version in [0, 1, MAX_VERSION] {
            for flags in [0, HELD, NET, HELD | NET] {
                assert_eq!(version_of(version | flags), version);
                assert_eq!(is_held(version | flags), flags & HELD != 0);
            }
        }
    }
}
