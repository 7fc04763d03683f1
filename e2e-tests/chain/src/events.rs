//! Reading the events of an extrinsic.

use hub_runtime::{Revive, RuntimeError, RuntimeEvent, RuntimeHoldReason, System};
use pallet_revive::HoldReason;
use sp_core::{H160, U256};
use sp_runtime::{DispatchError, Weight};

use crate::{ContractEvent, EVM_UNITS_PER_PLANCK};

/// What the events of one extrinsic say.
#[derive(Default)]
pub(crate) struct Tale {
    pub(crate) events: Vec<ContractEvent>,
    /// Deployer and contract, innermost first.
    pub(crate) instantiated: Vec<(H160, H160)>,
    pub(crate) weight: Weight,
    pub(crate) deposit: i128,
    pub(crate) fee: u128,
    pub(crate) error: Option<DispatchError>,
}

impl Tale {
    /// Reads the events of the current block from the one with number `first` on.
    pub(crate) fn from_event(first: u32, is_ethereum: bool) -> Self {
        let mut tale = Self::default();
        for record in System::read_events_no_consensus().skip(first as usize) {
            tale.hear(record.event);
        }
        if is_ethereum && tale.error.is_none() {
            tale.fee = tale.fee.saturating_add(lost_by_rounding(tale.fee, tale.deposit));
        }
        tale
    }

    fn hear(&mut self, event: RuntimeEvent) {
        match event {
            RuntimeEvent::Revive(event) => self.hear_contracts(event),
            RuntimeEvent::Balances(event) => self.hear_balances(event),
            RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { dispatch_info }) => {
                self.weight = dispatch_info.weight;
            }
            RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_info, dispatch_error }) => {
                self.weight = dispatch_info.weight;
                self.error = Some(dispatch_error);
            }
            RuntimeEvent::TransactionPayment(pallet_transaction_payment::Event::TransactionFeePaid {
                actual_fee,
                ..
            }) => self.fee = actual_fee,
            _ => {}
        }
    }

    fn hear_contracts(&mut self, event: pallet_revive::Event<hub_runtime::Runtime>) {
        use pallet_revive::Event::*;
        match event {
            ContractEmitted { contract, data, topics } => {
                self.events.push(ContractEvent { address: contract, topics, data });
            }
            Instantiated { deployer, contract } => self.instantiated.push((deployer, contract)),
            // An Ethereum transaction counts as a success for the chain even when it failed.
            EthExtrinsicRevert { dispatch_error } => self.error = Some(dispatch_error),
            _ => {}
        }
    }

    /// Deposits go from the sender to where they are held. A Substrate account's are moved, an
    /// Ethereum account's are taken out of the fee it put up.
    fn hear_balances(&mut self, event: pallet_balances::Event<hub_runtime::Runtime>) {
        use pallet_balances::Event::*;
        let (reason, change) = match event {
            Held { reason, amount, .. } => (reason, plus(amount)),
            TransferAndHold { reason, transferred, .. } => (reason, plus(transferred)),
            Released { reason, amount, .. } => (reason, -plus(amount)),
            TransferOnHold { reason, amount, .. } => (reason, -plus(amount)),
            _ => return,
        };
        if matches!(
            reason,
            RuntimeHoldReason::Revive(HoldReason::StorageDepositReserve | HoldReason::CodeUploadDepositReserve)
        ) {
            self.deposit = self.deposit.saturating_add(change);
        }
    }
}

fn plus(amount: u128) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}

/// An Ethereum sender pays for whole gas. What that is more than fee and deposit is burned, in
/// planck.
fn lost_by_rounding(fee: u128, deposit: i128) -> u128 {
    let price = Revive::evm_base_fee() / U256::from(EVM_UNITS_PER_PLANCK);
    let cost = if deposit < 0 {
        fee.saturating_sub(deposit.unsigned_abs())
    } else {
        fee.saturating_add(deposit.unsigned_abs())
    };
    match u128::try_from(price) {
        Ok(price) if price > 0 => cost.div_ceil(price).saturating_mul(price) - cost,
        _ => 0,
    }
}

/// An error as `Pallet::Name`, or as the runtime puts it where it is not a pallet's.
pub(crate) fn error_name(error: DispatchError) -> String {
    match RuntimeError::from_dispatch_error(error) {
        Some(named) => format!("{named:?}").replace('(', "::").replace(')', ""),
        None => format!("{error:?}"),
    }
}
