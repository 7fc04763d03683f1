//! The tokens of bad habits have them, and nothing else is wrong with them.

#[path = "market/tokens.rs"]
mod tokens;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolEvent};
use chain::{Account, Chain, ContractEvent, Failure, H160, Receipt, TOKEN};
use tokens::{
    BOMB,
    ERC20::{self, *},
    Habit, Token,
};

/// What the owner has at first.
const HELD: u128 = 1_000_000;
/// What the spender may take at first.
const ALLOWED: u128 = 400_000;

/// A token on a chain of its own. Its owner has an Ethereum key and has let a spender with an
/// sr25519 key take a part of it.
struct Desk {
    chain: Chain,
    token: H160,
    owner: Account,
    spender: Account,
}

impl Desk {
    fn new(habit: &Habit) -> Self {
        Self::with(|_, _| habit.clone())
    }

    /// As [`Desk::new`], with a habit that needs something on the chain.
    fn with(habit: impl FnOnce(&mut Chain, &Account) -> Habit) -> Self {
        let mut chain = Chain::new();
        let [owner, spender] = [Account::ethereum("Owner"), Account::substrate("Spender")];
        for who in [&owner, &spender] {
            chain.endow(who, 1_000 * TOKEN);
        }
        let habit = habit(&mut chain, &spender);
        let token = Token::deploy(&mut chain, &spender, &habit);
        Token::mint(&mut chain, &spender, token, owner.address(), HELD);
        let mut desk = Self { chain, token, owner, spender };
        let call = approveCall { spender: of(desk.spender.address()), value: U256::from(ALLOWED) };
        desk.send(&desk.owner.clone(), &call).expect("anybody may allow");
        desk
    }

    fn send(&mut self, who: &Account, call: &impl SolCall) -> Result<Receipt, Failure> {
        self.chain.call(who, self.token, call.abi_encode(), 0)
    }

    /// The owner transfers.
    fn transfer(&mut self, to: H160, value: u128) -> Result<Receipt, Failure> {
        self.send(&self.owner.clone(), &transferCall { to: of(to), value: U256::from(value) })
    }

    /// The spender takes from the owner.
    fn take(&mut self, to: H160, value: u128) -> Result<Receipt, Failure> {
        let call = transferFromCall { from: of(self.owner.address()), to: of(to), value: U256::from(value) };
        self.send(&self.spender.clone(), &call)
    }

    fn view<C: SolCall>(&self, call: &C) -> Vec<u8> {
        self.chain.view(self.token, call.abi_encode()).unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// What `balanceOf` returns.
    fn said(&self, account: H160) -> Vec<u8> {
        self.view(&balanceOfCall { account: of(account) })
    }

    fn allowance(&self) -> u128 {
        let call = allowanceCall { owner: of(self.owner.address()), spender: of(self.spender.address()) };
        number(&self.view(&call))
    }

    /// What the owner and somebody else have, and what the spender may still take.
    fn books(&self, other: H160) -> [u128; 3] {
        let held = |who| Token::held(&self.chain, self.token, who);
        [held(self.owner.address()), held(other), self.allowance()]
    }

    /// That both kinds of transfer succeed, return `output`, credit `credited` of a value of
    /// 100,001, and emit `events` before the usual one.
    #[track_caller]
    fn moves(&mut self, output: &[u8], credited: u128, events: &[ContractEvent]) {
        let other = H160::repeat_byte(7);
        let usual = transferred(self.token, self.owner.address(), other, credited);
        let expected = [events, &[usual]].concat();
        let before = self.books(other);
        let receipt = self.transfer(other, 100_001).expect("it has that much");
        assert_eq!(receipt.output, output);
        assert_eq!(receipt.events, expected);
        assert_eq!(self.books(other), [before[0] - 100_001, before[1] + credited, before[2]]);
        let receipt = self.take(other, 100_001).expect("it may take that much");
        assert_eq!(receipt.output, output);
        assert_eq!(receipt.events, expected);
        assert_eq!(self.books(other), [before[0] - 200_002, before[1] + 2 * credited, before[2] - 100_001]);
    }

    /// That both kinds of transfer end like this and do nothing.
    #[track_caller]
    fn moves_nothing(&mut self, other: H160, expected: impl Fn(Result<Receipt, Failure>)) {
        let before = self.chain.contracts();
        expected(self.transfer(other, 1));
        expected(self.take(other, 1));
        assert_eq!(self.chain.contracts(), before);
    }
}

fn of(address: H160) -> Address {
    address.0.into()
}

fn word(number: u128) -> Vec<u8> {
    U256::from(number).to_be_bytes_vec()
}

/// The number that is a whole answer.
#[track_caller]
fn number(answer: &[u8]) -> u128 {
    assert_eq!(answer.len(), 32);
    U256::from_be_slice(answer).to()
}

fn emitted(address: H160, event: &impl SolEvent) -> ContractEvent {
    let log = event.encode_log_data();
    let topics = log.topics().iter().map(|topic: &B256| topic.0.into()).collect();
    ContractEvent { address, topics, data: log.data.to_vec() }
}

fn transferred(token: H160, from: H160, to: H160, value: u128) -> ContractEvent {
    emitted(token, &Transfer { from: of(from), to: of(to), value: U256::from(value) })
}

/// Reverts with this many bytes, all zero.
fn reverts(size: usize) -> impl Fn(Result<Receipt, Failure>) {
    move |result| {
        let failure = result.expect_err("it reverts");
        assert_eq!(failure.revert_data(), Some(&vec![0; size][..]), "{failure}");
    }
}

fn breaks_off(expected: &str) -> impl Fn(Result<Receipt, Failure>) {
    move |result| match result {
        Err(Failure::Trapped { error, .. }) => assert_eq!(error, expected),
        other => panic!("{other:?}"),
    }
}

/// One token of every habit.
fn all() -> Vec<Habit> {
    vec![
        Habit::Plain,
        Habit::Silent,
        Habit::False,
        Habit::FalseButMoves,
        Habit::Fee(1),
        Habit::Reenter { target: H160::zero(), calldata: Vec::new() },
        Habit::Revert(4),
        Habit::Burn,
        Habit::Trap,
        Habit::LiesShort,
        Habit::Huge,
        Habit::ReturnBomb,
        Habit::PausedFor(H160::zero()),
    ]
}

#[test]
fn all_of_them_mint_and_allow() {
    for habit in all() {
        let mut desk = Desk::new(&habit);
        let [owner, spender] = [desk.owner.clone(), desk.spender.clone()];
        assert_eq!(desk.books(spender.address()), [HELD, 0, ALLOWED], "{habit:?}");
        let mint = mintCall { to: of(spender.address()), value: U256::from(5) };
        for (who, before) in [(&owner, 0), (&spender, 5)] {
            let receipt = desk.send(who, &mint).expect("anybody may mint");
            assert!(receipt.output.is_empty());
            assert_eq!(receipt.events, [transferred(desk.token, H160::zero(), spender.address(), 5)]);
            assert_eq!(desk.books(spender.address()), [HELD, before + 5, ALLOWED], "{habit:?}");
        }
        let output = if matches!(habit, Habit::Silent) { vec![] } else { word(1) };
        for value in [7, 0, ALLOWED] {
            let (owner_address, spender) = (of(owner.address()), of(spender.address()));
            let value = U256::from(value);
            let receipt = desk.send(&owner, &approveCall { spender, value }).expect("anybody may allow");
            assert_eq!(receipt.output, output, "{habit:?}");
            assert_eq!(receipt.events, [emitted(desk.token, &Approval { owner: owner_address, spender, value })]);
            assert_eq!(U256::from(desk.allowance()), value);
        }
    }
}

#[test]
fn only_two_lie_about_balances() {
    for habit in all() {
        let desk = Desk::new(&habit);
        let (owner, spender) = (desk.owner.address(), desk.spender.address());
        match habit {
            Habit::LiesShort => {
                assert_eq!(desk.said(owner), u32::try_from(HELD).expect("it fits").to_be_bytes());
                assert_eq!(desk.said(spender), [0; 4]);
            }
            Habit::Huge => {
                for account in [owner, spender, H160::zero()] {
                    assert_eq!(U256::from_be_slice(&desk.said(account)), U256::ONE << 255);
                }
            }
            _ => {
                assert_eq!(desk.said(owner), word(HELD), "{habit:?}");
                assert_eq!(desk.said(spender), word(0), "{habit:?}");
            }
        }
    }
}

#[test]
fn the_plain_one_moves() {
    Desk::new(&Habit::Plain).moves(&word(1), 100_001, &[]);
    // Those who lie about balances move as well as any.
    Desk::new(&Habit::LiesShort).moves(&word(1), 100_001, &[]);
    Desk::new(&Habit::Huge).moves(&word(1), 100_001, &[]);
}

#[test]
fn nobody_moves_more_than_there_is_or_is_allowed() {
    for habit in [Habit::Plain, Habit::Silent, Habit::FalseButMoves, Habit::Fee(10_000), Habit::Huge, Habit::ReturnBomb]
    {
        let mut desk = Desk::new(&habit);
        let other = desk.spender.address();
        let before = desk.chain.contracts();
        reverts(0)(desk.transfer(other, HELD + 1));
        reverts(0)(desk.take(other, ALLOWED + 1));
        // The spender has nothing, whoever it is to go to.
        let call = transferCall { to: of(desk.owner.address()), value: U256::from(1) };
        reverts(0)(desk.send(&desk.spender.clone(), &call));
        // Nobody has allowed the owner to take what is its own.
        let call = transferFromCall { from: of(desk.owner.address()), to: of(other), value: U256::from(1) };
        reverts(0)(desk.send(&desk.owner.clone(), &call));
        assert_eq!(desk.chain.contracts(), before, "{habit:?}");
        desk.take(other, ALLOWED).expect("it may take that much");
        desk.transfer(other, HELD - ALLOWED).expect("it has that much");
        assert_eq!(desk.books(H160::zero()), [0, 0, 0]);
    }
    // More is allowed than there is.
    let mut desk = Desk::new(&Habit::Plain);
    let other = desk.spender.address();
    desk.transfer(other, HELD - ALLOWED + 1).expect("it has that much");
    let before = desk.chain.contracts();
    reverts(0)(desk.take(other, ALLOWED));
    assert_eq!(desk.chain.contracts(), before);
}

#[test]
fn who_pays_himself_has_what_he_had() {
    let mut desk = Desk::new(&Habit::Plain);
    let owner = desk.owner.address();
    desk.transfer(owner, HELD).expect("it has that much");
    desk.take(owner, ALLOWED).expect("it may take that much");
    assert_eq!(desk.books(owner), [HELD, HELD, 0]);
    // The fee is taken all the same.
    let mut desk = Desk::new(&Habit::Fee(100));
    desk.transfer(owner, HELD).expect("it has that much");
    assert_eq!(Token::held(&desk.chain, desk.token, owner), HELD - HELD / 100);
}

#[test]
fn the_silent_one_returns_nothing_and_moves() {
    Desk::new(&Habit::Silent).moves(&[], 100_001, &[]);
}

#[test]
fn the_false_one_moves_nothing_and_says_so() {
    let mut desk = Desk::new(&Habit::False);
    desk.moves_nothing(H160::repeat_byte(7), |result| {
        let receipt = result.expect("it succeeds");
        assert_eq!(receipt.output, word(0));
        assert_eq!(receipt.events, []);
    });
}

#[test]
fn the_other_false_one_moves() {
    Desk::new(&Habit::FalseButMoves).moves(&word(0), 100_001, &[]);
}

#[test]
fn the_one_with_a_fee_credits_less_than_it_takes() {
    for (points, credited) in [(0, 100_001), (1, 99_991), (250, 97_501), (10_000, 0)] {
        Desk::new(&Habit::Fee(points)).moves(&word(1), credited, &[]);
    }
}

#[test]
fn the_one_that_calls_out_says_whether_that_succeeded() {
    let other = H160::repeat_byte(9);
    let mint = mintCall { to: of(other), value: U256::from(5) }.abi_encode();
    let approve = approveCall { spender: of(other), value: U256::from(6) }.abi_encode();
    let transfer = transferCall { to: of(other), value: U256::from(1) }.abi_encode();
    for (calldata, success) in [(mint, 1), (approve, 1), (transfer, 0), (vec![], 0)] {
        let mut target = H160::zero();
        let mut desk = Desk::with(|chain, deployer| {
            target = Token::deploy(chain, deployer, &Habit::Plain);
            Habit::Reenter { target, calldata: calldata.clone() }
        });
        let word = ContractEvent { address: desk.token, topics: vec![], data: word(success) };
        let caused = match calldata.first_chunk() {
            Some(&mintCall::SELECTOR) => Some(transferred(target, H160::zero(), other, 5)),
            Some(&approveCall::SELECTOR) => {
                let approval = Approval { owner: of(desk.token), spender: of(other), value: U256::from(6) };
                Some(emitted(target, &approval))
            }
            _ => None,
        };
        let events: Vec<_> = caused.into_iter().chain([word]).collect();
        desk.moves(&crate::word(1), 100_001, &events);
        if calldata.starts_with(&mintCall::SELECTOR) {
            assert_eq!(Token::held(&desk.chain, target, other), 10);
        }
    }
}

#[test]
fn those_that_call_out_can_call_each_other() {
    let mut outer = H160::zero();
    let other = H160::repeat_byte(9);
    let mut desk = Desk::with(|chain, deployer| {
        let inner_mint = mintCall { to: of(other), value: U256::from(1) }.abi_encode();
        let innermost = Token::deploy(chain, deployer, &Habit::Plain);
        outer = Token::deploy(chain, deployer, &Habit::Reenter { target: innermost, calldata: inner_mint });
        // Zero can be moved by anybody.
        let calldata = transferCall { to: of(other), value: U256::ZERO }.abi_encode();
        Habit::Reenter { target: outer, calldata }
    });
    let receipt = desk.transfer(other, 1).expect("it has that much");
    let addresses: Vec<_> = receipt.events.iter().skip(1).map(|event| event.address).collect();
    assert_eq!(addresses, [outer, outer, desk.token, desk.token]);
    assert_eq!(Token::held(&desk.chain, desk.token, other), 1);
}

#[test]
fn contracts_move_assets_and_outlive_a_refusal() {
    let asset = chain::erc20_address(7);
    let other = Account::substrate("Other");
    for (value, success) in [(5_u128, 1), (1_000, 0)] {
        let mut desk = Desk::with(|chain, deployer| {
            chain.endow(&other, TOKEN);
            chain.create_asset(7, deployer, 1, false).expect("the number is free");
            let calldata = transferCall { to: of(other.address()), value: U256::from(value) }.abi_encode();
            Habit::Reenter { target: asset, calldata }
        });
        desk.chain.mint_asset(7, desk.token, 100).expect("the contract exists");
        let moved = transferred(asset, desk.token, other.address(), value);
        let word = ContractEvent { address: desk.token, topics: vec![], data: word(success) };
        let events = if success == 1 { vec![moved, word] } else { vec![word] };
        desk.moves(&crate::word(1), 100_001, &events);
        let expected = 2 * value * success;
        assert_eq!(desk.chain.asset_balance(7, other.address()), expected);
        assert_eq!(desk.chain.asset_balance(7, desk.token), 100 - expected);
    }
}

#[test]
fn where_there_is_no_contract_a_call_succeeds() {
    let habit = Habit::Reenter { target: H160::repeat_byte(3), calldata: vec![1, 2, 3] };
    let mut desk = Desk::new(&habit);
    let event = ContractEvent { address: desk.token, topics: vec![], data: word(1) };
    desk.moves(&word(1), 100_001, &[event]);
}

#[test]
fn the_one_that_reverts_does_so_with_as_many_bytes_as_it_is_told() {
    for size in [0, 1, 4, 36, 20_000] {
        Desk::new(&Habit::Revert(size)).moves_nothing(H160::repeat_byte(7), reverts(size as usize));
    }
}

#[test]
fn the_one_that_burns_takes_all_there_is() {
    Desk::new(&Habit::Burn).moves_nothing(H160::repeat_byte(7), breaks_off("Revive::OutOfGas"));
}

#[test]
fn the_one_that_traps_breaks_off() {
    Desk::new(&Habit::Trap).moves_nothing(H160::repeat_byte(7), breaks_off("Revive::InvalidInstruction"));
}

#[test]
fn the_one_with_the_bomb_returns_much_and_moves() {
    let mut output = word(1);
    output.resize(BOMB, 0);
    assert_eq!(output.len(), 100 * 1_024);
    Desk::new(&Habit::ReturnBomb).moves(&output, 100_001, &[]);
}

#[test]
fn the_paused_one_pays_all_but_one_account() {
    let paused = Account::ethereum("Paused");
    let mut desk = Desk::new(&Habit::PausedFor(paused.address()));
    desk.chain.endow(&paused, 1_000 * TOKEN);
    desk.moves_nothing(paused.address(), reverts(0));
    desk.moves(&word(1), 100_001, &[]);
    // The account itself can pay, and be given tokens out of nothing.
    Token::mint(&mut desk.chain, &paused, desk.token, paused.address(), 3);
    let call = transferCall { to: of(desk.owner.address()), value: U256::from(2) };
    desk.send(&paused, &call).expect("it has that much");
    assert_eq!(Token::held(&desk.chain, desk.token, paused.address()), 1);
}

#[test]
fn what_is_no_message_is_refused() {
    let mut desk = Desk::new(&Habit::Plain);
    let owner = desk.owner.clone();
    for data in [vec![], vec![0; 4], ERC20::balanceOfCall::SELECTOR[..3].to_vec()] {
        let result = desk.chain.call(&owner, desk.token, data, 0);
        reverts(0)(result);
    }
}
