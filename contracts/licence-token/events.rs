//! What the licence token tells indexers and auditors: with the offers' events, enough to
//! rebuild every view.

use crate::data::{Bindings, Sale};
use ink::{Address, H160, U256, sol::FixedBytes};
use interfaces::{
    abi::{Word, number},
    host,
    licence::{self, Licence},
    words::Words,
};
use rules::Bytes32;

/// The contracts know each other.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The provenance registry.
    pub registry: Address,
    /// Its code's Keccak-256 hash.
    pub registry_code: FixedBytes<32>,
    /// The royalty splitter.
    pub splitter: Address,
    /// Its code's Keccak-256 hash.
    pub splitter_code: FixedBytes<32>,
    /// The module of offers.
    pub offers: Address,
    /// Its code's Keccak-256 hash.
    pub offers_code: FixedBytes<32>,
    /// The module of deals.
    pub deals: Address,
    /// Its code's Keccak-256 hash.
    pub deals_code: FixedBytes<32>,
    /// The contract that describes licences.
    pub metadata: Address,
    /// Its code's Keccak-256 hash.
    pub metadata_code: FixedBytes<32>,
}

/// A licence was bought and paid for.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchased {
    /// The licence.
    #[ink(topic)]
    pub licence: U256,
    /// The licensed record.
    #[ink(topic)]
    pub record: U256,
    /// The buyer's own reference.
    #[ink(topic)]
    pub buyer_reference: FixedBytes<32>,
    /// The offer: it says terms, currency and conditions.
    pub offer: u64,
    /// Who paid.
    pub buyer: Address,
    /// Who holds the licence.
    pub licensee: Address,
    /// The price, in the currency's smallest unit.
    pub price: u128,
    /// From when the licence holds, in Unix seconds.
    pub start: u64,
    /// Whether it has no end.
    pub perpetual: bool,
    /// The end, if it has one: the first second in which it no longer holds.
    pub expiry: u64,
    /// The version of the split that the money fell under; 0 for the record's owner.
    pub version: u32,
    /// Whether the price went straight to the owner (or there was none). If not, the splitter
    /// took it for the ledger of `version`.
    pub direct: bool,
}

/// What a purchase had beyond a plain one; emitted after its `Purchased`, if it had.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Particulars {
    /// The licence.
    #[ink(topic)]
    pub licence: U256,
    /// The licence that it follows on; zero for none.
    #[ink(topic)]
    pub predecessor: U256,
    /// How: 1 renewed, 2 extended, 3 upgraded; 0 where it follows on none.
    pub way: u8,
    /// What was left of the upgraded licence's price: so much less was paid.
    pub credit: u128,
    /// How many works were selected, or uses bought, or units priced; zero for a flat price.
    pub quantity: u64,
    /// The root of the selected works; zero for the whole record.
    pub selection: FixedBytes<32>,
    /// Who was paid for having brought the buyer; zero for nobody.
    pub referrer: Address,
    /// Whether the price waits for the end of the offer's challenge window.
    pub in_escrow: bool,
}

/// A licence's status or end changed otherwise than by its holder: see `deals`.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceAmended {
    /// The licence.
    #[ink(topic)]
    pub licence: U256,
    /// Bits of `interfaces::licence::STATUS`.
    pub status: u8,
    /// Whether it has no end.
    pub perpetual: bool,
    /// The end, if it has one, in Unix seconds.
    pub expiry: u64,
}

/// What a wallet shows of a licence changed (ERC-4906).
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataUpdate {
    /// The licence.
    pub token_id: U256,
}

/// A licence was minted that can't be transferred (ERC-5192).
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// The licence.
    pub token_id: U256,
}

/// Emits [`Bound`].
pub fn bound(bindings: &Bindings) {
    let mut words = Words::new();
    for (account, code) in bindings {
        words.push(*account).push(*code);
    }
    host::emit::<Bound>(&[], &mut words);
}

/// Emits [`Locked`].
pub fn locked(id: u64) {
    host::emit::<Locked>(&[], Words::new().push(id));
}

/// Emits [`MetadataUpdate`].
pub fn metadata_update(id: &Bytes32) {
    host::emit::<MetadataUpdate>(&[], Words::new().push(*id));
}

/// Emits [`LicenceAmended`] and [`MetadataUpdate`].
pub fn amended(id: &Bytes32, amended: &Licence) {
    host::emit::<LicenceAmended>(
        &[*id],
        Words::new()
            .push(amended.word(licence::STATUS))
            .push(amended.word(licence::PERPETUAL))
            .push(amended.word(licence::EXPIRY)),
    );
    metadata_update(id);
}

/// Emits [`Purchased`], and [`Particulars`] if there are any.
#[inline(never)]
pub fn purchased(sale: &Sale, buyer: Address, reference: Bytes32, direct: bool, follows: &Option<(u8, Bytes32)>) {
    let sold = &sale.licence;
    let mut words = Words::new();
    words.push(sold.word(licence::OFFER)).push(buyer);
    for field in [licence::OWNER, licence::PRICE, licence::START, licence::PERPETUAL, licence::EXPIRY, licence::VERSION]
    {
        words.push(sold.word(field));
    }
    host::emit::<Purchased>(&[sale.id.to_word(), sold.word(licence::RECORD), reference], words.push(direct));
    if follows.is_some() || sold.flag(licence::QUANTITY) || sale.referral != 0 || sale.in_escrow() {
        let (way, predecessor) = follows.unwrap_or_default();
        host::emit::<Particulars>(
            &[sale.id.to_word(), predecessor],
            Words::new()
                .push(way)
                .push(sale.credit)
                .push(sold.word(licence::QUANTITY))
                .push(sold.word(licence::SELECTION))
                .push(H160(sale.referrer))
                .push(number(sale.in_escrow().into())),
        );
    }
}
