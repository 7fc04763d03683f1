//! Works of a catalogue under its licence, without a chain.

use crate::{
    data::{Run, declared},
    errors::Error,
    leaves::{Asked, AskedOfRun, Others, Shown, covers, is_in_manifest},
};
use core::cell::Cell;
use interfaces::{
    abi::number,
    catalogues::Edition,
    licence::{EDITION, EXPIRY, GENERATION, Licence, OWNER, QUANTITY, RECORD, SELECTION, START, USERS, USES},
    provenance_registry::Claim,
};
use proptest::prelude::*;
use rules::{
    Bytes32,
    catalogue::Leaf,
    licence::Coverage,
    manifest::Entry,
    merkle::Tree,
    selection,
    standing::Standing,
    uses::{COMMERCIAL, EVALUATE, FINE_TUNE, TRAIN_GENERATIVE},
};
use sha3::Digest;
use std::collections::BTreeMap;

const CATALOGUE: Bytes32 = [0xCA; 32];
const ADA: [u8; 20] = [0xAD; 20];
const BEN: [u8; 20] = [0xBE; 20];
const ORION: [u8; 20] = [1; 20];
const DELTA: [u8; 20] = [2; 20];

type Hash = fn(&[u8]) -> Bytes32;

fn keccak(bytes: &[u8]) -> Bytes32 {
    sha3::Keccak256::digest(bytes).into()
}

fn leaf(number: u8) -> Leaf {
    Leaf { digest: [number; 32], kind: 4, origin: 0, units: 100, metadata: [0; 32] }
}

/// The tree over the first works.
fn tree(count: u8) -> Tree<Hash> {
    let mut tree: Tree<Hash> = Tree::new(keccak);
    (0..count).for_each(|number| tree.push_hash(leaf(number).hash(&keccak)));
    tree
}

/// The tree over selected works.
fn selected(numbers: &[u8]) -> Tree<Hash> {
    let mut tree: Tree<Hash> = Tree::new(keccak);
    numbers.iter().for_each(|number| tree.push_hash(selection::hash(&keccak, &[*number; 32])));
    tree
}

/// What the other contracts say: one catalogue of Ada's with editions of 5 and 9 works, and
/// records of works.
struct World {
    catalogue: Claim,
    editions: Vec<Edition>,
    records: BTreeMap<Bytes32, Claim>,
    asked: Cell<u32>,
}

impl World {
    fn new() -> Self {
        let edition = |count, priority| {
            let tree = tree(count);
            Edition { root: tree.root().unwrap(), count: tree.count(), priority }
        };
        Self {
            catalogue: Claim { owner: ADA, generation: 1, standing: 0, provisional: false, priority: 500 },
            editions: vec![edition(5, 500), edition(9, 700)],
            records: BTreeMap::new(),
            asked: Cell::new(0),
        }
    }

    /// With a record of work 3.
    fn with(claim: Claim) -> Self {
        Self { records: BTreeMap::from([([3; 32], claim)]), ..Self::new() }
    }

    fn answer(&self, licence: &Licence, asked: &Asked, shown: &Shown) -> Coverage {
        self.asked.set(0);
        let answer = covers(&keccak, self, licence, asked, shown).unwrap();
        assert!(self.asked.get() <= 3);
        answer
    }
}

impl Others for World {
    fn claim(&self, record: &Bytes32) -> Result<Claim, Error> {
        self.asked.set(self.asked.get() + 1);
        Ok(if *record == CATALOGUE { self.catalogue } else { self.records.get(record).copied().unwrap_or_default() })
    }

    fn edition(&self, catalogue: &Bytes32, number: u32) -> Result<Edition, Error> {
        self.asked.set(self.asked.get() + 1);
        let editions = if *catalogue == CATALOGUE { &self.editions[..] } else { &[] };
        Ok((number as usize).checked_sub(1).and_then(|position| editions.get(position)).copied().unwrap_or_default())
    }
}

fn licence() -> Licence {
    let mut licence = Licence::default();
    licence.set(RECORD, &CATALOGUE);
    licence.set_number(GENERATION, 1);
    licence.set_account(OWNER, &ORION);
    licence.set_number(START, 1_000);
    licence.set_number(EXPIRY, 2_000);
    licence.set_number(USES, (TRAIN_GENERATIVE | FINE_TUNE).into());
    licence.set_number(USERS, COMMERCIAL.into());
    licence
}

fn of_selection(numbers: &[u8]) -> Licence {
    let mut licence = licence();
    licence.set(SELECTION, &selected(numbers).root().unwrap());
    licence.set_number(QUANTITY, numbers.len() as u128);
    licence
}

const ASKED: Asked = Asked { licence: [0; 32], account: ORION, user: COMMERCIAL, uses: TRAIN_GENERATIVE, at: 1_500 };

/// A work with the proof for an edition.
fn shown(work: u8, edition: u32) -> Shown {
    let index = work.into();
    let proof = tree(if edition == 1 { 5 } else { 9 }).inclusion_proof(index).unwrap_or_default();
    Shown { leaf: leaf(work), edition, index, proof, selection_index: 0, selection_proof: Vec::new() }
}

#[test]
fn a_licence_of_a_catalogue_covers_its_works() {
    let world = World::new();
    for edition in [1, 2] {
        for work in 0..5 {
            assert_eq!(world.answer(&licence(), &ASKED, &shown(work, edition)), Coverage::Covered);
        }
    }
    for work in 5..9 {
        assert_eq!(world.answer(&licence(), &ASKED, &shown(work, 2)), Coverage::Covered);
        assert_eq!(world.answer(&licence(), &ASKED, &shown(work, 1)), Coverage::NotInCatalogue);
    }
}

#[test]
fn the_licences_own_reasons_come_first() {
    // All else is wrong too.
    let nothing = Shown { proof: vec![[1; 32]; 70], edition: 99, ..shown(77, 2) };
    let world = World::new();
    for (licence, asked, reason) in [
        (Licence::default(), ASKED, Coverage::UnknownLicence),
        (licence(), Asked { account: DELTA, ..ASKED }, Coverage::NotHolder),
        (licence(), Asked { at: 999, ..ASKED }, Coverage::NotYet),
        (licence(), Asked { at: 2_000, ..ASKED }, Coverage::Expired),
        (licence(), Asked { uses: EVALUATE, ..ASKED }, Coverage::UseNotLicensed),
        (licence(), Asked { uses: 0, ..ASKED }, Coverage::UseNotLicensed),
        (licence(), Asked { user: 2, ..ASKED }, Coverage::UserNotLicensed),
        (licence(), Asked { user: 0, ..ASKED }, Coverage::UserNotLicensed),
    ] {
        assert_eq!(world.answer(&licence, &asked, &nothing), reason);
        assert_eq!(world.asked.get(), 0, "nobody has to be asked");
    }
    assert_eq!(world.answer(&licence(), &ASKED, &nothing), Coverage::NotInCatalogue);
}

#[test]
fn r3_a_work_is_covered_in_its_place_and_as_its_leaf_says_it_only() {
    let world = World::new();
    let right = shown(3, 1);
    let mut longer = right.proof.clone();
    longer.push([0; 32]);
    for wrong in [
        Shown { index: 2, ..right.clone() },
        Shown { edition: 2, ..right.clone() },
        Shown { edition: 0, ..right.clone() },
        Shown { edition: 3, ..right.clone() },
        Shown { leaf: Leaf { units: 101, ..leaf(3) }, ..right.clone() },
        Shown { leaf: Leaf { digest: [4; 32], ..leaf(3) }, ..right.clone() },
        Shown { proof: right.proof[1..].to_vec(), ..right.clone() },
        Shown { proof: longer, ..right.clone() },
    ] {
        assert_eq!(world.answer(&licence(), &ASKED, &wrong), Coverage::NotInCatalogue, "{wrong:?}");
    }
}

#[test]
fn a_licence_of_early_editions_covers_no_later_ones() {
    let world = World::new();
    let mut of_first = licence();
    of_first.set_number(EDITION, 1);
    assert_eq!(world.answer(&of_first, &ASKED, &shown(3, 1)), Coverage::Covered);
    // The work is licensed, but what is shown is not what is licensed.
    assert_eq!(world.answer(&of_first, &ASKED, &shown(3, 2)), Coverage::EditionNotLicensed);
    assert_eq!(world.answer(&of_first, &ASKED, &shown(7, 2)), Coverage::EditionNotLicensed);
    let mut of_second = licence();
    of_second.set_number(EDITION, 2);
    assert_eq!(world.answer(&of_second, &ASKED, &shown(7, 2)), Coverage::Covered);
}

/// A thief sells a licence of the catalogue for every edition; then a decision gives the record
/// to Ada, who adds an edition.
#[test]
fn a_licence_of_an_earlier_generation_covers_none_of_the_later_owners_editions() {
    let mut world = World::new();
    world.catalogue.generation = 2;
    assert_eq!(world.answer(&licence(), &ASKED, &shown(7, 2)), Coverage::EditionNotLicensed);
    assert_eq!(world.answer(&licence(), &ASKED, &shown(3, 1)), Coverage::Covered);
    let mut new = licence();
    new.set_number(GENERATION, 2);
    assert_eq!(world.answer(&new, &ASKED, &shown(7, 2)), Coverage::Covered);
}

#[test]
fn a_selection_covers_the_selected_works_only() {
    let world = World::new();
    let numbers = [1, 3, 7];
    let licence = of_selection(&numbers);
    for (place, work) in (0..).zip(numbers) {
        let proof = selected(&numbers).inclusion_proof(place).unwrap();
        let right = Shown { selection_index: place, selection_proof: proof, ..shown(work, 2) };
        assert_eq!(world.answer(&licence, &ASKED, &right), Coverage::Covered);
        let other = Shown { leaf: leaf(2), index: 2, proof: shown(2, 2).proof, ..right.clone() };
        assert_eq!(world.answer(&licence, &ASKED, &other), Coverage::NotSelected);
        let misplaced = Shown { selection_index: place + 1, ..right.clone() };
        assert_eq!(world.answer(&licence, &ASKED, &misplaced), Coverage::NotSelected);
        let unproved = Shown { selection_proof: Vec::new(), ..right };
        assert_eq!(world.answer(&licence, &ASKED, &unproved), Coverage::NotSelected);
    }
    // Selected, but in no catalogue: whoever selects says nothing about what there is.
    let licence = of_selection(&[77]);
    assert_eq!(world.answer(&licence, &ASKED, &shown(77, 2)), Coverage::NotInCatalogue);
    // With a count that is not the selection's, no more works are proved than are counted.
    let mut smaller = of_selection(&[1, 3]);
    smaller.set_number(QUANTITY, 1);
    for work in [1, 3] {
        let proof = selected(&[1, 3]).inclusion_proof(u64::from(work == 3)).unwrap();
        for selection_index in [0, 1] {
            let shown = Shown { selection_index, selection_proof: proof.clone(), ..shown(work, 2) };
            assert_eq!(world.answer(&smaller, &ASKED, &shown), Coverage::NotSelected);
        }
    }
}

#[test]
fn a_work_with_an_older_record_of_anothers_is_not_the_catalogues_to_license() {
    let other = Claim { owner: BEN, generation: 1, standing: 0, provisional: false, priority: 500 };
    let answer = |claim, edition| World::with(claim).answer(&licence(), &ASKED, &shown(3, edition));
    for (claim, first, second) in [
        (other, Coverage::LeafHasOwnRecord, Coverage::LeafHasOwnRecord),
        (Claim { priority: 0, ..other }, Coverage::LeafHasOwnRecord, Coverage::LeafHasOwnRecord),
        // Between the editions: the first had it already.
        (Claim { priority: 501, ..other }, Coverage::Covered, Coverage::LeafHasOwnRecord),
        (Claim { priority: 701, ..other }, Coverage::Covered, Coverage::Covered),
        // The owner's own, one that may still be taken over, and one that was struck.
        (Claim { owner: ADA, ..other }, Coverage::Covered, Coverage::Covered),
        (Claim { provisional: true, ..other }, Coverage::Covered, Coverage::Covered),
        (Claim { standing: Standing::Struck as u8, ..other }, Coverage::Covered, Coverage::Covered),
        (
            Claim { standing: Standing::Challenged as u8, ..other },
            Coverage::LeafHasOwnRecord,
            Coverage::LeafHasOwnRecord,
        ),
    ] {
        assert_eq!((answer(claim, 1), answer(claim, 2)), (first, second), "{claim:?}");
    }
}

/// Who adds somebody else's work to an old catalogue has no older claim to it.
#[test]
fn an_old_catalogue_does_not_make_a_late_edition_old() {
    let claim = Claim { owner: BEN, generation: 1, standing: 0, provisional: false, priority: 600 };
    let world = World { records: BTreeMap::from([([7; 32], claim)]), ..World::new() };
    assert_eq!(world.answer(&licence(), &ASKED, &shown(7, 2)), Coverage::LeafHasOwnRecord);
}

#[test]
fn a_licence_of_the_works_own_record_simply_covers_it() {
    let world = World::with(Claim { owner: BEN, ..Claim::default() });
    let mut own = licence();
    own.set(RECORD, &[3; 32]);
    let nothing = Shown { proof: Vec::new(), edition: 0, ..shown(3, 1) };
    assert_eq!(world.answer(&own, &ASKED, &nothing), Coverage::Covered);
    assert_eq!(world.asked.get(), 0);
    assert_eq!(world.answer(&own, &Asked { at: 2_000, ..ASKED }, &nothing), Coverage::Expired);
    // Another work is in no catalogue of that name.
    assert_eq!(world.answer(&own, &ASKED, &shown(4, 1)), Coverage::NotInCatalogue);
    own.set(SELECTION, &[9; 32]);
    assert_eq!(world.answer(&own, &ASKED, &nothing), Coverage::SelectionOnly);
}

#[test]
fn a_run_names_its_works_with_their_licences() {
    let entries: Vec<Entry> =
        (0..7).map(|number| Entry { digest: [number; 32], licence: 40 + u64::from(number) }).collect();
    let mut tree: Tree<Hash> = Tree::new(keccak);
    entries.iter().for_each(|entry| tree.push_hash(entry.hash(&keccak)));
    let run = declared(&tree.root().unwrap(), 7, &[0; 32], FINE_TUNE, 1_234).unwrap();
    for (index, entry) in (0..).zip(&entries) {
        let proof = tree.inclusion_proof(index).unwrap();
        let named =
            |index, digest: &Bytes32, licence: &Bytes32| is_in_manifest(&keccak, &run, index, digest, licence, &proof);
        let licence = number(entry.licence.into());
        assert!(named(index, &entry.digest, &licence));
        assert!(!named(index + 1, &entry.digest, &licence));
        assert!(!named(index, &[99; 32], &licence));
        assert!(!named(index, &entry.digest, &number(99)));
        assert!(!named(index, &entry.digest, &number(u128::from(entry.licence) + (1 << 64))));
        assert!(!is_in_manifest(&keccak, &Run::default(), index, &entry.digest, &licence, &proof));
        assert!(!is_in_manifest(&keccak, &Run::default(), 0, &entry.digest, &licence, &[]));
    }
    let question = AskedOfRun { licence: [5; 32], licensee: ORION, run: [6; 32], user: 7 };
    let expected = Asked { licence: [5; 32], account: ORION, user: 7, uses: FINE_TUNE, at: 1_234 };
    assert_eq!(question.of(&run), expected);
}

proptest! {
    /// Whatever is shown for a work that is none of the catalogue's, it is not covered.
    #[test]
    fn r3_no_proof_makes_a_stranger_covered(
        digest: Bytes32,
        units: u64,
        edition in 0..4u32,
        index in 0..10u64,
        proof in proptest::collection::vec(any::<Bytes32>(), 0..6),
    ) {
        let stranger = Leaf { digest, units, ..leaf(0) };
        let shown = Shown { leaf: stranger, edition, index, proof, selection_index: 0, selection_proof: Vec::new() };
        prop_assert_eq!(World::new().answer(&licence(), &ASKED, &shown), Coverage::NotInCatalogue);
    }
}
