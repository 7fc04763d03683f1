//! Every message that transfers, by everybody who may and who may not, to everything there is.

use crate::{
    receivers::{onERC721ReceivedCall, tells_and_takes},
    suite::{Suite, Way, at, events, transfer},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall as _;
use scenarios::Cast;
use story::{
    abi::ERC721::{
        ERC721IncorrectOwner, ERC721InsufficientApproval, ERC721InvalidReceiver, ERC721NonexistentToken, Transfer,
        safeTransferFrom_0Call, transferFromCall,
    },
    calls::address,
};

/// An id that no token has.
const MISSING: U256 = U256::from_limbs([13, 0, 0, 1]);

pub(crate) fn l4_transfers_that_are_refused(suite: &mut Suite<'_>) {
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

pub(crate) fn l1_l3_everybody_who_may_transfers_in_every_way(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, delta, .. } = suite.cast();
    let receiver = suite.contract(&tells_and_takes());
    suite.set_operator(&ada, &chloe, true);
    suite.mint(&ada);
    for way in Way::ALL {
        for (what, who, is_approved) in [
            ("the owner", &ada, true),
            ("who is approved", &ben, true),
            ("an operator", &chloe, true),
            ("an operator, where nobody is approved,", &chloe, false),
        ] {
            for to in [at(&delta), address(receiver)] {
                suite.case(&format!("{what} transfers {way:?} to {to}"));
                let token = suite.mint(&ada);
                if is_approved {
                    suite.approve(&ada, at(&ben), token);
                }
                let before = (suite.balance_at(at(&ada)), suite.balance_at(to), suite.supply());
                let receipt = suite.send_raw(who, way.call(at(&ada), to, token));
                let told = Transfer { from: at(&ada), to, tokenId: token };
                assert_eq!((suite.owner(token), suite.approved(token)), (to, Address::ZERO));
                let one = U256::from(1);
                let after = (suite.balance_at(at(&ada)), suite.balance_at(to), suite.supply());
                assert_eq!(after, (before.0 - one, before.1 + one, before.2));
                assert!(suite.is_operator(&ada, &chloe));
                // The token tells of the transfer and of nothing else; who is safely sent to is asked.
                let (own, others): (Vec<_>, Vec<_>) =
                    receipt.events.iter().partition(|event| event.address == suite.token);
                assert_eq!((events::<Transfer>(&receipt), own.len()), (vec![told], 1));
                let asked: Vec<_> = others.iter().map(|event| (event.address, event.data.clone())).collect();
                let question =
                    onERC721ReceivedCall { operator: at(who), from: at(&ada), tokenId: token, data: way.data() };
                let is_asked = way != Way::Plain && to == address(receiver);
                let expected = is_asked.then(|| (receiver, question.abi_encode()));
                assert_eq!(asked, expected.into_iter().collect::<Vec<_>>());
            }
        }
    }
}

pub(crate) fn l1_l2_a_transfer_to_the_owner_ends_the_approval_and_nothing_else(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, .. } = suite.cast();
    suite.set_operator(&ada, &chloe, true);
    for way in Way::ALL {
        for who in [&ada, &ben, &chloe] {
            suite.case(&format!("{} transfers {way:?} to the owner", at(who)));
            let token = suite.mint(&ada);
            suite.approve(&ada, at(&ben), token);
            let before = (suite.balance(&ada), suite.supply());
            let receipt = suite.send_raw(who, way.call(at(&ada), at(&ada), token));
            let told = Transfer { from: at(&ada), to: at(&ada), tokenId: token };
            assert_eq!((events::<Transfer>(&receipt), receipt.events.len()), (vec![told], 1));
            assert_eq!((suite.owner(token), suite.approved(token)), (at(&ada), Address::ZERO));
            assert_eq!((suite.balance(&ada), suite.supply()), before);
        }
    }
}

pub(crate) fn l3_l4_every_wrong_transfer_is_refused_by_its_name(suite: &mut Suite<'_>) {
    let Cast { ada, ben, chloe, delta, thief, .. } = suite.cast();
    let receiver = address(suite.contract(&tells_and_takes()));
    let (token, spent) = (suite.mint(&ada), suite.mint(&ada));
    suite.mint(&thief);
    suite.set_operator(&ada, &chloe, true);
    // Approved once, and an operator once, and an operator of somebody else.
    suite.approve(&ada, at(&delta), spent);
    suite.send(&delta, &transfer(&ada, &ben, spent));
    suite.set_operator(&ada, &delta, true);
    suite.set_operator(&ada, &delta, false);
    suite.set_operator(&thief, &delta, true);
    suite.approve(&ada, at(&ben), token);
    for way in Way::ALL {
        for to in [at(&delta), receiver, at(&ada)] {
            for who in [&ada, &ben, &chloe] {
                for from in [at(&ben), at(&thief), to].into_iter().filter(|from| *from != at(&ada)) {
                    suite.case(&format!("{} transfers {way:?} from {from}, who has it not", at(who)));
                    let wrong = ERC721IncorrectOwner { sender: from, tokenId: token, owner: at(&ada) };
                    suite.refused_raw(who, way.call(from, to, token), &wrong);
                }
                suite.case(&format!("{} transfers {way:?} what there is not", at(who)));
                let missing = ERC721NonexistentToken { tokenId: MISSING };
                suite.refused_raw(who, way.call(at(&ada), to, MISSING), &missing);
            }
            for who in [&thief, &delta] {
                suite.case(&format!("{} transfers {way:?} another's", at(who)));
                let insufficient = ERC721InsufficientApproval { operator: at(who), tokenId: token };
                suite.refused_raw(who, way.call(at(&ada), to, token), &insufficient);
            }
        }
        for who in [&ada, &ben, &chloe] {
            suite.case(&format!("{} transfers {way:?} to nobody", at(who)));
            let nobody = ERC721InvalidReceiver { receiver: Address::ZERO };
            suite.refused_raw(who, way.call(at(&ada), Address::ZERO, token), &nobody);
        }
    }
    assert_eq!((suite.owner(token), suite.approved(token)), (at(&ada), at(&ben)));
}

/// Where more than one thing is wrong, ERC-6093 does not say which error comes first. Here it is the
/// token that there is not, the receiver that is nobody, the wrong owner, and then the missing approval.
pub(crate) fn l4_of_two_wrongs_the_same_one_is_always_told(suite: &mut Suite<'_>) {
    let Cast { ada, ben, thief, .. } = suite.cast();
    let token = suite.mint(&ada);
    for way in Way::ALL {
        suite.case(&format!("{way:?}: no token, and to nobody"));
        let missing = ERC721NonexistentToken { tokenId: MISSING };
        suite.refused_raw(&thief, way.call(at(&ben), Address::ZERO, MISSING), &missing);
        suite.case(&format!("{way:?}: to nobody, from who has it not"));
        let nobody = ERC721InvalidReceiver { receiver: Address::ZERO };
        suite.refused_raw(&thief, way.call(at(&ben), Address::ZERO, token), &nobody);
        suite.case(&format!("{way:?}: from who has it not, by a stranger"));
        let wrong = ERC721IncorrectOwner { sender: at(&ben), tokenId: token, owner: at(&ada) };
        suite.refused_raw(&thief, way.call(at(&ben), at(&thief), token), &wrong);
    }
}
