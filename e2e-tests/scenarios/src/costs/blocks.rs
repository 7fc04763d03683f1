//! How many licences a block has room for.

use super::{Bench, sales};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use chain::{
    Account, Failure, Limits, NotIncluded, Receipt, SECONDS_PER_BLOCK, TOKEN, Weight,
    runtime::constants::MAXIMUM_BLOCK_WEIGHT,
};
use story::protocol::{NewOffer, Order};

/// Numbers of the works that are sold here.
const FILLED: u64 = 5_000_000_000;

/// A block full of purchases of one kind.
#[derive(Clone, Debug)]
pub struct Filled {
    /// What each transaction was.
    pub operation: String,
    /// How many there were.
    pub transactions: u64,
    /// How many licences they bought.
    pub licences: u64,
    /// How much of the block's proof they took, in per cent.
    pub proof_percent: u64,
    /// How much of its time, in per cent.
    pub time_percent: u64,
}

impl Filled {
    /// Licences sold in a second, block after block.
    pub fn per_second(&self) -> f64 {
        self.licences as f64 / SECONDS_PER_BLOCK as f64
    }
}

impl Bench<'_> {
    /// Fills blocks: with purchases by a sole owner's offer, by an offer of a record with five payees, and
    /// with baskets of 20 and of 50 licences of one record and of as many records.
    pub(super) fn blocks(&mut self) -> Vec<Filled> {
        let (owner, buyer) = (self.cast.ben.clone(), self.cast.delta.clone());
        let records = self.stock(&owner, FILLED);
        let divided = self.divided(&owner, FILLED + 1_000, 5);
        let terms = self.world.terms(&owner, None, true);
        let mut offer = |record: U256| {
            self.world.make_offer(&owner, &NewOffer { record, terms, unit_price: sales::PRICE, ..NewOffer::default() })
        };
        let offers: Vec<u64> = records.iter().map(|record| offer(*record)).collect();
        let of_five = offer(divided);
        let purchase = |offer: u64| Order::of(offer).call(buyer.address(), sales::PRICE, [0; 32]).abi_encode();
        let mut kinds = vec![
            ("purchase (one owner, paid directly)".to_owned(), 1, purchase(offers[0])),
            ("purchase (by the splitter, 5 payees)".to_owned(), 1, purchase(of_five)),
        ];
        for count in [20, 50] {
            let basket = |offers: &[u64]| sales::basket(&buyer, offers).abi_encode();
            kinds.push((format!("purchaseMany ({count} of one record)"), count, basket(&vec![offers[0]; count])));
            kinds.push((format!("purchaseMany ({count} of {count} records)"), count, basket(&offers[..count])));
        }
        kinds.into_iter().map(|(operation, licences, call)| self.filled(operation, licences, call, &buyer)).collect()
    }

    /// Sends a call until the block is full.
    ///
    /// # Panics
    /// Where one is refused for anything else.
    fn filled(&mut self, operation: String, licences: usize, call: Vec<u8>, buyer: &Account) -> Filled {
        let (token, value) = (self.world.protocol.licence_token, sales::PRICE * licences as u128);
        self.world.chain.endow(buyer, 1_000_000 * TOKEN);
        let once = self.world.chain.call(buyer, token, call.clone(), value);
        let Receipt { contract_weight, .. } = once.unwrap_or_else(|failure| panic!("{operation}: {failure}"));
        // As a wallet's limit: what it takes and a little more, so that nothing is sold that only just fits.
        let weight = Some(contract_weight.saturating_mul(105).saturating_div(100));
        let limits = Limits { weight, deposit: Some(TOKEN / chain::EVM_UNITS_PER_PLANCK), ..Limits::default() };
        let (mut transactions, mut used) = (0, Weight::zero());
        self.world.chain.next_block();
        self.world.chain.in_one_block(|chain| {
            loop {
                match chain.call_with(buyer, token, call.clone(), value, limits) {
                    Ok(receipt) => {
                        transactions += 1;
                        used += receipt.weight;
                    }
                    Err(Failure::NotIncluded(NotIncluded::BlockFull)) => break,
                    Err(failure) => panic!("{operation}: {failure}"),
                }
            }
        });
        let percent = |of: fn(&Weight) -> u64| of(&used) * 100 / of(&MAXIMUM_BLOCK_WEIGHT);
        Filled {
            operation,
            transactions,
            licences: transactions * licences as u64,
            proof_percent: percent(Weight::proof_size),
            time_percent: percent(Weight::ref_time),
        }
    }
}
