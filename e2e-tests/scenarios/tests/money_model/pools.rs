//! Pools: payees that are many, each of whom claims.

use crate::{
    actors::{Actor, Mood},
    life::{Life, Outcome, Verdict},
    market::{STRANGER, tokens::Token},
    model::{Currency, floor, signed},
};
use alloy_primitives::{B256, keccak256};
use alloy_sol_types::SolValue;
use chain::{H160, Receipt};
use rules::{
    merkle::{Tree, path_length},
    pool::Share,
};
use scenarios::lives::Chance;
use std::collections::BTreeMap;
use story::{
    abi::RoyaltyPool,
    blobs,
    calls::{address, event, h160, view},
};

/// The most leaves of one `claimMany`.
const MOST_LEAVES: usize = 16;

/// A pool, and what was claimed of it by each leaf in each currency.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) address: H160,
    leaves: Vec<(H160, u64)>,
    weight: u64,
    proofs: Vec<Vec<B256>>,
    pub(crate) claimed: BTreeMap<(usize, Currency), u128>,
}

impl Pool {
    fn claimed_in(&self, currency: Currency) -> u128 {
        self.claimed.iter().filter(|((_, of), _)| *of == currency).map(|(_, amount)| amount).sum()
    }
}

/// What a leaf received, earned and claimed.
type Sums = [u128; 3];

impl Life<'_> {
    /// Opens a pool of such members, an account twice, and lets it be a payee.
    pub(crate) fn open_pool(&mut self, members: &[(H160, u64)]) -> Outcome<H160> {
        let mut tree = Tree::new(|bytes: &[u8]| keccak256(bytes).0);
        for (account, weight) in members {
            tree.push(&Share { account: account.0, weight: *weight }.to_bytes());
        }
        let (root, count) = (tree.root().unwrap_or_default(), members.len() as u64);
        let weight = members.iter().map(|(_, weight)| weight).sum();
        let code = blobs::load("royalty_pool").map_err(|error| error.to_string())?;
        let arguments = (B256::from(root), count, weight).abi_encode_params();
        let deployed = self.market.chain.deploy(&STRANGER, &code, arguments, 0);
        let address = deployed.map_err(|failure| failure.to_string())?.address;
        let proof = |index| tree.inclusion_proof(index).unwrap_or_default().into_iter().map(B256::from).collect();
        let proofs = (0..count).map(proof).collect();
        let name = format!("Pool {}", self.pools.len());
        // Beside payees who burn their gas, a buyer's exact estimate may leave a pool too little.
        self.cast.payees.push(Actor { name, address, mood: Mood::Perhaps });
        self.pools.push(Pool { address, leaves: members.to_vec(), weight, proofs, claimed: BTreeMap::new() });
        Ok(address)
    }

    fn leaf_sums(&self, pool: &Pool, index: usize, currency: Currency) -> Sums {
        let has = self.model.balances.get(&(currency, pool.address)).copied().unwrap_or_default();
        let received = u128::try_from(has).unwrap_or_default() + pool.claimed_in(currency);
        let earned = floor(received, pool.leaves[index].1, pool.weight);
        [received, earned, pool.claimed.get(&(index, currency)).copied().unwrap_or_default()]
    }

    fn leaf_due(&self, pool: &Pool, index: usize, currency: Currency) -> u128 {
        let [_, earned, claimed] = self.leaf_sums(pool, index, currency);
        earned - claimed
    }

    /// A pool, and a currency in which it may have something. Not one that calls back: when a
    /// pool pays, the splitter is open to anyone.
    fn some_pool(&self, chance: &mut Chance) -> (usize, Currency) {
        let all: Vec<(usize, Currency)> = (0..self.pools.len())
            .flat_map(|pool| (0..self.cast.currencies()).map(move |currency| (pool, currency)))
            .filter(|(_, currency)| !self.cast.calls_back(*currency))
            .collect();
        let full = all.iter().filter(|(pool, currency)| {
            let pool = &self.pools[*pool];
            (0..pool.leaves.len()).any(|index| self.leaf_due(pool, index, *currency) > 0)
        });
        let full: Vec<_> = full.copied().collect();
        let any = full.is_empty() || chance.once_in(6);
        chance.pick(if any { &all } else { &full }).unwrap_or((0, 0))
    }

    /// Somebody gives a pool money: it is income.
    pub(crate) fn give_to_pool(&mut self, chance: &mut Chance) -> Outcome {
        let pool = self.pools[chance.below(self.pools.len())].address;
        let currency = if chance.once_in(2) { 0 } else { chance.below(self.cast.currencies()) };
        self.say(format!("gift of currency {currency} to {}", self.cast.name(pool)));
        if currency == 0 {
            return self.give(chance, pool).map(|_| ());
        }
        let amount = chance.price();
        Token::mint(self.market.chain, &STRANGER, self.cast.token(currency), pool, amount);
        self.model.gain(currency, pool, signed(amount));
        if amount > 0 {
            self.cast.was_paid(currency, pool);
        }
        Ok(())
    }

    /// Anyone claims for a leaf, or its account for somebody else.
    pub(crate) fn claim(&mut self, chance: &mut Chance) -> Outcome {
        let (place, currency) = self.some_pool(chance);
        let pool = self.pools[place].clone();
        let due: Vec<usize> =
            (0..pool.leaves.len()).filter(|index| self.leaf_due(&pool, *index, currency) > 0).collect();
        let any = chance.below(pool.leaves.len());
        let index = if chance.once_in(8) { any } else { chance.pick(&due).unwrap_or(any) };
        let (account, weight) = pool.leaves[index];
        let mut who = self.somebody(chance);
        let mut to = account;
        let person = if chance.once_in(2) { self.cast.person(account) } else { None };
        let by_itself = person.is_some();
        if let Some(person) = person {
            who = person;
            // Not a wallet that calls: nothing keeps it from it now.
            let quiet: Vec<H160> = self.cast.payees.iter().filter(|actor| !actor.calls()).map(|a| a.address).collect();
            to = chance.pick(&quiet).unwrap_or(account);
        }
        let lie = u64::from(chance.once_in(12));
        let due = self.leaf_due(&pool, index, currency);
        self.say(format!(
            "claim of {due} of currency {currency} of leaf {index} of pool {place} for {}{}",
            self.cast.name(to),
            if lie > 0 { ", a lie" } else { "" }
        ));
        let to_itself = currency == 0 && to == pool.address;
        let verdict = if lie > 0 {
            Verdict::refused(RoyaltyPool::LeafInvalid { index: index as u64 })
        } else if due == 0 {
            Verdict::refused(RoyaltyPool::NothingDue {})
        } else if to_itself || self.cast.mood(currency, to) == Mood::Refuses {
            Verdict::refused(RoyaltyPool::PaymentFailed { account: address(to) })
        } else if self.cast.mood(currency, to) == Mood::Breaks {
            Verdict::Fails
        } else {
            Verdict::Done
        };
        let (index_word, token, proof) = (index as u64, self.token(currency), pool.proofs[index].clone());
        let weight = weight + lie;
        let done = if by_itself {
            let call = RoyaltyPool::claimToCall { index: index_word, weight, currency: token, to: address(to), proof };
            self.attempt(&who, pool.address, &call, 0, &verdict)?
        } else {
            let account = address(account);
            let call = RoyaltyPool::claimCall { index: index_word, account, weight, currency: token, proof };
            self.attempt(&who, pool.address, &call, 0, &verdict)?
        };
        let Some(done) = done else { return Ok(()) };
        self.pay_for_birth(&who, currency, to);
        self.pay_leaf(place, index, currency, to, due);
        let claims = self.claims(&done.receipt);
        if done.value != due || claims != [(index as u64, to, due)] {
            return Err(format!("{} and {claims:?} in place of {due}", done.value));
        }
        Ok(())
    }

    fn pay_leaf(&mut self, place: usize, index: usize, currency: Currency, to: H160, due: u128) {
        let pool = &mut self.pools[place];
        *pool.claimed.entry((index, currency)).or_default() += due;
        let from = pool.address;
        self.move_money(currency, from, to, due);
        self.cast.was_paid(currency, to);
    }

    /// What leaves of a pool were paid, in order.
    fn claims(&self, receipt: &Receipt) -> Vec<(u64, H160, u128)> {
        let claimed = receipt.events.iter().filter_map(event::<RoyaltyPool::Claimed>);
        claimed.map(|claimed| (claimed.index, h160(claimed.to), claimed.amount)).collect()
    }

    /// Anyone claims for many leaves.
    pub(crate) fn claim_many(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let (place, currency) = self.some_pool(chance);
        let pool = self.pools[place].clone();
        let all: Vec<usize> = (0..pool.leaves.len()).collect();
        let mut chosen = chance.some(&all, 1 + chance.clone().below(all.len()));
        if chance.once_in(3) {
            chosen.extend(chosen.first().copied());
        }
        match chance.below(12) {
            0 => chosen.clear(),
            1 => chosen = vec![0; MOST_LEAVES + 1],
            _ => (),
        }
        self.say(format!("claimMany of currency {currency} of pool {place}: {chosen:?}"));
        let fits = !chosen.is_empty() && chosen.len() <= MOST_LEAVES;
        let mut due: Vec<(usize, u128)> = Vec::new();
        for index in &chosen {
            let amount = self.leaf_due(&pool, *index, currency);
            if amount > 0 && !due.iter().any(|(before, _)| before == index) {
                due.push((*index, amount));
            }
        }
        let verdict = match (fits, due.is_empty()) {
            (false, _) => Verdict::refused(RoyaltyPool::ClaimCount {}),
            (true, true) => Verdict::refused(RoyaltyPool::NothingDue {}),
            (true, false) => Verdict::Done,
        };
        let count = pool.leaves.len() as u64;
        let proofs: Vec<B256> = chosen.iter().flat_map(|index| pool.proofs[*index].clone()).collect();
        if chosen.iter().any(|index| path_length(*index as u64, count) != Some(pool.proofs[*index].len())) {
            return Err("a proof is not as long as its path".into());
        }
        let leaves = chosen.iter().map(|index| {
            let (account, weight) = pool.leaves[*index];
            RoyaltyPool::Leaf { index: *index as u64, account: address(account), weight }
        });
        let call = RoyaltyPool::claimManyCall { currency: self.token(currency), leaves: leaves.collect(), proofs };
        let Some(done) = self.attempt(&who, pool.address, &call, 0, &verdict)? else { return Ok(()) };
        let claims = self.claims(&done.receipt);
        let mut expected = Vec::new();
        for (index, amount) in due {
            let account = pool.leaves[index].0;
            let seen = claims.contains(&(index as u64, account, amount));
            let is_contract = self.market.chain.code_hash(account).is_some();
            // The place in a token that the pool leaves by its last payment is free.
            let has = self.model.balances.get(&(currency, pool.address)).copied().unwrap_or_default();
            let takes = match self.cast.mood(currency, account) {
                Mood::Takes => true,
                Mood::TakesAtLeisure => !is_contract || (currency > 0 && has == signed(amount)),
                Mood::Perhaps => seen,
                Mood::Refuses | Mood::Breaks => false,
            };
            if takes {
                self.pay_for_birth(&who, currency, account);
                self.pay_leaf(place, index, currency, account, amount);
                expected.push((index as u64, account, amount));
            }
        }
        let total: u128 = expected.iter().map(|(.., amount)| amount).sum();
        if claims != expected || done.value != total {
            return Err(format!("{} by {claims:?} in place of {expected:?}", done.value));
        }
        Ok(())
    }

    /// That every pool says what the model says, and has what its leaves are due.
    pub(crate) fn check_pools(&self) -> Outcome {
        for pool in &self.pools {
            for currency in 0..self.cast.currencies() {
                let has = self.balance(currency, pool.address);
                let mut left = has;
                for (index, (account, weight)) in pool.leaves.iter().enumerate() {
                    let [received, earned, claimed] = self.leaf_sums(pool, index, currency);
                    let call = RoyaltyPool::accountCall {
                        index: index as u64,
                        weight: *weight,
                        currency: self.token(currency),
                    };
                    let said = view(self.market.chain, pool.address, &call).map_err(|error| error.to_string())?;
                    let said = [said.received, said.earned, said.released, said.due];
                    if said != [received, earned, claimed, earned - claimed] {
                        let name = self.cast.name(*account);
                        return Err(format!("a pool says {said:?} of {name} in currency {currency}"));
                    }
                    left = left.checked_sub(earned - claimed).ok_or("a pool owes more than it has")?;
                }
                if left >= pool.leaves.len() as u128 {
                    return Err(format!("{left} of currency {currency} are nobody's in a pool"));
                }
            }
        }
        Ok(())
    }

    /// Two pools, one of which is a leaf of the other.
    pub(crate) fn open_pools(&mut self) -> Outcome {
        let by_name = |name: &str| {
            let actor = self.cast.payees.iter().find(|actor| actor.name == name);
            actor.map(|actor| actor.address).ok_or_else(|| format!("there is no {name}"))
        };
        let members =
            ["Person 1", "Sleeper 0", "Sleeper 1", "Take", "Loop", "Revert", "Write", "TermsBook", "Person 2"];
        let mut inner = Vec::new();
        for (place, name) in members.iter().enumerate() {
            inner.push((by_name(name)?, [1, 7, 1_000_003, 50][place % 4]));
        }
        inner.push((H160::repeat_byte(0xA1), 99));
        inner.push((inner[0].0, 12));
        let outer = [(by_name("Person 3")?, u64::from(u32::MAX)), (H160::repeat_byte(0xA2), 3)];
        let first = self.open_pool(&inner)?;
        let outer = [&outer[..], &[(first, 1 << 31)]].concat();
        self.open_pool(&outer).map(|_| ())
    }
}
