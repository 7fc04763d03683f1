//! Catalogues: many works in one record.

use super::{Protocol, done};
use crate::{
    abi::{Catalogues, ProvenanceRegistry},
    calls::{Done, Refused, address, send, view},
    node::Node,
};
use alloy_primitives::{B256, U256};
use chain::Account;
use rules::{catalogue::Leaf, work::Kind};

/// A catalogue to be registered, for the caller.
#[derive(Clone, Copy, Debug)]
pub struct NewCatalogue {
    /// The root over its leaves: its record's id.
    pub root: [u8; 32],
    /// How many works it has.
    pub count: u64,
    /// How many units they have together, in what the kind is priced by.
    pub units: u64,
    /// Of the catalogue as a whole.
    pub kind: Kind,
}

/// A work's place in an edition of a catalogue, and the proof of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The catalogue's record.
    pub catalogue: U256,
    /// The edition, from 1.
    pub edition: u32,
    /// The place, from 0.
    pub index: u64,
    /// The hashes beside the way up to the root, from the leaf on.
    pub proof: Vec<[u8; 32]>,
}

impl Protocol {
    /// Registers a catalogue so that nobody who watches can be first: commits to it, and
    /// reveals it in a later block. The salt has to be secret until then.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn register_catalogue(
        &self,
        node: &mut impl Node,
        who: &Account,
        catalogue: &NewCatalogue,
        salt: [u8; 32],
    ) -> Result<Done<()>, Refused> {
        let call = Catalogues::registerCatalogueCall {
            root: catalogue.root.into(),
            count: catalogue.count,
            owner: address(who.address()),
            kind: catalogue.kind as u8,
            units: catalogue.units,
            origin: rules::work::Origin::Human as u8,
            metadata: B256::ZERO,
            uri: String::new(),
            salt: salt.into(),
        };
        let commitment = Self::commitment_to(self.catalogues, who.address(), &call);
        send(node, who, self.registry, &ProvenanceRegistry::commitCall { commitment }, 0)?;
        done(send(node, who, self.catalogues, &call, 0))
    }

    /// Whether a work has a place in a catalogue.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn verify_leaf(&self, node: &impl Node, place: &Place, leaf: &Leaf) -> Result<bool, Refused> {
        let call = Catalogues::verifyLeafCall {
            catalogue: place.catalogue,
            edition: place.edition,
            index: place.index,
            record: super::record_id(&leaf.digest),
            kind: leaf.kind,
            origin: leaf.origin,
            units: leaf.units,
            metadata: leaf.metadata.into(),
            proof: place.proof.iter().map(B256::from).collect(),
        };
        view(node, self.catalogues, &call)
    }

    /// A catalogue; its number of editions is zero where the record is none.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn catalogue(&self, node: &impl Node, record: U256) -> Result<Catalogues::Catalogue, Refused> {
        view(node, self.catalogues, &Catalogues::catalogueCall { record })
    }
}
