//! How tokens begin and end.

use crate::{
    receivers::{tells_and_takes, unwilling},
    suite::{Suite, at, events},
};
use alloy_primitives::{Address, U256};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{
    terms::{Duration, Revocation, Terms},
    uses,
};
use scenarios::{Cast, World};
use story::{
    abi::{
        Deals::upgradeCall,
        ERC721::{
            ERC721InvalidReceiver, ERC721NonexistentToken, Transfer, approveCall, getApprovedCall, ownerOfCall,
            transferFromCall,
        },
        LicenceToken::tokenURICall,
        ProvenanceRegistry::RecordExists,
    },
    calls::{address, view},
    protocol::NewOffer,
};

pub(crate) fn l1_a_new_token_is_told_of_and_counted(suite: &mut Suite<'_>) {
    let Cast { ada, ben, .. } = suite.cast();
    for recipient in [at(&ada), at(&ben), Address::repeat_byte(0x77)] {
        // The same record can't be made twice; a licence is a new one each time.
        if suite.offer.is_none() && suite.cases() > 0 {
            suite.case("what there is can't be made again");
            let token = U256::from_be_bytes(scenarios::digest(77));
            suite.refused_raw(&ada, suite.minting(recipient), &RecordExists { record: token });
            assert_eq!(suite.owner(token), at(&ada));
            continue;
        }
        suite.case(&format!("a new token of {recipient}"));
        let (balance, supply) = (suite.balance_at(recipient), suite.supply());
        let receipt = suite.send_raw(&ada, suite.minting(recipient));
        let [Transfer { from, to, tokenId: token }] = events::<Transfer>(&receipt)[..] else {
            panic!("one transfer: {:?}", receipt.events)
        };
        assert_eq!((from, to), (Address::ZERO, recipient));
        assert_eq!((suite.owner(token), suite.approved(token)), (recipient, Address::ZERO));
        let one = U256::from(1);
        assert_eq!((suite.balance_at(recipient), suite.supply()), (balance + one, supply + one));
    }
    suite.case("nobody gets a token");
    suite.refused_raw(&ada, suite.minting(Address::ZERO), &ERC721InvalidReceiver { receiver: Address::ZERO });
}

/// A token is made as OpenZeppelin's `_mint` makes it, not as `_safeMint`: whoever registers or buys for a
/// contract is to know that it can use what it gets.
pub(crate) fn l6_a_contract_that_gets_a_new_token_is_not_asked(suite: &mut Suite<'_>) {
    let Cast { ada, .. } = suite.cast();
    let codes = [tells_and_takes(), unwilling().remove(0).1];
    for code in codes.into_iter().skip(usize::from(suite.offer.is_none())) {
        suite.case("a contract gets a new token");
        let to = suite.contract(&code);
        let receipt = suite.send_raw(&ada, suite.minting(address(to)));
        assert!(receipt.events.iter().all(|event| event.address != to));
        assert_eq!(suite.balance_at(address(to)), U256::from(1));
    }
}

/// What there is of a licence that was upgraded: its record, but no token.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l1_l2_a_burned_licence_is_nobodys_token() {
    let (mut world, cast) = World::new(client.chain());
    let (ada, orion, token) = (&cast.ada, &cast.orion, world.protocol.licence_token);
    let record = world.work(ada, 1);
    let terms = Terms {
        uses: uses::ALL_USES,
        users: uses::ALL_USERS,
        duration: Duration::Seconds(2_592_000),
        exclusive: false,
        transferable: true,
        attribution: false,
        revocation: Revocation::Irrevocable,
        derivative_share: 0,
        resale_royalty: 0,
        document: [0; 32],
        uri: Vec::new(),
    };
    let monthly = world.protocol.publish_terms(world.chain, ada, &terms).unwrap().value;
    let offer = world.make_offer(ada, &NewOffer { record, terms: monthly, ..NewOffer::default() });
    let [old, other] = [(); 2].map(|()| world.buy(orion, offer).value);
    let forever = world.terms(ada, None, true);
    let better = NewOffer { record, terms: forever, unit_price: TOKEN, upgrades_from: monthly, ..NewOffer::default() };
    let better = world.make_offer(ada, &better);
    // Also what was approved ends.
    let approve = approveCall { approved: at(&cast.delta), tokenId: old };
    world.send(orion, token, &approve);

    let upgrade =
        upgradeCall { licence: old, offer: better, quantity: 0, maxTotal: TOKEN, buyerReference: Default::default() };
    let done = world.pay(orion, world.protocol.deals, &upgrade, TOKEN);
    let new = done.value;
    let burned = Transfer { from: at(orion), to: Address::ZERO, tokenId: old };
    let made = Transfer { from: Address::ZERO, to: at(orion), tokenId: new };
    assert_eq!(done.events::<Transfer>().collect::<Vec<_>>(), [made, burned]);
    assert_eq!(world.balance_of(token, orion), 2);
    assert_eq!((world.owner_of(token, other), world.owner_of(token, new)), (at(orion), at(orion)));

    let missing = ERC721NonexistentToken { tokenId: old };
    assert_eq!(view(&*world.chain, token, &ownerOfCall { tokenId: old }).unwrap_err().error(), Some(missing.clone()));
    let refused = view(&*world.chain, token, &getApprovedCall { tokenId: old }).unwrap_err();
    assert_eq!(refused.error(), Some(missing.clone()));
    let refused = view(&*world.chain, token, &tokenURICall { tokenId: old }).unwrap_err();
    assert_eq!(refused.error(), Some(missing.clone()));
    for who in [orion, &cast.delta] {
        let call = transferFromCall { from: at(orion), to: at(who), tokenId: old };
        world.refused(who, token, &call, missing.clone());
        world.refused(who, token, &approve, missing.clone());
    }
    // It does not burn twice.
    let again = world.protocol.deals;
    let data = alloy_sol_types::SolCall::abi_encode(&upgrade);
    world.refused_raw(orion, again, data, TOKEN);
    assert_eq!(world.balance_of(token, orion), 2);
}
