//! A token contract under test, and short ways to do what is tried with it.

use crate::receivers::deployment;
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use chain::{Account, Chain, ContractEvent, H160, Receipt};
use scenarios::{Cast, World, digest};
use std::fmt::Debug;
use story::{
    abi::{
        ERC721::{
            ApprovalForAll, approveCall, balanceOfCall, getApprovedCall, isApprovedForAllCall, safeTransferFrom_0Call,
            safeTransferFrom_1Call, setApprovalForAllCall, totalSupplyCall, transferFromCall,
        },
        LicenceToken::purchaseCall,
    },
    calls::{Done, Reason, address, event},
    protocol::NewRecord,
};

pub(crate) fn at(who: &Account) -> Address {
    address(who.address())
}

pub(crate) fn transfer(from: &Account, to: &Account, token: U256) -> transferFromCall {
    transferFromCall { from: at(from), to: at(to), tokenId: token }
}

/// One of the messages that transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Plain,
    Safe,
    SafeWithData,
}

/// What goes with a safe transfer.
pub(crate) const DATA: [u8; 3] = [0x42, 0, 0x43];

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::Plain, Self::Safe, Self::SafeWithData];

    /// The calldata.
    pub(crate) fn call(self, from: Address, to: Address, token: U256) -> Vec<u8> {
        match self {
            Self::Plain => transferFromCall { from, to, tokenId: token }.abi_encode(),
            Self::Safe => safeTransferFrom_0Call { from, to, tokenId: token }.abi_encode(),
            Self::SafeWithData => safeTransferFrom_1Call { from, to, tokenId: token, data: self.data() }.abi_encode(),
        }
    }

    /// What the receiver gets to see.
    pub(crate) fn data(self) -> Bytes {
        if self == Self::SafeWithData { DATA.into() } else { Bytes::new() }
    }
}

/// A token contract under test.
pub(crate) struct Suite<'a> {
    pub(crate) world: World<'a>,
    pub(crate) cast: Cast,
    pub(crate) token: H160,
    /// The offer of licences; `None` where the tokens are records.
    pub(crate) offer: Option<u64>,
    minted: u64,
    cases: usize,
}

impl<'a> Suite<'a> {
    pub(crate) fn records(chain: &'a mut Chain) -> Self {
        let (world, cast) = World::new(chain);
        let token = world.protocol.registry;
        Self { world, cast, token, offer: None, minted: 0, cases: 0 }
    }

    pub(crate) fn licences(chain: &'a mut Chain) -> Self {
        let (mut world, cast) = World::new(chain);
        let record = world.work(&cast.deployer, 1_000);
        let offer = world.offer(&cast.deployer, record, 0);
        let token = world.protocol.licence_token;
        Self { world, cast, token, offer: Some(offer), minted: 0, cases: 0 }
    }

    /// A new token of `who`'s.
    pub(crate) fn mint(&mut self, who: &Account) -> U256 {
        self.minted += 1;
        match self.offer {
            None => self.world.work(who, self.minted),
            Some(offer) => self.world.buy(who, offer).value,
        }
    }

    pub(crate) fn send<C: SolCall>(&mut self, who: &Account, call: &C) -> Done<C::Return> {
        self.world.send(who, self.token, call)
    }

    #[track_caller]
    pub(crate) fn refused<C: SolCall, E: SolError + Debug>(&mut self, who: &Account, call: &C, error: E) {
        self.world.refused(who, self.token, call, error);
    }

    pub(crate) fn owner(&self, token: U256) -> Address {
        self.world.owner_of(self.token, token)
    }

    pub(crate) fn approved(&self, token: U256) -> Address {
        self.world.view(self.token, &getApprovedCall { tokenId: token })
    }

    pub(crate) fn balance(&self, who: &Account) -> u64 {
        self.world.balance_of(self.token, who)
    }

    /// Deploys EVM code.
    pub(crate) fn contract(&mut self, code: &[u8]) -> H160 {
        self.world.chain.deploy(&self.cast.deployer, &deployment(code), Vec::new(), 0).unwrap().address
    }

    pub(crate) fn cast(&self) -> Cast {
        self.cast.clone()
    }
}

impl Suite<'_> {
    /// Says which case comes now, so that one that fails is known. They are counted.
    pub(crate) fn case(&mut self, what: &str) {
        self.cases += 1;
        println!("{what}");
    }

    /// How many cases there were.
    pub(crate) fn cases(&self) -> usize {
        self.cases
    }

    /// Says how many cases a behaviour had that counts them.
    pub(crate) fn tell(&self, behaviour: &str) {
        if self.cases > 0 {
            println!("{behaviour}: {} cases", self.cases);
        }
    }

    /// Sends calldata that is to be taken.
    #[track_caller]
    pub(crate) fn send_raw(&mut self, who: &Account, data: Vec<u8>) -> Receipt {
        self.world.chain.call(who, self.token, data, 0).unwrap_or_else(|failure| panic!("{failure}"))
    }

    /// Sends calldata that is to be refused with exactly this error.
    #[track_caller]
    pub(crate) fn refused_raw(&mut self, who: &Account, data: Vec<u8>, error: &(impl SolError + Debug)) {
        let reason = self.world.refused_raw(who, self.token, data, 0);
        assert_eq!(reason, Reason(error.abi_encode()), "it says `{reason}` in place of {error:?}");
    }

    pub(crate) fn balance_at(&self, account: Address) -> U256 {
        self.world.view(self.token, &balanceOfCall { owner: account })
    }

    pub(crate) fn supply(&self) -> U256 {
        self.world.view(self.token, &totalSupplyCall {})
    }

    pub(crate) fn approve(&mut self, who: &Account, approved: Address, token: U256) -> Done<()> {
        let done = self.send(who, &approveCall { approved, tokenId: token });
        Done { value: (), receipt: done.receipt }
    }

    pub(crate) fn is_operator(&self, owner: &Account, operator: &Account) -> bool {
        self.world.view(self.token, &isApprovedForAllCall { owner: at(owner), operator: at(operator) })
    }

    /// Makes an account an operator of `who`'s tokens, or no longer: with one event, and it is so.
    #[track_caller]
    pub(crate) fn set_operator(&mut self, who: &Account, operator: &Account, approved: bool) {
        let done = self.send(who, &setApprovalForAllCall { operator: at(operator), approved });
        let told = ApprovalForAll { owner: at(who), operator: at(operator), approved };
        assert_eq!((done.events().collect::<Vec<_>>(), done.receipt.events.len()), (vec![told], 1));
        assert_eq!(self.is_operator(who, operator), approved);
    }

    /// The call by which a new token is made for this account, and what it costs nothing to.
    pub(crate) fn minting(&self, recipient: Address) -> Vec<u8> {
        match self.offer {
            None => {
                let record = NewRecord { owner: H160(recipient.0.0), ..NewRecord::new(digest(77), &self.cast.ada) };
                record.call([0; 32]).abi_encode()
            }
            Some(offer) => purchaseCall {
                offer,
                quantity: 0,
                selection: Default::default(),
                maxTotal: 0,
                recipient,
                referrer: Address::ZERO,
                buyerReference: Default::default(),
            }
            .abi_encode(),
        }
    }
}

/// The events of a kind in a receipt.
pub(crate) fn events<E: alloy_sol_types::SolEvent>(receipt: &Receipt) -> Vec<E> {
    receipt.events.iter().filter_map(|told: &ContractEvent| event(told)).collect()
}
