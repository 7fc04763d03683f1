//! What ends with a generation: everything of the old owner's, and nothing of a licensee's.

use crate::court::{BOND, Court, DAY, STALE, STRUCK, approval, naming, offering, only, opening, split, transfer};
use alloy_primitives::{Address, U256};
use chain::{Account, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{
    preferences::{Preference, Preferences},
    standing::Standing,
};
use scenarios::{Cast, SALT, digest};
use story::{
    abi::{
        Arbitration, ERC721, LicenceToken, Offers, ProvenanceRegistry as Registry, Reservations,
        RoyaltySplitter as Splitter, Settlements,
    },
    calls::address,
    protocol::{NATIVE, NewOffer, NewRecord},
};

const PRICE: u128 = 11 * TOKEN + 7;

/// A record of Ada's with all that an owner can say about one: a parent of Ben's, an approval
/// of the thief, a manager, a locked split, preferences, an announced withdrawal, an offer.
fn burdened(court: &mut Court<'_>, cast: &Cast) -> (U256, U256, u64) {
    let parent = court.work(&cast.ben, 7);
    let child = NewRecord { parents: vec![(digest(7), 2_500)], ..NewRecord::new(digest(1), &cast.ada) };
    court.register(&cast.ada, &child);
    let record = U256::from_be_bytes(digest(1));
    let (registry, settlements, reservations) =
        (court.protocol.registry, court.protocol.settlements, court.protocol.reservations);
    court.split(&cast.ada, record, &[(&cast.ada, 6_000), (&cast.ben, 4_000)]);
    court.send(&cast.ada, settlements, &Settlements::lockCall { record });
    court.send(&cast.ada, registry, &approval(&cast.thief, record));
    court.send(&cast.ada, reservations, &naming(record, &cast.delta));
    let preferences = Preferences::all(Preference::Allowed).to_number();
    court.send(&cast.ada, reservations, &Reservations::setPreferencesCall { record, preferences });
    court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice: 100 * DAY });
    let offer = court.offer(&cast.ada, record, PRICE);
    (record, parent, offer)
}

fn versions(court: &Court<'_>, record: U256, generation: u32) -> Splitter::Versions {
    court.view(court.protocol.splitter, &Splitter::versionsCall { record, generation })
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r7_nothing_of_the_old_generation_applies_after_a_pass() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, parent, offer) = burdened(&mut court, &cast);
    let before = court.record(record);
    assert_eq!((before.parents, before.parents_share, before.deputy), (1, 2_500, address(cast.delta.address())));
    assert!(before.withdrawn_from > 0);
    let licence = court.buy(&cast.orion, offer).value;
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.pass(challenge);

    let chloe = address(cast.chloe.address());
    let found = court.record(record);
    assert_eq!((found.owner, found.generation, found.epoch), (chloe, 2, before.epoch + 1));
    assert_eq!((found.parents, found.parents_share), (0, 0));
    assert_eq!((found.deputy, found.withdrawn_from), (Address::ZERO, 0));
    assert_eq!((found.standing, found.provisional), (Standing::Clear as u8, false));
    // The work is what it was.
    assert_eq!((found.kind, found.units, found.priority), (before.kind, before.units, before.priority));
    let (registry, reservations) = (court.protocol.registry, court.protocol.reservations);
    assert_eq!(court.view(registry, &ERC721::getApprovedCall { tokenId: record }), Address::ZERO);
    assert_eq!(court.view(registry, &Registry::parentsCall { record, generation: 2 }), []);
    assert_eq!(court.view(registry, &Registry::parentsCall { record, generation: 1 })[0].record, parent);
    assert_eq!(court.view(reservations, &Reservations::preferencesCall { record }), 0);
    let none = Splitter::Versions { current: 0, next: 0, appliesAt: 0, locked: false, last: 0 };
    assert_eq!(versions(&court, record, 2), none);
    assert!(versions(&court, record, 1).locked, "of the old generation it stays what it was");
    let state = court.sale_state(record);
    assert_eq!(
        (state.facts.parentsShare, state.facts.withdrawnFrom, state.facts.version, state.facts.nextVersion),
        (0, 0, 0, 0)
    );

    court.offer_refused(&cast.orion, offer, STALE);
    assert_eq!(court.covers(licence, record, &cast.orion), 0, "a licence sold before is what it was");
    let found = court.protocol.licence(court.chain, licence).unwrap();
    assert_eq!((found.core.generation, found.core.price), (1, PRICE));
    // The lock is gone, and the first split applies at once again.
    assert_eq!(court.split(&cast.chloe, record, &[(&cast.chloe, 9_999), (&cast.delta, 1)]), 1);
    let first = versions(&court, record, 2);
    assert_eq!((first.current, first.next, first.locked), (1, 0, false));
    // The withdrawal does not come back when its time is over.
    let offer = court.offer(&cast.chloe, record, PRICE);
    court.chain.advance_time(101 * DAY);
    court.buy(&cast.orion, offer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r8_x7_after_a_pass_the_old_owner_and_theirs_can_do_nothing() {
    let (mut court, cast) = Court::sits(client.chain());
    let offers = court.protocol.offers;
    let (record, _, offer) = burdened(&mut court, &cast);
    let (registry, _, settlements, reservations) = (
        court.protocol.registry,
        court.protocol.licence_token,
        court.protocol.settlements,
        court.protocol.reservations,
    );
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.pass(challenge);
    let fresh = court.offer(&cast.chloe, record, PRICE);
    let terms = court.terms(&cast.ada, None, true);
    let challenge = court.challenge(&cast.orion, record, 2);
    // Ada, who owned it; Delta, who managed it; the thief, who was approved.
    for who in [&cast.ada, &cast.delta, &cast.thief] {
        let caller = address(who.address());
        let chloe = address(cast.chloe.address());
        let incorrect =
            ERC721::ERC721IncorrectOwner { sender: address(cast.ada.address()), tokenId: record, owner: chloe };
        court.refused(who, registry, &transfer(&cast.ada, who, record), incorrect);
        let insufficient = ERC721::ERC721InsufficientApproval { operator: caller, tokenId: record };
        court.refused(who, registry, &transfer(&cast.chloe, who, record), insufficient);
        let invalid = ERC721::ERC721InvalidApprover { approver: caller };
        court.refused(who, registry, &approval(who, record), invalid);
        court.refused(who, offers, &offering(record, terms, 1), Offers::NotOwner { caller });
        for offer in [offer, fresh] {
            court.refused(who, offers, &Offers::closeOfferCall { offer }, Offers::NotOwner { caller });
        }
        court.refused(who, settlements, &split(record, &[(who, 10_000)]), Settlements::NotOwner { caller });
        court.refused(who, settlements, &Settlements::lockCall { record }, Settlements::NotOwner { caller });
        let not_owner = Reservations::NotOwner { caller };
        court.refused(who, reservations, &naming(record, who), not_owner.clone());
        let preferences = Reservations::setPreferencesCall { record, preferences: 1 };
        court.refused(who, reservations, &preferences, not_owner.clone());
        court.refused(who, reservations, &Reservations::withdrawCall { record, notice: 0 }, not_owner.clone());
        court.refused(who, reservations, &Reservations::reinstateCall { record }, not_owner);
        let answer = Arbitration::answerChallengeCall { challenge, answer: digest(1).into() };
        let arbitration = court.protocol.arbitration;
        court.refused(who, arbitration, &answer, Arbitration::NotOwner { caller });
        let again = NewRecord::new(digest(1), who);
        court.commit(who, &again);
        court.refused(who, registry, &again.call(SALT), Registry::RecordExists { record });
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s11_after_a_pass_the_income_is_the_new_owners_to_the_unit() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, parent, offer) = burdened(&mut court, &cast);
    court.buy(&cast.orion, offer);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.pass(challenge);
    let owed = court.view(court.protocol.splitter, &Splitter::owedCall { currency: NATIVE });
    let offer = court.offer(&cast.chloe, record, PRICE);
    let wealth = [&cast.ada, &cast.ben, &cast.chloe].map(|who| court.wealth(who));
    let sale = court.buy(&cast.orion, offer);
    let event: LicenceToken::Purchased = only(&sale.receipt);
    assert_eq!((event.price, event.version, event.direct), (PRICE, 0, true));
    let after = [&cast.ada, &cast.ben, &cast.chloe].map(|who| court.wealth(who));
    assert_eq!(after, [wealth[0], wealth[1], wealth[2] + PRICE]);
    court.splitter_owes(owed);
    // The parent has no part of it, and still has its part of before.
    let settlements = court.protocol.settlements;
    let settle = Settlements::settleCall { child: record, generation: 2, parent, currency: NATIVE };
    court.refused(&cast.thief, settlements, &settle, Settlements::NotParent { child: record, parent });
    let settled = court.send(&cast.delta, settlements, &Settlements::settleCall { generation: 1, ..settle });
    assert_eq!(settled.value, PRICE / 4);
    assert_eq!(court.wealth(&cast.ben), after[1] + PRICE / 4);
    court.splitter_owes(owed - PRICE / 4);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l10_licences_sold_before_are_what_they_are_whatever_is_decided() {
    for outcome in 0..3 {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let record = court.work(&cast.ada, 1);
        let terms = court.terms(&cast.ada, Some(60 * DAY), true);
        let offer = NewOffer { record, terms, unit_price: PRICE, ..NewOffer::default() };
        let offer = court.make_offer(&cast.ada, &offer);
        let licence = court.buy(&cast.orion, offer).value;
        let before = court.protocol.licence(court.chain, licence).unwrap();
        let challenge = court.challenge(&cast.chloe, record, 1);
        match outcome {
            0 => court.reject(challenge),
            1 => court.pass(challenge),
            _ => court.strike(challenge, Some(&cast.ben)),
        };
        assert_eq!(court.protocol.licence(court.chain, licence).unwrap(), before);
        // It runs to its last second, in anybody's hands.
        court.wait_until(before.core.expiry - 1);
        assert_eq!(court.covers(licence, record, &cast.orion), 0);
        court.chain.advance_time(1);
        assert_ne!(court.covers(licence, record, &cast.orion), 0);
        let token = court.protocol.licence_token;
        court.transfer(token, &cast.orion, &cast.delta, licence);
        assert_eq!(court.owner_of(token, licence), address(cast.delta.address()));
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_new_generation_can_be_challenged_again() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    for (number, (from, to)) in
        (1..).zip([(&cast.ada, &cast.chloe), (&cast.chloe, &cast.orion), (&cast.orion, &cast.ada)])
    {
        assert_eq!(court.owner_of(court.protocol.registry, record), address(from.address()));
        let challenge = court.challenge(to, record, number);
        assert_eq!(u64::from(court.challenge_of(challenge).generation), number);
        court.answer(from, challenge);
        court.pass(challenge);
        assert_eq!(court.outcome(record, number as u32).winner, address(to.address()));
    }
    assert_eq!((court.record(record).generation, court.record(record).epoch), (4, 4));
    court.owes(3 * BOND, 0);
}

// ---------------------------------------------------------------------------------------- struck

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r6_a_struck_record_is_good_for_nothing() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, _, offer) = burdened(&mut court, &cast);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.strike(challenge, Some(&cast.chloe));
    let (registry, settlements, reservations) =
        (court.protocol.registry, court.protocol.settlements, court.protocol.reservations);
    // For its owner, who was approved, who managed it, its heir.
    for who in [&cast.ada, &cast.thief, &cast.delta, &cast.chloe] {
        let struck = Registry::RecordStruck { record };
        court.refused(who, registry, &transfer(&cast.ada, who, record), struck.clone());
        court.refused(who, registry, &approval(who, record), struck.clone());
        let safe = ERC721::safeTransferFrom_0Call {
            from: address(cast.ada.address()),
            to: address(who.address()),
            tokenId: record,
        };
        court.refused(who, registry, &safe, struck);
        let struck = Settlements::RecordStruck { record };
        court.refused(who, settlements, &split(record, &[(who, 10_000)]), struck.clone());
        court.refused(who, settlements, &Settlements::lockCall { record }, struck);
        let struck = Reservations::RecordStruck { record };
        court.refused(who, reservations, &naming(record, who), struck.clone());
        let preferences = Reservations::setPreferencesCall { record, preferences: 0 };
        court.refused(who, reservations, &preferences, struck.clone());
        court.refused(who, reservations, &Reservations::withdrawCall { record, notice: 0 }, struck.clone());
        court.refused(who, reservations, &Reservations::reinstateCall { record }, struck);
        let child = NewRecord { parents: vec![(digest(1), 1)], ..NewRecord::new(digest(50), who) };
        court.refused(who, registry, &child.call([0; 32]), Registry::ParentStruck { record });
    }
    court.offer_refused(&cast.orion, offer, STRUCK);
    court.chain.advance_time(400 * DAY);
    court.offer_refused(&cast.orion, offer, STRUCK);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_neither_manager_nor_heir_of_a_struck_record_makes_or_closes_offers() {
    let (mut court, cast) = Court::sits(client.chain());
    let offers = court.protocol.offers;
    let (record, _, offer) = burdened(&mut court, &cast);
    let terms = court.terms(&cast.ada, None, true);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.strike(challenge, Some(&cast.ben));
    for who in [&cast.delta, &cast.ben, &cast.chloe, &cast.thief, &court.arbiter.clone()] {
        let caller = address(who.address());
        court.refused(who, offers, &offering(record, terms, 1), Offers::NotOwner { caller });
        court.refused(who, offers, &Offers::closeOfferCall { offer }, Offers::NotOwner { caller });
    }
}

/// Registers the digest of work 1 anew, with a commitment.
fn anew(who: &Account) -> NewRecord {
    NewRecord { units: 5, uri: "ipfs://anew".into(), ..NewRecord::new(digest(1), who) }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_r2_the_heir_alone_registers_a_struck_digest_anew() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, _, offer) = burdened(&mut court, &cast);
    let registry = court.protocol.registry;
    let licence = court.buy(&cast.orion, offer).value;
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.answer(&cast.ada, challenge);
    // The thief and the old owner have commitments that are older than the heir's.
    for who in [&cast.thief, &cast.ada, &cast.chloe] {
        court.commit(who, &anew(who));
    }
    court.strike(challenge, Some(&cast.ben));
    let exists = Registry::RecordExists { record };
    for who in [&cast.thief, &cast.ada, &cast.chloe] {
        court.refused(who, registry, &anew(who).call(SALT), exists.clone());
        court.refused(who, registry, &anew(who).call([0; 32]), exists.clone());
    }
    // The heir too needs a commitment.
    court.refused(&cast.ben, registry, &anew(&cast.ben).call([0; 32]), exists.clone());
    let missing = Registry::CommitmentMissing {};
    court.refused(&cast.ben, registry, &anew(&cast.ben).call(SALT), missing);
    let done = court.register(&cast.ben, &anew(&cast.ben));
    let (ada, ben) = (address(cast.ada.address()), address(cast.ben.address()));
    assert_eq!(only::<ERC721::Transfer>(&done.receipt), ERC721::Transfer { from: ada, to: ben, tokenId: record });
    let event: Registry::Registered = only(&done.receipt);
    assert_eq!((event.owner, event.generation, event.units, event.committed), (ben, 2, 5, true));

    let found = court.record(record);
    assert_eq!((found.owner, found.generation, found.standing, found.deputy), (ben, 2, 0, Address::ZERO));
    assert_eq!((found.parents_share, found.withdrawn_from, found.units), (0, 0, 5));
    let state = court.sale_state(record);
    assert_eq!(
        (state.facts.owner, state.facts.generation, state.facts.standing, state.facts.units, state.facts.version),
        (ben, 2, 0, 5, 0)
    );
    assert_eq!((court.balance_of(registry, &cast.ada), court.balance_of(registry, &cast.ben)), (0, 2));
    court.offer_refused(&cast.orion, offer, STALE);
    assert_eq!(court.covers(licence, record, &cast.orion), 0);
    // Once: and nobody takes it over any more.
    for who in [&cast.thief, &cast.ada, &cast.ben] {
        court.commit(who, &anew(who));
        court.refused(who, registry, &anew(who).call(SALT), exists.clone());
    }
    // It sells, and can be challenged.
    let offer = court.offer(&cast.ben, record, PRICE);
    let wealth = court.wealth(&cast.ben);
    court.buy(&cast.orion, offer);
    assert_eq!(court.wealth(&cast.ben), wealth + PRICE);
    let challenge = court.challenge(&cast.orion, record, 2);
    assert_eq!(court.challenge_of(challenge).generation, 2);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r1_without_an_heir_a_struck_digest_is_nobodys_for_ever() {
    let (mut court, cast) = Court::sits(client.chain());
    let record = court.work(&cast.ada, 1);
    let (registry, arbitration) = (court.protocol.registry, court.protocol.arbitration);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.strike(challenge, None);
    let arbiter = court.arbiter.clone();
    for who in [&cast.ada, &cast.chloe, &cast.thief, &cast.deployer, &arbiter] {
        court.commit(who, &anew(who));
        court.chain.advance_time(60);
        court.refused(who, registry, &anew(who).call(SALT), Registry::RecordExists { record });
    }
    let error = Arbitration::RecordStruck { record };
    court.refused_pay(&cast.chloe, arbitration, &opening(record, 2), BOND, error);
}
