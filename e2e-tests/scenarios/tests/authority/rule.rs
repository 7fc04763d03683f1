//! The rule: what is somebody's changes by their own call, or by an effect that the table allows for that very
//! message. And money: nobody loses any by another's call, and what is paid is paid to whom it was due.

use crate::cells::{Change, States, changes, fixed_part};
use crate::contract::Contract;
use crate::flows::{Purses, Sums, paid_out};
use crate::table::Table;
use crate::titles::Titles;
use chain::{EVM_UNITS_PER_PLANCK, H160};
use scenarios::World;
use std::collections::BTreeMap;

/// One call that succeeded, and what was before.
pub(crate) struct Case<'a> {
    /// `Contract.message`, by which the table knows it.
    pub(crate) message: String,
    pub(crate) caller: H160,
    pub(crate) arbiter: H160,
    /// The Unix second.
    pub(crate) now: u64,
    pub(crate) before: &'a States,
    pub(crate) titles: &'a Titles,
    /// As it is after the call.
    pub(crate) world: &'a World<'a>,
}

/// What is compared with: all there was.
pub(crate) struct Before {
    pub(crate) known: BTreeMap<H160, Contract>,
    pub(crate) states: States,
    pub(crate) titles: Titles,
    pub(crate) purses: Purses,
    pub(crate) paid: Sums,
    pub(crate) people: Vec<H160>,
    pub(crate) leaves: Vec<H160>,
    pub(crate) token: H160,
}

impl Before {
    pub(crate) fn of(world: &World<'_>, people: &[H160], leaves: &[H160], token: H160) -> Self {
        let known = crate::cells::by_address(world);
        let states = world.chain.contracts();
        let titles = Titles::of(world, &states, leaves);
        let contracts: Vec<_> = known.keys().copied().collect();
        let purses = Purses::of(world, people, &contracts, token);
        let paid = paid_out(world, &states, leaves);
        Self { known, states, titles, purses, paid, people: people.to_vec(), leaves: leaves.to_vec(), token }
    }

    /// What is wrong with what a call did, in words; nothing where all is right. `deposit` is what the caller
    /// paid for storage, in planck.
    pub(crate) fn judge(
        &self,
        world: &World<'_>,
        table: &mut Table,
        message: &str,
        caller: H160,
        deposit: i128,
    ) -> Vec<String> {
        let states = world.chain.contracts();
        let case = Case {
            message: message.into(),
            caller,
            arbiter: world.view(world.protocol.arbitration, &story::abi::Arbitration::arbiterCall {}).0.0.into(),
            now: world.chain.now(),
            before: &self.states,
            titles: &self.titles,
            world,
        };
        let (ours, others) = changes(&self.known, &self.states, &states);
        let mut wrong = Vec::new();
        for change in &ours {
            if let Some(what) = self.judge_change(&case, table, &states, change) {
                wrong.push(what);
            }
        }
        for address in others {
            let is_new = !self.states.contains_key(&address);
            if is_new && table.allows(&case.message, "contract") {
                continue;
            }
            if address != self.token {
                wrong.push(format!("{} touches the contract {address:?}", case.message));
            }
        }
        wrong.extend(self.judge_money(&case, table, &states, deposit));
        wrong
    }

    fn judge_change(&self, case: &Case<'_>, table: &mut Table, states: &States, change: &Change) -> Option<String> {
        if change.field == "root" {
            let fixed = |cell: &Option<Vec<u8>>| {
                cell.as_ref().map(|cell| cell[..fixed_part(change.contract).min(cell.len())].to_vec())
            };
            if fixed(&change.before) != fixed(&change.after) {
                return Some(format!("{} changes whom {:?} knows", case.message, change.contract));
            }
        }
        let old = if change.before.is_some() { &self.states } else { states };
        let whose = self.titles.of_change(case.world, old, change);
        if !whose.is_empty() && whose.iter().all(|owner| *owner == case.caller) {
            return None;
        }
        if table.check(case, change) {
            return None;
        }
        let (message, name, caller) = (&case.message, change.name(), case.caller);
        Some(format!("{message} by {caller:?} changes {name} {:?}, which is {whose:?}'s", change.key))
    }

    fn judge_money(&self, case: &Case<'_>, table: &mut Table, states: &States, deposit: i128) -> Vec<String> {
        let world = case.world;
        let moved_token = states.get(&self.token) != self.states.get(&self.token);
        let now = if moved_token {
            let contracts: Vec<_> = self.known.keys().copied().collect();
            Purses::of(world, &self.people, &contracts, self.token)
        } else {
            self.purses.with_native(world)
        };
        let mut wrong = Vec::new();
        for (pair, allowance) in &self.purses.allowances {
            let left = now.allowances.get(pair).copied().unwrap_or_default();
            let is_own = pair.0 == case.caller && left <= *allowance;
            if left != *allowance && !is_own {
                wrong.push(format!("{} changes what {pair:?} may take", case.message));
            }
        }
        if let Some(pair) = now.allowances.keys().find(|pair| !self.purses.allowances.contains_key(pair)) {
            wrong.push(format!("{} lets {pair:?} take something", case.message));
        }
        let paid = paid_out(world, states, &self.leaves);
        let existential = world.chain.existential_deposit() * EVM_UNITS_PER_PLANCK;
        let (mut direct, mut spent) = (0, 0);
        for (who, currency) in self.purses.money.keys() {
            if !self.people.contains(who) {
                continue;
            }
            let key = (*who, *currency);
            let had = self.purses.money[&key];
            let mut gained = now.money[&key] - had;
            if currency.is_zero() && *who == case.caller {
                gained += deposit * EVM_UNITS_PER_PLANCK as i128;
            }
            if currency.is_zero() && had == 0 && gained > 0 {
                // Who pays an account that did not exist makes it exist.
                gained -= existential as i128;
            }
            let of = |sums: &Sums| sums.get(&key).copied().unwrap_or_default();
            let mut due = of(&paid) - of(&self.paid);
            if due < 0 && *who != case.caller {
                if !table.allows(&case.message, "credit") {
                    wrong.push(format!("{}: {who:?} is due {} more", case.message, -due));
                }
                due = 0;
            }
            if *who == case.caller {
                spent += due - gained;
                if gained > due.max(0) && !table.allows(&case.message, "own money") {
                    wrong.push(format!("{}: the caller gains {gained}, and was due {due}", case.message));
                }
            } else if gained < 0 {
                wrong.push(format!("{} by {:?} takes {} from {who:?}", case.message, case.caller, -gained));
            } else if gained != due {
                direct += gained - due;
                // Less than its due is what stands in a place that it was only just given.
                let name = if gained > due { "direct" } else { "credit" };
                if !table.allows(&case.message, name) {
                    let message = &case.message;
                    let text = format!("{message}: {who:?} gains {gained} of {currency:?}, of its due {due}");
                    wrong.push(text);
                }
            }
        }
        if direct > spent.max(0) {
            wrong.push(format!("{}: {direct} come from nowhere, {spent} was paid", case.message));
        }
        wrong.extend(self.judge_splitter(case, states, &now));
        wrong
    }

    /// What the splitter and the arbitration have changes by as much as what they owe.
    fn judge_splitter(&self, case: &Case<'_>, states: &States, now: &Purses) -> Option<String> {
        let splitter = case.world.protocol.splitter;
        let owed = |states: &States| {
            let root = states[&splitter].storage.iter().find(|(key, _)| key.len() == 20).map(|(_, cell)| cell.clone());
            let root = root.unwrap();
            i128::from_le_bytes(root[80..96].try_into().unwrap())
        };
        let has = |states: &States| i128::try_from(states[&splitter].balance.as_u128()).unwrap();
        let (owes_more, has_more) = (owed(states) - owed(&self.states), has(states) - has(&self.states));
        if owes_more != has_more {
            return Some(format!("{}: the splitter has {has_more} more, and owes {owes_more} more", case.message));
        }
        let of_token = |states: &States| {
            let cells = crate::cells::entries(states, splitter, Contract::Splitter, "tokens_owed");
            let found = cells.into_iter().find(|(key, _)| key[..] == self.token.0[..]);
            found.map_or(0, |(_, cell)| i128::from_le_bytes(cell[..16].try_into().unwrap()))
        };
        let key = (splitter, self.token);
        let has_more = now.money[&key] - self.purses.money[&key];
        let owes_more = of_token(states) - of_token(&self.states);
        // A contributor may send what a pool owes them wherever they want: to the splitter it is nobody's.
        let is_own = case.message == "Pool.claimTo" && has_more > owes_more;
        (owes_more != has_more && !is_own)
            .then(|| format!("{}: the splitter has {has_more} more of the token, and owes {owes_more}", case.message))
    }
}
