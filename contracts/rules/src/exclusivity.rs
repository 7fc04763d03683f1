//! Exclusive licences: no other licence of the record overlaps with one in time and use.
//!
//! For each use two times are kept: until when any licence of the record lasts, and until when
//! any exclusive one does. They never go back, but where an exclusive licence ends early: while
//! it lasted there was no other.

use crate::licence::Expiry;

/// The time of an end: its first second without the licence; of none, the end of time.
pub const fn until(expiry: Expiry) -> u64 {
    match expiry {
        Expiry::Never => u64::MAX,
        Expiry::At(end) => end,
    }
}

/// Until when a use of the record is licensed at all, and exclusively.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The latest end of any licence.
    pub licensed: u64,
    /// The latest end of any exclusive licence.
    pub exclusive: u64,
}

impl Taken {
    /// Whether a licence that starts at `start` would overlap with one that excludes it: an
    /// exclusive one with any, any other with an exclusive one. Who starts at the second in
    /// which the other ends does not.
    pub const fn blocks(&self, exclusive: bool, start: u64) -> bool {
        if exclusive { self.licensed > start } else { self.exclusive > start }
    }

    /// With one more licence.
    pub fn with(self, exclusive: bool, end: u64) -> Self {
        Self {
            licensed: self.licensed.max(end),
            exclusive: if exclusive { self.exclusive.max(end) } else { self.exclusive },
        }
    }

    /// After an exclusive licence that ended at `before` ends at `end` instead. Where a later
    /// one follows on it, nothing changes.
    pub fn shortened(self, before: u64, end: u64) -> Self {
        let shorten = |time: u64| if time == before { end } else { time };
        Self { licensed: shorten(self.licensed), exclusive: shorten(self.exclusive) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn l15_an_exclusive_licence_wants_the_use_for_itself() {
        let none = Taken::default();
        assert!(!none.blocks(true, 0) && !none.blocks(false, 0));
        let plain = none.with(false, 100);
        assert!(plain.blocks(true, 99) && !plain.blocks(true, 100));
        assert!(!plain.blocks(false, 99));
        let exclusive = plain.with(true, 200);
        assert!(exclusive.blocks(false, 199) && !exclusive.blocks(false, 200));
        assert!(exclusive.blocks(true, 199) && !exclusive.blocks(true, 200));
    }

    #[test]
    fn without_an_end_nothing_comes_after() {
        assert_eq!(until(Expiry::Never), u64::MAX);
        assert_eq!(until(Expiry::At(7)), 7);
        let for_ever = Taken::default().with(true, u64::MAX);
        assert!(for_ever.blocks(false, u64::MAX - 1));
    }

    #[test]
    fn what_ends_early_is_free_again() {
        let exclusive = Taken::default().with(true, 200);
        assert_eq!(exclusive.shortened(200, 150), Taken { licensed: 150, exclusive: 150 });
        let followed = exclusive.with(true, 300);
        assert_eq!(followed.shortened(200, 150), followed);
    }

    #[derive(Clone, Copy, Debug)]
    struct Licence {
        exclusive: bool,
        start: u64,
        end: u64,
    }

    proptest! {
        /// Against the list of all licences: what is sold never overlaps with an exclusive one.
        #[test]
        fn l15_nothing_that_was_sold_overlaps_with_an_exclusive_licence(
            orders in proptest::collection::vec((any::<bool>(), 0u64..50, 1u64..40), 1..30),
        ) {
            let mut taken = Taken::default();
            let mut sold: Vec<Licence> = Vec::new();
            let mut now = 0;
            for (exclusive, later, length) in orders {
                // Time goes on, and some licences begin later than they are bought.
                now += later / 10;
                let start = now + later % 10;
                if !taken.blocks(exclusive, start) {
                    taken = taken.with(exclusive, start + length);
                    sold.push(Licence { exclusive, start, end: start + length });
                }
            }
            for (position, a) in sold.iter().enumerate() {
                for b in sold.iter().skip(position + 1) {
                    let overlap = a.start < b.end && b.start < a.end;
                    prop_assert!(!(overlap && (a.exclusive || b.exclusive)), "{a:?} {b:?}");
                }
            }
        }
    }
}
