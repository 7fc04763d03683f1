//! Compiles the runtime to Wasm, where this is not that very build. It needs the target `wasm32v1-none`:
//! `scripts/setup --chain-node` sees to it.

fn main() {
    #[cfg(feature = "std")]
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
