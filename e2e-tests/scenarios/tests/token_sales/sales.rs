//! Sales in tokens without fault: who is paid, and what is refused.

use crate::{
    market::{
        ADA, BEN, CHLOE, DAY, Market, ORION, Outcome, STRANGER, only, order, part,
        tokens::{ERC20, Habit, Token},
    },
    support::{NOBODY, PRICE, REFERENCE, open},
};
use alloy_primitives::{B256, U256};
use chain::H160;
use rules::ledger::NET;
use story::{
    abi::{LicenceToken, Offers, RoyaltySplitter},
    calls::{address, event, send},
    protocol::{NATIVE, Order},
};

/// A basket of these offers as a call.
fn basket(offers: &[u64], total: u128) -> LicenceToken::purchaseManyCall {
    let item = |offer: &u64| LicenceToken::Item { offer: *offer, quantity: 0, selection: B256::ZERO };
    LicenceToken::purchaseManyCall {
        items: offers.iter().map(item).collect(),
        maxTotal: total,
        recipient: address(ORION.address()),
        referrer: NOBODY,
        buyerReference: REFERENCE.into(),
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_l11_a_sole_owner_is_paid_by_the_splitter() -> Outcome {
    for habit in [Habit::Plain, Habit::Silent] {
        let (mut market, record) = open(client.chain());
        let token = market.token(&habit, 3 * PRICE);
        let offer = market.offer_in(token, record, |_| {});
        let quote = market.protocol.quote(market.chain, offer, ORION.address())?;
        assert_eq!((quote.reason, quote.total), (0, PRICE));
        let native = market.balances(&[ADA.address(), market.protocol.splitter]);
        let (done, paid) = market.paid_by(&ORION, |market| market.buy_in_token(offer))?;
        assert_eq!((done.value, paid), (U256::from(1), 0));
        let sold: LicenceToken::Purchased = only(&done.receipt);
        assert_eq!((sold.price, sold.direct, sold.version), (PRICE, false, 0));
        let told: RoyaltySplitter::Deposited = only(&done.receipt);
        let owner = address(ADA.address());
        assert_eq!((told.currency, told.amount, told.owner), (address(token), PRICE, owner));
        assert_eq!(market.licence_of(done.value).grant.currency, address(token));
        // She had none: the storage that this takes is what the splitter frees.
        let released: RoyaltySplitter::Released = only(&done.receipt);
        assert_eq!((released.payee, released.amount), (owner, PRICE));
        assert_eq!(market.sums(token, record, 0, ADA.address()), [PRICE; 3]);
        market.owes_in(token, 0);
        assert_eq!(market.held(token, &[ORION.address(), ADA.address()]), [2 * PRICE, PRICE]);
        market.buy_in_token(offer)?;
        assert_eq!(market.held(token, &[ORION.address(), ADA.address()]), [PRICE, 2 * PRICE]);
        assert_eq!(market.balances(&[ADA.address(), market.protocol.splitter]), native);
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_an_owner_without_the_token_waits_where_paying_takes_storage() -> Outcome {
    let (mut market, record) = open(client.chain());
    let token = market.token(&Habit::Plain, 2 * PRICE);
    let offer = market.offer_in(token, record, |_| {});
    // What the splitter has left keeps its place in the token.
    Token::mint(market.chain, &STRANGER, token, market.protocol.splitter, 1);
    market.buy_in_token(offer)?;
    assert_eq!(market.sums(token, record, 0, ADA.address()), [PRICE, PRICE, 0]);
    assert_eq!((market.owed_in(token), market.held(token, &[ADA.address()])), (PRICE, vec![0]));
    // Once she has some, the next sale brings her all.
    market.open_accounts(token, &[ADA.address()]);
    let done = market.buy_in_token(offer)?;
    let released: RoyaltySplitter::Released = only(&done.receipt);
    assert_eq!((released.payee, released.amount), (address(ADA.address()), 2 * PRICE));
    assert_eq!(market.held(token, &[ADA.address(), market.protocol.splitter]), [2 * PRICE + 1, 1]);
    assert_eq!(market.owed_in(token), 0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_s12_split_parents_and_referrer_are_paid_in_the_token() -> Outcome {
    let mut market = Market::open(client.chain())?;
    let parent = market.record(&BEN)?;
    let record = market.child(&ADA, &[(parent, 2_500)])?;
    let payees = market.payees(2);
    market.split(&ADA, record, &[(payees[0], 6_667), (payees[1], 3_333)])?;
    market.chain.advance_time(DAY);
    let token = market.token(&Habit::Plain, 2 * PRICE);
    let everybody = [payees[0], payees[1], CHLOE.address(), BEN.address()];
    market.open_accounts(token, &everybody);
    let plain = market.offer_in(token, record, |_| {});
    market.buy_in_token(plain)?;
    let [first, second] = [part(PRICE, 6_667, 2_500), part(PRICE, 3_333, 2_500)];
    assert_eq!(market.held(token, &everybody), [first + 1, second + 1, 1, 1]);
    market.owes_in(token, PRICE - first - second);

    let referred = market.offer_in(token, record, |offer| offer.referral = 1_000);
    let order = Order { referrer: CHLOE.address(), ..Order::of(referred) };
    let done = market.protocol.purchase_in_token(market.chain, &ORION, &order, PRICE, REFERENCE)?;
    let told: LicenceToken::Particulars = only(&done.receipt);
    assert_eq!(told.referrer, address(CHLOE.address()));
    let left = PRICE * 7_500 / 10_000;
    let fee = left * 1_000 / 10_000;
    let [more, rest] = [part(left - fee, 6_667, 0), part(left - fee, 3_333, 0)];
    assert_eq!(market.held(token, &everybody), [first + more + 1, second + rest + 1, fee + 1, 1]);
    assert_eq!(market.sums(token, record, NET | 1, payees[0]), [left - fee, more, more]);

    let (chain, protocol) = (&mut *market.chain, market.protocol);
    let settled = protocol.settle_in(address(token), chain, &STRANGER, record, parent)?;
    assert_eq!(settled.value, 2 * PRICE * 2_500 / 10_000);
    assert_eq!(market.held(token, &[BEN.address()]), [settled.value + 1]);
    let dust = market.owed_in(token);
    assert!(dust < 8, "{dust}");
    market.owes_in(token, dust);
    market.owes(0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_l9_a_basket_is_in_one_currency() -> Outcome {
    let (mut market, record) = open(client.chain());
    let other = market.record(&ADA)?;
    let token = market.token(&Habit::Plain, 3 * PRICE);
    let foreign = market.token(&Habit::Plain, PRICE);
    market.open_accounts(token, &[ADA.address()]);
    let offers = [record, record, other].map(|record| market.offer_in(token, record, |_| {}));
    let mixed = market.offer_in(foreign, other, |_| {});
    let native = market.offer(&ADA, other, PRICE)?;
    let contract = market.protocol.licence_token;
    for odd in [mixed, native] {
        market.refused(LicenceToken::CurrencyMixed { offer: odd }, |market| {
            send(market.chain, &ORION, contract, &basket(&[offers[0], odd], 2 * PRICE), 0)
        });
    }
    let call = basket(&offers, 3 * PRICE);
    let error = LicenceToken::WrongValue { value: U256::from(3 * PRICE), total: 3 * PRICE };
    market.refused(error, |market| send(market.chain, &ORION, contract, &call, 3 * PRICE));
    let error = LicenceToken::TotalAboveMax { total: 3 * PRICE, maxTotal: 3 * PRICE - 1 };
    market.refused(error, |market| send(market.chain, &ORION, contract, &basket(&offers, 3 * PRICE - 1), 0));
    let done = send(market.chain, &ORION, contract, &call, 0)?;
    assert_eq!(done.events::<LicenceToken::Purchased>().count(), 3);
    let amounts: Vec<u128> = done.events::<RoyaltySplitter::Deposited>().map(|event| event.amount).collect();
    assert_eq!(amounts, [2 * PRICE, PRICE], "one payment for each record");
    assert_eq!(market.held(token, &[ADA.address(), ORION.address()]), [3 * PRICE + 1, 0]);
    market.owes_in(token, 0);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn l9_x5_without_the_allowance_or_with_value_nothing_is_sold() -> Outcome {
    let (mut market, record) = open(client.chain());
    let token = market.token(&Habit::Plain, 2 * PRICE);
    let offer = market.offer_in(token, record, |_| {});
    let currency = address(token);
    for allowed in [0, 1, PRICE - 1] {
        market.allow(&ORION, token, allowed);
        market.refused(RoyaltySplitter::TokenFailed { currency }, |market| market.buy_in_token(offer));
    }
    market.allow(&ORION, token, 2 * PRICE);
    for value in [1, PRICE] {
        let error = LicenceToken::WrongValue { value: U256::from(value), total: PRICE };
        let order = order(&ORION, offer, PRICE);
        market.refused(error, |market| market.order(&ORION, &order, value));
    }
    let error = LicenceToken::TotalAboveMax { total: PRICE, maxTotal: PRICE - 1 };
    let cheap = order(&ORION, offer, PRICE - 1);
    market.refused(error, |market| market.order(&ORION, &cheap, 0));
    // Who has less than is allowed; the allowance is the buyer's alone.
    market.allow(&STRANGER, token, PRICE);
    Token::mint(market.chain, &STRANGER, token, STRANGER.address(), PRICE - 1);
    let call = order(&STRANGER, offer, PRICE);
    market.refused(RoyaltySplitter::TokenFailed { currency }, |market| market.order(&STRANGER, &call, 0));
    assert_eq!(market.held(token, &[ORION.address(), STRANGER.address()]), [2 * PRICE, PRICE - 1]);
    assert_eq!((market.owed_in(token), market.offer_of(offer)?.price.sold), (0, 0));

    // Exactly the price is taken, whatever is allowed, and a licence for somebody else costs the
    // buyer.
    let mut gift = order(&ORION, offer, u128::MAX);
    gift.recipient = address(CHLOE.address());
    let done = market.order(&ORION, &gift, 0)?;
    assert_eq!(market.protocol.holder(market.chain, done.value)?, CHLOE.address());
    let taken: Vec<ERC20::Transfer> =
        done.receipt.events.iter().filter(|log| log.address == token).filter_map(event).collect();
    let taken = taken.into_iter().filter(|log| log.from == address(ORION.address())).collect::<Vec<_>>();
    let splitter = address(market.protocol.splitter);
    let all = ERC20::Transfer { from: address(ORION.address()), to: splitter, value: U256::from(PRICE) };
    assert_eq!(taken, [all]);
    assert_eq!(market.held(token, &[ORION.address()]), [PRICE]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn x5_a_currency_is_a_contract() -> Outcome {
    let (mut market, record) = open(client.chain());
    let terms = market.terms()?;
    for currency in [ADA.address(), H160::repeat_byte(0x55)] {
        let error = Offers::CurrencyInvalid { currency: address(currency) };
        let new = story::protocol::NewOffer { record, terms, currency, unit_price: 1, ..Default::default() };
        market.refused(error, |market| market.protocol.create_offer(market.chain, &ADA, &new));
    }
    assert_eq!(market.protocol.offers(market.chain)?, 0);
    // A free licence takes nothing of a token that nobody has.
    let token = market.token(&Habit::Plain, 0);
    let offer = market.offer_in(token, record, |offer| offer.unit_price = 0);
    let done = market.order(&ORION, &order(&ORION, offer, 0), 0)?;
    assert!(only::<LicenceToken::Purchased>(&done.receipt).direct);
    assert_eq!((market.owed_in(token), market.protocol.owed_in(NATIVE, market.chain)?), (0, 0));
    Ok(())
}
