//! What operations may cost: a committed snapshot of what they did cost, and of the sizes of the
//! contracts' code.

use super::{Costs, measure};
use serde_json::{Map, Value, json};
use std::{fs, path::PathBuf};

/// How many records and contributors there are on the chain of the snapshot.
const RECORDS: u64 = 10;
const CONTRIBUTORS: u64 = 10_000;

/// Costs by operation, and sizes by contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget(Map<String, Value>);

/// Where the snapshot is.
fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("costs.json")
}

impl Budget {
    /// Measures what everything costs now.
    ///
    /// # Panics
    /// Where the contracts were not built or refuse something.
    pub fn measured() -> Self {
        let Costs { costs, code, .. } = measure(RECORDS, CONTRIBUTORS, None);
        let operations = costs.iter().map(|cost| {
            let deposit = i64::try_from(cost.deposit / chain::EVM_UNITS_PER_PLANCK as i128).unwrap_or(i64::MAX);
            let weight = cost.weight;
            let of = json!({
                "ref_time_ps": weight.ref_time(), "proof_bytes": weight.proof_size(), "deposit_planck": deposit,
            });
            (cost.operation.clone(), of)
        });
        let sizes = code.iter().map(|(name, bytes)| (format!("code of {name}"), json!({ "bytes": bytes })));
        Self(operations.chain(sizes).collect())
    }

    /// Reads the snapshot.
    ///
    /// # Errors
    /// What is wrong with its file, in words.
    pub fn load() -> Result<Self, String> {
        let path = path();
        let wrong = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| wrong(&error))?;
        serde_json::from_str(&text).map(Self).map_err(|error| wrong(&error))
    }

    /// Makes this the snapshot.
    ///
    /// # Errors
    /// Why the file cannot be written, in words.
    pub fn save(&self) -> Result<(), String> {
        let path = path();
        let text = serde_json::to_string_pretty(&self.0).map_err(|error| error.to_string())?;
        fs::write(&path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))
    }

    /// How this differs from the snapshot: what is dearer or is only in one of them, and what is
    /// cheaper.
    pub fn against(&self, snapshot: &Self) -> (Vec<String>, Vec<String>) {
        let (mut dearer, mut cheaper) = (Vec::new(), Vec::new());
        for (operation, now) in &self.0 {
            let Some(before) = snapshot.0.get(operation) else {
                dearer.push(format!("{operation}: not in the snapshot"));
                continue;
            };
            for (what, now) in now.as_object().into_iter().flatten() {
                let (was, is) = (before[what].as_i64(), now.as_i64());
                let (Some(was), Some(is)) = (was, is) else {
                    dearer.push(format!("{operation}: the snapshot has no {what}"));
                    continue;
                };
                let line = format!("{operation}: {what} was {was}, is {is} ({:+})", is - was);
                match is.cmp(&was) {
                    std::cmp::Ordering::Greater => dearer.push(line),
                    std::cmp::Ordering::Less => cheaper.push(line),
                    std::cmp::Ordering::Equal => {}
                }
            }
        }
        let gone = snapshot.0.keys().filter(|operation| !self.0.contains_key(*operation));
        dearer.extend(gone.map(|operation| format!("{operation}: in the snapshot, and not measured")));
        (dearer, cheaper)
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;
    use serde_json::{Value, json};

    fn budget(value: Value) -> Budget {
        Budget(value.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn what_is_dearer_and_what_is_cheaper_is_told_with_its_difference() {
        let snapshot = budget(json!({
            "buy": {"ref_time_ps": 10, "proof_bytes": 100, "deposit_planck": -5}, "old": {"bytes": 1},
        }));
        let now = budget(json!({
            "buy": {"ref_time_ps": 9, "proof_bytes": 101, "deposit_planck": -4}, "new": {"bytes": 1},
        }));
        let (dearer, cheaper) = now.against(&snapshot);
        let expected = [
            "buy: deposit_planck was -5, is -4 (+1)",
            "buy: proof_bytes was 100, is 101 (+1)",
            "new: not in the snapshot",
            "old: in the snapshot, and not measured",
        ];
        assert_eq!(dearer, expected);
        assert_eq!(cheaper, ["buy: ref_time_ps was 10, is 9 (-1)"]);
        assert_eq!(snapshot.against(&snapshot), (vec![], vec![]));
    }
}
