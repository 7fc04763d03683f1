//! What may be done with a work (`uses`) and by whom (`users`), as bit sets, and the names
//! the public vocabularies have for them.
//!
//! RSL 1.0 (rslstandard.org), CAWG training and data mining assertion 1.1, PLUS/IPTC
//! `plus:DataMining`, IETF AIPREF, W3C TDMRep. What each document makes of these words is
//! told where it is read and written (feature `documents`).

/// One use and its names elsewhere; `None` where a vocabulary has no word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The bit's position in a `uses` set.
    pub bit: u8,
    /// Our name.
    pub name: &'static str,
    /// RSL 1.0 usage.
    pub rsl: Option<&'static str>,
    /// CAWG 1.1 entry.
    pub cawg: Option<&'static str>,
    /// The narrowest value of `plus:DataMining` that prohibits it.
    pub plus: Option<&'static str>,
    /// AIPREF category.
    pub aipref: Option<&'static str>,
    /// Whether a TDMRep reservation reserves it: it is text and data mining in the sense of
    /// the EU's directive on copyright in the digital single market, which includes training.
    pub tdm: bool,
}

/// Train a generative model.
pub const TRAIN_GENERATIVE: u16 = 1 << 0;
/// Train another model.
pub const TRAIN_OTHER: u16 = 1 << 1;
/// Fine-tune a model.
pub const FINE_TUNE: u16 = 1 << 2;
/// Read the work while answering: retrieval, grounding.
pub const INFERENCE_INPUT: u16 = 1 << 3;
/// Index for AI answers.
pub const INDEX: u16 = 1 << 4;
/// Show in search.
pub const SEARCH: u16 = 1 << 5;
/// Text and data mining.
pub const DATA_MINING: u16 = 1 << 6;
/// Use in benchmarks.
pub const EVALUATE: u16 = 1 << 7;
/// Make synthetic data from it.
pub const SYNTHESISE: u16 = 1 << 8;
/// Register a derivative.
pub const DERIVE: u16 = 1 << 9;
/// Every use there is.
pub const ALL_USES: u16 = (1 << 10) - 1;

/// The table of uses, by bit.
pub const USES: [Use; 10] = [
    Use {
        bit: 0,
        name: "train_generative",
        rsl: Some("ai-train"),
        cawg: Some("cawg.ai_generative_training"),
        plus: Some("DMI-PROHIBITED-GENAIMLTRAINING"),
        aipref: Some("train-ai"),
        tdm: true,
    },
    Use {
        bit: 1,
        name: "train_other",
        rsl: Some("ai-train"),
        cawg: Some("cawg.ai_training"),
        plus: Some("DMI-PROHIBITED-AIMLTRAINING"),
        aipref: None,
        tdm: true,
    },
    Use {
        bit: 2,
        name: "fine_tune",
        rsl: Some("ai-train"),
        cawg: Some("cawg.ai_generative_training"),
        plus: Some("DMI-PROHIBITED-GENAIMLTRAINING"),
        aipref: Some("train-ai"),
        tdm: true,
    },
    Use {
        bit: 3,
        name: "inference_input",
        rsl: Some("ai-input"),
        cawg: Some("cawg.ai_inference"),
        plus: None,
        aipref: Some("ai-use"),
        tdm: false,
    },
    Use { bit: 4, name: "index", rsl: Some("ai-index"), cawg: None, plus: None, aipref: None, tdm: false },
    Use {
        bit: 5,
        name: "search",
        rsl: Some("search"),
        cawg: None,
        plus: Some("DMI-PROHIBITED"),
        aipref: Some("search"),
        tdm: false,
    },
    Use {
        bit: 6,
        name: "data_mining",
        rsl: Some("all"),
        cawg: Some("cawg.data_mining"),
        plus: Some("DMI-PROHIBITED"),
        aipref: None,
        tdm: true,
    },
    Use { bit: 7, name: "evaluate", rsl: None, cawg: None, plus: None, aipref: None, tdm: false },
    Use { bit: 8, name: "synthesise", rsl: None, cawg: None, plus: None, aipref: None, tdm: false },
    Use { bit: 9, name: "derive", rsl: None, cawg: None, plus: None, aipref: None, tdm: false },
];

/// Classes of licensee (RSL 1.0 `user`), by bit.
pub const USERS: [&str; 5] = ["commercial", "non_commercial", "education", "government", "personal"];

/// Commercial users.
pub const COMMERCIAL: u8 = 1 << 0;
/// Users who make no money with it.
pub const NON_COMMERCIAL: u8 = 1 << 1;
/// Schools and universities.
pub const EDUCATION: u8 = 1 << 2;
/// Every class of user there is.
pub const ALL_USERS: u8 = (1 << 5) - 1;

/// The bit of a use by our name; `None` where there is none of that name.
pub fn use_by_name(name: &str) -> Option<u16> {
    USES.iter().find(|entry| entry.name == name).and_then(|entry| 1u16.checked_shl(entry.bit.into()))
}

/// The names of the uses in a set, in the table's order.
pub fn use_names(uses: u16) -> impl Iterator<Item = &'static str> {
    USES.iter()
        .filter(move |entry| uses.checked_shr(entry.bit.into()).is_some_and(|rest| rest & 1 == 1))
        .map(|entry| entry.name)
}

/// The names of the classes of user in a set, in the table's order.
pub fn user_names(users: u8) -> impl Iterator<Item = &'static str> {
    let bits = (0u32..).map(move |bit| users.checked_shr(bit).is_some_and(|rest| rest & 1 == 1));
    USERS.iter().zip(bits).filter(|(_, is_in)| *is_in).map(|(name, _)| *name)
}

/// Whether every bit of `part` is in `whole`.
pub const fn includes(whole: u16, part: u16) -> bool {
    whole & part == part
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are stored and signed: no number may move.
    #[test]
    fn bits_are_these_numbers() {
        let uses = [
            TRAIN_GENERATIVE,
            TRAIN_OTHER,
            FINE_TUNE,
            INFERENCE_INPUT,
            INDEX,
            SEARCH,
            DATA_MINING,
            EVALUATE,
            SYNTHESISE,
            DERIVE,
        ];
        assert_eq!(uses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
        assert_eq!([COMMERCIAL, NON_COMMERCIAL, EDUCATION], [1, 2, 4]);
        assert_eq!((ALL_USES, ALL_USERS), (1_023, 31));
        let names: alloc::vec::Vec<_> = use_names(ALL_USES).collect();
        assert!(names.iter().zip(USES).all(|(name, entry)| *name == entry.name) && names.len() == USES.len());
    }

    #[test]
    fn table_bits_are_their_positions_and_cover_all_uses() {
        let mut all = 0;
        for (position, entry) in USES.iter().enumerate() {
            assert_eq!(entry.bit as usize, position);
            assert_eq!(use_by_name(entry.name), Some(1 << position));
            all |= 1 << position;
        }
        assert_eq!(all, ALL_USES);
        assert_eq!(ALL_USERS as usize, (1 << USERS.len()) - 1);
    }

    #[test]
    fn names_and_bits_agree() {
        assert_eq!(use_by_name("derive"), Some(DERIVE));
        assert_eq!(use_by_name("train"), None);
        let names: alloc::vec::Vec<_> = use_names(TRAIN_GENERATIVE | SEARCH).collect();
        assert_eq!(names, ["train_generative", "search"]);
        assert_eq!(use_names(0).count(), 0);
        let names: alloc::vec::Vec<_> = user_names(COMMERCIAL | 1 << 4).collect();
        assert_eq!(names, ["commercial", "personal"]);
        assert_eq!(user_names(0xff).count(), USERS.len());
    }

    #[test]
    fn includes_wants_every_bit() {
        assert!(includes(TRAIN_GENERATIVE | SEARCH, SEARCH));
        assert!(!includes(TRAIN_GENERATIVE, TRAIN_GENERATIVE | SEARCH));
        assert!(includes(0, 0));
    }
}
