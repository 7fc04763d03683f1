//! What contracts cost that are too large to bring along: measured once, on the same runtime and in
//! the same way, from their own sources.

/// A figure that is not measured here.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The operation of ours that does the same.
    pub operation: &'static str,
    /// Whose.
    pub system: &'static str,
    /// How many transactions it takes.
    pub transactions: u64,
    /// In microseconds.
    pub ref_time_us: u64,
    /// In bytes, rounded to three digits.
    pub proof: u64,
    /// What exactly was measured.
    pub what: &'static str,
}

/// 0xSplits v2 at commit 71f09d3, with the sale on OpenZeppelin's contracts that pays into it; Story
/// protocol-core 1.3.2, with a mock in place of its precompile for the graph of works.
pub const REFERENCES: [Reference; 5] = [
    Reference {
        operation: "register (reveal, for oneself)",
        system: "story",
        transactions: 1,
        ref_time_us: 9_915,
        proof: 384_000,
        what: "register an IP asset",
    },
    Reference {
        operation: "createOffer",
        system: "story",
        transactions: 2,
        ref_time_us: 49_582,
        proof: 2_062_000,
        what: "register PIL terms, attach them",
    },
    Reference {
        operation: "purchase (one owner, paid directly)",
        system: "story",
        transactions: 1,
        ref_time_us: 82_293,
        proof: 3_532_000,
        what: "mint a licence token for an ERC-20 fee; nobody is paid out",
    },
    Reference {
        operation: "purchase (by the splitter, 5 payees)",
        system: "0xsplits",
        transactions: 2,
        ref_time_us: 4_508,
        proof: 168_500,
        what: "buy (OpenZeppelin) into a split, distribute to 5",
    },
    Reference {
        operation: "purchase (by the splitter, 10 payees)",
        system: "0xsplits",
        transactions: 2,
        ref_time_us: 6_746,
        proof: 192_100,
        what: "buy (OpenZeppelin) into a split, distribute to 10",
    },
];
