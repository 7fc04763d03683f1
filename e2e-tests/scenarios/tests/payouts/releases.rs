//! Dues that go to another account, and dues of many ledgers in one call.

use crate::{
    market::{
        ADA, BEN, CHLOE, Market, ORION, Outcome, STRANGER,
        evm::Habit,
        only, part, signed,
        tokens::{self, Token},
    },
    support::{ODD, PLENTY, arbiter, events, existential, sending, source, within_half_a_block},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use chain::{Account, H160};
use rules::{
    challenge::Decision,
    ledger::{ESCROW, HELD, NET, PARENTS},
};
use story::{
    abi::RoyaltySplitter::{LedgerCount, NotPayee, NothingDue, PaymentFailed, Released, Source},
    calls::address,
    protocol::{NATIVE, Order},
};

// -------------------------------------------------------------------------- to another account

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_payee_that_cannot_take_money_has_it_sent_elsewhere() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (plain, newcomer) = (market.payees(2), H160::repeat_byte(0x77));
    for habit in [Habit::Revert(0), Habit::Revert(4), Habit::Loop, Habit::Break] {
        let wallet = market.wallet(&habit);
        let record = market.record(&ADA)?;
        market.split(&ADA, record, &[(wallet, 6_001), (plain[0], 3_999)])?;
        market.bring(record, NATIVE, ODD)?;
        let (due, owed) = (part(ODD, 6_001, 0), market.owed(NATIVE));
        let (ledger, splitter) = (source(record, 1, 1, NATIVE), market.protocol.splitter);
        let before = market.chain.balance(plain[1]);
        let receipt = market.through(wallet, splitter, &sending(&ledger, plain[1])).unwrap();
        assert_eq!(
            only::<Released>(&receipt),
            Released {
                record,
                payee: address(wallet),
                generation: 1,
                version: 1,
                amount: due,
                currency: NATIVE,
                to: address(plain[1]),
            }
        );
        assert_eq!(U256::from_be_slice(&receipt.output).to::<u128>(), due);
        assert_eq!((market.chain.balance(plain[1]) - before, market.chain.balance(wallet)), (due, 0));
        market.account(record, 1, wallet, [ODD, due, due]);
        market.account(record, 1, plain[0], [ODD, part(ODD, 3_999, 0), 0]);
        market.owes(owed - due);
        // A second time there is nothing.
        let refused = market.through(wallet, splitter, &sending(&ledger, plain[1])).unwrap_err();
        assert_eq!(refused, NothingDue {}.abi_encode());
        // What comes later is sent where the payee says then, by whomever it costs.
        market.bring(record, NATIVE, ODD)?;
        let before = market.chain.balance(newcomer);
        market.through(wallet, splitter, &sending(&ledger, newcomer)).unwrap();
        assert_eq!(market.chain.balance(newcomer) - before, part(2 * ODD, 6_001, 0) - due);
        market.owes(owed + ODD - part(2 * ODD, 6_001, 0));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s8_what_somebody_else_is_due_is_sent_to_nobody() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(1)[0];
    let record = market.record(&ADA)?;
    let alone = market.record(&BEN)?;
    market.split(&ADA, record, &[(CHLOE.address(), 5_000), (plain, 5_000)])?;
    market.bring(record, NATIVE, ODD)?;
    market.bring(alone, NATIVE, ODD)?;
    let ledger = source(record, 1, 1, NATIVE);
    for who in [&*STRANGER, &*ADA, &*BEN] {
        let account = address(who.address());
        market.refused(NotPayee { account }, |market| market.release_to(who, &ledger, who.address()));
    }
    let account = address(CHLOE.address());
    for flags in [HELD, ESCROW, PARENTS, HELD | NET] {
        let nobodys = source(record, 1, 1 | flags, NATIVE);
        market.refused(NotPayee { account }, |market| market.release_to(&CHLOE, &nobodys, plain));
    }
    for other in [source(record, 1, 1 | NET, NATIVE), source(record, 1, 0, NATIVE), source(alone, 1, 0, NATIVE)] {
        market.refused(NothingDue {}, |market| market.release_to(&CHLOE, &other, plain));
    }
    market.refused(NotPayee { account }, |market| market.release_to(&CHLOE, &source(record, 2, 1, NATIVE), plain));
    market.refused(NothingDue {}, |market| {
        market.release_to(&CHLOE, &source(record, 1, 1, address(BEN.address())), plain)
    });
    market.owes(2 * ODD);

    // An owner's own ledger, and one with the account of a Substrate key.
    let before = market.chain.balance(plain);
    let done = market.release_to(&BEN, &source(alone, 1, 0, NATIVE), plain)?;
    assert_eq!(done.value, ODD);
    assert_eq!(
        (only::<Released>(&done.receipt).payee, only::<Released>(&done.receipt).version),
        (address(BEN.address()), 0)
    );
    assert_eq!(market.chain.balance(plain) - before, ODD);
    market.account(alone, 0, BEN.address(), [ODD, ODD, ODD]);
    market.owes(ODD);
    // To oneself is as good, and an account that does not exist yet is paid for by the caller.
    let due = part(ODD, 5_000, 0);
    let newcomer = H160::repeat_byte(0x78);
    let (done, paid) = market.paid_by(&CHLOE, |market| market.release_to(&CHLOE, &ledger, newcomer))?;
    assert_eq!((done.value, market.chain.balance(newcomer)), (due, due));
    assert_eq!(paid, signed(existential(market.chain)));
    market.bring(record, NATIVE, ODD)?;
    let (done, paid) = market.paid_by(&CHLOE, |market| market.release_to(&CHLOE, &ledger, CHLOE.address()))?;
    assert_eq!(paid, -signed(done.value));
    market.account(record, 1, CHLOE.address(), [2 * ODD, ODD, ODD]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s8_what_cannot_be_sent_stays_due() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(1)[0];
    let token = market.token(&tokens::Habit::PausedFor(plain), ODD);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(CHLOE.address(), 5_000), (plain, 5_000)])?;
    market.bring(record, NATIVE, ODD)?;
    market.bring(record, address(token), ODD)?;
    let ledger = source(record, 1, 1, NATIVE);
    let (splitter, mute) = (market.protocol.splitter, market.protocol.terms_book);
    let reserved = [H160::zero(), H160::from_low_u64_be(9), H160::from_low_u64_be(0x900)];
    let reverting = [market.wallet(&Habit::Revert(0)), market.wallet(&Habit::Revert(1_000)), mute];
    // The splitter waits for this very call; in a token, it would pay itself, and nobody.
    for to in reverting.into_iter().chain(reserved).chain([splitter]) {
        let failed = PaymentFailed { account: address(to) };
        market.refused(failed, |market| market.release_to(&CHLOE, &ledger, to));
    }
    for to in [market.wallet(&Habit::Loop), market.wallet(&Habit::Break)] {
        let before = market.chain.contracts();
        market.release_to(&CHLOE, &ledger, to).expect_err("it can't be paid");
        assert!(market.chain.contracts() == before);
    }
    for to in [plain, splitter] {
        let failed = PaymentFailed { account: address(to) };
        market.refused(failed, |market| market.release_to(&CHLOE, &source(record, 1, 1, address(token)), to));
    }
    market.account(record, 1, CHLOE.address(), [ODD, part(ODD, 5_000, 0), 0]);
    assert_eq!((market.owed(NATIVE), market.owed(address(token))), (ODD, ODD));
    market.release_to(&CHLOE, &source(record, 1, 1, address(token)), CHLOE.address())?;
    assert_eq!(Token::held(market.chain, token, CHLOE.address()), part(ODD, 5_000, 0));
    Ok(())
}

// ------------------------------------------------------------------------------- many ledgers

/// Ledgers of all kinds of one account that does not exist: records with and without a split,
/// two versions, two generations, what a sale with a referrer left, three currencies. With what
/// is due of each.
fn ledgers(
    market: &mut Market,
    arbiter: &Account,
    payee: H160,
) -> Result<Vec<(Source, u128)>, Box<dyn std::error::Error>> {
    let plain = market.payees(1)[0];
    let [first, second] = [PLENTY, PLENTY].map(|amount| address(market.token(&tokens::Habit::Plain, amount)));
    let split = market.record(&ADA)?;
    market.split(&ADA, split, &[(payee, 3_333), (plain, 6_667)])?;
    market.bring(split, NATIVE, ODD)?;
    market.bring(split, first, ODD + 1)?;
    let offer = market.offer_with(&ADA, split, |offer| (offer.unit_price, offer.referral) = (ODD, 1_000))?;
    let order = Order { referrer: payee, ..Order::of(offer) };
    market.protocol.purchase_order(market.chain, &ORION, &order, ODD, [9; 32])?;
    let fee = ODD * 1_000 / 10_000;
    market.split(&ADA, split, &[(plain, 9_999), (payee, 1)])?;
    market.chain.advance_time(crate::market::DAY);
    market.bring(split, NATIVE, ODD + 2)?;
    let own = market.record_with(&ADA, |work| work.owner = payee)?;
    market.bring(own, NATIVE, 3)?;
    market.bring(own, second, ODD + 4)?;
    // A record that changes hands, and its second generation.
    let lost = market.record(&ADA)?;
    market.split(&ADA, lost, &[(payee, 10_000)])?;
    market.bring(lost, first, ODD + 5)?;
    let challenge = market.challenge(&CHLOE, lost)?;
    market.decide(arbiter, challenge, Decision::Pass)?;
    market.split(&CHLOE, lost, &[(plain, 5_000), (payee, 5_000)])?;
    market.bring(lost, first, ODD + 6)?;
    Ok(vec![
        (source(split, 1, 1, NATIVE), part(ODD, 3_333, 0)),
        (source(split, 1, 2, NATIVE), part(ODD + 2, 1, 0)),
        (source(split, 1, 1, first), part(ODD + 1, 3_333, 0)),
        (source(split, 1, 1 | NET, NATIVE), part(ODD - fee, 3_333, 0)),
        (source(split, 1, NET, NATIVE), fee),
        (source(own, 1, 0, NATIVE), 3),
        (source(own, 1, 0, second), ODD + 4),
        (source(lost, 1, 1, first), ODD + 5),
        (source(lost, 2, 1, first), part(ODD + 6, 5_000, 0)),
    ])
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s3_s10_one_call_pays_from_ledgers_of_all_kinds_and_each_once() -> Outcome {
    let arbiter = arbiter();
    let mut market = Market::with_arbiter(client.chain(), &arbiter)?;
    let payee = Account::ethereum("Newcomer").address();
    let dues = ledgers(&mut market, &arbiter, payee)?;
    assert!(!market.chain.account_exists(payee));
    for (ledger, due) in &dues {
        let Source { record, generation, version, currency } = *ledger;
        let account = market.protocol.account_in(currency, market.chain, record, (generation, version), payee)?;
        assert_eq!((account.due, account.released), (*due, 0), "{ledger:?}");
    }
    // Each is named, some twice, and one of which nothing is due.
    let mut named: Vec<Source> = dues.iter().map(|(ledger, _)| ledger.clone()).collect();
    named.insert(1, named[0].clone());
    named.insert(3, source(dues[0].0.record, 1, 0, NATIVE));
    named.extend([named[0].clone(), named[8].clone()]);
    let currencies: Vec<Address> = [NATIVE, dues[2].0.currency, dues[6].0.currency].to_vec();
    let owed: Vec<u128> = currencies.iter().map(|currency| market.owed(*currency)).collect();
    let (done, paid) = market.paid_by(&STRANGER, |market| market.release_many(&STRANGER, payee, &named))?;
    assert_eq!(paid, signed(existential(market.chain)), "who asks pays for the new account, and nothing else");
    let expected: Vec<_> = dues
        .iter()
        .map(|(Source { record, generation, version, currency }, due)| Released {
            record: *record,
            payee: address(payee),
            generation: *generation,
            version: *version,
            amount: *due,
            currency: *currency,
            to: address(payee),
        })
        .collect();
    assert_eq!(events::<Released>(&done.receipt), expected);
    for (currency, owed) in currencies.iter().zip(owed) {
        let sum: u128 = dues.iter().filter(|(ledger, _)| ledger.currency == *currency).map(|(_, due)| due).sum();
        let got = if *currency == NATIVE {
            market.chain.balance(payee)
        } else {
            Token::held(market.chain, story::calls::h160(*currency), payee)
        };
        assert_eq!(got, sum, "{currency}");
        assert_eq!(market.owed(*currency), owed - sum);
    }
    market.owes(market.owed(NATIVE));
    market.refused(NothingDue {}, |market| market.release_many(&STRANGER, payee, &named));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s8_s10_one_ledger_that_is_wrong_refuses_all() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(2);
    let paused = market.token(&tokens::Habit::PausedFor(payees[0]), ODD);
    let record = market.record(&ADA)?;
    let other = market.record(&BEN)?;
    market.split(&ADA, record, &[(payees[0], 4_000), (payees[1], 6_000)])?;
    market.split(&BEN, other, &[(payees[1], 10_000)])?;
    for currency in [NATIVE, address(paused)] {
        market.bring(record, currency, ODD)?;
    }
    let good = source(record, 1, 1, NATIVE);
    let many = |market: &mut Market, ledgers: &[Source]| market.release_many(&STRANGER, payees[0], ledgers);
    let account = address(payees[0]);
    let wrong = [
        source(other, 1, 1, NATIVE),
        source(record, 1, 2, NATIVE),
        source(record, 2, 1, NATIVE),
        source(record, 1, 1 | HELD, NATIVE),
        source(record, 1, PARENTS, NATIVE),
    ];
    for wrong in wrong {
        for ledgers in [[good.clone(), wrong.clone()], [wrong, good.clone()]] {
            market.refused(NotPayee { account }, |market| many(market, &ledgers));
        }
    }
    market.refused(LedgerCount {}, |market| many(market, &[]));
    market.refused(LedgerCount {}, |market| many(market, &vec![good.clone(); 33]));
    market.refused(NothingDue {}, |market| many(market, &[source(record, 1, 0, NATIVE)]));
    // A token that does not pay takes the rest with it, and is left out.
    let token = source(record, 1, 1, address(paused));
    for ledgers in [[good.clone(), token.clone()], [token.clone(), good.clone()]] {
        market.refused(PaymentFailed { account }, |market| many(market, &ledgers));
    }
    let (due, before) = (part(ODD, 4_000, 0), market.chain.balance(payees[0]));
    many(&mut market, &vec![good; 32])?;
    assert_eq!(market.chain.balance(payees[0]) - before, due);
    market.owes(ODD - due);
    assert_eq!(market.owed(address(paused)), ODD);
    // It is due for ever.
    let account = market.protocol.account_in(address(paused), market.chain, record, (1, 1), payees[0])?;
    assert_eq!((account.received, account.due), (ODD, due));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x12_the_most_ledgers_in_as_many_currencies_fit_half_a_block() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(16);
    let mut split: Vec<_> = payees.iter().map(|payee| (*payee, 625)).collect();
    split.rotate_left(1);
    let mut ledgers = Vec::new();
    for _ in 0..32 {
        let record = market.record(&ADA)?;
        market.split(&ADA, record, &split)?;
        let currency = address(market.token(&tokens::Habit::Plain, ODD));
        market.bring(record, currency, ODD)?;
        ledgers.push(source(record, 1, 1, currency));
    }
    // The last in the order of the split, who has none of the tokens yet.
    let done = market.release_many(&STRANGER, payees[0], &ledgers)?;
    within_half_a_block(&done.receipt);
    let due = part(ODD, 625, 0);
    assert_eq!(events::<Released>(&done.receipt).len(), 32);
    for ledger in ledgers {
        let token = story::calls::h160(ledger.currency);
        assert_eq!(Token::held(market.chain, token, payees[0]), due);
        assert_eq!(market.owed(ledger.currency), ODD - due);
    }
    Ok(())
}
