//! One life: the chain, the model, and how an act is tried on both.

use crate::{
    actors::{Cast, Mood},
    disputes::Disputes,
    market::{Market, tokens::Token},
    model::{Currency, Destination, Key, Model, Paid, Referral, signed},
    pools::Pool,
    replay::Replay,
    sales::Offer,
};
use alloy_primitives::B256;
use alloy_sol_types::{SolCall, SolError};
use chain::{Account, Chain, H160, Receipt};
use scenarios::lives::{self, Tally};
use std::collections::BTreeSet;
use story::{
    abi::RoyaltySplitter,
    calls::{Done, Refused, address, event, h160, send},
};

pub(crate) use scenarios::lives::Outcome;

/// What the model expects of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It does what it is for.
    Done,
    /// It is refused with exactly this.
    Refused(Vec<u8>),
    /// It fails in some way.
    Fails,
}

impl Verdict {
    pub(crate) fn refused(error: impl SolError) -> Self {
        Self::Refused(error.abi_encode())
    }
}

/// A life.
pub(crate) struct Life<'a> {
    pub(crate) market: Market<'a>,
    pub(crate) cast: Cast,
    pub(crate) model: Model,
    pub(crate) disputes: Disputes,
    pub(crate) offers: Vec<Offer>,
    pub(crate) escrows: Vec<crate::sales::Escrow>,
    pub(crate) licences: u64,
    pub(crate) pools: Vec<Pool>,
    pub(crate) terms: B256,
    pub(crate) replay: Replay,
    /// What the present act is, in words.
    pub(crate) act: String,
    /// How often what was done, and refused.
    pub(crate) tally: Tally,
}

impl<'a> Life<'a> {
    pub(crate) fn begin(chain: &'a mut Chain) -> Outcome<Self> {
        let arbiter = Account::ethereum("Arbiter");
        let mut market = Market::with_arbiter(chain, &arbiter).map_err(|error| error.to_string())?;
        let cast = Cast::assemble(&mut market, arbiter)?;
        let terms = market.terms().map_err(|refused| refused.to_string())?;
        let mut life = Self {
            market,
            cast,
            model: Model::default(),
            disputes: Disputes::default(),
            offers: Vec::new(),
            escrows: Vec::new(),
            licences: 0,
            pools: Vec::new(),
            terms,
            replay: Replay::default(),
            act: "the beginning".into(),
            tally: Tally::new(),
        };
        life.open_pools()?;
        life.found()?;
        life.count_money();
        Ok(life)
    }

    /// What everybody has at first.
    fn count_money(&mut self) {
        let protocol = self.market.protocol;
        let cast = &self.cast;
        let everybody: BTreeSet<H160> = cast
            .payees
            .iter()
            .chain(&cast.ours)
            .map(|actor| actor.address)
            .chain(protocol.contracts().map(|(_, contract)| contract))
            .chain([cast.arbiter.address()])
            .collect();
        for currency in 0..self.cast.currencies() {
            for who in &everybody {
                let has = self.balance(currency, *who);
                self.model.balances.insert((currency, *who), signed(has));
            }
        }
    }

    pub(crate) fn now(&self) -> u64 {
        self.market.chain.now()
    }

    pub(crate) fn balance(&self, currency: Currency, who: H160) -> u128 {
        match currency {
            0 => self.market.chain.balance(who),
            _ => Token::held(self.market.chain, self.cast.token(currency), who),
        }
    }

    /// Somebody with a key.
    pub(crate) fn somebody(&self, chance: &mut scenarios::lives::Chance) -> Account {
        self.cast.people[chance.below(self.cast.people.len())].clone()
    }

    /// Says what happens.
    pub(crate) fn say(&mut self, what: impl Into<String>) {
        self.act = what.into();
    }
}

/// After how many acts everybody is told what they are due, and not only the payees of ledgers that
/// were touched.
const LOOK_AT_ALL: usize = 20;

impl lives::Life for Life<'_> {
    fn step(&mut self, chance: &mut lives::Chance) -> Outcome {
        self.say("nothing");
        self.happen(chance)
    }

    fn check(&mut self, acts: usize) -> Outcome {
        self.compare(acts.is_multiple_of(LOOK_AT_ALL))
    }

    fn end(&mut self) -> Outcome {
        self.check_end()
    }

    fn act(&self) -> &str {
        &self.act
    }

    fn tally(&self) -> Tally {
        self.tally.clone()
    }
}

// -------------------------------------------------------------------------------------- attempts

impl Life<'_> {
    /// Sends a call, and answers what it did if the model expects that it does something. A call
    /// that is refused changes nothing but for the fee.
    pub(crate) fn attempt<C: SolCall>(
        &mut self,
        who: &Account,
        to: H160,
        call: &C,
        value: u128,
        verdict: &Verdict,
    ) -> Outcome<Option<Done<C::Return>>> {
        let before = (*verdict != Verdict::Done).then(|| self.market.chain.contracts());
        let result = send(self.market.chain, who, to, call, value);
        let receipt = match &result {
            Ok(done) => &done.receipt,
            Err(refused) => refused.receipt().ok_or_else(|| format!("not in a block: {refused}"))?,
        };
        let costs = signed(receipt.fee_in_evm_units()) + receipt.deposit_in_evm_units();
        self.model.gain(0, who.address(), -costs);
        let kind = self.act.split(' ').next().unwrap_or_default().to_owned();
        self.tally.entry(kind).or_default()[usize::from(result.is_err())] += 1;
        match (result, verdict) {
            (Ok(done), Verdict::Done) => {
                self.replay.take(&done.receipt, &self.cast)?;
                self.check_re_entries(&done.receipt)?;
                Ok(Some(done))
            }
            (Ok(_), expected) => Err(format!("it was done, in place of {}", self.words(expected))),
            (Err(refused), expected) => {
                let said = match &refused {
                    Refused::Reverted { reason, .. } => Some(reason.0.clone()),
                    _ => None,
                };
                let as_expected = match expected {
                    Verdict::Done => false,
                    Verdict::Refused(error) => said.as_ref() == Some(error),
                    Verdict::Fails => true,
                };
                if !as_expected {
                    return Err(format!("{refused}, in place of {}", self.words(expected)));
                }
                let receipt = refused.receipt().map(|receipt| (receipt.events.len(), receipt.deposit));
                if receipt != Some((0, 0)) {
                    return Err(format!("a refused call has events or a deposit: {receipt:?}"));
                }
                if before.is_some_and(|before| before != self.market.chain.contracts()) {
                    return Err("a refused call changed a contract".into());
                }
                Ok(None)
            }
        }
    }

    fn words(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Refused(error) => story::calls::Reason(error.clone()).to_string(),
            other => format!("{other:?}"),
        }
    }

    /// No payee's call into the splitter goes through while it is paid.
    fn check_re_entries(&self, receipt: &Receipt) -> Outcome {
        let payees = self.cast.payees.iter().map(|actor| actor.address);
        let theirs: BTreeSet<H160> = payees.chain(self.cast.coins.iter().map(|coin| coin.token)).collect();
        let through = |log: &&chain::ContractEvent| {
            theirs.contains(&log.address) && log.topics.is_empty() && log.data.last() == Some(&1)
        };
        match receipt.events.iter().find(through) {
            Some(log) => Err(format!("{} entered the splitter while it was paid", self.cast.name(log.address))),
            None => Ok(()),
        }
    }
}

// ------------------------------------------------------------------------------------- payments

impl Life<'_> {
    /// Money that is in the splitter is laid on its ledgers, and if `pays`, payees are paid with
    /// bounded gas. Compares who was with the receipt.
    pub(crate) fn credit(
        &mut self,
        to: &Destination,
        amount: u128,
        referral: Referral,
        pays: bool,
        receipt: &Receipt,
    ) -> Outcome {
        let seen = self.releases(receipt)?;
        let mut expected = Paid::new();
        for key in self.model.lay(to, amount, referral) {
            if pays {
                self.pay_payees(&key, &seen, &mut expected);
            }
        }
        self.same_payments(&seen, &expected)
    }

    /// Pays the payees of a ledger with bounded gas, as far as they take it.
    pub(crate) fn pay_payees(&mut self, key: &Key, seen: &Paid, paid: &mut Paid) {
        let splitter = (key.currency, self.market.protocol.splitter);
        for (place, payee, due) in self.model.dues(key) {
            // The place in a token that the splitter leaves by its last payment is free.
            let is_last = key.currency > 0 && self.model.balances.get(&splitter) == Some(&signed(due));
            let takes = match self.cast.mood(key.currency, payee) {
                Mood::TakesAtLeisure if is_last => true,
                Mood::Takes => true,
                // The chain knows: everything else follows from it.
                Mood::Perhaps => seen.contains(&(payee, due)),
                Mood::TakesAtLeisure | Mood::Refuses | Mood::Breaks => false,
            };
            if takes {
                self.pay_one(key, place, payee, due);
                paid.push((payee, due));
            }
        }
    }

    /// A payee is paid: in the books, and by what arrives.
    pub(crate) fn pay_one(&mut self, key: &Key, place: usize, payee: H160, due: u128) {
        self.model.release(key, place, due);
        self.pay_from_splitter(key.currency, payee, due);
    }

    /// Money leaves the splitter.
    pub(crate) fn pay_from_splitter(&mut self, currency: Currency, to: H160, amount: u128) {
        let splitter = self.market.protocol.splitter;
        self.move_money(currency, splitter, to, amount);
        if to == splitter {
            // What a token pays the splitter itself is nobody's.
            *self.model.forced.entry(currency).or_default() += self.cast.arrives(currency, amount);
        }
        self.cast.was_paid(currency, to);
    }

    /// Money goes from one to another; a token's fee is nobody's.
    pub(crate) fn move_money(&mut self, currency: Currency, from: H160, to: H160, amount: u128) {
        self.model.gain(currency, from, -signed(amount));
        let arrives = self.cast.arrives(currency, amount);
        self.model.gain(currency, to, signed(arrives));
    }

    /// Who was paid by the splitter, in order.
    pub(crate) fn releases(&self, receipt: &Receipt) -> Outcome<Paid> {
        let splitter = self.market.protocol.splitter;
        let own = receipt.events.iter().filter(|log| log.address == splitter);
        let released = own.filter_map(event::<RoyaltySplitter::Released>);
        Ok(released.map(|released| (h160(released.payee), released.amount)).collect())
    }

    pub(crate) fn list(&self, paid: &Paid) -> String {
        let words: Vec<String> =
            paid.iter().map(|(who, amount)| format!("{} {amount}", self.cast.name(*who))).collect();
        format!("[{}]", words.join(", "))
    }

    /// A currency as the ABI has it.
    pub(crate) fn token(&self, currency: Currency) -> alloy_primitives::Address {
        address(self.cast.token(currency))
    }
}
