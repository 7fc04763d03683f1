//! What held at a past time, where every change is kept: entries numbered from 1, in the
//! order of their times.

/// The number of the last entry made at or before a time; zero where there is none. Two of
/// the same time are told apart by their numbers: the later one counts.
///
/// `time_of` gives the time of an entry by its number. It is asked at most 32 times.
pub fn last_at(count: u32, at: u64, mut time_of: impl FnMut(u32) -> u64) -> u32 {
    // Entry `low` was made in time, or is none; those above `high` were not.
    let (mut low, mut high) = (0u32, count);
    while low < high {
        // Above `low` and not above `high`, so that each step makes the range smaller.
        let middle = high.saturating_sub(high.saturating_sub(low) / 2);
        if time_of(middle) <= at {
            low = middle;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn the_last_of_a_second_counts() {
        let times = [10, 20, 20, 20, 30];
        let at = |at| last_at(5, at, |number| times[number as usize - 1]);
        let found: Vec<_> = [0, 9, 10, 19, 20, 29, 30, u64::MAX].map(at).to_vec();
        assert_eq!(found, [0, 0, 1, 1, 4, 4, 5, 5]);
        assert_eq!(last_at(0, 7, |_| unreachable!("there is no entry")), 0);
    }

    #[test]
    fn r9_the_longest_history_takes_32_questions() {
        for at in [0, 1, 2, 1 << 31, u64::from(u32::MAX) - 1, u64::from(u32::MAX), u64::MAX] {
            let mut asked = 0;
            let found = last_at(u32::MAX, at, |number| {
                asked += 1;
                assert!(number > 0, "there is no entry 0");
                number.into()
            });
            assert_eq!(u64::from(found), at.min(u32::MAX.into()));
            assert!(asked <= 32, "{asked}");
        }
    }

    proptest! {
        #[test]
        fn it_finds_what_looking_at_all_finds(steps in prop::collection::vec(0u64..3, 0..40), at in 0u64..80) {
            let times: Vec<u64> =
                steps.iter().scan(0, |time, step| { *time += step; Some(*time) }).collect();
            let expected = times.iter().filter(|time| **time <= at).count() as u32;
            let found = last_at(times.len() as u32, at, |number| times[number as usize - 1]);
            prop_assert_eq!(found, expected);
        }
    }
}
