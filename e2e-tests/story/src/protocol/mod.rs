//! The deployed contracts as one: what creators, buyers and auditors do with them.

mod catalogues;
mod record;
mod requests;
mod setup;

pub use catalogues::{NewCatalogue, Place};
pub use record::Record;
pub use requests::{NewOffer, NewRecord, Order, Question, published};
pub use setup::{Arbiter, SetupError};

use crate::{
    abi::{
        Deals, ERC721, LicenceToken, Offers, ProvenanceRegistry, RoyaltySplitter, Settlements, Statements, TermsBook,
        UsageLedger,
    },
    calls::{Done, Refused, address, send, view},
    node::Node,
};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolCall;
use chain::{Account, H160};
use rules::{commitment, terms::Terms};

/// Where the contracts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// `provenance-registry`.
    pub registry: H160,
    /// `licence-token`.
    pub licence_token: H160,
    /// `royalty-splitter`.
    pub splitter: H160,
    /// `terms-book`.
    pub terms_book: H160,
    /// `catalogues`.
    pub catalogues: H160,
    /// `reservations`.
    pub reservations: H160,
    /// `arbitration`.
    pub arbitration: H160,
    /// `encumbrances`.
    pub encumbrances: H160,
    /// `settlements`.
    pub settlements: H160,
    /// `offers`.
    pub offers: H160,
    /// `deals`.
    pub deals: H160,
    /// `usage-ledger`.
    pub usage_ledger: H160,
    /// `licence-metadata`.
    pub licence_metadata: H160,
    /// `statements`.
    pub statements: H160,
    /// `royalty-pool`: a pool of nothing, whose code pools get.
    pub pool_template: H160,
    /// `record-inbox`: an inbox of nothing, whose code inboxes get.
    pub inbox_template: H160,
    /// `receiver-factory`.
    pub receivers: H160,
}

/// The chain's own token as a currency.
pub const NATIVE: Address = Address::ZERO;

impl Protocol {
    /// The contracts with their names.
    pub fn contracts(&self) -> [(&'static str, H160); 17] {
        [
            ("provenance-registry", self.registry),
            ("licence-token", self.licence_token),
            ("royalty-splitter", self.splitter),
            ("terms-book", self.terms_book),
            ("catalogues", self.catalogues),
            ("reservations", self.reservations),
            ("arbitration", self.arbitration),
            ("encumbrances", self.encumbrances),
            ("settlements", self.settlements),
            ("offers", self.offers),
            ("deals", self.deals),
            ("usage-ledger", self.usage_ledger),
            ("licence-metadata", self.licence_metadata),
            ("statements", self.statements),
            ("royalty-pool", self.pool_template),
            ("record-inbox", self.inbox_template),
            ("receiver-factory", self.receivers),
        ]
    }
}

// ----------------------------------------------------------------------------------- creators

impl Protocol {
    /// Registers a work so that nobody who watches can be first: commits to it, and reveals
    /// it in a later block. The salt has to be secret until then.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn register(
        &self,
        node: &mut impl Node,
        who: &Account,
        work: &NewRecord,
        salt: [u8; 32],
    ) -> Result<Done<()>, Refused> {
        self.commit(node, who, work, salt)?;
        self.reveal(node, who, work, salt)
    }

    /// Commits to a registration.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn commit(
        &self,
        node: &mut impl Node,
        who: &Account,
        work: &NewRecord,
        salt: [u8; 32],
    ) -> Result<Done<()>, Refused> {
        let commitment = self.commitment(who.address(), &work.call(salt));
        done(send(node, who, self.registry, &ProvenanceRegistry::commitCall { commitment }, 0))
    }

    /// Registers a work that was committed to; with salt 0, without a commitment.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn reveal(
        &self,
        node: &mut impl Node,
        who: &Account,
        work: &NewRecord,
        salt: [u8; 32],
    ) -> Result<Done<()>, Refused> {
        done(send(node, who, self.registry, &work.call(salt), 0))
    }

    /// The commitment to a call of `register` by `caller`.
    pub fn commitment(&self, caller: H160, call: &ProvenanceRegistry::registerCall) -> B256 {
        Self::commitment_to(self.registry, caller, call)
    }

    /// The commitment to a call of a contract by `caller`.
    pub fn commitment_to(contract: H160, caller: H160, call: &impl SolCall) -> B256 {
        keccak256(commitment::preimage(&contract.0, &caller.0, &call.abi_encode()))
    }

    /// Publishes terms, and answers their id.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn publish_terms(&self, node: &mut impl Node, who: &Account, terms: &Terms) -> Result<Done<B256>, Refused> {
        let terms = published(terms);
        send(node, who, self.terms_book, &TermsBook::publishTermsCall { terms }, 0)
    }

    /// Makes an offer, and answers its number.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn create_offer(&self, node: &mut impl Node, who: &Account, offer: &NewOffer) -> Result<Done<u64>, Refused> {
        send(node, who, self.offers, &offer.call(), 0)
    }

    /// Closes an offer.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn close_offer(&self, node: &mut impl Node, who: &Account, offer: u64) -> Result<Done<()>, Refused> {
        done(send(node, who, self.offers, &Offers::closeOfferCall { offer }, 0))
    }

    /// Divides a record's income among accounts, each with its part in basis points. Answers
    /// the version of the split.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn set_split(
        &self,
        node: &mut impl Node,
        who: &Account,
        record: U256,
        payees: &[(H160, u16)],
    ) -> Result<Done<u32>, Refused> {
        let payees = payees
            .iter()
            .map(|(account, share)| Settlements::Payee { account: address(*account), share: *share })
            .collect();
        send(node, who, self.settlements, &Settlements::setSplitCall { record, payees }, 0)
    }

    /// Pays an account what one ledger owes it in the chain's own token. Version 0 is the
    /// ledger of an owner without a split. Answers the amount in EVM units.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn release(
        &self,
        node: &mut impl Node,
        who: &Account,
        record: U256,
        ledger: (u32, u32),
        payee: H160,
    ) -> Result<Done<u128>, Refused> {
        self.release_in(NATIVE, node, who, record, ledger, payee)
    }

    /// As [`Self::release`], in a currency. Answers the amount in its smallest unit.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn release_in(
        &self,
        currency: Address,
        node: &mut impl Node,
        who: &Account,
        record: U256,
        (generation, version): (u32, u32),
        payee: H160,
    ) -> Result<Done<u128>, Refused> {
        let call = RoyaltySplitter::releaseCall { record, generation, version, payee: address(payee), currency };
        send(node, who, self.splitter, &call, 0)
    }

    /// Moves a parent's part of the income of a child's first generation in the chain's own
    /// token to the parent's ledger, and answers how much it was in EVM units.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn settle(
        &self,
        node: &mut impl Node,
        who: &Account,
        child: U256,
        parent: U256,
    ) -> Result<Done<u128>, Refused> {
        self.settle_in(NATIVE, node, who, child, parent)
    }

    /// As [`Self::settle`], in a currency. Answers the amount in its smallest unit.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn settle_in(
        &self,
        currency: Address,
        node: &mut impl Node,
        who: &Account,
        child: U256,
        parent: U256,
    ) -> Result<Done<u128>, Refused> {
        let call = Settlements::settleCall { child, generation: 1, parent, currency };
        send(node, who, self.settlements, &call, 0)
    }

    /// Moves what a ledger received in a currency while a challenge was open to where it
    /// belongs, and answers how much it was in the currency's smallest unit.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn move_held(
        &self,
        currency: Address,
        node: &mut impl Node,
        who: &Account,
        record: U256,
        (generation, version): (u32, u32),
        owner: H160,
    ) -> Result<Done<u128>, Refused> {
        let call = Settlements::moveHeldCall { record, generation, version, owner: address(owner), currency };
        send(node, who, self.settlements, &call, 0)
    }
}

// ------------------------------------------------------------------------------------- buyers

impl Protocol {
    /// What a buyer would pay for an offer at a flat price or by the record's units, and whether
    /// it sells.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn quote(&self, node: &impl Node, offer: u64, buyer: H160) -> Result<Offers::Quote, Refused> {
        self.quote_order(node, &Order::of(offer), buyer)
    }

    /// What a buyer would pay for an order, and whether the offer sells it.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn quote_order(&self, node: &impl Node, order: &Order, buyer: H160) -> Result<Offers::Quote, Refused> {
        let Order { offer, quantity, selection, referrer } = *order;
        let (buyer, referrer) = (address(buyer), address(referrer));
        view(node, self.offers, &Offers::quoteCall { offer, quantity, selection, buyer, referrer })
    }

    /// Buys a licence for oneself at exactly `total` EVM units, at a flat price or by the
    /// record's units, with a reference of one's own. Answers the licence's id.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn purchase(
        &self,
        node: &mut impl Node,
        buyer: &Account,
        offer: u64,
        total: u128,
        reference: [u8; 32],
    ) -> Result<Done<U256>, Refused> {
        self.purchase_order(node, buyer, &Order::of(offer), total, reference)
    }

    /// Buys a licence for oneself at exactly `total` EVM units. Answers the licence's id.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn purchase_order(
        &self,
        node: &mut impl Node,
        buyer: &Account,
        order: &Order,
        total: u128,
        reference: [u8; 32],
    ) -> Result<Done<U256>, Refused> {
        send(node, buyer, self.licence_token, &order.call(buyer.address(), total, reference), total)
    }

    /// Buys a licence for oneself in an ERC-20, of which the buyer allowed the splitter at
    /// least `total`. Answers the licence's id.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn purchase_in_token(
        &self,
        node: &mut impl Node,
        buyer: &Account,
        order: &Order,
        total: u128,
        reference: [u8; 32],
    ) -> Result<Done<U256>, Refused> {
        send(node, buyer, self.licence_token, &order.call(buyer.address(), total, reference), 0)
    }

    /// Buys one licence for each offer at exactly `total` EVM units. Answers the id of the first.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn purchase_many(
        &self,
        node: &mut impl Node,
        buyer: &Account,
        items: Vec<LicenceToken::Item>,
        total: u128,
        reference: [u8; 32],
    ) -> Result<Done<U256>, Refused> {
        let call = LicenceToken::purchaseManyCall {
            items,
            maxTotal: total,
            recipient: address(buyer.address()),
            referrer: Address::ZERO,
            buyerReference: reference.into(),
        };
        send(node, buyer, self.licence_token, &call, total)
    }

    /// Renews a licence at exactly `total` EVM units. Answers the new one's id.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn renew(
        &self,
        node: &mut impl Node,
        holder: &Account,
        licence: U256,
        total: u128,
        reference: [u8; 32],
    ) -> Result<Done<U256>, Refused> {
        let call = Deals::renewCall { licence, maxTotal: total, buyerReference: reference.into() };
        send(node, holder, self.deals, &call, total)
    }
}

// ----------------------------------------------------------------------------------- auditors

impl Protocol {
    /// Whether a licence covers a use: a number of [`rules::licence::Coverage`].
    ///
    /// # Errors
    /// [`Refused`].
    pub fn covers(&self, node: &impl Node, question: &Question) -> Result<u8, Refused> {
        let Question { licence, record, account, user, uses, at } = *question;
        let call = LicenceToken::coversCall { licence, record, account: address(account), user, uses, at };
        view(node, self.licence_token, &call)
    }

    /// The record of a digest. Its owner is zero where there is none.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn record(&self, node: &impl Node, record: U256) -> Result<Record, Refused> {
        view(node, self.registry, &ProvenanceRegistry::recordCall { record }).map(Record::from)
    }

    /// A licence. Its record is zero where there is none.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn licence(&self, node: &impl Node, licence: U256) -> Result<LicenceToken::Licence, Refused> {
        view(node, self.licence_token, &LicenceToken::licenceCall { licence })
    }

    /// Who holds a licence.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn holder(&self, node: &impl Node, licence: U256) -> Result<H160, Refused> {
        view(node, self.licence_token, &ERC721::ownerOfCall { tokenId: licence }).map(crate::calls::h160)
    }

    /// What its holders recorded that they used a licence for.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn used(&self, node: &impl Node, licence: U256) -> Result<UsageLedger::Used, Refused> {
        view(node, self.usage_ledger, &UsageLedger::usedCall { licence })
    }

    /// How many offers were made: their numbers run from 1 to it.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn offers(&self, node: &impl Node) -> Result<u64, Refused> {
        let mut count = 0;
        loop {
            let next = view(node, self.licence_token, &LicenceToken::offerCall { offer: count + 1 })?;
            if next.price.record.is_zero() {
                return Ok(count);
            }
            count += 1;
        }
    }

    /// What the splitter owes an account from one ledger in the chain's own token.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn account(
        &self,
        node: &impl Node,
        record: U256,
        ledger: (u32, u32),
        payee: H160,
    ) -> Result<Statements::Account, Refused> {
        self.account_in(NATIVE, node, record, ledger, payee)
    }

    /// As [`Self::account`], in a currency.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn account_in(
        &self,
        currency: Address,
        node: &impl Node,
        record: U256,
        (generation, version): (u32, u32),
        payee: H160,
    ) -> Result<Statements::Account, Refused> {
        let call = Statements::accountCall { record, generation, version, payee: address(payee), currency };
        view(node, self.statements, &call)
    }

    /// What the splitter owes a parent from the income of a child's first generation in the
    /// chain's own token.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn parent_account(&self, node: &impl Node, child: U256, parent: U256) -> Result<Statements::Account, Refused> {
        self.parent_account_in(NATIVE, node, child, parent)
    }

    /// As [`Self::parent_account`], in a currency.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn parent_account_in(
        &self,
        currency: Address,
        node: &impl Node,
        child: U256,
        parent: U256,
    ) -> Result<Statements::Account, Refused> {
        self.parent_account_of(currency, node, (child, 1), parent)
    }

    /// As [`Self::parent_account_in`], of any generation of the child.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn parent_account_of(
        &self,
        currency: Address,
        node: &impl Node,
        (child, generation): (U256, u32),
        parent: U256,
    ) -> Result<Statements::Account, Refused> {
        view(node, self.statements, &Statements::parentAccountCall { child, generation, parent, currency })
    }

    /// All that the splitter's ledgers still hold for somebody in the chain's own token, in
    /// EVM units.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn owed(&self, node: &impl Node) -> Result<u128, Refused> {
        self.owed_in(NATIVE, node)
    }

    /// As [`Self::owed`], in a currency.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn owed_in(&self, currency: Address, node: &impl Node) -> Result<u128, Refused> {
        view(node, self.splitter, &RoyaltySplitter::owedCall { currency })
    }

    /// How many tokens a contract has issued: records of the registry, licences of the
    /// licence token.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn total_supply(&self, node: &impl Node, contract: H160) -> Result<U256, Refused> {
        view(node, contract, &ERC721::totalSupplyCall {})
    }
}

/// A record's id: the work's digest.
pub fn record_id(digest: &[u8; 32]) -> U256 {
    U256::from_be_bytes(*digest)
}

/// The digest that a record's id is.
pub fn digest_of(record: U256) -> [u8; 32] {
    record.to_be_bytes()
}

/// The id that the terms book gives to terms.
pub fn terms_id(terms: &Terms) -> B256 {
    keccak256(terms.preimage())
}

/// alloy's answer of a message that answers nothing is a struct of its own.
fn done<T>(result: Result<Done<T>, Refused>) -> Result<Done<()>, Refused> {
    result.map(|Done { receipt, .. }| Done { value: (), receipt })
}
