//! Money: who has how much, and what of it was paid to whom out of what it was due.

use crate::cells::{States, entries};
use crate::contract::Contract;
use crate::titles::places;
use crate::tokens::{ERC20, Token};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use chain::H160;
use scenarios::World;
use std::collections::BTreeMap;
use story::calls::address;

/// Bytes of a ledger's cell before what its payees were paid: what it received, and the parents' share.
const HEAD: usize = 18;

/// By account and currency; the chain's own token is the zero address.
pub(crate) type Sums = BTreeMap<(H160, H160), i128>;

/// What people have, and what they let the splitter take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Purses {
    /// All of it, deposits included.
    pub(crate) money: Sums,
    /// What others may take of the token, by who lets whom.
    pub(crate) allowances: BTreeMap<(H160, H160), U256>,
}

impl Purses {
    pub(crate) fn of(world: &World<'_>, people: &[H160], contracts: &[H160], token: H160) -> Self {
        let mut money = Sums::new();
        for who in people {
            money.insert((*who, H160::zero()), signed(world.chain.total_balance(*who)));
        }
        for who in people.iter().chain(contracts) {
            money.insert((*who, token), signed(Token::held(world.chain, token, *who)));
        }
        let mut allowances = BTreeMap::new();
        for owner in people {
            for spender in contracts.iter().chain(people) {
                let call = ERC20::allowanceCall { owner: address(*owner), spender: address(*spender) };
                let answer = world.chain.view(token, call.abi_encode()).unwrap();
                let left = ERC20::allowanceCall::abi_decode_returns_validate(&answer).unwrap();
                if left > U256::ZERO {
                    allowances.insert((*owner, *spender), left);
                }
            }
        }
        Self { money, allowances }
    }

    /// The same with what can have changed without the token: the chain's own money.
    pub(crate) fn with_native(&self, world: &World<'_>) -> Self {
        let mut now = self.clone();
        for ((who, currency), amount) in &mut now.money {
            if currency.is_zero() {
                *amount = signed(world.chain.total_balance(*who));
            }
        }
        now
    }
}

fn signed(amount: u128) -> i128 {
    i128::try_from(amount).unwrap()
}

fn u128_at(cell: &[u8], at: usize) -> u128 {
    u128::from_le_bytes(cell[at..at + 16].try_into().unwrap())
}

/// All that was ever paid to accounts out of what they were due: by the splitter, and by a pool for its places;
/// less what the arbitration still has for them, since that falls when it pays.
pub(crate) fn paid_out(world: &World<'_>, states: &States, leaves: &[H160]) -> Sums {
    let mut paid = Sums::new();
    let mut add = |who: H160, currency: H160, amount: i128| *paid.entry((who, currency)).or_default() += amount;
    let protocol = &world.protocol;
    for (key, cell) in entries(states, protocol.splitter, Contract::Splitter, "ledgers") {
        let currency = H160::from_slice(&key[60..80]);
        for (position, who) in places(world, states, &key).into_iter().enumerate() {
            let at = HEAD + 16 * position;
            if at + 16 <= cell.len() {
                add(who, currency, signed(u128_at(&cell, at)));
            }
        }
    }
    let pool = Contract::Pool.address(world);
    for (key, cell) in entries(states, pool, Contract::Pool, "claimed") {
        let index = u64::from_le_bytes(key[..8].try_into().unwrap());
        add(leaves[index as usize], H160::from_slice(&key[8..28]), signed(u128_at(&cell, 0)));
    }
    for (key, cell) in entries(states, protocol.arbitration, Contract::Arbitration, "credits") {
        add(H160::from_slice(&key), H160::zero(), -signed(u128_at(&cell, 0)));
    }
    paid
}

/// What a ledger received, and what was paid from it.
pub(crate) fn ledger(cell: Option<&Vec<u8>>) -> (u128, Vec<u128>) {
    let Some(cell) = cell else { return Default::default() };
    (u128_at(cell, 0), cell[HEAD..].chunks(16).map(|sum| u128_at(sum, 0)).collect())
}
