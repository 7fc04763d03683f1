//! The contracts on a chain, and what tests do with them in one line.

use crate::{Cast, published};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{SolCall, SolError};
use chain::{Account, Chain, Failure, H160, Receipt, TOKEN};
use rules::{
    terms::{Duration, Revocation, Terms},
    uses,
};
use std::fmt::Debug;
use story::{
    abi::{ERC721, ProvenanceRegistry},
    blobs::Blobs,
    calls::{self, Done, Reason, Refused, address, send},
    protocol::{Arbiter, NewOffer, NewRecord, Protocol, Record, record_id},
};

/// The salt of commitments where it does not matter which.
pub const SALT: [u8; 32] = [7; 32];

/// What a first challenge of a record costs, in EVM units. It is odd, so that half of it is
/// rounded, and a sum that Substrate accounts can send.
pub const BOND: u128 = 3 * TOKEN + 100_000_000;

/// What everybody has at first.
const ENDOWMENT: u128 = 100_000 * TOKEN;

/// The digest of the work of this number.
pub fn digest(work: u64) -> [u8; 32] {
    keccak256(work.to_be_bytes()).0
}

/// The contracts, bound, on a chain on which the [`Cast`] has money.
pub struct World<'a> {
    /// The chain.
    pub chain: &'a mut Chain,
    /// Where the contracts are.
    pub protocol: Protocol,
}

impl<'a> World<'a> {
    /// Deploys and binds the contracts.
    pub fn new(chain: &'a mut Chain) -> (Self, Cast) {
        let (world, cast) = Self::unbound(chain);
        world.protocol.bind(world.chain, &cast.deployer).unwrap_or_else(|refused| panic!("{refused}"));
        (world, cast)
    }

    /// Deploys the contracts without binding them.
    pub fn unbound(chain: &'a mut Chain) -> (Self, Cast) {
        let cast = Cast::default();
        for who in cast.everybody() {
            chain.endow(who, ENDOWMENT);
        }
        let blobs = Blobs::load().unwrap_or_else(|error| panic!("{error}"));
        let arbiter = Arbiter { account: cast.arbiter.address(), bond: BOND };
        let protocol =
            Protocol::deploy_with(chain, &cast.deployer, &blobs, arbiter).unwrap_or_else(|error| panic!("{error}"));
        (Self { chain, protocol }, cast)
    }
}

// ------------------------------------------------------------------------- calls of any message

impl World<'_> {
    /// Sends a call that has to succeed.
    #[track_caller]
    pub fn send<C: SolCall>(&mut self, who: &Account, to: H160, call: &C) -> Done<C::Return> {
        self.pay(who, to, call, 0)
    }

    /// Sends a call with a value in EVM units that has to succeed.
    #[track_caller]
    pub fn pay<C: SolCall>(&mut self, who: &Account, to: H160, call: &C, value: u128) -> Done<C::Return> {
        succeeded(send(self.chain, who, to, call, value))
    }

    /// Asks what has to be answered.
    #[track_caller]
    pub fn view<C: SolCall>(&self, to: H160, call: &C) -> C::Return {
        succeeded(calls::view(self.chain, to, call))
    }

    /// Asserts that a call goes on chain, is refused with exactly this error, and changes
    /// nothing: see [`Self::refused_raw`].
    #[track_caller]
    pub fn refused<C: SolCall, E: SolError + Debug>(&mut self, who: &Account, to: H160, call: &C, error: E) {
        self.refused_pay(who, to, call, 0, error);
    }

    /// As [`Self::refused`], for a call with a value in EVM units.
    #[track_caller]
    pub fn refused_pay<C: SolCall, E: SolError + Debug>(
        &mut self,
        who: &Account,
        to: H160,
        call: &C,
        value: u128,
        error: E,
    ) {
        let reason = self.refused_raw(who, to, call.abi_encode(), value);
        assert_eq!(
            reason,
            Reason(error.abi_encode()),
            "{} is refused, but with `{reason}` in place of {error:?}",
            calls::name::<C>()
        );
    }

    /// Asserts that calldata goes on chain, is refused by a revert, and that no storage and
    /// no balance of any contract changes by it, that there is no contract's event, and that
    /// the sender loses the fee and nothing else; and that the reason can be read with the
    /// contract's published ABI. Gives the reason.
    #[track_caller]
    pub fn refused_raw(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> Reason {
        match self.failed_raw(who, to, data, value) {
            Failure::Reverted { data, .. } => {
                assert!(
                    published::is_readable(&self.protocol, to, &data),
                    "the published ABI has no error 0x{}: see `scenarios::published`",
                    calls::hex(&data)
                );
                Reason(data)
            }
            other => panic!("expected a refusal, got: {other}"),
        }
    }

    /// As [`Self::refused_raw`], for calldata that fails in any way.
    #[track_caller]
    pub fn failed_raw(&mut self, who: &Account, to: H160, data: Vec<u8>, value: u128) -> Failure {
        let (contracts, money) = (self.chain.contracts(), self.chain.total_balance(who.address()));
        let failure = match self.chain.call(who, to, data, value) {
            Ok(receipt) => panic!("expected a refusal, got the answer 0x{}", calls::hex(&receipt.output)),
            Err(failure) => failure,
        };
        let Some(receipt) = failure.receipt() else { panic!("expected a refusal on chain: {failure}") };
        assert!(receipt.events.is_empty(), "a refused call emits nothing");
        let lost = money - self.chain.total_balance(who.address());
        assert_eq!(lost, receipt.fee_in_evm_units(), "a refused call costs the fee and nothing else");
        assert!(self.chain.contracts() == contracts, "a refused call changes no contract");
        failure
    }
}

/// What succeeded, or a panic in the words of the refusal.
#[track_caller]
fn succeeded<T>(result: Result<T, Refused>) -> T {
    result.unwrap_or_else(|refused| panic!("{refused}"))
}

// --------------------------------------------------------------------------- the usual requests

impl World<'_> {
    /// Commits to a registration with [`SALT`] and reveals it in the next block.
    #[track_caller]
    pub fn register(&mut self, who: &Account, work: &NewRecord) -> Done<()> {
        succeeded(self.protocol.register(self.chain, who, work, SALT))
    }

    /// Commits to a call of a contract, and makes it in the next block.
    #[track_caller]
    pub fn reveal<C: SolCall>(&mut self, who: &Account, to: H160, call: &C) -> Done<C::Return> {
        let commitment = Protocol::commitment_to(to, who.address(), call);
        self.send(who, self.protocol.registry, &ProvenanceRegistry::commitCall { commitment });
        self.send(who, to, call)
    }

    /// Registers the work of this number for `who`, with a commitment. Gives the record.
    #[track_caller]
    pub fn work(&mut self, who: &Account, work: u64) -> U256 {
        self.register(who, &NewRecord::new(digest(work), who));
        record_id(&digest(work))
    }

    /// Registers the work of this number for `who` without a commitment. Gives the record.
    #[track_caller]
    pub fn provisional(&mut self, who: &Account, work: u64) -> U256 {
        succeeded(self.protocol.reveal(self.chain, who, &NewRecord::new(digest(work), who), [0; 32]));
        record_id(&digest(work))
    }

    /// Publishes terms that allow everything to everybody: for ever or for these many
    /// seconds. Gives their id.
    #[track_caller]
    pub fn terms(&mut self, who: &Account, seconds: Option<u64>, transferable: bool) -> B256 {
        let terms = Terms {
            uses: uses::ALL_USES,
            users: uses::ALL_USERS,
            duration: seconds.map_or(Duration::Perpetual, Duration::Seconds),
            exclusive: false,
            transferable,
            attribution: false,
            revocation: Revocation::Irrevocable,
            derivative_share: 0,
            resale_royalty: 0,
            document: [0; 32],
            uri: Vec::new(),
        };
        succeeded(self.protocol.publish_terms(self.chain, who, &terms)).value
    }

    /// Offers a record to anyone for ever, at a flat price in EVM units under transferable
    /// perpetual terms. Gives the offer's number.
    #[track_caller]
    pub fn offer(&mut self, owner: &Account, record: U256, price: u128) -> u64 {
        let terms = self.terms(owner, None, true);
        self.make_offer(owner, &NewOffer { record, terms, unit_price: price, ..NewOffer::default() })
    }

    /// Makes an offer. Gives its number.
    #[track_caller]
    pub fn make_offer(&mut self, owner: &Account, offer: &NewOffer) -> u64 {
        succeeded(self.protocol.create_offer(self.chain, owner, offer)).value
    }

    /// Buys a licence for oneself at what the offer costs.
    #[track_caller]
    pub fn buy(&mut self, buyer: &Account, offer: u64) -> Done<U256> {
        let total = succeeded(self.protocol.quote(self.chain, offer, buyer.address())).total;
        succeeded(self.protocol.purchase(self.chain, buyer, offer, total, [0; 32]))
    }

    /// A record.
    #[track_caller]
    pub fn record(&self, record: U256) -> Record {
        succeeded(self.protocol.record(self.chain, record))
    }

    /// Who owns a token.
    #[track_caller]
    pub fn owner_of(&self, contract: H160, token: U256) -> Address {
        self.view(contract, &ERC721::ownerOfCall { tokenId: token })
    }

    /// How many tokens somebody owns.
    #[track_caller]
    pub fn balance_of(&self, contract: H160, owner: &Account) -> u64 {
        self.view(contract, &ERC721::balanceOfCall { owner: address(owner.address()) }).to()
    }

    /// Transfers a token from its owner.
    #[track_caller]
    pub fn transfer(&mut self, contract: H160, from: &Account, to: &Account, token: U256) -> Receipt {
        let (from_address, to) = (address(from.address()), address(to.address()));
        let call = ERC721::transferFromCall { from: from_address, to, tokenId: token };
        self.send(from, contract, &call).receipt
    }
}
