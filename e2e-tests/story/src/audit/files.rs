//! Whether the files have their records.

use super::{Check, Subject, facts::Facts};
use crate::{
    abi::ProvenanceRegistry::{Parent, parentsCall},
    calls::{Refused, view},
    protocol::{Record, record_id},
    works::{self, Work, short_name},
};
use alloy_primitives::{Address, U256};

/// A file and the record of its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkFound {
    /// The file, read anew.
    pub work: Work,
    /// Its name, short.
    pub name: String,
    /// The record's id.
    pub id: U256,
    /// The record. Its owner is zero where there is none.
    pub record: Record,
    /// The works that it derives from, with their parts of its income in basis points.
    pub parents: Vec<(U256, u16)>,
    /// How its income is divided, by the split that was announced last; empty where it has
    /// none.
    pub payees: Vec<(Address, u16)>,
    /// The digest that the file would have if one byte were another.
    pub altered: Option<[u8; 32]>,
}

pub(super) fn check(subject: &Subject, facts: &Facts, checks: &mut Vec<Check>) -> Result<Vec<WorkFound>, Refused> {
    let mut found = Check::new("files_recorded", "Every file is found on the chain by its digest");
    let mut last = Check::new("records_final", "Every record is final, and dates from its commitment");
    let mut altered = Check::new("altered_byte", "With one byte altered, a file has no record");
    let mut works = Vec::new();
    for path in subject.files {
        let work = match works::examine(path) {
            Ok(work) => work,
            Err(error) => {
                found.that(false, || error.to_string());
                continue;
            }
        };
        let work = look_up(subject, facts, work)?;
        check_record(&work, facts, &mut found, &mut last);
        match work.altered {
            None => altered.that(false, || format!("{} can't be read again", work.name)),
            Some(digest) => {
                let record = subject.protocol.record(subject.journal, record_id(&digest))?;
                altered.that(digest != work.work.digest && record.owner.is_zero(), || {
                    format!("{} with one byte altered still has a record", work.name)
                });
            }
        }
        works.push(work);
    }
    let supply = subject.protocol.total_supply(subject.journal, subject.protocol.registry)?;
    // The files', and that of their catalogue.
    found.same("the number of records", &supply, &U256::from(subject.files.len() + 1));
    checks.extend([found, last, altered]);
    Ok(works)
}

fn look_up(subject: &Subject, facts: &Facts, work: Work) -> Result<WorkFound, Refused> {
    let Subject { journal, protocol, .. } = subject;
    let id = record_id(&work.digest);
    let record = protocol.record(*journal, id)?;
    let parents = view(*journal, protocol.registry, &parentsCall { record: id, generation: record.generation })?;
    let split = facts.splits.iter().rev().find(|seen| seen.event.record == id);
    Ok(WorkFound {
        name: short_name(&work.path),
        id,
        record,
        parents: parents.iter().map(|parent| (parent.record, parent.share)).collect(),
        payees: split
            .map_or_else(Vec::new, |seen| seen.event.payees.iter().map(|payee| (payee.account, payee.share)).collect()),
        altered: works::digest_with_altered_byte(&work.path, work.size / 2).ok(),
        work,
    })
}

fn check_record(work: &WorkFound, facts: &Facts, found: &mut Check, last: &mut Check) {
    let (name, record) = (&work.name, &work.record);
    found.that(!record.owner.is_zero(), || format!("{name} has no record"));
    let Some(seen) = facts.registration(work.id) else {
        found.that(record.owner.is_zero(), || format!("{name} has a record that was never registered"));
        return;
    };
    let event = &seen.event;
    let said = (event.generation, event.kind, event.units, event.origin, event.metadata, event.priority);
    let kept = (record.generation, record.kind, record.units, record.origin, record.metadata, record.priority);
    found.same(&format!("what the record of {name} holds"), &kept, &said);
    found.same(&format!("the units of {name}"), &(record.kind, record.units), &(work.work.kind as u8, work.work.units));
    let owner = crate::calls::address(facts.owner_at(work.id, usize::MAX));
    found.same(&format!("the owner of {name}"), &record.owner, &owner);
    let parents: Vec<_> = event.parents.iter().map(|Parent { record, share, .. }| (*record, *share)).collect();
    found.same(&format!("the parents of {name}"), &work.parents, &parents);
    found.same(
        &format!("the parents' shares of {name}"),
        &u32::from(record.parents_share),
        &parents.iter().map(|(_, share)| u32::from(*share)).sum(),
    );
    found.same(&format!("the number of parents of {name}"), &usize::from(record.parents), &parents.len());

    last.that(!record.provisional, || format!("the record of {name} is provisional"));
    let committed = facts.committed.iter().any(|commitment| commitment.event.at == record.priority);
    last.that(event.committed && committed && record.priority < record.registered_at, || {
        format!("the record of {name} does not date from a commitment")
    });
}
