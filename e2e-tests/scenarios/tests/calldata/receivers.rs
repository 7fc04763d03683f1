//! Valid calls of a pool's, an inbox's and their factory's messages.

use crate::{contract::Contract, samples::Samples};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolValue as _;
use chain::{Account, H160, TOKEN};
use rules::{merkle::Tree, pool::Share};
use scenarios::{Cast, World, digest};
use story::{
    abi::{
        ReceiverFactory::{openInboxCall, openPoolCall},
        RecordInbox::{self, syncCall},
        RoyaltyPool::{self, Leaf, claimCall, claimManyCall, claimToCall},
    },
    blobs,
    calls::{address, h160},
    protocol::NATIVE,
};

/// The work whose record has the inbox.
const WORK: u64 = 45;

fn hash(bytes: &[u8]) -> [u8; 32] {
    keccak256(bytes).0
}

/// Who is in the pool.
fn contributors() -> [Account; 3] {
    ["One", "Two", "Three"].map(|number| Account::ethereum(&format!("Contributor {number}")))
}

fn tree() -> Tree<story::catalogue::Hash> {
    let mut tree = Tree::new(hash as fn(&[u8]) -> [u8; 32]);
    for who in contributors() {
        tree.push_hash(Share { account: who.address().0, weight: 1 }.hash(&hash));
    }
    tree
}

fn opening() -> openPoolCall {
    let root = B256::from(tree().root().unwrap());
    let uri = "https://example.org/a-uri-of-more-than-one-word".into();
    openPoolCall { root, count: 3, weight: 3, basis: 1, list: B256::repeat_byte(7), uri }
}

/// Where the factory puts a contract of this code, with these parameters and this salt.
fn place(world: &World<'_>, name: &str, parameters: &[u8], salt: B256) -> H160 {
    let code = blobs::load(name).unwrap();
    h160(address(world.protocol.receivers).create2_from_code(salt, [&code, parameters].concat()))
}

/// The pool.
pub(crate) fn pool(world: &World<'_>) -> H160 {
    let openPoolCall { root, count, weight, basis, list, uri } = opening();
    let domain = B256::from(*b"receiver-factory/pool/1\0\0\0\0\0\0\0\0\0");
    let salt = (domain, root, count, weight, U256::from(basis), list, uri).abi_encode_params();
    place(world, "royalty_pool", &(root, count, weight).abi_encode_params(), keccak256(salt))
}

/// The inbox.
pub(crate) fn inbox(world: &World<'_>) -> H160 {
    let (settlements, splitter) = (address(world.protocol.settlements), address(world.protocol.splitter));
    let record = U256::from_be_bytes(digest(WORK));
    place(world, "record_inbox", &(record, settlements, splitter).abi_encode_params(), B256::from(record))
}

/// Adds a call of each message, and makes the state for it.
pub(crate) fn add(samples: &mut Samples, world: &mut World<'_>, cast: &Cast) {
    let (factory, thief) = (world.protocol.receivers, &cast.thief);
    let other = openPoolCall { basis: 2, ..opening() };
    samples.add(Contract::Receivers, thief, other);
    assert_eq!(h160(world.send(thief, factory, &opening()).value), pool(world));
    let record = world.work(&cast.ben, WORK);
    assert_eq!(h160(world.send(thief, factory, &openInboxCall { record }).value), inbox(world));
    let other = world.work(&cast.ben, WORK + 1);
    samples.add(Contract::Receivers, thief, openInboxCall { record: other });

    let accounts = contributors();
    for who in &accounts {
        world.chain.endow(who, 100 * TOKEN);
    }
    for receiver in [pool(world), inbox(world)] {
        world.chain.transfer(&cast.orion, receiver, 3 * TOKEN).unwrap();
    }
    let proof =
        |index: u64| -> Vec<B256> { tree().inclusion_proof(index).unwrap().into_iter().map(B256::from).collect() };
    let at = |index: usize| -> Address { address(accounts[index].address()) };
    samples.add(Contract::Pool, &cast.orion, RoyaltyPool::wycpnbqcyfCall {}).value = TOKEN;
    let claim = claimCall { index: 0, account: at(0), weight: 1, currency: NATIVE, proof: proof(0) };
    samples.add(Contract::Pool, thief, claim);
    let to = address(cast.ben.address());
    let claim = claimToCall { index: 1, weight: 1, currency: NATIVE, to, proof: proof(1) };
    samples.add(Contract::Pool, &accounts[1], claim);
    let leaf = |index: usize| Leaf { index: index as u64, account: at(index), weight: 1 };
    let proofs = [proof(0), proof(2)].concat();
    let claim = claimManyCall { currency: NATIVE, leaves: vec![leaf(0), leaf(2)], proofs };
    samples.add(Contract::Pool, thief, claim);

    samples.add(Contract::Inbox, &cast.orion, RecordInbox::wycpnbqcyfCall {}).value = TOKEN;
    samples.add(Contract::Inbox, thief, syncCall { currency: NATIVE });
}
