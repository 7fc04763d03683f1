//! Between the chain's types and those of `ink_e2e`.

use chain::{Account, DryRun, Refusal};
use ink::primitives::{AccountId, H160};
use ink_e2e::{ContractResult, Keypair, Weight};
use ink_revive_types::{ExecReturnValue, StorageDeposit};
use scale::{Decode as _, Encode as _};

use crate::Error;

/// The account of a key pair of `ink_e2e`'s.
pub(crate) fn account(pair: &Keypair) -> Account {
    let (public, pair) = (pair.public_key().0, pair.clone());
    Account::with_signer("ink_e2e", public, move |message| pair.sign(message).0)
}

pub(crate) fn chain_address(address: &H160) -> chain::H160 {
    chain::H160(address.0)
}

pub(crate) fn ink_address(address: chain::H160) -> H160 {
    H160(address.0)
}

pub(crate) fn chain_account_id(account: &AccountId) -> chain::AccountId32 {
    chain::AccountId32::new(*AsRef::<[u8; 32]>::as_ref(account))
}

pub(crate) fn ink_account_id(account: &chain::AccountId32) -> AccountId {
    let bytes: &[u8; 32] = account.as_ref();
    AccountId::from(*bytes)
}

pub(crate) fn chain_weight(weight: Weight) -> chain::Weight {
    chain::Weight::from_parts(weight.ref_time(), weight.proof_size())
}

fn ink_weight(weight: chain::Weight) -> Weight {
    Weight::from_parts(weight.ref_time(), weight.proof_size())
}

/// A dry run as `ink_e2e` has it.
///
/// # Errors
///
/// Where the execution would be broken off. A refusal is a result like any other.
pub(crate) fn dry_run(run: DryRun) -> Result<ContractResult<ExecReturnValue, u128>, Error> {
    let result = match run.result {
        Ok(data) => returned(0, data),
        Err(Refusal::Reverted(data)) => returned(REVERT, data),
        Err(refusal @ Refusal::Trapped(_)) => return Err(Error::DryRun(refusal)),
    };
    Ok(ContractResult {
        weight_consumed: ink_weight(run.weight),
        weight_required: ink_weight(run.weight_required),
        storage_deposit: if run.deposit < 0 {
            StorageDeposit::Refund(run.deposit.unsigned_abs())
        } else {
            StorageDeposit::Charge(run.deposit.unsigned_abs())
        },
        max_storage_deposit: StorageDeposit::Charge(run.max_deposit),
        gas_consumed: 0,
        result: Ok(result),
    })
}

/// The flag of a return value that is a refusal.
const REVERT: u32 = 1;

fn returned(flags: u32, data: Vec<u8>) -> ExecReturnValue {
    ExecReturnValue::decode(&mut &(flags, data).encode()[..]).expect("a return value is its flags and its data")
}
