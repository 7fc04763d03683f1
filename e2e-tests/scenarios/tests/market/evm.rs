//! Contracts in EVM bytecode, written by hand: payees, owners and buyers of every bad habit.
//!
//! Each is a wallet: with calldata it calls the address that the calldata's first 20 bytes
//! are with the rest of it, and passes on the value and the answer. Without calldata it is
//! being paid, and does what its [`Habit`] is.

use chain::H160;

/// What a contract does when it is paid.
#[derive(Clone, Debug)]
pub(crate) enum Habit {
    /// Takes the money.
    Take,
    /// Reverts with this many bytes.
    Revert(u16),
    /// Comes upon an invalid opcode.
    Break,
    /// Runs for ever.
    Loop,
    /// Writes this many fresh cells of storage, then takes the money.
    Write(u16),
    /// Takes the money and returns this many bytes.
    Return(u32),
    /// Makes these calls and takes the money. For each call it emits an event without topics
    /// that holds one word: whether the call succeeded.
    Call(Vec<(H160, Vec<u8>)>),
}

/// `if calldatasize() == 0 { jump(paid) }`, with the place of `paid` in two bytes.
const IS_PAID: &[u8] = &[0x36, 0x15, 0x61];
/// The jump to it.
const JUMP_IF: &[u8] = &[0x57];
/// `size := calldatasize() - 20; calldatacopy(0, 20, size)`
const READ_CALL: &[u8] = &[0x60, 20, 0x36, 0x03, 0x80, 0x60, 20, 0x5F, 0x37];
/// `call(gas(), calldataload(0) >> 96, callvalue(), 0, size, 0, 0)`
const MAKE_CALL: &[u8] = &[0x5F, 0x5F, 0x82, 0x5F, 0x34, 0x5F, 0x35, 0x60, 96, 0x1C, 0x5A, 0xF1];
/// `returndatacopy(0, 0, returndatasize())`
const READ_ANSWER: &[u8] = &[0x3D, 0x5F, 0x5F, 0x3E];
/// Pushes the two bytes that follow: a place in the code to jump to, or a size.
const PUSH2: u8 = 0x61;
/// `revert(0, returndatasize())`
const REVERT_ANSWER: &[u8] = &[0x3D, 0x5F, 0xFD];
/// `return(0, returndatasize())`, to be jumped to.
const RETURN_ANSWER: &[u8] = &[0x5B, 0x3D, 0x5F, 0xF3];
const JUMPDEST: u8 = 0x5B;

/// The code that deploys a wallet with a habit.
pub(crate) fn wallet(habit: &Habit) -> Vec<u8> {
    let mut code = IS_PAID.to_vec();
    let paid = code.len();
    code.extend([0, 0]);
    code.extend([JUMP_IF, READ_CALL, MAKE_CALL, READ_ANSWER].concat());
    code.push(PUSH2);
    let answered = code.len();
    code.extend([0, 0]);
    code.extend([JUMP_IF, REVERT_ANSWER].concat());
    point_here(&mut code, answered);
    code.extend(RETURN_ANSWER);
    point_here(&mut code, paid);
    code.push(JUMPDEST);
    append(&mut code, habit);
    deployed(&code)
}

fn append(code: &mut Vec<u8>, habit: &Habit) {
    match habit {
        Habit::Take => code.push(0x00),
        Habit::Revert(size) => {
            let [high, low] = size.to_be_bytes();
            // revert(0, size)
            code.extend([PUSH2, high, low, 0x5F, 0xFD]);
        }
        Habit::Break => code.push(0xFE),
        Habit::Loop => {
            let [high, low] = place(code);
            code.extend([JUMPDEST, PUSH2, high, low, 0x56]);
        }
        Habit::Write(cells) => {
            for cell in 1..=*cells {
                let [high, low] = cell.to_be_bytes();
                // sstore(cell, 1)
                code.extend([0x60, 1, PUSH2, high, low, 0x55]);
            }
            code.push(0x00);
        }
        Habit::Return(size) => {
            let [_, high, middle, low] = size.to_be_bytes();
            // return(0, size)
            code.extend([0x62, high, middle, low, 0x5F, 0xF3]);
        }
        Habit::Call(calls) => append_calls(code, calls),
    }
}

/// For each call: `codecopy(0, data, size) call(gas(), to, 0, 0, size, 0, 0)`, then the
/// success as an event: `mstore(0, ..) log0(0, 32)`. The data follows the code.
fn append_calls(code: &mut Vec<u8>, calls: &[(H160, Vec<u8>)]) {
    let mut data_places = Vec::new();
    for (to, data) in calls {
        let [high, low] = u16::try_from(data.len()).expect("it is short").to_be_bytes();
        code.extend([PUSH2, high, low, PUSH2]);
        data_places.push(code.len());
        code.extend([0, 0, 0x5F, 0x39]);
        code.extend([0x5F, 0x5F, PUSH2, high, low, 0x5F, 0x5F, 0x73]);
        code.extend(to.0);
        code.extend([0x5A, 0xF1, 0x5F, 0x52, 0x60, 32, 0x5F, 0xA0]);
    }
    code.push(0x00);
    for (data_place, (_, data)) in data_places.into_iter().zip(calls) {
        point_here(code, data_place);
        code.extend(data);
    }
}

/// The end of the code so far, in two bytes.
fn place(code: &[u8]) -> [u8; 2] {
    u16::try_from(code.len()).expect("it is short").to_be_bytes()
}

/// Writes the end of the code so far into the code.
fn point_here(code: &mut [u8], at: usize) {
    let place = place(code);
    code[at..at + 2].copy_from_slice(&place);
}

/// `codecopy(0, 10, length) return(0, length)`, and the code.
fn deployed(runtime: &[u8]) -> Vec<u8> {
    let [high, low] = place(runtime);
    let mut code = vec![PUSH2, high, low, 0x80, 0x60, 0x0A, 0x5F, 0x39, 0x5F, 0xF3];
    code.extend(runtime);
    code
}

/// The calldata with which a wallet calls `to` with `data`.
pub(crate) fn through(to: H160, data: &[u8]) -> Vec<u8> {
    [&to.0[..], data].concat()
}
