//! Money as a whole: solvency, conservation, prices, and who has none.

use crate::life::{Life, Outcome};
use chain::H160;
use story::calls::h160;

/// An amount that can be negative.
fn signed(amount: u128) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}

/// For every currency: `balance of the splitter = owed + what was forced on it`.
pub(crate) fn i01_solvent(life: &Life<'_>) -> Outcome<usize> {
    let splitter = life.base.protocol.splitter;
    let forced = life.forced.get(&splitter).copied().unwrap_or_default();
    let has = [life.chain.balance(splitter), life.seen.coins.get(&splitter).copied().unwrap_or_default()];
    for currency in 0..2 {
        if has[currency] != life.seen.owed[currency] + forced[currency] {
            return Err(format!(
                "currency {currency}: {has:?} are there, {:?} owed, {forced:?} forced",
                life.seen.owed
            ));
        }
    }
    Ok(2)
}

/// `issuance - sum of all known accounts` never changes, and what a call costs its sender in fees is
/// all that the issuance loses by it. Of the coin, nothing is made or lost.
pub(crate) fn i02_conserved(life: &Life<'_>) -> Outcome<usize> {
    if life.unaccounted() != life.rest {
        return Err(format!("{} planck are nobody's in place of {}", life.unaccounted(), life.rest));
    }
    let Some(deed) = &life.deed else { return Ok(0) };
    let sum =
        |money: &std::collections::BTreeMap<H160, u128>| money.values().map(|amount| signed(*amount)).sum::<i128>();
    let lost = sum(&life.before.money) - sum(&life.seen.money);
    let known = life.before.money.len() == life.seen.money.len();
    if known && lost != signed(deed.receipt.fee_in_evm_units()) {
        return Err(format!("{lost} were lost, the fee was {}", deed.receipt.fee_in_evm_units()));
    }
    if known && sum(&life.before.coins) != sum(&life.seen.coins) {
        return Err("coins were made or lost".into());
    }
    Ok(life.seen.money.len())
}

/// `buyer's loss = fee + deposit + sum of (price - credit) - what came back to them as a payee or owner`,
/// in the offer's currency; and the price is `units x unit price` of the offer's tier.
pub(crate) fn i15_prices(life: &Life<'_>) -> Outcome<usize> {
    let Some(deed) = &life.deed else { return Ok(0) };
    let sold = &life.seen.licences[life.before.licences.len()..];
    let Some(first) = sold.first() else { return Ok(0) };
    let currency = first.grant.currency;
    let (mut paid, mut straight) = (0u128, 0u128);
    for (licence, place) in sold.iter().zip(life.before.licences.len()..) {
        let told = &life.tale.licences[place];
        let offer = &life.seen.offers[licence.core.offer as usize - 1];
        let mut tiers = offer.tiers.iter().filter(|tier| tier.from != 0 && licence.scope.quantity >= tier.from);
        let each = tiers.next_back().map_or(offer.price.unitPrice, |tier| tier.unitPrice);
        let (quantity, price) = (licence.scope.quantity, licence.core.price);
        let units = if offer.price.unit == 0 { 1 } else { quantity.max(1) };
        let whole = life.seen.records[&licence.core.record].record.units;
        let units = if matches!(offer.price.unit, 1 | 2) && licence.scope.selection.is_zero() { whole } else { units };
        let mut tiers = offer.tiers.iter().filter(|tier| tier.from != 0 && units >= tier.from);
        let each = tiers.next_back().map_or(each, |tier| tier.unitPrice);
        if price != each * u128::from(units) {
            return Err(format!("licence {} cost {price} in place of {units} x {each}", place + 1));
        }
        let amount = price - told.credit;
        paid += amount;
        if told.direct && life.before.records[&licence.core.record].record.owner.0 == deed.caller.0 {
            straight += amount;
        }
    }
    let back: u128 = life
        .tale
        .released
        .iter()
        .filter(|(to, of, _)| *of == currency && h160(*to) == deed.caller)
        .map(|(_, _, amount)| amount)
        .sum();
    let costs = signed(deed.receipt.fee_in_evm_units()) + deed.receipt.deposit_in_evm_units();
    let (sums, costs) = if currency.is_zero() {
        ((&life.before.money, &life.seen.money), costs)
    } else {
        ((&life.before.coins, &life.seen.coins), 0)
    };
    let of = |money: &std::collections::BTreeMap<H160, u128>, who| signed(money.get(&who).copied().unwrap_or_default());
    let loss = |who| of(sums.0, who) - of(sums.1, who);
    let found = if deed.caller == deed.signer { loss(deed.caller) } else { loss(deed.caller) + loss(deed.signer) };
    let expected = costs + signed(paid) - signed(back) - signed(straight);
    if found != expected {
        return Err(format!("the buyer lost {found} in place of {expected}: {paid} paid, {back} and {straight} back"));
    }
    if currency.is_zero() && deed.value != paid {
        return Err(format!("{} were sent for {paid}", deed.value));
    }
    Ok(sold.len())
}

/// Nothing that anybody does gives the stranger anything: no money, no tokens, no credit.
pub(crate) fn i28_stranger(life: &Life<'_>) -> Outcome<usize> {
    let stranger = life.base.stranger.address;
    let has = |seen: &crate::seen::Seen| {
        let money = seen.money.get(&stranger).copied().unwrap_or_default();
        (money, seen.coins.get(&stranger).copied().unwrap_or_default())
    };
    let (before, after) = (has(&life.before), has(&life.seen));
    let address = story::calls::address(stranger);
    let owns = life.seen.records.values().any(|seen| seen.record.owner == address)
        || life.seen.licences.iter().any(|licence| licence.core.owner == address)
        || life.tale.credits.contains_key(&address);
    if after.0 > before.0 || after.1 > before.1 || owns {
        return Err(format!("the stranger has {after:?} after {before:?}, or owns something: {owns}"));
    }
    Ok(1)
}

/// No contract of ours holds the chain's own token but the splitter (i01), the arbitration (i19),
/// pools and inboxes: `balance = what was forced on it`.
pub(crate) fn i30_empty(life: &Life<'_>) -> Outcome<usize> {
    let ours = life.base.protocol;
    let mut things = 0;
    for (name, contract) in ours.contracts() {
        if [ours.splitter, ours.arbitration].contains(&contract) {
            continue;
        }
        let forced = life.forced.get(&contract).copied().unwrap_or_default()[0];
        let has = life.chain.balance(contract);
        let coins = life.seen.coins.get(&contract).copied().unwrap_or_default();
        if has != forced || coins != 0 {
            return Err(format!("{name} has {has} and {coins} coins, {forced} were forced on it"));
        }
        things += 1;
    }
    Ok(things)
}
