//! Licences: when they run and what they cover.

use crate::{Account, Bytes32, terms::Duration, uses::includes};

/// When a licence ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Expiry {
    /// It does not end.
    Never,
    /// The first second in which it no longer holds.
    At(u64),
}

impl Expiry {
    /// The end of a licence that starts at `start`; `None` where the sum overflows.
    pub fn after(start: u64, duration: Duration) -> Option<Self> {
        match duration {
            Duration::Perpetual => Some(Self::Never),
            Duration::Seconds(seconds) => start.checked_add(seconds).map(Self::At),
        }
    }

    /// The pair that the ABI carries: `(true, 0)` or `(false, seconds since 1970)`.
    pub const fn to_pair(self) -> (bool, u64) {
        match self {
            Self::Never => (true, 0),
            Self::At(second) => (false, second),
        }
    }
}

/// The answer of `covers`, as the number that the ABI carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Coverage {
    /// Covered.
    Covered = 0,
    /// There is no such licence.
    UnknownLicence = 1,
    /// The licence is for another record.
    OtherRecord = 2,
    /// The account does not hold the licence.
    NotHolder = 3,
    /// The time is before the licence began.
    NotYet = 4,
    /// The account did not hold the licence then: another did.
    HeldByAnotherThen = 5,
    /// The licence had ended.
    Expired = 6,
    /// A use asked for is not licensed, or none was asked for.
    UseNotLicensed = 7,
    /// The class of user asked for is not licensed, or none was asked for.
    UserNotLicensed = 8,
}

impl Coverage {
    /// Every answer, by its number.
    pub const ALL: [(Coverage, &'static str); 9] = [
        (Coverage::Covered, "covered"),
        (Coverage::UnknownLicence, "unknown licence"),
        (Coverage::OtherRecord, "licence is for another record"),
        (Coverage::NotHolder, "account does not hold the licence"),
        (Coverage::NotYet, "licence had not begun"),
        (Coverage::HeldByAnotherThen, "held by another then"),
        (Coverage::Expired, "expired"),
        (Coverage::UseNotLicensed, "use not licensed"),
        (Coverage::UserNotLicensed, "class of user not licensed"),
    ];
}

/// What a licence pins, as far as `covers` needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The record.
    pub record: Bytes32,
    /// Who holds the licence.
    pub holder: Account,
    /// The licensed uses.
    pub uses: u16,
    /// The licensed classes of user.
    pub users: u8,
    /// When it began, in Unix seconds.
    pub start: u64,
    /// When it ends.
    pub expiry: Expiry,
    /// Since when the present holder has it, in Unix seconds.
    pub acquired_at: u64,
}

/// A question to `covers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The record that was used.
    pub record: Bytes32,
    /// Who used it.
    pub account: Account,
    /// As which class of user.
    pub user: u8,
    /// For which uses: all of them have to be licensed.
    pub uses: u16,
    /// When, in Unix seconds. A time to come is answered as things stand.
    pub at: u64,
}

impl Scope {
    /// Whether the licence covers what is asked; the first reason against it, in the order
    /// of [`Coverage`]'s variants.
    pub fn covers(&self, question: &Question) -> Coverage {
        if self.record != question.record {
            Coverage::OtherRecord
        } else if self.holder != question.account {
            Coverage::NotHolder
        } else if question.at < self.start {
            Coverage::NotYet
        } else if question.at < self.acquired_at {
            Coverage::HeldByAnotherThen
        } else if matches!(self.expiry, Expiry::At(end) if question.at >= end) {
            Coverage::Expired
        } else if question.uses == 0 || !includes(self.uses, question.uses) {
            Coverage::UseNotLicensed
        } else if question.user == 0 || !includes(self.users.into(), question.user.into()) {
            Coverage::UserNotLicensed
        } else {
            Coverage::Covered
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uses::{COMMERCIAL, FINE_TUNE, TRAIN_GENERATIVE};

    fn scope() -> Scope {
        Scope {
            record: [1; 32],
            holder: [2; 20],
            uses: TRAIN_GENERATIVE | FINE_TUNE,
            users: COMMERCIAL,
            start: 1_000,
            expiry: Expiry::At(2_000),
            acquired_at: 1_500,
        }
    }

    fn question() -> Question {
        Question { record: [1; 32], account: [2; 20], user: COMMERCIAL, uses: TRAIN_GENERATIVE, at: 1_600 }
    }

    #[test]
    fn covers_says_yes_or_why_not() {
        let cases = [
            (question(), Coverage::Covered),
            (Question { uses: TRAIN_GENERATIVE | FINE_TUNE, ..question() }, Coverage::Covered),
            (Question { record: [9; 32], ..question() }, Coverage::OtherRecord),
            (Question { account: [9; 20], ..question() }, Coverage::NotHolder),
            (Question { at: 999, ..question() }, Coverage::NotYet),
            (Question { at: 1_499, ..question() }, Coverage::HeldByAnotherThen),
            (Question { at: 1_500, ..question() }, Coverage::Covered),
            (Question { uses: crate::uses::SEARCH, ..question() }, Coverage::UseNotLicensed),
            (Question { uses: TRAIN_GENERATIVE | crate::uses::SEARCH, ..question() }, Coverage::UseNotLicensed),
            (Question { uses: 0, ..question() }, Coverage::UseNotLicensed),
            (Question { user: 2, ..question() }, Coverage::UserNotLicensed),
            (Question { user: 0, ..question() }, Coverage::UserNotLicensed),
        ];
        for (asked, answer) in cases {
            assert_eq!(scope().covers(&asked), answer, "{asked:?}");
        }
    }

    #[test]
    fn l12_expiry_edges() {
        assert_eq!(scope().covers(&Question { at: 1_999, ..question() }), Coverage::Covered);
        assert_eq!(scope().covers(&Question { at: 2_000, ..question() }), Coverage::Expired);
        let perpetual = Scope { expiry: Expiry::Never, ..scope() };
        assert_eq!(perpetual.covers(&Question { at: u64::MAX, ..question() }), Coverage::Covered);
        assert_eq!(Expiry::after(10, Duration::Seconds(5)), Some(Expiry::At(15)));
        assert_eq!(Expiry::after(u64::MAX, Duration::Seconds(1)), None);
        assert_eq!(Expiry::after(u64::MAX, Duration::Perpetual), Some(Expiry::Never));
        assert_eq!(Expiry::At(7).to_pair(), (false, 7));
        assert_eq!(Expiry::Never.to_pair(), (true, 0));
    }

    #[test]
    fn answers_are_numbered_as_listed() {
        for (position, (coverage, _)) in Coverage::ALL.iter().enumerate() {
            assert_eq!(*coverage as usize, position);
        }
    }
}
