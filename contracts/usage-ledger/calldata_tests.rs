//! Groups of static members as calldata: read exactly where alloy writes them.

use crate::leaves::{Asked, AskedOfRun, Work};
use alloy_sol_types::{
    SolCall,
    private::{Address as AlloyAddress, FixedBytes, U256},
    sol,
};
use ink::{SolDecode, sol::Error as SolError};
use interfaces::{
    abi::{Named, Rows},
    args::{Arg, Group, Tail},
    host::off_chain::{Ended, run},
    words::selector,
};
use proptest::prelude::*;
use rules::{Bytes32, catalogue::Leaf};

sol! {
    #[derive(Debug, PartialEq, Eq)]
    struct Question { uint256 licence; address account; uint8 user; uint16 uses; uint64 at; }
    #[derive(Debug, PartialEq, Eq)]
    struct RunQuestion { uint256 licence; address licensee; bytes32 run; uint8 user; }
    #[derive(Debug, PartialEq, Eq)]
    struct CatalogueLeaf { uint256 record; uint8 kind; uint8 origin; uint64 units; bytes32 metadata; }
    #[derive(Debug, PartialEq, Eq)]
    function coversLeaf(
        Question question, CatalogueLeaf leaf, uint32 edition, uint64 index, bytes32[] proof, uint64 selectionIndex,
        bytes32[] selectionProof
    ) external;
    #[derive(Debug, PartialEq, Eq)]
    function coversInRun(RunQuestion question, CatalogueLeaf leaf, uint32 edition) external;
}

fn call() -> coversLeafCall {
    coversLeafCall {
        question: Question {
            licence: U256::MAX,
            account: AlloyAddress::from([1; 20]),
            user: u8::MAX,
            uses: u16::MAX,
            at: u64::MAX,
        },
        leaf: CatalogueLeaf {
            record: U256::from(2),
            kind: 3,
            origin: 4,
            units: u64::MAX - 1,
            metadata: FixedBytes([5; 32]),
        },
        edition: 6,
        index: 7,
        proof: vec![FixedBytes([8; 32]), FixedBytes([9; 32])],
        selectionIndex: 10,
        selectionProof: vec![FixedBytes([11; 32])],
    }
}

/// The parameter at a word of the head. ink! makes it so, and decodes nothing.
fn arg<T: Named, const N: usize>() -> Arg<T, N> {
    let made: Result<_, SolError> = Arg::from_sol_type(());
    made.expect("decodes nothing")
}

type Read = (Asked, Leaf, u32, u64, Vec<Bytes32>, u64, Vec<Bytes32>);

/// What the message reads.
fn read(calldata: &[u8]) -> Result<Read, Ended> {
    run(calldata, || {
        let mut tail = Tail::after(15);
        let (question, leaf) = (arg::<Group<Asked>, 0>().read(), arg::<Group<Work>, 5>().read().0);
        let (edition, index) = (arg::<u32, 10>().read(), arg::<u64, 11>().read());
        let proof = arg::<Rows<Bytes32>, 12>().read(&mut tail);
        let selection_index = arg::<u64, 13>().read();
        let selection_proof = arg::<Rows<Bytes32>, 14>().read(&mut tail);
        tail.finish();
        (question, leaf, edition, index, proof, selection_index, selection_proof)
    })
}

fn invalid(position: u8) -> Ended {
    let mut data = selector("ParameterInvalid", &["uint8"]).to_vec();
    data.extend_from_slice(&[0; 31]);
    data.push(position);
    Ended { reverted: true, data }
}

fn length() -> Ended {
    Ended { reverted: true, data: selector("CalldataLength", &[]).to_vec() }
}

#[test]
fn the_types_are_those_of_the_abi() {
    let (asked, leaf) = (<Group<Asked> as Named>::NAME, <Group<Work> as Named>::NAME);
    let expected = format!("coversLeaf({asked},{leaf},uint32,uint64,bytes32[],uint64,bytes32[])");
    assert_eq!(coversLeafCall::SIGNATURE, expected);
    let asked = <Group<AskedOfRun> as Named>::NAME;
    assert_eq!(coversInRunCall::SIGNATURE, format!("coversInRun({asked},{leaf},uint32)"));
}

#[test]
fn tuples_are_read_where_they_are_written() {
    let question = Asked { licence: [0xff; 32], account: [1; 20], user: u8::MAX, uses: u16::MAX, at: u64::MAX };
    let mut digest = [0; 32];
    digest[31] = 2;
    let leaf = Leaf { digest, kind: 3, origin: 4, units: u64::MAX - 1, metadata: [5; 32] };
    let expected = (question, leaf, 6, 7, vec![[8; 32], [9; 32]], 10, vec![[11; 32]]);
    assert_eq!(read(&call().abi_encode()), Ok(expected));

    let of_run = coversInRunCall {
        question: RunQuestion {
            licence: U256::from(1),
            licensee: AlloyAddress::from([2; 20]),
            run: FixedBytes([3; 32]),
            user: 4,
        },
        leaf: call().leaf,
        edition: 6,
    };
    let read = run(&of_run.abi_encode(), || {
        let tail = Tail::after(10);
        let read = (arg::<Group<AskedOfRun>, 0>().read(), arg::<Group<Work>, 4>().read(), arg::<u32, 9>().read());
        tail.finish();
        read
    });
    let mut licence = [0; 32];
    licence[31] = 1;
    let question = AskedOfRun { licence, licensee: [2; 20], run: [3; 32], user: 4 };
    assert_eq!(read, Ok((question, Work(leaf), 6)));
}

#[test]
fn x2_members_of_tuples_are_refused_by_the_place_of_their_word() {
    let calldata = call().abi_encode();
    // The numbers and addresses: all but the licence, the digests and the proofs' offsets.
    for position in [1, 2, 3, 4, 6, 7, 8, 10, 11, 13] {
        let mut dirty = calldata.clone();
        dirty[4 + 32 * position] = 1;
        assert_eq!(read(&dirty), Err(invalid(position as u8)), "{position}");
    }
    for position in [12, 14] {
        let mut moved = calldata.clone();
        moved[4 + 32 * position + 31] ^= 32;
        assert_eq!(read(&moved), Err(invalid(position as u8)), "{position}");
    }
    assert_eq!(read(&calldata[..calldata.len() - 1]), Err(length()));
    assert_eq!(read(&[&calldata[..], &[0; 32]].concat()), Err(length()));
}

proptest! {
    /// What is read is what alloy reads, where it would write it just so; all else is refused.
    #[test]
    fn x1_the_reader_agrees_with_alloy(
        position in 0..20usize,
        byte in 0..32usize,
        value: u8,
        cut in 0..40usize,
    ) {
        let mut calldata = call().abi_encode();
        calldata[4 + 32 * position + byte] = value;
        calldata.truncate(calldata.len() - if cut < 32 { 0 } else { cut });
        let canonical = coversLeafCall::abi_decode_validate(&calldata).ok().filter(|call| call.abi_encode() == calldata);
        let expected = canonical.map(|call| {
            let rows = |rows: Vec<FixedBytes<32>>| rows.into_iter().map(|row| row.0).collect::<Vec<_>>();
            let Question { licence, account, user, uses, at } = call.question;
            let CatalogueLeaf { record, kind, origin, units, metadata } = call.leaf;
            (
                Asked { licence: licence.to_be_bytes(), account: account.into_array(), user, uses, at },
                Leaf { digest: record.to_be_bytes(), kind, origin, units, metadata: metadata.0 },
                call.edition,
                call.index,
                rows(call.proof),
                call.selectionIndex,
                rows(call.selectionProof),
            )
        });
        prop_assert_eq!(read(&calldata).ok(), expected);
    }
}
