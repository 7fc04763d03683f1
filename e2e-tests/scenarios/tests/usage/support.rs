//! The usage ledger with a licence token that says what it is told, beside the other contracts.

use crate::token;
use alloy_primitives::{B256, U256};
use alloy_sol_types::{SolCall, SolConstructor as _, SolError, SolValue as _, sol};
use chain::{Account, Chain, Failure, H160};
use rules::{
    catalogue::Leaf,
    licence::Coverage,
    manifest::Entry,
    merkle::Tree,
    selection,
    uses::{COMMERCIAL, FINE_TUNE, TRAIN_GENERATIVE},
};
use scenarios::{Cast, World};
use std::fmt::Debug;
use story::{
    abi::{UsageLedger, UsageLedger::CatalogueLeaf},
    blobs,
    calls::{Done, address},
    protocol::record_id,
};

sol! {
    /// How the ledger is told whom it speaks to.
    contract Deployment {
        constructor(
            address licenceToken, bytes32 licenceTokenCode, address catalogues, bytes32 cataloguesCode,
            address registry, bytes32 registryCode
        );
    }
}

/// The positions of a licence's fields: see `interfaces::licence`.
pub(crate) mod field {
    pub(crate) const OWNER: usize = 0;
    pub(crate) const RECORD: usize = 2;
    pub(crate) const GENERATION: usize = 3;
    pub(crate) const START: usize = 7;
    pub(crate) const EXPIRY: usize = 9;
    pub(crate) const ACQUIRED_AT: usize = 10;
    pub(crate) const USES: usize = 13;
    pub(crate) const USERS: usize = 14;
    pub(crate) const EDITION: usize = 26;
    pub(crate) const SELECTION: usize = 27;
    pub(crate) const QUANTITY: usize = 28;
    pub(crate) const METERED: usize = 24;
}

/// The uses of the licences here.
pub(crate) const USES: u16 = TRAIN_GENERATIVE | FINE_TUNE;
/// How long they last, in seconds.
pub(crate) const DURATION: u64 = 100_000;
/// The licence that the tests use.
pub(crate) const LICENCE: U256 = U256::from_limbs([7, 0, 0, 0]);
/// A run's name.
pub(crate) const RUN: B256 = B256::repeat_byte(0x99);

/// A tree with the chain's hash.
pub(crate) type Leaves = Tree<fn(&[u8]) -> [u8; 32]>;

fn keccak(bytes: &[u8]) -> [u8; 32] {
    alloy_primitives::keccak256(bytes).0
}

/// A licence as the token shall say it.
#[derive(Clone, Debug)]
pub(crate) struct Licence(pub(crate) [U256; token::FIELDS]);

impl Licence {
    /// The same with another number in a field.
    pub(crate) fn with(self, field: usize, value: u64) -> Self {
        self.with_word(field, U256::from(value))
    }

    /// The same with another word in a field.
    pub(crate) fn with_word(mut self, field: usize, value: U256) -> Self {
        self.0[field] = value;
        self
    }
}

/// The contracts on a chain.
pub(crate) struct Usage<'a> {
    /// All that are of no interest here.
    pub(crate) world: World<'a>,
    /// Who takes part. Orion holds the licences.
    pub(crate) cast: Cast,
    /// The licence token that says what it is told.
    pub(crate) token: H160,
    /// The ledger.
    pub(crate) ledger: H160,
}

impl<'a> Usage<'a> {
    /// Deploys everything.
    pub(crate) fn new(chain: &'a mut Chain) -> Self {
        let (world, cast) = World::new(chain);
        let token = world.chain.deploy(&cast.deployer, &token::code(), Vec::new(), 0).unwrap().address;
        let ledger = deploy(world.chain, &cast.deployer, [token, world.protocol.catalogues, world.protocol.registry]);
        Self { world, cast, token, ledger: ledger.unwrap() }
    }

    /// A licence of this record that Orion buys now.
    pub(crate) fn licence_of(&self, record: U256) -> Licence {
        let now = self.world.chain.now();
        let orion = address(self.cast.orion.address());
        Licence([U256::ZERO; token::FIELDS])
            .with_word(field::OWNER, U256::from_be_slice(orion.as_slice()))
            .with_word(field::RECORD, record)
            .with(field::GENERATION, 1)
            .with(field::START, now)
            .with(field::ACQUIRED_AT, now)
            .with(field::EXPIRY, now + DURATION)
            .with(field::USES, USES.into())
            .with(field::USERS, COMMERCIAL.into())
    }

    /// Has the token say this of [`LICENCE`] from now on.
    pub(crate) fn set(&mut self, licence: &Licence) {
        let data = (LICENCE, licence.0).abi_encode();
        self.world.chain.call(&self.cast.deployer, self.token, data, 0).unwrap();
    }

    /// Sends the ledger a call that has to succeed.
    #[track_caller]
    pub(crate) fn send<C: SolCall>(&mut self, who: &Account, call: &C) -> Done<C::Return> {
        self.world.send(who, self.ledger, call)
    }

    /// Asserts that the ledger refuses a call and that nothing changes.
    #[track_caller]
    pub(crate) fn refused<C: SolCall, E: SolError + Debug>(&mut self, who: &Account, call: &C, error: E) {
        self.world.refused(who, self.ledger, call, error);
    }

    /// Asks the ledger.
    #[track_caller]
    pub(crate) fn view<C: SolCall>(&self, call: &C) -> C::Return {
        self.world.view(self.ledger, call)
    }

    /// The ledger's answer about a work.
    #[track_caller]
    pub(crate) fn covers(&self, call: &UsageLedger::coversLeafCall) -> Coverage {
        coverage(self.view(call))
    }
}

/// The answer of this number.
pub(crate) fn coverage(number: u8) -> Coverage {
    Coverage::ALL[usize::from(number)].0
}

/// Deploys the ledger with the codes that these contracts have: licence token, catalogues, registry.
pub(crate) fn deploy(chain: &mut Chain, who: &Account, contracts: [H160; 3]) -> Result<H160, Box<Failure>> {
    let code = |contract| B256::from(chain.code_hash(contract).unwrap_or_default().0);
    let [token, catalogues, registry] = contracts.map(|contract| (address(contract), code(contract)));
    deploy_with(chain, who, [token, catalogues, registry])
}

/// Deploys the ledger with these addresses and codes.
pub(crate) fn deploy_with(
    chain: &mut Chain,
    who: &Account,
    [token, catalogues, registry]: [(alloy_primitives::Address, B256); 3],
) -> Result<H160, Box<Failure>> {
    let arguments = Deployment::constructorCall {
        licenceToken: token.0,
        licenceTokenCode: token.1,
        catalogues: catalogues.0,
        cataloguesCode: catalogues.1,
        registry: registry.0,
        registryCode: registry.1,
    };
    let blob = blobs::load("usage_ledger").unwrap_or_else(|error| panic!("{error}"));
    chain.deploy(who, &blob, arguments.abi_encode(), 0).map(|deployed| deployed.address).map_err(Box::new)
}

/// A work as the leaf of a catalogue says it.
pub(crate) fn leaf_of(leaf: &Leaf) -> CatalogueLeaf {
    let Leaf { digest, kind, origin, units, metadata } = *leaf;
    CatalogueLeaf { record: record_id(&digest), kind, origin, units, metadata: metadata.into() }
}

/// The tree over selected works.
pub(crate) fn selected<'a>(digests: impl IntoIterator<Item = &'a [u8; 32]>) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    digests.into_iter().for_each(|digest| tree.push_hash(selection::hash(&keccak, digest)));
    tree
}

/// The manifest over works with their licences.
pub(crate) fn manifest<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    entries.into_iter().for_each(|entry| tree.push_hash(entry.hash(&keccak)));
    tree
}
