//! Pools and inboxes: opened, given money, emptied.

use crate::{
    life::{Chance, Expect, Life, Outcome},
    market::tokens::Token,
};
use alloy_primitives::{Address, B256, keccak256};
use chain::H160;
use rules::{merkle::Tree, pool::Share};
use std::collections::BTreeSet;
use story::{
    abi::{
        ReceiverFactory::{openInboxCall, openPoolCall},
        RecordInbox,
        RoyaltyPool::{Leaf, claimCall, claimManyCall, claimToCall},
    },
    calls::{address, h160},
};

/// A pool with its list of contributors.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) address: H160,
    pub(crate) leaves: Vec<(H160, u64)>,
    proofs: Vec<Vec<B256>>,
}

impl Pool {
    pub(crate) fn weight(&self) -> u64 {
        self.leaves.iter().map(|(_, weight)| weight).sum()
    }
}

impl Life<'_> {
    /// Somebody opens a pool.
    pub(crate) fn open_pool(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let count = 1 + chance.below(4);
        let leaves: Vec<(H160, u64)> = (0..count).map(|_| (self.payee(chance), 1 + chance.number() % 1_000)).collect();
        let mut tree = Tree::new(|bytes: &[u8]| keccak256(bytes).0);
        leaves
            .iter()
            .for_each(|(account, weight)| tree.push(&Share { account: account.0, weight: *weight }.to_bytes()));
        let weight = leaves.iter().map(|(_, weight)| weight).sum();
        let root = B256::from(tree.root().unwrap_or_default());
        self.say(format!("openPool of {count} by {}", who.name));
        let basis = chance.below(4) as u8;
        let call = openPoolCall {
            root,
            count: count as u64,
            weight,
            basis,
            list: B256::repeat_byte(1),
            uri: "ipfs://list".into(),
        };
        let expect = if basis < 3 { Expect::Done } else { Expect::Refused };
        let Some(pool) = self.attempt(&who, self.base.protocol.receivers, &call, 0, expect)? else { return Ok(()) };
        let proof = |index| tree.inclusion_proof(index).unwrap_or_default().into_iter().map(B256::from).collect();
        let proofs = (0..count as u64).map(proof).collect();
        self.pools.push(Pool { address: h160(pool), leaves, proofs });
        // The same once more.
        let expect = Expect::error(story::abi::ReceiverFactory::PoolKnown {});
        self.attempt(&who, self.base.protocol.receivers, &call, 0, expect)?;
        Ok(())
    }

    /// Anyone opens a record's inbox.
    pub(crate) fn open_inbox(&mut self, chance: &mut Chance) -> Outcome {
        let (record, who) = (self.some_record(chance), self.somebody(chance));
        self.say(format!("openInbox of {record:x} by {}", who.name));
        let known = self.tale.inboxes.contains_key(&record);
        let expect = if known { Expect::Refused } else { Expect::Done };
        self.attempt(&who, self.base.protocol.receivers, &openInboxCall { record }, 0, expect)?;
        Ok(())
    }

    /// Somebody gives a pool or an inbox money.
    pub(crate) fn fund(&mut self, chance: &mut Chance) -> Outcome {
        let receivers: Vec<H160> =
            self.pools.iter().map(|pool| pool.address).chain(self.tale.inboxes.values().copied()).collect();
        let Some(to) = chance.pick(&receivers) else { return self.open_pool(chance) };
        self.fund_it(chance, to)
    }

    fn fund_it(&mut self, chance: &mut Chance, to: H160) -> Outcome {
        let (substrate, giver) = (self.base.people[1].clone(), self.base.people[0].clone());
        let planck = u128::from(1 + chance.number() % 1_000_000_000);
        self.say(format!("fund {to:?}"));
        if chance.once_in(3) {
            Token::mint(self.chain, &giver.signer, self.base.coin, to, planck);
            self.state = self.chain.contracts();
            self.look(Some(&BTreeSet::from([self.base.coin])))?;
            self.before = self.seen.clone();
            return Ok(());
        }
        let who = if chance.once_in(2) { substrate } else { giver };
        self.give(&who.signer, to, planck * chain::EVM_UNITS_PER_PLANCK)
    }

    /// Anyone claims for leaves of a pool, or an account for another; now and then they lie.
    pub(crate) fn claim(&mut self, chance: &mut Chance) -> Outcome {
        let Some(pool) = chance.pick(&self.pools) else { return self.open_pool(chance) };
        if !chance.once_in(3) {
            self.fund_it(chance, pool.address)?;
        }
        // Rather a leaf of somebody who acts.
        let acting: Vec<usize> =
            (0..pool.leaves.len()).filter(|index| self.actor(pool.leaves[*index].0).is_some()).collect();
        let index = chance.pick(&acting).unwrap_or_default();
        let (account, weight) = pool.leaves[index];
        let way = chance.below(4);
        let itself = self.actor(account).filter(|_| way == 0 && !chance.once_in(3));
        let who = itself.unwrap_or_else(|| self.by(chance, account));
        let currency = if chance.once_in(3) { address(self.base.coin) } else { Address::ZERO };
        let lie = u64::from(chance.once_in(8));
        let proof = pool.proofs[index].clone();
        let at = index as u64;
        self.say(format!("claim in way {way} of leaf {index} of {:?} by {}, lie {lie}", pool.address, who.name));
        match way {
            0 => {
                let to = address(self.payee(chance));
                let call = claimToCall { index: at, weight: weight + lie, currency, to, proof };
                let wrong = lie > 0 || who.address != account;
                self.attempt(&who, pool.address, &call, 0, Expect::unless(wrong, Expect::Perhaps))?;
            }
            1 => {
                let leaf = |(index, (account, weight)): (usize, &(H160, u64))| Leaf {
                    index: index as u64,
                    account: address(*account),
                    weight: *weight,
                };
                let mut leaves: Vec<Leaf> = pool.leaves.iter().enumerate().map(leaf).collect();
                leaves[0].weight += lie;
                let call = claimManyCall { currency, leaves, proofs: pool.proofs.concat() };
                self.attempt(&who, pool.address, &call, 0, Expect::unless(lie > 0, Expect::Perhaps))?;
            }
            _ => {
                let call = claimCall { index: at, account: address(account), weight: weight + lie, currency, proof };
                self.attempt(&who, pool.address, &call, 0, Expect::unless(lie > 0, Expect::Perhaps))?;
            }
        }
        Ok(())
    }

    /// Anyone has an inbox hand on what it has.
    pub(crate) fn sync(&mut self, chance: &mut Chance) -> Outcome {
        let inboxes: Vec<H160> = self.tale.inboxes.values().copied().collect();
        let Some(inbox) = chance.pick(&inboxes) else { return self.open_inbox(chance) };
        if !chance.once_in(3) {
            self.fund_it(chance, inbox)?;
        }
        let who = if chance.once_in(2) { self.base.stranger.clone() } else { self.somebody(chance) };
        let currency = if chance.once_in(3) { address(self.base.coin) } else { Address::ZERO };
        self.say(format!("sync of {inbox:?} by {}", who.name));
        self.attempt(&who, inbox, &RecordInbox::syncCall { currency }, 0, Expect::Any)?;
        Ok(())
    }
}
