//! Ethereum JSON-RPC in front of a node. The crate's own program is no dependency that cargo builds, so
//! this is one.

fn main() -> anyhow::Result<()> {
    pallet_revive_eth_rpc::cli::run(pallet_revive_eth_rpc::cli::CliCommand::parse_cli()?)
}
