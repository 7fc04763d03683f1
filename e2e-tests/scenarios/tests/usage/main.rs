//! Receipts of use, training runs and their manifests, works of a licensed catalogue, and the
//! text of a licence.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../catalogues/support.rs"]
#[allow(dead_code, reason = "this uses a part of it")]
mod catalogues;
mod leaves;
mod metadata;
mod receipts;
mod runs;
mod support;
mod token;
