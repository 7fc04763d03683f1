//! The calendar: Unix seconds as dates that people read.

/// A second in UTC, by the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The year.
    pub year: u64,
    /// The month, from 1.
    pub month: u64,
    /// The day of the month, from 1.
    pub day: u64,
    /// The hour.
    pub hour: u64,
    /// The minute.
    pub minute: u64,
    /// The second.
    pub second: u64,
}

impl Moment {
    /// The moment of a Unix second; every number is one.
    ///
    /// Years are counted from March here, so that a leap day is the last of its year, and in
    /// the 400 years after which the calendar repeats itself (Hinnant, "chrono-compatible
    /// low-level date algorithms").
    pub fn of(unix: u64) -> Self {
        // Days since the first of March of the year 0.
        let day = (unix / 86_400).saturating_add(719_468);
        let (cycle, day) = (day / 146_097, day % 146_097);
        let leaps = (day / 1_460).saturating_add(day / 146_096).saturating_sub(day / 36_524);
        let year = day.saturating_sub(leaps) / 365;
        let before = year.saturating_mul(365).saturating_add(year / 4).saturating_sub(year / 100);
        let day = day.saturating_sub(before);
        // Months from March on, of 30.6 days.
        let month = day.saturating_mul(5).saturating_add(2) / 153;
        let first = month.saturating_mul(153).saturating_add(2) / 5;
        let (month, next) = if month < 10 { (month.saturating_add(3), 0) } else { (month.saturating_sub(9), 1) };
        Self {
            year: cycle.saturating_mul(400).saturating_add(year).saturating_add(next),
            month,
            day: day.saturating_sub(first).saturating_add(1),
            hour: unix / 3_600 % 24,
            minute: unix / 60 % 60,
            second: unix % 60,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: u64 = 86_400;

    fn length(year: u64, month: u64) -> u64 {
        match month {
            2 if year.is_multiple_of(400) || year.is_multiple_of(4) && !year.is_multiple_of(100) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    #[test]
    fn every_day_of_a_thousand_years_follows_on_the_one_before() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for number in 0..366_000 {
            let midnight = Moment { year, month, day, hour: 0, minute: 0, second: 0 };
            assert_eq!(Moment::of(number * DAY), midnight);
            let last = Moment { hour: 23, minute: 59, second: 59, ..midnight };
            assert_eq!(Moment::of(number * DAY + DAY - 1), last);
            day += 1;
            if day > length(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
    }

    #[test]
    fn known_seconds_are_known_dates() {
        let moment = |year, month, day, hour, minute, second| Moment { year, month, day, hour, minute, second };
        assert_eq!(Moment::of(1_000_000_000), moment(2001, 9, 9, 1, 46, 40));
        assert_eq!(Moment::of(951_827_696), moment(2000, 2, 29, 12, 34, 56));
        assert_eq!(Moment::of(1_801_353_600), moment(2027, 1, 31, 0, 0, 0));
        assert_eq!(Moment::of(u64::MAX), moment(584_554_051_223, 11, 9, 7, 0, 15));
    }

    proptest! {
        #[test]
        fn the_calendar_repeats_itself_every_400_years(unix in 0..u64::MAX - 146_097 * DAY) {
            let now = Moment::of(unix);
            prop_assert_eq!(Moment::of(unix + 146_097 * DAY), Moment { year: now.year + 400, ..now });
        }
    }
}
