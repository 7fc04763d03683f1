//! Trying something out without doing it.

use frame_support::traits::fungible::Mutate;
use hub_runtime::{AccountId, Balances, Revive, Runtime, RuntimeOrigin, constants::UNIT};
use pallet_revive::{Code, ContractResult, ExecConfig, ExecReturnValue, StorageDeposit, TransactionLimits};
use sp_core::{H160, U256};
use sp_runtime::{DispatchError, Weight};

use crate::{action::Action, events, extrinsic, ledger};

/// What would happen. Nothing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRun {
    /// What the contract would return, or why it would not.
    pub result: Result<Vec<u8>, Refusal>,
    /// The weight the contracts would use.
    pub weight: Weight,
    /// The weight limit they would need, which can be higher.
    pub weight_required: Weight,
    /// The storage deposit in planck: what the sender would pay, or if negative get back.
    pub deposit: i128,
    /// The highest the deposit would stand at on the way, in planck.
    pub max_deposit: u128,
    /// Where a deployment would put the contract.
    pub address: Option<H160>,
}

/// Why a call would fail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The contract would refuse, for this encoded reason.
    #[error("the contract would refuse with 0x{}", sp_core::bytes::to_hex(.0, false).trim_start_matches("0x"))]
    Reverted(Vec<u8>),
    /// The execution would be broken off: the pallet and the name of its error.
    #[error("the execution would be broken off: {0}")]
    Trapped(String),
}

impl DryRun {
    /// Tries `action` as `who`. Has to run inside the chain's state.
    pub(crate) fn of(who: &AccountId, action: Action, value: u128) -> Self {
        ledger::undone(|| {
            Revive::prepare_dry_run(who);
            try_out(who, action, value.into())
        })
    }

    /// Does `action` as `who`, and takes it back if it fails. Has to run inside the chain's state.
    pub(crate) fn done(who: &AccountId, action: Action, value: u128) -> Self {
        ledger::undone_if(|| try_out(who, action, value.into()), |run| run.result.is_err())
    }

    /// Tries a call as an account that has nothing to do with anything: the zero address, with
    /// money enough for whatever the call stores.
    pub(crate) fn view(to: H160, data: Vec<u8>) -> Self {
        let who = neutral_account();
        ledger::undone(|| {
            // Cannot fail short of the largest possible supply, and then the call says so.
            let _ = Balances::mint_into(&who, 1_000_000 * UNIT);
            Revive::prepare_dry_run(&who);
            try_out(&who, Action::Call { to, data }, U256::zero())
        })
    }
}

fn neutral_account() -> AccountId {
    let mut id = [0xEE; 32];
    id[..20].fill(0);
    id.into()
}

fn try_out(who: &AccountId, action: Action, value: U256) -> DryRun {
    let call = extrinsic::pallet_call(action.clone(), 0, Weight::zero(), 0);
    let limits = TransactionLimits::<Runtime>::WeightAndDeposit {
        weight_limit: extrinsic::max_weight_limit(&call),
        deposit_limit: u128::MAX,
    };
    let origin = RuntimeOrigin::signed(who.clone());
    let config = ExecConfig::new_substrate_tx().with_dry_run(None);
    match action {
        Action::Call { to, data } => summary(Revive::bare_call(origin, to, value, limits, data, &config)),
        Action::Deploy { code, data } => {
            let code = Code::Upload(code);
            let run = Revive::bare_instantiate(origin, value, limits, code, data, None, &config);
            let address = run.result.as_ref().ok().map(|deployed| deployed.addr);
            DryRun { address, ..summary(run.map_result(|deployed| deployed.result)) }
        }
    }
}

fn summary(run: ContractResult<ExecReturnValue, u128>) -> DryRun {
    DryRun {
        result: match run.result {
            Ok(value) if value.did_revert() => Err(Refusal::Reverted(value.data)),
            Ok(value) => Ok(value.data),
            Err(error) => Err(refusal(error)),
        },
        weight: run.weight_consumed,
        weight_required: run.weight_required,
        deposit: signed(&run.storage_deposit),
        max_deposit: run.max_storage_deposit.charge_or_zero(),
        address: None,
    }
}

fn refusal(error: DispatchError) -> Refusal {
    Refusal::Trapped(events::error_name(error))
}

fn signed(deposit: &StorageDeposit<u128>) -> i128 {
    let cut = |amount: &u128| i128::try_from(*amount).unwrap_or(i128::MAX);
    match deposit {
        StorageDeposit::Charge(amount) => cut(amount),
        StorageDeposit::Refund(amount) => -cut(amount),
    }
}
