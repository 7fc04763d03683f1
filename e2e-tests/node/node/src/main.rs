//! A node in one process, for trying contracts with real wallets: it makes a block for each transaction
//! that arrives, which is final at once. It has no peers.

mod service;

use clap::Parser;
use sc_cli::SubstrateCli;
use sc_service::{ChainSpec, ChainType, GenericChainSpec, NoExtension};

#[derive(Debug, Parser)]
struct Arguments {
    #[clap(flatten)]
    run: sc_cli::RunCmd,
}

impl SubstrateCli for Arguments {
    fn impl_name() -> String {
        "A node for licences to train".into()
    }
    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }
    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }
    fn author() -> String {
        "the authors of the contracts".into()
    }
    fn support_url() -> String {
        "docs/node.md".into()
    }
    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
        if !matches!(id, "" | "dev") {
            return Err(format!("there is no chain `{id}`, only `dev`"));
        }
        let wasm = node_runtime::WASM_BINARY.ok_or("this node was built without the runtime's Wasm")?;
        let spec = GenericChainSpec::<NoExtension>::builder(wasm, None)
            .with_name("Local")
            .with_id("local")
            .with_chain_type(ChainType::Development)
            .with_properties(properties())
            .with_genesis_config_preset_name("development")
            .build();
        Ok(Box::new(spec))
    }
}

/// What wallets need to show amounts and accounts.
fn properties() -> sc_service::Properties {
    let mut properties = sc_service::Properties::new();
    properties.insert("tokenSymbol".into(), "UNIT".into());
    properties.insert("tokenDecimals".into(), 10.into());
    properties.insert("ss58Format".into(), 0.into());
    properties
}

fn main() -> sc_cli::Result<()> {
    let arguments = Arguments::from_args();
    let runner = arguments.create_runner(&arguments.run)?;
    runner.run_node_until_exit(|config| async move { service::start(config).map_err(sc_cli::Error::Service) })
}
