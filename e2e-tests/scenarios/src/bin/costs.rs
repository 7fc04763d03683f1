//! Measures what each message costs with 10 records on the chain and with many, and prints both.

use scenarios::costs::{Cost, Costs, measure};
use serde_json::{Value, json};
use std::process::ExitCode;
use story::{
    money,
    table::{Align, Table},
};

const USAGE: &str = "usage: costs [--quick] [--json]
  --quick  1 000 records in place of 10 000, and 200 000 contributors in place of 10 000 000
  --json   one JSON document in place of the tables";

/// How many records the smaller chain has.
const FEW: u64 = 10;

fn main() -> ExitCode {
    let (mut many, mut contributors, mut json) = (10_000, 10_000_000, false);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => (many, contributors) = (1_000, 200_000),
            "--json" => json = true,
            other => {
                eprintln!("error: {other}: there is no such argument\n{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let (few, many) = (measure(FEW, contributors), measure(many, contributors));
    if json {
        println!("{}", document(&few, &many));
    } else {
        println!("{}{NOTE}", table(&few, &many));
        for of in [&few, &many] {
            let (records, cells) = (money::count(of.records), of.cells.len());
            println!(
                "With {records} records, a registration for oneself wrote {cells} keys of the registry and its root."
            );
        }
    }
    ExitCode::SUCCESS
}

/// What an operation cost with few records and with many.
fn pairs<'a>(few: &'a Costs, many: &'a Costs) -> impl Iterator<Item = (&'a Cost, &'a Cost)> {
    few.costs.iter().filter_map(|cost| Some((cost, many.of(&cost.operation)?)))
}

/// Three lines for each operation: with few records, with many, and by how much they differ.
fn table(few: &Costs, many: &Costs) -> Table {
    let title = format!(
        "What one call costs, in {}. Time and proof are the contracts' part of the weight that the chain charges; a \
         deposit is for storage, and the chain holds it.",
        money::SYMBOL
    );
    let columns = [
        ("operation", Align::Left),
        ("records", Align::Right),
        ("time in ms", Align::Right),
        ("proof in KB", Align::Right),
        ("fee", Align::Right),
        ("deposit", Align::Right),
    ];
    let mut table = Table::new(title, &columns);
    for (few_cost, many_cost) in pairs(few, many) {
        let lines = |of: &dyn Fn(&Cost) -> f64, decimals: usize| {
            let (before, after) = (of(few_cost), of(many_cost));
            format!("{before:.decimals$}\n{after:.decimals$}\n{}", change(before, after))
        };
        table.row([
            few_cost.operation.clone(),
            format!("{}\n{}\nchange", money::count(few.records), money::count(many.records)),
            lines(&|cost| cost.ref_time as f64 / 1e9, 2),
            lines(&|cost| cost.proof as f64 / 1e3, 1),
            lines(&|cost| cost.fee as f64 / 1e18, 4),
            lines(&|cost| cost.deposit as f64 / 1e18, 4),
        ]);
    }
    table
}

/// What the table can and cannot show.
const NOTE: &str = "\
The chain charges the same for each access to storage, however much there is. So what does not change here is how
often a message goes to storage, and with how many bytes; a validator's own proof of an access grows with the
logarithm of the number of keys.";

/// By how much something rose, in per cent.
fn change(before: f64, after: f64) -> String {
    if before == after { "0.00 %".into() } else { format!("{:+.2} %", (after - before) / before.abs() * 100.0) }
}

/// The same as JSON. Amounts are decimal strings: JSON's numbers would lose digits.
fn document(few: &Costs, many: &Costs) -> Value {
    let numbers = |of: &Costs, cost: &Cost| {
        json!({
            "records": of.records,
            "ref_time_ps": cost.ref_time,
            "proof_bytes": cost.proof,
            "fee": cost.fee.to_string(),
            "deposit": cost.deposit.to_string(),
        })
    };
    let operations: Vec<Value> = pairs(few, many)
        .map(|(before, after)| {
            json!({"operation": before.operation, "costs": [numbers(few, before), numbers(many, after)]})
        })
        .collect();
    let cells = [few, many].map(|of| json!({"records": of.records, "registry_keys_besides_root": of.cells.len()}));
    json!({
        "currency": {"symbol": money::SYMBOL, "decimals": money::DECIMALS},
        "operations": operations,
        "register_for_oneself": cells,
    })
}
