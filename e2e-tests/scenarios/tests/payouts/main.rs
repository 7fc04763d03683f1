//! Money that is due: paid to whoever cannot take it themselves, from many ledgers at once, to
//! everybody of a ledger; brought without a sale; its place given away; moved up a line of descent;
//! and what statements say of all that.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../court/mod.rs"]
mod court;
#[path = "../market/mod.rs"]
mod market;

mod deposits;
mod distributions;
mod held;
mod paths;
mod places;
mod releases;
mod statements;
mod support;
