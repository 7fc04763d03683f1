//! Valid calls, and every way to spoil them.

use alloy_primitives::B256;
use alloy_sol_types::{SolCall, SolError};
use chain::{Account, H160, TOKEN};
use scenarios::World;
use story::{abi::ProvenanceRegistry, calls::Reason};

/// The size of an ABI word.
const WORD: usize = 32;

/// A call that does what it should, of parameters of one word each.
pub(crate) struct Sample {
    signature: &'static str,
    who: Account,
    data: Vec<u8>,
    value: u128,
}

impl Sample {
    /// A call without money.
    pub(crate) fn new<C: SolCall>(who: &Account, call: &C) -> Self {
        Self::with(who, call, 0)
    }

    /// A call with a value in EVM units.
    pub(crate) fn with<C: SolCall>(who: &Account, call: &C, value: u128) -> Self {
        Self { signature: C::SIGNATURE, who: who.clone(), data: call.abi_encode(), value }
    }

    fn types(&self) -> Vec<&'static str> {
        let (_, parameters) = self.signature.split_once('(').expect("a signature");
        parameters.trim_end_matches(')').split(',').collect()
    }
}

fn length() -> Reason {
    Reason(ProvenanceRegistry::CalldataLength {}.abi_encode())
}

fn invalid(position: usize) -> Reason {
    Reason(ProvenanceRegistry::ParameterInvalid { position: position as u8 }.abi_encode())
}

/// The words that no value of a type has.
fn dirty(ty: &str, word: &[u8]) -> Vec<[u8; WORD]> {
    let bytes = match ty {
        "address" => 20,
        _ => match ty.strip_prefix("uint").map(|bits| bits.parse::<usize>().expect("bits")) {
            Some(256) | None => return Vec::new(),
            Some(bits) => bits / 8,
        },
    };
    let with = |position: usize, byte: u8| {
        let mut dirty: [u8; WORD] = word.try_into().expect("a word");
        dirty[position] = byte;
        dirty
    };
    vec![[0xff; WORD], with(0, 0x80), with(WORD - bytes - 1, 1)]
}

/// That each sample does something as it is, and that nothing that is not exactly a call is
/// taken for one: too short, too long, or with a word that means no value.
#[track_caller]
pub(crate) fn assert_only_canonical(world: &mut World<'_>, to: H160, samples: &[Sample]) {
    for Sample { signature, who, data, value } in samples {
        let run = world.chain.dry_run(who, to, data.clone(), *value);
        assert!(run.result.is_ok(), "{signature} is no valid sample: {:?}", run.result);
    }
    for sample in samples {
        let Sample { signature, who, data, value } = sample;
        let types = sample.types();
        assert_eq!(data.len(), 4 + WORD * types.len(), "{signature}");
        for cut in [1, 31, WORD, data.len() - 4].into_iter().filter(|cut| *cut <= data.len() - 4) {
            let reason = world.refused_raw(who, to, data[..data.len() - cut].to_vec(), *value);
            let expected: Vec<Reason> = (0..types.len()).map(invalid).chain([length()]).collect();
            assert!(expected.contains(&reason), "{signature}, {cut} bytes cut off: {reason}");
        }
        for longer in [1, WORD] {
            let longer_data = [data, &[0; WORD][..longer]].concat();
            let reason = world.refused_raw(who, to, longer_data, *value);
            assert_eq!(reason, length(), "{signature}, {longer} bytes appended: {reason}");
        }
        for (position, ty) in types.iter().enumerate() {
            let head = 4 + WORD * position..4 + WORD * (position + 1);
            for word in dirty(ty, &data[head.clone()]) {
                let mut spoilt = data.clone();
                spoilt[head.clone()].copy_from_slice(&word);
                let reason = world.refused_raw(who, to, spoilt, *value);
                let what = B256::from(word);
                assert_eq!(reason, invalid(position), "{signature}, parameter {position} is {what}: {reason}");
            }
        }
    }
}

/// That money for a message that takes none comes back: there is no typed error for it, since
/// ink! breaks such a message off.
#[track_caller]
pub(crate) fn assert_takes_no_money(world: &mut World<'_>, to: H160, samples: &[Sample]) {
    for Sample { who, data, .. } in samples {
        world.failed_raw(who, to, data.clone(), TOKEN);
    }
    let Some(Sample { who, .. }) = samples.first() else { return };
    world.failed_raw(who, to, Vec::new(), TOKEN);
    world.failed_raw(who, to, vec![1, 2, 3, 4], TOKEN);
}
