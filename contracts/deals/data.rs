//! What the module keeps, and its rules.
//!
//! It keeps nothing but the other contracts' addresses: licences are with the licence token, and
//! the money that waits, in escrow or until a notice ends, is with the splitter.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160};
use interfaces::{
    abi::Id,
    arbitration::Outcome,
    licence::{self, Licence},
    licence_token::{Item, Succession},
    offer::{self, Offer, SaleState},
    royalty_splitter::Destination,
};
use rules::{
    Account, Bytes32,
    exclusivity::until,
    ledger::{ESCROW, NET, licence_account},
    licence::Expiry,
    pro_rata::Term,
};

/// The other contracts with the hashes of their codes: licence token, splitter, arbitration.
pub type Bindings = [(Address, Bytes32); 3];

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Others {
    licence_token: Account,
    splitter: Account,
    arbitration: Account,
}

impl Others {
    /// Knows the other contracts.
    pub fn new(bindings: &Bindings) -> Self {
        let [licence_token, splitter, arbitration] = bindings.map(|(account, _)| account.0);
        Self { licence_token, splitter, arbitration }
    }

    /// The licence token.
    pub fn licence_token(&self) -> Address {
        H160(self.licence_token)
    }

    /// The splitter.
    pub fn splitter(&self) -> Address {
        H160(self.splitter)
    }

    /// The arbitration.
    pub fn arbitration(&self) -> Address {
        H160(self.arbitration)
    }
}

/// How a licence follows on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Way {
    /// By the same offer, from its end on.
    Renew = 1,
    /// By another offer of the record, from its end on.
    Extend = 2,
    /// By an offer that upgrades its terms, at once and in its place.
    Upgrade = 3,
}

/// Where the money of an escrow went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Ending {
    /// Where the price of a sale goes.
    Paid = 0,
    /// To the record's new generation, since a challenge passed.
    Passed = 1,
    /// Back to the holder, since the record was struck.
    Refunded = 2,
}

/// A licence that can be somebody's.
///
/// # Errors
/// [`Error::LicenceUnknown`].
pub fn existing(id: &Bytes32, found: Licence) -> Result<Licence, Error> {
    if found.is_token() { Ok(found) } else { Err(Error::LicenceUnknown(Id(*id))) }
}

/// By which order, and how, a licence follows on one that `caller` holds. `asked` is the offer
/// and quantity for an extension or an upgrade; a renewal is the same again.
///
/// # Errors
/// [`Error::NotHolder`], [`Error::LicenceBusy`], [`Error::LicenceEnded`].
pub fn follow(
    way: Way,
    id: &Bytes32,
    old: &Licence,
    asked: (u64, u64),
    caller: Address,
    now: u64,
) -> Result<(Item, Succession), Error> {
    if old.account(licence::OWNER) != caller.0 {
        return Err(Error::NotHolder(caller));
    }
    if old.flag(licence::STATUS) {
        return Err(Error::LicenceBusy(Id(*id)));
    }
    let expiry = old.expiry();
    if until(expiry) <= now || (way != Way::Upgrade && expiry == Expiry::Never) {
        return Err(Error::LicenceEnded(Id(*id)));
    }
    let item = match way {
        Way::Renew => Item::again(old),
        Way::Extend | Way::Upgrade => Item { offer: asked.0, quantity: asked.1, selection: [0; 32] },
    };
    let mut succession = Succession { licence: *id, way: way as u8, start: 0, upgrades_from: [0; 32], credit: 0 };
    if way == Way::Upgrade {
        succession.upgrades_from = old.word(licence::TERMS);
        succession.credit = term(old).remaining(old.number(licence::PRICE), now);
    } else {
        succession.start = until(expiry);
    }
    Ok((item, succession))
}

/// Checks that a licence by an offer, of a record that stands so, can follow on one.
///
/// # Errors
/// [`Error::NotSuccessor`].
pub fn check_successor(way: Way, old: &Licence, item: &Item, offer: &Offer, state: &SaleState) -> Result<(), Error> {
    let same_record = offer.word(offer::RECORD) == old.word(licence::RECORD)
        && state.word(offer::STATE_GENERATION) == old.word(licence::GENERATION);
    let same_currency = way != Way::Upgrade || offer.word(offer::CURRENCY) == old.word(licence::CURRENCY);
    if same_record && same_currency { Ok(()) } else { Err(Error::NotSuccessor(item.offer)) }
}

/// When a licence that its licensor revokes now ends, and the refund that they owe, in the
/// smallest unit of its currency: for the time from then on, rounded up; of one without an end,
/// the whole price.
///
/// # Errors
/// [`Error::NotRevocable`], [`Error::LicenceBusy`] while it is in escrow or revoked already,
/// [`Error::NothingToRevoke`].
pub fn revocation(id: &Bytes32, found: &Licence, now: u64) -> Result<(u64, u128), Error> {
    let id = Id(*id);
    if !found.flag(licence::REVOCABLE) {
        return Err(Error::NotRevocable(id));
    }
    if found.has(licence::IN_ESCROW) || found.has(licence::REVOKED) {
        return Err(Error::LicenceBusy(id));
    }
    let end = now.saturating_add(found.u64(licence::NOTICE));
    if until(found.expiry()) <= end {
        return Err(Error::NothingToRevoke(id));
    }
    Ok((end, term(found).refund(found.number(licence::PRICE), end)))
}

/// Checks that `caller` is the licensor: the record's owner in the licence's generation.
///
/// # Errors
/// [`Error::NotLicensor`].
pub fn check_licensor(caller: Address, found: &Licence, state: &SaleState) -> Result<(), Error> {
    let same = state.word(offer::STATE_GENERATION) == found.word(licence::GENERATION);
    let is_owner = state.account(offer::STATE_OWNER) == caller.0;
    if same && is_owner { Ok(()) } else { Err(Error::NotLicensor(caller)) }
}

/// The ledger of what waits for a licence's fate.
pub fn waiting(id: u64, found: &Licence) -> Destination {
    Destination {
        record: found.word(licence::RECORD),
        generation: found.number(licence::GENERATION) as u32,
        version: ESCROW,
        owner: licence_account(id),
        parents_share: 0,
    }
}

/// The ledger of a licence's holder.
pub fn holders(found: &Licence) -> Destination {
    Destination {
        record: found.word(licence::RECORD),
        generation: found.number(licence::GENERATION) as u32,
        version: NET,
        owner: found.account(licence::OWNER),
        parents_share: 0,
    }
}

/// Checks that the refund of a licence is its holder's by now.
///
/// # Errors
/// [`Error::NotRevoked`], [`Error::NoticeRuns`].
pub fn check_refund(id: &Bytes32, found: &Licence, now: u64) -> Result<(), Error> {
    if !found.has(licence::REVOKED) {
        return Err(Error::NotRevoked(Id(*id)));
    }
    let end = until(found.expiry());
    if now < end { Err(Error::NoticeRuns(end)) } else { Ok(()) }
}

/// Until when the price of a licence waits at least, in Unix seconds.
///
/// # Errors
/// [`Error::NotInEscrow`].
pub fn escrow_until(id: &Bytes32, found: &Licence, offer: &Offer) -> Result<u64, Error> {
    if !found.has(licence::IN_ESCROW) {
        return Err(Error::NotInEscrow(Id(*id)));
    }
    Ok(found.u64(licence::BOUGHT_AT).saturating_add(offer.u64(offer::ESCROW)))
}

/// Where the money of an escrow goes, with what challenges of the licence's generation have come
/// to, and how the record stands: to the holder if it was struck, to the new generation if
/// another passed, and else, once the window is over and no challenge undecided, where the price
/// of the sale would have gone.
///
/// # Errors
/// [`Error::EscrowRuns`], [`Error::ChallengeOpen`].
pub fn escrow_ending(
    found: &Licence,
    ends: u64,
    outcome: &Outcome,
    state: &SaleState,
    now: u64,
) -> Result<(Ending, Destination), Error> {
    let record = found.word(licence::RECORD);
    let destination = Destination {
        record,
        generation: found.number(licence::GENERATION) as u32,
        version: found.number(licence::VERSION) as u32,
        owner: found.account(licence::LICENSOR),
        parents_share: state.number(offer::STATE_PARENTS_SHARE) as u16,
    };
    if outcome.struck {
        return Ok((Ending::Refunded, holders(found)));
    }
    if outcome.is_ended() {
        let new = Destination {
            generation: state.number(offer::STATE_GENERATION) as u32,
            version: state.versions().at(now),
            owner: state.account(offer::STATE_OWNER),
            ..destination
        };
        return Ok((Ending::Passed, new));
    }
    if now < ends {
        return Err(Error::EscrowRuns(ends));
    }
    if outcome.open > 0 {
        return Err(Error::ChallengeOpen(Id(record)));
    }
    Ok((Ending::Paid, destination))
}

fn term(found: &Licence) -> Term {
    Term { start: found.u64(licence::START), expiry: found.expiry() }
}
