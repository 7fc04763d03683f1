//! The arbitration: who disputes a record posts a bond and evidence, the record's owner may
//! answer, and the arbiter decides within a deadline.
//!
//! `rules::challenge` has the states, windows and bonds; the contract module below only
//! decodes, asks [`data`], emits and calls out.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A message has the parameters and results that its ABI has.
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

pub mod data;
pub mod errors;
pub mod events;

#[cfg(test)]
mod tests;

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod arbitration {
    use crate::{
        data::{Challenge, Challenges, Closed, Opened},
        errors::Error,
        events,
    };
    use ink::{H160, U256, sol::FixedBytes, storage::traits::StorageKey};
    use interfaces::{
        abi::Id,
        args::{Arg, static_parameters},
        host::{self, Gas},
        provenance_registry::{self, SaleFacts},
    };
    use rules::{
        Account, Bytes32,
        challenge::{Act, Decision, State},
        standing::Change,
    };

    /// The arbitration.
    #[ink(storage)]
    pub struct Arbitration {
        challenges: Challenges,
    }

    impl Arbitration {
        /// No challenges yet.
        ///
        /// - `registry`, `registry_code`: the registry, and the Keccak-256 hash of its code.
        /// - `arbiter`: who decides, for ever; zero for nobody: then nothing can be challenged.
        /// - `bond`: what a first challenge costs, in EVM units.
        ///
        /// # Errors
        /// `WrongCode` if the registry has other code than said, `BondInvalid` if the bond
        /// is zero (blocking a record would be free) or more than an eighth of what fits.
        ///
        /// # Events
        /// `Bound`.
        #[ink(constructor)]
        pub fn new(
            registry: Address,
            registry_code: FixedBytes<32>,
            arbiter: Address,
            bond: u128,
        ) -> Result<Self, Error> {
            if !host::runs(&registry, &registry_code.0) {
                return Err(Error::WrongCode(registry));
            }
            let challenges = Challenges::new(registry, arbiter, bond)?;
            events::bound(registry, registry_code.0, arbiter, bond);
            Ok(Self { challenges })
        }

        /// Challenges a record, with exactly the bond (`bondOf`) as value, and returns the
        /// challenge's number. Anyone may, as often as they have other evidence; while one is
        /// undecided, the record sells no licence and its income is held.
        ///
        /// - `evidence`: the digest of the evidence, which has to name the challenger: who
        ///   sees it pending can copy it.
        ///
        /// # Errors
        /// `NoArbiter`, `EvidenceZero`, `RecordUnknown`, `RecordProvisional`, `RecordStruck`,
        /// `EvidenceRepeated`, `WrongValue`, `CallFailed`; those of the registry's `change`.
        ///
        /// # Events
        /// `ChallengeOpened`.
        #[ink(message, payable, name = "openChallenge")]
        pub fn open_challenge(&mut self, record: Arg<Id, 0>, evidence: Arg<Bytes32, 1>) -> Result<u64, Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let (record, evidence) = (record.read().0, evidence.read());
                let facts = self.facts(&record)?;
                let Opened { number, challenge, is_first } =
                    self.challenges.open(host::caller(), &record, &evidence, &host::value(), &facts, host::now())?;
                self.store();
                events::challenge_opened(number, &challenge);
                if is_first {
                    self.change(&record, Change::Challenged, &[0; 20]);
                }
                words.push(number);
                Ok(())
            })
        }

        /// Answers a challenge of the caller's record, once, within 7 days of its opening.
        /// Then the arbiter may decide at once.
        ///
        /// # Errors
        /// `ChallengeUnknown`, `NotOpen`, `AlreadyAnswered`, `AnswerWindowOver`, `NotOwner`,
        /// `AnswerZero`, `CallFailed`.
        ///
        /// # Events
        /// `ChallengeAnswered`.
        #[ink(message, name = "answerChallenge")]
        pub fn answer_challenge(&mut self, challenge: Arg<u64, 0>, answer: Arg<Bytes32, 1>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(2);
                let (number, answer) = (challenge.read(), answer.read());
                let ready = self.challenges.ready(number, Act::Answer, host::now())?;
                let owner = self.facts(&ready.0.record)?.owner;
                self.challenges.answer(host::caller(), number, ready, &answer, &owner)?;
                events::challenge_answered(number, answer);
                Ok(())
            })
        }

        /// Decides a challenge. Only the arbiter may, once the owner has answered or had 7 days
        /// to, and less than 37 days after the opening.
        ///
        /// - `decision`: a number of `rules::challenge::Decision`.
        /// - `heir`: with a strike, who may register the digest anew; zero for nobody.
        ///
        /// # Errors
        /// `NotArbiter`, `DecisionUnknown`, `HeirWithoutStrike`, `ChallengeUnknown`,
        /// `NotOpen`, `DecisionWindowOver`, `AnswerWindowOpen`, `CallFailed`; those of the
        /// registry's `change`.
        ///
        /// # Events
        /// `ChallengeClosed`, `Credited`.
        #[ink(message, name = "decideChallenge")]
        pub fn decide_challenge(
            &mut self,
            challenge: Arg<u64, 0>,
            decision: Arg<u8, 1>,
            heir: Arg<Address, 2>,
        ) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(3);
                let (number, decision, heir) = (challenge.read(), decision.read(), heir.read());
                self.challenges.check_arbiter(host::caller())?;
                let decision = Decision::from_number(decision).ok_or(Error::DecisionUnknown(decision))?;
                if decision != Decision::Strike && !heir.is_zero() {
                    return Err(Error::HeirWithoutStrike(heir));
                }
                let now = host::now();
                let ready = self.challenges.ready(number, decision.act(), now)?;
                let (change, account) = match decision {
                    Decision::Reject => return self.reject(number, ready),
                    Decision::Pass => (Change::Passed, ready.0.challenger),
                    Decision::Strike => (Change::Struck, heir.0),
                };
                let closed = self.challenges.win(number, ready, now);
                self.close(number, &closed, heir);
                self.change(&ready.0.record, change, &account);
                Ok(())
            })
        }

        /// Rejects a challenge on which the arbiter has not decided in 37 days. Anyone may.
        ///
        /// # Errors
        /// `ChallengeUnknown`, `NotOpen`, `DecisionWindowOpen`, `CallFailed`; those of the
        /// registry's `change`.
        ///
        /// # Events
        /// `ChallengeClosed`, `Credited`.
        #[ink(message, name = "expireChallenge")]
        pub fn expire_challenge(&mut self, challenge: Arg<u64, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(1);
                let number = challenge.read();
                let ready = self.challenges.ready(number, Act::Expire, host::now())?;
                self.reject(number, ready)
            })
        }

        /// Credits the bond of a challenge to its challenger, where a decision on another one
        /// ended the generation. Anyone may.
        ///
        /// # Errors
        /// `ChallengeUnknown`, `NotOpen`, `StillOpen`.
        ///
        /// # Events
        /// `ChallengeClosed`, `Credited`.
        #[ink(message, name = "reclaimBond")]
        pub fn reclaim_bond(&mut self, challenge: Arg<u64, 0>) -> Result<(), Error> {
            host::answer::<Error>(|_| {
                static_parameters(1);
                let number = challenge.read();
                let ready = self.challenges.ready(number, Act::Reclaim, host::now())?;
                let closed = self.challenges.give_back(number, ready);
                self.close(number, &closed, H160([0; 20]));
                Ok(())
            })
        }

        /// Pays an account all that it is due, and returns how much, in EVM units. Anyone may
        /// call. An account that uses up all gas, or is a contract waiting for this very call,
        /// ends the call without a typed error; what it is due stays.
        ///
        /// # Errors
        /// `NothingDue`, `PaymentFailed`.
        ///
        /// # Events
        /// `Collected`.
        #[ink(message)]
        pub fn collect(&mut self, account: Arg<Address, 0>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let account = account.read();
                let amount = self.challenges.collect(&account.0)?;
                self.store();
                events::collected(&account.0, amount);
                if !host::pay(&account, amount, Gas::ALL) {
                    return Err(Error::PaymentFailed(account));
                }
                words.push(amount);
                Ok(())
            })
        }

        /// A challenge: record (zero where there is none of that number), generation,
        /// challenger, the digests of evidence and answer (zero for none), bond in EVM units,
        /// when it was opened, and its state (`rules::challenge::State`).
        #[ink(message)]
        pub fn challenge(
            &self,
            challenge: Arg<u64, 0>,
        ) -> Result<(U256, u32, Address, FixedBytes<32>, FixedBytes<32>, u128, u64, u8), Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                let (found, state) = self.challenges.challenge(challenge.read());
                words
                    .push(found.record)
                    .push(found.generation)
                    .push(H160(found.challenger))
                    .push(found.evidence)
                    .push(found.answer)
                    .push(found.bond)
                    .push(found.opened_at)
                    .push(state as u8);
                Ok(())
            })
        }

        /// What challenges have come to for a generation of a record: how many are undecided,
        /// when a decision ended the generation (0: none did), whose challenge that was, and
        /// whether it struck the record.
        #[ink(message)]
        pub fn outcome(&self, record: Arg<Id, 0>, generation: Arg<u32, 1>) -> Result<(u32, u64, Address, bool), Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                let outcome = self.challenges.outcome(&record.read().0, generation.read());
                words.push(outcome.open).push(outcome.ended_at).push(H160(outcome.winner)).push(outcome.struck);
                Ok(())
            })
        }

        /// What a challenge of a record would cost a challenger now, in EVM units.
        #[ink(message, name = "bondOf")]
        pub fn bond_of(&self, record: Arg<Id, 0>, challenger: Arg<Address, 1>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(2);
                words.push(self.challenges.bond_of(&record.read().0, &challenger.read().0));
                Ok(())
            })
        }

        /// What an account is due, in EVM units.
        #[ink(message)]
        pub fn credit(&self, account: Arg<Address, 0>) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(1);
                words.push(self.challenges.credit(&account.read().0));
                Ok(())
            })
        }

        /// Who decides; zero for nobody.
        #[ink(message)]
        pub fn arbiter(&self) -> Result<Address, Error> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.challenges.arbiter());
                Ok(())
            })
        }

        /// How many challenges were opened: their numbers run from 1.
        #[ink(message)]
        pub fn challenges(&self) -> Result<u64, Error> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.challenges.count());
                Ok(())
            })
        }

        /// All bonds and credits that are somebody's, in EVM units. With `burned` it is never
        /// more than the contract's balance.
        #[ink(message)]
        pub fn owed(&self) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.challenges.owed());
                Ok(())
            })
        }

        /// What of lost bonds is nobody's for ever, in EVM units.
        #[ink(message)]
        pub fn burned(&self) -> Result<u128, Error> {
            host::answer::<Error>(|words| {
                static_parameters(0);
                words.push(self.challenges.burned());
                Ok(())
            })
        }

        /// Stores the root cell: `host::answer` leaves that to the messages that change it.
        fn store(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
        }

        fn facts(&self, record: &Bytes32) -> Result<SaleFacts, Error> {
            let registry = self.challenges.registry();
            provenance_registry::sale_facts(&registry, record).map_err(|_| Error::CallFailed(registry))
        }

        /// Tells the registry of a record's new standing. Where it refuses, so does the message.
        fn change(&self, record: &Bytes32, change: Change, account: &Account) {
            provenance_registry::change(&self.challenges.registry(), record, change, account, 0);
        }

        /// Rejects a challenge that is ready for it. With the generation's last undecided one,
        /// the record is clear again.
        fn reject(&mut self, number: u64, ready: (Challenge, State)) -> Result<(), Error> {
            let record = ready.0.record;
            let owner = self.facts(&record)?.owner;
            let closed = self.challenges.reject(number, ready, &owner);
            self.close(number, &closed, H160([0; 20]));
            if closed.open == 0 {
                self.change(&record, Change::Cleared, &[0; 20]);
            }
            Ok(())
        }

        /// Stores what closing a challenge changed, and tells of it.
        fn close(&self, number: u64, closed: &Closed, heir: Address) {
            self.store();
            events::challenge_closed(number, closed, heir);
        }
    }
}
