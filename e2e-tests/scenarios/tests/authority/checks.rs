//! What may become of something that is not the caller's, where a message may do anything to it at all.

use crate::cells::{Change, entries, fixed_part};
use crate::contract::Contract;
use crate::flows::ledger;
use crate::rule::Case;
use alloy_primitives::U256;
use rules::{challenge::State, ledger::version_of, standing::Standing};
use story::{abi::LicenceToken, calls::h160};

/// Whether a change is what it should be. The reason is in the table.
pub(crate) type Check = fn(&Case<'_>, &Change) -> bool;

/// Nothing was there.
pub(crate) fn fresh(_: &Case<'_>, change: &Change) -> bool {
    change.before.is_none() && change.after.is_some()
}

/// Counts that only go up. (The rule itself sees that the addresses before them stay.)
pub(crate) fn counts_up(_: &Case<'_>, change: &Change) -> bool {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return false };
    let counts: &[usize] = match change.contract {
        Contract::Token => &[8, 8],
        Contract::Pool => &[16],
        _ => &[8],
    };
    let mut at = fixed_part(change.contract);
    counts.iter().all(|size| {
        let place = at..at + size;
        at += size;
        // Little-endian: the last byte counts most.
        before[place.clone()].iter().rev().le(after[place].iter().rev())
    })
}

/// Sums of money that the rule compares with balances.
pub(crate) fn sums(_: &Case<'_>, _: &Change) -> bool {
    true
}

/// An account's number of tokens, and nothing else that is kept with it.
fn count_by(change: &Change, is_right: fn(u64, u64) -> bool) -> bool {
    let part = |cell: &Option<Vec<u8>>| match cell {
        None => (0, Vec::new()),
        Some(cell) => (u64::from_le_bytes(cell[..8].try_into().unwrap()), cell[8..].to_vec()),
    };
    let ((before, notes), (after, kept)) = (part(&change.before), part(&change.after));
    notes == kept && is_right(before, after)
}

/// Somebody has more tokens.
pub(crate) fn has_more(_: &Case<'_>, change: &Change) -> bool {
    count_by(change, |before, after| after > before)
}

/// Somebody has one token more or less.
pub(crate) fn one_more_or_less(_: &Case<'_>, change: &Change) -> bool {
    count_by(change, |before, after| before.abs_diff(after) == 1)
}

/// A new record; or a provisional one that is gone for an older commitment's; or a struck one that its heir has.
pub(crate) fn new_or_taken_over(case: &Case<'_>, change: &Change) -> bool {
    let record = change.record();
    let Some(before) = case.titles.records.get(&record) else { return true };
    let now = case.world.record(record);
    let is_taken_over = before.provisional && !now.provisional && now.priority < before.registered_at;
    let is_heirs = before.standing == Standing::Struck as u8 && h160(before.deputy) == case.caller;
    now.generation == before.generation + 1 && (is_taken_over || is_heirs)
}

/// The caller was approved for it, or is the owner's operator.
pub(crate) fn by_trusted(case: &Case<'_>, change: &Change) -> bool {
    case.titles.is_trusted(case.world, change, case.caller)
}

fn record_of_offer(case: &Case<'_>, change: &Change) -> U256 {
    match change.field {
        "offers" => {
            let call = LicenceToken::offerCall { offer: change.number() };
            case.world.view(case.world.protocol.licence_token, &call).price.record
        }
        _ => change.record(),
    }
}

/// The caller manages the record.
pub(crate) fn by_manager(case: &Case<'_>, change: &Change) -> bool {
    let record = case.titles.records.get(&record_of_offer(case, change));
    record.is_some_and(|record| h160(record.deputy) == case.caller && record.standing != Standing::Struck as u8)
}

/// The caller is the arbiter.
pub(crate) fn by_arbiter(case: &Case<'_>, _: &Change) -> bool {
    case.caller == case.arbiter
}

/// More came in, and somebody may have been paid.
pub(crate) fn income(_: &Case<'_>, change: &Change) -> bool {
    let ((before, paid), (after, paid_now)) = (ledger(change.before.as_ref()), ledger(change.after.as_ref()));
    before <= after && no_less(&paid, &paid_now)
}

/// Nothing came in, and somebody was paid; or, where it is nobody's, it moved on.
pub(crate) fn paid(_: &Case<'_>, change: &Change) -> bool {
    let ((before, paid), (after, paid_now)) = (ledger(change.before.as_ref()), ledger(change.after.as_ref()));
    before == after && no_less(&paid, &paid_now)
}

fn no_less(before: &[u128], after: &[u128]) -> bool {
    before.iter().enumerate().all(|(position, sum)| after.get(position).is_some_and(|now| now >= sum))
}

/// An offer has sold more, and is what it was.
pub(crate) fn sold(case: &Case<'_>, change: &Change) -> bool {
    let offer = change.number();
    let Some(before) = case.titles.offers.get(&offer) else { return false };
    let mut now = case.world.view(case.world.protocol.licence_token, &LicenceToken::offerCall { offer });
    let more = now.price.sold > before.price.sold && now.price.taken >= before.price.taken;
    (now.price.sold, now.price.taken) = (before.price.sold, before.price.taken);
    more && now == *before
}

fn sale_states(case: &Case<'_>, change: &Change) -> Option<(LicenceToken::SaleState, LicenceToken::SaleState)> {
    let record = change.record();
    let before = case.titles.sale_states.get(&record)?.clone();
    let call = LicenceToken::saleStateCall { record };
    Some((before, case.world.view(case.world.protocol.licence_token, &call)))
}

/// What sales know of a record is what it was, but that it is licensed longer.
pub(crate) fn licensed_longer(case: &Case<'_>, change: &Change) -> bool {
    let Some((before, now)) = sale_states(case, change) else { return false };
    let longer = |before: &[u64], now: &[u64]| before.iter().zip(now).all(|(before, now)| before <= now);
    before.facts == now.facts && longer(&before.licensed, &now.licensed) && longer(&before.exclusive, &now.exclusive)
}

/// A record's or its sales' standing, and nothing else of it.
pub(crate) fn standing(case: &Case<'_>, change: &Change) -> bool {
    if change.field == "sale_states" {
        let Some((mut before, now)) = sale_states(case, change) else { return false };
        before.facts.standing = now.facts.standing;
        return before == now;
    }
    let Some(before) = case.titles.records.get(&change.record()) else { return false };
    let mut before = before.clone();
    let now = case.world.record(change.record());
    before.standing = now.standing;
    // The view leaves out whom the owner approved: that is at bytes 20 to 40 of the cell.
    let approved = |cell: &Option<Vec<u8>>| cell.as_ref().map(|cell| cell[20..40].to_vec());
    before == now && approved(&change.before) == approved(&change.after)
}

/// A challenge's answer, by the owner of what is challenged.
pub(crate) fn answer(case: &Case<'_>, change: &Change) -> bool {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return false };
    let record = U256::from_be_slice(&before[..32]);
    // Record, generation, challenger and evidence stand before it.
    let state = before.len() - 1;
    before[..88] == after[..88]
        && before[88..120] == [0; 32]
        && before[120..state] == after[120..state]
        && (before[state], after[state]) == (State::Open as u8, State::Answered as u8)
        && case.titles.owner(case.world, record) == case.caller
}

/// A challenge is closed, and is what it was.
pub(crate) fn closed(_: &Case<'_>, change: &Change) -> bool {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return false };
    let state = before.len() - 1;
    let [was, is] = [before[state], after[state]];
    before[..state] == after[..state] && was <= State::Answered as u8 && is > State::Answered as u8
}

/// The caller's place alone changes hands.
pub(crate) fn own_place(case: &Case<'_>, change: &Change) -> bool {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return false };
    before.len() == after.len()
        && before
            .chunks(22)
            .zip(after.chunks(22))
            .all(|(old, new)| old == new || (old[..20] == case.caller.0 && old[20..] == new[20..]))
}

/// The record's owner announces payees in the place of others, of a version that nothing came in under.
pub(crate) fn announced_anew(case: &Case<'_>, change: &Change) -> bool {
    let splitter = case.world.protocol.splitter;
    let ledgers = entries(case.before, splitter, Contract::Splitter, "ledgers");
    let has_income =
        ledgers.iter().any(|(key, _)| key[..36] == change.key[..36] && version_of(u32_at(key)) == u32_at(&change.key));
    case.titles.owner(case.world, change.record()) == case.caller && !has_income
}

fn u32_at(key: &[u8]) -> u32 {
    u32::from_le_bytes(key[36..40].try_into().unwrap())
}

/// The caller's own dues are paid, to whom it says.
pub(crate) fn own_due(case: &Case<'_>, change: &Change) -> bool {
    let places = crate::titles::places(case.world, case.before, &change.key);
    let (_, before) = ledger(change.before.as_ref());
    let (_, after) = ledger(change.after.as_ref());
    paid(case, change)
        && places.iter().enumerate().all(|(position, who)| {
            before.get(position).copied().unwrap_or_default() == after.get(position).copied().unwrap_or_default()
                || *who == case.caller
        })
}

/// A licence is over, by its licensor's notice or because its time of waiting is: all that it says stays.
pub(crate) fn ended(case: &Case<'_>, change: &Change) -> bool {
    let licence = change.number();
    let Some(before) = case.titles.licences.get(&licence) else { return false };
    let now = case.world.protocol.licence(case.world.chain, U256::from(licence)).unwrap();
    let mut expected = before.clone();
    (expected.core.perpetual, expected.core.expiry) = (now.core.perpetual, now.core.expiry);
    expected.grant.status = now.grant.status;
    let is_burned = now.core.owner.is_zero() && !before.core.owner.is_zero();
    if is_burned {
        (expected.core.owner, expected.core.approved) = (now.core.owner, now.core.approved);
    }
    let is_no_longer = before.core.perpetual || now.core.expiry <= before.core.expiry;
    expected == now && is_no_longer
}

/// The same by the licensor alone.
pub(crate) fn revoked(case: &Case<'_>, change: &Change) -> bool {
    let licence = change.number();
    let Some(before) = case.titles.licences.get(&licence) else { return false };
    let now = case.world.protocol.licence(case.world.chain, U256::from(licence)).unwrap();
    let mut expected = before.clone();
    (expected.core.perpetual, expected.core.expiry) = (false, now.core.expiry);
    expected.grant.status = now.grant.status;
    expected == now
        && (before.core.perpetual || now.core.expiry <= before.core.expiry)
        && now.core.expiry >= case.now
        && case.titles.owner(case.world, before.core.record) == case.caller
}

/// A place in a pool is paid.
pub(crate) fn claimed(_: &Case<'_>, change: &Change) -> bool {
    let (before, after) = credits(change);
    after > before
}

fn credits(change: &Change) -> (u128, u128) {
    let sum =
        |cell: &Option<Vec<u8>>| cell.as_ref().map_or(0, |cell| u128::from_le_bytes(cell[..16].try_into().unwrap()));
    (sum(&change.before), sum(&change.after))
}

/// More is due to somebody.
pub(crate) fn credit_rises(_: &Case<'_>, change: &Change) -> bool {
    let (before, after) = credits(change);
    before < after
}

/// All that was due is paid.
pub(crate) fn credit_falls(_: &Case<'_>, change: &Change) -> bool {
    let (before, after) = credits(change);
    after == 0 && before > 0
}

/// Of a record's outcome: how many challenges are open, and nothing else.
fn open_by(change: &Change, is_right: fn(u32, u32) -> bool) -> bool {
    let part = |cell: &Option<Vec<u8>>| {
        let cell = cell.clone().unwrap_or_default();
        let open = cell.get(..4).map_or(0, |open| u32::from_le_bytes(open.try_into().unwrap()));
        (open, cell.get(4..).map(<[u8]>::to_vec).unwrap_or_default())
    };
    let ((before, rest), (after, kept)) = (part(&change.before), part(&change.after));
    (rest == kept || rest.is_empty() && kept.iter().all(|byte| *byte == 0)) && is_right(before, after)
}

/// One challenge more.
pub(crate) fn one_more_open(_: &Case<'_>, change: &Change) -> bool {
    open_by(change, |before, after| after == before + 1)
}

/// One challenge less.
pub(crate) fn one_less_open(_: &Case<'_>, change: &Change) -> bool {
    open_by(change, |before, after| after + 1 == before)
}

/// A challenger lost once more on a record.
pub(crate) fn lost_one_more(_: &Case<'_>, change: &Change) -> bool {
    let count =
        |cell: &Option<Vec<u8>>| cell.as_ref().map_or(0, |cell| u32::from_le_bytes(cell[..4].try_into().unwrap()));
    count(&change.after) == count(&change.before) + 1
}
