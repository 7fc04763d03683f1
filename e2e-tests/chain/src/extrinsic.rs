//! Building and signing transactions of both kinds. Has to run inside the chain's state.

use frame_support::dispatch::GetDispatchInfo;
use hub_runtime::{
    Address, Revive, Runtime, RuntimeCall, System, UncheckedExtrinsic, config::RuntimeBlockWeights,
    constants::CHAIN_ID, extension::signed_extension,
};
use pallet_revive::evm::{Bytes, GenericTransaction, Transaction1559Unsigned, TransactionUnsigned};
use scale::Encode as _;
use sp_core::{H160, U256, ecdsa, sr25519};
use sp_io::hashing::keccak_256;
use sp_runtime::{
    MultiSignature, Weight,
    generic::{self, SignedPayload},
    traits::TransactionExtension,
    transaction_validity::TransactionValidityError,
};

use crate::{Account, NotIncluded, accounts::Signer, action::Action, dry_run::DryRun, ledger, money};

/// What the sender allows a transaction to use. What is not given is estimated just before the
/// transaction is signed, as a wallet does it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The most weight the contracts may use. For Substrate accounts only.
    pub weight: Option<Weight>,
    /// The most storage deposit in planck. For Substrate accounts only.
    pub deposit: Option<u128>,
    /// The most gas, which covers the weight and the deposit. For Ethereum accounts only.
    pub gas: Option<u64>,
    /// The nonce to sign, if not the next one.
    pub nonce: Option<u32>,
}

/// By how much a Substrate account's limits exceed the estimate.
const MARGIN_PERCENT: u64 = 25;

/// Room that is left in the largest extrinsic for all that is not contract code.
const OVERHEAD: Weight = Weight::from_parts(5_000_000_000, 65_536);

/// What the outcome of an Ethereum transaction that will fail may need beside its weight: room for
/// the storage deposits on the way to the failure, in planck.
const DEPOSIT_ALLOWANCE: u128 = 10 * hub_runtime::constants::UNIT;

/// What a Substrate account's deposit limit has beside the estimate, in planck. The estimate counts
/// what one contract frees against what another takes in the same call, and the execution does not.
const FREED_ALLOWANCE: u128 = hub_runtime::constants::UNIT / 10;

/// The largest weight limit that an extrinsic with this call can have.
pub(crate) fn max_weight_limit(call_without_limit: &RuntimeCall) -> Weight {
    let length = call_without_limit.encoded_size() as u64;
    RuntimeBlockWeights::get()
        .get(frame_support::dispatch::DispatchClass::Normal)
        .max_extrinsic
        .unwrap_or_default()
        .saturating_sub(OVERHEAD)
        .saturating_sub(Weight::from_parts(0, length))
        .saturating_sub(call_without_limit.get_dispatch_info().call_weight)
        .saturating_sub(signed_extension(0).weight(call_without_limit))
}

/// What is charged for a Substrate account's contract call beside what the contracts use. Nothing
/// is known of other extrinsics.
pub(crate) fn weight_beside_contracts(extrinsic: &UncheckedExtrinsic) -> Option<Weight> {
    let call = &extrinsic.0.function;
    let RuntimeCall::Revive(
        pallet_revive::Call::call { weight_limit, .. }
        | pallet_revive::Call::instantiate_with_code { weight_limit, .. },
    ) = call
    else {
        return None;
    };
    let base = RuntimeBlockWeights::get().get(frame_support::dispatch::DispatchClass::Normal).base_extrinsic;
    let of_call = call.get_dispatch_info().call_weight.saturating_sub(*weight_limit);
    Some(base.saturating_add(of_call).saturating_add(signed_extension(0).weight(call)))
}

/// The pallet call for an action.
pub(crate) fn pallet_call(action: Action, value: u128, weight: Weight, deposit: u128) -> RuntimeCall {
    let (weight_limit, storage_deposit_limit) = (weight, deposit);
    RuntimeCall::Revive(match action {
        Action::Call { to, data } => {
            pallet_revive::Call::call { dest: to, value, weight_limit, storage_deposit_limit, data }
        }
        Action::Deploy { code, data } => pallet_revive::Call::instantiate_with_code {
            value,
            weight_limit,
            storage_deposit_limit,
            code,
            data,
            salt: None,
        },
    })
}

/// An extrinsic in which a Substrate account does `action`.
pub(crate) fn substrate_action(
    who: &Account,
    sign: &Signer,
    action: Action,
    value: u128,
    limits: Limits,
) -> Result<UncheckedExtrinsic, NotIncluded> {
    let planck = money::to_whole_planck(value).ok_or(NotIncluded::NotWholePlanck { value })?;
    let (weight, deposit) = match limits {
        Limits { weight: Some(weight), deposit: Some(deposit), .. } => (weight, deposit),
        Limits { weight, deposit, .. } => {
            let max = max_weight_limit(&pallet_call(action.clone(), planck, Weight::zero(), 0));
            let estimate = DryRun::of(&who.account_id(), action.clone(), value);
            let with_margin = estimate
                .weight_required
                .saturating_add((estimate.weight_required / 100).saturating_mul(MARGIN_PERCENT));
            (
                weight.unwrap_or(with_margin.min(max)),
                deposit.unwrap_or_else(|| {
                    let part = estimate.max_deposit / 100 * u128::from(MARGIN_PERCENT);
                    estimate.max_deposit.saturating_add(part).saturating_add(FREED_ALLOWANCE)
                }),
            )
        }
    };
    substrate(who, sign, pallet_call(action, planck, weight, deposit), limits.nonce)
}

/// An extrinsic in which a Substrate account makes `call`.
pub(crate) fn substrate(
    who: &Account,
    sign: &Signer,
    call: RuntimeCall,
    nonce: Option<u32>,
) -> Result<UncheckedExtrinsic, NotIncluded> {
    let nonce = nonce.unwrap_or_else(|| System::account_nonce(who.account_id()));
    let payload = SignedPayload::new(call, signed_extension(nonce))
        .map_err(|error: TransactionValidityError| ledger::not_included(error))?;
    let signature = sr25519::Signature::from_raw(payload.using_encoded(|bytes| sign(bytes)));
    let (call, extension, _) = payload.deconstruct();
    Ok(generic::UncheckedExtrinsic::new_signed(
        call,
        Address::Id(who.account_id()),
        MultiSignature::Sr25519(signature),
        extension,
    )
    .into())
}

/// The Ethereum transaction (EIP-1559) in which `who` does `action`, in the wrapping in which a
/// node's Ethereum interface hands it to the chain.
pub(crate) fn ethereum(
    who: &Account,
    pair: &ecdsa::Pair,
    action: Action,
    value: u128,
    limits: Limits,
) -> UncheckedExtrinsic {
    let (to, input) = action.into_ethereum();
    let price = Revive::evm_base_fee();
    let gas = match limits.gas {
        Some(gas) => gas.into(),
        None => estimate_gas(who, to, &input, value, price),
    };
    let nonce = limits.nonce.unwrap_or_else(|| System::account_nonce(who.account_id()));
    let unsigned = TransactionUnsigned::Transaction1559Unsigned(Transaction1559Unsigned {
        chain_id: CHAIN_ID.into(),
        nonce: nonce.into(),
        gas,
        gas_price: price,
        max_fee_per_gas: price,
        max_priority_fee_per_gas: U256::zero(),
        to,
        value: value.into(),
        input: Bytes(input),
        ..Default::default()
    });
    let hash = keccak_256(&unsigned.unsigned_payload());
    let payload = unsigned.with_signature(pair.sign_prehashed(&hash).0).signed_payload();
    bare(pallet_revive::Call::<Runtime>::eth_transact { payload }.into())
}

/// An extrinsic without a signature of Substrate's.
pub(crate) fn bare(call: RuntimeCall) -> UncheckedExtrinsic {
    generic::UncheckedExtrinsic::new_bare(call).into()
}

/// The gas as a node's `eth_estimateGas` gives it. A transaction that cannot succeed has no such
/// estimate; it gets what any transaction can need, as far as the sender can pay for it.
fn estimate_gas(who: &Account, to: Option<H160>, input: &[u8], value: u128, price: U256) -> U256 {
    let transaction = GenericTransaction {
        from: Some(who.address()),
        to,
        input: Bytes(input.to_vec()).into(),
        value: Some(value.into()),
        ..Default::default()
    };
    ledger::undone(|| Revive::eth_estimate_gas(transaction, None, None)).unwrap_or_else(|_| {
        let allowance = U256::from(money::to_evm_units(DEPOSIT_ALLOWANCE));
        let enough: U256 = Revive::evm_max_extrinsic_weight_in_gas() * 2 + allowance / price;
        let payable: U256 = Revive::evm_balance(&who.address()).saturating_sub(value.into()) / price;
        enough.min(payable)
    })
}
