//! Receipts of use: how a licence that is for a number of uses is drawn down.

/// What is drawn of a licence after `units` more, of which `drawn` were before. Where it is for
/// no certain number of uses (`None`), it is counted all the same, as far as a number goes.
///
/// # Errors
/// How many units are left, where they are fewer.
pub fn draw_down(quantity: Option<u64>, drawn: u64, units: u64) -> Result<u64, u64> {
    let quantity = quantity.unwrap_or(u64::MAX);
    let left = quantity.saturating_sub(drawn);
    if units > left { Err(left) } else { Ok(drawn.saturating_add(units)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_unit_can_be_drawn_and_no_more() {
        assert_eq!(draw_down(Some(10), 4, 6), Ok(10));
        assert_eq!(draw_down(Some(10), 4, 7), Err(6));
        assert_eq!(draw_down(Some(10), 10, 1), Err(0));
        assert_eq!(draw_down(Some(0), 0, 1), Err(0));
        assert_eq!(draw_down(None, u64::MAX - 1, 1), Ok(u64::MAX));
        assert_eq!(draw_down(None, u64::MAX, 1), Err(0));
    }

    proptest! {
        #[test]
        fn what_is_drawn_is_the_sum_and_never_passes_the_quantity(
            quantity: Option<u64>,
            asked in proptest::collection::vec(prop_oneof![0..100u64, any::<u64>()], 0..20),
        ) {
            let (mut drawn, mut sum) = (0, 0u128);
            for units in asked {
                match draw_down(quantity, drawn, units) {
                    Ok(now) => {
                        sum += u128::from(units);
                        drawn = now;
                    }
                    Err(left) => prop_assert!(units > left && u128::from(left) + sum == quantity.unwrap_or(u64::MAX).into()),
                }
                prop_assert_eq!(u128::from(drawn), sum);
                prop_assert!(quantity.is_none_or(|quantity| drawn <= quantity));
            }
        }
    }
}
