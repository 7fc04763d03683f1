//! What the scenarios share.

mod cast;
mod world;

pub use cast::Cast;
pub use world::{SALT, World, digest};
