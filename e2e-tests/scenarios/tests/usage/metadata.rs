//! The text of a licence.

use crate::support::USES;
use alloy_primitives::U256;
use alloy_sol_types::SolCall as _;
use ink_e2e::{ChainClient, Hub};
use rules::base64;
use scenarios::World;
use story::abi::LicenceMetadata::descriptionCall;

/// The bytes of a licence's cell.
const CELL: usize = 270;
/// Where in it the uses are.
const USES_AT: usize = 185;

/// The question for the text of a licence.
fn describe(id: U256, cell: Vec<u8>) -> descriptionCall {
    let argument = U256::ZERO;
    descriptionCall { id, argument, licence: cell.into(), offer: Vec::new().into(), state: vec![1; 40].into() }
}

/// The JSON in the answer.
fn document(uri: &str) -> serde_json::Value {
    let text = uri.strip_prefix("data:application/json;base64,").unwrap();
    let mut bytes: Vec<u8> = Vec::new();
    for group in text.as_bytes().chunks(4) {
        let (mut bits, mut count) = (0u32, 0);
        for character in group.iter().filter(|character| **character != b'=') {
            // The alphabet, from what its letters are written as.
            let value = (0..64u32).find(|value| {
                let mut letter = Vec::new();
                base64::encode(&[(*value << 2) as u8], &mut letter);
                letter[0] == *character
            });
            bits = bits << 6 | value.unwrap();
            count += 6;
        }
        bits <<= 24 - count;
        bytes.extend(&bits.to_be_bytes()[1..1 + count / 8]);
    }
    serde_json::from_slice(&bytes).unwrap()
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l17_every_licence_is_told_in_bounded_json() {
    let (world, _) = World::new(client.chain());
    let module = world.protocol.licence_metadata;
    let mut plain = vec![0; CELL];
    plain[USES_AT..USES_AT + 2].copy_from_slice(&USES.to_be_bytes());
    for (id, cell) in [
        (U256::from(12), Vec::new()),
        (U256::from(12), plain.clone()),
        (U256::MAX, vec![0xff; CELL]),
        (U256::MAX, vec![0xff; 1_000]),
    ] {
        let uri = world.view(module, &describe(id, cell));
        assert!(uri.len() <= 4_117);
        assert_eq!(document(&uri)["name"], format!("Licence {id}"));
    }
    let uri = world.view(module, &describe(U256::from(12), plain));
    let said = document(&uri)["description"].as_str().unwrap().to_owned();
    assert!(said.contains("for train_generative and fine_tune, from 1970-01-01T00:00:00Z"), "{said}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x2_a_cell_that_is_not_canonical_calldata_is_refused() {
    let (world, _) = World::new(client.chain());
    let module = world.protocol.licence_metadata;
    let right = describe(U256::from(12), vec![1; 40]).abi_encode();
    world.chain.view(module, right.clone()).unwrap();
    let mut dirty = right.clone();
    *dirty.last_mut().unwrap() = 1;
    for wrong in [dirty, right[..right.len() - 1].to_vec(), [&right[..], &[0; 32]].concat()] {
        world.chain.view(module, wrong).unwrap_err();
    }
}
