//! Deploying the contracts and telling them of each other.

use super::Protocol;
use crate::{
    abi::{LicenceToken, ProvenanceRegistry, RoyaltySplitter},
    blobs::{Blobs, NotBuilt},
    calls::{Refused, address, send},
    node::Node,
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolValue as _;
use chain::{Account, Failure, H160, TOKEN};

/// Who decides on challenges, and what one costs.
#[derive(Clone, Copy, Debug)]
pub struct Arbiter {
    /// Who decides; zero where nobody does, and nothing can be challenged.
    pub account: H160,
    /// The bond of a first challenge, in EVM units.
    pub bond: u128,
}

impl Default for Arbiter {
    /// Nobody.
    fn default() -> Self {
        Self { account: H160::zero(), bond: TOKEN }
    }
}

/// Why the contracts could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// They were not built.
    #[error(transparent)]
    NotBuilt(#[from] NotBuilt),
    /// The chain did not take one.
    #[error("{contract} can't be deployed: {failure}")]
    NotDeployed {
        /// The contract's name.
        contract: &'static str,
        /// What the chain says.
        failure: Box<Failure>,
    },
    /// They could not be told of each other.
    #[error(transparent)]
    NotBound(#[from] Refused),
}

impl Protocol {
    /// Deploys the contracts that `scripts/build` built and tells them of each other.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn deploy(node: &mut impl Node, deployer: &Account) -> Result<Self, SetupError> {
        Self::deploy_blobs(node, deployer, &Blobs::load()?)
    }

    /// Deploys these contracts and tells them of each other.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn deploy_blobs(node: &mut impl Node, deployer: &Account, blobs: &Blobs) -> Result<Self, SetupError> {
        let protocol = Self::deploy_unbound(node, deployer, blobs)?;
        protocol.bind(node, deployer)?;
        Ok(protocol)
    }

    /// Deploys the contracts. They do nothing until they are bound.
    ///
    /// # Errors
    /// [`SetupError::NotDeployed`].
    pub fn deploy_unbound(node: &mut impl Node, deployer: &Account, blobs: &Blobs) -> Result<Self, SetupError> {
        Self::deploy_with(node, deployer, blobs, Arbiter::default())
    }

    /// Deploys the contracts with an arbiter. They do nothing until they are bound.
    ///
    /// # Errors
    /// [`SetupError::NotDeployed`].
    pub fn deploy_with(
        node: &mut impl Node,
        deployer: &Account,
        blobs: &Blobs,
        arbiter: Arbiter,
    ) -> Result<Self, SetupError> {
        let mut deploy = |contract, code: &[u8], arguments: Vec<u8>| match node.deploy(deployer, code, arguments) {
            Ok(deployed) => Ok((deployed.address, B256::from(node.code_hash(deployed.address).unwrap_or_default().0))),
            Err(failure) => Err(SetupError::NotDeployed { contract, failure: failure.into() }),
        };
        let registry = deploy("provenance-registry", &blobs.registry, Vec::new())?;
        let licence_token = deploy("licence-token", &blobs.licence_token, Vec::new())?;
        let splitter = deploy("royalty-splitter", &blobs.splitter, Vec::new())?;
        let terms_book = deploy("terms-book", &blobs.terms_book, Vec::new())?;
        // The modules are told whom they speak to when they are deployed.
        let known = |(contract, code): (H160, B256)| (address(contract), code);
        let alone = known(registry).abi_encode_params();
        let catalogues = deploy("catalogues", &blobs.catalogues, alone)?;
        let (at, code) = known(registry);
        let judged = (at, code, address(arbiter.account), arbiter.bond).abi_encode_params();
        let arbitration = deploy("arbitration", &blobs.arbitration, judged)?;
        let (judge, judge_code) = known(arbitration);
        let judging = (at, code, judge, judge_code).abi_encode_params();
        let reservations = deploy("reservations", &blobs.reservations, judging)?;
        let (money, money_code) = known(splitter);
        let all = (at, code, money, money_code, judge, judge_code).abi_encode_params();
        let encumbrances = deploy("encumbrances", &blobs.encumbrances, all)?;
        let (token, token_code) = known(licence_token);
        let settling = (at, code, token, token_code, money, money_code, judge, judge_code).abi_encode_params();
        let settlements = deploy("settlements", &blobs.settlements, settling)?;
        let (book, book_code) = known(terms_book);
        let (shelf, shelf_code) = known(catalogues);
        let offering = (token, token_code, at, code, money, money_code, book, book_code, shelf, shelf_code);
        let offers = deploy("offers", &blobs.offers, offering.abi_encode_params())?;
        let dealing = (token, token_code, money, money_code, judge, judge_code).abi_encode_params();
        let deals = deploy("deals", &blobs.deals, dealing)?;
        let using = (token, token_code, shelf, shelf_code, at, code).abi_encode_params();
        let usage_ledger = deploy("usage-ledger", &blobs.usage_ledger, using)?;
        // Of pools and inboxes the code is wanted; these are nobody's.
        let no_pool = (B256::ZERO, 0u64, 0u64).abi_encode_params();
        let pool_template = deploy("royalty-pool", &blobs.pool, no_pool)?;
        let no_inbox = (U256::ZERO, Address::ZERO, Address::ZERO).abi_encode_params();
        let inbox_template = deploy("record-inbox", &blobs.inbox, no_inbox)?;
        let ((settle, settle_code), (pool, pool_code)) = (known(settlements), known(pool_template));
        let (inbox, inbox_code) = known(inbox_template);
        let receiving =
            (at, code, settle, settle_code, money, money_code, pool, pool_code, inbox, inbox_code).abi_encode_params();
        let receivers = deploy("receiver-factory", &blobs.receivers, receiving)?;
        let royalties = known(receivers).abi_encode_params();
        let licence_metadata = deploy("licence-metadata", &blobs.licence_metadata, royalties)?;
        let reading = (at, code, money, money_code).abi_encode_params();
        let statements = deploy("statements", &blobs.statements, reading)?;
        Ok(Self {
            offers: offers.0,
            deals: deals.0,
            usage_ledger: usage_ledger.0,
            licence_metadata: licence_metadata.0,
            statements: statements.0,
            pool_template: pool_template.0,
            inbox_template: inbox_template.0,
            receivers: receivers.0,
            registry: registry.0,
            licence_token: licence_token.0,
            splitter: splitter.0,
            terms_book: terms_book.0,
            catalogues: catalogues.0,
            reservations: reservations.0,
            arbitration: arbitration.0,
            encumbrances: encumbrances.0,
            settlements: settlements.0,
        })
    }

    /// Tells the contracts of each other, with the code that each has now.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn bind(&self, node: &mut impl Node, deployer: &Account) -> Result<(), Refused> {
        self.bind_with_deals(node, deployer, self.deals)
    }

    /// As [`Self::bind`], with a contract of one's own in the place of the deals.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn bind_with_deals(&self, node: &mut impl Node, deployer: &Account, deals: H160) -> Result<(), Refused> {
        let known = |contract| (address(contract), B256::from(node.code_hash(contract).unwrap_or_default().0));
        let [registry, token, splitter] = [self.registry, self.licence_token, self.splitter].map(known);
        let [catalogues, reservations, arbitration, settlements] =
            [self.catalogues, self.reservations, self.arbitration, self.settlements].map(known);
        let [offers, deals, metadata] = [self.offers, deals, self.licence_metadata].map(known);
        let bind = ProvenanceRegistry::bindCall {
            licenceToken: token.0,
            licenceTokenCode: token.1,
            catalogues: catalogues.0,
            cataloguesCode: catalogues.1,
            reservations: reservations.0,
            reservationsCode: reservations.1,
            arbitration: arbitration.0,
            arbitrationCode: arbitration.1,
        };
        send(node, deployer, self.registry, &bind, 0)?;
        let [licence_token, settlements, dealing] =
            [token, settlements, deals].map(|(account, code)| RoyaltySplitter::Binding { account, code });
        let bind = RoyaltySplitter::bindCall { licenceToken: licence_token, settlements, deals: dealing };
        send(node, deployer, self.splitter, &bind, 0)?;
        let [registry, splitter, offers, deals, metadata] = [registry, splitter, offers, deals, metadata]
            .map(|(account, code)| LicenceToken::Binding { account, code });
        let bind = LicenceToken::bindCall { registry, splitter, offers, deals, metadata };
        send(node, deployer, self.licence_token, &bind, 0)?;
        Ok(())
    }
}
