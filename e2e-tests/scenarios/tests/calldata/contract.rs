//! The contracts, what each one's interface is, and where it lives.

use crate::receivers;
use alloy_json_abi::{Error, JsonAbi};
use alloy_sol_types::SolInterface;
use chain::H160;
use scenarios::{World, published};
use std::{fs, path::Path};
use story::{
    abi::{
        Arbitration::ArbitrationCalls, Catalogues::CataloguesCalls, Deals::DealsCalls, ERC721::ERC721Calls,
        Encumbrances::EncumbrancesCalls, LicenceMetadata::LicenceMetadataCalls, LicenceToken::LicenceTokenCalls,
        Offers::OffersCalls, ProvenanceRegistry::ProvenanceRegistryCalls, ReceiverFactory::ReceiverFactoryCalls,
        RecordInbox::RecordInboxCalls, Reservations::ReservationsCalls, RoyaltyPool::RoyaltyPoolCalls,
        RoyaltySplitter::RoyaltySplitterCalls, Settlements::SettlementsCalls, Statements::StatementsCalls,
        TermsBook::TermsBookCalls, UsageLedger::UsageLedgerCalls,
    },
    blobs,
};

/// Whether alloy reads the calldata as a call of the interface's, and would write it just so.
fn is_canonical<I: SolInterface>(data: &[u8]) -> bool {
    I::abi_decode_validate(data).is_ok_and(|call| call.abi_encode() == data)
}

macro_rules! contracts {
    ($($variant:ident: $file:literal, $($calls:ty)+;)*) => {
        /// One of the contracts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Contract { $($variant),* }

        impl Contract {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name of its files.
            pub(crate) fn file(self) -> &'static str {
                match self { $(Self::$variant => $file),* }
            }

            /// Whether alloy reads the calldata as a call of the contract's, and would write it just so.
            pub(crate) fn is_canonical(self, data: &[u8]) -> bool {
                match self { $(Self::$variant => $(is_canonical::<$calls>(data))||+),* }
            }
        }
    };
}

contracts! {
    Registry: "provenance_registry", ProvenanceRegistryCalls ERC721Calls;
    Token: "licence_token", LicenceTokenCalls ERC721Calls;
    Splitter: "royalty_splitter", RoyaltySplitterCalls;
    Book: "terms_book", TermsBookCalls;
    Catalogues: "catalogues", CataloguesCalls;
    Reservations: "reservations", ReservationsCalls;
    Arbitration: "arbitration", ArbitrationCalls;
    Encumbrances: "encumbrances", EncumbrancesCalls;
    Settlements: "settlements", SettlementsCalls;
    Offers: "offers", OffersCalls;
    Deals: "deals", DealsCalls;
    Usage: "usage_ledger", UsageLedgerCalls;
    Metadata: "licence_metadata", LicenceMetadataCalls;
    Pool: "royalty_pool", RoyaltyPoolCalls;
    Inbox: "record_inbox", RecordInboxCalls;
    Receivers: "receiver_factory", ReceiverFactoryCalls;
    Statements: "statements", StatementsCalls;
}

impl Contract {
    /// Whether it is told of the others after it is deployed.
    pub(crate) fn is_bound(self) -> bool {
        matches!(self, Self::Registry | Self::Token | Self::Splitter)
    }

    /// Whether it takes money that comes with no calldata at all.
    pub(crate) fn is_receiver(self) -> bool {
        matches!(self, Self::Pool | Self::Inbox)
    }

    /// The interface that was built.
    pub(crate) fn abi(self) -> JsonAbi {
        let path = blobs::target().join("ink").join(self.file()).with_extension("abi");
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The errors that it may refuse with: its own, and those that it hands on.
    pub(crate) fn errors(self) -> Vec<Error> {
        published::published(&self.file().replace('_', "-")).unwrap().errors().cloned().collect()
    }

    pub(crate) fn address(self, world: &World<'_>) -> H160 {
        match self {
            Self::Registry => world.protocol.registry,
            Self::Token => world.protocol.licence_token,
            Self::Splitter => world.protocol.splitter,
            Self::Book => world.protocol.terms_book,
            Self::Catalogues => world.protocol.catalogues,
            Self::Reservations => world.protocol.reservations,
            Self::Arbitration => world.protocol.arbitration,
            Self::Encumbrances => world.protocol.encumbrances,
            Self::Settlements => world.protocol.settlements,
            Self::Offers => world.protocol.offers,
            Self::Deals => world.protocol.deals,
            Self::Usage => world.protocol.usage_ledger,
            Self::Metadata => world.protocol.licence_metadata,
            Self::Pool => receivers::pool(world),
            Self::Inbox => receivers::inbox(world),
            Self::Receivers => world.protocol.receivers,
            Self::Statements => world.protocol.statements,
        }
    }
}

/// None can be forgotten here: what is built as part of the product is what `contracts/` holds that
/// is an ink! contract.
#[test]
fn x1_every_contract_of_the_product_is_tried() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
    let is_contract = |folder: &Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.contains("[package.metadata.ink-lang]")
    };
    let mut built: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| is_contract(path))
        .map(|path| path.file_name().unwrap().to_str().unwrap().replace('-', "_"))
        .collect();
    let mut tried: Vec<_> = Contract::ALL.iter().map(|contract| contract.file()).collect();
    built.sort();
    tried.sort_unstable();
    assert_eq!(tried, built);
}
