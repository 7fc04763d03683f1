//! The licence token's rules over its storage, without a chain.

use crate::{
    data::{Licences, NewOffer, Order, SaleState},
    errors::Error,
};
use erc721::{Error as TokenError, Or};
use ink::{Address, H160, sol::FixedBytes};
use interfaces::{
    abi::{Id, Word, number},
    licence_token::RecordState,
    terms_book::Grant,
};
use rules::{
    Bytes32,
    licence::{Coverage, Expiry, Question},
    offer::Refusal,
    split_version::Versions,
    terms::Duration,
    uses::{ALL_USERS, COMMERCIAL, DERIVE, FINE_TUNE, TRAIN_GENERATIVE},
};

const OWNER: Address = H160([1; 20]);
const BUYER: Address = H160([2; 20]);
const REGISTRY: Address = H160([3; 20]);
const SPLITTER: Address = H160([4; 20]);
const RECORD: Bytes32 = [9; 32];
const GRANT: Grant = Grant {
    uses: TRAIN_GENERATIVE,
    users: ALL_USERS,
    duration: Duration::Seconds(1_000),
    transferable: true,
    derivative_share: 0,
};

fn state() -> SaleState {
    SaleState { owner: OWNER.0, epoch: 1, generation: 1, units: 7, ..SaleState::default() }
}

/// The state of [`state`], as the registry says it.
fn record_state() -> RecordState {
    let SaleState { owner, epoch, generation, units, parents_share, withdrawn_from, standing, .. } = state();
    RecordState { owner, epoch, generation, units, parents_share, withdrawn_from, standing }
}

fn new_offer() -> NewOffer {
    NewOffer { record: RECORD, terms: [8; 32], unit_price: 30, unit: 1, supply: 2, opens: 0, closes: 0, buyer: [0; 20] }
}

fn order() -> Order {
    Order { offer: 1, max_total: 210, recipient: BUYER, buyer: BUYER, value: number(210) }
}

/// A bound licence token with [`new_offer`] as offer 1.
fn licences() -> Licences {
    let mut licences = Licences::new(OWNER);
    let bindings = [(REGISTRY, [0; 32]), (SPLITTER, [0; 32]), (H160([5; 20]), [0; 32])];
    assert_eq!(licences.bind(BUYER, &bindings), Err(Error::NotDeployer));
    licences.bind(OWNER, &bindings).unwrap();
    assert_eq!(licences.bind(OWNER, &bindings), Err(Error::AlreadyBound));
    assert_eq!(licences.create_offer(&new_offer(), state(), &GRANT, 100).unwrap().0, 1);
    licences
}

#[ink::test]
fn each_wrong_offer_is_named() {
    let mut licences = Licences::new(OWNER);
    let mut create = |new, grant| licences.create_offer(&new, state(), &grant, 100).map(|(id, _)| id);
    assert_eq!(create(new_offer(), Grant { uses: 0, ..GRANT }), Err(Error::TermsUnknown(FixedBytes([8; 32]))));
    assert_eq!(create(NewOffer { unit: 2, ..new_offer() }, GRANT), Err(Error::PriceUnitUnknown(2)));
    let dear = NewOffer { unit_price: u128::MAX / 2, ..new_offer() };
    assert_eq!(create(dear, GRANT), Err(Error::PriceTooHigh));
    assert_eq!(create(NewOffer { closes: 100, ..new_offer() }, GRANT), Err(Error::WindowInvalid));
    assert_eq!(create(new_offer(), GRANT), Ok(1));
    assert_eq!(create(new_offer(), GRANT), Ok(2));
}

#[ink::test]
fn l8_l9_l10_a_sale_is_exact_and_pins_what_was_sold() {
    let mut licences = licences();
    let sale = licences.sell(&order(), 500).unwrap();
    assert_eq!((sale.id, sale.licence.price, sale.licence.start), (1, 210, 500));
    assert_eq!(sale.licence.expiry, Expiry::At(1_500));
    assert!(sale.is_owners());
    assert_eq!(sale.destination.owner, OWNER.0);
    assert_eq!(licences.licence(&1u64.to_word()), Some(sale.licence));
    assert_eq!(licences.holders().balance_of(BUYER), Ok(1));
}

#[ink::test]
fn l9_l15_each_wrong_purchase_is_named() {
    let mut licences = licences();
    let mut sell = |order: Order| licences.sell(&order, 500).map(|sale| sale.id);
    let own = |error| Err(Or::Own(error));
    assert_eq!(sell(Order { offer: 2, ..order() }), own(Error::OfferUnknown(2)));
    assert_eq!(sell(Order { max_total: 209, ..order() }), own(Error::TotalAboveMax(210, 209)));
    for value in [0, 209, 211] {
        let refused = own(Error::WrongValue(Id(number(value)), 210));
        assert_eq!(sell(Order { value: number(value), ..order() }), refused);
    }
    let nobody = Order { recipient: H160::zero(), ..order() };
    assert_eq!(sell(nobody), Err(Or::Token(TokenError::ERC721InvalidReceiver(H160::zero()))));
    assert_eq!((sell(order()), sell(order())), (Ok(1), Ok(2)));
    assert_eq!(sell(order()), own(Error::OfferRefused(1, Refusal::SoldOut as u8)));
}

#[ink::test]
fn an_offer_of_a_previous_owner_no_longer_sells() {
    let mut licences = licences();
    assert_eq!(licences.quote(1, &BUYER.0, 500), (0, 210));
    let pushed = |owner: Address, epoch| RecordState { owner: owner.0, epoch, ..record_state() };
    assert_eq!(licences.push_record(OWNER, &RECORD, &pushed(BUYER, 2)), Err(Error::NotRegistry(OWNER)));
    licences.push_record(REGISTRY, &RECORD, &pushed(BUYER, 2)).unwrap();
    licences.push_record(REGISTRY, &RECORD, &pushed(OWNER, 3)).unwrap();
    assert_eq!(licences.quote(1, &BUYER.0, 500), (Refusal::Stale as u8, 210));
    let refused = Err(Or::Own(Error::OfferRefused(1, Refusal::Stale as u8)));
    assert_eq!(licences.sell(&order(), 500).map(|sale| sale.id), refused);
}

#[ink::test]
fn a_record_that_does_not_stand_clear_sells_nothing() {
    let mut licences = licences();
    for (standing, withdrawn_from, refusal) in
        [(1, 0, Refusal::Challenged), (2, 0, Refusal::Struck), (0, 500, Refusal::Withdrawn), (0, 1, Refusal::Withdrawn)]
    {
        let pushed = RecordState { standing, withdrawn_from, ..record_state() };
        licences.push_record(REGISTRY, &RECORD, &pushed).unwrap();
        assert_eq!(licences.quote(1, &BUYER.0, 500), (refusal as u8, 210));
        let refused = Err(Or::Own(Error::OfferRefused(1, refusal as u8)));
        assert_eq!(licences.sell(&order(), 500).map(|sale| sale.id), refused);
    }
    licences.push_record(REGISTRY, &RECORD, &RecordState { withdrawn_from: 501, ..record_state() }).unwrap();
    assert_eq!(licences.sell(&order(), 500).unwrap().id, 1);
}

#[ink::test]
fn a_new_generation_has_no_split() {
    let mut licences = licences();
    let versions = Versions { current: 1, next: 0, applies_at: 0, last: 0 };
    licences.push_split(SPLITTER, &RECORD, versions).unwrap();
    licences.push_record(REGISTRY, &RECORD, &record_state()).unwrap();
    assert_eq!(licences.sale_state(&RECORD).unwrap().versions, versions);
    licences.push_record(REGISTRY, &RECORD, &RecordState { generation: 2, ..record_state() }).unwrap();
    assert_eq!(licences.sale_state(&RECORD).unwrap().versions, Versions::default());
}

#[ink::test]
fn l13_only_a_live_licence_to_derive_allows_a_derivative() {
    let mut licences = licences();
    let grant = Grant { uses: DERIVE | TRAIN_GENERATIVE, derivative_share: 700, ..GRANT };
    licences.create_offer(&new_offer(), state(), &grant, 100).unwrap();
    licences.sell(&Order { offer: 1, ..order() }, 500).unwrap();
    licences.sell(&Order { offer: 2, ..order() }, 500).unwrap();
    let [training, deriving] = [1u64, 2].map(Word::to_word);
    assert_eq!(licences.derivation(&training, RECORD, BUYER.0, 600), (Coverage::UseNotLicensed, 0));
    assert_eq!(licences.derivation(&deriving, RECORD, BUYER.0, 600), (Coverage::Covered, 700));
    assert_eq!(licences.derivation(&deriving, RECORD, OWNER.0, 600), (Coverage::NotHolder, 700));
    assert_eq!(licences.derivation(&deriving, [1; 32], BUYER.0, 600), (Coverage::OtherRecord, 700));
    assert_eq!(licences.derivation(&deriving, RECORD, BUYER.0, 1_500), (Coverage::Expired, 700));
    assert_eq!(licences.derivation(&3u64.to_word(), RECORD, BUYER.0, 600), (Coverage::UnknownLicence, 0));
}

#[ink::test]
fn a_closed_offer_no_longer_sells() {
    let mut licences = licences();
    let mut close = || licences.offer(1).map(|offer| licences.close_offer(1, offer)).unwrap();
    assert_eq!(close(), Ok(()));
    assert_eq!(close(), Err(Error::OfferAlreadyClosed(1)));
    assert_eq!(licences.quote(1, &BUYER.0, 500).0, Refusal::Closed as u8);
}

#[ink::test]
fn a_pushed_split_sends_the_money_to_its_version() {
    let mut licences = licences();
    let versions = Versions { current: 1, next: 2, applies_at: 600, last: 0 };
    assert_eq!(licences.push_split(REGISTRY, &RECORD, versions), Err(Error::NotSplitter(REGISTRY)));
    licences.push_split(SPLITTER, &RECORD, versions).unwrap();
    let sale = licences.sell(&order(), 599).unwrap();
    assert_eq!((sale.destination.version, sale.is_owners()), (1, false));
    assert_eq!(licences.sell(&order(), 600).unwrap().destination.version, 2);
}

#[ink::test]
fn pushes_about_records_never_offered_keep_nothing() {
    let mut licences = licences();
    licences.push_record(REGISTRY, &[1; 32], &record_state()).unwrap();
    licences.push_split(SPLITTER, &[1; 32], Versions::default()).unwrap();
    assert_eq!(licences.sale_state(&[1; 32]), None);
}

#[ink::test]
fn covers_follows_the_holder() {
    let mut licences = licences();
    licences.sell(&order(), 500).unwrap();
    let id = 1u64.to_word();
    let asked = Question { record: RECORD, account: BUYER.0, user: COMMERCIAL, uses: TRAIN_GENERATIVE, at: 600 };
    assert_eq!(licences.covers(&id, &asked), Coverage::Covered);
    assert_eq!(licences.covers(&2u64.to_word(), &asked), Coverage::UnknownLicence);
    assert_eq!(licences.covers(&[0xff; 32], &asked), Coverage::UnknownLicence);
    assert_eq!(licences.covers(&id, &Question { uses: FINE_TUNE, ..asked }), Coverage::UseNotLicensed);
    licences.transfer(BUYER, BUYER, OWNER, &id, 700).unwrap();
    assert_eq!(licences.covers(&id, &asked), Coverage::NotHolder);
    let asked = Question { account: OWNER.0, ..asked };
    assert_eq!(licences.covers(&id, &asked), Coverage::HeldByAnotherThen);
    assert_eq!(licences.covers(&id, &Question { at: 700, ..asked }), Coverage::Covered);
}

#[ink::test]
fn a_licence_that_may_not_be_passed_on_stays() {
    let mut licences = licences();
    let grant = Grant { transferable: false, ..GRANT };
    let free = NewOffer { unit_price: 0, ..new_offer() };
    licences.create_offer(&free, state(), &grant, 100).unwrap();
    licences.sell(&Order { offer: 2, value: number(0), ..order() }, 500).unwrap();
    let id = Id(1u64.to_word());
    let refused = Err(Or::Own(Error::LicenceNotTransferable(id)));
    assert_eq!(licences.transfer(BUYER, BUYER, OWNER, &id.0, 600), refused);
    assert_eq!(licences.approve(OWNER, OWNER, &id.0), Err(TokenError::ERC721InvalidApprover(OWNER)));
}
