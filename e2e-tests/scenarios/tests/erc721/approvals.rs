//! Approvals and operators: what each call sets, tells and is refused for.

use crate::suite::{Suite, at, transfer};
use alloy_primitives::{Address, U256};
use chain::Account;
use scenarios::Cast;
use story::abi::ERC721::{
    Approval, ERC721InsufficientApproval, ERC721InvalidApprover, ERC721InvalidOperator, ERC721NonexistentToken,
    approveCall, setApprovalForAllCall,
};

pub(crate) fn l4_approvals_that_are_refused(suite: &mut Suite<'_>) {
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

/// Approves: the event says so, alone, and it is so.
#[track_caller]
fn approves(suite: &mut Suite<'_>, who: &Account, owner: &Account, approved: Address, token: U256) {
    let done = suite.approve(who, approved, token);
    let told = Approval { owner: at(owner), approved, tokenId: token };
    assert_eq!((done.events().collect::<Vec<_>>(), done.receipt.events.len()), (vec![told], 1));
    assert_eq!((suite.approved(token), suite.owner(token)), (approved, at(owner)));
}

pub(crate) fn l4_an_approval_is_set_changed_and_cleared_and_each_time_told(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, delta, .. } = suite.cast();
    suite.set_operator(&ada, &chloe, true);
    // By the owner and by an operator, who does it in the owner's name.
    for who in [&ada, &chloe] {
        let token = suite.mint(&ada);
        for (what, approved) in [
            ("cleared where there was none", Address::ZERO),
            ("set where there was none", at(&ben)),
            ("set to the same again", at(&ben)),
            ("changed", at(&delta)),
            ("cleared", Address::ZERO),
            ("set to the operator", at(&chloe)),
            ("set to the owner", at(&ada)),
            ("set to the token", alloy_primitives::Address::from(suite.token.0)),
        ] {
            suite.case(&format!("an approval is {what}"));
            approves(suite, who, &ada, approved, token);
        }
    }
    // Of one token alone.
    let (first, second) = (suite.mint(&ada), suite.mint(&ada));
    suite.case("an approval is of one token");
    approves(suite, &ada, &ada, at(&ben), first);
    assert_eq!(suite.approved(second), Address::ZERO);
    let insufficient = ERC721InsufficientApproval { operator: at(&ben), tokenId: second };
    suite.refused(&ben, &transfer(&ada, &ben, second), insufficient);
}

pub(crate) fn l4_who_may_not_approve_is_refused(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, delta, thief, .. } = suite.cast();
    let token = suite.mint(&ada);
    suite.set_operator(&ada, &delta, true);
    suite.set_operator(&ada, &delta, false);
    // Of another's tokens an operator.
    suite.set_operator(&ben, &chloe, true);
    suite.approve(&ada, at(&ben), token);
    for (what, who) in [
        ("a stranger", &thief),
        ("who is approved", &ben),
        ("who was an operator", &delta),
        ("an operator of another's", &chloe),
    ] {
        for approved in [at(who), Address::ZERO, at(&ada)] {
            suite.case(&format!("{what} can't approve {approved}"));
            let call = approveCall { approved, tokenId: token };
            suite.refused(who, &call, ERC721InvalidApprover { approver: at(who) });
        }
    }
    assert_eq!(suite.approved(token), at(&ben));
    // Who had a token has nothing to say of it.
    suite.send(&ben, &transfer(&ada, &ben, token));
    suite.case("the owner before can't approve");
    let call = approveCall { approved: at(&ada), tokenId: token };
    suite.refused(&ada, &call, ERC721InvalidApprover { approver: at(&ada) });
    for who in [&ada, &ben, &chloe] {
        suite.case("for no token nobody can approve");
        let call = approveCall { approved: at(&ada), tokenId: U256::from(13) << 70 };
        suite.refused(who, &call, ERC721NonexistentToken { tokenId: call.tokenId });
    }
}

pub(crate) fn l4_operators_are_set_and_unset_and_each_time_told(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, .. } = suite.cast();
    for (what, operator, approved) in [
        ("unset where there was none", &ben, false),
        ("set where it was unset", &ben, true),
        ("set again", &ben, true),
        ("set besides another", &chloe, true),
        ("unset", &ben, false),
        ("unset again", &ben, false),
        ("set for oneself", &ada, true),
        ("unset for oneself", &ada, false),
    ] {
        suite.case(&format!("an operator is {what}"));
        suite.set_operator(&ada, operator, approved);
    }
    assert!(suite.is_operator(&ada, &chloe) && !suite.is_operator(&chloe, &ada));
    // Also of tokens that come later, and without an approval of any.
    let token = suite.mint(&ada);
    assert_eq!(suite.approved(token), Address::ZERO);
    suite.case("an operator moves tokens that came later");
    suite.send(&chloe, &transfer(&ada, &chloe, token));
    // And for who has none.
    suite.case("who has no token has operators");
    suite.set_operator(&ben, &ada, true);
    for approved in [true, false] {
        suite.case("nobody is no operator");
        let nobody = setApprovalForAllCall { operator: Address::ZERO, approved };
        suite.refused(&ada, &nobody, ERC721InvalidOperator { operator: Address::ZERO });
    }
}
