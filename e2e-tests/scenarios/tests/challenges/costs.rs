//! What messages cost, and that it does not depend on how many challenges there are.

use crate::court::{BOND, Court, DAY, approval, naming, opening};
use alloy_primitives::{B256, U256};
use chain::{Receipt, TOKEN};
use ink_e2e::{ChainClient, Hub};
use scenarios::digest;
use story::{
    abi::{Arbitration, Reservations},
    protocol::record_id,
};

/// A message and what it cost.
type Costs = Vec<(&'static str, Receipt)>;

/// One of each message, on a record with an offer of this work.
fn life(court: &mut Court<'_>, cast: &scenarios::Cast, work: u64) -> Costs {
    let (arbitration, reservations) = (court.protocol.arbitration, court.protocol.reservations);
    let record: U256 = record_id(&digest(work));
    let registry = court.protocol.registry;
    court.send(&cast.ada, registry, &approval(&cast.thief, record));
    let mut costs = Costs::new();
    let open = |court: &mut Court<'_>, number: u64| {
        let bond = court.bond_of(record, &cast.chloe);
        court.pay(&cast.chloe, arbitration, &opening(record, number), bond)
    };
    let first = open(court, 1);
    costs.push(("openChallenge, the first", first.receipt));
    let second = open(court, 2);
    costs.push(("openChallenge, another", second.receipt));
    let third = open(court, 3);
    costs.push(("answerChallenge", court.answer(&cast.ada, first.value)));
    costs.push(("decideChallenge, rejected", court.reject(first.value)));
    court.answer(&cast.ada, second.value);
    costs.push(("decideChallenge, passed", court.pass(second.value)));
    costs.push(("reclaimBond", court.reclaim(&cast.orion, third.value)));
    costs.push(("collect", court.collect(&cast.orion, &cast.ada).receipt));
    let preferences = Reservations::setPreferencesCall { record, preferences: 1 };
    court.send(&cast.chloe, reservations, &preferences);
    costs.push(("setPreferences", court.send(&cast.chloe, reservations, &preferences).receipt));
    let withdraw = Reservations::withdrawCall { record, notice: DAY };
    costs.push(("withdraw", court.send(&cast.chloe, reservations, &withdraw).receipt));
    let reinstate = Reservations::reinstateCall { record };
    costs.push(("reinstate", court.send(&cast.chloe, reservations, &reinstate).receipt));
    costs.push(("setManager", court.send(&cast.chloe, reservations, &naming(record, &cast.delta)).receipt));
    let bond = court.bond_of(record, &cast.orion);
    let fourth = court.pay(&cast.orion, arbitration, &opening(record, 4), bond);
    costs.push(("decideChallenge, struck", court.strike(fourth.value, None)));
    costs
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r9_x12_a_message_costs_the_same_however_many_challenges_there_are() {
    let (mut court, cast) = Court::sits(client.chain());
    for work in [1, 2] {
        let record = court.work(&cast.ada, work);
        court.offer(&cast.ada, record, TOKEN);
    }
    // Everybody has been there before, so that no account is new in the first life only.
    let warm = court.work(&cast.ada, 3);
    court.offer(&cast.ada, warm, TOKEN);
    life(&mut court, &cast, 3);
    let before = life(&mut court, &cast, 1);
    let busy = court.work(&cast.ben, 4);
    for number in 1..=30 {
        let arbitration = court.protocol.arbitration;
        court.pay(&cast.orion, arbitration, &opening(busy, number), BOND);
        let other = record_id(&digest(2));
        let preferences = Reservations::setPreferencesCall { record: other, preferences: number as u32 % 3 };
        let reservations = court.protocol.reservations;
        court.send(&cast.ada, reservations, &preferences);
    }
    let after = life(&mut court, &cast, 2);
    let half = chain::runtime::constants::MAXIMUM_BLOCK_WEIGHT / 2;
    for ((what, first), (_, later)) in before.iter().zip(&after) {
        let (time, proof) = (first.weight.ref_time(), first.weight.proof_size());
        println!(
            "{what:26} {time:>13} ps {proof:>7} bytes of proof, fee {:>12} planck, deposit {:>12}",
            first.fee, first.deposit
        );
        assert!(first.weight.all_lt(half) && later.weight.all_lt(half), "{what}: under half of a block");
        for (then, now) in [(time, later.weight.ref_time()), (proof, later.weight.proof_size())] {
            assert!(then.abs_diff(now) * 50 <= then, "{what}: {then} became {now}");
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x9_who_opens_pays_for_what_is_kept_and_nobody_else() {
    let (mut court, cast) = Court::sits(client.chain());
    let (record, arbitration) = (court.work(&cast.ada, 1), court.protocol.arbitration);
    for number in 1..=3 {
        let owner = court.wealth(&cast.ada);
        let opened = court.pay(&cast.chloe, arbitration, &opening(record, number), BOND);
        assert!(opened.receipt.deposit > 0, "it is kept for ever");
        assert_eq!(court.wealth(&cast.ada), owner);
        // An answer changes a cell that there is: it costs the owner no deposit.
        let answer = Arbitration::answerChallengeCall { challenge: opened.value, answer: B256::repeat_byte(1) };
        assert_eq!(court.send(&cast.ada, arbitration, &answer).receipt.deposit, 0);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn r9_a_decision_costs_the_same_however_many_challenges_it_ends() {
    let decided = [1, 20].map(|others| {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let record = court.work(&cast.ada, 1);
        let winner = court.challenge(&cast.chloe, record, 0);
        for number in 1..=others {
            court.challenge(&cast.orion, record, number);
        }
        court.answer(&cast.ada, winner);
        let closed = court.pass(winner);
        assert_eq!(court.outcome(record, 1).open, 0);
        closed
    });
    let [few, many] = &decided;
    assert_eq!((few.weight, few.deposit), (many.weight, many.deposit));
}
