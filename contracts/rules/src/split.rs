//! How a record's income is divided.
//!
//! One rule for everyone: a payee's due is `floor(received x numerator / denominator) -
//! released`, where `received` only grows. A payee's fraction is
//! `share x (10 000 - parents' shares) / 10 000^2`, a parent's is `share / 10 000`.
//!
//! # What must hold, and why it does
//!
//! `W` is 10 000; `R` is what came in, `R_v` the part of it that came in under version `v` of the
//! split, so that `R` is their sum. The shares `s_i` of a version's payees are at least 1 and add
//! up to `W` (what [`check`] demands). The shares `p_j` of the parents add up to `P <= W`
//! ([`crate::parents`]). With `floor` for "rounded down", all that somebody has earned is
//!
//! - as payee `i` of version `v`: `E_i(R_v) = floor(R_v s_i (W - P) / W^2)`, by [`earned`];
//! - as parent `j`: `F_j(R) = floor(R p_j / W)`, by [`earned_by_parent`].
//!
//! A payment is `due = E(now) - released`, and then `released = E(now)`. Two facts about floors
//! carry all: (a) `x - 1 < floor(x) <= x`; (b) `x <= y` gives `floor(x) <= floor(y)`.
//!
//! **Conservation**: what all have earned is at most what came in. The fractions of the payees
//! of one version add up to `(W - P) / W`, since their shares add up to `W`, and those of the
//! parents to `P / W`. So before rounding all have earned `R_v (W - P) / W` summed over the
//! versions, plus `R P / W`, which is `R`; by (a) rounding only takes away. What was released is
//! what was earned once, and by monotonicity no more than is earned now.
//! Tests: `s3_conservation_and_dust`, `s3_every_small_split_conserves`,
//! `s3_ledgers_of_versions_and_parents_together_stay_within_what_came_in`,
//! `s3_money_is_conserved_at_every_moment`.
//!
//! **Dust**: what nobody has earned is less than one unit for each payee (of each version with
//! income) and each parent. By (a) each rounding takes away less than 1, and there are as many.
//! Dust is not lost: it is a part of the next sum that is divided.
//! Tests: `s3_conservation_and_dust`, `s3_every_small_split_conserves`.
//!
//! **Monotonicity**: more income never lowers what anybody has earned, by (b), so a due is never
//! negative and the subtraction never saturates.
//! Tests: `s3_every_small_split_conserves`, `s4_s5_every_way_to_cut_a_deposit`,
//! `s3_money_is_conserved_at_every_moment`.
//!
//! **Path independence**: what somebody has got after a payment depends on `R` alone. Payments
//! at sums `R_1 <= R_2 <= .. <= R_n` are `E(R_1)`, `E(R_2) - E(R_1)`, .. : they add up to `E(R_n)`.
//! How the income was cut into deposits, and when and by whom payments were asked for, leaves no
//! trace. Tests: `s4_s5_every_way_to_cut_a_deposit`, `s4_s5_cutting_a_deposit_up_changes_nothing`,
//! `s3_money_is_conserved_at_every_moment`.
//!
//! **No starvation**: many deposits, each too small to earn somebody one unit, still pay them. By
//! path independence and (a), whoever asks is less than one unit behind their exact part of all
//! that ever came in, however small a share is and however small the deposits were.
//! Tests: `s4_the_smallest_share_is_paid_from_the_smallest_deposits`,
//! `s4_s5_every_way_to_cut_a_deposit`, and less than one unit behind:
//! `s3_money_is_conserved_at_every_moment`.
//!
//! **No overflow**: a sum received is at most [`MAX_RECEIVED`]` = floor((2^128 - 1) / W^2)` (what
//! [`receive`] keeps), and `s_i (W - P) <= W^2`, so every product is at most `2^128 - 1`; and what
//! all have earned together is at most `R`. Tests: `earnings_round_down`,
//! `s3_earnings_are_the_exact_floor`, `s3_a_ledger_takes_no_more_than_its_bound`.
//!
//! **With a referrer** ([`refer`]) an amount `A` is divided once, when it comes in: what is left
//! after the parents is `L = floor(A (W - P) / W)`, of which the referrer has `floor(L q / W)` and
//! the payees' ledger the rest, while the parents earn on `A`. Over all amounts the `L` add up to
//! at most `(sum of A)(W - P) / W` by (a), and the parents have earned at most `(sum of A) P / W`,
//! so the sum is conserved; each amount leaves less than one unit more dust.
//! Tests: `s3_conservation_and_dust_with_a_referrer`, `s3_every_small_referral_conserves`,
//! `s3_many_sales_with_a_referrer_stay_within_what_came_in`, `s3_referrals_are_the_exact_floors`,
//! `s3_money_is_conserved_at_every_moment`.

use core::num::NonZeroU64;

use crate::{
    Account,
    limits::{BASIS_POINTS, MAX_PAYEES, MAX_RECEIVED},
};

/// Basis points in a whole, as amounts are calculated with.
const WHOLE: NonZeroU64 = NonZeroU64::MIN.saturating_add(BASIS_POINTS as u64 - 1);

/// Parts of a whole for a payee: its share of what the parents leave.
const WHOLE_SQUARED: NonZeroU64 = WHOLE.saturating_mul(WHOLE);

/// A payee of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Payee {
    /// Who is paid.
    pub account: Account,
    /// Its part of what is left after the parents, in basis points.
    pub share: u16,
}

/// What is wrong with a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitError {
    /// None, or more than [`MAX_PAYEES`].
    PayeeCount,
    /// One of the chain's own addresses, or a barred account.
    PayeeInvalid(Account),
    /// An account stands in the list twice.
    PayeeRepeated(Account),
    /// A payee with nothing.
    ShareZero(Account),
    /// The shares do not add up to exactly 10 000; this is their sum.
    SharesNotWhole(u32),
}

/// Whether an address is one of the chain's own: the zero address and those below 2^16, where
/// the precompiles are. To pay one is to lose the money, or breaks the payment off.
pub fn is_reserved(account: &Account) -> bool {
    account.iter().take(18).all(|byte| *byte == 0)
}

/// Checks the payees of a split. The accounts `barred` cannot be paid: the contracts themselves.
///
/// # Errors
/// The first of [`SplitError`] that applies.
pub fn check(payees: &[Payee], barred: &[Account]) -> Result<(), SplitError> {
    if payees.is_empty() || payees.len() > MAX_PAYEES {
        return Err(SplitError::PayeeCount);
    }
    let mut sum: u32 = 0;
    for (position, payee) in payees.iter().enumerate() {
        if is_reserved(&payee.account) || barred.contains(&payee.account) {
            return Err(SplitError::PayeeInvalid(payee.account));
        }
        if payees.iter().take(position).any(|before| before.account == payee.account) {
            return Err(SplitError::PayeeRepeated(payee.account));
        }
        if payee.share == 0 {
            return Err(SplitError::ShareZero(payee.account));
        }
        sum = sum.saturating_add(payee.share.into());
    }
    if sum != u32::from(BASIS_POINTS) {
        return Err(SplitError::SharesNotWhole(sum));
    }
    Ok(())
}

/// The sum received after a deposit; `None` where it would pass [`MAX_RECEIVED`].
#[inline(never)]
pub fn receive(received: u128, amount: u128) -> Option<u128> {
    received.checked_add(amount).filter(|sum| *sum <= MAX_RECEIVED)
}

/// All that a payee has earned: `floor(received x share x (10 000 - parents_share) /
/// 10 000^2)`, rounded down.
///
/// `received` is at most [`MAX_RECEIVED`] and shares at most 10 000, so nothing overflows;
/// outside those bounds the result saturates.
#[inline(never)]
pub fn earned(received: u128, share: u16, parents_share: u16) -> u128 {
    let left = BASIS_POINTS.saturating_sub(parents_share);
    let numerator = u128::from(share).saturating_mul(left.into());
    divide(received.saturating_mul(numerator), WHOLE_SQUARED)
}

/// All that a parent has earned: `floor(received x share / 10 000)`, rounded down.
#[inline(never)]
pub fn earned_by_parent(received: u128, share: u16) -> u128 {
    divide(received.saturating_mul(share.into()), WHOLE)
}

/// `value / by`, rounded down, for a `by` of at most 32 bits: digit by digit of 32 bits. The
/// general division of 128 bits is nine times the code, and code is paid for in every call.
#[inline(never)]
fn divide(value: u128, by: NonZeroU64) -> u128 {
    let (high, low, mut rest) = ((value >> 64) as u64, value as u64, 0);
    let mut digit = |digit: u64| {
        let part = rest << 32 | digit;
        rest = part % by;
        part / by
    };
    let high = digit(high >> 32) << 32 | digit(high & 0xffff_ffff);
    let low = digit(low >> 32) << 32 | digit(low & 0xffff_ffff);
    u128::from(high) << 64 | u128::from(low)
}

/// How money with a referrer is divided: what its record's parents do not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referred {
    /// The payees' part.
    pub payees: u128,
    /// The referrer's.
    pub referrer: u128,
}

/// Divides an amount that came by a referrer, whose part is `referral` basis points of what is
/// left after the parents. Both roundings are down: what is left is `floor(amount x (10 000 -
/// parents_share) / 10 000)`, the referrer's part of it `floor(left x referral / 10 000)`, and
/// the payees have the rest. Each parent earns on the whole amount.
///
/// `amount` is at most [`MAX_RECEIVED`] and shares at most 10 000; outside those bounds the
/// parts are smaller, never larger.
pub fn refer(amount: u128, parents_share: u16, referral: u16) -> Referred {
    let left = earned_by_parent(amount, BASIS_POINTS.saturating_sub(parents_share));
    let referrer = earned_by_parent(left, referral.min(BASIS_POINTS));
    Referred { payees: left.saturating_sub(referrer), referrer }
}

#[cfg(test)]
mod tests;
