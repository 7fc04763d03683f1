//! Licences that are paid in ERC-20s: tokens without fault, of every bad habit, and the chain's own
//! assets.
#![allow(clippy::unwrap_used, reason = "tests")]

mod assets;
mod deals;
mod hostile;
#[path = "../market/mod.rs"]
mod market;
mod sales;
mod support;
