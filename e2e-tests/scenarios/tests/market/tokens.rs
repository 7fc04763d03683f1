//! ERC-20 tokens in EVM bytecode, written by hand: one without fault, and one of every bad habit.
//!
//! All of them keep real balances and allowances, let anybody `mint`, and say the truth in
//! `heldBy`. They emit the usual events. Who moves more than there is or is allowed is refused
//! without a word. An allowance falls by what is moved, the largest one too.

// Not every file of tests uses all of it.
#![allow(dead_code)]

#[path = "assembler.rs"]
pub(crate) mod assembler;

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, SolEvent, sol};
use assembler::{assemble, deployed};
use chain::{Account, Chain, H160};

sol! {
    /// What all of the tokens have.
    #[derive(Debug, PartialEq, Eq)]
    interface ERC20 {
        event Transfer(address indexed from, address indexed to, uint256 value);
        event Approval(address indexed owner, address indexed spender, uint256 value);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function approve(address spender, uint256 value) external returns (bool);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        /// Gives `to` an amount out of nothing. Anybody may.
        function mint(address to, uint256 value) external;
        /// What the account really has, whatever `balanceOf` says.
        function heldBy(address account) external view returns (uint256);
    }
}

/// How many bytes [`Habit::ReturnBomb`] returns: 100 KiB.
pub(crate) const BOMB: usize = 102_400;

/// What a token does that one does not expect. A *transfer* here is `transfer` and
/// `transferFrom`.
#[derive(Clone, Debug)]
pub(crate) enum Habit {
    /// Nothing.
    Plain,
    /// Transfers and `approve` return nothing.
    Silent,
    /// Transfers return false, and do nothing.
    False,
    /// Transfers return false, and do what is asked.
    FalseButMoves,
    /// Transfers credit less than they take, by this many basis points rounded down. The rest is
    /// nobody's. The event says what was credited.
    Fee(u16),
    /// Transfers call `target` with `calldata` before they do anything else, and emit an event
    /// without topics that holds one word: whether the call succeeded.
    Reenter {
        /// Who is called.
        target: H160,
        /// With what.
        calldata: Vec<u8>,
    },
    /// Transfers revert with this many bytes, all zero.
    Revert(u32),
    /// Transfers run for ever.
    Burn,
    /// Transfers come upon an invalid opcode.
    Trap,
    /// `balanceOf` returns the last 4 bytes of its answer.
    LiesShort,
    /// `balanceOf` returns 2^255 for everybody.
    Huge,
    /// Transfers return true and zeroes after it, [`BOMB`] bytes in all.
    ReturnBomb,
    /// Transfers to this account revert with nothing.
    PausedFor(H160),
}

/// A token.
pub(crate) struct Token;

impl Token {
    /// Deploys a token with a habit. Nobody has anything of it.
    pub(crate) fn deploy(chain: &mut Chain, deployer: &Account, habit: &Habit) -> H160 {
        let deployed = chain.deploy(deployer, &init_code(habit), Vec::new(), 0);
        deployed.unwrap_or_else(|failure| panic!("{habit:?}: {failure}")).address
    }

    /// Has `who` give `to` this much of a token out of nothing.
    pub(crate) fn mint(chain: &mut Chain, who: &Account, token: H160, to: H160, value: u128) {
        let call = ERC20::mintCall { to: to.0.into(), value: U256::from(value) };
        chain.call(who, token, call.abi_encode(), 0).unwrap_or_else(|failure| panic!("{failure}"));
    }

    /// What an account really has of a token.
    pub(crate) fn held(chain: &Chain, token: H160, who: H160) -> u128 {
        let call = ERC20::heldByCall { account: who.0.into() };
        let output = chain.view(token, call.abi_encode()).unwrap_or_else(|refusal| panic!("{refusal}"));
        ERC20::heldByCall::abi_decode_returns_validate(&output).expect("it answers with a number").to()
    }
}

/// The code that deploys a token.
fn init_code(habit: &Habit) -> Vec<u8> {
    let data = match habit {
        Habit::Reenter { calldata, .. } => &calldata[..],
        _ => &[],
    };
    deployed(&assemble(&program(habit), data))
}

// -------------------------------------------------------------------------------- the program
//
// Comments show the stack, its top at the right.

/// Returns the top of the stack.
const RETURN: &str = "0 mstore 32 0 return";
/// Refuses without a word.
const REFUSE: &str = "0 0 revert";
/// Account: where its balance is stored.
const BALANCE: &str = "0 mstore 0 32 mstore 64 0 keccak256";
/// Spender, owner: where the allowance is stored.
const ALLOWANCE: &str = "0 mstore 32 mstore 1 64 mstore 96 0 keccak256";

fn program(habit: &Habit) -> String {
    [dispatch(), views(habit), approve(habit), mint(), transfers(), before(habit), moving(habit), answer(habit)]
        .join("\n")
}

/// Jumps to what the calldata asks for.
fn dispatch() -> String {
    let selectors = [
        (ERC20::balanceOfCall::SELECTOR, "balanceOf"),
        (ERC20::heldByCall::SELECTOR, "heldBy"),
        (ERC20::allowanceCall::SELECTOR, "allowance"),
        (ERC20::approveCall::SELECTOR, "approve"),
        (ERC20::transferCall::SELECTOR, "transfer"),
        (ERC20::transferFromCall::SELECTOR, "transferFrom"),
        (ERC20::mintCall::SELECTOR, "mint"),
    ];
    let cases = selectors.map(|(selector, name)| format!("dup1 {} eq @{name} jumpi", u32::from_be_bytes(selector)));
    format!("0 calldataload 224 shr {} refuse: {REFUSE}", cases.join(" "))
}

fn views(habit: &Habit) -> String {
    let lie = match habit {
        Habit::LiesShort => format!("4 calldataload {BALANCE} sload 0 mstore 4 28 return"),
        Habit::Huge => format!("{} {RETURN}", U256::ONE << 255),
        _ => "@heldBy jump".into(),
    };
    format!(
        "balanceOf: {lie}
         heldBy: 4 calldataload {BALANCE} sload {RETURN}
         allowance: 36 calldataload 4 calldataload {ALLOWANCE} sload {RETURN}"
    )
}

fn approve(habit: &Habit) -> String {
    let answer = if matches!(habit, Habit::Silent) { "stop".into() } else { format!("1 {RETURN}") };
    let topic = ERC20::Approval::SIGNATURE_HASH;
    format!(
        "approve:
         36 calldataload 4 calldataload caller {ALLOWANCE} sstore
         36 calldataload 0 mstore 4 calldataload caller {topic} 32 0 log3
         {answer}"
    )
}

fn mint() -> String {
    let topic = ERC20::Transfer::SIGNATURE_HASH;
    format!(
        "mint:
         36 calldataload 4 calldataload {BALANCE} dup1 sload // value, slot, balance
         dup3 add swap1 sstore                               // value
         0 mstore 4 calldataload 0 {topic} 32 0 log3
         stop"
    )
}

/// The two kinds of transfers, which both go by the habit and then move.
fn transfers() -> String {
    format!(
        "transfer:
         @transfer_goes_on @before jump
         transfer_goes_on:
         4 calldataload caller 36 calldataload @move jump

         transferFrom:
         @transferFrom_goes_on @before jump
         transferFrom_goes_on:
         68 calldataload caller 4 calldataload {ALLOWANCE} dup1 sload // value, slot, allowance
         dup3 dup2 lt @refuse jumpi
         dup3 swap1 sub swap1 sstore pop
         36 calldataload 4 calldataload 68 calldataload @move jump"
    )
}

/// What comes before a transfer. The place to go on at is on the stack.
fn before(habit: &Habit) -> String {
    let what = match habit {
        Habit::False => format!("0 {RETURN}"),
        Habit::Revert(size) => format!("{size} 0 revert"),
        Habit::Burn => "@before jump".into(),
        Habit::Trap => "invalid".into(),
        Habit::Reenter { target, calldata } => {
            let size = calldata.len();
            format!(
                "{size} @data 0 codecopy
                 0 0 {size} 0 0 {target:?} gas call
                 0 mstore 32 0 log0
                 jump"
            )
        }
        _ => "jump".into(),
    };
    format!("before: {what}")
}

/// Moves, with the receiver, the sender and the value on the stack.
fn moving(habit: &Habit) -> String {
    let pause = match habit {
        Habit::PausedFor(account) => format!("dup3 {account:?} eq @refuse jumpi"),
        _ => String::new(),
    };
    let fee = match habit {
        Habit::Fee(points) => {
            assert!(*points <= 10_000, "a fee of {points} basis points is more than everything");
            format!("dup1 {points} mul 10000 swap1 div dup2 sub")
        }
        _ => "dup1".into(),
    };
    let topic = ERC20::Transfer::SIGNATURE_HASH;
    format!(
        "move:
         {pause}
         dup2 {BALANCE} dup1 sload       // to, from, value, slot, balance
         dup3 dup2 lt @refuse jumpi
         dup3 swap1 sub swap1 sstore     // to, from, value
         {fee}                           // to, from, value, credit
         dup4 {BALANCE} dup1 sload       // to, from, value, credit, slot, balance
         dup3 add swap1 sstore           // to, from, value, credit
         0 mstore pop {topic} 32 0 log3"
    )
}

/// What a transfer answers when it has moved.
fn answer(habit: &Habit) -> String {
    match habit {
        Habit::Silent => "stop".into(),
        Habit::FalseButMoves => format!("0 {RETURN}"),
        Habit::ReturnBomb => format!("1 0 mstore 0 32 mstore 0 64 mstore {BOMB} 0 return"),
        _ => format!("1 {RETURN}"),
    }
}
