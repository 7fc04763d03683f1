//! The part of ERC-721 (EIP-721, EIP-165, errors of ERC-6093) that both tokens share: the
//! records of the registry and the licences.
//!
//! A token contract keeps owner and approval in the token's own cell, so that a transfer
//! touches few storage keys; what is per account, balances and operators, is kept by
//! [`Holders`].
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod errors;
mod events;
mod holders;
mod receiver;

pub use errors::{Error, Or};
pub use events::{Approval, ApprovalForAll, Transfer, emit_approval, emit_approval_for_all, emit_transfer};
pub use holders::{Holder, Holders, Holding};
pub use receiver::check_receiver;

use rules::erc721::{ERC165, ERC721, ERC721_METADATA};

/// Whether an interface id (EIP-165) is one that an ERC-721 token has to say yes to.
pub fn supports(interface: [u8; 4]) -> bool {
    interface == ERC165 || interface == ERC721
}

/// The same for a token with names and URIs (ERC-721's metadata extension).
pub fn supports_metadata(interface: [u8; 4]) -> bool {
    interface == ERC721_METADATA || supports(interface)
}
