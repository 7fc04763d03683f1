//! What a call's weight is spent on: each host function of each contract, and their instructions.

use std::collections::BTreeMap;

use pallet_revive::{
    ExecReturnValue,
    tracing::{FrameTraceInfo, Tracing},
};
use sp_core::{H160, U256};
use sp_runtime::{DispatchError, Weight};

/// What is neither a host function nor instructions: what is charged between them.
const BETWEEN: &str = "(between)";

/// What one host function of one contract took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// How often it was called.
    pub times: u64,
    /// Without what contracts that it called took.
    pub weight: Weight,
}

/// What a call took by contract and host function; instructions are under the name `pvm_fuel`, as the
/// pallet has it. What a frame costs before its code begins, loading the code above all, is part of what
/// its caller's function took; of the outermost frame it is the difference to the call's whole weight.
pub type Profile = BTreeMap<(H160, &'static str), Spent>;

/// A frame that is being executed.
struct Frame {
    contract: H160,
    /// Up to where its weight is accounted for.
    accounted: Weight,
    /// Host functions that have not returned, and what frames below them took.
    open: Vec<(&'static str, Weight)>,
}

/// Measures.
#[derive(Default)]
pub(crate) struct Profiler {
    frames: Vec<Frame>,
    profile: Profile,
}

impl Profiler {
    pub(crate) fn into_profile(self) -> Profile {
        self.profile
    }

    /// Books what the topmost frame took since it was last asked, less what frames below it took.
    fn book(&mut self, name: &'static str, times: u64, now: Weight, below: Weight) {
        let Some(frame) = self.frames.last_mut() else { return };
        let spent = self.profile.entry((frame.contract, name)).or_default();
        spent.times += times;
        spent.weight += now.saturating_sub(frame.accounted).saturating_sub(below);
        frame.accounted = now;
    }

    fn leave(&mut self, took: Weight) {
        self.frames.pop();
        if let Some((_, below)) = self.frames.last_mut().and_then(|frame| frame.open.last_mut()) {
            *below += took;
        }
    }
}

impl Tracing for Profiler {
    fn is_execution_tracer(&self) -> bool {
        true
    }

    fn enter_child_span(&mut self, _: H160, to: H160, _: Option<H160>, _: bool, _: U256, _: &[u8], _: u64) {
        self.frames.push(Frame { contract: to, accounted: Weight::zero(), open: Vec::new() });
    }

    fn exit_child_span(&mut self, _: &ExecReturnValue, _: u64, weight: Weight) {
        self.leave(weight);
    }

    fn exit_child_span_with_error(&mut self, _: DispatchError, _: u64, weight: Weight) {
        self.leave(weight);
    }

    fn enter_ecall(&mut self, name: &'static str, _: &[u64], info: &dyn FrameTraceInfo) {
        self.book(BETWEEN, 0, info.weight_consumed(), Weight::zero());
        if let Some(frame) = self.frames.last_mut() {
            frame.open.push((name, Weight::zero()));
        }
    }

    fn exit_step(&mut self, info: &dyn FrameTraceInfo, _: Option<u64>) {
        let open = self.frames.last_mut().and_then(|frame| frame.open.pop());
        if let Some((name, below)) = open {
            self.book(name, 1, info.weight_consumed(), below);
        }
    }
}
