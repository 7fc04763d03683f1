//! Amounts as people read them.

/// The symbol of the chain's token.
pub const SYMBOL: &str = "UNIT";

/// Decimals of an amount in EVM units: one token is 10^18 of them.
pub const DECIMALS: usize = 18;

/// An amount in tokens, exact to the last unit, without the symbol: `1,234.50`. It has at
/// least two decimals and no needless zero after them.
pub fn number(amount: u128) -> String {
    let digits = format!("{amount:0>width$}", width = DECIMALS + 1);
    let (whole, fraction) = digits.split_at(digits.len() - DECIMALS);
    let fraction = format!("{:0<2}", fraction.trim_end_matches('0'));
    format!("{}.{fraction}", thousands(whole))
}

/// An amount with the token's symbol: `1,234.50 UNIT`.
pub fn amount(amount: u128) -> String {
    format!("{} {SYMBOL}", number(amount))
}

/// Basis points as a percentage: `20 %`, `12.5 %`.
pub fn percent(basis_points: u16) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    if rest == 0 { format!("{whole} %") } else { format!("{whole}.{} %", format!("{rest:02}").trim_end_matches('0')) }
}

/// A count with separators: `12,345`.
pub fn count(number: u64) -> String {
    thousands(&number.to_string())
}

fn thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: u128 = 10u128.pow(18);

    #[test]
    fn amounts_are_exact_to_the_last_unit() {
        assert_eq!(number(0), "0.00");
        assert_eq!(number(1), "0.000000000000000001");
        assert_eq!(number(TOKEN), "1.00");
        assert_eq!(number(TOKEN / 2), "0.50");
        assert_eq!(number(TOKEN + 1), "1.000000000000000001");
        assert_eq!(number(1_234_567 * TOKEN + TOKEN / 8), "1,234,567.125");
        assert_eq!(number(u128::MAX), "340,282,366,920,938,463,463.374607431768211455");
        assert_eq!(amount(100 * TOKEN), "100.00 UNIT");
    }

    #[test]
    fn percentages() {
        assert_eq!(percent(2_000), "20 %");
        assert_eq!(percent(1_250), "12.5 %");
        assert_eq!(percent(5), "0.05 %");
        assert_eq!(percent(10_000), "100 %");
    }

    #[test]
    fn counts() {
        assert_eq!(count(7), "7");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(999_999), "999,999");
    }
}
