//! A court to test in: the contracts with an arbiter, and short ways to dispute a record.

// Every file of tests uses a part of it.
#![allow(dead_code)]

pub(crate) mod calldata;

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolEvent;
use chain::{Account, Chain, H160, Receipt, TOKEN};
use rules::{
    challenge::{Decision, State},
    limits::{ANSWER_WINDOW, DECISION_WINDOW},
};
use scenarios::{Cast, SALT, World};
use std::ops::{Deref, DerefMut};
use story::{
    abi::{
        Arbitration, ERC721, LicenceToken, Offers, ProvenanceRegistry, Reservations, RoyaltySplitter, Settlements,
        Statements,
    },
    blobs::Blobs,
    calls::{Done, address, event},
    protocol::{Arbiter, NATIVE, NewOffer, NewRecord, Protocol},
};

/// A day in seconds.
pub(crate) const DAY: u64 = 86_400;

/// The bond of a first challenge: odd, and finer than a planck, so that only Ethereum accounts
/// can pay it.
pub(crate) const BOND: u128 = TOKEN + 3;

/// The numbers of refusals that an offer can have.
pub(crate) const STALE: u8 = 3;
pub(crate) const WITHDRAWN: u8 = 8;
pub(crate) const CHALLENGED: u8 = 9;
pub(crate) const STRUCK: u8 = 10;

/// The contracts and who decides.
pub(crate) struct Court<'a> {
    pub(crate) world: World<'a>,
    pub(crate) arbiter: Account,
}

impl<'a> Deref for Court<'a> {
    type Target = World<'a>;

    fn deref(&self) -> &World<'a> {
        &self.world
    }
}

impl DerefMut for Court<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.world
    }
}

/// Deploys and binds the contracts with this arbiter.
pub(crate) fn deploy<'a>(chain: &'a mut Chain, arbiter: H160, bond: u128) -> (World<'a>, Cast) {
    let cast = Cast::default();
    for who in cast.everybody() {
        chain.endow(who, 100_000 * TOKEN);
    }
    let blobs = Blobs::load().unwrap_or_else(|error| panic!("{error}"));
    let protocol = Protocol::deploy_with(chain, &cast.deployer, &blobs, Arbiter { account: arbiter, bond })
        .unwrap_or_else(|error| panic!("{error}"));
    protocol.bind(chain, &cast.deployer).unwrap_or_else(|refused| panic!("{refused}"));
    (World { chain, protocol }, cast)
}

impl<'a> Court<'a> {
    /// The contracts with an arbiter, on a chain on which the cast and the arbiter have money.
    pub(crate) fn sits(chain: &'a mut Chain) -> (Self, Cast) {
        let arbiter = Account::ethereum("Arbiter");
        chain.endow(&arbiter, 100_000 * TOKEN);
        let (world, cast) = deploy(chain, arbiter.address(), BOND);
        (Self { world, arbiter }, cast)
    }
}

/// The digest of the evidence of this number.
pub(crate) fn evidence(number: u64) -> B256 {
    keccak256(number.to_be_bytes())
}

/// The challenge of a record with the evidence of this number.
pub(crate) fn opening(record: U256, number: u64) -> Arbitration::openChallengeCall {
    Arbitration::openChallengeCall { record, evidence: evidence(number) }
}

/// A decision as a call.
pub(crate) fn decision(challenge: u64, decision: Decision, heir: Address) -> Arbitration::decideChallengeCall {
    Arbitration::decideChallengeCall { challenge, decision: decision as u8, heir }
}

// -------------------------------------------------------------------------------------- disputes

impl Court<'_> {
    /// Challenges a record at what it costs. Gives the challenge's number.
    #[track_caller]
    pub(crate) fn challenge(&mut self, who: &Account, record: U256, number: u64) -> u64 {
        let bond = self.bond_of(record, who);
        let arbitration = self.protocol.arbitration;
        self.pay(who, arbitration, &opening(record, number), bond).value
    }

    /// Answers a challenge.
    #[track_caller]
    pub(crate) fn answer(&mut self, owner: &Account, challenge: u64) -> Receipt {
        let arbitration = self.protocol.arbitration;
        let call = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(0xa5) };
        self.send(owner, arbitration, &call).receipt
    }

    /// The arbiter decides, at the earliest moment that is left.
    #[track_caller]
    fn decide(&mut self, challenge: u64, decided: Decision, heir: Address) -> Receipt {
        let found = self.challenge_of(challenge);
        let ripe = found.openedAt + ANSWER_WINDOW;
        if found.state == State::Open as u8 && self.chain.now() < ripe {
            self.wait_until(ripe);
        }
        let (arbiter, arbitration) = (self.arbiter.clone(), self.protocol.arbitration);
        self.send(&arbiter, arbitration, &decision(challenge, decided, heir)).receipt
    }

    /// The arbiter rejects a challenge.
    #[track_caller]
    pub(crate) fn reject(&mut self, challenge: u64) -> Receipt {
        self.decide(challenge, Decision::Reject, Address::ZERO)
    }

    /// The arbiter lets a challenge pass.
    #[track_caller]
    pub(crate) fn pass(&mut self, challenge: u64) -> Receipt {
        self.decide(challenge, Decision::Pass, Address::ZERO)
    }

    /// The arbiter strikes the record, with an heir or without.
    #[track_caller]
    pub(crate) fn strike(&mut self, challenge: u64, heir: Option<&Account>) -> Receipt {
        let heir = heir.map_or(Address::ZERO, |heir| address(heir.address()));
        self.decide(challenge, Decision::Strike, heir)
    }

    /// Somebody says that the deadline has passed.
    #[track_caller]
    pub(crate) fn expire(&mut self, who: &Account, challenge: u64) -> Receipt {
        let arbitration = self.protocol.arbitration;
        self.send(who, arbitration, &Arbitration::expireChallengeCall { challenge }).receipt
    }

    /// Somebody has the bond of an ended challenge credited.
    #[track_caller]
    pub(crate) fn reclaim(&mut self, who: &Account, challenge: u64) -> Receipt {
        let arbitration = self.protocol.arbitration;
        self.send(who, arbitration, &Arbitration::reclaimBondCall { challenge }).receipt
    }

    /// Somebody has an account paid. Gives what it got; the sender pays the fee.
    #[track_caller]
    pub(crate) fn collect(&mut self, who: &Account, account: &Account) -> Done<u128> {
        let arbitration = self.protocol.arbitration;
        self.send(who, arbitration, &Arbitration::collectCall { account: address(account.address()) })
    }

    /// A challenge as it stands.
    #[track_caller]
    pub(crate) fn challenge_of(&self, challenge: u64) -> Arbitration::Challenge {
        self.view(self.protocol.arbitration, &Arbitration::challengeCall { challenge })
    }

    /// Its state.
    #[track_caller]
    pub(crate) fn state(&self, challenge: u64) -> State {
        State::from_number(self.challenge_of(challenge).state).expect("a state")
    }

    /// What a challenge would cost.
    #[track_caller]
    pub(crate) fn bond_of(&self, record: U256, who: &Account) -> u128 {
        let challenger = address(who.address());
        self.view(self.protocol.arbitration, &Arbitration::bondOfCall { record, challenger })
    }

    /// What an account is due.
    #[track_caller]
    pub(crate) fn credit(&self, who: &Account) -> u128 {
        self.view(self.protocol.arbitration, &Arbitration::creditCall { account: address(who.address()) })
    }

    /// What challenges came to for a generation.
    #[track_caller]
    pub(crate) fn outcome(&self, record: U256, generation: u32) -> Arbitration::Outcome {
        self.view(self.protocol.arbitration, &Arbitration::outcomeCall { record, generation })
    }

    /// That the arbitration owes and has burned exactly this, and has it.
    #[track_caller]
    pub(crate) fn owes(&self, owed: u128, burned: u128) {
        let arbitration = self.protocol.arbitration;
        assert_eq!(self.view(arbitration, &Arbitration::owedCall {}), owed, "what it owes");
        assert_eq!(self.view(arbitration, &Arbitration::burnedCall {}), burned, "what it burned");
        assert_eq!(self.chain.balance(arbitration), owed + burned, "what it has");
    }
}

// --------------------------------------------------------------------------------------- records

impl Court<'_> {
    /// Commits to a registration.
    #[track_caller]
    pub(crate) fn commit(&mut self, who: &Account, work: &NewRecord) {
        let World { chain, protocol } = &mut self.world;
        protocol.commit(*chain, who, work, SALT).unwrap_or_else(|refused| panic!("{refused}"));
    }

    /// Lets time pass until this second is the open block's.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, second: u64) {
        let now = self.chain.now();
        self.chain.advance_time(second.checked_sub(now).expect("time does not run back"));
    }

    /// What sales know of a record.
    #[track_caller]
    pub(crate) fn sale_state(&self, record: U256) -> LicenceToken::SaleState {
        self.view(self.protocol.licence_token, &LicenceToken::saleStateCall { record })
    }

    /// That an offer does not sell to anybody, for this reason, neither asked nor tried.
    #[track_caller]
    pub(crate) fn offer_refused(&mut self, buyer: &Account, offer: u64, reason: u8) {
        let quote = self.protocol.quote(self.chain, offer, buyer.address()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(quote.reason, reason, "what the quote says");
        let call = LicenceToken::purchaseCall {
            offer,
            quantity: 0,
            selection: B256::ZERO,
            maxTotal: quote.total,
            recipient: address(buyer.address()),
            referrer: Address::ZERO,
            buyerReference: B256::ZERO,
        };
        let token = self.protocol.licence_token;
        self.refused_pay(buyer, token, &call, quote.total, LicenceToken::OfferRefused { offer, reason });
    }

    /// Whether a licence covers its holder's training now.
    #[track_caller]
    pub(crate) fn covers(&self, licence: U256, record: U256, holder: &Account) -> u8 {
        let call = LicenceToken::coversCall {
            licence,
            record,
            account: address(holder.address()),
            user: rules::uses::COMMERCIAL,
            uses: rules::uses::TRAIN_GENERATIVE,
            at: self.chain.now(),
        };
        self.view(self.protocol.licence_token, &call)
    }

    /// Splits a record's income.
    #[track_caller]
    pub(crate) fn split(&mut self, owner: &Account, record: U256, payees: &[(&Account, u16)]) -> u32 {
        let settlements = self.protocol.settlements;
        self.send(owner, settlements, &split(record, payees)).value
    }

    /// An account of one ledger of the splitter.
    #[track_caller]
    pub(crate) fn account(&self, record: U256, (generation, version): (u32, u32), payee: &Account) -> [u128; 3] {
        let payee = address(payee.address());
        let call = Statements::accountCall { record, generation, version, payee, currency: NATIVE };
        let found = self.view(self.protocol.statements, &call);
        assert_eq!(found.due, found.earned - found.released);
        [found.received, found.earned, found.released]
    }

    /// That the splitter owes exactly this, and has it.
    #[track_caller]
    pub(crate) fn splitter_owes(&self, owed: u128) {
        let splitter = self.protocol.splitter;
        assert_eq!(
            self.view(splitter, &RoyaltySplitter::owedCall { currency: NATIVE }),
            owed,
            "what the splitter owes"
        );
        assert_eq!(self.chain.balance(splitter), owed, "what the splitter has");
    }

    /// What an account has, deposits and all.
    pub(crate) fn wealth(&self, who: &Account) -> u128 {
        self.chain.total_balance(who.address())
    }
}

/// A split as a call.
pub(crate) fn split(record: U256, payees: &[(&Account, u16)]) -> Settlements::setSplitCall {
    let payees = payees
        .iter()
        .map(|(payee, share)| Settlements::Payee { account: address(payee.address()), share: *share })
        .collect();
    Settlements::setSplitCall { record, payees }
}

/// An approval as a call.
pub(crate) fn approval(approved: &Account, record: U256) -> ERC721::approveCall {
    ERC721::approveCall { approved: address(approved.address()), tokenId: record }
}

/// A transfer as a call.
pub(crate) fn transfer(from: &Account, to: &Account, record: U256) -> ERC721::transferFromCall {
    ERC721::transferFromCall { from: address(from.address()), to: address(to.address()), tokenId: record }
}

/// An offer at a flat price as a call.
pub(crate) fn offering(record: U256, terms: B256, price: u128) -> Offers::createOfferCall {
    NewOffer { record, terms, unit_price: price, ..NewOffer::default() }.call()
}

/// Naming a manager as a call.
pub(crate) fn naming(record: U256, manager: &Account) -> Reservations::setManagerCall {
    Reservations::setManagerCall { record, manager: address(manager.address()) }
}

/// The events of one kind in a receipt.
pub(crate) fn events<E: SolEvent>(receipt: &Receipt) -> Vec<E> {
    receipt.events.iter().filter_map(event).collect()
}

/// The only event of its kind in a receipt.
#[track_caller]
pub(crate) fn only<E: SolEvent>(receipt: &Receipt) -> E {
    let mut found = events::<E>(receipt);
    assert_eq!(found.len(), 1, "{}", E::SIGNATURE);
    found.remove(0)
}

/// A change of a record's standing as the registry's event.
pub(crate) fn standing_changed(
    record: U256,
    change: rules::standing::Change,
    account: Address,
    at: u64,
) -> ProvenanceRegistry::StandingChanged {
    ProvenanceRegistry::StandingChanged { record, change: change as u8, account, at }
}

/// The first second in which an answer is late, and the first in which a decision is.
pub(crate) fn windows(opened_at: u64) -> (u64, u64) {
    (opened_at + ANSWER_WINDOW, opened_at + ANSWER_WINDOW + DECISION_WINDOW)
}
