//! Batches and catalogues of works, and what becomes of their leaves.
#![allow(clippy::unwrap_used, reason = "tests")]

mod batches;
mod commitments;
mod editions;
mod leaves;
mod support;
mod thieves;
