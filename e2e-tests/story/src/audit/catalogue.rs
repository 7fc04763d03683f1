//! Whether the files are the works of the catalogue, each in its place.

use super::{Check, Subject, WorkFound};
use crate::{
    calls::Refused,
    catalogue::{leaf, tree},
    protocol::{Place, Record, record_id},
};
use alloy_primitives::B256;
use rules::catalogue::Leaf;

/// The catalogue of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueFound {
    /// Its record; the owner is zero where there is none.
    pub record: Record,
    /// How many works it has.
    pub count: u64,
    /// The files' places, in the files' order, with what the chain says of each proof.
    pub places: Vec<(Place, bool)>,
}

/// Builds the tree from the files, finds the catalogue by its root, and has the chain check
/// each file's proof.
pub(super) fn check(subject: &Subject, works: &[WorkFound]) -> Result<(CatalogueFound, Check), Refused> {
    let Subject { journal, protocol, .. } = subject;
    let mut check =
        Check::new("catalogue_leaves", "Every file is a work of the catalogue, in its place and with every byte");
    let tree = tree(works.iter().map(|found| &found.work));
    let root = tree.root().unwrap_or_default();
    let id = record_id(&root);
    let record = protocol.record(*journal, id)?;
    check.that(!record.owner.is_zero() && !record.provisional, || "the catalogue has no final record".into());
    let kept = protocol.catalogue(*journal, id)?;
    check.same("the catalogue's editions", &kept.editions, &1);
    check.same("the catalogue's root", &kept.root, &B256::from(root));
    check.same("the catalogue's number of works", &kept.count, &(works.len() as u64));
    let mut places = Vec::new();
    for (index, found) in (0u64..).zip(works) {
        let proof = tree.inclusion_proof(index).unwrap_or_default();
        let place = Place { catalogue: id, edition: 1, index, proof };
        let holds = protocol.verify_leaf(*journal, &place, &leaf(&found.work))?;
        check.that(holds, || format!("{} is not in its place in the catalogue", found.name));
        if let Some(digest) = found.altered {
            let altered = Leaf { digest, ..leaf(&found.work) };
            let holds = protocol.verify_leaf(*journal, &place, &altered)?;
            check.that(!holds, || format!("{} with one byte altered is in the catalogue too", found.name));
        }
        places.push((place, holds));
    }
    Ok((CatalogueFound { record, count: kept.count, places }, check))
}
