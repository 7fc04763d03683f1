//! Every way in which a call that works can be spoilt, and what has to be said then.

use crate::{
    contract::Contract,
    samples::{Sample, Samples},
    shapes::WORD,
};
use alloy_json_abi::{Function, JsonAbi, Param, StateMutability};
use alloy_primitives::U256;
use alloy_sol_types::SolError as _;
use chain::{Chain, Refusal};
use ink_e2e::{ChainClient, Hub};
use scenarios::World;
use std::ops::Range;
use story::{
    abi::{LicenceToken, ProvenanceRegistry},
    calls::{Reason, hex},
};

/// The errors of malformed calldata are the same everywhere.
pub(crate) fn is_malformed(reason: &Reason) -> bool {
    *reason == length() || ProvenanceRegistry::ParameterInvalid::abi_decode_validate(&reason.0).is_ok()
}

pub(crate) fn length() -> Reason {
    Reason(ProvenanceRegistry::CalldataLength {}.abi_encode())
}

fn invalid(position: usize) -> Reason {
    Reason(ProvenanceRegistry::ParameterInvalid { position: position as u8 }.abi_encode())
}

pub(crate) fn changes_state(function: &Function) -> bool {
    matches!(function.state_mutability, StateMutability::NonPayable | StateMutability::Payable)
}

/// The words of the head: a parameter each, or a member each of a tuple of static ones.
fn head(function: &Function) -> Vec<Param> {
    let words = |parameter: &Param| {
        let is_group = parameter.ty == "tuple" && !parameter.components.iter().any(is_dynamic);
        if is_group { parameter.components.clone() } else { vec![parameter.clone()] }
    };
    function.inputs.iter().flat_map(words).collect()
}

/// A call of a view with zeros and empty lists.
pub(crate) fn zeros(function: &Function) -> Vec<u8> {
    let mut data = function.selector().to_vec();
    let inputs = head(function);
    let mut tail = WORD * inputs.len();
    let dynamic = inputs.iter().filter(|parameter| is_dynamic(parameter)).count();
    for parameter in &inputs {
        let word = if is_dynamic(parameter) { U256::from(tail) } else { U256::ZERO };
        tail += if is_dynamic(parameter) { WORD } else { 0 };
        data.extend_from_slice(&word.to_be_bytes::<WORD>());
    }
    data.resize(data.len() + WORD * dynamic, 0);
    data
}

pub(crate) fn function_of(abi: &JsonAbi, sample: &Sample) -> Function {
    abi.functions().find(|function| function.selector() == sample.selector()).unwrap().clone()
}

/// One way to spoil calldata, and what must be said then: one of these.
struct Spoilt {
    what: String,
    data: Vec<u8>,
    reasons: Vec<Reason>,
}

/// Whether the head holds only where the value lies.
fn is_dynamic(parameter: &Param) -> bool {
    matches!(parameter.ty.as_str(), "string" | "bytes") || parameter.ty.ends_with(']')
}

/// The words that no value of a type of one word has.
fn dirty(ty: &str, word: &[u8]) -> Vec<Vec<u8>> {
    let bytes = match ty {
        "address" => 20,
        "bool" => 1,
        _ => match ty.strip_prefix("uint").map(|bits| bits.parse::<usize>().unwrap()) {
            Some(256) | None => return Vec::new(),
            Some(bits) => bits / 8,
        },
    };
    let with = |position: usize, byte: u8| {
        let mut word = word.to_vec();
        word[position] = byte;
        word
    };
    let mut words = vec![vec![0xff; WORD], with(0, 0x80), with(WORD - bytes - 1, 1)];
    if ty == "bool" {
        words.push(with(WORD - 1, 2));
    }
    words
}

/// Every way in which a valid call can be spoilt.
fn spoil(function: &Function, data: &[u8]) -> Vec<Spoilt> {
    let mut all = Vec::new();
    let parameters = head(function);
    let any: Vec<_> = (0..parameters.len()).map(invalid).chain([length()]).collect();
    let mut push = |what: String, data: Vec<u8>, reasons: Vec<Reason>| all.push(Spoilt { what, data, reasons });
    let cuts = [1, 31, 32, data.len() - 4];
    // Without parameters there is nothing to cut off.
    for cut in cuts.into_iter().filter(|cut| *cut > 0 && cut + 4 <= data.len()) {
        push(format!("{cut} bytes cut off"), data[..data.len() - cut].to_vec(), any.clone());
    }
    for longer in [1, 32] {
        push(format!("{longer} bytes appended"), [data, &[0; WORD][..longer]].concat(), vec![length()]);
    }
    let replace = |range: Range<usize>, bytes: &[u8]| {
        let mut data = data.to_vec();
        data[range].copy_from_slice(bytes);
        data
    };
    for (position, parameter) in parameters.iter().enumerate() {
        let head = 4 + WORD * position..4 + WORD * (position + 1);
        let wrong = vec![invalid(position)];
        if !is_dynamic(parameter) {
            for word in dirty(&parameter.ty, &data[head.clone()]) {
                push(format!("parameter {position} is 0x{}", hex(&word)), replace(head.clone(), &word), wrong.clone());
            }
            continue;
        }
        let offset = U256::from_be_slice(&data[head.clone()]);
        let word = U256::from(WORD);
        for other in [U256::ZERO, offset - word, offset + word, offset + U256::ONE, offset | U256::ONE << 32, U256::MAX]
        {
            let data = replace(head.clone(), &other.to_be_bytes::<WORD>());
            push(format!("parameter {position} lies at {other}"), data, wrong.clone());
        }
        let start = 4 + offset.to::<usize>();
        let elements = start + WORD;
        let length_at = start..elements;
        let count = U256::from_be_slice(&data[length_at.clone()]);
        for other in [U256::from(u32::MAX), U256::from(1) << 32, U256::from(1) << 255, U256::MAX, count + word] {
            let data = replace(length_at.clone(), &other.to_be_bytes::<WORD>());
            // What comes after it is in the wrong place then.
            push(format!("parameter {position} has {other} elements"), data, any.clone());
        }
        // Lists of words have no padding, and what is dynamic inside them the module's own tests spoil.
        if matches!(parameter.ty.as_str(), "bytes32[]" | "uint256[]") || parameter.components.iter().any(is_dynamic) {
            continue;
        }
        if parameter.components.is_empty() {
            let padding = elements + count.to::<usize>();
            assert!(padding % WORD != 4, "a sample's string has padding");
            push(format!("parameter {position} has dirty padding"), replace(padding..padding + 1, &[1]), wrong);
            continue;
        }
        let size = parameter.components.len() * WORD;
        for element in 0..count.to::<usize>() {
            for (field, component) in parameter.components.iter().enumerate() {
                let at = elements + element * size + field * WORD;
                for word in dirty(&component.ty, &data[at..at + WORD]) {
                    let what =
                        format!("field {field} of element {element} of parameter {position} is 0x{}", hex(&word));
                    push(what, replace(at..at + WORD, &word), wrong.clone());
                }
            }
        }
    }
    all
}

/// Whether a sample is a message of the licence token that is for one contract of ours alone.
pub(crate) fn is_for_modules(sample: &Sample) -> bool {
    let not_module = LicenceToken::NotModule::SELECTOR;
    sample.refusal.as_ref().is_some_and(|data| data.starts_with(&not_module)) && sample.contract == Contract::Token
}

/// Sends every spoilt form of every sample.
pub(crate) fn x2_malformed_calldata_is_refused(chain: &mut Chain, contract: Contract) {
    let (mut world, cast) = World::new(chain);
    let samples = Samples::new(&mut world, &cast);
    let (abi, to) = (contract.abi(), contract.address(&world));
    let mut unexpected = Vec::new();
    for sample in samples.of_contract(contract) {
        let function = function_of(&abi, sample);
        if !changes_state(&function) {
            continue;
        }
        for Spoilt { what, data, mut reasons } in spoil(&function, &sample.data) {
            let call = function.signature();
            assert!(!contract.is_canonical(&data), "{call}, {what}: alloy writes this");
            println!("{call}, {what}");
            let reason = world.refused_raw(&sample.who, to, data, sample.value);
            // What a stranger has to say here is not even read.
            if matches!(function.name.as_str(), "deposit" | "admit") || is_for_modules(sample) {
                reasons.extend(sample.refusal.clone().map(Reason));
            }
            if !reasons.contains(&reason) {
                unexpected.push(format!("{call}, {what}: it says `{reason}`"));
            }
        }
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_views_refuse_dirty_words() {
    let (mut world, cast) = World::new(client.chain());
    // A pool and an inbox are among them.
    let _ = Samples::new(&mut world, &cast);
    let mut words = 0;
    for contract in Contract::ALL.iter().copied() {
        for function in contract.abi().functions().filter(|function| !changes_state(function)) {
            let mut data = zeros(function);
            for (position, parameter) in head(function).iter().enumerate() {
                let head = 4 + WORD * position..4 + WORD * (position + 1);
                for word in dirty(&parameter.ty, &[0; WORD]) {
                    let mut data = data.clone();
                    data[head.clone()].copy_from_slice(&word);
                    let answer = world.chain.view(contract.address(&world), data);
                    let expected = Err(Refusal::Reverted(invalid(position).0));
                    assert_eq!(answer, expected, "{}: parameter {position}", function.signature());
                    words += 1;
                }
            }
            if !function.inputs.is_empty() {
                data.pop();
                let answer = world.chain.view(contract.address(&world), data);
                assert_eq!(answer, Err(Refusal::Reverted(length().0)), "{}", function.signature());
            }
        }
    }
    assert!(words > 50);
}
