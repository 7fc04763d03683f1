//! Parents of a record: the works it derives from, each with a share of its gross income.

use crate::{
    Bytes32,
    limits::{BASIS_POINTS, MAX_PARENTS},
};

/// A link from a child to one parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Parent {
    /// The parent's record.
    pub record: Bytes32,
    /// Its part of the child's gross income, in basis points.
    pub share: u16,
    /// The licence with the use `derive` that allowed the derivation; 0 where the link is
    /// only *declared*. The terms of a *licensed* link are checked when the child is
    /// registered, and the link stays what it is whatever becomes of the licence.
    pub licence: u64,
}

/// What is wrong with a list of parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentsError {
    /// More than [`MAX_PARENTS`].
    TooMany,
    /// The record at this position stands in the list before.
    Repeated(Bytes32),
    /// The shares add up to more than the whole income.
    SharesTooHigh,
}

/// Checks a list of parents and adds up their shares, in basis points.
///
/// A share of zero is allowed: it records where a work comes from and pays nothing.
///
/// # Errors
/// The first of [`ParentsError`] that applies.
pub fn check(parents: &[Parent]) -> Result<u16, ParentsError> {
    if parents.len() > MAX_PARENTS {
        return Err(ParentsError::TooMany);
    }
    let mut sum: u16 = 0;
    for (position, parent) in parents.iter().enumerate() {
        if parents.iter().take(position).any(|before| before.record == parent.record) {
            return Err(ParentsError::Repeated(parent.record));
        }
        sum = sum.checked_add(parent.share).filter(|sum| *sum <= BASIS_POINTS).ok_or(ParentsError::SharesTooHigh)?;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn parents(shares: &[u16]) -> Vec<Parent> {
        shares
            .iter()
            .enumerate()
            .map(|(i, share)| Parent { record: [i as u8 + 1; 32], share: *share, licence: i as u64 })
            .collect()
    }

    #[test]
    fn r6_bounds_of_the_list() {
        assert_eq!(check(&[]), Ok(0));
        assert_eq!(check(&parents(&[0])), Ok(0));
        assert_eq!(check(&parents(&[1, 9_999])), Ok(10_000));
        assert_eq!(check(&parents(&[1, 10_000])), Err(ParentsError::SharesTooHigh));
        assert_eq!(check(&parents(&[u16::MAX, u16::MAX])), Err(ParentsError::SharesTooHigh));
        assert_eq!(check(&parents(&[625; 16])), Ok(10_000));
        assert_eq!(check(&parents(&[0; 17])), Err(ParentsError::TooMany));
    }

    #[test]
    fn r6_parents_are_distinct() {
        let mut list = parents(&[100, 100, 100]);
        list[2].record = list[0].record;
        assert_eq!(check(&list), Err(ParentsError::Repeated([1; 32])));
    }

    #[test]
    fn r10_a_full_cell_of_parents_fits_its_storage_value() {
        let cell = parents(&[0; crate::limits::PARENTS_PER_CELL]);
        assert!(scale::Encode::encoded_size(&cell) <= crate::limits::MAX_CELL);
    }
}
