//! The parts that the chameleon has.

use crate::stage::{PRICE, Row, Stage};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolCall;
use chain::TOKEN;
use rules::{
    limits::{ANSWER_WINDOW, MIN_REVOCATION_NOTICE},
    merkle::Tree,
    pool::Share,
};
use scenarios::Cast;
use story::{
    abi::{
        Arbitration, Deals, ERC721, LicenceToken,
        ReceiverFactory::{openInboxCall, openPoolCall},
        RecordInbox,
        RoyaltyPool::{self, Leaf},
        RoyaltySplitter, Settlements,
    },
    calls::address,
};

type Names = (&'static str, &'static str);

/// The roles of each call, in native money and in the chameleon's own.
fn role(stage: &Stage<'_, '_>, native: &'static str) -> &'static str {
    if stage.is_token() { "the currency" } else { native }
}

impl Stage<'_, '_> {
    /// Sets everything up. What depends on the second comes last; no block may follow.
    pub(crate) fn set_up(&mut self) {
        let Cast { ada, ben, chloe, orion, delta, .. } = self.cast.clone();
        if self.is_token() {
            for who in [&ada, &ben, &chloe, &orion, &delta] {
                self.give(who, 1_000_000 * TOKEN);
            }
        } else {
            self.tokens_to_receive();
            self.bonds();
        }
        self.sales();
        self.releases();
        self.settlements();
        self.receivers();
        let licences = self.licences();
        self.after_sales(&licences);
    }

    /// It is asked whether it takes a record, a licence.
    fn tokens_to_receive(&mut self) {
        let Cast { ada, orion, .. } = self.cast.clone();
        let record = self.record(ada.address(), &[]);
        let sold = self.record(ada.address(), &[]);
        let offer = self.offer(Some(&ada), sold, |_| {});
        let licence = self.buy(&orion, offer, orion.address());
        let to = address(self.it.address);
        let protocol = self.world.protocol;
        let both = [
            (["Registry.safeTransferFrom"; 2], protocol.registry, ada, record),
            (["Token.safeTransferFrom"; 2], protocol.licence_token, orion, licence),
        ];
        for ([plain, with_data], contract, owner, token) in both {
            let from = address(owner.address());
            let call = ERC721::safeTransferFrom_0Call { from, to, tokenId: token };
            self.row((plain, "the receiver"), &owner, contract, &call, 0);
            let call = ERC721::safeTransferFrom_1Call { from, to, tokenId: token, data: vec![7; 40].into() };
            self.row((with_data, "the receiver, with data"), &owner, contract, &call, 0);
        }
    }

    /// It is credited half of a lost bond of a challenge of its record, and a bond of its own that comes back.
    fn bonds(&mut self) {
        let Cast { ada, orion, thief, .. } = self.cast.clone();
        let (own, struck) = (self.record(self.it.address, &[]), self.record(ada.address(), &[]));
        let lost = self.challenge(&orion, own);
        let won = self.challenge(&thief, struck);
        let ended = self.challenge_by_it(struck);
        self.world.chain.advance_time(ANSWER_WINDOW);
        self.decide(lost, 0);
        self.decide(won, 2);
        let at = self.world.protocol.arbitration;
        self.world.send(&thief, at, &Arbitration::reclaimBondCall { challenge: ended });
        let call = Arbitration::collectCall { account: address(self.it.address) };
        self.row(("Arbitration.collect", "an owner and a challenger who get bonds"), &thief, at, &call, 0);
    }

    fn sales(&mut self) {
        let Cast { ada, ben, orion, .. } = self.cast.clone();
        let token = self.world.protocol.licence_token;
        let is_token = self.is_token();
        let owner = if is_token { ada.address() } else { self.it.address };
        let sole = self.record(owner, &[]);
        let of_sole = self.offer(is_token.then_some(&ada), sole, |_| {});
        let split = self.split();
        let of_split = self.offer(Some(&ben), split, |_| {});
        let referred = self.record(ben.address(), &[]);
        let it = self.it.address;
        let brings = if is_token { ada.address() } else { it };
        let of_referred = self.offer(Some(&ben), referred, |offer| (offer.referrer, offer.referral) = (brings, 1_000));
        let rows = [
            (of_sole, role(self, "the sole owner"), "the currency of a sole owner"),
            (of_split, role(self, "a payee"), "the currency of a split"),
            (of_referred, role(self, "the referrer"), "the currency of a referral"),
        ];
        for (offer, role, of_token) in rows {
            let role = if is_token { of_token } else { role };
            let mut call = self.order(offer, orion.address());
            if offer == of_referred {
                call.referrer = address(brings);
            }
            self.row(("Token.purchase", role), &orion, token, &call, PRICE);
        }
        let item = |offer| LicenceToken::Item { offer, quantity: 0, selection: B256::ZERO };
        let many = LicenceToken::purchaseManyCall {
            items: vec![item(of_sole), item(of_split), item(of_sole)],
            maxTotal: 3 * PRICE,
            recipient: address(orion.address()),
            referrer: Address::ZERO,
            buyerReference: B256::ZERO,
        };
        let role = role(self, "the sole owner and a payee");
        self.row(("Token.purchaseMany", role), &orion, token, &many, 3 * PRICE);
        if !is_token {
            // It buys for itself where it is a payee: it waits for the very call that would pay it.
            let (data, master) =
                (self.it.through(token, &self.order(of_split, it).abi_encode()), self.it.master.clone());
            let (message, role, value) = ("Token.purchase", "the buyer and a payee", PRICE);
            self.rows.push(Row { message, role, who: master, to: it, data, value });
        }
    }

    fn releases(&mut self) {
        let Cast { ada, thief, orion, .. } = self.cast.clone();
        let protocol = self.world.protocol;
        let records = [self.split(), self.split()];
        for record in records {
            self.pay_for(record);
        }
        let record = records[0];
        if self.is_token() {
            let call = self.deposit(record);
            self.row(("Settlements.deposit", "the currency"), &orion, protocol.settlements, &call, 0);
        }
        let payee = if self.is_token() { address(ada.address()) } else { address(self.it.address) };
        let (generation, version, currency) = (1, 1, address(self.currency));
        let role = role(self, "a payee");
        let call = RoyaltySplitter::releaseCall { record, generation, version, payee, currency };
        self.row(("Splitter.release", role), &thief, protocol.splitter, &call, 0);
        let sources = records.map(|record| RoyaltySplitter::Source { record, generation, version, currency });
        let call = RoyaltySplitter::releaseManyCall { payee, ledgers: sources.into() };
        self.row(("Splitter.releaseMany", role), &thief, protocol.splitter, &call, 0);
        let call = RoyaltySplitter::distributeCall { record, generation, version, owner: Address::ZERO, currency };
        self.row(("Splitter.distribute", role), &thief, protocol.splitter, &call, 0);
        let to = if self.is_token() { address(thief.address()) } else { address(self.it.address) };
        let call = RoyaltySplitter::releaseToCall { record, generation, version, currency, to };
        let role = crate::parts::role(self, "whom a payee names");
        self.row(("Splitter.releaseTo", role), &ada, protocol.splitter, &call, 0);
    }

    fn settlements(&mut self) {
        let Cast { ada, ben, chloe, orion, thief, .. } = self.cast.clone();
        let settlements = self.world.protocol.settlements;
        let currency = address(self.currency);
        let owner = if self.is_token() { ada.address() } else { self.it.address };
        let parents = [(self.split(), "a parent's payee"), (self.record(owner, &[]), "a parent's owner")];
        for (parent, native) in parents {
            let child = self.record(chloe.address(), &[(parent, 5_000)]);
            self.pay_for(child);
            let of_token =
                if native == "a parent's owner" { "the currency of an owner" } else { "the currency of payees" };
            let role = if self.is_token() { of_token } else { native };
            let call = Settlements::settleCall { child, generation: 1, parent, currency };
            self.row(("Settlements.settle", role), &thief, settlements, &call, 0);
            let call = Settlements::settlePathCall { child, generation: 1, path: vec![parent], currency };
            self.row(("Settlements.settlePath", role), &thief, settlements, &call, 0);
        }
        let held = self.split();
        let challenge = self.challenge(&orion, held);
        self.pay_for(held);
        let answer = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) };
        self.world.send(&ben, self.world.protocol.arbitration, &answer);
        self.decide(challenge, 0);
        let call =
            Settlements::moveHeldCall { record: held, generation: 1, version: 1, owner: Address::ZERO, currency };
        self.row(("Settlements.moveHeld", role(self, "a payee")), &thief, settlements, &call, 0);
    }

    /// A pool with a place of its own, and an inbox.
    fn receivers(&mut self) {
        let Cast { ada, ben, chloe, thief, .. } = self.cast.clone();
        let second = if self.is_token() { ben.address() } else { self.it.address };
        let leaves = [ada.address(), second, chloe.address()];
        let hash = |bytes: &[u8]| keccak256(bytes).0;
        let mut tree = Tree::new(hash);
        for account in leaves {
            tree.push_hash(Share { account: account.0, weight: 1 }.hash(&hash));
        }
        let root = B256::from(tree.root().unwrap());
        let list = B256::from(keccak256(self.it.address.0));
        let pool = self.open(&openPoolCall { root, count: 3, weight: 3, basis: 0, list, uri: String::new() });
        self.fund(pool, PRICE);
        let proof =
            |index: u64| -> Vec<B256> { tree.inclusion_proof(index).unwrap().into_iter().map(B256::from).collect() };
        let leaf = |index: usize| Leaf { index: index as u64, account: address(leaves[index]), weight: 1 };
        let currency = address(self.currency);
        let claim = RoyaltyPool::claimCall { index: 1, account: address(second), weight: 1, currency, proof: proof(1) };
        let role_of_one = role(self, "a claimant");
        self.row(("Pool.claim", role_of_one), &thief, pool, &claim, 0);
        let proofs = [0, 1, 2].map(proof).concat();
        let many = RoyaltyPool::claimManyCall { currency, leaves: [0, 1, 2].map(leaf).into(), proofs };
        let role_of_many = role(self, "one of the claimants");
        self.row(("Pool.claimMany", role_of_many), &thief, pool, &many, 0);
        let to = if self.is_token() { address(thief.address()) } else { address(self.it.address) };
        let away = RoyaltyPool::claimToCall { index: 0, weight: 1, currency, to, proof: proof(0) };
        self.row(("Pool.claimTo", role(self, "whom a claimant names")), &ada, pool, &away, 0);
        if self.is_token() {
            let record = self.record(ben.address(), &[]);
            let inbox = self.open(&openInboxCall { record });
            self.fund(inbox, PRICE);
            let sync = RecordInbox::syncCall { currency };
            self.row(("Inbox.sync", "the currency"), &thief, inbox, &sync, 0);
        }
    }

    /// Licences to follow on, to revoke, to refund, and prices that wait.
    fn licences(&mut self) -> Licences {
        let Cast { ada, orion, thief, .. } = self.cast.clone();
        let owner = if self.is_token() { Some(ada.clone()) } else { None };
        let of_it = self.record(owner.as_ref().map_or(self.it.address, |ada| ada.address()), &[]);
        let offer = self.offer(owner.as_ref(), of_it, |_| {});
        let first = self.world.view(self.world.protocol.licence_token, &LicenceToken::offerCall { offer }).price.terms;
        let upgrade =
            self.offer(owner.as_ref(), of_it, |offer| (offer.unit_price, offer.upgrades_from) = (2 * PRICE, first));
        let waits = self.offer(owner.as_ref(), of_it, |offer| offer.escrow = 60);
        let licence = self.buy(&orion, offer, orion.address());
        let waiting = self.buy(&orion, waits, orion.address());

        let holder = if self.is_token() { orion.address() } else { self.it.address };
        let of_ada = self.record(ada.address(), &[]);
        let plain = self.offer(Some(&ada), of_ada, |_| {});
        let refunded = self.buy(&orion, plain, holder);
        let revoked = self.buy(&orion, plain, orion.address());
        let of_struck = self.record(ada.address(), &[]);
        let waits = self.offer(Some(&ada), of_struck, |offer| offer.escrow = 86_400);
        let struck = self.buy(&orion, waits, holder);
        let challenge = self.challenge(&thief, of_struck);
        let answer = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) };
        self.world.send(&ada, self.world.protocol.arbitration, &answer);
        self.decide(challenge, 2);
        let (call, refund) = (Deals::revokeCall { licence: refunded }, self.refund(refunded));
        let refund = if self.is_token() { 0 } else { refund };
        self.world.pay(&ada, self.world.protocol.deals, &call, refund);
        self.world.chain.advance_time(u64::from(MIN_REVOCATION_NOTICE) + 60);
        Licences { offer, upgrade, licence, waiting, refunded, revoked, struck }
    }

    fn after_sales(&mut self, licences: &Licences) {
        let Licences { offer, upgrade, licence, waiting, refunded, revoked, struck } = *licences;
        let Cast { ada, orion, thief, .. } = self.cast.clone();
        let (deals, buyer_reference) = (self.world.protocol.deals, B256::ZERO);
        let licensor = role(self, "the licensor");
        let call = Deals::renewCall { licence, maxTotal: PRICE, buyerReference: buyer_reference };
        self.row(("Deals.renew", licensor), &orion, deals, &call, PRICE);
        let call = Deals::extendCall { licence, offer, quantity: 0, maxTotal: PRICE, buyerReference: buyer_reference };
        self.row(("Deals.extend", licensor), &orion, deals, &call, PRICE);
        let quote = self.world.view(deals, &Deals::quoteCall { licence, way: 3, offer: upgrade, quantity: 0 });
        let call = Deals::upgradeCall {
            licence,
            offer: upgrade,
            quantity: 0,
            maxTotal: 2 * PRICE,
            buyerReference: buyer_reference,
        };
        self.row(("Deals.upgrade", licensor), &orion, deals, &call, quote.total - quote.credit);
        if self.is_token() {
            self.row(("Deals.revoke", "the currency"), &ada, deals, &Deals::revokeCall { licence: revoked }, 0);
        }
        let names: Names = ("Deals.collectRefund", role(self, "the holder"));
        self.row(names, &thief, deals, &Deals::collectRefundCall { licence: refunded }, 0);
        let names = ("Deals.settleEscrow", role(self, "the licensor"));
        self.row(names, &thief, deals, &Deals::settleEscrowCall { licence: waiting }, 0);
        let of_struck = if self.is_token() { "the currency that goes back" } else { "the holder who gets it back" };
        let call = Deals::settleEscrowCall { licence: struck };
        self.row(("Deals.settleEscrow", of_struck), &thief, deals, &call, 0);
    }
}

struct Licences {
    offer: u64,
    upgrade: u64,
    licence: U256,
    waiting: U256,
    refunded: U256,
    revoked: U256,
    struck: U256,
}
