//! The forms that single fields have to have.

/// 64 hexadecimal digits in lower case, so that there is one spelling.
pub(super) fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// An address, or namespace, reference and address of CAIP-10.
pub(super) fn is_account(text: &str) -> bool {
    if let Some(address) = text.strip_prefix("0x") {
        return address.len() == 40 && address.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let part = |part: Option<&str>, length: core::ops::RangeInclusive<usize>, others: &[u8]| {
        part.is_some_and(|part| {
            length.contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
        })
    };
    let mut parts = text.splitn(3, ':');
    let namespace = parts.next().filter(|part| !part.bytes().any(|byte| byte.is_ascii_uppercase()));
    part(namespace, 3..=8, b"-") && part(parts.next(), 1..=32, b"-_") && part(parts.next(), 1..=128, b"-.%")
}

/// A type and a subtype of RFC 6838, without parameters.
pub(super) fn is_media_type(text: &str) -> bool {
    let name = |part: &str| {
        (1..=127).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.split_once('/').is_some_and(|(main, sub)| name(main) && name(sub))
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
pub(super) fn is_date(text: &str) -> bool {
    let number = |part: Option<&str>, digits: usize| -> Option<u16> {
        part.filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
    };
    let mut parts = text.splitn(3, '-');
    let Some(year) = number(parts.next(), 4) else { return false };
    let Some(month) = parts.next() else { return true };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match number(Some(month), 2) {
        Some(2) if leap => 29,
        Some(2) => 28,
        Some(4 | 6 | 9 | 11) => 30,
        Some(1..=12) => 31,
        _ => return false,
    };
    parts.next().is_none_or(|day| number(Some(day), 2).is_some_and(|day| (1..=days).contains(&day)))
}
