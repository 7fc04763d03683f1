//! What `substrate-wasm-builder` calls of `wasm-opt`, doing nothing: the Wasm is copied as it is.

use std::{fs, io, path::Path};

/// What is taken out.
pub enum Pass {
    /// Debug information.
    StripDwarf,
    /// Instructions that the target does not have.
    SignextLowering,
}

/// How it is done.
pub struct OptimizationOptions;

impl OptimizationOptions {
    /// Not at all.
    pub fn new_opt_level_0() -> Self {
        Self
    }

    /// Does nothing.
    pub fn mvp_features_only(&mut self) -> &mut Self {
        self
    }

    /// Does nothing.
    pub fn debug_info(&mut self, _: bool) -> &mut Self {
        self
    }

    /// Does nothing.
    pub fn add_pass(&mut self, _: Pass) -> &mut Self {
        self
    }

    /// Copies the Wasm.
    ///
    /// # Errors
    /// Where the file cannot be copied.
    pub fn run(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
        if from.as_ref() != to.as_ref() {
            fs::copy(from, to)?;
        }
        Ok(())
    }
}
