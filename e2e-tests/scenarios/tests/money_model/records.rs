//! Records and their splits, and who has what is due.

use crate::{
    life::{Life, Outcome, Verdict},
    model::{Destination, HELD, Key, NET, Payees, Standing, Work},
};
use alloy_primitives::U256;
use chain::{Account, H160};
use scenarios::lives::Chance;
use story::{
    abi::{ERC721, ProvenanceRegistry as Registry, RoyaltySplitter, Settlements},
    calls::address,
    protocol::NewOffer,
};

/// The records that a life begins with: the owner (a person by number, or from 100 on one of our
/// contracts), and the parents by their numbers with their shares.
const FAMILY: [(usize, &[(usize, u16)]); 8] = [
    (0, &[]),
    (1, &[(0, 3_333)]),
    (2, &[(0, 2_500), (1, 1_501)]),
    (100, &[]),
    (3, &[(2, 5_000), (3, 101), (1, 399)]),
    (101, &[]),
    (4, &[(5, 9_000), (4, 1_000)]),
    (5, &[]),
];

impl Life<'_> {
    /// The first records, with splits and offers.
    pub(crate) fn found(&mut self) -> Outcome {
        for (owner, parents) in FAMILY {
            let parents = parents.iter().map(|(number, share)| (self.model.works[*number].id, *share)).collect();
            let (signer, owner) = match owner.checked_sub(100) {
                Some(ours) => (self.cast.people[0].clone(), self.cast.ours[ours].address),
                None => (self.cast.people[owner].clone(), self.cast.people[owner].address()),
            };
            self.register_for(&signer, owner, parents)?;
        }
        let mut chance = Chance::of_act(0, usize::MAX);
        for number in [0, 1, 4] {
            let id = self.model.works[number].id;
            let payees = self.some_payees(&mut chance, 6);
            self.announce(&self.model.works[number].clone(), payees)?;
            for currency in 0..self.cast.currencies() {
                let new = NewOffer {
                    record: id,
                    terms: self.terms,
                    currency: self.cast.token(currency),
                    unit_price: 1_000_000_000_000_000_003,
                    ..NewOffer::default()
                };
                self.make_offer(&new, currency)?;
            }
        }
        Ok(())
    }

    fn register_for(&mut self, signer: &Account, owner: H160, parents: Vec<(U256, u16)>) -> Outcome {
        let of_work = parents.iter().map(|(parent, share)| (parent.to_be_bytes(), *share)).collect();
        let registered = self.market.record_with(signer, |work| (work.owner, work.parents) = (owner, of_work));
        let id = registered.map_err(|refused| refused.to_string())?;
        self.model.works.push(Work::new(id, owner, parents));
        Ok(())
    }

    /// A record by its place.
    pub(crate) fn some_work(&self, chance: &mut Chance) -> Work {
        self.model.works[chance.below(self.model.works.len())].clone()
    }

    fn some_payees(&self, chance: &mut Chance, most: usize) -> Payees {
        let count = 1 + chance.below(most);
        let accounts = chance.some(&self.cast.payees, count);
        let shares = chance.shares(accounts.len(), 10_000);
        accounts.iter().map(|actor| actor.address).zip(shares).collect()
    }

    /// An owner, or who is none, announces a split.
    pub(crate) fn split(&mut self, chance: &mut Chance) -> Outcome {
        let work = self.some_work(chance);
        let mut payees = self.some_payees(chance, 8);
        let stranger = chance.once_in(8).then(|| self.somebody(chance));
        if chance.once_in(10) {
            let ours = self.cast.ours[chance.below(self.cast.ours.len())].address;
            payees[0].0 = ours;
        }
        let names: Vec<String> =
            payees.iter().map(|(payee, share)| format!("{} {share}", self.cast.name(*payee))).collect();
        self.say(format!("split of {:x} in generation {}: {}", work.id, work.generation, names.join(", ")));
        match stranger.or_else(|| self.cast.person(work.owner)) {
            Some(who) => self.announce_as(&who, &work, payees),
            None => Ok(()),
        }
    }

    fn announce(&mut self, work: &Work, payees: Payees) -> Outcome {
        match self.cast.person(work.owner) {
            Some(owner) => self.announce_as(&owner, work, payees),
            None => Ok(()),
        }
    }

    /// What keeps an account from changing a record's split.
    fn owners_verdict(work: &Work, who: &Account) -> Option<Verdict> {
        if work.standing == Standing::Struck {
            Some(Verdict::refused(Settlements::RecordStruck { record: work.id }))
        } else if work.owner != who.address() {
            Some(Verdict::refused(Settlements::NotOwner { caller: address(who.address()) }))
        } else {
            None
        }
    }

    fn announce_as(&mut self, who: &Account, work: &Work, payees: Payees) -> Outcome {
        let record = work.id;
        let ours = payees.iter().find(|(payee, _)| self.cast.ours.iter().any(|ours| ours.address == *payee));
        let verdict = match (Self::owners_verdict(work, who), ours) {
            (Some(verdict), _) => verdict,
            (None, Some((ours, _))) => Verdict::refused(Settlements::PayeeInvalid { account: address(*ours) }),
            (None, None) if work.splits(work.generation).locked => {
                Verdict::refused(Settlements::SplitIsLocked { record })
            }
            (None, None) => Verdict::Done,
        };
        let call = Settlements::setSplitCall {
            record,
            payees: payees
                .iter()
                .map(|(account, share)| Settlements::Payee { account: address(*account), share: *share })
                .collect(),
        };
        let settlements = self.market.protocol.settlements;
        let Some(done) = self.attempt(who, settlements, &call, 0, &verdict)? else { return Ok(()) };
        let version = self.model.work_mut(record)?.splits_now().announce(payees, done.receipt.timestamp);
        if done.value == version { Ok(()) } else { Err(format!("version {} is not {version}", done.value)) }
    }

    /// An owner, or who is none, locks a split.
    pub(crate) fn lock(&mut self, chance: &mut Chance) -> Outcome {
        let work = self.some_work(chance);
        let who = if chance.once_in(4) { Some(self.somebody(chance)) } else { self.cast.person(work.owner) };
        let Some(who) = who else { return Ok(()) };
        let (record, splits) = (work.id, work.splits(work.generation));
        self.say(format!("lock of {record:x} by {}", who.name()));
        let verdict = match Self::owners_verdict(&work, &who) {
            Some(verdict) => verdict,
            None if splits.locked => Verdict::refused(Settlements::SplitIsLocked { record }),
            None if splits.versions.is_empty() => Verdict::refused(Settlements::NoSplit { record }),
            None => Verdict::Done,
        };
        let settlements = self.market.protocol.settlements;
        if self.attempt(&who, settlements, &Settlements::lockCall { record }, 0, &verdict)?.is_some() {
            self.model.work_mut(record)?.splits_now().locked = true;
        }
        Ok(())
    }

    /// A record changes hands.
    pub(crate) fn transfer(&mut self, chance: &mut Chance) -> Outcome {
        let (work, to) = (self.some_work(chance), self.somebody(chance));
        let Some(owner) = self.cast.person(work.owner) else { return Ok(()) };
        let record = work.id;
        self.say(format!("transfer of {record:x} from {} to {}", owner.name(), to.name()));
        let verdict = match work.standing {
            Standing::Struck => Verdict::refused(Registry::RecordStruck { record }),
            _ => Verdict::Done,
        };
        let (from, to) = (address(owner.address()), to.address());
        let call = ERC721::transferFromCall { from, to: address(to), tokenId: record };
        let registry = self.market.protocol.registry;
        if self.attempt(&owner, registry, &call, 0, &verdict)?.is_some() {
            let work = self.model.work_mut(record)?;
            (work.owner, work.epoch) = (to, work.epoch + 1);
        }
        Ok(())
    }

    /// A new record with parents.
    pub(crate) fn register(&mut self, chance: &mut Chance) -> Outcome {
        let owner = self.somebody(chance);
        let alive: Vec<Work> =
            self.model.works.iter().filter(|work| work.standing != Standing::Struck).cloned().collect();
        let count = chance.below(4);
        let parents = chance.some(&alive, count);
        let whole = [10_000, 3_001, 7][chance.below(3)];
        let shares = chance.shares(parents.len().max(1), whole);
        let parents = parents.iter().map(|work| work.id).zip(shares).collect();
        self.say(format!("register by {}: {parents:x?}", owner.name()));
        if self.model.works.len() >= 12 {
            return Ok(());
        }
        let before = self.market.chain.total_balance(owner.address());
        self.register_for(&owner, owner.address(), parents)?;
        let lost = before - self.market.chain.total_balance(owner.address());
        self.model.gain(0, owner.address(), -crate::model::signed(lost));
        Ok(())
    }
}

// --------------------------------------------------------------------------------- what is due

impl Life<'_> {
    /// Anyone has a parent settled: any child and parent, of any generation.
    pub(crate) fn settle(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let mut links = Vec::new();
        for ((child, generation, currency), gross) in &self.model.gross {
            let parents = self.model.work(*child)?.parents(*generation).to_vec();
            for (parent, _) in parents.iter().filter(|_| gross.received > 0) {
                links.push((*child, *generation, *parent, *currency));
            }
        }
        let due: Vec<_> =
            links.iter().filter(|(a, b, c, d)| self.model.parents_due(*a, *b, *c, *d) > 0).copied().collect();
        let anything = (
            self.some_work(chance).id,
            1 + chance.below(2) as u32,
            self.some_work(chance).id,
            chance.below(self.cast.currencies()),
        );
        let any_link = chance.pick(&links).unwrap_or(anything);
        let chosen = match chance.below(8) {
            0 => anything,
            1 => any_link,
            _ => chance.pick(&due).unwrap_or(any_link),
        };
        self.settle_link(&who, chosen)
    }

    pub(crate) fn settle_link(&mut self, who: &Account, link: (U256, u32, U256, usize)) -> Outcome {
        let (child, generation, parent, currency) = link;
        self.say(format!("settle {child:x} in generation {generation} with {parent:x} in currency {currency}"));
        let is_link = self.model.work(child)?.parents(generation).iter().any(|(id, _)| *id == parent);
        let due = self.model.parents_due(child, generation, parent, currency);
        let verdict = if !is_link {
            Verdict::refused(Settlements::NotParent { child, parent })
        } else if due == 0 {
            Verdict::refused(RoyaltySplitter::NothingDue {})
        } else {
            Verdict::Done
        };
        let call = Settlements::settleCall { child, generation, parent, currency: self.token(currency) };
        let settlements = self.market.protocol.settlements;
        let Some(done) = self.attempt(who, settlements, &call, 0, &verdict)? else { return Ok(()) };
        if done.value != due {
            return Err(format!("{} moved in place of {due}", done.value));
        }
        self.model.take_parents_due(child, generation, parent, currency);
        let (to, pays) = self.parents_destination((child, generation, parent, currency), done.receipt.timestamp)?;
        self.credit(&to, due, (H160::zero(), 0), pays, &done.receipt)
    }

    /// Where a parent's part goes, and whether it is paid out.
    pub(crate) fn parents_destination(
        &self,
        (child, generation, parent, currency): (U256, u32, U256, usize),
        now: u64,
    ) -> Outcome<(Destination, bool)> {
        let (child, parent) = (self.model.work(child)?, self.model.work(parent)?);
        let version = parent.version(parent.generation, now);
        let key = |version| Key::new(parent.id, parent.generation, version, parent.owner, currency);
        Ok(match parent.standing {
            Standing::Clear => (Destination { key: key(version), parents_share: parent.parents_share() }, true),
            Standing::Challenged => (Destination { key: key(version | HELD), parents_share: 0 }, false),
            Standing::Struck => {
                let version = child.version(generation, now) | NET;
                let key = Key::new(child.id, generation, version, child.owner, currency);
                (Destination { key, parents_share: 0 }, true)
            }
        })
    }
}
