//! What the story does with each work: whose it is, what it derives from, who shares, and
//! what it costs.

use crate::works::Work;
use chain::TOKEN;
use rules::{
    offer::{PriceUnit, total},
    terms::{Duration, Revocation, Terms},
    uses::{COMMERCIAL, FINE_TUNE, INDEX, INFERENCE_INPUT, SEARCH, TRAIN_GENERATIVE, TRAIN_OTHER},
    work::Kind,
};
use sha2::{Digest as _, Sha256};

/// A parent's part of its child's income, in basis points.
pub const PARENT_SHARE: u16 = 2_000;

/// How a shared work's income is divided between its creator, the partner, the newcomer and the pool
/// of all creators, in basis points.
pub const SHARES: [u16; 4] = [4_500, 3_000, 2_000, 500];

/// Units that make a price odd: they leave a rest in every division.
const ODD: u128 = 3;

/// What happens with one work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrangement {
    /// Which creator's it is.
    pub creator: usize,
    /// The work that it derives from.
    pub parent: Option<usize>,
    /// Whether its income is divided by [`SHARES`].
    pub shared: bool,
}

/// Arranges works: the creators take turns, every second work of three derives from the
/// first, and every third is shared. Fewer than three works share the last.
pub fn arrange(works: usize) -> Vec<Arrangement> {
    (0..works)
        .map(|work| Arrangement {
            creator: work % 3,
            parent: if work % 3 == 1 { work.checked_sub(1) } else { None },
            shared: work % 3 == 2 || (works < 3 && work + 1 == works),
        })
        .collect()
}

/// An offer of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// In EVM units.
    pub unit_price: u128,
    /// What it is for.
    pub unit: PriceUnit,
    /// What a licence costs, in EVM units.
    pub total: u128,
}

/// The price of a licence to train: flat, and odd to the last unit, which only an Ethereum
/// account can pay.
pub fn training_price(position: usize) -> Price {
    let total = (3 + position as u128 % 4) * TOKEN + ODD;
    Price { unit_price: total, unit: PriceUnit::Flat, total }
}

/// The price of a licence to retrieve: by what the work counts, in whole planck. `None` if
/// the work is too large to be paid for.
pub fn retrieval_price(work: &Work) -> Option<Price> {
    let unit_price = match work.kind {
        Kind::Text => TOKEN / 1_000,
        Kind::Audio => TOKEN / 20,
        Kind::Image => TOKEN * 5 / 4,
        _ => TOKEN * 3 / 4,
    };
    let unit = if work.kind.is_timed() { PriceUnit::PerSecond } else { PriceUnit::PerItem };
    Some(Price { unit_price, unit, total: total(unit_price, work.units)? })
}

/// How many uses a licence to answer is for.
pub const USES: u64 = 1_000;

/// How many of them the buyer makes in two runs.
pub const USED: [u64; 2] = [300, 125];

/// The price of a licence to answer: by use.
pub fn answers_price() -> Price {
    let unit_price = TOKEN / 500 + ODD;
    Price { unit_price, unit: PriceUnit::PerUse, total: unit_price.saturating_mul(USES.into()) }
}

/// Terms to train on a work, for ever.
pub fn training_terms() -> Terms {
    Terms {
        uses: TRAIN_GENERATIVE | TRAIN_OTHER | FINE_TUNE,
        users: COMMERCIAL,
        duration: Duration::Perpetual,
        exclusive: false,
        transferable: true,
        attribution: false,
        revocation: Revocation::Irrevocable,
        derivative_share: 0,
        resale_royalty: 0,
        document: Sha256::digest(include_bytes!("../terms/training.txt")).into(),
        uri: b"https://example.org/terms/training-1.txt".to_vec(),
    }
}

/// Terms to read, index and search a work, for a year.
pub fn retrieval_terms() -> Terms {
    Terms {
        uses: INFERENCE_INPUT | INDEX | SEARCH,
        users: COMMERCIAL,
        duration: Duration::Seconds(365 * 86_400),
        exclusive: false,
        transferable: false,
        attribution: true,
        revocation: Revocation::Irrevocable,
        derivative_share: 0,
        resale_royalty: 0,
        document: Sha256::digest(include_bytes!("../terms/retrieval.txt")).into(),
        uri: b"https://example.org/terms/retrieval-1.txt".to_vec(),
    }
}

/// Terms to answer from a work, as often as was paid for.
pub fn answers_terms() -> Terms {
    Terms {
        uses: INFERENCE_INPUT,
        users: COMMERCIAL,
        duration: Duration::Perpetual,
        exclusive: false,
        transferable: false,
        attribution: true,
        revocation: Revocation::Irrevocable,
        derivative_share: 0,
        resale_royalty: 0,
        document: Sha256::digest(include_bytes!("../terms/answers.txt")).into(),
        uri: b"https://example.org/terms/answers-1.txt".to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chain::EVM_UNITS_PER_PLANCK;

    #[test]
    fn any_number_of_works_is_arranged() {
        let one = |creator, parent, shared| Arrangement { creator, parent, shared };
        assert_eq!(arrange(0), []);
        assert_eq!(arrange(1), [one(0, None, true)]);
        assert_eq!(arrange(2), [one(0, None, false), one(1, Some(0), true)]);
        assert_eq!(arrange(3), [one(0, None, false), one(1, Some(0), false), one(2, None, true)]);
        assert_eq!(arrange(5)[3..], [one(0, None, false), one(1, Some(3), false)]);
    }

    #[test]
    fn prices_suit_the_buyers_keys() {
        let work = |kind, units| Work { path: "x".into(), digest: [1; 32], size: 1, kind, units };
        for kind in Kind::ALL {
            let price = retrieval_price(&work(kind, 7)).expect("a small work");
            assert_eq!(price.total, price.unit_price * 7);
            assert_eq!(price.total % EVM_UNITS_PER_PLANCK, 0);
        }
        assert_eq!(retrieval_price(&work(Kind::Image, u64::MAX)), None, "more than a ledger takes");
        assert_eq!(retrieval_price(&work(Kind::Image, 7)).map(|price| price.unit), Some(PriceUnit::PerItem));
        assert_ne!(training_price(0).total % EVM_UNITS_PER_PLANCK, 0);
    }

    #[test]
    fn terms_and_shares_are_good() {
        assert_eq!(training_terms().check(), Ok(()));
        assert_eq!(retrieval_terms().check(), Ok(()));
        assert_eq!(answers_terms().check(), Ok(()));
        assert!(USED.iter().sum::<u64>() < USES);
        assert_eq!(SHARES.iter().sum::<u16>(), 10_000);
    }
}
