//! One behaviour suite for both tokens: the records of the registry and the licences.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{Address, Bytes, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use chain::{Account, Chain, H160, SECONDS_PER_BLOCK};
use ink_e2e::{ChainClient, Hub};
use scenarios::{Cast, World};
use std::fmt::Debug;
use story::{
    abi::{
        ERC721::{self, *},
        LicenceToken,
    },
    calls::{Done, address, view},
    protocol::NewOffer,
};

/// A token contract under test.
struct Suite<'a> {
    world: World<'a>,
    cast: Cast,
    token: H160,
    /// The offer of licences; `None` where the tokens are records.
    offer: Option<u64>,
    minted: u64,
}

impl<'a> Suite<'a> {
    fn records(chain: &'a mut Chain) -> Self {
        let (world, cast) = World::new(chain);
        let token = world.protocol.registry;
        Self { world, cast, token, offer: None, minted: 0 }
    }

    fn licences(chain: &'a mut Chain) -> Self {
        let (mut world, cast) = World::new(chain);
        let record = world.work(&cast.deployer, 1_000);
        let offer = world.offer(&cast.deployer, record, 0);
        let token = world.protocol.licence_token;
        Self { world, cast, token, offer: Some(offer), minted: 0 }
    }

    /// A new token of `who`'s.
    fn mint(&mut self, who: &Account) -> U256 {
        self.minted += 1;
        match self.offer {
            None => self.world.work(who, self.minted),
            Some(offer) => self.world.buy(who, offer).value,
        }
    }

    fn send<C: SolCall>(&mut self, who: &Account, call: &C) -> Done<C::Return> {
        self.world.send(who, self.token, call)
    }

    #[track_caller]
    fn refused<C: SolCall, E: SolError + Debug>(&mut self, who: &Account, call: &C, error: E) {
        self.world.refused(who, self.token, call, error);
    }

    fn owner(&self, token: U256) -> Address {
        self.world.owner_of(self.token, token)
    }

    fn approved(&self, token: U256) -> Address {
        self.world.view(self.token, &getApprovedCall { tokenId: token })
    }

    fn balance(&self, who: &Account) -> u64 {
        self.world.balance_of(self.token, who)
    }

    /// Deploys EVM code.
    fn contract(&mut self, code: &[u8]) -> H160 {
        self.world.chain.deploy(&self.cast.deployer, &deployment(code), Vec::new(), 0).unwrap().address
    }

    fn cast(&self) -> Cast {
        self.cast.clone()
    }
}

macro_rules! both_tokens {
    ($($behaviour:ident),* $(,)?) => {
        mod records {
            use super::*;
            $(#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
            async fn $behaviour() {
                super::$behaviour(&mut Suite::records(client.chain()));
            })*
        }

        mod licences {
            use super::*;
            $(#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
            async fn $behaviour() {
                super::$behaviour(&mut Suite::licences(client.chain()));
            })*
        }
    };
}

both_tokens!(
    l1_balances_and_owners_follow_every_transfer,
    l2_a_transfer_ends_the_approval,
    l3_an_operator_does_what_the_owner_does,
    l3_nobody_else_moves_a_token,
    l4_approvals_that_are_refused,
    l4_transfers_that_are_refused,
    l4_views_of_what_there_is_not,
    l5_interfaces,
    l6_a_safe_transfer_to_an_account_with_a_key,
    l6_a_receiver_is_asked_as_the_standard_says,
    l6_a_receiver_that_does_not_take_it,
    l6_our_own_contracts_take_no_tokens,
    l7_a_receiver_cannot_enter_the_token_while_it_is_asked,
);

fn at(who: &Account) -> Address {
    address(who.address())
}

fn transfer(from: &Account, to: &Account, token: U256) -> transferFromCall {
    transferFromCall { from: at(from), to: at(to), tokenId: token }
}

// --------------------------------------------------------------------------- owners and approvals

fn l1_balances_and_owners_follow_every_transfer(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, .. } = suite.cast();
    let balances = |suite: &Suite<'_>| [&ada, &ben, &chloe].map(|who| suite.balance(who));
    let supply = suite.world.view(suite.token, &totalSupplyCall {});
    let (first, second) = (suite.mint(&ada), suite.mint(&ada));
    assert_eq!(balances(suite), [2, 0, 0]);
    let done = suite.send(&ada, &transfer(&ada, &ben, first));
    let event = Transfer { from: at(&ada), to: at(&ben), tokenId: first };
    assert_eq!(done.events::<Transfer>().collect::<Vec<_>>(), [event]);
    assert_eq!(done.receipt.events.len(), 1);
    assert_eq!((suite.owner(first), suite.owner(second)), (at(&ben), at(&ada)));
    assert_eq!(balances(suite), [1, 1, 0]);
    suite.send(&ben, &transfer(&ben, &chloe, first));
    suite.send(&ada, &transfer(&ada, &chloe, second));
    assert_eq!(balances(suite), [0, 0, 2]);
    // To oneself.
    let done = suite.send(&chloe, &transfer(&chloe, &chloe, first));
    assert_eq!(done.events::<Transfer>().count(), 1);
    assert_eq!((balances(suite), suite.owner(first)), ([0, 0, 2], at(&chloe)));
    // And back to who had it.
    suite.send(&chloe, &transfer(&chloe, &ada, first));
    assert_eq!(balances(suite), [1, 0, 1]);
    assert_eq!(suite.world.view(suite.token, &totalSupplyCall {}), supply + U256::from(2));
}

fn l2_a_transfer_ends_the_approval(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, .. } = suite.cast();
    let token = suite.mint(&ada);
    assert_eq!(suite.approved(token), Address::ZERO);
    let done = suite.send(&ada, &approveCall { approved: at(&ben), tokenId: token });
    let event = Approval { owner: at(&ada), approved: at(&ben), tokenId: token };
    assert_eq!(done.events::<Approval>().collect::<Vec<_>>(), [event]);
    assert_eq!(done.receipt.events.len(), 1);
    assert_eq!(suite.approved(token), at(&ben));
    // Who is approved transfers it, once.
    suite.send(&ben, &transfer(&ada, &chloe, token));
    assert_eq!((suite.owner(token), suite.approved(token)), (at(&chloe), Address::ZERO));
    let insufficient = ERC721InsufficientApproval { operator: at(&ben), tokenId: token };
    suite.refused(&ben, &transfer(&chloe, &ben, token), insufficient.clone());
    // Also one to oneself, and one by the owner.
    for to in [&chloe, &ada] {
        suite.send(&chloe, &approveCall { approved: at(&ben), tokenId: token });
        suite.send(&chloe, &transfer(&chloe, to, token));
        assert_eq!(suite.approved(token), Address::ZERO);
        suite.refused(&ben, &transfer(to, &ben, token), insufficient.clone());
    }
    // And one that is taken back.
    suite.send(&ada, &approveCall { approved: at(&ben), tokenId: token });
    suite.send(&ada, &approveCall { approved: Address::ZERO, tokenId: token });
    suite.refused(&ben, &transfer(&ada, &ben, token), insufficient);
}

fn l3_an_operator_does_what_the_owner_does(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, .. } = suite.cast();
    let (first, second) = (suite.mint(&ada), suite.mint(&ada));
    let of_bens = suite.mint(&ben);
    let is_operator = isApprovedForAllCall { owner: at(&ada), operator: at(&chloe) };
    assert!(!suite.world.view(suite.token, &is_operator));
    let done = suite.send(&ada, &setApprovalForAllCall { operator: at(&chloe), approved: true });
    let event = ApprovalForAll { owner: at(&ada), operator: at(&chloe), approved: true };
    assert_eq!(done.events::<ApprovalForAll>().collect::<Vec<_>>(), [event]);
    assert_eq!(done.receipt.events.len(), 1);
    assert!(suite.world.view(suite.token, &is_operator));
    let converse = isApprovedForAllCall { owner: at(&chloe), operator: at(&ada) };
    assert!(!suite.world.view(suite.token, &converse));

    suite.send(&chloe, &approveCall { approved: at(&ben), tokenId: first });
    assert_eq!(suite.approved(first), at(&ben));
    suite.send(&chloe, &transfer(&ada, &chloe, first));
    // Of nobody else's tokens, and not after they left the owner.
    let insufficient = ERC721InsufficientApproval { operator: at(&chloe), tokenId: of_bens };
    suite.refused(&chloe, &transfer(&ben, &chloe, of_bens), insufficient);
    suite.send(&ada, &transfer(&ada, &ben, second));
    let insufficient = ERC721InsufficientApproval { operator: at(&chloe), tokenId: second };
    suite.refused(&chloe, &transfer(&ben, &chloe, second), insufficient);

    suite.send(&ben, &transfer(&ben, &ada, second));
    suite.send(&ada, &setApprovalForAllCall { operator: at(&chloe), approved: false });
    assert!(!suite.world.view(suite.token, &is_operator));
    let insufficient = ERC721InsufficientApproval { operator: at(&chloe), tokenId: second };
    suite.refused(&chloe, &transfer(&ada, &chloe, second), insufficient);
}

fn l3_nobody_else_moves_a_token(suite: &mut Suite<'_>) {
    let Cast { ada, ben, thief, deployer, .. } = suite.cast();
    let token = suite.mint(&ada);
    suite.mint(&thief);
    // What the thief is for Ben he is not for Ada.
    suite.send(&ben, &setApprovalForAllCall { operator: at(&thief), approved: true });
    for who in [&thief, &deployer, &ben] {
        let insufficient = ERC721InsufficientApproval { operator: at(who), tokenId: token };
        suite.refused(who, &transfer(&ada, who, token), insufficient.clone());
        let (from, to) = (at(&ada), at(who));
        suite.refused(who, &safeTransferFrom_0Call { from, to, tokenId: token }, insufficient.clone());
        let data = Bytes::from([1; 40]);
        suite.refused(who, &safeTransferFrom_1Call { from, to, tokenId: token, data }, insufficient);
        let wrong_owner = ERC721IncorrectOwner { sender: at(who), tokenId: token, owner: at(&ada) };
        suite.refused(who, &transfer(who, who, token), wrong_owner);
    }
    assert_eq!(suite.owner(token), at(&ada));
}

fn l4_approvals_that_are_refused(suite: &mut Suite<'_>) {
    let Cast { ada, ben, thief, .. } = suite.cast();
    let (token, missing) = (suite.mint(&ada), U256::from(987_654_321));
    let nonexistent = ERC721NonexistentToken { tokenId: missing };
    suite.refused(&ada, &approveCall { approved: at(&ben), tokenId: missing }, nonexistent);
    let approve = approveCall { approved: at(&ben), tokenId: token };
    suite.refused(&thief, &approve, ERC721InvalidApprover { approver: at(&thief) });
    suite.send(&ada, &approve);
    // Who is approved cannot hand that on; the same approval again is fine.
    let pass_on = approveCall { approved: at(&thief), tokenId: token };
    suite.refused(&ben, &pass_on, ERC721InvalidApprover { approver: at(&ben) });
    suite.send(&ada, &approve);
    assert_eq!(suite.approved(token), at(&ben));
    let nobody = setApprovalForAllCall { operator: Address::ZERO, approved: true };
    suite.refused(&ada, &nobody, ERC721InvalidOperator { operator: Address::ZERO });
    let nobody = setApprovalForAllCall { approved: false, ..nobody };
    suite.refused(&ada, &nobody, ERC721InvalidOperator { operator: Address::ZERO });
    // To be one's own operator is odd and allowed.
    suite.send(&ada, &setApprovalForAllCall { operator: at(&ada), approved: true });
}

fn l4_transfers_that_are_refused(suite: &mut Suite<'_>) {
    let Cast { ada, ben, .. } = suite.cast();
    let (token, missing) = (suite.mint(&ada), U256::MAX);
    let nonexistent = ERC721NonexistentToken { tokenId: missing };
    suite.refused(&ada, &transfer(&ada, &ben, missing), nonexistent.clone());
    let nobodys = transferFromCall { from: Address::ZERO, to: at(&ada), tokenId: missing };
    suite.refused(&ada, &nobodys, nonexistent.clone());
    let safe = safeTransferFrom_0Call { from: at(&ada), to: at(&ben), tokenId: missing };
    suite.refused(&ada, &safe, nonexistent);

    let to_nobody = transferFromCall { from: at(&ada), to: Address::ZERO, tokenId: token };
    suite.refused(&ada, &to_nobody, ERC721InvalidReceiver { receiver: Address::ZERO });
    let to_nobody = safeTransferFrom_0Call { from: at(&ada), to: Address::ZERO, tokenId: token };
    suite.refused(&ada, &to_nobody, ERC721InvalidReceiver { receiver: Address::ZERO });
    for from in [at(&ben), Address::ZERO] {
        let wrong = transferFromCall { from, to: at(&ben), tokenId: token };
        suite.refused(&ada, &wrong, ERC721IncorrectOwner { sender: from, tokenId: token, owner: at(&ada) });
    }
}

fn l4_views_of_what_there_is_not(suite: &mut Suite<'_>) {
    let (token, chain) = (suite.token, &*suite.world.chain);
    for missing in [U256::ZERO, U256::MAX, U256::from(1) << 64, U256::from(1) << 128] {
        let nonexistent = Some(ERC721NonexistentToken { tokenId: missing });
        assert_eq!(view(chain, token, &ownerOfCall { tokenId: missing }).unwrap_err().error(), nonexistent);
        assert_eq!(view(chain, token, &getApprovedCall { tokenId: missing }).unwrap_err().error(), nonexistent);
    }
    let of_nobody = view(chain, token, &balanceOfCall { owner: Address::ZERO }).unwrap_err();
    assert_eq!(of_nobody.error(), Some(ERC721InvalidOwner { owner: Address::ZERO }));
    assert_eq!(suite.balance(&suite.cast.thief), 0);
    let nobodys = isApprovedForAllCall { owner: Address::ZERO, operator: at(&suite.cast.ada) };
    assert!(!suite.world.view(token, &nobodys));
}

fn l5_interfaces(suite: &mut Suite<'_>) {
    let supports = |id: u32| {
        let call = supportsInterfaceCall { interfaceId: FixedBytes(id.to_be_bytes()) };
        suite.world.view(suite.token, &call)
    };
    assert!(supports(0x01ff_c9a7), "EIP-165");
    assert!(supports(0x80ac_58cd), "EIP-721");
    assert!(supports(0x5b5e_139f), "ERC-721's metadata extension");
    // Licences have royalties, metadata updates, and those that can't be transferred.
    for id in [0x2a55_205a, 0x4906_4906, 0xb45a_3c0e] {
        assert_eq!(supports(id), suite.offer.is_some(), "{id:#x}");
    }
    // What EIP-165 says is never supported; enumeration, ERC-20, and nothing.
    for id in [0xffff_ffff, 0x780e_9d63, 0x36372b07, 0, 0x80ac_58ce] {
        assert!(!supports(id), "{id:#x}");
    }
}

// ------------------------------------------------------------------------------- safe transfers

sol! {
    function onERC721Received(address operator, address from, uint256 tokenId, bytes data) external returns (bytes4);
}

/// Init code that deploys `code`, of at most 255 bytes.
fn deployment(code: &[u8]) -> Vec<u8> {
    let length = u8::try_from(code.len()).unwrap();
    let init = [
        0x60, length, // PUSH1 length
        0x60, 12, // PUSH1 where the code begins: after these twelve bytes
        0x60, 0,    // PUSH1 0
        0x39, // CODECOPY
        0x60, length, // PUSH1 length
        0x60, 0,    // PUSH1 0
        0xf3, // RETURN
    ];
    [&init[..], code].concat()
}

/// Code that answers with the first `length` bytes of these four and zeros.
fn answers(magic: [u8; 4], length: u8) -> Vec<u8> {
    let [a, b, c, d] = magic;
    vec![
        0x63, a, b, c, d, // PUSH4 magic
        0x60, 0xe0, // PUSH1 224
        0x1b, // SHL: to the left end of the word
        0x60, 0,    // PUSH1 0
        0x52, // MSTORE
        0x60, length, // PUSH1 length
        0x60, 0,    // PUSH1 0
        0xf3, // RETURN
    ]
}

/// Code that reverts with this many zeros.
fn reverts(length: u16) -> Vec<u8> {
    let [high, low] = length.to_be_bytes();
    vec![0x61, high, low, 0x60, 0, 0xfd] // PUSH2 length, PUSH1 0, REVERT
}

/// Code that emits its calldata as an event and then takes the token.
fn tells_and_takes() -> Vec<u8> {
    let tells = [
        0x36, // CALLDATASIZE
        0x60, 0, // PUSH1 0
        0x60, 0,    // PUSH1 0
        0x37, // CALLDATACOPY
        0x36, // CALLDATASIZE
        0x60, 0,    // PUSH1 0
        0xa0, // LOG0
    ];
    [&tells[..], &answers(onERC721ReceivedCall::SELECTOR, 32)].concat()
}

/// Code that calls the token that asks it with the transfer's data, emits whether that succeeded,
/// and takes the token.
fn calls_back() -> Vec<u8> {
    let calls = [
        0x60, 132,  // PUSH1 132: where the data's length is
        0x35, // CALLDATALOAD
        0x80, // DUP1
        0x60, 164, // PUSH1 164: where the data is
        0x60, 0,    // PUSH1 0
        0x37, // CALLDATACOPY
        0x60, 0, // PUSH1 0
        0x60, 0,    // PUSH1 0
        0x82, // DUP3
        0x60, 0, // PUSH1 0
        0x60, 0,    // PUSH1 0
        0x33, // CALLER
        0x5a, // GAS
        0xf1, // CALL
        0x60, 0,    // PUSH1 0
        0x52, // MSTORE
        0x60, 32, // PUSH1 32
        0x60, 0,    // PUSH1 0
        0xa0, // LOG0
    ];
    [&calls[..], &answers(onERC721ReceivedCall::SELECTOR, 32)].concat()
}

fn l6_a_safe_transfer_to_an_account_with_a_key(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, .. } = suite.cast();
    let token = suite.mint(&ada);
    let call = safeTransferFrom_0Call { from: at(&ada), to: at(&ben), tokenId: token };
    assert_eq!(suite.send(&ada, &call).events::<Transfer>().count(), 1);
    let call = safeTransferFrom_1Call { from: at(&ben), to: at(&chloe), tokenId: token, data: vec![7; 100].into() };
    assert_eq!(suite.send(&ben, &call).events::<Transfer>().count(), 1);
    // One that nobody has used yet.
    let unused = address(H160([0x77; 20]));
    let call = safeTransferFrom_0Call { from: at(&chloe), to: unused, tokenId: token };
    suite.send(&chloe, &call);
    assert_eq!(suite.owner(token), unused);
}

fn l6_a_receiver_is_asked_as_the_standard_says(suite: &mut Suite<'_>) {
    let Cast { ada, ben, .. } = suite.cast();
    let receiver = suite.contract(&tells_and_takes());
    let to = address(receiver);
    for length in [None, Some(0), Some(1), Some(32), Some(33), Some(1_000)] {
        let token = suite.mint(&ada);
        // Sent by someone approved: the operator is not the owner.
        suite.send(&ada, &approveCall { approved: at(&ben), tokenId: token });
        let data = Bytes::from(vec![0xab; length.unwrap_or(0)]);
        let receipt = match length {
            None => suite.send(&ben, &safeTransferFrom_0Call { from: at(&ada), to, tokenId: token }).receipt,
            Some(_) => {
                let data = data.clone();
                suite.send(&ben, &safeTransferFrom_1Call { from: at(&ada), to, tokenId: token, data }).receipt
            }
        };
        assert_eq!(suite.owner(token), to);
        let [transferred, asked] = &receipt.events[..] else { panic!("{:?}", receipt.events) };
        assert_eq!((transferred.address, asked.address), (suite.token, receiver));
        let expected = onERC721ReceivedCall { operator: at(&ben), from: at(&ada), tokenId: token, data };
        assert_eq!(asked.data, expected.abi_encode());
    }
    // More than the answer does no harm: Solidity's decoder does not look at it either.
    let generous = address(suite.contract(&answers(onERC721ReceivedCall::SELECTOR, 64)));
    let token = suite.mint(&ada);
    suite.send(&ada, &safeTransferFrom_0Call { from: at(&ada), to: generous, tokenId: token });
    assert_eq!(suite.owner(token), generous);
    // An unsafe transfer does not ask.
    let token = suite.mint(&ada);
    let receipt = suite.send(&ada, &transferFromCall { from: at(&ada), to, tokenId: token }).receipt;
    assert_eq!(receipt.events.len(), 1);
}

fn l6_a_receiver_that_does_not_take_it(suite: &mut Suite<'_>) {
    let Cast { ada, .. } = suite.cast();
    let token = suite.mint(&ada);
    let magic = onERC721ReceivedCall::SELECTOR;
    assert_eq!(magic, [0x15, 0x0b, 0x7a, 0x02]);
    let codes = [
        ("has no receiver", vec![0x00]), // STOP
        ("answers with another selector", answers([0x15, 0x0b, 0x7a, 0x03], 32)),
        ("answers with nothing but zeros", answers([0; 4], 32)),
        ("answers with the selector alone", answers(magic, 4)),
        ("reverts with nothing", reverts(0)),
        ("reverts with 2 bytes", reverts(2)),
        ("reverts with 4 bytes", reverts(4)),
        ("reverts with 1000 bytes", reverts(1_000)),
    ];
    for (what, code) in codes {
        let to = address(suite.contract(&code));
        let refusal = ERC721InvalidReceiver { receiver: to };
        println!("a contract that {what}");
        suite.refused(&ada, &safeTransferFrom_0Call { from: at(&ada), to, tokenId: token }, refusal.clone());
        let data = Bytes::from([1, 2, 3]);
        suite.refused(&ada, &safeTransferFrom_1Call { from: at(&ada), to, tokenId: token, data }, refusal);
        assert_eq!(suite.owner(token), at(&ada));
    }
    // Two that burn all gas, so that there is none left to say why: INVALID, and a loop of JUMPDEST,
    // PUSH1 0, JUMP.
    for code in [&[0xfe][..], &[0x5b, 0x60, 0, 0x56]] {
        let to = address(suite.contract(code));
        let call = safeTransferFrom_0Call { from: at(&ada), to, tokenId: token };
        suite.world.failed_raw(&ada, suite.token, call.abi_encode(), 0);
        assert_eq!(suite.owner(token), at(&ada));
    }
}

fn l6_our_own_contracts_take_no_tokens(suite: &mut Suite<'_>) {
    let Cast { ada, .. } = suite.cast();
    let token = suite.mint(&ada);
    for (name, contract) in suite.world.protocol.contracts() {
        println!("a safe transfer to the {name}");
        let to = address(contract);
        let refusal = ERC721InvalidReceiver { receiver: to };
        suite.refused(&ada, &safeTransferFrom_0Call { from: at(&ada), to, tokenId: token }, refusal);
    }
}

/// A call back, of a receiver with this address, to move what comes to another, or that other token.
type Attempt = fn(Address, Address, U256, U256) -> Vec<u8>;

fn l7_a_receiver_cannot_enter_the_token_while_it_is_asked(suite: &mut Suite<'_>) {
    let Cast { ada, ben, thief, .. } = suite.cast();
    let receiver = suite.contract(&calls_back());
    let to = address(receiver);
    let (other, supply) = (suite.mint(&ben), |suite: &Suite<'_>| suite.world.view(suite.token, &totalSupplyCall {}));
    let supply_before = supply(suite) + U256::from(7);
    // What a receiver would want to do with the token that is just coming, and what else it might.
    let attempts: [Attempt; 7] = [
        |me, to, token, _| transferFromCall { from: me, to, tokenId: token }.abi_encode(),
        |me, to, token, _| safeTransferFrom_0Call { from: me, to, tokenId: token }.abi_encode(),
        |_, to, token, _| approveCall { approved: to, tokenId: token }.abi_encode(),
        |_, to, _, _| setApprovalForAllCall { operator: to, approved: true }.abi_encode(),
        |me, to, _, other| transferFromCall { from: me, to, tokenId: other }.abi_encode(),
        |_, _, token, _| ownerOfCall { tokenId: token }.abi_encode(),
        |me, _, _, _| balanceOfCall { owner: me }.abi_encode(),
    ];
    for (number, attempt) in attempts.into_iter().enumerate() {
        let token = suite.mint(&ada);
        let data = attempt(to, at(&thief), token, other).into();
        let call = safeTransferFrom_1Call { from: at(&ada), to, tokenId: token, data };
        let receipt = suite.send(&ada, &call).receipt;
        let [_, told] = &receipt.events[..] else { panic!("attempt {number}: {:?}", receipt.events) };
        assert_eq!((told.address, &told.data[..]), (receiver, &[0; 32][..]), "attempt {number} is denied");
        assert_eq!((suite.owner(token), suite.approved(token)), (to, Address::ZERO), "attempt {number}");
    }
    // All invariants are as if nothing had been tried.
    assert_eq!(suite.owner(other), at(&ben));
    assert_eq!((suite.balance(&ada), suite.balance(&ben), suite.balance(&thief)), (0, 1, 0));
    let balance: U256 = suite.world.view(suite.token, &balanceOfCall { owner: to });
    assert_eq!((balance, supply(suite)), (U256::from(7), supply_before));
    let operator = isApprovedForAllCall { owner: to, operator: at(&thief) };
    assert!(!suite.world.view(suite.token, &operator));
}

// ------------------------------------------------------------------------- what differs between both

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l3_a_licence_whose_terms_forbid_it_is_not_transferred() {
    let (mut world, cast) = World::new(client.chain());
    let (token, record) = (world.protocol.licence_token, world.work(&cast.ada, 1));
    let terms = world.terms(&cast.ada, None, false);
    let offer = world.make_offer(&cast.ada, &NewOffer { record, terms, ..NewOffer::default() });
    let licence = world.buy(&cast.orion, offer).value;
    let refusal = LicenceToken::LicenceNotTransferable { licence };
    world.send(&cast.orion, token, &approveCall { approved: at(&cast.delta), tokenId: licence });
    for who in [&cast.orion, &cast.delta] {
        world.refused(who, token, &transfer(&cast.orion, &cast.delta, licence), refusal.clone());
        let (from, to) = (at(&cast.orion), at(&cast.delta));
        let safe = safeTransferFrom_0Call { from, to, tokenId: licence };
        world.refused(who, token, &safe, refusal.clone());
        let data = Bytes::from([1]);
        let safe = safeTransferFrom_1Call { from, to, tokenId: licence, data };
        world.refused(who, token, &safe, refusal.clone());
    }
    // Nor to oneself, which would be a new beginning.
    world.refused(&cast.orion, token, &transfer(&cast.orion, &cast.orion, licence), refusal);
    assert_eq!(world.owner_of(token, licence), at(&cast.orion));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l14_an_expired_licence_is_transferred_all_the_same() {
    let (mut world, cast) = World::new(client.chain());
    let (token, record) = (world.protocol.licence_token, world.work(&cast.ada, 1));
    let terms = world.terms(&cast.ada, Some(SECONDS_PER_BLOCK), true);
    let offer = world.make_offer(&cast.ada, &NewOffer { record, terms, ..NewOffer::default() });
    let licence = world.buy(&cast.orion, offer).value;
    // It has expired, and can be transferred all the same.
    world.chain.next_block();
    let now = world.chain.now();
    world.transfer(token, &cast.orion, &cast.delta, licence);
    let found = world.protocol.licence(world.chain, licence).unwrap();
    assert_eq!(found.core.acquiredAt, now);
    assert!(found.core.expiry <= now);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_a_records_transfer_raises_its_epoch_and_the_sale_state_follows() {
    let (mut world, cast) = World::new(client.chain());
    let (registry, token) = (world.protocol.registry, world.protocol.licence_token);
    let record = world.work(&cast.ada, 1);
    let state = |world: &World<'_>| world.view(token, &LicenceToken::saleStateCall { record });
    // Where a record was never offered, sales know nothing of it, before a transfer and after.
    assert_eq!(state(&world).facts.owner, Address::ZERO);
    world.transfer(registry, &cast.ada, &cast.ben, record);
    assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (Address::ZERO, 0));
    assert_eq!(world.record(record).epoch, 2);

    let offer = world.offer(&cast.ben, record, 0);
    assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (at(&cast.ben), 2));
    world.buy(&cast.orion, offer);
    for (from, to, epoch) in [(&cast.ben, &cast.chloe, 3), (&cast.chloe, &cast.chloe, 4), (&cast.chloe, &cast.ben, 5)] {
        world.transfer(registry, from, to, record);
        assert_eq!((world.record(record).owner, world.record(record).epoch), (at(to), epoch));
        assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (at(to), epoch));
        // What was offered in an epoch sells in no other, not even when the owner is the same.
        let reason = rules::offer::Refusal::Stale as u8;
        let quote = world.protocol.quote(world.chain, offer, cast.orion.address()).unwrap();
        assert_eq!(quote.reason, reason);
        let purchase = LicenceToken::purchaseCall {
            offer,
            quantity: 0,
            selection: alloy_primitives::B256::ZERO,
            maxTotal: 0,
            recipient: at(&cast.orion),
            referrer: alloy_primitives::Address::ZERO,
            buyerReference: FixedBytes::ZERO,
        };
        world.refused(&cast.orion, token, &purchase, LicenceToken::OfferRefused { offer, reason });
    }
    // Safe transfers, too.
    let safe = ERC721::safeTransferFrom_0Call { from: at(&cast.ben), to: at(&cast.ada), tokenId: record };
    world.send(&cast.ben, registry, &safe);
    assert_eq!((state(&world).facts.owner, state(&world).facts.epoch), (at(&cast.ada), 6));
}
