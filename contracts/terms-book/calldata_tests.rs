//! Terms as calldata: read exactly where alloy writes them, and nowhere else.

use crate::{
    content::{self, Content},
    errors::Error,
    events::TermsPublished,
};
use alloy_sol_types::{
    SolCall, SolEvent, SolValue,
    private::{FixedBytes, U256},
    sol,
};
use ink::SolDecode;
use interfaces::{
    abi::Named,
    args::{Arg, Tail, Tuple},
    host::off_chain::{Ended, run},
    words::{Words, selector},
};
use proptest::{prelude::*, sample::Index};
use rules::terms::{Duration, Revocation, Terms};

// As the terms book has it, but for `bytes`, which may be what a string may not: that is left
// to rules.
sol! {
    #[derive(Debug, PartialEq, Eq)]
    struct SolTerms {
        uint16 uses; uint8 users; bool perpetual; uint64 duration; bool exclusive; bool transferable; bool attribution;
        bool revocable; uint32 notice; uint16 derivativeShare; uint16 resaleRoyalty; bytes32 document; bytes uri;
    }
    #[derive(Debug, PartialEq, Eq)]
    function publishTerms(SolTerms terms) external;
    event Published(bytes32 indexed terms, SolTerms content);
}

fn sample() -> SolTerms {
    SolTerms {
        uses: u16::MAX,
        users: 7,
        perpetual: false,
        duration: u64::MAX - 1,
        exclusive: true,
        transferable: false,
        attribution: true,
        revocable: true,
        notice: u32::MAX - 2,
        derivativeShare: 0x1234,
        resaleRoyalty: 0x5678,
        document: FixedBytes([0xFE; 32]),
        uri: [b'u'; 40].to_vec().into(),
    }
}

fn encode(terms: SolTerms) -> Vec<u8> {
    publishTermsCall { terms }.abi_encode()
}

fn read(calldata: &[u8]) -> Result<Content, Ended> {
    run(calldata, || {
        let mut tail = Tail::after(1);
        let content = Arg::<Tuple<Content>, 0>::from_sol_type(()).expect("decodes nothing").read(&mut tail);
        tail.finish();
        content
    })
}

fn content(terms: &SolTerms) -> Content {
    Content {
        uses: terms.uses,
        users: terms.users,
        perpetual: terms.perpetual,
        duration: terms.duration,
        exclusive: terms.exclusive,
        transferable: terms.transferable,
        attribution: terms.attribution,
        revocable: terms.revocable,
        notice: terms.notice,
        derivative_share: terms.derivativeShare,
        resale_royalty: terms.resaleRoyalty,
        document: terms.document.0,
        uri: terms.uri.to_vec(),
    }
}

/// What alloy reads, if it would write it just so.
fn canonical(calldata: &[u8]) -> Option<Content> {
    let call = publishTermsCall::abi_decode_validate(calldata).ok()?;
    (call.abi_encode() == calldata).then(|| content(&call.terms))
}

fn length() -> Ended {
    Ended { reverted: true, data: selector("CalldataLength", &[]).to_vec() }
}

fn invalid() -> Ended {
    let mut data = selector("ParameterInvalid", &["uint8"]).to_vec();
    data.extend_from_slice(&[0; 32]);
    Ended { reverted: true, data }
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

// Where in the calldata, in words: the tuple's offset, its members, of which the last is the
// URI's offset, and the URI's length.
const TUPLE: usize = 0;
const MEMBERS: usize = 1;
const URI: usize = MEMBERS + 12;
const LENGTH: usize = MEMBERS + 13;

#[test]
fn the_type_is_that_of_the_abi() {
    let name = <Tuple<Content> as Named>::NAME;
    assert_eq!(publishTermsCall::SIGNATURE.replace("bytes)", "string)"), format!("publishTerms({name})"));
    assert_eq!(<TermsPublished as ink::env::Event<ink::abi::Sol>>::SIGNATURE_TOPIC, Some(keccak(name)));
}

fn keccak(name: &str) -> [u8; 32] {
    alloy_sol_types::private::keccak256(format!("TermsPublished(bytes32,{name})")).0
}

#[test]
fn terms_read_as_they_were_written() {
    assert_eq!(read(&encode(sample())), Ok(content(&sample())));
    let bare = SolTerms { uri: Vec::new().into(), ..sample() };
    assert_eq!(read(&encode(bare)).map(|content| content.uri), Ok(Vec::new()));
}

#[test]
fn x2_whatever_lies_elsewhere_is_refused() {
    let calldata = encode(sample());
    for position in [TUPLE, URI] {
        let right = word(&calldata, position);
        let (step, far) = (U256::from(32), U256::from(1u64 << 32));
        let others = [U256::ZERO, right - step, right + step, right + U256::from(1), right + far, U256::MAX];
        for other in others.into_iter().filter(|other| *other != right) {
            assert_eq!(read(&with(&calldata, position, other)), Err(invalid()), "word {position} is {other}");
        }
    }
    for many in [U256::from(1u64 << 20), U256::from(u32::MAX)] {
        assert_eq!(read(&with(&calldata, LENGTH, many)), Err(length()), "{many} bytes");
    }
    for many in [U256::from(1u64 << 32), U256::MAX] {
        assert_eq!(read(&with(&calldata, LENGTH, many)), Err(invalid()), "{many} bytes");
    }
    // A word less of the URI leaves one over; a byte less is in its padding.
    assert_eq!(read(&with(&calldata, LENGTH, U256::from(32))), Err(length()));
    assert_eq!(read(&with(&calldata, LENGTH, U256::from(39))), Err(invalid()));
    // A gap before the tuple, or before the URI, with the offset to match.
    for (offset, at) in [(TUPLE, MEMBERS), (URI, LENGTH)] {
        let mut gap = with(&calldata, offset, word(&calldata, offset) + U256::from(32));
        gap.splice(4 + 32 * at..4 + 32 * at, [0; 32]);
        assert_eq!(read(&gap), Err(invalid()), "a gap at word {at}");
    }
}

#[test]
fn x2_dirty_words_and_padding_are_refused() {
    let calldata = encode(sample());
    for (member, bits) in [16, 8, 1, 64, 1, 1, 1, 1, 32, 16, 16].into_iter().enumerate() {
        for bit in [bits, 128, 255] {
            let position = MEMBERS + member;
            let dirty = word(&calldata, position) | U256::from(1) << bit;
            assert_eq!(read(&with(&calldata, position, dirty)), Err(invalid()), "bit {bit} of member {member}");
        }
    }
    let padding = 4 + 32 * (LENGTH + 1) + 40;
    for byte in [padding, padding + 23] {
        let mut dirty = calldata.clone();
        dirty[byte] = 1;
        assert_eq!(read(&dirty), Err(invalid()), "byte {byte}");
    }
}

#[test]
fn x2_short_and_long_calldata_is_refused() {
    let calldata = encode(sample());
    for size in 4..calldata.len() {
        assert!(read(&calldata[..size]).is_err(), "{size} bytes");
    }
    for more in [1, 31, 32, 320] {
        assert_eq!(read(&[&calldata[..], &vec![0; more]].concat()), Err(length()), "{more} bytes more");
    }
}

#[test]
fn terms_that_cannot_be_are_named() {
    let of = |perpetual, duration, revocable, notice| Content {
        perpetual,
        duration,
        revocable,
        notice,
        ..content(&sample())
    };
    let read = of(false, 7, true, 86_400).terms().expect("they can be");
    assert_eq!((read.duration, read.revocation), (Duration::Seconds(7), Revocation::AfterNotice(86_400)));
    let read = of(true, 0, false, 0).terms().expect("they can be");
    assert_eq!((read.duration, read.revocation), (Duration::Perpetual, Revocation::Irrevocable));
    for (perpetual, duration) in [(true, 1), (false, 0), (false, u64::MAX)] {
        let error = Error::DurationInvalid(perpetual, duration);
        assert_eq!(of(perpetual, duration, false, 0).terms(), Err(error));
    }
    for (revocable, notice) in [(true, 0), (false, 1), (true, 86_399), (true, u32::MAX)] {
        let error = Error::RevocationInvalid(revocable, notice);
        assert_eq!(of(true, 0, revocable, notice).terms(), Err(error));
    }
}

fn any_terms() -> impl Strategy<Value = SolTerms> {
    let numbers = any::<(u16, u8, u64, u32, u16, u16)>();
    let flags = any::<(bool, bool, bool, bool, bool)>();
    let rest = (any::<[u8; 32]>(), prop::collection::vec(any::<u8>(), 0..70));
    (numbers, flags, rest).prop_map(|(numbers, flags, (document, uri))| {
        let (uses, users, duration, notice, derivative, resale) = numbers;
        let (perpetual, exclusive, transferable, attribution, revocable) = flags;
        SolTerms {
            uses,
            users,
            perpetual,
            duration,
            exclusive,
            transferable,
            attribution,
            revocable,
            notice,
            derivativeShare: derivative,
            resaleRoyalty: resale,
            document: document.into(),
            uri: uri.into(),
        }
    })
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

    /// The book reads what alloy would write just so, as alloy reads it, and refuses all else.
    #[test]
    fn x1_the_reader_agrees_with_alloy(
        terms in any_terms(), spoils in prop::collection::vec(any_spoil(), 0..3),
    ) {
        let mut calldata = encode(terms);
        for how in &spoils {
            spoil(&mut calldata, how);
        }
        match canonical(&calldata) {
            Some(expected) => prop_assert_eq!(read(&calldata), Ok(expected)),
            None => {
                let refused = read(&calldata);
                prop_assert!(refused == Err(length()) || refused == Err(invalid()), "{refused:?}");
            }
        }
    }

    /// What the event and the view say is what alloy would write.
    #[test]
    fn x1_the_writer_agrees_with_alloy(
        terms in any_terms(), seconds in prop::option::of(1..=rules::limits::MAX_DURATION),
        notice in prop::option::of(86_400..=31_536_000u32),
    ) {
        let terms = SolTerms {
            perpetual: seconds.is_none(),
            duration: seconds.unwrap_or(0),
            revocable: notice.is_some(),
            notice: notice.unwrap_or(0),
            ..terms
        };
        let kept: Terms = content(&terms).terms().expect("duration and notice are within bounds");
        let mut members = Words::new();
        content::write(&kept, &mut members);
        members.bytes(&kept.uri);
        let event = Words::new().tuple(&mut members).finish();
        prop_assert_eq!(&event, &terms.abi_encode());
        let published = Published { terms: FixedBytes([1; 32]), content: terms };
        prop_assert_eq!(&event, &published.encode_data());
        let mut view = Words::new();
        content::write(&kept, &mut view);
        prop_assert_eq!(&view.finish()[..], &event[32..][..12 * 32]);
    }
}
