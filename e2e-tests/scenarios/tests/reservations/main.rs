//! Reservations: what owners say to those without a licence, opt-outs with notice, managers.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../court/mod.rs"]
mod court;

mod access;
mod history;
mod managers;
mod platform;
mod withdrawals;
