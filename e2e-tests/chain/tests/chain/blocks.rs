//! Blocks and time.

use chain::{Chain, GENESIS_TIME, SECONDS_PER_BLOCK};

use crate::{chain_with_both, deploy, notary, number};

#[test]
fn time_starts_at_a_known_date_and_goes_by_blocks() {
    let mut chain = Chain::new();
    assert_eq!((chain.block_number(), chain.now()), (1, GENESIS_TIME));
    chain.next_block();
    assert_eq!((chain.block_number(), chain.now()), (2, GENESIS_TIME + SECONDS_PER_BLOCK));
}

#[test]
fn every_transaction_has_a_block_of_its_own() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    for who in [&alice, &buyer, &alice] {
        let (block, now) = (chain.block_number(), chain.now());
        let receipt = chain.call(who, contract, vec![notary::TIME], 0).expect("it answers");
        assert_eq!(receipt.block_number, block);
        assert_eq!(receipt.timestamp, now);
        assert_eq!(receipt.extrinsic_index, 1);
        assert_eq!(number(&receipt.output), u128::from(now));
        assert_eq!((chain.block_number(), chain.now()), (block + 1, now + SECONDS_PER_BLOCK));
    }
}

#[test]
fn contracts_see_time_move_by_seconds() {
    let (mut chain, [alice, _]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    let before = chain.now();
    let year = 365 * 24 * 60 * 60;
    chain.advance_time(year);
    assert_eq!(chain.now(), before + year);
    let seen = chain.view(contract, vec![notary::TIME]).expect("it answers");
    assert_eq!(number(&seen), u128::from(before + year));
}

#[test]
fn several_transactions_share_a_block_in_their_order() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    let block = chain.block_number();
    let receipts = chain.in_one_block(|chain| {
        let senders = [&buyer, &alice, &buyer];
        senders.map(|who| chain.call(who, contract, vec![notary::COUNT], 0).expect("it counts"))
    });
    for (place, receipt) in receipts.iter().enumerate() {
        assert_eq!(receipt.block_number, block);
        assert_eq!(receipt.timestamp, receipts[0].timestamp);
        assert_eq!(receipt.extrinsic_index as usize, place + 1);
        assert_eq!(number(&receipt.output), place as u128 + 1);
        assert_eq!(receipt.events.len(), 2);
    }
    assert_eq!(chain.block_number(), block + 1);
}

#[test]
fn a_refusal_does_not_close_a_shared_block() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    let block = chain.block_number();
    chain.in_one_block(|chain| {
        chain.call(&buyer, contract, vec![notary::REFUSE], 0).expect_err("it refuses");
        chain.in_one_block(|chain| {
            chain.call(&alice, contract, vec![notary::TRAP], 0).expect_err("it breaks off");
        });
        let receipt = chain.call(&buyer, contract, vec![notary::COUNT], 0).expect("it counts");
        assert_eq!(receipt.block_number, block);
    });
}

#[test]
fn a_copy_goes_its_own_way() {
    let (mut chain, [alice, buyer]) = chain_with_both();
    let contract = deploy(&mut chain, &alice);
    let (root, now, balance) = (chain.state_root(), chain.now(), chain.balance(buyer.address()));
    let mut copy = chain.fork();
    assert_eq!((copy.state_root(), copy.now(), copy.block_number()), (root, now, chain.block_number()));
    assert_eq!(copy.state_of(contract), chain.state_of(contract));
    // What happens to the copy does not happen to the chain; and the same happens to both in the same way.
    let there = copy.call(&buyer, contract, vec![notary::TIME], 0).expect("it answers");
    assert_eq!((chain.state_root(), chain.now(), chain.balance(buyer.address())), (root, now, balance));
    let here = chain.call(&buyer, contract, vec![notary::TIME], 0).expect("it answers");
    assert_eq!((here, chain.state_root()), (there, copy.state_root()));
}
