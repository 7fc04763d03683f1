//! Applying extrinsics to the state. Has to run inside the chain's state.

use frame_support::storage::{TransactionOutcome, with_transaction};
use hub_runtime::{Executive, System, Timestamp, UncheckedExtrinsic};
use pallet_revive::tracing::trace;
use sp_core::H160;
use sp_runtime::{
    DispatchError, Weight,
    transaction_validity::{InvalidTransaction, TransactionValidityError},
};

use crate::{
    Failure, NotIncluded, Receipt,
    events::{Tale, error_name},
    extrinsic,
    witness::Witness,
};

/// An extrinsic that is in the block and did what was asked.
pub(crate) struct Included {
    pub(crate) receipt: Receipt,
    /// Deployer and contract, innermost first.
    pub(crate) instantiated: Vec<(H160, H160)>,
}

/// Runs `work` and takes back all it did to the state.
pub(crate) fn undone<T>(work: impl FnOnce() -> T) -> T {
    undone_if(work, |_| true)
}

/// Runs `work` and takes back all it did to the state if what it gives is like this.
pub(crate) fn undone_if<T>(work: impl FnOnce() -> T, is_undone: impl FnOnce(&T) -> bool) -> T {
    let mut result = None;
    let _ = with_transaction(|| {
        let done = work();
        let is_undone = is_undone(&done);
        result = Some(done);
        let nothing = Ok::<(), DispatchError>(());
        if is_undone { TransactionOutcome::Rollback(nothing) } else { TransactionOutcome::Commit(nothing) }
    });
    result.expect("the closure ran, for the state is never nested to the limit of 255 layers")
}

/// Applies an extrinsic as a block author does: one that is not valid leaves no trace.
pub(crate) fn apply(extrinsic: UncheckedExtrinsic, is_ethereum: bool) -> Result<Included, Failure> {
    let extrinsic_index = System::extrinsic_index().unwrap_or_default();
    let first_event = System::event_count();
    let overhead = extrinsic::weight_beside_contracts(&extrinsic);
    let mut witness = Witness::default();
    let mut verdict = None;
    let _ = with_transaction(|| {
        let result = trace(&mut witness, || Executive::apply_extrinsic(extrinsic));
        let outcome = match &result {
            Ok(_) => TransactionOutcome::Commit(Ok::<(), DispatchError>(())),
            Err(_) => TransactionOutcome::Rollback(Ok(())),
        };
        verdict = Some(result);
        outcome
    });
    let verdict = verdict.expect("the closure ran, for the state is never nested to the limit of 255 layers");
    if let Err(error) = verdict {
        return Err(not_included(error).into());
    }

    let tale = Tale::from_event(first_event, is_ethereum);
    let (output, ethereum_weight, touched) = witness.into_parts();
    let contract_weight = match (ethereum_weight, overhead) {
        (Some(weight), _) => weight,
        (None, Some(overhead)) => tale.weight.saturating_sub(overhead),
        (None, None) => Weight::zero(),
    };
    let receipt = Receipt {
        output,
        events: tale.events,
        weight: tale.weight,
        contract_weight,
        touched,
        deposit: tale.deposit,
        fee: tale.fee,
        block_number: System::block_number(),
        extrinsic_index,
        timestamp: Timestamp::get() / 1_000,
    };
    match tale.error {
        None => Ok(Included { receipt, instantiated: tale.instantiated }),
        Some(error) => Err(failure(error, receipt)),
    }
}

fn failure(error: DispatchError, mut receipt: Receipt) -> Failure {
    let name = error_name(error);
    if name == "Revive::ContractReverted" {
        let data = std::mem::take(&mut receipt.output);
        Failure::Reverted { data, receipt: receipt.into() }
    } else {
        receipt.output.clear();
        Failure::Trapped { error: name, receipt: receipt.into() }
    }
}

/// Why a transaction is not valid, in this crate's words.
pub(crate) fn not_included(error: TransactionValidityError) -> NotIncluded {
    match error {
        TransactionValidityError::Invalid(InvalidTransaction::Stale) => NotIncluded::StaleNonce,
        TransactionValidityError::Invalid(InvalidTransaction::Future) => NotIncluded::FutureNonce,
        TransactionValidityError::Invalid(InvalidTransaction::Payment) => NotIncluded::CannotPay,
        TransactionValidityError::Invalid(InvalidTransaction::BadProof) => NotIncluded::BadSignature,
        TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources) => NotIncluded::BlockFull,
        other => NotIncluded::Other(<&'static str>::from(other).into()),
    }
}
