//! Registering works: with commitments and without, pending ones, and thieves who see those.

use crate::{
    base::Actor,
    life::{Chance, Expect, Life, Outcome},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use chain::H160;
use rules::{
    limits::{COMMIT_TTL, MAX_COMMITMENTS},
    standing::Standing,
    uses::DERIVE,
};
use scenarios::digest;
use story::{
    abi::ProvenanceRegistry::{self as Registry, Parent, registerCall},
    calls::address,
    protocol::{NewRecord, Protocol},
};

/// A registration that was committed to, and not yet revealed.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    who: Actor,
    call: registerCall,
    /// When it was committed to, and in which block.
    at: u64,
    block: u32,
}

/// The salt of every commitment: nobody guesses in these lives.
pub(crate) const SALT: B256 = B256::repeat_byte(7);

impl Life<'_> {
    /// The records that a life begins with: three of people, one with parents, one of a wallet.
    pub(crate) fn found(&mut self) -> Outcome {
        let owners: Vec<Actor> = [0, 1, 2]
            .map(|number| self.base.people[number].clone())
            .into_iter()
            .chain([self.base.wallets[0].clone()])
            .collect();
        for (number, owner) in owners.iter().enumerate() {
            let parents = if number == 2 { vec![self.link(0, 1_000), self.link(1, 250)] } else { Vec::new() };
            let call = self.new_work(owner.address, parents);
            self.commit(owner, self.base.protocol.registry, &call, Expect::Done)?;
            self.attempt(owner, self.base.protocol.registry, &call, 0, Expect::Done)?;
        }
        self.found_terms()
    }

    fn link(&self, number: usize, share: u16) -> Parent {
        Parent { record: self.tale.order[number], share, licence: U256::ZERO }
    }

    /// A digest that nobody has registered.
    pub(crate) fn new_digest(&mut self) -> [u8; 32] {
        self.works += 1;
        digest(self.works)
    }

    fn new_work(&mut self, owner: H160, parents: Vec<Parent>) -> registerCall {
        let work = NewRecord {
            owner,
            kind: (self.works % 9) as u8,
            units: 1 + self.works % 7,
            uri: format!("ipfs://{}", self.works),
            ..NewRecord::new(self.new_digest(), &self.base.stranger.signer)
        };
        registerCall { parents, ..work.call(SALT.0) }
    }

    /// Some record: rather a late one.
    pub(crate) fn some_record(&self, chance: &mut Chance) -> U256 {
        let all = &self.tale.order;
        let from = if chance.once_in(3) { all.len().saturating_sub(4) } else { 0 };
        chance.pick(&all[from..]).unwrap_or_default()
    }

    pub(crate) fn owner(&self, record: U256) -> H160 {
        self.seen.records.get(&record).map_or(H160::zero(), |seen| story::calls::h160(seen.record.owner))
    }

    pub(crate) fn is_provisional(&self, record: U256) -> bool {
        let found = self.seen.records.get(&record).map(|seen| &seen.record);
        found.is_some_and(|record| !record.committed && self.now() <= record.registered_at + COMMIT_TTL)
    }

    pub(crate) fn standing(&self, record: U256) -> u8 {
        self.seen.records.get(&record).map_or(0, |seen| seen.record.standing)
    }

    /// Commits to a call.
    pub(crate) fn commit(&mut self, who: &Actor, to: H160, call: &impl SolCall, expect: Expect) -> Outcome<bool> {
        let commitment = Protocol::commitment_to(to, who.address, call);
        let full = self.open_commitments(who.address) >= MAX_COMMITMENTS;
        let known =
            self.commits.get(&who.address).is_some_and(|open| open.iter().any(|(known, _)| *known == commitment));
        let expect = match (full, known) {
            (_, true) => Expect::Any,
            (true, false) => Expect::error(Registry::TooManyCommitments {}),
            (false, false) => expect,
        };
        let at = self.now();
        let registry = self.base.protocol.registry;
        let done = self.attempt(who, registry, &Registry::commitCall { commitment }, 0, expect)?.is_some();
        if done && !known {
            let open = self.commits.entry(who.address).or_default();
            open.retain(|(_, made)| at <= made + COMMIT_TTL);
            open.push((commitment, at));
        }
        Ok(done)
    }

    /// Somebody registers a work in one of the ways there are.
    pub(crate) fn register(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let owner = if chance.once_in(4) { self.somebody(chance) } else { who.clone() };
        let parents = self.some_parents(chance, owner.address);
        let mut call = self.new_work(owner.address, parents.clone());
        let mut plain = parents.is_empty();
        match chance.below(12) {
            0 => call.record = self.some_record(chance),
            1 => call.units = 0,
            2 => call.owner = Address::ZERO,
            3 => call.kind = 9 + (chance.below(240) as u8),
            4 => call.uri = "ü".into(),
            _ => {}
        }
        plain &= call.units > 0 && !call.owner.is_zero() && call.kind < 9 && call.uri != "ü";
        let taken = self.seen.records.contains_key(&call.record);
        let final_one =
            taken && !self.is_provisional(call.record) && self.standing(call.record) != Standing::Struck as u8;
        let registry = self.base.protocol.registry;
        let way = chance.below(10);
        self.say(format!("register {:x} for {} in way {way}, {} parents", call.record, owner.name, parents.len()));
        let expect = match plain {
            true if final_one => Expect::error(Registry::RecordExists { record: call.record }),
            true if !taken => Expect::Done,
            _ => Expect::Any,
        };
        match way {
            0 => {
                call.salt = B256::ZERO;
                self.attempt(&who, registry, &call, 0, expect)?;
            }
            1 => {
                let expect = Expect::error(Registry::CommitmentMissing {});
                self.attempt(&who, registry, &call, 0, expect)?;
            }
            2 | 3 => {
                let (at, block) = (self.now(), self.chain.block_number());
                if self.commit(&who, registry, &call, Expect::Done)? {
                    self.pending.push(Pending { who, call, at, block });
                }
            }
            _ => {
                if self.commit(&who, registry, &call, Expect::Done)? {
                    self.attempt(&who, registry, &call, 0, expect)?;
                }
            }
        }
        Ok(())
    }

    fn some_parents(&mut self, chance: &mut Chance, owner: H160) -> Vec<Parent> {
        let count = [0, 0, 1, 2][chance.below(4)];
        let records = chance.some(&self.tale.order, count);
        let licences = self.seen.licences.clone();
        let link = |record: U256, chance: &mut Chance| {
            let theirs = licences.iter().position(|licence| {
                (licence.core.record, licence.core.owner) == (record, address(owner))
                    && licence.grant.uses & DERIVE != 0
            });
            let licence = match theirs {
                Some(place) if !chance.once_in(4) => U256::from(place + 1),
                _ if chance.once_in(12) => U256::from(1),
                _ => U256::ZERO,
            };
            Parent { record, share: [0, 1, 333, 2_000][chance.below(4)], licence }
        };
        records.into_iter().map(|record| link(record, chance)).collect()
    }

    /// A registration that is pending is revealed, perhaps at the edge of its hour.
    pub(crate) fn reveal(&mut self, chance: &mut Chance) -> Outcome {
        if self.pending.is_empty() {
            return Ok(());
        }
        let place = chance.below(self.pending.len());
        let Pending { who, call, at, block } = self.pending.remove(place);
        let edge = at + COMMIT_TTL;
        if chance.once_in(3) && edge > self.now() {
            self.wait_until(edge + u64::from(chance.once_in(2)));
        }
        let registry = self.base.protocol.registry;
        self.say(format!("reveal of {:x} by {}", call.record, who.name));
        let taken = self.seen.records.get(&call.record).cloned();
        // A plain one takes over what came later and is provisional, whoever made it.
        let expect = if self.now() > edge {
            // `CommitmentExpired`, or forgotten meanwhile.
            Expect::Refused
        } else if !call.parents.is_empty()
            || call.units == 0
            || call.owner.is_zero()
            || call.kind > 8
            || call.uri == "ü"
        {
            Expect::Any
        } else if taken.is_none_or(|seen| {
            let later = !seen.record.committed && seen.record.registered_at > at;
            later && self.is_provisional(call.record) && self.chain.block_number() > block
        }) {
            Expect::Done
        } else {
            Expect::Any
        };
        self.attempt(&who, registry, &call, 0, expect)?;
        Ok(())
    }

    /// A thief sees a pending reveal: copies it, registers the digest for themselves, or both. The
    /// one who committed takes it over.
    pub(crate) fn steal(&mut self, chance: &mut Chance) -> Outcome {
        if self.pending.is_empty() {
            return self.register(chance);
        }
        let place = chance.below(self.pending.len());
        let pending = self.pending[place].clone();
        let (thief, registry) = (self.base.thief.clone(), self.base.protocol.registry);
        self.say(format!("theft of {:x} from {}", pending.call.record, pending.who.name));
        if chance.once_in(2) && pending.who.address != thief.address {
            let expect = Expect::error(Registry::CommitmentMissing {});
            self.attempt(&thief, registry, &pending.call, 0, expect)?;
        }
        let theirs = registerCall {
            owner: address(thief.address),
            salt: B256::ZERO,
            parents: Vec::new(),
            ..pending.call.clone()
        };
        self.attempt(&thief, registry, &theirs, 0, Expect::Any)?;
        if chance.once_in(2) {
            // What is provisional can't be sold, and is no parent.
            let record = pending.call.record;
            if self.is_provisional(record) && self.owner(record) == thief.address {
                let to = self.base.people[0].address;
                self.transfer_record(
                    &thief,
                    thief.address,
                    to,
                    record,
                    Expect::error(Registry::RecordProvisional { record }),
                )?;
            }
        }
        if chance.once_in(2) { self.reveal(chance) } else { Ok(()) }
    }

    /// The heir of a struck record registers the digest anew, or somebody else tries.
    pub(crate) fn inherit(&mut self, chance: &mut Chance) -> Outcome {
        let struck: Vec<U256> = self
            .tale
            .order
            .iter()
            .filter(|record| self.standing(**record) == Standing::Struck as u8)
            .copied()
            .collect();
        let Some(record) = chance.pick(&struck) else { return Ok(()) };
        let heir = story::calls::h160(self.seen.records[&record].record.deputy);
        let who = self.by(chance, heir);
        self.say(format!("inherit {record:x} by {}", who.name));
        let mut call = self.new_work(who.address, Vec::new());
        call.record = record;
        let registry = self.base.protocol.registry;
        let expect = match who.address == heir {
            true => Expect::Done,
            false => Expect::error(Registry::RecordExists { record }),
        };
        if self.commit(&who, registry, &call, Expect::Any)? && self.attempt(&who, registry, &call, 0, expect)?.is_some()
        {
            // What was a catalogue is a work now.
            self.shelves.retain(|shelf| shelf.record != record);
        }
        Ok(())
    }

    /// Somebody commits to something that they never reveal.
    pub(crate) fn commit_idly(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        self.say(format!("commitments of {}", who.name));
        let registry = self.base.protocol.registry;
        for _ in 0..[1, 3, 10][chance.below(3)] {
            let call = self.new_work(who.address, Vec::new());
            if !self.commit(&who, registry, &call, Expect::Done)? {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn wait_until(&mut self, second: u64) {
        self.chain.advance_time(second.saturating_sub(self.now()));
    }
}
