//! The lock of a split.

use crate::binding::{Bound, split_to};
use chain::{Account, SECONDS_PER_BLOCK};
use ink_e2e::{ChainClient, Hub};
use rules::{challenge::Decision, limits::SPLIT_NOTICE};
use scenarios::{Cast, digest};
use story::{
    abi::{RoyaltySplitter, Settlements},
    calls::address,
    protocol::record_id,
};

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn a_locked_split_stays_as_it_is_for_the_generation() {
    use Settlements::{NoSplit, RecordProvisional, RecordStruck, SplitIsLocked, SplitLocked, lockCall};
    let mut bound = Bound::new(client.chain());
    let Cast { ada, ben, delta, thief, .. } = bound.cast.clone();
    let (settlements, splitter) = (bound.world.protocol.settlements, bound.world.protocol.splitter);
    let record = bound.world.work(&ada, 1);
    let lock = lockCall { record };
    bound.world.refused(&ada, settlements, &lock, NoSplit { record });
    let [first, second] = [bound.split(&ada, record), bound.split(&ada, record)];
    assert_eq!(second, first + SECONDS_PER_BLOCK);
    for who in [&thief, &ben] {
        let caller = address(who.address());
        bound.world.refused(who, settlements, &lock, Settlements::NotOwner { caller });
    }
    let unknown = record_id(&digest(404));
    let refusal = Settlements::RecordUnknown { record: unknown };
    bound.world.refused(&ada, settlements, &lockCall { record: unknown }, refusal);
    let open = bound.world.provisional(&ada, 2);
    bound.world.refused(&ada, settlements, &lockCall { record: open }, RecordProvisional { record: open });

    let done = bound.world.send(&ada, settlements, &lock);
    assert_eq!(done.events::<SplitLocked>().collect::<Vec<_>>(), [SplitLocked { record, generation: 1 }]);
    assert_eq!(done.receipt.events.len(), 1);
    let versions = RoyaltySplitter::versionsCall { record, generation: 1 };
    let expected =
        RoyaltySplitter::Versions { current: 1, next: 2, appliesAt: second + SPLIT_NOTICE, locked: true, last: 2 };
    assert_eq!(bound.world.view(splitter, &versions), expected);
    let split = |who: &Account| split_to(record, who);
    bound.world.refused(&ada, settlements, &split(&ben), SplitIsLocked { record });
    bound.world.refused(&ada, settlements, &lock, SplitIsLocked { record });
    // What was announced applies all the same, and a buyer of the record has the lock, too.
    bound.world.chain.advance_time(SPLIT_NOTICE);
    bound.world.refused(&ada, settlements, &split(&ben), SplitIsLocked { record });
    bound.world.transfer(bound.world.protocol.registry, &ada, &ben, record);
    bound.world.refused(&ben, settlements, &split(&ben), SplitIsLocked { record });
    assert_eq!(bound.world.view(splitter, &versions), expected);

    // A new generation begins without it.
    bound.challenge(&delta, record);
    bound.world.chain.advance_time(7 * 86_400);
    bound.decide(1, Decision::Pass);
    bound.world.refused(&delta, settlements, &lock, NoSplit { record });
    bound.world.send(&delta, settlements, &split(&delta));
    bound.world.send(&delta, settlements, &lock);
    bound.world.refused(&delta, settlements, &split(&delta), SplitIsLocked { record });
    // Nothing is to be locked of what is struck.
    bound.challenge(&ada, record);
    bound.world.chain.advance_time(7 * 86_400);
    bound.decide(2, Decision::Strike);
    bound.world.refused(&delta, settlements, &lock, RecordStruck { record });
}
