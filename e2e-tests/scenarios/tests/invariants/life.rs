//! One life: the chain, what is seen and told of it, and how a call is tried.

use crate::{
    base::{Actor, Base},
    catalogues::Shelf,
    market::evm,
    receivers::Pool,
    records::Pending,
    seen::{Eye, Seen, State},
    table,
    tale::Tale,
};
use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::{SolCall, SolError, SolInterface};
use chain::{Account, Chain, Failure, H160, Receipt};
use rules::{commitment, limits::COMMIT_TTL};
use scenarios::lives::{self, Tally};
pub(crate) use scenarios::lives::{Chance, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use story::{
    abi,
    calls::{self, Reason},
};

/// What is expected of a call.
#[derive(Clone, Debug)]
pub(crate) enum Expect {
    /// It does what it is for.
    Done,
    /// It is refused with exactly this.
    Error(Vec<u8>),
    /// It is refused with an error of the contracts'.
    Refused,
    /// It does what it is for, or is refused with an error of the contracts'.
    Any,
    /// It does that, or fails in whatever way: somebody of bad habits may be paid.
    Perhaps,
}

impl Expect {
    pub(crate) fn error(error: impl SolError) -> Self {
        Self::Error(error.abi_encode())
    }

    /// Refused if `refused`, else anything.
    pub(crate) fn unless(refused: bool, otherwise: Self) -> Self {
        if refused { Self::Refused } else { otherwise }
    }
}

/// The last call.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub(crate) name: &'static str,
    pub(crate) to: H160,
    pub(crate) caller: H160,
    pub(crate) signer: H160,
    pub(crate) value: u128,
    pub(crate) receipt: Receipt,
    /// When it was done.
    pub(crate) now: u64,
}

/// A life.
pub(crate) struct Life<'a> {
    pub(crate) chain: &'a mut Chain,
    pub(crate) base: Base,
    pub(crate) tale: Tale,
    pub(crate) before: Seen,
    pub(crate) seen: Seen,
    /// What every contract has stored.
    pub(crate) state: State,
    pub(crate) deed: Option<Deed>,
    pub(crate) everybody: Vec<H160>,
    /// What the chain has that nobody here does, in planck.
    pub(crate) rest: i128,
    /// Open commitments, with their times.
    pub(crate) commits: BTreeMap<H160, Vec<(B256, u64)>>,
    pub(crate) pending: Vec<Pending>,
    pub(crate) works: u64,
    pub(crate) shelves: Vec<Shelf>,
    pub(crate) pools: Vec<Pool>,
    /// What contracts were given that none of their ledgers knows of: of the chain's own token, and of the coin.
    pub(crate) forced: BTreeMap<H160, [u128; 2]>,
    /// What was answered about the past.
    pub(crate) past: Vec<(U256, u64, abi::Reservations::Reserved)>,
    /// What every payee had earned.
    pub(crate) earned: BTreeMap<(crate::tale::Ledger, usize), u128>,
    pub(crate) act: String,
    pub(crate) tally: Tally,
    /// Chance for questions: never for acts.
    pub(crate) questions: Chance,
}

impl<'a> Life<'a> {
    pub(crate) fn begin(chain: &'a mut Chain, base: Base) -> Outcome<Self> {
        let everybody = base.everybody();
        let mut life = Self {
            chain,
            base,
            tale: Tale::default(),
            before: Seen::default(),
            seen: Seen::default(),
            state: State::new(),
            deed: None,
            everybody,
            rest: 0,
            commits: BTreeMap::new(),
            pending: Vec::new(),
            works: 0,
            shelves: Vec::new(),
            pools: Vec::new(),
            forced: BTreeMap::new(),
            past: Vec::new(),
            earned: BTreeMap::new(),
            act: "beginning".into(),
            tally: Tally::new(),
            questions: Chance::of_act(7, 7),
        };
        life.state = life.chain.contracts();
        life.look(None)?;
        life.rest = life.unaccounted();
        life.before = life.seen.clone();
        life.found()?;
        Ok(life)
    }

    /// Looks at what has changed; `None`: at everything.
    pub(crate) fn look(&mut self, changed: Option<&BTreeSet<H160>>) -> Outcome {
        let eye = Eye { chain: self.chain, base: &self.base, tale: &self.tale, changed };
        eye.look(&mut self.seen, &self.everybody).map_err(|refused| refused.to_string())
    }

    pub(crate) fn eye(&self) -> Eye<'_> {
        Eye { chain: self.chain, base: &self.base, tale: &self.tale, changed: None }
    }

    /// Asks a contract.
    pub(crate) fn ask<C: SolCall>(&self, to: H160, call: &C) -> Outcome<C::Return> {
        calls::view(&*self.chain, to, call).map_err(|refused| refused.to_string())
    }

    /// All planck there are, less those of everybody here.
    pub(crate) fn unaccounted(&self) -> i128 {
        self.seen.issuance as i128 - self.seen.planck.values().sum::<u128>() as i128
    }

    pub(crate) fn now(&self) -> u64 {
        self.chain.now()
    }

    pub(crate) fn say(&mut self, what: impl Into<String>) {
        self.act = what.into();
    }

    /// Somebody who owns things.
    pub(crate) fn somebody(&self, chance: &mut Chance) -> Actor {
        let wallets = chance.once_in(5);
        let from = if wallets { &self.base.wallets } else { &self.base.people };
        chance.pick(from).unwrap_or_else(|| self.base.thief.clone())
    }

    pub(crate) fn actor(&self, address: H160) -> Option<Actor> {
        self.base.owners().into_iter().find(|actor| actor.address == address)
    }

    /// Mostly who has the right to something, else anybody, the stranger above all.
    pub(crate) fn by(&self, chance: &mut Chance, right: H160) -> Actor {
        match (chance.below(10), self.actor(right)) {
            (0, _) => self.base.stranger.clone(),
            (1, _) | (_, None) => self.somebody(chance),
            (_, Some(actor)) => actor,
        }
    }

    pub(crate) fn name(&self, address: H160) -> String {
        self.actor(address).map_or_else(|| format!("{address:?}"), |actor| actor.name)
    }

    /// Where money can be sent: anybody, of whatever habits.
    pub(crate) fn payee(&self, chance: &mut Chance) -> H160 {
        let mut all: Vec<H160> = self.base.owners().iter().map(|actor| actor.address).collect();
        all.extend([self.base.others[0], self.base.others[2]]);
        all.extend(self.pools.iter().map(|pool| pool.address));
        all[chance.below(all.len())]
    }
}

// -------------------------------------------------------------------------------------- attempts

impl Life<'_> {
    /// Sends a call, and compares everything with what was before. Answers what the contract did, if
    /// it did what was asked.
    pub(crate) fn attempt<C: SolCall>(
        &mut self,
        who: &Actor,
        to: H160,
        call: &C,
        value: u128,
        expect: Expect,
    ) -> Outcome<Option<C::Return>> {
        let output = self.attempt_raw(who, to, calls::name::<C>(), call.abi_encode(), value, &expect)?;
        let read = |output: Vec<u8>| C::abi_decode_returns_validate(&output).map_err(|error| error.to_string());
        output.map(read).transpose()
    }

    fn attempt_raw(
        &mut self,
        who: &Actor,
        to: H160,
        name: &'static str,
        data: Vec<u8>,
        value: u128,
        expect: &Expect,
    ) -> Outcome<Option<Vec<u8>>> {
        let reveals = keccak256(commitment::preimage(&to.0, &who.address.0, &data));
        let now = self.now();
        let (target, sent) = match who.is_wallet() {
            true => (who.address, evm::through(to, &data)),
            false => (to, data),
        };
        let result = self.chain.call(&who.signer, target, sent, value);
        self.tally.entry(name.into()).or_default()[usize::from(result.is_err())] += 1;
        let receipt = match &result {
            Ok(receipt) => receipt,
            Err(failure) => failure.receipt().ok_or_else(|| format!("not in a block: {failure}"))?,
        };
        let (caller, signer) = (who.address, who.signer.address());
        self.deed = Some(Deed { name, to, caller, signer, value, receipt: receipt.clone(), now });
        let state = self.chain.contracts();
        match result {
            Ok(receipt) => {
                if matches!(expect, Expect::Refused | Expect::Error(_)) {
                    return Err(format!("`{name}` was done, in place of {}", words(expect)));
                }
                let changed = changed(&self.state, &state);
                // New pools and inboxes are known from now on.
                self.everybody.extend(state.keys().filter(|contract| !self.state.contains_key(*contract)));
                if let Some(open) = self.commits.get_mut(&caller) {
                    open.retain(|(commitment, _)| *commitment != reveals);
                }
                self.state = state;
                self.tale.take(&receipt, &self.base.protocol);
                self.before = self.seen.clone();
                self.look(Some(&changed))?;
                table::check_deed(self)?;
                Ok(Some(receipt.output))
            }
            Err(failure) => {
                is_as_expected(name, &failure, expect)?;
                table::check_refusal(self, &state, &who.signer)?;
                Ok(None)
            }
        }
    }

    /// What the ghost expects of a commitment: an account has nine open ones at most.
    pub(crate) fn open_commitments(&self, who: H160) -> usize {
        let now = self.now();
        let open = self.commits.get(&who).into_iter().flatten();
        open.filter(|(_, at)| now <= at + COMMIT_TTL).count()
    }
}

/// The contracts that have changed.
fn changed(before: &State, after: &State) -> BTreeSet<H160> {
    let contracts = before.keys().chain(after.keys());
    contracts.filter(|contract| before.get(contract) != after.get(contract)).copied().collect()
}

fn words(expect: &Expect) -> String {
    match expect {
        Expect::Error(error) => Reason(error.clone()).to_string(),
        other => format!("{other:?}"),
    }
}

fn is_as_expected(name: &str, failure: &Failure, expect: &Expect) -> Outcome {
    let said = match failure {
        Failure::Reverted { data, .. } => Reason(data.clone()).to_string(),
        other => other.to_string(),
    };
    let data = failure.revert_data();
    let right = match expect {
        Expect::Done => false,
        Expect::Error(error) => data == Some(error),
        Expect::Refused | Expect::Any => data.is_some_and(is_typed),
        Expect::Perhaps => true,
    };
    if right { Ok(()) } else { Err(format!("`{name}`: {said}, in place of {}", words(expect))) }
}

/// Whether a refusal is one of the contracts' errors.
fn is_typed(data: &[u8]) -> bool {
    let Some(selector) = data.first_chunk::<4>().copied() else { return false };
    [
        abi::ERC721::ERC721Errors::valid_selector(selector),
        abi::ProvenanceRegistry::ProvenanceRegistryErrors::valid_selector(selector),
        abi::Catalogues::CataloguesErrors::valid_selector(selector),
        abi::Reservations::ReservationsErrors::valid_selector(selector),
        abi::Arbitration::ArbitrationErrors::valid_selector(selector),
        abi::Encumbrances::EncumbrancesErrors::valid_selector(selector),
        abi::UsageLedger::UsageLedgerErrors::valid_selector(selector),
        abi::TermsBook::TermsBookErrors::valid_selector(selector),
        abi::Offers::OffersErrors::valid_selector(selector),
        abi::Deals::DealsErrors::valid_selector(selector),
        abi::LicenceToken::LicenceTokenErrors::valid_selector(selector),
        abi::RoyaltySplitter::RoyaltySplitterErrors::valid_selector(selector),
        abi::Settlements::SettlementsErrors::valid_selector(selector),
        abi::RoyaltyPool::RoyaltyPoolErrors::valid_selector(selector),
        abi::RecordInbox::RecordInboxErrors::valid_selector(selector),
        abi::ReceiverFactory::ReceiverFactoryErrors::valid_selector(selector),
    ]
    .contains(&true)
}

/// What can be sent: Substrate accounts send whole planck only.
pub(crate) fn payable(who: &Account, value: u128) -> u128 {
    if who.is_ethereum() { value } else { value / chain::EVM_UNITS_PER_PLANCK * chain::EVM_UNITS_PER_PLANCK }
}

impl lives::Life for Life<'_> {
    fn step(&mut self, chance: &mut Chance) -> Outcome {
        self.say("nothing");
        self.happen(chance)
    }

    fn check(&mut self, acts: usize) -> Outcome {
        if acts.is_multiple_of(table::OFTEN) { table::check_often(self) } else { Ok(()) }
    }

    fn end(&mut self) -> Outcome {
        table::check_often(self)
    }

    fn act(&self) -> &str {
        &self.act
    }

    fn tally(&self) -> Tally {
        self.tally.clone()
    }
}
