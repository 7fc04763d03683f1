//! Works selected out of a catalogue, receipts of their use, and runs, with licences that were
//! really bought.

use crate::{
    catalogues::{Leaves, SALT, id, leaf, next_edition, open, own_record, reveal, tree, words},
    court::only,
    support::{DAY, MONTH, ODD, Shop, units},
};
use alloy_primitives::{B256, U256};
use chain::Account;
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage,
    manifest::Entry,
    merkle::Tree,
    offer::{PriceUnit, Refusal},
    selection,
    uses::{COMMERCIAL, EVALUATE, TRAIN_GENERATIVE},
};
use scenarios::digest;
use story::{
    abi::{
        LicenceToken::Particulars,
        Offers,
        UsageLedger::{
            self, CatalogueLeaf, NotCovered, Question, RunQuestion, UsedUp, coversInRunCall, coversLeafCall,
            declareRunCall, recordUseCall,
        },
    },
    calls::address,
    protocol::{NewOffer, Order},
};

/// A run's name.
const RUN: B256 = B256::repeat_byte(0x99);

fn keccak(bytes: &[u8]) -> [u8; 32] {
    alloy_primitives::keccak256(bytes).0
}

/// The tree over selected works.
fn selected(works: &[u64]) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    works.iter().for_each(|work| tree.push_hash(selection::hash(&keccak, &digest(*work))));
    tree
}

/// The manifest over works with their licences.
fn manifest(entries: &[(u64, U256)]) -> Leaves {
    let mut tree = Tree::new(keccak as fn(&[u8]) -> [u8; 32]);
    for (work, licence) in entries {
        tree.push_hash(Entry { digest: digest(*work), licence: licence.to() }.hash(&keccak));
    }
    tree
}

/// A catalogue of Ada's with the works 1 to 4, and later 1 to 7.
struct Library<'a> {
    shop: Shop<'a>,
    record: U256,
    editions: [Leaves; 2],
}

impl<'a> Library<'a> {
    fn open(chain: &'a mut chain::Chain) -> Self {
        let mut shop = Shop::open(chain);
        let ada = shop.cast.ada.clone();
        let editions = [tree(1..=4), tree(1..=7)];
        let (record, _) = open(&mut shop, &ada, &editions[0]);
        Self { shop, record, editions }
    }

    /// Adds the second edition.
    fn grow(&mut self) {
        let ada = self.shop.cast.ada.clone();
        let call = next_edition(self.record, &self.editions[1], 4, SALT);
        reveal(&mut self.shop, &ada, &call);
    }

    /// Offers the catalogue, or selected works of it, at this price for each.
    #[track_caller]
    fn offer(&mut self, change: impl FnOnce(&mut NewOffer)) -> u64 {
        let ada = self.shop.cast.ada.clone();
        let record = self.record;
        self.shop.offer_with(&ada, record, |new| {
            (new.unit_price, new.unit) = (ODD, PriceUnit::PerItem as u8);
            change(new);
        })
    }

    /// Whether a licence covers training with a work of an edition by Orion at a time.
    fn question(&self, licence: U256, edition: u32, work: u64, at: u64) -> coversLeafCall {
        let account = address(self.shop.cast.orion.address());
        coversLeafCall {
            question: Question { licence, account, user: COMMERCIAL, uses: TRAIN_GENERATIVE, at },
            leaf: leaf_of(work),
            edition,
            index: work - 1,
            proof: words(self.editions[edition as usize - 1].inclusion_proof(work - 1)),
            selectionIndex: 0,
            selectionProof: Vec::new(),
        }
    }

    /// The same, with the work's place in a selection.
    fn question_in(&self, licence: U256, work: u64, chosen: &[u64], place: u64, at: u64) -> coversLeafCall {
        let selection_proof = words(selected(chosen).inclusion_proof(place));
        let call = self.question(licence, 2, work, at);
        coversLeafCall { selectionIndex: place, selectionProof: selection_proof, ..call }
    }

    #[track_caller]
    fn covers(&self, call: &coversLeafCall) -> Coverage {
        coverage(self.shop.view(self.shop.protocol.usage_ledger, call))
    }

    #[track_caller]
    fn record_use(&mut self, who: &Account, call: &recordUseCall) -> UsageLedger::UseRecorded {
        let ledger = self.shop.protocol.usage_ledger;
        only(&self.shop.send(who, ledger, call).receipt)
    }
}

fn coverage(number: u8) -> Coverage {
    Coverage::ALL[usize::from(number)].0
}

/// A work as the leaf of a catalogue says it.
fn leaf_of(work: u64) -> CatalogueLeaf {
    let rules::catalogue::Leaf { kind, origin, units, metadata, .. } = leaf(work);
    CatalogueLeaf { record: id(work), kind, origin, units, metadata: metadata.into() }
}

/// An order of these works.
fn selecting(offer: u64, chosen: &[u64]) -> Order {
    let root = selected(chosen).root().unwrap();
    Order { selection: root.into(), ..units(offer, chosen.len() as u64) }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_selected_works_are_paid_by_the_item_and_just_they_are_covered() {
    let mut library = Library::open(client.chain());
    library.grow();
    let orion = library.shop.cast.orion.clone();
    let chosen = [1, 3, 6];
    let offer = library.offer(|new| new.tiers = vec![(4, 1)]);
    let order = selecting(offer, &chosen);
    library.shop.refuses(&orion, &Order { quantity: 0, ..order }, Refusal::QuantityInvalid);
    library.shop.refuses(&orion, &Order { selection: B256::ZERO, ..order }, Refusal::QuantityInvalid);
    let done = library.shop.sells(&orion, &order, 3 * ODD);
    let (licence, at) = (done.value, done.receipt.timestamp);
    let said: Particulars = only(&done.receipt);
    assert_eq!((said.quantity, said.selection), (3, order.selection));
    let scope = library.shop.licence_of(licence).scope;
    assert_eq!((scope.quantity, scope.selection, scope.metered), (3, order.selection, false));
    let answer = library.shop.covered(licence, library.record, orion.address(), at);
    assert_eq!(coverage(answer), Coverage::SelectionOnly);
    for work in 1..=7 {
        let plain = library.question(licence, 2, work, at);
        assert_eq!(library.covers(&plain), Coverage::NotSelected, "{work} without a proof");
        for (place, other) in (0..).zip(chosen) {
            let expected = if work == other { Coverage::Covered } else { Coverage::NotSelected };
            let asked = library.question_in(licence, work, &chosen, place, at);
            assert_eq!(library.covers(&asked), expected, "{work} as {other}");
        }
    }
    // From the first second to the last before its end.
    for (time, expected) in [
        (at - 1, Coverage::NotYet),
        (at, Coverage::Covered),
        (at + MONTH - 1, Coverage::Covered),
        (at + MONTH, Coverage::Expired),
    ] {
        assert_eq!(library.covers(&library.question_in(licence, 3, &chosen, 1, time)), expected);
    }
}

/// A root says of how many works it is for one number only: at any other, fewer of them have a
/// place, and never more than were paid.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l8_no_more_works_are_covered_than_were_paid() {
    let mut library = Library::open(client.chain());
    library.grow();
    let orion = library.shop.cast.orion.clone();
    let offer = library.offer(|_| {});
    for (chosen, quantity, expected) in [
        (vec![1, 3, 6], 3, vec![1, 3, 6]),
        (vec![1, 3, 6], 2, vec![6]),
        (vec![1, 3, 6], 4, vec![1, 3]),
        (vec![1, 3, 6], 1, vec![]),
        (vec![1, 3, 6, 7], 3, vec![1, 3]),
        (vec![1, 2, 3, 4, 5, 6, 7], 6, vec![1, 2, 3, 4, 7]),
        (vec![5], 1, vec![5]),
    ] {
        let order = Order { quantity, ..selecting(offer, &chosen) };
        let licence = library.shop.sells(&orion, &order, ODD * u128::from(quantity)).value;
        let at = library.shop.chain.now();
        let mut covered = Vec::new();
        for (place, work) in (0..).zip(&chosen) {
            for index in 0..8 {
                let asked = library.question_in(licence, *work, &chosen, place, at);
                let asked = coversLeafCall { selectionIndex: index, ..asked };
                if library.covers(&asked) == Coverage::Covered {
                    covered.push(*work);
                }
            }
        }
        assert_eq!(covered, expected, "{chosen:?} for {quantity}");
        assert!(covered.len() as u64 <= quantity);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l10_a_licence_up_to_an_edition_has_none_of_the_later_works() {
    let mut library = Library::open(client.chain());
    let (ada, orion) = (library.shop.cast.ada.clone(), library.shop.cast.orion.clone());
    let (record, offers) = (library.record, library.shop.protocol.offers);
    let terms = library.shop.terms_with(|_| {});
    let early = NewOffer { record, terms, edition: 2, ..NewOffer::default() };
    library.shop.refused(&ada, offers, &early.call(), Offers::EditionUnknown { edition: 2 });
    let [first, all] = [1, 0].map(|edition| library.offer(|new| new.edition = edition));
    // The units of the whole are those of the registration.
    let total = 28 * ODD;
    let [first, all] = [first, all].map(|offer| library.shop.sells(&orion, &Order::of(offer), total).value);
    library.grow();
    let at = library.shop.chain.now();
    for (licence, edition, work, expected) in [
        (first, 1, 2, Coverage::Covered),
        (first, 2, 2, Coverage::EditionNotLicensed),
        (first, 2, 6, Coverage::EditionNotLicensed),
        (all, 1, 2, Coverage::Covered),
        (all, 2, 2, Coverage::Covered),
        (all, 2, 6, Coverage::Covered),
    ] {
        let asked = library.question(licence, edition, work, at);
        assert_eq!(library.covers(&asked), expected, "{licence} {edition} {work}");
    }
    let answers = [first, all].map(|licence| library.shop.covered(licence, record, orion.address(), at));
    assert_eq!(answers, [0, 0], "the record itself");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_what_is_not_in_the_catalogue_or_anothers_is_not_covered() {
    let mut library = Library::open(client.chain());
    let (ada, ben, orion) =
        (library.shop.cast.ada.clone(), library.shop.cast.ben.clone(), library.shop.cast.orion.clone());
    // Ben's records: of 6 older than the edition that has it, of 2 younger than the catalogue.
    library.shop.work(&ben, 6);
    library.shop.work(&ben, 2);
    library.grow();
    let offer = library.offer(|_| {});
    let chosen = [2, 5, 6];
    let licence = library.shop.sells(&orion, &selecting(offer, &chosen), 3 * ODD).value;
    let at = library.shop.chain.now();
    let asked = |library: &Library<'_>, work, place| library.question_in(licence, work, &chosen, place, at);
    let right = asked(&library, 5, 1);
    assert_eq!(library.covers(&right), Coverage::Covered);
    for wrong in [
        coversLeafCall { index: 3, ..right.clone() },
        coversLeafCall { edition: 1, ..right.clone() },
        coversLeafCall { edition: 3, ..right.clone() },
        coversLeafCall { leaf: leaf_of(50), ..right.clone() },
        coversLeafCall { proof: Vec::new(), ..right.clone() },
        coversLeafCall { leaf: CatalogueLeaf { units: 1, ..leaf_of(5) }, ..right },
    ] {
        assert_eq!(library.covers(&wrong), Coverage::NotInCatalogue, "{wrong:?}");
    }
    assert_eq!(library.covers(&asked(&library, 6, 2)), Coverage::LeafHasOwnRecord);
    let first = asked(&library, 2, 0);
    assert_eq!(library.covers(&first), Coverage::LeafHasOwnRecord, "in the later edition");
    let in_first = library.question(licence, 1, 2, at);
    let in_first = coversLeafCall { selectionProof: first.selectionProof, ..in_first };
    assert_eq!(library.covers(&in_first), Coverage::Covered, "in the earlier one");
    // The owner's own record of a work is no objection.
    let (record, catalogues) = (library.record, library.shop.protocol.catalogues);
    let own = own_record(record, (2, 2), &library.editions[1], 4, 5);
    library.shop.send(&ada, catalogues, &own);
    assert_eq!(library.covers(&asked(&library, 5, 1)), Coverage::Covered);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l14_uses_are_drawn_down_to_the_last_unit_by_whoever_holds_the_licence() {
    let mut library = Library::open(client.chain());
    let (orion, delta) = (library.shop.cast.orion.clone(), library.shop.cast.delta.clone());
    let (record, ledger, token) =
        (library.record, library.shop.protocol.usage_ledger, library.shop.protocol.licence_token);
    let offer = library.offer(|new| new.unit = PriceUnit::PerUse as u8);
    let licence = library.shop.sells(&orion, &units(offer, 12), 12 * ODD).value;
    let of = |units| recordUseCall { licence, run: RUN, uses: TRAIN_GENERATIVE, units };
    for (units, used) in [(5, 5), (4, 9)] {
        let told = library.record_use(&orion, &of(units));
        let expected = UsageLedger::UseRecorded {
            licence,
            run: RUN,
            licensee: address(orion.address()),
            record,
            uses: TRAIN_GENERATIVE,
            units,
            used,
            at: told.at,
        };
        assert_eq!(told, expected);
    }
    library.shop.refused(&orion, ledger, &of(4), UsedUp { left: 3, asked: 4 });
    library.shop.hand_over(token, &orion, &delta, licence);
    let refusal = |reason: Coverage| NotCovered { reason: reason as u8 };
    library.shop.refused(&orion, ledger, &of(1), refusal(Coverage::NotHolder));
    let more = recordUseCall { uses: TRAIN_GENERATIVE | EVALUATE, ..of(1) };
    library.shop.refused(&delta, ledger, &more, refusal(Coverage::UseNotLicensed));
    assert_eq!(library.record_use(&delta, &of(3)).used, 12);
    library.shop.refused(&delta, ledger, &of(1), UsedUp { left: 0, asked: 1 });
    let used = library.shop.view(ledger, &UsageLedger::usedCall { licence });
    assert_eq!((used.used, used.receipts), (12, 3));
    // Another licence is another number of uses; one of a selection has no such number.
    let again = library.shop.sells(&orion, &units(offer, 1), ODD).value;
    library.record_use(&orion, &recordUseCall { licence: again, ..of(1) });
    library.shop.refused(&orion, ledger, &recordUseCall { licence: again, ..of(1) }, UsedUp { left: 0, asked: 1 });
    let per_item = library.offer(|_| {});
    let selection = library.shop.sells(&orion, &selecting(per_item, &[1, 2]), 2 * ODD).value;
    let many = recordUseCall { licence: selection, ..of(1_000_000) };
    assert_eq!(library.record_use(&orion, &many).used, 1_000_000);
    library.shop.chain.advance_time(MONTH);
    library.shop.refused(&orion, ledger, &many, refusal(Coverage::Expired));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l14_a_run_with_a_manifest_of_real_licences_is_judged_as_of_its_declaration() {
    let mut library = Library::open(client.chain());
    library.grow();
    let (ben, orion, delta) =
        (library.shop.cast.ben.clone(), library.shop.cast.orion.clone(), library.shop.cast.delta.clone());
    let (ledger, token) = (library.shop.protocol.usage_ledger, library.shop.protocol.licence_token);
    let chosen = [1, 3, 6];
    let offer = library.offer(|_| {});
    let selection = library.shop.sells(&orion, &selecting(offer, &chosen), 3 * ODD).value;
    // A work of Ben's with a record of its own.
    let own = library.shop.work(&ben, 50);
    let offer = library.shop.offer_with(&ben, own, |new| new.unit_price = ODD);
    let single = library.shop.sells(&orion, &Order::of(offer), ODD).value;
    let entries = [(1, selection), (50, single), (6, selection), (4, selection)];
    let named = manifest(&entries);
    let ask = |library: &Library<'_>, place: usize, run: B256| {
        let (work, licence) = entries[place];
        let selection_place = chosen.iter().position(|other| *other == work);
        let shown = match selection_place {
            Some(place) => library.question_in(licence, work, &chosen, place as u64, 0),
            None if work == 50 => coversLeafCall { leaf: leaf_of(50), ..library.question(licence, 1, 1, 0) },
            None => library.question(licence, 1, work, 0),
        };
        let call = coversInRunCall {
            question: RunQuestion { licence, licensee: address(orion.address()), run, user: COMMERCIAL },
            leaf: shown.leaf,
            edition: shown.edition,
            index: shown.index,
            proof: shown.proof,
            selectionIndex: shown.selectionIndex,
            selectionProof: shown.selectionProof,
            manifestIndex: place as u64,
            manifestProof: words(named.inclusion_proof(place as u64)),
        };
        coverage(library.shop.view(ledger, &call))
    };
    let declare = |library: &mut Library<'_>, run: B256, uses: u16| {
        let manifest = named.root().unwrap().into();
        let call = declareRunCall { run, manifest, count: 4, model: B256::ZERO, uses };
        library.shop.send(&orion, ledger, &call);
    };
    let all = |library: &Library<'_>, run| [0, 1, 2, 3].map(|place| ask(library, place, run));
    assert_eq!(all(&library, RUN), [Coverage::NotInManifest; 4], "nothing was declared");
    declare(&mut library, RUN, TRAIN_GENERATIVE);
    let [yes, other] = [Coverage::Covered, Coverage::NotSelected];
    assert_eq!(all(&library, RUN), [yes, yes, yes, other]);
    let late = B256::repeat_byte(0x98);
    library.shop.chain.advance_time(MONTH + DAY);
    assert_eq!(all(&library, RUN), [yes, yes, yes, other], "what was covered then is so for ever");
    declare(&mut library, late, TRAIN_GENERATIVE);
    assert_eq!(all(&library, late), [Coverage::Expired; 4]);
    let wide = B256::repeat_byte(0x97);
    declare(&mut library, wide, TRAIN_GENERATIVE | EVALUATE);
    assert_eq!(all(&library, wide), [Coverage::Expired; 4]);
    // A licence answers for who holds it.
    library.shop.hand_over(token, &orion, &delta, single);
    assert_eq!(all(&library, RUN), [yes, Coverage::NotHolder, yes, other]);
}
