//! The whole story, as its users live it: works are registered, offered, sold and paid for, and
//! later somebody asks whether a use was covered.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_primitives::{B256, U256};
use chain::{Account, EVM_UNITS_PER_PLANCK, H160, SECONDS_PER_BLOCK, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage,
    terms::{Duration, Revocation, Terms},
    uses::{COMMERCIAL, FINE_TUNE, SEARCH, TRAIN_GENERATIVE, TRAIN_OTHER},
    work::{Kind, Origin},
};
use scenarios::{SALT, World, digest};
use story::{
    abi::{LicenceToken, RoyaltySplitter, Settlements},
    calls::address,
    protocol::{NATIVE, NewOffer, NewRecord, Protocol, Question, record_id, terms_id},
};

const DAY: u64 = 86_400;

/// A class of user that the terms do not name.
const EDUCATION: u8 = 1 << 2;

fn id(work: u64) -> U256 {
    record_id(&digest(work))
}

fn training() -> Terms {
    Terms {
        uses: TRAIN_GENERATIVE | TRAIN_OTHER,
        users: COMMERCIAL,
        duration: Duration::Seconds(30 * DAY),
        exclusive: false,
        transferable: true,
        attribution: true,
        revocation: Revocation::Irrevocable,
        derivative_share: 0,
        resale_royalty: 0,
        document: [0xd0; 32],
        uri: b"https://example.org/terms/training".to_vec(),
    }
}

/// What somebody can spend, in EVM units.
fn money(world: &World<'_>, who: H160) -> u128 {
    world.chain.balance(who)
}

/// Makes an offer, buys it, and asserts that exactly the price left the buyer, beside the fee and
/// the deposit, and that each of these accounts got exactly this much. Gives the licence.
fn sell(
    world: &mut World<'_>,
    (owner, record, terms, price): (&Account, U256, B256, u128),
    buyer: &Account,
    payouts: &[(H160, u128)],
) -> U256 {
    let offer = world.make_offer(owner, &NewOffer { record, terms, unit_price: price, ..NewOffer::default() });
    let quote = world.protocol.quote(world.chain, offer, buyer.address()).unwrap();
    assert_eq!((quote.reason, quote.total), (rules::offer::SELLS, price));
    let before: Vec<_> = payouts.iter().map(|(account, _)| money(world, *account)).collect();
    let purse = money(world, buyer.address());
    let sale = world.protocol.purchase(world.chain, buyer, offer, price, [0x0a; 32]).unwrap();
    let spent = purse - money(world, buyer.address());
    let deposit = u128::try_from(sale.receipt.deposit_in_evm_units()).unwrap();
    assert_eq!(spent, price + sale.receipt.fee_in_evm_units() + deposit);
    for ((account, amount), before) in payouts.iter().zip(before) {
        assert_eq!(money(world, *account) - before, *amount, "{account:?}");
    }
    let [purchased] = &sale.events::<LicenceToken::Purchased>().collect::<Vec<_>>()[..] else { panic!("one sale") };
    assert_eq!((purchased.licence, purchased.record, purchased.offer), (sale.value, record, offer));
    assert_eq!((purchased.price, purchased.buyerReference), (price, B256::repeat_byte(0x0a)));
    assert_eq!((purchased.buyer, purchased.licensee), (address(buyer.address()), address(buyer.address())));
    sale.value
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l11_a_work_is_registered_licensed_paid_for_and_proved() {
    let (mut world, cast) = World::new(client.chain());
    let protocol = world.protocol;
    let (ada, ben, chloe) = (&cast.ada, &cast.ben, &cast.chloe);
    let (orion, delta) = (&cast.orion, &cast.delta);
    let studio = Account::substrate("Studio");
    world.chain.endow(&studio, TOKEN);

    // Ada takes a photograph. Ben makes a film of it and owes her a fifth; Chloe writes with a studio.
    let photograph = NewRecord { kind: Kind::Image as u8, ..NewRecord::new(digest(1), ada) };
    let film = NewRecord {
        kind: Kind::ShortVideo as u8,
        units: 90,
        origin: Origin::AiAssisted as u8,
        parents: vec![(digest(1), 2_000)],
        ..NewRecord::new(digest(2), ben)
    };
    let novel = NewRecord { kind: Kind::Text as u8, units: 80_000, ..NewRecord::new(digest(3), chloe) };
    for (who, work) in [(ada, &photograph), (ben, &film), (chloe, &novel)] {
        world.register(who, work);
    }
    let split = [(chloe.address(), 7_500), (studio.address(), 2_500)];
    assert_eq!(protocol.set_split(world.chain, chloe, id(3), &split).unwrap().value, 1);

    // They agree on terms; whoever publishes them gets the same id.
    let terms = protocol.publish_terms(world.chain, ada, &training()).unwrap();
    assert_eq!(terms.value, terms_id(&training()));
    let again = protocol.publish_terms(world.chain, ben, &training()).unwrap();
    assert_eq!((again.value, again.receipt.events.len()), (terms.value, 0));
    let terms = terms.value;

    // Orion pays with an Ethereum wallet, to the last unit; Delta with a Substrate wallet.
    let odd = 3 * TOKEN + 7;
    let started = world.chain.now() + SECONDS_PER_BLOCK;
    let of_photograph = sell(&mut world, (ada, id(1), terms, odd), orion, &[(ada.address(), odd)]);
    // The film: four fifths are Ben's at once, a fifth waits for Ada.
    let bens = odd - odd.div_ceil(5);
    let splitter = protocol.splitter;
    let of_film = sell(
        &mut world,
        (ben, id(2), terms, odd),
        orion,
        &[(ben.address(), bens), (ada.address(), 0), (splitter, odd - bens)],
    );
    let price = TOKEN + EVM_UNITS_PER_PLANCK;
    let studios = price / 4;
    let of_novel = sell(
        &mut world,
        (chloe, id(3), terms, price),
        delta,
        &[(chloe.address(), price - studios), (studio.address(), studios), (splitter, 0)],
    );
    assert_eq!([of_photograph, of_film, of_novel], [1, 2, 3].map(U256::from));

    // Anyone settles Ada's part of the film, once.
    let due = protocol.parent_account(world.chain, id(2), id(1)).unwrap();
    assert_eq!((due.received, due.earned, due.released, due.due), (odd, odd / 5, 0, odd / 5));
    let before = money(&world, ada.address());
    assert_eq!(protocol.settle(world.chain, delta, id(2), id(1)).unwrap().value, odd / 5);
    assert_eq!(money(&world, ada.address()) - before, odd / 5);
    let settle = Settlements::settleCall { child: id(2), generation: 1, parent: id(1), currency: NATIVE };
    world.refused(delta, protocol.settlements, &settle, RoyaltySplitter::NothingDue {});
    // What is left is less than a unit for each who has a part, and all that the splitter has.
    let dust = odd - bens - odd / 5;
    assert!(dust < 2);
    assert_eq!(protocol.owed(world.chain).unwrap(), dust);
    assert_eq!(world.chain.balance(splitter), dust);
    assert_eq!(world.chain.balance(protocol.licence_token), 0);

    // An auditor asks.
    let question = Question {
        licence: of_film,
        record: id(2),
        account: orion.address(),
        user: COMMERCIAL,
        uses: TRAIN_GENERATIVE,
        at: world.chain.now(),
    };
    let licence = protocol.licence(world.chain, of_film).unwrap();
    assert_eq!((licence.core.record, licence.core.terms, licence.core.price), (id(2), terms, odd));
    assert!(licence.core.start > started && licence.core.expiry == licence.core.start + 30 * DAY);
    let answers = [
        (question, Coverage::Covered),
        (Question { uses: TRAIN_GENERATIVE | TRAIN_OTHER, ..question }, Coverage::Covered),
        (Question { at: licence.core.start, ..question }, Coverage::Covered),
        (Question { licence: U256::from(4), ..question }, Coverage::UnknownLicence),
        (Question { licence: U256::MAX, ..question }, Coverage::UnknownLicence),
        (Question { record: id(1), ..question }, Coverage::OtherRecord),
        (Question { account: delta.address(), ..question }, Coverage::NotHolder),
        (Question { at: licence.core.start - 1, ..question }, Coverage::NotYet),
        (Question { at: licence.core.expiry, ..question }, Coverage::Expired),
        (Question { uses: FINE_TUNE, ..question }, Coverage::UseNotLicensed),
        (Question { uses: TRAIN_GENERATIVE | SEARCH, ..question }, Coverage::UseNotLicensed),
        (Question { uses: 0, ..question }, Coverage::UseNotLicensed),
        (Question { user: EDUCATION, ..question }, Coverage::UserNotLicensed),
        (Question { user: 0, ..question }, Coverage::UserNotLicensed),
    ];
    for (question, answer) in answers {
        assert_eq!(protocol.covers(world.chain, &question).unwrap(), answer as u8, "{question:?}");
    }

    // Orion hands its licence on: each is covered for the time in which they held it.
    let handed_on = world.chain.now();
    world.transfer(protocol.licence_token, orion, delta, of_film);
    let of_delta = Question { account: delta.address(), ..question };
    let answers = [
        (Question { at: handed_on, ..of_delta }, Coverage::Covered),
        (Question { at: handed_on - 1, ..of_delta }, Coverage::HeldByAnotherThen),
        (question, Coverage::NotHolder),
    ];
    for (question, answer) in answers {
        assert_eq!(protocol.covers(world.chain, &question).unwrap(), answer as u8, "{question:?}");
    }

    // The totals.
    let token = protocol.licence_token;
    assert_eq!(protocol.total_supply(world.chain, protocol.registry).unwrap(), U256::from(3));
    assert_eq!(protocol.total_supply(world.chain, token).unwrap(), U256::from(3));
    assert_eq!((world.balance_of(token, orion), world.balance_of(token, delta)), (1, 2));
    assert_eq!(protocol.offers(world.chain).unwrap(), 3);
}

// ------------------------------------------------------------------------------------------- time

/// What `covers` answers of the time that is now.
fn covers_now(world: &World<'_>, protocol: Protocol, licence: U256, account: H160) -> u8 {
    let at = world.chain.now();
    let question = Question { licence, record: id(1), account, user: COMMERCIAL, uses: SEARCH, at };
    protocol.covers(world.chain, &question).unwrap()
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_a_licence_holds_until_the_second_before_its_expiry() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, buyer) = (world.protocol, cast.delta.address());
    let record = world.work(&cast.ada, 1);
    let terms = world.terms(&cast.ada, Some(DAY), true);
    let offer = world.make_offer(&cast.ada, &NewOffer { record, terms, ..NewOffer::default() });
    let start = world.chain.now();
    // Seconds, not milliseconds: the chain's first block is of 2026.
    assert!((1_767_225_600..4_102_444_800).contains(&start));
    let sale = world.buy(&cast.delta, offer);
    assert_eq!(sale.receipt.timestamp, start);
    let licence = protocol.licence(world.chain, sale.value).unwrap();
    assert_eq!((licence.core.start, licence.core.acquiredAt, licence.core.expiry), (start, start, start + DAY));
    assert!(!licence.core.perpetual);
    for (at, answer) in [
        (licence.core.expiry - 1, Coverage::Covered),
        (licence.core.expiry, Coverage::Expired),
        (licence.core.expiry + 1, Coverage::Expired),
    ] {
        let now = world.chain.now();
        world.chain.advance_time(at - now);
        assert_eq!(world.chain.now(), at);
        assert_eq!(covers_now(&world, protocol, sale.value, buyer), answer as u8);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_a_perpetual_licence_does_not_end_and_the_longest_and_shortest_do() {
    let (mut world, cast) = World::new(client.chain());
    let (protocol, buyer) = (world.protocol, cast.orion.address());
    let record = world.work(&cast.ada, 1);
    let mut buy = |seconds| {
        let terms = world.terms(&cast.ada, seconds, false);
        let offer = world.make_offer(&cast.ada, &NewOffer { record, terms, ..NewOffer::default() });
        let licence = world.buy(&cast.orion, offer).value;
        (licence, protocol.licence(world.chain, licence).unwrap())
    };
    let (perpetual, found) = buy(None);
    assert!(found.core.perpetual && found.core.expiry == 0);
    let (longest, found) = buy(Some(rules::limits::MAX_DURATION));
    assert!(!found.core.perpetual && found.core.expiry == found.core.start + rules::limits::MAX_DURATION);
    let (shortest, found) = buy(Some(1));
    assert_eq!(found.core.expiry, found.core.start + 1);
    let answer = |world: &World<'_>, licence, at| {
        let question = Question { licence, record: id(1), account: buyer, user: COMMERCIAL, uses: SEARCH, at };
        protocol.covers(world.chain, &question).unwrap()
    };
    assert_eq!(answer(&world, shortest, found.core.start), Coverage::Covered as u8);
    assert_eq!(answer(&world, shortest, found.core.start + 1), Coverage::Expired as u8);
    assert_eq!(answer(&world, perpetual, u64::MAX), Coverage::Covered as u8);
    assert_eq!(answer(&world, longest, u64::MAX), Coverage::Expired as u8);
    world.chain.advance_time(200 * 365 * DAY);
    assert_eq!(covers_now(&world, protocol, perpetual, buyer), Coverage::Covered as u8);
    assert_eq!(covers_now(&world, protocol, longest, buyer), Coverage::Expired as u8);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l10_an_issued_licence_stays_what_it_is_whatever_becomes_of_record_and_offer() {
    let (mut world, cast) = World::new(client.chain());
    let protocol = world.protocol;
    let record = world.work(&cast.ada, 1);
    let offer = world.offer(&cast.ada, record, TOKEN);
    let licence = world.buy(&cast.orion, offer).value;
    let before = protocol.licence(world.chain, licence).unwrap();
    assert_eq!((before.core.record, before.core.offer, before.core.price), (record, offer, TOKEN));

    world.offer(&cast.ada, record, 5 * TOKEN);
    protocol.close_offer(world.chain, &cast.ada, offer).unwrap();
    protocol.set_split(world.chain, &cast.ada, record, &[(cast.chloe.address(), 10_000)]).unwrap();
    world.transfer(protocol.registry, &cast.ada, &cast.ben, record);
    world.register(&cast.chloe, &NewRecord { parents: vec![(digest(1), 9)], ..NewRecord::new(digest(2), &cast.chloe) });
    assert_eq!(protocol.licence(world.chain, licence).unwrap(), before);
    assert_eq!(covers_now(&world, protocol, licence, cast.orion.address()), Coverage::Covered as u8);
}

// ------------------------------------------------------------------------ our own contracts as payees

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s7_one_of_our_contracts_as_payee_blocks_nobody() {
    let (mut world, cast) = World::new(client.chain());
    for (work, (name, contract)) in (1..).zip(world.protocol.contracts()) {
        println!("the {name} is a payee");
        let record = world.work(&cast.ben, work);
        let payees = [(cast.ada.address(), 5_000), (contract, 5_000)];
        let Protocol { registry, licence_token, splitter, arbitration, settlements, .. } = world.protocol;
        if [registry, licence_token, splitter, arbitration, settlements].contains(&contract) {
            // Those that can be waiting for the sale that would pay them, and who judges.
            let call = Settlements::setSplitCall {
                record,
                payees: payees.map(|(account, share)| Settlements::Payee { account: address(account), share }).to_vec(),
            };
            let error = Settlements::PayeeInvalid { account: address(contract) };
            world.refused(&cast.ben, world.protocol.settlements, &call, error);
            continue;
        }
        world.protocol.set_split(world.chain, &cast.ben, record, &payees).unwrap();
        let before = money(&world, cast.ada.address());
        let offer = world.offer(&cast.ben, record, TOKEN);
        world.buy(&cast.orion, offer);
        assert_eq!(money(&world, cast.ada.address()) - before, TOKEN / 2);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn s12_a_parents_part_is_settled_also_where_one_of_our_contracts_owns_the_parent() {
    let (mut world, cast) = World::new(client.chain());
    let protocol = world.protocol;
    for (work, (name, owner)) in (1..).zip(protocol.contracts()) {
        println!("the {name} owns the parent");
        let parent = NewRecord { owner, ..NewRecord::new(digest(work), &cast.ada) };
        let child = NewRecord { parents: vec![(digest(work), 5_000)], ..NewRecord::new(digest(100 + work), &cast.ben) };
        protocol.register(world.chain, &cast.ada, &parent, SALT).unwrap();
        world.register(&cast.ben, &child);
        let offer = world.offer(&cast.ben, id(100 + work), TOKEN);
        world.buy(&cast.orion, offer);
        let settled = protocol.settle(world.chain, &cast.orion, id(100 + work), id(work));
        assert_eq!(settled.unwrap_or_else(|refused| panic!("{refused}")).value, TOKEN / 2);
    }
}
