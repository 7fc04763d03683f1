//! What arrives in a record's inbox.

use crate::market::{
    ADA, CHLOE, Market, ORION, Outcome, STRANGER, only, part,
    tokens::{ERC20, Habit, Token},
};
use alloy_primitives::{Address, B256, U256};
use chain::{Account, H160, TOKEN};
use rules::{ledger::HELD, limits::COMMIT_TTL};
use story::{
    abi::{
        Arbitration::{answerChallengeCall, decideChallengeCall, openChallengeCall},
        ReceiverFactory::openInboxCall,
        RecordInbox::{NothingDue, TokenFailed, syncCall},
        RoyaltySplitter::Deposited,
        Settlements::{IncomeReceived, RecordProvisional, RecordStruck, moveHeldCall},
    },
    calls::{address, h160, send, view},
    protocol::NATIVE,
};

/// Divisible by nothing that matters here.
const ODD: u128 = 123_456_789_012_345_677;

/// Opens a record's inbox.
fn open(market: &mut Market<'_>, record: U256) -> H160 {
    h160(send(market.chain, &STRANGER, market.protocol.receivers, &openInboxCall { record }, 0).unwrap().value)
}

fn sync(currency: Address) -> syncCall {
    syncCall { currency }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_an_inbox_hands_on_the_chains_own_token_to_the_last_unit() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let payees = market.payees(2);
    let record = market.record(&ADA)?;
    market.split(&ADA, record, &[(payees[0], 6_667), (payees[1], 3_333)])?;
    let inbox = open(&mut market, record);
    let cells = market.chain.state_of(inbox);
    let paid = market.chain.transfer(&ORION, inbox, ODD)?;
    assert_eq!((paid.events.len(), paid.deposit), (0, 0));
    assert!(market.chain.state_of(inbox) == cells, "to be paid stores nothing");

    let done = send(market.chain, &STRANGER, inbox, &sync(NATIVE), 0)?;
    assert_eq!((done.value, market.chain.balance(inbox)), (ODD, 0));
    let deposited: Deposited = only(&done.receipt);
    let income: IncomeReceived = only(&done.receipt);
    assert_eq!((deposited.record, deposited.version, deposited.amount, deposited.currency), (record, 1, ODD, NATIVE));
    assert_eq!((income.record, income.payer, income.amount), (record, address(inbox), ODD));
    market.owes(ODD);
    market.refused(NothingDue {}, |market| send(market.chain, &STRANGER, inbox, &sync(NATIVE), 0));
    for (payee, share) in [(payees[0], 6_667), (payees[1], 3_333)] {
        let paid = market.protocol.release(market.chain, &STRANGER, record, (1, 1), payee)?;
        assert_eq!(paid.value, part(ODD, share, 0));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_s15_an_inbox_hands_on_erc20s_and_is_credited_what_arrives() -> Outcome {
    for habit in [Habit::Plain, Habit::Silent, Habit::Fee(100)] {
        let mut market = Market::open(client.chain())?;
        let record = market.record(&ADA)?;
        let (inbox, splitter) = (open(&mut market, record), market.protocol.splitter);
        let token = Token::deploy(market.chain, &STRANGER, &habit);
        let currency = address(token);
        Token::mint(market.chain, &STRANGER, token, inbox, ODD);
        let done = send(market.chain, &STRANGER, inbox, &sync(currency), 0)?;
        let arrived = if matches!(habit, Habit::Fee(_)) { ODD - ODD / 100 } else { ODD };
        assert_eq!(done.value, arrived, "{habit:?}");
        assert_eq!(only::<Deposited>(&done.receipt).amount, arrived);
        let held = |market: &Market<'_>, who| Token::held(market.chain, token, who);
        assert_eq!((held(&market, inbox), held(&market, splitter)), (0, arrived));
        assert_eq!(market.protocol.owed_in(currency, market.chain)?, arrived);
        // Nothing is left for anybody to take.
        let allowance = ERC20::allowanceCall { owner: address(inbox), spender: address(splitter) };
        assert_eq!(view(market.chain, token, &allowance)?, U256::ZERO);
        market.refused(NothingDue {}, |market| send(market.chain, &STRANGER, inbox, &sync(currency), 0));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_s15_a_token_that_misbehaves_stays_in_the_inbox() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.record(&ADA)?;
    let inbox = open(&mut market, record);
    market.chain.transfer(&ORION, inbox, ODD)?;
    for habit in [Habit::False, Habit::Revert(32), Habit::LiesShort, Habit::Huge] {
        let token = Token::deploy(market.chain, &STRANGER, &habit);
        let currency = address(token);
        Token::mint(market.chain, &STRANGER, token, inbox, ODD);
        let before = market.chain.contracts();
        let refused = send(market.chain, &STRANGER, inbox, &sync(currency), 0).unwrap_err();
        // The inbox's own error where the token does not answer, the splitter's where it does not move.
        if matches!(habit, Habit::LiesShort | Habit::Huge) {
            assert_eq!(refused.error::<TokenFailed>(), Some(TokenFailed { token: currency }), "{refused}");
        }
        assert!(refused.receipt().is_some() && market.chain.contracts() == before, "{habit:?}");
    }
    let nobody = Address::repeat_byte(0x77);
    let error = TokenFailed { token: nobody };
    market.refused(error, |market| send(market.chain, &STRANGER, inbox, &sync(nobody), 0));
    assert_eq!(send(market.chain, &STRANGER, inbox, &sync(NATIVE), 0)?.value, ODD);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_what_the_settlements_refuse_waits_in_the_inbox() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let record = market.provisional_record(&ADA)?;
    let inbox = open(&mut market, record);
    market.chain.transfer(&ORION, inbox, ODD)?;
    let error = RecordProvisional { record };
    market.refused(error, |market| send(market.chain, &STRANGER, inbox, &sync(NATIVE), 0));
    assert_eq!(market.chain.balance(inbox), ODD);
    market.chain.advance_time(COMMIT_TTL + 1);
    assert_eq!(send(market.chain, &STRANGER, inbox, &sync(NATIVE), 0)?.value, ODD);
    // Without a split it is the owner's.
    let paid = market.protocol.release(market.chain, &STRANGER, record, (1, 0), ADA.address())?;
    assert_eq!(paid.value, ODD);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s13_what_an_inbox_has_follows_what_becomes_of_the_record() -> Outcome {
    let arbiter = Account::ethereum("Arbiter");
    let mut market = Market::with_arbiter(client.chain(), &arbiter)?;
    let court = market.protocol.arbitration;
    for (decision, ends) in [(0, "rejected"), (1, "passed"), (2, "struck")] {
        let record = market.record(&ADA)?;
        let inbox = open(&mut market, record);
        let evidence = B256::from(record);
        let challenge = send(market.chain, &CHLOE, court, &openChallengeCall { record, evidence }, TOKEN)?.value;
        // While the challenge is open, what comes is held, and nobody's.
        market.chain.transfer(&ORION, inbox, ODD)?;
        let held = send(market.chain, &STRANGER, inbox, &sync(NATIVE), 0)?;
        assert_eq!(only::<Deposited>(&held.receipt).version, HELD, "{ends}");
        market.chain.transfer(&ORION, inbox, 7)?;
        send(market.chain, &ADA, court, &answerChallengeCall { challenge, answer: B256::repeat_byte(1) }, 0)?;
        let decide = decideChallengeCall { challenge, decision, heir: Address::ZERO };
        send(market.chain, &arbiter, court, &decide, 0)?;

        // What was not synced before goes by what the record is now.
        let synced = send(market.chain, &STRANGER, inbox, &sync(NATIVE), 0);
        if decision == 2 {
            assert_eq!(synced.unwrap_err().error::<RecordStruck>(), Some(RecordStruck { record }));
            assert_eq!(market.chain.balance(inbox), 7, "a struck record takes nothing");
            continue;
        }
        let now = only::<Deposited>(&synced?.receipt);
        let (owner, generation) = if decision == 0 { (&*ADA, 1) } else { (&*CHLOE, 2) };
        assert_eq!((now.generation, now.version, now.owner), (generation, 0, address(owner.address())), "{ends}");
        let released = market.protocol.release(market.chain, &STRANGER, record, (generation, 0), owner.address())?;
        assert_eq!(released.value, 7, "{ends}");
        // And what was held goes to the owner of the time, or to who won.
        let owner = address(ADA.address());
        let call = moveHeldCall { record, generation: 1, version: 0, owner, currency: NATIVE };
        assert_eq!(send(market.chain, &STRANGER, market.protocol.settlements, &call, 0)?.value, ODD, "{ends}");
    }
    Ok(())
}
