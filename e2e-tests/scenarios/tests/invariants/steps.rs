//! What can happen, and how often it does.

use crate::life::{Chance, Life, Outcome};
use rules::limits::{COMMIT_TTL, SPLIT_NOTICE};

/// One kind of act.
type Act = fn(&mut Life<'_>, &mut Chance) -> Outcome;

/// Every kind of act, with its weight. To add one is to add a line.
const ACTS: &[(usize, Act)] = &[
    (9, |life, chance| life.register(chance)),
    (4, |life, chance| life.reveal(chance)),
    (4, |life, chance| life.steal(chance)),
    (2, |life, chance| life.commit_idly(chance)),
    (3, |life, chance| life.inherit(chance)),
    (3, |life, chance| life.register_many(chance)),
    (4, |life, chance| life.register_catalogue(chance)),
    (6, |life, chance| life.add_edition(chance)),
    (6, |life, chance| life.register_leaf(chance)),
    (9, |life, chance| life.transfer(chance)),
    (6, |life, chance| life.approve(chance)),
    (5, |life, chance| life.transfer_if(chance)),
    (4, |life, chance| life.publish(chance)),
    (16, |life, chance| life.offer(chance)),
    (3, |life, chance| life.close(chance)),
    (34, |life, chance| life.buy(chance)),
    (6, |life, chance| life.buy_many(chance)),
    (6, |life, chance| life.renew(chance)),
    (12, |life, chance| life.follow(chance)),
    (8, |life, chance| life.revoke(chance)),
    (10, |life, chance| life.settle_deal(chance)),
    (10, |life, chance| life.say_something(chance)),
    (1, |life, chance| life.say_of_nothing(chance)),
    (6, |life, chance| life.challenge(chance)),
    (5, |life, chance| life.answer(chance)),
    (13, |life, chance| life.decide(chance)),
    (6, |life, chance| life.bonds(chance)),
    (9, |life, chance| life.split(chance)),
    (2, |life, chance| life.lock(chance)),
    (4, |life, chance| life.move_payee(chance)),
    (7, |life, chance| life.deposit(chance)),
    (7, |life, chance| life.settle(chance)),
    (11, |life, chance| life.release(chance)),
    (6, |life, chance| life.move_held(chance)),
    (3, |life, chance| life.open_pool(chance)),
    (2, |life, chance| life.open_inbox(chance)),
    (4, |life, chance| life.fund(chance)),
    (9, |life, chance| life.claim(chance)),
    (3, |life, chance| life.sync(chance)),
    (4, |life, chance| life.declare(chance)),
    (6, |life, chance| life.record_use(chance)),
    (5, |life, chance| life.intrude(chance)),
    (2, |life, chance| life.force(chance)),
    (12, |life, chance| life.wait(chance)),
];

/// The messages that have to be done in the lives that are always lived. Some are too rare for fifty short lives:
/// `reclaimBond`, `moveHeld`, `claimTo`, `lock`, `declareModel`, `sync`.
pub(crate) const KINDS: &str = "register commit registerMany registerCatalogue addEdition registerLeaf transferFrom \
     safeTransferFrom approve setApprovalForAll transfer publishTerms createOffer closeOffer purchase purchaseMany renew \
     extend upgrade revoke collectRefund settleEscrow setPreferences withdraw reinstate setManager openChallenge \
     answerChallenge decideChallenge expireChallenge collect setSplit movePayee deposit settle settlePath \
     release releaseTo releaseMany distribute openPool openInbox claim claimMany declareRun \
     recordUse";

impl Life<'_> {
    /// Something happens.
    pub(crate) fn happen(&mut self, chance: &mut Chance) -> Outcome {
        let mut ticket = chance.below(ACTS.iter().map(|(weight, _)| weight).sum());
        for (weight, act) in ACTS {
            if ticket < *weight {
                return act(self, chance);
            }
            ticket -= weight;
        }
        Ok(())
    }

    /// Time passes: seconds, months, or until the very edge of something, or one second before it.
    fn wait(&mut self, chance: &mut Chance) -> Outcome {
        let now = self.now();
        let mut edges: Vec<u64> = Vec::new();
        for licence in &self.seen.licences {
            edges.extend([licence.core.start, licence.core.expiry]);
        }
        for offer in &self.seen.offers {
            edges.extend([offer.price.opens, offer.price.closes]);
        }
        for record in self.seen.records.values() {
            edges.extend([
                record.record.withdrawn_from,
                record.versions.appliesAt,
                record.record.registered_at + COMMIT_TTL,
            ]);
        }
        let seldom = |edge: &u64| (now + 2..now + 200 * SPLIT_NOTICE).contains(edge);
        let edges: Vec<u64> = edges.into_iter().filter(seldom).collect();
        let seconds = [6, 60, 1_800, 3_601, 86_400, 86_400, 7 * 86_400, 31 * 86_400][chance.below(8)];
        let until = match chance.pick(&edges).filter(|_| chance.once_in(2)) {
            Some(edge) => edge - u64::from(chance.once_in(2)),
            None => now + seconds,
        };
        self.say(format!("wait for {} seconds", until - now));
        self.wait_until(until);
        Ok(())
    }
}
