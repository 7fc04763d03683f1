//! What the statements say of ledgers, against what sales, deposits and events say.

use crate::{
    market::{
        ADA, BEN, CHLOE, DAY, Market, ORION, Outcome, STRANGER, only, part,
        tokens::{self, Token},
    },
    support::{ODD, PLENTY, arbiter, events, row, source},
};
use alloy_primitives::{Address, U256};
use chain::{H160, TOKEN};
use rules::{
    challenge::Decision,
    ledger::{HELD, NET, PARENTS},
};
use std::collections::BTreeMap;
use story::{
    abi::{
        RoyaltySplitter::{Deposited, NothingDue, ParentsEarned, Released, Source},
        Settlements::Settled,
        Statements::{self, Link, TokenFailed},
    },
    calls::{Refused, address, view},
    protocol::{NATIVE, Order},
};

fn parent_statement(
    market: &Market,
    child: U256,
    generation: u32,
    currency: Address,
) -> Statements::parentStatementReturn {
    let call = Statements::parentStatementCall { child, generation, currency };
    view(market.chain, market.protocol.statements, &call).unwrap()
}

fn surplus(market: &Market, currency: Address) -> Result<Statements::Surplus, Refused> {
    view(market.chain, market.protocol.statements, &Statements::surplusCall { currency })
}

/// That a ledger's statement is what the rule makes of what it received, and that nothing is lost:
/// with what each payee was paid of it.
#[track_caller]
fn says(
    market: &Market,
    ledger: &Source,
    owner: H160,
    received: u128,
    parents_share: u16,
    payees: &[(H160, u16, u128)],
) {
    let found = market.statement(ledger, owner);
    let rows: Vec<_> = payees
        .iter()
        .map(|(payee, share, released)| row(*payee, *share, part(received, *share, parents_share), *released))
        .collect();
    assert_eq!(found.payees, rows);
    assert_eq!((found.received, found.parents), (received, received * u128::from(parents_share) / 10_000));
    let earned: u128 = rows.iter().map(|row| row.earned).sum();
    assert_eq!(found.received, earned + found.parents + found.dust);
    assert!(found.dust < payees.len() as u128 + 2, "{}", found.dust);
    // One by one they say the same.
    for row in &rows {
        let Source { record, generation, version, currency } = *ledger;
        let call = Statements::accountCall { record, generation, version, payee: row.payee, currency };
        let account = view(market.chain, market.protocol.statements, &call).unwrap();
        let expected = Statements::Account { received, earned: row.earned, released: row.released, due: row.due };
        assert_eq!(account, expected);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s3_statements_are_what_events_say() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(3);
    let newcomer = H160::repeat_byte(0x99);
    let token = address(market.token(&tokens::Habit::Plain, PLENTY));
    let (parent, other) = (market.record(&BEN)?, market.record(&BEN)?);
    let record = market.child(&ADA, &[(parent, 2_537), (other, 1_111)])?;
    let mut receipts = vec![market.bring(record, NATIVE, 7)?];
    market.split(&ADA, record, &[(plain[0], 3_333), (newcomer, 3_333), (plain[1], 3_334)])?;
    let offer = market.offer_with(&ADA, record, |offer| (offer.unit_price, offer.referral) = (ODD, 1_000))?;
    receipts.push(market.buy(&ORION, offer, ODD)?.receipt);
    receipts.push(market.bring(record, token, ODD + 1)?);
    let order = Order { referrer: plain[2], ..Order::of(offer) };
    receipts.push(market.protocol.purchase_order(market.chain, &ORION, &order, ODD, [9; 32])?.receipt);
    receipts.push(market.protocol.settle(market.chain, &STRANGER, record, parent)?.receipt);
    market.split(&ADA, record, &[(plain[1], 1), (plain[2], 9_999)])?;
    market.chain.advance_time(DAY);
    receipts.push(market.buy(&ORION, offer, ODD)?.receipt);
    receipts.push(market.protocol.release(market.chain, &STRANGER, record, (1, 1), newcomer)?.receipt);

    // The events add up to the ledgers.
    let mut received: BTreeMap<(u32, Address, Address), u128> = BTreeMap::new();
    let mut released: BTreeMap<(u32, Address, Address), u128> = BTreeMap::new();
    let mut for_parents: BTreeMap<Address, u128> = BTreeMap::new();
    for receipt in &receipts {
        for event in events::<Deposited>(receipt).into_iter().filter(|event| event.record == record) {
            *received.entry((event.version, event.owner, event.currency)).or_default() += event.amount;
            if event.parentsShare > 0 {
                *for_parents.entry(event.currency).or_default() += event.amount;
            }
        }
        for event in events::<ParentsEarned>(receipt) {
            *for_parents.entry(event.currency).or_default() += event.amount;
        }
        for event in events::<Released>(receipt).into_iter().filter(|event| event.record == record) {
            *released.entry((event.version, event.payee, event.currency)).or_default() += event.amount;
        }
    }
    let shares = 2_537 + 1_111;
    let first = [(plain[0], 3_333), (newcomer, 3_333), (plain[1], 3_334)];
    let second = [(plain[1], 1), (plain[2], 9_999)];
    let alone = |who: H160| vec![(who, 10_000)];
    let ledgers = [
        (0, ADA.address(), NATIVE, shares, alone(ADA.address())),
        (1, H160::zero(), NATIVE, shares, first.to_vec()),
        (1, H160::zero(), token, shares, first.to_vec()),
        (1 | NET, H160::zero(), NATIVE, 0, first.to_vec()),
        (NET, plain[2], NATIVE, 0, alone(plain[2])),
        (2, H160::zero(), NATIVE, shares, second.to_vec()),
    ];
    assert_eq!(received.len(), ledgers.len());
    for (version, owner, currency, parents_share, payees) in ledgers {
        let came = received[&(version, address(owner), currency)];
        let payees: Vec<_> = payees
            .iter()
            .map(|(who, share)| {
                let paid = released.get(&(version, address(*who), currency)).copied();
                (*who, *share, paid.unwrap_or_default())
            })
            .collect();
        says(&market, &source(record, 1, version, currency), owner, came, parents_share, &payees);
    }
    assert_eq!(received[&(1, Address::ZERO, NATIVE)], ODD);
    assert_eq!(released[&(1, address(newcomer), NATIVE)], part(ODD, 3_333, shares));
    // What parents earn on is all that came in, under all versions together.
    assert_eq!(for_parents, BTreeMap::from([(NATIVE, 3 * ODD + 7), (token, ODD + 1)]));
    let moved: u128 = receipts.iter().flat_map(events::<Settled>).map(|event| event.amount).sum();
    assert_eq!(moved, (2 * ODD + 7) * 2_537 / 10_000);
    for (currency, all, settled) in [(NATIVE, 3 * ODD + 7, moved), (token, ODD + 1, 0)] {
        let link = |parent, share: u16, settled| {
            let earned = all * u128::from(share) / 10_000;
            Link { parent, share, earned, settled, due: earned - settled }
        };
        let found = parent_statement(&market, record, 1, currency);
        assert_eq!(found.received, all);
        assert_eq!(found.parents, [link(parent, 2_537, settled), link(other, 1_111, 0)]);
        for link in found.parents {
            let account = market.protocol.parent_account_in(currency, market.chain, record, link.parent)?;
            let expected =
                Statements::Account { received: all, earned: link.earned, released: link.settled, due: link.due };
            assert_eq!(account, expected);
        }
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s3_all_that_is_owed_is_somebodys_due_or_dust() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let [a, b] = [0xa, 0xb].map(H160::repeat_byte);
    let parent = market.record(&BEN)?;
    let record = market.child(&ADA, &[(parent, 3_333)])?;
    market.split(&ADA, record, &[(a, 6_667), (b, 3_333)])?;
    let ledger = source(record, 1, 1, NATIVE);
    let mut all = 0;
    for amount in [1, 9_999, ODD, 2, 3, 10_001] {
        market.bring(record, NATIVE, amount)?;
        all += amount;
        let found = market.statement(&ledger, H160::zero());
        let dues: u128 = found.payees.iter().map(|row| row.due).sum();
        let parents = parent_statement(&market, record, 1, NATIVE);
        assert_eq!((found.received, parents.received), (all, all));
        assert_eq!(dues + parents.parents[0].due + found.dust, all);
        assert!(found.dust < 3);
        market.owes(all);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_what_is_held_is_nobodys_until_it_moves() -> Outcome {
    let arbiter = arbiter();
    let mut market = Market::with_arbiter(client.chain(), &arbiter)?;
    let parent = market.record(&BEN)?;
    let record = market.child(&ADA, &[(parent, 2_500)])?;
    let challenge = market.challenge(&CHLOE, record)?;
    market.bring(record, NATIVE, ODD)?;
    let held = source(record, 1, HELD, NATIVE);
    let statement = |market: &Market, ledger: &Source, owner: H160| {
        let found = market.statement(ledger, owner);
        (found.received, found.parents, found.dust, found.payees)
    };
    assert_eq!(statement(&market, &held, ADA.address()), (ODD, 0, ODD, vec![]));
    assert_eq!(statement(&market, &held, CHLOE.address()), (0, 0, 0, vec![]));
    let account = market.protocol.account(market.chain, record, (1, HELD), ADA.address())?;
    assert_eq!(account, Statements::Account { received: ODD, earned: 0, released: 0, due: 0 });
    let link = Link { parent, share: 2_500, earned: 0, settled: 0, due: 0 };
    assert_eq!(parent_statement(&market, record, 1, NATIVE).parents, [link]);
    market.decide(&arbiter, challenge, Decision::Reject)?;
    market.protocol.move_held(NATIVE, market.chain, &STRANGER, record, (1, 0), ADA.address())?;
    assert_eq!(statement(&market, &held, ADA.address()), (ODD, 0, 0, vec![]));
    let left = part(ODD, 10_000, 2_500);
    says(&market, &source(record, 1, 0, NATIVE), ADA.address(), ODD, 2_500, &[(ADA.address(), 10_000, left)]);
    let found = parent_statement(&market, record, 1, NATIVE);
    assert_eq!((found.received, found.parents[0].due), (ODD, ODD / 4));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn what_there_is_not_is_all_zero() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(CHLOE.address(), 10_000)])?;
    market.bring(record, NATIVE, ODD)?;
    for (record, generation, version) in [
        (U256::MAX, 1, 1),
        (U256::ZERO, 0, 7),
        (record, 2, 1),
        (record, 1, 2),
        (record, 1, HELD),
        (record, 1, PARENTS),
        (record, 1, u32::MAX),
    ] {
        let found = market.statement(&source(record, generation, version, NATIVE), H160::zero());
        assert_eq!((found.received, found.parents, found.dust, found.payees), (0, 0, 0, vec![]));
        let parents = parent_statement(&market, record, generation, NATIVE);
        assert_eq!((parents.received, parents.parents), (0, vec![]));
    }
    let account = market.protocol.account(market.chain, record, (1, 1), STRANGER.address())?;
    assert_eq!(account, Statements::Account { received: ODD, earned: 0, released: 0, due: 0 });
    let account = market.protocol.parent_account(market.chain, record, U256::MAX)?;
    assert_eq!(account, Statements::Account { received: 0, earned: 0, released: 0, due: 0 });
    let other = address(BEN.address());
    let found = market.statement(&source(record, 1, 1, other), H160::zero());
    assert_eq!((found.received, found.payees), (0, vec![row(CHLOE.address(), 10_000, 0, 0)]));
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_money_that_nobody_brought_for_a_ledger_shows_and_is_nobodys() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(CHLOE.address(), 10_000)])?;
    let token = market.token(&tokens::Habit::Plain, PLENTY);
    let (currency, splitter) = (address(token), market.protocol.splitter);
    let is = |market: &Market, currency, owed, beyond| {
        let expected = Statements::Surplus { owed, balance: owed + beyond, surplus: beyond };
        assert_eq!(surplus(market, currency).unwrap(), expected);
    };
    is(&market, NATIVE, 0, 0);
    is(&market, currency, 0, 0);
    // By the balances pallet, which asks no contract; and by a token's transfer.
    market.chain.transfer(&BEN, splitter, 3 * TOKEN)?;
    Token::mint(market.chain, &STRANGER, token, splitter, 5);
    is(&market, NATIVE, 0, 3 * TOKEN);
    is(&market, currency, 0, 5);
    market.bring(record, NATIVE, ODD)?;
    market.bring(record, currency, ODD)?;
    is(&market, NATIVE, ODD, 3 * TOKEN);
    is(&market, currency, ODD, 5);
    let payee = CHLOE.address();
    market.release_many(&STRANGER, payee, &[source(record, 1, 1, NATIVE), source(record, 1, 1, currency)])?;
    assert_eq!(Token::held(market.chain, token, payee), ODD);
    is(&market, NATIVE, 0, 3 * TOKEN);
    is(&market, currency, 0, 5);
    // Nobody can have it, whatever they ask for.
    for currency in [NATIVE, currency] {
        for version in [0, 1, NET, 1 | NET] {
            market.refused(NothingDue {}, |market| {
                market.release_to(&CHLOE, &source(record, 1, version, currency), payee)
            });
            for owner in [CHLOE.address(), ADA.address(), splitter, H160::zero()] {
                let receipt = market.distribute(&CHLOE, &source(record, 1, version, currency), owner)?;
                assert_eq!(events::<Released>(&receipt), []);
            }
        }
    }
    is(&market, NATIVE, 0, 3 * TOKEN);
    is(&market, currency, 0, 5);
    // It backs no deposit that does not arrive.
    let taker = market.token(&tokens::Habit::Fee(5_000), ODD);
    Token::mint(market.chain, &STRANGER, taker, splitter, 7);
    let deposited: Deposited = only(&market.bring(record, address(taker), ODD)?);
    is(&market, address(taker), deposited.amount, 7);
    assert_eq!(deposited.amount, ODD - ODD / 2);
    // A currency that does not say what the splitter has of it.
    for habit in [tokens::Habit::LiesShort, tokens::Habit::Huge] {
        let liar = address(market.token(&habit, ODD));
        let refused = surplus(&market, liar).unwrap_err();
        assert_eq!(refused.error(), Some(TokenFailed { currency: liar }), "{habit:?}: {refused}");
    }
    let nothing = address(CHLOE.address());
    let refused = surplus(&market, nothing).unwrap_err();
    assert_eq!(refused.error(), Some(TokenFailed { currency: nothing }), "{refused}");
    Ok(())
}
