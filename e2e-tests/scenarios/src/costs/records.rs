//! What it costs to register works, one by one, in batches and as catalogues, and what follows for their records.

use super::{BOND, Bench, FILLING, is_root};
use crate::{Cast, SALT, digest};
use alloy_primitives::{B256, U256, keccak256};
use chain::Account;
use rules::{
    catalogue::Leaf,
    merkle::{Tree, root_of_inclusion},
    work::{Kind, Origin},
};
use std::collections::BTreeMap;
use story::{
    abi::{
        Arbitration,
        Catalogues::{self, Work},
        ERC721, Encumbrances, ProvenanceRegistry, Reservations,
    },
    calls::address,
    protocol::{NewRecord, Protocol, record_id},
};

/// Where the metadata of a work is: an IPFS address, as most are.
const URI: &str = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
/// Where the metadata of a work of a batch is: with more than 32 characters, 32 works do not fit a call.
const SHORT_URI: &str = "https://photos.example/1234.json";
/// The leaves of a catalogue of the size of the largest picture agencies.
const MANY_LEAVES: u64 = 160_000_000;

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

/// Which storage keys differ between two states of a contract, without its root cell.
pub fn changed_cells(before: &BTreeMap<Vec<u8>, Vec<u8>>, after: &BTreeMap<Vec<u8>, Vec<u8>>) -> Vec<Vec<u8>> {
    let mut keys: Vec<_> =
        before.keys().chain(after.keys()).filter(|key| before.get(*key) != after.get(*key)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().filter(|key| !is_root(key)).cloned().collect()
}

impl Bench<'_> {
    /// Gives the cells that a registration for oneself changed, if they are to be looked for: that reads all
    /// there are.
    pub(super) fn registrations(&mut self, looks: bool) -> Vec<Vec<u8>> {
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

    pub(super) fn batches(&mut self) {
        let (to, ben) = (self.world.protocol.catalogues, self.cast.ben.clone());
        for (size, from) in [(1, 100), (10, 200), (32, 300)] {
            let works = (0..size).map(|number| batch_work(digest(from + number))).collect();
            let call = Catalogues::registerManyCall { works, owner: address(ben.address()), salt: SALT.into() };
            self.revealed(&format!("registerMany ({size}, reveal)"), &ben, to, &call);
        }
    }

    pub(super) fn catalogues(&mut self) {
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

    pub(super) fn transfers(&mut self, transferred: U256, bought: U256) {
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

    pub(super) fn reservations(&mut self, record: U256) {
        let (to, Cast { ben, chloe, .. }) = (self.world.protocol.reservations, self.cast.clone());
        let manager = address(chloe.address());
        self.measured("setManager", &ben, to, &Reservations::setManagerCall { record, manager }, 0);
        self.measured("setPreferences", &ben, to, &Reservations::setPreferencesCall { record, preferences: 1 }, 0);
        self.measured("withdraw", &ben, to, &Reservations::withdrawCall { record, notice: 0 }, 0);
    }

    pub(super) fn challenges(&mut self, record: U256) {
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
