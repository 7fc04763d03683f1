//! Assets as ERC-20 tokens.

use alloy_sol_types::{SolCall, SolEvent, private::Address, sol};
use chain::{Account, Chain, Failure, H160, Receipt, Refusal, TOKEN, erc20_address, to_evm_units};

use crate::{chain_with_both, deploy};

sol! {
    interface IERC20 {
        event Transfer(address indexed from, address indexed to, uint256 value);
        event Approval(address indexed owner, address indexed spender, uint256 value);
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
    }
}
use IERC20::*;

/// A number like those of Polkadot Hub's assets.
const DOLLARS: u32 = 1_984;
/// What an account has of it at least.
const MINIMUM: u128 = 10_000;

/// A chain with one account of each kind, which both have 1,000,000 of an asset, and the asset's
/// ERC-20 interface.
fn with_dollars() -> (Chain, [Account; 2], H160) {
    let (mut chain, accounts) = chain_with_both();
    let erc20 = chain.create_asset(DOLLARS, &accounts[0], MINIMUM, true).expect("the number is free");
    for who in &accounts {
        chain.mint_asset(DOLLARS, who.address(), 1_000_000).expect("it exists");
    }
    (chain, accounts, erc20)
}

fn of(address: H160) -> Address {
    address.0.into()
}

fn send<C: SolCall>(chain: &mut Chain, who: &Account, to: H160, call: C) -> Result<(C::Return, Receipt), Failure> {
    let receipt = chain.call(who, to, call.abi_encode(), 0)?;
    Ok((C::abi_decode_returns_validate(&receipt.output).expect("it answers"), receipt))
}

fn view<C: SolCall>(chain: &Chain, to: H160, call: C) -> Result<C::Return, Refusal> {
    let output = chain.view(to, call.abi_encode())?;
    Ok(C::abi_decode_returns_validate(&output).expect("it answers"))
}

fn balance(chain: &Chain, erc20: H160, who: H160) -> u128 {
    let balance = view(chain, erc20, balanceOfCall { account: of(who) }).expect("it says").to();
    assert_eq!(chain.asset_balance(DOLLARS, who), balance);
    balance
}

fn allowance(chain: &Chain, erc20: H160, owner: &Account, spender: &Account) -> u128 {
    let call = allowanceCall { owner: of(owner.address()), spender: of(spender.address()) };
    view(chain, erc20, call).expect("it says").to()
}

/// Asserts that there is one event, of the interface's, and that it is this one.
#[track_caller]
fn emitted<E: SolEvent>(receipt: &Receipt, erc20: H160, expected: &E) {
    let [event] = &receipt.events[..] else { panic!("{:?}", receipt.events) };
    assert_eq!(event.address, erc20);
    let topics: Vec<_> = event.topics.iter().map(|topic| topic.0).collect();
    let expected = expected.encode_log_data();
    assert_eq!(topics, expected.topics().iter().map(|topic| topic.0).collect::<Vec<_>>());
    assert_eq!(event.data, expected.data);
}

#[track_caller]
fn broken_off(failure: &Failure, expected: &str) {
    let Failure::Trapped { error, .. } = failure else { panic!("{failure:?}") };
    assert_eq!(error, expected);
}

#[test]
fn the_address_says_which_asset_it_is() {
    let address = erc20_address(0x0102_0304);
    assert_eq!(format!("{address:?}"), "0x0102030400000000000000000000000001200000");
}

#[test]
fn both_kinds_of_account_transfer() {
    let (mut chain, accounts, erc20) = with_dollars();
    for (who, to) in [(&accounts[0], &accounts[1]), (&accounts[1], &accounts[0])] {
        let (mine, theirs) = (balance(&chain, erc20, who.address()), balance(&chain, erc20, to.address()));
        let before = chain.total_balance(who.address());
        let value = 123_457_u128;
        let call = transferCall { to: of(to.address()), value: value.try_into().expect("it fits") };
        let (said, receipt) = send(&mut chain, who, erc20, call).expect("it has that much");
        assert!(said);
        assert_eq!(balance(&chain, erc20, who.address()), mine - value);
        assert_eq!(balance(&chain, erc20, to.address()), theirs + value);
        let (from, to) = (of(who.address()), of(to.address()));
        emitted(&receipt, erc20, &Transfer { from, to, value: value.try_into().expect("it fits") });
        assert_eq!(receipt.deposit, 0);
        assert_eq!(before - chain.total_balance(who.address()), receipt.fee_in_evm_units());
    }
    assert_eq!(chain.asset_supply(DOLLARS), 2_000_000);
    assert_eq!(view(&chain, erc20, totalSupplyCall {}).expect("it says").to::<u128>(), 2_000_000);
}

#[test]
fn both_kinds_of_account_allow_and_are_allowed() {
    let (mut chain, accounts, erc20) = with_dollars();
    for (owner, spender) in [(&accounts[0], &accounts[1]), (&accounts[1], &accounts[0])] {
        let (mine, theirs) = (balance(&chain, erc20, owner.address()), balance(&chain, erc20, spender.address()));
        let (total, free) = (chain.total_balance(owner.address()), chain.native_balance(&owner.account_id()));
        let value = "500".parse().expect("it is a number");
        let call = approveCall { spender: of(spender.address()), value };
        let (said, receipt) = send(&mut chain, owner, erc20, call).expect("anybody may allow");
        assert!(said);
        assert_eq!(allowance(&chain, erc20, owner, spender), 500);
        assert_eq!(allowance(&chain, erc20, spender, owner), 0);
        let approval = Approval { owner: of(owner.address()), spender: of(spender.address()), value };
        emitted(&receipt, erc20, &approval);
        // The ledger of assets reserves a deposit of its own, which no receipt shows.
        assert_eq!(receipt.deposit, 0);
        assert_eq!(total - chain.total_balance(owner.address()), receipt.fee_in_evm_units());
        let reserved = free - receipt.fee - chain.native_balance(&owner.account_id());
        assert_eq!(reserved, chain.existential_deposit());

        let (from, to) = (of(owner.address()), of(spender.address()));
        for (value, left) in [(200, 300), (300, 0)] {
            let free = chain.native_balance(&owner.account_id());
            let value = value.to_string().parse().expect("it is a number");
            let call = transferFromCall { from, to, value };
            let (said, receipt) = send(&mut chain, spender, erc20, call).expect("it is allowed that much");
            assert!(said);
            emitted(&receipt, erc20, &Transfer { from, to, value });
            assert_eq!(allowance(&chain, erc20, owner, spender), left);
            let released = chain.native_balance(&owner.account_id()) - free;
            assert_eq!(released, if left == 0 { chain.existential_deposit() } else { 0 });
        }
        assert_eq!(balance(&chain, erc20, owner.address()), mine - 500);
        assert_eq!(balance(&chain, erc20, spender.address()), theirs + 500);
    }
}

#[test]
fn an_allowance_replaces_the_one_before() {
    let (mut chain, [alice, buyer], erc20) = with_dollars();
    for value in [500, 30, 700, 0, 1] {
        let call = approveCall { spender: of(alice.address()), value: value.to_string().parse().expect("a number") };
        send(&mut chain, &buyer, erc20, call).expect("anybody may allow");
        assert_eq!(allowance(&chain, erc20, &buyer, &alice), value);
    }
}

#[test]
fn nobody_moves_more_than_there_is_or_is_allowed() {
    let (mut chain, accounts, erc20) = with_dollars();
    for (who, other) in [(&accounts[0], &accounts[1]), (&accounts[1], &accounts[0])] {
        let (from, to) = (of(other.address()), of(who.address()));
        let transfer = |value: u128| transferCall { to: from, value: value.try_into().expect("it fits") };
        let take = |value: u128| transferFromCall { from, to, value: value.try_into().expect("it fits") };
        let allow = |value: u128| approveCall { spender: to, value: value.try_into().expect("it fits") };

        let failure = send(&mut chain, who, erc20, transfer(1_000_001)).expect_err("there is less");
        broken_off(&failure, "Assets::BalanceLow");
        let failure = send(&mut chain, who, erc20, take(1)).expect_err("it is not allowed");
        broken_off(&failure, "Assets::Unapproved");
        send(&mut chain, other, erc20, allow(10)).expect("anybody may allow");
        let failure = send(&mut chain, who, erc20, take(11)).expect_err("it is allowed less");
        broken_off(&failure, "Assets::Unapproved");
        for account in [who, other] {
            assert_eq!(balance(&chain, erc20, account.address()), 1_000_000);
        }
    }
}

#[test]
fn what_is_left_below_the_minimum_goes_along() {
    let (mut chain, [alice, buyer], erc20) = with_dollars();
    let value = (1_000_000 - MINIMUM + 1).to_string().parse().expect("it is a number");
    let call = transferCall { to: of(alice.address()), value };
    let (said, receipt) = send(&mut chain, &buyer, erc20, call).expect("it has that much");
    assert!(said);
    // The event says less than was moved.
    emitted(&receipt, erc20, &Transfer { from: of(buyer.address()), to: of(alice.address()), value });
    assert_eq!(balance(&chain, erc20, buyer.address()), 0);
    assert_eq!(balance(&chain, erc20, alice.address()), 2_000_000);

    let call = transferCall { to: of(H160::repeat_byte(7)), value: "9999".parse().expect("it is a number") };
    let failure = send(&mut chain, &alice, erc20, call).expect_err("it is less than the minimum");
    broken_off(&failure, "Token(BelowMinimum)");
}

#[test]
fn contracts_have_assets_and_new_accounts_only_sufficient_ones() {
    let (mut chain, [alice, buyer], erc20) = with_dollars();
    let contract = deploy(&mut chain, &alice);
    chain.mint_asset(DOLLARS, contract, MINIMUM).expect("it exists");
    assert_eq!(balance(&chain, erc20, contract), MINIMUM);

    let nobody = H160::repeat_byte(7);
    let call = |value: u128| transferCall { to: of(nobody), value: value.try_into().expect("it fits") };
    send(&mut chain, &buyer, erc20, call(MINIMUM)).expect("the asset is sufficient");
    assert!(chain.account_exists(nobody));
    assert_eq!(balance(&chain, erc20, nobody), MINIMUM);

    let other = chain.create_asset(7, &alice, 1, false).expect("the number is free");
    chain.mint_asset(7, buyer.address(), 10).expect("it exists");
    let call = transferCall { to: of(H160::repeat_byte(8)), value: "1".parse().expect("it is a number") };
    let failure = send(&mut chain, &buyer, other, call).expect_err("the account does not exist");
    broken_off(&failure, "Token(CannotCreate)");
    assert_eq!(chain.asset_balance(7, buyer.address()), 10);
}

#[test]
fn an_asset_that_does_not_exist_is_had_by_nobody_and_moves_nowhere() {
    let (mut chain, [alice, buyer], _) = with_dollars();
    let call = balanceOfCall { account: of(alice.address()) };
    assert_eq!(view(&chain, erc20_address(3), call).expect("it says").to::<u128>(), 0);
    let call = transferCall { to: of(alice.address()), value: "1".parse().expect("it is a number") };
    let failure = send(&mut chain, &buyer, erc20_address(3), call).expect_err("there is no such asset");
    broken_off(&failure, "Assets::Unknown");
}

#[test]
fn the_ledger_of_assets_says_why_not() {
    let (mut chain, [alice, _], _) = with_dollars();
    let refused = chain.create_asset(DOLLARS, &alice, 1, true).expect_err("the number is taken");
    assert_eq!(refused.0, "Assets::InUse");
    let refused = chain.create_asset(4, &alice, 0, true).expect_err("the minimum is zero");
    assert_eq!(refused.0, "Assets::MinBalanceZero");
    let refused = chain.mint_asset(5, alice.address(), 1).expect_err("there is no such asset");
    assert_eq!(refused.0, "Token(UnknownAsset)");
    assert_eq!(to_evm_units(chain.existential_deposit()), TOKEN / 100);
}
