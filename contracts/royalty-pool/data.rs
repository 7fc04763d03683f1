//! What a pool keeps, and its rules.
//!
//! Every leaf follows one rule (see [`rules::pool`]): what it is due is what it earned of all that
//! was received, less what it claimed. What was received is never written down: it is what the pool
//! has, and what was claimed. So all that arrives is income, however it arrives.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::storage::Mapping;
use interfaces::{
    abi::{Row, Word},
    cells::Cells,
    stored::Stored,
};
use rules::{
    Account, Bytes32,
    limits::MAX_CLAIMS,
    merkle::{Hasher, path_length},
    pool::{self, Share},
};

/// A leaf of the pool's tree, as a claim says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// Its place, from 0.
    pub index: u64,
    /// What is there.
    pub share: Share,
}

impl Row for Leaf {
    const ARRAY: &'static str = "(uint64,address,uint64)[]";
    const WORDS: u32 = 3;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (index, account, weight) = (word(), word(), word());
        let share = Share { account: ink::Address::from_word(&account)?.0, weight: u64::from_word(&weight)? };
        Some(Self { index: u64::from_word(&index)?, share })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.index.to_word());
        word(&ink::H160(self.share.account).to_word());
        word(&self.share.weight.to_word());
    }
}

/// What the pool has of one currency, and what was claimed of it so far, in EVM units or the
/// token's smallest unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Funds {
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Account,
    /// What the pool has.
    pub balance: u128,
    /// What all leaves claimed.
    pub claimed: u128,
}

impl Funds {
    /// All that ever came in.
    pub fn received(&self) -> u128 {
        self.balance.saturating_add(self.claimed)
    }
}

/// Whether a currency is the chain's own token. Once, since comparing arrays is written out
/// wherever it is done.
#[inline(never)]
pub fn is_native(currency: &Account) -> bool {
    currency.iter().all(|byte| *byte == 0)
}

/// A pool's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Pool {
    root: Bytes32,
    count: u64,
    weight: u64,
    /// Of the chain's own token, by all leaves.
    native_claimed: u128,
    /// Of each ERC-20, by all leaves.
    tokens_claimed: Mapping<Account, Stored<u128>>,
    /// By index and currency.
    claimed: Mapping<(u64, Account), Stored<u128>>,
}

impl Pool {
    /// A pool of this tree of `count` leaves, whose weights add up to `weight`.
    pub fn new(root: Bytes32, count: u64, weight: u64) -> Self {
        Self { root, count, weight, ..Self::default() }
    }

    /// Root, number of leaves, and total weight.
    pub fn tree(&self) -> (Bytes32, u64, u64) {
        (self.root, self.count, self.weight)
    }

    /// Checks that the pool's tree has a leaf.
    ///
    /// # Errors
    /// [`Error::LeafInvalid`].
    #[inline(never)]
    pub fn check(&self, hasher: &impl Hasher, leaf: &Leaf, proof: &[Bytes32]) -> Result<(), Error> {
        let Leaf { index, share } = leaf;
        let is_in = share.is_in(hasher, &self.root, self.count, *index, proof);
        if is_in { Ok(()) } else { Err(Error::LeafInvalid(*index)) }
    }

    /// Checks that the pool's tree has all of these leaves. Their proofs come one after the other,
    /// and each is as long as its leaf's path.
    ///
    /// # Errors
    /// [`Error::ClaimCount`]; [`Error::LeafInvalid`], with the last leaf where proofs are left over.
    pub fn check_all(&self, hasher: &impl Hasher, leaves: &[Leaf], proofs: &[Bytes32]) -> Result<(), Error> {
        let Some(last) = leaves.last().filter(|_| leaves.len() <= MAX_CLAIMS) else {
            return Err(Error::ClaimCount);
        };
        let mut left = proofs;
        for leaf in leaves {
            let path = path_length(leaf.index, self.count).and_then(|length| left.split_at_checked(length));
            let (proof, rest) = path.ok_or(Error::LeafInvalid(leaf.index))?;
            self.check(hasher, leaf, proof)?;
            left = rest;
        }
        if left.is_empty() { Ok(()) } else { Err(Error::LeafInvalid(last.index)) }
    }

    /// What there is of a currency, of which the pool has `balance`.
    #[inline(never)]
    pub fn funds(&self, currency: Account, balance: u128) -> Funds {
        let claimed = if is_native(&currency) {
            self.native_claimed
        } else {
            self.tokens_claimed.load(currency).unwrap_or_default()
        };
        Funds { currency, balance, claimed }
    }

    /// Keeps what was claimed of a currency; of the chain's own token in the root cell.
    #[inline(never)]
    pub fn keep(&mut self, funds: &Funds) {
        if is_native(&funds.currency) {
            self.native_claimed = funds.claimed;
        } else {
            self.tokens_claimed.save(funds.currency, &funds.claimed);
        }
    }

    /// What a leaf has claimed.
    #[inline(never)]
    pub fn released(&self, index: u64, currency: &Account) -> u128 {
        self.claimed.load((index, *currency)).unwrap_or_default()
    }

    /// What a leaf of this weight has earned.
    pub fn earned(&self, weight: u64, funds: &Funds) -> u128 {
        pool::earned(funds.received(), weight, self.weight)
    }

    /// Takes what a leaf is due out of the funds. Answers how much. To be kept with
    /// [`Self::keep`].
    ///
    /// # Errors
    /// [`Error::NothingDue`], [`Error::PoolShort`].
    #[inline(never)]
    pub fn take(&mut self, leaf: &Leaf, funds: &mut Funds) -> Result<u128, Error> {
        let earned = self.earned(leaf.share.weight, funds);
        let due = earned.saturating_sub(self.released(leaf.index, &funds.currency));
        if due == 0 {
            return Err(Error::NothingDue);
        }
        let left = funds.balance.checked_sub(due).ok_or(Error::PoolShort(due, funds.balance))?;
        // Both change together, so what was received stays the same for the next leaf.
        (funds.balance, funds.claimed) = (left, funds.claimed.saturating_add(due));
        self.claimed.save((leaf.index, funds.currency), &earned);
        Ok(due)
    }

    /// Puts back what was taken for a leaf that could not be paid.
    #[inline(never)]
    pub fn put_back(&mut self, leaf: &Leaf, funds: &mut Funds, amount: u128) {
        let released = self.released(leaf.index, &funds.currency).saturating_sub(amount);
        self.claimed.save((leaf.index, funds.currency), &released);
        funds.balance = funds.balance.saturating_add(amount);
        funds.claimed = funds.claimed.saturating_sub(amount);
    }
}
