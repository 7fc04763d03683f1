//! Records as the registry's events tell them, replayed from the first on.

use alloy_primitives::{Address, U256};
use chain::{H160, Receipt};
use rules::standing::Change;
use std::collections::BTreeMap;
use story::{
    abi::{
        ERC721,
        ProvenanceRegistry::{Parent, Registered, StandingChanged},
    },
    calls::event,
    protocol::Record,
};

/// A record as its events tell it.
#[derive(Clone, Debug)]
pub struct Told {
    /// All but whether it is provisional, which is a matter of time.
    pub record: Record,
    /// Where its metadata document is.
    pub uri: String,
    /// The links of its present generation.
    pub parents: Vec<Parent>,
}

/// Replays one transaction.
///
/// # Panics
/// The registry tells something of a record that was not registered, or a change that there is not.
pub fn tell(told: &mut BTreeMap<U256, Told>, receipt: &Receipt, registry: H160) {
    for seen in receipt.events.iter().filter(|seen| seen.address == registry) {
        if let Some(registered) = event::<Registered>(seen) {
            let epoch = told.get(&registered.record).map_or(0, |before| before.record.epoch);
            let Registered { record: id, owner, generation, kind, units, origin, metadata, .. } = registered;
            let record = Record {
                owner,
                // The transfer that follows raises it.
                epoch,
                generation,
                kind,
                units,
                origin,
                metadata,
                parents: registered.parents.len() as u8,
                parents_share: registered.parents.iter().map(|parent| parent.share).sum(),
                registered_at: receipt.timestamp,
                priority: registered.priority,
                provisional: false,
                committed: registered.committed,
                withdrawn_from: 0,
                standing: 0,
                catalogue: registered.catalogue,
                deputy: Address::ZERO,
            };
            told.insert(id, Told { record, uri: registered.uri, parents: registered.parents });
        } else if let Some(ERC721::Transfer { to, tokenId, .. }) = event(seen) {
            let Told { record, .. } = told.get_mut(&tokenId).expect("what is transferred was registered");
            (record.owner, record.deputy) = (to, Address::ZERO);
            record.epoch += 1;
        } else if let Some(StandingChanged { record: id, change, account, at }) = event(seen) {
            let Told { record, parents, .. } = told.get_mut(&id).expect("what changes was registered");
            match Change::from_number(change).expect("a change there is") {
                Change::Withdrawal => record.withdrawn_from = at,
                Change::Manager => record.deputy = account,
                Change::Challenged => record.standing = 1,
                Change::Cleared => record.standing = 0,
                Change::Struck => (record.standing, record.deputy) = (2, account),
                Change::Passed => {
                    record.generation += 1;
                    (record.parents, record.parents_share, record.withdrawn_from, record.standing) = (0, 0, 0, 0);
                    (record.registered_at, record.committed) = (receipt.timestamp, true);
                    parents.clear();
                }
            }
        }
    }
}
