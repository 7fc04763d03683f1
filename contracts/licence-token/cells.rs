//! The licence token's storage cells.

use ink::prelude::vec::Vec;
use interfaces::stored::{Cell, Reader};
use rules::{Account, Bytes32, licence::Expiry, offer::Conditions, split_version::Versions, terms::Duration};

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Offer {
    /// What it offers.
    pub record: Bytes32,
    /// Under which terms.
    pub terms: Bytes32,
    /// The price of a unit, in EVM units.
    pub unit_price: u128,
    /// A number of [`rules::offer::PriceUnit`].
    pub unit: u8,
    /// When and to whom it sells.
    pub conditions: Conditions,
    /// What the terms allow to do.
    pub uses: u16,
    /// What the terms say of who may.
    pub users: u8,
    /// How long a licence lasts.
    pub duration: Duration,
    /// The least part of a derivative's gross income, in basis points.
    pub derivative_share: u16,
    /// Whether a licence may be transferred.
    pub transferable: bool,
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Licence {
    /// Who holds it.
    pub owner: Account,
    /// Who else may transfer it; zero for nobody.
    pub approved: Account,
    /// The licensed record.
    pub record: Bytes32,
    /// The record's generation when it was bought.
    pub generation: u32,
    /// The terms.
    pub terms: Bytes32,
    /// The offer.
    pub offer: u64,
    /// What was paid, in EVM units.
    pub price: u128,
    /// From when it holds, in Unix seconds.
    pub start: u64,
    /// When it ends.
    pub expiry: Expiry,
    /// Since when the present holder has it, in Unix seconds.
    pub acquired_at: u64,
    /// The licensed uses.
    pub uses: u16,
    /// The licensed classes of user.
    pub users: u8,
    /// The least part of a derivative's gross income, in basis points.
    pub derivative_share: u16,
    /// Whether it may be transferred.
    pub transferable: bool,
}

/// What a sale has to know of a record: copied when its first offer is made, and pushed by
/// the registry and the splitter whenever it changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct SaleState {
    /// The record's owner: the licensor.
    pub owner: Account,
    /// Raised by every change of owner.
    pub epoch: u32,
    /// The record's generation.
    pub generation: u32,
    /// What the record's kind is priced by.
    pub units: u64,
    /// The sum of the shares of the record's parents, in basis points.
    pub parents_share: u16,
    /// From which Unix second on the record is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
    /// A number of [`rules::standing::Standing`].
    pub standing: u8,
    /// The versions of the record's split.
    pub versions: Versions,
}

impl Cell for Offer {
    fn write(&self, cell: &mut Vec<u8>) {
        let conditions = &self.conditions;
        let (perpetual, seconds) = self.duration.to_pair();
        cell.extend_from_slice(&self.record);
        cell.extend_from_slice(&self.terms);
        cell.extend_from_slice(&self.unit_price.to_le_bytes());
        cell.extend_from_slice(&[
            self.unit,
            self.users,
            perpetual.into(),
            self.transferable.into(),
            conditions.closed.into(),
        ]);
        cell.extend_from_slice(&self.uses.to_le_bytes());
        cell.extend_from_slice(&self.derivative_share.to_le_bytes());
        cell.extend_from_slice(&seconds.to_le_bytes());
        cell.extend_from_slice(&conditions.epoch.to_le_bytes());
        cell.extend_from_slice(&conditions.supply.to_le_bytes());
        cell.extend_from_slice(&conditions.sold.to_le_bytes());
        cell.extend_from_slice(&conditions.opens.to_le_bytes());
        cell.extend_from_slice(&conditions.closes.to_le_bytes());
        cell.extend_from_slice(&conditions.buyer);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (record, terms, unit_price) = (cell.take(), cell.take(), cell.u128());
        let [unit, users, perpetual, transferable, closed] = cell.take();
        let (uses, derivative_share) = (u16::from_le_bytes(cell.take()), u16::from_le_bytes(cell.take()));
        let seconds = cell.u64();
        Self {
            record,
            terms,
            unit_price,
            unit,
            uses,
            users,
            duration: if perpetual != 0 { Duration::Perpetual } else { Duration::Seconds(seconds) },
            transferable: transferable != 0,
            derivative_share,
            conditions: Conditions {
                closed: closed != 0,
                epoch: cell.u32(),
                supply: cell.u32(),
                sold: cell.u32(),
                opens: cell.u64(),
                closes: cell.u64(),
                buyer: cell.take(),
            },
        }
    }
}

impl Cell for Licence {
    fn write(&self, cell: &mut Vec<u8>) {
        let (perpetual, end) = self.expiry.to_pair();
        cell.extend_from_slice(&self.owner);
        cell.extend_from_slice(&self.approved);
        cell.extend_from_slice(&self.record);
        cell.extend_from_slice(&self.terms);
        cell.extend_from_slice(&self.generation.to_le_bytes());
        cell.extend_from_slice(&self.offer.to_le_bytes());
        cell.extend_from_slice(&self.price.to_le_bytes());
        cell.extend_from_slice(&self.start.to_le_bytes());
        cell.extend_from_slice(&end.to_le_bytes());
        cell.extend_from_slice(&self.acquired_at.to_le_bytes());
        cell.extend_from_slice(&self.uses.to_le_bytes());
        cell.extend_from_slice(&self.derivative_share.to_le_bytes());
        cell.extend_from_slice(&[self.users, perpetual.into(), self.transferable.into()]);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (owner, approved, record, terms) = (cell.take(), cell.take(), cell.take(), cell.take());
        let (generation, offer, price) = (cell.u32(), cell.u64(), cell.u128());
        let (start, end, acquired_at) = (cell.u64(), cell.u64(), cell.u64());
        let (uses, derivative_share) = (u16::from_le_bytes(cell.take()), u16::from_le_bytes(cell.take()));
        let [users, perpetual, transferable] = cell.take();
        Self {
            owner,
            approved,
            record,
            generation,
            terms,
            offer,
            price,
            start,
            expiry: if perpetual != 0 { Expiry::Never } else { Expiry::At(end) },
            acquired_at,
            uses,
            users,
            derivative_share,
            transferable: transferable != 0,
        }
    }
}

impl Cell for SaleState {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.owner);
        cell.extend_from_slice(&self.epoch.to_le_bytes());
        cell.extend_from_slice(&self.generation.to_le_bytes());
        cell.extend_from_slice(&self.units.to_le_bytes());
        cell.extend_from_slice(&self.parents_share.to_le_bytes());
        cell.extend_from_slice(&self.withdrawn_from.to_le_bytes());
        cell.extend_from_slice(&[self.standing]);
        cell.extend_from_slice(&self.versions.current.to_le_bytes());
        cell.extend_from_slice(&self.versions.next.to_le_bytes());
        cell.extend_from_slice(&self.versions.applies_at.to_le_bytes());
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self {
            owner: cell.take(),
            epoch: cell.u32(),
            generation: cell.u32(),
            units: cell.u64(),
            parents_share: u16::from_le_bytes(cell.take()),
            withdrawn_from: cell.u64(),
            standing: u8::from_le_bytes(cell.take()),
            // The splitter alone numbers new versions.
            versions: Versions { current: cell.u32(), next: cell.u32(), applies_at: cell.u64(), last: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::stored::assert_round_trip;

    #[test]
    fn r10_cells_fit_and_read_back() {
        let offer = Offer {
            record: [1; 32],
            terms: [2; 32],
            unit_price: u128::MAX,
            unit: 1,
            conditions: Conditions { epoch: 3, closed: true, supply: 4, sold: 5, opens: 6, closes: 7, buyer: [8; 20] },
            uses: 9,
            users: 10,
            derivative_share: 12,
            duration: Duration::Seconds(11),
            transferable: true,
        };
        assert_round_trip(&offer);
        assert_round_trip(&Offer { duration: Duration::Perpetual, ..offer });
        let licence = Licence {
            owner: [1; 20],
            approved: [2; 20],
            record: [3; 32],
            generation: 4,
            terms: [5; 32],
            offer: 6,
            price: 7,
            start: 8,
            expiry: Expiry::At(9),
            acquired_at: 10,
            uses: 11,
            users: 12,
            derivative_share: 13,
            transferable: true,
        };
        assert_round_trip(&licence);
        assert_round_trip(&Licence { expiry: Expiry::Never, transferable: false, ..licence });
        assert_round_trip(&SaleState {
            owner: [1; 20],
            epoch: 2,
            generation: 3,
            units: 4,
            parents_share: 5,
            withdrawn_from: 9,
            standing: 2,
            versions: Versions { current: 6, next: 7, applies_at: 8, last: 0 },
        });
    }
}
