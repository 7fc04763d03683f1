//! The calls that a licensor, a buyer, and the contributors to a pool send with a wallet of their
//! own: which contract, which message, its calldata, and the value. Nothing is sent here, and no
//! chain is asked.

mod arguments;
mod pools;
mod requests;

pub use arguments::{account, label, salt, tokens};
pub use pools::{Claim, Opening};
pub use requests::{Deployment, Licensing, Purchase, Registration, quote_in_words};

use crate::{calls::hex, contributors::ListError, money, works::WorkError};
use alloy_sol_types::SolCall;
use rules::{
    offer::PriceUnit,
    terms::TermsError,
    work::{Kind, WorkError as DescriptionError},
};
use serde::Serialize;
use std::{fmt, io, path::PathBuf};

/// What is wrong with an argument. Then nothing is printed but this.
#[derive(Debug, thiserror::Error)]
pub enum CalldataError {
    /// The work cannot be examined.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// The registry would refuse the work as it is described.
    #[error("the registry would refuse this work: {0:?}")]
    Description(DescriptionError),
    /// There is no preset of this name.
    #[error("{0}: there is no such preset; there are: {known}", known = presets())]
    PresetUnknown(String),
    /// There is no kind of this name.
    #[error("{0}: there is no such kind of work; there are: {known}", known = kinds())]
    KindUnknown(String),
    /// The preset's terms with this document cannot be published.
    #[error("these terms can't be published: {0:?}")]
    Terms(TermsError),
    /// It is no amount of tokens.
    #[error("{0}: an amount is a number of tokens with at most 18 decimals, as 12.5")]
    AmountInvalid(String),
    /// The total would be more than a ledger can receive.
    #[error("the price is higher than anything that can be received")]
    PriceTooHigh,
    /// The preset's price is for units that the work has not.
    #[error("the preset's price is for {}, and this work is {}: name its --kind and --units", unit_name(*unit), kind.name())]
    UnitInvalid {
        /// What the price is for.
        unit: PriceUnit,
        /// What the work is.
        kind: Kind,
    },
    /// It is no address.
    #[error(
        "{0}: an account is 0x and 40 hexadecimal digits with the capitals of its checksum, or a Substrate address (SS58)"
    )]
    AddressInvalid(String),
    /// It is no word of 32 bytes.
    #[error("{0}: this is 0x and 64 hexadecimal digits, not all zero")]
    WordInvalid(String),
    /// A reference is one word.
    #[error("{0}: a reference has at most 32 bytes")]
    ReferenceTooLong(String),
    /// A deal for one buyer names the buyer.
    #[error("this preset is for one buyer: name them with --buyer")]
    BuyerMissing,
    /// A back-licence names the past second that it begins at.
    #[error("a licence for the past begins at a past second: name it with --since, in Unix seconds")]
    SinceMissing,
    /// Offers count from 1.
    #[error("offers are numbered from 1")]
    OfferZero,
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A commitment names the registry.
    #[error("a commitment names the registry: name the contracts' addresses with --deployment")]
    DeploymentMissing,
    /// It is no document with the contracts' addresses.
    #[error("{}: this is not the JSON document of a deployment: {reason}", path.display())]
    DeploymentInvalid {
        /// Which.
        path: PathBuf,
        /// What it lacks.
        reason: String,
    },
    /// The list is none of contributors, or lacks the one who claims.
    #[error(transparent)]
    List(#[from] ListError),
    /// A pool's weights do not count this.
    #[error("{0}: there is no such basis; there are: {known}", known = pools::BASES.join(", "))]
    BasisUnknown(String),
    /// A contract would refuse the URI.
    #[error("this URI can't be used: {0:?}")]
    Uri(DescriptionError),
    /// An answer of `quote` is two words.
    #[error("{0}: an answer of `quote` is 0x and 128 hexadecimal digits")]
    AnswerInvalid(String),
}

fn presets() -> String {
    rules::presets::PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ")
}

fn kinds() -> String {
    Kind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ")
}

const fn unit_name(unit: PriceUnit) -> &'static str {
    match unit {
        PriceUnit::Flat => "a licence",
        PriceUnit::PerItem => "each item",
        PriceUnit::PerSecond => "each second",
        PriceUnit::PerUse => "each use",
    }
}

/// One call for a wallet to send, or, of a view, for a node to answer (`eth_call`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// What it does, in a sentence.
    pub does: String,
    /// The contract's name.
    pub contract: &'static str,
    /// Its address; `null` where no deployment was named.
    pub to: Option<String>,
    /// The message, as Solidity writes it.
    pub function: &'static str,
    /// Whether it is only asked.
    pub view: bool,
    /// What is sent along, in EVM units, as a decimal string.
    pub value: String,
    /// The calldata, in hexadecimal with `0x`.
    pub data: String,
}

impl Call {
    fn new<C: SolCall>(does: impl Into<String>, contract: &'static str, deployment: &Deployment, call: &C) -> Self {
        Self {
            does: does.into(),
            contract,
            to: deployment.address(contract),
            function: C::SIGNATURE,
            view: false,
            value: "0".into(),
            data: format!("0x{}", hex(&call.abi_encode())),
        }
    }

    fn view(self) -> Self {
        Self { view: true, ..self }
    }

    fn paying(self, value: u128) -> Self {
        Self { value: value.to_string(), ..self }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { does, contract, to, function, view, value, data } = self;
        let to = to.as_deref().unwrap_or("(its address: see --deployment)");
        let value: u128 = value.parse().unwrap_or_default();
        writeln!(f, "{does}")?;
        writeln!(f, "  contract  {contract}  {to}")?;
        writeln!(f, "  function  {function}{}", if *view { "  (a view: ask it, with eth_call)" } else { "" })?;
        writeln!(f, "  value     {}  ({value})", money::amount(value))?;
        writeln!(f, "  data      {data}")
    }
}

/// A place in a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its number, from zero, as a decimal string.
    pub index: String,
    /// Its weight, as a decimal string.
    pub weight: String,
}

/// What is printed: calls in their order, and what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Calls {
    /// The record: SHA-256 of the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The id of the terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The price of one unit, in EVM units, as a decimal string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<String>,
    /// What one licence costs, in EVM units; absent where that is by use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// The secret of the commitment: keep it until the second call is in a block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The root of a pool's tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// How many places the pool has, as a decimal string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// The sum of their weights, as a decimal string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// SHA-256 of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The places of the account that claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// The calls.
    pub calls: Vec<Call>,
}

impl fmt::Display for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let price = |text: &String| money::amount(text.parse().unwrap_or_default());
        let lines = [
            ("record", self.record.clone()),
            ("terms", self.terms.clone()),
            ("price of a unit", self.unit_price.as_ref().map(price)),
            ("a licence costs", self.total.as_ref().map(price)),
            ("salt (keep it secret until the last call is in a block)", self.salt.clone()),
            ("pool's root", self.root.clone()),
            ("places", self.count.clone()),
            ("their weight", self.weight.clone()),
            ("list's SHA-256", self.list.clone()),
        ];
        for (name, value) in lines {
            if let Some(value) = value {
                writeln!(f, "{name}: {value}")?;
            }
        }
        for Place { index, weight } in &self.places {
            writeln!(f, "place {index}: weight {weight}")?;
        }
        for (number, call) in (1..).zip(&self.calls) {
            write!(f, "\n{number}. {call}")?;
        }
        Ok(())
    }
}
