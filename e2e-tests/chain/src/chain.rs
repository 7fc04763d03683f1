//! The chain.

use std::{cell::RefCell, collections::BTreeMap};

use frame_support::traits::{
    Get,
    fungible::{Inspect, Mutate},
};
use hub_runtime::{
    AccountId, Balances, Revive, Runtime, RuntimeCall, System, Timestamp, UncheckedExtrinsic,
    constants::EXISTENTIAL_DEPOSIT,
};
use pallet_revive::{AddressMapper, tracing::trace};
use sp_core::{H160, H256, U256};
use sp_io::TestExternalities;

use crate::{
    Account, ContractState, Deployed, DryRun, Failure, Limits, NotIncluded, Receipt, Refusal,
    accounts::Key,
    action::Action,
    block, extrinsic,
    ledger::{self, Included},
    money,
    profile::{Profile, Profiler},
    storage,
    witness::Witness,
};

/// The time of the first block: 1 January 2026, midnight in Greenwich, in seconds since 1970.
pub const GENESIS_TIME: u64 = 1_767_225_600;

/// How many seconds one block is later than the one before.
pub const SECONDS_PER_BLOCK: u64 = hub_runtime::constants::MILLISECS_PER_BLOCK / 1_000;

/// So many cells are written before they are committed: more would take memory twice.
const CELLS_AT_ONCE: usize = 65_536;

/// A chain of its own, in memory. A block is always open; a transaction goes into it, and the next
/// one into the next block, unless they are sent within [`Chain::in_one_block`].
pub struct Chain {
    state: RefCell<TestExternalities>,
    keeps_block_open: bool,
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

// ------------------------------------------------------------------------------------ blocks

impl Chain {
    /// A new chain on which nobody has anything. Block 1 is open, at [`GENESIS_TIME`].
    pub fn new() -> Self {
        let chain = Self { state: RefCell::new(TestExternalities::default()), keeps_block_open: false };
        chain.within(|| block::open(1, block::genesis(), GENESIS_TIME * 1_000));
        chain
    }

    /// A copy that goes its own way: the same state, with the same block open. To make a world once
    /// and begin many lives in it.
    ///
    /// # Panics
    /// Within [`Chain::in_one_block`].
    pub fn fork(&self) -> Self {
        assert!(!self.keeps_block_open, "a chain is not copied while transactions are put into one block");
        let mut state = self.state.borrow_mut();
        state.commit_all().expect("the state in memory takes every change");
        let mut copy = TestExternalities::default();
        copy.backend = state.backend.clone();
        Self { state: RefCell::new(copy), keeps_block_open: false }
    }

    /// The open block's number.
    pub fn block_number(&self) -> u32 {
        self.within(System::block_number)
    }

    /// The open block's time, in seconds since 1970.
    pub fn now(&self) -> u64 {
        self.within(Timestamp::get) / 1_000
    }

    /// Closes the open block and opens the next, [`SECONDS_PER_BLOCK`] later.
    pub fn next_block(&mut self) {
        self.advance_time(SECONDS_PER_BLOCK);
    }

    /// Closes the open block and opens the next, `seconds` later. Saturates at the end of time.
    pub fn advance_time(&mut self, seconds: u64) {
        let time = self.within(|| Timestamp::get().saturating_add(seconds.saturating_mul(1_000)));
        let (number, hash) = self.within(block::close);
        self.state.borrow_mut().commit_all().expect("the state in memory takes every change");
        self.within(|| block::open(number + 1, hash, time));
    }

    /// Puts all transactions that `send` sends into the open block, in their order, and closes it.
    pub fn in_one_block<T>(&mut self, send: impl FnOnce(&mut Self) -> T) -> T {
        let was_kept_open = std::mem::replace(&mut self.keeps_block_open, true);
        let result = send(self);
        self.keeps_block_open = was_kept_open;
        self.after_transaction();
        result
    }

    fn after_transaction(&mut self) {
        if !self.keeps_block_open {
            self.next_block();
        }
    }

    /// Runs `read` inside the state.
    pub(crate) fn within<T>(&self, read: impl FnOnce() -> T) -> T {
        self.state.borrow_mut().execute_with(read)
    }
}

// ------------------------------------------------------------------------------ transactions

impl Chain {
    /// Deploys `code`, a PolkaVM blob or EVM init code, with the encoded arguments of its
    /// constructor and `value` in EVM units.
    ///
    /// # Errors
    ///
    /// As [`Chain::call`].
    pub fn deploy(&mut self, who: &Account, code: &[u8], arguments: Vec<u8>, value: u128) -> Result<Deployed, Failure> {
        self.deploy_with(who, code, arguments, value, Limits::default())
    }

    /// As [`Chain::deploy`], within limits that are given.
    ///
    /// # Errors
    ///
    /// As [`Chain::call`].
    pub fn deploy_with(
        &mut self,
        who: &Account,
        code: &[u8],
        arguments: Vec<u8>,
        value: u128,
        limits: Limits,
    ) -> Result<Deployed, Failure> {
        let included = self.act(who, Action::deploy(code, arguments), value, limits)?;
        let address = included
            .instantiated
            .iter()
            .rev()
            .find(|(deployer, _)| *deployer == who.address())
            .map(|(_, contract)| *contract)
            .expect("a deployment that did not fail says where the contract is");
        Ok(Deployed { address, receipt: included.receipt })
    }

    /// Calls `to` with `data` and `value` in EVM units, in a signed transaction.
    ///
    /// # Errors
    ///
    /// A call that fails is in the block all the same, and its receipt says what it cost. Only
    /// [`Failure::NotIncluded`] is not.
    pub fn call(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> Result<Receipt, Failure> {
        self.call_with(who, to, data, value, Limits::default())
    }

    /// As [`Chain::call`], within limits that are given.
    ///
    /// # Errors
    ///
    /// As [`Chain::call`].
    pub fn call_with(
        &mut self,
        who: &Account,
        to: H160,
        data: Vec<u8>,
        value: u128,
        limits: Limits,
    ) -> Result<Receipt, Failure> {
        self.act(who, Action::Call { to, data }, value, limits).map(|included| included.receipt)
    }

    /// Sends `value` EVM units to `to`. A Substrate account does it by the balances pallet, which
    /// runs no code at `to`; an Ethereum account by a transaction without data, which does.
    ///
    /// # Errors
    ///
    /// As [`Chain::call`].
    pub fn transfer(&mut self, who: &Account, to: H160, value: u128) -> Result<Receipt, Failure> {
        match who.key() {
            Key::Ethereum(_) => self.call(who, to, Vec::new(), value),
            Key::Substrate(_) => {
                let planck = money::to_whole_planck(value).ok_or(NotIncluded::NotWholePlanck { value })?;
                self.transfer_native(who, &self.account_of(to), planck)
            }
        }
    }

    /// Sends `planck` to an account by the balances pallet. For Substrate accounts only.
    ///
    /// # Errors
    ///
    /// As [`Chain::dispatch`].
    pub fn transfer_native(&mut self, who: &Account, to: &AccountId, planck: u128) -> Result<Receipt, Failure> {
        let call = pallet_balances::Call::transfer_keep_alive { dest: to.clone().into(), value: planck };
        self.dispatch(who, RuntimeCall::Balances(call))
    }

    /// Stores `code`, without making a contract of it. For Substrate accounts only.
    ///
    /// # Errors
    ///
    /// As [`Chain::dispatch`].
    pub fn upload(&mut self, who: &Account, code: Vec<u8>) -> Result<Receipt, Failure> {
        let call = pallet_revive::Call::upload_code { code, storage_deposit_limit: u128::MAX };
        self.dispatch(who, RuntimeCall::Revive(call))
    }

    /// Removes code that no contract uses. For the Substrate account that stored it.
    ///
    /// # Errors
    ///
    /// As [`Chain::dispatch`].
    pub fn remove_code(&mut self, who: &Account, code_hash: H256) -> Result<Receipt, Failure> {
        self.dispatch(who, RuntimeCall::Revive(pallet_revive::Call::remove_code { code_hash }))
    }

    /// Makes any call of the runtime's, in an extrinsic that a Substrate account signs.
    ///
    /// # Errors
    ///
    /// As [`Chain::call`]; an Ethereum account cannot sign such an extrinsic.
    pub fn dispatch(&mut self, who: &Account, call: RuntimeCall) -> Result<Receipt, Failure> {
        let Key::Substrate(sign) = who.key() else {
            return Err(NotIncluded::BadSignature.into());
        };
        let extrinsic = self.within(|| extrinsic::substrate(who, sign, call, None))?;
        self.include(extrinsic, false).map(|included| included.receipt)
    }

    /// Puts an extrinsic into the open block as it is.
    ///
    /// # Errors
    ///
    /// As [`Chain::call`].
    pub fn submit(&mut self, extrinsic: UncheckedExtrinsic) -> Result<Receipt, Failure> {
        let is_ethereum = matches!(extrinsic.0.function, RuntimeCall::Revive(pallet_revive::Call::eth_transact { .. }));
        self.include(extrinsic, is_ethereum).map(|included| included.receipt)
    }

    fn act(&mut self, who: &Account, action: Action, value: u128, limits: Limits) -> Result<Included, Failure> {
        let extrinsic = self.within(|| match who.key() {
            Key::Substrate(sign) => extrinsic::substrate_action(who, sign, action, value, limits),
            Key::Ethereum(pair) => Ok(extrinsic::ethereum(who, pair, action, value, limits)),
        })?;
        self.include(extrinsic, who.is_ethereum())
    }

    fn include(&mut self, extrinsic: UncheckedExtrinsic, is_ethereum: bool) -> Result<Included, Failure> {
        let result = self.within(|| ledger::apply(extrinsic, is_ethereum));
        if !matches!(result, Err(Failure::NotIncluded(_))) {
            self.after_transaction();
        }
        result
    }
}

// --------------------------------------------------------------------------- trying things out

impl Chain {
    /// Tries what [`Chain::call`] would do. Changes nothing.
    pub fn dry_run(&self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> DryRun {
        self.within(|| DryRun::of(&who.account_id(), Action::Call { to, data }, value))
    }

    /// Tries what [`Chain::call`] would do, and says what its weight is spent on. Changes nothing.
    pub fn profile(&self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> (DryRun, Profile) {
        let mut profiler = Profiler::default();
        let run =
            self.within(|| trace(&mut profiler, || DryRun::of(&who.account_id(), Action::Call { to, data }, value)));
        (run, profiler.into_profile())
    }

    /// Tries what [`Chain::deploy`] would do. Changes nothing.
    pub fn dry_run_deploy(&self, who: &Account, code: &[u8], arguments: Vec<u8>, value: u128) -> DryRun {
        let action = Action::deploy(code, arguments);
        self.within(|| DryRun::of(&who.account_id(), action, value))
    }

    /// Runs `act` inside the open block and gives what it gives; then everything is as it was before.
    /// Time does not pass in it: `act` must not open a block.
    pub fn undone<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let was_kept_open = std::mem::replace(&mut self.keeps_block_open, true);
        self.within(sp_io::storage::start_transaction);
        let result = act(self);
        self.within(sp_io::storage::rollback_transaction);
        self.keeps_block_open = was_kept_open;
        result
    }

    /// Makes a call without a transaction: no signature, no fee, no nonce, no block. What it does stays; of one
    /// that fails nothing does. For trials by the thousand, within [`Chain::undone`].
    pub fn attempt(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> DryRun {
        self.within(|| DryRun::done(&who.account_id(), Action::Call { to, data }, value))
    }

    /// Tries a call, and gives whom it calls on its way, in their order: each with its caller. Whoever is
    /// paid is called, too. Changes nothing.
    pub fn calls_of(&self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> Vec<(H160, H160)> {
        let mut witness = Witness::default();
        self.within(|| {
            trace(&mut witness, || DryRun::of(&who.account_id(), Action::Call { to, data }, value));
        });
        witness.into_calls()
    }

    /// Asks `to` something, as the zero address. Changes nothing.
    ///
    /// # Errors
    ///
    /// What the contract refuses with, or why the execution was broken off.
    pub fn view(&self, to: H160, data: Vec<u8>) -> Result<Vec<u8>, Refusal> {
        self.within(|| DryRun::view(to, data)).result
    }
}

// -------------------------------------------------------------------------------------- money

impl Chain {
    /// Gives an account `amount` EVM units out of nothing, and if it is new its existential
    /// deposit on top.
    pub fn endow(&mut self, who: &Account, amount: u128) {
        self.within(|| {
            let (id, address) = (who.account_id(), who.address());
            if !System::account_exists(&id) {
                // Cannot fail short of the largest possible supply. Maps the account, too.
                let _ = Balances::mint_into(&id, EXISTENTIAL_DEPOSIT);
            }
            let balance = Revive::evm_balance(&address).saturating_add(amount.into());
            let _ = Revive::set_evm_balance(&address, balance);
        });
    }

    /// What the account at `address` can spend and stay alive, in EVM units.
    pub fn balance(&self, address: H160) -> u128 {
        self.within(|| saturated(Revive::evm_balance(&address)))
    }

    /// What an account holds freely, its existential deposit included, in planck.
    pub fn native_balance(&self, account: &AccountId) -> u128 {
        self.within(|| Balances::free_balance(account))
    }

    /// What an account holds in all, storage deposits on hold included, in planck.
    pub fn native_total(&self, account: &AccountId) -> u128 {
        self.within(|| <Balances as Inspect<_>>::total_balance(account))
    }

    /// What the account at `address` holds in all, in EVM units: existential deposit, deposits on
    /// hold and what is finer than a planck included.
    pub fn total_balance(&self, address: H160) -> u128 {
        self.within(|| {
            let planck = <Balances as Inspect<_>>::total_balance(&account_of(address));
            let fine = saturated(Revive::evm_balance(&address)) % money::EVM_UNITS_PER_PLANCK;
            money::to_evm_units(planck).saturating_add(fine)
        })
    }

    /// All planck there are.
    pub fn total_issuance(&self) -> u128 {
        self.within(Balances::total_issuance)
    }

    /// What an account must hold to exist, in planck.
    pub fn existential_deposit(&self) -> u128 {
        EXISTENTIAL_DEPOSIT
    }

    /// The price of gas in EVM units.
    pub fn gas_price(&self) -> u128 {
        self.within(|| saturated(Revive::evm_base_fee()))
    }
}

// ----------------------------------------------------------------------- accounts and contracts

impl Chain {
    /// Whether there is an account at `address`.
    pub fn account_exists(&self, address: H160) -> bool {
        self.within(|| System::account_exists(&account_of(address)))
    }

    /// The account behind `address`.
    pub fn account_of(&self, address: H160) -> AccountId {
        self.within(|| account_of(address))
    }

    /// How many transactions the account has sent, and with a Substrate account how many contracts
    /// it has deployed on top.
    pub fn nonce(&self, who: &Account) -> u32 {
        self.within(|| System::account_nonce(who.account_id()))
    }

    /// The chain's id by EIP-155.
    pub fn chain_id(&self) -> u64 {
        <Runtime as pallet_revive::Config>::ChainId::get()
    }

    /// The hash of the code at `address`, if there is a contract.
    pub fn code_hash(&self, address: H160) -> Option<H256> {
        self.within(|| storage::code_hash(address))
    }

    /// Everything the contract at `address` has stored, by hashed key. Empty where there is none.
    pub fn state_of(&self, address: H160) -> BTreeMap<Vec<u8>, Vec<u8>> {
        self.within(|| storage::storage_of(address))
    }

    /// Writes cells, by their keys before hashing, into the storage of the contract at `address` as they
    /// are, and takes no deposit: for states that are too large to be made by transactions. Nothing
    /// happens where there is no contract.
    ///
    /// # Panics
    /// Within [`Chain::in_one_block`].
    pub fn construct(&mut self, address: H160, cells: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) {
        assert!(!self.keeps_block_open, "no state is written while transactions are put into one block");
        let mut cells = cells.into_iter().peekable();
        while cells.peek().is_some() {
            self.within(|| storage::write(address, cells.by_ref().take(CELLS_AT_ONCE)));
            self.state.borrow_mut().commit_all().expect("the state in memory takes every change");
        }
    }

    /// Everything about every contract: to be compared, before and after, where nothing may change.
    pub fn contracts(&self) -> BTreeMap<H160, ContractState> {
        self.within(|| {
            storage::contracts()
                .into_iter()
                .filter_map(|address| Some((address, storage::contract(address)?)))
                .collect()
        })
    }

    /// The root of the whole state, pending changes included.
    pub fn state_root(&self) -> H256 {
        self.within(|| H256::from_slice(&sp_io::storage::root(sp_core::storage::StateVersion::V1)))
    }
}

pub(crate) fn account_of(address: H160) -> AccountId {
    <Runtime as pallet_revive::Config>::AddressMapper::to_account_id(&address)
}

fn saturated(amount: U256) -> u128 {
    u128::try_from(amount).unwrap_or(u128::MAX)
}
