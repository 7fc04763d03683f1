//! What the scenarios share.

mod cast;
mod world;

pub use cast::Cast;
pub use world::{BOND, SALT, World, digest};
