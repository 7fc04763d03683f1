//! What it costs to bring money, to pay it out, to settle with parents and to claim from a pool of
//! very many.

use super::Bench;
use crate::{Cast, digest};
use alloy_primitives::{Address, B256, U256, keccak256};
use chain::{Account, H160, TOKEN};
use rules::{
    merkle::Prover,
    pool::{Share, earned},
};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use story::{
    abi::{ReceiverFactory, RoyaltyPool, RoyaltySplitter, Settlements},
    calls::{address, h160},
    protocol::{NATIVE, NewRecord, record_id},
};

/// Numbers of the works whose money moves here.
const PAID: u64 = 4_000_000_000;
/// What comes in each time.
const INCOME: u128 = 10 * TOKEN;
/// How many works descend from one another.
const CHAIN: u64 = 10;
/// An address that the contributors of a list share but for their number.
const CROWD: [u8; 12] = *b"contributor ";

impl Bench<'_> {
    /// Deposits, payouts, settlements and claims.
    pub(super) fn money(&mut self, contributors: u64) {
        let Cast { ben, orion, .. } = self.cast.clone();
        let pool = self.pool(contributors);
        let one = self.divided(&ben, PAID, 1);
        let five = self.divided(&ben, PAID, 5);
        let sixteen = self.divided(&ben, PAID, 16);
        let of_pool = self.shared(&ben, PAID + 100, &[pool]);
        for (name, record) in
            [("1 payee", one), ("16 payees", sixteen), (&*format!("a pool of {contributors}"), of_pool)]
        {
            let call = Settlements::depositCall { record, currency: NATIVE, amount: INCOME };
            let settlements = self.world.protocol.settlements;
            // The first deposit makes the ledger.
            self.world.pay(&orion, settlements, &call, INCOME);
            self.measured(&format!("deposit ({name})"), &orion, settlements, &call, INCOME);
        }
        let settlements = self.world.protocol.settlements;
        let deposit = Settlements::depositCall { record: five, currency: NATIVE, amount: INCOME };
        self.world.pay(&orion, settlements, &deposit, INCOME);
        for (name, record) in [("1 payee", one), ("5 payees", five), ("16 payees", sixteen), ("a pool", of_pool)] {
            let distribute = |record| RoyaltySplitter::distributeCall {
                record,
                generation: 1,
                version: 1,
                owner: Address::ZERO,
                currency: NATIVE,
            };
            let splitter = self.world.protocol.splitter;
            self.measured(&format!("distribute (to {name})"), &orion, splitter, &distribute(record), 0);
        }
        self.releases(&ben, &orion);
        self.descent(&ben, &orion);
        self.claims(&orion, contributors, pool);
    }

    /// A payee takes what it is due, from one ledger and from ten.
    fn releases(&mut self, owner: &Account, payer: &Account) {
        let (settlements, splitter) = (self.world.protocol.settlements, self.world.protocol.splitter);
        let records: Vec<U256> = (200..210).map(|number| self.world.work(owner, PAID + number)).collect();
        let payee = address(owner.address());
        let pay = |bench: &mut Self| {
            for record in &records {
                let call = Settlements::depositCall { record: *record, currency: NATIVE, amount: INCOME };
                bench.world.pay(payer, settlements, &call, INCOME);
            }
        };
        let source =
            |record: &U256| RoyaltySplitter::Source { record: *record, generation: 1, version: 0, currency: NATIVE };
        let many = RoyaltySplitter::releaseManyCall { payee, ledgers: records.iter().map(source).collect() };
        pay(self);
        self.world.send(payer, splitter, &many);
        pay(self);
        self.measured("releaseMany (10 records)", payer, splitter, &many, 0);
        pay(self);
        let record = records.first().copied().unwrap_or_default();
        let one = RoyaltySplitter::releaseCall { record, generation: 1, version: 0, payee, currency: NATIVE };
        self.measured("release", payer, splitter, &one, 0);
    }

    /// A parent takes its part, and the first of ten works its part of the last.
    fn descent(&mut self, owner: &Account, payer: &Account) {
        let (settlements, first) = (self.world.protocol.settlements, PAID + 300);
        for number in first..first + CHAIN {
            let parents = if number == first { Vec::new() } else { vec![(digest(number - 1), 5_000)] };
            self.world.register(owner, &NewRecord { parents, ..NewRecord::new(digest(number), owner) });
        }
        let record = |number: u64| record_id(&digest(first + number));
        let deposit = |number| Settlements::depositCall { record: record(number), currency: NATIVE, amount: INCOME };
        let settle = Settlements::settleCall { child: record(1), generation: 1, parent: record(0), currency: NATIVE };
        for _ in 0..2 {
            self.world.pay(payer, settlements, &deposit(1), INCOME);
            self.measured("settle", payer, settlements, &settle, 0);
        }
        // The first of the two made the ledger.
        let position = self.costs.iter().position(|cost| cost.operation == "settle");
        position.map(|position| self.costs.remove(position));
        let path = Settlements::settlePathCall {
            child: record(CHAIN - 1),
            generation: 1,
            path: (0..CHAIN - 1).rev().map(record).collect(),
            currency: NATIVE,
        };
        self.world.pay(payer, settlements, &deposit(CHAIN - 1), INCOME);
        self.world.send(payer, settlements, &path);
        self.world.pay(payer, settlements, &deposit(CHAIN - 1), INCOME);
        self.measured(&format!("settlePath ({} steps)", CHAIN - 1), payer, settlements, &path, 0);
    }

    /// Opens a pool of so many contributors.
    fn pool(&mut self, contributors: u64) -> H160 {
        let Crowd { root, weight, .. } = crowd(contributors);
        let call = ReceiverFactory::openPoolCall {
            root: root.into(),
            count: contributors,
            weight,
            basis: 0,
            list: B256::repeat_byte(7),
            uri: "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy".into(),
        };
        let (who, receivers) = (self.cast.ben.clone(), self.world.protocol.receivers);
        h160(self.measured("openPool", &who, receivers, &call, 0).value)
    }

    /// Contributors take what they are due of a pool.
    ///
    /// # Panics
    /// Where one gets anything but the exact amount.
    fn claims(&mut self, payer: &Account, contributors: u64, pool: H160) {
        let crowd = crowd(contributors);
        let received = self.world.view(pool, &RoyaltyPool::receivedCall { currency: NATIVE });
        assert!(received > 0, "the pool was paid");
        for (number, (index, proof)) in crowd.proofs.iter().enumerate() {
            let Share { account, weight } = contributor(*index);
            let account = H160(account);
            let proof: Vec<B256> = proof.iter().map(|hash| (*hash).into()).collect();
            let call = RoyaltyPool::claimCall {
                index: *index,
                account: address(account),
                weight,
                currency: NATIVE,
                proof: proof.clone(),
            };
            // The account exists: what a claim costs is not what making an account costs.
            self.world.chain.transfer(payer, account, TOKEN).unwrap_or_else(|failure| panic!("{failure}"));
            let name = format!("claim (of a pool: {} hashes)", proof.len());
            if number == 0 {
                self.measured(&name, payer, pool, &call, 0);
            } else {
                self.world.send(payer, pool, &call);
            }
            let paid = self.world.view(pool, &RoyaltyPool::accountCall { index: *index, weight, currency: NATIVE });
            assert_eq!((paid.released, paid.due), (earned(received, weight, crowd.weight), 0));
        }
    }
}

/// A list of contributors: what a pool of it is opened with, and some of its proofs.
#[derive(Clone, Debug)]
struct Crowd {
    root: [u8; 32],
    weight: u64,
    proofs: Vec<(u64, Vec<[u8; 32]>)>,
}

/// The contributor at an index, with a weight of 1 to 7.
fn contributor(index: u64) -> Share {
    let mut account = [0; 20];
    account[..12].copy_from_slice(&CROWD);
    account[12..].copy_from_slice(&index.to_be_bytes());
    Share { account, weight: 1 + index % 7 }
}

/// The list of so many contributors, made once.
fn crowd(count: u64) -> Crowd {
    static MADE: Mutex<BTreeMap<u64, Crowd>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(count)
        .or_insert_with(|| {
            let keccak = |bytes: &[u8]| keccak256(bytes).0;
            let sample = [0, count / 3, count / 2, count.saturating_sub(1)];
            let mut prover = Prover::new(keccak, sample, []);
            let mut weight = 0;
            for index in 0..count {
                let share = contributor(index);
                weight += share.weight;
                prover.push_hash(share.hash(&keccak));
            }
            let proofs = sample.map(|index| (index, prover.inclusion_proof(index).unwrap_or_default())).to_vec();
            Crowd { root: prover.root().unwrap_or_default(), weight, proofs }
        })
        .clone()
}
