//! Every message of every contract with calldata of all kinds. A case is tried and not kept, so each
//! is the same whatever came before it. `CASES=` is how many a message gets at least, `SEED=` other
//! cases.

use crate::{
    cases::{Case, Kind, Source},
    chance::{Chance, Values, given},
    contract::Contract,
    malformed::{changes_state, is_malformed},
    samples::{Sample, Samples},
    shapes::{Shape, Value, WORD},
};
use alloy_json_abi::{Error, Function, StateMutability};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use chain::{Chain, Refusal, TOKEN};
use scenarios::{Cast, World};
use std::collections::BTreeMap;
use story::{
    abi::{Catalogues::registerManyCall, ProvenanceRegistry::registerCall},
    calls::{Reason, hex},
};

/// How many cases a message has at least.
const CASES: u64 = 120;
/// What ink!'s dispatcher says where no message is named.
pub(crate) const NO_MESSAGE: [u8; 2] = [1, 1];
/// How the chain ends a call that calls the address 10, where another chain has a precompile.
pub(crate) const NO_PRECOMPILE: &str = "Revive::UnsupportedPrecompileAddress";
/// How many failures are told.
const TOLD: usize = 12;

/// What became of a message's cases.
#[derive(Debug, Default)]
struct Tally {
    kinds: BTreeMap<Kind, usize>,
    canonical: usize,
    answered: usize,
    refused: usize,
    malformed: usize,
}

/// A message under test.
struct Trial<'a> {
    world: &'a World<'a>,
    cast: &'a Cast,
    contract: Contract,
    function: &'a Function,
    sample: Option<&'a Sample>,
    shape: Shape,
    outputs: Shape,
    errors: &'a [Error],
}

impl Trial<'_> {
    /// Tries calldata. What is wrong with what happened, if something is.
    fn judge(&self, case: &Case, chance: &mut Chance, tally: &mut Tally) -> Result<(), String> {
        let Self { world, contract, function, .. } = self;
        let data = &case.data;
        let canonical = contract.is_canonical(data);
        let own = self.shape.read(data.get(4..).unwrap_or_default()).is_some();
        if data.len() >= 4 && own != canonical {
            return Err(format!("alloy says {canonical}, and our own decoder {own}"));
        }
        tally.canonical += usize::from(canonical);
        let to = contract.address(world);
        let result = if changes_state(function) {
            let (who, value) = self.sender(chance);
            world.chain.dry_run(who, to, data.clone(), value).result
        } else {
            world.chain.view(to, data.clone())
        };
        match result {
            Ok(_) if data.is_empty() && contract.is_receiver() => Ok(()),
            Ok(answer) => {
                tally.answered += 1;
                if !canonical {
                    return Err("it is not canonical, and is answered".into());
                }
                let answer_is_strict = self.outputs.read(&answer).is_some();
                answer_is_strict.then_some(()).ok_or_else(|| format!("it is answered with 0x{}", hex(&answer)))
            }
            Err(Refusal::Reverted(reason)) => {
                tally.refused += 1;
                // What names no message is refused by ink!'s dispatcher, in its own way.
                let names_none = data.len() < 4 && reason == NO_MESSAGE;
                if !names_none && !self.is_declared(&reason) {
                    return Err(format!("the reason 0x{} is none of its errors", hex(&reason)));
                }
                let malformed = is_malformed(&Reason(reason));
                tally.malformed += usize::from(malformed);
                if malformed && canonical && !self.may_be_called_malformed(data) {
                    return Err("it is canonical, and is called malformed".into());
                }
                Ok(())
            }
            // What asks a token that is none of the chain's contracts and can't be called: see SECURITY.
            Err(Refusal::Trapped(error)) if error == NO_PRECOMPILE && names_precompile(data) => Ok(()),
            Err(Refusal::Trapped(error)) => Err(format!("it traps: {error}")),
        }
    }

    /// Mostly who may do it, with what it costs; sometimes a stranger, or another sum.
    fn sender(&self, chance: &mut Chance) -> (&chain::Account, u128) {
        let sample = self.sample.expect("a message that changes anything has a sample");
        let who = if chance.one_in(4) { &self.cast.thief } else { &sample.who };
        let payable = self.function.state_mutability == StateMutability::Payable;
        let value = if payable && chance.one_in(4) { *chance.pick(&[0, TOKEN, 5]) } else { sample.value };
        (who, value)
    }

    /// Whether the reason is an error of the contract's interface, exactly encoded.
    fn is_declared(&self, reason: &[u8]) -> bool {
        let Some((selector, parameters)) = reason.split_first_chunk::<4>() else { return false };
        let error = self.errors.iter().find(|error| error.selector() == *selector);
        error.is_some_and(|error| Shape::of(&error.inputs).read(parameters).is_some())
    }

    /// Where less is taken than the type has: the number of a licence is a `uint256` for ERC-721's
    /// sake, and none is larger than 64 bits.
    fn may_be_called_malformed(&self, data: &[u8]) -> bool {
        let too_large = |licence: &U256| *licence > U256::from(u64::MAX);
        let registered = registerCall::abi_decode(data).ok();
        let many = registerManyCall::abi_decode(data).ok();
        registered.is_some_and(|call| call.parents.iter().any(|parent| too_large(&parent.licence)))
            || many.is_some_and(|call| {
                call.works.iter().flat_map(|work| &work.parents).any(|parent| too_large(&parent.licence))
            })
    }
}

/// Whether a parameter is the address 10.
fn names_precompile(data: &[u8]) -> bool {
    data.get(4..).is_some_and(|words| words.chunks_exact(WORD).any(|word| U256::from_be_slice(word) == U256::from(10)))
}

/// The words of all calls that work.
fn known_words(samples: &Samples) -> Vec<[u8; WORD]> {
    let words = samples.list.iter().flat_map(|sample| sample.data[4..].chunks_exact(WORD));
    let mut words: Vec<[u8; WORD]> = words.map(|word| word.try_into().unwrap()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Every message of a contract with every kind of calldata: it is answered as the ABI says, and only
/// where alloy writes this calldata, or refused with an error of the ABI's. Nothing traps.
pub(crate) fn x1_a_message_takes_what_alloy_writes_and_refuses_the_rest(chain: &mut Chain, contract: Contract) {
    let (seed, count) = (given("SEED", 1), given("CASES", CASES) as usize);
    let (mut world, cast) = World::new(chain);
    let samples = Samples::new(&mut world, &cast);
    let known = known_words(&samples);
    let abi = contract.abi();
    let errors: Vec<Error> = contract.errors();
    let (mut failures, mut total, mut kept) = (Vec::new(), 0, Vec::new());
    for function in abi.functions() {
        let signature = function.signature();
        let sample = samples.of_contract(contract).find(|sample| sample.selector() == function.selector());
        let mut chance = Chance::of(seed, &format!("{} {signature}", contract.file()));
        let shape = Shape::of(&function.inputs);
        let base: Value = match sample {
            Some(sample) => shape.read(&sample.data[4..]).expect("a sample is canonical"),
            None => Values { chance: &mut chance, known: &known }.any(&shape, 2),
        };
        let mut values = Chance::of(seed, &format!("cases of {} {signature}", contract.file()));
        let values = Values { chance: &mut values, known: &known };
        let cases = Source { selector: function.selector().0, shape: &shape, base, values }.cases(count);
        assert!(cases.len() >= count, "{signature} has {} cases", cases.len());
        total += cases.len();
        let outputs = Shape::of(&function.outputs);
        let trial = Trial {
            world: &world,
            cast: &cast,
            contract,
            function,
            sample,
            shape: shape.clone(),
            outputs,
            errors: &errors,
        };
        let mut tally = Tally::default();
        for (number, case) in cases.into_iter().enumerate() {
            *tally.kinds.entry(case.kind).or_default() += 1;
            if let Err(what) = trial.judge(&case, &mut chance, &mut tally) {
                let (kind, data) = (case.kind, hex(&case.data));
                failures
                    .push(format!("{} {signature} SEED={seed} {number} {kind:?}: {what}: 0x{data}", contract.file()));
            } else if number % 40 == 7 && changes_state(function) && !contract.is_canonical(&case.data) {
                kept.push((sample.unwrap(), case.data));
            }
        }
        println!("{} {signature}: {tally:?}", contract.file());
        for kind in [Kind::Short, Kind::Long, Kind::Random, Kind::Mutant] {
            assert!(tally.kinds.contains_key(&kind), "{signature} has no case {kind:?}");
        }
        for kind in [Kind::Offset, Kind::Length, Kind::Size] {
            assert_eq!(tally.kinds.contains_key(&kind), shape.is_dynamic(), "{signature}, {kind:?}");
        }
        assert!(tally.kinds.contains_key(&Kind::Boundary) || function.inputs.is_empty(), "{signature}");
        assert!(tally.canonical > 0 && tally.refused > 0, "{signature}: {tally:?}");
        assert!(tally.answered > 0 || sample.is_some_and(|sample| sample.refusal.is_some()), "{signature}: {tally:?}");
    }
    println!("{}: {total} cases of {} messages", contract.file(), abi.functions().count());
    let all = failures.len();
    failures.truncate(TOLD);
    assert!(failures.is_empty(), "{all} cases, of which these are the first:\n{}", failures.join("\n"));
    // Some of what was refused goes on chain: nothing is kept of it, as nothing is of a trial.
    for (sample, data) in kept {
        world.refused_raw(&sample.who, contract.address(&world), data, sample.value);
    }
}
