//! The check of a safe transfer's receiver.

use crate::Error;
use ink::{Address, H160};
use interfaces::{host, words::Words};
use rules::{Account, Bytes32, erc721::RECEIVED, limits::EMPTY_CODE};

/// Asks a contract that is to receive a token whether it knows what to do with it
/// (`onERC721Received`); an account that is no contract is not asked.
///
/// While the receiver answers, it cannot call back into the token: the chain denies it.
///
/// # Errors
/// [`Error::ERC721InvalidReceiver`] if it is the token itself, reverts, traps, or answers
/// anything else than EIP-721 says. One that uses up all gas ends the call for want of gas.
pub fn check_receiver(
    caller: Address,
    from: &Account,
    to: &Account,
    token: &Bytes32,
    data: &[u8],
) -> Result<(), Error> {
    let receiver = H160(*to);
    // The token itself takes none, and to ask it would end the call.
    if receiver == host::address() {
        return Err(Error::ERC721InvalidReceiver(receiver));
    }
    let code = host::code_hash(&receiver);
    if code == [0; 32] || code == EMPTY_CODE {
        return Ok(());
    }
    let [answer]: [Bytes32; 1] =
        host::call(&receiver, RECEIVED, Words::new().push(caller).push(H160(*from)).push(*token).bytes(data), 0)
            .map_err(|_| Error::ERC721InvalidReceiver(receiver))?;
    if answer.starts_with(&RECEIVED) { Ok(()) } else { Err(Error::ERC721InvalidReceiver(receiver)) }
}
