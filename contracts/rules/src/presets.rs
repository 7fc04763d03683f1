//! Ready-made terms and prices: the deals that are made for AI training today, each as what it
//! would be here.
//!
//! A preset is a start. What it cannot say is in the document that the licensor names with it
//! (territory, governing law, which model). Prices are what was published of such deals, and
//! no advice: amounts on the chain are in the currency of the offer.

use crate::{
    Bytes32,
    offer::PriceUnit,
    terms::{Duration, Revocation, Terms},
    uses::{
        ALL_USERS, ALL_USES, COMMERCIAL, DERIVE, EDUCATION, EVALUATE, FINE_TUNE, INDEX, INFERENCE_INPUT,
        NON_COMMERCIAL, SEARCH, TRAIN_GENERATIVE, TRAIN_OTHER,
    },
    work::Kind,
};
use alloc::vec::Vec;

/// What a licence allows, as [`Terms`] have it, but without their document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clauses {
    /// What may be done: bits of [`crate::uses`].
    pub uses: u16,
    /// By whom: bits of [`crate::uses::USERS`].
    pub users: u8,
    /// For how long.
    pub duration: Duration,
    /// Whether it is exclusive in its uses.
    pub exclusive: bool,
    /// Whether it may be transferred.
    pub transferable: bool,
    /// Whether the licensor must be named.
    pub attribution: bool,
    /// Whether and how the licensor may end it early.
    pub revocation: Revocation,
    /// The least part of a derivative's gross income, in basis points.
    pub derivative_share: u16,
    /// The record owner's part of a resale, in basis points.
    pub resale_royalty: u16,
}

/// What the market pays: so many US cents for so many units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least, in US cents.
    pub low: u64,
    /// The most, in US cents.
    pub high: u64,
    /// For this many of the price's units: 3 600 where a price is told by the hour and the unit
    /// is a second.
    pub units: u32,
}

/// How a deal is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To anyone.
    Open,
    /// To one buyer, whom the offer names.
    NamedBuyer,
    /// To anyone, of a catalogue that grows: every edition that comes while the licence lasts is
    /// in it, so the offer names no last edition. Renewed when it ends.
    Editions,
    /// For what was done before: the licence begins at a past second, which the offer names.
    BackLicence,
    /// To the licensee of a running deal, as an extension of the licence that it has.
    Extension,
}

/// A ready-made deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name: lower case and underscores.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// What a licence allows.
    pub clauses: Clauses,
    /// What the price is for.
    pub unit: PriceUnit,
    /// What the market pays; `None` where no price of such a deal is public.
    pub range: Option<Range>,
    /// How it is offered.
    pub way: Way,
    /// The one kind of work that it is for; `None` for any that has the price's unit.
    pub kind: Option<Kind>,
}

impl Preset {
    /// Its terms, with the SHA-256 and the place of the document for what no machine enforces;
    /// both may be empty.
    pub const fn terms(&self, document: Bytes32, uri: Vec<u8>) -> Terms {
        let Clauses {
            uses,
            users,
            duration,
            exclusive,
            transferable,
            attribution,
            revocation,
            derivative_share,
            resale_royalty,
        } = self.clauses;
        Terms {
            uses,
            users,
            duration,
            exclusive,
            transferable,
            attribution,
            revocation,
            derivative_share,
            resale_royalty,
            document,
            uri,
        }
    }
}

/// Seconds in years of 365 days.
const fn years(years: u64) -> Duration {
    Duration::Seconds(years.saturating_mul(31_536_000))
}

/// Every way to train a model.
const TRAIN: u16 = TRAIN_GENERATIVE | TRAIN_OTHER | FINE_TUNE;

/// To train commercially, for ever, and nothing more.
const BASE: Clauses = Clauses {
    uses: TRAIN,
    users: COMMERCIAL,
    duration: Duration::Perpetual,
    exclusive: false,
    transferable: false,
    attribution: false,
    revocation: Revocation::Irrevocable,
    derivative_share: 0,
    resale_royalty: 0,
};

/// A research licence: one named model is trained and evaluated by people who do not sell it.
/// Universities and public laboratories get works for little or nothing; if the model, which
/// is registered as a derivative, ever earns, 20 % of its revenue is the contributors', whose
/// pool is a payee of the record's split. The document names the model.
pub const RESEARCH: Preset = Preset {
    name: "research",
    about: "one named model, for research only; 20 % of what it earns goes to the contributors' pool",
    clauses: Clauses {
        uses: EVALUATE | TRAIN_GENERATIVE | TRAIN_OTHER | DERIVE,
        users: NON_COMMERCIAL | EDUCATION,
        derivative_share: 2_000,
        ..BASE
    },
    unit: PriceUnit::Flat,
    range: None,
    way: Way::NamedBuyer,
    kind: None,
};

/// A non-exclusive training licence, as book publishers give it: HarperCollins' of 2024 runs
/// for three years at 5 000 USD a title, half of it the author's (Publishers Weekly, 25
/// November 2024).
pub const TRAINING: Preset = Preset {
    name: "training",
    about: "train and fine-tune commercial models for three years, as others may",
    clauses: Clauses { duration: years(3), ..BASE },
    unit: PriceUnit::Flat,
    range: Some(Range { low: 500_000, high: 500_000, units: 1 }),
    way: Way::Open,
    kind: None,
};

/// A whole catalogue for one buyer, who wants to be the only one to train on it for a while.
/// What such deals cost is not published.
pub const EXCLUSIVE_CATALOGUE: Preset = Preset {
    name: "exclusive_catalogue",
    about: "a whole catalogue for two years, for one named buyer and nobody else",
    clauses: Clauses { duration: years(2), exclusive: true, ..BASE },
    unit: PriceUnit::Flat,
    range: None,
    way: Way::NamedBuyer,
    kind: None,
};

/// A yearly subscription to a corpus that grows, as news publishers and forums sell it: to train
/// on it and to answer from it, naming the source. OpenAI was reported to offer news
/// publishers 1 to 5 million USD a year (Press Gazette, March 2024).
pub const SUBSCRIPTION: Preset = Preset {
    name: "subscription",
    about: "a growing corpus with every edition of the year, to train on and to answer from",
    clauses: Clauses { uses: TRAIN | INFERENCE_INPUT | INDEX | SEARCH, duration: years(1), attribution: true, ..BASE },
    unit: PriceUnit::Flat,
    range: Some(Range { low: 100_000_000, high: 500_000_000, units: 1 }),
    way: Way::Editions,
    kind: None,
};

/// Training images by the piece: 1 to 2 USD, the price that the data seller Defined.ai named
/// (Reuters, 5 April 2024).
pub const ITEM_IMAGE: Preset = Preset {
    name: "item_image",
    about: "pay per image, to train on it for ever",
    clauses: BASE,
    unit: PriceUnit::PerItem,
    range: Some(Range { low: 100, high: 200, units: 1 }),
    way: Way::Open,
    kind: Some(Kind::Image),
};

/// Short videos by the piece: 2 to 4 USD (Defined.ai, Reuters, 5 April 2024). A record of a
/// short video is counted in seconds, so a price by the piece is a flat one.
pub const ITEM_SHORT_VIDEO: Preset = Preset {
    name: "item_short_video",
    about: "pay per short video, to train on it for ever",
    clauses: BASE,
    unit: PriceUnit::Flat,
    range: Some(Range { low: 200, high: 400, units: 1 }),
    way: Way::Open,
    kind: Some(Kind::ShortVideo),
};

/// Long videos by the hour: 100 to 300 USD (Defined.ai, Reuters, 5 April 2024).
pub const ITEM_LONG_VIDEO: Preset = Preset {
    name: "item_long_video",
    about: "pay per second of long video, to train on it for ever",
    clauses: BASE,
    unit: PriceUnit::PerSecond,
    range: Some(Range { low: 10_000, high: 30_000, units: 3_600 }),
    way: Way::Open,
    kind: Some(Kind::LongVideo),
};

/// Photos of an archive by the piece: 0.05 to 1 USD, which Photobucket was discussing for its
/// 13 billion photos and videos (Reuters, 5 April 2024).
pub const ITEM_PHOTO: Preset = Preset {
    name: "item_photo",
    about: "pay per photo of a large archive, to train on it for ever",
    clauses: BASE,
    unit: PriceUnit::PerItem,
    range: Some(Range { low: 5, high: 100, units: 1 }),
    way: Way::Open,
    kind: Some(Kind::Image),
};

/// A licence for training that has happened, as settlements of disputes over it have it. It
/// begins at a past second and lasts three years from there: what it should cover lies between.
/// No new training comes with it after that.
pub const BACK_LICENCE: Preset = Preset {
    name: "back_licence",
    about: "for training that has happened: three years from a past day on",
    clauses: Clauses { duration: years(3), ..BASE },
    unit: PriceUnit::Flat,
    range: None,
    way: Way::BackLicence,
    kind: None,
};

/// A licence to adapt a model that exists, and not to train one from the beginning: for who
/// makes an assistant of a trade, or of a house's own style.
pub const FINE_TUNING: Preset = Preset {
    name: "fine_tuning",
    about: "fine-tune a model for a year, and train none from the beginning",
    clauses: Clauses { uses: FINE_TUNE, duration: years(1), ..BASE },
    unit: PriceUnit::Flat,
    range: None,
    way: Way::Open,
    kind: None,
};

/// A licence to answer from works, and not to train on them, as later deals of newspapers have
/// it: read, indexed and found for an answer that names the source, paid by use.
pub const RETRIEVAL: Preset = Preset {
    name: "retrieval",
    about: "read, index and search for answers that name the source, paid by use; no training",
    clauses: Clauses { uses: INFERENCE_INPUT | INDEX | SEARCH, duration: years(1), attribution: true, ..BASE },
    unit: PriceUnit::PerUse,
    range: None,
    way: Way::Open,
    kind: None,
};

/// Six more years of a deal that runs, as a picture agency and a laboratory agree on after some
/// years of supplying training data: the licensee keeps its licence, which ends later.
pub const EXTENSION: Preset = Preset {
    name: "extension",
    about: "six more years of a training deal that runs",
    clauses: Clauses { duration: years(6), ..BASE },
    unit: PriceUnit::Flat,
    range: None,
    way: Way::Extension,
    kind: None,
};

/// Free for everyone and everything, as long as the maker is named: what open licences with
/// attribution say of works, said of training.
pub const FREE: Preset = Preset {
    name: "free",
    about: "everything to everyone for nothing, as long as the licensor is named",
    clauses: Clauses { uses: ALL_USES, users: ALL_USERS, transferable: true, attribution: true, ..BASE },
    unit: PriceUnit::Flat,
    range: Some(Range { low: 0, high: 0, units: 1 }),
    way: Way::Open,
    kind: None,
};

/// All of them.
pub static PRESETS: [Preset; 13] = [
    RESEARCH,
    TRAINING,
    EXCLUSIVE_CATALOGUE,
    SUBSCRIPTION,
    ITEM_IMAGE,
    ITEM_SHORT_VIDEO,
    ITEM_LONG_VIDEO,
    ITEM_PHOTO,
    BACK_LICENCE,
    FINE_TUNING,
    RETRIEVAL,
    EXTENSION,
    FREE,
];

/// The preset of a name; `None` where there is none.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uses::{includes, use_names};
    use alloc::collections::BTreeSet;

    #[test]
    fn every_presets_terms_can_be_published() {
        for preset in &PRESETS {
            let terms = preset.terms([0; 32], Vec::new());
            assert_eq!(terms.check(), Ok(()), "{}", preset.name);
            let terms = preset.terms([1; 32], b"https://example.org/terms".to_vec());
            assert_eq!(terms.check(), Ok(()), "{}", preset.name);
            assert_eq!((terms.document, &terms.uri[..]), ([1; 32], &b"https://example.org/terms"[..]));
        }
    }

    #[test]
    fn names_are_unique_and_found() {
        let names: BTreeSet<_> = PRESETS.iter().map(|preset| preset.name).collect();
        assert_eq!(names.len(), PRESETS.len());
        for known in &PRESETS {
            assert_eq!(preset(known.name), Some(known));
            assert!(known.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", known.name);
            assert!(!known.about.is_empty() && !known.about.contains('\n'));
        }
        assert_eq!(preset("all_rights"), None);
    }

    #[test]
    fn numbers_are_those_of_the_market() {
        let said =
            |name| preset(name).and_then(|preset| preset.range).map(|range| (range.low, range.high, range.units));
        assert_eq!(said("item_image"), Some((100, 200, 1)));
        assert_eq!(said("item_short_video"), Some((200, 400, 1)));
        assert_eq!(said("item_long_video"), Some((10_000, 30_000, 3_600)), "by the hour");
        assert_eq!(said("item_photo"), Some((5, 100, 1)));
        assert_eq!(said("training"), Some((500_000, 500_000, 1)));
        assert_eq!(said("subscription"), Some((100_000_000, 500_000_000, 1)));
        assert_eq!(said("free"), Some((0, 0, 1)));
        for range in PRESETS.iter().filter_map(|preset| preset.range) {
            assert!(range.low <= range.high && range.units > 0);
        }
    }

    #[test]
    fn each_allows_what_its_deal_allows() {
        let uses = |preset: &Preset| use_names(preset.clauses.uses).collect::<Vec<_>>();
        assert_eq!(uses(&RESEARCH), ["train_generative", "train_other", "evaluate", "derive"]);
        assert_eq!(RESEARCH.clauses.users, 0b110, "non-commercial and education");
        assert_eq!(RESEARCH.clauses.derivative_share, 2_000);
        assert_eq!(uses(&FINE_TUNING), ["fine_tune"]);
        assert_eq!(uses(&RETRIEVAL), ["inference_input", "index", "search"]);
        let all_training = ["train_generative", "train_other", "fine_tune"];
        assert_eq!(uses(&SUBSCRIPTION), [&all_training[..], &["inference_input", "index", "search"]].concat());
        assert_eq!((FREE.clauses.uses, FREE.clauses.users), (ALL_USES, ALL_USERS));
        // How many years (0 for ever), and whether the licensor is named.
        let years_and_naming = [
            (0, false), // research
            (3, false), // training
            (2, false), // exclusive_catalogue
            (1, true),  // subscription
            (0, false), // item_image
            (0, false), // item_short_video
            (0, false), // item_long_video
            (0, false), // item_photo
            (3, false), // back_licence
            (1, false), // fine_tuning
            (1, true),  // retrieval
            (6, false), // extension
            (0, true),  // free
        ];
        for (preset, (number, attribution)) in PRESETS.iter().zip(years_and_naming) {
            let duration = if number == 0 { Duration::Perpetual } else { Duration::Seconds(number * 365 * 86_400) };
            assert_eq!(
                (preset.clauses.duration, preset.clauses.attribution),
                (duration, attribution),
                "{}",
                preset.name
            );
            assert!(number == 0 || years(number) == duration);
            let others = !["research", "free"].contains(&preset.name);
            assert!(!others || preset.clauses.users == COMMERCIAL, "{}", preset.name);
        }
        for preset in [&TRAINING, &EXCLUSIVE_CATALOGUE, &BACK_LICENCE, &EXTENSION, &ITEM_IMAGE] {
            assert_eq!(uses(preset), all_training, "{}", preset.name);
        }
        assert_eq!((EXTENSION.way, SUBSCRIPTION.way), (Way::Extension, Way::Editions));
        assert_eq!((BACK_LICENCE.way, RESEARCH.way), (Way::BackLicence, Way::NamedBuyer));
        for preset in &PRESETS {
            let exclusive = preset.name == "exclusive_catalogue";
            assert_eq!(preset.clauses.exclusive, exclusive, "{}", preset.name);
            assert!(!exclusive || preset.way == Way::NamedBuyer);
            assert_eq!(preset.clauses.transferable, preset.name == "free", "{}", preset.name);
            let trains = preset.clauses.uses & TRAIN != 0;
            assert_eq!(trains, preset.name != "retrieval", "{}", preset.name);
            assert!(includes(ALL_USES, preset.clauses.uses));
        }
    }

    #[test]
    fn prices_have_units_that_the_works_have() {
        for preset in &PRESETS {
            match preset.kind {
                Some(kind) => assert!(preset.unit.fits(kind), "{}", preset.name),
                None => assert!(Kind::ALL.iter().all(|kind| preset.unit.fits(*kind)), "{}", preset.name),
            }
        }
    }
}
