//! Contracts that take money for many, or for a record: pools, inboxes, and their factory.
#![allow(clippy::unwrap_used, reason = "tests")]

mod claims;
mod factory;
mod hostile;
mod inboxes;
#[path = "../market/mod.rs"]
mod market;
mod sales;
mod support;
