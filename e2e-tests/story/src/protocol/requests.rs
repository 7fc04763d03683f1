//! What is asked of the contracts.

use super::record_id;
use crate::{abi::ProvenanceRegistry, calls::address};
use alloy_primitives::{B256, U256};
use chain::{Account, H160};

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

/// An offer to be made. By default it is open to anyone, for any number of licences, for ever.
#[derive(Clone, Debug, Default)]
pub struct NewOffer {
    /// The record.
    pub record: U256,
    /// The terms id.
    pub terms: B256,
    /// In EVM units.
    pub unit_price: u128,
    /// 0: for the licence; 1: for each unit of the record.
    pub unit: u8,
    /// How many licences; 0 for any number.
    pub supply: u32,
    /// From when, in Unix seconds.
    pub opens: u64,
    /// Until when; 0 for ever.
    pub closes: u64,
    /// The one buyer; zero for anyone.
    pub buyer: H160,
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
