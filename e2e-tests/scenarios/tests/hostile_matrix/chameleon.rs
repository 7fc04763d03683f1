//! A counterparty that changes its habits: a contract that stays where it is, honest while a world is set up
//! around it, and then does whatever it is told to, each time it is paid or asked. One is EVM bytecode, with an
//! ERC-20 behind it if it shall be one; the other is the ink! contract `two-faced`.

use crate::tokens::{self, Token, assembler};
use alloy_primitives::U256;
use alloy_sol_types::{SolCall, sol};
use assembler::{assemble, deployed};
use chain::{Account, Chain, H160};
use story::blobs;

sol! {
    interface TwoFaced {
        function set(uint8 habit, address target, bytes data) external;
        function forward(address to, bytes data) external payable;
    }
}

/// What it does when it is paid or asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Habit {
    /// What it should.
    Honest,
    /// Reverts with this many bytes; in ink!, with an error of its own.
    Revert(u32),
    /// Comes upon an invalid opcode; in ink!, panics.
    Break,
    /// Runs for ever.
    Loop,
    /// Writes its storage, and does what it should.
    Write,
    /// Emits 30 000 bytes of events, and does what it should.
    Emit,
    /// Returns this many bytes, of which the first are this word's, and does nothing.
    Answer(u32, U256),
    /// Moves what it should, and then returns that.
    MoveAndAnswer(u32, U256),
    /// Makes this call, says in an event of one word without topics whether that went well, and does what it should.
    Enter(H160, Vec<u8>),
}

/// What the answer of a receiver of tokens begins with.
pub(crate) fn magic() -> U256 {
    U256::from(0x150b_7a02u32) << 224
}

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In EVM bytecode.
    Evm,
    /// In EVM bytecode, with the ledger of an ERC-20.
    Token,
    /// In ink!.
    Ink,
}

/// One that was deployed.
#[derive(Clone, Debug)]
pub(crate) struct Chameleon {
    pub(crate) kind: Kind,
    pub(crate) address: H160,
    /// Who tells it what to do, and for whom it calls others.
    pub(crate) master: Account,
}

const KIND: u64 = 0;
const SIZE: u64 = 1;
const WORD: u64 = 2;
const LEDGER: u64 = 9;
const SELECTOR: u64 = 10;
const TARGET: u64 = 11;
const LENGTH: u64 = 12;
const DATA: u64 = 20;

/// Comments show the stack, its top at the right.
const PROGRAM: &str = "
    caller MASTER eq @mine jumpi
    10 sload iszero @act jumpi
    0 calldataload 224 shr 10 sload eq @act jumpi

    honest:
    calldatasize iszero @taken jumpi
    9 sload iszero @magic jumpi
    calldatasize 0 0 calldatacopy
    0 0 calldatasize 0 9 sload gas delegatecall
    returndatasize 0 0 returndatacopy
    @ok jumpi
    returndatasize 0 revert
    ok: returndatasize 0 return
    magic: MAGIC 0 mstore 32 0 return
    taken: stop

    act:
    0 sload                                     // kind
    dup1 1 eq @revert jumpi
    dup1 2 eq @break jumpi
    dup1 3 eq @loop jumpi
    dup1 4 eq @write jumpi
    dup1 5 eq @emit jumpi
    dup1 6 eq @enter jumpi
    dup1 8 eq @answer jumpi
    dup1 9 eq @moves jumpi
    @honest jump
    revert: 1 sload 0 revert
    break: invalid
    loop: @loop jump
    write: 1 gas sstore @honest jump
    emit: 10000 0 log0 10000 0 log0 10000 0 log0 @honest jump
    answer: 2 sload 0 mstore 1 sload 0 return
    moves:
    calldatasize 0 0 calldatacopy
    0 0 calldatasize 0 9 sload gas delegatecall pop
    @answer jump

    enter:
    0                                           // at
    copy:
    dup1 12 sload swap1 lt iszero @copied jumpi
    32 dup2 div 20 add sload dup2 mstore
    32 add @copy jump
    copied:
    0 0 12 sload 0 0 11 sload gas call
    0 mstore 32 0 log0
    @honest jump

    mine:
    calldatasize iszero @taken jumpi
    0 calldataload 96 shr dup1 iszero @set jumpi
    20 calldatasize sub dup1 20 0 calldatacopy  // to, size
    0 0 dup3 0 callvalue dup7 gas call
    returndatasize 0 0 returndatacopy
    @ok jumpi
    returndatasize 0 revert
    set:
    20                                          // at
    next:
    calldatasize dup2 lt iszero @taken jumpi
    dup1 32 add calldataload dup2 calldataload sstore
    64 add @next jump
";

impl Chameleon {
    /// Deploys one that obeys `master`.
    pub(crate) fn deploy(chain: &mut Chain, master: &Account, kind: Kind) -> Self {
        let code = match kind {
            Kind::Ink => blobs::load("two_faced").unwrap(),
            Kind::Evm | Kind::Token => {
                let program = PROGRAM.replace("MASTER", &format!("{:?}", master.address()));
                deployed(&assemble(&program.replace("MAGIC", &magic().to_string()), &[]))
            }
        };
        let address = chain.deploy(master, &code, Vec::new(), 0).unwrap().address;
        let chameleon = Self { kind, address, master: master.clone() };
        if kind == Kind::Token {
            let ledger = Token::deploy(chain, master, &tokens::Habit::Plain);
            let slots = set(&[(LEDGER, U256::from_be_slice(&ledger.0))]);
            chain.call(master, address, slots, 0).unwrap();
        }
        chameleon
    }

    /// Tells it what to do from now on: when it is paid or asked anything, or asked this only.
    pub(crate) fn tell(&self, chain: &mut Chain, habit: &Habit, selector: Option<[u8; 4]>) {
        let data = self.telling(habit, selector.map_or(0, u32::from_be_bytes));
        let told = chain.attempt(&self.master, self.address, data, 0);
        assert!(told.result.is_ok(), "{habit:?}: {:?}", told.result);
    }

    fn telling(&self, habit: &Habit, selector: u32) -> Vec<u8> {
        let number: u64 = match habit {
            Habit::Honest => 0,
            Habit::Revert(_) => 1,
            Habit::Break => 2,
            Habit::Loop => 3,
            Habit::Write => 4,
            Habit::Emit => 5,
            Habit::Enter(..) => 6,
            Habit::Answer(..) => 8,
            Habit::MoveAndAnswer(..) => 9,
        };
        if self.kind == Kind::Ink {
            let (target, data) = match habit {
                Habit::Enter(target, data) => (*target, data.clone()),
                _ => Default::default(),
            };
            // Its own numbers: see the contract.
            let habit = match habit {
                Habit::Honest => 0,
                Habit::Break => 1,
                Habit::Revert(_) => 2,
                Habit::Loop => 3,
                Habit::Enter(..) => 4,
                Habit::Answer(_, word) if word.is_zero() => 6,
                Habit::Answer(..) => 5,
                Habit::Write => 7,
                other => panic!("`two-faced` has no {other:?}"),
            };
            return TwoFaced::setCall { habit, target: target.0.into(), data: data.into() }.abi_encode();
        }
        let mut slots = vec![(KIND, U256::from(number)), (SELECTOR, U256::from(selector))];
        match habit {
            Habit::Revert(size) => slots.push((SIZE, U256::from(*size))),
            Habit::Answer(size, word) | Habit::MoveAndAnswer(size, word) => {
                slots.extend([(SIZE, U256::from(*size)), (WORD, *word)]);
            }
            Habit::Enter(target, data) => {
                slots.extend([(TARGET, U256::from_be_slice(&target.0)), (LENGTH, U256::from(data.len()))]);
                for (number, chunk) in (DATA..).zip(data.chunks(32)) {
                    let mut word = [0; 32];
                    word[..chunk.len()].copy_from_slice(chunk);
                    slots.push((number, U256::from_be_bytes(word)));
                }
            }
            _ => (),
        }
        set(&slots)
    }

    /// The calldata by which its master has it call somebody, with the value that comes along.
    pub(crate) fn through(&self, to: H160, data: &[u8]) -> Vec<u8> {
        match self.kind {
            Kind::Ink => TwoFaced::forwardCall { to: to.0.into(), data: data.to_vec().into() }.abi_encode(),
            _ => [&to.0[..], data].concat(),
        }
    }
}

/// What makes one in EVM bytecode store words in these slots.
fn set(slots: &[(u64, U256)]) -> Vec<u8> {
    let words = slots.iter().flat_map(|(slot, word)| [U256::from(*slot), *word]);
    let words: Vec<u8> = words.flat_map(|word| word.to_be_bytes::<32>()).collect();
    [&[0; 20][..], &words].concat()
}
