//! What a wallet or a dapp asks of a chain.

use chain::{Account, Chain, Deployed, Failure, H160, H256, Receipt, Refusal};

/// A chain that takes transactions and answers questions: the embedded one, or that and a
/// [journal](crate::journal).
pub trait Node {
    /// Deploys a contract.
    ///
    /// # Errors
    /// As [`Chain::deploy`].
    fn deploy(&mut self, who: &Account, code: &[u8], arguments: Vec<u8>) -> Result<Deployed, Failure>;

    /// Calls a contract in a signed transaction. `value` is in EVM units.
    ///
    /// # Errors
    /// As [`Chain::call`].
    fn call(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> Result<Receipt, Failure>;

    /// Asks a contract something.
    ///
    /// # Errors
    /// As [`Chain::view`].
    fn view(&self, to: H160, data: Vec<u8>) -> Result<Vec<u8>, Refusal>;

    /// The hash of the code at an address.
    fn code_hash(&self, address: H160) -> Option<H256>;
}

impl Node for Chain {
    fn deploy(&mut self, who: &Account, code: &[u8], arguments: Vec<u8>) -> Result<Deployed, Failure> {
        Chain::deploy(self, who, code, arguments, 0)
    }

    fn call(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> Result<Receipt, Failure> {
        Chain::call(self, who, to, data, value)
    }

    fn view(&self, to: H160, data: Vec<u8>) -> Result<Vec<u8>, Refusal> {
        Chain::view(self, to, data)
    }

    fn code_hash(&self, address: H160) -> Option<H256> {
        Chain::code_hash(self, address)
    }
}
