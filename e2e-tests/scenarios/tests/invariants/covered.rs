//! What licences cover, beside a reference of our own that knows nothing but events and terms.

use crate::{
    life::{Life, Outcome},
    tale::ToldLicence,
};
use alloy_primitives::{Address, U256};
use story::abi::{LicenceToken::coversCall, TermsBook::Terms};

/// How many questions are asked at a time.
const QUESTIONS: usize = 25;

/// The answer to a question, as the documents say: the first reason of theirs that applies.
fn reference(licence: Option<(&ToldLicence, &Terms)>, asked: &coversCall) -> u8 {
    let Some((licence, terms)) = licence else { return 1 };
    let held: Vec<&(u64, Address)> = licence.holders.iter().filter(|(_, holder)| !holder.is_zero()).collect();
    let Some((since, holder)) = held.last() else { return 1 };
    // The first holder has it for all of its time.
    let since = if held.len() > 1 { *since } else { 0 };
    let (upgraded, revoked) = (licence.status & 8 != 0, licence.status & (2 | 16) != 0);
    if asked.record != licence.record {
        2
    } else if asked.account != *holder {
        3
    } else if asked.at < licence.start {
        4
    } else if asked.at < since {
        5
    } else if !licence.perpetual && asked.at >= licence.expiry {
        if upgraded {
            10
        } else if revoked {
            9
        } else {
            6
        }
    } else if asked.uses == 0 || asked.uses & !terms.uses != 0 {
        7
    } else if asked.user == 0 || asked.user & !terms.users != 0 {
        8
    } else if !licence.selection.is_zero() {
        11
    } else {
        0
    }
}

/// `covers` answers what the reference answers: of random licences, records, accounts, users and uses, at
/// random times and at every edge.
pub(crate) fn i11_covers(life: &mut Life<'_>) -> Outcome<usize> {
    let mut chance = life.questions.clone();
    let now = life.now();
    for _ in 0..QUESTIONS {
        let number = 1 + chance.below(life.tale.licences.len() + 1);
        let told = life.tale.licences.get(number - 1);
        let terms = told.and_then(|told| life.tale.terms.get(&life.tale.offers.get(told.offer as usize - 1)?.terms));
        let holders: Vec<Address> = told.iter().flat_map(|told| &told.holders).map(|(_, holder)| *holder).collect();
        let mut times = vec![0, now, now + 1, u64::MAX, now.saturating_sub(chance.below(4_000_000) as u64)];
        if let Some(told) = told {
            let moved = told.holders.iter().map(|(since, _)| *since);
            for edge in moved.chain([told.start, told.expiry, told.bought_at]) {
                times.extend([edge.saturating_sub(1), edge, edge.saturating_add(1)]);
            }
        }
        let record = told.map_or(U256::ZERO, |told| told.record);
        let (uses, users) = terms.map_or((1, 1), |terms| (terms.uses, terms.users));
        let account = chance.pick(&holders).unwrap_or_default();
        let call = coversCall {
            licence: U256::from(number),
            record: if chance.once_in(10) { life.tale.order[chance.below(life.tale.order.len())] } else { record },
            account: if chance.once_in(8) {
                chance.pick(&life.everybody).map(story::calls::address).unwrap_or_default()
            } else {
                account
            },
            user: if chance.once_in(4) { chance.number() as u8 } else { users & (chance.number() as u8 | 1) },
            uses: if chance.once_in(4) { chance.number() as u16 } else { uses & (chance.number() as u16) },
            at: times[chance.below(times.len())],
        };
        let expected = reference(told.zip(terms), &call);
        let found = life.ask(life.base.protocol.licence_token, &call)?;
        if found != expected {
            return Err(format!("{call:?} is answered with {found} in place of {expected}; {told:?}"));
        }
    }
    life.questions = chance;
    Ok(QUESTIONS)
}
