//! What binds a record: its digest, the transfer that depends on it, the lock of a split, and the
//! way up to a record's ancestors.
#![allow(clippy::unwrap_used, reason = "tests")]

mod ancestors;
mod binding;
mod catalogues;
mod digests;
mod locks;
mod transfers;
