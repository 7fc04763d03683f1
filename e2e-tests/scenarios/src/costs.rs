//! What each message costs on a chain with few records, and on one with many.

mod blocks;
mod budget;
mod money;
mod names;
mod peers;
mod references;
mod sales;
mod scale;

pub use blocks::Filled;
pub use budget::Budget;
pub use names::name;
pub use peers::Peers;
pub use references::{REFERENCES, Reference};

use crate::{Cast, SALT, World, digest};
use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolCall;
use chain::{Account, Chain, H160, Limits, Receipt, Spent, TOKEN, Touched, Weight};
use rules::{
    catalogue::Leaf,
    limits::{COMMIT_TTL, MAX_BATCH},
    merkle::{Tree, root_of_inclusion},
    work::{Kind, Origin},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use story::{
    abi::{
        Arbitration,
        Catalogues::{self, Work},
        ERC721, Encumbrances, ProvenanceRegistry, Reservations,
    },
    blobs::Blobs,
    calls::{Done, address, name as name_of},
    protocol::{Arbiter, NewRecord, Protocol, record_id},
};

/// Where the metadata of a work is: an IPFS address, as most are.
const URI: &str = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
/// Where the metadata of a work of a batch is: with more than 32 characters, 32 works do not fit a call.
const SHORT_URI: &str = "https://photos.example/1234.json";
/// The bond of a challenge.
const BOND: u128 = TOKEN;
/// The leaves of a catalogue of the size of the largest picture agencies.
const MANY_LEAVES: u64 = 160_000_000;
/// Numbers of works that only make a chain fuller.
const FILLING: u64 = 1_000_000_000;

/// What one operation cost.
#[derive(Clone, Debug)]
pub struct Cost {
    /// The message, and how it was called.
    pub operation: String,
    /// Whose it is.
    pub system: System,
    /// How many transactions it takes.
    pub transactions: u64,
    /// The contracts' part of the weight.
    pub weight: Weight,
    /// The weight that the chain charges for the whole transactions.
    pub extrinsics: Weight,
    /// In EVM units.
    pub fee: u128,
    /// In EVM units; negative where some came back.
    pub deposit: i128,
    /// The code and the storage that was touched.
    pub touched: Touched,
    /// How long the contracts ran natively, without signatures and blocks.
    pub wall: Duration,
}

impl Cost {
    fn none(operation: &str, system: System) -> Self {
        Self {
            operation: operation.into(),
            system,
            transactions: 0,
            weight: Weight::zero(),
            extrinsics: Weight::zero(),
            fee: 0,
            deposit: 0,
            touched: Touched::default(),
            wall: Duration::ZERO,
        }
    }

    /// Adds a transaction.
    fn add(&mut self, receipt: &Receipt, wall: Duration) {
        self.transactions += 1;
        self.weight += receipt.contract_weight;
        self.extrinsics += receipt.weight;
        self.fee += receipt.fee_in_evm_units();
        self.deposit += receipt.deposit_in_evm_units();
        self.touched.blob_bytes += receipt.touched.blob_bytes;
        self.touched.keys += receipt.touched.keys;
        self.wall += wall;
    }

    /// The part of one of so many; rounded down.
    fn each(&mut self, count: u64) {
        let part = |weight: Weight| Weight::from_parts(weight.ref_time() / count, weight.proof_size() / count);
        (self.weight, self.extrinsics) = (part(self.weight), part(self.extrinsics));
        (self.fee, self.deposit) = (self.fee / u128::from(count), self.deposit / i128::from(count));
        self.touched.blob_bytes /= count;
        self.touched.keys /= count;
        self.wall /= u32::try_from(count).unwrap_or(u32::MAX);
    }
}

/// Whose contracts were measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// The contracts here.
    Ours,
    /// A hash and its owner in a mapping.
    HashRegistry,
    /// A sale on OpenZeppelin's ERC-721, and their splitter.
    OpenZeppelin,
}

impl System {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::HashRegistry => "hash-registry",
            Self::OpenZeppelin => "openzeppelin",
        }
    }
}

/// What was measured on one chain.
#[derive(Clone, Debug)]
pub struct Costs {
    /// How many records there were before.
    pub records: u64,
    /// What each message cost, in the order of the calls, and each peer.
    pub costs: Vec<Cost>,
    /// Which of the registry's storage keys, but for its root cell, registering a work for oneself wrote.
    pub cells: Vec<Vec<u8>>,
    /// Blocks full of purchases.
    pub blocks: Vec<Filled>,
    /// The contracts, and the sizes of their code in bytes.
    pub code: Vec<(&'static str, u64)>,
}

impl Costs {
    /// What an operation of ours cost.
    pub fn of(&self, operation: &str) -> Option<&Cost> {
        self.costs.iter().find(|cost| cost.operation == operation && cost.system == System::Ours)
    }
}

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

/// Which storage keys differ between two states of a contract, without its root cell.
pub fn changed_cells(before: &BTreeMap<Vec<u8>, Vec<u8>>, after: &BTreeMap<Vec<u8>, Vec<u8>>) -> Vec<Vec<u8>> {
    let mut keys: Vec<_> =
        before.keys().chain(after.keys()).filter(|key| before.get(*key) != after.get(*key)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().filter(|key| !is_root(key)).cloned().collect()
}

/// Whether a key is that of a contract's root cell: 16 bytes of a hash, and ink!'s number 0.
fn is_root(key: &[u8]) -> bool {
    key.len() == 20 && key.ends_with(&[0; 4])
}

/// A work of a batch: an image with metadata.
pub fn batch_work(digest: [u8; 32]) -> Work {
    Work {
        record: record_id(&digest),
        kind: Kind::Image as u8,
        units: 1,
        origin: Origin::Human as u8,
        metadata: B256::repeat_byte(1),
        uri: SHORT_URI.into(),
        parents: Vec::new(),
    }
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

/// What the weight of a call is spent on.
#[derive(Clone, Debug)]
pub struct Profiled {
    /// Of which operation; empty where it is part of the preparations.
    pub operation: String,
    /// In all.
    pub weight: Weight,
    /// By contract and host function.
    pub parts: Vec<(&'static str, &'static str, Spent)>,
}

/// Profiles the calls of a message, by its name, among all that is measured.
///
/// # Panics
/// As [`measure`].
pub fn profile(message: &str, contributors: u64) -> Vec<Profiled> {
    let mut chain = Chain::new();
    let mut bench = Bench::new(&mut chain);
    bench.profiled = Some(message.to_owned());
    bench.run(10, contributors);
    bench.profiles
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

    fn note_profile(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) {
        let (run, profile) = self.world.chain.profile(who, to, data, value);
        let names: BTreeMap<_, _> = self.world.protocol.contracts().map(|(name, contract)| (contract, name)).into();
        let part =
            |((contract, function), spent)| (names.get(&contract).copied().unwrap_or("another"), function, spent);
        let parts = profile.into_iter().map(part).collect();
        self.profiles.push(Profiled { operation: String::new(), weight: run.weight, parts });
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

    /// Gives the cells that a registration for oneself changed, if they are to be looked for: that reads all
    /// there are.
    fn registrations(&mut self, looks: bool) -> Vec<Vec<u8>> {
        let (registry, Cast { ben, delta, .. }) = (self.world.protocol.registry, self.cast.clone());
        let image = |number, owner| NewRecord {
            kind: Kind::Image as u8,
            metadata: [1; 32],
            uri: URI.into(),
            ..NewRecord::new(digest(number), owner)
        };
        let call = image(10, &ben).call(SALT);
        let commitment = Protocol::commitment_to(registry, ben.address(), &call);
        self.measured("commit", &ben, registry, &ProvenanceRegistry::commitCall { commitment }, 0);
        let state = |bench: &Self| if looks { bench.world.chain.state_of(registry) } else { Default::default() };
        let before = state(self);
        self.measured("register (reveal, for oneself)", &ben, registry, &call, 0);
        let cells = changed_cells(&before, &state(self));
        self.revealed("register (reveal, for a named owner)", &ben, registry, &image(11, &delta).call(SALT));
        self.measured("register (without commitment)", &ben, registry, &image(12, &ben).call([0; 32]), 0);
        let child = NewRecord { parents: vec![(digest(10), 500)], ..image(13, &ben) };
        self.revealed("register (reveal, one parent)", &ben, registry, &child.call(SALT));
        cells
    }

    fn batches(&mut self) {
        let (to, ben) = (self.world.protocol.catalogues, self.cast.ben.clone());
        for (size, from) in [(1, 100), (10, 200), (32, 300)] {
            let works = (0..size).map(|number| batch_work(digest(from + number))).collect();
            let call = Catalogues::registerManyCall { works, owner: address(ben.address()), salt: SALT.into() };
            self.revealed(&format!("registerMany ({size}, reveal)"), &ben, to, &call);
        }
    }

    fn catalogues(&mut self) {
        let (to, ben) = (self.world.protocol.catalogues, self.cast.ben.clone());
        let keccak = |bytes: &[u8]| keccak256(bytes).0;
        let tree = Tree::from_hashes(keccak, (0..1_000).map(|number| leaf(number).hash(&keccak)).collect());
        let (root, grown) = (root_of(&tree, 10), root_of(&tree, 1_000));
        self.revealed("registerCatalogue (reveal)", &ben, to, &catalogue_of(root, 10, &ben));
        let of_ten = Tree::from_hashes(keccak, tree.leaf_hashes()[..10].to_vec());
        let proof = of_ten.inclusion_proof(3).unwrap_or_default();
        let name = format!("registerLeaf (of 10: {} hashes)", proof.len());
        self.measured(&name, &ben, to, &leaf_of(root, 3, &proof), 0);

        let proof = tree.consistency_proof(10).unwrap_or_default();
        let edition = Catalogues::addEditionCall {
            catalogue: record_id(&root),
            root: grown.into(),
            count: 1_000,
            units: 1_000,
            metadata: B256::repeat_byte(1),
            uri: URI.into(),
            proof: proof.iter().map(|hash| (*hash).into()).collect(),
            salt: SALT.into(),
        };
        let name = format!("addEdition (10 to 1 000 leaves: {} hashes, reveal)", proof.len());
        self.revealed(&name, &ben, to, &edition);

        // Of so many leaves only one is there: what stands beside its path can be anything.
        let index = 20_000;
        let proof: Vec<_> = (0u64..28).map(|level| digest(FILLING + level)).collect();
        let root = root_of_inclusion(&keccak, &leaf(index).hash(&keccak), index, MANY_LEAVES, &proof);
        let root = root.unwrap_or_else(|| panic!("{} hashes are no proof", proof.len()));
        let call = catalogue_of(root, MANY_LEAVES, &ben);
        self.commit(&ben, to, &call);
        self.world.send(&ben, to, &call);
        self.measured("registerLeaf (of 160 000 000: 28 hashes)", &ben, to, &leaf_of(root, index, &proof), 0);
    }

    fn transfers(&mut self, transferred: U256, bought: U256) {
        let Cast { ben, delta, .. } = self.cast.clone();
        let (from, to) = (address(ben.address()), address(delta.address()));
        let (registry, module) = (self.world.protocol.registry, self.world.protocol.encumbrances);
        let transfer = ERC721::transferFromCall { from, to, tokenId: transferred };
        self.measured("transferFrom", &ben, registry, &transfer, 0);
        self.world.send(&ben, registry, &ERC721::approveCall { approved: address(module), tokenId: bought });
        let expected = self.world.view(module, &Encumbrances::encumbrancesCall { record: bought }).digest;
        let transfer = Encumbrances::transferCall { record: bought, to, expected };
        self.measured("transfer (with the digest of encumbrances)", &ben, module, &transfer, 0);
    }

    fn reservations(&mut self, record: U256) {
        let (to, Cast { ben, chloe, .. }) = (self.world.protocol.reservations, self.cast.clone());
        let manager = address(chloe.address());
        self.measured("setManager", &ben, to, &Reservations::setManagerCall { record, manager }, 0);
        self.measured("setPreferences", &ben, to, &Reservations::setPreferencesCall { record, preferences: 1 }, 0);
        self.measured("withdraw", &ben, to, &Reservations::withdrawCall { record, notice: 0 }, 0);
    }

    fn challenges(&mut self, record: U256) {
        let (to, Cast { ben, orion, delta, .. }) = (self.world.protocol.arbitration, self.cast.clone());
        let arbiter = self.arbiter.clone();
        let evidence = |byte| Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(byte) };
        let decide = |challenge, decision| {
            let heir = alloy_primitives::Address::ZERO;
            Arbitration::decideChallengeCall { challenge, decision, heir }
        };
        let answer = |challenge| Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(9) };
        self.measured("openChallenge", &delta, to, &evidence(1), BOND);
        self.measured("answerChallenge", &ben, to, &answer(1), 0);
        self.measured("decideChallenge (rejected)", &arbiter, to, &decide(1, 0), 0);
        self.world.pay(&orion, to, &evidence(2), BOND);
        self.world.send(&ben, to, &answer(2));
        self.measured("decideChallenge (passed)", &arbiter, to, &decide(2, 1), 0);
    }
}

fn leaf(number: u64) -> Leaf {
    let digest = digest(FILLING * 2 + number);
    Leaf { digest, kind: Kind::Image as u8, origin: Origin::Human as u8, units: 1, metadata: [1; 32] }
}

fn root_of(tree: &Tree<impl Fn(&[u8]) -> [u8; 32]>, count: u64) -> [u8; 32] {
    tree.root_of_first(count).unwrap_or_else(|| panic!("a tree of {count} leaves has a root"))
}

fn catalogue_of(root: [u8; 32], count: u64, owner: &Account) -> Catalogues::registerCatalogueCall {
    Catalogues::registerCatalogueCall {
        root: root.into(),
        count,
        owner: address(owner.address()),
        kind: Kind::Image as u8,
        units: count,
        origin: Origin::Human as u8,
        metadata: B256::repeat_byte(1),
        uri: URI.into(),
        salt: SALT.into(),
    }
}

fn leaf_of(root: [u8; 32], index: u64, proof: &[[u8; 32]]) -> Catalogues::registerLeafCall {
    let Leaf { digest, kind, origin, units, metadata } = leaf(index);
    Catalogues::registerLeafCall {
        catalogue: record_id(&root),
        edition: 1,
        first: 1,
        index,
        record: record_id(&digest),
        kind,
        origin,
        units,
        metadata: metadata.into(),
        uri: URI.into(),
        proof: proof.iter().map(|hash| (*hash).into()).collect(),
    }
}
