//! Tokens of every bad habit harm nobody: what is sold in them is paid or not sold, and no other
//! currency's books move.

use crate::{
    market::{
        ADA, CHLOE, Market, ORION, Outcome, STRANGER, calldata,
        tokens::{Habit, Token},
    },
    support::{PRICE, open},
};
use alloy_primitives::{B256, U256};
use chain::{Chain, H160, TOKEN};
use story::{
    abi::{Deals, LicenceToken, Offers, Reservations, RoyaltySplitter},
    calls::{Refused, address, send},
};

/// A market in which the splitter owes some of the chain's own token and of an ERC-20 that is
/// honest, but does not pay the one payee, who has no account either.
struct Books<'a> {
    market: Market<'a>,
    record: U256,
    honest: H160,
}

impl<'a> Books<'a> {
    fn open(chain: &'a mut Chain) -> Result<Self, Box<dyn std::error::Error>> {
        let (mut market, record) = open(chain);
        let nobody = H160::repeat_byte(0x99);
        market.split(&ADA, record, &[(nobody, 10_000)])?;
        market.chain.advance_time(crate::market::DAY);
        let honest = market.token(&Habit::PausedFor(nobody), 10 * PRICE);
        let offer = market.offer_in(honest, record, |_| {});
        market.buy_in_token(offer)?;
        let offer = market.offer(&ADA, record, TOKEN)?;
        market.buy(&ORION, offer, TOKEN)?;
        let books = Self { market, record, honest };
        books.are_untouched();
        Ok(books)
    }

    /// That both ledgers are what they were, and the splitter has what it owes.
    #[track_caller]
    fn are_untouched(&self) {
        self.market.owes(TOKEN);
        self.market.owes_in(self.honest, PRICE);
    }

    /// An attempt to buy in a token fails, nothing remains of it, and the buyer lost the fee.
    #[track_caller]
    fn fails(&mut self, token: H160) -> Refused {
        let market = &mut self.market;
        let offer = market.offer_in(token, self.record, |_| {});
        let (contracts, money) = (market.chain.contracts(), market.chain.total_balance(ORION.address()));
        let refused = market.buy_in_token(offer).expect_err("it is refused");
        let receipt = refused.receipt().expect("the attempt is in a block").clone();
        assert_eq!((receipt.events.len(), receipt.deposit), (0, 0));
        let lost = money - market.chain.total_balance(ORION.address());
        assert_eq!(lost, receipt.fee_in_evm_units(), "the fee and nothing else");
        assert!(market.chain.contracts() == contracts, "a failed sale left something behind");
        assert_eq!(market.owed_in(token), 0);
        self.are_untouched();
        refused
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_x5_nothing_remains_of_a_sale_in_a_token_that_fails() -> Outcome {
    let mut books = Books::open(client.chain())?;
    let habits = [
        Habit::False,
        Habit::FalseButMoves,
        Habit::Revert(0),
        Habit::Revert(2),
        Habit::Revert(4),
        Habit::Revert(1_000),
        Habit::LiesShort,
        Habit::Huge,
        Habit::ReturnBomb,
        Habit::PausedFor(books.market.protocol.splitter),
    ];
    for habit in habits {
        let token = books.market.token(&habit, PRICE);
        let refused = books.fails(token);
        let expected = RoyaltySplitter::TokenFailed { currency: address(token) };
        assert_eq!(refused.error(), Some(expected), "{habit:?}: {refused}");
    }
    for points in [1, 100, 10_000] {
        let token = books.market.token(&Habit::Fee(points), PRICE);
        let refused = books.fails(token);
        let arrived = PRICE - PRICE * u128::from(points) / 10_000;
        let expected = RoyaltySplitter::TokenTookFee { arrived, due: PRICE };
        assert_eq!(refused.error(), Some(expected), "{points}: {refused}");
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_x5_a_token_that_uses_up_all_gas_ends_its_own_sale_only() -> Outcome {
    let mut books = Books::open(client.chain())?;
    for habit in [Habit::Burn, Habit::Trap] {
        let token = books.market.token(&habit, PRICE);
        let refused = books.fails(token);
        let out_of_gas = matches!(&refused, Refused::Trapped { error, .. } if error == "Revive::OutOfGas");
        assert!(out_of_gas, "{habit:?}: {refused}");
    }
    // The others still sell.
    let honest = books.market.offer_in(books.honest, books.record, |_| {});
    books.market.buy_in_token(honest)?;
    books.market.owes_in(books.honest, 2 * PRICE);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_x10_a_token_that_calls_back_gains_nothing() -> Outcome {
    let mut books = Books::open(client.chain())?;
    let protocol = books.market.protocol;
    let foreign = books.market.offer_in(books.honest, books.record, |_| {});
    let free = books.market.offer(&ADA, books.record, 0)?;
    let nobody = H160::repeat_byte(0x99);
    let payee = address(nobody);
    let currency = address(books.honest);
    for round in 0..5 {
        let market = &mut books.market;
        let supply: u64 = market.protocol.total_supply(market.chain, protocol.licence_token)?.to();
        // It will hold a licence, and manage the record: whatever it does then is its to do.
        let licence = U256::from(supply + 1);
        let (target, calldata) = match round {
            0 => (protocol.licence_token, calldata(&crate::market::order(&ORION, free, 0))),
            1 => (
                protocol.splitter,
                calldata(&RoyaltySplitter::releaseCall {
                    record: books.record,
                    generation: 1,
                    version: 1,
                    payee,
                    currency,
                }),
            ),
            2 => (protocol.offers, calldata(&Offers::closeOfferCall { offer: foreign })),
            3 => (protocol.deals, calldata(&Deals::renewCall { licence, maxTotal: 0, buyerReference: B256::ZERO })),
            _ => (protocol.deals, calldata(&Deals::settleEscrowCall { licence })),
        };
        let token = market.token(&Habit::Reenter { target, calldata }, PRICE);
        let mut gift = crate::market::order(&ORION, free, 0);
        gift.recipient = address(token);
        assert_eq!(market.order(&ORION, &gift, 0)?.value, licence);
        let naming = Reservations::setManagerCall { record: books.record, manager: address(token) };
        send(market.chain, &ADA, protocol.reservations, &naming, 0)?;
        let offer = market.offer_in(token, books.record, |_| {});
        let done = market.buy_in_token(offer)?;
        assert_eq!(done.value, licence + U256::from(1), "one licence, and no other");
        // It called back in vain when the price was taken, and so when the payee was paid, unless
        // that used up the gas that a payment may use: then they are not paid.
        let called: Vec<bool> = done
            .receipt
            .events
            .iter()
            .filter(|event| event.address == token && event.topics.is_empty())
            .map(|event| event.data[31] == 1)
            .collect();
        let paid = if called.len() == 2 { PRICE } else { 0 };
        assert!(called == [false] || called == [false, false], "round {round}: {called:?}");
        assert_eq!(done.events::<LicenceToken::Purchased>().count(), 1);
        assert_eq!(market.held(token, &[ORION.address(), nobody]), [0, paid]);
        market.owes_in(token, PRICE - paid);
        assert!(!market.offer_of(foreign)?.conditions.closed);
        books.are_untouched();
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_s7_a_token_that_pays_one_payee_no_more_still_sells() -> Outcome {
    let (mut market, record) = open(client.chain());
    let payees = market.payees(2);
    market.split(&ADA, record, &[(payees[0], 5_000), (payees[1], 5_000)])?;
    market.chain.advance_time(crate::market::DAY);
    let token = market.token(&Habit::PausedFor(payees[0]), PRICE);
    market.open_accounts(token, &[payees[1]]);
    let offer = market.offer_in(token, record, |_| {});
    let done = market.buy_in_token(offer)?;
    assert_eq!(market.protocol.holder(market.chain, done.value)?, ORION.address());
    let half = PRICE / 2;
    assert_eq!(market.held(token, &payees), [0, half + 1]);
    assert_eq!(market.sums(token, record, 1, payees[0]), [PRICE, half, 0]);
    market.owes_in(token, PRICE - half);
    let error = RoyaltySplitter::PaymentFailed { account: address(payees[0]) };
    market.refused(error, |market| {
        market.protocol.release_in(address(token), market.chain, &STRANGER, record, (1, 1), payees[0])
    });
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_a_sole_owner_whom_the_token_does_not_pay_keeps_it_due() -> Outcome {
    let (mut market, record) = open(client.chain());
    let token = market.token(&Habit::PausedFor(ADA.address()), PRICE);
    market.open_accounts(token, &[CHLOE.address()]);
    let offer = market.offer_in(token, record, |_| {});
    market.buy_in_token(offer)?;
    assert_eq!(market.sums(token, record, 0, ADA.address()), [PRICE, PRICE, 0]);
    market.owes_in(token, PRICE);
    assert_eq!(Token::held(market.chain, token, ADA.address()), 0);
    let error = RoyaltySplitter::PaymentFailed { account: address(ADA.address()) };
    market.refused(error, |market| {
        market.protocol.release_in(address(token), market.chain, &STRANGER, record, (1, 0), ADA.address())
    });
    Ok(())
}
