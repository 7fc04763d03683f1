//! Safe transfers: what a receiver is asked, and what becomes of its answer.

use crate::{
    receivers::{answers, onERC721ReceivedCall, tells_and_takes, unwilling},
    suite::{Suite, at},
};
use alloy_primitives::Bytes;
use alloy_sol_types::SolCall as _;
use chain::H160;
use scenarios::Cast;
use story::{
    abi::ERC721::{
        ERC721InvalidReceiver, Transfer, approveCall, safeTransferFrom_0Call, safeTransferFrom_1Call, transferFromCall,
    },
    calls::address,
};

pub(crate) fn l6_a_safe_transfer_to_an_account_with_a_key(suite: &mut Suite<'_>) {
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

pub(crate) fn l6_a_receiver_is_asked_as_the_standard_says(suite: &mut Suite<'_>) {
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

pub(crate) fn l6_a_receiver_that_does_not_take_it(suite: &mut Suite<'_>) {
    let Cast { ada, .. } = suite.cast();
    let token = suite.mint(&ada);
    let magic = onERC721ReceivedCall::SELECTOR;
    assert_eq!(magic, [0x15, 0x0b, 0x7a, 0x02]);
    for (what, code) in unwilling() {
        let to = address(suite.contract(&code));
        let refusal = ERC721InvalidReceiver { receiver: to };
        suite.case(&format!("a contract that {what}"));
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

pub(crate) fn l6_our_own_contracts_take_no_tokens(suite: &mut Suite<'_>) {
    let Cast { ada, .. } = suite.cast();
    let token = suite.mint(&ada);
    for (name, contract) in suite.world.protocol.contracts() {
        println!("a safe transfer to the {name}");
        let to = address(contract);
        let refusal = ERC721InvalidReceiver { receiver: to };
        suite.refused(&ada, &safeTransferFrom_0Call { from: at(&ada), to, tokenId: token }, refusal);
    }
}
