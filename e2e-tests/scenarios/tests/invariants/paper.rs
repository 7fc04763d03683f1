//! What was published, declared or said stays as it was.

use crate::life::{Life, Outcome};
use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolValue;
use story::abi::{
    Reservations,
    TermsBook::{Clauses, Terms, termsCall, termsURICall},
    UsageLedger,
};

/// How many answers about the past are kept and asked for again.
const KEPT: usize = 40;

/// `keccak256(domain ‖ each field as a word ‖ length of the URI ‖ URI)`: our own.
fn id(terms: &Terms) -> B256 {
    let mut domain = [0; 32];
    domain[..18].copy_from_slice(b"terms-book/terms/2");
    let what =
        (B256::from(domain), terms.uses, u16::from(terms.users), terms.perpetual, terms.duration, terms.exclusive);
    let how = (terms.transferable, terms.attribution, terms.revocable, terms.notice, terms.derivativeShare);
    let rest = (terms.resaleRoyalty, terms.document, U256::from(terms.uri.len()));
    keccak256([what.abi_encode(), how.abi_encode(), rest.abi_encode(), terms.uri.as_bytes().to_vec()].concat())
}

/// The id of terms is the hash of what they say, and they say for ever what was published.
pub(crate) fn i21_terms(life: &mut Life<'_>) -> Outcome<usize> {
    let book = life.base.protocol.terms_book;
    for (number, told) in &life.tale.terms {
        let found = life.ask(book, &termsCall { terms: *number })?;
        let Terms { uses, users, perpetual, duration, exclusive, transferable, attribution, .. } = told.clone();
        let Terms { revocable, notice, derivativeShare, resaleRoyalty, document, .. } = told.clone();
        let expected = Clauses {
            uses,
            users,
            perpetual,
            duration,
            exclusive,
            transferable,
            attribution,
            revocable,
            notice,
            derivativeShare,
            resaleRoyalty,
            document,
        };
        let uri = life.ask(book, &termsURICall { terms: *number })?;
        if *number != id(told) || found != expected || uri != told.uri {
            return Err(format!("{number} is {}, {found:?}, {uri}; it was {told:?}", id(told)));
        }
    }
    Ok(life.tale.terms.len())
}

/// Entries of what was said of a record only come at the end, and what held at a past second is for ever what
/// was once answered.
pub(crate) fn i24_past(life: &mut Life<'_>) -> Outcome<usize> {
    let (reservations, now) = (life.base.protocol.reservations, life.now());
    for (record, at, answer) in &life.past {
        let found = life.ask(reservations, &Reservations::reservedAtCall { record: *record, at: *at })?;
        if found != *answer {
            return Err(format!("{record:x} at {at} was answered with {answer:?}, and now with {found:?}"));
        }
    }
    let mut things = life.past.len();
    for (record, entries) in &life.tale.entries {
        for (place, told) in entries.iter().enumerate() {
            let call = Reservations::entryCall { record: *record, number: place as u32 + 1 };
            let found = life.ask(reservations, &call)?;
            if found != *told {
                return Err(format!("entry {} of {record:x} is {found:?} in place of {told:?}", place + 1));
            }
            things += 1;
        }
    }
    let mut chance = life.questions.clone();
    for record in chance.some(&life.tale.order.clone(), 3) {
        let entries = life.tale.entries.get(&record);
        let edges: Vec<u64> =
            entries.into_iter().flatten().flat_map(|entry| [entry.at - 1, entry.at, entry.withdrawnFrom]).collect();
        let past = edges.into_iter().filter(|edge| *edge < now && *edge > 0).collect::<Vec<u64>>();
        let at = chance.pick(&past).unwrap_or(now - 1 - chance.below(10_000) as u64);
        let found = life.ask(reservations, &Reservations::reservedAtCall { record, at })?;
        if life.past.len() < KEPT {
            life.past.push((record, at, found));
        } else {
            life.past[chance.below(KEPT)] = (record, at, found);
        }
    }
    life.questions = chance;
    Ok(things)
}

/// A run stays as it was declared, but that its model is named once; what was used of a licence only grows, and
/// never beyond what was bought.
pub(crate) fn i26_declared(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let ledger = life.base.protocol.usage_ledger;
    if deed.to != ledger && !deed.receipt.block_number.is_multiple_of(16) {
        return Ok(0);
    }
    for ((licensee, run), told) in &life.tale.runs {
        let found = life.ask(ledger, &UsageLedger::runCall { licensee: *licensee, run: *run })?;
        if found != *told {
            return Err(format!("run {run} of {licensee} is {found:?} in place of {told:?}"));
        }
    }
    for (licence, told) in &life.tale.used {
        let found = life.ask(ledger, &UsageLedger::usedCall { licence: *licence })?;
        let scope = &life.seen.licences[licence.to::<usize>() - 1].scope;
        if found != *told || (scope.metered && found.used > scope.quantity) {
            return Err(format!("licence {licence} was used {found:?} in place of {told:?} of {}", scope.quantity));
        }
    }
    Ok(life.tale.runs.len() + life.tale.used.len())
}
