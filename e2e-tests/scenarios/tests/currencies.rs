//! Money of all kinds as the splitter takes it from whoever may sell: the chain's own token,
//! ERC-20s without fault and of every bad habit, with a referrer and without.
//!
//! In the place of the deals stands a wallet that passes on what anybody sends it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod market;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use chain::{H160, Receipt};
use market::{
    ADA, BEN, CHLOE, Market, ORION, Outcome, STRANGER, calldata, evm, only, part,
    tokens::{ERC20, Habit, Token},
};
use story::{
    abi::RoyaltySplitter::{
        self, CallerNotAllowed, Deposited, ParentsEarned, Released, TokenFailed, TokenTookFee, WrongValue,
    },
    calls::{address, event},
    protocol::NATIVE,
};

/// Divisible by nothing that matters here.
const ODD: u128 = 123_456_789_012_345_677;

/// A market and who sells in it.
struct Bank<'a> {
    market: Market<'a>,
    deals: H160,
}

impl<'a> Bank<'a> {
    fn open(chain: &'a mut chain::Chain) -> Result<Self, Box<dyn std::error::Error>> {
        let (market, deals) = Market::with_deals(chain, &evm::wallet(&evm::Habit::Take))?;
        Ok(Self { market, deals })
    }

    /// Has the deals deposit, with this value.
    fn deposit(&mut self, call: &RoyaltySplitter::depositCall, value: u128) -> Result<Receipt, Vec<u8>> {
        let data = evm::through(self.market.protocol.splitter, &calldata(call));
        let result = self.market.chain.call(&ORION, self.deals, data, value);
        result.map_err(|failure| failure.revert_data().unwrap_or_default().to_vec())
    }

    /// A token of which Orion has this much, and lets the splitter take it.
    fn token(&mut self, habit: &Habit, amount: u128) -> H160 {
        let chain = &mut *self.market.chain;
        let token = Token::deploy(chain, &STRANGER, habit);
        Token::mint(chain, &STRANGER, token, ORION.address(), amount);
        let spender = address(self.market.protocol.splitter);
        let approve = ERC20::approveCall { spender, value: U256::from(amount) };
        chain.call(&ORION, token, approve.abi_encode(), 0).unwrap();
        token
    }

    fn owed(&self, currency: Address) -> u128 {
        self.market.protocol.owed_in(currency, self.market.chain).unwrap()
    }

    /// The sums of an account of one ledger: received, earned, released.
    fn sums(&self, currency: Address, record: U256, version: u32, payee: H160) -> [u128; 3] {
        let account =
            self.market.protocol.account_in(currency, self.market.chain, record, (1, version), payee).unwrap();
        assert_eq!(account.due, account.earned - account.released);
        [account.received, account.earned, account.released]
    }
}

/// A deposit of Orion's for the first version of a record's split.
fn deposit(record: U256, currency: Address, amount: u128) -> RoyaltySplitter::depositCall {
    RoyaltySplitter::depositCall {
        to: RoyaltySplitter::To { record, generation: 1, version: 1, owner: address(ADA.address()), parentsShare: 0 },
        money: RoyaltySplitter::Money { currency, amount },
        buyer: RoyaltySplitter::Buyer { account: address(ORION.address()), payOut: true },
        referrer: Address::ZERO,
        referral: 0,
    }
}

fn events<E: alloy_sol_types::SolEvent>(receipt: &Receipt) -> Vec<E> {
    receipt.events.iter().filter_map(event).collect()
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_an_erc20_is_paid_in_the_sale_to_who_has_some_and_by_release_to_who_has_none() -> Outcome {
    for habit in [Habit::Plain, Habit::Silent] {
        let mut bank = Bank::open(client.chain())?;
        let token = bank.token(&habit, 2 * ODD);
        let currency = address(token);
        let payees = bank.market.payees(2);
        let record = bank.market.record(&ADA)?;
        bank.market.split(&ADA, record, &[(payees[0], 6_667), (payees[1], 3_333)])?;
        // Who has none would need storage at the buyer's cost.
        Token::mint(bank.market.chain, &STRANGER, token, payees[0], 1);

        let sale = bank.deposit(&deposit(record, currency, ODD), 0).unwrap();
        let deposited: Deposited = only(&sale);
        assert_eq!((deposited.currency, deposited.amount, deposited.version), (currency, ODD, 1));
        let released: Released = only(&sale);
        let [first, second] = [part(ODD, 6_667, 0), part(ODD, 3_333, 0)];
        assert_eq!((released.payee, released.amount, released.currency), (address(payees[0]), first, currency));
        let held = |bank: &Bank<'_>, who| Token::held(bank.market.chain, token, who);
        let splitter = bank.market.protocol.splitter;
        assert_eq!(
            [held(&bank, payees[0]), held(&bank, payees[1]), held(&bank, splitter)],
            [first + 1, 0, ODD - first]
        );
        assert_eq!(bank.sums(currency, record, 1, payees[1]), [ODD, second, 0]);
        assert_eq!((bank.owed(currency), bank.owed(NATIVE)), (ODD - first, 0));

        let (chain, protocol) = (&mut *bank.market.chain, bank.market.protocol);
        let paid = protocol.release_in(currency, chain, &STRANGER, record, (1, 1), payees[1])?;
        assert_eq!(paid.value, second);
        assert_eq!([held(&bank, payees[1]), held(&bank, splitter)], [second, ODD - first - second]);
        assert_eq!(bank.owed(currency), ODD - first - second);
        // In another currency nothing ever was due.
        let call = RoyaltySplitter::NothingDue {};
        bank.market.refused(call, |market| market.protocol.release(market.chain, &STRANGER, record, (1, 1), payees[0]));
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_a_token_that_takes_a_fee_or_fails_is_refused_and_nothing_else_is_touched() -> Outcome {
    let mut bank = Bank::open(client.chain())?;
    let record = bank.market.record(&ADA)?;
    bank.market.split(&ADA, record, &[(H160::repeat_byte(9), 10_000)])?;
    bank.deposit(&deposit(record, NATIVE, ODD), ODD).unwrap();
    let fee = ODD * 100 / 10_000;
    let habits = [
        Habit::Fee(100),
        Habit::False,
        Habit::FalseButMoves,
        Habit::Revert(0),
        Habit::Revert(3),
        Habit::Trap,
        Habit::Burn,
        Habit::LiesShort,
        Habit::Huge,
        Habit::ReturnBomb,
    ];
    for habit in habits {
        println!("{habit:?}");
        let token = bank.token(&habit, ODD);
        let currency = address(token);
        let refused = bank.deposit(&deposit(record, currency, ODD), 0).unwrap_err();
        let expected = match habit {
            Habit::Fee(_) => TokenTookFee { arrived: ODD - fee, due: ODD }.abi_encode(),
            // Burns all the gas that there is, so nobody can say anything any more.
            Habit::Trap | Habit::Burn => Vec::new(),
            _ => TokenFailed { currency }.abi_encode(),
        };
        assert_eq!(refused, expected, "{habit:?}");
        assert_eq!((bank.owed(currency), bank.owed(NATIVE)), (0, ODD));
        assert_eq!(Token::held(bank.market.chain, token, ORION.address()), ODD);
    }
    // An account without a contract is no currency.
    let currency = address(CHLOE.address());
    let refused = bank.deposit(&deposit(record, currency, ODD), 0).unwrap_err();
    assert_eq!(refused, TokenFailed { currency }.abi_encode());
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s15_a_token_that_pays_one_payee_no_more_still_pays_the_others() -> Outcome {
    let mut bank = Bank::open(client.chain())?;
    let payees = bank.market.payees(3);
    let token = bank.token(&Habit::PausedFor(payees[1]), ODD);
    let currency = address(token);
    let record = bank.market.record(&ADA)?;
    bank.market.split(&ADA, record, &[(payees[0], 2_500), (payees[1], 2_500), (payees[2], 5_000)])?;
    for payee in [payees[0], payees[2]] {
        Token::mint(bank.market.chain, &STRANGER, token, payee, 1);
    }
    let sale = bank.deposit(&deposit(record, currency, ODD), 0).unwrap();
    let paid: Vec<_> = events::<Released>(&sale).iter().map(|event| (event.payee, event.amount)).collect();
    let due = part(ODD, 2_500, 0);
    assert_eq!(paid, [(address(payees[0]), due), (address(payees[2]), part(ODD, 5_000, 0))]);
    assert_eq!(bank.sums(currency, record, 1, payees[1]), [ODD, due, 0]);
    bank.market.refused(RoyaltySplitter::PaymentFailed { account: address(payees[1]) }, |market| {
        market.protocol.release_in(currency, market.chain, &STRANGER, record, (1, 1), payees[1])
    });
    assert_eq!(bank.sums(currency, record, 1, payees[1]), [ODD, due, 0]);
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn s3_s12_a_referrer_is_paid_of_what_the_parents_leave_in_any_currency() -> Outcome {
    let mut bank = Bank::open(client.chain())?;
    let token = bank.token(&Habit::Plain, ODD);
    let parent = bank.market.record(&BEN)?;
    let record = bank.market.child(&ADA, &[(parent, 2_500)])?;
    let payees = bank.market.payees(3);
    let [payee, other, referrer] = [payees[0], payees[1], payees[2]];
    bank.market.split(&ADA, record, &[(payee, 5_000), (other, 5_000)])?;
    for who in [payee, other, referrer, BEN.address()] {
        Token::mint(bank.market.chain, &STRANGER, token, who, 1);
    }
    let net = 1 | rules::ledger::NET;
    for (currency, value) in [(NATIVE, ODD), (address(token), 0)] {
        let mut call = deposit(record, currency, ODD);
        (call.to.parentsShare, call.referrer, call.referral) = (2_500, address(referrer), 1_000);
        let sale = bank.deposit(&call, value).unwrap();
        let left = ODD * 7_500 / 10_000;
        let fee = left * 1_000 / 10_000;
        let share = part(left - fee, 5_000, 0);
        let earned: ParentsEarned = only(&sale);
        assert_eq!((earned.record, earned.amount, earned.currency), (record, ODD, currency));
        let deposited: Vec<_> = events::<Deposited>(&sale)
            .iter()
            .map(|event| (event.version, event.owner, event.parentsShare, event.amount))
            .collect();
        let to_referrer = (rules::ledger::NET, address(referrer), 0, fee);
        assert_eq!(deposited, [(net, Address::ZERO, 0, left - fee), to_referrer]);
        let paid: Vec<_> = events::<Released>(&sale).iter().map(|event| (event.payee, event.amount)).collect();
        assert_eq!(paid, [(address(payee), share), (address(other), share), (address(referrer), fee)]);
        assert_eq!(bank.owed(currency), ODD - 2 * share - fee);

        let (chain, protocol) = (&mut *bank.market.chain, bank.market.protocol);
        let due = protocol.parent_account_in(currency, chain, record, parent)?;
        assert_eq!((due.received, due.earned, due.due), (ODD, ODD / 4, ODD / 4));
        let settled = protocol.settle_in(currency, chain, &STRANGER, record, parent)?;
        assert_eq!(settled.value, ODD / 4);
        assert_eq!(only::<Released>(&settled.receipt).payee, address(BEN.address()));
        assert!(bank.owed(currency) < 4, "dust");
    }
    Ok(())
}

#[ink_e2e::test(backend(runtime_only(sandbox = ink_e2e::Hub, client = ink_e2e::ChainClient)))]
async fn a_deposit_comes_with_its_amount_and_from_who_may_sell() -> Outcome {
    let mut bank = Bank::open(client.chain())?;
    let currency = address(bank.token(&Habit::Plain, ODD));
    let record = bank.market.record(&ADA)?;
    for (currency, value) in [(NATIVE, 0), (NATIVE, ODD - 1), (NATIVE, ODD + 1), (currency, 1), (currency, ODD)] {
        let refused = bank.deposit(&deposit(record, currency, ODD), value).unwrap_err();
        assert_eq!(refused, WrongValue {}.abi_encode(), "{currency} {value}");
    }
    let caller = address(ORION.address());
    bank.market.refused(CallerNotAllowed { caller }, |market| {
        story::calls::send(market.chain, &ORION, market.protocol.splitter, &deposit(record, currency, ODD), 0)
    });
    assert_eq!((bank.owed(currency), bank.owed(NATIVE)), (0, 0));
    Ok(())
}
