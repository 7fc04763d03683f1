//! Whether the money adds up: every amount of the chain's own token followed from buyer to payee.

use super::{
    Check, Subject,
    facts::{Facts, Seen, in_transaction},
    ledgers::Dues,
};
use crate::{
    calls::{Refused, h160},
    money,
    protocol::NATIVE,
};
use alloy_primitives::U256;
use chain::H160;
use std::collections::BTreeMap;

/// Money that came to a record, or went from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The record.
    pub record: U256,
    /// Who paid, or was paid.
    pub party: Party,
    /// In EVM units.
    pub amount: u128,
    /// On what occasion.
    pub how: How,
    /// The licence that was paid for.
    pub licence: Option<U256>,
    /// The transaction's block; `None` for money that has not moved.
    pub block: Option<u32>,
}

/// Who pays or is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// An account.
    Account(H160),
    /// Another record: a child that pays, or a parent that is paid.
    Record(U256),
    /// The splitter keeps it.
    Splitter,
}

/// On what occasion money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// In: a buyer paid for a licence.
    Sale,
    /// In: a child's income reached its parent.
    FromChild,
    /// Out: the owner was paid by the sale itself.
    Direct,
    /// Out: a payee was paid by the splitter, within the sale.
    InSale,
    /// Out: a parent's part went to the parent's ledger.
    ToParent,
    /// Out: a payee was paid when a child was settled.
    OnSettlement,
    /// Out: a payee was paid by a release.
    Release,
    /// Still there: due to somebody, to be released.
    Due,
    /// Still there: what rounding down left, less than a unit per payee and parent.
    Rounding,
}

impl How {
    /// Whether the money came to the record.
    pub const fn is_income(self) -> bool {
        matches!(self, Self::Sale | Self::FromChild)
    }
}

/// The sums of all money, in EVM units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Paid by buyers.
    pub paid: u128,
    /// Paid to owners by the sales themselves.
    pub direct: u128,
    /// Paid to payees by the splitter.
    pub released: u128,
    /// Moved from children's to parents' ledgers, within the splitter.
    pub settled: u128,
    /// Still due to somebody.
    pub due: u128,
    /// Left by rounding down.
    pub rounding: u128,
    /// What the splitter says that its ledgers hold.
    pub owed: u128,
    /// What the splitter has.
    pub splitter_balance: u128,
}

pub(super) fn check(subject: &Subject, facts: &Facts, dues: &Dues) -> Result<(Vec<Flow>, Totals, Check), Refused> {
    let mut flows = moved(subject, facts);
    flows.extend(held(&flows, dues));
    let totals = totals(subject, &flows)?;
    Ok((flows, totals, check_totals(subject, &totals, dues)))
}

/// The money that moved, in the chain's order of each kind.
fn moved(subject: &Subject, facts: &Facts) -> Vec<Flow> {
    let block = |transaction: usize| subject.journal.transactions().get(transaction).map(|entry| entry.block);
    let mut flows = Vec::new();
    for Seen { event, transaction } in &facts.purchased {
        let sale = Flow {
            record: event.record,
            party: Party::Account(h160(event.buyer)),
            amount: facts.paid(event),
            how: How::Sale,
            licence: Some(event.licence),
            block: block(*transaction),
        };
        let owner = Party::Account(facts.owner_at(event.record, *transaction));
        let direct = Flow { party: owner, how: How::Direct, ..sale.clone() };
        flows.push(sale);
        flows.extend(event.direct.then_some(direct));
    }
    for Seen { event, transaction } in facts.settled.iter().filter(|seen| seen.event.currency == NATIVE) {
        let (amount, block) = (event.amount, block(*transaction));
        for (record, other, how) in
            [(event.parent, event.child, How::FromChild), (event.child, event.parent, How::ToParent)]
        {
            flows.push(Flow { record, party: Party::Record(other), amount, how, licence: None, block });
        }
    }
    for Seen { event, transaction } in facts.released.iter().filter(|seen| seen.event.currency == NATIVE) {
        let how = if in_transaction(&facts.purchased, *transaction).next().is_some() {
            How::InSale
        } else if in_transaction(&facts.settled, *transaction).next().is_some() {
            How::OnSettlement
        } else {
            How::Release
        };
        flows.push(Flow {
            record: event.record,
            party: Party::Account(h160(event.payee)),
            amount: event.amount,
            how,
            licence: None,
            block: block(*transaction),
        });
    }
    flows
}

/// The money that the splitter still has: what is due to somebody, and of each record's
/// income the rest.
fn held(moved: &[Flow], dues: &Dues) -> Vec<Flow> {
    let flow = |record, party, amount, how| Flow { record, party, amount, how, licence: None, block: None };
    let due = dues.due.iter().filter(|(_, amount)| **amount > 0);
    let mut flows: Vec<_> = due.map(|((record, party), amount)| flow(*record, *party, *amount, How::Due)).collect();
    let mut sums = BTreeMap::<U256, (u128, u128)>::new();
    for flow in moved.iter().chain(&flows) {
        let (income, spent) = sums.entry(flow.record).or_default();
        *(if flow.how.is_income() { income } else { spent }) += flow.amount;
    }
    for (record, (income, spent)) in sums {
        if let Some(rest @ 1..) = income.checked_sub(spent) {
            flows.push(flow(record, Party::Splitter, rest, How::Rounding));
        }
    }
    flows
}

fn totals(subject: &Subject, flows: &[Flow]) -> Result<Totals, Refused> {
    let sum = |hows: &[How]| flows.iter().filter(|flow| hows.contains(&flow.how)).map(|flow| flow.amount).sum();
    Ok(Totals {
        paid: sum(&[How::Sale]),
        direct: sum(&[How::Direct]),
        released: sum(&[How::InSale, How::OnSettlement, How::Release]),
        settled: sum(&[How::ToParent]),
        due: sum(&[How::Due]),
        rounding: sum(&[How::Rounding]),
        owed: subject.protocol.owed(subject.journal)?,
        splitter_balance: subject.journal.chain().balance(subject.protocol.splitter),
    })
}

fn check_totals(subject: &Subject, totals: &Totals, dues: &Dues) -> Check {
    let mut check = Check::new(
        "totals_agree",
        "What buyers paid is what was paid out and what the splitter still holds, to the last unit",
    );
    let out = totals.direct + totals.released;
    check.that(totals.paid == out + totals.owed, || {
        format!(
            "buyers paid {}, {} was paid out, and the splitter says it holds {}",
            money::amount(totals.paid),
            money::amount(out),
            money::amount(totals.owed)
        )
    });
    check.same("what the ledgers hold", &totals.owed, &(totals.due + totals.rounding));
    check.same("what the splitter has", &totals.splitter_balance, &totals.owed);
    check.that(totals.rounding == 0 || totals.rounding < dues.parts, || {
        format!("rounding left {} units, with {} payees and parents", totals.rounding, dues.parts)
    });
    for (name, contract) in subject.protocol.contracts() {
        if contract != subject.protocol.splitter {
            check.same(&format!("what {name} has"), &subject.journal.chain().balance(contract), &0);
        }
    }
    check
}
