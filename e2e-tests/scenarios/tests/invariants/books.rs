//! The ledgers together: what is due, what waits, what pools have.

use crate::{
    life::{Life, Outcome},
    splits::{ESCROW, HELD},
    tale::Ledger,
};
use alloy_primitives::{Address, U256};
use chain::H160;
use story::{
    abi::{RoyaltyPool, RoyaltySplitter, Statements},
    calls::address,
};

type Statement = Statements::statementReturn;

fn statement(life: &Life<'_>, ledger: &Ledger) -> Outcome<Statement> {
    let (record, generation, version, owner, currency) = *ledger;
    let call = Statements::statementCall { record, generation, version, owner, currency };
    life.ask(life.base.protocol.statements, &call)
}

/// What a ledger that is nobody's still has.
fn kept(life: &Life<'_>, ledger: &Ledger) -> Outcome<u128> {
    let (record, generation, version, owner, currency) = *ledger;
    let call = RoyaltySplitter::ledgerCall { record, generation, version, owner, currency };
    let found = life.ask(life.base.protocol.splitter, &call)?;
    Ok(found.received - found.released[0])
}

/// For every currency: `0 <= owed - (dues of payees + dues of parents + what is held or waits) <=`
/// one unit for each who has a part, and for each sale.
pub(crate) fn i01_dues(life: &mut Life<'_>) -> Outcome<usize> {
    let currencies = [Address::ZERO, address(life.base.coin)];
    let (mut dues, mut parts) = ([0u128; 2], [0u128; 2]);
    let mut grosses = std::collections::BTreeSet::new();
    for ledger in &life.tale.ledgers {
        let place = usize::from(!ledger.4.is_zero());
        if ledger.2 & (HELD | ESCROW) != 0 {
            dues[place] += kept(life, ledger)?;
            continue;
        }
        let found = statement(life, ledger)?;
        dues[place] += found.payees.iter().map(|row| row.due).sum::<u128>();
        parts[place] += found.payees.len() as u128;
        grosses.insert((ledger.0, ledger.1, ledger.4));
    }
    for (child, generation, currency) in grosses {
        let place = usize::from(!currency.is_zero());
        let call = Statements::parentStatementCall { child, generation, currency };
        let found = life.ask(life.base.protocol.statements, &call)?;
        dues[place] += found.parents.iter().map(|link| link.due).sum::<u128>();
        parts[place] += found.parents.len() as u128;
    }
    for place in 0..2 {
        let (owed, most) = (life.seen.owed[place], parts[place] + life.tale.licences.len() as u128);
        if dues[place] > owed || owed - dues[place] > most {
            return Err(format!(
                "{owed} of {} are owed, {} are due to {}",
                currencies[place], dues[place], parts[place]
            ));
        }
    }
    Ok(life.tale.ledgers.len())
}

/// What the one at a place of a ledger has earned never falls: `earned(t') >= earned(t)` for `t' >= t`.
pub(crate) fn i14_earned(life: &mut Life<'_>) -> Outcome<usize> {
    let ledgers: Vec<Ledger> =
        life.tale.ledgers.iter().filter(|ledger| ledger.2 & (HELD | ESCROW) == 0).copied().collect();
    for ledger in &ledgers {
        for (place, row) in statement(life, ledger)?.payees.into_iter().enumerate() {
            let before = life.earned.insert((*ledger, place), row.earned).unwrap_or_default();
            if row.earned < before || row.due != row.earned - row.released {
                return Err(format!("{} had earned {before} of {ledger:?}, and has {row:?}", row.payee));
            }
        }
    }
    Ok(ledgers.len())
}

/// In the ledger of a licence lies what was paid into escrow or sent as a refund, and did not go yet:
/// `received - released = what waits`; and nothing waits elsewhere.
pub(crate) fn i20_waiting(life: &mut Life<'_>) -> Outcome<usize> {
    let mut waits = life.tale.waits.clone();
    waits.retain(|_, amount| *amount > 0);
    let count = waits.len();
    let ledgers = life.tale.ledgers.iter().filter(|ledger| ledger.2 & ESCROW != 0);
    for ledger in ledgers {
        let licence = U256::from_be_slice(ledger.3.as_slice());
        let (found, expected) = (kept(life, ledger)?, waits.remove(&licence).unwrap_or_default());
        if found != expected {
            return Err(format!("{found} wait for licence {licence} in place of {expected}"));
        }
    }
    if let Some((licence, amount)) = waits.first_key_value() {
        return Err(format!("{amount} should wait for licence {licence}"));
    }
    for (place, licence) in life.seen.licences.iter().enumerate() {
        let waits = life.tale.waits.get(&U256::from(place + 1)).copied().unwrap_or_default();
        if licence.grant.status & 1 != 0 && waits != licence.core.price - life.tale.licences[place].credit {
            return Err(format!("licence {} is in escrow, and {waits} wait", place + 1));
        }
    }
    Ok(count)
}

/// Of a pool, for every leaf and currency: `earned = floor(received x weight / total)`, `released <= earned`,
/// and `received = balance + sum of released`.
pub(crate) fn i27_pools(life: &mut Life<'_>) -> Outcome<usize> {
    let mut things = 0;
    for pool in &life.pools {
        for currency in [Address::ZERO, address(life.base.coin)] {
            let has = if currency.is_zero() { life.chain.balance(pool.address) } else { coins(life, pool.address) };
            let received = life.ask(pool.address, &RoyaltyPool::receivedCall { currency })?;
            let mut paid = 0;
            for (index, (_, weight)) in pool.leaves.iter().enumerate() {
                let call = RoyaltyPool::accountCall { index: index as u64, weight: *weight, currency };
                let found = life.ask(pool.address, &call)?;
                let earned: u128 = (U256::from(received) * U256::from(*weight) / U256::from(pool.weight())).to();
                if found.received != received || found.earned != earned || found.released > earned {
                    return Err(format!("leaf {index} of {:?} has earned {earned}: {found:?}", pool.address));
                }
                paid += found.released;
            }
            if received != has + paid || paid > received {
                return Err(format!("{:?} got {received}, has {has}, and paid {paid}", pool.address));
            }
            things += pool.leaves.len();
        }
    }
    Ok(things)
}

fn coins(life: &Life<'_>, who: H160) -> u128 {
    life.seen.coins.get(&who).copied().unwrap_or_default()
}
