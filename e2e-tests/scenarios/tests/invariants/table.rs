//! The invariants by name, when each is checked, and how often it was.

use crate::{
    access, books, court, covered,
    life::{Life, Outcome},
    money, offers_hold, paper, replay,
    seen::State,
    tokens, works,
};
use chain::Account;
use std::{collections::BTreeMap, sync::Mutex};

/// After how many acts the dear ones are checked; and at the end of a life.
pub(crate) const OFTEN: usize = 10;

/// When an invariant is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// After every call that did something.
    Deed,
    /// After every call that was refused.
    Refusal,
    /// After every [`OFTEN`] acts and at the end.
    Often,
}

/// Compares, and answers how many things.
type Check = fn(&mut Life<'_>) -> Outcome<usize>;

/// Every invariant. To add one is to add a line.
pub(crate) const INVARIANTS: &[(&str, When, Check)] = &[
    ("i01 the splitter has what it owes", When::Deed, |life| money::i01_solvent(life)),
    ("i01 all dues together are owed", When::Often, |life| books::i01_dues(life)),
    ("i02 the chain's own token is conserved", When::Deed, |life| money::i02_conserved(life)),
    ("i03 balances count tokens", When::Often, |life| tokens::i03_balances(life)),
    ("i04 approvals end with the holder", When::Deed, |life| tokens::i04_approvals(life)),
    ("i05 records change hands in three ways", When::Deed, |life| tokens::i05_owners(life)),
    ("i06 one record per digest", When::Deed, |life| tokens::i06_one_record(life)),
    ("i07 nothing is its own ancestor", When::Often, |life| works::i07_acyclic(life)),
    ("i08 a generation never changes", When::Deed, |life| works::i08_generations(life)),
    ("i08 past generations keep their parents", When::Often, |life| works::i08_links(life)),
    ("i09 exclusive licences exclude", When::Deed, |life| offers_hold::i09_exclusive(life)),
    ("i10 caps hold", When::Deed, |life| offers_hold::i10_caps(life)),
    ("i11 covers is its reference", When::Often, |life| covered::i11_covers(life)),
    ("i12 licences are frozen", When::Deed, |life| offers_hold::i12_frozen(life)),
    ("i12 a licence is as it was offered", When::Deed, |life| offers_hold::i12_minted(life)),
    ("i13 offers are frozen", When::Deed, |life| offers_hold::i13_offers(life)),
    ("i14 nobody takes from an earlier buyer", When::Deed, |life| access::i14_buyers(life)),
    ("i14 what was earned stays earned", When::Often, |life| books::i14_earned(life)),
    ("i15 a buyer pays the price and nothing else", When::Deed, |life| money::i15_prices(life)),
    ("i16 the events tell the records", When::Often, |life| replay::i16_records(life)),
    ("i16 the events tell the sales", When::Often, |life| replay::i16_sales(life)),
    ("i16 the events tell the rest", When::Often, |life| replay::i16_others(life)),
    ("i17 a refusal changes nothing", When::Refusal, |_| Ok(1)),
    ("i18 who has the say over records", When::Deed, |life| access::i18_records(life)),
    ("i18 who has the say over licences", When::Deed, |life| access::i18_licences(life)),
    ("i18 who has the say over money", When::Deed, |life| access::i18_money(life)),
    ("i19 challenges go their way", When::Deed, |life| court::i19_states(life)),
    ("i19 the arbitration has its bonds", When::Deed, |life| court::i19_bonds(life)),
    ("i20 what waits is what was paid", When::Often, |life| books::i20_waiting(life)),
    ("i21 terms are their hash", When::Often, |life| paper::i21_terms(life)),
    ("i22 nine commitments at most", When::Deed, |life| tokens::i22_commitments(life)),
    ("i23 cells are small, roots keep their length", When::Deed, |life| tokens::i23_cells(life)),
    ("i24 the past is not rewritten", When::Often, |life| paper::i24_past(life)),
    ("i25 catalogues only grow", When::Deed, |life| works::i25_catalogues(life)),
    ("i26 declarations stay", When::Deed, |life| paper::i26_declared(life)),
    ("i27 pools pay what they got", When::Often, |life| books::i27_pools(life)),
    ("i28 the stranger gains nothing", When::Deed, |life| money::i28_stranger(life)),
    ("i29 digests say what binds", When::Deed, |life| works::i29_digests(life)),
    ("i30 contracts keep no money", When::Deed, |life| money::i30_empty(life)),
    ("i31 code stays", When::Deed, |life| tokens::i31_code(life)),
    ("i32 numbers only rise", When::Deed, |life| tokens::i32_numbers(life)),
    ("i33 epochs rise with each owner", When::Deed, |life| works::i33_epochs(life)),
    ("i34 sales know the record as it is", When::Deed, |life| works::i34_sale_state(life)),
    ("i35 struck records rest", When::Deed, |life| court::i35_struck(life)),
    ("i36 provisional records have nothing", When::Deed, |life| works::i36_provisional(life)),
    ("i37 what is sold is known as sold", When::Deed, |life| offers_hold::i37_taken(life)),
    ("i38 what was looked at in part is so as a whole", When::Often, |life| replay::i38_whole(life)),
];

/// How often each compared how many things.
static CHECKED: Mutex<BTreeMap<&str, [usize; 2]>> = Mutex::new(BTreeMap::new());

fn check(life: &mut Life<'_>, when: When) -> Outcome {
    for (name, at, compare) in INVARIANTS {
        if *at == when {
            let things = compare(life).map_err(|why| format!("{name}: {why}"))?;
            let mut checked = CHECKED.lock().map_err(|error| error.to_string())?;
            let counts = checked.entry(name).or_default();
            (counts[0], counts[1]) = (counts[0] + 1, counts[1] + things);
        }
    }
    Ok(())
}

/// After a call that did something.
pub(crate) fn check_deed(life: &mut Life<'_>) -> Outcome {
    check(life, When::Deed)
}

/// After a call that was refused: all contracts, and all balances but that of who paid the fee, are
/// as they were, and nothing was told.
pub(crate) fn check_refusal(life: &mut Life<'_>, state: &State, signer: &Account) -> Outcome {
    let told = |what: &str| Err(format!("i17 a refusal changes nothing: {what}"));
    if *state != life.state {
        return told("a contract has changed");
    }
    let Some(deed) = life.deed.clone() else { return Ok(()) };
    if !deed.receipt.events.is_empty() || deed.receipt.deposit != 0 {
        return told("there are events, or a deposit");
    }
    for (who, before) in &life.seen.money {
        let fee = if *who == signer.address() { deed.receipt.fee_in_evm_units() } else { 0 };
        if life.chain.total_balance(*who) + fee != *before {
            return told(&format!("{who:?} has another balance"));
        }
    }
    let signed = (signer.address(), life.chain.account_of(signer.address()));
    life.seen.money.insert(signed.0, life.chain.total_balance(signed.0));
    life.seen.planck.insert(signed.0, life.chain.native_total(&signed.1));
    life.seen.issuance = life.chain.total_issuance();
    if life.unaccounted() != life.rest {
        return told("money came or went");
    }
    check(life, When::Refusal)
}

/// Now and then.
pub(crate) fn check_often(life: &mut Life<'_>) -> Outcome {
    check(life, When::Often)
}

/// Prints how often each was checked, and of how many things.
///
/// # Panics
/// One compared nothing in all lives, if `whole`.
pub(crate) fn report(whole: bool) {
    let checked = CHECKED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (name, when, _) in INVARIANTS {
        let [times, things] = checked.get(name).copied().unwrap_or_default();
        println!("{name} ({when:?}): {times} times, {things} things");
        assert!(!whole || things > 0, "{name} compared nothing");
    }
}
