//! What the contracts' views say, of all there is.

use crate::{
    base::Base,
    market::tokens::{ERC20, Token},
    tale::Tale,
};
use alloy_primitives::{Address, U256};
use chain::{Chain, ContractState, H160};
use std::collections::{BTreeMap, BTreeSet};
use story::{
    abi::{
        Arbitration, Catalogues,
        Encumbrances::{Encumbrance, encumbrancesCall},
        LicenceToken::{self, Licence, Offer, SaleState, saleStateCall},
        ProvenanceRegistry as Registry, Reservations,
        RoyaltySplitter::{Payee, Versions, owedCall, payeesCall, versionsCall},
    },
    calls::{Refused, address, view},
    protocol::{NATIVE, Record},
};

/// What every contract has stored, and has.
pub(crate) type State = BTreeMap<H160, ContractState>;

/// A record in everybody's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenRecord {
    /// Its `provisional` is always false: it is a matter of time.
    pub(crate) record: Record,
    pub(crate) approved: Address,
    pub(crate) uri: String,
    pub(crate) parents: Vec<Registry::Parent>,
    pub(crate) versions: Versions,
    /// Of each version from 1 on, in the present generation.
    pub(crate) payees: Vec<Vec<Payee>>,
    pub(crate) changes: u32,
    pub(crate) preferences: u32,
    pub(crate) catalogue: Catalogues::Catalogue,
    pub(crate) state: SaleState,
    pub(crate) bound: Encumbrance,
}

/// All that is looked at after every call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) records: BTreeMap<U256, SeenRecord>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) licences: Vec<Licence>,
    pub(crate) challenges: Vec<Arbitration::Challenge>,
    pub(crate) bonds: u128,
    pub(crate) burned: u128,
    pub(crate) supplies: [U256; 2],
    /// What everybody has in all, in EVM units, and in planck without what is finer.
    pub(crate) money: BTreeMap<H160, u128>,
    pub(crate) planck: BTreeMap<H160, u128>,
    pub(crate) issuance: u128,
    pub(crate) coins: BTreeMap<H160, u128>,
    pub(crate) allowances: BTreeMap<H160, U256>,
    /// What the splitter owes of the chain's own token, and of the coin.
    pub(crate) owed: [u128; 2],
}

/// Looks at the chain.
pub(crate) struct Eye<'a> {
    pub(crate) chain: &'a Chain,
    pub(crate) base: &'a Base,
    pub(crate) tale: &'a Tale,
    /// Which contracts have changed since the last look; `None`: all of them.
    pub(crate) changed: Option<&'a BTreeSet<H160>>,
}

type Look<T = ()> = Result<T, Refused>;

impl Eye<'_> {
    fn news(&self, of: &[H160]) -> bool {
        self.changed.is_none_or(|changed| of.iter().any(|contract| changed.contains(contract)))
    }

    /// Brings what was seen up to date.
    pub(crate) fn look(&self, seen: &mut Seen, everybody: &[H160]) -> Look {
        let ours = self.base.protocol;
        for id in &self.tale.order {
            self.record(*id, seen)?;
        }
        if self.news(&[ours.licence_token]) {
            let count = self.tale.offers.len() as u64;
            let offer = |offer| view(self.chain, ours.licence_token, &LicenceToken::offerCall { offer });
            seen.offers = (1..=count).map(offer).collect::<Look<_>>()?;
            let licences = 1..=self.tale.licences.len() as u64;
            let licence = |id| ours.licence(self.chain, U256::from(id));
            seen.licences = licences.map(licence).collect::<Look<_>>()?;
            seen.supplies[1] = ours.total_supply(self.chain, ours.licence_token)?;
        }
        if self.news(&[ours.registry]) {
            seen.supplies[0] = ours.total_supply(self.chain, ours.registry)?;
        }
        if self.news(&[ours.arbitration]) {
            let challenge = |challenge| view(self.chain, ours.arbitration, &Arbitration::challengeCall { challenge });
            let count = self.tale.challenges.len() as u64;
            seen.challenges = (1..=count).map(challenge).collect::<Look<_>>()?;
            seen.bonds = view(self.chain, ours.arbitration, &Arbitration::owedCall {})?;
            seen.burned = view(self.chain, ours.arbitration, &Arbitration::burnedCall {})?;
        }
        if self.news(&[ours.splitter]) {
            let owed = |currency| view(self.chain, ours.splitter, &owedCall { currency });
            seen.owed = [owed(NATIVE)?, owed(address(self.base.coin))?];
        }
        self.money(seen, everybody)
    }

    fn money(&self, seen: &mut Seen, everybody: &[H160]) -> Look {
        seen.money = everybody.iter().map(|who| (*who, self.chain.total_balance(*who))).collect();
        let planck = |who: &H160| (*who, self.chain.native_total(&self.chain.account_of(*who)));
        seen.planck = everybody.iter().map(planck).collect();
        seen.issuance = self.chain.total_issuance();
        if self.news(&[self.base.coin]) || seen.coins.len() != everybody.len() {
            let coins = everybody.iter().map(|who| (*who, Token::held(self.chain, self.base.coin, *who)));
            seen.coins = coins.collect();
            let spender = address(self.base.protocol.splitter);
            let allowance = |who: &H160| {
                let call = ERC20::allowanceCall { owner: address(*who), spender };
                Ok((*who, view(self.chain, self.base.coin, &call)?))
            };
            let people = self.base.people.iter().map(|person| person.address);
            seen.allowances = people.map(|who| allowance(&who)).collect::<Look<_>>()?;
        }
        Ok(())
    }

    fn record(&self, id: U256, seen: &mut Seen) -> Look {
        let ours = self.base.protocol;
        let before = seen.records.remove(&id);
        let is_new = before.is_none();
        let mut found = match before {
            Some(before) => before,
            None => self.whole(id)?,
        };
        if is_new {
            seen.records.insert(id, found);
            return Ok(());
        }
        if self.news(&[ours.registry]) {
            let record = self.facts(id)?;
            if self.changed.is_none() || record.generation != found.record.generation {
                found.uri = view(self.chain, ours.registry, &Registry::tokenURICall { tokenId: id })?;
                found.parents = self.parents(id, record.generation)?;
            }
            found.record = record;
            found.approved = self.approved(id)?;
        }
        if self.news(&[ours.splitter, ours.registry]) {
            (found.versions, found.payees) = self.splits(id, found.record.generation)?;
        }
        if self.news(&[ours.reservations, ours.registry, ours.arbitration]) {
            (found.changes, found.preferences) = self.said(id)?;
        }
        if self.news(&[ours.catalogues, ours.registry]) {
            found.catalogue = ours.catalogue(self.chain, id)?;
        }
        if self.news(&[ours.licence_token]) {
            found.state = view(self.chain, ours.licence_token, &saleStateCall { record: id })?;
        }
        if self.news(&[ours.registry, ours.splitter, ours.arbitration]) {
            found.bound = view(self.chain, ours.encumbrances, &encumbrancesCall { record: id })?;
        }
        seen.records.insert(id, found);
        Ok(())
    }

    fn whole(&self, id: U256) -> Look<SeenRecord> {
        let ours = self.base.protocol;
        let record = self.facts(id)?;
        let (versions, payees) = self.splits(id, record.generation)?;
        let (changes, preferences) = self.said(id)?;
        Ok(SeenRecord {
            approved: self.approved(id)?,
            uri: view(self.chain, ours.registry, &Registry::tokenURICall { tokenId: id })?,
            parents: self.parents(id, record.generation)?,
            versions,
            payees,
            changes,
            preferences,
            catalogue: ours.catalogue(self.chain, id)?,
            state: view(self.chain, ours.licence_token, &saleStateCall { record: id })?,
            bound: view(self.chain, ours.encumbrances, &encumbrancesCall { record: id })?,
            record,
        })
    }

    fn facts(&self, id: U256) -> Look<Record> {
        Ok(Record { provisional: false, ..self.base.protocol.record(self.chain, id)? })
    }

    fn approved(&self, id: U256) -> Look<Address> {
        let call = story::abi::ERC721::getApprovedCall { tokenId: id };
        view(self.chain, self.base.protocol.registry, &call)
    }

    /// The links of a generation.
    pub(crate) fn parents(&self, record: U256, generation: u32) -> Look<Vec<Registry::Parent>> {
        view(self.chain, self.base.protocol.registry, &Registry::parentsCall { record, generation })
    }

    /// The versions of a generation's split, and the payees of each.
    pub(crate) fn splits(&self, record: U256, generation: u32) -> Look<(Versions, Vec<Vec<Payee>>)> {
        let splitter = self.base.protocol.splitter;
        let versions = view(self.chain, splitter, &versionsCall { record, generation })?;
        let payees = |version| view(self.chain, splitter, &payeesCall { record, generation, version });
        let payees = (1..=versions.last).map(payees).collect::<Look<_>>()?;
        Ok((versions, payees))
    }

    fn said(&self, record: U256) -> Look<(u32, u32)> {
        let reservations = self.base.protocol.reservations;
        let changes = view(self.chain, reservations, &Reservations::changesCall { record })?;
        Ok((changes, view(self.chain, reservations, &Reservations::preferencesCall { record })?))
    }
}
