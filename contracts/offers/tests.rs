//! The rules of the module, without a chain.

use crate::{
    data::{Conditions, NewOffer, Others, Price, check, check_licensor, check_record, compose, sale_state},
    errors::Error,
};
use ink::{H160, SolDecode, sol::FixedBytes};
use interfaces::{
    abi::{Id, number},
    args::{Arg, Group},
    host::off_chain::run,
    offer,
    provenance_registry::{Profile, SaleFacts},
    terms_book::Grant,
    words::Words,
};
use rules::{
    limits::{MAX_ESCROW, MAX_RECEIVED, MAX_REFERRAL},
    offer::Tier,
    split_version::Versions,
    terms::Duration,
};

const NOW: u64 = 1_000_000;

fn profile() -> Profile {
    Profile {
        facts: SaleFacts {
            owner: [1; 20],
            epoch: 2,
            generation: 3,
            units: 500,
            parents_share: 700,
            provisional: false,
            withdrawn_from: 0,
            standing: 0,
        },
        kind: 0,
        catalogue: [0; 32],
        manager: [4; 20],
    }
}

fn grant() -> Grant {
    Grant {
        uses: 5,
        users: 1,
        duration: Duration::Seconds(60),
        exclusive: false,
        transferable: true,
        attribution: true,
        revocable: true,
        notice: 86_400,
        derivative_share: 0,
        resale_royalty: 250,
    }
}

fn new() -> NewOffer {
    let mut new = NewOffer { record: [8; 32], terms: [9; 32], ..NewOffer::default() };
    new.price.unit_price = 1_000;
    new
}

fn with(change: impl FnOnce(&mut NewOffer)) -> NewOffer {
    let mut changed = new();
    change(&mut changed);
    changed
}

#[test]
fn owner_and_manager_make_offers_and_nobody_else() {
    let record = [8; 32];
    assert_eq!(check_licensor(H160([1; 20]), &record, &profile()), Ok(()));
    assert_eq!(check_licensor(H160([4; 20]), &record, &profile()), Ok(()));
    let stranger = H160([5; 20]);
    assert_eq!(check_licensor(stranger, &record, &profile()), Err(Error::NotOwner(stranger)));
    let unmanaged = Profile { manager: [0; 20], ..profile() };
    assert_eq!(check_licensor(H160([0; 20]), &record, &unmanaged), Err(Error::NotOwner(H160([0; 20]))));
    let mut unknown = profile();
    unknown.facts.owner = [0; 20];
    assert_eq!(check_licensor(stranger, &record, &unknown), Err(Error::RecordUnknown(Id(record))));
}

#[test]
fn what_can_be_taken_over_or_is_struck_is_not_offered() {
    let mut record = profile();
    assert_eq!(check_record(&[8; 32], &record), Ok(()));
    record.facts.standing = 1;
    assert_eq!(check_record(&[8; 32], &record), Ok(()), "it sells when the challenge is over");
    record.facts.standing = 2;
    assert_eq!(check_record(&[8; 32], &record), Err(Error::RecordStruck(Id([8; 32]))));
    record.facts.provisional = true;
    assert_eq!(check_record(&[8; 32], &record), Err(Error::RecordProvisional(Id([8; 32]))));
}

#[test]
fn each_field_that_is_wrong_is_named() {
    let tier = |from| Tier { from, unit_price: 1 };
    let cases = [
        (new(), Ok(())),
        (with(|new| new.price.unit = 1), Ok(())),
        (with(|new| new.price.unit = 2), Err(Error::PriceUnitInvalid(2, 0))),
        (with(|new| new.price.unit = 3), Ok(())),
        (with(|new| new.price.unit = 4), Err(Error::PriceUnitInvalid(4, 0))),
        (with(|new| new.price.unit_price = MAX_RECEIVED), Ok(())),
        (with(|new| new.price.unit_price = MAX_RECEIVED + 1), Err(Error::PriceTooHigh)),
        (with(|new| (new.price.unit, new.price.unit_price) = (1, MAX_RECEIVED / 499)), Err(Error::PriceTooHigh)),
        (with(|new| (new.price.unit, new.tiers) = (1, [tier(2), tier(3)].to_vec())), Ok(())),
        (with(|new| (new.price.unit, new.tiers) = (1, [tier(3), tier(2)].to_vec())), Err(Error::TiersInvalid)),
        (with(|new| new.tiers = [tier(2)].to_vec()), Err(Error::TiersInvalid)),
        (with(|new| new.conditions.closes = NOW + 1), Ok(())),
        (with(|new| new.conditions.closes = NOW), Err(Error::WindowInvalid)),
        (with(|new| new.conditions.since = NOW - 1), Ok(())),
        (with(|new| new.conditions.since = NOW), Err(Error::SinceInvalid(NOW))),
        (with(|new| new.conditions.referral = MAX_REFERRAL), Ok(())),
        (with(|new| new.conditions.referral = MAX_REFERRAL + 1), Err(Error::ReferralInvalid(MAX_REFERRAL + 1))),
        (with(|new| new.conditions.referrer = [7; 20]), Err(Error::ReferralInvalid(0))),
        (with(|new| new.conditions.escrow = MAX_ESCROW), Ok(())),
        (with(|new| new.conditions.escrow = MAX_ESCROW + 1), Err(Error::EscrowInvalid(MAX_ESCROW + 1))),
        (with(|new| (new.conditions.escrow, new.conditions.referral) = (1, 5)), Err(Error::EscrowInvalid(1))),
        (
            with(|new| {
                (new.conditions.escrow, new.conditions.referral) = (1, 5);
                new.conditions.referrer = [7; 20];
            }),
            Ok(()),
        ),
    ];
    for (offer, result) in cases {
        assert_eq!(check(&offer, &profile(), &grant(), NOW), result, "{offer:?}");
    }
    let unknown = Grant { uses: 0, ..grant() };
    assert_eq!(check(&new(), &profile(), &unknown, NOW), Err(Error::TermsUnknown(FixedBytes([9; 32]))));
    let video = Profile { kind: 2, ..profile() };
    assert_eq!(check(&with(|new| new.price.unit = 2), &video, &grant(), NOW), Ok(()));
}

#[test]
fn l15_exclusive_terms_are_not_for_the_past_nor_for_works_of_a_catalogue() {
    let exclusive = Grant { exclusive: true, ..grant() };
    assert_eq!(check(&new(), &profile(), &exclusive, NOW), Ok(()));
    let back = with(|new| new.conditions.since = 1);
    assert_eq!(check(&back, &profile(), &exclusive, NOW), Err(Error::ExclusiveInvalid));
    let leaf = Profile { catalogue: [6; 32], ..profile() };
    assert_eq!(check(&new(), &leaf, &exclusive, NOW), Err(Error::ExclusiveInvalid));
    assert_eq!(check(&new(), &leaf, &grant(), NOW), Ok(()));
}

#[test]
fn an_offer_holds_what_was_asked_for_and_what_its_terms_grant() {
    let asked = with(|new| {
        new.price.currency = [3; 20];
        new.conditions.supply = 10;
        new.conditions.buyer = [5; 20];
        new.conditions.ceiling = 77;
        new.tiers = [Tier { from: 10, unit_price: 900 }].to_vec();
    });
    let composed = compose(&asked, &profile(), &grant());
    assert_eq!(composed.word(offer::RECORD), [8; 32]);
    assert_eq!(composed.word(offer::TERMS), [9; 32]);
    assert_eq!(composed.account(offer::CURRENCY), [3; 20]);
    assert_eq!(composed.account(offer::BUYER), [5; 20]);
    assert_eq!(composed.number(offer::UNIT_PRICE), 1_000);
    assert_eq!((composed.number(offer::SUPPLY), composed.number(offer::SOLD)), (10, 0));
    assert_eq!((composed.number(offer::CEILING), composed.number(offer::TAKEN)), (77, 0));
    assert_eq!(composed.number(offer::EPOCH), 2);
    assert_eq!((composed.number(offer::USES), composed.number(offer::USERS)), (5, 1));
    assert_eq!((composed.flag(offer::PERPETUAL), composed.u64(offer::DURATION)), (false, 60));
    assert_eq!(composed.number(offer::RESALE_ROYALTY), 250);
    assert!(composed.flag(offer::TRANSFERABLE) && composed.flag(offer::ATTRIBUTION) && composed.flag(offer::REVOCABLE));
    assert!(!composed.flag(offer::EXCLUSIVE) && !composed.flag(offer::CLOSED));
    assert_eq!(composed.number(offer::NOTICE), 86_400);
    assert_eq!((composed.unit_price(9), composed.unit_price(10)), (1_000, 900));
    let state = sale_state(&profile(), &Versions { current: 1, next: 2, applies_at: 3, last: 9 });
    assert_eq!(state.account(offer::STATE_OWNER), [1; 20]);
    assert_eq!((state.u64(offer::STATE_UNITS), state.number(offer::STATE_PARENTS_SHARE)), (500, 700));
    assert_eq!(state.versions(), Versions { current: 1, next: 2, applies_at: 3, last: 0 });
}

#[test]
fn the_addresses_are_those_it_was_made_with() {
    let bindings = [1, 2, 3, 4, 5].map(|account| (H160([account; 20]), [account; 32]));
    let others = Others::new(&bindings);
    let known =
        [others.licence_token(), others.registry(), others.splitter(), others.terms_book(), others.catalogues()];
    assert_eq!(known, bindings.map(|(account, _)| account));
}

#[test]
fn price_and_conditions_are_read_as_they_are_written() {
    let price = Price { currency: [1; 20], unit_price: u128::MAX, unit: 3 };
    let conditions = Conditions {
        supply: 4,
        opens: 5,
        closes: 6,
        buyer: [7; 20],
        ceiling: 8,
        since: 9,
        edition: 10,
        referrer: [11; 20],
        referral: 12,
        escrow: 13,
        upgrades_from: [14; 32],
    };
    let mut words = Words::new();
    price.write(&mut words);
    conditions.write(&mut words);
    let account = |byte: u8| [&[0; 12][..], &[byte; 20]].concat();
    let expected = [
        account(1),
        number(u128::MAX).to_vec(),
        number(3).to_vec(),
        number(4).to_vec(),
        number(5).to_vec(),
        number(6).to_vec(),
        account(7),
        number(8).to_vec(),
        number(9).to_vec(),
        number(10).to_vec(),
        account(11),
        number(12).to_vec(),
        number(13).to_vec(),
        [14; 32].to_vec(),
    ]
    .concat();
    assert_eq!(words.finish(), expected);
    let calldata = [vec![0; 4], expected].concat();
    let read = run(&calldata, || {
        let price = Arg::<Group<Price>, 0>::from_sol_type(()).expect("decodes nothing").read();
        (price, Arg::<Group<Conditions>, 3>::from_sol_type(()).expect("decodes nothing").read())
    });
    assert_eq!(read.unwrap(), (price, conditions));
}
