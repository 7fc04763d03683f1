//! Types and values of the ABI, as the specification of Solidity's encoding says it: nothing here is
//! shared with the contracts. What it takes for canonical is compared with alloy's verdict at every
//! call of the fuzz.

use alloy_json_abi::Param;
use alloy_primitives::U256;

/// The bytes of a word.
pub(crate) const WORD: usize = 32;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An unsigned number of these many bits.
    Number(usize),
    Bool,
    Address,
    /// Bytes at the left end of the word.
    Fixed(usize),
    /// `bytes`, or a `string`.
    Bytes {
        text: bool,
    },
    /// Of any length, or of exactly this one.
    List(Box<Shape>, Option<usize>),
    Tuple(Vec<Shape>),
}

/// A value of some type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Word([u8; WORD]),
    Bytes(Vec<u8>),
    Many(Vec<Value>),
}

/// What a word of an encoding is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A value of a type of one word.
    Plain(Shape),
    /// Where something lies.
    Offset,
    /// How many elements or bytes there are.
    Length,
    /// Bytes, of which these many belong to the value and the rest is padding.
    Content(usize),
}

impl Shape {
    /// The tuple of these parameters.
    pub(crate) fn of(parameters: &[Param]) -> Self {
        Self::Tuple(parameters.iter().map(|parameter| Self::named(&parameter.ty, &parameter.components)).collect())
    }

    fn named(ty: &str, components: &[Param]) -> Self {
        if let Some(list) = ty.strip_suffix(']') {
            let (element, length) = list.rsplit_once('[').expect("an array has brackets");
            let length = (!length.is_empty()).then(|| length.parse().expect("the length of an array"));
            return Self::List(Box::new(Self::named(element, components)), length);
        }
        let number = |text: &str| text.parse().expect("a size");
        match ty {
            "bool" => Self::Bool,
            "address" => Self::Address,
            "string" | "bytes" => Self::Bytes { text: ty == "string" },
            "tuple" => Self::of(components),
            _ => match ty.strip_prefix("uint") {
                Some(bits) => Self::Number(number(bits)),
                None => Self::Fixed(number(ty.strip_prefix("bytes").expect("a type that the contracts have"))),
            },
        }
    }

    /// Whether only an offset stands in the head.
    pub(crate) fn is_dynamic(&self) -> bool {
        match self {
            Self::Bytes { .. } | Self::List(_, None) => true,
            Self::List(element, Some(_)) => element.is_dynamic(),
            Self::Tuple(members) => members.iter().any(Self::is_dynamic),
            _ => false,
        }
    }

    /// How many bytes it takes in the head.
    fn head(&self) -> usize {
        match self {
            _ if self.is_dynamic() => WORD,
            Self::Tuple(members) => members.iter().map(Self::head).sum(),
            Self::List(element, Some(length)) => length * element.head(),
            _ => WORD,
        }
    }

    /// Whether the word is a value of this type of one word.
    pub(crate) fn has(&self, word: &[u8; WORD]) -> bool {
        let zero = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0);
        match self {
            Self::Number(bits) => zero(&word[..WORD - bits / 8]),
            Self::Bool => zero(&word[..WORD - 1]) && word[WORD - 1] < 2,
            Self::Address => zero(&word[..12]),
            Self::Fixed(bytes) => zero(&word[*bytes..]),
            _ => false,
        }
    }

    /// The largest value of a type of one word.
    pub(crate) fn max(&self) -> [u8; WORD] {
        let mut word = [0; WORD];
        match self {
            Self::Number(bits) => word[WORD - bits / 8..].fill(0xff),
            Self::Bool => word[WORD - 1] = 1,
            Self::Address => word[12..].fill(0xff),
            Self::Fixed(bytes) => word[..*bytes].fill(0xff),
            _ => unreachable!("a type of one word"),
        }
        word
    }

    /// The types of a tuple's or list's members.
    fn members(&self, count: usize) -> Vec<&Shape> {
        match self {
            Self::Tuple(members) => members.iter().collect(),
            Self::List(element, _) => vec![&**element; count],
            _ => unreachable!("what has members"),
        }
    }
}

// -------------------------------------------------------------------------------------- writing

/// An encoding, and what its words are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    pub(crate) roles: Vec<Role>,
}

impl Written {
    fn push(&mut self, word: &[u8; WORD], role: Role) {
        self.bytes.extend_from_slice(word);
        self.roles.push(role);
    }

    fn append(&mut self, mut other: Self) {
        self.bytes.append(&mut other.bytes);
        self.roles.append(&mut other.roles);
    }
}

fn number(value: usize) -> [u8; WORD] {
    U256::from(value).to_be_bytes()
}

impl Shape {
    /// The encoding of a value; of a message's parameters without the selector.
    pub(crate) fn write(&self, value: &Value) -> Written {
        let mut written = Written::default();
        match (self, value) {
            (Self::Bytes { .. }, Value::Bytes(bytes)) => {
                written.push(&number(bytes.len()), Role::Length);
                for part in bytes.chunks(WORD) {
                    let mut word = [0; WORD];
                    word[..part.len()].copy_from_slice(part);
                    written.push(&word, Role::Content(part.len()));
                }
            }
            (_, Value::Many(values)) => {
                if let Self::List(_, None) = self {
                    written.push(&number(values.len()), Role::Length);
                }
                let members = self.members(values.len());
                let (mut head, mut tail) = (Written::default(), Written::default());
                let heads: usize = members.iter().map(|member| member.head()).sum();
                for (member, value) in members.into_iter().zip(values) {
                    if member.is_dynamic() {
                        head.push(&number(heads + tail.bytes.len()), Role::Offset);
                        tail.append(member.write(value));
                    } else {
                        head.append(member.write(value));
                    }
                }
                written.append(head);
                written.append(tail);
            }
            (_, Value::Word(word)) => written.push(word, Role::Plain(self.clone())),
            _ => unreachable!("a value of the type"),
        }
        written
    }
}

// -------------------------------------------------------------------------------------- reading

impl Shape {
    /// The value of which these bytes are the one canonical encoding.
    pub(crate) fn read(&self, bytes: &[u8]) -> Option<Value> {
        // Reading is lax about where things lie; there is one way to write what was read.
        let value = self.read_at(bytes, 0)?;
        (self.write(&value).bytes == bytes).then_some(value)
    }

    fn read_at(&self, bytes: &[u8], at: usize) -> Option<Value> {
        match self {
            Self::Bytes { text } => {
                let length = size_at(bytes, at)?;
                let content = bytes.get(at + WORD..at.checked_add(WORD)?.checked_add(length)?)?;
                (!text || std::str::from_utf8(content).is_ok()).then(|| Value::Bytes(content.to_vec()))
            }
            Self::List(_, None) => {
                let count = size_at(bytes, at)?;
                // An element has at least a word.
                (count <= bytes.len() / WORD).then(|| self.read_members(bytes, at + WORD, count))?
            }
            Self::List(_, Some(count)) => self.read_members(bytes, at, *count),
            Self::Tuple(members) => self.read_members(bytes, at, members.len()),
            _ => word_at(bytes, at).filter(|word| self.has(word)).map(Value::Word),
        }
    }

    fn read_members(&self, bytes: &[u8], base: usize, count: usize) -> Option<Value> {
        let mut head = base;
        let mut values = Vec::new();
        for member in self.members(count) {
            let at = if member.is_dynamic() { base.checked_add(size_at(bytes, head)?)? } else { head };
            values.push(member.read_at(bytes, at)?);
            head += member.head();
        }
        Some(Value::Many(values))
    }
}

fn word_at(bytes: &[u8], at: usize) -> Option<[u8; WORD]> {
    bytes.get(at..at.checked_add(WORD)?)?.try_into().ok()
}

/// A length or an offset, which is inside the encoding.
fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    let size = U256::from_be_bytes(word_at(bytes, at)?);
    usize::try_from(size).ok().filter(|size| *size <= bytes.len())
}
