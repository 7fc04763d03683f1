//! A host of calldata for native tests of what reads it.

use alloc::{boxed::Box, vec::Vec};
use core::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

std::thread_local! {
    static CALLDATA: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// How a message ended itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Whether it refused.
    pub reverted: bool,
    /// What it answered, or why it refused.
    pub data: Vec<u8>,
}

/// Runs a message, or a part of it, with this calldata.
///
/// # Errors
/// [`Ended`] where it answers or refuses.
pub fn run<T>(calldata: &[u8], message: impl FnOnce() -> T) -> Result<T, Ended> {
    CALLDATA.with(|cell| cell.replace(calldata.to_vec()));
    let result = catch_unwind(AssertUnwindSafe(message));
    CALLDATA.with(RefCell::take);
    result.map_err(|panic| match panic.downcast::<Ended>() {
        Ok(ended) => *ended,
        Err(panic) => resume_unwind(panic),
    })
}

pub(super) fn finish(reverted: bool, data: &[u8]) -> ! {
    resume_unwind(Box::new(Ended { reverted, data: data.to_vec() }))
}

pub(super) fn copy_calldata(output: &mut [u8], offset: u32) {
    CALLDATA.with_borrow(|calldata| {
        let part = calldata.get(offset as usize..).unwrap_or_default();
        output.fill(0);
        output.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
    });
}

pub(super) fn calldata_size() -> u64 {
    CALLDATA.with_borrow(|calldata| calldata.len() as u64)
}
