//! Whose things are.

use crate::cells::{Change, States, entries};
use crate::contract::Contract;
use alloy_primitives::U256;
use chain::H160;
use scenarios::World;
use std::collections::{BTreeMap, BTreeSet};
use story::{
    abi::{Arbitration, ERC721, LicenceToken},
    calls::{h160, view},
    protocol::Record,
};

/// What a payee's row of a split takes: an account and a share.
const ROW: usize = 22;

/// Who had what before a call, and whom they trusted with it.
pub(crate) struct Titles {
    pub(crate) records: BTreeMap<U256, Record>,
    pub(crate) licences: BTreeMap<u64, LicenceToken::Licence>,
    pub(crate) offers: BTreeMap<u64, LicenceToken::Offer>,
    pub(crate) sale_states: BTreeMap<U256, LicenceToken::SaleState>,
    challenges: BTreeMap<u64, Arbitration::Challenge>,
    /// By the contract and the token; only where somebody is.
    approved: BTreeMap<(bool, U256), H160>,
    /// The contract, an owner, an operator.
    operators: BTreeSet<(bool, H160, H160)>,
    leaves: Vec<H160>,
}

fn number(key: &[u8]) -> u64 {
    u64::from_le_bytes(key[..8].try_into().unwrap())
}

impl Titles {
    pub(crate) fn of(world: &World<'_>, states: &States, leaves: &[H160]) -> Self {
        let (registry, token) = (world.protocol.registry, world.protocol.licence_token);
        let keys = |at, contract, field| entries(states, at, contract, field).into_iter().map(|(key, _)| key);
        let records: BTreeMap<_, _> = keys(registry, Contract::Registry, "records")
            .map(|key| U256::from_be_slice(&key))
            .map(|record| (record, world.record(record)))
            .collect();
        let licences: BTreeMap<_, _> = keys(token, Contract::Token, "licences")
            .map(|key| number(&key))
            .map(|licence| (licence, world.protocol.licence(world.chain, U256::from(licence)).unwrap()))
            .collect();
        let offers = keys(token, Contract::Token, "offers")
            .map(|key| number(&key))
            .map(|offer| (offer, world.view(token, &LicenceToken::offerCall { offer })))
            .collect();
        let sale_states = keys(token, Contract::Token, "sale_states")
            .map(|key| U256::from_be_slice(&key))
            .map(|record| (record, world.view(token, &LicenceToken::saleStateCall { record })))
            .collect();
        let arbitration = world.protocol.arbitration;
        let challenges = keys(arbitration, Contract::Arbitration, "challenges")
            .map(|key| number(&key))
            .map(|challenge| (challenge, world.view(arbitration, &Arbitration::challengeCall { challenge })))
            .collect();
        let mut approved = BTreeMap::new();
        let tokens = records.keys().map(|id| (true, *id)).chain(licences.keys().map(|id| (false, U256::from(*id))));
        for (is_record, id) in tokens {
            let at = if is_record { registry } else { token };
            if let Ok(who) = view(world.chain, at, &ERC721::getApprovedCall { tokenId: id }) {
                approved.insert((is_record, id), h160(who));
            }
        }
        let mut operators = BTreeSet::new();
        for (at, contract) in [(registry, Contract::Registry), (token, Contract::Token)] {
            for (key, cell) in entries(states, at, contract, "operators") {
                if cell == [1] {
                    let [owner, operator] = [&key[..20], &key[20..]].map(H160::from_slice);
                    operators.insert((contract == Contract::Registry, owner, operator));
                }
            }
        }
        let leaves = leaves.to_vec();
        Self { records, licences, offers, sale_states, challenges, approved, operators, leaves }
    }

    /// Who owned a record; of a new one, who owns it now.
    pub(crate) fn owner(&self, world: &World<'_>, record: U256) -> H160 {
        let owner = self.records.get(&record).map(|known| known.owner);
        h160(
            owner
                .unwrap_or_else(|| world.protocol.record(world.chain, record).map(|now| now.owner).unwrap_or_default()),
        )
    }

    /// Who held a licence; of a new one, who holds it now.
    pub(crate) fn holder(&self, world: &World<'_>, licence: u64) -> H160 {
        let holder = self.licences.get(&licence).map(|known| known.core.owner);
        let now = || world.protocol.licence(world.chain, U256::from(licence)).map(|now| now.core.owner);
        h160(holder.unwrap_or_else(|| now().unwrap_or_default()))
    }

    /// Whether somebody was approved for the record or licence that a change is of, or its owner's operator.
    pub(crate) fn is_trusted(&self, world: &World<'_>, change: &Change, who: H160) -> bool {
        let (is_record, id, owner) = match (change.contract, change.field) {
            (Contract::Registry, "records") | (Contract::Token, "sale_states") => {
                (true, change.record(), self.owner(world, change.record()))
            }
            (Contract::Token, "licences") => (false, U256::from(change.number()), self.holder(world, change.number())),
            _ => return false,
        };
        self.approved.get(&(is_record, id)) == Some(&who) || self.operators.contains(&(is_record, owner, who))
    }

    /// Whose a cell is: each of them has a part in it. Nobody's is what belongs to all.
    pub(crate) fn of_change(&self, world: &World<'_>, states: &States, change: &Change) -> Vec<H160> {
        use Contract::{Arbitration, Catalogues, Pool, Receivers, Registry, Reservations, Splitter, Token, Usage};
        match (change.contract, change.field) {
            (Registry, "records" | "links")
            | (Token, "sale_states")
            | (Splitter, "heads")
            | (Arbitration, "outcomes" | "evidence")
            | (Catalogues, "heads" | "later")
            | (Reservations, "heads" | "entries")
            | (Receivers, "inboxes") => vec![self.owner(world, change.record())],
            (Registry | Token, "accounts" | "operators") | (Arbitration, "credits") | (Usage, "runs") => {
                vec![change.account(0)]
            }
            (Arbitration, "lost") => vec![change.account(32)],
            (Token, "offers") => {
                let offer = change.number();
                let record = self.offers.get(&offer).map(|offer| offer.price.record);
                let call = LicenceToken::offerCall { offer };
                let record = record.unwrap_or_else(|| world.view(world.protocol.licence_token, &call).price.record);
                vec![self.owner(world, record)]
            }
            (Token, "licences") => vec![self.holder(world, change.number())],
            (Usage, "drawn") => vec![self.holder(world, change.record().to())],
            (Arbitration, "challenges") => {
                let challenge = change.number();
                let call = story::abi::Arbitration::challengeCall { challenge };
                let known = self.challenges.get(&challenge).cloned();
                let known = known.unwrap_or_else(|| world.view(world.protocol.arbitration, &call));
                vec![h160(known.challenger), self.owner(world, known.record)]
            }
            (Pool, "claimed") => vec![self.leaves[change.number() as usize]],
            (Splitter, "payees" | "ledgers") => {
                let mut all = vec![self.owner(world, change.record())];
                all.extend(places(world, states, &change.key));
                all
            }
            // Roots, balances, sums of a currency, and terms.
            _ => Vec::new(),
        }
    }
}

/// Who is paid from a ledger, by position, or has a place in a version of a split. The key is of the ledger or of
/// the version: both begin with record, generation and version.
pub(crate) fn places(world: &World<'_>, states: &States, key: &[u8]) -> Vec<H160> {
    let version = u32::from_le_bytes(key[36..40].try_into().unwrap());
    if rules::ledger::is_nobodys(version) {
        return Vec::new();
    }
    if rules::ledger::version_of(version) == 0 {
        return vec![H160::from_slice(&key[40..60])];
    }
    let of_version = [&key[..36], &rules::ledger::version_of(version).to_le_bytes()].concat();
    let splitter = world.protocol.splitter;
    let found = entries(states, splitter, Contract::Splitter, "payees").into_iter().find(|(key, _)| *key == of_version);
    found.map(|(_, cell)| cell.chunks(ROW).map(|row| H160::from_slice(&row[..20])).collect()).unwrap_or_default()
}
