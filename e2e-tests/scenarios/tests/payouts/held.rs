//! Income that somebody brings while a challenge is open: held, and then where it belongs.

use crate::{
    court::{Court, events, only},
    support::{ODD, bringing},
};
use alloy_primitives::{Address, U256};
use chain::{Account, Receipt};
use ink_e2e::{ChainClient, Hub};
use rules::ledger::{HELD, NET};
use scenarios::{Cast, digest};
use story::{
    abi::{
        RoyaltySplitter::{self as Splitter, Deposited, NotPayee, NothingDue, Released},
        Settlements::{self, ChallengeOpen, HeldMoved, IncomeReceived, NotParent, RecordStruck},
    },
    calls::address,
    protocol::{NATIVE, NewRecord},
};

/// The parent's part of the record's income, in basis points.
const SHARE: u16 = 2_537;

/// A record of Ada's, whose parent is Ben's.
struct Family {
    parent: U256,
    record: U256,
}

/// What of an amount the parent leaves.
fn left(amount: u128) -> u128 {
    amount * u128::from(10_000 - SHARE) / 10_000
}

/// The parent's part.
fn parents_part(amount: u128) -> u128 {
    amount * u128::from(SHARE) / 10_000
}

impl Family {
    fn new(court: &mut Court<'_>, cast: &Cast) -> Self {
        let parent = court.work(&cast.ben, 1);
        let work = NewRecord { parents: vec![(digest(1), SHARE)], ..NewRecord::new(digest(2), &cast.ada) };
        court.register(&cast.ada, &work);
        Self { parent, record: U256::from_be_bytes(digest(2)) }
    }

    /// Orion brings money.
    fn bring(&self, court: &mut Court<'_>, cast: &Cast, amount: u128) -> Receipt {
        let to = court.protocol.settlements;
        court.pay(&cast.orion, to, &bringing(self.record, NATIVE, amount), amount).receipt
    }

    fn moving(&self, version: u32, owner: Option<&Account>) -> Settlements::moveHeldCall {
        let owner = owner.map_or(Address::ZERO, |owner| address(owner.address()));
        Settlements::moveHeldCall { record: self.record, generation: 1, version, owner, currency: NATIVE }
    }

    fn settling(&self, generation: u32) -> Settlements::settleCall {
        Settlements::settleCall { child: self.record, generation, parent: self.parent, currency: NATIVE }
    }

    /// Brings money before a challenge and during it, and gives the challenge. Asserts that the
    /// first is Ada's and the second is held.
    fn dispute(&self, court: &mut Court<'_>, cast: &Cast, before: u128, during: u128) -> u64 {
        self.bring(court, cast, before);
        let challenge = court.challenge(&cast.chloe, self.record, 1);
        let receipt = self.bring(court, cast, during);
        let owner = address(cast.ada.address());
        assert_eq!(
            only::<Deposited>(&receipt),
            Deposited {
                record: self.record,
                generation: 1,
                version: HELD,
                owner,
                parentsShare: 0,
                amount: during,
                currency: NATIVE,
            }
        );
        let income: IncomeReceived = only(&receipt);
        assert_eq!((income.record, income.generation, income.amount), (self.record, 1, during));
        assert_eq!(court.account(self.record, (1, 0), &cast.ada), [before, left(before), 0]);
        court.splitter_owes(before + during);
        let (splitter, settlements) = (court.protocol.splitter, court.protocol.settlements);
        for who in [&cast.ada, &cast.chloe, &cast.ben, &cast.orion] {
            let account = address(who.address());
            let ledger = (self.record, 1, HELD);
            let call = Splitter::releaseToCall {
                record: ledger.0,
                generation: ledger.1,
                version: ledger.2,
                currency: NATIVE,
                to: account,
            };
            court.refused(who, splitter, &call, NotPayee { account });
            let open = ChallengeOpen { record: self.record };
            court.refused(who, settlements, &self.moving(0, Some(&cast.ada)), open);
        }
        let call =
            Splitter::distributeCall { record: self.record, generation: 1, version: HELD, owner, currency: NATIVE };
        assert_eq!(court.send(&cast.ada, splitter, &call).receipt.events, []);
        court.splitter_owes(before + during);
        challenge
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s11_what_was_brought_during_a_challenge_is_the_owners_after_a_rejection() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = Family::new(&mut court, &cast);
    let settlements = court.protocol.settlements;
    let challenge = family.dispute(&mut court, &cast, ODD, ODD + 1);
    // The parent earns of what is Ada's, not of what is held.
    let wealth = court.wealth(&cast.ben);
    assert_eq!(court.send(&cast.delta, settlements, &family.settling(1)).value, parents_part(ODD));
    court.refused(&cast.delta, settlements, &family.settling(1), NothingDue {});
    court.reject(challenge);
    let adas = court.wealth(&cast.ada);
    let moved = court.send(&cast.delta, settlements, &family.moving(0, Some(&cast.ada)));
    assert_eq!(moved.value, ODD + 1);
    let event: HeldMoved = only(&moved.receipt);
    assert_eq!((event.version, event.owner, event.amount), (HELD, address(cast.ada.address()), ODD + 1));
    let deposited: Deposited = only(&moved.receipt);
    assert_eq!((deposited.version, deposited.parentsShare, deposited.amount), (0, SHARE, ODD + 1));
    // All of the ledger is paid, what was brought before with it.
    let all = 2 * ODD + 1;
    assert_eq!(court.wealth(&cast.ada), adas + left(all));
    assert_eq!(court.account(family.record, (1, 0), &cast.ada), [all, left(all), left(all)]);
    court.refused(&cast.delta, settlements, &family.moving(0, Some(&cast.ada)), NothingDue {});
    // And what comes after it.
    let deposited: Deposited = only(&family.bring(&mut court, &cast, ODD + 2));
    assert_eq!((deposited.version, deposited.generation, deposited.parentsShare), (0, 1, SHARE));
    court.send(&cast.delta, settlements, &family.settling(1));
    assert_eq!(court.wealth(&cast.ben), wealth + parents_part(3 * ODD + 3));
    let all = 3 * ODD + 3;
    let due = left(all) - left(2 * ODD + 1);
    assert_eq!(court.account(family.record, (1, 0), &cast.ada), [all, left(all), left(all) - due]);
    court.splitter_owes(all - parents_part(all) - left(all) + due);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s11_what_was_brought_during_a_challenge_is_the_challengers_after_a_pass() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = Family::new(&mut court, &cast);
    let settlements = court.protocol.settlements;
    let challenge = family.dispute(&mut court, &cast, ODD, ODD + 1);
    court.pass(challenge);
    // What comes after it is the new owner's, and has no parents.
    let deposited: Deposited = only(&family.bring(&mut court, &cast, ODD + 2));
    let chloe = address(cast.chloe.address());
    assert_eq!((deposited.generation, deposited.version, deposited.owner), (2, 0, chloe));
    assert_eq!((deposited.parentsShare, deposited.amount), (0, ODD + 2));
    let wealth = [&cast.ada, &cast.ben, &cast.chloe].map(|who| court.wealth(who));
    let moved = court.send(&cast.delta, settlements, &family.moving(0, Some(&cast.ada)));
    assert_eq!(moved.value, ODD + 1);
    let deposited: Deposited = only(&moved.receipt);
    assert_eq!((deposited.generation, deposited.version, deposited.owner), (1, NET, chloe));
    let released: Released = only(&moved.receipt);
    assert_eq!((released.payee, released.amount), (chloe, ODD + 1));
    // What was brought before is the old owner's and the parent's as ever.
    let splitter = court.protocol.splitter;
    let owner = address(cast.ada.address());
    let call = Splitter::distributeCall { record: family.record, generation: 1, version: 0, owner, currency: NATIVE };
    court.send(&cast.delta, splitter, &call);
    assert_eq!(court.send(&cast.delta, settlements, &family.settling(1)).value, parents_part(ODD));
    let got = [&cast.ada, &cast.ben, &cast.chloe].map(|who| court.wealth(who));
    let got: Vec<u128> = got.iter().zip(wealth).map(|(has, had)| has - had).collect();
    assert_eq!(got, [left(ODD), parents_part(ODD), ODD + 1]);
    let no_parent = NotParent { child: family.record, parent: family.parent };
    court.refused(&cast.ben, settlements, &family.settling(2), no_parent);
    assert_eq!(court.account(family.record, (2, 0), &cast.chloe), [ODD + 2, ODD + 2, 0]);
    court.splitter_owes(ODD + 2 + ODD - left(ODD) - parents_part(ODD));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s11_what_was_brought_during_a_challenge_is_the_challengers_after_a_strike() {
    let (mut court, cast) = Court::sits(client.chain());
    let family = Family::new(&mut court, &cast);
    let settlements = court.protocol.settlements;
    // Under a split it is held beside that.
    court.split(&cast.ada, family.record, &[(&cast.ada, 5_000), (&cast.delta, 5_000)]);
    family.bring(&mut court, &cast, ODD);
    let challenge = court.challenge(&cast.chloe, family.record, 1);
    let deposited: Deposited = only(&family.bring(&mut court, &cast, ODD + 1));
    assert_eq!((deposited.version, deposited.owner, deposited.parentsShare), (1 | HELD, Address::ZERO, 0));
    let other = court.challenge(&cast.orion, family.record, 2);
    family.bring(&mut court, &cast, 3);
    court.reject(other);
    let open = ChallengeOpen { record: family.record };
    court.refused(&cast.ada, settlements, &family.moving(1, None), open);
    court.strike(challenge, None);
    let struck = RecordStruck { record: family.record };
    court.refused_pay(&cast.orion, settlements, &bringing(family.record, NATIVE, ODD), ODD, struck);
    let wealth = court.wealth(&cast.chloe);
    let moved = court.send(&cast.delta, settlements, &family.moving(1, None));
    assert_eq!(moved.value, ODD + 4);
    assert_eq!(events::<Released>(&moved.receipt).len(), 1);
    assert_eq!(court.wealth(&cast.chloe), wealth + ODD + 4);
    court.refused(&cast.chloe, settlements, &family.moving(1, None), NothingDue {});
    court.splitter_owes(ODD);
    // What was brought before is due as ever, and the parent has its part of it.
    let half = left(ODD) / 2;
    for who in [&cast.ada, &cast.delta] {
        assert_eq!(court.account(family.record, (1, 1), who)[1..], [half, 0]);
    }
    assert_eq!(court.send(&cast.delta, settlements, &family.settling(1)).value, parents_part(ODD));
    court.splitter_owes(ODD - parents_part(ODD));
}
