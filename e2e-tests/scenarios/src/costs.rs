//! What each message costs on a chain with few records, and on one with many.

mod blocks;
mod budget;
mod cost;
mod money;
mod names;
mod peers;
mod profiles;
mod records;
mod references;
mod sales;
mod scale;

pub use blocks::Filled;
pub use budget::Budget;
pub use cost::{Cost, Costs, System};
pub use names::name;
pub use peers::Peers;
pub use profiles::{Profiled, profile};
pub use records::{batch_work, changed_cells};
pub use references::{REFERENCES, Reference};

use crate::{Cast, World, digest};
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolCall;
use chain::{Account, Chain, H160, Limits, Receipt, TOKEN, Weight};
use rules::limits::{COMMIT_TTL, MAX_BATCH};
use std::time::{Duration, Instant};
use story::{
    abi::{Catalogues, ERC721, ProvenanceRegistry},
    blobs::Blobs,
    calls::{Done, address, name as name_of},
    protocol::{Arbiter, Protocol},
};

/// The bond of a challenge.
const BOND: u128 = TOKEN;
/// Numbers of works that only make a chain fuller.
const FILLING: u64 = 1_000_000_000;

/// Measures every message on a chain of its own that has this many records, and at least 10; and with a
/// pool of so many contributors, whose tree is made of all of them. Beside them the peers, if there are
/// any.
///
/// # Panics
/// Where the contracts were not built or refuse something.
pub fn measure(records: u64, contributors: u64, peers: Option<&Peers>) -> Costs {
    let mut chain = Chain::new();
    let mut bench = Bench::new(&mut chain);
    let (records, cells) = bench.run(records, contributors);
    if let Some(peers) = peers {
        bench.peers(peers);
    }
    let blocks = bench.blocks();
    let code = bench.code();
    Costs { records, costs: bench.costs, cells, blocks, code }
}

/// Whether a key is that of a contract's root cell: 16 bytes of a hash, and ink!'s number 0.
fn is_root(key: &[u8]) -> bool {
    key.len() == 20 && key.ends_with(&[0; 4])
}

/// A chain with the contracts and an arbiter.
pub struct Bench<'a> {
    /// The contracts, bound.
    pub world: World<'a>,
    /// Who takes part.
    pub cast: Cast,
    /// Decides challenges.
    pub arbiter: Account,
    costs: Vec<Cost>,
    /// The message of which every call is profiled, and the profiles.
    profiled: Option<String>,
    profiles: Vec<Profiled>,
}

impl<'a> Bench<'a> {
    /// Deploys and binds the contracts.
    ///
    /// # Panics
    /// Where they were not built.
    pub fn new(chain: &'a mut Chain) -> Self {
        let (cast, arbiter) = (Cast::default(), Account::substrate("Arbiter"));
        for who in cast.everybody().into_iter().chain([&arbiter]) {
            chain.endow(who, 100_000 * TOKEN);
        }
        let blobs = Blobs::load().unwrap_or_else(|error| panic!("{error}"));
        let decides = Arbiter { account: arbiter.address(), bond: BOND };
        let protocol =
            Protocol::deploy_with(chain, &cast.deployer, &blobs, decides).unwrap_or_else(|error| panic!("{error}"));
        protocol.bind(chain, &cast.deployer).unwrap_or_else(|refused| panic!("{refused}"));
        let world = World { chain, protocol };
        Self { world, cast, arbiter, costs: Vec::new(), profiled: None, profiles: Vec::new() }
    }

    /// Does everything once. Gives how many records there were before, and the cells that a registration for
    /// oneself changed.
    fn run(&mut self, records: u64, contributors: u64) -> (u64, Vec<Vec<u8>>) {
        let [transferred, bought, managed, challenged] = self.prepare();
        self.grow(records);
        let records = self.records();
        let cells = self.registrations(records <= scale::BY_TRANSACTIONS);
        self.batches();
        self.catalogues();
        self.transfers(transferred, bought);
        self.reservations(managed);
        self.challenges(challenged);
        self.sales();
        self.money(contributors);
        (records, cells)
    }

    fn code(&self) -> Vec<(&'static str, u64)> {
        let blobs = Blobs::load().unwrap_or_else(|error| panic!("{error}"));
        let names = self.world.protocol.contracts().map(|(name, _)| name);
        names.into_iter().zip(blobs.all().map(|code| code.len() as u64)).collect()
    }

    /// How many records there are.
    pub fn records(&self) -> u64 {
        self.world.view(self.world.protocol.registry, &ERC721::totalSupplyCall {}).to()
    }

    /// Four works of Ben's, each on offer, and one of Delta's: everybody who takes part is known to the registry.
    fn prepare(&mut self) -> [U256; 4] {
        let Cast { ben, delta, .. } = self.cast.clone();
        self.world.work(&delta, 1);
        [2, 3, 4, 5].map(|number| {
            let record = self.world.work(&ben, number);
            self.world.offer(&ben, record, TOKEN);
            record
        })
    }

    /// Registers works for Ben until there are this many records.
    ///
    /// # Panics
    /// Where the contracts refuse.
    pub fn fill(&mut self, records: u64) {
        let (protocol, deployer, owner) = (self.world.protocol, &self.cast.deployer, address(self.cast.ben.address()));
        // Given, not estimated: an estimate would do every call twice.
        let weight = Some(Weight::from_parts(600_000_000_000, 4 << 20));
        let limits = Limits { weight, deposit: Some(TOKEN / chain::EVM_UNITS_PER_PLANCK), ..Limits::default() };
        let missing: Vec<u64> = (self.records()..records).collect();
        for batch in missing.chunks(MAX_BATCH) {
            let works = batch.iter().map(|number| batch_work(digest(FILLING + number))).collect();
            let call = Catalogues::registerManyCall { works, owner, salt: B256::ZERO }.abi_encode();
            let result = self.world.chain.call_with(deployer, protocol.catalogues, call, 0, limits);
            result.unwrap_or_else(|failure| panic!("{failure}"));
        }
        self.world.chain.advance_time(COMMIT_TTL + 1);
    }

    fn note(&mut self, operation: &str, receipt: &Receipt, wall: Duration) {
        let mut cost = Cost::none(operation, System::Ours);
        cost.add(receipt, wall);
        self.costs.push(cost);
    }

    /// Sends a call, and says how long it ran natively when it was tried before.
    fn timed<C: SolCall>(&mut self, who: &Account, to: H160, call: &C, value: u128) -> (Done<C::Return>, Duration) {
        let data = call.abi_encode();
        let began = Instant::now();
        let _ = self.world.chain.dry_run(who, to, data, value);
        let wall = began.elapsed();
        if self.profiled.as_deref() == Some(name_of::<C>()) {
            self.note_profile(who, to, call.abi_encode(), value);
        }
        (self.world.pay(who, to, call, value), wall)
    }

    /// Sends a call, and notes what it cost. Gives what it answered.
    fn measured<C: SolCall>(
        &mut self,
        operation: &str,
        who: &Account,
        to: H160,
        call: &C,
        value: u128,
    ) -> Done<C::Return> {
        let (done, wall) = self.timed(who, to, call, value);
        self.note(operation, &done.receipt, wall);
        if let Some(last) = self.profiles.last_mut().filter(|last| last.operation.is_empty()) {
            last.operation = operation.into();
        }
        done
    }

    /// Commits to a call.
    pub fn commit<C: SolCall>(&mut self, who: &Account, to: H160, call: &C) -> Receipt {
        let commitment = Protocol::commitment_to(to, who.address(), call);
        self.world.send(who, self.world.protocol.registry, &ProvenanceRegistry::commitCall { commitment }).receipt
    }

    /// Commits to a call, reveals it, and notes what the reveal cost.
    fn revealed<C: SolCall>(&mut self, operation: &str, who: &Account, to: H160, call: &C) {
        self.commit(who, to, call);
        self.measured(operation, who, to, call, 0);
    }
}
