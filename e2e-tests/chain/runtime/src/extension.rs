//! What every transaction is checked for before it runs, and what it pays.

use pallet_revive::evm::{runtime::EthExtra, tx_extension::SetOrigin};
use sp_runtime::{generic::Era, traits::InvalidVersion};

use crate::{Balance, Runtime};

/// The checks of a transaction, in order. Polkadot Hub's, without those for pallets that are not
/// here.
pub type TxExtension = (
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    SetOrigin<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);

fn checks(nonce: u32, tip: Balance, origin: SetOrigin<Runtime>) -> TxExtension {
    (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(tip),
        origin,
        frame_system::WeightReclaim::new(),
    )
}

/// The checks for an extrinsic that a Substrate account signs: no tip, valid for ever.
pub fn signed_extension(nonce: u32) -> TxExtension {
    checks(nonce, 0, SetOrigin::default())
}

/// Turns an Ethereum transaction into an extrinsic with the same checks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EthExtraImpl;

impl EthExtra for EthExtraImpl {
    type Config = Runtime;
    type ExtensionV0 = TxExtension;
    type ExtensionOtherVersions = InvalidVersion;

    fn get_eth_extension(nonce: u32, tip: Balance) -> Self::ExtensionV0 {
        checks(nonce, tip, SetOrigin::new_from_eth_transaction())
    }
}
