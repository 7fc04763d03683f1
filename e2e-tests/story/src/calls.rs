//! Any call of any contract, and why it was refused.

use crate::{
    abi::{
        Arbitration, Catalogues, Deals, ERC721, Encumbrances, LicenceToken, Offers, ProvenanceRegistry, Reservations,
        RoyaltySplitter, Settlements, TermsBook, UsageLedger,
    },
    node::Node,
};
use alloy_primitives::{Address, B256, LogData, U256};
use alloy_sol_types::{Panic, Revert, SolCall, SolError, SolEvent, SolInterface};
use chain::{Account, ContractEvent, Failure, H160, NotIncluded, Receipt, Refusal};
use std::fmt;

/// A call that did what was asked.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// What the contract answered.
    pub value: T,
    /// What the transaction did and cost.
    pub receipt: Receipt,
}

impl<T> Done<T> {
    /// The events of one kind that the transaction caused, in their order.
    pub fn events<E: SolEvent>(&self) -> impl Iterator<Item = E> {
        self.receipt.events.iter().filter_map(event)
    }
}

/// Why a call did nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The contract refused.
    #[error("`{call}` was refused: {reason}")]
    Reverted {
        /// The message's name.
        call: &'static str,
        /// What the contract said.
        reason: Reason,
        /// What the attempt cost; a view costs nothing.
        receipt: Option<Box<Receipt>>,
    },
    /// The execution was broken off.
    #[error("`{call}` was broken off: {error}")]
    Trapped {
        /// The message's name.
        call: &'static str,
        /// The chain's error.
        error: String,
        /// What the attempt cost; a view costs nothing.
        receipt: Option<Box<Receipt>>,
    },
    /// The chain did not take the transaction.
    #[error("`{call}` is in no block: {error}")]
    NotIncluded {
        /// The message's name.
        call: &'static str,
        /// The chain's error.
        error: NotIncluded,
    },
    /// The contract answered with something that is not of the message's type. The
    /// transaction, if it was one, did what it did.
    #[error("`{call}` answered what it can't have: 0x{}", hex(.output))]
    Answer {
        /// The message's name.
        call: &'static str,
        /// The answer.
        output: Vec<u8>,
    },
}

impl Refused {
    /// The contract's error, if it is this one.
    pub fn error<E: SolError>(&self) -> Option<E> {
        match self {
            Self::Reverted { reason, .. } => E::abi_decode_validate(&reason.0).ok(),
            _ => None,
        }
    }

    /// What the attempt cost, if it is in a block.
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Reverted { receipt, .. } | Self::Trapped { receipt, .. } => receipt.as_deref(),
            Self::NotIncluded { .. } | Self::Answer { .. } => None,
        }
    }

    fn of(call: &'static str, failure: Failure) -> Self {
        match failure {
            Failure::Reverted { data, receipt } => {
                Self::Reverted { call, reason: Reason(data), receipt: Some(receipt) }
            }
            Failure::Trapped { error, receipt } => Self::Trapped { call, error, receipt: Some(receipt) },
            Failure::NotIncluded(error) => Self::NotIncluded { call, error },
        }
    }
}

/// What a contract says when it refuses, encoded. Its text names the error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(pub Vec<u8>);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.0.as_slice();
        if let Ok(LicenceToken::OfferRefused { offer, reason }) = SolError::abi_decode_validate(data) {
            return write!(f, "offer {offer} does not sell: {}", offer_refusal(reason));
        }
        if let Ok(ProvenanceRegistry::WorkRefused { position, error }) = SolError::abi_decode_validate(data) {
            return write!(f, "work {position} (from 0) of the batch: {}", error_name(error.0));
        }
        if let Ok(Revert { reason }) = SolError::abi_decode_validate(data) {
            return f.write_str(&reason);
        }
        if let Ok(panic) = Panic::abi_decode_validate(data) {
            return write!(f, "{panic}");
        }
        let named = named::<ProvenanceRegistry::ProvenanceRegistryErrors>(data)
            .or_else(|| named::<LicenceToken::LicenceTokenErrors>(data))
            .or_else(|| named::<Offers::OffersErrors>(data))
            .or_else(|| named::<Deals::DealsErrors>(data))
            .or_else(|| named::<UsageLedger::UsageLedgerErrors>(data))
            .or_else(|| named::<RoyaltySplitter::RoyaltySplitterErrors>(data))
            .or_else(|| named::<Settlements::SettlementsErrors>(data))
            .or_else(|| named::<TermsBook::TermsBookErrors>(data))
            .or_else(|| named::<Catalogues::CataloguesErrors>(data))
            .or_else(|| named::<Reservations::ReservationsErrors>(data))
            .or_else(|| named::<Arbitration::ArbitrationErrors>(data))
            .or_else(|| named::<Encumbrances::EncumbrancesErrors>(data))
            .or_else(|| named::<ERC721::ERC721Errors>(data));
        match named {
            Some(name) => f.write_str(&name),
            None => write!(f, "0x{}", hex(data)),
        }
    }
}

/// The name of an error of the registry by its selector.
fn error_name(selector: [u8; 4]) -> String {
    let name = ProvenanceRegistry::ProvenanceRegistryErrors::name_by_selector(selector)
        .or_else(|| ERC721::ERC721Errors::name_by_selector(selector));
    name.map_or_else(|| format!("0x{}", hex(&selector)), str::to_owned)
}

/// The error with its fields: `RecordExists { record: 7 }`.
fn named<E: SolInterface + fmt::Debug>(data: &[u8]) -> Option<String> {
    let error = format!("{:?}", E::abi_decode_validate(data).ok()?);
    // Debug prints the variant around the error of the same name.
    let inner = error.split_once('(').and_then(|(_, inner)| inner.strip_suffix(')'));
    Some(records_as_digests(inner.unwrap_or(&error)))
}

/// Writes the records in an error's text as people know them: by their digest.
fn records_as_digests(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (position, part) in text.split(": ").enumerate() {
        let is_record = ["record", "child", "parent"].iter().any(|field| out.ends_with(field));
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (digits, rest) = part.split_at(end);
        out.push_str(if position == 0 { "" } else { ": " });
        match digits.parse::<U256>() {
            Ok(record) if is_record && !digits.is_empty() => out.push_str(&format!("0x{record:064x}{rest}")),
            _ => out.push_str(part),
        }
    }
    out
}

/// Why an offer does not sell, in words.
pub fn offer_refusal(reason: u8) -> &'static str {
    use rules::offer::Refusal::*;
    let number = |refusal: rules::offer::Refusal| refusal as u8;
    match reason {
        0 => "it does",
        n if n == number(Unknown) => "there is no such offer",
        n if n == number(Closed) => "it was closed",
        n if n == number(Stale) => "the record has changed hands since",
        n if n == number(NotOpenYet) => "it has not opened yet",
        n if n == number(Ended) => "it has ended",
        n if n == number(SoldOut) => "it is sold out",
        n if n == number(NotForBuyer) => "it is for another buyer",
        n if n == number(Withdrawn) => "the record is withdrawn",
        n if n == number(Challenged) => "the record is challenged",
        n if n == number(Struck) => "the record was struck",
        _ => "for a reason without a name",
    }
}

/// Calls a contract in a signed transaction. `value` is in EVM units.
///
/// # Errors
/// [`Refused`].
pub fn send<C: SolCall>(
    node: &mut impl Node,
    who: &Account,
    to: H160,
    call: &C,
    value: u128,
) -> Result<Done<C::Return>, Refused> {
    let receipt = node.call(who, to, call.abi_encode(), value).map_err(|failure| Refused::of(name::<C>(), failure))?;
    Ok(Done { value: answer::<C>(&receipt.output)?, receipt })
}

/// Asks a contract something.
///
/// # Errors
/// [`Refused`].
pub fn view<C: SolCall>(node: &impl Node, to: H160, call: &C) -> Result<C::Return, Refused> {
    let call_name = name::<C>();
    let output = node.view(to, call.abi_encode()).map_err(|refusal| match refusal {
        Refusal::Reverted(data) => Refused::Reverted { call: call_name, reason: Reason(data), receipt: None },
        Refusal::Trapped(error) => Refused::Trapped { call: call_name, error, receipt: None },
    })?;
    answer::<C>(&output)
}

/// An event of one kind; `None` where it is of another, or not exactly encoded.
pub fn event<E: SolEvent>(event: &ContractEvent) -> Option<E> {
    let topics = event.topics.iter().map(|topic| B256::from(topic.0)).collect();
    E::decode_log_data_validate(&LogData::new(topics, event.data.clone().into())?).ok()
}

/// The name of a message.
pub fn name<C: SolCall>() -> &'static str {
    C::SIGNATURE.split('(').next().unwrap_or(C::SIGNATURE)
}

/// A chain's address as the ABI has it.
pub fn address(account: H160) -> Address {
    Address::from(account.0)
}

/// An address of the ABI as the chain has it.
pub fn h160(address: Address) -> H160 {
    H160(address.into_array())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    alloy_primitives::hex::encode(bytes)
}

fn answer<C: SolCall>(output: &[u8]) -> Result<C::Return, Refused> {
    C::abi_decode_returns_validate(output).map_err(|_| Refused::Answer { call: name::<C>(), output: output.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reverted(data: Vec<u8>) -> Refused {
        Refused::Reverted { call: "register", reason: Reason(data), receipt: None }
    }

    #[test]
    fn an_error_is_named_with_its_fields() {
        let error = Settlements::NotParent { child: U256::from(7), parent: U256::MAX };
        let refused = reverted(error.abi_encode());
        assert_eq!(refused.error(), Some(error));
        assert_eq!(refused.error::<ProvenanceRegistry::ParentUnknown>(), None);
        let (child, parent) = (format!("0x{:0>64}", 7), format!("0x{}", "f".repeat(64)));
        let expected = format!("`register` was refused: NotParent {{ child: {child}, parent: {parent} }}");
        assert_eq!(refused.to_string(), expected);
        let refused = reverted(LicenceToken::TotalAboveMax { total: 12, maxTotal: 11 }.abi_encode());
        assert_eq!(refused.to_string(), "`register` was refused: TotalAboveMax { total: 12, maxTotal: 11 }");
    }

    #[test]
    fn errors_without_fields_and_of_the_standard() {
        let refused = reverted(ProvenanceRegistry::CommitmentMissing {}.abi_encode());
        assert_eq!(refused.to_string(), "`register` was refused: CommitmentMissing");
        let refused = reverted(ERC721::ERC721NonexistentToken { tokenId: U256::from(9) }.abi_encode());
        assert_eq!(refused.to_string(), "`register` was refused: ERC721NonexistentToken { tokenId: 9 }");
    }

    #[test]
    fn a_refused_offer_says_why() {
        let refused = reverted(LicenceToken::OfferRefused { offer: 3, reason: 6 }.abi_encode());
        assert_eq!(refused.to_string(), "`register` was refused: offer 3 does not sell: it is sold out");
    }

    #[test]
    fn unknown_reasons_are_shown_as_they_are() {
        assert_eq!(reverted(vec![1, 2, 255]).to_string(), "`register` was refused: 0x0102ff");
        assert_eq!(reverted(vec![]).to_string(), "`register` was refused: 0x");
    }

    #[test]
    fn names_and_addresses() {
        assert_eq!(name::<ProvenanceRegistry::registerCall>(), "register");
        let account = H160([7; 20]);
        assert_eq!(h160(address(account)), account);
    }
}
