//! Values of any type an interface names: as JSON, and made up.

use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Event, EventParam, Param};
use alloy_primitives::{Address, B256, I256, U256, keccak256};
use serde_json::Value;
use std::collections::BTreeMap;
use story::calls::hex;

/// Numbers are decimal strings, bytes and addresses are hexadecimal, and lists and tuples are
/// arrays.
fn as_json(value: &DynSolValue) -> Value {
    let bytes = |bytes: &[u8]| Value::from(format!("0x{}", hex(bytes)));
    match value {
        DynSolValue::Bool(value) => Value::from(*value),
        DynSolValue::Int(value, _) => Value::from(value.to_string()),
        DynSolValue::Uint(value, _) => Value::from(value.to_string()),
        DynSolValue::FixedBytes(word, size) => bytes(&word[..*size]),
        DynSolValue::Address(address) => bytes(address.as_slice()),
        DynSolValue::Function(function) => bytes(function.as_slice()),
        DynSolValue::Bytes(value) => bytes(value),
        DynSolValue::String(value) => Value::from(value.as_str()),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) | DynSolValue::Tuple(values) => {
            all_as_json(values)
        }
    }
}

/// Values as a JSON array.
pub(crate) fn all_as_json(values: &[DynSolValue]) -> Value {
    Value::from(values.iter().map(as_json).collect::<Vec<_>>())
}

/// Makes values up: all zero and empty, or each with a number of its own in it, but for parameters
/// of which it is told.
#[derive(Clone)]
pub(crate) struct Sampler {
    next: u64,
    step: u64,
    known: BTreeMap<&'static str, U256>,
}

impl Sampler {
    /// Zeros and empty lists.
    pub(crate) fn nothing() -> Self {
        Self { next: 0, step: 0, known: BTreeMap::new() }
    }

    /// The numbers from `first` on, lists of two.
    pub(crate) fn numbers(first: u64) -> Self {
        Self { next: first, step: 1, known: BTreeMap::new() }
    }

    /// Numbers from 1 on, and for whole parameters of these names these values.
    pub(crate) fn about(known: BTreeMap<&'static str, U256>) -> Self {
        Self { known, ..Self::numbers(1) }
    }

    /// A value for each parameter.
    pub(crate) fn all(&mut self, parameters: &[Param]) -> Vec<DynSolValue> {
        let value = |parameter: &Param| {
            let of = parameter.resolve().unwrap();
            match (self.known.get(parameter.name.as_str()), &of) {
                (Some(known), DynSolType::Uint(bits)) => DynSolValue::Uint(*known, *bits),
                (Some(known), DynSolType::Address) => DynSolValue::Address(Address::from_word((*known).into())),
                (Some(known), DynSolType::FixedBytes(size)) => DynSolValue::FixedBytes((*known).into(), *size),
                _ => self.one(&of),
            }
        };
        parameters.iter().map(value).collect()
    }

    /// Topics and data of an event.
    pub(crate) fn log(&mut self, event: &Event) -> (Vec<B256>, Vec<u8>) {
        let (mut topics, mut body) = (vec![event.selector()], Vec::new());
        for field in &event.inputs {
            let value = self.one(&EventParam::resolve(field).unwrap());
            if !field.indexed {
                body.push(value);
            } else if value.as_word().is_some() {
                topics.push(value.as_word().unwrap());
            } else {
                topics.push(keccak256(value.abi_encode_packed()));
            }
        }
        (topics, DynSolValue::Tuple(body).abi_encode_params())
    }

    fn one(&mut self, of: &DynSolType) -> DynSolValue {
        let number = self.next;
        self.next += self.step;
        let number_word = U256::from(number);
        let elements = if self.step == 0 { 0 } else { 2 };
        match of {
            DynSolType::Bool => DynSolValue::Bool(number % 2 == 1),
            DynSolType::Int(bits) => DynSolValue::Int(I256::from_raw(number_word), *bits),
            DynSolType::Uint(bits) => DynSolValue::Uint(number_word, *bits),
            DynSolType::FixedBytes(size) => {
                let mut word = B256::ZERO;
                word[..*size].fill(number as u8);
                DynSolValue::FixedBytes(word, *size)
            }
            DynSolType::Address => DynSolValue::Address(Address::from_word(number_word.into())),
            DynSolType::Function => unreachable!("no message takes a function"),
            DynSolType::Bytes => DynSolValue::Bytes(vec![number as u8; number as usize % 40]),
            DynSolType::String => DynSolValue::String("a text ".repeat(number as usize % 6)),
            DynSolType::Array(of) => DynSolValue::Array((0..elements).map(|_| self.one(of)).collect()),
            DynSolType::FixedArray(of, size) => DynSolValue::FixedArray((0..*size).map(|_| self.one(of)).collect()),
            DynSolType::Tuple(members) => DynSolValue::Tuple(members.iter().map(|of| self.one(of)).collect()),
            #[allow(unreachable_patterns, reason = "a feature of alloy's adds structs")]
            _ => unreachable!("an interface spells structs out as tuples"),
        }
    }
}
