//! Times as UTC dates.

/// A Unix time for people: `2026-01-01 00:00:06 UTC`.
pub fn utc(seconds: u64) -> String {
    format!("{} {} UTC", day(seconds), time_of_day(seconds))
}

/// A Unix time for programs, after RFC 3339: `2026-01-01T00:00:06Z`.
pub fn rfc_3339(seconds: u64) -> String {
    format!("{}T{}Z", day(seconds), time_of_day(seconds))
}

/// The day of a Unix time: `2026-01-01`.
pub fn day(seconds: u64) -> String {
    let (year, month, day) = date(seconds / 86_400);
    format!("{year:04}-{month:02}-{day:02}")
}

fn time_of_day(seconds: u64) -> String {
    let second = seconds % 86_400;
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// The Gregorian date of a day counted from 1 January 1970. Years are counted from March, so
/// that the leap day comes last, in eras of 400 years.
fn date(day: u64) -> (u64, u64, u64) {
    let day = day + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, turn) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + turn, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(utc(951_782_399), "2000-02-28 23:59:59 UTC");
        assert_eq!(utc(951_782_400), "2000-02-29 00:00:00 UTC");
        assert_eq!(utc(1_767_225_606), "2026-01-01 00:00:06 UTC");
        assert_eq!(rfc_3339(1_767_225_606), "2026-01-01T00:00:06Z");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(utc(4_107_542_400), "2100-03-01 00:00:00 UTC");
        assert_eq!(utc(u64::MAX).len(), "584554051223-11-09 07:00:15 UTC".len());
    }
}
