//! Resale royalties (EIP-2981).

use crate::{Bytes32, limits::BASIS_POINTS};

/// `floor(price x share / 10 000)` of a price of 256 bits, big-endian: never more than the
/// price, and never an overflow. A share above the whole counts as the whole.
pub fn royalty(price: &Bytes32, share: u16) -> Bytes32 {
    let (share, whole) = (u32::from(share.min(BASIS_POINTS)), u32::from(BASIS_POINTS));
    // From the lowest byte up: price x share has two bytes more than the price.
    let (mut product, mut carry) = ([0u8; 34], 0u32);
    for (to, from) in product.iter_mut().rev().zip(price.iter().rev().chain(&[0, 0])) {
        carry = carry.wrapping_add(u32::from(*from).wrapping_mul(share));
        *to = carry as u8;
        carry >>= 8;
    }
    // Long division, byte by byte: the quotient fits the price's bytes again.
    let (mut quotient, mut rest) = ([0u8; 34], 0u32);
    for (to, from) in quotient.iter_mut().zip(product) {
        rest = rest.wrapping_shl(8) | u32::from(from);
        *to = rest.checked_div(whole).unwrap_or_default() as u8;
        rest = rest.checked_rem(whole).unwrap_or_default();
    }
    quotient.last_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitive_types::{U256, U512};
    use proptest::prelude::*;

    fn word(number: U256) -> Bytes32 {
        number.to_big_endian()
    }

    #[test]
    fn l16_edges() {
        assert_eq!(royalty(&word(U256::from(10_000)), 250), word(U256::from(250)));
        assert_eq!(royalty(&word(U256::from(39)), 250), word(U256::zero()));
        assert_eq!(royalty(&word(U256::from(40)), 250), word(U256::one()));
        assert_eq!(royalty(&word(U256::MAX), 10_000), word(U256::MAX));
        assert_eq!(royalty(&word(U256::MAX), u16::MAX), word(U256::MAX));
        assert_eq!(royalty(&word(U256::zero()), 10_000), word(U256::zero()));
        assert_eq!(royalty(&word(U256::MAX), 0), word(U256::zero()));
    }

    proptest! {
        #[test]
        fn l16_exact_and_monotone_for_every_price(a in any::<[u64; 4]>(), b in any::<[u64; 4]>(), share in 0u16..=10_000) {
            let (a, b) = (U256(a), U256(b));
            let exact = |price: U256| price.full_mul(U256::from(share)) / U512::from(10_000);
            let (of_a, of_b) = (royalty(&word(a), share), royalty(&word(b), share));
            prop_assert_eq!(U512::from(U256::from_big_endian(&of_a)), exact(a));
            prop_assert!(of_a <= word(a));
            prop_assert_eq!(of_a <= of_b || of_a == of_b, a <= b || of_a == of_b);
        }
    }
}
