//! A shop that sells by presets, and what its customers ask.

use alloy_primitives::{B256, U256};
use chain::{Account, Chain, H160, TOKEN};
use rules::{
    licence::Coverage,
    offer::{Refusal, SELLS},
    presets::Preset,
    uses::COMMERCIAL,
};
use scenarios::{Cast, World};
use story::{
    abi::{
        LicenceToken,
        UsageLedger::{CatalogueLeaf, Question, coversLeafCall},
    },
    calls::{Done, address},
    protocol::{self, NewOffer, Order, terms_id},
};

use crate::catalogues::{Leaves, leaf, words};

/// What a US cent is here, in EVM units: 1 USD is 0.18 tokens. Divisible by 3 600, so that a
/// price by the hour is one by the second, to the unit.
pub(crate) const CENT: u128 = TOKEN * 18 / 10_000;

/// Seconds.
pub(crate) const DAY: u64 = 86_400;
/// Seconds in 365 days.
pub(crate) const YEAR: u64 = 365 * DAY;

/// The low and the high price of a preset's unit at the rate of [`CENT`], in EVM units. Exact, or
/// the test fails.
#[track_caller]
pub(crate) fn prices(preset: &Preset) -> [u128; 2] {
    let range = preset.range.unwrap();
    [range.low, range.high].map(|cents| {
        let (price, units) = (u128::from(cents) * CENT, u128::from(range.units));
        assert_eq!(price % units, 0, "{} has a price of whole units", preset.name);
        price / units
    })
}

/// The contracts, and people who can afford large deals.
pub(crate) struct Shop<'a> {
    pub(crate) world: World<'a>,
    pub(crate) cast: Cast,
}

impl<'a> Shop<'a> {
    pub(crate) fn open(chain: &'a mut Chain) -> Self {
        let (world, cast) = World::new(chain);
        for buyer in [&cast.orion, &cast.delta] {
            world.chain.endow(buyer, 2_000_000 * TOKEN);
        }
        Self { world, cast }
    }

    /// Publishes the terms of a preset, with a document. Gives their id.
    #[track_caller]
    pub(crate) fn publish(&mut self, who: &Account, preset: &Preset) -> B256 {
        let terms = preset.terms([0xd0; 32], b"https://example.org/deal".to_vec());
        let id = self.world.protocol.publish_terms(self.world.chain, who, &terms).unwrap().value;
        assert_eq!(id, terms_id(&terms));
        id
    }

    /// Offers a record by a preset, in the preset's unit and at this price for each. `change`
    /// says the offer's conditions. Gives its number.
    #[track_caller]
    pub(crate) fn offer(
        &mut self,
        owner: &Account,
        preset: &Preset,
        (record, unit_price): (U256, u128),
        change: impl FnOnce(&mut NewOffer),
    ) -> u64 {
        let terms = self.publish(owner, preset);
        let mut offer = NewOffer { record, terms, unit_price, unit: preset.unit as u8, ..NewOffer::default() };
        change(&mut offer);
        self.world.make_offer(owner, &offer)
    }

    /// Buys an order that is quoted at exactly this total, and asserts that these get exactly so
    /// much of it, in the sale itself, and that nothing is left. Gives the licence.
    #[track_caller]
    pub(crate) fn sell(&mut self, buyer: &Account, order: &Order, total: u128, paid: &[(H160, u128)]) -> U256 {
        let protocol = self.world.protocol;
        let quote = protocol.quote_order(self.world.chain, order, buyer.address()).unwrap();
        assert_eq!((quote.reason, quote.total), (SELLS, total));
        let sale = self.earned(paid, |shop| {
            shop.spent(buyer, total, |shop| {
                protocol.purchase_order(shop.world.chain, buyer, order, total, [9; 32]).unwrap()
            })
        });
        let [purchased] = &sale.events::<LicenceToken::Purchased>().collect::<Vec<_>>()[..] else { panic!("one sale") };
        assert_eq!((purchased.licence, purchased.offer, purchased.price), (sale.value, order.offer, total));
        assert_eq!(purchased.licensee, address(buyer.address()));
        assert_eq!(protocol.owed(self.world.chain).unwrap(), 0, "everybody was paid in the sale");
        sale.value
    }

    /// Does something by which these accounts get exactly so much.
    #[track_caller]
    pub(crate) fn earned<T>(&mut self, paid: &[(H160, u128)], act: impl FnOnce(&mut Self) -> T) -> T {
        let balances = |shop: &Self| paid.iter().map(|(who, _)| shop.world.chain.balance(*who)).collect::<Vec<_>>();
        let before = balances(self);
        let done = act(self);
        for ((after, before), (who, amount)) in balances(self).into_iter().zip(before).zip(paid) {
            assert_eq!(after - before, *amount, "what {who:?} was paid");
        }
        done
    }

    /// Does something that costs somebody exactly so much, beside the fee and the deposit.
    #[track_caller]
    pub(crate) fn spent<T>(&mut self, who: &Account, total: u128, act: impl FnOnce(&mut Self) -> Done<T>) -> Done<T> {
        let before = self.world.chain.balance(who.address());
        let done = act(self);
        let spent = before - self.world.chain.balance(who.address());
        let deposit = u128::try_from(done.receipt.deposit_in_evm_units()).unwrap();
        assert_eq!(spent, total + done.receipt.fee_in_evm_units() + deposit, "what {} spent", who.name());
        done
    }

    /// Asserts that an order is refused for this reason, in the quote and in the sale.
    #[track_caller]
    pub(crate) fn unsold(&mut self, buyer: &Account, order: &Order, value: u128, refusal: Refusal) {
        let protocol = self.world.protocol;
        let quote = protocol.quote_order(self.world.chain, order, buyer.address()).unwrap();
        assert_eq!((quote.reason, quote.total), (refusal as u8, 0));
        let call = order.call(buyer.address(), value, [9; 32]);
        let error = LicenceToken::OfferRefused { offer: order.offer, reason: refusal as u8 };
        self.world.refused_pay(buyer, protocol.licence_token, &call, value, error);
    }

    /// A licence.
    pub(crate) fn licence(&self, licence: U256) -> LicenceToken::Licence {
        self.world.protocol.licence(self.world.chain, licence).unwrap()
    }

    /// When a licence begins and ends.
    pub(crate) fn term(&self, licence: U256) -> (u64, u64) {
        let core = self.licence(licence).core;
        assert!(!core.perpetual);
        (core.start, core.expiry)
    }

    /// Whether a licence covers this of somebody, as a company, at this second.
    #[track_caller]
    pub(crate) fn covers(&self, licence: U256, record: U256, who: &Account, uses: u16, at: u64) -> Coverage {
        self.covers_user(licence, record, who, (COMMERCIAL, uses), at)
    }

    /// The same for any class of user.
    #[track_caller]
    pub(crate) fn covers_user(
        &self,
        licence: U256,
        record: U256,
        who: &Account,
        (user, uses): (u8, u16),
        at: u64,
    ) -> Coverage {
        let question = protocol::Question { licence, record, account: who.address(), user, uses, at };
        coverage(self.world.protocol.covers(self.world.chain, &question).unwrap())
    }

    /// Whether Orion's licence covers a use of this work of an edition of a catalogue, now.
    #[track_caller]
    pub(crate) fn covers_work(&self, licence: U256, uses: u16, (edition, tree, work): (u32, &Leaves, u64)) -> Coverage {
        self.ask(&self.about_work(licence, uses, (edition, tree, work)))
    }

    /// The question to `coversLeaf`.
    pub(crate) fn about_work(
        &self,
        licence: U256,
        uses: u16,
        (edition, tree, work): (u32, &Leaves, u64),
    ) -> coversLeafCall {
        let (leaf, index) = (leaf(work), work - 1);
        let account = address(self.cast.orion.address());
        coversLeafCall {
            question: Question { licence, account, user: COMMERCIAL, uses, at: self.world.chain.now() },
            leaf: CatalogueLeaf {
                record: protocol::record_id(&leaf.digest),
                kind: leaf.kind,
                origin: leaf.origin,
                units: leaf.units,
                metadata: leaf.metadata.into(),
            },
            edition,
            index,
            proof: tree.inclusion_proof(index).map_or_else(Vec::new, |proof| words(Some(proof))),
            selectionIndex: 0,
            selectionProof: Vec::new(),
        }
    }

    /// The ledger's answer.
    #[track_caller]
    pub(crate) fn ask(&self, call: &coversLeafCall) -> Coverage {
        coverage(self.world.view(self.world.protocol.usage_ledger, call))
    }

    /// Lets time pass until this second is the open block's.
    pub(crate) fn wait_until(&mut self, second: u64) {
        self.world.chain.advance_time(second - self.world.chain.now());
    }
}

fn coverage(number: u8) -> Coverage {
    Coverage::ALL[usize::from(number)].0
}
