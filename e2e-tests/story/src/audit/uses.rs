//! Whether what was used was licensed.

use super::{Check, LicenceFound, Subject, facts::Facts};
use crate::{
    abi::UsageLedger::{UseRecorded, Used},
    calls::{Refused, h160},
};

pub(super) fn check(subject: &Subject, facts: &Facts, licences: &[LicenceFound]) -> Result<Check, Refused> {
    let mut check = Check::new(
        "uses_licensed",
        "Every receipt is its licensee's, for a use and a time that the licence is for, and no more than was paid for",
    );
    for found in licences {
        let receipts: Vec<_> = facts.used.iter().filter(|seen| seen.event.licence == found.id).collect();
        let sum: u64 = receipts.iter().map(|seen| seen.event.units).sum();
        let last = receipts.last().map_or(0, |seen| seen.event.at);
        let expected = Used { used: sum, receipts: receipts.len() as u64, last };
        let kept = subject.protocol.used(subject.journal, found.id)?;
        check.same(&format!("what was used of licence {}", found.id), &kept, &expected);
        let scope = &found.licence.scope;
        check.that(!scope.metered || sum <= scope.quantity, || {
            format!("licence {} is for {} uses, and there are receipts for {sum}", found.id, scope.quantity)
        });
        let mut before = 0u64;
        for seen in receipts {
            let UseRecorded { licensee, units, used, .. } = seen.event;
            before += units;
            check.same(&format!("the running sum of licence {}", found.id), &used, &before);
            let holder = facts.holder_at(found.id, seen.transaction);
            check.same(&format!("who used licence {}", found.id), &h160(licensee), &holder);
            check_receipt(&mut check, found, &seen.event);
            let time = subject.journal.transactions().get(seen.transaction).map(|transaction| transaction.time);
            check.same(&format!("when licence {} was used", found.id), &Some(seen.event.at), &time);
        }
    }
    let unknown = facts.used.iter().filter(|seen| licences.iter().all(|found| found.id != seen.event.licence));
    check.same("how many receipts are of no licence", &unknown.count(), &0);
    Ok(check)
}

/// Whether the use of a receipt is licensed.
fn check_receipt(check: &mut Check, found: &LicenceFound, receipt: &UseRecorded) {
    let (core, grant) = (&found.licence.core, &found.licence.grant);
    check.same(&format!("the record of a receipt of licence {}", found.id), &receipt.record, &core.record);
    check.that(receipt.uses != 0 && receipt.uses & !grant.uses == 0, || {
        format!("licence {} was used for what it does not license", found.id)
    });
    let in_time = core.start <= receipt.at && (core.perpetual || receipt.at < core.expiry);
    check.that(in_time, || format!("licence {} was used at {}, when it did not hold", found.id, receipt.at));
}
