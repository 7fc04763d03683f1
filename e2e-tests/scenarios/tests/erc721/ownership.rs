//! Owners, balances, and who moves a token.

use crate::suite::{Suite, at, transfer};
use alloy_primitives::{Address, Bytes, U256};
use scenarios::Cast;
use story::abi::ERC721::{
    Approval, ApprovalForAll, ERC721IncorrectOwner, ERC721InsufficientApproval, Transfer, approveCall,
    isApprovedForAllCall, safeTransferFrom_0Call, safeTransferFrom_1Call, setApprovalForAllCall, totalSupplyCall,
};

pub(crate) fn l1_balances_and_owners_follow_every_transfer(suite: &mut Suite<'_>) {
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

pub(crate) fn l2_a_transfer_ends_the_approval(suite: &mut Suite<'_>) {
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

pub(crate) fn l3_an_operator_does_what_the_owner_does(suite: &mut Suite<'_>) {
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

pub(crate) fn l3_nobody_else_moves_a_token(suite: &mut Suite<'_>) {
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
