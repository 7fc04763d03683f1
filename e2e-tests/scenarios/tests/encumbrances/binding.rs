//! A chain with an arbiter, and everything that can bind a record in one line.
#![allow(dead_code, clippy::unwrap_used, reason = "each of the tests that share this uses a part of it")]

use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolValue as _;
use chain::{Account, Chain, TOKEN};
use rules::challenge::Decision;
use scenarios::{Cast, World};
use story::{
    abi::{
        Arbitration, ERC721,
        Encumbrances::{self, Encumbrance},
        Reservations, Settlements,
    },
    blobs::Blobs,
    calls::{Done, address},
    protocol::{Arbiter, Protocol},
};

/// The contracts on a chain with an arbiter.
pub(crate) struct Bound<'a> {
    /// The contracts, bound.
    pub(crate) world: World<'a>,
    /// Who takes part.
    pub(crate) cast: Cast,
    arbiter: Account,
}

/// The digest of what binds a record, hashed here as it is documented.
pub(crate) fn digest_of(record: U256, of: &Encumbrance) -> B256 {
    let mut domain = [0; 32];
    domain[..21].copy_from_slice(b"encumbrances/digest/1");
    let Encumbrance { owner, epoch, generation, parentsShare, withdrawnFrom, standing, openChallenges, .. } = of;
    let Encumbrance { version, nextVersion, appliesAt, locked, .. } = of;
    let preimage = (
        B256::from(domain),
        record,
        *owner,
        *epoch,
        *generation,
        *parentsShare,
        *withdrawnFrom,
        u16::from(*standing),
        *openChallenges,
        *version,
        *nextVersion,
        (*appliesAt, *locked),
    );
    let bytes = preimage.abi_encode();
    assert_eq!(bytes.len(), 13 * 32);
    keccak256(bytes)
}

/// A split that gives everything to one account.
pub(crate) fn split_to(record: U256, payee: &Account) -> Settlements::setSplitCall {
    let payees = vec![Settlements::Payee { account: address(payee.address()), share: 10_000 }];
    Settlements::setSplitCall { record, payees }
}

impl<'a> Bound<'a> {
    /// Deploys and binds the contracts.
    pub(crate) fn new(chain: &'a mut Chain) -> Self {
        let (cast, arbiter) = (Cast::default(), Account::substrate("Arbiter"));
        for who in cast.everybody().into_iter().chain([&arbiter]) {
            chain.endow(who, 100_000 * TOKEN);
        }
        let decides = Arbiter { account: arbiter.address(), bond: TOKEN };
        let protocol = Protocol::deploy_with(chain, &cast.deployer, &Blobs::load().unwrap(), decides).unwrap();
        protocol.bind(chain, &cast.deployer).unwrap();
        Self { world: World { chain, protocol }, cast, arbiter }
    }

    /// What binds a record.
    pub(crate) fn view(&self, record: U256) -> Encumbrance {
        self.world.view(self.world.protocol.encumbrances, &Encumbrances::encumbrancesCall { record })
    }

    /// Asserts what binds a record, and that the digest is that of all of it.
    #[track_caller]
    pub(crate) fn expect(&self, record: U256, expected: &mut Encumbrance) {
        expected.digest = digest_of(record, expected);
        assert_eq!(self.view(record), *expected);
    }

    /// Approves the module for a record, or for all of somebody's.
    pub(crate) fn approve(&mut self, who: &Account, record: U256, for_all: bool) {
        let (registry, module) = (self.world.protocol.registry, address(self.world.protocol.encumbrances));
        if for_all {
            self.world.send(who, registry, &ERC721::setApprovalForAllCall { operator: module, approved: true });
        } else {
            self.world.send(who, registry, &ERC721::approveCall { approved: module, tokenId: record });
        }
    }

    /// The call that transfers a record with the digest expected.
    pub(crate) fn transfer(&self, record: U256, to: &Account, expected: B256) -> Encumbrances::transferCall {
        Encumbrances::transferCall { record, to: address(to.address()), expected }
    }

    /// Announces a split. Gives the time.
    pub(crate) fn split(&mut self, who: &Account, record: U256) -> u64 {
        let call = split_to(record, who);
        self.world.send(who, self.world.protocol.settlements, &call).receipt.timestamp
    }

    /// Locks the split.
    pub(crate) fn lock(&mut self, who: &Account, record: U256) {
        self.world.send(who, self.world.protocol.settlements, &Settlements::lockCall { record });
    }

    /// Withdraws the record with this notice in seconds. Gives the time.
    pub(crate) fn withdraw(&mut self, who: &Account, record: U256, notice: u64) -> u64 {
        let call = Reservations::withdrawCall { record, notice };
        self.world.send(who, self.world.protocol.reservations, &call).receipt.timestamp
    }

    /// Challenges a record, with new evidence.
    pub(crate) fn challenge(&mut self, who: &Account, record: U256) {
        let arbitration = self.world.protocol.arbitration;
        let number = self.world.view(arbitration, &Arbitration::challengesCall {});
        let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(number as u8 + 1) };
        let bond = Arbitration::bondOfCall { record, challenger: address(who.address()) };
        let bond = self.world.view(arbitration, &bond);
        let Done { value, .. } = self.world.pay(who, arbitration, &call, bond);
        assert_eq!(value, number + 1);
    }

    /// Decides a challenge; its owner has had the time to answer.
    pub(crate) fn decide(&mut self, challenge: u64, decision: Decision) {
        let (arbiter, decision) = (self.arbiter.clone(), decision as u8);
        let call = Arbitration::decideChallengeCall { challenge, decision, heir: Default::default() };
        self.world.send(&arbiter, self.world.protocol.arbitration, &call);
    }
}
