//! What the statements keep, and how a ledger's numbers become everybody's.
//!
//! They keep nothing but the other contracts' addresses: ledgers are the splitter's, parents the
//! registry's. The rule is [`rules::split`].

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use ink::{Address, H160, prelude::vec::Vec};
use interfaces::{
    abi::{Row, Word},
    royalty_splitter::LedgerFacts,
};
use rules::{
    Bytes32,
    limits::BASIS_POINTS,
    parents::Parent,
    split::{self, Payee},
};

/// The other contracts with the hashes of their codes: registry, splitter.
pub type Bindings = [(Address, Bytes32); 2];

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Others {
    registry: rules::Account,
    splitter: rules::Account,
}

impl Others {
    /// Knows the other contracts.
    pub fn new([(registry, _), (splitter, _)]: &Bindings) -> Self {
        Self { registry: registry.0, splitter: splitter.0 }
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// The splitter.
    pub fn splitter(&self) -> Address {
        H160(self.splitter)
    }
}

/// The payees of a ledger that is one account's.
pub fn alone(owner: Address) -> Vec<Payee> {
    [Payee { account: owner.0, share: BASIS_POINTS }].to_vec()
}

/// What a payee has earned and was paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The payee.
    pub payee: rules::Account,
    /// Its part of what is left after the parents, in basis points.
    pub share: u16,
    /// What it has earned.
    pub earned: u128,
    /// What it was paid.
    pub released: u128,
}

/// What a parent has earned, and what of it has moved on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The parent's record.
    pub parent: Bytes32,
    /// Its part of the child's gross income, in basis points.
    pub share: u16,
    /// What it has earned.
    pub earned: u128,
    /// What has moved on for it.
    pub settled: u128,
}

/// The payees' accounts, in the order of the split.
pub fn accounts(ledger: &LedgerFacts, payees: &[Payee]) -> impl Iterator<Item = Account> {
    let parents_share = ledger.parents_share;
    payees.iter().zip(&ledger.released).map(move |(payee, released)| Account {
        payee: payee.account,
        share: payee.share,
        earned: split::earned(ledger.received, payee.share, parents_share),
        released: *released,
    })
}

/// The parents' accounts, in their order.
pub fn links(ledger: &LedgerFacts, parents: &[Parent]) -> impl Iterator<Item = Link> {
    parents.iter().zip(&ledger.released).map(|(parent, settled)| Link {
        parent: parent.record,
        share: parent.share,
        earned: split::earned_by_parent(ledger.received, parent.share),
        settled: *settled,
    })
}

/// The parents' part of what a ledger received, rounded down, and what is then neither theirs nor a
/// payee's nor, of a ledger that moves as a whole, has moved on.
pub fn rest(ledger: &LedgerFacts, accounts: &[Account]) -> (u128, u128) {
    let parents = split::earned_by_parent(ledger.received, ledger.parents_share);
    let theirs = match accounts {
        [] => ledger.released.first().copied().unwrap_or_default(),
        _ => accounts.iter().fold(0, |sum: u128, account| sum.saturating_add(account.earned)),
    };
    (parents, ledger.received.saturating_sub(parents).saturating_sub(theirs))
}

impl Row for Account {
    const ARRAY: &'static str = "(address,uint16,uint128,uint128,uint128)[]";
    const WORDS: u32 = 5;

    /// The last word is what is due: it follows from the others, and is not read.
    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (payee, share, earned, released, _) = (word(), word(), word(), word(), word());
        Some(Self {
            payee: Address::from_word(&payee)?.0,
            share: u16::from_word(&share)?,
            earned: u128::from_word(&earned)?,
            released: u128::from_word(&released)?,
        })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&H160(self.payee).to_word());
        word(&self.share.to_word());
        word(&self.earned.to_word());
        word(&self.released.to_word());
        word(&self.earned.saturating_sub(self.released).to_word());
    }
}

impl Row for Link {
    const ARRAY: &'static str = "(uint256,uint16,uint128,uint128,uint128)[]";
    const WORDS: u32 = 5;

    /// The last word is what is due: it follows from the others, and is not read.
    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (parent, share, earned, settled, _) = (word(), word(), word(), word(), word());
        Some(Self {
            parent,
            share: u16::from_word(&share)?,
            earned: u128::from_word(&earned)?,
            settled: u128::from_word(&settled)?,
        })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.parent);
        word(&self.share.to_word());
        word(&self.earned.to_word());
        word(&self.settled.to_word());
        word(&self.earned.saturating_sub(self.settled).to_word());
    }
}
