//! Challenges: how a record is disputed, answered and decided, and what that does to the record, its
//! licences and its income.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../court/mod.rs"]
mod court;

mod access;
mod bonds;
mod costs;
mod generations;
mod held;
mod model;
mod outcomes;
mod windows;
