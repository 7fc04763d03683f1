//! Deploying the contracts and telling them of each other.

use super::Protocol;
use crate::{
    abi::{LicenceToken, ProvenanceRegistry, RoyaltySplitter},
    blobs::{Blobs, NotBuilt},
    calls::{Refused, address, send},
    node::Node,
};
use alloy_primitives::B256;
use chain::{Account, Failure};

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
        let mut deploy = |contract, code: &[u8]| match node.deploy(deployer, code, Vec::new()) {
            Ok(deployed) => Ok(deployed.address),
            Err(failure) => Err(SetupError::NotDeployed { contract, failure: failure.into() }),
        };
        Ok(Self {
            registry: deploy("provenance-registry", &blobs.registry)?,
            licence_token: deploy("licence-token", &blobs.licence_token)?,
            splitter: deploy("royalty-splitter", &blobs.splitter)?,
            terms_book: deploy("terms-book", &blobs.terms_book)?,
        })
    }

    /// Tells the contracts of each other, with the code that each has now.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn bind(&self, node: &mut impl Node, deployer: &Account) -> Result<(), Refused> {
        let [registry, token, splitter, terms_book] =
            [self.registry, self.licence_token, self.splitter, self.terms_book]
                .map(|contract| (address(contract), B256::from(node.code_hash(contract).unwrap_or_default().0)));
        let bind = ProvenanceRegistry::bindCall { licenceToken: token.0, licenceTokenCode: token.1 };
        send(node, deployer, self.registry, &bind, 0)?;
        let bind = RoyaltySplitter::bindCall {
            registry: registry.0,
            registryCode: registry.1,
            licenceToken: token.0,
            licenceTokenCode: token.1,
        };
        send(node, deployer, self.splitter, &bind, 0)?;
        let bind = LicenceToken::bindCall {
            registry: registry.0,
            registryCode: registry.1,
            splitter: splitter.0,
            splitterCode: splitter.1,
            termsBook: terms_book.0,
            termsBookCode: terms_book.1,
        };
        send(node, deployer, self.licence_token, &bind, 0)?;
        Ok(())
    }
}
