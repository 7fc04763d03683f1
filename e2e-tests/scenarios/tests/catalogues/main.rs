//! Batches and catalogues of works, and what becomes of their leaves.
#![allow(clippy::unwrap_used, reason = "tests")]

mod batches;
mod calldata;
mod commitments;
mod decisions;
mod editions;
mod generations;
mod leaves;
mod licensed_links;
mod support;
mod thieves;
