//! Records: what they say, what they derive from, what binds them, what sales know of them.

use crate::{
    life::{Life, Outcome},
    tokens::changed_records,
};
use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolValue;
use rules::limits::COMMIT_TTL;
use std::collections::BTreeSet;
use story::abi::Encumbrances::Encumbrance;

/// The graph of all links of all generations has no cycle, and every parent was registered before.
pub(crate) fn i07_acyclic(life: &mut Life<'_>) -> Outcome<usize> {
    let mut done: BTreeSet<U256> = BTreeSet::new();
    let mut left: BTreeSet<U256> = life.tale.order.iter().copied().collect();
    // What has no parents left is taken away until nothing is left.
    while !left.is_empty() {
        let free = |id: &U256| {
            let links = life.tale.links.iter().filter(|((child, _), _)| child == id);
            links.flat_map(|(_, parents)| parents).all(|parent| done.contains(&parent.record))
        };
        let freed: Vec<U256> = left.iter().filter(|id| free(id)).copied().collect();
        if freed.is_empty() {
            return Err(format!("these are their own ancestors, or derive from nothing known: {left:x?}"));
        }
        left.retain(|id| !freed.contains(id));
        done.extend(freed);
    }
    Ok(life.tale.links.values().map(Vec::len).sum())
}

/// While the generation is the same, so are digest, kind, units, origin, metadata, URI, parents, times,
/// catalogue and whether it was committed to; and a generation follows on the one before.
pub(crate) fn i08_generations(life: &Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    for (id, before, after) in changed_records(life) {
        things += 1;
        let (was, is) = (&before.record, &after.record);
        if is.generation != was.generation {
            // What a decision begins says the same of the work, but for its parents.
            if is.generation != was.generation + 1 {
                return Err(format!("{id:x} went from generation {} to {}", was.generation, is.generation));
            }
            continue;
        }
        let of = |seen: &crate::seen::SeenRecord| {
            let record = &seen.record;
            let facts =
                (record.kind, record.units, record.origin, record.metadata, record.parents, record.parents_share);
            let times = (record.registered_at, record.priority, record.committed, record.catalogue);
            (facts, times, seen.uri.clone(), seen.parents.clone())
        };
        if of(before) != of(after) {
            return Err(format!("{id:x} in generation {} was {before:?} and is {after:?}", was.generation));
        }
    }
    Ok(things)
}

/// `parents(record, generation)` of every past generation is what its registration said.
pub(crate) fn i08_links(life: &mut Life<'_>) -> Outcome<usize> {
    for ((record, generation), links) in &life.tale.links {
        let found = life.eye().parents(*record, *generation).map_err(|refused| refused.to_string())?;
        if found != *links {
            return Err(format!("{record:x} in generation {generation} has {found:?} in place of {links:?}"));
        }
    }
    Ok(life.tale.links.len())
}

/// In a generation, the number of a catalogue's editions and of its works never falls; a new generation has one
/// edition or none. A place of a generation's catalogue is claimed for one record only.
pub(crate) fn i25_catalogues(life: &Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    for (id, before, after) in changed_records(life) {
        let (was, is) = (&before.catalogue, &after.catalogue);
        things += usize::from(was != is);
        let fell = is.editions < was.editions || is.count < was.count;
        let grew = is.editions > was.editions + 1 || (is.editions == was.editions && is.count != was.count);
        if before.record.generation == after.record.generation && (fell || grew) {
            return Err(format!("{id:x} was {was:?} and is {is:?}"));
        }
        if before.record.generation != after.record.generation && is.editions > 1 {
            return Err(format!("{id:x} begins a generation with {is:?}"));
        }
    }
    let mut places = BTreeSet::new();
    for leaf in &life.tale.leaves {
        let same = life.tale.leaves.iter().filter(|other| {
            (other.catalogue, other.index, other.edition) == (leaf.catalogue, leaf.index, leaf.edition)
        });
        let records: BTreeSet<U256> = same.map(|other| other.record).collect();
        places.insert((leaf.catalogue, leaf.index));
        if records.len() > 1 && life.seen.records[&leaf.catalogue].record.generation == 1 {
            return Err(format!("place {} of {:x} is claimed for {records:x?}", leaf.index, leaf.catalogue));
        }
    }
    Ok(things + places.len())
}

/// `keccak256(domain ‖ record ‖ each of what binds it as a word)`: our own, of what the view says.
fn digest(record: U256, bound: &Encumbrance) -> B256 {
    let mut domain = [0; 32];
    domain[..21].copy_from_slice(b"encumbrances/digest/1");
    let Encumbrance { owner, epoch, generation, parentsShare, withdrawnFrom, standing, .. } = bound.clone();
    let who = (B256::from(domain), record, owner, epoch, generation, parentsShare);
    let Encumbrance { openChallenges, version, nextVersion, appliesAt, locked, .. } = bound.clone();
    let what = (withdrawnFrom, u16::from(standing), openChallenges, version, nextVersion, appliesAt, locked);
    keccak256([who.abi_encode(), what.abi_encode()].concat())
}

/// The digest of what binds a record is the hash of exactly that, and that is what registry, splitter and
/// arbitration say; so it changes when, and only when, one of those changes.
pub(crate) fn i29_digests(life: &Life<'_>) -> Outcome<usize> {
    for (id, seen) in &life.seen.records {
        let (bound, record, versions) = (&seen.bound, &seen.record, &seen.versions);
        if bound.digest != digest(*id, bound) {
            return Err(format!("{id:x} has the digest {} of something else than {bound:?}", bound.digest));
        }
        let open = life.tale.challenges.iter().filter(|challenge| {
            (challenge.record, challenge.generation) == (*id, record.generation)
                && crate::tale::is_open(challenge.state)
        });
        let found = (
            (bound.owner, bound.epoch, bound.generation, bound.parentsShare, bound.withdrawnFrom, bound.standing),
            (bound.openChallenges, bound.version, bound.nextVersion, bound.appliesAt, bound.locked),
        );
        let expected = (
            (
                record.owner,
                record.epoch,
                record.generation,
                record.parents_share,
                record.withdrawn_from,
                record.standing,
            ),
            (open.count() as u32, versions.current, versions.next, versions.appliesAt, versions.locked),
        );
        if found != expected {
            return Err(format!("{id:x} is bound by {found:?} in place of {expected:?}"));
        }
        let Some(before) = life.before.records.get(id).map(|before| &before.bound) else { continue };
        let same = Encumbrance { digest: bound.digest, ..before.clone() } == *bound;
        if same != (before.digest == bound.digest) {
            return Err(format!("{id:x}: {before:?} became {bound:?}"));
        }
    }
    Ok(life.seen.records.len())
}

/// A record's epoch rises with each `Transfer` of it and never else: by exactly one.
pub(crate) fn i33_epochs(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let mut things = 0;
    for (id, before, after) in changed_records(life) {
        let moves = deed.receipt.events.iter().filter(|log| log.address == life.base.protocol.registry);
        let moves =
            moves.filter_map(story::calls::event::<story::abi::ERC721::Transfer>).filter(|log| log.tokenId == id);
        let moves = moves.count() as u32;
        things += moves as usize;
        if after.record.epoch != before.record.epoch + moves || moves > 1 {
            return Err(format!(
                "{id:x} moved {moves} times, from epoch {} to {}",
                before.record.epoch, after.record.epoch
            ));
        }
        // Offers of an earlier epoch have sold nothing.
        let stale = life.before.offers.iter().zip(&life.seen.offers);
        let stale = stale.filter(|(was, _)| was.price.record == id && was.conditions.epoch != before.record.epoch);
        if let Some((was, is)) = stale.into_iter().find(|(was, is)| was.price.sold != is.price.sold) {
            return Err(format!("a stale offer sold: {was:?}, {is:?}"));
        }
    }
    Ok(things)
}

/// What sales know of a record that was offered in its generation is what registry and splitter say.
pub(crate) fn i34_sale_state(life: &Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    for (id, seen) in &life.seen.records {
        let (facts, record, versions) = (&seen.state.facts, &seen.record, &seen.versions);
        if facts.units == 0 {
            continue;
        }
        things += 1;
        let found = (
            facts.owner,
            facts.epoch,
            facts.generation,
            facts.units,
            facts.parentsShare,
            facts.withdrawnFrom,
            facts.standing,
        );
        let expected = (
            record.owner,
            record.epoch,
            record.generation,
            record.units,
            record.parents_share,
            record.withdrawn_from,
            record.standing,
        );
        let split = (
            (facts.version, facts.nextVersion, facts.appliesAt),
            (versions.current, versions.next, versions.appliesAt),
        );
        // Which version applies is told by the two numbers; the time alone means nothing without a next one.
        let split_same = split.0 == split.1 || (split.0.0, split.0.1, split.1.1) == (split.1.0, 0, 0);
        if found != expected || !split_same {
            return Err(format!("sales know of {id:x}: {found:?}, {:?}; it is {expected:?}, {:?}", split.0, split.1));
        }
    }
    Ok(things)
}

/// A provisional record has no split, no preferences, no manager, nobody approved, no challenge, and is no
/// parent.
pub(crate) fn i36_provisional(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let mut things = 0;
    for (id, seen) in &life.seen.records {
        let record = &seen.record;
        if record.committed || deed.now > record.registered_at + COMMIT_TTL {
            continue;
        }
        things += 1;
        let child = life.tale.links.values().flatten().any(|link| link.record == *id);
        let has = [
            !seen.approved.is_zero(),
            !record.deputy.is_zero(),
            record.withdrawn_from != 0,
            record.standing != 0,
            seen.versions.last != 0,
            seen.preferences != 0,
            seen.bound.openChallenges != 0,
            record.generation == 1 && child,
            record.generation == 1 && seen.state.facts.units != 0,
        ];
        if has.contains(&true) {
            return Err(format!("{id:x} is provisional and has something: {has:?}"));
        }
    }
    Ok(things)
}
