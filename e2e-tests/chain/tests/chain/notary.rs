//! A contract in EVM bytecode, written by hand. The first byte of the calldata says what it does;
//! without calldata it takes the money.

/// Do nothing.
pub(crate) const RECEIVE: u8 = 0;
/// Add one to the counter, emit it twice (topics: the counter, then 7), and return it.
pub(crate) const COUNT: u8 = 1;
/// Revert with the number 42.
pub(crate) const REFUSE: u8 = 2;
/// Return the time.
pub(crate) const TIME: u8 = 3;
/// Return the value that came with the call.
pub(crate) const VALUE: u8 = 4;
/// Write, then revert with the number 42.
pub(crate) const WRITE_AND_REFUSE: u8 = 5;
/// Break off.
pub(crate) const TRAP: u8 = 6;
/// Return the caller.
pub(crate) const CALLER: u8 = 7;
/// Set the counter to zero, which frees its storage.
pub(crate) const CLEAR: u8 = 8;
/// Run for ever.
pub(crate) const LOOP: u8 = 9;

/// `return(0, 32)` after storing the top of the stack.
const RETURN_TOP: &[u8] = &[0x5F, 0x52, 0x60, 0x20, 0x5F, 0xF3];
/// `mstore(0, 42) revert(0, 32)`
const REVERT_42: &[u8] = &[0x60, 42, 0x5F, 0x52, 0x60, 0x20, 0x5F, 0xFD];

/// `jump(32 + 32 * first byte of the calldata)`
const DISPATCH: &[u8] = &[0x60, 0x00, 0x35, 0x60, 0xF8, 0x1C, 0x60, 0x05, 0x1B, 0x60, 0x20, 0x01, 0x56];

/// `sstore(0, sload(0) + 1)`, keeping the sum on the stack and at memory 0.
const ADD_ONE: &[u8] = &[0x5F, 0x54, 0x60, 0x01, 0x01, 0x80, 0x5F, 0x55, 0x80, 0x5F, 0x52];
/// `log1(0, 32, top of the stack) log1(0, 32, 7) return(0, 32)`
const LOG_TWICE: &[u8] = &[0x80, 0x60, 0x20, 0x5F, 0xA1, 0x60, 0x07, 0x60, 0x20, 0x5F, 0xA1, 0x60, 0x20, 0x5F, 0xF3];

/// A piece of code of 32 bytes that can be jumped to.
fn target(parts: &[&[u8]]) -> [u8; 32] {
    let mut code = [0; 32];
    code[0] = 0x5B;
    let body = parts.concat();
    code[1..=body.len()].copy_from_slice(&body);
    code
}

/// The code that deploys the contract.
pub(crate) fn init_code() -> Vec<u8> {
    let mut runtime = DISPATCH.to_vec();
    runtime.resize(32, 0);
    for code in [
        target(&[&[0x00]]),
        target(&[ADD_ONE, LOG_TWICE]),
        target(&[REVERT_42]),
        target(&[&[0x42], RETURN_TOP]),
        target(&[&[0x34], RETURN_TOP]),
        target(&[&[0x60, 99, 0x5F, 0x55], REVERT_42]),
        target(&[&[0xFE]]),
        target(&[&[0x33], RETURN_TOP]),
        target(&[&[0x5F, 0x5F, 0x55, 0x00]]),
        target(&[&[0x61, 0x01, 0x40, 0x56]]),
    ] {
        runtime.extend(code);
    }
    // codecopy(0, 10, length) return(0, length)
    let [high, low] = u16::try_from(runtime.len()).expect("it is short").to_be_bytes();
    let mut code = vec![0x61, high, low, 0x80, 0x60, 0x0A, 0x5F, 0x39, 0x5F, 0xF3];
    code.extend(runtime);
    code
}
