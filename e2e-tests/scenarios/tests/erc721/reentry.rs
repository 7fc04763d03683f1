//! A receiver that calls the token while the token asks it.

use crate::{
    receivers::calls_back,
    suite::{Suite, at},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall as _;
use scenarios::Cast;
use story::{
    abi::ERC721::{
        approveCall, balanceOfCall, isApprovedForAllCall, ownerOfCall, safeTransferFrom_0Call, safeTransferFrom_1Call,
        setApprovalForAllCall, totalSupplyCall, transferFromCall,
    },
    calls::address,
};

/// A call back, of a receiver with this address, to move what comes to another, or that other token.
type Attempt = fn(Address, Address, U256, U256) -> Vec<u8>;

pub(crate) fn l7_a_receiver_cannot_enter_the_token_while_it_is_asked(suite: &mut Suite<'_>) {
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
