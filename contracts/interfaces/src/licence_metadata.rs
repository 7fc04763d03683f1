//! What the licence token has the contract that describes licences answer in its place.

use crate::{
    host::{CallFailed, relay},
    licence::Licence,
    offer::{Offer, SaleState},
    words::Words,
};
use ink::{Address, codegen::sol::selector_bytes};
use rules::Bytes32;

/// A question about one licence. All have the same parameters: its id, an argument, and the
/// fields of the licence, of its offer and of its record's sale state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What it says, as a `data:` URI.
    Description,
    /// Who gets how much from a resale at a price, the argument (EIP-2981).
    Royalty,
    /// Whether it can be renewed now (ERC-5643).
    Renewable,
    /// Whether it can't be transferred (EIP-5192).
    Locked,
    /// The first second in which it no longer holds (ERC-5643).
    Expiry,
}

/// Ends the running message with what that contract answers.
///
/// # Errors
/// [`CallFailed`].
pub fn relay_question(
    metadata: &Address,
    topic: Topic,
    id: &Bytes32,
    argument: &Bytes32,
    licence: &Licence,
    offer: &Offer,
    state: &SaleState,
) -> Result<(), CallFailed> {
    const DESCRIPTION: [u8; 4] = selector_bytes("description(uint256,uint256,bytes,bytes,bytes)");
    const ROYALTY: [u8; 4] = selector_bytes("royalty(uint256,uint256,bytes,bytes,bytes)");
    const RENEWABLE: [u8; 4] = selector_bytes("renewable(uint256,uint256,bytes,bytes,bytes)");
    const LOCKED: [u8; 4] = selector_bytes("locked(uint256,uint256,bytes,bytes,bytes)");
    const EXPIRY: [u8; 4] = selector_bytes("expiry(uint256,uint256,bytes,bytes,bytes)");
    let selector = match topic {
        Topic::Description => DESCRIPTION,
        Topic::Royalty => ROYALTY,
        Topic::Renewable => RENEWABLE,
        Topic::Locked => LOCKED,
        Topic::Expiry => EXPIRY,
    };
    let mut words = Words::new();
    words.push(*id).push(*argument).bytes(licence.bytes()).bytes(offer.bytes()).bytes(state.bytes());
    relay(metadata, selector, &mut words)
}
