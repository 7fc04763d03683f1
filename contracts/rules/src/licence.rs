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
    /// The licensor had revoked it, and paid the refund.
    Revoked = 9,
    /// It had been upgraded: another licence took its place.
    Upgraded = 10,
    /// It is for selected works of a catalogue: `coversLeaf` says which.
    SelectionOnly = 11,
    /// It is for earlier editions of the catalogue.
    EditionNotLicensed = 12,
    /// The proof that the work is in the catalogue does not hold.
    NotInCatalogue = 13,
    /// The proof that the work is among the selected ones does not hold.
    NotSelected = 14,
    /// The work has a record of another owner that is as old as the catalogue or older.
    LeafHasOwnRecord = 15,
    /// The licence is for a number of uses, and they are used up.
    UsedUp = 16,
    /// The run's manifest does not name the work with this licence.
    NotInManifest = 17,
}

impl Coverage {
    /// Every answer, by its number.
    pub const ALL: [(Coverage, &'static str); 18] = [
        (Coverage::Covered, "covered"),
        (Coverage::UnknownLicence, "unknown licence"),
        (Coverage::OtherRecord, "licence is for another record"),
        (Coverage::NotHolder, "account does not hold the licence"),
        (Coverage::NotYet, "licence had not begun"),
        (Coverage::HeldByAnotherThen, "held by another then"),
        (Coverage::Expired, "expired"),
        (Coverage::UseNotLicensed, "use not licensed"),
        (Coverage::UserNotLicensed, "class of user not licensed"),
        (Coverage::Revoked, "revoked"),
        (Coverage::Upgraded, "upgraded: another licence took its place"),
        (Coverage::SelectionOnly, "licence is for selected works: ask coversLeaf"),
        (Coverage::EditionNotLicensed, "licence is for earlier editions"),
        (Coverage::NotInCatalogue, "proof of the place in the catalogue does not hold"),
        (Coverage::NotSelected, "work is not among the selected ones"),
        (Coverage::LeafHasOwnRecord, "work has a record of another owner with earlier or equal priority"),
        (Coverage::UsedUp, "uses are used up"),
        (Coverage::NotInManifest, "manifest does not name the work with this licence"),
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
    /// Whether its end is that of a notice of revocation.
    pub revoked: bool,
    /// Whether its end is that of an upgrade.
    pub upgraded: bool,
    /// Whether it is for selected works only.
    pub selection: bool,
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
    /// Whether the licence covers what is asked of the whole record.
    pub fn covers(&self, question: &Question) -> Coverage {
        match self.covers_part(question) {
            Coverage::Covered if self.selection => Coverage::SelectionOnly,
            answer => answer,
        }
    }

    /// Whether the licence covers what is asked of what it is for, be it a selection or the
    /// whole record; the first reason against it, in the order of the checks below.
    pub fn covers_part(&self, question: &Question) -> Coverage {
        if self.record != question.record {
            Coverage::OtherRecord
        } else if self.holder != question.account {
            Coverage::NotHolder
        } else if question.at < self.start {
            Coverage::NotYet
        } else if question.at < self.acquired_at {
            Coverage::HeldByAnotherThen
        } else if matches!(self.expiry, Expiry::At(end) if question.at >= end) {
            match (self.upgraded, self.revoked) {
                (true, _) => Coverage::Upgraded,
                (false, true) => Coverage::Revoked,
                (false, false) => Coverage::Expired,
            }
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
            revoked: false,
            upgraded: false,
            selection: false,
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
        let first = Scope { acquired_at: 1_000, ..scope() };
        assert_eq!(first.covers(&Question { at: 999, ..question() }), Coverage::NotYet);
        assert_eq!(first.covers(&Question { at: 1_000, ..question() }), Coverage::Covered);
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
    fn the_reason_of_an_early_end_is_named_and_the_time_before_stays_covered() {
        let revoked = Scope { revoked: true, ..scope() };
        assert_eq!(revoked.covers(&Question { at: 1_999, ..question() }), Coverage::Covered);
        assert_eq!(revoked.covers(&Question { at: 2_000, ..question() }), Coverage::Revoked);
        let upgraded = Scope { upgraded: true, ..scope() };
        assert_eq!(upgraded.covers(&Question { at: 1_999, ..question() }), Coverage::Covered);
        assert_eq!(upgraded.covers(&Question { at: 2_000, ..question() }), Coverage::Upgraded);
    }

    #[test]
    fn a_selection_covers_its_works_and_not_the_whole_record() {
        let selection = Scope { selection: true, ..scope() };
        assert_eq!(selection.covers(&question()), Coverage::SelectionOnly);
        assert_eq!(selection.covers_part(&question()), Coverage::Covered);
        assert_eq!(selection.covers(&Question { at: 2_000, ..question() }), Coverage::Expired);
    }

    #[test]
    fn answers_are_numbered_as_listed() {
        for (position, (coverage, _)) in Coverage::ALL.iter().enumerate() {
            assert_eq!(*coverage as usize, position);
        }
    }
}
