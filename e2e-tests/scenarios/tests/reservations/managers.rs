//! Managers: they make and close offers, and nothing else.

use crate::court::{Court, STALE, approval, naming, offering, only, split, standing_changed, transfer};
use alloy_primitives::{Address, B256};
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::standing::Change;
use story::{
    abi::{Arbitration, ERC721, Offers, ProvenanceRegistry as Registry, Reservations, Settlements},
    calls::address,
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_manager_makes_and_closes_offers_and_the_owner_is_paid() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations, token) = (court.work(&cast.ada, 1), court.protocol.reservations, court.protocol.offers);
    let manager = address(cast.delta.address());
    let named = court.send(&cast.ada, reservations, &naming(record, &cast.delta));
    let changed = standing_changed(record, Change::Manager, manager, 0);
    assert_eq!(only::<Registry::StandingChanged>(&named.receipt), changed);
    assert_eq!(named.receipt.events.len(), 1);
    assert_eq!(court.record(record).deputy, manager);
    // Also the first offer of a record.
    let offer = court.offer(&cast.delta, record, TOKEN);
    let (owner, agent) = (court.wealth(&cast.ada), court.wealth(&cast.delta));
    court.buy(&cast.orion, offer);
    assert_eq!((court.wealth(&cast.ada), court.wealth(&cast.delta)), (owner + TOKEN, agent));
    // Either closes what either made.
    let owners = court.offer(&cast.ada, record, TOKEN);
    court.send(&cast.delta, token, &Offers::closeOfferCall { offer: owners });
    court.offer_refused(&cast.orion, owners, 2);
    court.send(&cast.ada, token, &Offers::closeOfferCall { offer });
    court.offer_refused(&cast.orion, offer, 2);
    let closed = Offers::OfferAlreadyClosed { offer };
    court.refused(&cast.delta, token, &Offers::closeOfferCall { offer }, closed);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_r8_a_manager_can_do_nothing_else() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, other) = (court.work(&cast.ada, 1), court.work(&cast.ada, 2));
    let (registry, token, settlements, reservations) =
        (court.protocol.registry, court.protocol.offers, court.protocol.settlements, court.protocol.reservations);
    court.send(&cast.ada, reservations, &naming(record, &cast.delta));
    let (manager, caller) = (&cast.delta, address(cast.delta.address()));
    let insufficient = ERC721::ERC721InsufficientApproval { operator: caller, tokenId: record };
    court.refused(manager, registry, &transfer(&cast.ada, manager, record), insufficient);
    let invalid = ERC721::ERC721InvalidApprover { approver: caller };
    court.refused(manager, registry, &approval(manager, record), invalid);
    court.refused(manager, settlements, &split(record, &[(manager, 10_000)]), Settlements::NotOwner { caller });
    court.refused(manager, settlements, &Settlements::lockCall { record }, Settlements::NotOwner { caller });
    let not_owner = Reservations::NotOwner { caller };
    court.refused(manager, reservations, &naming(record, &cast.thief), not_owner.clone());
    let preferences = Reservations::setPreferencesCall { record, preferences: 0 };
    court.refused(manager, reservations, &preferences, not_owner.clone());
    court.refused(manager, reservations, &Reservations::withdrawCall { record, notice: 0 }, not_owner.clone());
    court.refused(manager, reservations, &Reservations::reinstateCall { record }, not_owner);
    let challenge = court.challenge(&cast.chloe, record, 1);
    let answer = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(1) };
    let arbitration = court.protocol.arbitration;
    court.refused(manager, arbitration, &answer, Arbitration::NotOwner { caller });
    // Nor anything with another record of the same owner.
    let terms = court.terms(&cast.ada, None, true);
    court.refused(manager, token, &offering(other, terms, 1), Offers::NotOwner { caller });
    let offer = court.offer(&cast.ada, other, 1);
    court.refused(manager, token, &Offers::closeOfferCall { offer }, Offers::NotOwner { caller });
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_manager_ends_with_the_owner_or_by_the_owners_word() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, registry) = (court.work(&cast.ada, 1), court.protocol.registry);
    let (token, reservations) = (court.protocol.offers, court.protocol.reservations);
    let terms = court.terms(&cast.ada, None, true);
    let caller = address(cast.delta.address());
    let refused = |court: &mut Court<'_>, offer| {
        let not_owner = Offers::NotOwner { caller };
        court.refused(&cast.delta, token, &offering(record, terms, 1), not_owner.clone());
        court.refused(&cast.delta, token, &Offers::closeOfferCall { offer }, not_owner);
    };
    let name = |court: &mut Court<'_>, owner| {
        court.send(owner, reservations, &naming(record, &cast.delta));
        court.offer(&cast.delta, record, TOKEN)
    };
    // Another is named, or nobody.
    let offer = name(&mut court, &cast.ada);
    court.send(&cast.ada, reservations, &naming(record, &cast.chloe));
    refused(&mut court, offer);
    court.offer(&cast.chloe, record, TOKEN);
    name(&mut court, &cast.ada);
    let nobody = Reservations::setManagerCall { record, manager: Address::ZERO };
    court.send(&cast.ada, reservations, &nobody);
    refused(&mut court, offer);
    // What was offered in time sells on.
    court.buy(&cast.orion, offer);
    // The record is sold, and comes back.
    name(&mut court, &cast.ada);
    court.transfer(registry, &cast.ada, &cast.ben, record);
    assert_eq!(court.record(record).deputy, Address::ZERO);
    refused(&mut court, offer);
    court.offer_refused(&cast.orion, offer, STALE);
    court.transfer(registry, &cast.ben, &cast.ada, record);
    refused(&mut court, offer);
    // Sold to itself, the record changes hands too.
    name(&mut court, &cast.ada);
    court.transfer(registry, &cast.ada, &cast.ada, record);
    refused(&mut court, offer);
}
