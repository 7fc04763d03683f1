//! A pool's rules over its storage, without a chain.

use crate::{
    data::{Funds, Leaf, Pool, is_native},
    errors::Error,
    royalty_pool::RoyaltyPool,
};
use core::sync::atomic::{AtomicU64, Ordering};
use ink::{H160, sol::FixedBytes};
use interfaces::{
    abi::{Row, number},
    host::off_chain::{Ended, run},
    words::selector,
};
use proptest::prelude::*;
use rules::{Account, Bytes32, limits::MAX_CLAIMS, merkle::Tree, pool::Share};
use sha3::Digest;

const NATIVE: Account = [0; 20];
const TOKEN: Account = [0x20; 20];
const OTHER_TOKEN: Account = [0x21; 20];

fn keccak(bytes: &[u8]) -> Bytes32 {
    sha3::Keccak256::digest(bytes).into()
}

/// A leaf for each weight, of the accounts 1, 2, 3 and so on.
fn leaves(weights: &[u64]) -> Vec<Leaf> {
    let leaf = |(index, weight): (usize, &u64)| Leaf {
        index: index as u64,
        share: Share { account: [index as u8 + 1; 20], weight: *weight },
    };
    weights.iter().enumerate().map(leaf).collect()
}

fn tree(leaves: &[Leaf]) -> Tree<impl Fn(&[u8]) -> Bytes32 + Clone> {
    let mut tree = Tree::new(keccak);
    for leaf in leaves {
        tree.push_hash(leaf.share.hash(&keccak));
    }
    tree
}

/// A pool of these leaves that says its total weight is this.
fn pool_of(leaves: &[Leaf], weight: u64) -> Pool {
    Pool::new(tree(leaves).root().unwrap(), leaves.len() as u64, weight)
}

/// The proofs of these leaves of a tree, one after the other.
fn proofs(all: &[Leaf], which: &[u64]) -> Vec<Bytes32> {
    let tree = tree(all);
    which.iter().flat_map(|index| tree.inclusion_proof(*index).unwrap()).collect()
}

/// Claims for a leaf as a message does, with what the pool has of the currency.
fn claim(pool: &mut Pool, leaf: &Leaf, currency: Account, balance: &mut u128) -> Result<u128, Error> {
    let mut funds = pool.funds(currency, *balance);
    let amount = pool.take(leaf, &mut funds)?;
    pool.keep(&funds);
    *balance = funds.balance;
    Ok(amount)
}

#[test]
fn x11_the_message_for_plain_transfers_has_the_selector_zero() {
    assert_eq!(selector("wycpnbqcyf", &[]), [0; 4]);
}

#[test]
fn s11_a_plain_transfer_is_taken_and_what_follows_the_selector_refused() {
    let receive = |calldata: &[u8]| {
        let mut pool = RoyaltyPool::new(FixedBytes([1; 32]), 2, 3);
        run(calldata, || pool.wycpnbqcyf())
    };
    for calldata in [&[][..], &[0; 4]] {
        assert_eq!(receive(calldata).unwrap_err(), Ended { reverted: false, data: Vec::new() });
    }
    for calldata in [&[0; 1][..], &[0; 3], &[0; 5], &[0; 36]] {
        let refused = Ended { reverted: true, data: selector("CalldataLength", &[]).to_vec() };
        assert_eq!(receive(calldata).unwrap_err(), refused, "{calldata:?}");
    }
}

#[test]
fn a_leaf_is_read_from_its_words_as_it_was_written() {
    let leaf = Leaf { index: u64::MAX, share: Share { account: [7; 20], weight: 9 } };
    let mut words = Vec::new();
    leaf.write(|word| words.push(*word));
    assert_eq!(words.len(), Leaf::WORDS as usize);
    let read = |words: &[Bytes32]| {
        let mut words = words.iter();
        Leaf::read(|| *words.next().unwrap())
    };
    assert_eq!(read(&words), Some(leaf));
    for (position, dirty) in [(0, number(1 << 64)), (1, [0xff; 32]), (2, number(1 << 64))] {
        let mut words = words.clone();
        words[position] = dirty;
        assert_eq!(read(&words), None);
    }
}

#[test]
fn only_the_address_of_zeros_is_the_chains_own_token() {
    assert!(is_native(&NATIVE));
    for place in 0..20 {
        let mut currency = NATIVE;
        currency[place] = 1;
        assert!(!is_native(&currency), "{place}");
    }
}

#[test]
fn r3_a_leaf_that_is_not_in_the_tree_is_refused() {
    let all = leaves(&[1, 2, 3, 4, 5]);
    let pool = pool_of(&all, 15);
    let proof = proofs(&all, &[1]);
    assert_eq!(pool.check(&keccak, &all[1], &proof), Ok(()));
    assert_eq!(pool.tree(), (tree(&all).root().unwrap(), 5, 15));
    let share = all[1].share;
    for (wrong, proof) in [
        (Leaf { index: 0, share }, &proof[..]),
        (Leaf { index: 5, share }, &proof),
        (Leaf { index: 1, share: Share { weight: 3, ..share } }, &proof),
        (Leaf { index: 1, share: Share { account: [9; 20], ..share } }, &proof),
        (all[1], &proof[1..]),
        (all[1], &[]),
    ] {
        assert_eq!(pool.check(&keccak, &wrong, proof), Err(Error::LeafInvalid(wrong.index)), "{wrong:?}");
    }
    assert_eq!(Pool::new([0; 32], 0, 0).check(&keccak, &all[0], &[]), Err(Error::LeafInvalid(0)));
}

#[test]
fn r3_the_proofs_of_many_leaves_must_all_hold() {
    let all = leaves(&[1; 21]);
    let pool = pool_of(&all, 21);
    let some = [all[20], all[3], all[3], all[0]];
    let good = proofs(&all, &[20, 3, 3, 0]);
    assert_eq!(pool.check_all(&keccak, &some, &good), Ok(()));
    assert_eq!(pool.check_all(&keccak, &some, &good[..good.len() - 1]), Err(Error::LeafInvalid(0)));
    // What is left over is nobody's proof.
    assert_eq!(pool.check_all(&keccak, &some, &[&good[..], &[[1; 32]]].concat()), Err(Error::LeafInvalid(0)));
    // One wrong leaf spoils the whole.
    let mut wrong = some;
    wrong[1].share.weight = 2;
    assert_eq!(pool.check_all(&keccak, &wrong, &good), Err(Error::LeafInvalid(3)));
    wrong[1] = Leaf { index: 21, ..all[3] };
    assert_eq!(pool.check_all(&keccak, &wrong, &good), Err(Error::LeafInvalid(21)));
    assert_eq!(pool.check_all(&keccak, &[], &[]), Err(Error::ClaimCount));
    assert_eq!(pool.check_all(&keccak, &[all[0]; MAX_CLAIMS + 1], &[]), Err(Error::ClaimCount));
    let most: Vec<u64> = (0..MAX_CLAIMS as u64).collect();
    assert_eq!(pool.check_all(&keccak, &all[..MAX_CLAIMS], &proofs(&all, &most)), Ok(()));
}

#[ink::test]
fn s10_a_leaf_is_paid_once() {
    let all = leaves(&[1, 2]);
    let mut pool = pool_of(&all, 3);
    let mut balance = 100;
    assert_eq!(claim(&mut pool, &all[0], NATIVE, &mut balance), Ok(33));
    assert_eq!(claim(&mut pool, &all[0], NATIVE, &mut balance), Err(Error::NothingDue));
    assert_eq!((balance, pool.released(0, &NATIVE)), (67, 33));
    // What another claims is not income, and what comes in is everybody's.
    assert_eq!(claim(&mut pool, &all[1], NATIVE, &mut balance), Ok(66));
    assert_eq!(claim(&mut pool, &all[0], NATIVE, &mut balance), Err(Error::NothingDue));
    balance += 2;
    assert_eq!(pool.funds(NATIVE, balance).received(), 102);
    assert_eq!(claim(&mut pool, &all[0], NATIVE, &mut balance), Ok(1));
    assert_eq!(claim(&mut pool, &all[1], NATIVE, &mut balance), Ok(2));
    assert_eq!(balance, 0);
}

#[ink::test]
fn s15_currencies_are_apart() {
    let all = leaves(&[1]);
    let mut pool = pool_of(&all, 1);
    assert_eq!(claim(&mut pool, &all[0], TOKEN, &mut 5), Ok(5));
    assert_eq!(claim(&mut pool, &all[0], OTHER_TOKEN, &mut 6), Ok(6));
    assert_eq!(claim(&mut pool, &all[0], NATIVE, &mut 7), Ok(7));
    let claimed = |currency| pool.funds(currency, 0).claimed;
    assert_eq!([TOKEN, OTHER_TOKEN, NATIVE].map(claimed), [5, 6, 7]);
    // A token that says it has all there is touches nothing else.
    let mut balance = u128::MAX;
    assert_eq!(claim(&mut pool, &all[0], TOKEN, &mut balance), Ok(u128::MAX - 5));
    assert_eq!(pool.funds(NATIVE, 0).received(), 7);
}

#[ink::test]
fn s3_weights_that_add_up_to_more_than_is_said_harm_only_the_pool() {
    let all = leaves(&[3, 3, 9]);
    let mut pool = pool_of(&all, 4);
    let mut balance = 100;
    assert_eq!(claim(&mut pool, &all[0], NATIVE, &mut balance), Ok(75));
    assert_eq!(claim(&mut pool, &all[1], NATIVE, &mut balance), Err(Error::PoolShort(75, 25)));
    // A weight above the total earns the whole, not more.
    assert_eq!(claim(&mut pool, &all[2], NATIVE, &mut balance), Err(Error::PoolShort(100, 25)));
    assert_eq!((balance, pool.released(1, &NATIVE), pool.funds(NATIVE, balance).received()), (25, 0, 100));
}

#[ink::test]
fn s12_what_could_not_be_paid_is_due_again() {
    let all = leaves(&[1, 1]);
    let mut pool = pool_of(&all, 2);
    assert_eq!(claim(&mut pool, &all[0], TOKEN, &mut 10), Ok(5));
    let mut funds = pool.funds(TOKEN, 25);
    let before = (funds, pool.released(0, &TOKEN));
    let amount = pool.take(&all[0], &mut funds).unwrap();
    assert_eq!((amount, funds), (10, Funds { currency: TOKEN, balance: 15, claimed: 15 }));
    pool.put_back(&all[0], &mut funds, amount);
    assert_eq!((funds, pool.released(0, &TOKEN)), before);
    assert_eq!(pool.take(&all[0], &mut funds), Ok(10));
}

/// What happens to a pool.
#[derive(Clone, Debug)]
enum Step {
    Arrives(u64),
    Claims(proptest::sample::Index),
    IsNotPaid(proptest::sample::Index),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<u64>().prop_map(Step::Arrives),
        any::<proptest::sample::Index>().prop_map(Step::Claims),
        any::<proptest::sample::Index>().prop_map(Step::IsNotPaid),
    ]
}

proptest! {
    #[test]
    fn s3_whatever_happens_each_leaf_gets_its_floor_of_all_that_came_in(
        weights in proptest::collection::vec(1..=u64::from(u32::MAX), 1..6),
        steps in proptest::collection::vec(any_step(), 1..60),
    ) {
        // Storage outlasts a case, so each has another contract's.
        static CASES: AtomicU64 = AtomicU64::new(1);
        ink::env::test::set_callee(H160::from_low_u64_be(CASES.fetch_add(1, Ordering::Relaxed)));
        let all = leaves(&weights);
        let total: u64 = weights.iter().sum();
        let mut pool = pool_of(&all, total);
        let (mut balance, mut received, mut paid) = (0u128, 0u128, vec![0u128; all.len()]);
        let earned = |received: u128, leaf: &Leaf| received * u128::from(leaf.share.weight) / u128::from(total);
        for step in steps {
            match step {
                Step::Arrives(amount) => {
                    balance += u128::from(amount);
                    received += u128::from(amount);
                }
                Step::Claims(which) => {
                    let leaf = which.get(&all);
                    let due = earned(received, leaf) - paid[leaf.index as usize];
                    let expected = if due == 0 { Err(Error::NothingDue) } else { Ok(due) };
                    prop_assert_eq!(claim(&mut pool, leaf, NATIVE, &mut balance), expected);
                    paid[leaf.index as usize] += due;
                }
                Step::IsNotPaid(which) => {
                    let leaf = which.get(&all);
                    let mut funds = pool.funds(NATIVE, balance);
                    if let Ok(amount) = pool.take(leaf, &mut funds) {
                        pool.put_back(leaf, &mut funds, amount);
                        pool.keep(&funds);
                        prop_assert_eq!(funds.balance, balance);
                    }
                }
            }
            prop_assert_eq!(pool.funds(NATIVE, balance).received(), received);
            prop_assert_eq!(balance, received - paid.iter().sum::<u128>());
        }
        for leaf in &all {
            let _ = claim(&mut pool, leaf, NATIVE, &mut balance);
            prop_assert_eq!(pool.released(leaf.index, &NATIVE), earned(received, leaf));
        }
        // What stays is less than one unit a leaf.
        prop_assert!(balance < all.len() as u128);
    }
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Pool>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(keys, [("tokens_claimed", 0x3843_ad26), ("claimed", 0xd571_e53e)]);
}
