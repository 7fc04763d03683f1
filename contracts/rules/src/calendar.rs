//! The calendar: Unix seconds as dates that people read.

use core::num::Saturating;

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
        let number = Saturating::<u64>;
        let unix = number(unix);
        let (minute, hour) = (unix / number(60), unix / number(3_600));
        // Days since the first of March of the year 0.
        let day = unix / number(86_400) + number(719_468);
        let (cycle, day) = (day / number(146_097), day % number(146_097));
        let leaps = day / number(1_460) - day / number(36_524) + day / number(146_096);
        let year = (day - leaps) / number(365);
        let day = day - (number(365) * year + year / number(4) - year / number(100));
        // Months from March on, of 30.6 days.
        let month = (number(5) * day + number(2)) / number(153);
        let first = (number(153) * month + number(2)) / number(5);
        let (month, next) =
            if month < number(10) { (month + number(3), number(0)) } else { (month - number(9), number(1)) };
        Self {
            year: (cycle * number(400) + year + next).0,
            month: month.0,
            day: (day - first + number(1)).0,
            hour: (hour % number(24)).0,
            minute: (minute % number(60)).0,
            second: (unix % number(60)).0,
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
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
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
