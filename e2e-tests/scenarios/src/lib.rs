//! What the scenarios share.

mod cast;
pub mod costs;
pub mod ledger_cells;
pub mod lives;
pub mod published;
pub mod told;
mod world;

pub use cast::Cast;
pub use world::{BOND, SALT, World, digest};
