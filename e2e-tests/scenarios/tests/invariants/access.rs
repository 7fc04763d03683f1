//! Whoever has no say moves nothing: all that has changed after a call belongs to whom its caller may
//! act for.

use crate::{
    life::{Deed, Life, Outcome},
    tokens::changed_records,
};
use alloy_primitives::{Address, U256};
use chain::H160;
use story::{
    abi::{ERC721, LicenceToken::Licence},
    calls::{address, event},
};

const IN_ESCROW: u8 = 1;
const REVOKED: u8 = 2;
const CONTINUED: u8 = 4;
const UPGRADED: u8 = 8;
const REFUNDED: u8 = 16;

impl Deed {
    fn is(&self, names: &str) -> bool {
        names.split_whitespace().any(|name| name == self.name)
    }
}

fn is_operator(life: &Life<'_>, contract: H160, owner: Address, caller: Address) -> bool {
    life.tale.operators.get(&(contract, owner, caller)).copied().unwrap_or_default()
}

/// Of a record, the owner alone changes preferences, withdrawal, manager, split, lock and catalogue; the owner and
/// operators who is approved; a payee its own place; the arbiter, challengers, and anyone after the deadline its
/// standing; owner and manager its offers. Whoever changed nothing of these touched nothing of them.
pub(crate) fn i18_records(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let (caller, arbiter) = (address(deed.caller), address(life.base.arbiter.address));
    let mut things = 0;
    for (id, before, after) in changed_records(life) {
        things += 1;
        let (was, is) = (&before.record, &after.record);
        let mine = was.owner == caller;
        let (moved, anew) = (was.epoch != is.epoch, was.generation != is.generation);
        let decides = deed.name == "decideChallenge" && caller == arbiter;
        let operator = is_operator(life, life.base.protocol.registry, was.owner, caller);
        let same_versions = before.versions == after.versions;
        let kept = before.payees.len().min(after.payees.len());
        let same_payees = before.payees[..kept] == after.payees[..kept];
        let payee = before.payees.iter().flatten().any(|payee| payee.account == caller);
        let said = (before.changes, before.preferences) == (after.changes, after.preferences);
        let rules = [
            ("approved", before.approved == after.approved || moved || (deed.is("approve") && (mine || operator))),
            ("manager", was.deputy == is.deputy || moved || (deed.is("setManager") && mine) || decides),
            ("withdrawal", was.withdrawn_from == is.withdrawn_from || anew || (deed.is("withdraw reinstate") && mine)),
            ("standing", was.standing == is.standing || anew || deed.is("openChallenge expireChallenge") || decides),
            ("preferences", said || anew || decides || (deed.is("setPreferences withdraw reinstate") && mine)),
            ("split", same_versions || anew || (deed.is("setSplit lock") && mine)),
            ("payees", same_payees || anew || (deed.is("movePayee") && payee)),
            (
                "catalogue",
                before.catalogue == after.catalogue
                    || anew
                    || deed.is("registerCatalogue")
                    || (deed.is("addEdition") && mine),
            ),
            (
                "challenges",
                before.bound.openChallenges == after.bound.openChallenges
                    || anew
                    || deed.is("openChallenge expireChallenge")
                    || decides,
            ),
        ];
        if let Some((what, _)) = rules.iter().find(|(_, right)| !right) {
            return Err(format!("{what} of {id:x} changed by {deed:?}: {before:?}, {after:?}"));
        }
    }
    let licensor = |record: U256| {
        let record = &life.before.records[&record].record;
        record.owner == caller || (record.standing != 2 && record.deputy == caller)
    };
    for offer in life.seen.offers.iter().skip(life.before.offers.len()) {
        things += 1;
        if !deed.is("createOffer") || !licensor(offer.price.record) {
            return Err(format!("{offer:?} was made by {deed:?}"));
        }
    }
    for (before, after) in life.before.offers.iter().zip(&life.seen.offers) {
        let closed = !before.conditions.closed && after.conditions.closed;
        things += usize::from(closed);
        if closed && !(deed.is("closeOffer") && licensor(after.price.record)) {
            return Err(format!("{after:?} was closed by {deed:?}"));
        }
        if before.price.sold != after.price.sold && !deed.is("purchase purchaseMany renew extend upgrade") {
            return Err(format!("{after:?} sold by {deed:?}"));
        }
    }
    for (before, after) in
        life.before.challenges.iter().zip(&life.seen.challenges).filter(|(before, after)| before != after)
    {
        things += 1;
        let owner = life.before.records[&before.record].record.owner;
        let right = match deed.name {
            "answerChallenge" => owner == caller,
            "decideChallenge" => caller == arbiter,
            "expireChallenge" | "reclaimBond" => true,
            _ => false,
        };
        if !right {
            return Err(format!("{before:?} became {after:?} by {deed:?}"));
        }
    }
    Ok(things)
}

/// A licence is made by who buys it, or by its predecessor's holder; moves by its holder, who is approved, or an
/// operator, and only if its terms let it; ends earlier only by its licensor's notice, its holder's upgrade, or a
/// decision. Operators are made by their owners.
pub(crate) fn i18_licences(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let caller = address(deed.caller);
    let mut things = 0;
    for place in life.before.licences.len()..life.seen.licences.len() {
        things += 1;
        let old =
            life.tale.licences[place].predecessor.to::<usize>().checked_sub(1).map(|old| &life.before.licences[old]);
        let right = match old {
            None => deed.is("purchase purchaseMany"),
            Some(old) => deed.is("renew extend upgrade") && old.core.owner == caller,
        };
        if !right || life.tale.licences[place].buyer != caller {
            return Err(format!("licence {} was made by {deed:?}", place + 1));
        }
    }
    for (place, (before, after)) in changed_licences(life) {
        things += 1;
        let core = (&before.core, &after.core);
        let operator = is_operator(life, life.base.protocol.licence_token, core.0.owner, caller);
        let mine = core.0.owner == caller;
        let moves = (mine || operator || core.0.approved == caller) && before.grant.transferable;
        let ended = (core.0.perpetual, core.0.expiry) != (core.1.perpetual, core.1.expiry);
        let status = before.grant.status ^ after.grant.status;
        let owner = life.before.records[&core.0.record].record.owner;
        let revokes = deed.is("revoke") && owner == caller && before.grant.revocable;
        let follows = deed.is("renew extend upgrade") && mine;
        let settles = deed.is("settleEscrow");
        let approves = deed.is("approve") && (mine || operator);
        let rules = [
            ("holder", core.0.owner == core.1.owner || (deed.is("transferFrom safeTransferFrom") && moves)),
            ("since", core.0.acquiredAt == core.1.acquiredAt || (deed.is("transferFrom safeTransferFrom") && moves)),
            ("approved", core.0.approved == core.1.approved || approves || core.1.approved.is_zero()),
            ("end", !ended || revokes || (deed.is("upgrade") && mine) || (settles && status & REFUNDED != 0)),
            (
                "status",
                match status {
                    0 => true,
                    REVOKED => revokes,
                    CONTINUED | UPGRADED => follows,
                    IN_ESCROW => settles,
                    both if both == IN_ESCROW | REFUNDED => settles,
                    _ => false,
                },
            ),
        ];
        if let Some((what, _)) = rules.iter().find(|(_, right)| !right) {
            return Err(format!("{what} of licence {} changed by {deed:?}: {before:?}, {after:?}", place + 1));
        }
    }
    for log in deed.receipt.events.iter().filter_map(event::<ERC721::ApprovalForAll>) {
        things += 1;
        if log.owner != caller || deed.name != "setApprovalForAll" {
            return Err(format!("{log:?} by {deed:?}"));
        }
    }
    Ok(things)
}

fn changed_licences<'a>(life: &'a Life<'_>) -> impl Iterator<Item = (usize, (&'a Licence, &'a Licence))> {
    life.before.licences.iter().zip(&life.seen.licences).enumerate().filter(|(_, (before, after))| before != after)
}

/// Money and coins leave nobody but who signs and who calls, contracts of ours, and wallets that are called; and
/// nobody's allowance falls but the caller's.
pub(crate) fn i18_money(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let ours: Vec<H160> = life.base.protocol.contracts().iter().map(|(_, contract)| *contract).collect();
    let receivers: Vec<H160> = life.tale.pools.iter().chain(life.tale.inboxes.values()).copied().collect();
    let may = |who: &H160| {
        *who == deed.signer
            || *who == deed.caller
            || ours.contains(who)
            || receivers.contains(who)
            || *who == life.base.coin
    };
    for (who, before) in &life.before.money {
        // What contracts hold for their storage is theirs to give back.
        if life.seen.money.get(who).is_none_or(|now| now < before) && !may(who) {
            return Err(format!("{} has less by {deed:?}", life.name(*who)));
        }
    }
    for (who, before) in &life.before.coins {
        let pays = *who == deed.caller || *who == life.base.protocol.splitter || receivers.contains(who);
        if life.seen.coins.get(who).is_none_or(|now| now < before) && !pays {
            return Err(format!("{} has fewer coins by {deed:?}", life.name(*who)));
        }
    }
    for (who, before) in &life.before.allowances {
        if life.seen.allowances[who] != *before && *who != deed.caller {
            return Err(format!("{} allows less by {deed:?}", life.name(*who)));
        }
    }
    Ok(life.before.money.len())
}

/// No act of an owner, or of anybody but a licence's holder, changes what its holder has, but a notice that its
/// terms allow: then it ends no earlier than `now + notice`, and the refund waits.
pub(crate) fn i14_buyers(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let caller = address(deed.caller);
    let mut things = 0;
    for (place, (before, after)) in life.before.licences.iter().zip(&life.seen.licences).enumerate() {
        things += 1;
        let (was, is) = (&before.core, &after.core);
        let theirs = was.owner == caller
            || was.approved == caller
            || is_operator(life, life.base.protocol.licence_token, was.owner, caller);
        if theirs || before == after || deed.name == "settleEscrow" {
            continue;
        }
        let until = if is.perpetual { u64::MAX } else { is.expiry };
        let whole = is.expiry - is.start.min(is.expiry);
        let noticed =
            deed.name == "revoke" && before.grant.revocable && until >= deed.now + u64::from(before.grant.notice);
        let waits = life.tale.waits.get(&U256::from(place + 1)).copied().unwrap_or_default();
        // At least the part of the price for the time that is lost.
        let all = if was.perpetual { 0 } else { was.expiry.saturating_sub(was.start) };
        let lost = match was.perpetual {
            true => was.price,
            false => (U256::from(was.price) * U256::from(all - whole) / U256::from(all.max(1))).to(),
        };
        if !noticed || waits < lost {
            return Err(format!("licence {} changed by {deed:?}: {before:?}, {after:?}, {waits} wait", place + 1));
        }
    }
    Ok(things)
}
