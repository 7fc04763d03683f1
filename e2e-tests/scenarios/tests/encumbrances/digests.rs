//! The digest of what binds a record.

use crate::binding::Bound;
use alloy_primitives::B256;
use ink_e2e::{ChainClient, Hub};
use rules::{challenge::Decision, limits::SPLIT_NOTICE};
use scenarios::{Cast, digest};
use story::{
    abi::{
        ERC721,
        Encumbrances::{self, Encumbrance, RecordUnknown},
        Reservations, RoyaltySplitter,
    },
    calls::{address, view},
    protocol::{NewRecord, record_id},
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_the_digest_is_that_of_what_is_said() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, delta, .. } = bound.cast.clone();
    let parents = vec![(digest(2), 700), (digest(3), 55)];
    bound.world.work(&ben, 2);
    bound.world.work(&ben, 3);
    bound.world.register(&ada, &NewRecord { parents, ..NewRecord::new(digest(1), &ada) });
    let record = record_id(&digest(1));
    let mut expected = Encumbrance {
        owner: address(ada.address()),
        epoch: 1,
        generation: 1,
        parentsShare: 755,
        withdrawnFrom: 0,
        standing: 0,
        openChallenges: 0,
        version: 0,
        nextVersion: 0,
        appliesAt: 0,
        locked: false,
        digest: B256::ZERO,
    };
    bound.expect(record, &mut expected);

    let at = bound.split(&ada, record);
    (expected.version, expected.appliesAt) = (1, at);
    bound.expect(record, &mut expected);
    let at = bound.split(&ada, record);
    (expected.nextVersion, expected.appliesAt) = (2, at + SPLIT_NOTICE);
    bound.expect(record, &mut expected);
    bound.lock(&ada, record);
    expected.locked = true;
    bound.expect(record, &mut expected);
    let at = bound.withdraw(&ada, record, 1_000);
    expected.withdrawnFrom = at + 1_000;
    bound.expect(record, &mut expected);
    for open in 1..=2 {
        bound.challenge(&delta, record);
        (expected.standing, expected.openChallenges) = (1, open);
        bound.expect(record, &mut expected);
    }
    // Time alone changes nothing: the notices run out, and the split that was announced applies.
    let split = RoyaltySplitter::versionsCall { record, generation: 1 };
    assert_eq!(bound.world.view(bound.world.protocol.splitter, &split).next, 2);
    bound.world.chain.advance_time(7 * 86_400);
    bound.expect(record, &mut expected);

    bound.decide(1, Decision::Reject);
    expected.openChallenges = 1;
    bound.expect(record, &mut expected);
    // A new generation of the challenger's: without parents, split, lock and withdrawal.
    bound.decide(2, Decision::Pass);
    expected = Encumbrance {
        owner: address(delta.address()),
        epoch: 2,
        generation: 2,
        parentsShare: 0,
        withdrawnFrom: 0,
        standing: 0,
        openChallenges: 0,
        version: 0,
        nextVersion: 0,
        appliesAt: 0,
        locked: false,
        digest: B256::ZERO,
    };
    bound.expect(record, &mut expected);
    bound.challenge(&ada, record);
    bound.world.chain.advance_time(7 * 86_400);
    bound.decide(3, Decision::Strike);
    (expected.standing, expected.openChallenges) = (2, 0);
    bound.expect(record, &mut expected);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r3_the_digest_says_which_record_it_is_of() {
    let mut bound = Bound::new(client.chain());
    let ada = bound.cast.ada.clone();
    let [one, other] = [1, 2].map(|number| bound.world.work(&ada, number));
    let (one, other) = (bound.view(one), bound.view(other));
    assert_eq!(Encumbrance { digest: other.digest, ..one.clone() }, other);
    assert_ne!(one.digest, other.digest);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn what_ends_with_a_transfer_is_not_in_the_digest() {
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, .. } = bound.cast.clone();
    let record = bound.world.work(&ada, 1);
    let before = bound.view(record);
    let (registry, reservations) = (bound.world.protocol.registry, bound.world.protocol.reservations);
    let other = address(ben.address());
    bound.world.offer(&ada, record, 5);
    bound.world.send(&ada, reservations, &Reservations::setManagerCall { record, manager: other });
    bound.world.send(&ada, reservations, &Reservations::setPreferencesCall { record, preferences: 1 });
    bound.world.send(&ada, registry, &ERC721::approveCall { approved: other, tokenId: record });
    bound.world.send(&ada, registry, &ERC721::setApprovalForAllCall { operator: other, approved: true });
    assert_eq!(bound.view(record), before);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn an_unknown_record_is_bound_by_nothing_and_refused() {
    let bound = Bound::new(client.chain());
    let record = record_id(&digest(404));
    let call = Encumbrances::encumbrancesCall { record };
    let module = bound.world.protocol.encumbrances;
    let refused = view(&*bound.world.chain, module, &call).unwrap_err();
    assert_eq!(refused.error(), Some(RecordUnknown { record }), "{refused}");
    let call = Encumbrances::ancestorsCall { record, cursor: Vec::new().into(), limit: 1 };
    let refused = view(&*bound.world.chain, module, &call).unwrap_err();
    assert_eq!(refused.error(), Some(RecordUnknown { record }), "{refused}");
}
