//! A small assembler of EVM code.

use alloy_primitives::U256;
use std::collections::HashMap;

/// The instructions that are needed here, beside pushes, `dup1` to `dup16` and `swap1` to
/// `swap16`.
const INSTRUCTIONS: &[(&str, u8)] = &[
    ("stop", 0x00),
    ("add", 0x01),
    ("mul", 0x02),
    ("sub", 0x03),
    ("div", 0x04),
    ("lt", 0x10),
    ("eq", 0x14),
    ("iszero", 0x15),
    ("shr", 0x1C),
    ("keccak256", 0x20),
    ("caller", 0x33),
    ("callvalue", 0x34),
    ("calldataload", 0x35),
    ("calldatasize", 0x36),
    ("calldatacopy", 0x37),
    ("codecopy", 0x39),
    ("returndatasize", 0x3D),
    ("returndatacopy", 0x3E),
    ("pop", 0x50),
    ("mstore", 0x52),
    ("sload", 0x54),
    ("sstore", 0x55),
    ("jump", 0x56),
    ("jumpi", 0x57),
    ("gas", 0x5A),
    ("log0", 0xA0),
    ("log3", 0xA3),
    ("call", 0xF1),
    ("return", 0xF3),
    ("delegatecall", 0xF4),
    ("revert", 0xFD),
    ("invalid", 0xFE),
];

const PUSH0: u8 = 0x5F;
const PUSH2: u8 = 0x61;
const JUMPDEST: u8 = 0x5B;
const DUP1: u8 = 0x80;
const SWAP1: u8 = 0x90;

/// Translates a program. Of each line, what follows `//` is a comment. Else, between white space,
/// it has
///
/// - instructions by their lower-case names,
/// - numbers, decimal or after `0x` hexadecimal, which are pushed,
/// - `name:`, a place to jump to,
/// - `@name`, which pushes that place.
///
/// `data` follows the program at the place `@data`.
///
/// # Panics
///
/// The program is not written like this.
pub(crate) fn assemble(program: &str, data: &[u8]) -> Vec<u8> {
    let mut code = Vec::new();
    let mut places = HashMap::new();
    let mut uses = Vec::new();
    let lines = program.lines().map(|line| line.split_once("//").map_or(line, |(line, _)| line));
    for word in lines.flat_map(str::split_whitespace) {
        if let Some(name) = word.strip_suffix(':') {
            let before = places.insert(name, code.len());
            assert_eq!(before, None, "`{name}` is two places");
            code.push(JUMPDEST);
        } else if let Some(name) = word.strip_prefix('@') {
            code.extend([PUSH2, 0, 0]);
            uses.push((name, code.len()));
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            push(&mut code, word.parse().unwrap_or_else(|_| panic!("`{word}` is no number")));
        } else {
            code.push(instruction(word));
        }
    }
    places.insert("data", code.len());
    for (name, end) in uses {
        let place = places.get(name).unwrap_or_else(|| panic!("`{name}` is nowhere"));
        code[end - 2..end].copy_from_slice(&in_two_bytes(*place));
    }
    code.extend(data);
    code
}

/// The code that deploys this code.
pub(crate) fn deployed(runtime: &[u8]) -> Vec<u8> {
    let [high, low] = in_two_bytes(runtime.len());
    // codecopy(0, 10, length) return(0, length)
    let mut code = vec![PUSH2, high, low, 0x80, 0x60, 0x0A, PUSH0, 0x39, PUSH0, 0xF3];
    code.extend(runtime);
    code
}

fn push(code: &mut Vec<u8>, number: U256) {
    let bytes = number.to_be_bytes_trimmed_vec();
    code.push(PUSH0 + u8::try_from(bytes.len()).expect("it has at most 32 bytes"));
    code.extend(bytes);
}

fn instruction(name: &str) -> u8 {
    let numbered = |prefix| {
        let number: u8 = name.strip_prefix(prefix)?.parse().ok()?;
        (1..=16).contains(&number).then_some(number - 1)
    };
    let plain = || INSTRUCTIONS.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    numbered("dup")
        .map(|number| DUP1 + number)
        .or_else(|| numbered("swap").map(|number| SWAP1 + number))
        .or_else(plain)
        .unwrap_or_else(|| panic!("`{name}` is no instruction"))
}

fn in_two_bytes(place: usize) -> [u8; 2] {
    u16::try_from(place).expect("it is short").to_be_bytes()
}
