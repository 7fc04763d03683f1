//! What the arbitration refuses. A refused message changes nothing.

use ink::{Address, sol::FixedBytes};
use interfaces::{abi::Id, errors};
use rules::challenge::{Act, State, Untimely};

errors! {
/// Errors of the arbitration.
pub enum Error {
    /// The account at this address has other code than expected.
    WrongCode(account: Address),
    /// The bond of a first challenge is at least 1 and at most an eighth of what fits.
    BondInvalid(bond: u128),
    /// Another contract could not be asked, so nothing happened.
    CallFailed(callee: Address),
    /// Nobody decides here, so nothing can be challenged.
    NoArbiter,
    /// Only the arbiter decides.
    NotArbiter(caller: Address),
    /// Only the record's owner answers.
    NotOwner(caller: Address),
    /// The digest has no record.
    RecordUnknown(record: Id),
    /// The record can still be taken over by an older commitment: that needs no challenge.
    RecordProvisional(record: Id),
    /// A decision struck the record.
    RecordStruck(record: Id),
    /// Zero is not the digest of evidence.
    EvidenceZero,
    /// The record was challenged with this evidence before.
    EvidenceRepeated(evidence: FixedBytes<32>),
    /// Not exactly the bond was sent.
    WrongValue(value: Id, bond: u128),
    /// There is no challenge of this number.
    ChallengeUnknown(challenge: u64),
    /// In this state (a number of `rules::challenge::State`) the challenge is decided, or a
    /// decision on another has ended it.
    NotOpen(challenge: u64, state: u8),
    /// Zero is not the digest of an answer.
    AnswerZero,
    /// The owner has answered, and does so once.
    AlreadyAnswered(challenge: u64),
    /// The owner could answer until this Unix second.
    AnswerWindowOver(until: u64),
    /// The owner has not answered, and may until this Unix second.
    AnswerWindowOpen(until: u64),
    /// The arbiter could decide until this Unix second.
    DecisionWindowOver(until: u64),
    /// The arbiter may decide until this Unix second.
    DecisionWindowOpen(until: u64),
    /// There is no decision of this number.
    DecisionUnknown(decision: u8),
    /// Only a struck digest can have an heir.
    HeirWithoutStrike(heir: Address),
    /// The challenge is undecided and its generation has not ended: the bond stays.
    StillOpen(challenge: u64),
    /// The account is due nothing.
    NothingDue,
    /// The account could not be paid. What it is due stays.
    PaymentFailed(account: Address),
}
}

impl Error {
    /// Why an act is not allowed on a challenge in a state.
    pub fn of_act(challenge: u64, state: State, act: Act) -> Self {
        match (state, act) {
            (State::None, _) => Self::ChallengeUnknown(challenge),
            (State::Answered, Act::Answer) => Self::AlreadyAnswered(challenge),
            (State::Open | State::Answered, _) => Self::StillOpen(challenge),
            _ => Self::NotOpen(challenge, state as u8),
        }
    }
}

impl From<Untimely> for Error {
    fn from(untimely: Untimely) -> Self {
        match untimely {
            Untimely::AnswerWindowOver(until) => Self::AnswerWindowOver(until),
            Untimely::AnswerWindowOpen(until) => Self::AnswerWindowOpen(until),
            Untimely::DecisionWindowOver(until) => Self::DecisionWindowOver(until),
            Untimely::DecisionWindowOpen(until) => Self::DecisionWindowOpen(until),
        }
    }
}
