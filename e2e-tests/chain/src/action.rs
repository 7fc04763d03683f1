//! What an account asks the chain to do with contracts.

use sp_core::H160;

/// A call or a deployment.
#[derive(Clone)]
pub(crate) enum Action {
    /// Call `to` with `data`.
    Call { to: H160, data: Vec<u8> },
    /// Upload `code` and run its constructor with `data`.
    Deploy { code: Vec<u8>, data: Vec<u8> },
}

/// What a PolkaVM blob starts with. Anything else is taken as EVM init code.
const POLKAVM_MAGIC: &[u8] = b"PVM\0";

impl Action {
    /// A deployment. EVM init code takes no data beside it, so there the data follows the code.
    pub(crate) fn deploy(code: &[u8], data: Vec<u8>) -> Self {
        if code.starts_with(POLKAVM_MAGIC) {
            Self::Deploy { code: code.to_vec(), data }
        } else {
            Self::Deploy { code: [code, &data].concat(), data: Vec::new() }
        }
    }

    /// As the fields `to` and `input` of an Ethereum transaction.
    pub(crate) fn into_ethereum(self) -> (Option<H160>, Vec<u8>) {
        match self {
            Self::Call { to, data } => (Some(to), data),
            Self::Deploy { code, data } => (None, [code, data].concat()),
        }
    }
}
