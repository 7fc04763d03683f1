//! What is asked of the contracts.

use super::record_id;
use crate::{
    abi::{LicenceToken, Offers, ProvenanceRegistry, TermsBook},
    calls::address,
};
use alloy_primitives::{B256, U256};
use chain::{Account, H160};
use rules::terms::Terms;

/// A work to be registered. What is not given is the most usual.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// SHA-256 of the work.
    pub digest: [u8; 32],
    /// Who shall own the record.
    pub owner: H160,
    /// A number of [`rules::work::Kind`].
    pub kind: u8,
    /// What the kind is priced by.
    pub units: u64,
    /// A number of [`rules::work::Origin`].
    pub origin: u8,
    /// SHA-256 of the metadata document.
    pub metadata: [u8; 32],
    /// Where that document is.
    pub uri: String,
    /// The works it derives from, each with its part of the income in basis points.
    pub parents: Vec<([u8; 32], u16)>,
}

impl NewRecord {
    /// One item made by people, of the kind *other*, without metadata and parents.
    pub fn new(digest: [u8; 32], owner: &Account) -> Self {
        Self {
            digest,
            owner: owner.address(),
            kind: rules::work::Kind::Other as u8,
            units: 1,
            origin: rules::work::Origin::Human as u8,
            metadata: [0; 32],
            uri: String::new(),
            parents: Vec::new(),
        }
    }

    /// The call that registers it. With a salt it is the reveal of a commitment.
    pub fn call(&self, salt: [u8; 32]) -> ProvenanceRegistry::registerCall {
        ProvenanceRegistry::registerCall {
            record: record_id(&self.digest),
            owner: address(self.owner),
            kind: self.kind,
            units: self.units,
            origin: self.origin,
            metadata: self.metadata.into(),
            uri: self.uri.clone(),
            parents: self
                .parents
                .iter()
                .map(|(digest, share)| ProvenanceRegistry::Parent {
                    record: record_id(digest),
                    share: *share,
                    licence: U256::ZERO,
                })
                .collect(),
            salt: salt.into(),
        }
    }
}

/// Terms as the terms book takes them.
pub fn published(terms: &Terms) -> TermsBook::Terms {
    let (perpetual, duration) = terms.duration.to_pair();
    let (revocable, notice) = terms.revocation.to_pair();
    TermsBook::Terms {
        uses: terms.uses,
        users: terms.users,
        perpetual,
        duration,
        exclusive: terms.exclusive,
        transferable: terms.transferable,
        attribution: terms.attribution,
        revocable,
        notice,
        derivativeShare: terms.derivative_share,
        resaleRoyalty: terms.resale_royalty,
        document: terms.document.into(),
        uri: String::from_utf8_lossy(&terms.uri).into_owned(),
    }
}

/// An offer to be made. By default it is open to anyone, for any number of licences, for ever, in
/// the chain's own token.
#[derive(Clone, Debug, Default)]
pub struct NewOffer {
    /// The record.
    pub record: U256,
    /// The terms id.
    pub terms: B256,
    /// What it is paid in: zero for the chain's own token, else an ERC-20.
    pub currency: H160,
    /// In the currency's smallest unit.
    pub unit_price: u128,
    /// A number of [`rules::offer::PriceUnit`]: 0 for the licence, 1 and 2 for each unit of the
    /// record, 3 for each use.
    pub unit: u8,
    /// From how many units on each costs less.
    pub tiers: Vec<(u64, u128)>,
    /// How many licences; 0 for any number.
    pub supply: u32,
    /// From when, in Unix seconds.
    pub opens: u64,
    /// Until when; 0 for ever.
    pub closes: u64,
    /// The one buyer; zero for anyone.
    pub buyer: H160,
    /// How much it may bring in; 0 for any sum.
    pub ceiling: u128,
    /// The past second that its licences begin at; 0 for when they are bought.
    pub since: u64,
    /// The last edition of a catalogue that it is for; 0 for every one.
    pub edition: u32,
    /// Who is paid for bringing the buyer; zero for whom the buyer names.
    pub referrer: H160,
    /// Their part in basis points; 0 for none.
    pub referral: u16,
    /// For how many seconds the price waits for challenges; 0 for none.
    pub escrow: u32,
    /// The terms of the licences that it upgrades; zero for none.
    pub upgrades_from: B256,
}

impl NewOffer {
    /// The call that makes it.
    pub fn call(&self) -> Offers::createOfferCall {
        Offers::createOfferCall {
            record: self.record,
            terms: self.terms,
            price: Offers::Price { currency: address(self.currency), unitPrice: self.unit_price, unit: self.unit },
            conditions: Offers::Conditions {
                supply: self.supply,
                opens: self.opens,
                closes: self.closes,
                buyer: address(self.buyer),
                ceiling: self.ceiling,
                since: self.since,
                edition: self.edition,
                referrer: address(self.referrer),
                referral: self.referral,
                escrow: self.escrow,
                upgradesFrom: self.upgrades_from,
            },
            tiers: self.tiers.iter().map(|(from, price)| Offers::Tier { from: *from, unitPrice: *price }).collect(),
        }
    }
}

/// What somebody buys by an offer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// The offer.
    pub offer: u64,
    /// How many works are selected, or uses bought; 0 for the whole record.
    pub quantity: u64,
    /// The root of the selected works; zero for the whole record.
    pub selection: B256,
    /// Who brought the buyer; zero for nobody, or whom the offer names.
    pub referrer: H160,
}

impl Order {
    /// The whole record, at a flat price or by its units.
    pub fn of(offer: u64) -> Self {
        Self { offer, ..Self::default() }
    }

    /// The call by which somebody buys it for themselves.
    pub fn call(&self, buyer: H160, max_total: u128, reference: [u8; 32]) -> LicenceToken::purchaseCall {
        LicenceToken::purchaseCall {
            offer: self.offer,
            quantity: self.quantity,
            selection: self.selection,
            maxTotal: max_total,
            recipient: address(buyer),
            referrer: address(self.referrer),
            buyerReference: reference.into(),
        }
    }
}

/// A question to `covers`.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The licence.
    pub licence: U256,
    /// The record that was used.
    pub record: U256,
    /// Who used it.
    pub account: H160,
    /// As which class of user.
    pub user: u8,
    /// For which uses.
    pub uses: u16,
    /// When, in Unix seconds.
    pub at: u64,
}
