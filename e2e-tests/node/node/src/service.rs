//! The parts of the node, put together.

use jsonrpsee::RpcModule;
use node_runtime::{AccountId, Nonce, OpaqueBlock as Block, apis::RuntimeApi};
use sc_consensus_manual_seal::{InstantSealParams, run_instant_seal_and_finalize};
use sc_network::{Litep2pNetworkBackend, NetworkBackend, config::FullNetworkConfiguration};
use sc_service::{Configuration, TFullBackend, TFullClient, TaskManager};
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;

type Hash = <Block as BlockT>::Hash;
type Executor = sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>;
type Client = TFullClient<Block, RuntimeApi, Executor>;
type Backend = TFullBackend<Block>;

/// Starts everything. What it gives runs until it is dropped.
pub(crate) fn start(config: Configuration) -> Result<TaskManager, sc_service::Error> {
    let executor: Executor = sc_service::new_wasm_executor(&config.executor);
    let (client, backend, keystore, mut task_manager) =
        sc_service::new_full_parts::<Block, RuntimeApi, _>(&config, None, executor, vec![])?;
    let client: Arc<Client> = Arc::new(client);
    let backend: Arc<Backend> = backend;
    let select_chain = sc_consensus::LongestChain::new(backend.clone());
    let import_queue =
        sc_consensus_manual_seal::import_queue(Box::new(client.clone()), &task_manager.spawn_essential_handle(), None);
    let pool = Arc::from(
        sc_transaction_pool::Builder::new(task_manager.spawn_essential_handle(), client.clone(), true.into())
            .with_options(config.transaction_pool.clone())
            .build(),
    );

    type Net = Litep2pNetworkBackend;
    let net_config = FullNetworkConfiguration::<Block, Hash, Net>::new(&config.network, None);
    let metrics = <Net as NetworkBackend<Block, Hash>>::register_notification_metrics(None);
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: None,
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    let rpc_builder = {
        let (client, pool) = (client.clone(), pool.clone());
        Box::new(move |_| {
            use substrate_frame_rpc_system::{System, SystemApiServer};
            let mut module = RpcModule::new(());
            module
                .merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(System::<_, _, Block>::new(
                    client.clone(),
                    pool.clone(),
                )))
                .map_err(|e| sc_service::Error::Application(e.into()))?;
            // Ethereum JSON-RPC asks for this: so it answers `eth_sendRawTransaction` when the
            // transaction is in a block.
            module
                .register_method("getAutomine", |_, _, _| true)
                .map_err(|e| sc_service::Error::Application(e.into()))?;
            Ok(module)
        })
    };

    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        network,
        client: client.clone(),
        keystore: keystore.keystore(),
        task_manager: &mut task_manager,
        transaction_pool: pool.clone(),
        rpc_builder,
        backend,
        system_rpc_tx,
        tx_handler_controller,
        sync_service,
        config,
        telemetry: None,
        tracing_execute_block: None,
    })?;

    let env = sc_basic_authorship::ProposerFactory::new(
        task_manager.spawn_handle(),
        client.clone(),
        pool.clone(),
        None,
        None,
    );
    task_manager.spawn_essential_handle().spawn_blocking(
        "instant-seal",
        None,
        run_instant_seal_and_finalize(InstantSealParams {
            block_import: client.clone(),
            env,
            client,
            pool,
            select_chain,
            consensus_data_provider: None,
            create_inherent_data_providers: |_, ()| async move {
                Ok(sp_timestamp::InherentDataProvider::from_system_time())
            },
        }),
    );
    Ok(task_manager)
}
