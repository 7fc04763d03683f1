//! Calldata that is not the canonical encoding of a message's parameters, and money where none
//! is wanted: refused by every message that changes anything.
#![allow(clippy::unwrap_used, reason = "tests")]

mod modules;
mod receivers;
mod samples;

use crate::samples::{Contract, Sample, Samples};
use alloy_json_abi::{Function, JsonAbi, Param, StateMutability};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError as _;
use chain::{Chain, Failure, Refusal, TOKEN};
use ink_e2e::{ChainClient, Hub};
use proptest::{
    prelude::Rng as _,
    test_runner::{RngAlgorithm, TestRng},
};
use scenarios::{World, digest};
use std::ops::Range;
use story::{
    abi::{LicenceToken, ProvenanceRegistry},
    blobs,
    calls::{Reason, hex},
    protocol::NewRecord,
};

const WORD: usize = 32;

/// The errors of malformed calldata are the same everywhere.
fn is_malformed(reason: &Reason) -> bool {
    *reason == length() || ProvenanceRegistry::ParameterInvalid::abi_decode_validate(&reason.0).is_ok()
}

fn length() -> Reason {
    Reason(ProvenanceRegistry::CalldataLength {}.abi_encode())
}

fn invalid(position: usize) -> Reason {
    Reason(ProvenanceRegistry::ParameterInvalid { position: position as u8 }.abi_encode())
}

fn changes_state(function: &Function) -> bool {
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
fn zeros(function: &Function) -> Vec<u8> {
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

fn function_of(abi: &JsonAbi, sample: &Sample) -> Function {
    abi.functions().find(|function| function.selector() == sample.selector()).unwrap().clone()
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn every_message_that_changes_anything_has_a_valid_sample() {
    let (mut world, cast) = World::new(client.chain());
    let samples = Samples::new(&mut world, &cast);
    for contract in Contract::ALL {
        for function in contract.abi().functions().filter(|function| changes_state(function)) {
            let sample = samples.of_contract(contract).find(|sample| sample.selector() == function.selector());
            let sample = sample.unwrap_or_else(|| panic!("{} has no sample", function.signature()));
            let to = contract.address(&world);
            let expected = match &sample.refusal {
                None => Ok(()),
                Some(refusal) => Err(Refusal::Reverted(refusal.clone())),
            };
            let run = world.chain.dry_run(&sample.who, to, sample.data.clone(), sample.value);
            assert_eq!(run.result.map(|_| ()), expected, "{}", function.signature());
            // Where nothing is to be paid, or the call is refused for something else, no value comes with it.
            let may_be_paid = function.state_mutability == StateMutability::Payable;
            assert!(sample.value == 0 || may_be_paid);
            assert!(sample.value > 0 || !may_be_paid || sample.refusal.is_some());
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_before_bind_nothing_of_the_heart_works_but_bind() {
    let (mut world, cast) = World::unbound(client.chain());
    let ids = [1, 2, 3, 4].map(U256::from);
    let samples = Samples::of(&cast, ids, B256::repeat_byte(2), 1, Address::repeat_byte(3));
    for sample in &samples.list {
        let function = function_of(&sample.contract.abi(), sample);
        if function.name == "bind" || !sample.contract.is_bound() {
            continue;
        }
        let to = sample.contract.address(&world);
        let reason = world.refused_raw(&sample.who, to, sample.data.clone(), sample.value);
        assert_eq!(reason, Reason(ProvenanceRegistry::NotBound {}.abi_encode()), "{}: {reason}", function.signature());
    }
}

// ------------------------------------------------------------------------------------ malformed

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
fn is_for_modules(sample: &Sample) -> bool {
    let not_module = LicenceToken::NotModule::SELECTOR;
    sample.refusal.as_ref().is_some_and(|data| data.starts_with(&not_module)) && sample.contract == Contract::Token
}

/// Sends every spoilt form of every sample.
fn malformed_calldata_is_refused(chain: &mut Chain, contract: Contract) {
    let (mut world, cast) = World::new(chain);
    let samples = Samples::new(&mut world, &cast);
    let (abi, to) = (contract.abi(), contract.address(&world));
    let mut unexpected = Vec::new();
    for sample in samples.of_contract(contract) {
        let function = function_of(&abi, sample);
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
async fn x2_the_registry_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Registry);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_licence_token_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Token);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_splitter_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Splitter);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_terms_book_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Book);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_catalogues_refuse_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Catalogues);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_reservations_refuse_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Reservations);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_arbitration_refuse_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Arbitration);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_encumbrances_refuse_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Encumbrances);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_settlements_refuse_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Settlements);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_a_pool_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Pool);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_an_inbox_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Inbox);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_factory_of_receivers_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Receivers);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_offers_refuse_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Offers);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_deals_refuse_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Deals);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_the_usage_ledger_refuses_malformed_calldata() {
    malformed_calldata_is_refused(client.chain(), Contract::Usage);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_views_refuse_dirty_words() {
    let (mut world, cast) = World::new(client.chain());
    // A pool and an inbox are among them.
    let _ = Samples::new(&mut world, &cast);
    let mut words = 0;
    for contract in Contract::ALL {
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

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_a_selector_of_nobodys_is_refused() {
    let (mut world, cast) = World::new(client.chain());
    let _ = Samples::new(&mut world, &cast);
    for contract in Contract::ALL {
        let to = contract.address(&world);
        for data in [vec![], vec![1], vec![0xde, 0xad, 0xbe], vec![0xde, 0xad, 0xbe, 0xef], vec![0; 100]] {
            if contract.is_receiver() && data.is_empty() {
                continue;
            }
            println!("{contract:?}: 0x{}", hex(&data));
            world.refused_raw(&cast.orion, to, data, 0);
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_calldata_of_more_than_16_kib_is_refused() {
    let (mut world, cast) = World::new(client.chain());
    let samples = Samples::new(&mut world, &cast);
    for sample in &samples.list {
        let to = sample.contract.address(&world);
        for size in [16 * 1_024 + 1, 20_000] {
            let mut data = sample.data.clone();
            data.resize(size, 0);
            let reason = world.refused_raw(&sample.who, to, data, sample.value);
            // What only a contract of ours says is not read where somebody else says it.
            let unread = sample.refusal.clone().map(Reason).filter(|_| is_for_modules(sample));
            assert!(reason == length() || Some(&reason) == unread.as_ref(), "{reason}");
        }
    }
    // Also where it is what it says: a URI that long.
    let work = NewRecord { uri: "a".repeat(17_000), ..NewRecord::new(digest(50), &cast.ada) };
    let registry = world.protocol.registry;
    world.refused(&cast.ada, registry, &work.call([0; 32]), ProvenanceRegistry::UriTooLong {});
}

/// Random calldata, of which half begin with a selector of the contract's and a quarter are a
/// sample with a few bytes changed.
fn random_calldata(samples: &[&Sample], selectors: &[[u8; 4]]) -> Vec<Vec<u8>> {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut below = {
        let mut rng = rng.clone();
        move |bound: usize| (rng.next_u64() % bound as u64) as usize
    };
    (0..300)
        .map(|number| {
            if number % 4 == 0 && !samples.is_empty() {
                let mut data = samples[below(samples.len())].data.clone();
                for _ in 0..=below(3) {
                    let position = below(data.len());
                    data[position] ^= 1 << below(8);
                }
                return data;
            }
            // Whole words and not, dense and sparse.
            let mut data = vec![0; if number % 3 == 0 { below(600) } else { 4 + WORD * below(14) }];
            rng.fill_bytes(&mut data);
            if number % 5 < 3 {
                let keep = 1 + below(40);
                data.iter_mut().enumerate().filter(|(at, _)| at % keep != 0).for_each(|(_, byte)| *byte = 0);
            }
            if number % 2 == 0 && data.len() >= 4 {
                data[..4].copy_from_slice(&selectors[below(selectors.len())]);
            }
            data
        })
        .collect()
}

/// Sends random calldata: what alloy would not write changes nothing; nothing traps.
fn random_calldata_does_no_harm(chain: &mut Chain, contract: Contract) {
    let (mut world, cast) = World::new(chain);
    let samples = Samples::new(&mut world, &cast);
    let samples: Vec<_> = samples.of_contract(contract).collect();
    let (abi, to) = (contract.abi(), contract.address(&world));
    let selectors: Vec<[u8; 4]> = abi.functions().map(|function| function.selector().0).collect();
    let (mut refused, mut answered) = (0, 0);
    for data in random_calldata(&samples, &selectors) {
        let shown = hex(&data);
        let known = data.get(..4).is_some_and(|selector| selectors.iter().any(|known| known[..] == *selector));
        let canonical = contract.is_canonical(&data);
        let before = world.chain.contracts();
        match world.chain.call(&cast.thief, to, data.clone(), 0) {
            Ok(receipt) => {
                assert!(known, "0x{shown} is answered");
                answered += 1;
                if !canonical {
                    assert!(receipt.events.is_empty() && world.chain.contracts() == before, "0x{shown} does something");
                }
            }
            Err(Failure::Reverted { data: reason, .. }) => {
                refused += 1;
                assert!(world.chain.contracts() == before, "0x{shown} does something");
                assert!(!(canonical && is_malformed(&Reason(reason))), "0x{shown} is not malformed");
            }
            Err(other) => panic!("0x{shown}: {other}"),
        }
    }
    assert_eq!(refused + answered, 300);
    assert!(refused > 100);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_registry() {
    random_calldata_does_no_harm(client.chain(), Contract::Registry);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_licence_token() {
    random_calldata_does_no_harm(client.chain(), Contract::Token);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_splitter() {
    random_calldata_does_no_harm(client.chain(), Contract::Splitter);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_terms_book() {
    random_calldata_does_no_harm(client.chain(), Contract::Book);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_catalogues() {
    random_calldata_does_no_harm(client.chain(), Contract::Catalogues);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_reservations() {
    random_calldata_does_no_harm(client.chain(), Contract::Reservations);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_arbitration() {
    random_calldata_does_no_harm(client.chain(), Contract::Arbitration);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_encumbrances() {
    random_calldata_does_no_harm(client.chain(), Contract::Encumbrances);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_settlements() {
    random_calldata_does_no_harm(client.chain(), Contract::Settlements);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_a_pool() {
    random_calldata_does_no_harm(client.chain(), Contract::Pool);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_an_inbox() {
    random_calldata_does_no_harm(client.chain(), Contract::Inbox);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_factory_of_receivers() {
    random_calldata_does_no_harm(client.chain(), Contract::Receivers);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_offers() {
    random_calldata_does_no_harm(client.chain(), Contract::Offers);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_deals() {
    random_calldata_does_no_harm(client.chain(), Contract::Deals);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_usage_ledger() {
    random_calldata_does_no_harm(client.chain(), Contract::Usage);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_random_calldata_does_no_harm_to_the_statements() {
    random_calldata_does_no_harm(client.chain(), Contract::Statements);
}

// ----------------------------------------------------------------------------------------- money

// ink! breaks a message off that is paid and takes no money, so there is no typed error here.

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_money_for_a_message_that_takes_none_comes_back() {
    let (mut world, cast) = World::new(client.chain());
    let samples = Samples::new(&mut world, &cast);
    for contract in Contract::ALL {
        let to = contract.address(&world);
        for function in contract.abi().functions() {
            let sample = samples.of_contract(contract).find(|sample| sample.selector() == function.selector());
            if function.state_mutability == StateMutability::Payable {
                continue;
            }
            let data = sample.map_or_else(|| zeros(function), |sample| sample.data.clone());
            let who = sample.map_or(&cast.orion, |sample| &sample.who);
            println!("{}", function.signature());
            world.failed_raw(who, to, data, TOKEN);
        }
        if contract.is_receiver() {
            continue;
        }
        println!("no message at all");
        world.failed_raw(&cast.orion, to, Vec::new(), TOKEN);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_money_for_a_constructor_comes_back() {
    let (world, cast) = World::unbound(client.chain());
    let blobs = blobs::Blobs::load().unwrap();
    let before = world.chain.contracts();
    // Those whose constructor takes nothing: the others trap on the missing arguments.
    for code in blobs.all() {
        for who in [&cast.ada, &cast.ben] {
            let money = world.chain.total_balance(who.address());
            let failure = world.chain.deploy(who, code, Vec::new(), TOKEN).unwrap_err();
            let fee = failure.receipt().unwrap().fee_in_evm_units();
            assert_eq!(money - world.chain.total_balance(who.address()), fee);
            assert!(world.chain.contracts() == before);
        }
    }
}
