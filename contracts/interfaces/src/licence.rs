//! A licence: its fields, as the licence token keeps them and as its view `licence` answers
//! them.

use crate::fields::{Fields, Layout, starts};
use rules::licence::{Expiry, Scope};

/// Who holds it.
pub const OWNER: usize = 0;
/// Who else may transfer it; zero for nobody.
pub const APPROVED: usize = 1;
/// The licensed record.
pub const RECORD: usize = 2;
/// The record's generation when it was bought.
pub const GENERATION: usize = 3;
/// The terms.
pub const TERMS: usize = 4;
/// The offer.
pub const OFFER: usize = 5;
/// The price, in the currency's smallest unit; credit for an upgraded licence included.
pub const PRICE: usize = 6;
/// From when it holds, in Unix seconds.
pub const START: usize = 7;
/// Whether it has no end.
pub const PERPETUAL: usize = 8;
/// The first second in which it no longer holds; zero where it has no end.
pub const EXPIRY: usize = 9;
/// Since when the present holder has it, in Unix seconds.
pub const ACQUIRED_AT: usize = 10;
/// When it was bought, in Unix seconds.
pub const BOUGHT_AT: usize = 11;
/// Who owned the record then.
pub const LICENSOR: usize = 12;
/// The licensed uses.
pub const USES: usize = 13;
/// The licensed classes of user.
pub const USERS: usize = 14;
/// Whether it may be transferred.
pub const TRANSFERABLE: usize = 15;
/// What it was paid in: zero for the chain's own token, else an ERC-20.
pub const CURRENCY: usize = 16;
/// Whether it is exclusive in its uses.
pub const EXCLUSIVE: usize = 17;
/// Whether the licensor must be named.
pub const ATTRIBUTION: usize = 18;
/// Whether the licensor may revoke it for a refund.
pub const REVOCABLE: usize = 19;
/// With how many seconds' notice.
pub const NOTICE: usize = 20;
/// The least part of a derivative's gross income, in basis points.
pub const DERIVATIVE_SHARE: usize = 21;
/// The record owner's part of a resale, in basis points (EIP-2981).
pub const RESALE_ROYALTY: usize = 22;
/// Bits: [`IN_ESCROW`], [`REVOKED`], [`CONTINUED`], [`UPGRADED`], [`REFUNDED`].
pub const STATUS: usize = 23;
/// Whether it is for `QUANTITY` uses.
pub const METERED: usize = 24;
/// The version of the record's split that the price fell under; zero for the licensor's.
pub const VERSION: usize = 25;
/// Of a catalogue, the last edition that it is for; zero for every one.
pub const EDITION: usize = 26;
/// The root of the selected works; zero for the whole record.
pub const SELECTION: usize = 27;
/// How many works were selected, or uses bought, or units priced; zero for a flat price.
pub const QUANTITY: usize = 28;

/// What was paid waits for the end of the offer's challenge window.
pub const IN_ESCROW: u8 = 1;
/// The licensor gave notice, and the refund; it ends at `EXPIRY`.
pub const REVOKED: u8 = 2;
/// It was renewed or extended: another licence follows on it.
pub const CONTINUED: u8 = 4;
/// It was upgraded: another licence took its place at `EXPIRY`, and it is nobody's token.
pub const UPGRADED: u8 = 8;
/// Its record was struck while its price was in escrow, and the price went back: it ended at
/// `EXPIRY`, and is nobody's token.
pub const REFUNDED: u8 = 16;

/// The layout of a licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LicenceLayout {}

impl Layout for LicenceLayout {
    const STARTS: &'static [u16] =
        &starts::<30>(&[20, 20, 32, 4, 32, 8, 16, 8, 1, 8, 8, 8, 20, 2, 1, 1, 20, 1, 1, 1, 4, 2, 2, 1, 1, 4, 4, 32, 8]);
}

/// A licence. `RECORD` is zero where there is none.
pub type Licence = Fields<LicenceLayout>;

impl Licence {
    /// Its end.
    pub fn expiry(&self) -> Expiry {
        if self.flag(PERPETUAL) { Expiry::Never } else { Expiry::At(self.u64(EXPIRY)) }
    }

    /// Whether it has all of these bits of status.
    pub fn has(&self, status: u8) -> bool {
        self.number(STATUS) as u8 & status == status
    }

    /// Whether it is somebody's token, and not one that was burned.
    pub fn is_token(&self) -> bool {
        self.word(RECORD) != [0; 32] && !self.has(UPGRADED) && !self.has(REFUNDED)
    }

    /// Adds a bit of status.
    pub fn mark(&mut self, status: u8) {
        self.set_number(STATUS, self.number(STATUS) | u128::from(status));
    }

    /// What it covers.
    pub fn scope(&self) -> Scope {
        Scope {
            record: self.word(RECORD),
            holder: self.account(OWNER),
            uses: self.number(USES) as u16,
            users: self.number(USERS) as u8,
            start: self.u64(START),
            expiry: self.expiry(),
            acquired_at: self.u64(ACQUIRED_AT),
            revoked: self.has(REVOKED) || self.has(REFUNDED),
            upgraded: self.has(UPGRADED),
            selection: self.word(SELECTION) != [0; 32],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::assert_round_trip;

    #[test]
    fn r10_the_largest_licence_fits_its_cell() {
        assert_eq!(Licence::FIELDS, QUANTITY + 1);
        assert_eq!(Licence::SIZE, 270);
        assert_round_trip(&Licence::new(&[0xff; 270]));
    }

    #[test]
    fn r10_a_plain_licence_leaves_out_the_zeros_at_its_end() {
        let mut licence = Licence::default();
        licence.set_number(USES, 7);
        licence.set_number(TRANSFERABLE, 1);
        assert_eq!(scale::Encode::encode(&crate::stored::Stored(licence.clone())).len(), 189);
        assert_round_trip(&licence);
    }

    #[test]
    fn bits_of_status_are_apart() {
        let mut licence = Licence::default();
        for status in [IN_ESCROW, REVOKED, CONTINUED, UPGRADED, REFUNDED] {
            assert!(!licence.has(status));
            licence.mark(status);
            assert!(licence.has(status));
        }
        assert_eq!(licence.number(STATUS), 31);
    }
}
