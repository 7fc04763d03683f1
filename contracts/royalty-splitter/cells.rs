//! The splitter's storage cells.

use ink::prelude::vec::Vec;
use interfaces::stored::{Cell, Reader, append};

/// Bytes of a payee's cell.
pub const PAYEE: usize = 22;

/// What a ledger received, and what its payees were paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Ledger {
    /// All that came in, in the currency's smallest unit (EVM units of the chain's own token),
    /// before the parents' part.
    pub received: u128,
    /// The sum of the shares of the record's parents, in basis points.
    pub parents_share: u16,
    /// The payees of a split's version, in the order of the split: in its ledger of the chain's
    /// own token, if they are at most [`rules::limits::PAYEES_IN_LEDGER`], so that a sale reads and
    /// writes one cell, not two; else in a cell with nothing but them. As bytes, [`PAYEE`] for
    /// each: whoever pays neither reads nor writes them one by one, however many there are.
    pub payees: Vec<u8>,
    /// What each payee was paid, in the order of the split; of the parents' ledger, what moved on
    /// to each parent, in their order; of what is kept back, what has moved on.
    pub released: Vec<u128>,
}

impl Cell for Ledger {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.received.to_le_bytes());
        append(cell, &self.parents_share.to_le_bytes());
        append(cell, &[(self.payees.len() / PAYEE) as u8]);
        append(cell, &self.payees);
        self.released.write(cell);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (received, parents_share) = (cell.u128(), u16::from_le_bytes(cell.take()));
        let [count] = cell.take();
        let payees = cell.slice(usize::from(count).saturating_mul(PAYEE)).to_vec();
        Self { received, parents_share, payees, released: Vec::read(cell) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::stored::assert_round_trip;
    use rules::limits::{MAX_PARENTS, MAX_PAYEES, PAYEES_IN_LEDGER};

    #[test]
    fn r10_cells_fit_and_read_back() {
        let ledger = |payees: usize, released: usize| Ledger {
            received: 1,
            parents_share: 2,
            payees: [1; PAYEE].repeat(payees),
            released: [u128::MAX].repeat(released),
        };
        assert_round_trip(&ledger(PAYEES_IN_LEDGER, PAYEES_IN_LEDGER));
        assert_round_trip(&ledger(0, MAX_PAYEES));
        assert_round_trip(&ledger(MAX_PAYEES, 0));
        assert_round_trip(&ledger(0, MAX_PARENTS));
        assert_round_trip(&Ledger::default());
    }
}
