//! The licence token's rules over its storage, without a chain.

use crate::{
    data::{Licences, Sale, UPGRADE, check_successor, value_due},
    errors::Error,
};
use erc721::{Error as TokenError, Or};
use ink::{Address, H160};
use interfaces::{
    abi::{Id, Word, number},
    host::off_chain,
    licence,
    licence_token::{Item, RecordState},
    offer::{self, Offer, SaleState},
    order::Order,
};
use rules::{
    Bytes32,
    licence::{Coverage, Question},
    offer::Refusal,
    split_version::Versions,
    uses::{ALL_USERS, COMMERCIAL, DERIVE, FINE_TUNE, TRAIN_GENERATIVE},
};

const OWNER: Address = H160([1; 20]);
const BUYER: Address = H160([2; 20]);
const REGISTRY: Address = H160([3; 20]);
const SPLITTER: Address = H160([4; 20]);
const OFFERS: Address = H160([5; 20]);
const DEALS: Address = H160([6; 20]);
const RECORD: Bytes32 = [9; 32];

fn record_state() -> RecordState {
    RecordState {
        owner: OWNER.0,
        epoch: 1,
        generation: 1,
        units: 7,
        parents_share: 500,
        withdrawn_from: 0,
        standing: 0,
    }
}

fn state() -> SaleState {
    let mut state = SaleState::default();
    state.set_record(&record_state());
    state
}

/// Thirty for each of seven items, for a thousand seconds, twice.
fn offer() -> Offer {
    let mut offer = Offer::default();
    offer.set(offer::RECORD, &RECORD);
    offer.set(offer::TERMS, &[8; 32]);
    for (field, value) in [
        (offer::UNIT_PRICE, 30),
        (offer::UNIT, 1),
        (offer::SUPPLY, 2),
        (offer::EPOCH, 1),
        (offer::USES, TRAIN_GENERATIVE.into()),
        (offer::USERS, ALL_USERS.into()),
        (offer::DURATION, 1_000),
        (offer::TRANSFERABLE, 1),
        (offer::DERIVATIVE_SHARE, 250),
        (offer::RESALE_ROYALTY, 300),
    ] {
        offer.set_number(field, value);
    }
    offer
}

fn with(field: usize, value: u128) -> Offer {
    let mut changed = offer();
    changed.set_number(field, value);
    changed
}

/// Hands an offer over as the module of offers does.
fn admit(licences: &mut Licences, offer: &Offer) -> u64 {
    let mut calldata = vec![0; 100];
    calldata.extend_from_slice(offer.bytes());
    calldata.extend_from_slice(state().bytes());
    off_chain::run(&calldata, || licences.admit_offer(OFFERS, 0)).unwrap().unwrap()
}

/// A bound licence token with [`offer`] as offer 1.
fn licences() -> Licences {
    let mut licences = Licences::new(OWNER);
    let bindings = [REGISTRY, SPLITTER, OFFERS, DEALS, H160([7; 20])].map(|account| (account, [0; 32]));
    assert_eq!(licences.bind(BUYER, &bindings), Err(Error::NotDeployer));
    assert_eq!(licences.check_caller(REGISTRY, REGISTRY.0), Err(Error::NotBound));
    licences.bind(OWNER, &bindings).unwrap();
    assert_eq!(licences.bind(OWNER, &bindings), Err(Error::AlreadyBound));
    assert_eq!((licences.splitter(), licences.metadata()), (SPLITTER, H160([7; 20])));
    assert_eq!(admit(&mut licences, &offer()), 1);
    licences
}

fn item(offer: u64) -> Item {
    Item { offer, quantity: 0, selection: [0; 32] }
}

fn order() -> Order {
    Order { recipient: BUYER.0, buyer: BUYER.0, ..Order::default() }
}

fn refused(offer: u64, reason: Refusal) -> Error {
    Error::OfferRefused(offer, reason as u8)
}

#[ink::test]
fn x7_offers_come_from_their_module_alone() {
    let mut licences = licences();
    for caller in [OWNER, BUYER, REGISTRY, DEALS] {
        assert_eq!(licences.admit_offer(caller, 0), Err(Error::NotModule(caller)));
        assert_eq!(licences.admit_offer(caller, 1), Err(Error::NotModule(caller)));
    }
    assert_eq!(licences.offer(1), offer());
    assert_eq!(licences.sale_state(&RECORD), state());
    assert_eq!(licences.admit_offer(OFFERS, 1), Ok(1));
    assert_eq!(licences.offer(1), with(offer::CLOSED, 1));
    assert_eq!(licences.sell(&item(1), &order(), 100).unwrap_err(), refused(1, Refusal::Closed));
}

#[ink::test]
fn x7_deals_are_their_modules_alone() {
    let licences = licences();
    assert_eq!(licences.check_deals(DEALS), Ok(()));
    for caller in [OWNER, BUYER, REGISTRY, SPLITTER, OFFERS] {
        assert_eq!(licences.check_deals(caller), Err(Error::NotModule(caller)));
    }
}

/// The licensor is paid at once in the message of the sale; everything else goes by the splitter.
#[ink::test]
fn s12_a_price_is_the_licensors_alone_only_if_nobody_else_has_a_part() {
    let sold = |parents_share| Sale { parents_share, ..licences().sell(&item(1), &order(), 100).unwrap() };
    let with = |field, value| {
        let mut sale = sold(0);
        sale.licence.set_number(field, value);
        sale
    };
    assert!(sold(0).is_licensors());
    for other in [
        with(licence::VERSION, 1),
        with(licence::CURRENCY, 1),
        with(licence::STATUS, licence::IN_ESCROW.into()),
        sold(1),
        Sale { referral: 1, ..sold(0) },
    ] {
        assert!(!other.is_licensors(), "{other:?}");
    }
}

#[ink::test]
fn a_licence_is_counted_in_what_its_offer_is_priced_by() {
    let mut licences = licences();
    for (unit, asked, quantity, metered) in [(0, 1, 0, false), (1, 0, 7, false), (3, 4, 4, true)] {
        let offer = admit(&mut licences, &with(offer::UNIT, unit));
        let sold = licences.sell(&Item { quantity: asked, ..item(offer) }, &order(), 100).unwrap().licence;
        assert_eq!((sold.u64(licence::QUANTITY), sold.flag(licence::METERED)), (quantity, metered), "unit {unit}");
    }
}

#[ink::test]
fn l8_l9_l10_a_sale_pins_what_was_sold() {
    let mut licences = licences();
    let sale = licences.sell(&item(1), &order(), 100).unwrap();
    assert_eq!((sale.id, sale.paid(), sale.parents_share), (1, 210, 500));
    assert!(!sale.is_licensors(), "the parents have a part in it");
    let sold = licences.licence(&1u64.to_word());
    assert_eq!(sold, sale.licence);
    assert_eq!((sold.address(licence::OWNER), sold.address(licence::LICENSOR)), (BUYER, OWNER));
    assert_eq!((sold.word(licence::RECORD), sold.word(licence::TERMS)), (RECORD, [8; 32]));
    assert_eq!((sold.u64(licence::START), sold.u64(licence::EXPIRY)), (100, 1_100));
    assert_eq!((sold.u64(licence::ACQUIRED_AT), sold.u64(licence::BOUGHT_AT)), (100, 100));
    assert_eq!((sold.number(licence::PRICE), sold.u64(licence::QUANTITY)), (210, 7));
    assert_eq!((sold.number(licence::DERIVATIVE_SHARE), sold.number(licence::RESALE_ROYALTY)), (250, 300));
    assert_eq!(sold.number(licence::STATUS), 0);
    let kept = licences.offer(1);
    assert_eq!((kept.number(offer::SOLD), kept.number(offer::TAKEN)), (1, 210));
    assert_eq!(licences.sale_state(&RECORD).u64(offer::STATE_LICENSED), 1_100);
    assert_eq!(licences.holders().balance_of(BUYER), Ok(1));
    // One that begins later is its holder's from now on.
    let later = licences.sell(&item(1), &Order { start: 500, ..order() }, 100).unwrap().licence;
    assert_eq!((later.u64(licence::START), later.u64(licence::EXPIRY)), (500, 1_500));
    assert_eq!((later.u64(licence::ACQUIRED_AT), later.u64(licence::BOUGHT_AT)), (100, 100));
    assert_eq!(value_due(&[0; 32], 210), number(210));
    assert_eq!(value_due(&[1; 32], 210), number(0), "an ERC-20 is taken by the splitter");
}

#[ink::test]
fn l15_caps_and_ceilings_hold() {
    let mut licences = licences();
    licences.sell(&item(1), &order(), 100).unwrap();
    licences.sell(&item(1), &order(), 101).unwrap();
    assert_eq!(licences.sell(&item(1), &order(), 102).unwrap_err(), refused(1, Refusal::SoldOut));
    let ceiling = admit(&mut licences, &with(offer::CEILING, 419));
    licences.sell(&item(ceiling), &order(), 100).unwrap();
    assert_eq!(licences.sell(&item(ceiling), &order(), 100).unwrap_err(), refused(2, Refusal::CeilingReached));
    assert_eq!(licences.sell(&item(9), &order(), 100).unwrap_err(), refused(9, Refusal::Unknown));
    assert_eq!(licences.licence_count(), 3);
}

#[ink::test]
fn l15_exclusive_terms_want_the_use_for_themselves() {
    let mut licences = licences();
    let exclusive = admit(&mut licences, &with(offer::EXCLUSIVE, 1));
    licences.sell(&item(1), &order(), 100).unwrap();
    assert_eq!(licences.sell(&item(exclusive), &order(), 1_099).unwrap_err(), refused(2, Refusal::Exclusive));
    licences.sell(&item(exclusive), &order(), 1_100).unwrap();
    assert_eq!(licences.sell(&item(1), &order(), 2_099).unwrap_err(), refused(1, Refusal::Exclusive));
    let mut other_use = offer();
    other_use.set_number(offer::USES, FINE_TUNE.into());
    let other_use = admit(&mut licences, &other_use);
    licences.sell(&item(other_use), &order(), 2_099).unwrap();
    licences.sell(&item(1), &order(), 2_100).unwrap();
    let selection = Item { quantity: 1, selection: [1; 32], ..item(exclusive) };
    assert_eq!(licences.sell(&selection, &order(), 9_000).unwrap_err(), refused(2, Refusal::QuantityInvalid));
}

#[ink::test]
fn l15_an_exclusive_licence_that_is_cut_short_frees_its_uses() {
    let mut licences = licences();
    let exclusive = admit(&mut licences, &with(offer::EXCLUSIVE, 1));
    licences.sell(&item(exclusive), &order(), 100).unwrap();
    assert_eq!(licences.amend(OWNER, &number(1), 2, 500), Err(Error::NotModule(OWNER).into()));
    let cut = licences.amend(DEALS, &number(1), licence::REVOKED, 500).unwrap();
    assert_eq!((cut.u64(licence::EXPIRY), cut.has(licence::REVOKED)), (500, true));
    assert_eq!(licences.sell(&item(1), &order(), 499).unwrap_err(), refused(1, Refusal::Exclusive));
    licences.sell(&item(1), &order(), 500).unwrap();
    // It is never made longer.
    let again = licences.amend(DEALS, &number(1), licence::REVOKED, 9_999).unwrap();
    assert_eq!(again.u64(licence::EXPIRY), 500);
}

#[ink::test]
fn a_price_in_escrow_is_nobodys_yet() {
    let mut licences = licences();
    let escrow = admit(&mut licences, &with(offer::ESCROW, 60));
    let sale = licences.sell(&item(escrow), &order(), 100).unwrap();
    assert!(sale.in_escrow() && !sale.is_licensors());
    let mut free = with(offer::ESCROW, 60);
    free.set_number(offer::UNIT_PRICE, 0);
    let free = admit(&mut licences, &free);
    assert!(!licences.sell(&item(free), &order(), 100).unwrap().in_escrow(), "there is nothing to keep");
}

#[ink::test]
fn a_licence_takes_the_place_of_the_one_it_upgrades() {
    let mut licences = licences();
    let mut upgrade = offer();
    upgrade.set(offer::UPGRADES_FROM, &[8; 32]);
    let upgrade = admit(&mut licences, &upgrade);
    licences.sell(&item(1), &order(), 100).unwrap();
    assert_eq!(licences.sell(&item(upgrade), &order(), 200).unwrap_err(), refused(2, Refusal::UpgradeOnly));
    let asked = Order { upgrades_from: [8; 32], credit: 189, ..order() };
    let sale = licences.sell(&item(upgrade), &asked, 200).unwrap();
    assert_eq!((sale.paid(), sale.licence.number(licence::PRICE)), (21, 210));
    let old = licences.succeed(&number(1), UPGRADE, 200).unwrap();
    assert_eq!(check_successor(&old, UPGRADE, &sale.licence), Ok(()));
    assert!(!old.is_token());
    assert_eq!((old.u64(licence::EXPIRY), old.has(licence::UPGRADED)), (200, true));
    assert_eq!(licences.holders().balance_of(BUYER), Ok(1));
    let nobodys = TokenError::ERC721NonexistentToken(Id(number(1)));
    assert_eq!(licences.existing(&number(1)), Err(nobodys));
    assert_eq!(licences.succeed(&number(1), UPGRADE, 200), Err(nobodys));
    let question = Question { record: RECORD, account: BUYER.0, user: COMMERCIAL, uses: TRAIN_GENERATIVE, at: 199 };
    assert_eq!(licences.covers(&number(1), &question), Coverage::Covered);
    assert_eq!(licences.covers(&number(1), &Question { at: 200, ..question }), Coverage::Upgraded);
    let credit = Order { upgrades_from: [8; 32], credit: u128::MAX, ..order() };
    let sale = licences.sell(&item(upgrade), &credit, 200).unwrap();
    assert_eq!((sale.paid(), sale.credit), (0, 210), "never above the new price");
}

#[ink::test]
fn a_licence_follows_only_on_one_of_its_record_and_generation() {
    let mut licences = licences();
    let sale = licences.sell(&item(1), &order(), 100).unwrap();
    let other = |field, value: &Bytes32| {
        let mut other = sale.licence.clone();
        other.set(field, value);
        other
    };
    let old = licences.succeed(&number(1), 1, 200).unwrap();
    assert!(old.has(licence::CONTINUED) && old.is_token());
    let refused = Err(Error::NotSuccessor(1));
    assert_eq!(check_successor(&old, 1, &other(licence::RECORD, &[1; 32])), refused);
    assert_eq!(check_successor(&old, 2, &other(licence::GENERATION, &number(2))), refused);
    assert_eq!(check_successor(&old, UPGRADE, &other(licence::CURRENCY, &number(1))), refused);
    assert_eq!(check_successor(&old, 2, &other(licence::CURRENCY, &number(1))), Ok(()));
}

#[ink::test]
fn l15_an_exclusive_licence_makes_room_for_the_one_that_upgrades_it() {
    let mut licences = licences();
    let exclusive = admit(&mut licences, &with(offer::EXCLUSIVE, 1));
    let mut upgrade = with(offer::EXCLUSIVE, 1);
    upgrade.set(offer::UPGRADES_FROM, &[8; 32]);
    let upgrade = admit(&mut licences, &upgrade);
    licences.sell(&item(exclusive), &order(), 100).unwrap();
    let asked = Order { upgrades_from: [8; 32], ..order() };
    assert_eq!(licences.sell(&item(upgrade), &asked, 200).unwrap_err(), refused(3, Refusal::Exclusive));
    licences.succeed(&number(1), UPGRADE, 200).unwrap();
    licences.sell(&item(upgrade), &asked, 200).unwrap();
    assert_eq!(licences.sell(&item(1), &order(), 300).unwrap_err(), refused(1, Refusal::Exclusive));
}

#[ink::test]
fn l2_l3_transfers_move_the_balance_and_end_the_approval() {
    let mut licences = licences();
    licences.sell(&item(1), &order(), 100).unwrap();
    let id = 1u64.to_word();
    let (alice, bob) = (BUYER, H160([7; 20]));
    assert_eq!(licences.approve(bob, bob, &id), Err(TokenError::ERC721InvalidApprover(bob)));
    assert_eq!(licences.approve(alice, bob, &id), Ok(alice));
    assert_eq!(licences.existing(&id).unwrap().address(licence::APPROVED), bob);
    let wrong = TokenError::ERC721InsufficientApproval(OWNER, Id(id));
    assert_eq!(licences.transfer(OWNER, alice, bob, &id, 150), Err(wrong.into()));
    licences.transfer(bob, alice, bob, &id, 150).unwrap();
    let moved = licences.existing(&id).unwrap();
    assert_eq!((moved.address(licence::OWNER), moved.address(licence::APPROVED)), (bob, H160::zero()));
    assert_eq!(moved.u64(licence::ACQUIRED_AT), 150);
    assert_eq!((licences.holders().balance_of(alice), licences.holders().balance_of(bob)), (Ok(0), Ok(1)));
    // A transfer to oneself changes nothing about since when one has it.
    licences.transfer(bob, bob, bob, &id, 160).unwrap();
    assert_eq!(licences.existing(&id).unwrap().u64(licence::ACQUIRED_AT), 150);
    assert_eq!(licences.holders().balance_of(bob), Ok(1));
}

#[ink::test]
fn l3_a_licence_whose_terms_forbid_it_is_not_transferred() {
    let mut licences = licences();
    let fixed = admit(&mut licences, &with(offer::TRANSFERABLE, 0));
    licences.sell(&item(fixed), &order(), 100).unwrap();
    let id = 1u64.to_word();
    let error: Or<Error> = Error::LicenceNotTransferable(Id(id)).into();
    assert_eq!(licences.transfer(BUYER, BUYER, OWNER, &id, 150), Err(error));
}

#[ink::test]
fn l13_only_a_licence_to_derive_lets_its_holder_derive() {
    let mut licences = licences();
    let derive = admit(&mut licences, &with(offer::USES, DERIVE.into()));
    licences.sell(&item(1), &order(), 100).unwrap();
    licences.sell(&item(derive), &order(), 100).unwrap();
    let ask =
        |licence: u64, record, holder: Address, now| licences.derivation(&licence.to_word(), record, holder.0, now);
    assert_eq!(ask(2, RECORD, BUYER, 100), (Coverage::Covered, 250));
    assert_eq!(ask(2, RECORD, BUYER, 1_100), (Coverage::Expired, 250));
    assert_eq!(ask(2, RECORD, OWNER, 100), (Coverage::NotHolder, 250));
    assert_eq!(ask(2, [1; 32], BUYER, 100), (Coverage::OtherRecord, 250));
    assert_eq!(ask(1, RECORD, BUYER, 100), (Coverage::UseNotLicensed, 250));
    assert_eq!(ask(3, RECORD, BUYER, 100), (Coverage::UnknownLicence, 0));
}

/// The calldata of a push: the record, and these words.
fn push(words: &[Bytes32]) -> Vec<u8> {
    let mut calldata = vec![0; 4];
    calldata.extend_from_slice(&RECORD);
    words.iter().for_each(|word| calldata.extend_from_slice(word));
    calldata
}

#[ink::test]
fn only_registry_and_splitter_push_and_only_where_something_was_offered() {
    let mut licences = licences();
    licences.sell(&item(1), &order(), 100).unwrap();
    let pushed = |generation: u128, owner: Address| {
        push(&[owner.to_word(), number(2), number(generation), number(7), number(500), number(0), number(1)])
    };
    for caller in [OWNER, SPLITTER, OFFERS, DEALS] {
        assert_eq!(licences.push_record(caller, &RECORD), Err(Error::NotModule(caller)));
    }
    off_chain::run(&pushed(1, BUYER), || licences.push_record(REGISTRY, &RECORD)).unwrap().unwrap();
    let state = licences.sale_state(&RECORD);
    assert_eq!((state.address(offer::STATE_OWNER), state.number(offer::STATE_EPOCH)), (BUYER, 2));
    assert_eq!(state.number(offer::STATE_STANDING), 1);
    assert_eq!(state.u64(offer::STATE_LICENSED), 1_100, "what was sold binds the next owner");

    assert_eq!(licences.push_split(REGISTRY, &RECORD), Err(Error::NotModule(REGISTRY)));
    let versions = push(&[number(3), number(4), number(900)]);
    off_chain::run(&versions, || licences.push_split(SPLITTER, &RECORD)).unwrap().unwrap();
    let expected = Versions { current: 3, next: 4, applies_at: 900, last: 0 };
    assert_eq!(licences.sale_state(&RECORD).versions(), expected);

    // A new generation has neither a split nor licences of its own.
    off_chain::run(&pushed(2, OWNER), || licences.push_record(REGISTRY, &RECORD)).unwrap().unwrap();
    let state = licences.sale_state(&RECORD);
    assert_eq!((state.number(offer::STATE_GENERATION), state.u64(offer::STATE_LICENSED)), (2, 0));
    assert_eq!(state.versions(), Versions::default());

    licences.push_record(REGISTRY, &[1; 32]).unwrap();
    assert_eq!(licences.sale_state(&[1; 32]), SaleState::default(), "nothing of it was ever offered");
}

#[ink::test]
fn payments_go_together_where_the_money_goes_the_same_way() {
    let mut licences = licences();
    let second = admit(&mut licences, &with(offer::SUPPLY, 0));
    let mut other = offer();
    other.set(offer::RECORD, &[7; 32]);
    let other = admit(&mut licences, &other);
    let escrow = admit(&mut licences, &with(offer::ESCROW, 60));
    let referred = admit(&mut licences, &with(offer::REFERRAL, 100));
    let with_referrer = Order { referrer: [8; 20], ..order() };
    let first = licences.sell(&item(1), &order(), 100).unwrap();
    assert!(licences.sell(&item(second), &order(), 100).unwrap().is_paid_with(&first));
    assert!(!licences.sell(&item(other), &order(), 100).unwrap().is_paid_with(&first));
    assert!(!licences.sell(&item(escrow), &order(), 100).unwrap().is_paid_with(&first));
    let referred = licences.sell(&item(referred), &with_referrer, 100).unwrap();
    assert!(!referred.is_paid_with(&first));
    assert_eq!((referred.referrer, referred.referral), ([8; 20], 100));
}

#[test]
fn x11_the_keys_of_storage_are_distinct_and_stay() {
    let keys = interfaces::layout::root_keys::<crate::data::Licences>();
    let keys: Vec<_> = keys.iter().map(|(field, key)| (&**field, *key)).collect();
    assert_eq!(
        keys,
        [
            ("offers", 0xbbcd_e6e7),
            ("licences", 0x409a_e3c9),
            ("sale_states", 0x188c_21cd),
            ("holders.accounts", 0x713c_882f),
            ("holders.operators", 0xe6c4_4bf8)
        ]
    );
}
