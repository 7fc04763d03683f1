//! A world in which a chameleon has a part in everything, set up while it is honest; and the calls that pay or ask it.

use crate::chameleon::{Chameleon, Kind};
use crate::tokens::ERC20;
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolCall;
use chain::{Account, H160, TOKEN};
use rules::{
    limits::MIN_REVOCATION_NOTICE,
    terms::{Duration, Revocation, Terms},
    uses,
};
use scenarios::{BOND, Cast, World, digest};
use story::{
    abi::{Arbitration, Deals, LicenceToken, Settlements},
    calls::{address, h160},
    protocol::{NewOffer, NewRecord, record_id},
};

/// Divisible by nothing that matters, of whole planck.
pub(crate) const PRICE: u128 = 1_234_567_891 * chain::EVM_UNITS_PER_PLANCK;

/// The shares of the three payees of every split here; the chameleon's is the second.
pub(crate) const SHARES: [u16; 3] = [2_001, 2_999, 5_000];

/// A call that pays or asks the chameleon.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// `Contract.message`.
    pub(crate) message: &'static str,
    /// What the chameleon is in it.
    pub(crate) role: &'static str,
    pub(crate) who: Account,
    pub(crate) to: H160,
    pub(crate) data: Vec<u8>,
    pub(crate) value: u128,
}

/// The world while it is set up.
pub(crate) struct Stage<'a, 'b> {
    pub(crate) world: &'a mut World<'b>,
    pub(crate) cast: Cast,
    pub(crate) it: Chameleon,
    /// What is paid in: zero, or the chameleon itself.
    pub(crate) currency: H160,
    pub(crate) rows: Vec<Row>,
    works: u64,
    documents: u8,
}

impl<'a, 'b> Stage<'a, 'b> {
    pub(crate) fn new(world: &'a mut World<'b>, cast: &Cast, kind: Kind) -> Self {
        let master = Account::ethereum("Master");
        world.chain.endow(&master, 100_000 * TOKEN);
        let it = Chameleon::deploy(world.chain, &master, kind);
        let currency = if kind == Kind::Token { it.address } else { H160::zero() };
        Self { world, cast: cast.clone(), it, currency, rows: Vec::new(), works: 500, documents: 0 }
    }

    pub(crate) fn is_token(&self) -> bool {
        self.it.kind == Kind::Token
    }

    /// Adds a call.
    pub(crate) fn row<C: SolCall>(
        &mut self,
        names: (&'static str, &'static str),
        who: &Account,
        to: H160,
        call: &C,
        value: u128,
    ) {
        let (message, role) = names;
        // Who pays in a token sends nothing along.
        let value = if self.is_token() { 0 } else { value };
        self.rows.push(Row { message, role, who: who.clone(), to, data: call.abi_encode(), value });
    }

    /// Has the chameleon call somebody.
    pub(crate) fn by_it<C: SolCall>(&mut self, to: H160, call: &C, value: u128) {
        let data = self.it.through(to, &call.abi_encode());
        self.world.chain.call(&self.it.master, self.it.address, data, value).unwrap();
    }

    /// A new record of somebody's.
    pub(crate) fn record(&mut self, owner: H160, parents: &[(U256, u16)]) -> U256 {
        self.works += 1;
        let parents = parents.iter().map(|(parent, share)| (parent.to_be_bytes(), *share)).collect();
        let ada = self.cast.ada.clone();
        let work = NewRecord { owner, parents, ..NewRecord::new(digest(self.works), &ada) };
        self.world.register(&ada, &work);
        record_id(&work.digest)
    }

    /// A new record of Ben's whose income is Ada's, the chameleon's and Chloe's; of a token's, Ada's, Ben's and Chloe's.
    pub(crate) fn split(&mut self) -> U256 {
        let Cast { ada, ben, chloe, .. } = self.cast.clone();
        let record = self.record(ben.address(), &[]);
        let second = if self.is_token() { ben.address() } else { self.it.address };
        let payees = [ada.address(), second, chloe.address()];
        let payees: Vec<_> = payees.into_iter().zip(SHARES).collect();
        self.world.protocol.set_split(self.world.chain, &ben, record, &payees).unwrap();
        record
    }

    /// New terms, for a month and revocable.
    pub(crate) fn terms(&mut self) -> B256 {
        self.documents += 1;
        let terms = Terms {
            uses: uses::ALL_USES,
            users: uses::ALL_USERS,
            duration: Duration::Seconds(30 * 86_400),
            exclusive: false,
            transferable: true,
            attribution: false,
            revocation: Revocation::AfterNotice(MIN_REVOCATION_NOTICE),
            derivative_share: 0,
            resale_royalty: 0,
            document: [self.documents; 32],
            uri: Vec::new(),
        };
        self.world.protocol.publish_terms(self.world.chain, &self.cast.ada.clone(), &terms).unwrap().value
    }

    /// An offer of a record under new terms, by its owner: somebody, or where it is nobody here, the chameleon.
    pub(crate) fn offer(&mut self, owner: Option<&Account>, record: U256, change: impl FnOnce(&mut NewOffer)) -> u64 {
        let terms = self.terms();
        let mut offer = NewOffer { record, terms, unit_price: PRICE, currency: self.currency, ..NewOffer::default() };
        change(&mut offer);
        match owner {
            Some(owner) => self.world.make_offer(owner, &offer),
            None => {
                self.by_it(self.world.protocol.offers, &offer.call(), 0);
                self.world.protocol.offers(self.world.chain).unwrap()
            }
        }
    }

    /// An order for somebody.
    pub(crate) fn order(&self, offer: u64, recipient: H160) -> LicenceToken::purchaseCall {
        LicenceToken::purchaseCall {
            offer,
            quantity: 0,
            selection: B256::ZERO,
            maxTotal: PRICE,
            recipient: address(recipient),
            referrer: Address::ZERO,
            buyerReference: B256::ZERO,
        }
    }

    /// Buys a licence for somebody.
    pub(crate) fn buy(&mut self, who: &Account, offer: u64, recipient: H160) -> U256 {
        let value = if self.is_token() { 0 } else { PRICE };
        let call = self.order(offer, recipient);
        self.world.pay(who, self.world.protocol.licence_token, &call, value).value
    }

    /// A deposit as a call.
    pub(crate) fn deposit(&self, record: U256) -> Settlements::depositCall {
        Settlements::depositCall { record, currency: address(self.currency), amount: PRICE }
    }

    /// Pays for a record.
    pub(crate) fn pay_for(&mut self, record: U256) {
        let (call, orion) = (self.deposit(record), self.cast.orion.clone());
        let value = if self.is_token() { 0 } else { PRICE };
        self.world.pay(&orion, self.world.protocol.settlements, &call, value);
    }

    /// Challenges a record.
    pub(crate) fn challenge(&mut self, who: &Account, record: U256) -> u64 {
        let evidence = keccak256(record.to_be_bytes::<32>());
        let at = self.world.protocol.arbitration;
        let bond = self.world.view(at, &Arbitration::bondOfCall { record, challenger: address(who.address()) });
        self.world.pay(who, at, &Arbitration::openChallengeCall { record, evidence }, bond).value
    }

    /// The same by the chameleon.
    pub(crate) fn challenge_by_it(&mut self, record: U256) -> u64 {
        let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(0x77) };
        self.by_it(self.world.protocol.arbitration, &call, BOND);
        self.world.view(self.world.protocol.arbitration, &Arbitration::challengesCall {})
    }

    /// The arbiter decides.
    pub(crate) fn decide(&mut self, challenge: u64, decision: u8) {
        let call = Arbitration::decideChallengeCall { challenge, decision, heir: Address::ZERO };
        let arbiter = self.cast.arbiter.clone();
        self.world.send(&arbiter, self.world.protocol.arbitration, &call);
    }

    /// What a revocation costs now.
    pub(crate) fn refund(&self, licence: U256) -> u128 {
        self.world.view(self.world.protocol.deals, &Deals::revocationCall { licence }).refund
    }

    /// Gives somebody of the token, and lets the splitter take it.
    pub(crate) fn give(&mut self, who: &Account, amount: u128) {
        let (token, spender) = (self.it.address, address(self.world.protocol.splitter));
        let call = ERC20::mintCall { to: address(who.address()), value: U256::from(amount) };
        self.world.chain.call(who, token, call.abi_encode(), 0).unwrap();
        let call = ERC20::approveCall { spender, value: U256::from(amount) };
        self.world.chain.call(who, token, call.abi_encode(), 0).unwrap();
    }

    /// Gives a contract of what is paid in.
    pub(crate) fn fund(&mut self, to: H160, amount: u128) {
        let orion = self.cast.orion.clone();
        if self.is_token() {
            let call = ERC20::mintCall { to: address(to), value: U256::from(amount) };
            self.world.chain.call(&orion, self.it.address, call.abi_encode(), 0).unwrap();
        } else {
            self.world.chain.transfer(&orion, to, amount).unwrap();
        }
    }

    /// What the receiver factory opens.
    pub(crate) fn open<C: SolCall<Return = Address>>(&mut self, call: &C) -> H160 {
        let thief = self.cast.thief.clone();
        h160(self.world.send(&thief, self.world.protocol.receivers, call).value)
    }
}
