//! A world in which everybody has something that somebody else would like to have: the samples' state, and
//! beside it money that waits, escrows, refunds, tokens, managers, operators and approvals. And a call for each
//! of them that its rightful caller makes.

use crate::contract::Contract;
use crate::samples::{Sample, Samples};
use crate::tokens::{ERC20, Habit, Token};
use alloy_json_abi::{Function, StateMutability};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use chain::{Account, H160, TOKEN};
use rules::{
    limits::{ANSWER_WINDOW, DECISION_WINDOW, MIN_REVOCATION_NOTICE},
    terms::{Duration, Revocation, Terms},
    uses,
};
use scenarios::{BOND, Cast, SALT, World, digest};
use story::{
    abi::{
        Arbitration, Deals, ERC721, LicenceToken, ProvenanceRegistry, RecordInbox, Reservations, RoyaltyPool,
        RoyaltySplitter, Settlements, UsageLedger,
    },
    calls::address,
    protocol::{NATIVE, NewOffer, NewRecord, Protocol, record_id},
};

const MONTH: u64 = 30 * 86_400;

/// The world.
pub(crate) struct Estate {
    /// The calls of [`Samples`], and more. Those of the first kind are made by their rightful callers.
    pub(crate) samples: Samples,
    /// Who may call.
    pub(crate) callers: Vec<Account>,
    /// Whose money is counted: the callers, and who is only paid.
    pub(crate) people: Vec<H160>,
    /// An ERC-20 without fault.
    pub(crate) token: H160,
    /// Who has a pool's places, by their index.
    pub(crate) leaves: Vec<H160>,
    /// The samples' messages, as the table names them.
    pub(crate) names: Vec<String>,
}

/// Whether a sample is no question.
fn changes_something(sample: &Sample) -> bool {
    let is_it = |function: &&Function| function.selector() == sample.selector();
    let function = sample.contract.abi().functions().find(is_it).cloned();
    function.is_some_and(|function| {
        matches!(function.state_mutability, StateMutability::NonPayable | StateMutability::Payable)
    })
}

impl Estate {
    pub(crate) fn new(world: &mut World<'_>, cast: &Cast) -> Self {
        let stranger = Account::ethereum("Stranger");
        world.chain.endow(&stranger, 100_000 * TOKEN);
        let old = old_challenges(world, cast);
        let mut samples = Samples::new(world, cast);
        samples.list.retain(changes_something);
        for (who, call) in old {
            add(&mut samples, Contract::Arbitration, &who, call, 0);
        }
        let token = Token::deploy(world.chain, &stranger, &Habit::Plain);
        tokens(&mut samples, world, cast, token);
        dues(&mut samples, world, cast, token);
        held(&mut samples, world, cast);
        decisions(&mut samples, world, cast);
        let licences = Licences::new(world, cast);
        deputies(&mut samples, world, cast);
        reveal(&mut samples, world, cast);
        let run = B256::repeat_byte(0x51);
        let declare =
            UsageLedger::declareRunCall { run, manifest: run, count: 1, model: B256::ZERO, uses: uses::ALL_USES };
        world.send(&cast.orion, world.protocol.usage_ledger, &declare);
        let model = UsageLedger::declareModelCall { run, model: run };
        add(&mut samples, Contract::Usage, &cast.orion, model.abi_encode(), 0);
        licences.add_calls(&mut samples, world, cast);
        let contributors = ["One", "Two", "Three"].map(|number| Account::ethereum(&format!("Contributor {number}")));
        let leaves: Vec<H160> = contributors.iter().map(Account::address).collect();
        let callers: Vec<Account> =
            cast.everybody().into_iter().cloned().chain([stranger]).chain(contributors[1..].iter().cloned()).collect();
        let people = callers.iter().map(Account::address).chain([leaves[0], H160([0x55; 20])]).collect();
        Self { samples, callers, people, token, leaves, names: Vec::new() }
    }
}

impl Estate {
    /// The message of a sample, as the table names it.
    pub(crate) fn name_of(&self, number: usize) -> String {
        self.names[number].clone()
    }
}

fn add(samples: &mut Samples, contract: Contract, who: &Account, data: Vec<u8>, value: u128) {
    samples.list.push(Sample { contract, who: who.clone(), data, value, refusal: None });
}

/// A challenge that nobody decided in time, and one that another one ended.
fn old_challenges(world: &mut World<'_>, cast: &Cast) -> Vec<(Account, Vec<u8>)> {
    let at = world.protocol.arbitration;
    let open = |world: &mut World<'_>, who: &Account, record: U256, evidence: u8| {
        let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(evidence) };
        world.pay(who, at, &call, BOND).value
    };
    let (left, struck) = (world.work(&cast.ben, 201), world.work(&cast.ben, 202));
    let won = open(world, &cast.orion, struck, 0x21);
    let ended = open(world, &cast.delta, struck, 0x22);
    world.chain.advance_time(ANSWER_WINDOW);
    let decide = Arbitration::decideChallengeCall { challenge: won, decision: 2, heir: address(cast.thief.address()) };
    world.send(&cast.arbiter, at, &decide);
    let expired = open(world, &cast.chloe, left, 0x23);
    world.chain.advance_time(ANSWER_WINDOW + DECISION_WINDOW);
    let collect = Arbitration::collectCall { account: address(cast.orion.address()) };
    vec![
        (cast.thief.clone(), Arbitration::expireChallengeCall { challenge: expired }.abi_encode()),
        (cast.thief.clone(), Arbitration::reclaimBondCall { challenge: ended }.abi_encode()),
        (cast.thief.clone(), collect.abi_encode()),
    ]
}

/// A sale in a token, one that waits in an inbox, and one in a pool.
fn tokens(samples: &mut Samples, world: &mut World<'_>, cast: &Cast, token: H160) {
    let Cast { ada, ben, chloe, orion, delta, thief, .. } = cast;
    let inbox = Contract::Inbox.address(world);
    let pool = Contract::Pool.address(world);
    let holders = [ada, ben, chloe, orion, delta].map(Account::address);
    for to in holders.into_iter().chain([inbox, pool]) {
        Token::mint(world.chain, orion, token, to, 1_000_003);
    }
    let allow = |world: &mut World<'_>, who: &Account| {
        let spender = address(world.protocol.splitter);
        world.send(who, token, &ERC20::approveCall { spender, value: U256::from(500_000) });
    };
    allow(world, orion);
    allow(world, delta);
    let record = world.work(ben, 203);
    let payees = [(ada.address(), 4_000), (chloe.address(), 6_000)];
    world.protocol.set_split(world.chain, ben, record, &payees).unwrap();
    let terms = world.terms(ben, None, true);
    let priced = NewOffer { record, terms, unit_price: 10_007, currency: token, ..NewOffer::default() };
    let offer = world.make_offer(ben, &priced);
    let order = LicenceToken::purchaseCall {
        offer,
        quantity: 0,
        selection: B256::ZERO,
        maxTotal: 10_007,
        recipient: address(orion.address()),
        referrer: Address::ZERO,
        buyerReference: B256::ZERO,
    };
    add(samples, Contract::Token, orion, order.abi_encode(), 0);
    let currency = address(token);
    let deposit = Settlements::depositCall { record, currency, amount: 3_001 };
    world.send(orion, world.protocol.settlements, &deposit);
    add(samples, Contract::Settlements, delta, deposit.abi_encode(), 0);
    let release = |payee: &Account| RoyaltySplitter::releaseCall {
        record,
        generation: 1,
        version: 1,
        payee: address(payee.address()),
        currency,
    };
    add(samples, Contract::Splitter, thief, release(ada).abi_encode(), 0);
    let to = address(thief.address());
    let away = RoyaltySplitter::releaseToCall { record, generation: 1, version: 1, currency, to };
    add(samples, Contract::Splitter, chloe, away.abi_encode(), 0);
    // The first challenge of a record that is on offer.
    let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(0x25) };
    add(samples, Contract::Arbitration, delta, call.abi_encode(), BOND);
    add(samples, Contract::Splitter, chloe, release(chloe).abi_encode(), 0);
    add(samples, Contract::Inbox, thief, RecordInbox::syncCall { currency }.abi_encode(), 0);
    // The same claims, in the token.
    let claims: Vec<_> =
        samples.of_contract(Contract::Pool).map(|sample| (sample.who.clone(), sample.data.clone())).collect();
    for (who, data) in claims {
        let data = if let Ok(claim) = RoyaltyPool::claimCall::abi_decode(&data) {
            RoyaltyPool::claimCall { currency, ..claim }.abi_encode()
        } else if let Ok(claim) = RoyaltyPool::claimToCall::abi_decode(&data) {
            RoyaltyPool::claimToCall { currency, ..claim }.abi_encode()
        } else if let Ok(claim) = RoyaltyPool::claimManyCall::abi_decode(&data) {
            RoyaltyPool::claimManyCall { currency, ..claim }.abi_encode()
        } else {
            continue;
        };
        add(samples, Contract::Pool, &who, data, 0);
    }
}

/// What payees are due, and a link of which something is due.
fn dues(samples: &mut Samples, world: &mut World<'_>, cast: &Cast, token: H160) {
    let Cast { ada, ben, chloe, orion, thief, .. } = cast;
    let record = world.work(ben, 204);
    let payees = [(ada.address(), 2_500), (chloe.address(), 7_500)];
    world.protocol.set_split(world.chain, ben, record, &payees).unwrap();
    let pay = Settlements::depositCall { record, currency: NATIVE, amount: 4 * TOKEN };
    world.pay(orion, world.protocol.settlements, &pay, 4 * TOKEN);
    let (generation, version, currency) = (1, 1, NATIVE);
    let to = address(thief.address());
    let release = RoyaltySplitter::releaseToCall { record, generation, version, currency, to };
    add(samples, Contract::Splitter, chloe, release.abi_encode(), 0);
    let distribute = RoyaltySplitter::distributeCall { record, generation, version, owner: Address::ZERO, currency };
    add(samples, Contract::Splitter, thief, distribute.abi_encode(), 0);
    let place = Settlements::movePayeeCall { record, generation, version, to };
    add(samples, Contract::Settlements, chloe, place.abi_encode(), 0);
    let ledgers = [(record, NATIVE), (record_id(&digest(203)), address(token))];
    let ledgers = ledgers.map(|(record, currency)| RoyaltySplitter::Source { record, generation, version, currency });
    let many = RoyaltySplitter::releaseManyCall { payee: address(ada.address()), ledgers: ledgers.into() };
    add(samples, Contract::Splitter, thief, many.abi_encode(), 0);
    let offer = world.offer(ben, record, TOKEN);
    let order = LicenceToken::purchaseCall {
        offer,
        quantity: 0,
        selection: B256::ZERO,
        maxTotal: TOKEN,
        recipient: address(orion.address()),
        referrer: Address::ZERO,
        buyerReference: B256::ZERO,
    };
    add(samples, Contract::Token, orion, order.abi_encode(), TOKEN);
    // A place from which something was paid already.
    let record = world.work(ben, 211);
    let payees = [(ada.address(), 5_000), (chloe.address(), 5_000)];
    world.protocol.set_split(world.chain, ben, record, &payees).unwrap();
    let pay = Settlements::depositCall { record, currency: NATIVE, amount: 2 * TOKEN };
    world.pay(orion, world.protocol.settlements, &pay, 2 * TOKEN);
    world.protocol.release(world.chain, orion, record, (1, 1), chloe.address()).unwrap();
    let place = Settlements::movePayeeCall { record, generation, version, to };
    add(samples, Contract::Settlements, chloe, place.abi_encode(), 0);
    // What comes in for a child waits for its parent until somebody settles it.
    let child = record_id(&digest(2));
    let pay = Settlements::depositCall { record: child, currency: NATIVE, amount: TOKEN };
    world.pay(orion, world.protocol.settlements, &pay, TOKEN);
}

/// What came in while a challenge was open.
fn held(samples: &mut Samples, world: &mut World<'_>, cast: &Cast) {
    let (arbitration, settlements) = (world.protocol.arbitration, world.protocol.settlements);
    let record = world.work(&cast.ben, 205);
    let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(0x24) };
    let challenge = world.pay(&cast.orion, arbitration, &call, BOND).value;
    let pay = Settlements::depositCall { record, currency: NATIVE, amount: 2 * TOKEN };
    world.pay(&cast.delta, settlements, &pay, 2 * TOKEN);
    world.send(&cast.ben, arbitration, &Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) });
    let reject = Arbitration::decideChallengeCall { challenge, decision: 0, heir: Address::ZERO };
    world.send(&cast.arbiter, arbitration, &reject);
    let owner = address(cast.ben.address());
    let moving = Settlements::moveHeldCall { record, generation: 1, version: 0, owner, currency: NATIVE };
    add(samples, Contract::Settlements, &cast.thief, moving.abi_encode(), 0);
}

/// An answered challenge of a record that is on offer: the arbiter may decide either way.
fn decisions(samples: &mut Samples, world: &mut World<'_>, cast: &Cast) {
    let at = world.protocol.arbitration;
    let record = world.work(&cast.ben, 212);
    world.offer(&cast.ben, record, TOKEN);
    let call = Arbitration::openChallengeCall { record, evidence: B256::repeat_byte(0x26) };
    let challenge = world.pay(&cast.chloe, at, &call, BOND).value;
    world.send(&cast.ben, at, &Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) });
    for decision in 0..3 {
        let call = Arbitration::decideChallengeCall { challenge, decision, heir: Address::ZERO };
        add(samples, Contract::Arbitration, &cast.arbiter, call.abi_encode(), 0);
    }
}

/// Licences to renew, extend, upgrade, revoke and refund, and two prices in escrow.
struct Licences {
    offer: u64,
    upgrade: u64,
    licence: U256,
    refunded: U256,
    settled: U256,
}

impl Licences {
    fn new(world: &mut World<'_>, cast: &Cast) -> Self {
        let Cast { ada, orion, delta, .. } = cast;
        let record = world.work(ada, 206);
        let [small, large] = [1, 2].map(|document| {
            let terms = Terms {
                uses: uses::ALL_USES,
                users: uses::ALL_USERS,
                duration: Duration::Seconds(MONTH),
                exclusive: false,
                transferable: true,
                attribution: false,
                revocation: Revocation::AfterNotice(MIN_REVOCATION_NOTICE),
                derivative_share: 0,
                resale_royalty: 0,
                document: [document; 32],
                uri: Vec::new(),
            };
            world.protocol.publish_terms(world.chain, ada, &terms).unwrap().value
        });
        let plain = NewOffer { record, terms: small, unit_price: TOKEN, ..NewOffer::default() };
        let offer = world.make_offer(ada, &plain);
        let larger = NewOffer { terms: large, unit_price: 2 * TOKEN, upgrades_from: small, ..plain.clone() };
        let upgrade = world.make_offer(ada, &larger);
        let waits = world.make_offer(ada, &NewOffer { escrow: 60, ..plain.clone() });
        let waits_long = world.make_offer(ada, &NewOffer { escrow: 10 * 86_400, ..plain });
        let licence = world.buy(orion, offer).value;
        let refunded = world.buy(delta, offer).value;
        let settled = world.buy(orion, waits).value;
        world.buy(delta, waits_long);
        let deals = world.protocol.deals;
        let refund = world.view(deals, &Deals::revocationCall { licence: refunded }).refund;
        world.pay(ada, deals, &Deals::revokeCall { licence: refunded }, refund);
        world.chain.advance_time(u64::from(MIN_REVOCATION_NOTICE) + 60);
        Self { offer, upgrade, licence, refunded, settled }
    }

    /// What credits and refunds are depends on the second: no block may follow.
    fn add_calls(&self, samples: &mut Samples, world: &World<'_>, cast: &Cast) {
        let Self { offer, upgrade, licence, refunded, settled } = *self;
        let Cast { ada, orion, thief, .. } = cast;
        let (deals, buyer_reference) = (world.protocol.deals, B256::ZERO);
        let renew = Deals::renewCall { licence, maxTotal: TOKEN, buyerReference: buyer_reference };
        add(samples, Contract::Deals, orion, renew.abi_encode(), TOKEN);
        let extend =
            Deals::extendCall { licence, offer, quantity: 0, maxTotal: TOKEN, buyerReference: buyer_reference };
        add(samples, Contract::Deals, orion, extend.abi_encode(), TOKEN);
        let quote = world.view(deals, &Deals::quoteCall { licence, way: 3, offer: upgrade, quantity: 0 });
        let call = Deals::upgradeCall {
            licence,
            offer: upgrade,
            quantity: 0,
            maxTotal: 2 * TOKEN,
            buyerReference: buyer_reference,
        };
        add(samples, Contract::Deals, orion, call.abi_encode(), quote.total - quote.credit);
        let refund = world.view(deals, &Deals::revocationCall { licence }).refund;
        add(samples, Contract::Deals, ada, Deals::revokeCall { licence }.abi_encode(), refund);
        let collect = Deals::collectRefundCall { licence: refunded };
        add(samples, Contract::Deals, thief, collect.abi_encode(), 0);
        add(samples, Contract::Deals, thief, Deals::settleEscrowCall { licence: settled }.abi_encode(), 0);
    }
}

/// Who may do one thing for an owner: a manager, an approved account, an operator.
fn deputies(samples: &mut Samples, world: &mut World<'_>, cast: &Cast) {
    let Cast { ada, ben, chloe, orion, delta, .. } = cast;
    let (registry, token) = (world.protocol.registry, world.protocol.licence_token);
    let at = |who: &Account| address(who.address());
    let managed = world.work(ben, 207);
    let naming = Reservations::setManagerCall { record: managed, manager: at(chloe) };
    world.send(ben, world.protocol.reservations, &naming);
    let open = world.offer(ben, managed, TOKEN);
    let terms = world.terms(ben, None, true);
    let made = NewOffer { record: managed, terms, unit_price: 7, ..NewOffer::default() };
    add(samples, Contract::Offers, chloe, made.call().abi_encode(), 0);
    add(samples, Contract::Offers, chloe, story::abi::Offers::closeOfferCall { offer: open }.abi_encode(), 0);

    let licence = world.buy(orion, open).value;
    let sold = world.work(ben, 208);
    world.offer(ben, sold, TOKEN);
    for (contract, at_contract, owner, tokens) in
        [(Contract::Registry, registry, ben, [sold, managed]), (Contract::Token, token, orion, [licence, licence])]
    {
        world.send(owner, at_contract, &ERC721::approveCall { approved: at(chloe), tokenId: tokens[0] });
        world.send(owner, at_contract, &ERC721::setApprovalForAllCall { operator: at(delta), approved: true });
        for (who, id) in [(chloe, tokens[0]), (delta, tokens[1])] {
            let (from, to) = (at(owner), at(ada));
            let moving = ERC721::transferFromCall { from, to, tokenId: id };
            add(samples, contract, who, moving.abi_encode(), 0);
            let moving = ERC721::safeTransferFrom_0Call { from, to, tokenId: id };
            add(samples, contract, who, moving.abi_encode(), 0);
            let moving = ERC721::safeTransferFrom_1Call { from, to, tokenId: id, data: vec![7].into() };
            add(samples, contract, who, moving.abi_encode(), 0);
        }
        let approve = ERC721::approveCall { approved: at(ada), tokenId: tokens[1] };
        add(samples, contract, delta, approve.abi_encode(), 0);
    }
}

/// A record that a thief has in a hurry, and that its author committed to before. It stays last: commitments expire.
fn reveal(samples: &mut Samples, world: &mut World<'_>, cast: &Cast) {
    let Cast { ada, thief, .. } = cast;
    let registry = world.protocol.registry;
    let call = NewRecord::new(digest(209), ada).call(SALT);
    let commitment = Protocol::commitment_to(registry, ada.address(), &call);
    world.send(ada, registry, &ProvenanceRegistry::commitCall { commitment });
    world.provisional(thief, 209);
    add(samples, Contract::Registry, ada, call.abi_encode(), 0);
    world.provisional(&cast.ben, 210);
}
