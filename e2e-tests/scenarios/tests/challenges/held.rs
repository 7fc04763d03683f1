//! Income while a challenge is open: held, and then exactly where it belongs.

use crate::court::{Court, DAY, events, only};
use alloy_primitives::{Address, U256};
use chain::{Account, TOKEN, runtime::RuntimeCall, to_evm_units};
use ink_e2e::{ChainClient, Hub};
use rules::ledger::{HELD, NET};
use scenarios::{Cast, digest};
use story::{
    abi::{Arbitration, LicenceToken, RoyaltySplitter as Splitter, Settlements},
    calls::{Done, address},
    protocol::{NATIVE, NewRecord},
};

/// Divisible by nothing that matters here.
const PRICE: u128 = 123_456_789_012_345_677;
/// The parent's part of a child's income, in basis points.
const SHARE: u16 = 2_537;

/// What a parent gets of a sale.
fn parents_part(received: u128) -> u128 {
    received * u128::from(SHARE) / 10_000
}

/// What a payee gets of what has no parents' part.
fn part(received: u128, share: u16) -> u128 {
    received * u128::from(share) / 10_000
}

/// A family: a parent of Ada's, and a child of Ben's that is offered.
struct Family {
    parent: U256,
    child: U256,
    offer: u64,
}

fn family(court: &mut Court<'_>, cast: &Cast) -> Family {
    let parent = court.work(&cast.ada, 1);
    let work = NewRecord { parents: vec![(digest(1), SHARE)], ..NewRecord::new(digest(2), &cast.ben) };
    court.register(&cast.ben, &work);
    let child = U256::from_be_bytes(digest(2));
    let offer = court.offer(&cast.ben, child, PRICE);
    Family { parent, child, offer }
}

impl Family {
    fn settle(&self, court: &mut Court<'_>, who: &Account) -> Done<u128> {
        let settlements = court.protocol.settlements;
        court.send(
            who,
            settlements,
            &Settlements::settleCall { child: self.child, generation: 1, parent: self.parent, currency: NATIVE },
        )
    }

    fn moving(&self, version: u32, owner: Option<&Account>) -> Settlements::moveHeldCall {
        let owner = owner.map_or(Address::ZERO, |owner| address(owner.address()));
        Settlements::moveHeldCall { record: self.parent, generation: 1, version, owner, currency: NATIVE }
    }
}

fn owed(court: &Court<'_>) -> u128 {
    court.view(court.protocol.splitter, &Splitter::owedCall { currency: NATIVE })
}

/// Sells a licence of the child and settles with the challenged parent. Gives what is held.
fn sell_and_hold(court: &mut Court<'_>, cast: &Cast, family: &Family, version: u32, owner: &Account) -> u128 {
    let before = owed(court);
    court.buy(&cast.orion, family.offer);
    // What is owed of a sale: the parent's part, and what the payees' floors leave.
    let dust = owed(court) - before;
    let settled = family.settle(court, &cast.delta);
    let deposited: Splitter::Deposited = only(&settled.receipt);
    let owner = if version == 0 { address(owner.address()) } else { Address::ZERO };
    assert_eq!(
        deposited,
        Splitter::Deposited {
            record: family.parent,
            generation: 1,
            version: version | HELD,
            owner,
            parentsShare: 0,
            amount: settled.value,
            currency: NATIVE,
        }
    );
    assert_eq!(events::<Splitter::Released>(&settled.receipt), [], "nobody is paid");
    court.splitter_owes(before + dust);
    settled.value
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s12_what_a_challenged_parent_earns_is_held_and_nobody_can_have_it() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = family(&mut court, &cast);
    let (splitter, settlements) = (court.protocol.splitter, court.protocol.settlements);
    let first = court.challenge(&cast.chloe, family.parent, 1);
    let second = court.challenge(&cast.orion, family.parent, 2);
    // The child is not challenged, and sells on.
    let held = sell_and_hold(&mut court, &cast, &family, 0, &cast.ada);
    assert_eq!(held, parents_part(PRICE));
    assert_eq!(court.account(family.parent, (1, 0), &cast.ada), [0, 0, 0]);
    for who in [&cast.ada, &cast.chloe, &cast.ben, &court.arbiter.clone(), &cast.thief] {
        let account = address(who.address());
        for version in [HELD, HELD | NET] {
            let release = Splitter::releaseCall {
                record: family.parent,
                generation: 1,
                version,
                payee: account,
                currency: NATIVE,
            };
            court.refused(who, splitter, &release, Splitter::NotPayee { account });
        }
        for version in [0, NET] {
            let release = Splitter::releaseCall {
                record: family.parent,
                generation: 1,
                version,
                payee: account,
                currency: NATIVE,
            };
            court.refused(who, splitter, &release, Splitter::NothingDue {});
        }
        let open = Settlements::ChallengeOpen { record: family.parent };
        court.refused(who, settlements, &family.moving(0, Some(&cast.ada)), open.clone());
        court.refused(who, settlements, &family.moving(HELD, Some(who)), open);
    }
    // With one of two rejected it stays held.
    court.reject(first);
    let open = Settlements::ChallengeOpen { record: family.parent };
    court.refused(&cast.ada, settlements, &family.moving(0, Some(&cast.ada)), open);
    court.reject(second);
    let wealth = court.wealth(&cast.ada);
    let moved = court.send(&cast.delta, settlements, &family.moving(0, Some(&cast.ada)));
    let owner = address(cast.ada.address());
    assert_eq!(moved.value, held);
    let event: Settlements::HeldMoved = only(&moved.receipt);
    assert_eq!((event.record, event.generation, event.owner, event.amount), (family.parent, 1, owner, held));
    let deposited: Splitter::Deposited = only(&moved.receipt);
    assert_eq!((deposited.version, deposited.owner, deposited.amount), (0, owner, held));
    let released: Splitter::Released = only(&moved.receipt);
    assert_eq!((released.payee, released.version, released.amount), (owner, 0, held));
    assert_eq!(court.wealth(&cast.ada), wealth + held);
    assert_eq!(court.account(family.parent, (1, 0), &cast.ada), [held, held, held]);
    court.refused(&cast.ada, settlements, &family.moving(0, Some(&cast.ada)), Splitter::NothingDue {});
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s11_held_income_goes_under_the_version_that_it_came_in_under() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = family(&mut court, &cast);
    let settlements = court.protocol.settlements;
    assert_eq!(court.split(&cast.ada, family.parent, &[(&cast.ada, 6_667), (&cast.delta, 3_333)]), 1);
    let challenge = court.challenge(&cast.chloe, family.parent, 1);
    let under_first = sell_and_hold(&mut court, &cast, &family, 1, &cast.ada);
    assert_eq!(court.split(&cast.ada, family.parent, &[(&cast.ben, 1), (&cast.delta, 9_999)]), 2);
    court.chain.advance_time(DAY);
    let under_second = sell_and_hold(&mut court, &cast, &family, 2, &cast.ada);
    assert_eq!(under_first + under_second, parents_part(2 * PRICE));
    court.reject(challenge);

    let people = [&cast.ada, &cast.ben, &cast.delta];
    let moves = [(2, under_second, [0, 1, 9_999]), (1, under_first, [6_667, 0, 3_333])];
    for (version, held, shares) in moves {
        let (wealth, before) = (people.map(|who| court.wealth(who)), owed(&court));
        let moved = court.send(&cast.orion, settlements, &family.moving(version, None));
        assert_eq!(moved.value, held);
        let deposited: Splitter::Deposited = only(&moved.receipt);
        assert_eq!((deposited.version, deposited.owner, deposited.amount), (version, Address::ZERO, held));
        let got: Vec<u128> = people.iter().zip(wealth).map(|(who, had)| court.wealth(who) - had).collect();
        assert_eq!(got, shares.map(|share| part(held, share)), "under version {version}");
        court.splitter_owes(before - got.iter().sum::<u128>());
        for (who, share) in people.into_iter().zip(shares).filter(|(_, share)| *share > 0) {
            let earned = part(held, share);
            assert_eq!(court.account(family.parent, (1, version), who), [held, earned, earned]);
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s11_held_income_of_an_owner_is_theirs_after_a_transfer() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = family(&mut court, &cast);
    let (settlements, registry) = (court.protocol.settlements, court.protocol.registry);
    let challenge = court.challenge(&cast.chloe, family.parent, 1);
    let adas = sell_and_hold(&mut court, &cast, &family, 0, &cast.ada);
    court.transfer(registry, &cast.ada, &cast.delta, family.parent);
    let deltas = sell_and_hold(&mut court, &cast, &family, 0, &cast.delta);
    court.reject(challenge);
    for (who, held) in [(&cast.ada, adas), (&cast.delta, deltas)] {
        let wealth = court.wealth(who);
        assert_eq!(court.send(&cast.orion, settlements, &family.moving(0, Some(who))).value, held);
        assert_eq!(court.wealth(who), wealth + held);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s12_held_income_pays_the_parents_when_it_moves() {
    let (mut court, cast) = Court::sits(client.chain());
    // A grandparent of Delta's, with a part of what the parent earns.
    court.work(&cast.delta, 9);
    let work = NewRecord { parents: vec![(digest(9), 1_111)], ..NewRecord::new(digest(1), &cast.ada) };
    court.register(&cast.ada, &work);
    let work = NewRecord { parents: vec![(digest(1), SHARE)], ..NewRecord::new(digest(2), &cast.ben) };
    court.register(&cast.ben, &work);
    let [grandparent, parent, child] = [9, 1, 2].map(|work| U256::from_be_bytes(digest(work)));
    let offer = court.offer(&cast.ben, child, PRICE);
    let family = Family { parent, child, offer };
    let settlements = court.protocol.settlements;
    let challenge = court.challenge(&cast.chloe, parent, 1);
    let held = sell_and_hold(&mut court, &cast, &family, 0, &cast.ada);
    let settle = Settlements::settleCall { child: parent, generation: 1, parent: grandparent, currency: NATIVE };
    court.refused(&cast.delta, settlements, &settle, Splitter::NothingDue {});
    court.reject(challenge);
    let wealth = court.wealth(&cast.ada);
    let moved = court.send(&cast.orion, settlements, &family.moving(0, Some(&cast.ada)));
    assert_eq!(only::<Splitter::Deposited>(&moved.receipt).parentsShare, 1_111);
    assert_eq!(court.wealth(&cast.ada), wealth + held * (10_000 - 1_111) / 10_000);
    assert_eq!(court.send(&cast.orion, settlements, &settle).value, held * 1_111 / 10_000);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn what_was_held_is_all_the_challengers_after_a_pass_or_a_strike() {
    for struck in [false, true] {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let family = family(&mut court, &cast);
        let (splitter, settlements) = (court.protocol.splitter, court.protocol.settlements);
        let challenge = court.challenge(&cast.chloe, family.parent, 1);
        let adas = sell_and_hold(&mut court, &cast, &family, 0, &cast.ada);
        court.split(&cast.ada, family.parent, &[(&cast.ada, 5_000), (&cast.delta, 5_000)]);
        let splits = sell_and_hold(&mut court, &cast, &family, 1, &cast.ada);
        if struck {
            court.strike(challenge, Some(&cast.delta))
        } else {
            court.pass(challenge)
        };
        let chloe = address(cast.chloe.address());
        let mut received = 0;
        for (held, call) in [(adas, family.moving(0, Some(&cast.ada))), (splits, family.moving(1, None))] {
            let (wealth, before) = (court.wealth(&cast.chloe), owed(&court));
            let moved = court.send(&cast.orion, settlements, &call);
            assert_eq!(moved.value, held);
            let deposited: Splitter::Deposited = only(&moved.receipt);
            assert_eq!((deposited.generation, deposited.version, deposited.owner), (1, NET, chloe));
            assert_eq!((deposited.parentsShare, deposited.amount), (0, held));
            received += held;
            assert_eq!(court.account(family.parent, (1, NET), &cast.chloe), [received; 3]);
            assert_eq!(court.wealth(&cast.chloe), wealth + held);
            court.splitter_owes(before - held);
            court.refused(&cast.orion, settlements, &call, Splitter::NothingDue {});
        }
        for who in [&cast.ada, &cast.delta] {
            let payee = address(who.address());
            for version in [NET, 0] {
                let release =
                    Splitter::releaseCall { record: family.parent, generation: 1, version, payee, currency: NATIVE };
                court.refused(who, splitter, &release, Splitter::NothingDue {});
            }
        }
        // A challenge of the new generation holds nothing of the old one back.
        if !struck {
            court.challenge(&cast.orion, family.parent, 2);
            assert_eq!(court.outcome(family.parent, 2).open, 1);
            court.refused(&cast.orion, settlements, &family.moving(0, Some(&cast.ada)), Splitter::NothingDue {});
        }
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn what_can_not_be_paid_to_the_challenger_waits_for_them() {
    let (arbiter, challenger) = (Account::ethereum("Arbiter"), Account::substrate("Challenger"));
    let chain = client.chain();
    chain.endow(&arbiter, 100 * TOKEN);
    chain.endow(&challenger, 100 * TOKEN);
    let (world, cast) = crate::court::deploy(chain, arbiter.address(), TOKEN);
    let mut court = Court { world, arbiter };
    let family = family(&mut court, &cast);
    let (splitter, settlements) = (court.protocol.splitter, court.protocol.settlements);
    let challenge = court.challenge(&challenger, family.parent, 1);
    let held = sell_and_hold(&mut court, &cast, &family, 0, &cast.ada);
    court.pass(challenge);
    // Who does not exist is not paid at once, so that nobody else pays an existential deposit.
    let all = pallet_balances::Call::transfer_all { dest: cast.ben.account_id().into(), keep_alive: false };
    court.chain.dispatch(&challenger, RuntimeCall::Balances(all)).unwrap();
    assert!(!court.chain.account_exists(challenger.address()));
    let before = owed(&court);
    let moved = court.send(&cast.orion, settlements, &family.moving(0, Some(&cast.ada)));
    assert_eq!((moved.value, events::<Splitter::Released>(&moved.receipt).len()), (held, 0));
    court.splitter_owes(before);
    assert_eq!(court.account(family.parent, (1, NET), &challenger), [held, held, 0]);
    let payee = address(challenger.address());
    let release = Splitter::releaseCall { record: family.parent, generation: 1, version: NET, payee, currency: NATIVE };
    assert_eq!(court.send(&cast.orion, splitter, &release).value, held);
    court.splitter_owes(before - held);
    // So does the bond.
    let bond = Arbitration::collectCall { account: payee };
    let arbitration = court.protocol.arbitration;
    assert_eq!(court.send(&cast.orion, arbitration, &bond).value, TOKEN);
    court.owes(0, 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s11_income_from_before_stays_where_it_was_earned() {
    for struck in [false, true] {
        let mut chain = chain::Chain::new();
        let (mut court, cast) = Court::sits(&mut chain);
        let record = court.work(&cast.ada, 1);
        // Nobody who does not exist yet is paid in a sale.
        let newcomer = Account::ethereum("Newcomer");
        court.split(&cast.ada, record, &[(&cast.ada, 1_000), (&newcomer, 9_000)]);
        let offer = court.offer(&cast.ada, record, PRICE);
        court.buy(&cast.orion, offer);
        let due = part(PRICE, 9_000);
        assert_eq!(court.account(record, (1, 1), &newcomer), [PRICE, due, 0]);
        let challenge = court.challenge(&cast.chloe, record, 1);
        if struck {
            court.strike(challenge, None)
        } else {
            court.pass(challenge)
        };
        assert_eq!(court.account(record, (1, 1), &newcomer), [PRICE, due, 0]);
        let (splitter, settlements) = (court.protocol.splitter, court.protocol.settlements);
        // Nothing was held, and nothing of it is the challenger's.
        let moving =
            Settlements::moveHeldCall { record, generation: 1, version: 1, owner: Address::ZERO, currency: NATIVE };
        court.refused(&cast.chloe, settlements, &moving, Splitter::NothingDue {});
        let payee = address(newcomer.address());
        let release = Splitter::releaseCall { record, generation: 1, version: 1, payee, currency: NATIVE };
        let before = owed(&court);
        assert_eq!(court.send(&cast.thief, splitter, &release).value, due);
        // Who asks for it pays the existential deposit.
        assert_eq!(court.wealth(&newcomer), due + to_evm_units(court.chain.existential_deposit()));
        court.splitter_owes(before - due);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s12_a_struck_parents_part_falls_to_the_childs_own_payees() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = family(&mut court, &cast);
    court.split(&cast.ben, family.child, &[(&cast.ben, 3_333), (&cast.delta, 6_667)]);
    let challenge = court.challenge(&cast.chloe, family.parent, 1);
    court.strike(challenge, Some(&cast.chloe));
    let people = [&cast.ada, &cast.ben, &cast.delta, &cast.chloe];
    court.buy(&cast.orion, family.offer);
    let (wealth, before) = (people.map(|who| court.wealth(who)), owed(&court));
    let settled = family.settle(&mut court, &cast.orion);
    let due = parents_part(PRICE);
    assert_eq!(settled.value, due);
    let deposited: Splitter::Deposited = only(&settled.receipt);
    assert_eq!((deposited.record, deposited.version), (family.child, 1 | NET));
    assert_eq!((deposited.generation, deposited.parentsShare, deposited.amount), (1, 0, due));
    let got: Vec<u128> = people.iter().zip(wealth).map(|(who, had)| court.wealth(who) - had).collect();
    assert_eq!(got, [0, part(due, 3_333), part(due, 6_667), 0]);
    court.splitter_owes(before - got.iter().sum::<u128>());
    let settlements = court.protocol.settlements;
    let again = Settlements::settleCall { child: family.child, generation: 1, parent: family.parent, currency: NATIVE };
    court.refused(&cast.ada, settlements, &again, Splitter::NothingDue {});
    // It is nobody's parent's part a second time.
    let net = court.account(family.child, (1, 1 | NET), &cast.ben);
    assert_eq!(net, [due, part(due, 3_333), part(due, 3_333)]);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s12_an_old_generation_of_a_child_still_pays_its_parent() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = family(&mut court, &cast);
    let settlements = court.protocol.settlements;
    court.buy(&cast.orion, family.offer);
    let challenge = court.challenge(&cast.chloe, family.child, 1);
    court.pass(challenge);
    let offer = court.offer(&cast.chloe, family.child, PRICE);
    let sale = court.buy(&cast.orion, offer);
    assert!(only::<LicenceToken::Purchased>(&sale.receipt).direct, "the new generation has no parents");
    let wealth = court.wealth(&cast.ada);
    let settled = family.settle(&mut court, &cast.thief);
    assert_eq!(settled.value, parents_part(PRICE));
    assert_eq!(only::<Settlements::Settled>(&settled.receipt).childGeneration, 1);
    assert_eq!(court.wealth(&cast.ada), wealth + parents_part(PRICE));
    let newer = Settlements::settleCall { child: family.child, generation: 2, parent: family.parent, currency: NATIVE };
    let not_parent = Settlements::NotParent { child: family.child, parent: family.parent };
    court.refused(&cast.ada, settlements, &newer, not_parent);
    let again = Settlements::settleCall { generation: 1, ..newer };
    court.refused(&cast.ada, settlements, &again, Splitter::NothingDue {});
}
