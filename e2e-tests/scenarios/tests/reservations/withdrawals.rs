//! Opting out of new licences, with notice, and back in.

use crate::court::{CHALLENGED, Court, DAY, WITHDRAWN, events, only, standing_changed};
use alloy_primitives::Address;
use chain::TOKEN;
use ink_e2e::{ChainClient, Hub};
use rules::{limits::MAX_NOTICE, standing::Change};
use scenarios::{World, digest};
use story::{
    abi::{LicenceToken, ProvenanceRegistry as Registry, Reservations},
    calls::{address, send},
    protocol::record_id,
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_withdrawal_holds_from_its_second_on_and_not_before() {
    let (mut court, cast) = Court::sits(client.chain());
    let reservations = court.protocol.reservations;
    assert_eq!(MAX_NOTICE, 180 * DAY);
    for (work, notice) in (1..).zip([60, DAY, 180 * DAY]) {
        let record = court.work(&cast.ada, work);
        let offer = court.offer(&cast.ada, record, TOKEN);
        let at = court.chain.now();
        let done = court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice });
        let from = at + notice;
        let withdrawn = Reservations::Withdrawn { record, generation: 1, from, at };
        assert_eq!(only::<Reservations::Withdrawn>(&done.receipt), withdrawn);
        let changed = standing_changed(record, Change::Withdrawal, Address::ZERO, from);
        assert_eq!(only::<Registry::StandingChanged>(&done.receipt), changed);
        assert_eq!(done.receipt.events.len(), 2);
        assert_eq!((court.record(record).withdrawn_from, court.sale_state(record).facts.withdrawnFrom), (from, from));
        // In the last second before, it sells.
        court.wait_until(from - 1);
        let licence = court.buy(&cast.orion, offer);
        assert_eq!(licence.receipt.timestamp, from - 1);
        // From then on it does not, and what was sold runs on.
        for later in [from.max(court.chain.now()), from + 400 * DAY] {
            court.wait_until(later);
            court.offer_refused(&cast.orion, offer, WITHDRAWN);
            assert_eq!(court.covers(licence.value, record, &cast.orion), 0);
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn the_first_second_of_a_withdrawal_is_without_sales() {
    let (mut court, cast) = Court::sits(client.chain());
    let reservations = court.protocol.reservations;
    let record = court.work(&cast.ada, 1);
    let offer = court.offer(&cast.ada, record, TOKEN);
    // Announced: in the very second.
    let from = court.chain.now() + DAY;
    court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice: DAY });
    court.wait_until(from);
    court.offer_refused(&cast.orion, offer, WITHDRAWN);
    // Without notice: in the same block, after it.
    court.send(&cast.ada, reservations, &Reservations::reinstateCall { record });
    let token = court.protocol.licence_token;
    let call = LicenceToken::purchaseCall {
        offer,
        quantity: 0,
        selection: Default::default(),
        maxTotal: TOKEN,
        recipient: address(cast.orion.address()),
        referrer: Default::default(),
        buyerReference: digest(1).into(),
    };
    let World { chain, .. } = &mut court.world;
    let (before, withdrawn, after) = chain.in_one_block(|chain| {
        let before = send(chain, &cast.orion, token, &call, TOKEN);
        let withdraw = Reservations::withdrawCall { record, notice: 0 };
        let withdrawn = send(chain, &cast.ada, reservations, &withdraw, 0).unwrap();
        (before, withdrawn, send(chain, &cast.orion, token, &call, TOKEN))
    });
    assert_eq!(before.unwrap().receipt.timestamp, withdrawn.receipt.timestamp);
    let event: Reservations::Withdrawn = only(&withdrawn.receipt);
    assert_eq!((event.from, event.at), (withdrawn.receipt.timestamp, withdrawn.receipt.timestamp));
    let refused = after.unwrap_err();
    assert_eq!(refused.error(), Some(LicenceToken::OfferRefused { offer, reason: WITHDRAWN }), "{refused}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x4_a_notice_is_at_most_180_days() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    for notice in [180 * DAY + 1, u64::MAX - 1, u64::MAX] {
        let withdraw = Reservations::withdrawCall { record, notice };
        court.refused(&cast.ada, reservations, &withdraw, Reservations::NoticeTooLong { notice });
    }
    assert_eq!(court.record(record).withdrawn_from, 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_withdrawal_is_taken_back_in_effect_or_announced() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let offer = court.offer(&cast.ada, record, TOKEN);
    let reinstate = Reservations::reinstateCall { record };
    court.refused(&cast.ada, reservations, &reinstate, Reservations::NotWithdrawn { record });
    for (notice, wait) in [(0, 0), (DAY, 0), (DAY, 2 * DAY)] {
        court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice });
        court.chain.advance_time(wait);
        let at = court.chain.now();
        let done = court.send(&cast.ada, reservations, &reinstate);
        let reinstated = Reservations::Reinstated { record, generation: 1, at };
        assert_eq!(only::<Reservations::Reinstated>(&done.receipt), reinstated);
        let changed = standing_changed(record, Change::Withdrawal, Address::ZERO, 0);
        assert_eq!(only::<Registry::StandingChanged>(&done.receipt), changed);
        assert_eq!((court.record(record).withdrawn_from, court.sale_state(record).facts.withdrawnFrom), (0, 0));
        court.refused(&cast.ada, reservations, &reinstate, Reservations::NotWithdrawn { record });
        // It sells at once, under the offer that it had, also when the notice would have ended.
        court.buy(&cast.orion, offer);
        court.chain.advance_time(2 * DAY);
        court.buy(&cast.orion, offer);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn an_announced_withdrawal_is_replaced_and_one_in_effect_is_not() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let offer = court.offer(&cast.ada, record, TOKEN);
    for notice in [10 * DAY, 100 * DAY, 20 * DAY] {
        let from = court.chain.now() + notice;
        court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice });
        assert_eq!(court.sale_state(record).facts.withdrawnFrom, from);
    }
    // The first notice has ended, and counts no more.
    court.chain.advance_time(15 * DAY);
    court.buy(&cast.orion, offer);
    court.chain.advance_time(6 * DAY);
    court.offer_refused(&cast.orion, offer, WITHDRAWN);
    for notice in [0, DAY] {
        let withdraw = Reservations::withdrawCall { record, notice };
        court.refused(&cast.ada, reservations, &withdraw, Reservations::AlreadyWithdrawn { record });
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_withdrawal_goes_with_the_record_and_is_the_new_owners_to_take_back() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations, registry) =
        (court.work(&cast.ada, 1), court.protocol.reservations, court.protocol.registry);
    court.offer(&cast.ada, record, TOKEN);
    court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice: 0 });
    court.transfer(registry, &cast.ada, &cast.ben, record);
    let offer = court.offer(&cast.ben, record, TOKEN);
    court.offer_refused(&cast.orion, offer, WITHDRAWN);
    let reinstate = Reservations::reinstateCall { record };
    let caller = address(cast.ada.address());
    court.refused(&cast.ada, reservations, &reinstate, Reservations::NotOwner { caller });
    court.send(&cast.ben, reservations, &reinstate);
    court.buy(&cast.orion, offer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_withdrawal_outlasts_a_rejected_challenge() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let offer = court.offer(&cast.ada, record, TOKEN);
    let challenge = court.challenge(&cast.chloe, record, 1);
    court.offer_refused(&cast.orion, offer, CHALLENGED);
    // A challenged record can be withdrawn.
    court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice: 0 });
    court.reject(challenge);
    court.offer_refused(&cast.orion, offer, WITHDRAWN);
    court.send(&cast.ada, reservations, &Reservations::reinstateCall { record });
    court.buy(&cast.orion, offer);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x5_what_was_never_offered_can_be_withdrawn() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, reservations) = (court.work(&cast.ada, 1), court.protocol.reservations);
    let done = court.send(&cast.ada, reservations, &Reservations::withdrawCall { record, notice: 0 });
    assert_eq!(events::<Registry::StandingChanged>(&done.receipt).len(), 1);
    assert_eq!(court.sale_state(record).facts.owner, Address::ZERO, "sales know nothing of it yet");
    // And then they do.
    let offer = court.offer(&cast.ada, record, TOKEN);
    court.offer_refused(&cast.orion, offer, WITHDRAWN);
    let unknown = record_id(&digest(99));
    let withdraw = Reservations::withdrawCall { record: unknown, notice: 0 };
    court.refused(&cast.ada, reservations, &withdraw, Reservations::RecordUnknown { record: unknown });
}
