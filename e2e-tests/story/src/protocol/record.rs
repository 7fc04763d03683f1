//! A record as the registry tells it.

use crate::abi::ProvenanceRegistry::{self, Description, SaleFacts};
use alloy_primitives::{Address, B256, U256};

/// A record. Where the digest has none, its owner is zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The owner: the rights holder.
    pub owner: Address,
    /// Raised by every change of owner.
    pub epoch: u32,
    /// Raised when the content is replaced.
    pub generation: u32,
    /// A number of [`rules::work::Kind`].
    pub kind: u8,
    /// What the kind is priced by.
    pub units: u64,
    /// A number of [`rules::work::Origin`].
    pub origin: u8,
    /// SHA-256 of the metadata document; zero for none.
    pub metadata: B256,
    /// How many parents it has.
    pub parents: u8,
    /// The sum of their shares, in basis points.
    pub parents_share: u16,
    /// When this generation began, in Unix seconds.
    pub registered_at: u64,
    /// The Unix second that counts in a dispute.
    pub priority: u64,
    /// Whether it can still be taken over.
    pub provisional: bool,
    /// Whether it was final at once.
    pub committed: bool,
    /// From which Unix second on it is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
    /// A number of [`rules::standing::Standing`].
    pub standing: u8,
    /// The catalogue that it came out of; zero for none.
    pub catalogue: U256,
    /// The manager; of a struck record, who may register the digest anew.
    pub deputy: Address,
}

impl From<ProvenanceRegistry::Record> for Record {
    fn from(ProvenanceRegistry::Record { facts, description }: ProvenanceRegistry::Record) -> Self {
        let SaleFacts { owner, epoch, generation, units, parentsShare, withdrawnFrom, standing, provisional } = facts;
        let Description { kind, origin, parents, committed, registeredAt, priority, metadata, catalogue, deputy } =
            description;
        Self {
            owner,
            epoch,
            generation,
            kind,
            units,
            origin,
            metadata,
            parents,
            parents_share: parentsShare,
            registered_at: registeredAt,
            priority,
            provisional,
            committed,
            withdrawn_from: withdrawnFrom,
            standing,
            catalogue,
            deputy,
        }
    }
}
