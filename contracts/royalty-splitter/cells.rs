//! The splitter's storage cells.

use ink::prelude::vec::Vec;
use interfaces::stored::{Cell, Reader, append};

/// What a ledger received, and what its payees were paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Ledger {
    /// All that came in, in the currency's smallest unit (EVM units of the chain's own token),
    /// before the parents' part.
    pub received: u128,
    /// The sum of the shares of the record's parents, in basis points.
    pub parents_share: u16,
    /// What each payee was paid, in the order of the split; of the parents' ledger, what moved on
    /// to each parent, in their order; of what is kept back, what has moved on.
    pub released: Vec<u128>,
}

impl Cell for Ledger {
    fn write(&self, cell: &mut Vec<u8>) {
        append(cell, &self.received.to_le_bytes());
        append(cell, &self.parents_share.to_le_bytes());
        self.released.write(cell);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { received: cell.u128(), parents_share: u16::from_le_bytes(cell.take()), released: Vec::read(cell) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::stored::assert_round_trip;
    use rules::limits::{MAX_PARENTS, MAX_PAYEES};

    #[test]
    fn r10_cells_fit_and_read_back() {
        assert_round_trip(&Ledger { received: 1, parents_share: 2, released: [u128::MAX; MAX_PAYEES].to_vec() });
        assert_round_trip(&Ledger { received: 1, parents_share: 0, released: [u128::MAX; MAX_PARENTS].to_vec() });
        assert_round_trip(&Ledger::default());
    }
}
