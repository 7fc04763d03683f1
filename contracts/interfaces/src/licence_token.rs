//! What other contracts tell the licence token.

use crate::{
    abi::{Named, Row, Word},
    host::{CallFailed, call},
    licence::Licence,
    offer::{Offer, SaleState},
    words::Words,
};
use ink::{Address, H160, codegen::sol::selector_bytes};
use rules::{Account, Bytes32, split_version::Versions};

const OFFER_FIELDS: usize = Offer::FIELDS;
const STATE_FIELDS: usize = SaleState::FIELDS;

/// What a sale has to know of a record that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordState {
    /// The owner.
    pub owner: Account,
    /// Raised by every change of owner.
    pub epoch: u32,
    /// Raised when the record's content is replaced.
    pub generation: u32,
    /// What the record's kind is priced by.
    pub units: u64,
    /// The sum of the parents' shares, in basis points.
    pub parents_share: u16,
    /// From which Unix second on it is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
    /// A number of [`rules::standing::Standing`].
    pub standing: u8,
}

/// Tells the licence token how a record stands now: the record, then the fields of
/// [`RecordState`] in their order.
///
/// # Errors
/// [`CallFailed`].
pub fn push_record(licence_token: &Address, words: &mut Words) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("pushRecord(uint256,(address,uint32,uint32,uint64,uint16,uint64,uint8))");
    let [] = call(licence_token, SELECTOR, words, 0)?;
    Ok(())
}

/// Asks whether a licence lets its holder register a derivative of a record now: a reason (0
/// if so, else a number of [`rules::licence::Coverage`]) and the least part of the
/// derivative's gross income that its terms ask for, in basis points.
///
/// # Errors
/// [`CallFailed`].
pub fn derivation(
    licence_token: &Address,
    licence: u64,
    record: &Bytes32,
    holder: &Account,
) -> Result<(u8, u16), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("derivation(uint256,uint256,address)");
    let [reason, share] =
        call(licence_token, SELECTOR, Words::new().push(licence).push(*record).push(H160(*holder)), 0)?;
    Ok((u8::from_word(&reason).ok_or(CallFailed)?, u16::from_word(&share).ok_or(CallFailed)?))
}

/// Asks for a licence, by its number as a word. The field [`RECORD`](crate::licence::RECORD) is
/// zero where there is none.
///
/// # Errors
/// [`CallFailed`].
pub fn licence(licence_token: &Address, licence: &Bytes32) -> Result<Licence, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("licence(uint256)");
    let words: [Bytes32; Licence::FIELDS] = call(licence_token, SELECTOR, Words::new().push(*licence), 0)?;
    Ok(Licence::from_words(&words))
}

/// Tells the licence token which versions of a record's split there are.
///
/// # Errors
/// [`CallFailed`].
pub fn push_split(licence_token: &Address, record: &Bytes32, versions: &Versions) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("pushSplit(uint256,uint32,uint32,uint64)");
    let [] = call(
        licence_token,
        SELECTOR,
        Words::new().push(*record).push(versions.current).push(versions.next).push(versions.applies_at),
        0,
    )?;
    Ok(())
}

/// What somebody buys in a basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The offer.
    pub offer: u64,
    /// How much.
    pub quantity: u64,
    /// The root of the selected works; zero for the whole record.
    pub selection: Bytes32,
}

impl Named for Item {
    const NAME: &'static str = "(uint64,uint64,bytes32)";
}

/// How the registry tells how a record stands: the fields of [`RecordState`].
pub enum PushedRecord {}

impl Named for PushedRecord {
    const NAME: &'static str = "(address,uint32,uint32,uint64,uint16,uint64,uint8)";
}

/// Which licence another follows on, and how: see [`Succession`].
pub enum Follows {}

impl Named for Follows {
    const NAME: &'static str = "(uint256,uint8,uint64,bytes32,uint128)";
}

/// How a licence follows on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The other's id.
    pub licence: Bytes32,
    /// 1 renewed, 2 extended, 3 upgraded.
    pub way: u8,
    /// When the new one begins; zero for at once.
    pub start: u64,
    /// The other's terms, if it is upgraded; zero otherwise.
    pub upgrades_from: Bytes32,
    /// What is left of the other's price.
    pub credit: u128,
}

/// Has a licence sold to `buyer` that follows on another, with `value` of the chain's own token.
/// Answers its id.
///
/// # Errors
/// [`CallFailed`].
pub fn sell_to(
    licence_token: &Address,
    buyer: Address,
    follows: &Succession,
    item: &Item,
    max_total: u128,
    reference: &Bytes32,
    value: u128,
) -> Result<Bytes32, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes(
        "sellTo(address,(uint256,uint8,uint64,bytes32,uint128),(uint64,uint64,bytes32),uint128,bytes32)",
    );
    let Succession { licence, way, start, upgrades_from, credit } = follows;
    let [id] = call(
        licence_token,
        SELECTOR,
        Words::new()
            .push(buyer)
            .push(*licence)
            .push(*way)
            .push(*start)
            .push(*upgrades_from)
            .push(*credit)
            .push(item.offer)
            .push(item.quantity)
            .push(item.selection)
            .push(max_total)
            .push(*reference),
        value,
    )?;
    Ok(id)
}

impl Row for Item {
    const ARRAY: &'static str = "(uint64,uint64,bytes32)[]";
    const WORDS: u32 = 3;

    fn read(mut word: impl FnMut() -> Bytes32) -> Option<Self> {
        let (offer, quantity, selection) = (word(), word(), word());
        Some(Self { offer: u64::from_word(&offer)?, quantity: u64::from_word(&quantity)?, selection })
    }

    fn write(&self, mut word: impl FnMut(&Bytes32)) {
        word(&self.offer.to_word());
        word(&self.quantity.to_word());
        word(&self.selection);
    }
}

/// Asks for an offer; all zero where there is none of that number.
///
/// # Errors
/// [`CallFailed`].
pub fn offer(licence_token: &Address, offer: u64) -> Result<Offer, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("offer(uint64)");
    let words: [Bytes32; OFFER_FIELDS] = call(licence_token, SELECTOR, Words::new().push(offer), 0)?;
    Ok(Offer::from_words(&words))
}

/// Asks for what sales know of a record; all zero where it was never offered.
///
/// # Errors
/// [`CallFailed`].
pub fn sale_state(licence_token: &Address, record: &Bytes32) -> Result<SaleState, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("saleState(uint256)");
    let words: [Bytes32; STATE_FIELDS] = call(licence_token, SELECTOR, Words::new().push(*record), 0)?;
    Ok(SaleState::from_words(&words))
}

/// Hands an offer over, and what sales have to know of its record. Answers the offer's number.
///
/// # Errors
/// [`CallFailed`].
pub fn admit_offer(licence_token: &Address, offer: &Offer, state: &SaleState) -> Result<u64, CallFailed> {
    hand_over(licence_token, 0, &[offer.bytes(), state.bytes()].concat())
}

/// Closes an offer.
///
/// # Errors
/// [`CallFailed`].
pub fn close_offer(licence_token: &Address, offer: u64) -> Result<(), CallFailed> {
    hand_over(licence_token, offer, &[]).map(|_| ())
}

fn hand_over(licence_token: &Address, id: u64, fields: &[u8]) -> Result<u64, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("admitOffer(uint64,bytes)");
    let [id] = call(licence_token, SELECTOR, Words::new().push(id).bytes(fields), 0)?;
    u64::from_word(&id).ok_or(CallFailed)
}

/// Sets a licence's bits of status and, unless `end` is zero, when it ends.
///
/// # Errors
/// [`CallFailed`].
pub fn amend(licence_token: &Address, licence: &Bytes32, status: u8, end: u64) -> Result<(), CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("amend(uint256,uint8,uint64)");
    let [] = call(licence_token, SELECTOR, Words::new().push(*licence).push(status).push(end), 0)?;
    Ok(())
}
