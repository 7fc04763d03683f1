//! Whether the licence of a catalogue covers the use of one of its works.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
    data::{Run, run},
    errors::Error,
};
use ink::{Address, prelude::vec::Vec};
use interfaces::{
    abi::{Id, Word as _},
    args::{Head, Static},
    catalogues::Edition,
    licence::{EDITION, GENERATION, Licence, QUANTITY, RECORD, SELECTION},
    provenance_registry::Claim,
};
use rules::{
    Account, Bytes32,
    catalogue::Leaf,
    licence::{Coverage, Question},
    manifest::Entry,
    merkle::{Hasher, verify_inclusion},
    selection,
    standing::Standing,
};

/// Who used a work, with which licence, how and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The licence.
    pub licence: Bytes32,
    /// Who.
    pub account: Account,
    /// As which class of user.
    pub user: u8,
    /// For which uses.
    pub uses: u16,
    /// When, in Unix seconds.
    pub at: u64,
}

impl Static for Asked {
    const NAME: &'static str = "(uint256,address,uint8,uint16,uint64)";
    const WORDS: usize = 5;

    fn read(members: &mut Head) -> Self {
        Self {
            licence: members.value::<Id>().0,
            account: members.value::<Address>().0,
            user: members.value(),
            uses: members.value(),
            at: members.value(),
        }
    }
}

/// Who used a work in a run of theirs, and with which licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedOfRun {
    /// The licence.
    pub licence: Bytes32,
    /// Who.
    pub licensee: Account,
    /// Their name for the run.
    pub run: Bytes32,
    /// As which class of user.
    pub user: u8,
}

impl Static for AskedOfRun {
    const NAME: &'static str = "(uint256,address,bytes32,uint8)";
    const WORDS: usize = 4;

    fn read(members: &mut Head) -> Self {
        Self {
            licence: members.value::<Id>().0,
            licensee: members.value::<Address>().0,
            run: members.value(),
            user: members.value(),
        }
    }
}

impl AskedOfRun {
    /// What is asked of the licence: the uses and the time are those that the run was declared
    /// with.
    pub fn of(&self, declared: &Run) -> Asked {
        Asked {
            licence: self.licence,
            account: self.licensee,
            user: self.user,
            uses: declared.number(run::USES) as u16,
            at: declared.u64(run::DECLARED_AT),
        }
    }
}

/// A work as its leaf says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work(pub Leaf);

impl Static for Work {
    const NAME: &'static str = "(uint256,uint8,uint8,uint64,bytes32)";
    const WORDS: usize = 5;

    fn read(members: &mut Head) -> Self {
        Self(Leaf {
            digest: members.value::<Id>().0,
            kind: members.value(),
            origin: members.value(),
            units: members.value(),
            metadata: members.value(),
        })
    }
}

/// A work with the proofs that it is in a catalogue and in a selection of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The work.
    pub leaf: Leaf,
    /// The edition that it is proved for.
    pub edition: u32,
    /// Its place there, from 0.
    pub index: u64,
    /// The inclusion proof.
    pub proof: Vec<Bytes32>,
    /// Its place in the selection, from 0.
    pub selection_index: u64,
    /// The inclusion proof.
    pub selection_proof: Vec<Bytes32>,
}

/// What the other contracts say.
pub trait Others {
    /// Who claims a work by its record.
    ///
    /// # Errors
    /// [`Error::CallFailed`].
    fn claim(&self, record: &Bytes32) -> Result<Claim, Error>;

    /// An edition of a catalogue.
    ///
    /// # Errors
    /// [`Error::CallFailed`].
    fn edition(&self, catalogue: &Bytes32, number: u32) -> Result<Edition, Error>;
}

/// Whether a licence, of which the licence token says this, covers what is asked about a work;
/// the first reason against it, in the order of the checks below. Nothing of what is shown has to
/// be right where the licence is for the work's own record.
///
/// The other contracts are asked as late as possible, and at most three times.
///
/// # Errors
/// [`Error::CallFailed`].
pub fn covers(
    hasher: &impl Hasher,
    others: &impl Others,
    licence: &Licence,
    asked: &Asked,
    shown: &Shown,
) -> Result<Coverage, Error> {
    let catalogue = licence.word(RECORD);
    if catalogue == [0; 32] {
        return Ok(Coverage::UnknownLicence);
    }
    let Asked { account, user, uses, at, .. } = *asked;
    let question = Question { record: catalogue, account, user, uses, at };
    let answer = licence.scope().covers_part(&question);
    if answer != Coverage::Covered {
        return Ok(answer);
    }
    let Shown { leaf, index, .. } = shown;
    if catalogue == leaf.digest {
        return Ok(licence.scope().covers(&question));
    }
    let by_catalogue = others.claim(&catalogue)?;
    if !is_licensed(licence, shown.edition, by_catalogue.generation) {
        return Ok(Coverage::EditionNotLicensed);
    }
    let edition = others.edition(&catalogue, shown.edition)?;
    if !verify_inclusion(hasher, &edition.root, edition.count, *index, &leaf.hash(hasher), &shown.proof) {
        return Ok(Coverage::NotInCatalogue);
    }
    if !is_selected(hasher, licence, shown) {
        return Ok(Coverage::NotSelected);
    }
    let by_itself = others.claim(&leaf.digest)?;
    Ok(if outranks(&by_itself, &by_catalogue, &edition) { Coverage::LeafHasOwnRecord } else { Coverage::Covered })
}

/// Whether a licence is for an edition of the catalogue, whose record is in this generation now.
/// Of a generation that came after the licence it is for the first edition only, whose works are
/// those of the record's digest: the others are those of somebody who did not grant it.
fn is_licensed(licence: &Licence, edition: u32, generation: u32) -> bool {
    let last = licence.number(EDITION);
    let is_later = u128::from(edition) > last && last != 0;
    let is_of_others = edition > 1 && licence.number(GENERATION) != generation.into();
    !is_later && !is_of_others
}

/// Whether a work is among those that the licence is for.
fn is_selected(hasher: &impl Hasher, licence: &Licence, shown: &Shown) -> bool {
    let root = licence.word(SELECTION);
    let Shown { leaf, selection_index, selection_proof, .. } = shown;
    root == [0; 32]
        || selection::contains(hasher, &root, licence.u64(QUANTITY), *selection_index, &leaf.digest, selection_proof)
}

/// Whether a work's own record stands against the catalogue that has it: it is another's, it is
/// final, nobody struck it, and it is as old as the edition that has the work, or older.
fn outranks(by_itself: &Claim, by_catalogue: &Claim, edition: &Edition) -> bool {
    by_itself.owner != [0; 20]
        && by_itself.owner != by_catalogue.owner
        && !by_itself.provisional
        && by_itself.standing != Standing::Struck as u8
        && by_itself.priority <= edition.priority
}

/// Whether a run's manifest names a work with a licence in this place (from 0).
pub fn is_in_manifest(
    hasher: &impl Hasher,
    declared: &Run,
    index: u64,
    digest: &Bytes32,
    licence: &Bytes32,
    proof: &[Bytes32],
) -> bool {
    // Licences have numbers of 64 bits.
    u64::from_word(licence).is_some_and(|licence| {
        let entry = Entry { digest: *digest, licence };
        entry.is_in(hasher, &declared.word(run::MANIFEST), declared.u64(run::COUNT), index, proof)
    })
}
