//! Each ready-made deal of `rules::presets` as it is lived: its terms published, its offer made
//! with the numbers of its market, sold, paid for, and asked about.
#![allow(clippy::unwrap_used, reason = "tests")]

mod bulk;
#[path = "../catalogues/support.rs"]
#[allow(dead_code, reason = "this uses a part of it")]
mod catalogues;
mod free;
mod items;
mod shop;
mod time;
mod uses;
