//! Watches the execution of an extrinsic for what the chain itself does not keep: what the
//! outermost call returned, whom contracts called, and what weight the contracts of an Ethereum
//! transaction used.

use pallet_revive::{ExecReturnValue, tracing::Tracing};
use sp_core::{H160, U256};
use sp_runtime::{DispatchError, Weight};

#[derive(Default)]
pub(crate) struct Witness {
    depth: u32,
    output: Vec<u8>,
    weight: Option<Weight>,
    calls: Vec<(H160, H160)>,
}

impl Witness {
    /// What the outermost call returned, be it a result or a reason, and for an Ethereum
    /// transaction the weight that its contracts used.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Option<Weight>) {
        (self.output, self.weight)
    }

    /// Every call that was made, the outermost first: who called whom.
    pub(crate) fn into_calls(self) -> Vec<(H160, H160)> {
        self.calls
    }

    fn leave(&mut self, output: &[u8]) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.output = output.to_vec();
        }
    }
}

impl Tracing for Witness {
    fn enter_child_span(
        &mut self,
        from: H160,
        to: H160,
        _delegate_call: Option<H160>,
        _is_read_only: bool,
        _value: U256,
        _input: &[u8],
        _gas_limit: u64,
    ) {
        self.depth = self.depth.saturating_add(1);
        self.calls.push((from, to));
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
