//! What the contracts say to each other and to the host: strict ABI types, the clients of
//! each contract, and the few host functions that ink! does not offer as we need them.
//!
//! A client (`provenance_registry`, `royalty_splitter`, ...) is a set of functions that
//! encode one call, make it and decode the answer. They are written out, because ink!'s
//! typed calls trap the *caller* when a callee reverts with fewer than four bytes, and cost
//! three times the code.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

extern crate alloc;

pub mod abi;
pub mod arbitration;
pub mod args;
pub mod catalogues;
pub mod cells;
pub mod erc20;
pub mod fields;
pub mod host;
#[cfg(feature = "std")]
pub mod layout;
pub mod licence;
pub mod licence_metadata;
pub mod licence_token;
pub mod offer;
pub mod order;
pub mod provenance_registry;
pub mod receiver_factory;
pub mod royalty_splitter;
pub mod settlements;
pub mod stored;
pub mod terms_book;
pub mod words;
