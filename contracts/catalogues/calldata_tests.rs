//! A batch as calldata: read exactly where alloy writes it, and nowhere else.

use crate::data::BatchWork;
use alloy_sol_types::{
    SolCall,
    private::{Address as AlloyAddress, FixedBytes, U256},
    sol,
};
use ink::{Address, H160, SolDecode};
use interfaces::{
    abi::Named,
    args::{Arg, Entries, Tail},
    host::off_chain::{Ended, run},
    provenance_registry::Work,
    words::selector,
};
use proptest::{prelude::*, sample::Index};
use rules::parents::Parent;

// As the registry has it, but for what the reader leaves to rules: `bytes` that a string may
// be, and licences in the range that they have.
sol! {
    #[derive(Debug, PartialEq, Eq)]
    struct BatchParent { uint256 record; uint16 share; uint64 licence; }
    #[derive(Debug, PartialEq, Eq)]
    struct BatchEntry {
        uint256 record; uint8 kind; uint64 units; uint8 origin; bytes32 metadata; bytes uri; BatchParent[] parents;
    }
    #[derive(Debug, PartialEq, Eq)]
    function registerMany(BatchEntry[] works, address owner, bytes32 salt) external;
}

const OWNER: Address = H160([0xAB; 20]);

fn entry(number: u8, uri: &[u8], parents: usize) -> BatchEntry {
    BatchEntry {
        record: U256::from_be_bytes([number; 32]),
        kind: number,
        units: u64::MAX - u64::from(number),
        origin: 3,
        metadata: FixedBytes([0xFE; 32]),
        uri: uri.to_vec().into(),
        parents: (0..parents as u64)
            .map(|parent| BatchParent { record: U256::from(parent), share: u16::MAX, licence: u64::MAX - parent })
            .collect(),
    }
}

fn encode(works: Vec<BatchEntry>) -> Vec<u8> {
    let (owner, salt) = (AlloyAddress::from(OWNER.0), FixedBytes([0xCD; 32]));
    registerManyCall { works, owner, salt }.abi_encode()
}

fn read(calldata: &[u8]) -> Result<Vec<Work>, Ended> {
    run(calldata, || {
        let mut tail = Tail::after(3);
        let works = Arg::<Entries<BatchWork>, 0>::from_sol_type(()).expect("decodes nothing").read(&mut tail);
        let owner = Arg::<Address, 1>::from_sol_type(()).expect("decodes nothing").read();
        tail.finish();
        works.into_iter().map(|work| work.of(owner)).collect()
    })
}

fn work(entry: &BatchEntry) -> Work {
    Work {
        digest: entry.record.to_be_bytes(),
        owner: OWNER,
        kind: entry.kind,
        units: entry.units,
        origin: entry.origin,
        metadata: entry.metadata.0,
        uri: entry.uri.to_vec(),
        parents: entry
            .parents
            .iter()
            .map(|parent| Parent { record: parent.record.to_be_bytes(), share: parent.share, licence: parent.licence })
            .collect(),
    }
}

/// What alloy reads, if it would write it just so.
fn canonical(calldata: &[u8]) -> Option<Vec<Work>> {
    let call = registerManyCall::abi_decode_validate(calldata).ok()?;
    (call.abi_encode() == calldata).then(|| call.works.iter().map(work).collect())
}

fn length() -> Ended {
    Ended { reverted: true, data: selector("CalldataLength", &[]).to_vec() }
}

fn invalid() -> Ended {
    let mut data = selector("ParameterInvalid", &["uint8"]).to_vec();
    data.extend_from_slice(&[0; 32]);
    Ended { reverted: true, data }
}

/// Two works with a URI of more than a word and two parents, and one with nothing.
fn sample() -> (Vec<BatchEntry>, Vec<u8>) {
    let works = || vec![entry(1, &[b'u'; 40], 2), entry(2, b"", 0), entry(3, &[b'v'; 32], 1)];
    (works(), encode(works()))
}

/// The calldata with another word at a position, counted in words after the selector.
fn with(calldata: &[u8], position: usize, value: impl Into<U256>) -> Vec<u8> {
    let mut calldata = calldata.to_vec();
    calldata[4 + 32 * position..][..32].copy_from_slice(&value.into().to_be_bytes::<32>());
    calldata
}

fn word(calldata: &[u8], position: usize) -> U256 {
    U256::from_be_slice(&calldata[4 + 32 * position..][..32])
}

#[test]
fn the_type_is_that_of_the_abi() {
    let signature = registerManyCall::SIGNATURE.replace("uint16,uint64", "uint16,uint256").replace("bytes,", "string,");
    assert_eq!(signature, format!("registerMany({},address,bytes32)", <Entries<BatchWork> as Named>::NAME));
}

#[test]
fn a_batch_reads_as_it_was_written() {
    let (works, calldata) = sample();
    assert_eq!(read(&calldata), Ok(works.iter().map(work).collect()));
    assert_eq!(read(&encode(Vec::new())), Ok(Vec::new()));
}

#[test]
fn x2_whatever_lies_elsewhere_is_refused() {
    let (_, calldata) = sample();
    // The head: works, owner, salt. Then the number of works, and where each lies.
    let (array, base) = (3, 4);
    let start = |work: usize| base + word(&calldata, base + work).to::<usize>() / 32;
    let mut offsets = vec![0];
    offsets.extend((0..3).map(|work| base + work));
    // In each work: where its URI lies, and its parents.
    offsets.extend((0..3).flat_map(|work| [start(work) + 5, start(work) + 6]));
    for position in offsets {
        let right = word(&calldata, position);
        let (step, far) = (U256::from(32), U256::from(1u64 << 32));
        let others = [U256::ZERO, right - step, right + step, right + U256::from(1), right + far, U256::MAX];
        for other in others.into_iter().filter(|other| *other != right) {
            assert_eq!(read(&with(&calldata, position, other)), Err(invalid()), "word {position} is {other}");
        }
    }
    // Lengths that the calldata does not have room for.
    let mut lengths = vec![array];
    lengths.extend((0..3).flat_map(|work| {
        let uri = start(work) + word(&calldata, start(work) + 5).to::<usize>() / 32;
        [uri, start(work) + word(&calldata, start(work) + 6).to::<usize>() / 32]
    }));
    for position in lengths {
        for many in [U256::from(1u64 << 20), U256::from(u32::MAX)] {
            assert_eq!(read(&with(&calldata, position, many)), Err(length()), "word {position} is {many}");
        }
        for many in [U256::from(1u64 << 32), U256::MAX] {
            assert_eq!(read(&with(&calldata, position, many)), Err(invalid()), "word {position} is {many}");
        }
        for other in
            [word(&calldata, position) + U256::from(1), word(&calldata, position).saturating_sub(U256::from(1))]
        {
            // The length of a URI can be another, as long as its padding is zeros.
            let other = with(&calldata, position, other);
            assert_eq!(read(&other).ok(), canonical(&other), "word {position}");
        }
    }
}

#[test]
fn x2_dirty_words_and_padding_are_refused() {
    let (_, calldata) = sample();
    let start = 4 + word(&calldata, 4).to::<usize>() / 32;
    let parents = start + word(&calldata, start + 6).to::<usize>() / 32;
    // Kind, units, origin; of a parent, share and licence.
    for (position, bits) in [(start + 1, 8), (start + 2, 64), (start + 3, 8), (parents + 2, 16), (parents + 3, 64)] {
        for bit in [bits, 128, 255] {
            let dirty = word(&calldata, position) | U256::from(1) << bit;
            assert_eq!(read(&with(&calldata, position, dirty)), Err(invalid()), "bit {bit} of word {position}");
        }
    }
    let padding = 4 + 32 * (start + 8) + 40;
    for byte in [padding, padding + 23] {
        let mut dirty = calldata.clone();
        dirty[byte] = 1;
        assert_eq!(read(&dirty), Err(invalid()), "byte {byte}");
    }
}

#[test]
fn x2_short_and_long_calldata_is_refused() {
    let (_, calldata) = sample();
    for size in 4..calldata.len() {
        assert!(read(&calldata[..size]).is_err(), "{size} bytes");
    }
    for more in [1, 31, 32, 320] {
        assert_eq!(read(&[&calldata[..], &vec![0; more]].concat()), Err(length()), "{more} bytes more");
    }
}

#[test]
fn x2_works_in_another_order_than_their_offsets_are_refused() {
    let works = || vec![entry(1, b"a", 0), entry(2, b"b", 0)];
    let calldata = encode(works());
    let (first, second) = (word(&calldata, 4), word(&calldata, 5));
    // A reader that follows offsets would see the works swapped, or one of them twice.
    for (one, other) in [(second, first), (first, first), (second, second)] {
        assert_eq!(read(&with(&with(&calldata, 4, one), 5, other)), Err(invalid()));
    }
}

fn any_entry() -> impl Strategy<Value = BatchEntry> {
    (any::<u8>(), prop::collection::vec(any::<u8>(), 0..70), 0..4usize)
        .prop_map(|(number, uri, parents)| entry(number, &uri, parents))
}

/// A way to spoil calldata.
#[derive(Clone, Debug)]
enum Spoil {
    Bit(Index, u8),
    Word(Index, u16),
    Add(Index, i8),
    Copy(Index, Index),
    Insert(Index),
    Remove(Index),
    Cut(Index),
}

fn any_spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        (any::<Index>(), 0..8u8).prop_map(|(byte, bit)| Spoil::Bit(byte, bit)),
        (any::<Index>(), 0..1_000u16).prop_map(|(word, value)| Spoil::Word(word, value)),
        (any::<Index>(), any::<i8>()).prop_map(|(word, change)| Spoil::Add(word, change)),
        any::<(Index, Index)>().prop_map(|(from, to)| Spoil::Copy(from, to)),
        any::<Index>().prop_map(Spoil::Insert),
        any::<Index>().prop_map(Spoil::Remove),
        any::<Index>().prop_map(Spoil::Cut),
    ]
}

fn spoil(calldata: &mut Vec<u8>, how: &Spoil) {
    let words = (calldata.len() - 4) / 32;
    if words == 0 {
        return;
    }
    match how {
        Spoil::Bit(byte, bit) => {
            let byte = 4 + byte.index(calldata.len() - 4);
            calldata[byte] ^= 1 << bit;
        }
        Spoil::Word(at, value) => *calldata = with(calldata, at.index(words), U256::from(*value)),
        Spoil::Add(at, change) => {
            let at = at.index(words);
            let change = U256::from(change.unsigned_abs()) * if *change < 0 { U256::MAX } else { U256::from(1) };
            *calldata = with(calldata, at, word(calldata, at).wrapping_add(change));
        }
        Spoil::Copy(from, to) => {
            *calldata = with(calldata, to.index(words), word(calldata, from.index(words)));
        }
        Spoil::Insert(at) => {
            let at = 4 + 32 * at.index(words);
            calldata.splice(at..at, [0; 32]);
        }
        Spoil::Remove(at) => {
            let at = 4 + 32 * at.index(words);
            calldata.drain(at..at + 32);
        }
        Spoil::Cut(at) => calldata.truncate(4 + at.index(calldata.len() - 4)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// The module reads what alloy would write just so, as alloy reads it, and refuses all else.
    #[test]
    fn x1_the_reader_agrees_with_alloy(
        works in prop::collection::vec(any_entry(), 0..4), spoils in prop::collection::vec(any_spoil(), 0..3),
    ) {
        let mut calldata = encode(works);
        for how in &spoils {
            spoil(&mut calldata, how);
        }
        // The owner's word is not the reader's matter.
        let owner = with(&encode(Vec::new()), 1, U256::from_be_slice(&OWNER.0));
        calldata.resize(calldata.len().max(4 + 96), 0);
        calldata[36..68].copy_from_slice(&owner[36..68]);
        match canonical(&calldata) {
            Some(expected) => prop_assert_eq!(read(&calldata), Ok(expected)),
            None => {
                let refused = read(&calldata);
                prop_assert!(refused == Err(length()) || refused == Err(invalid()), "{refused:?}");
            }
        }
    }
}
