//! What the arbitration keeps, and its rules.
//!
//! Methods take the caller, the time and what the registry says of a record as arguments:
//! they live outside the contract and test without a chain. They check first and write last.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

pub use interfaces::arbitration::Outcome;

use crate::errors::Error;
use ink::{Address, H160, prelude::vec::Vec, sol::FixedBytes, storage::Mapping};
use interfaces::{
    abi::{Id, number},
    provenance_registry::SaleFacts,
    stored::{Cell, Reader, Stored},
};
use rules::{
    Account, Bytes32,
    challenge::{self, Act, LostBond, State, Windows},
    standing::Standing,
};

/// A challenge of a record. One storage cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Challenge {
    /// What is disputed.
    pub record: Bytes32,
    /// The record's generation.
    pub generation: u32,
    /// By whom.
    pub challenger: Account,
    /// The digest of the evidence.
    pub evidence: Bytes32,
    /// The digest of the owner's answer; zero where there is none.
    pub answer: Bytes32,
    /// The bond, in EVM units.
    pub bond: u128,
    /// When it was opened, in Unix seconds.
    pub opened_at: u64,
    /// A number of [`State`]. In its cell it is never [`State::Ended`]: what ends the others
    /// writes to none of their cells.
    pub state: u8,
}

impl Cell for Challenge {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.record);
        cell.extend_from_slice(&self.generation.to_le_bytes());
        cell.extend_from_slice(&self.challenger);
        cell.extend_from_slice(&self.evidence);
        cell.extend_from_slice(&self.answer);
        cell.extend_from_slice(&self.bond.to_le_bytes());
        cell.extend_from_slice(&self.opened_at.to_le_bytes());
        cell.extend_from_slice(&[self.state]);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (record, generation, challenger) = (cell.take(), cell.u32(), cell.take());
        let (evidence, answer, bond, opened_at) = (cell.take(), cell.take(), cell.u128(), cell.u64());
        let [state] = cell.take();
        Self { record, generation, challenger, evidence, answer, bond, opened_at, state }
    }
}

/// A challenge that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its number.
    pub number: u64,
    /// The challenge.
    pub challenge: Challenge,
    /// Whether the registry has to be told: no other of the generation is undecided.
    pub is_first: bool,
}

/// A challenge that reached its last state, and what became of its bond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The state.
    pub state: State,
    /// Who gets half of a lost bond; zero where it was not lost.
    pub owner: Account,
    /// The halves of a lost bond, in EVM units.
    pub lost: LostBond,
    /// Who is due how much more, in EVM units.
    pub credited: (Account, u128),
    /// How many of the generation are still undecided.
    pub open: u32,
}

/// The arbitration's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Challenges {
    registry: Account,
    arbiter: Account,
    bond: u128,
    count: u64,
    owed: u128,
    burned: u128,
    challenges: Mapping<u64, Stored<Challenge>>,
    /// By record and generation.
    outcomes: Mapping<(Bytes32, u32), Stored<Outcome>>,
    /// How many a challenger lost on a record.
    lost: Mapping<(Bytes32, Account), u32>,
    /// The challenge of a record that came with this evidence.
    evidence: Mapping<(Bytes32, Bytes32), u64>,
    credits: Mapping<Account, Stored<u128>>,
}

impl Challenges {
    /// No challenges yet. With a zero arbiter there never will be.
    ///
    /// # Errors
    /// [`Error::BondInvalid`].
    pub fn new(registry: Address, arbiter: Address, bond: u128) -> Result<Self, Error> {
        if !challenge::is_base_bond(bond) {
            return Err(Error::BondInvalid(bond));
        }
        Ok(Self { registry: registry.0, arbiter: arbiter.0, bond, ..Self::default() })
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// Who decides; zero for nobody.
    pub fn arbiter(&self) -> Address {
        H160(self.arbiter)
    }

    /// How many were opened: their numbers run from 1.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// All undecided and returnable bonds and all credits, in EVM units.
    pub fn owed(&self) -> u128 {
        self.owed
    }

    /// What of lost bonds is nobody's, in EVM units.
    pub fn burned(&self) -> u128 {
        self.burned
    }

    /// What an account is due, in EVM units.
    #[inline(never)]
    pub fn credit(&self, account: &Account) -> u128 {
        self.credits.get(account).map(|cell| cell.0).unwrap_or_default()
    }

    /// What challenges have come to for a generation of a record.
    #[inline(never)]
    pub fn outcome(&self, record: &Bytes32, generation: u32) -> Outcome {
        self.outcomes.get((*record, generation)).map(|cell| cell.0).unwrap_or_default()
    }

    fn set_outcome(&mut self, challenge: &Challenge, outcome: Outcome) {
        self.outcomes.insert((challenge.record, challenge.generation), &Stored(outcome));
    }

    /// A challenge as it stands, with its state; all zero where there is none of that number.
    #[inline(never)]
    pub fn challenge(&self, number: u64) -> (Challenge, State) {
        let kept = self.challenges.get(number).map(|cell| cell.0).unwrap_or_default();
        let ended = self.outcome(&kept.record, kept.generation).is_ended();
        (kept, challenge::standing(State::from_number(kept.state).unwrap_or_default(), ended))
    }

    fn set_challenge(&mut self, number: u64, challenge: Challenge, state: State) {
        self.challenges.insert(number, &Stored(Challenge { state: state as u8, ..challenge }));
    }

    /// What a challenge of a record would cost a challenger now, in EVM units.
    pub fn bond_of(&self, record: &Bytes32, challenger: &Account) -> u128 {
        let lost = self.lost.get((*record, *challenger)).unwrap_or_default();
        // The base was checked: eight times it fits.
        challenge::bond(self.bond, lost).unwrap_or(u128::MAX)
    }

    /// Opens a challenge of a record of which the registry says `facts`, for the caller who
    /// sent `value` (EVM units, an ABI word).
    ///
    /// # Errors
    /// [`Error::NoArbiter`], [`Error::EvidenceZero`], [`Error::RecordUnknown`],
    /// [`Error::RecordProvisional`], [`Error::RecordStruck`], [`Error::EvidenceRepeated`],
    /// [`Error::WrongValue`].
    pub fn open(
        &mut self,
        caller: Address,
        record: &Bytes32,
        evidence: &Bytes32,
        value: &Bytes32,
        facts: &SaleFacts,
        now: u64,
    ) -> Result<Opened, Error> {
        if self.arbiter == [0; 20] {
            return Err(Error::NoArbiter);
        }
        if *evidence == [0; 32] {
            return Err(Error::EvidenceZero);
        }
        if facts.owner == [0; 20] {
            return Err(Error::RecordUnknown(Id(*record)));
        }
        if facts.provisional {
            return Err(Error::RecordProvisional(Id(*record)));
        }
        if facts.standing == Standing::Struck as u8 {
            return Err(Error::RecordStruck(Id(*record)));
        }
        if self.evidence.get((*record, *evidence)).is_some() {
            return Err(Error::EvidenceRepeated(FixedBytes(*evidence)));
        }
        let bond = self.bond_of(record, &caller.0);
        if *value != number(bond) {
            return Err(Error::WrongValue(Id(*value), bond));
        }

        let opened = Challenge {
            record: *record,
            generation: facts.generation,
            challenger: caller.0,
            evidence: *evidence,
            answer: [0; 32],
            bond,
            opened_at: now,
            state: State::Open as u8,
        };
        let number = self.count.saturating_add(1);
        self.count = number;
        self.owed = self.owed.saturating_add(bond);
        self.set_challenge(number, opened, State::Open);
        self.evidence.insert((*record, *evidence), &number);
        let outcome = self.outcome(record, facts.generation);
        self.set_outcome(&opened, Outcome { open: outcome.open.saturating_add(1), ..outcome });
        Ok(Opened { number, challenge: opened, is_first: outcome.open == 0 })
    }

    /// A challenge to which an act can be done now, and the state that it leads to. Who may
    /// is not checked.
    ///
    /// # Errors
    /// [`Error::ChallengeUnknown`], [`Error::NotOpen`], [`Error::AlreadyAnswered`],
    /// [`Error::StillOpen`], and those of the windows.
    pub fn ready(&self, number: u64, act: Act, now: u64) -> Result<(Challenge, State), Error> {
        let (found, state) = self.challenge(number);
        let next = challenge::next(state, act).ok_or(Error::of_act(number, state, act))?;
        Windows::of(found.opened_at).check(act, state, now)?;
        Ok((found, next))
    }

    /// The owner answers a challenge that is [`Self::ready`] for it.
    ///
    /// # Errors
    /// [`Error::NotOwner`], [`Error::AnswerZero`].
    pub fn answer(
        &mut self,
        caller: Address,
        number: u64,
        ready: (Challenge, State),
        answer: &Bytes32,
        owner: &Account,
    ) -> Result<(), Error> {
        if caller.0 != *owner {
            return Err(Error::NotOwner(caller));
        }
        if *answer == [0; 32] {
            return Err(Error::AnswerZero);
        }
        let (challenge, state) = ready;
        self.set_challenge(number, Challenge { answer: *answer, ..challenge }, state);
        Ok(())
    }

    /// Checks that the caller decides here.
    ///
    /// # Errors
    /// [`Error::NotArbiter`].
    pub fn check_arbiter(&self, caller: Address) -> Result<(), Error> {
        if caller.0 == self.arbiter { Ok(()) } else { Err(Error::NotArbiter(caller)) }
    }

    /// Rejects a challenge that is [`Self::ready`] for it: half of its bond goes to the
    /// record's owner.
    pub fn reject(&mut self, number: u64, ready: (Challenge, State), owner: &Account) -> Closed {
        let (challenge, state) = ready;
        let lost = challenge::lose(challenge.bond);
        self.set_challenge(number, challenge, state);
        let losses = (challenge.record, challenge.challenger);
        let count = self.lost.get(losses).unwrap_or_default().saturating_add(1);
        self.lost.insert(losses, &count);
        let before = self.outcome(&challenge.record, challenge.generation);
        let open = before.open.saturating_sub(1);
        self.set_outcome(&challenge, Outcome { open, ..before });
        self.owed = self.owed.saturating_sub(lost.burned);
        self.burned = self.burned.saturating_add(lost.burned);
        self.add_credit(owner, lost.to_owner);
        Closed { state, owner: *owner, lost, credited: (*owner, lost.to_owner), open }
    }

    /// Lets a challenge that is [`Self::ready`] for it pass or strike: it ends the generation
    /// and with it all others that are undecided, and its bond goes back.
    pub fn win(&mut self, number: u64, ready: (Challenge, State), now: u64) -> Closed {
        let (Challenge { challenger, .. }, _) = ready;
        let struck = ready.1 == State::Struck;
        self.set_outcome(&ready.0, Outcome { open: 0, ended_at: now, winner: challenger, struck });
        self.give_back(number, ready)
    }

    /// Gives back the bond of a challenge that is [`Self::ready`] for it.
    pub fn give_back(&mut self, number: u64, ready: (Challenge, State)) -> Closed {
        let (challenge, state) = ready;
        let Challenge { challenger, bond, .. } = challenge;
        self.set_challenge(number, challenge, state);
        self.add_credit(&challenger, bond);
        Closed { state, owner: [0; 20], lost: LostBond::default(), credited: (challenger, bond), open: 0 }
    }

    #[inline(never)]
    fn add_credit(&mut self, account: &Account, amount: u128) {
        if amount > 0 {
            let credit = self.credit(account).saturating_add(amount);
            self.credits.insert(account, &Stored(credit));
        }
    }

    /// Takes all that an account is due, to be paid. Returns how much, in EVM units.
    ///
    /// # Errors
    /// [`Error::NothingDue`].
    pub fn collect(&mut self, account: &Account) -> Result<u128, Error> {
        let amount = self.credit(account);
        if amount == 0 {
            return Err(Error::NothingDue);
        }
        self.credits.insert(account, &Stored(0));
        self.owed = self.owed.saturating_sub(amount);
        Ok(amount)
    }
}
