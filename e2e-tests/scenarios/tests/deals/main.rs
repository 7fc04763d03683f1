//! What happens to a licence after it was bought: renewed, extended, upgraded, revoked; and what
//! becomes of a price that waits in escrow.
#![allow(clippy::unwrap_used, reason = "tests")]

mod escrow;
mod escrow_decided;
mod exclusive;
mod extend;
#[path = "../market/mod.rs"]
mod market;
mod renew;
mod revoke;
mod revoke_refund;
mod support;
mod upgrade;
