//! How pools and inboxes are opened.

use crate::{
    market::{ADA, BEN, Market, ORION, Outcome, STRANGER, only, terms},
    support::{LIST, URI, opening},
};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{SolError as _, SolValue as _};
use chain::{Account, H160, TOKEN};
use story::{
    abi::{
        LicenceToken::royaltyInfoCall,
        ReceiverFactory::{
            BasisUnknown, InboxKnown, InboxOpened, PoolEmpty, PoolKnown, PoolOpened, RecordUnknown, UriInvalid,
            UriTooLong, WrongCode, inboxOfCall, openInboxCall, openPoolCall,
        },
        RecordInbox, RoyaltyPool,
    },
    blobs::{self, Blobs},
    calls::{address, h160, send, view},
    protocol::NewOffer,
};

/// The domain of pools' salts.
const DOMAIN: &[u8; 32] = b"receiver-factory/pool/1\0\0\0\0\0\0\0\0\0";

/// Where the factory puts a contract of this code, with these parameters and this salt.
fn place(market: &Market<'_>, code: &[u8], parameters: &[u8], salt: B256) -> Address {
    address(market.protocol.receivers).create2_from_code(salt, [code, parameters].concat())
}

fn pool_place(market: &Market<'_>, call: &openPoolCall) -> Address {
    let openPoolCall { root, count, weight, basis, list, uri } = call.clone();
    let salt = (B256::from(*DOMAIN), root, count, weight, U256::from(basis), list, uri).abi_encode_params();
    let code = blobs::load("royalty_pool").unwrap();
    place(market, &code, &(root, count, weight).abi_encode_params(), keccak256(salt))
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_pool_is_opened_once_where_all_that_is_said_of_it_puts_it() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (call, ..) = opening(&[(ADA.address(), 2), (BEN.address(), 3)], 5);
    let factory = market.protocol.receivers;
    let done = send(market.chain, &STRANGER, factory, &call, 0)?;
    assert_eq!(done.value, pool_place(&market, &call));
    let opened =
        PoolOpened { pool: done.value, root: call.root, count: 2, weight: 5, basis: 0, list: LIST, uri: URI.into() };
    assert_eq!(only::<PoolOpened>(&done.receipt), opened);
    let pool = story::calls::h160(done.value);
    assert_eq!(market.chain.code_hash(pool), market.chain.code_hash(market.protocol.pool_template));
    let said = view(market.chain, pool, &RoyaltyPool::poolCall {})?;
    assert_eq!((said.root, said.count, said.weight), (call.root, 2, 5));
    assert_eq!(market.chain.balance(pool), 0);

    market.refused(PoolKnown {}, |market| send(market.chain, &ORION, factory, &call, 0));
    // Whatever is said otherwise makes it another pool.
    for other in [
        openPoolCall { basis: 2, ..call.clone() },
        openPoolCall { list: B256::ZERO, ..call.clone() },
        openPoolCall { uri: String::new(), ..call.clone() },
        openPoolCall { weight: 6, ..call.clone() },
    ] {
        let done = send(market.chain, &STRANGER, factory, &other, 0)?;
        assert_eq!(done.value, pool_place(&market, &other));
        assert_ne!(done.value, address(pool));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_pool_that_divides_nothing_or_says_no_uri_is_refused() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (call, ..) = opening(&[(ADA.address(), 2)], 2);
    let factory = market.protocol.receivers;
    for empty in [
        openPoolCall { root: B256::ZERO, ..call.clone() },
        openPoolCall { count: 0, ..call.clone() },
        openPoolCall { weight: 0, ..call.clone() },
    ] {
        market.refused(PoolEmpty {}, |market| send(market.chain, &STRANGER, factory, &empty, 0));
    }
    let wrong = openPoolCall { basis: 3, ..call.clone() };
    market.refused(BasisUnknown { basis: 3 }, |market| send(market.chain, &STRANGER, factory, &wrong, 0));
    let wrong = openPoolCall { uri: "a".repeat(161), ..call.clone() };
    market.refused(UriTooLong {}, |market| send(market.chain, &STRANGER, factory, &wrong, 0));
    let wrong = openPoolCall { uri: "a b".into(), ..call };
    market.refused(UriInvalid {}, |market| send(market.chain, &STRANGER, factory, &wrong, 0));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_record_has_one_inbox_where_the_record_puts_it() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (factory, record) = (market.protocol.receivers, market.record(&ADA)?);
    assert_eq!(view(market.chain, factory, &inboxOfCall { record })?, Address::ZERO);
    let done = send(market.chain, &STRANGER, factory, &openInboxCall { record }, 0)?;
    let inbox = done.value;
    let parameters =
        (record, address(market.protocol.settlements), address(market.protocol.splitter)).abi_encode_params();
    let code = blobs::load("record_inbox")?;
    assert_eq!(inbox, place(&market, &code, &parameters, B256::from(record)));
    assert_eq!(only::<InboxOpened>(&done.receipt), InboxOpened { record, inbox });
    assert_eq!(view(market.chain, factory, &inboxOfCall { record })?, inbox);
    assert_eq!(view(market.chain, h160(inbox), &RecordInbox::recordCall {})?, record);

    market.refused(InboxKnown { inbox }, |market| send(market.chain, &ORION, factory, &openInboxCall { record }, 0));
    let nothing = U256::from(12_345);
    market.refused(RecordUnknown { record: nothing }, |market| {
        send(market.chain, &ORION, factory, &openInboxCall { record: nothing }, 0)
    });
    let empty = RecordInbox::NothingDue {};
    market.refused(empty, |market| {
        let call = RecordInbox::syncCall { currency: Address::ZERO };
        send(market.chain, &ORION, h160(inbox), &call, 0)
    });
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_a_royalty_of_a_resale_is_the_inboxes_once_there_is_one() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let resold = rules::terms::Terms { resale_royalty: 500, ..terms() };
    let terms = market.protocol.publish_terms(market.chain, &ADA, &resold)?.value;
    let offer = NewOffer { record, terms, unit_price: TOKEN, ..NewOffer::default() };
    let offer = market.protocol.create_offer(market.chain, &ADA, &offer)?.value;
    let licence = market.buy(&ORION, offer, TOKEN)?.value;
    let info = |market: &Market<'_>| {
        let call = royaltyInfoCall { tokenId: licence, salePrice: U256::from(1_000) };
        let royalty = view(market.chain, market.protocol.licence_token, &call).unwrap();
        (royalty.receiver, royalty.amount)
    };
    assert_eq!(info(&market), (address(ADA.address()), U256::from(50)));
    let inbox = send(market.chain, &STRANGER, market.protocol.receivers, &openInboxCall { record }, 0)?.value;
    assert_eq!(info(&market), (inbox, U256::from(50)));
    // A marketplace pays it by a plain transfer, and it is the owner's like any income.
    market.chain.transfer(&ORION, h160(inbox), 50)?;
    let sync = RecordInbox::syncCall { currency: Address::ZERO };
    assert_eq!(send(market.chain, &STRANGER, h160(inbox), &sync, 0)?.value, 50);
    let released = market.protocol.release(market.chain, &STRANGER, record, (1, 0), ADA.address())?;
    assert_eq!(released.value, 50);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x6_the_factory_and_who_asks_it_know_only_the_code_they_were_told() -> Outcome {
    let market = Market::open(client.chain())?;
    let (protocol, blobs) = (market.protocol, Blobs::load()?);
    let known = |contract: H160| (address(contract), B256::from(market.chain.code_hash(contract).unwrap().0));
    let right =
        [protocol.registry, protocol.settlements, protocol.splitter, protocol.pool_template, protocol.inbox_template]
            .map(known);
    let deployer = Account::substrate("Deployer");
    let chain = market.chain;
    for position in 0..5 {
        for (account, code) in [(right[position].0, B256::repeat_byte(1)), (address(ADA.address()), right[position].1)]
        {
            let mut wrong = right;
            wrong[position] = (account, code);
            let [(a, b), (c, d), (e, f), (g, h), (i, j)] = wrong;
            let arguments = (a, b, c, d, e, f, g, h, i, j).abi_encode_params();
            let failure = chain.deploy(&deployer, &blobs.receivers, arguments, 0).unwrap_err();
            assert_eq!(failure.revert_data().unwrap(), WrongCode { account }.abi_encode());
        }
    }
    let arguments = (address(protocol.receivers), B256::repeat_byte(1)).abi_encode_params();
    let failure = chain.deploy(&deployer, &blobs.licence_metadata, arguments, 0).unwrap_err();
    let account = address(protocol.receivers);
    assert_eq!(failure.revert_data().unwrap(), WrongCode { account }.abi_encode());
    Ok(())
}
