//! The behaviours: what a counterparty does, and what it calls.

use crate::chameleon::{Habit, Kind, magic};
use crate::contract::Contract;
use crate::estate::Estate;
use crate::values::plain;
use alloy_json_abi::StateMutability;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use chain::H160;
use scenarios::{World, digest};
use story::{
    abi::{ERC721, LicenceToken, RoyaltySplitter, Settlements},
    calls::address,
    protocol::{NATIVE, record_id},
};

/// Sizes of what is reverted with.
const REVERTS: [u32; 14] = [0, 1, 2, 3, 4, 5, 31, 32, 36, 68, 100, 1_000, 16_385, 65_535];

/// Sizes of answers.
const ANSWERS: [u32; 7] = [0, 1, 31, 32, 33, 64, 100_000];

/// What a counterparty of this kind does when it is paid, or asked as a receiver or a token.
pub(crate) fn habits(kind: Kind) -> Vec<Habit> {
    let word = |number: u64| U256::from(number);
    let plain = [Habit::Break, Habit::Loop, Habit::Write];
    if kind == Kind::Ink {
        let answers = [Habit::Revert(36), Habit::Answer(32, U256::MAX), Habit::Answer(32, U256::ZERO)];
        return plain.into_iter().chain(answers).collect();
    }
    let right = if kind == Kind::Token { word(1) } else { magic() };
    let words = [
        word(0),
        word(1),
        word(2),
        U256::MAX,
        U256::ONE << 255,
        U256::from(0xdead_beefu64) << 224,
        magic() | U256::ONE,
    ];
    let mut all: Vec<_> = plain.into_iter().chain([Habit::Emit]).collect();
    all.extend(REVERTS.map(Habit::Revert));
    all.extend(ANSWERS.map(|size| Habit::Answer(size, right)));
    all.extend(words.map(|word| Habit::Answer(32, word)));
    if kind == Kind::Token {
        all.extend([0, 1, 31, 32, 33, 64, 100_000].map(|size| Habit::MoveAndAnswer(size, right)));
        all.extend(words.map(|word| Habit::MoveAndAnswer(32, word)));
    }
    all
}

/// Calls of every message and every view of every contract: of the messages, the samples', and of some, what the
/// counterparty itself may do.
pub(crate) fn calls(world: &World<'_>, estate: &Estate, it: H160) -> Vec<(String, H160, Vec<u8>)> {
    let mut all = Vec::new();
    let word = |ty: &str| match ty {
        "address" => U256::from_be_slice(&it.0),
        "uint256" => U256::from_be_bytes(digest(501)),
        "bool" | "uint8" => U256::ZERO,
        _ => U256::ONE,
    };
    for contract in Contract::ALL.iter().copied() {
        let to = contract.address(world);
        for function in contract.abi().functions() {
            let name = format!("{contract:?}.{}", function.signature());
            let is_view = !matches!(function.state_mutability, StateMutability::NonPayable | StateMutability::Payable);
            if is_view {
                all.push((name, to, plain(function, &word)));
                continue;
            }
            let samples = estate.samples.of_contract(contract);
            let samples: Vec<_> = samples.filter(|sample| sample.selector() == function.selector()).collect();
            assert!(!samples.is_empty(), "{name} has no sample");
            // The last is the one that has most to do; the first is the plainest.
            all.push((name.clone(), to, samples[0].data.clone()));
            if samples.len() > 1 {
                all.push((name, to, samples[samples.len() - 1].data.clone()));
            }
        }
    }
    all.extend(own(world, it));
    all
}

/// What a counterparty may do that has a part in the record of each role.
fn own(world: &World<'_>, it: H160) -> Vec<(String, H160, Vec<u8>)> {
    let protocol = &world.protocol;
    let (me, thief) = (address(it), Address::repeat_byte(0x66));
    let mut all = Vec::new();
    let mut add = |name: &str, to, data| all.push((format!("its own {name}"), to, data));
    // The records of the stage are numbered from 501 on.
    for work in 501..520 {
        let record = record_id(&digest(work));
        let (generation, version, currency) = (1, 1, NATIVE);
        let payees = vec![Settlements::Payee { account: thief, share: 10_000 }];
        add("setSplit", protocol.settlements, Settlements::setSplitCall { record, payees }.abi_encode());
        let transfer = ERC721::transferFromCall { from: me, to: thief, tokenId: record };
        add("transferFrom", protocol.registry, transfer.abi_encode());
        let release = RoyaltySplitter::releaseToCall { record, generation, version, currency, to: thief };
        add("releaseTo", protocol.splitter, release.abi_encode());
        let place = Settlements::movePayeeCall { record, generation, version, to: thief };
        add("movePayee", protocol.settlements, place.abi_encode());
    }
    for offer in 1..30 {
        let buy = LicenceToken::purchaseCall {
            offer,
            quantity: 0,
            selection: B256::ZERO,
            maxTotal: 0,
            recipient: me,
            referrer: Address::ZERO,
            buyerReference: B256::ZERO,
        };
        if offer % 7 == 0 {
            add("purchase", protocol.licence_token, buy.abi_encode());
        }
        add("closeOffer", protocol.offers, story::abi::Offers::closeOfferCall { offer }.abi_encode());
    }
    let all_mine = ERC721::setApprovalForAllCall { operator: thief, approved: true };
    add("setApprovalForAll", protocol.registry, all_mine.abi_encode());
    add("setApprovalForAll", protocol.licence_token, all_mine.abi_encode());
    all
}
