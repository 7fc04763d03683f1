//! A licence token in EVM bytecode, written by hand, that says of its licences what the tests
//! tell it: so each state of a licence can be had at once, and nothing that sells licences
//! has to be right for the usage ledger to be tested.
//!
//! Calldata of 36 bytes is taken for `licence(uint256)`, whatever the selector. All else is
//! taken for a licence to keep: its number in a word, then its fields, a word each.

/// How many fields a licence has.
pub(crate) const FIELDS: usize = 29;

/// `push 2 bytes`
const PUSH2: u8 = 0x61;
/// The bytes of the answer.
const ANSWER: [u8; 2] = [0x03, 0xA0];

/// The code that deploys it.
pub(crate) fn code() -> Vec<u8> {
    // if calldatasize() == 36 { jump(asked) }
    let mut code = vec![0x36, 0x60, 36, 0x14, PUSH2, 0, 0, 0x57];
    for field in 0..FIELDS as u8 {
        let [high, low] = (32 + 32 * u16::from(field)).to_be_bytes();
        // sstore(calldataload(0) << 5 + field, calldataload(32 + 32 * field))
        code.extend([PUSH2, high, low, 0x35, 0x5F, 0x35, 0x60, 5, 0x1B, 0x60, field, 0x01, 0x55]);
    }
    code.push(0x00);
    let asked = u16::try_from(code.len()).unwrap().to_be_bytes();
    code[5..7].copy_from_slice(&asked);
    code.push(0x5B);
    for field in 0..FIELDS as u8 {
        let [high, low] = (32 * u16::from(field)).to_be_bytes();
        // mstore(32 * field, sload(calldataload(4) << 5 + field))
        code.extend([0x60, 4, 0x35, 0x60, 5, 0x1B, 0x60, field, 0x01, 0x54, PUSH2, high, low, 0x52]);
    }
    let [high, low] = ANSWER;
    code.extend([PUSH2, high, low, 0x5F, 0xF3]);
    deployed(&code)
}

/// `codecopy(0, 10, length) return(0, length)`, and the code.
fn deployed(runtime: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(runtime.len()).unwrap().to_be_bytes();
    let mut code = vec![PUSH2, high, low, 0x80, 0x60, 0x0A, 0x5F, 0x39, 0x5F, 0xF3];
    code.extend(runtime);
    code
}
