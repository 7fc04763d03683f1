//! All payees of a ledger paid by whoever asks, hostile ones among them.

use crate::{
    market::{
        ADA, BEN, CHLOE, DELTA, Market, Outcome, STRANGER, calldata,
        evm::Habit,
        part, signed,
        tokens::{self, Token},
    },
    support::{ODD, events, paid, sending, source},
};
use chain::H160;
use rules::ledger::{HELD, NET, PARENTS};
use story::{
    abi::{
        RoyaltySplitter::{self as Splitter, Released, Source},
        Settlements,
    },
    calls::address,
    protocol::NATIVE,
};

/// One basis point more for the first.
fn shares(payees: &[H160]) -> Vec<(H160, u16)> {
    let count = u16::try_from(payees.len()).unwrap();
    let mut split: Vec<_> = payees.iter().map(|payee| (*payee, 10_000 / count)).collect();
    split[0].1 += 10_000 - 10_000 / count * count;
    split
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_whoever_cannot_be_paid_keeps_it_and_nobody_else_loses_a_unit() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(5);
    let mut payees = Vec::new();
    let habits = [
        Habit::Revert(0),
        Habit::Revert(2),
        Habit::Revert(4),
        Habit::Revert(1_000),
        Habit::Break,
        Habit::Loop,
        Habit::Write(1),
    ];
    for habit in habits {
        payees.push(market.wallet(&habit));
    }
    // A contract without a message that a plain transfer reaches, and who does not exist.
    payees.extend([market.protocol.terms_book, H160::repeat_byte(0x66)]);
    let bad = payees.len();
    for (position, plain) in plain.iter().enumerate() {
        payees.insert(3 * position, *plain);
    }
    let split = shares(&payees);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &split)?;
    market.bring(record, NATIVE, ODD)?;
    let ledger = source(record, 1, 1, NATIVE);
    let before = market.balances(&payees);
    let (receipt, spent) = market.paid_by(&DELTA, |market| {
        let receipt = market.distribute(&DELTA, &ledger, H160::zero())?;
        Ok(story::calls::Done { value: (), receipt })
    })?;
    let after = market.balances(&payees);
    assert_eq!(spent, 0, "who asks pays the fee and nothing else");
    let mut owed = ODD;
    for (position, (payee, share)) in split.iter().enumerate() {
        let earned = part(ODD, *share, 0);
        let got = if plain.contains(payee) { earned } else { 0 };
        assert_eq!(after[position] - before[position], got, "{position}");
        market.account(record, 1, *payee, [ODD, earned, got]);
        owed -= got;
    }
    market.owes(owed);
    let released = events::<Released>(&receipt.receipt);
    assert_eq!((payees.len(), bad, released.len()), (14, 9, 5));
    assert!(released.iter().all(|event| event.to == event.payee && event.currency == NATIVE && event.version == 1));
    assert!(!market.chain.account_exists(H160::repeat_byte(0x66)));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s14_asking_again_and_again_gains_nobody_anything() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(2);
    let mute = market.wallet(&Habit::Revert(0));
    let burner = market.wallet(&Habit::Loop);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(plain[0], 1), (mute, 2_999), (plain[1], 4_000), (burner, 3_000)])?;
    let ledger = source(record, 1, 1, NATIVE);
    // Nothing is there yet.
    assert_eq!(events::<Released>(&market.distribute(&STRANGER, &ledger, H160::zero())?), []);
    market.bring(record, NATIVE, ODD)?;
    market.distribute(&STRANGER, &ledger, H160::zero())?;
    let people = [plain[0], plain[1], mute, burner, ADA.address()];
    let (balances, owed) = (market.balances(&people), market.owed(NATIVE));
    for who in [&*STRANGER, &*STRANGER, &*BEN, &*ADA, &*DELTA] {
        let before = market.chain.total_balance(who.address());
        let receipt = market.distribute(who, &ledger, H160::zero())?;
        assert_eq!(events::<Released>(&receipt), []);
        assert!(receipt.deposit >= 0, "a deposit to be had");
        let lost = signed(before) - signed(market.chain.total_balance(who.address()));
        assert_eq!(lost, signed(receipt.fee_in_evm_units()) + receipt.deposit_in_evm_units());
        assert_eq!(market.balances(&people[..4]), balances[..4]);
        market.owes(owed);
    }
    // Income that comes in one unit at a time starves nobody, however often they ask in between.
    let before = market.balances(&plain);
    for _ in 0..4 {
        market.bring(record, NATIVE, 3_000)?;
        market.distribute(&STRANGER, &ledger, H160::zero())?;
    }
    let after = market.balances(&plain);
    for (position, share) in [1, 4_000].into_iter().enumerate() {
        let more = part(ODD + 12_000, share, 0) - part(ODD, share, 0);
        assert_eq!(after[position] - before[position], more);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s9_a_payee_that_enters_again_while_all_are_paid_gains_nothing() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (plain, prey) = (market.payees(1)[0], H160::repeat_byte(9));
    let other = market.record(&ADA)?;
    market.split(&ADA, other, &[(prey, 10_000)])?;
    market.bring(other, NATIVE, ODD)?;
    let (splitter, settlements) = (market.protocol.splitter, market.protocol.settlements);
    let (target, victim) = (source(other, 1, 1, NATIVE), address(prey));
    let calls = [
        (splitter, calldata(&sending(&target, STRANGER.address()))),
        (splitter, calldata(&Splitter::releaseManyCall { payee: victim, ledgers: vec![target.clone()] })),
        (
            splitter,
            calldata(&Splitter::distributeCall {
                record: other,
                generation: 1,
                version: 1,
                owner: victim,
                currency: NATIVE,
            }),
        ),
        (splitter, calldata(&Splitter::owedCall { currency: NATIVE })),
        (settlements, calldata(&Settlements::depositCall { record: other, currency: NATIVE, amount: 0 })),
        (settlements, calldata(&Settlements::movePayeeCall { record: other, generation: 1, version: 1, to: victim })),
    ];
    for (number, call) in calls.into_iter().enumerate() {
        let thief = market.wallet(&Habit::Call(vec![call]));
        let record = market.record(&ADA)?;
        market.split(&ADA, record, &[(thief, 4_000), (plain, 6_000)])?;
        market.bring(record, NATIVE, ODD)?;
        let (before, owed) = (market.balances(&[thief, plain]), market.owed(NATIVE));
        let receipt = market.distribute(&STRANGER, &source(record, 1, 1, NATIVE), H160::zero())?;
        let own = receipt.events.iter().filter(|event| event.address == thief);
        assert!(own.map(|event| event.data.last()).all(|success| success == Some(&0)), "call {number}");
        let after = market.balances(&[thief, plain]);
        let (due, others) = (part(ODD, 4_000, 0), part(ODD, 6_000, 0));
        assert_eq!(after[1] - before[1], others, "call {number}");
        let got = after[0] - before[0];
        assert!(got == 0 || got == due, "call {number}: {got}");
        market.account(record, 1, thief, [ODD, due, got]);
        market.account(other, 1, prey, [ODD, ODD, 0]);
        market.owes(owed - others - got);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_contract_that_asks_is_not_paid_while_it_waits() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let (plain, wallet) = (market.payees(1)[0], market.wallet(&Habit::Take));
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(wallet, 4_000), (plain, 6_000)])?;
    market.bring(record, NATIVE, ODD)?;
    let splitter = market.protocol.splitter;
    let call =
        Splitter::distributeCall { record, generation: 1, version: 1, owner: address(H160::zero()), currency: NATIVE };
    let receipt = market.through(wallet, splitter, &call).unwrap();
    assert_eq!(paid(&receipt), [(address(plain), part(ODD, 6_000, 0))]);
    let due = part(ODD, 4_000, 0);
    market.account(record, 1, wallet, [ODD, due, 0]);
    let receipt = market.distribute(&STRANGER, &source(record, 1, 1, NATIVE), H160::zero())?;
    assert_eq!(paid(&receipt), [(address(wallet), due)]);
    market.owes(ODD - due - part(ODD, 6_000, 0));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn an_owners_own_ledger_pays_that_owner_and_nobody_else() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&BEN)?;
    market.bring(record, NATIVE, ODD)?;
    market.transfer(market.protocol.registry, &BEN, CHLOE.address(), record)?;
    market.bring(record, NATIVE, ODD + 1)?;
    let ledger = source(record, 1, 0, NATIVE);
    for who in [STRANGER.address(), ADA.address(), H160::zero(), market.protocol.splitter] {
        assert_eq!(paid(&market.distribute(&STRANGER, &ledger, who)?), []);
    }
    for version in [HELD, PARENTS, NET, 1, 1 | NET, u32::MAX] {
        let other = source(record, 1, version, NATIVE);
        assert_eq!(paid(&market.distribute(&BEN, &other, BEN.address())?), [], "{version:x}");
    }
    market.owes(2 * ODD + 1);
    let before = market.balances(&[BEN.address(), CHLOE.address()]);
    for (who, due) in [(&*BEN, ODD), (&*CHLOE, ODD + 1)] {
        let receipt = market.distribute(&STRANGER, &ledger, who.address())?;
        assert_eq!(paid(&receipt), [(address(who.address()), due)]);
    }
    let after = market.balances(&[BEN.address(), CHLOE.address()]);
    assert_eq!([after[0] - before[0], after[1] - before[1]], [ODD, ODD + 1]);
    market.owes(0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_a_token_that_pays_one_payee_no_more_still_pays_the_others() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(3);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(payees[0], 2_500), (payees[1], 2_500), (payees[2], 5_000)])?;
    // Calls the splitter back whenever it moves; and pays all but one.
    let target = market.protocol.splitter;
    let back = calldata(&Splitter::distributeCall {
        record,
        generation: 1,
        version: 1,
        owner: address(H160::zero()),
        currency: NATIVE,
    });
    let habits = [
        (tokens::Habit::PausedFor(payees[1]), vec![0, 2]),
        (tokens::Habit::Plain, vec![0, 1, 2]),
        (tokens::Habit::Silent, vec![0, 1, 2]),
        (tokens::Habit::Reenter { target, calldata: back }, vec![0, 1, 2]),
    ];
    market.bring(record, NATIVE, ODD)?;
    for (habit, whom) in habits {
        let token = market.token(&habit, ODD);
        let ledger: Source = source(record, 1, 1, address(token));
        market.bring(record, address(token), ODD)?;
        // Who has none of a token would need storage of it at the cost of whoever asks.
        for payee in &payees {
            Token::mint(market.chain, &STRANGER, token, *payee, 1);
        }
        let receipt = market.distribute(&STRANGER, &ledger, H160::zero())?;
        let dues = [2_500, 2_500, 5_000].map(|share| part(ODD, share, 0));
        let expected: Vec<_> = whom.iter().map(|number| (address(payees[*number]), dues[*number])).collect();
        assert_eq!(paid(&receipt), expected, "{habit:?}");
        let sum: u128 = whom.iter().map(|number| dues[*number]).sum();
        for (number, payee) in payees.iter().enumerate() {
            let got = if whom.contains(&number) { dues[number] } else { 0 };
            assert_eq!(Token::held(market.chain, token, *payee), got + 1, "{habit:?}");
        }
        assert_eq!(Token::held(market.chain, token, target), ODD - sum);
        assert_eq!(market.owed(address(token)), ODD - sum);
        assert_eq!(market.owed(NATIVE), ODD, "{habit:?} touches its own money only");
        assert_eq!(paid(&market.distribute(&STRANGER, &ledger, H160::zero())?), [], "{habit:?}");
    }
    // No token at all.
    let nothing = source(record, 1, 1, address(CHLOE.address()));
    assert_eq!(paid(&market.distribute(&STRANGER, &nothing, H160::zero())?), []);
    Ok(())
}
