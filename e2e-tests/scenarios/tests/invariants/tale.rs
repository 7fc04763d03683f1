//! All that the events tell, from the first on: what there is, and how it came to be so.

use alloy_primitives::{Address, B256, U256};
pub(crate) use story::abi::Reservations::Entry as Said;

use chain::{ContractEvent, H160, Receipt};
use rules::challenge::State;
use scenarios::told::{Told, tell};
use std::collections::{BTreeMap, BTreeSet};
use story::{
    abi::{
        Arbitration::{ChallengeAnswered, ChallengeClosed, ChallengeOpened, Collected, Credited},
        Catalogues::{EditionAdded, LeafRegistered},
        Deals,
        ERC721::{Approval, ApprovalForAll, Transfer},
        LicenceToken::{LicenceAmended, Particulars, Purchased},
        Offers::{OfferClosed, OfferCreated},
        ProvenanceRegistry::{Parent, Registered},
        ReceiverFactory::{InboxOpened, PoolOpened},
        Reservations::{Entry, PreferencesSet, Reinstated, Withdrawn},
        RoyaltySplitter::{Deposited, Released},
        Settlements::{Payee, PayeeMoved, SplitAnnounced, SplitLocked},
        TermsBook::{Terms, TermsPublished},
        UsageLedger::{ModelCommitted, Run, RunCommitted, UseRecorded, Used},
    },
    calls::{event, h160},
    protocol::Protocol,
};

/// A licence as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToldLicence {
    pub(crate) record: U256,
    pub(crate) offer: u64,
    pub(crate) buyer: Address,
    pub(crate) price: u128,
    pub(crate) start: u64,
    pub(crate) bought_at: u64,
    pub(crate) perpetual: bool,
    pub(crate) expiry: u64,
    pub(crate) status: u8,
    /// Who held it since when; zero since it was burned.
    pub(crate) holders: Vec<(u64, Address)>,
    pub(crate) selection: B256,
    pub(crate) predecessor: U256,
    /// What of the price was not to be paid.
    pub(crate) credit: u128,
    /// Whether the price went straight to the owner.
    pub(crate) direct: bool,
}

impl ToldLicence {
    pub(crate) fn holder(&self) -> Address {
        self.holders.last().map_or(Address::ZERO, |(_, holder)| *holder)
    }
}

/// A challenge as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToldChallenge {
    pub(crate) record: U256,
    pub(crate) generation: u32,
    pub(crate) challenger: Address,
    pub(crate) bond: u128,
    pub(crate) answer: B256,
    pub(crate) state: u8,
}

/// The split of a generation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ToldSplit {
    pub(crate) versions: Vec<Vec<Payee>>,
    pub(crate) applies_at: u64,
    pub(crate) locked: bool,
}

/// A ledger of the splitter: record, generation, version, owner, currency.
pub(crate) type Ledger = (U256, u32, u32, Address, Address);

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tale {
    pub(crate) records: BTreeMap<U256, Told>,
    /// The records in the order of their first registration, and the links of each generation.
    pub(crate) order: Vec<U256>,
    pub(crate) links: BTreeMap<(U256, u32), Vec<Parent>>,
    pub(crate) record_approvals: BTreeMap<U256, Address>,
    pub(crate) licence_approvals: BTreeMap<U256, Address>,
    /// Contract, owner, operator.
    pub(crate) operators: BTreeMap<(H160, Address, Address), bool>,
    pub(crate) terms: BTreeMap<B256, Terms>,
    pub(crate) offers: Vec<OfferCreated>,
    pub(crate) closed: BTreeSet<u64>,
    pub(crate) licences: Vec<ToldLicence>,
    pub(crate) challenges: Vec<ToldChallenge>,
    pub(crate) credits: BTreeMap<Address, u128>,
    pub(crate) burned: u128,
    pub(crate) splits: BTreeMap<(U256, u32), ToldSplit>,
    pub(crate) entries: BTreeMap<U256, Vec<Entry>>,
    pub(crate) editions: BTreeMap<(U256, u32), Vec<EditionAdded>>,
    pub(crate) leaves: Vec<LeafRegistered>,
    pub(crate) ledgers: BTreeSet<Ledger>,
    pub(crate) runs: BTreeMap<(Address, B256), Run>,
    pub(crate) used: BTreeMap<U256, Used>,
    pub(crate) inboxes: BTreeMap<U256, H160>,
    pub(crate) pools: Vec<H160>,
    /// What waits for each licence's fate: its price in escrow, or its refund.
    pub(crate) waits: BTreeMap<U256, u128>,
    /// What was told that can't be: something that happens once happened twice.
    pub(crate) faults: Vec<String>,
    /// What the last transaction paid out by the splitter: to whom, of what, how much.
    pub(crate) released: Vec<(Address, Address, u128)>,
}

impl Tale {
    /// One more transaction.
    pub(crate) fn take(&mut self, receipt: &Receipt, protocol: &Protocol) {
        self.released.clear();
        tell(&mut self.records, receipt, protocol.registry);
        for log in &receipt.events {
            match log.address {
                of if of == protocol.registry => self.registry(log, of),
                of if of == protocol.licence_token => self.licence_token(log, of, receipt.timestamp),
                of if of == protocol.arbitration => self.arbitration(log),
                of if of == protocol.reservations => self.reservations(log),
                of if of == protocol.usage_ledger => self.usage(log),
                _ => self.others(log),
            }
        }
    }

    fn registry(&mut self, log: &ContractEvent, contract: H160) {
        if let Some(log) = event::<Registered>(log) {
            if log.generation == 1 {
                self.order.push(log.record);
            }
            self.once(!self.links.contains_key(&(log.record, log.generation)), || {
                format!("a generation twice: {log:?}")
            });
            self.links.insert((log.record, log.generation), log.parents);
        } else if let Some(log) = event::<Approval>(log) {
            self.record_approvals.insert(log.tokenId, log.approved);
        } else if let Some(log) = event::<Transfer>(log) {
            self.record_approvals.remove(&log.tokenId);
        } else if let Some(log) = event::<ApprovalForAll>(log) {
            self.operators.insert((contract, log.owner, log.operator), log.approved);
        }
    }

    fn licence_token(&mut self, log: &ContractEvent, contract: H160, now: u64) {
        if let Some(log) = event::<Transfer>(log) {
            self.licence_approvals.remove(&log.tokenId);
            let place = log.tokenId.to::<usize>();
            if place > self.licences.len() {
                let holders = vec![(now, log.to)];
                self.licences.push(ToldLicence { holders, ..nothing() });
            } else if let Some(licence) = self.licence(log.tokenId).filter(|licence| licence.holder() != log.to) {
                // Who passes it on to themselves holds it since when they did.
                licence.holders.push((now, log.to));
            }
        } else if let Some(log) = event::<Approval>(log) {
            self.licence_approvals.insert(log.tokenId, log.approved);
        } else if let Some(log) = event::<ApprovalForAll>(log) {
            self.operators.insert((contract, log.owner, log.operator), log.approved);
        } else if let Some(log) = event::<Purchased>(log) {
            if let Some(licence) = self.licence(log.licence) {
                (licence.record, licence.offer, licence.buyer) = (log.record, log.offer, log.buyer);
                (licence.price, licence.start, licence.bought_at) = (log.price, log.start, now);
                (licence.perpetual, licence.expiry) = (log.perpetual, log.expiry);
                licence.direct = log.direct;
            }
        } else if let Some(log) = event::<Particulars>(log) {
            if let Some(licence) = self.licence(log.licence) {
                (licence.selection, licence.predecessor) = (log.selection, log.predecessor);
                (licence.credit, licence.status) = (log.credit, licence.status | u8::from(log.inEscrow));
                let paid = licence.price - log.credit;
                if log.inEscrow {
                    *self.waits.entry(log.licence).or_default() += paid;
                }
            }
        } else if let Some(log) = event::<LicenceAmended>(log)
            && let Some(licence) = self.licence(log.licence)
        {
            (licence.status, licence.perpetual, licence.expiry) = (log.status, log.perpetual, log.expiry);
        }
    }

    fn licence(&mut self, id: U256) -> Option<&mut ToldLicence> {
        self.licences.get_mut(id.to::<usize>().checked_sub(1)?)
    }

    fn arbitration(&mut self, log: &ContractEvent) {
        if let Some(log) = event::<ChallengeOpened>(log) {
            self.challenges.push(ToldChallenge {
                record: log.record,
                generation: log.generation,
                challenger: log.challenger,
                bond: log.bond,
                answer: B256::ZERO,
                state: State::Open as u8,
            });
        } else if let Some(log) = event::<ChallengeAnswered>(log) {
            let challenge = &mut self.challenges[log.challenge as usize - 1];
            (challenge.answer, challenge.state) = (log.answer, State::Answered as u8);
        } else if let Some(log) = event::<ChallengeClosed>(log) {
            let closed = self.challenges[log.challenge as usize - 1].clone();
            self.challenges[log.challenge as usize - 1].state = log.state;
            self.burned += log.burned;
            if log.state == State::Passed as u8 || log.state == State::Struck as u8 {
                let of = |other: &&mut ToldChallenge| {
                    (other.record, other.generation) == (closed.record, closed.generation) && is_open(other.state)
                };
                self.challenges.iter_mut().filter(of).for_each(|other| other.state = State::Ended as u8);
            }
        } else if let Some(log) = event::<Credited>(log) {
            *self.credits.entry(log.account).or_default() += log.amount;
        } else if let Some(log) = event::<Collected>(log) {
            *self.credits.entry(log.account).or_default() -= log.amount;
        }
    }

    fn reservations(&mut self, log: &ContractEvent) {
        let add = |tale: &mut Self, record, at, generation, change: &dyn Fn(&mut Entry)| {
            let entries = tale.entries.entry(record).or_default();
            let same = entries.last().filter(|last| last.generation == generation).cloned();
            let mut entry = same.unwrap_or(Entry { at, generation, preferences: 0, withdrawnFrom: 0 });
            entry.at = at;
            change(&mut entry);
            entries.push(entry);
        };
        if let Some(log) = event::<PreferencesSet>(log) {
            add(self, log.record, log.at, log.generation, &|entry| entry.preferences = log.preferences);
        } else if let Some(log) = event::<Withdrawn>(log) {
            add(self, log.record, log.at, log.generation, &|entry| entry.withdrawnFrom = log.from);
        } else if let Some(log) = event::<Reinstated>(log) {
            add(self, log.record, log.at, log.generation, &|entry| entry.withdrawnFrom = 0);
        }
    }

    fn usage(&mut self, log: &ContractEvent) {
        if let Some(log) = event::<RunCommitted>(log) {
            let RunCommitted { licensee, run, manifest, count, model, uses, at } = log;
            self.once(!self.runs.contains_key(&(licensee, run)), || format!("a run twice: {run}"));
            self.runs.insert((licensee, run), Run { manifest, count, model, uses, declaredAt: at });
        } else if let Some(log) = event::<ModelCommitted>(log) {
            let known = self.runs.get_mut(&(log.licensee, log.run));
            let first = known.as_ref().is_some_and(|run| run.model.is_zero());
            if let Some(run) = known {
                run.model = log.model;
            }
            self.once(first, || format!("a model twice: {log:?}"));
        } else if let Some(log) = event::<UseRecorded>(log) {
            let used = self.used.entry(log.licence).or_insert(Used { used: 0, receipts: 0, last: 0 });
            (used.used, used.receipts, used.last) = (used.used + log.units, used.receipts + 1, log.at);
        }
    }

    fn others(&mut self, log: &ContractEvent) {
        if let Some(log) = event::<TermsPublished>(log) {
            self.once(!self.terms.contains_key(&log.terms), || format!("terms twice: {}", log.terms));
            self.terms.insert(log.terms, log.content);
        } else if let Some(log) = event::<OfferCreated>(log) {
            self.offers.push(log);
        } else if let Some(log) = event::<OfferClosed>(log) {
            let first = self.closed.insert(log.offer);
            self.once(first, || format!("an offer closed twice: {}", log.offer));
        } else if let Some(log) = event::<SplitAnnounced>(log) {
            let split = self.splits.entry((log.record, log.generation)).or_default();
            split.versions.push(log.payees);
            split.applies_at = log.appliesAt;
        } else if let Some(log) = event::<SplitLocked>(log) {
            let split = self.splits.entry((log.record, log.generation)).or_default();
            let first = !std::mem::replace(&mut split.locked, true);
            self.once(first, || format!("a split locked twice: {log:?}"));
        } else if let Some(log) = event::<PayeeMoved>(log) {
            let split = self.splits.entry((log.record, log.generation)).or_default();
            let payees = &mut split.versions[log.version as usize - 1];
            payees.iter_mut().filter(|payee| payee.account == log.from).for_each(|payee| payee.account = log.to);
        } else if let Some(log) = event::<EditionAdded>(log) {
            self.editions.entry((log.catalogue, log.generation)).or_default().push(log);
        } else if let Some(log) = event::<LeafRegistered>(log) {
            self.leaves.push(log);
        } else if let Some(log) = event::<Deposited>(log) {
            self.ledgers.insert((log.record, log.generation, log.version, log.owner, log.currency));
        } else if let Some(log) = event::<Released>(log) {
            self.released.push((log.to, log.currency, log.amount));
        } else if let Some(log) = event::<InboxOpened>(log) {
            self.inboxes.insert(log.record, h160(log.inbox));
        } else if let Some(log) = event::<PoolOpened>(log) {
            self.pools.push(h160(log.pool));
        } else if let Some(log) = event::<Deals::Revoked>(log) {
            *self.waits.entry(log.licence).or_default() += log.refund;
        } else if let Some(log) = event::<Deals::Refunded>(log) {
            self.waited(log.licence, log.amount);
        } else if let Some(log) = event::<Deals::EscrowSettled>(log) {
            self.waited(log.licence, log.amount);
        }
    }

    /// What waited for a licence's fate has gone.
    fn waited(&mut self, licence: U256, amount: u128) {
        let left = self.waits.entry(licence).or_default();
        let enough = *left >= amount;
        *left = left.saturating_sub(amount);
        self.once(enough, || format!("{amount} went for licence {licence}, more than waited"));
    }

    fn once(&mut self, fine: bool, fault: impl FnOnce() -> String) {
        if !fine {
            self.faults.push(fault());
        }
    }
}

/// Whether a challenge is undecided.
pub(crate) fn is_open(state: u8) -> bool {
    state == State::Open as u8 || state == State::Answered as u8
}

fn nothing() -> ToldLicence {
    ToldLicence {
        record: U256::ZERO,
        offer: 0,
        buyer: Address::ZERO,
        price: 0,
        start: 0,
        bought_at: 0,
        perpetual: false,
        expiry: 0,
        status: 0,
        holders: Vec::new(),
        selection: B256::ZERO,
        predecessor: U256::ZERO,
        credit: 0,
        direct: false,
    }
}
