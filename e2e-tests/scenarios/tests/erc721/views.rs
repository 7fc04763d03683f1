//! What the tokens say of themselves.

use crate::suite::{Suite, at};
use alloy_primitives::{Address, FixedBytes, U256};
use scenarios::Cast;
use story::{
    abi::{
        ERC721::{
            ERC721InvalidOwner, ERC721NonexistentToken, balanceOfCall, getApprovedCall, isApprovedForAllCall,
            ownerOfCall, supportsInterfaceCall,
        },
        ProvenanceRegistry::{nameCall, symbolCall, tokenURICall},
    },
    calls::view,
};

pub(crate) fn l4_views_of_what_there_is_not(suite: &mut Suite<'_>) {
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

pub(crate) fn l5_interfaces(suite: &mut Suite<'_>) {
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

pub(crate) fn l5_name_symbol_and_uri(suite: &mut Suite<'_>) {
    let Cast { ada, .. } = suite.cast();
    let (name, symbol) =
        if suite.offer.is_some() { ("AI licences", "LICENCE") } else { ("Provenance Record", "RECORD") };
    suite.case("name and symbol");
    assert_eq!(suite.world.view(suite.token, &nameCall {}), name);
    assert_eq!(suite.world.view(suite.token, &symbolCall {}), symbol);
    suite.case("the URI of a token");
    let token = suite.mint(&ada);
    let uri = suite.world.view(suite.token, &tokenURICall { tokenId: token });
    // A record says where its document is, here nowhere; a licence is its own document.
    let begins = if suite.offer.is_some() { "data:application/json;base64," } else { "" };
    assert!(uri.starts_with(begins) && uri.is_empty() == begins.is_empty(), "{uri}");
    for missing in [U256::ZERO, U256::from(13) << 70, U256::MAX] {
        suite.case("the URI of no token");
        let refused = view(&*suite.world.chain, suite.token, &tokenURICall { tokenId: missing }).unwrap_err();
        assert_eq!(refused.error(), Some(ERC721NonexistentToken { tokenId: missing }));
    }
}

pub(crate) fn l1_balances_and_owners_are_read_as_the_standard_says(suite: &mut Suite<'_>) {
    let Cast { ada, ben, .. } = suite.cast();
    let (first, second) = (suite.mint(&ada), suite.mint(&ada));
    suite.case("who has two tokens, and who has none");
    assert_eq!((suite.balance(&ada), suite.balance(&ben)), (2, 0));
    suite.case("the owner of each");
    assert_eq!((suite.owner(first), suite.owner(second)), (at(&ada), at(&ada)));
    suite.case("nobody is approved for a new token, until somebody is");
    assert_eq!(suite.approved(first), Address::ZERO);
    suite.approve(&ada, at(&ben), first);
    assert_eq!((suite.approved(first), suite.approved(second)), (at(&ben), Address::ZERO));
}
