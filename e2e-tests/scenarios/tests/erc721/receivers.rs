//! Receivers of tokens, in EVM code.

use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, Revert, SolCall as _, SolError as _, sol};

sol! {
    function onERC721Received(address operator, address from, uint256 tokenId, bytes data) external returns (bytes4);
}

/// Init code that deploys `code`, of at most 255 bytes.
pub(crate) fn deployment(code: &[u8]) -> Vec<u8> {
    let length = u8::try_from(code.len()).unwrap();
    let init = [
        0x60, length, // PUSH1 length
        0x60, 12, // PUSH1 where the code begins: after these twelve bytes
        0x60, 0,    // PUSH1 0
        0x39, // CODECOPY
        0x60, length, // PUSH1 length
        0x60, 0,    // PUSH1 0
        0xf3, // RETURN
    ];
    [&init[..], code].concat()
}

/// Code that answers with the first `length` bytes of these four and zeros.
pub(crate) fn answers(magic: [u8; 4], length: u8) -> Vec<u8> {
    let [a, b, c, d] = magic;
    vec![
        0x63, a, b, c, d, // PUSH4 magic
        0x60, 0xe0, // PUSH1 224
        0x1b, // SHL: to the left end of the word
        0x60, 0,    // PUSH1 0
        0x52, // MSTORE
        0x60, length, // PUSH1 length
        0x60, 0,    // PUSH1 0
        0xf3, // RETURN
    ]
}

/// Code that reverts with this many zeros.
pub(crate) fn reverts(length: u16) -> Vec<u8> {
    let [high, low] = length.to_be_bytes();
    vec![0x61, high, low, 0x60, 0, 0xfd] // PUSH2 length, PUSH1 0, REVERT
}

/// Code that emits its calldata as an event and then takes the token.
pub(crate) fn tells_and_takes() -> Vec<u8> {
    let tells = [
        0x36, // CALLDATASIZE
        0x60, 0, // PUSH1 0
        0x60, 0,    // PUSH1 0
        0x37, // CALLDATACOPY
        0x36, // CALLDATASIZE
        0x60, 0,    // PUSH1 0
        0xa0, // LOG0
    ];
    [&tells[..], &answers(onERC721ReceivedCall::SELECTOR, 32)].concat()
}

/// Code that calls the token that asks it with the transfer's data, emits whether that succeeded,
/// and takes the token.
pub(crate) fn calls_back() -> Vec<u8> {
    let calls = [
        0x60, 132,  // PUSH1 132: where the data's length is
        0x35, // CALLDATALOAD
        0x80, // DUP1
        0x60, 164, // PUSH1 164: where the data is
        0x60, 0,    // PUSH1 0
        0x37, // CALLDATACOPY
        0x60, 0, // PUSH1 0
        0x60, 0,    // PUSH1 0
        0x82, // DUP3
        0x60, 0, // PUSH1 0
        0x60, 0,    // PUSH1 0
        0x33, // CALLER
        0x5a, // GAS
        0xf1, // CALL
        0x60, 0,    // PUSH1 0
        0x52, // MSTORE
        0x60, 32, // PUSH1 32
        0x60, 0,    // PUSH1 0
        0xa0, // LOG0
    ];
    [&calls[..], &answers(onERC721ReceivedCall::SELECTOR, 32)].concat()
}

sol! {
    /// An error of a receiver's own.
    error NotToday(bytes4 magic, uint256 reason);
}

/// Code that reverts with this.
pub(crate) fn reverts_with(reason: &[u8]) -> Vec<u8> {
    let length = u8::try_from(reason.len()).unwrap();
    let code = [
        0x60, length, // PUSH1 length
        0x60, 12, // PUSH1 where the reason begins: after these twelve bytes
        0x60, 0,    // PUSH1 0
        0x39, // CODECOPY
        0x60, length, // PUSH1 length
        0x60, 0,    // PUSH1 0
        0xfd, // REVERT
    ];
    [&code[..], reason].concat()
}

/// Contracts that do not take a token, each in another way.
pub(crate) fn unwilling() -> Vec<(&'static str, Vec<u8>)> {
    let magic = onERC721ReceivedCall::SELECTOR;
    let own = NotToday { magic: magic.into(), reason: alloy_primitives::U256::from(7) };
    vec![
        ("has no receiver", vec![0x00]), // STOP
        ("answers with another selector", answers([0x15, 0x0b, 0x7a, 0x03], 32)),
        ("answers with any other word", answers([0xde, 0xad, 0xbe, 0xef], 32)),
        ("answers with nothing but zeros", answers([0; 4], 32)),
        ("answers with the selector alone", answers(magic, 4)),
        ("answers with a word less a byte", answers(magic, 31)),
        ("reverts with nothing", reverts(0)),
        ("reverts with 2 bytes", reverts(2)),
        ("reverts with 4 bytes", reverts(4)),
        ("reverts with 1000 bytes", reverts(1_000)),
        ("reverts with a message", reverts_with(&Revert::from("not today").abi_encode())),
        ("reverts with an error of its own", reverts_with(&own.abi_encode())),
        ("reverts with the selector that it should answer", reverts_with(&Bytes::from(magic))),
        ("panics for a division by zero", reverts_with(&Panic::from(0x12).abi_encode())),
    ]
}
