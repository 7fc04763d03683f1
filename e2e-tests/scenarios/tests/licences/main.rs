//! Licences: what orders and baskets come to, what excludes what, selected works of catalogues,
//! and what the standards of tokens ask for.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../catalogues/support.rs"]
#[allow(dead_code, reason = "this uses a part of it")]
mod catalogues;
#[path = "../court/mod.rs"]
mod court;

mod baskets;
mod exclusivity;
mod orders;
mod referrals;
mod refusals;
mod selections;
mod standards;
mod support;
