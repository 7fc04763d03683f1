//! Income that somebody brings without a sale.

use crate::{
    market::{
        ADA, BEN, CHLOE, DAY, DELTA, Market, ORION, Outcome, STRANGER,
        evm::Habit,
        only, part, signed,
        tokens::{self, ERC20, Token},
    },
    support::{ODD, PLENTY, WHOLE, arbiter, bringing, events, paid},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use chain::{Account, H160};
use rules::{challenge::Decision, limits::PAYEES_IN_LEDGER};
use story::{
    abi::{
        RoyaltySplitter::{self as Splitter, Deposited, NothingDue, Released, TokenFailed},
        Settlements::{AmountZero, IncomeReceived, RecordProvisional, RecordStruck, RecordUnknown, WrongValue},
    },
    calls::{Done, address, send},
    protocol::{NATIVE, record_id},
};

/// Where the income of a record's first generation goes that has no split and no parents.
fn to_owner(record: U256, owner: &Account, amount: u128, currency: Address) -> Deposited {
    let owner = address(owner.address());
    Deposited { record, generation: 1, version: 0, owner, parentsShare: 0, amount, currency }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s2_anyone_pays_for_a_record_to_the_last_unit_and_nobody_is_paid_at_once() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let settlements = market.protocol.settlements;
    let before = market.chain.balance(ADA.address());
    let mut sum = 0;
    for (payer, amount) in
        [(&*ORION, ODD), (&*ORION, 1), (&*ORION, 99_999_999), (&*ORION, 100_000_001), (&*DELTA, WHOLE)]
    {
        let call = bringing(record, NATIVE, amount);
        let (done, spent) = market.paid_by(payer, |market| send(market.chain, payer, settlements, &call, amount))?;
        assert_eq!(spent, signed(amount));
        assert_eq!(only::<Deposited>(&done.receipt), to_owner(record, &ADA, amount, NATIVE));
        let income =
            IncomeReceived { record, payer: address(payer.address()), generation: 1, amount, currency: NATIVE };
        assert_eq!(only::<IncomeReceived>(&done.receipt), income);
        assert_eq!(done.receipt.events.len(), 2, "nobody is paid");
        assert_eq!(done.value, amount);
        sum += amount;
        market.account(record, 0, ADA.address(), [sum, sum, 0]);
        market.owes(sum);
    }
    assert_eq!(market.chain.balance(settlements), 0);
    assert_eq!(market.chain.balance(ADA.address()), before);
    assert_eq!(market.protocol.release(market.chain, &STRANGER, record, (1, 0), ADA.address())?.value, sum);
    assert_eq!(market.chain.balance(ADA.address()), before + sum);
    market.owes(0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s11_income_is_the_owners_and_versions_of_the_time() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(2);
    let record = market.record(&ADA)?;
    market.bring(record, NATIVE, ODD)?;
    market.transfer(market.protocol.registry, &ADA, BEN.address(), record)?;
    let receipt = market.bring(record, NATIVE, ODD + 1)?;
    assert_eq!(only::<Deposited>(&receipt), to_owner(record, &BEN, ODD + 1, NATIVE));
    market.split(&BEN, record, &[(payees[0], 10_000)])?;
    market.bring(record, NATIVE, ODD + 2)?;
    market.split(&BEN, record, &[(payees[1], 10_000)])?;
    market.chain.advance_time(DAY - 60);
    market.bring(record, NATIVE, 5)?;
    market.chain.advance_time(60);
    let deposited: Deposited = only(&market.bring(record, NATIVE, ODD + 3)?);
    assert_eq!((deposited.version, deposited.owner), (2, Address::ZERO));
    market.account(record, 0, ADA.address(), [ODD, ODD, 0]);
    market.account(record, 0, BEN.address(), [ODD + 1, ODD + 1, 0]);
    market.account(record, 1, payees[0], [ODD + 7, ODD + 7, 0]);
    market.account(record, 2, payees[1], [ODD + 3, ODD + 3, 0]);
    market.owes(4 * ODD + 11);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s12_parents_have_their_part_of_what_is_brought() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let token = address(market.token(&tokens::Habit::Plain, ODD));
    let (parent, other) = (market.record(&BEN)?, market.record(&CHLOE)?);
    let child = market.child(&ADA, &[(parent, 2_537), (other, 1)])?;
    for currency in [NATIVE, token] {
        let deposited: Deposited = only(&market.bring(child, currency, ODD)?);
        assert_eq!((deposited.parentsShare, deposited.amount, deposited.currency), (2_538, ODD, currency));
        let mut owed = ODD;
        for (parent, owner, share) in [(parent, &*BEN, 2_537), (other, &*CHLOE, 1)] {
            let due = ODD * share / 10_000;
            let settled = market.protocol.settle_in(currency, market.chain, &STRANGER, child, parent)?;
            assert_eq!(settled.value, due);
            let account = market.protocol.account_in(currency, market.chain, parent, (1, 0), owner.address())?;
            assert_eq!((account.received, account.earned), (due, due));
            // The token has to make room for its new holders, for which a settlement does not pay.
            owed -= account.released;
            assert_eq!(account.released, if currency == NATIVE { due } else { 0 });
            market.refused(NothingDue {}, |market| {
                market.protocol.settle_in(currency, market.chain, &STRANGER, child, parent)
            });
        }
        assert_eq!(market.owed(currency), owed);
        let account = market.protocol.account_in(currency, market.chain, child, (1, 0), ADA.address())?;
        assert_eq!((account.received, account.due), (ODD, part(ODD, 10_000, 2_538)));
    }
    Ok(())
}

// ------------------------------------------------------------------------------------- tokens

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_what_arrives_of_a_token_is_credited() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payee = market.payees(1)[0];
    for (habit, arrives) in [
        (tokens::Habit::Plain, ODD),
        (tokens::Habit::Silent, ODD),
        (tokens::Habit::Fee(100), ODD - ODD / 100),
        (tokens::Habit::Fee(1), ODD - ODD / 10_000),
        (tokens::Habit::Fee(10_000), 0),
    ] {
        let record = market.record(&ADA)?;
        market.split(&ADA, record, &[(payee, 10_000)])?;
        let token = market.token(&habit, ODD);
        let currency = address(token);
        let receipt = market.bring(record, currency, ODD)?;
        let deposited: Deposited = only(&receipt);
        assert_eq!((deposited.amount, deposited.version, deposited.currency), (arrives, 1, currency), "{habit:?}");
        let income: IncomeReceived = only(&receipt);
        assert_eq!((income.amount, income.currency, income.payer), (arrives, currency, address(ORION.address())));
        assert_eq!(U256::from_be_slice(&receipt.output).to::<u128>(), arrives);
        assert_eq!(Token::held(market.chain, token, market.protocol.splitter), arrives);
        assert_eq!(Token::held(market.chain, token, ORION.address()), 0);
        let account = market.protocol.account_in(currency, market.chain, record, (1, 1), payee)?;
        assert_eq!((account.received, account.due), (arrives, arrives));
        assert_eq!((market.owed(currency), market.owed(NATIVE)), (arrives, 0));
        assert_eq!(paid(&receipt), []);
    }
    // What somebody forces on the splitter before is credited to nobody.
    let token = market.token(&tokens::Habit::Plain, ODD);
    Token::mint(market.chain, &STRANGER, token, market.protocol.splitter, PLENTY);
    let record = market.record(&ADA)?;
    assert_eq!(only::<Deposited>(&market.bring(record, address(token), ODD)?).amount, ODD);
    assert_eq!(market.owed(address(token)), ODD);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_a_token_that_fails_is_refused_and_nothing_changes() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    for habit in [
        tokens::Habit::False,
        tokens::Habit::FalseButMoves,
        tokens::Habit::Revert(0),
        tokens::Habit::Revert(3),
        tokens::Habit::LiesShort,
        tokens::Habit::Huge,
        tokens::Habit::ReturnBomb,
        tokens::Habit::PausedFor(market.protocol.splitter),
    ] {
        let token = market.token(&habit, ODD);
        let currency = address(token);
        market.refused(TokenFailed { currency }, |market| {
            market.bring(record, currency, ODD).map(|receipt| Done { value: (), receipt })
        });
        assert_eq!(Token::held(market.chain, token, ORION.address()), ODD, "{habit:?}");
    }
    for habit in [tokens::Habit::Burn, tokens::Habit::Trap] {
        let token = market.token(&habit, ODD);
        let before = market.chain.contracts();
        market.bring(record, address(token), ODD).expect_err("it burns all the gas that there is");
        assert!(market.chain.contracts() == before, "{habit:?}");
    }
    // More than there is, more than is allowed, allowed to the settlements, no token.
    let token = market.token(&tokens::Habit::Plain, ODD);
    let other = Token::deploy(market.chain, &STRANGER, &tokens::Habit::Plain);
    Token::mint(market.chain, &STRANGER, other, ORION.address(), ODD);
    let approve = ERC20::approveCall { spender: address(market.protocol.settlements), value: U256::MAX };
    market.chain.call(&ORION, other, approve.abi_encode(), 0)?;
    for (token, amount) in [(token, ODD + 1), (other, 1), (other, ODD), (CHLOE.address(), 1)] {
        let currency = address(token);
        market.refused(TokenFailed { currency }, |market| {
            market.bring(record, currency, amount).map(|receipt| Done { value: (), receipt })
        });
    }
    // Nobody pays with what somebody else allowed.
    let call = bringing(record, address(token), ODD);
    market.refused(TokenFailed { currency: address(token) }, |market| {
        send(market.chain, &STRANGER, market.protocol.settlements, &call, 0)
    });
    market.owes(0);
    Ok(())
}

// ----------------------------------------------------------------------------------- refusals

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s8_deposits_that_are_refused() -> Outcome {
    let arbiter = arbiter();
    let mut market = Market::with_arbiter(client.chain(), &arbiter)?;
    let token = address(market.token(&tokens::Habit::Plain, PLENTY));
    let record = market.record(&ADA)?;
    let settlements = market.protocol.settlements;
    for (currency, amount, value) in [
        (NATIVE, ODD, 0),
        (NATIVE, ODD, ODD - 1),
        (NATIVE, ODD, ODD + 1),
        (NATIVE, 0, 1),
        (token, ODD, 1),
        (token, ODD, ODD),
    ] {
        market.refused(WrongValue {}, |market| {
            send(market.chain, &ORION, settlements, &bringing(record, currency, amount), value)
        });
    }
    for currency in [NATIVE, token] {
        market.refused(AmountZero {}, |market| {
            send(market.chain, &ORION, settlements, &bringing(record, currency, 0), 0)
        });
    }
    let struck = market.record(&ADA)?;
    let challenge = market.challenge(&CHLOE, struck)?;
    market.decide(&arbiter, challenge, Decision::Strike)?;
    let provisional = market.provisional_record(&ADA)?;
    for (currency, value) in [(NATIVE, ODD), (token, 0)] {
        let bring = |market: &mut Market, record| {
            send(market.chain, &ORION, settlements, &bringing(record, currency, ODD), value)
        };
        for record in [U256::ZERO, U256::MAX, record_id(&[0xee; 32])] {
            market.refused(RecordUnknown { record }, |market| bring(market, record));
        }
        market.refused(RecordProvisional { record: provisional }, |market| bring(market, provisional));
        market.refused(RecordStruck { record: struck }, |market| bring(market, struck));
    }
    // More than a ledger can hold.
    let token = market.token(&tokens::Habit::Plain, u128::MAX);
    market.refused(Splitter::LedgerFull {}, |market| {
        market.bring(record, address(token), u128::MAX).map(|receipt| Done { value: (), receipt })
    });
    market.owes(0);
    Ok(())
}

// -------------------------------------------------------------------------------------- costs

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s7_a_deposit_costs_the_same_whoever_the_payees_are() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let plain = market.payees(16);
    let sixteen: Vec<(H160, u16)> = plain.iter().map(|payee| (*payee, 625)).collect();
    // Who is paid like a pool of many, and who burns all that they get.
    let (pool, burner) = (market.wallet(&Habit::Take), market.wallet(&Habit::Loop));
    // As many as stand in the ledger's own cell.
    let ten: Vec<(H160, u16)> = plain[..PAYEES_IN_LEDGER].iter().map(|payee| (*payee, 1_000)).collect();
    let splits = [vec![(plain[0], 10_000)], sixteen, ten, vec![(pool, 10_000)], vec![(burner, 10_000)]];
    let mut weights = Vec::new();
    for split in splits {
        let record = market.record(&ADA)?;
        market.split(&ADA, record, &split)?;
        market.bring(record, NATIVE, ODD)?;
        let receipt = market.bring(record, NATIVE, ODD)?;
        assert_eq!(events::<Released>(&receipt), []);
        assert_eq!(receipt.deposit, 0, "the second deposit makes no cells");
        weights.push(receipt.weight);
    }
    // Ten payees are read with their ledger, 22 bytes each; more stand elsewhere and are not read.
    let first = weights[0];
    for weight in &weights {
        assert!(weight.ref_time().abs_diff(first.ref_time()) * 100 < 2 * first.ref_time(), "{weights:?}");
        assert!(weight.proof_size().abs_diff(first.proof_size()) * 500 < first.proof_size(), "{weights:?}");
    }
    Ok(())
}
