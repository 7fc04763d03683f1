//! A shop whose prices are in tokens.

use crate::market::{
    ADA, Market, ORION, STRANGER,
    tokens::{ERC20, Habit, Token},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use chain::{Account, Chain, H160};
use story::{
    abi::LicenceToken,
    calls::{Done, Refused, address},
    protocol::{NewOffer, Order},
};

/// Divisible by nothing that matters here.
pub(crate) const PRICE: u128 = 123_456_789_012_345_677;

/// The buyers' reference.
pub(crate) const REFERENCE: [u8; 32] = [9; 32];

impl Market<'_> {
    /// A token of which Orion has this much, and lets the splitter take all of it.
    pub(crate) fn token(&mut self, habit: &Habit, amount: u128) -> H160 {
        let token = Token::deploy(self.chain, &STRANGER, habit);
        Token::mint(self.chain, &STRANGER, token, ORION.address(), amount);
        self.allow(&ORION, token, amount);
        token
    }

    /// Lets the splitter take this much of a token.
    pub(crate) fn allow(&mut self, who: &Account, token: H160, amount: u128) {
        let spender = address(self.protocol.splitter);
        let approve = ERC20::approveCall { spender, value: U256::from(amount) };
        self.chain.call(who, token, approve.abi_encode(), 0).unwrap();
    }

    /// Gives each of these one unit of a token, so that paying them needs no storage.
    pub(crate) fn open_accounts(&mut self, token: H160, accounts: &[H160]) {
        for account in accounts {
            Token::mint(self.chain, &STRANGER, token, *account, 1);
        }
    }

    /// What accounts have of a token.
    pub(crate) fn held(&self, token: H160, accounts: &[H160]) -> Vec<u128> {
        accounts.iter().map(|account| Token::held(self.chain, token, *account)).collect()
    }

    /// Offers a record of Ada's under the usual terms at [`PRICE`] in a token.
    pub(crate) fn offer_in(&mut self, token: H160, record: U256, change: impl FnOnce(&mut NewOffer)) -> u64 {
        self.offer_with(&ADA, record, |offer| {
            (offer.unit_price, offer.currency) = (PRICE, token);
            change(offer);
        })
        .unwrap()
    }

    /// Orion buys a licence at [`PRICE`] in the offer's token.
    pub(crate) fn buy_in_token(&mut self, offer: u64) -> Result<Done<U256>, Refused> {
        self.protocol.purchase_in_token(self.chain, &ORION, &Order::of(offer), PRICE, REFERENCE)
    }

    /// A licence.
    pub(crate) fn licence_of(&self, licence: U256) -> LicenceToken::Licence {
        self.protocol.licence(self.chain, licence).unwrap()
    }

    /// What the splitter owes in a currency.
    pub(crate) fn owed_in(&self, currency: H160) -> u128 {
        self.protocol.owed_in(address(currency), self.chain).unwrap()
    }

    /// That the splitter owes exactly this of a token, and has it.
    #[track_caller]
    pub(crate) fn owes_in(&self, token: H160, owed: u128) {
        assert_eq!(self.owed_in(token), owed, "what the splitter says it owes");
        assert_eq!(Token::held(self.chain, token, self.protocol.splitter), owed, "what the splitter has");
        assert_eq!(Token::held(self.chain, token, self.protocol.licence_token), 0, "what the licence token has");
    }

    /// What an account of a ledger of a record's first generation received, earned and was paid.
    pub(crate) fn sums(&self, token: H160, record: U256, version: u32, payee: H160) -> [u128; 3] {
        let found = self.protocol.account_in(address(token), self.chain, record, (1, version), payee).unwrap();
        [found.received, found.earned, found.released]
    }
}

/// A market in which Ada has a record.
pub(crate) fn open(chain: &mut Chain) -> (Market<'_>, U256) {
    let mut market = Market::open(chain).unwrap();
    let record = market.record(&ADA).unwrap();
    (market, record)
}

/// Nobody.
pub(crate) const NOBODY: Address = Address::ZERO;
