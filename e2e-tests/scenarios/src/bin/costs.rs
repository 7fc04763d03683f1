//! Measures what each operation costs with 10 records on the chain, with many, and with a million records
//! and licences, beside what others use, and prints all of it.

use chain::Weight;
use scenarios::costs::{Budget, Cost, Costs, Peers, Profiled, REFERENCES, Reference, System, measure, name, profile};
use serde_json::{Value, json};
use std::{path::PathBuf, process::ExitCode};
use story::{
    blobs, money,
    table::{Align, Table},
};

const USAGE: &str = "usage: costs [--quick] [--json] | --snapshot | --profile MESSAGE
  --quick     1 000 records in place of 10 000, 20 000 in place of 1 000 000, and 200 000
              contributors in place of 10 000 000
  --json      a JSON array of rows in place of the table
  --snapshot  write what is measured to the snapshot that tests compare with, and say what changed
  --profile MESSAGE
              what the weight of this message's calls is spent on, by contract and host function";

/// How many records the smallest chain has.
const FEW: u64 = 10;

fn main() -> ExitCode {
    let (mut many, mut most, mut contributors, mut json) = (10_000, 1_000_000, 10_000_000, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => (many, most, contributors) = (1_000, 20_000, 200_000),
            "--json" => json = true,
            "--snapshot" => return snapshot(),
            "--profile" => return profiles(&arguments.next().unwrap_or_default()),
            other => {
                eprintln!("error: {other}: there is no such argument\n{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let file: PathBuf = blobs::target().join("peers.json");
    let peers = match Peers::load(&file) {
        Ok(peers) => peers,
        Err(why) => {
            eprintln!("error: no peers to measure, scripts/bench compiles them: {why}");
            return ExitCode::FAILURE;
        }
    };
    let say = |records| eprintln!("measuring with {} records", money::count(records));
    say(FEW);
    let few = measure(FEW, contributors, None);
    say(most);
    let most = measure(most, contributors, None);
    say(many);
    let many = measure(many, contributors, Some(&peers));
    if json {
        println!("{}", rows(&few, &many, &most));
    } else {
        println!("{}{NOTE}\n", table(&few, &many, &most));
        println!("{}", blocks(&many));
        for of in [&few, &many] {
            let (records, cells) = (money::count(of.records), of.cells.len());
            println!(
                "With {records} records, a registration for oneself wrote {cells} keys of the registry and its root."
            );
        }
    }
    ExitCode::SUCCESS
}

/// Makes what is measured now the snapshot.
fn snapshot() -> ExitCode {
    let now = Budget::measured();
    if let Ok(before) = Budget::load() {
        let (dearer, cheaper) = now.against(&before);
        for (what, lines) in [("dearer", dearer), ("cheaper", cheaper)] {
            lines.iter().for_each(|line| println!("{what}: {line}"));
        }
    }
    match now.save() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Says what a message's calls spend their weight on.
fn profiles(message: &str) -> ExitCode {
    let found = profile(message, 10_000);
    for Profiled { operation, weight, parts } in &found {
        let title = format!("{operation}: {} ms, {} KB", ms(weight.ref_time()), kb(weight.proof_size()));
        let columns = [
            ("contract", Align::Left),
            ("host function", Align::Left),
            ("times", Align::Right),
            ("time us", Align::Right),
            ("proof bytes", Align::Right),
        ];
        let mut table = Table::new(title, &columns);
        for (contract, function, spent) in parts {
            table.row([
                (*contract).to_owned(),
                (*function).to_owned(),
                spent.times.to_string(),
                format!("{:.1}", spent.weight.ref_time() as f64 / 1e6),
                spent.weight.proof_size().to_string(),
            ]);
        }
        println!("{table}");
    }
    if found.is_empty() {
        eprintln!("error: no message `{message}` is measured");
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}

/// Each of our operations, what others cost for the same, and what was measured of them elsewhere.
fn groups(many: &Costs) -> impl Iterator<Item = (&Cost, Vec<&Cost>, Vec<&'static Reference>)> {
    many.costs.iter().filter(|cost| cost.system == System::Ours).map(|ours| {
        let is_same = |operation: &str| operation == short(&ours.operation);
        let peers = many.costs.iter().filter(|cost| cost.system != System::Ours && is_same(short(&cost.operation)));
        let references = REFERENCES.iter().filter(|reference| is_same(short(reference.operation)));
        (ours, peers.collect(), references.collect())
    })
}

/// Peers have one way to register.
fn short(operation: &str) -> &str {
    if operation == "register (reveal, for oneself)" { "register" } else { operation }
}

fn ms(picoseconds: u64) -> String {
    format!("{:.2}", picoseconds as f64 / 1e9)
}

fn kb(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e3)
}

/// A line for each operation of ours, and one for each of others.
fn table(few: &Costs, many: &Costs, most: &Costs) -> Table {
    let title = format!(
        "What one operation costs with {} records, in {}. Time and proof are the contracts' part of the weight; \"with base\" \
         is the proof of the whole transactions. Code is what was loaded, keys are contracts' cold storage keys, native is \
         the time this machine took. Change: of time and proof, from {} records to that, and from that to {} records and licences.",
        money::count(many.records),
        money::SYMBOL,
        money::count(few.records),
        money::count(most.records),
    );
    let columns = [
        ("operation", Align::Left),
        ("whose", Align::Left),
        ("time ms", Align::Right),
        ("proof KB", Align::Right),
        ("with base", Align::Right),
        ("fee", Align::Right),
        ("deposit", Align::Right),
        ("code KB", Align::Right),
        ("keys", Align::Right),
        ("native us", Align::Right),
        ("change", Align::Right),
        ("to most", Align::Right),
    ];
    let mut table = Table::new(title, &columns);
    let row = |cost: &Cost, operation: &str, [before, after]: [String; 2]| {
        let whose = match cost.transactions {
            0 | 1 => cost.system.name().to_owned(),
            several => format!("{}, {several} calls", cost.system.name()),
        };
        [
            operation.to_owned(),
            whose,
            ms(cost.weight.ref_time()),
            kb(cost.weight.proof_size()),
            kb(cost.extrinsics.proof_size()),
            format!("{:.4}", cost.fee as f64 / 1e18),
            format!("{:.4}", cost.deposit as f64 / 1e18),
            kb(cost.touched.blob_bytes),
            cost.touched.keys.to_string(),
            cost.wall.as_micros().to_string(),
            before,
            after,
        ]
    };
    for (ours, peers, references) in groups(many) {
        table.row(row(
            ours,
            &ours.operation,
            [
                few.of(&ours.operation).map_or_else(String::new, |few| change(few, ours)),
                most.of(&ours.operation).map_or_else(String::new, |most| change(ours, most)),
            ],
        ));
        for peer in peers {
            table.row(row(peer, "", Default::default()));
        }
        for Reference { system, transactions, ref_time_us, proof, .. } in references {
            let mut cells = [const { String::new() }; 12];
            cells[1] = if *transactions > 1 { format!("{system}, {transactions} calls") } else { (*system).into() };
            cells[2] = ms(ref_time_us * 1_000_000);
            cells[3] = kb(*proof);
            table.row(cells);
        }
    }
    table
}

/// What blocks have room for.
fn blocks(many: &Costs) -> Table {
    let title = "Blocks filled with purchases, at the limits of Polkadot Hub: a block every 6 s, of which 85 % is for \
                 transactions. Used: of the whole block.";
    let columns = [
        ("transactions", Align::Left),
        ("a block", Align::Right),
        ("licences", Align::Right),
        ("a second", Align::Right),
        ("proof used", Align::Right),
        ("time used", Align::Right),
    ];
    let mut table = Table::new(title, &columns);
    for filled in &many.blocks {
        table.row([
            filled.operation.clone(),
            filled.transactions.to_string(),
            filled.licences.to_string(),
            format!("{:.1}", filled.per_second()),
            format!("{} %", filled.proof_percent),
            format!("{} %", filled.time_percent),
        ]);
    }
    table
}

/// What the table can and cannot show.
const NOTE: &str = "\
hash-registry: a mapping of hashes and an event. openzeppelin: a sale on ERC721 5.4, and PaymentSplitter 4.9.6, compiled by
solc 0.8.30 (e2e-tests/peers). 0xsplits (v2) and story (protocol-core 1.3.2) were measured once, on the same runtime.
The chain charges the same for each access to storage, however much there is. So what does not change here is how
often a message goes to storage, and with how many bytes; a validator's own proof of an access grows with the
logarithm of the number of keys.";

/// By how much time or proof rose, in per cent: whichever changed more.
fn change(few: &Cost, many: &Cost) -> String {
    let rise = |of: fn(&Weight) -> u64| {
        let (before, after) = (of(&few.weight) as f64, of(&many.weight) as f64);
        (after - before) / before * 100.0
    };
    let (time, proof) = (rise(Weight::ref_time), rise(Weight::proof_size));
    let more = if time.abs() > proof.abs() { time } else { proof };
    if more == 0.0 { "0 %".into() } else { format!("{more:+.2} %") }
}

/// The same as JSON: an array of rows. Amounts are decimal strings in EVM units, for JSON's numbers would lose
/// digits; what was not measured is null.
fn rows(few: &Costs, many: &Costs, most: &Costs) -> Value {
    let of = |cost: &Cost, operation: &str| {
        let with = |costs: &Costs| {
            let found = costs.of(&cost.operation).filter(|_| cost.system == System::Ours)?;
            Some(json!({
                "records": costs.records,
                "ref_time_ps": found.weight.ref_time(),
                "proof_bytes": found.weight.proof_size(),
            }))
        };
        json!({
            "operation": operation,
            "what": cost.operation,
            "system": cost.system.name(),
            "transactions": cost.transactions,
            "ref_time_ps": cost.weight.ref_time(),
            "proof_bytes": cost.weight.proof_size(),
            "extrinsic_ref_time_ps": cost.extrinsics.ref_time(),
            "extrinsic_proof_bytes": cost.extrinsics.proof_size(),
            "deposit": cost.deposit.to_string(),
            "fee": cost.fee.to_string(),
            "blob_bytes": cost.touched.blob_bytes,
            "cold_keys": cost.touched.keys,
            "wall_us": cost.wall.as_micros() as u64,
            "records": many.records,
            "with_fewer": with(few),
            "with_more": with(most),
        })
    };
    let mut rows = Vec::new();
    for (ours, peers, references) in groups(many) {
        let operation = name(&ours.operation);
        rows.push(of(ours, &operation));
        rows.extend(peers.into_iter().map(|peer| of(peer, &operation)));
        rows.extend(references.into_iter().map(|reference| {
            json!({
                "operation": operation,
                "what": reference.what,
                "system": reference.system,
                "transactions": reference.transactions,
                "ref_time_ps": reference.ref_time_us * 1_000_000,
                "proof_bytes": reference.proof,
                "extrinsic_ref_time_ps": null,
                "extrinsic_proof_bytes": null,
                "deposit": null,
                "fee": null,
                "blob_bytes": null,
                "cold_keys": null,
                "wall_us": null,
                "records": null,
                "with_fewer": null,
                "with_more": null,
            })
        }));
    }
    rows.extend(many.blocks.iter().map(|filled| {
        json!({
            "operation": format!("block_of_{}", name(&filled.operation)),
            "what": format!("a block full of {}", filled.operation),
            "system": System::Ours.name(),
            "transactions": filled.transactions,
            "licences": filled.licences,
            "licences_per_second": filled.per_second(),
            "ref_time_ps": null,
            "proof_bytes": null,
            "deposit": null,
            "fee": null,
            "blob_bytes": null,
            "cold_keys": null,
            "wall_us": null,
        })
    }));
    Value::from(rows)
}
