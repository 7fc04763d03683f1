//! Which version of a split a deposit falls under.
//!
//! The first split of a record applies at once; each later one is announced and applies
//! after [`SPLIT_NOTICE`], so that no payee is surprised. Money earned under a version
//! stays under it.

use crate::{ledger::MAX_VERSION, limits::SPLIT_NOTICE};

/// The versions of a record's split. Version 0 means that there is none: the income is the
/// owner's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Versions {
    /// The version that applies until `applies_at`.
    pub current: u32,
    /// The announced version, or 0.
    pub next: u32,
    /// From when the announced version applies, in Unix seconds.
    pub applies_at: u64,
    /// The highest version announced so far.
    pub last: u32,
}

impl Versions {
    /// The version that a deposit at `now` falls under.
    pub fn at(&self, now: u64) -> u32 {
        if self.next != 0 && now >= self.applies_at { self.next } else { self.current }
    }

    /// Announces a version at `now`: its number is `last` of the result. The first one
    /// applies at once; an announced version that does not apply yet is replaced. `None`
    /// where the numbers or the times are used up.
    pub fn announce(&self, now: u64) -> Option<Self> {
        let current = self.at(now);
        let last = self.last.checked_add(1).filter(|last| *last <= MAX_VERSION)?;
        Some(if current == 0 {
            Self { current: last, next: 0, applies_at: now, last }
        } else {
            Self { current, next: last, applies_at: now.checked_add(SPLIT_NOTICE)?, last }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_applies_at_once_the_next_after_notice() {
        let none = Versions::default();
        assert_eq!(none.at(5), 0);
        let first = none.announce(1_000).unwrap();
        assert_eq!((first.last, first.at(1_000)), (1, 1));
        let second = first.announce(2_000).unwrap();
        assert_eq!(second.last, 2);
        assert_eq!(second.at(1_999 + SPLIT_NOTICE), 1);
        assert_eq!(second.at(2_000 + SPLIT_NOTICE), 2);
    }

    #[test]
    fn s11_an_announced_version_can_be_replaced_before_it_applies_never_after() {
        let first = Versions::default().announce(0).unwrap();
        let second = first.announce(10).unwrap();
        let third = second.announce(20).unwrap();
        assert_eq!((third.current, third.next, third.last), (1, 3, 3));
        assert_eq!(third.at(20 + SPLIT_NOTICE), 3);
        let fourth = third.announce(20 + SPLIT_NOTICE).unwrap();
        assert_eq!((fourth.current, fourth.next), (3, 4));
    }

    #[test]
    fn used_up_numbers_are_refused() {
        assert_eq!(Versions { last: u32::MAX, ..Versions::default() }.announce(0), None);
        let first = Versions::default().announce(0).unwrap();
        assert_eq!(first.announce(u64::MAX), None);
    }
}
