//! The client: `ink_e2e`'s traits, answered by the chain.

use std::{marker::PhantomData, path::PathBuf};

use async_trait::async_trait;
use chain::{Account, Chain, Deployed, Failure, Limits, Receipt, Refusal, TOKEN, to_evm_units};
use ink::{
    env::{
        Environment,
        call::utils::{DecodeMessageResult, EncodeArgsWith},
    },
    primitives::{AccountId, H160, H256},
};
use ink_e2e::{
    BareInstantiationResult, BuilderClient, CallBuilderFinal, CallDryRunResult, CallTrace, ChainBackend,
    ContractResult, ContractsBackend, CreateBuilderPartial, E2EBackend, InstantiateDryRunResult, Keypair, UploadResult,
    Weight, constructor_exec_input, subxt::dynamic::Value,
};
use ink_revive_types::{CodeUploadReturnValue, InstantiateReturnValue};

use crate::{contracts, convert};

/// Names the embedded chain where `ink_e2e` asks for a sandbox.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hub;

/// What `ink_e2e` sends its transactions to: a chain of its own, on which its well-known accounts
/// have a million tokens each.
pub struct ChainClient<Id, Sandbox> {
    chain: Chain,
    accounts_made: u8,
    names: PhantomData<fn() -> (Id, Sandbox)>,
}

/// Why something that a test asked for did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A transaction failed.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// A dry run was broken off.
    #[error(transparent)]
    DryRun(Refusal),
    /// There is no blob of that name.
    #[error("the contract {name} has no blob at {}: {source}", path.display())]
    NoBlob {
        /// The contract.
        name: String,
        /// Where its blob should be.
        path: PathBuf,
        /// What reading it said.
        source: std::io::Error,
    },
    /// The embedded chain cannot do this.
    #[error("the embedded chain cannot make the call {0}")]
    Unsupported(String),
}

impl ChainClient<AccountId, Hub> {
    /// A new chain. `ink_e2e` hands over the blobs that it built, which are none: see
    /// [`crate::build_root_and_contract_dependencies`].
    pub fn new(_built: Vec<PathBuf>) -> Self {
        let mut chain = Chain::new();
        for pair in
            [ink_e2e::alice(), ink_e2e::bob(), ink_e2e::charlie(), ink_e2e::dave(), ink_e2e::eve(), ink_e2e::ferdie()]
        {
            chain.endow(&convert::account(&pair), 1_000_000 * TOKEN);
        }
        Self { chain, accounts_made: 0, names: PhantomData }
    }

    /// The chain itself, for what `ink_e2e` has no words for: time, blocks, Ethereum accounts.
    pub fn chain(&mut self) -> &mut Chain {
        &mut self.chain
    }

    fn deploy(
        &mut self,
        caller: &Keypair,
        code: &[u8],
        data: Vec<u8>,
        planck: u128,
        limits: Limits,
    ) -> Result<Deployed, Error> {
        let who = convert::account(caller);
        Ok(self.chain.deploy_with(&who, code, data, to_evm_units(planck), limits)?)
    }
}

fn limits(weight: Weight, deposit: u128) -> Limits {
    Limits { weight: Some(convert::chain_weight(weight)), deposit: Some(deposit), ..Limits::default() }
}

#[async_trait]
impl ChainBackend for ChainClient<AccountId, Hub> {
    type AccountId = AccountId;
    type Balance = u128;
    type Error = Error;
    type EventLog = Receipt;

    async fn create_and_fund_account(&mut self, origin: &Keypair, amount: u128) -> Keypair {
        self.accounts_made = self.accounts_made.checked_add(1).expect("a test makes few accounts");
        let mut secret = [0xA5; 32];
        secret[0] = self.accounts_made;
        let pair = Keypair::from_secret_key(secret).expect("any 32 bytes are a secret key");
        let to = convert::account(&pair).account_id();
        self.chain
            .transfer_native(&convert::account(origin), &to, amount)
            .unwrap_or_else(|failure| panic!("funding a new account failed: {failure}"));
        pair
    }

    async fn free_balance(&mut self, account: AccountId) -> Result<u128, Error> {
        Ok(self.chain.native_balance(&convert::chain_account_id(&account)))
    }

    async fn runtime_call<'a>(
        &mut self,
        _origin: &Keypair,
        pallet_name: &'a str,
        call_name: &'a str,
        _call_data: Vec<Value>,
    ) -> Result<Receipt, Error> {
        Err(Error::Unsupported(format!("{pallet_name}::{call_name}")))
    }

    async fn transfer_allow_death(&mut self, origin: &Keypair, dest: AccountId, value: u128) -> Result<(), Error> {
        let to = convert::chain_account_id(&dest);
        self.chain.transfer_native(&convert::account(origin), &to, value)?;
        Ok(())
    }
}

impl<E> ContractsBackend<E> for ChainClient<AccountId, Hub>
where
    E: Environment<AccountId = AccountId, Balance = u128> + 'static,
{
    type Error = Error;
    type EventLog = Receipt;
}

impl<E> E2EBackend<E> for ChainClient<AccountId, Hub> where
    E: Environment<AccountId = AccountId, Balance = u128> + 'static
{
}

#[async_trait]
impl<E> BuilderClient<E> for ChainClient<AccountId, Hub>
where
    E: Environment<AccountId = AccountId, Balance = u128> + 'static,
{
    fn load_code(&self, contract_name: &str) -> Vec<u8> {
        contracts::load(contract_name).unwrap_or_else(|error| panic!("{error}"))
    }

    async fn bare_call<
        Args: Sync + EncodeArgsWith<Abi> + Clone,
        RetType: Send + DecodeMessageResult<Abi>,
        Abi: Sync + Clone,
    >(
        &mut self,
        caller: &Keypair,
        message: &CallBuilderFinal<E, Args, RetType, Abi>,
        value: u128,
        gas_limit: Weight,
        storage_deposit_limit: u128,
    ) -> Result<(Receipt, Option<CallTrace>), Error>
    where
        CallBuilderFinal<E, Args, RetType, Abi>: Clone,
    {
        let (to, data) = parts(message);
        let who = convert::account(caller);
        let limits = limits(gas_limit, storage_deposit_limit);
        let receipt = self.chain.call_with(&who, convert::chain_address(&to), data, to_evm_units(value), limits)?;
        Ok((receipt, None))
    }

    async fn bare_call_dry_run<
        Args: Sync + EncodeArgsWith<Abi> + Clone,
        RetType: Send + DecodeMessageResult<Abi>,
        Abi: Sync + Clone,
    >(
        &mut self,
        caller: &Keypair,
        message: &CallBuilderFinal<E, Args, RetType, Abi>,
        value: u128,
        _storage_deposit_limit: Option<u128>,
    ) -> Result<CallDryRunResult<E, RetType, Abi>, Error>
    where
        CallBuilderFinal<E, Args, RetType, Abi>: Clone,
    {
        let (to, data) = parts(message);
        self.call_dry_run(to, data, value, caller)
    }

    async fn raw_call_dry_run<RetType: Send + DecodeMessageResult<Abi>, Abi: Sync + Clone>(
        &mut self,
        dest: H160,
        input_data: Vec<u8>,
        value: u128,
        _storage_deposit_limit: Option<u128>,
        signer: &Keypair,
    ) -> Result<CallDryRunResult<E, RetType, Abi>, Error> {
        self.call_dry_run(dest, input_data, value, signer)
    }

    async fn raw_call(
        &mut self,
        dest: H160,
        input_data: Vec<u8>,
        value: u128,
        gas_limit: Weight,
        storage_deposit_limit: u128,
        signer: &Keypair,
    ) -> Result<(Receipt, Option<CallTrace>), Error> {
        let receipt = self.chain.call_with(
            &convert::account(signer),
            convert::chain_address(&dest),
            input_data,
            to_evm_units(value),
            limits(gas_limit, storage_deposit_limit),
        )?;
        Ok((receipt, None))
    }

    async fn bare_upload(
        &mut self,
        contract_name: &str,
        caller: &Keypair,
        _storage_deposit_limit: Option<u128>,
    ) -> Result<UploadResult<E, Receipt>, Error> {
        let code = contracts::load(contract_name)?;
        let code_hash = H256(ink_e2e::code_hash(&code));
        let events = self.chain.upload(&convert::account(caller), code)?;
        let deposit = u128::try_from(events.deposit).unwrap_or_default();
        let dry_run = Ok(CodeUploadReturnValue { code_hash, deposit });
        Ok(UploadResult { code_hash, dry_run, events })
    }

    async fn bare_remove_code(&mut self, caller: &Keypair, code_hash: H256) -> Result<Receipt, Error> {
        Ok(self.chain.remove_code(&convert::account(caller), chain::H256(code_hash.0))?)
    }

    async fn bare_instantiate<
        Contract: Clone,
        Args: Send + Sync + EncodeArgsWith<Abi> + Clone,
        R,
        Abi: Send + Sync + Clone,
    >(
        &mut self,
        code: Vec<u8>,
        caller: &Keypair,
        constructor: &mut CreateBuilderPartial<E, Contract, Args, R, Abi>,
        value: u128,
        gas_limit: Weight,
        storage_deposit_limit: u128,
    ) -> Result<BareInstantiationResult<E, Receipt>, Error> {
        let data = constructor_exec_input(constructor.clone());
        let limits = limits(gas_limit, storage_deposit_limit);
        self.instantiate_raw(code, caller, data, value, limits)
    }

    async fn raw_instantiate(
        &mut self,
        code: Vec<u8>,
        caller: &Keypair,
        constructor: Vec<u8>,
        value: u128,
        gas_limit: Weight,
        storage_deposit_limit: u128,
    ) -> Result<BareInstantiationResult<E, Receipt>, Error> {
        let limits = limits(gas_limit, storage_deposit_limit);
        self.instantiate_raw(code, caller, constructor, value, limits)
    }

    async fn raw_instantiate_dry_run<Abi: Sync + Clone>(
        &mut self,
        code: Vec<u8>,
        caller: &Keypair,
        constructor: Vec<u8>,
        value: u128,
        _storage_deposit_limit: Option<u128>,
    ) -> Result<InstantiateDryRunResult<E, Abi>, Error> {
        self.instantiate_dry_run(&code, caller, constructor, value)
    }

    async fn exec_instantiate(
        &mut self,
        signer: &Keypair,
        contract_name: &str,
        data: Vec<u8>,
        value: u128,
        gas_limit: Weight,
        storage_deposit_limit: u128,
    ) -> Result<BareInstantiationResult<E, Receipt>, Error> {
        let code = contracts::load(contract_name)?;
        let limits = limits(gas_limit, storage_deposit_limit);
        self.instantiate_raw(code, signer, data, value, limits)
    }

    async fn bare_instantiate_dry_run<
        Contract: Clone,
        Args: Send + Sync + EncodeArgsWith<Abi> + Clone,
        R,
        Abi: Send + Sync + Clone,
    >(
        &mut self,
        contract_name: &str,
        caller: &Keypair,
        constructor: &mut CreateBuilderPartial<E, Contract, Args, R, Abi>,
        value: u128,
        _storage_deposit_limit: Option<u128>,
    ) -> Result<InstantiateDryRunResult<E, Abi>, Error> {
        let code = contracts::load(contract_name)?;
        let data = constructor_exec_input(constructor.clone());
        self.instantiate_dry_run(&code, caller, data, value)
    }

    /// The chain maps every account when it is made.
    async fn map_account(&mut self, _caller: &Keypair) -> Result<Option<Receipt>, Error> {
        Ok(None)
    }

    async fn to_account_id(&mut self, addr: &H160) -> Result<AccountId, Error> {
        Ok(convert::ink_account_id(&self.chain.account_of(convert::chain_address(addr))))
    }
}

impl ChainClient<AccountId, Hub> {
    fn call_dry_run<E, RetType, Abi>(
        &self,
        to: H160,
        data: Vec<u8>,
        planck: u128,
        caller: &Keypair,
    ) -> Result<CallDryRunResult<E, RetType, Abi>, Error>
    where
        E: Environment<AccountId = AccountId, Balance = u128>,
    {
        let who: Account = convert::account(caller);
        let to = convert::chain_address(&to);
        let run = self.chain.dry_run(&who, to, data, to_evm_units(planck));
        Ok(CallDryRunResult { exec_result: convert::dry_run(run)?, trace: None, _marker: PhantomData })
    }

    fn instantiate_dry_run<E, Abi>(
        &self,
        code: &[u8],
        caller: &Keypair,
        data: Vec<u8>,
        planck: u128,
    ) -> Result<InstantiateDryRunResult<E, Abi>, Error>
    where
        E: Environment<AccountId = AccountId, Balance = u128>,
    {
        let who = convert::account(caller);
        let run = self.chain.dry_run_deploy(&who, code, data, to_evm_units(planck));
        let addr = convert::ink_address(run.address.unwrap_or_default());
        let run = convert::dry_run(run)?;
        Ok(InstantiateDryRunResult::from(ContractResult {
            weight_consumed: run.weight_consumed,
            weight_required: run.weight_required,
            storage_deposit: run.storage_deposit,
            max_storage_deposit: run.max_storage_deposit,
            gas_consumed: run.gas_consumed,
            result: run.result.map(|result| InstantiateReturnValue { result, addr }),
        }))
    }

    fn instantiate_raw<E>(
        &mut self,
        code: Vec<u8>,
        caller: &Keypair,
        data: Vec<u8>,
        planck: u128,
        limits: Limits,
    ) -> Result<BareInstantiationResult<E, Receipt>, Error>
    where
        E: Environment<AccountId = AccountId, Balance = u128>,
    {
        let deployed = self.deploy(caller, &code, data, planck, limits)?;
        Ok(BareInstantiationResult {
            addr: convert::ink_address(deployed.address),
            account_id: convert::ink_account_id(&self.chain.account_of(deployed.address)),
            events: deployed.receipt,
            trace: None,
            code_hash: H256(ink_e2e::code_hash(&code)),
        })
    }
}

/// Whom a message is for, and its calldata.
fn parts<E, Args, RetType, Abi>(message: &CallBuilderFinal<E, Args, RetType, Abi>) -> (H160, Vec<u8>)
where
    E: Environment,
    Args: EncodeArgsWith<Abi>,
    CallBuilderFinal<E, Args, RetType, Abi>: Clone,
{
    let params = message.clone().params();
    (*params.callee(), params.exec_input().encode())
}
