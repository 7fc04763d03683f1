//! The report as text: short tables that need no explanation.

use crate::{
    money,
    report::{LicenceRow, Report, ShareRow, TermsRow, WorkRow},
    table::{
        Align::{Left, Point, Right},
        Table,
    },
};
use std::fmt::{self, Write as _};

/// Everything, as a person reads it.
///
/// # Errors
/// Those of the writer.
pub fn write(to: &mut impl fmt::Write, report: &Report) -> fmt::Result {
    writeln!(to, "{}", accounts(report))?;
    writeln!(to, "{}", contracts(report))?;
    writeln!(to, "{}", works(report))?;
    writeln!(to, "{}", fingerprints(report))?;
    writeln!(to, "{}", catalogue(report))?;
    writeln!(to, "{}", terms(report))?;
    writeln!(to, "{}", offers(report))?;
    writeln!(to, "{}", licences(report))?;
    writeln!(to, "{}", flows(report))?;
    writeln!(to, "{}", pools(report))?;
    writeln!(to, "{}", income(report))?;
    writeln!(to, "{}", costs(report))?;
    writeln!(to, "{}", checks(report))?;
    for note in &report.notes {
        writeln!(to, "Note: {note}\n")?;
    }
    totals(to, report)?;
    verdict(to, report)
}

fn accounts(report: &Report) -> Table {
    let mut table = Table::new(
        "Who takes part. Everybody has one account, with an address in Ethereum's form and one in Polkadot's.",
        &[("name", Left), ("is a", Left), ("key", Left), ("addresses", Left)],
    );
    for row in &report.accounts {
        let addresses = format!("{}\n{}", row.address, row.ss58);
        table.row([row.name.clone(), row.role.into(), row.key.into(), addresses]);
    }
    table
}

fn contracts(report: &Report) -> Table {
    let mut table = Table::new("The contracts", &[("name", Left), ("address and hash of the code", Left)]);
    for row in &report.contracts {
        table.row([row.name.into(), format!("{}\n{}", row.address, row.code_hash)]);
    }
    table
}

fn works(report: &Report) -> Table {
    let mut table = Table::new(
        "The works, and how the money that each earns is divided",
        &[("file", Left), ("kind", Left), ("size", Right), ("owner", Left), ("recorded", Left), ("income", Left)],
    );
    for row in &report.works {
        table.row([
            row.name.clone(),
            row.kind.into(),
            quantity(row.units, row.counted_in),
            row.owner.name.clone(),
            date(&row.priority),
            division(row),
        ]);
    }
    table
}

/// Who gets which part of what a work earns.
fn division(work: &WorkRow) -> String {
    let parents: u16 = work.parents.iter().map(|parent| parent.share).sum();
    let left = u32::from(rules::limits::BASIS_POINTS.saturating_sub(parents));
    let of_rest = |share: u16| (u32::from(share) * left / 10_000) as u16;
    let line = |share: u16, row: &ShareRow| format!("{} {}", money::percent(share), row.party.name);
    let parents = work.parents.iter().map(|row| line(row.share, row));
    let payees = work.payees.iter().map(|row| line(of_rest(row.share), row));
    parents.chain(payees).collect::<Vec<_>>().join("\n")
}

fn catalogue(report: &Report) -> Table {
    let found = &report.catalogue;
    let title = format!(
        "All of them as one catalogue: {} works of {} in one record, each proved by a few hashes\n{}",
        found.works, found.owner.name, found.record
    );
    let columns = [("file", Left), ("place", Right), ("proof", Left), ("on the chain", Left)];
    let mut table = Table::new(title, &columns);
    for leaf in &found.leaves {
        let proof = if leaf.proof.is_empty() { "the root itself".into() } else { leaf.proof.join("\n") };
        let said = if leaf.proved { "proved" } else { "NOT PROVED" };
        table.row([leaf.name.clone(), leaf.index.to_string(), proof, said.into()]);
    }
    table
}

fn fingerprints(report: &Report) -> Table {
    let mut table = Table::new(
        "Fingerprints: SHA-256 of the file, and at once the number of its record (compare with sha256sum)",
        &[("file", Left), ("SHA-256", Left)],
    );
    for row in &report.works {
        table.row([row.name.clone(), row.record.trim_start_matches("0x").into()]);
    }
    table
}

fn terms(report: &Report) -> Table {
    let mut table = Table::new(
        "The terms: what a licence allows",
        &[
            ("terms", Left),
            ("uses", Left),
            ("users", Left),
            ("for", Left),
            ("may be passed on", Left),
            ("names the creator", Left),
        ],
    );
    for row in &report.terms {
        let lines = |names: &[&str]| names.iter().map(|name| name.replace('_', " ")).collect::<Vec<_>>().join("\n");
        table.row([
            row.letter.clone(),
            lines(&row.uses),
            lines(&row.users),
            duration(row),
            yes_or_no(row.transferable),
            yes_or_no(row.attribution),
        ]);
    }
    table
}

fn duration(terms: &TermsRow) -> String {
    match terms.duration {
        None => "ever".into(),
        Some(seconds) if seconds % 86_400 == 0 => quantity(seconds / 86_400, "days"),
        Some(seconds) => quantity(seconds, "seconds"),
    }
}

fn offers(report: &Report) -> Table {
    let mut table = Table::new(
        "The offers: what a buyer knows before paying",
        &[
            ("offer", Right),
            ("file", Left),
            ("terms", Left),
            ("price in UNIT", Point),
            ("per", Left),
            ("a licence costs, in UNIT", Point),
            ("sold", Right),
        ],
    );
    for row in &report.offers {
        table.row([
            row.offer.to_string(),
            row.name.clone(),
            row.letter.clone(),
            money::number(row.unit_price.0),
            row.per.into(),
            row.total.map_or_else(String::new, |total| money::number(total.0)),
            row.sold.to_string(),
        ]);
    }
    table
}

fn licences(report: &Report) -> Table {
    let title = format!("The licences, and whether each covers its holder at {}", stamp(&report.audited_at));
    let mut table = Table::new(
        title,
        &[
            ("licence", Right),
            ("file", Left),
            ("terms", Left),
            ("holder", Left),
            ("its reference", Left),
            ("from", Left),
            ("until", Left),
            ("follows on", Right),
            ("uses", Left),
            ("now", Left),
        ],
    );
    for row in &report.licences {
        table.row([
            row.licence.to_string(),
            row.name.clone(),
            row.letter.clone(),
            row.holder.name.clone(),
            row.reference.clone(),
            date(&row.start),
            row.expiry.as_deref().map_or_else(|| "no end".into(), date),
            row.follows.map_or_else(String::new, |licence| licence.to_string()),
            uses(row),
            row.covers.into(),
        ]);
    }
    table
}

/// How many uses were recorded, and of how many.
fn uses(row: &LicenceRow) -> String {
    match row.uses_bought {
        Some(bought) => format!("{} of {}", money::count(row.uses_recorded), money::count(bought)),
        None if row.uses_recorded > 0 => money::count(row.uses_recorded),
        None => String::new(),
    }
}

fn flows(report: &Report) -> Table {
    let mut table = Table::new(
        "The money, work by work: what came in, and where all of it went",
        &[("file", Left), ("", Left), ("who", Left), ("UNIT", Point), ("how", Left)],
    );
    for work in &report.works {
        let mut name = work.name.clone();
        let of_work: Vec<_> = report.flows.iter().filter(|row| row.record == work.record).collect();
        for direction in ["in", "out"] {
            // What one party got on one kind of occasion is one line.
            let mut lines: Vec<(&str, &str, u128, Vec<String>)> = Vec::new();
            for row in of_work.iter().filter(|row| row.direction == direction) {
                let licence = row.licence.filter(|_| row.how == "sale").map(|licence| licence.to_string());
                match lines.iter_mut().find(|(party, how, ..)| (*party, *how) == (&row.party.name, row.how)) {
                    Some((_, _, sum, licences)) => {
                        *sum = sum.saturating_add(row.amount.0);
                        licences.extend(licence);
                    }
                    None => lines.push((&row.party.name, row.how, row.amount.0, licence.into_iter().collect())),
                }
            }
            for (party, how, amount, licences) in lines {
                let occasion = format!("{} {}", occasion(how), licences.join(", "));
                table.row([
                    std::mem::take(&mut name),
                    direction.into(),
                    party.into(),
                    money::number(amount),
                    occasion.trim_end().into(),
                ]);
            }
        }
    }
    table
}

fn occasion(how: &str) -> &'static str {
    match how {
        "sale" => "for licence",
        "from_child" => "as the parent of this work",
        "direct" => "in the sale, from the buyer",
        "in_sale" => "in the sale, by the splitter",
        "to_parent" => "to the parent's account",
        "on_settlement" => "when the child was settled",
        "release" => "by a release",
        "due" => "due, not yet released",
        _ => "lost to rounding; nobody's",
    }
}

fn pools(report: &Report) -> Table {
    let mut table = Table::new(
        "The pool: one payee, which stands for all creators by how many works are theirs, however many they are",
        &[
            ("pool", Left),
            ("got, in UNIT", Point),
            ("contributor", Left),
            ("weight", Right),
            ("claimed, in UNIT", Point),
        ],
    );
    for pool in &report.pools {
        let mut of_pool = (pool.address.clone(), money::number(pool.received.0));
        for row in &pool.claims {
            let (address, received) = std::mem::take(&mut of_pool);
            let claimed = money::number(row.claimed.0);
            table.row([address, received, row.party.name.clone(), row.weight.to_string(), claimed]);
        }
    }
    table
}

fn income(report: &Report) -> Table {
    let mut table = Table::new(
        "Everybody's sums, in UNIT",
        &[("name", Left), ("received for works", Point), ("paid for licences", Point), ("paid in fees", Point)],
    );
    for row in &report.accounts {
        let [income, spent, fees] = [row.income, row.spent, row.fees].map(|amount| money::number(amount.0));
        table.row([row.name.clone(), income, spent, fees]);
    }
    table
}

/// A millionth of a unit: averages are shown no finer.
const MICRO: u128 = 1_000_000_000_000;

fn costs(report: &Report) -> Table {
    let mut table = Table::new(
        "What one call cost on average, in UNIT. A deposit is for storage; the chain holds it.",
        &[
            ("message", Left),
            ("contract", Left),
            ("calls", Right),
            ("time in ms", Point),
            ("proof in KB", Point),
            ("fee", Point),
            ("deposit", Point),
        ],
    );
    let mut messages: Vec<(&str, &str)> = Vec::new();
    for entry in &report.transactions {
        if !messages.contains(&(&entry.message, entry.contract)) {
            messages.push((&entry.message, entry.contract));
        }
    }
    for (message, contract) in messages {
        let calls: Vec<_> = report
            .transactions
            .iter()
            .filter(|entry| (&*entry.message, entry.contract) == (message, contract))
            .collect();
        let count = calls.len().max(1);
        let time = calls.iter().map(|entry| entry.ref_time_ps).sum::<u64>() / count as u64;
        let proof = calls.iter().map(|entry| entry.proof_bytes).sum::<u64>() / count as u64;
        let fee = calls.iter().map(|entry| entry.fee.0).sum::<u128>() / count as u128;
        let deposit = calls.iter().map(|entry| entry.deposit.0).sum::<i128>() / count as i128;
        table.row([
            if message == "new" { "(deployment)" } else { message }.into(),
            contract.into(),
            count.to_string(),
            format!("{}.{:02}", time / 1_000_000_000, time / 10_000_000 % 100),
            format!("{}.{}", proof / 1_000, proof / 100 % 10),
            money::number(fee - fee % MICRO),
            signed(deposit - deposit % MICRO as i128),
        ]);
    }
    table
}

fn checks(report: &Report) -> Table {
    let title = format!("The audit, from the files and the chain alone, at {}", stamp(&report.audited_at));
    let mut table = Table::new(title, &[("result", Left), ("claim", Left), ("compared", Right)]);
    for row in &report.checks {
        let result = if row.passed { "holds" } else { "FAILS" };
        table.row([result.into(), row.claim.into(), row.compared.to_string()]);
    }
    table
}

fn totals(to: &mut impl fmt::Write, report: &Report) -> fmt::Result {
    let totals = &report.totals;
    let mut table = Table::new("Totals", &[("", Left), ("what", Left), ("UNIT", Point)]);
    let mut line = |sign: &str, what: &str, amount: u128| table.row([sign.into(), what.into(), money::number(amount)]);
    line("", "buyers paid", totals.paid.0);
    line("-", "paid to owners by the sales themselves", totals.direct.0);
    line("-", "paid to payees by the splitter", totals.released.0);
    line("-", "due, not yet released", totals.due.0);
    line("-", "lost to rounding, kept by the splitter", totals.rounding.0);
    let gone = [totals.direct, totals.released, totals.due, totals.rounding].iter().map(|amount| amount.0).sum();
    match totals.paid.0.checked_sub(gone) {
        Some(rest) => line("=", "unaccounted for", rest),
        None => line("=", "MORE WENT OUT THAN CAME IN, by", gone.saturating_sub(totals.paid.0)),
    }
    writeln!(to, "{table}")
}

fn verdict(to: &mut impl fmt::Write, report: &Report) -> fmt::Result {
    let mut failures = String::new();
    for check in report.checks.iter().filter(|check| !check.passed) {
        writeln!(failures, "FAILS: {}", check.claim)?;
        for failure in &check.failures {
            writeln!(failures, "  {failure}")?;
        }
    }
    to.write_str(&failures)?;
    let checks = report.checks.len();
    let failed = report.checks.iter().filter(|check| !check.passed).count();
    match failed {
        0 => writeln!(to, "All {checks} checks hold."),
        _ => writeln!(to, "{failed} of {checks} checks FAIL."),
    }
}

fn signed(amount: i128) -> String {
    format!("{}{}", if amount < 0 { "-" } else { "" }, money::number(amount.unsigned_abs()))
}

fn quantity(number: u64, of: &str) -> String {
    let of = if number == 1 { of.strip_suffix('s').unwrap_or(of) } else { of };
    format!("{} {of}", money::count(number))
}

fn yes_or_no(is: bool) -> String {
    if is { "yes" } else { "no" }.into()
}

/// The day of a time after RFC 3339.
fn date(time: &str) -> String {
    time.split('T').next().unwrap_or(time).to_owned()
}

/// A time after RFC 3339 for people.
fn stamp(time: &str) -> String {
    time.replace('T', " ").replace('Z', " UTC")
}
