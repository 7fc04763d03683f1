//! Licences: what orders and baskets come to, what excludes what, selected works of catalogues,
//! and what the standards of tokens ask for.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../court/mod.rs"]
mod court;

mod baskets;
mod orders;
mod referrals;
mod refusals;
mod support;
