//! The story: the contracts as one system, told on the embedded chain.
//!
//! - [`protocol`] deploys the contracts and calls them through the ABI in [`abi`], which is
//!   not generated from them; [`calls`] is the general form, for any call and any refusal.
//! - [`works`] examines files; [`samples`] makes some; [`contributors`] reads a pool's list.
//! - [`tale`] registers, sells and pays out on a [`journal`], a chain that is written down.
//! - [`audit`] proves all of it from the files and the chain alone.
//! - [`calldata`] is what the binary of that name prints: calls for a wallet.
//! - [`report`] is what the binary `demo` prints, as text or as JSON.
pub mod abi;
pub mod audit;
pub mod blobs;
pub mod calldata;
pub mod calls;
pub mod cast;
pub mod catalogue;
pub mod contributors;
pub mod journal;
pub mod measure;
pub mod money;
pub mod node;
pub mod plan;
pub mod pool;
pub mod protocol;
pub mod report;
pub mod samples;
pub mod table;
pub mod tale;
pub mod text;
pub mod time;
pub mod works;
