//! Calldata as a tree of values: taken apart, changed leaf by leaf, and put together again, by what
//! the interface says of a message's parameters.

use alloy_json_abi::{Function, Param};
use alloy_primitives::U256;

const WORD: usize = 32;

/// A type, as far as its encoding needs it.
#[derive(Clone, Debug)]
enum Type {
    /// One word.
    Word(String),
    /// `bytes` or `string`.
    Bytes,
    /// Any number of these.
    List(Box<Type>),
    /// One of each of these.
    Tuple(Vec<Type>),
}

impl Type {
    fn of(parameter: &Param) -> Self {
        Self::named(&parameter.ty, &parameter.components)
    }

    fn named(name: &str, components: &[Param]) -> Self {
        if let Some(element) = name.strip_suffix("[]") {
            return Self::List(Box::new(Self::named(element, components)));
        }
        assert!(!name.ends_with(']'), "no message takes an array of a fixed length: {name}");
        match name {
            "tuple" => Self::Tuple(components.iter().map(Self::of).collect()),
            "bytes" | "string" => Self::Bytes,
            _ => Self::Word(name.into()),
        }
    }

    fn is_dynamic(&self) -> bool {
        match self {
            Self::Word(_) => false,
            Self::Bytes | Self::List(_) => true,
            Self::Tuple(members) => members.iter().any(Self::is_dynamic),
        }
    }

    /// Bytes in the head of what it is a part of.
    fn head(&self) -> usize {
        match self {
            Self::Tuple(members) if !self.is_dynamic() => members.iter().map(Self::head).sum(),
            _ => WORD,
        }
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// One word of a type of this name.
    Word(String, [u8; WORD]),
    /// Bytes or text.
    Bytes(Vec<u8>),
    /// A list or a tuple.
    Group(Vec<Value>),
}

impl Value {
    /// Whether both are of one type, as far as one can see.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Word(name, _), Self::Word(other, _)) => name == other,
            (Self::Bytes(_), Self::Bytes(_)) => true,
            (Self::Group(ours), Self::Group(theirs)) => ours.iter().zip(theirs).all(|(our, their)| our.is_like(their)),
            _ => false,
        }
    }

    /// All words in it, in their order.
    pub(crate) fn words(&mut self) -> Vec<(&str, &mut [u8; WORD])> {
        match self {
            Self::Word(name, word) => vec![(name.as_str(), word)],
            Self::Bytes(_) => Vec::new(),
            Self::Group(members) => members.iter_mut().flat_map(Self::words).collect(),
        }
    }
}

fn number(bytes: &[u8]) -> usize {
    U256::from_be_slice(bytes).to()
}

fn read(ty: &Type, data: &[u8], at: usize) -> Value {
    match ty {
        Type::Word(name) => Value::Word(name.clone(), data[at..at + WORD].try_into().expect("it is a word")),
        Type::Bytes => {
            let start = at + WORD;
            Value::Bytes(data[start..start + number(&data[at..start])].to_vec())
        }
        Type::List(element) => {
            let start = at + WORD;
            let elements = vec![(**element).clone(); number(&data[at..start])];
            Value::Group(members(&elements, data, start))
        }
        Type::Tuple(types) => Value::Group(members(types, data, at)),
    }
}

fn members(types: &[Type], data: &[u8], start: usize) -> Vec<Value> {
    let mut at = start;
    types
        .iter()
        .map(|ty| {
            let place = if ty.is_dynamic() { start + number(&data[at..at + WORD]) } else { at };
            at += ty.head();
            read(ty, data, place)
        })
        .collect()
}

fn write(ty: &Type, value: &Value) -> Vec<u8> {
    let count = |length: usize| U256::from(length).to_be_bytes::<WORD>().to_vec();
    match (ty, value) {
        (Type::Word(_), Value::Word(_, word)) => word.to_vec(),
        (Type::Bytes, Value::Bytes(bytes)) => {
            let mut all = [count(bytes.len()), bytes.clone()].concat();
            all.resize(all.len().next_multiple_of(WORD), 0);
            all
        }
        (Type::List(element), Value::Group(values)) => {
            let types = vec![(**element).clone(); values.len()];
            [count(values.len()), group(&types, values)].concat()
        }
        (Type::Tuple(types), Value::Group(values)) => group(types, values),
        _ => panic!("{value:?} is no {ty:?}"),
    }
}

fn group(types: &[Type], values: &[Value]) -> Vec<u8> {
    let mut tail_at: usize = types.iter().map(Type::head).sum();
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for (ty, value) in types.iter().zip(values) {
        let bytes = write(ty, value);
        if ty.is_dynamic() {
            head.extend(U256::from(tail_at).to_be_bytes::<WORD>());
            tail_at += bytes.len();
            tail.extend(bytes);
        } else {
            head.extend(bytes);
        }
    }
    [head, tail].concat()
}

/// The arguments of a call.
pub(crate) fn decode(function: &Function, data: &[u8]) -> Value {
    let types: Vec<_> = function.inputs.iter().map(Type::of).collect();
    Value::Group(members(&types, &data[4..], 0))
}

/// The call with these arguments.
pub(crate) fn encode(function: &Function, arguments: &Value) -> Vec<u8> {
    let types: Vec<_> = function.inputs.iter().map(Type::of).collect();
    let Value::Group(values) = arguments else { panic!("arguments are a group") };
    [function.selector().to_vec(), group(&types, values)].concat()
}

/// A call whose words are what `word` gives for their type, and whose lists and texts are empty.
#[allow(dead_code, reason = "the matrix of hostile counterparties asks every view")]
pub(crate) fn plain(function: &Function, word: &impl Fn(&str) -> U256) -> Vec<u8> {
    let values = function.inputs.iter().map(|parameter| empty(&Type::of(parameter), word)).collect();
    encode(function, &Value::Group(values))
}

fn empty(ty: &Type, word: &impl Fn(&str) -> U256) -> Value {
    match ty {
        Type::Word(name) => Value::Word(name.clone(), word(name).to_be_bytes()),
        Type::Bytes => Value::Bytes(Vec::new()),
        Type::List(_) => Value::Group(Vec::new()),
        Type::Tuple(types) => Value::Group(types.iter().map(|ty| empty(ty, word)).collect()),
    }
}
