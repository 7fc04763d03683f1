//! Works of a licensed catalogue: `coversLeaf` and `coversInRun`.

use crate::{
    catalogues::{Leaves, NO_SALT, id, leaf, next_edition, open, reveal, tree, words},
    support::{DURATION, LICENCE, RUN, Usage, coverage, field, leaf_of, manifest, selected},
};
use alloy_primitives::{B256, U256};
use alloy_sol_types::{SolCall as _, SolError as _};
use chain::Refusal;
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage,
    limits::COMMIT_TTL,
    manifest::Entry,
    uses::{COMMERCIAL, EVALUATE, TRAIN_GENERATIVE},
};
use scenarios::digest;
use story::{
    abi::{
        Catalogues,
        UsageLedger::{self, Question, RunQuestion, coversInRunCall, coversLeafCall, declareRunCall},
    },
    calls::address,
};

/// A catalogue of Ada's with the works 1 to 4, then 1 to 7, of which Orion has a licence.
fn catalogue<'a>(usage: &mut Usage<'a>) -> (U256, [Leaves; 2]) {
    let ada = usage.cast.ada.clone();
    let editions = [tree(1..=4), tree(1..=7)];
    let (record, _) = open(&mut usage.world, &ada, &editions[0]);
    let call = next_edition(record, &editions[1], 4, crate::catalogues::SALT);
    reveal(&mut usage.world, &ada, &call);
    let licence = usage.licence_of(record);
    usage.set(&licence);
    (record, editions)
}

/// Whether Orion's licence covers training with a work now.
fn question(usage: &Usage<'_>, editions: &[Leaves; 2], edition: u32, work: u64) -> coversLeafCall {
    let index = work - 1;
    coversLeafCall {
        question: Question {
            licence: LICENCE,
            account: address(usage.cast.orion.address()),
            user: COMMERCIAL,
            uses: TRAIN_GENERATIVE,
            at: usage.world.chain.now(),
        },
        leaf: leaf_of(&leaf(work)),
        edition,
        index,
        proof: words(editions[edition as usize - 1].inclusion_proof(index)),
        selectionIndex: 0,
        selectionProof: Vec::new(),
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_a_licence_of_a_catalogue_covers_the_works_that_are_in_it() {
    let mut usage = Usage::new(client.chain());
    let (_, editions) = catalogue(&mut usage);
    for (edition, works) in [(1, 4), (2, 7)] {
        for work in 1..=works {
            let right = question(&usage, &editions, edition, work);
            assert_eq!(usage.covers(&right), Coverage::Covered, "{work} of {edition}");
            for wrong in [
                coversLeafCall { index: right.index + 1, ..right.clone() },
                coversLeafCall { edition: 3 - edition, ..right.clone() },
                coversLeafCall { edition: 3, ..right.clone() },
                coversLeafCall { leaf: leaf_of(&leaf(77)), ..right.clone() },
                coversLeafCall { proof: Vec::new(), ..right.clone() },
            ] {
                assert_eq!(usage.covers(&wrong), Coverage::NotInCatalogue, "{wrong:?}");
            }
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_the_licences_own_reasons_come_first() {
    let mut usage = Usage::new(client.chain());
    let (_, editions) = catalogue(&mut usage);
    let right = question(&usage, &editions, 1, 2);
    let began = right.question.at - 1;
    // None of what is shown is right.
    let wrong = coversLeafCall { edition: 9, proof: vec![B256::ZERO; 70], ..right.clone() };
    let delta = address(usage.cast.delta.address());
    for (question, reason) in [
        (Question { licence: U256::from(8), ..right.question.clone() }, Coverage::UnknownLicence),
        (Question { licence: U256::MAX, ..right.question.clone() }, Coverage::UnknownLicence),
        (Question { account: delta, ..right.question.clone() }, Coverage::NotHolder),
        (Question { at: began - 1_000, ..right.question.clone() }, Coverage::NotYet),
        (Question { at: began + 2 * DURATION, ..right.question.clone() }, Coverage::Expired),
        (Question { uses: EVALUATE, ..right.question.clone() }, Coverage::UseNotLicensed),
        (Question { user: 0, ..right.question.clone() }, Coverage::UserNotLicensed),
        (right.question.clone(), Coverage::NotInCatalogue),
    ] {
        assert_eq!(usage.covers(&coversLeafCall { question, ..wrong.clone() }), reason);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_licence_of_early_editions_and_one_of_an_earlier_generation() {
    let mut usage = Usage::new(client.chain());
    let (record, editions) = catalogue(&mut usage);
    let [first, second] = [question(&usage, &editions, 1, 2), question(&usage, &editions, 2, 6)];
    let licence = usage.licence_of(record);
    usage.set(&licence.clone().with(field::START, 0).with(field::ACQUIRED_AT, 0).with(field::EDITION, 1));
    assert_eq!([usage.covers(&first), usage.covers(&second)], [Coverage::Covered, Coverage::EditionNotLicensed]);
    usage.set(&licence.with(field::START, 0).with(field::ACQUIRED_AT, 0).with(field::GENERATION, 2));
    assert_eq!([usage.covers(&first), usage.covers(&second)], [Coverage::Covered, Coverage::EditionNotLicensed]);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_selection_covers_what_was_selected() {
    let mut usage = Usage::new(client.chain());
    let (record, editions) = catalogue(&mut usage);
    let chosen = [1, 3, 6].map(digest);
    let selection = selected(&chosen);
    let root = U256::from_be_bytes(selection.root().unwrap());
    let licence = usage.licence_of(record).with_word(field::SELECTION, root).with(field::QUANTITY, 3);
    usage.set(&licence);
    for (place, work) in (0..).zip([1, 3, 6]) {
        let proof = words(selection.inclusion_proof(place));
        let whole = question(&usage, &editions, 2, work);
        let right = coversLeafCall { selectionIndex: place, selectionProof: proof, ..whole.clone() };
        assert_eq!(usage.covers(&right), Coverage::Covered);
        assert_eq!(usage.covers(&whole), Coverage::NotSelected);
        let other = question(&usage, &editions, 2, 2);
        let other = coversLeafCall { selectionIndex: place, selectionProof: right.selectionProof, ..other };
        assert_eq!(usage.covers(&other), Coverage::NotSelected);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_work_with_a_record_of_anothers_that_is_as_old_is_not_covered() {
    let mut usage = Usage::new(client.chain());
    let (ada, ben) = (usage.cast.ada.clone(), usage.cast.ben.clone());
    // Ben's record of work 6 is older than the edition that has it; that of work 2 is younger.
    let editions = [tree(1..=4), tree(1..=7)];
    let (record, _) = open(&mut usage.world, &ada, &editions[0]);
    assert_eq!(usage.world.work(&ben, 6), id(6));
    assert_eq!(usage.world.work(&ben, 2), id(2));
    // One that can still be taken over counts for nothing.
    assert_eq!(usage.world.provisional(&ben, 7), id(7));
    usage.world.chain.next_block();
    let since = usage.world.chain.now();
    let call = next_edition(record, &editions[1], 4, NO_SALT);
    usage.world.send(&ada, usage.world.protocol.catalogues, &call);
    let licence = usage.licence_of(record);
    usage.set(&licence);
    assert_eq!(usage.covers(&question(&usage, &editions, 1, 2)), Coverage::Covered);
    assert_eq!(usage.covers(&question(&usage, &editions, 2, 2)), Coverage::LeafHasOwnRecord, "a later edition");
    assert_eq!(usage.covers(&question(&usage, &editions, 2, 6)), Coverage::LeafHasOwnRecord);
    assert_eq!(usage.covers(&question(&usage, &editions, 2, 5)), Coverage::Covered);
    assert_eq!(usage.covers(&question(&usage, &editions, 2, 7)), Coverage::Covered);
    crate::catalogues::age(&mut usage.world, since, COMMIT_TTL + 60);
    assert_eq!(usage.covers(&question(&usage, &editions, 2, 7)), Coverage::LeafHasOwnRecord);
    // What the catalogue's owner registers of it is no objection.
    let own: Catalogues::registerLeafCall = crate::catalogues::own_record(record, (1, 1), &editions[0], 2, 3);
    usage.world.send(&ada, usage.world.protocol.catalogues, &own);
    assert_eq!(usage.covers(&question(&usage, &editions, 1, 3)), Coverage::Covered);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_licence_of_the_works_own_record_needs_no_catalogue() {
    let mut usage = Usage::new(client.chain());
    let (_, editions) = catalogue(&mut usage);
    let ben = usage.cast.ben.clone();
    let own = usage.world.work(&ben, 50);
    usage.set(&usage.licence_of(own));
    let shown = question(&usage, &editions, 1, 2);
    let call = coversLeafCall { leaf: leaf_of(&leaf(50)), edition: 0, proof: Vec::new(), ..shown.clone() };
    assert_eq!(usage.covers(&call), Coverage::Covered);
    assert_eq!(usage.covers(&shown), Coverage::NotInCatalogue);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_run_is_judged_by_what_it_was_declared_with() {
    let mut usage = Usage::new(client.chain());
    let (_, editions) = catalogue(&mut usage);
    let orion = usage.cast.orion.clone();
    let number = LICENCE.to::<u64>();
    let entries: Vec<Entry> = [1, 2, 77].map(|work| Entry { digest: digest(work), licence: number }).into();
    let tree = manifest(&entries);
    let call = |usage: &Usage<'_>, work, place: u64| {
        let shown = question(usage, &editions, 1, work);
        coversInRunCall {
            question: RunQuestion { licence: LICENCE, licensee: address(orion.address()), run: RUN, user: COMMERCIAL },
            leaf: shown.leaf,
            edition: 1,
            index: shown.index,
            proof: shown.proof,
            selectionIndex: 0,
            selectionProof: Vec::new(),
            manifestIndex: place,
            manifestProof: words(tree.inclusion_proof(place)),
        }
    };
    let answer = |usage: &Usage<'_>, call: &coversInRunCall| coverage(usage.view(call));
    let first = call(&usage, 1, 0);
    assert_eq!(answer(&usage, &first), Coverage::NotInManifest, "nothing was declared");
    let (root, model, uses) = (tree.root().unwrap().into(), B256::ZERO, TRAIN_GENERATIVE);
    usage.send(&orion, &declareRunCall { run: RUN, manifest: root, count: 3, model, uses });
    assert_eq!(answer(&usage, &first), Coverage::Covered);
    assert_eq!(answer(&usage, &call(&usage, 2, 1)), Coverage::Covered);
    assert_eq!(answer(&usage, &call(&usage, 3, 2)), Coverage::NotInManifest);
    let other = RunQuestion { licence: U256::from(8), ..first.question.clone() };
    assert_eq!(answer(&usage, &coversInRunCall { question: other, ..first.clone() }), Coverage::NotInManifest);
    let stranger = coversInRunCall { leaf: leaf_of(&leaf(77)), ..call(&usage, 3, 2) };
    assert_eq!(answer(&usage, &stranger), Coverage::NotInCatalogue, "a manifest licenses nothing");
    // Another run of the same works, for what is not licensed.
    let run = B256::repeat_byte(0x98);
    usage.send(&orion, &declareRunCall { run, manifest: root, count: 3, model, uses: uses | EVALUATE });
    let question = RunQuestion { run, ..first.question.clone() };
    assert_eq!(answer(&usage, &coversInRunCall { question, ..first.clone() }), Coverage::UseNotLicensed);
    // What was declared in time stays so; what is declared later is judged as of then.
    usage.world.chain.advance_time(2 * DURATION);
    assert_eq!(answer(&usage, &first), Coverage::Covered);
    let run = B256::repeat_byte(0x97);
    usage.send(&orion, &declareRunCall { run, manifest: root, count: 3, model, uses });
    let question = RunQuestion { run, ..first.question.clone() };
    assert_eq!(answer(&usage, &coversInRunCall { question, ..first }), Coverage::Expired);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_a_question_that_is_not_canonical_is_refused() {
    let mut usage = Usage::new(client.chain());
    let (_, editions) = catalogue(&mut usage);
    let right = question(&usage, &editions, 1, 2).abi_encode();
    let refusal = |data: Vec<u8>| match usage.world.chain.view(usage.ledger, data).unwrap_err() {
        Refusal::Reverted(data) => data,
        other => panic!("{other:?}"),
    };
    // Words of the head, a member of a tuple each: all but the digests and the licence.
    for position in [1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14] {
        let mut dirty = right.clone();
        dirty[4 + 32 * usize::from(position)] = 1;
        assert_eq!(refusal(dirty), UsageLedger::ParameterInvalid { position }.abi_encode());
    }
    for wrong in [right[..right.len() - 1].to_vec(), [&right[..], &[0; 32]].concat()] {
        assert_eq!(refusal(wrong), UsageLedger::CalldataLength {}.abi_encode());
    }
}
