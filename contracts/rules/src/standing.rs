//! A record's standing: whether it is challenged or struck, and whether it was withdrawn.
//!
//! The registry keeps it; the modules that decide on it (reservations, arbitration) change
//! it by one narrow message, and every change reaches the sale state in the same transaction.

/// Whether somebody disputes a record, and whether an arbiter struck it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Standing {
    /// Nobody does.
    #[default]
    Clear = 0,
    /// At least one challenge is undecided: no new licences, and new income is held.
    Challenged = 1,
    /// A decision struck the record: no licences any more, and no income.
    Struck = 2,
}

impl Standing {
    /// The standing of a number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Clear),
            1 => Some(Self::Challenged),
            2 => Some(Self::Struck),
            _ => None,
        }
    }
}

/// What a module does to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Change {
    /// The owner withdraws it from a Unix second on, or (zero) reinstates it.
    Withdrawal = 0,
    /// Its first undecided challenge was opened.
    Challenged = 1,
    /// Its last undecided challenge was rejected.
    Cleared = 2,
    /// A challenge passed: a new generation begins, with the challenger as owner.
    Passed = 3,
    /// A challenge struck it. The account named, if any, may register the digest anew.
    Struck = 4,
    /// The owner names who else may make and close offers, or (zero) nobody.
    Manager = 5,
}

impl Change {
    /// Whether it is the owner's to make, by way of the reservations; the others are the
    /// arbitration's.
    pub const fn is_owners(self) -> bool {
        matches!(self, Self::Withdrawal | Self::Manager)
    }
}

impl Change {
    /// The change of a number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Withdrawal),
            1 => Some(Self::Challenged),
            2 => Some(Self::Cleared),
            3 => Some(Self::Passed),
            4 => Some(Self::Struck),
            5 => Some(Self::Manager),
            _ => None,
        }
    }
}

/// Whether a withdrawal holds at a Unix second: `from` is its first, or zero where there is
/// none.
pub const fn is_withdrawn(from: u64, at: u64) -> bool {
    from != 0 && at >= from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_values_agree() {
        for number in 0..=u8::MAX {
            assert_eq!(Standing::from_number(number).map(|standing| standing as u8), (number < 3).then_some(number));
            assert_eq!(Change::from_number(number).map(|change| change as u8), (number < 6).then_some(number));
        }
        assert_eq!(Standing::default(), Standing::Clear);
    }

    #[test]
    fn an_owner_withdraws_and_names_a_manager_and_nothing_else() {
        let owners: [_; 6] = core::array::from_fn(|number| Change::from_number(number as u8).unwrap().is_owners());
        assert_eq!(owners, [true, false, false, false, false, true]);
    }

    #[test]
    fn a_withdrawal_holds_from_its_second_on() {
        assert!(!is_withdrawn(0, u64::MAX));
        assert!(!is_withdrawn(100, 99));
        assert!(is_withdrawn(100, 100));
    }
}
