//! That the chain says what the model says.

use crate::{
    life::{Life, Outcome},
    model::{ESCROW, HELD, Key, NET, signed},
};
use chain::H160;
use std::collections::BTreeSet;
use story::{
    abi::RoyaltySplitter,
    calls::{address, view},
};

/// The most payees, and the most parents.
const MOST_PLACES: usize = 16;

impl Life<'_> {
    /// After every act: all balances, all that is owed, every ledger as it is kept, and what
    /// payees and parents are told: of the ledgers touched, and of every one if `all`.
    pub(crate) fn compare(&mut self, all: bool) -> Outcome {
        self.check_money()?;
        self.check_cells()?;
        let touched = std::mem::take(&mut self.model.touched);
        let keys: BTreeSet<Key> = if all { self.model.ledgers.keys().copied().collect() } else { touched };
        for key in keys {
            self.check_ledger(&key)?;
        }
        if !all {
            return Ok(());
        }
        self.check_parents()?;
        self.check_pools()
    }

    /// Every ledger as the splitter keeps it, those of what parents earn from, too.
    fn check_cells(&self) -> Outcome {
        for (key, ledger) in &self.model.ledgers {
            let released = (0..MOST_PLACES).map(|place| ledger.released.get(&place).copied().unwrap_or_default());
            self.check_cell(key, (ledger.received, ledger.parents_share), released.collect())?;
        }
        for ((child, generation, currency), gross) in &self.model.gross {
            let parents = self.model.work(*child)?.parents(*generation);
            let settled = |place: usize| parents.get(place).and_then(|(parent, _)| gross.settled.get(parent)).copied();
            let settled = (0..MOST_PLACES).map(|place| settled(place).unwrap_or_default()).collect();
            let key = Key::new(*child, *generation, HELD | NET | ESCROW, H160::zero(), *currency);
            self.check_cell(&key, (gross.received, 0), settled)?;
        }
        Ok(())
    }

    fn check_cell(&self, key: &Key, expected: (u128, u16), released: Vec<u128>) -> Outcome {
        let Key { record, generation, version, owner, currency } = *key;
        let (owner, currency) = (address(owner), self.token(currency));
        let call = RoyaltySplitter::ledgerCall { record, generation, version, owner, currency };
        let said = view(self.market.chain, self.market.protocol.splitter, &call).map_err(|error| error.to_string())?;
        if (said.received, said.parentsShare) != expected || said.released[..] != released[..] {
            return Err(format!("{key:?} is {said:?} in place of {expected:?}, {released:?}"));
        }
        Ok(())
    }

    /// What everybody has, and what the splitter owes.
    fn check_money(&self) -> Outcome {
        for ((currency, who), expected) in &self.model.balances {
            let has = self.balance(*currency, *who);
            if signed(has) != *expected {
                let name = self.cast.name(*who);
                return Err(format!("{name} has {has} of currency {currency} in place of {expected}"));
            }
        }
        let protocol = self.market.protocol;
        for currency in 0..self.cast.currencies() {
            let said = protocol.owed_in(self.token(currency), self.market.chain).map_err(|error| error.to_string())?;
            let owed = self.model.owed(currency);
            let forced = self.model.forced.get(&currency).copied().unwrap_or_default();
            let has = self.balance(currency, protocol.splitter);
            if (said, has) != (owed, owed + forced) {
                return Err(format!("currency {currency}: it says {said} and has {has} in place of {owed}"));
            }
        }
        Ok(())
    }

    /// The accounts of all payees of a ledger, and that together they have no more than it got.
    fn check_ledger(&self, key: &Key) -> Outcome {
        let (ledger, mut left) = (self.model.ledger(key), self.model.ledger(key).received);
        let protocol = self.market.protocol;
        for (place, (payee, share)) in self.model.payees(key).into_iter().enumerate() {
            let (earned, released) = self.model.sums(key, place, share);
            left = left.checked_sub(earned).ok_or_else(|| format!("{key:?} is spent twice"))?;
            let (token, of) = (self.token(key.currency), (key.generation, key.version));
            let said = protocol.account_in(token, self.market.chain, key.record, of, payee);
            let said = said.map_err(|error| error.to_string())?;
            let (expected, found) = (
                [ledger.received, earned, released, earned - released],
                [said.received, said.earned, said.released, said.due],
            );
            if found != expected {
                let name = self.cast.name(payee);
                return Err(format!("{key:?} says {found:?} of {name} in place of {expected:?}"));
            }
        }
        Ok(())
    }

    /// What every parent has got of every child.
    fn check_parents(&self) -> Outcome {
        let protocol = self.market.protocol;
        for (child, generation, currency) in self.model.gross.keys().copied() {
            for (parent, _) in self.model.work(child)?.parents(generation) {
                let [received, earned, settled] = self.model.parents_sums(child, generation, *parent, currency);
                let of = (child, generation);
                let said = protocol.parent_account_of(self.token(currency), self.market.chain, of, *parent);
                let said = said.map_err(|error| error.to_string())?;
                let expected = [received, earned, settled, earned - settled];
                let found = [said.received, said.earned, said.released, said.due];
                if found != expected {
                    return Err(format!(
                        "{child:x} in generation {generation} says {found:?} of {parent:x} in place of {expected:?}"
                    ));
                }
            }
        }
        Ok(())
    }

    /// At the end of a life: nothing was lost, and the events tell all of it.
    pub(crate) fn check_end(&mut self) -> Outcome {
        self.compare(true)?;
        self.check_sums()?;
        self.replay.compare(&self.model, &self.pools)
    }

    /// All that came in is due to somebody, was paid, or is dust: less than one unit for each who
    /// has a part.
    fn check_sums(&self) -> Outcome {
        for currency in 0..self.cast.currencies() {
            let keys = || self.model.ledgers.keys().filter(|key| key.currency == currency);
            let dues: u128 = keys().flat_map(|key| self.model.dues(key)).map(|(_, _, due)| due).sum();
            let kept: u128 = keys().map(|key| self.model.kept_back(key)).sum();
            let mut parts: u128 = keys().map(|key| self.model.payees(key).len() as u128).sum();
            let mut of_parents = 0;
            for (child, generation, of) in self.model.gross.keys().filter(|gross| gross.2 == currency) {
                for (parent, _) in self.model.work(*child)?.parents(*generation) {
                    of_parents += self.model.parents_due(*child, *generation, *parent, *of);
                    parts += 1;
                }
            }
            let (owed, sum) = (self.model.owed(currency), dues + kept + of_parents);
            // A sale with a referrer rounds what the parents leave, too.
            let sales = u128::from(self.licences);
            if sum > owed || owed - sum > parts + sales {
                return Err(format!("currency {currency}: {owed} are owed, {sum} are due to {parts}"));
            }
        }
        Ok(())
    }
}
