//! A payee's place in a split, given to another account.

use crate::{
    market::{
        ADA, BEN, CHLOE, DAY, DELTA, Market, ORION, Outcome, STRANGER,
        evm::Habit,
        only, part,
        tokens::{self, Token},
    },
    support::{ODD, events, paid, row, source},
};
use alloy_primitives::U256;
use alloy_sol_types::SolError;
use chain::H160;
use rules::ledger::{ESCROW, HELD, NET, PARENTS};
use story::{
    abi::{
        RoyaltySplitter::{self as Splitter, NothingDue},
        Settlements::{self, NotPayee, PayeeInvalid, PayeeMoved, PayeeRepeated},
    },
    calls::address,
    protocol::{NATIVE, Order},
};

const SHARES: [u16; 3] = [2_001, 2_999, 5_000];

/// A record of Ada's with income in two currencies, split among Chloe between two others, who
/// has been paid a part of it.
fn shared(market: &mut Market, plain: &[H160]) -> Result<(U256, H160), Box<dyn std::error::Error>> {
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(plain[0], SHARES[0]), (CHLOE.address(), SHARES[1]), (plain[1], SHARES[2])])?;
    let token = market.token(&tokens::Habit::Plain, ODD);
    market.bring(record, NATIVE, ODD)?;
    market.bring(record, address(token), ODD)?;
    market.protocol.release(market.chain, &STRANGER, record, (1, 1), CHLOE.address())?;
    market.bring(record, NATIVE, ODD + 1)?;
    Ok((record, token))
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_a_place_moves_with_what_is_due_and_nobody_elses_changes() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(3);
    let (record, token) = shared(&mut market, &plain)?;
    let currency = address(token);
    let new = plain[2];
    let all = 2 * ODD + 1;
    let was_paid = part(ODD, SHARES[1], 0);
    let versions = market.versions_of(record);
    let owed = (market.owed(NATIVE), market.owed(currency));
    let before = market.statement(&source(record, 1, 1, NATIVE), H160::zero());
    let done = market.move_payee(&CHLOE, record, (1, 1), new)?;
    let (from, to) = (address(CHLOE.address()), address(new));
    assert_eq!(only::<PayeeMoved>(&done.receipt), PayeeMoved { record, from, to, generation: 1, version: 1 });
    assert_eq!(done.receipt.events.len(), 1, "nobody is paid");
    assert_eq!(market.payees_of(record, 1, 1), [(plain[0], SHARES[0]), (new, SHARES[1]), (plain[1], SHARES[2])]);
    assert_eq!(market.versions_of(record), versions);
    // The others' numbers are what they were, the new one's are the old one's.
    let after = market.statement(&source(record, 1, 1, NATIVE), H160::zero());
    let mut rows = before.payees.clone();
    rows[1] = row(new, SHARES[1], part(all, SHARES[1], 0), was_paid);
    assert_eq!((after.received, after.parents, after.dust), (before.received, before.parents, before.dust));
    assert_eq!(after.payees, rows);
    market.account(record, 1, CHLOE.address(), [all, 0, 0]);
    assert_eq!((market.owed(NATIVE), market.owed(currency)), owed);
    // The old one has nothing to say any more.
    let account = address(CHLOE.address());
    let (old, ledger) = (CHLOE.address(), source(record, 1, 1, NATIVE));
    market.refused(Splitter::NotPayee { account }, |market| {
        market.protocol.release(market.chain, &CHLOE, record, (1, 1), old)
    });
    market.refused(Splitter::NotPayee { account }, |market| market.release_to(&CHLOE, &ledger, old));
    let caller = account;
    market.refused(NotPayee { caller }, |market| market.move_payee(&CHLOE, record, (1, 1), BEN.address()));
    // The new one is paid what is due, in every currency.
    let due = part(all, SHARES[1], 0) - was_paid;
    let before = market.chain.balance(new);
    market.release_many(&STRANGER, new, &[ledger, source(record, 1, 1, currency)])?;
    assert_eq!(market.chain.balance(new) - before, due);
    assert_eq!(Token::held(market.chain, token, new), part(ODD, SHARES[1], 0));
    market.refused(NothingDue {}, |market| market.protocol.release(market.chain, &STRANGER, record, (1, 1), new));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_a_sale_after_it_pays_the_new_account_also_of_a_locked_split() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(3);
    let (record, _) = shared(&mut market, &plain)?;
    let lock = Settlements::lockCall { record };
    story::calls::send(market.chain, &ADA, market.protocol.settlements, &lock, 0)?;
    let offer = market.offer(&ADA, record, ODD)?;
    market.buy(&ORION, offer, ODD)?;
    let sold = 3 * ODD + 1;
    let moved = market.move_payee(&CHLOE, record, (1, 1), plain[2])?;
    assert_eq!(only::<PayeeMoved>(&moved.receipt).to, address(plain[2]));
    let (old, before) = (market.chain.total_balance(CHLOE.address()), market.balances(&plain));
    let sale = market.buy(&ORION, offer, ODD)?;
    let share = |number: usize| part(sold + ODD, SHARES[number], 0) - part(sold, SHARES[number], 0);
    let expected = [(plain[0], share(0)), (plain[2], share(1)), (plain[1], share(2))];
    assert_eq!(paid(&sale.receipt), expected.map(|(payee, amount)| (address(payee), amount)));
    let after = market.balances(&plain);
    assert_eq!([after[0] - before[0], after[2] - before[2]], [share(0), share(1)]);
    assert_eq!(market.chain.total_balance(CHLOE.address()), old);
    assert!(market.versions_of(record).locked);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_each_version_has_places_of_its_own() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(CHLOE.address(), 4_000), (plain[0], 6_000)])?;
    market.bring(record, NATIVE, ODD)?;
    let second = [(plain[0], 1), (CHLOE.address(), 9_999)];
    market.split(&ADA, record, &second)?;
    let versions = market.versions_of(record);
    assert_eq!((versions.current, versions.next, versions.last), (1, 2, 2));
    // The announced one is moved by itself, and before it applies.
    market.move_payee(&CHLOE, record, (1, 2), plain[1])?;
    assert_eq!(market.payees_of(record, 1, 2), [(plain[0], 1), (plain[1], 9_999)]);
    assert_eq!(market.payees_of(record, 1, 1), [(CHLOE.address(), 4_000), (plain[0], 6_000)]);
    assert_eq!(market.versions_of(record), versions);
    market.chain.advance_time(DAY);
    market.bring(record, NATIVE, ODD)?;
    market.account(record, 1, CHLOE.address(), [ODD, part(ODD, 4_000, 0), 0]);
    market.account(record, 2, plain[1], [ODD, part(ODD, 9_999, 0), 0]);
    // The old one is moved after it applied.
    market.move_payee(&CHLOE, record, (1, 1), DELTA.address())?;
    market.account(record, 1, DELTA.address(), [ODD, part(ODD, 4_000, 0), 0]);
    assert_eq!(market.versions_of(record), versions);
    // A replaced announcement has places too, of which nothing comes.
    market.split(&ADA, record, &[(CHLOE.address(), 10_000)])?;
    market.split(&ADA, record, &[(BEN.address(), 10_000)])?;
    market.move_payee(&CHLOE, record, (1, 3), plain[0])?;
    assert_eq!(market.payees_of(record, 1, 4), [(BEN.address(), 10_000)]);
    // One that is struck from the next version keeps what it earned under this one.
    assert_eq!(market.release_to(&DELTA, &source(record, 1, 1, NATIVE), plain[0])?.value, part(ODD, 4_000, 0));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_all_ledgers_of_a_version_have_the_same_places() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (plain, newcomer) = (market.payees(1)[0], H160::repeat_byte(0x44));
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(plain, 6_000), (CHLOE.address(), 4_000)])?;
    // By whatever ledger of it the version is named, its place moves, and back.
    for flag in [0, NET, HELD, ESCROW, PARENTS] {
        for (from, to) in [(&*CHLOE, &*BEN), (&*BEN, &*CHLOE)] {
            let done = market.move_payee(from, record, (1, 1 | flag), to.address())?;
            let (from, account) = (address(from.address()), address(to.address()));
            let expected = PayeeMoved { record, from, to: account, generation: 1, version: 1 };
            assert_eq!(only::<PayeeMoved>(&done.receipt), expected);
            assert_eq!(market.payees_of(record, 1, 1), [(plain, 6_000), (to.address(), 4_000)]);
        }
    }
    // To oneself changes nothing.
    market.move_payee(&CHLOE, record, (1, 1), CHLOE.address())?;
    assert_eq!(market.payees_of(record, 1, 1), [(plain, 6_000), (CHLOE.address(), 4_000)]);
    // What a sale with a referrer leaves is in a ledger beside the version's.
    market.move_payee(&CHLOE, record, (1, 1), newcomer)?;
    let offer = market.offer_with(&ADA, record, |offer| (offer.unit_price, offer.referral) = (ODD, 1_000))?;
    let order = Order { referrer: DELTA.address(), ..Order::of(offer) };
    market.protocol.purchase_order(market.chain, &ORION, &order, ODD, [9; 32])?;
    let net = ODD - ODD / 10;
    market.account(record, 1 | NET, newcomer, [net, part(net, 4_000, 0), 0]);
    market.account(record, 1 | NET, CHLOE.address(), [net, 0, 0]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s6_places_that_do_not_move() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let (record, _) = shared(&mut market, &plain)?;
    let alone = market.record(&CHLOE)?;
    market.bring(alone, NATIVE, ODD)?;
    for who in [&*STRANGER, &*ADA, &*BEN] {
        let caller = address(who.address());
        market.refused(NotPayee { caller }, |market| market.move_payee(who, record, (1, 1), who.address()));
    }
    // Of another version or generation, of an owner, of what there is not.
    let caller = address(CHLOE.address());
    let others = [0, NET, HELD, PARENTS, 2, 2 | NET, u32::MAX].map(|version| (record, (1, version)));
    let elsewhere = [(record, (2, 1)), (record, (0, 1)), (alone, (1, 0)), (U256::ZERO, (1, 1))];
    for (record, key) in [&others[..], &elsewhere[..]].concat() {
        market.refused(NotPayee { caller }, |market| market.move_payee(&CHLOE, record, key, BEN.address()));
    }
    // To who has a place there.
    for taken in [plain[0], plain[1]] {
        let account = address(taken);
        market.refused(PayeeRepeated { account }, |market| market.move_payee(&CHLOE, record, (1, 1), taken));
    }
    let protocol = market.protocol;
    let ours =
        [protocol.settlements, protocol.registry, protocol.licence_token, protocol.splitter, protocol.arbitration];
    let reserved = [0, 1, 0x900, 0xffff].map(H160::from_low_u64_be);
    for barred in [&ours[..], &reserved[..]].concat() {
        let account = address(barred);
        market.refused(PayeeInvalid { account }, |market| market.move_payee(&CHLOE, record, (1, 1), barred));
    }
    assert_eq!(market.payees_of(record, 1, 1)[1], (CHLOE.address(), SHARES[1]));
    market.account(record, 1, CHLOE.address(), [2 * ODD + 1, part(2 * ODD + 1, SHARES[1], 0), part(ODD, SHARES[1], 0)]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_place_of_a_contract_that_cannot_be_paid_is_given_on_and_back() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(1)[0];
    let wallet = market.wallet(&Habit::Revert(0));
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(wallet, 5_000), (plain, 5_000)])?;
    market.bring(record, NATIVE, ODD)?;
    let due = part(ODD, 5_000, 0);
    let settlements = market.protocol.settlements;
    let call = Settlements::movePayeeCall { record, generation: 1, version: 1, to: address(BEN.address()) };
    let receipt = market.through(wallet, settlements, &call).unwrap();
    assert_eq!(only::<PayeeMoved>(&receipt).from, address(wallet));
    let refused = market.through(wallet, settlements, &call).unwrap_err();
    assert_eq!(refused, NotPayee { caller: address(wallet) }.abi_encode());
    let receipt = market.distribute(&STRANGER, &source(record, 1, 1, NATIVE), H160::zero())?;
    assert_eq!(paid(&receipt), [(address(BEN.address()), due), (address(plain), due)]);
    // It can be given to one that is not there yet, which then gives it on.
    market.move_payee(&BEN, record, (1, 1), wallet)?;
    assert_eq!(events::<PayeeMoved>(&market.through(wallet, settlements, &call).unwrap()).len(), 1);
    market.account(record, 1, BEN.address(), [ODD, due, due]);
    market.owes(ODD - 2 * due);
    Ok(())
}
