//! Opening and closing blocks. Has to run inside the chain's state.

use frame_support::traits::BuildGenesisConfig;
use hub_runtime::{BlockNumber, Executive, Hash, Header, RuntimeCall, RuntimeGenesisConfig, System};
use sp_core::storage::StateVersion;
use sp_runtime::traits::Header as _;

use crate::extrinsic;

/// Writes the state before the first block, and gives the hash of the genesis block.
pub(crate) fn genesis() -> Hash {
    RuntimeGenesisConfig::default().build();
    let root = sp_io::storage::root(StateVersion::V1);
    let root = Hash::from_slice(&root);
    Header::new(0, Hash::zero(), root, Hash::zero(), Default::default()).hash()
}

/// Opens block `number` upon the block with hash `parent`, at `time` in milliseconds.
pub(crate) fn open(number: BlockNumber, parent: Hash, time: u64) {
    let header = Header::new(number, Hash::zero(), Hash::zero(), parent, Default::default());
    Executive::initialize_block(&header);
    let call = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: time });
    Executive::apply_extrinsic(extrinsic::bare(call))
        .ok()
        .and_then(Result::ok)
        .expect("time never runs backwards here, so the first extrinsic of a block is valid");
}

/// Closes the open block, and gives its number and hash.
pub(crate) fn close() -> (BlockNumber, Hash) {
    let number = System::block_number();
    (number, Executive::finalize_block().hash())
}
