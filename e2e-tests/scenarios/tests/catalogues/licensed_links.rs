//! Licensed links: parents named with the licence that allows the derivation.

use crate::support::{NO_SALT, SALT, batch, commit, entry, id, link, parents, reveal};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use chain::{Account, TOKEN, runtime::constants::MAXIMUM_BLOCK_WEIGHT};
use ink_e2e::{ChainClient, Hub};
use rules::{
    licence::Coverage,
    terms::{Duration, Revocation, Terms},
    uses,
};
use scenarios::{World, digest};
use story::{
    abi::{Catalogues, LicenceToken, ProvenanceRegistry as Registry},
    protocol::{NewOffer, NewRecord},
};

/// How long the licences last, in seconds.
const WEEK: u64 = 604_800;

/// A licence of a record for a week, with these uses and derivative share. Gives its number.
fn licence(world: &mut World<'_>, seller: &Account, buyer: &Account, record: U256, uses: u16, share: u16) -> U256 {
    let terms = Terms {
        uses,
        users: uses::ALL_USERS,
        duration: Duration::Seconds(WEEK),
        exclusive: false,
        transferable: true,
        attribution: false,
        revocation: Revocation::Irrevocable,
        derivative_share: share,
        resale_royalty: 0,
        document: [0; 32],
        uri: Vec::new(),
    };
    let terms = world.protocol.publish_terms(world.chain, seller, &terms).unwrap().value;
    let offer = NewOffer { record, terms, unit_price: TOKEN, ..NewOffer::default() };
    let offer = world.make_offer(seller, &offer);
    world.buy(buyer, offer).value
}

/// When a licence ends.
fn expiry(world: &World<'_>, licence: U256) -> u64 {
    world.view(world.protocol.licence_token, &LicenceToken::licenceCall { licence }).core.expiry
}

/// The registration of a work with one parent that a licence is named for.
fn child(work: u64, owner: &Account, record: U256, share: u16, licence: U256) -> Registry::registerCall {
    let parents = vec![Registry::Parent { record, share, licence }];
    Registry::registerCall { parents, ..NewRecord::new(digest(work), owner).call(NO_SALT.0) }
}

fn invalid(licence: U256, reason: Coverage) -> Registry::LicenceInvalid {
    Registry::LicenceInvalid { licence: licence.to(), reason: reason as u8 }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l13_a_live_licence_with_derive_makes_a_licensed_link() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let parent = world.work(&cast.ada, 1);
    let of = licence(&mut world, &cast.ada, &cast.ben, parent, uses::DERIVE, 1_000);
    let call = Registry::registerCall { salt: SALT, ..child(2, &cast.ben, parent, 1_000, of) };
    commit(&mut world, &cast.ben, registry, &call);
    let done = world.send(&cast.ben, registry, &call);
    let links = vec![Registry::Parent { record: parent, share: 1_000, licence: of }];
    assert_eq!(parents(&world, id(2), 1), links);
    let told: Vec<_> = done.events::<Registry::Registered>().map(|registered| registered.parents).collect();
    assert_eq!(told, [links]);
    assert_eq!(world.record(id(2)).parents_share, 1_000);
    // More than the least is the child's own will; so is a second work under the same licence.
    world.send(&cast.ben, registry, &child(3, &cast.ben, parent, 10_000, of));
    // Who registers need not be who owns the work and holds the licence.
    world.send(&cast.chloe, registry, &child(4, &cast.ben, parent, 1_001, of));
    // A link that is only declared says so, and owes nothing.
    world.send(&cast.thief, registry, &child(5, &cast.thief, parent, 0, U256::ZERO));
    assert_eq!(parents(&world, id(5), 1)[0].licence, U256::ZERO);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l13_a_licence_that_does_not_allow_the_derivation_is_refused_with_the_reason() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let (parent, other) = (world.work(&cast.ada, 1), world.work(&cast.ada, 9));
    let of = licence(&mut world, &cast.ada, &cast.ben, parent, uses::ALL_USES, 1_000);
    let without = licence(&mut world, &cast.ada, &cast.ben, parent, uses::ALL_USES & !uses::DERIVE, 0);
    let free = licence(&mut world, &cast.ada, &cast.ben, parent, uses::DERIVE, 0);
    let nobodys = U256::from(99);
    let cases = [
        (child(2, &cast.ben, parent, 1_000, nobodys), invalid(nobodys, Coverage::UnknownLicence)),
        (child(2, &cast.ben, other, 1_000, of), invalid(of, Coverage::OtherRecord)),
        (child(2, &cast.chloe, parent, 1_000, of), invalid(of, Coverage::NotHolder)),
        (child(2, &cast.ben, parent, 1_000, without), invalid(without, Coverage::UseNotLicensed)),
    ];
    for (call, error) in cases {
        world.refused(&cast.ben, registry, &call, error);
    }
    for share in [0, 1, 999] {
        let error = Registry::ShareBelowLicence { licence: of.to(), least: 1_000 };
        world.refused(&cast.ben, registry, &child(2, &cast.ben, parent, share, of), error);
    }
    // No licence has a number of more than 64 bits.
    let large = child(2, &cast.ben, parent, 1_000, of + (U256::from(1) << 64));
    world.refused(&cast.ben, registry, &large, Registry::ParameterInvalid { position: 7 });
    assert_eq!(world.record(id(2)).owner, Address::ZERO);
    world.send(&cast.ben, registry, &child(2, &cast.ben, parent, 0, free));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l14_an_expired_licence_allows_no_new_derivative() {
    let (mut world, cast) = World::new(client.chain());
    let registry = world.protocol.registry;
    let parent = world.work(&cast.ada, 1);
    let of = licence(&mut world, &cast.ada, &cast.ben, parent, uses::DERIVE, 1_000);
    let end = expiry(&world, of);
    // In its last second it holds; a block later it does not.
    let now = world.chain.now();
    world.chain.advance_time(end - 1 - now);
    world.send(&cast.ben, registry, &child(2, &cast.ben, parent, 1_000, of));
    let call = Registry::registerCall { salt: SALT, ..child(3, &cast.ben, parent, 1_000, of) };
    world.refused(&cast.ben, registry, &child(3, &cast.ben, parent, 1_000, of), invalid(of, Coverage::Expired));
    // A commitment does not keep it alive.
    commit(&mut world, &cast.ben, registry, &call);
    world.refused(&cast.ben, registry, &call, invalid(of, Coverage::Expired));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l12_in_the_second_of_its_end_a_licence_allows_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let parent = world.work(&cast.ada, 1);
    let of = licence(&mut world, &cast.ada, &cast.ben, parent, uses::DERIVE, 1_000);
    let (end, now) = (expiry(&world, of), world.chain.now());
    world.chain.advance_time(end - now);
    let call = child(2, &cast.ben, parent, 1_000, of);
    world.refused(&cast.ben, world.protocol.registry, &call, invalid(of, Coverage::Expired));
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l13_what_becomes_of_the_licence_later_changes_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let (registry, token) = (world.protocol.registry, world.protocol.licence_token);
    let parent = world.work(&cast.ada, 1);
    let of = licence(&mut world, &cast.ada, &cast.ben, parent, uses::DERIVE, 1_000);
    let call = Registry::registerCall { salt: SALT, ..child(2, &cast.ben, parent, 2_500, of) };
    commit(&mut world, &cast.ben, registry, &call);
    world.send(&cast.ben, registry, &call);
    let before = (world.record(id(2)), parents(&world, id(2), 1));
    // It goes to another: who has it now can derive, and who had it cannot.
    world.transfer(token, &cast.ben, &cast.chloe, of);
    let refused = invalid(of, Coverage::NotHolder);
    world.refused(&cast.ben, registry, &child(3, &cast.ben, parent, 2_500, of), refused);
    world.send(&cast.chloe, registry, &child(3, &cast.chloe, parent, 2_500, of));
    assert_eq!((world.record(id(2)), parents(&world, id(2), 1)), before);
    // It ends.
    world.chain.advance_time(2 * WEEK);
    assert_eq!((world.record(id(2)), parents(&world, id(2), 1)), before);
    // The child still sells, and the parent has its part of it.
    let offer = world.offer(&cast.ben, id(2), 4 * TOKEN);
    world.buy(&cast.orion, offer);
    let due = world.protocol.parent_account(world.chain, id(2), parent).unwrap();
    assert_eq!((due.received, due.earned, due.due), (4 * TOKEN, TOKEN, TOKEN));
    let settled = world.protocol.settle(world.chain, &cast.thief, id(2), parent).unwrap().value;
    assert_eq!(settled, TOKEN);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l13_links_in_a_batch_are_checked_each_for_its_licence() {
    let (mut world, cast) = World::new(client.chain());
    let catalogues = world.protocol.catalogues;
    let (one, two) = (world.work(&cast.ada, 1), world.work(&cast.chloe, 9));
    let of_one = licence(&mut world, &cast.ada, &cast.ben, one, uses::DERIVE, 1_000);
    let of_two = licence(&mut world, &cast.chloe, &cast.ben, two, uses::DERIVE, 500);
    let licensed =
        |record: U256, share: u16, licence: U256| Catalogues::CatalogueParent { licence, ..link(record, share) };
    let with = |work: u64, parents: Vec<Catalogues::CatalogueParent>| Catalogues::Work { parents, ..entry(work) };
    let links = vec![licensed(one, 1_000, of_one), licensed(two, 500, of_two), link(id(10), 1)];
    let wrong_way = vec![licensed(one, 1_000, of_two)];
    let too_little = vec![licensed(one, 1_000, of_one), licensed(two, 499, of_two)];
    for (links, selector) in [
        (wrong_way.clone(), Registry::LicenceInvalid::SELECTOR),
        (too_little.clone(), Registry::ShareBelowLicence::SELECTOR),
    ] {
        let works = vec![entry(10), with(11, links), entry(12)];
        let error = Registry::WorkRefused { position: 1, error: selector.into() };
        world.refused(&cast.ben, catalogues, &batch(works, &cast.ben, NO_SALT), error);
    }
    let alone = |links: Vec<Catalogues::CatalogueParent>| batch(vec![with(11, links)], &cast.ben, NO_SALT);
    world.refused(&cast.ben, catalogues, &alone(wrong_way), invalid(of_two, Coverage::OtherRecord));
    let error = Registry::ShareBelowLicence { licence: of_two.to(), least: 500 };
    world.refused(&cast.ben, catalogues, &alone(too_little), error);
    // The licence is its holder's, whoever sends the batch; and Ben's, not the batch's sender's.
    let for_chloe = batch(vec![with(11, vec![licensed(one, 1_000, of_one)])], &cast.chloe, NO_SALT);
    world.refused(&cast.ben, catalogues, &for_chloe, invalid(of_one, Coverage::NotHolder));
    let call = batch(vec![entry(10), with(11, links.clone()), entry(12)], &cast.ben, SALT);
    reveal(&mut world, &cast.thief, &call);
    let kept: Vec<_> = parents(&world, id(11), 1).iter().map(|link| (link.record, link.share, link.licence)).collect();
    let expected: Vec<_> = links.iter().map(|link| (link.record, link.share, link.licence)).collect();
    assert_eq!(kept, expected);
    assert_eq!(world.record(id(11)).parents_share, 1_501);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x12_a_batch_whose_links_are_all_licensed_fits_half_a_block() {
    let (mut world, cast) = World::new(client.chain());
    let mut links = Vec::new();
    for work in 101..=116 {
        let record = world.work(&cast.ada, work);
        let licence = licence(&mut world, &cast.ada, &cast.ben, record, uses::DERIVE, 625);
        links.push(Catalogues::CatalogueParent { licence, ..link(record, 625) });
    }
    // As many as there may be; one more is refused.
    let five: Vec<_> =
        (21..=25).map(|work| Catalogues::Work { parents: links[..13].to_vec(), ..entry(work) }).collect();
    let refusal = Catalogues::LicensedLinks { links: 65 };
    world.refused(&cast.ben, world.protocol.catalogues, &batch(five, &cast.ben, NO_SALT), refusal);
    let works = (1..=4).map(|work| Catalogues::Work { parents: links.clone(), ..entry(work) }).collect();
    let call = batch(works, &cast.ben, SALT);
    let (done, _) = reveal(&mut world, &cast.ben, &call);
    assert_eq!(parents(&world, id(4), 1).len(), 16);
    let (all, contracts) = (done.receipt.weight, done.receipt.contract_weight);
    println!(
        "registerMany, 64 licensed links: {} us, {} bytes",
        contracts.ref_time() / 1_000_000,
        contracts.proof_size()
    );
    assert!(all.all_lt(MAXIMUM_BLOCK_WEIGHT / 2), "{all:?}");
    // The chain gives an Ethereum account half of what transactions have of a block.
    let works = (11..=14).map(|work| Catalogues::Work { parents: links.clone(), ..entry(work) }).collect();
    reveal(&mut world, &cast.orion, &batch(works, &cast.ben, SALT));
    assert_eq!(parents(&world, id(14), 1).len(), 16);
}
