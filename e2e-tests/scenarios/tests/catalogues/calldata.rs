//! Calldata that is not the canonical encoding of a call, and money where none is wanted.

use crate::support::{NO_SALT, batch, entry, first_edition, id, link, next_edition, open, own_record, question, tree};
use alloy_primitives::{B256, U256};
use alloy_sol_types::{SolCall, SolError, SolInterface, SolValue};
use chain::{Account, Failure, Refusal, TOKEN};
use ink_e2e::{ChainClient, Hub};
use scenarios::{Cast, World};
use story::{
    abi::{Catalogues, ProvenanceRegistry as Registry},
    blobs::Blobs,
    calls::{Reason, address},
};

const WORD: usize = 32;

/// A valid call of a message.
struct Sample {
    name: &'static str,
    who: Account,
    data: Vec<u8>,
    /// The types of its parameters; of a batch's works, a single `works`.
    types: Vec<String>,
}

fn sample<C: SolCall>(name: &'static str, who: &Account, call: &C, types: &str) -> Sample {
    let types = types.split(',').map(str::to_owned).collect();
    Sample { name, who: who.clone(), data: call.abi_encode(), types }
}

/// The types in a signature without structs.
fn types<C: SolCall>() -> &'static str {
    C::SIGNATURE.split_once('(').unwrap().1.trim_end_matches(')')
}

/// A valid call of every message that changes anything.
fn samples(world: &mut World<'_>, cast: &Cast) -> Vec<Sample> {
    let works = tree(1..=5);
    let (record, _) = open(world, &cast.ada, &works);
    let parent = world.work(&cast.ben, 50);
    let child = Catalogues::Work { parents: vec![link(parent, 5), link(record, 7)], ..entry(22) };
    let many = batch(vec![entry(21), child, entry(23)], &cast.ada, NO_SALT);
    let whole = first_edition(&tree(31..=35), &cast.ada, NO_SALT);
    let more = next_edition(record, &tree(1..=8), 5, NO_SALT);
    let leaf = own_record(record, (1, 1), &works, 1, 2);
    let (of_whole, of_more, of_leaf) = (
        types::<Catalogues::registerCatalogueCall>(),
        types::<Catalogues::addEditionCall>(),
        types::<Catalogues::registerLeafCall>(),
    );
    vec![
        sample("registerMany", &cast.ada, &many, "works,address,bytes32"),
        sample("registerCatalogue", &cast.ada, &whole, of_whole),
        sample("addEdition", &cast.ada, &more, of_more),
        sample("registerLeaf", &cast.ada, &leaf, of_leaf),
    ]
}

fn length() -> Reason {
    Reason(Catalogues::CalldataLength {}.abi_encode())
}

fn invalid(position: usize) -> Reason {
    Reason(Catalogues::ParameterInvalid { position: position as u8 }.abi_encode())
}

fn with(data: &[u8], at: usize, word: &[u8]) -> Vec<u8> {
    let mut data = data.to_vec();
    data[at..at + WORD].copy_from_slice(word);
    data
}

fn word(data: &[u8], at: usize) -> U256 {
    U256::from_be_slice(&data[at..at + WORD])
}

/// The words that no value of a type of one word has.
fn dirty(ty: &str, word: &[u8]) -> Vec<[u8; WORD]> {
    let bytes = match ty {
        "address" => 20,
        "uint8" => 1,
        "uint16" => 2,
        "uint32" => 4,
        "uint64" => 8,
        _ => return Vec::new(),
    };
    let changed = |position: usize, byte: u8| {
        let mut word: [u8; WORD] = word.try_into().unwrap();
        word[position] = byte;
        word
    };
    vec![[0xff; WORD], changed(0, 0x80), changed(WORD - bytes - 1, 1)]
}

fn is_dynamic(ty: &str) -> bool {
    matches!(ty, "string" | "bytes32[]" | "works")
}

/// Where a part should begin, and where it could be said to begin.
fn other_offsets(right: U256) -> Vec<U256> {
    let word = U256::from(WORD);
    let all = [U256::ZERO, right - word, right + word, right + U256::ONE, right | U256::ONE << 32, U256::MAX];
    all.into_iter().filter(|other| *other != right).collect()
}

/// Every way in which a valid call can be spoilt, with what must be said then: one of these.
fn spoil(sample: &Sample) -> Vec<(String, Vec<u8>, Vec<Reason>)> {
    let (data, count) = (&sample.data[..], sample.types.len());
    let any: Vec<_> = (0..count).map(invalid).chain([length()]).collect();
    let mut all = Vec::new();
    let cuts = [1, 31, 32, data.len() - 4 - WORD * count, data.len() - 4];
    for cut in cuts.into_iter().filter(|cut| *cut > 0) {
        all.push((format!("{cut} bytes cut off"), data[..data.len() - cut].to_vec(), any.clone()));
    }
    for longer in [1, 32] {
        all.push((format!("{longer} more"), [data, &[0; WORD][..longer]].concat(), vec![length()]));
    }
    for (position, ty) in sample.types.iter().enumerate() {
        let head = 4 + WORD * position;
        let wrong = vec![invalid(position)];
        for spoilt in dirty(ty, &data[head..head + WORD]) {
            all.push((format!("parameter {position} is dirty"), with(data, head, &spoilt), wrong.clone()));
        }
        if !is_dynamic(ty) {
            continue;
        }
        let offset = word(data, head);
        for other in other_offsets(offset) {
            let spoilt = with(data, head, &other.to_be_bytes::<WORD>());
            all.push((format!("parameter {position} lies at {other}"), spoilt, wrong.clone()));
        }
        let start = 4 + offset.to::<usize>();
        let elements = word(data, start);
        for other in [U256::from(u32::MAX), U256::from(1) << 32, U256::MAX, elements + U256::from(WORD)] {
            let spoilt = with(data, start, &other.to_be_bytes::<WORD>());
            all.push((format!("parameter {position} has {other} elements"), spoilt, any.clone()));
        }
        if ty == "string" {
            let mut spoilt = data.to_vec();
            spoilt[start + WORD + elements.to::<usize>()] = 1;
            all.push((format!("parameter {position} has dirty padding"), spoilt, wrong.clone()));
        }
        if ty == "works" {
            spoil_works(data, start + WORD, elements.to(), &mut all);
        }
    }
    all
}

/// Every way in which the works of a batch can be spoilt.
fn spoil_works(data: &[u8], base: usize, works: usize, all: &mut Vec<(String, Vec<u8>, Vec<Reason>)>) {
    let wrong = vec![invalid(0)];
    for number in 0..works {
        let start = base + word(data, base + WORD * number).to::<usize>();
        for ty in [(1, "uint8"), (2, "uint64"), (3, "uint8")] {
            let at = start + WORD * ty.0;
            for spoilt in dirty(ty.1, &data[at..at + WORD]) {
                all.push((format!("field {} of work {number} is dirty", ty.0), with(data, at, &spoilt), wrong.clone()));
            }
        }
        for at in [base + WORD * number, start + 5 * WORD, start + 6 * WORD] {
            for other in other_offsets(word(data, at)) {
                let spoilt = with(data, at, &other.to_be_bytes::<WORD>());
                all.push((format!("a part of work {number} lies at {other}"), spoilt, wrong.clone()));
            }
        }
        let parents = start + word(data, start + 6 * WORD).to::<usize>();
        for parent in 0..word(data, parents).to::<usize>() {
            for (field, ty) in [(1, "uint16"), (2, "uint64")] {
                let at = parents + WORD + WORD * (3 * parent + field);
                for spoilt in dirty(ty, &data[at..at + WORD]) {
                    let what = format!("field {field} of parent {parent} of work {number} is dirty");
                    all.push((what, with(data, at, &spoilt), wrong.clone()));
                }
            }
        }
    }
}

/// Whether alloy reads the calldata as a call, and would write it just so.
fn is_canonical(data: &[u8]) -> bool {
    Catalogues::CataloguesCalls::abi_decode_validate(data).is_ok_and(|call| call.abi_encode() == data)
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_malformed_calldata_is_refused_and_changes_nothing() {
    let (mut world, cast) = World::new(client.chain());
    let (samples, to) = (samples(&mut world, &cast), world.protocol.catalogues);
    let mut unexpected = Vec::new();
    for sample in &samples {
        for (what, data, reasons) in spoil(sample) {
            // A licence's number is a uint256 in the ABI, and none has more than 64 bits.
            assert!(!is_canonical(&data) || what.starts_with("field 2 of parent"), "{}, {what}", sample.name);
            let reason = world.refused_raw(&sample.who, to, data, 0);
            if !reasons.contains(&reason) {
                unexpected.push(format!("{}, {what}: it says `{reason}`", sample.name));
            }
        }
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    // As they are they do what they should.
    for sample in &samples {
        world.chain.call(&sample.who, to, sample.data.clone(), 0).unwrap();
    }
    for work in [2, 21, 22, 23] {
        assert_eq!(world.record(id(work)).owner, address(cast.ada.address()));
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x1_calldata_of_more_than_16_kib_is_refused() {
    let (mut world, cast) = World::new(client.chain());
    let to = world.protocol.catalogues;
    for sample in samples(&mut world, &cast) {
        for size in [16 * 1_024 + 1, 20_000] {
            let mut data = sample.data.clone();
            data.resize(size, 0);
            assert_eq!(world.refused_raw(&sample.who, to, data, 0), length());
        }
    }
    for data in [vec![], vec![1], vec![0xde, 0xad, 0xbe, 0xef], vec![0; 100]] {
        world.refused_raw(&cast.orion, to, data, 0);
    }
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_views_refuse_malformed_calldata() {
    let (mut world, cast) = World::new(client.chain());
    let works = tree(1..=5);
    let (catalogue, _) = open(&mut world, &cast.ada, &works);
    let leaf = question(&own_record(catalogue, (1, 1), &works, 1, 2));
    let edition = Catalogues::editionCall { catalogue, edition: 1 };
    let whole = Catalogues::catalogueCall { record: catalogue };
    let samples = [
        sample("verifyLeaf", &cast.ada, &leaf, types::<Catalogues::verifyLeafCall>()),
        sample("edition", &cast.ada, &edition, types::<Catalogues::editionCall>()),
        sample("catalogue", &cast.ada, &whole, types::<Catalogues::catalogueCall>()),
    ];
    for sample in &samples {
        assert!(world.chain.view(world.protocol.catalogues, sample.data.clone()).is_ok(), "{}", sample.name);
        for (what, data, reasons) in spoil(sample) {
            let Err(Refusal::Reverted(reason)) = world.chain.view(world.protocol.catalogues, data) else {
                panic!("{}, {what}: not refused", sample.name)
            };
            assert!(reasons.contains(&Reason(reason)), "{}, {what}", sample.name);
        }
    }
}

// ink! breaks a message off that is paid and takes no money, so there is no typed error here.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x3_money_for_any_message_comes_back() {
    let (mut world, cast) = World::new(client.chain());
    let to = world.protocol.catalogues;
    for sample in samples(&mut world, &cast) {
        for who in [&sample.who, &cast.delta] {
            world.failed_raw(who, to, sample.data.clone(), TOKEN);
        }
    }
    for data in [
        Catalogues::catalogueCall { record: id(1) }.abi_encode(),
        Catalogues::editionCall { catalogue: id(1), edition: 1 }.abi_encode(),
        question(&own_record(id(1), (1, 1), &tree(1..=5), 1, 2)).abi_encode(),
        Vec::new(),
    ] {
        world.failed_raw(&cast.orion, to, data, TOKEN);
    }
    assert_eq!(world.chain.balance(to), 0);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x7_the_module_is_of_a_registry_with_the_code_that_was_expected() {
    let (world, cast) = World::new(client.chain());
    let (blobs, registry) = (Blobs::load().unwrap(), world.protocol.registry);
    let code = B256::from(world.chain.code_hash(registry).unwrap().0);
    let before = world.chain.contracts();
    for (at, code) in [(registry, B256::repeat_byte(1)), (cast.ada.address(), code), (world.protocol.splitter, code)] {
        let arguments = (address(at), code).abi_encode_params();
        let failure = world.chain.deploy(&cast.thief, &blobs.catalogues, arguments, 0).unwrap_err();
        let Failure::Reverted { data, .. } = failure else { panic!("{failure}") };
        assert_eq!(data, Catalogues::WrongCode { account: address(at) }.abi_encode());
    }
    let arguments = (address(registry), code).abi_encode_params();
    assert!(world.chain.deploy(&cast.thief, &blobs.catalogues, arguments.clone(), TOKEN).is_err());
    assert!(world.chain.contracts() == before);
    // Another module of the same registry is not the one that it listens to.
    let other = world.chain.deploy(&cast.thief, &blobs.catalogues, arguments, 0).unwrap();
    let told = Catalogues::Bound { registry: address(registry), registryCode: code };
    assert_eq!(other.receipt.events, [crate::support::told(other.address, &told)]);
    let mut world = world;
    let caller = address(other.address);
    let call = first_edition(&tree(1..=5), &cast.thief, NO_SALT);
    world.refused(&cast.thief, other.address, &call, Registry::NotModule { caller });
    world.refused(
        &cast.thief,
        other.address,
        &batch(vec![entry(1)], &cast.thief, NO_SALT),
        Registry::NotModule { caller },
    );
}
