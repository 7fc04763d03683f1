//! A chain of which everything is written down, as block explorers do: each transaction with
//! its events, and what it did to the balances of the accounts that are watched.
//!
//! A node answers the same from its archive: `eth_getLogs` for the events, and the balances
//! at the block before and the block after.

use crate::{calls::Reason, node::Node};
use chain::{Account, Chain, ContractEvent, Deployed, Failure, H160, H256, Receipt, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// A chain and its journal.
#[derive(Default)]
pub struct Journal {
    chain: Chain,
    opening: BTreeMap<H160, u128>,
    transactions: Vec<Transaction>,
}

/// A transaction that is in a block. Amounts are in EVM units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The number of the block.
    pub block: u32,
    /// The block's time, in Unix seconds.
    pub time: u64,
    /// Who signed and paid.
    pub signer: H160,
    /// The contract that was called or deployed; zero where a deployment failed.
    pub to: H160,
    /// The selector of the called message; `None` for a deployment.
    pub selector: Option<[u8; 4]>,
    /// What was sent along.
    pub value: u128,
    /// The fee, without the deposit.
    pub fee: u128,
    /// The storage deposit that the signer paid, or if negative got back.
    pub deposit: i128,
    /// What the contracts computed: picoseconds of reference time.
    pub ref_time: u64,
    /// What a validator has to be shown to check it: bytes of proof, for the contracts' part.
    pub proof_size: u64,
    /// Why nothing came of it, if nothing did.
    pub refused: Option<String>,
    /// The contracts' events.
    pub events: Vec<ContractEvent>,
    /// What it changed of each watched account's spendable balance, where it did.
    pub changes: BTreeMap<H160, i128>,
    /// The watched accounts that came into being.
    pub created: BTreeSet<H160>,
}

impl Journal {
    /// A new chain and an empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// The chain, to ask.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: u64) {
        self.chain.advance_time(seconds);
    }

    /// Gives an account money out of nothing, and watches it.
    pub fn endow(&mut self, who: &Account, amount: u128) {
        let before = self.chain.balance(who.address());
        self.chain.endow(who, amount);
        let given = self.chain.balance(who.address()).saturating_sub(before);
        let opening = self.opening.entry(who.address()).or_default();
        *opening = opening.saturating_add(given);
    }

    /// Watches an account that has nothing yet.
    pub fn watch(&mut self, address: H160) {
        self.opening.entry(address).or_default();
    }

    /// The watched accounts, with what each was given before the first transaction.
    pub fn opening(&self) -> &BTreeMap<H160, u128> {
        &self.opening
    }

    /// All transactions in their order.
    pub fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    /// What there is now of each watched account: its spendable balance, `None` where there
    /// is no such account.
    fn balances(&self) -> BTreeMap<H160, Option<u128>> {
        let read = |address| self.chain.account_exists(address).then(|| self.chain.balance(address));
        self.opening.keys().map(|address| (*address, read(*address))).collect()
    }

    fn note(&mut self, mut transaction: Transaction, before: &BTreeMap<H160, Option<u128>>, receipt: Option<&Receipt>) {
        let Some(receipt) = receipt else { return };
        transaction.block = receipt.block_number;
        transaction.time = receipt.timestamp;
        transaction.fee = receipt.fee_in_evm_units();
        transaction.deposit = receipt.deposit_in_evm_units();
        transaction.ref_time = receipt.contract_weight.ref_time();
        transaction.proof_size = receipt.contract_weight.proof_size();
        transaction.events.clone_from(&receipt.events);
        for (address, now) in self.balances() {
            let was = before.get(&address).copied().flatten();
            let change = difference(now.unwrap_or_default(), was.unwrap_or_default());
            if change != 0 {
                transaction.changes.insert(address, change);
            }
            if was.is_none() && now.is_some() {
                transaction.created.insert(address);
            }
        }
        self.transactions.push(transaction);
    }
}

/// Why nothing came of a transaction, with the contract's error by its name.
fn reason(failure: &Failure) -> String {
    match failure.revert_data() {
        Some(data) => Reason(data.to_vec()).to_string(),
        None => failure.to_string(),
    }
}

fn difference(now: u128, was: u128) -> i128 {
    let size = i128::try_from(now.abs_diff(was)).unwrap_or(i128::MAX);
    if now >= was { size } else { -size }
}

fn blank(who: &Account, to: H160, selector: Option<[u8; 4]>, value: u128) -> Transaction {
    Transaction {
        block: 0,
        time: 0,
        signer: who.address(),
        to,
        selector,
        value,
        fee: 0,
        deposit: 0,
        ref_time: 0,
        proof_size: 0,
        refused: None,
        events: Vec::new(),
        changes: BTreeMap::new(),
        created: BTreeSet::new(),
    }
}

impl Node for Journal {
    fn deploy(&mut self, who: &Account, code: &[u8], arguments: Vec<u8>) -> Result<Deployed, Failure> {
        let before = self.balances();
        let result = self.chain.deploy(who, code, arguments, 0);
        let (to, receipt) = match &result {
            Ok(deployed) => (deployed.address, Some(&deployed.receipt)),
            Err(failure) => (H160::zero(), failure.receipt()),
        };
        let refused = result.as_ref().err().map(reason);
        self.note(Transaction { refused, ..blank(who, to, None, 0) }, &before, receipt);
        if !to.is_zero() {
            self.watch(to);
        }
        result
    }

    fn call(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> Result<Receipt, Failure> {
        let selector = data.first_chunk().copied().or(Some([0; 4]));
        let before = self.balances();
        let result = self.chain.call(who, to, data, value);
        let receipt = match &result {
            Ok(receipt) => Some(receipt),
            Err(failure) => failure.receipt(),
        };
        let refused = result.as_ref().err().map(reason);
        self.note(Transaction { refused, ..blank(who, to, selector, value) }, &before, receipt);
        result
    }

    fn view(&self, to: H160, data: Vec<u8>) -> Result<Vec<u8>, Refusal> {
        self.chain.view(to, data)
    }

    fn code_hash(&self, address: H160) -> Option<H256> {
        self.chain.code_hash(address)
    }
}
