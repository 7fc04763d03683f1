//! The contracts' events, decoded.

use super::Subject;
use crate::{
    abi::{
        Arbitration, Catalogues, Deals, ERC721, Encumbrances, LicenceMetadata, LicenceToken, Offers,
        ProvenanceRegistry, ReceiverFactory, Reservations, RoyaltyPool, RoyaltySplitter, Settlements, Statements,
        TermsBook, UsageLedger,
    },
    calls::{self, h160},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use chain::{ContractEvent, H160};

/// An event and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Seen<E> {
    pub(super) event: E,
    /// The position of its transaction in the journal.
    pub(super) transaction: usize,
}

/// All events by kind, each kind in the order of the chain.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) bound_registry: Vec<Seen<ProvenanceRegistry::Bound>>,
    pub(super) bound_token: Vec<Seen<LicenceToken::Bound>>,
    pub(super) bound_splitter: Vec<Seen<RoyaltySplitter::Bound>>,
    pub(super) committed: Vec<Seen<ProvenanceRegistry::Committed>>,
    pub(super) registered: Vec<Seen<ProvenanceRegistry::Registered>>,
    pub(super) indexed: Vec<Seen<ProvenanceRegistry::Commit>>,
    pub(super) standing: Vec<Seen<ProvenanceRegistry::StandingChanged>>,
    pub(super) record_transfers: Vec<Seen<ERC721::Transfer>>,
    pub(super) bound_catalogues: Vec<Seen<Catalogues::Bound>>,
    pub(super) bound_reservations: Vec<Seen<Reservations::Bound>>,
    pub(super) bound_arbitration: Vec<Seen<Arbitration::Bound>>,
    pub(super) bound_encumbrances: Vec<Seen<Encumbrances::Bound>>,
    pub(super) bound_settlements: Vec<Seen<Settlements::Bound>>,
    pub(super) bound_offers: Vec<Seen<Offers::Bound>>,
    pub(super) bound_deals: Vec<Seen<Deals::Bound>>,
    pub(super) bound_usage: Vec<Seen<UsageLedger::Bound>>,
    pub(super) bound_receivers: Vec<Seen<ReceiverFactory::Bound>>,
    pub(super) bound_metadata: Vec<Seen<LicenceMetadata::Bound>>,
    pub(super) bound_statements: Vec<Seen<Statements::Bound>>,
    pub(super) editions: Vec<Seen<Catalogues::EditionAdded>>,
    pub(super) leaves: Vec<Seen<Catalogues::LeafRegistered>>,
    pub(super) terms: Vec<Seen<TermsBook::TermsPublished>>,
    pub(super) offers: Vec<Seen<Offers::OfferCreated>>,
    pub(super) closed: Vec<Seen<Offers::OfferClosed>>,
    pub(super) purchased: Vec<Seen<LicenceToken::Purchased>>,
    pub(super) particulars: Vec<Seen<LicenceToken::Particulars>>,
    pub(super) amended: Vec<Seen<LicenceToken::LicenceAmended>>,
    updated: Vec<Seen<LicenceToken::MetadataUpdate>>,
    pub(super) locked: Vec<Seen<LicenceToken::Locked>>,
    pub(super) used: Vec<Seen<UsageLedger::UseRecorded>>,
    pub(super) runs: Vec<Seen<UsageLedger::RunCommitted>>,
    pub(super) licence_transfers: Vec<Seen<ERC721::Transfer>>,
    pub(super) splits: Vec<Seen<Settlements::SplitAnnounced>>,
    pub(super) deposited: Vec<Seen<RoyaltySplitter::Deposited>>,
    pub(super) parents_earned: Vec<Seen<RoyaltySplitter::ParentsEarned>>,
    pub(super) released: Vec<Seen<RoyaltySplitter::Released>>,
    pub(super) settled: Vec<Seen<Settlements::Settled>>,
    pub(super) pools: Vec<Seen<ReceiverFactory::PoolOpened>>,
    /// Each with the pool that paid.
    pub(super) claimed: Vec<(H160, Seen<RoyaltyPool::Claimed>)>,
    approvals: Vec<Seen<ERC721::Approval>>,
    operators: Vec<Seen<ERC721::ApprovalForAll>>,
    /// Events that are none of the above.
    pub(super) unknown: Vec<String>,
}

impl Facts {
    pub(super) fn read(subject: &Subject) -> Self {
        let mut facts = Self::default();
        for (transaction, entry) in subject.journal.transactions().iter().enumerate() {
            for event in &entry.events {
                if !facts.note(subject, event, transaction) {
                    let contract = calls::hex(&event.address.0);
                    facts.unknown.push(format!("transaction {transaction} has an unknown event of 0x{contract}"));
                }
            }
        }
        facts
    }

    /// Keeps an event; says whether it is known.
    fn note(&mut self, subject: &Subject, event: &ContractEvent, at: usize) -> bool {
        let protocol = &subject.protocol;
        let from = event.address;
        let own = if from == protocol.registry {
            keep(&mut self.bound_registry, event, at)
                || keep(&mut self.committed, event, at)
                || keep(&mut self.registered, event, at)
                || keep(&mut self.indexed, event, at)
                || keep(&mut self.standing, event, at)
                || keep(&mut self.record_transfers, event, at)
        } else if from == protocol.licence_token {
            keep(&mut self.bound_token, event, at)
                || keep(&mut self.purchased, event, at)
                || keep(&mut self.particulars, event, at)
                || keep(&mut self.amended, event, at)
                || keep(&mut self.updated, event, at)
                || keep(&mut self.locked, event, at)
                || keep(&mut self.licence_transfers, event, at)
        } else if from == protocol.splitter {
            keep(&mut self.bound_splitter, event, at)
                || keep(&mut self.deposited, event, at)
                || keep(&mut self.parents_earned, event, at)
                || keep(&mut self.released, event, at)
        } else if from == protocol.offers {
            keep(&mut self.bound_offers, event, at)
                || keep(&mut self.offers, event, at)
                || keep(&mut self.closed, event, at)
        } else if from == protocol.deals {
            keep(&mut self.bound_deals, event, at)
        } else if from == protocol.usage_ledger {
            keep(&mut self.bound_usage, event, at) || keep(&mut self.used, event, at) || keep(&mut self.runs, event, at)
        } else if from == protocol.settlements {
            keep(&mut self.bound_settlements, event, at)
                || keep(&mut self.splits, event, at)
                || keep(&mut self.settled, event, at)
        } else if from == protocol.terms_book {
            keep(&mut self.terms, event, at)
        } else if from == protocol.catalogues {
            keep(&mut self.bound_catalogues, event, at)
                || keep(&mut self.editions, event, at)
                || keep(&mut self.leaves, event, at)
        } else if from == protocol.reservations {
            keep(&mut self.bound_reservations, event, at)
        } else if from == protocol.arbitration {
            keep(&mut self.bound_arbitration, event, at)
        } else if from == protocol.encumbrances {
            keep(&mut self.bound_encumbrances, event, at)
        } else if from == protocol.receivers {
            keep(&mut self.bound_receivers, event, at) || keep(&mut self.pools, event, at)
        } else if from == protocol.licence_metadata {
            keep(&mut self.bound_metadata, event, at)
        } else if from == protocol.statements {
            keep(&mut self.bound_statements, event, at)
        } else if self.pools.iter().any(|pool| h160(pool.event.pool) == from) {
            let claims = calls::event(event).map(|event| (from, Seen { event, transaction: at }));
            let before = self.claimed.len();
            self.claimed.extend(claims);
            self.claimed.len() > before
        } else {
            false
        };
        own || keep(&mut self.approvals, event, at) || keep(&mut self.operators, event, at)
    }

    /// The registration that holds for a record now: the last one.
    pub(super) fn registration(&self, record: U256) -> Option<&Seen<ProvenanceRegistry::Registered>> {
        self.registered.iter().rev().find(|seen| seen.event.record == record)
    }

    /// The parents of one generation of a record.
    pub(super) fn parents(&self, record: U256, generation: u32) -> &[ProvenanceRegistry::Parent] {
        self.registered
            .iter()
            .find(|seen| seen.event.record == record && seen.event.generation == generation)
            .map_or(&[], |seen| &seen.event.parents)
    }

    /// What else was told of a sale: how it follows on another, how much was bought.
    pub(super) fn particulars(&self, licence: U256) -> Option<&LicenceToken::Particulars> {
        self.particulars.iter().map(|seen| &seen.event).find(|told| told.licence == licence)
    }

    /// What was paid for a licence: its price without what was credited for the one that it upgrades.
    pub(super) fn paid(&self, sale: &LicenceToken::Purchased) -> u128 {
        let credit = self.particulars(sale.licence).map_or(0, |told| told.credit);
        sale.price.saturating_sub(credit)
    }

    /// Who owned a record after a transaction.
    pub(super) fn owner_at(&self, record: U256, transaction: usize) -> H160 {
        holder(&self.record_transfers, record, transaction)
    }

    /// Who holds a licence now.
    pub(super) fn holder(&self, licence: U256) -> H160 {
        self.holder_at(licence, usize::MAX)
    }

    /// Who held a licence after a transaction.
    pub(super) fn holder_at(&self, licence: U256, transaction: usize) -> H160 {
        holder(&self.licence_transfers, licence, transaction)
    }

    /// The payees of one version of a record's split.
    pub(super) fn payees(&self, record: U256, generation: u32, version: u32, owner: Address) -> Vec<(Address, u16)> {
        if version == 0 {
            return vec![(owner, rules::limits::BASIS_POINTS)];
        }
        let is_it = |split: &Settlements::SplitAnnounced| {
            split.record == record && split.generation == generation && split.version == version
        };
        let split = self.splits.iter().find(|seen| is_it(&seen.event));
        split.map_or_else(Vec::new, |seen| seen.event.payees.iter().map(|payee| (payee.account, payee.share)).collect())
    }

    /// The terms that were published under an id.
    pub(super) fn terms(&self, terms: B256) -> Option<&TermsBook::TermsPublished> {
        self.terms.iter().map(|seen| &seen.event).find(|published| published.terms == terms)
    }
}

fn holder(transfers: &[Seen<ERC721::Transfer>], token: U256, transaction: usize) -> H160 {
    transfers
        .iter()
        .take_while(|seen| seen.transaction <= transaction)
        .filter(|seen| seen.event.tokenId == token)
        .last()
        .map_or_else(H160::zero, |seen| h160(seen.event.to))
}

/// The events of one kind in one transaction.
pub(super) fn in_transaction<E>(list: &[Seen<E>], transaction: usize) -> impl Iterator<Item = &E> {
    list.iter().filter(move |seen| seen.transaction == transaction).map(|seen| &seen.event)
}

fn keep<E: SolEvent>(list: &mut Vec<Seen<E>>, event: &ContractEvent, transaction: usize) -> bool {
    let Some(event) = calls::event(event) else { return false };
    list.push(Seen { event, transaction });
    true
}
