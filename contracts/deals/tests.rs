//! The rules of the module, without a chain.

use crate::{
    data::{
        Ending, Others, Way, check_licensor, check_refund, check_successor, escrow_ending, escrow_until, existing,
        follow, holders, revocation, waiting,
    },
    errors::Error,
};
use ink::{Address, H160};
use interfaces::{
    abi::{Id, number},
    arbitration::Outcome,
    licence::{self, Licence},
    licence_token::Item,
    offer::{self, Offer, SaleState},
};
use rules::{
    Bytes32,
    ledger::{ESCROW, NET, licence_account},
};

const HOLDER: Address = H160([2; 20]);
const LICENSOR: Address = H160([3; 20]);
const ID: Bytes32 = {
    let mut id = [0; 32];
    id[31] = 7;
    id
};

/// A licence of 3 650 for the year of 365 days that begins at 1 000.
fn licence() -> Licence {
    let mut found = Licence::default();
    found.set_account(licence::OWNER, &HOLDER.0);
    found.set_account(licence::LICENSOR, &LICENSOR.0);
    found.set(licence::RECORD, &[9; 32]);
    found.set(licence::TERMS, &[8; 32]);
    for (field, value) in [
        (licence::GENERATION, 1),
        (licence::OFFER, 5),
        (licence::PRICE, 3_650),
        (licence::START, 1_000),
        (licence::EXPIRY, 1_365),
        (licence::BOUGHT_AT, 1_000),
        (licence::REVOCABLE, 1),
        (licence::NOTICE, 30),
        (licence::VERSION, 4),
        (licence::QUANTITY, 6),
    ] {
        found.set_number(field, value);
    }
    found
}

fn with(field: usize, value: u128) -> Licence {
    let mut changed = licence();
    changed.set_number(field, value);
    changed
}

fn state(generation: u128) -> SaleState {
    let mut state = SaleState::default();
    state.set_account(offer::STATE_OWNER, &LICENSOR.0);
    state.set_number(offer::STATE_GENERATION, generation);
    state.set_number(offer::STATE_PARENTS_SHARE, 500);
    state.set_number(offer::STATE_VERSION, 6);
    state
}

#[test]
fn a_renewal_is_the_same_again_from_the_end_on() {
    let (item, how) = follow(Way::Renew, &ID, &licence(), (0, 0), HOLDER, 1_364).unwrap();
    assert_eq!((item.offer, item.quantity), (5, 6));
    assert_eq!((how.way, how.start, how.credit, how.upgrades_from), (1, 1_365, 0, [0; 32]));
    let (item, how) = follow(Way::Extend, &ID, &licence(), (8, 9), HOLDER, 1_100).unwrap();
    assert_eq!((item.offer, item.quantity, how.way, how.start), (8, 9, 2, 1_365));
}

#[test]
fn an_upgrade_credits_the_days_that_are_left() {
    let (item, how) = follow(Way::Upgrade, &ID, &licence(), (8, 9), HOLDER, 1_100).unwrap();
    assert_eq!((item.offer, how.way, how.start), (8, 3, 0));
    assert_eq!((how.credit, how.upgrades_from), (2_650, [8; 32]));
    let perpetual = with(licence::PERPETUAL, 1);
    assert_eq!(follow(Way::Upgrade, &ID, &perpetual, (8, 9), HOLDER, 99_999).unwrap().1.credit, 3_650);
}

#[test]
fn what_cannot_be_followed_on_is_named() {
    let ask = |way, found: &Licence, caller, now| follow(way, &ID, found, (8, 9), caller, now).map(|_| ());
    assert_eq!(ask(Way::Renew, &licence(), LICENSOR, 1_100), Err(Error::NotHolder(LICENSOR)));
    for way in [Way::Renew, Way::Extend, Way::Upgrade] {
        assert_eq!(ask(way, &licence(), HOLDER, 1_365), Err(Error::LicenceEnded(Id(ID))));
        for status in [licence::IN_ESCROW, licence::REVOKED, licence::CONTINUED] {
            let busy = with(licence::STATUS, status.into());
            assert_eq!(ask(way, &busy, HOLDER, 1_100), Err(Error::LicenceBusy(Id(ID))));
        }
    }
    let perpetual = with(licence::PERPETUAL, 1);
    assert_eq!(ask(Way::Renew, &perpetual, HOLDER, 1_100), Err(Error::LicenceEnded(Id(ID))));
    for status in [licence::UPGRADED, licence::REFUNDED] {
        assert_eq!(existing(&ID, with(licence::STATUS, status.into())), Err(Error::LicenceUnknown(Id(ID))));
    }
    assert_eq!(existing(&ID, Licence::default()), Err(Error::LicenceUnknown(Id(ID))));
}

#[test]
fn a_revocation_costs_the_days_after_the_notice_rounded_up() {
    assert_eq!(revocation(&ID, &licence(), 1_070), Ok((1_100, 2_650)));
    assert_eq!(revocation(&ID, &with(licence::PRICE, 1_000), 1_070), Ok((1_100, 727)));
    assert_eq!(revocation(&ID, &with(licence::PERPETUAL, 1), 1_070), Ok((1_100, 3_650)), "the whole price");
    assert_eq!(revocation(&ID, &with(licence::PRICE, 0), 1_070), Ok((1_100, 0)));
    assert_eq!(revocation(&ID, &licence(), 1_334), Ok((1_364, 10)));
    assert_eq!(revocation(&ID, &licence(), 1_335), Err(Error::NothingToRevoke(Id(ID))));
    assert_eq!(revocation(&ID, &with(licence::REVOCABLE, 0), 1_070), Err(Error::NotRevocable(Id(ID))));
    for status in [licence::IN_ESCROW, licence::REVOKED] {
        let busy = with(licence::STATUS, status.into());
        assert_eq!(revocation(&ID, &busy, 1_070), Err(Error::LicenceBusy(Id(ID))));
    }
    // A licence that follows on it is another one.
    let continued = with(licence::STATUS, licence::CONTINUED.into());
    assert_eq!(revocation(&ID, &continued, 1_070), Ok((1_100, 2_650)));
}

#[test]
fn only_the_records_owner_of_the_same_generation_revokes() {
    assert_eq!(check_licensor(LICENSOR, &licence(), &state(1)), Ok(()));
    assert_eq!(check_licensor(HOLDER, &licence(), &state(1)), Err(Error::NotLicensor(HOLDER)));
    assert_eq!(check_licensor(LICENSOR, &licence(), &state(2)), Err(Error::NotLicensor(LICENSOR)));
}

#[test]
fn a_refund_is_due_when_the_notice_ends() {
    let revoked = with(licence::STATUS, licence::REVOKED.into());
    assert_eq!(check_refund(&ID, &revoked, 1_364), Err(Error::NoticeRuns(1_365)));
    assert_eq!(check_refund(&ID, &revoked, 1_365), Ok(()));
    assert_eq!(check_refund(&ID, &licence(), 9_999), Err(Error::NotRevoked(Id(ID))));
    let to = holders(&revoked);
    assert_eq!((to.version, to.owner, to.parents_share), (NET, HOLDER.0, 0));
    let from = waiting(7, &revoked);
    assert_eq!((from.version, from.owner, from.parents_share), (ESCROW, licence_account(7), 0));
}

#[test]
fn an_escrow_ends_as_the_challenges_do() {
    let kept = with(licence::STATUS, licence::IN_ESCROW.into());
    let mut offer = Offer::default();
    offer.set_number(offer::ESCROW, 60);
    assert_eq!(escrow_until(&ID, &kept, &offer), Ok(1_060));
    assert_eq!(escrow_until(&ID, &licence(), &offer), Err(Error::NotInEscrow(Id(ID))));

    let quiet = Outcome::default();
    let end = |outcome: &Outcome, generation, now| {
        escrow_ending(&kept, 1_060, outcome, &state(generation), now)
            .map(|(ending, to)| (ending, to.generation, to.version, to.owner, to.parents_share))
    };
    assert_eq!(end(&quiet, 1, 1_059), Err(Error::EscrowRuns(1_060)));
    assert_eq!(end(&quiet, 1, 1_060), Ok((Ending::Paid, 1, 4, LICENSOR.0, 500)));
    let open = Outcome { open: 1, ..quiet };
    assert_eq!(end(&open, 1, 9_999), Err(Error::ChallengeOpen(Id([9; 32]))));
    assert_eq!(end(&open, 1, 1_059), Err(Error::EscrowRuns(1_060)));
    let passed = Outcome { ended_at: 1_010, winner: [5; 20], ..quiet };
    assert_eq!(end(&passed, 2, 1_011), Ok((Ending::Passed, 2, 6, LICENSOR.0, 500)), "at once");
    let mut won = state(2);
    won.set_account(offer::STATE_OWNER, &[5; 20]);
    let to = escrow_ending(&kept, 1_060, &passed, &won, 1_011).unwrap().1;
    assert_eq!((to.record, to.owner), ([9; 32], [5; 20]), "whoever won the record");
    let struck = Outcome { struck: true, ..passed };
    assert_eq!(end(&struck, 1, 1_011), Ok((Ending::Refunded, 1, NET, HOLDER.0, 0)));
    assert_eq!(number(7), ID);
}

#[test]
fn the_addresses_are_those_it_was_made_with() {
    let bindings = [1, 2, 3].map(|account| (H160([account; 20]), [account; 32]));
    let others = Others::new(&bindings);
    assert_eq!([others.licence_token(), others.splitter(), others.arbitration()], bindings.map(|(account, _)| account));
}

#[test]
fn a_licence_follows_on_one_of_its_record_and_generation_and_an_upgrade_of_its_currency() {
    let item = Item { offer: 8, quantity: 1, selection: [0; 32] };
    let refused = Err(Error::NotSuccessor(8));
    let mut old = licence();
    old.set_account(licence::CURRENCY, &[7; 20]);
    for way in [Way::Renew, Way::Extend, Way::Upgrade] {
        let other_currency_is = if way == Way::Upgrade { refused } else { Ok(()) };
        for (record, generation, currency, result) in [
            (9, 1, 7, Ok(())),
            (9, 1, 6, other_currency_is),
            (8, 1, 7, refused),
            (9, 2, 7, refused),
            (8, 2, 6, refused),
        ] {
            let mut offer = Offer::default();
            offer.set(offer::RECORD, &[record; 32]);
            offer.set_account(offer::CURRENCY, &[currency; 20]);
            let found = check_successor(way, &old, &item, &offer, &state(generation));
            assert_eq!(found, result, "{way:?} {record} {generation} {currency}");
        }
    }
}
