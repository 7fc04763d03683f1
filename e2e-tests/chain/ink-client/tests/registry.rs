//! A contract of the project's, deployed and asked by `ink_e2e`'s own macro and builders.

// As a crate of tests does it in its manifest.
extern crate ink_client as ink_e2e;

use ink::{abi::Sol, env::DefaultEnvironment};
use ink_e2e::{BuilderClient, ChainBackend as _, Weight};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// `supportsInterface(0x01ffc9a7)`: whether it can say which interfaces it has.
const SUPPORTS_INTERFACE: [u8; 8] = [0x01, 0xff, 0xc9, 0xa7, 0x01, 0xff, 0xc9, 0xa7];

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn the_registry_deploys_and_answers() -> Result<()> {
    let alice = ink_e2e::alice();
    // Its constructor takes no arguments.
    let contract = BuilderClient::<DefaultEnvironment>::exec_instantiate(
        &mut client,
        &alice,
        "provenance-registry",
        Vec::new(),
        0,
        Weight::from_parts(500_000_000_000, 4_000_000),
        10 * ink_e2e::chain::runtime::constants::UNIT,
    )
    .await?;
    assert!(contract.events.deposit > 0);
    let address = ink_e2e::chain::H160(contract.addr.0);
    assert_eq!(client.chain().code_hash(address).map(|hash| hash.0), Some(contract.code_hash.0));

    let mut calldata = SUPPORTS_INTERFACE.to_vec();
    calldata.resize(4 + 32, 0);
    let answer = BuilderClient::<DefaultEnvironment>::raw_call_dry_run::<bool, Sol>(
        &mut client,
        contract.addr,
        calldata,
        0,
        None,
        &alice,
    )
    .await?;
    assert!(!answer.did_revert());
    assert!(answer.return_value());
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn accounts_are_made_and_funded() -> Result<()> {
    let amount = 5 * ink_e2e::chain::runtime::constants::UNIT;
    let pair = client.create_and_fund_account(&ink_e2e::bob(), amount).await;
    let account = ink_e2e::keypair_to_account(&pair);
    assert_eq!(client.free_balance(account).await?, amount);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn an_ethereum_account_deploys_it_too() -> Result<()> {
    let blob = BuilderClient::<DefaultEnvironment>::load_code(&client, "provenance-registry");
    let chain = client.chain();
    let buyer = ink_e2e::chain::Account::ethereum("buyer");
    chain.endow(&buyer, 100 * ink_e2e::chain::TOKEN);
    let deployed = chain.deploy(&buyer, &blob, Vec::new(), 0)?;
    let mut calldata = SUPPORTS_INTERFACE.to_vec();
    calldata.resize(4 + 32, 0);
    let receipt = chain.call(&buyer, deployed.address, calldata.clone(), 0)?;
    assert_eq!(receipt.output.last(), Some(&1));
    assert_eq!(chain.view(deployed.address, calldata)?, receipt.output);
    Ok(())
}
