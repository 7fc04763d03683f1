//! What can happen, and how often it does.

use crate::{
    life::{Life, Outcome},
    market::{DAY, STRANGER, tokens::Token},
};
use chain::EVM_UNITS_PER_PLANCK;
use scenarios::lives::Chance;

/// One kind of act.
type Act = fn(&mut Life<'_>, &mut Chance) -> Outcome;

/// Every kind of act, with its weight. To add one is to add a line.
const ACTS: &[(usize, Act)] = &[
    (26, |life, chance| life.buy(chance)),
    (9, |life, chance| life.offer(chance)),
    (8, |life, chance| life.split(chance)),
    (2, |life, chance| life.lock(chance)),
    (14, |life, chance| life.settle(chance)),
    (10, |life, chance| life.release(chance)),
    (5, |life, chance| life.release_to(chance)),
    (7, |life, chance| life.release_many(chance)),
    (5, |life, chance| life.distribute(chance)),
    (8, |life, chance| life.deposit(chance)),
    (5, |life, chance| life.move_payee(chance)),
    (7, |life, chance| life.settle_path(chance)),
    (8, |life, chance| life.claim(chance)),
    (5, |life, chance| life.claim_many(chance)),
    (2, |life, chance| life.give_to_pool(chance)),
    (4, |life, chance| life.transfer(chance)),
    (2, |life, chance| life.register(chance)),
    (6, |life, chance| life.challenge(chance)),
    (3, |life, chance| life.answer(chance)),
    (7, |life, chance| life.decide(chance)),
    (3, |life, chance| life.bonds(chance)),
    (5, |life, chance| life.move_held(chance)),
    (4, |life, chance| life.settle_escrow(chance)),
    (7, |life, chance| life.wait(chance)),
    (3, |life, chance| life.force(chance)),
];

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

    fn wait(&mut self, chance: &mut Chance) -> Outcome {
        let seconds = [3_600, 5 * 3_600, DAY, DAY, 7 * DAY, 31 * DAY][chance.below(6)];
        self.say(format!("wait {seconds} seconds"));
        self.market.chain.advance_time(seconds);
        Ok(())
    }

    /// Somebody gives the splitter money that no ledger knows of.
    fn force(&mut self, chance: &mut Chance) -> Outcome {
        let splitter = self.market.protocol.splitter;
        let currency = chance.below(self.cast.currencies());
        let amount = EVM_UNITS_PER_PLANCK * u128::from(1 + chance.number() % 1_000);
        self.say(format!("force {amount} of currency {currency} on the splitter"));
        if currency > 0 {
            Token::mint(self.market.chain, &STRANGER, self.cast.token(currency), splitter, amount);
            self.model.gain(currency, splitter, crate::model::signed(amount));
        } else {
            let Some(giver) = self.cast.people.iter().find(|person| !person.is_ethereum()).cloned() else {
                return Ok(());
            };
            let given = self.market.chain.transfer(&giver, splitter, amount);
            let receipt = given.map_err(|failure| failure.to_string())?;
            self.model.gain(0, giver.address(), -crate::model::signed(receipt.fee_in_evm_units()));
            self.model.flow(0, giver.address(), splitter, amount);
        }
        *self.model.forced.entry(currency).or_default() += amount;
        Ok(())
    }
}
