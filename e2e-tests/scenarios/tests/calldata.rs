//! Calldata that is not the canonical encoding of a message's parameters, and money where none
//! is wanted: refused by every message that changes anything.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_json_abi::{Function, JsonAbi, Param, StateMutability};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolInterface};
use chain::{Account, Chain, Failure, H160, Refusal, TOKEN};
use ink_e2e::{ChainClient, Hub};
use proptest::test_runner::{RngAlgorithm, RngSeed, TestRng};
use rand_core::RngCore as _;
use scenarios::{Cast, SALT, World, digest};
use story::{
    abi::{
        ERC721::{self, *},
        LicenceToken, ProvenanceRegistry, RoyaltySplitter, TermsBook,
    },
    blobs,
    calls::{Reason, address, hex},
    protocol::{NewRecord, Protocol},
};
