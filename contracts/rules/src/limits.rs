//! Every bound of the protocol, in one place.

/// Basis points in a whole.
pub const BASIS_POINTS: u16 = 10_000;

/// How long a commitment can be revealed, and how long a record registered without one
/// stays provisional, in seconds (one hour).
pub const COMMIT_TTL: u64 = 3_600;

/// Commitments that an account can have open at a time: they share a storage cell with the
/// number of its records. One commitment can cover a batch or a whole catalogue.
pub const MAX_COMMITMENTS: usize = 9;

/// Works of one `registerMany`.
pub const MAX_BATCH: usize = 32;

/// Licensed links of one `registerMany`: for each the licence token is asked, and this many take less
/// than half of a block, and fit what an account with an Ethereum key may send.
pub const MAX_LICENSED_LINKS: usize = 64;

/// Bytes of calldata of the largest call.
pub const MAX_CALLDATA: u64 = 12_288;

/// The longest notice of a withdrawal, in seconds (180 days).
pub const MAX_NOTICE: u64 = 15_552_000;

/// How long a record's owner may answer a challenge, in seconds (7 days). Then the arbiter
/// decides.
pub const ANSWER_WINDOW: u64 = 604_800;

/// How long the arbiter may take after that, in seconds (30 days). Without a decision the
/// challenge is rejected.
pub const DECISION_WINDOW: u64 = 2_592_000;

/// Seconds between the announcement of a new split and its first deposit (one day).
pub const SPLIT_NOTICE: u64 = 86_400;

/// Parents of one record.
pub const MAX_PARENTS: usize = 16;

/// Parents in one storage cell: a cell holds at most 416 bytes.
pub const PARENTS_PER_CELL: usize = 8;

/// Links of one page of a record's ancestors.
pub const MAX_PAGE: u16 = 32;

/// How many links lead from a record to an ancestor that a walk from it still meets. A path
/// has a byte for each, so it is at most one word long.
pub const MAX_ANCESTRY: usize = 32;

/// Records that one page of ancestors asks the registry about, each by two calls at most: then
/// the page ends, if not before. More than a path has steps, so that every page gets on; a
/// record with 16 parents costs 108 KB of proof, and so a page less than half a block.
pub const MAX_ASKED: usize = 44;

/// Payees of one split: a split is one storage cell.
pub const MAX_PAYEES: usize = 16;

/// Ledgers of one `releaseMany`: each costs two storage cells, and the dearest of this many, each in
/// a currency of its own, take less than half of a block.
pub const MAX_RELEASES: usize = 32;

/// Steps of one `settlePath`: each asks two contracts and moves money in a third.
pub const MAX_PATH: usize = 16;

/// Leaves of one claim of a pool.
pub const MAX_CLAIMS: usize = 16;

/// Volume tiers of one offer: they share its storage cell.
pub const MAX_TIERS: usize = 4;

/// Payments of one `purchaseMany` that go through the splitter: twelve of the dearest, beside the
/// other licences of a full basket, take less than half of a block.
pub const MAX_DEPOSITS: usize = 12;

/// Licences of one `purchaseMany`.
pub const MAX_BASKET: usize = 50;

/// The largest part of a price that a referrer gets, in basis points of what is left after the
/// parents.
pub const MAX_REFERRAL: u16 = 1_000;

/// The longest challenge window of an offer, in seconds (180 days).
pub const MAX_ESCROW: u32 = 15_552_000;

/// Bytes of a URI (of a record's metadata, or of the document of terms).
pub const MAX_URI: usize = 160;

/// Bytes the chain stores under one key.
pub const MAX_CELL: usize = 416;

/// So many payees of a split stand in the cell of its ledger, with what each was paid: 19 bytes and
/// 38 for each, in [`MAX_CELL`].
pub const PAYEES_IN_LEDGER: usize = 10;

/// The largest sum one ledger can receive: above it `received x numerator` would not fit
/// 128 bits. About 3.4 x 10^12 whole tokens of 18 decimals.
pub const MAX_RECEIVED: u128 = u128::MAX / 100_000_000;

/// The longest duration of a licence that ends, in seconds (100 years of 365 days).
pub const MAX_DURATION: u64 = 3_153_600_000;

/// The shortest notice with which terms let a licensor revoke, in seconds (one day).
pub const MIN_REVOCATION_NOTICE: u32 = 86_400;

/// The longest, in seconds (365 days).
pub const MAX_REVOCATION_NOTICE: u32 = 31_536_000;

/// Reference time that an account may use while it is paid in a sale, in picoseconds (2 ms):
/// nothing for an account with a key, enough for a small contract.
pub const PAYOUT_REF_TIME: u64 = 2_000_000_000;

/// Proof bytes that an account may use while it is paid in a sale.
pub const PAYOUT_PROOF_SIZE: u64 = 49_152;

/// Reference time that a payment to a contract, or in an ERC-20, costs the splitter, in
/// picoseconds, when they do nothing: the question what gas is left, the call, the event.
/// Measured: 667 us.
pub const PAYMENT_REF_TIME: u64 = 700_000_000;

/// Proof bytes of the same. Measured: 10 080.
pub const PAYMENT_PROOF_SIZE: u64 = 10_240;

/// The same of a payment of the chain's own token to an account with a key, which needs no
/// question. It has room: with 500 us, a payee that burnt all its gas left too little for the
/// rest of a sale.
pub const TRANSFER_REF_TIME: u64 = 650_000_000;

/// Proof bytes of the same. Measured: 4 648.
pub const TRANSFER_PROOF_SIZE: u64 = 4_864;

/// Reference time to finish a sale after the last payment, in picoseconds.
pub const CLOSING_REF_TIME: u64 = 400_000_000;

/// Proof bytes of the same.
pub const CLOSING_PROOF_SIZE: u64 = 4_096;

/// The code hash of an account that exists and is not a contract: Keccak-256 of no bytes
/// (EIP-1052).
pub const EMPTY_CODE: crate::Bytes32 = [
    0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0, //
    0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70,
];
