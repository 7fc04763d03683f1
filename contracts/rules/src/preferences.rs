//! Preferences: what the owner of a record says, use by use, to those without a licence.
//!
//! Three values and no fourth: a use is allowed to anyone, not allowed at all, or allowed
//! only by licence. The last is the default, because silence is never consent. A preference
//! closes no offer and touches no licence.

use crate::uses::USES;

/// How many uses there are.
const COUNT: u8 = USES.len() as u8;

/// What is said of one use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Preference {
    /// Only with a licence: what holds where nothing was said.
    #[default]
    OnlyByLicence = 0,
    /// Anyone may, without a licence.
    Allowed = 1,
    /// Nobody may without a licence, and no licence is to be asked for.
    NotAllowed = 2,
}

impl Preference {
    /// Every preference, by its number.
    pub const ALL: [Preference; 3] = [Preference::OnlyByLicence, Preference::Allowed, Preference::NotAllowed];

    /// Reads a number; `None` where it means no preference.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::OnlyByLicence),
            1 => Some(Self::Allowed),
            2 => Some(Self::NotAllowed),
            _ => None,
        }
    }

    /// How much is refused: allowed is 0, only by licence 1, not allowed 2. The numbers that
    /// are stored do not rise with strictness, since the default must be zero.
    pub const fn strictness(self) -> u8 {
        match self {
            Self::Allowed => 0,
            Self::OnlyByLicence => 1,
            Self::NotAllowed => 2,
        }
    }

    /// The stricter of two.
    #[must_use]
    pub const fn stricter(self, other: Self) -> Self {
        if other.strictness() > self.strictness() { other } else { self }
    }
}

/// A preference for every use, two bits each: the pair of a use begins at twice its bit.
///
/// Only numbers that mean something can be held: see [`Preferences::from_number`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Preferences(u32);

impl Preferences {
    /// Reads a number; `None` where a pair is 3 or a bit belongs to no use.
    pub const fn from_number(number: u32) -> Option<Self> {
        const USED: u32 = (1 << (2 * COUNT as u32)) - 1;
        const LOW_BITS: u32 = 0x5555_5555;
        let both_bits_of_a_pair = number & (number >> 1) & LOW_BITS;
        if number & !USED != 0 || both_bits_of_a_pair != 0 { None } else { Some(Self(number)) }
    }

    /// The number that stands for the preferences.
    pub const fn to_number(self) -> u32 {
        self.0
    }

    /// The same preference for every use.
    #[must_use]
    pub fn all(preference: Preference) -> Self {
        (0..COUNT).fold(Self::default(), |all, bit| all.with(bit, preference).unwrap_or(all))
    }

    /// The preference for the use of that bit; `None` where there is no such use.
    pub fn of(self, use_bit: u8) -> Option<Preference> {
        let pair = self.0.checked_shr(shift(use_bit)?)? & 3;
        Preference::from_number(u8::try_from(pair).ok()?)
    }

    /// The preferences with that of one use replaced; `None` where there is no such use.
    #[must_use]
    pub fn with(self, use_bit: u8, preference: Preference) -> Option<Self> {
        let shift = shift(use_bit)?;
        let cleared = self.0 & !3u32.checked_shl(shift)?;
        Some(Self(cleared | u32::from(preference as u8).checked_shl(shift)?))
    }

    /// Every use's bit and preference, in the order of [`crate::uses::USES`].
    pub fn iter(self) -> impl Iterator<Item = (u8, Preference)> {
        (0..COUNT).filter_map(move |bit| Some((bit, self.of(bit)?)))
    }
}

/// Where the pair of a use begins; `None` where there is no such use.
const fn shift(use_bit: u8) -> Option<u32> {
    if use_bit < COUNT { (use_bit as u32).checked_mul(2) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn silence_is_only_by_licence() {
        assert_eq!(Preference::default(), Preference::OnlyByLicence);
        assert_eq!(Preferences::default().to_number(), 0);
        assert!(Preferences::default().iter().all(|(_, preference)| preference == Preference::OnlyByLicence));
        assert_eq!(Preferences::default().iter().count(), USES.len());
    }

    #[test]
    fn numbers_of_preferences_are_their_positions() {
        for (position, preference) in Preference::ALL.into_iter().enumerate() {
            assert_eq!(preference as usize, position);
            assert_eq!(Preference::from_number(position as u8), Some(preference));
        }
        assert_eq!(Preference::from_number(3), None);
    }

    #[test]
    fn the_stricter_wins_from_either_side() {
        use Preference::{Allowed, NotAllowed, OnlyByLicence};
        let rising = [Allowed, OnlyByLicence, NotAllowed];
        for (i, a) in rising.into_iter().enumerate() {
            for (j, b) in rising.into_iter().enumerate() {
                assert_eq!(a.stricter(b), rising[i.max(j)]);
            }
        }
    }

    #[test]
    fn each_use_has_its_own_pair() {
        let two = Preferences::default().with(0, Preference::Allowed).unwrap().with(9, Preference::NotAllowed).unwrap();
        assert_eq!(two.to_number(), (2 << 18) | 1);
        assert_eq!(two.of(0), Some(Preference::Allowed));
        assert_eq!(two.of(1), Some(Preference::OnlyByLicence));
        assert_eq!(two.of(9), Some(Preference::NotAllowed));
        assert_eq!(Preferences::all(Preference::Allowed).to_number(), 0x5_5555);
        assert_eq!(Preferences::all(Preference::NotAllowed).to_number(), 0xa_aaaa);
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for bit in 0..10 {
            assert_eq!(Preferences::from_number(3 << (2 * bit)), None, "3 at {bit}");
        }
        for bit in 20..32 {
            assert_eq!(Preferences::from_number(1 << bit), None, "bit {bit}");
        }
        for no_use in [10, 15, 16, 128, u8::MAX] {
            assert_eq!(Preferences::default().of(no_use), None);
            assert_eq!(Preferences::default().with(no_use, Preference::Allowed), None);
        }
    }

    #[test]
    fn exactly_three_to_the_tenth_numbers_are_preferences() {
        let valid = (0..1 << 20).filter_map(Preferences::from_number).count();
        assert_eq!(valid, 3usize.pow(10));
    }

    proptest! {
        #[test]
        fn a_number_reads_back_as_itself(number in any::<u32>()) {
            let pairs_mean_something = (0..16).all(|pair| {
                let value = (number >> (2 * pair)) & 3;
                if pair < 10 { value < 3 } else { value == 0 }
            });
            let read = Preferences::from_number(number);
            prop_assert_eq!(read.is_some(), pairs_mean_something);
            prop_assert!(read.is_none_or(|preferences| preferences.to_number() == number));
        }

        #[test]
        fn with_changes_one_use_and_no_other(seed in 0u32..1 << 20, bit in 0u8..10, number in 0u8..3) {
            let before = Preferences::from_number(seed & !((seed >> 1) & 0x5_5555)).unwrap();
            let preference = Preference::from_number(number).unwrap();
            let after = before.with(bit, preference).unwrap();
            prop_assert_eq!(Preferences::from_number(after.to_number()), Some(after));
            for (other, was) in before.iter() {
                prop_assert_eq!(after.of(other), Some(if other == bit { preference } else { was }));
            }
        }
    }
}
