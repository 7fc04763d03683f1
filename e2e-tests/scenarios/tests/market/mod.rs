//! A market to test in: the contracts, people with money, and short ways to do the usual.

// Every file of tests uses a part of it.
#![allow(dead_code)]

pub(crate) mod evm;
pub(crate) mod tokens;

use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::{SolCall, SolError};
use chain::{Account, Chain, H160, Receipt, TOKEN};
use rules::{
    terms::{Duration, Revocation, Terms},
    uses::{COMMERCIAL, FINE_TUNE, TRAIN_GENERATIVE},
};
use std::{fmt::Debug, sync::LazyLock};
use story::{
    abi::{ERC721, LicenceToken, Statements},
    blobs::Blobs,
    calls::{Done, Refused, address, event, send, view},
    protocol::{Arbiter, NewOffer, NewRecord, Protocol, record_id},
};

/// How a test ends.
pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A day in seconds.
pub(crate) const DAY: u64 = 86_400;

/// How long the usual licence lasts, in seconds.
pub(crate) const MONTH: u64 = 30 * DAY;

/// A creator with an Ethereum key.
pub(crate) static ADA: LazyLock<Account> = LazyLock::new(|| Account::ethereum("Ada"));
/// A creator with an sr25519 key.
pub(crate) static BEN: LazyLock<Account> = LazyLock::new(|| Account::substrate("Ben"));
/// A creator with an Ethereum key.
pub(crate) static CHLOE: LazyLock<Account> = LazyLock::new(|| Account::ethereum("Chloe"));
/// A buyer with an Ethereum key: pays to the last unit.
pub(crate) static ORION: LazyLock<Account> = LazyLock::new(|| Account::ethereum("Orion"));
/// A buyer with an sr25519 key: pays whole planck.
pub(crate) static DELTA: LazyLock<Account> = LazyLock::new(|| Account::substrate("Delta"));
/// Somebody who owns nothing here.
pub(crate) static STRANGER: LazyLock<Account> = LazyLock::new(|| Account::ethereum("Stranger"));

/// Somebody with an account that exists and never signs anything.
pub(crate) fn payee(number: usize) -> Account {
    Account::ethereum(&format!("Payee {number}"))
}

/// The contracts on a chain, and people who have a million tokens each.
pub(crate) struct Market<'a> {
    pub(crate) chain: &'a mut Chain,
    pub(crate) protocol: Protocol,
    works: u64,
}

/// The usual terms: transferable, for a month.
pub(crate) fn terms() -> Terms {
    Terms {
        uses: TRAIN_GENERATIVE | FINE_TUNE,
        users: COMMERCIAL,
        duration: Duration::Seconds(MONTH),
        exclusive: false,
        transferable: true,
        attribution: false,
        revocation: Revocation::Irrevocable,
        derivative_share: 0,
        resale_royalty: 0,
        document: [7; 32],
        uri: b"https://terms.example/1".to_vec(),
    }
}

impl<'a> Market<'a> {
    /// Deploys the contracts.
    pub(crate) fn open(chain: &'a mut Chain) -> Result<Self, Box<dyn std::error::Error>> {
        let deployer = Account::substrate("Deployer");
        for who in [&deployer, &ADA, &BEN, &CHLOE, &ORION, &DELTA, &STRANGER] {
            chain.endow(who, 1_000_000 * TOKEN);
        }
        let protocol = Protocol::deploy(chain, &deployer)?;
        Ok(Self { chain, protocol, works: 0 })
    }

    /// Deploys the contracts with somebody who decides on challenges, and has money too.
    pub(crate) fn with_arbiter(chain: &'a mut Chain, arbiter: &Account) -> Result<Self, Box<dyn std::error::Error>> {
        let deployer = Account::substrate("Deployer");
        for who in [&deployer, &ADA, &BEN, &CHLOE, &ORION, &DELTA, &STRANGER, arbiter] {
            chain.endow(who, 1_000_000 * TOKEN);
        }
        let arbiter = Arbiter { account: arbiter.address(), bond: TOKEN };
        let protocol = Protocol::deploy_with(chain, &deployer, &Blobs::load()?, arbiter)?;
        protocol.bind(chain, &deployer)?;
        Ok(Self { chain, protocol, works: 0 })
    }

    /// Deploys the contracts, with a contract of this code in the place of the deals. Answers
    /// where it is, too.
    pub(crate) fn with_deals(chain: &'a mut Chain, code: &[u8]) -> Result<(Self, H160), Box<dyn std::error::Error>> {
        let deployer = Account::substrate("Deployer");
        for who in [&deployer, &ADA, &BEN, &CHLOE, &ORION, &DELTA, &STRANGER] {
            chain.endow(who, 1_000_000 * TOKEN);
        }
        let protocol = Protocol::deploy_unbound(chain, &deployer, &Blobs::load()?)?;
        let deals = chain.deploy(&deployer, code, Vec::new(), 0)?.address;
        protocol.bind_with_deals(chain, &deployer, deals)?;
        Ok((Self { chain, protocol, works: 0 }, deals))
    }

    /// A new record of `owner`'s, of one unit and without parents.
    pub(crate) fn record(&mut self, owner: &Account) -> Result<U256, Refused> {
        self.record_with(owner, |_| {})
    }

    /// A new record of `owner`'s with parents.
    pub(crate) fn child(&mut self, owner: &Account, parents: &[(U256, u16)]) -> Result<U256, Refused> {
        let parents = parents.iter().map(|(parent, share)| (parent.to_be_bytes(), *share)).collect();
        self.record_with(owner, |work| work.parents = parents)
    }

    /// A new record that `who` registers, changed by `change`.
    pub(crate) fn record_with(&mut self, who: &Account, change: impl FnOnce(&mut NewRecord)) -> Result<U256, Refused> {
        let mut work = NewRecord::new(self.new_digest(), who);
        change(&mut work);
        self.protocol.register(self.chain, who, &work, work.digest)?;
        Ok(record_id(&work.digest))
    }

    /// A new record that was registered without a commitment, and so is provisional.
    pub(crate) fn provisional_record(&mut self, owner: &Account) -> Result<U256, Refused> {
        let work = NewRecord::new(self.new_digest(), owner);
        self.protocol.reveal(self.chain, owner, &work, [0; 32])?;
        Ok(record_id(&work.digest))
    }

    /// A digest that no record has.
    pub(crate) fn new_digest(&mut self) -> [u8; 32] {
        self.works += 1;
        keccak256(self.works.to_be_bytes()).0
    }

    /// Publishes the usual terms.
    pub(crate) fn terms(&mut self) -> Result<B256, Refused> {
        Ok(self.protocol.publish_terms(self.chain, &ADA, &terms())?.value)
    }

    /// Offers a record under the usual terms for a flat price.
    pub(crate) fn offer(&mut self, owner: &Account, record: U256, price: u128) -> Result<u64, Refused> {
        self.offer_with(owner, record, |offer| offer.unit_price = price)
    }

    /// Offers a record under the usual terms, free but for what `change` changes.
    pub(crate) fn offer_with(
        &mut self,
        owner: &Account,
        record: U256,
        change: impl FnOnce(&mut NewOffer),
    ) -> Result<u64, Refused> {
        let mut offer = NewOffer { record, terms: self.terms()?, ..NewOffer::default() };
        change(&mut offer);
        Ok(self.protocol.create_offer(self.chain, owner, &offer)?.value)
    }

    /// Buys a licence for oneself at exactly this total.
    pub(crate) fn buy(&mut self, buyer: &Account, offer: u64, total: u128) -> Result<Done<U256>, Refused> {
        self.protocol.purchase(self.chain, buyer, offer, total, [9; 32])
    }

    /// Buys a licence with every field given.
    pub(crate) fn order(
        &mut self,
        buyer: &Account,
        order: &LicenceToken::purchaseCall,
        value: u128,
    ) -> Result<Done<U256>, Refused> {
        send(self.chain, buyer, self.protocol.licence_token, order, value)
    }

    /// Splits a record's income.
    pub(crate) fn split(&mut self, owner: &Account, record: U256, payees: &[(H160, u16)]) -> Result<u32, Refused> {
        Ok(self.protocol.set_split(self.chain, owner, record, payees)?.value)
    }

    /// Transfers a record or a licence.
    pub(crate) fn transfer(
        &mut self,
        contract: H160,
        from: &Account,
        to: H160,
        token: U256,
    ) -> Result<Receipt, Refused> {
        let call = ERC721::transferFromCall { from: address(from.address()), to: address(to), tokenId: token };
        Ok(send(self.chain, from, contract, &call, 0)?.receipt)
    }

    /// Accounts that exist and have next to nothing.
    pub(crate) fn payees(&mut self, count: usize) -> Vec<H160> {
        (0..count)
            .map(|number| {
                let account = payee(number);
                self.chain.endow(&account, 1);
                account.address()
            })
            .collect()
    }

    /// Deploys a contract.
    pub(crate) fn deploy(&mut self, code: &[u8]) -> Result<H160, chain::Failure> {
        Ok(self.chain.deploy(&STRANGER, code, Vec::new(), 0)?.address)
    }

    /// Lets time pass until this second is the open block's.
    pub(crate) fn wait_until(&mut self, second: u64) {
        self.chain.advance_time(second - self.chain.now());
    }
}

// ---------------------------------------------------------------------------- what is expected

impl Market<'_> {
    /// Makes a call that the contracts refuse with exactly this error: it is in a block, and
    /// nothing remains of it but the sender's fee.
    #[track_caller]
    pub(crate) fn refused<T: Debug, E: SolError + PartialEq + Debug>(
        &mut self,
        error: E,
        attempt: impl FnOnce(&mut Self) -> Result<Done<T>, Refused>,
    ) {
        let before = self.chain.contracts();
        let refused = attempt(self).expect_err("it is refused");
        assert_eq!(refused.error::<E>(), Some(error), "{refused}");
        let receipt = refused.receipt().expect("the attempt is in a block");
        assert_eq!(receipt.events, []);
        assert_eq!(receipt.deposit, 0);
        assert!(self.chain.contracts() == before, "a refused call left something behind");
    }

    /// That the splitter has exactly what it owes, and that this is `owed`.
    #[track_caller]
    pub(crate) fn owes(&self, owed: u128) {
        assert_eq!(self.protocol.owed(self.chain).expect("it says"), owed, "what the splitter says it owes");
        assert_eq!(self.chain.balance(self.protocol.splitter), owed, "what the splitter has");
        assert_eq!(self.chain.balance(self.protocol.licence_token), 0, "what the licence token has");
    }

    /// That a ledger has received, earned and released these for an account.
    #[track_caller]
    pub(crate) fn account(&self, record: U256, version: u32, payee: H160, sums: [u128; 3]) {
        let found = self.protocol.account(self.chain, record, (1, version), payee).expect("it says");
        let [received, earned, released] = sums;
        let expected = Statements::Account { received, earned, released, due: earned - released };
        assert_eq!(found, expected);
    }

    /// What sales know of a record.
    pub(crate) fn sale_state(&self, record: U256) -> Result<LicenceToken::SaleState, Refused> {
        view(self.chain, self.protocol.licence_token, &LicenceToken::saleStateCall { record })
    }

    /// An offer.
    pub(crate) fn offer_of(&self, offer: u64) -> Result<LicenceToken::Offer, Refused> {
        view(self.chain, self.protocol.licence_token, &LicenceToken::offerCall { offer })
    }

    /// The addresses' balances, in EVM units.
    pub(crate) fn balances(&self, accounts: &[H160]) -> Vec<u128> {
        accounts.iter().map(|account| self.chain.balance(*account)).collect()
    }

    /// Runs `act` and answers with what it gave and what `who` lost by it beside fee and
    /// deposit, in EVM units.
    pub(crate) fn paid_by<T>(
        &mut self,
        who: &Account,
        act: impl FnOnce(&mut Self) -> Result<Done<T>, Refused>,
    ) -> Result<(Done<T>, i128), Refused> {
        let before = self.chain.total_balance(who.address());
        let done = act(self)?;
        let after = self.chain.total_balance(who.address());
        let costs = signed(done.receipt.fee_in_evm_units()) + done.receipt.deposit_in_evm_units();
        Ok((done, signed(before) - signed(after) - costs))
    }
}

/// An order for oneself at this total.
pub(crate) fn order(buyer: &Account, offer: u64, total: u128) -> LicenceToken::purchaseCall {
    LicenceToken::purchaseCall {
        offer,
        quantity: 0,
        selection: alloy_primitives::B256::ZERO,
        maxTotal: total,
        recipient: address(buyer.address()),
        referrer: alloy_primitives::Address::ZERO,
        buyerReference: B256::repeat_byte(9),
    }
}

/// What a payee with this share earned of `received`.
pub(crate) fn part(received: u128, share: u16, parents_share: u16) -> u128 {
    received * u128::from(share) * u128::from(10_000 - parents_share) / 100_000_000
}

/// The only event of its kind in a receipt.
#[track_caller]
pub(crate) fn only<T: alloy_sol_types::SolEvent>(receipt: &Receipt) -> T {
    let mut found: Vec<T> = receipt.events.iter().filter_map(event).collect();
    assert_eq!(found.len(), 1, "{}", T::SIGNATURE);
    found.remove(0)
}

/// An amount that can be negative.
pub(crate) fn signed(amount: u128) -> i128 {
    i128::try_from(amount).expect("nobody has that much")
}

/// The calldata of a call.
pub(crate) fn calldata(call: &impl SolCall) -> Vec<u8> {
    call.abi_encode()
}
