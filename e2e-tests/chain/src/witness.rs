//! Watches the execution of an extrinsic for what the chain itself does not keep: what the
//! outermost call returned, whom contracts called, what weight the contracts of an Ethereum transaction
//! used, and what of code and storage the contracts touched.

use std::collections::BTreeSet;

use pallet_revive::{ExecReturnValue, Key, tracing::Tracing};
use sp_core::{H160, U256};
use sp_runtime::{DispatchError, Weight};

use crate::{Touched, storage};

#[derive(Default)]
pub(crate) struct Witness {
    /// Whose storage each frame reads and writes, outermost first.
    frames: Vec<H160>,
    output: Vec<u8>,
    weight: Option<Weight>,
    blob_bytes: u64,
    keys: BTreeSet<(H160, Vec<u8>)>,
    calls: Vec<(H160, H160)>,
}

impl Witness {
    /// What the outermost call returned, be it a result or a reason; for an Ethereum transaction
    /// the weight that its contracts used; and what they touched.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Option<Weight>, Touched) {
        let touched = Touched { blob_bytes: self.blob_bytes, keys: self.keys.len() as u64 };
        (self.output, self.weight, touched)
    }

    fn touch(&mut self, key: &Key) {
        if let Some(contract) = self.frames.last() {
            self.keys.insert((*contract, key.hash()));
        }
    }

    /// Every call that was made, the outermost first: who called whom.
    pub(crate) fn into_calls(self) -> Vec<(H160, H160)> {
        self.calls
    }

    fn leave(&mut self, output: &[u8]) {
        self.frames.pop();
        if self.frames.is_empty() {
            self.output = output.to_vec();
        }
    }
}

impl Tracing for Witness {
    fn enter_child_span(
        &mut self,
        from: H160,
        to: H160,
        delegate_call: Option<H160>,
        _is_read_only: bool,
        _value: U256,
        _input: &[u8],
        _gas_limit: u64,
    ) {
        // A delegate call runs the code at `to` on the storage of `from`.
        self.frames.push(if delegate_call.is_some() { from } else { to });
        self.calls.push((from, to));
        self.blob_bytes += storage::code_size(to);
    }

    fn storage_read(&mut self, key: &Key, _value: Option<&[u8]>) {
        self.touch(key);
    }

    fn storage_write(&mut self, key: &Key, _old: Option<Vec<u8>>, _new: Option<&[u8]>) {
        self.touch(key);
    }

    fn exit_child_span(&mut self, output: &ExecReturnValue, _gas_used: u64, _weight: Weight) {
        self.leave(&output.data);
    }

    fn exit_child_span_with_error(&mut self, _: DispatchError, _gas_used: u64, _weight: Weight) {
        self.leave(&[]);
    }

    fn dispatch_result(&mut self, _base: Weight, consumed: Weight) {
        self.weight = Some(consumed);
    }
}
